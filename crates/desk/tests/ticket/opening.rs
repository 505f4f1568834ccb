//! Opening: the verdict before, the promise after, and what is told to whom where the plan does not take it.

use desk::ticket::{self, NewTicket, OnRefusal, State};
use desk::{Actor, DeskError, Role};
use engine::run::outcome::Answer;
use testkit::TestDesk;

use crate::{at, conflict, healthy, request, wrong_field};

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
