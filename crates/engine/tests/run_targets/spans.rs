//! How long a promise is, where it starts to count, and where it may end.

use serde_json::{Value, json};

use crate::answers::{answer, story};
use crate::{check, check_until, contract, due, plan};

#[test]
fn the_end_of_a_business_day() {
    due(
        "within = \"end of business day\", window = \"business\"",
        &[
            ("11-11 10:00", "11-11 17:00"),
            ("11-11 08:00", "11-11 17:00"),
            // At closing the day is over; on Friday evening the next is Monday.
            ("11-11 17:00", "11-12 17:00"),
            ("11-13 20:00", "11-16 17:00"),
            ("11-15 12:00", "11-16 17:00"),
        ],
    );
    due(
        "within = \"NBD\", window = \"business\"",
        &[("11-11 10:00", "11-12 17:00"), ("11-13 10:00", "11-16 17:00"), ("12-24 10:00", "12-28 17:00")],
    );
    // Where a request after hours is logged on the next business day, that day is not yet the next one.
    due(
        "within = \"NBD\", window = \"business\", starts-in = \"business\"",
        &[("11-11 10:00", "11-12 17:00"), ("11-11 18:00", "11-13 17:00"), ("11-14 10:00", "11-17 17:00")],
    );
    due("within = \"end of 2 business days\", window = \"business\"", &[("11-11 10:00", "11-13 17:00")]);
    due("within = \"2 weeks\", window = \"business\"", &[("11-11 10:00", "11-25 10:00")]);
    due("level = \"8x5x4\"", &[("11-11 15:00", "11-12 11:00")]);
    due("level = \"8x5xNBD\"", &[("11-11 15:00", "11-12 17:00")]);
}

#[test]
fn the_next_opening() {
    // The second and the fourth Thursday.
    due(
        "within = \"next opening\", window = \"maintenance\"",
        &[("11-11 10:00", "11-12 21:00"), ("11-12 21:30", "11-26 21:00"), ("11-27 10:00", "12-10 21:00")],
    );
    let s = &mut plan("", "{ milestone = \"resolution\", within = \"next opening\", window = \"maintenance\" }");
    // A pause moves no opening, but one that passed meanwhile was missed.
    check(
        s,
        "11-11 10:00 open; 11-11 11:00 pause; 11-11 12:00 resume; 11-12 20:00 resolve",
        "resolution next opening, due 11-12 21:00, met 11-12 20:00, 118800 s",
    );
    check_until(
        s,
        "11-11 10:00 open; 11-11 11:00 pause",
        "11-20 00:00",
        "resolution next opening, due -, paused -, 3600 s",
    );
    check_until(
        s,
        "11-11 10:00 open; 11-11 11:00 pause; 11-13 11:00 resume",
        "11-13 12:00",
        "resolution next opening, due 11-26 21:00, running -, 7200 s",
    );
}

#[test]
fn a_cut_off_time_moves_to_the_next_day() {
    let target = "within = \"2 business days\", window = \"business\", cut-off = \"12:00\"";
    due(target, &[("11-11 11:59", "11-13 11:59"), ("11-11 12:00", "11-16 09:00"), ("11-13 15:00", "11-18 09:00")]);
    due(
        "within = \"4 h\", window = \"business\", cut-off = \"15:00\"",
        &[("11-11 14:59", "11-12 10:59"), ("11-11 15:00", "11-12 13:00")],
    );
    // With a window that is always open, the next day begins at midnight.
    due("within = \"4 h\", window = \"always\", cut-off = \"15:00\"", &[("11-11 16:00", "11-12 04:00")]);
    let s = &mut plan("", &format!("{{ milestone = \"first-response\", {target} }}"));
    let outcome = story(s, &contract(), "11-11 12:00 open", "11-11 13:00");
    let clock = &outcome["tickets"]["t1"]["milestones"][0];
    assert_eq!(clock["elapsed_s"], 0);
}

#[test]
fn a_window_gates_the_start_and_time_runs_on_around_the_clock() {
    due(
        "within = \"24 h\", window = \"always\", starts-in = \"business\"",
        &[("11-11 10:00", "11-12 10:00"), ("11-11 18:00", "11-13 09:00"), ("11-13 16:59", "11-14 16:59")],
    );
    let s = &mut plan(
        "",
        "{ milestone = \"first-response\", within = \"24 h\", window = \"always\", starts-in = \"business\" }",
    );
    // What is reached before the gate opens has used nothing.
    check(s, "11-11 18:00 open; 11-11 19:00 reply", "first-response 24 h, due 11-13 09:00, met 11-11 19:00, 0 s");
    check(
        s,
        "11-11 18:00 open; 11-13 10:00 reply",
        "first-response 24 h, due 11-13 09:00, breached 11-13 10:00, 90000 s",
    );
    let gated = "{ milestone = \"resolution\", within = \"24 h\", window = \"always\", starts-in = \"business\" }";
    let s = &mut plan("", gated);
    // A pause before the gate changes nothing, one after it does.
    check_until(
        s,
        "11-11 18:00 open; 11-11 19:00 pause; 11-11 20:00 resume; 11-12 10:00 pause; 11-12 12:00 resume",
        "11-12 13:00",
        "resolution 24 h, due 11-13 11:00, running -, 7200 s",
    );
    check_until(s, "11-11 18:00 open; 11-11 19:00 pause", "11-12 13:00", "resolution 24 h, due -, paused -, 0 s");
}

