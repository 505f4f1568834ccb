//! A long log out of a short one: its tickets again and again, each time some weeks later and under names of their own.

use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use clap::Args;
use jiff::ToSpan as _;
use jiff::civil::DateTime;

use crate::failure::Failure;

/// Repeats a log on standard output.
#[derive(Args, Debug)]
pub struct Long {
    /// CSV file with a header
    #[arg(long, value_name = "CSV")]
    log: PathBuf,
    /// How often its tickets come
    #[arg(long, default_value_t = 219)]
    times: u32,
    /// Column with the ticket
    #[arg(long, default_value = "case:concept:name")]
    ticket: String,
    /// Column with the time, which begins like 2010-01-13 08:40:25
    #[arg(long, default_value = "time:timestamp")]
    time: String,
}

/// Length of a time's day and hour, before its offset.
const WALL: usize = 19;

impl Long {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let broken = |error: csv::Error| Failure::said(format!("{}: {error}", self.log.display()));
        let mut reader = csv::Reader::from_path(&self.log).map_err(broken)?;
        let header = reader.headers().map_err(broken)?.clone();
        let find = |name: &str| {
            let place = header.iter().position(|known| known == name);
            place.ok_or_else(|| Failure::said(format!("{} has no column `{name}`", self.log.display())))
        };
        let (ticket, time) = (find(&self.ticket)?, find(&self.time)?);
        let rows: Vec<csv::StringRecord> = reader.into_records().collect::<Result<_, _>>().map_err(broken)?;
        let mut out = csv::Writer::from_writer(BufWriter::new(io::stdout().lock()));
        out.write_record(&header).map_err(broken)?;
        for round in 0..self.times {
            for row in &rows {
                let fields = row.iter().enumerate().map(|(ix, field)| match ix {
                    ix if ix == ticket => format!("{field}-{round}"),
                    ix if ix == time => later(field, round),
                    _ => field.to_owned(),
                });
                out.write_record(fields).map_err(broken)?;
            }
        }
        out.into_inner().map_err(|error| Failure::said(error.to_string()))?.flush()?;
        Ok(())
    }
}

/// The same time of the same day of the week, weeks later; what is no time stays as it is.
fn later(time: &str, weeks: u32) -> String {
    let wall = time.get(..WALL).and_then(|wall| wall.parse::<DateTime>().ok());
    match wall.and_then(|wall| wall.checked_add(i64::from(weeks).weeks()).ok()) {
        Some(wall) => wall.strftime("%Y-%m-%d %H:%M:%S").to_string() + &time[WALL..],
        None => time.to_owned(),
    }
}
