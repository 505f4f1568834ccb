//! Mail that goes out: what it says, to whom, and how often it is tried.

use desk::outbox::{self, Outcome, Shelf};
use desk::{Actor, Role};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use mail::{SmtpSettings, Transport};
use testkit::TestDesk;

use crate::{DESK, mail, takes};

#[test]
fn a_reply_carries_what_threads_it() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "full");
    assert_eq!(takes(&desk, &mail("info@nord.example", "Filter", "a1@nord.example", "", "Seit heute.")), "opened 1");
    let receipt = desk.news().remove(0);
    let ticket = desk.read(&agent, |view| desk::ticket::get_by_number(view, 1));
    desk.replies(&agent, ticket.id, "Welche Version?\n\nGrüße");
    desk.jobs();
    let reply = desk.news().remove(0);
    assert_eq!(reply.subject, "[#1] Filter");
    assert_eq!(reply.from.as_ref().unwrap().address.as_str(), DESK);
    assert_eq!(reply.reply_to[0].address.as_str(), DESK.replace('@', &format!("+{}@", ticket.token)));
    assert_eq!(
        (reply.in_reply_to.clone(), reply.references.clone()),
        (vec!["a1@nord.example".to_owned()], vec!["a1@nord.example".to_owned()])
    );
    let (first, second) = (receipt.message_id.unwrap(), reply.message_id.clone().unwrap());
    assert_ne!(first, second);
    assert!(second.ends_with("@id.shop-levels.example"), "{second}");
    assert!(reply.text.starts_with("Welche Version?\n\nGrüße"), "{}", reply.text);
    assert!(reply.text.contains("/shop-levels/portal/tickets/1"), "{}", reply.text);
    // What a machine writes says so, what a person writes does not.
    assert_eq!(receipt.marks.auto_submitted.as_deref(), Some("auto-replied"));
    assert_eq!(reply.marks.auto_submitted, None);
    let deliveries = desk.read(&agent, move |view| outbox::of_ticket(view, ticket.id));
    assert!(deliveries.iter().all(|delivery| delivery.sent_at.is_some() && delivery.attempts == 1), "{deliveries:?}");
    assert_eq!(deliveries.iter().map(|delivery| delivery.template.as_str()).collect::<Vec<_>>(), ["receipt", "reply"]);
}

#[test]
fn a_reply_refers_to_all_that_the_mail_it_answers_refers_to() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "full");
    let from = "info@nord.example";
    let older = "In-Reply-To: <o1@nord.example>";
    assert_eq!(takes(&desk, &mail(from, "Filter", "a1@nord.example", older, "Seit heute.")), "opened 1");
    let ticket = desk.read(&agent, |view| desk::ticket::get_by_number(view, 1));
    let answer = |body: &str| {
        drop(desk.news());
        desk.replies(&agent, ticket.id, body);
        desk.jobs();
        desk.news().remove(0)
    };
    let first = answer("Welche Version?");
    assert_eq!(first.references, ["o1@nord.example", "a1@nord.example"]);

    let own = first.message_id.unwrap();
    let more = format!("In-Reply-To: <{own}>\nReferences: <o1@nord.example> <a1@nord.example>\n\t<{own}>");
    assert_eq!(takes(&desk, &mail(from, "Re: [#1] Filter", "a2@nord.example", &more, "3.2")), "continued 1");
    let second = answer("Danke.");
    assert_eq!(second.in_reply_to, ["a2@nord.example"]);
    assert_eq!(second.references, ["o1@nord.example", "a1@nord.example", own.as_str(), "a2@nord.example"]);

    // A chain without end is cut in its middle: the first names the conversation, the newest are the nearest.
    let ids: Vec<String> = (0..60).map(|ix| format!("<c{ix}@nord.example>")).collect();
    let more = format!("In-Reply-To: <{own}>\nReferences: {}", ids.join("\n "));
    assert_eq!(takes(&desk, &mail(from, "Re: [#1] Filter", "a3@nord.example", &more, "Noch etwas.")), "continued 1");
    let third = answer("Ja.").references;
    assert_eq!((third.len(), third[0].as_str()), (20, "c0@nord.example"));
    assert_eq!(third[18..], ["c59@nord.example", "a3@nord.example"]);
}

