//! Why a condition of a verdict holds or not, and why an event was refused.

use crate::plan::catalogue::{Catalogue, Language};

/// Why a condition of a verdict holds or not, and why an event was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerdictStep {}

impl VerdictStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, _catalogue: &Catalogue, _language: Language) -> String {
        match *self {}
    }
}
