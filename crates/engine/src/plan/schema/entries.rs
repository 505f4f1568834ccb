//! The tables of the schema, a definition for each noun of the file.

use serde_json::{Value, json};

use super::price::{with_conditions, with_terms};
use super::{clock, described, keys, table, words};
use crate::plan::catalogue::condition;

/// A reference to a definition.
pub(super) fn to(definition: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}") })
}

/// All tables by name.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("provider", provider()),
        (
            "choices",
            table(
                json!({ "on-change": words(&keys::ON_CHANGE), "burn-order": words(&keys::BURN_ORDER), "classify": words(&keys::CLASSES) }),
                &[],
            ),
        ),
        ("named", table(json!({ "name": to("text") }), &["name"])),
        ("fact", fact()),
        ("when", when()),
        ("window", window()),
        (
            "exclusion",
            table(
                json!({ "name": to("text"), "sentence": described("#/$defs/text", "The sentence to send to whoever asks.") }),
                &["name", "sentence"],
            ),
        ),
        ("line", line()),
        ("tariff", tariff()),
        (
            "band",
            table(
                json!({ "name": to("text"), "hours": to("hours"), "price": to("time-price"), "percent": described("#/$defs/percent-any", "Its price as a share of the tariff's own.") }),
                &["name"],
            ),
        ),
        ("target", clock::target()),
        ("escalation", clock::escalation()),
        ("milestone", clock::milestone()),
        ("severity", clock::severity()),
        ("class-rule", clock::class_rule()),
        ("product", clock::product()),
        ("life-phase", clock::life_phase()),
        ("availability", clock::availability()),
        ("starts", clock::starts()),
        ("holidays", clock::holidays()),
        ("holiday", clock::holiday()),
        ("scope", scope()),
        ("discount", table(json!({ "from": to("duration"), "percent": to("percent") }), &["from", "percent"])),
        ("plan", offer(&keys::PLAN)),
        ("option", offer(&keys::OPTION)),
        ("package", offer(&keys::PACKAGE)),
    ]
}

fn provider() -> Value {
    let closed =
        table(json!({ "date": { "description": "A date without quotes." }, "name": to("text") }), &["date", "name"]);
    let properties = json!({
        "name": to("text"),
        "time-zone": { "type": "string", "examples": ["Europe/Berlin"], "description": "IANA name of the zone in which hours, days and months are meant." },
        "holidays": described("#/$defs/holidays-of", "Regions whose public holidays hold."),
        "closed-days": { "type": "array", "items": closed, "description": "Further days that count as holidays." },
        "working-days": { "type": "array", "description": "Holidays of the region that are ordinary days here." },
        "currency": { "type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR", "CHF"] },
        "languages": { "type": "array", "items": words(&keys::LANGUAGES), "minItems": 1, "uniqueItems": true },
        "tax": { "anyOf": [to("percent"), { "const": "not-stated" }], "description": "Tax on every price." },
        "prices": words(&keys::MARKINGS),
    });
    table(properties, &["name", "time-zone", "holidays", "currency", "languages", "tax", "prices"])
}

fn fact() -> Value {
    let names = json!({ "type": "object", "propertyNames": to("id"), "additionalProperties": to("text") });
    let properties = json!({
        "name": to("text"),
        "values": { "anyOf": [to("ids"), names], "description": "The values it can have; without them: any." },
        "default": { "type": ["string", "integer", "boolean"], "description": "What is taken where nothing is known." },
        "milestone": described("#/$defs/id", "It says in which of the levels this milestone was reached."),
        "levels": { "type": "object", "propertyNames": to("id"), "additionalProperties": to("duration") },
        "otherwise": described("#/$defs/id", "Its value when it took longer than all levels."),
    });
    // A fact of the language, whose values are named, needs no name.
    table(properties, &[])
}

/// A set of tests, or several of which one must pass.
fn when() -> Value {
    let scalar = json!({ "type": ["string", "integer", "boolean"] });
    let value = json!({ "anyOf": [scalar, { "type": "array", "items": scalar, "minItems": 1 }], "examples": ["1", "not 3", ">= 75", "5 to 300"] });
    let all_of = table(json!({ keys::ALL_OF: to("ids") }), &[keys::ALL_OF]);
    let one = json!({ "anyOf": [to("id"), to("ids"), all_of], "description": "Of a list one is enough." });
    let mut properties = serde_json::Map::new();
    for (name, description) in condition::OWN {
        properties.insert(name.to_owned(), json!({ "allOf": [value], "description": description }));
    }
    for name in keys::NOT_FACTS {
        properties.insert(name.to_owned(), one.clone());
    }
    let tests =
        json!({ "type": "object", "minProperties": 1, "properties": properties, "additionalProperties": value });
    json!({ "anyOf": [tests, { "type": "array", "items": tests, "minItems": 1 }] })
}

fn window() -> Value {
    let several = json!({ "type": "array", "items": to("id"), "minItems": 2 });
    let mut value = table(
        json!({
            "name": to("text"), "hours": to("hours"), "union": several, "intersection": several, "except": several,
            "choose": clock::choose(),
            "time-zone": described("#/$defs/line-of-text", "Zone of its hours, or \"customer\"; without it the provider's."),
            "holidays": described("#/$defs/holidays-of", "Its holidays, or \"customer\"; without it the provider's."),
        }),
        &["name"],
    );
    let ways = ["hours", "union", "intersection", "except", "choose"].map(|key| json!({ "required": [key] }));
    if let Some(object) = value.as_object_mut() {
        object.insert("oneOf".to_owned(), json!(ways));
    }
    value
}

