//! Is what the request is about in scope: product, system, licence, version, changes by the customer, subject?

use jiff::Timestamp;

use super::access;
use super::verdict::{Conditions, Standing};
use crate::explain::VerdictStep;
use crate::plan::catalogue::{Scope, Stated};
use crate::plan::resolve::Entitlements;
use crate::run::event::{Environment, Licence, Open, System};
use crate::run::outcome::ConditionKind;

pub(super) fn ask(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    open: &Open,
    conditions: &mut Conditions,
) {
    let scope = &entitlements.scope;
    product(standing, scope, open, conditions);
    if let (Some(system), Some(systems)) = (&open.system, &standing.facts.systems) {
        let weight = |system: &System| access::weight(standing, entitlements, at, system).unwrap_or(1);
        match covered(scope, systems, system, &weight) {
            None => {
                let why = VerdictStep::SystemCovered { system: system.clone() };
                conditions.holds(ConditionKind::System, why);
            }
            Some(why) => conditions.fails(ConditionKind::System, why),
        }
    }
    if scope.licence {
        licence(standing.licences, open, conditions);
    }
    if scope.newest_version {
        version(standing, open, conditions);
    }
    if scope.customised_best_effort {
        if open.customised {
            conditions.fails(ConditionKind::Customisation, VerdictStep::Customised);
        } else {
            conditions.holds(ConditionKind::Customisation, VerdictStep::AsDelivered);
        }
    }
    if let Some(topic) = &open.topic {
        match standing.catalogue.exclusions.iter().position(|exclusion| exclusion.id == *topic) {
            Some(exclusion) => conditions.fails(ConditionKind::Exclusion, VerdictStep::Excluded { exclusion }),
            None => conditions.holds(ConditionKind::Exclusion, VerdictStep::NotExcluded),
        }
    }
}

fn product(standing: &Standing<'_>, scope: &Scope, open: &Open, conditions: &mut Conditions) {
    let Some(asked) = &open.product else { return };
    let catalogue = standing.catalogue;
    let covered = |product: &usize| scope.products.is_empty() || scope.products.contains(product);
    match catalogue.find_product(asked).filter(covered) {
        Some(product) => conditions.holds(ConditionKind::Product, VerdictStep::ProductCovered { product }),
        None => {
            let covered = (0..catalogue.products.len()).filter(covered).collect();
            let why = VerdictStep::ProductOutside { product: asked.clone(), covered };
            conditions.fails(ConditionKind::Product, why);
        }
    }
}

/// Why a system is not covered; none if it is.
///
/// The first production systems of the register are covered, as many as the plan says, and of each of them the first
/// development systems. A development system that names none belongs to the first.
fn covered(scope: &Scope, systems: &[System], id: &str, weight: &dyn Fn(&System) -> u32) -> Option<VerdictStep> {
    let system = id.to_owned();
    let Some(found) = systems.iter().find(|known| known.id == id) else {
        return Some(VerdictStep::SystemUnknown { system });
    };
    let production = |of: &str| {
        let all = systems.iter().filter(|known| known.environment == Environment::Production);
        fits(scope.production_systems, all, of, weight).then_some(())
    };
    if found.environment == Environment::Production {
        return match scope.production_systems {
            Stated::Value(of) if production(id).is_none() => Some(VerdictStep::SystemBeyond { system, of }),
            _ => None,
        };
    }
    let first = systems.iter().find(|known| known.environment == Environment::Production);
    let owner = |known: &System| known.of.clone().or_else(|| first.map(|first| first.id.clone()));
    let own = owner(found);
    if own.as_deref().is_none_or(|own| production(own).is_none()) {
        return Some(VerdictStep::SystemApart { system });
    }
    let siblings = systems.iter().filter(|known| known.environment == Environment::Development && owner(known) == own);
    match scope.development_systems {
        Stated::Value(of) if !fits(scope.development_systems, siblings, id, weight) => {
            Some(VerdictStep::SystemBeyond { system, of })
        }
        _ => None,
    }
}

/// Whether a system is among those that a limit leaves room for, in the order of the register.
fn fits<'a>(
    limit: Stated<u32>,
    systems: impl Iterator<Item = &'a System>,
    id: &str,
    weight: &dyn Fn(&System) -> u32,
) -> bool {
    let mut used: u32 = 0;
    for system in systems {
        let own = weight(system);
        if system.id == id {
            return match limit {
                Stated::Value(limit) => own == 0 || used.saturating_add(own) <= limit,
                _ => true,
            };
        }
        used = used.saturating_add(own);
    }
    false
}

/// A licence that is named must be good; where none is named, one that the contract has must be.
fn licence(licences: &[Licence], open: &Open, conditions: &mut Conditions) {
    let judged = |licence: &Licence| -> Result<(), VerdictStep> {
        let id = licence.id.clone();
        if !licence.official {
            return Err(VerdictStep::LicenceUnofficial { licence: id });
        }
        if !licence.valid {
            return Err(VerdictStep::LicenceWithdrawn { licence: id });
        }
        match (&licence.product, &open.product) {
            (Some(product), Some(asked)) if product != asked => {
                Err(VerdictStep::LicenceOther { licence: id, product: product.clone() })
            }
            _ => Ok(()),
        }
    };
    let result = match &open.licence {
        Some(named) => match licences.iter().find(|licence| licence.id == *named) {
            Some(licence) => judged(licence).map(|()| licence.id.clone()),
            None => Err(VerdictStep::LicenceUnknown { licence: named.clone() }),
        },
        None if licences.is_empty() => return,
        None => match licences.iter().find(|licence| judged(licence).is_ok()) {
            Some(licence) => Ok(licence.id.clone()),
            None => match licences {
                [only] => judged(only).map(|()| only.id.clone()),
                _ => Err(VerdictStep::LicenceMissing),
            },
        },
    };
    match result {
        Ok(licence) => conditions.holds(ConditionKind::Licence, VerdictStep::LicenceValid { licence }),
        Err(why) => conditions.fails(ConditionKind::Licence, why),
    }
}

/// Asked where the version in use and the newest one are both known.
fn version(standing: &Standing<'_>, open: &Open, conditions: &mut Conditions) {
    let (Some(version), Some(newest)) = (&open.version, access::newest(standing, open)) else {
        return;
    };
    if numbers(version) >= numbers(newest) {
        conditions.holds(ConditionKind::Version, VerdictStep::VersionNewest { version: version.clone() });
    } else {
        let why = VerdictStep::VersionOld { version: version.clone(), newest: newest.clone() };
        conditions.fails(ConditionKind::Version, why);
    }
}

/// A version as its numbers, so that 1.10 is newer than 1.9 and 2 the same as 2.0; words after them count as text.
fn numbers(version: &str) -> Vec<(u64, String)> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let mut parts: Vec<(u64, String)> = version
        .split('.')
        .map(|part| {
            let digits = part.len() - part.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
            (part[..digits].parse().unwrap_or(0), part[digits..].to_owned())
        })
        .collect();
    while parts.last().is_some_and(|(number, rest)| *number == 0 && rest.is_empty()) {
        parts.pop();
    }
    parts
}
