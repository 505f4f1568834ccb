//! What was known when: a contract as it looked at the end of a month.
//!
//! An invoice that is due does not change. So a month is computed with what was known when it ended, and whatever
//! became known later is found as the difference between the two views.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ledger::{month_of, months_later};
use crate::plan::catalogue::Catalogue;
use crate::run::event::{Contract, Event, What};
use crate::run::outcome::Period;
use crate::run::timeline::{Timeline, day};

/// When an event became known: when it happened, or later.
pub(super) fn known(event: &Event) -> Timestamp {
    event.known.map_or(event.at, |known| known.max(event.at))
}

/// What can be seen of a contract's events.
pub(super) struct View<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) contract: &'a Contract,
    pub(super) events: &'a [Event],
    /// The last month of which something is known; none: everything up to `until`.
    pub(super) month: Option<Period>,
    pub(super) until: Timestamp,
}

impl View<'_> {
    /// Whether the event is known in this view.
    pub(super) fn sees(&self, event: &Event) -> bool {
        let known = known(event);
        event.at <= self.until
            && known <= self.until
            && self.month.is_none_or(|month| self.month_at(known).from <= month.from)
    }

    /// The calendar month of an instant.
    pub(super) fn month_at(&self, at: Timestamp) -> Period {
        month_of(day(at, &self.catalogue.provider.zone))
    }

    /// The contract's time line without what this view does not know.
    pub(super) fn timeline<'t>(&self, whole: &'t Timeline) -> Cow<'t, Timeline> {
        let hidden = |event: &Event| !self.sees(event);
        let refused = |ix: usize| whole.refused.iter().any(|refused| refused.event == ix);
        let shaping = |what: &What| {
            matches!(what, What::Change { .. } | What::Cancel { .. } | What::Pool { .. } | What::Activate)
        };
        if !self.events.iter().any(|event| shaping(&event.what) && hidden(event)) {
            return Cow::Borrowed(whole);
        }
        let mut seen = whole.clone();
        let hidden_at = |at: Timestamp, is: fn(&What) -> bool| {
            self.events.iter().any(|event| event.at == at && is(&event.what) && hidden(event))
        };
        let changes = |what: &What| matches!(what, What::Change { .. } | What::Cancel { plan: Some(_), .. });
        let mut first = true;
        seen.phases.retain(|phase| std::mem::take(&mut first) || !hidden_at(phase.from_at, changes));
        seen.pools.retain(|pool| self.events.get(pool.event).is_none_or(|event| !hidden(event)));
        seen.activations.retain(|at| !hidden_at(*at, |what| matches!(what, What::Activate)));
        let ends = || self.events.iter().enumerate().filter(|(ix, _)| !refused(*ix)).filter_map(|(_, event)| {
            self.cancelled(event).map(|end| (end, hidden(event)))
        });
        if ends().any(|(end, hidden)| hidden && whole.end == Some(end)) {
            let seen_ends = ends().filter(|(_, hidden)| !hidden).map(|(end, _)| end);
            seen.end = seen_ends.chain(self.fixed_end(whole)).min();
        }
        Cow::Owned(seen)
    }

    /// The first day no longer in effect, if the event ends the whole contract.
    fn cancelled(&self, event: &Event) -> Option<Date> {
        let What::Cancel { plan: None, end } = &event.what else { return None };
        end.or_else(|| day(event.at, &self.catalogue.provider.zone).tomorrow().ok())
    }

    /// The end that was fixed from the start on.
    fn fixed_end(&self, timeline: &Timeline) -> Option<Date> {
        let term = timeline.phases.first().and_then(|phase| phase.entitlements.term_months);
        let term = term.map(|months| months_later(timeline.start, months));
        [self.contract.end, term].into_iter().flatten().min()
    }

    /// The months in which something became known that changes earlier months.
    pub(super) fn revisions(&self) -> Vec<Period> {
        let mut months = BTreeSet::new();
        for event in self.events.iter().filter(|event| self.sees(event)) {
            let concerns = match &event.what {
                What::Fact { ticket, .. } => self.first_use(ticket),
                What::Cancel { .. } => {
                    let end = self.cancelled(event).map(month_of);
                    Some(end.map_or(self.month_at(event.at), |end| end.min(self.month_at(event.at))))
                }
                What::Change { .. } | What::Pool { .. } | What::Activate | What::TopUp { .. } => {
                    Some(self.month_at(event.at))
                }
                _ => None,
            };
            let known = self.month_at(known(event));
            if concerns.is_some_and(|month| month < known) {
                months.insert(known);
            }
        }
        months.into_iter().collect()
    }

    /// The month of the first call or work on a ticket.
    fn first_use(&self, ticket: &str) -> Option<Period> {
        let uses = self.events.iter().filter(|event| match &event.what {
            What::Call(call) => call.ticket.as_deref() == Some(ticket),
            What::Log(work) => work.ticket.as_deref() == Some(ticket),
            _ => false,
        });
        uses.map(|event| event.at).min().map(|at| self.month_at(at))
    }
}
