//! As much understanding of SQL text as one migration text for two engines needs.
//!
//! Text is cut into words, quoted things, comments and signs; statements end at a `;` outside of those. In column
//! definitions the type words are exchanged: `bigint`, `text`, `bytes` become what the engine calls them, text columns get
//! the byte order on PostgreSQL that SQLite has by nature, and tables are strict on SQLite. A column may be called `text`:
//! only the word in the place of a type is exchanged. Triggers are outside the subset, as their bodies hold `;`.

use crate::location::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// An unquoted word or a number.
    Word,
    /// `'text'` or `"name"`.
    Quoted,
    /// Spaces and comments.
    Blank,
    /// One other character.
    Sign,
}

#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    class: Class,
    text: &'a str,
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        self.class != Class::Quoted && self.text.eq_ignore_ascii_case(word)
    }

    /// The token as a name: without quotes, and in lower case if it had none.
    fn name(&self) -> String {
        match self.class {
            Class::Quoted => self.text.trim_matches('"').to_owned(),
            _ => self.text.to_ascii_lowercase(),
        }
    }
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (class, length) = match first {
            '\'' | '"' => (Class::Quoted, quoted_length(rest, first)),
            '-' if rest.starts_with("--") => (Class::Blank, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (Class::Blank, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            _ if first.is_whitespace() => (Class::Blank, span(rest, char::is_whitespace)),
            _ if is_wordy(first) => (Class::Word, span(rest, is_wordy)),
            _ => (Class::Sign, first.len_utf8()),
        };
        let (text, after) = rest.split_at(length);
        tokens.push(Token { class, text });
        rest = after;
    }
    tokens
}

fn is_wordy(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

fn span(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|character| !holds(character)).unwrap_or(text.len())
}

