//! A conversation taken along as one mail.

use desk::conversation::{self, Notes};
use desk::{Actor, DeskError, Role, ticket};
use testkit::TestDesk;

use crate::{DESK, takes};

/// A mail with a text and a file.
fn mail(text: &str, file: &str) -> String {
    format!(
        "From: info@nord.example\nTo: {DESK}\nSubject: Filter\nMessage-ID: <a1@nord.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\n{text}\n\
         --b\nContent-Type: application/octet-stream; name=\"log.bin\"\n\n{file}\n--b--\n"
    )
}

#[test]
fn a_conversation_is_one_mail_with_the_mails_it_was_led_by() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "taking")] {
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "level-3");
        assert_eq!(takes(&desk, &mail("Seit heute.", "Hallo")), "opened 1");
        let id = desk.read(&agent, |view| ticket::get_by_number(view, 1)).id;
        desk.act(&agent, move |act| ticket::note(act, id, "Nur für uns."));
        desk.replies(&agent, id, "Welche Version?");
        desk.jobs();
        let take = |notes| {
            let raw = desk.read(&agent, move |view| conversation::take_along(view, 1, notes));
            mail::parse(&raw, &mail::Limits::default()).unwrap()
        };
        let taken = take(Notes::Stay);
        assert_eq!(taken.subject, "[#1] Filter");
        assert!(taken.text.contains("Seit heute.") && taken.text.contains("Welche Version?"), "{}", taken.text);
        assert!(!taken.text.contains("Nur für uns."), "{}", taken.text);
        // The mail that came, with its file, and the one that went; not the receipt.
        let inside: Vec<_> = taken
            .attachments
            .iter()
            .map(|file| mail::parse(&file.bytes, &mail::Limits::default()).unwrap())
            .map(|mail| (mail.text.trim().lines().next().unwrap_or_default().to_owned(), mail.attachments.len()))
            .collect();
        assert_eq!(inside, [("Seit heute.".to_owned(), 1), ("Welche Version?".to_owned(), 0)]);
        assert!(taken.attachments[0].name.ends_with("in.eml") && taken.attachments[1].name.ends_with("out.eml"));
        assert!(take(Notes::Along).text.contains("Nur für uns."));
        let refused = |actor: &Actor, number| {
            desk.try_act(actor, move |act| conversation::take_along(act, number, Notes::Stay)).unwrap_err()
        };
        assert!(
            matches!(refused(&shop.actor(), 1), DeskError::NotFound),
            "not for contacts, who would see what is not theirs"
        );
        assert!(matches!(refused(&agent, 2), DeskError::NotFound));
    }
}

#[test]
fn what_is_too_much_is_named() {
    let desk = TestDesk::sqlite("shop-levels");
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "level-3");
    let most = "x".repeat(76) + "\n";
    let large = most.repeat(conversation::ATTACHED_MAX / 77 + 1);
    assert_eq!(takes(&desk, &mail("Viel.", &large)), "opened 1");
    let raw = desk.read(&agent, |view| conversation::take_along(view, 1, Notes::Stay));
    let taken = mail::parse(&raw, &mail::Limits::default()).unwrap();
    assert_eq!(taken.attachments, []);
    assert!(taken.text.contains("not attached: 2026-11-02"), "{}", taken.text);
}
