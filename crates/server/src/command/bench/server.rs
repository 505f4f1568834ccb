//! The server's figures: a process of its own on a folder of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::desk::contract::NewContract;
use ::desk::customer::{NewContact, NewCustomer};
use ::desk::id::ContactId;
use ::desk::session::{self, Person};
use ::desk::staff::NewStaff;
use ::desk::ticket::{self, NewTicket};
use ::desk::{Action, Actor, Desk, DeskError, Role, catalogue, contract, customer, staff};
use clap::Args;
use database::{Durability, Options};
use engine::plan::catalogue::{Channel, Language};
use jiff::civil::Date;

use super::client::Client;
use crate::clock::MachineClock;
use crate::command::wait;
use crate::failure::Failure;
use crate::home::Home;

pub(super) const DESK: &str = "bench";
pub(super) const PLANS: &str = include_str!("../../../../../plans/commerce-agreements.toml");

/// Tickets opened through the API.
#[derive(Args, Debug)]
pub struct Open {
    /// Clients at once
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Seconds of measuring
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Folder for the data; it must not exist
    #[arg(long, value_name = "DIR", default_value = "bench-data")]
    data: PathBuf,
}

/// Pages with few and many tickets.
#[derive(Args, Debug)]
pub struct Pages {
    /// Tickets in the large desk
    #[arg(long, default_value_t = 100_000)]
    tickets: usize,
    /// Requests for each page
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Folder for the data; it must not exist
    #[arg(long, value_name = "DIR", default_value = "bench-data")]
    data: PathBuf,
}

/// A folder that is removed in the end.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Result<Folder, Failure> {
        if path.exists() {
            return Err(Failure::said(format!("{} exists; name another folder with --data", path.display())));
        }
        std::fs::create_dir_all(path)?;
        Ok(Folder(path.to_owned()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It was made by this command; what cannot be removed is left for people to see.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server process that is ended in the end.
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
    /// Kept open: the server goes on saying things.
    output: Option<BufReader<std::process::ChildStdout>>,
}

impl Server {
    pub(super) fn start(folder: &Path) -> Result<Server, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()?;
        let Some(out) = child.stdout.take() else { return Err(Failure::said("the server has no output")) };
        let mut server = Server { child, address: String::new(), output: None };
        let output = server.output.insert(BufReader::new(out));
        let mut line = String::new();
        // It may say before where it takes mail.
        while output.read_line(&mut line)? > 0 {
            if let Some(address) = line.trim().strip_prefix("listening on http://") {
                server.address = address.to_owned();
                return Ok(server);
            }
            line.clear();
        }
        Err(Failure::said("the server did not start"))
    }

    /// Resident memory in MiB, as Linux counts it.
    pub(super) fn memory_mib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) struct Prepared {
    pub(super) desk: Desk,
    pub(super) contact: ContactId,
    pub(super) agent: Person,
    pub(super) token: String,
}

pub(super) fn prepare(home: &Home, durability: Durability, clock: Arc<dyn ::desk::Clock>) -> Result<Prepared, Failure> {
    let options = Options { durability, ..Options::default() };
    let desk = home.make(DESK, &options, clock)?;
    let (contact, agent, token) = desk.act_blocking(Actor::Operator, |act| {
        catalogue::adopt(act, "commerce-agreements.toml", PLANS)?;
        let new = NewStaff {
            email: "agent@bench.example".into(),
            name: "Bench".into(),
            role: Role::Agent,
            language: Language::En,
            password: None,
        };
        let id = staff::create(act, &new)?;
        let token = staff::create_token(act, id, "bench")?;
        let contact = buy(act, "contact@bench.example")?;
        Ok((contact, Person::Staff { id, role: Role::Agent }, token.secret))
    })?;
    Ok(Prepared { desk, contact, agent, token })
}

/// A customer with a contract and one authorised contact of this address.
pub(super) fn buy(act: &mut Action<'_, '_>, email: &str) -> Result<ContactId, DeskError> {
    let new =
        NewCustomer { name: "Bench".into(), language: Language::En, address: String::new(), vat_id: String::new() };
    let customer = customer::create(act, &new)?;
    let new = NewContact {
        customer,
        email: email.into(),
        name: "Contact".into(),
        phone: String::new(),
        language: Language::En,
        password: None,
    };
    let contact = customer::create_contact(act, &new)?;
    let new = NewContract {
        customer,
        catalogue: None,
        plan: "maintenance".into(),
        packages: Vec::new(),
        options: Vec::new(),
        start: Date::constant(2026, 1, 1),
        end: None,
        term_months: None,
        facts: std::collections::BTreeMap::new(),
        agreed: std::collections::BTreeMap::new(),
    };
    let contract = contract::sign(act, &new)?;
    contract::name_contact(act, contract, contact)?;
    Ok(contact)
}

fn new_ticket(number: usize, contact: ContactId) -> NewTicket {
    NewTicket {
        channel: Channel::Portal,
        contact: Some(contact),
        subject: format!("Orders are not handed over to the warehouse, case {number}"),
        body: "Since this morning orders stay in the state paid. The job reports no error. What can we look at?".into(),
        ..NewTicket::default()
    }
}

