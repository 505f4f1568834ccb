//! Reading a log: rows of a CSV file gathered into tickets, each with its events in order of time.
//!
//! Rows that stand together are taken one ticket after the other, so that memory does not grow with the log. A log in
//! any other order is first parted into files by ticket, and those are taken one after the other.

use std::collections::BTreeMap;
use std::io::{Read, Write as _};

use engine::plan::catalogue::Channel;
use engine::run::event::{By, Call, Event, Open, What, Work};
use jiff::Timestamp;

use super::map::{Columns, Map, Rows, Word};
use crate::failure::Failure;

/// Files that a log in no order is parted into.
const PARTS: usize = 64;

/// Rows that could not be read, and the first reasons.
#[derive(Debug, Default)]
pub struct Skipped {
    pub rows: u64,
    pub reasons: Vec<String>,
}

/// At most so many reasons are kept.
const REASONS: usize = 10;

impl Skipped {
    fn note(&mut self, line: u64, reason: &str) {
        self.rows += 1;
        if self.reasons.len() < REASONS {
            self.reasons.push(format!("line {line}: {reason}"));
        }
    }
}

/// A row of a ticket.
struct Row {
    at: Timestamp,
    word: Word,
    duration_s: Option<i64>,
    facts: Vec<(usize, String)>,
}

/// Reads a log and hands over each ticket's events; `take` says whether to go on.
pub fn tickets(map: &Map, input: impl Read, mut take: impl FnMut(Vec<Event>) -> bool) -> Result<Skipped, Failure> {
    let mut skipped = Skipped::default();
    if map.rows == Rows::ByCase {
        together(map, input, &mut skipped, &mut take)?;
        return Ok(skipped);
    }
    let folder = tempfile::tempdir()?;
    let parts = part(map, input, folder.path(), &mut skipped)?;
    for part in parts {
        scattered(map, std::fs::File::open(part)?, &mut skipped, &mut take)?;
    }
    Ok(skipped)
}

/// The last and the first instant of a log.
pub fn span(map: &Map, input: impl Read) -> Result<(Timestamp, Option<Timestamp>), Failure> {
    let mut reader = reader(map, input)?;
    let columns = map.columns(&header(&mut reader)?)?;
    let mut record = csv::StringRecord::new();
    let (mut first, mut last) = (None::<Timestamp>, None::<Timestamp>);
    while next(&mut reader, &mut record, &mut Skipped::default())? {
        if let Some(at) = record.get(columns.time).and_then(|time| columns.instant(time)) {
            first = Some(first.map_or(at, |first| first.min(at)));
            last = Some(last.map_or(at, |last| last.max(at)));
        }
    }
    let last = last.ok_or_else(|| Failure::said("the log has no row with a time that can be read"))?;
    Ok((last, first))
}

fn reader<R: Read>(map: &Map, input: R) -> Result<csv::Reader<R>, Failure> {
    let separator = u8::try_from(map.separator).map_err(|_| Failure::said("the separator is one plain sign"))?;
    Ok(csv::ReaderBuilder::new().delimiter(separator).flexible(true).buffer_capacity(1 << 18).from_reader(input))
}

fn header<R: Read>(reader: &mut csv::Reader<R>) -> Result<csv::StringRecord, Failure> {
    reader.headers().cloned().map_err(|error| Failure::said(format!("the log's first line: {error}")))
}

/// Rows of a ticket stand together.
fn together(
    map: &Map,
    input: impl Read,
    skipped: &mut Skipped,
    take: &mut impl FnMut(Vec<Event>) -> bool,
) -> Result<(), Failure> {
    let mut reader = reader(map, input)?;
    let columns = map.columns(&header(&mut reader)?)?;
    let mut record = csv::StringRecord::new();
    let (mut case, mut rows) = (String::new(), Vec::new());
    while next(&mut reader, &mut record, skipped)? {
        let Some(row) = row(&columns, &record, skipped) else { continue };
        let own = record.get(columns.case).unwrap_or_default();
        if own != case {
            if !rows.is_empty() && !take(events(&columns, &case, std::mem::take(&mut rows))) {
                return Ok(());
            }
            case.clear();
            case.push_str(own);
        }
        rows.push(row);
    }
    if !rows.is_empty() {
        take(events(&columns, &case, rows));
    }
    Ok(())
}

