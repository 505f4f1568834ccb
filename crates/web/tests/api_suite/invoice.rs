//! Month end: previewed, issued, shown.

use serde_json::json;

use crate::program::Program;

#[test]
fn a_month_is_previewed_issued_and_shown() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let call = json!({
        "contract": 1, "line": "emergency", "contact": "info@nord.example", "duration_s": 420,
        "started_at": "2026-11-02T07:30:00Z", "accepted": { "price": "as told", "at": "2026-11-02T07:30:00Z" },
    });
    let record = program.post("/calls", &call).expect(201);

    let preview = program.get("/invoices/preview?month=2026-11").expect(200);
    assert_eq!(preview["ended"], false);
    program.post("/invoices/issue", &json!({ "month": "2026-11" })).refused(409, "month-not-ended");
    program.desk.until("2026-12-01T08:00:00Z".parse().unwrap());

    let issue = || {
        let sent = program.request("POST", "/invoices/issue").json(&json!({ "month": "2026-11" }));
        sent.header("idempotency-key", "november").send()
    };
    let issued = issue().expect(200);
    assert_eq!(issued["numbers"], json!([1]));
    let replayed = issue();
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    assert_eq!(replayed.expect(200), issued);
    let again = program.post("/invoices/issue", &json!({ "month": "2026-11" })).expect(200);
    assert_eq!((&again["numbers"], &again["issued_before"]), (&json!([]), &json!(1)));

    let invoice = program.get("/invoices/1").expect(200);
    assert_eq!(invoice["gross"], preview["gross"]);
    assert_eq!(invoice["gross"]["currency"], "EUR");
    let lines = invoice["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["kind"] == "call").unwrap_or_else(|| panic!("{invoice}"));
    assert_eq!(line["usage"][0]["id"], record["id"]);
    assert!(!line["usage"][0]["steps"]["en"].as_array().unwrap().is_empty());
    assert_eq!(program.get("/invoices/preview?month=2026-11").expect(200)["invoices"][0]["issued_number"], 1);

    let listed = program.get("/invoices?month=2026-11&limit=1").expect(200);
    assert_eq!(listed["items"][0]["gross"], invoice["gross"]);
    assert_eq!(program.get("/invoices?after=1").expect(200)["items"], json!([]));
    assert_eq!(program.get("/invoices?month=2026-10").expect(200)["items"], json!([]));
    for month in ["2026-13", "november", "", "2026-11-01"] {
        program.get(&format!("/invoices?month={month}")).wrong("month", "unreadable");
        program.post("/invoices/issue", &json!({ "month": month })).wrong("month", "unreadable");
    }
    program.get("/invoices/preview").wrong("month", "missing");
}
