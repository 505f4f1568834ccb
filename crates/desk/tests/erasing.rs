//! Erasing a person: nothing of them is left anywhere, and every number is.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use desk::customer::NewContact;
use desk::draft::{self, Held, Sending, Sent, Then};
use desk::id::{ContactId, DraftId, TicketId};
use desk::ticket::{self, Later, MessageKind, NewTicket, OnRefusal};
use desk::{Actor, DeskError, Role, article, call, customer, erasure, outbox, rota, session, ticket_field};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use testkit::{TestCustomer, TestDesk};

/// What says who it is, and what only they wrote.
const WORDS: [&str; 10] = [
    "info@nord.example",
    "Kontakt Nord",
    "+49 3641 000000",
    "Quittengelee",
    "Zimtstern",
    "Walnussbaum",
    "Haselmaus",
    "Mirabelle",
    "Sanddorn",
    "q1@nord.example",
];

fn mail(from: &str, id: &str, more: &str, subject: &str, text: &str, file: &str) -> String {
    format!(
        "From: {from}\nTo: support@shop-levels.example\nSubject: {subject}\nMessage-ID: <{id}>\n{more}MIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\
         --b\nContent-Type: text/plain; name=Walnussbaum.txt\n\n{file}\n--b--\n"
    )
}

/// A desk on which a person has left traces wherever one can.
fn lived(desk: &TestDesk) -> (Actor, Actor, TestCustomer, TicketId) {
    let (chief, agent) = (desk.staff("Ada", Role::Administrator), desk.staff("Bea", Role::Agent));
    let shop = desk.customer("Nord", "level-3");
    desk.colleague(shop.contact, "bo@nord.example", "Bo");
    desk.receives(&mail(
        "Kontakt Nord <info@nord.example>",
        "q1@nord.example",
        "Cc: bo@nord.example\n",
        "Zimtstern klemmt sehr",
        "Unser Quittengelee läuft nicht mehr durch.",
        &"Haselmaus ".repeat(20_000),
    ));
    let id = desk.read(&Actor::Operator, |view| ticket::get_by_number(view, 1)).id;
    let field = ticket_field::NewTicketField {
        key: "filiale".to_owned(),
        name: "Filiale".to_owned(),
        kind: ticket_field::Kind::Text,
        choices: Vec::new(),
        product: String::new(),
    };
    desk.act(&chief, move |act| ticket_field::define(act, &field).map(|_| ()));
    desk.act(&agent, move |act| {
        ticket_field::fill(act, id, &BTreeMap::from([("filiale".to_owned(), "bei Mirabelle".to_owned())]))?;
        ticket::note(act, id, "Kontakt Nord rief an, Nummer +49 3641 000000.")?;
        ticket::rename(act, id, "Zimtstern klemmt immer noch")?;
        ticket::add_item(act, id, "INFO@nord.example schreiben")?;
        ticket::add_item(act, id, "Rückruf")
    });
    desk.replies(
        &agent,
        id,
        "Hallo Kontakt Nord,\n\n> Unser Quittengelee läuft nicht mehr durch.\n\nbitte neu starten.",
    );
    desk.jobs();
    desk.act(&agent, move |act| article::draft_from(act, id).map(|_| ()));
    // The answer that came back, and an absence note that led nowhere.
    let ours = desk.news().into_iter().rev().find(|mail| mail.to[0].address.as_str() == "info@nord.example").unwrap();
    let ours = ours.message_id.unwrap();
    desk.receives(&format!(
        "From: mailer-daemon@nord.example\nTo: support@shop-levels.example\nSubject: failed\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nNo.\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; nord.example\n\n\
         Final-Recipient: rfc822; info@nord.example\nAction: failed\nStatus: 5.1.1\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ours}>\n\n--b--\n"
    ));
    desk.receives(&mail(
        "info@nord.example",
        "q2@nord.example",
        "Auto-Submitted: auto-replied\n",
        "Abwesend",
        "Sanddorn pflücken.",
        "-",
    ));
    // A call and a request to be called back.
    let price = desk.read(&shop.actor(), move |view| call::price_now(view, shop.contract, "emergency"));
    let back = rota::NewCallBack {
        contract: shop.contract,
        contact: shop.contact,
        line: "emergency".to_owned(),
        phone: "+49 3641 000000".to_owned(),
        subject: "Quittengelee steht".to_owned(),
        accepted: price.text.clone(),
    };
    desk.act(&shop.actor(), move |act| rota::request(act, &back).map(|_| ()));
    let spoke = call::NewCall {
        contract: shop.contract,
        contact: Some(shop.contact),
        line: "emergency".to_owned(),
        started_at: desk.desk.now() - SignedDuration::from_mins(20),
        duration_s: 600,
        ticket: Some(id),
        note: "Kontakt Nord erklärt den Fehler.".to_owned(),
        accepted: Some(call::AcceptedPrice { at: desk.desk.now(), text: price.text }),
        unique_key: None,
    };
    desk.act(&agent, move |act| call::log(act, &spoke).map(|_| ()));
    // Another ticket, of the portal, split and merged and marked as spam and back.
    let second = desk.opens(&shop.actor(), "Zimtstern Nummer zwei");
    desk.act(&agent, move |act| ticket::merge(act, second.id, id));
    let third = desk.opens(&shop.actor(), "Sanddorn");
    desk.act(&agent, move |act| {
        ticket::mark_spam(act, third.id, Later::Spam)?;
        ticket::assign(act, id, None)
    });
    // Somebody tried to sign in.
    let tried = session::Credentials {
        email: "info@nord.example".to_owned(),
        password: "falsch".to_owned(),
        origin: "192.0.2.7".to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert!(runtime.block_on(session::sign_in(&desk.desk, &tried)).is_err());
    // A reply that waits in the outbox.
    desk.replies(&agent, id, "Noch da, Kontakt Nord?");
    (chief, agent, shop, id)
}

fn erases(desk: &TestDesk, actor: &Actor, contact: ContactId, typed: &str) -> Result<i64, DeskError> {
    let typed = typed.to_owned();
    desk.try_act(actor, move |act| erasure::erase(act, contact, &typed))
}

/// Everything that counts: clocks, due times, usage and what it costs, states, numbers.
fn numbers(desk: &TestDesk) -> Vec<String> {
    let mut all = desk.rows("select * from clock");
    all.sort();
    all.extend(desk.rows("select * from rated_usage order by id"));
    all.extend(
        desk.rows("select id, contract_id, ticket_id, contact_id, kind, at, measured_s from usage_record order by id"),
    );
    all.extend(desk.rows("select * from ticket_event order by id"));
    all.extend(desk.rows(
        "select id, number, token, state, severity, channel, customer_id, contract_id, contact_id, answer, opened_at, due_at, \
         due_milestone, resolved_at, closed_at from ticket order by id",
    ));
    all
}

#[test]
fn nothing_of_an_erased_person_is_left_and_every_number_is() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "erasing")] {
        let (chief, agent, shop, id) = lived(&desk);
        for word in WORDS {
            assert!(!desk.finds(word).is_empty(), "the test has put {word} nowhere");
        }
        let before = numbers(&desk);
        let digests = desk.rows("select mailbox, content_hash from mail order by id").len();
        let extent = desk.read(&chief, move |view| erasure::extent(view, shop.contact)).1;
        assert_eq!((extent.tickets, extent.open, extent.messages, extent.files), (3, 1, 3, 1));
        assert_eq!(erases(&desk, &chief, shop.contact, " INFO@nord.example ").unwrap(), 1);
        for word in WORDS {
            assert_eq!(desk.finds(word), Vec::<String>::new(), "{word}");
        }
        assert_eq!(numbers(&desk), before);
        assert_eq!(desk.rows("select mailbox, content_hash from mail order by id").len(), digests);

        // The ticket reads on, with a number where the person was.
        let page = desk.read(&agent, |view| ticket::page(view, 1));
        assert_eq!(page.ticket.subject, "Gelöscht 1 / erased 1");
        assert_eq!(page.contact, Some(("Gelöscht 1 / erased 1".to_owned(), String::new())));
        let bodies: Vec<&str> = page.messages.iter().map(|message| message.body.as_str()).collect();
        assert!(bodies.contains(&"…") && bodies.iter().any(|body| body.contains("bitte neu starten.")), "{bodies:?}");
        assert!(page.messages.iter().all(|message| message.files.is_empty()));
        // Who is left gets answers; nobody writes to nobody.
        desk.replies(&agent, id, "Und nun?");
        desk.jobs();
        let went: Vec<String> = desk
            .news()
            .iter()
            .flat_map(|mail| mail.to.iter().chain(&mail.cc))
            .map(|to| to.address.to_string())
            .collect();
        assert!(!went.is_empty() && went.iter().all(|to| to == "bo@nord.example"), "{went:?}");
        // The same mail again is known; a new one comes from a stranger.
        let again = desk.receives(&mail("info@nord.example", "q9@nord.example", "", "Neu", "Hallo", "-"));
        let row = desk.read(&Actor::Operator, |view| desk::intake::list(view, None, 1)).remove(0);
        assert_eq!((row.id, row.reading.outcome.as_str()), (again, "stranger"));
        desk.read(&agent, |view| {
            outbox::list(view, outbox::Shelf::Sent, None, 100)?;
            outbox::list(view, outbox::Shelf::Failed, None, 100)
        });
    }
}

