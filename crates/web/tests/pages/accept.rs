//! A price is accepted by the link in a receipt.

use desk::acceptance::{self, Decision};
use desk::ticket;
use desk::{Actor, Role, contract};
use engine::run::event::Change;
use jiff::SignedDuration;

use crate::browser::{Browser, Web};

/// A desk that charges for work, with a request that came by mail, and the path of the link in its receipt.
fn web() -> (Web, testkit::TestCustomer, String) {
    let web = Web::of("shop-levels");
    web.desk.adopts(testkit::plans::CHARGED);
    let shop = web.desk.customer("Nord", "hourly");
    let path = receives(&web, "1");
    (web, shop, path)
}

fn receives(web: &Web, id: &str) -> String {
    web.desk.receives(&format!(
        "From: info@nord.example\nTo: support@shop-levels.example\nSubject: Filter <b>\n\
         Date: Mon, 2 Nov 2026 09:00:00 +0100\nMessage-ID: <{id}@nord.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\nSeit heute früh.\n"
    ));
    let text = web.desk.news().remove(0).text;
    let secret = text.split_once("/accept/").unwrap().1.split_whitespace().next().unwrap();
    format!("/accept/{secret}")
}

fn price(body: &str) -> String {
    let at = body.split("name=\"price\" value=\"").nth(1).unwrap_or_else(|| panic!("{body}"));
    at.split('"').next().unwrap().to_owned()
}

fn decide(browser: &Browser<'_>, path: &str, decision: &str, price: &str) -> crate::browser::Answer {
    browser.post(path, &[("decision", decision), ("price", price)])
}

#[test]
fn whoever_got_the_mail_accepts_the_price_without_signing_in() {
    let (web, shop, path) = web();
    let (_, jana) = web.staff("Jana", Role::Agent);
    let entries = || web.desk.rows("select action from journal where action like '%-price'");
    let someone = web.browser();
    let page = someone.get(&path);
    assert_eq!(page.status, 200, "{}", page.body);
    let words = "We will look after your request; it is charged. Work: €90.00 per hour, billed per started minute.";
    assert_eq!(price(&page.body), words);
    assert!(page.body.contains("Kontakt Nord, your request is charged"), "{}", page.body);
    assert!(page.body.contains("Filter &#60;b&#62;") && page.body.contains("Seit heute früh."), "{}", page.body);
    let german = web.browser().reading("de").get(&path).body;
    assert!(german.contains("Preis annehmen") && german.contains("sie wird berechnet"), "{german}");
    // A scanner of mails opens it, however often; what comes from elsewhere or says nothing decides nothing.
    assert_eq!(web.browser().get(&path).status, 200);
    assert_eq!(someone.post_unguarded(&path, &[("decision", "accepted"), ("price", words)]).status, 403);
    let nothing = decide(&someone, &path, "perhaps", words);
    assert_eq!(nothing.status, 422);
    assert_eq!(entries(), Vec::<String>::new());
    assert!(jana.get("/tickets/1").body.contains("Price not accepted yet"));
    assert!(web.contact(&shop).get("/portal/tickets/1").body.contains("Price not accepted yet"));

    assert_eq!(decide(&someone, &path, "accepted", words).status, 303);
    assert_eq!(decide(&someone, &path, "accepted", words).status, 303);
    let after = someone.get(&path).body;
    assert!(after.contains("Price accepted") && after.contains("Accepted by Kontakt Nord,"), "{after}");
    assert!(after.contains("€90.00 per hour") && !after.contains("name=\"decision\""), "{after}");
    let other = decide(&someone, &path, "declined", words);
    assert!(other.status == 422 && other.body.contains("decided about already"), "{}", other.body);
    assert_eq!(entries(), ["accept-price"], "twice is once");

    let shown = jana.get("/tickets/1").body;
    assert!(shown.contains("Price accepted") && shown.contains("by Kontakt Nord"), "{shown}");
    assert!(shown.contains(&format!("Kontakt Nord accepted the price: {words}")), "{shown}");
    let alone = jana.get("/tickets/1/acceptance").body;
    assert!(alone.starts_with("<div class=\"acceptance\"") && alone.contains("Price accepted"), "{alone}");
    assert!(web.contact(&shop).get("/portal/tickets/1").body.contains("Price accepted"));
}

