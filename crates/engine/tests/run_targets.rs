//! Targets with more to say: where a clock starts to count and may end, what starts and reaches it, who hears of it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{clocks, only, refused, short, story, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const HEAD: &str = r#"
mainstay = 1
version = "1"
[provider]
name = "Test"
time-zone = "Europe/Berlin"
holidays = "DE-NW"
currency = "EUR"
languages = ["en"]
tax = "19 %"
prices = "net"
[window.business]
name = "Business hours"
hours = "Mo-Fr 09:00-17:00; PH off"
[window.8x5]
name = "8x5"
hours = "Mo-Fr 09:00-17:00; PH off"
[window.always]
name = "Always"
hours = "24/7"
[window.work-days]
name = "Work days"
hours = "Mo-Sa 00:00-24:00; PH off"
[window.maintenance]
name = "Maintenance"
hours = "Th[2],Th[4] 21:00-23:00"
"#;

fn plan(rest: &str, targets: &str) -> Scenarios {
    let plan = format!("[plan.basic]\nname = \"Basic\"\nprice = \"free\"\ntargets = [{targets}]");
    only(written(&format!("{HEAD}\n{rest}\n{plan}")))
}

fn contract() -> Value {
    json!({"plan": "basic", "start": "2026-01-01"})
}

/// Checks the clocks of `t1` at the end of the year; `expect` holds one clock a line.
fn check(scenarios: &mut Scenarios, events: &str, expect: &str) {
    check_until(scenarios, events, "12-31 23:00", expect);
}

fn check_until(scenarios: &mut Scenarios, events: &str, until: &str, expect: &str) {
    let outcome = story(scenarios, &contract(), events, until);
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(clocks(&outcome), expect, "{events}");
}

/// Due times of the first response for arrivals, "11-11 10:00 -> 11-12 17:00".
fn due(target: &str, cases: &[(&str, &str)]) {
    let s = &mut plan("", &format!("{{ milestone = \"first-response\", {target} }}"));
    for (arrival, expect) in cases {
        let outcome = story(s, &contract(), &format!("{arrival} open"), arrival);
        let due = short(&outcome["tickets"]["t1"]["milestones"][0]["due"]);
        assert_eq!(due, *expect, "{target}: {arrival}");
    }
}

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

const MILESTONES: &str = r#"
[milestone.on-site]
name = "On site"
until = ["resolve"]
[milestone.diagnosis]
name = "Diagnosis"
[milestone.report]
name = "Report"
from = "resolution"
[milestone.news]
name = "News"
from = "first-response"
until = ["reply"]
repeats = true
pauses = ["waiting-vendor"]
"#;

#[test]
fn a_file_defines_milestones() {
    let s = &mut plan(MILESTONES, "{ milestone = \"on-site\", within = \"8 h\", window = \"business\" }");
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 11:00 reach what=on-site",
        "on-site 8 h, due 11-11 17:00, met 11-11 11:00, 7200 s",
    );
    // A remote fix makes the visit needless.
    check(s, "11-11 09:00 open; 11-11 10:00 resolve", "on-site 8 h, due 11-11 17:00, met 11-11 10:00, 3600 s");
    check(s, "11-11 09:00 open; 11-11 10:00 close", "on-site 8 h, due 11-11 17:00, ended 11-11 10:00, 3600 s");
    // A reopening takes up what the resolution had reached, but not what the visit had.
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 11:00 reopen; 11-11 12:00 reach milestone=on-site; 11-11 13:00 resolve; 11-11 14:00 reopen",
        "on-site 8 h, due 11-12 10:00, met 11-11 12:00, 7200 s",
    );
    let outcome = story(s, &contract(), "11-11 09:00 open; 11-11 10:00 reach what=lunch", "11-12 00:00");
    assert_eq!(refused(&outcome), ["1 Nothing in this plan waits for “lunch”"]);
}

#[test]
fn clocks_are_chained() {
    let after_diagnosis = "{ milestone = \"on-site\", within = \"4 h\", window = \"business\", from = \"diagnosis\" }";
    let s = &mut plan(MILESTONES, after_diagnosis);
    check(s, "11-11 09:00 open", "");
    check(
        s,
        "11-13 09:00 open; 11-13 15:00 reach what=diagnosis; 11-16 10:00 reach what=on-site",
        "on-site 4 h, due 11-16 11:00, met 11-16 10:00, 10800 s",
    );
    let from_response =
        "{ milestone = \"resolution\", within = \"4 h\", window = \"business\", from = \"first-response\" }";
    let s = &mut plan(MILESTONES, from_response);
    check(
        s,
        "11-11 09:00 open; 11-11 12:00 reply; 11-11 13:00 reply; 11-11 14:00 resolve; 11-11 15:00 reply",
        "resolution 4 h, due 11-11 16:00, met 11-11 14:00, 7200 s",
    );
    let outcome = story(s, &contract(), "11-11 09:00 open; 11-11 10:00 resolve", "11-12 00:00");
    assert_eq!(clocks(&outcome), [] as [&str; 0]);
    // A report is due after the resolution, and closing the ticket does not end it; a reopening does.
    let s = &mut plan(MILESTONES, "{ milestone = \"report\", within = \"48 h\", window = \"business\" }");
    check_until(
        s,
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 11:00 close",
        "11-11 12:00",
        "report 48 h, due 11-19 10:00, running -, 7200 s",
    );
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 11:00 reopen; 11-11 12:00 resolve; 11-11 15:00 reach what=report",
        "report 48 h, due 11-19 10:00, ended 11-11 11:00, 3600 s
        report 48 h, due 11-19 12:00, met 11-11 15:00, 10800 s",
    );
}

