//! Remedies: what is owed when a promise was not kept, once, whatever becomes known when.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{answer, event, head, only, refused, story, written};
use engine::plan::catalogue::Language;
use engine::plan::read;
use engine::plan::show::{comparison, render};
use engine::scenario::Scenarios;
use proptest::prelude::*;
use serde_json::{Value, json};

const TABLES: &str = r#"
[window.always]
name = "Always"
hours = "24/7"

[severity.1]
name = "Down"

[severity.2]
name = "Question"

[allowance.hours]
name = "Hours"
unit = "hours"
expires = "never"

[tariff.work]
name = "Work"
price = "60.00 EUR / h"
burns = ["hours"]
counting = "second"
"#;

fn plan(remedy: &str) -> String {
    format!(
        "{}{TABLES}\n[remedy.r]\nname = \"Credit\"\n{remedy}\n\n[plan.p]\nname = \"Plan\"\nprice = \"100.00 EUR / month\"\nwork = \"work\"\nremedies = [\"r\"]\n\
         targets = [\n  {{ milestone = \"first-response\", within = \"4 h\", window = \"always\" }},\n  {{ milestone = \"resolution\", within = \"24 h\", window = \"always\" }},\n]\n",
        head(r#""none""#, r#"["de", "en"]"#)
    )
}

fn desk(remedy: &str) -> Scenarios {
    only(written(&plan(remedy)))
}

fn contract() -> Value {
    json!({"plan": "p", "start": "2026-10-01"})
}

/// Remedies in short: "2026-11 5 percent -5.00 given 2026-12".
fn owed(outcome: &Value) -> Vec<String> {
    let short = |due: &Value| {
        let text = |name: &str| due.get(name).and_then(Value::as_str).unwrap_or("-").to_owned();
        let about = if due.get("ticket").is_some() { text("ticket") } else { text("period") };
        format!(
            "{about}: {} {} {} {} {}",
            text("quantity"),
            text("unit"),
            text("amount"),
            text("state"),
            text("invoice")
        )
    };
    outcome.get("remedies").and_then(Value::as_array).map(|list| list.iter().map(short).collect()).unwrap_or_default()
}

/// Net of each invoice, and its credit lines: "2026-12 90.00 [-10.00]".
fn invoices(outcome: &Value) -> Vec<String> {
    let list = outcome["invoices"].as_array().unwrap();
    list.iter()
        .map(|invoice| {
            let lines = invoice["lines"].as_array().unwrap();
            let credits = lines.iter().filter(|line| line["text"].as_str().unwrap().contains("Credit"));
            let nets: Vec<&str> = credits.map(|line| line["net"].as_str().unwrap()).collect();
            format!("{} {} {nets:?}", &invoice["from"].as_str().unwrap()[..7], invoice["net"].as_str().unwrap())
        })
        .collect()
}

/// A ticket that is answered and resolved so many hours after it was opened.
fn ticket(id: &str, day: &str, hours: u32, severity: &str) -> String {
    let resolved = format!("{day} {hours:02}:00");
    format!(
        "{day} 00:00 open ticket={id} severity={severity}; {resolved} reply ticket={id}; {resolved} resolve ticket={id};"
    )
}

const GRADED: &str = "measure = \"breaches\"\nmilestones = [\"first-response\"]\n\
    steps = [{ from = 1, credit = \"5 %\" }, { from = 3, credit = \"10 %\" }, { from = 5, credit = \"15 %\" }]";

#[test]
fn breaches_of_a_month_are_credited_on_the_next_invoice() {
    let s = &mut desk(GRADED);
    let three = [ticket("a", "11-03", 5, "1"), ticket("b", "11-04", 5, "1"), ticket("c", "11-05", 6, "2")].concat();
    let outcome = story(s, &contract(), &three, "2027-02-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 10 percent -10.00 given 2026-12"]);
    assert_eq!(
        invoices(&outcome),
        ["2026-10 100.00 []", "2026-11 100.00 []", "2026-12 90.00 [\"-10.00\"]", "2027-01 100.00 []"]
    );
    // In time is in time.
    let outcome = story(s, &contract(), &ticket("a", "11-03", 4, "1"), "2027-01-01 00:00");
    assert!(outcome.get("remedies").is_none());
    // Before the month is over nothing is owed.
    assert!(story(s, &contract(), &three, "11-30 12:00").get("remedies").is_none());
}

