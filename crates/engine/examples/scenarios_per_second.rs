//! Measures how many scenarios a second one core answers: `cargo run --release -p engine --example scenarios_per_second`.
//!
//! The scenario is a month with calls, a ticket with its clocks, work, a late fact and an invoice; every line has an id
//! and times of its own.
#![allow(clippy::disallowed_methods)] // it measures, so it must look at the clock

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Instant;

use engine::plan::read;
use engine::scenario::Scenarios;

const LINE: &str = r#"{"id":"n1","contract":{"plan":"level-2","packages":[],"options":[],"start":"2026-11-01","facts":{}},"events":[{"at":"2026-11-10T18:10:00+01:00","do":"call","line":"emergency","duration_s":660,"caller":"c1"},{"at":"2026-11-11T10:00:00+01:00","do":"open","ticket":"t1","channel":"email","severity":"2","contact":"c1"},{"at":"2026-11-11T12:00:00+01:00","do":"reply","ticket":"t1","by":"agent"},{"at":"2026-11-12T09:00:00+01:00","do":"log","ticket":"t1","duration_s":5400,"kind":"task"},{"at":"2026-11-13T09:00:00+01:00","do":"pause","ticket":"t1","why":"waiting-customer"},{"at":"2026-11-16T09:00:00+01:00","do":"resume","ticket":"t1"},{"at":"2026-11-17T09:00:00+01:00","do":"severity","ticket":"t1","severity":"1"},{"at":"2026-11-18T09:00:00+01:00","do":"resolve","ticket":"t1"},{"at":"2026-11-19T09:00:00+01:00","do":"fact","ticket":"t1","cause":"own-defect"},{"at":"2026-11-20T09:00:00+01:00","do":"agree","what":"pool","periods":["2026-11","2026-12"],"by":"support-manager"}],"until":"2026-12-01T00:00:00+01:00"}"#;

fn main() -> io::Result<()> {
    let count: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(200_000);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/shop-levels.toml");
    let file = std::fs::read_to_string(path)?;
    let catalogue = read(path, &file).map_err(|errors| io::Error::other(errors.to_string()))?;
    let mut scenarios = Scenarios::new(vec![("shop-levels".to_owned(), Arc::new(catalogue))]);
    let lines: Vec<String> = (0..1000)
        .map(|ix| {
            LINE.replacen("n1", &format!("n{ix}"), 1)
                .replace("10:00:00", &format!("10:{:02}:{:02}", ix / 60 % 60, ix % 60))
        })
        .collect();
    let mut out = String::new();
    let (start, mut bytes, mut errors) = (Instant::now(), 0, 0);
    for ix in 0..count {
        out.clear();
        errors += usize::from(scenarios.answer(&lines[ix % lines.len()], &mut out));
        bytes += out.len();
    }
    let took = start.elapsed();
    let mut stdout = io::stdout().lock();
    if count == 1 {
        writeln!(stdout, "{out}")?;
    }
    let nanos = took.as_nanos() / (count.max(1) as u128);
    let per_second = 1_000_000_000 / nanos.max(1);
    writeln!(stdout, "{count} scenarios in {took:.2?}: {per_second}/s, {nanos} ns each, {bytes} bytes, {errors} errors")
}
