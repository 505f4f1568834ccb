//! The price of a request that came by mail is accepted by a link in its receipt.

use std::collections::BTreeMap;

use desk::acceptance::{self, Asked, Decision, Stands};
use desk::customer::NewContact;
use desk::outbox::{self, Template};
use desk::ticket::{self, NewTicket, OnRefusal};
use desk::{Actor, DeskError, Role, contract};
use engine::plan::catalogue::{Channel, Language};
use engine::run::event::Change;
use jiff::SignedDuration;
use mail::{Limits, SmtpSettings, Transport};
use testkit::TestDesk;

use crate::{mail, takes};

fn desks(test: &str) -> [TestDesk; 2] {
    let desks = [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", test)];
    desks.iter().for_each(|desk| desk.adopts(testkit::plans::CHARGED));
    desks
}

/// What the link of a mail says, if it has one.
fn link(text: &str) -> Option<String> {
    Some(text.split_once("/shop-levels/accept/")?.1.split_whitespace().next()?.to_owned())
}

/// Whoever opens the page is signed in as nobody.
fn nobody() -> Actor {
    Actor::Sender { address: String::new() }
}

fn asked(desk: &TestDesk, secret: &str) -> Result<Asked, DeskError> {
    let secret = secret.to_owned();
    desk.desk.read_blocking(nobody(), move |view| acceptance::asked(view, &secret))
}

fn answers(desk: &TestDesk, secret: &str, decision: Decision, seen: &str) -> Result<(), String> {
    let (secret, seen) = (secret.to_owned(), seen.to_owned());
    desk.try_act(&nobody(), move |act| acceptance::answer(act, &secret, decision, &seen))
        .map_err(|error| error.to_string())
}

/// Opens a request by mail and answers what the link in its receipt says.
fn receives(desk: &TestDesk, id: &str) -> String {
    takes(desk, &mail("info@nord.example", "Filter", id, "", "Seit heute."));
    link(&desk.news().remove(0).text).expect("the receipt has a link")
}

#[test]
fn a_price_is_accepted_by_the_link_of_the_receipt() {
    for desk in desks("accepting") {
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "hourly");
        assert_eq!(
            takes(&desk, &mail("info@nord.example", "Filter", "p1@nord.example", "", "Seit heute.")),
            "opened 1"
        );
        let receipt = desk.news().remove(0);
        let words = "Wir kümmern uns um Ihre Anfrage; sie wird berechnet. Arbeit: 90,00";
        assert!(receipt.text.contains(words), "{}", receipt.text);
        let secret = link(&receipt.text).unwrap();
        assert!(receipt.html.unwrap().contains(&format!("/accept/{secret}\"")), "it can be clicked");
        let kept = desk.rows("select token_hash from acceptance").concat();
        assert!(!kept.contains(&secret) && !desk.rows("select context from delivery").concat().contains(&secret));

        let shown = asked(&desk, &secret).unwrap();
        assert_eq!((shown.number, shown.subject.as_str(), shown.request.as_str()), (1, "Filter", "Seit heute."));
        assert_eq!(shown.contact, "Kontakt Nord");
        let Stands::Open(price) = shown.stands else { panic!("{:?}", shown.stands) };
        assert!(price.de.starts_with(words) && price.en.contains("Work: €90.00 per hour"), "{price:?}");
        assert_eq!(price, shown.told);
        // Looking changes nothing.
        let id = desk.read(&agent, |view| ticket::get_by_number(view, 1)).id;
        let page = desk.read(&agent, |view| ticket::page(view, 1));
        assert_eq!(page.acceptance.unwrap().decided, None);
        assert_eq!(desk.history(id).len(), 1, "{:?}", desk.history(id));

        // What was waited for has come, once.
        desk.act(&agent, move |act| ticket::wait(act, id));
        desk.pass(SignedDuration::from_hours(1));
        for _ in 0..2 {
            assert_eq!(answers(&desk, &secret, Decision::Accepted, &price.de), Ok(()));
        }
        let page = desk.read(&agent, |view| ticket::page(view, 1));
        assert_eq!(page.ticket.state, ticket::State::Open);
        let decided = page.acceptance.clone().unwrap().decided.unwrap();
        assert_eq!((decided.decision, decided.by.as_str()), (Decision::Accepted, "Kontakt Nord"));
        assert_eq!(decided.at, desk.desk.now());
        assert_eq!(page.acceptance.unwrap().shown, price);
        let entries: Vec<_> = page.history.iter().filter(|entry| entry.action == "accept-price").collect();
        assert_eq!(entries.len(), 1);
        assert_eq!(
            (entries[0].actor_name.as_str(), entries[0].body["de"].as_str()),
            ("Kontakt Nord", Some(price.de.as_str()))
        );
        let other = answers(&desk, &secret, Decision::Declined, &price.de).unwrap_err();
        assert!(other.contains("price-decided"), "{other}");
        assert!(matches!(asked(&desk, &secret).unwrap().stands, Stands::Decided(_)));

        // The next one is declined.
        let second = receives(&desk, "p2@nord.example");
        assert_ne!(second, secret);
        assert_eq!(answers(&desk, &second, Decision::Declined, &price.en), Ok(()));
        let page = desk.read(&agent, |view| ticket::page(view, 2));
        assert_eq!(page.acceptance.unwrap().decided.unwrap().decision, Decision::Declined);
        assert!(page.history.iter().any(|entry| entry.action == "decline-price"));

        // In the portal it is accepted with the request; its receipt asks for nothing.
        let new = NewTicket {
            subject: "Portal".to_owned(),
            body: "Seit heute.".to_owned(),
            accepted: true,
            ..NewTicket::default()
        };
        let opened = desk.act(&shop.actor(), move |act| ticket::open(act, &new));
        desk.jobs();
        assert_eq!(link(&desk.news().remove(0).text), None);
        let page = desk.read(&shop.actor(), move |view| ticket::page(view, opened.number));
        assert_eq!(page.acceptance.unwrap().decided.unwrap().by, "Kontakt Nord");
    }
}

