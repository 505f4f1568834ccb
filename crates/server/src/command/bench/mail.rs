//! Mail through a server: handed over by LMTP, made into tickets, and each answered with a receipt that goes out by SMTP.
//!
//! SQLite commits with `synchronous=FULL`, as it always does. The SMTP server is a thread of this command that takes everything at once
//! and keeps nothing. Time runs from the first mail: until all were taken, until all are in tickets, until all receipts were sent.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ::desk::{Actor, ticket};
use clap::Args;
use database::Durability;

use super::Dice;
use super::server::{DESK, Folder, Server, buy, prepare};
use crate::clock::MachineClock;
use crate::failure::Failure;
use crate::home::Home;

/// Mails in, tickets, receipts out.
#[derive(Args, Debug)]
pub struct Mail {
    /// Mails
    #[arg(long, default_value_t = 5_000)]
    mails: usize,
    /// Bytes of the file of each on average; 0 for none
    #[arg(long, default_value_t = 50_000)]
    file: usize,
    /// Connections that hand over
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Folder for the data; it must not exist
    #[arg(long, value_name = "DIR", default_value = "bench-data")]
    data: PathBuf,
}

/// Mails of one sender: receipts to an address are limited to 60 an hour.
const EACH: usize = 50;
/// How long nothing may happen.
const PATIENCE: Duration = Duration::from_secs(120);

impl Mail {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let folder = Folder::new(&self.data)?;
        let sink = Sink::start()?;
        let lmtp = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = format!(
            "[lmtp]\nlisten = \"{lmtp}\"\n[smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n",
            sink.port
        );
        std::fs::write(folder.0.join("mainstay.toml"), config)?;
        let senders = self.mails.div_ceil(EACH);
        let prepared = prepare(&Home::open(&folder.0)?, Durability::Full, Arc::new(MachineClock))?;
        prepared.desk.act_blocking(Actor::Operator, move |act| {
            (0..senders).try_for_each(|number| buy(act, &format!("sender{number}@bench.example")).map(drop))
        })?;
        drop(prepared);
        let server = Server::start(&folder.0)?;
        let begun = Instant::now();
        let each = self.mails.div_ceil(self.connections.max(1));
        let connections: Vec<_> = (0..self.connections.max(1))
            .map(|connection| {
                let (address, file) = (lmtp.to_string(), self.file);
                let numbers = connection * each..((connection + 1) * each).min(self.mails);
                thread::spawn(move || hand_over(&address, numbers, file))
            })
            .collect();
        for connection in connections {
            connection.join().map_err(|_| Failure::said("a connection ended early"))??;
        }
        let taken = begun.elapsed();
        let (desk, last) = (Home::open(&folder.0)?.desk(DESK)?, i64::try_from(self.mails).unwrap_or(i64::MAX));
        // Tickets are numbered from 1, so the last one is there when all are.
        let made = || desk.read_blocking(Actor::Operator, move |view| ticket::get_by_number(view, last)).is_ok();
        wait_until(|| if made() { self.mails } else { sink.taken() }, self.mails)?;
        let handled = begun.elapsed();
        wait_until(|| sink.taken(), self.mails)?;
        let sent = begun.elapsed();
        let rate = |time: Duration| self.mails as f64 / time.as_secs_f64();
        println!(
            "{} mails with files of {} bytes: taken {:.0} a second; in tickets {:.0} a second ({:.1} s); receipts sent {:.0} a \
             second ({:.1} s); server memory {} MiB",
            self.mails,
            self.file,
            rate(taken),
            rate(handled),
            handled.as_secs_f64(),
            rate(sent),
            sent.as_secs_f64(),
            server.memory_mib().unwrap_or(0),
        );
        Ok(())
    }
}

