//! The tables of the schema that are about calendars and clocks: holidays, targets, escalations, milestones.

use serde_json::{Value, json};

use super::entries::to;
use super::{described, keys, list, table, words};
use crate::plan::catalogue::Milestone;

pub(super) fn target() -> Value {
    let known = Milestone::ALL.map(|(_, id)| id);
    let escalates = json!({ "type": "array", "items": to("escalation"), "description": "Who hears of the ticket when its clock runs on." });
    let properties = json!({
        "milestone": { "allOf": [to("id")], "examples": known, "description": "What is reached: a milestone of the language, or one of the file." },
        "within": to("within"),
        "window": described("#/$defs/id", "Window in which time counts; calendar days, weeks and months need none."),
        "level": { "type": "string", "examples": ["8x5x4", "24x7x2", "9x5xNBD"], "description": "Window and hours in one, in place of `within` and `window`." },
        "severities": to("ids"),
        "channels": list(&to("channel")),
        "when": described("#/$defs/when", "What else must hold."),
        "commitment": words(&keys::COMMITMENTS),
        "warn": described("#/$defs/percent", "Share of the time after which people are warned; without it 75 %."),
        "starts-in": described("#/$defs/id", "Window that must be open for the clock to start; it does not count in it."),
        "cut-off": { "type": "string", "pattern": "^\\s*[0-2][0-9]:[0-5][0-9]\\s*$", "examples": ["15:00"], "description": "What arrives then or later counts from the opening of the next day." },
        "ends-in": described("#/$defs/id", "Window in which the end must lie; without it anywhere."),
        "shift": words(&keys::SHIFTS),
        "from": described("#/$defs/happenings", "What starts the clock, in place of what the milestone says."),
        "until": described("#/$defs/happenings", "What reaches the milestone, in place of what the milestone says."),
        "pauses": to("pauses"),
        "escalates": escalates,
        "quota": described("#/$defs/percent", "Share of the tickets of a period for which the target must be kept."),
        "average": { "type": "boolean", "description": "The mean over the tickets of a period is promised." },
        "over": words(&keys::PERIODS),
    });
    let mut value = table(properties, &["milestone"]);
    if let Some(object) = value.as_object_mut() {
        object.insert("oneOf".to_owned(), json!([{ "required": ["within"] }, { "required": ["level"] }]));
    }
    value
}

pub(super) fn escalation() -> Value {
    let properties = json!({
        "to": described("#/$defs/line-of-text", "Who hears of it, in the provider's words."),
        "at": described("#/$defs/percent", "Share of the promised time."),
        "after": described("#/$defs/duration", "Time after the start, counted as the target's is."),
    });
    table(properties, &["to"])
}

pub(super) fn milestone() -> Value {
    let properties = json!({
        "name": to("text"),
        "from": described("#/$defs/happenings", "What starts its clock; without it the arrival of the request."),
        "until": described("#/$defs/happenings", "What reaches it, beside its own word."),
        "repeats": { "type": "boolean", "description": "Whether it begins again when it was reached." },
        "pauses": to("pauses"),
    });
    table(properties, &["name"])
}

pub(super) fn severity() -> Value {
    let properties = json!({
        "name": to("text"),
        "examples": { "type": "array", "items": to("text"), "description": "Examples that help to choose." },
        "when": described("#/$defs/when", "Which requests may have it; without it: all."),
        "otherwise": described("#/$defs/id", "Severity of the others; without it the next less urgent one."),
    });
    table(properties, &["name"])
}

/// The rules that give requests a severity.
pub(super) fn classify() -> Value {
    json!({ "type": "array", "items": to("class-rule"), "description": "Rules that give requests a severity; the first that fits counts." })
}

pub(super) fn class_rule() -> Value {
    let properties = json!({
        "when": to("when"),
        "severity": to("id"),
        "default": { "type": "boolean", "description": "Only where nobody gave a severity." },
    });
    table(properties, &["severity"])
}

pub(super) fn product() -> Value {
    let phases = json!({ "type": "array", "items": to("life-phase"), "description": "Phases in the life of a version, first to last." });
    table(json!({ "name": to("text"), "phases": phases }), &["name"])
}

pub(super) fn life_phase() -> Value {
    table(
        json!({ "id": to("id"), "until": described("#/$defs/duration", "Months or years after the release; without it: for ever.") }),
        &["id"],
    )
}

pub(super) fn availability() -> Value {
    let properties = json!({
        "id": described("#/$defs/id", "Its word in outcomes; without it `availability`."),
        "objective": described("#/$defs/percent", "Share of the time in which the service is up."),
        "per": words(&keys::PERIODS),
        "window": described("#/$defs/id", "Window in which it is promised; without it: always."),
        "except": described("#/$defs/ids", "Windows that are left out, such as planned maintenance."),
        "when": described("#/$defs/when", "Which outages count; without it: all."),
        "longer-than": described("#/$defs/duration", "Outages no longer than this do not count."),
    });
    table(properties, &["objective"])
}

pub(super) fn starts() -> Value {
    let latest = described("#/$defs/duration", "Months after the contract's first day, at the latest.");
    table(json!({ "on": words(&keys::STARTS_ON), "at-latest": latest }), &["on"])
}

pub(super) fn holidays() -> Value {
    let days = json!({ "type": "array", "items": { "anyOf": [to("line-of-text"), to("holiday"), {}] }, "examples": [["12-24", "Nov Th[4]", "easter +1 day"]] });
    let sets = json!({ "type": "array", "items": to("line-of-text"), "minItems": 1 });
    let properties = json!({ "name": to("text"), "any-of": sets, "all-of": sets, "days": days, "except": days });
    table(properties, &["name"])
}

pub(super) fn holiday() -> Value {
    table(
        json!({ "day": { "description": "A date without quotes, or days such as \"Dec 24\"." }, "name": to("text") }),
        &["day", "name"],
    )
}

/// A window picked by a fact of the contract.
pub(super) fn choose() -> Value {
    json!({
        "type": "object",
        "required": ["fact", "otherwise"],
        "properties": { "fact": described("#/$defs/id", "Fact of the contract."), "otherwise": to("id") },
        "additionalProperties": to("id"),
    })
}

/// Words for what happens to a ticket, and when a clock stands still.
pub(super) fn wording() -> Vec<(&'static str, Value)> {
    let words =
        ["arrival", "since", "reply", "call", "receipt", "message", "resolve", "close", "first-response", "on-site"];
    let reasons = list(&to("id"));
    let names = json!({ "type": "array", "items": to("line-of-text"), "minItems": 1 });
    vec![
        (
            "holidays-of",
            json!({ "anyOf": [to("line-of-text"), names], "examples": ["DE-TH", "AT-9", "CH-ZH", "none"] }),
        ),
        ("happenings", json!({ "anyOf": [to("id"), list(&to("id"))], "examples": words })),
        (
            "pauses",
            json!({ "anyOf": [{ "type": "boolean" }, reasons], "description": "Whether the clock stands still while the ticket waits, or for which reasons." }),
        ),
    ]
}
