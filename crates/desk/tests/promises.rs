//! Outages are reported and taken back, what they cost the provider is credited once, on the next invoice, and what must be claimed
//! is claimed in time or not at all.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use desk::billing::{self, Month};
use desk::contract::{self, ClaimOf, NewClaim, NewOutage};
use desk::id::ContractId;
use desk::{Actor, DeskError, Role};
use engine::remedy::RemedyState;
use engine::run::attainment::Attained;
use jiff::Timestamp;
use jiff::civil::date;
use testkit::plans::UPTIME;
use testkit::{TestCustomer, TestDesk};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn uptime() -> TestDesk {
    TestDesk::selling(UPTIME, at("2026-10-01T00:00:00Z"))
}

/// A customer with a contract since 1 November 2026.
fn signs(desk: &TestDesk, name: &str, plan: &str) -> TestCustomer {
    let (id, contact) = desk.customer_only(name);
    let plan = plan.to_owned();
    let contract = desk.act(&Actor::Operator, move |act| {
        let new = contract::NewContract {
            customer: id,
            catalogue: None,
            plan: plan.clone(),
            packages: Vec::new(),
            options: Vec::new(),
            start: date(2026, 11, 1),
            end: None,
            term_months: None,
            facts: BTreeMap::new(),
            agreed: BTreeMap::new(),
        };
        let contract = contract::sign(act, &new)?;
        contract::name_contact(act, contract, contact)?;
        Ok(contract)
    });
    TestCustomer { id, contact, contract }
}

fn outage(from: &str, to: &str, cause: Option<&str>) -> NewOutage {
    let facts = cause.map(|cause| ("cause".to_owned(), cause.to_owned()));
    NewOutage { what: Some("shop".to_owned()), from: at(from), to: Some(at(to)), facts: facts.into_iter().collect() }
}

fn report(desk: &TestDesk, actor: &Actor, contract: ContractId, new: &NewOutage) -> Result<(), DeskError> {
    let new = new.clone();
    desk.try_act(actor, move |act| contract::report_outage(act, contract, &new))
}

/// Moves to the day after a month's end, issues it, and answers its net.
fn issues(desk: &TestDesk, chief: &Actor, contract: ContractId, month: &str) -> i64 {
    let month: Month = month.parse().unwrap();
    desk.until(month.next().period().from.at(9, 0, 0, 0).in_tz("Europe/Berlin").unwrap().timestamp());
    desk.act(chief, move |act| billing::issue_one(act, contract, month).map(|_| ()));
    desk.read(chief, move |view| billing::preview_one(view, contract, month)).snapshot.net_minor
}

fn healthy(desk: &TestDesk) {
    let report = desk::doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{report:?}");
}

#[test]
fn an_outage_is_credited_once_and_taken_back_once() {
    credited(&uptime());
}

#[test]
fn an_outage_is_credited_on_postgresql() {
    let desk = TestDesk::postgres("shop-levels", "an_outage_is_credited");
    desk.adopts(UPTIME);
    credited(&desk);
}

fn credited(desk: &TestDesk) {
    let (agent, chief) = (desk.staff("Jana", Role::Agent), desk.staff("Mara", Role::Administrator));
    let shop = signs(desk, "Nord", "hosting");
    let contract = shop.contract;
    desk.until(at("2026-11-12T18:00:00Z"));
    let failure = outage("2026-11-10T10:00:00Z", "2026-11-10T14:00:00Z", None);
    report(desk, &agent, contract, &failure).unwrap();
    report(desk, &agent, contract, &failure).unwrap();
    report(desk, &agent, contract, &outage("2026-11-12T01:00:00Z", "2026-11-12T17:00:00Z", Some("maintenance")))
        .unwrap();
    assert_eq!(issues(desk, &chief, contract, "2026-11"), 10_000);

    let found = desk.read(&shop.actor(), move |view| contract::promises(view, contract));
    assert_eq!(found.outages.len(), 2, "the same report again is none");
    let november = found.attainments.iter().find(|one| one.over).unwrap();
    let Attained::Availability { down_s, measured_s, .. } = november.of else { panic!("{november:?}") };
    assert_eq!((down_s, measured_s, november.held), (4 * 3600, 720 * 3600, false), "maintenance is left out");
    assert_eq!((found.remedies.len(), found.remedies[0].due.state), (1, RemedyState::Given));

    assert_eq!(issues(desk, &chief, contract, "2026-12"), 9_500, "5 % of the fee of November");
    let name = found.outages.iter().find(|one| one.facts.is_empty()).unwrap().id.clone();
    let wrong = name.clone();
    desk.act(&agent, move |act| contract::take_back_outage(act, contract, &name));
    let again = desk.try_act(&agent, move |act| contract::take_back_outage(act, contract, &wrong));
    assert!(matches!(again, Err(DeskError::NotFound)), "{again:?}");
    assert_eq!(issues(desk, &chief, contract, "2027-01"), 10_500, "it was none");
    assert_eq!(issues(desk, &chief, contract, "2027-02"), 10_000, "and that once");
    healthy(desk);
}

