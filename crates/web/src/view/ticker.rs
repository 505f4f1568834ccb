//! The price of a call that runs or is about to: the band now, the price so far, the next step and
//! the band change ahead. The server says all of it; the page's script only counts the seconds down
//! and asks again when a step is reached.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use super::{Money, Why, filters};
use crate::text::{Text, format};

/// The price of a call at this instant.
#[derive(Clone, Debug)]
pub struct Ticker {
    /// The band's name in the reader's language: "Abend".
    pub band: String,
    /// The band's price in words: "30,00 € für die ersten 5 Min., dann 5,00 € je Min.".
    pub price: String,
    /// When the call began; nothing before it began.
    pub since: Option<Timestamp>,
    /// The price so far.
    pub so_far: Option<Money>,
    /// The next step: when, and the price from then on.
    pub next: Option<(Timestamp, Money)>,
    /// The next band: from when, its name, its price in words.
    pub change: Option<(Timestamp, String, String)>,
    /// Where to ask again at the next step.
    pub url: String,
    /// How the price so far came about.
    pub why: Why,
}

impl Ticker {
    /// The ticker; also the fragment that replaces it.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Drawn { t, ticker: self }
    }
}

#[derive(Template)]
#[template(path = "partials/ticker.html")]
struct Drawn<'a> {
    t: &'a Text,
    ticker: &'a Ticker,
}

impl HtmlSafe for Drawn<'_> {}

impl Drawn<'_> {
    fn elapsed(&self, since: &Timestamp) -> String {
        format::stopwatch(self.t.now.as_second() - since.as_second())
    }

    fn until(&self, at: &Timestamp) -> String {
        format::stopwatch(at.as_second() - self.t.now.as_second())
    }
}
