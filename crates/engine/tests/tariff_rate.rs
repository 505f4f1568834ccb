//! What calls cost: bands, blocks, borders, clock changes, holidays, and the other answers that a plan may choose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what a test has written itself may be taken for granted")]

mod billing;

use billing::{World, at};
use engine::plan::catalogue::{Border, Catalogue, Counting, Language};
use engine::tariff::{LONGEST_S, RateError, next_step, price_now, rate};
use jiff::ToSpan as _;
use rust_decimal::Decimal;

fn shop() -> World {
    World::shipped("shop-levels")
}

/// "3 evening = 80" for a call of the emergency line, "25 support = 12.5" where it is rated as a support call.
fn cost(world: &World, from: &str, seconds: i64) -> String {
    let rating = match rate(&world.catalogue, world.tariff("emergency"), at(from), seconds, 0) {
        Ok(rating) => rating,
        Err(error) => return error.to_string(),
    };
    let tariff = &world.catalogue.tariffs[rating.tariff];
    let parts: Vec<String> = rating
        .charges(&world.catalogue)
        .iter()
        .map(|charge| {
            let band = if tariff.bands.len() > 1 { &tariff.bands[charge.band].id } else { &tariff.id };
            format!("{} {band}", charge.quantity)
        })
        .collect();
    let parts = if parts.is_empty() { "nothing".to_owned() } else { parts.join(" + ") };
    format!("{parts} = {}", rating.net.normalize())
}

fn check(world: &World, table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cost(world, columns[0], columns[1].parse().unwrap()), columns[2], "{row}");
    }
}

#[test]
fn each_started_block_costs() {
    check(
        &shop(),
        "
        2026-11-10T18:10 | 0    | nothing = 0
        2026-11-10T18:10 | 1    | 1 evening = 30
        2026-11-10T18:10 | 300  | 1 evening = 30
        2026-11-10T18:10 | 301  | 2 evening = 55
        2026-11-10T18:10 | 600  | 2 evening = 55
        2026-11-10T18:10 | 660  | 3 evening = 80
        2026-11-10T02:00 | 420  | 2 night = 66
        2026-11-14T12:00 | 301  | 2 weekend = 66
        2026-11-10T08:00 | 60   | 1 day = 30
        ",
    );
}

#[test]
fn a_block_takes_the_band_in_which_it_starts() {
    check(
        &shop(),
        "
        2026-11-10T21:59 | 300  | 1 evening = 30
        2026-11-10T21:59 | 301  | 1 evening + 1 night = 60
        2026-11-10T22:00 | 60   | 1 night = 36
        2026-11-10T21:55 | 600  | 1 evening + 1 night = 60
        2026-11-10T21:54:59 | 600  | 2 evening = 55
        2026-11-13T23:59 | 600  | 1 night + 1 weekend = 66
        2026-11-15T23:58 | 600  | 1 weekend + 1 night = 66
        2026-11-10T23:58 | 600  | 2 night = 66
        2026-11-11T07:56 | 600  | 1 night + 1 day = 61
        2026-12-31T21:57 | 600  | 1 evening + 1 night = 60
        2026-12-31T23:57 | 600  | 2 night = 66
        2028-02-28T23:58 | 600  | 2 night = 66
        ",
    );
}

#[test]
fn within_the_phone_hours_it_is_an_ordinary_call() {
    check(
        &shop(),
        "
        2026-11-10T09:30 | 61   | 2 support = 1
        2026-11-10T09:29:59 | 61   | 1 day = 30
        2026-11-10T09:28 | 1200 | 4 day = 105
        2026-11-10T12:29:59 | 3600 | 60 support = 30
        2026-11-10T12:30 | 60   | 1 day = 30
        2026-11-10T13:28 | 900  | 3 day = 80
        2026-11-10T16:59 | 7200 | 120 support = 60
        2026-11-10T17:00 | 60   | 1 evening = 30
        ",
    );
}

#[test]
fn holidays_without_a_row_take_the_day_band() {
    // 26 November 2026 is an ordinary Thursday, 14 May 2026 is Ascension Day, 25 December 2026 a Friday.
    check(
        &shop(),
        "
        2026-05-14T10:00 | 301  | 2 day = 55
        2026-05-14T12:45 | 60   | 1 day = 30
        2026-05-14T18:00 | 60   | 1 evening = 30
        2026-05-14T23:00 | 60   | 1 night = 36
        2026-12-25T10:00 | 60   | 1 day = 30
        2026-12-24T10:00 | 60   | 1 support = 0.5
        2026-12-31T10:00 | 60   | 1 support = 0.5
        2026-11-26T10:00 | 60   | 1 support = 0.5
        ",
    );
}

