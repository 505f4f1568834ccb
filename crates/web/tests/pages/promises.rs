//! Downtime is reported on the page of the contract, and its customer claims what follows from it.

use desk::Role;
use testkit::plans::UPTIME;

use crate::browser::Web;

#[test]
fn downtime_is_reported_and_what_follows_is_claimed_in_the_portal() {
    let web = Web::of("shop-levels");
    web.desk.adopts(UPTIME);
    let (mine, other) = (web.desk.customer("Teekontor", "claiming"), web.desk.customer("Kaffee", "claiming"));
    let (_, jana) = web.staff("Jana", Role::Agent);
    let page = jana.get("/contracts/1");
    assert!(page.body.contains("No downtime is reported.") && page.body.contains("value=\"force-majeure\""));
    let wrong =
        jana.post("/contracts/1/outages", &[("what", "Shop-Server"), ("from", "2026-10-10T10:00"), ("to", "soon")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("Shop-Server") && wrong.body.contains("date and time"), "{}", wrong.body);
    let fields = [("what", "Shop-Server"), ("from", "2026-10-10T10:00"), ("to", "2026-10-10T14:00")];
    assert_eq!(jana.post("/contracts/1/outages", &fields).status, 303);
    let page = jana.get("/contracts/1").body;
    for words in ["Shop-Server", "99.4", "not kept", "to be claimed by 1 December 2026", "Jana reported downtime"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let (ada, kim) = (web.contact(&mine), web.contact(&other));
    assert!(ada.get("/portal").body.contains("/portal/contracts/1"));
    let page = ada.get("/portal/contracts/1").body;
    assert!(page.contains("Shop-Server") && !page.contains("Jana") && !page.contains("take-back"), "{page}");
    let claim = "/portal/contracts/1/claims?remedy=asked&amp;period=2026-10";
    assert!(page.contains(claim) || page.contains(&claim.replace("&amp;", "&#38;")), "{page}");
    let claim = "/portal/contracts/1/claims?remedy=asked&period=2026-10";
    assert_eq!(kim.get("/portal/contracts/1").status, 404);
    assert_eq!(kim.post(claim, &[]).status, 404);
    assert_eq!(ada.post(claim, &[]).status, 303);
    let page = ada.get("/portal/contracts/1").body;
    assert!(page.contains("will be given") && !page.contains("claims?"), "{page}");
    assert!(jana.get("/contracts/1").body.contains("claimed a remedy: Credit on request"));

    let again = jana.get("/contracts/1").body;
    let mut actions = again.split("action=\"/shop-levels").filter_map(|rest| Some(rest.split_once('"')?.0));
    let path = actions.find(|action| action.contains("/outages/take-back?")).unwrap().to_owned();
    assert_eq!(jana.post(&path, &[]).status, 303);
    let page = jana.get("/contracts/1").body;
    assert!(page.contains("taken back") && page.contains("No remedy is owed."), "{page}");
}

#[test]
fn downtime_of_a_product_is_reported_once_for_all() {
    let web = Web::of("shop-levels");
    web.desk.adopts(UPTIME);
    web.desk.customer("Teekontor", "hosting");
    web.desk.customer("Kaffee", "claiming");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let (_, musa) = web.staff("Musa", Role::Manager);
    let fields = [("what", "shop"), ("from", "2026-10-10T10:00"), ("to", "2026-10-10T14:00"), ("cause", "")];
    assert_eq!((jana.get("/outages").status.as_u16(), jana.post("/outages", &fields).status.as_u16()), (403, 403));
    assert!(musa.get("/customers").body.contains("/outages") && !jana.get("/customers").body.contains("/outages"));
    assert_eq!(musa.post("/outages", &[("from", "")]).status, 422);
    assert_eq!(musa.post("/outages", &fields).status, 303);
    assert!(musa.get("/customers").body.contains("so many contracts: 2"));
    assert!(
        musa.get("/contracts/1").body.contains("on the invoice for November 2026")
            || musa.get("/contracts/1").body.contains("will be given")
    );
}

#[test]
fn a_payment_is_recorded_where_the_term_begins_with_it() {
    let web = Web::of("shop-levels");
    web.desk.adopts(UPTIME);
    web.desk.customer("Teekontor", "prepaid");
    let (_, musa) = web.staff("Musa", Role::Manager);
    assert!(musa.get("/contracts/1").body.contains("Record payment"));
    assert_eq!(musa.post("/contracts/1/payment", &[]).status, 303);
    let page = musa.get("/contracts/1").body;
    assert!(!page.contains("Record payment") && page.contains("recorded the payment"), "{page}");
}

#[test]
fn time_is_logged_under_a_contract_without_a_ticket() {
    let web = Web::of("agency-hours");
    let mine = web.desk.customer("Teekontor", "on-demand");
    web.desk.pass(jiff::SignedDuration::from_hours(3));
    let (_, jana) = web.staff("Jana", Role::Agent);
    assert!(jana.get("/contracts/1").body.contains("/contracts/1/work/new"));
    assert_eq!(jana.get("/contracts/1/work/new").status, 200);
    assert!(jana.get("/contracts/1/work/new").body.contains("name=\"duration_s\""));
    let fields = [("at", "2026-11-02T09:00"), ("duration_s", "90"), ("note", "Umzug")];
    let quote = jana.post("/contracts/1/work/quote", &fields);
    assert!(quote.body.contains("180.00"), "{}", quote.body);
    let wrong = jana.post("/contracts/1/work", &[("at", "2026-11-02T09:00"), ("note", "Umzug")]);
    assert!(wrong.status == 422 && wrong.body.contains("Umzug"), "{}", wrong.body);
    assert_eq!(jana.post("/contracts/1/work", &fields).status, 303);
    let (id, shown) = (mine.id, jana.get("/customers/1").body);
    assert!(shown.contains("180.00"), "{id}: {shown}");
}

#[test]
fn what_the_plan_asks_of_work_is_asked_where_it_is_logged() {
    let web = Web::of("shop-levels");
    web.desk.adopts(testkit::plans::FACTS);
    web.desk.customer("Teekontor", "team");
    web.desk.pass(jiff::SignedDuration::from_hours(3));
    let (_, jana) = web.staff("Jana", Role::Agent);
    let form = jana.get("/contracts/1/work/new").body;
    assert!(form.contains("name=\"fact.hosting\"") && form.contains("value=\"cloud\""), "{form}");
    let fields = [("at", "2026-11-02T09:00"), ("duration_s", "90"), ("note", ""), ("fact.hosting", "cave")];
    let wrong = jana.post("/contracts/1/work", &fields);
    assert!(wrong.status == 422 && wrong.body.contains("cloud, own"), "{}", wrong.body);
    let fields = [("at", "2026-11-02T09:00"), ("duration_s", "90"), ("note", ""), ("fact.hosting", "own")];
    assert_eq!(jana.post("/contracts/1/work", &fields).status, 303);
}
