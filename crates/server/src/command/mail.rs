//! `mainstay mail deliver`: takes one mail from standard input, as a mail server's pipe gives it.
//!
//! When it exits with 0, the raw mail is on disk in the desk's database. It is also handled right away; if that fails, the
//! job stays and the server handles it later.

use std::io::Read as _;

use ::desk::intake::{self, Accepted};
use ::desk::{Actor, DeskError};
use clap::{Args, Subcommand};

use super::DataFolder;
use crate::failure::{BAD_DATA, Failure, LATER};
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
}

#[derive(Args, Debug)]
struct Deliver {
    #[command(flatten)]
    data: DataFolder,
    /// The desk it is for
    #[arg(long, value_name = "NAME")]
    desk: String,
    /// Name of the mailbox it came to; the same mail in another mailbox is another mail
    #[arg(long, value_name = "NAME", default_value = "pipe")]
    mailbox: String,
}

impl Mail {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let Verb::Deliver(deliver) = self.command;
        deliver.run()
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
        let desk = Home::open(&self.data.data)?.desk(&self.desk)?;
        let mailbox = self.mailbox;
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