#[test]
fn an_end_outside_its_window_is_moved() {
    let same = "within = \"24 h\", window = \"always\", ends-in = \"work-days\", shift = \"same-time\"";
    // By a day for each Sunday and holiday: Christmas Day, Boxing Day and the Sunday after it.
    due(same, &[("11-14 10:00", "11-16 10:00"), ("12-24 10:00", "12-28 10:00"), ("11-11 10:00", "11-12 10:00")]);
    due(
        "within = \"24 h\", window = \"always\", ends-in = \"business\"",
        &[("11-11 10:00", "11-12 10:00"), ("11-13 10:00", "11-16 09:00"), ("11-11 17:00", "11-12 17:00")],
    );
    let s = &mut plan("", &format!("{{ milestone = \"first-response\", {same} }}"));
    check(s, "11-14 10:00 open; 11-16 10:00 reply", "first-response 24 h, due 11-16 10:00, met 11-16 10:00, 172800 s");
    check(
        s,
        "11-14 10:00 open; 11-16 10:01 reply",
        "first-response 24 h, due 11-16 10:00, breached 11-16 10:01, 172860 s",
    );
}

#[test]
fn the_customer_chooses_the_time() {
    let target = "{ milestone = \"first-response\", within = \"as-chosen\", window = \"business\" }";
    let s = &mut plan("", target);
    check_until(
        s,
        "11-11 10:00 open chosen=\"8h\"",
        "11-11 10:00",
        "first-response 8 h, due 11-12 10:00, running -, 0 s",
    );
    check_until(
        s,
        "11-11 10:00 open chosen={\"first-response\":\"2weeks\",\"resolution\":\"4h\"}",
        "11-11 10:00",
        "first-response 2 weeks, due 11-25 10:00, running -, 0 s",
    );
    check(s, "11-11 10:00 open", "");
    // Chosen later, from the original arrival.
    check_until(
        s,
        "11-11 10:00 open; 11-11 11:00 fact chosen=\"4h\"",
        "11-11 12:00",
        "first-response 4 h, due 11-11 14:00, running -, 7200 s",
    );
    let line = json!({"id": "s", "contract": contract(), "until": "2026-12-01T00:00:00+01:00",
        "events": [{"at": "2026-11-11T10:00:00+01:00", "do": "open", "ticket": "t1", "chosen": {"first-response": "soon"}}]});
    let error = answer(s, &line.to_string());
    assert_eq!(error["error"]["at"], "events[0].chosen.first-response");
}

#[test]
fn at_once_is_due_on_arrival() {
    due(
        "within = \"at once\", window = \"business\"",
        &[("11-11 10:00", "11-11 10:00"), ("11-11 18:00", "11-12 09:00"), ("11-13 17:00", "11-16 09:00")],
    );
    due("within = \"0 h\", window = \"24x7\"", &[("11-14 03:00", "11-14 03:00")]);
    let s = &mut plan("", "{ milestone = \"first-response\", within = \"0 min\", window = \"business\" }");
    // Before the window opens nothing has passed; a second after it, it is too late.
    check(s, "11-11 08:00 open; 11-11 08:30 reply", "first-response at once, due 11-11 09:00, met 11-11 08:30, 0 s");
    check(s, "11-11 10:00 open; 11-11 10:00 reply", "first-response at once, due 11-11 10:00, met 11-11 10:00, 0 s");
    check(
        s,
        "11-11 10:00 open; 11-11 10:01 reply",
        "first-response at once, due 11-11 10:00, breached 11-11 10:01, 60 s",
    );
}

#[test]
fn calendar_lengths_need_no_window() {
    due("within = \"2 weeks\"", &[("11-14 03:00", "11-28 03:00")]);
    due("within = \"1 month\"", &[("11-30 03:00", "12-30 03:00")]);
    let s = &mut plan("", "{ milestone = \"first-response\", within = \"best-effort\" }");
    assert!(crate::answers::clocks(&story(s, &contract(), "11-11 10:00 open", "11-12 10:00")).is_empty());
}

#[test]
fn of_nested_targets_the_earliest_is_due_first() {
    let targets = "{ milestone = \"first-response\", within = \"4 h\", window = \"always\" },\
                   { milestone = \"first-response\", within = \"2 h\", window = \"business\" }";
    let s = &mut plan("", targets);
    let dues = |s: &mut engine::scenario::Scenarios, at: &str| {
        let outcome = story(s, &contract(), &format!("{at} open"), at);
        let clocks = outcome["tickets"]["t1"]["milestones"].as_array().unwrap().clone();
        clocks.iter().map(|clock| clock["due"].as_str().unwrap()[5..16].replace('T', " ")).collect::<Vec<_>>()
    };
    assert_eq!(dues(s, "11-11 10:00"), ["11-11 12:00", "11-11 14:00"]);
    assert_eq!(dues(s, "11-13 16:00"), ["11-13 20:00", "11-16 10:00"]);
}

