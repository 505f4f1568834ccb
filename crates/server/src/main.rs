//! The binary `mainstay`: settings, wiring and subcommands.
//!
//! Exit codes: 0 done, 1 something is wrong and was said, 2 some of the lines or files had errors and the rest was done,
//! 64 wrong usage, 67 no such desk, 75 try again later (a mail server keeps its message then).
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod clock;
mod command;
mod failure;
mod fetch;
mod home;
mod key;
mod lmtp;
mod sign_in;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// A run makes many small things for a short time; the system's allocator takes a fifth of that time, this one half of it.
/// SQLite allocates by it too: what a large mail needed goes back to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The support platform that runs the promises you sell.
#[derive(Parser)]
#[command(name = "mainstay", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start with four demo desks; the first start makes them, later ones find them as they were
    Demo(command::demo::Demo),
    /// Serve all desks of a data folder
    Serve(command::serve::Serve),
    /// Add a desk to a data folder
    Desk(command::desk::DeskCommand),
    /// Read, show and describe plan files
    Plan(command::plan::Plan),
    /// Add or measure covered time of a plan's window, or of lines of JSON
    Hours(command::hours::Hours),
    /// Run scenarios: one a line in, one outcome a line out
    Scenario(command::scenario::Scenario),
    Search(command::search::Search),
    /// Replay a log of past tickets and calls under plans
    Backtest(command::backtest::Backtest),
    /// Take mail in
    Mail(command::mail::Mail),
    /// Do the jobs that are due, once, without serving
    Jobs(command::jobs::Jobs),
    /// Print a new API token of a member of staff
    Token(command::token::Token),
    /// Recompute every clock, balance and invoice of a desk and report what differs
    Doctor(command::doctor::Doctor),
    /// Copy a desk's database into a file, while it is in use
    Backup(command::backup::Backup),
    /// Put a backup in place of a desk's database, after checking it
    Restore(command::backup::Restore),
    /// Measure
    Bench(command::bench::Bench),
}

fn main() -> ExitCode {
    // Only the first caller installs it; there is no other.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let result = match Arguments::parse().command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Desk(desk) => desk.run(),
        Command::Plan(plan) => plan.run(),
        Command::Hours(hours) => hours.run(),
        Command::Scenario(scenario) => scenario.run(),
        Command::Search(search) => search.run(),
        Command::Backtest(backtest) => backtest.run(),
        Command::Mail(mail) => mail.run(),
        Command::Jobs(jobs) => jobs.run(),
        Command::Token(token) => token.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Bench(bench) => bench.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { code, message }) => {
            if !message.is_empty() {
                eprintln!("mainstay: {message}");
            }
            ExitCode::from(code)
        }
    }
}
