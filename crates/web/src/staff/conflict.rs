//! Two people at one field: the second one sees what the first has done, and may still have it their way.
//!
//! A form carries the value that it was drawn with. Where that is not the value any more, nothing is changed blindly.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::TicketId;
use desk::journal::Entry;
use desk::ticket::{self, Page, Ticket};
use desk::{Action, DeskError};

use super::tag::{Sorted, sorted};
use super::ticket::{Draft, Sent, shown};
use crate::portal::Typed;
use crate::refusal::Refusal;
use crate::show::{Wrong, entry};
use crate::text::Text;
use crate::view::aside;
use crate::visit::StaffVisit;

/// The code of the conflict.
const CODE: &str = "changed-meanwhile";

/// A field that two people may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Who works on it.
    Assignee,
    /// How serious it is.
    Severity,
    /// What it is about in a line.
    Subject,
    /// With which team it lies.
    Team,
    /// What the plan asks for.
    Facts,
    /// What the provider's own fields hold.
    Fields,
}

/// A form that came too late, with what it sent.
#[derive(Debug)]
pub(super) struct Meanwhile {
    /// Which field.
    pub(super) field: Kept,
    /// What it sent, without the value that it was drawn with.
    pub(super) fields: Vec<(String, String)>,
}

impl Kept {
    /// Where its form goes, below the ticket.
    fn action(self) -> &'static str {
        match self {
            Kept::Assignee => "assign",
            Kept::Severity => "severity",
            Kept::Subject => "subject",
            Kept::Team => "hand-over",
            Kept::Facts => "facts",
            Kept::Fields => "fields",
        }
    }

    /// Whether an entry of the history may have changed it.
    fn changed_by(self, entry: &Entry) -> bool {
        let action = entry.action.as_str();
        match self {
            Kept::Assignee => matches!(action, "assign" | "hand-over" | "reply"),
            Kept::Severity => action == "severity",
            Kept::Subject => action == "rename",
            Kept::Team => matches!(action, "hand-over" | "team"),
            Kept::Facts => matches!(action, "restate" | "fact"),
            Kept::Fields => action == "field",
        }
    }

    /// Its value, as forms carry it; facts and fields have values of their own.
    pub(super) fn value(self, ticket: &Ticket) -> String {
        match self {
            Kept::Assignee => ticket.assignee.map(|id| id.to_string()).unwrap_or_default(),
            Kept::Severity => ticket.severity.clone().unwrap_or_default(),
            Kept::Subject => ticket.subject.clone(),
            Kept::Team => ticket.team.map(|id| id.to_string()).unwrap_or_default(),
            Kept::Facts | Kept::Fields => String::new(),
        }
    }
}

/// What is known of a request, as one value to compare.
pub(super) fn facts(page: &Page) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    format!("{:?}", Typed::of(&page.ticket.about, &page.facts)).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// Refuses a change of a field that is not any more what the form was drawn with, unless it is what is wanted already.
pub(super) fn check(
    act: &mut Action<'_, '_>,
    id: TicketId,
    field: Kept,
    was: Option<&str>,
    wanted: &str,
) -> Result<(), DeskError> {
    let Some(was) = was else { return Ok(()) };
    let ticket = ticket::get(act, id)?;
    let now = match field {
        Kept::Facts => facts(&ticket::page_of(act, ticket)?),
        Kept::Fields => return check_values(&sorted(act, id)?.values(), &values_of(was), &values_of(wanted)),
        field => field.value(&ticket),
    };
    // What a browser sends back of a text has no line breaks of its own.
    if now.trim() == was.trim() || now == wanted { Ok(()) } else { Err(DeskError::conflict(CODE, "")) }
}

/// The same for values of fields, each for itself.
fn check_values(now: &Values, was: &Values, wanted: &Values) -> Result<(), DeskError> {
    let of = |values: &Values, key: &str| values.get(key).cloned().unwrap_or_default();
    let in_the_way = |(key, value): (&String, &String)| of(now, key) != of(was, key) && of(now, key) != *value;
    if wanted.iter().any(in_the_way) { Err(DeskError::conflict(CODE, "")) } else { Ok(()) }
}

/// Values of fields by their keys.
type Values = BTreeMap<String, String>;

/// Values of fields as a form carries them.
pub(super) fn values_word(values: &Values) -> String {
    serde_json::to_string(values).unwrap_or_default()
}

/// What a form carried; what is none of ours says nothing.
pub(super) fn values_of(word: &str) -> Values {
    serde_json::from_str(word).unwrap_or_default()
}

/// Whether a change was refused because of that.
pub(super) fn is_meanwhile(wrong: &Wrong) -> bool {
    matches!(wrong, Wrong::Conflict { code, .. } if *code == CODE)
}

/// The page again, with what somebody else did and the way to do it anyway.
pub(super) async fn show(visit: &StaffVisit, number: i64, meanwhile: Meanwhile) -> Result<Response, Refusal> {
    let draft = Draft { typed: Sent::Meanwhile(meanwhile), ..Draft::default() };
    shown(visit, number, draft, StatusCode::CONFLICT).await
}

/// What the head of the page says of it.
pub(super) fn notice(t: &Text, page: &Page, sorted: &Sorted, url: &str, meanwhile: &Meanwhile) -> aside::Meanwhile {
    let catalogue = page.terms.as_ref().map(|terms| terms.catalogue.as_ref());
    let about = |entry: &&Entry| match meanwhile.field {
        Kept::Fields => sorted.any_filled(entry, &meanwhile.fields),
        field => field.changed_by(entry),
    };
    let last = page.history.iter().rev().find(about);
    let words = last.map(|one| {
        let sentence = entry::sentence(t, one, catalogue);
        t.get("meanwhile-by").arg("sentence", sentence).arg("at", t.moment(one.at)).to_string()
    });
    let was = match meanwhile.field {
        Kept::Facts => facts(page),
        Kept::Fields => values_word(&sorted.values()),
        field => field.value(&page.ticket),
    };
    let fields = meanwhile.fields.iter().cloned();
    aside::Meanwhile {
        words: words.unwrap_or_else(|| t.get("meanwhile-somebody").to_string()),
        action: format!("{url}/{}", meanwhile.field.action()),
        fields: fields.chain([("was".to_owned(), was)]).collect(),
    }
}
