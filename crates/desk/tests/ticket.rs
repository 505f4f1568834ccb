//! Tickets: opening with a verdict, the conversation and its clocks, and who may see what.
#![allow(clippy::unwrap_used, clippy::panic)]

use desk::ticket::{self, NewTicket, OnRefusal, State};
use desk::{Actor, DeskError, Role, doctor};
use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use jiff::{SignedDuration, Timestamp};
use testkit::TestDesk;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn request(subject: &str) -> NewTicket {
    NewTicket { subject: subject.to_owned(), body: "Seit heute Morgen.".to_owned(), ..NewTicket::default() }
}

fn healthy(desk: &TestDesk) {
    let report = doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{:#?}", report.differences);
}

fn conflict(result: Result<impl std::fmt::Debug, DeskError>) -> (&'static str, String) {
    match result {
        Err(DeskError::Conflict { code, detail }) => (code, detail),
        other => panic!("{other:?}"),
    }
}

fn wrong_field(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    match result {
        Err(DeskError::Invalid(fields)) => {
            format!("{} {} {}", fields[0].field, fields[0].code, fields[0].detail).trim().to_owned()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contact_learns_the_verdict_before_and_the_promise_after() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    let mut new = request("Filter finden nichts");
    new.severity = Some("high".to_owned());
    let asked = new.clone();
    let preview = desk.read(&shop.actor(), move |view| ticket::preview(view, &asked));
    assert_eq!((preview.answer, preview.contract), (Answer::Covered, Some(shop.contract)));
    assert_eq!(preview.due, Some((at("2026-11-02T10:00:00+01:00"), "1 h".to_owned())));
    assert_eq!(desk.rows("select count(*) from ticket"), ["0"], "a preview writes nothing");

    let opened = desk.act(&shop.actor(), move |act| ticket::open(act, &new));
    assert_eq!((opened.number, opened.answer), (1, Answer::Covered));
    let page = desk.read(&shop.actor(), |view| ticket::page(view, 1));
    assert_eq!((page.messages.len(), page.messages[0].author.as_str()), (1, "Kontakt Nord"));
    assert!(
        page.conditions.iter().all(|condition| condition.holds && !condition.de.is_empty()),
        "{:?}",
        page.conditions
    );
    assert!(page.history.is_empty(), "the journal is for staff");
    assert_eq!(
        desk.clocks(opened.id),
        ["first-response 1 h, due 11-02 10:00, running -, 0 s", "resolution 9 h, due 11-02 18:00, running -, 0 s",]
    );
    let steps = &page.clocks[0].steps;
    assert!(steps.0.len() >= 3 && steps.0.len() == steps.1.len(), "{steps:?}");
    healthy(&desk);
}

#[test]
fn what_is_wrong_with_a_request_is_told_at_its_field() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let other = desk.customer("Sued", "full");
    let try_open = |actor: &Actor, change: &dyn Fn(&mut NewTicket)| {
        let mut new = request("Hilfe");
        change(&mut new);
        wrong_field(desk.try_act(actor, move |act| ticket::open(act, &new)))
    };
    let contact = shop.actor();
    assert_eq!(try_open(&contact, &|new| new.subject = "  \n ".to_owned()), "subject missing");
    assert_eq!(try_open(&contact, &|new| new.subject = "ä".repeat(251)), "subject too-long 250");
    assert_eq!(try_open(&contact, &|new| new.body = String::new()), "body missing");
    assert_eq!(try_open(&contact, &|new| new.severity = Some("huge".to_owned())), "severity unknown high, low");
    assert_eq!(try_open(&contact, &|new| new.contract = Some(other.contract)), "contract unknown");
    assert!(try_open(&contact, &|new| new.about.product = Some("x".to_owned())).starts_with("product unknown"));
    assert_eq!(try_open(&agent, &|_| {}), "contact missing");
    assert_eq!(try_open(&agent, &|new| new.contact = Some(desk::id::ContactId(7))), "contact unknown");
    let stranger = Actor::Sender { address: "x@y.example".to_owned() };
    let new = request("Hilfe");
    assert!(matches!(desk.try_act(&stranger, move |act| ticket::open(act, &new)), Err(DeskError::NotFound)));
    assert_eq!(desk.rows("select count(*) from ticket"), ["0"], "nothing half done");
    assert_eq!(desk.rows("select count(*) from counter where name = 'ticket'"), ["0"], "and no number burnt");
}

#[test]
fn what_the_plan_does_not_take_is_refused_kept_or_answered() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "free");
    let new = request("Am Telefon bitte");
    let (code, sentence) = conflict(desk.try_act(&shop.actor(), move |act| ticket::open(act, &new)));
    assert_eq!(code, "refused", "portal is not in the plan");
    assert!(!sentence.is_empty());
    let mut kept = request("Trotzdem");
    (kept.contact, kept.on_refusal) = (Some(shop.contact), OnRefusal::Keep);
    let kept = desk.act(&agent, move |act| ticket::open(act, &kept));
    assert_eq!((kept.answer, desk.ticket(kept.id).state), (Answer::Refused, State::Open));
    assert_eq!(desk.clocks(kept.id), Vec::<String>::new(), "no valid request, no clock");
    let mut answered = request("Per Telefon");
    (answered.contact, answered.on_refusal) = (Some(shop.contact), OnRefusal::Answer);
    let answered = desk.act(&agent, move |act| ticket::open(act, &answered));
    assert_eq!(desk.ticket(answered.id).state, State::Closed);
    desk.jobs();
    let news = desk.news();
    let refusal = news.iter().find(|mail| mail.subject.contains("Per Telefon")).expect("the sentence is sent");
    assert!(refusal.text.contains("zu Ihrer Anfrage"), "{}", refusal.text);
    assert!(refusal.text.contains("nicht annehmen"), "{}", refusal.text);
    let receipt = news.iter().find(|mail| mail.subject.contains("Trotzdem")).expect("a receipt is sent");
    assert!(!receipt.text.contains("nicht annehmen"), "staff took it: {}", receipt.text);
    // Staff who answer it stop nothing, for nothing runs.
    desk.replies(&agent, kept.id, "Wir sehen es uns an.");
    assert_eq!(desk.clocks(kept.id), Vec::<String>::new());
    healthy(&desk);
}

