//! Credits for promises that were not kept: negative lines of the first invoice after they were determined.
//!
//! Month by month the credits as they are known are compared with those that earlier invoices have. What is new is
//! credited, what has changed is taken back and credited anew, so that in the end each is there exactly once.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::assemble::assemble;
use super::line::push_rounded;
use super::{Billing, unit_price};
use crate::explain::{PriceStep, RemedyStep, Step};
use crate::ledger::day_after;
use crate::money::{Rounding, from_minor, to_minor};
use crate::plan::Catalogue;
use crate::plan::catalogue::remedy::{Base, CreditKind};
use crate::plan::catalogue::{Fee, OfferKind};
use crate::remedy::{Month, RemedyDue, RemedyState};
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period};
use crate::run::timeline::{Timeline, midnight};

/// Adds the credits of each month to its invoice, and answers what is owed in the end, with the sums that were credited.
pub(crate) fn credit(
    catalogue: &Catalogue,
    timeline: &Timeline,
    billing: &mut Billing,
    months: Vec<Month>,
) -> Vec<RemedyDue> {
    let mut given: Vec<RemedyDue> = Vec::new();
    let mut last = Vec::new();
    for Month { month, mut due } in months {
        let Some(month) = month else {
            last = due;
            continue;
        };
        let mut lines = Vec::new();
        for due in &mut due {
            let Some(minor) = sum(catalogue, timeline, billing, month, due) else { continue };
            let before = given.iter().position(|known| known.same(due));
            match before.map(|ix| given[ix].amount_minor.unwrap_or(0)) {
                Some(known) if known == minor => {}
                Some(known) => {
                    lines.push(line(catalogue, due, -known, Step::Price(PriceStep::Reversed { minor: -known })));
                    lines.push(line(
                        catalogue,
                        due,
                        minor,
                        Step::Price(PriceStep::Rerated { before_minor: known, minor }),
                    ));
                }
                None if minor == 0 => {}
                None => lines.push(line(catalogue, due, minor, Step::Remedy(RemedyStep::Credited))),
            }
            due.amount_minor = Some(minor);
            due.invoice = before.and_then(|ix| given[ix].invoice.filter(|_| given[ix].amount_minor == Some(minor)));
            due.invoice = due.invoice.or(Some(month));
            if let Some(ix) = before {
                given.swap_remove(ix);
            }
            given.push(due.clone());
        }
        let gone = |known: &RemedyDue| !due.iter().any(|due| due.same(known) && due.amount_minor.is_some());
        given.retain(|known| {
            let minor = known.amount_minor.unwrap_or(0);
            let gone = gone(known);
            if gone && minor != 0 {
                lines.push(line(catalogue, known, -minor, Step::Price(PriceStep::Reversed { minor: -minor })));
            }
            !gone
        });
        lines.retain(|line| line.net_minor != 0);
        add(catalogue, billing, month, lines);
        last = due;
    }
    for due in &mut last {
        if let Some(known) = given.iter().find(|known| known.same(due) && due.state == RemedyState::Given) {
            (due.amount_minor, due.invoice) = (known.amount_minor, known.invoice);
            if known.state == RemedyState::TooSmall {
                due.state = RemedyState::TooSmall;
            }
        }
    }
    last
}

/// What a credit comes to in minor units; none while it is not owed, or the fee that it is a part of is not billed yet.
fn sum(
    catalogue: &Catalogue,
    timeline: &Timeline,
    billing: &Billing,
    month: Period,
    due: &mut RemedyDue,
) -> Option<i64> {
    // What is determined as the month ends comes with the month after it.
    let ends = day_after(month).map(|day| midnight(day, &catalogue.provider.zone));
    if due.state != RemedyState::Given || ends.is_none_or(|ends| due.owed >= ends) {
        return None;
    }
    let rules = &catalogue.remedies[due.remedy];
    let amount = due.credit.amount;
    let exact = match due.credit.kind {
        CreditKind::Money => amount,
        CreditKind::Percent => {
            let base = base(catalogue, timeline, billing, month, rules.of, due.period)?;
            base.checked_mul(amount)? / Decimal::ONE_HUNDRED
        }
        CreditKind::Days if timeline.end.is_none() => {
            let days = i64::from(due.period.from.until(due.period.to).map_or(0, |span| span.get_days())) + 1;
            base(catalogue, timeline, billing, month, rules.of, due.period)?.checked_mul(amount)? / Decimal::from(days)
        }
        CreditKind::Days
        | CreditKind::Time
        | CreditKind::Work
        | CreditKind::Termination
        | CreditKind::AsAgreed
        | CreditKind::NotStated => return None,
    };
    if rules.above.is_some_and(|above| exact <= above) {
        due.state = RemedyState::TooSmall;
        due.why.push(Step::Remedy(RemedyStep::TooSmall));
        return Some(0);
    }
    let minor = to_minor(exact, catalogue.provider.currency, Rounding::HalfUp).ok()?;
    push_rounded(&mut due.why, exact, minor, catalogue);
    Some(-minor)
}

