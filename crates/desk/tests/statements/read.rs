//! Reads the statements that stand in the sources, and the tables that a statement names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a Rust source that begin like SQL, as they are after compiling.
pub fn sql_literals(source: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let source = source.split("#[cfg(test)]").next().unwrap();
    let mut rest = source;
    while let Some(start) = rest.find(['"', '/']) {
        if rest[start..].starts_with('/') {
            // A comment may hold a lone quotation mark.
            let comment = rest[start..].starts_with("//");
            let end = if comment { rest[start..].find('\n').unwrap_or(rest.len() - start) } else { 1 };
            rest = &rest[start + end..];
            continue;
        }
        let mut text = String::new();
        let mut chars = rest[start + 1..].char_indices();
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    end = start + 1 + at + 1;
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, '\n')) => {
                        let ahead = chars.clone();
                        for (_, c) in ahead {
                            if !c.is_whitespace() {
                                break;
                            }
                            chars.next();
                        }
                    }
                    Some((_, c)) => text.push(c),
                    None => {}
                },
                c => text.push(c),
            }
        }
        let begins = ["select ", "insert ", "update ", "delete ", "with "].iter().any(|word| text.starts_with(word));
        if begins && (text.contains(" from ") || text.contains(" into ") || text.contains(" set ")) {
            literals.push(text);
        }
        rest = &rest[end.min(rest.len())..];
    }
    literals
}

/// Whether a statement holds the fixed parts of a literal in their order; what stands in braces may be anything.
pub fn is_made_from(statement: &str, literal: &str) -> bool {
    let mut rest = statement;
    for part in literal.split('{').enumerate().map(|(index, part)| match index {
        0 => part,
        _ => part.split_once('}').map_or("", |(_, after)| after),
    }) {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// Aliases of a statement's tables: `from ticket t` makes `t` a ticket.
pub fn tables(sql: &str) -> BTreeMap<String, String> {
    let words: Vec<&str> = sql.split([' ', '\n', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let mut names = BTreeMap::new();
    for (index, word) in words.iter().enumerate() {
        if matches!(*word, "from" | "join" | "update" | "into")
            && let Some(table) = words.get(index + 1)
        {
            names.insert((*table).to_owned(), (*table).to_owned());
            let alias = match words.get(index + 2) {
                Some(&"as") => words.get(index + 3),
                other => other,
            };
            if let Some(alias) = alias {
                names.insert((*alias).to_owned(), (*table).to_owned());
            }
        }
    }
    names
}

#[test]
fn a_literal_is_read_as_the_compiler_reads_it() {
    let source = "let a = \"select x \\\n     from y where z = 'q'\"; // it's \"select nothing from here\n let b = format!(\"select {C} from t where {c} limit $1\");";
    assert_eq!(sql_literals(source), ["select x from y where z = 'q'", "select {C} from t where {c} limit $1"]);
    assert!(is_made_from("select a, b from t where id = $2 limit $1", "select {C} from t where {c} limit $1"));
    assert!(!is_made_from("select a from u where id = $2 limit $1", "select {C} from t where {c} limit $1"));
    assert_eq!(tables("select * from ticket t left join clock k on k.x = t.y")["k"], "clock");
}
