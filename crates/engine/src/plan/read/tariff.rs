//! `[tariff.…]` with `[tariff.….band.…]`: prices for time.

use std::str::FromStr as _;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::super::catalogue::meter::Tally;
use super::super::catalogue::{BASE, Band, Beside, Border, Counting, Provider, Tariff, TimePrice, Window};
use super::super::grammar::{TimePriceText, any_percent};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::{Cause, condition, price, window};
use crate::time::Coverage;

/// Keys of `[tariff.…]`.
pub(in crate::plan) const KEYS: [&str; 21] = [
    "name",
    "price",
    "band",
    "otherwise",
    "holidays",
    "burns",
    "counting",
    "free-below",
    "free-first",
    "border",
    "within",
    "free-causes",
    "acceptance",
    "case",
    "minimum",
    "surcharges",
    "discounts",
    "free",
    "charge-if",
    "instead",
    "tax",
];
/// Keys of an entry of `instead`.
pub(in crate::plan) const INSTEAD_KEYS: [&str; 2] = ["when", "tariff"];
/// Keys of `[tariff.….band.…]`.
pub(in crate::plan) const BAND_KEYS: [&str; 4] = ["name", "hours", "price", "percent"];
/// Keys of `within`.
pub(in crate::plan) const WITHIN_KEYS: [&str; 2] = ["window", "tariff"];
/// Words of `holidays`: that bands follow the day of the week also on holidays. It only says what holds anyway.
pub(in crate::plan) const HOLIDAYS: [((), &str); 1] = [((), "as-weekdays")];
/// Words of `counting`.
pub(in crate::plan) const COUNTING: [(Counting, &str); 6] = [
    (Counting::EachUsage, "each-usage"),
    (Counting::EachTicket, "each-ticket"),
    (Counting::EachCycle, "each-cycle"),
    (Counting::EachDay, "each-day"),
    (Counting::MonthSum, "month-sum"),
    (Counting::Second, "second"),
];
/// Words of `border`.
pub(in crate::plan) const BORDER: [(Border, &str); 3] =
    [(Border::BlockStart, "block-start"), (Border::CallStart, "call-start"), (Border::Second, "second")];

/// What tariffs are read beside.
pub(super) struct Around<'r, 'a> {
    pub(super) ids: &'r Ids<'a>,
    pub(super) provider: Option<&'r Provider>,
    pub(super) windows: &'r [Option<Window>],
}

pub(super) fn read_all<'a>(reader: &Reader<'a>, around: &Around<'_, 'a>) -> Vec<Option<Tariff>> {
    let ids = around.ids;
    let tariffs = ids.tariffs.read(reader, &KEYS, |reader, fields, id| read(reader, around, fields, id));
    for (tariff, (_, field)) in tariffs.iter().zip(&ids.tariffs.items) {
        let other = tariff.as_ref().and_then(|tariff| tariff.within).map(|(_, other)| other);
        let leads_on =
            other.and_then(|ix| tariffs.get(ix)).and_then(Option::as_ref).is_some_and(|other| other.within.is_some());
        if leads_on {
            let message = "`within` leads to a tariff that has a `within` itself";
            reader.wrong(field.key_span.clone(), message, "a tariff without `within`");
        }
    }
    tariffs
}

fn read<'a>(reader: &Reader<'a>, around: &Around<'_, 'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Tariff> {
    let (ids, provider) = (around.ids, around.provider);
    let name = super::name(fields);
    let bands = bands(reader, provider, fields);
    let holidays = fields.get("holidays").map_or(Some(()), |field| reader.choice(field, &HOLIDAYS));
    let burns = ids.allowances.find_all(reader, fields.get("burns"));
    let counting = fields.get("counting").map_or(Some(Counting::default()), |field| reader.choice(field, &COUNTING));
    let tally = super::rules::tally(reader, fields, &["counting", "free-below", "free-first"]);
    let border = fields.get("border").map_or(Some(Border::default()), |field| reader.choice(field, &BORDER));
    let within = fields.maybe("within", |field| within(reader, ids, field));
    let otherwise = otherwise(reader, around, fields, (bands.as_deref(), within.flatten()));
    let free_causes = fields.get("free-causes").map_or(Some(Vec::new()), |field| {
        super::ids::once(reader, field, |item| reader.string(item).map(str::to_owned))
    });
    let acceptance = reader.flag(fields.get("acceptance"));
    holidays?;
    let beside = beside(reader, ids, fields);
    let bands = bands?;
    Some(Tariff {
        id,
        name: name?,
        tally: tally?.and_then(|tally| before_price(tally, &bands)),
        bands,
        otherwise: otherwise?,
        burns: burns?,
        counting: counting?,
        border: border?,
        within: within?,
        free_causes: free_causes?,
        acceptance: acceptance?,
        beside: beside?,
    })
}

