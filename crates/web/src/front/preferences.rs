//! Language and appearance, kept in cookies.

use axum::response::Response;
use serde::Deserialize;

use crate::answer::{self, YEAR_S, add_cookie, cookie, safe_return};
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::text::Language;
use crate::view::Theme;
use crate::visit::{Guards, LANGUAGE_COOKIE, THEME_COOKIE, Visit};

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    language: String,
    theme: String,
    #[serde(rename = "return")]
    back: String,
}

/// Keeps the choice and goes back to where it was made.
pub(super) async fn choose(visit: Visit, guards: Guards, posted: Posted<Choice>) -> Result<Response, Refusal> {
    let choice = posted.of_any(&visit, &guards)?;
    let back = safe_return(&visit, &choice.back).map_or_else(|| visit.url("/"), str::to_owned);
    let mut response = answer::go_to(&back);
    if let Some(language) = Language::parse(&choice.language) {
        add_cookie(&mut response, &cookie(&visit, LANGUAGE_COOKIE, language.tag(), Some(YEAR_S)));
    }
    if let Some(theme) = Theme::parse(&choice.theme) {
        add_cookie(&mut response, &cookie(&visit, THEME_COOKIE, theme.name(), Some(YEAR_S)));
    }
    Ok(response)
}
