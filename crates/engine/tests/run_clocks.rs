//! Clocks, row by row of the defaults: what starts, stops, pauses and moves them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{clocks, head, only, shipped, story, verdicts, written};
use engine::scenario::Scenarios;
use serde_json::{Value, json};

fn contract(plan: &str) -> Value {
    json!({"plan": plan, "start": "2026-01-01"})
}

/// Checks the clocks of `t1`; `expect` holds one clock a line.
fn check(scenarios: &mut Scenarios, plan: &str, events: &str, until: &str, expect: &str) {
    let outcome = story(scenarios, &contract(plan), events, until);
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(clocks(&outcome), expect, "{plan}: {events}");
}

#[test]
fn hours_count_only_within_the_window() {
    let s = &mut shipped();
    // Wednesday to Friday, 24 hours of nine a day.
    check(
        s,
        "level-2",
        "11-11 10:00 open; 11-11 12:00 reply",
        "12-01 00:00",
        "first-response 24 h, due 11-13 16:00, met 11-11 12:00, 7200 s",
    );
    // Arrives at night and on a Sunday.
    check(s, "level-3", "11-11 23:00 open", "11-12 08:00", "first-response 4 h, due 11-12 13:00, running -, 0 s");
    check(s, "level-3", "11-15 12:00 open", "11-16 09:30", "first-response 4 h, due 11-16 13:00, running -, 1800 s");
    check(s, "level-3", "11-13 16:00 open", "11-14 12:00", "first-response 4 h, due 11-16 11:00, running -, 7200 s");
    // Level 1 promises nothing: no clock, no breach, no "0 h".
    check(s, "level-1", "11-11 10:00 open", "12-01 00:00", "");
}

#[test]
fn holidays_of_the_region_do_not_count() {
    let s = &mut shipped();
    // 31 October is a holiday in Thuringia, in 2025 a Friday; the next working day is Monday.
    check(s, "level-3", "2025-10-30 16:00 open", "2025-10-30 16:00", "");
    let early = json!({"plan": "level-3", "start": "2025-01-01"});
    let outcome = story(s, &early, "2025-10-30 16:00 open", "2025-10-30 17:00");
    assert_eq!(clocks(&outcome), ["first-response 4 h, due 2025-11-03 11:00, running -, 3600 s"]);
    // 24 and 31 December are working days, 25 and 26 and 1 January are not.
    check(s, "level-3", "12-23 16:00 open", "12-23 16:00", "first-response 4 h, due 12-24 11:00, running -, 0 s");
    check(s, "level-3", "12-24 16:00 open", "12-24 16:00", "first-response 4 h, due 12-28 11:00, running -, 0 s");
    check(s, "level-3", "12-31 16:00 open", "12-31 16:00", "first-response 4 h, due 2027-01-04 11:00, running -, 0 s");
}

#[test]
fn used_up_at_closing_is_due_at_closing_and_breached_only_after_the_next_opening() {
    let s = &mut shipped();
    let due = "first-response 4 h, due 11-11 18:00";
    check(
        s,
        "level-3",
        "11-11 14:00 open; 11-11 18:00 reply",
        "11-20 00:00",
        &format!("{due}, met 11-11 18:00, 14400 s"),
    );
    check(
        s,
        "level-3",
        "11-11 14:00 open; 11-12 09:00 reply",
        "11-20 00:00",
        &format!("{due}, met 11-12 09:00, 14400 s"),
    );
    check(
        s,
        "level-3",
        "11-11 14:00 open; 11-12 09:00:01 reply",
        "11-20 00:00",
        &format!("{due}, breached 11-12 09:00:01, 14401 s"),
    );
    // The wall clock passing the due time breaches nothing.
    check(s, "level-3", "11-11 14:00 open", "11-12 08:59", &format!("{due}, warned -, 14400 s"));
    check(s, "level-3", "11-11 14:00 open", "11-12 10:00", &format!("{due}, breached -, 18000 s"));
    check(s, "level-3", "11-11 14:00 open", "11-11 16:59:59", &format!("{due}, running -, 10799 s"));
    check(s, "level-3", "11-11 14:00 open", "11-11 17:00", &format!("{due}, warned -, 10800 s"));
}

#[test]
fn a_response_is_a_persons() {
    let s = &mut shipped();
    let clock = "first-response 4 h, due 11-11 13:00";
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 09:01 reply by=automatic",
        "11-11 10:00",
        &format!("{clock}, running -, 3600 s"),
    );
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 09:30 message; 11-11 09:31 reply by=customer",
        "11-11 10:00",
        &format!("{clock}, running -, 3600 s"),
    );
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 10:00 call line=support duration_s=60 ticket=t1",
        "11-20 00:00",
        &format!("{clock}, met 11-11 10:00, 3600 s"),
    );
    // A call about something else is no response on it.
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 10:00 call line=support duration_s=60",
        "11-11 11:00",
        &format!("{clock}, running -, 7200 s"),
    );
    // The first response never pauses.
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 09:30 pause; 11-12 09:30 resume; 11-12 09:40 reply",
        "11-20 00:00",
        &format!("{clock}, breached 11-12 09:40, 34800 s"),
    );
    // Resolved without an answer: nothing was reached.
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 10:00 resolve",
        "11-20 00:00",
        &format!("{clock}, ended 11-11 10:00, 3600 s"),
    );
    // Reopened, it runs on; what lay between does not count.
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 12:00 reopen; 11-11 13:00 reply",
        "11-20 00:00",
        "first-response 4 h, due 11-11 15:00, met 11-11 13:00, 7200 s",
    );
}

