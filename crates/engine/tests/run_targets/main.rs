//! Targets with more to say: where a clock starts to count and may end, what starts and reaches it, who hears of it.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../answers/mod.rs"]
mod answers;
mod milestones;
mod spans;
mod telling;

use answers::{clocks, head, only, short, story, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const TABLES: &str = r#"
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

fn text(rest: &str, targets: &str) -> String {
    let plan = format!("[plan.basic]\nname = \"Basic\"\nprice = \"free\"\ntargets = [{targets}]");
    format!("{}{TABLES}\n{rest}\n{plan}", head(r#""DE-NW""#, r#"["en"]"#))
}

fn plan(rest: &str, targets: &str) -> Scenarios {
    only(written(&text(rest, targets)))
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
fn mistakes_point_at_the_place() {
    let check = |rest: &str, targets: &str, expect: &str| {
        let errors = read("test.toml", &text(rest, targets)).unwrap_err();
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
