//! Which ticket a mail belongs to, and what is made of mail that belongs to none.

use std::collections::BTreeMap;

use desk::licence::{self, NewLicence};
use desk::ticket::{self, About, State};
use desk::{Actor, Role, outbox, release};
use engine::run::outcome::Answer;
use jiff::SignedDuration;
use testkit::TestDesk;

use crate::{DESK, became, mail, takes};

#[test]
fn a_mail_of_a_contact_opens_a_ticket_with_a_receipt() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    assert_eq!(
        takes(&desk, &mail("Nord <INFO@nord.example>", "Filter", "a1@nord.example", "", "Seit heute.")),
        "opened 1"
    );
    let page = desk.read(&Actor::Operator, |view| ticket::page(view, 1));
    assert_eq!((page.ticket.contact, page.ticket.answer), (Some(shop.contact), Answer::Covered));
    assert_eq!(page.messages[0].body, "Seit heute.");
    let news = desk.news();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].subject, "[#1] Filter");
    assert_eq!(news[0].in_reply_to, ["a1@nord.example"]);
    assert!(
        news[0]
            .text
            .contains("Zugesagt ist: erste Antwort innerhalb von 4 h Servicezeit, bis Montag, 02.11.2026, 13:00"),
        "{}",
        news[0].text
    );
}

#[test]
fn an_answer_finds_its_ticket_by_token_by_reference_or_by_number_of_a_participant() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let (shop, _other) = (desk.customer("Nord", "full"), desk.customer("Sued", "full"));
    let id = desk.opens(&shop.actor(), "Filter").id;
    let token = desk.ticket(id).token;
    desk.replies(&agent, id, "Welche Version?");
    desk.jobs();
    let ours = desk.news().into_iter().find(|mail| mail.text.contains("Welche")).unwrap().message_id.unwrap();
    let nord = "info@nord.example";

    let plus = DESK.replace('@', &format!("+{token}@"));
    let by_token = mail(nord, "Ganz anderer Betreff", "b1@nord.example", &format!("Cc: {plus}"), "Version 3.");
    assert_eq!(takes(&desk, &by_token), "continued 1");
    let reference = mail(nord, "Noch anders", "b2@nord.example", &format!("In-Reply-To: <{ours}>"), "Und 4.");
    assert_eq!(takes(&desk, &reference), "continued 1");
    // A mail that answers the customer's own mail belongs to it too.
    let chain = mail(nord, "Weiter", "b3@nord.example", "References: <unknown@x.example> <b2@nord.example>", "Und 5.");
    assert_eq!(takes(&desk, &chain), "continued 1");
    assert_eq!(takes(&desk, &mail(nord, "AW: [#1] Filter", "b4@nord.example", "", "Und 6.")), "continued 1");
    // The number alone proves nothing: another customer's contact opens a ticket of their own, a stranger none.
    assert_eq!(takes(&desk, &mail("info@sued.example", "AW: [#1] Filter", "c1@sued.example", "", "Hallo")), "opened 2");
    assert_eq!(takes(&desk, &mail("x@fremd.example", "AW: [#1] Filter", "d1@fremd.example", "", "Hallo")), "stranger");
    // Whoever was given the token may write, and is shown as who they are.
    let given = mail("Kollegin <k@fremd.example>", "Re", "d2@fremd.example", &format!("Cc: {plus}"), "Ich helfe mit.");
    assert_eq!(takes(&desk, &given), "continued 1");
    let page = desk.read(&Actor::Operator, |view| ticket::page(view, 1));
    let last = page.messages.last().unwrap();
    assert_eq!((last.author_kind, last.author.as_str()), (ticket::AuthorKind::Sender, "Kollegin"));
    assert_eq!(page.messages.len(), 7);
}

#[test]
fn a_customers_mail_opens_what_was_done_again() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.act(&agent, move |act| ticket::close(act, id));
    desk.pass(SignedDuration::from_mins(5));
    assert_eq!(takes(&desk, &mail("info@nord.example", "[#1]", "e1@nord.example", "", "Doch nicht.")), "continued 1");
    assert_eq!(desk.ticket(id).state, State::Open);
}

