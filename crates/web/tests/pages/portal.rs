//! Contacts ask in the portal, and know the verdict or the price before they send.

use desk::Role;

use crate::browser::Web;

#[test]
fn a_contact_learns_the_verdict_before_sending_and_keeps_what_was_typed() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    assert_eq!(ada.get("/portal/tickets/new").status, 200);
    let verdict = ada.post("/portal/tickets/verdict", &[("subject", "Import")]);
    assert_eq!(verdict.status, 200);
    assert!(verdict.body.contains("notice-covered"), "{}", verdict.body);
    let wrong = ada.post("/portal/tickets", &[("subject", "Import läuft nicht"), ("body", "")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("Import läuft nicht") && wrong.body.contains("Please fill this in."), "{}", wrong.body);
    let sent = ada.post("/portal/tickets", &[("subject", "Import läuft nicht"), ("body", "Seit heute früh.")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = ada.get(sent.location().strip_prefix("/shop-levels").unwrap()).body;
    assert!(page.contains("Seit heute früh."), "{page}");
    assert!(ada.get("/portal").body.contains("Import läuft nicht"));
}

#[test]
fn a_contact_accepts_the_price_of_an_emergency_and_a_technician_takes_it() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    let page = ada.get("/portal/emergency");
    assert_eq!(page.status, 200);
    let hidden = |name: &str| {
        let at =
            page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{}", page.body));
        at.split('"').next().unwrap().to_owned()
    };
    let (contract, line, price) = (hidden("contract"), hidden("line"), hidden("price"));
    let with = |price: &str, accepted: &str| {
        let fields = [
            ("contract", contract.as_str()),
            ("line", line.as_str()),
            ("price", price),
            ("phone", "+49 3641 555"),
            ("subject", "Shop steht"),
            ("accepted", accepted),
        ];
        ada.post("/portal/emergency", &fields)
    };
    let unaccepted = with(&price, "");
    assert_eq!(unaccepted.status, 422);
    assert!(unaccepted.body.contains("+49 3641 555") && unaccepted.body.contains("Shop steht"));
    let moved = with("1.00 EUR / min", "yes");
    assert_eq!(moved.status, 422);
    // As it is worded below it, not as the plan file has it.
    let words = moved.body.split_once("The price has changed meanwhile. It is now: ").unwrap().1;
    let words = words.split_once('<').unwrap().0.trim_matches(['\u{2068}', '\u{2069}']);
    assert!(words.contains("for the first 5\u{a0}minutes") && moved.body.matches(words).count() > 1, "{words}");
    assert!(!words.contains("EUR"), "{words}");
    assert_eq!(with(&price, "yes").status, 303);

    let (_, tom) = web.staff("Tom", Role::Technician);
    let list = tom.get("/on-call").body;
    assert!(list.contains("Shop steht") && list.contains("+49 3641 555"), "{list}");
    let path = list.split("/shop-levels/on-call/").find_map(|rest| rest.split_once("/take\"")).unwrap().0;
    assert_eq!(tom.post(&format!("/on-call/{path}/take"), &[]).status, 303);
    assert!(ada.get("/portal/emergency").body.contains("Tom calls"));
    assert_eq!(tom.post(&format!("/on-call/{path}/done"), &[]).status, 303);
    assert!(tom.get("/on-call").body.contains("Nobody waits"));
}
