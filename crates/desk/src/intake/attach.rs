//! What comes with the text of a mail: its files become the message's, and what there was too much of is said.

use mail::{Cut, Mail};

use crate::action::Action;
use crate::error::DeskError;
use crate::file;
use crate::id::{MailId, MessageId, TicketId};
use crate::ticket::{self, BODY_MAX, LeftOut};

/// Gives a message the files of its mail, and what it leaves out.
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
    if left_out.is_empty() { Ok(()) } else { ticket::leave_out(act, message, &left_out) }
}
