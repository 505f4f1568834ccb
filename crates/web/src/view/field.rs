//! Form fields that keep what was typed and say at the field what is wrong and how to mend it.

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;

use super::filters;
use crate::text::Text;

/// One field of a form. The name is the one that the server reads.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name that is sent.
    pub name: Cow<'static, str>,
    /// What the field is for.
    pub label: String,
    /// How it is filled in.
    pub control: Control,
    /// What was typed or chosen.
    pub value: String,
    /// A word of help under the label.
    pub hint: Option<String>,
    /// What is wrong and how to mend it.
    pub error: Option<String>,
    /// Whether it may stay empty.
    pub need: Need,
    /// What the browser may fill in (`username`, `email`), empty for nothing in particular.
    pub autocomplete: &'static str,
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub enum Control {
    /// One line of text.
    Line,
    /// A mail address.
    Email,
    /// A password.
    Password,
    /// A whole number.
    Number,
    /// A date: `2026-11-23`.
    Date,
    /// A local date and time in the desk's zone: `2026-11-23T10:30`.
    Moment,
    /// Several lines of text.
    Area {
        /// How many lines are shown.
        rows: u8,
    },
    /// One of several, as a list to open.
    Select(Vec<Choice>),
    /// One of several, all visible.
    Radio(Vec<Choice>),
    /// Files from the reader's machine.
    Files,
    /// Ticked or not; the value is `yes` when ticked.
    Tick,
    /// Nothing: what follows belongs to one way of several, which the label says. Where the browser shows only the fields of the
    /// way that is chosen, it is not needed.
    Way,
}

/// One of several possibilities.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A word of help, shown where there is room.
    pub hint: Option<String>,
}

impl Choice {
    /// A possibility without help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    /// The same with a word of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It must be filled in.
    Required,
    /// It may stay empty, and says so.
    Optional,
    /// It must be filled in on one way of several. The browser does not insist, and nothing says that it may stay empty.
    OnItsWay,
}

impl Field {
    /// An empty field that must be filled in.
    pub fn new(name: impl Into<Cow<'static, str>>, label: impl Into<String>, control: Control) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            control,
            value: String::new(),
            hint: None,
            error: None,
            need: Need::Required,
            autocomplete: "",
        }
    }

    /// The same with what was typed.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The same with a word of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with what is wrong.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// The same, but it may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }

    /// The same, but it must be filled in only on one way of several.
    #[must_use]
    pub fn on_its_way(mut self) -> Self {
        self.need = Need::OnItsWay;
        self
    }

    /// The same with a hint for the browser.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// Label, help, error and control.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Drawn { t, field: self }
    }

    fn input_type(&self) -> &'static str {
        match self.control {
            Control::Email => "email",
            Control::Password => "password",
            Control::Date => "date",
            Control::Moment => "datetime-local",
            Control::Files => "file",
            _ => "text",
        }
    }

    /// The ids of what describes the control, for `aria-describedby`.
    fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        ids.join(" ")
    }

    fn is_chosen(&self, choice: &Choice) -> bool {
        self.value == choice.value
    }

    fn is_files(&self) -> bool {
        matches!(self.control, Control::Files)
    }

    fn is_number(&self) -> bool {
        matches!(self.control, Control::Number)
    }

    fn required(&self) -> bool {
        self.need == Need::Required
    }

    fn optional_in_words(&self) -> bool {
        self.need == Need::Optional
    }
}

#[derive(Template)]
#[template(path = "partials/field.html")]
struct Drawn<'a> {
    t: &'a Text,
    field: &'a Field,
}

impl HtmlSafe for Drawn<'_> {}