#[test]
fn nights_of_a_clock_change_count_real_seconds() {
    let world = World::changed("shop-levels", |catalogue| {
        // Two bands that meet inside the changed hour, on every day.
        set_hours(catalogue, &[("day", "Mo-Su 03:00-24:00"), ("night", "Mo-Su 00:00-03:00")]);
    });
    check(
        &world,
        "
        2026-03-29T01:50 | 600  | 2 night = 66
        2026-03-29T01:50 | 601  | 2 night + 1 day = 91
        2026-10-25T02:50:00+02:00 | 601  | 3 night = 96
        2026-10-25T02:50:00+02:00 | 4200 | 14 night = 426
        2026-10-25T02:50:00+02:00 | 4201 | 14 night + 1 day = 451
        2026-10-25T02:50:00+01:00 | 601  | 2 night + 1 day = 91
        ",
    );
}

/// Gives two bands other hours and removes the others and the ordinary window.
fn set_hours(catalogue: &mut Catalogue, hours: &[(&str, &str)]) {
    let (holidays, zone) = (catalogue.provider.holidays.clone(), catalogue.provider.zone.clone());
    let tariff = catalogue.tariffs.iter_mut().find(|tariff| tariff.id == "emergency").unwrap();
    tariff.within = None;
    tariff.bands.retain(|band| hours.iter().any(|(id, _)| *id == band.id));
    tariff.otherwise = None;
    for band in &mut tariff.bands {
        let text = hours.iter().find(|(id, _)| *id == band.id).unwrap().1;
        let hours = engine::time::Hours::parse(text).unwrap();
        band.window = Some(engine::time::Coverage::compile(&hours, &holidays, &zone));
    }
}

#[test]
fn a_plan_may_price_the_whole_call_at_its_start() {
    let world = with_border(Border::CallStart);
    check(
        &world,
        "
        2026-11-10T21:59 | 660  | 3 evening = 80
        2026-11-13T23:59 | 900  | 3 night = 96
        ",
    );
}

#[test]
fn a_plan_may_split_blocks_by_second() {
    let world = with_border(Border::Second);
    check(
        &world,
        "
        2026-11-10T18:10 | 660  | 900 evening = 80
        2026-11-10T21:59 | 60   | 60 evening + 240 night = 34.8
        2026-11-10T21:54 | 420  | 360 evening + 240 night = 59
        ",
    );
}

fn with_border(border: Border) -> World {
    World::changed("shop-levels", |catalogue| {
        for tariff in &mut catalogue.tariffs {
            tariff.border = border;
        }
    })
}

#[test]
fn counting_by_second_does_not_round_up() {
    let world = World::changed("shop-levels", |catalogue| {
        for tariff in &mut catalogue.tariffs {
            tariff.counting = Counting::Second;
        }
    });
    let rating = rate(&world.catalogue, world.tariff("support"), at("2026-11-10T10:00"), 90, 0).unwrap();
    assert_eq!((rating.counted_s, rating.net.normalize().to_string()), (90, "0.75".to_owned()));
    check(&world, "2026-11-10T18:10 | 330 | 330 evening = 32.5");
}

#[test]
fn what_allowances_cover_is_taken_from_the_front() {
    let world = shop();
    let support = world.tariff("support");
    let rating = rate(&world.catalogue, support, at("2026-11-10T10:00"), 1290, 900).unwrap();
    assert_eq!((rating.counted_s, rating.charged_s, rating.net), (1320, 420, "3.50".parse().unwrap()));
    let rating = rate(&world.catalogue, support, at("2026-11-10T10:00"), 1290, 1320).unwrap();
    assert_eq!((rating.counted_s, rating.charged_s, rating.net), (1320, 0, Decimal::ZERO));
}

#[test]
fn odd_lengths_are_errors_and_long_ones_are_bounded() {
    let world = shop();
    let emergency = world.tariff("emergency");
    let try_rate = |from, seconds| rate(&world.catalogue, emergency, from, seconds, 0).map(|rating| rating.counted_s);
    let start = at("2026-11-10T18:10");
    assert_eq!(try_rate(start, -1), Err(RateError::Negative));
    assert_eq!(try_rate(start, LONGEST_S + 1), Err(RateError::TooLong));
    assert_eq!(try_rate(start, i64::MAX), Err(RateError::TooLong));
    assert_eq!(try_rate(start, LONGEST_S), Ok(LONGEST_S));
    assert_eq!(try_rate(jiff::Timestamp::MAX, 900), Err(RateError::OutOfRange));
    let dear = World::changed("shop-levels", |catalogue| {
        catalogue.tariffs[0].bands[0].price.rate = Decimal::MAX;
    });
    assert_eq!(rate(&dear.catalogue, 0, start, 120, 0).unwrap_err(), RateError::TooLarge);
    let bare = World::changed("shop-levels", |catalogue| {
        catalogue.tariffs[1].otherwise = None;
    });
    assert_eq!(rate(&bare.catalogue, 1, at("2026-05-14T10:00"), 60, 0).unwrap_err(), RateError::NoBand);
}