#[test]
fn a_price_must_be_accepted_before_a_chargeable_request_is_opened() {
    let desk = TestDesk::sqlite("agency-hours");
    let shop = desk.customer("Nord", "on-demand");
    let new = request("Neue Funktion");
    let asked = new.clone();
    let preview = desk.read(&shop.actor(), move |view| ticket::preview(view, &asked));
    assert_eq!(preview.answer, Answer::Chargeable);
    assert!(preview.sentence.0.contains("120"), "{}", preview.sentence.0);
    let asked = new.clone();
    let (code, sentence) = conflict(desk.try_act(&shop.actor(), move |act| ticket::open(act, &asked)));
    assert_eq!((code, sentence), ("price-not-accepted", preview.sentence.1));
    let accepted = NewTicket { accepted: true, ..new };
    assert_eq!(desk.act(&shop.actor(), move |act| ticket::open(act, &accepted)).answer, Answer::Chargeable);
}

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

#[test]
fn assigning_and_renaming_are_for_staff_and_leave_a_trace() {
    let desk = TestDesk::promising();
    let (ada, bo) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Agent));
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    let to = |staff: Option<desk::id::StaffId>| desk.try_act(&ada, move |act| ticket::assign(act, id, staff));
    let bo_id = bo.staff().unwrap();
    to(Some(bo_id)).unwrap();
    to(Some(bo_id)).unwrap();
    assert_eq!(desk.ticket(id).assignee, Some(bo_id));
    to(None).unwrap();
    assert_eq!(wrong_field(to(Some(desk::id::StaffId(1)))), "assignee unknown");
    desk.act(&Actor::Operator, move |act| desk::staff::deactivate(act, bo_id));
    assert_eq!(wrong_field(to(Some(bo_id))), "assignee unknown");
    desk.act(&ada, move |act| ticket::rename(act, id, "Filter finden\nnichts"));
    desk.act(&ada, move |act| ticket::rename(act, id, "Filter finden nichts"));
    assert_eq!(desk.ticket(id).subject, "Filter finden nichts");
    assert_eq!(desk.history(id), ["open", "assign", "assign", "rename"]);
}