#[test]
fn an_erased_person_is_found_no_more() {
    let desk = TestDesk::sqlite("shop-levels");
    let (chief, agent, shop, _) = lived(&desk);
    desk.indexes();
    let hits = |word: &str| {
        let asked = desk::search::Asked { text: word.to_owned(), page: 0, zone: desk::search::Zone::UTC };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(desk::search::find(&desk.desk, agent.clone(), asked)).unwrap();
        found.tickets.len() + found.contacts.len()
    };
    assert!(hits("Quittengelee") > 0 && hits("\"Kontakt Nord\"") > 0);
    erases(&desk, &chief, shop.contact, "info@nord.example").unwrap();
    desk.indexes();
    for word in WORDS {
        assert_eq!(hits(&format!("\"{word}\"")), 0, "{word}");
    }
}

#[test]
fn only_administrators_erase_only_whom_they_name_and_only_once() {
    let desk = TestDesk::sqlite("shop-levels");
    let (chief, agent, shop, _) = lived(&desk);
    let before = numbers(&desk);
    assert!(matches!(erases(&desk, &agent, shop.contact, "info@nord.example"), Err(DeskError::Forbidden)));
    assert!(matches!(erases(&desk, &shop.actor(), shop.contact, "info@nord.example"), Err(DeskError::NotFound)));
    for typed in ["", "info@sued.example", "Kontakt Nord"] {
        let wrong = erases(&desk, &chief, shop.contact, typed);
        assert!(matches!(wrong, Err(DeskError::Invalid(fields)) if fields[0].code == "not-the-address"), "{typed}");
    }
    assert!(!desk.finds("Quittengelee").is_empty() && numbers(&desk) == before, "nothing has changed");
    erases(&desk, &chief, shop.contact, "info@nord.example").unwrap();
    let again = erases(&desk, &chief, shop.contact, "info@nord.example");
    assert!(matches!(again, Err(DeskError::Conflict { code: "erased", .. })), "{again:?}");
    // The next person gets the next number.
    let jo = NewContact {
        customer: shop.id,
        email: "jo@nord.example".to_owned(),
        name: "Jo".to_owned(),
        phone: String::new(),
        language: Language::De,
        password: None,
    };
    let jo = desk.act(&Actor::Operator, move |act| customer::create_contact(act, &jo));
    assert_eq!(erases(&desk, &chief, jo, "jo@nord.example").unwrap(), 2);
}

