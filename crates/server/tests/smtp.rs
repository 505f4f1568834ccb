//! Mail that the real server sends: through a real Postfix that wants encryption and a password, and to servers that are slow, leave, or
//! are there while the process is killed.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use program::{Server, mail, mainstay, make, open};
use testkit::dovecot::{Dovecot, PASSWORD};
use testkit::postfix::Postfix;

/// Where a server leaves a mail that it is handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Greeting,
    Mail,
    Rcpt,
    Data,
    /// Within the message.
    Within,
    /// After the message, before it is answered for.
    Unanswered,
    /// After it was answered for.
    Answered,
}

const PLACES: [Place; 7] =
    [Place::Greeting, Place::Mail, Place::Rcpt, Place::Data, Place::Within, Place::Unanswered, Place::Answered];

/// An SMTP server that takes everything but stops at a place where it is told to, says so, and goes on when it may.
struct Peer {
    port: u16,
    /// The messages that were taken, by Message-ID, the whole of each.
    taken: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    stop_at: Arc<Mutex<Option<Place>>>,
    stopped: Receiver<Place>,
}

impl Peer {
    fn start() -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, stop_at) = (Arc::<Mutex<BTreeMap<_, _>>>::default(), Arc::<Mutex<Option<Place>>>::default());
        let (says, stopped) = channel();
        let (into, at) = (Arc::clone(&taken), Arc::clone(&stop_at));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (into, at, says) = (Arc::clone(&into), Arc::clone(&at), says.clone());
                // A client that is killed leaves in the middle of it.
                std::thread::spawn(move || talk(&stream, &into, &at, &says).is_ok());
            }
        });
        Peer { port, taken, stop_at, stopped }
    }

    fn taken(&self) -> BTreeMap<String, Vec<String>> {
        self.taken.lock().unwrap().clone()
    }
}