/// What stands beside the price of time; none where nothing does.
fn beside<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>) -> Option<Option<Box<Beside>>> {
    let case = fields.maybe("case", |field| {
        reader.know_tickets();
        price::piece(reader, ids, field, "ticket")
    });
    let modifiers = price::tariff_modifiers(reader, ids, fields);
    let free = fields.maybe("free", |field| condition::when(reader, ids, Some(field)));
    let charge_if = fields.maybe("charge-if", |field| condition::when(reader, ids, Some(field)));
    let instead = fields.get("instead").map_or(Some(Vec::new()), |field| {
        let entry = |item: Field<'a>| {
            let fields = Fields::open(reader, item, "the entry", &INSTEAD_KEYS)?;
            let when = condition::when(reader, ids, fields.get("when"));
            let tariff = fields.need("tariff").and_then(|field| ids.tariffs.find(reader, field));
            Some((when?, tariff?))
        };
        let read: Vec<Option<_>> = reader.list(field)?.into_iter().map(entry).collect();
        read.into_iter().collect()
    });
    let tax_percent = price::tax(reader, fields);
    let beside = Beside {
        case: case?,
        modifiers: modifiers?,
        free: free?,
        charge_if: charge_if?,
        instead: instead?,
        tax_percent: tax_percent?,
    };
    Some((beside != Beside::default()).then(|| Box::new(beside)))
}

/// The tally of a tariff; none where its price says all that there is to count.
fn before_price(tally: Tally, bands: &[Band]) -> Option<Tally> {
    let plain = (tally.minimum_s, tally.free_below_s, tally.free_first_s) == (0, 0, 0);
    let increment_s = bands.first().map_or(1, |band| band.price.increment_s);
    match tally.scope {
        Counting::EachUsage | Counting::MonthSum | Counting::Second if plain => None,
        // The price rounds each usage up, the invoice line the month's sum.
        Counting::EachUsage | Counting::MonthSum | Counting::Second => {
            Some(Tally { scope: Counting::EachUsage, ..tally })
        }
        _ => Some(Tally { increment_s, ..tally }),
    }
}

/// One `price` at any time, bands, or a price and bands that are shares of it.
fn bands<'a>(reader: &Reader<'a>, provider: Option<&Provider>, fields: &Fields<'_, 'a>) -> Option<Vec<Band>> {
    match (fields.get("price"), fields.get("band")) {
        (None, None) if fields.get("case").is_some() => {
            let free = TimePriceText::from_str("free").ok()?.price;
            Some(vec![Band::always(free)])
        }
        (None, None) => {
            fields.missing("price");
            None
        }
        (Some(price), Some(table)) => {
            let base = time_price(reader, price);
            let table = Fields::any(reader, table, "the bands")?;
            let open = |entry: &Field<'a>| Fields::any(reader, entry.clone(), "a band");
            let shares = table.entries().iter().filter_map(open).any(|fields| fields.get("percent").is_some());
            if !shares {
                let allowed = "`price` or `band`, not both; or bands with a `percent` of the price";
                reader.wrong(table.span.clone(), "bands beside one price for all hours", allowed);
                return None;
            }
            let mut bands = all_bands(reader, provider, &table, base.as_ref())?;
            bands.push(Band::base(base?));
            Some(bands)
        }
        (Some(price), None) => {
            let price = time_price(reader, price)?;
            Some(vec![Band::always(price)])
        }
        (None, Some(table)) => {
            let table = Fields::any(reader, table, "the bands")?;
            all_bands(reader, provider, &table, None)
        }
    }
}

fn all_bands<'a>(
    reader: &Reader<'a>,
    provider: Option<&Provider>,
    table: &Fields<'_, 'a>,
    base: Option<&TimePrice>,
) -> Option<Vec<Band>> {
    let bands: Vec<Option<Band>> =
        table.entries().iter().map(|entry| band(reader, provider, entry.clone(), base)).collect();
    let bands: Vec<Band> = bands.into_iter().collect::<Option<_>>()?;
    overlaps(reader, table, &bands).then_some(bands)
}

/// Two bands that give one hour two prices contradict each other.
fn overlaps<'a>(reader: &Reader<'a>, table: &Fields<'_, 'a>, bands: &[Band]) -> bool {
    let mut good = true;
    for (ix, band) in bands.iter().enumerate() {
        let both = |other: &&Band| {
            let windows = other.window.as_ref().zip(band.window.as_ref());
            other.price != band.price && windows.is_some_and(|(a, b)| window::opens_within_a_year(&a.intersection(b)))
        };
        if let (Some(other), Some(entry)) = (bands.iter().take(ix).find(both), table.entries().get(ix)) {
            let message = format!("bands `{}` and `{}` give the same hours two prices", other.id, band.id);
            reader.wrong(entry.key_span.clone(), message, "hours that do not overlap");
            good = false;
        }
    }
    good
}

