//! The pages about the plan language are true: what the schema knows is written there, and what is written there is known.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

use std::collections::BTreeSet;

use engine::plan::{read_warned, schema};
use serde_json::Value;

fn folder() -> String {
    format!("{}/../../docs/language", env!("CARGO_MANIFEST_DIR"))
}

fn cheat_sheet() -> String {
    std::fs::read_to_string(format!("{}/cheat-sheet.md", folder())).unwrap()
}

/// The tables of a plan file by their names, each with its keys.
fn tables(schema: &Value) -> Vec<(String, BTreeSet<String>)> {
    let root = schema["properties"].as_object().unwrap();
    let definition = |value: &Value| {
        let to = value.get("$ref").or(value.pointer("/additionalProperties/$ref")).or(value.pointer("/items/$ref"));
        let name = to?.as_str()?.rsplit('/').next()?;
        let mut found = &schema["$defs"][name];
        if let Some(inner) = found.pointer("/items/$ref").and_then(Value::as_str) {
            found = &schema["$defs"][inner.rsplit('/').next()?];
        }
        Some(found["properties"].as_object()?.keys().cloned().collect())
    };
    root.iter().filter_map(|(name, value)| Some((name.clone(), definition(value)?))).collect()
}

/// Words that stand in backticks or in code, whole.
fn written(text: &str) -> BTreeSet<&str> {
    text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-')).collect()
}

#[test]
fn every_key_of_the_language_is_written_down() {
    let pages: String = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let known = written(&pages);
    let mut missing = Vec::new();
    for (table, keys) in tables(&schema::schema()) {
        missing.extend(keys.iter().filter(|key| !known.contains(key.as_str())).map(|key| format!("{table}.{key}")));
    }
    assert!(missing.is_empty(), "not in docs/language: {missing:?}");
}

#[test]
fn the_cheat_sheet_names_every_table_and_no_key_that_is_not_one() {
    let (sheet, schema) = (cheat_sheet(), schema::schema());
    let tables = tables(&schema);
    assert!(tables.len() > 20, "{tables:?}");
    for (table, _) in &tables {
        let named = [format!("[{table}.ID]"), format!("[{table}]"), format!("[[{table}]]"), format!("`{table} = ")];
        assert!(named.iter().any(|name| sheet.contains(name.as_str())), "{table} is not on the cheat sheet");
    }
    let all: BTreeSet<&str> = {
        let definitions = schema["$defs"].as_object().unwrap().values();
        definitions.filter_map(|one| one["properties"].as_object()).flatten().map(|(key, _)| key.as_str()).collect()
    };
    let text = schema.to_string();
    let rows = sheet.lines().filter(|line| line.starts_with("| `[") || line.starts_with("| what is included"));
    for row in rows {
        for word in
            row.split('`').skip(1).step_by(2).filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        {
            let known = all.contains(word) || text.contains(&format!("\"{word}\""));
            assert!(known, "`{word}` is on the cheat sheet and not in the language: {row}");
        }
    }
}

#[test]
fn the_example_of_the_cheat_sheet_is_a_plan_without_doubts() {
    let sheet = cheat_sheet();
    let example = sheet.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (catalogue, warnings) = read_warned("cheat-sheet", example).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(warnings.list().is_empty(), "{warnings}");
    assert_eq!(catalogue.offers.len(), 2);
}
