//! A clock as a picture: the time line from its start to a little after its due time, as SVG.
//!
//! Pages, reports and `--explain` show the same picture: where time counts, where it does not, where the clock stood still,
//! when it is due and when it was reached. All positions are whole hundredths of a unit, so the same clock gives the
//! same bytes everywhere. Each mark has a class and a colour of its own; a page may colour by class.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::wording::{day, when};
use crate::plan::catalogue::{Catalogue, Language};
use crate::run::outcome::Clock;
use crate::run::timeline::{day as day_of, midnight};
use crate::sla::{SegmentKind, promise_line};

const WIDTH: i64 = 720;
const LEFT: i64 = 10;
const RIGHT: i64 = 710;
/// Stretches that are drawn; a line with more is too long to be told apart.
const STRETCHES: usize = 400;
/// Days that get a name, at most.
const DAYS: i64 = 8;

/// The time line of a clock at an instant, as one SVG element.
#[must_use]
pub fn clock_line(catalogue: &Catalogue, clock: &Clock, until: Timestamp, language: Language) -> String {
    let from = clock.started;
    let last = [clock.due, clock.at, clock.at.is_none().then_some(until)].into_iter().flatten().max().unwrap_or(until);
    let more = (last.duration_since(from).as_secs() / 20).max(60);
    let to = last.checked_add(SignedDuration::from_secs(more)).unwrap_or(last);
    let line = Line { from, to: to.max(from), catalogue, language, out: String::with_capacity(4096) };
    line.draw(clock, until)
}

struct Line<'a> {
    from: Timestamp,
    to: Timestamp,
    catalogue: &'a Catalogue,
    language: Language,
    out: String,
}

impl Line<'_> {
    fn draw(mut self, clock: &Clock, until: Timestamp) -> String {
        let title = format!("{}: {}", self.catalogue.milestone_name(clock.milestone, self.language), clock.target);
        let _ = write!(
            self.out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 92" role="img" font-family="system-ui, sans-serif" font-size="11"><title>{}</title>"#,
            escaped(&title)
        );
        self.stretches(clock);
        self.days();
        let (due, reached, now) = match self.language {
            Language::De => ("Fällig", "Erreicht", "Jetzt"),
            Language::En => ("Due", "Reached", "Now"),
        };
        if let Some(at) = clock.due {
            self.mark(at, "due", "#b3261e", 14, due);
        }
        match clock.at {
            Some(at) => self.mark(at, "reached", "#1b5e8c", 88, reached),
            None if until >= self.from && until <= self.to => self.mark(until, "now", "#555555", 88, now),
            None => {}
        }
        self.out.push_str("</svg>");
        self.out
    }

    /// Where time counts is solid, where it does not is thin, where the clock stands still is grey.
    fn stretches(&mut self, clock: &Clock) {
        let Some(window) = self.catalogue.windows.get(clock.window) else { return };
        let line = promise_line(clock, &window.coverage, self.from, self.to);
        for segment in line.iter().take(STRETCHES) {
            let (class, y, height, colour) = match segment.kind {
                SegmentKind::Open => ("open", 32, 16, "#2e7d5b"),
                SegmentKind::Closed => ("closed", 38, 4, "#c9ced6"),
                SegmentKind::Paused => ("paused", 32, 16, "#9aa3af"),
            };
            let (x, end) = (self.x(segment.from), self.x(segment.to));
            let _ = write!(
                self.out,
                r#"<rect class="{class}" x="{}" y="{y}" width="{}" height="{height}" fill="{colour}"/>"#,
                hundredths(x),
                hundredths((end - x).max(10))
            );
        }
    }

    /// The name of the day at midnights, of as many as fit.
    fn days(&mut self) {
        let zone = &self.catalogue.provider.zone;
        let first = day_of(self.from, zone);
        let days = self.to.duration_since(self.from).as_secs() / 86_400 + 1;
        let step = (days + DAYS - 1) / DAYS;
        for ahead in (1..=days).step_by(usize::try_from(step.max(1)).unwrap_or(1)).take(DAYS as usize + 1) {
            let Ok(date) = first.checked_add(jiff::Span::new().try_days(ahead).unwrap_or_default()) else { return };
            let at = midnight(date, zone);
            if at <= self.from || at >= self.to {
                continue;
            }
            let (x, name) = (hundredths(self.x(at)), day(date, self.language));
            let _ = write!(
                self.out,
                r##"<path class="day" d="M{x} 50v6" stroke="#555555"/><text class="day" x="{x}" y="68" text-anchor="middle" fill="#555555">{name}</text>"##
            );
        }
    }

    fn mark(&mut self, at: Timestamp, class: &str, colour: &str, y: i64, word: &str) {
        let x = self.x(at);
        let anchor = if x > 45_000 { "end" } else { "start" };
        let text = when(at, &self.catalogue.provider.zone, self.language);
        let _ = write!(
            self.out,
            r#"<path class="{class}" d="M{} 22v36" stroke="{colour}" stroke-width="2"/><text class="{class}" x="{0}" y="{y}" text-anchor="{anchor}" fill="{colour}">{word} {text}</text>"#,
            hundredths(x)
        );
    }

    /// The place of an instant, in hundredths.
    fn x(&self, at: Timestamp) -> i64 {
        let whole = self.to.duration_since(self.from).as_micros().max(1);
        let part = at.clamp(self.from, self.to).duration_since(self.from).as_micros();
        let wide = i128::from((RIGHT - LEFT) * 100);
        LEFT * 100 + i64::try_from(part * wide / whole).unwrap_or(0)
    }
}

fn hundredths(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
