//! The content of a message on its way in: where it ends, and its lines without the dots that were put before them.

/// Longest line of a message, in bytes with its end. RFC 5322 allows 1,000; some programs write a page of HTML into one.
const LINE_MAX: usize = 65_536;
/// A message that goes on for so many times what is allowed is not read to its end.
const OVERRUN: usize = 4;

/// What is wrong with a message that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// More bytes than are taken.
    TooLarge,
    /// A line that no mail program writes.
    LongLine,
    /// A line feed without a carriage return before it.
    BareLineFeed,
    /// There is no room for it now.
    NoRoom,
    /// It went on and on: the connection is of no more use.
    Endless,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Where a line begins.
    Start,
    /// After the dot that begins a line.
    Dot,
    /// After a dot and a carriage return that begin a line.
    DotReturn,
    /// In a line.
    Line,
    /// After a carriage return in a line.
    Return,
}

/// A message being read.
#[derive(Debug)]
pub struct Content {
    kept: Vec<u8>,
    head: usize,
    max: usize,
    at: At,
    line: usize,
    read: usize,
    fault: Option<Fault>,
}

impl Content {
    /// Begins with what we write before it ourselves; `max` bytes follow at most.
    pub fn after(head: Vec<u8>, max: usize) -> Content {
        Content { head: head.len(), kept: head, max, at: At::Start, line: 0, read: 0, fault: None }
    }

    /// How many bytes are held.
    pub fn held(&self) -> usize {
        self.kept.len()
    }

    /// Reads on. Answers how many of the bytes belonged to the message once its end is among them, or once it is endless.
    pub fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut next = 0;
        while let Some(&byte) = bytes.get(next) {
            match (self.at, byte) {
                (At::DotReturn, b'\n') => return Some(next + 1),
                (At::Start, b'.') => (self.at, next) = (At::Dot, next + 1),
                (At::Dot, b'\r') => (self.at, next) = (At::DotReturn, next + 1),
                (At::DotReturn, _) => {
                    self.keep(b"\r");
                    self.at = At::Return;
                }
                (At::Return, b'\n') => {
                    self.keep(b"\n");
                    (self.at, self.line, next) = (At::Start, 0, next + 1);
                }
                (_, b'\n') => {
                    self.refuse(Fault::BareLineFeed);
                    self.keep(b"\n");
                    (self.at, next) = (At::Line, next + 1);
                }
                (_, b'\r') => {
                    self.keep(b"\r");
                    (self.at, next) = (At::Return, next + 1);
                }
                _ => {
                    let rest = &bytes[next..];
                    let plain = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
                    self.keep(&rest[..plain]);
                    (self.at, next) = (At::Line, next + plain);
                }
            }
        }
        self.read = self.read.saturating_add(bytes.len());
        if self.read / OVERRUN > self.max {
            self.fault = Some(Fault::Endless);
            return Some(bytes.len());
        }
        None
    }

    /// The message with what stands before it, or what is wrong with it.
    pub fn done(self) -> Result<Vec<u8>, Fault> {
        match self.fault {
            None => Ok(self.kept),
            Some(fault) => Err(fault),
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.line += bytes.len();
        if self.line > LINE_MAX {
            self.refuse(Fault::LongLine);
        }
        if self.kept.len() - self.head + bytes.len() > self.max {
            self.refuse(Fault::TooLarge);
        }
        if self.fault.is_none() {
            self.kept.extend_from_slice(bytes);
        }
    }

    /// Notes the first fault and lets go of what was read: none of it will be kept.
    pub fn refuse(&mut self, fault: Fault) {
        if self.fault.is_none() {
            self.fault = Some(fault);
            self.kept = Vec::new();
            self.head = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], step: usize) -> (Option<usize>, Result<Vec<u8>, Fault>) {
        let mut content = Content::after(Vec::new(), 200_000);
        let mut before = 0;
        for piece in bytes.chunks(step) {
            if let Some(used) = content.read(piece) {
                return (Some(before + used), content.done());
            }
            before += piece.len();
        }
        (None, content.done())
    }

    #[test]
    fn a_message_ends_at_one_place_only() {
        let line = "x".repeat(LINE_MAX + 1);
        let long = format!("{line}\r\n.\r\n");
        for (bytes, expect) in [
            ("a\r\nb\r\n.\r\n", Ok("a\r\nb\r\n")),
            (".\r\n", Ok("")),
            ("..\r\n.a\r\n...\r\n.\r\n", Ok(".\r\na\r\n..\r\n")),
            // A carriage return alone ends no line.
            ("a\r.\r\nb\r\n.\r\n", Ok("a\r.\r\nb\r\n")),
            (".\ra\r\n.\r\n", Ok("\ra\r\n")),
            (".\r\r\n.\r\n", Ok("\r\r\n")),
            // What some take for an end, and what would then be taken for commands.
            ("a\n.\nMAIL FROM:<x>\r\n.\r\n", Err(Fault::BareLineFeed)),
            ("a\n.\r\nMAIL FROM:<x>\r\n.\r\n", Err(Fault::BareLineFeed)),
            ("a\r\n.\nMAIL FROM:<x>\r\n.\r\n", Err(Fault::BareLineFeed)),
            (&long, Err(Fault::LongLine)),
        ] {
            for step in [1, 2, 3, 7, 100_000] {
                let followed = format!("{bytes}QUIT\r\n");
                let shown: String = bytes.chars().take(40).collect();
                let expect = expect.map(|text| text.as_bytes().to_vec());
                assert_eq!(read(followed.as_bytes(), step), (Some(bytes.len()), expect), "{shown:?} by {step}");
            }
        }
        assert_eq!(read(b"a\r\n.\r", 1).0, None);
    }

    #[test]
    fn what_is_too_large_is_let_go_and_read_to_its_end() {
        let mut content = Content::after(b"head\r\n".to_vec(), 10);
        assert_eq!(content.read(b"123456789\r\n"), None);
        assert_eq!(content.held(), 0);
        assert_eq!(content.read(b"\r\n.\r\nrest"), Some(5));
        assert_eq!(content.done(), Err(Fault::TooLarge));
        let mut fits = Content::after(b"head\r\n".to_vec(), 10);
        assert_eq!(fits.read(b"12345678\r\n.\r\n"), Some(13));
        assert_eq!(fits.done(), Ok(b"head\r\n12345678\r\n".to_vec()));
    }

    #[test]
    fn what_never_ends_is_left() {
        let mut content = Content::after(Vec::new(), 10);
        let mut rounds = 0;
        while content.read(b"123456789\r\n").is_none() {
            rounds += 1;
            assert!(rounds < 100);
        }
        assert_eq!(content.done(), Err(Fault::Endless));
    }
}
