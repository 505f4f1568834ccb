//! Prices wherever they stand: amounts, computed prices, surcharges and discounts, and how a fee is charged.

mod circle;
mod modifier;
mod terms;

use rust_decimal::Decimal;

use super::super::catalogue::price::{BandRate, Modifier, Of, PriceBand, PriceBase, PriceRule, Unsaid};
use super::super::catalogue::{Fee, FeeColumn};
use super::super::grammar::{AmountText, FeeText, any_percent, period_word};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::{Cause, condition};

pub(super) use circle::circles;
pub(in crate::plan) use modifier::{LEAST_KEYS, MODIFIER_KEYS};
use modifier::{least, modifiers};
pub(in crate::plan) use terms::{ADJUST_KEYS, BILLING_KEYS, FURTHER_KEYS};
pub(in crate::plan) use terms::{ANCHORS, COUNTED, REFUNDS, TIMES};
pub(super) use terms::{further, tax, terms};

/// Keys of a price that is computed.
pub(in crate::plan) const KEYS: [&str; 12] =
    ["price", "percent", "times", "bands", "marginal", "steps", "least", "of", "per", "floor", "ceiling", "shared-by"];
/// Keys of a row of `bands`.
pub(in crate::plan) const BAND_KEYS: [&str; 4] = ["up-to", "percent", "each", "price"];
/// Words of `of` beside facts and offers.
pub(in crate::plan) const BASES: [(&str, Of); 3] = [("fees", Of::Fees), ("usage", Of::Usage), ("missed", Of::Missed)];
/// Keys of which a computed price has exactly one.
const WAYS: [&str; 6] = ["price", "percent", "times", "bands", "steps", "least"];
/// Prices inside prices.
const DEEPEST: usize = 4;

/// A period as it was said: none, once, or so many months.
pub(super) type Period = Option<Option<u32>>;

/// A fee: a text, a computed price, or a list of them by length of period.
pub(super) fn fee<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Fee> {
    if field.is_text() {
        let span = field.span.clone();
        let FeeText { fee, currency } = reader.parse(field.clone())?;
        reader.check_currency(span, currency);
        if let Fee::Columns(columns) = &fee {
            for column in columns {
                if let PriceBase::Sum { each: Some(each), .. } = &column.rule.base {
                    number(reader, ids, &field, each)?;
                }
            }
        }
        return Some(fee);
    }
    let items = if field.is_list() { reader.list(field.clone())? } else { vec![field.clone()] };
    let columns: Vec<Option<FeeColumn>> = items.into_iter().map(|item| column(reader, ids, item)).collect();
    let columns: Vec<FeeColumn> = columns.into_iter().collect::<Option<_>>()?;
    let twice = (1..columns.len()).any(|ix| columns[..ix].iter().any(|known| known.months == columns[ix].months));
    if columns.is_empty() || twice {
        let allowed = "one price for each length of period; what is due beside it stands in `fees`";
        reader.wrong(field.span, "two prices for the same period, or none at all", allowed);
        return None;
    }
    Some(Fee::Columns(columns))
}

fn column<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<FeeColumn> {
    let span = field.span.clone();
    let (rule, period) = rule(reader, ids, field, 0)?;
    let Some(months) = period else {
        reader.wrong(
            span,
            "the price does not say for which time it is",
            "`per = \"month\"`, \"quarter\", \"year\" or \"once\"",
        );
        return None;
    };
    Some(FeeColumn { months, rule })
}

