//! What staff do with a ticket beside answering it: hand it over, put it aside, merge, split and link it, follow it, call it spam.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::{ContactId, LinkId, MessageId, StaffId, TeamId, TicketId};
use desk::ticket::{self, Altering, Doing, Later, LinkKind, Until};
use desk::{Action, DeskError, article};
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::aside::SentFold;
use super::change::{Nothing, attempt, change, done, done_with};
use super::conflict::{self, Kept, Meanwhile};
use super::frame::frame;
use super::ticket::{Draft, Number, Sent, show};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Sheet};
use crate::show::row::snoozed;
use crate::show::{Wrong, typed};
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// To which team.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct HandOver {
    team: String,
    assignee: String,
    note: String,
    was: Option<String>,
}

/// Hands over to a team, with a note.
pub(super) async fn hand_over(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<HandOver>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let sent = posted.of(&visit.0)?;
    let fold = fold("hand-over", [("team", &sent.team), ("assignee", &sent.assignee), ("note", &sent.note)]);
    let team = sent.team.parse().map(TeamId);
    let assignee = if sent.assignee.is_empty() { Ok(None) } else { sent.assignee.parse().map(|id| Some(StaffId(id))) };
    let (team, assignee) = match (team, assignee) {
        (Ok(team), Ok(assignee)) => (team, assignee),
        (Err(_), _) => return refused(&visit, number, fold, Wrong::field("team", "unknown")).await,
        (_, Err(_)) => return refused(&visit, number, fold, Wrong::field("assignee", "unknown")).await,
    };
    let (was, value) = (sent.was.clone(), sent.team.clone());
    let what = Altering::HandOver { team, assignee, note: sent.note.clone() };
    let result = attempt(&visit, number, move |act, id| {
        conflict::check(act, id, Kept::Team, was.as_deref(), &value)?;
        ticket::alter(act, id, &what)
    });
    match result.await? {
        Ok(undo) => Ok(done(&visit, number, undo)),
        Err(wrong) if conflict::is_meanwhile(&wrong) => {
            let fields = [("team", sent.team), ("assignee", sent.assignee), ("note", sent.note)];
            let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
            conflict::show(&visit, number, Meanwhile { field: Kept::Team, fields }).await
        }
        Err(wrong) => refused(&visit, number, fold, wrong).await,
    }
}

/// Until when.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Snooze {
    until: String,
    at: String,
}

/// Puts aside.
pub(super) async fn snooze(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Snooze>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let sent = posted.of(&visit.0)?;
    let fold = fold("snooze", [("until", &sent.until), ("at", &sent.at)]);
    let until = match until(&sent, visit.0.now, &visit.0.zone) {
        Ok(until) => until,
        Err(wrong) => return refused(&visit, number, fold, wrong).await,
    };
    match attempt(&visit, number, move |act, id| ticket::alter(act, id, &Altering::Snooze(until))).await? {
        Ok(undo) => {
            let t = visit.0.text();
            let words = t.get("snooze-done").arg("until", snoozed(&t, until)).to_string();
            Ok(done_with(&visit, &format!("/tickets/{number}"), &words, undo))
        }
        // The time is asked for in two fields; which of them is wrong is known here.
        Err(Wrong::Fields(mut errors)) if sent.until == "own" => {
            errors.iter_mut().for_each(|error| error.field = "at".into());
            refused(&visit, number, fold, Wrong::Fields(errors)).await
        }
        Err(wrong) => refused(&visit, number, fold, wrong).await,
    }
}

/// The time that a word of the form means, in the desk's zone.
fn until(sent: &Snooze, now: Timestamp, zone: &TimeZone) -> Result<Until, Wrong> {
    let here = now.to_zoned(zone.clone());
    let at = |days: i64, hour: i8| {
        let day = here.date().checked_add(jiff::Span::new().days(days)).ok()?;
        let at = day.to_datetime(Time::constant(hour, 0, 0, 0)).to_zoned(zone.clone()).ok()?;
        Some(at.timestamp())
    };
    let to_monday = (1..=7).find(|days| {
        here.date().checked_add(jiff::Span::new().days(*days)).is_ok_and(|day| day.weekday() == Weekday::Monday)
    });
    let time = match sent.until.as_str() {
        "reply" => return Ok(Until::Reply),
        "hour" => now.checked_add(SignedDuration::from_hours(1)).ok(),
        "afternoon" => at(0, 14),
        "tomorrow" => at(1, 8),
        "monday" => at(to_monday.unwrap_or(7), 8),
        "own" => return typed::moment(&sent.at, zone).map(Until::At).ok_or_else(|| Wrong::field("at", "no-moment")),
        _ => None,
    };
    time.map(Until::At).ok_or_else(|| Wrong::field("until", "unknown"))
}

