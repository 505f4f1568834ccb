//! What a request is told of its price before anything is done: the same as the record says afterwards.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod priced;

use answers::{notices, usage, verdicts};
use engine::invoice::beside_now;
use engine::plan::catalogue::Language;
use engine::run::{Contract, Timeline, Volume};
use priced::outcome;
use serde_json::{Value, json};

/// A plan `care` whose work has this tariff; `rest` comes before it.
fn care(rest: &str, tariff: &str, plan: &str) -> String {
    format!(
        "[severity.1]\nname = \"High\"\n[severity.2]\nname = \"Low\"\n[window.office]\nname = \"Office\"\nhours = \"Mo-Fr 09:00-17:00; PH off\"\n{rest}\n[tariff.work]\nname = \"Work\"\n{tariff}\n[plan.care]\nname = \"Care\"\nprice = \"free\"\nchannels = [\"email\", \"phone\"]\nwork = \"work\"\n{plan}\n"
    )
}

fn told(file: &str, events: &str) -> Value {
    outcome(file, &json!({}), "2026-11-01", events, "2027-02-01")
}

/// Answers with the sentence of the last condition: "chargeable: Work: €60.00 per hour".
fn says(outcome: &Value) -> Vec<String> {
    let verdicts = outcome["verdicts"].as_array().unwrap();
    let text = |verdict: &Value| {
        let conditions = verdict["conditions"].as_array().unwrap();
        let price = conditions.iter().find(|condition| condition["condition"] == "allowance");
        let why = price.map_or("-", |price| price["why"].as_str().unwrap());
        format!("{}: {why}", verdict["verdict"].as_str().unwrap())
    };
    verdicts.iter().map(text).collect()
}

fn check(found: &[String], expect: &[&str]) {
    assert_eq!(found, expect, "\nfound:\n{}\n", found.join("\n"));
}

