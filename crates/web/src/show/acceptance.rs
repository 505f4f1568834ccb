//! Whether the price of a request is accepted, in the reader's language.

use desk::acceptance::{Acceptance, Decision};

use super::either;
use crate::text::Text;
use crate::view::acceptance::{self, Mark};

/// What stands beside the verdict. `url` is where it comes from.
pub(crate) fn beside(t: &Text, one: &Acceptance, url: String) -> acceptance::Acceptance {
    let mark = match one.decided.as_ref().map(|decided| decided.decision) {
        None => Mark::Waits,
        Some(Decision::Accepted) => Mark::Accepted,
        Some(Decision::Declined) => Mark::Declined,
    };
    acceptance::Acceptance {
        url,
        mark,
        words: words(t, one),
        decided: one
            .decided
            .as_ref()
            .map(|decided| (t.get("acceptance-by").arg("name", decided.by.as_str()).to_string(), decided.at)),
        price: either(t, &one.shown.de, &one.shown.en).to_owned(),
        t: t.clone(),
    }
}

/// Where it stands, in a few words.
pub(crate) fn words(t: &Text, one: &Acceptance) -> String {
    let words = match one.decided.as_ref().map(|decided| decided.decision) {
        Some(Decision::Accepted) => t.get("acceptance-accepted"),
        Some(Decision::Declined) => t.get("acceptance-declined"),
        None if one.expires_at <= t.now => t.get("acceptance-run-out"),
        None => t.get("acceptance-waits"),
    };
    words.to_string()
}