/// Rows of a ticket may stand anywhere; the input is small enough to be held.
fn scattered(
    map: &Map,
    input: impl Read,
    skipped: &mut Skipped,
    take: &mut impl FnMut(Vec<Event>) -> bool,
) -> Result<(), Failure> {
    let mut reader = reader(map, input)?;
    let columns = map.columns(&header(&mut reader)?)?;
    let mut record = csv::StringRecord::new();
    let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    while next(&mut reader, &mut record, skipped)? {
        if let Some(row) = row(&columns, &record, skipped) {
            cases.entry(record.get(columns.case).unwrap_or_default().to_owned()).or_default().push(row);
        }
    }
    for (case, rows) in cases {
        if !take(events(&columns, &case, rows)) {
            break;
        }
    }
    Ok(())
}

/// Parts a log by ticket into files with the same header.
fn part(
    map: &Map,
    input: impl Read,
    folder: &std::path::Path,
    skipped: &mut Skipped,
) -> Result<Vec<std::path::PathBuf>, Failure> {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
    let mut reader = reader(map, input)?;
    let head = header(&mut reader)?;
    let columns = map.columns(&head)?;
    let separator = u8::try_from(map.separator).unwrap_or(b',');
    let mut files = Vec::new();
    for ix in 0..PARTS {
        let path = folder.join(format!("{ix}.csv"));
        let file = std::io::BufWriter::new(std::fs::File::create(&path)?);
        let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(file);
        writer.write_record(&head).map_err(broken)?;
        files.push((path, writer));
    }
    let mut record = csv::StringRecord::new();
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    while next(&mut reader, &mut record, skipped)? {
        let place = hasher.hash_one(record.get(columns.case).unwrap_or_default()) % PARTS as u64;
        if let Some((_, writer)) = usize::try_from(place).ok().and_then(|place| files.get_mut(place)) {
            writer.write_record(&record).map_err(broken)?;
        }
    }
    let mut paths = Vec::new();
    for (path, writer) in files {
        writer.into_inner().map_err(|error| Failure::said(error.to_string()))?.flush()?;
        paths.push(path);
    }
    Ok(paths)
}

fn broken(error: csv::Error) -> Failure {
    Failure::said(error.to_string())
}

/// The next row; one that is no text is skipped.
fn next<R: Read>(
    reader: &mut csv::Reader<R>,
    record: &mut csv::StringRecord,
    skipped: &mut Skipped,
) -> Result<bool, Failure> {
    loop {
        match reader.read_record(record) {
            Ok(more) => return Ok(more),
            Err(error) if error.is_io_error() => return Err(broken(error)),
            Err(error) => skipped.note(error.position().map_or(0, csv::Position::line), "not readable as UTF-8 text"),
        }
    }
}

