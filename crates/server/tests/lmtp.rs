//! Mail handed over by LMTP to the real server: by a client that says what it likes, and by a real Postfix.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use desk::Actor;
use desk::intake::{self, MailRow};
use desk::mailbox::{self, NewMailbox};
use program::{Server, make, open};
use testkit::postfix::Postfix;

/// A client that says lines and reads answers.
struct Client<S: Read + Write> {
    stream: BufReader<S>,
}

impl<S: Read + Write> Client<S> {
    fn new(stream: S) -> Client<S> {
        let mut client = Client { stream: BufReader::new(stream) };
        assert!(client.answer().starts_with("220 "));
        assert!(client.says("LHLO mx.example").contains("SIZE"));
        client
    }

    fn sends(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).unwrap();
    }

    /// An answer with all its lines.
    fn answer(&mut self) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            all.push_str(&line);
            if line.as_bytes().get(3) != Some(&b'-') {
                return all.trim_end().to_owned();
            }
        }
    }

    fn says(&mut self, line: &str) -> String {
        self.sends(format!("{line}\r\n").as_bytes());
        self.answer()
    }

    /// Hands a mail over to recipients who are all known, and tells what is answered for each.
    fn hands(&mut self, recipients: &[&str], content: &str) -> Vec<String> {
        assert!(self.says("MAIL FROM:<info@nord.example>").starts_with("250"));
        for recipient in recipients {
            let answer = self.says(&format!("RCPT TO:<{recipient}>"));
            assert!(answer.starts_with("250"), "{recipient}: {answer}");
        }
        assert!(self.says("DATA").starts_with("354"));
        self.sends(format!("{content}\r\n.\r\n").as_bytes());
        recipients.iter().map(|_| self.answer()).collect()
    }
}

fn content(number: usize) -> String {
    String::from_utf8(program::mail(number)).unwrap().trim_end().to_owned()
}

/// A data folder whose server takes mail at a door, with a mailbox `sales` beside the desk's own address.
fn home(door: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let new = NewMailbox {
        name: "sales".to_owned(),
        address: "Sales@shop.example".to_owned(),
        sender_name: "Vertrieb".to_owned(),
        ..NewMailbox::default()
    };
    open(folder.path()).act_blocking(Actor::Operator, move |act| mailbox::create(act, &new)).unwrap();
    std::fs::write(folder.path().join("mainstay.toml"), format!("[lmtp]\nlisten = \"{door}\"\n")).unwrap();
    folder
}

/// What is stored, newest first.
fn stored(folder: &Path) -> Vec<MailRow> {
    open(folder).read_blocking(Actor::Operator, |view| intake::list(view, None, 1000)).unwrap()
}

