//! Who counts as the sender, where a mail server checks senders and where nobody does.

use desk::mailbox::{self, NewMailbox};
use desk::ticket::{self, AuthorKind};
use desk::{Actor, DeskError, Role, intake, setting};
use testkit::TestDesk;

use super::super::{became, mail, takes};

const CHECKED: &str = "mx.provider.example";

/// A record of the desk's own mail server.
fn record(results: &str) -> String {
    format!("Authentication-Results: {CHECKED}; {results}")
}

/// A desk whose mail server checks senders.
fn checking() -> TestDesk {
    let desk = TestDesk::sqlite("shop-levels");
    desk.act(&Actor::Operator, |act| setting::set(act, setting::MAIL_CHECKED_BY, "MX.Provider.example"));
    desk
}

#[test]
fn nobody_opens_as_a_contact_whose_address_is_not_proven() {
    let desk = checking();
    let mine = desk.customer("Nord", "level-2");
    let unproven = |id: &str, more: &str| mail("info@nord.example", "Kasse", id, more, "Sie steht.");
    let good = record("dmarc=pass header.from=nord.example");
    assert_eq!(takes(&desk, &unproven("1@nord.example", &good)), "opened 1");
    assert_eq!(desk.news().len(), 1, "the receipt");

    // Nothing is said: it waits for a look, no clock runs, and the contact hears of it once.
    let missing = desk.receives(&unproven("2@nord.example", ""));
    let row = became(&desk, missing);
    assert_eq!((row.reading.outcome.as_str(), row.reading.proof.as_str()), ("unproven", "missing"));
    assert!(row.ticket.is_none());
    let answered = desk.news();
    assert!(answered.len() == 1 && answered[0].text.contains("SPF, DKIM"), "{answered:?}");
    assert_eq!(
        takes(&desk, &unproven("3@nord.example", "Authentication-Results: mx.evil.example; dmarc=pass")),
        "unproven"
    );
    assert!(desk.news().is_empty(), "once a day");

    // Somebody else wrote it: who is named as sender hears nothing.
    let forged = format!("{}\n{}", record("dmarc=fail"), record("dmarc=pass"));
    assert_eq!(takes(&desk, &unproven("4@nord.example", &forged)), "unproven");
    let stranger = mail("who@elsewhere.example", "Angebot", "5@elsewhere.example", &record("dmarc=fail"), "Kauf.");
    assert_eq!(takes(&desk, &stranger), "stranger");
    assert!(desk.news().is_empty());

    let waiting = desk.read(&Actor::Operator, |view| intake::waiting(view, None, 10));
    assert_eq!(waiting.len(), 4, "all of them need a look");
    // Whoever has looked makes a ticket of it.
    let by_hand = intake::ByHand {
        contact: "info@nord.example".to_owned(),
        subject: "Kasse".to_owned(),
        body: "Sie steht.".to_owned(),
    };
    let opened = desk.act(&Actor::Operator, move |act| intake::turn(act, missing, &by_hand));
    assert_eq!(desk.ticket(opened.id).contact, Some(mine.contact));
}

#[test]
fn a_domain_beyond_ascii_is_the_same_however_it_is_written() {
    let desk = checking();
    let mine = desk.customer("Müller", "level-2");
    let asks = |from: &str, id: &str, of: &str| {
        mail(from, &format!("Kasse {id}"), id, &record(&format!("dmarc=pass header.from={of}")), "Sie steht.")
    };
    let mails = [
        asks("Jo <info@müller.example>", "1@x.example", "xn--mller-kva.example"),
        asks("Jo <info@xn--mller-kva.example>", "2@x.example", "müller.example"),
        asks("Jo <Info@XN--MLLER-KVA.example>", "3@x.example", "xn--mller-kva.example"),
    ];
    for (number, mail) in (1..).zip(&mails) {
        assert_eq!(takes(&desk, mail), format!("opened {number}"));
        let opened = desk.read(&Actor::Operator, move |view| ticket::get_by_number(view, number));
        assert_eq!(opened.contact, Some(mine.contact));
    }
    let receipts = desk.news();
    assert_eq!(receipts.len(), 3);
    assert!(receipts.iter().all(|receipt| receipt.to[0].address.to_string() == "info@müller.example"), "{receipts:?}");
    // A letter of another script that looks the same makes it another domain.
    let other = "m\u{fc}ll\u{435}r.example";
    assert_eq!(takes(&desk, &asks(&format!("Jo <info@{other}>"), "4@x.example", other)), "stranger");
}

