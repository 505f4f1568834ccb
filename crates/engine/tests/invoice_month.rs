//! What a month owes: fees, parts of months, discounts, overage, calls, pools, tax, late usage and corrections.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test has written itself may be taken for granted")]

mod billing;

use billing::{Owed, World, check, contract, happened};
use engine::plan::catalogue::{Fee, Language};
use engine::run::event::Contract;
use rust_decimal::Decimal;

fn shop(plan: &str, start: &str, events: &str, until: &str) -> Owed {
    World::shipped("shop-levels").owed(plan, start, events, until)
}

fn agency(plan: &str, start: &str, events: &str, until: &str) -> Owed {
    World::shipped("agency-hours").owed(plan, start, events, until)
}

#[test]
fn an_emergency_call_and_the_fee() {
    let owed = shop("level-2", "2026-11-01", "2026-11-10T18:10 call emergency 660", "2026-12-01");
    check(
        &owed.invoices(),
        "2026-11 net 119.00 tax 22.61 gross 141.61
         Support level 2, November 2026: 1 month × 39.00 = 39.00
         Emergency technician, Tue 10 Nov 2026, 18:10: 1 piece × 80.00 = 80.00",
    );
    check(&owed.balances(), "phone 2026-11 granted 1800 used 0 expired 1800 left 0");
}

#[test]
fn tax_is_taken_once_of_the_net() {
    let owed = shop("level-1", "2026-11-01", "2026-11-10T10:00 call support 1320", "2026-12-01");
    check(
        &owed.invoices(),
        "2026-11 net 3.50 tax 0.67 gross 4.17
         Phone support, 10 Nov 2026: 7 minute × 0.50 = 3.50",
    );
}

#[test]
fn minutes_of_a_month_are_one_line() {
    let owed = shop(
        "level-1",
        "2026-11-01",
        "2026-11-10T10:00 call support 1320
         2026-11-12T10:00 call support 61
         2026-11-12T11:00 call emergency 60",
        "2026-12-01",
    );
    check(
        &owed.invoices(),
        "2026-11 net 5.00 tax 0.95 gross 5.95
         Phone support, 10 Nov 2026 to 12 Nov 2026: 10 minute × 0.50 = 5.00",
    );
    assert_eq!(owed.billing.invoices[0].lines[0].usage, [0, 1, 2]);
}

#[test]
fn a_running_month_and_a_free_one_have_no_invoice() {
    check(&shop("level-2", "2026-11-01", "", "2026-11-30T23:59:59").invoices(), "");
    check(&shop("level-1", "2026-11-01", "2026-11-10T10:00 call support 60", "2027-02-01").invoices(), "");
}

#[test]
fn the_third_level_comes_on_top_of_the_second() {
    check(
        &shop("level-3", "2026-11-01", "", "2026-12-01").invoices(),
        "2026-11 net 128.00 tax 24.32 gross 152.32
         Support level 2, November 2026: 1 month × 39.00 = 39.00
         Support level 3, November 2026: 1 month × 89.00 = 89.00",
    );
    check(
        &shop("level-3 enterprise", "2026-11-01", "", "2026-12-01").invoices(),
        "2026-11 net 89.00 tax 16.91 gross 105.91
         Support level 3, November 2026: 1 month × 89.00 = 89.00",
    );
    check(&shop("level-2 enterprise", "2026-11-01", "", "2026-12-01").invoices(), "");
}

#[test]
fn parts_of_a_month_are_by_its_days_and_the_day_of_change_is_the_new_plans() {
    check(
        &shop("level-1", "2026-11-01", "2026-11-10T15:00 change plan=level-2", "2026-12-01").invoices(),
        "2026-11 net 27.30 tax 5.19 gross 32.49
         Support level 2, 10 Nov 2026 to 30 Nov 2026: 21/30 month × 39.00 = 27.30",
    );
    // The second level goes on while the third is added.
    check(
        &shop("level-2", "2026-11-01", "2026-11-10T15:00 change plan=level-3", "2026-12-01").invoices(),
        "2026-11 net 101.30 tax 19.25 gross 120.55
         Support level 2, November 2026: 1 month × 39.00 = 39.00
         Support level 3, 10 Nov 2026 to 30 Nov 2026: 21/30 month × 89.00 = 62.30",
    );
    check(
        &agency("hours-10", "2028-02-29", "2028-03-10T10:00 change plan=hours-20", "2028-04-01").invoices(),
        "2028-02 net 31.03 tax 5.90 gross 36.93
         10 hours, 29 Feb 2028: 1/29 month × 900.00 = 31.03
         2028-03 net 1467.74 tax 278.87 gross 1746.61
         10 hours, 1 Mar 2028 to 9 Mar 2028: 9/31 month × 900.00 = 261.29
         20 hours, 10 Mar 2028 to 31 Mar 2028: 22/31 month × 1700.00 = 1206.45",
    );
    check(
        &shop("level-2", "2026-12-31", "", "2027-01-01").invoices(),
        "2026-12 net 1.26 tax 0.24 gross 1.50
         Support level 2, 31 Dec 2026: 1/31 month × 39.00 = 1.26",
    );
    check(
        &shop("level-2", "2026-11-01", "2026-11-14T15:00 cancel", "2027-01-01").invoices(),
        "2026-11 net 18.20 tax 3.46 gross 21.66
         Support level 2, 1 Nov 2026 to 14 Nov 2026: 14/30 month × 39.00 = 18.20",
    );
}

