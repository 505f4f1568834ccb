//! `mainstay bench`: the figures of `docs/performance.md`, measured where it runs.
//!
//! The engine is measured on one thread in this process. The server is measured as a process of its own, started by this
//! command on a folder of its own, over HTTP on the loopback interface; its memory is read from the operating system.

mod client;
mod engine;
mod large;
mod log;
mod mail;
mod read;
mod server;

use clap::{Args, Subcommand};

use crate::failure::Failure;

/// Measures.
#[derive(Args, Debug)]
pub struct Bench {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Due times a second on one core: split days, holidays of Thuringia, starts all over a year
    Due(engine::Extent),
    /// Rated emergency calls a second on one core
    Rate(engine::Extent),
    /// Scenarios a second on one core, from line to line
    Scenario(engine::Extent),
    /// Mails of a corpus read, judged, tied and folded a second on one core
    Read(engine::Extent),
    /// Writes a long log for `mainstay backtest`: a short one again and again, each time weeks later
    Log(log::Long),
    /// Tickets opened a second through the HTTP API, each on disk when answered
    Open(server::Open),
    /// Mails handed over by LMTP, made into tickets and answered by SMTP
    Mail(mail::Mail),
    /// Queue and ticket pages with few and with many tickets, and the server's memory after that
    Pages(server::Pages),
    /// Queue, view, ticket, searches and palette of a desk with 10,000 tickets and of one with many, and live updates
    Large(large::Large),
}

impl Bench {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Verb::Due(extent) => engine::due(&extent),
            Verb::Rate(extent) => engine::rate(&extent),
            Verb::Scenario(extent) => engine::scenario(&extent),
            Verb::Read(extent) => {
                read::mails_read(&extent);
                Ok(())
            }
            Verb::Log(log) => log.run(),
            Verb::Open(open) => open.run(),
            Verb::Mail(mail) => mail.run(),
            Verb::Pages(pages) => pages.run(),
            Verb::Large(large) => large.run(),
        }
    }
}

/// Numbers that repeat themselves, for inputs that are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % limit).unwrap_or(0)
    }
}
