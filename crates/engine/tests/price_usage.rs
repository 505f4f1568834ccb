//! Calls, work and items: prices of a ticket, least prices, surcharges, what is free and what only becomes known later.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod priced;

use priced::{check, lines, nets, outcome};
use serde_json::{Value, json};

const WORK: &str = r#"
[fact.planned]
name = "Planned"
[fact.skill]
name = "Skill"
[fact.urgent]
name = "Urgent"
[window.office]
name = "Office"
hours = "Mo-Fr 09:00-17:00; PH off"
"#;

/// A plan with one tariff for work.
fn work(tariff: &str) -> String {
    format!(
        "{WORK}[tariff.work]\nname = \"Work\"\n{tariff}\n[plan.care]\nname = \"Care\"\nprice = \"free\"\nchannels = [\"email\"]\nwork = \"work\"\n"
    )
}

fn net(file: &str, events: &str) -> Vec<String> {
    nets(&outcome(file, &json!({}), "2026-11-01", events, "2027-02-01"))
}

#[test]
fn a_ticket_has_a_price_of_its_own() {
    let file = work("case = \"120.00 EUR\"");
    let opened = "11-10 10:00 open channel=email";
    let found =
        outcome(&file, &json!({}), "2026-11-01", &format!("{opened}; 11-11 10:00 log duration_s=3600"), "2026-12-01");
    check(&lines(&found), "2026-11 Work, Tue 10 Nov 2026, 10:00: 1 piece × 120.00 = 120.00");
    let timed = work("price = \"60.00 EUR / h\"\ncase = \"20.00 EUR\"");
    check(
        &net(&timed, &format!("{opened}; 11-11 10:00 log duration_s=3600; 12-02 10:00 log duration_s=1800")),
        "2026-11 80.00\n2026-12 30.00",
    );
    // By facts: what is urgent costs more.
    let steps = work(
        "case = { steps = [{ when = { severity = \"1\" }, price = \"300.00 EUR\" }, { price = \"100.00 EUR\" }] }",
    )
    .replace("[tariff", "[severity.1]\nname = \"High\"\n[severity.2]\nname = \"Low\"\n[tariff");
    check(&net(&steps, &format!("{opened} severity=1")), "2026-11 300.00");
    // It turns out in December to have been less severe.
    check(
        &net(&steps, &format!("{opened} severity=1; 12-03 10:00 severity severity=2")),
        "2026-11 300.00\n2026-12 -200.00",
    );
}

#[test]
fn tickets_beyond_the_allowance_have_a_price() {
    let file = work("case = \"195.00 EUR\"\nburns = [\"tickets\"]").replace("[plan.care]", "[allowance.tickets]\nname = \"Tickets\"\nunit = \"tickets\"\nexpires = \"end-of-period\"\n[plan.care]\nallowances = { tickets = \"2 tickets / month\" }");
    let events = "11-10 10:00 open ticket=a channel=email; 11-11 10:00 open ticket=b channel=email; 11-12 10:00 open ticket=c channel=email; 11-13 10:00 log ticket=a duration_s=3600; 12-13 10:00 log ticket=c duration_s=3600";
    check(&net(&file, events), "2026-11 195.00");
}

#[test]
fn least_times_and_least_sums() {
    let file = work("price = \"100.00 EUR / h\"\nminimum = \"2 h\"");
    check(&net(&file, "11-10 10:00 log duration_s=1800; 11-11 10:00 log duration_s=9000"), "2026-11 450.00");
    let sum = work("price = \"100.00 EUR / h\"\nminimum = \"55.00 EUR\"");
    check(&net(&sum, "11-10 10:00 log duration_s=1800; 11-11 10:00 log duration_s=3600"), "2026-11 155.00");
    let by_time = work(
        "price = \"100.00 EUR / h\"\nminimum = [{ when = { outside = \"office\" }, at-least = \"4 h\" }, { at-least = \"2 h\" }]",
    );
    check(&net(&by_time, "11-10 10:00 log duration_s=1800; 11-14 10:00 log duration_s=3600"), "2026-11 600.00");
}

