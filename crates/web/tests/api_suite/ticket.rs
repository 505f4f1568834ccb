//! Tickets: opened, followed, changed, listed.

use desk::Role;
use serde_json::json;

use crate::program::Program;

#[test]
fn a_ticket_from_opening_to_closing() {
    let program = Program::new("shop-levels");
    let shop = program.desk.customer("Nord", "level-2");
    let request = json!({ "contact": "info@nord.example", "subject": "Checkout is down", "body": "Nobody can pay." });

    let preview = program.post("/tickets/preview", &request).expect(200);
    assert_eq!(preview["answer"], "covered");
    assert_eq!(preview["contract"], 1);
    assert!(preview["first_response_due_at"].as_str().unwrap().ends_with('Z'), "{preview}");
    assert!(!preview["conditions"].as_array().unwrap().is_empty());
    assert_eq!(program.get("/tickets").expect(200)["items"], json!([]), "a preview writes nothing");

    let opened = program.post("/tickets", &request);
    assert_eq!(opened.header("location"), "tickets/1");
    let opened = opened.expect(201);
    assert_eq!(opened["answer"], "covered");
    assert!(opened["id"].is_string());

    let page = program.get("/tickets/1").expect(200);
    assert_eq!(page["subject"], "Checkout is down");
    assert_eq!(page["contact"]["id"], shop.contact.to_string());
    assert_eq!(page["customer"], json!({ "number": 1, "name": "Nord" }));
    assert_eq!(page["conversation"][0]["body"], "Nobody can pay.");
    assert_eq!(page["conversation"][0]["author_kind"], "contact");
    let clock = &page["clocks"][0];
    assert_eq!((&clock["milestone"], &clock["state"]), (&json!("first-response"), &json!("running")));
    assert_eq!(clock["due_at"], preview["first_response_due_at"], "the preview's promise is the ticket's");
    assert!(!clock["steps"]["en"].as_array().unwrap().is_empty());
    assert!(!clock["segments"].as_array().unwrap().is_empty());
    assert_eq!(page["history"][0]["action"], "open");

    let added = program.post("/tickets/1/messages", &json!({ "body": "We look at it." }));
    assert_eq!(added.header("location"), "../1");
    let me = program.actor.staff().unwrap().to_string();
    assert_eq!(added.expect(201)["ticket"]["assignee"], me);
    program.post("/tickets/1/notes", &json!({ "body": "Payment module again." })).expect(201);
    let page = program.get("/tickets/1").expect(200);
    assert_eq!(page["conversation"][2]["kind"], "note");
    assert_eq!(page["clocks"][0]["state"], "met");
    assert_eq!(page["assignee_name"], "Ada");

    program.post("/tickets/1/subject", &json!({ "subject": "Payment module" })).expect(200);
    assert_eq!(program.post("/tickets/1/assign", &json!({ "assignee": null })).expect(200)["assignee"], json!(null));
    assert_eq!(program.post("/tickets/1/wait", &json!({})).expect(200)["state"], "waiting");
    assert_eq!(program.request("POST", "/tickets/1/resolve").send().expect(200)["state"], "resolved");
    assert_eq!(program.post("/tickets/1/close", &json!({})).expect(200)["state"], "closed");
    program.post("/tickets/1/wait", &json!({})).refused(409, "not-open");
    assert_eq!(program.post("/tickets/1/reopen", &json!({})).expect(200)["state"], "open");
    assert_eq!(
        program.post("/tickets/1/facts", &json!({ "name": "cause", "value": "own-defect" })).expect(200)["subject"],
        "Payment module"
    );
    program.post("/tickets/1/facts", &json!({ "name": "weather", "value": "rain" })).wrong("name", "unknown");
}

#[test]
fn severities_are_the_plans() {
    let program = Program::new("agency-hours");
    let _shop = program.desk.customer("Nord", "hours-10");
    let number = program.ticket("info@nord.example");
    let changed = program.post(&format!("/tickets/{number}/severity"), &json!({ "severity": "1" })).expect(200);
    assert_eq!(changed["severity"], "1");
    let detail =
        program.post(&format!("/tickets/{number}/severity"), &json!({ "severity": "9" })).wrong("severity", "unknown");
    assert!(detail.contains("1, 2, 3, 4"), "{detail}");
    program.post(&format!("/tickets/{number}/severity"), &json!({ "severity": "" })).wrong("severity", "missing");
    let request = json!({ "contact": "info@nord.example", "subject": "x", "body": "y", "severity": "urgent" });
    program.post("/tickets", &request).wrong("severity", "unknown");
}

