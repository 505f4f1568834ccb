//! A conversation to take along: one mail with its text, and with the mails and files that it was led by.
//!
//! For staff, who hand it on or put it into a file of their own. Notes come along only if asked for, and receipts never: they are not
//! what was said, and may carry links that act for whoever got them. What does not fit into [`ATTACHED_MAX`] is named in the text.

use mail::parse::Attachment;
use mail::{Address, MailAddress, Outgoing};

use crate::action::View;
use crate::error::DeskError;
use crate::outbox::{self, Template};
use crate::ticket::{self, MessageKind, MessageView};
use crate::{file, intake};

/// Most bytes of mails and files that come along.
pub const ATTACHED_MAX: usize = 20_000_000;

/// Whether notes come along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    /// They do.
    Along,
    /// They stay.
    Stay,
}

/// The conversation of a ticket as a mail.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff, and for a ticket that there is not.
pub fn take_along(view: &mut View<'_, '_>, number: i64, notes: Notes) -> Result<Vec<u8>, DeskError> {
    view.actor.require_staff()?;
    let page = ticket::page(view, number)?;
    let mut bundle = Bundle::default();
    let mut text = format!("[#{number}] {}\n", page.ticket.subject);
    if let Some((_, customer)) = &page.customer {
        text.push_str(&format!("{customer}\n"));
    }
    let wanted = |message: &&MessageView| message.kind == MessageKind::Message || notes == Notes::Along;
    for message in page.messages.iter().filter(wanted) {
        let kind = if message.kind == MessageKind::Note { " (Notiz / note)" } else { "" };
        let at = message.at.strftime("%Y-%m-%d %H:%M UTC");
        text.push_str(&format!("\n---- {at}, {}{kind}\n\n{}\n", message.author, message.body.trim()));
        match message.mail {
            Some(mail) => bundle.put(name(message.at, "in"), intake::raw(view, mail)?),
            None => {
                for file in &message.files {
                    let content = file::content(view, file.id)?;
                    bundle.put(file.name.clone(), content);
                }
            }
        }
    }
    for delivery in outbox::of_ticket(view, page.ticket.id)? {
        if delivery.template == Template::Reply.word() {
            bundle.put(name(delivery.created_at, "out"), outbox::raw(view, delivery.id)?);
        }
    }
    if !bundle.left_out.is_empty() {
        text.push_str(&format!("\nNicht beigefügt / not attached: {}\n", bundle.left_out.join(", ")));
    }
    let own = outbox::sender_of(view, page.ticket.id)?;
    let address = MailAddress::parse(&own).map_err(|error| DeskError::broken(format!("address {own}: {error}")))?;
    let outgoing = Outgoing {
        from: Address::bare(address.clone()),
        to: vec![Address::bare(address)],
        cc: Vec::new(),
        reply_to: None,
        subject: format!("[#{number}] {}", page.ticket.subject),
        text,
        html: None,
        message_id: format!("{}.{}@{}", page.ticket.id, view.now_us(), outbox::message_id_domain(&own)),
        in_reply_to: None,
        references: Vec::new(),
        date: view.now,
        auto_submitted: true,
        desk: view.shared.name.clone(),
        attachments: bundle.attached,
    };
    mail::compose(&outgoing).map_err(|error| DeskError::broken(format!("conversation of #{number}: {error}")))
}

/// The name of a mail among others, which sorts by time.
fn name(at: jiff::Timestamp, way: &str) -> String {
    format!("{} {way}.eml", at.strftime("%Y-%m-%d %H%M%S"))
}

/// What comes along, and the names of what does not fit.
#[derive(Default)]
struct Bundle {
    attached: Vec<Attachment>,
    bytes: usize,
    left_out: Vec<String>,
}

impl Bundle {
    fn put(&mut self, name: String, bytes: Vec<u8>) {
        if self.bytes + bytes.len() > ATTACHED_MAX {
            self.left_out.push(name);
            return;
        }
        self.bytes += bytes.len();
        // As bytes, whatever it is: a mail within a mail could not be encoded, and its lines would have to be believed.
        let media_type = "application/octet-stream".to_owned();
        self.attached.push(Attachment { name, media_type, content_id: None, bytes, inline: false });
    }
}
