//! What a selection would come to in a month in which nothing is used: for people who are about to choose.
//!
//! The lines are those of an invoice for a whole month, made by the same function. What is agreed in a contract, or not
//! stated by the plan, has no line and is named instead, so that no sum looks like the whole when it is not.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::assemble::assemble;
use super::fee::fee_items;
use super::known::View;
use crate::ledger::month_of;
use crate::money::TooLarge;
use crate::plan::catalogue::Fee;
use crate::plan::resolve::{HeldFee, SelectionError};
use crate::plan::{Entitlements, Selection};
use crate::run::book::Volume;
use crate::run::event::{Contract, Facts};
use crate::run::outcome::{ChargeUnit, InvoiceDraft, InvoiceLine, LineKind};
use crate::run::timeline::Timeline;

/// What a selection comes to.
#[derive(Debug, Clone)]
pub struct Offered {
    /// What it entitles to, with every offer held.
    pub held: std::sync::Arc<Entitlements>,
    /// What each whole month costs.
    pub monthly: InvoiceDraft,
    /// What is due once, with the first month.
    pub once: InvoiceDraft,
    /// Held offers (indexes) whose fee is agreed in the contract or not stated.
    pub open: Vec<usize>,
}

/// Why there is no sum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoOffer {
    /// The catalogue does not allow the selection.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// A sum does not fit.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

/// What a selection comes to in the month of a day, if it is held for the whole of it.
///
/// # Errors
/// [`NoOffer`].
pub fn offered(volume: &Volume, selection: &Selection, day: Date) -> Result<Offered, NoOffer> {
    let month = month_of(day);
    let contract = Contract {
        selection: selection.clone(),
        start: month.from,
        end: None,
        term_months: None,
        facts: Facts::default(),
    };
    let timeline = Timeline::build(volume, &contract, &[])?;
    let held = volume.resolve(selection)?;
    let catalogue = volume.catalogue();
    let view = View { catalogue, contract: &contract, events: &[], month: None, until: Timestamp::MAX };
    let lines = fee_items(&view, &timeline, month, Decimal::ZERO)?.items.into_iter().map(|item| item.line);
    let lines: Vec<InvoiceLine> = lines.collect();
    // A computed fee without a line needs facts that only a contract has.
    let has_line =
        |offer: usize| lines.iter().any(|line| matches!(line.kind, LineKind::Fee { offer: of, .. } if of == offer));
    let is_open = |held: &&HeldFee| match held.fee {
        Fee::AsAgreed | Fee::NotStated => true,
        Fee::Columns(_) => !has_line(held.offer),
        Fee::Free | Fee::Once { .. } | Fee::Recurring { .. } => false,
    };
    let open = held.fees.iter().filter(is_open).map(|held| held.offer).collect();
    let (once, monthly): (Vec<InvoiceLine>, Vec<InvoiceLine>) =
        lines.into_iter().partition(|line| line.unit == ChargeUnit::Piece);
    Ok(Offered { monthly: assemble(catalogue, month, monthly)?, once: assemble(catalogue, month, once)?, held, open })
}