#[test]
fn a_stranger_is_answered_once_a_day() {
    let desk = TestDesk::promising();
    let hello = |number: u32, from: &str| {
        mail(from, "Hallo", &format!("s{number}@fremd.example"), "", &format!("Nr. {number}"))
    };
    assert_eq!(takes(&desk, &hello(1, "x@fremd.example")), "stranger");
    let news = desk.news();
    assert_eq!((news.len(), news[0].to[0].address.as_str()), (1, "x@fremd.example"));
    assert_eq!(news[0].in_reply_to, ["s1@fremd.example"]);
    assert!(news[0].text.contains("gehört zu keinem Ansprechpartner") && news[0].text.contains("does not belong"));
    assert_eq!(takes(&desk, &hello(2, "X@Fremd.example")), "stranger");
    assert_eq!(desk.news().len(), 0, "the same address, however it is written");
    assert_eq!(takes(&desk, &hello(3, "y@fremd.example")), "stranger");
    assert_eq!(desk.news().len(), 1);
    desk.pass(SignedDuration::from_hours(25));
    assert_eq!(takes(&desk, &hello(4, "x@fremd.example")), "stranger");
    assert_eq!(desk.news().len(), 1);
    assert_eq!(desk.rows("select count(*) from ticket"), ["0"]);
    assert_eq!(desk.rows("select count(*) from mail where state = 'ignored'"), ["4"], "all of them stay in the list");
}

#[test]
fn a_refused_sender_gets_the_sentence_and_the_ticket_stays_closed() {
    let desk = TestDesk::promising();
    let admin = desk.staff("Bo", Role::Administrator);
    let shop = desk.customer("Nord", "free");
    let contract = shop.contract;
    desk.act(&admin, move |act| desk::contract::cancel(act, contract, &desk::contract::Cancel::default()));
    desk.pass(SignedDuration::from_hours(48));
    assert_eq!(takes(&desk, &mail("info@nord.example", "Hilfe", "r1@nord.example", "", "Bitte")), "refused 1");
    let page = desk.read(&Actor::Operator, |view| ticket::page(view, 1));
    assert_eq!((page.ticket.state, page.ticket.answer), (State::Closed, Answer::Refused));
    let news = desk.news();
    assert_eq!(news.len(), 1);
    assert!(news[0].text.contains("zu Ihrer Anfrage „Hilfe“:"), "{}", news[0].text);
    assert!(news[0].text.contains("kein laufender Supportvertrag"), "{}", news[0].text);
}

#[test]
fn who_has_no_licence_is_told_to_name_one() {
    let desk = TestDesk::sqlite("module-licences");
    let mine = desk.customer("Nord", "standard");
    let asks = |id: &str| {
        mail("info@nord.example", "Zahlung", id, "", "Sie bricht ab.").replace("shop-levels", "module-licences")
    };
    let buys = |key: &str, source: licence::Channel| {
        let licence = NewLicence {
            customer: mine.id,
            contract: Some(mine.contract),
            key: key.to_owned(),
            product: "payment-module".to_owned(),
            source,
            purchased_on: "2026-10-01".parse().unwrap(),
        };
        desk.act(&Actor::Operator, move |act| licence::create(act, &licence));
    };
    buys("L-1", licence::Channel::Unknown);
    buys("L-2", licence::Channel::Unknown);
    assert_eq!(takes(&desk, &asks("1@nord.example")), "refused 1");
    let told = desk.news().remove(0).text;
    assert!(told.contains("„Zahlung“") && told.contains("Nennen Sie Ihre Lizenz"), "{told}");

    buys("L-3", licence::Channel::Partner);
    assert_eq!(takes(&desk, &asks("2@nord.example")), "opened 2");
    assert!(!desk.news().remove(0).text.contains("Nennen Sie"));

    // No mail says which version it is about: staff ask, and say it.
    let agent = desk.staff("Ada", Role::Agent);
    let new = release::Release {
        product: "payment-module".to_owned(),
        version: "4.2".to_owned(),
        published_on: "2026-10-02".parse().unwrap(),
        changes: String::new(),
    };
    desk.act(&Actor::Operator, move |act| release::publish(act, &new));
    let says = |version: &str| {
        let about = &desk.read(&agent, |view| ticket::get_by_number(view, 2)).about;
        let about =
            About { version: Some(version.to_owned()), product: Some("payment-module".to_owned()), ..about.clone() };
        desk.act(&agent, move |act| {
            let id = ticket::get_by_number(act, 2)?.id;
            ticket::restate(act, id, &about, &BTreeMap::new())
        });
        desk.jobs();
        desk.news().into_iter().map(|mail| mail.text).collect::<Vec<_>>()
    };
    let old = says("4.1");
    assert!(old.len() == 1 && old[0].contains("Aktualisieren Sie auf 4.2"), "{old:?}");
    let new = says("4.2");
    assert!(new.len() == 1 && !new[0].contains("Aktualisieren"), "{new:?}");
}

