//! A stretch of time as a picture: the time line of a clock or of a window, as SVG.
//!
//! Pages, reports and `--explain` show the same picture: where time counts, where it does not, where the clock stood still,
//! when it is due and when it was reached. All positions are whole hundredths of a unit, so the same clock gives the
//! same bytes everywhere. Shapes take the colour of the text around them, so that it can be read in light and dark; a
//! page may colour them by class. The title and the description say in words what is seen.

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
/// What a file of its own has and a page does not: a ground to stand on, and the colour of text.
const GROUND: &str = r##" color="#1d2430"><rect width="100%" height="100%" fill="#ffffff"/>"##;

/// The time line of a clock at an instant, as one SVG element.
#[must_use]
pub fn clock_line(catalogue: &Catalogue, clock: &Clock, until: Timestamp, language: Language) -> String {
    let last = [clock.due, clock.at, clock.at.is_none().then_some(until)].into_iter().flatten().max().unwrap_or(until);
    let title = format!("{}: {}", catalogue.milestone_name(clock.milestone, language), clock.target);
    let line = Line::new((clock.started, last), catalogue, language);
    let (due, reached, now) = match language {
        Language::De => ("Fällig", "Erreicht", "Jetzt"),
        Language::En => ("Due", "Reached", "Now"),
    };
    let mut marks: Vec<Mark> = clock.due.map(|at| Mark { at, class: "due", y: 14, word: due }).into_iter().collect();
    match clock.at {
        Some(at) => marks.push(Mark { at, class: "reached", y: 88, word: reached }),
        None if until >= line.from && until <= line.to => {
            marks.push(Mark { at: until, class: "now", y: 88, word: now });
        }
        None => {}
    }
    line.draw(&title, clock, &marks)
}

/// The time line of a window (index) from one instant to another, as an SVG file; `title` is what was asked.
#[must_use]
pub fn window_line(
    catalogue: &Catalogue,
    window: usize,
    (from, to): (Timestamp, Timestamp),
    title: &str,
    language: Language,
) -> String {
    let clock = Clock { window, started: from, counts: from, ..Clock::default() };
    let (start, end) = match language {
        Language::De => ("Beginn", "Ende"),
        Language::En => ("Start", "End"),
    };
    let marks = [Mark { at: from, class: "now", y: 88, word: start }, Mark { at: to, class: "due", y: 14, word: end }];
    let name = catalogue.windows.get(window).map(|window| window.name.get(language)).unwrap_or_default();
    let line = Line::new((from, to), catalogue, language).draw(&format!("{name}: {title}"), &clock, &marks);
    line.replacen('>', GROUND, 1)
}

/// Something that happens at an instant.
struct Mark {
    at: Timestamp,
    class: &'static str,
    y: i64,
    word: &'static str,
}

struct Line<'a> {
    from: Timestamp,
    to: Timestamp,
    catalogue: &'a Catalogue,
    language: Language,
    out: String,
}

impl<'a> Line<'a> {
    fn new((from, last): (Timestamp, Timestamp), catalogue: &'a Catalogue, language: Language) -> Line<'a> {
        let more = (last.duration_since(from).as_secs() / 20).max(60);
        let to = last.checked_add(SignedDuration::from_secs(more)).unwrap_or(last);
        Line { from, to: to.max(from), catalogue, language, out: String::with_capacity(4096) }
    }

    fn draw(mut self, title: &str, clock: &Clock, marks: &[Mark]) -> String {
        let said: Vec<String> = marks.iter().map(|mark| self.words(mark)).collect();
        let _ = write!(
            self.out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="time-line" viewBox="0 0 {WIDTH} 92" role="img" font-family="system-ui, sans-serif" font-size="11"><title>{}</title><desc>{}</desc>"#,
            escaped(title),
            escaped(&said.join(", "))
        );
        self.stretches(clock);
        self.days();
        for (mark, words) in marks.iter().zip(&said) {
            self.mark(mark, words);
        }
        self.out.push_str("</svg>");
        self.out
    }

    /// Where time counts is solid and high, where it does not is thin, where the clock stands still is pale.
    fn stretches(&mut self, clock: &Clock) {
        let Some(window) = self.catalogue.windows.get(clock.window) else { return };
        let line = promise_line(clock, &window.coverage, self.from, self.to);
        for segment in line.iter().take(STRETCHES) {
            let (class, y, height, opacity) = match segment.kind {
                SegmentKind::Open => ("open", 32, 16, ".75"),
                SegmentKind::Closed => ("closed", 38, 4, ".3"),
                SegmentKind::Paused => ("paused", 32, 16, ".3"),
            };
            let (x, end) = (self.x(segment.from), self.x(segment.to));
            let _ = write!(
                self.out,
                r#"<rect class="{class}" x="{}" y="{y}" width="{}" height="{height}" fill="currentColor" fill-opacity="{opacity}"/>"#,
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
                r#"<path class="day" d="M{x} 50v6" stroke="currentColor"/><text class="day" x="{x}" y="68" text-anchor="middle" fill="currentColor">{name}</text>"#
            );
        }
    }

    fn words(&self, mark: &Mark) -> String {
        format!("{} {}", mark.word, when(mark.at, &self.catalogue.provider.zone, self.language))
    }

    fn mark(&mut self, mark: &Mark, words: &str) {
        let x = self.x(mark.at);
        let anchor = if x > 45_000 { "end" } else { "start" };
        let Mark { class, y, .. } = mark;
        let _ = write!(
            self.out,
            r#"<path class="{class}" d="M{} 22v36" stroke="currentColor" stroke-width="2"/><text class="{class}" x="{0}" y="{y}" text-anchor="{anchor}" fill="currentColor">{}</text>"#,
            hundredths(x),
            escaped(words)
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
