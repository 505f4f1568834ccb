//! Everything that is refused, and how.

use desk::{Actor, Role};
use serde_json::json;
use testkit::TestDesk;

use crate::program::Program;

#[test]
fn only_tokens_of_this_desk_count() {
    let program = Program::new("shop-levels");
    let foreign = {
        let desk = TestDesk::sqlite("agency-hours");
        let staff = desk.staff("Cleo", Role::Administrator).staff().unwrap();
        // Test desks draw from the same seed: the first secret is the one that the other desk gave as well.
        let secrets = desk.act(&Actor::Operator, move |act| {
            let first = desk::staff::create_token(act, staff, "first")?.secret;
            Ok([first, desk::staff::create_token(act, staff, "second")?.secret])
        });
        let [_, second] = secrets;
        second
    };
    for token in [None, Some(""), Some("mst_nonsense"), Some(foreign.as_str())] {
        let refused = program.request("GET", "/me").token(token).send();
        assert_eq!(refused.header("www-authenticate"), "Bearer realm=\"mainstay\"", "{token:?} {refused:?}");
        refused.refused(401, "unauthorized");
    }
    for value in ["Basic YTpi", "Bearer", "bearer  ", "mst_x"] {
        program.request("GET", "/me").token(None).header("authorization", value).send().refused(401, "unauthorized");
    }
    let lower = format!("bearer {}", program.token);
    let me = program.request("GET", "/me").token(None).header("authorization", &lower).send().expect(200);
    assert_eq!(
        (&me["name"], &me["role"], &me["desk"]),
        (&json!("Ada"), &json!("administrator"), &json!("shop-levels"))
    );
    // A session's cookie is no token.
    let cookie = format!("mainstay-staff={}", program.token);
    program.request("GET", "/me").token(None).header("cookie", &cookie).send().refused(401, "unauthorized");
}

#[test]
fn a_token_that_was_taken_back_stops_at_once() {
    let program = Program::new("shop-levels");
    program.get("/me").expect(200);
    let staff = program.actor.staff().unwrap();
    program.desk.act(&Actor::Operator, move |act| {
        let tokens = desk::staff::tokens(act, staff)?;
        tokens.iter().try_for_each(|token| desk::staff::revoke_token(act, staff, token.id))
    });
    program.get("/me").refused(401, "unauthorized");
}

#[test]
fn who_left_has_no_token_any_more() {
    let program = Program::new("shop-levels");
    let bo = program.desk.staff("Bo", Role::Agent).staff().unwrap();
    let token = program.desk.act(&Actor::Operator, move |act| desk::staff::create_token(act, bo, "test")).secret;
    program.request("GET", "/me").token(Some(&token)).send().expect(200);
    program.desk.act(&Actor::Operator, move |act| desk::staff::deactivate(act, bo));
    program.request("GET", "/me").token(Some(&token)).send().refused(401, "unauthorized");
}

#[test]
fn what_is_not_there_is_a_404() {
    let program = Program::new("shop-levels");
    for path in [
        "/tickets/1",
        "/tickets/0",
        "/tickets/-1",
        "/tickets/01",
        "/tickets/x",
        "/tickets/99999999999999999999999999",
        "/tickets/1%00",
        "/customers/1",
        "/contracts/1",
        "/contracts/1/lines/support/price",
        "/invoices/1",
        "/usage/1",
        "/nothing",
    ] {
        program.get(path).refused(404, "not-found");
    }
    program.post("/tickets/1/close", &json!({})).refused(404, "not-found");
    program.post("/call-backs/1/take", &json!({})).refused(404, "not-found");
    program.request("GET", "").at("/no-desk/api/v1/me").send().refused(404, "not-found");
    program.request("DELETE", "/tickets").send().refused(405, "method-not-allowed");
}

#[test]
fn roles_are_kept() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let bo = program.token_of("Bo", Role::Agent);
    program.request("GET", "/invoices").token(Some(&bo)).send().refused(403, "forbidden");
    let issue = program.request("POST", "/invoices/issue").json(&json!({ "month": "2026-10" }));
    issue.token(Some(&bo)).send().refused(403, "forbidden");
    let change = program.request("POST", "/contracts/1/change").json(&json!({ "plan": "level-3" }));
    change.token(Some(&bo)).send().refused(403, "forbidden");
}

#[test]
fn wrong_bodies_name_the_place_and_change_nothing() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let post =
        |body: &[u8]| program.request("POST", "/tickets").header("content-type", "application/json").body(body).send();
    for body in [&b"{"[..], b"nonsense", b"{\"subject\":\"\xff\"}", b"{} {}", "[".repeat(100_000).as_bytes()] {
        assert!(matches!(post(body).status, 400 | 422));
    }
    post(b"{\"contact\":").refused(400, "malformed");
    let detail = post(br#"{"contact":"info@nord.example","subjekt":"x","body":"y"}"#).wrong("subjekt", "unknown-field");
    assert!(detail.contains("did you mean subject?"), "{detail}");
    post(br#"{"contact":"info@nord.example","body":"y"}"#).wrong("subject", "missing");
    post(br#"{"contact":5,"subject":"x","body":"y"}"#).wrong("contact", "wrong-type");
    post(br#"{"contact":"info@nord.example","subject":["x"],"body":"y"}"#).wrong("subject", "wrong-type");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","contract":1e400}"#).refused(400, "malformed");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","contract":9223372036854775808}"#)
        .wrong("contract", "unreadable");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","contract":1.5}"#).wrong("contract", "wrong-type");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","system":12}"#).wrong("system", "wrong-type");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","system":"1e3"}"#).wrong("system", "unreadable");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","channel":"fax"}"#).wrong("channel", "unknown");
    post(br#"{"contact":"info@nord.example","subject":"x","body":"y","on_refusal":"shout"}"#).refused(422, "invalid");
    post(b"{\"contact\":\"info@nord.example\",\"subject\":\"a\\u0000b\",\"body\":\"y\"}").wrong("subject", "nul");
    post(b"{\"contact\":\"info@nord.example\",\"subject\":\"a\",\"body\":\"y\",\"topic\":\"\\u0000\"}")
        .wrong("topic", "nul");
    post(br#"{"contact":"info@nord.example","subject":"  ","body":"y"}"#).wrong("subject", "missing");
    let long = json!({ "contact": "info@nord.example", "subject": "x".repeat(251), "body": "y" });
    program.post("/tickets", &long).wrong("subject", "too-long");
    let long = json!({ "contact": "info@nord.example", "subject": "x", "body": "y", "version": "1".repeat(201) });
    program.post("/tickets", &long).wrong("version", "too-long");
    assert_eq!(program.get("/tickets").expect(200)["items"], json!([]));
}

#[test]
fn bodies_are_json_and_not_endless() {
    let program = Program::new("shop-levels");
    let body = br#"{"contact":"info@nord.example","subject":"x","body":"y"}"#;
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        let sent = program.request("POST", "/tickets").header("content-type", media_type).body(body).send();
        sent.refused(415, "unsupported-media-type");
    }
    program.request("POST", "/tickets").body(body).send().refused(415, "unsupported-media-type");
    let sent =
        program.request("POST", "/tickets").header("content-type", "Application/JSON; charset=utf-8").body(body).send();
    sent.wrong("contact", "unknown");
    let huge = vec![b' '; 3 * 1024 * 1024];
    let sent = program.request("POST", "/tickets").header("content-type", "application/json").body(&huge).send();
    sent.refused(413, "too-large");
    // Who has no token learns nothing about bodies.
    program.request("POST", "/tickets").token(None).body(&huge).send().refused(401, "unauthorized");
}
