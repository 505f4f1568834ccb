//! Mail fetched by the real server from a real Dovecot: as it comes, once, whatever ends in between.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::intake::{self, MailRow};
use desk::mailbox::{self, FetchFault, Fetching, NewFetching, NewMailbox};
use desk::secret::{KeyPlace as _, Secret};
use desk::{Actor, Desk};
use program::{Server, mail, make};
use testkit::TestKey;
use testkit::dovecot::{Dovecot, PASSWORD};

const FOLDER: &str = "Support";

/// Opens the desk beside the server, with the data folder's key.
fn open(folder: &Path) -> Desk {
    let (desk, key) = (program::open(folder), TestKey::default());
    std::fs::write(folder.join("mainstay.key"), key.find_or_make().unwrap()).unwrap();
    desk.keyed_by(Arc::new(key));
    desk
}

/// A data folder with a mailbox that fetches from the folder `Support` of the user `sales`.
fn home(dovecot: &Dovecot, move_to: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    dovecot.make("sales", FOLDER);
    let (name, address) = ("sales".to_owned(), "sales@shop.example".to_owned());
    let new = NewMailbox { name, address, ..NewMailbox::default() };
    let desk = open(folder.path());
    desk.act_blocking(Actor::Operator, move |act| mailbox::create(act, &new)).unwrap();
    enter(&desk, dovecot.port(), PASSWORD, move_to);
    folder
}

fn enter(desk: &Desk, port: u16, password: &str, move_to: Option<&str>) {
    enter_secured(desk, port, "none", password, move_to);
}

fn enter_secured(desk: &Desk, port: u16, security: &str, password: &str, move_to: Option<&str>) {
    let new = NewFetching {
        host: "localhost".to_owned(),
        port: port.to_string(),
        security: security.to_owned(),
        user: "sales".to_owned(),
        password: Some(desk.seal(mailbox::PURPOSE, &Secret::new(password)).unwrap()),
        folder: FOLDER.to_owned(),
        afterwards: if move_to.is_some() { "move" } else { "seen" }.to_owned(),
        move_to: move_to.unwrap_or_default().to_owned(),
        ..NewFetching::default()
    };
    desk.act_blocking(Actor::Operator, move |act| {
        let id = mailbox::list(act)?[0].id;
        mailbox::fetch(act, id, &new)
    })
    .unwrap();
}