#[test]
fn an_outage_is_told_by_staff_in_times_that_can_be() {
    let desk = uptime();
    let (agent, shop) = (desk.staff("Jana", Role::Agent), signs(&desk, "Nord", "hosting"));
    let other = signs(&desk, "Sued", "hosting");
    desk.until(at("2026-11-12T18:00:00Z"));
    let contract = shop.contract;
    let good = outage("2026-11-10T10:00:00Z", "2026-11-10T14:00:00Z", None);
    for contact in [shop.actor(), other.actor()] {
        assert!(matches!(report(&desk, &contact, contract, &good), Err(DeskError::NotFound)));
    }
    let foreign = desk.desk.read_blocking(other.actor(), move |view| contract::promises(view, contract).map(|_| ()));
    assert!(matches!(foreign, Err(DeskError::NotFound)));
    let wrong = |new: NewOutage| match report(&desk, &agent, contract, &new) {
        Err(DeskError::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].code),
        other => format!("{other:?}"),
    };
    assert_eq!(wrong(outage("2026-11-13T10:00:00Z", "2026-11-13T14:00:00Z", None)), "from in-future");
    assert_eq!(wrong(outage("2026-11-10T10:00:00Z", "2026-11-10T10:00:00Z", None)), "to before-start");
    assert_eq!(wrong(outage("2026-11-12T10:00:00Z", "2026-11-13T10:00:00Z", None)), "to in-future");
    let weather = BTreeMap::from([("weather".to_owned(), "rain".to_owned())]);
    assert_eq!(wrong(NewOutage { facts: weather, ..good.clone() }), "name unknown");
    // One that lasts ends with a second report of the same beginning.
    report(&desk, &agent, contract, &NewOutage { to: None, ..good.clone() }).unwrap();
    report(&desk, &agent, contract, &good).unwrap();
    let found = desk.read(&agent, move |view| contract::promises(view, contract));
    assert_eq!(found.outages.len(), 1);
    assert_eq!(found.outages[0].to, good.to);
}

