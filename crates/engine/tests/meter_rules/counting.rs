//! What counts, in which unit, how much of it, and when.

use crate::answers::{balances, notices, only, usage, verdicts, written};
use crate::{MONTHLY, check, file, plan, run};

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
fn visits_are_taken_one_by_one() {
    let visits = "unit = \"visits\"\nexpires = \"end-of-period\"\ncounts = { kind = \"visit\" }";
    let mut s = plan(visits, "hours = \"2 visits / year\"");
    let visit = |day: u8| format!("01-{day} 10:00 log duration_s=600 ticket=t{day} kind=visit");
    let events = [visit(20), visit(21), "01-22 10:00 log duration_s=600".to_owned(), visit(23)].join("; ");
    let period = "2026-01-15/2027-01-14";
    check(
        usage(&run(&mut s, &events, "02-01 00:00")),
        &[&format!("0: hours {period} 1 = 0.00"), &format!("1: hours {period} 1 = 0.00"), "2:  = 10.00", "3:  = 10.00"],
    );
}

#[test]
fn a_menu_or_a_weight_may_be_what_a_fact_says() {
    let points = "[unit.point]\nname = \"point\"\nplural = \"points\"\n[fact.effort]\nname = \"Effort\"\n[fact.share]\nname = \"Share\"\n[fact.hard]\nname = \"Hard\"";
    let rules = "unit = \"point\"\nexpires = \"never\"\nmenu = [{ units = \"effort\" }, { when = { hard = \"true\" }, units = 5 }]\nweights = [{ factor = \"share\" }]\ndeduct = \"resolve\"";
    let text = file(points, rules, "hours = \"20 points at start\"");
    let mut scenarios = only(written(&text));
    let events =
        "11-10 10:00 open channel=email ticket=a; 11-10 11:00 fact ticket=a effort=7; 11-10 12:00 resolve ticket=a;
        11-11 10:00 open channel=email ticket=b; 11-11 11:00 fact ticket=b hard=true; 11-11 12:00 resolve ticket=b;
        11-12 10:00 open channel=email ticket=c; 11-12 11:00 fact ticket=c share=0.5; 11-12 12:00 resolve ticket=c";
    let found = run(&mut scenarios, events, "11-20 00:00");
    check(usage(&found), &["0: hours 7 = 0.00", "3: hours 5 = 0.00", "6: hours 0.5 = 0.00"]);
    // A fixed quantity stands in place of weights, and the reasons do not speak of them.
    let whys = found["usage"][0]["why"].to_string();
    assert!(!whys.contains("times"), "{whys}");
}
