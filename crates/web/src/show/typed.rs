//! Times and durations as people type them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A local date and time of the desk: `2026-11-23T10:30`, as browsers send it, or with a space.
pub(crate) fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let local: DateTime = text.trim().parse().ok()?;
    local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}

/// A moment as a field holds it.
pub(crate) fn moment_value(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Seconds: `7` are minutes, `7:30` minutes and seconds, `1:07:30` hours before them.
pub(crate) fn duration_s(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text.trim().split(':').map(|part| digits(part.trim())).collect::<Option<_>>()?;
    let parts: [i64; 3] = match parts[..] {
        [minutes] => [0, minutes, 0],
        [minutes, seconds] if seconds < 60 => [0, minutes, seconds],
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => [hours, minutes, seconds],
        _ => return None,
    };
    Some(parts[0] * 3600 + parts[1] * 60 + parts[2]).filter(|seconds| *seconds > 0)
}

fn digits(text: &str) -> Option<i64> {
    let short = !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_minutes_unless_they_say_more() {
        let cases = [("7", Some(420)), ("7:30", Some(450)), ("1:00:01", Some(3601)), (" 90 ", Some(5400))];
        for (text, seconds) in cases {
            assert_eq!(duration_s(text), seconds, "{text}");
        }
        for wrong in ["", "0", "-1", "1:75", "7,5", "1:2:3:4", "a", "999999"] {
            assert_eq!(duration_s(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_is_read_in_the_zone_of_the_desk() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = moment("2026-11-23T10:30", &zone).unwrap();
        assert_eq!(at.to_string(), "2026-11-23T09:30:00Z");
        assert_eq!(moment_value(at, &zone), "2026-11-23T10:30");
        assert_eq!(moment("tomorrow", &zone), None);
    }
}
