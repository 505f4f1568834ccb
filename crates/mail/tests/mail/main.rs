//! The mail crate from outside: messages written by hand, hostile and broken ones, and what must come of them.

mod corpus;
#[path = "../../../testkit/src/dkim.rs"]
mod dkim;
mod forwarding;
mod hostile;
mod inviting;
mod judging;
mod mutating;
mod packed;
mod proving;
mod quoting;
mod reading;
mod sending;
mod showing;
mod signed;
mod signing;
mod wild;
mod writing;

use mail::{Limits, Mail, MailAddress, OwnAddresses, parse};

/// Reads a message, with line ends as mail has them.
fn read(message: &str) -> Mail {
    read_bytes(message.replace('\n', "\r\n").as_bytes())
}

fn read_bytes(message: &[u8]) -> Mail {
    parse(message, &Limits::default()).expect("the message can be read")
}

fn address(text: &str) -> MailAddress {
    MailAddress::parse(text).expect("a valid address")
}

/// A desk with two mailboxes.
fn own() -> OwnAddresses {
    OwnAddresses {
        addresses: vec![address("support@desk.example"), address("hilfe@desk.example")],
        message_id_domains: vec!["id.desk.example".to_owned()],
        desk: "acme-help".to_owned(),
    }
}
