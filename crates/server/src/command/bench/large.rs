//! A desk with a million tickets: what people ask for all day, and how much longer it takes than with ten thousand.
//!
//! Ten thousand tickets live by the actions that people use, three days long; copies of them fill the years before. Words are
//! as unevenly frequent as those of a language, so that there are common ones and rare ones to search for.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::desk::id::ContactId;
use ::desk::session;
use ::desk::ticket::{self, NewReply, NewTicket};
use ::desk::{Action, Actor, DeskError, job, multiply, search};
use clap::Args;
use database::Durability;
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Dice;
use super::client::Client;
use super::server::{DESK, Folder, Prepared, Server, at, prepare};
use crate::clock::SetClock;
use crate::command::wait;
use crate::failure::Failure;
use crate::home::Home;

/// How long they take.
const SPAN: SignedDuration = SignedDuration::from_hours(72);
/// Copies in which tickets are as open as in the original; further ones are closed.
const OPEN_COPIES: i64 = 4;
/// Messages of every hundredth ticket; the others have five.
const LONG: usize = 50;
/// Measured clients at once.
const CLIENTS: [usize; 2] = [1, 32];

/// Lists, pages and searches of a large desk.
#[derive(Args, Debug)]
pub struct Large {
    /// Tickets of the small desk, which live by actions; a multiple of 100
    #[arg(long, default_value_t = 10_000)]
    few: i64,
    /// Tickets of the large desk, a multiple of those
    #[arg(long, default_value_t = 1_000_000)]
    tickets: i64,
    /// Requests for each figure
    #[arg(long, default_value_t = 320)]
    requests: usize,
    /// Browsers that wait for live updates
    #[arg(long, default_value_t = 200)]
    browsers: usize,
    /// An empty PostgreSQL database instead of SQLite: postgres://…
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Folder for the data; it must not exist
    #[arg(long, value_name = "DIR", default_value = "bench-data")]
    data: PathBuf,
}

/// What one request took, in microseconds, at each number of clients.
type Figures = Vec<(&'static str, Vec<Vec<u128>>)>;

impl Large {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let folder = Folder::new(&self.data)?;
        if let Some(url) = &self.database {
            std::fs::write(folder.0.join("mainstay.toml"), format!("[desk.{DESK}]\ndatabase = {url:?}\n"))?;
        }
        let home = Home::open(&folder.0)?;
        let clock = Arc::new(SetClock::new(Timestamp::now() - SPAN));
        let prepared = prepare(&home, Durability::Relaxed, Arc::clone(&clock) as Arc<dyn ::desk::Clock>)?;
        live(&prepared, &clock, self.few)?;
        let agent = prepared.agent;
        let signed_in = prepared.desk.act_blocking(agent.actor(), move |act| session::start(act, agent))?;
        let cookie = format!("mainstay-staff={}", signed_in.token);
        // Deliveries of the receipts are not what is measured here.
        prepared.desk.act_blocking(Actor::Operator, job::postpone_all)?;
        let few = self.measure(&home, &prepared, &folder, &cookie, self.few)?;
        for number in 1..(self.tickets / self.few).max(1) {
            let span_ms = SPAN.as_millis() as i64;
            let copy = multiply::Copy { last_number: self.few, number, span_ms, closed: number > OPEN_COPIES };
            prepared.desk.act_blocking(Actor::Operator, move |act| multiply::multiply(act, copy))?;
        }
        let many = self.measure(&home, &prepared, &folder, &cookie, self.tickets)?;
        for ((what, few), (_, many)) in few.iter().zip(&many) {
            println!("{what}: {:.1} times", at(&many[0], 50) as f64 / at(&few[0], 50).max(1) as f64);
        }
        Ok(())
    }

    /// Makes the index, starts the server, and asks.
    fn measure(
        &self,
        home: &Home,
        prepared: &Prepared,
        folder: &Folder,
        cookie: &str,
        tickets: i64,
    ) -> Result<Figures, Failure> {
        let start = Instant::now();
        search::rebuild(&prepared.desk, &Arc::new(home.index(DESK)?))?;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{tickets} tickets put into the search index in {seconds:.1} s, {:.0} a second",
            tickets as f64 / seconds
        );
        let server = Server::start(&folder.0)?;
        let mut figures = Figures::new();
        for (what, paths) in asked(tickets) {
            let mut all = Vec::new();
            for clients in CLIENTS {
                let mut times =
                    wait(ask(server.address.clone(), cookie.to_owned(), paths.clone(), clients, self.requests))??;
                times.sort_unstable();
                println!(
                    "{what}, {tickets} tickets, {clients} clients: p50 {} µs, p99 {} µs",
                    at(&times, 50),
                    at(&times, 99)
                );
                all.push(times);
            }
            figures.push((what, all));
        }
        let token = prepared.token.clone();
        let late = wait(updates(server.address.clone(), cookie.to_owned(), token, self.browsers))??;
        println!("a note reaches {} browsers within {} ms", self.browsers, late.as_millis());
        println!("server memory with {tickets} tickets: {} MiB", server.memory_mib().unwrap_or(0));
        Ok(figures)
    }
}

