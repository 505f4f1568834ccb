//! Mails out of an mbox file, one after the other, however large the file is.
//!
//! A mail begins after a line `From …` that stands at the beginning or after an empty line. Lines of a mail that begin so were
//! written with a `>` before them, which is taken away again. A file that begins otherwise is one mail.

use std::io::{BufRead, Read as _};

/// What came next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A mail.
    Mail(Vec<u8>),
    /// One that is larger than is taken: its size. It was passed over.
    TooLarge(u64),
}

/// The mails of a file.
#[derive(Debug)]
pub struct Mbox<R> {
    reader: R,
    max: usize,
    read: u64,
    begun: bool,
    one: bool,
    ended: bool,
}

impl<R: BufRead> Mbox<R> {
    /// Of a file; `max` is the size of the largest mail that is taken.
    pub fn new(reader: R, max: usize) -> Mbox<R> {
        Mbox { reader, max, read: 0, begun: false, one: false, ended: false }
    }

    /// How many bytes of the file were read.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// A line, or as much of it as fits into memory at once.
    fn piece(&mut self) -> std::io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        let most = u64::try_from(self.max).unwrap_or(u64::MAX).saturating_add(1);
        let count = self.reader.by_ref().take(most).read_until(b'\n', &mut piece)?;
        self.read += count as u64;
        Ok(piece)
    }

    fn mail(&mut self) -> std::io::Result<Option<Next>> {
        let mut mail = Vec::new();
        let mut size = 0_u64;
        let (mut line_begins, mut after_empty) = (true, false);
        if !self.begun {
            self.begun = true;
            let first = self.piece()?;
            self.one = !first.starts_with(b"From ");
            if self.one {
                (line_begins, size) = (first.ends_with(b"\n"), first.len() as u64);
                mail = first;
            }
        }
        loop {
            let piece = self.piece()?;
            if piece.is_empty() {
                self.ended = true;
                break;
            }
            if line_begins && after_empty && !self.one && piece.starts_with(b"From ") {
                break;
            }
            after_empty = line_begins && matches!(piece.as_slice(), b"\n" | b"\r\n");
            let quoted = line_begins && !self.one && unquoted(&piece).is_some();
            line_begins = piece.ends_with(b"\n");
            let line = if quoted { &piece[1..] } else { &piece[..] };
            size += line.len() as u64;
            if size <= self.max as u64 {
                mail.extend_from_slice(line);
            } else {
                mail = Vec::new();
            }
        }
        if size > self.max as u64 {
            return Ok(Some(Next::TooLarge(size)));
        }
        // The empty line before the next `From ` is the file's.
        if after_empty && !self.one {
            mail.truncate(mail.len() - if mail.ends_with(b"\r\n") { 2 } else { 1 });
        }
        Ok((!mail.is_empty()).then_some(Next::Mail(mail)))
    }
}

/// What follows the `>`s of a line that begins with them and `From `.
fn unquoted(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b">")?;
    let rest = &rest[rest.iter().take_while(|byte| **byte == b'>').count()..];
    rest.starts_with(b"From ").then_some(rest)
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = std::io::Result<Next>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.mail() {
                Ok(Some(next)) => return Some(Ok(next)),
                // Nothing stood between two lines that begin a mail.
                Ok(None) => {}
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mails(text: &str, max: usize) -> Vec<String> {
        let said = |next: std::io::Result<Next>| match next.expect("memory can be read") {
            Next::Mail(mail) => String::from_utf8(mail).expect("it was text"),
            Next::TooLarge(size) => format!("too large: {size}"),
        };
        Mbox::new(text.as_bytes(), max).map(said).collect()
    }

    #[test]
    fn mails_are_told_apart() {
        for (text, expect) in [
            ("", vec![]),
            ("From a\n", vec![]),
            ("From a\nA: 1\n\nx\n\nFrom b\nA: 2\n\ny\n", vec!["A: 1\n\nx\n", "A: 2\n\ny\n"]),
            ("From a\r\nA: 1\r\n\r\nx\r\n\r\nFrom b\r\nA: 2\r\n\r\n", vec!["A: 1\r\n\r\nx\r\n", "A: 2\r\n"]),
            // Such a line in the middle of a text is no beginning; written after an empty line it has its mark.
            (
                "From a\nA: 1\n\nx\nFrom here\n\n>From there\n>>From x\n>other\n",
                vec!["A: 1\n\nx\nFrom here\n\nFrom there\n>From x\n>other\n"],
            ),
            ("From a\n\nFrom b\nA: 2\n\ny", vec!["A: 2\n\ny"]),
            ("A: 1\n\nx\n\nFrom b\n>From c\n", vec!["A: 1\n\nx\n\nFrom b\n>From c\n"]),
        ] {
            assert_eq!(mails(text, 1000), expect, "{text:?}");
        }
    }

    #[test]
    fn one_that_is_too_large_is_passed_over() {
        let long = "x".repeat(100);
        let text = format!("From a\nA: 1\n\n{long}\n\nFrom b\nA: 2\n\ny\n");
        assert_eq!(mails(&text, 50), [format!("too large: {}", 100 + 1 + 6 + 1), "A: 2\n\ny\n".to_owned()]);
    }
}