/// Brings back what was put aside.
pub(super) async fn wake(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    plain(visit, number, posted, ticket::wake).await
}

/// Into which ticket.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Merge {
    into: String,
}

/// Merges into another ticket.
pub(super) async fn merge(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Merge>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let sent = posted.of(&visit.0)?;
    let fold = fold("merge", [("into", &sent.into)]);
    let Some(into) = numbered(&sent.into) else {
        return refused(&visit, number, fold, Wrong::field("into", "no-number")).await;
    };
    let merged = attempt(&visit, number, move |act, id| {
        other(act, into, "into")?;
        ticket::alter(act, id, &Altering::Doing(Doing::Merge(Some(into))))
    });
    match merged.await? {
        Ok(undo) => {
            let words = visit.0.text().get("merge-done").arg("from", number).arg("into", into).to_string();
            Ok(done_with(&visit, &format!("/tickets/{into}"), &words, undo))
        }
        Err(wrong) => refused(&visit, number, fold, wrong).await,
    }
}

/// Takes a merged ticket out again.
pub(super) async fn unmerge(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    plain(visit, number, posted, ticket::unmerge).await
}

/// A message of a ticket in a path.
#[derive(Debug, Deserialize)]
pub(super) struct OfTicket {
    number: String,
    id: String,
}

impl OfTicket {
    pub(super) fn get(&self, visit: &StaffVisit) -> Result<(i64, i64), Refusal> {
        let read = self.number.parse().ok().zip(self.id.parse().ok());
        read.ok_or_else(|| Refusal::nothing_here().within(&visit.0))
    }
}

/// Another subject.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Subject {
    subject: String,
}

/// The form that makes a message a ticket of its own.
pub(super) async fn split_form(visit: StaffVisit, Path(of): Path<OfTicket>) -> Result<Response, Refusal> {
    let (number, message) = of.get(&visit)?;
    splitting(&visit, number, message, "", None).await
}

/// Makes a message a ticket of its own.
pub(super) async fn split(
    visit: StaffVisit,
    Path(of): Path<OfTicket>,
    posted: Posted<Subject>,
) -> Result<Response, Refusal> {
    let (number, message) = of.get(&visit)?;
    let subject = posted.of(&visit.0)?.subject;
    let wanted = subject.clone();
    match visit.0.try_act(move |act| ticket::split(act, MessageId(message), &wanted)).await? {
        Ok(opened) => {
            let words = visit.0.text().get("split-done").arg("number", opened.number).to_string();
            Ok(answer::done(&visit.0, &format!("/tickets/{}", opened.number), &words))
        }
        Err(wrong) => splitting(&visit, number, message, &subject, Some(wrong)).await,
    }
}

async fn splitting(
    visit: &StaffVisit,
    number: i64,
    message: i64,
    subject: &str,
    wrong: Option<Wrong>,
) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, page) = visit.0.read(move |view| Ok((frame(view, me)?, ticket::page(view, number)?))).await?;
    let found = page.messages.iter().find(|one| one.id.0 == message);
    let body = found.ok_or_else(|| Refusal::nothing_here().within(&visit.0))?.body.clone();
    let shell = frame.shell(visit, Area::Queue);
    let t = &shell.t;
    let mut field = Field::new("subject", t.get("split-subject"), Control::Line).value(subject);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut [&mut field]));
    let mut parts = vec![Part::Words(t.get("split-how").to_string()), Part::Soft(body)];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url(&format!("/tickets/{number}/split/{message}")),
        hidden: Vec::new(),
        fields: vec![field],
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("split-do").to_string(),
    }));
    let sheet = Sheet { title: t.get("split-title").arg("number", number).to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

/// With which ticket, how.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Linking {
    kind: String,
    other: String,
}

/// Links to another ticket.
pub(super) async fn link(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Linking>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let sent = posted.of(&visit.0)?;
    let fold = fold("links", [("kind", &sent.kind), ("other", &sent.other)]);
    let (word, turned) = if sent.kind == "causes" { ("cause", true) } else { (sent.kind.as_str(), false) };
    let Some(kind) = LinkKind::find(word).filter(|kind| *kind != LinkKind::Split) else {
        return refused(&visit, number, fold, Wrong::field("kind", "unknown")).await;
    };
    let Some(to) = numbered(&sent.other) else {
        return refused(&visit, number, fold, Wrong::field("other", "no-number")).await;
    };
    let linked = attempt(&visit, number, move |act, id| {
        let other = other(act, to, "other")?;
        if turned { ticket::link(act, other, id, kind) } else { ticket::link(act, id, other, kind) }
    });
    match linked.await? {
        Ok(()) => Ok(done(&visit, number, None)),
        Err(wrong) => refused(&visit, number, fold, wrong).await,
    }
}