#[test]
fn days_at_the_same_price_are_one_line() {
    let events = "2026-11-11T10:00 change plan=hours-20
                  2026-11-21T10:00 change plan=hours-10
                  2026-11-21T11:00 change plan=hours-40
                  2026-11-21T12:00 change plan=hours-10";
    check(
        &agency("hours-10", "2026-11-01", events, "2026-12-01").invoices(),
        "2026-11 net 1166.67 tax 221.67 gross 1388.34
         10 hours, November 2026: 20/30 month × 900.00 = 600.00
         20 hours, 11 Nov 2026 to 20 Nov 2026: 10/30 month × 1700.00 = 566.67",
    );
}

#[test]
fn a_year_takes_ten_percent_off_the_package_and_nothing_else() {
    let world = World::shipped("agency-hours");
    let term = |months| Contract { term_months: Some(months), ..contract("hours-10", "2026-11-01") };
    let events = happened("2026-11-10T10:00 log 39600");
    let owed = world.bill(&term(12), &events, "2026-12-01");
    check(
        &owed.invoices(),
        "2026-11 net 920.00 tax 174.80 gross 1094.80
         10 hours, November 2026: 1 month × 810.00 = 810.00
         Work beyond the package, 10 Nov 2026: 1 hour × 110.00 = 110.00",
    );
    let why: Vec<String> =
        owed.billing.invoices[0].lines[0].why.iter().map(|step| step.text(&world.catalogue, Language::De)).collect();
    assert_eq!(why[1], "10 % Nachlass ab 12 Monaten Laufzeit: 810,00 € statt 900,00 €");
    let owed = world.bill(&term(11), &[], "2026-12-01");
    assert_eq!(owed.billing.invoices[0].net_minor, 90_000);
}

#[test]
fn hours_are_shown_as_decimals_or_as_shares() {
    let line = |seconds: i64| {
        let events = format!("2026-11-10T10:00 log {seconds}");
        let owed = agency("on-demand", "2026-11-01", &events, "2026-12-01");
        let line = &owed.billing.invoices[0].lines[0];
        format!("{} {} = {}", line.quantity, line.unit.id(), owed.plain(line.net_minor))
    };
    assert_eq!(line(5400), "1.5 hour = 180.00");
    assert_eq!(line(61), "2/60 hour = 4.00");
    assert_eq!(line(6000), "100/60 hour = 200.00");
    assert_eq!(line(9), "1/60 hour = 2.00");
    // 45 minutes and 27 seconds are 46 started minutes.
    assert_eq!(line(2727), "46/60 hour = 92.00");
}

#[test]
fn the_overage_of_a_pool_is_on_its_last_invoice() {
    let events = "2026-11-03T10:00 log 75600
                  2026-11-20T10:00 pool 2026-11,2026-12
                  2026-12-03T10:00 log 3600";
    check(
        &agency("hours-10", "2026-11-01", events, "2027-01-01").invoices(),
        "2026-11 net 900.00 tax 171.00 gross 1071.00
         10 hours, November 2026: 1 month × 900.00 = 900.00
         2026-12 net 1120.00 tax 212.80 gross 1332.80
         10 hours, December 2026: 1 month × 900.00 = 900.00
         Work beyond the package, 3 Nov 2026 to 3 Dec 2026: 2 hour × 110.00 = 220.00",
    );
}

