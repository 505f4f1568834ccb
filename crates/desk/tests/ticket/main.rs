//! Tickets: opening with a verdict, the conversation and its clocks, the queue, and who may see what.
#![allow(clippy::unwrap_used, clippy::panic)]

mod conversation;
mod opening;
mod queue;
mod reach;

use desk::ticket::NewTicket;
use desk::{DeskError, doctor};
use jiff::Timestamp;
use testkit::TestDesk;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn request(subject: &str) -> NewTicket {
    NewTicket { subject: subject.to_owned(), body: "Seit heute Morgen.".to_owned(), ..NewTicket::default() }
}

fn healthy(desk: &TestDesk) {
    let report = doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{:#?}", report.differences);
}

fn conflict(result: Result<impl std::fmt::Debug, DeskError>) -> (&'static str, String) {
    match result {
        Err(DeskError::Conflict { code, detail }) => (code, detail),
        other => panic!("{other:?}"),
    }
}

fn wrong_field(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    match result {
        Err(DeskError::Invalid(fields)) => {
            format!("{} {} {}", fields[0].field, fields[0].code, fields[0].detail).trim().to_owned()
        }
        other => panic!("{other:?}"),
    }
}