fn row(columns: &Columns, record: &csv::StringRecord, skipped: &mut Skipped) -> Option<Row> {
    let line = record.position().map_or(0, csv::Position::line);
    let Some(time) = record.get(columns.time) else {
        skipped.note(line, "too few columns");
        return None;
    };
    let Some(at) = columns.instant(time) else {
        skipped.note(line, &format!("`{time}` is no time; write 2026-11-10 18:10:00+01:00"));
        return None;
    };
    if record.get(columns.case).is_none_or(str::is_empty) {
        skipped.note(line, "no ticket");
        return None;
    }
    let word = columns.word(record.get(columns.what).unwrap_or_default());
    let duration = columns.duration.and_then(|place| record.get(place)).filter(|text| !text.is_empty());
    let duration_s = duration.map(|text| text.trim().parse::<i64>().ok().filter(|seconds| *seconds >= 0));
    if duration_s == Some(None) {
        skipped.note(line, &format!("`{}` is no number of seconds", duration.unwrap_or_default()));
        return None;
    }
    let facts = columns.facts.iter().enumerate().filter_map(|(ix, (_, place, values))| {
        let text = record.get(*place).map(str::trim).filter(|text| !text.is_empty())?;
        Some((ix, values.get(text).cloned().unwrap_or_else(|| text.to_owned())))
    });
    Some(Row { at, word, duration_s: duration_s.flatten(), facts: facts.collect() })
}

/// The events of a ticket: its first row is its arrival and nothing else.
fn events(columns: &Columns, case: &str, mut rows: Vec<Row>) -> Vec<Event> {
    rows.sort_by_key(|row| row.at);
    let ticket = || case.to_owned();
    let mut found = Vec::with_capacity(rows.len() + 2);
    let (mut paused, mut resolved) = (false, false);
    for (ix, row) in rows.into_iter().enumerate() {
        let at = row.at;
        let mut push = |what| found.push(Event { at, known: None, what });
        if ix == 0 {
            push(What::Open(open(columns, case, &row)));
            continue;
        }
        if paused && row.word != Word::Pause {
            paused = false;
            push(What::Resume { ticket: ticket() });
        }
        if resolved && !matches!(row.word, Word::Resolve | Word::Close | Word::Nothing) {
            resolved = false;
            push(What::Reopen { ticket: ticket() });
        }
        match row.word {
            Word::Reply => push(What::Reply { ticket: ticket(), by: By::Agent, reaches: Vec::new() }),
            Word::Message => push(What::Reply { ticket: ticket(), by: By::Customer, reaches: Vec::new() }),
            Word::Pause if !paused => {
                paused = true;
                push(What::Pause { ticket: ticket(), why: "waiting-customer".to_owned() });
            }
            Word::Resolve if !resolved => {
                resolved = true;
                push(What::Resolve { ticket: ticket() });
            }
            Word::Close => push(What::Close { ticket: ticket() }),
            Word::Call => push(What::Call(Call {
                line: fact(columns, &row, "line").unwrap_or_default(),
                duration_s: row.duration_s.unwrap_or(0),
                caller: fact(columns, &row, "contact"),
                ticket: Some(ticket()),
                ..Call::default()
            })),
            Word::Work => push(What::Log(Work {
                ticket: Some(ticket()),
                duration_s: row.duration_s.unwrap_or(0),
                kind: fact(columns, &row, "kind"),
                ..Work::default()
            })),
            Word::Pause | Word::Resolve | Word::Nothing => {}
        }
    }
    found
}

fn fact(columns: &Columns, row: &Row, name: &str) -> Option<String> {
    let told = row.facts.iter().find(|(ix, _)| columns.facts[*ix].0 == name).map(|(_, value)| value.clone());
    told.or_else(|| columns.defaults.get(name).cloned())
}

fn open(columns: &Columns, case: &str, row: &Row) -> Open {
    let known = |name: &str| fact(columns, row, name);
    let mut open = Open {
        ticket: case.to_owned(),
        channel: known("channel").and_then(|id| Channel::find(&id)),
        severity: known("severity"),
        contact: Some(known("contact").unwrap_or_else(|| "log".to_owned())),
        product: known("product"),
        system: known("system"),
        version: known("version"),
        topic: known("topic"),
        request: known("request"),
        role: known("role"),
        ..Open::default()
    };
    for (name, value) in &columns.defaults {
        open.facts.insert(name.clone(), value.clone());
    }
    for (ix, value) in &row.facts {
        open.facts.insert(columns.facts[*ix].0.clone(), value.clone());
    }
    open
}
