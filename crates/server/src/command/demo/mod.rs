//! `mainstay demo`: four desks with two months of history, made by the same actions that people use.
//!
//! A desk is made in a file beside its place and moved there when it is complete, so a demo that was interrupted is made anew
//! and a complete one is found as it was. The server answers from the start; a desk joins it as soon as it is complete.

mod beside;
mod cast;
mod history;
mod rhythm;
mod script;
mod sorting;

use clap::Args;
use jiff::Timestamp;
use web::{Showcase, ShownDesk};

use super::DataFolder;
use super::serve::{Listen, Missing, serve};
use crate::failure::Failure;
use crate::home::Home;
use cast::{CASTS, Cast, PASSWORD, STAFF};

/// Starts with four demo desks.
#[derive(Args, Debug)]
pub struct Demo {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    listen: Listen,
    /// Make the desks and end
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let home = Home::open(&self.data.data)?;
        let known = home.desks()?;
        let names: Vec<String> =
            CASTS.iter().map(|cast| cast.desk.to_owned()).filter(|name| !known.contains(name)).collect();
        if self.no_serve {
            // Each desk is a database of its own, so they are made side by side.
            let made: Vec<Result<(), Failure>> = std::thread::scope(|scope| {
                let threads: Vec<_> = names.iter().map(|name| scope.spawn(|| make(&home, name))).collect();
                let made = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
                made.map(|made| made.unwrap_or_else(|_| Err(Failure::said("making a demo desk panicked")))).collect()
            });
            made.into_iter().collect::<Result<(), Failure>>()?;
            self.tell();
            return Ok(());
        }
        self.tell();
        serve(home, self.listen.listen, Some(Missing { showcase: showcase(), names, make }))
    }

    fn tell(&self) {
        let address = self.listen.listen;
        println!("Four demo desks. Everyone's password: {PASSWORD}");
        for cast in CASTS {
            println!("\n{}", cast.desk);
            println!("  staff     http://{address}/{}/sign-in", cast.desk);
            println!("            {}", staff(cast).join(", "));
            println!("  contacts  http://{address}/{}/portal", cast.desk);
            println!("            {}", contact(cast));
            println!("  plans     http://{address}/{}/plans", cast.desk);
        }
        println!();
    }
}

/// Makes the demo desk of a name.
fn make(home: &Home, name: &str) -> Result<(), Failure> {
    match CASTS.iter().find(|cast| cast.desk == name) {
        Some(cast) => history::make(home, cast, Timestamp::now()),
        None => Err(Failure::said(format!("no demo desk is called `{name}`"))),
    }
}

/// Who works at a desk, with their roles.
fn staff(cast: &Cast) -> Vec<String> {
    STAFF.iter().map(|member| format!("{}@{} ({})", member.local, cast.domain, member.role.word())).collect()
}

/// A contact whose portal has something to show.
fn contact(cast: &Cast) -> String {
    let customer = &cast.customers[0];
    format!("{}@{} ({})", customer.contacts[0].1, customer.domain, customer.name)
}

/// The demo's desks, for everyone who opens its first page.
fn showcase() -> Showcase {
    let desk =
        |cast: &Cast| ShownDesk { name: cast.desk.to_owned(), staff: staff(cast), contacts: vec![contact(cast)] };
    Showcase { password: PASSWORD.to_owned(), desks: CASTS.iter().map(desk).collect() }
}
