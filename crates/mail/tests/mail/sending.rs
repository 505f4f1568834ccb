//! Sending to a scripted peer, and into a maildir folder.
//!
//! The peer here speaks just enough SMTP to answer as told. It proves what we make of each answer and of a broken connection, not that a
//! real mail server understands us.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use mail::{MailAddress, Security, SendError, Sender, Sent, SmtpSettings, Transport};

use crate::address;

const RAW: &[u8] = b"From: support@desk.example\r\nSubject: x\r\n\r\n.\r\n..two\r\nEnd\r\n";

/// What the peer says at each step; `None` closes the connection instead.
#[derive(Clone, Copy)]
struct Script {
    greeting: &'static str,
    mail: &'static str,
    rcpt: &'static str,
    data: &'static str,
    /// After the message; `None` drops the connection once the first lines have come.
    end: Option<&'static str>,
    /// What it can do beside the least.
    can: &'static str,
}

const FRIENDLY: Script = Script {
    greeting: "220 peer.example ESMTP",
    mail: "250 2.1.0 Ok",
    rcpt: "250 2.1.5 Ok",
    data: "354 Go on",
    end: Some("250 2.0.0 Ok: queued as 4711"),
    can: "8BITMIME",
};

/// What the peer heard: the commands, and the message as transferred.
struct Heard {
    commands: Vec<String>,
    message: String,
}

fn peer(script: Script) -> (SmtpSettings, JoinHandle<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let thread = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        talk(stream, script)
    });
    (SmtpSettings::in_clear("127.0.0.1", port), thread)
}

fn talk(stream: TcpStream, script: Script) -> Heard {
    let mut heard = Heard { commands: Vec::new(), message: String::new() };
    let mut out = stream.try_clone().expect("a second handle");
    let mut lines = BufReader::new(stream).lines();
    let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes()).is_ok();
    say(script.greeting);
    while let Some(Ok(line)) = lines.next() {
        heard.commands.push(line.clone());
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "EHLO" => say(&format!("250-peer.example\r\n250 {}", script.can)),
            "MAIL" => say(script.mail),
            "RCPT" => say(script.rcpt),
            "DATA" => {
                say(script.data);
                if !script.data.starts_with('3') {
                    continue;
                }
                for line in lines.by_ref() {
                    let Ok(line) = line else { return heard };
                    if line == "." {
                        break;
                    }
                    heard.message.push_str(&line);
                    heard.message.push('\n');
                    if script.end.is_none() {
                        return heard;
                    }
                }
                script.end.is_some_and(&mut say)
            }
            "QUIT" => {
                say("221 Bye");
                break;
            }
            _ => say("500 What"),
        };
    }
    heard
}

async fn deliver(settings: SmtpSettings, from: Option<&MailAddress>) -> Result<Sent, SendError> {
    let to = [address("bo@acme.example"), address("eve@acme.example")];
    Sender::new(Transport::Smtp(settings)).send(from, &to, RAW, "u1").await
}

#[tokio::test]
async fn a_server_that_takes_it_is_quoted() {
    let (settings, thread) = peer(FRIENDLY);
    let from = address("support@desk.example");
    let sent = deliver(settings, Some(&from)).await.expect("taken");
    assert_eq!(sent.answer, "250 2.0.0 Ok: queued as 4711");
    let heard = thread.join().expect("the peer ended");
    assert!(
        heard.commands.iter().any(|line| line.starts_with("MAIL FROM:<support@desk.example>")),
        "{:?}",
        heard.commands
    );
    assert!(heard.commands.contains(&"RCPT TO:<eve@acme.example>".to_owned()));
    // A line that begins with a dot is doubled on the way.
    assert_eq!(heard.message, "From: support@desk.example\nSubject: x\n\n..\n...two\nEnd\n");
}

