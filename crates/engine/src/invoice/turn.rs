//! The days on which a price may turn into another one.

use jiff::civil::Date;

use super::charge::{Asked, Charge, charges};
use crate::plan::Entitlements;
use crate::plan::catalogue::Fee;
use crate::plan::catalogue::condition::{Bound, Is, Test, When};
use crate::plan::catalogue::price::{PriceBase, PriceRule};
use crate::price::{full_months, later};
use crate::run::timeline::day;

/// The first day of each stretch between two days (both included) in which a charge's price cannot change.
pub(super) fn turns(asked: &Asked<'_>, charge: Charge<'_>, held: &Entitlements, first: Date, last: Date) -> Vec<Date> {
    let mut days = vec![first];
    if charge.is_plain() || first >= last {
        return days;
    }
    let zone = &asked.view.catalogue.provider.zone;
    days.extend(asked.timeline.facts.changes().map(|(at, ..)| day(at, zone)));
    // A share of other fees turns when they do.
    for other in charges(asked.view, held) {
        let mut from = vec![asked.timeline.start, asked.first_held(other.offer)];
        from.extend(other.terms.adjust.as_ref().and_then(|adjust| adjust.from));
        from.iter().for_each(|&from| monthly(from, first, last, &mut days));
        other.when.into_iter().for_each(|when| of_when(when, &mut days));
        other.terms.modifiers.iter().for_each(|modifier| of_when(&modifier.when, &mut days));
        if let Fee::Columns(columns) = other.fee {
            columns.iter().for_each(|column| of_rule(&column.rule, &mut days));
        }
    }
    days.retain(|day| *day >= first && *day <= last);
    days.sort_unstable();
    days.dedup();
    days
}

/// The same day of each month.
fn monthly(from: Date, first: Date, last: Date, days: &mut Vec<Date>) {
    let mut months = full_months(from, first);
    loop {
        let day = later(from, months);
        if day > last || day == Date::MAX {
            break;
        }
        days.push(day);
        months += 1;
    }
}

fn of_rule(rule: &PriceRule, days: &mut Vec<Date>) {
    if let PriceBase::Steps(rows) = &rule.base {
        for (when, rule) in rows {
            of_when(when, days);
            of_rule(rule, days);
        }
    }
}

/// The days that a condition compares with, and those after them.
fn of_when(when: &When, days: &mut Vec<Date>) {
    for test in when.any.iter().flatten() {
        if let Test::Fact { is: Is::Beside(_, Bound::Day(day)), .. } = test {
            days.push(*day);
            days.extend(day.tomorrow().ok());
        }
    }
}
