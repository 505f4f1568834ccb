//! The on-call list: who asked to be called back on which line, at which accepted price, and who does it.
//!
//! A request stores the price as it was shown, all its rows, and when it was accepted; where the price has moved on between
//! showing and accepting, nothing is stored and the new one is shown. A request is taken by one person and ends with the
//! call that was made, or without one.

mod request;
mod store;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{CallBackId, ContactId, ContractId, StaffId, UsageId};
use crate::{staff, usage};

pub use request::{NewCallBack, request};

/// A price row as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownRow {
    /// Name of the band, German.
    pub de: String,
    /// Name of the band, English.
    pub en: String,
    /// Its hours.
    pub hours: Option<String>,
    /// Its price.
    pub text: String,
}

/// The price as it was shown and accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The price that applied.
    pub text: String,
    /// Until when it applied.
    pub until: Option<Timestamp>,
    /// All rows of the tariff.
    pub rows: Vec<ShownRow>,
}

/// A call-back that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallBack {
    /// Its id.
    pub id: CallBackId,
    /// Under which contract.
    pub contract: ContractId,
    /// Number of that contract.
    pub contract_number: i64,
    /// Number and name of the customer.
    pub customer: (i64, String),
    /// Who asked.
    pub contact: ContactId,
    /// Their name.
    pub contact_name: String,
    /// Line id.
    pub line: String,
    /// Where to call.
    pub phone: String,
    /// What it is about.
    pub subject: String,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// The price as it was accepted.
    pub accepted: Shown,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Who has taken it, and when.
    pub taken: Option<(StaffId, String, Timestamp)>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// The call that was made.
    pub usage: Option<UsageId>,
}

/// Call-backs that are not done, the oldest first. Contacts see those of their customer.
///
/// # Errors
/// Whatever the database says.
pub fn list_open(view: &mut View<'_, '_>) -> Result<Vec<CallBack>, DeskError> {
    store::list_open(view)
}

/// A call-back, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: CallBackId) -> Result<CallBack, DeskError> {
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// Takes a call-back: the others see who calls. Taking one's own again changes nothing.
///
/// # Errors
/// A conflict `taken` with the name of who has it, `done` when it is over.
pub fn take(act: &mut Action<'_, '_>, id: CallBackId) -> Result<(), DeskError> {
    let own = act.actor.staff()?;
    let call_back = get(act, id)?;
    if call_back.done_at.is_some() {
        return Err(DeskError::conflict("done", ""));
    }
    match call_back.taken {
        Some((by, ..)) if by == own => return Ok(()),
        Some((_, name, _)) => return Err(DeskError::conflict("taken", name)),
        None => {}
    }
    let name = staff::name(act, own)?;
    store::take(act, id, own)?;
    act.journal(Subject::CallBack, id.0, "take", &serde_json::json!({ "by": name }))
}

/// Ends a call-back, with the call that was made if there was one.
///
/// # Errors
/// A conflict `done` when it is over; a field error for a call of another contract.
pub fn done(act: &mut Action<'_, '_>, id: CallBackId, call: Option<UsageId>) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let call_back = get(act, id)?;
    if call_back.done_at.is_some() {
        return Err(DeskError::conflict("done", ""));
    }
    if let Some(call) = call
        && usage::get(act, call)?.contract != call_back.contract
    {
        return Err(DeskError::field("usage", "unknown", ""));
    }
    store::done(act, id, call)?;
    act.journal(Subject::CallBack, id.0, "done", &serde_json::json!({ "usage": call.map(|id| id.to_string()) }))
}
