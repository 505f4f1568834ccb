//! How a plan serves as a whole: severities by rule, promises over a period, availability, phases of versions, the start.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{clocks, head, only, short, story, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const TABLES: &str = r#"
[window.business]
name = "Business hours"
hours = "Mo-Fr 09:00-17:00"
"#;

fn text(rest: &str, plan: &str) -> String {
    format!(
        "{}{TABLES}\n{rest}\n[plan.basic]\nname = \"Basic\"\nprice = \"10.00 EUR / month\"\n{plan}",
        head(r#""none""#, r#"["en"]"#)
    )
}

fn scenarios(rest: &str, plan: &str) -> Scenarios {
    only(written(&text(rest, plan)))
}

fn contract(facts: &Value) -> Value {
    json!({"plan": "basic", "start": "2026-10-01", "facts": facts})
}

const CLASSES: &str = r#"
[severity.1]
name = "Down"
when = { environment = "production", version-age = "<= 30" }
otherwise = "3"
[severity.2]
name = "Slow"
[severity.3]
name = "Question"
[fact.impact]
name = "Impact"
[fact.urgency]
name = "Urgency"
[fact.item-class]
name = "Class of the item"
[product.shop]
name = "Shop"
phases = [{ id = "current", until = "12 months" }, { id = "legacy", until = "3 years" }]
"#;

const TARGETS: &str = r#"targets = [
  { milestone = "first-response", within = "1 h", window = "24x7", severities = ["1"] },
  { milestone = "first-response", within = "2 h", window = "24x7", severities = ["2"] },
  { milestone = "first-response", within = "3 h", window = "24x7", severities = ["3"] },
]"#;

/// Severity and target of `t1` an hour after its arrival.
fn class(s: &mut Scenarios, events: &str) -> String {
    let facts = json!({"systems": [{"id": "p", "environment": "production"}], "released.shop.8.1": "2026-01-15"});
    let outcome = story(s, &contract(&facts), events, "11-11 11:00");
    let severity = outcome["tickets"]["t1"]["severity"].as_str().unwrap_or("-").to_owned();
    let clocks = clocks(&outcome);
    let targets: Vec<&str> = clocks.iter().map(|clock| clock.split(", due ").next().unwrap()).collect();
    format!("{severity}: {}", targets.join(", "))
}

#[test]
fn rules_give_requests_a_severity() {
    let rules = r#"
[[classify]]
when = { topic = ["payment", "shipping"] }
severity = "2"
[[classify]]
when = { impact = "high", urgency = "high" }
severity = "1"
[[classify]]
when = { item-class = "a" }
severity = "1"
[[classify]]
when = { channel = "email" }
severity = "3"
default = true
"#;
    let s = &mut scenarios(&format!("{CLASSES}{rules}"), TARGETS);
    let open = |rest: &str| format!("11-11 10:00 open system=p product=shop version=8.1 {rest}");
    assert_eq!(class(s, &open("severity=3 topic=payment")), "2: first-response 2 h");
    assert_eq!(class(s, &open("severity=3 facts={\"impact\":\"high\",\"urgency\":\"high\"}")), "1: first-response 1 h");
    assert_eq!(class(s, &open("severity=2 facts={\"impact\":\"high\"}")), "2: first-response 2 h");
    // The first rule that fits, in the order of the file.
    assert_eq!(class(s, &open("topic=payment facts={\"item-class\":\"a\"}")), "2: first-response 2 h");
    // A default only where nobody said anything.
    assert_eq!(class(s, &open("channel=email")), "3: first-response 3 h");
    assert_eq!(class(s, &open("channel=email severity=2")), "2: first-response 2 h");
    assert_eq!(class(s, &open("")), "-: ");
    // What becomes known later counts from then on, and a person overrules the rules.
    assert_eq!(class(s, &format!("{}; 11-11 10:30 fact item-class=a", open("severity=3"))), "1: first-response 1 h");
    assert_eq!(
        class(s, &format!("{}; 11-11 10:30 severity severity=3", open("topic=payment"))),
        "3: first-response 3 h"
    );
    let highest = format!("{CLASSES}{rules}[choices]\nclassify = \"highest\"");
    let s = &mut scenarios(&highest, TARGETS);
    assert_eq!(class(s, &open("topic=payment facts={\"item-class\":\"a\"}")), "1: first-response 1 h");
}

