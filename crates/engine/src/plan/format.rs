//! A plan file in its usual form: the same words, spaced and ordered as every other plan file.
//!
//! Keys of a table stand in the order of the language, values on one line where they fit, lists of tables one item a
//! line. Tables stay where their author put them, for the order of severities, bands and offers means something, and
//! so do comments. Formatting twice gives the same text, and the formatted file says the same as the one before.

use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, KeyMut, RawString, Table, Value};

use super::errors::PlanErrors;
use super::read::{self, keys};
use super::schema::NOUNS;

/// Longest line that a list of plain values may fill.
const WIDTH: usize = 120;

/// The text of a plan file in its usual form.
///
/// # Errors
/// [`PlanErrors`] when the text is not TOML; what else is wrong with the plan is none of its business.
pub fn format(file: &str, text: &str) -> Result<String, PlanErrors> {
    let text = text.replace("\r\n", "\n");
    if let Some(wrong) = read::unreadable(file, &text) {
        return Err(wrong);
    }
    let Ok(mut document) = text.parse::<DocumentMut>() else {
        return Err(read::broken(file, &text));
    };
    let trailing = comments(document.trailing().as_str().unwrap_or_default(), Gap::Keep);
    document.set_trailing(trailing.trim_end().to_owned() + if trailing.trim().is_empty() { "" } else { "\n" });
    table(document.as_table_mut(), &["file"]);
    let formatted = format!("{}\n", document.to_string().trim());
    // The formatted file must say what the file said; if it did not, the file would better stay as it is.
    let same = toml::from_str::<toml::Table>(&formatted).ok() == toml::from_str::<toml::Table>(&text).ok();
    Ok(if same { formatted } else { text })
}

/// Whether a table begins after an empty line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Always.
    Line,
    /// Where its author left one.
    Keep,
}

/// What stands before a key or header: its comments, and at most one empty line between any two.
fn comments(prefix: &str, gap: Gap) -> String {
    let mut text = String::new();
    let mut empty = gap == Gap::Line;
    let mut lines: Vec<&str> = prefix.split('\n').map(str::trim).collect();
    // What follows the last line feed stands on the line of the key itself.
    lines.pop();
    for line in lines {
        if line.is_empty() {
            empty = true;
            continue;
        }
        if empty {
            text.push('\n');
        }
        empty = false;
        text.push_str(line);
        text.push('\n');
    }
    if empty {
        text.push('\n');
    }
    text
}

/// A comment behind a value.
fn behind(suffix: Option<&RawString>) -> String {
    let comment = suffix.and_then(RawString::as_str).map(str::trim).unwrap_or_default();
    if comment.is_empty() { String::new() } else { format!(" {comment}") }
}

fn prefix_of(decor: &Decor) -> String {
    decor.prefix().and_then(RawString::as_str).unwrap_or_default().to_owned()
}

/// The keys of a table in their order; none where their order is their author's.
fn order_of(path: &[&str]) -> Option<&'static [&'static str]> {
    let definition = match path {
        ["file"] => "",
        ["file", "provider"] => "provider",
        ["file", "choices"] => "choices",
        ["file", "tariff", _, "band", _] => "band",
        ["file", noun, _] => NOUNS.iter().find(|(known, ..)| known == noun)?.2,
        _ => return None,
    };
    if definition.is_empty() {
        return Some(&["$schema", "mainstay", "version"]);
    }
    keys::ALL.iter().find(|(known, _)| *known == definition).map(|(_, keys)| *keys)
}

fn table(table: &mut Table, path: &[&str]) {
    if let Some(order) = order_of(path) {
        let place = |key: &str| order.iter().position(|known| *known == key).unwrap_or(order.len());
        table.sort_values_by(|a, _, b, _| place(a.get()).cmp(&place(b.get())));
    }
    for (mut key, item) in table.iter_mut() {
        let name = key.get().to_owned();
        let here: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        match item {
            Item::Table(inner) => {
                if !inner.is_dotted() {
                    header(inner);
                }
                self::table(inner, &here);
            }
            Item::ArrayOfTables(tables) => {
                for inner in tables.iter_mut() {
                    header(inner);
                    self::table(inner, &here);
                }
            }
            Item::Value(value) => line(&mut key, value),
            Item::None => {}
        }
    }
}

fn header(table: &mut Table) {
    let decor = table.decor_mut();
    let prefix = comments(&prefix_of(decor), Gap::Line);
    let suffix = behind(decor.suffix());
    decor.set_prefix(prefix);
    decor.set_suffix(suffix);
}

/// A key with its value, on a line of its own.
fn line(key: &mut KeyMut<'_>, value: &mut Value) {
    let decor = key.leaf_decor_mut();
    let prefix = comments(&prefix_of(decor), Gap::Keep);
    decor.set_prefix(prefix);
    decor.set_suffix(" ");
    let width = WIDTH.saturating_sub(key.get().chars().count() + 3);
    let suffix = behind(value.decor().suffix());
    self::value(value, Some(width));
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix(suffix);
}

/// A value without the spaces around it; lists may fill several lines where a width is given.
fn value(value: &mut Value, width: Option<usize>) {
    match value {
        Value::Array(list) if !commented(list.to_string().as_str()) => array(list, width),
        Value::InlineTable(inline) if !commented(inline.to_string().as_str()) => inline_table(inline),
        _ => {}
    }
}

/// Whether a list holds a comment: it then stays as it is.
fn commented(text: &str) -> bool {
    let mut quote = None;
    let mut escaped = false;
    for sign in text.chars() {
        match (sign, quote) {
            _ if escaped => escaped = false,
            ('\\', Some('"')) => escaped = true,
            (sign, Some(open)) if sign == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(sign),
            ('#', None) => return true,
            _ => {}
        }
    }
    false
}

fn array(list: &mut Array, width: Option<usize>) {
    let tables = list.iter().filter(|item| item.is_inline_table()).count();
    for (ix, item) in list.iter_mut().enumerate() {
        value(item, None);
        item.decor_mut().set_prefix(if ix == 0 { "" } else { " " });
        item.decor_mut().set_suffix("");
    }
    list.set_trailing("");
    list.set_trailing_comma(false);
    let Some(width) = width else { return };
    if list.is_empty() || (tables < 2 && list.to_string().trim().chars().count() <= width) {
        return;
    }
    for item in list.iter_mut() {
        item.decor_mut().set_prefix("\n  ");
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
}

fn inline_table(inline: &mut InlineTable) {
    let last = inline.len().saturating_sub(1);
    for (ix, (mut key, item)) in inline.iter_mut().enumerate() {
        key.leaf_decor_mut().set_prefix(" ");
        key.leaf_decor_mut().set_suffix(" ");
        value(item, None);
        item.decor_mut().set_prefix(" ");
        item.decor_mut().set_suffix(if ix == last { " " } else { "" });
    }
    inline.set_trailing("");
    inline.set_trailing_comma(false);
}