#[test]
fn late_usage_is_on_the_next_invoice_against_its_own_month() {
    let events = "2026-11-03T10:00 call support 600
                  2026-11-05T10:00 call support 600 known=2026-12-10T09:00
                  2026-11-04T10:00 call emergency 60 known=2026-12-10T09:00
                  2026-11-05T18:00 call emergency 60 known=2026-12-10T09:00
                  2026-12-03T10:00 call support 960";
    let owed = shop("level-1", "2026-11-01", events, "2027-01-01");
    check(
        &owed.usage(),
        "phone 2026-11 600 = 0.00
         phone 2026-11 240 + 6 minute = 3.00
         phone 2026-11 60 = 0.00
         1 block evening = 30.00
         phone 2026-12 900 + 1 minute = 0.50",
    );
    check(
        &owed.invoices(),
        "2026-12 net 33.50 tax 6.37 gross 39.87
         Phone support, 3 Dec 2026: 1 minute × 0.50 = 0.50
         Phone support, 5 Nov 2026: 6 minute × 0.50 = 3.00
         Emergency technician, Thu 5 Nov 2026, 18:00: 1 piece × 30.00 = 30.00",
    );
    check(
        &owed.balances(),
        "phone 2026-11 granted 900 used 900 expired 0 left 0
         phone 2026-12 granted 900 used 900 expired 0 left 0",
    );
}

/// The shop that takes its own defects on itself.
fn forgiving() -> World {
    World::changed("shop-levels", |catalogue| {
        for tariff in &mut catalogue.tariffs {
            tariff.free_causes = vec!["own-defect".to_owned()];
        }
    })
}

#[test]
fn a_cause_known_within_the_month_makes_the_call_free() {
    let owed = forgiving().owed(
        "level-1",
        "2026-11-01",
        "2026-11-03T10:00 call support 900 ticket=a
         2026-11-04T10:00 call support 120
         2026-11-05T10:00 fact ticket=a cause=own-defect",
        "2026-12-01",
    );
    check(&owed.usage(), "= 0.00\nphone 2026-11 120 = 0.00");
    check(&owed.invoices(), "");
}

#[test]
fn a_cause_known_after_the_invoice_is_reversed_once() {
    let owed = forgiving().owed(
        "level-2",
        "2026-11-01",
        "2026-11-10T18:10 call emergency 660 ticket=a
         2026-11-10T18:30 call emergency 60 ticket=b
         2026-12-05T10:00 fact ticket=a cause=own-defect",
        "2027-03-01",
    );
    check(
        &owed.invoices(),
        "2026-11 net 149.00 tax 28.31 gross 177.31
         Support level 2, November 2026: 1 month × 39.00 = 39.00
         Emergency technician, Tue 10 Nov 2026, 18:10: 1 piece × 80.00 = 80.00
         Emergency technician, Tue 10 Nov 2026, 18:30: 1 piece × 30.00 = 30.00
         2026-12 net -41.00 tax -7.79 gross -48.79
         Support level 2, December 2026: 1 month × 39.00 = 39.00
         Correction: Emergency technician, 10 Nov 2026: -1 piece × 80.00 = -80.00
         2027-01 net 39.00 tax 7.41 gross 46.41
         Support level 2, January 2027: 1 month × 39.00 = 39.00
         2027-02 net 39.00 tax 7.41 gross 46.41
         Support level 2, February 2027: 1 month × 39.00 = 39.00",
    );
    assert_eq!(owed.billing.usage[0].amount_minor, 0);
}

#[test]
fn returned_minutes_cover_what_had_been_charged() {
    let owed = forgiving().owed(
        "level-1",
        "2026-11-01",
        "2026-11-03T10:00 call support 900 ticket=a
         2026-11-04T10:00 call support 420
         2026-12-05T10:00 fact ticket=a cause=own-defect",
        "2027-01-01",
    );
    check(
        &owed.invoices(),
        "2026-11 net 3.50 tax 0.67 gross 4.17
         Phone support, 4 Nov 2026: 7 minute × 0.50 = 3.50
         2026-12 net -3.50 tax -0.67 gross -4.17
         Correction: Phone support, 4 Nov 2026: -7 minute × 0.50 = -3.50",
    );
}

#[test]
fn part_of_a_sum_is_corrected_by_the_difference() {
    let owed = World::changed("agency-hours", |catalogue| {
        catalogue.tariffs[1].free_causes = vec!["own-defect".to_owned(), "question".to_owned()];
    })
    .owed(
        "on-demand",
        "2026-11-01",
        "2026-11-03T10:00 log 6000 ticket=a
         2026-11-04T10:00 log 3600 ticket=b
         2026-11-04T12:00 log 3600 ticket=b kind=question
         2026-12-05T10:00 fact ticket=a cause=own-defect
         2027-01-05T10:00 fact ticket=a cause=customer",
        "2027-02-01",
    );
    check(
        &owed.invoices(),
        "2026-11 net 320.00 tax 60.80 gross 380.80
         Work on demand, 3 Nov 2026 to 4 Nov 2026: 160/60 hour × 120.00 = 320.00
         2026-12 net -200.00 tax -38.00 gross -238.00
         Correction: Work on demand, 3 Nov 2026 to 4 Nov 2026: -100/60 hour × 120.00 = -200.00
         2027-01 net 200.00 tax 38.00 gross 238.00
         Correction: Work on demand, 3 Nov 2026 to 4 Nov 2026: 100/60 hour × 120.00 = 200.00",
    );
}

