//! Single values: texts, numbers, instants, days and months, each within the range that the engine computes in.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use rust_decimal::Decimal;

use super::field::{Fault, Path};
use super::json::Json;

pub(super) fn text<'v, 'p>(json: &'v Json<'_>, path: impl Fn() -> Path<'p>) -> Result<&'v str, Fault> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(path().fault(format!("must be a text, but is {}", other.kind()))),
    }
}

pub(super) fn whole<'p>(json: &Json<'_>, least: i64, most: i64, path: impl Fn() -> Path<'p>) -> Result<i64, Fault> {
    match json {
        Json::Int(number) if (least..=most).contains(number) => Ok(*number),
        Json::Int(_) | Json::Number(_) => Err(path().fault(format!("must be a whole number from {least} to {most}"))),
        other => Err(path().fault(format!("must be a whole number, but is {}", other.kind()))),
    }
}

/// A fact as a text: a text, a number, a truth.
pub(super) fn fact<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<String, Fault> {
    match json {
        Json::Text(text) => Ok(text.to_string()),
        Json::Bool(value) => Ok(value.to_string()),
        Json::Int(value) => Ok(value.to_string()),
        Json::Number(_) => decimal(json, path).map(|number| number.normalize().to_string()),
        other => Err(path().fault(format!("must be a text, a number or a truth, but is {}", other.kind()))),
    }
}

/// A number of at most 12 digits before and 6 after the point, as a number or as a text.
pub(super) fn decimal<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<Decimal, Fault> {
    let fault =
        || path().fault("must be a decimal number of at most 12 digits before and 6 after the point, not below 0");
    let number = match json {
        Json::Int(number) => Decimal::from(*number),
        Json::Number(written) if written.len() <= 20 => match written.parse() {
            Ok(number) => number,
            Err(_) => Decimal::from_scientific(written).map_err(|_| fault())?,
        },
        Json::Text(text) if text.len() <= 20 => text.parse().map_err(|_| fault())?,
        _ => return Err(fault()),
    };
    let fits =
        !number.is_sign_negative() && number < Decimal::from(1_000_000_000_000_i64) && number.normalize().scale() <= 6;
    if fits { Ok(number) } else { Err(fault()) }
}

pub(super) fn instant<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<Timestamp, Fault> {
    let written = text(json, &path)?;
    let at = usual(written).or_else(|| written.parse().ok()).filter(|at: &Timestamp| {
        // A day from the edges, so that every zone's wall clock shows a year from 1 to 9999.
        (-62_135_510_400..253_402_128_000).contains(&at.as_second())
    });
    at.ok_or_else(|| {
        let message = "is not an instant with its offset, in the years 1 to 9999, such as 2026-11-10T18:10:00+01:00";
        path().fault(format!("`{}` {message}", short(written)))
    })
}

/// An instant as nearly everybody writes it ("2026-11-10T18:10:00+01:00"), read without looking for other forms.
fn usual(written: &str) -> Option<Timestamp> {
    let bytes: &[u8; 25] = written.as_bytes().try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (22, b':')];
    if marks.iter().any(|&(ix, mark)| bytes[ix] != mark) {
        return None;
    }
    let two = |ix: usize| {
        let digits = [bytes[ix], bytes[ix + 1]];
        let both = digits.iter().all(u8::is_ascii_digit);
        // Two digits fit a byte.
        both.then(|| ((digits[0] - b'0') * 10 + (digits[1] - b'0')) as i8)
    };
    let ahead = match bytes[19] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let year = i16::from(two(0)?) * 100 + i16::from(two(2)?);
    let date = Date::new(year, two(5)?, two(8)?).ok()?;
    let time = Time::new(two(11)?, two(14)?, two(17)?, 0).ok()?;
    let (hours, minutes) = (i32::from(two(20)?), i32::from(two(23)?));
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = Offset::from_seconds(ahead * (hours * 3600 + minutes * 60)).ok()?;
    offset.to_timestamp(date.to_datetime(time)).ok()
}

pub(super) fn date<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<Date, Fault> {
    let written = text(json, &path)?;
    day(written).ok_or_else(|| {
        path().fault(format!("`{}` is not a day in the years 1 to 9999, such as 2026-11-01", short(written)))
    })
}

/// The first day of a month.
pub(super) fn month<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<Date, Fault> {
    let written = text(json, &path)?;
    let first = if written.len() == 7 { day(&format!("{written}-01")) } else { None };
    first.ok_or_else(|| path().fault(format!("`{}` is not a month, such as 2026-11", short(written))))
}

fn day(written: &str) -> Option<Date> {
    let bytes = written.as_bytes();
    let [_, _, _, _, b'-', _, _, b'-', _, _] = bytes else {
        return None;
    };
    let digits = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .try_fold(0_i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
    };
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    if year < 1 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What was written, cut off where it is too long for a message.
pub(super) fn short(written: &str) -> String {
    let cut: String = written.chars().take(40).collect();
    if cut.len() < written.len() { format!("{cut}…") } else { cut }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_reads_what_the_long_one_does(written in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][+-][0-2][0-9]:[0-6][0-9]") {
            if let Some(at) = usual(&written) {
                prop_assert_eq!(Ok(at), written.parse::<Timestamp>().map_err(|error| error.to_string()));
            }
        }
    }

    #[test]
    fn usual_instants_take_the_short_way() {
        let at = usual("2026-11-10T18:10:00+01:00").unwrap();
        assert_eq!(at.to_string(), "2026-11-10T17:10:00Z");
        assert_eq!(usual("2026-02-29T18:10:00+01:00"), None);
        assert_eq!(usual("2026-11-10T18:10:00 01:00"), None);
    }
}