#[test]
fn a_severity_is_for_those_who_may_have_it() {
    let s = &mut scenarios(CLASSES, TARGETS);
    assert_eq!(class(s, "11-11 10:00 open severity=1 system=p product=shop version=8.1"), "1: first-response 1 h");
    // Not production; no version known; a version that is too old.
    assert_eq!(class(s, "11-11 10:00 open severity=1 product=shop version=8.1"), "3: first-response 3 h");
    assert_eq!(class(s, "11-11 10:00 open severity=1 system=p"), "3: first-response 3 h");
    let old = "11-11 10:00 open severity=1 system=p product=shop version=7.0 facts={\"released\":\"2024-05-11\"}";
    assert_eq!(class(s, old), "1: first-response 1 h");
    assert_eq!(class(s, &old.replace("2024-05-11", "2024-04-11")), "3: first-response 3 h");
    // A person may not give it either.
    assert_eq!(class(s, "11-11 10:00 open severity=2; 11-11 10:10 severity severity=1"), "3: first-response 3 h");
    let line = json!({"id": "s", "language": "de", "contract": contract(&json!({})), "until": "2026-11-11T11:00:00+01:00",
        "events": [{"at": "2026-11-11T10:00:00+01:00", "do": "open", "ticket": "t1", "severity": "1"}]});
    assert_eq!(answers::answer(s, &line.to_string())["tickets"]["t1"]["severity"], "3");
}

#[test]
fn a_plan_may_lack_a_severity() {
    let s = &mut scenarios(CLASSES, &format!("severities = [\"2\", \"3\"]\n{TARGETS}"));
    assert_eq!(class(s, "11-11 10:00 open severity=1 system=p product=shop version=8.1"), "2: first-response 2 h");
    let s = &mut scenarios(CLASSES, &format!("severities = [\"2\"]\n{TARGETS}"));
    assert_eq!(class(s, "11-11 10:00 open severity=3"), "2: first-response 2 h");
}

#[test]
fn versions_have_phases() {
    let plan = r#"targets = [
  { milestone = "first-response", within = "1 h", window = "24x7", when = { phase = "current" } },
  { milestone = "first-response", within = "2 h", window = "24x7", when = { phase = "legacy" } },
  { milestone = "first-response", within = "3 h", window = "24x7", when = { phase = "ended" } },
]"#;
    let s = &mut scenarios(CLASSES, plan);
    let open =
        |released: &str| format!("11-11 10:00 open product=shop version=1 facts={{\"released\":\"{released}\"}}");
    assert_eq!(class(s, &open("2025-11-12")), "3: first-response 1 h".replace('3', "-"));
    assert_eq!(class(s, &open("2025-11-11")), "-: first-response 2 h");
    assert_eq!(class(s, &open("2023-11-11")), "-: first-response 3 h");
    assert_eq!(class(s, "11-11 10:00 open product=shop version=8.1"), "-: first-response 1 h");
    assert_eq!(class(s, "11-11 10:00 open product=shop version=9"), "-: ");
}

fn attainments(outcome: &Value) -> Vec<String> {
    let list = outcome["attainments"].as_array().cloned().unwrap_or_default();
    let field = |one: &Value, name: &str| one[name].as_str().map_or_else(|| one[name].to_string(), str::to_owned);
    let words = |one: &Value| {
        let names: &[&str] = match (one.get("quota"), one.get("availability")) {
            (Some(_), _) => &["target", "met", "missed", "share"],
            (_, Some(_)) => &["availability", "measured_s", "down_s", "up"],
            _ => &["target", "tickets", "average_s"],
        };
        let figures: Vec<String> = names.iter().map(|name| field(one, name)).collect();
        format!("{} {}, held {}, final {}", field(one, "period"), figures.join(" "), one["held"], one["final"])
    };
    list.iter().map(words).collect()
}

