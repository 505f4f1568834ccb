//! Single values: texts, numbers, instants, days and months, each within the range that the engine computes in.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::field::{Fault, Path};
use super::json::Json;
use crate::time::written;

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
    let at = written::instant(written).or_else(|| written.parse().ok()).filter(|at: &Timestamp| {
        // A day from the edges, so that every zone's wall clock shows a year from 1 to 9999.
        (-62_135_510_400..253_402_128_000).contains(&at.as_second())
    });
    at.ok_or_else(|| {
        let message = "is not an instant with its offset, in the years 1 to 9999, such as 2026-11-10T18:10:00+01:00";
        path().fault(format!("`{}` {message}", short(written)))
    })
}

pub(super) fn date<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<Date, Fault> {
    let written = text(json, &path)?;
    day(written.as_bytes()).ok_or_else(|| {
        path().fault(format!("`{}` is not a day in the years 1 to 9999, such as 2026-11-01", short(written)))
    })
}

/// The first day of a month.
pub(super) fn month<'p>(json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<Date, Fault> {
    let written = text(json, &path)?;
    let first = <[u8; 7]>::try_from(written.as_bytes()).ok().and_then(|month| {
        let mut first = *b"0000-00-01";
        first[..7].copy_from_slice(&month);
        day(&first)
    });
    first.ok_or_else(|| path().fault(format!("`{}` is not a month, such as 2026-11", short(written))))
}

fn day(bytes: &[u8]) -> Option<Date> {
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
