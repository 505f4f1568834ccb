//! From a delivery's row to the bytes of a mail.

use engine::plan::catalogue::Language;
use mail::{Address, Attachment, MailAddress, Outgoing};

use super::{Template, message_id_domain, rich, store, wording};
use crate::acceptance;
use crate::action::View;
use crate::catalogue;
use crate::contract;
use crate::error::DeskError;
use crate::field;
use crate::file::{self, File};
use crate::mailbox;
use crate::setting;
use crate::signature;
use crate::ticket::{self, Ticket};

/// The bytes of a mail, and the link in it by which a price is accepted.
pub(super) fn compose(
    view: &mut View<'_, '_>,
    stored: &store::Stored,
) -> Result<(Vec<u8>, Option<acceptance::Link>), DeskError> {
    let template = Template::find(&stored.template).ok_or_else(|| DeskError::broken("mail template"))?;
    let language = field::language(&stored.context.language);
    let ticket = stored.ticket.map(|id| ticket::get(view, id)).transpose()?;
    let files = match stored.message {
        Some(message) if template == Template::Reply => file::of_message(view, message)?,
        _ => Vec::new(),
    };
    let fits = files.iter().map(|file| file.size).sum::<i64>() <= CARRIED;
    let left_out = if fits { Vec::new() } else { files.iter().map(|file| file.name.clone()).collect() };
    let files = if fits { files } else { Vec::new() };
    let from = address(&stored.sender)?;
    let domain = message_id_domain(&stored.sender);
    let accept = match stored.ticket.filter(|_| stored.context.accept) {
        Some(ticket) => acceptance::link(view, ticket, stored.created_at)?,
        None => None,
    };
    let (link, secret) = accept.unzip();
    let (text, html, shown) =
        forms(view, stored, (template, language), ticket.as_ref(), (&files, &left_out), secret.as_deref())?;
    let attachments = attached(view, &files, &shown, &domain)?;
    let reply_to = match &ticket {
        None => None,
        Some(ticket) => {
            Some(Address::bare(from.with_token(&ticket.token).map_err(|error| DeskError::broken(error.to_string()))?))
        }
    };
    let last = stored.ticket.map(|id| store::last_incoming(view, id)).transpose()?.flatten();
    let references = last.as_ref().map(|(_, raw)| chain(raw)).unwrap_or_default();
    let in_reply_to = last.map(|(id, _)| id).or_else(|| stored.context.in_reply_to.clone());
    let name = name_beside(view, &stored.sender, language)?;
    let to = beside(&stored.context.name, address(&stored.recipient)?);
    let copy = |(name, email): &(String, String)| Ok(beside(name, address(email)?));
    let cc = stored.context.copies.iter().map(copy).collect::<Result<Vec<_>, DeskError>>()?;
    let outgoing = Outgoing {
        from: Address::named(name, from),
        to: vec![to],
        cc,
        reply_to,
        subject: stored.subject.clone(),
        text,
        html: Some(html),
        message_id: stored.message_id.clone(),
        references,
        in_reply_to,
        date: stored.created_at,
        auto_submitted: template != Template::Reply,
        desk: view.shared.name.clone(),
        attachments,
    };
    let raw = mail::compose(&outgoing)
        .map_err(|error| DeskError::broken(format!("mail to {}: {error}", stored.recipient)))?;
    Ok((raw, link))
}

/// An address with the name beside it, if there is one.
fn beside(name: &str, address: MailAddress) -> Address {
    if name.is_empty() { Address::bare(address) } else { Address::named(name.to_owned(), address) }
}

/// The name beside the address that is written from: its mailbox's, the desk's, or the provider's.
fn name_beside(view: &mut View<'_, '_>, sender: &str, language: Language) -> Result<String, DeskError> {
    if let Some(name) = mailbox::sender_name(view, sender)? {
        return Ok(name);
    }
    match setting::get(view, setting::MAIL_NAME)? {
        name if name.is_empty() => provider(view, language),
        name => Ok(name),
    }
}

/// Most bytes of files that a mail carries; more than that, few servers take, and they are read in the portal.
const CARRIED: i64 = 18 * 1024 * 1024;

/// Files beside the text; those that it shows go with their content ids.
fn attached(
    view: &mut View<'_, '_>,
    files: &[File],
    shown: &[usize],
    domain: &str,
) -> Result<Vec<Attachment>, DeskError> {
    let one = |(at, file): (usize, &File)| {
        let inline = shown.contains(&at);
        Ok(Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            content_id: inline.then(|| rich::content_id(file, domain)),
            bytes: file::content(view, file.id)?,
            inline,
        })
    };
    files.iter().enumerate().map(one).collect()
}

/// Markdown as a mail has it: readable as it stands, but a picture is named, because its address says nothing to a mail program.
fn readable(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find("![") {
        let (before, picture) = rest.split_at(at);
        text.push_str(before);
        let named = picture[2..].split_once("](file:").and_then(|(name, more)| {
            let (id, after) = more.split_once(')')?;
            let plain = !name.contains(['[', ']', '\n']) && id.bytes().all(|byte| byte.is_ascii_digit());
            plain.then_some((name, after))
        });
        match named {
            Some((name, after)) => {
                text.push_str(&format!("[{name}]"));
                rest = after;
            }
            None => {
                text.push_str("![");
                rest = &picture[2..];
            }
        }
    }
    text + rest
}