/// A price of one ticket or one piece: it names no period. Words in it that are `unit` mean the quantity.
pub(super) fn piece<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>, unit: &str) -> Option<PriceRule> {
    reader.know_unit(unit);
    let span = field.span.clone();
    if let Some((sum, word)) = field.as_text().and_then(timed).filter(|_| unit != "ticket") {
        // A length of time may be the unit of what is sold by the piece.
        if word == unit {
            reader.know_unit("");
            let amount: AmountText = reader.parse_with(field, |_| sum.parse())?;
            reader.check_currency(span, Some(amount.currency));
            let each = Some("quantity".to_owned());
            return Some(PriceRule::of(PriceBase::Sum { amount: amount.amount, each }));
        }
        reader.know_unit("");
        reader.wrong(
            span,
            format!("`{word}` is no unit of this price"),
            format!("\"{}\" with unit = \"{word}\" beside it", sum.trim()),
        );
        return None;
    }
    let found = rule(reader, ids, field, 0);
    reader.know_unit("");
    let (mut rule, period) = found?;
    if period.is_some_and(|period| period.is_some()) {
        reader.wrong(span, "this price is not for a time", "an amount without a period, such as \"25.00 EUR\"");
        return None;
    }
    by_quantity(&mut rule, unit);
    Some(rule)
}

/// "55.00 EUR / hour": a sum and the length of time that stands where its unit would.
fn timed(text: &str) -> Option<(&str, &str)> {
    let (sum, word) = text.rsplit_once('/')?;
    let time = ["s", "sec", "second", "min", "minute", "h", "hour", "day"].contains(&word.trim());
    time.then(|| (sum, word.trim()))
}

/// "0.40 EUR / km" of the item `km` is for each of its quantity.
fn by_quantity(rule: &mut PriceRule, unit: &str) {
    match &mut rule.base {
        PriceBase::Sum { each: Some(each), .. } if each == unit => *each = "quantity".to_owned(),
        PriceBase::Steps(steps) => steps.iter_mut().for_each(|(_, rule)| by_quantity(rule, unit)),
        _ => {}
    }
}

/// Least prices, surcharges and discounts of a tariff or an item.
pub(super) fn tariff_modifiers<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    fields: &Fields<'_, 'a>,
) -> Option<Vec<Modifier>> {
    let least = least(reader, ids, fields.get("minimum"));
    let others = modifiers(reader, ids, fields);
    let mut all = least?;
    all.extend(others?);
    Some(all)
}

/// A price and the period that it names.
fn rule<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>, depth: usize) -> Option<(PriceRule, Period)> {
    if field.is_text() {
        if field.as_text().map(str::trim) == Some("free") {
            return Some((PriceRule::of(PriceBase::Sum { amount: Decimal::ZERO, each: None }), None));
        }
        if let Some(unsaid) = field.as_text().and_then(Unsaid::find) {
            return Some((PriceRule::of(PriceBase::Unsaid(unsaid)), None));
        }
        let (amount, each, period) = amount(reader, ids, field)?;
        return Some((PriceRule::of(PriceBase::Sum { amount, each }), period));
    }
    if depth > DEEPEST {
        reader.wrong(field.span, "prices inside prices inside prices", format!("at most {DEEPEST} levels"));
        return None;
    }
    let fields = Fields::open(reader, field, "the price", &KEYS)?;
    let way = way(reader, &fields)?;
    let per = fields.maybe("per", |field| reader.parse_with(field, period_word));
    let (base, inner) = match way.key {
        "price" => rule(reader, ids, way, depth + 1).map(|(rule, period)| (Base::Rule(rule), period))?,
        "steps" => steps(reader, ids, way, depth).map(|(steps, period)| (Base::Of(PriceBase::Steps(steps)), period))?,
        _ => (Base::Of(of_base(reader, ids, &fields, way)?), None),
    };
    let limit = |key| fields.maybe(key, |field| sum(reader, field));
    let (floor, ceiling) = (limit("floor"), limit("ceiling"));
    let shared_by = match fields.get("shared-by") {
        Some(field) => {
            let name = reader.string(field.clone())?;
            number(reader, ids, &field, name)?;
            Some(name.to_owned())
        }
        None => None,
    };
    let per = per?;
    if let (Some(_), Some(_)) = (per, inner) {
        reader.wrong(fields.span.clone(), "the period is said twice", "`per`, or the period in the prices");
        return None;
    }
    let rule = match base {
        Base::Rule(rule) => PriceRule {
            floor: floor?.or(rule.floor),
            ceiling: ceiling?.or(rule.ceiling),
            shared_by: shared_by.or(rule.shared_by),
            base: rule.base,
        },
        Base::Of(base) => PriceRule { base, floor: floor?, ceiling: ceiling?, shared_by },
    };
    if let (Some(floor), Some(ceiling)) = (rule.floor, rule.ceiling)
        && floor > ceiling
    {
        reader.wrong(
            fields.span.clone(),
            "the floor lies above the ceiling",
            "a floor that is not more than the ceiling",
        );
        return None;
    }
    Some((rule, per.or(inner)))
}

