//! Prices in the schema: computed fees, surcharges and discounts, how a fee is billed.

use serde_json::{Value, json};

use super::{described, keys, table, words};
use crate::plan::catalogue::price::Unsaid;

/// A reference to a definition.
fn to(definition: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}") })
}

/// The tables of prices by name.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    let of = json!({ "anyOf": [to("id"), to("ids")], "description": "A fact, an offer, `fees`, `usage` or `missed`; several are added up." });
    let rows = |of: &str| json!({ "type": "array", "minItems": 1, "items": to(of) });
    let price = json!({
        "price": described("#/$defs/amount", "An amount, for each of a counted fact if it names one."),
        "percent": described("#/$defs/percent-any", "A share of `of`."),
        "times": { "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "examples": ["2.5"] }], "description": "So many times `of`." },
        "bands": rows("price-row"),
        "marginal": { "type": "boolean", "description": "Each row prices its own part; without it the row in which the base lies prices all of it." },
        "steps": rows("price-step"),
        "least": described("#/$defs/sum", "What is lacking of this amount is charged."),
        "of": of,
        "per": { "type": "string", "examples": ["month", "quarter", "year", "once", "6 months"] },
        "floor": described("#/$defs/sum", "It is never less."),
        "ceiling": described("#/$defs/sum", "It is never more."),
        "shared-by": described("#/$defs/id", "Fact by which it is divided."),
    });
    let row = json!({
        "up-to": { "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "examples": ["10000 EUR", "2.5"] }] },
        "percent": to("percent-any"),
        "each": described("#/$defs/sum", "For each unit of the base."),
        "price": described("#/$defs/sum", "For the row as a whole."),
    });
    vec![
        (
            "fee",
            json!({ "anyOf": [to("fee-text"), to("price"), { "type": "array", "minItems": 1, "items": { "anyOf": [to("fee-text"), to("price")] } }] }),
        ),
        ("price", table(price, &[])),
        ("price-row", table(row, &[])),
        (
            "price-step",
            table(json!({ "when": to("when"), "price": { "anyOf": [to("amount"), to("price")] } }), &["price"]),
        ),
        ("modifier", table(modifier(), &[])),
        ("minimum", table(json!({ "when": to("when"), "at-least": least() }), &["at-least"])),
        (
            "notice",
            table(
                json!({ "of": to("duration"), "to": words(&keys::NOTICE_TO), "not-before": described("#/$defs/duration", "How long a contract lasts at least.") }),
                &[],
            ),
        ),
        ("instead", table(json!({ "when": to("when"), "tariff": to("id") }), &["tariff"])),
        ("item", table(item(), &["name", "price"])),
        ("adjust", table(adjust(), &[])),
        ("billing", table(billing(), &[])),
        (
            "further-fee",
            table(
                with_terms(json!({ "name": to("text"), "price": to("fee"), "when": to("when") })),
                &["name", "price"],
            ),
        ),
    ]
}

/// The properties of a table in which a fee stands.
pub(super) fn with_terms(mut properties: Value) -> Value {
    let terms = json!({
        "surcharges": modifiers("What makes it dearer."),
        "discounts": modifiers("What makes it cheaper."),
        "adjust": described("#/$defs/adjust", "How it rises by itself."),
        "counted": words(&keys::COUNTED),
        "billing": described("#/$defs/billing", "How often it is billed; without it: each month, in arrears."),
        "tax": tax(),
    });
    if let (Some(all), Some(more)) = (properties.as_object_mut(), terms.as_object()) {
        all.extend(more.clone());
    }
    properties
}

/// A tax of its own.
pub(super) fn tax() -> Value {
    json!({ "anyOf": [to("percent"), { "const": "none" }], "description": "Tax where it is not the provider's." })
}

/// A list of surcharges or discounts.
pub(super) fn modifiers(description: &str) -> Value {
    json!({ "type": "array", "items": to("modifier"), "description": description })
}

/// What tariffs and items have beside their price.
pub(super) fn with_conditions(mut properties: Value) -> Value {
    let more = json!({
        "minimum": { "anyOf": [least(), { "type": "array", "items": to("minimum") }], "description": "What it costs at least: a time or a sum." },
        "surcharges": modifiers("What makes it dearer."),
        "discounts": modifiers("What makes it cheaper."),
        "free": described("#/$defs/when", "What makes it free, known late or early."),
        "charge-if": described("#/$defs/when", "What must hold for it to be charged, known late or early."),
        "tax": tax(),
    });
    if let (Some(all), Some(more)) = (properties.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    properties
}

/// A price of one ticket or one piece.
pub(super) fn piece() -> Value {
    json!({ "anyOf": [to("amount"), to("price")] })
}

fn item() -> Value {
    with_conditions(json!({
        "name": to("text"),
        "price": piece(),
        "unit": described("#/$defs/id", "Word for one of it in prices; without it: the item's id."),
        "free-quantity": { "type": "string", "examples": ["20", "20 / ticket", "3 / month", "2 / year"] },
        "on": words(&keys::TRIGGERS),
        "sets": { "type": "object", "additionalProperties": { "type": "string" }, "description": "Facts of the ticket that it sets." },
    }))
}

fn least() -> Value {
    json!({ "anyOf": [to("duration"), to("sum")], "examples": ["2 h", "55.00 EUR"] })
}

/// A value, or a word for leaving it open.
fn open(value: Value) -> Value {
    json!({ "anyOf": [value, words(&Unsaid::ALL)] })
}

fn modifier() -> Value {
    json!({
        "name": to("text"),
        "when": described("#/$defs/when", "For what it holds; without it: always."),
        "from": described("#/$defs/duration", "Held from a term of this length on; of several the longest counts."),
        "for": described("#/$defs/duration", "Held only in the first months."),
        "after": described("#/$defs/duration", "Held only after so many months."),
        "percent": open(to("percent-any")),
        "amount": open(to("sum")),
        "factor": { "type": "string", "examples": ["1.5", "as-agreed"] },
        "at-least": open(least()),
        "at-most": open(to("sum")),
        "group": { "type": "string", "description": "Of those with the same word only the first that holds counts." },
        "once": { "type": "boolean", "description": "Once for a ticket." },
    })
}

fn adjust() -> Value {
    json!({
        "percent": to("percent-any"),
        "index": described("#/$defs/id", "Fact with the index: the price follows it."),
        "cap": described("#/$defs/percent-any", "Most that one rise of the index may be."),
        "every": { "type": "string", "examples": ["year"] },
        "lock": described("#/$defs/duration", "No rise before."),
        "from": { "description": "A date without quotes from which it is counted; without it: the start of the contract." },
        "when": described("#/$defs/when", "What must hold on the day of a rise."),
    })
}

fn billing() -> Value {
    json!({
        "every": { "type": "string", "examples": ["month", "quarter", "half-year", "year", "6 months", "as-chosen"] },
        "in": words(&keys::TIMES),
        "from": words(&keys::ANCHORS),
        "refund": words(&keys::REFUNDS),
    })
}
