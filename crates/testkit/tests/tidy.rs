//! The house rules that a compiler does not know: who may depend on whom, where SQL lives, how long a file gets,
//! which words are used, which paths the documents name, and that nothing lies around.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which of our crates a crate may depend on (not counting dev-dependencies).
const LAW: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("database", &[]),
    ("mail", &[]),
    ("corpus", &[]),
    ("search", &[]),
    ("desk", &["engine", "database", "mail", "search"]),
    ("web", &["desk", "engine"]),
    ("server", &["web", "desk", "engine", "database", "mail", "corpus"]),
    ("testkit", &["desk", "engine", "database", "mail"]),
];

/// A source file is at most so many lines long.
const LINES_MAX: usize = 450;

/// Words that name nothing of the business, or name it by a word that is not ours. No type may carry one in its name.
const WORDS: &[(&str, &str)] = &[
    ("Sla", "target"),
    ("Priority", "severity, or the computed rank"),
    ("Organisation", "customer"),
    ("Organization", "customer"),
    ("Subscriber", "contact"),
    ("Helper", "a noun of the business"),
    ("Manager", "a noun of the business"),
    ("Service", "a noun of the business"),
    ("Util", "a noun of the business"),
];

/// Folders and files with such names fill with everything.
const ROOMS: &[&str] = &["common", "utils", "util", "core", "types", "models", "services", "data", "helpers", "misc"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/testkit lies two below the root").to_owned()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "node_modules" | ".git" | "dist") {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// Files below a folder with one of these endings, with their text and their path from the root.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    found
        .into_iter()
        .filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn sources() -> Vec<(String, String)> {
    files("crates", &[".rs"]).into_iter().filter(|(path, _)| path.contains("/src/")).collect()
}

fn fail(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

#[test]
fn crates_know_only_whom_they_may() {
    let mut broken = Vec::new();
    let names: BTreeSet<&str> = LAW.iter().map(|(name, _)| *name).collect();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if !names.contains(name.as_str()) {
            broken.push(format!("crates/{name} is not in the dependency law"));
        }
    }
    for (name, allowed) in LAW {
        let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let mut section = String::new();
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line.trim().to_owned();
            } else if section == "[dependencies]" || section == "[build-dependencies]" {
                let dependency = line.split(['.', '=', ' ']).next().unwrap_or_default();
                if names.contains(dependency) && !allowed.contains(&dependency) {
                    broken.push(format!("crates/{name} depends on {dependency}"));
                }
            }
        }
    }
    fail("server → web → desk → {engine, database, mail}; engine, database and mail know none of ours:", &broken);
}

#[test]
fn sql_stands_only_in_stores() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        // The engine knows no database at all; the action takes numbers from a counter.
        let elsewhere =
            ["crates/database/", "crates/engine/", "crates/testkit/"].iter().any(|room| path.starts_with(room));
        if elsewhere || path.ends_with("/store.rs") || path.ends_with("desk/src/action.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            let trimmed = line.trim_start();
            if trimmed.starts_with("//") {
                continue;
            }
            let sql = ["\"select ", "\"insert into ", "\"update ", "\"delete from ", "\"with "];
            if sql.iter().any(|start| trimmed.contains(start))
                && (trimmed.contains(" from ") || trimmed.contains(" into ") || trimmed.contains(" set "))
            {
                broken.push(format!("{path}:{}", index + 1));
            }
        }
    }
    fail("SQL stands in store.rs beside its noun:", &broken);
}

#[test]
fn web_knows_no_sql_and_engine_no_world() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let forbidden: &[&str] = if path.starts_with("crates/engine/") {
            &["std::fs", "std::net", "std::time::SystemTime", "Timestamp::now", "tokio", "async fn"]
        } else if path.starts_with("crates/web/") {
            &["database::", ".query_one(", ".query_opt("]
        } else if path.starts_with("crates/desk/") {
            &["axum", "http::", "Timestamp::now", "SystemTime::now"]
        } else {
            &[]
        };
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for word in forbidden {
                if line.contains(word) {
                    broken.push(format!("{path}:{} has {word}", index + 1));
                }
            }
        }
    }
    fail("each room keeps to its own:", &broken);
}