#[test]
fn what_becomes_known_late_corrects_the_credit_once() {
    let s = &mut desk(GRADED);
    let mut events: Vec<Value> =
        [ticket("a", "11-03", 5, "1"), ticket("b", "11-04", 5, "1"), ticket("c", "11-05", 6, "2")]
            .concat()
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(event)
            .collect();
    let mut late = event("11-03 02:00 reply ticket=a");
    late["recorded_at"] = answers::at("2027-01-10 10:00").into();
    events.push(late);
    let run = |s: &mut Scenarios, events: &[Value], until: &str| {
        let line = json!({"id": 1, "contract": contract(), "events": events, "until": answers::at(until)});
        answer(s, &line.to_string())
    };
    let outcome = run(s, &events, "2027-03-01 00:00");
    assert_eq!(
        invoices(&outcome),
        [
            "2026-10 100.00 []",
            "2026-11 100.00 []",
            "2026-12 90.00 [\"-10.00\"]",
            "2027-01 105.00 [\"10.00\", \"-5.00\"]",
            "2027-02 100.00 []"
        ]
    );
    assert_eq!(owed(&outcome), ["2026-11: 5 percent -5.00 given 2027-01"]);
    // What was an invoice stays the same invoice.
    let earlier = run(s, &events, "2027-01-01 00:00");
    assert_eq!(earlier["invoices"].as_array().unwrap()[..], outcome["invoices"].as_array().unwrap()[..3]);
}

#[test]
fn a_cause_that_is_found_late_takes_the_credit_back() {
    let s = &mut desk(&format!("{GRADED}\nwhen = {{ cause = \"not customer\" }}"));
    let one = ticket("a", "11-03", 5, "1");
    let events = format!("{one}2027-01-10 10:00 fact ticket=a cause=customer");
    let outcome = story(s, &contract(), &events, "2027-03-01 00:00");
    assert!(outcome.get("remedies").is_none());
    assert_eq!(
        invoices(&outcome)[1..],
        ["2026-11 100.00 []", "2026-12 95.00 [\"-5.00\"]", "2027-01 105.00 [\"5.00\"]", "2027-02 100.00 []"]
    );
    // Found in time, it is never given; found again to be another one, it is given in the end.
    let early = format!("{one}11-20 10:00 fact ticket=a cause=customer;");
    assert!(
        invoices(&story(s, &contract(), &early, "2027-03-01 00:00")).iter().all(|line| line.ends_with("100.00 []"))
    );
    let again = format!("{early}2027-02-05 10:00 fact ticket=a cause=own-defect");
    let outcome = story(s, &contract(), &again, "2027-03-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 5 percent -5.00 given 2027-02"]);
}

#[test]
fn availability_leaves_out_what_was_planned() {
    let remedy = "measure = \"availability\"\nwhen = { cause = \"not maintenance\" }\n\
        steps = [{ below = \"99.9 %\", credit = \"5 %\" }, { below = \"99 %\", credit = \"10 %\" }, { at-most = \"90 %\", credit = \"20 %\" }]";
    let s = &mut desk(remedy);
    let check = |s: &mut Scenarios, events: &str, expect: &[&str]| {
        assert_eq!(owed(&story(s, &contract(), events, "2027-01-01 00:00")), expect, "{events}");
    };
    // November has 43,200 minutes; 43.2 of them are a thousandth.
    check(s, "11-10 10:00 downtime duration_s=2592", &[]);
    check(s, "11-10 10:00 downtime duration_s=2593", &["2026-11: 5 percent -5.00 given 2026-12"]);
    check(s, "11-10 10:00 downtime duration_s=90000 cause=maintenance; 11-11 10:00 downtime duration_s=60", &[]);
    // Outages that overlap count once.
    check(s, "11-10 10:00 downtime duration_s=2000; 11-10 10:10 downtime duration_s=1400", &[]);
    check(s, "11-10 00:00 downtime duration_s=259200", &["2026-11: 20 percent -20.00 given 2026-12"]);
    // Over the end of a month each month has its part: 2 h of October's 745, of November's 720.
    check(
        s,
        "10-31 22:00 downtime duration_s=14400",
        &["2026-10: 5 percent -5.00 given 2026-11", "2026-11: 5 percent -5.00 given 2026-12"],
    );
}

