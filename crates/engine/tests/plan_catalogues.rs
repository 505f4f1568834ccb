//! The shipped catalogues read without a mistake, and each selection of theirs entitles to what its vendor promises.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

use engine::plan::catalogue::{
    Catalogue, Channel, Commitment, Expiry, Fee, GrantTime, Milestone, OfferKind, Span, Stated,
};
use engine::plan::resolve::SelectionError;
use engine::plan::{Entitlements, Selection, read};
use engine::time::Coverage;

const NAMES: [&str; 4] = ["shop-levels", "commerce-agreements", "module-licences", "agency-hours"];

fn text(name: &str) -> String {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn shipped(name: &str) -> Catalogue {
    read(&format!("{name}.toml"), &text(name)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn select(plan: &str, packages: &[&str], options: &[&str]) -> Selection {
    let list = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    Selection { plan: plan.to_owned(), packages: list(packages), options: list(options) }
}

fn resolve(catalogue: &Catalogue, plan: &str, packages: &[&str], options: &[&str]) -> Entitlements {
    Entitlements::resolve(catalogue, &select(plan, packages, options)).unwrap()
}

/// What is owed, as "id price".
fn fees(catalogue: &Catalogue, held: &Entitlements) -> Vec<String> {
    let fee = |fee: &Fee| match fee {
        Fee::Free => "free".to_owned(),
        Fee::Recurring { price, months } => format!("{price}/{months}"),
        other => format!("{other:?}"),
    };
    held.fees.iter().map(|held| format!("{} {}", catalogue.offers[held.offer].id, fee(&held.fee))).collect()
}

/// What is granted, as "id seconds when".
fn grants(catalogue: &Catalogue, held: &Entitlements) -> Vec<String> {
    let mut grants: Vec<String> = held
        .grants
        .iter()
        .map(|grant| {
            let Stated::Value(quantity) = grant.quantity else { panic!("open quantity") };
            format!("{} {quantity} {:?}", catalogue.allowances[grant.allowance].id, grant.every)
        })
        .collect();
    grants.sort();
    grants
}

/// What is promised, as "milestone length window".
fn targets(catalogue: &Catalogue, held: &Entitlements) -> Vec<String> {
    let target = |target: &engine::plan::catalogue::Target| {
        format!(
            "{} {} {} {:?}",
            target.milestone.id(catalogue),
            target.text,
            catalogue.windows[target.counting].id,
            target.commitment
        )
    };
    held.targets.iter().map(target).collect()
}

fn rights<'a>(catalogue: &'a Catalogue, held: &Entitlements) -> Vec<&'a str> {
    let mut rights: Vec<&str> = held.rights.iter().map(|(ix, _)| catalogue.rights[*ix].id.as_str()).collect();
    rights.sort_unstable();
    rights
}

fn lines<'a>(catalogue: &'a Catalogue, held: &Entitlements) -> Vec<&'a str> {
    held.lines.iter().map(|&ix| catalogue.lines[ix].id.as_str()).collect()
}

fn open(coverage: &Coverage, at: &str) -> bool {
    coverage.is_open(at.parse().unwrap())
}

#[test]
fn reading_twice_gives_the_same() {
    for name in NAMES {
        assert_eq!(format!("{:?}", shipped(name).offers), format!("{:?}", shipped(name).offers));
        let windows = text(name).replace('\n', "\r\n");
        assert!(read("windows.toml", &windows).is_ok(), "{name} with line ends of another system");
    }
}

