//! What contracts hold now, for whoever wants to know whom a change of the plans concerns.

use engine::plan::catalogue::OfferKind;
use jiff::civil::Date;

use crate::action::View;
use crate::customer;
use crate::error::DeskError;
use crate::id::ContractId;

/// What a contract holds at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The contract.
    pub id: ContractId,
    /// Its number.
    pub number: i64,
    /// Name of the customer.
    pub customer: String,
    /// First day in effect.
    pub start: Date,
    /// Version of the catalogue that it was bought under, as its author counts it.
    pub version: String,
    /// Plan, options and packages by kind and id, also those that come with others; none: it is not in effect.
    pub offers: Vec<(OfferKind, String)>,
}

/// A page of the contracts that the actor may see, in the order in which they were signed.
///
/// # Errors
/// Whatever the database says.
pub fn holdings(view: &mut View<'_, '_>, after: Option<ContractId>, limit: i64) -> Result<Vec<Holding>, DeskError> {
    let mut page = Vec::new();
    for id in super::list(view, after, limit)? {
        let terms = super::terms(view, id)?;
        let (now, catalogue) = (view.now, &terms.catalogue);
        let phase = terms.timeline.at(now, terms.day(now));
        let held = phase.map(|phase| phase.entitlements.held.clone()).unwrap_or_default();
        let offers = held.into_iter().filter_map(|ix| catalogue.offers.get(ix));
        page.push(Holding {
            id,
            number: terms.number,
            customer: customer::get(view, terms.customer)?.name,
            start: terms.timeline.start,
            version: catalogue.version.clone(),
            offers: offers.map(|offer| (offer.kind, offer.id.clone())).collect(),
        });
    }
    Ok(page)
}
