//! A compiled window: tables made when asked for, and the walks over them.
//!
//! Tables of the years desks live in are kept, those of other years are made for the question; the open seconds of
//! a span are kept for all years, so that a walk over centuries is short the second time. Everything counts in
//! microseconds of real time within the range of years; what is outside is the business of [`super::coverage`].

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::tz::TimeZone;

use super::TimeError;
use super::pieces::{Pieces, combine};
use super::table::{FIRST_US, LAST_US, SECOND_US, SPAN_S, SPANS, Source, Table, span_of, span_start_s, span_start_us};

/// A window compiled: what it is made of, and the tables made so far.
pub(super) struct Compiled {
    zone: TimeZone,
    kind: Kind,
    /// The spans outside of which nothing is ever open.
    spans: (usize, usize),
    groups: Box<[OnceLock<Box<[Slot]>>]>,
    never: OnceLock<bool>,
    /// The last table made that is not kept: walks ask for the same one many times in a row.
    last: Mutex<Option<(usize, Arc<Table>)>>,
}

pub(super) enum Kind {
    Always,
    Rules(Source),
    Union(Arc<Compiled>, Arc<Compiled>),
    Intersection(Arc<Compiled>, Arc<Compiled>),
    Except(Arc<Compiled>, Arc<Compiled>),
}

#[derive(Default)]
struct Slot {
    total_s: OnceLock<u32>,
    table: OnceLock<Box<Table>>,
}

const GROUP: usize = 97;
/// The spans whose tables are kept: about 1970 to 2170.
const KEPT: std::ops::Range<usize> = 1851..2040;

/// A table that is kept, or one made for the question at hand.
pub(super) enum Borrowed<'a> {
    Kept(&'a Table),
    Made(Arc<Table>),
}

impl Deref for Borrowed<'_> {
    type Target = Table;

    fn deref(&self) -> &Table {
        match self {
            Self::Kept(table) => table,
            Self::Made(table) => table,
        }
    }
}

/// The span of an instant in range, and the microseconds after the span's start.
pub(super) fn split(us: i64) -> (usize, i64) {
    let span = span_of(us);
    (span, us - span_start_us(span))
}

