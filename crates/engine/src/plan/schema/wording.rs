//! The texts of the schema: ids, wordings, and the small grammar as patterns with examples to complete from.

use serde_json::{Value, json};

use super::{list, table, words};
use crate::plan::catalogue::Channel;

/// A number without a sign.
const NUMBER: &str = r"\d{1,12}(\.\d{1,6})?";

/// All texts by name.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    let mut all = plain();
    all.extend(patterns());
    all.extend(prices());
    all
}

fn plain() -> Vec<(&'static str, Value)> {
    vec![
        ("id", json!({ "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$" })),
        ("line-of-text", json!({ "type": "string", "minLength": 1, "maxLength": 2_000 })),
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
            "count",
            json!({
                "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 1_000_000 }, { "enum": ["unlimited", "as-agreed", "best-effort", "not-stated"] }],
            }),
        ),
        ("ids", list(&json!({ "$ref": "#/$defs/id" }))),
        ("channel", words(&Channel::ALL)),
    ]
}

/// Prices by themselves.
fn prices() -> Vec<(&'static str, Value)> {
    let number = NUMBER;
    let sum = format!(r"{number}\s*[A-Z]{{3}}");
    let text =
        |pattern: String, examples: &[&str]| json!({ "type": "string", "pattern": pattern, "examples": examples });
    vec![
        (
            "fee-text",
            text(
                format!(
                    r"^\s*(free|as-agreed|not-stated|{sum}\s*(/\s*[a-z0-9-]+\s*)?(once|/\s*({number}\s*)?(months?|quarter|years?)))\s*$"
                ),
                &[
                    "free",
                    "39.00 EUR / month",
                    "5.00 EUR / user / month",
                    "400.00 EUR / year",
                    "900.00 EUR once",
                    "as-agreed",
                    "not-stated",
                ],
            ),
        ),
        (
            "amount",
            text(
                format!(
                    r"^\s*(free|as-agreed|not-stated|{sum}\s*(/\s*[a-z0-9-]+\s*)?(each|once|/\s*({number}\s*)?(months?|quarter|years?))?)\s*$"
                ),
                &["100.00 EUR", "0.40 EUR / km", "39.00 EUR / month"],
            ),
        ),
        ("percent", text(format!(r"^\s*{number}\s*%\s*$"), &["19 %"])),
        ("sum", text(format!(r"^\s*{sum}\s*$"), &["100.00 EUR"])),
        ("percent-any", text(format!(r"^\s*{number}\s*%\s*$"), &["50 %", "200 %"])),
    ]
}

fn patterns() -> Vec<(&'static str, Value)> {
    let number = NUMBER;
    let sum = format!(r"{number}\s*[A-Z]{{3}}");
    let short = r"(s|sec|seconds?|min|minutes?|h|hours?)";
    let long = r"(days?|d|business days?|weeks?|months?|years?)";
    let rate = format!(r"{sum}\s*/\s*(started\s+)?({number}\s*)?{short}(\s+in\s+started\s+({number}\s*)?{short})?");
    let open = "unlimited|as-agreed|best-effort|not-stated";
    let text =
        |pattern: String, examples: &[&str]| json!({ "type": "string", "pattern": pattern, "examples": examples });
    vec![
        (
            "duration",
            text(
                format!(r"^\s*{number}\s*({short}|{long})\s*$"),
                &["8 h", "90 min", "2 business days", "5 weeks", "12 months", "1 year"],
            ),
        ),
        (
            "within",
            text(
                format!(
                    r"^\s*({number}\s*({short}|{long})|end of (next |\d+ )?business days?|NBD|at once|next opening|as-agreed|as-chosen|best-effort|not-stated)\s*$"
                ),
                &[
                    "4 h",
                    "2 business days",
                    "end of next business day",
                    "at once",
                    "next opening",
                    "as-agreed",
                    "best-effort",
                ],
            ),
        ),
        (
            "time-price",
            text(
                format!(
                    r"^\s*(free|(as-agreed|not-stated)(\s+in\s+started\s+({number}\s*)?{short})?|({sum}\s*first\s+({number}\s*)?{short}\s*,\s*then\s+)?{rate})\s*$"
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
                    r"^\s*({open}|{number}\s*[a-z][a-z0-9-]*\s*(/\s*[a-z][a-z0-9-]*\s*)?(/\s*(months?|quarter|years?)|once|at\s+(activation|start)))\s*$"
                ),
                &[
                    "15 min / month",
                    "10 h / quarter",
                    "3 tickets / year",
                    "5 tickets / user / month",
                    "60 min at activation",
                    "unlimited",
                ],
            ),
        ),
        (
            "measure",
            text(format!(r"^\s*{number}\s*[a-z][a-z0-9-]*\s*$"), &["45 min", "10 h", "3 tickets", "20 credits"]),
        ),
    ]
}
