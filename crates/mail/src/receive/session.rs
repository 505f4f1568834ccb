//! What is said on a connection: commands in their order, and what is answered.

use crate::address::MailAddress;

/// Most recipients of a message. RFC 5321 wants at least 100.
const RECIPIENTS_MAX: usize = 100;
/// After so many commands that made no sense the connection is of no use.
const MISTAKES_MAX: u32 = 20;
/// Longest sender, in bytes.
const SENDER_MAX: usize = 320;

/// What is to be done after a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Answer this and read on.
    Say(String),
    /// Find out whether the address is ours, then call [`Session::known`].
    Find(MailAddress),
    /// Answer 354, read the content, answer once for each recipient, and call [`Session::reset`].
    Read,
    /// Answer this and close.
    Close(String),
}

/// A connection by LMTP.
#[derive(Debug)]
pub struct Session {
    host: String,
    size_max: usize,
    greeted: bool,
    sender: Option<String>,
    beyond_ascii: bool,
    recipients: Vec<MailAddress>,
    mistakes: u32,
}

impl Session {
    /// Begins. `host` is our name; `size_max` the largest message that is taken.
    pub fn new(host: &str, size_max: usize) -> Session {
        Session {
            host: host.to_owned(),
            size_max,
            greeted: false,
            sender: None,
            beyond_ascii: false,
            recipients: Vec::new(),
            mistakes: 0,
        }
    }

    /// What is said first.
    pub fn greeting(&self) -> String {
        format!("220 {} LMTP Mainstay", self.host)
    }

    /// Who sent the message that is under way; empty for a bounce.
    pub fn sender(&self) -> &str {
        self.sender.as_deref().unwrap_or_default()
    }

    /// To whom it goes, in the order they were named; an address named twice stands twice.
    pub fn recipients(&self) -> &[MailAddress] {
        &self.recipients
    }

    /// Takes a recipient that is known.
    pub fn known(&mut self, recipient: MailAddress) -> String {
        self.recipients.push(recipient);
        "250 2.1.5 recipient taken".to_owned()
    }

    /// Forgets the message that was under way.
    pub fn reset(&mut self) {
        (self.sender, self.beyond_ascii) = (None, false);
        self.recipients.clear();
    }

    /// Takes a line without its end.
    pub fn line(&mut self, line: &[u8]) -> Step {
        let Ok(text) = std::str::from_utf8(line) else { return self.mistaken("500 5.5.2 not UTF-8") };
        if text.chars().any(char::is_control) {
            return self.mistaken("500 5.5.2 control characters");
        }
        let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
        match verb.to_ascii_uppercase().as_str() {
            "LHLO" => self.lhlo(rest),
            "HELO" | "EHLO" => self.mistaken("500 5.5.1 this is LMTP: say LHLO"),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            "DATA" => self.data(rest),
            "RSET" => {
                self.reset();
                Step::Say("250 2.0.0 forgotten".to_owned())
            }
            "NOOP" => Step::Say("250 2.0.0 well".to_owned()),
            "VRFY" => Step::Say("252 2.5.0 send, and you will see".to_owned()),
            "QUIT" => Step::Close("221 2.0.0 good bye".to_owned()),
            _ => self.mistaken("500 5.5.1 unknown command"),
        }
    }

    fn lhlo(&mut self, name: &str) -> Step {
        if name.trim().is_empty() {
            return self.mistaken("501 5.5.4 LHLO needs a name");
        }
        self.reset();
        self.greeted = true;
        let words = ["PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8", &format!("SIZE {}", self.size_max)]
            .join("\n");
        Step::Say(lines(250, &format!("{}\n{words}", self.host)))
    }