#[test]
fn a_credit_grows_with_the_delay_up_to_its_cap() {
    let remedy = "measure = \"delay\"\nmilestones = [\"resolution\"]\ncap = \"100 %\"\ncumulates = false\n\
        steps = [{ over = \"0 h\", each-started = \"1 h\", credit = \"10 %\" }]";
    let s = &mut desk(remedy);
    let late = |id: &str, end: &str| format!("11-03 00:00 open ticket={id}; {end} resolve ticket={id};");
    let check = |s: &mut Scenarios, events: &str, expect: &[&str]| {
        assert_eq!(owed(&story(s, &contract(), events, "2026-12-01 00:00")), expect, "{events}");
    };
    check(s, &late("a", "11-04 00:00"), &[]);
    check(s, &late("a", "11-04 02:30"), &["a: 30 percent -30.00 given 2026-11"]);
    check(s, &late("a", "11-06 00:00"), &["a: 100 percent -100.00 given 2026-11"]);
    // Several do not add up.
    let two = [late("a", "11-04 02:30"), late("b", "11-04 04:00")].concat();
    check(s, &two, &["a: 30 percent - not-cumulated -", "b: 40 percent -40.00 given 2026-11"]);
}

#[test]
fn fixed_amounts_by_bands_of_delay() {
    let remedy = "measure = \"delay\"\nmilestones = [\"resolution\"]\ncap = \"60.00 EUR\"\n\
        steps = [{ over = \"0 h\", credit = \"25.57 EUR\" }, { over = \"24 h\", credit = \"51.13 EUR\" }]\n\
        weights = [{ when = { severity = \"2\" }, weight = \"0.5\" }]";
    let s = &mut desk(remedy);
    let late = |id: &str, severity: &str, end: &str| {
        format!("11-03 00:00 open ticket={id} severity={severity}; {end} resolve ticket={id};")
    };
    let check = |s: &mut Scenarios, events: &str, expect: &[&str]| {
        assert_eq!(owed(&story(s, &contract(), events, "2026-12-01 00:00")), expect, "{events}");
    };
    check(s, &late("a", "1", "11-05 00:00"), &["a: 25.57 money -25.57 given 2026-11"]);
    check(s, &late("a", "1", "11-05 00:01"), &["a: 51.13 money -51.13 given 2026-11"]);
    check(s, &late("a", "2", "11-05 00:00"), &["a: 12.785 money -12.79 given 2026-11"]);
    let two = [late("a", "1", "11-05 00:01"), late("b", "1", "11-05 00:02"), late("c", "1", "11-05 00:03")].concat();
    check(
        s,
        &two,
        &["a: 51.13 money -51.13 given 2026-11", "b: 8.87 money -8.87 given 2026-11", "c: 0 money - capped -"],
    );
}

#[test]
fn what_must_be_claimed_is_claimed_in_time() {
    let s = &mut desk(&format!("{GRADED}\nclaim-within = \"30 days\""));
    let one = ticket("a", "11-03", 5, "1");
    let run = |s: &mut Scenarios, claim: &str, until: &str| story(s, &contract(), &format!("{one}{claim}"), until);
    assert_eq!(owed(&run(s, "", "12-15 00:00")), ["2026-11: 5 percent - claimable -"]);
    assert_eq!(owed(&run(s, "", "2027-02-01 00:00")), ["2026-11: 5 percent - lapsed -"]);
    let claimed = run(s, "12-31 12:00 claim remedy=r period=2026-11", "2027-02-01 00:00");
    assert_eq!(owed(&claimed), ["2026-11: 5 percent -5.00 given 2026-12"]);
    let late = run(s, "2027-01-01 12:00 claim remedy=r period=2026-11", "2027-02-01 00:00");
    assert_eq!(owed(&late), ["2026-11: 5 percent - lapsed -"]);
    assert_eq!(refused(&late), ["3 Too late: it was possible until 31 Dec 2026"]);
    let nothing = run(s, "12-05 12:00 claim remedy=r period=2026-10", "2027-02-01 00:00");
    assert_eq!(refused(&nothing), ["3 Credit: nothing is owed for it"]);
    let unknown = run(s, "12-05 12:00 claim remedy=x ticket=a", "2027-02-01 00:00");
    assert_eq!(refused(&unknown), ["3 “x” is not in this plan"]);
}