#[test]
fn the_same_mail_twice_changes_nothing() {
    let desk = TestDesk::promising();
    desk.customer("Nord", "full");
    let raw = mail("info@nord.example", "Filter", "t1@nord.example", "", "Seit heute.");
    let first = desk.receives(&raw);
    let before = desk.rows("select count(*), max(id) from journal");
    assert_eq!(desk.receives(&raw), first);
    assert_eq!(desk.rows("select count(*), max(id) from journal"), before);
    assert_eq!(desk.rows("select count(*) from message"), ["1"]);
    // Another mailbox is another mail, but the sender's own Message-ID still ties it to its ticket's answers.
    assert_eq!(desk.news().len(), 1);
}

#[test]
fn machines_leave_notes_and_get_no_answer() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.replies(&agent, id, "Welche Version?");
    desk.act(&agent, move |act| ticket::wait(act, id));
    desk.jobs();
    let ours = desk.news().into_iter().find(|mail| mail.text.contains("Welche")).unwrap().message_id.unwrap();
    let away = mail(
        "info@nord.example",
        "Automatische Antwort: Filter",
        "m1@nord.example",
        &format!("In-Reply-To: <{ours}>\nAuto-Submitted: auto-replied"),
        "Ich bin im Urlaub.",
    );
    assert_eq!(takes(&desk, &away), "noted 1");
    let bounce = format!(
        "From: MAILER-DAEMON@mx.example\nTo: {DESK}\nSubject: Undelivered Mail Returned to Sender\n\
         Message-ID: <m2@mx.example>\nMIME-Version: 1.0\nReturn-Path: <>\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
         --b\nContent-Type: text/plain\n\nThe mail could not be delivered.\n\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; info@nord.example\nAction: failed\nStatus: 5.1.1\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ours}>\nSubject: x\n\n--b--\n"
    );
    assert_eq!(takes(&desk, &bounce), "noted 1");
    assert_eq!(desk.ticket(id).state, State::Waiting, "no person has answered");
    // What came back failed, and nothing more goes there.
    let [back] = desk.read(&agent, |view| outbox::list(view, outbox::Shelf::Failed, None, 10)).try_into().unwrap();
    assert!(back.sent_at.is_some() && back.last_answer.as_deref().unwrap().starts_with("5.1.1"), "{back:?}");
    assert!(desk.read(&agent, |view| outbox::blocked(view, "INFO@nord.example")).is_some());
    desk.act(&agent, move |act| outbox::unblock(act, back.id));
    assert_eq!(desk.news().len(), 0);
    let page = desk.read(&agent, |view| ticket::page(view, 1));
    let notes: Vec<&str> = page
        .messages
        .iter()
        .filter(|message| message.kind == ticket::MessageKind::Note)
        .map(|message| message.body.lines().next().unwrap())
        .collect();
    assert_eq!(notes, ["Automatische Antwort / automatic reply", "Unzustellbar / not delivered: info@nord.example"]);
    // What belongs to no ticket is kept and ignored.
    assert_eq!(takes(&desk, &mail("info@nord.example", "Abwesenheitsnotiz", "m3@nord.example", "", "Weg.")), "ignored");
    let list = mail("news@list.example", "Neues", "m4@list.example", "List-Id: <news.list.example>", "Viel.");
    assert_eq!(takes(&desk, &list), "ignored");
    let own = mail("x@fremd.example", "Schleife", "m5@fremd.example", "X-Mainstay-Desk: shop-levels", "Echo");
    assert_eq!(takes(&desk, &own), "ignored");
    assert_eq!(takes(&desk, &mail(DESK, "Schleife", "m6@fremd.example", "", "Echo")), "ignored");
    assert_eq!(desk.news().len(), 0);
    // The next answer to the customer refers to what a person wrote, not to the machine.
    desk.replies(&agent, id, "Noch da?");
    desk.jobs();
    assert_eq!(desk.news()[0].in_reply_to, Vec::<String>::new());
}

