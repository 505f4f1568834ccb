//! Allowances: what is granted when, in which order it burns, when it expires, and that nothing is lost on the way.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test has written itself may be taken for granted")]

mod billing;

use billing::{World, at, check, contract, happened};
use engine::ledger::Left;
use engine::plan::catalogue::{BurnOrder, Counting, Expiry, GrantTime, Stated, Unit};
use proptest::prelude::*;

const DECEMBER: &str = "2026-12-01";

#[test]
fn started_minutes_of_each_call_burn_the_month_before_the_credit() {
    let owed = World::shipped("shop-levels").owed(
        "level-1",
        "2026-11-01",
        "2026-11-02T10:00 activate
         2026-11-03T10:00 call support 601
         2026-11-04T10:00 call support 601
         2026-11-05T10:00 call support 3300
         2026-11-06T10:00 call support 60",
        DECEMBER,
    );
    check(
        &owed.usage(),
        "phone 2026-11 660 = 0.00
         phone 2026-11 240 + activation 420 = 0.00
         activation 3180 + 2 minute = 1.00
         1 minute = 0.50",
    );
    check(
        &owed.balances(),
        "phone 2026-11 granted 900 used 900 expired 0 left 0
         activation - granted 3600 used 3600 expired 0 left 0",
    );
}

#[test]
fn the_order_of_minutes_is_a_choice() {
    let events = "2026-11-02T10:00 activate
                  2026-11-03T10:00 call support 600";
    let burned = |order: BurnOrder| {
        let world = World::changed("shop-levels", |catalogue| catalogue.choices.burn_order = order);
        world.owed("level-1", "2026-11-01", events, DECEMBER).usage()
    };
    check(&burned(BurnOrder::Priority), "phone 2026-11 600 = 0.00");
    check(&burned(BurnOrder::CreditFirst), "activation 600 = 0.00");
    check(&burned(BurnOrder::EarliestExpiry), "phone 2026-11 600 = 0.00");
    // With a priority that puts the credit first, the earliest expiry still burns the month first if the plan says so.
    let world = World::changed("shop-levels", |catalogue| {
        catalogue.choices.burn_order = BurnOrder::EarliestExpiry;
        catalogue.allowances[1].priority = 0;
    });
    check(&world.owed("level-1", "2026-11-01", events, DECEMBER).usage(), "phone 2026-11 600 = 0.00");
}

#[test]
fn seconds_may_be_counted_in_other_ways() {
    let events = "2026-11-03T10:00 call support 890
                  2026-11-03T11:00 call support 30
                  2026-11-03T12:00 call support 31";
    let counted = |counting: Counting| {
        let world = World::changed("shop-levels", |catalogue| catalogue.tariffs[0].counting = counting);
        world.owed("level-1", "2026-11-01", events, DECEMBER)
    };
    check(&counted(Counting::EachUsage).usage(), "phone 2026-11 900 = 0.00\n1 minute = 0.50\n1 minute = 0.50");
    let by_second = counted(Counting::Second);
    check(
        &by_second.usage(),
        "phone 2026-11 890 = 0.00
         phone 2026-11 10 + 20 second = 0.17
         31 second = 0.26",
    );
    // 51 seconds over the allowance: by second 0.425, as the month's sum one started minute.
    assert_eq!(by_second.billing.invoices[0].net_minor, 43);
    assert_eq!(counted(Counting::MonthSum).billing.invoices[0].net_minor, 50);
}

#[test]
fn a_month_is_full_in_the_first_month_and_carries_nothing_over() {
    let owed = World::shipped("shop-levels").owed(
        "level-2",
        "2026-10-30",
        "2026-10-30T10:00 call support 1200
         2026-11-30T10:00 call support 2400
         2026-12-31T23:59 call support 60",
        "2027-01-01",
    );
    check(
        &owed.balances(),
        "phone 2026-10 granted 1800 used 1200 expired 600 left 0
         phone 2026-11 granted 1800 used 1800 expired 0 left 0
         phone 2026-12 granted 1800 used 60 expired 1740 left 0",
    );
}

