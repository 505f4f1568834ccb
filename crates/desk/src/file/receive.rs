//! Files that came with a mail: rows that point into the raw mail, which is kept for ever anyway.
//!
//! A row has the digest of its content: should a later version number the files of a mail differently, the right one is found
//! nonetheless, and never another one shown in its place.

use std::collections::HashSet;

use mail::{Attachment, Limits, Mail};
use sha2::{Digest as _, Sha256};

use super::store::{self, Placed, Received};
use super::{File, kind, name};
use crate::action::Action;
use crate::error::DeskError;
use crate::id::{FileId, MailId, MessageId, TicketId};

/// Most files of a mail that become files of its message. The others stay in the mail alone.
pub const RECEIVED_MAX: usize = 100;
/// Longest name of a picture within a text that is believed, in bytes.
const CONTENT_ID_MAX: usize = 250;

/// The files of a mail are the message's from now on. Answers how many there were too many.
pub(crate) fn receive(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    message: MessageId,
    id: MailId,
    mail: &Mail,
) -> Result<usize, DeskError> {
    if mail.attachments.is_empty() {
        return Ok(0);
    }
    let within = within(mail);
    for (part, one) in (0_i64..).zip(mail.attachments.iter().take(RECEIVED_MAX)) {
        let file = File {
            id: FileId(act.new_id()),
            message: Some(message),
            name: name::safe(&one.name),
            media_type: kind::of(&one.bytes).to_owned(),
            size: i64::try_from(one.bytes.len()).unwrap_or(i64::MAX),
            created_at: act.now,
            content_id: one.content_id.clone().filter(|id| within.contains(id.as_str())),
        };
        let hash = Sha256::digest(&one.bytes);
        store::insert_received(act, &file, &Placed { ticket, message, mail: id, part, hash: hash.as_slice() })?;
    }
    Ok(mail.attachments.len().saturating_sub(RECEIVED_MAX))
}

/// The files that a message has from its mail are also another message's.
pub(crate) fn copy_received(
    act: &mut Action<'_, '_>,
    from: MessageId,
    ticket: TicketId,
    to: MessageId,
) -> Result<(), DeskError> {
    for file in store::received_ids(act, from)? {
        let id = FileId(act.new_id());
        store::copy_received(act, file, id, ticket, to)?;
    }
    Ok(())
}

/// What the text and the HTML of a mail call its pictures (`cid:`).
fn within(mail: &Mail) -> HashSet<&str> {
    let texts = [Some(mail.text.as_str()), mail.html.as_deref()];
    let ends = |one: char| one.is_whitespace() || matches!(one, '"' | '\'' | '>' | '<' | ']' | ')');
    let rests = texts.into_iter().flatten().flat_map(|text| text.split("cid:").skip(1));
    let ids = rests.filter_map(|rest| rest.split(ends).next());
    ids.filter(|id| !id.is_empty() && id.len() <= CONTENT_ID_MAX).collect()
}

/// The bytes of a file of a mail.
pub(super) fn content(received: &Received) -> Result<Vec<u8>, DeskError> {
    let mail = mail::parse(&received.raw, &Limits::default())
        .map_err(|error| DeskError::broken(format!("the mail of a file: {error}")))?;
    let mut files = mail.attachments;
    let is_it = |file: &Attachment| Sha256::digest(&file.bytes).as_slice() == received.hash.as_slice();
    let numbered = usize::try_from(received.part).ok().filter(|&at| files.get(at).is_some_and(is_it));
    let at = numbered
        .or_else(|| files.iter().position(is_it))
        .ok_or_else(|| DeskError::broken("a file is not in its mail"))?;
    Ok(files.swap_remove(at).bytes)
}
