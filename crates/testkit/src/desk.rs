//! A desk to test with: the real application on a real database, people who act, and a clock that moves and does what falls due.
//!
//! A job that has failed for good fails the test when the desk is dropped.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::desk::contract::NewContract;
use ::desk::customer::{NewContact, NewCustomer};
use ::desk::id::{ContactId, ContractId, CustomerId, MailId, StaffId};
use ::desk::intake::Accepted;
use ::desk::job::Outside;
use ::desk::search::{Follower, Index};
use ::desk::staff::NewStaff;
use ::desk::{Action, Actor, Desk, DeskError, Role, View};
use database::{Database, Location, Options, Statements};
use engine::plan::catalogue::Language;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::clock::TestClock;
use crate::key::TestKey;

/// A desk with a moving clock.
pub struct TestDesk {
    /// The desk.
    pub desk: Desk,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// What its secrets are sealed with.
    pub key: Arc<TestKey>,
    folder: TempDir,
    runtime: tokio::runtime::Runtime,
    outside: RefCell<Outside>,
    seen: RefCell<BTreeSet<String>>,
    may_fail: Cell<bool>,
}

/// A customer with a contract and one authorised contact.
#[derive(Debug, Clone, Copy)]
pub struct TestCustomer {
    /// The customer.
    pub id: CustomerId,
    /// Its contact.
    pub contact: ContactId,
    /// Its contract.
    pub contract: ContractId,
}

impl TestCustomer {
    /// The contact as an actor.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Contact { id: self.contact, customer: self.id }
    }
}

/// The folder of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/testkit lies two below the root").to_owned()
}

