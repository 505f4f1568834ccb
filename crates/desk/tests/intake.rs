//! Mail that comes in, and the mail that answers it.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "intake"]
mod intake {
    mod accepting;
    mod consent;
    mod corpus;
    mod fetching;
    mod files;
    mod forwarded;
    mod identity;
    mod inviting;
    mod mailbox;
    mod outgoing;
    mod participants;
    mod proof;
    mod sealed;
    mod signing;
    mod taking;
    mod threading;
    mod wording;
}

use desk::Actor;
use desk::id::MailId;
use desk::intake::MailRow;
use testkit::TestDesk;

/// The support address of the tests' desks.
pub const DESK: &str = "support@shop-levels.example";

/// A mail as a mail program writes it. `more` are further header lines.
pub fn mail(from: &str, subject: &str, id: &str, more: &str, body: &str) -> String {
    let more = if more.is_empty() { String::new() } else { format!("{more}\n") };
    format!(
        "From: {from}\nTo: {DESK}\nSubject: {subject}\nDate: Mon, 2 Nov 2026 09:00:00 +0100\n\
         Message-ID: <{id}>\n{more}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    )
}

/// What became of a mail.
pub fn became(desk: &TestDesk, id: MailId) -> MailRow {
    let rows = desk.read(&Actor::Operator, |view| desk::intake::list(view, None, 100));
    rows.into_iter().find(|row| row.id == id).expect("no mail is thrown away")
}

/// Hands a mail over and tells what followed, with the number of its ticket: "opened 1".
pub fn takes(desk: &TestDesk, raw: &str) -> String {
    let row = became(desk, desk.receives(raw));
    let number = row.ticket.map(|id| format!(" {}", desk.ticket(id).number)).unwrap_or_default();
    format!("{}{number}", row.reading.outcome)
}