fn until<T: std::fmt::Debug>(dovecot: &Dovecot, mut look: impl FnMut() -> T, good: impl Fn(&T) -> bool) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let seen = look();
        if good(&seen) {
            return seen;
        }
        assert!(Instant::now() < end, "{seen:?}\n{}", dovecot.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn fetching(desk: &Desk) -> Fetching {
    desk.read_blocking(Actor::Job, mailbox::fetching).unwrap().remove(0)
}

fn mails(desk: &Desk) -> Vec<MailRow> {
    desk.read_blocking(Actor::Operator, |view| intake::list(view, None, 1000)).unwrap()
}

/// Waits until so many mails have been handled; tells their subjects, each once.
fn handled(dovecot: &Dovecot, desk: &Desk, count: usize) -> BTreeSet<String> {
    let all = |rows: &Vec<MailRow>| rows.len() >= count && rows.iter().all(|row| row.state != "stored");
    let rows = until(dovecot, || mails(desk), all);
    let subjects: BTreeSet<String> = rows.iter().map(|row| row.reading.subject.clone()).collect();
    assert_eq!((rows.len(), subjects.len()), (count, count), "{rows:?}");
    assert!(rows.iter().all(|row| row.reading.outcome == "opened"), "{rows:?}");
    subjects
}

#[test]
fn what_lies_there_is_fetched_and_what_comes_later_at_once() {
    let dovecot = Dovecot::start();
    let folder = home(&dovecot, None);
    let desk = open(folder.path());
    (1..=2).for_each(|number| dovecot.put("sales", FOLDER, &mail(number)));
    let _server = Server::start(folder.path());
    handled(&dovecot, &desk, 2);
    let first = until(&dovecot, || fetching(&desk), |one| one.position.last_uid == 2);
    assert!(first.succeeded_at.is_some() && first.failed.is_none(), "{first:?}");
    let came = Instant::now();
    dovecot.put("sales", FOLDER, &mail(3));
    handled(&dovecot, &desk, 3);
    assert!(came.elapsed() < Duration::from_secs(20), "a server that speaks by itself is not polled");
    let seen = |flags: &Vec<String>| flags.len() == 3 && flags.iter().all(|one| one.contains("\\Seen"));
    until(&dovecot, || dovecot.flags("sales", FOLDER), seen);
}

#[test]
fn fetched_mails_are_moved_to_a_folder_that_is_made() {
    let dovecot = Dovecot::start();
    let folder = home(&dovecot, Some("Bearbeitet & gelöscht"));
    let desk = open(folder.path());
    (1..=3).for_each(|number| dovecot.put("sales", FOLDER, &mail(number)));
    let _server = Server::start(folder.path());
    handled(&dovecot, &desk, 3);
    until(&dovecot, || dovecot.flags("sales", FOLDER), Vec::is_empty);
    assert_eq!(dovecot.flags("sales", "Bearbeitet & gelöscht").len(), 3);
}

#[test]
fn a_folder_that_was_made_anew_is_looked_at_from_its_beginning() {
    let dovecot = Dovecot::start();
    let folder = home(&dovecot, None);
    let desk = open(folder.path());
    (1..=3).for_each(|number| dovecot.put("sales", FOLDER, &mail(number)));
    let server = Server::start(folder.path());
    handled(&dovecot, &desk, 3);
    let before = until(&dovecot, || fetching(&desk), |one| one.position.last_uid == 3).position;
    drop(server);
    dovecot.delete("sales", FOLDER);
    // The validity is made of the time in seconds.
    let new_second = Instant::now() + Duration::from_millis(1100);
    until(&dovecot, Instant::now, |now| *now > new_second);
    dovecot.make("sales", FOLDER);
    (3..=4).for_each(|number| dovecot.put("sales", FOLDER, &mail(number)));
    let _server = Server::start(folder.path());
    let subjects = handled(&dovecot, &desk, 4);
    assert!(subjects.contains("Mail 4"), "{subjects:?}");
    let after = until(&dovecot, || fetching(&desk), |one| one.position.last_uid == 2).position;
    assert_ne!(after.uid_validity, before.uid_validity);
}

#[test]
fn a_server_that_is_killed_again_and_again_fetches_each_mail_once() {
    const ALL: usize = 60;
    let dovecot = Dovecot::start();
    let folder = home(&dovecot, Some("Done"));
    let desk = open(folder.path());
    (1..=ALL).for_each(|number| dovecot.put("sales", FOLDER, &mail(number)));
    for killed_at in [1, 9, 20, 37] {
        let server = Server::start(folder.path());
        until(&dovecot, || mails(&desk).len(), |count| *count >= killed_at);
        drop(server);
    }
    let _server = Server::start(folder.path());
    handled(&dovecot, &desk, ALL);
    until(&dovecot, || dovecot.flags("sales", FOLDER), Vec::is_empty);
    assert_eq!(dovecot.flags("sales", "Done").len(), ALL);
}

#[test]
fn mails_that_cannot_be_moved_are_taken_all_the_same() {
    let dovecot = Dovecot::start();
    // With this way of storing, no folder's name has a slash.
    let folder = home(&dovecot, Some("Not/here"));
    let desk = open(folder.path());
    (1..=3).for_each(|number| dovecot.put("sales", FOLDER, &mail(number)));
    let _server = Server::start(folder.path());
    handled(&dovecot, &desk, 3);
    let failed = until(&dovecot, || fetching(&desk).failed, Option::is_some).unwrap();
    assert_eq!(failed.fault, FetchFault::Afterwards, "{failed:?}");
    assert_eq!(dovecot.flags("sales", FOLDER).len(), 3);
}

#[test]
fn what_does_not_work_is_told_at_the_mailbox_until_it_is_mended() {
    let dovecot = Dovecot::start();
    let folder = home(&dovecot, None);
    let desk = open(folder.path());
    enter(&desk, dovecot.port(), "wrong", None);
    dovecot.put("sales", FOLDER, &mail(1));
    {
        let _server = Server::start(folder.path());
        let failed = until(&dovecot, || fetching(&desk).failed, Option::is_some).unwrap();
        assert_eq!(failed.fault, FetchFault::SignIn, "{failed:?}");
        assert!(!failed.detail.contains("wrong"), "{failed:?}");
    }
    enter(&desk, dovecot.port(), PASSWORD, None);
    std::fs::remove_file(folder.path().join("mainstay.key")).unwrap();
    {
        let _server = Server::start(folder.path());
        let failed = until(&dovecot, || fetching(&desk).failed, Option::is_some).unwrap();
        assert_eq!(failed.fault, FetchFault::Key, "{failed:?}");
    }
    let desk = open(folder.path());
    let _server = Server::start(folder.path());
    handled(&dovecot, &desk, 1);
    assert_eq!(until(&dovecot, || fetching(&desk), |one| one.succeeded_at.is_some()).failed, None);
}

#[test]
fn mail_is_fetched_encrypted_from_whom_an_authority_vouches_for() {
    let dovecot = Dovecot::start();
    let folder = home(&dovecot, None);
    let desk = open(folder.path());
    dovecot.put("sales", FOLDER, &mail(1));
    for (security, port) in [("tls", dovecot.tls_port()), ("starttls", dovecot.port())] {
        enter_secured(&desk, port, security, PASSWORD, None);
        let _server = Server::start(folder.path());
        let failed = until(&dovecot, || fetching(&desk).failed, Option::is_some).unwrap();
        assert_eq!(failed.fault, FetchFault::Encryption, "{security}: {failed:?}");
    }
    assert!(!dovecot.log().contains("Login: user="), "nobody says a password to a stranger: {}", dovecot.log());
    let believed = format!("authorities = \"{}\"\n", dovecot.certificate().authority().display());
    std::fs::write(folder.path().join("mainstay.toml"), believed).unwrap();
    for (count, (security, port)) in [("tls", dovecot.tls_port()), ("starttls", dovecot.port())].into_iter().enumerate()
    {
        dovecot.put("sales", FOLDER, &mail(count + 2));
        enter_secured(&desk, port, security, PASSWORD, None);
        let _server = Server::start(folder.path());
        handled(&dovecot, &desk, count + 2);
    }
    assert!(
        dovecot.log().matches("Login: user=<sales>").count() >= 2 && dovecot.log().contains("TLS"),
        "{}",
        dovecot.log()
    );
}
