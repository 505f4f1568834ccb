//! What an offer promises: channels, grants of allowances, targets, rights.

use super::super::catalogue::access::RightTerms;
use super::super::catalogue::{
    Allowance, Channel, ChannelRight, Commitment, Grant, Milestone, Span, Stated, Target, Text, Unit, Window,
};
use super::super::grammar::{Duration, Mistake, Quantity, open_word};
use super::field::{Field, Fields};
use super::ids::{Ids, once};
use super::reader::Reader;
use super::{access, condition, window};

/// Keys of a target.
pub(in crate::plan) const TARGET_KEYS: [&str; 8] =
    ["milestone", "within", "window", "severities", "channels", "when", "commitment", "warn"];
/// Keys of a channel with a window.
pub(in crate::plan) const CHANNEL_KEYS: [&str; 2] = ["channel", "window"];
/// Keys of a right with a note.
pub(in crate::plan) const RIGHT_KEYS: [&str; 5] = ["right", "note", "quantity", "by", "when"];
/// Words of `commitment`.
pub(in crate::plan) const COMMITMENTS: [(Commitment, &str); 3] =
    [(Commitment::Guaranteed, "guaranteed"), (Commitment::Target, "target"), (Commitment::BestEffort, "best-effort")];

/// Percent of a target after which people are warned, if the file says nothing.
const WARN_PERCENT: u32 = 75;

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

/// The grants of an offer, by allowance.
pub(super) fn grants<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    allowances: &[Option<Allowance>],
    field: Option<Field<'a>>,
) -> Option<Vec<Grant>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let table = Fields::any(reader, field, "the allowances")?;
    let mut grants = Vec::new();
    let mut good = true;
    for entry in table.entries() {
        let found = ids.allowances.items.iter().position(|(known, _)| known == entry.key);
        let Some(allowance) = found else {
            let known: Vec<&str> = ids.allowances.items.iter().map(|(id, _)| id.as_str()).collect();
            let message = format!("allowance `{}` is not defined", entry.key);
            reader.unknown(entry.key_span.clone(), entry.key, message, &known, super::Cause::MaybeElsewhere);
            good = false;
            continue;
        };
        let items = if entry.is_list() { reader.list(entry.clone())? } else { vec![entry.clone()] };
        let unit = allowances.get(allowance).and_then(Option::as_ref).map(|allowance| allowance.unit);
        for item in items {
            match grant(reader, item, allowance, unit) {
                Some(grant) => grants.push(grant),
                None => good = false,
            }
        }
    }
    good.then_some(grants)
}

fn grant<'a>(reader: &Reader<'a>, item: Field<'a>, allowance: usize, unit: Option<Unit>) -> Option<Grant> {
    let span = item.span.clone();
    let quantity: Quantity = reader.parse(item)?;
    if let (Some(tickets), Some(unit)) = (quantity.counts_tickets(), unit)
        && tickets != (unit == Unit::Tickets)
    {
        let allowed =
            if tickets { "a time such as \"15 min / month\"" } else { "tickets such as \"5 tickets / month\"" };
        reader.wrong(span, "another unit than the allowance counts in", allowed);
        return None;
    }
    Some(Grant { allowance, quantity: quantity.stated(), every: quantity.every })
}

/// The targets of an offer.
pub(super) fn targets<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    windows: &[Option<Window>],
    field: Option<Field<'a>>,
) -> Option<Vec<Target>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let mut targets: Vec<Target> = Vec::new();
    let mut good = true;
    for item in reader.list(field)? {
        let span = item.span.clone();
        let Some(target) = target(reader, ids, windows, item) else {
            good = false;
            continue;
        };
        let same = |other: &Target| {
            other.milestone == target.milestone
                && other.severities == target.severities
                && other.channels == target.channels
                && other.when == target.when
        };
        if targets.iter().any(same) {
            let message = format!("a second target for `{}` and the same requests", target.milestone.id());
            reader.wrong(span, message, "one target for each milestone, severity, channel and condition");
            good = false;
        }
        targets.push(target);
    }
    good.then_some(targets)
}

fn target<'a>(reader: &Reader<'a>, ids: &Ids<'a>, windows: &[Option<Window>], item: Field<'a>) -> Option<Target> {
    let fields = Fields::open(reader, item, "a target", &TARGET_KEYS)?;
    let milestone = fields.need("milestone").and_then(|field| reader.choice(field, &Milestone::ALL));
    let within = fields.need("within").and_then(|field| reader.parse_with(field, within));
    let counting = fields.need("window").and_then(|field| counting(reader, ids, windows, field));
    let severities = ids.severities.find_all(reader, fields.get("severities"));
    let channels = fields
        .get("channels")
        .map_or(Some(Vec::new()), |field| once(reader, field, |item| reader.choice(item, &Channel::ALL)));
    let when = condition::when(reader, ids, fields.get("when"));
    let commitment =
        fields.get("commitment").map_or(Some(Commitment::default()), |field| reader.choice(field, &COMMITMENTS));
    let warn = fields.get("warn").map_or(Some(WARN_PERCENT), |field| {
        let span = field.span.clone();
        let percent = reader.percent(field)?;
        let whole = u32::try_from(percent).ok().filter(|whole| percent.is_integer() && *whole > 0);
        if whole.is_none() {
            reader.wrong(span, "people are warned at a whole percentage", "between 1 % and 100 %");
        }
        whole
    });
    let (within, text) = within?;
    Some(Target {
        milestone: milestone?,
        within,
        text,
        counting: counting?,
        severities: severities?,
        channels: channels?,
        when: when?,
        commitment: commitment?,
        warn_percent: warn?,
    })
}

/// The window of a target: it must open some time.
fn counting<'a>(reader: &Reader<'a>, ids: &Ids<'a>, windows: &[Option<Window>], field: Field<'a>) -> Option<usize> {
    let span = field.span.clone();
    let ix = ids.windows.find(reader, field)?;
    if let Some(Some(found)) = windows.get(ix)
        && !window::opens(&found.coverage)
    {
        let message = format!("window `{}` never opens, so no time of the target ever passes", found.id);
        reader.wrong(span, message, "a window with hours");
        return None;
    }
    Some(ix)
}

fn within(text: &str) -> Result<(Stated<Span>, String), Mistake> {
    let allowed =
        "a duration such as \"8 h\" or \"2 business days\", or \"as-agreed\", \"best-effort\", \"not-stated\"";
    match open_word(text) {
        Some(Stated::Unlimited) => Err(Mistake {
            message: "a target without an end is none".to_owned(),
            allowed: allowed.to_owned(),
            at: 0..text.len(),
        }),
        Some(open) => Ok((open, text.trim().to_owned())),
        None => {
            let duration: Duration = text.parse().map_err(|mistake: Mistake| Mistake {
                allowed: format!("{}, or a word: as-agreed, best-effort, not-stated", mistake.allowed),
                ..mistake
            })?;
            Ok((Stated::Value(duration.span()), duration.to_string()))
        }
    }
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
