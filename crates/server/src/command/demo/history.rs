//! Making a demo desk: its people, its contracts, and then the script, moment by moment, with the clock set to each.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::desk::call::{AcceptedPrice, NewCall};
use ::desk::contract::NewContract;
use ::desk::customer::{NewContact, NewCustomer};
use ::desk::id::{ContactId, ContractId, CustomerId, StaffId, TicketId};
use ::desk::job::{self, Outside};
use ::desk::licence::NewLicence;
use ::desk::release::Release;
use ::desk::session::PasswordHash;
use ::desk::staff::NewStaff;
use ::desk::system::{Environment, NewSystem};
use ::desk::ticket::{self, NewReply, NewTicket, OnRefusal};
use ::desk::work::{NewWork, WorkOn};
use ::desk::{
    Actor, Desk, DeskError, Role, billing, call, catalogue, contract, customer, intake, setting, staff, work,
};
use database::{Database, Durability, Location, Options};
use engine::plan::catalogue::{Channel, Language};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::beside;
use super::cast::{Cast, Customer, PASSWORD, STAFF};
use super::rhythm::rhythms;
use super::script::{Moment, Scene, script, start};
use super::sorting;
use crate::clock::SetClock;
use crate::failure::Failure;
use crate::home::{Home, seed};

struct Stage {
    cast: &'static Cast,
    desk: Desk,
    clock: Arc<SetClock>,
    outside: Outside,
    runtime: tokio::runtime::Runtime,
    zone: TimeZone,
    staff: Vec<(StaffId, Role)>,
    customers: Vec<Held>,
    tickets: Vec<Option<TicketId>>,
}

struct Held {
    id: CustomerId,
    contract: ContractId,
    contacts: Vec<ContactId>,
}

/// Makes a desk in a file beside its place and moves it there.
pub fn make(home: &Home, cast: &'static Cast, now: Timestamp) -> Result<(), Failure> {
    let file = home.file(cast.desk)?;
    let part = file.with_extension("making");
    for ending in ["making", "making-wal", "making-shm"] {
        let _ = std::fs::remove_file(file.with_extension(ending));
    }
    let zone = TimeZone::get("Europe/Berlin").map_err(|error| Failure::said(error.to_string()))?;
    let begin = start(now, &zone).to_zoned(zone.clone()).map_err(|error| Failure::said(error.to_string()))?.timestamp();
    let clock = Arc::new(SetClock::new(begin));
    // Complete or not there: nobody relies on a row of it before it is moved to its place.
    let options = Options { durability: Durability::Relaxed, readers: 1, ..Options::default() };
    let database = Database::open(&Location::Sqlite(part.clone()), &options)?;
    let desk = Desk::open(cast.desk, database, Arc::clone(&clock) as Arc<dyn ::desk::Clock>, seed()?)?;
    let mut stage = Stage {
        cast,
        desk,
        clock,
        outside: Outside::new(home.transport(cast.desk)?),
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        zone,
        staff: Vec::new(),
        customers: Vec::new(),
        tickets: Vec::new(),
    };
    stage.people(start(now, &stage.zone))?;
    for moment in script(cast, &rhythms(), now, &stage.zone) {
        stage.until(moment.at)?;
        stage.play(&moment)?;
    }
    stage.until(now)?;
    let staff: Vec<StaffId> = stage.staff.iter().map(|(id, _)| *id).collect();
    stage.act(stage.member(Role::Administrator), move |act| beside::set_up(act, &staff))?;
    // A copy holds everything in one file; what was made may still lie in the write-ahead log beside its own.
    let whole = file.with_extension("made");
    let _ = std::fs::remove_file(&whole);
    stage.desk.database().backup_to(&whole)?;
    drop(stage);
    std::fs::File::open(&whole)?.sync_all()?;
    std::fs::rename(&whole, &file)?;
    for ending in ["making", "making-wal", "making-shm"] {
        let _ = std::fs::remove_file(file.with_extension(ending));
    }
    Ok(())
}