#[test]
fn a_contact_is_written_to_in_their_language() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    let (customer, contract) = (shop.id, shop.contract);
    let contact = desk.act(&Actor::Operator, move |act| {
        let new = desk::customer::NewContact {
            customer,
            email: "Jo@nord.example".to_owned(),
            name: "Jo".to_owned(),
            phone: String::new(),
            language: Language::En,
            password: None,
        };
        let id = desk::customer::create_contact(act, &new)?;
        desk::contract::name_contact(act, contract, id)?;
        Ok(id)
    });
    desk.opens(&Actor::Contact { id: contact, customer }, "Filters");
    desk.jobs();
    let news = desk.news();
    assert_eq!((news.len(), news[0].to[0].address.as_str()), (1, "jo@nord.example"));
    assert!(news[0].text.starts_with("Hello Jo,"), "{}", news[0].text);
    assert!(
        news[0].text.contains("Promised: first response within 4 h of covered time, by Monday 02 Nov 2026, 13:00"),
        "{}",
        news[0].text
    );
}

#[test]
fn a_second_try_sends_the_same_bytes() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    // Nobody listens there: a failure that passes.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    desk.sends_by(Transport::Smtp(SmtpSettings::in_clear("127.0.0.1", port)));
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.jobs();
    let raw = "select length(raw), rfc_message_id, attempts from delivery";
    let first = desk.rows(raw);
    assert!(first[0].ends_with("|1"), "{first:?}");
    let bytes = |desk: &TestDesk| {
        desk.desk
            .database()
            .read_blocking(|tx| tx.query_one("select raw from delivery", &[])?.get::<Vec<u8>>(0))
            .unwrap()
    };
    let composed = bytes(&desk);
    let delivery = desk.read(&Actor::Operator, move |view| outbox::of_ticket(view, id)).remove(0);
    assert_eq!((delivery.sent_at, delivery.failed_at), (None, None));
    // What changes meanwhile does not change a mail that was composed.
    desk.act(&Actor::Operator, move |act| desk::ticket::rename(act, id, "Anders"));
    desk.sends_by(Transport::Maildir(desk.outbox()));
    desk.pass(SignedDuration::from_secs(9));
    assert_eq!(desk.sent().len(), 0, "it waits before it tries again");
    desk.pass(SignedDuration::from_secs(1));
    assert_eq!(desk.sent().len(), 1);
    assert_eq!(desk.sent()[0].as_bytes(), composed);
    assert_eq!(bytes(&desk), composed);
}

/// A mail server that refuses every recipient for good.
fn refusing_server() -> u16 {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.write_all(b"220 mx.example\r\n");
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while let Some(Ok(line)) = lines.next() {
                let answer: &[u8] = match line.get(..4).unwrap_or("") {
                    "EHLO" | "MAIL" | "RSET" => b"250 ok\r\n",
                    "RCPT" => b"550 5.1.1 no such mailbox\r\n",
                    "QUIT" => b"221 bye\r\n",
                    _ => b"250 ok\r\n",
                };
                if stream.write_all(answer).is_err() {
                    break;
                }
            }
        }
    });
    port
}

