//! How many calls one core rates in a second: `cargo run --release -p engine --example rate`.
//!
//! Emergency calls of the shipped shop tariff, at any minute of a year, of 1 to 30 minutes.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example that takes the time and prints it")]

use std::time::Instant;

use engine::plan::read;
use engine::tariff::rate;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

const CALLS: usize = 2_000_000;

fn main() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/shop-levels.toml");
    let text = std::fs::read_to_string(path).expect("the shipped plan is beside the crate");
    let catalogue = read(path, &text).expect("the shipped plan is right");
    let tariff = catalogue.tariffs.iter().position(|tariff| tariff.id == "emergency").expect("the shop has one");
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
    // A simple generator of numbers that look random, so that every run rates the same calls.
    let mut state: u64 = 1;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % below).expect("small")
    };
    let calls: Vec<(Timestamp, i64)> =
        (0..CALLS).map(|_| (start + SignedDuration::from_secs(draw(365 * 86_400)), 60 + draw(1740))).collect();
    for round in ["first", "second", "third"] {
        let begun = Instant::now();
        let mut sum = Decimal::ZERO;
        for &(at, seconds) in &calls {
            sum += rate(&catalogue, tariff, at, seconds, 0).expect("every call can be rated").net;
        }
        let elapsed = begun.elapsed();
        let per_second = CALLS as u128 * 1_000_000 / elapsed.as_micros().max(1);
        println!("{round}: {CALLS} calls, {sum} EUR, {} ms, {per_second} calls a second", elapsed.as_millis());
    }
}
