//! Allowances and their rules, one after the other: what is granted, what counts, what it counts for, and what happens
//! at the end of it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{balances, lines, notices, only, refused, story, usage, verdicts, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const HEAD: &str = r#"
mainstay = 1
version = "1"
[provider]
name = "Test"
time-zone = "Europe/Berlin"
holidays = "none"
currency = "EUR"
languages = ["en"]
tax = "0 %"
prices = "net"
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
        "{HEAD}{rest}\n[allowance.hours]\nname = \"Hours\"\n{hours}\n[plan.basic]\nname = \"Basic\"\nprice = \"free\"\nchannels = [\"email\"]\nwork = \"work\"\nallowances = {{ {given} }}\n"
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
fn units_of_their_own_convert() {
    let units = "[unit.credit]\nname = \"credit\"\nplural = \"credits\"\ntime = \"15 min\"\n[unit.point]\nname = \"point\"\nplural = \"points\"\neach = \"usage\"\n";
    let credits = "unit = \"credit\"\nexpires = \"never\"\nincrement = \"15 min\"";
    let mut s = only(written(&file(units, credits, "hours = \"8 credits at start\"")));
    let outcome = run(&mut s, "01-20 10:00 log duration_s=1200", "02-01 00:00");
    check(usage(&outcome), &["0: hours 2 = 0.00"]);
    assert_eq!(outcome["balances"][0]["left_s"], 6 * 900);
    assert_eq!(outcome["balances"][0]["left"], 6);
    // Days of six hours, and bare points of which half ones are taken.
    let days = "unit = \"days\"\nday = \"6 h\"\nexpires = \"never\"";
    let mut s = only(written(&file("", days, "hours = \"2 days at start\"")));
    let outcome = run(&mut s, "01-20 10:00 log duration_s=10800", "02-01 00:00");
    check(balances(&outcome), &["hours: 2 granted, 0.5 used, 0 expired, 1.5 left"]);
    let points = "unit = \"point\"\nexpires = \"never\"\nweights = [{ when = { kind = \"small\" }, factor = \"0.5\" }]";
    let mut s = only(written(&file(units, points, "hours = \"2 points at start\"")));
    let outcome = run(&mut s, "01-20 10:00 log duration_s=60 kind=small; 01-20 11:00 log duration_s=60", "02-01 00:00");
    check(usage(&outcome), &["0: hours 0.5 = 0.00", "1: hours 1 = 0.00"]);
}

#[test]
fn what_does_not_count_is_not_taken() {
    let counts = format!("{MONTHLY}\ncounts = {{ kind = \"not question\", cause = \"not own-defect\" }}");
    let mut s = plan(&counts, "hours = \"1 h / month\"");
    let events = "01-20 10:00 log duration_s=600 kind=question; 01-20 11:00 log duration_s=600; 01-20 12:00 log duration_s=600 ticket=d; 01-25 12:00 fact ticket=d cause=own-defect";
    let outcome = run(&mut s, events, "02-01 00:00");
    check(usage(&outcome), &["0:  = 10.00", "1: hours 2026-01 600 = 0.00", "2:  = 10.00"]);
}

#[test]
fn weights_take_more_and_cover_less() {
    let weights = format!("{MONTHLY}\nweights = [{{ when = {{ skill = \"senior\" }}, factor = 2 }}]");
    let mut s = plan(&weights, "hours = \"1 h / month\"");
    let events = r#"01-20 10:00 log duration_s=1200 facts={"skill":"senior"}; 01-20 11:00 log duration_s=1200 facts={"skill":"senior"}"#;
    // The second time twenty minutes are left: they cover ten.
    check(
        usage(&run(&mut s, events, "02-01 00:00")),
        &["0: hours 2026-01 2400 = 0.00", "1: hours 2026-01 1200 = 10.00"],
    );
}

