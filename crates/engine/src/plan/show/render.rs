//! A comparison as text for a terminal, as Markdown, and as a fragment of HTML.

use std::fmt::Write as _;

use super::super::catalogue::Language;
use super::{Cell, Comparison, Row};

/// Width of the first column of the text form, and of a plan's column.
const NAME_WIDTH: usize = 34;
const CELL_WIDTH: usize = 30;

/// As text with columns, for a terminal.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut out = format!("{}\n", title(comparison));
    let mut head = vec![String::new()];
    head.extend(comparison.columns.iter().map(|column| column.name.clone()));
    out.push('\n');
    line(&mut out, &head);
    let mut about = vec![String::new()];
    about.extend(comparison.columns.iter().map(|column| column.summary.clone()));
    line(&mut out, &about);
    for group in &comparison.groups {
        let width = NAME_WIDTH + (CELL_WIDTH + 2) * comparison.columns.len();
        let rule = "─".repeat(width.saturating_sub(group.name.chars().count() + 1));
        let _ = write!(out, "\n{} {rule}\n", group.name);
        for row in &group.rows {
            let mut cells = vec![named(row)];
            cells.extend(row.cells.iter().map(|cell| cell.words(comparison.language)));
            line(&mut out, &cells);
        }
    }
    for section in &comparison.sections {
        let _ = write!(out, "\n{}\n", section.name);
        for (name, text) in &section.entries {
            let entry = if text.is_empty() { name.clone() } else { format!("{name}: {text}") };
            for (ix, part) in wrap(&entry, 96).into_iter().enumerate() {
                let _ = writeln!(out, "{}{part}", if ix == 0 { "  · " } else { "    " });
            }
        }
    }
    out
}

fn named(row: &Row) -> String {
    if row.detail.is_empty() { row.name.clone() } else { format!("{}\n({})", row.name, row.detail) }
}

/// One row of the text form: each cell wrapped to its column.
fn line(out: &mut String, cells: &[String]) {
    let width = |ix: usize| if ix == 0 { NAME_WIDTH } else { CELL_WIDTH };
    let wrapped: Vec<Vec<String>> = cells.iter().enumerate().map(|(ix, cell)| wrap(cell, width(ix))).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or_default();
    for at in 0..height {
        let mut text = String::new();
        for (ix, column) in wrapped.iter().enumerate() {
            let part = column.get(at).map(String::as_str).unwrap_or_default();
            let pad = width(ix).saturating_sub(part.chars().count()) + 2;
            let _ = write!(text, "{part}{}", " ".repeat(pad));
        }
        let _ = writeln!(out, "{}", text.trim_end());
    }
}

/// Breaks a text at spaces; words longer than the width are broken too.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut current = String::new();
        for word in paragraph.split(' ').flat_map(|word| pieces(word, width)) {
            let length = current.chars().count();
            if length > 0 && length + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(&word);
        }
        lines.push(current);
    }
    lines
}

fn pieces(word: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.is_empty() {
        return vec![String::new()];
    }
    letters.chunks(width).map(|piece| piece.iter().collect()).collect()
}

fn title(comparison: &Comparison) -> String {
    let version = match comparison.language {
        Language::De => "Pläne, Stand",
        Language::En => "plans, version",
    };
    format!("{} · {version} {}", comparison.provider, comparison.version)
}

/// As Markdown with one table for each group.
#[must_use]
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = format!("# {}\n", markdown_text(&title(comparison)));
    for column in &comparison.columns {
        let _ = write!(out, "\n- **{}** ({})", markdown_text(&column.name), markdown_text(&column.fee));
        if !column.summary.is_empty() {
            let _ = write!(out, ": {}", markdown_text(&column.summary));
        }
    }
    out.push('\n');
    for group in &comparison.groups {
        let _ = write!(out, "\n## {}\n\n| |", markdown_text(&group.name));
        for column in &comparison.columns {
            let _ = write!(out, " {} |", markdown_text(&column.name));
        }
        let _ = write!(out, "\n| --- |{}\n", " --- |".repeat(comparison.columns.len()));
        for row in &group.rows {
            let _ = write!(out, "| {} |", markdown_text(&named(row)));
            for cell in &row.cells {
                let _ = write!(out, " {} |", markdown_text(&cell.words(comparison.language)));
            }
            out.push('\n');
        }
    }
    for section in &comparison.sections {
        let _ = write!(out, "\n## {}\n\n", markdown_text(&section.name));
        for (name, text) in &section.entries {
            let colon = if text.is_empty() { "" } else { ": " };
            let _ = writeln!(out, "- **{}**{colon}{}", markdown_text(name), markdown_text(text));
        }
    }
    out
}

/// A text that means itself in Markdown, in one line.
fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("<br>"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// As a fragment of HTML: headings, tables and lists without styles, every text escaped.
#[must_use]
pub fn html(comparison: &Comparison) -> String {
    let lang = if comparison.language == Language::De { "de" } else { "en" };
    let mut out =
        format!("<section class=\"comparison\" lang=\"{lang}\">\n<h1>{}</h1>\n<table>\n", escape(&title(comparison)));
    out.push_str("<thead>\n<tr><td></td>");
    for column in &comparison.columns {
        let _ = write!(out, "<th scope=\"col\">{}<p>{}</p></th>", escape(&column.name), escape(&column.summary));
    }
    out.push_str("</tr>\n</thead>\n");
    for group in &comparison.groups {
        let span = comparison.columns.len() + 1;
        let _ =
            write!(out, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"{span}\">{}</th></tr>\n", escape(&group.name));
        for row in &group.rows {
            let class = if row.differs { " class=\"differs\"" } else { "" };
            let _ = write!(out, "<tr{class}><th scope=\"row\">{}", escape(&row.name));
            if !row.detail.is_empty() {
                let _ = write!(out, "<small>{}</small>", escape(&row.detail));
            }
            out.push_str("</th>");
            for cell in &row.cells {
                let class = match cell {
                    Cell::Included | Cell::Noted(_) => "yes",
                    Cell::NotIncluded => "no",
                    Cell::NotStated => "open",
                    Cell::Text(_) => "text",
                };
                let _ = write!(out, "<td class=\"{class}\">{}</td>", escape(&cell.words(comparison.language)));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n");
    }
    out.push_str("</table>\n");
    for section in &comparison.sections {
        let _ = write!(out, "<h2>{}</h2>\n<dl>\n", escape(&section.name));
        for (name, text) in &section.entries {
            let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(text));
        }
        out.push_str("</dl>\n");
    }
    out.push_str("</section>\n");
    out
}

/// A text that means itself in HTML; line feeds become breaks.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
