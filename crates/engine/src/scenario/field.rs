//! Fields of an object: taken by name, checked, and pointed at when they are wrong.

use std::borrow::Cow;
use std::cell::Cell;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::json::Json;
use super::value;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Path of the field ("events[3].duration_s").
    pub(super) at: String,
    pub(super) message: String,
}

/// Where a value stands; worded only when something is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        let mut at = String::new();
        self.word(&mut at);
        Fault { at, message: message.into() }
    }

    fn word(&self, out: &mut String) {
        match self {
            Path::Root => {}
            Path::Field(parent, name) => {
                parent.word(out);
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Path::Index(parent, index) => {
                parent.word(out);
                out.push_str(&format!("[{index}]"));
            }
        }
    }
}

/// At most so many fields stand in one object that is read by name.
const FIELDS_MAX: usize = 64;

/// The fields of an object, and which of them were asked for.
pub(super) struct Fields<'v, 'a, 'p> {
    fields: &'v [(Cow<'a, str>, Json<'a>)],
    path: Path<'p>,
    taken: Cell<u64>,
}

impl<'v, 'a, 'p> Fields<'v, 'a, 'p> {
    pub(super) fn new(json: &'v Json<'a>, path: Path<'p>) -> Result<Self, Fault> {
        match json {
            Json::Map(fields) if fields.len() <= FIELDS_MAX => Ok(Fields { fields, path, taken: Cell::new(0) }),
            Json::Map(_) => Err(path.fault(format!("more than {FIELDS_MAX} fields"))),
            other => Err(path.fault(format!("must be an object, but is {}", other.kind()))),
        }
    }

    pub(super) fn path<'s>(&'s self, name: &'s str) -> Path<'s> {
        Path::Field(&self.path, name)
    }

    /// An error at a field.
    pub(super) fn wrong(&self, name: &str, message: &str) -> Fault {
        self.path(name).fault(message)
    }

    /// The field, unless it is missing or null.
    pub(super) fn get(&self, name: &str) -> Option<&'v Json<'a>> {
        let ix = self.fields.iter().position(|(known, _)| known == name)?;
        self.taken.set(self.taken.get() | 1 << ix);
        let (_, json) = &self.fields[ix];
        if *json == Json::Null { None } else { Some(json) }
    }

    pub(super) fn skip(&self, name: &str) {
        let _ = self.get(name);
    }

    pub(super) fn required(&self, name: &str) -> Result<&'v Json<'a>, Fault> {
        self.get(name).ok_or_else(|| self.wrong(name, "is missing"))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'v str>, Fault> {
        self.get(name).map(|json| value::text(json, || self.path(name))).transpose()
    }

    pub(super) fn required_text(&self, name: &str) -> Result<&'v str, Fault> {
        value::text(self.required(name)?, || self.path(name))
    }

    /// A text of its own, for what the engine keeps.
    pub(super) fn owned(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(self.text(name)?.map(str::to_owned))
    }

    pub(super) fn truth(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(self.wrong(name, &format!("must be true or false, but is {}", other.kind()))),
        }
    }

    pub(super) fn whole(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Fault> {
        self.get(name).map(|json| value::whole(json, least, most, || self.path(name))).transpose()
    }

    pub(super) fn decimal(&self, name: &str) -> Result<Option<Decimal>, Fault> {
        self.get(name).map(|json| value::decimal(json, || self.path(name))).transpose()
    }

    pub(super) fn instant(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        self.get(name).map(|json| value::instant(json, || self.path(name))).transpose()
    }

    pub(super) fn required_instant(&self, name: &str) -> Result<Timestamp, Fault> {
        value::instant(self.required(name)?, || self.path(name))
    }

    pub(super) fn date(&self, name: &str) -> Result<Option<Date>, Fault> {
        self.get(name).map(|json| value::date(json, || self.path(name))).transpose()
    }

    pub(super) fn list(&self, name: &str) -> Result<Option<&'v [Json<'a>]>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::List(list)) => Ok(Some(list)),
            Some(other) => Err(self.wrong(name, &format!("must be a list, but is {}", other.kind()))),
        }
    }

    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        let Some(list) = self.list(name)? else {
            return Ok(None);
        };
        let path = self.path(name);
        let texts =
            list.iter().enumerate().map(|(ix, json)| value::text(json, || Path::Index(&path, ix)).map(str::to_owned));
        texts.collect::<Result<Vec<String>, Fault>>().map(Some)
    }

    /// All fields with their names, for objects whose names are free.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'v str, &'v Json<'a>)> {
        self.fields.iter().map(|(name, json)| (&**name, json))
    }

    /// An error if a field was never asked for, or stands there twice.
    pub(super) fn finish(&self, known: &[&str]) -> Result<(), Fault> {
        let all = if self.fields.len() == FIELDS_MAX { u64::MAX } else { (1 << self.fields.len()) - 1 };
        let left = all & !self.taken.get();
        if left == 0 {
            return Ok(());
        }
        let ix = usize::try_from(left.trailing_zeros()).unwrap_or(0);
        let Some((name, _)) = self.fields.get(ix) else {
            return Ok(());
        };
        if known.contains(&&**name) {
            return Err(self.wrong(name, "is given twice"));
        }
        Err(self.wrong(name, &format!("is not known here; known: {}", known.join(", "))))
    }
}
