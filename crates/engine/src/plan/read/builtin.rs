//! Windows that every file may name without declaring them: around the clock, and around the clock on weekdays.
//!
//! They join the windows of a file only where it names them, so that files that do not see nothing of them.

use std::sync::OnceLock;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::field::{Field, Fields};
use super::reader::Reader;

/// The window that is open at every instant.
pub(super) const ALWAYS: &str = "24x7";

const WINDOWS: &str = r#"
[window.24x7]
name = { de = "Rund um die Uhr", en = "Around the clock" }
hours = "24/7"
[window.24x5]
name = { de = "Werktags rund um die Uhr", en = "Around the clock on weekdays" }
hours = "Mo-Fr 00:00-24:00"
"#;

/// The windows of a file with those of the language that it names and does not declare.
pub(super) fn with<'a>(
    reader: &Reader<'a>,
    root: &Fields<'_, 'a>,
    mut items: Vec<(String, Field<'a>)>,
) -> Vec<(String, Field<'a>)> {
    static TABLE: OnceLock<Spanned<DeTable<'static>>> = OnceLock::new();
    let table: &'a Spanned<DeTable<'a>> = TABLE.get_or_init(|| DeTable::parse_recoverable(WINDOWS).0);
    let known = Fields::root(reader, table, "", &["window"]);
    let windows = known.get("window").and_then(|field| Fields::any(reader, field, ""));
    for entry in windows.iter().flat_map(|windows| windows.entries()) {
        let declared = items.iter().any(|(id, _)| id == entry.key);
        if !declared && root.entries().iter().any(|field| names(field.value, entry.key)) {
            items.push((entry.key.to_owned(), entry.clone()));
        }
    }
    items
}

/// Whether a value, or one in it, is the id of a window, by itself or at the head of a level ("24x7x4"). A target
/// without a window (in calendar days) has the one that is always open.
fn names(value: &DeValue<'_>, id: &str) -> bool {
    match value {
        DeValue::String(text) => text.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('x')),
        DeValue::Array(items) => items.iter().any(|item| names(item.get_ref(), id)),
        DeValue::Table(table) => {
            let says = |key: &str| table.contains_key(key);
            let bare = id == ALWAYS && says("milestone") && says("within") && !says("window");
            bare || table.values().any(|item| names(item.get_ref(), id))
        }
        _ => false,
    }
}
