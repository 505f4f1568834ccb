//! What an offer promises: channels, rights.

use super::super::catalogue::access::RightTerms;
use super::super::catalogue::{Channel, ChannelRight, Stated, Text};
use super::super::grammar::{Mistake, open_word};
use super::access;
use super::field::{Field, Fields};
use super::ids::{Ids, once};
use super::reader::Reader;

/// Keys of a channel with a window.
pub(in crate::plan) const CHANNEL_KEYS: [&str; 2] = ["channel", "window"];
/// Keys of a right with a note.
pub(in crate::plan) const RIGHT_KEYS: [&str; 5] = ["right", "note", "quantity", "by", "when"];

/// A count that may also be open: `3`, "unlimited", "as-agreed", "not-stated".
pub(super) fn count<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Stated<u32>> {
    if field.is_integer() {
        return reader.number(field, 0, 1_000_000).map(Stated::Value);
    }
    reader.parse_with(field, |text| {
        open_word(text).ok_or_else(|| Mistake {
            message: format!("`{}` is not a number", text.chars().take(40).collect::<String>()),
            allowed: "a whole number without quotes, \"unlimited\", \"as-agreed\", \"best-effort\" or \"not-stated\""
                .to_owned(),
            at: 0..text.len(),
        })
    })
}

/// The channels of an offer: a word, or a word with a window.
pub(super) fn channels<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Option<Field<'a>>) -> Option<Vec<ChannelRight>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let read = |item: Field<'a>| {
        if item.is_text() {
            return reader.choice(item, &Channel::ALL).map(|channel| ChannelRight { channel, window: None });
        }
        let fields = Fields::open(reader, item, "a channel", &CHANNEL_KEYS)?;
        let channel = fields.need("channel").and_then(|field| reader.choice(field, &Channel::ALL));
        let window = fields.need("window").and_then(|field| ids.windows.find(reader, field));
        Some(ChannelRight { channel: channel?, window: Some(window?) })
    };
    let spans: Vec<_> = reader.list(field.clone())?.into_iter().map(|item| item.span).collect();
    let list = once(reader, field, read)?;
    for (ix, (right, span)) in list.iter().zip(spans).enumerate() {
        if list.iter().take(ix).any(|earlier| earlier.channel == right.channel) {
            reader.wrong(span, format!("channel `{}` stands twice", right.channel.id()), "each channel once");
            return None;
        }
    }
    Some(list)
}

/// Rights with their notes, and what else is said of them.
pub(super) type Rights = (Vec<(usize, Text)>, Vec<(usize, RightTerms)>);

/// The rights of an offer: an id, or an id with more about it.
pub(super) fn rights<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Option<Field<'a>>) -> Option<Rights> {
    let Some(field) = field else {
        return Some((Vec::new(), Vec::new()));
    };
    let (mut rights, mut more): Rights = (Vec::new(), Vec::new());
    let mut good = true;
    for item in reader.list(field)? {
        let span = item.span.clone();
        let found = if item.is_text() {
            ids.rights.find(reader, item).map(|right| (right, Text::default(), RightTerms::default()))
        } else {
            Fields::open(reader, item, "a right", &RIGHT_KEYS).and_then(|fields| {
                let right = fields.need("right").and_then(|field| ids.rights.find(reader, field));
                let note = fields.get("note").map_or(Some(Text::default()), |field| reader.text(field));
                let terms = access::right_terms(reader, ids, &fields);
                Some((right?, note?, terms?))
            })
        };
        match found {
            Some((right, ..)) if rights.iter().any(|(known, _)| *known == right) => {
                reader.wrong(span, "stands twice in the list", "each once");
                good = false;
            }
            Some((right, note, terms)) => {
                rights.push((right, note));
                if terms != RightTerms::default() {
                    more.push((right, terms));
                }
            }
            None => good = false,
        }
    }
    good.then_some((rights, more))
}
