//! Rates that a contract has agreed for itself: they take the place of the list's.

use std::borrow::Cow;

use crate::plan::catalogue::{Band, Catalogue};
use crate::plan::grammar::TimePriceText;
use crate::run::event::Contract;

/// The catalogue as a contract has it: a tariff for which it agreed a rate (`rate.<tariff>`) has only that one.
#[must_use]
pub fn agreed_rates<'c>(catalogue: &'c Catalogue, contract: &Contract) -> Cow<'c, Catalogue> {
    let mut own = Cow::Borrowed(catalogue);
    for (name, text) in &contract.facts.agreed {
        let Some(id) = name.strip_prefix("rate.") else { continue };
        let tariff = catalogue.tariffs.iter().position(|tariff| tariff.id == id);
        // A wrong fact is refused when the contract is read.
        if let (Some(tariff), Ok(TimePriceText { price, .. })) = (tariff, text.parse()) {
            let tariff = &mut own.to_mut().tariffs[tariff];
            tariff.bands = vec![Band::always(price)];
            tariff.otherwise = None;
        }
    }
    own
}
