//! What holds for every bill, whatever happened: sums add up, no usage is billed twice, and the order in which things
//! became known within a month changes nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test has written itself may be taken for granted")]

mod billing;

use std::sync::LazyLock;

use billing::{Owed, World, at, contract, happened};
use engine::run::event::Event;
use jiff::SignedDuration;
use proptest::prelude::*;

/// Something that happens: minute since the start, length, kind, days until it is known.
type Drawn = (i64, i64, u8, i64);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    proptest::collection::vec((0_i64..100 * 24 * 60, 1_i64..20_000, 0_u8..14, 0_i64..50), 0..40)
}

fn events(drawn: &[Drawn], late: bool) -> Vec<Event> {
    let start = at("2026-10-01");
    let mut seen = std::collections::BTreeSet::new();
    let mut events = Vec::new();
    for &(minute, seconds, kind, days) in drawn.iter().filter(|drawn| seen.insert(drawn.0)) {
        let ticket = minute % 4;
        let line = match kind {
            0..4 => format!("call support {seconds} ticket=t{ticket}"),
            4..7 => format!("call emergency {} ticket=t{ticket}", seconds / 4),
            7 => format!("fact ticket=t{ticket} cause=own-defect"),
            8 => format!("change plan=level-{}", minute % 3 + 1),
            9 => format!("top-up phone {} {}.50", seconds / 60 * 60 + 60, minute % 7),
            10 => "activate".to_owned(),
            11 => format!("cancel end=2026-12-{:02}", minute % 28 + 1),
            _ => format!("call support {seconds}"),
        };
        let mut event = happened(&format!("2026-10-01T00:00 {line}")).remove(0);
        event.at = start + SignedDuration::from_mins(minute);
        if late && days > 25 {
            event.known = Some(event.at + SignedDuration::from_hours(24 * (days - 25)));
        }
        events.push(event);
    }
    events
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    World::changed("shop-levels", |catalogue| {
        for tariff in &mut catalogue.tariffs {
            tariff.free_causes = vec!["own-defect".to_owned()];
        }
    })
});

fn sums(owed: &Owed) -> Result<(), TestCaseError> {
    let mut billed = Vec::new();
    for draft in &owed.billing.invoices {
        prop_assert_eq!(draft.net_minor, draft.lines.iter().map(|line| line.net_minor).sum::<i64>());
        prop_assert_eq!(draft.gross_minor, draft.net_minor + draft.tax.iter().map(|tax| tax.amount_minor).sum::<i64>());
        prop_assert!(draft.lines.iter().all(|line| line.net_minor != 0));
        billed.extend(draft.lines.iter().flat_map(|line| line.usage.iter().copied()));
    }
    let count = billed.len();
    billed.sort_unstable();
    billed.dedup();
    prop_assert_eq!(billed.len(), count, "a usage is on two lines");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn sums_add_up_and_no_usage_is_billed_twice(drawn in drawn(), late in prop::bool::ANY) {
        let events = events(&drawn, late);
        let world = &*WORLD;
        let contract = contract("level-1", "2026-10-01");
        let owed = world.bill(&contract, &events, "2027-04-01");
        sums(&owed)?;
        // In the end every usage is paid for at what it is rated at now, corrections included: exact to the cent here,
        // since every price of this shop is a whole number of cents.
        let rated: i64 = owed.billing.usage.iter().map(|usage| usage.amount_minor).sum();
        let fees: i64 = owed.billing.invoices.iter().flat_map(|draft| &draft.lines)
            .filter(|line| !matches!(line.kind,
                engine::run::outcome::LineKind::Time { .. }
                | engine::run::outcome::LineKind::Call { .. }
                | engine::run::outcome::LineKind::Correction { .. }))
            .map(|line| line.net_minor).sum();
        let net: i64 = owed.billing.invoices.iter().map(|draft| draft.net_minor).sum();
        prop_assert_eq!(net - fees, rated);
        let again = world.bill(&contract, &events, "2027-04-01");
        prop_assert_eq!(&owed.billing.invoices, &again.billing.invoices);
        prop_assert_eq!(owed.balances(), again.balances());
    }

    #[test]
    fn an_invoice_that_is_due_never_changes(drawn in drawn()) {
        let events = events(&drawn, true);
        let world = &*WORLD;
        let contract = contract("level-1", "2026-10-01");
        let at_the_end = world.bill(&contract, &events, "2027-04-01").invoices().join("\n");
        for until in ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"] {
            let seen: Vec<Event> =
                events.iter().filter(|event| event.known.unwrap_or(event.at) < at(until)).cloned().collect();
            let then = world.bill(&contract, &seen, until).invoices().join("\n");
            prop_assert!(at_the_end.starts_with(&then), "until {}:\n{}\nlater:\n{}", until, then, at_the_end);
        }
    }

    #[test]
    fn the_order_of_arrival_within_the_month_changes_nothing(
        (drawn, order) in drawn().prop_flat_map(|drawn| {
            let indexes: Vec<usize> = (0..drawn.len()).collect();
            (Just(drawn), Just(indexes).prop_shuffle())
        }),
    ) {
        let mut drawn = drawn;
        let mut minutes = std::collections::BTreeSet::new();
        drawn.retain(|drawn| minutes.insert(drawn.0));
        let events = events(&drawn, false);
        let order: Vec<usize> = order.into_iter().filter(|&ix| ix < events.len()).collect();
        let shuffled: Vec<Event> = order.iter().map(|&ix| events[ix].clone()).collect();
        let world = &*WORLD;
        let contract = contract("level-1", "2026-10-01");
        let (a, b) = (world.bill(&contract, &events, "2027-02-01"), world.bill(&contract, &shuffled, "2027-02-01"));
        prop_assert_eq!(a.invoices(), b.invoices());
        prop_assert_eq!(a.balances(), b.balances());
        for (usage, text) in b.billing.usage.iter().zip(b.usage()) {
            let same = a.billing.usage.iter().find(|known| known.event == order[usage.event]).unwrap();
            prop_assert_eq!(a.usage_text(same), text);
        }
    }
}