/// Takes a link away.
pub(super) async fn unlink(
    visit: StaffVisit,
    Path(of): Path<OfTicket>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let (number, link) = of.get(&visit)?;
    posted.of(&visit.0)?;
    change(&visit, number, move |act, _| ticket::unlink(act, LinkId(link)).map(|()| None)).await
}

/// Follows.
pub(super) async fn follow(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    altering(visit, number, posted, Altering::Follow).await
}

/// Follows no longer.
pub(super) async fn unfollow(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    altering(visit, number, posted, Altering::Unfollow).await
}

/// Whose address.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Taking {
    email: String,
}

/// Lets a contact take part.
pub(super) async fn add_participant(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Taking>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let email = posted.of(&visit.0)?.email;
    let fold = fold("participants", [("email", &email)]);
    match attempt(&visit, number, move |act, id| ticket::add_participant(act, id, &email)).await? {
        Ok(()) => Ok(done(&visit, number, None)),
        Err(wrong) => refused(&visit, number, fold, wrong).await,
    }
}

/// Takes a participant out.
pub(super) async fn remove_participant(
    visit: StaffVisit,
    Path(of): Path<OfTicket>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let (number, contact) = of.get(&visit)?;
    posted.of(&visit.0)?;
    change(&visit, number, move |act, id| ticket::remove_participant(act, id, ContactId(contact)).map(|()| None)).await
}

/// Whether the sender is remembered.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Spam {
    later: String,
}

/// Marks as spam.
pub(super) async fn spam(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Spam>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let later = if posted.of(&visit.0)?.later == "yes" { Later::Spam } else { Later::Asks };
    match attempt(&visit, number, move |act, id| ticket::alter(act, id, &Altering::Spam(later))).await? {
        Ok(undo) => {
            let words = visit.0.text().get("spam-done").arg("number", number).to_string();
            Ok(done_with(&visit, "/queue", &words, undo))
        }
        Err(wrong) => Ok(answer::not_done(&visit.0, &format!("/tickets/{number}"), &wrong.words(&visit.0.text()))),
    }
}

/// Says that it is no spam.
pub(super) async fn no_spam(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    plain(visit, number, posted, ticket::unmark_spam).await
}

/// Makes a draft of an article.
pub(super) async fn article(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    let made = visit.0.try_act(move |act| {
        let id = ticket::get_by_number(act, number)?.id;
        article::draft_from(act, id)
    });
    match made.await? {
        Ok(id) => Ok(answer::done(
            &visit.0,
            &format!("/articles/{id}"),
            visit.0.text().get("article-made").to_string().as_str(),
        )),
        Err(wrong) => Ok(answer::not_done(&visit.0, &format!("/tickets/{number}"), &wrong.words(&visit.0.text()))),
    }
}

/// A number as people type it, with or without its sign.
fn numbered(typed: &str) -> Option<i64> {
    typed.trim().trim_start_matches('#').parse().ok()
}

/// The ticket of a number that a field names.
fn other(act: &mut Action<'_, '_>, number: i64, field: &'static str) -> Result<TicketId, DeskError> {
    match ticket::get_by_number(act, number) {
        Ok(ticket) => Ok(ticket.id),
        Err(DeskError::NotFound) => Err(DeskError::field(field, "no-ticket", number.to_string())),
        Err(error) => Err(error),
    }
}

fn fold<const N: usize>(action: &'static str, values: [(&'static str, &String); N]) -> SentFold {
    SentFold { action, values: values.into_iter().map(|(name, value)| (name, value.clone())).collect() }
}

async fn refused(visit: &StaffVisit, number: i64, fold: SentFold, wrong: Wrong) -> Result<Response, Refusal> {
    show(visit, number, Draft { typed: Sent::Fold(fold), wrong: Some(wrong), ..Draft::default() }).await
}

/// A change without anything to fill in.
async fn plain<F>(visit: StaffVisit, number: Number, posted: Posted<Nothing>, what: F) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>, TicketId) -> Result<(), DeskError> + Send + Sync + 'static,
{
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    change(&visit, number, move |act, id| what(act, id).map(|()| None)).await
}

/// The same for one that can be taken back.
async fn altering(
    visit: StaffVisit,
    number: Number,
    posted: Posted<Nothing>,
    what: Altering,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    change(&visit, number, move |act, id| ticket::alter(act, id, &what)).await
}