#[test]
fn the_running_month_still_has_something_left() {
    let owed = World::shipped("shop-levels").owed(
        "level-1",
        "2026-11-10",
        "2026-11-10T10:00 activate
         2026-11-11T10:00 call support 60",
        "2026-11-20",
    );
    check(
        &owed.balances(),
        "phone 2026-11 granted 900 used 60 expired 0 left 840
         activation - granted 3600 used 0 expired 0 left 3600",
    );
    assert_eq!(owed.billing.balances[0].expires, Some(at(DECEMBER)));
    let ledger = &owed.billing.ledger;
    assert_eq!(ledger.left_at(0, at("2026-11-20")), Left::Quantity(840));
    assert_eq!(ledger.left_at(0, at(DECEMBER)), Left::Quantity(0));
    assert_eq!(ledger.left_at(1, at("2030-01-01")), Left::Quantity(3600));
    assert_eq!(ledger.left_at(1, at("2026-11-10T09:59")), Left::Quantity(0));
}

#[test]
fn a_change_within_the_month_grants_the_highest_level() {
    let shop = World::shipped("shop-levels");
    let up = shop.owed(
        "level-1",
        "2026-11-01",
        "2026-11-03T10:00 call support 1800
         2026-11-10T10:00 change plan=level-2
         2026-11-11T10:00 call support 60",
        DECEMBER,
    );
    check(&up.usage(), "phone 2026-11 1800 = 0.00\n1 minute = 0.50");
    let down = shop.owed(
        "level-3",
        "2026-11-01",
        "2026-11-10T10:00 change plan=level-1
         2026-11-11T10:00 call support 5400
         2026-12-11T10:00 call support 960",
        "2027-01-01",
    );
    check(&down.usage(), "phone 2026-11 5400 = 0.00\nphone 2026-12 900 + 1 minute = 0.50");
}

#[test]
fn an_activation_before_the_call_counts_and_one_after_does_not() {
    let owed = World::shipped("shop-levels").owed(
        "level-1",
        "2026-11-01",
        "2026-11-03T10:00 call support 960
         2026-11-03T11:00 activate
         2026-11-03T12:00 call support 60",
        DECEMBER,
    );
    check(&owed.usage(), "phone 2026-11 900 + 1 minute = 0.50\nactivation 60 = 0.00");
}

#[test]
fn a_pool_is_one_grant_over_two_months() {
    let owed = World::shipped("agency-hours").owed(
        "hours-10",
        "2026-11-01",
        "2026-11-03T10:00 log 64800
         2026-11-20T10:00 pool 2026-11,2026-12
         2026-12-03T10:00 log 10800",
        "2027-01-01",
    );
    check(&owed.usage(), "hours 2026-11/2026-12 64800 = 0.00\nhours 2026-11/2026-12 7200 + 1 hour = 110.00");
    check(&owed.balances(), "hours 2026-11/2026-12 granted 72000 used 72000 expired 0 left 0");
    // Until its end nothing has expired, and the second month's share can be used from the first day on.
    let early = World::shipped("agency-hours").owed(
        "hours-10",
        "2026-11-01",
        "2026-11-03T10:00 pool 2026-11,2026-12",
        "2026-11-05",
    );
    check(&early.balances(), "hours 2026-11/2026-12 granted 72000 used 0 expired 0 left 72000");
}

#[test]
fn top_ups_join_what_they_top_up() {
    let owed = World::shipped("agency-hours").owed(
        "hours-10",
        "2026-11-01",
        "2026-11-03T10:00 log 39600
         2026-11-04T10:00 top-up hours 7200 180.00
         2026-11-05T10:00 log 3600
         2026-11-05T10:00 top-up hours 0
         2026-11-05T10:00 top-up minutes 60
         2026-12-05T10:00 log 36000",
        "2027-01-01",
    );
    check(
        &owed.usage(),
        "hours 2026-11 36000 + 1 hour = 110.00
         hours 2026-11 3600 = 0.00
         hours 2026-12 36000 = 0.00",
    );
    check(
        &owed.balances(),
        "hours 2026-11 granted 43200 used 39600 expired 3600 left 0
         hours 2026-12 granted 36000 used 36000 expired 0 left 0",
    );
    assert_eq!(owed.refused(), [3, 4]);
}

#[test]
fn what_lasts_longer_than_a_month_carries_over_oldest_first() {
    let world = World::changed("agency-hours", |catalogue| catalogue.allowances[0].expiry = Expiry::Months(2));
    let owed = world.owed(
        "hours-10",
        "2026-10-01",
        "2026-11-03T10:00 log 39600
         2026-12-03T10:00 log 39600",
        "2027-01-01",
    );
    check(
        &owed.usage(),
        "hours 2026-10 36000 + hours 2026-11 3600 = 0.00
         hours 2026-11 32400 + hours 2026-12 7200 = 0.00",
    );
    check(
        &owed.balances(),
        "hours 2026-10 granted 36000 used 36000 expired 0 left 0
         hours 2026-11 granted 36000 used 36000 expired 0 left 0
         hours 2026-12 granted 36000 used 7200 expired 0 left 28800",
    );
}

