//! Covered time: the cases people argue about, as tables.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may fail too")]

use engine::time::{Coverage, Holidays, Hours, TimeError};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

const SPLIT: &str = "Mo-Fr 09:30-12:30,13:30-17:00; PH off";

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn coverage(hours: &str) -> Coverage {
    Coverage::compile(&Hours::parse(hours).unwrap(), &Holidays::region("DE-TH").unwrap(), &berlin())
}

/// A time as `2026-11-10 09:00` in Berlin, or in full with an offset.
fn at(text: &str) -> Timestamp {
    if let Ok(instant) = text.parse() {
        return instant;
    }
    berlin().to_timestamp(text.replace(' ', "T").parse().unwrap()).unwrap()
}

fn hours(text: &str) -> SignedDuration {
    let minutes: i64 = match text.split_once(':') {
        Some((hours, minutes)) => hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap(),
        None => text.parse::<i64>().unwrap() * 60,
    };
    SignedDuration::from_mins(minutes)
}

fn check(window: &str, from: &str, covered: &str, due: &str) {
    let coverage = coverage(window);
    let (from, covered, due) = (at(from), hours(covered), at(due));
    let found = coverage.add(from, covered).unwrap();
    assert_eq!(found.to_zoned(berlin()).to_string(), due.to_zoned(berlin()).to_string(), "{window} from {from}");
    assert_eq!(coverage.between(from, due), covered, "{window} from {from} back");
    assert_eq!(coverage.between(due, from), -covered);
    let pieces = coverage.explain_add(from, covered);
    assert_eq!(pieces.iter().map(|piece| piece.covered).sum::<SignedDuration>(), covered);
    assert_eq!(pieces.last().map(|piece| piece.to), (!covered.is_zero()).then_some(due));
}

#[test]
fn split_days() {
    check(SPLIT, "2026-11-10 09:30", "1", "2026-11-10 10:30");
    check(SPLIT, "2026-11-10 08:00", "1", "2026-11-10 10:30");
    check(SPLIT, "2026-11-10 12:00", "1", "2026-11-10 14:00");
    check(SPLIT, "2026-11-10 12:30", "1", "2026-11-10 14:30");
    check(SPLIT, "2026-11-10 16:30", "1", "2026-11-11 10:00");
    check(SPLIT, "2026-11-13 16:30", "1", "2026-11-16 10:00");
    check(SPLIT, "2026-11-14 12:00", "4", "2026-11-16 14:30");
    check(SPLIT, "2026-11-10 11:59", "0", "2026-11-10 11:59");
}

#[test]
fn used_up_at_closing_is_due_at_closing() {
    check(SPLIT, "2026-11-10 09:30", "3", "2026-11-10 12:30");
    check(SPLIT, "2026-11-10 09:30", "6:30", "2026-11-10 17:00");
    check(SPLIT, "2026-11-13 13:30", "3:30", "2026-11-13 17:00");
    check(SPLIT, "2026-11-13 17:00", "6:30", "2026-11-16 17:00");
}

#[test]
fn holidays_are_skipped() {
    // Ascension Day is Thursday 14 May 2026; Unity Day a Saturday; Christmas a Friday and Saturday.
    check(SPLIT, "2026-05-13 16:00", "2", "2026-05-15 10:30");
    check(SPLIT, "2026-12-23 16:00", "2", "2026-12-24 10:30");
    check(SPLIT, "2026-12-24 16:00", "2", "2026-12-28 10:30");
    check(
        "Mo-Fr 09:30-12:30,13:30-17:00; PH,Dec 24,31 off".replace("PH,Dec 24,31 off", "PH off; Dec 24,31 off").as_str(),
        "2026-12-23 16:00",
        "2",
        "2026-12-28 10:30",
    );
    check("Mo-Fr 09:00-17:00; PH 10:00-14:00", "2026-05-13 16:00", "2", "2026-05-14 11:00");
    check("Mo-Fr 09:00-17:00; 2026 Dec 24 off", "2026-12-23 16:00", "2", "2026-12-25 10:00");
    check("Mo-Fr 09:00-17:00; 2026 Dec 24 off", "2027-12-23 16:00", "2", "2027-12-24 10:00");
}