#[test]
fn a_foreign_ticket_is_not_there() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let (shop, other) = (desk.customer("Nord", "full"), desk.customer("Sued", "full"));
    let id = desk.opens(&shop.actor(), "Filter").id;
    let stranger = Actor::Sender { address: "x@y.example".to_owned() };
    for actor in [other.actor(), stranger] {
        let gone = |what: &str, result: Result<(), DeskError>| {
            assert!(matches!(result, Err(DeskError::NotFound)), "{actor:?} {what}: {result:?}");
        };
        let read = |read: fn(&mut desk::View<'_, '_>, desk::id::TicketId) -> Result<(), DeskError>| {
            desk.desk.read_blocking(actor.clone(), move |view| read(view, id))
        };
        gone("get", read(|view, id| ticket::get(view, id).map(drop)));
        gone("page", read(|view, _| ticket::page(view, 1).map(drop)));
        gone("deliveries", read(|view, id| desk::outbox::of_ticket(view, id).map(drop)));
        let act = |change: fn(&mut desk::Action<'_, '_>, desk::id::TicketId) -> Result<(), DeskError>| {
            desk.try_act(&actor, move |act| change(act, id))
        };
        let reply = ticket::NewReply { body: "Ich auch".to_owned(), mail: None };
        gone("reply", desk.try_act(&actor, move |act| ticket::reply(act, id, &reply).map(drop)));
        gone("reopen", act(ticket::reopen));
        gone("note", act(|act, id| ticket::note(act, id, "x").map(drop)));
        gone("wait", act(ticket::wait));
        gone("resolve", act(ticket::resolve));
        gone("close", act(ticket::close));
        gone("assign", act(|act, id| ticket::assign(act, id, None)));
        gone("severity", act(|act, id| ticket::change_severity(act, id, "high")));
        gone("rename", act(|act, id| ticket::rename(act, id, "x")));
        gone("fact", act(|act, id| ticket::learn(act, id, "cause", "own-defect", ticket::Since::Now)));
        let (customer, contact) = (shop.id, shop.contact);
        let lists = desk.desk.read_blocking(actor.clone(), move |view| {
            Ok::<_, DeskError>((
                ticket::of_customer(view, customer, None, 10)?.len(),
                ticket::of_contact(view, contact, 10)?.len(),
            ))
        });
        assert_eq!(lists.unwrap(), (0, 0), "{actor:?}");
        gone(
            "queue",
            desk.desk.read_blocking(actor.clone(), |view| ticket::queue(view, ticket::Shelf::Next, None, 10).map(drop)),
        );
        gone("mails", desk.desk.read_blocking(actor.clone(), |view| desk::intake::list(view, None, 10).map(drop)));
    }
    // The contact themselves may answer and reopen, and nothing else.
    let contact = shop.actor();
    assert!(matches!(desk.try_act(&contact, move |act| ticket::close(act, id)), Err(DeskError::NotFound)));
    assert_eq!(desk.history(id), ["open"]);
    desk.act(&agent, move |act| ticket::close(act, id));
    desk.act(&contact, move |act| ticket::reopen(act, id));
    assert_eq!(desk.ticket(id).state, State::Open);
}