#[test]
fn only_whoever_has_paid_and_only_what_is_worth_it() {
    let s = &mut desk(
        &format!("{GRADED}\nneeds = {{ paid-up = \"yes\" }}\nabove = \"5.00 EUR\"").replace("paid-up", "class"),
    );
    let mut paid = contract();
    paid["facts"] = json!({"class": "yes"});
    let one = ticket("a", "11-03", 5, "1");
    assert_eq!(owed(&story(s, &contract(), &one, "2027-02-01 00:00")), ["2026-11: 5 percent - not-entitled -"]);
    assert_eq!(owed(&story(s, &paid, &one, "2027-02-01 00:00")), ["2026-11: 5 percent 0.00 too-small 2026-12"]);
    let three = [&*one, &*ticket("b", "11-04", 5, "1"), &*ticket("c", "11-05", 5, "1")].concat();
    assert_eq!(owed(&story(s, &paid, &three, "2027-02-01 00:00")), ["2026-11: 10 percent -10.00 given 2026-12"]);
}

#[test]
fn time_days_and_free_work_are_carried_out() {
    let breach = |credit: &str, more: &str| {
        format!(
            "measure = \"breaches\"\nmilestones = [\"first-response\"]\nsteps = [{{ from = 1, credit = \"{credit}\" }}]\n{more}"
        )
    };
    // Two hours in kind: they come on 1 December, and pay for work from then on.
    let s = &mut desk(&breach("2 h", "allowance = \"hours\""));
    let events = format!("{}12-05 10:00 log ticket=a duration_s=10800", ticket("a", "11-03", 5, "1"));
    let outcome = story(s, &contract(), &events, "2027-01-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 7200 second - given -"]);
    assert_eq!(outcome["usage"][0]["amount"], "60.00");
    assert_eq!(outcome["balances"][0]["used_s"], 7200);
    // Three days at the end of a term.
    let s = &mut desk(&breach("3 days", ""));
    let mut fixed = contract();
    fixed["end"] = "2026-12-31".into();
    let asked =
        format!("{}2027-01-02 12:00 open ticket=z; 2027-01-03 12:00 open ticket=y", ticket("a", "11-03", 5, "1"));
    let outcome = story(s, &fixed, &asked, "2027-01-05 00:00");
    let answers: Vec<&str> =
        outcome["verdicts"].as_array().unwrap().iter().map(|verdict| verdict["verdict"].as_str().unwrap()).collect();
    assert_eq!(&answers[1..], ["chargeable", "refused"]);
    // A contract without an end gets as many days of the fee: 3 of 30.
    let outcome = story(s, &contract(), &ticket("a", "11-03", 5, "1"), "2027-01-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 3 day -10.00 given 2026-12"]);
    // Work on a ticket that was answered late costs nothing.
    let s = &mut desk(&breach("work", "per = \"ticket\""));
    let events = |hours| format!("{}11-03 10:00 log ticket=a duration_s=3600", ticket("a", "11-03", hours, "1"));
    assert_eq!(story(s, &contract(), &events(5), "2026-12-01 00:00")["usage"][0]["amount"], "0.00");
    assert_eq!(story(s, &contract(), &events(3), "2026-12-01 00:00")["usage"][0]["amount"], "60.00");
}

#[test]
fn the_right_to_leave_after_two_bad_months() {
    let s = &mut desk(
        "measure = \"share\"\nmilestones = [\"first-response\"]\nafter = 2\nsteps = [{ below = \"95 %\", credit = \"termination\" }]",
    );
    let bad = |month: &str| {
        [
            ticket(&format!("a{month}"), &format!("{month}-03"), 5, "1"),
            ticket(&format!("b{month}"), &format!("{month}-04"), 1, "1"),
        ]
        .concat()
    };
    let check = |s: &mut Scenarios, events: &str, expect: &[&str]| {
        assert_eq!(owed(&story(s, &contract(), events, "2027-02-01 00:00")), expect, "{events}");
    };
    check(s, &bad("11"), &[]);
    check(s, &[bad("10"), bad("12")].concat(), &[]);
    check(s, &[bad("11"), bad("12")].concat(), &["2026-12: 1 termination - given -"]);
}

#[test]
fn a_percentage_is_one_of_the_days_that_were_billed() {
    let s = &mut desk(GRADED);
    // The contract starts in the middle of the month: 15 of 30 days.
    let half = json!({"plan": "p", "start": "2026-11-16"});
    let outcome = story(s, &half, &ticket("a", "11-20", 5, "1"), "2027-01-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 5 percent -2.50 given 2026-12"]);
    // It ends on 15 November, and the credit has an invoice of its own.
    let ended = format!("{}11-15 12:00 cancel", ticket("a", "11-03", 5, "1"));
    let outcome = story(s, &contract(), &ended, "2027-01-01 00:00");
    assert_eq!(invoices(&outcome)[1..], ["2026-11 50.00 []", "2026-12 -2.50 [\"-2.50\"]"]);
    // A free plan from the middle of the month on leaves half of the fee.
    let free = plan(GRADED) + "\n[plan.free]\nname = \"Free\"\nprice = \"free\"\n";
    let s = &mut only(written(&free));
    let changed = format!("{}11-16 00:00 change plan=free", ticket("a", "11-03", 5, "1"));
    let outcome = story(s, &contract(), &changed, "2027-01-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 5 percent -2.50 given 2026-12"]);
}

