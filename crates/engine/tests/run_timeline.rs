//! What a contract held over time: changes, cancellations, fixed terms, activations, pools.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{refused, shipped, story};
use serde_json::{Value, json};

fn run(contract: &Value, events: &str, until: &str) -> Value {
    story(&mut shipped(), contract, events, until)
}

#[test]
fn pools_are_agreed_by_the_right_person_in_time_and_once() {
    let contract = json!({"plan": "hours-10", "start": "2026-10-01"});
    let refusals = |events: &str| refused(&run(&contract, events, "2027-01-01 00:00"));
    let agree = |at: &str, periods: &str, by: &str| format!("{at} agree what=pool periods={periods} by={by}; ");
    let good = agree("11-20 10:00", "[\"2026-11\",\"2026-12\"]", "support-manager");
    assert_eq!(refusals(&good), Vec::<String>::new());
    assert_eq!(
        refusals(&agree("11-20 10:00", "[\"2026-11\",\"2026-12\"]", "customer")),
        ["0 A pool is agreed by the support-manager, not by customer"]
    );
    assert_eq!(
        refusals(&agree("11-20 10:00", "[\"2026-11\"]", "support-manager")),
        ["0 A pool is exactly 2 consecutive months"]
    );
    assert_eq!(
        refusals(&agree("11-20 10:00", "[\"2026-11\",\"2027-01\"]", "support-manager")),
        ["0 A pool is exactly 2 consecutive months"]
    );
    assert_eq!(
        refusals(&agree("12-01 00:00", "[\"2026-11\",\"2026-12\"]", "support-manager")),
        ["0 The first month ended on 30 Nov 2026; a pool is agreed before that"]
    );
    assert_eq!(refusals(&agree("11-30 23:59", "[\"2026-11\",\"2026-12\"]", "support-manager")), Vec::<String>::new());
    let taken = format!("{good}{}", agree("12-20 10:00", "[\"2026-12\",\"2027-01\"]", "support-manager"));
    assert_eq!(refusals(&taken), ["1 A month is in the pool 2026-11/2026-12 already"]);
    let next = format!("{good}{}", agree("12-20 10:00", "[\"2027-01\",\"2027-02\"]", "support-manager"));
    assert_eq!(refusals(&next), Vec::<String>::new());
    assert_eq!(refusals(&agree("10-01 10:00", "[\"2026-09\",\"2026-10\"]", "support-manager")).len(), 1);
    assert_eq!(
        refusals("11-20 10:00 agree what=pool periods=[\"2026-11\",\"2026-12\"] by=support-manager allowance=phone"),
        ["0 The plan gives no allowance phone"]
    );
    let demand = json!({"plan": "on-demand", "start": "2026-10-01"});
    assert_eq!(refused(&run(&demand, &good, "2027-01-01 00:00")), ["0 The plan gives nothing that can be pooled"]);
}

#[test]
fn level_two_cannot_be_cancelled_while_three_runs() {
    let contract = json!({"plan": "level-3", "start": "2026-11-01"});
    let outcome = run(&contract, "11-10 10:00 cancel plan=level-2", "2026-12-01 00:00");
    assert_eq!(
        refused(&outcome),
        ["0 Support level 2 cannot be cancelled while Support level 3 runs; cancel Support level 3 first"]
    );
    // Level 3 falls back to the level that it builds on, from the next day.
    let outcome =
        run(&contract, "11-10 10:00 cancel plan=level-3; 11-20 10:00 cancel plan=level-2", "2026-12-01 00:00");
    assert_eq!(refused(&outcome), Vec::<String>::new());
    let lines = outcome["invoices"][0]["lines"].as_array().unwrap();
    let fees: Vec<&str> = lines.iter().map(|line| line["quantity"].as_str().unwrap()).collect();
    assert_eq!(fees, ["20/30", "10/30"]);
    let outcome = run(&contract, "11-10 10:00 cancel plan=level-1", "2026-12-01 00:00");
    assert_eq!(refused(&outcome), ["0 level-1 is not part of this contract"]);
    let outcome = run(
        &contract,
        "11-10 10:00 cancel end=2026-11-09; 11-11 10:00 cancel end=2026-11-20; 11-12 10:00 cancel end=2026-11-30; 11-20 00:00 change plan=level-1",
        "2026-12-01 00:00",
    );
    assert_eq!(
        refused(&outcome),
        [
            "0 The end 9 Nov 2026 lies in the past",
            "2 The contract ends on 20 Nov 2026 already",
            "3 The contract is no longer in effect since 20 Nov 2026",
        ]
    );
}