#[test]
fn a_price_that_has_changed_is_accepted_anew() {
    for desk in desks("price_changed") {
        let shop = desk.customer("Nord", "hourly");
        let chief = desk.staff("Chefin", Role::Manager);
        let secret = receives(&desk, "c1@nord.example");
        let told = asked(&desk, &secret).unwrap().told;
        desk.pass(SignedDuration::from_hours(1));
        desk.act(&chief, move |act| {
            let change = Change { plan: Some("dear".to_owned()), ..Change::default() };
            contract::change(act, shop.contract, &change)
        });
        desk.pass(SignedDuration::from_mins(1));
        for decision in [Decision::Accepted, Decision::Declined] {
            let stale = answers(&desk, &secret, decision, &told.de).unwrap_err();
            assert!(stale.contains("price-changed") && stale.contains("€120.00 per hour"), "{stale}");
        }
        let page = asked(&desk, &secret).unwrap();
        let Stands::Open(price) = page.stands else { panic!("{:?}", page.stands) };
        assert!(page.told.de.contains("Arbeit: 90,00") && price.de.contains("120,00"), "both are shown: {price:?}");
        assert_eq!(answers(&desk, &secret, Decision::Accepted, &price.de), Ok(()));
        let page = desk.read(&chief, |view| ticket::page(view, 1));
        assert_eq!(page.acceptance.unwrap().shown, price, "what was accepted is kept");
    }
}

#[test]
fn what_requests_cost_is_judged_as_of_their_arrival() {
    let desk = TestDesk::sqlite("shop-levels");
    desk.adopts(testkit::plans::FACTS);
    desk.customer("Nord", "team");
    for ix in 0..2 {
        takes(&desk, &mail("info@nord.example", "Filter", &format!("a{ix}@nord.example"), "", "Seit heute."));
        assert_eq!(link(&desk.news().remove(0).text), None, "two requests a month are included");
    }
    let secret = receives(&desk, "a3@nord.example");
    // In December two more are included; this one came in November.
    desk.pass(SignedDuration::from_hours(29 * 24));
    let page = asked(&desk, &secret).unwrap();
    let Stands::Open(price) = page.stands else { panic!("{:?}", page.stands) };
    assert_eq!(price, page.told);
    assert!(price.de.contains("30,00"), "{price:?}");
}