    fn mail(&mut self, rest: &str) -> Step {
        if !self.greeted {
            return self.mistaken("503 5.5.1 LHLO first");
        }
        if self.sender.is_some() {
            return self.mistaken("503 5.5.1 one message at a time");
        }
        let Some((sender, parameters)) = path(rest, "FROM:") else { return self.mistaken("501 5.5.4 MAIL FROM:<…>") };
        if sender.len() > SENDER_MAX {
            return self.mistaken("501 5.1.7 the sender is too long");
        }
        let mut beyond_ascii = false;
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" => match value.parse::<u64>() {
                    Ok(size) if usize::try_from(size).is_ok_and(|size| size <= self.size_max) => {}
                    Ok(_) => return Step::Say(self.too_large()),
                    Err(_) => return self.mistaken("501 5.5.4 SIZE is a number"),
                },
                "BODY" if ["7BIT", "8BITMIME"].iter().any(|known| value.eq_ignore_ascii_case(known)) => {}
                "SMTPUTF8" if value.is_empty() => beyond_ascii = true,
                _ => return self.mistaken("555 5.5.4 unknown parameter"),
            }
        }
        if !sender.is_ascii() && !beyond_ascii {
            return self.mistaken("553 5.6.7 this sender needs SMTPUTF8");
        }
        (self.sender, self.beyond_ascii) = (Some(sender.to_owned()), beyond_ascii);
        Step::Say("250 2.1.0 sender taken".to_owned())
    }

    fn rcpt(&mut self, rest: &str) -> Step {
        if self.sender.is_none() {
            return self.mistaken("503 5.5.1 MAIL first");
        }
        if self.recipients.len() >= RECIPIENTS_MAX {
            return Step::Say("452 4.5.3 too many recipients: send them with another message".to_owned());
        }
        let Some((recipient, parameters)) = path(rest, "TO:") else { return self.mistaken("501 5.5.4 RCPT TO:<…>") };
        if !parameters.trim().is_empty() {
            return self.mistaken("555 5.5.4 unknown parameter");
        }
        if !recipient.is_ascii() && !self.beyond_ascii {
            return self.mistaken("553 5.6.7 this recipient needs SMTPUTF8");
        }
        match MailAddress::parse(recipient) {
            Ok(address) => Step::Find(address),
            Err(why) => Step::Say(format!("550 5.1.1 {why}")),
        }
    }

    fn data(&mut self, rest: &str) -> Step {
        if !rest.trim().is_empty() {
            return self.mistaken("501 5.5.4 DATA stands alone");
        }
        if self.recipients.is_empty() {
            return self.mistaken("503 5.5.1 no recipient was taken");
        }
        Step::Read
    }

    /// What is answered where a message is too large.
    pub fn too_large(&self) -> String {
        format!("552 5.3.4 at most {} bytes are taken", self.size_max)
    }

    fn mistaken(&mut self, answer: &str) -> Step {
        self.mistakes += 1;
        if self.mistakes >= MISTAKES_MAX {
            return Step::Close("421 4.7.0 too many mistakes".to_owned());
        }
        Step::Say(answer.to_owned())
    }
}

/// The address of `FROM:<address> PARAMETERS`, without a route of old (`<@a,@b:address>`), and the parameters.
fn path<'a>(rest: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let rest = rest.trim_start();
    let after =
        rest.get(..word.len()).filter(|begins| begins.eq_ignore_ascii_case(word)).map(|_| &rest[word.len()..])?;
    let inside = after.trim_start().strip_prefix('<')?;
    let mut quoted = false;
    let mut escaped = false;
    let end = inside.char_indices().find_map(|(at, character)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match character {
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(at),
            _ => {}
        }
        None
    })?;
    let (address, parameters) = (&inside[..end], &inside[end + 1..]);
    if !(parameters.is_empty() || parameters.starts_with(' ')) || address.contains('<') {
        return None;
    }
    let address = match address.strip_prefix('@') {
        None => address,
        Some(route) => route.split_once(':')?.1,
    };
    Some((address, parameters))
}

