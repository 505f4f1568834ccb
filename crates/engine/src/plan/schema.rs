//! The JSON Schema of plan files, for editors that complete and check while a file is written.
//!
//! The schema knows shapes and wordings; references, circles and hours are checked by [`read`](super::read) alone, which
//! has the last word. Both take their keys and words from the same lists.

mod entries;

use serde_json::{Map, Value, json};

use super::read::keys;

/// Address under which the schema names itself.
const ID: &str = "https://mainstay.example/schema/plan-1.json";

/// The schema, in draft 2020-12.
#[must_use]
pub fn schema() -> Value {
    let nouns = [
        (
            "window",
            "A named coverage window. Others refer to its id.",
            "window",
        ),
        (
            "severity",
            "A severity that provider and customer agree on, most urgent first.",
            "severity",
        ),
        ("product", "Something that is supported.", "named"),
        ("line", "A phone line.", "line"),
        (
            "allowance",
            "Something that plans give a certain amount of.",
            "allowance",
        ),
        ("tariff", "Prices for time.", "tariff"),
        (
            "right",
            "A right that people carry out or pages give.",
            "named",
        ),
        ("exclusion", "A subject that no plan covers.", "exclusion"),
        (
            "plan",
            "A support plan. A contract has exactly one.",
            "plan",
        ),
        ("option", "Something that is added to a plan.", "option"),
        (
            "package",
            "A package of something else that includes plans.",
            "package",
        ),
    ];
    let mut properties = Map::new();
    properties.insert("$schema".into(), json!({ "type": "string" }));
    properties.insert("mainstay".into(), json!({ "const": super::read::LANGUAGE_VERSION, "description": "Version of the plan language, the first key of the file." }));
    properties.insert(
        "version".into(),
        described(
            "#/$defs/line-of-text",
            "Version of this catalogue as its author counts it, such as \"2026-1\".",
        ),
    );
    properties.insert(
        "provider".into(),
        described(
            "#/$defs/provider",
            "Who sells, and the ground rules of all plans.",
        ),
    );
    properties.insert(
        "choices".into(),
        described(
            "#/$defs/choices",
            "Answers to questions that the published wording leaves open.",
        ),
    );
    for (noun, description, definition) in nouns {
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
    for (name, value) in wordings().into_iter().chain(entries::all()) {
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

/// Texts of the small grammar, with examples to complete from.
fn wordings() -> Vec<(&'static str, Value)> {
    let number = r"\d{1,12}(\.\d{1,6})?";
    let sum = format!(r"{number}\s*[A-Z]{{3}}");
    let short = r"(s|sec|seconds?|min|minutes?|h|hours?)";
    let long = r"(days?|d|business days?|months?|years?)";
    let rate = format!(
        r"{sum}\s*/\s*(started\s+)?({number}\s*)?{short}(\s+in\s+started\s+({number}\s*)?{short})?"
    );
    let open = "unlimited|as-agreed|best-effort|not-stated";
    let text = |pattern: String, examples: &[&str]| json!({ "type": "string", "pattern": pattern, "examples": examples });
    vec![
        (
            "id",
            json!({ "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$" }),
        ),
        (
            "line-of-text",
            json!({ "type": "string", "minLength": 1, "maxLength": 2_000 }),
        ),
        (
            "text",
            json!({
                "description": "A wording in the provider's languages, or one that all of them share.",
                "anyOf": [
                    { "$ref": "#/$defs/line-of-text" },
                    table(json!({ "de": { "$ref": "#/$defs/line-of-text" }, "en": { "$ref": "#/$defs/line-of-text" } }), &[]),
                ],
            }),
        ),
        (
            "hours",
            json!({
                "type": "string", "minLength": 1,
                "description": "Hours in OpenStreetMap opening_hours notation.",
                "examples": ["Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:30-12:30,13:30-17:00; PH off", "24/7"],
            }),
        ),
        (
            "duration",
            text(
                format!(r"^\s*{number}\s*({short}|{long})\s*$"),
                &["8 h", "90 min", "2 business days", "12 months", "1 year"],
            ),
        ),
        (
            "within",
            text(
                format!(r"^\s*({number}\s*({short}|{long})|as-agreed|best-effort|not-stated)\s*$"),
                &["4 h", "2 business days", "as-agreed", "best-effort"],
            ),
        ),
        (
            "fee",
            text(
                format!(
                    r"^\s*(free|as-agreed|not-stated|{sum}\s*(once|/\s*({number}\s*)?(months?|quarter|years?)))\s*$"
                ),
                &[
                    "free",
                    "39.00 EUR / month",
                    "400.00 EUR / year",
                    "900.00 EUR once",
                    "as-agreed",
                    "not-stated",
                ],
            ),
        ),
        (
            "time-price",
            text(
                format!(
                    r"^\s*(free|({sum}\s*first\s+({number}\s*)?{short}\s*,\s*then\s+)?{rate})\s*$"
                ),
                &[
                    "0.50 EUR / started minute",
                    "110.00 EUR / h in started min",
                    "30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min",
                ],
            ),
        ),
        (
            "quantity",
            text(
                format!(
                    r"^\s*({open}|{number}\s*({short}|tickets?)\s*(/\s*months?|at\s+(activation|start)))\s*$"
                ),
                &[
                    "15 min / month",
                    "10 h / month",
                    "60 min at activation",
                    "5 tickets / month",
                    "unlimited",
                ],
            ),
        ),
        ("percent", text(format!(r"^\s*{number}\s*%\s*$"), &["19 %"])),
        (
            "count",
            json!({
                "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 1_000_000 }, { "enum": ["unlimited", "as-agreed", "best-effort", "not-stated"] }],
            }),
        ),
        ("ids", list(&json!({ "$ref": "#/$defs/id" }))),
        ("channel", words(&super::catalogue::Channel::ALL)),
    ]
}

/// Whether each table of the schema has exactly the keys that the reader knows.
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
            let found = schema
                .pointer(&at)
                .and_then(Value::as_object)
                .unwrap_or_else(|| panic!("{definition}"));
            let mut found: Vec<&str> = found.keys().map(String::as_str).collect();
            let mut keys = keys.to_vec();
            found.sort_unstable();
            keys.sort_unstable();
            assert_eq!(found, keys, "{definition}");
        };
        check("", &keys::FILE);
        for (definition, keys) in keys::ALL {
            check(definition, keys);
        }
    }
}
