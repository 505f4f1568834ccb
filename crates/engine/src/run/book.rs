//! Catalogues at hand, with the entitlements that were already resolved from them.
//!
//! Resolving a selection costs more than rating a call, and thousands of contracts hold the same one; so a [`Volume`]
//! keeps what it resolved. The answers are the same with and without the memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::situation::FactHistory;
use crate::plan::catalogue::{OfferKind, SharedCatalogue};
use crate::plan::resolve::SelectionError;
use crate::plan::{Entitlements, Selection};

/// At most so many selections are remembered for a catalogue, so that a long stream of odd ones needs no more memory.
const REMEMBERED: usize = 4096;
/// At most so many catalogues with windows of contracts are remembered.
const OWN_REMEMBERED: usize = 256;

/// One catalogue, ready to be computed with by many threads.
#[derive(Debug)]
pub struct Volume {
    name: String,
    catalogue: SharedCatalogue,
    resolved: Mutex<HashMap<Selection, Arc<Entitlements>>>,
    /// The catalogue with the windows of contracts, by the facts they depend on.
    own: Mutex<HashMap<Vec<Option<String>>, SharedCatalogue>>,
}

impl Volume {
    /// A catalogue under a name (the stem of its file).
    #[must_use]
    pub fn new(name: impl Into<String>, catalogue: SharedCatalogue) -> Volume {
        Volume { name: name.into(), catalogue, resolved: Mutex::default(), own: Mutex::default() }
    }

    /// The name it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The catalogue.
    #[must_use]
    pub fn catalogue(&self) -> &SharedCatalogue {
        &self.catalogue
    }

    /// The catalogue with the windows as they are for a contract; none where they are the same for all.
    #[must_use]
    pub fn for_contract(&self, facts: &FactHistory) -> Option<SharedCatalogue> {
        let names = self.catalogue.window_facts();
        if names.is_empty() {
            return None;
        }
        let known = |name: &str| facts.at(name, Timestamp::MAX);
        let key: Vec<Option<String>> = names.iter().map(|name| known(name).map(str::to_owned)).collect();
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = own.get(&key) {
            return Some(Arc::clone(found));
        }
        let made = Arc::new(self.catalogue.for_contract(known));
        if own.len() >= OWN_REMEMBERED {
            own.clear();
        }
        own.insert(key, Arc::clone(&made));
        Some(made)
    }

    /// The entitlements of a selection.
    ///
    /// # Errors
    /// [`SelectionError`] when the catalogue does not allow it.
    pub fn resolve(&self, selection: &Selection) -> Result<Arc<Entitlements>, SelectionError> {
        // A poisoned map still holds only finished answers.
        let mut resolved = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = resolved.get(selection) {
            return Ok(Arc::clone(known));
        }
        let entitlements = Arc::new(Entitlements::resolve(&self.catalogue, selection)?);
        if resolved.len() >= REMEMBERED {
            resolved.clear();
        }
        resolved.insert(selection.clone(), Arc::clone(&entitlements));
        Ok(entitlements)
    }
}

/// Several catalogues, asked by the plans they sell.
#[derive(Debug, Default)]
pub struct Book {
    volumes: Vec<Volume>,
}

/// Why no catalogue was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// No catalogue has this name.
    #[error("catalogue `{name}` is not loaded; loaded: {known}")]
    UnknownCatalogue {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No catalogue sells this plan.
    #[error("plan `{plan}` is not in the catalogue; known: {known}")]
    UnknownPlan {
        /// The plan asked for.
        plan: String,
        /// The plans there are.
        known: String,
    },
    /// More than one catalogue sells a plan of this id.
    #[error("plan `{plan}` is in several catalogues ({catalogues}); name one of them as `catalogue`")]
    Ambiguous {
        /// The plan asked for.
        plan: String,
        /// The catalogues that sell it.
        catalogues: String,
    },
}

impl Book {
    /// A book of catalogues by name.
    #[must_use]
    pub fn new(catalogues: Vec<(String, SharedCatalogue)>) -> Book {
        Book { volumes: catalogues.into_iter().map(|(name, catalogue)| Volume::new(name, catalogue)).collect() }
    }

    /// All catalogues.
    #[must_use]
    pub fn volumes(&self) -> &[Volume] {
        &self.volumes
    }

    /// The catalogue that sells a plan, by its name where one is given.
    ///
    /// # Errors
    /// [`BookError`] when there is none, or more than one.
    pub fn get(&self, catalogue: Option<&str>, plan: &str) -> Result<&Volume, BookError> {
        if let Some(name) = catalogue {
            return self.volumes.iter().find(|volume| volume.name == name).ok_or_else(|| {
                let known: Vec<&str> = self.volumes.iter().map(Volume::name).collect();
                BookError::UnknownCatalogue { name: name.to_owned(), known: known.join(", ") }
            });
        }
        let mut selling =
            self.volumes.iter().filter(|volume| volume.catalogue.find_offer(OfferKind::Plan, plan).is_some());
        let Some(first) = selling.next() else {
            return Err(BookError::UnknownPlan { plan: plan.to_owned(), known: self.plans() });
        };
        let others: Vec<&str> = selling.map(Volume::name).collect();
        if others.is_empty() {
            return Ok(first);
        }
        let catalogues = format!("{}, {}", first.name, others.join(", "));
        Err(BookError::Ambiguous { plan: plan.to_owned(), catalogues })
    }

    fn plans(&self) -> String {
        let plans = self.volumes.iter().flat_map(|volume| &volume.catalogue.offers);
        let ids: Vec<&str> =
            plans.filter(|offer| offer.kind == OfferKind::Plan).map(|offer| offer.id.as_str()).collect();
        ids.join(", ")
    }
}
