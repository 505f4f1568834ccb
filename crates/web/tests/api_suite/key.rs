//! Idempotency keys: the same write is done once, however often and however concurrently it is sent.

use desk::Role;
use serde_json::json;

use crate::program::Program;

fn request() -> serde_json::Value {
    json!({ "contact": "info@nord.example", "subject": "Checkout", "body": "It does not load." })
}

#[test]
fn the_same_key_does_its_work_once() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let send = || program.request("POST", "/tickets").json(&request()).header("idempotency-key", "k-1").send();
    let first = send();
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = send();
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("content-type"), "application/json");
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(program.get("/tickets").expect(200)["items"].as_array().unwrap().len(), 1);

    let mut other = request();
    other["subject"] = json!("Something else");
    let misused = program.request("POST", "/tickets").json(&other).header("idempotency-key", "k-1").send();
    misused.wrong("idempotency-key", "used-for-another-request");
    let misused = program.request("POST", "/tickets/preview").json(&request()).header("idempotency-key", "k-1").send();
    misused.expect(200);
    let misused = program.request("POST", "/tickets/1/close").header("idempotency-key", "k-1").send();
    misused.wrong("idempotency-key", "used-for-another-request");

    // Keys are the person's own.
    let bo = program.token_of("Bo", Role::Agent);
    let sent =
        program.request("POST", "/tickets").json(&request()).header("idempotency-key", "k-1").token(Some(&bo)).send();
    assert_eq!(sent.expect(201)["number"], 2);
}

#[test]
fn a_refused_write_leaves_its_key_free() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let wrong = json!({ "contact": "nobody@nord.example", "subject": "x", "body": "y" });
    let sent = program.request("POST", "/tickets").json(&wrong).header("idempotency-key", "k-1").send();
    sent.wrong("contact", "unknown");
    let sent = program.request("POST", "/tickets").json(&request()).header("idempotency-key", "k-1").send();
    sent.expect(201);
}

#[test]
fn keys_have_a_form() {
    let program = Program::new("shop-levels");
    for key in ["", "ümlaut", &"k".repeat(201)] {
        let sent = program.request("POST", "/tickets").json(&request()).header("idempotency-key", key).send();
        sent.wrong("Idempotency-Key", "out-of-range");
    }
}

#[test]
fn the_same_key_sent_at_once_does_its_work_once() {
    let program = Program::new("shop-levels");
    at_once(&program);
}

#[test]
fn the_same_key_sent_at_once_does_its_work_once_on_postgresql() {
    let desk = testkit::TestDesk::postgres("shop-levels", "api_same_key");
    at_once(&Program::on(desk, "shop-levels"));
}

fn at_once(program: &Program) {
    let _shop = program.desk.customer("Nord", "level-2");
    let sent = program.request("POST", "/tickets").json(&request()).header("idempotency-key", "k-1");
    let answers = program.send_at_once(16, || sent.build());
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body), "{answers:?}");
    }
    let fresh = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count();
    assert_eq!(fresh, 1, "one did the work");
    assert_eq!(program.get("/tickets").expect(200)["items"].as_array().unwrap().len(), 1);
}
