//! Writing on a ticket: replies and notes from the composer, drafts, and replies that wait to go out.
//!
//! What was typed survives whatever goes wrong: a session that has ended, a form that is too old, a colleague who was faster.

use axum::http::StatusCode;
use axum::response::Response;
use desk::draft::{self, Sending, Sent, Then};
use desk::file::NewFile;
use desk::id::{DraftId, MessageId};
use desk::ticket;
use desk::{Action, DeskError};
use jiff::{ToSpan as _, Zoned};
use serde::Deserialize;

use super::change::Nothing;
use super::composer::kind_of;
use super::ticket::{Draft as Refused, Number, Sent as From, goes_on, show};
use crate::answer;
use crate::asked::Path;
use crate::composed::Composed;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Kept, KeptPage};
use crate::show::{Wrong, typed};
use crate::text::Text;
use crate::visit::{StaffVisit, Visit};

/// What was typed into a composer.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) kind: String,
    /// The kind that the form showed first.
    pub(super) was: String,
    pub(super) body: String,
    pub(super) form: String,
    then: String,
    canned: String,
    when: String,
    at: String,
    seen: String,
    pub(super) files: Vec<NewFile>,
    pub(super) wrong: Option<Wrong>,
    /// Whether a script of the page asks, which wants a piece of it.
    pub(super) is_script: bool,
}

impl Typed {
    fn of(composed: &mut Composed<StaffVisit>) -> Typed {
        let field = |name: &str| composed.field(name).to_owned();
        Typed {
            kind: field("kind"),
            was: field("was"),
            // Browsers end lines in their own way.
            body: field("body").replace("\r\n", "\n"),
            form: field("form"),
            then: field("then"),
            canned: field("canned"),
            when: field("when"),
            at: field("at"),
            seen: field("seen"),
            is_script: field("by") == "script",
            files: std::mem::take(&mut composed.files),
            wrong: composed.wrong.take(),
        }
    }

    fn is_note(&self) -> bool {
        self.kind == "note"
    }

    fn sent(&self) -> From {
        if self.is_note() { From::Note(self.body.clone()) } else { From::Reply(self.body.clone()) }
    }

    /// What is sent, at its time in the desk's zone.
    fn sending(&self, visit: &Visit) -> Result<Sending, DeskError> {
        let zone = &visit.zone;
        let at = match self.when.as_str() {
            "tomorrow" => morning(&visit.now.to_zoned(zone.clone()), 1),
            "monday" => {
                let now = visit.now.to_zoned(zone.clone());
                let days = 7 - i64::from(now.weekday().to_monday_zero_offset());
                morning(&now, days)
            }
            "at" => Some(typed::moment(&self.at, zone).ok_or_else(|| DeskError::field("at", "no-moment", ""))?),
            _ => None,
        };
        Ok(Sending {
            kind: kind_of(&self.kind),
            body: self.body.clone(),
            form: self.form.clone(),
            seen: self.seen.parse::<MessageId>().ok().filter(|id| id.0 != 0),
            then: Then::of(&self.then),
            canned: self.canned.parse().ok(),
            at,
        })
    }
}

/// 8:00 on a day from now.
fn morning(now: &Zoned, days: i64) -> Option<jiff::Timestamp> {
    let day = now.date().checked_add(days.days()).ok()?;
    Some(day.at(8, 0, 0, 0).to_zoned(now.time_zone().clone()).ok()?.timestamp())
}

/// Who sent it with what; a page that keeps the text where nobody did, or where the form is too old.
pub(super) fn kept(mut composed: Composed<StaffVisit>) -> Result<(StaffVisit, Typed), Refusal> {
    let guarded = composed.guarded;
    let typed = Typed::of(&mut composed);
    let visit = composed.visit?;
    if !guarded {
        return Err(Refusal::forbidden().within(&visit.0));
    }
    Ok((visit, typed))
}

/// Replies or notes, then maybe waits or resolves, all at once.
pub(super) async fn write(
    visit: Visit,
    Path(number): Path<Number>,
    mut composed: Composed<StaffVisit>,
) -> Result<Response, Refusal> {
    let guarded = composed.guarded;
    let typed = Typed::of(&mut composed);
    let staff = match composed.visit {
        Ok(staff) => staff,
        // The session ended while somebody was writing: their text comes back to them.
        Err(refusal) if refusal.asks_for_sign_in() && !typed.body.trim().is_empty() => {
            return lost(&visit, number.get(&visit)?, typed);
        }
        Err(refusal) => return Err(refusal),
    };
    let number = number.get(&staff.0)?;
    if !guarded {
        if typed.body.trim().is_empty() {
            return Err(Refusal::forbidden().within(&staff.0));
        }
        // A form of an earlier session. Nothing is done; who looks at it may send it again.
        return back(&staff, number, typed, Err(Wrong::conflict("form-old"))).await;
    }
    let sending = match (typed.wrong.clone(), typed.sending(&staff.0)) {
        (Some(wrong), _) => return back(&staff, number, typed, Err(wrong)).await,
        (None, Ok(sending)) => sending,
        (None, Err(error)) => {
            let wrong = Wrong::split::<()>(&staff.0, Err(error))?;
            return back(&staff, number, typed, wrong).await;
        }
    };
    let (files, was) = (typed.files.clone(), Some(&typed.was).filter(|was| !was.is_empty()).map(|was| kind_of(was)));
    let result = staff
        .0
        .try_act(move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            if let Some(was) = was {
                draft::turn(act, id, was, sending.kind)?;
            }
            for new in &files {
                draft::add_file(act, id, sending.kind, new)?;
            }
            draft::send(act, id, &sending)
        })
        .await?;
    match result {
        Ok(sent) => {
            let words = said(&staff.0.text(), &typed, sent);
            Ok(answer::done(&staff.0, &format!("/tickets/{number}"), &words))
        }
        Err(wrong) => back(&staff, number, typed, Err(wrong)).await,
    }
}

