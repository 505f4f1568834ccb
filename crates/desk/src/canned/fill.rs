//! The variables of canned replies and signatures: what they are, and what they say on a ticket.

use engine::plan::catalogue::Language;
use jiff::Timestamp;

use crate::action::View;
use crate::catalogue;
use crate::customer;
use crate::error::DeskError;
use crate::staff;
use crate::template;
use crate::ticket::{self, Ticket};

/// What may stand between double braces.
pub const VARIABLES: [&str; 9] =
    ["customer", "contact", "first_name", "number", "subject", "agent", "due", "plan", "provider"];

/// Checks a text as it is saved; the error names the line.
pub(crate) fn check(field: &'static str, source: &str) -> Result<(), DeskError> {
    template::check(field, source, &VARIABLES)
}

/// The language in which a ticket's contact is written to.
pub(super) fn language(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Language, DeskError> {
    match ticket.contact {
        None => Ok(Language::De),
        Some(id) => Ok(customer::find_contact(view, id)?.map_or(Language::De, |contact| contact.language)),
    }
}

/// A text with what its variables say on a ticket, for the acting member of staff.
pub(super) fn fill(view: &mut View<'_, '_>, ticket: &Ticket, source: &str) -> Result<String, DeskError> {
    let me = view.actor.staff()?;
    let language = language(view, ticket)?;
    let contact = match ticket.contact {
        None => String::new(),
        Some(id) => customer::find_contact(view, id)?.map(|contact| contact.name).unwrap_or_default(),
    };
    let customer = match ticket.customer {
        None => String::new(),
        Some(id) => customer::find(view, id)?.map(|customer| customer.name).unwrap_or_default(),
    };
    let (provider, zone) = match catalogue::current(view)? {
        Some((_, catalogue)) => (catalogue.provider.name.get(language).to_owned(), catalogue.provider.zone.clone()),
        None => (view.shared.name.clone(), jiff::tz::TimeZone::UTC),
    };
    let page = ticket::page_of(view, ticket.clone())?;
    let plan = page.terms.as_ref().map(|terms| terms.plan_name.get(language).to_owned()).unwrap_or_default();
    let due = page.clocks.iter().filter(|clock| clock.clock.at.is_none()).filter_map(|clock| clock.clock.due).min();
    let first_name = contact.split_whitespace().next().unwrap_or_default().to_owned();
    let values = [
        ("customer", customer),
        ("first_name", first_name),
        ("contact", contact),
        ("number", ticket.number.to_string()),
        ("subject", ticket.subject.clone()),
        ("agent", staff::name(view, me)?),
        ("due", due.map(|due| moment(due, &zone, language)).unwrap_or_default()),
        ("plan", plan),
        ("provider", provider),
    ];
    template::fill(source, &VARIABLES, &values)
}

/// A signature with the name of whoever signs. A text that was checked when it was saved reads; should it not, it stands as it is.
pub(crate) fn signed(source: &str, agent: &str, provider: &str) -> String {
    template::fill(source, &VARIABLES, &[("agent", agent.to_owned()), ("provider", provider.to_owned())])
        .unwrap_or_else(|_| source.to_owned())
}

fn moment(at: Timestamp, zone: &jiff::tz::TimeZone, language: Language) -> String {
    let local = at.to_zoned(zone.clone());
    match language {
        Language::De => local.strftime("%d.%m.%Y, %H:%M Uhr").to_string(),
        Language::En => local.strftime("%d %b %Y, %H:%M").to_string(),
    }
}
