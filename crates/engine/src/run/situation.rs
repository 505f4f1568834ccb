//! What is known when a condition is asked, and the answer.
//!
//! Facts are kept with the instant from which they are known. A clock asks what was known at an instant; a price asks
//! what is known at the end, for a cause that is found late holds for the whole ticket.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::event::{Call, Open, Work};
use crate::plan::Catalogue;
use crate::plan::catalogue::condition::{Test, When};

/// Facts by name, each with the instant from which it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FactHistory {
    values: Vec<(Timestamp, String, String)>,
}

impl FactHistory {
    /// Facts that were known from the start.
    #[must_use]
    pub fn from_start(facts: &BTreeMap<String, String>) -> FactHistory {
        let known = facts.iter().map(|(name, value)| (Timestamp::MIN, name.clone(), value.clone()));
        FactHistory { values: known.collect() }
    }

    /// A fact has this value from an instant on. Of one instant, what is set later counts.
    pub fn set(&mut self, at: Timestamp, name: impl Into<String>, value: impl Into<String>) {
        let place = self.values.partition_point(|(known, ..)| *known <= at);
        self.values.insert(place, (at, name.into(), value.into()));
    }

    /// The value that was known at an instant.
    #[must_use]
    pub fn at(&self, name: &str, at: Timestamp) -> Option<&str> {
        let known = self.values.iter().rev().find(|(since, known, _)| *since <= at && known == name);
        known.map(|(_, _, value)| value.as_str())
    }

    /// Forgets what became known of a fact from an instant on.
    pub fn forget(&mut self, name: &str, from: Timestamp) {
        self.values.retain(|(at, known, _)| known != name || *at < from);
    }

    /// Each change: when, which fact, which value.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (Timestamp, &str, &str)> {
        self.values.iter().map(|(at, name, value)| (*at, name.as_str(), value.as_str()))
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// What a request says of its ticket, known from its arrival.
#[must_use]
pub fn opening_facts(at: Timestamp, open: &Open) -> FactHistory {
    let mut known = FactHistory::default();
    let own = [
        ("request", &open.request),
        ("role", &open.role),
        ("product", &open.product),
        ("system", &open.system),
        ("version", &open.version),
        ("topic", &open.topic),
        ("contact", &open.contact),
    ];
    for (name, value) in own.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        known.set(at, name, value);
    }
    known.set(at, "customised", open.customised.to_string());
    for (name, value) in &open.facts {
        known.set(at, name, value);
    }
    known
}

/// A place where facts are looked up.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// What was known at an instant.
    History(&'a FactHistory, Timestamp),
    /// What a request says.
    Open(&'a Open),
    /// What is known of a call.
    Call(&'a Call),
    /// What is known of a piece of work.
    Work(&'a Work),
    /// Facts by name.
    Named(&'a BTreeMap<String, String>),
    /// A single fact.
    One(&'a str, &'a str),
}

impl<'a> Source<'a> {
    /// The value of a fact, if this place knows it.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Cow<'a, str>> {
        let own = |value: &'a Option<String>| value.as_deref().map(Cow::Borrowed);
        let named = |facts: &'a BTreeMap<String, String>| facts.get(name).map(|value| Cow::Borrowed(value.as_str()));
        match *self {
            Source::History(facts, at) => facts.at(name, at).map(Cow::Borrowed),
            Source::Named(facts) => named(facts),
            Source::One(known, value) => (known == name).then_some(Cow::Borrowed(value)),
            Source::Open(open) => match name {
                "severity" => own(&open.severity),
                "channel" => open.channel.map(|channel| Cow::Borrowed(channel.id())),
                "request" => own(&open.request),
                "role" => own(&open.role),
                "product" => own(&open.product),
                "system" => own(&open.system),
                "version" => own(&open.version),
                "topic" => own(&open.topic),
                "contact" => own(&open.contact),
                "customised" => Some(Cow::Borrowed(if open.customised { "true" } else { "false" })),
                _ => named(&open.facts),
            },
            Source::Call(call) => match name {
                "line" => Some(Cow::Borrowed(call.line.as_str())),
                "channel" => Some(Cow::Borrowed("phone")),
                "contact" => own(&call.caller),
                "role" => own(&call.role),
                _ => named(&call.facts),
            },
            Source::Work(work) => match name {
                "kind" => own(&work.kind),
                _ => named(&work.facts),
            },
        }
    }
}

/// All that a condition may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The catalogue whose windows, offers and declared defaults are meant.
    pub catalogue: &'a Catalogue,
    /// When it happens.
    pub at: Timestamp,
    /// Offers held (indexes).
    pub held: &'a [usize],
    /// Where facts are looked up; the first place that knows one is right.
    pub sources: &'a [Source<'a>],
}

impl<'a> Situation<'a> {
    /// The value of a fact, or its declared default.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Cow<'a, str>> {
        let known = self.sources.iter().find_map(|source| source.fact(name));
        let declared = || self.catalogue.facts.iter().find(|fact| fact.id == name)?.default.as_deref();
        known.or_else(|| declared().map(Cow::Borrowed))
    }

    /// Whether a condition holds.
    #[must_use]
    pub fn holds(&self, when: &When) -> bool {
        when.is_always() || when.any.iter().any(|tests| tests.iter().all(|test| self.passes(test)))
    }

    fn passes(&self, test: &Test) -> bool {
        match test {
            Test::Fact { name, is } => is.passes(self.fact(name).as_deref()),
            Test::Window { windows, open } => {
                windows.iter().any(|&window| self.catalogue.windows[window].coverage.is_open(self.at)) == *open
            }
            Test::Offer { offers, held } => offers.iter().any(|offer| self.held.contains(offer)) == *held,
        }
    }
}