#[test]
fn the_comparison_says_it() {
    let catalogue = written(&plan(&format!("{GRADED}\nclaim-within = \"30 days\"\ncap = \"12 %\"")));
    let text = render::markdown(&comparison(&catalogue, Language::En)).replace('\u{a0}', " ");
    for words in
        ["If a promise is not kept", "from 3: 10% of the fee", "to be claimed within 30 days", "at most 12% of the fee"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let text = render::markdown(&comparison(&catalogue, Language::De)).replace('\u{a0}', " ");
    assert!(text.contains("verletzte Zusagen (Erste Reaktion) im Monat"), "{text}");
}

#[test]
fn contradictions_are_told_all_at_once() {
    let errors = |remedy: &str| read("test.toml", &plan(remedy)).map(drop).unwrap_err().to_string();
    let check = |remedy: &str, expect: &[&str]| {
        let found = errors(remedy);
        for words in expect {
            assert!(found.contains(words), "{words}\n{found}");
        }
    };
    check("measure = \"breaches\"\nsteps = []", &["a remedy without a step gives nothing"]);
    check(
        "measure = \"breaches\"\nper = \"month\"\nsteps = [{ below = \"9 %\", credit = \"5 %\" }, { from = 1, credit = \"much\" }]",
        &["`below` does not go with what is measured", "`much` is not a credit"],
    );
    check(
        "measure = \"share\"\nper = \"ticket\"\nsteps = [{ below = \"9 %\", credit = \"5 %\" }, { below = \"9 %\", credit = \"5.00 EUR\" }]",
        &["a share is one of a period", "a second step from the same point on", "different kinds of things"],
    );
    check("measure = \"breaches\"\nsteps = [{ from = 1, credit = \"2 h\" }]", &["time is given to an allowance"]);
    check("measure = \"breaches\"\nsteps = [{ from = 1, credit = \"work\" }]", &["work is free on a ticket"]);
    check(
        &format!("{GRADED}\ncap = \"1.00 EUR\"\nafter = 3\nof-last = 2"),
        &["another kind than the credits", "more periods than are looked at"],
    );
    check(&format!("{GRADED}\ncap = \"4 %\""), &["every step gives more than the cap allows"]);
    let free = plan(GRADED).replace("\"100.00 EUR / month\"", "\"free\"");
    let found = read("test.toml", &free).map(drop).unwrap_err().to_string();
    assert!(found.contains("a percentage of the plan's fee, and the plan is free"), "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// In whatever order the events arrive, the same is owed, and the invoices add up to it.
    #[test]
    fn any_order_of_arrival_gives_the_same(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle(), late in 0..12usize) {
        let mut events: Vec<Value> = (1..=4)
            .map(|ix| ticket(&format!("t{ix}"), &format!("11-{:02}", ix * 5), 3 + ix, "1"))
            .collect::<String>()
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(event)
            .collect();
        prop_assert_eq!(events.len(), 12);
        events[late]["recorded_at"] = answers::at("2027-01-20 12:00").into();
        let shuffled: Vec<Value> = order.iter().map(|&ix| events[ix].clone()).collect();
        let s = &mut desk(GRADED);
        let mut run = |events: &[Value]| {
            let line = json!({"id": 1, "contract": contract(), "events": events, "until": answers::at("2027-03-01 00:00")});
            let outcome = answer(s, &line.to_string());
            (owed(&outcome), invoices(&outcome))
        };
        let (owed, billed) = run(&events);
        // Events of one instant are computed as they arrive, and reply and resolve of a ticket are of one instant.
        prop_assert_eq!(&run(&shuffled), &(owed.clone(), billed.clone()));
        let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        let credited: i64 = billed.iter().map(|line| cents(line.split(' ').nth(1).unwrap()) - 10_000).sum();
        let due: i64 = owed.iter().map(|line| cents(line.split(' ').nth(3).unwrap())).sum();
        prop_assert_eq!(credited, due);
    }
}

#[test]
fn best_effort_is_told_and_gives_nothing() {
    let text = plan(GRADED).replace("within = \"4 h\",", "within = \"4 h\", commitment = \"best-effort\",");
    let s = &mut only(written(&text.replace("within = \"24 h\",", "within = \"24 h\", commitment = \"guaranteed\",")));
    let outcome = story(s, &contract(), &ticket("a", "11-03", 5, "1"), "2027-01-01 00:00");
    let clocks = outcome["tickets"]["a"]["milestones"].as_array().unwrap();
    assert_eq!([&clocks[0]["commitment"], &clocks[0]["state"]], ["best-effort", "breached"]);
    assert_eq!(clocks[1]["commitment"], "guaranteed");
    assert!(outcome.get("remedies").is_none());
    let plain = story(&mut desk(GRADED), &contract(), &ticket("a", "11-03", 5, "1"), "2027-01-01 00:00");
    assert!(plain["tickets"]["a"]["milestones"][0].get("commitment").is_none());
    assert_eq!(owed(&plain), ["2026-11: 5 percent -5.00 given 2026-12"]);
}

#[test]
fn an_outage_may_weigh_more() {
    let steps = "measure = \"availability\"\nsteps = [{ below = \"99 %\", credit = \"5 %\" }, { below = \"98 %\", credit = \"10 %\" }]";
    let weighed = format!(
        "{steps}\nweights = [{{ when = {{ cause = \"shop\" }}, weight = \"2\" }}, {{ when = {{ cause = \"wiki\" }}, weight = \"0.5\" }}]"
    );
    let s = &mut desk(&weighed);
    let down =
        |cause: &str, from: &str, hours: u32| format!("11-{from} downtime cause={cause} duration_s={};", hours * 3600);
    let mut credit = |events: &str| {
        let outcome = story(s, &contract(), events, "2027-01-01 00:00");
        outcome.get("remedies").map_or_else(String::new, |list| {
            format!("{} {}", list[0]["percent"].as_str().unwrap(), list[0]["quantity"].as_str().unwrap())
        })
    };
    // November has 720 hours: 7.2 are one per cent.
    assert_eq!(credit(&down("mail", "05 00:00", 9)), "98.75 5");
    assert_eq!(credit(&down("shop", "05 00:00", 9)), "97.5 10");
    assert_eq!(credit(&down("wiki", "05 00:00", 9)), "");
    // Where they overlap, the heaviest counts: 2 x 4 + 1 x 5.
    assert_eq!(
        credit(&(down("mail", "05 00:00", 9) + &down("shop", "05 05:00", 4) + &down("wiki", "05 00:00", 9))),
        "98.194444 5"
    );
}

#[test]
fn what_is_credited_may_be_agreed_or_not_be_said() {
    let steps = |credit: &str| {
        format!(
            "measure = \"breaches\"\nmilestones = [\"first-response\"]\nsteps = [{{ from = 1, each = 1, credit = \"{credit}\" }}]\ncap = \"15 %\""
        )
    };
    let two = [ticket("a", "11-03", 5, "1"), ticket("b", "11-04", 5, "1")].concat();
    let s = &mut desk(&steps("as-agreed"));
    let with = |agreed: Value| json!({"plan": "p", "start": "2026-10-01", "facts": {"agreed": agreed}});
    let open = story(s, &contract(), &two, "2027-01-01 00:00");
    assert_eq!(owed(&open), ["2026-11: 1 as-agreed - given -"]);
    assert_eq!(open["remedies"][0]["credit"], "as agreed");
    assert_eq!(invoices(&open)[2], "2026-12 100.00 []");
    let outcome = story(s, &with(json!({"remedy.r": "4 %"})), &two, "2027-01-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 8 percent -8.00 given 2026-12"]);
    let outcome = story(s, &with(json!({"remedy.r": "10 %"})), &two, "2027-01-01 00:00");
    assert_eq!(owed(&outcome), ["2026-11: 15 percent -15.00 given 2026-12"]);
    let line = json!({"id": 1, "contract": with(json!({"remedy.r": "work"})), "events": [], "until": answers::at("11-12 10:00")});
    assert!(answer(s, &line.to_string())["error"]["message"].as_str().unwrap().contains("how much is given"));
    let s = &mut desk(&steps("not-stated"));
    assert_eq!(owed(&story(s, &contract(), &two, "2027-01-01 00:00")), ["2026-11: 1 not-stated - given -"]);
}
