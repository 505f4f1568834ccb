//! Questions about hours, one a line: the pure half of `mainstay hours --jsonl`.
//!
//! ```json
//! {"id":1,"hours":"Mo-Fr 09:30-12:30,13:30-17:00","holidays":"DE-TH","time_zone":"Europe/Berlin","from":"2026-12-23T16:00:00+01:00","add_s":14400}
//! {"id":2,"hours":"24/7","holidays":null,"time_zone":"Europe/Berlin","from":"2026-12-23T16:00:00Z","to":"2026-12-24T16:00:00Z"}
//! ```
//! is answered, line by line, with
//! ```json
//! {"id":1,"due":"2026-12-28T10:00:00+01:00"}
//! {"id":2,"covered_s":86400}
//! ```
//! Holidays that are given are closed days, unless the hours say themselves what holds on them (`PH`). Seconds may
//! have up to six decimals. A due time has the zone's offset; where that is no whole minute (before about 1900) it
//! is given in UTC. A line that cannot be answered gives `{"id":…,"error":{"at":…,"message":…}}`, with the field at
//! fault (for hours with the byte range: `hours:6-9`) or the column; it never stops the rest.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::coverage::Coverage;
use super::holidays::Holidays;
use super::hours::Hours;

/// Answers one line. For many lines a [`HoursReader`] is faster, since it compiles each window once.
pub fn answer_line(line: &str) -> String {
    HoursReader::new().answer(line)
}

/// Answers lines and keeps the windows of the last few hundred different ones compiled.
#[derive(Debug, Default)]
pub struct HoursReader {
    /// Windows in use, and those of the generation before, by hours, holidays and zone.
    recent: HashMap<String, Coverage>,
    older: HashMap<String, Coverage>,
    key: String,
}

/// A generation of the cache; two are kept.
const CACHED_MAX: usize = 128;

/// A line longer than this is no question.
const LINE_MAX: usize = 100_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    hours: Option<&'a RawValue>,
    #[serde(borrow, default)]
    holidays: Option<&'a RawValue>,
    #[serde(borrow, default)]
    time_zone: Option<&'a RawValue>,
    #[serde(borrow, default)]
    from: Option<&'a RawValue>,
    #[serde(borrow, default)]
    to: Option<&'a RawValue>,
    #[serde(borrow, default)]
    add_s: Option<&'a RawValue>,
}

/// A fault and where: a field or a column.
struct Fault {
    at: String,
    message: String,
}

impl Fault {
    fn new(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into() }
    }
}

impl HoursReader {
    /// A reader that has compiled nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer to a line, as one line of JSON without a line end.
    pub fn answer(&mut self, line: &str) -> String {
        if line.len() > LINE_MAX {
            return refusal("null", &Fault::new("column 1", "the line is too long"));
        }
        let parsed: Line<'_> = match serde_json::from_str(line) {
            Ok(parsed) => parsed,
            Err(error) => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                let id = id_of(line).unwrap_or("null");
                return refusal(id, &Fault::new(format!("column {}", error.column()), message));
            }
        };
        let id = parsed.id.map_or("null", RawValue::get);
        let mut out = String::with_capacity(id.len() + 48);
        // Writing to a string cannot fail.
        let _ = write!(out, "{{\"id\":{id},");
        match self.compute(&parsed, &mut out) {
            Ok(()) => out,
            Err(fault) => refusal(id, &fault),
        }
    }

    fn compute(&mut self, line: &Line<'_>, out: &mut String) -> Result<(), Fault> {
        let from = instant("from", line.from)?;
        let (to, add) = (given(line.to), given(line.add_s));
        let coverage = self.coverage(line)?;
        match (to, add) {
            (Some(_), Some(_)) => {
                return Err(Fault::new("to", "give either add_s or to, not both"));
            }
            (None, None) => return Err(Fault::new("add_s", "add_s or to is missing")),
            (Some(_), None) => {
                let covered = coverage.between(from, instant("to", to)?);
                out.push_str("\"covered_s\":");
                write_seconds(out, covered);
            }
            (None, Some(add)) => {
                let covered = seconds(add.get())?;
                let due = coverage.add(from, covered).map_err(|error| {
                    Fault::new(if covered.is_negative() { "add_s" } else { "hours" }, error.to_string())
                })?;
                let offset = coverage.zone().to_offset(due);
                let _ = match offset.seconds() % 60 {
                    0 => write!(out, "\"due\":\"{}\"", due.display_with_offset(offset)),
                    _ => write!(out, "\"due\":\"{due}\""),
                };
            }
        }
        out.push('}');
        Ok(())
    }

    fn coverage(&mut self, line: &Line<'_>) -> Result<Coverage, Fault> {
        let hours = required("hours", line.hours)?;
        let holidays = given(line.holidays).map(|raw| text("holidays", raw)).transpose()?;
        let zone = required("time_zone", line.time_zone)?;
        self.key.clear();
        for part in [hours.as_ref(), holidays.as_deref().unwrap_or_default(), zone.as_ref()] {
            self.key.push_str(part);
            self.key.push('\n');
        }
        if let Some(coverage) = self.recent.get(&self.key) {
            return Ok(coverage.clone());
        }
        let coverage = match self.older.remove(&self.key) {
            Some(coverage) => coverage,
            None => compile(&hours, holidays.as_deref(), &zone)?,
        };
        if self.recent.len() >= CACHED_MAX {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(self.key.clone(), coverage.clone());
        Ok(coverage)
    }
}

