//! Allowances: what is granted, how use of it is counted, how long it lasts, and what happens when nothing is left.
//!
//! Quantities are whole numbers of the smallest part of a unit: seconds of time, thousandths of a unit of the
//! provider's own, whole tickets and visits.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::condition::When;
use super::{Catalogue, Counting, Text};
use crate::price::later;

/// What an allowance counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Time, kept in seconds, shown in minutes.
    Minutes,
    /// Time, kept in seconds, shown in hours.
    Hours,
    /// Working days of so many seconds.
    Days(i64),
    /// Whole tickets.
    Tickets,
    /// Incidents: tickets under another name.
    Incidents,
    /// Visits: one for each piece of work that counts.
    Visits,
    /// Calls: one for each call or piece of work that counts.
    Calls,
    /// A unit of the provider's own (index).
    Own(usize),
}

/// A unit of the provider's own: a credit, a point, an incident of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnUnit {
    /// Id in the file ("credit").
    pub id: String,
    /// Name of one, for people.
    pub name: Text,
    /// Name of several.
    pub plural: Text,
    /// Seconds of one; none: a bare count.
    pub time_s: Option<i64>,
    /// What a bare count is taken for.
    pub each: Each,
}

/// What one of a bare count is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Each {
    /// A ticket, once, whatever happens on it.
    #[default]
    Ticket,
    /// Each call and each piece of work.
    Usage,
}

/// How quantities of a unit are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Seconds; one unit has so many.
    Time(i64),
    /// A count: so many parts make one.
    Count(i64, Each),
}

/// Parts of one of the provider's own bare units.
pub const PARTS: i64 = 1_000;

impl Unit {
    /// How quantities of it are kept; `own` is what the file says of a unit of its own.
    #[must_use]
    pub fn measure(self, own: Option<&OwnUnit>) -> Measure {
        match (self, own) {
            (Unit::Minutes, _) => Measure::Time(60),
            (Unit::Hours, _) => Measure::Time(3_600),
            (Unit::Days(length_s), _) => Measure::Time(length_s.max(1)),
            (Unit::Tickets | Unit::Incidents, _) => Measure::Count(1, Each::Ticket),
            (Unit::Visits | Unit::Calls, _) => Measure::Count(1, Each::Usage),
            (Unit::Own(_), Some(OwnUnit { time_s: Some(time_s), .. })) => Measure::Time((*time_s).max(1)),
            (Unit::Own(_), own) => Measure::Count(PARTS, own.map_or(Each::Ticket, |own| own.each)),
        }
    }

    /// Whether a word of the file names it: singular or plural.
    #[must_use]
    pub fn is_named(self, word: &str, own: Option<&OwnUnit>) -> bool {
        let is = |id: &str| word.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest == "s");
        match self {
            Unit::Minutes | Unit::Hours => false,
            Unit::Days(_) => is("day"),
            Unit::Tickets => is("ticket"),
            Unit::Incidents => is("incident"),
            Unit::Visits => is("visit"),
            Unit::Calls => is("call"),
            Unit::Own(_) => own.is_some_and(|own| {
                let plurals = [&own.plural.en, &own.plural.de];
                is(&own.id) || plurals.into_iter().flatten().any(|plural| plural.to_lowercase() == word)
            }),
        }
    }

    /// Its index, if it is one of the provider's own.
    #[must_use]
    pub fn own(self) -> Option<usize> {
        if let Unit::Own(ix) = self { Some(ix) } else { None }
    }
}

impl Catalogue {
    /// How quantities of a unit are kept.
    #[must_use]
    pub fn measure(&self, unit: Unit) -> Measure {
        unit.measure(unit.own().and_then(|ix| self.units.get(ix)))
    }

    /// Whether an allowance (index) counts time.
    #[must_use]
    pub fn counts_time(&self, allowance: usize) -> bool {
        self.allowances.get(allowance).is_some_and(|known| matches!(self.measure(known.unit), Measure::Time(_)))
    }

    /// A quantity in units of its own, exact where four digits suffice.
    #[must_use]
    pub fn in_units(&self, unit: Unit, quantity: i64) -> Decimal {
        let one = match self.measure(unit) {
            Measure::Time(one) | Measure::Count(one, _) => one.max(1),
        };
        (Decimal::from(quantity) / Decimal::from(one)).round_dp(4).normalize()
    }
}

