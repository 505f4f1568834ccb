//! The rating against a deliberately simple second implementation that walks every second of a call with the clock on
//! the wall and the rows of the shop's tariff written out by hand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test has written itself may be taken for granted")]

mod billing;

use billing::{World, at};
use engine::plan::catalogue::Border;
use engine::tariff::rate;
use engine::time::Holidays;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// Price of the first five minutes and of each minute after them, in EUR.
#[derive(Clone, Copy, PartialEq)]
enum Row {
    Ordinary,
    None,
    Cheap,
    Dear,
}

impl Row {
    /// Shares of 1/300 cent for one second of the first block, and for one of a later block.
    fn per_second(self) -> (i64, i64) {
        match self {
            Row::Dear => (3600, 3000),
            _ => (3000, 2500),
        }
    }
}

struct Naive {
    zone: TimeZone,
    holidays: Holidays,
    border: Border,
}

impl Naive {
    fn row(&self, at: Timestamp) -> Row {
        let local = self.zone.to_datetime(at);
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        if local.weekday().to_monday_one_offset() >= 6 {
            return Row::Dear;
        }
        let ordinary = (570..750).contains(&minute) || (810..1020).contains(&minute);
        match minute {
            _ if ordinary && self.holidays.is_holiday(local.date()) => Row::None,
            _ if ordinary => Row::Ordinary,
            0..480 | 1320.. => Row::Dear,
            _ => Row::Cheap,
        }
    }

    /// The price in shares of 1/300 cent.
    fn price(&self, start: Timestamp, seconds: i64) -> i64 {
        let mut last = match self.row(start) {
            Row::Ordinary => return (seconds + 59) / 60 * 50 * 300,
            Row::None => Row::Cheap,
            row => row,
        };
        let counted = (seconds + 299) / 300 * 300;
        let mut sum = 0;
        let mut block = last;
        for second in 0..counted {
            let row = self.row(start + jiff::SignedDuration::from_secs(second));
            let goes_on = second == 0 || matches!(row, Row::Ordinary | Row::None);
            let changes = match self.border {
                Border::BlockStart => second % 300 == 0,
                Border::CallStart => false,
                Border::Second => true,
            };
            if changes && !goes_on {
                last = row;
            }
            if second % 300 == 0 {
                block = last;
            }
            let row = if self.border == Border::Second { last } else { block };
            sum += if second < 300 { row.per_second().0 } else { row.per_second().1 };
        }
        sum
    }
}

/// Instants around which windows, holidays or the clock change.
const NEAR: [&str; 12] = [
    "2026-03-29T01:00",
    "2026-10-25T01:00",
    "2026-11-10T21:50",
    "2026-11-13T23:50",
    "2026-11-15T23:50",
    "2026-11-10T09:25",
    "2026-11-10T12:25",
    "2026-11-10T16:55",
    "2026-05-14T08:00",
    "2026-12-31T21:50",
    "2028-02-28T23:30",
    "2026-04-02T21:00",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(250) })]

    #[test]
    fn rating_agrees_with_walking_every_second(
        near in prop::sample::select(NEAR.to_vec()),
        offset_s in -7200_i64..90_000,
        seconds in prop_oneof![4 => 0_i64..4000, 1 => 0_i64..25_000],
        border in prop::sample::select(vec![Border::BlockStart, Border::CallStart, Border::Second]),
    ) {
        let world = World::changed("shop-levels", |catalogue| {
            for tariff in &mut catalogue.tariffs {
                tariff.border = border;
            }
        });
        let start = at(near) + jiff::SignedDuration::from_secs(offset_s);
        let provider = &world.catalogue.provider;
        let naive = Naive { zone: provider.zone.clone(), holidays: provider.holidays.clone(), border };
        let rating = rate(&world.catalogue, world.tariff("emergency"), start, seconds, 0).unwrap();
        let exact = rust_decimal::Decimal::from(naive.price(start, seconds)) / rust_decimal::Decimal::from(30_000);
        prop_assert_eq!(rating.net.round_dp(20).normalize(), exact.round_dp(20).normalize(), "{} for {} s", start, seconds);
        let parts: i64 = rating.parts.iter().map(|part| part.seconds).sum();
        prop_assert_eq!(parts, rating.counted_s);
    }
}