#[test]
fn an_outage_of_a_product_counts_for_all_who_were_promised_it() {
    let desk = uptime();
    let chief = desk.staff("Mara", Role::Administrator);
    let agent = desk.staff("Jana", Role::Agent);
    let shops = [signs(&desk, "Nord", "hosting"), signs(&desk, "Sued", "hosting"), signs(&desk, "Ost", "claiming")];
    let without = signs(&desk, "West", "prepaid");
    desk.until(at("2026-11-12T18:00:00Z"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let all = |actor: &Actor, what: &str| {
        let new =
            NewOutage { what: Some(what.to_owned()), ..outage("2026-11-10T10:00:00Z", "2026-11-10T14:00:00Z", None) };
        runtime.block_on(contract::report_outage_for_all(&desk.desk, actor, &new))
    };
    assert!(matches!(all(&agent, "shop"), Err(DeskError::Forbidden)));
    assert_eq!(all(&chief, "shop").unwrap().contracts, 3);
    assert_eq!(all(&chief, "shop").unwrap().contracts, 3);
    assert_eq!(all(&chief, "mail").unwrap().contracts, 1, "two cover the shop only");
    let outages = |customer: &TestCustomer| {
        let contract = customer.contract;
        desk.read(&chief, move |view| contract::promises(view, contract)).outages.len()
    };
    assert_eq!(shops.iter().map(outages).collect::<Vec<_>>(), [1, 1, 2]);
    assert_eq!(outages(&without), 0);
    assert_eq!(issues(&desk, &chief, shops[0].contract, "2026-11"), 10_000);
    assert_eq!(issues(&desk, &chief, shops[0].contract, "2026-12"), 9_500, "told twice, credited once");
    healthy(&desk);
}

fn claims(desk: &TestDesk, actor: &Actor, contract: ContractId) -> Result<(), DeskError> {
    let claim = NewClaim { remedy: "asked".to_owned(), of: ClaimOf::Period(date(2026, 11, 1)) };
    desk.try_act(actor, move |act| contract::claim(act, contract, &claim))
}

#[test]
fn what_must_be_claimed_is_credited_once_if_it_is_in_time() {
    claimed(&uptime());
}

#[test]
fn what_must_be_claimed_is_credited_on_postgresql() {
    let desk = TestDesk::postgres("shop-levels", "what_must_be_claimed");
    desk.adopts(UPTIME);
    claimed(&desk);
}

fn claimed(desk: &TestDesk) {
    let (agent, chief) = (desk.staff("Jana", Role::Agent), desk.staff("Mara", Role::Administrator));
    let (shop, late) = (signs(desk, "Nord", "claiming"), signs(desk, "Sued", "claiming"));
    desk.until(at("2026-11-12T18:00:00Z"));
    for customer in [&shop, &late] {
        let failure = outage("2026-11-10T10:00:00Z", "2026-11-10T14:00:00Z", None);
        report(desk, &agent, customer.contract, &failure).unwrap();
    }
    let early = claims(desk, &shop.actor(), shop.contract).unwrap_err();
    assert!(matches!(&early, DeskError::Conflict { code: "refused", detail } if !detail.is_empty()), "{early}");
    assert_eq!(issues(desk, &chief, shop.contract, "2026-11"), 10_000);
    desk.until(at("2026-12-15T10:00:00Z"));
    let contract = shop.contract;
    let state = |customer: &TestCustomer| {
        let contract = customer.contract;
        desk.read(&customer.actor(), move |view| contract::promises(view, contract)).remedies[0].due.state
    };
    assert_eq!(state(&shop), RemedyState::Claimable(date(2026, 12, 31)));
    assert!(matches!(claims(desk, &late.actor(), contract), Err(DeskError::NotFound)), "another customer's");
    let stranger = desk.act(&Actor::Operator, move |act| {
        let new = desk::customer::NewContact {
            customer: shop.id,
            email: "jo@nord.example".to_owned(),
            name: "Jo Falk".to_owned(),
            phone: String::new(),
            language: engine::plan::catalogue::Language::De,
            password: None,
        };
        desk::customer::create_contact(act, &new)
    });
    let stranger = Actor::Contact { id: stranger, customer: shop.id };
    assert!(matches!(claims(desk, &stranger, contract), Err(DeskError::Forbidden)), "not named by the contract");
    claims(desk, &shop.actor(), contract).unwrap();
    claims(desk, &agent, contract).unwrap();
    assert_eq!(state(&shop), RemedyState::Given);
    assert_eq!(issues(desk, &chief, contract, "2026-12"), 8_000, "20.00, though it was claimed twice");
    let refused = claims(desk, &late.actor(), late.contract).unwrap_err();
    assert!(matches!(&refused, DeskError::Conflict { code: "refused", detail } if !detail.is_empty()), "{refused}");
    assert_eq!(state(&late), RemedyState::Lapsed(date(2026, 12, 31)));
    assert_eq!(issues(desk, &chief, contract, "2027-01"), 10_000);
    assert_eq!(issues(desk, &chief, late.contract, "2027-01"), 10_000);
    healthy(desk);
}

#[test]
fn a_term_begins_with_its_payment() {
    let desk = uptime();
    let (agent, chief) = (desk.staff("Jana", Role::Agent), desk.staff("Mara", Role::Administrator));
    let (shop, hosting) = (signs(&desk, "Nord", "prepaid"), signs(&desk, "Sued", "hosting"));
    desk.until(at("2026-11-16T10:00:00Z"));
    let pays = |actor: &Actor, contract| desk.try_act(actor, move |act| contract::pay(act, contract));
    let contract = shop.contract;
    let in_force = || desk.read(&chief, move |view| contract::overview(view, contract)).in_force;
    assert!(!in_force());
    assert!(matches!(pays(&agent, contract), Err(DeskError::Forbidden)));
    assert!(matches!(pays(&chief, hosting.contract), Err(DeskError::Conflict { code: "no-payment", .. })));
    pays(&chief, contract).unwrap();
    desk.until(at("2026-11-20T10:00:00Z"));
    pays(&chief, contract).unwrap();
    assert!(in_force());
    assert_eq!(issues(&desk, &chief, contract, "2026-11"), 500, "from the 16th on: 15 of 30 days");
    healthy(&desk);
}

#[test]
fn a_contract_that_was_given_days_lasts_them() {
    let days = UPTIME.replace("{ below = \"99 %\", credit = \"10 %\" }", "{ below = \"99 %\", credit = \"3 days\" }");
    let days = days.replace("{ below = \"99.9 %\", credit = \"5 %\" }, ", "");
    let desk = TestDesk::selling(&days, at("2026-10-01T00:00:00Z"));
    let chief = desk.staff("Mara", Role::Administrator);
    let shop = signs(&desk, "Nord", "hosting");
    desk.until(at("2026-11-12T18:00:00Z"));
    let contract = shop.contract;
    report(&desk, &chief, contract, &outage("2026-11-10T08:00:00Z", "2026-11-10T18:00:00Z", None)).unwrap();
    let cancel = contract::Cancel { plan: None, end: Some(date(2026, 12, 16)) };
    desk.act(&chief, move |act| contract::cancel(act, contract, &cancel));
    let customer = shop.id;
    let in_force = || {
        let now = desk.desk.now();
        desk.read(&chief, move |view| contract::in_force_for_customer(view, customer, now)).len()
    };
    for (day, expected) in [("2026-12-15", 1), ("2026-12-18", 1), ("2026-12-19", 0)] {
        desk.until(at(&format!("{day}T12:00:00Z")));
        assert_eq!(in_force(), expected, "{day}");
    }
}