fn line() -> Value {
    let properties = json!({
        "name": to("text"),
        "window": described("#/$defs/id", "When it is answered; without it: always."),
        "tariff": described("#/$defs/id", "What its calls cost; without it: nothing."),
        "on-call": { "type": "boolean", "description": "Whether the call back comes from whoever is on call." },
    });
    table(properties, &["name"])
}

fn tariff() -> Value {
    let within = table(json!({ "window": to("id"), "tariff": to("id") }), &["window", "tariff"]);
    let bands = json!({ "type": "object", "propertyNames": to("id"), "additionalProperties": to("band") });
    let properties = json!({
        "name": to("text"),
        "price": described("#/$defs/time-price", "The price for all hours, or for those of no band where bands are shares of it."),
        "band": bands,
        "otherwise": described("#/$defs/id", "Band for hours without a row of their own."),
        "burns": described("#/$defs/ids", "Allowances used up before money is asked for, in this order."),
        "holidays": words(&keys::HOLIDAYS),
        "counting": words(&keys::COUNTING),
        "free-below": described("#/$defs/duration", "Less than this counts nothing."),
        "free-first": described("#/$defs/duration", "So much at the start never counts."),
        "border": words(&keys::BORDER),
        "within": within,
        "free-causes": { "type": "array", "items": to("line-of-text"), "description": "Causes that make it free, such as \"own-defect\"." },
        "acceptance": { "type": "boolean", "description": "Whether the caller must have accepted the price." },
        "case": super::price::piece(),
        "instead": { "type": "array", "items": to("instead"), "description": "Tariffs that take its place; the first whose condition holds." },
    });
    let mut value = table(with_conditions(properties), &["name"]);
    if let Some(object) = value.as_object_mut() {
        let ways = json!([{ "required": ["price"] }, { "required": ["band"] }, { "required": ["case"] }]);
        object.insert("anyOf".to_owned(), ways);
    }
    value
}

fn scope() -> Value {
    let properties = json!({
        "products": described("#/$defs/ids", "Products covered; without it: all."),
        "production-systems": to("count"),
        "development-systems": to("count"),
        "licence-needed": { "type": "boolean" },
        "newest-version-needed": { "type": "boolean" },
        "customised": { "enum": ["best-effort", "covered"] },
        "releases": { "enum": ["within-term", "not-stated"] },
        "count-systems": { "type": "array", "items": to("system-count"), "description": "As how many systems count; the first rule that fits decides." },
    });
    table(properties, &[])
}

/// A plan, option or package: the same properties, each with those keys that it may have.
fn offer(keys: &[&str]) -> Value {
    let channel = json!({
        "anyOf": [to("channel"), table(json!({ "channel": to("channel"), "window": to("id") }), &["channel", "window"])],
    });
    let right = json!({ "anyOf": [to("id"), table(json!({ "right": to("id"), "note": to("text"), "quantity": { "type": "string", "examples": ["2 / year", "1 once", "unlimited"] }, "by": to("text"), "when": to("when") }), &["right"])] });
    let given = json!({ "anyOf": [to("quantity"), to("grant")] });
    let quantity = json!({ "anyOf": [given, { "type": "array", "items": given }] });
    let all = json!({
        "name": to("text"),
        "summary": described("#/$defs/text", "One or two sentences for the comparison page."),
        "price": to("fee"),
        "extends": described("#/$defs/id", "Plan whose promises hold where this one says nothing itself. Its price does not."),
        "requires": described("#/$defs/ids", "What must be held too, and is billed on its own."),
        "included-in": described("#/$defs/ids", "Plans and packages that make this one free of charge."),
        "available-to": described("#/$defs/ids", "Plans that this option can be added to; without it: all."),
        "renews": described("#/$defs/duration", "A term that ends goes on for this long, again and again, unless it is cancelled."),
        "notice": { "anyOf": [to("duration"), to("notice")], "description": "How long before its end a contract must be cancelled." },
        "change-to": described("#/$defs/ids", "Plans that a contract may change to within its term; without it: all."),
        "available-if": described("#/$defs/when", "For which contracts it is on offer."),
        "term": described("#/$defs/duration", "Fixed length from the start; without it: until cancelled."),
        "discount": to("discount"),
        "contacts": { "anyOf": [to("count"), to("contacts")], "description": "Authorised contacts in total; of an option: how many more." },
        "channels": { "type": "array", "items": channel },
        "lines": to("ids"),
        "allowances": { "type": "object", "propertyNames": to("id"), "additionalProperties": quantity },
        "targets": { "type": "array", "items": to("target") },
        "severities": described("#/$defs/ids", "Severities that it knows; without it: all."),
        "severity-by": words(&keys::SEVERITY_BY),
        "availability": { "type": "array", "items": to("availability") },
        "starts": to("starts"),
        "rights": { "type": "array", "items": right },
        "covers": to("covers"),
        "duties": described("#/$defs/ids", "What the customer has to do."),
        "remedies": described("#/$defs/ids", "What is given when a promise was not kept."),
        "scope": to("scope"),
        "work": described("#/$defs/id", "Tariff of logged work; without it: work is not metered."),
        "rank": { "type": "integer", "minimum": 0, "maximum": 1_000, "description": "Lower is served first." },
    });
    let further = json!({ "type": "array", "items": to("further-fee"), "description": "What is owed beside the fee: setting up, coming back." });
    let mut properties = with_terms(all);
    if let Some(object) = properties.as_object_mut() {
        object.insert("fees".to_owned(), further);
    }
    if let Some(object) = properties.as_object_mut() {
        object.retain(|key, _| keys.contains(&key.as_str()));
    }
    table(properties, &["name", "price"])
}
