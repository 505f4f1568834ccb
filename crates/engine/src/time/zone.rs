//! Time zones by name: those of the IANA database, and fixed offsets from UTC.

use jiff::tz::{Offset, TimeZone};

/// The zone of a name: "Europe/Berlin", "UTC", "UTC+2", "UTC-03:30".
///
/// The database of zones is built in: what a name means does not depend on the machine.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    match name.strip_prefix("UTC").and_then(|rest| Some((rest.strip_prefix(['+', '-'])?, rest.starts_with('-')))) {
        Some((offset, west)) => {
            let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
            let digits = |text: &str| (text.len() <= 2).then(|| text.parse::<u8>().ok()).flatten().map(i32::from);
            let (hours, minutes) = (digits(hours)?, digits(minutes).filter(|minutes| *minutes < 60)?);
            let seconds = (hours * 60 + minutes) * 60;
            let offset = Offset::from_seconds(if west { -seconds } else { seconds }).ok().filter(|_| hours <= 14)?;
            Some(TimeZone::fixed(offset))
        }
        None => TimeZone::get(name).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_zones_without_summer() {
        let check = |name: &str, expect: Option<i32>| {
            let july = "2026-07-01T00:00:00Z".parse().unwrap();
            assert_eq!(zone(name).map(|zone| zone.to_offset(july).seconds()), expect, "{name}");
        };
        check("Europe/Berlin", Some(7_200));
        check("UTC", Some(0));
        check("UTC+2", Some(7_200));
        check("UTC+02:00", Some(7_200));
        check("UTC-03:30", Some(-12_600));
        check("UTC+15", None);
        check("UTC+2:60", None);
        check("UTC+", None);
        check("Europe/Berln", None);
    }
}