#[test]
fn windows_across_midnight() {
    let night = "Mo-Fr 22:00-08:00";
    check(night, "2026-11-10 21:00", "3", "2026-11-11 01:00");
    check(night, "2026-11-11 07:00", "2", "2026-11-11 23:00");
    check(night, "2026-11-14 07:00", "2", "2026-11-16 23:00");
    check(night, "2026-11-13 22:00", "10", "2026-11-14 08:00");
    // The holiday is closed from midnight to midnight; the tail of the holiday's own night is there again.
    let with_holidays = "Mo-Fr 22:00-08:00; PH off";
    check(with_holidays, "2026-05-13 23:00", "2", "2026-05-15 01:00");
    check(with_holidays, "2026-05-14 12:00", "9", "2026-05-15 23:00");
    // A later rule takes the whole calendar day, the tail of the night before included.
    check("Mo-Fr 22:00-08:00; Sa 10:00-12:00", "2026-11-13 23:00", "2", "2026-11-14 11:00");
    check("Mo-Fr 22:00-08:00, Sa 10:00-12:00", "2026-11-13 23:00", "10", "2026-11-14 11:00");
    check("Mo-Su 08:00-12:00; Fr 22:00-04:00", "2026-11-13 08:00", "7", "2026-11-14 09:00");
}

#[test]
fn later_rules_override_and_closed_times_are_taken_out() {
    check("08:00-18:00; We 10:00-12:00", "2026-11-11 08:00", "3", "2026-11-12 09:00");
    check("Mo-Fr 08:00-18:00; We 12:00-14:00 off", "2026-11-11 11:00", "2", "2026-11-11 15:00");
    check("24/7; We 23:00-04:00 off", "2026-11-11 22:00", "2", "2026-11-12 05:00");
    check("Mo[1] 09:00-17:00", "2026-11-03 09:00", "1", "2026-12-07 10:00");
    check("Fr[-1] 09:00-17:00", "2026-11-03 09:00", "1", "2026-11-27 10:00");
    check("week 50 Mo 09:00-17:00", "2026-11-03 09:00", "1", "2026-12-07 10:00");
    check("easter -2 days 09:00-17:00", "2026-01-03 09:00", "1", "2026-04-03 10:00");
    check("Dec 24-Jan 02 09:00-10:00", "2026-12-30 09:30", "3:30", "2027-01-02 10:00");
    check("2027-2029/2 Dec 24 09:00-10:00", "2026-12-30 09:30", "1:30", "2029-12-24 09:30");
    check("PH +1 day 09:00-10:00", "2026-05-14 09:00", "1", "2026-05-15 10:00");
}

#[test]
fn the_clock_is_set_forward() {
    // 29 March 2026: 02:00 is 03:00.
    check("24/7", "2026-03-28 12:00", "24", "2026-03-29T13:00:00+02:00");
    check("00:00-06:00", "2026-03-29 00:00", "5", "2026-03-29 06:00");
    check("02:30-05:00", "2026-03-29 00:00", "2", "2026-03-29 05:00");
    check("02:00-02:30", "2026-03-28 12:00", "0:30", "2026-03-30 02:30");
    check("01:00-02:30", "2026-03-29 00:00", "1", "2026-03-29T01:00:00Z");
    check("Sa 22:00-08:00", "2026-03-28 22:00", "9", "2026-03-29 08:00");
}