/// Sends a reply that waits for as long, or for the moment of every reply.
fn waits(desk: &TestDesk, actor: &Actor, ticket: TicketId, body: &str, hours: Option<i64>) -> DraftId {
    let at = hours.map(|hours| desk.desk.now() + SignedDuration::from_hours(hours));
    let (kind, form, body) = (MessageKind::Message, String::new(), body.to_owned());
    let sending = Sending { kind, body, form, seen: None, then: Then::Keep, canned: None, at };
    match desk.act(actor, move |act| draft::send(act, ticket, &sending)) {
        Sent::Waits(id, _) => id,
        other => panic!("{other:?}"),
    }
}

/// What waits on a ticket, for whoever of the staff looks at it.
fn waiting(desk: &TestDesk, actor: &Actor, ticket: TicketId) -> Vec<(String, Option<Held>)> {
    let shown = desk.read(actor, move |view| draft::of_ticket(view, ticket));
    shown.into_iter().map(|one| (one.draft.body, one.draft.held)).collect()
}

#[test]
fn a_reply_that_waits_for_an_erased_person_is_held() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "erasing_held")] {
        let (chief, agent) = (desk.staff("Ada", Role::Administrator), desk.staff("Bea", Role::Agent));
        let shop = desk.customer("Nord", "level-3");
        let bo = desk.colleague(shop.contact, "bo@nord.example", "Bo");
        let jo = desk.colleague(shop.contact, "jo@nord.example", "Jo");
        let opens = |contact, subject: &str| {
            let (subject, body) = (subject.to_owned(), "Bitte ansehen.".to_owned());
            let on_refusal = OnRefusal::Keep;
            let new = NewTicket { contact: Some(contact), subject, body, on_refusal, ..NewTicket::default() };
            desk.act(&Actor::Operator, move |act| ticket::open(act, &new)).id
        };
        let (theirs, merged, others) = (opens(shop.contact, "Zimtstern"), opens(jo, "Sanddorn"), opens(jo, "Quitte"));
        let shared = opens(shop.contact, "Mirabelle");
        for id in [theirs, merged, others, shared] {
            desk.replies(&agent, id, "Wir sehen nach.");
        }
        desk.act(&agent, move |act| {
            ticket::add_participant(act, shared, "bo@nord.example")?;
            ticket::add_participant(act, others, "info@nord.example")
        });
        desk.jobs();
        let _ = desk.news();
        // To them later; in a ticket that was merged into theirs; to them and others; and one that is sent this moment.
        let planned = waits(&desk, &agent, theirs, "Morgen neu.", Some(24));
        waits(&desk, &agent, merged, "Morgen auch.", Some(24));
        waits(&desk, &agent, others, "Für Jo.", Some(24));
        desk.act(&agent, move |act| ticket::merge(act, merged, theirs));
        waits(&desk, &chief, theirs, "Gleich.", None);
        erases(&desk, &chief, shop.contact, "info@nord.example").unwrap();

        let held = |body: &str| (body.to_owned(), Some(Held::Erased));
        let kept = [held("Morgen neu."), held("Gleich."), held("Morgen auch.")];
        assert_eq!(waiting(&desk, &agent, theirs), kept, "at once, and for all staff");
        assert_eq!(waiting(&desk, &agent, others), [("Für Jo.".to_owned(), None)], "somebody is left to read it");
        let page = desk.read(&agent, move |view| {
            let ticket = ticket::get(view, theirs)?;
            ticket::page_of(view, ticket)
        });
        assert!(page.history.iter().any(|entry| entry.action == "hold-reply"));
        desk.pass(SignedDuration::from_hours(48));
        assert_eq!(waiting(&desk, &agent, theirs), kept);
        assert_eq!(desk.rows("select count(*) from job where kind = 'reply'"), ["0"], "nobody tries for ever");
        let went = desk.news();
        let to: Vec<&str> = went.iter().flat_map(|mail| &mail.to).map(|to| to.address.as_str()).collect();
        assert_eq!(to, ["jo@nord.example"]);

        // What is written once they are erased is for those who are left, until nobody is.
        waits(&desk, &agent, shared, "Für Bo.", Some(24));
        desk.pass(SignedDuration::from_hours(24));
        let went = desk.news();
        let to: Vec<&str> = went.iter().flat_map(|mail| &mail.to).map(|to| to.address.as_str()).collect();
        assert_eq!(to, ["bo@nord.example"]);
        waits(&desk, &agent, shared, "Noch etwas für Bo.", Some(24));
        erases(&desk, &chief, bo, "bo@nord.example").unwrap();
        assert_eq!(waiting(&desk, &agent, shared), [held("Noch etwas für Bo.")]);
        // Staff look at it: whoever likes takes it over.
        desk.act(&chief, move |act| draft::take_back(act, theirs, planned));
        assert_eq!(waiting(&desk, &agent, theirs), kept[1..]);
    }
}
