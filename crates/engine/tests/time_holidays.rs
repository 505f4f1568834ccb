//! Every holiday of every region from 2000 to 2050 against an independent data set, and the cases worth naming.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may fail too")]

use std::collections::{BTreeMap, BTreeSet};

use engine::time::Holidays;
use jiff::civil::{Date, date};

const GOLDEN: &str = include_str!("data/holidays-2000-2050.txt");

/// Region and year to its days; a part's line holds only what it has beyond its country.
fn golden() -> BTreeMap<(String, i16), BTreeSet<Date>> {
    let mut days: BTreeMap<(String, i16), BTreeSet<Date>> = BTreeMap::new();
    for line in GOLDEN.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let region = words.next().unwrap();
        let year: i16 = words.next().unwrap().parse().unwrap();
        let mut dates: BTreeSet<Date> =
            words.map(|day| date(year, day[..2].parse().unwrap(), day[2..].parse().unwrap())).collect();
        let country = &region[..2];
        if region != country {
            dates.extend(&days[&(country.to_owned(), year)]);
        }
        days.insert((region.to_owned(), year), dates);
    }
    days
}

#[test]
fn all_regions_agree_with_the_golden_days() {
    let golden = golden();
    let regions: BTreeSet<String> = Holidays::regions().collect();
    let known: BTreeSet<String> = golden.keys().map(|(region, _)| region.clone()).collect();
    assert_eq!(regions, known);
    assert_eq!(golden.len(), regions.len() * 51);
    let mut wrong = Vec::new();
    for ((region, year), expected) in &golden {
        let ours: BTreeSet<Date> =
            Holidays::region(region).unwrap().in_year(*year).into_iter().map(|(date, _)| date).collect();
        for date in ours.symmetric_difference(expected) {
            wrong.push(format!("{region} {date}: ours {}", ours.contains(date)));
        }
    }
    assert!(wrong.is_empty(), "{} differences, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

#[test]
fn the_days_that_tables_of_rules_miss() {
    let check = |region: &str, year: i16, month: i8, day: i8, expected: Option<&str>| {
        let holidays = Holidays::region(region).unwrap();
        let on = date(year, month, day);
        assert_eq!(holidays.name_on(on).map(|name| name.en), expected, "{region} {on}");
        assert_eq!(holidays.is_holiday(on), expected.is_some());
    };
    check("DE-TH", 2026, 9, 20, Some("World Children's Day"));
    check("DE-TH", 2018, 9, 20, None);
    check("DE", 2017, 10, 31, Some("Reformation Day"));
    check("DE-BY", 2017, 10, 31, Some("Reformation Day"));
    check("DE-HH", 2016, 10, 31, None);
    check("DE-HH", 2018, 10, 31, Some("Reformation Day"));
    check("DE-BE", 2020, 5, 8, Some("75th anniversary of the liberation"));
    check("DE-BE", 2025, 5, 8, Some("80th anniversary of the liberation"));
    check("DE-BE", 2028, 6, 17, Some("75th anniversary of the uprising of 1953"));
    check("DE-BE", 2026, 5, 8, None);
    check("DE-BB", 2026, 4, 5, Some("Easter Sunday"));
    check("DE-TH", 2026, 4, 5, None);
    check("DE-SN", 2026, 11, 18, Some("Day of Repentance and Prayer"));
    check("DE-BY", 2026, 8, 15, None);
    check("DE-BY-CATHOLIC", 2026, 8, 15, Some("Assumption Day"));
    check("DE-TH", 2026, 12, 24, None);
    check("AT-9", 2026, 10, 26, Some("National Day"));
    check("CH-GL", 2026, 4, 9, Some("Näfels Pilgrimage"));
    check("CH-NE", 2023, 1, 2, Some("St Berchtold's Day"));
    check("CH-NE", 2024, 1, 2, None);
    check("DE-TH", 2051, 5, 1, Some("Labour Day"));
    check("DE-TH", 9999, 12, 26, Some("Second Day of Christmas"));
}

#[test]
fn names_are_in_both_languages() {
    let thuringia = Holidays::region("DE-TH").unwrap();
    let name = thuringia.name_on(date(2026, 5, 14)).unwrap();
    assert_eq!((name.de, name.en), ("Christi Himmelfahrt", "Ascension Day"));
}

#[test]
fn days_are_edited_by_date() {
    let desk = Holidays::region("DE-TH")
        .unwrap()
        .with_day(date(2026, 12, 24), "Heiligabend", "Christmas Eve")
        .without_day(date(2026, 9, 20));
    assert_eq!(desk.name_on(date(2026, 12, 24)).unwrap().de, "Heiligabend");
    assert!(!desk.is_holiday(date(2027, 12, 24)));
    assert!(!desk.is_holiday(date(2026, 9, 20)));
    assert!(desk.is_holiday(date(2027, 9, 20)));
    let again = desk.with_day(date(2026, 9, 20), "Weltkindertag", "World Children's Day");
    assert!(again.is_holiday(date(2026, 9, 20)));
    assert!(again.in_year(2026).iter().any(|(day, name)| *day == date(2026, 12, 24) && name.en == "Christmas Eve"));
    assert!(Holidays::none().in_year(2026).is_empty());
}

#[test]
fn an_unknown_region_names_the_nearest() {
    for (given, nearest) in
        [("DE-TU", "DE-TH"), ("de-th", "DE-TH"), ("DE_BY", "DE-BY"), ("CH-ZUH", "CH-ZH"), ("", "DE")]
    {
        let error = Holidays::region(given).unwrap_err();
        assert_eq!(error.given, given);
        assert_eq!(error.nearest.len(), nearest.len(), "{given}: {}", error.nearest);
    }
    assert_eq!(Holidays::region("de-th").unwrap_err().nearest, "DE-TH");
    assert_eq!(Holidays::region("CH-ZUH").unwrap_err().nearest, "CH-ZH");
    assert!(Holidays::region(&"Ü".repeat(100_000)).is_err());
}
