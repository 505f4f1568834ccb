//! The outbox: mail that goes out.
//!
//! A delivery is written in the transaction that causes it and sent by a job. It is composed once, at the first try, and kept;
//! every further try sends the same bytes with the same Message-ID, so a mail that arrives twice is recognisable as one.
//! Templates are written in German and English; which one is used follows the contact's language.
//! A delivery that was refused, given up or came back stays for people to see and mend; to an address of which a server said that
//! nobody has it, nothing goes until somebody allows it again.
//! Deliberately not here: how bytes travel (`mail::Transport`) and when a job is tried again (`job`).

mod attempt;
mod block;
mod compose;
mod limit;
mod list;
mod rich;
mod send;
mod store;
mod wording;

use engine::plan::catalogue::{Channel, Language};
use jiff::SignedDuration;
use mail::address::MailAddress;
use serde::{Deserialize, Serialize};

use crate::action::{Action, View};
use crate::customer::{self, Contact};
use crate::error::DeskError;
use crate::id::{ContactId, DeliveryId, MessageId, TicketId};
use crate::job::{Kind, NewJob};
use crate::mailbox;
use crate::setting;
use crate::ticket::{self, Ticket};

pub use attempt::{Outcome, Tried};
pub use block::{Blocked, blocked, unblock};
pub use list::{Delivery, DeliveryPage, Shelf, counts, get, list, of_ticket, raw, retry};
pub use wording::{WORDS_MAX, Wording, preview, reword, wording};

pub(crate) use attempt::{Attempt, bounced, failed, put_off, sent};
pub(crate) use limit::room;
pub(crate) use send::{Ready, composed, keep, not_begun, send, signed};

/// What a delivery is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A request has arrived, with its due time.
    Receipt,
    /// A public message by staff.
    Reply,
    /// A request that the plan does not take, with the sentence why and what to do.
    Refusal,
    /// What becomes of a request by what it was found to be about.
    Verdict,
}

impl Template {
    /// All of them.
    pub const ALL: [Template; 4] = [Template::Receipt, Template::Reply, Template::Refusal, Template::Verdict];
    const WORDS: [(Template, &'static str); 4] = [
        (Template::Receipt, "receipt"),
        (Template::Reply, "reply"),
        (Template::Refusal, "refusal"),
        (Template::Verdict, "verdict"),
    ];

    /// The word in the database and in addresses of pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(template, _)| *template == self).map_or("", |(_, word)| word)
    }

    /// What a word means, if anything.
    #[must_use]
    pub fn find(word: &str) -> Option<Template> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(template, _)| *template)
    }
}

/// What a template needs beyond ticket and message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Context {
    /// "de" or "en".
    pub(crate) language: String,
    /// Name of the recipient.
    pub(crate) name: String,
    /// What becomes of the request and why, where that is more than that it is covered.
    pub(crate) sentence: String,
    /// Who may ask, where the recipient may not.
    #[serde(default)]
    pub(crate) ask: String,
    /// Whether the mail asks to accept a price.
    #[serde(default)]
    pub(crate) accept: bool,
    /// Names and addresses of who gets the same in a mail of their own.
    #[serde(default)]
    pub(crate) copies: Vec<(String, String)>,
    /// Message-ID that this answers, where no ticket tells.
    pub(crate) in_reply_to: Option<String>,
}

struct NewDelivery<'a> {
    ticket: Option<TicketId>,
    message: Option<MessageId>,
    template: Template,
    recipient: &'a str,
    subject: String,
    context: Context,
    /// From which of our addresses.
    sender: String,
}

/// Receipts that an address gets at most in this time.
const RECEIPTS: i64 = 60;
const RECEIPTS_PER: SignedDuration = SignedDuration::from_hours(1);
/// A stranger gets at most one answer in this time.
const STRANGER_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// Tells the contact that a request has arrived. Whoever mails very many requests gets no more than some receipts an hour, so
/// that two machines that answer each other come to rest; the requests are there all the same.
pub(crate) fn receipt(act: &mut Action<'_, '_>, ticket: &Ticket, told: &Told) -> Result<(), DeskError> {
    let since = act.now.saturating_sub(RECEIPTS_PER).unwrap_or(act.now);
    if ticket.channel == Channel::Email
        && let Some(contact) = contact_of(act, ticket)?
        && store::receipts_since(act, &contact.email, since)? >= RECEIPTS
    {
        return Ok(());
    }
    to_contact(act, ticket, Template::Receipt, told)?;
    Ok(())
}

