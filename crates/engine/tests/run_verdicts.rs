//! Coverage verdicts, condition by condition, before and after something was used.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{refused, shipped, story, verdicts};
use engine::coverage::sentence;
use engine::plan::catalogue::Language;
use engine::run::event::{Call, What};
use engine::run::{Contract, Event, Volume, run};
use serde_json::{Value, json};

fn check(contract: &Value, events: &str, expect: &[&str]) -> Value {
    let outcome = story(&mut shipped(), contract, events, "2027-12-31 00:00");
    assert_eq!(verdicts(&outcome), expect, "{events}");
    outcome
}

#[test]
fn contacts_are_counted_in_total() {
    let plan = |plan: &str, options: &[&str]| json!({"plan": plan, "options": options, "start": "2026-01-01"});
    let asks = "11-11 09:00 open ticket=t1 channel=email contact=a; 11-11 10:00 open ticket=t2 channel=email contact=b;
        11-11 11:00 open ticket=t3 channel=email contact=c; 11-11 12:00 open ticket=t4 channel=email contact=d;
        11-11 13:00 open ticket=t5 channel=email contact=a; 11-11 14:00 open ticket=t6 channel=email contact=e;
        11-11 15:00 open ticket=t7 channel=email contact=f; 11-11 16:00 open ticket=t8 channel=email";
    let (yes, no) = ("covered: contract contact channel", "refused: contract !contact channel");
    let outcome = check(&plan("maintenance", &[]), asks, &[yes, yes, yes, no, yes, no, no, no]);
    let why = outcome["verdicts"][3]["conditions"][1]["why"].as_str().unwrap();
    assert!(why.starts_with("Authorised contacts: 3 of 3 used; d is not one of them."), "{why}");
    check(&plan("maintenance", &["extra-contact"]), asks, &[yes, yes, yes, yes, yes, no, no, no]);
    // Five means five in total, not three plus five.
    check(&plan("maintenance-plus", &[]), asks, &[yes, yes, yes, yes, yes, yes, no, no]);
    // Not stated: everybody may ask, and nobody must say who they are.
    check(&plan("partner", &[]), asks, &[yes, yes, yes, yes, yes, yes, yes, "covered: contract channel"]);
}

#[test]
fn named_contacts_are_the_first_of_the_list() {
    let contract = json!({"plan": "maintenance", "start": "2026-01-01", "facts": {"contacts": ["a", "b", "c", "d"]}});
    check(
        &contract,
        "11-11 09:00 open channel=email contact=c; 11-11 10:00 open ticket=t2 channel=email contact=d",
        &["covered: contract contact channel", "refused: contract !contact channel"],
    );
    let upgraded = "11-11 09:00 change plan=maintenance-plus; 11-11 10:00 open channel=email contact=d";
    check(&contract, upgraded, &["covered: contract contact channel"]);
}

#[test]
fn channels_lines_and_their_hours() {
    let shop = json!({"plan": "level-1", "start": "2026-11-01"});
    check(&shop, "11-11 10:00 open channel=email; 11-11 10:00 open ticket=t2 channel=chat; 11-11 13:00 open ticket=t3 channel=phone;
        11-11 23:00 open ticket=t4 channel=portal; 11-11 23:00 open ticket=t5", &[
        "covered: contract channel",
        "refused: contract !channel",
        "best-effort: contract channel !window",
        "covered: contract channel",
        "covered: contract",
    ]);
    // In the lunch break nobody promised to be there; the dialled line keeps its tariff.
    let outcome = check(
        &shop,
        "11-11 13:00 call line=support duration_s=120; 11-11 10:00 call line=support duration_s=120",
        &["best-effort: contract channel !window allowance", "covered: contract channel window allowance"],
    );
    assert_eq!(outcome["usage"][0]["burned"], json!([{"allowance": "phone", "period": "2026-11", "seconds": 120}]));
    let agreements = json!({"plan": "maintenance", "start": "2026-01-01"});
    let outcome = check(
        &agreements,
        "11-11 22:00 call line=emergency duration_s=120 caller=a; 11-11 10:00 call line=nowhere duration_s=1",
        &["refused: contract contact !channel !window"]
            .map(|text| if text.is_empty() { text } else { "refused: contract contact !channel window" }),
    );
    assert_eq!(
        refused(&outcome),
        ["0 Not included: Emergency line. Call: Support line", "1 There is no line nowhere; support, emergency",]
            .map(outcome_names)
    );
    assert_eq!(outcome["usage"], json!([]));
}

