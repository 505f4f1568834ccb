//! An allowance as a bar: a number first, then used, reserved, left, and what expires next.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use super::Why;
use crate::text::{Text, format};

/// An allowance and what is left of it.
#[derive(Clone, Debug)]
pub struct LeftBar {
    /// Its name in the reader's language: "Phone minutes".
    pub title: String,
    /// The unit in which its plan counts.
    pub unit: format::Unit,
    /// What was granted for the period; nothing means that there is no limit.
    pub granted_s: Option<i64>,
    /// What was used.
    pub used_s: i64,
    /// What running calls and planned work hold.
    pub reserved_s: i64,
    /// What expires next: seconds and when.
    pub expires: Option<(i64, Timestamp)>,
    /// The grants and burns behind the numbers.
    pub why: Why,
}

impl LeftBar {
    /// What is left; below nothing when more was used than granted.
    pub fn left_s(&self) -> Option<i64> {
        self.granted_s.map(|granted_s| granted_s - self.used_s - self.reserved_s)
    }

    /// The number, the bar, and its "why?".
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Drawn { t, bar: self }
    }

    /// A part of the grant in tenths of a percent, between 0 and 1000.
    fn share(&self, seconds: i64) -> i64 {
        let granted_s = self.granted_s.unwrap_or(0).max(1);
        (seconds.max(0).saturating_mul(1000) / granted_s).min(1000)
    }
}

#[derive(Template)]
#[template(path = "partials/left_bar.html")]
struct Drawn<'a> {
    t: &'a Text,
    bar: &'a LeftBar,
}

impl HtmlSafe for Drawn<'_> {}

impl Drawn<'_> {
    fn amount(&self, seconds: impl Borrow<i64>) -> String {
        format::amount_of_time(self.t.language, *seconds.borrow(), self.bar.unit)
    }

    fn used_width(&self) -> String {
        percent(self.bar.share(self.bar.used_s))
    }

    fn reserved_start(&self) -> String {
        self.used_width()
    }

    fn reserved_width(&self) -> String {
        let used = self.bar.share(self.bar.used_s);
        percent(self.bar.share(self.bar.reserved_s).min(1000 - used))
    }

    /// What expires next is the end of what is left.
    fn expiring_start(&self) -> String {
        percent(1000 - self.expiring())
    }

    fn expiring_width(&self) -> String {
        percent(self.expiring())
    }

    fn expiring(&self) -> i64 {
        let left = self.bar.share(self.bar.left_s().unwrap_or(0));
        self.bar.expires.map_or(0, |(seconds, _)| self.bar.share(seconds).min(left))
    }

    fn expires(&self) -> Option<(String, String)> {
        let (seconds, at) = self.bar.expires?;
        (seconds > 0).then(|| (self.amount(seconds), self.t.day(at)))
    }
}

/// Tenths of a percent as an SVG length.
pub(super) fn percent(tenths: i64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use jiff::tz::TimeZone;

    #[test]
    fn the_number_comes_first_and_the_bar_adds_up() {
        let t = Text {
            language: Language::En,
            zone: TimeZone::UTC,
            promise: TimeZone::UTC,
            now: "2026-11-10T08:00:00Z".parse().unwrap(),
        };
        let bar = LeftBar {
            title: "Phone".to_owned(),
            unit: format::Unit::Minute,
            granted_s: Some(1800),
            used_s: 420,
            reserved_s: 0,
            expires: Some((420, "2026-11-30T23:00:00Z".parse().unwrap())),
            why: Why::default(),
        };
        let html = bar.draw(&t).to_string().replace('\u{a0}', " ");
        assert!(html.contains("23 min"), "{html}");
        assert!(html.contains("of 30 min"), "{html}");
        assert!(html.contains("7 min expire on Mon 30 Nov"), "{html}");
        assert!(html.contains("width=\"23.3%\""), "{html}");
    }
}