fn said(t: &Text, typed: &Typed, sent: Sent) -> String {
    let words = match sent {
        Sent::Before => t.get("done-before"),
        Sent::AtOnce(_) => t.get("done-at-once"),
        Sent::Waits(_, at) if !typed.when.is_empty() => t.get("done-planned").arg("at", t.moment(at)),
        _ if typed.is_note() => t.get("done-note"),
        _ => t.get("done-reply"),
    };
    words.to_string()
}

/// Back to the ticket, with what was typed and what was wrong.
pub(super) async fn back(
    visit: &StaffVisit,
    number: i64,
    typed: Typed,
    result: Result<(), Wrong>,
) -> Result<Response, Refusal> {
    let Err(wrong) = result else {
        return Ok(answer::go(&visit.0, &format!("/tickets/{number}#compose")));
    };
    let seen = wrong.is_conflict("answered-meanwhile").then(|| typed.seen.parse().ok()).flatten();
    // Of a ticket that was merged meanwhile there is more to read in the other.
    let number = goes_on(visit, number).await?.unwrap_or(number);
    let (then, canned) = (Then::of(&typed.then), typed.canned.parse().ok());
    show(visit, number, Refused { typed: typed.sent(), wrong: Some(wrong), seen, then, canned }).await
}

/// The text of somebody whose session has ended, to be sent again once they are signed in.
fn lost(visit: &Visit, number: i64, typed: Typed) -> Result<Response, Refusal> {
    let path = format!("/tickets/{number}");
    let back = answer::percent(&visit.url(&path));
    let page = KeptPage {
        shell: visit.shell(crate::view::Area::Elsewhere),
        kept: Kept {
            action: visit.url(&format!("{path}/messages")),
            sign_in: format!("{}?return={back}", visit.url("/sign-in")),
            fields: vec![
                ("kind", typed.kind),
                ("then", typed.then),
                ("form", typed.form),
                ("seen", typed.seen),
                ("canned", typed.canned),
            ],
            body: typed.body,
            files: !typed.files.is_empty(),
        },
    };
    answer::whole(visit, StatusCode::UNAUTHORIZED, &page)
}

/// What is to be kept as a draft.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Keeping {
    kind: String,
    was: String,
    body: String,
    form: String,
}

/// Keeps what is being written, and says when.
pub(super) async fn keep(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Keeping>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let keeping = posted.of(&visit.0)?;
    let saved = visit
        .0
        .try_act(move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            let kind = kind_of(&keeping.kind);
            if !keeping.was.is_empty() {
                draft::turn(act, id, kind_of(&keeping.was), kind)?;
            }
            draft::save(act, id, kind, &keeping.body.replace("\r\n", "\n"), &keeping.form)
        })
        .await?;
    let t = visit.0.text();
    let words = match saved {
        Ok(None) => String::new(),
        Ok(Some(at)) => t.get("draft-kept").arg("at", t.clock(at)).to_string(),
        Err(wrong) => wrong.words(&t),
    };
    answer::fragment(&crate::view::ticket::DraftKept { words })
}

/// Ticket and draft in a path.
#[derive(Debug, Deserialize)]
pub(super) struct Ids {
    number: String,
    id: String,
}

/// Takes a reply back that waits.
pub(super) async fn undo(
    visit: StaffVisit,
    Path(ids): Path<Ids>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    change(&visit, &ids, "done-undo", draft::take_back).await
}

/// Sends a reply now that waits.
pub(super) async fn send(
    visit: StaffVisit,
    Path(ids): Path<Ids>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    change(&visit, &ids, "done-reply", |act, ticket, id| draft::send_now(act, ticket, id).map(drop)).await
}

/// Throws a draft away.
pub(super) async fn discard(
    visit: StaffVisit,
    Path(ids): Path<Ids>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    change(&visit, &ids, "done-discard", draft::discard).await
}

async fn change<F>(visit: &StaffVisit, ids: &Ids, words: &str, what: F) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>, desk::id::TicketId, DraftId) -> Result<(), DeskError> + Send + Sync + 'static,
{
    let nothing = || Refusal::nothing_here().within(&visit.0);
    let number: i64 = ids.number.parse().map_err(|_| nothing())?;
    let id: DraftId = ids.id.parse().map_err(|_| nothing())?;
    let result = visit
        .0
        .try_act(move |act| {
            let ticket = ticket::get_by_number(act, number)?.id;
            what(act, ticket, id)
        })
        .await?;
    let (t, path) = (visit.0.text(), format!("/tickets/{number}"));
    Ok(match result {
        Ok(()) => answer::done(&visit.0, &path, &t.get(words).to_string()),
        // It went out, or was taken back, a moment before: the page says where it stands.
        Err(wrong) => answer::not_done(&visit.0, &path, &wrong.words(&t)),
    })
}