#[test]
fn files_are_short_and_say_what_they_mean() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            broken.push(format!("{path} has {lines} lines, at most {LINES_MAX}"));
        }
        if !text.starts_with("//!") {
            broken.push(format!("{path} does not open with //! and its meaning"));
        }
    }
    fail("a file holds one thing and says which:", &broken);
}

#[test]
fn one_word_for_one_concept() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        for (index, line) in text.lines().enumerate() {
            let mut parts = line.split_whitespace().skip_while(|part| part.starts_with("pub"));
            let (kind, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            if !matches!(kind, "struct" | "enum" | "trait" | "type" | "mod") {
                continue;
            }
            for (word, ours) in WORDS {
                if name.contains(word) {
                    broken.push(format!("{path}:{} names {name}; ours is: {ours}", index + 1));
                }
            }
        }
        for part in Path::new(&path).components() {
            let part = part.as_os_str().to_string_lossy();
            if ROOMS.contains(&part.trim_end_matches(".rs")) {
                broken.push(format!("{path} lies in a room that fills with everything"));
            }
        }
    }
    fail("GLOSSARY.md has the words:", &broken);
}

#[test]
fn nothing_lies_around() {
    let marks = ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!(", "#[ignore", "dbg!("];
    let mut broken = Vec::new();
    let mut all = files("crates", &[".rs"]);
    all.extend(files("fuzz", &[".rs"]));
    all.extend(files("templates", &[".html", ".txt"]));
    all.extend(files("assets", &[".ts", ".css"]));
    for (path, text) in &all {
        if path.ends_with("tests/tidy.rs") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            for mark in marks {
                if line.contains(mark) {
                    broken.push(format!("{path}:{} has {mark}", index + 1));
                }
            }
        }
    }
    fail("no marks of unfinished work:", &broken);
}

#[test]
fn every_source_file_belongs_to_a_module() {
    let mut broken = Vec::new();
    let all = sources();
    for (path, _) in &all {
        let file = Path::new(path);
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        if matches!(stem.as_str(), "lib" | "main") || path.contains("/bin/") {
            continue;
        }
        let folder = file.parent().unwrap();
        let (name, parent) = if stem == "mod" {
            (folder.file_name().unwrap().to_string_lossy().into_owned(), folder.parent().unwrap())
        } else {
            (stem, folder)
        };
        let homes = [parent.join("mod.rs"), parent.join("lib.rs"), parent.join("main.rs"), parent.with_extension("rs")];
        let declared = homes.iter().any(|home| {
            all.iter().any(|(path, text)| {
                Path::new(path) == home
                    && text.lines().any(|line| {
                        let line = line.trim();
                        line.ends_with(&format!("mod {name};")) || line.ends_with(&format!("mod {name} {{"))
                    })
            })
        });
        if !declared {
            broken.push(path.clone());
        }
    }
    fail("files that no module declares are dead:", &broken);
}

#[test]
fn every_template_is_used() {
    let root = root();
    let mut found = Vec::new();
    walk(&root.join("templates"), &mut found);
    let mut texts: Vec<String> = sources().into_iter().map(|(_, text)| text).collect();
    texts.extend(files("templates", &[".html", ".txt", ".xml"]).into_iter().map(|(_, text)| text));
    let mut broken = Vec::new();
    for path in found {
        let name = path.strip_prefix(root.join("templates")).unwrap().to_string_lossy().into_owned();
        let stem = name.trim_end_matches(".txt").trim_end_matches(".de").trim_end_matches(".en");
        let short = Path::new(stem).file_name().unwrap().to_string_lossy().into_owned();
        if !texts
            .iter()
            .any(|text| text.contains(&name) || text.contains(stem) || text.contains(&format!("\"{short}\"")))
        {
            broken.push(name);
        }
    }
    fail("templates that nothing renders are dead:", &broken);
}

