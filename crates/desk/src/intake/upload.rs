//! Mails out of files that staff upload: an .eml, or an mbox with many.

use mail::receive::{Mbox, Next};

use super::{Accepted, RAW_MAX, accept};
use crate::action::Action;
use crate::error::DeskError;

/// What became of the mails of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// They are stored now, and handled as if they had just come.
    pub new: usize,
    /// They were there before.
    pub known: usize,
}

/// Takes in the mails of a file: all of them or, if one cannot be taken, none.
///
/// # Errors
/// Field errors for a file without a mail or with one that is too large; [`DeskError::NotFound`] for anyone but staff.
pub fn upload(act: &mut Action<'_, '_>, mailbox: &str, file: &[u8]) -> Result<Taken, DeskError> {
    act.actor.require_staff()?;
    let mut taken = Taken::default();
    for next in Mbox::new(file, RAW_MAX) {
        match next.map_err(|error| DeskError::broken(error.to_string()))? {
            Next::TooLarge(_) => return Err(DeskError::field("file", "no-mail", "")),
            Next::Mail(mail) => match accept(act, mailbox, &mail)? {
                Accepted::New(_) => taken.new += 1,
                Accepted::Known(_) => taken.known += 1,
            },
        }
    }
    if taken == Taken::default() {
        return Err(DeskError::field("file", "no-mail", ""));
    }
    Ok(taken)
}