/// The one key that says what it costs.
fn way<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>) -> Option<Field<'a>> {
    let ways: Vec<Field<'a>> = WAYS.iter().filter_map(|key| fields.get(key)).collect();
    match ways.as_slice() {
        [way] => Some(way.clone()),
        [] => {
            reader.wrong(
                fields.span.clone(),
                "nothing says what it costs",
                "one of price, percent, times, bands, steps, least",
            );
            None
        }
        [_, second, ..] => {
            let message = format!("`{}` beside another way to say the price", second.key);
            reader.wrong(second.key_span.clone(), message, "one of price, percent, times, bands, steps, least");
            None
        }
    }
}

enum Base {
    Rule(PriceRule),
    Of(PriceBase),
}

/// Shares, bands and what is lacking: prices that need a base.
fn of_base<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, way: Field<'a>) -> Option<PriceBase> {
    let of = fields.need("of").and_then(|field| bases(reader, ids, field));
    match way.key {
        "percent" => {
            let percent = reader.parse_with(way, any_percent)?;
            Some(PriceBase::Share { percent, of: of? })
        }
        "times" => {
            let span = way.span.clone();
            let times = limit(reader, way)?;
            if times > Decimal::from(1_000_000) {
                reader.wrong(span, "more than a million times", "a smaller number");
                return None;
            }
            Some(PriceBase::Share { percent: times * Decimal::ONE_HUNDRED, of: of? })
        }
        "least" => {
            let amount = sum(reader, way)?;
            Some(PriceBase::Lacking { amount, of: of? })
        }
        _ => {
            let marginal = reader.flag(fields.get("marginal"));
            let bands = bands(reader, way)?;
            Some(PriceBase::Bands { of: of?, bands, marginal: marginal? })
        }
    }
}

/// What a share is taken of: facts, offers, "fees", "usage", "missed".
fn bases<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Vec<Of>> {
    let items = if field.is_list() { reader.list(field.clone())? } else { vec![field.clone()] };
    if items.is_empty() {
        reader.wrong(field.span, "a share of nothing", "a fact, an offer, `fees`, `usage` or `missed`");
        return None;
    }
    let base = |item: Field<'a>| {
        let name = reader.string(item.clone())?;
        if let Some((_, of)) = BASES.iter().find(|(word, _)| *word == name) {
            return Some(of.clone());
        }
        if let Some(offer) = ids.offers.iter().position(|offer| offer.id == name) {
            return Some(Of::Offer(offer));
        }
        number(reader, ids, &item, name)?;
        Some(Of::Fact(name.to_owned()))
    };
    items.into_iter().map(base).collect()
}

/// A fact that is a number: it must be known to the file.
fn number<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: &Field<'a>, name: &str) -> Option<()> {
    reader.know_condition();
    let own = ["quantity", "months", "term", "minutes"];
    if own.contains(&name) || reader.is_unit(name) || ids.facts.items.iter().any(|(id, _)| id == name) {
        return Some(());
    }
    let declared: Vec<&str> = ids.facts.items.iter().map(|(id, _)| id.as_str()).chain(own).collect();
    let message = format!("`{name}` is not a fact of this file");
    reader.unknown(field.span.clone(), name, message, &declared, Cause::MaybeElsewhere);
    None
}