#[test]
fn a_link_counts_for_whom_it_was_sent_to_and_not_for_ever() {
    for desk in desks("run_out") {
        let agent = desk.staff("Ada", Role::Agent);
        desk.customer("Nord", "hourly");
        let gone = |secret: &str| {
            let seen = matches!(asked(&desk, secret), Err(DeskError::NotFound));
            let answered = answers(&desk, secret, Decision::Accepted, "").unwrap_err();
            seen && answered == DeskError::NotFound.to_string()
        };
        let (first, second) = (receives(&desk, "l1@nord.example"), receives(&desk, "l2@nord.example"));
        assert!(gone("") && gone("geraten") && gone(&"x".repeat(5000)));
        // closed, and open again
        let id = desk.read(&agent, |view| ticket::get_by_number(view, 1)).id;
        desk.act(&agent, move |act| ticket::close(act, id));
        assert!(gone(&first) && !gone(&second));
        desk.act(&agent, move |act| ticket::reopen(act, id));
        assert!(!gone(&first));
        desk.pass(acceptance::OPEN_FOR - SignedDuration::from_mins(1));
        assert!(!gone(&first));
        desk.pass(SignedDuration::from_mins(1));
        assert!(gone(&first) && gone(&second));

        // Whoever has left cannot answer any more.
        let third = receives(&desk, "l3@nord.example");
        desk.tampers("update contact set removed_at = 1", &[]);
        assert!(gone(&third));
    }
}

#[test]
fn who_may_not_accept_is_told_who_may() {
    for desk in desks("may_not_accept") {
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "hourly");
        desk.act(&Actor::Operator, move |act| {
            let new = NewContact {
                customer: shop.id,
                email: "chef@nord.example".to_owned(),
                name: "Chefin Nord".to_owned(),
                phone: String::new(),
                language: Language::De,
                password: None,
            };
            let id = desk::customer::create_contact(act, &new)?;
            contract::name_contact(act, shop.contract, id)
        });
        let secret = receives(&desk, "r1@nord.example");
        let open = |facts: BTreeMap<String, String>| {
            let new = NewTicket {
                channel: Channel::Phone,
                contact: Some(shop.contact),
                subject: "Filter".to_owned(),
                body: "Seit heute.".to_owned(),
                facts,
                on_refusal: OnRefusal::Keep,
                ..NewTicket::default()
            };
            desk.act(&agent, move |act| ticket::open(act, &new));
            desk.jobs();
            desk.news().remove(0).text
        };
        assert!(link(&open(BTreeMap::new())).is_some());
        let reader = BTreeMap::from([("role".to_owned(), "reader".to_owned())]);
        let receipt = open(reader.clone());
        assert_eq!(link(&receipt), None);
        let words = "Leserin darf keine Preise annehmen. Bitten Sie jemanden, der das darf. \
            Ansprechpartner Ihres Vertrags sind: Chefin Nord.";
        assert!(receipt.contains(words) && receipt.contains("90,00"), "{receipt}");

        // The role turns out later: the link that was sent says so too.
        let id = desk.read(&agent, |view| ticket::get_by_number(view, 1)).id;
        let says = |role: &str| {
            let role = BTreeMap::from([("role".to_owned(), role.to_owned())]);
            desk.act(&agent, move |act| ticket::restate(act, id, &ticket::About::default(), &role));
            desk.jobs();
            desk.news().into_iter().map(|mail| mail.text).collect::<Vec<_>>()
        };
        let told = says("reader");
        assert!(told.len() == 1 && told[0].contains(words) && link(&told[0]).is_none(), "{told:?}");
        let page = asked(&desk, &secret).unwrap();
        let Stands::MayNot { en, others, .. } = page.stands else { panic!("{:?}", page.stands) };
        assert_eq!(
            (en.as_str(), others),
            ("Reader may not accept prices. Ask somebody who may", vec!["Chefin Nord".to_owned()])
        );
        let refused = answers(&desk, &secret, Decision::Accepted, &page.told.de).unwrap_err();
        assert!(refused.contains("nothing-to-accept"), "{refused}");

        // It was somebody else after all: now there is something to accept.
        let told = says("buyer");
        assert!(told.len() == 1 && !told[0].contains("darf keine Preise annehmen"), "{told:?}");
        assert_eq!(answers(&desk, &link(&told[0]).unwrap(), Decision::Declined, &page.told.de), Ok(()));
    }
}