fn talk(
    mut stream: &TcpStream,
    taken: &Mutex<BTreeMap<String, Vec<String>>>,
    stop_at: &Mutex<Option<Place>>,
    says: &Sender<Place>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    // Whoever is stopped here never hears of it again.
    let pass = |place: Place| {
        let stop = stop_at.lock().unwrap().take_if(|stop| *stop == place).is_some();
        if stop {
            says.send(place).unwrap();
            std::thread::sleep(Duration::from_secs(600));
        }
    };
    pass(Place::Greeting);
    stream.write_all(b"220 peer.example\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer = match line.get(..4).unwrap_or_default() {
            "MAIL" => {
                pass(Place::Mail);
                "250 ok"
            }
            "RCPT" => {
                pass(Place::Rcpt);
                "250 ok"
            }
            "DATA" => {
                pass(Place::Data);
                stream.write_all(b"354 go on\r\n")?;
                let mut message = lines.next().transpose()?.unwrap_or_default();
                pass(Place::Within);
                loop {
                    let Some(line) = lines.next().transpose()? else { return Ok(()) };
                    if line == "." {
                        break;
                    }
                    message.push('\n');
                    message.push_str(&line);
                }
                let id = message.replace("\n ", " ");
                let id = id.lines().find_map(|line| line.strip_prefix("Message-ID:")).unwrap().trim().to_owned();
                taken.lock().unwrap().entry(id).or_default().push(message);
                pass(Place::Unanswered);
                stream.write_all(b"250 taken\r\n")?;
                pass(Place::Answered);
                continue;
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

fn settings(folder: &Path, text: &str) {
    std::fs::write(folder.join("mainstay.toml"), text).unwrap();
}

fn by(peer: &Peer) -> String {
    format!("[smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n", peer.port)
}

/// Hands a mail over by the program's pipe.
fn deliver(folder: &Path, number: usize) {
    let output =
        program::run(mainstay().args(["mail", "deliver", "--desk", "shop", "--data"]).arg(folder), &mail(number));
    assert_eq!(program::said(&output), (Some(0), String::new()));
}

fn column(folder: &Path, sql: &'static str) -> Vec<String> {
    let rows = open(folder).database().read_blocking(move |tx| {
        let rows = tx.query(sql, &[])?;
        rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect::<Result<Vec<_>, database::DatabaseError>>()
    });
    rows.unwrap()
}

fn until<T: std::fmt::Debug>(mut look: impl FnMut() -> T, good: impl Fn(&T) -> bool) -> T {
    let end = Instant::now() + Duration::from_secs(90);
    loop {
        let seen = look();
        if good(&seen) {
            return seen;
        }
        assert!(Instant::now() < end, "{seen:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

const SENT: &str = "select rfc_message_id from delivery where sent_at is not null";

#[test]
fn each_mail_goes_out_whenever_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    make(folder);
    let peer = Peer::start();
    settings(folder, &by(&peer));
    for (number, place) in PLACES.into_iter().enumerate() {
        // Two of them: what lies behind the one that is under way must not be lost either.
        deliver(folder, 2 * number);
        deliver(folder, 2 * number + 1);
        *peer.stop_at.lock().unwrap() = Some(place);
        let server = Server::start(folder);
        assert_eq!(peer.stopped.recv_timeout(Duration::from_secs(60)), Ok(place));
        drop(server);
        let server = Server::start(folder);
        until(|| column(folder, SENT).len(), |sent| *sent == 2 * number + 2);
        drop(server);
    }
    let taken = peer.taken();
    let mut written = column(folder, "select rfc_message_id from delivery");
    written.sort();
    assert_eq!(written.len(), 2 * PLACES.len());
    let ids: Vec<String> = taken.keys().map(|id| id.trim_matches(['<', '>']).to_owned()).collect();
    assert_eq!(ids, written, "each went out, and nothing else");
    // What the server had and could not say so is sent again, as the same mail; nothing else is.
    let twice: Vec<&Vec<String>> = taken.values().filter(|copies| copies.len() > 1).collect();
    assert!((1..=2).contains(&twice.len()), "{taken:?}");
    assert!(twice.iter().all(|copies| copies.len() == 2 && copies[0] == copies[1]), "{twice:?}");
    assert_eq!(column(folder, "select kind from job where kind <> 'clock'"), Vec::<String>::new());
    let (code, told) = program::said(&program::run(mainstay().args(["doctor", "--data"]).arg(folder), b""));
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn a_slow_server_keeps_no_mail_that_comes_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    make(folder);
    let peer = Peer::start();
    settings(folder, &by(&peer));
    deliver(folder, 1);
    *peer.stop_at.lock().unwrap() = Some(Place::Unanswered);
    let _server = Server::start(folder);
    assert_eq!(peer.stopped.recv_timeout(Duration::from_secs(60)), Ok(Place::Unanswered));
    deliver(folder, 2);
    until(|| column(folder, "select subject from ticket").len(), |tickets| *tickets == 2);
    assert_eq!(column(folder, SENT), Vec::<String>::new(), "the first is still under way");
}

#[test]
fn a_real_server_takes_it_encrypted_and_with_a_password() {
    let dovecot = Dovecot::start();
    let peer = Peer::start();
    let place = tempfile::tempdir().unwrap();
    let postfix = Postfix::guarded(place.path(), &format!("smtp:[127.0.0.1]:{}", peer.port), &dovecot);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    make(folder);
    std::fs::write(folder.join("password"), format!("{PASSWORD}\n")).unwrap();
    let by = |port: u16, security: &str, authorities: &str| {
        settings(
            folder,
            &format!(
                "{authorities}\n[smtp]\nhost = \"localhost\"\nport = {port}\nsecurity = \"{security}\"\nuser = \"sales\"\n\
                 password-file = \"{}\"\n",
                folder.join("password").display()
            ),
        );
    };
    let believed = format!("authorities = \"{}\"", dovecot.certificate().authority().display());
    // An authority that nobody vouches for gets neither mail nor password.
    by(postfix.tls_port(), "tls", "");
    deliver(folder, 0);
    let server = Server::start(folder);
    const SAID: &str = "select coalesce(last_answer, '') from delivery where sent_at is null";
    let said = until(|| column(folder, SAID), |said| said.iter().any(|said| !said.is_empty()));
    assert!(said[0].contains("certificate"), "{said:?}");
    drop(server);
    for (number, port, security, sent) in [(1, postfix.tls_port(), "tls", 1), (2, postfix.port(), "starttls", 3)] {
        by(port, security, &believed);
        deliver(folder, number);
        let _server = Server::start(folder);
        until(|| (column(folder, SENT).len(), column(folder, SAID), postfix.log()), |(now, ..)| *now >= sent);
    }
    until(|| peer.taken().len(), |taken| *taken == 3);
    let log = postfix.log();
    assert!(
        log.matches("sasl_username=sales").count() >= 2 && log.contains("TLS connection established from"),
        "{log}"
    );
}
