//! One walk through the events: who asked, what was begun for them, and what happened to each ticket.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::event::{By, Call, Contract, Event, Licence, Open, What};
use super::outcome::{Answer, Refused, Verdict};
use super::situation::{FactHistory, opening_facts};
use super::timeline::{Timeline, day, order};
use crate::coverage::releases_behind;
use crate::coverage::{Request, Standing, environment, verdict};
use crate::explain::{RefusalStep, Step, VerdictStep};
use crate::plan::Catalogue;
use crate::plan::catalogue::Stated;
use crate::price::full_months;
use crate::sla::{Moment, TicketHistory};

/// What a walk found.
pub(crate) struct Walked<'a> {
    /// Verdicts without what depends on the ledger, in the order of time.
    pub(crate) verdicts: Vec<Begun<'a>>,
    /// Tickets in the order they arrived.
    pub(crate) tickets: Vec<Ticket>,
    /// Events that cannot be, and calls that were not taken.
    pub(crate) refused: Vec<Refused>,
}

/// A verdict to be completed when it is known what was left of the allowances.
pub(crate) struct Begun<'a> {
    pub(crate) event: usize,
    pub(crate) at: Timestamp,
    pub(crate) request: Request<'a>,
    pub(crate) verdict: Verdict,
}

/// A ticket and whether its request was a valid one.
pub(crate) struct Ticket {
    pub(crate) history: TicketHistory,
    pub(crate) valid: bool,
}

pub(crate) fn walk<'a>(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &'a [Event],
    until: Timestamp,
) -> Walked<'a> {
    let numbers = timeline.phases.iter().filter_map(|phase| match phase.entitlements.contacts {
        Stated::Value(number) => {
            let per = phase
                .entitlements
                .access
                .contacts
                .as_ref()
                .is_some_and(|rules| rules.per.is_some() || !rules.steps.is_empty());
            if per { Some(usize::MAX) } else { usize::try_from(number).ok() }
        }
        _ => None,
    });
    let mut walk = Walk {
        catalogue,
        contract,
        timeline,
        authorised: numbers.max().unwrap_or(0),
        seen: Vec::new(),
        licences: Cow::Borrowed(&contract.facts.licences),
        places: HashMap::new(),
        until,
        found: Walked { verdicts: Vec::new(), tickets: Vec::new(), refused: Vec::new() },
    };
    for ix in order(events) {
        let event = &events[ix];
        if event.at > until {
            break;
        }
        if let Err(why) = walk.take(ix, event) {
            let why = Step::Verdict(VerdictStep::Refusal(why));
            walk.found.refused.push(Refused { event: ix, why });
        }
    }
    walk.found
}

struct Walk<'a, 't> {
    catalogue: &'t Catalogue,
    contract: &'t Contract,
    timeline: &'t Timeline,
    /// How many contacts can ever be authorised by asking first.
    authorised: usize,
    seen: Vec<&'a str>,
    licences: Cow<'t, [Licence]>,
    places: HashMap<&'a str, usize>,
    until: Timestamp,
    found: Walked<'a>,
}