#[test]
fn surcharges_by_time_and_by_plan() {
    let file = work(
        "price = \"100.00 EUR / h\"\nsurcharges = [{ when = { outside = \"office\", planned = \"true\" }, percent = \"50 %\", group = \"time\" }, { when = { outside = \"office\" }, percent = \"100 %\", group = \"time\" }, { when = { urgent = \"true\" }, amount = \"400.00 EUR\", once = true }]",
    );
    let hour = |more: &str| format!("11-14 10:00 log duration_s=3600 facts={{{more}}}");
    check(&net(&file, &hour("")), "2026-11 200.00");
    check(&net(&file, &hour("\"planned\":true")), "2026-11 150.00");
    check(&net(&file, "11-13 10:00 log duration_s=3600"), "2026-11 100.00");
    // Once for the ticket.
    let two = "11-12 10:00 log duration_s=3600 facts={\"urgent\":true}; 11-13 10:00 log duration_s=3600 facts={\"urgent\":true}";
    check(&net(&file, two), "2026-11 600.00");
    // A holiday in Thuringia is outside.
    check(&net(&file, "12-25 10:00 log duration_s=3600"), "2026-12 200.00");
}

#[test]
fn holders_of_a_plan_pay_less() {
    let file = work("price = \"120.00 EUR / h\"\ndiscounts = [{ when = { plan = \"care\" }, percent = \"10 %\" }]");
    check(&net(&file, "11-10 10:00 log duration_s=3600"), "2026-11 108.00");
}

#[test]
fn own_defects_are_free_and_unjustified_requests_are_not() {
    let events = "11-10 10:00 open channel=email; 11-11 10:00 log duration_s=3600; 12-04 10:00 fact cause=own-defect";
    let file = work("price = \"100.00 EUR / h\"\nfree = { cause = \"own-defect\" }");
    check(&net(&file, events), "2026-11 100.00\n2026-12 -100.00");
    let customers = work("price = \"100.00 EUR / h\"\ncharge-if = { class = \"unjustified\" }");
    check(&net(&customers, &events.replace("cause=own-defect", "class=unjustified")), "2026-12 100.00");
    check(&net(&customers, events), "");
}

#[test]
fn another_tariff_takes_its_place() {
    let file = work("price = \"100.00 EUR / h\"\ninstead = [{ when = { skill = \"senior\" }, tariff = \"senior\" }]")
        .replace("[plan", "[tariff.senior]\nname = \"Senior\"\nprice = \"150.00 EUR / h\"\n[plan");
    let found = outcome(
        &file,
        &json!({}),
        "2026-11-01",
        "11-10 10:00 log duration_s=3600; 11-11 10:00 log duration_s=7200 facts={\"skill\":\"senior\"}",
        "2026-12-01",
    );
    check(
        &lines(&found),
        "2026-11 Work, 10 Nov 2026: 1 hour × 100.00 = 100.00
         2026-11 Senior, 11 Nov 2026: 2 hour × 150.00 = 300.00",
    );
    // Told in December: the old is taken back, the new is billed.
    let late = "11-10 10:00 log duration_s=3600; 12-05 10:00 fact skill=senior; 12-06 10:00 fact skill=senior";
    check(&net(&file, late), "2026-11 100.00\n2026-12 50.00");
}

#[test]
fn the_level_that_was_delivered_decides_the_price() {
    let file = format!(
        "{}\n[fact.delivered]\nname = \"Delivered\"\nmilestone = \"first-response\"\nlevels = {{ fast = \"4 h\", slow = \"8 h\" }}\notherwise = \"late\"\n",
        work("case = { steps = [{ when = { delivered = \"fast\" }, price = \"200.00 EUR\" }, { when = { delivered = \"slow\" }, price = \"120.00 EUR\" }, { when = { delivered = \"late\" }, price = \"free\" }, { price = \"200.00 EUR\" }] }")
    ).replace("work = \"work\"", "work = \"work\"\ntargets = [{ milestone = \"first-response\", within = \"4 h\", window = \"office\" }]");
    check(&net(&file, "11-10 10:00 open channel=email; 11-10 13:00 reply"), "2026-11 200.00");
    check(&net(&file, "11-10 10:00 open channel=email; 11-10 16:00 reply"), "2026-11 120.00");
    check(&net(&file, "11-10 10:00 open channel=email; 11-12 16:00 reply"), "");
    // Answered after the month's end: billed at the level that was ordered, then taken back.
    check(&net(&file, "11-30 16:00 open channel=email; 12-01 14:00 reply"), "2026-11 200.00\n2026-12 -80.00");
}

#[test]
fn what_came_too_late_is_free() {
    let file = work("price = \"100.00 EUR / h\"\nfree = { attainment = \"breached\" }").replace(
        "work = \"work\"",
        "work = \"work\"\ntargets = [{ milestone = \"resolution\", within = \"8 h\", window = \"office\" }]",
    );
    check(
        &net(&file, "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=3600; 11-10 12:00 resolve"),
        "2026-11 100.00",
    );
    check(
        &net(&file, "11-30 10:00 open channel=email; 11-30 11:00 log duration_s=3600"),
        "2026-11 100.00\n2026-12 -100.00",
    );
}

