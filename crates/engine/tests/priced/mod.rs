//! Plans in a few lines, and what a contract under them owes as lines of text.
#![allow(dead_code, reason = "each test file uses what it needs")]

use serde_json::{Value, json};

use crate::answers;

/// What a file owes: the plan is `care`, the contract has `facts`, events are in short form.
pub fn outcome(file: &str, facts: &Value, start: &str, events: &str, until: &str) -> Value {
    let contract = json!({ "plan": "care", "start": start, "facts": facts });
    under(file, &contract, events, until)
}

/// The file with a provider. Keys of the top level may come first in it.
pub fn file(text: &str) -> String {
    if text.contains("[provider]") {
        return text.to_owned();
    }
    answers::headed(&answers::head(r#""DE-TH""#, r#"["en"]"#), text)
}

/// The same for any contract.
pub fn under(file: &str, contract: &Value, events: &str, until: &str) -> Value {
    let mut scenarios = answers::only(answers::written(&self::file(file)));
    answers::story(&mut scenarios, contract, events, &format!("{until} 00:00"))
}

/// "2026-11 Care, November 2026: 1 month × 39.00 = 39.00", one text a line.
pub fn lines(outcome: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for invoice in outcome["invoices"].as_array().unwrap() {
        for line in invoice["lines"].as_array().unwrap() {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            all.push(format!(
                "{} {}: {} {} × {} = {}",
                &invoice["from"].as_str().unwrap()[..7],
                text("text"),
                text("quantity"),
                text("unit"),
                text("unit_price"),
                text("net")
            ));
        }
    }
    let unbilled = outcome.get("unbilled").and_then(Value::as_array).cloned().unwrap_or_default();
    all.extend(
        unbilled
            .iter()
            .map(|one| format!("{} unbilled: {}", one["period"].as_str().unwrap(), one["why"].as_str().unwrap())),
    );
    all
}

/// The sums of the invoices: "2026-11 39.00".
pub fn nets(outcome: &Value) -> Vec<String> {
    let invoices = outcome["invoices"].as_array().unwrap();
    let net =
        |invoice: &Value| format!("{} {}", &invoice["from"].as_str().unwrap()[..7], invoice["net"].as_str().unwrap());
    invoices.iter().map(net).collect()
}

/// Compares lines of text, however they are indented.
pub fn check(found: &[String], expect: &str) {
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found, expect, "\nfound:\n{}\n", found.join("\n"));
}
