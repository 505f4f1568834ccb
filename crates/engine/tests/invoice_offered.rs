//! What is said of a selection before it is bought is what the invoices of quiet months come to.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use engine::invoice::{NoOffer, Offered, offered};
use engine::plan::catalogue::{Catalogue, OfferKind};
use engine::plan::{Selection, read};
use engine::run::book::Volume;
use engine::run::event::{Contract, Facts};
use engine::run::run;
use jiff::civil::date;

const SHIPPED: [&str; 4] = ["shop-levels", "commerce-agreements", "agency-hours", "module-licences"];

fn volume(name: &str, changes: &[(&str, &str)]) -> Volume {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    Volume::new(name, Arc::new(read(&path, &text).unwrap_or_else(|errors| panic!("{errors}"))))
}

fn ids(catalogue: &Catalogue, kind: OfferKind) -> Vec<String> {
    catalogue.offers.iter().filter(|offer| offer.kind == kind).map(|offer| offer.id.clone()).collect()
}

/// Every plan alone, with each option and with each package.
fn selections(catalogue: &Catalogue) -> Vec<Selection> {
    let mut found = Vec::new();
    for plan in ids(catalogue, OfferKind::Plan) {
        found.push(Selection { plan: plan.clone(), ..Selection::default() });
        for option in ids(catalogue, OfferKind::Option) {
            found.push(Selection { plan: plan.clone(), options: vec![option], ..Selection::default() });
        }
        for package in ids(catalogue, OfferKind::Package) {
            found.push(Selection { plan: plan.clone(), packages: vec![package], ..Selection::default() });
        }
    }
    found
}

/// Net of the first and of the second month's invoice of a contract under which nothing happens.
fn invoiced(volume: &Volume, selection: &Selection) -> (i64, i64) {
    let contract = Contract {
        selection: selection.clone(),
        start: date(2026, 11, 1),
        end: None,
        term_months: None,
        facts: Facts::default(),
    };
    let outcome = run(volume, &contract, &[], "2027-01-15T00:00:00Z".parse().unwrap()).unwrap();
    let net = |month: i8| {
        let found = outcome.invoices.iter().find(|invoice| invoice.period.from == date(2026, month, 1));
        found.map_or(0, |invoice| invoice.net_minor)
    };
    (net(11), net(12))
}

#[test]
fn the_sum_is_that_of_the_invoices() {
    let yearly = [
        ("price = \"as-agreed\"", "price = \"400.00 EUR / year\""),
        ("price = \"as-agreed\"", "price = \"900.00 EUR once\""),
        ("price = \"as-agreed\"", "price = \"49.90 EUR / month\""),
    ];
    let shipped = SHIPPED.map(|name| volume(name, &[]));
    for volume in shipped.iter().chain([&volume("commerce-agreements", &yearly)]) {
        for selection in selections(volume.catalogue()) {
            let Ok(sum) = offered(volume, &selection, date(2026, 11, 17)) else { continue };
            let (first, second) = invoiced(volume, &selection);
            assert_eq!(sum.monthly.net_minor, second, "{selection:?}");
            assert_eq!(sum.monthly.net_minor + sum.once.net_minor, first, "{selection:?}");
        }
    }
}

fn shop(packages: &[&str]) -> Result<Offered, NoOffer> {
    let packages = packages.iter().map(|id| (*id).to_owned()).collect();
    let selection = Selection { plan: "level-3".to_owned(), packages, options: Vec::new() };
    offered(&volume("shop-levels", &[]), &selection, date(2026, 11, 30))
}

#[test]
fn a_level_is_billed_with_the_one_it_needs_and_a_package_takes_that_off() {
    let alone = shop(&[]).unwrap();
    assert_eq!((alone.monthly.net_minor, alone.monthly.gross_minor), (12_800, 15_232));
    assert!(alone.open.is_empty() && alone.once.lines.is_empty());
    let packed = shop(&["enterprise"]).unwrap();
    assert_eq!(packed.monthly.net_minor, 8_900);
    let catalogue = volume("shop-levels", &[]);
    let names: Vec<&str> = packed.open.iter().map(|&ix| catalogue.catalogue().offers[ix].id.as_str()).collect();
    assert_eq!(names, ["enterprise"]);
}

#[test]
fn what_the_catalogue_does_not_know_is_named() {
    let unknown = shop(&["gold"]).unwrap_err().to_string();
    assert!(unknown.contains("gold") && unknown.contains("enterprise"), "{unknown}");
}
