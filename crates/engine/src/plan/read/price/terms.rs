//! How a fee is charged: `surcharges`, `discounts`, `adjust`, `counted`, `billing`, `tax`; and `fees` beside the fee.

use super::super::super::catalogue::price::{Adjust, Anchor, Counted, Cycle, FeeTerms, FurtherFee, Refund, Rise};
use super::super::super::catalogue::{Fee, FeeColumn};
use super::super::super::grammar::{any_percent, period_word};
use super::super::condition::when;
use super::super::field::{Field, Fields};
use super::super::ids::Ids;
use super::super::reader::Reader;
use super::modifiers;

/// Keys of an entry of `fees`.
pub(in crate::plan) const FURTHER_KEYS: [&str; 9] =
    ["name", "price", "when", "surcharges", "discounts", "adjust", "counted", "billing", "tax"];
/// Keys of `adjust`.
pub(in crate::plan) const ADJUST_KEYS: [&str; 7] = ["percent", "index", "cap", "every", "lock", "from", "when"];
/// Keys of `billing`.
pub(in crate::plan) const BILLING_KEYS: [&str; 4] = ["every", "in", "from", "refund"];
/// Words of `counted`.
pub(in crate::plan) const COUNTED: [(Counted, &str); 5] = [
    (Counted::Daily, "daily"),
    (Counted::Peak, "peak"),
    (Counted::Latest, "latest"),
    (Counted::First, "first"),
    (Counted::Average, "average"),
];
/// Words of `in`.
pub(in crate::plan) const TIMES: [(bool, &str); 2] = [(true, "advance"), (false, "arrears")];
/// Words of `from` in `billing`.
pub(in crate::plan) const ANCHORS: [(Anchor, &str); 3] =
    [(Anchor::Calendar, "calendar"), (Anchor::Contract, "contract"), (Anchor::Own, "own")];
/// Words of `refund`.
pub(in crate::plan) const REFUNDS: [(Refund, &str); 3] =
    [(Refund::Unused, "unused"), (Refund::OnChange, "on-change"), (Refund::Nothing, "nothing")];
/// What a contract may choose.
const CHOSEN: &str = "as-chosen";

/// The terms of a fee, from the table in which its price stands.
pub(in crate::plan::read) fn terms<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    fields: &Fields<'_, 'a>,
    fee: Option<&Fee>,
) -> Option<FeeTerms> {
    let modifiers = modifiers(reader, ids, fields);
    let adjust = fields.maybe("adjust", |field| adjust(reader, ids, field));
    let counted = fields.get("counted").map_or(Some(Counted::default()), |field| reader.choice(field, &COUNTED));
    let billing = match fields.get("billing") {
        Some(field) => billing(reader, field, fee),
        None => Some((by_itself(fee), Refund::default())),
    };
    let tax_percent = tax(reader, fields);
    let (billing, refund) = billing?;
    Some(FeeTerms {
        modifiers: modifiers?,
        adjust: adjust?,
        counted: counted?,
        billing,
        refund,
        tax_percent: tax_percent?,
    })
}

/// A tax of its own: "7 %", or "none".
pub(in crate::plan::read) fn tax<'a>(
    reader: &Reader<'a>,
    fields: &Fields<'_, 'a>,
) -> Option<Option<rust_decimal::Decimal>> {
    fields.maybe("tax", |field| match field.as_text() {
        Some("none") => Some(rust_decimal::Decimal::ZERO),
        _ => reader.percent(field),
    })
}

/// The periods of a fee with several columns.
fn columns(fee: Option<&Fee>) -> &[FeeColumn] {
    match fee {
        Some(Fee::Columns(columns)) if columns.len() > 1 => columns,
        _ => &[],
    }
}

/// Without `billing`: month by month in arrears; a fee with several columns as the contract chose.
fn by_itself(fee: Option<&Fee>) -> Cycle {
    match columns(fee).first() {
        Some(first) => {
            Cycle { months: first.months.unwrap_or(1), advance: false, anchor: Anchor::Contract, chosen: true }
        }
        None => Cycle::default(),
    }
}

