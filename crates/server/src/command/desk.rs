//! `mainstay desk add`: a new desk with its plan file and its first administrator.

use std::path::PathBuf;
use std::sync::Arc;

use ::desk::session::PasswordHash;
use ::desk::{Actor, Role, catalogue, staff};
use clap::{Args, Subcommand};
use database::Options;
use engine::plan::catalogue::Language;

use super::DataFolder;
use crate::clock::MachineClock;
use crate::failure::Failure;
use crate::home::Home;

/// Desk commands.
#[derive(Args, Debug)]
pub struct DeskCommand {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Make a desk, adopt a plan file and name the first administrator; the password is read from standard input
    Add(Add),
    /// Adopt a plan file as the newest version of a desk's catalogue; contracts keep the version they have
    Adopt(Adopt),
}

#[derive(Args, Debug)]
struct Add {
    #[command(flatten)]
    data: DataFolder,
    /// Name of the desk: its path and the name in its addresses
    name: String,
    /// Plan file
    #[arg(long, value_name = "FILE")]
    plans: PathBuf,
    /// Address of the administrator
    #[arg(long, value_name = "MAIL")]
    admin: String,
    /// Name of the administrator
    #[arg(long, value_name = "NAME", default_value = "Administration")]
    admin_name: String,
}

#[derive(Args, Debug)]
struct Adopt {
    #[command(flatten)]
    data: DataFolder,
    /// The desk
    #[arg(long, value_name = "NAME")]
    desk: String,
    /// Plan file
    plans: PathBuf,
}

impl DeskCommand {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Verb::Add(add) => add.run(),
            Verb::Adopt(adopt) => adopt.run(),
        }
    }
}

fn read(path: &PathBuf) -> Result<(String, String), Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::said(format!("{}: {error}", path.display())))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    engine::plan::read(&name, &text).map_err(|errors| Failure::said(errors.to_string()))?;
    Ok((name, text))
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let (file, source) = read(&self.plans)?;
        let mut password = String::new();
        std::io::stdin().read_line(&mut password)?;
        let home = Home::open(&self.data.data)?;
        if home.desks()?.contains(&self.name) {
            return Err(Failure::said(format!("desk `{}` exists", self.name)));
        }
        let desk = home.make(&self.name, &Options::default(), Arc::new(MachineClock))?;
        let hash = PasswordHash::make(&desk, password.trim_end_matches(['\r', '\n']))?;
        let new = staff::NewStaff {
            email: self.admin.clone(),
            name: self.admin_name.clone(),
            role: Role::Administrator,
            language: Language::De,
            password: Some(hash),
        };
        desk.act_blocking(Actor::Operator, move |act| {
            catalogue::adopt(act, &file, &source)?;
            staff::create(act, &new).map(|_| ())
        })?;
        println!("desk `{}` is ready; sign in as {}", self.name, self.admin);
        Ok(())
    }
}

impl Adopt {
    fn run(self) -> Result<(), Failure> {
        let (file, source) = read(&self.plans)?;
        let desk = Home::open(&self.data.data)?.desk(&self.desk)?;
        desk.act_blocking(Actor::Operator, move |act| catalogue::adopt(act, &file, &source).map(|_| ()))?;
        println!("desk `{}` sells by {} from now on; contracts keep what they have", self.desk, self.plans.display());
        Ok(())
    }
}
