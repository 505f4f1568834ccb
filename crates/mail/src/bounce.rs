//! Bounces of servers that write no report: known by sender and subject, read from the text.

use crate::address::MailAddress;
use crate::classify::{Kind, OwnAddresses};
use crate::parse::Mail;

/// How much of a text is searched for the failed address and the message id, in bytes.
const MAX_SEARCHED: usize = 64 * 1024;

/// Starts of subjects that mail servers give to mail they could not deliver.
const FAILED: &[&str] = &[
    "undelivered mail",
    "undeliverable",
    "undeliverable:",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "delivery status notification (failure)",
    "delivery status notification",
    "delivery failure",
    "delivery notification",
    "failure notice",
    "failed delivery",
    "returned mail",
    "message could not be delivered",
    "unzustellbar",
    "nicht zustellbar",
    "unzustellbare",
    "nachricht unzustellbar",
    "zustellung fehlgeschlagen",
    "benachrichtigung zum übermittlungsstatus (fehlgeschlagen)",
    "benachrichtigung zum übermittlungsstatus",
];

/// Starts of subjects about mail that is late.
const DELAYED: &[&str] = &[
    "delivery status notification (delay)",
    "delayed mail",
    "delayed:",
    "delivery delayed",
    "warning: message",
    "warning: could not send",
    "benachrichtigung zum übermittlungsstatus (verzögert)",
    "verzögert:",
    "verzögerte zustellung",
];

/// A bounce or a delay without a report, if it is one. The sender must be a mail server's: a person may write any subject.
pub(crate) fn wild_bounce(mail: &Mail, own: &OwnAddresses) -> Option<Kind> {
    if let Some(failed) = &mail.marks.failed_recipients {
        return Some(Kind::Bounce {
            original_message_id: original_id(mail, own),
            recipient: failed.split([',', ' ']).find_map(|text| MailAddress::parse(text).ok()),
        });
    }
    if !from_mail_server(mail) {
        return None;
    }
    let subject = mail.subject.to_lowercase();
    let starts = |phrases: &[&str]| phrases.iter().any(|phrase| subject.starts_with(phrase));
    if starts(DELAYED) {
        return Some(Kind::DeliveryDelay);
    }
    starts(FAILED)
        .then(|| Kind::Bounce { original_message_id: original_id(mail, own), recipient: named_in_text(mail, own) })
}

fn from_mail_server(mail: &Mail) -> bool {
    let null_path = mail.marks.return_path.as_deref() == Some("");
    let Some(from) = &mail.from else {
        return true;
    };
    let local = from.address.local().to_lowercase();
    let name = from.name.as_deref().unwrap_or_default().to_lowercase();
    null_path
        || local.starts_with("mailer-daemon")
        || local.starts_with("postmaster")
        || local.starts_with("microsoftexchange")
        || name.contains("mail delivery s")
}

/// The id of the message that came back: in an attached message, quoted in the text, or referred to. One of ours is believed first.
fn original_id(mail: &Mail, own: &OwnAddresses) -> Option<String> {
    let attached = mail
        .attachments
        .iter()
        .filter(|file| file.media_type == "message/rfc822" || file.media_type == "text/rfc822-headers")
        .take(5)
        .flat_map(|file| ids_in(&String::from_utf8_lossy(&file.bytes[..file.bytes.len().min(MAX_SEARCHED)])));
    let referred = mail.in_reply_to.iter().chain(mail.references.iter().rev()).cloned();
    let found: Vec<String> = attached.chain(ids_in(start(&mail.text))).chain(referred).collect();
    let ours = found.iter().position(|id| own.wrote(id));
    found.into_iter().nth(ours.unwrap_or(0))
}

fn ids_in(text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for line in text.lines() {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let is_id = line.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("message-id:"));
        if is_id && let Some(id) = line[11..].trim().strip_prefix('<').and_then(|rest| rest.split('>').next()) {
            ids.push(id.to_owned());
        }
    }
    ids
}

/// The first address in the text that is neither ours nor the server's own.
fn named_in_text(mail: &Mail, own: &OwnAddresses) -> Option<MailAddress> {
    start(&mail.text)
        .split(|one: char| one.is_whitespace() || "<>()[]\",;:".contains(one))
        .filter(|word| word.contains('@'))
        .filter_map(|word| MailAddress::parse(word.trim_matches(['.', '\'', '`'])).ok())
        .find(|address| {
            let sender = mail.from.as_ref().is_some_and(|from| from.address.same_as(address));
            let ours = own.addresses.iter().any(|base| address.same_as(base) || address.token(base).is_some());
            let is_id = own.is_id_domain(&address.ascii_domain());
            !sender && !ours && !is_id && address.domain().contains('.')
        })
}

fn start(text: &str) -> &str {
    let mut end = text.len().min(MAX_SEARCHED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
