//! The texts that the fuzzers found worth keeping (`fuzz/corpus`) keep the laws of their kind (`fuzz/laws.rs`).
//!
//! Plans are files; of all else a line is a text. Among them are all that once broke a law: what `bin/fuzz` finds is added
//! with the mend.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../../../fuzz/laws.rs"]
mod laws;

use std::path::{Path, PathBuf};

use engine::time::{Coverage, Holidays, Hours};

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Holds a law against texts.
fn hold<'t>(law: fn(&str), texts: impl Iterator<Item = &'t str>) {
    let mut held = 0;
    for text in texts {
        if std::panic::catch_unwind(|| law(text)).is_err() {
            panic!("this text breaks the law, see above:\n{text}");
        }
        held += 1;
    }
    assert!(held > 5, "the corpus is nearly empty");
}

#[test]
fn hours_keep_their_law() {
    hold(laws::hours, read(&corpus("hours.txt")).lines());
}

#[test]
fn hours_that_open_do_so_in_later_centuries_too() {
    let zone = engine::time::zone("Europe/Berlin").unwrap();
    let holidays = Holidays::region("DE-BY").unwrap();
    let year = |year: i16| jiff::civil::date(year, 1, 1).to_zoned(zone.clone()).unwrap().timestamp();
    let texts = read(&corpus("hours.txt"));
    let mut seen = [0, 0];
    for hours in texts.lines().filter_map(|text| text.parse::<Hours>().ok()) {
        let window = Coverage::compile(&hours, &holidays, &zone);
        let opens = |from: i16, to: i16| window.intervals(year(from), year(to)).next().is_some();
        // Years are named with four digits, times have a colon.
        let named = hours.to_string().split(|sign: char| !sign.is_ascii_digit()).any(|number| number.len() > 2);
        if named {
            continue;
        }
        let never = window.add(year(2026), jiff::SignedDuration::from_secs(1)).is_err();
        if opens(2000, 2060) {
            assert!(!never && opens(2200, 2500), "{hours}");
        }
        seen[usize::from(never)] += 1;
    }
    assert!(seen[0] > 50 && seen[1] > 5, "{seen:?}");
}

#[test]
fn words_keep_their_law() {
    hold(laws::words, read(&corpus("words.txt")).lines());
}

#[test]
fn scenarios_keep_their_law() {
    hold(laws::scenario, read(&corpus("scenario.txt")).lines());
}

#[test]
fn plans_keep_their_law() {
    let files = std::fs::read_dir(corpus("plan")).unwrap();
    let texts: Vec<String> = files.map(|entry| read(&entry.unwrap().path())).collect();
    hold(laws::plan, texts.iter().map(String::as_str));
}
