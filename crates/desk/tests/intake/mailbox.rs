//! Mailboxes: which address belongs to which, who sets them up, and what is recognised by their addresses.

use desk::mailbox::{self, NewMailbox};
use desk::{Actor, DeskError, Role};
use mail::MailAddress;
use testkit::TestDesk;

use super::super::{became, mail};

fn new(name: &str, address: &str) -> NewMailbox {
    NewMailbox { name: name.to_owned(), address: address.to_owned(), ..NewMailbox::default() }
}

fn taken_by(desk: &TestDesk, address: &str) -> Option<String> {
    let address = MailAddress::parse(address).unwrap();
    desk.read(&Actor::Job, move |view| mailbox::find_recipient(view, &address))
}

#[test]
fn an_address_belongs_to_its_mailbox_with_a_token_or_without() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "mailboxes")] {
        let chief = desk.staff("Chefin", Role::Manager);
        let sales = desk.act(&chief, |act| mailbox::create(act, &new("sales", "Sales@Provider.example")));
        for (address, name) in [
            ("support@shop-levels.example", Some(mailbox::OWN)),
            ("Support+k7@shop-levels.example", Some(mailbox::OWN)),
            ("sales@provider.example", Some("sales")),
            ("SALES+k7+x@provider.example", Some("sales")),
            ("sales@shop-levels.example", None),
            ("+k7@provider.example", None),
            ("salesx@provider.example", None),
        ] {
            assert_eq!(taken_by(&desk, address).as_deref(), name, "{address}");
        }
        desk.act(&chief, move |act| mailbox::retire(act, sales, Some(act.now)));
        assert_eq!(taken_by(&desk, "sales@provider.example"), None, "a retired one takes nothing");
        desk.act(&chief, move |act| mailbox::retire(act, sales, None));
        assert_eq!(taken_by(&desk, "sales@provider.example").as_deref(), Some("sales"));
        desk.act(&chief, move |act| mailbox::change(act, sales, &new("", "verkauf@provider.example")));
        assert_eq!(taken_by(&desk, "sales@provider.example"), None);
        assert_eq!(taken_by(&desk, "verkauf@provider.example").as_deref(), Some("sales"), "the name stays");
    }
}

#[test]
fn what_cannot_be_a_mailbox_is_refused_at_its_field() {
    let desk = TestDesk::sqlite("shop-levels");
    let chief = desk.staff("Chefin", Role::Manager);
    desk.act(&chief, |act| mailbox::create(act, &new("sales", "sales@provider.example")));
    for (name, address, field, code) in [
        ("", "a@provider.example", "name", "missing"),
        ("Sales Team", "a@provider.example", "name", "no-mailbox-name"),
        ("<b>", "a@provider.example", "name", "no-mailbox-name"),
        ("sales", "a@provider.example", "name", "taken"),
        (mailbox::OWN, "a@provider.example", "name", "taken"),
        (&"x".repeat(41), "a@provider.example", "name", "too-long"),
        ("a", "", "address", "missing"),
        ("a", "provider.example", "address", "no-address"),
        ("a", "a@provider.example\r\nBcc: x@y.example", "address", "no-address"),
        ("a", "a+b@provider.example", "address", "no-plus"),
        ("a", "SALES@provider.example", "address", "taken"),
        ("a", &format!("{}@provider.example", "x".repeat(400)), "address", "too-long"),
    ] {
        let wanted = new(name, address);
        let refused = desk.try_act(&chief, move |act| mailbox::create(act, &wanted));
        let Err(DeskError::Invalid(fields)) = refused else { panic!("{name} {address}: {refused:?}") };
        assert_eq!((&*fields[0].field, fields[0].code), (field, code), "{name} {address}");
    }
    let agent = desk.staff("Jana", Role::Agent);
    let refused = desk.try_act(&agent, |act| mailbox::create(act, &new("a", "a@provider.example")));
    assert!(matches!(refused, Err(DeskError::Forbidden)));
    assert_eq!(desk.read(&agent, mailbox::list).len(), 1);
}

#[test]
fn a_token_in_the_address_of_any_mailbox_finds_its_ticket() {
    let desk = TestDesk::sqlite("shop-levels");
    let mine = desk.customer("Nord", "level-2");
    desk.act(&Actor::Operator, |act| mailbox::create(act, &new("sales", "sales@provider.example")));
    let opened = desk.opens(&mine.actor(), "Drucker");
    let token = desk.ticket(opened.id).token;
    let raw = mail("info@nord.example", "Noch etwas", "2@nord.example", "", "Und noch etwas.")
        .replace("To: support@shop-levels.example", &format!("To: Sales+{token}@provider.example"));
    let row = became(&desk, desk.receives(&raw));
    assert_eq!((row.reading.thread.as_str(), row.ticket), ("token", Some(opened.id)));
}