impl Measure {
    /// The quantity of so many units; none where it is too large or finer than can be kept.
    #[must_use]
    pub fn quantity(self, units: Decimal) -> Option<i64> {
        let (Measure::Time(one) | Measure::Count(one, _)) = self;
        let quantity = units.checked_mul(Decimal::from(one))?;
        if quantity.is_integer() { quantity.to_i64() } else { None }
    }
}

/// A kind of allowance: what is granted, how long it lasts, and who may stretch it.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// Id in the file ("phone").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// What it counts.
    pub unit: Unit,
    /// Burned before others when lower; equal: earliest expiry, then oldest.
    pub priority: u32,
    /// When a grant ends.
    pub expiry: Expiry,
    /// Periods that may be thrown together by agreement.
    pub pooling: Option<Pooling>,
    /// What else the plan says of it; none: nothing.
    pub rules: Option<Box<Rules>>,
}

impl Allowance {
    /// The first day on which nothing of it can be used any more, of a contract that ends on a day.
    #[must_use]
    pub fn outlives(&self, end: Date) -> Date {
        match self.rules.as_deref().and_then(|rules| rules.after_end) {
            Some(Expiry::Days(days)) => end.checked_add(i64::from(days.min(40_000)).days()).unwrap_or(Date::MAX),
            Some(Expiry::Months(months)) => later(end, months),
            Some(Expiry::EndOfPeriod | Expiry::Never) | None => end,
        }
    }

    /// When a bare count is taken.
    #[must_use]
    pub fn deduct(&self) -> Deduct {
        self.rules.as_deref().map(|rules| rules.deduct).unwrap_or_default()
    }
}

/// When a grant of an allowance ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// With the period it was granted for.
    EndOfPeriod,
    /// This many calendar months after the grant.
    Months(u32),
    /// This many days after the grant.
    Days(u32),
    /// Never.
    Never,
}

/// The right to use several periods' grants as one, by agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pooling {
    /// How many consecutive periods make a pool.
    pub periods: u32,
    /// Role of the person who agrees ("support-manager").
    pub by: String,
}

/// All that an allowance may say beyond unit, priority, expiry and pooling.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Where quarters and years begin.
    pub periods: Periods,
    /// What is deducted at all.
    pub counts: When,
    /// How much more or less a use counts; the first that fits.
    pub weights: Vec<Weight>,
    /// Fixed quantities by what is asked for; the first that fits, in place of time.
    pub menu: Vec<Dish>,
    /// How time is counted before it is taken; none: as the tariff counts.
    pub tally: Option<Tally>,
    /// The most that it covers of one ticket.
    pub cap: Option<Cap>,
    /// When a bare count is taken.
    pub deduct: Deduct,
    /// What is carried into the next period.
    pub carry: Option<Carry>,
    /// What may be taken of later periods.
    pub borrow: Option<Borrow>,
    /// What happens when nothing is left.
    pub at_zero: AtZero,
    /// Percent of a period's quantity at which somebody is told.
    pub alerts: Vec<u32>,
    /// A quantity of a period above which use is no longer fair.
    pub fair_use: Option<i64>,
    /// Allowances without which this one gives nothing: what is first used up ends both.
    pub ends_with: Vec<usize>,
    /// Plans and options with which its grants live longer, or end.
    pub lives_with: Option<LivesWith>,
    /// Whether a top-up brings back what had expired; so many months later at most.
    pub revive: Option<Revive>,
    /// More is bought when little is left.
    pub refill: Option<Refill>,
    /// It grows with what a fact counts.
    pub earn: Option<Earn>,
    /// What people do with what is left at the end.
    pub left_over: Option<Text>,
    /// How long after the end of the contract what was granted before it may still be used; none: it ends with it.
    pub after_end: Option<Expiry>,
}

/// Where the periods of grants begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Periods {
    /// Months on the first, quarters and years on the day of the contract's start (default).
    #[default]
    Usual,
    /// All of them with the calendar.
    Calendar,
    /// All of them on the day of the contract's start.
    Contract,
}

