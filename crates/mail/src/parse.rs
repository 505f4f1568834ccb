//! Reading a raw message into a [`Mail`]: who, what, when, the text a person wrote and the files beside it.
//!
//! Input is hostile. Invariants: the reading never panics, its work is linear in the size of the message and bounded by [`Limits`], every
//! text that leaves here is free of control characters (line breaks and tabs aside), file names carry no path. What is broken is read as
//! far as it goes; what a limit cut off is named in [`Mail::cut`]. Deliberately not here: believing anything
//! ([`proof`](crate::proof::proof)), and HTML that is safe to show ([`as_sent`](crate::as_sent)).

use std::fmt;

use jiff::Timestamp;

use crate::address::Address;
use crate::header::Headers;
use crate::mime;
use crate::report::Report;
use crate::smime::Signature;

/// Bounds of what is read from one message. The raw message is the caller's to keep, whatever is cut off here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest message, in bytes. A larger one is [`Unreadable::TooLarge`].
    pub max_bytes: usize,
    /// Deepest nesting of multiparts. What lies deeper is kept as one attachment.
    pub max_depth: usize,
    /// Most parts that are read. The rest of the message is kept as one attachment.
    pub max_parts: usize,
    /// Most header fields that are read at the top and in each part.
    pub max_headers: usize,
    /// Most message ids kept from References and In-Reply-To: the newest.
    pub max_references: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_bytes: 50 * 1024 * 1024, max_depth: 20, max_parts: 500, max_headers: 500, max_references: 100 }
    }
}

/// Why bytes are not a mail that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing, or only blank lines.
    #[error("the message is empty")]
    Empty,
    /// More bytes than [`Limits::max_bytes`].
    #[error("the message has {bytes} bytes, more than the {limit} that are read")]
    TooLarge {
        /// Size of the message.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Not one header field that mails have (From, To, Subject, Date, Message-ID, Received, …).
    #[error("this is not a mail: it begins without any header field")]
    NotMail,
}

/// Which limit cut something off while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cut {
    /// [`Limits::max_depth`].
    Depth,
    /// [`Limits::max_parts`].
    Parts,
    /// [`Limits::max_headers`], or a single field longer than 64 kB.
    Headers,
    /// [`Limits::max_references`].
    References,
    /// A winmail.dat that is broken, nests too deep or has more files than [`Limits::max_parts`] leaves.
    Packed,
}

impl fmt::Display for Cut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Cut::Depth => "nested too deep: the inner part is kept as an attachment",
            Cut::Parts => "too many parts: the rest is kept as an attachment",
            Cut::Headers => "too many or too long header fields: the rest was not read",
            Cut::Packed => "a winmail.dat could not be read to its end: it is kept as an attachment too",
            Cut::References => "too many references: only the newest were read",
        })
    }
}

/// A message as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    /// Message-ID without its angle brackets.
    pub message_id: Option<String>,
    /// Ids of In-Reply-To, without angle brackets, as written.
    pub in_reply_to: Vec<String>,
    /// Ids of References, oldest first, the newest [`Limits::max_references`] of them.
    pub references: Vec<String>,
    /// The author: the first readable address of From.
    pub from: Option<Address>,
    /// Sender, where someone sent on the author's behalf.
    pub sender: Option<Address>,
    /// Where answers are wanted.
    pub reply_to: Vec<Address>,
    /// To.
    pub to: Vec<Address>,
    /// Cc.
    pub cc: Vec<Address>,
    /// Addresses the mail was really delivered to, from Delivered-To, X-Original-To and Envelope-To, as written.
    pub delivered_to: Vec<String>,
    /// Subject: decoded, one line, at most 998 characters.
    pub subject: String,
    /// Date, if it can be read and lies in the years 1 to 9999.
    pub date: Option<Timestamp>,
    /// What was written, as plain text with `\n` line ends; converted from HTML where there is no plain text.
    pub text: String,
    /// The HTML as it came: hostile, never to be shown without [`as_sent`](crate::as_sent).
    pub html: Option<String>,
    /// Files and inline pictures, in order.
    pub attachments: Vec<Attachment>,
    /// What the header fields say about the machine that sent it.
    pub marks: Marks,
    /// The delivery report or read receipt inside, if it is one.
    pub report: Option<Report>,
    /// Whether it was signed or encrypted as a whole. Makes nobody more believed.
    pub seal: Option<Seal>,
    /// Limits that cut something off, each once.
    pub cut: Vec<Cut>,
}

