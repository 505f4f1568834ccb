//! `format=flowed` (RFC 3676): lines that a mail program wrapped for old readers, made into the paragraphs that were written.
//!
//! A line that ends in a blank goes on in the next one of the same quote depth. A blank before a line protects what begins like a quote or
//! like an mbox line, and is taken away; `-- ` stays as it is, because it begins a signature. One pass; the text grows by at most one blank
//! for each quoted line. Not here: wrapping what goes out.

/// Whether the blank that marks a flowed line belongs to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    /// As most programs write it: the blank between two words.
    Kept,
    /// `DelSp=yes`: the blank was added, perhaps within a word (as in languages without blanks).
    Added,
}

/// The paragraphs of a flowed text with `\n` line ends.
pub(crate) fn unwrap(text: &str, blank: Blank) -> String {
    let mut out = String::with_capacity(text.len());
    // The quote depth of the line that goes on.
    let mut open: Option<usize> = None;
    for raw in text.split_inclusive('\n') {
        let (line, end) = raw.strip_suffix('\n').map_or((raw, ""), |line| (line, "\n"));
        let inner = line.trim_start_matches('>');
        let depth = line.len() - inner.len();
        let inner = inner.strip_prefix(' ').unwrap_or(inner);
        let signature = inner == "-- ";
        if open.is_some_and(|before| before != depth || signature) {
            close(&mut out);
            open = None;
        }
        if open.is_none() && depth > 0 {
            out.push_str(&line[..depth]);
            out.push_str(if inner.is_empty() { "" } else { " " });
        }
        match inner.strip_suffix(' ') {
            Some(before) if !signature => {
                out.push_str(if blank == Blank::Added { before } else { inner });
                open = Some(depth);
            }
            _ => {
                out.push_str(inner);
                out.push_str(end);
                open = None;
            }
        }
    }
    if open.is_some() {
        close(&mut out);
    }
    out
}

/// Ends a paragraph that announced a line which does not come.
fn close(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_put_together() {
        for (name, blank, text, expect) in [
            (
                "one paragraph",
                Blank::Kept,
                "Der Drucker \nsteht seit \ngestern.\n\nBo\n",
                "Der Drucker steht seit gestern.\n\nBo\n",
            ),
            ("blank added", Blank::Added, "Der Druc \nker  \nsteht.\n", "Der Drucker steht.\n"),
            (
                "protected",
                Blank::Kept,
                " >kein Zitat\n From hier\n  eingerückt\n",
                ">kein Zitat\nFrom hier\n eingerückt\n",
            ),
            ("signature", Blank::Kept, "Danke \n-- \nBo\n", "Danke\n-- \nBo\n"),
            ("signature with DelSp", Blank::Added, "Danke\n-- \nBo\n", "Danke\n-- \nBo\n"),
            ("quoted", Blank::Kept, "> Geht es \n> wieder?\nJa.\n", "> Geht es wieder?\nJa.\n"),
            ("depths", Blank::Kept, ">> ganz \n>> alt \n> alt \n> auch\nneu\n", ">> ganz alt\n> alt auch\nneu\n"),
            ("quoted without blanks", Blank::Kept, ">a \n>b\n>\n>c\n", "> a b\n>\n> c\n"),
            ("quoted signature", Blank::Kept, "> x \n> -- \n> Bo\n", "> x\n> -- \n> Bo\n"),
            ("fixed lines", Blank::Kept, "eins\nzwei", "eins\nzwei"),
            ("goes on to nowhere", Blank::Kept, "eins ", "eins\n"),
            ("nothing", Blank::Kept, "", ""),
        ] {
            assert_eq!(unwrap(text, blank), expect, "{name}");
        }
    }

    #[test]
    fn a_hostile_text_grows_by_a_blank_a_line_at_most() {
        for text in [">a\n".repeat(100_000), ">".repeat(400_000), "> \n>> \n".repeat(50_000), " \n".repeat(200_000)] {
            let lines = text.lines().count();
            assert!(unwrap(&text, Blank::Kept).len() <= text.len() + lines);
        }
    }
}