#[test]
fn a_menu_has_fixed_prices_that_the_balance_must_cover() {
    let units = "[unit.point]\nname = \"point\"\n";
    let menu = "unit = \"point\"\nexpires = \"never\"\nmenu = [{ when = { topic = \"upgrade\" }, units = 5 }, { when = { topic = \"backup\" }, units = \"1.5\" }]";
    let mut s = only(written(&file(units, menu, "hours = \"7 points at start\"")));
    let events = "01-20 10:00 open ticket=a topic=upgrade; 01-20 10:00 open ticket=b topic=upgrade; 01-20 10:00 open ticket=c topic=backup; 01-20 11:00 log ticket=a duration_s=36000; 01-20 12:00 log ticket=a duration_s=60; 01-20 13:00 log ticket=b duration_s=600; 01-20 14:00 log ticket=c duration_s=600";
    let outcome = run(&mut s, events, "02-01 00:00");
    check(usage(&outcome), &["3: hours 5 = 0.00", "4:  = 0.00", "5:  = 10.00", "6: hours 1.5 = 0.00"]);
}

#[test]
fn time_is_rounded_by_usage_ticket_cycle_day_or_month() {
    let check = |counting: &str, expect: &[i64]| {
        let rules = format!("{MONTHLY}\ncounting = \"{counting}\"\nincrement = \"10 min\"");
        let mut s = plan(&rules, "hours = \"10 h / month\"");
        // Seven minutes; after reopening six, and seven again on another day.
        let events = "01-20 09:00 open; 01-20 10:00 log duration_s=420; 01-20 11:00 resolve; 01-20 12:00 reopen; 01-20 13:00 log duration_s=360; 01-21 13:00 log duration_s=420";
        let outcome = run(&mut s, events, "02-01 00:00");
        let burned: Vec<i64> = outcome["usage"]
            .as_array()
            .unwrap()
            .iter()
            .map(|usage| usage["burned"][0]["seconds"].as_i64().unwrap_or(0))
            .collect();
        assert_eq!(burned, expect, "{counting}");
    };
    check("each-usage", &[600, 600, 600]);
    check("each-ticket", &[600, 600, 0]);
    check("each-cycle", &[600, 600, 600]);
    check("each-day", &[600, 600, 600]);
    check("month-sum", &[600, 600, 0]);
    check("second", &[420, 360, 420]);
}

#[test]
fn little_is_free_or_counts_a_minimum() {
    let check = |rules: &str, seconds: i64, expect: i64| {
        let mut s = plan(&format!("{MONTHLY}\n{rules}"), "hours = \"10 h / month\"");
        let outcome = run(&mut s, &format!("01-20 10:00 log duration_s={seconds}"), "02-01 00:00");
        assert_eq!(outcome["usage"][0]["counted_s"], expect, "{rules} {seconds}");
        assert_eq!(outcome["usage"][0]["amount"], "0.00");
        let burned = &outcome["usage"][0]["burned"];
        assert_eq!(burned[0]["seconds"].as_i64().unwrap_or(0), expect);
    };
    check("minimum = \"30 min\"", 300, 1800);
    check("minimum = \"30 min\"\nincrement = \"15 min\"", 2000, 2700);
    check("free-below = \"10 min\"", 599, 0);
    check("free-below = \"10 min\"", 600, 600);
    check("free-first = \"15 min\"", 1000, 100);
    check("free-first = \"15 min\"", 900, 0);
}

