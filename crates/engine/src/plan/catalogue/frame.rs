//! How a plan serves as a whole: the severities it knows, the availability it promises, and when it begins.

use rust_decimal::Decimal;

use super::condition::When;

/// How a plan serves as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// Severities (indexes) that it knows; empty: all. Others become the next less urgent one it knows.
    pub severities: Vec<usize>,
    /// Availability promised.
    pub availability: Vec<Availability>,
    /// When it begins, if not on the contract's first day.
    pub starts: Option<Starts>,
    /// Who says how serious a request is; none: the customer.
    pub severity_by: Option<SetBy>,
}

/// Who says how serious a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// Whoever asks; rules may correct it.
    Customer,
    /// The provider's rules and people; what the request says does not count.
    Provider,
}

/// An availability promised for each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Its word in outcomes and remedies.
    pub id: String,
    /// At least this percentage of the time.
    pub objective: Decimal,
    /// Of how many calendar months: 1, 3 or 12.
    pub months: u32,
    /// Window (index) in which it is promised; none: always.
    pub window: Option<usize>,
    /// Windows (indexes) that are left out: planned maintenance.
    pub except: Vec<usize>,
    /// Which outages count.
    pub when: When,
    /// Outages of no more than so many seconds do not count.
    pub longer_than_s: i64,
}

/// When a plan begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Starts {
    /// With what.
    pub on: StartsOn,
    /// After so many months of the contract at the latest.
    pub at_latest_months: Option<u32>,
}

/// With what a plan begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartsOn {
    /// The first payment.
    Payment,
    /// The activation of the software.
    Activation,
    /// The first request or call.
    FirstUse,
}

impl Frame {
    /// What a plan says, with what the plan it extends says where it says nothing itself.
    #[must_use]
    pub fn extending(mut self, base: Frame) -> Frame {
        if self.severities.is_empty() {
            self.severities = base.severities;
        }
        if self.availability.is_empty() {
            self.availability = base.availability;
        }
        self.starts = self.starts.or(base.starts);
        self.severity_by = self.severity_by.or(base.severity_by);
        self
    }

    /// What an option adds.
    pub fn add(&mut self, option: &Frame) {
        if !self.severities.is_empty() {
            self.severities.extend(
                option.severities.iter().filter(|one| !self.severities.contains(one)).copied().collect::<Vec<_>>(),
            );
        }
        self.availability.extend(option.availability.iter().cloned());
        self.severity_by = option.severity_by.or(self.severity_by);
    }
}