/// An answer of several lines.
fn lines(code: u16, text: &str) -> String {
    let last = text.lines().count().saturating_sub(1);
    let line = |(number, line): (usize, &str)| format!("{code}{}{line}", if number == last { " " } else { "-" });
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says lines one after the other; `support@shop.example` alone is known.
    fn talk(said: &[&str]) -> Vec<String> {
        let mut session = Session::new("mx.shop.example", 1000);
        let answer = |session: &mut Session, line: &str| match session.line(line.as_bytes()) {
            Step::Say(answer) | Step::Close(answer) => answer,
            Step::Find(address) if address.as_str() == "support@shop.example" => session.known(address),
            Step::Find(address) => format!("550 5.1.1 {address}"),
            Step::Read => format!("354 from <{}> to {}", session.sender(), session.recipients().len()),
        };
        said.iter().map(|line| answer(&mut session, line)).collect()
    }

    #[test]
    fn a_message_is_announced_in_order() {
        let answers = talk(&[
            "lhlo mx.example",
            "mail from:<bo@acme.example> SIZE=1000 body=8bitmime",
            "RCPT TO: <support@shop.example>",
            "RCPT TO:<@a.example,@b.example:support@shop.example>",
            "RCPT TO:<nobody@shop.example>",
            "DATA",
            "RSET",
            "DATA",
            "QUIT",
        ]);
        let hello = "250-mx.shop.example\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 1000";
        assert_eq!(
            answers,
            [
                hello,
                "250 2.1.0 sender taken",
                "250 2.1.5 recipient taken",
                "250 2.1.5 recipient taken",
                "550 5.1.1 nobody@shop.example",
                "354 from <bo@acme.example> to 2",
                "250 2.0.0 forgotten",
                "503 5.5.1 no recipient was taken",
                "221 2.0.0 good bye",
            ]
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_and_changes_nothing() {
        let long = format!("MAIL FROM:<{}@x.example>", "a".repeat(SENDER_MAX));
        for (line, code) in [
            ("MAIL FROM:bo@acme.example", "501"),
            ("MAIL FROM:<bo@acme.example", "501"),
            ("MAIL FROM:<bo@acme.example>SIZE=1", "501"),
            ("MAIL FROM:<a<b@acme.example>", "501"),
            ("MAIL TO:<bo@acme.example>", "501"),
            ("MAIL", "501"),
            ("MAIL FROM:<bo@acme.example> SIZE=1001", "552"),
            ("MAIL FROM:<bo@acme.example> SIZE=99999999999999999999999", "501"),
            ("MAIL FROM:<bo@acme.example> SIZE=x", "501"),
            ("MAIL FROM:<bo@acme.example> BODY=BINARYMIME", "555"),
            ("MAIL FROM:<bo@acme.example> RET=HDRS", "555"),
            ("MAIL FROM:<jörg@acme.example>", "553"),
            ("MAIL FROM:<bo@acme.example\u{0}>", "500"),
            (&long, "501"),
            ("EHLO mx.example", "500"),
            ("LHLO", "501"),
            ("DATA", "503"),
            ("RCPT TO:<support@shop.example>", "503"),
            ("XCLIENT x", "500"),
            ("", "500"),
        ] {
            let answers = talk(&["LHLO x", line, "MAIL FROM:<\"a > b\"@acme.example> SMTPUTF8"]);
            assert!(answers[1].starts_with(code), "{line}: {}", answers[1]);
            assert!(answers[2].starts_with("250"), "{line}: {}", answers[2]);
        }
        assert!(talk(&["MAIL FROM:<bo@acme.example>"])[0].starts_with("503"));
        let twice = talk(&[
            "LHLO x",
            "MAIL FROM:<>",
            "MAIL FROM:<>",
            "RCPT TO:<a b@x>",
            "RCPT TO:<support@shop.example> NOTIFY=NEVER",
        ]);
        assert!(twice[2].starts_with("503") && twice[3].starts_with("550") && twice[4].starts_with("555"), "{twice:?}");
    }

    #[test]
    fn addresses_beyond_ascii_need_to_be_announced() {
        let plain = talk(&["LHLO x", "MAIL FROM:<bo@acme.example>", "RCPT TO:<jörg@shop.example>"]);
        assert!(plain[2].starts_with("553"), "{plain:?}");
        let announced = talk(&["LHLO x", "MAIL FROM:<bo@acme.example> SMTPUTF8", "RCPT TO:<jörg@shop.example>"]);
        assert!(announced[2].starts_with("550 5.1.1 jörg"), "{announced:?}");
        assert!(
            matches!(Session::new("x", 1).line(b"MAIL FROM:<\xff@x>"), Step::Say(answer) if answer.starts_with("500"))
        );
    }

    #[test]
    fn recipients_and_mistakes_are_bounded() {
        let rcpt = "RCPT TO:<support@shop.example>";
        let mut said = vec!["LHLO x", "MAIL FROM:<>"];
        said.extend([rcpt; RECIPIENTS_MAX + 1]);
        let answers = talk(&said);
        assert!(answers[RECIPIENTS_MAX + 1].starts_with("250"));
        assert!(answers[RECIPIENTS_MAX + 2].starts_with("452 4.5.3"));
        assert!(talk(&["x"; MISTAKES_MAX as usize])[MISTAKES_MAX as usize - 1].starts_with("421"));
    }
}