#[test]
fn unlimited_means_without_limit() {
    let world = World::changed("agency-hours", |catalogue| {
        let plan = catalogue.offers.iter_mut().find(|offer| offer.id == "hours-10").unwrap();
        plan.grants[0].quantity = Stated::Unlimited;
    });
    let owed = world.owed("hours-10", "2026-11-01", "2026-11-03T10:00 log 3600000", DECEMBER);
    check(&owed.usage(), "hours 2026-11 3600000 = 0.00");
    check(&owed.balances(), "hours 2026-11 granted unlimited used 3600000 expired 0 left 0");
    assert_eq!(owed.billing.ledger.left_at(0, at("2026-11-05")), Left::Unlimited);
}

#[test]
fn a_ticket_is_taken_once_and_covers_all_work_on_it() {
    let world = World::changed("agency-hours", |catalogue| {
        catalogue.allowances[0].unit = Unit::Tickets;
        let plan = catalogue.offers.iter_mut().find(|offer| offer.id == "hours-10").unwrap();
        plan.grants[0].quantity = Stated::Value(1);
        plan.grants[0].every = GrantTime::Start;
        catalogue.allowances[0].expiry = Expiry::Never;
    });
    let owed = world.owed(
        "hours-10",
        "2026-11-01",
        "2026-11-03T10:00 log 3600 ticket=a
         2026-11-04T10:00 log 7200 ticket=a
         2026-11-04T10:00 log 7200 ticket=b",
        DECEMBER,
    );
    check(&owed.usage(), "hours 1 = 0.00\n = 0.00\n2 hour = 220.00");
    check(&owed.balances(), "hours - granted 1 used 1 expired 0 left 0");
}

#[test]
fn grants_end_with_the_contract() {
    let owed = World::shipped("shop-levels").owed(
        "level-1",
        "2026-11-01",
        "2026-11-02T10:00 activate
         2026-11-10T10:00 cancel end=2026-11-15
         2026-11-16T10:00 call support 60",
        "2027-01-01",
    );
    check(
        &owed.balances(),
        "phone 2026-11 granted 900 used 0 expired 900 left 0
         activation - granted 3600 used 0 expired 3600 left 0",
    );
    assert_eq!(owed.refused(), [2]);
    assert!(owed.billing.usage.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn nothing_is_lost_and_nothing_is_doubled(
        calls in proptest::collection::vec((0_i64..90 * 24 * 60, 0_i64..5000, 0_i64..60 * 24 * 40, prop::bool::ANY), 0..30),
        level in 1..4_u8,
        counting in prop::sample::select(vec![Counting::EachUsage, Counting::Second, Counting::MonthSum]),
    ) {
        let world = World::changed("shop-levels", |catalogue| catalogue.tariffs[0].counting = counting);
        let start = at("2026-10-01");
        let mut events = happened("2026-10-05T10:00 activate");
        for (minute, seconds, late, emergency) in calls {
            let call = jiff::SignedDuration::from_mins(minute);
            let line = if emergency { "emergency" } else { "support" };
            let mut event = happened(&format!("2026-10-01T00:00 call {line} {seconds}")).remove(0);
            event.at = start + call;
            event.known = (late % 3 == 0).then(|| event.at + jiff::SignedDuration::from_mins(late));
            events.push(event);
        }
        let owed = world.bill(&contract(&format!("level-{level}"), "2026-10-01"), &events, "2027-03-01");
        for balance in &owed.billing.balances {
            prop_assert_eq!(balance.granted, Some(balance.used + balance.expired + balance.left));
        }
        for lot in owed.billing.ledger.lots() {
            prop_assert!(lot.used >= 0 && lot.used <= lot.granted.unwrap());
        }
        let burned: i64 = owed.billing.usage.iter().flat_map(|usage| &usage.burned).map(|burn| burn.quantity).sum();
        let used: i64 = owed.billing.balances.iter().map(|balance| balance.used).sum();
        prop_assert_eq!(burned, used);
        for usage in &owed.billing.usage {
            let burned: i64 = usage.burned.iter().map(|burn| burn.quantity).sum();
            prop_assert!(usage.counted_s >= usage.measured_s && burned <= usage.counted_s);
            prop_assert_eq!(usage.charged.is_empty(), burned == usage.counted_s);
        }
    }
}
