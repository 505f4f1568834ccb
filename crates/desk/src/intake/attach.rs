//! What comes with the text of a mail: its files become the message's, and what there was too much of is said.

use mail::{Cut, Mail};

use crate::action::Action;
use crate::error::DeskError;
use crate::file;
use crate::id::{MailId, MessageId, TicketId};
use crate::ticket::{self, BODY_MAX, LeftOut, Seal};

/// Gives a message the files of its mail, what it leaves out and how the mail was sealed.
pub(super) fn attach(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    message: MessageId,
    id: MailId,
    mail: &Mail,
) -> Result<(), DeskError> {
    let too_many = file::receive(act, ticket, message, id, mail)?;
    let mut left_out = Vec::new();
    if mail.text.trim().chars().nth(BODY_MAX).is_some() {
        left_out.push(LeftOut::Text);
    }
    if too_many > 0 {
        left_out.push(LeftOut::Files);
    }
    left_out.extend(mail.cut.iter().filter_map(|cut| match cut {
        Cut::Depth => Some(LeftOut::Depth),
        Cut::Parts => Some(LeftOut::Parts),
        Cut::Headers => Some(LeftOut::Headers),
        Cut::Packed => Some(LeftOut::Packed),
        // Which older mails it refers to, nobody reads.
        Cut::References => None,
    }));
    let seal = Seal::of(mail, act.now);
    if left_out.is_empty() && seal.is_none() {
        return Ok(());
    }
    ticket::tell_of_mail(act, message, &left_out, seal.as_ref())
}
