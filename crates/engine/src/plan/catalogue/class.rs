//! Severities and how requests come by them, and products with the phases in the life of their versions.

use jiff::Span;
use jiff::civil::Date;

use super::Text;
use super::condition::When;

/// A severity that provider and customer agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    /// Id in the file ("1").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Examples that help to choose.
    pub examples: Vec<Text>,
    /// Which requests may have it; none: all.
    pub eligible: Option<Eligibility>,
}

/// Which requests may have a severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligibility {
    /// What must hold.
    pub when: When,
    /// The severity (index) of all others.
    pub otherwise: usize,
}

/// A rule that gives requests a severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRule {
    /// For which requests.
    pub when: When,
    /// The severity (index).
    pub severity: usize,
    /// Only where nobody gave one.
    pub default: bool,
}

/// A product that contracts and licences refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Phases in the life of a version, first to last.
    pub phases: Vec<LifePhase>,
}

/// A phase in the life of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifePhase {
    /// Its word in conditions ("extended").
    pub id: String,
    /// Months after the release at which it ends; none: it lasts.
    pub months: Option<u32>,
}

impl Product {
    /// The phase that a version released on a day is in: "ended" after the last one.
    #[must_use]
    pub fn phase(&self, released: Date, today: Date) -> &str {
        let runs = |phase: &&LifePhase| match phase.months {
            Some(months) => Span::new()
                .try_months(months)
                .and_then(|months| released.checked_add(months))
                .is_ok_and(|end| today < end),
            None => true,
        };
        self.phases.iter().find(runs).map_or("ended", |phase| phase.id.as_str())
    }
}
