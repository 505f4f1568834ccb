//! A log replayed under a plan: which targets are counted.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use std::collections::BTreeMap;
use std::sync::Arc;

use answers::{at, head};
use engine::backtest::{Replay, Tally};
use engine::plan::{Selection, read};
use engine::run::Volume;
use engine::run::event::{By, Contract, Event, Open, What};
use jiff::Timestamp;
use jiff::civil::date;

const PLAN: &str = r#"
[severity.down]
name = "Down"
[severity.question]
name = "Question"
[plan.basic]
name = "Basic"
price = "free"
targets = [
  { milestone = "first-response", within = "4 h", window = "24x7", severities = ["down"] },
  { milestone = "first-response", within = "4 h", window = "24x7", severities = ["question"], commitment = "best-effort" },
  { milestone = "resolution", within = "best-effort", window = "24x7" },
]
"#;

fn instant(text: &str) -> Timestamp {
    at(text).parse().unwrap()
}

#[test]
fn what_is_only_best_effort_is_neither_kept_nor_broken() {
    let catalogue = read("test.toml", &format!("{}{PLAN}", head(r#""none""#, r#"["en"]"#))).unwrap();
    let volume = Volume::new("test.toml".to_owned(), Arc::new(catalogue));
    let selection = Selection { plan: "basic".to_owned(), ..Selection::default() };
    let contract = Contract { selection, start: date(2026, 11, 1), ..Contract::default() };
    let replay = Replay::new(&volume, contract).unwrap();
    let mut tally = Tally::default();
    let mut late = |severity: &str| {
        let open = Open { ticket: severity.to_owned(), severity: Some(severity.to_owned()), ..Open::default() };
        let reply = What::Reply { ticket: severity.to_owned(), by: By::Agent, reaches: Vec::new() };
        let event = |text: &str, what| Event { at: instant(text), known: None, what };
        let events = [event("11-11 09:00", What::Open(open)), event("11-11 15:00", reply)];
        (
            replay.ticket(&events, instant("12-01 00:00"), &mut tally),
            replay.breaches(&events, instant("12-01 00:00")).len(),
        )
    };
    assert_eq!(late("down"), (1, 1));
    assert_eq!(late("question"), (0, 0));
    let by_target = tally.by(|key| (key.milestone.clone(), key.severity.clone()));
    let counted: BTreeMap<_, _> = by_target.iter().map(|(key, found)| (key.clone(), found.breached)).collect();
    let down = ("first-response".to_owned(), Some("down".to_owned()));
    assert_eq!(counted, BTreeMap::from([(down, 1)]));
}
