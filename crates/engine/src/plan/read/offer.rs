//! `[plan.…]`, `[option.…]`, `[package.…]`: what a customer can hold.

use rust_decimal::Decimal;

use super::super::catalogue::remedy::{Base, CreditKind, Remedy};
use super::super::catalogue::{Fee, Offer, OfferKind, Text};
use super::field::{Field, Fields};
use super::ids::{Ids, OfferEntry, kind_word};
use super::reader::Reader;
use super::target::Around;
use super::unit::Kinds;
use super::{access, frame, grant, lasting, price, promise, scope, target};

/// What every offer can say: what it gives.
const GIVEN: [&str; 9] =
    ["contacts", "channels", "lines", "allowances", "targets", "rights", "covers", "duties", "remedies"];
/// What every offer can say: how it is charged, and how it serves.
const CHARGED: [&str; 10] = [
    "surcharges",
    "discounts",
    "adjust",
    "counted",
    "billing",
    "tax",
    "fees",
    "severities",
    "severity-by",
    "availability",
];

/// Keys of `[plan.…]`.
pub(in crate::plan) const PLAN_KEYS: [&str; 35] = joined(&[
    &["name", "summary", "price", "extends", "requires", "included-in"],
    &["term", "renews", "notice", "change-to", "available-if", "discount"],
    &GIVEN,
    &["scope", "work", "rank"],
    &CHARGED,
    &["starts"],
]);
/// Keys of `[option.…]`.
pub(in crate::plan) const OPTION_KEYS: [&str; 28] = joined(&[
    &["name", "summary", "price", "requires", "included-in", "available-to"],
    &GIVEN,
    &["work", "rank", "available-if"],
    &CHARGED,
]);
/// Keys of `[package.…]`.
pub(in crate::plan) const PACKAGE_KEYS: [&str; 26] =
    joined(&[&["name", "summary", "price", "term", "discount"], &GIVEN, &["work", "available-if"], &CHARGED]);
/// Keys of `discount`.
pub(in crate::plan) const DISCOUNT_KEYS: [&str; 2] = ["from", "percent"];

/// Several lists of keys as one; a wrong length does not compile.
const fn joined<const N: usize>(parts: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut ix = 0;
        while ix < parts[part].len() {
            all[at] = parts[part][ix];
            (ix, at) = (ix + 1, at + 1);
        }
        part += 1;
    }
    assert!(at == N, "more keys were announced than there are");
    all
}

const ALL_KINDS: [OfferKind; 3] = [OfferKind::Plan, OfferKind::Option, OfferKind::Package];

pub(super) fn read_all<'a>(
    reader: &Reader<'a>,
    around: &Around<'_, 'a>,
    kinds: &Kinds<'_>,
    remedies: &[Option<Remedy>],
) -> Vec<Option<Offer>> {
    let ids = around.ids;
    circles(reader, ids, "extends");
    circles(reader, ids, "requires");
    let offers: Vec<Option<Offer>> =
        ids.offers.iter().map(|entry| read(reader, around, kinds, remedies, entry)).collect();
    price::circles(reader, ids, &offers);
    offers
}

fn read<'a>(
    reader: &Reader<'a>,
    around: &Around<'_, 'a>,
    kinds: &Kinds<'_>,
    remedies: &[Option<Remedy>],
    entry: &OfferEntry<'a>,
) -> Option<Offer> {
    let ids = around.ids;
    let keys: &[&str] = match entry.kind {
        OfferKind::Plan => &PLAN_KEYS,
        OfferKind::Option => &OPTION_KEYS,
        OfferKind::Package => &PACKAGE_KEYS,
    };
    let what = format!("{} `{}`", kind_word(entry.kind), entry.id);
    let fields = Fields::open(reader, entry.field.clone(), &what, keys)?;
    let name = super::name(&fields);
    let summary = fields.get("summary").map_or(Some(Text::default()), |field| reader.text(field));
    let fee = fields.need("price").and_then(|field| price::fee(reader, ids, field));
    let terms = price::terms(reader, ids, &fields, fee.as_ref());
    let fees = price::further(reader, ids, fields.get("fees"));
    let extends = fields.maybe("extends", |field| ids.find_offer(reader, field, &[OfferKind::Plan]));
    let requires = ids.find_offers(reader, fields.get("requires"), &ALL_KINDS);
    let included_in = ids.find_offers(reader, fields.get("included-in"), &[OfferKind::Package, OfferKind::Plan]);
    let available_to = ids.find_offers(reader, fields.get("available-to"), &[OfferKind::Plan]);
    let lasting = lasting::lasting(reader, ids, &fields);
    let term = fields.maybe("term", |field| reader.months(field));
    let discount = fields.maybe("discount", |field| discount(reader, field));
    let contacts = access::contacts(reader, ids, fields.get("contacts"));
    let channels = promise::channels(reader, ids, fields.get("channels"));
    let lines = ids.lines.find_all(reader, fields.get("lines"));
    let grants = grant::grants(reader, ids, kinds, fields.get("allowances"));
    let targets = target::read_all(reader, around, fields.get("targets"));
    let rights = promise::rights(reader, ids, fields.get("rights"));
    let scope = fields.maybe("scope", |field| scope::read(reader, ids, field));
    if let (Some(fee), Some(field)) = (&fee, fields.get("remedies")) {
        percent_of_nothing(reader, ids, entry.kind, fee, remedies, field);
    }
    let (contacts, contact_rules) = contacts?;
    let (rights, right_terms) = rights?;
    let remedied = ids.remedies.find_all(reader, fields.get("remedies"));
    let frame = frame::read(reader, ids, &fields);
    let access = access::read(reader, ids, &fields, contact_rules, right_terms);
    let work = fields.maybe("work", |field| ids.tariffs.find(reader, field));
    let rank = fields.get("rank").map_or(Some(0), |field| reader.number(field, 0, 1_000));
    Some(Offer {
        id: entry.id.clone(),
        kind: entry.kind,
        name: name?,
        summary: summary?,
        fee: fee?,
        terms: terms?,
        fees: fees?,
        extends: extends?,
        requires: requires?,
        included_in: included_in?,
        available_to: available_to?,
        lasting: lasting?,
        term_months: term?,
        term_discount: discount?,
        contacts,
        channels: channels?,
        lines: lines?,
        grants: grants?,
        targets: targets?,
        rights,
        scope: scope?,
        access: access?,
        remedies: remedied?,
        frame: frame?,
        work: work?,
        rank: rank?,
    })
}