#[test]
fn agreed_times_may_differ_by_severity_and_be_judged() {
    let tables = "[severity.1]\nname = \"Down\"\n[severity.2]\nname = \"Question\"\n";
    let s = &mut plan(
        tables,
        "{ milestone = \"first-response\", within = \"as-agreed\", window = \"always\", average = true }",
    );
    let mut own = contract();
    own["facts"] = json!({"agreed": {"target.first-response": "8h", "target.first-response.1": "2 h"}});
    let events = "11-02 09:00 open ticket=a severity=1; 11-02 09:01 reply ticket=a; 11-03 09:00 open ticket=b severity=1; \
                  11-03 13:00 reply ticket=b; 11-03 09:00 open ticket=c severity=2; 11-03 10:00 reply ticket=c; \
                  11-03 09:00 open ticket=d; 11-03 10:00 reply ticket=d";
    let outcome = story(s, &own, events, "12-01 00:00");
    let target = |ticket: &str| outcome["tickets"][ticket]["milestones"][0]["target"].as_str().unwrap().to_owned();
    assert_eq!([target("a"), target("c"), target("d")], ["2 h", "8 h", "8 h"]);
    // (60 s + 4 h) / 2 is more than 2 h.
    assert_eq!(
        outcome["attainments"],
        json!([
            {"milestone": "first-response", "target": "2 h", "tickets": 2, "promised_s": 7200, "average_s": 7230, "period": "2026-11", "held": false, "final": true},
            {"milestone": "first-response", "target": "8 h", "tickets": 2, "promised_s": 28800, "average_s": 3600, "period": "2026-11", "held": true, "final": true},
        ])
    );
    // Only what the one severity has agreed: the others have no clock.
    own["facts"] = json!({"agreed": {"target.first-response.1": "2 h"}});
    let outcome = story(s, &own, events, "12-01 00:00");
    assert_eq!(outcome["tickets"]["c"]["milestones"], json!([]));
}

#[test]
fn a_quota_is_judged_of_agreed_times() {
    let tables = "[severity.1]\nname = \"Down\"\n[severity.2]\nname = \"Question\"\n";
    let target = "{ milestone = \"first-response\", within = \"as-agreed\", window = \"always\", quota = \"75 %\", over = \"month\" }";
    let s = &mut plan(tables, target);
    let mut own = contract();
    own["facts"] = json!({"agreed": {"target.first-response": "8 h", "target.first-response.1": "2 h"}});
    let events = "11-02 09:00 open ticket=a severity=1; 11-02 10:00 reply ticket=a; 11-03 09:00 open ticket=b severity=1; \
                  11-03 13:00 reply ticket=b; 11-03 09:00 open ticket=c severity=2; 11-03 13:00 reply ticket=c";
    let judged = |outcome: &Value| -> Vec<String> {
        let all = outcome["attainments"].as_array().unwrap().iter();
        let one = |one: &Value| format!("{} {} {} {}", one["target"], one["met"], one["missed"], one["held"]);
        all.map(one).collect()
    };
    // Four hours are twice too late where two are agreed, and in time where eight are.
    assert_eq!(judged(&story(s, &own, events, "12-01 00:00")), ["\"2 h\" 1 1 false", "\"8 h\" 1 0 true"]);
    // Without an agreement there is nothing to judge.
    assert_eq!(story(s, &contract(), events, "12-01 00:00")["attainments"], Value::Null);
}

#[test]
fn what_nobody_can_agree_on_is_refused() {
    let tables = "[severity.1]\nname = \"Down\"\n";
    let s = &mut plan(
        tables,
        "{ milestone = \"first-response\", within = \"as-agreed\", window = \"always\", average = true }",
    );
    let mut refused = |name: &str, value: &str| {
        let facts = json!({"agreed": {name: value}});
        let mut own = contract();
        own["facts"] = facts;
        let line = json!({"id": 1, "contract": own, "events": [], "until": crate::answers::at("11-12 10:00")});
        let error = answer(s, &line.to_string())["error"].clone();
        assert_eq!(error["at"], format!("contract.facts.agreed.{name}"));
        error["message"].as_str().unwrap().to_owned()
    };
    let message = refused("targets.first-response", "2 h");
    assert!(
        message.contains("not something to agree on, maybe `target`") && message.contains("rate.TARIFF"),
        "{message}"
    );
    assert!(refused("target.first-respons", "2 h").contains("maybe `target.first-response`"));
    assert!(refused("target.first-response.2", "2 h").contains("allowed: target.first-response.1"));
    assert!(refused("rate.x", "2 h").contains("allowed: nothing: none is defined"));
    assert!(refused("fee", "much").contains("much"));
    assert!(refused("target.first-response", "NBD").contains("an average is taken of hours"));
}