#[test]
fn a_tariff_counts_the_same_way_before_its_price() {
    let check = |rules: &str, expect: &[&str]| {
        let tariff = format!("[tariff.desk]\nname = \"Desk\"\nprice = \"60.00 EUR / h in started 5 min\"\n{rules}\n");
        let text = file(&tariff, MONTHLY, "").replace("work = \"work\"", "work = \"desk\"");
        let mut s = only(written(&text));
        let outcome = run(
            &mut s,
            "01-20 09:00 open; 01-20 10:00 log duration_s=420; 01-20 11:00 reopen; 01-20 12:00 log duration_s=120",
            "02-01 00:00",
        );
        let amounts: Vec<&str> =
            outcome["usage"].as_array().unwrap().iter().map(|usage| usage["amount"].as_str().unwrap()).collect();
        assert_eq!(amounts, expect, "{rules}");
    };
    check("", &["10.00", "5.00"]);
    check("counting = \"each-ticket\"", &["10.00", "0.00"]);
    check("counting = \"each-cycle\"", &["10.00", "5.00"]);
    check("minimum = \"30 min\"", &["30.00", "30.00"]);
    check("free-below = \"5 min\"", &["10.00", "0.00"]);
    check("free-first = \"5 min\"", &["5.00", "0.00"]);
}

#[test]
fn a_cap_ends_what_is_covered_of_one_ticket() {
    let capped = |then: &str| {
        let rules = format!(
            "unit = \"tickets\"\nexpires = \"end-of-period\"\ncap = {{ quantity = \"45 min\", then = \"{then}\" }}"
        );
        plan(&rules, "hours = \"5 tickets / month\"")
    };
    let events = "01-20 09:00 open ticket=a; 01-20 10:00 log ticket=a duration_s=1800; 01-20 11:00 log ticket=a duration_s=1800; 01-20 12:00 log ticket=a duration_s=600; 01-20 12:00 log ticket=b duration_s=600";
    let mut s = capped("charge");
    let outcome = run(&mut s, events, "02-01 00:00");
    check(usage(&outcome), &["1: hours 2026-01 1 = 0.00", "2:  = 15.00", "3:  = 10.00", "4: hours 2026-01 1 = 0.00"]);
    let mut s = capped("ask");
    let outcome = run(&mut s, events, "02-01 00:00");
    assert_eq!(outcome["usage"][1]["amount"], "0.00");
    check(notices(&outcome), &["2 ask hours", "3 ask hours"]);
    let agreed = run(&mut s, &format!("{events}; 01-22 10:00 fact ticket=a consent=true"), "02-01 00:00");
    assert_eq!(agreed["usage"][1]["amount"], "15.00");
    let mut s = capped("stop");
    check(notices(&run(&mut s, events, "02-01 00:00")), &["2 stop hours", "3 stop hours"]);
}

#[test]
fn tickets_are_taken_on_opening_or_on_solving_and_come_back() {
    let rules = |deduct: &str| {
        format!(
            "unit = \"incidents\"\nexpires = \"end-of-period\"\ndeduct = \"{deduct}\"\ncounts = {{ cause = \"not bug\", request = \"not care\" }}\nat-zero = \"stop\""
        )
    };
    let events = "01-20 09:00 open ticket=a; 01-20 10:00 open ticket=b request=care; 01-20 11:00 open ticket=c; 01-20 12:00 open ticket=d; 01-21 10:00 log ticket=a duration_s=7200; 01-22 10:00 fact ticket=c cause=bug; 02-01 10:00 resolve ticket=a";
    let mut s = plan(&rules("opening"), "hours = \"2 incidents / year\"");
    let outcome = run(&mut s, events, "02-02 00:00");
    check(
        usage(&outcome),
        &["0: hours 2026-01-15/2027-01-14 1 = 0.00", "3: hours 2026-01-15/2027-01-14 1 = 0.00", "4:  = 0.00"],
    );
    // Without the late cause the third one finds nothing left: it is refused.
    let outcome = run(&mut s, &events.replace("cause=bug", "cause=user"), "02-02 00:00");
    check(notices(&outcome), &["3 stop hours"]);
    assert!(verdicts(&outcome)[3].starts_with("refused"), "{:?}", verdicts(&outcome));
    let mut s = plan(&rules("resolve"), "hours = \"2 incidents / year\"");
    let outcome = run(&mut s, events, "02-02 00:00");
    check(usage(&outcome), &["0: hours 2026-01-15/2027-01-14 1 = 0.00", "4:  = 0.00"]);
}

