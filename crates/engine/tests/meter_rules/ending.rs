//! What happens when little, nothing, or something is left.

use crate::answers::{balances, lines, notices, only, usage, written};
use crate::{MONTHLY, check, file, plan, run, story};
use serde_json::json;

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
fn unlimited_may_still_be_more_than_fair() {
    let rules = "unit = \"tickets\"\nexpires = \"end-of-period\"\nfair-use = \"2 tickets\"";
    let mut s = plan(rules, "hours = \"unlimited\"");
    let events = "01-20 10:00 log ticket=a duration_s=60; 01-20 11:00 log ticket=b duration_s=60; 01-20 12:00 log ticket=c duration_s=60";
    let outcome = run(&mut s, events, "02-01 00:00");
    check(notices(&outcome), &["2 fair-use hours"]);
    assert_eq!(outcome["usage"][2]["amount"], "0.00");
}

#[test]
fn what_was_granted_may_outlive_the_contract() {
    let rules =
        format!("{MONTHLY}\ncarry-over = {{ periods = \"unlimited\" }}\nat-zero = \"stop\"\nafter-end = \"30 days\"");
    let contract = json!({"plan": "basic", "start": "2026-01-01", "end": "2026-03-01"});
    let events = "02-10 10:00 log duration_s=1800; 03-10 10:00 open ticket=a; 03-10 11:00 log ticket=a duration_s=3600; 03-20 10:00 log duration_s=7200; 03-21 10:00 open ticket=b; 03-21 10:00 log duration_s=600; 03-31 10:00 log duration_s=600";
    // An hour a month: 0.5 h of January's are left (the older goes first) and all of February's, 1.5 h at the end of
    // February. In March an hour is used, then half an hour of two, and nothing is left. Nothing is granted for March.
    let mut with = plan(&rules, "hours = \"1 h / month\"");
    let outcome = story(&mut with, &contract, events, "04-15 00:00");
    check(usage(&outcome), &["0: hours 2026-02 1800 = 0.00", "2: hours 3600 = 0.00", "3: hours 1800 = 0.00"]);
    let refused: Vec<i64> =
        outcome["refused"].as_array().unwrap().iter().map(|one| one["event"].as_i64().unwrap()).collect();
    assert_eq!(refused, [5, 6]);
    assert_eq!(outcome["verdicts"][0]["verdict"], "covered", "{outcome}");
    assert_eq!(outcome["verdicts"][1]["verdict"], "refused", "{outcome}");
    // Without the key nothing is left when the contract has ended; on the thirtieth day after it something is, later not.
    let mut without = plan(&rules.replace("\nafter-end = \"30 days\"", ""), "hours = \"1 h / month\"");
    let outcome = story(&mut without, &contract, "03-10 10:00 log duration_s=600", "04-15 00:00");
    assert_eq!(outcome["refused"][0]["event"], 0);
    let edge = "03-30 23:00 log duration_s=600; 03-31 00:00 log duration_s=600";
    let outcome = story(&mut with, &contract, edge, "04-15 00:00");
    check(usage(&outcome), &["0: hours 600 = 0.00"]);
    assert_eq!(outcome["refused"][0]["event"], 1);
}

#[test]
fn what_is_left_over_is_said() {
    let mut s =
        plan(&format!("{MONTHLY}\nleft-over = \"Used for the agreed maintenance.\""), "hours = \"1 h / month\"");
    let outcome = run(&mut s, "01-20 10:00 log duration_s=600", "02-01 00:00");
    assert_eq!(outcome["notices"][0]["seconds"], 3000);
    assert_eq!(outcome["notices"][0]["why"], "“Hours”: 50 min left over. Used for the agreed maintenance.");
}