/// The text of a plan file that ships.
#[must_use]
pub fn plan_file(name: &str) -> String {
    let path = root().join("plans").join(format!("{name}.toml"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl TestDesk {
    /// A desk on SQLite that sells by a shipped catalogue, at 09:00 on Monday 2 November 2026 in Berlin.
    #[must_use]
    pub fn sqlite(catalogue: &str) -> TestDesk {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let location = Location::Sqlite(folder.path().join("desk.sqlite"));
        TestDesk::at(catalogue, &location, &Options::default(), folder)
    }

    /// The same, noting every statement that runs.
    #[must_use]
    pub fn noting(catalogue: &str, statements: &Statements) -> TestDesk {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let location = Location::Sqlite(folder.path().join("desk.sqlite"));
        let options = Options { statements: Some(statements.clone()), ..Options::default() };
        TestDesk::at(catalogue, &location, &options, folder)
    }

    /// The same on PostgreSQL, in a schema of its own. `test` names it.
    #[must_use]
    pub fn postgres(catalogue: &str, test: &str) -> TestDesk {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let location = Location::Postgres {
            url: crate::postgres::server().to_owned(),
            schema: Some(crate::postgres::schema(test)),
        };
        TestDesk::at(catalogue, &location, &Options::default(), folder)
    }

    /// A desk on SQLite that sells by [`crate::plans::PROMISES`].
    #[must_use]
    pub fn promising() -> TestDesk {
        let desk = TestDesk::sqlite("shop-levels");
        desk.adopts(crate::plans::PROMISES);
        desk
    }

    /// A desk on SQLite that sells by any plan file, from an instant on.
    #[must_use]
    pub fn selling(source: &str, start: Timestamp) -> TestDesk {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let location = Location::Sqlite(folder.path().join("desk.sqlite"));
        TestDesk::from(("desk", source.to_owned()), start, &location, &Options::default(), folder)
    }

    fn at(catalogue: &str, location: &Location, options: &Options, folder: TempDir) -> TestDesk {
        let start: Timestamp = "2026-11-02T08:00:00Z".parse().expect("a time");
        TestDesk::from((catalogue, plan_file(catalogue)), start, location, options, folder)
    }

    fn from(
        (catalogue, source): (&str, String),
        start: Timestamp,
        location: &Location,
        options: &Options,
        folder: TempDir,
    ) -> TestDesk {
        let database = Database::open(location, options).expect("the test's database opens");
        let clock = Arc::new(TestClock::new(start));
        let desk = Desk::open(catalogue, database, Arc::clone(&clock) as Arc<dyn ::desk::Clock>, [42; 32])
            .expect("the test's desk opens");
        let key = Arc::new(TestKey::default());
        desk.keyed_by(Arc::clone(&key) as Arc<dyn ::desk::secret::KeyPlace>);
        let file = format!("{catalogue}.toml");
        desk.act_blocking(Actor::Operator, move |act| ::desk::catalogue::adopt(act, &file, &source))
            .expect("a shipped catalogue reads");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let outside = RefCell::new(Outside::new(mail::Transport::Maildir(folder.path().join("outbox"))));
        let (seen, may_fail) = (RefCell::default(), Cell::new(false));
        TestDesk { desk, clock, key, folder, runtime, outside, seen, may_fail }
    }

    /// Acts, and fails the test if it is refused.
    pub fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        change: impl Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> T {
        self.try_act(actor, change).unwrap_or_else(|error| panic!("{actor:?}: {error}"))
    }

    /// Acts.
    ///
    /// # Errors
    /// What the action says.
    pub fn try_act<T: Send + 'static>(
        &self,
        actor: &Actor,
        change: impl Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> Result<T, DeskError> {
        self.desk.act_blocking(actor.clone(), change)
    }

    /// Reads, and fails the test if it is refused.
    pub fn read<T: Send + 'static>(
        &self,
        actor: &Actor,
        read: impl Fn(&mut View<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> T {
        self.desk.read_blocking(actor.clone(), read).unwrap_or_else(|error| panic!("{actor:?}: {error}"))
    }

    /// A member of staff, who can act.
    #[must_use]
    pub fn staff(&self, name: &str, role: Role) -> Actor {
        let new = NewStaff {
            email: format!("{}@provider.example", name.to_lowercase().replace(' ', ".")),
            name: name.to_owned(),
            role,
            language: Language::De,
            password: None,
        };
        let id: StaffId = self.act(&Actor::Operator, move |act| ::desk::staff::create(act, &new));
        Actor::Staff { id, role }
    }

    /// A customer with a contract for a plan from 1 October 2026 on, and one authorised contact `info@NAME.example`.
    pub fn customer(&self, name: &str, plan: &str) -> TestCustomer {
        self.customer_with(name, plan, &[], &[])
    }

    /// The same with packages and options.
    pub fn customer_with(&self, name: &str, plan: &str, packages: &[&str], options: &[&str]) -> TestCustomer {
        let owned = |list: &[&str]| list.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        let (plan, packages, options) = (plan.to_owned(), owned(packages), owned(options));
        let (id, contact) = self.customer_only(name);
        self.act(&Actor::Operator, move |act| {
            let contract = ::desk::contract::sign(
                act,
                &NewContract {
                    customer: id,
                    catalogue: None,
                    plan: plan.clone(),
                    packages: packages.clone(),
                    options: options.clone(),
                    start: Date::constant(2026, 10, 1),
                    end: None,
                    term_months: None,
                    facts: BTreeMap::new(),
                    agreed: BTreeMap::new(),
                },
            )?;
            ::desk::contract::name_contact(act, contract, contact)?;
            Ok(TestCustomer { id, contact, contract })
        })
    }

    /// A customer with a contact `info@NAME.example`, and no contract yet.
    pub fn customer_only(&self, name: &str) -> (CustomerId, ContactId) {
        let name = name.to_owned();
        self.act(&Actor::Operator, move |act| {
            let id = ::desk::customer::create(
                act,
                &NewCustomer {
                    name: name.clone(),
                    language: Language::De,
                    address: "Beispielweg 1, 07743 Jena".to_owned(),
                    vat_id: String::new(),
                },
            )?;
            let contact = ::desk::customer::create_contact(
                act,
                &NewContact {
                    customer: id,
                    email: format!("info@{}.example", name.to_lowercase()),
                    name: format!("Kontakt {name}"),
                    phone: "+49 3641 000000".to_owned(),
                    language: Language::De,
                    password: None,
                },
            )?;
            Ok((id, contact))
        })
    }

    /// Another contact of somebody's customer.
    pub fn colleague(&self, of: ContactId, email: &str, name: &str) -> ContactId {
        let (email, name) = (email.to_owned(), name.to_owned());
        self.act(&Actor::Operator, move |act| {
            let customer = ::desk::customer::get_contact(act, of)?.customer;
            let (email, name, phone) = (email.clone(), name.clone(), String::new());
            let new = NewContact { customer, email, name, phone, language: Language::De, password: None };
            ::desk::customer::create_contact(act, &new)
        })
    }

    /// Hands over a mail, as the mail server's pipe does, and does what falls due.
    pub fn receives(&self, raw: &str) -> MailId {
        let raw = raw.replace('\n', "\r\n").into_bytes();
        let accepted = self.act(&Actor::Operator, move |act| ::desk::intake::accept(act, "pipe", &raw));
        self.jobs();
        match accepted {
            Accepted::New(id) | Accepted::Known(id) => id,
        }
    }

    /// Does what is due now.
    pub fn jobs(&self) {
        let outside = self.outside.borrow().clone();
        self.runtime.block_on(::desk::job::run_due(&self.desk, &outside)).expect("jobs run");
    }

    /// Moves the clock forward and does what falls due on the way, each thing at its time.
    pub fn pass(&self, duration: SignedDuration) {
        let end = self.desk.now().checked_add(duration).expect("a test does not leave the years of a Timestamp");
        self.until(end);
    }

    /// Moves the clock to an instant and does what falls due on the way, each thing at its time.
    pub fn until(&self, end: Timestamp) {
        self.jobs();
        while let Some(due) = self.read(&Actor::Job, ::desk::job::next_due).filter(|due| *due <= end) {
            self.clock.set(due.max(self.desk.now()));
            self.jobs();
        }
        self.clock.set(end);
        self.jobs();
    }

    /// Every mail that went out so far, as bytes, in the order of their file names.
    #[must_use]
    pub fn sent(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.outbox().join("new")) else {
            return Vec::new();
        };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| String::from_utf8_lossy(&std::fs::read(file).expect("a readable mail")).into_owned())
            .collect()
    }

    /// Mails that went out since the last time this was asked, as a mail program reads them, by recipient and subject.
    #[must_use]
    pub fn news(&self) -> Vec<mail::Mail> {
        let mut seen = self.seen.borrow_mut();
        let mut news: Vec<mail::Mail> = self
            .sent()
            .into_iter()
            .filter(|raw| seen.insert(raw.clone()))
            .map(|raw| mail::parse(raw.as_bytes(), &mail::Limits::default()).expect("what we write can be read"))
            .collect();
        news.sort_by_key(|mail| (mail.to.first().map(|to| to.address.to_string()), mail.subject.clone()));
        news
    }

    /// Sends mail another way from now on.
    pub fn sends_by(&self, transport: mail::Transport) {
        self.outside.borrow_mut().transport = transport;
    }

    /// Begins to hand over mails that were taken together for no longer than this.
    pub fn begins_within(&self, time: std::time::Duration) {
        self.outside.borrow_mut().begun_within = time;
    }

    /// Puts another plan file in force.
    pub fn adopts(&self, source: &str) {
        let source = source.to_owned();
        self.act(&Actor::Operator, move |act| ::desk::catalogue::adopt(act, "test.toml", &source));
    }

    /// Runs a statement behind the desk's back, as a broken disk or a clumsy operator might. `params` are numbers or texts.
    pub fn tampers(&self, sql: &str, params: &[database::Value]) {
        let (sql, params) = (sql.to_owned(), params.to_vec());
        self.desk
            .database()
            .write_blocking(move |tx| {
                let params: Vec<&dyn database::ToValue> =
                    params.iter().map(|param| param as &dyn database::ToValue).collect();
                tx.execute(&sql, &params)
            })
            .expect("the test's statement runs");
    }

    /// Rows of a query as text, columns joined by `|`: what a test compares where no public way shows it.
    #[must_use]
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let sql = sql.to_owned();
        self.desk
            .database()
            .read_blocking(move |tx| {
                let rows = tx.query(&sql, &[])?;
                Ok::<_, database::DatabaseError>(rows.iter().map(written).collect())
            })
            .expect("the test's query runs")
    }

    /// The columns in which a word stands, in whatever case, as `table.column`: also where no public way leads.
    #[must_use]
    pub fn finds(&self, word: &str) -> Vec<String> {
        let columns = match self.desk.database().kind() {
            database::Kind::Sqlite => {
                "select m.name, i.name from sqlite_master m join pragma_table_info(m.name) i \
                 where m.type = 'table' and m.name not like 'sqlite%' order by 1, 2"
            }
            database::Kind::Postgres => {
                "select cast(table_name as text), cast(column_name as text) from information_schema.columns \
                 where table_schema = current_schema() order by 1, 2"
            }
        };
        let word = word.to_lowercase();
        let held = move |value: database::Value| match value {
            database::Value::Text(text) => text.to_lowercase().contains(&word),
            database::Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).to_lowercase().contains(&word),
            database::Value::Null | database::Value::Int(_) => false,
        };
        self.desk
            .database()
            .read_blocking(move |tx| {
                let mut found = Vec::new();
                for column in tx.query(columns, &[])? {
                    let (table, column) = (column.text(0)?, column.text(1)?);
                    let rows = tx.query(&format!("select \"{column}\" from \"{table}\""), &[])?;
                    if rows.iter().any(|row| row.get(0).is_ok_and(&held)) {
                        found.push(format!("{table}.{column}"));
                    }
                }
                Ok::<_, database::DatabaseError>(found)
            })
            .expect("every column can be read")
    }

    /// Gives the desk a search index, and lets it follow what has happened so far.
    pub fn indexes(&self) {
        if self.desk.index().is_err() {
            let index = Index::open(&self.folder.path().join("search")).expect("an index in an empty folder");
            self.desk.searched_by(index);
        }
        let index = self.desk.index().expect("it was given");
        let mut follower = Follower::new(&self.desk, &index).expect("nobody else writes to it");
        while follower.step().expect("the index follows") {}
    }

    /// Lets jobs fail for good in this test.
    pub fn lets_jobs_fail(&self) {
        self.may_fail.set(true);
    }

    /// The folder into which mail goes out.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.folder.path().join("outbox")
    }
}

impl Drop for TestDesk {
    fn drop(&mut self) {
        if std::thread::panicking() || self.may_fail.get() {
            return;
        }
        let failed = self.read(&Actor::Operator, ::desk::job::failed);
        assert!(failed.is_empty(), "jobs have failed: {failed:?}");
    }
}

fn written(row: &database::Row) -> String {
    let cells: Vec<String> = (0..row.columns().len())
        .map(|column| match row.get::<database::Value>(column).expect("any value is a Value") {
            database::Value::Null => String::new(),
            database::Value::Int(number) => number.to_string(),
            database::Value::Text(text) => text,
            database::Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        })
        .collect();
    cells.join("|")
}
