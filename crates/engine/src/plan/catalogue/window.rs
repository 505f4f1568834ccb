//! Windows that depend on the contract: the customer's zone or holidays, or a window chosen by a fact.
//!
//! A catalogue has a coverage for each window, that of a contract about which nothing is known. For a contract whose
//! facts say more, [`Catalogue::for_contract`] gives the same catalogue with its own coverages, so that whoever computes
//! with it need not know. What is known last holds for the whole contract.

use jiff::tz::TimeZone;

use super::{Catalogue, Text, Window};
use crate::time::{Coverage, Holidays, Hours, zone};

/// Fact of the contract that names the customer's zone.
pub const ZONE_FACT: &str = "time-zone";
/// Fact of the contract that names the customer's holidays: a region, an id of the file, or "none".
pub const HOLIDAYS_FACT: &str = "holidays";

/// How a window that depends on the contract is made.
#[derive(Debug, Clone)]
pub enum Made {
    /// From hours, in a zone and with holidays of its own or the customer's.
    Hours {
        /// The hours.
        hours: Hours,
        /// Zone where the customer's is not known, or not asked for.
        zone: TimeZone,
        /// Holidays where the customer's are not known, or not asked for.
        holidays: Holidays,
        /// Whether the customer's zone is meant.
        customer_zone: bool,
        /// Whether the customer's holidays are meant.
        customer_holidays: bool,
    },
    /// From other windows (indexes), first to last.
    Combined(Way, Vec<usize>),
    /// Another window, by the value of a fact of the contract.
    Chosen {
        /// The fact.
        fact: String,
        /// Values with windows (indexes).
        cases: Vec<(String, usize)>,
        /// The window for all other values.
        otherwise: usize,
    },
}

/// A set of holidays that the file names, with what it is made of as the file has it.
#[derive(Debug, Clone)]
pub struct HolidaySet {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Regions and sets that it is made of.
    pub of: Vec<String>,
    /// Only days that are holidays in all of these; otherwise in any.
    pub all: bool,
    /// Further days, with names where they have some of their own.
    pub days: Vec<(String, Option<Text>)>,
    /// Days that are no holidays.
    pub except: Vec<String>,
    /// The days.
    pub holidays: Holidays,
}

/// How windows are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Open where one of them is.
    Union,
    /// Open where all of them are.
    Intersection,
    /// Open where the first is and no other.
    Except,
}

impl Way {
    /// The coverage of several windows.
    #[must_use]
    pub fn combine(self, first: &Coverage, others: &[&Coverage]) -> Coverage {
        others.iter().fold(first.clone(), |coverage, other| match self {
            Way::Union => coverage.union(other),
            Way::Intersection => coverage.intersection(other),
            Way::Except => coverage.except(other),
        })
    }
}

impl Catalogue {
    /// The facts of a contract that its windows depend on; none for most catalogues.
    #[must_use]
    pub fn window_facts(&self) -> Vec<&str> {
        let mut facts = Vec::new();
        for made in self.windows.iter().filter_map(|window| window.made.as_ref()) {
            match made {
                Made::Hours { customer_zone, customer_holidays, .. } => {
                    facts.extend(customer_zone.then_some(ZONE_FACT));
                    facts.extend(customer_holidays.then_some(HOLIDAYS_FACT));
                }
                Made::Combined(..) => {}
                Made::Chosen { fact, .. } => facts.push(fact.as_str()),
            }
        }
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The catalogue with the windows as they are for a contract of which these facts are known.
    #[must_use]
    pub fn for_contract<'f>(&self, fact: impl Fn(&str) -> Option<&'f str>) -> Catalogue {
        let mut own = self.clone();
        // The windows that one is made of may come later in the file, and be made of others themselves.
        for ix in 0..self.windows.len() {
            if self.windows[ix].made.is_some() {
                let (coverage, hours) = self.own_window(ix, &fact, 0);
                own.windows[ix].coverage = coverage;
                own.windows[ix].hours = hours;
            }
        }
        own
    }

    fn own_window<'f>(&self, ix: usize, fact: &impl Fn(&str) -> Option<&'f str>, depth: usize) -> (Coverage, String) {
        let window = &self.windows[ix];
        let plain = || (window.coverage.clone(), window.hours.clone());
        // The reader refuses circles, `depth` only bounds a broken caller.
        let Some(made) = window.made.as_ref().filter(|_| depth <= self.windows.len()) else {
            return plain();
        };
        match made {
            Made::Hours { hours, zone: usual, holidays, customer_zone, customer_holidays } => {
                let own = fact(ZONE_FACT).filter(|_| *customer_zone).and_then(zone);
                let days = fact(HOLIDAYS_FACT).filter(|_| *customer_holidays).and_then(|name| self.holidays_of(name));
                let zone = own.as_ref().unwrap_or(usual);
                let text = Window::text(hours, own.as_ref().filter(|own| **own != self.provider.zone));
                (Coverage::compile(hours, days.as_ref().unwrap_or(holidays), zone), text)
            }
            Made::Combined(way, parts) => {
                let parts: Vec<Coverage> = parts.iter().map(|part| self.own_window(*part, fact, depth + 1).0).collect();
                let Some((first, others)) = parts.split_first() else { return plain() };
                (way.combine(first, &others.iter().collect::<Vec<_>>()), window.hours.clone())
            }
            Made::Chosen { fact: name, cases, otherwise } => {
                let declared = self.facts.iter().find(|fact| fact.id == *name).and_then(|fact| fact.default.as_deref());
                let value = fact(name).or(declared);
                let chosen =
                    cases.iter().find(|(case, _)| Some(case.as_str()) == value).map_or(*otherwise, |case| case.1);
                self.own_window(chosen, fact, depth + 1)
            }
        }
    }

    /// The holidays of a name: of the file, of a region, or "none".
    #[must_use]
    pub fn holidays_of(&self, name: &str) -> Option<Holidays> {
        if name == "none" {
            return Some(Holidays::none());
        }
        let own = self.holidays.iter().find(|set| set.id == name).map(|set| set.holidays.clone());
        own.or_else(|| Holidays::region(name).ok())
    }
}

impl Window {
    /// The canonical text of hours, with the zone where it is not the provider's.
    #[must_use]
    pub fn text(hours: &Hours, zone: Option<&TimeZone>) -> String {
        let Some(zone) = zone else { return hours.to_string() };
        match zone.iana_name() {
            Some(name) => format!("{hours} [{name}]"),
            None => {
                let seconds = zone.to_offset(jiff::Timestamp::UNIX_EPOCH).seconds();
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
                format!("{hours} [UTC{sign}{:02}:{:02}]", minutes / 60, minutes % 60)
            }
        }
    }
}
