//! What is done with tickets beside answering them: teams, tags, merging, putting aside, spam.

use desk::team::{self, NewTeam};
use desk::{Actor, Role};
use serde_json::json;

use crate::program::Program;

/// A desk with a customer's ticket, and its number.
fn scene() -> (Program, i64) {
    let program = Program::new("shop-levels");
    program.desk.customer("Nord", "level-3");
    let number = program.ticket("info@nord.example");
    (program, number)
}

#[test]
fn a_ticket_is_put_with_a_team_and_handed_over() {
    let (program, number) = scene();
    let bo = program.desk.staff("Bo", Role::Agent).staff().unwrap();
    let new = NewTeam { name: "Technik".to_owned(), members: [bo].into() };
    let team = program.desk.act(&Actor::Operator, move |act| team::create(act, &new)).to_string();
    let teams = program.get("/teams").expect(200);
    assert_eq!(
        teams["items"][0],
        json!({ "id": team, "name": "Technik", "members": [{ "id": bo.to_string(), "name": "Bo" }] })
    );
    let path = format!("/tickets/{number}/team");
    assert_eq!(program.post(&path, &json!({ "team": team })).expect(200)["team"], team);
    assert_eq!(program.post(&path, &json!({ "team": null })).expect(200)["team"], json!(null));
    program.post(&path, &json!({ "team": "1" })).wrong("team", "unknown");
    program.post(&path, &json!({})).wrong("team", "missing");

    let path = format!("/tickets/{number}/hand-over");
    let over = json!({ "team": team, "assignee": bo.to_string(), "note": "Please look." });
    let stands = program.post(&path, &over).expect(200);
    assert_eq!((&stands["team"], &stands["assignee"]), (&json!(team), &json!(bo.to_string())));
    let page = program.get(&format!("/tickets/{number}")).expect(200);
    assert_eq!(
        (&page["conversation"][1]["kind"], &page["conversation"][1]["body"]),
        (&json!("note"), &json!("Please look."))
    );
    let me = program.actor.staff().unwrap().to_string();
    program.post(&path, &json!({ "team": team, "assignee": me, "note": "x" })).wrong("assignee", "not-of-team");
    program.post(&path, &json!({ "team": team, "note": " " })).wrong("note", "missing");
    program.post("/tickets/99/hand-over", &over).refused(404, "not-found");
}

#[test]
fn a_ticket_is_tagged() {
    let (program, number) = scene();
    let path = format!("/tickets/{number}/tags");
    let tagged = program.post(&path, &json!({ "add": [" Import ", "neu"] })).expect(200);
    assert_eq!((&tagged["tags"], &tagged["ticket"]["number"]), (&json!(["import", "neu"]), &json!(number)));
    let tagged = program.post(&path, &json!({ "add": ["import"], "remove": ["NEU", "fehlt"] })).expect(200);
    assert_eq!(tagged["tags"], json!(["import"]));
    let many: Vec<String> = (0..31).map(|number| format!("t{number}")).collect();
    program.post(&path, &json!({ "add": many })).wrong("tags", "too-many");
    program.post(&path, &json!({ "add": ["x".repeat(41)] })).wrong("tags", "too-long");
    program.post(&path, &json!({ "add": "import" })).wrong("add", "wrong-type");
    assert_eq!(program.get(&format!("/tickets/{number}")).expect(200)["tags"], json!(["import"]));
    // The same write with the same key is done once.
    let once =
        || program.request("POST", &path).header("idempotency-key", "k1").json(&json!({ "add": ["eins"] })).send();
    assert_eq!(once().expect(200)["tags"], json!(["eins", "import"]));
    program.post(&path, &json!({ "remove": ["eins"] })).expect(200);
    let again = once();
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(program.get(&format!("/tickets/{number}")).expect(200)["tags"], json!(["import"]));
}

#[test]
fn tickets_are_merged_and_parted() {
    let (program, first) = scene();
    program.desk.customer("Sued", "level-3");
    let (second, foreign) = (program.ticket("info@nord.example"), program.ticket("info@sued.example"));
    let path = format!("/tickets/{second}/merge");
    program.post(&path, &json!({ "into": foreign })).refused(409, "merge-customers");
    program.post(&path, &json!({ "into": second })).refused(409, "merge-same");
    program.post(&path, &json!({ "into": 99 })).wrong("into", "unknown");
    let merged = program.post(&path, &json!({ "into": first })).expect(200);
    assert_eq!((&merged["state"], &merged["merged"]), (&json!("closed"), &json!(true)));
    let page = program.get(&format!("/tickets/{second}")).expect(200);
    assert_eq!(page["merged_into"], first);
    let page = program.get(&format!("/tickets/{first}")).expect(200);
    assert_eq!((page["conversation"].as_array().unwrap().len(), &page["merged_into"]), (2, &json!(null)));
    program.post(&format!("/tickets/{second}/reopen"), &json!({})).refused(409, "merged");
    let parted = program.post(&format!("/tickets/{second}/unmerge"), &json!({})).expect(200);
    assert_eq!((&parted["state"], &parted["merged"]), (&json!("open"), &json!(false)));
    program.post(&format!("/tickets/{second}/unmerge"), &json!({})).refused(409, "not-merged");
}

#[test]
fn a_ticket_is_put_aside_and_called_spam() {
    let (program, number) = scene();
    let path = format!("/tickets/{number}/snooze");
    let stands = program.post(&path, &json!({ "until": null })).expect(200);
    assert_eq!((&stands["snoozed"], &stands["snoozed_until"]), (&json!(true), &json!(null)));
    let at = program.desk.desk.now() + jiff::SignedDuration::from_hours(2);
    let stands = program.post(&path, &json!({ "until": at.to_string() })).expect(200);
    assert_eq!(stands["snoozed_until"], at.to_string());
    program.post(&path, &json!({ "until": "2020-01-01T10:00:00Z" })).wrong("until", "passed");
    program.post(&path, &json!({ "until": "soon" })).wrong("until", "unreadable");
    program.post(&path, &json!({})).wrong("until", "missing");
    let stands = program.post(&format!("/tickets/{number}/wake"), &json!({})).expect(200);
    assert_eq!(stands["snoozed"], false);

    let spam = format!("/tickets/{number}/spam");
    let stands = program.post(&spam, &json!({ "later_mails": true })).expect(200);
    assert_eq!((&stands["spam"], &stands["state"]), (&json!(true), &json!("closed")));
    program.post(&path, &json!({ "until": null })).refused(409, "not-open");
    program.post(&format!("/tickets/{number}/reopen"), &json!({})).refused(409, "is-spam");
    assert_eq!(program.desk.rows("select count(*) from spam_sender"), ["1"]);
    let stands = program.post(&format!("/tickets/{number}/no-spam"), &json!({})).expect(200);
    assert_eq!((&stands["spam"], &stands["state"]), (&json!(false), &json!("open")));
    assert_eq!(program.desk.rows("select count(*) from spam_sender"), ["0"]);
    // Without a token nothing of it is there.
    for what in ["team", "hand-over", "tags", "merge", "unmerge", "snooze", "wake", "spam", "no-spam"] {
        let sent = program.request("POST", &format!("/tickets/{number}/{what}")).token(None).json(&json!({})).send();
        sent.refused(401, "unauthorized");
    }
    program.request("GET", "/teams").token(None).send().refused(401, "unauthorized");
}
