//! Texts with variables: what people write once and a desk fills in again and again, such as canned replies, signatures and mails.
//!
//! The language of the texts is small on purpose: variables and "if". Without loops, filters and functions nobody can write a
//! text that runs for long, and nothing but the variables gets into it. Deliberately not here: which variables there are and
//! what they say; whoever fills a text in knows that.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior};

use crate::error::DeskError;

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
}

/// Checks a text as it is saved: its syntax, and that it asks for no variable that is not there. The error names the line.
pub(crate) fn check(field: &'static str, source: &str, variables: &[&str]) -> Result<(), DeskError> {
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
        template.undeclared_variables(true).into_iter().filter(|name| !variables.contains(&name.as_str())).collect();
    unknown.sort();
    if let Some(name) = unknown.first() {
        let root = name.split('.').next().unwrap_or_default();
        let line = source.lines().position(|line| line.contains(root)).map_or(1, |index| index + 1);
        return Err(DeskError::field(field, "text-variable", format!("{line}: {name}")));
    }
    let sample: BTreeMap<&str, &str> = variables.iter().map(|name| (*name, "x")).collect();
    template.render(&sample).map(drop).map_err(|error| wrong(&error))
}

/// A text with what its variables say; one without a value says nothing.
pub(crate) fn fill(source: &str, variables: &[&str], values: &[(&str, String)]) -> Result<String, DeskError> {
    let mut known: BTreeMap<String, String> =
        variables.iter().map(|name| ((*name).to_owned(), String::new())).collect();
    known.extend(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    environment().render_str(source, &known).map_err(|error| DeskError::broken(format!("a text: {error}")))
}
