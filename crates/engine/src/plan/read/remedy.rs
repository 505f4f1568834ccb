//! `[remedy.…]`: what a customer gets when a promise was not kept.

use rust_decimal::Decimal;

use super::super::catalogue::condition::When;
use super::super::catalogue::remedy::{Base, Credit, CreditKind, Measure, Per, Remedy, Started, Step};
use super::super::catalogue::{OfferKind, Span};
use super::super::grammar::{CreditText, Duration, Mistake, percent};
use super::field::{Field, Fields};
use super::ids::{Ids, once};
use super::milestone::Milestones;
use super::reader::Reader;
use super::{Place, condition};

/// Keys of `[remedy.…]`.
pub(in crate::plan) const KEYS: [&str; 17] = [
    "name",
    "measure",
    "milestones",
    "when",
    "needs",
    "window",
    "per",
    "steps",
    "of",
    "allowance",
    "weights",
    "cap",
    "above",
    "claim-within",
    "cumulates",
    "after",
    "of-last",
];
/// Keys of a step.
pub(in crate::plan) const STEP_KEYS: [&str; 7] = ["from", "over", "below", "at-most", "each", "each-started", "credit"];
/// Keys of a weight.
pub(in crate::plan) const WEIGHT_KEYS: [&str; 2] = ["when", "weight"];

pub(super) fn read<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    named: &Milestones,
    fields: &Fields<'_, 'a>,
    id: String,
) -> Option<Remedy> {
    let name = super::name(fields);
    let measure = fields.need("measure").and_then(|field| reader.choice(field, &Measure::ALL));
    let milestones = fields
        .get("milestones")
        .map_or(Some(Vec::new()), |field| once(reader, field, |item| named.find(reader, ids, item)));
    let when = condition::when(reader, ids, fields.get("when"));
    let needs = condition::when(reader, ids, fields.get("needs"));
    let window = fields.maybe("window", |field| ids.windows.find(reader, field));
    let measure = measure?;
    let per = match fields.get("per") {
        Some(field) => per(reader, field, measure),
        None if measure == Measure::Delay => Some(Per::Ticket),
        None => Some(Per::Months(1)),
    };
    let steps = fields.need("steps").and_then(|field| steps(reader, field, measure));
    let of = fields.get("of").map_or(Some(Base::Plan), |field| base(reader, ids, field));
    let allowance = fields.maybe("allowance", |field| ids.allowances.find(reader, field));
    let weights = fields.get("weights").map_or(Some(Vec::new()), |field| weights(reader, ids, field));
    let cap = fields.maybe("cap", |field| credit(reader, field));
    let above = fields.maybe("above", |field| {
        let span = field.span.clone();
        let found = credit(reader, field)?;
        if found.kind != CreditKind::Money {
            reader.wrong(span, "what a credit must be more than is a sum", "such as \"1.00 EUR\"");
        }
        (found.kind == CreditKind::Money).then_some(found.amount)
    });
    let claim_days = fields.maybe("claim-within", |field| {
        let span = field.span.clone();
        match reader.parse::<Duration>(field)?.span() {
            Span::Days(days) => Some(days),
            _ => {
                reader.wrong(span, "a claim is possible for so many calendar days", "such as \"30 days\"");
                None
            }
        }
    });
    let cumulates = fields.get("cumulates").map_or(Some(true), |field| reader.flag(Some(field)));
    let after = fields.get("after").map_or(Some(1), |field| reader.number(field, 1, 120));
    let of_last = fields.maybe("of-last", |field| reader.number(field, 1, 120));
    let after = after?;
    let remedy = Remedy {
        id,
        name: name?,
        measure,
        milestones: milestones?,
        when: when?,
        needs: needs?,
        window: window?,
        per: per?,
        steps: steps?,
        of: of?,
        allowance: allowance?,
        weights: weights?,
        cap: cap?,
        above: above?,
        claim_days: claim_days?,
        cumulates: cumulates?,
        after,
        of_last: of_last?.unwrap_or(after),
    };
    agrees(reader, fields, &remedy).then_some(remedy)
}

