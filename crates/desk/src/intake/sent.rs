//! A message as its sender saw it: the HTML of its mail, made safe to be shown in a frame of its own.
//!
//! Nothing in it loads anything: pictures that came with the mail stand in it as data. Those that lie elsewhere are named, so that
//! whoever wants to see them can have them fetched; only what such an answer holds is shown, and only where it is a picture.

use std::cell::Cell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail::{Limits, Mail, Pictures};

use super::store;
use crate::action::View;
use crate::error::DeskError;
use crate::file;
use crate::id::MessageId;
use crate::ticket;

/// Largest picture that is shown, in bytes.
pub const PICTURE_MAX: usize = 5 * 1024 * 1024;
/// Most bytes of all pictures of a message.
const PICTURES_MAX: usize = 20 * 1024 * 1024;
/// How much is shown of a mail that cannot be read, in bytes.
const UNREAD_MAX: usize = 20_000;

/// A message as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AsSent {
    /// What stands in the body of the frame's page.
    pub html: String,
    /// Addresses of its pictures that lie elsewhere, each once.
    pub remote: Vec<String>,
    /// Pictures that came with it and are too large to be shown; they are among its files.
    pub too_large: usize,
}

/// A picture that was fetched from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePicture {
    /// Its address, as the mail has it.
    pub address: String,
    /// What was answered.
    pub bytes: Vec<u8>,
}

/// A message that came by mail, as it was sent, with what was fetched of its pictures elsewhere.
///
/// # Errors
/// [`DeskError::NotFound`] for a message that is out of reach or came another way.
pub fn as_sent(
    view: &mut View<'_, '_>,
    number: i64,
    message: MessageId,
    fetched: &[RemotePicture],
) -> Result<AsSent, DeskError> {
    let ticket = ticket::get_by_number(view, number)?;
    let mut raw = store::find_of_message(view, ticket.id, message)?;
    if raw.is_none() {
        for part in ticket::merged_ids(view, ticket.id)? {
            raw = raw.or(store::find_of_message(view, part, message)?);
        }
    }
    let raw = raw.ok_or(DeskError::NotFound)?;
    match mail::parse(&raw, &Limits::default()) {
        Ok(mail) => Ok(shown(&mail, fetched)),
        Err(_) => Ok(plain(&String::from_utf8_lossy(&raw[..raw.len().min(UNREAD_MAX)]).replace('\0', ""))),
    }
}

fn plain(text: &str) -> AsSent {
    AsSent { html: mail::text_as_sent(text).html, ..AsSent::default() }
}

fn shown(mail: &Mail, fetched: &[RemotePicture]) -> AsSent {
    let Some(html) = &mail.html else { return plain(&mail.text) };
    let (left, too_large) = (Cell::new(PICTURES_MAX), Cell::new(0));
    let data = |bytes: &[u8]| {
        let kind = file::kind_of(bytes);
        if !file::is_picture(kind) {
            return None;
        }
        if bytes.len() > PICTURE_MAX.min(left.get()) {
            too_large.set(too_large.get() + 1);
            return None;
        }
        left.set(left.get() - bytes.len());
        Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
    };
    let within = |id: &str| {
        let known = mail.attachments.iter().find(|one| one.content_id.as_deref() == Some(id));
        known.and_then(|one| data(&one.bytes))
    };
    let remote = |address: &str| {
        let known = fetched.iter().find(|one| one.address == address);
        known.and_then(|one| data(&one.bytes))
    };
    let sent = mail::as_sent(html, &Pictures { within: &within, remote: &remote });
    AsSent { html: sent.html, remote: sent.remote, too_large: too_large.get() }
}