#[test]
fn documents_name_only_what_exists() {
    let root = root();
    let mut broken = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md", "STYLE.md", "GLOSSARY.md"] {
        let Ok(text) = fs::read_to_string(root.join(document)) else {
            broken.push(format!("{document} is missing"));
            continue;
        };
        for quoted in text.split('`').skip(1).step_by(2) {
            let starts =
                ["crates/", "templates/", "assets/", "migrations/", "plans/", "docs/", "texts/", "bin/", ".ci/"];
            if starts.iter().any(|start| quoted.starts_with(start))
                && !quoted.contains(['*', '<', '…', ' '])
                && !root.join(quoted).exists()
            {
                broken.push(format!("{document} names {quoted}"));
            }
        }
    }
    let lines = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap_or_default().lines().count();
    if lines > 300 {
        broken.push(format!("ARCHITECTURE.md has {lines} lines, at most 300"));
    }
    fail("documents tell the truth:", &broken);
}

/// The texts that fuzzers found worth keeping are few and short, for every test run reads them all.
const CORPUS_BYTES_MAX: u64 = 200_000;

#[test]
fn every_fuzzer_is_built_run_and_tested() {
    let root = root();
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let manifest = read("fuzz/Cargo.toml");
    let command = read("bin/fuzz");
    let test = read("crates/engine/tests/fuzz_corpus.rs") + &read("crates/mail/tests/mail/mutating.rs");
    let corpus = root.join("fuzz/corpus");
    let mut broken = Vec::new();
    let fuzzers = files("fuzz/fuzz_targets", &[".rs"]);
    for (path, text) in &fuzzers {
        let name = Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
        let known = [
            (text.starts_with("//!"), "does not open with //! and its meaning"),
            (manifest.contains(&format!("name = \"{name}\"")), "is not in fuzz/Cargo.toml"),
            (command.contains(&format!("{name} ")) || command.contains(&format!("{name})")), "is not run by bin/fuzz"),
            (test.contains(&format!("hold(laws::{name},")), "is held by no test against its corpus"),
            (["", ".txt"].iter().any(|ending| corpus.join(name.clone() + ending).exists()), "has no corpus"),
        ];
        broken.extend(known.iter().filter(|(holds, _)| !holds).map(|(_, fault)| format!("{path} {fault}")));
    }
    let mut texts = Vec::new();
    walk(&corpus, &mut texts);
    let bytes: u64 = texts.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    if bytes > CORPUS_BYTES_MAX {
        broken.push(format!("fuzz/corpus has {bytes} bytes, at most {CORPUS_BYTES_MAX}"));
    }
    assert!(fuzzers.len() >= 4, "only {} fuzzers found", fuzzers.len());
    fail("a fuzzer that nobody runs finds nothing:", &broken);
}

/// The cells of a table's row; a bar after a backslash belongs to its cell.
fn cells(row: &str) -> Vec<String> {
    let bar = "\u{0}";
    let row = row.replace("\\|", bar);
    row.trim().trim_matches('|').split('|').map(|cell| cell.trim().replace(bar, "|")).collect()
}

#[test]
fn mechanisms_name_tests_that_exist() {
    let tests = root().join("crates/engine/tests");
    let mechanisms = fs::read_to_string(root().join("docs/language/mechanisms.md")).unwrap();
    let (mut broken, mut named) = (Vec::new(), 0);
    for row in mechanisms.lines().map(cells).filter(|row| row.len() == 7 && row[0].starts_with(char::is_alphabetic)) {
        let (id, proof, how) = (&row[0], &row[5], &row[6]);
        if proof == "test" {
            continue;
        }
        if proof.is_empty() && how == "run" {
            broken.push(format!("{id} runs and names no test"));
        }
        // "file.rs; folder/file.rs::test, another"
        for place in proof.split("; ").filter(|place| !place.is_empty()) {
            let (file, functions) = place.split_once("::").unwrap_or((place, ""));
            let Ok(text) = fs::read_to_string(tests.join(file)) else {
                broken.push(format!("{id} names {file}, which is no file of the engine's tests"));
                continue;
            };
            named += 1;
            for function in functions.split(", ").filter(|function| !function.is_empty()) {
                if !text.contains(&format!("#[test]\nfn {function}(")) {
                    broken.push(format!("{id} names {function}, which is no test in {file}"));
                }
            }
        }
    }
    assert!(named > 150, "only {named} tests found: is the table still read?");
    fail("each mechanism has its test:", &broken);
}
