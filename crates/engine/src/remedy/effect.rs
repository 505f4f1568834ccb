//! Credits that are not money: time of an allowance, days of the term, work free of charge.
//!
//! They become events that the rest of the engine carries out. Time and days that were given are not taken back; work
//! is free as long as the remedy holds.

use jiff::Timestamp;
use rust_decimal::prelude::ToPrimitive as _;

use super::settle::is_money;
use super::{Month, RemedyDue, RemedyState};
use crate::plan::Catalogue;
use crate::plan::catalogue::remedy::CreditKind;
use crate::run::event::{Event, What};
use crate::run::timeline::Timeline;

/// What follows beside money.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Events that come with the others.
    pub(crate) events: Vec<Event>,
    /// Days by which the contract lasts longer.
    pub(crate) days: i64,
}

/// The fact by which a remedy makes the work on a ticket free.
pub(crate) const FREE: &str = "remedy";

/// What follows beside money from what was owed month by month.
pub(crate) fn effects(catalogue: &Catalogue, timeline: &Timeline, months: &[Month]) -> Effects {
    let mut effects = Effects::default();
    let mut given: Vec<RemedyDue> = Vec::new();
    for month in months {
        let due = month.due.iter().filter(|due| due.state == RemedyState::Given && !is_money(due.credit.kind));
        for due in due {
            let before = given.iter().position(|known| known.same(due));
            let had = before.map(|ix| given[ix].credit.amount).unwrap_or_default();
            let more = (due.credit.amount - had).to_i64().unwrap_or(0);
            if more > 0 {
                give(catalogue, timeline, due, more, &mut effects);
            }
            match before {
                Some(ix) if more > 0 => given[ix] = due.clone(),
                Some(_) => {}
                None => given.push(due.clone()),
            }
        }
        let gone = |known: &RemedyDue| !month.due.iter().any(|due| due.same(known) && due.state == RemedyState::Given);
        let end = month.due.iter().map(|due| due.owed).max();
        given.retain(|known| {
            let gone = known.credit.kind == CreditKind::Work && gone(known);
            if gone {
                effects.events.push(free(known, end.unwrap_or(known.owed), ""));
            }
            !gone
        });
    }
    effects
}

fn give(catalogue: &Catalogue, timeline: &Timeline, due: &RemedyDue, more: i64, effects: &mut Effects) {
    let remedy = &catalogue.remedies[due.remedy];
    match due.credit.kind {
        CreditKind::Time => {
            let allowance = remedy.allowance.map(|ix| catalogue.allowances[ix].id.clone());
            let what = allowance.map(|allowance| What::TopUp { allowance, quantity: more, price: None });
            effects.events.extend(what.map(|what| Event { at: due.owed, known: None, what }));
        }
        CreditKind::Days if timeline.end.is_some() => effects.days = effects.days.saturating_add(more),
        CreditKind::Work => effects.events.push(free(due, due.owed, &remedy.id)),
        CreditKind::Days
        | CreditKind::Percent
        | CreditKind::Money
        | CreditKind::Termination
        | CreditKind::AsAgreed
        | CreditKind::NotStated => {}
    }
}

fn free(due: &RemedyDue, at: Timestamp, value: &str) -> Event {
    let facts = vec![(FREE.to_owned(), value.to_owned())];
    Event { at, known: None, what: What::Fact { ticket: due.ticket.clone(), facts } }
}