#[test]
fn hostile_and_unreadable_mail_is_kept_and_harms_nothing() {
    let desk = TestDesk::promising();
    desk.customer("Nord", "full");
    let id = desk.receives("kein Kopf, nur Text ohne alles");
    let row = became(&desk, id);
    assert_eq!(
        (row.state.as_str(), row.reading.kind.as_str(), row.reading.reason.is_empty()),
        ("unreadable", "unreadable", false)
    );
    let raw = desk.read(&Actor::Operator, move |view| desk::intake::raw(view, id));
    assert_eq!(raw, b"kein Kopf, nur Text ohne alles");
    let long = "x".repeat(6000);
    for (number, raw) in [
        mail("\"N\0ord\" <info@nord.example>", "Nu\0ll", "h\0@nord.example", "", "a\0b"),
        mail(
            "info@nord.example",
            &"ü".repeat(4000),
            &format!("{long}@nord.example"),
            &format!("References: <{long}>"),
            "x",
        ),
        mail("info@nord.example", "", "h3@nord.example", "", ""),
        "From: info@nord.example\n\n".to_owned(),
        mail("", "ohne Absender", "h4@nord.example", "", "wer bin ich"),
        mail(
            "info@nord.example\nBcc: alle@nord.example",
            "=?utf-8?Q?a=0D=0ABcc:_x@y.example?=",
            "h5@nord.example",
            "",
            "x",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let row = became(&desk, desk.receives(&raw));
        assert_ne!(row.state, "stored", "{number}: handled in one way or another");
    }
    assert_eq!(desk.rows("select count(*) from job where attempts > 0"), ["0"]);
    for sent in desk.news() {
        assert_eq!(sent.to.len(), 1);
        assert!(!sent.subject.contains('\n'));
    }
    // Nothing and too much are not taken at all.
    let empty = desk.try_act(&Actor::Operator, |act| desk::intake::accept(act, "pipe", b""));
    assert!(matches!(empty, Err(desk::DeskError::Invalid(_))));
}

#[test]
fn a_mail_that_comes_by_two_ways_is_one_message() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "two_ways")] {
        desk.customer("Nord", "level-3");
        let one = mail("info@nord.example", "Filter", "w1@nord.example", "", "Seit heute.");
        let by = |way: &str, mail: &str| {
            let (way, raw) = (way.to_owned(), mail.as_bytes().to_vec());
            desk.act(&Actor::Operator, move |act| desk::intake::accept(act, &way, &raw));
            desk.jobs();
            let newest = desk.read(&Actor::Operator, |view| desk::intake::list(view, None, 1)).remove(0);
            (newest.reading.outcome.clone(), newest.ticket.map(|id| desk.ticket(id).number))
        };
        assert_eq!(by("support", &one), ("opened".into(), Some(1)));
        // To a second mailbox, and the same mail fetched with another trace of its way.
        assert_eq!(by("sales", &one), ("again".into(), Some(1)));
        assert_eq!(by("support", &format!("Received: from mx2.nord.example\n{one}")), ("again".into(), Some(1)));
        let page = desk.read(&Actor::Operator, |view| ticket::page(view, 1));
        assert_eq!(page.messages.len(), 1);
        assert_eq!(desk.news().len(), 1, "one receipt");
        // Whoever uses a Message-ID twice for different words is heard twice.
        assert_eq!(by("support", &one.replace("Seit heute.", "Seit gestern.")), ("opened".into(), Some(2)));
    }
}