#[test]
fn what_is_refused_for_good_is_shown_and_can_be_tried_again() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    desk.sends_by(Transport::Smtp(SmtpSettings::in_clear("127.0.0.1", refusing_server())));
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.jobs();
    let delivery = |desk: &TestDesk| desk.read(&Actor::Operator, move |view| outbox::of_ticket(view, id)).remove(0);
    let failed = delivery(&desk);
    assert!(failed.failed_at.is_some() && failed.sent_at.is_none());
    assert!(failed.last_answer.as_deref().unwrap().contains("no such mailbox"), "{failed:?}");
    assert_eq!(desk.rows("select count(*) from job where kind = 'deliver'"), ["0"], "it is not tried again by itself");
    desk.sends_by(Transport::Maildir(desk.outbox()));
    let contact = shop.actor();
    let denied = desk.try_act(&contact, move |act| outbox::retry(act, failed.id, None));
    assert!(matches!(denied, Err(desk::DeskError::NotFound)));
    // The server said that there is nobody: nothing goes there until somebody allows it.
    let again = |to: Option<&str>| {
        let to = to.map(str::to_owned);
        desk.try_act(&agent, move |act| outbox::retry(act, failed.id, to.as_deref())).map_err(|error| error.to_string())
    };
    assert!(again(None).unwrap_err().contains("recipient blocked info@nord.example"));
    assert!(again(Some("kein Name")).unwrap_err().contains("recipient no-address"));
    assert!(again(Some("x@nord.example\r\nBcc: y@evil.example")).unwrap_err().contains("recipient no-address"));
    let first = desk.read(&agent, move |view| outbox::get(view, failed.id));
    assert_eq!(first.tries.iter().map(|tried| tried.outcome).collect::<Vec<_>>(), [Outcome::Refused]);
    assert!(first.blocked.unwrap().answer.contains("no such mailbox"));
    again(Some(" neu@nord.example ")).unwrap();
    desk.jobs();
    let sent = delivery(&desk);
    assert!(sent.sent_at.is_some() && sent.failed_at.is_none(), "{sent:?}");
    let [mail] = desk.news().try_into().unwrap();
    assert_eq!(mail.to[0].address.to_string(), "neu@nord.example");
    assert_eq!(mail.message_id.as_deref(), Some(first.message_id.as_str()));
    assert!(again(None).unwrap_err().contains("delivery-sent"));

    let second = desk.opens(&shop.actor(), "Noch etwas").id;
    desk.jobs();
    assert_eq!(desk.news().len(), 0);
    let shelf = |shelf| desk.read(&agent, move |view| outbox::list(view, shelf, None, 10));
    let [held] = shelf(Shelf::Failed).try_into().unwrap();
    assert_eq!((held.ticket_number, held.attempts), (Some(desk.ticket(second).number), 0));
    assert_eq!((shelf(Shelf::Waiting).len(), shelf(Shelf::Sent).len()), (0, 1));
    assert!(matches!(desk.try_act(&contact, move |act| outbox::unblock(act, held.id)), Err(desk::DeskError::NotFound)));
    desk.act(&agent, move |act| outbox::unblock(act, held.id));
    desk.act(&agent, move |act| outbox::retry(act, held.id, None));
    desk.jobs();
    assert_eq!(desk.news().len(), 1);
    let tries = desk.read(&agent, move |view| outbox::get(view, held.id)).tries;
    assert_eq!(tries.iter().map(|tried| tried.outcome).collect::<Vec<_>>(), [Outcome::Blocked, Outcome::Sent]);
    assert_eq!(desk.read(&agent, outbox::counts), [0, 0]);
    // Page by page it is the same list, the last first.
    let [newest, oldest] = shelf(Shelf::Sent).try_into().unwrap();
    assert_eq!((newest.id, oldest.id), (held.id, failed.id));
    let after = newest.after(Shelf::Sent);
    let next = desk.read(&agent, move |view| outbox::list(view, Shelf::Sent, Some(&after), 10));
    assert_eq!(next, [oldest]);
}

#[test]
fn what_is_put_off_is_told_and_tried_again() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    desk.sends_by(Transport::Smtp(SmtpSettings::in_clear("127.0.0.1", 1)));
    desk.opens(&shop.actor(), "Filter");
    desk.jobs();
    let [waits] = desk.read(&Actor::Operator, |view| outbox::list(view, Shelf::Waiting, None, 10)).try_into().unwrap();
    assert!(waits.last_answer.is_some() && waits.failed_at.is_none(), "{waits:?}");
    let early = desk.try_act(&Actor::Operator, move |act| outbox::retry(act, waits.id, None)).unwrap_err();
    assert!(early.to_string().contains("delivery-waits"), "{early}");
    desk.sends_by(Transport::Maildir(desk.outbox()));
    desk.pass(SignedDuration::from_secs(10));
    let tries = desk.read(&Actor::Operator, move |view| outbox::get(view, waits.id)).tries;
    assert_eq!(tries.iter().map(|tried| tried.outcome).collect::<Vec<_>>(), [Outcome::PutOff, Outcome::Sent]);
}

