//! The zoo: published support plans of real vendors as plan files, each with stories whose outcome was worked out by hand.
//!
//! `plans/zoo/VENDOR.toml` is the plan, `VENDOR.jsonl` holds the stories: a scenario each, with `because` (the vendor's
//! rule and the sum behind it) and `expect` beside it. What `expect` names must come out: of an object the named fields,
//! of a list every item in its order.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use std::path::{Path, PathBuf};

use answers::{answer, only};
use engine::plan::compare::{compare, text as changes};
use engine::plan::read;
use engine::plan::show::{comparison, render};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/zoo")
}

fn plans() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).map(|entries| entries.map(|entry| entry.unwrap().path()).collect());
    let mut files: Vec<PathBuf> = entries.unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

/// Where the outcome is not what was expected.
fn differences(at: &str, expect: &Value, found: &Value, wrong: &mut Vec<String>) {
    match (expect, found) {
        (Value::Object(expect), Value::Object(found)) => {
            for (name, expect) in expect {
                differences(&format!("{at}.{name}"), expect, found.get(name).unwrap_or(&Value::Null), wrong);
            }
        }
        (Value::Array(expect), Value::Array(found)) if expect.len() == found.len() => {
            for (ix, (expect, found)) in expect.iter().zip(found).enumerate() {
                differences(&format!("{at}[{ix}]"), expect, found, wrong);
            }
        }
        _ if expect == found => {}
        _ => wrong.push(format!("{at}: expected {expect}, found {found}")),
    }
}

/// Words of the file's grammar that a customer would not understand, in a comparison.
fn unworded(name: &str, text: &str) -> Vec<String> {
    let words = [": true", ": false", "per quantity", "je quantity", "for each of", "every 1 ", "[3]", "house,"];
    let found = words.iter().filter(|word| text.contains(**word));
    found.map(|word| format!("{name}: the comparison says `{word}`\n{text}")).collect()
}

#[test]
fn every_plan_of_the_zoo_reads_and_its_stories_come_out() {
    let mut wrong = Vec::new();
    let files = plans();
    for file in &files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).unwrap();
        let catalogue = match read(&name, &text) {
            Ok(catalogue) => catalogue,
            Err(errors) => {
                wrong.push(errors.to_string());
                continue;
            }
        };
        for language in &catalogue.provider.languages {
            let shown = comparison(&catalogue, *language);
            assert!(!shown.groups.is_empty(), "{name}: an empty comparison");
            let same = compare(&catalogue, &catalogue, *language);
            if !(same.plans.is_empty() && same.options.is_empty() && same.general.is_empty()) {
                wrong.push(format!("{name} differs from itself: {}", changes(&same)));
            }
            wrong.extend(unworded(&name, &render::text(&shown)));
        }
        let mut scenarios = only(catalogue);
        let stories = std::fs::read_to_string(file.with_extension("jsonl")).unwrap_or_default();
        let mut told = 0;
        for line in stories.lines().filter(|line| !line.trim().is_empty()) {
            let mut story: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}\n{line}"));
            let story = story.as_object_mut().unwrap();
            let because = story.remove("because").unwrap_or_else(|| panic!("{name}: a story without `because`"));
            let expect = story.remove("expect").unwrap_or_else(|| panic!("{name}: a story without `expect`"));
            let outcome = answer(&mut scenarios, &Value::Object(story.clone()).to_string());
            let mut differing = Vec::new();
            differences("", &expect, &outcome, &mut differing);
            if !differing.is_empty() {
                wrong.push(format!("{name} {}: {because}\n  {}", story["id"], differing.join("\n  ")));
            }
            told += 1;
        }
        if told == 0 {
            wrong.push(format!("{name}: no story"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