impl Stage {
    /// Does what falls due on the way, each thing at its time.
    fn until(&mut self, end: Timestamp) -> Result<(), Failure> {
        loop {
            let due = self.desk.read_blocking(Actor::Job, job::next_due)?;
            let Some(due) = due.filter(|due| *due <= end) else { break };
            self.clock.set(due.max(self.desk.now()));
            self.runtime.block_on(job::run_due(&self.desk, &self.outside))?;
        }
        self.clock.set(end.max(self.desk.now()));
        Ok(())
    }

    fn act<T: Send + 'static>(
        &self,
        actor: Actor,
        change: impl Fn(&mut ::desk::Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        Ok(self.desk.act_blocking(actor, change)?)
    }

    fn member(&self, role: Role) -> Actor {
        let found = self.staff.iter().find(|(_, held)| *held == role);
        found.map_or(Actor::Operator, |&(id, role)| Actor::Staff { id, role })
    }

    fn agent(&self, place: usize) -> (StaffId, Actor) {
        let (id, role) = self.staff[place % 2];
        (id, Actor::Staff { id, role })
    }

    fn people(&mut self, first: Date) -> Result<(), Failure> {
        let cast = self.cast;
        let hash = PasswordHash::make(&self.desk, PASSWORD)?;
        let known = hash.clone();
        self.staff = self.act(Actor::Operator, move |act| {
            catalogue::adopt(act, &format!("{}.toml", cast.desk), cast.plans)?;
            setting::set(act, setting::HUE, cast.hue)?;
            setting::set(act, setting::MAIL_ADDRESS, &format!("support@{}", cast.domain))?;
            let issuer = format!("{}|Musterstraße 1|07743 Jena|Steuernummer 000/000/00000 (Demo)", cast.domain);
            setting::set(act, setting::INVOICE_ISSUER, &issuer)?;
            let mut made = Vec::new();
            for member in STAFF {
                let new = NewStaff {
                    email: format!("{}@{}", member.local, cast.domain),
                    name: member.name.to_owned(),
                    role: member.role,
                    language: Language::De,
                    password: Some(known.clone()),
                };
                made.push((staff::create(act, &new)?, member.role));
            }
            Ok(made)
        })?;
        self.act(self.member(Role::Administrator), sorting::set_up)?;
        self.releases(first)?;
        for customer in cast.customers {
            let known = hash.clone();
            let held = self.act(Actor::Operator, move |act| settle(act, cast, customer, first, &known))?;
            self.customers.push(held);
        }
        Ok(())
    }

    fn releases(&self, first: Date) -> Result<(), Failure> {
        if self.cast.desk != "module-licences" {
            return Ok(());
        }
        self.act(self.member(Role::Administrator), move |act| {
            let (_, catalogue) = catalogue::get_current(act)?;
            for product in &catalogue.products {
                for (version, weeks) in [("4.1.0", -9), ("4.2.0", 2)] {
                    let release = Release {
                        product: product.id.clone(),
                        version: version.to_owned(),
                        published_on: first.saturating_add(weeks.weeks()),
                        changes: "Anpassungen an neue Schnittstellen, Fehlerbehebungen.".to_owned(),
                    };
                    ::desk::release::publish(act, &release)?;
                }
            }
            Ok(())
        })
    }

    fn play(&mut self, moment: &Moment) -> Result<(), Failure> {
        match moment.what {
            Scene::Open { ticket, customer, contact, topic, channel } => {
                if self.tickets.len() <= ticket {
                    self.tickets.resize(ticket + 1, None);
                }
                self.tickets[ticket] = self.open(moment.at, customer, contact, topic, channel)?;
                Ok(())
            }
            Scene::Answer { ticket, topic } => {
                let body = self.cast.topics[topic].answer;
                self.on(ticket, true, move |act, id| {
                    ticket::reply(act, id, &NewReply { body: body.to_owned(), mail: None })?;
                    sorting::sort(act, id, ticket)
                })
            }
            Scene::Wait { ticket } => self.on(ticket, true, ticket::wait),
            Scene::Continue { ticket } => self.on(ticket, false, |act, id| {
                let body = "Danke, wir haben es geprüft. Es besteht weiterhin.".to_owned();
                ticket::reply(act, id, &NewReply { body, mail: None }).map(|_| ())
            }),
            Scene::Resolve { ticket } => self.on(ticket, true, ticket::resolve),
            Scene::Call { customer, contact, emergency, duration_s } => {
                self.call(customer, contact, emergency, duration_s)
            }
            Scene::Work { ticket, duration_s } => self.work(ticket, duration_s),
            Scene::Pool { month } => {
                let contract = self.customers[1].contract;
                self.act(self.member(Role::Manager), move |act| {
                    let next = month.saturating_add(1.month());
                    contract::agree_pool(act, contract, None, &[month, next])
                })
            }
            Scene::Issue { month } => {
                let actor = self.member(Role::Administrator);
                self.runtime.block_on(billing::issue(&self.desk, &actor, billing::Month::of(month)))?;
                Ok(())
            }
        }
    }

