//! `mainstay jobs`: does what is due, once.

use ::desk::job::{self, Outside};
use clap::Args;

use super::{DataFolder, wait};
use crate::failure::Failure;
use crate::home::Home;

/// Does the jobs that are due, once.
#[derive(Args, Debug)]
pub struct Jobs {
    #[command(flatten)]
    data: DataFolder,
    /// Only this desk
    #[arg(long, value_name = "NAME")]
    desk: Option<String>,
}

impl Jobs {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let home = Home::open(&self.data.data)?;
        let names = match self.desk {
            Some(name) => vec![name],
            None => home.desks()?,
        };
        for name in names {
            let desk = home.desk(&name)?;
            let _doing = home.doing_jobs(&desk)?;
            let outside = Outside::new(home.transport(&name)?);
            let done = wait(job::run_due(&desk, &outside))??;
            println!("{name}: {done} jobs");
        }
        Ok(())
    }
}
