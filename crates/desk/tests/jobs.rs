//! Jobs at their instants, their failures, and what the doctor says of a desk.
#![allow(clippy::unwrap_used, clippy::panic)]

use database::Value;
use desk::{Actor, Role, doctor, job, ticket};
use jiff::{SignedDuration, Timestamp};
use testkit::TestDesk;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn differences(desk: &TestDesk) -> Vec<String> {
    let report = doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, u64::try_from(report.differences.len()).unwrap());
    report.differences.into_iter().map(|difference| difference.subject).collect()
}

#[test]
fn a_clock_warns_and_breaches_at_its_instant() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    let state = |desk: &TestDesk| desk.rows("select due_state from ticket").remove(0);
    desk.until(at("2026-11-02T11:59:59+01:00"));
    assert_eq!((state(&desk), desk.history(id)), ("running".to_owned(), vec!["open".to_owned()]));
    desk.until(at("2026-11-02T12:00:00+01:00"));
    assert_eq!((state(&desk), desk.history(id)[1..].join(" ")), ("warned".to_owned(), "warn".to_owned()));
    desk.until(at("2026-11-02T13:00:00+01:00"));
    assert_eq!(state(&desk), "warned", "used up is not yet broken");
    desk.until(at("2026-11-02T13:00:01+01:00"));
    assert_eq!((state(&desk), desk.history(id)[1..].join(" ")), ("breached".to_owned(), "warn breach".to_owned()));
    assert_eq!(differences(&desk), Vec::<String>::new());
}

#[test]
fn used_up_at_closing_is_breached_after_the_next_opening() {
    let desk = TestDesk::sqlite("shop-levels");
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "level-3");
    desk.until(at("2026-11-06T14:00:00+01:00"));
    let (late, saved) = (desk.opens(&shop.actor(), "Filter").id, desk.opens(&shop.actor(), "Suche").id);
    desk.until(at("2026-11-09T09:00:00+01:00"));
    assert_eq!(desk.clocks(late), ["first-response 4 h, due 11-06 18:00, warned -, 14400 s"]);
    assert_eq!(differences(&desk), Vec::<String>::new());
    desk.replies(&agent, saved, "Guten Morgen.");
    desk.pass(SignedDuration::from_secs(1));
    assert_eq!(desk.history(late), ["open", "warn", "breach"]);
    assert_eq!(desk.history(saved), ["open", "warn", "reply"]);
    assert_eq!(desk.clocks(saved), ["first-response 4 h, due 11-06 18:00, met 11-09 09:00, 14400 s"]);
    let breach = desk.read(&agent, move |view| desk::journal::about(view, desk::Subject::Ticket, late.0)).remove(2);
    assert!(breach.at >= at("2026-11-09T09:00:00+01:00"), "{}", breach.at);
}

#[test]
fn a_night_without_a_server_is_no_difference() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    // The clock goes on, nobody does the jobs.
    desk.clock.set(at("2026-11-03T09:00:00+01:00"));
    assert_eq!(differences(&desk), Vec::<String>::new());
    desk.jobs();
    assert_eq!(desk.history(id), ["open", "breach", "warn"], "the first response is broken, the resolution near");
    assert_eq!(differences(&desk), Vec::<String>::new());
}

#[test]
fn a_job_that_fails_is_tried_again_with_growing_pauses_and_then_shown() {
    let desk = TestDesk::promising();
    desk.lets_jobs_fail();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.tampers("update delivery set template = 'unknown'", &[]);
    let other = desk.opens(&shop.actor(), "Suche").id;
    let waits = |desk: &TestDesk| {
        desk.rows("select due_at, attempts from job where kind = 'deliver'").first().map(|row| {
            let (due, attempts) = row.split_once('|').unwrap();
            let due = Timestamp::from_microsecond(due.parse().unwrap()).unwrap();
            (due.duration_since(desk.desk.now()).as_secs(), attempts.to_owned())
        })
    };
    desk.jobs();
    assert_eq!(desk.sent().len(), 1, "one job's failure is not another's");
    for (pause, attempts) in [(10, "1"), (20, "2"), (40, "3"), (80, "4")] {
        assert_eq!(waits(&desk), Some((pause, attempts.to_owned())));
        desk.pass(SignedDuration::from_secs(pause));
    }
    desk.pass(SignedDuration::from_hours(24 * 3));
    let failed = desk.read(&agent, job::failed);
    assert_eq!((failed.len(), failed[0].kind.as_str()), (1, "deliver"));
    assert!(failed[0].error.contains("mail template"), "{failed:?}");
    let shown = desk.read(&agent, move |view| desk::outbox::of_ticket(view, id)).remove(0);
    assert!(shown.failed_at.is_some() && shown.sent_at.is_none());
    // Mended, it is tried again.
    desk.tampers("update delivery set template = 'receipt' where template = 'unknown'", &[]);
    desk.act(&agent, move |act| desk::outbox::retry(act, shown.id, None));
    desk.jobs();
    assert_eq!(desk.read(&agent, job::failed), []);
    assert_eq!(desk.sent().len(), 2);
    assert!(desk.read(&agent, move |view| desk::outbox::of_ticket(view, other))[0].sent_at.is_some());
}

