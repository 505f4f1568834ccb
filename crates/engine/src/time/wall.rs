//! Wall clocks: what a zone's clock shows at an instant.
//!
//! A run asks for many instants of one zone within a few months, and finding the offset is the dear part of each
//! answer; so the last stretches between two clock changes are remembered. The answers are those of the zone itself.

use std::cell::RefCell;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A stretch of time in which a zone's clock is not changed; `to` is no longer part of it.
struct Stretch {
    zone: TimeZone,
    from: Timestamp,
    to: Timestamp,
    offset: Offset,
    /// What the clock shows days away from any change: each time once.
    shown: Option<(DateTime, DateTime)>,
}

/// Two zones with summer and winter.
const REMEMBERED: usize = 4;

thread_local! {
    static STRETCHES: RefCell<Vec<Stretch>> = const { RefCell::new(Vec::new()) };
}

/// What the zone's clock shows.
#[must_use]
pub fn local(at: Timestamp, zone: &TimeZone) -> DateTime {
    offset(at, zone).to_datetime(at)
}

/// When the zone's clock shows this. Of a time that it shows twice the first counts; of one that it never shows, the
/// instant that it would have been before the change.
#[must_use]
pub fn instant(wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let plain = STRETCHES.with_borrow(|known| {
        let shows = |stretch: &Stretch| {
            let (first, last) = stretch.shown?;
            (first <= wall && wall < last && stretch.zone == *zone).then(|| stretch.offset.to_timestamp(wall).ok())?
        };
        known.iter().find_map(shows)
    });
    plain.or_else(|| {
        let at = zone.to_ambiguous_timestamp(wall).compatible().ok()?;
        // So that the stretch is known the next time.
        let _ = offset(at, zone);
        Some(at)
    })
}

/// No clock is changed by more.
const CHANGES: SignedDuration = SignedDuration::from_hours(72);

/// How far the zone's clock is ahead of UTC.
#[must_use]
pub fn offset(at: Timestamp, zone: &TimeZone) -> Offset {
    STRETCHES.with_borrow_mut(|known| {
        let holds = |stretch: &&Stretch| stretch.from <= at && at < stretch.to && stretch.zone == *zone;
        if let Some(stretch) = known.iter().find(holds) {
            return stretch.offset;
        }
        let offset = zone.to_offset(at);
        // A change at this very instant begins the stretch.
        let just_after = at.checked_add(SignedDuration::from_nanos(1)).unwrap_or(at);
        let from = zone.preceding(just_after).next();
        let to = zone.following(at).next();
        if known.len() == REMEMBERED {
            known.remove(0);
        }
        let from = from.map_or(Timestamp::MIN, |change| change.timestamp());
        let to = to.map_or(Timestamp::MAX, |change| change.timestamp());
        let far = from.checked_add(CHANGES).ok().zip(to.checked_sub(CHANGES).ok());
        let shown = far.map(|(first, last)| (offset.to_datetime(first), offset.to_datetime(last)));
        known.push(Stretch { zone: zone.clone(), from, to, offset, shown });
        offset
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_change_of_the_clock_is_exact() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let check = |at: &str, expect: &str| {
            let at: Timestamp = at.parse().unwrap();
            assert_eq!(local(at, &zone).to_string(), expect);
        };
        check("2026-03-29T00:59:59Z", "2026-03-29T01:59:59");
        check("2026-03-29T01:00:00Z", "2026-03-29T03:00:00");
        check("2026-10-25T00:59:59.999999999Z", "2026-10-25T02:59:59.999999999");
        check("2026-10-25T01:00:00Z", "2026-10-25T02:00:00");
        check("2026-03-29T00:59:59Z", "2026-03-29T01:59:59");
    }

    proptest! {
        #[test]
        fn remembering_changes_no_answer(
            asked in proptest::collection::vec((0..6_usize, -62_000_000_000..253_000_000_000_i64, -100..100_i64), 1..40),
        ) {
            let zones = ["Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Kathmandu", "UTC", "Australia/Lord_Howe"]
                .map(|name| TimeZone::get(name).unwrap());
            for (zone, second, near) in asked {
                let zone = &zones[zone];
                let at = Timestamp::from_second(second).unwrap();
                let change = zone.following(at).next().map_or(at, |change| change.timestamp());
                let later = change + SignedDuration::from_hours(near);
                for at in [at, change, Timestamp::from_second(change.as_second() + near).unwrap(), later] {
                    prop_assert_eq!(offset(at, zone), zone.to_offset(at));
                    let shown = Offset::UTC.to_datetime(at);
                    prop_assert_eq!(instant(shown, zone), zone.to_ambiguous_timestamp(shown).compatible().ok());
                }
            }
        }
    }
}
