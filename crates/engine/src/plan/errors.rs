//! What is wrong with a plan file: every mistake at its place, with what is allowed there.
//!
//! The file's text is kept, so that each mistake can show its line. The order is that of the file.

use std::fmt;
use std::ops::Range;

/// Columns of the file's line that are shown around a mistake; longer lines are cut.
const SHOWN: usize = 110;

/// One mistake in a plan file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// Bytes of the file that are meant.
    pub span: Range<usize>,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What is allowed there, or how to mend it.
    pub allowed: String,
    /// The known name that looks most like the one that is wrong.
    pub nearest: Option<String>,
}

/// Everything that is wrong with a plan file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanErrors {
    file: String,
    source: String,
    errors: Vec<PlanError>,
}

/// Everything in a plan file that can be read in two ways, in the order of the file; the file is a plan all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanWarnings(PlanErrors);

impl PlanWarnings {
    pub(super) fn new(file: &str, source: &str, found: Vec<Found>) -> PlanWarnings {
        PlanWarnings(PlanErrors::new(file, source, found))
    }

    /// The warnings, maybe none.
    #[must_use]
    pub fn list(&self) -> &[PlanError] {
        self.0.errors()
    }
}

impl fmt::Display for PlanWarnings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for warning in &self.0.errors {
            self.0.show("warning", "better", warning, f)?;
            writeln!(f)?;
        }
        Ok(())
    }
}

/// A mistake before its line is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) allowed: String,
    pub(super) nearest: Option<String>,
}

impl PlanErrors {
    /// Puts mistakes in the order of the file and finds their lines.
    pub(super) fn new(file: &str, source: &str, mut found: Vec<Found>) -> PlanErrors {
        found.sort_by(|a, b| (a.span.start, a.span.end, &a.message).cmp(&(b.span.start, b.span.end, &b.message)));
        found.dedup();
        let starts: Vec<usize> = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let errors = found
            .into_iter()
            .map(|found| {
                let start = floor(source, found.span.start);
                let line = starts.partition_point(|&line| line <= start);
                let begin = line.checked_sub(1).and_then(|ix| starts.get(ix)).copied().unwrap_or(0);
                let column = source.get(begin..start).map_or(0, |before| before.chars().count()) + 1;
                PlanError {
                    span: start..ceil(source, found.span.end.max(start)),
                    line,
                    column,
                    message: found.message,
                    allowed: found.allowed,
                    nearest: found.nearest,
                }
            })
            .collect();
        PlanErrors { file: file.to_owned(), source: source.to_owned(), errors }
    }

    /// Name of the file as it was given.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The file's text.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The mistakes, at least one.
    #[must_use]
    pub fn errors(&self) -> &[PlanError] {
        &self.errors
    }

    fn show(&self, word: &str, way_out: &str, error: &PlanError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gutter = " ".repeat(error.line.to_string().len());
        writeln!(f, "{word}: {}", error.message)?;
        writeln!(f, "{gutter}--> {}:{}:{}", self.file, error.line, error.column)?;
        let line = self.source.lines().nth(error.line - 1).unwrap_or_default();
        let skip = if error.column > SHOWN { error.column - SHOWN / 2 } else { 0 };
        let shown: String = line.chars().skip(skip).take(SHOWN).map(plain).collect();
        let (head, tail) =
            (if skip > 0 { "…" } else { "" }, if line.chars().count() > skip + SHOWN { "…" } else { "" });
        let marked = self.source.get(error.span.clone()).unwrap_or_default();
        let marked = marked.lines().next().unwrap_or_default().chars().count();
        let before = error.column - 1 - skip + head.chars().count();
        let marks = marked.clamp(1, (SHOWN + 1).saturating_sub(before).max(1));
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{} | {head}{shown}{tail}", error.line)?;
        writeln!(f, "{gutter} | {}{}", " ".repeat(before), "^".repeat(marks))?;
        if let Some(nearest) = &error.nearest {
            writeln!(f, "{gutter} = did you mean `{nearest}`?")?;
        }
        if !error.allowed.is_empty() {
            writeln!(f, "{gutter} = {way_out}: {}", error.allowed)?;
        }
        Ok(())
    }
}

/// Tabs and control characters take one column each, so that the marks stand under what they mean.
fn plain(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

impl fmt::Display for PlanErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.errors {
            self.show("error", "allowed", error, f)?;
            writeln!(f)?;
        }
        let count = self.errors.len();
        write!(f, "{}: {count} {}", self.file, if count == 1 { "error" } else { "errors" })
    }
}

impl std::error::Error for PlanErrors {}

/// The known name that looks most like `word`, if one is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word: Vec<char> = word.chars().take(64).collect();
    let near = |name: &&str| distance(&word, &name.chars().take(64).collect::<Vec<_>>());
    let best = known.into_iter().map(|name| (near(&name), name)).min()?;
    (best.0 <= (word.len() / 3).max(1) + 1 && best.0 < word.len()).then(|| best.1.to_owned())
}

/// Letters to insert, delete, replace or swap.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows: [Vec<usize>; 3] = [Vec::new(), (0..=b.len()).collect(), (0..=b.len()).collect()];
    for (i, &left) in a.iter().enumerate() {
        rows.rotate_left(1);
        let mut row = vec![i + 1];
        for (j, &right) in b.iter().enumerate() {
            let mut cost = (row[j] + 1).min(rows[1][j + 1] + 1).min(rows[1][j] + usize::from(left != right));
            if i > 0 && j > 0 && left == b[j - 1] && a[i - 1] == right {
                cost = cost.min(rows[0][j - 1] + 1);
            }
            row.push(cost);
        }
        rows[2] = row;
    }
    rows[2].last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_names() {
        let check = |word: &str, expect: Option<&str>| {
            let known = ["window", "within", "milestone", "phone", "guarantee", "extends"];
            assert_eq!(nearest(word, known).as_deref(), expect, "{word}");
        };
        check("windw", Some("window"));
        check("wiht", None);
        check("withni", Some("within"));
        check("gaurantee", Some("guarantee"));
        check("extend", Some("extends"));
        check("zzz", None);
        check("", None);
    }

    #[test]
    fn places_are_lines_and_columns_of_characters() {
        let source = "a = 1\nb = \"größer\" # x\n";
        let at = source.find('#').unwrap();
        let found = Found { span: at..at + 1, message: "m".into(), allowed: String::new(), nearest: None };
        let errors = PlanErrors::new("f.toml", source, vec![found]);
        assert_eq!((errors.errors()[0].line, errors.errors()[0].column), (2, 14));
        assert_eq!(
            errors.to_string(),
            "error: m\n --> f.toml:2:14\n  |\n2 | b = \"größer\" # x\n  |              ^\n\nf.toml: 1 error"
        );
    }
}
