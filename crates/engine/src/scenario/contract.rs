//! The `contract` of a scenario.

use std::collections::BTreeMap;

use super::field::{Fault, Fields, Path};
use super::json::Json;
use super::value;
use crate::plan::agreed::check;
use crate::plan::{Catalogue, Selection};
use crate::run::event::{Contract, Environment, Facts, Licence, System};

/// The longest term that can be agreed: a hundred years.
const LONGEST_TERM: i64 = 1200;

/// The contract, and the name of its catalogue where one is given.
pub(super) fn read<'v>(json: &'v Json<'_>, path: Path<'_>) -> Result<(Option<&'v str>, Contract), Fault> {
    let fields = Fields::new(json, path)?;
    let catalogue = fields.text("catalogue")?;
    let selection = Selection {
        plan: fields.required_text("plan")?.to_owned(),
        packages: fields.texts("packages")?.unwrap_or_default(),
        options: fields.texts("options")?.unwrap_or_default(),
    };
    let start = value::date(fields.required("start")?, || fields.path("start"))?;
    let end = fields.date("end")?;
    if end.is_some_and(|end| end < start) {
        return Err(fields.wrong("end", "lies before the start"));
    }
    let mut term_months = term(&fields)?;
    let mut facts = Facts::default();
    if let Some(json) = fields.get("facts") {
        let known = Fields::new(json, fields.path("facts"))?;
        facts = read_facts(&known)?;
        term_months = term_months.or(term(&known)?);
    }
    fields.finish(&["catalogue", "plan", "packages", "options", "start", "end", "term_months", "facts"])?;
    Ok((catalogue, Contract { selection, start, end, term_months, facts }))
}

fn term(fields: &Fields<'_, '_, '_>) -> Result<Option<u32>, Fault> {
    let months = fields.whole("term_months", 1, LONGEST_TERM)?;
    Ok(months.and_then(|months| u32::try_from(months).ok()))
}

/// The facts that the engine knows; texts, numbers and truths under other names are there for conditions.
fn read_facts(fields: &Fields<'_, '_, '_>) -> Result<Facts, Fault> {
    let mut facts = Facts { contacts: fields.texts("contacts")?, ..Facts::default() };
    if let Some(list) = fields.list("systems")? {
        let path = fields.path("systems");
        let systems = list.iter().enumerate().map(|(ix, json)| system(json, Path::Index(&path, ix)));
        facts.systems = Some(systems.collect::<Result<_, _>>()?);
    }
    if let Some(list) = fields.list("licences")? {
        let path = fields.path("licences");
        let licences = list.iter().enumerate().map(|(ix, json)| {
            let fields = Fields::new(json, Path::Index(&path, ix))?;
            let licence = licence(&fields)?;
            fields.finish(&LICENCE)?;
            Ok(licence)
        });
        facts.licences = licences.collect::<Result<_, _>>()?;
    }
    if let Some(json) = fields.get("newest") {
        facts.newest = texts_by_name(json, fields.path("newest"))?;
    }
    if let Some(json) = fields.get("agreed") {
        facts.agreed = texts_by_name(json, fields.path("agreed"))?;
    }
    const KNOWN: [&str; 6] = ["contacts", "systems", "licences", "newest", "agreed", "term_months"];
    for (name, json) in fields.all().filter(|(name, _)| !KNOWN.contains(name)) {
        // Objects and lists beside those are kept by whoever sent them.
        if let Ok(text) = value::fact(json, || fields.path(name)) {
            facts.named.insert(name.to_owned(), text);
        }
    }
    Ok(facts)
}

/// Checks what the contract agreed for itself by the catalogue that it names.
pub(super) fn check_agreed(catalogue: &Catalogue, contract: &Contract) -> Result<(), Fault> {
    for (name, text) in &contract.facts.agreed {
        check(catalogue, name, text)
            .map_err(|fault| Fault { at: format!("contract.facts.agreed.{name}"), message: fault.to_string() })?;
    }
    Ok(())
}

fn texts_by_name(json: &Json<'_>, path: Path<'_>) -> Result<BTreeMap<String, String>, Fault> {
    let fields = Fields::new(json, path)?;
    fields
        .all()
        .map(|(name, json)| Ok((name.to_owned(), value::text(json, || fields.path(name))?.to_owned())))
        .collect()
}

fn system(json: &Json<'_>, path: Path<'_>) -> Result<System, Fault> {
    let fields = Fields::new(json, path)?;
    let environment = match fields.text("environment")? {
        None | Some("production") => Environment::Production,
        Some("development") => Environment::Development,
        Some(other) => {
            let message = format!("`{}` is not one of: production, development", value::short(other));
            return Err(fields.wrong("environment", &message));
        }
    };
    let facts = super::event::named(&fields)?;
    let id = fields.required_text("id")?.to_owned();
    let system = System { id, environment, of: fields.owned("of")?, facts };
    fields.finish(&["id", "environment", "of", "facts"])?;
    Ok(system)
}

/// The fields of a licence.
pub(super) const LICENCE: [&str; 4] = ["id", "product", "official", "valid"];

/// A licence; official and valid unless it is said otherwise.
pub(super) fn licence(fields: &Fields<'_, '_, '_>) -> Result<Licence, Fault> {
    Ok(Licence {
        id: fields.required_text("id")?.to_owned(),
        product: fields.owned("product")?,
        official: fields.truth("official")?.unwrap_or(true),
        valid: fields.truth("valid")?.unwrap_or(true),
    })
}
