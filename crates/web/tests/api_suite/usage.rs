//! Calls and work: quoted, recorded, listed; call-backs.

use desk::Role;
use serde_json::json;

use crate::program::Program;

#[test]
fn a_call_comes_to_what_its_quote_said() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let call = json!({
        "contract": 1, "line": "support", "contact": "info@nord.example",
        "started_at": "2026-11-02T08:30:00+01:00", "duration_s": 420, "note": "Checkout",
    });
    let quote = program.post("/calls/quote", &call).expect(200);
    assert_eq!(quote["can_be_recorded"], true);
    assert!(!quote["left"].as_array().unwrap().is_empty(), "{quote}");
    assert_eq!(program.get("/customers/1/calls").expect(200)["items"], json!([]), "a quote writes nothing");

    let logged = program.post("/calls", &call);
    let location = logged.header("location").to_owned();
    let record = logged.expect(201);
    assert_eq!(record["rated"], quote["rated"]);
    assert_eq!(record["started_at"], "2026-11-02T07:30:00Z");
    assert_eq!(record["rated"]["net"]["currency"], "EUR");
    assert!(!record["rated"]["steps"]["de"].as_array().unwrap().is_empty());
    assert_eq!(program.get(&format!("/{location}")).expect(200), record);
    assert_eq!(program.get("/customers/1/calls").expect(200)["items"], json!([record]));

    let wrong = |field: &str, value: serde_json::Value| {
        let mut call = call.clone();
        call[field] = value;
        (program.post("/calls", &call), program.post("/calls/quote", &call))
    };
    for (field, value, code) in [
        ("contract", json!(9), "unknown"),
        ("line", json!("red"), "unknown"),
        ("contact", json!("x@y.example"), "unknown"),
        ("ticket", json!(7), "unknown"),
        ("duration_s", json!(0), "out-of-range"),
        ("duration_s", json!(i64::MAX), "out-of-range"),
        ("duration_s", json!("420"), "wrong-type"),
        ("started_at", json!("2026-11-02T09:30:00Z"), "in-future"),
        ("started_at", json!("2026-11-02T08:30:00"), "unreadable"),
        ("started_at", json!("2026-02-30T08:30:00Z"), "unreadable"),
        ("started_at", json!(1_700_000_000), "wrong-type"),
    ] {
        let (logged, quoted) = wrong(field, value);
        logged.wrong(field, code);
        quoted.wrong(field, code);
    }
    assert_eq!(program.get("/customers/1/calls").expect(200)["items"].as_array().unwrap().len(), 1);
}

#[test]
fn an_emergency_call_needs_the_accepted_price() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let price = program.get("/contracts/1/lines/emergency/price").expect(200);
    assert_eq!(price["needs_acceptance"], true);
    assert!(price["until"].is_string() && price["next"].is_string(), "{price}");
    assert_eq!(price["rows"].as_array().unwrap().iter().filter(|row| row["now"] == true).count(), 1);
    let mut call = json!({
        "contract": 1, "line": "emergency", "contact": "info@nord.example",
        "started_at": "2026-11-02T07:30:00Z", "duration_s": 420,
    });
    program.post("/calls", &call).wrong("accepted", "missing");
    call["accepted"] = json!({ "price": price["text"] });
    program.post("/calls", &call).wrong("accepted.at", "missing");
    call["accepted"] = json!({ "price": price["text"], "at": "2026-11-02T07:29:00Z" });
    let record = program.post("/calls", &call).expect(201);
    assert_eq!(record["accepted_price"], price["text"]);
    let net: f64 = record["rated"]["net"]["amount"].as_str().unwrap().parse().unwrap();
    assert!(net > 0.0, "{record}");
    program.get("/contracts/1/lines/red/price").wrong("line", "unknown");
}

#[test]
fn work_is_logged_on_tickets() {
    let program = Program::new("agency-hours");
    let _shop = program.desk.customer("Nord", "hours-10");
    let number = program.ticket("info@nord.example");
    program.desk.pass(jiff::SignedDuration::from_hours(2));
    let work = json!({ "ticket": number, "started_at": "2026-11-02T08:30:00Z", "duration_s": 1800, "note": "Fixed" });
    let quote = program.post("/work/quote", &work).expect(200);
    let record = program.post("/work", &work).expect(201);
    assert_eq!(record["rated"], quote["rated"]);
    assert_eq!((&record["kind"], &record["staff"]), (&json!("work"), &json!("Ada")));
    assert_eq!(program.get(&format!("/tickets/{number}/usage")).expect(200)["items"], json!([record]));
    let mut wrong = work.clone();
    wrong["staff"] = json!("12");
    program.post("/work", &wrong).wrong("staff", "unknown");
    wrong = work.clone();
    wrong["ticket"] = json!(99);
    program.post("/work", &wrong).wrong("ticket", "unknown");
}

#[test]
fn a_call_back_is_taken_by_one_and_done_with_the_call() {
    let program = Program::new("shop-levels");
    let shop = program.desk.customer("Nord", "level-2");
    let price = program.get("/contracts/1/lines/emergency/price").expect(200);
    let new = desk::rota::NewCallBack {
        contract: shop.contract,
        contact: shop.contact,
        line: "emergency".to_owned(),
        phone: "+49 3641 000000".to_owned(),
        subject: "Shop is down".to_owned(),
        accepted: price["text"].as_str().unwrap().to_owned(),
    };
    let id = program.desk.act(&shop.actor(), move |act| desk::rota::request(act, &new));
    let listed = program.get("/call-backs").expect(200);
    assert_eq!(listed["items"][0]["id"], id.to_string());
    assert_eq!(listed["items"][0]["accepted"]["text"], price["text"]);

    let bo = program.token_of("Bo", Role::Technician);
    let taken = program.request("POST", &format!("/call-backs/{id}/take")).token(Some(&bo)).send().expect(200);
    assert_eq!(taken["taken"]["name"], "Bo");
    let refused = program.post(&format!("/call-backs/{id}/take"), &json!({})).refused(409, "taken");
    assert!(refused["detail"].as_str().unwrap().contains("Bo"), "{refused}");
    program.post(&format!("/call-backs/{id}/done"), &json!({ "usage": "5" })).wrong("usage", "unknown");
    let done = program.post(&format!("/call-backs/{id}/done"), &json!({})).expect(200);
    assert!(done["done_at"].is_string());
    assert_eq!(program.get("/call-backs").expect(200)["items"], json!([]));
    program.post(&format!("/call-backs/{id}/done"), &json!({})).refused(409, "done");
}
