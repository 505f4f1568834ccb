//! The mapping file: which column of a log means what, and which of its words is which event.

use std::collections::BTreeMap;
use std::path::Path;

use engine::plan::Selection;
use engine::run::event::{Contract, Facts};
use engine::time::{wall, written};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::failure::Failure;

/// What a mapping file says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Map {
    /// Column with the ticket.
    case: String,
    /// Column with the time.
    time: String,
    /// Column with what happened.
    what: String,
    /// Zone in which times without an offset are meant.
    time_zone: Option<String>,
    /// Whether the times' offsets are right; `ignore`: the wall clock is meant, in `time-zone`.
    #[serde(default)]
    offsets: Offsets,
    /// Whether the rows of a ticket stand together.
    #[serde(default)]
    pub rows: Rows,
    /// Sign between the columns.
    #[serde(default = "comma")]
    pub separator: char,
    /// What the words of the column `what` are.
    events: BTreeMap<String, Word>,
    /// Columns with facts of a ticket: severity, channel, contact, product, request, …
    #[serde(default)]
    columns: BTreeMap<String, String>,
    /// What the words of such a column mean, by the name of the fact.
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Facts that hold for every ticket whose row says nothing else.
    #[serde(default)]
    defaults: BTreeMap<String, String>,
    /// The contract that all tickets come under, beside its plan.
    #[serde(default)]
    contract: Agreed,
}

/// What a word of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// Somebody answers.
    Reply,
    /// The customer writes.
    Message,
    /// Waits for the customer, until the next row of the ticket.
    Pause,
    /// Resolved. What comes after it reopens the ticket, unless it closes it.
    Resolve,
    /// Closed for good.
    Close,
    /// A call; needs the columns `line` and `duration`.
    Call,
    /// Work; needs the column `duration`.
    Work,
    /// Nothing; the row counts only as the ticket's arrival if it is the first.
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Offsets {
    #[default]
    Keep,
    Ignore,
}

/// How the rows of a log are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// The rows of a ticket stand together.
    #[default]
    ByCase,
    /// In any order, such as that of time.
    ByTime,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Agreed {
    /// First day, without quotes; without it: the month in which the log begins.
    start: Option<toml::value::Datetime>,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    packages: Vec<String>,
    #[serde(default)]
    agreed: BTreeMap<String, String>,
    #[serde(default)]
    facts: BTreeMap<String, String>,
}

fn comma() -> char {
    ','
}

/// A mapping that fits a log: columns by place.
#[derive(Debug)]
pub struct Columns {
    pub case: usize,
    pub time: usize,
    pub what: usize,
    /// Name of the fact, place of its column, what its words mean.
    pub facts: Vec<(String, usize, BTreeMap<String, String>)>,
    /// Column with seconds of calls and work.
    pub duration: Option<usize>,
    words: BTreeMap<String, Word>,
    pub defaults: BTreeMap<String, String>,
    /// The zone for wall times; none: times carry their offset.
    pub zone: Option<TimeZone>,
    ignore_offsets: bool,
}

impl Map {
    /// Reads a mapping file, or takes plain column names where none is given.
    pub fn read(file: Option<&Path>) -> Result<Map, Failure> {
        let Some(file) = file else {
            return toml::from_str(PLAIN).map_err(|error| Failure::said(error.to_string()));
        };
        let text =
            std::fs::read_to_string(file).map_err(|error| Failure::said(format!("{}: {error}", file.display())))?;
        toml::from_str(&text).map_err(|error| Failure::said(format!("{}: {error}", file.display())))
    }

    /// Finds the columns in a log's header.
    pub fn columns(&self, header: &csv::StringRecord) -> Result<Columns, Failure> {
        let find = |name: &str| {
            header.iter().position(|known| known == name).ok_or_else(|| {
                let known: Vec<&str> = header.iter().collect();
                Failure::said(format!("the log has no column `{name}`; it has: {}", known.join(", ")))
            })
        };
        let mut facts = Vec::new();
        let mut duration = None;
        for (fact, column) in &self.columns {
            let place = find(column)?;
            if fact == "duration" {
                duration = Some(place);
            } else {
                facts.push((fact.clone(), place, self.values.get(fact).cloned().unwrap_or_default()));
            }
        }
        let timed = self.events.iter().find(|(_, word)| matches!(word, Word::Call | Word::Work));
        if let Some((word, _)) = timed.filter(|_| duration.is_none()) {
            return Err(Failure::said(format!("`{word}` takes time, so [columns] needs `duration`, in seconds")));
        }
        let zone = self.time_zone.as_deref().map(|name| {
            TimeZone::get(name).map_err(|_| Failure::said(format!("`{name}` is no time zone; write Europe/Rome")))
        });
        let ignore_offsets = self.offsets == Offsets::Ignore;
        let zone = zone.transpose()?;
        if ignore_offsets && zone.is_none() {
            return Err(Failure::said("offsets that are ignored need a `time-zone` in which the times are meant"));
        }
        Ok(Columns {
            case: find(&self.case)?,
            time: find(&self.time)?,
            what: find(&self.what)?,
            facts,
            duration,
            words: self.events.clone(),
            defaults: self.defaults.clone(),
            zone,
            ignore_offsets,
        })
    }

    /// The contract that all tickets come under; without a start of its own it begins with the log.
    pub fn contract(&self, plan: &str) -> Contract {
        let agreed = &self.contract;
        let date = |written: &toml::value::Datetime| written.to_string().parse::<Date>().ok();
        Contract {
            selection: Selection {
                plan: plan.to_owned(),
                packages: agreed.packages.clone(),
                options: agreed.options.clone(),
            },
            start: agreed.start.as_ref().and_then(date).unwrap_or(Date::MIN),
            facts: Facts { agreed: agreed.agreed.clone(), named: agreed.facts.clone(), ..Facts::default() },
            ..Contract::default()
        }
    }
}

impl Columns {
    /// What a word of the log is; words that the mapping does not name are nothing.
    pub fn word(&self, what: &str) -> Word {
        self.words.get(what).copied().unwrap_or(Word::Nothing)
    }

    /// An instant of the log.
    pub fn instant(&self, text: &str) -> Option<jiff::Timestamp> {
        let text = text.trim();
        if !self.ignore_offsets
            && let Some(at) = written::instant(text).or_else(|| text.parse().ok())
        {
            return Some(at);
        }
        let zone = self.zone.as_ref()?;
        let shown = text.get(..19).unwrap_or(text);
        wall::instant(written::wall(shown).or_else(|| shown.parse().ok())?, zone)
    }
}

/// The mapping of a log that already uses the words of a plan.
const PLAIN: &str = r#"
case = "ticket"
time = "at"
what = "do"
[events]
reply = "reply"
message = "message"
pause = "pause"
resolve = "resolve"
close = "close"
"#;
