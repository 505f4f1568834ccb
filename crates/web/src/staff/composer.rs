//! What the composer of a ticket shows: the text that was kept, its files, and replies that wait.

use desk::canned::{self, Canned, NewCanned};
use desk::draft::{self, Held, Shown, Then};
use desk::id::{CannedId, StaffId};
use desk::staff::Staff;
use desk::ticket::{self, MessageKind, Page};
use desk::{DeskError, View, customer, signature};
use engine::plan::catalogue::Language;

use super::canned::does;
use super::ticket::{Draft, Sent};
use crate::refusal::Refusal;
use crate::show::words;
use crate::text::Text;
use crate::view::message::{Entry, Waiting};
use crate::view::ticket::{CannedChoice, Composer, ComposerKind};
use crate::view::{Control, Field};
use crate::visit::{StaffVisit, hex};

/// The kind of writing of a form.
pub(super) fn kind_of(word: &str) -> MessageKind {
    if word == "note" { MessageKind::Note } else { MessageKind::Message }
}

/// What helps writing: canned replies, and what is set below.
pub(super) struct Help {
    canned: Vec<Canned>,
    signature: String,
}

/// What helps writing on a ticket.
pub(super) fn help(view: &mut View<'_, '_>, ticket: &ticket::Ticket, me: StaffId) -> Result<Help, DeskError> {
    let language = match ticket.contact {
        None => Language::De,
        Some(id) => customer::get_contact(view, id)?.language,
    };
    Ok(Help { canned: canned::list(view)?, signature: signature::below(view, me, ticket.team, language)? })
}

/// What was kept of a reply with a canned one below it, for whoever has no script.
pub(super) async fn prefilled(visit: &StaffVisit, number: i64, id: CannedId) -> Result<Draft, Refusal> {
    let me = visit.me();
    let (filled, kept) = visit
        .0
        .read(move |view| {
            let ticket = ticket::get_by_number(view, number)?.id;
            let drafts = draft::of_ticket(view, ticket)?;
            let own = drafts.into_iter().find(|shown| is_own(shown, me) && shown.draft.kind == MessageKind::Message);
            Ok((canned::filled(view, ticket, id)?, own))
        })
        .await?;
    let kept = kept.map(|shown| shown.draft.body).unwrap_or_default();
    let text = format!("{kept}\n\n{}", filled.text).trim_start().to_owned();
    Ok(Draft { typed: Sent::Reply(text), canned: Some(id), then: filled.canned.is.then, ..Draft::default() })
}

/// The composer with what was typed and refused, or else with what was kept last.
pub(super) fn composer(
    visit: &StaffVisit,
    t: &Text,
    page: &Page,
    (drafts, help, staff): (&[Shown], &Help, &[Staff]),
    refused: &Draft,
) -> Composer {
    let me = visit.me();
    let own = |kind| drafts.iter().find(|shown| is_own(shown, me) && shown.draft.kind == kind);
    let (reply, note) = (own(MessageKind::Message), own(MessageKind::Note));
    let newest = [reply, note].into_iter().flatten().max_by_key(|shown| shown.draft.updated_at);
    let kind = match (&refused.typed, newest) {
        (Sent::Note(_), _) => MessageKind::Note,
        (Sent::Reply(_), _) | (_, None) => MessageKind::Message,
        (_, Some(shown)) => shown.draft.kind,
    };
    let (here, other) = if kind == MessageKind::Note { (note, reply) } else { (reply, note) };
    let text = |shown: Option<&Shown>| shown.map(|shown| shown.draft.body.clone()).unwrap_or_default();
    let mut body = Field::new("body", t.get("composer-text"), Control::Area { rows: 5 });
    body.value = text(here);
    if let Sent::Reply(typed) | Sent::Note(typed) = &refused.typed {
        body.value.clone_from(typed);
        if let Some(wrong) = &refused.wrong {
            let rest = wrong.mark(t, &mut [&mut body]);
            body.error = body.error.or(rest);
        }
    }
    let (then, chosen) = match (&refused.typed, here) {
        (Sent::Reply(_) | Sent::Note(_), _) => (refused.then, refused.canned),
        (_, Some(shown)) => (shown.draft.then, shown.draft.canned),
        (_, None) => (Then::Keep, None),
    };
    let chosen = chosen.and_then(|id| help.canned.iter().find(|one| one.id == id)).filter(|one| one.is.acts());
    let chosen = chosen.map(|one| {
        let acts = NewCanned { then: Then::Keep, ..one.is.clone() };
        (one.id.to_string(), does(&visit.0, t, &acts, staff).join(", "))
    });
    let url = visit.0.url(&format!("/tickets/{}", page.ticket.number));
    Composer {
        canned: help
            .canned
            .iter()
            .map(|one| CannedChoice { id: one.id.to_string(), name: one.is.name.clone() })
            .collect(),
        chosen,
        then: then.word(),
        signature: help.signature.clone(),
        to: reaches(page),
        body,
        kind: if kind == MessageKind::Note { ComposerKind::Note } else { ComposerKind::Reply },
        form: hex(&visit.0.desk.random::<16>()),
        seen: page.messages.last().map(|message| message.id.to_string()).unwrap_or_default(),
        kept: here.map(|shown| t.get("draft-kept").arg("at", t.moment(shown.draft.updated_at)).to_string()),
        other: text(other),
        files: here.map(|shown| words::files(t, &shown.files, &url)).unwrap_or_default(),
    }
}

/// Who gets what is answered.
fn reaches(page: &Page) -> String {
    // Who was erased has no address.
    let names = page.contact.iter().filter(|(_, email)| !email.is_empty()).map(|(name, _)| name.as_str());
    names.chain(page.participants.iter().map(|one| one.name.as_str())).collect::<Vec<_>>().join(", ")
}

fn is_own(shown: &Shown, me: StaffId) -> bool {
    shown.draft.staff == me && shown.draft.due_at.is_none()
}

/// Replies that wait, after everything that was said.
pub(super) fn waiting(visit: &StaffVisit, t: &Text, number: i64, drafts: &[Shown]) -> Vec<Entry> {
    let url = visit.0.url(&format!("/tickets/{number}"));
    let one = |shown: &Shown| {
        let draft = &shown.draft;
        let due = draft.due_at?;
        let may = draft.staff == visit.me() || draft.held.is_some();
        let then = match draft.then {
            Then::Keep => String::new(),
            Then::Wait => t.get("composer-then-wait").to_string(),
            Then::Resolve => t.get("composer-then-resolve").to_string(),
            Then::Close => t.get("composer-then-close").to_string(),
        };
        let held = draft.held.map(|held| match held {
            Held::Answered => t.get("waiting-held-answered").to_string(),
            Held::Author => t.get("waiting-held-author").to_string(),
            Held::Erased => t.get("waiting-held-erased").to_string(),
        });
        Some(Entry::Waiting(Waiting {
            author: shown.author.clone(),
            words: words::rich(&draft.body, &shown.files, &url),
            files: words::files(t, &shown.files, &url),
            due,
            then,
            is_planned: draft.planned,
            held,
            url: may.then(|| format!("{url}/drafts/{}", draft.id)),
            csrf: visit.0.csrf.clone(),
        }))
    };
    drafts.iter().filter_map(one).collect()
}
