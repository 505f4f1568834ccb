//! Times as nearly everybody writes them, read without looking for other forms.
//!
//! Logs and scenarios hold millions of them. Whoever may be given other forms asks `jiff` for what is not found here.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Two digits.
fn two(bytes: &[u8], ix: usize) -> Option<i8> {
    let digits = [bytes[ix], bytes[ix + 1]];
    let both = digits.iter().all(u8::is_ascii_digit);
    // Two digits fit a byte.
    both.then(|| ((digits[0] - b'0') * 10 + (digits[1] - b'0')) as i8)
}

fn clock(bytes: &[u8; 19]) -> Option<DateTime> {
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(ix, mark)| bytes[ix] != mark) || !matches!(bytes[10], b'T' | b' ') {
        return None;
    }
    let two = |ix| two(bytes, ix);
    let year = i16::from(two(0)?) * 100 + i16::from(two(2)?);
    let date = Date::new(year, two(5)?, two(8)?).ok()?;
    let time = Time::new(two(11)?, two(14)?, two(17)?, 0).ok()?;
    Some(date.to_datetime(time))
}

/// A time on a wall clock: "2026-11-10T18:10:00", "2026-11-10 18:10:00".
#[must_use]
pub fn wall(text: &str) -> Option<DateTime> {
    clock(text.as_bytes().try_into().ok()?)
}

/// An instant: "2026-11-10T18:10:00+01:00", "2026-11-10 18:10:00+01:00".
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 25] = text.as_bytes().try_into().ok()?;
    let (shown, ahead) = bytes.split_first_chunk::<19>()?;
    let sign = match ahead[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = (i32::from(two(ahead, 1)?), i32::from(two(ahead, 4)?));
    if ahead[3] != b':' || hours > 23 || minutes > 59 {
        return None;
    }
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    offset.to_timestamp(clock(shown)?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_reads_what_the_long_one_does(
            shown in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]",
            ahead in "[+-][0-2][0-9]:[0-6][0-9]",
        ) {
            if let Some(found) = wall(&shown) {
                prop_assert_eq!(Ok(found), shown.parse::<DateTime>().map_err(|error| error.to_string()));
            }
            let whole = shown + &ahead;
            if let Some(at) = instant(&whole) {
                prop_assert_eq!(Ok(at), whole.parse::<Timestamp>().map_err(|error| error.to_string()));
            }
        }
    }

    #[test]
    fn usual_times_take_the_short_way() {
        let at = instant("2026-11-10T18:10:00+01:00").unwrap();
        assert_eq!(at.to_string(), "2026-11-10T17:10:00Z");
        assert_eq!(instant("2026-11-10 18:10:00-05:30").unwrap().to_string(), "2026-11-10T23:40:00Z");
        for other in ["2026-02-29T18:10:00+01:00", "2026-11-10T18:10:00 01:00", "2026-11-10T18:10:00+01 00", "2026"] {
            assert_eq!(instant(other), None, "{other}");
        }
        assert_eq!(wall("2026-11-10 18:10:00").unwrap().to_string(), "2026-11-10T18:10:00");
        assert_eq!(wall("2026-11-10_18:10:00"), None);
    }
}
