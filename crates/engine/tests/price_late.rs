//! Facts, levels, counts and records that become known late: billed once, corrected once, in whatever order they come.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;

use std::sync::LazyLock;

use engine::plan::catalogue::SharedCatalogue;
use engine::scenario::Scenarios;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

const TABLES: &str = r#"
[window.office]
name = "Office"
hours = "Mo-Fr 09:00-17:00; PH off"
[severity.1]
name = "High"
[severity.2]
name = "Low"
[fact.user]
name = "Users"
[fact.urgent]
name = "Urgent"
[fact.delivered]
name = "Delivered"
milestone = "first-response"
levels = { fast = "4 h", slow = "16 h" }
otherwise = "late"
[tariff.work]
name = "Work"
price = "120.00 EUR / h in started 15 min"
case = { steps = [{ when = { severity = "1", delivered = "not late" }, price = "90.00 EUR" }, { when = { delivered = "late" }, price = "free" }, { price = "45.00 EUR" }] }
minimum = [{ when = { outside = "office" }, at-least = "2 h" }]
surcharges = [{ when = { urgent = "true" }, percent = "50 %" }]
free = { cause = "own-defect" }
instead = [{ when = { class = "task" }, tariff = "tasks" }]
[tariff.tasks]
name = "Tasks"
price = "80.00 EUR / h in started 15 min"
discounts = [{ when = { attainment = "breached" }, percent = "25 %" }]
[item.km]
name = "Travel"
price = "0.40 EUR / km"
free-quantity = "30 / ticket"
charge-if = { cause = "not own-defect" }
[item.opening]
name = "Opening"
price = "10.00 EUR"
on = "open"
free = { class = "question" }
[plan.care]
name = "Care"
price = "36.00 EUR / user / year"
billing = { every = "year", in = "advance" }
channels = ["email"]
work = "work"
targets = [{ milestone = "first-response", within = "8 h", window = "office" }, { milestone = "resolution", within = "40 h", window = "office" }]
[option.extra]
name = "Extra"
price = "2.00 EUR / user / month"
"#;