impl<'a> Walk<'a, '_> {
    fn take(&mut self, ix: usize, event: &'a Event) -> Result<(), RefusalStep> {
        let at = event.at;
        match &event.what {
            What::Open(open) => self.open(ix, at, open.known(|known| known <= self.until)),
            What::Call(call) => self.call(ix, at, call),
            What::Reply { ticket, by, reaches } => {
                let moment = match by {
                    By::Agent => Moment::Reply,
                    By::Customer => Moment::Message,
                    By::Automatic => Moment::Receipt,
                };
                self.moment(ticket, at, moment)?;
                reaches.iter().try_for_each(|what| self.reach(ticket, at, what))
            }
            What::Reach { ticket, what } => self.reach(ticket, at, what),
            What::Pause { ticket, why } if why != "waiting-customer" => {
                let ticket = self.ticket(ticket)?;
                let word = ticket.word(why);
                ticket.moments.push((at, Moment::Hold(word)));
                Ok(())
            }
            What::Pause { ticket, .. } => self.moment(ticket, at, Moment::Pause),
            What::Resume { ticket } => self.moment(ticket, at, Moment::Resume),
            What::Severity { ticket, severity } => {
                let severity = self.severity(severity)?;
                self.moment(ticket, at, Moment::Severity(severity))
            }
            What::Resolve { ticket } => self.moment(ticket, at, Moment::Resolve),
            What::Reopen { ticket } => self.moment(ticket, at, Moment::Reopen),
            What::Close { ticket } => self.moment(ticket, at, Moment::Close),
            What::Licence(licence) => {
                let licences = self.licences.to_mut();
                match licences.iter_mut().find(|known| known.id == licence.id) {
                    Some(known) => known.clone_from(licence),
                    None => licences.push(licence.clone()),
                }
                Ok(())
            }
            What::Fact { ticket: Some(ticket), facts } => {
                // A fact may name a ticket that is not known here; what it says of usage holds all the same.
                if let Some(known) = self.places.get(ticket.as_str()).and_then(|&ix| self.found.tickets.get_mut(ix)) {
                    for (name, value) in facts {
                        known.history.facts.set(at, name, value);
                    }
                }
                Ok(())
            }
            What::Item(piece) => {
                let item = self.catalogue.items.iter().find(|item| item.id == piece.item);
                let ticket = piece.ticket.as_deref().and_then(|ticket| self.places.get(ticket));
                if let (Some(item), Some(known)) = (item, ticket.and_then(|&ix| self.found.tickets.get_mut(ix))) {
                    for (name, value) in &item.sets {
                        known.history.facts.set(at, name, value);
                    }
                }
                Ok(())
            }
            What::Log(_)
            | What::Fact { ticket: None, .. }
            | What::Pool { .. }
            | What::Activate
            | What::Change(_)
            | What::Cancel { .. }
            | What::TopUp { .. }
            | What::Contacts { .. }
            | What::Downtime(_)
            | What::Claim(_)
            | What::Pay
            | What::Buy { .. }
            | What::Count { .. } => Ok(()),
        }
    }

    fn open(&mut self, ix: usize, at: Timestamp, open: &'a Open) -> Result<(), RefusalStep> {
        if self.places.contains_key(open.ticket.as_str()) {
            return Err(RefusalStep::TicketTwice { ticket: open.ticket.clone() });
        }
        let severity = open.severity.as_deref().map_or(Ok(None), |id| self.severity(id))?;
        let request = Request::Open(open);
        let verdict = self.judge(at, request, open.decided);
        self.see(open.contact.as_deref());
        self.places.insert(&open.ticket, self.found.tickets.len());
        let history = TicketHistory {
            ticket: open.ticket.clone(),
            opened: at,
            channel: open.channel,
            severity,
            facts: if self.catalogue.conditional { self.opening(at, open) } else { FactHistory::default() },
            ..TicketHistory::default()
        };
        let valid = verdict.promises();
        self.found.tickets.push(Ticket { history, valid });
        self.found.verdicts.push(Begun { event: ix, at, request, verdict });
        Ok(())
    }

    /// What is known about a ticket from its arrival: what the request says, and what is registered of its system.
    fn opening(&self, at: Timestamp, open: &Open) -> FactHistory {
        let mut known = opening_facts(at, open);
        let systems = self.contract.facts.systems.as_deref().unwrap_or_default();
        if let Some(system) = systems.iter().find(|system| Some(&system.id) == open.system.as_ref()) {
            known.set(at, "environment", environment(system));
            for (name, value) in &system.facts {
                known.set(at, name, value);
            }
        }
        if known.at("releases-behind", at).is_none()
            && let Some(behind) = releases_behind(self.catalogue, &self.timeline.facts, open, at)
        {
            known.set(at, "releases-behind", behind.to_string());
        }
        for (name, value) in self.life(at, open, &known) {
            known.set(at, name, value);
        }
        known
    }

    /// The phase and the age in months of the version that a request is about, where its day of release is known.
    fn life(&self, at: Timestamp, open: &Open, known: &FactHistory) -> Vec<(&'static str, String)> {
        let product = open.product.as_deref().and_then(|id| self.catalogue.find_product(id));
        let Some(product) = product.map(|ix| &self.catalogue.products[ix]).filter(|product| !product.phases.is_empty())
        else {
            return Vec::new();
        };
        let of = |name: String| self.timeline.facts.at(&name, at);
        let version = open.version.as_deref().unwrap_or_default();
        let released = known.at("released", at).or_else(|| of(format!("released.{}.{version}", product.id)));
        let released = released.or_else(|| of(format!("released.{}", product.id)));
        let Some(released) = released.and_then(|text| text.parse::<Date>().ok()) else { return Vec::new() };
        let today = day(at, &self.catalogue.provider.zone);
        let age = full_months(released, today);
        let life = [("phase", product.phase(released, today).to_owned()), ("version-age", age.to_string())];
        life.into_iter().filter(|(name, _)| known.at(name, at).is_none()).collect()
    }

    fn call(&mut self, ix: usize, at: Timestamp, call: &'a Call) -> Result<(), RefusalStep> {
        if self.catalogue.find_line(&call.line).is_none() {
            return Err(RefusalStep::LineUnknown { id: call.line.clone() });
        }
        let request = Request::Call(call);
        let verdict = self.judge(at, request, call.decided);
        self.see(call.caller.as_deref());
        if verdict.answer == Answer::Refused {
            let reason = verdict.conditions.iter().find(|condition| !condition.holds);
            self.found.refused.extend(reason.map(|reason| Refused { event: ix, why: reason.why.clone() }));
        } else if let Some(ticket) = call.ticket.as_deref().filter(|_| call.accepted != Some(false)) {
            // A call may name a ticket that is not known here; it is metered all the same.
            let _ = self.moment(ticket, at, Moment::Call);
        }
        self.found.verdicts.push(Begun { event: ix, at, request, verdict });
        Ok(())
    }

    fn judge(&self, at: Timestamp, request: Request<'_>, decided: Option<Answer>) -> Verdict {
        let standing = Standing {
            catalogue: self.catalogue,
            timeline: self.timeline,
            facts: &self.contract.facts,
            seen: &self.seen,
            licences: &self.licences,
        };
        let verdict = verdict(&standing, at, request);
        Verdict { answer: decided.unwrap_or(verdict.answer), ..verdict }
    }

    fn see(&mut self, person: Option<&'a str>) {
        if let Some(person) = person
            && self.seen.len() < self.authorised
            && !self.seen.contains(&person)
        {
            self.seen.push(person);
        }
    }

    /// The severity of an id; none where the provider does not classify and any word will do.
    fn severity(&self, id: &str) -> Result<Option<usize>, RefusalStep> {
        if self.catalogue.severities.is_empty() {
            return Ok(None);
        }
        let found = self.catalogue.find_severity(id).map(Some);
        found.ok_or_else(|| RefusalStep::SeverityUnknown { id: id.to_owned() })
    }

    fn ticket(&mut self, ticket: &str) -> Result<&mut TicketHistory, RefusalStep> {
        let place = self.places.get(ticket);
        let known = place.and_then(|&place| self.found.tickets.get_mut(place)).map(|ticket| &mut ticket.history);
        known.ok_or_else(|| RefusalStep::TicketUnknown { ticket: ticket.to_owned() })
    }

    fn moment(&mut self, ticket: &str, at: Timestamp, moment: Moment) -> Result<(), RefusalStep> {
        self.ticket(ticket)?.moments.push((at, moment));
        Ok(())
    }

    /// What is reached must be something that a target of the catalogue waits for.
    fn reach(&mut self, ticket: &str, at: Timestamp, what: &str) -> Result<(), RefusalStep> {
        let known = self.catalogue.find_milestone(what).is_some() || self.catalogue.awaits(what);
        let ticket = self.ticket(ticket)?;
        if !known {
            return Err(RefusalStep::ReachUnknown { what: what.to_owned() });
        }
        let word = ticket.word(what);
        ticket.moments.push((at, Moment::Reach(word)));
        Ok(())
    }
}
