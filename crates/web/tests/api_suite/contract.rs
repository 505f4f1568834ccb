//! Customers, contracts, plans.

use serde_json::json;

use crate::program::Program;

#[test]
fn a_contract_says_what_it_entitles_to_and_what_is_left() {
    let program = Program::new("shop-levels");
    let shop = program.desk.customer("Nord", "level-2");
    let contract = program.get("/contracts/1").expect(200);
    assert_eq!(contract["id"], shop.contract.to_string());
    assert_eq!(contract["plan"]["id"], "level-2");
    assert_eq!((&contract["in_force"], &contract["start"]), (&json!(true), &json!("2026-10-01")));
    assert_eq!(contract["contacts"]["used"], 1);
    assert_eq!(contract["contacts"]["named"][0]["email"], "info@nord.example");
    assert!(!contract["balances"].as_array().unwrap().is_empty());
    let lines = contract["entitlements"]["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["line"] == "emergency" && line["price"].is_string()), "{contract}");

    let customer = program.get("/customers/1").expect(200);
    assert_eq!(customer["contracts"], json!([contract]));
    assert_eq!(customer["contacts"][0]["id"], shop.contact.to_string());

    let changed = program.post("/contracts/1/change", &json!({ "plan": "level-3" })).expect(200);
    assert_eq!(changed["plan"]["id"], "level-3");
    program.post("/contracts/1/change", &json!({})).wrong("plan", "missing");
    let detail = program.post("/contracts/1/change", &json!({ "plan": "level-9" })).wrong("plan", "unknown");
    assert!(detail.contains("level-1"), "{detail}");
    program.post("/contracts/1/change", &json!({ "options": ["x"] })).wrong("options", "unknown");
    program.post("/contracts/1/change", &json!({ "options": [7] })).wrong("options[0]", "wrong-type");
}

#[test]
fn months_are_pooled_by_agreement() {
    let program = Program::new("agency-hours");
    let _shop = program.desk.customer("Nord", "hours-10");
    let months = json!({ "months": ["2026-11", "2026-12"] });
    let token = program.token_of("Mo", desk::Role::Manager);
    let sent = program.request("POST", "/contracts/1/pool").json(&months).token(Some(&token)).send();
    let pooled = sent.expect(200);
    assert!(pooled["balances"].as_array().unwrap().iter().any(|one| one["period"] == "2026-11/2026-12"), "{pooled}");
    program.post("/contracts/1/pool", &json!({ "months": [] })).wrong("months", "out-of-range");
    program.post("/contracts/1/pool", &json!({ "months": ["2026-11", "2026-13"] })).wrong("months[1]", "unreadable");
    let token = program.token_of("Ma", desk::Role::Manager);
    let three = json!({ "months": ["2027-01", "2027-02", "2027-03"] });
    let sent = program.request("POST", "/contracts/1/pool").json(&three).token(Some(&token)).send();
    sent.refused(409, "plan-refuses");
}

#[test]
fn customers_are_listed_by_name() {
    let program = Program::new("shop-levels");
    for name in ["Sued", "nord", "Ost", "West", "Nordost"] {
        let _shop = program.desk.customer(name, "level-1");
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = program.get(&format!("/customers?limit=2{after}")).expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["nord", "Nordost", "Ost", "Sued", "West"]);
    let found = program.get("/customers?q=NORD").expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 2);
    assert_eq!(program.get("/customers?q=%25").expect(200)["items"], json!([]));
    program.get("/customers?after=1").wrong("after", "unknown");
    let contracts = program.get("/contracts?limit=4").expect(200);
    let next = contracts["next"].as_str().unwrap();
    assert_eq!(program.get(&format!("/contracts?after={next}")).expect(200)["items"].as_array().unwrap().len(), 1);
}

#[test]
fn plans_are_compared_in_the_readers_language() {
    let program = Program::new("shop-levels");
    let own = program.get("/plans").expect(200);
    assert_eq!(own["language"], "de", "the token's owner reads German");
    let english = program.request("GET", "/plans").header("accept-language", "en-GB,de;q=0.5").send().expect(200);
    assert_eq!(english["language"], "en");
    assert_eq!(program.get("/plans?lang=en").expect(200), english);
    let plans = english["plans"].as_array().unwrap().len();
    assert!(plans >= 3);
    for row in english["groups"].as_array().unwrap().iter().flat_map(|group| group["rows"].as_array().unwrap()) {
        assert_eq!(row["cells"].as_array().unwrap().len(), plans);
    }
    program.get("/plans?lang=fr").wrong("lang", "unknown");
}
