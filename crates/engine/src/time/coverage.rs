//! Coverage: a window compiled for arithmetic.
//!
//! A [`Coverage`] is hours, holidays and a zone, or two coverages combined. Its tables are made when first asked
//! for and kept for the years desks live in; the rest of the time line is computed when needed and forgotten, so
//! that a question about the year 9000 costs time, not memory. From outside nothing of that can be seen: the same
//! question has the same answer, in any order, on any thread.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::TimeError;
use super::day::DAY_MIN;
use super::holidays::Holidays;
use super::hours::Hours;
use super::rule::{Effect, wider};
use super::table::{
    FIRST_US, LAST_US, SECOND_US, SPAN_S, SPANS, Source, Table, join, span_of, span_start_s,
};

/// When a promise is covered: open pieces of real time, without end.
///
/// Cheap to clone; a clone shares what was compiled.
#[derive(Clone)]
pub struct Coverage {
    inner: Arc<Inner>,
}

/// A piece of covered time that led to an answer.
///
/// `covered` is `to - from`, except in a last piece that stands for all the remaining ones: there it is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoveredPiece {
    /// Start of the piece.
    pub from: Timestamp,
    /// End of the piece.
    pub to: Timestamp,
    /// Covered time in it.
    pub covered: SignedDuration,
}

/// [`Coverage::explain_add`] lists at most as many pieces.
const EXPLAINED_MAX: usize = 400;

struct Inner {
    zone: TimeZone,
    kind: Kind,
    /// The spans outside of which nothing is ever open.
    spans: (usize, usize),
    groups: Box<[OnceLock<Box<[Slot]>>]>,
}

enum Kind {
    Always,
    Rules(Source),
    Union(Coverage, Coverage),
    Intersection(Coverage, Coverage),
    Except(Coverage, Coverage),
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
enum Borrowed<'a> {
    Kept(&'a Table),
    Made(Box<Table>),
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

impl Coverage {
    /// Compiles hours with holidays in a zone. Holidays matter only where the hours name them (`PH`); see
    /// [`Hours::closed_on_holidays`].
    pub fn compile(hours: &Hours, holidays: &Holidays, zone: &TimeZone) -> Self {
        let rules = hours.rules();
        let always = |days: &super::rule::Days, times: &[(u16, u16)]| {
            days.is_empty() && times == [(0, DAY_MIN)]
        };
        if let [rule] = rules
            && rule.effect == Effect::Open
            && always(&rule.days, &rule.times)
        {
            return Self::always(zone);
        }
        let open = rules.iter().filter(|rule| rule.effect == Effect::Open);
        let years = open
            .map(|rule| rule.days.years())
            .reduce(wider)
            .unwrap_or((1, 0));
        Self::new(
            zone.clone(),
            Kind::Rules(Source::new(rules, holidays, zone)),
            spans_of(years),
        )
    }

    /// Open at every instant.
    pub fn always(zone: &TimeZone) -> Self {
        Self::new(zone.clone(), Kind::Always, (0, SPANS))
    }

    fn new(zone: TimeZone, kind: Kind, spans: (usize, usize)) -> Self {
        let groups = (0..SPANS.div_ceil(GROUP))
            .map(|_| OnceLock::new())
            .collect();
        Self {
            inner: Arc::new(Inner {
                zone,
                kind,
                spans,
                groups,
            }),
        }
    }

    /// Open where either is. The zone is that of `self`.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (a, b) = (self.inner.spans, other.inner.spans);
        let spans = match (a.0 < a.1, b.0 < b.1) {
            (true, true) => (a.0.min(b.0), a.1.max(b.1)),
            (true, false) => a,
            (false, _) => b,
        };
        Self::new(
            self.zone().clone(),
            Kind::Union(self.clone(), other.clone()),
            spans,
        )
    }

    /// Open where both are. The zone is that of `self`.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (a, b) = (self.inner.spans, other.inner.spans);
        let spans = (a.0.max(b.0), a.1.min(b.1));
        Self::new(
            self.zone().clone(),
            Kind::Intersection(self.clone(), other.clone()),
            spans,
        )
    }

