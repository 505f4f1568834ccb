//! Speed of covered time: `cargo bench -p engine --bench time`.
//!
//! The yardstick is three million due times a second on one core: split days in Berlin with Thuringia's holidays,
//! random starts over a year, four hours to add.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch reads the clock and prints")]

use std::time::Instant;

use engine::time::{Coverage, Holidays, Hours, HoursReader};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

const COUNT: u32 = 3_000_000;
const LINES: u32 = 300_000;

fn main() {
    let zone = TimeZone::get("Europe/Berlin").expect("the zone is bundled");
    let hours = Hours::parse("Mo-Fr 09:30-12:30,13:30-17:00; PH off").expect("the hours are right");
    let holidays = Holidays::region("DE-TH").expect("Thuringia is in the table");
    let coverage = Coverage::compile(&hours, &holidays, &zone);
    let starts = starts();
    let four_hours = SignedDuration::from_hours(4);

    measure("due times", COUNT, || {
        starts.iter().filter_map(|from| coverage.add(*from, four_hours).ok()).map(Timestamp::as_microsecond).sum()
    });
    measure("covered times", COUNT, || {
        starts.windows(2).map(|pair| coverage.between(pair[0], pair[1]).as_secs()).sum()
    });
    let lines: Vec<String> = starts.iter().take(LINES as usize).map(line).collect();
    let mut reader = HoursReader::new();
    measure("lines", LINES, || lines.iter().map(|line| reader.answer(line).len() as i64).sum());
}

fn measure(what: &str, count: u32, mut work: impl FnMut() -> i64) {
    for _ in 0..3 {
        let start = Instant::now();
        let sum = std::hint::black_box(work());
        let per_second = u128::from(count) * 1_000_000 / start.elapsed().as_micros().max(1);
        println!("{what}: {per_second} a second (check {sum})");
    }
}

/// Instants over the year 2026, from a fixed xorshift sequence.
fn starts() -> Vec<Timestamp> {
    let year = Timestamp::from_second(1_767_222_000).expect("2026 is in range");
    let mut state: u64 = 88_172_645_463_325_252;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // Less than a year, so it fits.
        year + SignedDuration::from_micros((state % 31_536_000_000_000) as i64)
    };
    (0..COUNT).map(next).collect()
}

fn line(from: &Timestamp) -> String {
    format!(
        r#"{{"id":1,"hours":"Mo-Fr 09:30-12:30,13:30-17:00","holidays":"DE-TH","time_zone":"Europe/Berlin","from":"{from}","add_s":14400}}"#
    )
}
