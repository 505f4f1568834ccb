//! A month of desk life, decided by a seed: tickets, mails, calls, work, changes of plan, and the invoices at its end.
//!
//! The same seed makes the same month on every engine, so that what SQLite and PostgreSQL hold afterwards can be compared.

use ::desk::billing;
use ::desk::call::{self, AcceptedPrice, NewCall};
use ::desk::contract;
use ::desk::id::{MailId, TicketId};
use ::desk::intake;
use ::desk::ticket::{self, NewReply, NewTicket, State};
use ::desk::work::{self, NewWork, WorkOn};
use ::desk::{Action, Actor, DeskError, Role};
use engine::run::event::Change;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::desk::{TestCustomer, TestDesk};

/// What the desk sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sells {
    /// `plans/shop-levels.toml`: minutes and emergency calls.
    Levels,
    /// `plans/agency-hours.toml`: hours and pools.
    Hours,
}

impl Sells {
    /// Name of the plan file.
    #[must_use]
    pub fn catalogue(self) -> &'static str {
        match self {
            Sells::Levels => "shop-levels",
            Sells::Hours => "agency-hours",
        }
    }

    fn plans(self) -> [&'static str; 4] {
        match self {
            Sells::Levels => ["level-1", "level-2", "level-3", "level-2"],
            Sells::Hours => ["on-demand", "hours-10", "hours-20", "hours-10"],
        }
    }
}

/// The people of the month, and what they have made so far.
pub struct Life<'a> {
    desk: &'a TestDesk,
    sells: Sells,
    /// A member of staff of each role: agent, technician, manager, administrator.
    pub staff: [Actor; 4],
    /// Customers, each with another plan.
    pub customers: Vec<TestCustomer>,
    /// Tickets in the order in which they were opened.
    pub tickets: Vec<(TicketId, usize)>,
    state: u64,
    mails: u32,
}