#[test]
fn a_mended_address_gets_a_link_of_its_own_and_own_words_may_do_without() {
    let desk = TestDesk::sqlite("shop-levels");
    desk.adopts(testkit::plans::CHARGED);
    let chief = desk.staff("Chefin", Role::Manager);
    desk.customer("Nord", "hourly");
    // Nobody listens there: the mail is put together, and waits.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    desk.sends_by(Transport::Smtp(SmtpSettings::in_clear("127.0.0.1", port)));
    takes(&desk, &mail("info@nord.example", "Filter", "m1@nord.example", "", "Seit heute."));
    let id = desk.read(&chief, |view| {
        let id = ticket::get_by_number(view, 1)?.id;
        Ok(outbox::of_ticket(view, id)?[0].id)
    });
    let raw = desk.read(&chief, move |view| outbox::raw(view, id));
    let first = link(&::mail::parse(&raw, &Limits::default()).unwrap().text).unwrap();
    assert!(asked(&desk, &first).is_ok());
    desk.tampers("update delivery set failed_at = 1", &[]);
    desk.sends_by(Transport::Maildir(desk.outbox()));
    desk.act(&chief, move |act| outbox::retry(act, id, Some("neu@nord.example")));
    desk.jobs();
    let second = link(&desk.news().remove(0).text).unwrap();
    assert!(asked(&desk, &second).is_ok());
    assert!(matches!(asked(&desk, &first), Err(DeskError::NotFound)), "the first mail went to somebody else");

    let words = "Nr. {{ number }}{% if accept %}\nPreis: {{ accept }}{% endif %}";
    desk.act(&chief, move |act| outbox::reword(act, Template::Receipt, Language::De, words));
    let text = desk.read(&chief, move |view| outbox::preview(view, Template::Receipt, Language::De, words));
    assert!(text.contains("Preis: http"), "{text}");
    assert!(asked(&desk, &receives(&desk, "m2@nord.example")).is_ok());
    desk.act(&chief, |act| outbox::reword(act, Template::Receipt, Language::De, "Nr. {{ number }}"));
    takes(&desk, &mail("info@nord.example", "Filter", "m3@nord.example", "", "Seit heute."));
    assert_eq!(desk.news().remove(0).text.trim(), "Nr. 3");
}

/// What a customer gets by mail when staff say that a request is about this.
fn restates(desk: &TestDesk, agent: &Actor, number: i64, topic: &'static str) -> Vec<String> {
    let ticket = desk.read(agent, move |view| ticket::get_by_number(view, number));
    let about = ticket::About { topic: Some(topic.to_owned()), ..ticket.about };
    desk.act(agent, move |act| ticket::restate(act, ticket.id, &about, &BTreeMap::new()));
    desk.jobs();
    desk.news().into_iter().map(|mail| mail.text).collect()
}

const REFUSING: &str = "covers = [{ when = { topic = \"plugin\" }, as = \"refused\", \
    name = { de = \"Fremdes\", en = \"Others' work\" }, \
    sentence = { de = \"Bitte fragen Sie den Hersteller.\", en = \"Please ask its maker.\" } }]\n";

