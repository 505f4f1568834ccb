//! The ids of a file, collected before anything refers to them, so that order in the file does not matter.

use super::super::catalogue::OfferKind;
use super::builtin;
use super::field::{Field, Fields};
use super::reader::Reader;
use super::{Cause, Place};

/// Most entries of a noun that a file may have.
const MAX_ENTRIES: usize = 1_000;

/// All entries of one noun, in the order of the file.
pub(super) struct Noun<'a> {
    what: &'static str,
    pub(super) items: Vec<(String, Field<'a>)>,
}

/// The entries of a whole file.
pub(super) struct Ids<'a> {
    pub(super) holidays: Noun<'a>,
    pub(super) windows: Noun<'a>,
    pub(super) severities: Noun<'a>,
    pub(super) facts: Noun<'a>,
    pub(super) milestones: Noun<'a>,
    pub(super) products: Noun<'a>,
    pub(super) lines: Noun<'a>,
    pub(super) units: Noun<'a>,
    pub(super) allowances: Noun<'a>,
    pub(super) packs: Noun<'a>,
    pub(super) tariffs: Noun<'a>,
    pub(super) items: Noun<'a>,
    pub(super) rights: Noun<'a>,
    pub(super) roles: Noun<'a>,
    pub(super) duties: Noun<'a>,
    pub(super) remedies: Noun<'a>,
    pub(super) exclusions: Noun<'a>,
    pub(super) offers: Vec<OfferEntry<'a>>,
}

/// A plan, option or package of the file.
pub(super) struct OfferEntry<'a> {
    pub(super) kind: OfferKind,
    pub(super) id: String,
    pub(super) field: Field<'a>,
}

/// The word of a kind of offer, as the file's headers have it.
pub(super) fn kind_word(kind: OfferKind) -> &'static str {
    match kind {
        OfferKind::Plan => "plan",
        OfferKind::Option => "option",
        OfferKind::Package => "package",
    }
}

impl<'a> Noun<'a> {
    fn collect(reader: &Reader<'a>, root: &Fields<'_, 'a>, what: &'static str) -> Noun<'a> {
        let table = root.get(what).and_then(|field| Fields::any(reader, field, &format!("[{what}.…]")));
        let entries = table.as_ref().map(|fields| fields.entries()).unwrap_or_default();
        if let Some(excess) = entries.get(MAX_ENTRIES) {
            reader.wrong(
                excess.key_span.clone(),
                format!("too many entries of {what}"),
                format!("at most {MAX_ENTRIES}"),
            );
        }
        let items = entries.iter().take(MAX_ENTRIES).map(|entry| {
            reader.check_id(entry.key, &entry.key_span);
            (entry.key.to_owned(), entry.clone())
        });
        Noun { what, items: items.collect() }
    }

    /// The index of the entry that a field names.
    pub(super) fn find(&self, reader: &Reader<'a>, field: Field<'a>) -> Option<usize> {
        let span = field.span.clone();
        let id = reader.string(field)?;
        self.named(reader, id, span)
    }

    /// The index of the entry of an id that stands at a place.
    pub(super) fn named(&self, reader: &Reader<'a>, id: &str, span: Place) -> Option<usize> {
        let found = self.items.iter().position(|(known, _)| known == id);
        if found.is_none() {
            let known: Vec<&str> = self.items.iter().map(|(id, _)| id.as_str()).collect();
            reader.unknown(span, id, format!("{} `{id}` is not defined", self.what), &known, Cause::MaybeElsewhere);
        }
        found
    }

    /// The indexes of the entries that a list names, each once.
    pub(super) fn find_all(&self, reader: &Reader<'a>, field: Option<Field<'a>>) -> Option<Vec<usize>> {
        let Some(field) = field else {
            return Some(Vec::new());
        };
        once(reader, field, |item| self.find(reader, item))
    }

    /// Reads every entry; those that are wrong are `None`, so that indexes stay.
    pub(super) fn read<'r, T>(
        &self,
        reader: &'r Reader<'a>,
        keys: &[&str],
        read: impl Fn(&'r Reader<'a>, &Fields<'r, 'a>, String) -> Option<T>,
    ) -> Vec<Option<T>> {
        let read = |(id, field): &(String, Field<'a>)| {
            let fields = Fields::open(reader, field.clone(), &format!("{} `{id}`", self.what), keys)?;
            read(reader, &fields, id.clone())
        };
        self.items.iter().map(read).collect()
    }
}

