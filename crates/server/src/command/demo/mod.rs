//! `mainstay demo`: four desks with two months of history, made by the same actions that people use.
//!
//! A desk is made in a file beside its place and moved there when it is complete, so a demo that was interrupted is made anew
//! and a complete one is found as it was.

mod cast;
mod history;
mod rhythm;
mod script;

use clap::Args;
use jiff::Timestamp;
use web::{Showcase, ShownDesk};

use super::DataFolder;
use super::serve::{Listen, serve};
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
        let now = Timestamp::now();
        let known = home.desks()?;
        let missing: Vec<&Cast> = CASTS.iter().filter(|cast| !known.iter().any(|name| name == cast.desk)).collect();
        // Each desk is a database of its own, so they are made side by side.
        let made: Vec<Result<(), Failure>> = std::thread::scope(|scope| {
            let threads: Vec<_> = missing.iter().map(|cast| scope.spawn(|| history::make(&home, cast, now))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(Failure::said("making a demo desk panicked"))))
                .collect()
        });
        made.into_iter().collect::<Result<Vec<()>, Failure>>()?;
        self.tell();
        if self.no_serve { Ok(()) } else { serve(&self.data.data, self.listen.listen, Some(showcase())) }
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