fn billing<'a>(reader: &Reader<'a>, field: Field<'a>, fee: Option<&Fee>) -> Option<(Cycle, Refund)> {
    let fields = Fields::open(reader, field, "the billing", &BILLING_KEYS)?;
    let chosen = fields.get("every").is_some_and(|field| field.as_text() == Some(CHOSEN));
    let first = match fee {
        Some(Fee::Recurring { months, .. }) => Some(*months),
        Some(Fee::Columns(columns)) => columns.first().and_then(|column| column.months),
        _ => None,
    };
    let months = match fields.get("every") {
        Some(field) if !chosen => {
            let span = field.span.clone();
            let months = reader.parse_with(field, period_word)?;
            if months.is_none() {
                reader.wrong(
                    span,
                    "`once` is not a rhythm",
                    "\"month\", \"quarter\", \"year\", \"6 months\" or \"as-chosen\"",
                );
            }
            months
        }
        _ => Some(first.unwrap_or(1)),
    };
    let advance = fields.get("in").map_or(Some(false), |field| reader.choice(field, &TIMES));
    let anchor = fields.get("from").map(|field| reader.choice(field, &ANCHORS));
    let refund = fields.get("refund").map_or(Some(Refund::default()), |field| reader.choice(field, &REFUNDS));
    let months = months?;
    let anchor = anchor.unwrap_or(Some(if months == 1 && !chosen { Anchor::Calendar } else { Anchor::Contract }))?;
    Some((Cycle { months, advance: advance?, anchor, chosen: chosen || columns(fee).len() > 1 }, refund?))
}

fn adjust<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Adjust> {
    let fields = Fields::open(reader, field, "the adjustment", &ADJUST_KEYS)?;
    let every = fields.get("every").map_or(Some(12), |field| {
        let span = field.span.clone();
        let months = reader.parse_with(field, period_word)?;
        if months.is_none() {
            reader.wrong(span, "`once` is not a rhythm", "\"year\" or \"24 months\"");
        }
        months
    });
    let lock = fields.get("lock").map_or(Some(0), |field| reader.months(field));
    let from = fields.maybe("from", |field| reader.date(field));
    let when = when(reader, ids, fields.get("when"));
    let cap = fields.maybe("cap", |field| reader.parse_with(field, any_percent));
    let by = match (fields.get("percent"), fields.get("index")) {
        (Some(field), None) => reader.parse_with(field, any_percent).map(Rise::Percent),
        (None, Some(field)) => {
            let fact = reader.string(field.clone())?;
            super::number(reader, ids, &field, fact)?;
            Some(Rise::Index { fact: fact.to_owned(), cap: cap? })
        }
        _ => {
            reader.wrong(fields.span.clone(), "it must say by how much", "`percent = \"5 %\"` or `index = \"…\"`");
            None
        }
    };
    Some(Adjust { by: by?, every_months: every?.max(1), lock_months: lock?, from: from?, when: when? })
}

/// `fees`: what is owed beside the fee.
pub(in crate::plan::read) fn further<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    field: Option<Field<'a>>,
) -> Option<Vec<FurtherFee>> {
    let Some(field) = field else { return Some(Vec::new()) };
    let entry = |item: Field<'a>| {
        let fields = Fields::open(reader, item, "the fee", &FURTHER_KEYS)?;
        let name = super::super::name(&fields);
        let fee = fields.need("price").and_then(|field| super::fee(reader, ids, field));
        let when = when(reader, ids, fields.get("when"));
        let terms = terms(reader, ids, &fields, fee.as_ref());
        Some(FurtherFee { name: name?, fee: fee?, when: when?, terms: terms? })
    };
    let read: Vec<Option<FurtherFee>> = reader.list(field)?.into_iter().map(entry).collect();
    read.into_iter().collect()
}
