//! What an allowance may say beyond unit and expiry: what counts and how much, carrying over, borrowing, the end of it.

use rust_decimal::Decimal;

use super::super::catalogue::meter::{
    AtZero, Borrow, Cap, Carry, Deduct, Dish, Earn, LivesWith, Number, OwnUnit, Periods, Refill, Revive, Rules, Tally,
    Weight,
};
use super::super::catalogue::{Counting, Expiry, Measure, OfferKind, Span, Unit};
use super::super::grammar::Duration;
use super::condition::when;
use super::field::{Field, Fields};
use super::ids::Ids;
use super::pack;
use super::reader::Reader;
use super::unit::{amount_in, seconds};

/// Words of `periods`.
pub(in crate::plan) const PERIODS: [(Periods, &str); 2] =
    [(Periods::Calendar, "calendar"), (Periods::Contract, "contract")];
/// Words of `at-zero`.
pub(in crate::plan) const AT_ZERO: [(AtZero, &str); 3] =
    [(AtZero::Charge, "charge"), (AtZero::Ask, "ask"), (AtZero::Stop, "stop")];
/// Words of `then` of a cap: what happens with more, and whether the customer's consent lifts it.
pub(in crate::plan) const CAP_THEN: [((AtZero, bool), &str); 4] = [
    ((AtZero::Charge, false), "charge"),
    ((AtZero::Ask, false), "ask"),
    ((AtZero::Ask, true), "ask-to-go-on"),
    ((AtZero::Stop, false), "stop"),
];
/// Words of `deduct`.
pub(in crate::plan) const DEDUCT: [(Deduct, &str); 3] =
    [(Deduct::Use, "use"), (Deduct::Opening, "opening"), (Deduct::Resolve, "resolve")];
/// Words of `of` in `carry-over`.
pub(in crate::plan) const CARRY_OF: [(bool, &str); 2] = [(false, "unused"), (true, "granted")];
/// Keys of the tables of an allowance.
pub(in crate::plan) const WEIGHT_KEYS: [&str; 2] = ["when", "factor"];
pub(in crate::plan) const DISH_KEYS: [&str; 2] = ["when", "units"];
pub(in crate::plan) const CAP_KEYS: [&str; 2] = ["quantity", "then"];
pub(in crate::plan) const CARRY_KEYS: [&str; 6] = ["share", "of", "periods", "cap", "when", "told"];
pub(in crate::plan) const BORROW_KEYS: [&str; 4] = ["periods", "share", "limit", "when"];
pub(in crate::plan) const LIVES_KEYS: [&str; 2] = ["offers", "ends"];
pub(in crate::plan) const REFILL_KEYS: [&str; 3] = ["below", "pack", "at-once"];
pub(in crate::plan) const EARN_KEYS: [&str; 3] = ["quantity", "per", "of"];

/// Most periods that something is carried or borrowed over.
const MOST_PERIODS: u32 = 120;

/// The allowance that is read.
pub(super) struct Of<'o> {
    pub(super) unit: Unit,
    pub(super) units: &'o [Option<OwnUnit>],
    pub(super) id: &'o str,
}

/// Keys that are not rules.
const PLAIN: [&str; 6] = ["name", "unit", "day", "priority", "expires", "pooling"];

