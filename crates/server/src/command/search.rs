//! `mainstay search`: the full-text index of a desk.

use std::sync::Arc;

use ::desk::search;
use clap::{Args, Subcommand};

use super::DataFolder;
use crate::failure::Failure;
use crate::home::Home;

/// The full-text index of a desk.
#[derive(Args, Debug)]
pub struct Search {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Makes the index of a desk again from its database, while nothing serves the desk
    Rebuild(Rebuild),
}

#[derive(Args, Debug)]
struct Rebuild {
    #[command(flatten)]
    data: DataFolder,
    /// Name of the desk
    desk: String,
}

impl Search {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let Command::Rebuild(Rebuild { data, desk: name }) = self.command;
        let home = Home::open(&data.data)?;
        let desk = home.desk(&name)?;
        let index = Arc::new(home.index(&name)?);
        let documents = search::rebuild(&desk, &index)?;
        println!("{name}: {documents} tickets, customers and contacts can be found");
        Ok(())
    }
}