#[test]
fn a_year_ends_before_the_same_date() {
    let year = |start: &str, last: &str, over: &str| {
        let contract = json!({"plan": "standard", "start": start});
        let outcome = run(
            &contract,
            &format!("{last} 23:59 open channel=email; {over} 00:00 open ticket=t2 channel=email"),
            "2029-01-01 00:00",
        );
        let answers: Vec<&str> = outcome["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|verdict| verdict["verdict"].as_str().unwrap())
            .collect();
        assert_eq!(answers, ["covered", "refused"], "{start}");
    };
    year("2026-03-15", "2027-03-14", "2027-03-15");
    year("2024-02-29", "2025-02-27", "2025-02-28");
    year("2027-02-28", "2028-02-27", "2028-02-28");
}

#[test]
fn booking_more_does_not_lengthen_the_licences_year() {
    let contract = json!({"plan": "standard", "start": "2026-01-15"});
    let events = "06-01 10:00 change plan=additional; 06-02 10:00 open channel=phone; 2027-01-14 10:00 open ticket=t2 channel=phone;
        2027-01-15 10:00 open ticket=t3 channel=phone";
    let outcome = run(&contract, events, "2028-01-01 00:00");
    assert_eq!(
        answers::verdicts(&outcome),
        [
            "covered: contract channel window customisation",
            "covered: contract channel window customisation",
            "refused: !contract",
        ]
        .map(reordered)
    );
}

/// The conditions in the order in which they are asked.
fn reordered(text: &str) -> String {
    text.replace("window customisation", "customisation window")
}

#[test]
fn activation_counts_once_and_changes_must_exist() {
    let contract = json!({"plan": "level-1", "start": "2026-11-01"});
    let outcome = run(&contract, "11-02 10:00 activate; 11-03 10:00 activate; 11-04 10:00 change plan=level-7; 11-05 10:00 change options=[\"x\"];
        11-06 10:00 change packages=[\"enterprise\"]; 10-30 10:00 change plan=level-2", "2026-11-20 00:00");
    assert_eq!(
        refused(&outcome),
        [
            "1 Already activated Mon 2 Nov 2026, 10:00",
            "2 plan `level-7` is not in the catalogue; known: level-1, level-2, level-3",
            "3 option `x` is not in the catalogue; known: ",
            "5 The contract starts on 1 Nov 2026",
        ]
    );
    let balances = outcome["balances"].as_array().unwrap();
    assert!(balances.contains(&json!({"allowance": "activation", "period": null, "granted_s": 3600, "used_s": 0, "expired_s": 0, "left_s": 3600})), "{balances:?}");
}

#[test]
fn what_happens_after_until_is_not_looked_at() {
    let contract = json!({"plan": "level-2", "start": "2026-11-01"});
    let events = "11-11 09:00 open channel=email; 11-12 09:00 reply; 11-12 10:00 call line=support duration_s=60; 11-12 11:00 reply ticket=t9; 11-13 09:00 cancel plan=x";
    let outcome = run(&contract, events, "11-11 12:00");
    let alone = run(&contract, "11-11 09:00 open channel=email", "11-11 12:00");
    assert_eq!(outcome, alone);
    // What happens at that very instant is.
    let outcome = run(&contract, events, "11-12 09:00");
    assert_eq!(answers::clocks(&outcome), ["first-response 24 h, due 11-13 15:00, met 11-12 09:00, 32400 s"]);
}
