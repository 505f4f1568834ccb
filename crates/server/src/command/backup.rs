//! `mainstay backup` and `mainstay restore`: one file a desk, copied while it is in use, checked before it replaces.

use std::path::{Path, PathBuf};

use clap::Args;
use database::{Database, Location, Options};

use super::DataFolder;
use crate::failure::Failure;
use crate::home::Home;

/// Copies a desk's database into a file, while it is in use.
#[derive(Args, Debug)]
pub struct Backup {
    #[command(flatten)]
    data: DataFolder,
    /// The desk
    #[arg(long, value_name = "NAME")]
    desk: String,
    /// The file to write; it must not exist
    file: PathBuf,
}

impl Backup {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let home = Home::open(&self.data.data)?;
        home.file(&self.desk)?;
        if self.file.exists() {
            return Err(Failure::said(format!("{} exists; choose another name", self.file.display())));
        }
        let desk = home.desk(&self.desk)?;
        let part = beside(&self.file, "part");
        let copied = desk.database().backup_to(&part).map_err(Failure::from).and_then(|()| check(&part));
        if let Err(failure) = copied {
            // What was not finished is of no use to anyone.
            let _ = std::fs::remove_file(&part);
            return Err(failure);
        }
        std::fs::rename(&part, &self.file)?;
        println!("{} holds desk `{}`", self.file.display(), self.desk);
        Ok(())
    }
}

/// Puts a backup in place of a desk's database, after checking it.
#[derive(Args, Debug)]
pub struct Restore {
    #[command(flatten)]
    data: DataFolder,
    /// The desk
    #[arg(long, value_name = "NAME")]
    desk: String,
    /// The backup
    file: PathBuf,
}

impl Restore {
    /// Runs it. The server must not be serving the desk; what was there before is kept beside it.
    pub fn run(self) -> Result<(), Failure> {
        let home = Home::open(&self.data.data)?;
        let target = home.file(&self.desk)?;
        if !self.file.is_file() {
            return Err(Failure::said(format!("{} is not a file", self.file.display())));
        }
        let part = beside(&target, "restoring");
        std::fs::copy(&self.file, &part)?;
        if let Err(failure) = check(&part) {
            let _ = std::fs::remove_file(&part);
            return Err(Failure::said(format!("{} is not a usable backup: {}", self.file.display(), failure.message)));
        }
        std::fs::File::open(&part)?.sync_all()?;
        if target.exists() {
            let before = beside(&target, "before-restore");
            // Opening and closing folds the write-ahead log into the file, so that the kept file is whole.
            drop(home.desk(&self.desk)?);
            std::fs::rename(&target, &before)?;
            println!("what was there before is {}", before.display());
        }
        for ending in ["sqlite-wal", "sqlite-shm"] {
            let _ = std::fs::remove_file(target.with_extension(ending));
        }
        std::fs::rename(&part, &target)?;
        println!("desk `{}` is as it was in {}", self.desk, self.file.display());
        Ok(())
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// Opens a file as a desk would and has the engine look at every page of it.
fn check(path: &Path) -> Result<(), Failure> {
    let database = Database::open(&Location::Sqlite(path.to_owned()), &Options { readers: 1, ..Options::default() })?;
    database.migrate(desk::desk::MIGRATIONS)?;
    database.check()?;
    drop(database);
    for ending in ["-wal", "-shm"] {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(path.with_file_name(name));
    }
    Ok(())
}