#[test]
fn the_queue_is_ordered_by_what_must_be_done_next_and_says_why() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let (full, free) = (desk.customer("Nord", "full"), desk.customer("Sued", "free"));
    let open = |customer: &testkit::TestCustomer, subject: &str, severity: &str| {
        let mut new = request(subject);
        new.severity = Some(severity.to_owned());
        (new.channel, new.contact) = (Channel::Email, Some(customer.contact));
        desk.act(&agent, move |act| ticket::open(act, &new)).id
    };
    open(&free, "ohne Zusage, niedrig", "low");
    desk.pass(SignedDuration::from_mins(1));
    open(&free, "ohne Zusage, hoch", "high");
    open(&full, "niedrig", "low");
    desk.pass(SignedDuration::from_mins(1));
    open(&full, "hoch", "high");
    let answered = open(&full, "beantwortet", "low");
    desk.replies(&agent, answered, "Da.");
    let waiting = open(&full, "wartet", "low");
    desk.act(&agent, move |act| ticket::wait(act, waiting));
    let shelf = |shelf, after: Option<&str>, limit| {
        let after = after.map(str::to_owned);
        desk.read(&agent, move |view| ticket::queue(view, shelf, after.as_deref(), limit))
    };
    let subjects = |rows: &[ticket::QueueRow]| rows.iter().map(|row| row.subject.clone()).collect::<Vec<_>>();
    let all = shelf(ticket::Shelf::Next, None, 50);
    assert_eq!(subjects(&all), ["hoch", "ohne Zusage, hoch", "niedrig", "beantwortet", "ohne Zusage, niedrig"]);
    let next = all[0].next.as_ref().unwrap();
    assert_eq!(
        (next.milestone.as_str(), next.target.as_str(), next.state.as_str()),
        ("first-response", "1 h", "running")
    );
    assert_eq!(next.due, at("2026-11-02T10:02:00+01:00"));
    assert_eq!(
        (all[0].customer.as_str(), all[0].plan.is_empty(), all[0].severity.as_deref()),
        ("Nord", false, Some("high"))
    );
    assert_eq!(all[3].next.as_ref().unwrap().milestone, "resolution", "what is due next, not what was met");
    assert_eq!(all[1].next, None);
    // Page by page it is the same order.
    let mut paged = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let rows = shelf(ticket::Shelf::Next, after.as_deref(), 2);
        let Some(last) = rows.last() else { break };
        after = Some(last.after());
        paged.extend(subjects(&rows));
    }
    assert_eq!(paged, subjects(&all));
    assert_eq!(subjects(&shelf(ticket::Shelf::Waiting, None, 50)), ["wartet"]);
    let me = agent.staff().unwrap();
    assert_eq!(subjects(&shelf(ticket::Shelf::Mine(me), None, 50)), ["beantwortet"]);
    assert_eq!(subjects(&shelf(ticket::Shelf::Unassigned, None, 50)).len(), 4);
    assert_eq!(desk.read(&agent, move |view| ticket::counts(view, me)), [5, 1, 4, 1]);
    let broken =
        desk.desk.read_blocking(agent.clone(), |view| ticket::queue(view, ticket::Shelf::Next, Some("1_x"), 5));
    assert_eq!(wrong_field(broken), "after unknown");
    // What is due soon comes first, as soon as the plan warns of it, and what was missed, and the row says so.
    let lead = || {
        let rows = shelf(ticket::Shelf::Next, None, 50);
        rows.iter()
            .map(|row| format!("{} {}", row.subject, row.next.as_ref().map_or("", |next| &next.state)))
            .collect::<Vec<_>>()
    };
    desk.until(at("2026-11-02T12:00:00+01:00"));
    assert_eq!(lead()[..3], ["hoch breached", "ohne Zusage, hoch ", "niedrig running"]);
    desk.until(at("2026-11-02T12:45:00+01:00"));
    assert_eq!(lead()[..3], ["hoch breached", "niedrig warned", "ohne Zusage, hoch "]);
    desk.until(at("2026-11-02T15:00:00+01:00"));
    let rows = shelf(ticket::Shelf::Next, None, 50);
    assert_eq!(rows[0].next.as_ref().unwrap().state, "breached");
    assert_eq!(subjects(&rows)[..2], ["hoch", "niedrig"]);
    // Done ones: the newest change first.
    for row in &rows[..2] {
        let id = row.id;
        desk.pass(SignedDuration::from_mins(1));
        desk.act(&agent, move |act| ticket::resolve(act, id));
    }
    let resolved = shelf(ticket::Shelf::Resolved, None, 1);
    assert_eq!(subjects(&resolved), ["niedrig"]);
    assert_eq!(subjects(&shelf(ticket::Shelf::Resolved, Some(&resolved[0].after()), 5)), ["hoch"]);
    assert_eq!(shelf(ticket::Shelf::Closed, None, 5), []);
    healthy(&desk);
}
