//! Lists of open pieces: combining two, and walking over those of a compiled window.

use super::compiled::{Borrowed, Compiled};
use super::table::{SECOND_US, SPAN_S, join, span_of, span_start_us};

/// Sweeps over two lists of pieces and keeps what `keep` says.
pub(super) fn combine(a: &[(u32, u32)], b: &[(u32, u32)], keep: fn(bool, bool) -> bool) -> Vec<(u32, u32)> {
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

/// Walks over open pieces; see [`Compiled::pieces`].
pub(super) struct Pieces<'a> {
    inner: &'a Compiled,
    span: usize,
    table: Option<Borrowed<'a>>,
    at: usize,
    from: i64,
    to: i64,
}

impl<'a> Pieces<'a> {
    /// From one instant to another, both in range.
    pub(super) fn new(inner: &'a Compiled, from: i64, to: i64) -> Self {
        Self { inner, span: span_of(from), table: None, at: 0, from, to }
    }

    /// The next piece within its span, not yet clipped to the end.
    fn next_raw(&mut self) -> Option<(i64, i64)> {
        loop {
            let base = span_start_us(self.span);
            if base >= self.to || self.span >= self.inner.spans().1 {
                return None;
            }
            if self.table.is_none() && self.inner.total_s(self.span) > 0 {
                let table = self.inner.table(self.span);
                self.at = table.first_after((self.from - base).max(0));
                self.table = Some(table);
            }
            if let Some(piece) = self.table.as_ref().and_then(|table| table.pieces().get(self.at)) {
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
        if end != span_start_us(self.span + 1) || end >= self.to || self.span + 1 >= self.inner.spans().1 {
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
            self.span = self.inner.spans().1;
            self.table = None;
            return None;
        }
        while let Some(further) = self.goes_on(end) {
            end = further;
        }
        Some((start, end.min(self.to))).filter(|(start, end)| start < end)
    }
}
