//! Taking mail in, as far as bytes and words go: from a mail server by LMTP (RFC 2033), out of files ([`Mbox`]), and by fetching it
//! from a mail server ([`imap`]).
//!
//! [`Session`] knows what may be said when and what is answered; [`Content`] knows where a message ends. Neither reads from a
//! socket nor knows an address of ours: whoever runs them asks for that. A message ends at `CRLF . CRLF` and nowhere else, so
//! that no content can pass for commands, and one with a line feed that stands alone is refused: the server before us may have
//! seen another end in it. A carriage return alone ends no line anywhere and stays as it is.

mod bearer;
mod content;
mod folder_name;
pub mod imap;
mod mbox;
mod session;

pub use content::{Content, Fault};
pub use mbox::{Mbox, Next};
pub use session::{Session, Step};