#[test]
fn an_agreed_rate_beats_the_list() {
    let facts = json!({ "agreed": { "rate.work": "80.00 EUR / h" } });
    let found = outcome(
        &work("price = \"100.00 EUR / h\""),
        &facts,
        "2026-11-01",
        "11-10 10:00 log duration_s=3600",
        "2026-12-01",
    );
    check(&nets(&found), "2026-11 80.00");
}

const ITEMS: &str = r#"
[fact.short-notice]
name = "Short notice"
[item.km]
name = "Travel"
price = "0.40 EUR / km"
free-quantity = "20 / ticket"
[item.trip]
name = "Trip"
price = { steps = [{ when = { quantity = "<= 5" }, price = "30.00 EUR" }, { when = { quantity = "<= 10" }, price = "35.00 EUR" }, { price = { price = "1.00 EUR / trip", floor = "40.00 EUR" } }] }
[item.no-show]
name = "No-show"
price = "50.00 EUR"
free-quantity = "1 / month"
surcharges = [{ when = { short-notice = "true" }, percent = "50 %" }]
[item.part]
name = "Part"
price = "12.50 EUR"
tax = "7 %"
[item.opening]
name = "Opening"
price = "20.00 EUR"
on = "open"
charge-if = { cause = "not own-defect" }
[plan.care]
name = "Care"
price = "free"
channels = ["email"]
"#;

fn items(events: &str) -> Value {
    outcome(ITEMS, &json!({}), "2026-11-01", events, "2027-01-01")
}

#[test]
fn items_by_the_piece_with_what_is_free() {
    let found = items(
        "11-10 10:00 item item=km quantity=35; 11-11 10:00 item item=km quantity=10; 11-12 10:00 item item=km quantity=25 ticket=t2",
    );
    check(
        &lines(&found),
        "2026-11 Travel, 10 Nov 2026: 15 piece × 0.40 = 6.00
         2026-11 Travel, 11 Nov 2026: 10 piece × 0.40 = 4.00
         2026-11 Travel, 12 Nov 2026: 5 piece × 0.40 = 2.00",
    );
    let amounts: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|item| item["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["6.00", "4.00", "2.00"]);
    check(
        &nets(&items(
            "11-10 10:00 item item=trip quantity=4; 11-11 10:00 item item=trip quantity=10; 11-12 10:00 item item=trip quantity=60",
        )),
        "2026-11 125.00",
    );
    check(
        &nets(&items("11-10 10:00 item item=no-show; 11-11 10:00 item item=no-show facts={\"short-notice\":true}")),
        "2026-11 75.00",
    );
}

#[test]
fn an_item_has_its_own_tax() {
    let found = items("11-10 10:00 item item=part quantity=4");
    let tax = &found["invoices"][0]["tax"][0];
    assert_eq!((tax["rate"].as_str(), tax["amount"].as_str()), (Some("7"), Some("3.50")));
}

#[test]
fn opening_a_ticket_costs_something() {
    check(&nets(&items("11-10 10:00 open channel=email; 11-11 10:00 open ticket=t2 channel=email")), "2026-11 40.00");
    check(
        &nets(&items("11-10 10:00 open channel=email; 12-10 10:00 fact cause=own-defect")),
        "2026-11 20.00\n2026-12 -20.00",
    );
    // A request that is not taken costs nothing.
    check(&nets(&items("11-10 10:00 open channel=phone")), "");
}

#[test]
fn one_ticket_gets_a_higher_level() {
    let file = "[window.office]\nname = \"Office\"\nhours = \"Mo-Fr 09:00-17:00\"\n[fact.level]\nname = \"Level\"\n[item.now]\nname = \"At once\"\nprice = \"290.00 EUR\"\nsets = { level = \"now\" }\n[plan.care]\nname = \"Care\"\nprice = \"free\"\nchannels = [\"email\"]\ntargets = [{ milestone = \"first-response\", within = \"8 h\", window = \"office\" }, { milestone = \"first-response\", within = \"1 h\", window = \"office\", when = { level = \"now\" } }]\n";
    let found = outcome(
        file,
        &json!({}),
        "2026-11-01",
        "11-10 10:00 open channel=email; 11-10 10:00 item item=now",
        "2026-12-01",
    );
    check(&nets(&found), "2026-11 290.00");
    assert!(
        answers::clocks(&found)[0].starts_with("first-response 1 h, due 11-10 11:00"),
        "{:?}",
        answers::clocks(&found)
    );
}

#[test]
fn what_is_not_known_is_refused() {
    let found = items("11-10 10:00 item item=moon");
    assert_eq!(answers::refused(&found), ["0 There is no item “moon”"]);
}