/// Sends a public message of staff to the contact, to the contacts of tickets that were merged into this one, and to who takes
/// part. Each gets a mail of their own that names the others, so that an answer to all reaches all.
pub(crate) fn reply(act: &mut Action<'_, '_>, ticket: &Ticket, message: MessageId) -> Result<(), DeskError> {
    let contacts = readers(act, ticket)?;
    for contact in &contacts {
        let others = contacts.iter().filter(|other| other.id != contact.id && !other.email.is_empty());
        let copies = others.map(|other| (other.name.clone(), other.email.clone())).collect();
        let context = Context { copies, ..context(contact, &Told::default()) };
        to(act, ticket, contact, (Template::Reply, Some(message)), context)?;
    }
    Ok(())
}

/// Whom a reply is for: who asked it, or what was merged into it, and who takes part. Who was erased is among them, without an
/// address.
pub(crate) fn readers(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Vec<Contact>, DeskError> {
    let mut ids: Vec<ContactId> = ticket.contact.into_iter().chain(ticket::merged_contacts(view, ticket)?).collect();
    for participant in ticket::participants_of(view, ticket)? {
        if !ids.contains(&participant.id) {
            ids.push(participant.id);
        }
    }
    let mut contacts = Vec::with_capacity(ids.len());
    for id in ids {
        contacts.extend(customer::find_contact(view, id)?);
    }
    Ok(contacts)
}

/// What a verdict comes to in words, for whoever asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    /// What becomes of the request and why, in German and English; empty where it is simply covered.
    pub(crate) sentence: (String, String),
    /// Who may ask, where whoever asked may not.
    pub(crate) ask: String,
    /// Whether whoever asked is asked to accept the price.
    pub(crate) accept: bool,
}

impl Told {
    /// Whether a mail said this, in its language.
    pub(crate) fn is(&self, said: &str) -> bool {
        said == self.sentence.0 || said == self.sentence.1
    }
}

/// Tells the contact why a request is not taken, and whom to ask. Tells whether there is an address for it.
pub(crate) fn refusal(act: &mut Action<'_, '_>, ticket: &Ticket, told: &Told) -> Result<bool, DeskError> {
    to_contact(act, ticket, Template::Refusal, told)
}

/// Tells the contact what becomes of a request after all. Tells whether there is an address for it.
pub(crate) fn verdict(act: &mut Action<'_, '_>, ticket: &Ticket, told: &Told) -> Result<bool, DeskError> {
    to_contact(act, ticket, Template::Verdict, told)
}

/// What the contact was told last of what becomes of a request, in the words of that mail; empty where it was simply taken.
pub(crate) fn said(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Option<String>, DeskError> {
    store::last_said(view, ticket)
}

/// Why somebody is answered who is not taken for a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answering {
    /// The address belongs to no contact.
    Stranger,
    /// It does, but nothing proves that the contact wrote.
    Unproven,
}

impl Answering {
    fn sentence(self) -> &'static str {
        match self {
            Answering::Stranger => STRANGER,
            Answering::Unproven => UNPROVEN,
        }
    }
}

const STRANGER: &str = "Ihre Adresse gehört zu keinem Ansprechpartner eines Supportvertrags. Bitte schreiben Sie von der \
    hinterlegten Adresse, oder bitten Sie Ihre Supportverwaltung, Sie als Ansprechpartner zu benennen.\n\n\
    Your address does not belong to an authorised contact of a support contract. Please write from the address on file, or \
    ask your support administration to name you as a contact.";
const UNPROVEN: &str = "Ihre Nachricht ist angekommen. Es ließ sich aber nicht prüfen, ob sie wirklich von Ihrer Adresse kommt; \
    deshalb sieht sie sich zuerst jemand an, und noch läuft keine zugesagte Frist. Schneller geht es im Portal. Ihrem \
    Mail-Anbieter fehlen dafür SPF, DKIM oder DMARC.\n\n\
    Your message has arrived. It could not be checked whether it really comes from your address, so somebody looks at it \
    first, and no promised time runs yet. The portal is quicker. What your mail provider lacks for it is SPF, DKIM or DMARC.";

/// Somebody who wrote and is not taken for a contact.
pub(crate) struct Stranger<'a> {
    /// Who it is.
    pub(crate) address: &'a str,
    /// What the mail was about.
    pub(crate) subject: &'a str,
    /// Its Message-ID.
    pub(crate) in_reply_to: Option<String>,
    /// Why this is answered.
    pub(crate) answering: Answering,
    /// To which of our addresses it went.
    pub(crate) written_to: String,
}