fn per<'a>(reader: &Reader<'a>, field: Field<'a>, measure: Measure) -> Option<Per> {
    let span = field.span.clone();
    let per = reader.choice(field, &Per::ALL)?;
    match (measure, per) {
        (Measure::Share | Measure::Availability, Per::Ticket) => {
            reader.wrong(span, "a share is one of a period", "month, quarter, year");
            None
        }
        (Measure::Delay, Per::Months(_)) => {
            reader.wrong(span, "lateness is measured for each ticket", "ticket, or nothing");
            None
        }
        _ => Some(per),
    }
}

fn credit<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Credit> {
    let span = field.span.clone();
    let CreditText { credit, currency } = reader.parse(field)?;
    reader.check_currency(span, currency);
    Some(credit)
}

fn base<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Base> {
    match field.as_text() {
        Some("plan") => Some(Base::Plan),
        Some("fees") => Some(Base::Fees),
        _ => {
            let kinds = [OfferKind::Plan, OfferKind::Option, OfferKind::Package];
            ids.find_offer(reader, field, &kinds).map(Base::Offer)
        }
    }
}

fn weights<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Vec<(When, Decimal)>> {
    let read = |item: Field<'a>| {
        let fields = Fields::open(reader, item, "a weight", &WEIGHT_KEYS)?;
        let when = condition::when(reader, ids, fields.get("when"));
        let weight = fields.need("weight").and_then(|field| reader.parse_with(field, weight));
        Some((when?, weight?))
    };
    let weights: Vec<Option<(When, Decimal)>> = reader.list(field)?.into_iter().map(read).collect();
    weights.into_iter().collect()
}

fn weight(text: &str) -> Result<Decimal, Mistake> {
    let number = text.trim().parse::<Decimal>().ok();
    number.filter(|number| !number.is_sign_negative() && *number <= Decimal::ONE_THOUSAND).ok_or_else(|| Mistake {
        message: format!("`{}` is not a weight", text.chars().take(40).collect::<String>()),
        allowed: "a number from \"0\" to \"1000\" such as \"1.5\"".to_owned(),
        at: 0..text.len(),
    })
}

fn steps<'a>(reader: &Reader<'a>, field: Field<'a>, measure: Measure) -> Option<Vec<Step>> {
    let span = field.span.clone();
    let mut steps: Vec<Step> = Vec::new();
    let mut good = true;
    for item in reader.list(field)? {
        let place = item.span.clone();
        let Some(step) = step(reader, item, measure) else {
            good = false;
            continue;
        };
        if steps.iter().any(|known| known.threshold == step.threshold && known.inclusive == step.inclusive) {
            reader.wrong(place.clone(), "a second step from the same point on", "one step for each");
            good = false;
        }
        if let Some(first) = steps.first().filter(|first| first.credit.kind != step.credit.kind) {
            let message = "the steps of a remedy give different kinds of things";
            reader.wrong(place, message, format!("{} as the first one does", kind_word(first.credit.kind)));
            good = false;
        }
        steps.push(step);
    }
    if steps.is_empty() && good {
        reader.wrong(span, "a remedy without a step gives nothing", "at least one step");
        return None;
    }
    good.then_some(steps)
}

fn kind_word(kind: CreditKind) -> &'static str {
    match kind {
        CreditKind::Percent => "a percentage",
        CreditKind::Money => "a sum",
        CreditKind::Days => "days",
        CreditKind::Time => "time",
        CreditKind::Work => "work",
        CreditKind::Termination => "termination",
        CreditKind::AsAgreed => "as-agreed",
        CreditKind::NotStated => "not-stated",
    }
}