static CATALOGUE: LazyLock<SharedCatalogue> =
    LazyLock::new(|| answers::written(&(answers::head(r#""DE-TH""#, r#"["en"]"#) + TABLES)).into());

fn run(events: &[Value], until: &str) -> Value {
    let mut scenarios = Scenarios::new(vec![("late".to_owned(), SharedCatalogue::clone(&CATALOGUE))]);
    let contract = json!({ "plan": "care", "start": "2026-10-05", "facts": { "user": 10 }, "options": ["extra"] });
    let line = json!({ "id": 1, "contract": contract, "events": events, "until": until });
    let found = answers::answer(&mut scenarios, &line.to_string());
    assert!(found.get("error").is_none(), "{found}");
    found
}

/// Day from 5 October, minute of the day, kind, number, days until it is known.
type Drawn = (i64, i64, u8, i64, i64);

fn word<'w>(number: i64, words: &[&'w str]) -> &'w str {
    words[usize::try_from(number).unwrap() % words.len()]
}

fn event((day, minute, kind, number, _): Drawn) -> Value {
    let ticket = format!("t{}", number % 3);
    let event = match kind {
        0 => json!({ "do": "log", "duration_s": 300 + number * 61, "ticket": ticket }),
        1 => json!({ "do": "item", "item": "km", "quantity": 5 + number, "ticket": ticket }),
        2 => json!({ "do": "fact", "cause": word(number, &["own-defect", "customer"]), "ticket": ticket }),
        3 => {
            json!({ "do": "fact", "class": word(number / 3, &["task", "question", "incident"]), "ticket": ticket })
        }
        4 => json!({ "do": "severity", "severity": word(number / 3, &["1", "2"]), "ticket": ticket }),
        5 => json!({ "do": "fact", "urgent": number % 2 == 0, "ticket": ticket }),
        6 => json!({ "do": "reply", "ticket": ticket }),
        7 => json!({ "do": "resolve", "ticket": ticket }),
        8 => json!({ "do": "count", "base": "user", "quantity": 5 + number % 9 }),
        _ => json!({ "do": "log", "duration_s": 600 + number * 7 }),
    };
    let at: Timestamp = "2026-10-05T22:00:00Z".parse().unwrap();
    stamped(event, at + SignedDuration::from_mins(day * 1440 + minute))
}

fn stamped(mut event: Value, at: Timestamp) -> Value {
    event["at"] = format!("{at}").replace('Z', "+00:00").into();
    event
}

fn opened() -> Vec<Value> {
    let open = |ix: i64| {
        let at: Timestamp = "2026-10-05T08:00:00Z".parse().unwrap();
        let at = at + SignedDuration::from_secs(7);
        let open = json!({ "do": "open", "ticket": format!("t{ix}"), "channel": "email", "severity": "2" });
        stamped(open, at + SignedDuration::from_hours(24 * 13 * ix))
    };
    (0..3).map(open).collect()
}

/// What happened, each thing at a time of its own, and when it became known.
fn events(drawn: &[Drawn], late: bool) -> Vec<Value> {
    let mut all = opened();
    for (ix, &one) in drawn.iter().enumerate() {
        // Tickets are there from the third of their days on.
        let opened = if matches!(one.2, 4 | 6 | 7) { 13 * (one.3 % 3) + 1 } else { 0 };
        let (day, minute) = (one.0.max(opened), one.1 * 30 + ix as i64 % 30);
        let mut happened = event((day, minute, one.2, one.3, one.4));
        if late && one.4 > 20 {
            let at: Timestamp = "2026-10-05T22:00:00Z".parse().unwrap();
            let known = at + SignedDuration::from_hours(24 * (day + one.4));
            happened["recorded_at"] = format!("{known}").replace('Z', "+00:00").into();
        }
        all.push(happened);
    }
    all
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((0..90_i64, 0..47_i64, 0..10_u8, 0..60_i64, 0..60_i64), 0..14)
}

fn net(found: &Value) -> i64 {
    let invoices = found["invoices"].as_array().unwrap();
    let cents = |invoice: &Value| invoice["net"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    invoices.iter().map(cents).sum()
}

/// Everything but the numbers of events.
fn owed(found: &Value) -> String {
    let mut items: Vec<String> = found
        .get("items")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|item| format!("{} {}", item["quantity"], item["amount"]))
        .collect();
    let mut usage: Vec<String> = found["usage"]
        .as_array()
        .unwrap()
        .iter()
        .map(|used| format!("{} {} {}", used["tariff"], used["measured_s"], used["amount"]))
        .collect();
    items.sort();
    usage.sort();
    format!("{}\n{items:?}\n{usage:?}", found["invoices"])
}

const UNTIL: &str = "2027-06-01T00:00:00+02:00";

fn known(event: &Value) -> Timestamp {
    event.get("recorded_at").unwrap_or(&event["at"]).as_str().unwrap().parse().unwrap()
}

fn whole(events: &[Value]) -> Result<Value, TestCaseError> {
    Ok(run(events, UNTIL))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn whatever_comes_late_is_billed_and_corrected_once(drawn in drawn()) {
        let (late, timely) = (whole(&events(&drawn, true))?, whole(&events(&drawn, false))?);
        prop_assert_eq!(net(&late), net(&timely), "late {}\nin time {}", late, timely);
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(
        (drawn, order) in drawn().prop_flat_map(|drawn| {
            let places: Vec<usize> = (0..drawn.len() + 3).collect();
            (Just(drawn), Just(places).prop_shuffle())
        }),
    ) {
        let all = events(&drawn, true);
        let shuffled: Vec<Value> = order.iter().map(|&ix| all[ix].clone()).collect();
        prop_assert_eq!(owed(&whole(&all)?), owed(&whole(&shuffled)?));
    }

    #[test]
    fn an_invoice_never_changes_after_its_month(drawn in drawn()) {
        let all = events(&drawn, true);
        let at_the_end = whole(&all)?;
        let at_the_end = at_the_end["invoices"].as_array().unwrap();
        for until in ["2026-11-01T00:00:00+01:00", "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00", "2027-03-01T00:00:00+01:00"] {
            let end: Timestamp = until.parse().unwrap();
            let seen: Vec<Value> = all.iter().filter(|event| known(event) < end).cloned().collect();
            let then = run(&seen, until);
            for (ix, invoice) in then["invoices"].as_array().unwrap().iter().enumerate() {
                prop_assert_eq!(invoice, &at_the_end[ix], "until {}", until);
            }
        }
    }
}
