//! `mainstay hours`: covered time of a plan's window, or of lines of JSON.

use std::path::PathBuf;

use clap::Args;
use engine::explain::window_line;
use engine::plan::Catalogue;
use engine::plan::catalogue::{Language, Span, Stated};
use engine::plan::grammar::Within;
use engine::plan::show::word;
use engine::time::HoursReader;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::plan::Spoken;
use super::scenario::{catalogues, each_line};
use crate::failure::{Failure, PARTLY};

/// Adds or measures covered time.
#[derive(Args, Debug)]
pub struct Hours {
    /// Plan file
    #[arg(required_unless_present = "jsonl")]
    file: Option<PathBuf>,
    /// Window of the plan file
    #[arg(required_unless_present = "jsonl")]
    window: Option<String>,
    /// Add so much covered time ("8h", "90min", "2 business days", "end of next business day")
    #[arg(long, value_name = "DURATION", requires = "from", conflicts_with = "between")]
    add: Option<String>,
    /// From when ("2026-11-20T15:50", read in the provider's zone if it names none)
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Measure the covered time between two times
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
    between: Option<Vec<String>>,
    /// Show the steps that led to the answer: the stretches of covered time, or how days are counted
    #[arg(long)]
    explain: bool,
    /// With --explain: also draw the time line into a file, as SVG
    #[arg(long, value_name = "FILE", requires = "explain")]
    svg: Option<PathBuf>,
    /// Language of steps and picture
    #[arg(long, value_enum, default_value_t = Spoken::En)]
    lang: Spoken,
    /// Read lines of JSON from standard input and answer each with one
    #[arg(long, conflicts_with_all = ["file", "window", "add", "from", "between"])]
    jsonl: bool,
}

impl Hours {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        if self.jsonl {
            let mut reader = HoursReader::new();
            let any_error = each_line(|line, out| {
                let answer = reader.answer(line);
                let wrong = answer.contains("\"error\":{");
                out.push_str(&answer);
                wrong
            })?;
            return if any_error { Err(Failure::new(PARTLY, "")) } else { Ok(()) };
        }
        let (Some(file), Some(window)) = (self.file, self.window) else {
            return Err(Failure::said("a plan file and a window are needed, or --jsonl"));
        };
        let read = catalogues(std::slice::from_ref(&file))?;
        let Some((_, catalogue)) = read.first() else { return Err(Failure::said("no plan file")) };
        let Some(index) = catalogue.find_window(&window) else {
            let known: Vec<&str> = catalogue.windows.iter().map(|window| window.id.as_str()).collect();
            return Err(Failure::said(format!("no window `{window}`; known: {}", known.join(", "))));
        };
        let coverage = &catalogue.windows[index].coverage;
        let zone = &catalogue.provider.zone;
        let language = Language::from(self.lang);
        let draw = |asked: &str, span: (Timestamp, Timestamp)| match &self.svg {
            None => Ok(()),
            Some(file) => std::fs::write(file, window_line(catalogue, index, span, asked, language))
                .map_err(|error| Failure::said(format!("{}: {error}", file.display()))),
        };
        if let (Some(add), Some(from)) = (&self.add, &self.from) {
            let from = instant(from, zone)?;
            let within: Within = add.parse().map_err(|error| Failure::said(format!("--add `{add}`: {error}")))?;
            let Stated::Value(span) = within.span else {
                return Err(Failure::said(format!("--add `{add}` is no length of time")));
            };
            let due = engine::sla::due(coverage, span, from).map_err(|error| Failure::said(error.to_string()))?;
            if self.explain {
                explain(catalogue, index, (from, due), span, language);
                draw(add, (from, due))?;
            }
            println!("{}", shown(due, zone));
            return Ok(());
        }
        let Some([from, to]) = self.between.as_deref().and_then(|times| <&[String; 2]>::try_from(times).ok()) else {
            return Err(Failure::said("give --add with --from, or --between with two times"));
        };
        let (from, to) = (instant(from, zone)?, instant(to, zone)?);
        let covered = coverage.between(from, to);
        if self.explain {
            for (open, close) in coverage.intervals(from, to).take(1000) {
                println!("{}  {}  {}", shown(open, zone), shown(close, zone), length(close.duration_since(open)));
            }
            draw(&length(covered), (from, to))?;
        }
        println!("{} s ({})", covered.as_secs(), length(covered));
        Ok(())
    }
}

/// The steps of an addition: the stretches that count, or how something else than hours is counted and in which hours.
fn explain(catalogue: &Catalogue, window: usize, (from, due): (Timestamp, Timestamp), span: Span, language: Language) {
    let (zone, window) = (&catalogue.provider.zone, &catalogue.windows[window]);
    if let Span::Seconds(seconds) = span {
        for piece in window.coverage.explain_add(from, SignedDuration::from_secs(seconds)) {
            println!("{}  {}  {}", shown(piece.from, zone), shown(piece.to, zone), length(piece.covered));
        }
        return;
    }
    let hours = word::hours(&window.hours, language);
    let start = shown(from, zone);
    let span = word::span(span, language);
    match language {
        Language::De => println!("{span} ab {start}, Zeiten: {hours}"),
        Language::En => println!("{span} from {start}, hours: {hours}"),
    }
    for (open, close) in window.coverage.intervals(from, due.max(from)).take(1000) {
        println!("{}  {}  {}", shown(open, zone), shown(close, zone), length(close.duration_since(open)));
    }
}

fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    text.parse::<jiff::civil::DateTime>()
        .ok()
        .and_then(|local| local.to_zoned(zone.clone()).ok())
        .map(|zoned: Zoned| zoned.timestamp())
        .ok_or_else(|| Failure::said(format!("`{text}` is no time; write 2026-11-20T15:50 or 2026-11-20T15:50+01:00")))
}

fn shown(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn length(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    format!("{} h {:02} min {:02} s", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
