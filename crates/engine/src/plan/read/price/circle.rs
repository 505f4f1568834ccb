//! Fees that are a share of each other: no price would ever come out.

use super::super::super::catalogue::price::{Of, PriceBase, PriceRule};
use super::super::super::catalogue::{Fee, Offer};
use super::super::ids::Ids;
use super::super::reader::Reader;

/// Tells each offer whose fee leads back to itself.
pub(in crate::plan::read) fn circles<'a>(reader: &Reader<'a>, ids: &Ids<'a>, offers: &[Option<Offer>]) {
    let next: Vec<Vec<usize>> = offers.iter().map(|offer| offer.as_ref().map(shares).unwrap_or_default()).collect();
    for (start, entry) in ids.offers.iter().enumerate() {
        let mut reached = vec![false; next.len()];
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for &to in next.get(at).into_iter().flatten() {
                if let Some(mark) = reached.get_mut(to)
                    && !*mark
                {
                    *mark = true;
                    open.push(to);
                }
            }
        }
        if reached.get(start).copied().unwrap_or_default() {
            let message = format!("the price of `{}` is a share of itself", entry.id);
            reader.wrong(entry.field.key_span.clone(), message, "a share of something that has a price of its own");
        }
    }
}

/// The offers whose fees an offer's prices are a share of.
fn shares(offer: &Offer) -> Vec<usize> {
    let mut found = Vec::new();
    for fee in offer.fees.iter().map(|further| &further.fee).chain([&offer.fee]) {
        if let Fee::Columns(columns) = fee {
            columns.iter().for_each(|column| of_rule(&column.rule, &mut found));
        }
    }
    found
}

fn of_rule(rule: &PriceRule, found: &mut Vec<usize>) {
    match &rule.base {
        PriceBase::Sum { .. } | PriceBase::Unsaid(_) => {}
        PriceBase::Share { of, .. } | PriceBase::Bands { of, .. } | PriceBase::Lacking { of, .. } => {
            found.extend(of.iter().filter_map(|of| if let Of::Offer(offer) = of { Some(*offer) } else { None }));
        }
        PriceBase::Steps(steps) => steps.iter().for_each(|(_, rule)| of_rule(rule, found)),
    }
}
