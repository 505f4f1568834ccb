//! Issuing a month: what was a draft becomes binding.

use super::draft::draft;
use super::month::Month;
use super::store;
use crate::action::{Action, Subject};
use crate::actor::{Actor, Role};
use crate::contract;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::{ContractId, InvoiceId};

/// What issuing a month has done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Issued {
    /// Numbers of the invoices that were issued now.
    pub numbers: Vec<i64>,
    /// How many had been issued before.
    pub before: usize,
    /// How many contracts owe nothing.
    pub nothing: usize,
    /// Contracts whose month cannot be billed, by number, with the reason.
    pub failed: Vec<(i64, String)>,
}

/// What became of one contract's month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was issued now, under this number.
    Issued(InvoiceId, i64),
    /// It had been issued.
    Before,
    /// Nothing is owed.
    Nothing,
}

/// Issues a month for all contracts, one transaction each. Interrupted, it goes on where it was when it is run again.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators; a conflict `month-not-ended`.
pub async fn issue(desk: &Desk, actor: &Actor, month: Month) -> Result<Issued, DeskError> {
    actor.require(&[Role::Administrator])?;
    let contracts = desk.read(actor.clone(), move |view| store::contracts_of_month(view, month)).await?;
    let mut done = Issued::default();
    for contract in contracts {
        let issued = desk.act(actor.clone(), move |act| issue_one(act, contract, month)).await;
        match issued {
            Ok(Outcome::Issued(_, number)) => done.numbers.push(number),
            Ok(Outcome::Before) => done.before += 1,
            Ok(Outcome::Nothing) => done.nothing += 1,
            Err(DeskError::Conflict { code: "unbilled", detail }) => {
                let terms = desk.read(actor.clone(), move |view| contract::terms(view, contract)).await?;
                done.failed.push((terms.number, detail));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Issues a month of one contract: number, snapshot, lines and what they bill, in one transaction.
///
/// # Errors
/// As [`issue`]; a conflict `unbilled` where the sums cannot be invoiced.
pub fn issue_one(act: &mut Action<'_, '_>, contract: ContractId, month: Month) -> Result<Outcome, DeskError> {
    act.actor.require(&[Role::Administrator])?;
    let terms = contract::terms(act, contract)?;
    if month.end(&terms.catalogue.provider.zone) > act.now {
        return Err(DeskError::conflict("month-not-ended", month.to_string()));
    }
    if store::find_number(act, contract, month)?.is_some() {
        return Ok(Outcome::Before);
    }
    let Some(draft) = draft(act, &terms, month)? else { return Ok(Outcome::Nothing) };
    let id = InvoiceId(act.new_id());
    let number = act.next_number("invoice")?;
    store::insert(act, id, number, &terms, &draft.snapshot)?;
    for (position, (line, records)) in (1_i64..).zip(draft.snapshot.lines.iter().zip(&draft.records)) {
        let line_id = act.new_id();
        store::insert_line(act, line_id, id, position, line)?;
        for (place, usage) in (1_i64..).zip(records) {
            store::insert_billed(act, *usage, line_id, place)?;
        }
    }
    let body = serde_json::json!({
        "number": number, "month": month.to_string(), "gross_minor": draft.snapshot.gross_minor,
        "contract": terms.number,
    });
    act.journal(Subject::Invoice, id.0, "issue", &body)?;
    Ok(Outcome::Issued(id, number))
}