#[test]
fn a_quota_is_judged_over_a_period() {
    let plan = "targets = [{ milestone = \"first-response\", within = \"4 h\", window = \"24x7\", quota = \"60 %\", over = \"quarter\" }]";
    let s = &mut scenarios("", plan);
    let events = "10-01 10:00 open ticket=a; 10-01 11:00 reply ticket=a; 11-11 10:00 open ticket=b; 11-11 15:00 reply ticket=b; 12-01 10:00 open ticket=c; 12-01 11:00 reply ticket=c; 12-31 23:00 open ticket=d";
    let outcome = |s: &mut Scenarios, until: &str| attainments(&story(s, &contract(&json!({})), events, until));
    assert_eq!(outcome(s, "11-30 00:00"), ["2026-10/2026-12 4 h 1 1 50, held false, final false"]);
    assert_eq!(outcome(s, "12-31 23:30"), ["2026-10/2026-12 4 h 2 1 66.6666, held true, final false"]);
    // The last request arrived in the quarter, and was missed in the next year.
    assert_eq!(outcome(s, "2027-01-05 00:00"), ["2026-10/2026-12 4 h 2 2 50, held false, final true"]);
    assert_eq!(outcome(s, "10-01 10:30"), [] as [&str; 0]);
}

#[test]
fn an_average_is_taken_of_what_was_reached() {
    let plan = "targets = [{ milestone = \"resolution\", within = \"4 h\", window = \"business\", average = true }]";
    let s = &mut scenarios("", plan);
    let events = "11-11 09:00 open ticket=a; 11-11 10:00 resolve ticket=a; 11-11 09:00 open ticket=b; 11-11 16:00 resolve ticket=b; 11-12 09:00 open ticket=c";
    let outcome = |s: &mut Scenarios, more: &str| {
        attainments(&story(s, &contract(&json!({})), &format!("{events}{more}"), "12-01 00:00"))
    };
    assert_eq!(outcome(s, ""), ["2026-11 4 h 2 14400, held true, final true"]);
    assert_eq!(outcome(s, "; 11-12 13:00:01 resolve ticket=c"), ["2026-11 4 h 3 14401, held false, final true"]);
}

const UP: &str = "availability = [{ objective = \"99.9 %\", per = \"month\", except = [\"maintenance\"], when = { cause = \"not customer, planned\" }, longer-than = \"5 min\" }]";
const MAINTENANCE: &str = "[window.maintenance]\nname = \"Maintenance\"\nhours = \"Su 02:00-04:00\"\n";

#[test]
fn availability_is_the_time_without_outages() {
    let s = &mut scenarios(MAINTENANCE, UP);
    let up =
        |s: &mut Scenarios, events: &str, until: &str| attainments(&story(s, &contract(&json!({})), events, until));
    // November: 720 hours less 5 Sundays of two; October: 745 less 4, one of which has two o’clock twice.
    let whole = "2026-10 availability 2649600 0 100, held true, final true";
    assert_eq!(up(s, "", "12-01 00:00"), [whole, "2026-11 availability 2556000 0 100, held true, final true"]);
    let down = |s: &mut Scenarios, events: &str| up(s, events, "12-01 00:00")[1].clone();
    // 2556 seconds are a thousandth.
    assert_eq!(
        down(s, "11-11 10:00 downtime duration_s=2556"),
        "2026-11 availability 2556000 2556 99.9, held true, final true"
    );
    assert_eq!(
        down(s, "11-11 10:00 downtime duration_s=2557"),
        "2026-11 availability 2556000 2557 99.8999, held false, final true"
    );
    // Overlapping outages count once, maintenance and short ones not at all, nor what the customer caused.
    assert_eq!(
        down(s, "11-11 10:00 downtime duration_s=3600; 11-11 10:30 downtime duration_s=3600"),
        "2026-11 availability 2556000 5400 99.7887, held false, final true"
    );
    assert_eq!(
        down(s, "11-15 01:00 downtime duration_s=14400; 11-16 10:00 downtime duration_s=300"),
        "2026-11 availability 2556000 7200 99.7183, held false, final true"
    );
    assert_eq!(
        down(s, "11-11 10:00 downtime duration_s=36000 cause=customer"),
        "2026-11 availability 2556000 0 100, held true, final true"
    );
    // What becomes known later takes the place of the first report; an outage over the end of a month is in both.
    assert_eq!(
        down(
            s,
            "11-11 10:00 downtime id=x duration_s=36000; 11-12 10:00 downtime id=x from=\"2026-11-11T10:00:00+01:00\" duration_s=600"
        ),
        "2026-11 availability 2556000 600 99.9765, held true, final true"
    );
    assert_eq!(
        up(s, "10-31 23:00 downtime duration_s=7200", "11-30 00:00")[0],
        "2026-10 availability 2649600 3600 99.8641, held false, final true"
    );
    // One that lasts is down until now; the month is not over.
    assert_eq!(
        up(s, "11-11 10:00 downtime", "11-11 12:00")[1],
        "2026-11 availability 892800 7200 99.1935, held false, final false"
    );
}