/// Waits until so many mails have been handled.
fn handled(folder: &Path, count: usize) -> Vec<MailRow> {
    let until = Instant::now() + Duration::from_secs(60);
    let desk = open(folder);
    loop {
        let rows = desk.read_blocking(Actor::Operator, |view| intake::list(view, None, 1000)).unwrap();
        if rows.len() >= count && rows.iter().all(|row| row.state != "stored") {
            return rows;
        }
        assert!(Instant::now() < until, "{rows:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn each_recipient_is_answered_for_once_the_mail_is_on_disk() {
    let folder = home("127.0.0.1:0");
    let server = Server::start(folder.path());
    let mut client = Client::new(TcpStream::connect(server.door()).unwrap());
    assert!(client.says("MAIL FROM:<info@nord.example>").starts_with("250"));
    assert_eq!(client.says("RCPT TO:<nobody@shop.example>"), "550 5.1.1 nobody here has this address");
    assert!(client.says("RSET").starts_with("250"));

    // Two addresses of one mailbox are one mail, another mailbox has a copy of its own.
    let to = ["support@shop.example", "Support+k7f3@SHOP.example", "sales@shop.example"];
    assert_eq!(client.hands(&to, &content(1)), ["250 2.0.0 kept"; 3]);
    assert_eq!(stored(folder.path()).len(), 2, "answered for means stored");
    // What is handed over again, because the answer was lost, is there already.
    assert_eq!(client.hands(&to, &content(1)), ["250 2.0.0 kept"; 3]);
    assert_eq!(client.hands(&to[..1], &content(1)), ["250 2.0.0 kept"]);
    let rows = handled(folder.path(), 2);
    assert_eq!(rows.len(), 2);
    // What came to both is one request.
    let mut became: Vec<&str> = rows.iter().map(|row| row.reading.outcome.as_str()).collect();
    became.sort_unstable();
    assert_eq!(became, ["again", "opened"], "{rows:?}");
    let desk = open(folder.path());
    let raws: Vec<String> = rows
        .iter()
        .map(|row| {
            let id = row.id;
            String::from_utf8(desk.read_blocking(Actor::Operator, move |view| intake::raw(view, id)).unwrap()).unwrap()
        })
        .collect();
    let head = "Return-Path: <info@nord.example>\r\nDelivered-To: support@shop.example\r\n\
                Delivered-To: Support+k7f3@shop.example\r\nFrom: ";
    assert!(raws.iter().any(|raw| raw.starts_with(head)), "{raws:?}");
    assert!(raws.iter().all(|raw| raw.ends_with("Text 1\r\n")), "{raws:?}");
}

#[test]
fn a_reply_finds_its_ticket_by_the_address_it_was_delivered_to() {
    let folder = home("127.0.0.1:0");
    let server = Server::start(folder.path());
    let mut client = Client::new(TcpStream::connect(server.door()).unwrap());
    client.hands(&["sales@shop.example"], &content(1));
    let ticket = handled(folder.path(), 1)[0].ticket.unwrap();
    let desk = open(folder.path());
    let token = desk.read_blocking(Actor::Operator, move |view| desk::ticket::get(view, ticket)).unwrap().token;
    // Neither its To nor its subject nor its references say so.
    client.hands(&[&format!("sales+{token}@shop.example")], &content(2));
    let newest = &handled(folder.path(), 2)[0];
    assert_eq!((newest.reading.thread.as_str(), newest.ticket), ("token", Some(ticket)));
}

#[test]
fn what_would_smuggle_or_flood_is_refused_and_leaves_nothing() {
    let folder = home("127.0.0.1:0");
    let server = Server::start(folder.path());
    let connect = || Client::new(TcpStream::connect(server.door()).unwrap());
    let smuggled = format!("{}\n.\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<support@shop.example>\r\nDATA", content(1));
    let mut client = connect();
    assert_eq!(client.hands(&["support@shop.example"], &smuggled), ["554 5.6.0 a line feed without a carriage return"]);
    let long = format!("{}\r\n\r\n{}", "Subject: x", "x".repeat(70_000));
    assert_eq!(client.hands(&["support@shop.example"], &long), ["554 5.6.0 a line is too long"]);
    let line = format!("{}\r\n", "x".repeat(998));
    let large = format!("Subject: x\r\n\r\n{}", line.repeat(52_500));
    assert!(client.hands(&["support@shop.example"], &large)[0].starts_with("552 5.3.4"));
    assert!(client.says(&format!("MAIL FROM:<> SIZE={}", 1_u64 << 40)).starts_with("552 5.3.4"));
    // Still of use after all this.
    assert!(client.says("NOOP").starts_with("250"));
    client.sends(b"NOOP\n");
    assert!(client.answer().starts_with("500 5.5.2"));
    let mut endless = connect();
    endless.sends(&[b'x'; 5000]);
    assert!(endless.answer().starts_with("500 5.5.2"));
    // Whoever goes away in the middle has handed nothing over.
    let mut gone = connect();
    gone.says("MAIL FROM:<info@nord.example>");
    gone.says("RCPT TO:<support@shop.example>");
    gone.says("DATA");
    gone.sends(content(7).as_bytes());
    drop(gone);
    assert_eq!(connect().hands(&["support@shop.example"], &content(8)), ["250 2.0.0 kept"]);
    assert_eq!(stored(folder.path()).len(), 1);
}

#[test]
fn commands_may_be_said_all_at_once_on_a_socket_of_the_file_system() {
    let folder = home("127.0.0.1:0");
    let socket = folder.path().join("lmtp");
    let settings = format!("[lmtp]\nlisten = \"unix:{}\"\n", socket.display());
    std::fs::write(folder.path().join("mainstay.toml"), settings).unwrap();
    // The second server finds the socket of the first, which was killed.
    drop(Server::start(folder.path()));
    let server = Server::start(folder.path());
    assert_eq!(server.door(), format!("unix:{}", socket.display()));
    let mut client = Client::new(UnixStream::connect(&socket).unwrap());
    let mut all = String::new();
    for number in 0..3 {
        let content = content(number).replace("\r\n.", "\r\n..");
        all.push_str(&format!(
            "MAIL FROM:<info@nord.example>\r\nRCPT TO:<support@shop.example>\r\nDATA\r\n{content}\r\n.\r\n"
        ));
    }
    client.sends(format!("{all}QUIT\r\n").as_bytes());
    let answers: Vec<String> = (0..13).map(|_| client.answer()).collect();
    let codes: Vec<&str> = answers.iter().map(|answer| &answer[..3]).collect();
    assert_eq!(codes, ["250", "250", "354", "250", "250", "250", "354", "250", "250", "250", "354", "250", "221"]);
    assert_eq!(handled(folder.path(), 3).len(), 3);
}

#[test]
fn a_real_mail_server_hands_over_and_returns_what_nobody_takes() {
    let folder = home("127.0.0.1:0");
    let server = Server::start(folder.path());
    let next = format!("inet:{}", server.door());
    let postfix = Postfix::start(folder.path(), "shop.example", &next);
    let mut client = BufReader::new(TcpStream::connect(("127.0.0.1", postfix.port())).unwrap());
    let mut says = |line: &str| {
        client.get_mut().write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        client.read_line(&mut answer).unwrap();
        answer
    };
    assert!(says("").starts_with("220"));
    assert!(says("HELO client.example\r\n").starts_with("250"));
    for number in 0..5 {
        let rcpt: &[&str] =
            if number == 0 { &["support@shop.example", "nobody@shop.example"] } else { &["sales@shop.example"] };
        assert!(says("MAIL FROM:<info@nord.example>\r\n").starts_with("250"));
        for recipient in rcpt {
            assert!(says(&format!("RCPT TO:<{recipient}>\r\n")).starts_with("250"), "{}", postfix.log());
        }
        assert!(says("DATA\r\n").starts_with("354"));
        assert!(says(&format!("{}\r\n.\r\n", content(number))).starts_with("250"));
    }
    let rows = handled(folder.path(), 5);
    assert_eq!(rows.iter().filter(|row| row.reading.outcome == "opened").count(), 5, "{rows:?}\n{}", postfix.log());
    let until = Instant::now() + Duration::from_secs(30);
    while !postfix.log().contains("status=bounced (host") {
        assert!(Instant::now() < until, "{}", postfix.log());
    }
    assert!(postfix.log().contains("550 5.1.1 nobody here has this address"), "{}", postfix.log());
}
