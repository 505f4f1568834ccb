//! Does a window open at all? Answered for all years at once, for walks that find nothing would go on to the year 9999.
//!
//! Each day of a leap year is looked at on each weekday, as a holiday and as none: these are all the days that there can
//! ever be. Of a rule it is then certain that it matches such a day, certain that it does not, or left open (years,
//! moving dates). The minutes that may be open are taken too widely: what may match opens, only what is certain to match
//! closes or replaces. So where no such day has a minute left, no day of any year has one. The other way round nothing is
//! said: a window that is not found out here may still never open, and is walked.

use super::day::Minutes;
use super::holidays::Holidays;
use super::rule::{Anchor, Dates, Days, Effect, Joint, Point, Rule, Shift, Weekdays};

/// Days of a leap year.
pub(super) const YEAR: i64 = 366;

/// Whether a rule matches a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Chance {
    No,
    Maybe,
    Yes,
}

/// A day of some year: its place in a leap year, its weekday, whether it is a holiday.
#[derive(Clone, Copy)]
struct Any {
    place: i64,
    month: i8,
    day: i8,
    weekday: i8,
    holiday: bool,
}

/// Whether no rule can ever leave a minute open. Each rule comes with its minutes on the day and on the day after.
pub(super) fn never_opens(rules: &[(Rule, Minutes, Minutes)], holidays: &Holidays) -> bool {
    let possible = holidays.possible_days();
    let may_be = |place: i64| possible.as_ref().is_none_or(|days| days[place.rem_euclid(YEAR) as usize]);
    let days = |place: i64, weekday: i64| {
        let known = may_be(place);
        [false, true].into_iter().filter(move |holiday| known || !holiday).filter_map(move |holiday| {
            let place = place.rem_euclid(YEAR);
            let date = jiff::civil::date(2000, 1, 1).checked_add(jiff::Span::new().days(place)).ok()?;
            let weekday = weekday.rem_euclid(7) as i8;
            Some(Any { place, month: date.month(), day: date.day(), weekday, holiday })
        })
    };
    (0..YEAR).all(|place| {
        // Before 1 March comes 28 February in most years.
        let before: &[i64] = if place == 60 { &[1, 2] } else { &[1] };
        (0..7).all(|weekday| {
            days(place, weekday).all(|today| {
                let mut yesterdays = before.iter().flat_map(|back| days(place - back, weekday - 1));
                yesterdays.all(|yesterday| may_open(rules, today, yesterday, &may_be) == Minutes::NONE)
            })
        })
    })
}

/// The minutes of a day that may be open.
fn may_open(rules: &[(Rule, Minutes, Minutes)], today: Any, yesterday: Any, may_be: &dyn Fn(i64) -> bool) -> Minutes {
    let mut open = Minutes::NONE;
    for (rule, own, tail) in rules {
        let (now, before) = (of_days(&rule.days, today, may_be), of_days(&rule.days, yesterday, may_be));
        if rule.effect == Effect::Open && rule.joint == Joint::Replaces && now == Chance::Yes {
            open.clear();
        }
        for (chance, part) in [(now, own), (before, tail)] {
            match (rule.effect, chance) {
                (Effect::Open, Chance::Maybe | Chance::Yes) => open.add(part),
                (Effect::Closed, Chance::Yes) => open.remove(part),
                _ => {}
            }
        }
    }
    open
}

/// All lists that are not empty must agree.
fn of_days(days: &Days, any: Any, may_be: &dyn Fn(i64) -> bool) -> Chance {
    let one = |chances: &mut dyn Iterator<Item = Chance>| chances.max().unwrap_or(Chance::Yes);
    let years = if days.years.is_empty() { Chance::Yes } else { Chance::Maybe };
    let dates = one(&mut days.dates.iter().map(|dates| of_dates(dates, any)));
    let weeks = one(&mut days.weeks.iter().map(|weeks| {
        let fits = |week: &i32| (i32::from(weeks.first)..=i32::from(weeks.last)).contains(week);
        let (all, some) = (weeks_of(any).iter().all(fits), weeks_of(any).iter().any(fits));
        match (all && weeks.step == 1, some) {
            (true, _) => Chance::Yes,
            (_, true) => Chance::Maybe,
            _ => Chance::No,
        }
    }));
    let weekdays = one(&mut days.weekdays.iter().map(|days| of_weekdays(days, any, may_be)));
    years.min(dates).min(weeks).min(weekdays)
}

