//! Conditions: for which requests a promise holds, by what is known and since when.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{clocks, head, only, story, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const TABLES: &str = r#"
[window.business]
name = "Business hours"
hours = "Mo-Fr 09:00-17:00"
[window.always]
name = "Always"
hours = "24/7"
[severity.1]
name = "Down"
[severity.2]
name = "Question"
[fact.fix]
name = "How it can be fixed"
values = ["setting", "code"]
default = "setting"
[fact.devices]
name = "Devices"
[option.fast]
name = "Fast"
price = "free"
"#;

fn plan(targets: &str) -> String {
    format!(
        "{}{TABLES}\n[plan.basic]\nname = \"Basic\"\nprice = \"free\"\nchannels = [\"email\", \"phone\", \"portal\"]\ntargets = [{targets}]",
        head(r#""none""#, r#"["en"]"#)
    )
}

fn target(within: &str, when: &str) -> String {
    format!("{{ milestone = \"first-response\", within = \"{within}\", window = \"always\", when = {when} }},")
}

fn resolution(within: &str, when: &str) -> String {
    format!("{{ milestone = \"resolution\", within = \"{within}\", window = \"always\", when = {when} }},")
}

fn contract(facts: &Value) -> Value {
    json!({"plan": "basic", "start": "2026-01-01", "facts": facts})
}

fn check(scenarios: &mut Scenarios, facts: &Value, events: &str, expect: &[&str]) {
    let outcome = story(scenarios, &contract(facts), events, "11-30 00:00");
    let found: Vec<String> =
        clocks(&outcome).iter().map(|clock| clock.split(", due ").next().unwrap().to_owned()).collect();
    assert_eq!(found, expect, "{events}");
}

#[test]
fn the_request_selects_its_targets() {
    let targets = [
        target("1 h", "{ request = \"incident\", severity = [\"1\", \"2\"] }"),
        target("2 h", "{ request = \"not incident\" }"),
        target("3 h", "[{ role = \"admin\" }, { channel = \"phone\", outside = \"business\" }]"),
        target("4 h", "{ option = \"fast\" }"),
    ]
    .concat();
    let s = &mut only(written(&plan(&targets)));
    let none = json!({});
    check(s, &none, "11-11 10:00 open request=incident severity=1", &["first-response 1 h"]);
    check(s, &none, "11-11 10:00 open request=change severity=1", &["first-response 2 h"]);
    // What is not known is not an incident.
    check(s, &none, "11-11 10:00 open", &["first-response 2 h"]);
    check(
        s,
        &none,
        "11-11 10:00 open request=incident severity=1 role=admin",
        &["first-response 1 h", "first-response 3 h"],
    );
    // One of the alternatives is enough, but all of its tests must pass.
    check(s, &none, "11-11 10:00 open channel=phone", &["first-response 2 h"]);
    check(s, &none, "11-11 17:00 open channel=phone", &["first-response 2 h", "first-response 3 h"]);
    check(s, &none, "11-11 18:00 open channel=email", &["first-response 2 h"]);
}

#[test]
fn a_contract_tells_facts_and_they_may_change() {
    let targets = [target("1 h", "{ devices = \">= 75\" }"), target("2 h", "{ devices = \"< 75\" }")].concat();
    let s = &mut only(written(&plan(&targets)));
    check(s, &json!({"devices": 75}), "11-11 10:00 open", &["first-response 1 h"]);
    check(s, &json!({"devices": "74.5"}), "11-11 10:00 open", &["first-response 2 h"]);
    // Nothing is known, so neither test passes.
    check(s, &json!({}), "11-11 10:00 open", &[]);
    check(
        s,
        &json!({"devices": 10}),
        "11-10 10:00 count base=devices quantity=80; 11-11 10:00 open",
        &["first-response 1 h"],
    );
    // Counted after the ticket arrived: from the original arrival, with the new target.
    let later = "11-11 10:00 open; 11-11 11:00 count base=devices quantity=80";
    let outcome = story(s, &contract(&json!({"devices": 10})), later, "11-11 11:00");
    assert_eq!(clocks(&outcome), ["first-response 1 h, due 11-11 11:00, warned -, 3600 s"]);
}

#[test]
fn a_fact_found_later_selects_from_the_original_arrival() {
    let targets = [resolution("4 h", "{ fix = \"setting\" }"), resolution("30 days", "{ fix = \"code\" }")].concat();
    let s = &mut only(written(&plan(&targets)));
    let none = json!({});
    // The declared default stands in for what nobody said.
    check(s, &none, "11-11 10:00 open", &["resolution 4 h"]);
    check(s, &none, "11-11 10:00 open facts={\"fix\":\"code\"}", &["resolution 30 days"]);
    let outcome = story(s, &contract(&none), "11-11 10:00 open; 11-11 12:00 fact fix=code", "11-12 10:00");
    assert_eq!(clocks(&outcome), ["resolution 30 days, due 12-11 10:00, running -, 86400 s"]);
    // A breach that had happened stays on record.
    let outcome = story(s, &contract(&none), "11-11 10:00 open; 11-11 15:00 fact fix=code", "11-12 10:00");
    assert_eq!(
        clocks(&outcome),
        [
            "resolution 30 days, due 12-11 10:00, running -, 86400 s",
            "resolution 4 h, due 11-11 14:00, breached 11-11 14:00, 14400 s"
        ]
    );
}

#[test]
fn versions_are_compared_number_by_number() {
    let targets = [target("1 h", "{ version = \">= 8.10\" }"), target("2 h", "{ version = \"< 8.10\" }")].concat();
    let s = &mut only(written(&plan(&targets)));
    let none = json!({});
    check(s, &none, "11-11 10:00 open version=8.9", &["first-response 2 h"]);
    check(s, &none, "11-11 10:00 open version=8.10.0", &["first-response 1 h"]);
    check(s, &none, "11-11 10:00 open version=v9", &["first-response 1 h"]);
    check(s, &none, "11-11 10:00 open version=trunk", &[]);
}

#[test]
fn a_condition_that_can_never_hold_is_a_mistake() {
    let check = |when: &str, expect: &str| {
        let text = plan(&target("1 h", when));
        let errors = read("test.toml", &text).map(|_| ()).unwrap_err().to_string();
        assert!(errors.contains(expect), "{when}\n{errors}");
    };
    check("{ sevrity = \"1\" }", "`sevrity` is not a fact");
    check("{ severity = \"3\" }", "`3` is not a value of `severity`");
    check("{ fix = \"pray\" }", "`pray` is not a value of `fix`");
    check("{ channel = \"fax\" }", "`fax` is not a value of `channel`");
    check("{ during = \"lunch\" }", "window `lunch` is not defined");
    check("{ option = \"slow\" }", "option `slow` is not defined");
    check("{ devices = \">= many\" }", "`many` cannot be compared");
    check("{ }", "needs something to test");
    check("[]", "needs something to test");
    check("\"always\"", "a table");
}

#[test]
fn a_range_has_both_ends() {
    let s = &mut only(written(&plan(&target("1 h", "{ devices = \"5 to 300\" }"))));
    for (devices, holds) in [("4.9", false), ("5", true), ("300", true), ("300.5", false)] {
        let expect: &[&str] = if holds { &["first-response 1 h"] } else { &[] };
        check(s, &json!({"devices": devices}), "11-11 10:00 open", expect);
    }
    let s = &mut only(written(&plan(&target("1 h", "{ version = \"8.9 to 8.10\" }"))));
    check(s, &json!({}), "11-11 10:00 open version=8.10", &["first-response 1 h"]);
    check(s, &json!({}), "11-11 10:00 open version=8.11", &[]);
}

#[test]
fn a_list_holds_values_and_no_comparisons() {
    let wrong = |value: &str| {
        let text = plan(&target("1 h", &format!("{{ devices = {value} }}")));
        read("test.toml", &text).err().unwrap().errors()[0].message.clone()
    };
    assert_eq!(wrong("[\">= 5\", \"<= 300\"]"), "`>= 5` stands in a list, where one of the values must hold");
    assert_eq!(wrong("[\"5 to 300\"]"), "`5 to 300` stands in a list, where one of the values must hold");
    assert_eq!(wrong("[\"1\", \"not 2\"]"), "`not 2` stands in a list, where one of the values must hold");
    assert_eq!(wrong("\"300 to 5\""), "nothing lies within `300 to 5`");
}

#[test]
fn of_a_list_of_offers_or_windows_one_is_enough() {
    let held = |when: &str, options: Value| {
        let more = "[option.x]\nname = \"X\"\nprice = \"free\"\n[option.y]\nname = \"Y\"\nprice = \"free\"\n";
        let mut s = only(written(&format!("{}\n{more}", plan(&target("1 h", when)))));
        let mut contract = contract(&json!({}));
        contract["options"] = options;
        let outcome = story(&mut s, &contract, "11-11 10:00 open", "11-11 11:00");
        !outcome["tickets"]["t1"]["milestones"].as_array().unwrap().is_empty()
    };
    let cases = [json!([]), json!(["x"]), json!(["y"]), json!(["x", "y"])];
    let all = |when: &str| cases.clone().map(|options| held(when, options));
    assert_eq!(all("{ option = [\"x\", \"y\"] }"), [false, true, true, true]);
    assert_eq!(all("{ option = { all-of = [\"x\", \"y\"] } }"), [false, false, false, true]);
    assert_eq!(all("{ without = [\"x\", \"y\"] }"), [true, false, false, false]);
    let window = |when: &str| held(when, json!([]));
    // Wednesday 10:00 is in one of them.
    assert!(window("{ during = [\"24x7\", \"business\"] }"));
    assert!(!window("{ outside = [\"24x7\", \"business\"] }"));
    let wrong = |when: &str| read("test.toml", &plan(&target("1 h", when))).err().unwrap().errors()[0].message.clone();
    assert_eq!(wrong("{ outside = { all-of = [\"24x7\"] } }"), "`all-of` beside `outside`");
    assert_eq!(wrong("{ during = [] }"), "nothing is in the list");
}

#[test]
fn what_contracts_say_in_a_form_of_its_own_is_no_fact() {
    for name in ["licences", "contacts", "systems", "newest", "agreed", "severity", "plan"] {
        let text = format!("{}\n[fact.{name}]\nname = \"X\"\n", plan(""));
        let errors = read("test.toml", &text).err().unwrap();
        assert_eq!(errors.errors()[0].message, format!("`{name}` is a word of the language"));
    }
}
