//! What a month would come to. Writes nothing, burns no number.

use super::draft::draft;
use super::month::Month;
use super::snapshot::Snapshot;
use super::store;
use crate::action::View;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::ContractId;
use crate::{catalogue, contract};

/// A contract's month in a preview.
#[derive(Debug, Clone)]
pub struct Row {
    /// The contract.
    pub contract: ContractId,
    /// What its invoice would hold.
    pub snapshot: Snapshot,
    /// The number under which it was issued, if it was.
    pub issued: Option<i64>,
}

/// A month of all contracts.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The month.
    pub month: Month,
    /// Whether it has ended and can be issued.
    pub ended: bool,
    /// Contracts that owe something, by number.
    pub rows: Vec<Row>,
    /// Contracts whose month cannot be billed, by number, with the reason.
    pub failed: Vec<(i64, String)>,
    /// Sum of net.
    pub net_minor: i64,
    /// Sum of tax.
    pub tax_minor: i64,
    /// Sum of gross.
    pub gross_minor: i64,
}

/// Computes a month of all contracts.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents.
pub fn preview(view: &mut View<'_, '_>, month: Month) -> Result<Preview, DeskError> {
    view.actor.require(&[Role::Administrator, Role::Manager])?;
    let zone = catalogue::get_current(view)?.1.provider.zone.clone();
    let mut preview = Preview {
        month,
        ended: month.end(&zone) <= view.now,
        rows: Vec::new(),
        failed: Vec::new(),
        net_minor: 0,
        tax_minor: 0,
        gross_minor: 0,
    };
    for contract in store::contracts_of_month(view, month)? {
        let terms = contract::terms(view, contract)?;
        let draft = match draft(view, &terms, month) {
            Ok(Some(draft)) => draft,
            Ok(None) => continue,
            Err(DeskError::Conflict { detail, .. }) => {
                preview.failed.push((terms.number, detail));
                continue;
            }
            Err(error) => return Err(error),
        };
        let snapshot = draft.snapshot;
        preview.net_minor = preview.net_minor.saturating_add(snapshot.net_minor);
        preview.tax_minor = preview.tax_minor.saturating_add(snapshot.tax_minor);
        preview.gross_minor = preview.gross_minor.saturating_add(snapshot.gross_minor);
        let issued = store::find_number(view, contract, month)?;
        preview.rows.push(Row { contract, snapshot, issued });
    }
    Ok(preview)
}