/// Names of lines as the shipped catalogue has them.
fn outcome_names(text: &str) -> String {
    let catalogue = answers::catalogue("commerce-agreements");
    let name = |id: &str| {
        let line = catalogue.find_line(id).unwrap();
        catalogue.lines[line].name.get(Language::En).to_owned()
    };
    text.replace("Emergency line", &name("emergency")).replace("Support line", &name("support"))
}

#[test]
fn minutes_left_decide_at_the_time_of_the_call() {
    let shop = json!({"plan": "level-1", "start": "2026-11-01"});
    let outcome = check(
        &shop,
        "11-11 10:00 call line=support duration_s=600; 11-12 10:00 call line=support duration_s=600;
        11-13 10:00 call line=support duration_s=60; 12-01 10:00 call line=support duration_s=60",
        &[
            "covered: contract channel window allowance",
            "covered: contract channel window allowance",
            "chargeable: contract channel window !allowance",
            "covered: contract channel window allowance",
        ],
    );
    let why = |ix: usize| outcome["verdicts"][ix]["conditions"][3]["why"].clone();
    assert_eq!(why(0), "Free minutes: 15 min left");
    assert_eq!(why(1), "Free minutes: 5 min left");
    assert_eq!(why(2), "Free minutes: nothing left; price: €0.50 per started minute");
    assert_eq!(why(3), "Free minutes: 15 min left");
}

#[test]
fn emergency_calls_have_a_price_and_want_it_accepted() {
    let shop = json!({"plan": "level-1", "start": "2026-11-01"});
    let outcome = check(&shop, "11-11 23:00 call line=emergency duration_s=60 accepted=true; 11-12 23:00 call line=emergency duration_s=60 accepted=false;
        11-13 10:00 call line=emergency duration_s=60", &[
        "chargeable: contract channel !allowance acceptance",
        "refused: contract channel !allowance !acceptance",
        // Within the ordinary phone hours it is an ordinary support call, free minutes included.
        "covered: contract channel allowance",
    ]);
    assert_eq!(outcome["usage"][0]["amount"], "36.00");
    assert_eq!(outcome["usage"][1]["amount"], "0.00");
    assert_eq!(outcome["usage"][2]["burned"][0]["seconds"], 60);
    assert_eq!(outcome["refused"].as_array().unwrap().len(), 1);
    assert_eq!(outcome["refused"][0]["event"], 1);
}

#[test]
fn the_scope_of_a_licence() {
    let contract = json!({"plan": "standard", "start": "2026-01-01", "facts": {
        "newest": {"payment-module": "2.10"},
        "licences": [
            {"id": "good", "product": "payment-module"}, {"id": "grey", "official": false}, {"id": "old", "valid": false},
            {"id": "other", "product": "shipping-module"}]}});
    let open = |ix: usize, fields: &str| format!("11-11 09:0{ix} open ticket=x{ix} channel=email {fields}; ");
    let events: String = [
        "product=payment-module licence=good version=2.10 topic=setup",
        "product=payment-module licence=grey",
        "product=payment-module licence=old",
        "product=payment-module licence=other",
        "product=payment-module licence=none",
        "product=payment-module licence=good version=2.9",
        "product=payment-module licence=good customised=true",
        "product=toaster licence=good",
        "licence=good topic=third-party-plugins",
    ]
    .iter()
    .enumerate()
    .map(|(ix, fields)| open(ix, fields))
    .collect();
    let outcome = check(
        &contract,
        &events,
        &[
            "covered: contract channel product licence version customisation exclusion",
            "refused: contract channel product !licence customisation",
            "refused: contract channel product !licence customisation",
            "refused: contract channel product !licence customisation",
            "refused: contract channel product !licence customisation",
            "refused: contract channel product licence !version customisation",
            "best-effort: contract channel product licence !customisation",
            "refused: contract channel !product !licence customisation",
            "refused: contract channel licence customisation !exclusion",
        ],
    );
    let why = outcome["verdicts"][5]["conditions"][4]["why"].as_str().unwrap();
    assert_eq!(why, "2.9 is not the newest version. Update to 2.10, and ask again if it is still there");
    // A licence that becomes known later counts from then on.
    check(
        &contract,
        "11-11 09:00 open channel=email licence=new; 11-11 10:00 licence id=new; 11-11 11:00 open ticket=t2 channel=email licence=new",
        &["refused: contract channel !licence customisation", "covered: contract channel licence customisation"],
    );
    // Nothing is kept about licences: nothing is asked.
    let bare = json!({"plan": "standard", "start": "2026-01-01"});
    check(&bare, "11-11 09:00 open channel=email", &["covered: contract channel customisation"]);
    check(&bare, "11-11 09:00 open channel=email customised=true", &["best-effort: contract channel !customisation"]);
}

