//! What holds of every text that the engine is given, however it was made: no panic, no end of time, and what was
//! accepted says the same when it is written and read again.
//!
//! One law for each kind of text. The fuzzers look for a text that breaks one (`bin/fuzz`); the engine's test
//! `fuzz_corpus.rs` holds them against the texts in `corpus/`, named for their law. A law panics where it is broken.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "each target uses the law it is named for"
)]

use std::cell::RefCell;
use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::sync::Arc;

use engine::plan::Catalogue;
use engine::plan::catalogue::Language;
use engine::plan::compare::{compare, text as changes};
use engine::plan::grammar::{
    Amount, AmountText, CreditText, Duration, FeeText, Mistake, Quantity, TimePriceText, Within, any_percent, percent,
    period_text, period_word,
};
use engine::plan::show::{comparison, render};
use engine::plan::{format, read_warned};
use engine::scenario::Scenarios;
use engine::time::{Coverage, Holidays, Hours, HoursReader, business_days_add, zone};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Hours in their notation, or a line of `mainstay hours --jsonl`.
pub fn hours(text: &str) {
    if text.starts_with('{') {
        let mut reader = HoursReader::new();
        let answer = reader.answer(text);
        serde_json::from_str::<Value>(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert_eq!(reader.answer(text), answer, "the second answer differs");
        return;
    }
    let hours = match Hours::parse(text) {
        Ok(hours) => hours,
        Err(error) => {
            assert!(text.get(error.start..error.end).is_some(), "{error:?} points beside the text");
            return;
        }
    };
    let written = hours.to_string();
    assert_eq!(Hours::parse(&written).as_ref(), Ok(&hours), "{written}");
    let zone = zone("Europe/Berlin").unwrap();
    let coverage = Coverage::compile(&hours, &Holidays::region("DE-BY").unwrap(), &zone);
    // A Saturday before the clocks go back, in a week with a holiday after it.
    let from: Timestamp = "2026-10-24T09:17:00Z".parse().unwrap();
    let covered = SignedDuration::from_mins(1_000);
    if let Ok(due) = coverage.add(from, covered) {
        assert_eq!(coverage.between(from, due), covered, "added and measured differ, {written}");
    }
    let _ = business_days_add(&coverage, from, 30);
    let to: Timestamp = "2026-11-24T09:17:00Z".parse().unwrap();
    let pieces = coverage.intervals(from, to).map(|(open, close)| close.duration_since(open));
    assert_eq!(pieces.sum::<SignedDuration>(), coverage.between(from, to), "the pieces are not the whole, {written}");
    let closed = Coverage::always(&zone).except(&coverage);
    assert_eq!(coverage.between(from, to) + closed.between(from, to), to.duration_since(from), "{written}");
}

/// Durations, prices, quantities and percentages as people write them.
pub fn words(text: &str) {
    wording::<Duration>(text);
    wording::<Within>(text);
    wording::<Amount>(text);
    wording::<Quantity>(text);
    wording::<TimePriceText>(text);
    // A fee keeps the digits that were written; its worth is what is compared.
    if let Some(fee) = right::<FeeText>(text) {
        let written = fee.to_string();
        let again: FeeText = written.parse().unwrap_or_else(|mistake| panic!("{written}: {mistake}"));
        assert_eq!((again.fee, again.currency), (fee.fee, fee.currency), "{written}");
    }
    let _ = right::<AmountText>(text);
    let _ = right::<CreditText>(text);
    for found in [percent(text), any_percent(text)] {
        match found {
            Ok(number) => assert_eq!(any_percent(&std::format!("{number} %")), Ok(number)),
            Err(mistake) => pointed(text, &mistake),
        }
    }
    if let Ok(Some(months)) = period_word(text) {
        assert_eq!(period_word(&period_text(months)), Ok(Some(months)));
    }
}

fn right<T: FromStr<Err = Mistake>>(text: &str) -> Option<T> {
    text.parse().inspect_err(|mistake| pointed(text, mistake)).ok()
}

fn pointed(text: &str, mistake: &Mistake) {
    assert!(text.get(mistake.at.clone()).is_some(), "{mistake:?} points beside the text");
    assert!(!mistake.message.is_empty() && !mistake.allowed.is_empty(), "{mistake:?} says nothing");
}

fn wording<T: FromStr<Err = Mistake> + Display + Debug + PartialEq>(text: &str) {
    if let Some(value) = right::<T>(text) {
        let written = value.to_string();
        assert_eq!(written.parse::<T>().as_ref(), Ok(&value), "{written}");
        assert_eq!(written.parse::<T>().map(|again| again.to_string()), Ok(written));
    }
}

/// A plan file: checked, put into its usual form, shown, compared with itself, and sold.
pub fn plan(text: &str) {
    let read = read_warned("plan.toml", text);
    if let Err(errors) = &read {
        assert!(!errors.to_string().is_empty(), "a file is refused without a reason");
    }
    match format("plan.toml", text) {
        Ok(usual) => {
            assert_eq!(format("plan.toml", &usual).as_ref(), Ok(&usual), "formatting twice differs");
            let again = read_warned("plan.toml", &usual);
            assert_eq!(again.is_ok(), read.is_ok(), "the usual form is not read as the file is:\n{usual}");
        }
        Err(errors) => assert!(read.is_err(), "a plan without a usual form: {errors}"),
    }
    let Ok((catalogue, _)) = read else { return };
    for language in [Language::De, Language::En] {
        let shown = comparison(&catalogue, language);
        for page in [render::text(&shown), render::markdown(&shown), render::html(&shown)] {
            assert!(!page.is_empty());
        }
        let same = compare(&catalogue, &catalogue, language);
        let unchanged = same.plans.is_empty() && same.options.is_empty() && same.general.is_empty();
        assert!(unchanged, "differs from itself: {}", changes(&same));
    }
    sold(catalogue);
}

/// A story of three months under each of the plans.
fn sold(catalogue: Catalogue) {
    let id = |ids: &mut dyn Iterator<Item = &String>| ids.next().cloned().unwrap_or_default();
    let severities: Vec<String> = catalogue.severities.iter().map(|severity| severity.id.clone()).take(4).collect();
    let line = id(&mut catalogue.lines.iter().map(|line| &line.id));
    let plans: Vec<String> = comparison(&catalogue, Language::En).columns.iter().map(|plan| plan.id.clone()).collect();
    let mut scenarios = Scenarios::new(vec![("plan".to_owned(), Arc::new(catalogue))]);
    for plan in plans.iter().take(6) {
        let mut events = vec![
            json!({"at": "2026-09-30T21:59:30+02:00", "do": "call", "line": line, "duration_s": 4_000}),
            json!({"at": "2026-10-02T10:00:00+02:00", "do": "downtime", "from": "2026-10-01T10:00:00+02:00", "to": "2026-10-02T10:00:00+02:00"}),
        ];
        for (ix, severity) in severities.iter().enumerate() {
            let ticket = std::format!("t{ix}");
            events.extend([
                json!({"at": "2026-10-23T16:10:00+02:00", "do": "open", "ticket": ticket, "severity": severity, "channel": "email"}),
                json!({"at": "2026-10-26T11:00:00+01:00", "do": "reply", "ticket": ticket}),
                json!({"at": "2026-10-26T12:00:00+01:00", "do": "log", "ticket": ticket, "duration_s": 20_000, "kind": "task"}),
                json!({"at": "2026-10-27T12:00:00+01:00", "do": "pause", "ticket": ticket}),
                json!({"at": "2026-10-28T12:00:00+01:00", "do": "resume", "ticket": ticket}),
                json!({"at": "2026-11-01T12:00:00+01:00", "do": "resolve", "ticket": ticket}),
            ]);
        }
        let story = json!({
            "id": 1, "language": "de", "explain": true, "events": events, "until": "2026-12-01T00:00:00+01:00",
            "contract": {"plan": plan, "start": "2026-09-15", "facts": {"holidays": "DE-BY", "time-zone": "Europe/Berlin"}},
        });
        answered(&mut scenarios, &story.to_string());
    }
}

/// A line of `mainstay scenario`, under one of a few catalogues.
pub fn scenario(text: &str) {
    thread_local! {
        static SCENARIOS: RefCell<Scenarios> = RefCell::new(Scenarios::new(CATALOGUES.iter().map(book).collect()));
    }
    SCENARIOS.with_borrow_mut(|scenarios| answered(scenarios, text));
}

/// Different ways to sell: levels with free minutes, hours in packages, contracts by facts, clocks by severity.
const CATALOGUES: [(&str, &str); 4] = [
    ("shop-levels", include_str!("../plans/shop-levels.toml")),
    ("agency-hours", include_str!("../plans/agency-hours.toml")),
    ("commerce-agreements", include_str!("../plans/commerce-agreements.toml")),
    ("canonical", include_str!("../plans/zoo/canonical.toml")),
];

fn book((name, text): &(&str, &str)) -> (String, Arc<Catalogue>) {
    let (catalogue, _) = read_warned(name, text).unwrap_or_else(|errors| panic!("{errors}"));
    ((*name).to_owned(), Arc::new(catalogue))
}

fn answered(scenarios: &mut Scenarios, line: &str) {
    let (mut first, mut second) = (String::new(), String::new());
    let wrong = scenarios.answer(line, &mut first);
    assert_eq!(scenarios.answer(line, &mut second), wrong);
    assert_eq!(first, second, "the second answer differs");
    assert!(!first.contains('\n'), "an answer is one line");
    let answer: Value = serde_json::from_str(&first).unwrap_or_else(|error| panic!("{error}: {first}"));
    assert_eq!(answer.get("error").is_some(), wrong, "{first}");
}
