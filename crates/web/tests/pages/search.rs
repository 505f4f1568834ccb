//! People search: from the box of the queue, by the page, and in the portal.

use desk::Role;
use desk::ticket;

use crate::browser::{Browser, Web};

/// A ticket by a contact, and the index that follows.
fn asked<'a>(web: &'a Web, ada: &Browser<'a>, subject: &str, body: &str) {
    let sent = ada.post("/portal/tickets", &[("subject", subject), ("body", body)]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    web.desk.indexes();
}

#[test]
fn staff_find_tickets_customers_and_contacts() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    asked(&web, &ada, "Monatsrechnung falsch", "Auf der Rechnung fehlt die <b>Größe</b>.");
    let (_, agent) = web.staff("Bob", Role::Agent);

    let box_of_queue = agent.get("/queue").body;
    assert!(box_of_queue.contains("action=\"/shop-levels/search\""), "{box_of_queue}");
    let page = agent.get("/search?q=rechnungen");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<mark>Monatsrechnung</mark> falsch"), "{}", page.body);
    assert!(page.body.contains("Auf der <mark>Rechnung</mark> fehlt die"), "{}", page.body);
    assert!(page.body.contains("One ticket found"), "{}", page.body);
    // What customers write is text, in results too.
    assert!(page.body.contains("&#60;b&#62;") && !page.body.contains("<b>Größe"), "{}", page.body);

    let people = agent.get("/search/results?q=teekontor").body;
    assert!(people.contains("<mark>Teekontor</mark>") && people.contains("info@"), "{people}");
    assert!(!people.contains("<html"), "a fragment is no page");
    let number = agent.get("/search?q=%231");
    assert_eq!((number.status.as_u16(), number.location()), (303, "/shop-levels/tickets/1"));

    let wrong = agent.get("/search?q=state:offen");
    assert_eq!(wrong.status, 200);
    assert!(wrong.body.contains("state: open, waiting, resolved, closed"), "{}", wrong.body);
    assert!(agent.get("/search").body.contains("What are you looking for?"));
    assert!(agent.get("/search?q=nirgends").body.contains("No ticket matches"));
}

#[test]
fn contacts_find_their_own_tickets_and_no_notes() {
    let web = Web::of("shop-levels");
    let (mine, other) = (web.desk.customer("Teekontor", "level-3"), web.desk.customer("Kaffee", "level-3"));
    let (ada, eve) = (web.contact(&mine), web.contact(&other));
    asked(&web, &ada, "Drucker steht", "Seit heute.");
    let (actor, _) = web.staff("Bob", Role::Agent);
    let id = web.desk.read(&actor, |view| ticket::get_by_number(view, 1)).id;
    web.desk.act(&actor, move |act| ticket::note(act, id, "Kunde wirkt verwirrt"));
    web.desk.indexes();

    let found = ada.get("/portal/search?q=drucker").body;
    assert!(found.contains("<mark>Drucker</mark> steht") && found.contains("/shop-levels/portal/tickets/1"), "{found}");
    assert!(!eve.get("/portal/search?q=drucker").body.contains("Drucker</mark>"));
    for typed in ["verwirrt", "verwirt", "verw*", "teekontor+verwirrt"] {
        let found = ada.get(&format!("/portal/search/results?q={typed}")).body;
        assert!(found.contains("No ticket matches"), "{typed}: {found}");
    }
}

#[test]
fn odd_questions_are_answered() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    asked(&web, &ada, "Import", "Läuft nicht.");
    let (_, agent) = web.staff("Bob", Role::Agent);
    let long = "wort+".repeat(200);
    for typed in
        ["%22", "-", "*", "state%3A", "%F0%9F%99%82", "a%20%22b", "%2523", "%3Cscript%3Ealert(1)%3C/script%3E", &long]
    {
        let found = agent.get(&format!("/search?q={typed}"));
        assert_eq!(found.status, 200, "{typed}");
        assert!(!found.body.contains("<script>alert"), "{typed}");
    }
    assert_eq!(agent.get("/search?q=import&page=99999999999").status, 200);
    assert_eq!(agent.get("/search?q=import&page=-1").status, 200);
}

#[test]
fn the_palette_suggests_what_is_typed_to_staff_only() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    asked(&web, &ada, "Monatsrechnung <b>falsch</b>", "Größe fehlt.");
    asked(&web, &ada, "Nummer 1 auf der Rechnung", "Wo steht sie?");
    let (_, agent) = web.staff("Bob", Role::Agent);

    let typed = |q: &str| agent.get(&format!("/palette?q={q}")).body;
    let found = typed("rechnung");
    assert!(found.contains("href=\"/shop-levels/tickets/1\"") && found.contains("tickets/2"), "{found}");
    assert!(found.contains("&#60;b&#62;") && !found.contains("<html"), "{found}");
    let first = |found: &str| found.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    assert_eq!(first(&typed("1")).as_deref(), Some("/shop-levels/tickets/1"), "a number means its ticket first");
    assert_eq!(first(&typed("%232")).as_deref(), Some("/shop-levels/tickets/2"));
    assert!(typed("teekon").contains("/shop-levels/customers/"), "customers are found");
    assert!(typed("rechn+state:closed").trim().is_empty() && typed("rechn+state:clo").trim().is_empty());
    assert!(typed("").trim().is_empty() && typed("nirgends").trim().is_empty());
    assert_eq!(ada.get("/palette?q=rechn").status, 303, "contacts have no palette");
}