#[test]
fn who_asked_is_told_what_follows_from_what_a_request_is_about() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "told_again")] {
        desk.adopts(&testkit::plans::CHARGED.replacen(
            "work = \"hourly\"\n",
            &format!("work = \"hourly\"\n{REFUSING}"),
            1,
        ));
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "hourly");
        let first = receives(&desk, "t1@nord.example");
        let none: Vec<String> = Vec::new();
        assert_eq!(restates(&desk, &agent, 1, "filter"), none, "that changes nothing");

        let refused = restates(&desk, &agent, 1, "plugin");
        assert_eq!(refused.len(), 1);
        assert!(refused[0].contains("Bitte fragen Sie den Hersteller.") && link(&refused[0]).is_none(), "{refused:?}");
        assert_eq!(restates(&desk, &agent, 1, "plugin"), none, "nobody is told twice");
        assert!(desk.read(&agent, |view| ticket::page(view, 1)).acceptance.is_none(), "no price is asked any more");
        assert!(matches!(asked(&desk, &first).unwrap().stands, Stands::Settled(..)));

        let charged = restates(&desk, &agent, 1, "filter");
        assert_eq!(charged.len(), 1);
        assert!(charged[0].contains("Wir kümmern uns um Ihre Anfrage; sie wird berechnet."), "{charged:?}");
        assert!(charged[0].contains("worum es in Ihrer Anfrage „Filter“ mit der Nummer 1 geht"), "{charged:?}");
        let second = link(&charged[0]).expect("it asks for the price");
        // Either link leads to the question, which is answered once.
        let Stands::Open(price) = asked(&desk, &first).unwrap().stands else { panic!("the receipt's link counts") };
        assert_eq!(answers(&desk, &second, Decision::Accepted, &price.de), Ok(()));
        assert!(matches!(asked(&desk, &first).unwrap().stands, Stands::Decided(_)));

        // What was decided holds where the same price does.
        assert_eq!(restates(&desk, &agent, 1, "plugin").len(), 1);
        let again = restates(&desk, &agent, 1, "filter");
        assert!(again[0].contains("Dieser Preis ist angenommen.") && link(&again[0]).is_none(), "{again:?}");
        let page = desk.read(&agent, |view| ticket::page(view, 1));
        assert_eq!(page.acceptance.unwrap().decided.unwrap().decision, Decision::Accepted);
        let told = page.history.iter().filter(|entry| entry.action == "restate" && entry.body["told"] == true);
        assert_eq!(told.count(), 4);

        // Nor does the contact hear of it who has left, or anybody of a request that is closed.
        assert_eq!(takes(&desk, &mail("info@nord.example", "Filter", "t2@nord.example", "", "Wieder.")), "opened 2");
        assert_eq!(desk.news().len(), 1);
        desk.act(&Actor::Operator, move |act| desk::customer::remove_contact(act, shop.contact));
        assert_eq!(restates(&desk, &agent, 2, "plugin"), none);
        let id = desk.read(&agent, |view| ticket::get_by_number(view, 1)).id;
        desk.act(&agent, move |act| ticket::close(act, id));
        assert_eq!(restates(&desk, &agent, 1, "plugin"), none);
    }
}

#[test]
fn who_was_refused_is_told_that_the_contract_covers_it_after_all() {
    let desk = TestDesk::sqlite("shop-levels");
    let (head, tail) = testkit::plans::FACTS.rsplit_once("]\n").unwrap();
    let rule = REFUSING.split_once('[').unwrap().1.trim_end().trim_end_matches(']');
    desk.adopts(&format!("{head}  {rule},\n]\n{tail}"));
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "team");
    takes(&desk, &mail("info@nord.example", "Filter", "u1@nord.example", "", "Seit heute."));
    assert_eq!(desk.news().len(), 1);
    assert_eq!(restates(&desk, &agent, 1, "plugin").len(), 1);
    let covered = restates(&desk, &agent, 1, "filter");
    assert!(covered[0].contains("Ihre Anfrage ist durch Ihren Vertrag abgedeckt."), "{covered:?}");
    assert_eq!(restates(&desk, &agent, 1, "other").len(), 0);
}
