//! Mail that came in: each with what became of it and why, and its bytes as they arrived.

use axum::response::Response;
use desk::id::MailId;
use desk::intake::{self, MailRow};
use serde::Deserialize;

use super::frame::frame;
use crate::answer;
use crate::asked::{Path, Query};
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet, Table};
use crate::show::eml::eml;
use crate::text::Text;
use crate::view::{Area, Pager};
use crate::visit::{StaffVisit, Visit};

/// The shelf of those that wait for a look.
const WAITING: &str = "waiting";
/// Rows of a page.
const ROWS: i64 = 50;

/// From where on.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    shelf: String,
    before: String,
}

/// Id of a mail in a path.
#[derive(Debug, Deserialize)]
pub(super) struct Id {
    id: String,
}

impl Id {
    pub(super) fn get(&self, visit: &StaffVisit) -> Result<MailId, Refusal> {
        self.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))
    }
}

/// The list, newest first.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let me = visit.me();
    // Whatever is no id of a mail begins at the newest.
    let before = asked.before.parse::<MailId>().ok();
    let waiting = asked.shelf == WAITING;
    let read = move |view: &mut desk::View<'_, '_>| {
        let list = if waiting { intake::waiting } else { intake::list };
        Ok((frame(view, me)?, intake::count_waiting(view)?, list(view, before, ROWS + 1)?))
    };
    let (frame, count, mut found) = visit.0.read(read).await?;
    let shown = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let shell = frame.shell(&visit, Area::Mails);
    let t = &shell.t;
    let visit = &visit.0;
    let head =
        [t.get("mail-received"), t.get("mail-from"), t.get("request-subject"), t.get("mail-became"), t.get("mail-raw")];
    let table = Table {
        name: if waiting { t.get("mails-waiting").arg("count", count) } else { t.get("mails-all") }.to_string(),
        head: head.map(String::from).to_vec(),
        rows: found.iter().map(|mail| row(visit, t, mail)).collect(),
        empty: if waiting { t.get("mails-none-waiting") } else { t.get("mails-none") }.to_string(),
    };
    let shelf = if waiting { WAITING } else { "" };
    let last = found.last().filter(|_| more);
    let pager = Pager {
        newer: before.map(|_| visit.url(&format!("/mails?shelf={shelf}"))),
        older: last.map(|last| visit.url(&format!("/mails?shelf={shelf}&before={}", last.id))),
    };
    let title = t.get("nav-mails").to_string();
    let links = Part::Links(vec![
        (visit.url("/mails"), t.get("mails-all").to_string()),
        (visit.url("/mails?shelf=waiting"), t.get("mails-waiting").arg("count", count).to_string()),
        (visit.url("/mails/upload"), t.get("mails-upload").to_string()),
        (visit.url("/outbox"), t.get("nav-outbox").to_string()),
    ]);
    let heading = Part::Heading(table.name.clone());
    let sheet = Sheet { title, parts: vec![links, heading, Part::Lines(table), Part::Pager(pager)] };
    answer::page(visit, &AgentPage { sheet, shell })
}

fn row(visit: &Visit, t: &Text, mail: &MailRow) -> Vec<Cell> {
    let ticket =
        mail.ticket_number.map(|number| Cell::Link(visit.url(&format!("/tickets/{number}")), format!("#{number}")));
    let became = std::iter::once(Cell::Text(became(t, mail))).chain(ticket).collect();
    let raw = visit.url(&format!("/mails/{}/raw", mail.id));
    vec![
        Cell::Time(mail.received_at),
        Cell::Text(mail.reading.from.clone()),
        subject(visit, t, mail),
        Cell::Several(became),
        Cell::Link(raw, t.get("mail-download").to_string()),
    ]
}

fn subject(visit: &Visit, t: &Text, mail: &MailRow) -> Cell {
    let words = match mail.reading.subject.trim() {
        "" => t.get("mail-no-subject").to_string(),
        words => words.to_owned(),
    };
    Cell::Link(visit.url(&format!("/mails/{}", mail.id)), words)
}

/// What became of a mail, with the reason where nothing did.
pub(super) fn became(t: &Text, mail: &MailRow) -> String {
    let reading = &mail.reading;
    let words = match (mail.state.as_str(), reading.outcome.as_str()) {
        ("stored", _) => t.get("mail-stored"),
        ("unreadable", _) => t.get("mail-unreadable").arg("why", &reading.reason),
        (_, "opened") => t.get("mail-opened"),
        (_, "turned") => t.get("mail-turned"),
        (_, "continued") => t.get("mail-continued"),
        (_, "noted") => t.get("mail-noted").arg("why", kind(t, &reading.kind)),
        (_, "again") => t.get("mail-came-before"),
        (_, "refused") => t.get("mail-refused"),
        (_, "forwarded") => t.get("mail-forwarded").arg("from", &reading.original),
        (_, "colleague") => t.get("mail-colleague"),
        (_, "unproven") if reading.proof == "refuted" => t.get("mail-refuted"),
        (_, "unproven") => t.get("mail-unproven"),
        (_, "stranger") if reading.proof == "refuted" => t.get("mail-stranger-refuted"),
        (_, "stranger") if reading.reason == "answered" => t.get("mail-stranger"),
        (_, "stranger") => t.get("mail-stranger-again"),
        _ => t.get("mail-ignored").arg("why", kind(t, &reading.kind)),
    };
    words.to_string()
}

fn kind(t: &Text, kind: &str) -> String {
    let words = match kind {
        "auto-reply" => t.get("mail-auto-reply"),
        "bounce" => t.get("mail-bounce"),
        "list" => t.get("mail-list"),
        "loop" => t.get("mail-loop"),
        "receipt" => t.get("mail-receipt"),
        "delay" => t.get("mail-delay"),
        _ => t.get("mail-no-sender"),
    };
    words.to_string()
}

/// The bytes as they arrived, to be kept as a file: nothing of a stranger's mail is shown as a page.
pub(super) async fn raw(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let id = id.get(&visit)?;
    let raw = visit.0.read(move |view| intake::raw(view, id)).await?;
    Ok(eml(&format!("mail-{id}"), raw))
}