    /// Open where `self` is and `other` is not. The zone is that of `self`.
    #[must_use]
    pub fn except(&self, other: &Self) -> Self {
        Self::new(
            self.zone().clone(),
            Kind::Except(self.clone(), other.clone()),
            self.inner.spans,
        )
    }

    /// The zone whose wall time the window follows.
    pub fn zone(&self) -> &TimeZone {
        &self.inner.zone
    }

    /// Whether the instant is covered. The opening instant is, the closing instant is not; outside the years 1 to
    /// 9999 nothing is.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let us = at.as_microsecond();
        if !(FIRST_US..LAST_US).contains(&us) {
            return false;
        }
        let (span, rel) = split(us);
        if self.inner.total_s(span) == 0 {
            return false;
        }
        let table = self.inner.table(span);
        let piece = table.pieces().get(table.first_after(rel));
        piece.is_some_and(|piece| i64::from(piece.start) * SECOND_US <= rel)
    }

    /// The instant at which `covered` time has passed since `from`.
    ///
    /// Used up exactly at closing is due at closing. Nothing to add is due at once, open or not. Counts in whole
    /// microseconds.
    pub fn add(&self, from: Timestamp, covered: SignedDuration) -> Result<Timestamp, TimeError> {
        if covered.is_negative() {
            return Err(TimeError::Negative);
        }
        if covered.is_zero() {
            return Ok(from);
        }
        let start = in_range(from)?;
        let due = self.inner.add(start, duration_us(covered)?)?;
        Timestamp::from_microsecond(due).map_err(|_| TimeError::OutOfRange)
    }

    /// The covered time that passes between two instants; negative if `to` is before `from`.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let clip = |at: Timestamp| at.as_microsecond().clamp(FIRST_US, LAST_US);
        let (start, end) = (clip(from), clip(to));
        if end < start {
            return -SignedDuration::from_micros(self.inner.between(end, start));
        }
        SignedDuration::from_micros(self.inner.between(start, end))
    }

    /// The next instant after `at` at which the window opens (`true`) or closes (`false`).
    pub fn next_change(&self, at: Timestamp) -> Option<(Timestamp, bool)> {
        let from = at.as_microsecond().max(FIRST_US - 1);
        let mut pieces = self.inner.pieces(from, LAST_US);
        let (start, end) = pieces.next()?;
        let (change, opens) = if start > from {
            (start, true)
        } else {
            (end, false)
        };
        let change = if change == LAST_US {
            None
        } else {
            Timestamp::from_microsecond(change).ok()
        };
        change.map(|change| (change, opens))
    }

    /// The open pieces between two instants, in order and clipped to them; pieces that touch are one.
    pub fn intervals(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.inner
            .pieces(from.as_microsecond(), to.as_microsecond())
            .filter_map(|(start, end)| {
                Some((
                    Timestamp::from_microsecond(start).ok()?,
                    Timestamp::from_microsecond(end).ok()?,
                ))
            })
    }

    /// The pieces of covered time that lead from `from` to the due time of [`Coverage::add`], empty if that fails.
    ///
    /// At most 400 pieces: beyond, the last one stands for all the remaining time and covers less than its length.
    pub fn explain_add(&self, from: Timestamp, covered: SignedDuration) -> Vec<CoveredPiece> {
        let Ok(due) = self.add(from, covered) else {
            return Vec::new();
        };
        let mut pieces: Vec<CoveredPiece> = self
            .intervals(from, due)
            .take(EXPLAINED_MAX)
            .map(|(from, to)| CoveredPiece {
                from,
                to,
                covered: to.duration_since(from),
            })
            .collect();
        if let (EXPLAINED_MAX, Some(last)) = (pieces.len(), pieces.last_mut()) {
            last.to = due;
            last.covered = self.between(last.from, due);
        }
        pieces
    }
}

