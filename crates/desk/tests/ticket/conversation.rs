//! A conversation and its clocks: what starts, stops and moves them.

use desk::Role;
use desk::ticket::{self, State};
use testkit::TestDesk;

use crate::{at, conflict, healthy, wrong_field};

#[test]
fn a_conversation_moves_its_clocks() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let contact = shop.actor();
    let id = desk.opens(&contact, "Filter").id;
    desk.until(at("2026-11-02T10:00:00+01:00"));
    desk.act(&agent, move |act| ticket::note(act, id, "Nur für uns."));
    assert_eq!(desk.clocks(id)[0], "first-response 4 h, due 11-02 13:00, running -, 3600 s", "a note is no answer");
    desk.replies(&agent, id, "Wir sehen nach.");
    assert_eq!(desk.ticket(id).assignee, agent.staff().ok(), "who answers has it");
    assert_eq!(desk.clocks(id)[0], "first-response 4 h, due 11-02 13:00, met 11-02 10:00, 3600 s");

    // Waiting for the customer pauses the resolution; their answer goes on and asks for the next response.
    desk.until(at("2026-11-02T12:00:00+01:00"));
    desk.act(&agent, move |act| ticket::wait(act, id));
    desk.act(&agent, move |act| ticket::wait(act, id));
    assert_eq!(desk.ticket(id).state, State::Waiting);
    assert_eq!(desk.clocks(id)[1], "resolution 9 h, due -, paused -, 10800 s");
    desk.until(at("2026-11-03T10:00:00+01:00"));
    desk.replies(&contact, id, "Hier sind die Angaben.");
    assert_eq!(desk.ticket(id).state, State::Open);
    assert_eq!(desk.ticket(id).waiting_since, at("2026-11-03T10:00:00+01:00"));
    assert_eq!(
        desk.clocks(id),
        [
            "first-response 4 h, due 11-02 13:00, met 11-02 10:00, 3600 s",
            "next-response 4 h, due 11-03 14:00, running -, 0 s",
            "resolution 9 h, due 11-03 16:00, running -, 10800 s",
        ]
    );
    desk.until(at("2026-11-03T11:00:00+01:00"));
    desk.replies(&agent, id, "Gefunden.");
    desk.act(&agent, move |act| ticket::resolve(act, id));
    desk.act(&agent, move |act| ticket::resolve(act, id));
    assert_eq!(desk.clocks(id)[2], "resolution 9 h, due 11-03 16:00, met 11-03 11:00, 14400 s");

    // A customer's reply opens it again; the time between does not count.
    desk.until(at("2026-11-04T10:00:00+01:00"));
    desk.replies(&contact, id, "Es ist wieder da.");
    assert_eq!(desk.ticket(id).state, State::Open);
    assert_eq!(desk.clocks(id)[3], "resolution 9 h, due 11-04 15:00, running -, 14400 s");
    desk.until(at("2026-11-04T11:00:00+01:00"));
    desk.act(&agent, move |act| ticket::close(act, id));
    desk.act(&agent, move |act| ticket::close(act, id));
    let closed = desk.ticket(id);
    assert_eq!(
        (closed.state, closed.resolved_at, closed.closed_at),
        (State::Closed, Some(at("2026-11-04T11:00:00+01:00")), Some(at("2026-11-04T11:00:00+01:00")),)
    );
    assert!(desk.clocks(id)[3].contains("met 11-04 11:00"), "{:?}", desk.clocks(id));
    assert_eq!(conflict(desk.try_act(&agent, move |act| ticket::wait(act, id))).0, "not-open");
    assert_eq!(conflict(desk.try_act(&agent, move |act| ticket::resolve(act, id))).0, "not-open");
    desk.act(&agent, move |act| ticket::reopen(act, id));
    desk.act(&agent, move |act| ticket::reopen(act, id));
    assert_eq!(desk.ticket(id).closed_at, None);
    assert_eq!(
        desk.history(id),
        ["open", "note", "reply", "wait", "reply", "reply", "resolve", "reply", "close", "reopen"],
        "who did what, each once"
    );
    let seen = desk.read(&contact, |view| ticket::page(view, 1));
    assert!(seen.messages.iter().all(|message| message.body != "Nur für uns."), "notes stay inside");
    desk.act(&agent, move |act| ticket::resolve(act, id));
    healthy(&desk);
}

