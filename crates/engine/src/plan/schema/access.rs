//! The tables about who may ask what.

use serde_json::{Value, json};

use super::entries::to;
use super::{described, list, table, words};
use crate::plan::catalogue::access::{Cover, Deed, Proof};

pub(super) fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("rule", rule()),
        ("duty", duty()),
        ("role", role()),
        ("contacts", contacts()),
        ("contact-step", contact_step()),
        ("system-count", count()),
        (
            "covers",
            json!({ "type": "array", "items": to("rule"), "description": "Rules of coverage; the first that fits decides." }),
        ),
    ]
}

fn rule() -> Value {
    let properties = json!({
        "when": described("#/$defs/when", "Which requests; without it: all that no earlier rule is about."),
        "as": words(&Cover::ALL),
        "name": described("#/$defs/text", "What these requests are, for the comparison."),
        "sentence": described("#/$defs/text", "The sentence to send."),
    });
    table(properties, &["as"])
}

fn duty() -> Value {
    let properties = json!({
        "name": to("text"),
        "sentence": described("#/$defs/text", "What the customer has to do."),
        "when": described("#/$defs/when", "Which requests it concerns; without it: all."),
    });
    table(properties, &["name"])
}

fn role() -> Value {
    let may = json!({ "type": "array", "items": words(&Deed::ALL), "uniqueItems": true, "description": "What the role may do; without it: everything." });
    table(json!({ "name": to("text"), "may": may }), &["name"])
}

fn contacts() -> Value {
    let properties = json!({
        "number": { "anyOf": [to("count"), { "type": "array", "items": to("contact-step") }] },
        "per": { "type": "string", "examples": ["contract", "system", "users"], "description": "What the number is meant for each of: a fact that counts." },
        "verify": list(&words(&Proof::ALL)),
        "changes-after": described("#/$defs/duration", "How long a change of contacts takes."),
        "window": described("#/$defs/id", "Window in which it counts."),
    });
    table(properties, &[])
}

fn contact_step() -> Value {
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 });
    let per = json!({ "type": "string", "examples": ["1000 subscriptions"], "description": "For each started so many of what a fact counts." });
    table(json!({ "when": to("when"), "number": number, "per": per }), &["number"])
}

fn count() -> Value {
    table(json!({ "when": to("when"), "as": { "type": "integer", "minimum": 0, "maximum": 1_000 } }), &["as"])
}