fn compile(hours: &str, holidays: Option<&str>, zone: &str) -> Result<Coverage, Fault> {
    let parsed = Hours::parse(hours)
        .map_err(|error| Fault::new(format!("hours:{}-{}", error.start, error.end), error.message))?;
    let days = match holidays {
        Some(code) => Holidays::region(code).map_err(|error| Fault::new("holidays", error.to_string()))?,
        None => Holidays::none(),
    };
    let parsed = if holidays.is_some() { parsed.closed_on_holidays() } else { parsed };
    let zone = TimeZone::get(zone)
        .map_err(|_| Fault::new("time_zone", "this time zone is not known; write for example Europe/Berlin"))?;
    Ok(Coverage::compile(&parsed, &days, &zone))
}

/// A field that is there and not null.
fn given(raw: Option<&RawValue>) -> Option<&RawValue> {
    raw.filter(|raw| raw.get() != "null")
}

fn required<'a>(name: &str, raw: Option<&'a RawValue>) -> Result<Cow<'a, str>, Fault> {
    text(name, given(raw).ok_or_else(|| Fault::new(name, format!("{name} is missing")))?)
}

fn text<'a>(name: &str, raw: &'a RawValue) -> Result<Cow<'a, str>, Fault> {
    let raw = raw.get();
    if let Some(inner) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && !inner.contains('\\')
    {
        return Ok(Cow::Borrowed(inner));
    }
    serde_json::from_str(raw).map(Cow::Owned).map_err(|_| Fault::new(name, format!("{name} must be a text")))
}

fn instant(name: &str, raw: Option<&RawValue>) -> Result<Timestamp, Fault> {
    let text = required(name, raw)?;
    text.parse().map_err(|_| Fault::new(name, "this is no time; write for example 2026-11-10T09:00:00+01:00"))
}

/// Seconds with up to six decimals, read exactly.
fn seconds(raw: &str) -> Result<SignedDuration, Fault> {
    let fault = || Fault::new("add_s", "write seconds as a number such as 14400, with six decimals at most");
    let (whole, fraction) = raw.split_once('.').unwrap_or((raw, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if unsigned.is_empty() || !digits(unsigned) || !digits(fraction) || fraction.len() > 6 {
        return Err(fault());
    }
    let too_long = || Fault::new("add_s", "that is longer than ten thousand years");
    let whole_s: i64 = unsigned.parse().map_err(|_| too_long())?;
    let fraction_us: i64 =
        if fraction.is_empty() { 0 } else { format!("{fraction:0<6}").parse().map_err(|_| fault())? };
    let us = whole_s.checked_mul(1_000_000).and_then(|us| us.checked_add(fraction_us)).ok_or_else(too_long)?;
    Ok(SignedDuration::from_micros(if whole.starts_with('-') { -us } else { us }))
}

fn write_seconds(out: &mut String, duration: SignedDuration) {
    let us = duration.as_micros();
    let sign = if us < 0 { "-" } else { "" };
    let (whole, fraction) = (us.unsigned_abs() / 1_000_000, us.unsigned_abs() % 1_000_000);
    let _ = write!(out, "{sign}{whole}");
    if fraction != 0 {
        let digits = format!("{fraction:06}");
        let _ = write!(out, ".{}", digits.trim_end_matches('0'));
    }
}

fn refusal(id: &str, fault: &Fault) -> String {
    let at = serde_json::Value::from(fault.at.as_str());
    let message = serde_json::Value::from(fault.message.as_str());
    format!("{{\"id\":{id},\"error\":{{\"at\":{at},\"message\":{message}}}}}")
}

/// The id of a line that is an object but not a question.
fn id_of(line: &str) -> Option<&str> {
    #[derive(Deserialize)]
    struct OnlyId<'a> {
        #[serde(borrow, default)]
        id: Option<&'a RawValue>,
    }
    serde_json::from_str::<OnlyId<'_>>(line).ok()?.id.map(RawValue::get)
}
