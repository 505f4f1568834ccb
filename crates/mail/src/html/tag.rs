//! Finding tags in HTML without building a tree: one pass, whatever the input.

/// The tags of a text, found in one pass. Comments and declarations come with an empty name.
pub(super) struct Tags<'x> {
    html: &'x str,
    at: usize,
    /// Behind the last `>`: from here on no `<` begins a tag.
    last: usize,
}

pub(super) struct Tag {
    pub(super) name: String,
    pub(super) closing: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'x> Tags<'x> {
    pub(super) fn new(html: &'x str) -> Tags<'x> {
        Tags { html, at: 0, last: html.rfind('>').map_or(0, |at| at + 1) }
    }

    /// Moves behind the closing tag of an element whose content is no text.
    pub(super) fn skip_to_end_of(&mut self, name: &str) -> usize {
        loop {
            match self.next() {
                Some(tag) if tag.closing && tag.name == name => return tag.end,
                Some(_) => {}
                None => {
                    self.at = self.html.len();
                    return self.at;
                }
            }
        }
    }

    /// The end of the tag that starts at `start`: the next `>` outside quotes, or any where a quote is not closed soon.
    fn end(&self, start: usize) -> usize {
        let bytes = &self.html.as_bytes()[start..self.last];
        let mut quote = None;
        for (at, byte) in bytes.iter().enumerate().take(4096) {
            match (quote, byte) {
                (None, b'>') => return start + at + 1,
                (None, b'"' | b'\'') => quote = Some(*byte),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        bytes.iter().position(|byte| *byte == b'>').map_or(self.last, |at| start + at + 1)
    }
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        while self.at < self.last {
            let start = self.at + self.html[self.at..self.last].find('<')?;
            let rest = &self.html[start + 1..self.last];
            if let Some(comment) = rest.strip_prefix("!--") {
                let end = comment.find("-->").map_or(self.html.len(), |at| start + 4 + at + 3);
                self.at = end;
                return Some(Tag { name: String::new(), closing: false, start, end });
            }
            let (closing, rest) = match rest.strip_prefix('/') {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            if !rest.starts_with(|one: char| one.is_ascii_alphabetic() || one == '!' || one == '?') {
                self.at = start + 1;
                continue;
            }
            let name: String = rest
                .bytes()
                .take(20)
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .map(|byte| byte.to_ascii_lowercase() as char)
                .collect();
            let end = self.end(start);
            self.at = end;
            return Some(Tag { name, closing, start, end });
        }
        None
    }
}