    fn open(
        &self,
        at: Timestamp,
        customer: usize,
        contact: usize,
        topic: usize,
        channel: Channel,
    ) -> Result<Option<TicketId>, Failure> {
        let (cast, held) = (self.cast, &self.customers[customer]);
        let (from, asked) = (&cast.customers[customer], &cast.topics[topic]);
        let id = held.contacts[contact];
        if channel == Channel::Email {
            let raw = self.mail(at, from, contact, asked.subject, asked.body);
            let mail = self.act(Actor::Operator, move |act| intake::accept(act, "demo", &raw))?;
            self.runtime.block_on(job::run_due(&self.desk, &self.outside))?;
            let (intake::Accepted::New(mail) | intake::Accepted::Known(mail)) = mail;
            return Ok(self.desk.read_blocking(Actor::Operator, move |view| intake::ticket_of(view, mail))?);
        }
        let actor = Actor::Contact { id, customer: held.id };
        let opened = self.desk.act_blocking(actor, move |act| {
            let new = NewTicket {
                channel,
                subject: asked.subject.to_owned(),
                body: asked.body.to_owned(),
                severity: (!asked.severity.is_empty()).then(|| asked.severity.to_owned()),
                accepted: true,
                on_refusal: OnRefusal::Reject,
                ..NewTicket::default()
            };
            ticket::open(act, &new)
        });
        match opened {
            Ok(opened) => Ok(Some(opened.id)),
            Err(DeskError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn mail(&self, at: Timestamp, from: &Customer, contact: usize, subject: &str, body: &str) -> Vec<u8> {
        let (name, local) = from.contacts[contact];
        let date = at.to_zoned(self.zone.clone()).strftime("%a, %d %b %Y %H:%M:%S %z").to_string();
        let unique = format!("{}.{local}@{}", at.as_second(), from.domain);
        format!(
            "From: {name} <{local}@{domain}>\r\nTo: support@{desk}\r\nSubject: {subject}\r\nDate: {date}\r\n\
             Message-ID: <{unique}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n\r\n{name}\r\n",
            domain = from.domain,
            desk = self.cast.domain,
            body = body.replace('\n', "\r\n"),
        )
        .into_bytes()
    }

    /// Lets staff (or the contact who asked) do something to a ticket that exists.
    fn on(
        &self,
        place: usize,
        by_staff: bool,
        change: impl Fn(&mut ::desk::Action<'_, '_>, TicketId) -> Result<(), DeskError> + Send + Sync + 'static,
    ) -> Result<(), Failure> {
        let Some(id) = self.tickets.get(place).copied().flatten() else { return Ok(()) };
        let asked = self.desk.read_blocking(Actor::Operator, move |view| ticket::get(view, id))?;
        let actor = match (by_staff, asked.contact, asked.customer) {
            (false, Some(contact), Some(customer)) => Actor::Contact { id: contact, customer },
            _ => self.agent(place).1,
        };
        match self.desk.act_blocking(actor, move |act| change(act, id)) {
            // A refused request is closed already; real tickets are sometimes touched twice too.
            Ok(()) | Err(DeskError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn call(&self, customer: usize, contact: usize, emergency: bool, duration_s: i64) -> Result<(), Failure> {
        let held = &self.customers[customer];
        let (contract, contact) = (held.contract, held.contacts[contact]);
        let line = if emergency { "emergency" } else { "support" };
        let actor = if emergency { self.member(Role::Technician) } else { self.agent(customer).1 };
        let logged = self.desk.act_blocking(actor, move |act| {
            let now = act.now;
            let started_at = now.saturating_sub(SignedDuration::from_secs(duration_s)).unwrap_or(now);
            let price = call::price_now(act, contract, line)?;
            let accepted = price.acceptance.then(|| AcceptedPrice { text: price.text.clone(), at: started_at });
            let new = NewCall {
                contract,
                contact: Some(contact),
                line: line.to_owned(),
                started_at,
                duration_s,
                ticket: None,
                note: if emergency { "Shop stand still, Dienst neu gestartet." } else { "Rückfrage beantwortet." }
                    .to_owned(),
                accepted,
                unique_key: None,
            };
            call::log(act, &new).map(|_| ())
        });
        match logged {
            // A customer without the line, or a contact who is not authorised: nobody answers.
            Ok(()) | Err(DeskError::Conflict { .. } | DeskError::NotFound | DeskError::Invalid(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn work(&self, place: usize, duration_s: i64) -> Result<(), Failure> {
        let Some(id) = self.tickets.get(place).copied().flatten() else { return Ok(()) };
        let (member, actor) = self.agent(place);
        let logged = self.desk.act_blocking(actor, move |act| {
            let now = act.now;
            let new = NewWork {
                on: WorkOn::Ticket(id),
                facts: BTreeMap::new(),
                staff: member,
                at: now.saturating_sub(SignedDuration::from_secs(duration_s)).unwrap_or(now),
                duration_s,
                kind: Some("task".to_owned()),
                note: "Analyse und Umsetzung".to_owned(),
                unique_key: None,
            };
            work::log(act, &new).map(|_| ())
        });
        match logged {
            Ok(()) | Err(DeskError::Conflict { .. } | DeskError::Invalid(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A customer with contacts, contract, systems and licences.
fn settle(
    act: &mut ::desk::Action<'_, '_>,
    cast: &Cast,
    new: &Customer,
    first: Date,
    hash: &PasswordHash,
) -> Result<Held, DeskError> {
    let language = if new.english { Language::En } else { Language::De };
    let id = customer::create(
        act,
        &NewCustomer {
            name: new.name.to_owned(),
            language,
            address: format!("{}\nBeispielweg 1\n07743 Jena", new.name),
            vat_id: String::new(),
        },
    )?;
    let mut contacts = Vec::new();
    for (name, local) in new.contacts {
        let contact = NewContact {
            customer: id,
            email: format!("{local}@{}", new.domain),
            name: (*name).to_owned(),
            phone: "+49 3641 000000".to_owned(),
            language,
            password: Some(hash.clone()),
        };
        contacts.push(customer::create_contact(act, &contact)?);
    }
    let agreed: BTreeMap<String, String> =
        new.agreed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let owned = |list: &[&str]| list.iter().map(|id| (*id).to_owned()).collect::<Vec<String>>();
    let contract = contract::sign(
        act,
        &NewContract {
            customer: id,
            catalogue: None,
            plan: new.plan.to_owned(),
            packages: owned(new.packages),
            options: owned(new.options),
            start: first,
            end: None,
            term_months: (new.term_months > 0).then_some(new.term_months),
            facts: BTreeMap::new(),
            agreed,
        },
    )?;
    for &contact in &contacts {
        contract::name_contact(act, contract, contact)?;
    }
    let mut production = None;
    for (name, is_production) in new.systems {
        let environment = if *is_production { Environment::Production } else { Environment::Development };
        let system = NewSystem {
            customer: id,
            contract: Some(contract),
            name: (*name).to_owned(),
            environment,
            production: if *is_production { None } else { production },
            product: None,
            version: None,
        };
        let made = ::desk::system::create(act, &system)?;
        if *is_production {
            production = Some(made);
        }
    }
    for (key, product) in new.licences {
        let (_, catalogue) = catalogue::get_current(act)?;
        let product = match (*product, catalogue.products.first()) {
            ("*", Some(first)) => first.id.clone(),
            (named, _) => named.to_owned(),
        };
        let licence = NewLicence {
            customer: id,
            contract: Some(contract),
            key: (*key).to_owned(),
            product,
            source: ::desk::licence::Channel::Provider,
            purchased_on: first,
        };
        ::desk::licence::create(act, &licence)?;
    }
    if cast.desk == "shop-levels" {
        contract::activate(act, contract)?;
    }
    Ok(Held { id, contract, contacts })
}
