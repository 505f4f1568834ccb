//! Downtime, what follows from it, and payments that a term begins with.

use serde_json::json;
use testkit::plans::UPTIME;

use crate::program::Program;

fn program(plan: &str) -> Program {
    let program = Program::new("shop-levels");
    program.desk.adopts(UPTIME);
    program.desk.customer("Nord", plan);
    program
}

#[test]
fn downtime_is_told_and_taken_back_and_what_follows_is_claimed() {
    let program = program("claiming");
    let report = json!({ "what": "shop", "from": "2026-10-10T08:00:00Z", "to": "2026-10-10T12:00:00Z" });
    let told = program.post("/contracts/1/outages", &report).expect(200);
    assert_eq!(program.post("/contracts/1/outages", &report).expect(200), told, "the same again is none");
    assert_eq!(program.get("/contracts/1/promises").expect(200), told);
    let october = &told["attainments"][0];
    assert_eq!((&october["measure"], &october["period"]), (&json!("availability"), &json!("2026-10")));
    assert_eq!((&october["down_s"], &october["held"], &october["over"]), (&json!(14_400), &json!(false), &json!(true)));
    let owed = &told["remedies"][0];
    assert_eq!((&owed["remedy"], &owed["state"]), (&json!("asked"), &json!("claimable")));
    assert_eq!(owed["claim_until"], "2026-12-01");
    assert!(!owed["why"]["de"].as_array().unwrap().is_empty());

    program.post("/contracts/1/claims", &json!({ "remedy": "asked" })).wrong("period", "missing");
    program.post("/contracts/1/claims", &json!({ "remedy": "x", "period": "2026-10" })).wrong("remedy", "unknown");
    program.post("/contracts/1/claims", &json!({ "remedy": "asked", "period": "2026" })).wrong("period", "unreadable");
    program.post("/contracts/1/claims", &json!({ "remedy": "asked", "ticket": 9 })).wrong("ticket", "unknown");
    program.post("/contracts/1/claims", &json!({ "remedy": "asked", "period": "2026-09" })).refused(409, "refused");
    program.post("/contracts/9/claims", &json!({ "remedy": "asked", "period": "2026-10" })).refused(404, "not-found");
    let claimed = program.post("/contracts/1/claims", &json!({ "remedy": "asked", "period": "2026-10" })).expect(200);
    assert_eq!(claimed["remedies"][0]["state"], "given");

    let name = json!({ "outage": told["outages"][0]["id"] });
    let taken = program.post("/contracts/1/outages/take-back", &name).expect(200);
    assert_eq!((&taken["outages"][0]["taken_back"], &taken["remedies"]), (&json!(true), &json!([])));
    program.post("/contracts/1/outages/take-back", &name).wrong("outage", "unknown");
    let future = json!({ "from": "2027-10-10T08:00:00Z" });
    program.post("/contracts/1/outages", &future).wrong("from", "in-future");
    let facts = json!({ "from": "2026-10-10T08:00:00Z", "facts": { "weather": "rain" } });
    program.post("/contracts/1/outages", &facts).wrong("name", "unknown");
}

#[test]
fn downtime_is_told_once_for_all_contracts() {
    let program = program("hosting");
    program.desk.customer("Sued", "claiming");
    program.desk.customer("West", "prepaid");
    let report = json!({ "what": "shop", "from": "2026-10-10T08:00:00Z", "to": "2026-10-10T12:00:00Z" });
    assert_eq!(program.post("/outages", &report).expect(200), json!({ "contracts": 2 }));
    let agent = program.token_of("Jana", desk::Role::Agent);
    program.request("POST", "/outages").json(&report).token(Some(&agent)).send().refused(403, "forbidden");
    program.post("/contracts/3/outages", &json!({ "from": "2026-10-10T08:00:00Z" })).expect(200);
    program.post("/contracts/1/payment", &json!({})).refused(409, "no-payment");
    let paid = program.post("/contracts/3/payment", &json!({})).expect(200);
    assert!(paid["paid_at"].is_string(), "{paid}");
    assert_eq!(program.post("/contracts/3/payment", &json!({})).expect(200)["paid_at"], paid["paid_at"]);
}

#[test]
fn work_is_logged_on_a_ticket_or_under_a_contract() {
    let program = Program::new("agency-hours");
    program.desk.customer("Nord", "on-demand");
    program.desk.pass(jiff::SignedDuration::from_hours(3));
    let work = |more: serde_json::Value| {
        let mut body = json!({ "started_at": "2026-11-02T08:00:00Z", "duration_s": 5400 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        program.post("/work", &body)
    };
    let logged = work(json!({ "contract": 1 })).expect(201);
    assert_eq!((&logged["ticket"], &logged["rated"]["net"]["amount"]), (&json!(null), &json!("180.00")));
    work(json!({ "contract": 1, "facts": { "weather": "rain" } })).wrong("name", "unknown");
    work(json!({})).wrong("ticket", "missing");
    work(json!({ "contract": 9 })).wrong("contract", "unknown");
    work(json!({ "contract": 1, "ticket": 1 })).wrong("contract", "with-ticket");
}
