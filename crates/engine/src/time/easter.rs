//! Easter Sunday, on which half of the holidays hang.
//!
//! The Gregorian computus in whole numbers (the form of Meeus, Jones and Butcher), good for every year of the
//! Gregorian calendar. Years before 1583 follow the same rule carried backwards.

use jiff::civil::{Date, date};

/// Easter Sunday of a year from 1 to 9999.
pub(super) fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let a = y.rem_euclid(19);
    let b = y.div_euclid(100);
    let c = y.rem_euclid(100);
    let d = b / 4;
    let e = b % 4;
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let i = c / 4;
    let k = c % 4;
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    // The rule yields 22 March to 25 April only, so both numbers fit.
    date(year, (n / 31) as i8, (n % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_calendar_says() {
        for (year, month, day) in
            [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)]
        {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn easter_is_a_sunday_of_spring_in_every_year() {
        for year in 1..=9999 {
            let sunday = easter(year);
            assert_eq!(sunday.weekday(), jiff::civil::Weekday::Sunday);
            assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&sunday));
        }
    }
}
