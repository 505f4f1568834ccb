//! `mainstay token`: a new API token, printed once and kept only as a hash.

use ::desk::{Actor, staff};
use clap::Args;

use super::DataFolder;
use crate::failure::Failure;
use crate::home::Home;

/// Prints a new API token of a member of staff.
#[derive(Args, Debug)]
pub struct Token {
    #[command(flatten)]
    data: DataFolder,
    /// The desk
    #[arg(long, value_name = "NAME")]
    desk: String,
    /// Address of the member of staff
    #[arg(long, value_name = "MAIL")]
    staff: String,
    /// What the token is for
    #[arg(long, value_name = "TEXT", default_value = "command line")]
    name: String,
}

impl Token {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let desk = Home::open(&self.data.data)?.desk(&self.desk)?;
        let Token { staff: mail, name, .. } = self;
        let known = mail.clone();
        let found = desk.read_blocking(Actor::Operator, move |view| staff::find_by_email(view, &known))?;
        let Some(member) = found else {
            return Err(Failure::said(format!("no member of staff has the address {mail}")));
        };
        let token = desk.act_blocking(Actor::Operator, move |act| staff::create_token(act, member.id, &name))?;
        println!("{}", token.secret);
        Ok(())
    }
}