#[test]
fn what_continues_a_ticket_unproven_is_no_word_of_the_contact() {
    let desk = checking();
    let mine = desk.customer("Nord", "level-2");
    let opened = desk.opens(&mine.actor(), "Kasse");
    let token = desk.ticket(opened.id).token;
    let answer = |id: &str, more: &str| {
        mail("Info <info@nord.example>", "Re: Kasse", id, more, "Bitte schließen.")
            .replace("support@shop-levels.example", &format!("support+{token}@shop-levels.example"))
    };
    assert_eq!(takes(&desk, &answer("1@nord.example", "")), "continued 1");
    assert_eq!(takes(&desk, &answer("2@nord.example", &record("dkim=pass header.d=nord.example"))), "continued 1");
    let page = desk.read(&Actor::Operator, move |view| {
        let ticket = ticket::get(view, opened.id)?;
        ticket::page_of(view, ticket)
    });
    let authors: Vec<_> =
        page.messages.iter().skip(1).map(|message| (message.author_kind, message.author.as_str())).collect();
    assert_eq!(authors[0], (AuthorKind::Sender, "info@nord.example"), "a name is easily written");
    assert_eq!(authors[1].0, AuthorKind::Contact);

    // A number proves nothing, and less so from somebody unproven.
    let number = mail("info@nord.example", "[#1] Kasse", "3@nord.example", "", "Und?");
    assert_eq!(takes(&desk, &number), "unproven");
}

#[test]
fn each_mailbox_says_whether_senders_are_checked_there() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "proof")] {
        desk.customer("Nord", "level-2");
        let chief = desk.staff("Chefin", Role::Manager);
        let sales = NewMailbox {
            name: "sales".to_owned(),
            address: "sales@provider.example".to_owned(),
            checked_by: CHECKED.to_owned(),
            ..NewMailbox::default()
        };
        let id = desk.act(&chief, move |act| mailbox::create(act, &sales));
        let comes = |mailbox: &'static str, id: &str| {
            let raw = mail("info@nord.example", "Kasse", id, "", "Sie steht.");
            let accepted = desk.act(&Actor::Operator, move |act| intake::accept(act, mailbox, raw.as_bytes()));
            desk.jobs();
            let (intake::Accepted::New(id) | intake::Accepted::Known(id)) = accepted;
            became(&desk, id).reading
        };
        let here = comes(mailbox::OWN, "1@nord.example");
        assert_eq!((here.outcome.as_str(), here.proof.as_str()), ("opened", ""), "nobody checks");
        let there = comes("sales", "2@nord.example");
        assert_eq!((there.outcome.as_str(), there.proof.as_str()), ("unproven", "missing"));
        let wrong = NewMailbox {
            address: "sales@provider.example".to_owned(),
            checked_by: "mx; dmarc=pass".to_owned(),
            ..NewMailbox::default()
        };
        let refused = desk.try_act(&chief, move |act| mailbox::change(act, id, &wrong));
        let Err(DeskError::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!((&*fields[0].field, fields[0].code), ("checked-by", "no-server-name"));
    }
}

#[test]
fn what_a_believed_forwarder_sealed_proves_a_sender() {
    let desk = checking();
    desk.customer("Nord", "level-2");
    let seal = "ARC-Seal: i=1; d=lists.example; cv=none\n\
                ARC-Authentication-Results: i=1; mx.lists.example; dmarc=pass header.from=nord.example";
    let forwarded = |id: &str| {
        let own = record("dmarc=fail header.from=nord.example; arc=pass");
        mail("info@nord.example", "Kasse", id, &format!("{own}\n{seal}"), "Sie steht.")
    };
    assert_eq!(takes(&desk, &forwarded("1@nord.example")), "unproven");
    let wrong = desk
        .try_act(&Actor::Operator, |act| setting::set(act, setting::MAIL_SEALERS, "lists.example, bo@relay.example"));
    assert!(matches!(wrong, Err(DeskError::Invalid(fields)) if fields[0].field == "mail.sealers"));
    desk.act(&Actor::Operator, |act| setting::set(act, setting::MAIL_SEALERS, "relay.example; Lists.example"));
    let id = desk.receives(&forwarded("2@nord.example"));
    let row = became(&desk, id);
    assert_eq!((row.reading.outcome.as_str(), row.reading.proof.as_str()), ("opened", "arc"));
}
