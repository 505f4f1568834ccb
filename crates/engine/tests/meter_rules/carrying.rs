//! What one period hands to the next, or takes from it.

use serde_json::json;

use crate::answers::{balances, story, usage};
use crate::{HOUR, MONTHLY, check, plan, run, told};

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