#[tokio::test]
async fn letters_beyond_ascii_go_out_where_they_can() {
    let written = |settings, to: &str| {
        let to = [address(to)];
        async move { Sender::new(Transport::Smtp(settings)).send(None, &to, RAW, "u1").await }
    };
    let (settings, thread) = peer(FRIENDLY);
    written(settings, "bo@Müller.example").await.expect("taken");
    let heard = thread.join().expect("the peer ended");
    assert!(heard.commands.contains(&"RCPT TO:<bo@xn--mller-kva.example>".to_owned()), "{:?}", heard.commands);

    let (settings, thread) = peer(Script { can: "SMTPUTF8", ..FRIENDLY });
    written(settings, "jörg@müller.example").await.expect("taken");
    let heard = thread.join().expect("the peer ended");
    assert!(heard.commands.iter().any(|line| line == "MAIL FROM:<> SMTPUTF8"), "{:?}", heard.commands);
    assert!(heard.commands.contains(&"RCPT TO:<jörg@xn--mller-kva.example>".to_owned()), "{:?}", heard.commands);

    // Trying again would change nothing, so whoever looks at the outbox is told at once.
    let (settings, thread) = peer(FRIENDLY);
    let refused = written(settings, "jörg@müller.example").await.expect_err("refused");
    assert!(!refused.temporary && refused.answer.contains("SMTPUTF8"), "{refused:?}");
    let heard = thread.join().expect("the peer ended");
    assert!(!heard.commands.iter().any(|line| line.starts_with("MAIL")), "{:?}", heard.commands);
}

#[tokio::test]
async fn automatic_mail_goes_out_with_the_null_path() {
    let (settings, thread) = peer(FRIENDLY);
    deliver(settings, None).await.expect("taken");
    let heard = thread.join().expect("the peer ended");
    assert!(heard.commands.iter().any(|line| line.starts_with("MAIL FROM:<>")), "{:?}", heard.commands);
}

#[tokio::test]
async fn refusals_say_whether_trying_again_can_help() {
    let from = address("support@desk.example");
    for (name, script, temporary, words) in [
        ("greylisting", Script { rcpt: "450 4.2.0 try later", ..FRIENDLY }, true, "try later"),
        ("no such mailbox", Script { rcpt: "550 5.1.1 no such user", ..FRIENDLY }, false, "no such user"),
        ("busy", Script { greeting: "421 4.3.2 too many", ..FRIENDLY }, true, "too many"),
        ("closed for us", Script { greeting: "554 go away", ..FRIENDLY }, false, "go away"),
        ("sender refused", Script { mail: "550 5.7.1 not you", ..FRIENDLY }, false, "not you"),
        ("sign-in wanted", Script { mail: "530 5.7.0 sign in first", ..FRIENDLY }, true, "sign in first"),
        ("disk full", Script { data: "452 4.3.1 no space", ..FRIENDLY }, true, "no space"),
        ("content refused", Script { end: Some("554 5.7.1 spam"), ..FRIENDLY }, false, "spam"),
        ("queue full", Script { end: Some("451 4.3.0 queue"), ..FRIENDLY }, true, "queue"),
        ("dropped within the message", Script { end: None, ..FRIENDLY }, true, ""),
    ] {
        let (settings, thread) = peer(script);
        let error = deliver(settings, Some(&from)).await.expect_err(name);
        assert_eq!(error.temporary, temporary, "{name}: {}", error.answer);
        assert!(error.answer.contains(words), "{name}: {}", error.answer);
        thread.join().expect("the peer ended");
    }
}

#[tokio::test]
async fn nobody_there_and_missing_encryption_may_pass() {
    let from = address("support@desk.example");
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").port()
    };
    let (mut settings, thread) = peer(FRIENDLY);
    let open = settings.port;
    settings.security = Security::StartTls;
    let error = deliver(settings.clone(), Some(&from)).await.expect_err("no encryption offered");
    assert!(error.temporary, "{}", error.answer);
    let heard = thread.join().expect("the peer ended");
    assert!(!heard.commands.iter().any(|line| line.starts_with("MAIL")), "nothing goes out in clear");
    assert_ne!(open, port);
    settings.port = port;
    settings.security = Security::None;
    let error = deliver(settings, Some(&from)).await.expect_err("nobody listens");
    assert!(error.temporary, "{}", error.answer);
}

#[test]
fn a_password_is_never_shown() {
    let settings = SmtpSettings {
        host: "mx.example".to_owned(),
        port: 587,
        security: Security::StartTls,
        user: Some("desk".to_owned()),
        password: Some("s3cret".to_owned()),
        authorities: Vec::new(),
    };
    let shown = format!("{:?}", Transport::Smtp(settings));
    assert!(shown.contains("desk") && !shown.contains("s3cret"), "{shown}");
}

