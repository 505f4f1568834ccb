//! Contracts are signed, changed and ended; call-backs are asked for at the accepted price.

use desk::Role;
use serde_json::json;

use crate::program::Program;

#[test]
fn a_contract_is_signed_once_and_names_its_contacts() {
    let program = Program::new("shop-levels");
    let shop = program.desk.customer("Nord", "level-2");
    let entry = json!({ "customer": 1, "plan": "level-1", "start": "2026-11-01", "term_months": 12 });
    let send = || program.request("POST", "/contracts").json(&entry).header("idempotency-key", "k").send();
    let signed = send();
    assert_eq!(signed.header("location"), "contracts/2");
    let contract = signed.expect(201);
    assert_eq!(send().expect(201), contract);
    assert_eq!((&contract["plan"]["id"], &contract["in_force"]), (&json!("level-1"), &json!(true)));
    assert_eq!(program.get("/contracts").expect(200)["items"].as_array().unwrap().len(), 2);

    let named = program.post("/contracts/2/contacts", &json!({ "contact": "info@nord.example" })).expect(200);
    assert_eq!(named["contacts"]["named"][0]["id"], shop.contact.to_string());
    let removed = json!({ "contact": shop.contact.to_string() });
    let gone = program.post("/contracts/2/contacts/remove", &removed).expect(200);
    assert_eq!(gone["contacts"]["named"], json!([]));
    program.post("/contracts/2/contacts/remove", &removed).wrong("contact", "unknown");
    let _other = program.desk.customer("Sued", "level-1");
    program.post("/contracts/2/contacts", &json!({ "contact": "info@sued.example" })).wrong("contact", "unknown");

    for (field, value, code) in [
        ("customer", json!(77), "unknown"),
        ("plan", json!("level-9"), "unknown"),
        ("options", json!(["x"]), "unknown"),
        ("packages", json!(["x"]), "unknown"),
        ("start", json!("1.11.2026"), "unreadable"),
        ("start", json!(null), "wrong-type"),
        ("end", json!("2026-11-01"), "before-start"),
        ("term_months", json!(0), "too-short"),
        ("term_months", json!(-1), "unreadable"),
        ("agreed", json!({ "price": "1" }), "unknown"),
        ("agreed", json!({ "fee": "much" }), "unreadable"),
        ("agreed", json!({ "fee": 7 }), "wrong-type"),
    ] {
        let mut entry = entry.clone();
        entry[field] = value;
        let body = program.post("/contracts", &entry).refused(422, "invalid");
        let place = body["errors"][0]["field"].as_str().unwrap();
        assert!(place.starts_with(field) && (body["errors"][0]["code"] == code || field == "term_months"), "{body}");
    }
    assert_eq!(program.get("/contracts").expect(200)["items"].as_array().unwrap().len(), 3);
    let agent = program.token_of("Bo", Role::Agent);
    program.request("POST", "/contracts").json(&entry).token(Some(&agent)).send().refused(403, "forbidden");
}

#[test]
fn a_contract_is_topped_up_and_cancelled() {
    let program = Program::new("agency-hours");
    let _shop = program.desk.customer("Nord", "hours-10");
    let before = program.get("/contracts/1").expect(200);
    let allowance = before["balances"][0]["allowance"].clone();
    let granted = |contract: &serde_json::Value| -> i64 {
        contract["balances"].as_array().unwrap().iter().map(|one| one["granted"].as_i64().unwrap_or_default()).sum()
    };
    let more = json!({ "allowance": allowance, "quantity": 3600, "price": "80.00" });
    let topped = program.post("/contracts/1/top-up", &more).expect(200);
    assert_eq!(granted(&topped), granted(&before) + 3600);
    for (field, value, code) in [
        ("allowance", json!("gold"), "unknown"),
        ("quantity", json!(0), "too-small"),
        ("quantity", json!("3600"), "wrong-type"),
        ("price", json!("-1"), "too-small"),
        ("price", json!("many"), "unreadable"),
    ] {
        let mut more = more.clone();
        more[field] = value;
        program.post("/contracts/1/top-up", &more).wrong(field, code);
    }
    let ended = program.post("/contracts/1/cancel", &json!({ "end": "2026-12-01" })).expect(200);
    assert_eq!(ended["until"], "2026-12-01");
    program.post("/contracts/1/cancel", &json!({ "plan": "gold" })).refused(409, "plan-refuses");
    program.post("/contracts/9/cancel", &json!({})).refused(404, "not-found");
}

#[test]
fn an_activation_is_noted() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-3");
    program.post("/contracts/1/activate", &json!({})).expect(200);
    program.post("/contracts/1/activate", &json!({})).refused(409, "plan-refuses");
}