/// Answers somebody who is not taken for a contact, once a day at most, in both languages. Tells whether an answer was written.
pub(crate) fn answer_stranger(act: &mut Action<'_, '_>, stranger: Stranger<'_>) -> Result<bool, DeskError> {
    let since = act.now.saturating_sub(STRANGER_PAUSE).unwrap_or(act.now);
    let address = stranger.address.to_lowercase();
    if store::was_answered_since(act, &address, since)? {
        return Ok(false);
    }
    let context = Context {
        language: "en".into(),
        sentence: stranger.answering.sentence().into(),
        in_reply_to: stranger.in_reply_to,
        ..Context::default()
    };
    write(
        act,
        NewDelivery {
            ticket: None,
            message: None,
            template: Template::Refusal,
            recipient: &address,
            subject: format!("Re: {}", stranger.subject),
            context,
            sender: stranger.written_to,
        },
    )?;
    Ok(true)
}

fn contact_of(act: &mut Action<'_, '_>, ticket: &Ticket) -> Result<Option<Contact>, DeskError> {
    match ticket.contact {
        None => Ok(None),
        Some(id) => customer::find_contact(act, id),
    }
}

fn to_contact(act: &mut Action<'_, '_>, ticket: &Ticket, template: Template, told: &Told) -> Result<bool, DeskError> {
    let Some(contact) = contact_of(act, ticket)? else { return Ok(false) };
    let context = context(&contact, told);
    to(act, ticket, &contact, (template, None), context)
}

fn context(contact: &Contact, told: &Told) -> Context {
    let (german, english) = &told.sentence;
    Context {
        language: crate::field::language_word(contact.language).to_owned(),
        name: contact.name.clone(),
        sentence: if contact.language == Language::De { german.clone() } else { english.clone() },
        ask: told.ask.clone(),
        accept: told.accept,
        ..Context::default()
    }
}

fn to(
    act: &mut Action<'_, '_>,
    ticket: &Ticket,
    contact: &Contact,
    (template, message): (Template, Option<MessageId>),
    context: Context,
) -> Result<bool, DeskError> {
    // Who was erased has no address any more.
    if contact.email.is_empty() {
        return Ok(false);
    }
    let subject = format!("[#{}] {}", ticket.number, ticket.subject);
    let sender = sender_of(act, ticket.id)?;
    let ticket = Some(ticket.id);
    write(act, NewDelivery { ticket, message, template, recipient: &contact.email, subject, context, sender })?;
    Ok(true)
}

fn write(act: &mut Action<'_, '_>, delivery: NewDelivery<'_>) -> Result<DeliveryId, DeskError> {
    let id = DeliveryId(act.new_id());
    let message_id = format!("{id}.{}@{}", act.new_token(), message_id_domain(&delivery.sender));
    store::insert(act, id, &delivery, &message_id)?;
    if let Some(ticket) = delivery.ticket {
        store::insert_reference(act, &message_id, ticket)?;
    }
    if let Some(blocked) = block::find(act, delivery.recipient)? {
        attempt::give_up(act, id, Outcome::Blocked, &blocked.answer)?;
        return Ok(id);
    }
    let due = act.now;
    act.job(NewJob { kind: Kind::Deliver, subject: id.0, due })?;
    Ok(id)
}

/// From which address a ticket is written about: the one at which its contact wrote last, or the desk's.
///
/// # Errors
/// Whatever the database says.
pub(crate) fn sender_of(view: &mut View<'_, '_>, ticket: TicketId) -> Result<String, DeskError> {
    match store::last_mailbox(view, ticket)? {
        Some(mailbox) => mailbox::writes_as(view, &mailbox),
        None => address(view),
    }
}

/// The desk's mail address: the setting, or support@DESK.example.
pub(crate) fn address(view: &mut View<'_, '_>) -> Result<String, DeskError> {
    let set = setting::get(view, setting::MAIL_ADDRESS)?;
    Ok(if set.is_empty() { format!("support@{}.example", view.shared.name) } else { set })
}

/// What stands behind the `@` of our Message-IDs: a name of its own, so that only our own mail carries it.
pub(crate) fn message_id_domain(address: &str) -> String {
    let domain = MailAddress::parse(address).map(|address| address.ascii_domain());
    format!("id.{}", domain.unwrap_or_else(|_| "localhost".to_owned()))
}

/// Remembers that a Message-ID belongs to a ticket.
pub(crate) fn remember(act: &mut Action<'_, '_>, message_id: &str, ticket: TicketId) -> Result<(), DeskError> {
    store::insert_reference(act, message_id, ticket)
}

/// The ticket that a Message-ID belongs to.
pub(crate) fn find_reference(view: &mut View<'_, '_>, message_id: &str) -> Result<Option<TicketId>, DeskError> {
    store::find_reference(view, message_id)
}
