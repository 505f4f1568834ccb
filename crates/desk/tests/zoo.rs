//! The stories of the zoo, lived on a desk: people do what a story tells, and the desk's months and clocks come to what the engine
//! says of the story alone. What a desk has no action for yet (licences and systems that a story invents, work on tickets that were never opened)
//! is left out, by name.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use desk::billing::{self, Month};
use desk::call::{self, AcceptedPrice, NewCall};
use desk::contract::{self, Cancel, ClaimOf, NewClaim, NewContract, NewOutage, NewTopUp};
use desk::customer::NewContact;
use desk::id::{ContactId, StaffId, TicketId};
use desk::ticket::{self, About, NewReply, NewTicket, OnRefusal, Since};
use desk::work::{NewWork, WorkOn};
use desk::{Action, Actor, DeskError, Role, work};
use engine::plan::catalogue::Channel;
use engine::run::event::Change;
use engine::scenario::Scenarios;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testkit::{TestCustomer, TestDesk};

/// What a story may hold to be lived here.
const EVENTS: [&str; 22] = [
    "call", "open", "reply", "message", "log", "pause", "severity", "resolve", "fact", "count", "top-up", "item",
    "reach", "activate", "change", "cancel", "reopen", "downtime", "claim", "pay", "contacts", "agree",
];
const OPEN: [&str; 13] = [
    "at",
    "do",
    "ticket",
    "channel",
    "severity",
    "product",
    "version",
    "customised",
    "topic",
    "request",
    "role",
    "facts",
    "contact",
];
const CALL: [&str; 7] = ["at", "do", "line", "duration_s", "ticket", "accepted", "caller"];
/// Facts of a contract that a desk keeps elsewhere, or cannot be told at signing.
const KEPT_ELSEWHERE: [&str; 3] = ["systems", "licences", "newest"];

/// A story under way on a desk.
struct Life<'a> {
    desk: &'a TestDesk,
    staff: Actor,
    member: StaffId,
    customer: TestCustomer,
    tickets: BTreeMap<String, TicketId>,
    /// By the names that the story has for them; those that the contract names are listed.
    people: BTreeMap<String, ContactId>,
    listed: Vec<ContactId>,
}

