//! Keys that sign mails: which one signs for whom, and what happens without the key of secrets.

use desk::mailbox::{self, NewMailbox};
use desk::outbox::{self, Shelf};
use desk::signing::{self, SigningKey};
use desk::{Actor, DeskError, Role};
use jiff::SignedDuration;
use testkit::TestDesk;
use testkit::dkim::verified;

fn keys(desk: &TestDesk, domain: &'static str) -> Vec<SigningKey> {
    let all = desk.read(&Actor::Operator, signing::list);
    all.into_iter().find(|(known, _)| known == domain).map(|(_, keys)| keys).unwrap()
}

fn add(desk: &TestDesk, chief: &Actor, domain: &'static str) -> SigningKey {
    let made = signing::make(&desk.desk).unwrap();
    let id = desk.act(chief, move |act| signing::add(act, domain, &made));
    keys(desk, domain).into_iter().find(|key| key.id == id).unwrap()
}

#[test]
fn mails_of_a_domain_are_signed_by_its_key_in_use() {
    const DOMAIN: &str = "shop-levels.example";
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "signing")] {
        let chief = desk.staff("Chefin", Role::Manager);
        let shop = desk.customer("Nord", "level-3");
        let sends = |subject: &'static str| {
            let before = desk.sent().len();
            desk.opens(&shop.actor(), subject);
            desk.jobs();
            let sent = desk.sent();
            assert_eq!(sent.len(), before + 1);
            sent.into_iter().find(|mail| mail.contains(subject)).unwrap()
        };
        let signed_by = |mail: &str, key: &SigningKey| verified(mail.as_bytes(), &key.record_name(), &key.record());
        let first = add(&desk, &chief, DOMAIN);
        assert!(!sends("Ohne").contains("DKIM-Signature"), "a key that nobody started signs nothing");
        desk.act(&chief, move |act| signing::start(act, first.id));
        let mail = sends("Eins");
        assert!(signed_by(&mail, &first), "{mail}");
        let kept = desk.read(&chief, |view| outbox::list(view, Shelf::Sent, None, 1)).remove(0);
        assert_eq!(
            desk.read(&chief, move |view| outbox::raw(view, kept.id)),
            mail.as_bytes(),
            "what is kept is what went out"
        );

        // the next key is published while the first one signs, and then takes its place
        let second = add(&desk, &chief, DOMAIN);
        assert_ne!(first.record_name(), second.record_name());
        assert!(signed_by(&sends("Zwei"), &first));
        desk.act(&chief, move |act| signing::start(act, second.id));
        let mail = sends("Drei");
        assert!(signed_by(&mail, &second) && !signed_by(&mail, &first), "{mail}");
        assert_eq!(keys(&desk, DOMAIN).iter().filter(|key| key.signs_since.is_some()).count(), 1);
        desk.act(&chief, move |act| signing::remove(act, second.id));
        assert!(!sends("Vier").contains("DKIM-Signature"));

        // another domain signs with its own
        let sales = NewMailbox {
            name: "sales".to_owned(),
            address: "verkauf@provider.example".to_owned(),
            ..NewMailbox::default()
        };
        desk.act(&chief, move |act| mailbox::create(act, &sales));
        assert!(keys(&desk, "provider.example").is_empty());
    }
}

#[test]
fn a_mail_waits_where_the_key_that_signs_it_cannot_be_opened() {
    let desk = TestDesk::sqlite("shop-levels");
    desk.lets_jobs_fail();
    let chief = desk.staff("Chefin", Role::Manager);
    let shop = desk.customer("Nord", "level-3");
    let key = add(&desk, &chief, "shop-levels.example");
    desk.act(&chief, move |act| signing::start(act, key.id));
    desk.key.lose();
    let ticket = desk.opens(&shop.actor(), "Filter").id;
    desk.jobs();
    assert_eq!(desk.sent().len(), 0, "not unsigned");
    let waits = desk.read(&chief, move |view| outbox::of_ticket(view, ticket)).remove(0);
    let said = waits.last_answer.unwrap();
    assert!(said.contains("the key that signs for shop-levels.example cannot be opened: the key is missing"), "{said}");
    // throwing it away, or another one, lets the mail go
    let next = add(&desk, &chief, "shop-levels.example");
    desk.act(&chief, move |act| {
        signing::remove(act, key.id)?;
        signing::start(act, next.id)
    });
    desk.pass(SignedDuration::from_mins(1));
    let next = keys(&desk, "shop-levels.example").remove(0);
    assert!(verified(desk.sent()[0].as_bytes(), &next.record_name(), &next.record()));
}

#[test]
fn keys_are_set_up_by_managers_for_domains_of_the_desk() {
    let desk = TestDesk::sqlite("shop-levels");
    let (agent, chief) = (desk.staff("Ada", Role::Agent), desk.staff("Chefin", Role::Manager));
    let shop = desk.customer("Nord", "level-3");
    let made = signing::make(&desk.desk).unwrap();
    let add = |actor: &Actor, domain: &'static str| {
        let made = made.clone();
        desk.try_act(actor, move |act| signing::add(act, domain, &made))
    };
    assert!(matches!(add(&agent, "shop-levels.example"), Err(DeskError::Forbidden)));
    assert!(matches!(add(&shop.actor(), "shop-levels.example"), Err(DeskError::NotFound | DeskError::Forbidden)));
    assert!(matches!(add(&chief, "other.example"), Err(DeskError::NotFound)));
    let ids: Vec<_> = (0..4).map(|_| add(&chief, "shop-levels.example").unwrap()).collect();
    let Err(DeskError::Conflict { code, .. }) = add(&chief, "shop-levels.example") else { panic!("a fifth key") };
    assert_eq!(code, "too-many-keys");
    let first = ids[0];
    assert!(matches!(desk.try_act(&agent, move |act| signing::start(act, first)), Err(DeskError::Forbidden)));
    assert!(matches!(desk.try_act(&agent, move |act| signing::remove(act, first)), Err(DeskError::Forbidden)));
    assert!(desk.try_act(&shop.actor(), |act| signing::list(act)).is_err());
}