impl Compiled {
    pub(super) fn new(zone: TimeZone, kind: Kind, spans: (usize, usize)) -> Self {
        let groups = (0..SPANS.div_ceil(GROUP)).map(|_| OnceLock::new()).collect();
        Self { zone, kind, spans, groups, never: OnceLock::new(), last: Mutex::new(None) }
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The spans outside of which nothing is ever open: the first, and the one after the last.
    pub(super) fn spans(&self) -> (usize, usize) {
        self.spans
    }

    fn slot(&self, span: usize) -> &Slot {
        let group = self.groups[span / GROUP].get_or_init(|| (0..GROUP).map(|_| Slot::default()).collect());
        &group[span % GROUP]
    }

    pub(super) fn table(&self, span: usize) -> Borrowed<'_> {
        if KEPT.contains(&span) {
            return Borrowed::Kept(self.slot(span).table.get_or_init(|| Box::new(Table::new(&self.open(span)))));
        }
        // A table is complete before it is stored, so one left by a thread that failed is as good as any.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let made = match &*last {
            Some((of, table)) if *of == span => table.clone(),
            _ => Arc::new(Table::new(&self.open(span))),
        };
        *last = Some((span, made.clone()));
        Borrowed::Made(made)
    }

    /// Open seconds of a span. Kept for all spans, so that a walk over centuries is short the second time.
    pub(super) fn total_s(&self, span: usize) -> u32 {
        if !(self.spans.0..self.spans.1).contains(&span) {
            return 0;
        }
        *self.slot(span).total_s.get_or_init(|| {
            if KEPT.contains(&span) {
                return self.table(span).total_s();
            }
            if self.never_opens() {
                return 0;
            }
            self.open(span).iter().map(|(start, end)| end - start).sum()
        })
    }

    /// Whether nothing is open in a span, where that is known without making a table only to forget it.
    pub(super) fn is_closed(&self, span: usize) -> bool {
        let outside = !(self.spans.0..self.spans.1).contains(&span);
        outside || (!KEPT.contains(&span) && self.total_s(span) == 0)
    }

    /// Whether nothing is ever open, as far as that can be told without walking; asked only beyond the years that are kept.
    fn never_opens(&self) -> bool {
        *self.never.get_or_init(|| match &self.kind {
            Kind::Always => false,
            Kind::Rules(source) => source.never_opens(),
            Kind::Union(a, b) => a.never_opens() && b.never_opens(),
            Kind::Intersection(a, b) => a.never_opens() || b.never_opens(),
            Kind::Except(a, _) => a.never_opens(),
        })
    }

    /// The open pieces of a span, in seconds after its start.
    fn open(&self, span: usize) -> Vec<(u32, u32)> {
        // The last span ends early, with the range.
        let full = (LAST_US / SECOND_US - span_start_s(span)).min(SPAN_S) as u32;
        match &self.kind {
            Kind::Always => vec![(0, full)],
            Kind::Rules(source) => source.open(span),
            Kind::Union(a, b) => combine(&a.open(span), &b.open(span), |a, b| a || b),
            Kind::Intersection(a, b) => combine(&a.open(span), &b.open(span), |a, b| a && b),
            Kind::Except(a, b) => combine(&a.open(span), &b.open(span), |a, b| a && !b),
        }
    }

    pub(super) fn add(&self, from: i64, want: i64) -> Result<i64, TimeError> {
        let (mut span, rel) = split(from);
        let mut left = want;
        let mut opened = false;
        let table = self.table(span);
        let (at, position) = table.position(rel);
        if let Some(due) = position.checked_add(left).and_then(|target| table.reach(at, target)) {
            return Ok(span_start_us(span) + due);
        }
        let rest = i64::from(table.total_s()) * SECOND_US - position;
        left -= rest;
        opened |= rest > 0;
        span = (span + 1).max(self.spans.0);
        while span < self.spans.1 {
            let total = i64::from(self.total_s(span)) * SECOND_US;
            if total >= left {
                let due = self.table(span).reach(0, left);
                return due.map(|due| span_start_us(span) + due).ok_or(TimeError::OutOfRange);
            }
            left -= total;
            opened |= total > 0;
            span += 1;
        }
        Err(if opened && self.spans.1 == SPANS { TimeError::OutOfRange } else { TimeError::NeverOpen })
    }

    pub(super) fn between(&self, from: i64, to: i64) -> i64 {
        let ((first, from), (last, to)) = (split(from), split(to));
        let position = |span: usize, at: i64| {
            if self.total_s(span) == 0 { 0 } else { self.table(span).position(at).1 }
        };
        let through: i64 = (first..last).map(|span| i64::from(self.total_s(span)) * SECOND_US).sum();
        through + position(last, to) - position(first, from)
    }

    /// The open pieces from one instant to another in microseconds, clipped; pieces that touch are one.
    pub(super) fn pieces(&self, from: i64, to: i64) -> Pieces<'_> {
        let (from, to) = (from.clamp(FIRST_US, LAST_US), to.clamp(FIRST_US, LAST_US));
        Pieces::new(self, from, to)
    }
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Always => write!(f, "always"),
            Kind::Rules(_) => write!(f, "hours in {}", self.zone.iana_name().unwrap_or("a fixed zone")),
            Kind::Union(a, b) => write!(f, "({a:?} or {b:?})"),
            Kind::Intersection(a, b) => write!(f, "({a:?} and {b:?})"),
            Kind::Except(a, b) => write!(f, "({a:?} except {b:?})"),
        }
    }
}

/// The spans that touch some years, with a margin for zones and windows over the year's end.
pub(super) fn spans_of((first, last): (i16, i16)) -> (usize, usize) {
    if last < first {
        return (0, 0);
    }
    let span = |year: i16, days: i64| {
        let start = jiff::civil::date(year.max(1), 1, 1).since(jiff::civil::date(1, 1, 1));
        let days = start.map_or(0, |since| i64::from(since.get_days())) + days;
        (days * 86_400).div_euclid(SPAN_S).clamp(0, SPANS as i64) as usize
    };
    (span(first, -3), (span(last, 369) + 1).min(SPANS))
}