#[test]
fn news_come_round_again_and_pause_for_the_reasons_given() {
    let s = &mut plan(MILESTONES, "{ milestone = \"news\", within = \"2 h\", window = \"always\" }");
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 11:00 reply; 11-11 11:30 resolve",
        "news 2 h, due 11-11 12:00, met 11-11 11:00, 3600 s
        news 2 h, due 11-11 13:00, ended 11-11 11:30, 1800 s",
    );
    // Waiting for the customer counts, waiting for the vendor does not, and the customer's message does not end that.
    check_until(
        s,
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 10:30 pause; 11-11 11:00 pause why=waiting-vendor; 11-11 11:10 message; 11-11 12:00 resume",
        "11-11 12:00",
        "news 2 h, due 11-11 13:00, running -, 3600 s",
    );
}

#[test]
fn what_counts_as_a_response() {
    let target = "{ milestone = \"first-response\", within = \"2 h\", window = \"always\" }";
    let receipt = "[milestone.first-response]\nname = \"Response\"\nuntil = [\"receipt\", \"reply\", \"call\"]";
    check(
        &mut plan(receipt, target),
        "11-11 09:00 open; 11-11 09:01 reply by=automatic",
        "first-response 2 h, due 11-11 11:00, met 11-11 09:01, 60 s",
    );
    let qualified = "[milestone.first-response]\nname = \"Response\"\nuntil = \"qualified\"";
    let s = &mut plan(qualified, target);
    check(
        s,
        "11-11 09:00 open; 11-11 09:01 reply; 11-11 10:00 reply reaches=[\"qualified\"]",
        "first-response 2 h, due 11-11 11:00, met 11-11 10:00, 3600 s",
    );
    // A technician on site also counts: said at the target alone.
    let early =
        "{ milestone = \"first-response\", within = \"2 h\", window = \"always\", until = [\"reply\", \"on-site\"] }";
    let s = &mut plan("", early);
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reach what=on-site",
        "first-response 2 h, due 11-11 11:00, met 11-11 10:00, 3600 s",
    );
    check_until(
        s,
        "11-11 09:00 open; 11-11 10:00 call line=none duration_s=60 ticket=t1",
        "11-11 10:30",
        "first-response 2 h, due 11-11 11:00, warned -, 5400 s",
    );
}