#[test]
fn a_call_about_a_ticket_answers_it() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.until(at("2026-11-02T10:10:00+01:00"));
    let call = desk::call::NewCall {
        contract: shop.contract,
        contact: Some(shop.contact),
        line: "support".to_owned(),
        started_at: at("2026-11-02T10:00:00+01:00"),
        duration_s: 300,
        ticket: Some(id),
        note: String::new(),
        accepted: None,
        unique_key: None,
    };
    desk.act(&agent, move |act| desk::call::log(act, &call));
    assert_eq!(desk.clocks(id)[0], "first-response 4 h, due 11-02 13:00, met 11-02 10:00, 3600 s");
    desk.act(&agent, move |act| ticket::resolve(act, id));
    healthy(&desk);
}

#[test]
fn another_severity_counts_from_the_arrival() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.until(at("2026-11-02T11:00:00+01:00"));
    let set = |severity: &'static str| desk.try_act(&agent, move |act| ticket::change_severity(act, id, severity));
    set("high").unwrap();
    assert_eq!(desk.clocks(id)[0], "first-response 1 h, due 11-02 10:00, breached -, 7200 s");
    set("high").unwrap();
    set("low").unwrap();
    // The breach that had happened stays on record.
    assert_eq!(
        desk.clocks(id)[..2],
        [
            "first-response 4 h, due 11-02 13:00, running -, 7200 s",
            "first-response 1 h, due 11-02 10:00, breached 11-02 10:00, 3600 s",
        ]
    );
    assert_eq!(wrong_field(set("huge")), "severity unknown high, low");
    assert_eq!(desk.history(id).iter().filter(|action| *action == "severity").count(), 2);
    desk.replies(&agent, id, "Da.");
    desk.act(&agent, move |act| ticket::resolve(act, id));
    healthy(&desk);
}

#[test]
fn another_plan_and_the_end_of_the_contract_reach_open_tickets() {
    let desk = TestDesk::sqlite("shop-levels");
    let admin = desk.staff("Bo", Role::Administrator);
    let shop = desk.customer("Nord", "level-2");
    let contract = shop.contract;
    let id = desk.opens(&shop.actor(), "Filter").id;
    let due = |desk: &TestDesk| {
        let rows = desk.read(&admin, |view| ticket::queue(view, ticket::Shelf::Next, None, 10));
        rows[0].next.as_ref().map(|next| (next.target.clone(), next.due))
    };
    assert_eq!(due(&desk), Some(("24 h".to_owned(), at("2026-11-04T15:00:00+01:00"))));
    desk.until(at("2026-11-02T10:00:00+01:00"));
    let change = engine::run::event::Change { plan: Some("level-3".to_owned()), ..Default::default() };
    desk.act(&admin, move |act| desk::contract::change(act, contract, &change));
    assert_eq!(due(&desk), Some(("4 h".to_owned(), at("2026-11-02T13:00:00+01:00"))));
    healthy(&desk);
    desk.replies(&admin, id, "Da.");
    let second = desk.opens(&shop.actor(), "Noch eins").id;
    let change = engine::run::event::Change { plan: Some("level-2".to_owned()), ..Default::default() };
    desk.act(&admin, move |act| desk::contract::change(act, contract, &change));
    desk.act(&admin, move |act| desk::contract::cancel(act, contract, &desk::contract::Cancel::default()));
    healthy(&desk);
    desk.until(at("2026-11-03T08:00:00+01:00"));
    assert_eq!(desk.clocks(second), ["first-response 24 h, due 11-04 16:00, ended 11-03 00:00, 28800 s"]);
    healthy(&desk);
}
