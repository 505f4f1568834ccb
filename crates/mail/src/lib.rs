//! E-mail: reading, judging and threading what comes in; writing and sending what goes out.
//!
//! Support lives on mail, and whoever writes to a support address may be hostile, broken or a machine. So:
//!
//! - [`parse`](parse::parse) turns any bytes into a [`Mail`](parse::Mail) or says why it cannot. It is bounded in size, depth, parts,
//!   headers and references, never panics, and says which limit cut something off. The raw bytes stay with the caller.
//! - [`classify`](classify::classify) says whether a person wrote it or a machine: bounce, auto-reply, list, receipt, our own loop.
//! - [`proof`](proof::proof) says whether the author is proven, by what the receiving mail server recorded.
//! - [`hints`](thread::hints) lists what may tie it to a ticket, [`fold_quotes`](quote::fold_quotes) splits new text from quoted text.
//! - [`forwarded`] says whose mail it was that somebody passes on.
//! - [`compose`](compose::compose) writes a message; [`Sender`](send::Sender) delivers them by SMTP or into a maildir folder.
//! - [`receive`] speaks LMTP with a mail server that hands over what has come, and fetches by IMAP from one that does not.
//!
//! Everything but [`send`] and [`receive::imap`] is a pure function of bytes and arguments: no clock, no randomness, no files. Deliberately not here: which
//! ticket, sender or contract a mail belongs to, and when a failed delivery is tried again. Those are decisions of `desk`.

pub mod address;
mod bounce;
mod charset;
pub mod classify;
pub mod compose;
mod decode;
mod field;
mod flowed;
mod forward;
mod header;
pub mod html;
pub mod invite;
mod mime;
pub mod parse;
pub mod proof;
pub mod quote;
pub mod receive;
pub mod report;
mod rtf;
pub mod send;
mod sign;
pub mod smime;
pub mod thread;
mod tnef;
pub mod wire;
mod words;

pub use address::{Address, BadAddress, MailAddress};
pub use classify::{AutoMark, Kind, OwnAddresses, classify};
pub use compose::{ComposeError, Outgoing, compose};
pub use forward::{Forwarded, forwarded};
pub use html::{Pictures, SentHtml, as_sent, text_as_sent};
pub use invite::{Coming, Event, Moment, Wish, event};
pub use parse::{ArcSet, Attachment, Cut, Limits, Mail, Marks, Unreadable, parse};
pub use proof::{Believed, Check, Proof, proof};
pub use quote::{Folded, fold_quotes};
pub use report::{Outcome, Report};
pub use send::{Security, SendError, Sender, Sent, SmtpSettings, Transport};
pub use sign::{KeyPair, SignError, Signer, dns_record};
pub use thread::{ThreadHints, hints};