#[test]
fn a_changed_plan_counts_from_arrival_and_keeps_past_breaches() {
    let s = &mut shipped();
    // Level 2's 24 hours become level 3's 4, both from the arrival.
    check(
        s,
        "level-2",
        "11-11 09:00 open; 11-11 11:00 change plan=level-3",
        "11-11 12:00",
        "first-response 4 h, due 11-11 13:00, warned -, 10800 s",
    );
    check(
        s,
        "level-2",
        "11-11 09:00 open; 11-11 15:00 change plan=level-3",
        "11-11 16:00",
        "first-response 4 h, due 11-11 13:00, breached -, 25200 s",
    );
    // The breach under level 3 stays when the contract falls back to level 2.
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 15:00 change plan=level-2; 11-11 16:00 reply",
        "11-20 00:00",
        "first-response 24 h, due 11-13 15:00, met 11-11 16:00, 25200 s
         first-response 4 h, due 11-11 13:00, breached 11-11 13:00, 14400 s",
    );
    // No breach before the change, no record.
    check(
        s,
        "level-3",
        "11-11 09:00 open; 11-11 12:00 change plan=level-2; 11-11 16:00 reply",
        "11-20 00:00",
        "first-response 24 h, due 11-13 15:00, met 11-11 16:00, 25200 s",
    );
    // A change after the answer changes nothing.
    check(
        s,
        "level-2",
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 15:00 change plan=level-3",
        "11-20 00:00",
        "first-response 24 h, due 11-13 15:00, met 11-11 10:00, 3600 s",
    );
    // With the contract the promise ends.
    check(
        s,
        "level-2",
        "11-11 09:00 open; 11-11 15:00 cancel",
        "11-20 00:00",
        "first-response 24 h, due 11-13 15:00, ended 11-12 00:00, 32400 s",
    );
}

#[test]
fn no_valid_request_no_clock() {
    let s = &mut shipped();
    let named = json!({"plan": "maintenance", "start": "2026-01-01", "facts": {"contacts": ["a", "b", "c", "d"]}});
    let outcome = story(s, &named, "11-11 09:00 open channel=email contact=d; 11-11 10:00 reply", "11-20 00:00");
    assert_eq!(verdicts(&outcome), ["refused: contract !contact channel"]);
    assert_eq!(clocks(&outcome), Vec::<String>::new());
    assert_eq!(outcome["refused"], json!([]));
    let outcome = story(s, &named, "11-11 09:00 open channel=email contact=c; 11-11 10:00 reply", "11-20 00:00");
    assert_eq!(clocks(&outcome), ["first-response 8 h, due 11-11 17:00, met 11-11 10:00, 3600 s"]);
}

#[test]
fn an_agreed_target_is_held_beside_the_plans_own() {
    let s = &mut shipped();
    let plus = |facts: Value| json!({"plan": "maintenance", "options": ["response-time-plus"], "start": "2026-01-01", "facts": facts});
    let events = "11-11 09:00 open channel=email contact=a";
    // Not agreed: the option has no clock.
    let outcome = story(s, &plus(json!({})), events, "11-11 10:00");
    assert_eq!(clocks(&outcome), ["first-response 8 h, due 11-11 17:00, running -, 3600 s"]);
    let outcome = story(s, &plus(json!({"agreed": {"target.first-response": "2 h"}})), events, "11-11 10:00");
    assert_eq!(
        clocks(&outcome),
        [
            "first-response 2 h, due 11-11 11:00, running -, 3600 s",
            "first-response 8 h, due 11-11 17:00, running -, 3600 s",
        ]
    );
}

const KINDS: &str = r#"
[window.day]
name = { en = "Day" }
hours = "Mo-Fr 09:00-17:00; PH off"
[window.always]
name = { en = "Always" }
hours = "24/7"
[severity.high]
name = { en = "High" }
[severity.low]
name = { en = "Low" }
[plan.all]
name = { en = "All" }
summary = { en = "All" }
price = "free"
channels = ["email"]
targets = [
  { milestone = "resolution", within = "8 h", window = "day", severities = ["high"] },
  { milestone = "resolution", within = "2 business days", window = "day", severities = ["low"] },
  { milestone = "next-response", within = "2 h", window = "day" },
]
[plan.round]
name = { en = "Round" }
summary = { en = "Round" }
price = "free"
channels = ["email"]
targets = [{ milestone = "resolution", within = "6 h", window = "always" }]
"#;