fn hand_over(address: &str, numbers: std::ops::Range<usize>, file: usize) -> Result<(), Failure> {
    let mut peer = Peer::connect(address)?;
    peer.says("220")?;
    peer.ask("LHLO bench.example\r\n", "250")?;
    let mut dice = Dice(numbers.start as u64 + 1);
    let content = content(file, &mut dice);
    for number in numbers {
        let sender = format!("sender{}@bench.example", number / EACH);
        peer.ask(&format!("MAIL FROM:<{sender}>\r\n"), "250")?;
        peer.ask(&format!("RCPT TO:<support@{DESK}.example>\r\n"), "250")?;
        peer.ask("DATA\r\n", "354")?;
        peer.ask(&format!("{}\r\n.\r\n", written(number, &sender, file, &content, &mut dice)), "250")?;
    }
    peer.ask("QUIT\r\n", "221")
}

/// Bytes of a line of base64, and its letters with the end of the line.
const LINE: (usize, usize) = (57, 78);

/// As many random bytes as the largest file has, in base64: the server's time is measured, not that of making them up.
fn content(file: usize, dice: &mut Dice) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut lines = String::new();
    for _ in 0..(file / 2 + file).div_ceil(LINE.0) {
        lines.extend((0..76).map(|_| char::from(LETTERS[usize::try_from(dice.below(64)).unwrap_or(0)])));
        lines.push_str("\r\n");
    }
    lines
}

/// A mail with a file of random bytes, half to one and a half times as many as the average.
fn written(number: usize, sender: &str, file: usize, content: &str, dice: &mut Dice) -> String {
    let text = "Since this morning orders stay in the state paid. The job reports no error. What can we look at?";
    let head = format!(
        "From: Sender <{sender}>\r\nTo: support@{DESK}.example\r\nSubject: Orders stay paid, case {number}\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{number}@bench.example>\r\nMIME-Version: 1.0\r\n"
    );
    if file == 0 {
        return format!("{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}");
    }
    let size = file / 2 + usize::try_from(dice.below(file as u64 + 1)).unwrap_or(0);
    let lines = &content[..size / LINE.0 * LINE.1];
    format!(
        "{head}Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
         --b\r\nContent-Type: application/octet-stream; name=\"log.bin\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"log.bin\"\r\n\r\n{lines}--b--"
    )
}

/// The other side of a connection in lines.
struct Peer {
    input: BufReader<TcpStream>,
    output: TcpStream,
}

impl Peer {
    fn connect(address: &str) -> Result<Peer, Failure> {
        let output = TcpStream::connect(address)?;
        output.set_nodelay(true)?;
        output.set_read_timeout(Some(PATIENCE))?;
        Ok(Peer { input: BufReader::new(output.try_clone()?), output })
    }

    fn ask(&mut self, words: &str, expect: &str) -> Result<(), Failure> {
        self.output.write_all(words.as_bytes())?;
        self.says(expect)
    }

    fn says(&mut self, expect: &str) -> Result<(), Failure> {
        loop {
            let mut line = String::new();
            self.input.read_line(&mut line)?;
            if !line.starts_with(expect) {
                return Err(Failure::said(format!("the server said {line:?} in place of {expect}")));
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

/// An SMTP server that takes everything and counts it.
struct Sink {
    port: u16,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    fn start() -> Result<Sink, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counted = Arc::clone(&counted);
                // A connection that breaks off is seen by the mails that are missing.
                thread::spawn(move || take(stream, &counted).is_ok());
            }
        });
        Ok(Sink { port, taken })
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

/// Waits until so many are there; not for long where nothing happens.
fn wait_until(count: impl Fn() -> usize, mails: usize) -> Result<(), Failure> {
    let (mut seen, mut since) = (0, Instant::now());
    loop {
        let now = count();
        if now >= mails {
            return Ok(());
        }
        if now > seen {
            (seen, since) = (now, Instant::now());
        }
        if since.elapsed() > PATIENCE {
            return Err(Failure::said(format!("{now} of {mails} mails came through")));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn take(stream: TcpStream, counted: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut output = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    output.write_all(b"220 bench.example\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                output.write_all(b"354 go on\r\n")?;
                for line in lines.by_ref() {
                    if line? == "." {
                        break;
                    }
                }
                counted.fetch_add(1, Ordering::Relaxed);
                "250 2.0.0 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        output.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}