fn text(value: &Value, name: &str) -> Option<String> {
    match &value[name] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

fn texts(value: &Value, name: &str) -> Option<Vec<String>> {
    value[name].as_array().map(|list| list.iter().map(|one| one.as_str().unwrap().to_owned()).collect())
}

fn first_day(month: &str) -> Date {
    month.parse::<Month>().unwrap().period().from
}

fn named(value: &Value, left_out: &[&str]) -> BTreeMap<String, String> {
    let Some(object) = value.as_object() else { return BTreeMap::new() };
    let told = object.keys().filter(|name| !left_out.contains(&name.as_str()));
    told.map(|name| (name.clone(), text(value, name).unwrap())).collect()
}

/// Whether a story holds nothing but what a desk has an action for.
fn can_be_lived(story: &Value) -> bool {
    let event = |event: &Value| {
        let word = event["do"].as_str().unwrap();
        let keys = || event.as_object().unwrap().keys().map(String::as_str);
        EVENTS.contains(&word)
            && event.get("recorded_at").is_none()
            && match word {
                "open" => keys().all(|key| OPEN.contains(&key)) && event.get("channel").is_some(),
                "log" => keys().all(|key| ["at", "do", "ticket", "duration_s", "kind", "facts"].contains(&key)),
                "call" => keys().all(|key| CALL.contains(&key)),
                // A desk sends its receipts by itself.
                "reply" => event["by"] != "automatic",
                "item" => event.get("facts").is_none(),
                "pause" => event.get("why").is_none_or(|why| why == "waiting-customer"),
                _ => true,
            }
    };
    let events = story["events"].as_array().unwrap();
    let opened: BTreeSet<String> =
        events.iter().filter(|event| event["do"] == "open").filter_map(|event| text(event, "ticket")).collect();
    let known = events.iter().filter_map(|event| text(event, "ticket")).all(|ticket| opened.contains(&ticket));
    let facts = story["contract"]["facts"].as_object();
    let elsewhere = facts.is_some_and(|facts| facts.keys().any(|name| KEPT_ELSEWHERE.contains(&name.as_str())));
    known && !elsewhere && events.iter().all(event)
}

impl Life<'_> {
    fn ticket(&self, event: &Value) -> Option<TicketId> {
        text(event, "ticket").map(|name| self.tickets[&name])
    }

    fn act<T: Send + 'static>(
        &self,
        change: impl Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> Result<T, DeskError> {
        self.desk.try_act(&self.staff, change)
    }

    /// The person of a name; one that a story without a list has no name for is the customer's contact.
    fn person(&mut self, name: Option<String>) -> ContactId {
        let Some(name) = name.filter(|_| !self.people.is_empty()) else { return self.customer.contact };
        if let Some(&known) = self.people.get(&name) {
            return known;
        }
        let customer = self.customer.id;
        let new = NewContact {
            customer,
            email: format!("person-{}@story.example", self.people.len()),
            name: name.clone(),
            phone: String::new(),
            language: engine::plan::catalogue::Language::En,
            password: None,
        };
        let id = self.desk.act(&Actor::Operator, move |act| desk::customer::create_contact(act, &new));
        self.people.insert(name, id);
        id
    }

    /// The contract names these people, and nobody else.
    fn names(&mut self, names: Vec<String>) -> Result<(), DeskError> {
        self.people.entry(String::new()).or_insert(self.customer.contact);
        let list: Vec<ContactId> = names.into_iter().map(|name| self.person(Some(name))).collect();
        let contract = self.customer.contract;
        for gone in std::mem::take(&mut self.listed).into_iter().filter(|known| !list.contains(known)) {
            self.act(move |act| contract::remove_contact(act, contract, gone))?;
        }
        for &one in &list {
            self.act(move |act| contract::name_contact(act, contract, one))?;
        }
        self.listed = list;
        Ok(())
    }

    fn open(&mut self, event: &Value) -> Result<(), DeskError> {
        let contact = self.person(text(event, "contact"));
        let mut facts = named(&event["facts"], &[]);
        for name in ["request", "role"] {
            facts.extend(text(event, name).map(|value| (name.to_owned(), value)));
        }
        let new = NewTicket {
            channel: Channel::find(event["channel"].as_str().unwrap()).unwrap(),
            contact: Some(contact),
            contract: Some(self.customer.contract),
            subject: "Story".to_owned(),
            body: "As it is told".to_owned(),
            severity: text(event, "severity"),
            about: About {
                product: text(event, "product"),
                version: text(event, "version"),
                customised: event["customised"] == true,
                topic: text(event, "topic"),
                ..About::default()
            },
            facts,
            on_refusal: OnRefusal::Keep,
            ..NewTicket::default()
        };
        let opened = self.act(move |act| ticket::open(act, &new))?;
        self.tickets.insert(text(event, "ticket").unwrap(), opened.id);
        Ok(())
    }

    fn log(&self, event: &Value, at: Timestamp) -> Result<(), DeskError> {
        let new = NewWork {
            on: self.ticket(event).map_or(WorkOn::Contract(self.customer.contract), WorkOn::Ticket),
            staff: self.member,
            at,
            duration_s: event["duration_s"].as_i64().unwrap(),
            kind: text(event, "kind"),
            facts: named(&event["facts"], &[]),
            note: "As it is told".to_owned(),
            unique_key: None,
        };
        self.act(move |act| work::log(act, &new)).map(|_| ())
    }

    fn call(&mut self, event: &Value, at: Timestamp) -> Result<(), DeskError> {
        let contact = self.person(text(event, "caller"));
        let (contract, about) = (self.customer.contract, self.ticket(event));
        let (line, duration_s) = (text(event, "line").unwrap(), event["duration_s"].as_i64().unwrap());
        let accepted = event["accepted"] != false;
        self.act(move |act| {
            let price = call::price_now(act, contract, &line)?;
            let new = NewCall {
                contract,
                contact: Some(contact),
                line: line.clone(),
                started_at: at,
                duration_s,
                ticket: about,
                note: "As it is told".to_owned(),
                accepted: (accepted && price.acceptance).then(|| AcceptedPrice { text: price.text.clone(), at }),
                unique_key: None,
            };
            call::log(act, &new).map(|_| ())
        })
    }

    fn top_up(&self, event: &Value) -> Result<(), DeskError> {
        let contract = self.customer.contract;
        if let Some(pack) = text(event, "pack") {
            let count = event["quantity"].as_u64().unwrap_or(1).try_into().unwrap();
            let price = text(event, "price").map(|price| price.parse().unwrap());
            return self.act(move |act| contract::buy(act, contract, &pack, count, price));
        }
        let new = NewTopUp {
            allowance: text(event, "allowance").unwrap(),
            quantity: event["duration_s"].as_i64().or(event["quantity"].as_i64()).unwrap(),
            price: text(event, "price").map(|price| price.parse().unwrap()),
        };
        self.act(move |act| contract::top_up(act, contract, &new))
    }

    /// What was down and when it began is the name of an outage on a desk.
    fn downtime(&self, event: &Value, at: Timestamp) -> Result<(), DeskError> {
        let contract = self.customer.contract;
        let instant = |name: &str| text(event, name).map(|text| text.parse::<Timestamp>().unwrap());
        let from = instant("from").unwrap_or(at);
        let lasts = event["duration_s"].as_i64().map(|seconds| from + SignedDuration::from_secs(seconds));
        let mut facts = named(&event["facts"], &[]);
        facts.extend(text(event, "cause").map(|cause| ("cause".to_owned(), cause)));
        let new = NewOutage { what: text(event, "what"), from, to: instant("to").or(lasts), facts };
        self.act(move |act| contract::report_outage(act, contract, &new))
    }

    fn reply(&self, event: &Value) -> Result<(), DeskError> {
        let id = self.ticket(event).unwrap();
        let customer = event["do"] == "message" || event["by"] == "customer";
        let actor = if customer { self.customer.actor() } else { self.staff.clone() };
        let reply = NewReply { body: "As it is told".to_owned(), mail: None };
        self.desk.try_act(&actor, move |act| ticket::reply(act, id, &reply).map(|_| ()))?;
        for what in texts(event, "reaches").unwrap_or_default() {
            self.act(move |act| ticket::reach(act, id, &what))?;
        }
        Ok(())
    }

    fn happens(&mut self, event: &Value) -> Result<(), DeskError> {
        let at: Timestamp = event["at"].as_str().unwrap().parse().unwrap();
        let (contract, about) = (self.customer.contract, self.ticket_of(event));
        match event["do"].as_str().unwrap() {
            "open" => self.open(event),
            "log" => self.log(event, at),
            "call" => self.call(event, at),
            "top-up" => self.top_up(event),
            "reply" | "message" => self.reply(event),
            "reach" => {
                let what = text(event, "what").or(text(event, "milestone")).unwrap();
                self.act(move |act| ticket::reach(act, about.unwrap(), &what))
            }
            "pause" => self.act(move |act| ticket::wait(act, about.unwrap())),
            "resolve" => self.act(move |act| ticket::resolve(act, about.unwrap())),
            "reopen" => self.act(move |act| ticket::reopen(act, about.unwrap())),
            "severity" => {
                let severity = text(event, "severity").unwrap();
                self.act(move |act| ticket::change_severity(act, about.unwrap(), &severity))
            }
            "fact" => {
                let told = named(event, &["at", "do", "ticket"]);
                match about {
                    None => self.act(move |act| contract::tell(act, contract, &told)),
                    Some(id) => told.into_iter().try_for_each(|(name, value)| {
                        self.act(move |act| ticket::learn(act, id, &name, &value, Since::Now))
                    }),
                }
            }
            "count" => {
                let told = BTreeMap::from([(text(event, "base").unwrap(), text(event, "quantity").unwrap())]);
                self.act(move |act| contract::tell(act, contract, &told))
            }
            "item" => {
                let item = text(event, "item").unwrap();
                let quantity = text(event, "quantity").map_or(rust_decimal::Decimal::ONE, |text| text.parse().unwrap());
                self.act(move |act| contract::charge(act, contract, &item, quantity, about))
            }
            "agree" => {
                let months: Vec<Date> = texts(event, "periods").unwrap().iter().map(|text| first_day(text)).collect();
                let (allowance, manager) = (text(event, "allowance"), self.desk.staff("Cleo", Role::Manager));
                let agree =
                    move |act: &mut Action<'_, '_>| contract::agree_pool(act, contract, allowance.as_deref(), &months);
                self.desk.try_act(&manager, agree)
            }
            "contacts" => self.names(texts(event, "contacts").unwrap()),
            "downtime" => self.downtime(event, at),
            "claim" => {
                let of = match (about, text(event, "period")) {
                    (Some(ticket), _) => ClaimOf::Ticket(ticket),
                    (None, period) => ClaimOf::Period(first_day(&period.unwrap())),
                };
                let claim = NewClaim { remedy: text(event, "remedy").unwrap(), of };
                self.act(move |act| contract::claim(act, contract, &claim))
            }
            "pay" => self.act(move |act| contract::pay(act, contract)),
            "activate" => self.act(move |act| contract::activate(act, contract)),
            "change" => {
                let change = Change {
                    plan: text(event, "plan"),
                    packages: texts(event, "packages"),
                    options: texts(event, "options"),
                };
                self.act(move |act| contract::change(act, contract, &change))
            }
            _ => {
                let end = text(event, "end").map(|day| day.parse().unwrap());
                let cancel = Cancel { plan: text(event, "plan"), end };
                self.act(move |act| contract::cancel(act, contract, &cancel))
            }
        }
    }

    fn ticket_of(&self, event: &Value) -> Option<TicketId> {
        if event["do"] == "open" { None } else { self.ticket(event) }
    }

    /// Net sums by the first day of their month, as the desk would invoice them.
    fn months(&self, story: &Value) -> BTreeMap<String, String> {
        let first = Date::from_str(story["contract"]["start"].as_str().unwrap()).unwrap();
        let mut found = BTreeMap::new();
        let mut month = Month::of(first);
        let contract = self.customer.contract;
        let zone = self
            .desk
            .read(&self.staff, move |view| Ok(contract::terms(view, contract)?.catalogue.provider.zone.clone()));
        while month.end(&zone) <= self.desk.desk.now() {
            let drawn = self.desk.read(&self.staff, move |view| match billing::preview_one(view, contract, month) {
                Err(DeskError::NotFound) => Ok(None),
                drawn => drawn.map(Some),
            });
            if let Some(row) = drawn {
                let net = rust_decimal::Decimal::new(row.snapshot.net_minor, row.snapshot.digits);
                found.insert(row.snapshot.from.clone(), net.to_string());
            }
            month = month.next();
        }
        found
    }
}

