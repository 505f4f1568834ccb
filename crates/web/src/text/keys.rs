//! Holds the Fluent files against each other and against what templates and views ask for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{FILES, Language};

fn keys(language: Language) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, source) in FILES.iter().filter(|(of, _)| *of == language.tag()) {
        fluent_bundle::FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| errors).unwrap();
        for line in source.lines() {
            let key = line.split([' ', '=']).next().unwrap_or_default();
            if line.contains('=') && key.starts_with(|first: char| first.is_ascii_lowercase()) {
                assert!(keys.insert(key.to_owned()), "{key} is there twice");
            }
        }
    }
    keys
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// All templates and all sources of this crate, as one text.
fn sources() -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&here.join("src"), &mut found);
    files(&here.join("../../templates/pages"), &mut found);
    files(&here.join("../../templates/partials"), &mut found);
    found.iter().filter(|path| !path.ends_with("text/keys.rs")).map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let (de, en) = (keys(Language::De), keys(Language::En));
    let only_de: Vec<_> = de.difference(&en).collect();
    let only_en: Vec<_> = en.difference(&de).collect();
    assert!(only_de.is_empty(), "only in German: {only_de:?}");
    assert!(only_en.is_empty(), "only in English: {only_en:?}");
}

#[test]
fn every_key_asked_for_exists_and_none_is_idle() {
    let (keys, sources) = (keys(Language::De), sources());
    let mut missing = BTreeSet::new();
    for call in ["t.get(\"", "t.with(\"", "text.get(\"", "text.with(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            if !keys.contains(key) {
                missing.insert(key.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "no text for: {missing:#?}");
    let idle: Vec<_> = keys.iter().filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
    assert!(idle.is_empty(), "nobody asks for: {idle:#?}");
}

#[test]
fn texts_keep_the_house_style() {
    for (language, source) in FILES {
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            assert!(!line.contains('!'), "{language}: {line}");
        }
    }
}
