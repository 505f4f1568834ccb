//! A clock as a thin time line: arrival, covered hours solid, closed hours hatched, pauses grey,
//! now as a caret, due as a flag.
//!
//! The same struct draws the 64 px line of a queue row and the full line with ticks, labels and a
//! table for those who cannot see it. Positions are integers (hundredths of a percent), so the same
//! clock gives the same picture everywhere.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use super::{Standing, Why};
use crate::text::Text;

mod tick;

/// One clock of a ticket.
#[derive(Clone, Debug)]
pub struct PromiseLine {
    /// The milestone in the reader's language: "First response".
    pub title: String,
    /// The target in the plan's words: "4 h", "8 business hours".
    pub target: String,
    /// How firm the promise is, in the reader's language: "guaranteed".
    pub commitment: String,
    /// Where the line begins: the arrival.
    pub from: Timestamp,
    /// Where the line ends: somewhat after the due time or now, whichever is later.
    pub to: Timestamp,
    /// The caret; nothing once the clock has stopped.
    pub now: Option<Timestamp>,
    /// Covered, closed and paused stretches between `from` and `to`, in order.
    pub segments: Vec<Segment>,
    /// The flag; nothing when no time was promised.
    pub due: Option<Timestamp>,
    /// When the milestone was reached.
    pub reached: Option<Timestamp>,
    /// How the promise stands.
    pub standing: Standing,
    /// Covered time left until due, negative when over; nothing once reached or without target.
    pub left_s: Option<i64>,
    /// The steps to the due time.
    pub why: Why,
}

/// A stretch of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends.
    pub end: Timestamp,
    /// What it is.
    pub kind: SegmentKind,
}

/// What a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// Hours that count.
    Covered,
    /// Hours outside the window.
    Closed,
    /// Hours that would count, but the clock pauses.
    Paused,
}

impl SegmentKind {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Covered => "line-covered",
            Self::Closed => "line-closed",
            Self::Paused => "line-paused",
        }
    }
}

impl PromiseLine {
    /// The small line of a queue row, 64 px wide; its words stand beside it.
    pub fn row<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Row { t, line: self }
    }

    /// The full line with title, ticks, due time, steps and table.
    pub fn full<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Full { t, line: self }
    }

    /// The line in one sentence: for labels, mails and people who listen.
    pub fn sentence(&self, t: &Text) -> String {
        let title = self.title.as_str();
        match (self.due, self.reached) {
            (None, _) => t.get("line-no-target").arg("title", title).to_string(),
            (Some(due), Some(reached)) => t
                .get("line-reached")
                .arg("title", title)
                .arg("at", t.moment(reached))
                .arg("due", t.moment(due))
                .arg("standing", t.get(self.standing.key()).to_string())
                .to_string(),
            (Some(due), None) => t
                .get("line-open")
                .arg("title", title)
                .arg("due", t.moment(due))
                .arg("standing", t.get(self.standing.key()).to_string())
                .to_string(),
        }
    }

    /// Where a time stands on the line, in hundredths of a percent, within the line.
    fn place(&self, at: Timestamp) -> i64 {
        let whole = (self.to.as_second() - self.from.as_second()).max(1);
        let part = (at.as_second() - self.from.as_second()).clamp(0, whole);
        part * 10_000 / whole
    }

    fn x(&self, at: &Timestamp) -> String {
        length(self.place(*at))
    }

    /// The drawn pieces: segments cut at now and at the due time, so that each piece has one
    /// meaning: spent, ahead, over, after the flag, closed or paused.
    fn pieces(&self) -> Vec<Piece> {
        let stop = self.reached.or(self.now).unwrap_or(self.to);
        let mut pieces = Vec::with_capacity(self.segments.len() + 2);
        for segment in &self.segments {
            let mut cuts = vec![segment.start, segment.end];
            let within = |at: &Timestamp| *at > segment.start && *at < segment.end;
            cuts.extend([Some(stop), self.due].into_iter().flatten().filter(within));
            cuts.sort_unstable();
            cuts.dedup();
            for pair in cuts.windows(2) {
                let (start, end) = (self.place(pair[0]), self.place(pair[1]));
                if end > start {
                    pieces.push(Piece {
                        class: self.class(segment.kind, pair[0], stop),
                        hatched: segment.kind == SegmentKind::Closed,
                        x: length(start),
                        width: length(end - start),
                        start: pair[0],
                        end: pair[1],
                        kind: segment.kind,
                    });
                }
            }
        }
        pieces
    }

    fn class(&self, kind: SegmentKind, start: Timestamp, stop: Timestamp) -> &'static str {
        let past = start < stop;
        let after_due = self.due.is_some_and(|due| start >= due);
        match (kind, past, after_due) {
            (SegmentKind::Closed, _, _) => "closed",
            (SegmentKind::Paused, _, _) => "paused",
            (SegmentKind::Covered, true, false) => "spent",
            (SegmentKind::Covered, true, true) => "over",
            (SegmentKind::Covered, false, false) if self.reached.is_none() => "ahead",
            (SegmentKind::Covered, false, _) => "beyond",
        }
    }
}

