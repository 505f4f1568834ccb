//! Writing a message as RFC 5322 bytes, so that every program reads it as meant and nobody's text becomes a header.
//!
//! Everything is an argument: date and Message-ID come from the caller, so composing twice gives the same bytes and a second delivery is
//! recognisable. A line break or control character in anything that goes into a header field is an error, never repaired.

use jiff::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Body, Mailbox, MultiPart, SinglePart};

use crate::address::Address;
use crate::decode;
use crate::parse::Attachment;

/// Longest subject written, in characters.
const MAX_SUBJECT_CHARS: usize = 998;
/// Longest message id written, in bytes, so that it always fits a header line.
const MAX_ID_BYTES: usize = 250;
/// References kept: the first, which names the conversation, and the newest.
const MAX_REFERENCES: usize = 20;

/// A message to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Author.
    pub from: Address,
    /// Recipients; at least one.
    pub to: Vec<Address>,
    /// Further recipients.
    pub cc: Vec<Address>,
    /// Where answers shall go: the plus address of the ticket.
    pub reply_to: Option<Address>,
    /// Subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, if there is a rich form.
    pub html: Option<String>,
    /// Message-ID without angle brackets, `left@right`.
    pub message_id: String,
    /// The id this answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// The ids of the conversation, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Date of the message.
    pub date: Timestamp,
    /// Written by the machine: marked so that other machines do not answer (RFC 3834).
    pub auto_submitted: bool,
    /// Name of the desk, for the loop header X-Mainstay-Desk.
    pub desk: String,
    /// Files, and inline pictures of the HTML.
    pub attachments: Vec<Attachment>,
}

/// Why a message cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// Neither To nor Cc names anyone.
    #[error("the message has no recipient")]
    NoRecipient,
    /// A field that goes into the header has a line break or another control character.
    #[error("{field} has a line break or a control character")]
    ControlCharacter {
        /// Which field of [`Outgoing`].
        field: &'static str,
    },
    /// A field is longer than what mail programs read.
    #[error("{field} is too long")]
    TooLong {
        /// Which field of [`Outgoing`].
        field: &'static str,
    },
    /// The Message-ID is not of the form `left@right`.
    #[error("{field} is not a message id of the form left@right")]
    BadId {
        /// Which field of [`Outgoing`].
        field: &'static str,
    },
    /// The mail library refused the message.
    #[error("the message cannot be written: {0}")]
    Refused(String),
}

/// Writes the message. The same input gives the same bytes.
pub fn compose(mail: &Outgoing) -> Result<Vec<u8>, ComposeError> {
    check(mail)?;
    let mut builder = lettre::Message::builder().from(mailbox(&mail.from)?).subject(mail.subject.as_str());
    for address in &mail.to {
        builder = builder.to(mailbox(address)?);
    }
    for address in &mail.cc {
        builder = builder.cc(mailbox(address)?);
    }
    if let Some(address) = &mail.reply_to {
        builder = builder.reply_to(mailbox(address)?);
    }
    for (name, value) in fields(mail) {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    for (name, ids) in id_fields(mail) {
        // Ids must not become encoded words, whatever their length.
        let name = HeaderName::new_from_ascii_str(name);
        let (plain, folded) = (ids.join(" "), ids.join("\r\n "));
        builder = builder.raw_header(HeaderValue::dangerous_new_pre_encoded(name, plain, folded));
    }
    let refused = |why: lettre::error::Error| ComposeError::Refused(why.to_string());
    let message = match body(mail)? {
        Content::Single(part) => builder.singlepart(part),
        Content::Multi(part) => builder.multipart(part),
    }
    .map_err(refused)?;
    Ok(message.formatted())
}

/// The header fields that the library has no type for, or would fill from the clock.
fn fields(mail: &Outgoing) -> Vec<(&'static str, String)> {
    let date = mail.date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let mut fields = vec![("Date", date), ("X-Mainstay-Desk", mail.desk.clone())];
    if mail.auto_submitted {
        let word = match mail.in_reply_to {
            Some(_) => "auto-replied",
            None => "auto-generated",
        };
        fields.push(("Auto-Submitted", word.to_owned()));
        fields.push(("X-Auto-Response-Suppress", "All".to_owned()));
    }
    fields
}

/// Message-ID, In-Reply-To and References with their brackets.
fn id_fields(mail: &Outgoing) -> Vec<(&'static str, Vec<String>)> {
    let bracketed = |id: &str| format!("<{id}>");
    let answered = mail.in_reply_to.as_deref().filter(|id| is_writable(id));
    let references: Vec<String> = kept_references(mail).into_iter().map(bracketed).collect();
    [
        ("Message-ID", vec![bracketed(&mail.message_id)]),
        ("In-Reply-To", answered.map(bracketed).into_iter().collect()),
        ("References", references),
    ]
    .into_iter()
    .filter(|(_, ids)| !ids.is_empty())
    .collect()
}

/// Foreign ids that no header line can carry are left out: the others still hold the conversation together.
fn is_writable(id: &str) -> bool {
    id.is_ascii() && id.len() <= MAX_ID_BYTES
}

fn kept_references(mail: &Outgoing) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    let all = mail.references.iter().chain(&mail.in_reply_to);
    for id in all.filter(|id| is_writable(id)) {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    if ids.len() > MAX_REFERENCES {
        let newest = ids.len() - (MAX_REFERENCES - 1);
        ids.drain(1..newest);
    }
    ids
}

enum Content {
    Single(SinglePart),
    Multi(MultiPart),
}

/// Text alone; text and HTML as alternatives; with inline pictures beside the HTML; with files beside all of it.
fn body(mail: &Outgoing) -> Result<Content, ComposeError> {
    let (inline, files): (Vec<_>, Vec<_>) =
        mail.attachments.iter().partition(|file| file.inline && file.content_id.is_some() && mail.html.is_some());
    let content = match &mail.html {
        None => Content::Single(text_part(&mail.text, ContentType::TEXT_PLAIN)?),
        Some(html) => {
            let plain = text_part(&mail.text, ContentType::TEXT_PLAIN)?;
            let rich = text_part(html, ContentType::TEXT_HTML)?;
            let forms = MultiPart::alternative().boundary(boundary(mail, "forms")).singlepart(plain);
            Content::Multi(if inline.is_empty() {
                forms.singlepart(rich)
            } else {
                let mut related = MultiPart::related().boundary(boundary(mail, "related")).singlepart(rich);
                for file in inline {
                    related = related.singlepart(file_part(file)?);
                }
                forms.multipart(related)
            })
        }
    };
    if files.is_empty() {
        return Ok(content);
    }
    let mixed = MultiPart::mixed().boundary(boundary(mail, "mixed"));
    let mut mixed = match content {
        Content::Single(part) => mixed.singlepart(part),
        Content::Multi(part) => mixed.multipart(part),
    };
    for file in files {
        mixed = mixed.singlepart(file_part(file)?);
    }
    Ok(Content::Multi(mixed))
}

/// `=_` cannot occur in quoted-printable or base64, and all parts are one of them: no content can close its part.
fn boundary(mail: &Outgoing, level: &str) -> String {
    let id: String = mail.message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("=_{level}_{id}")
}

fn text_part(text: &str, kind: ContentType) -> Result<SinglePart, ComposeError> {
    let text = decode::body(text).replace('\n', "\r\n");
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| ComposeError::Refused("the text cannot be encoded".to_owned()))?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn file_part(file: &Attachment) -> Result<SinglePart, ComposeError> {
    let kind = ContentType::parse(&file.media_type)
        .or_else(|_| ContentType::parse("application/octet-stream"))
        .map_err(|error| ComposeError::Refused(error.to_string()))?;
    let name = decode::file_name(&file.name, || "attachment".to_owned());
    let body = Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| ComposeError::Refused("an attachment cannot be encoded".to_owned()))?;
    let part = match &file.content_id {
        Some(id) if file.inline => {
            check_id(id, "attachment content id")?;
            Part::new_inline_with_name(id.clone(), name)
        }
        _ => Part::new(name),
    };
    Ok(part.body(body, kind))
}

