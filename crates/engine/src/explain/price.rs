//! How a price or a balance came about: counting, burns, bands, blocks, proration, discount, tax.

use crate::plan::catalogue::{Catalogue, Language};

/// How a price or a balance came about: counting, burns, bands, blocks, proration, discount, tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceStep {}

impl PriceStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, _catalogue: &Catalogue, _language: Language) -> String {
        match *self {}
    }
}