impl<'a> Life<'a> {
    /// Begins a month.
    #[must_use]
    pub fn begin(desk: &'a TestDesk, sells: Sells, seed: u64) -> Life<'a> {
        let staff = [
            desk.staff("Ada", Role::Agent),
            desk.staff("Tom", Role::Technician),
            desk.staff("Mia", Role::Manager),
            desk.staff("Bo", Role::Administrator),
        ];
        let names = ["Nord", "Sued", "Ost", "West"];
        let customers = names
            .iter()
            .zip(sells.plans())
            .enumerate()
            .map(|(index, (name, plan))| match (sells, index) {
                (Sells::Levels, 3) => desk.customer_with(name, plan, &["enterprise"], &[]),
                _ => desk.customer(name, plan),
            })
            .collect();
        Life { desk, sells, staff, customers, tickets: Vec::new(), state: seed | 1, mails: 0 }
    }

    /// Lives from 2 November to 1 December and issues the invoices.
    pub fn month(&mut self) {
        for day in 2..=30_i8 {
            let weekend = date(2026, 11, day).weekday().to_monday_zero_offset() >= 5;
            let morning = at(day, 8, 0).max(self.desk.desk.now());
            self.desk.until(morning);
            for _ in 0..if weekend { 1 } else { 4 } {
                let minutes = i64::try_from(self.pick(110)).unwrap_or(0);
                self.desk.pass(SignedDuration::from_mins(minutes) + SignedDuration::from_secs(7));
                self.something();
            }
            if day % 5 == 0 {
                self.emergency(day);
            }
            if day % 9 == 0 {
                self.changes();
            }
        }
        self.desk.until(at(30, 23, 30));
        self.desk.pass(SignedDuration::from_hours(2));
        for month in ["2026-10", "2026-11"] {
            for customer in self.customers.clone() {
                let administrator = self.staff[3].clone();
                self.attempt(&administrator, move |act| {
                    let month = month.parse().expect("a month");
                    billing::issue_one(act, customer.contract, month).map(drop)
                });
            }
        }
    }

    /// One thing that happens at a desk.
    fn something(&mut self) {
        match self.pick(12) {
            0 | 1 => self.opens_in_portal(),
            2 | 3 => self.opens_by_mail(),
            4 | 5 => self.staff_reply(),
            6 => self.customer_replies(),
            7 => self.staff_act(),
            8 | 9 => self.support_call(),
            10 => self.works(),
            _ => self.machine_writes(),
        }
    }

    fn opens_in_portal(&mut self) {
        let customer = self.pick(4);
        let contact = self.customers[customer].actor();
        let subject = format!("Anfrage {}", self.tickets.len() + 1);
        let severity = (self.sells == Sells::Hours).then(|| (self.pick(4) + 1).to_string());
        let new = NewTicket {
            subject: subject.clone(),
            body: format!("{subject} – Größe prüfen, bitte."),
            severity,
            accepted: true,
            ..NewTicket::default()
        };
        if let Some(opened) = self.attempt(&contact, move |act| ticket::open(act, &new)) {
            self.tickets.push((opened.id, customer));
        }
        self.desk.jobs();
    }

    fn opens_by_mail(&mut self) {
        let customer = self.pick(5);
        let from =
            ["info@nord.example", "info@sued.example", "info@ost.example", "info@west.example", "x@fremd.example"]
                [customer];
        let mail = self.mail(from, "Frage per E-Mail", "", "Können Sie helfen?");
        let opened = self.desk.read(&Actor::Operator, move |view| intake::ticket_of(view, mail));
        if let Some(id) = opened {
            self.tickets.push((id, customer));
        }
    }

    fn mail(&mut self, from: &str, subject: &str, more: &str, body: &str) -> MailId {
        self.mails += 1;
        let raw = format!(
            "From: {from}\nTo: support@{}.example\nSubject: {subject}\nMessage-ID: <{}@fern.example>\n{more}\n{body} ({})\n",
            self.sells.catalogue(),
            self.mails,
            self.mails
        );
        self.desk.receives(&raw)
    }

    fn a_ticket(&mut self) -> Option<(TicketId, usize)> {
        let newest = self.tickets.len().min(8);
        if newest == 0 {
            return None;
        }
        let back = self.pick(newest) + 1;
        Some(self.tickets[self.tickets.len() - back])
    }

    fn staff_reply(&mut self) {
        let Some((id, _)) = self.a_ticket() else {
            return;
        };
        let agent = self.staff[self.pick(2)].clone();
        let reply = NewReply { body: "Wir sehen es uns an.".to_owned(), mail: None };
        self.attempt(&agent, move |act| ticket::reply(act, id, &reply));
        if self.pick(3) == 0 {
            self.attempt(&agent, move |act| ticket::wait(act, id));
        }
        self.desk.jobs();
    }

    fn customer_replies(&mut self) {
        let Some((id, customer)) = self.a_ticket() else {
            return;
        };
        let ticket = self.desk.ticket(id);
        let from = ["info@nord.example", "info@sued.example", "info@ost.example", "info@west.example"][customer % 4];
        let more = format!("Cc: support+{}@{}.example\n", ticket.token, self.sells.catalogue());
        match self.pick(3) {
            0 if self.pick(2) == 0 => {
                self.mail(from, "Re: Anfrage", "In-Reply-To: <1@fern.example>\n", "Hier die Angaben.");
            }
            0 => {
                self.mail(from, "Re: Anfrage", &more, "Hier die Angaben.");
            }
            1 => {
                self.mail(from, &format!("AW: [#{}]", ticket.number), "", "Hier die Angaben.");
            }
            _ => {
                let contact = self.customers[customer % 4].actor();
                let reply = NewReply { body: "Ist es fertig?".to_owned(), mail: None };
                self.attempt(&contact, move |act| ticket::reply(act, id, &reply));
            }
        }
    }

    fn staff_act(&mut self) {
        let Some((id, _)) = self.a_ticket() else {
            return;
        };
        let agent = self.staff[0].clone();
        let me = agent.staff().ok();
        let severity = (self.pick(4) + 1).to_string();
        match self.pick(8) {
            0 => {
                self.attempt(&agent, move |act| ticket::note(act, id, "Nur für uns."));
            }
            1 => {
                self.attempt(&agent, move |act| ticket::assign(act, id, me));
            }
            2 | 3 => {
                self.attempt(&agent, move |act| ticket::resolve(act, id));
            }
            4 => {
                self.attempt(&agent, move |act| ticket::close(act, id));
            }
            5 => {
                self.attempt(&agent, move |act| ticket::reopen(act, id));
            }
            6 if self.sells == Sells::Hours => {
                self.attempt(&agent, move |act| ticket::change_severity(act, id, &severity));
            }
            _ => {
                self.attempt(&agent, move |act| ticket::learn(act, id, "cause", "own-defect", ticket::Since::Now));
            }
        }
    }

    fn support_call(&mut self) {
        if self.sells == Sells::Levels {
            let duration_s = 60 + i64::try_from(self.pick(1500)).unwrap_or(0);
            self.call("support", self.desk.desk.now(), duration_s);
        } else {
            self.works();
        }
    }

    /// A call that begins a few minutes before the evening ends, so that its blocks lie in two bands.
    fn emergency(&mut self, day: i8) {
        if self.sells == Sells::Levels {
            let start = at(day, 21, 50 + i8::try_from(self.pick(10)).unwrap_or(0)).max(self.desk.desk.now());
            let duration_s = 200 + i64::try_from(self.pick(1200)).unwrap_or(0);
            self.desk.until(start);
            self.call("emergency", start, duration_s);
        }
    }

    fn call(&mut self, line: &str, started_at: Timestamp, duration_s: i64) {
        let index = self.pick(4);
        let customer = self.customers[index];
        let ticket = match self.pick(3) {
            0 => self
                .tickets
                .iter()
                .rev()
                .find(|(id, _)| self.desk.ticket(*id).customer == Some(customer.id))
                .map(|(id, _)| *id),
            _ => None,
        };
        self.desk.until(started_at + SignedDuration::from_secs(duration_s));
        let new = NewCall {
            contract: customer.contract,
            contact: Some(customer.contact),
            line: line.to_owned(),
            started_at,
            duration_s,
            ticket,
            note: "Anruf".to_owned(),
            accepted: (line == "emergency").then(|| AcceptedPrice { text: "wie gezeigt".to_owned(), at: started_at }),
            unique_key: None,
        };
        let technician = self.staff[1].clone();
        self.attempt(&technician, move |act| call::log(act, &new));
    }

    fn works(&mut self) {
        let Some((ticket, _)) = self.a_ticket() else {
            return;
        };
        if self.sells != Sells::Hours || self.desk.ticket(ticket).state == State::Closed {
            return;
        }
        let duration_s = 600 + i64::try_from(self.pick(20_000)).unwrap_or(0);
        let at = self.desk.desk.now();
        self.desk.pass(SignedDuration::from_secs(duration_s));
        let agent = self.staff[0].clone();
        let staff = agent.staff().expect("Ada is staff");
        let kind = ["task", "question"][self.pick(2)];
        let new = NewWork {
            on: WorkOn::Ticket(ticket),
            facts: std::collections::BTreeMap::new(),
            staff,
            at,
            duration_s,
            kind: Some(kind.to_owned()),
            note: String::new(),
            unique_key: None,
        };
        self.attempt(&agent, move |act| work::log(act, &new));
    }

    fn machine_writes(&mut self) {
        match self.pick(2) {
            0 => {
                self.mail("info@nord.example", "Abwesenheitsnotiz", "Auto-Submitted: auto-replied\n", "Im Urlaub.");
            }
            _ => {
                self.mail("news@list.example", "Neues", "List-Id: <news.list.example>\n", "Viel Neues.");
            }
        }
    }

    /// What people at the top do: plans, pools, credits.
    fn changes(&mut self) {
        let index = self.pick(4);
        let contract = self.customers[index].contract;
        let [_, _, manager, administrator] = self.staff.clone();
        let plan = self.sells.plans()[self.pick(3)].to_owned();
        let change = Change { plan: Some(plan), ..Change::default() };
        self.attempt(&administrator, move |act| contract::change(act, contract, &change));
        match self.sells {
            Sells::Levels => {
                self.attempt(&administrator, move |act| contract::activate(act, contract));
            }
            Sells::Hours => {
                let pooled = self.customers[3].contract;
                let months = [date(2026, 11, 1), date(2026, 12, 1)];
                self.attempt(&manager, move |act| contract::agree_pool(act, pooled, None, &months));
            }
        }
    }

    /// Acts; what a rule forbids is part of life, what is broken is not.
    fn attempt<T: Send + 'static>(
        &self,
        actor: &Actor,
        change: impl Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> Option<T> {
        match self.desk.try_act(actor, change) {
            Ok(done) => Some(done),
            Err(DeskError::Conflict { .. } | DeskError::Invalid(_) | DeskError::NotFound) => None,
            Err(error) => panic!("{actor:?}: {error}"),
        }
    }

    fn pick(&mut self, below: usize) -> usize {
        // xorshift64*: small, and the same on every machine.
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap_or(0) % below
    }
}

fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").expect("the zone is built in");
    date(2026, 11, day).at(hour, minute, 0, 0).to_zoned(zone).expect("no clock change in November").timestamp()
}
