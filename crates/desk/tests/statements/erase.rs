//! Runs what erases a person, with their address wherever it can stand.

use desk::{Actor, Role, article, erasure, ticket, ticket_field};
use testkit::TestDesk;

/// Texts about a ticket, with a word in them.
const NAMED: [&str; 10] = [
    "update article set title = 'info@weg.example', body = 'info@weg.example' where ticket_id = $1",
    "update checklist_item set words = 'info@weg.example' where ticket_id = $1",
    "update delivery set subject = 'info@weg.example' where ticket_id = $1",
    "update delivery set context = '{\"language\":\"de\",\"name\":\"info@weg.example\",\"sentence\":\"\"}' where ticket_id = $1",
    "update attempt set answer = 'info@weg.example' where delivery_id in (select id from delivery where ticket_id = $1)",
    "update ticket set verdict = '[{\"condition\":\"contact\",\"holds\":true,\"de\":\"info@weg.example\",\"en\":\"\"}]' where id = $1",
    "update message set author_name = 'info@weg.example' where ticket_id = $1 and author_kind = 'staff'",
    "update journal set body = '{\"to\":\"info@weg.example\"}' where subject_kind = 'ticket' and subject_id = $1",
    "update journal set body = '{\"title\":\"info@weg.example\"}' where subject_kind = 'article' \
     and subject_id in (select id from article where ticket_id = $1)",
    "update journal set body = '{\"answer\":\"info@weg.example\"}' where subject_kind = 'delivery' \
     and subject_id in (select id from delivery where ticket_id = $1)",
];

/// A person is erased who is named everywhere.
pub fn people_are_erased(desk: &TestDesk) {
    let (chief, agent) = (desk.staff("Loescherin", Role::Administrator), desk.staff("Zeugin", Role::Agent));
    let shop = desk.customer("Weg", "level-3");
    desk.colleague(shop.contact, "bleibt@weg.example", "Bleibt");
    let long = format!(
        "From: info@weg.example\nTo: support@shop-levels.example\nCc: bleibt@weg.example\nSubject: Weg damit bitte\n\
         Message-ID: <weg@weg.example>\n\n{}\n",
        "Weg damit. ".repeat(10_000)
    );
    // By two ways: the second is a twin of the first.
    desk.receives(&long);
    desk.receives(&format!("X-Way: 2\n{long}"));
    desk.receives("From: info@weg.example\nSubject: Abwesend\nAuto-Submitted: auto-replied\n\nWeg.\n");
    let page = desk.read(&agent, move |view| ticket::of_customer(view, shop.id, None, 1));
    let id = page[0].id;
    desk.replies(&agent, id, "> Weg damit.\n\nJa, info@weg.example.");
    desk.jobs();
    desk.act(&agent, move |act| {
        ticket::add_item(act, id, "Weg")?;
        ticket::rename(act, id, "Weg damit")?;
        article::draft_from(act, id)
    });
    let day = ticket_field::NewTicketField {
        key: "tag".to_owned(),
        name: "Tag".to_owned(),
        kind: ticket_field::Kind::Day,
        choices: Vec::new(),
        product: String::new(),
    };
    desk.act(&chief, move |act| ticket_field::define(act, &day).map(|_| ()));
    let me = agent.staff().unwrap().0;
    let now = desk.desk.now().as_microsecond();
    let tampers = |sql: &str, params: &[i64]| {
        let params: Vec<database::Value> = params.iter().map(|param| database::Value::Int(*param)).collect();
        desk.tampers(sql, &params);
    };
    for sql in NAMED {
        tampers(sql, &[id.0]);
    }
    tampers(
        "insert into notice (id, staff_id, ticket_id, kind, author, detail, at) \
         values ($1, $2, $3, 'reply', 'info@weg.example', 'info@weg.example', $4)",
        &[now, me, id.0, now],
    );
    tampers(
        "insert into draft (id, ticket_id, staff_id, kind, body, next_step, seen_id, planned, updated_at) \
         values ($1, $2, $3, 'reply', 'info@weg.example', 'keep', 0, 0, $1)",
        &[now, id.0, me],
    );
    tampers(
        "insert into acceptance (id, ticket_id, contact_id, asked_at, expires_at, shown) \
         values ($1, $2, $3, $1, $1, '{\"de\":\"info@weg.example\",\"en\":\"\",\"conditions\":[]}')",
        &[now, id.0, shop.contact.0],
    );
    tampers(
        "insert into usage_record (id, contract_id, ticket_id, contact_id, staff_id, kind, at, known_at, measured_s, note) \
         values ($1, $2, $3, $4, $5, 'work', $1, $1, 60, 'info@weg.example')",
        &[now, shop.contract.0, id.0, shop.contact.0, me],
    );
    tampers("insert into undo (id, staff_id, at, steps) values ($1, $2, $1, '[\"info@weg.example\"]')", &[now, me]);
    let (me_value, digest, at) =
        (database::Value::Int(me), database::Value::Bytes(vec![0; 32]), database::Value::Int(now));
    desk.tampers(
        "insert into idempotency (staff_id, idempotency_key, request_hash, status, body, created_at) \
         values ($1, 'weg', $2, 200, 'info@weg.example', $3)",
        &[me_value, digest, at],
    );
    tampers(
        "insert into ticket_value (ticket_id, field_id, value) select $1, id, 'info@weg.example' from ticket_field \
         where kind <> 'text' order by id limit 1",
        &[id.0],
    );
    for (kind, about) in [("customer", shop.id.0), ("contract", shop.contract.0)] {
        let sql = format!(
            "update journal set body = '{{\"name\":\"info@weg.example\"}}' where subject_kind = '{kind}' and subject_id = $1"
        );
        tampers(&sql, &[about]);
    }
    desk.read(&chief, move |view| erasure::extent(view, shop.contact).map(|_| ()));
    desk.act(&chief, move |act| erasure::erase(act, shop.contact, "info@weg.example"));
    let number = desk.ticket(id).number;
    desk.read(&Actor::Operator, move |view| ticket::page(view, number).map(|_| ()));
}
