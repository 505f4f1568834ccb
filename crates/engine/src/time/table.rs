//! Compiled open time: tables of about a year each, and how one is made from rules.
//!
//! The time line is cut into spans of 2^25 seconds (388 days). For each, a table lists the open pieces with the open
//! seconds before each, so that "when is it used up" is a step to the right piece and one subtraction. All edges
//! are whole seconds: the notation has minutes, time zones have seconds.
//!
//! Local days are computed once for the span, then laid onto real time piece by piece between the changes of the
//! zone's offset. That gives both clock changes their meaning with no case of their own: a gap has no instants, a
//! repeated hour has them twice.

use std::cell::RefCell;
use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::day::Minutes;
use super::holidays::Holidays;
use super::never::never_opens;
use super::rule::{Effect, Joint, Rule};

pub(super) const SECOND_US: i64 = 1_000_000;
/// Length of a span in seconds.
pub(super) const SPAN_S: i64 = 1 << 25;
/// 0001-01-01T00:00:00Z, where the first span begins.
const FIRST_S: i64 = -62_135_596_800;
/// 9999-12-30T22:00:00Z, the last instant that has a local time in every zone.
const LAST_S: i64 = 253_402_207_200;
pub(super) const SPANS: usize = ((LAST_S - FIRST_S) / SPAN_S + 1) as usize;
pub(super) const FIRST_US: i64 = FIRST_S * SECOND_US;
pub(super) const LAST_US: i64 = LAST_S * SECOND_US;

const BUCKET_S: i64 = 1 << 16;
const BUCKETS: usize = (SPAN_S / BUCKET_S) as usize;

/// The span that holds an instant within the range.
pub(super) fn span_of(us: i64) -> usize {
    // In range the difference is not negative.
    ((us - FIRST_US) / (SPAN_S * SECOND_US)) as usize
}

/// The second at which a span begins.
pub(super) fn span_start_s(span: usize) -> i64 {
    FIRST_S + span as i64 * SPAN_S
}

/// The microsecond at which a span begins.
pub(super) fn span_start_us(span: usize) -> i64 {
    span_start_s(span) * SECOND_US
}

/// An open piece, in seconds after its span's start, and the open seconds of the span before it.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: u32,
    pub(super) end: u32,
    before: u32,
}

/// The open pieces of one span, in order, none touching the next.
pub(super) struct Table {
    pieces: Box<[Piece]>,
    /// For each bucket the first piece that ends after its start.
    index: Box<[u32]>,
}

impl Table {
    /// From pieces in order that neither touch nor overlap, in seconds after the span's start.
    pub(super) fn new(open: &[(u32, u32)]) -> Self {
        let mut before = 0;
        let mut pieces = Vec::with_capacity(open.len());
        for &(start, end) in open {
            pieces.push(Piece { start, end, before });
            before += end - start;
        }
        let mut index = Vec::with_capacity(BUCKETS);
        let mut at = 0;
        for bucket in 0..BUCKETS as i64 {
            while pieces.get(at).is_some_and(|piece: &Piece| i64::from(piece.end) <= bucket * BUCKET_S) {
                at += 1;
            }
            // A span has far fewer than 2^32 pieces.
            index.push(at as u32);
        }
        Self { pieces: pieces.into(), index: index.into() }
    }

