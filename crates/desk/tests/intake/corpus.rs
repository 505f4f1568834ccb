//! The whole corpus of mails through a desk: each comes to what is stated, none is lost, and none is in twice.

use std::collections::HashMap;

use ::corpus::{Case, Desk, mails};
use desk::id::MailId;
use desk::intake::{Accepted, MailRow, accept, list};
use desk::{Actor, Role};
use testkit::TestDesk;

/// A desk with a ticket that it has answered, and the corpus written to it.
fn written(desk: &TestDesk) -> Vec<Case> {
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.replies(&agent, id, "Welche Version?");
    desk.jobs();
    let ours = desk.news().into_iter().find(|mail| mail.text.contains("Welche")).unwrap();
    let (sent, ticket) = (ours.message_id.unwrap(), desk.ticket(id));
    mails(&Desk {
        address: super::super::DESK.to_owned(),
        name: ours.marks.desks[0].clone(),
        id_domain: sent.split_once('@').unwrap().1.to_owned(),
        token: ticket.token,
        number: u64::try_from(ticket.number).unwrap(),
        sent,
        author: "info@nord.example".to_owned(),
    })
}

/// Hands a mail over.
fn given(desk: &TestDesk, case: &Case) -> Accepted {
    let raw = case.raw.clone();
    desk.act(&Actor::Operator, move |act| accept(act, "pipe", &raw))
}

fn all(desk: &TestDesk) -> Vec<MailRow> {
    let mut rows: Vec<MailRow> = Vec::new();
    loop {
        let before = rows.last().map(|row| row.id);
        let more = desk.read(&Actor::Operator, move |view| list(view, before, 100));
        if more.is_empty() {
            return rows;
        }
        rows.extend(more);
    }
}

#[test]
fn every_mail_of_the_corpus_comes_to_its_outcome_once() {
    let desk = TestDesk::promising();
    let cases = written(&desk);
    let mut ids: HashMap<MailId, &Case> = HashMap::new();
    for case in &cases {
        let Accepted::New(id) = given(&desk, case) else { panic!("{}: is known", case.name) };
        ids.insert(id, case);
    }
    desk.jobs();
    let rows = all(&desk);
    assert_eq!((rows.len(), ids.len()), (cases.len(), cases.len()), "none is lost");
    let mut faults = Vec::new();
    for row in &rows {
        let case = ids[&row.id];
        let outcome = if row.state == "unreadable" { "unreadable" } else { row.reading.outcome.as_str() };
        let leads_somewhere = matches!(case.outcome, "opened" | "continued" | "noted");
        let state = match case.outcome {
            "unreadable" => "unreadable",
            _ if leads_somewhere => "handled",
            _ => "ignored",
        };
        if (outcome, row.state.as_str(), row.ticket.is_some()) != (case.outcome, state, leads_somewhere) {
            faults.push(format!("{}: {} {:?}, expected {}", case.name, row.state, row.reading, case.outcome));
        }
        let tied = (outcome == "continued" || outcome == "noted") && row.ticket_number != Some(1);
        if tied {
            faults.push(format!("{}: is tied to {:?}", case.name, row.ticket_number));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.len(), faults.join("\n"));
    let opened = cases.iter().filter(|case| case.outcome == "opened").count();
    assert_eq!(
        desk.rows("select count(*) from ticket"),
        [(opened + 1).to_string()],
        "a ticket for each that opens one"
    );

    for case in &cases {
        let Accepted::Known(id) = given(&desk, case) else { panic!("{}: is in twice", case.name) };
        assert_eq!(ids[&id].name, case.name);
    }
    desk.jobs();
    assert_eq!(all(&desk), rows, "the second time changes nothing");
}
