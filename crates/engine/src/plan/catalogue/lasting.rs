//! How long a contract lasts, who may have it, and how it may end: renewal, notice, changes, conditions.

use super::condition::When;
use super::{Catalogue, Offer};

/// What an offer says about contracts that hold it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lasting {
    /// A term that ends goes on for so many months unless the contract was cancelled in time.
    pub renews_months: Option<u32>,
    /// How long before its end a contract must be cancelled.
    pub notice: Option<Notice>,
    /// Plans that a contract may change to within a term (indexes); none: all.
    pub change_to: Option<Vec<usize>>,
    /// For which contracts it is on offer.
    pub available_if: Option<When>,
}

/// How long before its end a contract must be cancelled, and when it may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Months.
    pub months: u32,
    /// Days.
    pub days: u32,
    /// When a contract may end.
    pub to: NoticeTo,
    /// It lasts so many months and days at least.
    pub least: (u32, u32),
}

/// When a cancelled contract may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeTo {
    /// On any day.
    Day,
    /// At the end of a calendar month.
    Month,
    /// At the end of a calendar quarter.
    Quarter,
    /// At the end of a calendar year.
    Year,
    /// At the end of the term, or of a renewal.
    Term,
}

impl Catalogue {
    /// The plan itself, then what it extends.
    fn chain(&self, plan: usize) -> impl Iterator<Item = &Offer> {
        let chain = std::iter::successors(Some(plan), |&at| self.offers[at].extends);
        chain.take(self.offers.len()).map(|ix| &self.offers[ix])
    }

    /// Months for which a term of the plan goes on by itself.
    #[must_use]
    pub fn renewal(&self, plan: usize) -> Option<u32> {
        self.chain(plan).find_map(|offer| offer.lasting.renews_months)
    }

    /// The notice that the plan asks for.
    #[must_use]
    pub fn notice(&self, plan: usize) -> Option<Notice> {
        self.chain(plan).find_map(|offer| offer.lasting.notice)
    }
}