#[test]
fn one_production_system_and_its_development_systems() {
    let contract = json!({"plan": "partner", "start": "2026-01-01", "facts": {"systems": []}});
    let mut maintenance = contract.clone();
    maintenance["plan"] = "maintenance".into();
    maintenance["facts"]["systems"] = json!([
        {"id": "shop", "environment": "production"}, {"id": "second", "environment": "production"},
        {"id": "test", "environment": "development", "of": "shop"}, {"id": "lab", "environment": "development", "of": "second"},
        {"id": "play", "environment": "development"}]);
    let events: String = ["shop", "second", "test", "lab", "play", "unknown"]
        .iter()
        .enumerate()
        .map(|(ix, system)| format!("11-11 09:0{ix} open ticket=x{ix} channel=email contact=a system={system}; "))
        .collect();
    let (yes, no) = ("covered: contract contact channel system", "refused: contract contact channel !system");
    check(&maintenance, &events, &[yes, no, yes, no, yes, no]);
}

#[test]
fn work_without_hours_is_chargeable() {
    let hours = json!({"plan": "hours-10", "start": "2026-11-01"});
    check(
        &hours,
        "11-11 09:00 open channel=email severity=1; 11-11 10:00 log duration_s=36000 kind=task; 11-12 10:00 open ticket=t2 channel=email severity=4",
        &["covered: contract channel allowance", "chargeable: contract channel !allowance"],
    );
    let demand = json!({"plan": "on-demand", "start": "2026-11-01"});
    let outcome =
        check(&demand, "11-11 09:00 open channel=email severity=1", &["chargeable: contract channel !allowance"]);
    assert!(outcome["verdicts"][0]["conditions"][2]["why"].as_str().unwrap().contains("€120.00 per hour"));
}

#[test]
fn outside_the_contract_nothing_is_taken() {
    let contract = json!({"plan": "level-1", "start": "2026-11-10"});
    let outcome = check(
        &contract,
        "11-09 23:59 open channel=email; 11-10 00:00 open ticket=t2 channel=email; 11-12 10:00 cancel;
        11-12 23:59 open ticket=t3 channel=email; 11-13 00:00 call line=support duration_s=60",
        &["refused: !contract", "covered: contract channel", "covered: contract channel", "refused: !contract"],
    );
    assert_eq!(refused(&outcome), ["4 The contract is no longer in effect since 13 Nov 2026"]);
    assert_eq!(outcome["usage"], json!([]));
}

#[test]
fn a_preview_says_the_same_and_has_a_sentence() {
    let catalogue = std::sync::Arc::new(answers::catalogue("shop-levels"));
    let volume = Volume::new("shop-levels", catalogue.clone());
    let contract = Contract {
        selection: engine::plan::Selection { plan: "level-1".to_owned(), ..Default::default() },
        start: jiff::civil::date(2026, 11, 1),
        ..Contract::default()
    };
    // A preview is a run with the request as the last thing that happens.
    let preview = |at: &str, line: &str| {
        let at = at.parse().unwrap();
        let call = Call { line: line.to_owned(), ..Call::default() };
        let outcome = run(&volume, &contract, &[Event { at, known: None, what: What::Call(call) }], at).unwrap();
        outcome.verdicts.into_iter().next().unwrap().verdict
    };
    let preview = |at: &str, line: &str, language| sentence(&preview(at, line), &catalogue, language);
    assert_eq!(
        preview("2026-11-11T22:00:00Z", "emergency", Language::En),
        "We will look after your request; it is charged. Emergency technician: €36.00 for the first 5\u{a0}minutes, then €6.00 per minute, billed per started 5\u{a0}minutes."
    );
    assert_eq!(
        preview("2026-11-11T09:00:00Z", "support", Language::De),
        "Ihre Anfrage ist durch Ihren Vertrag abgedeckt."
    );
    assert_eq!(
        preview("2026-10-11T09:00:00Z", "support", Language::De),
        "Wir können Ihre Anfrage so nicht annehmen. Der Vertrag beginnt erst am 01.11.2026."
    );
}
