//! The subcommands, one a file.

pub mod backtest;
pub mod backup;
pub mod bench;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod hours;
pub mod jobs;
pub mod mail;
pub mod plan;
pub mod scenario;
pub mod search;
pub mod serve;
pub mod token;

use std::path::PathBuf;

/// Where the data lies.
#[derive(clap::Args, Debug)]
pub struct DataFolder {
    /// Folder with the desks' data
    #[arg(long, value_name = "DIR", default_value = "data", env = "MAINSTAY_DATA")]
    pub data: PathBuf,
}

/// Runs something asynchronous on a runtime of this command's own.
pub fn wait<T>(future: impl Future<Output = T>) -> Result<T, crate::failure::Failure> {
    Ok(runtime()?.block_on(future))
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}
