//! What holds for each statement, with the few exceptions and their reasons.

use database::{Database, Location, Options};

use crate::drive::recorded;
use crate::read::{is_made_from, sql_literals, tables, walk};

/// Tables that grow with the years.
const GROWING: [&str; 33] = [
    "acceptance",
    "ticket",
    "message",
    "ticket_event",
    "ticket_tag",
    "ticket_value",
    "file",
    "file_part",
    "clock",
    "usage_record",
    "rated_usage",
    "billed_usage",
    "journal",
    "job",
    "attempt",
    "delivery",
    "mail",
    "mail_reference",
    "mail_piece",
    "invoice",
    "invoice_line",
    "contact",
    "customer",
    "contract",
    "contract_contact",
    "contract_event",
    "call_back",
    "ticket_link",
    "follower",
    "participant",
    "notice",
    "checklist_item",
    "article",
];

/// Statements that may read a whole table, with the reason.
const WHOLE: [(&str, &str); 6] = [
    ("select id from contract where starts_on <= $1 order by number", "a month bills every contract that has begun"),
    ("update job set due_at = due_at + $1", "moves every job, for measurements"),
    (
        "update job set locked_until = null where locked_until is not null",
        "once, as a server starts; jobs that wait are few",
    ),
    ("select count(*), coalesce(max(number), 0) from invoice", "the doctor counts every invoice"),
    (
        "from ticket t join message m on m.ticket_id = t.id where t.number <= $3",
        "copies a whole desk, for measurements",
    ),
    ("from job where failed_at is not null", "failed jobs are few, and shown oldest first"),
];

/// Statements that need an accident to run; they are prepared like the others.
const RARE: [&str; 1] = ["update job set locked_until = null where id = $1"];

#[test]
fn every_statement_was_seen_running() {
    let statements = recorded();
    let mut files = Vec::new();
    walk(&testkit::desk::root().join("crates/desk/src"), &mut files);
    let mut missing = Vec::new();
    let mut count = 0;
    for file in files {
        for literal in sql_literals(&std::fs::read_to_string(&file).unwrap()) {
            count += 1;
            if RARE.contains(&literal.as_str()) {
                continue;
            }
            if !statements.iter().any(|statement| is_made_from(statement, &literal)) {
                missing.push(format!("{}: {literal}", file.display()));
            }
        }
    }
    assert!(count > 100, "only {count} statements found: does the test still read the sources?");
    assert!(missing.is_empty(), "never seen running, so not checked:\n{}", missing.join("\n"));
}

#[test]
fn both_engines_understand_every_statement() {
    let folder = tempfile::tempdir().unwrap();
    let places = [
        Location::Sqlite(folder.path().join("desk.sqlite")),
        Location::Postgres {
            url: testkit::postgres::server().to_owned(),
            schema: Some(testkit::postgres::schema("statements")),
        },
    ];
    for place in places {
        let database = Database::open(&place, &Options::default()).unwrap();
        database.migrate(desk::desk::MIGRATIONS).unwrap();
        let wrong: Vec<String> = recorded()
            .iter()
            .map(String::as_str)
            .chain(RARE)
            .filter(|sql| !sql.starts_with("pragma"))
            .filter_map(|sql| database.prepare_check(sql).err().map(|error| format!("{error}: {sql}")))
            .collect();
        assert!(wrong.is_empty(), "{:?}:\n{}", database.kind(), wrong.join("\n"));
    }
}

#[test]
fn no_list_or_page_reads_a_whole_table_that_grows() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&Location::Sqlite(folder.path().join("desk.sqlite")), &Options::default()).unwrap();
    database.migrate(desk::desk::MIGRATIONS).unwrap();
    let mut scans = Vec::new();
    for sql in recorded() {
        if sql.starts_with("pragma") || WHOLE.iter().any(|(known, _)| sql.contains(known)) {
            continue;
        }
        let parameters = (1..=99).rev().find(|number| sql.contains(&format!("${number}"))).unwrap_or(0);
        let nothing: Vec<Option<i64>> = vec![None; parameters];
        let params: Vec<&dyn database::ToValue> = nothing.iter().map(|none| none as &dyn database::ToValue).collect();
        let plan = database.explain(sql, &params).unwrap_or_else(|error| panic!("{error}: {sql}"));
        let tables = tables(sql);
        for line in plan.lines() {
            let Some(scanned) = line.strip_prefix("SCAN ") else {
                continue;
            };
            let name = scanned.split(' ').next().unwrap();
            let table = tables.get(name).map_or(name, String::as_str);
            // In the order of an index and no further than a limit is as good as a search.
            let bounded =
                scanned.contains("INDEX") && sql.contains(" limit ") && !plan.contains("TEMP B-TREE FOR ORDER BY");
            if GROWING.contains(&table) && !bounded {
                scans.push(format!("{line}: {sql}"));
            }
        }
        if plan.contains("USE TEMP B-TREE FOR ORDER BY") && sql.contains(" limit $") && sql.contains("from ticket t") {
            scans.push(format!("a list sorted in memory: {sql}\n{plan}"));
        }
    }
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}
