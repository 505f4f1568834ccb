//! How tickets stand to teams, to each other and to those who follow them: on both databases, with what is refused and what
//! contacts must not see.
#![allow(clippy::unwrap_used, clippy::panic)]

mod article;
mod aside;
mod between;
mod checklist;
mod follow;
mod team;
mod undo;

use desk::notice::{self, Kind};
use desk::search::{self, Zone};
use desk::ticket::{self, Shelf};
use desk::{Actor, DeskError, doctor};
use testkit::TestDesk;

fn on_both(name: &str, test: impl Fn(&TestDesk)) {
    test(&TestDesk::sqlite("shop-levels"));
    test(&TestDesk::postgres("shop-levels", name));
}

fn healthy(desk: &TestDesk) {
    let report = doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{:#?}", report.differences);
}

fn conflict(result: Result<impl std::fmt::Debug, DeskError>) -> &'static str {
    match result {
        Err(DeskError::Conflict { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

fn wrong(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    match result {
        Err(DeskError::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].code),
        other => panic!("{other:?}"),
    }
}

fn unseen(result: Result<impl std::fmt::Debug, DeskError>) {
    assert!(matches!(result, Err(DeskError::NotFound)), "{result:?}");
}

fn subjects(desk: &TestDesk, actor: &Actor, shelf: Shelf) -> Vec<String> {
    let rows = desk.read(actor, move |view| ticket::queue(view, shelf, None, 50));
    rows.into_iter().map(|row| row.subject).collect()
}

/// Notices that somebody has not seen, oldest first: number of the ticket, kind, author.
fn news(desk: &TestDesk, actor: &Actor) -> Vec<(i64, Kind, String)> {
    let mut all = desk.read(actor, |view| notice::list(view, None, 50));
    all.reverse();
    let fresh = all.into_iter().filter(|one| one.seen_at.is_none());
    let fresh = fresh.map(|one| (one.number, one.kind, one.author)).collect();
    desk.act(actor, notice::see_all);
    fresh
}

fn history(desk: &TestDesk, actor: &Actor, number: i64) -> Vec<String> {
    let page = desk.read(actor, move |view| ticket::page(view, number));
    page.history.into_iter().map(|entry| entry.action).collect()
}

fn found(desk: &TestDesk, actor: &Actor, text: &str) -> usize {
    let asked = search::Asked { text: text.to_owned(), page: 0, zone: Zone::UTC };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(search::find(&desk.desk, actor.clone(), asked)).unwrap().total
}