/// A number of the file, or one that a fact says.
#[derive(Debug, Clone, PartialEq)]
pub enum Number<T> {
    /// It stands in the file.
    Fixed(T),
    /// The value of this fact; where it is not known the row does not hold.
    Fact(String),
}

/// How much a use counts under a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// For which uses.
    pub when: When,
    /// How many times.
    pub factor: Number<Decimal>,
}

/// A fixed quantity for something that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Dish {
    /// For what.
    pub when: When,
    /// How much of the allowance.
    pub quantity: Number<i64>,
}

/// How measured time becomes counted time. What happens within its scope is summed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// What is summed before it is rounded.
    pub scope: Counting,
    /// Started increments that count, in seconds.
    pub increment_s: i64,
    /// The least that anything counts.
    pub minimum_s: i64,
    /// Less than this counts nothing.
    pub free_below_s: i64,
    /// The first so many seconds never count.
    pub free_first_s: i64,
}

impl Tally {
    /// What a sum of measured seconds counts.
    #[must_use]
    pub fn count(&self, measured_s: i64) -> i64 {
        let rest = measured_s.saturating_sub(self.free_first_s);
        if rest <= 0 || measured_s < self.free_below_s {
            return 0;
        }
        let increment_s = self.increment_s.max(1);
        let rounded = rest.saturating_add(increment_s - 1) / increment_s * increment_s;
        rounded.max(self.minimum_s)
    }
}

/// The most that an allowance covers of one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// Counted seconds.
    pub seconds: i64,
    /// What happens with more.
    pub then: AtZero,
    /// With the customer's consent it does not hold: the allowance goes on.
    pub lifted: bool,
}

/// When a bare count is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deduct {
    /// With the first call or work (default).
    #[default]
    Use,
    /// When the request arrives.
    Opening,
    /// When it is resolved for the first time.
    Resolve,
}

/// What happens when nothing is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AtZero {
    /// It goes on at the tariff's price (default).
    #[default]
    Charge,
    /// It goes on at the tariff's price if the customer agreed (fact `consent`); otherwise it is not charged.
    Ask,
    /// It stops: requests are refused, and what is done all the same is not charged.
    Stop,
}

/// What is carried into later periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Carry {
    /// Percent of it.
    pub share: Decimal,
    /// Percent of what was granted; otherwise of what is left.
    pub of_granted: bool,
    /// How many periods it may still be used; none: as long as the contract lasts.
    pub periods: Option<u32>,
    /// The most that is carried at any time.
    pub cap: Option<i64>,
    /// What must hold at the end of the period.
    pub when: When,
    /// What must have been told within the period.
    pub told: When,
}

/// What may be taken of later periods before they begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Borrow {
    /// How many periods ahead.
    pub periods: u32,
    /// Percent of each.
    pub share: Decimal,
    /// The most of each.
    pub limit: Option<i64>,
    /// What must hold when it is used.
    pub when: When,
}

/// Offers with which grants live longer, or end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivesWith {
    /// One of these must be held (indexes).
    pub offers: Vec<usize>,
    /// Grants also end when none of them is held any more; otherwise they only live longer while one is.
    pub ends: bool,
}

/// A top-up brings back what had expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revive {
    /// Not what expired longer ago than so many months; none: whenever.
    pub months: Option<u32>,
}

/// A pack is bought when less than a quantity is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refill {
    /// The quantity.
    pub below: i64,
    /// The pack (index) that is bought.
    pub pack: usize,
    /// Bought at once; otherwise the customer is asked to.
    pub at_once: bool,
}

/// So much for each full step of what a fact counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Earn {
    /// The fact, which only grows ("spend").
    pub of: String,
    /// The step.
    pub per: Decimal,
    /// What each step gives.
    pub quantity: i64,
}

/// A quantity of an allowance for sale.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Id in the file ("hours-10").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Net price; none: as agreed with each sale.
    pub price: Option<Decimal>,
    /// The allowance (index).
    pub allowance: usize,
    /// How much of it.
    pub quantity: i64,
    /// When it ends; none: as the allowance says.
    pub expiry: Option<Expiry>,
}
