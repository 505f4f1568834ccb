//! `mainstay mail deliver`: takes one mail from standard input, as a mail server's pipe gives it; `mail import`: those of a file.
//!
//! When it exits with 0, the raw mail is on disk in the desk's database. It is also handled right away; if that fails, the
//! job stays and the server handles it later.

use std::io::{BufReader, Read as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::desk::intake::{self, Accepted, Answered};
use ::desk::{Actor, Desk, DeskError};
use clap::{Args, Subcommand};

use mail::receive::{Mbox, Next};

use super::DataFolder;
use crate::failure::{BAD_DATA, Failure, LATER, PARTLY};
use crate::home::Home;

/// Mail commands.
#[derive(Args, Debug)]
pub struct Mail {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Store one mail from standard input and handle it; exit code 75 means: keep it and try again
    Deliver(Deliver),
    /// Take in the mails of an mbox file, or one .eml file, without answering them; may be interrupted and run again
    Import(Import),
}

#[derive(Args, Debug)]
struct Import {
    #[command(flatten)]
    to: To,
    /// The file
    file: PathBuf,
    /// Send receipts and refusals as for mail that comes now
    #[arg(long)]
    answer: bool,
}

#[derive(Args, Debug)]
struct Deliver {
    #[command(flatten)]
    to: To,
}

/// Where mail goes.
#[derive(Args, Debug)]
struct To {
    #[command(flatten)]
    data: DataFolder,
    /// The desk it is for
    #[arg(long, value_name = "NAME")]
    desk: String,
    /// Name of the mailbox it belongs to, in which the same mail is there once
    #[arg(long, value_name = "NAME", default_value = "pipe")]
    mailbox: String,
}

impl Mail {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Verb::Deliver(deliver) => deliver.run(),
            Verb::Import(import) => import.run(),
        }
    }
}

impl Deliver {
    fn run(self) -> Result<(), Failure> {
        let mut raw = Vec::new();
        let limit = u64::try_from(intake::RAW_MAX).unwrap_or(u64::MAX).saturating_add(1);
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut raw)
            .map_err(|error| Failure::new(LATER, format!("reading the mail: {error}")))?;
        let desk = Home::open(&self.to.data.data)?.desk(&self.to.desk)?;
        let mailbox = self.to.mailbox;
        let accepted =
            desk.act_blocking(Actor::Operator, move |act| intake::accept(act, &mailbox, &raw)).map_err(|error| {
                match error {
                    DeskError::Invalid(_) => Failure::new(BAD_DATA, error.to_string()),
                    other => Failure::new(LATER, other.to_string()),
                }
            })?;
        if let Accepted::New(id) = accepted
            && let Err(error) = desk.act_blocking(Actor::Job, move |act| intake::handle_now(act, id))
        {
            eprintln!("mainstay: the mail is stored and will be handled later: {error}");
        }
        Ok(())
    }
}

/// Mails that are kept in one change.
const BATCH: usize = 64;
/// Bytes that are kept in one change.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// How often it is said how far it is.
const SAID_EVERY: Duration = Duration::from_secs(1);

/// What became of the mails of a file.
#[derive(Default)]
struct Tally {
    new: usize,
    known: usize,
    too_large: usize,
}

impl Import {
    fn run(self) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::said(format!("{}: {error}", self.file.display()));
        let file = std::fs::File::open(&self.file).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len().max(1);
        let desk = Home::open(&self.to.data.data)?.desk(&self.to.desk)?;
        let mut mbox = Mbox::new(BufReader::with_capacity(1 << 20, file), intake::RAW_MAX);
        let mut tally = Tally::default();
        let mut batch = Vec::new();
        let mut held = 0;
        let mut said = Instant::now();
        while let Some(next) = mbox.next() {
            match next.map_err(failed)? {
                Next::Mail(mail) => {
                    held += mail.len();
                    batch.push(mail);
                }
                Next::TooLarge(size) => {
                    tally.too_large += 1;
                    eprintln!("mainstay: a mail of {size} bytes is larger than the {} that are taken", intake::RAW_MAX);
                }
            }
            if batch.len() >= BATCH || held >= BATCH_BYTES {
                self.keep(&desk, std::mem::take(&mut batch), &mut tally)?;
                held = 0;
            }
            if said.elapsed() >= SAID_EVERY {
                said = Instant::now();
                eprintln!("{} %: {} new, {} known", mbox.read() * 100 / bytes, tally.new, tally.known);
            }
        }
        self.keep(&desk, batch, &mut tally)?;
        println!("{} new, {} known, {} too large", tally.new, tally.known, tally.too_large);
        match tally.too_large {
            0 => Ok(()),
            _ => Err(Failure::new(PARTLY, "")),
        }
    }

    /// Keeps mails in one change; whatever ends the process, those before it are there, and known the next time.
    fn keep(&self, desk: &Desk, mails: Vec<Vec<u8>>, tally: &mut Tally) -> Result<(), Failure> {
        let (mails, mailbox) = (Arc::new(mails), self.to.mailbox.clone());
        let answered = if self.answer { Answered::Yes } else { Answered::No };
        let accepted = desk.act_blocking(Actor::Operator, move |act| {
            mails.iter().map(|mail| intake::import(act, &mailbox, mail, answered)).collect::<Result<Vec<_>, _>>()
        })?;
        let new = accepted.iter().filter(|accepted| matches!(accepted, Accepted::New(_))).count();
        tally.new += new;
        tally.known += accepted.len() - new;
        Ok(())
    }
}