/// A doubled quote stands for one inside, and reads as the end of one quoted thing and the start of the next, which
/// comes to the same here.
fn quoted_length(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

/// The single statements of a text, without the `;` and without those that are only comments.
pub(crate) fn statements(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let mut empty = true;
    for token in tokens(sql) {
        if token.is(";") {
            if !empty {
                found.push(std::mem::take(&mut current).trim().to_owned());
            }
            current.clear();
            empty = true;
            continue;
        }
        empty &= token.class == Class::Blank;
        current.push_str(token.text);
    }
    if !empty {
        found.push(current.trim().to_owned());
    }
    found
}

/// One statement of a migration as the engine wants it.
pub(crate) fn for_engine(statement: &str, kind: Kind) -> String {
    let tokens = tokens(statement);
    let solid: Vec<usize> = (0..tokens.len()).filter(|index| tokens[*index].class != Class::Blank).collect();
    let starts = |words: &[&str]| {
        words.iter().enumerate().all(|(at, word)| solid.get(at).is_some_and(|index| tokens[*index].is(word)))
    };
    let (types, table) = if starts(&["create", "table"]) {
        (types_in_table(&tokens, &solid), true)
    } else if starts(&["alter", "table"]) {
        (type_in_alter(&tokens, &solid), false)
    } else {
        (Vec::new(), false)
    };
    let mut out = String::with_capacity(statement.len() + 64);
    for (index, token) in tokens.iter().enumerate() {
        if types.contains(&index) {
            let collated = solid.iter().find(|next| **next > index).is_some_and(|next| tokens[*next].is("collate"));
            out.push_str(&type_for(token.text, kind, collated));
        } else {
            out.push_str(token.text);
        }
    }
    if table && kind == Kind::Sqlite {
        out.push_str("\nstrict");
    }
    out
}

fn type_for(word: &str, kind: Kind, collated: bool) -> String {
    match (word.to_ascii_lowercase().as_str(), kind) {
        ("bigint", Kind::Sqlite) => "integer".to_owned(),
        ("bytes", Kind::Sqlite) => "blob".to_owned(),
        ("bytes", Kind::Postgres) => "bytea".to_owned(),
        ("text", Kind::Postgres) if !collated => "text collate \"C\"".to_owned(),
        _ => word.to_owned(),
    }
}

/// The places of the type words in `create table x (name TYPE …, name TYPE …, constraint …)`.
fn types_in_table(tokens: &[Token<'_>], solid: &[usize]) -> Vec<usize> {
    definitions(tokens, solid)
        .into_iter()
        .filter(|words| !starts_rule(tokens, words))
        .filter_map(|words| words.get(1).copied())
        .collect()
}

/// The place of the type word in `alter table x add [column] name TYPE …`.
fn type_in_alter(tokens: &[Token<'_>], solid: &[usize]) -> Vec<usize> {
    let Some(add) = solid.iter().position(|index| tokens[*index].is("add")) else {
        return Vec::new();
    };
    let mut words = &solid[add + 1..];
    if words.first().is_some_and(|index| tokens[*index].is("column")) {
        words = &words[1..];
    }
    if starts_rule(tokens, words) { Vec::new() } else { words.get(1).copied().into_iter().collect() }
}

fn starts_rule(tokens: &[Token<'_>], words: &[usize]) -> bool {
    words.first().is_some_and(|index| {
        ["constraint", "primary", "unique", "foreign", "check"].iter().any(|word| tokens[*index].is(word))
    })
}

/// The parts between the commas of a table's outer brackets, each as the places of its solid tokens.
fn definitions(tokens: &[Token<'_>], solid: &[usize]) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0usize;
    for index in solid {
        let token = tokens[*index];
        if token.is(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 1 && token.is(",") {
            parts.push(Vec::new());
        } else if depth >= 1 {
            parts.last_mut().expect("there is always a last part").push(*index);
        }
        if token.is("(") {
            depth += 1;
        }
    }
    parts
}

/// The name in `constraint NAME unique (columns)` or `column type constraint NAME unique` in a table's text.
pub(crate) fn unique_constraint_name(table: &str, columns: &[&str]) -> Option<String> {
    let tokens = tokens(table);
    let solid: Vec<usize> = (0..tokens.len()).filter(|index| tokens[*index].class != Class::Blank).collect();
    definitions(&tokens, &solid).into_iter().find_map(|words| {
        let at =
            words.windows(3).position(|three| tokens[three[0]].is("constraint") && tokens[three[2]].is("unique"))?;
        let named: Vec<String> = if at == 0 {
            words[at + 3..]
                .iter()
                .map(|index| tokens[*index])
                .filter(|token| token.class != Class::Sign)
                .map(|token| token.name())
                .collect()
        } else {
            vec![tokens[words[0]].name()]
        };
        (named == columns).then(|| tokens[words[at + 1]].name())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_at_semicolons_outside_of_quotes_and_comments() {
        let sql =
            "-- first; really\ncreate table a (x text default ';'); /* none; */ ;\ninsert into a values ('it''s; so')";
        assert_eq!(
            statements(sql),
            ["-- first; really\ncreate table a (x text default ';')", "insert into a values ('it''s; so')"]
        );
    }

    #[test]
    fn only_types_are_exchanged() {
        let sql = "create table note (id bigint primary key, -- bytes of text\n text text not null check (text <> 'text'), \"bytes\" bytes, other text collate \"C\", check (cast(id as text) <> ''))";
        assert_eq!(
            for_engine(sql, Kind::Sqlite),
            "create table note (id integer primary key, -- bytes of text\n text text not null check (text <> 'text'), \"bytes\" blob, other text collate \"C\", check (cast(id as text) <> ''))\nstrict"
        );
        assert_eq!(
            for_engine(sql, Kind::Postgres),
            "create table note (id bigint primary key, -- bytes of text\n text text collate \"C\" not null check (text <> 'text'), \"bytes\" bytea, other text collate \"C\", check (cast(id as text) <> ''))"
        );
    }

    #[test]
    fn an_added_column_is_a_definition_too() {
        assert_eq!(for_engine("alter table a add column b bytes", Kind::Postgres), "alter table a add column b bytea");
        assert_eq!(
            for_engine("alter table a add text text", Kind::Postgres),
            "alter table a add text text collate \"C\""
        );
        assert_eq!(for_engine("select 1 as bytes", Kind::Sqlite), "select 1 as bytes");
    }

    #[test]
    fn names_of_unique_constraints_are_found_in_the_text() {
        let table = "create table a (x text constraint a_x_once unique, y text, z text, constraint a_yz unique (y, z))";
        assert_eq!(unique_constraint_name(table, &["x"]).as_deref(), Some("a_x_once"));
        assert_eq!(unique_constraint_name(table, &["y", "z"]).as_deref(), Some("a_yz"));
        assert_eq!(unique_constraint_name(table, &["y"]), None);
    }
}