impl fmt::Debug for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.inner.zone.iana_name().unwrap_or("fixed offset");
        match &self.inner.kind {
            Kind::Always => write!(f, "Coverage(always, {zone})"),
            Kind::Rules(_) => write!(f, "Coverage(hours, {zone})"),
            Kind::Union(a, b) => write!(f, "({a:?} or {b:?})"),
            Kind::Intersection(a, b) => write!(f, "({a:?} and {b:?})"),
            Kind::Except(a, b) => write!(f, "({a:?} except {b:?})"),
        }
    }
}

/// The spans that touch some years, with a margin for zones and windows over the year's end.
fn spans_of((first, last): (i16, i16)) -> (usize, usize) {
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

fn in_range(at: Timestamp) -> Result<i64, TimeError> {
    let us = at.as_microsecond();
    if (FIRST_US..LAST_US).contains(&us) {
        Ok(us)
    } else {
        Err(TimeError::OutOfRange)
    }
}

fn duration_us(duration: SignedDuration) -> Result<i64, TimeError> {
    i64::try_from(duration.as_micros()).map_err(|_| TimeError::OutOfRange)
}

/// The span of an instant in range, and the microseconds after the span's start.
fn split(us: i64) -> (usize, i64) {
    let span = span_of(us);
    (span, us - span_start_us(span))
}

fn span_start_us(span: usize) -> i64 {
    span_start_s(span) * SECOND_US
}

impl Inner {
    fn slot(&self, span: usize) -> &Slot {
        let group =
            self.groups[span / GROUP].get_or_init(|| (0..GROUP).map(|_| Slot::default()).collect());
        &group[span % GROUP]
    }

    fn table(&self, span: usize) -> Borrowed<'_> {
        if KEPT.contains(&span) {
            return Borrowed::Kept(
                self.slot(span)
                    .table
                    .get_or_init(|| Box::new(Table::new(&self.open(span)))),
            );
        }
        Borrowed::Made(Box::new(Table::new(&self.open(span))))
    }

    /// Open seconds of a span. Kept for all spans, so that a walk over centuries is short the second time.
    fn total_s(&self, span: usize) -> u32 {
        if !(self.spans.0..self.spans.1).contains(&span) {
            return 0;
        }
        *self.slot(span).total_s.get_or_init(|| {
            if KEPT.contains(&span) {
                return self.table(span).total_s();
            }
            self.open(span).iter().map(|(start, end)| end - start).sum()
        })
    }

    /// The open pieces of a span, in seconds after its start.
    fn open(&self, span: usize) -> Vec<(u32, u32)> {
        // The last span ends early, with the range.
        let full = (LAST_US / SECOND_US - span_start_s(span)).min(SPAN_S) as u32;
        match &self.kind {
            Kind::Always => vec![(0, full)],
            Kind::Rules(source) => source.open(span),
            Kind::Union(a, b) => combine(&a.inner.open(span), &b.inner.open(span), |a, b| a || b),
            Kind::Intersection(a, b) => {
                combine(&a.inner.open(span), &b.inner.open(span), |a, b| a && b)
            }
            Kind::Except(a, b) => combine(&a.inner.open(span), &b.inner.open(span), |a, b| a && !b),
        }
    }

    fn add(&self, from: i64, want: i64) -> Result<i64, TimeError> {
        let (mut span, rel) = split(from);
        let mut left = want;
        let mut opened = false;
        let table = self.table(span);
        let (at, position) = table.position(rel);
        if let Some(due) = position
            .checked_add(left)
            .and_then(|target| table.reach(at, target))
        {
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
                return due
                    .map(|due| span_start_us(span) + due)
                    .ok_or(TimeError::OutOfRange);
            }
            left -= total;
            opened |= total > 0;
            span += 1;
        }
        Err(if opened && self.spans.1 == SPANS {
            TimeError::OutOfRange
        } else {
            TimeError::NeverOpen
        })
    }

    fn between(&self, from: i64, to: i64) -> i64 {
        let ((first, from), (last, to)) = (split(from), split(to));
        let position = |span: usize, at: i64| {
            if self.total_s(span) == 0 {
                0
            } else {
                self.table(span).position(at).1
            }
        };
        let through: i64 = (first..last)
            .map(|span| i64::from(self.total_s(span)) * SECOND_US)
            .sum();
        through + position(last, to) - position(first, from)
    }

    /// The open pieces from one instant to another in microseconds, clipped; pieces that touch are one.
    fn pieces(&self, from: i64, to: i64) -> Pieces<'_> {
        let (from, to) = (from.clamp(FIRST_US, LAST_US), to.clamp(FIRST_US, LAST_US));
        Pieces {
            inner: self,
            span: span_of(from),
            table: None,
            at: 0,
            from,
            to,
        }
    }
}

