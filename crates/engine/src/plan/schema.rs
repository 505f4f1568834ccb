//! The JSON Schema of plan files, for editors that complete and check while a file is written.
//!
//! The schema knows shapes and wordings; references, circles and hours are checked by [`read`](super::read) alone, which
//! has the last word. Both take their keys and words from the same lists.

mod access;
mod clock;
mod entries;
mod meters;
mod price;
mod remedy;
mod wording;

use serde_json::{Map, Value, json};

use super::read::keys;

/// Address under which the schema names itself.
const ID: &str = "https://mainstay.example/schema/plan-1.json";

/// The nouns of the file: key, what it is, definition of an entry.
pub(super) const NOUNS: &[(&str, &str, &str)] = &[
    ("holidays", "A named set of holidays, made of others or of days.", "holidays"),
    ("window", "A named coverage window. Others refer to its id.", "window"),
    ("severity", "A severity that provider and customer agree on, most urgent first.", "severity"),
    ("fact", "Something that conditions ask about, beside the facts of the language.", "fact"),
    ("milestone", "What clocks can measure, beside the milestones of the language.", "milestone"),
    ("product", "Something that is supported.", "product"),
    ("line", "A phone line.", "line"),
    ("unit", "A unit of the provider's own, such as a credit.", "unit"),
    ("allowance", "Something that plans give a certain amount of.", "allowance"),
    ("pack", "A quantity of an allowance for sale.", "pack"),
    ("tariff", "Prices for time.", "tariff"),
    ("item", "Something that is charged by the piece.", "item"),
    ("right", "A right that people carry out or pages give.", "named"),
    ("role", "A role of people at the customer's, and what it may do.", "role"),
    ("duty", "Something that the customer has to do.", "duty"),
    ("remedy", "What a customer gets when a promise was not kept.", "remedy"),
    ("exclusion", "A subject that no plan covers.", "exclusion"),
    ("plan", "A support plan. A contract has exactly one.", "plan"),
    ("option", "Something that is added to a plan.", "option"),
    ("package", "A package of something else that includes plans.", "package"),
];

/// The schema, in draft 2020-12.
#[must_use]
pub fn schema() -> Value {
    let mut properties = Map::new();
    properties.insert("$schema".into(), json!({ "type": "string" }));
    properties.insert("mainstay".into(), json!({ "const": super::read::LANGUAGE_VERSION, "description": "Version of the plan language, the first key of the file." }));
    properties.insert(
        "version".into(),
        described("#/$defs/line-of-text", "Version of this catalogue as its author counts it, such as \"2026-1\"."),
    );
    properties
        .insert("provider".into(), described("#/$defs/provider", "Who sells, and the ground rules of all plans."));
    properties.insert(
        "choices".into(),
        described("#/$defs/choices", "Answers to questions that the published wording leaves open."),
    );
    properties.insert(
        "covers".into(),
        described("#/$defs/covers", "Rules of coverage for all offers, asked after their own."),
    );
    properties.insert("classify".into(), clock::classify());
    for &(noun, description, definition) in NOUNS {
        let entries = json!({
            "type": "object",
            "description": description,
            "propertyNames": { "$ref": "#/$defs/id" },
            "additionalProperties": { "$ref": format!("#/$defs/{definition}") },
        });
        properties.insert(noun.into(), entries);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Mainstay plan file",
        "type": "object",
        "required": ["mainstay", "version", "provider", "plan"],
        "additionalProperties": false,
        "properties": properties,
        "$defs": definitions(),
    })
}

/// A reference with its own description.
fn described(to: &str, description: &str) -> Value {
    json!({ "$ref": to, "description": description })
}

fn definitions() -> Value {
    let mut all = Map::new();
    let wordings = wording::all().into_iter().chain(clock::wording());
    let meters = meters::all();
    for (name, value) in
        wordings.chain(entries::all()).chain(price::all()).chain(access::all()).chain(remedy::all()).chain(meters)
    {
        all.insert(name.into(), value);
    }
    Value::Object(all)
}

/// A table with certain keys.
fn table(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// One of the words of a list.
fn words<T>(list: &[(T, &str)]) -> Value {
    json!({ "enum": list.iter().map(|(_, word)| *word).collect::<Vec<_>>() })
}

/// A list of something without repetition.
fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of, "uniqueItems": true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_reader() {
        let schema = schema();
        let check = |definition: &str, keys: &[&str]| {
            let at = if definition.is_empty() {
                "/properties".to_owned()
            } else {
                format!("/$defs/{definition}/properties")
            };
            let found = schema.pointer(&at).and_then(Value::as_object).unwrap_or_else(|| panic!("{definition}"));
            let mut found: Vec<&str> = found.keys().map(String::as_str).collect();
            let mut keys = keys.to_vec();
            found.sort_unstable();
            keys.sort_unstable();
            assert_eq!(found, keys, "{definition}");
        };
        check("", keys::FILE);
        for (definition, keys) in keys::ALL {
            check(definition, keys);
        }
    }
}