fn step<'a>(reader: &Reader<'a>, item: Field<'a>, measure: Measure) -> Option<Step> {
    let fields = Fields::open(reader, item, "a step", &STEP_KEYS)?;
    let own: &[&str] = match measure {
        Measure::Breaches => &["from"],
        Measure::Delay => &["over"],
        Measure::Share | Measure::Availability => &["below", "at-most"],
    };
    let points = ["from", "over", "below", "at-most"];
    if let Some(other) = points.iter().filter(|key| !own.contains(key)).find_map(|key| fields.get(key)) {
        let message = format!("`{}` does not go with what is measured", other.key);
        reader.wrong(other.key_span, message, own.join(" or "));
        return None;
    }
    let Some(point) = own.iter().find_map(|key| fields.get(key)) else {
        fields.missing(own[0]);
        return None;
    };
    let inclusive = matches!(point.key, "from" | "at-most");
    let threshold = amount(reader, point.clone(), measure, Zero::Allowed);
    let each = [("each", Started::Whole), ("each-started", Started::Counts)];
    let each = each.into_iter().find_map(|(key, started)| Some((fields.get(key)?, started)));
    let each = match each {
        Some((field, started)) => Some((amount(reader, field, measure, Zero::Refused)?, started)),
        None => None,
    };
    let given = fields.need("credit").and_then(|field| credit(reader, field));
    let threshold = threshold?;
    let sign = match point.key {
        "from" => "≥",
        "over" => ">",
        "below" => "<",
        _ => "≤",
    };
    let shown = point.as_text().map_or_else(|| threshold.to_string(), |text| text.trim().to_owned());
    Some(Step { threshold, inclusive, each, credit: given?, text: format!("{sign} {shown}") })
}

/// Whether nothing is an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zero {
    /// It is one.
    Allowed,
    /// It is none.
    Refused,
}

/// A number of breaches, a length of lateness in seconds, or a percentage.
fn amount<'a>(reader: &Reader<'a>, field: Field<'a>, measure: Measure, zero: Zero) -> Option<Decimal> {
    let span: Place = field.span.clone();
    let amount = match measure {
        Measure::Breaches => reader.number(field, 1, 1_000_000).map(Decimal::from)?,
        Measure::Delay
            if zero == Zero::Allowed && matches!(field.as_text().map(str::trim), Some("0" | "0 h" | "0 min")) =>
        {
            Decimal::ZERO
        }
        Measure::Delay => match reader.parse::<Duration>(field)?.span() {
            Span::Seconds(seconds) => Decimal::from(seconds),
            Span::Days(days) => Decimal::from(i64::from(days) * 86_400),
            _ => {
                reader.wrong(span, "lateness is measured in minutes, hours or days", "such as \"24 h\"");
                return None;
            }
        },
        Measure::Share | Measure::Availability => reader.parse_with(field, percent)?,
    };
    if amount.is_zero() && zero == Zero::Refused {
        reader.wrong(span, "a credit for each of nothing", "more than zero");
        return None;
    }
    Some(amount)
}

/// What contradicts itself in a remedy.
fn agrees<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, remedy: &Remedy) -> bool {
    let Some(kind) = remedy.steps.first().map(|step| step.credit.kind) else { return false };
    let at = |key: &str| fields.get(key).map_or_else(|| fields.span.clone(), |field| field.span);
    let mut good = true;
    let mut wrong = |key: &str, message: &str, allowed: &str| {
        reader.wrong(at(key), message, allowed);
        good = false;
    };
    if kind == CreditKind::Time && remedy.allowance.is_none() {
        wrong("steps", "time is given to an allowance, and none is named", "`allowance = …` beside it");
    }
    if kind == CreditKind::Work && remedy.per != Per::Ticket {
        wrong("steps", "work is free on a ticket, and a period is measured", "per = \"ticket\"");
    }
    if remedy.cap.is_some_and(|cap| cap.kind.is_open()) {
        wrong("cap", "a cap that is not stated is none", "a percentage, a sum or a time, or no cap");
    } else if remedy.cap.is_some_and(|cap| cap.kind != kind && !kind.is_open()) {
        wrong("cap", "the cap is of another kind than the credits", "the same kind");
    }
    if remedy.cap.is_some_and(|cap| cap.kind == kind && remedy.steps.iter().all(|step| step.credit.amount > cap.amount))
    {
        wrong("cap", "every step gives more than the cap allows", "a larger cap, or smaller credits");
    }
    if remedy.after > remedy.of_last {
        wrong("after", "more periods than are looked at", "at most as many as `of-last`");
    }
    if remedy.after > 1 && remedy.per == Per::Ticket {
        wrong("after", "tickets have no periods in a row", "a measure over periods");
    }
    good
}