#[test]
fn a_declined_price_and_one_that_changed_are_told() {
    let (web, shop, path) = web();
    let (chief, _) = web.staff("Chefin", Role::Manager);
    let (_, jana) = web.staff("Jana", Role::Agent);
    let someone = web.browser();
    let seen = price(&someone.get(&path).body);
    web.desk.pass(SignedDuration::from_mins(5));
    web.desk.act(&chief, move |act| {
        let change = Change { plan: Some("dear".to_owned()), ..Change::default() };
        contract::change(act, shop.contract, &change)
    });
    web.desk.pass(SignedDuration::from_mins(5));
    let stale = decide(&someone, &path, "accepted", &seen);
    assert_eq!(stale.status, 422);
    assert!(stale.body.contains("The price has changed just now"), "{}", stale.body);
    assert!(stale.body.contains("You were told: We will look after your request; it is charged. Work: €90.00"));
    let anew = price(&stale.body);
    assert!(anew.contains("€120.00"), "{anew}");
    assert_eq!(decide(&someone, &path, "declined", &anew).status, 303);
    assert!(someone.get(&path).body.contains("Declined by Kontakt Nord,"));
    let shown = jana.get("/tickets/1").body;
    assert!(shown.contains("Price declined") && shown.contains("Kontakt Nord declined the price"), "{shown}");
}

#[test]
fn a_link_that_does_not_count_is_a_page_that_does_not_exist() {
    let (web, _, path) = web();
    let second = receives(&web, "2");
    let (jana, agent) = web.staff("Jana", Role::Agent);
    let someone = web.browser();
    let seen = price(&someone.get(&path).body);
    let closed = web.desk.read(&jana, |view| ticket::get_by_number(view, 2)).id;
    web.desk.act(&jana, move |act| ticket::close(act, closed));
    let long = format!("/accept/{}", "x".repeat(3000));
    let unknown = someone.get("/accept/no-such-link").body;
    for gone in ["/accept/no-such-link", second.as_str(), long.as_str(), "/accept/%FF"] {
        let page = someone.get(gone);
        assert_eq!(
            (page.status.as_u16(), decide(&someone, gone, "accepted", &seen).status.as_u16()),
            (404, 404),
            "{gone}"
        );
        let same = |body: &str| body.replace(gone, "").replace("/accept/no-such-link", "");
        if gone != "/accept/%FF" {
            assert_eq!(same(&page.body), same(&unknown), "nothing tells them apart");
        }
    }
    // Staff, who can read mails that went out, see it and do not decide.
    let looked = agent.get(&path);
    assert!(looked.status == 200 && looked.body.contains("Only who got the mail can decide"), "{}", looked.body);
    assert_eq!(decide(&agent, &path, "accepted", &seen).status, 403);
    // After thirty days it has run out.
    web.desk.pass(acceptance::OPEN_FOR);
    assert_eq!(someone.get(&path).status, 404);
    let left = web.signed_in(&jana).get("/tickets/1").body;
    assert!(left.contains("the link has run out"), "{left}");
}

#[test]
fn a_role_that_may_not_accept_is_told_so() {
    let (web, _, path) = web();
    let (jana, _) = web.staff("Jana", Role::Agent);
    let someone = web.browser();
    let seen = price(&someone.get(&path).body);
    web.desk.act(&jana, |act| {
        let id = ticket::get_by_number(act, 1)?.id;
        let facts = [("role".to_owned(), "reader".to_owned())].into();
        ticket::restate(act, id, &ticket::About::default(), &facts)
    });
    let page = someone.get(&path).body;
    assert!(page.contains("Reader may not accept prices.") && !page.contains("name=\"decision\""), "{page}");
    let refused = decide(&someone, &path, "accepted", &seen);
    assert_eq!(refused.status, 422);
    let nothing = web.desk.read(&Actor::Operator, |view| ticket::page(view, 1)).acceptance.unwrap();
    assert!(nothing.decided.is_none());
    let secret = path.rsplit('/').next().unwrap().to_owned();
    let tried =
        web.desk.try_act(&Actor::Operator, move |act| acceptance::answer(act, &secret, Decision::Accepted, &seen));
    assert!(tried.unwrap_err().to_string().contains("nothing-to-accept"));
}