/// The ISO weeks that the day can be in: by its place in the year, a day less where that is none of a leap year.
fn weeks_of(any: Any) -> Vec<i32> {
    let mut weeks = Vec::with_capacity(6);
    for leap in [0, 1] {
        let ordinal = any.place as i32 + 1 - if any.place > 59 { leap } else { 0 };
        match (ordinal - (i32::from(any.weekday) + 1) + 10) / 7 {
            0 => weeks.extend([52, 53]),
            53 => weeks.extend([53, 1]),
            week => weeks.push(week),
        }
    }
    weeks
}

fn of_weekdays(days: &Weekdays, any: Any, may_be: &dyn Fn(i64) -> bool) -> Chance {
    match *days {
        Weekdays::Range { first, last } if first <= last => sure((first..=last).contains(&any.weekday)),
        Weekdays::Range { first, last } => sure(any.weekday >= first || any.weekday <= last),
        Weekdays::Holiday { shift: 0 } => sure(any.holiday),
        Weekdays::Holiday { shift } => maybe((-2..=2).any(|leap| may_be(any.place - i64::from(shift) + leap))),
        Weekdays::Nth { weekday, shift, from_start, from_end } => {
            let counted = (i64::from(any.weekday) - i64::from(shift)).rem_euclid(7) == i64::from(weekday);
            if !counted || shift != 0 {
                return maybe(counted);
            }
            // Only February has more than one last day.
            let long = if any.month == 2 { vec![28, 29] } else { vec![last_of(any.month)] };
            let fits = |last: &i8| {
                let after = (last - any.day).max(0) / 7;
                from_start[((any.day - 1) / 7) as usize] || from_end[after as usize]
            };
            if long.iter().all(fits) { Chance::Yes } else { maybe(long.iter().any(fits)) }
        }
    }
}

fn last_of(month: i8) -> i8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn of_dates(dates: &Dates, any: Any) -> Chance {
    let date = (any.month, any.day);
    match *dates {
        Dates::Months { first, last } if first <= last => sure((first..=last).contains(&any.month)),
        Dates::Months { first, last } => sure(any.month >= first || any.month <= last),
        Dates::OneMonth { month, .. } => maybe(any.month == month),
        Dates::Day(point) => match fixed(point) {
            Some(fixed) if point.year.is_none() => sure(fixed == date),
            Some(fixed) => maybe(fixed == date),
            None => maybe(falls_on(point, any)),
        },
        Dates::Range(first, last) => match (fixed(first), fixed(last)) {
            (Some(from), Some(to)) if first.year.is_none() && last.year.is_none() => sure(match from <= to {
                true => (from..=to).contains(&date),
                false => date >= from || date <= to,
            }),
            _ => Chance::Maybe,
        },
    }
}

/// Month and day of a point that never moves.
fn fixed(point: Point) -> Option<(i8, i8)> {
    match (point.anchor, point.shift) {
        (Anchor::Fixed { month, day }, Shift::Days(0)) => Some((month, day)),
        _ => None,
    }
}

/// Whether a moving point may be on the weekday.
fn falls_on(point: Point, any: Any) -> bool {
    let weekday = match (point.anchor, point.shift) {
        (_, Shift::Next(weekday) | Shift::Previous(weekday)) => i64::from(weekday),
        (Anchor::Fixed { .. }, Shift::Days(_)) => return true,
        (Anchor::Nth { weekday, .. }, Shift::Days(days)) => i64::from(weekday) + i64::from(days),
        (Anchor::Easter, Shift::Days(days)) => 6 + i64::from(days),
    };
    weekday.rem_euclid(7) == i64::from(any.weekday)
}

fn sure(holds: bool) -> Chance {
    if holds { Chance::Yes } else { Chance::No }
}

fn maybe(holds: bool) -> Chance {
    if holds { Chance::Maybe } else { Chance::No }
}