fn bands<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Vec<PriceBand>> {
    let span = field.span.clone();
    let items = reader.list(field)?;
    let count = items.len();
    let mut bands: Vec<PriceBand> = Vec::new();
    for (ix, item) in items.into_iter().enumerate() {
        let fields = Fields::open(reader, item, "the row", &BAND_KEYS)?;
        let up_to = match fields.get("up-to") {
            Some(field) => Some(limit(reader, field)?),
            None => None,
        };
        let rate = match (fields.get("percent"), fields.get("each"), fields.get("price")) {
            (Some(field), None, None) => BandRate::Percent(reader.parse_with(field, any_percent)?),
            (None, Some(field), None) => BandRate::Each(sum(reader, field)?),
            (None, None, Some(field)) => BandRate::Flat(sum(reader, field)?),
            _ => {
                reader.wrong(fields.span.clone(), "the row has no price, or several", "one of percent, each, price");
                return None;
            }
        };
        let rises = match (bands.last().and_then(|last| last.up_to), up_to) {
            (Some(last), Some(up_to)) => last < up_to,
            _ => true,
        };
        if !rises || up_to.is_none() != (ix + 1 == count) {
            let allowed = "rows that rise; all but the last have `up-to`, the last has none";
            reader.wrong(fields.span.clone(), "the rows overlap or leave something open", allowed);
            return None;
        }
        bands.push(PriceBand { up_to, rate });
    }
    if bands.is_empty() {
        reader.wrong(span, "no row at all", "at least one row");
        return None;
    }
    Some(bands)
}

/// A bound of a row: a whole number, a decimal as a text, or a sum of money.
fn limit<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Decimal> {
    if field.is_integer() {
        return reader.integer(field, 0, 1_000_000_000_000).map(Decimal::from);
    }
    if let Some(number) = field.as_text().and_then(|text| text.trim().parse::<Decimal>().ok()) {
        return Some(number);
    }
    sum(reader, field)
}

fn steps<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    field: Field<'a>,
    depth: usize,
) -> Option<(Vec<(super::super::catalogue::condition::When, PriceRule)>, Period)> {
    let span = field.span.clone();
    let items = reader.list(field)?;
    let mut steps = Vec::new();
    let mut said: Option<Period> = None;
    for item in items {
        let row = Fields::open(reader, item.clone(), "the row", &STEP_KEYS)?;
        let when = condition::when(reader, ids, row.get("when"))?;
        let (rule, period) = rule(reader, ids, row.need("price")?, depth + 1)?;
        // A row that is left open has the period of the others.
        if !matches!(rule.base, PriceBase::Unsaid(_)) {
            if said.is_some_and(|said| said != period) {
                reader.wrong(row.span.clone(), "the rows are for different times", "the same period in all rows");
                return None;
            }
            said = Some(period);
        }
        steps.push((when, rule));
    }
    if steps.is_empty() {
        reader.wrong(span, "no row at all", "at least one row");
        return None;
    }
    Some((steps, said.flatten()))
}

/// Keys of a row of `steps`.
pub(in crate::plan) const STEP_KEYS: [&str; 2] = ["when", "price"];

fn amount<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<(Decimal, Option<String>, Period)> {
    let span = field.span.clone();
    let AmountText { amount, currency, each, period } = reader.parse(field.clone())?;
    reader.check_currency(span, Some(currency));
    if let Some(each) = &each {
        number(reader, ids, &field, each)?;
    }
    Some((amount, each, period))
}

/// A sum of money and nothing else.
pub(super) fn sum<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Decimal> {
    let span = field.span.clone();
    let AmountText { amount, currency, each, period } = reader.parse(field)?;
    reader.check_currency(span.clone(), Some(currency));
    if each.is_some() || period.is_some() {
        reader.wrong(span, "only a sum of money stands here", "such as \"100.00 EUR\"");
        return None;
    }
    Some(amount)
}
