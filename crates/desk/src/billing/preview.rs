//! What a month would come to. Writes nothing, burns no number.

use super::draft::draft;
use super::month::Month;
use super::snapshot::Snapshot;
use super::store;
use crate::action::View;
use crate::actor::Role;
use crate::contract::Terms;
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
        let row = match row(view, &terms, month) {
            Ok(Some(row)) => row,
            Ok(None) => continue,
            Err(DeskError::Conflict { detail, .. }) => {
                preview.failed.push((terms.number, detail));
                continue;
            }
            Err(error) => return Err(error),
        };
        preview.net_minor = preview.net_minor.saturating_add(row.snapshot.net_minor);
        preview.tax_minor = preview.tax_minor.saturating_add(row.snapshot.tax_minor);
        preview.gross_minor = preview.gross_minor.saturating_add(row.snapshot.gross_minor);
        preview.rows.push(row);
    }
    Ok(preview)
}

/// Computes a month of one contract.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents, [`DeskError::NotFound`] where nothing is owed.
pub fn preview_one(view: &mut View<'_, '_>, contract: ContractId, month: Month) -> Result<Row, DeskError> {
    view.actor.require(&[Role::Administrator, Role::Manager])?;
    let terms = contract::terms(view, contract)?;
    row(view, &terms, month)?.ok_or(DeskError::NotFound)
}

fn row(view: &mut View<'_, '_>, terms: &Terms, month: Month) -> Result<Option<Row>, DeskError> {
    let Some(draft) = draft(view, terms, month)? else { return Ok(None) };
    let issued = store::find_number(view, terms.id, month)?;
    Ok(Some(Row { contract: terms.id, snapshot: draft.snapshot, issued }))
}