#[test]
fn a_rest_is_carried_over_by_share_periods_and_cap() {
    let carried = |carry: &str, events: &str, until: &str| {
        let mut s = plan(&format!("{MONTHLY}\ncarry-over = {carry}"), "hours = \"4 h / month\"");
        run(&mut s, events, until)
    };
    let some = "01-20 10:00 log duration_s=7200; 02-10 10:00 log duration_s=3600";
    // Half of the two hours that are left, once: it burns first, and what is left of it lapses.
    check(
        balances(&carried("{ share = \"50 %\" }", some, "03-15 00:00")),
        &[
            "hours 2026-01: 14400 granted, 7200 used, 3600 carried, 3600 expired, 0 left",
            "hours 2026-02: 14400 granted, 3600 brought, 3600 used, 7200 carried, 7200 expired, 0 left",
            "hours 2026-03: 14400 granted, 7200 brought, 0 used, 0 expired, 21600 left",
        ],
    );
    check(
        balances(&carried("{ share = \"25 %\", of = \"granted\" }", "", "02-15 00:00")),
        &[
            "hours 2026-01: 14400 granted, 0 used, 3600 carried, 10800 expired, 0 left",
            "hours 2026-02: 14400 granted, 3600 brought, 0 used, 0 expired, 18000 left",
        ],
    );
    check(
        balances(&carried("{ periods = 2, cap = \"5 h\" }", "", "03-15 00:00")),
        &[
            "hours 2026-01: 14400 granted, 0 used, 14400 carried, 0 expired, 0 left",
            "hours 2026-02: 14400 granted, 0 used, 3600 carried, 10800 expired, 0 left",
            "hours 2026-02/2026-03: 0 granted, 14400 brought, 0 used, 0 expired, 14400 left",
            "hours 2026-03: 14400 granted, 0 used, 0 expired, 14400 left",
            "hours 2026-03/2026-04: 0 granted, 3600 brought, 0 used, 0 expired, 3600 left",
        ],
    );
    let whole = carried("{ periods = \"unlimited\" }", "", "03-15 00:00");
    assert_eq!(balances(&whole)[3], "hours: 0 granted, 28800 brought, 0 used, 0 expired, 28800 left");
    // It ends with the contract.
    let ended = carried("true", "02-20 10:00 cancel end=2026-03-01", "03-15 00:00");
    assert_eq!(balances(&ended)[1], "hours 2026-02: 14400 granted, 14400 brought, 0 used, 28800 expired, 0 left");
}

#[test]
fn carrying_over_may_need_something() {
    let mut s = plan(
        &format!("{MONTHLY}\ncarry-over = {{ when = {{ option = \"monthly\" }}, told = {{ check-in = \"held\" }} }}"),
        "hours = \"1 h / month\"",
    );
    let contract =
        json!({"plan": "basic", "options": ["monthly"], "start": "2026-01-15", "facts": {"check-in": "held"}});
    let outcome = story(
        &mut s,
        &contract,
        r#"02-10 10:00 fact ticket=null check-in=held; 04-10 10:00 fact ticket=null check-in=held; 04-11 10:00 change options=[]"#,
        "05-15 00:00",
    );
    let carried: Vec<bool> =
        outcome["balances"].as_array().unwrap().iter().map(|one| one["carried_s"] == HOUR).collect();
    assert_eq!(carried, [false, true, false, false, false]);
}

#[test]
fn a_late_usage_takes_back_what_was_carried_over() {
    let mut s = plan(&format!("{MONTHLY}\ncarry-over = true"), "hours = \"2 h / month\"");
    let events = "01-20 10:00 log duration_s=3600; 02-10 10:00 log duration_s=1800; 01-21 10:00 log duration_s=3600 recorded_at=\"2026-03-02T10:00:00+01:00\"";
    let outcome = run(&mut s, events, "04-01 00:00");
    check(
        usage(&outcome),
        &["0: hours 2026-01 3600 = 0.00", "1: hours 2026-02 1800 = 0.00", "2: hours 2026-01 1800 = 30.00"],
    );
    check(
        balances(&outcome)[..2].to_vec(),
        &[
            "hours 2026-01: 7200 granted, 5400 used, 1800 carried, 0 expired, 0 left",
            "hours 2026-02: 7200 granted, 1800 brought, 1800 used, 7200 carried, 0 expired, 0 left",
        ],
    );
}

