//! The tables of the schema about units, allowances and packs.

use serde_json::{Value, json};

use super::entries::to;
use super::{described, keys, table, words};

/// All of them by name.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    let number = json!({ "type": ["integer", "string"], "examples": [2, "2.5"] });
    let unit = json!({
        "name": described("#/$defs/text", "Name of one."),
        "plural": described("#/$defs/text", "Name of several."),
        "time": described("#/$defs/duration", "How long one is; without it a bare count."),
        "each": { "anyOf": [words(&keys::EACH)], "description": "What one of a bare count is taken for." },
    });
    let pack = json!({
        "name": to("text"),
        "price": { "type": "string", "examples": ["900.00 EUR", "as-agreed"], "description": "Net price, once." },
        "allowance": to("id"),
        "quantity": to("measure"),
        "expires": described("#/$defs/expiry", "Without it as the allowance says."),
    });
    let grant = json!({
        "quantity": to("quantity"),
        "times": described("#/$defs/id", "Fact that says for how many."),
        "most": described("#/$defs/measure", "The most that it gives together."),
    });
    let carry = json!({
        "share": to("percent"),
        "of": words(&keys::CARRY_OF),
        "periods": { "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 120 }, { "const": "unlimited" }] },
        "cap": described("#/$defs/measure", "The most that is carried at any time."),
        "when": described("#/$defs/when", "What must hold at the end of the period."),
        "told": described("#/$defs/when", "What must have been told within the period."),
    });
    let borrow = json!({
        "periods": { "type": "integer", "minimum": 1, "maximum": 12, "description": "How many periods ahead." },
        "share": described("#/$defs/percent", "Share of each that may be taken before it begins."),
        "limit": described("#/$defs/measure", "The most of each."),
        "when": to("when"),
    });
    let refill = json!({
        "below": described("#/$defs/measure", "It happens when less is left."),
        "pack": to("id"),
        "at-once": { "type": "boolean", "description": "Bought at once; false: the customer is asked to." },
    });
    vec![
        ("unit", table(unit, &["name"])),
        ("pack", table(pack, &["name", "price", "allowance", "quantity"])),
        ("grant", table(grant, &["quantity"])),
        ("expiry", json!({ "anyOf": [{ "enum": ["end-of-period", "never"] }, to("duration")] })),
        ("allowance", allowance()),
        ("weighing", table(json!({ "when": to("when"), "factor": number }), &["factor"])),
        ("dish", table(json!({ "when": to("when"), "units": number }), &["units"])),
        ("cap", table(json!({ "quantity": to("duration"), "then": words(&keys::CAP_THEN) }), &["quantity"])),
        ("carry-over", table(carry, &[])),
        ("borrow", table(borrow, &[])),
        ("lives-with", table(json!({ "offers": to("ids"), "ends": { "type": "boolean" } }), &["offers"])),
        ("refill", table(refill, &["below", "pack"])),
        (
            "earn",
            table(json!({ "quantity": to("measure"), "per": number, "of": to("id") }), &["quantity", "per", "of"]),
        ),
    ]
}

fn allowance() -> Value {
    let pooling = table(
        json!({ "periods": { "type": "integer", "minimum": 2, "maximum": 12 }, "by": { "type": "string", "examples": ["support-manager"] } }),
        &["periods", "by"],
    );
    let several = |of: &str| json!({ "type": "array", "items": to(of) });
    let units = json!({ "anyOf": [words(&keys::UNITS), to("id")] });
    let properties = json!({
        "name": to("text"),
        "unit": units,
        "day": described("#/$defs/duration", "Length of a working day, with the unit days; without it 8 h."),
        "priority": { "type": "integer", "minimum": 0, "maximum": 1_000, "description": "Used up before others when lower." },
        "expires": to("expiry"),
        "pooling": pooling,
        "periods": { "anyOf": [words(&keys::GRANT_PERIODS)], "description": "Where periods begin; without it months on the first, quarters and years with the contract." },
        "counts": described("#/$defs/when", "What is deducted; without it: everything."),
        "weights": several("weighing"),
        "menu": several("dish"),
        "counting": words(&keys::COUNTING),
        "increment": described("#/$defs/duration", "Started increments that count."),
        "minimum": described("#/$defs/duration", "The least that counts."),
        "free-below": described("#/$defs/duration", "Less than this counts nothing."),
        "free-first": described("#/$defs/duration", "So much at the start never counts."),
        "cap": { "anyOf": [to("duration"), to("cap")], "description": "The most that it covers of one ticket." },
        "deduct": words(&keys::DEDUCT),
        "carry-over": { "anyOf": [{ "const": true }, to("carry-over")] },
        "borrow": to("borrow"),
        "at-zero": words(&keys::AT_ZERO),
        "alerts": several("percent"),
        "fair-use": described("#/$defs/measure", "What is still fair in a period."),
        "ends-with": described("#/$defs/ids", "Allowances without which this one gives nothing."),
        "lives-with": to("lives-with"),
        "revive": { "anyOf": [{ "type": "boolean" }, to("duration")], "description": "Whether a top-up brings back what expired." },
        "refill": to("refill"),
        "earn": to("earn"),
        "left-over": described("#/$defs/text", "What people do with what is left at the end."),
        "after-end": described("#/$defs/duration", "How long after the end of the contract it may still be used."),
    });
    table(properties, &["name", "unit", "expires"])
}