#[test]
fn a_plan_begins_with_what_it_says() {
    let starts = |on: &str| {
        format!(
            "starts = {{ on = \"{on}\", at-latest = \"4 months\" }}\nterm = \"1 year\"\n{}",
            "targets = [{ milestone = \"first-response\", within = \"1 h\", window = \"24x7\" }]"
        )
    };
    let invoices = |s: &mut Scenarios, events: &str| {
        let outcome = story(s, &contract(&json!({})), events, "2028-12-01 00:00");
        let list = outcome["invoices"].as_array().unwrap();
        let first = |ix: usize| {
            format!("{} {}", list[ix]["from"].as_str().unwrap(), list[ix]["lines"][0]["quantity"].as_str().unwrap())
        };
        format!("{}, {}, {}", list.len(), first(0), first(list.len() - 1))
    };
    let s = &mut scenarios("", &starts("payment"));
    assert_eq!(invoices(s, "11-16 10:00 pay"), "13, 2026-11-01 15/30, 2027-11-01 15/30");
    // Nobody paid: four months after the contract's first day.
    assert_eq!(invoices(s, ""), "12, 2027-02-01 1, 2028-01-01 1");
    let outcome =
        story(s, &contract(&json!({})), "11-11 10:00 open; 11-16 10:00 pay; 11-16 11:00 open ticket=t2", "11-20 00:00");
    let verdicts: Vec<&str> =
        outcome["verdicts"].as_array().unwrap().iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["refused", "covered"]);
    let s = &mut scenarios("", &starts("first-use"));
    let outcome = story(s, &contract(&json!({})), "11-16 11:00 open", "11-16 11:00");
    assert_eq!(short(&outcome["tickets"]["t1"]["milestones"][0]["due"]), "11-16 12:00");
    let s = &mut scenarios("", &starts("activation"));
    assert_eq!(invoices(s, "11-16 10:00 activate; 12-16 10:00 activate"), "13, 2026-11-01 15/30, 2027-11-01 15/30");
    let s = &mut scenarios("", "starts = { on = \"payment\" }");
    let outcome = story(s, &contract(&json!({})), "11-11 10:00 open", "12-01 00:00");
    assert_eq!(outcome["invoices"], json!([]));
    assert_eq!(outcome["verdicts"][0]["verdict"], "refused");
}

#[test]
fn the_order_in_which_events_become_known_changes_nothing() {
    let s = &mut scenarios(&format!("{CLASSES}{MAINTENANCE}"), &format!("{UP}\n{TARGETS}"));
    let mut events = [
        "11-11 10:00 open severity=3 product=shop version=8.1",
        "11-11 10:20 fact environment=production",
        "11-11 10:30 severity severity=1",
        "11-12 10:00 downtime duration_s=7200",
        "11-12 11:00 downtime duration_s=7200",
        "11-11 12:00 reply",
    ];
    let facts = json!({"released.shop.8.1": "2026-01-15"});
    let mut all = Vec::new();
    for _ in 0..events.len() {
        events.rotate_left(1);
        events.swap(0, 3);
        let outcome = story(s, &contract(&facts), &events.join(";"), "12-01 00:00");
        all.push((outcome["tickets"].clone(), outcome["attainments"].clone(), outcome["refused"].clone()));
    }
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    assert_eq!(all[0].0["t1"]["severity"], "1");
}