#[test]
fn a_workaround_is_reached_before_the_fix() {
    let targets = "{ milestone = \"workaround\", within = \"4 h\", window = \"always\" }, { milestone = \"resolution\", within = \"1 month\", window = \"always\" }";
    let s = &mut plan("", targets);
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reply reaches=[\"workaround\"]; 11-12 09:00 resolve; 11-12 10:00 reopen; 11-12 11:00 resolve",
        "workaround 4 h, due 11-11 13:00, met 11-11 10:00, 3600 s
        resolution 1 month, due 12-11 10:00, met 11-12 11:00, 90000 s",
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
    let error = answers::answer(s, &line.to_string());
    assert_eq!(error["error"]["at"], "events[0].chosen.first-response");
}

#[test]
fn clocks_that_run_on_escalate() {
    let target = r#"{ milestone = "resolution", within = "8 h", window = "business", escalates = [{ at = "50 %", to = "team lead" }, { after = "2 days", to = "management" }] }"#;
    let s = &mut plan("", target);
    let escalations = |s: &mut Scenarios, events: &str, until: &str| -> Vec<String> {
        let outcome = story(s, &contract(), events, until);
        let list = outcome["tickets"]["t1"]["milestones"][0]["escalations"].as_array().unwrap().clone();
        list.iter()
            .map(|one| format!("{} {} {}", one["to"].as_str().unwrap(), short(&one["at"]), one["happened"]))
            .collect()
    };
    assert_eq!(
        escalations(s, "11-11 10:00 open", "11-11 13:59"),
        ["team lead 11-11 14:00 false", "management 11-13 10:00 false"]
    );
    assert_eq!(
        escalations(s, "11-11 10:00 open", "11-11 14:00"),
        ["team lead 11-11 14:00 true", "management 11-13 10:00 false"]
    );
    assert_eq!(
        escalations(s, "11-11 10:00 open; 11-11 12:00 resolve", "12-01 00:00"),
        ["team lead 11-11 14:00 false", "management 11-13 10:00 false"]
    );
    assert_eq!(
        escalations(s, "11-11 10:00 open; 11-11 12:00 pause; 11-11 13:00 resume", "11-11 15:00"),
        ["team lead 11-11 15:00 true", "management 11-13 11:00 false"]
    );
}

#[test]
fn mistakes_point_at_the_place() {
    let check = |rest: &str, targets: &str, expect: &str| {
        let plan = format!("[plan.basic]\nname = \"Basic\"\nprice = \"free\"\ntargets = [{targets}]");
        let errors = read("test.toml", &format!("{HEAD}\n{rest}\n{plan}")).unwrap_err();
        assert!(errors.to_string().contains(expect), "{errors}");
    };
    let first = |rest: &str| format!("{{ milestone = \"first-response\", {rest} }}");
    check("", &first("level = \"8x5\""), "not a level");
    check("", &first("level = \"9x5x4\""), "window `9x5` is not defined");
    check("", &first("level = \"8x5x4\", within = \"4 h\""), "`within` beside `level`");
    check("", &first("within = \"4 h\", window = \"always\", cut-off = \"25:00\""), "`25:00` is no time of day");
    check("", &first("within = \"4 h\", window = \"always\", shift = \"same-time\""), "`shift` without `ends-in`");
    check("", &first("within = \"4 h\", window = \"always\", over = \"year\""), "`over` without `quota`");
    check("", &first("within = \"NBD\", window = \"business\", average = true"), "an average is taken of hours");
    check("", &first("within = \"4 h\", window = \"always\", escalates = [{ to = \"x\" }]"), "`at` is missing");
    check("", "{ milestone = \"on-sit\", within = \"4 h\", window = \"always\" }", "`milestone` cannot be `on-sit`");
    check("[milestone.x]\nname = \"X\"\nuntil = []", "", "nothing is in the list");
    check("[milestone.x]\nname = \"X\"\npauses = 3", "", "true, false, or a list of reasons");
    check("[milestone.x]\nname = \"X\"\nfrom = \"On Site\"", "", "`On Site` is not an id");
}

#[test]
fn clocks_explain_themselves_in_steps_and_as_a_picture() {
    let target = r#"{ milestone = "on-site", within = "4 h", window = "always", from = "diagnosis", starts-in = "business", cut-off = "15:00", ends-in = "business", escalates = [{ at = "50 %", to = "team <lead>" }] }"#;
    let s = &mut plan(MILESTONES, target);
    let events = [
        ("2026-11-11T09:00:00+01:00", json!({"do": "open"})),
        ("2026-11-11T15:30:00+01:00", json!({"do": "reach", "what": "diagnosis"})),
        ("2026-11-12T12:30:00+01:00", json!({"do": "resolve"})),
    ];
    let events: Vec<Value> = events
        .into_iter()
        .map(|(at, mut event)| {
            event["at"] = at.into();
            event["ticket"] = "t1".into();
            event
        })
        .collect();
    let mut explained = |language: &str| {
        let line = json!({"id": "s", "explain": true, "language": language, "contract": contract(), "events": events, "until": "2026-12-01T00:00:00+01:00"});
        answers::answer(s, &line.to_string())["tickets"]["t1"]["milestones"][0].clone()
    };
    let (german, english) = (explained("de"), explained("en"));
    let steps = |clock: &Value| {
        clock["why"].as_array().unwrap().iter().map(|step| step.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        steps(&english),
        [
            "Begins with: Diagnosis Wed 11 Nov 2026, 15:30",
            "Target: 4 h, counted in “Always” (24/7)",
            "Cut-off time 15:00 has passed; counts only from the opening of “Business hours”: Thu 12 Nov 2026, 09:00",
            "Thu 12 Nov 2026, 09:00 to 13:00: 4 h counted, 0 min left",
            "Due Thu 12 Nov 2026, 13:00",
            "Escalated Thu 12 Nov 2026, 11:00 to team <lead>",
            "Reached by: resolution",
            "Met Thu 12 Nov 2026, 12:30 after 3 h 30 min",
        ]
    );
    assert_eq!(steps(&german)[0], "Beginnt mit: Diagnosis Mi 11.11.2026, 15:30 Uhr");
    assert_eq!(
        steps(&german)[2],
        "Annahmeschluss 15:00 Uhr vorbei; zählt erst ab Öffnung von „Business hours“: Do 12.11.2026, 09:00 Uhr"
    );
    let line = english["line"].as_str().unwrap();
    assert!(line.starts_with("<svg") && line.ends_with("</svg>"), "{line}");
    // Before the gate nothing counts; after it everything does.
    assert_eq!(line.matches("class=\"closed\"").count(), 1, "{line}");
    assert_eq!(line.matches("<rect class=\"open\"").count(), 1, "{line}");
    assert!(line.contains("Due Thu 12 Nov 2026, 13:00") && line.contains("Reached Thu 12 Nov 2026, 12:30"), "{line}");
    assert!(german["line"].as_str().unwrap().contains("Fällig Do 12.11.2026, 13:00 Uhr"));
}