    pub(super) fn total_s(&self) -> u32 {
        self.pieces.last().map_or(0, |last| last.before + (last.end - last.start))
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The first piece that ends after `at_us`, microseconds after the span's start.
    pub(super) fn first_after(&self, at_us: i64) -> usize {
        let second = at_us / SECOND_US;
        let mut at = self.index.get((second / BUCKET_S) as usize).map_or(self.pieces.len(), |at| *at as usize);
        while self.pieces.get(at).is_some_and(|piece| i64::from(piece.end) <= second) {
            at += 1;
        }
        at
    }

    /// Open microseconds of the span before `at_us`, and the first piece that ends after it.
    pub(super) fn position(&self, at_us: i64) -> (usize, i64) {
        let at = self.first_after(at_us);
        let position = match self.pieces.get(at) {
            Some(piece) => {
                let into = (at_us - i64::from(piece.start) * SECOND_US).max(0);
                i64::from(piece.before) * SECOND_US + into
            }
            None => i64::from(self.total_s()) * SECOND_US,
        };
        (at, position)
    }

    /// When `target_us` of open time since the span's start are used up, looking from piece `at` on; `None` if the
    /// span has not as much.
    pub(super) fn reach(&self, at: usize, target_us: i64) -> Option<i64> {
        let reaches = |piece: &Piece| i64::from(piece.before + (piece.end - piece.start)) * SECOND_US >= target_us;
        // Promises are short: the answer is mostly a few pieces on. Only long ones are searched for.
        const NEAR: usize = 8;
        let near = self.pieces.iter().skip(at).take(NEAR).find(|piece| reaches(piece));
        let piece = near.or_else(|| {
            let rest = self.pieces.get(at + NEAR..)?;
            rest.get(rest.partition_point(|piece| !reaches(piece)))
        })?;
        Some(i64::from(piece.start) * SECOND_US + (target_us - i64::from(piece.before) * SECOND_US))
    }
}

/// Rules, holidays and a zone: what a table is made from.
pub(super) struct Source {
    rules: Vec<(Rule, Minutes, Minutes)>,
    holidays: Holidays,
    zone: TimeZone,
}

impl Source {
    pub(super) fn new(rules: &[Rule], holidays: &Holidays, zone: &TimeZone) -> Self {
        let rules = rules.iter().map(|rule| (rule.clone(), rule.own(), rule.tail())).collect();
        Self { rules, holidays: holidays.clone(), zone: zone.clone() }
    }

    /// Whether nothing is open in any year, as far as that can be told without looking at them.
    pub(super) fn never_opens(&self) -> bool {
        never_opens(&self.rules, &self.holidays)
    }

    /// The open pieces of a span.
    pub(super) fn open(&self, span: usize) -> Vec<(u32, u32)> {
        let start = span_start_s(span);
        let end = (start + SPAN_S).min(LAST_S);
        // A local time differs from the real one by less than 26 hours.
        const FAR_S: i64 = 26 * 3600;
        let local = self.local_pieces((start - FAR_S).div_euclid(86_400), (end + FAR_S).div_euclid(86_400));
        let mut open: Vec<(u32, u32)> = Vec::with_capacity(local.len());
        let mut from = 0;
        for (segment_start, segment_end, offset) in self.segments(start, end) {
            // Wall clocks may be set back, but never past the start of what came before it by more than a day.
            while local.get(from).is_some_and(|piece| piece.1 + 2 * FAR_S < segment_start + offset) {
                from += 1;
            }
            for &(local_start, local_end) in &local[from..] {
                let piece_start = (local_start - offset).max(segment_start);
                let piece_end = (local_end - offset).min(segment_end);
                if local_start - offset >= segment_end {
                    break;
                }
                if piece_start < piece_end {
                    // Clipped to the span, so both fit.
                    join(&mut open, (piece_start - start) as u32, (piece_end - start) as u32);
                }
            }
        }
        open
    }

    /// The span cut where the zone's offset changes: start, end and offset in seconds.
    fn segments(&self, start: i64, end: i64) -> Vec<(i64, i64, i64)> {
        let Ok(first) = Timestamp::from_second(start) else {
            return Vec::new();
        };
        let mut segments = vec![(start, end, i64::from(self.zone.to_offset(first).seconds()))];
        for change in self.zone.following(first) {
            let at = change.timestamp().as_second();
            if at >= end {
                break;
            }
            if let Some(last) = segments.last_mut() {
                last.1 = at;
            }
            segments.push((at, end, i64::from(change.offset().seconds())));
        }
        segments
    }