fn files(folder: &std::path::Path, part: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join(part)).expect("the folder is there");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect()
}

/// A server that is spoken to on several connections: for each, what it answers to each message (at `MAIL` where it is no 2xx,
/// after it otherwise), and afterwards it closes. Tells the commands of each connection.
fn lasting(connections: &'static [&'static [&'static str]]) -> (SmtpSettings, JoinHandle<Vec<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let thread = std::thread::spawn(move || {
        connections.iter().map(|answers| one_of_several(&listener.accept().expect("a connection").0, answers)).collect()
    });
    (SmtpSettings::in_clear("127.0.0.1", port), thread)
}

fn one_of_several(mut stream: &TcpStream, answers: &[&str]) -> Vec<String> {
    let mut lines = BufReader::new(stream).lines();
    let (mut heard, mut answers) = (Vec::new(), answers.iter());
    let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes()).expect("said");
    say("220 peer.example ESMTP");
    let mut answer = answers.next();
    while let Some(said) = answer
        && let Some(Ok(line)) = lines.next()
    {
        heard.push(line.clone());
        match line.split(' ').next().unwrap_or_default() {
            "EHLO" => say("250 peer.example"),
            "MAIL" if !said.starts_with('2') => {
                say(said);
                answer = answers.next();
            }
            "DATA" => {
                say("354 go on");
                lines.by_ref().map_while(Result::ok).find(|line| line == ".").expect("an end");
                say(said);
                answer = answers.next();
            }
            "QUIT" => say("221 bye"),
            _ => say("250 ok"),
        }
    }
    heard
}

fn count(heard: &[String], word: &str) -> usize {
    heard.iter().filter(|line| line.starts_with(word)).count()
}

#[tokio::test]
async fn what_follows_goes_over_the_same_connection() {
    let (settings, thread) = lasting(&[&["250 1", "250 2", "250 3", "250 not asked for"]]);
    let mut sender = Sender::new(Transport::Smtp(settings));
    for answer in ["250 1", "250 2", "250 3"] {
        let sent = sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect("taken");
        assert_eq!(sent.answer, answer);
    }
    sender.close().await;
    let heard = thread.join().expect("the peer ended").remove(0);
    assert_eq!((count(&heard, "EHLO"), count(&heard, "MAIL"), count(&heard, "QUIT")), (1, 3, 1), "{heard:?}");
}

#[tokio::test]
async fn an_address_that_the_server_does_not_take_ends_no_connection() {
    let (settings, thread) = lasting(&[&["250 1", "250 2", "250 not asked for"]]);
    let mut sender = Sender::new(Transport::Smtp(settings));
    let (plain, beyond) = ([address("bo@acme.example")], [address("jörg@acme.example")]);
    assert_eq!(sender.send(None, &plain, RAW, "u").await.expect("taken").answer, "250 1");
    let refused = sender.send(None, &beyond, RAW, "u").await.expect_err("refused");
    assert!(!refused.temporary && refused.answer.contains("SMTPUTF8"), "{refused:?}");
    assert_eq!(sender.send(None, &plain, RAW, "u").await.expect("taken").answer, "250 2");
    sender.close().await;
    let heard = thread.join().expect("the peer ended").remove(0);
    assert_eq!((count(&heard, "EHLO"), count(&heard, "MAIL")), (1, 2), "{heard:?}");
}

#[tokio::test]
async fn a_server_that_wants_no_more_on_a_connection_gets_it_on_another() {
    for (name, connections) in [
        ("it closes", &[&["250 1"] as &[&str], &["250 2", ""]] as &[&[&str]]),
        ("it says so first", &[&["250 1", "421 4.7.0 that is enough"], &["250 2", ""]]),
        ("it puts off what comes second", &[&["250 1", "451 4.7.1 one at a time"], &["250 2", ""]]),
    ] {
        // Lives as long as the test does.
        let (settings, thread) = lasting(Box::leak(connections.to_vec().into_boxed_slice()));
        let mut sender = Sender::new(Transport::Smtp(settings));
        for answer in ["250 1", "250 2"] {
            let sent = sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect(name);
            assert_eq!(sent.answer, answer, "{name}");
        }
        sender.close().await;
        let heard = thread.join().expect("the peer ended");
        assert_eq!(heard.iter().map(|heard| count(heard, "DATA")).collect::<Vec<_>>(), [1, 1], "{name}: {heard:?}");
    }
}

