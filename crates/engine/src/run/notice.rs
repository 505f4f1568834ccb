//! What somebody should be told about allowances: thresholds, nothing left, what lapses. Telling is not done here.

use jiff::Timestamp;

use super::outcome::Period;
use crate::explain::Step;

/// What somebody should be told about an allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The allowance (index).
    pub allowance: usize,
    /// Period of the grant, if it has one.
    pub period: Option<Period>,
    /// When it came about.
    pub at: Timestamp,
    /// The event that brought it about.
    pub event: Option<usize>,
    /// In words.
    pub why: Step,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// So many percent of it are used.
    Alert(u32),
    /// More is used than is fair.
    FairUse,
    /// It is used up, and the customer must agree to pay for more.
    Ask,
    /// It is used up, and work stops.
    Stop,
    /// Little is left: the customer must buy more.
    TopUp,
    /// Little was left: a pack was bought.
    Bought,
    /// It ended with so much left, which people make something of.
    LeftOver(i64),
}

impl NoticeKind {
    /// The id in scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            NoticeKind::Alert(_) => "alert",
            NoticeKind::FairUse => "fair-use",
            NoticeKind::Ask => "ask",
            NoticeKind::Stop => "stop",
            NoticeKind::TopUp => "top-up",
            NoticeKind::Bought => "bought",
            NoticeKind::LeftOver(_) => "left-over",
        }
    }
}
