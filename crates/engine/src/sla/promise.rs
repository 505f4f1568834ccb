//! The promise line: where time counts, where it does not, and where it was stopped, as stretches to draw.

use jiff::Timestamp;

use crate::run::outcome::Clock;
use crate::time::Coverage;

/// A stretch of a promise line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Its start.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// What it is.
    pub kind: SegmentKind,
}

/// What a stretch of a promise line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// The window is open and time counts.
    Open,
    /// The window is closed.
    Closed,
    /// The clock is stopped, open or not.
    Paused,
}

/// The stretches between two instants, without gaps, neighbours of different kinds.
#[must_use]
pub fn promise_line(clock: &Clock, coverage: &Coverage, from: Timestamp, to: Timestamp) -> Vec<Segment> {
    let mut line = Vec::new();
    // Time before the clock's gate does not count, open or not.
    let mut at = from.max(clock.counts.min(to));
    push(&mut line, from, at, SegmentKind::Closed);
    for &(start, end) in &clock.pauses {
        let (start, end) = (start.clamp(at, to.max(at)), end.unwrap_or(to).min(to));
        if end <= start {
            continue;
        }
        windows(coverage, at, start, &mut line);
        push(&mut line, start, end, SegmentKind::Paused);
        at = end;
    }
    windows(coverage, at, to, &mut line);
    line
}

fn windows(coverage: &Coverage, from: Timestamp, to: Timestamp, line: &mut Vec<Segment>) {
    let mut at = from;
    for (open, close) in coverage.intervals(from, to) {
        push(line, at, open, SegmentKind::Closed);
        push(line, open, close, SegmentKind::Open);
        at = close;
    }
    push(line, at, to, SegmentKind::Closed);
}

fn push(line: &mut Vec<Segment>, from: Timestamp, to: Timestamp, kind: SegmentKind) {
    match line.last_mut() {
        _ if from >= to => {}
        Some(last) if last.kind == kind && last.to == from => last.to = to,
        _ => line.push(Segment { from, to, kind }),
    }
}