/// A drawn piece of a line.
struct Piece {
    class: &'static str,
    hatched: bool,
    x: String,
    width: String,
    start: Timestamp,
    end: Timestamp,
    kind: SegmentKind,
}

/// Hundredths of a percent as an SVG length.
fn length(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[derive(Template)]
#[template(path = "partials/promise_row.html")]
struct Row<'a> {
    t: &'a Text,
    line: &'a PromiseLine,
}

impl HtmlSafe for Row<'_> {}

#[derive(Template)]
#[template(path = "partials/promise_full.html")]
struct Full<'a> {
    t: &'a Text,
    line: &'a PromiseLine,
}

impl HtmlSafe for Full<'_> {}

impl Full<'_> {
    fn ticks(&self) -> Vec<tick::Tick> {
        let line = self.line;
        tick::ticks(self.t, line.from, line.to)
            .into_iter()
            .filter(|tick| (400..9_300).contains(&line.place(tick.at)))
            .collect()
    }

    /// What is left, in words: "in 2 h covered time".
    fn left(&self) -> Option<String> {
        let left_s = self.line.left_s?;
        let words = self.t.duration(left_s.abs());
        let key = if left_s < 0 { "line-over" } else { "line-left" };
        let phrase = self.t.get(key);
        Some(phrase.arg("duration", words).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use jiff::tz::TimeZone;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-23T{text}:00Z").parse().unwrap()
    }

    fn line() -> PromiseLine {
        let covered = |start, end| Segment { start: at(start), end: at(end), kind: SegmentKind::Covered };
        PromiseLine {
            title: "First response".to_owned(),
            target: "4 h".to_owned(),
            commitment: String::new(),
            from: at("08:00"),
            to: at("18:00"),
            now: Some(at("10:00")),
            segments: vec![
                covered("08:00", "12:00"),
                Segment { start: at("12:00"), end: at("13:00"), kind: SegmentKind::Closed },
                covered("13:00", "18:00"),
            ],
            due: Some(at("16:00")),
            reached: None,
            standing: Standing::Due,
            left_s: Some(4 * 3600),
            why: Why::default(),
        }
    }

    fn drawn(line: &PromiseLine) -> Vec<(&'static str, String, String)> {
        line.pieces().into_iter().map(|piece| (piece.class, piece.x, piece.width)).collect()
    }

    fn piece(class: &'static str, x: &str, width: &str) -> (&'static str, String, String) {
        (class, x.to_owned(), width.to_owned())
    }

    #[test]
    fn segments_are_cut_at_now_and_at_the_flag() {
        let expected = vec![
            piece("spent", "0.00%", "20.00%"),
            piece("ahead", "20.00%", "20.00%"),
            piece("closed", "40.00%", "10.00%"),
            piece("ahead", "50.00%", "30.00%"),
            piece("beyond", "80.00%", "20.00%"),
        ];
        assert_eq!(drawn(&line()), expected);
    }

    #[test]
    fn what_is_over_is_its_own_piece() {
        let mut line = line();
        line.now = Some(at("17:00"));
        line.standing = Standing::Breached;
        let pieces = drawn(&line);
        assert_eq!(pieces[3], piece("over", "80.00%", "10.00%"));
        assert_eq!(pieces[4], piece("beyond", "90.00%", "10.00%"));
    }

    #[test]
    fn the_full_line_carries_a_table_and_a_sentence() {
        let t = Text { language: Language::En, zone: TimeZone::UTC, promise: TimeZone::UTC, now: at("10:00") };
        let line = line();
        let html = line.full(&t).to_string();
        assert_eq!(html.matches("<tr>").count(), 4, "{html}");
        assert!(line.sentence(&t).contains("16:00"));
        assert!(!html.contains("style="));
    }
}