/// Three days of tickets.
fn live(prepared: &Prepared, clock: &SetClock, tickets: i64) -> Result<(), Failure> {
    let (contact, agent) = (prepared.contact, prepared.agent);
    let start = prepared.desk.now();
    const AT_ONCE: i64 = 20;
    let batches = i32::try_from(tickets / AT_ONCE).unwrap_or(i32::MAX).max(1);
    for batch in 0..batches {
        clock.set(start + SPAN / batches * batch);
        let first = i64::from(batch) * AT_ONCE;
        let opened = prepared.desk.act_blocking(Actor::Operator, move |act| {
            (first..first + AT_ONCE).map(|number| open(act, number, contact)).collect::<Result<Vec<_>, _>>()
        })?;
        prepared.desk.act_blocking(agent.actor(), move |act| {
            for (number, id) in (first..).zip(&opened) {
                work(act, number, *id)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn open(act: &mut Action<'_, '_>, number: i64, contact: ContactId) -> Result<::desk::id::TicketId, DeskError> {
    let mut dice = Dice(number.unsigned_abs() + 1);
    let new = NewTicket {
        contact: Some(contact),
        subject: words(&mut dice, 5),
        body: format!("Bestellung {}", words(&mut dice, 40)),
        ..NewTicket::default()
    };
    Ok(ticket::open(act, &new)?.id)
}

/// Answers and a note; one ticket in twenty stays open.
fn work(act: &mut Action<'_, '_>, number: i64, id: ::desk::id::TicketId) -> Result<(), DeskError> {
    let mut dice = Dice(number.unsigned_abs() + 77_777);
    let messages = if number % 100 == 0 { LONG } else { 5 };
    for _ in 0..messages - 2 {
        ticket::reply(act, id, &NewReply { body: words(&mut dice, 40), mail: None })?;
    }
    ticket::note(act, id, &words(&mut dice, 15))?;
    if number % 20 == 0 { Ok(()) } else { ticket::close(act, id) }
}

/// Words, the smaller their number the more frequent.
fn words(dice: &mut Dice, count: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ne", "li", "ter", "ung", "sol", "mar", "ke", "vin", "do", "gra", "heit", "pol", "sen", "ru", "tag"];
    let word = |_| {
        let scale = 1 << (4 + dice.below(14));
        let mut number = dice.below(scale);
        let mut word = String::new();
        while word.is_empty() || number > 0 {
            word.push_str(SYLLABLES[(number % 16) as usize]);
            number /= 16;
        }
        word
    };
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

/// What is asked, each with addresses that take turns.
fn asked(tickets: i64) -> Vec<(&'static str, Vec<String>)> {
    let mut dice = Dice(3);
    let mut some = |path: &dyn Fn(i64) -> String| {
        (0..200).map(|_| path(dice.below(tickets.unsigned_abs()))).collect::<Vec<String>>()
    };
    let one = |path: &str| vec![path.to_owned()];
    vec![
        ("queue", one("/queue")),
        ("view with three filters", one("/queue?q=state:open+channel:portal+customer:bench&sort=due")),
        // Every hundredth ticket has fifty messages.
        ("ticket with 50 messages", some(&|number| format!("/tickets/{}", number / 100 * 100 + 1))),
        ("search for a rare word", some(&|number| format!("/search/results?q={}", number + 1))),
        ("search for a common word", one("/search/results?q=bestellung")),
        ("palette", some(&|number| format!("/palette?q=b{}", number % 10_000))),
    ]
}

async fn ask(
    address: String,
    cookie: String,
    paths: Vec<String>,
    clients: usize,
    requests: usize,
) -> Result<Vec<u128>, Failure> {
    let (mut tasks, paths) = (Vec::new(), Arc::new(paths));
    for client in 0..clients {
        let (address, cookie, paths) = (address.clone(), cookie.clone(), Arc::clone(&paths));
        tasks.push(tokio::spawn(async move {
            let mut connection = Client::connect(&address).await?;
            let mut times = Vec::new();
            // The first ones warm up.
            let warm = (requests / 10 / clients).max(1);
            for round in 0..requests / clients + warm {
                let path = &paths[(client * 31 + round) % paths.len()];
                let head = format!("GET /{DESK}{path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n");
                let start = Instant::now();
                let (status, _) = connection.ask(&head, b"").await?;
                if status != 200 {
                    return Err(Failure::said(format!("{path} answered {status}")));
                }
                if round >= warm {
                    times.push(start.elapsed().as_micros());
                }
            }
            Ok::<_, Failure>(times)
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.map_err(|error| Failure::said(error.to_string()))??);
    }
    Ok(all)
}

/// How long it takes until the last of many open queues hears of a note that was written.
async fn updates(address: String, cookie: String, token: String, browsers: usize) -> Result<Duration, Failure> {
    let (mut open, mut heard) = (Vec::new(), Vec::new());
    for _ in 0..browsers {
        let mut stream = TcpStream::connect(&address).await?;
        let head = format!("GET /{DESK}/events?on=queue HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        let mut bytes = Vec::new();
        while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Err(Failure::said("a stream of events ended"));
            }
        }
        open.push(stream);
    }
    for mut stream in open {
        heard.push(tokio::spawn(async move {
            let mut bytes = Vec::new();
            while !bytes.windows(12).any(|event| event == b"event: queue") {
                if stream.read_buf(&mut bytes).await? == 0 {
                    return Err(Failure::said("a stream of events ended"));
                }
            }
            Ok(Instant::now())
        }));
    }
    let mut writer = Client::connect(&address).await?;
    let head = format!(
        "POST /{DESK}/api/v1/tickets/1/notes HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\n"
    );
    let start = Instant::now();
    let (status, _) = writer.ask(&head, b"{\"body\":\"For everybody\"}").await?;
    if status >= 300 {
        return Err(Failure::said(format!("the note was answered with {status}")));
    }
    let mut last = Duration::ZERO;
    for browser in heard {
        let at = browser.await.map_err(|error| Failure::said(error.to_string()))??;
        last = last.max(at.duration_since(start));
    }
    Ok(last)
}