/// Sweeps over two lists of pieces and keeps what `keep` says.
fn combine(a: &[(u32, u32)], b: &[(u32, u32)], keep: fn(bool, bool) -> bool) -> Vec<(u32, u32)> {
    let mut open = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j, mut now) = (0, 0, 0);
    while i < a.len() || j < b.len() {
        let (in_a, until_a) = state(a.get(i), now);
        let (in_b, until_b) = state(b.get(j), now);
        let until = until_a.min(until_b);
        if keep(in_a, in_b) && until > now {
            join(&mut open, now, until);
        }
        now = until;
        i += usize::from(a.get(i).is_some_and(|piece| piece.1 <= now));
        j += usize::from(b.get(j).is_some_and(|piece| piece.1 <= now));
    }
    open
}

/// Whether the piece holds the instant, and until when that stays so.
fn state(piece: Option<&(u32, u32)>, now: u32) -> (bool, u32) {
    match piece {
        Some(&(start, end)) if start <= now => (true, end),
        Some(&(start, _)) => (false, start),
        None => (false, u32::MAX),
    }
}

struct Pieces<'a> {
    inner: &'a Inner,
    span: usize,
    table: Option<Borrowed<'a>>,
    at: usize,
    from: i64,
    to: i64,
}

impl Pieces<'_> {
    /// The next piece within its span, not yet clipped to the end.
    fn next_raw(&mut self) -> Option<(i64, i64)> {
        loop {
            let base = span_start_us(self.span);
            if base >= self.to || self.span >= self.inner.spans.1 {
                return None;
            }
            if self.table.is_none() && self.inner.total_s(self.span) > 0 {
                let table = self.inner.table(self.span);
                self.at = table.first_after((self.from - base).max(0));
                self.table = Some(table);
            }
            if let Some(piece) = self
                .table
                .as_ref()
                .and_then(|table| table.pieces().get(self.at))
            {
                let start = base + i64::from(piece.start) * SECOND_US;
                let end = base + i64::from(piece.end) * SECOND_US;
                self.at += 1;
                return Some((start.max(self.from), end));
            }
            self.table = None;
            self.span += 1;
        }
    }

    /// Whether the next span begins open, when the current one ended so; then how long its first piece is.
    fn goes_on(&mut self, end: i64) -> Option<i64> {
        if end != span_start_us(self.span + 1)
            || end >= self.to
            || self.span + 1 >= self.inner.spans.1
        {
            return None;
        }
        let total = i64::from(self.inner.total_s(self.span + 1));
        if total == 0 {
            return None;
        }
        if total == SPAN_S {
            self.span += 1;
            self.table = None;
            self.from = span_start_us(self.span + 1);
            return Some(self.from);
        }
        let table = self.inner.table(self.span + 1);
        let first = *table.pieces().first().filter(|piece| piece.start == 0)?;
        self.span += 1;
        self.at = 1;
        self.table = Some(table);
        Some(end + i64::from(first.end) * SECOND_US)
    }
}

impl Iterator for Pieces<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        let (start, mut end) = self.next_raw()?;
        if start >= self.to {
            self.span = self.inner.spans.1;
            self.table = None;
            return None;
        }
        while let Some(further) = self.goes_on(end) {
            end = further;
        }
        Some((start, end.min(self.to))).filter(|(start, end)| start < end)
    }
}