#[test]
fn the_clock_is_set_back() {
    // 25 October 2026: 03:00 is 02:00 again.
    check("24/7", "2026-10-24 12:00", "24", "2026-10-25T11:00:00+01:00");
    check("00:00-06:00", "2026-10-25 00:00", "7", "2026-10-25 06:00");
    check("Sa 22:00-08:00", "2026-10-24 22:00", "11", "2026-10-25 08:00");
    check("02:00-03:00", "2026-10-25 00:00", "2", "2026-10-25T03:00:00+01:00");
    // A window that opens within the repeated hour opens twice.
    check("02:30-05:00", "2026-10-25 00:00", "0:30", "2026-10-25T03:00:00+02:00");
    check("02:30-05:00", "2026-10-25 00:00", "1", "2026-10-25T03:00:00+01:00");
    check("01:00-02:30", "2026-10-25 00:00", "1:30", "2026-10-25T02:30:00+02:00");
    check("01:00-02:30", "2026-10-25 00:00", "2", "2026-10-25T02:30:00+01:00");
}

#[test]
fn year_ends_and_leap_days() {
    check(SPLIT, "2026-12-31 16:00", "2", "2027-01-04 10:30");
    check("24/7", "2026-12-31 23:00", "2", "2027-01-01 01:00");
    check("Mo-Su 20:00-04:00", "2026-12-31 23:00", "5", "2027-01-01 04:00");
    check("Feb 29 09:00-17:00", "2026-01-01 09:00", "1", "2028-02-29 10:00");
    check("Feb 28-Mar 01 09:00-10:00", "2027-02-28 09:00", "2", "2027-03-01 10:00");
    check("Feb 28-Mar 01 09:00-10:00", "2028-02-28 09:00", "3", "2028-03-01 10:00");
    check("Dec 31 09:00-17:00", "2026-12-31 16:00", "2", "2027-12-31 10:00");
}

#[test]
fn microseconds_are_exact() {
    let coverage = coverage(SPLIT);
    let from = at("2026-11-10 16:59") + SignedDuration::from_micros(1);
    let due = coverage.add(from, SignedDuration::from_secs(60)).unwrap();
    assert_eq!(due, at("2026-11-11 09:30") + SignedDuration::from_micros(1));
    assert_eq!(coverage.between(from, due), SignedDuration::from_secs(60));
    assert_eq!(coverage.add(from, SignedDuration::from_micros(59_999_999)).unwrap(), at("2026-11-10 17:00"));
}

#[test]
fn edges_of_a_window() {
    let coverage = coverage(SPLIT);
    for (text, open) in [("09:29", false), ("09:30", true), ("12:29", true), ("12:30", false), ("17:00", false)] {
        assert_eq!(coverage.is_open(at(&format!("2026-11-10 {text}"))), open, "{text}");
    }
    let next = |from: &str| coverage.next_change(at(from)).unwrap();
    assert_eq!(next("2026-11-10 09:30"), (at("2026-11-10 12:30"), false));
    assert_eq!(next("2026-11-10 12:30"), (at("2026-11-10 13:30"), true));
    assert_eq!(next("2026-11-13 17:00"), (at("2026-11-16 09:30"), true));
    let pieces: Vec<_> = coverage.intervals(at("2026-11-10 10:00"), at("2026-11-10 14:00")).collect();
    assert_eq!(
        pieces,
        [(at("2026-11-10 10:00"), at("2026-11-10 12:30")), (at("2026-11-10 13:30"), at("2026-11-10 14:00"))]
    );
    assert_eq!(coverage.intervals(at("2026-11-10 14:00"), at("2026-11-10 10:00")).count(), 0);
}

#[test]
fn windows_combine() {
    let phone = coverage("Mo-Fr 09:00-17:00");
    let friday = coverage("Fr 12:00-24:00");
    let day = |coverage: &Coverage| -> Vec<String> {
        let pieces = coverage.intervals(at("2026-11-13 00:00"), at("2026-11-14 00:00"));
        pieces
            .map(|(from, to)| [from, to].map(|at| at.to_zoned(berlin()).strftime("%H:%M").to_string()).join("-"))
            .collect()
    };
    assert_eq!(day(&phone.union(&friday)), ["09:00-00:00"]);
    assert_eq!(day(&phone.intersection(&friday)), ["12:00-17:00"]);
    assert_eq!(day(&phone.except(&friday)), ["09:00-12:00"]);
    assert_eq!(day(&friday.except(&phone)), ["17:00-00:00"]);
    assert_eq!(day(&Coverage::always(&berlin()).except(&phone)), ["00:00-09:00", "17:00-00:00"]);
    let nothing = phone.intersection(&coverage("Sa 09:00-17:00"));
    assert_eq!(nothing.add(at("2026-11-13 00:00"), hours("1")), Err(TimeError::NeverOpen));
    assert_eq!(nothing.next_change(at("2026-11-13 00:00")), None);
}

