//! `mainstay doctor`: recomputes what is stored and reports what differs.

use ::desk::doctor;
use clap::Args;

use super::DataFolder;
use crate::failure::{FAILED, Failure};
use crate::home::Home;

/// Recomputes every clock, balance and invoice of a desk and reports what differs.
#[derive(Args, Debug)]
pub struct Doctor {
    #[command(flatten)]
    data: DataFolder,
    /// Only this desk
    #[arg(long, value_name = "NAME")]
    desk: Option<String>,
}

impl Doctor {
    /// Runs it. Exit code 1 when anything differs.
    pub fn run(self) -> Result<(), Failure> {
        let home = Home::open(&self.data.data)?;
        let names = match self.desk {
            Some(name) => vec![name],
            None => home.desks()?,
        };
        let mut differs = false;
        for name in names {
            let desk = home.desk(&name)?;
            desk.database().check()?;
            let report = doctor::examine(&desk)?;
            for difference in &report.differences {
                println!(
                    "{name}: {}: stored {}, computed {}",
                    difference.subject, difference.stored, difference.computed
                );
            }
            differs |= report.count > 0;
            println!(
                "{name}: every clock, {} contracts, {} ratings, {} balances and {} invoices computed anew; {} differ",
                report.contracts, report.ratings, report.balances, report.invoices, report.count
            );
        }
        if differs { Err(Failure::new(FAILED, "")) } else { Ok(()) }
    }
}
