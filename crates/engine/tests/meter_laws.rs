//! Laws of allowances: nothing is lost, nothing is burned twice, and the order in which things become known does not
//! matter; carrying over and expiry against a second, naive reckoning that walks month by month.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use std::sync::Arc;

use answers::{head, written};
use engine::ledger::{Ledger, Source};
use engine::plan::{Catalogue, Selection};
use engine::run::book::Volume;
use engine::run::event::{Contract, Event, Open, What, Work};
use engine::run::timeline::Timeline;
use engine::run::{Outcome, run};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use proptest::prelude::*;

const TABLES: &str = r#"
[tariff.work]
name = "Work"
price = "60.00 EUR / h in started min"
burns = ["hours", "bought"]
[allowance.bought]
name = "Bought"
unit = "hours"
priority = 2
expires = "60 days"
revive = true
alerts = ["50 %"]
[pack.two]
name = "Two hours"
price = "90.00 EUR"
allowance = "bought"
quantity = "2 h"
[plan.basic]
name = "Basic"
price = "free"
channels = ["email"]
work = "work"
allowances = { hours = "3 h / month" }
[allowance.hours]
name = "Hours"
unit = "hours"
"#;

fn catalogue(rules: &str) -> Arc<Catalogue> {
    Arc::new(written(&format!("{}{TABLES}{rules}\n", head(r#""none""#, r#"["en"]"#))))
}

fn contract() -> Contract {
    let selection = Selection { plan: "basic".to_owned(), ..Selection::default() };
    Contract { selection, start: date(2026, 1, 1), ..Contract::default() }
}

fn start() -> Timestamp {
    date(2026, 1, 1).to_zoned(TimeZone::get("Europe/Berlin").unwrap()).unwrap().timestamp()
}

/// A month's first instant, months counted from the start.
fn month(number: i64) -> Timestamp {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    date(2026, 1, 1).checked_add(number.months()).unwrap().to_zoned(zone).unwrap().timestamp()
}

fn outcome(catalogue: &Arc<Catalogue>, events: &[Event], until: Timestamp) -> Outcome {
    run(&Volume::new("test", Arc::clone(catalogue)), &contract(), events, until).unwrap()
}

fn ledger(catalogue: &Arc<Catalogue>, events: &[Event], until: Timestamp) -> Ledger {
    let timeline = Timeline::build(&Volume::new("test", Arc::clone(catalogue)), &contract(), events).unwrap();
    engine::invoice::bill(catalogue, &contract(), &timeline, events, until).ledger
}

/// One thing that happens: minute after the start, seconds, ticket, minutes until it is known, what.
type Happening = (i64, i64, u8, i64, u8);

fn happening() -> impl Strategy<Value = Happening> {
    (0_i64..150 * 24 * 60, 1_i64..9_000, 0_u8..4, 0_i64..60 * 24 * 60, 0_u8..10)
}

fn event((minute, seconds, ticket, late, what): Happening) -> Event {
    let at = start() + SignedDuration::from_mins(minute);
    let ticket = format!("t{ticket}");
    let known = (late % 4 == 0).then(|| at + SignedDuration::from_mins(late));
    let what = match what {
        0 => What::Buy { pack: "two".to_owned(), count: 1, price: None },
        1 => What::Fact { ticket: Some(ticket), facts: vec![("cause".to_owned(), "own-defect".to_owned())] },
        2 => What::Open(Open { ticket, ..Open::default() }),
        3 => What::Reopen { ticket },
        _ => What::Log(Work { ticket: Some(ticket), duration_s: seconds, ..Work::default() }),
    };
    Event { at, known, what }
}

const RULES: [&str; 8] = [
    "expires = \"end-of-period\"\ncarry-over = true",
    "expires = \"end-of-period\"\ncarry-over = { share = \"50 %\", periods = 2, cap = \"2 h\" }\nalerts = [\"80 %\", \"100 %\"]",
    "expires = \"end-of-period\"\nborrow = { limit = \"1 h\", periods = 2 }\ncounts = { cause = \"not own-defect\" }",
    "expires = \"end-of-period\"\ncounting = \"each-ticket\"\nincrement = \"15 min\"\nminimum = \"30 min\"",
    "expires = \"end-of-period\"\ncounting = \"each-cycle\"\nincrement = \"10 min\"\ncap = \"1 h\"\ncarry-over = { periods = \"unlimited\" }",
    "expires = \"2 months\"\nweights = [{ when = { cause = \"own-defect\" }, factor = \"0.5\" }]\nat-zero = \"ask\"",
    "expires = \"40 days\"\nfree-below = \"10 min\"\nat-zero = \"stop\"",
    "expires = \"end-of-period\"\ncounting = \"month-sum\"\nincrement = \"15 min\"\nrefill = { below = \"1 h\", pack = \"three\" }\n[pack.three]\nname = \"Three hours\"\nprice = \"100.00 EUR\"\nallowance = \"hours\"\nquantity = \"3 h\"\nexpires = \"30 days\"",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn nothing_is_lost_or_burned_twice_at_any_instant(
        rules in prop::sample::select(RULES.to_vec()),
        happenings in proptest::collection::vec(happening(), 0..25),
        day in 1_i64..200,
    ) {
        let catalogue = catalogue(rules);
        let events: Vec<Event> = happenings.into_iter().map(event).collect();
        let until = start() + SignedDuration::from_hours(24 * day);
        let found = outcome(&catalogue, &events, until);
        for balance in &found.balances {
            let (granted, left) = (balance.granted.unwrap(), balance.expired + balance.left);
            prop_assert_eq!(granted + balance.brought, balance.used + balance.carried + left, "{:?}", balance);
            prop_assert!(balance.used >= 0 && balance.carried >= 0 && balance.brought >= 0 && left >= 0);
        }
        let carried: i64 = found.balances.iter().map(|balance| balance.carried).sum();
        let brought: i64 = found.balances.iter().map(|balance| balance.brought).sum();
        // What goes on at the very end of the run arrives after it.
        prop_assert!(brought <= carried);
        let burned: i64 = found.usage.iter().flat_map(|usage| &usage.burned).map(|burn| burn.quantity).sum();
        let used: i64 = found.balances.iter().map(|balance| balance.used).sum();
        prop_assert_eq!(burned, used);
        let ledger = ledger(&catalogue, &events, until);
        for (ix, lot) in ledger.lots().iter().enumerate() {
            let granted = lot.granted.unwrap();
            prop_assert!(lot.used >= 0 && lot.carried >= 0 && lot.used + lot.carried <= granted, "{:?}", lot);
            let passed = ledger.lots().iter().filter(|child| {
                matches!(child.source, Source::Carried(of) | Source::Revived(of) if of == ix)
            });
            let passed: i64 = passed.map(|child| child.granted.unwrap()).sum();
            prop_assert_eq!(passed, lot.carried);
        }
    }

    #[test]
    fn the_order_in_which_events_are_listed_changes_nothing(
        rules in prop::sample::select(RULES.to_vec()),
        happenings in proptest::collection::vec(happening(), 0..20),
        turn in 0_usize..20,
    ) {
        let catalogue = catalogue(rules);
        let mut happenings = happenings;
        // Of one instant what arrives first comes first; so no two share one here.
        happenings.sort_unstable();
        happenings.dedup_by_key(|happening| happening.0);
        let events: Vec<Event> = happenings.into_iter().map(event).collect();
        let mut turned = events.clone();
        turned.rotate_left(turn.min(events.len()));
        turned.reverse();
        let (a, b) = (outcome(&catalogue, &events, month(7)), outcome(&catalogue, &turned, month(7)));
        prop_assert_eq!(&a.balances, &b.balances);
        let sums = |outcome: &Outcome| outcome.invoices.iter().map(|invoice| (invoice.period, invoice.net_minor)).collect::<Vec<_>>();
        prop_assert_eq!(sums(&a), sums(&b));
        let notices = |outcome: &Outcome| outcome.notices.iter().map(|one| (one.at, one.kind)).collect::<Vec<_>>();
        prop_assert_eq!(notices(&a), notices(&b));
    }

    #[test]
    fn a_ticket_counts_the_same_in_whatever_pieces(
        pieces in proptest::collection::vec(1_i64..4_000, 1..12),
        turn in 0_usize..12,
    ) {
        let catalogue = catalogue("expires = \"never\"\ncounting = \"each-ticket\"\nincrement = \"15 min\"\nminimum = \"20 min\"\nfree-below = \"5 min\"\nfree-first = \"3 min\"");
        let total = |pieces: &[i64]| {
            let work = |(ix, &seconds): (usize, &i64)| Event {
                at: start() + SignedDuration::from_mins(i64::try_from(ix).unwrap()),
                known: None,
                what: What::Log(Work { ticket: Some("t".to_owned()), duration_s: seconds, ..Work::default() }),
            };
            let events: Vec<Event> = pieces.iter().enumerate().map(work).collect();
            outcome(&catalogue, &events, month(1)).usage.iter().map(|usage| usage.counted_s).sum::<i64>()
        };
        let mut turned = pieces.clone();
        turned.rotate_left(turn.min(pieces.len()));
        let sum: i64 = pieces.iter().sum();
        let expect = if sum < 300 || sum <= 180 { 0 } else { ((sum - 180 + 899) / 900 * 900).max(1200) };
        // What is beyond the allowance is priced by the minute: only what it covers is compared.
        if expect <= 3 * 3600 {
            prop_assert_eq!(total(&pieces), expect);
            prop_assert_eq!(total(&turned), expect);
        }
    }

    /// Month by month with two numbers in hand: what is left of the month's own, and what came along from before.
    #[test]
    fn carrying_over_is_what_a_walk_by_months_says(
        uses in proptest::collection::vec((0_i64..6, 1_i64..300), 0..15),
        share in 0_i64..=100,
        cap in prop::option::of(1_i64..200),
    ) {
        let cap_text = cap.map(|cap| format!(", cap = \"{cap} min\"")).unwrap_or_default();
        let rules = format!("expires = \"end-of-period\"\ncarry-over = {{ share = \"{share} %\"{cap_text} }}");
        let catalogue = catalogue(&rules);
        let mut uses = uses;
        uses.sort_unstable();
        let work = |(ix, &(number, minutes)): (usize, &(i64, i64))| Event {
            at: month(number) + SignedDuration::from_mins(i64::try_from(ix).unwrap() + 600),
            known: None,
            what: What::Log(Work { duration_s: minutes * 60, ..Work::default() }),
        };
        let events: Vec<Event> = uses.iter().enumerate().map(work).collect();
        let found = outcome(&catalogue, &events, month(6));
        let (mut came, mut charged) = (0_i64, 0_i64);
        for number in 0..6 {
            let mut own = 180 * 60;
            for &(_, minutes) in uses.iter().filter(|(of, _)| *of == number) {
                let wanted = minutes * 60;
                let mut covered = wanted.min(came + own);
                if covered < wanted {
                    covered = covered / 60 * 60;
                }
                let first = covered.min(came);
                came -= first;
                own -= covered - first;
                charged += wanted - covered;
            }
            let month = found.balances.iter().find(|balance| balance.period.is_some_and(|period| period.from == date(2026, i8::try_from(number).unwrap() + 1, 1))).unwrap();
            let on = (own * share / 100).min(cap.map_or(i64::MAX, |cap| cap * 60));
            prop_assert_eq!(month.carried, on, "month {}", number);
            prop_assert_eq!(month.expired, own - on + came);
            came = on;
        }
        let billed: i64 = found.invoices.iter().map(|invoice| invoice.net_minor).sum();
        let minutes = found.usage.iter().flat_map(|usage| &usage.charged).count();
        prop_assert!(charged > 0 || minutes == 0);
        prop_assert!((billed - charged * 100 / 60).abs() <= 6);
    }
}