impl Open {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let folder = Folder::new(&self.data)?;
        let home = Home::open(&folder.0)?;
        let prepared = prepare(&home, Durability::Full, Arc::new(MachineClock))?;
        let (token, contact) = (prepared.token.clone(), prepared.contact);
        drop(prepared);
        let server = Server::start(&folder.0)?;
        let address = server.address.clone();
        let (clients, length) = (self.clients.max(1), Duration::from_secs(self.seconds.max(1)));
        let (opened, mut times) = wait(open_all(address, token, contact, clients, length))??;
        times.sort_unstable();
        println!(
            "tickets opened: {} a second by {clients} clients ({opened} in {} s; p50 {} µs, p99 {} µs), server memory {} MiB",
            opened as u64 / self.seconds.max(1),
            self.seconds.max(1),
            at(&times, 50),
            at(&times, 99),
            server.memory_mib().unwrap_or(0),
        );
        Ok(())
    }
}

async fn open_all(
    address: String,
    token: String,
    contact: ContactId,
    clients: usize,
    length: Duration,
) -> Result<(usize, Vec<u128>), Failure> {
    let end = Instant::now() + length;
    let mut tasks = Vec::new();
    for client in 0..clients {
        let (address, token) = (address.clone(), token.clone());
        tasks.push(tokio::spawn(async move {
            let mut connection = Client::connect(&address).await?;
            let head = format!(
                "POST /{DESK}/api/v1/tickets HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
                 content-type: application/json\r\n"
            );
            let mut times = Vec::new();
            while Instant::now() < end {
                let body = format!(
                    "{{\"channel\":\"portal\",\"contact\":\"{contact}\",\"subject\":\"Orders are not handed over, client \
                     {client}, case {}\",\"body\":\"Since this morning orders stay in the state paid. What can we look at?\"}}",
                    times.len()
                );
                let start = Instant::now();
                let (status, _) = connection.ask(&head, body.as_bytes()).await?;
                if status != 201 {
                    return Err(Failure::said(format!("the server answered {status}")));
                }
                times.push(start.elapsed().as_micros());
            }
            Ok::<_, Failure>(times)
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.map_err(|error| Failure::said(error.to_string()))??);
    }
    Ok((all.len(), all))
}

pub(super) fn at(sorted: &[u128], percent: usize) -> u128 {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0)
}

impl Pages {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        for tickets in [1_000, self.tickets] {
            self.with(tickets)?;
        }
        Ok(())
    }

    fn with(&self, tickets: usize) -> Result<(), Failure> {
        let folder = Folder::new(&self.data)?;
        let home = Home::open(&folder.0)?;
        let prepared = prepare(&home, Durability::Relaxed, Arc::new(MachineClock))?;
        let contact = prepared.contact;
        for batch in (0..tickets).step_by(200) {
            let end = (batch + 200).min(tickets);
            prepared.desk.act_blocking(Actor::Operator, move |act| {
                for number in batch..end {
                    ticket::open(act, &new_ticket(number, contact))?;
                }
                Ok(())
            })?;
        }
        let agent = prepared.agent;
        let signed_in = prepared.desk.act_blocking(agent.actor(), move |act| session::start(act, agent))?;
        let cookie = format!("mainstay-staff={}", signed_in.token);
        // Deliveries of the receipts are not what is measured here.
        prepared.desk.act_blocking(Actor::Operator, ::desk::job::postpone_all)?;
        drop(prepared);
        let server = Server::start(&folder.0)?;
        let address = server.address.clone();
        let requests = self.requests;
        let figures = wait(ask(address, cookie, tickets, requests))??;
        for (page, mut times) in figures {
            times.sort_unstable();
            println!("{page} page with {tickets} tickets: p50 {} µs, p99 {} µs", at(&times, 50), at(&times, 99));
        }
        println!("server memory with {tickets} tickets: {} MiB", server.memory_mib().unwrap_or(0));
        Ok(())
    }
}

async fn ask(
    address: String,
    cookie: String,
    tickets: usize,
    requests: usize,
) -> Result<Vec<(&'static str, Vec<u128>)>, Failure> {
    let mut client = Client::connect(&address).await?;
    let mut dice = super::Dice(3);
    let mut figures = Vec::new();
    for page in ["queue", "ticket"] {
        let mut times = Vec::with_capacity(requests);
        for round in 0..requests + requests / 10 {
            let number = 1 + dice.below(tickets as u64);
            let path = if page == "queue" { format!("/{DESK}/queue") } else { format!("/{DESK}/tickets/{number}") };
            let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n");
            let start = Instant::now();
            let (status, length) = client.ask(&head, b"").await?;
            if status != 200 || length < 500 {
                return Err(Failure::said(format!("{path} answered {status} with {length} bytes")));
            }
            // The first tenth warms up.
            if round >= requests / 10 {
                times.push(start.elapsed().as_micros());
            }
        }
        figures.push((page, times));
    }
    Ok(figures)
}