#[test]
fn what_the_plan_refuses_is_a_conflict_with_the_sentence() {
    let program = Program::new("commerce-agreements");
    let _shop = program.desk.customer("Nord", "maintenance");
    let stranger = program.desk.customer("Sued", "maintenance");
    // A contract of somebody else, a contact nobody knows: not there.
    let mut request = json!({ "contact": "info@nord.example", "contract": 2, "subject": "x", "body": "y" });
    program.post("/tickets", &request).wrong("contract", "unknown");
    request["contract"] = json!(99);
    program.post("/tickets", &request).wrong("contract", "unknown");
    request = json!({ "contact": "nobody@nord.example", "subject": "x", "body": "y" });
    program.post("/tickets", &request).wrong("contact", "unknown");
    request = json!({ "contact": "99999999999999999999999", "subject": "x", "body": "y" });
    program.post("/tickets", &request).wrong("contact", "unknown");
    for field in ["system", "licence"] {
        request = json!({ "contact": stranger.contact.to_string(), "subject": "x", "body": "y" });
        request[field] = json!("77");
        program.post("/tickets", &request).wrong(field, "unknown");
    }
    request = json!({ "contact": "info@nord.example", "subject": "x", "body": "y", "product": "spaceship" });
    program.post("/tickets", &request).wrong("product", "unknown");

    program
        .desk
        .act(&program.actor, move |act| desk::contract::remove_contact(act, stranger.contract, stranger.contact));
    request = json!({ "contact": "info@sued.example", "subject": "x", "body": "y" });
    let refused = program.post("/tickets", &request).refused(409, "refused");
    assert!(refused["detail"].as_str().unwrap().len() > 20, "{refused}");
    request["on_refusal"] = json!("keep");
    assert_eq!(program.post("/tickets", &request).expect(201)["answer"], "refused");
}

#[test]
fn lists_go_on_where_the_page_before_ended() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let numbers: Vec<i64> = (0..7).map(|_| program.ticket("info@nord.example")).collect();
    for list in ["/tickets?view=next", "/tickets?customer=1", "/customers/1/tickets?"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = program.get(&format!("{list}&limit=3{after}")).expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|row| row["number"].as_i64().unwrap()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, numbers, "{list}");
    }
    program.post("/tickets/1/close", &json!({})).expect(200);
    assert_eq!(program.get("/tickets?view=closed").expect(200)["items"][0]["number"], 1);
    assert_eq!(program.get("/tickets?view=mine").expect(200)["items"], json!([]));
    let row = &program.get("/tickets?limit=1").expect(200)["items"][0];
    assert_eq!(row["due"]["milestone"], "first-response");

    program.get("/tickets?view=all").wrong("view", "unknown");
    program.get("/tickets?after=x").wrong("after", "unknown");
    program.get("/tickets?customer=1&after=x").wrong("after", "unknown");
    program.get("/tickets?customer=1&view=next").wrong("view", "not-with-customer");
    program.get("/tickets?limit=0").wrong("limit", "out-of-range");
    program.get("/tickets?limit=201").wrong("limit", "out-of-range");
    program.get("/tickets?limit=99999999999999999999").wrong("limit", "unreadable");
    program.get("/tickets?limit=-1").wrong("limit", "unreadable");
    let detail = program.get("/tickets?limits=5").wrong("limits", "unknown-field");
    assert!(detail.contains("did you mean limit?"), "{detail}");
    program.get("/tickets?view=next%00").wrong("query", "nul");
    program.get("/tickets?customer=99").refused(404, "not-found");
}

#[test]
fn tickets_are_given_to_people_who_are_there() {
    let program = Program::new("shop-levels");
    let _shop = program.desk.customer("Nord", "level-2");
    let number = program.ticket("info@nord.example");
    let bo = program.desk.staff("Bo", Role::Agent).staff().unwrap();
    let path = format!("/tickets/{number}/assign");
    assert_eq!(program.post(&path, &json!({ "assignee": bo.to_string() })).expect(200)["assignee"], bo.to_string());
    program.post(&path, &json!({ "assignee": "1" })).wrong("assignee", "unknown");
    program.post(&path, &json!({})).wrong("assignee", "missing");
    program.post(&path, &json!({ "assignee": 1 })).wrong("assignee", "wrong-type");
    program.post(&path, &json!({ "assignee": "me" })).wrong("assignee", "unreadable");
}

#[test]
fn tickets_are_searched() {
    let program = Program::new("shop-levels");
    program.desk.customer("Teekontor", "level-3");
    let (subject, body) = ("Monatsrechnung falsch", "Die Größe fehlt auf der Rechnung.");
    let new = json!({ "contact": "info@teekontor.example", "subject": subject, "body": body });
    program.post("/tickets", &new).expect(201);
    let asked = |query: &str| program.get(&format!("/search?{query}"));
    // Without its index a desk says that it cannot answer, not that there is nothing.
    asked("q=rechnung").refused(503, "unavailable");
    program.desk.indexes();
    let found = asked("q=rechnungen+state%3Aopen").expect(200);
    assert_eq!((&found["total"], &found["next"], &found["customers"]), (&json!(1), &json!(null), &json!([])));
    let hit = &found["tickets"][0];
    assert_eq!((&hit["ticket"]["number"], &hit["ticket"]["state"]), (&json!(1), &json!("open")));
    let piece = |text: &str, hit: bool| json!({ "text": text, "hit": hit });
    assert_eq!(hit["subject"], json!([piece("Monatsrechnung", true), piece(" falsch", false)]));
    let snippet = [piece("Die Größe fehlt auf der ", false), piece("Rechnung", true), piece(".", false)];
    assert_eq!(hit["snippet"], json!(snippet));
    let people = asked("q=teekontor").expect(200);
    assert_eq!(people["customers"][0]["name"], json!([piece("Teekontor", true)]));
    assert_eq!((&people["contacts"][0]["customer"], &people["total"]), (&json!(1), &json!(1)));
    assert_eq!(asked("q=rechnung&page=50").expect(200)["tickets"], json!([]));
    asked("q=state%3Aoffen").wrong("q", "unknown-filter");
    asked("").wrong("q", "missing");
}
