//! Customers, contacts and staff come and go.

use desk::Role;
use serde_json::json;

use crate::program::Program;

#[test]
fn a_customer_with_contacts_is_added_once() {
    let program = Program::new("shop-levels");
    let entry = json!({ "name": "Nord", "language": "en", "address": "Hafen 1\n18055 Rostock", "vat_id": "DE1" });
    let send = || program.request("POST", "/customers").json(&entry).header("idempotency-key", "k").send();
    let first = send();
    assert_eq!(first.header("location"), "customers/1");
    let again = send();
    assert_eq!(again.header("idempotency-replayed"), "true");
    let customer = first.expect(201);
    assert_eq!(again.expect(201), customer);
    assert_eq!(program.get("/customers").expect(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(program.get("/customers/1").expect(200), customer);
    assert_eq!((&customer["language"], &customer["contacts"]), (&json!("en"), &json!([])));

    let ada = json!({ "name": "Ada", "email": "Ada@nord.example", "phone": "+49 381 1" });
    let added = program.post("/customers/1/contacts", &ada);
    assert_eq!(added.header("location"), "../1");
    let contact = added.expect(201);
    assert_eq!((&contact["email"], &contact["language"]), (&json!("ada@nord.example"), &json!("de")));
    assert_eq!(program.get("/customers/1").expect(200)["contacts"], json!([contact]));
    program.post("/customers/1/contacts", &ada).wrong("email", "taken");
    program.post("/customers/9/contacts", &ada).refused(404, "not-found");

    let left = program.post(&format!("/contacts/{}/remove", contact["id"].as_str().unwrap()), &json!({})).expect(200);
    assert_eq!(left["contacts"], json!([]));
    program
        .post(&format!("/contacts/{}/remove", contact["id"].as_str().unwrap()), &json!({}))
        .refused(404, "not-found");

    for (field, value, code) in [
        ("name", json!(" "), "missing"),
        ("name", json!("x".repeat(201)), "too-long"),
        ("language", json!("fr"), "unreadable"),
        ("address", json!(7), "wrong-type"),
        ("adress", json!(""), "unknown-field"),
    ] {
        let mut entry = entry.clone();
        entry[field] = value;
        program.post("/customers", &entry).wrong(field, code);
    }
    for (field, value, code) in [("email", json!("nord"), "no-address"), ("password", json!("short"), "too-short")] {
        let mut ada = ada.clone();
        ada[field] = value;
        program.post("/customers/1/contacts", &ada).wrong(field, code);
    }
    let agent = program.token_of("Bo", Role::Agent);
    program.request("POST", "/customers").json(&entry).token(Some(&agent)).send().refused(403, "forbidden");
}

#[test]
fn a_contact_signs_in_with_the_password_that_was_set() {
    let program = Program::new("shop-levels");
    let shop = program.desk.customer("Nord", "level-2");
    let signs_in = |email: &str, password: &str| {
        let credentials = desk::session::Credentials {
            email: email.to_owned(),
            password: password.to_owned(),
            origin: String::new(),
        };
        program.wait(desk::session::sign_in(&program.desk.desk, &credentials)).is_ok()
    };
    let ada = json!({ "name": "Ada", "email": "ada@nord.example", "password": "correct horse" });
    program.post("/customers/1/contacts", &ada).expect(201);
    assert!(signs_in("ada@nord.example", "correct horse"));
    assert!(!signs_in("info@nord.example", "battery staple"));
    let path = format!("/contacts/{}/password", shop.contact);
    program.post(&path, &json!({ "password": "battery staple" })).expect(200);
    assert!(signs_in("info@nord.example", "battery staple"));
    program.post(&path, &json!({})).wrong("password", "missing");
}

#[test]
fn staff_are_listed_added_and_leave() {
    let program = Program::new("shop-levels");
    let bo = json!({ "name": "Bo", "email": "bo@provider.example", "role": "agent", "password": "correct horse" });
    let added = program.post("/staff", &bo).expect(201);
    let listed = program.get("/staff").expect(200);
    let names: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ada", "Bo"]);
    program.post("/staff", &bo).wrong("email", "taken");
    let detail = program
        .post("/staff", &json!({ "name": "Cy", "email": "c@p.example", "role": "boss" }))
        .wrong("role", "unknown");
    assert!(detail.contains("technician"), "{detail}");
    let path = |verb: &str| format!("/staff/{}/{verb}", added["id"].as_str().unwrap());
    program.post(&path("password"), &json!({ "password": "short" })).wrong("password", "too-short");
    program.post(&path("password"), &json!({ "password": "battery staple" })).expect(200);
    assert!(program.post(&path("deactivate"), &json!({})).expect(200)["deactivated_at"].is_string());
    let own = program.actor.staff().unwrap();
    program.post(&format!("/staff/{own}/deactivate"), &json!({})).refused(409, "own-access");
    let agent = program.token_of("Dea", Role::Agent);
    program.request("POST", "/staff").json(&bo).token(Some(&agent)).send().refused(403, "forbidden");
}

#[test]
fn systems_and_licences_are_registered_and_taken_out() {
    let program = Program::new("module-licences");
    let _shop = program.desk.customer("Nord", "standard");
    let live = json!({ "name": "Live", "contract": 1, "version": "1.0" });
    let live = program.post("/customers/1/systems", &live).expect(201);
    let test = json!({ "name": "Test", "environment": "development", "production": live["id"] });
    assert_eq!(program.post("/customers/1/systems", &test).expect(201)["production"], live["id"]);
    program
        .post("/customers/1/systems", &json!({ "name": "x", "environment": "toy" }))
        .wrong("environment", "unreadable");
    program.post("/customers/1/systems", &json!({ "name": "x", "contract": 7 })).wrong("contract", "unknown");
    let product = program.get("/customers/1").expect(200)["licences"][0]["product"].clone();
    let product = if product.is_string() { product } else { json!(first_product(&program)) };
    let licence = json!({ "key": "K-1", "product": product, "source": "provider", "purchased_on": "2026-01-31" });
    let added = program.post("/customers/1/licences", &licence).expect(201);
    assert_eq!(added["purchased_on"], "2026-01-31");
    program.post("/customers/1/licences", &licence).wrong("key", "taken");
    for (field, value, code) in [
        ("source", json!("found"), "unknown"),
        ("product", json!("none"), "unknown"),
        ("purchased_on", json!("2026-02-30"), "unreadable"),
        ("purchased_on", json!("2026-01-31T10:00:00"), "unreadable"),
    ] {
        let mut licence = licence.clone();
        licence[field] = value;
        licence["key"] = json!("K-2");
        program.post("/customers/1/licences", &licence).wrong(field, code);
    }
    let gone = format!("/licences/{}/withdraw", added["id"].as_str().unwrap());
    assert!(program.post(&gone, &json!({})).expect(200)["withdrawn_at"].is_string());
    program.post(&gone, &json!({})).refused(404, "not-found");
    let left = program.post(&format!("/systems/{}/remove", live["id"].as_str().unwrap()), &json!({})).expect(200);
    assert!(left["systems"].as_array().unwrap().iter().all(|one| one["name"] != "Live"), "{left}");
}

fn first_product(program: &Program) -> String {
    let (_, catalogue) = program.desk.read(&desk::Actor::Operator, desk::catalogue::get_current);
    catalogue.products[0].id.clone()
}
