//! "Why?": the steps that led to a value, in words. The same piece beside every computed value.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::text::Text;

/// The steps that led to a value, first to last; without steps nothing is shown.
#[derive(Clone, Debug, Default)]
pub struct Why {
    /// The steps.
    pub steps: Vec<Step>,
    /// The same as a picture of the engine's making, if there is one.
    pub picture: Option<Picture>,
}

/// A picture that the engine drew: markup of ours, in which texts are escaped.
#[derive(Clone, Debug)]
pub struct Picture(pub String);

impl std::fmt::Display for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Picture {}

/// One step of a computation, in the reader's language.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done: "Closed hours skipped".
    pub text: String,
    /// What it gave: "Mo 23. Nov., 09:00".
    pub value: Option<String>,
}

impl Why {
    /// Steps from pairs of what was done and what it gave; an empty value is left out.
    pub fn of<T: Into<String>, V: Into<String>>(steps: impl IntoIterator<Item = (T, V)>) -> Self {
        let steps = steps.into_iter().map(|(text, value)| {
            let (text, value) = (text.into(), value.into());
            Step { text, value: (!value.is_empty()).then_some(value) }
        });
        Self { steps: steps.collect(), picture: None }
    }

    /// A small "why?" that opens the steps.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Drawn { t, why: self }
    }
}

#[derive(Template)]
#[template(path = "partials/why.html")]
struct Drawn<'a> {
    t: &'a Text,
    why: &'a Why,
}

impl HtmlSafe for Drawn<'_> {}