#[test]
fn a_receipt_says_what_is_left() {
    let desk = TestDesk::sqlite("agency-hours");
    let shop = desk.customer("Nord", "hours-10");
    desk.opens(&shop.actor(), "Banner tauschen");
    desk.jobs();
    let receipt = desk.news().remove(0);
    let left = receipt
        .text
        .lines()
        .find(|line| line.starts_with("Noch übrig: "))
        .unwrap_or_else(|| panic!("{}", receipt.text));
    assert_eq!(left, "Noch übrig: Stunden, November 2026: 10 h von 10 h");
    assert!(receipt.html.unwrap().contains("Noch übrig: "));
    // Where nothing is counted, nothing is said.
    let desk = TestDesk::promising();
    desk.customer("Nord", "free");
    assert_eq!(takes(&desk, &mail("info@nord.example", "Filter", "a1@nord.example", "", "Seit heute.")), "opened 1");
    assert!(!desk.news().remove(0).text.contains("Noch übrig"));
}

#[test]
fn who_mails_without_end_gets_no_receipt_without_end() {
    let desk = TestDesk::promising();
    desk.customer("Nord", "full");
    let mails = |from: i64, to: i64| {
        for at in from..to {
            let raw =
                mail("info@nord.example", &format!("Filter {at}"), &format!("a{at}@nord.example"), "", "Seit heute.");
            assert!(takes(&desk, &raw).starts_with("opened"));
        }
        desk.news().len()
    };
    assert_eq!(mails(0, 65), 60);
    desk.pass(SignedDuration::from_mins(61));
    assert_eq!(mails(65, 66), 1);
}

#[test]
fn no_more_mails_go_out_than_the_mail_server_takes_in_a_minute() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "limit")] {
        let boss = desk.staff("Chefin", Role::Administrator);
        let shop = desk.customer("Nord", "level-3");
        let limit = |most: &'static str| {
            desk.try_act(&boss, move |act| desk::setting::set(act, desk::setting::MAIL_PER_MINUTE, most))
        };
        for wrong in ["0", "-1", "x", "100001", "1.5"] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
        limit("3").unwrap();
        for _ in 0..7 {
            desk.opens(&shop.actor(), "Filter");
        }
        desk.jobs();
        assert_eq!(desk.sent().len(), 3);
        desk.pass(SignedDuration::from_secs(59));
        assert_eq!(desk.sent().len(), 3);
        desk.pass(SignedDuration::from_secs(1));
        assert_eq!(desk.sent().len(), 6);
        // those that waited were not tried in vain, and the oldest go first
        let subjects: Vec<String> = desk.news().into_iter().map(|mail| mail.subject).collect();
        assert!(!subjects.contains(&"[#7] Filter".to_owned()), "{subjects:?}");
        let waits = desk.read(&boss, |view| outbox::list(view, Shelf::Waiting, None, 9)).remove(0);
        assert_eq!((waits.attempts, waits.ticket_number), (0, Some(7)));
        limit("").unwrap();
        desk.pass(SignedDuration::from_secs(60));
        assert_eq!(desk.sent().len(), 7);
    }
}

#[test]
fn what_a_slow_server_leaves_is_taken_anew_and_counts_as_tried_once() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "slow")] {
        let boss = desk.staff("Chefin", Role::Administrator);
        let shop = desk.customer("Nord", "level-3");
        desk.begins_within(std::time::Duration::ZERO);
        for _ in 0..3 {
            desk.opens(&shop.actor(), "Filter");
        }
        desk.jobs();
        assert_eq!(desk.sent().len(), 3);
        let sent = desk.read(&boss, |view| outbox::list(view, Shelf::Sent, None, 9));
        assert_eq!(sent.iter().map(|one| one.attempts).collect::<Vec<_>>(), [1, 1, 1]);
        assert_eq!(desk.rows("select kind from job where kind = 'deliver'"), Vec::<String>::new());
    }
}