/// What the mail that is answered refers to (RFC 5322, 3.6.4): its References, or the one mail that it is an answer to. Writing
/// adds the mail itself, and keeps the first and the newest of a long chain.
fn chain(raw: &[u8]) -> Vec<String> {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"].map(|gap| raw.windows(gap.len()).position(|bytes| bytes == gap));
    let header = ends.into_iter().flatten().min().map_or(raw, |end| &raw[..end]);
    // It was read when it came in; what cannot be read now is answered without what came before it.
    let Ok(mail) = mail::parse(header, &mail::Limits::default()) else { return Vec::new() };
    match (mail.references.is_empty(), mail.in_reply_to.len()) {
        (true, 1) => mail.in_reply_to,
        _ => mail.references,
    }
}

fn address(text: &str) -> Result<MailAddress, DeskError> {
    MailAddress::parse(text).map_err(|error| DeskError::broken(format!("address {text}: {error}")))
}

/// The provider's name in a language.
pub(super) fn provider(view: &mut View<'_, '_>, language: Language) -> Result<String, DeskError> {
    Ok(match catalogue::current(view)? {
        Some((_, catalogue)) => catalogue.provider.name.get(language).to_owned(),
        None => view.shared.name.clone(),
    })
}

/// The plain form, the rich form, and which of the files the rich one shows.
fn forms(
    view: &mut View<'_, '_>,
    stored: &store::Stored,
    (template, language): (Template, Language),
    ticket: Option<&Ticket>,
    (files, left_out): (&[File], &[String]),
    secret: Option<&str>,
) -> Result<(String, String, Vec<usize>), DeskError> {
    let (words, is_markdown) = match stored.message {
        None => (String::new(), false),
        Some(message) => store::message_body(view, message)?.unwrap_or_default(),
    };
    let body = match is_markdown {
        true => rich::from_markdown(&words, files, &message_id_domain(&stored.sender)),
        false => rich::from_plain(&words),
    };
    let mut values = values(view, stored, (template, language), ticket, left_out)?;
    values.push(("accept", secret.map(|secret| accept_url(view, secret)).transpose()?.unwrap_or_default()));
    let [plain, frame] = wording::fill(view, (template, language), &values, [&readable(&words), rich::BODY])?;
    let html = rich::page(&frame, &body, field::language_word(language));
    Ok((plain, html, body.shown))
}

/// Where a price is accepted.
fn accept_url(view: &mut View<'_, '_>, secret: &str) -> Result<String, DeskError> {
    Ok(format!("{}/{}/accept/{secret}", setting::get(view, setting::PUBLIC_URL)?, view.shared.name))
}

/// What the variables of a mail say; the message itself is not among them.
fn values(
    view: &mut View<'_, '_>,
    stored: &store::Stored,
    (template, language): (Template, Language),
    ticket: Option<&Ticket>,
    left_out: &[String],
) -> Result<Vec<(&'static str, String)>, DeskError> {
    let url = setting::get(view, setting::PUBLIC_URL)?;
    let desk = view.shared.name.clone();
    let provider = provider(view, language)?;
    let author = stored.message.map(|id| store::message_author(view, id)).transpose()?.flatten();
    let signature = match author {
        Some(author) if template == Template::Reply => {
            signature::below(view, author, ticket.and_then(|ticket| ticket.team), language)?
        }
        _ => provider.clone(),
    };
    let link = ticket.map(|ticket| format!("{url}/{desk}/portal/tickets/{}", ticket.number));
    let due = match (template, ticket) {
        (Template::Receipt | Template::Verdict, Some(ticket)) => {
            ticket::due_words(view, ticket, language == Language::De)?
        }
        _ => None,
    };
    let left = match (template, ticket.and_then(|ticket| ticket.contract)) {
        (Template::Receipt | Template::Verdict, Some(contract)) => contract::left_words(view, contract, language)?,
        _ => Vec::new(),
    };
    let severity = match ticket {
        Some(ticket) if template == Template::Receipt => ticket::severity_name(view, ticket, language)?,
        _ => None,
    };
    let words = |text: Option<String>| text.unwrap_or_default();
    Ok(vec![
        ("contact", stored.context.name.clone()),
        ("number", words(ticket.map(|ticket| ticket.number.to_string()))),
        ("subject", words(ticket.map(|ticket| ticket.subject.clone()))),
        ("severity", words(severity)),
        ("ask", stored.context.ask.clone()),
        ("sentence", stored.context.sentence.clone()),
        ("due", words(due)),
        ("left", left.join("; ")),
        ("link", words(link)),
        ("provider", provider),
        ("signature", signature),
        ("large_files", left_out.join(", ")),
    ])
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_picture_in_a_text_is_named() {
        let check = |text: &str, expect: &str| assert_eq!(readable(text), expect);
        check("a ![Bild 1](file:123) b ![x](file:4)", "a [Bild 1] b [x]");
        check("![x](https://shop.example/a.png) ![", "![x](https://shop.example/a.png) ![");
        check("**fett**", "**fett**");
    }
}
