//! Promises in business days and by the calendar.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may fail too")]

use engine::time::{
    Coverage, Holidays, Hours, TimeError, business_days_add, calendar_days_add, calendar_months_add, calendar_weeks_add,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| berlin().to_timestamp(text.replace(' ', "T").parse().unwrap()).unwrap())
}

fn shown(at: Timestamp) -> String {
    at.to_zoned(berlin()).strftime("%F %H:%M %z").to_string()
}

#[test]
fn business_days() {
    let check = |window: &str, from: &str, days: u32, due: &str| {
        let hours = Hours::parse(window).unwrap();
        let coverage = Coverage::compile(&hours, &Holidays::region("DE-TH").unwrap(), &berlin());
        let found = business_days_add(&coverage, at(from), days).unwrap();
        assert_eq!(shown(found), shown(at(due)), "{window}: {days} days from {from}");
    };
    let office = "Mo-Fr 09:30-12:30,13:30-17:00; PH off";
    check(office, "2026-11-09 15:00", 2, "2026-11-11 15:00");
    check(office, "2026-11-12 15:00", 2, "2026-11-16 15:00");
    check(office, "2026-11-14 15:00", 2, "2026-11-17 15:00");
    check(office, "2026-05-13 15:00", 1, "2026-05-15 15:00");
    check(office, "2026-11-09 20:00", 1, "2026-11-10 17:00");
    check(office, "2026-11-09 06:00", 1, "2026-11-10 17:00");
    check(office, "2026-11-09 17:00", 1, "2026-11-10 17:00");
    check(office, "2026-11-09 12:45", 1, "2026-11-10 12:45");
    check(office, "2026-11-09 12:45", 0, "2026-11-09 12:45");
    check("Mo-Th 09:00-17:00; Fr 09:00-14:00", "2026-11-12 15:00", 1, "2026-11-13 14:00");
    check("24/7", "2026-11-12 15:00", 3, "2026-11-15 15:00");
    check("24/7; PH off", "2026-05-13 15:00", 1, "2026-05-15 15:00");
    // The end of Friday's night does not make Saturday a business day.
    check("Mo-Fr 22:00-08:00", "2026-11-13 23:00", 1, "2026-11-16 23:00");
    check("Mo-Fr 22:00-08:00", "2026-11-10 12:00", 1, "2026-11-12 08:00");
    // A stretch of several days is cut at midnights.
    check("Su 15:00-24:00; Mo-Th 00:00-24:00; Fr 00:00-18:00", "2026-11-12 10:00", 1, "2026-11-13 10:00");
    check("Su 15:00-24:00; Mo-Th 00:00-24:00; Fr 00:00-18:00", "2026-11-12 20:00", 1, "2026-11-13 18:00");
    check("Su 15:00-24:00; Mo-Th 00:00-24:00; Fr 00:00-18:00", "2026-11-13 10:00", 1, "2026-11-16 00:00");
    check("Su 22:00-24:00; Mo-Th 00:00-24:00; Fr 00:00-22:00", "2026-11-12 23:00", 1, "2026-11-13 22:00");
    check("Su 22:00-24:00; Mo-Th 00:00-24:00; Fr 00:00-22:00", "2026-11-14 23:00", 1, "2026-11-15 23:00");
    check("Dec 31 09:00-17:00", "2026-12-31 10:00", 2, "2028-12-31 10:00");
    check("24/7", "2026-03-28 02:30", 1, "2026-03-29T01:00:00Z");
    check("24/7", "2026-10-24 02:30", 1, "2026-10-25T02:30:00+02:00");
}

#[test]
fn business_days_that_never_come() {
    let coverage = |window: &str| Coverage::compile(&Hours::parse(window).unwrap(), &Holidays::none(), &berlin());
    let from = at("2026-11-13 23:00");
    assert_eq!(business_days_add(&coverage("off"), from, 1), Err(TimeError::NeverOpen));
    assert_eq!(business_days_add(&coverage("2026 Nov 16 10:00-12:00"), from, 2), Err(TimeError::NeverOpen));
    assert_eq!(business_days_add(&coverage("Mo 10:00-12:00"), from, u32::MAX), Err(TimeError::OutOfRange));
    assert_eq!(shown(business_days_add(&coverage("24/7"), from, 50_000).unwrap()), "2163-10-06 23:00 +0200");
}

#[test]
fn calendar() {
    let zone = berlin();
    let check = |found: Result<Timestamp, TimeError>, due: &str| assert_eq!(shown(found.unwrap()), shown(at(due)));
    check(calendar_days_add(&zone, at("2026-11-13 23:00"), 3), "2026-11-16 23:00");
    check(calendar_days_add(&zone, at("2026-03-28 02:30"), 1), "2026-03-29T01:00:00Z");
    check(calendar_days_add(&zone, at("2026-10-24 02:30"), 1), "2026-10-25T02:30:00+02:00");
    check(calendar_weeks_add(&zone, at("2026-03-27 12:00"), 1), "2026-04-03 12:00");
    check(calendar_months_add(&zone, at("2027-01-31 12:00"), 1), "2027-02-28 12:00");
    check(calendar_months_add(&zone, at("2028-01-31 12:00"), 1), "2028-02-29 12:00");
    check(calendar_months_add(&zone, at("2028-02-29 12:00"), 12), "2029-02-28 12:00");
    check(calendar_months_add(&zone, at("2026-11-30 12:00"), 0), "2026-11-30 12:00");
    for add in [calendar_days_add, calendar_weeks_add, calendar_months_add] {
        assert_eq!(add(&zone, at("2026-11-30 12:00"), u32::MAX), Err(TimeError::OutOfRange));
    }
}
