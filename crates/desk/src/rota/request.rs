//! A contact accepts the price and asks to be called back.

use engine::run::event::{Call, Event, What};

use super::{Shown, ShownRow, store};
use crate::action::{Action, Subject};
use crate::actor::Actor;
use crate::call::{self, Price};
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::{CallBackId, ContactId, ContractId};
use crate::{contract, customer, usage};

/// A call-back to be asked for.
#[derive(Debug, Clone)]
pub struct NewCallBack {
    /// Under which contract.
    pub contract: ContractId,
    /// Who asks; for contacts themselves.
    pub contact: ContactId,
    /// Line id.
    pub line: String,
    /// Where to call.
    pub phone: String,
    /// What it is about.
    pub subject: String,
    /// The text of the price as it was shown ([`Price::text`]).
    pub accepted: String,
}

/// Puts a call-back on the on-call list.
///
/// # Errors
/// A conflict `price-changed` with the price that applies now; `refused` with the reason; field errors.
pub fn request(act: &mut Action<'_, '_>, new: &NewCallBack) -> Result<CallBackId, DeskError> {
    if let Actor::Contact { id, .. } = act.actor {
        if *id != new.contact {
            return Err(DeskError::NotFound);
        }
    } else {
        act.actor.require_staff()?;
    }
    let phone = field::text("phone", &new.phone, NAME_MAX)?;
    let subject = field::text("subject", &new.subject, 250)?;
    let terms = contract::terms(act, new.contract)?;
    let contact = customer::get_contact(act, new.contact)?;
    if contact.customer != terms.customer || contact.removed_at.is_some() {
        return Err(DeskError::NotFound);
    }
    let now = act.now;
    let price = call::price_at(&terms, &new.line, now)?;
    let on_call = terms.catalogue.find_line(&new.line).is_some_and(|line| terms.catalogue.lines[line].on_call);
    if !on_call {
        return Err(DeskError::field("line", "no-call-back", ""));
    }
    // A call of a second that starts now is judged as the one to come will be.
    let call = Call {
        line: new.line.clone(),
        duration_s: 1,
        caller: Some(new.contact.to_string()),
        accepted: Some(true),
        ..Call::default()
    };
    let quote = usage::quote(act, &terms, &Event { at: now, known: None, what: What::Call(call) })?;
    if quote.is_refused() {
        return Err(DeskError::conflict("refused", call::reason(&terms, &quote)));
    }
    if price.text != new.accepted {
        return Err(DeskError::conflict("price-changed", price.text));
    }
    let id = CallBackId(act.new_id());
    store::insert(act, id, new, &phone, &subject, &shown(&price))?;
    let body = serde_json::json!({ "line": new.line, "price": price.text });
    act.journal(Subject::CallBack, id.0, "request", &body)?;
    Ok(id)
}

fn shown(price: &Price) -> Shown {
    let rows = price.rows.iter().map(|row| ShownRow {
        de: row.name.get(engine::plan::catalogue::Language::De).to_owned(),
        en: row.name.get(engine::plan::catalogue::Language::En).to_owned(),
        hours: row.hours.clone(),
        text: row.text.clone(),
    });
    Shown { text: price.text.clone(), until: price.until, rows: rows.collect() }
}