fn band<'a>(
    reader: &Reader<'a>,
    provider: Option<&Provider>,
    entry: Field<'a>,
    base: Option<&TimePrice>,
) -> Option<Band> {
    let id = entry.key;
    reader.check_id(id, &entry.key_span);
    if id == BASE && base.is_some() {
        reader.wrong(entry.key_span.clone(), "`price` is the price of the tariff itself", "another name for the band");
        return None;
    }
    let fields = Fields::open(reader, entry, &format!("band `{id}`"), &BAND_KEYS)?;
    let name = super::name(&fields);
    let hours = fields.get("hours").map(|field| window::hours(reader, provider, field));
    let price = match fields.get("percent") {
        Some(field) => share(reader, &fields, field, base, provider).map(|(share, price)| (Some(share), price)),
        None => fields.need("price").and_then(|field| time_price(reader, field)).map(|price| (None, price)),
    };
    let (hours, window) = match hours {
        Some(found) => found.map(|(hours, coverage)| (Some(hours), Some(coverage)))?,
        None => (None, None),
    };
    let (share, price) = price?;
    Some(Band { id: id.to_owned(), name: name?, window, hours, price, share })
}

/// A band's share of the tariff's price.
fn share<'a>(
    reader: &Reader<'a>,
    fields: &Fields<'_, 'a>,
    field: Field<'a>,
    base: Option<&TimePrice>,
    provider: Option<&Provider>,
) -> Option<(Decimal, TimePrice)> {
    if let Some(other) = fields.get("price") {
        reader.wrong(other.key_span, "a price beside a share of the tariff's price", "`price` or `percent`, not both");
        return None;
    }
    let span = field.key_span.clone();
    let share = reader.parse_with(field, any_percent)?;
    let Some(base) = base else {
        reader.wrong(span, "a share of a price that the tariff does not have", "`price = …` in the tariff itself");
        return None;
    };
    let priced = base.share(share, provider?.currency);
    if priced.is_none() {
        reader.wrong(span, "the share is too large", "a smaller percentage");
    }
    Some((share, priced?))
}

fn time_price<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<TimePrice> {
    let span = field.span.clone();
    let TimePriceText { price, currency } = reader.parse(field)?;
    reader.check_currency(span, currency);
    Some(price)
}

/// The band for hours without a row; needed where bands and `within` leave some.
fn otherwise<'a>(
    reader: &Reader<'a>,
    around: &Around<'_, 'a>,
    fields: &Fields<'_, 'a>,
    (bands, within): (Option<&[Band]>, Option<(usize, usize)>),
) -> Option<Option<usize>> {
    let table = fields.get("band").and_then(|field| Fields::any(reader, field, "the bands"));
    let known: Vec<&str> = table.iter().flat_map(|table| table.entries()).map(|entry| entry.key).collect();
    let Some(field) = fields.get("otherwise") else {
        let within = within.and_then(|(window, _)| around.windows.get(window)?.as_ref()).map(|window| &window.coverage);
        let zone = around.provider.map(|provider| &provider.zone);
        let open =
            |bands: &[Band]| zone.is_some_and(|zone| window::opens_within_a_year(&without_row(zone, bands, within)));
        if bands.is_some_and(open) {
            fields.missing("otherwise");
            return None;
        }
        return Some(None);
    };
    let span = field.span.clone();
    let id = reader.string(field)?;
    let found = known.iter().position(|known| *known == id);
    if found.is_none() {
        reader.unknown(span, id, format!("band `{id}` is not defined"), &known, Cause::MaybeElsewhere);
    }
    found.map(Some)
}

/// The hours that no band names.
pub(super) fn without_row(zone: &TimeZone, bands: &[Band], within: Option<&Coverage>) -> Coverage {
    let all = Coverage::always(zone);
    if bands.iter().any(|band| band.window.is_none()) {
        return all.except(&all);
    }
    bands.iter().filter_map(|band| band.window.as_ref()).chain(within).fold(all, |open, covered| open.except(covered))
}

fn within<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<(usize, usize)> {
    let fields = Fields::open(reader, field, "`within`", &WITHIN_KEYS)?;
    let window = fields.need("window").and_then(|field| ids.windows.find(reader, field));
    let tariff = fields.need("tariff").and_then(|field| ids.tariffs.find(reader, field));
    Some((window?, tariff?))
}