/// The fee of a period, by days, as invoices up to a month have it; none if they do not have it yet.
fn base(
    catalogue: &Catalogue,
    timeline: &Timeline,
    billing: &Billing,
    month: Period,
    of: Base,
    period: Period,
) -> Option<Decimal> {
    let wanted = |offer: usize| match of {
        Base::Plan => catalogue.offers[offer].kind == OfferKind::Plan,
        Base::Fees => true,
        Base::Offer(wanted) => offer == wanted,
    };
    let currency = catalogue.provider.currency;
    let owed = last_fee_day(timeline, period, &wanted);
    let (mut sum, mut reached) = (Decimal::ZERO, None);
    for invoice in billing.invoices.iter().filter(|invoice| invoice.period <= month) {
        for line in &invoice.lines {
            let LineKind::Fee { offer, .. } = line.kind else { continue };
            let (from, to) = (line.service.from.max(period.from), line.service.to.min(period.to));
            let once = line.unit != ChargeUnit::Month && line.service.from == line.service.to;
            if !wanted(offer) || once || from > to {
                continue;
            }
            let days =
                |from: Date, to: Date| Decimal::from(i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1);
            let charged = line.gross_minor.unwrap_or(line.net_minor);
            sum += from_minor(charged, currency) * days(from, to) / days(line.service.from, line.service.to);
            reached = reached.max(Some(to));
        }
    }
    (reached >= owed).then_some(sum)
}

/// The last day of a period on which a fee is owed at all.
fn last_fee_day(timeline: &Timeline, period: Period, wanted: &impl Fn(usize) -> bool) -> Option<Date> {
    let end = timeline.end.and_then(|end| end.yesterday().ok()).map_or(period.to, |end| end.min(period.to));
    let mut next = Some(end);
    for phase in timeline.phases.iter().rev() {
        let to = next.map_or(end, |next| next.min(end));
        let costs = phase
            .entitlements
            .fees
            .iter()
            .any(|fee| wanted(fee.offer) && !matches!(fee.fee, Fee::Free | Fee::NotStated));
        if costs && phase.from <= to && to >= period.from {
            return Some(to);
        }
        next = phase.from.yesterday().ok();
    }
    None
}

fn line(catalogue: &Catalogue, due: &RemedyDue, net_minor: i64, step: Step) -> InvoiceLine {
    let currency = catalogue.provider.currency;
    let mut why = due.why.clone();
    why.push(step);
    InvoiceLine {
        kind: LineKind::Credit { remedy: due.remedy },
        quantity: "1".to_owned(),
        unit: ChargeUnit::Piece,
        unit_price: unit_price(from_minor(net_minor, currency), currency),
        net_minor,
        gross_minor: None,
        tax_percent: catalogue.provider.tax_percent,
        service: due.period,
        usage: Vec::new(),
        why,
    }
}

/// Adds lines to the invoice of a month, which begins with them where there is none.
fn add(catalogue: &Catalogue, billing: &mut Billing, month: Period, mut lines: Vec<InvoiceLine>) {
    if lines.is_empty() {
        return;
    }
    let place = billing.invoices.iter().position(|invoice| invoice.period >= month);
    let place = place.unwrap_or(billing.invoices.len());
    if let Some(invoice) = billing.invoices.get(place).filter(|invoice| invoice.period == month) {
        lines = invoice.lines.iter().cloned().chain(lines).collect();
        billing.invoices.remove(place);
    }
    match assemble(catalogue, month, lines) {
        Ok(draft) => billing.invoices.insert(place, draft),
        Err(_) => billing.unbilled.push((month, Step::Price(PriceStep::TooLarge))),
    }
}