/// Lives a story; an error where the desk cannot sign or do what it tells.
fn live(source: &'static str, story: &Value) -> Result<(BTreeMap<String, String>, BTreeSet<String>), String> {
    let begin = story["contract"]["start"].as_str().unwrap();
    let first: Date = begin.parse().unwrap();
    let earliest = first.yesterday().unwrap().at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
    let desk = TestDesk::selling(source, earliest);
    let staff = desk.staff("Mara", Role::Administrator);
    let Actor::Staff { id: member, .. } = staff else { panic!("staff acts") };
    let customer = desk.customer_only("Story");
    let terms = &story["contract"];
    let new = NewContract {
        customer: customer.0,
        catalogue: None,
        plan: text(terms, "plan").unwrap(),
        packages: texts(terms, "packages").unwrap_or_default(),
        options: texts(terms, "options").unwrap_or_default(),
        start: first,
        end: text(terms, "end").map(|day| day.parse().unwrap()),
        term_months: terms["facts"]["term_months"].as_u64().map(|months| months.try_into().unwrap()),
        facts: named(&terms["facts"], &["agreed", "contacts", "term_months"]),
        agreed: named(&terms["facts"]["agreed"], &[]),
    };
    let contact = customer.1;
    let names = texts(&terms["facts"], "contacts");
    let lists = names.is_some() || story["events"].as_array().unwrap().iter().any(|event| event["do"] == "contacts");
    let contract = desk
        .try_act(&staff, move |act| {
            let id = contract::sign(act, &new)?;
            if !lists {
                contract::name_contact(act, id, contact)?;
            }
            Ok(id)
        })
        .map_err(|error| format!("{error:?}"))?;
    let customer = TestCustomer { id: customer.0, contact, contract };
    let (tickets, people) = (BTreeMap::new(), BTreeMap::new());
    let mut life = Life { desk: &desk, staff, member, customer, tickets, people, listed: Vec::new() };
    if lists {
        life.names(names.unwrap_or_default()).map_err(|error| format!("{error:?}"))?;
    }
    // Work, calls and outages are written down when they are done.
    let when = |event: &Value| {
        let at: Timestamp = event["at"].as_str().unwrap().parse().unwrap();
        if let Some(to) = text(event, "to") {
            return at.max(to.parse().unwrap());
        }
        let lasts = event["duration_s"].as_i64().filter(|_| event["do"] != "top-up").unwrap_or_default();
        at + SignedDuration::from_secs(lasts)
    };
    let mut events = story["events"].as_array().unwrap().clone();
    events.sort_by_key(when);
    let until: Timestamp = story["until"].as_str().unwrap().parse().unwrap();
    if events.iter().any(|event| when(event) < desk.desk.now() || when(event) > until) {
        return Err("happens before the contract, or is written down after the end".to_owned());
    }
    for event in &events {
        desk.until(when(event));
        // What the plan refuses changes nothing, here and there.
        match life.happens(event) {
            Ok(()) => {}
            Err(DeskError::Conflict { code: "plan-refuses" | "refused", .. }) => {}
            Err(error) => {
                return Err(format!("{event}: {error:?}"));
            }
        }
    }
    desk.until(until);
    let mut clocks = BTreeSet::new();
    for (name, &id) in &life.tickets {
        let page = desk.read(&life.staff, move |view| {
            let found = ticket::get(view, id)?;
            ticket::page(view, found.number)
        });
        let catalogue = page.terms.unwrap().catalogue;
        for view in page.clocks {
            let due = view.clock.due.map(|due| due.to_string()).unwrap_or_default();
            clocks.insert(format!("{name} {} {due} {}", view.clock.milestone.id(&catalogue), view.clock.state.id()));
        }
    }
    Ok((life.months(story), clocks))
}

