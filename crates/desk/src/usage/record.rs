//! Writing a usage record with its rating.

use jiff::Timestamp;

use super::{Kind, rerate, store};
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{ContactId, ContractId, StaffId, TicketId, UsageId};

/// A usage record to be written.
pub(crate) struct NewRecord<'a> {
    pub(crate) contract: ContractId,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) contact: Option<ContactId>,
    pub(crate) staff: Option<StaffId>,
    pub(crate) kind: Kind,
    pub(crate) line: Option<&'a str>,
    pub(crate) work_kind: Option<&'a str>,
    /// What else is known of it, as JSON by name.
    pub(crate) facts: Option<&'a str>,
    pub(crate) at: Timestamp,
    pub(crate) measured_s: i64,
    pub(crate) accepted_at: Option<Timestamp>,
    pub(crate) accepted_price: Option<&'a str>,
    pub(crate) note: &'a str,
    pub(crate) unique_key: Option<&'a str>,
}

/// The record that was logged with a key already.
pub(crate) fn find_logged(
    view: &mut View<'_, '_>,
    contract: ContractId,
    key: Option<&str>,
) -> Result<Option<UsageId>, DeskError> {
    let Some(key) = key else { return Ok(None) };
    match store::find_by_key(view, key)? {
        Some((known, of)) if of == contract => Ok(Some(known)),
        Some(_) => Err(DeskError::field("unique_key", "taken", key)),
        None => Ok(None),
    }
}

/// Writes a record and rates it, with all that it changes of others.
pub(crate) fn record(act: &mut Action<'_, '_>, new: &NewRecord<'_>) -> Result<UsageId, DeskError> {
    let id = UsageId(act.new_id());
    store::insert(act, id, new)?;
    let body = serde_json::json!({
        "kind": new.kind.word(), "line": new.line, "measured_s": new.measured_s,
        "ticket": new.ticket.map(|id| id.to_string()),
    });
    act.journal(Subject::Usage, id.0, "log", &body)?;
    if let Some(ticket) = new.ticket {
        act.journal(Subject::Ticket, ticket.0, new.kind.word(), &body)?;
    }
    rerate(act, new.contract)?;
    if let (Some(ticket), Kind::Call) = (new.ticket, new.kind) {
        crate::ticket::refresh_by_id(act, ticket)?;
    }
    Ok(id)
}