#[test]
fn what_is_not_charged_is_covered() {
    let fact = "[fact.specialist]\nname = \"Specialist\"\nvalues = [\"yes\", \"no\"]\ndefault = \"no\"";
    let hourly = "price = \"60.00 EUR / h\"";
    let asked = |rules: &str, fields: &str| {
        let file = care(fact, &format!("{hourly}\n{rules}"), "");
        says(&told(&file, &format!("11-11 10:00 open channel=email {fields}")))
    };
    let paid = ["chargeable: Work: €60.00 per hour"];
    let when = "charge-if = { specialist = \"yes\" }";
    check(&asked(when, ""), &["covered: Charged only if: Specialist"]);
    check(&asked(when, r#"facts={"specialist":"yes"}"#), &paid);
    let when = "free = { cause = \"vendor\" }";
    check(&asked(when, ""), &paid);
    check(&asked(when, r#"facts={"cause":"vendor"}"#), &["covered: Free of charge: cause: vendor"]);
    // The most urgent requests cost something out of hours, all others nothing.
    let when = "charge-if = { severity = \"1\", outside = \"office\" }";
    let file = care(fact, &format!("{hourly}\n{when}"), "");
    let events =
        "11-11 10:00 open ticket=a channel=email severity=1; 11-11 20:00 open ticket=b channel=email severity=2;
        11-11 21:00 open ticket=c channel=email severity=1";
    let answers: Vec<String> = verdicts(&told(&file, events)).iter().map(|text| text[..7].to_owned()).collect();
    check(&answers, &["covered", "covered", "chargea"]);
}

#[test]
fn what_becomes_known_later_was_not_known_when_somebody_asked() {
    let file = care("", "price = \"60.00 EUR / h\"\nfree = { cause = \"vendor\" }", "");
    let found =
        told(&file, "11-11 10:00 open channel=email; 11-11 11:00 log duration_s=3600; 11-12 10:00 fact cause=vendor");
    check(&says(&found), &["chargeable: Work: €60.00 per hour"]);
    check(&usage(&found), &["1:  = 0.00"]);
}

#[test]
fn another_tariff_takes_the_place_of_this_one() {
    let rest =
        "[fact.kind-of-work]\nname = \"Kind of work\"\n[tariff.special]\nname = \"Special\"\nprice = \"90.00 EUR / h\"";
    let file =
        care(rest, "price = \"free\"\ninstead = [{ when = { kind-of-work = \"special\" }, tariff = \"special\" }]", "");
    let found = told(
        &file,
        r#"11-11 10:00 open ticket=a channel=email; 11-11 11:00 open ticket=b channel=email facts={"kind-of-work":"special"}"#,
    );
    check(&says(&found), &["covered: -", "chargeable: Special: €90.00 per hour"]);
}

#[test]
fn the_price_of_the_ticket_and_surcharges_are_named() {
    let rest = "[fact.urgent]\nname = \"Urgent\"";
    let tariff = "price = \"168.00 EUR / h in started 15 min\"\ncase = \"20.00 EUR\"\nsurcharges = [{ name = \"At once\", when = { urgent = \"true\" }, amount = \"250.00 EUR\", once = true }]";
    let found = told(
        &care(rest, tariff, ""),
        r#"11-11 10:00 open ticket=a channel=email; 11-11 11:00 open ticket=b channel=email facts={"urgent":"true"}"#,
    );
    check(
        &says(&found),
        &[
            "chargeable: Work: €168.00 per hour, billed per started 15\u{a0}minutes + €20.00 a ticket",
            "chargeable: Work: €168.00 per hour, billed per started 15\u{a0}minutes + €20.00 a ticket + At once, €250.00",
        ],
    );
    // Asking has charged nothing: each ticket pays once.
    check(&usage(&found), &["0:  = 20.00", "1:  = 270.00"]);
}

#[test]
fn the_first_hour_is_free() {
    let file = care("", "price = \"60.00 EUR / h\"\ncounting = \"each-ticket\"\nfree-first = \"1 h\"", "");
    let found = told(&file, "11-11 10:00 open channel=email; 11-11 11:00 log duration_s=7200");
    check(&says(&found), &["covered: Work: free of charge to begin with"]);
    check(&usage(&found), &["1:  = 60.00"]);
}

const TICKETS: &str = "[allowance.cases]\nname = \"Cases\"\nunit = \"tickets\"\nexpires = \"never\"\ndeduct = \"opening\"\nat-zero = \"stop\"";

#[test]
fn what_is_bought_later_does_not_count_before() {
    let file = care(TICKETS, "price = \"free\"\nburns = [\"cases\"]", "allowances = { cases = \"1 ticket at start\" }");
    let found = told(
        &file,
        "11-10 10:00 open ticket=a channel=email; 11-11 10:00 open ticket=b channel=email;
        11-12 10:00 top-up allowance=cases quantity=1; 11-13 10:00 open ticket=c channel=email",
    );
    check(
        &says(&found),
        &[
            "covered: Cases: 1 ticket left",
            "refused: Cases: nothing left. Wait for the next period, or buy more",
            "covered: Cases: 1 ticket left",
        ],
    );
    assert_eq!(found["tickets"]["b"]["milestones"], json!([]));
}

#[test]
fn a_larger_plan_does_not_count_before_it_is_held() {
    let rest = "[allowance.hours]\nname = \"Hours\"\nunit = \"hours\"\nexpires = \"end-of-period\"";
    let more = "allowances = { hours = \"1 h / month\" }\n[plan.more]\nname = \"More\"\nprice = \"free\"\nchannels = [\"email\"]\nwork = \"work\"\nallowances = { hours = \"3 h / month\" }";
    let file = care(rest, "price = \"60.00 EUR / h\"\nburns = [\"hours\"]", more);
    let found = told(
        &file,
        "11-10 10:00 open ticket=a channel=email; 11-10 11:00 log ticket=a duration_s=3600; 11-11 10:00 open ticket=b channel=email;
        11-20 10:00 change plan=more; 11-21 10:00 open ticket=c channel=email",
    );
    check(
        &says(&found),
        &[
            "covered: Hours: 1 h left",
            "chargeable: Hours: nothing left; price: €60.00 per hour",
            "covered: Hours: 2 h left",
        ],
    );
}

#[test]
fn a_menu_price_above_what_is_left_is_refused() {
    let rest = "[unit.point]\nname = \"point\"\nplural = \"points\"\n[allowance.points]\nname = \"Points\"\nunit = \"point\"\nexpires = \"never\"\nmenu = [{ when = { topic = \"upgrade\" }, units = 10 }, { when = { severity = \"1\" }, units = 4 }]\ndeduct = \"opening\"\nat-zero = \"stop\"";
    let file = care(rest, "price = \"free\"\nburns = [\"points\"]", "allowances = { points = \"as-agreed\" }");
    let found = told(
        &file,
        "11-02 09:00 open ticket=z channel=email; 11-02 10:00 top-up allowance=points quantity=12;
        11-03 09:00 open ticket=a channel=email topic=upgrade; 11-04 09:00 open ticket=b channel=email severity=1;
        11-05 09:00 open ticket=c channel=email severity=2",
    );
    let answers: Vec<String> = verdicts(&found).iter().map(|text| text.split(':').next().unwrap().to_owned()).collect();
    check(&answers, &["refused", "covered", "refused", "covered"]);
    check(&usage(&found), &["0:  = 0.00", "2: points 10 = 0.00", "3:  = 0.00", "4: points 1 = 0.00"]);
}

#[test]
fn hours_of_the_next_month_may_be_used() {
    let hours = |borrow: &str| {
        let rest =
            format!("[allowance.hours]\nname = \"Hours\"\nunit = \"hours\"\nexpires = \"end-of-period\"\n{borrow}");
        care(&rest, "price = \"60.00 EUR / h\"\nburns = [\"hours\"]", "allowances = { hours = \"1 h / month\" }")
    };
    let events = "11-10 10:00 open ticket=a channel=email; 11-10 11:00 log ticket=a duration_s=3600; 11-11 10:00 open ticket=b channel=email";
    check(
        &says(&told(&hours(""), events)),
        &["covered: Hours: 1 h left", "chargeable: Hours: nothing left; price: €60.00 per hour"],
    );
    check(
        &says(&told(&hours("borrow = { periods = 1 }"), events)),
        &["covered: Hours: 1 h left", "covered: Hours: nothing left; what comes with the next period may be used now"],
    );
}

/// What a page shows of a call before it is made: the price of the ticket and surcharges as the record has them.
#[test]
fn a_call_costs_something_beside_its_time() {
    let line = "[line.emergency]\nname = \"Emergency\"\ntariff = \"call\"\n[tariff.call]\nname = \"Call\"\nprice = \"2.00 EUR / started minute\"\ncase = \"20.00 EUR\"\nsurcharges = [{ when = { outside = \"office\" }, percent = \"50 %\" }]";
    let text = priced::file(&care(line, "price = \"free\"", "lines = [\"emergency\"]"));
    let catalogue = std::sync::Arc::new(answers::written(&text));
    let volume = Volume::new("test", catalogue.clone());
    let selection = engine::plan::Selection { plan: "care".to_owned(), ..Default::default() };
    let contract = Contract { selection, start: jiff::civil::date(2026, 11, 1), ..Contract::default() };
    let timeline = Timeline::build(&volume, &contract, &[]).unwrap();
    let beside = |at: &str| -> Vec<String> {
        let at = at.parse().unwrap();
        let steps = beside_now(&catalogue, &contract, &timeline, &[], ("emergency", at));
        steps.iter().map(|step| step.brief(&catalogue, Language::En)).collect()
    };
    assert_eq!(beside("2026-11-11T10:00:00Z"), ["€20.00 a ticket"]);
    assert_eq!(beside("2026-11-11T20:00:00Z"), ["€20.00 a ticket", "Surcharge 50 %"]);
    // The record: 20 and 5 minutes at 2, half as much again at night.
    let called = "11-11 11:00 call line=emergency duration_s=300; 11-11 21:00 call line=emergency duration_s=300";
    let found = outcome(&text, &json!({}), "2026-11-01", called, "2026-12-01");
    check(&usage(&found), &["0:  = 30.00", "1:  = 45.00"]);
}

/// Half an hour of each ticket is covered; what is beyond it is not "used up".
#[test]
fn a_cap_that_the_first_use_reaches() {
    let capped = |then: &str| {
        let rest = format!(
            "[allowance.cases]\nname = \"Cases\"\nunit = \"tickets\"\nexpires = \"end-of-period\"\ncap = {{ quantity = \"30 min\", then = \"{then}\" }}\nat-zero = \"ask\""
        );
        care(&rest, "price = \"90.00 EUR / h\"\nburns = [\"cases\"]", "allowances = { cases = \"5 tickets / month\" }")
    };
    let events = "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=3000";
    let found = told(&capped("charge"), events);
    check(&usage(&found), &["1: cases 2026-11 1 = 30.00"]);
    check(&notices(&found), &[]);
    let found = told(&capped("stop"), events);
    check(&usage(&found), &["1: cases 2026-11 1 = 0.00"]);
    check(&notices(&found), &["1 stop cases"]);
}

#[test]
fn a_cap_on_time_asks_for_consent() {
    let capped = |then: &str| {
        let rest = format!(
            "[allowance.account]\nname = \"Account\"\nunit = \"minutes\"\nexpires = \"never\"\nincrement = \"5 min\"\ncap = {{ quantity = \"1 h\", then = \"{then}\" }}\nat-zero = \"stop\""
        );
        care(
            &rest,
            "price = \"60.00 EUR / h\"\nburns = [\"account\"]",
            "allowances = { account = \"300 min at start\" }",
        )
    };
    let logs = "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=2700; 11-10 13:00 log duration_s=2700";
    let found = told(&capped("ask"), logs);
    check(&usage(&found), &["1: account 2700 = 0.00", "2: account 900 = 0.00"]);
    check(&notices(&found), &["2 ask account"]);
    let agreed = format!("{logs}; 11-10 12:00 fact consent=true");
    check(&usage(&told(&capped("ask"), &agreed)), &["1: account 2700 = 0.00", "2: account 900 = 30.00"]);
    // With consent the work goes on from the same account.
    check(&usage(&told(&capped("ask-to-go-on"), &agreed)), &["1: account 2700 = 0.00", "2: account 2700 = 0.00"]);
    check(&notices(&told(&capped("ask-to-go-on"), logs)), &["2 ask account"]);
}
