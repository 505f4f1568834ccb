//! What staff sort a ticket by: its tags and the values of its fields.

use std::collections::BTreeMap;

use axum::response::Response;
use desk::id::TicketId;
use desk::journal::Entry;
use desk::ticket::{self, Altering, Doing, Ticket};
use desk::ticket_field::{self, Filled, Kind, TicketField};
use desk::{DeskError, View};
use serde::Deserialize;

use super::change::{Guarded, guarded_state, state};
use super::conflict::{self, Kept};
use super::ticket::{Draft, Number, Sent};
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::show::entry::value_words;
use crate::text::Text;
use crate::view::tag::{TagForm, ValueForm};
use crate::view::{Choice, Control, Field};
use crate::visit::{StaffVisit, Visit};

/// Before the key of a field in a form.
const FIELD: &str = "field.";

/// Tags to be added and taken away.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Tagging {
    add: String,
    remove: String,
}

/// Values by the keys of their fields.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Values {
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

/// Several tags in one text, separated by commas.
pub(super) fn several(typed: &str) -> Vec<String> {
    typed.split(',').map(str::to_owned).collect()
}

/// Adds tags and takes tags away.
pub(super) async fn tags(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Tagging>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let typed = posted.of(&visit.0)?;
    let sent = Sent::Tags(typed.add.clone());
    let remove = if typed.remove.is_empty() { Vec::new() } else { vec![typed.remove.clone()] };
    let what = Altering::Doing(Doing::Tag { add: several(&typed.add), remove });
    state(&visit, number, sent, move |act, id| ticket::alter(act, id, &what)).await
}

/// Fills fields in.
pub(super) async fn fields(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Values>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let mut sent = posted.of(&visit.0)?.rest;
    let was = sent.remove("was");
    let of_fields = |(name, value): (String, String)| Some((name.strip_prefix(FIELD)?.to_owned(), value));
    let typed: BTreeMap<String, String> = sent.into_iter().filter_map(of_fields).collect();
    // What the writer has left as it was is not theirs to change back.
    let drawn: BTreeMap<String, String> = was.as_deref().map(conflict::values_of).unwrap_or_default();
    let mut wanted = typed.clone();
    wanted.retain(|key, value| was.is_none() || drawn.get(key).map_or("", String::as_str) != value);
    let fields = wanted.iter().map(|(key, value)| (format!("{FIELD}{key}"), value.clone())).collect();
    let guarded = Guarded { field: Kept::Fields, was, value: conflict::values_word(&wanted), fields };
    let what = Altering::Fields(wanted);
    guarded_state(&visit, number, Sent::Values(typed), guarded, move |act, id| ticket::alter(act, id, &what)).await
}

/// What a ticket is sorted by.
pub(super) struct Sorted {
    tags: Vec<String>,
    known: Vec<String>,
    fields: Vec<TicketField>,
    filled: Vec<Filled>,
}

/// What a ticket is sorted by, and what it could be.
pub(super) fn sorted(view: &mut View<'_, '_>, id: TicketId) -> Result<Sorted, DeskError> {
    Ok(Sorted {
        tags: ticket::tags(view, id)?,
        known: ticket::known_tags(view)?,
        fields: ticket_field::list(view)?,
        filled: ticket_field::values(view, &[id.0])?,
    })
}

impl Sorted {
    /// The tags and their form.
    pub(super) fn tag_form(&self, visit: &Visit, t: &Text, draft: &Draft) -> TagForm {
        let mut add = Field::new("add", t.get("tag-add-label"), Control::Line).optional();
        if let Sent::Tags(typed) = &draft.typed {
            add.value.clone_from(typed);
            add.error = draft.wrong.as_ref().map(|wrong| wrong.words(t));
        }
        let url = |tag: &str| {
            let text = if tag.contains(' ') { format!("tag:\"{tag}\"") } else { format!("tag:{tag}") };
            visit.url(&format!("/queue?q={}", crate::answer::percent(&text)))
        };
        TagForm {
            tags: self.tags.iter().map(|tag| (tag.clone(), url(tag))).collect(),
            known: self.known.iter().filter(|tag| !self.tags.contains(tag)).cloned().collect(),
            add,
        }
    }

    /// The fields of the ticket's product and what is filled in.
    pub(super) fn value_form(&self, t: &Text, ticket: &Ticket, draft: &Draft) -> ValueForm {
        let (typed, here) = match &draft.typed {
            Sent::Values(typed) => (Some(typed), true),
            _ => (None, false),
        };
        let kept = |field: &TicketField| {
            self.filled.iter().find(|filled| filled.field == field.id).map_or("", |filled| filled.value.as_str())
        };
        let own: Vec<&TicketField> =
            self.fields.iter().filter(|field| field.concerns(ticket.about.product.as_deref())).collect();
        let mut fields: Vec<Field> = own
            .iter()
            .map(|field| {
                let value = typed.and_then(|typed| typed.get(&field.key)).map_or(kept(field), String::as_str);
                control(t, field, value)
            })
            .collect();
        let wrong = draft.wrong.as_ref().filter(|_| here);
        let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
        let filled = own.iter().filter(|field| !kept(field).is_empty());
        ValueForm {
            filled: filled.map(|field| (field.name.clone(), value_words(t, field.kind, kept(field)))).collect(),
            fields,
            open: here,
            rest,
            was: conflict::values_word(&own.iter().map(|field| (field.key.clone(), kept(field).to_owned())).collect()),
        }
    }

    /// Whether an entry of the history filled in one of the fields that a form names.
    pub(super) fn any_filled(&self, entry: &Entry, form: &[(String, String)]) -> bool {
        let named = |name: &str| {
            let asked = |field: &&TicketField| form.iter().any(|(key, _)| key.strip_prefix(FIELD) == Some(&field.key));
            self.fields.iter().filter(asked).any(|field| field.name == name)
        };
        let changes = entry.body["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
        entry.action == "field" && changes.iter().any(|change| change["name"].as_str().is_some_and(named))
    }

    /// The values of all fields, by their keys.
    pub(super) fn values(&self) -> BTreeMap<String, String> {
        let key = |filled: &Filled| {
            let field = self.fields.iter().find(|field| field.id == filled.field)?;
            Some((field.key.clone(), filled.value.clone()))
        };
        self.filled.iter().filter_map(key).collect()
    }
}

fn control(t: &Text, field: &TicketField, value: &str) -> Field {
    let nothing = || Choice::new("", t.get("field-nothing").to_string());
    let control = match field.kind {
        Kind::Text | Kind::Number => Control::Line,
        Kind::Day => Control::Date,
        Kind::Choice => {
            let mut choices = vec![nothing()];
            choices.extend(field.choices.iter().map(|choice| Choice::new(choice, choice)));
            // A choice that was taken off the list stays where it was made.
            if !value.is_empty() && !field.choices.iter().any(|choice| choice == value) {
                choices.push(Choice::new(value, value));
            }
            Control::Select(choices)
        }
        Kind::YesNo => Control::Select(vec![
            nothing(),
            Choice::new("yes", t.get("answer-yes").to_string()),
            Choice::new("no", t.get("answer-no").to_string()),
        ]),
    };
    Field::new(format!("{FIELD}{}", field.key), field.name.as_str(), control).value(value).optional()
}
