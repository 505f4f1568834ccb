//! Kill -9: the process ends in the middle of mails, tickets, calls and replies; what was acknowledged is there, once.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use desk::Actor;
use desk::draft::{self, Sending, Sent, Then};
use desk::ticket::{MessageKind, NewTicket};
use program::{Server, mail, mainstay, make, open, post, said};
use serde_json::json;

/// How many of each thing are sent.
const EACH: usize = 24;
/// How often the server is killed.
const KILLS: usize = 4;

/// Numbers that repeat themselves, for what is decided by chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

struct Story<'a> {
    folder: &'a Path,
    token: String,
    address: Mutex<String>,
    acknowledged: AtomicUsize,
    over: AtomicBool,
}

impl Story<'_> {
    fn address(&self) -> String {
        self.address.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends until it is acknowledged, as any careful client does: the same request with the same key.
    fn sends(&self, path: &str, key: &str, body: &serde_json::Value) -> serde_json::Value {
        let until = Instant::now() + Duration::from_secs(120);
        loop {
            match post(&self.address(), &self.token, path, key, body) {
                Some((200 | 201, answer)) => {
                    self.acknowledged.fetch_add(1, Ordering::SeqCst);
                    return answer;
                }
                Some((status @ 400..=499, answer)) => panic!("{path} {key}: {status} {answer}"),
                _ => assert!(Instant::now() < until, "{path} {key} was never answered"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Hands mails over by the program's pipe, kills some of those processes too, and hands over again.
    fn mails(&self) {
        let mut chance = Chance(3);
        for number in 0..EACH {
            let mut killed = chance.below(3) == 0;
            loop {
                let mut child = mainstay()
                    .args(["mail", "deliver", "--desk", "shop", "--data"])
                    .arg(self.folder)
                    .stdin(std::process::Stdio::piped())
                    .stderr(std::process::Stdio::null())
                    .spawn()
                    .unwrap();
                let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), &mail(number));
                if std::mem::take(&mut killed) {
                    std::thread::sleep(Duration::from_millis(chance.below(60)));
                    let _ = child.kill();
                }
                if child.wait().unwrap().code() == Some(0) {
                    break;
                }
            }
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn tickets_and_replies(&self) {
        for number in 0..EACH {
            let body =
                json!({ "contact": "info@nord.example", "subject": format!("Ticket {number}"), "body": "Bitte." });
            let ticket = self.sends("/tickets", &format!("ticket-{number}"), &body);
            let path = format!("/tickets/{}/messages", ticket["number"]);
            self.sends(&path, &format!("reply-{number}"), &json!({ "body": format!("Antwort {number}") }));
        }
    }

    fn calls(&self) {
        let started_at = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1);
        for number in 0..EACH {
            let body = json!({
                "contract": 1, "line": "support", "started_at": started_at.to_string(), "duration_s": 61,
                "contact": "info@nord.example", "note": format!("Anruf {number}"),
            });
            self.sends("/calls", &format!("call-{number}"), &body);
        }
    }

    /// Kills the server whenever so much more has been acknowledged, and starts it again.
    fn kills(&self, first: Server) -> Server {
        let mut chance = Chance(5);
        let mut server = first;
        let all = 4 * EACH;
        for kill in 1..=KILLS {
            let jitter = usize::try_from(chance.below(8)).unwrap();
            let point = (all * kill / (KILLS + 1) + jitter).min(all - 1);
            while self.acknowledged.load(Ordering::SeqCst) < point {
                assert!(!self.over.load(Ordering::SeqCst), "a client gave up");
                std::thread::sleep(Duration::from_millis(2));
            }
            drop(server);
            server = Server::start(self.folder);
            *self.address.lock().unwrap_or_else(PoisonError::into_inner) = server.address();
        }
        server
    }
}

/// A column of texts.
fn column(desk: &desk::Desk, sql: &'static str) -> Vec<String> {
    let rows = desk.database().read_blocking(move |tx| {
        tx.query(sql, &[])?
            .iter()
            .map(|row| Ok(row.text(0)?.to_owned()))
            .collect::<Result<Vec<_>, database::DatabaseError>>()
    });
    rows.unwrap()
}

/// The server goes on with what the dead one left, until nothing is left.
fn wait_for_jobs(desk: &desk::Desk) {
    let until = Instant::now() + Duration::from_secs(60);
    while !column(desk, "select kind from job where kind <> 'clock'").is_empty() {
        assert!(
            Instant::now() < until,
            "jobs were left: {:?}",
            column(desk, "select body || ' ' || coalesce(last_error, '') from job where kind <> 'clock'")
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_was_acknowledged_is_there_once_after_every_kill() {
    let folder = tempfile::tempdir().unwrap();
    let token = make(folder.path());
    let server = Server::start(folder.path());
    let story = Story {
        folder: folder.path(),
        token,
        address: Mutex::new(server.address()),
        acknowledged: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    };
    let server = std::thread::scope(|scope| {
        let clients =
            [scope.spawn(|| story.mails()), scope.spawn(|| story.tickets_and_replies()), scope.spawn(|| story.calls())];
        let watched = scope.spawn(|| story.kills(server));
        let failed: Vec<_> = clients.into_iter().filter_map(|client| client.join().err()).collect();
        story.over.store(!failed.is_empty(), Ordering::SeqCst);
        let server = watched.join();
        assert!(failed.is_empty(), "a client failed");
        server.unwrap()
    });
    let desk = open(folder.path());
    let column = |sql: &'static str| column(&desk, sql);
    wait_for_jobs(&desk);
    drop(server);
    let each = |what: &str| {
        let mut names: Vec<String> = (0..EACH).map(|number| format!("{what}{number}")).collect();
        names.sort();
        names
    };
    let mut mails =
        column("select t.subject from mail m join ticket t on t.id = m.ticket_id where m.state = 'handled'");
    mails.sort();
    assert_eq!(mails, each("Mail "), "each mail once, in a ticket of its own");
    let mut tickets = column("select subject from ticket where channel = 'portal'");
    tickets.sort();
    assert_eq!(tickets, each("Ticket "));
    assert_eq!(column("select subject from ticket").len(), 2 * EACH);
    let mut replies = column("select body from message where author_kind = 'staff'");
    replies.sort();
    assert_eq!(replies, each("Antwort "));
    let mut calls = column("select note from usage_record");
    calls.sort();
    assert_eq!(calls, each("Anruf "));
    // Every mail that was written went out, each under its own Message-ID.
    let ids = column("select rfc_message_id from delivery where sent_at is not null");
    assert_eq!(ids.len(), 3 * EACH, "a receipt for each ticket and a mail for each reply");
    let sent: BTreeSet<String> = std::fs::read_dir(folder.path().join("outbox/shop/new"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .map(|raw| {
            let unfolded = raw.replace("\r\n ", " ");
            let line = unfolded.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap();
            line.split_once('<').unwrap().1.trim_end_matches('>').to_owned()
        })
        .collect();
    assert_eq!(sent, ids.into_iter().collect());
    drop(desk);
    let (code, told) = said(&program::run(mainstay().args(["doctor", "--data"]).arg(folder.path()), b""));
    assert_eq!(code, Some(0), "{told}");
}

/// Replies that wait for their moment, until which they can be taken back, or that were planned: each goes out once, though the
/// server is killed again and again while they fall due.
#[test]
fn replies_that_wait_go_out_once_after_every_kill() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let desk = open(folder.path());
    let ada = desk
        .read_blocking(Actor::Operator, |view| desk::staff::find_by_email(view, "ada@shop.example"))
        .unwrap()
        .unwrap();
    let ada = Actor::Staff { id: ada.id, role: ada.role };
    let now = jiff::Timestamp::now();
    desk.act_blocking(ada, move |act| {
        let contact = Some(desk::customer::get_contact_by_email(act, "info@nord.example")?.id);
        for number in 0..EACH {
            let (subject, body) = (format!("Ticket {number}"), "Bitte.".to_owned());
            let ticket = desk::ticket::open(act, &NewTicket { contact, subject, body, ..NewTicket::default() })?.id;
            // They fall due one after the other, from a second on.
            let due = jiff::SignedDuration::from_millis(1000 + 100 * i64::try_from(number).unwrap());
            let sending = Sending {
                kind: MessageKind::Message,
                body: format!("Antwort {number}"),
                form: String::new(),
                seen: None,
                then: Then::Keep,
                canned: None,
                at: Some(now + due),
            };
            assert!(matches!(draft::send(act, ticket, &sending)?, Sent::Waits(..)));
        }
        Ok(())
    })
    .unwrap();
    let column = |sql: &'static str| column(&desk, sql);
    let replies = || column("select body from message where author_kind = 'staff'");
    let until = Instant::now() + Duration::from_secs(120);
    let mut server = Server::start(folder.path());
    for kill in 1..=KILLS + 1 {
        while replies().len() < EACH * kill / (KILLS + 1) {
            assert!(Instant::now() < until, "replies were left: {:?}", column("select body from draft"));
            std::thread::sleep(Duration::from_millis(2));
        }
        if kill <= KILLS {
            drop(server);
            server = Server::start(folder.path());
        }
    }
    wait_for_jobs(&desk);
    drop(server);
    let mut written = replies();
    written.sort();
    let mut expected: Vec<String> = (0..EACH).map(|number| format!("Antwort {number}")).collect();
    expected.sort();
    assert_eq!(written, expected);
    assert_eq!(column("select body from draft"), Vec::<String>::new());
    let sent = column("select rfc_message_id from delivery where template = 'reply' and sent_at is not null");
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>().len(), EACH);
}
