//! A ticket's conversation: messages, notes, calls, work and what happened between, in order of time.

use desk::id::{MessageId, StaffId};
use desk::journal;
use desk::ticket::{AuthorKind, Format, LeftOut, LinkKind, MessageKind, MessageView, Page, Seal};
use desk::usage::{Kind, Listed, Rating};
use engine::plan::Catalogue;
use jiff::Timestamp;

use super::{channel, clock, either, left, plan_language, severity, words};
use crate::text::{Phrase, Text, format};
use crate::view::message::{CallEntry, Entry, Event, Message, Side};
use crate::view::why::Step;
use crate::view::{Money, Why};

/// Where a conversation is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The ticket's address for this reader; its files lie below.
    pub(crate) url: &'a str,
    /// The newest message that the reader had before them while writing, and who of staff they are: what others wrote since is
    /// marked.
    pub(crate) seen: Option<(MessageId, StaffId)>,
    /// Where a message becomes a ticket of its own, for those who may do that.
    pub(crate) splits: Option<&'a str>,
}

/// All entries of a ticket, oldest first. `usage` is empty for readers who are not staff.
pub(crate) fn all(t: &Text, page: &Page, usage: &[Listed], place: Place<'_>) -> Vec<Entry> {
    let catalogue = page.terms.as_ref().map(|terms| terms.catalogue.as_ref());
    let mut entries = Vec::new();
    for (index, message) in page.messages.iter().enumerate() {
        let by = if index == 0 { channel(t, page.ticket.channel) } else { String::new() };
        // The first message is the ticket itself.
        let asked = index > 0
            && message.kind == MessageKind::Message
            && matches!(message.author_kind, AuthorKind::Contact | AuthorKind::Sender);
        let split = place.splits.filter(|_| asked).map(|url| format!("{url}/split/{}", message.id));
        entries.push((message.at, written(t, message, by, place, split)));
    }
    for used in usage {
        entries.push((used.at, metered(t, used, catalogue)));
    }
    for event in &page.history {
        if let Some(text) = happened(t, event, catalogue) {
            entries.push((event.at, Entry::Event(Event { at: event.at, text })));
        }
    }
    entries.sort_by_key(|(at, _)| *at);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn written(t: &Text, message: &MessageView, channel: String, place: Place<'_>, split_url: Option<String>) -> Entry {
    let url = written_to(message, place.url);
    let side = match message.author_kind {
        AuthorKind::Contact | AuthorKind::Sender => Side::Customer,
        AuthorKind::Staff => Side::Staff,
        AuthorKind::Automatic => Side::Desk,
    };
    let (words, quoted) = match message.format {
        Format::Markdown => (words::rich(&message.body, &message.files, &url), None),
        Format::Plain => {
            let (body, quoted) = message.folded();
            let quoted = Some(quoted.trim()).filter(|quoted| !quoted.is_empty());
            (words::pictured(words::plain(body.trim_end()), &message.files, &url), quoted.map(str::to_owned))
        }
    };
    let author = if message.author.is_empty() { t.get("author-machine").to_string() } else { message.author.clone() };
    let author = match message.author_kind {
        AuthorKind::Sender => t.get("author-sender").arg("name", author).to_string(),
        AuthorKind::Contact | AuthorKind::Staff | AuthorKind::Automatic => author,
    };
    let mine = |me: StaffId| message.author_kind == AuthorKind::Staff && message.author_id == Some(me.0);
    let shown = Message {
        author,
        side,
        at: message.at,
        channel,
        id: message.id.to_string(),
        words,
        quoted,
        is_unfolded: false,
        files: words::beside(t, &message.files, &message.body, &url),
        left_out: message.left_out.iter().map(|what| left_out(t, *what)).collect(),
        seal: message.seal.as_ref().map(|sealed| seal(t, sealed)),
        origin: message.origin,
        split_url,
        sent_url: message.mail.map(|_| format!("{url}/messages/{}/sent", message.id)),
        is_new: place.seen.is_some_and(|(seen, me)| message.id > seen && !mine(me)),
    };
    match message.kind {
        MessageKind::Message => Entry::Message(shown),
        MessageKind::Note => Entry::Note(shown),
    }
}

/// What of a mail is not in its message.
fn left_out(t: &Text, what: LeftOut) -> String {
    let words = match what {
        LeftOut::Text => t.get("left-out-text"),
        LeftOut::Files => t.get("left-out-files").arg("count", desk::file::RECEIVED_MAX.to_string()),
        LeftOut::Depth => t.get("left-out-depth"),
        LeftOut::Parts => t.get("left-out-parts"),
        LeftOut::Headers => t.get("left-out-headers"),
        LeftOut::Packed => t.get("left-out-packed"),
    };
    words.to_string()
}

/// How a mail was sealed: an icon, and what that means.
fn seal(t: &Text, seal: &Seal) -> (&'static str, String) {
    let signed =
        |name: &str, address: &str, issuer: &str| t.get(name).arg("address", address).arg("issuer", issuer).to_string();
    match seal {
        Seal::Signed { address, issuer } => ("pen-line", signed("seal-signed", address, issuer)),
        Seal::ByAnother { addresses, issuer } => {
            ("triangle-alert", signed("seal-by-another", &addresses.join(", "), issuer))
        }
        Seal::NotThen { address, issuer } => ("triangle-alert", signed("seal-not-then", address, issuer)),
        Seal::Changed => ("triangle-alert", t.get("seal-changed").to_string()),
        Seal::Unreadable => ("triangle-alert", t.get("seal-unreadable").to_string()),
        Seal::Pgp => ("pen-line", t.get("seal-pgp").to_string()),
        Seal::Encrypted => ("lock", t.get("seal-encrypted").to_string()),
    }
}

/// The address of the ticket that a message was written to, where its files lie.
fn written_to(message: &MessageView, url: &str) -> String {
    match (message.origin, url.rsplit_once('/')) {
        (Some(number), Some((tickets, _))) => format!("{tickets}/{number}"),
        _ => url.to_owned(),
    }
}

fn metered(t: &Text, used: &Listed, catalogue: Option<&Catalogue>) -> Entry {
    let agent = used.staff.clone().unwrap_or_default();
    let price = catalogue.zip(used.rating.as_ref()).and_then(|(catalogue, rating)| price(catalogue, rating));
    let burned = catalogue.zip(used.rating.as_ref()).and_then(|(catalogue, rating)| burned(t, catalogue, rating));
    match used.kind {
        Kind::Call => Entry::Call(CallEntry {
            caller: used.contact.clone().unwrap_or_else(|| t.get("call-somebody").to_string()),
            agent,
            at: used.at,
            duration_s: used.measured_s,
            line: catalogue.zip(used.line.as_deref()).map(|(catalogue, id)| line(t, catalogue, id)).unwrap_or_default(),
            price,
            burned,
            notes: used.note.clone(),
            why: used.rating.as_ref().map(|rating| steps(t, rating)).unwrap_or_default(),
        }),
        Kind::Work => {
            let mut text =
                t.get("event-work").arg("name", agent).arg("duration", t.duration(used.measured_s)).to_string();
            for more in [burned, price.map(|price| price.say(t).to_string()), Some(used.note.clone())] {
                if let Some(more) = more.filter(|more| !more.is_empty()) {
                    text = format!("{text} · {more}");
                }
            }
            Entry::Event(Event { at: used.at, text })
        }
    }
}

/// The name of a line.
pub(crate) fn line(t: &Text, catalogue: &Catalogue, id: &str) -> String {
    let known = catalogue.find_line(id).map(|line| catalogue.lines[line].name.get(plan_language(t)));
    known.unwrap_or(id).to_owned()
}

/// What a usage costs, unless it costs nothing.
pub(crate) fn price(catalogue: &Catalogue, rating: &Rating) -> Option<Money> {
    (rating.amount_minor != 0).then(|| money(catalogue, rating.amount_minor))
}

/// An amount in a catalogue's currency.
pub(crate) fn money(catalogue: &Catalogue, amount_minor: i64) -> Money {
    Money { amount_minor, currency: catalogue.provider.currency.code().to_owned() }
}

/// What a usage burned, in words.
pub(crate) fn burned(t: &Text, catalogue: &Catalogue, rating: &Rating) -> Option<String> {
    let one = |burn: &desk::usage::Burn| {
        let index = catalogue.allowances.iter().position(|allowance| allowance.id == burn.allowance)?;
        let name = catalogue.allowances[index].name.get(plan_language(t));
        let much = left::amount(t, catalogue, index, burn.quantity);
        Some(t.get("burned-of").arg("much", much).arg("allowance", name).to_string())
    };
    let all: Vec<String> = rating.burned.iter().filter_map(one).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// How a usage came to what it came to.
pub(crate) fn steps(t: &Text, rating: &Rating) -> Why {
    let steps = rating.steps.get(plan_language(t));
    Why { steps: steps.iter().map(|text| Step { text: text.clone(), value: None }).collect(), ..Why::default() }
}

/// What happened, in words; none for what stands in the conversation by itself, and for what is of no use there.
fn happened(t: &Text, event: &journal::Entry, catalogue: Option<&Catalogue>) -> Option<String> {
    match event.action.as_str() {
        "open" | "reply" | "note" | "call" | "work" | "follow" | "unfollow" => None,
        action if action.starts_with("item-") => None,
        _ => worded(t, event, catalogue),
    }
}

/// An entry of the history as a sentence.
pub(crate) fn sentence(t: &Text, event: &journal::Entry, catalogue: Option<&Catalogue>) -> String {
    worded(t, event, catalogue).unwrap_or_else(|| event.action.clone())
}

/// Where a ticket went, as a notice says it.
pub(crate) fn moved(t: &Text, action: &str, name: String) -> String {
    let words = match action {
        "wait" => t.get("event-wait"),
        "resolve" => t.get("event-resolve"),
        "close" => t.get("event-close"),
        "reopen" => t.get("event-reopen"),
        "merge" => t.get("notice-merged"),
        "unmerge" => t.get("notice-unmerged"),
        "spam" => t.get("event-spam"),
        "accept-price" => t.get("notice-accept-price"),
        "decline-price" => t.get("notice-decline-price"),
        _ => t.get("notice-breached"),
    };
    words.arg("name", name).to_string()
}

fn worded(t: &Text, event: &journal::Entry, catalogue: Option<&Catalogue>) -> Option<String> {
    let body = |name: &str| event.body[name].as_str().unwrap_or_default().to_owned();
    let named = |id: String| {
        let known = catalogue.and_then(|catalogue| severity(t, catalogue, &id));
        known.map(|severity| severity.name).unwrap_or(id)
    };
    let milestone = |id: String| {
        let known = catalogue.and_then(|catalogue| Some((catalogue.find_milestone(&id)?, catalogue)));
        known.map(|(known, catalogue)| clock::milestone(t, known, catalogue)).unwrap_or(id)
    };
    let phrase = match event.action.as_str() {
        "assign" if body("to").is_empty() => t.get("event-unassign"),
        "assign" => t.get("event-assign").arg("to", body("to")),
        "severity" => t.get("event-severity").arg("from", named(body("from"))).arg("to", named(body("to"))),
        "rename" => t.get("event-rename").arg("from", body("from")).arg("to", body("to")),
        "wait" => t.get("event-wait"),
        "resolve" => t.get("event-resolve"),
        "close" => t.get("event-close"),
        "reopen" => t.get("event-reopen"),
        "restate" if event.body["told"] == true => {
            t.get("event-restate-told").arg("changes", restated(t, &event.body, catalogue))
        }
        "restate" => t.get("event-restate").arg("changes", restated(t, &event.body, catalogue)),
        "fact" => {
            let (name, value) = fact(t, &body("name"), &body("value"), catalogue);
            t.get("event-fact").arg("fact", name).arg("value", value)
        }
        "tag" => {
            let list = |side: &str| {
                let all = event.body[side].as_array().map(Vec::as_slice).unwrap_or_default();
                all.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
            };
            match (list("added"), list("removed")) {
                (added, removed) if removed.is_empty() => t.get("event-tag-added").arg("tags", added),
                (added, removed) if added.is_empty() => t.get("event-tag-removed").arg("tags", removed),
                (added, removed) => t.get("event-tag-changed").arg("added", added).arg("removed", removed),
            }
        }
        "field" => t.get("event-field").arg("changes", filled(t, &event.body)),
        "plan-reply" => {
            let at = body("at").parse().map(|at: Timestamp| t.moment(at)).unwrap_or_default();
            t.get("event-plan-reply").arg("at", at)
        }
        "take-back-reply" => t.get("event-take-back-reply"),
        "hold-reply" if body("why") == "author" => t.get("event-hold-reply-author"),
        "hold-reply" if body("why") == "erased" => t.get("event-hold-reply-erased"),
        "hold-reply" => t.get("event-hold-reply-answered"),
        "reach" => t.get("event-reach").arg("what", milestone(body("what"))),
        "warn" => t.get("event-warn").arg("milestone", milestone(body("milestone"))),
        "breach" => t.get("event-breach").arg("milestone", milestone(body("milestone"))),
        _ => related(t, event)?,
    };
    let name = if event.actor_name.is_empty() { t.get("author-machine").to_string() } else { event.actor_name.clone() };
    Some(phrase.arg("name", name).to_string())
}

/// What was done beside answering, in words.
fn related<'a>(t: &Text, event: &'a journal::Entry) -> Option<Phrase<'a>> {
    let body = |name: &str| event.body[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| event.body[name].as_i64().unwrap_or_default();
    Some(match event.action.as_str() {
        "open" => t.get("event-open"),
        "reply" => t.get("event-reply"),
        "note" => t.get("event-note"),
        "team" if body("to").is_empty() => t.get("event-no-team"),
        "team" => t.get("event-team").arg("to", body("to")),
        "hand-over" if body("to").is_empty() => t.get("event-hand-over").arg("team", body("team")),
        "hand-over" => t.get("event-hand-over-to").arg("team", body("team")).arg("to", body("to")),
        "merge" => t.get("event-merge").arg("number", number("into")),
        "merge-in" => t.get("event-merge-in").arg("number", number("from")).arg("subject", body("subject")),
        "unmerge" => t.get("event-unmerge").arg("number", number("from")),
        "unmerge-out" => t.get("event-unmerge-out").arg("number", number("ticket")),
        "split" => t.get("event-split").arg("number", number("ticket")).arg("subject", body("subject")),
        "split-off" => match body("asked").parse::<Timestamp>() {
            Ok(at) => t.get("event-split-off-asked").arg("number", number("from")).arg("at", t.moment(at)),
            Err(_) => t.get("event-split-off").arg("number", number("from")),
        },
        "link" | "unlink" => {
            let towards = event.body["towards"].as_bool().unwrap_or_default();
            let kind = LinkKind::find(&body("kind"))?;
            let words = if event.action == "link" { t.get("event-link") } else { t.get("event-unlink") };
            words.arg("kind", link_word(t, kind, towards)).arg("number", number("other"))
        }
        "follow" => t.get("event-follow"),
        "unfollow" => t.get("event-unfollow"),
        "erase" => t.get("event-erase").arg("who", body("erased")),
        "participant" => t.get("event-participant").arg("contact", body("contact")),
        "no-participant" => t.get("event-no-participant").arg("contact", body("contact")),
        "snooze" => match body("until").parse::<Timestamp>() {
            Ok(until) => t.get("event-snooze").arg("until", t.moment(until)),
            Err(_) => t.get("event-snooze-reply"),
        },
        "snooze-end" => match body("why").as_str() {
            "time" => t.get("event-back-time"),
            "reply" => t.get("event-back-reply"),
            "due" => t.get("event-back-due"),
            _ => t.get("event-back"),
        },
        "spam" if body("sender").is_empty() => t.get("event-spam"),
        "spam" => t.get("event-spam-sender").arg("sender", body("sender")),
        "no-spam" => t.get("event-no-spam"),
        "checklist" => t.get("event-checklist").arg("list", body("name")),
        "item-add" => t.get("event-item-add").arg("item", body("item")),
        "item-tick" => t.get("event-item-tick").arg("item", body("item")),
        "item-untick" => t.get("event-item-untick").arg("item", body("item")),
        "item-rename" => t.get("event-item-rename").arg("from", body("from")).arg("to", body("to")),
        "item-remove" => t.get("event-item-remove").arg("item", body("item")),
        "item-move" => t.get("event-item-move").arg("item", body("item")),
        "accept-price" => t.get("event-accept-price").arg("price", either(t, &body("de"), &body("en")).to_owned()),
        "decline-price" => t.get("event-decline-price").arg("price", either(t, &body("de"), &body("en")).to_owned()),
        "article" => t.get("event-article").arg("title", body("title")),
        _ => return None,
    })
}

/// What a link says, read from one of its ends.
pub(crate) fn link_word(t: &Text, kind: LinkKind, towards: bool) -> String {
    let words = match (kind, towards) {
        (LinkKind::Duplicate, _) => t.get("link-duplicate"),
        (LinkKind::Related, _) => t.get("link-related"),
        (LinkKind::Cause, true) => t.get("link-caused-by"),
        (LinkKind::Cause, false) => t.get("link-causes"),
        (LinkKind::Split, true) => t.get("link-split-off"),
        (LinkKind::Split, false) => t.get("link-split"),
    };
    words.to_string()
}

/// A fact and its value, by the names that the plan file gives them.
pub(crate) fn fact(t: &Text, id: &str, value: &str, catalogue: Option<&Catalogue>) -> (String, String) {
    let language = plan_language(t);
    let Some(known) = catalogue.and_then(|catalogue| catalogue.facts.iter().find(|fact| fact.id == id)) else {
        let name = match id {
            "cause" => t.get("fact-cause").to_string(),
            "class" => t.get("fact-class").to_string(),
            other => other.to_owned(),
        };
        return (name, value.to_owned());
    };
    let named = known.values.iter().find(|(id, _)| id == value).map(|(_, name)| name.get(language));
    (known.name.get(language).to_owned(), named.unwrap_or(value).to_owned())
}

/// Which fields were filled in with what.
fn filled(t: &Text, body: &serde_json::Value) -> String {
    let one = |change: &serde_json::Value| {
        let kind = desk::ticket_field::Kind::find(change["kind"].as_str().unwrap_or_default());
        let value = |side: &str| match change[side].as_str().filter(|value| !value.is_empty()) {
            None => "–".to_owned(),
            Some(value) => kind.map_or_else(|| value.to_owned(), |kind| value_words(t, kind, value)),
        };
        format!("{} {} → {}", change["name"].as_str().unwrap_or_default(), value("from"), value("to"))
    };
    body["changes"].as_array().map(|all| all.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}

/// What was said to be different, with its names in the reader's language.
fn restated(t: &Text, body: &serde_json::Value, catalogue: Option<&Catalogue>) -> String {
    let one = |change: &serde_json::Value| {
        let value = |side: &str| change[side].as_str().unwrap_or_default().to_owned();
        let id = value("name");
        let name = match id.as_str() {
            "product" => t.get("request-product"),
            "system" => t.get("request-system"),
            "licence" => t.get("request-licence"),
            "version" => t.get("request-version"),
            "customised" => t.get("event-customised"),
            "topic" => t.get("request-topic"),
            id => {
                let (name, to) = fact(t, id, &value("to"), catalogue);
                let from =
                    if change["from"].is_null() { "–".to_owned() } else { fact(t, id, &value("from"), catalogue).1 };
                return format!("{name} {from} → {to}");
            }
        };
        let value = |side: &str| match change[side].as_str() {
            None => "–".to_owned(),
            Some("yes") => t.get("answer-yes").to_string(),
            Some(words) => words.to_owned(),
        };
        format!("{name} {} → {}", value("from"), value("to"))
    };
    body["changes"].as_array().map(|all| all.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}

/// A value of a field as people read it.
pub(crate) fn value_words(t: &Text, kind: desk::ticket_field::Kind, value: &str) -> String {
    use desk::ticket_field::Kind;
    match (kind, value) {
        (Kind::YesNo, "yes") => t.get("answer-yes").to_string(),
        (Kind::YesNo, "no") => t.get("answer-no").to_string(),
        (Kind::Day, day) => day.parse().map_or_else(|_| day.to_owned(), |day| super::contract::date(t, day)),
        (_, value) => value.to_owned(),
    }
}

/// A period in words, where a month is `2026-11`.
pub(crate) fn month(t: &Text, from: jiff::civil::Date) -> String {
    format::month(t.language, from)
}