#[tokio::test]
async fn what_is_put_off_on_a_new_connection_is_told_at_once() {
    let (settings, thread) = lasting(&[&["450 4.2.0 greylisted"], &["250 2", ""]]);
    let mut sender = Sender::new(Transport::Smtp(settings));
    let error = sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect_err("put off");
    assert!(error.temporary && error.answer.contains("greylisted"), "{error:?}");
    // What is refused for good on a kept connection is not asked again either.
    sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect("taken");
    sender.close().await;
    assert_eq!(thread.join().expect("the peer ended").len(), 2);
    let (settings, thread) = lasting(&[&["250 1", "550 5.7.1 not this one"]]);
    let mut sender = Sender::new(Transport::Smtp(settings));
    sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect("taken");
    let error = sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect_err("refused");
    assert!(!error.temporary && error.answer.contains("not this one"), "{error:?}");
    thread.join().expect("the peer ended");
}

#[tokio::test]
async fn a_connection_carries_a_hundred_messages_at_most() {
    const TAKEN: [&str; 101] = ["250 taken"; 101];
    let (settings, thread) = lasting(&[&TAKEN, &TAKEN]);
    let mut sender = Sender::new(Transport::Smtp(settings));
    for _ in 0..101 {
        sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect("taken");
    }
    sender.close().await;
    let heard = thread.join().expect("the peer ended");
    assert_eq!(heard.iter().map(|heard| count(heard, "MAIL")).collect::<Vec<_>>(), [100, 1]);
}

/// Time stands still but for waits in vain, so nobody waits.
#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_left() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("an address").port();
    let mut sender = Sender::new(Transport::Smtp(SmtpSettings::in_clear("127.0.0.1", port)));
    let error = sender.send(None, &[address("bo@acme.example")], RAW, "u").await.expect_err("silent");
    assert!(error.temporary && error.answer.contains("in time"), "{error:?}");
}

#[tokio::test]
async fn a_maildir_keeps_each_delivery_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sender = Sender::new(Transport::Maildir(folder.path().join("out")));
    let from = address("support@desk.example");
    let to = [address("bo@acme.example")];
    let path = folder.path().join("out");
    for _ in 0..3 {
        sender.send(&from, &to, RAW, "17@id.desk.example").await.expect("stored");
    }
    assert_eq!(files(&path, "new"), ["17@id.desk.example"]);
    assert!(files(&path, "tmp").is_empty());
    assert_eq!(std::fs::read(path.join("new/17@id.desk.example")).expect("readable"), RAW);
    // A reader has seen it and set its flags: it is still the same delivery.
    std::fs::rename(path.join("new/17@id.desk.example"), path.join("cur/17@id.desk.example:2,S")).expect("moved");
    sender.send(&from, &to, RAW, "17@id.desk.example").await.expect("stored");
    assert!(files(&path, "new").is_empty());
    // What a killed try left behind is written over.
    std::fs::write(path.join("tmp/18"), b"half").expect("written");
    sender.send(&from, &to, RAW, "18").await.expect("stored");
    assert_eq!(std::fs::read(path.join("new/18")).expect("readable"), RAW);
}

#[tokio::test]
async fn a_maildir_is_not_left_by_any_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out");
    let mut sender = Sender::new(Transport::Maildir(path.clone()));
    for unique in ["../../x", "a/b", ".hidden", "a:2,S", "ä", "a=b"] {
        sender.send(None, &[address("bo@acme.example")], RAW, unique).await.expect("stored");
    }
    let mut names = files(&path, "new");
    names.sort();
    assert_eq!(names, ["=2E.=2F..=2Fx", "=2Ehidden", "=C3=A4", "a=2Fb", "a=3A2=2CS", "a=3Db"]);
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1);
    for unique in ["", &"x".repeat(300)] {
        let error = sender.send(None, &[], RAW, unique).await.expect_err("refused");
        assert!(!error.temporary);
    }
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, b"").expect("written");
    let error = Sender::new(Transport::Maildir(blocked)).send(None, &[], RAW, "x").await.expect_err("refused");
    assert!(error.temporary, "a full or missing disk may be mended");
}
