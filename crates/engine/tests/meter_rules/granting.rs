//! What is granted, sold and earned, and how long it lives.

use engine::scenario::Scenarios;
use serde_json::{Value, json};

use crate::answers::{balances, lines, only, refused, story, usage, written};
use crate::{HOUR, MONTHLY, check, file, plan, run, told};

#[test]
fn grants_come_by_quarter_and_year_of_the_contract_or_the_calendar() {
    let events = "01-20 10:00 log duration_s=3600; 04-16 10:00 log duration_s=3600";
    let mut s = plan(MONTHLY, "hours = \"2 h / quarter\"");
    check(
        balances(&run(&mut s, events, "05-01 00:00")),
        &[
            "hours 2026-01-15/2026-04-14: 7200 granted, 3600 used, 3600 expired, 0 left",
            "hours 2026-04-15/2026-07-14: 7200 granted, 3600 used, 0 expired, 3600 left",
        ],
    );
    let mut s = plan(&format!("{MONTHLY}\nperiods = \"calendar\""), "hours = \"2 h / quarter\"");
    check(
        balances(&run(&mut s, events, "05-01 00:00")),
        &[
            "hours 2026-01/2026-03: 7200 granted, 3600 used, 3600 expired, 0 left",
            "hours 2026-04/2026-06: 7200 granted, 3600 used, 0 expired, 3600 left",
        ],
    );
    let mut s = plan(MONTHLY, "hours = \"2 h / year\"");
    check(
        balances(&run(&mut s, events, "2027-01-15 00:00")),
        &["hours 2026-01-15/2027-01-14: 7200 granted, 7200 used, 0 expired, 0 left"],
    );
    let mut s = plan(&format!("{MONTHLY}\nperiods = \"contract\""), "hours = \"2 h / month\"");
    check(
        balances(&run(&mut s, "", "03-01 00:00")),
        &[
            "hours 2026-01-15/2026-02-14: 7200 granted, 0 used, 7200 expired, 0 left",
            "hours 2026-02-15/2026-03-14: 7200 granted, 0 used, 0 expired, 7200 left",
        ],
    );
}

#[test]
fn each_head_brings_its_share_up_to_the_most() {
    let given = "hours = { quantity = \"1 h / user / month\", most = \"5 h\" }";
    let mut s = plan(MONTHLY, given);
    let outcome = told(
        &mut s,
        &json!({"users": 3}),
        "02-10 10:00 count base=users quantity=4; 03-20 10:00 count base=users quantity=9",
        "03-31 00:00",
    );
    check(
        balances(&outcome),
        &[
            "hours 2026-01: 10800 granted, 0 used, 10800 expired, 0 left",
            "hours 2026-02: 14400 granted, 0 used, 14400 expired, 0 left",
            "hours 2026-03: 18000 granted, 0 used, 0 expired, 18000 left",
        ],
    );
}

#[test]
fn packs_are_sold_and_end_in_their_own_time() {
    let packs = "[pack.ten]\nname = \"Ten hours\"\nprice = \"500.00 EUR\"\nallowance = \"hours\"\nquantity = \"10 h\"\nexpires = \"90 days\"\n";
    let mut s = only(written(&file(packs, "unit = \"hours\"\nexpires = \"never\"", "")));
    let events = "01-20 10:00 top-up pack=ten; 01-21 10:00 top-up pack=ten quantity=2 price=\"450.00\"; 01-22 10:00 top-up pack=eleven; 04-19 10:00 log duration_s=3600; 04-20 10:00 log duration_s=3600";
    let outcome = run(&mut s, events, "06-01 00:00");
    check(usage(&outcome), &["3: hours 3600 = 0.00", "4: hours 3600 = 0.00"]);
    check(balances(&outcome), &["hours: 108000 granted, 7200 used, 100800 expired, 0 left"]);
    check(
        lines(&outcome),
        &[
            "2026-01: Top-up of “Hours”, 20 Jan 2026, 1 piece, 500.00",
            "2026-01: Top-up of “Hours”, 21 Jan 2026, 2 piece, 900.00",
        ],
    );
    check(refused(&outcome), &["2 There is no pack “eleven”"]);
}

#[test]
fn a_top_up_may_bring_back_what_had_expired() {
    let packs = "[pack.one]\nname = \"One hour\"\nprice = \"50.00 EUR\"\nallowance = \"hours\"\nquantity = \"1 h\"\n";
    let mut s = only(written(&file(packs, "unit = \"hours\"\nexpires = \"1 month\"\nrevive = \"2 months\"", "")));
    let events = "01-20 10:00 top-up pack=one; 01-25 10:00 log duration_s=1200; 03-10 10:00 top-up pack=one";
    let outcome = run(&mut s, events, "03-15 00:00");
    check(balances(&outcome), &["hours: 7200 granted, 2400 brought, 1200 used, 2400 carried, 0 expired, 6000 left"]);
    let late = run(&mut s, &events.replace("03-10", "05-10"), "05-15 00:00");
    check(balances(&late), &["hours: 7200 granted, 1200 used, 2400 expired, 3600 left"]);
}

#[test]
fn lots_live_while_a_plan_is_held() {
    let packs = "[pack.one]\nname = \"One hour\"\nprice = \"50.00 EUR\"\nallowance = \"hours\"\nquantity = \"1 h\"\nexpires = \"90 days\"\n";
    let of = |ends: bool| {
        let rules =
            format!("unit = \"hours\"\nexpires = \"never\"\nlives-with = {{ offers = [\"monthly\"], ends = {ends} }}");
        only(written(&file(packs, &rules, "")))
    };
    let left = |scenarios: &mut Scenarios, options: Value, events: &str| {
        let contract = json!({"plan": "basic", "options": options, "start": "2026-01-15"});
        let outcome = story(scenarios, &contract, &format!("01-20 10:00 top-up pack=one; {events}"), "07-01 00:00");
        outcome["balances"][0]["left_s"].as_i64().unwrap()
    };
    assert_eq!(left(&mut of(false), json!([]), ""), 0);
    assert_eq!(left(&mut of(false), json!(["monthly"]), ""), HOUR);
    assert_eq!(left(&mut of(false), json!(["monthly"]), "06-10 10:00 change options=[]"), 0);
    // It has ninety days in any case, unless it ends with the plan.
    let soon = |ends: bool| {
        let contract = json!({"plan": "basic", "options": ["monthly"], "start": "2026-01-15"});
        let events = "01-20 10:00 top-up pack=one; 02-10 10:00 change options=[]";
        story(&mut of(ends), &contract, events, "03-01 00:00")["balances"][0]["left_s"].as_i64().unwrap()
    };
    assert_eq!((soon(false), soon(true)), (HOUR, 0));
}

#[test]
fn spending_earns() {
    let rules =
        "unit = \"incidents\"\nexpires = \"never\"\nearn = { quantity = \"1 incident\", per = 100, of = \"spend\" }";
    let mut s = plan(rules, "hours = \"2 incidents at start\"");
    let events = "01-20 10:00 count base=spend quantity=\"99.99\"; 01-21 10:00 count base=spend quantity=\"250\"; 01-22 10:00 count base=spend quantity=\"299\"";
    check(balances(&run(&mut s, events, "02-01 00:00")), &["hours: 4 granted, 0 used, 0 expired, 4 left"]);
}
