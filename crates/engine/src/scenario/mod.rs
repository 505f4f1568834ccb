//! Scenarios: a contract and its events as one line of JSON in, the outcome as one line of JSON out.
//!
//! The form is a contract with other programs (`mainstay scenario`, tests, importers): field names do not change without
//! a version. A line that cannot be read is answered by an error that points at the field and says what is allowed; the
//! next line is not concerned. Numbers, times and texts out of range are errors, never cut off.
//!
//! Deliberately not here: reading files and printing.

mod contract;
mod event;
mod field;
mod json;
mod remedy;
mod text;
mod value;
mod write;

use crate::plan::catalogue::{Language, SharedCatalogue};
use crate::plan::resolve::SelectionError;
use crate::run::{Book, run, run_bare};
use field::{Fault, Fields, Path};
use json::Json;
use text::{text, write_id};
use write::Writer;

/// From a contract's start to the end of its scenario, at most.
const LONGEST_YEARS: i32 = 200;

/// Answers scenarios, one after the other.
#[derive(Debug)]
pub struct Scenarios {
    book: Book,
}

impl Scenarios {
    /// Answers by these catalogues, each under a name (the stem of its file).
    #[must_use]
    pub fn new(catalogues: Vec<(String, SharedCatalogue)>) -> Scenarios {
        Scenarios { book: Book::new(catalogues) }
    }

    /// Answers one line: appends the outcome, or the error, as one line of JSON without a line feed.
    ///
    /// Returns whether it was an error.
    pub fn answer(&mut self, line: &str, out: &mut String) -> bool {
        let start = out.len();
        let json = match Json::read(line) {
            Ok(json) => json,
            Err(error) => {
                let message = format!("not a line of JSON: {}", error.message);
                return refuse(out, start, None, &Fault { at: error.at, message });
            }
        };
        let id = match &json {
            Json::Map(fields) => fields.iter().find(|(name, _)| name == "id").map(|(_, id)| id),
            _ => None,
        };
        let id = id.filter(|id| matches!(id, Json::Text(_) | Json::Int(_)));
        match self.outcome(&json, id, out) {
            Ok(()) => false,
            Err(fault) => refuse(out, start, id, &fault),
        }
    }

    fn outcome(&self, json: &Json<'_>, id: Option<&Json<'_>>, out: &mut String) -> Result<(), Fault> {
        let fields = Fields::new(json, Path::Root)?;
        if id.is_none() {
            return Err(fields.wrong("id", "is missing, or neither a text nor a whole number"));
        }
        fields.skip("id");
        let language = match fields.text("language")? {
            None | Some("en") => Language::En,
            Some("de") => Language::De,
            Some(other) => {
                return Err(fields.wrong("language", &format!("`{other}` is not one of: de, en")));
            }
        };
        let explain = fields.truth("explain")?.unwrap_or(false);
        let contract = fields.required("contract")?;
        let (catalogue, contract) = contract::read(contract, fields.path("contract"))?;
        let events = match fields.list("events")? {
            Some(list) => event::read_all(list, fields.path("events"))?,
            None => Vec::new(),
        };
        let until = fields.required_instant("until")?;
        fields.finish(&["id", "language", "explain", "contract", "events", "until"])?;
        let plan = &contract.selection.plan;
        let volume = self.book.get(catalogue, plan).map_err(|error| Fault {
            at: if catalogue.is_some() { "contract.catalogue" } else { "contract.plan" }.to_owned(),
            message: error.to_string(),
        })?;
        contract::check_agreed(volume.catalogue(), &contract)?;
        let zone = &volume.catalogue().provider.zone;
        let years = i32::from(zone.to_datetime(until).year()) - i32::from(contract.start.year());
        if years > LONGEST_YEARS {
            return Err(fields.wrong("until", &format!("lies more than {LONGEST_YEARS} years after the start")));
        }
        let run = if explain { run } else { run_bare };
        let outcome = run(volume, &contract, &events, until).map_err(|error| selection_fault(&error))?;
        let catalogue = outcome.catalogue.as_ref().unwrap_or(volume.catalogue());
        Writer::new(catalogue, language, out).explaining(explain.then_some(until)).outcome(id, &outcome);
        Ok(())
    }
}

fn selection_fault(error: &SelectionError) -> Fault {
    let at = match error {
        SelectionError::Unknown { kind: "plan", .. } => "contract.plan",
        SelectionError::Unknown { kind: "package", .. } => "contract.packages",
        SelectionError::NotForThis { .. } => "contract.facts",
        SelectionError::Unknown { .. } | SelectionError::NotAvailable { .. } => "contract.options",
    };
    Fault { at: at.to_owned(), message: error.to_string() }
}

fn refuse(out: &mut String, start: usize, id: Option<&Json<'_>>, fault: &Fault) -> bool {
    out.truncate(start);
    out.push_str("{\"id\":");
    write_id(out, id);
    out.push_str(",\"error\":{\"at\":");
    text(out, &fault.at);
    out.push_str(",\"message\":");
    text(out, &fault.message);
    out.push_str("}}");
    true
}
