//! How a subcommand fails: a message for the person, an exit code for the program that called.

use desk::DeskError;

/// Something is wrong and was said.
pub const FAILED: u8 = 1;
/// Some of the input had errors; the rest was done.
pub const PARTLY: u8 = 2;
/// No such desk (EX_NOUSER).
pub const NO_DESK: u8 = 67;
/// Bad data that will never be taken (EX_DATAERR).
pub const BAD_DATA: u8 = 65;
/// Try again later (EX_TEMPFAIL).
pub const LATER: u8 = 75;

/// A failure with its exit code.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What to tell; empty when all was said already.
    pub message: String,
}

impl Failure {
    /// A failure with a message.
    pub fn new(code: u8, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }

    /// A plain failure.
    pub fn said(message: impl Into<String>) -> Failure {
        Failure::new(FAILED, message)
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        let code = match error {
            DeskError::Busy | DeskError::Unavailable(_) | DeskError::Internal(_) => LATER,
            _ => FAILED,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<database::DatabaseError> for Failure {
    fn from(error: database::DatabaseError) -> Self {
        DeskError::from(error).into()
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::said(error.to_string())
    }
}
