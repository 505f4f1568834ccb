//! Samples of every view, in both languages: what the tests render and what the gallery shows.
//!
//! They stand for the states that a page can be in: usual, empty, too much, wrong. The people and
//! firms are made up. All samples are made for the same instant, a Monday in November.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Area, Desk, Person, Shell, Theme};
use crate::text::{Language, Text};

mod aside;
mod clock;
mod pieces;
mod plans;
mod queue;
mod ticket;

/// One rendered sample.
pub struct Sample {
    /// A name for its file: `queue`.
    pub name: &'static str,
    /// The page or fragment.
    pub html: String,
}

/// Every sample in a language.
pub fn all(language: Language) -> Vec<Sample> {
    let mut samples = Vec::new();
    samples.extend(queue::samples(language));
    samples.extend(ticket::samples(language));
    samples.extend(aside::samples(language));
    samples.extend(plans::samples(language));
    samples.extend(pieces::samples(language));
    samples
}

/// A rendered sample of a view.
fn sample(name: &'static str, view: &impl askama::Template) -> Sample {
    let html = view.render().unwrap_or_else(|error| error.to_string());
    Sample { name, html }
}

/// The instant of all samples: a Monday, 10:12 in Berlin.
fn now() -> Timestamp {
    at("2026-11-23T10:12")
}

/// A local time of the samples' desk.
fn at(local: &str) -> Timestamp {
    let local: jiff::civil::DateTime = local.parse().unwrap_or_default();
    local.to_zoned(zone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)
}

fn text(language: Language) -> Text {
    Text { language, zone: zone(), promise: zone(), now: now() }
}

/// One of two wordings: samples carry what a plan would bring in the reader's language.
fn say(language: Language, de: &str, en: &str) -> String {
    match language {
        Language::De => de.to_owned(),
        Language::En => en.to_owned(),
    }
}

fn shell(language: Language, area: Area) -> Shell {
    Shell {
        t: text(language),
        desk: Desk { name: "Nordlicht Shops".to_owned(), base: "/shop-levels".to_owned(), hue: 255 },
        who: Some(Person::named("Jana Winter")),
        csrf: "sample".to_owned(),
        theme: Theme::System,
        zone: "Europe/Berlin".to_owned(),
        here: "/shop-levels/queue".to_owned(),
        flash: None,
        area,
        live_url: Some("/shop-levels/live".to_owned()),
        queue_count: Some(9),
        notice_count: Some(3),
        on_call_count: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a strict content security policy would refuse, and what would lose a form's guard.
    fn faults(html: &str) -> Vec<&'static str> {
        let mut faults = Vec::new();
        for (mark, fault) in [
            (" style=\"", "a style attribute"),
            ("<style", "an inline style"),
            (" onclick", "an inline script"),
            ("javascript:", "a script address"),
            ("hx-on", "a script in an htmx attribute"),
        ] {
            if html.contains(mark) {
                faults.push(fault);
            }
        }
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let posts = form.split('>').next().unwrap_or_default().contains("method=\"post\"");
            if posts && !form.contains("name=\"csrf\"") {
                faults.push("a form without its guard");
            }
        }
        faults
    }

    #[test]
    fn every_view_renders_in_every_language() {
        for language in Language::ALL {
            let samples = all(language);
            assert!(samples.len() > 1);
            for Sample { name, html } in samples {
                assert!(html.len() > 100, "{name}: {html}");
                assert_eq!(faults(&html), Vec::<&str>::new(), "{name}");
            }
        }
    }

    #[test]
    fn ids_are_unique_on_every_page() {
        for Sample { name, html } in all(Language::De) {
            let mut ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}");
        }
    }
}
