//! Calendars of plan files: sets of holidays, windows in other zones, and windows that depend on the contract.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{head, only, short, story, written};
use engine::plan::read;
use engine::scenario::Scenarios;
use engine::time::{Coverage, Holidays, Hours, zone};
use jiff::civil::date;
use serde_json::{Value, json};

fn text(holidays: &str, rest: &str, target: &str) -> String {
    let plan = "[plan.basic]\nname = \"Basic\"\nprice = \"free\"";
    format!("{}{rest}\n{plan}\ntargets = [{{ milestone = \"first-response\", {target} }}]", head(holidays, r#"["en"]"#))
}

fn scenarios(holidays: &str, rest: &str, target: &str) -> Scenarios {
    only(written(&text(holidays, rest, target)))
}

fn due(s: &mut Scenarios, facts: &Value, events: &str) -> String {
    let contract = json!({"plan": "basic", "start": "2025-01-01", "facts": facts});
    let until = &events[..events.find(" open").unwrap()];
    let outcome = story(s, &contract, events, until);
    short(&outcome["tickets"]["t1"]["milestones"][0]["due"])
}

/// Due times of a promise of four hours, for arrivals.
fn check(holidays: &str, rest: &str, cases: &[(&str, &str)]) {
    let s = &mut scenarios(holidays, rest, "within = \"4 h\", window = \"w\"");
    for (arrival, expect) in cases {
        assert_eq!(due(s, &json!({}), &format!("{arrival} open")), *expect, "{rest}: {arrival}");
    }
}

#[test]
fn holidays_are_named_together_cut_and_edited() {
    let window = "[window.w]\nname = \"W\"\nhours = \"Mo-Fr 09:00-17:00; PH off\"\n";
    // Reformation Day in Thuringia, All Saints in Bavaria: Friday 31 October 2025 and Saturday; 6 January 2026 in Bavaria alone.
    check(
        "[\"DE-TH\", \"DE-BY\"]",
        window,
        &[("2025-10-30 15:00", "2025-11-03 11:00"), ("01-05 15:00", "01-07 11:00")],
    );
    let sets = r#"
[holidays.common]
name = "Everywhere"
all-of = ["DE-TH", "DE-BY", "AT"]
[holidays.us]
name = "Federal"
days = ["Jul 04", "Nov Th[4]", "May Mo[-1]", { day = "12-24", name = "Christmas Eve" }, 2026-11-11]
[holidays.house]
name = "House"
any-of = ["common", "us"]
except = ["Dec 26", 2026-12-25]
"#;
    let with = |set: &str| {
        format!("{sets}[window.w]\nname = \"W\"\nhours = \"Mo-Fr 09:00-17:00; PH off\"\nholidays = {set}\n")
    };
    // 6 January is a holiday in Bavaria and Austria, not in Thuringia; Christmas is one in all three.
    check("\"DE-BY\"", &with("\"common\""), &[("01-05 15:00", "01-06 11:00"), ("12-24 15:00", "12-28 11:00")]);
    check(
        "\"none\"",
        &with("\"us\""),
        &[
            ("11-25 15:00", "11-27 11:00"),
            ("05-22 15:00", "05-26 11:00"),
            ("11-10 15:00", "11-12 11:00"),
            ("12-23 15:00", "12-25 11:00"),
        ],
    );
    check(
        "\"none\"",
        &with("\"house\""),
        &[("12-24 10:00", "12-25 13:00"), ("11-25 15:00", "11-27 11:00"), ("2025-12-24 15:00", "2025-12-26 13:00")],
    );
    check("\"DE-BY\"", &with("\"none\""), &[("01-05 15:00", "01-06 11:00")]);
    check("\"common\"", &format!("{sets}{window}"), &[("01-05 15:00", "01-06 11:00")]);
}

#[test]
fn sets_of_holidays_agree_with_themselves() {
    let th = Holidays::region("DE-TH").unwrap();
    let at = Holidays::region("AT").unwrap();
    let own = Holidays::none().with_days("easter -2 days", "Karfreitag", "Good Friday").unwrap();
    let own = own.with_days("Feb 29", "Schalttag", "Leap day").unwrap().with_day(date(2026, 3, 2), "Fest", "Party");
    let any = Holidays::any(vec![th.clone(), at.clone(), own.clone()]);
    let all = Holidays::all(vec![any.clone(), at.clone()]).without_days("Dec 25-26").unwrap();
    for set in [&own, &any, &all] {
        for year in 2024..2029 {
            let listed: Vec<_> = set.in_year(year).into_iter().map(|(date, name)| (date, name.en.to_owned())).collect();
            let mut day = date(year, 1, 1);
            let mut found = Vec::new();
            while day.year() == year {
                found.extend(set.name_on(day).map(|name| (day, name.en.to_owned())));
                day = day.tomorrow().unwrap();
            }
            assert_eq!(listed, found);
        }
    }
    let mut day = date(2024, 1, 1);
    while day.year() < 2029 {
        assert_eq!(any.is_holiday(day), th.is_holiday(day) || at.is_holiday(day) || own.is_holiday(day), "{day}");
        let christmas = day.month() == 12 && [25, 26].contains(&day.day());
        assert_eq!(all.is_holiday(day), any.is_holiday(day) && at.is_holiday(day) && !christmas, "{day}");
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn windows_stand_in_zones_of_their_own() {
    let zone =
        |zone: &str| format!("[window.w]\nname = \"W\"\nhours = \"Mo-Fr 09:00-17:00\"\ntime-zone = \"{zone}\"\n");
    check("\"none\"", &zone("America/New_York"), &[("11-11 10:00", "11-11 19:00"), ("07-15 10:00", "07-15 19:00")]);
    // A fixed offset knows no summer.
    check(
        "\"none\"",
        &zone("UTC+02:00"),
        &[("11-11 10:00", "11-11 14:00"), ("11-11 07:00", "11-11 12:00"), ("07-15 07:00", "07-15 13:00")],
    );
    // Follow the sun: from nine in Tokyo to six in California.
    let sun = r#"
[window.tokyo]
name = "Tokyo"
hours = "Mo-Fr 08:00-18:00"
time-zone = "Asia/Tokyo"
[window.london]
name = "London"
hours = "Mo-Fr 08:00-18:00"
time-zone = "Europe/London"
[window.california]
name = "California"
hours = "Mo-Fr 08:00-18:00"
time-zone = "America/Los_Angeles"
[window.w]
name = "W"
union = ["tokyo", "london", "california"]
"#;
    check(
        "\"none\"",
        sun,
        &[
            ("11-11 18:00", "11-11 22:00"),
            ("11-13 23:00", "11-14 03:00"),
            ("11-14 01:00", "11-16 02:00"),
            ("11-14 12:00", "11-16 04:00"),
        ],
    );
    let shown = written(&text("\"none\"", &zone("UTC+02:00"), "within = \"4 h\", window = \"w\""));
    assert_eq!(shown.windows[0].hours, "Mo-Fr 09:00-17:00 [UTC+02:00]");
}

#[test]
fn a_night_belongs_to_the_day_it_begins_on_also_around_holidays() {
    let hours = |text: &str| {
        let (hours, zone) = (text.parse::<Hours>().unwrap(), zone("Europe/Berlin").unwrap());
        Coverage::compile(&hours, &Holidays::region("DE").unwrap(), &zone)
    };
    let week = hours("Mo-Fr 21:00-08:00; PH 21:00-08:00 off");
    let free = hours("Sa,Su,PH 21:00-08:00");
    let nights = hours("21:00-08:00");
    let (from, to) = (instant("2024-01-01T00:00:00+01:00"), instant("2034-01-01T00:00:00+01:00"));
    assert_eq!(week.intersection(&free).between(from, to), jiff::SignedDuration::ZERO);
    assert_eq!(week.union(&free).between(from, to), nights.between(from, to));
    // 1 May 2026 is a Friday: the night into it is a weeknight, its own is not, nor is that after it.
    let at = |text: &str| (week.is_open(instant(text)), free.is_open(instant(text)));
    assert_eq!(at("2026-05-01T02:00:00+02:00"), (true, false));
    assert_eq!(at("2026-05-01T22:00:00+02:00"), (false, true));
    assert_eq!(at("2026-05-02T02:00:00+02:00"), (false, true));
    // Christmas 2025 is Thursday and Friday.
    assert_eq!(at("2025-12-25T02:00:00+01:00"), (true, false));
    assert_eq!(at("2025-12-26T02:00:00+01:00"), (false, true));
    assert_eq!(at("2025-12-29T02:00:00+01:00"), (false, true));
    assert_eq!(at("2025-12-30T02:00:00+01:00"), (true, false));
}

fn instant(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

#[test]
fn windows_of_the_language_need_no_declaration() {
    let s = &mut scenarios("\"none\"", "", "level = \"24x7x4\"");
    assert_eq!(due(s, &json!({}), "11-14 10:00 open"), "11-14 14:00");
    let s = &mut scenarios("\"DE-TH\"", "", "within = \"4 h\", window = \"24x5\"");
    assert_eq!(due(s, &json!({}), "11-13 22:00 open"), "11-16 02:00");
    // One that the file declares is the file's.
    let own = "[window.24x5]\nname = \"Own\"\nhours = \"Mo-Fr 00:00-24:00; PH off\"";
    let s = &mut scenarios("\"DE-TH\"", own, "within = \"4 h\", window = \"24x5\"");
    assert_eq!(due(s, &json!({}), "12-24 22:00 open"), "12-28 02:00");
    assert_eq!(written(&text("\"none\"", own, "within = \"4 h\", window = \"24x5\"")).windows.len(), 1);
}

#[test]
fn maintenance_is_taken_out_every_other_week() {
    let windows = r#"
[window.maintenance]
name = "Maintenance"
hours = "week 02-52/2 Th 21:00-23:00"
[window.w]
name = "W"
except = ["24x7", "maintenance"]
"#;
    // 12 November 2026 is a Thursday of week 46, 19 November one of week 47.
    check("\"none\"", windows, &[("11-12 20:00", "11-13 02:00"), ("11-19 20:00", "11-20 00:00")]);
}

#[test]
fn windows_follow_the_customer() {
    let customer = "[window.w]\nname = \"W\"\nhours = \"Mo-Fr 09:00-17:00; PH off\"\ntime-zone = \"customer\"\nholidays = \"customer\"\n";
    let s = &mut scenarios("\"DE-TH\"", customer, "within = \"4 h\", window = \"w\"");
    assert_eq!(due(s, &json!({}), "11-11 10:00 open"), "11-11 14:00");
    assert_eq!(due(s, &json!({"time-zone": "America/New_York"}), "11-11 10:00 open"), "11-11 19:00");
    assert_eq!(due(s, &json!({"time-zone": "UTC-01:00"}), "11-11 10:00 open"), "11-11 15:00");
    assert_eq!(due(s, &json!({"holidays": "AT"}), "12-07 15:00 open"), "12-09 11:00");
    assert_eq!(due(s, &json!({}), "12-07 15:00 open"), "12-08 11:00");
    // What nobody knows is the provider's.
    assert_eq!(due(s, &json!({"time-zone": "Nowhere", "holidays": "XX"}), "11-11 10:00 open"), "11-11 14:00");
    // What is known last holds for the whole contract.
    assert_eq!(due(s, &json!({}), "11-11 10:00 open; 11-12 10:00 count base=x quantity=1"), "11-11 14:00");
    let moved = story(s, &json!({"plan": "basic", "start": "2026-01-01"}), "11-11 10:00 open", "11-11 10:00");
    assert_eq!(moved["refused"], json!([]));
}

#[test]
fn a_fact_chooses_the_window() {
    let windows = r#"
[fact.region]
name = "Region"
values = ["us", "eu"]
[fact.tier]
name = "Tier"
default = "gold"
[window.eu]
name = "EU"
hours = "Mo-Fr 09:00-17:00"
[window.us]
name = "US"
hours = "Mo-Fr 09:00-17:00"
time-zone = "America/New_York"
[window.regional]
name = "Regional"
choose = { fact = "region", us = "us", eu = "eu", otherwise = "eu" }
[window.w]
name = "W"
union = ["regional", "saturday"]
[window.saturday]
name = "Saturday"
choose = { fact = "tier", gold = "gold", otherwise = "eu" }
[window.gold]
name = "Gold"
hours = "Sa 10:00-12:00"
"#;
    let s = &mut scenarios("\"none\"", windows, "within = \"4 h\", window = \"w\"");
    assert_eq!(due(s, &json!({}), "11-11 10:00 open"), "11-11 14:00");
    assert_eq!(due(s, &json!({"region": "us"}), "11-11 10:00 open"), "11-11 19:00");
    assert_eq!(due(s, &json!({"region": "us"}), "11-13 22:00 open"), "11-16 16:00");
    assert_eq!(due(s, &json!({"region": "us", "tier": "none"}), "11-13 22:00 open"), "11-16 12:00");
    // The condition `during` asks the contract's window too.
    let during = "within = \"4 h\", window = \"24x7\", when = { during = \"regional\" }";
    let s = &mut scenarios("\"none\"", windows, during);
    assert_eq!(due(s, &json!({}), "11-11 18:00 open"), "-");
    assert_eq!(due(s, &json!({"region": "us"}), "11-11 18:00 open"), "11-11 22:00");
}

#[test]
fn mistakes_point_at_the_place() {
    let check = |rest: &str, expect: &str| {
        let window = "[window.w]\nname = \"W\"\nhours = \"24/7\"\n";
        let errors =
            read("test.toml", &text("\"none\"", &format!("{rest}\n{window}"), "within = \"4 h\", window = \"w\""))
                .unwrap_err();
        assert!(errors.to_string().contains(expect), "{errors}");
    };
    check("[holidays.x]\nname = \"X\"", "`days` is missing in holidays `x`");
    check(
        "[holidays.x]\nname = \"X\"\nany-of = [\"y\"]\n[holidays.y]\nname = \"Y\"\nall-of = [\"x\", \"DE\"]",
        "are made of themselves",
    );
    check("[holidays.x]\nname = \"X\"\nany-of = [\"DE-XX\"]", "holidays of `DE-XX` are not known");
    check("[holidays.x]\nname = \"X\"\ndays = [\"Dec 24 10:00-12:00\"]", "days are written without times");
    check("[holidays.x]\nname = \"X\"\ndays = [\"Dez 24\"]", "months are Jan Feb");
    check("[holidays.x]\nname = \"X\"\ndays = [\"13-24\"]", "these hours cannot be read");
    check("[holidays.x]\nname = \"X\"\nany-of = [\"DE\"]\nall-of = [\"DE\"]", "`all-of` beside `any-of`");
    check(
        "[window.x]\nname = \"X\"\nunion = [\"w\", \"24x5\"]\ntime-zone = \"UTC\"",
        "belongs to a window with hours of its own",
    );
    check("[window.x]\nname = \"X\"\nhours = \"24/7\"\ntime-zone = \"UTC+25\"", "time zone `UTC+25` is not known");
    check("[window.x]\nname = \"X\"\nchoose = { fact = \"region\", otherwise = \"w\" }", "`region` is not a fact");
    check("[window.x]\nname = \"X\"\nchoose = { fact = \"product\" }", "`otherwise` is missing");
    check("[window.x]\nname = \"X\"\nchoose = { fact = \"product\", otherwise = \"x\" }", "is made of itself");
}
