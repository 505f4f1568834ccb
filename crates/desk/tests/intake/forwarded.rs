//! Mail that colleagues write or pass on to their own desk.

use desk::{Actor, Role, intake};
use testkit::TestDesk;

use super::super::{became, mail, takes};

const PASSED_ON: &str = "Bitte ansehen.\n\nVon: Nord Info <info@nord.example>\nGesendet: Montag, 2. November 2026 08:10\n\
    An: Ada <ada@provider.example>\nBetreff: Kasse\n\nSie steht.";

#[test]
fn what_a_colleague_passes_on_is_offered_for_who_wrote_it() {
    let desk = TestDesk::sqlite("shop-levels");
    desk.customer("Nord", "level-2");
    let ada = desk.staff("Ada", Role::Agent);
    let id = desk.receives(&mail("ada@provider.example", "WG: Kasse", "1@provider.example", "", PASSED_ON));
    let row = became(&desk, id);
    assert_eq!((row.reading.outcome.as_str(), row.reading.original.as_str()), ("forwarded", "info@nord.example"));
    assert!(row.ticket.is_none(), "what nothing proves opens nothing");
    assert!(desk.news().is_empty(), "nobody is told that a colleague is no contact");
    let waiting = desk.read(&Actor::Operator, |view| intake::waiting(view, None, 10));
    assert_eq!(waiting.len(), 1);
    let offered = desk.read(&ada, move |view| intake::get(view, id)).offered;
    assert_eq!((&*offered.contact, &*offered.subject, &*offered.body), ("info@nord.example", "Kasse", "Sie steht."));
    let opened = desk.act(&ada, move |act| intake::turn(act, id, &offered));
    assert_eq!(desk.ticket(opened.id).subject, "Kasse");
    desk.jobs();
    assert_eq!(desk.news().len(), 1, "the receipt goes to the customer");
}

#[test]
fn an_attached_mail_ties_its_answers_to_the_ticket() {
    let desk = TestDesk::sqlite("shop-levels");
    desk.customer("Nord", "level-2");
    let ada = desk.staff("Ada", Role::Agent);
    let raw = "From: ada@provider.example\nTo: support@shop-levels.example\nSubject: Fwd: Kasse\nMessage-ID: <2@provider.example>\n\
        MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nBitte.\n--b\n\
        Content-Type: message/rfc822\n\nFrom: info@nord.example\nSubject: Kasse\nMessage-ID: <8@nord.example>\n\nSie steht.\n--b--\n";
    let id = desk.receives(raw);
    let offered = desk.read(&ada, move |view| intake::get(view, id)).offered;
    assert_eq!((&*offered.contact, &*offered.body), ("info@nord.example", "Sie steht."));
    desk.act(&ada, move |act| intake::turn(act, id, &offered));
    let answer =
        mail("info@nord.example", "Noch etwas", "9@nord.example", "In-Reply-To: <8@nord.example>", "Sie steht noch.");
    assert_eq!(takes(&desk, &answer), "continued 1");
}

#[test]
fn what_a_colleague_writes_waits_for_a_look() {
    let desk = TestDesk::sqlite("shop-levels");
    let _ada = desk.staff("Ada", Role::Agent);
    assert_eq!(
        takes(&desk, &mail("ada@provider.example", "Frage", "3@provider.example", "", "Wer ist da?")),
        "colleague"
    );
    assert!(desk.news().is_empty());
    assert_eq!(desk.read(&Actor::Operator, |view| intake::waiting(view, None, 10)).len(), 1);
}
