//! Allowances and their rules, one after the other: what is granted, what counts, what is carried over, and what happens
//! at the end of it.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../answers/mod.rs"]
mod answers;
mod carrying;
mod counting;
mod ending;
mod granting;

use answers::{head, only, story, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const TABLES: &str = r#"
[fact.users]
name = "Users"
[fact.spend]
name = "Turnover"
[fact.payment]
name = "How they pay"
[fact.check-in]
name = "Check-in held"
[fact.skill]
name = "Skill"
[option.monthly]
name = "Monthly plan"
price = "free"
[tariff.work]
name = "Work"
price = "60.00 EUR / h in started min"
burns = ["hours"]
"#;

/// A file with an allowance `hours` of these keys, of which plan `basic` gives a quantity.
fn file(rest: &str, hours: &str, given: &str) -> String {
    format!(
        "{}{TABLES}{rest}\n[allowance.hours]\nname = \"Hours\"\n{hours}\n[plan.basic]\nname = \"Basic\"\nprice = \"free\"\nchannels = [\"email\"]\nwork = \"work\"\nallowances = {{ {given} }}\n",
        head(r#""none""#, r#"["en"]"#)
    )
}

fn plan(hours: &str, given: &str) -> Scenarios {
    only(written(&file("", hours, given)))
}

fn run(scenarios: &mut Scenarios, events: &str, until: &str) -> Value {
    told(scenarios, &json!({}), events, until)
}

fn told(scenarios: &mut Scenarios, facts: &Value, events: &str, until: &str) -> Value {
    let contract = json!({"plan": "basic", "start": "2026-01-15", "facts": facts});
    story(scenarios, &contract, events, until)
}

fn check(found: Vec<String>, expect: &[&str]) {
    assert_eq!(found, expect, "\n{}\n", found.join("\n"));
}

const MONTHLY: &str = "unit = \"hours\"\nexpires = \"end-of-period\"";

const HOUR: i64 = 3600;

#[test]
fn mistakes_point_at_their_place() {
    let wrong = |hours: &str, given: &str, expect: &str| {
        let errors = read("test.toml", &file("", hours, given)).unwrap_err().to_string();
        assert!(errors.contains(expect), "{errors}");
    };
    let h = "hours = \"1 h / month\"";
    wrong("unit = \"hors\"\nexpires = \"never\"", h, "`unit` cannot be `hors`");
    wrong("unit = \"tickets\"\nexpires = \"never\"", h, "another unit than the allowance counts in");
    wrong(MONTHLY, "hours = \"3 credits / month\"", "another unit than the allowance counts in");
    wrong(MONTHLY, "hours = \"1 h / head / month\"", "`head` is not a fact that counts something");
    wrong(&format!("{MONTHLY}\ndeduct = \"opening\""), h, "time is taken when it is used");
    wrong(&format!("{MONTHLY}\ncarry-over = {{ share = \"150 %\" }}"), h, "more than 100 %");
    wrong(&format!("{MONTHLY}\nat-zero = \"halt\""), h, "`at-zero` cannot be `halt`");
    wrong(&format!("{MONTHLY}\nrefill = {{ below = \"1 h\", pack = \"x\" }}"), h, "pack `x` is not defined");
    wrong(&format!("{MONTHLY}\nends-with = [\"x\"]"), h, "allowance `x` is not defined");
    wrong(&format!("{MONTHLY}\nweights = [{{ factor = \"two\" }}]"), h, "`two` is not a number");
    wrong(&format!("{MONTHLY}\nday = \"6 h\""), h, "`day` beside another unit");
}
