//! Clocks of the samples: lines over working days from 9 to 18 o'clock.

use jiff::{SignedDuration, Timestamp};

use super::{at, now, say};
use crate::text::Language;
use crate::view::promise_line::{Segment, SegmentKind};
use crate::view::{PromiseLine, Standing, Why};

/// What differs between the sample clocks.
pub(super) struct Clock<'a> {
    pub(super) language: Language,
    pub(super) title: (&'a str, &'a str),
    pub(super) target: &'a str,
    pub(super) from: &'a str,
    pub(super) due: &'a str,
    pub(super) standing: Standing,
    pub(super) left_min: i64,
    pub(super) reached: Option<&'a str>,
    pub(super) paused: Option<(&'a str, &'a str)>,
}

impl Clock<'_> {
    pub(super) fn line(&self) -> PromiseLine {
        let language = self.language;
        let (from, due) = (at(self.from), at(self.due));
        let reached = self.reached.map(at);
        let last = due.max(reached.unwrap_or_else(now));
        let span = last.duration_since(from);
        let to = last + SignedDuration::from_secs(span.as_secs() / 8);
        let paused = self.paused.map(|(start, end)| (at(start), at(end)));
        PromiseLine {
            title: say(language, self.title.0, self.title.1),
            target: self.target.to_owned(),
            commitment: say(language, "zugesichert", "guaranteed"),
            from,
            to,
            now: reached.is_none().then(now),
            segments: segments(from, to, paused),
            due: Some(due),
            reached,
            standing: self.standing,
            left_s: reached.is_none().then_some(self.left_min * 60),
            why: why(language, self.from, self.due),
        }
    }
}

fn why(language: Language, from: &str, due: &str) -> Why {
    let t = super::text(language);
    Why::of([
        (say(language, "Eingang der Anfrage", "Request received"), t.moment(at(from))),
        (
            say(language, "Frist laut Plan Support-Level 3", "Target of plan Support level 3"),
            say(language, "4 Std.", "4 h"),
        ),
        (
            say(
                language,
                "Gezählt wird Mo–Fr 9–18 Uhr, ohne Feiertage in Thüringen",
                "Counted Mon–Fri 9:00–18:00, without holidays in Thuringia",
            ),
            String::new(),
        ),
        (say(language, "Fällig", "Due"), t.moment(at(due))),
    ])
}

/// Working days from 9 to 18 o'clock are covered, all else is closed; a pause covers what it covers.
fn segments(from: Timestamp, to: Timestamp, paused: Option<(Timestamp, Timestamp)>) -> Vec<Segment> {
    let quarter = SignedDuration::from_mins(5);
    let mut segments: Vec<Segment> = Vec::new();
    let mut start = from;
    while start < to {
        let end = (start + quarter).min(to);
        let local = start.to_zoned(super::zone());
        let weekend = local.weekday().to_monday_zero_offset() > 4;
        let open = !weekend && (9..18).contains(&local.hour());
        let pauses = paused.is_some_and(|(begin, stop)| begin <= start && start < stop);
        let kind = match (open, pauses) {
            (true, true) => SegmentKind::Paused,
            (true, false) => SegmentKind::Covered,
            (false, _) => SegmentKind::Closed,
        };
        match segments.last_mut() {
            Some(last) if last.kind == kind => last.end = end,
            _ => segments.push(Segment { start, end, kind }),
        }
        start = end;
    }
    segments
}