pub(super) fn read<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    of: &Of<'_>,
    fields: &Fields<'_, 'a>,
) -> Option<Option<Box<Rules>>> {
    if fields.entries().iter().all(|entry| PLAIN.contains(&entry.key)) {
        return Some(None);
    }
    reader.know_condition();
    let amount = |field: Field<'a>| amount_in(reader, field, of.unit, of.units);
    let periods = fields.maybe("periods", |field| reader.choice(field, &PERIODS));
    let counts = when(reader, ids, fields.get("counts"));
    let weights = list(reader, fields.get("weights"), |item| weight(reader, ids, item));
    let menu = list(reader, fields.get("menu"), |item| dish(reader, ids, of, item));
    let tally = tally(reader, fields, &["counting", "increment", "minimum", "free-below", "free-first"]);
    let cap = fields.maybe("cap", |field| cap(reader, field));
    let deduct = fields.maybe("deduct", |field| deduct(reader, of, field));
    let carry = fields.maybe("carry-over", |field| carry(reader, ids, of, field));
    let borrow = fields.maybe("borrow", |field| borrow(reader, ids, of, field));
    let at_zero = fields.maybe("at-zero", |field| reader.choice(field, &AT_ZERO));
    let alerts = list(reader, fields.get("alerts"), |item| alert(reader, item));
    let fair_use = fields.maybe("fair-use", amount);
    let ends_with = ids.allowances.find_all(reader, fields.get("ends-with"));
    let lives_with = fields.maybe("lives-with", |field| lives_with(reader, ids, field));
    let revive = fields.maybe("revive", |field| revive(reader, field));
    let refill = fields.maybe("refill", |field| refill(reader, ids, of, field));
    let earn = fields.maybe("earn", |field| earn(reader, ids, of, field));
    let left_over = fields.maybe("left-over", |field| reader.text(field));
    let after_end = fields.maybe("after-end", |field| after_end(reader, field));
    Some(Some(Box::new(Rules {
        periods: periods?.unwrap_or_default(),
        counts: counts?,
        weights: weights?,
        menu: menu?,
        tally: tally?,
        cap: cap?,
        deduct: deduct?.unwrap_or_default(),
        carry: carry?,
        borrow: borrow?,
        at_zero: at_zero?.unwrap_or_default(),
        alerts: alerts?,
        fair_use: fair_use?,
        ends_with: ends_with?,
        lives_with: lives_with?,
        revive: revive?.flatten(),
        refill: refill?,
        earn: earn?,
        left_over: left_over?,
        after_end: after_end?,
    })))
}

fn list<'a, T>(reader: &Reader<'a>, field: Option<Field<'a>>, read: impl Fn(Field<'a>) -> Option<T>) -> Option<Vec<T>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let items: Vec<Option<T>> = reader.list(field)?.into_iter().take(100).map(read).collect();
    items.into_iter().collect()
}

/// A number without a sign: `3` or "2.5".
fn number<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Decimal> {
    if field.is_integer() {
        return reader.integer(field, 0, 1_000_000_000).map(Decimal::from);
    }
    let span = field.span.clone();
    let text = reader.string(field)?;
    let found = text.trim().parse::<Decimal>().ok();
    let found = found
        .filter(|number| !number.is_sign_negative() && number.scale() <= 6 && *number <= Decimal::from(1_000_000_000));
    if found.is_none() {
        reader.wrong(
            span,
            format!("`{text}` is not a number"),
            "a number such as 3 or \"2.5\", or a fact of this file",
        );
    }
    found
}

/// A fact of the file that says the number.
fn fact<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: &Field<'a>) -> Option<String> {
    let name = field.as_text().filter(|name| ids.facts.items.iter().any(|(id, _)| id == name))?;
    reader.know_condition();
    Some(name.to_owned())
}

fn weight<'a>(reader: &Reader<'a>, ids: &Ids<'a>, item: Field<'a>) -> Option<Weight> {
    let fields = Fields::open(reader, item, "a weight", &WEIGHT_KEYS)?;
    let when = when(reader, ids, fields.get("when"));
    let factor = fields.need("factor").and_then(|field| {
        if let Some(fact) = fact(reader, ids, &field) {
            return Some(Number::Fact(fact));
        }
        let span = field.span.clone();
        let factor = number(reader, field)?;
        if factor > Decimal::ONE_THOUSAND {
            reader.wrong(span, "more than a thousand times", "a smaller factor");
            return None;
        }
        Some(Number::Fixed(factor))
    });
    Some(Weight { when: when?, factor: factor? })
}

fn dish<'a>(reader: &Reader<'a>, ids: &Ids<'a>, of: &Of<'_>, item: Field<'a>) -> Option<Dish> {
    let fields = Fields::open(reader, item, "an item of the menu", &DISH_KEYS)?;
    let when = when(reader, ids, fields.get("when"));
    let quantity = fields.need("units").and_then(|field| {
        if let Some(fact) = fact(reader, ids, &field) {
            return Some(Number::Fact(fact));
        }
        let span = field.span.clone();
        let units = number(reader, field)?;
        let own = of.unit.own().and_then(|ix| of.units.get(ix)).and_then(Option::as_ref);
        let quantity = of.unit.measure(own).quantity(units);
        if quantity.is_none() {
            reader.wrong(span, "finer than the unit can be kept", "whole units");
        }
        quantity.map(Number::Fixed)
    });
    Some(Dish { when: when?, quantity: quantity? })
}

