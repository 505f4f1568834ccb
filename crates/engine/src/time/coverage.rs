//! Coverage: a window compiled for arithmetic.
//!
//! A [`Coverage`] is hours, holidays and a zone, or two coverages combined. Its tables are made when first asked
//! for and kept for the years desks live in; the rest of the time line is computed when needed and forgotten, so
//! that a question about the year 9000 costs time, not memory. From outside nothing of that can be seen: the same
//! question has the same answer, in any order, on any thread.

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::TimeError;
use super::compiled::{Compiled, Kind, spans_of, split};
use super::day::Minutes;
use super::holidays::Holidays;
use super::hours::Hours;
use super::rule::{Effect, Joint, Rule, wider};
use super::table::{FIRST_US, LAST_US, SECOND_US, SPANS, Source};

/// When a promise is covered: open pieces of real time, without end.
///
/// Cheap to clone; a clone shares what was compiled.
#[derive(Clone)]
pub struct Coverage {
    inner: Arc<Compiled>,
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

impl Coverage {
    /// Compiles hours with holidays in a zone. Holidays matter only where the hours name them (`PH`); see
    /// [`Hours::closed_on_holidays`].
    pub fn compile(hours: &Hours, holidays: &Holidays, zone: &TimeZone) -> Self {
        let rules = hours.rules();
        // A rule for every day around the clock leaves nothing of the rules before it.
        let whole = |rule: &Rule| {
            let final_word = rule.effect == Effect::Closed || rule.joint == Joint::Replaces;
            rule.days.is_empty() && rule.own() == Minutes::all() && final_word
        };
        let rules = &rules[rules.iter().rposition(whole).unwrap_or(0)..];
        if let [rule] = rules
            && rule.effect == Effect::Open
            && whole(rule)
        {
            return Self::always(zone);
        }
        let open = rules.iter().filter(|rule| rule.effect == Effect::Open);
        let years = open.map(|rule| rule.days.years()).reduce(wider).unwrap_or((1, 0));
        Self::new(zone.clone(), Kind::Rules(Source::new(rules, holidays, zone)), spans_of(years))
    }

    /// Open at every instant.
    pub fn always(zone: &TimeZone) -> Self {
        Self::new(zone.clone(), Kind::Always, (0, SPANS))
    }

    fn new(zone: TimeZone, kind: Kind, spans: (usize, usize)) -> Self {
        Self { inner: Arc::new(Compiled::new(zone, kind, spans)) }
    }

    /// Open where either is. The zone is that of `self`.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (a, b) = (self.inner.spans(), other.inner.spans());
        let spans = match (a.0 < a.1, b.0 < b.1) {
            (true, true) => (a.0.min(b.0), a.1.max(b.1)),
            (true, false) => a,
            (false, _) => b,
        };
        Self::new(self.zone().clone(), Kind::Union(self.inner.clone(), other.inner.clone()), spans)
    }

    /// Open where both are. The zone is that of `self`.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (a, b) = (self.inner.spans(), other.inner.spans());
        let spans = (a.0.max(b.0), a.1.min(b.1));
        Self::new(self.zone().clone(), Kind::Intersection(self.inner.clone(), other.inner.clone()), spans)
    }

    /// Open where `self` is and `other` is not. The zone is that of `self`.
    #[must_use]
    pub fn except(&self, other: &Self) -> Self {
        Self::new(self.zone().clone(), Kind::Except(self.inner.clone(), other.inner.clone()), self.inner.spans())
    }

    /// The zone whose wall time the window follows.
    pub fn zone(&self) -> &TimeZone {
        self.inner.zone()
    }

    /// Whether the instant is covered. The opening instant is, the closing instant is not; outside the years 1 to
    /// 9999 nothing is.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let us = at.as_microsecond();
        if !(FIRST_US..LAST_US).contains(&us) {
            return false;
        }
        let (span, rel) = split(us);
        if self.inner.is_closed(span) {
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
        let (change, opens) = if start > from { (start, true) } else { (end, false) };
        let change = if change == LAST_US { None } else { Timestamp::from_microsecond(change).ok() };
        change.map(|change| (change, opens))
    }

    /// The open pieces between two instants, in order and clipped to them; pieces that touch are one.
    pub fn intervals(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.inner.pieces(from.as_microsecond(), to.as_microsecond()).filter_map(|(start, end)| {
            Some((Timestamp::from_microsecond(start).ok()?, Timestamp::from_microsecond(end).ok()?))
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
            .map(|(from, to)| CoveredPiece { from, to, covered: to.duration_since(from) })
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
        write!(f, "Coverage({:?})", self.inner)
    }
}

fn in_range(at: Timestamp) -> Result<i64, TimeError> {
    let us = at.as_microsecond();
    if (FIRST_US..LAST_US).contains(&us) { Ok(us) } else { Err(TimeError::OutOfRange) }
}

fn duration_us(duration: SignedDuration) -> Result<i64, TimeError> {
    i64::try_from(duration.as_micros()).map_err(|_| TimeError::OutOfRange)
}
