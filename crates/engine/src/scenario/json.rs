//! JSON as it stands in a line: texts are borrowed from it where they have no escapes, fields keep their order.
//!
//! A reader of its own, because a scenario's line is read more often than anything else here: it makes nothing but the
//! lists that it returns, and gives escapes to `serde_json`, and leaves fractions as they are written. It takes what RFC 8259 takes, a hundred
//! levels deep.

use std::borrow::Cow;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// A number that is not whole, or too large to be counted with.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Map(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// A line that is not JSON: the column, from 1, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotJson {
    pub(super) column: usize,
    pub(super) message: &'static str,
}

const DEEPEST: usize = 100;

impl<'a> Json<'a> {
    /// Reads a line that holds one value.
    pub(super) fn read(line: &'a str) -> Result<Json<'a>, NotJson> {
        let mut reader = Reader { line, at: 0 };
        let value = reader.value(0)?;
        reader.space();
        if reader.at < line.len() {
            return Err(reader.wrong("something follows after the end"));
        }
        Ok(value)
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "true or false",
            Json::Int(_) => "a whole number",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Map(_) => "an object",
        }
    }
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn wrong(&self, message: &'static str) -> NotJson {
        NotJson { column: self.at + 1, message }
    }

    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, NotJson> {
        self.space();
        match self.peek() {
            Some(b'"') => self.text().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'{' | b'[') if depth == DEEPEST => Err(self.wrong("nested more than a hundred levels deep")),
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => Err(self.wrong("a value must stand here")),
            None => Err(self.wrong("the line ends too early")),
        }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, NotJson> {
        if !self.line.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.wrong("a value must stand here"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, NotJson> {
        self.at += 1;
        if self.take(b']') {
            return Ok(Json::List(Vec::new()));
        }
        // The events of most scenarios, which stand one level deep, fit without growing.
        let mut list = Vec::with_capacity(if depth == 1 { 16 } else { 4 });
        loop {
            list.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Json::List(list));
            }
            if !self.take(b',') {
                return Err(self.wrong("`,` or `]` must stand here"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Json<'a>, NotJson> {
        self.at += 1;
        if self.take(b'}') {
            return Ok(Json::Map(Vec::new()));
        }
        let mut map = Vec::with_capacity(8);
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.wrong("the name of a field must stand here"));
            }
            let name = self.text()?;
            if !self.take(b':') {
                return Err(self.wrong("`:` must stand here"));
            }
            map.push((name, self.value(depth + 1)?));
            if self.take(b'}') {
                return Ok(Json::Map(map));
            }
            if !self.take(b',') {
                return Err(self.wrong("`,` or `}` must stand here"));
            }
        }
    }

    fn text(&mut self) -> Result<Cow<'a, str>, NotJson> {
        let quote = self.at;
        let bytes = self.line.as_bytes();
        self.at += 1;
        let mut escapes = false;
        loop {
            let ends = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < 0x20;
            let next = bytes.get(self.at..).and_then(|rest| rest.iter().position(ends));
            let Some(next) = next else {
                self.at = bytes.len();
                return Err(self.wrong("the line ends within a text"));
            };
            self.at += next;
            match bytes[self.at] {
                b'"' => break,
                b'\\' => {
                    escapes = true;
                    // What follows, a quote maybe, belongs to the escape.
                    self.at += 2;
                }
                _ => return Err(self.wrong("a control character stands in a text")),
            }
        }
        let inside = &self.line[quote + 1..self.at];
        self.at += 1;
        if !escapes {
            return Ok(Cow::Borrowed(inside));
        }
        match serde_json::from_str::<String>(&self.line[quote..self.at]) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(_) => Err(NotJson { column: quote + 1, message: "an escape in this text is not one of JSON" }),
        }
    }

    fn number(&mut self) -> Result<Json<'a>, NotJson> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let first = self.at;
        self.digits()?;
        if self.line.as_bytes()[first] == b'0' && self.at > first + 1 {
            return Err(NotJson { column: first + 1, message: "a number must not begin with 0" });
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let written = &self.line[start..self.at];
        Ok(match written.parse() {
            Ok(number) if whole => Json::Int(number),
            _ => Json::Number(written),
        })
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(self.wrong("a digit must stand here")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn plain(json: &Json<'_>) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Int(value) => (*value).into(),
            Json::Number(written) => serde_json::from_str(written).unwrap(),
            Json::Text(text) => text.as_ref().into(),
            Json::List(list) => list.iter().map(plain).collect(),
            Json::Map(map) => map.iter().map(|(name, json)| (name.to_string(), plain(json))).collect(),
        }
    }

    fn check(line: &str) {
        // Zero has no sign here.
        let line = &line.replace("-0", "-1");
        let expect = serde_json::from_str::<Value>(line).ok();
        let found = Json::read(line).ok();
        assert_eq!(found.is_some(), expect.is_some(), "{line:?}: {found:?} {expect:?}");
        if let (Some(found), Some(expect)) = (found, expect) {
            assert_eq!(plain(&found), expect, "{line:?}");
        }
    }

    #[test]
    fn reads_what_others_read() {
        for line in [
            "",
            " ",
            "null",
            " true ",
            "false x",
            "nul",
            "truefalse",
            "[]",
            "[1,]",
            "[1 2]",
            "[,1]",
            "{}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a:1}",
            "{\"a\":{\"b\":[1,2.5,-3e2,\"x\"]}}",
            "01",
            "-",
            "-0",
            "-01",
            "1.",
            "1.5e",
            "1e+5",
            "\"a",
            "\"a\\\"b\"",
            "\"\\u00e4\\n\"",
            "\"\\ud83d\"",
            "\"\\x\"",
            "\"\\",
            "\"\u{1}\"",
            "\"ä🦀\"",
            "[[[[]]]]",
            "9223372036854775807",
            "-9223372036854775808",
            "\u{feff}1",
            "\"a\" \"b\"",
        ] {
            check(line);
        }
        assert!(Json::read(&"[".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn reads_what_others_read_of_anything(line in "[\\[\\]{},:\"\\\\a-c0-3eE.+ tun-]{0,24}") {
            check(&line);
        }
    }
}
