//! The variables of canned replies and signatures: what they are, and what they say on a ticket.
//!
//! The language of the texts is small on purpose: variables and "if". Without loops, filters and functions nobody can write a
//! text that runs for long.

use std::collections::BTreeMap;

use engine::plan::catalogue::Language;
use jiff::Timestamp;
use minijinja::{Environment, UndefinedBehavior};

use crate::action::View;
use crate::catalogue;
use crate::customer;
use crate::error::DeskError;
use crate::staff;
use crate::ticket::{self, Ticket};

/// What may stand between double braces.
pub const VARIABLES: [&str; 9] =
    ["customer", "contact", "first_name", "number", "subject", "agent", "due", "plan", "provider"];

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
}

/// Checks a text as it is saved: its syntax, and that it asks for nothing that is not there. The error names the line.
pub(crate) fn check(field: &'static str, source: &str) -> Result<(), DeskError> {
    for (index, line) in source.lines().enumerate() {
        for block in line.split("{%").skip(1) {
            let word = block.trim_start_matches(['-', '+']).split_whitespace().next().unwrap_or_default();
            if !matches!(word.trim_end_matches("%}"), "if" | "elif" | "else" | "endif") {
                return Err(DeskError::field(field, "text-syntax", (index + 1).to_string()));
            }
        }
    }
    let environment = environment();
    let wrong = |error: &minijinja::Error| {
        DeskError::field(field, "text-syntax", error.line().map_or_else(String::new, |line| line.to_string()))
    };
    let template = environment.template_from_str(source).map_err(|error| wrong(&error))?;
    let mut unknown: Vec<String> =
        template.undeclared_variables(true).into_iter().filter(|name| !VARIABLES.contains(&name.as_str())).collect();
    unknown.sort();
    if let Some(name) = unknown.first() {
        let root = name.split('.').next().unwrap_or_default();
        let line = source.lines().position(|line| line.contains(root)).map_or(1, |index| index + 1);
        return Err(DeskError::field(field, "text-variable", format!("{line}: {name}")));
    }
    let sample: BTreeMap<&str, &str> = VARIABLES.iter().map(|name| (*name, "x")).collect();
    template.render(&sample).map(drop).map_err(|error| wrong(&error))
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
    render(source, &values)
}

/// A signature with the name of whoever signs. A text that was checked when it was saved reads; should it not, it stands as it is.
pub(crate) fn signed(source: &str, agent: &str, provider: &str) -> String {
    render(source, &[("agent", agent.to_owned()), ("provider", provider.to_owned())])
        .unwrap_or_else(|_| source.to_owned())
}

fn render(source: &str, values: &[(&str, String)]) -> Result<String, DeskError> {
    let mut known: BTreeMap<String, String> =
        VARIABLES.iter().map(|name| ((*name).to_owned(), String::new())).collect();
    known.extend(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    environment().render_str(source, &known).map_err(|error| DeskError::broken(format!("a canned reply: {error}")))
}

fn moment(at: Timestamp, zone: &jiff::tz::TimeZone, language: Language) -> String {
    let local = at.to_zoned(zone.clone());
    match language {
        Language::De => local.strftime("%d.%m.%Y, %H:%M Uhr").to_string(),
        Language::En => local.strftime("%d %b %Y, %H:%M").to_string(),
    }
}