impl Mail {
    /// Whether another mail has the same author, date and content; the way that each of them took does not count.
    pub fn says_the_same(&self, other: &Mail) -> bool {
        (&self.from, self.date, &self.subject) == (&other.from, other.date, &other.subject)
            && (&self.text, &self.html, &self.attachments) == (&other.text, &other.html, &other.attachments)
    }
}

/// How a mail was sealed on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// Signed by S/MIME.
    Smime(Signature),
    /// Signed by PGP; not checked.
    Pgp,
    /// Encrypted; what it says cannot be read here.
    Encrypted,
}

/// A file that came or goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name without path, control or direction characters; never empty, at most 150 characters.
    pub name: String,
    /// Media type as `type/subtype`, lower case, as the sender claims it.
    pub media_type: String,
    /// Content-ID without angle brackets: what `cid:` links in the HTML point to.
    pub content_id: Option<String>,
    /// The decoded content.
    pub bytes: Vec<u8>,
    /// Meant to be shown within the text rather than listed beside it.
    pub inline: bool,
}

/// What one forwarder found of a mail and sealed (RFC 8617).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArcSet {
    /// Which of them it was, from 1.
    pub instance: u8,
    /// The domain that sealed, in lower case.
    pub sealer: String,
    /// Its ARC-Authentication-Results.
    pub checks: String,
}

/// Header fields that tell machines from persons. [`classify`](crate::classify::classify) judges them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// First word of Auto-Submitted, lower case.
    pub auto_submitted: Option<String>,
    /// Precedence, lower case.
    pub precedence: Option<String>,
    /// Return-Path: `Some("")` for the null path `<>`.
    pub return_path: Option<String>,
    /// X-Auto-Response-Suppress, lower case.
    pub response_suppress: Option<String>,
    /// Any of X-Autoreply, X-Autorespond, X-Autoresponder, X-Auto-Reply, X-Mail-Autoreply.
    pub auto_reply: bool,
    /// Any of List-Id, List-Post, List-Unsubscribe, Mailing-List.
    pub list: bool,
    /// All Authentication-Results, topmost first, as they came. [`proof`](crate::proof::proof) judges them.
    pub checks: Vec<String>,
    /// What forwarders sealed, as it came. [`proof`](crate::proof::proof) judges it.
    pub arc: Vec<ArcSet>,
    /// All values of our loop header X-Mainstay-Desk.
    pub desks: Vec<String>,
    /// X-Failed-Recipients, as some servers write instead of a report.
    pub failed_recipients: Option<String>,
}

/// Reads a raw message. Never panics; see the module for what is promised.
pub fn parse(raw: &[u8], limits: &Limits) -> Result<Mail, Unreadable> {
    if raw.len() > limits.max_bytes {
        return Err(Unreadable::TooLarge { bytes: raw.len(), limit: limits.max_bytes });
    }
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    let mut cut = Vec::new();
    let (headers, body) = Headers::read(raw, limits, &mut cut);
    if !headers.look_like_mail() {
        return Err(Unreadable::NotMail);
    }
    let mut mail = Mail::default();
    headers.fill(&mut mail, limits, &mut cut);
    mime::fill(&headers, body, limits, &mut mail, &mut cut);
    cut.sort_unstable();
    cut.dedup();
    mail.cut = cut;
    Ok(mail)
}
