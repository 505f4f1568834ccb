//! JSON as it stands in a line: texts are borrowed from it where they have no escapes, fields keep their order.
//!
//! `serde_json` reads it. It would make a floating point number of what is not whole, and the engine computes with none;
//! so a line that has such a number is read once more, and the number kept as it is written. How fast that is, and what
//! else was tried, is in `docs/decisions/0006-serde-json-reads-scenarios.md`.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

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

/// A line that is not JSON: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotJson {
    pub(super) at: String,
    pub(super) message: String,
}

impl NotJson {
    fn new(error: &serde_json::Error) -> NotJson {
        let (line, column) = (error.line(), error.column());
        let at = if line > 1 { format!("line {line}, column {column}") } else { format!("column {column}") };
        let mut message = error.to_string();
        message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
        NotJson { at, message }
    }
}

impl<'a> Json<'a> {
    /// Reads a line that holds one value.
    pub(super) fn read(line: &'a str) -> Result<Json<'a>, NotJson> {
        let strange = Cell::new(false);
        let json = Reading::quick(&strange).all_of(line).map_err(|error| NotJson::new(&error))?;
        if !strange.get() {
            return Ok(json);
        }
        Reading { exact: true, ..Reading::quick(&strange) }.value(line.trim()).map_err(|error| NotJson::new(&error))
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

/// A value that is being read.
#[derive(Clone, Copy)]
struct Reading<'f> {
    /// How many lists and objects it stands in.
    depth: usize,
    /// Numbers are looked at as they are written.
    exact: bool,
    /// Whether a number was found that must be.
    strange: &'f Cell<bool>,
}

impl<'f> Reading<'f> {
    fn quick(strange: &'f Cell<bool>) -> Reading<'f> {
        Reading { depth: 0, exact: false, strange }
    }

    fn all_of(self, text: &str) -> Result<Json<'_>, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let json = self.deserialize(&mut reader)?;
        reader.end()?;
        Ok(json)
    }

    /// A value by its text. That it is JSON, and not too deep, is known from the quick reading.
    fn value(self, text: &str) -> Result<Json<'_>, serde_json::Error> {
        match text.as_bytes().first() {
            Some(b'-' | b'0'..=b'9') => Ok(text.parse().map_or(Json::Number(text), Json::Int)),
            _ => self.all_of(text),
        }
    }

    /// What stands inside of this value.
    fn inside(self) -> Self {
        Reading { depth: self.depth + 1, ..self }
    }

    fn strange<'a>(self) -> Json<'a> {
        self.strange.set(true);
        Json::Null
    }
}

impl<'a> DeserializeSeed<'a> for Reading<'_> {
    type Value = Json<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Json<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Reading<'_> {
    type Value = Json<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json<'a>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'a>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'a>, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'a>, E> {
        Ok(i64::try_from(value).map_or_else(|_| self.strange(), Json::Int))
    }

    #[expect(clippy::disallowed_types, reason = "it only says that there is one; its digits are read from the text")]
    fn visit_f64<E>(self, _: f64) -> Result<Json<'a>, E> {
        Ok(self.strange())
    }

    fn visit_borrowed_str<E>(self, value: &'a str) -> Result<Json<'a>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'a>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut items: A) -> Result<Json<'a>, A::Error> {
        // The events of most scenarios, which stand one level deep, fit without growing.
        let mut list = Vec::with_capacity(if self.depth == 1 { 16 } else { 4 });
        if self.exact {
            while let Some(item) = items.next_element::<&RawValue>()? {
                list.push(self.inside().value(item.get()).map_err(A::Error::custom)?);
            }
        } else {
            while let Some(item) = items.next_element_seed(self.inside())? {
                list.push(item);
            }
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut fields: A) -> Result<Json<'a>, A::Error> {
        let mut map = Vec::with_capacity(8);
        while let Some(Json::Text(name)) = fields.next_key_seed(self)? {
            let value = if self.exact {
                self.inside().value(fields.next_value::<&RawValue>()?.get()).map_err(A::Error::custom)?
            } else {
                fields.next_value_seed(self.inside())?
            };
            map.push((name, value));
        }
        Ok(Json::Map(map))
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
    fn what_is_json_and_what_is_not() {
        for line in [
            "",
            "null",
            " true ",
            "false x",
            "[1,]",
            "[1 2]",
            "{}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\":{\"b\":[1,2.5,-3e2,\"x\"]}}",
            "01",
            "-0",
            "1.5e",
            " 1e+5 ",
            "\"a\\\"b\"",
            "\"\\u00e4\\n\"",
            "\"\\ud83d\"",
            "\"\u{1}\"",
            "\"ä🦀\"",
            "[[[[]]]]",
            "[9223372036854775807,-9223372036854775808]",
            "\u{feff}1",
            "\"a\" \"b\"",
        ] {
            check(line);
        }
    }

    #[test]
    fn numbers_are_what_is_written() {
        let number = |line: &'static str, expect: Json<'_>| assert_eq!(Json::read(line), Ok(expect), "{line}");
        number("7", Json::Int(7));
        number("-0", Json::Int(0));
        number(" 0.10000000000000000001 ", Json::Number("0.10000000000000000001"));
        number("9223372036854775808", Json::Number("9223372036854775808"));
        let list = Json::List(vec![Json::Number("999999999999.123456"), Json::Int(1), Json::Text("1.5".into())]);
        let map = Json::Map(vec![("a".into(), list), ("b\n".into(), Json::Number("1.50")), ("b\n".into(), Json::Null)]);
        number(r#"{ "a": [999999999999.123456 , 1, "1.5"], "b\n": 1.50, "b\n" :null}"#, map);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let wrong = |line: &str, at: &str, message: &str| {
            let found = Json::read(line).unwrap_err();
            assert_eq!((found.at.as_str(), found.message.as_str()), (at, message), "{line}");
        };
        wrong("[1 2]", "column 4", "expected `,` or `]`");
        wrong("{\n\"a\":1.5,\n a}", "line 3, column 2", "key must be a string");
        wrong(&"[".repeat(100_000), "column 128", "recursion limit exceeded");
    }

    proptest! {
        #[test]
        fn reads_what_others_read_of_anything(line in "[\\[\\]{},:\"\\\\a-c0-3eE.+ tun-]{0,24}") {
            check(&line);
        }
    }
}