#[test]
fn what_a_dead_process_held_is_done_when_its_hold_ends() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    desk.opens(&shop.actor(), "Filter");
    let hold = desk.desk.now() + SignedDuration::from_mins(5);
    desk.tampers(
        "update job set locked_until = $1, attempts = 1 where kind = 'deliver'",
        &[Value::Int(hold.as_microsecond())],
    );
    desk.jobs();
    assert_eq!(desk.sent().len(), 0);
    assert_eq!(desk.read(&Actor::Job, job::next_due), Some(hold), "nobody asks in vain until then");
    desk.pass(SignedDuration::from_mins(5));
    assert_eq!(desk.sent().len(), 1);
    // A server that starts alone need not wait.
    desk.opens(&shop.actor(), "Suche");
    let hold = desk.desk.now() + SignedDuration::from_mins(5);
    desk.tampers("update job set locked_until = $1 where kind = 'deliver'", &[Value::Int(hold.as_microsecond())]);
    job::unlock_all(&desk.desk).unwrap();
    desk.jobs();
    assert_eq!(desk.sent().len(), 2);
}

#[test]
fn the_doctor_names_exactly_what_was_tampered_with() {
    let desk = TestDesk::sqlite("shop-levels");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let shop = desk.customer("Nord", "level-2");
    let id = desk.opens(&shop.actor(), "Filter").id;
    desk.opens(&shop.actor(), "Suche");
    desk.replies(&agent, id, "Da.");
    desk.until(at("2026-11-10T10:10:00+01:00"));
    let call = desk::call::NewCall {
        contract: shop.contract,
        contact: Some(shop.contact),
        line: "support".to_owned(),
        started_at: at("2026-11-10T10:00:00+01:00"),
        duration_s: 300,
        ticket: None,
        note: String::new(),
        accepted: None,
        unique_key: None,
    };
    let usage = desk.act(&agent, move |act| desk::call::log(act, &call));
    desk.until(at("2026-12-01T09:00:00+01:00"));
    let contract = shop.contract;
    desk.act(&admin, move |act| desk::billing::issue_one(act, contract, "2026-11".parse().unwrap()));
    assert_eq!(differences(&desk), Vec::<String>::new());
    let tampered = |sql: &str, back: &str| {
        desk.tampers(sql, &[]);
        let found = differences(&desk);
        desk.tampers(back, &[]);
        assert_eq!(differences(&desk), Vec::<String>::new(), "{back}");
        found
    };
    assert_eq!(
        tampered(
            "update clock set due_at = due_at + 1000000 where ticket_id in (select id from ticket where number = 2)",
            "update clock set due_at = due_at - 1000000 where ticket_id in (select id from ticket where number = 2)"
        ),
        ["ticket 2"]
    );
    let rating = tampered(
        "update rated_usage set amount_minor = amount_minor + 1",
        "update rated_usage set amount_minor = amount_minor - 1",
    );
    assert_eq!(rating, [format!("contract 1, usage {usage}")]);
    let invoice = tampered(
        "update invoice set snapshot = replace(snapshot, '\"gross_minor\":4641', '\"gross_minor\":4642')",
        "update invoice set snapshot = replace(snapshot, '\"gross_minor\":4642', '\"gross_minor\":4641')",
    );
    assert_eq!(invoice, ["contract 1, invoice 1"]);
    let lines = tampered(
        "update invoice_line set net_minor = net_minor + 1",
        "update invoice_line set net_minor = net_minor - 1",
    );
    assert_eq!(lines.len(), 1, "{lines:?}");
    let missing = tampered("update invoice set number = 7", "update invoice set number = 1");
    assert_eq!(missing, ["invoice numbers"]);
    desk.act(&agent, move |act| ticket::resolve(act, id));
}
