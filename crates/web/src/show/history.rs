//! What happened to a contract, each entry of its journal as a sentence.

use desk::contract::Promises;
use desk::journal::Entry;
use jiff::Timestamp;
use serde_json::Value;

use super::{contract, plan_language};
use crate::sheet::{Cell, Part, Table};
use crate::text::Text;

/// The history, the latest first, folded; nothing for readers who have none.
pub(crate) fn parts(t: &Text, found: &Promises) -> Vec<Part> {
    if found.history.is_empty() {
        return Vec::new();
    }
    let rows =
        found.history.iter().rev().map(|entry| vec![Cell::Time(entry.at), Cell::Text(sentence(t, entry, found))]);
    let table = Table {
        name: t.get("history-title").to_string(),
        head: [t.get("usage-when"), t.get("history-title")].map(String::from).to_vec(),
        rows: rows.collect(),
        empty: String::new(),
    };
    vec![Part::Fold(t.get("history-title").to_string(), vec![Part::Table(table)])]
}

/// What was done, by whom.
fn sentence(t: &Text, entry: &Entry, found: &Promises) -> String {
    let body = |name: &str| entry.body[name].as_str().unwrap_or_default().to_owned();
    let words = match entry.action.as_str() {
        "sign" => t.get("history-sign"),
        "change" => t.get("history-change"),
        "cancel" => t.get("history-cancel"),
        "activate" => t.get("history-activate"),
        "pool" => t.get("history-pool"),
        "top-up" | "buy" => t.get("history-buy"),
        "fact" | "count" => t.get("history-fact").arg("facts", facts(&entry.body)),
        "item" => t.get("history-item").arg("item", body("item")),
        "name-contact" => t.get("history-name-contact"),
        "remove-contact" => t.get("history-remove-contact"),
        "outage" => {
            let what = Some(body("what")).filter(|what| !what.is_empty());
            let what = what.unwrap_or_else(|| t.get("outage-everything").to_string());
            let from = body("from").parse().map(|from: Timestamp| t.moment(from)).unwrap_or_default();
            let words = match (entry.body["to"].is_null(), body("from") == body("to")) {
                (true, _) => t.get("history-outage-lasts"),
                (false, true) => t.get("history-outage-taken-back"),
                (false, false) => t.get("history-outage"),
            };
            words.arg("what", what).arg("from", from)
        }
        "claim" => {
            let known = found.catalogue.remedies.iter().find(|remedy| remedy.id == body("remedy"));
            let name = known.map_or_else(|| body("remedy"), |remedy| remedy.name.get(plan_language(t)).to_owned());
            let day = body("period").parse().map(|day| contract::date(t, day)).unwrap_or_default();
            t.get("history-claim").arg("remedy", name).arg("day", day)
        }
        "pay" => t.get("history-pay"),
        other => return other.to_owned(),
    };
    let name = if entry.actor_name.is_empty() { t.get("author-machine").to_string() } else { entry.actor_name.clone() };
    words.arg("name", name).to_string()
}

/// Names with their values.
fn facts(body: &Value) -> String {
    let one = |(name, value): (&String, &Value)| Some(format!("{name} {}", value.as_str()?));
    body.as_object().map(|all| all.iter().filter_map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}