/// Price now, until when, and what follows.
fn now(world: &World, line: &str, from: &str) -> String {
    let line = world.catalogue.find_line(line).unwrap();
    let Some(now) = price_now(&world.catalogue, line, at(from)).unwrap() else {
        return "free".to_owned();
    };
    let name = |tariff: usize, band: usize| {
        let tariff = &world.catalogue.tariffs[tariff];
        format!("{} {}", tariff.id, tariff.bands[band].id)
    };
    let until = now.until.map_or_else(
        || "always".to_owned(),
        |until| world.catalogue.provider.zone.to_datetime(until).strftime("until %a %d %H:%M").to_string(),
    );
    let next = now.next.map_or_else(String::new, |(tariff, band)| format!(", then {}", name(tariff, band)));
    format!("{} {until}{next}", name(now.tariff, now.band))
}

#[test]
fn the_price_at_this_minute_says_until_when() {
    let world = shop();
    let check = |from: &str, expect: &str| assert_eq!(now(&world, "emergency", from), expect, "{from}");
    check("2026-11-10T18:10", "emergency evening until Tue 10 22:00, then emergency night");
    check("2026-11-10T21:59:59", "emergency evening until Tue 10 22:00, then emergency night");
    check("2026-11-10T22:00", "emergency night until Wed 11 08:00, then emergency day");
    check("2026-11-13T23:00", "emergency night until Sat 14 00:00, then emergency weekend");
    check("2026-11-14T10:00", "emergency weekend until Mon 16 00:00, then emergency night");
    // On Ascension Day the phone hours are closed, so the day band runs through to the evening.
    check("2026-05-14T08:30", "emergency day until Thu 14 17:00, then emergency evening");
    assert!(now(&world, "emergency", "2026-11-10T09:00").starts_with("emergency day until Tue 10 09:30, then support"));
    assert!(now(&world, "emergency", "2026-11-10T10:00").starts_with("support"));
    assert!(now(&world, "emergency", "2026-11-10T10:00").ends_with("until Tue 10 12:30, then emergency day"));
    assert!(now(&world, "support", "2026-11-10T10:00").ends_with("always"));
}

#[test]
fn a_running_call_knows_its_next_step() {
    let world = shop();
    let (emergency, support) = (world.tariff("emergency"), world.tariff("support"));
    let check = |tariff: usize, elapsed_s: i64, free_s: i64, expect: (&str, i64, &str)| {
        let start = at("2026-11-10T21:50");
        let step = next_step(&world.catalogue, tariff, start, elapsed_s, free_s).unwrap();
        let next_s = step.next_at.unwrap().duration_since(start).as_secs();
        let next = step.next_net.unwrap().to_string();
        assert_eq!((step.net.to_string().as_str(), next_s, next.as_str()), expect, "{elapsed_s} s");
    };
    check(emergency, 0, 0, ("0", 0, "30"));
    check(emergency, 1, 0, ("30", 300, "55"));
    check(emergency, 300, 0, ("30", 300, "55"));
    check(emergency, 400, 0, ("55", 600, "85"));
    check(support, 30, 900, ("0", 900, "0.5"));
    check(support, 901, 900, ("0.5", 960, "1"));
}

#[test]
fn steps_are_worded_in_both_languages() {
    let world = shop();
    let words = |from: &str, seconds: i64, language: Language| {
        let rating = rate(&world.catalogue, world.tariff("emergency"), at(from), seconds, 0).unwrap();
        let steps = rating.steps(&world.catalogue, at(from));
        steps.iter().map(|step| step.text(&world.catalogue, language)).collect::<Vec<_>>()
    };
    let found = words("2026-11-10T18:10", 660, Language::De);
    assert_eq!(found[1], "3 angefangene Blöcke zu je 5 Minuten: 30,00 € + 2 × 25,00 € = 80,00 €");
    let found = words("2026-11-10T18:10", 660, Language::En);
    assert_eq!(found[1], "3 started blocks of 5 minutes: €30.00 + 2 × €25.00 = €80.00");
    let found = words("2026-11-10T21:59", 301, Language::De);
    assert_eq!(found.last().unwrap(), "Zusammen 60,00 €");
    let found = words("2026-11-10T09:28", 900, Language::De);
    assert!(found.last().unwrap().contains("letzte Zeile gilt weiter"), "{found:?}");
}

#[test]
fn a_day_of_calls_from_every_minute_is_rated() {
    let world = shop();
    let mut start = at("2026-11-13T00:00");
    let end = start + 72.hours();
    while start < end {
        assert!(rate(&world.catalogue, world.tariff("emergency"), start, 1800, 0).is_ok());
        start += 1.minute();
    }
}