/// How time is counted: none where nothing of it is said.
pub(super) fn tally<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, keys: &[&str]) -> Option<Option<Tally>> {
    let fields = Known { fields, keys };
    if keys.iter().all(|key| fields.get(key).is_none()) {
        return Some(None);
    }
    let scope = fields
        .get("counting")
        .map_or(Some(Counting::default()), |field| reader.choice(field, &super::tariff::COUNTING));
    reader.know_condition();
    let length = |key: &str| fields.get(key).map_or(Some(0), |field| seconds(reader, field));
    let increment_s = fields.get("increment").map_or(Some(1), |field| seconds(reader, field));
    let (minimum_s, free_below_s, free_first_s) = (length("minimum"), length("free-below"), length("free-first"));
    Some(Some(Tally {
        scope: scope?,
        increment_s: increment_s?,
        minimum_s: minimum_s?,
        free_below_s: free_below_s?,
        free_first_s: free_first_s?,
    }))
}

/// The keys of a table that are meant.
struct Known<'f, 'r, 'a> {
    fields: &'f Fields<'r, 'a>,
    keys: &'f [&'f str],
}

impl<'a> Known<'_, '_, 'a> {
    fn get(&self, key: &str) -> Option<Field<'a>> {
        self.fields.get(key).filter(|_| self.keys.contains(&key))
    }
}

/// "45 min", or with what happens then.
fn cap<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Cap> {
    if field.is_text() {
        return seconds(reader, field).map(|seconds| Cap { seconds, then: AtZero::Charge, lifted: false });
    }
    let fields = Fields::open(reader, field, "the cap", &CAP_KEYS)?;
    let seconds = fields.need("quantity").and_then(|field| seconds(reader, field));
    let then = fields.get("then").map_or(Some((AtZero::Charge, false)), |field| reader.choice(field, &CAP_THEN));
    let (then, lifted) = then?;
    Some(Cap { seconds: seconds?, then, lifted })
}

fn deduct<'a>(reader: &Reader<'a>, of: &Of<'_>, field: Field<'a>) -> Option<Deduct> {
    let span = field.span.clone();
    let deduct = reader.choice(field, &DEDUCT)?;
    let own = of.unit.own().and_then(|ix| of.units.get(ix)).and_then(Option::as_ref);
    if deduct != Deduct::Use && matches!(of.unit.measure(own), Measure::Time(_)) {
        reader.wrong(span, "time is taken when it is used", "`use`, or a unit that is counted, such as tickets");
        return None;
    }
    Some(deduct)
}

/// `true`, or a table.
fn carry<'a>(reader: &Reader<'a>, ids: &Ids<'a>, of: &Of<'_>, field: Field<'a>) -> Option<Carry> {
    let whole = Carry {
        share: Decimal::ONE_HUNDRED,
        of_granted: false,
        periods: Some(1),
        cap: None,
        when: super::super::catalogue::condition::When::default(),
        told: super::super::catalogue::condition::When::default(),
    };
    if field.value.as_bool() == Some(true) {
        return Some(whole);
    }
    let fields = Fields::open(reader, field, "the carry-over", &CARRY_KEYS)?;
    let share = fields.get("share").map_or(Some(whole.share), |field| reader.percent(field));
    let of_granted = fields.get("of").map_or(Some(false), |field| reader.choice(field, &CARRY_OF));
    let periods = fields.get("periods").map_or(Some(Some(1)), |field| {
        if field.as_text() == Some("unlimited") { Some(None) } else { reader.number(field, 1, MOST_PERIODS).map(Some) }
    });
    let cap = fields.maybe("cap", |field| amount_in(reader, field, of.unit, of.units));
    let (when, told) = (when(reader, ids, fields.get("when")), when(reader, ids, fields.get("told")));
    Some(Carry { share: share?, of_granted: of_granted?, periods: periods?, cap: cap?, when: when?, told: told? })
}

