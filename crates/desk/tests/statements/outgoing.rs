//! Drives what becomes of mail that goes out.

use std::collections::BTreeMap;
use std::time::Duration;

use desk::acceptance::{self, Decision};
use desk::outbox::{self, Shelf, Template};
use desk::{Actor, Role, intake, setting, signing, ticket};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use testkit::TestDesk;

/// Signs with one key, then with another, and throws both away.
pub fn mails_are_signed(desk: &TestDesk) {
    let made = signing::make(&desk.desk).unwrap();
    let domain = desk.read(&Actor::Operator, signing::list).remove(0).0;
    desk.act(&Actor::Operator, move |act| {
        for _ in 0..2 {
            let key = signing::add(act, &domain, &made)?;
            signing::start(act, key)?;
        }
        for key in signing::list(act)?.remove(0).1 {
            signing::remove(act, key.id)?;
        }
        Ok(())
    });
}

/// A request that is charged, and the link in its receipt.
pub fn prices_are_accepted(desk: &TestDesk) {
    desk.jobs();
    let receipts = desk.news().into_iter().map(|mail| mail.text);
    let mut secrets =
        receipts.filter_map(|text| Some(text.split_once("/accept/")?.1.split_whitespace().next()?.to_owned()));
    let secret = secrets.next().expect("the third request of a month is charged");
    let held = secret.clone();
    let asked = desk.read(&Actor::Operator, move |view| acceptance::asked(view, &held));
    let number = asked.number;
    desk.act(&Actor::Operator, move |act| acceptance::answer(act, &secret, Decision::Declined, &asked.told.de));
    // It turns out to be about something else, and then not: the price that was declined holds again.
    let staff = desk.staff("Angaben", Role::Agent);
    for hosting in ["own", "cloud"] {
        let ticket = desk.read(&staff, move |view| ticket::get_by_number(view, number));
        let facts = BTreeMap::from([("hosting".to_owned(), hosting.to_owned())]);
        desk.act(&staff, move |act| ticket::restate(act, ticket.id, &ticket.about, &facts));
    }
    desk.jobs();
}

/// Has more to send than may go out in a minute.
pub fn mails_wait_for_room(desk: &TestDesk, customer: &Actor) {
    let limit = |most| desk.act(&Actor::Operator, move |act| setting::set(act, setting::MAIL_PER_MINUTE, most));
    limit("1");
    for _ in 0..2 {
        desk.opens(customer, "Grenze");
    }
    desk.jobs();
    limit("");
    desk.pass(SignedDuration::from_mins(1));
}

/// Has a mail server that is so slow that mails taken together are let go but for the first.
pub fn mails_are_let_go(desk: &TestDesk, customer: &Actor) {
    desk.begins_within(Duration::ZERO);
    for _ in 0..2 {
        desk.opens(customer, "Langsam");
    }
    desk.jobs();
    desk.begins_within(Duration::from_secs(60));
}

/// Words a mail, and goes back to what ships.
pub fn mails_are_worded(desk: &TestDesk) {
    for words in ["{{ body }}\n{{ signature }}", ""] {
        desk.act(&Actor::Operator, move |act| outbox::reword(act, Template::Reply, Language::De, words));
        desk.read(&Actor::Operator, |view| outbox::wording(view, Template::Reply, Language::De));
    }
}

/// Looks at every shelf, mends what failed, and lets one mail come back.
pub fn mails_come_back(desk: &TestDesk) {
    let operator = Actor::Operator;
    for shelf in [Shelf::Waiting, Shelf::Failed, Shelf::Sent] {
        for delivery in desk.read(&operator, move |view| outbox::list(view, shelf, None, 2)) {
            desk.read(&operator, move |view| outbox::get(view, delivery.id));
        }
    }
    desk.read(&operator, outbox::counts);
    let [failed] = desk.read(&operator, |view| outbox::list(view, Shelf::Failed, None, 1)).try_into().unwrap();
    desk.act(&operator, move |act| outbox::retry(act, failed.id, Some("neu@kunde.example")));
    let [sent] = desk.read(&operator, |view| outbox::list(view, Shelf::Sent, None, 1)).try_into().unwrap();
    let id = desk.read(&operator, move |view| outbox::get(view, sent.id)).message_id;
    let bounce = format!(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMessage-ID: <zurueck@mx.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\n\n--b--\n"
    );
    desk.act(&operator, move |act| intake::accept(act, "pipe", bounce.as_bytes()));
    desk.jobs();
    desk.act(&operator, move |act| outbox::unblock(act, sent.id));
}
