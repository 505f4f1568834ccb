//! The scenario of the design, word for word, and what is promised about the form.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{answer, shipped};
use proptest::prelude::*;
use serde_json::{Value, json};

const LINE: &str = r#"{"id":"n1","contract":{"plan":"level-2","packages":[],"options":[],"start":"2026-11-01","facts":{}},
 "events":[
  {"at":"2026-11-10T18:10:00+01:00","do":"call","line":"emergency","duration_s":660,"caller":"c1"},
  {"at":"2026-11-11T10:00:00+01:00","do":"open","ticket":"t1","channel":"email","severity":"2","contact":"c1"},
  {"at":"2026-11-11T12:00:00+01:00","do":"reply","ticket":"t1","by":"agent"},
  {"at":"2026-11-12T09:00:00+01:00","do":"log","ticket":"t1","duration_s":5400,"kind":"task"},
  {"at":"2026-11-13T09:00:00+01:00","do":"pause","ticket":"t1","why":"waiting-customer"},
  {"at":"2026-11-16T09:00:00+01:00","do":"resume","ticket":"t1"},
  {"at":"2026-11-17T09:00:00+01:00","do":"severity","ticket":"t1","severity":"1"},
  {"at":"2026-11-18T09:00:00+01:00","do":"resolve","ticket":"t1"},
  {"at":"2026-11-19T09:00:00+01:00","do":"fact","ticket":"t1","cause":"own-defect"},
  {"at":"2026-11-20T09:00:00+01:00","do":"agree","what":"pool","periods":["2026-11","2026-12"],"by":"support-manager"}],
 "until":"2026-12-01T00:00:00+01:00"}"#;

#[test]
fn a_month_with_an_emergency_call_over_two_blocks() {
    let mut outcome = answer(&mut shipped(), LINE);
    // What is said is said elsewhere; here only that it is said.
    let usage_why = outcome["usage"][0]["why"].take();
    assert!(usage_why.as_array().is_some_and(|steps| !steps.is_empty()));
    let text = outcome["invoices"][0]["lines"].as_array().unwrap().iter().map(|line| line["text"].clone());
    assert_eq!(
        text.collect::<Vec<_>>(),
        ["Support level 2, November 2026", "Emergency technician, Tue 10 Nov 2026, 18:10"]
    );
    assert_eq!(outcome["id"], "n1");
    assert_eq!(
        answers::verdicts(&outcome),
        ["chargeable: contract contact channel !allowance acceptance", "covered: contract contact channel",]
    );
    assert_eq!(outcome["verdicts"][1]["event"], 1);
    assert_eq!(
        outcome["tickets"],
        json!({"t1": {"milestones": [{"milestone": "first-response", "target": "24 h",
            "commitment": "guaranteed", "due": "2026-11-13T16:00:00+01:00", "state": "met", "at": "2026-11-11T12:00:00+01:00",
            "elapsed_s": 7200}]}})
    );
    assert_eq!(
        outcome["usage"],
        json!([{"event": 0, "tariff": "emergency", "measured_s": 660, "counted_s": 900,
            "charged": [{"unit": "block", "quantity": "3", "band": "evening"}],
            "burned": [], "amount": "80.00", "currency": "EUR", "why": null}])
    );
    assert_eq!(
        outcome["balances"],
        json!([{"allowance": "phone", "period": "2026-11", "granted_s": 1800, "used_s": 0,
            "expired_s": 1800, "left_s": 0}])
    );
    let mut invoice = outcome["invoices"][0].take();
    for line in invoice["lines"].as_array_mut().unwrap() {
        line["text"].take();
    }
    assert_eq!(
        invoice,
        json!({"from": "2026-11-01", "to": "2026-11-30", "lines": [
            {"text": null, "quantity": "1", "unit": "month", "unit_price": "39.00", "net": "39.00", "tax_rate": "19"},
            {"text": null, "quantity": "1", "unit": "piece", "unit_price": "80.00", "net": "80.00", "tax_rate": "19"}],
            "net": "119.00", "tax": [{"rate": "19", "net": "119.00", "amount": "22.61"}], "gross": "141.61"})
    );
    assert_eq!(answers::refused(&outcome), ["9 The plan does not allow “Free minutes” of several months to be pooled"]);
}

#[test]
fn the_language_of_the_line_words_the_reasons() {
    let line = LINE.replacen("\"id\":\"n1\",", "\"id\":\"n1\",\"language\":\"de\",", 1);
    let outcome = answer(&mut shipped(), &line);
    assert_eq!(answers::refused(&outcome), ["9 Der Plan erlaubt nicht, „Freiminuten“ mehrerer Monate zusammenzulegen"]);
    assert_eq!(outcome["invoices"][0]["lines"][0]["text"], "Supportlevel 2, November 2026");
}

#[test]
fn answering_again_gives_the_same_bytes() {
    let mut scenarios = shipped();
    let (mut first, mut second, mut fresh) = (String::new(), String::new(), String::new());
    scenarios.answer(LINE, &mut first);
    scenarios.answer("{\"id\":\"x\"}", &mut String::new());
    scenarios.answer(LINE, &mut second);
    shipped().answer(LINE, &mut fresh);
    assert_eq!(first, second);
    assert_eq!(first, fresh);
}

/// The outcome with event indexes as they were before the events were put in another order.
fn unshuffled(mut outcome: Value, order: &[usize]) -> Value {
    for list in ["verdicts", "usage", "refused"] {
        let items = outcome[list].as_array_mut().unwrap();
        for item in items.iter_mut() {
            let place = usize::try_from(item["event"].as_u64().unwrap()).unwrap();
            item["event"] = order[place].into();
        }
        items.sort_by_key(|item| item["event"].as_u64());
    }
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Events are computed in the order in which they happened, however they arrive.
    #[test]
    fn the_order_of_arrival_does_not_matter(order in Just((0..14_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let mut scenarios = shipped();
        let mut line: Value = serde_json::from_str(LINE).unwrap();
        let more = [
            "11-12 10:00 call line=support duration_s=1200 caller=c2 ticket=t1",
            "11-14 10:00 change plan=level-3",
            "11-16 11:00 call line=support duration_s=6000 caller=c3",
            "11-20 10:00 message",
        ];
        line["events"].as_array_mut().unwrap().extend(more.map(answers::event));
        let expect = answer(&mut scenarios, &line.to_string());
        let events = line["events"].as_array().unwrap().clone();
        line["events"] = order.iter().map(|&ix| events[ix].clone()).collect();
        let found = answer(&mut scenarios, &line.to_string());
        prop_assert_eq!(unshuffled(found, &order), expect);
    }
}
