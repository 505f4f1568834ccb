//! `mainstay backtest`: past tickets and calls under plans that they never came under.
//!
//! The log is read once by this thread and judged by others, in batches that wait for each other, so that memory does not
//! grow with the log. All tickets of a log come under one contract of each plan. Calls and work are kept and rated at the
//! end, for allowances span tickets.

mod log;
mod map;
mod page;
mod report;

use std::io::{IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use engine::backtest::{Breach, Replay, Tally};
use engine::plan::agreed::check;
use engine::plan::catalogue::Language;
use engine::run::Book;
use engine::run::event::{Event, What};
use jiff::Timestamp;

use super::scenario::catalogues;
use crate::failure::Failure;
use log::Skipped;
use map::Map;
use report::{PlanResult, Report};

/// Tickets in a batch.
const BATCH: usize = 512;
/// Batches that may wait to be judged.
const WAITING: usize = 8;
/// Threads that judge.
const JUDGES: usize = 2;

/// Replays a log of tickets and calls under plans.
#[derive(Args, Debug)]
pub struct Backtest {
    /// Plan file; several may be given
    #[arg(long, value_name = "FILE", required = true)]
    plans: Vec<PathBuf>,
    /// Plan to replay under; several are shown side by side
    #[arg(long, value_name = "ID", required = true)]
    plan: Vec<String>,
    /// Log: a CSV file with a header, or `-` for standard input (then --until is needed)
    #[arg(long, value_name = "CSV")]
    log: PathBuf,
    /// Mapping file: which column and word means what; without it the columns are ticket, at and do
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Until when clocks run that nothing has stopped; without it: the last time of the log
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Language of names and reasons
    #[arg(long, value_parser = ["de", "en"], default_value = "en")]
    language: String,
    /// Write all counts as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write all breaches with their reasons as CSV
    #[arg(long, value_name = "FILE")]
    breaches: Option<PathBuf>,
    /// Write the whole result as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the result as one HTML page with charts
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Backtest {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let map = Map::read(self.map.as_deref())?;
        let book = Book::new(catalogues(&self.plans)?);
        let language = if self.language == "de" { Language::De } else { Language::En };
        let (until, first) = match self.until {
            Some(until) => (until, None),
            None if self.log == Path::new("-") => {
                return Err(Failure::said("a log on standard input needs --until, for it can be read only once"));
            }
            None => log::span(&map, std::fs::File::open(&self.log).map_err(|error| at(&self.log, &error))?)?,
        };
        let replays: Vec<Replay> = self.plan.iter().map(|plan| replay(&book, &map, plan)).collect::<Result<_, _>>()?;
        let mut breaches = self.breaches.as_deref().map(report::Breaches::create).transpose()?;
        let replayed = self.replay(&map, &replays, until, language, &mut breaches)?;
        if let Some(breaches) = breaches {
            breaches.finish()?;
        }
        let first = first.unwrap_or(replayed.first);
        let results = self.plan.iter().zip(&replays).zip(replayed.plans);
        let results = results.map(|((plan, replay), judged)| {
            PlanResult::new(plan, replay, judged, first, until, &replayed.uses, language)
        });
        let report = Report {
            log: self.log.display().to_string(),
            tickets: replayed.tickets,
            skipped: replayed.skipped,
            until,
            language,
            plans: results.collect::<Result<_, _>>()?,
        };
        print!("{}", report.table());
        if let Some(path) = &self.csv {
            report.write_csv(path)?;
        }
        if let Some(path) = &self.json {
            std::fs::write(path, report.json()).map_err(|error| at(path, &error))?;
        }
        if let Some(path) = &self.html {
            std::fs::write(path, page::page(&report)).map_err(|error| at(path, &error))?;
        }
        for reason in &report.skipped.reasons {
            eprintln!("skipped {reason}");
        }
        if report.skipped.rows > 0 {
            return Err(Failure::new(crate::failure::PARTLY, format!("{} rows were skipped", report.skipped.rows)));
        }
        Ok(())
    }

    /// Reads the log and judges it, batch by batch.
    fn replay(
        &self,
        map: &Map,
        replays: &[Replay],
        until: Timestamp,
        language: Language,
        breaches: &mut Option<report::Breaches>,
    ) -> Result<Replayed, Failure> {
        let progress = Progress::new(&self.log);
        let (sender, receiver) = mpsc::sync_channel::<Vec<Vec<Event>>>(WAITING);
        let receiver = Arc::new(Mutex::new(receiver));
        let requests = replays.iter().any(Replay::meters_requests);
        std::thread::scope(|scope| {
            let (told, tell) = mpsc::sync_channel::<Vec<(usize, Breach)>>(WAITING);
            let write = breaches.is_some();
            let judges: Vec<_> = (0..JUDGES)
                .map(|_| {
                    let (receiver, told) = (Arc::clone(&receiver), told.clone());
                    scope.spawn(move || judge(replays, &receiver, until, write.then_some(told)))
                })
                .collect();
            drop(told);
            let named: Vec<(String, &Replay)> = self.plan.iter().cloned().zip(replays).collect();
            let writer = scope.spawn(move || -> Result<(), Failure> {
                for batch in tell {
                    if let Some(breaches) = breaches.as_mut() {
                        breaches.write(&batch, &named, language)?;
                    }
                }
                Ok(())
            });
            let mut kept = Kept { requests, ..Kept::default() };
            let mut batch = Vec::with_capacity(BATCH);
            let read = log::tickets(map, progress.reader(&self.log)?, |events| {
                kept.take(&events);
                progress.show(kept.tickets);
                batch.push(events);
                batch.len() < BATCH || sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_ok()
            });
            // A judge that is gone has panicked; that is told when it is joined.
            let _ = sender.send(batch);
            drop(sender);
            let mut plans: Vec<Judged> = replays.iter().map(|_| Judged::default()).collect();
            for judge in judges {
                let judged = judge.join().map_err(|_| Failure::said("a ticket could not be judged"))?;
                for (plan, more) in plans.iter_mut().zip(judged) {
                    plan.join(more);
                }
            }
            writer.join().map_err(|_| Failure::said("the breaches could not be written"))??;
            progress.end();
            let skipped = read?;
            let first = kept.first.unwrap_or(until);
            Ok(Replayed { plans, tickets: kept.tickets, uses: kept.uses, first, skipped })
        })
    }
}

fn at(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(format!("{}: {error}", path.display()))
}

fn replay(book: &Book, map: &Map, plan: &str) -> Result<Replay, Failure> {
    let volume = book.get(None, plan).map_err(|error| Failure::said(error.to_string()))?;
    let contract = map.contract(plan);
    for (name, text) in &contract.facts.agreed {
        check(volume.catalogue(), name, text)
            .map_err(|fault| Failure::said(format!("[contract] agreed.\"{name}\", under plan {plan}: {fault}")))?;
    }
    Replay::new(volume, contract).map_err(|error| Failure::said(error.to_string()))
}

/// What came of one plan, as far as one judge or all of them got.
#[derive(Debug, Default)]
pub struct Judged {
    pub tally: Tally,
    /// The first breaches, for the page.
    pub breaches: Vec<Breach>,
    pub breached: u64,
}

/// Breaches that are shown with their reasons.
const SHOWN: usize = 100;

impl Judged {
    /// Whether a breach of a ticket may be among the first: its clocks start with its arrival at the earliest.
    fn shows(&self, events: &[Event]) -> bool {
        let last = self.breaches.last().filter(|_| self.breaches.len() >= SHOWN);
        last.is_none_or(|last| events.first().is_some_and(|event| event.at <= last.clock.started))
    }

    fn join(&mut self, other: Judged) {
        self.tally.join(other.tally);
        self.breached += other.breached;
        self.breaches.extend(other.breaches);
        // Whichever judge came first: the earliest are shown.
        self.breaches.sort_by(|a, b| (a.clock.started, &a.ticket).cmp(&(b.clock.started, &b.ticket)));
        self.breaches.truncate(SHOWN);
    }
}

type Batches = Mutex<mpsc::Receiver<Vec<Vec<Event>>>>;

/// Judges batches until there are no more.
fn judge(
    replays: &[Replay],
    batches: &Batches,
    until: Timestamp,
    told: Option<mpsc::SyncSender<Vec<(usize, Breach)>>>,
) -> Vec<Judged> {
    let mut plans: Vec<Judged> = replays.iter().map(|_| Judged::default()).collect();
    loop {
        let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = batch else { return plans };
        let mut found = Vec::new();
        for (ix, (replay, judged)) in replays.iter().zip(&mut plans).enumerate() {
            for events in &batch {
                let breached = replay.ticket(events, until, &mut judged.tally);
                if breached == 0 || (told.is_none() && !judged.shows(events)) {
                    judged.breached += breached;
                    continue;
                }
                let breaches = replay.breaches(events, until);
                if told.is_some() {
                    found.extend(breaches.iter().map(|breach| (ix, breach.clone())));
                }
                judged.join(Judged { tally: Tally::default(), breaches, breached });
            }
        }
        if let Some(told) = &told {
            // A writer that is gone has failed; that is told when it is joined.
            let _ = told.send(found);
        }
    }
}

struct Replayed {
    plans: Vec<Judged>,
    tickets: u64,
    uses: Vec<Event>,
    first: Timestamp,
    skipped: Skipped,
}

/// What is kept of the log for the money.
#[derive(Default)]
struct Kept {
    requests: bool,
    tickets: u64,
    uses: Vec<Event>,
    first: Option<Timestamp>,
}

impl Kept {
    fn take(&mut self, events: &[Event]) {
        self.tickets += 1;
        if let Some(event) = events.first() {
            self.first = Some(self.first.map_or(event.at, |first| first.min(event.at)));
        }
        for event in events {
            let metered = match &event.what {
                What::Call(_) | What::Log(_) => true,
                What::Open(_) => self.requests,
                _ => false,
            };
            if metered {
                self.uses.push(event.clone());
            }
        }
    }
}

/// How far the log has been read, on a terminal.
struct Progress {
    done: Arc<AtomicU64>,
    total: u64,
    shown: bool,
}

impl Progress {
    fn new(log: &Path) -> Progress {
        let total = std::fs::metadata(log).map_or(0, |file| file.len());
        Progress { done: Arc::default(), total, shown: std::io::stderr().is_terminal() }
    }

    fn reader(&self, log: &Path) -> Result<Box<dyn Read>, Failure> {
        let input: Box<dyn Read> = if log == Path::new("-") {
            Box::new(std::io::stdin().lock())
        } else {
            Box::new(std::fs::File::open(log).map_err(|error| at(log, &error))?)
        };
        Ok(Box::new(Counted { input, done: Arc::clone(&self.done) }))
    }

    fn show(&self, tickets: u64) {
        if self.shown && tickets.is_multiple_of(10_000) {
            let percent = (self.done.load(Ordering::Relaxed) * 100).checked_div(self.total);
            let percent = percent.map_or_else(String::new, |percent| format!(", {percent} %"));
            eprint!("\r{tickets} tickets{percent}");
        }
    }

    fn end(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}

struct Counted {
    input: Box<dyn Read>,
    done: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(into)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