fn all_kinds() -> String {
    head(r#""DE-TH""#, r#"["en"]"#) + KINDS
}

#[test]
fn resolution_pauses_while_waiting_for_the_customer() {
    let s = &mut only(written(&all_kinds()));
    let open = "11-11 09:00 open severity=high";
    check(s, "all", &format!("{open}; 11-11 11:00 pause"), "11-12 12:00", "resolution 8 h, due -, paused -, 7200 s");
    check(
        s,
        "all",
        &format!("{open}; 11-11 11:00 pause; 11-12 10:00 resume"),
        "11-12 12:00",
        "resolution 8 h, due 11-12 16:00, running -, 14400 s",
    );
    // The customer's message ends the waiting, and begins a next response.
    check(
        s,
        "all",
        &format!("{open}; 11-11 11:00 pause; 11-12 10:00 message"),
        "11-12 11:00",
        "next-response 2 h, due 11-12 12:00, running -, 3600 s
         resolution 8 h, due 11-12 16:00, running -, 10800 s",
    );
    // Reopened: runs on from the arrival, without the time between.
    check(
        s,
        "all",
        &format!("{open}; 11-11 11:00 resolve; 11-13 09:00 reopen; 11-13 10:00 resolve"),
        "11-20 00:00",
        "resolution 8 h, due 11-13 15:00, met 11-13 10:00, 10800 s",
    );
    // Used up before the pause.
    check(
        s,
        "all",
        &format!("{open}; 11-12 10:00 pause"),
        "11-20 00:00",
        "resolution 8 h, due 11-11 17:00, breached -, 32400 s",
    );
    check(
        s,
        "all",
        &format!("{open}; 11-11 17:00 pause"),
        "11-20 00:00",
        "resolution 8 h, due 11-11 17:00, paused -, 28800 s",
    );
    check(
        s,
        "all",
        &format!("{open}; 11-11 10:00 close"),
        "11-20 00:00",
        "resolution 8 h, due 11-11 17:00, ended 11-11 10:00, 3600 s",
    );
}

#[test]
fn next_responses_come_round_again() {
    let s = &mut only(written(&all_kinds()));
    check(
        s,
        "all",
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 10:30 message; 11-11 10:40 message; 11-11 11:30 reply; 11-11 15:30 message",
        "11-11 16:00",
        "next-response 2 h, due 11-11 12:30, met 11-11 11:30, 3600 s
         next-response 2 h, due 11-12 09:30, running -, 1800 s",
    );
    check(
        s,
        "all",
        "11-11 09:00 open; 11-11 10:00 message; 11-11 10:30 pause; 11-11 15:00 resume",
        "11-11 15:30",
        "next-response 2 h, due 11-11 16:30, running -, 3600 s",
    );
}

#[test]
fn a_changed_severity_counts_from_arrival() {
    let s = &mut only(written(&all_kinds()));
    check(
        s,
        "all",
        "11-11 09:00 open severity=low",
        "11-11 10:00",
        "resolution 2 business days, due 11-13 09:00, running -, 3600 s",
    );
    check(
        s,
        "all",
        "11-11 09:00 open severity=low; 11-11 16:00 severity severity=high",
        "11-11 16:30",
        "resolution 8 h, due 11-11 17:00, warned -, 27000 s",
    );
    check(
        s,
        "all",
        "11-11 09:00 open severity=high; 11-12 10:00 severity severity=low",
        "11-12 10:00",
        "resolution 2 business days, due 11-13 09:00, running -, 32400 s
         resolution 8 h, due 11-11 17:00, breached 11-11 17:00, 28800 s",
    );
    // An unknown severity is refused and changes nothing; so is a ticket that was never opened.
    let outcome = story(
        s,
        &contract("all"),
        "11-11 09:00 open severity=high; 11-11 10:00 severity severity=huge; 11-11 11:00 reply ticket=t2; 11-11 12:00 open",
        "11-11 10:00",
    );
    assert_eq!(clocks(&outcome), ["resolution 8 h, due 11-11 17:00, running -, 3600 s"]);
    assert_eq!(answers::refused(&outcome), ["1 There is no severity huge; high, low"]);
    let outcome = story(
        s,
        &contract("all"),
        "11-11 09:00 open severity=high; 11-11 11:00 reply ticket=t2; 11-11 12:00 open",
        "11-12 10:00",
    );
    assert_eq!(answers::refused(&outcome), ["1 Ticket t2 was not open at that time", "2 Ticket t1 is open already"]);
}

#[test]
fn a_restarting_provider_starts_again_at_the_change() {
    let restart = format!("{}\n[choices]\non-change = \"restart\"\n", all_kinds());
    let s = &mut only(written(&restart));
    check(
        s,
        "all",
        "11-11 09:00 open severity=low; 11-11 16:00 severity severity=high",
        "11-11 16:30",
        "resolution 8 h, due 11-12 16:00, running -, 1800 s",
    );
}

#[test]
fn clock_changes_count_in_elapsed_seconds() {
    let s = &mut only(written(&all_kinds()));
    // Six real hours over the night in which an hour is missing, and over the one that has an hour twice.
    check(s, "round", "03-29 00:00 open", "03-29 04:00", "resolution 6 h, due 03-29 07:00, running -, 10800 s");
    check(s, "round", "10-25 00:00 open", "10-25 04:00", "resolution 6 h, due 10-25 05:00, warned -, 18000 s");
}
