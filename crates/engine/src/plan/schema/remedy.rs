//! The tables about remedies.

use serde_json::{Value, json};

use super::entries::to;
use super::{described, table, words};
use crate::plan::catalogue::remedy::{Measure, Per};

pub(super) fn all() -> Vec<(&'static str, Value)> {
    let credit = json!({ "type": "string", "examples": ["5 %", "25.00 EUR", "3 days", "2 h", "work", "termination", "as-agreed", "not-stated"] });
    vec![("remedy", remedy()), ("remedy-step", step()), ("weight", weight()), ("credit", credit)]
}

fn remedy() -> Value {
    let properties = json!({
        "name": to("text"),
        "measure": words(&Measure::ALL),
        "milestones": described("#/$defs/ids", "Milestones whose clocks count; without it: all."),
        "when": described("#/$defs/when", "Which tickets or outages count; without it: all."),
        "needs": described("#/$defs/when", "What must hold of the contract."),
        "window": described("#/$defs/id", "Window in which lateness or availability counts."),
        "per": words(&Per::ALL),
        "steps": { "type": "array", "items": to("remedy-step"), "minItems": 1 },
        "of": { "anyOf": [{ "enum": ["plan", "fees"] }, to("id")], "description": "What a percentage is taken of." },
        "allowance": described("#/$defs/id", "Allowance to which time is added."),
        "weights": { "type": "array", "items": to("weight") },
        "cap": described("#/$defs/credit", "The most that is given for a period."),
        "above": described("#/$defs/credit", "Only a larger sum is given."),
        "claim-within": described("#/$defs/duration", "Days in which it must be claimed; without it: given unasked."),
        "cumulates": { "type": "boolean", "description": "false: of several only the largest of a month is given." },
        "after": { "type": "integer", "minimum": 1, "maximum": 120, "description": "Periods in which it must have been so bad." },
        "of-last": { "type": "integer", "minimum": 1, "maximum": 120, "description": "Of how many periods; without it all in a row." },
    });
    table(properties, &["name", "measure", "steps"])
}

fn step() -> Value {
    let amount = json!({ "type": ["integer", "string"] });
    let properties = json!({
        "from": { "type": "integer", "minimum": 1, "description": "From so many breaches on." },
        "over": { "type": "string", "examples": ["0 h", "24 h"], "description": "If it is later than this." },
        "below": to("percent"),
        "at-most": to("percent"),
        "each": { "allOf": [amount], "description": "The credit is given for each so much beyond it." },
        "each-started": { "allOf": [amount], "description": "The same, started ones too." },
        "credit": to("credit"),
    });
    table(properties, &["credit"])
}

fn weight() -> Value {
    table(json!({ "when": to("when"), "weight": { "type": "string", "examples": ["2", "0.5"] } }), &["weight"])
}