#[test]
fn what_never_opens_is_an_error_and_no_loop() {
    let from = at("2026-11-13 00:00");
    for window in
        ["off", "24/7 off", "24/7; off", "Mo-Fr 09:00-17:00; 24/7 off", "2020 Jan 01 10:00-12:00", "2020-2025"]
    {
        let coverage = coverage(window);
        assert_eq!(coverage.add(from, hours("1")), Err(TimeError::NeverOpen), "{window}");
        assert_eq!(coverage.next_change(from), None, "{window}");
        assert!(!coverage.is_open(from));
        assert!(coverage.explain_add(from, hours("1")).is_empty());
        assert_eq!(coverage.add(from, SignedDuration::ZERO), Ok(from));
    }
    // What opens, but not for long enough.
    assert_eq!(coverage("2027 Jan 04 10:00-12:00").add(from, hours("3")), Err(TimeError::NeverOpen));
    assert_eq!(coverage("2027 Jan 04 10:00-12:00").add(from, hours("2")), Ok(at("2027-01-04 12:00")));
}

#[test]
fn the_years_1_to_9999_and_nothing_beyond() {
    let (always, split) = (coverage("24/7"), coverage(SPLIT));
    let from = at("2026-11-13 00:00");
    for window in [&always, &split] {
        assert_eq!(window.add(from, SignedDuration::from_secs(400_000_000_000)), Err(TimeError::OutOfRange));
        assert_eq!(window.add(from, SignedDuration::MAX), Err(TimeError::OutOfRange));
        assert_eq!(window.add(from, SignedDuration::from_micros(i64::MAX)), Err(TimeError::OutOfRange));
        assert_eq!(window.add(Timestamp::MIN, hours("1")), Err(TimeError::OutOfRange));
        assert_eq!(window.add(Timestamp::MAX, hours("1")), Err(TimeError::OutOfRange));
        assert_eq!(window.add(from, SignedDuration::from_secs(-1)), Err(TimeError::Negative));
        assert!(!window.is_open(Timestamp::MIN) && !window.is_open(Timestamp::MAX));
        assert!(!window.between(Timestamp::MIN, Timestamp::MAX).is_zero());
    }
    assert_eq!(always.next_change(Timestamp::MIN).map(|change| change.1), Some(true));
    assert_eq!(always.next_change(from), None);
    assert_eq!(always.intervals(Timestamp::MIN, Timestamp::MAX).count(), 1);
    let far = always.add(from, SignedDuration::from_hours(24 * 365_000)).unwrap();
    assert_eq!(always.between(from, far), SignedDuration::from_hours(24 * 365_000));
    // 5,000 years on and back, through tables that are not kept.
    let far = split.add(from, SignedDuration::from_hours(1600 * 5_000)).unwrap();
    assert_eq!(split.between(from, far), SignedDuration::from_hours(1600 * 5_000));
    check("24/7", "0001-01-02T00:00:00Z", "48", "0001-01-04T00:00:00Z");
    check("Mo-Fr 09:00-17:00", "9999-12-27T08:00:00Z", "8", "9999-12-27T16:00:00Z");
}

#[test]
fn an_explanation_is_capped_and_still_adds_up() {
    let coverage = coverage(SPLIT);
    let pieces = coverage.explain_add(at("2026-11-13 00:00"), hours("2000"));
    assert_eq!(pieces.len(), 400);
    assert_eq!(pieces.iter().map(|piece| piece.covered).sum::<SignedDuration>(), hours("2000"));
    let last = pieces.last().unwrap();
    assert!(last.covered < last.to.duration_since(last.from));
}
