//! `scope` of a plan: what its contract covers.

use super::super::catalogue::{Scope, Stated};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::promise;
use super::reader::Reader;

/// Keys of `scope`.
pub(in crate::plan) const KEYS: [&str; 8] = [
    "products",
    "production-systems",
    "development-systems",
    "licence-needed",
    "newest-version-needed",
    "customised",
    "releases",
    "count-systems",
];

/// What the contract covers.
pub(super) fn read<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Scope> {
    let fields = Fields::open(reader, field, "the scope", &KEYS)?;
    let products = ids.products.find_all(reader, fields.get("products"));
    let systems = |key: &str| fields.get(key).map_or(Some(Stated::NotStated), |field| promise::count(reader, field));
    let (production, development) = (systems("production-systems"), systems("development-systems"));
    let licence = reader.flag(fields.get("licence-needed"));
    let newest = reader.flag(fields.get("newest-version-needed"));
    let customised = fields
        .get("customised")
        .map_or(Some(false), |field| reader.choice(field, &[(true, "best-effort"), (false, "covered")]));
    let releases = fields
        .get("releases")
        .map_or(Some(false), |field| reader.choice(field, &[(true, "within-term"), (false, "not-stated")]));
    Some(Scope {
        products: products?,
        production_systems: production?,
        development_systems: development?,
        licence: licence?,
        newest_version: newest?,
        customised_best_effort: customised?,
        releases_within_term: releases?,
    })
}