/// What the engine says of the story.
fn told(outcome: &Value) -> (BTreeMap<String, String>, BTreeSet<String>) {
    let empty = Vec::new();
    let invoices = outcome["invoices"].as_array().unwrap_or(&empty);
    let month =
        |invoice: &Value| (invoice["from"].as_str().unwrap().to_owned(), invoice["net"].as_str().unwrap().to_owned());
    let mut clocks = BTreeSet::new();
    for (ticket, found) in outcome["tickets"].as_object().into_iter().flatten() {
        for clock in found["milestones"].as_array().unwrap() {
            let due =
                clock["due"].as_str().map(|due| due.parse::<Timestamp>().unwrap().to_string()).unwrap_or_default();
            let word = |name: &str| clock[name].as_str().unwrap();
            clocks.insert(format!("{ticket} {} {due} {}", word("milestone"), word("state")));
        }
    }
    (invoices.iter().map(month).collect(), clocks)
}

#[test]
fn what_a_desk_lives_through_comes_to_what_the_engine_says() {
    let folder = testkit::desk::root().join("plans/zoo");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let (mut lived, mut left_out, mut wrong) = (0, Vec::new(), Vec::new());
    for file in files {
        let vendor = file.file_stem().unwrap().to_string_lossy().into_owned();
        let source: &'static str = std::fs::read_to_string(&file).unwrap().leak();
        let catalogue = std::sync::Arc::new(engine::plan::read(&vendor, source).unwrap());
        let mut scenarios = Scenarios::new(vec![(vendor.clone(), std::sync::Arc::clone(&catalogue))]);
        for line in std::fs::read_to_string(file.with_extension("jsonl")).unwrap_or_default().lines() {
            let mut story: Value = serde_json::from_str(line).unwrap();
            let name = format!("{vendor}: {}", story["id"]);
            for beside in ["because", "expect"] {
                story.as_object_mut().unwrap().remove(beside);
            }
            // A desk always knows the way in which a request came.
            let ways: Vec<Channel> =
                catalogue.offers.iter().flat_map(|offer| &offer.channels).map(|way| way.channel).collect();
            for event in story["events"].as_array_mut().unwrap() {
                if event["do"] == "open" && event.get("channel").is_none() {
                    event["channel"] = ways.first().copied().unwrap_or(Channel::Portal).id().into();
                }
            }
            if !can_be_lived(&story) {
                left_out.push(name);
                continue;
            }
            let mut out = String::new();
            assert!(!scenarios.answer(&story.to_string(), &mut out), "{name}: {out}");
            let outcome: Value = serde_json::from_str(&out).unwrap();
            if outcome["unbilled"].as_array().is_some_and(|list| !list.is_empty()) {
                left_out.push(name);
                continue;
            }
            match live(source, &story) {
                Err(why) => left_out.push(format!("{name}: {why}")),
                Ok(found) if found == told(&outcome) => lived += 1,
                Ok(found) => wrong.push(format!("{name}\n  engine {:?}\n  desk   {found:?}", told(&outcome))),
            }
        }
    }
    assert!(wrong.is_empty(), "{} stories differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(lived >= 310, "only {lived} stories lived; left out:\n{}", left_out.join("\n"));
}
