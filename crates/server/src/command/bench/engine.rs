//! The engine's figures: one thread, no I/O, the best of a few rounds.
//!
//! What counts is the processor time of this thread, where the operating system tells it, so that other programs on the
//! machine take less of the figure.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::engine::plan::Catalogue;
use ::engine::scenario::Scenarios;
use ::engine::tariff;
use ::engine::time::{Coverage, Holidays, Hours};
use clap::Args;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Dice;
use crate::failure::Failure;

const SHOP: &str = include_str!("../../../../../plans/shop-levels.toml");

const SCENARIO: &str = concat!(
    r#"{"id":"n1","contract":{"plan":"level-2","packages":[],"options":[],"start":"2026-11-01","facts":{}},"events":["#,
    r#"{"at":"2026-11-10T18:10:00+01:00","do":"call","line":"emergency","duration_s":660,"caller":"c1"},"#,
    r#"{"at":"2026-11-11T10:00:00+01:00","do":"open","ticket":"t1","channel":"email","severity":"2","contact":"c1"},"#,
    r#"{"at":"2026-11-11T12:00:00+01:00","do":"reply","ticket":"t1","by":"agent"},"#,
    r#"{"at":"2026-11-12T09:00:00+01:00","do":"log","ticket":"t1","duration_s":5400,"kind":"task"},"#,
    r#"{"at":"2026-11-13T09:00:00+01:00","do":"pause","ticket":"t1","why":"waiting-customer"},"#,
    r#"{"at":"2026-11-16T09:00:00+01:00","do":"resume","ticket":"t1"},"#,
    r#"{"at":"2026-11-17T09:00:00+01:00","do":"severity","ticket":"t1","severity":"1"},"#,
    r#"{"at":"2026-11-18T09:00:00+01:00","do":"resolve","ticket":"t1"},"#,
    r#"{"at":"2026-11-19T09:00:00+01:00","do":"fact","ticket":"t1","cause":"own-defect"},"#,
    r#"{"at":"2026-11-20T09:00:00+01:00","do":"agree","what":"pool","periods":["2026-11","2026-12"],"by":"support-manager"}],"#,
    r#""until":"2026-12-01T00:00:00+01:00"}"#,
);

/// How much is measured. One round of few is what counts instructions (`bin/instructions`).
#[derive(Args, Debug)]
pub struct Extent {
    /// How often it is done in a round; without it: enough for a second or less
    #[arg(long)]
    count: Option<u32>,
    /// Rounds, of which the best counts
    #[arg(long, default_value_t = 3)]
    rounds: u32,
}

/// Processor time of this thread so far, as Linux counts it.
fn processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

impl Extent {
    /// Does it in rounds and says how often a second.
    pub(super) fn measure(&self, what: &str, usual: u32, mut work: impl FnMut(u32) -> i64) {
        let count = self.count.unwrap_or(usual);
        let mut best = Duration::MAX;
        for _ in 0..self.rounds {
            let (start, used) = (Instant::now(), processor());
            black_box(work(count));
            let taken = start.elapsed();
            best = best.min(used.and_then(|used| processor()?.checked_sub(used)).unwrap_or(taken));
        }
        let a_second = u128::from(count) * 1_000_000_000 / best.as_nanos().max(1);
        println!("{what}: {a_second} a second on one core (best of {} rounds of {count})", self.rounds);
    }
}

fn year(dice: &mut Dice) -> Timestamp {
    let start = Timestamp::from_second(1_767_225_600).unwrap_or(Timestamp::UNIX_EPOCH);
    start.saturating_add(SignedDuration::from_secs(dice.below(365 * 86_400))).unwrap_or(start)
}

fn shop() -> Result<Catalogue, Failure> {
    ::engine::plan::read("shop-levels.toml", SHOP).map_err(|errors| Failure::said(errors.to_string()))
}

/// Due times.
pub fn due(extent: &Extent) -> Result<(), Failure> {
    let zone = TimeZone::get("Europe/Berlin").map_err(|error| Failure::said(error.to_string()))?;
    let hours =
        Hours::parse("Mo-Fr 09:30-12:30,13:30-17:00; PH off").map_err(|error| Failure::said(error.to_string()))?;
    let holidays = Holidays::region("DE-TH").map_err(|error| Failure::said(error.to_string()))?;
    let coverage = Coverage::compile(&hours, &holidays, &zone);
    let mut dice = Dice(1);
    let starts: Vec<Timestamp> = (0..STARTS).map(|_| year(&mut dice)).collect();
    let four_hours = SignedDuration::from_hours(4);
    extent.measure("due times", 3_000_000, |count| {
        let starts = starts.iter().cycle().take(count as usize);
        starts.filter_map(|from| coverage.add(*from, four_hours).ok()).map(Timestamp::as_second).sum()
    });
    Ok(())
}

/// Different instants, of which more are made again.
const STARTS: u32 = 1_000_000;

/// Rated calls.
pub fn rate(extent: &Extent) -> Result<(), Failure> {
    let catalogue = shop()?;
    let emergency = catalogue
        .find_line("emergency")
        .and_then(|line| catalogue.lines[line].tariff)
        .ok_or_else(|| Failure::said("the shop has no emergency tariff"))?;
    let mut dice = Dice(2);
    let calls: Vec<(Timestamp, i64)> = (0..STARTS).map(|_| (year(&mut dice), 60 + dice.below(1740))).collect();
    extent.measure("rated calls", 1_000_000, |count| {
        let calls = calls.iter().cycle().take(count as usize);
        calls
            .filter_map(|&(at, seconds)| tariff::rate(&catalogue, emergency, at, seconds, 0).ok())
            .map(|rating| rating.net.mantissa() as i64)
            .sum()
    });
    Ok(())
}

/// Scenarios.
pub fn scenario(extent: &Extent) -> Result<(), Failure> {
    let mut scenarios = Scenarios::new(vec![("shop-levels".to_owned(), Arc::new(shop()?))]);
    let mut out = String::new();
    if scenarios.answer(SCENARIO, &mut out) {
        return Err(Failure::said(out));
    }
    extent.measure("scenarios of 10 events", 100_000, |count| {
        let answers = (0..count).map(|_| {
            out.clear();
            scenarios.answer(SCENARIO, &mut out);
            i64::try_from(out.len()).unwrap_or(0)
        });
        answers.sum()
    });
    Ok(())
}
