//! What the palette finds while somebody types.

use axum::response::Response;
use desk::search;

use crate::answer;
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::show::stage;
use crate::view::palette::{PaletteFound, PalettePerson, PaletteTicket};
use crate::visit::{StaffVisit, refused};

/// What is typed.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
}

/// Tickets, customers and contacts that begin like it.
pub(super) async fn found(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let visit = &visit.0;
    let asked = search::Asked { text: asked.q, page: 0, zone: visit.reader_zone.clone() };
    let found = search::suggest(&visit.desk, visit.actor(), asked).await.map_err(|error| refused(visit, error))?;
    let ticket = |row: desk::ticket::QueueRow| PaletteTicket {
        number: row.number,
        url: visit.url(&format!("/tickets/{}", row.number)),
        subject: row.subject,
        customer: row.customer,
        stage: stage(row.state),
    };
    let person = |number: i64, name: String, customer: String| PalettePerson {
        url: visit.url(&format!("/customers/{number}")),
        name,
        customer,
    };
    let customers = found.customers.into_iter().map(|(number, name)| person(number, name, String::new()));
    let contacts = found.contacts.into_iter().map(|(number, name, customer)| person(number, name, customer));
    answer::fragment(&PaletteFound {
        t: visit.text(),
        tickets: found.tickets.into_iter().map(ticket).collect(),
        people: customers.chain(contacts).collect(),
    })
}
