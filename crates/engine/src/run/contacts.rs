//! Which persons are a contract's contacts, and from when a change of them holds.

use jiff::{SignedDuration, Timestamp};

use super::event::{Event, Facts, What};
use super::timeline::{Timeline, day};
use crate::plan::Catalogue;
use crate::plan::catalogue::Span;
use crate::time::{Coverage, calendar_days_add};

/// Changes of the list of contacts, each with the instant from which it holds, in that order.
pub(super) fn changes(catalogue: &Catalogue, timeline: &Timeline, events: &[Event]) -> Vec<(Timestamp, Vec<String>)> {
    let mut changes: Vec<(Timestamp, Vec<String>)> = Vec::new();
    for event in events {
        if let What::Contacts { contacts } = &event.what {
            changes.push((holds_from(catalogue, timeline, event.at), contacts.clone()));
        }
    }
    changes.sort_by_key(|(at, _)| *at);
    changes
}

fn holds_from(catalogue: &Catalogue, timeline: &Timeline, at: Timestamp) -> Timestamp {
    let zone = &catalogue.provider.zone;
    let phase = timeline.at(at, day(at, zone));
    let rules = phase.and_then(|phase| phase.entitlements.access.contacts.as_ref());
    let Some((span, window)) = rules.and_then(|rules| rules.delay) else { return at };
    let coverage = window.map(|ix| &catalogue.windows[ix].coverage);
    let later = match (span, coverage) {
        (Span::Seconds(seconds), None) => at.checked_add(SignedDuration::from_secs(seconds)).ok(),
        (Span::Days(days) | Span::BusinessDays(days), None) => calendar_days_add(zone, at, days).ok(),
        (span, Some(coverage)) => crate::sla::due(coverage, span, at).ok(),
        (span, None) => crate::sla::due(&Coverage::always(zone), span, at).ok(),
    };
    later.unwrap_or(Timestamp::MAX)
}

impl Timeline {
    /// The contacts that a contract names at an instant; none where it names none.
    #[must_use]
    pub fn contacts_at<'a>(&'a self, facts: &'a Facts, at: Timestamp) -> Option<&'a [String]> {
        let changed = self.contacts.iter().rev().find(|(from, _)| *from <= at);
        changed.map(|(_, list)| list.as_slice()).or(facts.contacts.as_deref())
    }
}