#[test]
fn a_change_known_late_is_corrected_too() {
    let owed = shop(
        "level-1",
        "2026-11-01",
        "2026-11-16T10:00 change plan=level-2 known=2026-12-02T10:00
         2026-11-05T10:00 call support 1200",
        "2027-01-01",
    );
    check(
        &owed.invoices(),
        "2026-11 net 2.50 tax 0.48 gross 2.98
         Phone support, 5 Nov 2026: 5 minute × 0.50 = 2.50
         2026-12 net 56.00 tax 10.64 gross 66.64
         Support level 2, December 2026: 1 month × 39.00 = 39.00
         Correction: Phone support, 5 Nov 2026: -5 minute × 0.50 = -2.50
         Support level 2, 16 Nov 2026 to 30 Nov 2026: 15/30 month × 39.00 = 19.50",
    );
}

#[test]
fn a_price_that_was_not_accepted_is_not_charged() {
    let owed = shop(
        "level-2",
        "2026-11-01",
        "2026-11-10T18:10 call emergency 660 accepted=no
         2026-11-10T10:10 call emergency 60 accepted=no
         2026-11-10T18:30 call emergency 60 accepted=yes
         2026-11-10T18:40 call sales 60",
        "2026-12-01",
    );
    check(&owed.usage(), "= 0.00\nphone 2026-11 60 = 0.00\n1 block evening = 30.00");
    assert_eq!(owed.refused(), [0, 3]);
    assert_eq!(owed.billing.usage[0].measured_s, 660);
}

#[test]
fn agreed_fees_come_from_the_contract() {
    let world = World::changed("agency-hours", |catalogue| {
        for offer in &mut catalogue.offers {
            offer.fee = Fee::AsAgreed;
        }
    });
    let mut contract = contract("hours-10", "2026-11-16");
    contract.facts.agreed.insert("fee".to_owned(), "950.00 EUR / month".to_owned());
    check(
        &world.bill(&contract, &[], "2026-12-01").invoices(),
        "2026-11 net 475.00 tax 90.25 gross 565.25
         10 hours, 16 Nov 2026 to 30 Nov 2026: 15/30 month × 950.00 = 475.00",
    );
    contract.facts.agreed.insert("fee.hours-10".to_owned(), "1000.00 EUR / year".to_owned());
    check(
        &world.bill(&contract, &[], "2027-01-01").invoices(),
        "2026-11 net 41.67 tax 7.92 gross 49.59
         10 hours, 16 Nov 2026 to 30 Nov 2026: 15/360 month × 1000.00 = 41.67
         2026-12 net 83.33 tax 15.83 gross 99.16
         10 hours, December 2026: 1/12 month × 1000.00 = 83.33",
    );
    contract.facts.agreed.insert("fee.hours-10".to_owned(), "250.00 EUR once".to_owned());
    check(
        &world.bill(&contract, &[], "2027-01-01").invoices(),
        "2026-11 net 250.00 tax 47.50 gross 297.50
         10 hours, 16 Nov 2026: 1 piece × 250.00 = 250.00",
    );
}

#[test]
fn top_ups_with_a_price_are_billed_with_their_month() {
    check(
        &agency("on-demand", "2026-11-01", "2026-11-04T10:00 top-up hours 7200 180.00", "2026-12-01").invoices(),
        "2026-11 net 180.00 tax 34.20 gross 214.20
         Top-up of “Hours”, 4 Nov 2026: 1 piece × 180.00 = 180.00",
    );
}

#[test]
fn amounts_beyond_measure_are_refused_and_the_rest_stands() {
    let world = World::changed("agency-hours", |catalogue| {
        catalogue.tariffs[1].bands[0].price.rate = Decimal::MAX;
    });
    let owed = world.owed(
        "on-demand",
        "2026-11-01",
        "2026-11-03T10:00 log 6000
         2026-11-03T10:00 log 99999999999
         2026-11-03T10:00 log 0",
        "2026-12-01",
    );
    assert_eq!(owed.refused(), [0, 1]);
    let dear = World::changed("agency-hours", |catalogue| {
        for offer in &mut catalogue.offers {
            offer.fee = Fee::Recurring { price: Decimal::MAX, months: 1 };
        }
    });
    let owed = dear.owed("on-demand", "2026-11-01", "", "2027-01-01");
    assert_eq!((owed.billing.invoices.len(), owed.billing.unbilled.len()), (0, 2));
}
