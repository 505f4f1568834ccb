//! `surcharges`, `discounts` and `minimum`: what changes a price.

use rust_decimal::Decimal;

use super::super::super::catalogue::Text;
use super::super::super::catalogue::price::{Change, Modifier, Unsaid};
use super::super::super::grammar::{Duration, any_percent};
use super::super::condition;
use super::super::field::{Field, Fields};
use super::super::ids::Ids;
use super::super::reader::Reader;
use super::sum;

/// Keys of an entry of `surcharges` and `discounts`.
pub(in crate::plan) const MODIFIER_KEYS: [&str; 12] =
    ["name", "when", "from", "for", "after", "percent", "amount", "factor", "at-least", "at-most", "group", "once"];
/// Keys of an entry of `minimum`.
pub(in crate::plan) const LEAST_KEYS: [&str; 2] = ["when", "at-least"];
/// What an entry does; it does exactly one of them.
const CHANGES: [&str; 5] = ["percent", "amount", "factor", "at-least", "at-most"];
/// The longest time that a least price can be for: a day.
const LONGEST_S: i64 = 86_400;

/// The surcharges, then the discounts of a table; discounts by term the longest first.
pub(in crate::plan::read) fn modifiers<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    fields: &Fields<'_, 'a>,
) -> Option<Vec<Modifier>> {
    let mut all = Vec::new();
    for key in ["surcharges", "discounts"] {
        let Some(field) = fields.get(key) else { continue };
        let items = reader.list(field)?;
        let read: Vec<Option<Modifier>> =
            items.into_iter().map(|item| modifier(reader, ids, item, key == "discounts")).collect();
        let mut read: Vec<Modifier> = read.into_iter().collect::<Option<_>>()?;
        read.sort_by_key(|one| std::cmp::Reverse(one.term_months));
        all.append(&mut read);
    }
    Some(all)
}

fn modifier<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>, discount: bool) -> Option<Modifier> {
    let fields = Fields::open(reader, field, if discount { "the discount" } else { "the surcharge" }, &MODIFIER_KEYS)?;
    let name = fields.get("name").map_or(Some(Text::default()), |field| reader.text(field));
    let when = condition::when(reader, ids, fields.get("when"));
    let months = |key| fields.maybe(key, |field| reader.months(field));
    let (term_months, first_months, after_months) = (months("from"), months("for"), months("after"));
    let once = reader.flag(fields.get("once"));
    let group = match fields.get("group") {
        Some(field) => Some(Some(reader.string(field)?.to_owned())),
        // Of several discounts by term the one for the longest term counts.
        None => Some(fields.get("from").map(|_| "term".to_owned())),
    };
    let change = change(reader, &fields, discount);
    Some(Modifier {
        name: name?,
        when: when?,
        term_months: term_months?,
        first_months: first_months?,
        after_months: after_months?,
        change: change?,
        group: group?,
        once: once?,
    })
}

fn change<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, discount: bool) -> Option<Change> {
    let ways: Vec<Field<'a>> = CHANGES.iter().filter_map(|key| fields.get(key)).collect();
    let [way] = ways.as_slice() else {
        reader.wrong(fields.span.clone(), "it must do one thing", "one of percent, amount, factor, at-least, at-most");
        return None;
    };
    let way = way.clone();
    let sign = if discount { -Decimal::ONE } else { Decimal::ONE };
    if let Some(unsaid) = way.as_text().and_then(Unsaid::find) {
        return Some(Change::Unsaid(unsaid));
    }
    match way.key {
        "percent" if discount => reader.percent(way).map(|percent| Change::Percent(sign * percent)),
        "percent" => reader.parse_with(way, any_percent).map(Change::Percent),
        "amount" => sum(reader, way).map(|amount| Change::Add(sign * amount)),
        "factor" => {
            let span = way.span.clone();
            let factor = reader.string(way)?.trim().parse::<Decimal>().ok();
            let fits = |value: &Decimal| {
                !value.is_sign_negative() && *value <= Decimal::from(1_000) && (*value <= Decimal::ONE || !discount)
            };
            let factor = factor.filter(fits);
            if factor.is_none() {
                reader.wrong(span, "not a factor", "a text such as \"1.5\"; of a discount at most \"1\"");
            }
            factor.map(Change::Factor)
        }
        "at-least" => at_least(reader, way),
        _ => sum(reader, way).map(Change::AtMost),
    }
}

/// "2 h" or "55.00 EUR".
fn at_least<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Change> {
    let time = field.as_text().and_then(|text| text.parse::<Duration>().ok());
    let Some(time) = time else {
        return sum(reader, field).map(Change::AtLeast);
    };
    let seconds = time.seconds().filter(|seconds| *seconds <= LONGEST_S);
    if seconds.is_none() {
        reader.wrong(field.span, "a least time is in minutes or hours, at most a day", "\"2 h\" or \"30 min\"");
    }
    seconds.map(Change::AtLeastTime)
}

/// `minimum`: "1 h", "55.00 EUR", or a list of them with their conditions, of which the first that holds counts.
pub(in crate::plan::read) fn least<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    field: Option<Field<'a>>,
) -> Option<Vec<Modifier>> {
    let Some(field) = field else { return Some(Vec::new()) };
    let always = |change| Modifier {
        name: Text::default(),
        when: super::super::super::catalogue::condition::When::default(),
        term_months: None,
        first_months: None,
        after_months: None,
        change,
        group: Some("minimum".to_owned()),
        once: false,
    };
    if field.is_text() {
        return Some(vec![always(at_least(reader, field)?)]);
    }
    let entry = |item: Field<'a>| {
        let fields = Fields::open(reader, item, "the minimum", &LEAST_KEYS)?;
        let when = condition::when(reader, ids, fields.get("when"))?;
        let change = at_least(reader, fields.need("at-least")?)?;
        Some(Modifier { when, ..always(change) })
    };
    let read: Vec<Option<Modifier>> = reader.list(field)?.into_iter().map(entry).collect();
    read.into_iter().collect()
}