    /// The rules in their order: what a later one says of a day overrides the earlier.
    fn minutes(&self, matched: &[Match]) -> Minutes {
        let mut minutes = Minutes::NONE;
        for ((rule, own, tail), matched) in self.rules.iter().zip(matched) {
            let parts = [(matched.today, own), (matched.yesterday, tail)];
            if rule.effect == Effect::Open && rule.joint == Joint::Replaces && matched.today {
                minutes.clear();
            }
            for (_, part) in parts.iter().filter(|(matches, _)| *matches) {
                match rule.effect {
                    Effect::Open => minutes.add(part),
                    Effect::Closed => minutes.remove(part),
                }
            }
        }
        minutes
    }

    /// Open pieces of local time from one day to another, both counted from 1970-01-01, in local seconds since then.
    fn local_pieces(&self, first_day: i64, last_day: i64) -> Vec<(i64, i64)> {
        let holidays = YearHolidays { holidays: &self.holidays, known: RefCell::default() };
        let is_holiday = |date: Date| holidays.has(date);
        let mut pieces: Vec<(i64, i64)> = Vec::new();
        let mut days = DayPlans { source: self, known: Vec::new() };
        let mut matched = vec![Match::default(); self.rules.len()];
        let Some(mut date) = day_of(first_day - 1) else {
            return pieces;
        };
        for day in first_day - 1..=last_day {
            for ((rule, ..), matched) in self.rules.iter().zip(&mut matched) {
                matched.yesterday = matched.today;
                matched.today = rule.days.matches(date, &is_holiday);
            }
            if day >= first_day {
                let midnight = day * 86_400;
                for &(start, end) in days.runs(&matched) {
                    let start = midnight + i64::from(start) * 60;
                    let end = midnight + i64::from(end) * 60;
                    match pieces.last_mut() {
                        Some(last) if last.1 == start => last.1 = end,
                        _ => pieces.push((start, end)),
                    }
                }
            }
            match date.tomorrow() {
                Ok(next) => date = next,
                Err(_) => break,
            }
        }
        pieces
    }
}

/// Whether a rule matches a day and the day before it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Match {
    today: bool,
    yesterday: bool,
}

/// Open minutes of a day, as start and end.
type Runs = Vec<(u16, u16)>;

/// What the rules make of a day, by which of them match. Few patterns come back all the year.
struct DayPlans<'a> {
    source: &'a Source,
    known: Vec<(Vec<Match>, Runs)>,
}

impl DayPlans<'_> {
    /// The open runs of minutes of a day.
    fn runs(&mut self, matched: &[Match]) -> &[(u16, u16)] {
        let at = self.known.iter().position(|(of, _)| of == matched).unwrap_or_else(|| {
            let mut runs = Runs::new();
            self.source.minutes(matched).runs(|start, end| runs.push((start, end)));
            self.known.push((matched.to_vec(), runs));
            self.known.len() - 1
        });
        &self.known[at].1
    }
}

/// Appends a piece, or lengthens the last one that it touches.
pub(super) fn join(pieces: &mut Vec<(u32, u32)>, start: u32, end: u32) {
    match pieces.last_mut() {
        Some(last) if last.1 >= start => last.1 = last.1.max(end),
        _ => pieces.push((start, end)),
    }
}

fn day_of(day: i64) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

/// The holidays of the years around a span, computed once for it.
struct YearHolidays<'a> {
    holidays: &'a Holidays,
    known: RefCell<(Vec<i16>, HashSet<Date>)>,
}

impl YearHolidays<'_> {
    fn has(&self, date: Date) -> bool {
        let (years, days) = &mut *self.known.borrow_mut();
        if !years.contains(&date.year()) {
            years.push(date.year());
            days.extend(self.holidays.in_year(date.year()).into_iter().map(|(date, _)| date));
        }
        days.contains(&date)
    }
}