fn borrow<'a>(reader: &Reader<'a>, ids: &Ids<'a>, of: &Of<'_>, field: Field<'a>) -> Option<Borrow> {
    let fields = Fields::open(reader, field, "what may be borrowed", &BORROW_KEYS)?;
    let periods = fields.get("periods").map_or(Some(1), |field| reader.number(field, 1, 12));
    let share = fields.get("share").map_or(Some(Decimal::ONE_HUNDRED), |field| reader.percent(field));
    let limit = fields.maybe("limit", |field| amount_in(reader, field, of.unit, of.units));
    let when = when(reader, ids, fields.get("when"));
    Some(Borrow { periods: periods?, share: share?, limit: limit?, when: when? })
}

fn alert<'a>(reader: &Reader<'a>, item: Field<'a>) -> Option<u32> {
    use rust_decimal::prelude::ToPrimitive as _;
    let span = item.span.clone();
    let percent = reader.percent(item)?;
    let found = if percent.is_integer() { percent.to_u32() } else { None };
    if found.is_none() {
        reader.wrong(span, "a part of a percent", "whole percent such as \"80 %\"");
    }
    found
}

fn lives_with<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<LivesWith> {
    let fields = Fields::open(reader, field, "what it lives with", &LIVES_KEYS)?;
    let kinds = [OfferKind::Plan, OfferKind::Option, OfferKind::Package];
    let offers = fields.need("offers").and_then(|field| ids.find_offers(reader, Some(field), &kinds));
    let ends = reader.flag(fields.get("ends"));
    Some(LivesWith { offers: offers?, ends: ends? })
}

/// Whole days or months after the end of the contract.
fn after_end<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Expiry> {
    let span = field.span.clone();
    let duration: Duration = reader.parse(field)?;
    match duration.span() {
        Span::Months(months) => Some(Expiry::Months(months)),
        Span::Days(days) => Some(Expiry::Days(days)),
        _ => {
            reader.wrong(
                span,
                "what outlives a contract does so for whole days or months",
                "such as \"30 days\" or \"1 month\"",
            );
            None
        }
    }
}

/// `true`, or a time after the expiry.
fn revive<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Option<Revive>> {
    if let Some(truth) = field.value.as_bool() {
        return Some(truth.then_some(Revive { months: None }));
    }
    let span = field.span.clone();
    let duration: Duration = reader.parse(field)?;
    if duration.months().is_none() {
        reader.wrong(span, "what expired comes back for whole months", "`true`, or \"6 months\"");
    }
    duration.months().map(|months| Some(Revive { months: Some(months) }))
}

fn refill<'a>(reader: &Reader<'a>, ids: &Ids<'a>, of: &Of<'_>, field: Field<'a>) -> Option<Refill> {
    let fields = Fields::open(reader, field, "the refill", &REFILL_KEYS)?;
    let below = fields.need("below").and_then(|field| amount_in(reader, field, of.unit, of.units));
    let pack = fields.need("pack").and_then(|field| pack::find(reader, ids, field, of.id));
    let at_once = fields.get("at-once").map_or(Some(true), |field| reader.flag(Some(field)));
    Some(Refill { below: below?, pack: pack?, at_once: at_once? })
}

fn earn<'a>(reader: &Reader<'a>, ids: &Ids<'a>, of: &Of<'_>, field: Field<'a>) -> Option<Earn> {
    let fields = Fields::open(reader, field, "what is earned", &EARN_KEYS)?;
    let quantity = fields.need("quantity").and_then(|field| amount_in(reader, field, of.unit, of.units));
    let per = fields.need("per").and_then(|field| {
        let span = field.span.clone();
        let per = number(reader, field)?;
        if per.is_zero() {
            reader.wrong(span, "steps of nothing", "more than 0");
            return None;
        }
        Some(per)
    });
    reader.know_condition();
    let fact = fields.need("of").and_then(|field| ids.facts.find(reader, field));
    let fact = fact.and_then(|ix| ids.facts.items.get(ix)).map(|(id, _)| id.clone());
    Some(Earn { of: fact?, per: per?, quantity: quantity? })
}