fn discount<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<(u32, Decimal)> {
    let fields = Fields::open(reader, field, "the discount", &DISCOUNT_KEYS)?;
    let from = fields.need("from").and_then(|field| reader.months(field));
    let percent = fields.need("percent").and_then(|field| reader.percent(field));
    Some((from?, percent?))
}

/// Offers that lead back to themselves along a key. Each circle is told once, at its first offer.
fn circles<'a>(reader: &Reader<'a>, ids: &Ids<'a>, key: &str) {
    let next: Vec<Vec<usize>> = ids.offers.iter().map(|entry| named(ids, entry, key)).collect();
    let mut told = vec![false; next.len()];
    for start in 0..next.len() {
        if told.get(start).copied().unwrap_or_default() {
            continue;
        }
        let Some(path) = way_back(&next, start) else {
            continue;
        };
        for &ix in &path {
            if let Some(mark) = told.get_mut(ix) {
                *mark = true;
            }
        }
        let names: Vec<&str> =
            path.iter().chain([&start]).filter_map(|&ix| ids.offers.get(ix)).map(|entry| entry.id.as_str()).collect();
        if let Some(entry) = ids.offers.get(start) {
            let message = format!("`{key}` goes in a circle: {}", names.join(" → "));
            reader.wrong(entry.field.key_span.clone(), message, "a chain with an end");
        }
    }
}

/// The offers that an offer names under a key; names that do not exist are told elsewhere.
fn named<'a>(ids: &Ids<'a>, entry: &OfferEntry<'a>, key: &str) -> Vec<usize> {
    // A reader of its own: what is wrong here is noted when the offer itself is read.
    let quiet = Reader::new("", 0);
    let Some(fields) = Fields::any(&quiet, entry.field.clone(), "") else {
        return Vec::new();
    };
    let Some(field) = fields.get(key) else {
        return Vec::new();
    };
    let items = if field.is_text() { vec![field] } else { quiet.list(field).unwrap_or_default() };
    let find = |item: Field<'a>| item.as_text().and_then(|id| ids.offers.iter().position(|offer| offer.id == id));
    items.into_iter().filter_map(find).collect()
}

/// The shortest way from an offer back to itself, without the return.
fn way_back(next: &[Vec<usize>], start: usize) -> Option<Vec<usize>> {
    let mut from: Vec<Option<usize>> = vec![None; next.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &to in next.get(at)? {
            if to == start {
                let mut path = vec![at];
                while let Some(&last) = path.last()
                    && last != start
                {
                    path.push(from.get(last).copied().flatten()?);
                }
                path.reverse();
                return Some(path);
            }
            if let Some(place) = from.get_mut(to)
                && place.is_none()
            {
                *place = Some(at);
                queue.push_back(to);
            }
        }
    }
    None
}

/// A share of a fee that there is not.
fn percent_of_nothing<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    kind: OfferKind,
    fee: &Fee,
    remedies: &[Option<Remedy>],
    field: Field<'a>,
) {
    if kind != OfferKind::Plan || !matches!(fee, Fee::Free) {
        return;
    }
    let quiet = Reader::new("", 0);
    for item in quiet.list(field).unwrap_or_default() {
        let known = ids.remedies.items.iter().position(|(id, _)| item.as_text() == Some(id));
        let Some(Some(remedy)) = known.and_then(|ix| remedies.get(ix)) else { continue };
        let share = remedy.steps.first().is_some_and(|step| step.credit.kind == CreditKind::Percent);
        if share && remedy.of == Base::Plan {
            let message = format!("remedy `{}` gives a percentage of the plan's fee, and the plan is free", remedy.id);
            reader.wrong(item.span, message, "a sum, or `of` another fee");
        }
    }
}