#[test]
fn a_call_back_is_asked_for_at_the_price_that_was_accepted() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-3");
    let contract = program.get("/contracts/1").expect(200);
    let lines = contract["entitlements"]["lines"].as_array().unwrap();
    let (_, catalogue) = program.desk.read(&desk::Actor::Operator, desk::catalogue::get_current);
    let on_call = |id: &str| catalogue.lines.iter().any(|line| line.id == id && line.on_call);
    let line = lines.iter().find_map(|line| line["line"].as_str().filter(|id| on_call(id))).unwrap();
    let price = program.get(&format!("/contracts/1/lines/{line}/price")).expect(200)["text"].clone();
    let wish = json!({
        "contract": 1, "contact": "info@nord.example", "line": line, "phone": "+49 381 1", "subject": "Shop steht",
        "accepted_price": price,
    });
    let send = || program.request("POST", "/call-backs").json(&wish).header("idempotency-key", "k").send();
    let asked = send().expect(201);
    assert_eq!(send().expect(201), asked);
    assert_eq!(program.get("/call-backs").expect(200)["items"], json!([asked]));
    assert_eq!((&asked["accepted"]["text"], &asked["taken"]), (&price, &json!(null)));

    let moved = {
        let mut wish = wish.clone();
        wish["accepted_price"] = json!("1.00 EUR / min");
        program.post("/call-backs", &wish).refused(409, "price-changed")
    };
    assert!(moved["detail"].as_str().unwrap().contains(price.as_str().unwrap()), "{moved}");
    let _other = program.desk.customer("Sued", "level-3");
    for (field, value, code) in [
        ("contract", json!(7), "unknown"),
        ("contact", json!("info@sued.example"), "unknown"),
        ("line", json!("red"), "unknown"),
        ("phone", json!(""), "missing"),
        ("subject", json!(" "), "missing"),
        ("accepted_price", json!(30), "wrong-type"),
    ] {
        let mut wish = wish.clone();
        wish[field] = value;
        program.post("/call-backs", &wish).wrong(field, code);
    }
}

#[test]
fn a_customer_shows_usage_and_invoices() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let number = program.ticket("info@nord.example");
    program.desk.pass(jiff::SignedDuration::from_hours(1));
    let started_at = (program.desk.desk.now() - jiff::SignedDuration::from_mins(30)).to_string();
    let work = json!({ "ticket": number, "started_at": started_at, "duration_s": 600 });
    let logged = program.post("/work", &work).expect(201);
    assert_eq!(program.get("/customers/1/usage").expect(200)["items"], json!([logged]));
    assert_eq!(program.get("/customers/1/calls").expect(200)["items"], json!([]));
    let issued = program.post("/invoices/issue", &json!({ "month": "2026-10" })).expect(200);
    let invoices = program.get("/customers/1/invoices").expect(200);
    assert_eq!(invoices["items"].as_array().unwrap().len(), 1, "{issued}");
    assert_eq!(invoices["items"][0]["number"], 1);
    program.get("/customers/9/invoices").refused(404, "not-found");
}

#[test]
fn facts_packs_and_pieces_are_told_of_a_contract() {
    let program = Program::new("shop-levels");
    program.desk.adopts(testkit::plans::FACTS);
    let shop = program.desk.customer("Nord", "team");
    let told = |path: &str, body: serde_json::Value| program.post(&format!("/contracts/1/{path}"), &body);
    told("facts", json!({ "facts": { "user": "12" } })).expect(200);
    told("facts", json!({ "facts": { "users": "12" } })).wrong("name", "unknown");
    told("facts", json!({ "facts": { "hosting": "cave" } })).wrong("value", "unknown");
    let bought = told("packs", json!({ "pack": "five" })).expect(200);
    assert!(bought["balances"].as_array().unwrap().iter().any(|balance| balance["left"] == 5), "{bought}");
    told("packs", json!({ "pack": "six" })).wrong("pack", "unknown");
    told("packs", json!({ "pack": "five", "count": 0 })).wrong("count", "out-of-range");
    told("packs", json!({ "pack": "five", "price": "-1" })).wrong("price", "too-small");
    told("items", json!({ "item": "travel", "quantity": "12.5" })).expect(200);
    told("items", json!({ "item": "travel", "quantity": "far" })).wrong("quantity", "unreadable");
    told("items", json!({ "item": "travel", "quantity": "0" })).wrong("quantity", "out-of-range");
    told("items", json!({ "item": "lunch", "quantity": "1" })).wrong("item", "unknown");

    let open = |facts: serde_json::Value| {
        let contact = shop.contact.to_string();
        json!({ "contact": contact, "subject": "Frage", "body": "Wie?", "facts": facts })
    };
    let own = program.post("/tickets", &open(json!({ "hosting": "own" }))).expect(201);
    assert_eq!(own["answer"], "best-effort");
    program.post("/tickets", &open(json!({ "weather": "rain" }))).wrong("name", "unknown");
    let cloud = program.post("/tickets", &open(json!({}))).expect(201);
    let number = cloud["number"].as_i64().unwrap();
    let on = |path: &str, body: serde_json::Value| program.post(&format!("/tickets/{number}/{path}"), &body);
    on("facts", json!({ "name": "cause", "value": "own-defect", "since_arrival": true })).expect(200);
    on("reached", json!({ "what": "workaround" })).expect(200);
    on("reached", json!({ "what": "on-site" })).wrong("what", "unknown");
    let clocks = program.get(&format!("/tickets/{number}")).expect(200)["clocks"].clone();
    let reached = |clock: &serde_json::Value| clock["milestone"] == "workaround" && clock["state"] == "met";
    assert!(clocks.as_array().unwrap().iter().any(reached), "{clocks}");
}