fn mailbox(address: &Address) -> Result<Mailbox, ComposeError> {
    let refused = |error: lettre::address::AddressError| ComposeError::Refused(format!("{}: {error}", address.address));
    let read = lettre::Address::new(address.address.local(), address.address.ascii_domain()).map_err(refused)?;
    Ok(Mailbox::new(address.name.clone(), read))
}

/// Everything that becomes a header field is checked here, before anything is written.
fn check(mail: &Outgoing) -> Result<(), ComposeError> {
    if mail.to.is_empty() && mail.cc.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    check_line(&mail.subject, "subject", MAX_SUBJECT_CHARS)?;
    check_line(&mail.desk, "desk", 200)?;
    let named = [("from", std::slice::from_ref(&mail.from)), ("to", &mail.to[..]), ("cc", &mail.cc[..])];
    let named = named.into_iter().chain(mail.reply_to.as_ref().map(|one| ("reply_to", std::slice::from_ref(one))));
    for (field, addresses) in named {
        for name in addresses.iter().filter_map(|address| address.name.as_deref()) {
            check_line(name, field, 200)?;
        }
    }
    for file in &mail.attachments {
        check_line(&file.name, "attachment name", 1000)?;
        check_line(&file.media_type, "attachment type", 200)?;
    }
    check_id(&mail.message_id, "message_id")?;
    if let Some(id) = &mail.in_reply_to {
        check_reference(id, "in_reply_to")?;
    }
    mail.references.iter().try_for_each(|id| check_reference(id, "references"))
}

fn check_line(text: &str, field: &'static str, most: usize) -> Result<(), ComposeError> {
    if text.chars().any(|one| one.is_control() || matches!(one, '\u{2028}' | '\u{2029}')) {
        return Err(ComposeError::ControlCharacter { field });
    }
    if text.chars().count() > most {
        return Err(ComposeError::TooLong { field });
    }
    Ok(())
}

/// An id of our own: one `@` with something on both sides, printable ASCII, no brackets.
fn check_id(id: &str, field: &'static str) -> Result<(), ComposeError> {
    check_reference(id, field)?;
    let plain =
        id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty() && !right.contains('@'));
    if !plain || !id.is_ascii() || id.len() > MAX_ID_BYTES {
        return Err(ComposeError::BadId { field });
    }
    Ok(())
}

/// An id from someone else's message may look odd, but must not leave its brackets.
fn check_reference(id: &str, field: &'static str) -> Result<(), ComposeError> {
    if id.chars().any(char::is_control) {
        return Err(ComposeError::ControlCharacter { field });
    }
    if id.is_empty() || id.chars().any(|one| one.is_whitespace() || one == '<' || one == '>') {
        return Err(ComposeError::BadId { field });
    }
    Ok(())
}
