//! The real program as tests run it: its commands, its server, and a desk to run them on.
#![allow(dead_code)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use database::{Database, Location, Options};
use desk::contract::NewContract;
use desk::customer::{NewContact, NewCustomer};
use desk::staff::NewStaff;
use desk::{Actor, Desk, Role};
use engine::plan::catalogue::Language;
use jiff::Timestamp;

/// The program.
pub fn mainstay() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mainstay"))
}

/// Runs a command with something on its standard input.
pub fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input closes it early.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Exit code and what was said, output before errors.
pub fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

/// A mail of a contact.
pub fn mail(number: usize) -> Vec<u8> {
    format!(
        "From: info@nord.example\r\nTo: support@shop.example\r\nSubject: Mail {number}\r\n\
         Message-ID: <{number}@nord.example>\r\n\r\nText {number}\r\n"
    )
    .into_bytes()
}

struct MachineClock;

impl desk::Clock for MachineClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Opens the desk `shop` of a data folder, as a program beside the server would.
pub fn open(folder: &Path) -> Desk {
    let place = Location::Sqlite(folder.join("shop.sqlite"));
    let database = Database::open(&place, &Options::default()).unwrap();
    Desk::open("shop", database, Arc::new(MachineClock), [5; 32]).unwrap()
}

/// Makes the desk `shop`, which sells by levels, with one customer, and prints a token of its agent.
pub fn make(folder: &Path) -> String {
    let desk = open(folder);
    let source = testkit::desk::plan_file("shop-levels");
    let agent = NewStaff {
        email: "ada@shop.example".to_owned(),
        name: "Ada".to_owned(),
        role: Role::Agent,
        language: Language::De,
        password: None,
    };
    desk.act_blocking(Actor::Operator, move |act| {
        desk::catalogue::adopt(act, "shop-levels.toml", &source)?;
        let agent = desk::staff::create(act, &agent)?;
        let customer = desk::customer::create(
            act,
            &NewCustomer {
                name: "Nord".to_owned(),
                language: Language::De,
                address: "Beispielweg 1, 07743 Jena".to_owned(),
                vat_id: String::new(),
            },
        )?;
        let contact = desk::customer::create_contact(
            act,
            &NewContact {
                customer,
                email: "info@nord.example".to_owned(),
                name: "Kontakt Nord".to_owned(),
                phone: String::new(),
                language: Language::De,
                password: None,
            },
        )?;
        let contract = desk::contract::sign(
            act,
            &NewContract {
                customer,
                catalogue: None,
                plan: "level-2".to_owned(),
                packages: Vec::new(),
                options: Vec::new(),
                start: jiff::civil::date(2024, 1, 1),
                end: None,
                term_months: None,
                facts: std::collections::BTreeMap::new(),
                agreed: std::collections::BTreeMap::new(),
            },
        )?;
        desk::contract::name_contact(act, contract, contact)?;
        Ok(desk::staff::create_token(act, agent, "test")?.secret)
    })
    .unwrap()
}

/// A server under way; dropping it kills it as a crash would.
pub struct Server {
    child: Child,
    address: String,
    door: Option<String>,
}

impl Server {
    /// Starts `mainstay serve` on a free port.
    pub fn start(folder: &Path) -> Server {
        Server::saying(folder, Stdio::inherit())
    }

    /// The same, which writes what it notes to a place of its own.
    pub fn saying(folder: &Path, log: Stdio) -> Server {
        let mut child = mainstay()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut door = None;
        let address = lines
            .by_ref()
            .map(|line| line.expect("the server says where it listens"))
            .find_map(|line| {
                door = line.strip_prefix("taking mail by LMTP on ").map(str::to_owned).or(door.take());
                line.strip_prefix("listening on http://").map(str::to_owned)
            })
            .expect("the server listens");
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address, door }
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Where it takes mail by LMTP.
    pub fn door(&self) -> &str {
        self.door.as_deref().expect("its settings say so")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Posts JSON to the API of `shop`. None when no whole answer came.
pub fn post(
    address: &str,
    token: &str,
    path: &str,
    key: &str,
    body: &serde_json::Value,
) -> Option<(u16, serde_json::Value)> {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST /shop/api/v1{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    if length.is_some_and(|length| body.len() < length) {
        return None;
    }
    Some((status, serde_json::from_str(body).unwrap_or(serde_json::Value::Null)))
}

/// Asks for a page of `shop` as a browser with this session does: status, head and body. A body makes it a form.
pub fn browse(address: &str, token: &str, path: &str, form: Option<&str>) -> (u16, String, String) {
    let (method, body) = form.map_or(("GET", ""), |form| ("POST", form));
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "{method} /shop{path} HTTP/1.1\r\nHost: {address}\r\nCookie: mainstay-staff={token}; mainstay-language=en\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_owned(), body.to_owned())
}