#[test]
fn the_ids_are_those_that_everyone_refers_to() {
    let check = |name: &str, kind: OfferKind, expect: &[&str]| {
        let catalogue = shipped(name);
        let ids: Vec<&str> =
            catalogue.offers.iter().filter(|offer| offer.kind == kind).map(|offer| offer.id.as_str()).collect();
        assert_eq!(ids, expect, "{name}");
        let zone = catalogue.provider.zone.iana_name().unwrap();
        assert_eq!((zone, catalogue.provider.holiday_region.as_deref()), ("Europe/Berlin", Some("DE-TH")));
        assert_eq!(
            (catalogue.provider.currency.code(), catalogue.provider.tax_percent.unwrap().to_string().as_str()),
            ("EUR", "19")
        );
    };
    check("shop-levels", OfferKind::Plan, &["level-1", "level-2", "level-3"]);
    check("shop-levels", OfferKind::Package, &["enterprise"]);
    check("commerce-agreements", OfferKind::Plan, &["maintenance", "maintenance-plus", "partner"]);
    check(
        "commerce-agreements",
        OfferKind::Option,
        &[
            "response-time-plus",
            "after-hours-emergency",
            "extra-contact",
            "account-manager",
            "extended-reports",
            "trainings",
        ],
    );
    check("module-licences", OfferKind::Plan, &["standard", "additional"]);
    check("agency-hours", OfferKind::Plan, &["on-demand", "hours-10", "hours-20", "hours-40"]);
    let shop = shipped("shop-levels");
    assert_eq!(shop.allowances.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["phone", "activation"]);
    assert_eq!(shop.windows.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["phone", "guarantee"]);
    let agency = shipped("agency-hours");
    assert_eq!(agency.severities.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4"]);
}

#[test]
fn shop_levels_build_on_each_other() {
    let shop = shipped("shop-levels");
    let credit = "activation 3600 Activation";

    let one = resolve(&shop, "level-1", &[], &[]);
    assert_eq!(fees(&shop, &one), ["level-1 free"]);
    assert_eq!(grants(&shop, &one), [credit, "phone 900 Month"]);
    assert_eq!(targets(&shop, &one), [""; 0]);
    assert_eq!(lines(&shop, &one), ["support", "emergency"]);

    let two = resolve(&shop, "level-2", &[], &[]);
    assert_eq!(fees(&shop, &two), ["level-2 39.00/1"]);
    assert_eq!(grants(&shop, &two), [credit, "phone 1800 Month"]);
    assert_eq!(targets(&shop, &two), ["first-response 24 h guarantee Guaranteed"]);
    assert_eq!(rights(&shop, &two), ["backups", "bug-fix-priority", "help-centre", "maintenance", "updates"]);

    let three = resolve(&shop, "level-3", &[], &[]);
    assert_eq!(fees(&shop, &three), ["level-2 39.00/1", "level-3 89.00/1"]);
    assert_eq!(grants(&shop, &three), [credit, "phone 5400 Month"]);
    assert_eq!(targets(&shop, &three), ["first-response 4 h guarantee Guaranteed"]);
    assert!(rights(&shop, &three).contains(&"personal-contact") && rights(&shop, &three).contains(&"bug-fix-priority"));
    assert_eq!(lines(&shop, &three), ["support", "emergency"]);
    assert!(three.rank < two.rank && two.rank < one.rank);

    // The package includes level 2, alone and under level 3.
    let included = resolve(&shop, "level-2", &["enterprise"], &[]);
    assert_eq!(fees(&shop, &included), ["level-2 free", "enterprise NotStated"]);
    let included = resolve(&shop, "level-3", &["enterprise"], &[]);
    assert_eq!(fees(&shop, &included), ["level-2 free", "level-3 89.00/1", "enterprise NotStated"]);
    let included = resolve(&shop, "level-1", &["enterprise"], &[]);
    assert_eq!(fees(&shop, &included), ["level-1 free", "enterprise NotStated"]);
}

#[test]
fn shop_prices_and_hours() {
    let shop = shipped("shop-levels");
    let support = shop.tariffs.iter().find(|tariff| tariff.id == "support").unwrap();
    assert_eq!((support.bands.len(), support.bands[0].price.text.as_str()), (1, "0.50 EUR / started minute"));
    let burns: Vec<&str> = support.burns.iter().map(|&ix| shop.allowances[ix].id.as_str()).collect();
    assert_eq!(burns, ["phone", "activation"]);
    assert_eq!(shop.allowances[1].expiry, Expiry::Never);

    let emergency = shop.tariffs.iter().find(|tariff| tariff.id == "emergency").unwrap();
    assert!(emergency.acceptance && emergency.burns.is_empty());
    assert_eq!(emergency.otherwise, Some(0));
    assert_eq!(
        emergency.within.map(|(window, tariff)| (shop.windows[window].id.as_str(), shop.tariffs[tariff].id.as_str())),
        Some(("phone", "support"))
    );
    let line = &shop.lines[shop.find_line("emergency").unwrap()];
    assert!(line.on_call && line.window.is_none());

    // The band at an instant: id and the price of the first block.
    let check = |at: &str, expect: Option<(&str, &str)>| {
        let found = emergency.bands.iter().find(|band| open(band.window.as_ref().unwrap(), at));
        let found = found.map(|band| (band.id.as_str(), band.price.first.as_ref().unwrap().price.to_string()));
        assert_eq!(found, expect.map(|(id, price)| (id, price.to_owned())), "{at}");
    };
    check("2026-11-10T07:59:59+01:00", Some(("night", "36.00")));
    check("2026-11-10T08:00:00+01:00", Some(("day", "30.00")));
    check("2026-11-10T09:30:00+01:00", None);
    check("2026-11-10T12:30:00+01:00", Some(("day", "30.00")));
    check("2026-11-10T18:10:00+01:00", Some(("evening", "30.00")));
    check("2026-11-10T21:59:59+01:00", Some(("evening", "30.00")));
    check("2026-11-10T22:00:00+01:00", Some(("night", "36.00")));
    check("2026-11-14T00:00:00+01:00", Some(("weekend", "36.00")));
    check("2026-11-15T23:59:59+01:00", Some(("weekend", "36.00")));
    check("2026-11-16T00:00:00+01:00", Some(("night", "36.00")));
    // On a holiday the row of the weekday holds, and the phone hours are closed.
    check("2026-12-25T18:00:00+01:00", Some(("evening", "30.00")));
    check("2026-12-25T10:00:00+01:00", None);
    let phone = &shop.windows[shop.find_window("phone").unwrap()].coverage;
    assert!(open(phone, "2026-12-24T10:00:00+01:00") && !open(phone, "2026-12-25T10:00:00+01:00"));
    assert!(!open(phone, "2026-11-10T12:30:00+01:00") && open(phone, "2026-11-10T13:30:00+01:00"));
}

#[test]
fn commerce_options_add_up() {
    let commerce = shipped("commerce-agreements");
    let base = resolve(&commerce, "maintenance", &[], &[]);
    assert_eq!(base.contacts, Stated::Value(3));
    assert_eq!(targets(&commerce, &base), ["first-response 8 h business Target"]);
    assert_eq!((base.scope.production_systems, base.scope.development_systems), (Stated::Value(1), Stated::Unlimited));
    assert_eq!(lines(&commerce, &base), ["support"]);

    let more = resolve(
        &commerce,
        "maintenance",
        &[],
        &["extra-contact", "extra-contact", "after-hours-emergency", "trainings"],
    );
    assert_eq!(more.contacts, Stated::Value(5));
    assert_eq!(lines(&commerce, &more), ["support", "emergency"]);
    assert!(rights(&commerce, &more).contains(&"trainings"));
    let counts: Vec<u32> = more.fees.iter().map(|fee| fee.count).collect();
    assert_eq!((fees(&commerce, &more).len(), counts), (4, vec![1, 1, 2, 1]));

    // Five in total, and three options come with it at no charge.
    let plus = resolve(&commerce, "maintenance-plus", &[], &[]);
    assert_eq!(plus.contacts, Stated::Value(5));
    assert_eq!(
        fees(&commerce, &plus),
        ["maintenance-plus AsAgreed", "response-time-plus free", "after-hours-emergency free", "extended-reports free"]
    );
    assert_eq!(lines(&commerce, &plus), ["support", "emergency"]);
    assert_eq!(
        targets(&commerce, &plus),
        ["first-response 8 h business Target", "first-response as-agreed business Target"]
    );
    assert!(
        rights(&commerce, &plus).contains(&"extended-reports") && rights(&commerce, &plus).contains(&"major-upgrades")
    );
    // Asking for what is included changes nothing.
    let again = resolve(&commerce, "maintenance-plus", &[], &["response-time-plus"]);
    assert_eq!(
        (fees(&commerce, &again), targets(&commerce, &again)),
        (fees(&commerce, &plus), targets(&commerce, &plus))
    );

    let partner = resolve(&commerce, "partner", &[], &[]);
    assert_eq!(partner.contacts, Stated::NotStated);
    assert!(!rights(&commerce, &partner).iter().any(|id| id.contains("upgrades") || id.contains("updates")));
    let refused = Entitlements::resolve(&commerce, &select("partner", &[], &["trainings"])).unwrap_err();
    assert!(matches!(refused, SelectionError::NotAvailable { .. }));
}

#[test]
fn module_support_is_bound_to_a_licence() {
    let modules = shipped("module-licences");
    let standard = resolve(&modules, "standard", &[], &[]);
    let scope = &standard.scope;
    assert!(scope.licence && scope.newest_version && scope.customised_best_effort && scope.releases_within_term);
    assert_eq!((standard.term_months, standard.lines.len(), scope.products.len()), (Some(12), 0, 2));
    let channels: Vec<Channel> = standard.channels.iter().map(|right| right.channel).collect();
    assert_eq!(channels, [Channel::Email, Channel::Portal]);
    assert!(standard.targets.iter().all(|target| target.within == Stated::BestEffort));

    let additional = resolve(&modules, "additional", &[], &[]);
    assert!(additional.channels.iter().any(|right| right.channel == Channel::Phone));
    assert!(additional.scope.licence && additional.targets.iter().all(|target| target.within == Stated::NotStated));
    assert_eq!(fees(&modules, &additional), ["additional AsAgreed"]);
    let topics: Vec<&str> = modules.exclusions.iter().map(|exclusion| exclusion.id.as_str()).collect();
    assert_eq!(topics, ["general-shop-questions", "third-party-plugins"]);
}

#[test]
fn agency_packages_give_hours() {
    let agency = shipped("agency-hours");
    let check = |plan: &str, fee: &str, seconds: i64| {
        let held = resolve(&agency, plan, &[], &[]);
        assert_eq!(fees(&agency, &held), [format!("{plan} {fee}/1")]);
        assert_eq!(grants(&agency, &held), [format!("hours {seconds} Month")]);
        let (months, percent) = held.fees[0].term_discount.unwrap();
        assert_eq!((months, percent.to_string().as_str()), (12, "10"));
        let work = &agency.tariffs[held.work.unwrap()];
        let price = &work.bands[0].price;
        assert_eq!((price.rate.to_string().as_str(), price.per_s, price.increment_s), ("110.00", 3_600, 60));
        assert!(rights(&agency, &held).contains(&"account-manager") && held.targets.is_empty());
    };
    check("hours-10", "900.00", 36_000);
    check("hours-20", "1700.00", 72_000);
    check("hours-40", "3200.00", 144_000);
    let demand = resolve(&agency, "on-demand", &[], &[]);
    let work = &agency.tariffs[demand.work.unwrap()];
    assert_eq!((work.bands[0].price.rate.to_string().as_str(), work.burns.len()), ("120.00", 0));
    assert!(demand.rank > resolve(&agency, "hours-10", &[], &[]).rank && demand.grants.is_empty());
    let pooling = agency.allowances[0].pooling.as_ref().unwrap();
    assert_eq!(
        (pooling.periods, pooling.by.as_str(), agency.allowances[0].expiry),
        (2, "support-manager", Expiry::EndOfPeriod)
    );
    assert!(agency.severities.iter().all(|severity| !severity.examples.is_empty()));
}

/// Whatever a catalogue offers can be combined, or is refused with a reason; nothing is held or billed twice.
#[test]
fn every_selection_resolves_or_says_why_not() {
    for name in NAMES {
        let catalogue = shipped(name);
        let ids = |kind| -> Vec<String> {
            catalogue.offers.iter().filter(|offer| offer.kind == kind).map(|offer| offer.id.clone()).collect()
        };
        let (options, packages) = (ids(OfferKind::Option), ids(OfferKind::Package));
        for plan in ids(OfferKind::Plan) {
            for mask in 0..1_u32 << (options.len() + packages.len()) {
                let chosen = |list: &[String], shift: usize| -> Vec<String> {
                    list.iter()
                        .enumerate()
                        .filter(|(ix, _)| mask >> (ix + shift) & 1 == 1)
                        .map(|(_, id)| id.clone())
                        .collect()
                };
                let selection = Selection {
                    plan: plan.clone(),
                    options: chosen(&options, 0),
                    packages: chosen(&packages, options.len()),
                };
                match Entitlements::resolve(&catalogue, &selection) {
                    Ok(held) => {
                        let mut once = held.held.clone();
                        once.sort_unstable();
                        once.dedup();
                        assert_eq!(once.len(), held.held.len());
                        assert_eq!(held.fees.len(), held.held.len());
                        let asked = selection.options.iter().chain(&selection.packages).chain([&selection.plan]);
                        assert!(asked.into_iter().all(|id| held.held.iter().any(|&ix| catalogue.offers[ix].id == *id)));
                        assert!(held.targets.iter().all(|target| target.milestone == Milestone::FirstResponse));
                        assert!(held.targets.iter().all(|target| match target.within {
                            Stated::Value(Span::Seconds(seconds)) => seconds > 0,
                            Stated::BestEffort => target.commitment == Commitment::BestEffort,
                            _ => true,
                        }));
                        assert!(held.grants.iter().filter(|grant| grant.every == GrantTime::Month).count() <= 1);
                    }
                    Err(error) => assert!(error.to_string().contains("it goes with: maintenance"), "{error}"),
                }
            }
        }
    }
}
