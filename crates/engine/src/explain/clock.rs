//! How a due time came about: arrival, window, pieces of covered time, pauses, due.

use crate::plan::catalogue::{Catalogue, Language};

/// How a due time came about: arrival, window, pieces of covered time, pauses, due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockStep {}

impl ClockStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, _catalogue: &Catalogue, _language: Language) -> String {
        match *self {}
    }
}