#[test]
fn mistakes_point_at_the_place() {
    let check = |rest: &str, plan: &str, expect: &str| {
        let errors = read("test.toml", &text(rest, plan)).unwrap_err();
        assert!(errors.to_string().contains(expect), "{errors}");
    };
    check("[severity.1]\nname = \"1\"\nwhen = { topic = \"x\" }", "", "no severity is left");
    check("[[classify]]\nseverity = \"9\"", "", "severity `9` is not defined");
    check("[product.x]\nname = \"X\"\nphases = [{ id = \"a\", until = \"3 days\" }]", "", "counted in months or years");
    check("", "availability = [{ per = \"month\" }]", "`objective` is missing");
    check("", "availability = [{ objective = \"99 %\", longer-than = \"1 month\" }]", "an outage is counted in hours");
    check("", "starts = { on = \"delivery\" }", "`on` cannot be `delivery`");
}

#[test]
fn everything_that_asks_for_the_severity_sees_that_of_the_rules() {
    let rules = r#"
[severity.1]
name = "Down"
[severity.2]
name = "Slow"
[[classify]]
when = { topic = "payment" }
severity = "1"
[tariff.work]
name = "Work"
price = "60.00 EUR / h"
surcharges = [{ when = { severity = "1" }, percent = "50 %", name = "Urgent" }]
[remedy.late]
name = "Late"
measure = "breaches"
when = { severity = "1", attainment = "breached" }
steps = [{ from = 1, credit = "5.00 EUR" }]
"#;
    let plan = r#"work = "work"
remedies = ["late"]
covers = [{ when = { severity = "1", channel = "email" }, as = "refused", sentence = "Call us" }]
targets = [{ milestone = "first-response", within = "1 h", window = "24x7" }]"#;
    let s = &mut scenarios(rules, plan);
    let events = "11-11 10:00 open ticket=a severity=2 topic=payment channel=email; \
                  11-11 10:00 open ticket=b severity=2 topic=payment channel=phone; 11-11 12:00 reply ticket=b; \
                  11-11 13:00 log ticket=b duration_s=3600; 11-11 10:00 open ticket=c severity=2 channel=email; \
                  11-11 12:00 reply ticket=c; 11-11 13:00 log ticket=c duration_s=3600";
    let outcome = story(s, &contract(&json!({})), events, "2027-01-01 00:00");
    let verdicts: Vec<&str> =
        outcome["verdicts"].as_array().unwrap().iter().map(|verdict| verdict["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["refused", "chargeable", "chargeable"]);
    let amounts: Vec<&str> =
        outcome["usage"].as_array().unwrap().iter().map(|usage| usage["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["90.00", "60.00"]);
    assert_eq!(outcome["remedies"].as_array().unwrap().len(), 1);
    assert_eq!(outcome["remedies"][0]["breaches"], "1");
}

#[test]
fn the_provider_may_say_how_serious_it_is() {
    let tables = "[severity.1]\nname = \"Down\"\n[severity.2]\nname = \"Slow\"\n[[classify]]\nwhen = { topic = \"payment\" }\nseverity = \"1\"\n";
    let plan = |by: &str| {
        format!("severity-by = \"{by}\"\ncovers = [{{ when = {{ severity = \"1\", channel = \"chat\" }}, as = \"refused\" }}]\n{TARGETS}")
            .replace("  { milestone = \"first-response\", within = \"3 h\", window = \"24x7\", severities = [\"3\"] },\n", "")
    };
    let s = &mut scenarios(tables, &plan("provider"));
    // What the request says does not count; rules and people do.
    assert_eq!(class(s, "11-11 10:00 open severity=1"), "-: ");
    assert_eq!(class(s, "11-11 10:00 open severity=2 topic=payment"), "1: first-response 1 h");
    assert_eq!(class(s, "11-11 10:00 open severity=1; 11-11 10:30 severity severity=2"), "2: first-response 2 h");
    let verdict = |s: &mut Scenarios| {
        let outcome = story(s, &contract(&json!({})), "11-11 10:00 open severity=1 channel=chat", "11-11 11:00");
        outcome["verdicts"][0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(s), "covered");
    let s = &mut scenarios(tables, &plan("customer"));
    assert_eq!(class(s, "11-11 10:00 open severity=1"), "1: first-response 1 h");
    assert_eq!(verdict(s), "refused");
}
