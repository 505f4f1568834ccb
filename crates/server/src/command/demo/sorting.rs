//! How a demo desk sorts its tickets: tags and fields that agents fill in as they answer, and views that everybody shares.

use std::collections::BTreeMap;

use ::desk::id::TicketId;
use ::desk::saved_view::{self, Column, NewSavedView, Shown, Use};
use ::desk::search::{Grouping, Sort};
use ::desk::ticket_field::{self, Kind, NewTicketField};
use ::desk::{Action, DeskError, ticket};

/// Tags, each with how many tickets come to one that has it.
const TAGS: [(&str, usize); 4] = [("fehler im produkt", 4), ("rückfrage", 3), ("doku-lücke", 7), ("wunsch", 11)];
const PLACES: [&str; 3] = ["Produktion", "Test", "Entwicklung"];

/// Defines fields and saves views.
pub(super) fn set_up(act: &mut Action<'_, '_>) -> Result<(), DeskError> {
    let field = |key: &str, name: &str, kind, choices: &[&str]| NewTicketField {
        key: key.to_owned(),
        name: name.to_owned(),
        kind,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        product: String::new(),
    };
    ticket_field::define(act, &field("umgebung", "Umgebung", Kind::Choice, &PLACES))?;
    ticket_field::define(act, &field("auftrag", "Auftragsnummer", Kind::Text, &[]))?;
    let columns = Column::list("number,subject,customer,due,tags,field.umgebung,assignee");
    let by_customer = Some(Grouping::Customer);
    let faults = "state:open tag:\"fehler im produkt\"";
    for (name, filter, sort, group, columns) in [
        ("Fehler im Produkt", faults, Sort::Next, None, columns),
        ("Offen nach Kunden", "state:open", Sort::Waiting, by_customer, Vec::new()),
    ] {
        let shown = Shown { filter: filter.to_owned(), columns, sort, group };
        saved_view::save(act, &NewSavedView { name: name.to_owned(), shown, used_by: Use::Shared })?;
    }
    Ok(())
}

/// What an agent notes about a ticket while answering it. `place` is its place in the script.
pub(super) fn sort(act: &mut Action<'_, '_>, id: TicketId, place: usize) -> Result<(), DeskError> {
    let tags: Vec<String> =
        TAGS.iter().filter(|(_, every)| place % every == 1).map(|(tag, _)| (*tag).to_owned()).collect();
    ticket::tag(act, id, &tags, &[])?;
    if place.is_multiple_of(2) {
        let mut values = BTreeMap::from([("umgebung".to_owned(), PLACES[place / 2 % PLACES.len()].to_owned())]);
        if place.is_multiple_of(6) {
            values.insert("auftrag".to_owned(), format!("A-{}", 4000 + place));
        }
        ticket_field::fill(act, id, &values)?;
    }
    Ok(())
}