#[test]
fn the_next_period_may_be_borrowed() {
    let borrow = format!("{MONTHLY}\nborrow = {{ share = \"50 %\", when = {{ payment = \"yearly\" }} }}");
    let mut s = plan(&borrow, "hours = \"2 h / month\"");
    let events = "01-20 10:00 log duration_s=12600; 02-10 10:00 log duration_s=3600";
    let outcome = told(&mut s, &json!({"payment": "yearly"}), events, "03-01 00:00");
    check(usage(&outcome), &["0: hours 2026-01 7200 + hours 2026-02 3600 = 30.00", "1: hours 2026-02 3600 = 0.00"]);
    // Who does not pay by the year cannot; and of a month that never comes nothing can be taken.
    let outcome = told(&mut s, &json!({"payment": "monthly"}), events, "03-01 00:00");
    assert_eq!(outcome["usage"][0]["amount"], "90.00");
    let left = told(
        &mut s,
        &json!({"payment": "yearly"}),
        &format!("{events}; 01-25 10:00 cancel end=2026-02-01"),
        "03-01 00:00",
    );
    assert_eq!(left["usage"][0]["amount"], "90.00");
    // Before February begins it is no balance, but what was taken of it is.
    let early = told(&mut s, &json!({"payment": "yearly"}), events, "01-25 00:00");
    assert_eq!(balances(&early)[1], "hours 2026-02: 7200 granted, 3600 used, 0 expired, 3600 left");
    let mut s = plan(&format!("{MONTHLY}\nborrow = {{ limit = \"30 min\", periods = 2 }}"), "hours = \"2 h / month\"");
    check(
        usage(&run(&mut s, events, "03-01 00:00")),
        &["0: hours 2026-01 7200 + hours 2026-02 1800 + hours 2026-03 1800 = 30.00", "1: hours 2026-02 3600 = 0.00"],
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
fn two_allowances_may_end_together() {
    let more = "[allowance.cases]\nname = \"Cases\"\nunit = \"incidents\"\nexpires = \"end-of-period\"\n";
    let rules = format!("{MONTHLY}\nends-with = [\"cases\"]");
    let mut s = only(written(&file(more, &rules, "hours = \"3 h / month\", cases = \"2 incidents / month\"")));
    let events = "01-20 10:00 log ticket=a duration_s=600; 01-20 11:00 log ticket=a duration_s=600; 01-20 12:00 log ticket=b duration_s=600; 01-20 13:00 log ticket=c duration_s=600; 01-20 14:00 log ticket=a duration_s=36000";
    let outcome = run(&mut s, events, "02-01 00:00");
    check(
        usage(&outcome),
        &[
            "0: hours 2026-01 600 + cases 2026-01 1 = 0.00",
            "1: hours 2026-01 600 = 0.00",
            "2: hours 2026-01 600 + cases 2026-01 1 = 0.00",
            "3:  = 10.00",
            "4: hours 2026-01 9000 = 450.00",
        ],
    );
}

#[test]
fn at_zero_it_is_charged_asked_or_stopped() {
    let at_zero = |word: &str| {
        plan(&format!("{MONTHLY}\nat-zero = \"{word}\"\nalerts = [\"50 %\", \"100 %\"]"), "hours = \"1 h / month\"")
    };
    let events = "01-20 10:00 log duration_s=2400 ticket=a; 01-20 11:00 log duration_s=2400 ticket=a";
    let outcome = run(&mut at_zero("charge"), events, "02-01 00:00");
    check(usage(&outcome), &["0: hours 2026-01 2400 = 0.00", "1: hours 2026-01 1200 = 20.00"]);
    check(notices(&outcome), &["0 alert 50 hours", "1 alert 100 hours"]);
    let outcome = run(&mut at_zero("ask"), events, "02-01 00:00");
    check(usage(&outcome), &["0: hours 2026-01 2400 = 0.00", "1: hours 2026-01 1200 = 0.00"]);
    check(lines(&outcome), &[]);
    // The consent is told in the next month: billed there, once.
    let late = run(&mut at_zero("ask"), &format!("{events}; 02-03 10:00 fact ticket=a consent=true"), "03-01 00:00");
    check(lines(&late), &["2026-02: Correction: Work, 20 Jan 2026, 20/60 hour, 20.00"]);
    let outcome = run(&mut at_zero("stop"), events, "02-01 00:00");
    check(notices(&outcome), &["0 alert 50 hours", "1 alert 100 hours", "1 stop hours"]);
    assert_eq!(outcome["usage"][1]["amount"], "0.00");
}

#[test]
fn little_left_means_buying_more() {
    let packs = "[pack.two]\nname = \"Two hours\"\nprice = \"90.00 EUR\"\nallowance = \"hours\"\nquantity = \"2 h\"\n";
    let refill = |at_once: bool| {
        let rules = format!(
            "unit = \"hours\"\nexpires = \"never\"\nrefill = {{ below = \"1 h\", pack = \"two\", at-once = {at_once} }}"
        );
        only(written(&file(packs, &rules, "hours = \"2 h at start\"")))
    };
    let events = "01-20 10:00 log duration_s=3600; 01-21 10:00 log duration_s=1800";
    let outcome = run(&mut refill(true), events, "02-01 00:00");
    check(balances(&outcome), &["hours: 14400 granted, 5400 used, 0 expired, 9000 left"]);
    check(lines(&outcome), &["2026-01: Top-up of “Hours”, 21 Jan 2026, 1 piece, 90.00"]);
    check(notices(&outcome), &["1 bought hours"]);
    check(notices(&run(&mut refill(false), events, "02-01 00:00")), &["1 top-up hours"]);
}

#[test]
fn spending_earns() {
    let rules =
        "unit = \"incidents\"\nexpires = \"never\"\nearn = { quantity = \"1 incident\", per = 100, of = \"spend\" }";
    let mut s = plan(rules, "hours = \"2 incidents at start\"");
    let events = "01-20 10:00 count base=spend quantity=\"99.99\"; 01-21 10:00 count base=spend quantity=\"250\"; 01-22 10:00 count base=spend quantity=\"299\"";
    check(balances(&run(&mut s, events, "02-01 00:00")), &["hours: 4 granted, 0 used, 0 expired, 4 left"]);
}

#[test]
fn unlimited_may_still_be_more_than_fair() {
    let rules = "unit = \"tickets\"\nexpires = \"end-of-period\"\nfair-use = \"2 tickets\"";
    let mut s = plan(rules, "hours = \"unlimited\"");
    let events = "01-20 10:00 log ticket=a duration_s=60; 01-20 11:00 log ticket=b duration_s=60; 01-20 12:00 log ticket=c duration_s=60";
    let outcome = run(&mut s, events, "02-01 00:00");
    check(notices(&outcome), &["2 fair-use hours"]);
    assert_eq!(outcome["usage"][2]["amount"], "0.00");
}

#[test]
fn what_is_left_over_is_said() {
    let mut s =
        plan(&format!("{MONTHLY}\nleft-over = \"Used for the agreed maintenance.\""), "hours = \"1 h / month\"");
    let outcome = run(&mut s, "01-20 10:00 log duration_s=600", "02-01 00:00");
    assert_eq!(outcome["notices"][0]["seconds"], 3000);
    assert_eq!(outcome["notices"][0]["why"], "“Hours”: 50 min left over. Used for the agreed maintenance.");
}

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
