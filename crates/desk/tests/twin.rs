//! Twins: the same month, lived on SQLite and on PostgreSQL, leaves the same behind.
#![allow(clippy::unwrap_used, clippy::panic)]

use desk::doctor;
use testkit::TestDesk;
use testkit::life::{Life, Sells};

/// Ids are numbers with many digits; two desks need not share them.
fn without_ids(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        out.push_str(if digits.len() >= 17 { "#" } else { &digits });
        digits.clear();
        out.push(c);
    }
    out.trim_end_matches('\n').to_owned()
}

/// Everything that a month has left behind, as lines.
fn left_behind(desk: &TestDesk) -> Vec<(&'static str, Vec<String>)> {
    let tables = [
        (
            "journal",
            "select at, actor_kind, subject_kind, action, case when action = 'sent' then '' else body end from journal order by id",
        ),
        (
            "invoice",
            "select number, period_from, net_minor, tax_minor, gross_minor, snapshot from invoice order by number",
        ),
        (
            "invoice line",
            "select i.number, l.position, l.net_minor, l.body from invoice_line l join invoice i on i.id = l.invoice_id order by i.number, l.position",
        ),
        (
            "ticket",
            "select number, subject, state, severity, answer, updated_at, waiting_since, due_at, due_milestone, due_state, severity_rank, plan_rank, plan_name from ticket order by number",
        ),
        (
            "clock",
            "select t.number, c.milestone, c.target, c.started_at, c.warn_at, c.due_at, c.state, c.met_at, c.elapsed_s from clock c join ticket t on t.id = c.ticket_id order by t.number, c.position",
        ),
        ("message", "select kind, author_kind, author_name, body, at from message order by id"),
        ("usage", "select kind, line, work_kind, at, known_at, measured_s from usage_record order by id"),
        (
            "rating",
            "select tariff, counted_s, charged, burned, amount_minor, steps, rated_at from rated_usage order by id",
        ),
        ("mail", "select state, reading, received_at, handled_at from mail order by id"),
        (
            "delivery",
            "select template, recipient, subject, context, created_at, sent_at, attempts from delivery order by id",
        ),
        ("job", "select kind, due_at, attempts, failed_at from job order by due_at, kind, body"),
    ];
    tables.map(|(name, sql)| (name, desk.rows(sql).iter().map(|row| without_ids(row)).collect())).into()
}

fn twins(sells: Sells, seed: u64) {
    let live = |desk: &TestDesk| {
        let mut life = Life::begin(desk, sells, seed);
        life.month();
        let report = doctor::examine(&desk.desk).unwrap();
        assert_eq!(report.count, 0, "{:#?}", report.differences);
        left_behind(desk)
    };
    let sqlite = live(&TestDesk::sqlite(sells.catalogue()));
    let postgres = live(&TestDesk::postgres(sells.catalogue(), sells.catalogue()));
    for ((name, sqlite), (_, postgres)) in sqlite.iter().zip(&postgres) {
        let different = sqlite.iter().zip(postgres).position(|(a, b)| a != b);
        if let Some(row) = different {
            panic!("{name} {row}:\nSQLite     {}\nPostgreSQL {}", sqlite[row], postgres[row]);
        }
        assert_eq!(sqlite.len(), postgres.len(), "{name}");
    }
    let count = |of: &str| sqlite.iter().find(|(name, _)| *name == of).map_or(0, |(_, rows)| rows.len());
    assert!(
        count("ticket") >= 20 && count("invoice") >= 5 && count("usage") >= 10,
        "a month in which something happens"
    );
}

#[test]
fn a_month_of_levels_is_the_same_on_both() {
    twins(Sells::Levels, 20_261_101);
}

#[test]
fn a_month_of_hours_is_the_same_on_both() {
    twins(Sells::Hours, 20_261_102);
}
