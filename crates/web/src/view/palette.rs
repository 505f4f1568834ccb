//! What the palette finds at the server: tickets, customers and contacts. Places and actions it takes from the page itself.

use askama::Template;

use super::Stage;
use crate::text::Text;

/// What is found; the fragment that is fetched while somebody types.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/palette_found.html")]
pub struct PaletteFound {
    /// The reader.
    pub t: Text,
    /// Tickets.
    pub tickets: Vec<PaletteTicket>,
    /// Customers and contacts.
    pub people: Vec<PalettePerson>,
}

/// A ticket.
#[derive(Clone, Debug)]
pub struct PaletteTicket {
    /// Its number.
    pub number: i64,
    /// Its address.
    pub url: String,
    /// Its subject.
    pub subject: String,
    /// Whose it is.
    pub customer: String,
    /// Where it is.
    pub stage: Stage,
}

/// A customer or a contact.
#[derive(Clone, Debug)]
pub struct PalettePerson {
    /// The customer's page.
    pub url: String,
    /// The name.
    pub name: String,
    /// Of a contact: the customer.
    pub customer: String,
}