/// Reads a list whose items may stand in it only once.
pub(super) fn once<'a, T: PartialEq>(
    reader: &Reader<'a>,
    field: Field<'a>,
    read: impl Fn(Field<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = reader.list(field)?;
    let mut list = Vec::new();
    let mut good = true;
    for item in items {
        let span = item.span.clone();
        match read(item) {
            Some(value) if list.contains(&value) => {
                reader.wrong(span, "stands twice in the list", "each once");
                good = false;
            }
            Some(value) => list.push(value),
            None => good = false,
        }
    }
    good.then_some(list)
}

impl<'a> Ids<'a> {
    pub(super) fn collect(reader: &Reader<'a>, root: &Fields<'_, 'a>) -> Ids<'a> {
        let noun = |what| Noun::collect(reader, root, what);
        let mut offers: Vec<OfferEntry<'a>> = Vec::new();
        for kind in [OfferKind::Plan, OfferKind::Option, OfferKind::Package] {
            let items = noun(kind_word(kind)).items;
            offers.extend(items.into_iter().map(|(id, field)| OfferEntry { kind, id, field }));
        }
        offers.sort_by_key(|offer| offer.field.key_span.start);
        for (ix, offer) in offers.iter().enumerate() {
            if let Some(first) = offers.iter().take(ix).find(|first| first.id == offer.id) {
                let message = format!("{} `{}` is also a {}", kind_word(offer.kind), offer.id, kind_word(first.kind));
                reader.wrong(
                    offer.field.key_span.clone(),
                    message,
                    "an id of its own among plans, options and packages",
                );
            }
        }
        if !offers.iter().any(|offer| offer.kind == OfferKind::Plan) {
            root.missing("plan");
        }
        Ids {
            holidays: noun("holidays"),
            windows: Noun { items: builtin::with(reader, root, noun("window").items), what: "window" },
            severities: noun("severity"),
            facts: noun("fact"),
            milestones: noun("milestone"),
            products: noun("product"),
            lines: noun("line"),
            units: noun("unit"),
            allowances: noun("allowance"),
            packs: noun("pack"),
            tariffs: noun("tariff"),
            items: noun("item"),
            rights: noun("right"),
            roles: noun("role"),
            duties: noun("duty"),
            remedies: noun("remedy"),
            exclusions: noun("exclusion"),
            offers,
        }
    }

    /// The index of the offer that a field names, if it is of one of the kinds.
    pub(super) fn find_offer(&self, reader: &Reader<'a>, field: Field<'a>, kinds: &[OfferKind]) -> Option<usize> {
        let span: Place = field.span.clone();
        let id = reader.string(field)?;
        let found = self.offers.iter().position(|offer| offer.id == id && kinds.contains(&offer.kind));
        if found.is_none() {
            let known: Vec<&str> =
                self.offers.iter().filter(|offer| kinds.contains(&offer.kind)).map(|offer| offer.id.as_str()).collect();
            let words: Vec<&str> = kinds.iter().map(|kind| kind_word(*kind)).collect();
            let message = format!("{} `{id}` is not defined", words.join(" or "));
            reader.unknown(span, id, message, &known, Cause::MaybeElsewhere);
        }
        found
    }

    /// The indexes of the offers that a list names, each once.
    pub(super) fn find_offers(
        &self,
        reader: &Reader<'a>,
        field: Option<Field<'a>>,
        kinds: &[OfferKind],
    ) -> Option<Vec<usize>> {
        let Some(field) = field else {
            return Some(Vec::new());
        };
        once(reader, field, |item| self.find_offer(reader, item, kinds))
    }
}
