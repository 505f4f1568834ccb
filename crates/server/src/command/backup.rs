//! `mainstay backup` and `mainstay restore`: one file a desk, copied while it is in use, checked before it replaces.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::desk::{Actor, Desk, catalogue};
use clap::Args;
use database::{Database, Location, Options};

use super::DataFolder;
use crate::clock::MachineClock;
use crate::failure::Failure;
use crate::home::{Home, seed};

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
        // What a restore that failed left behind must not mix with this one.
        remove(&part);
        std::fs::copy(&self.file, &part)?;
        if let Err(failure) = check(&part) {
            remove(&part);
            return Err(Failure::said(format!("{} is not a usable backup: {}", self.file.display(), failure.message)));
        }
        // Checking has opened the copy and so may have changed it; what takes the desk's place is the backup itself.
        remove(&part);
        std::fs::copy(&self.file, &part)?;
        std::fs::File::open(&part)?.sync_all()?;
        if target.exists() {
            let before = beside(&target, "before-restore");
            remove(&before);
            // As it is, with its log: it may be damaged, and that must not keep a good backup from taking its place.
            for (from, to) in files(&target).iter().zip(files(&before)) {
                if from.exists() {
                    std::fs::rename(from, to)?;
                }
            }
            println!("what was there before is {}", before.display());
        }
        remove(&target);
        std::fs::rename(&part, &target)?;
        // The search index knows of what came after the backup; the next start makes it again.
        let index = home.index_folder(&self.desk);
        if index.exists() {
            std::fs::remove_dir_all(index)?;
        }
        println!("desk `{}` is as it was in {}", self.desk, self.file.display());
        Ok(())
    }
}

/// A database's files: itself, its write-ahead log, and what its readers share.
fn files(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        path.with_file_name(name)
    })
}

fn remove(path: &Path) {
    for file in files(path) {
        let _ = std::fs::remove_file(file);
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
    database.migrate(::desk::desk::MIGRATIONS)?;
    database.check()?;
    // An empty file is a sound database too. A desk always sells by some plan file.
    let desk = Desk::open("backup", database, Arc::new(MachineClock), seed()?)?;
    let sells = desk.read_blocking(Actor::Operator, catalogue::current)?.is_some();
    drop(desk);
    if !sells {
        return Err(Failure::said("it holds no desk"));
    }
    Ok(())
}
