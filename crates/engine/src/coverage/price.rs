//! Is something left of the allowance, and was the price accepted?

use jiff::Timestamp;

use super::verdict::{Conditions, Request};
use crate::explain::VerdictStep;
use crate::ledger::Left;
use crate::plan::catalogue::{Catalogue, Stated, Tariff};
use crate::plan::resolve::Entitlements;
use crate::run::outcome::ConditionKind;
use crate::tariff::effective;

pub(super) fn ask(
    catalogue: &Catalogue,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    left: &impl Fn(usize) -> Left,
    conditions: &mut Conditions,
) {
    let dialled = match request {
        // Work on a ticket is metered by the plan's own tariff, whatever the channel.
        Request::Open(_) => entitlements.work,
        Request::Call(call) => {
            let line = catalogue.find_line(&call.line).filter(|line| entitlements.lines.contains(line));
            line.and_then(|line| catalogue.lines[line].tariff)
        }
    };
    let Some(dialled) = dialled else { return };
    let ix = effective(catalogue, dialled, at);
    let tariff = &catalogue.tariffs[ix];
    let band = band_at(tariff, at);
    match allowance(entitlements, tariff, left) {
        Some((allowance, Left::Unlimited)) => {
            conditions.holds(ConditionKind::Allowance, VerdictStep::AllowanceUnlimited { allowance });
        }
        Some((allowance, Left::Quantity(left))) if left > 0 => {
            conditions.holds(ConditionKind::Allowance, VerdictStep::AllowanceLeft { allowance, left });
        }
        _ if costs_nothing(tariff) => {}
        Some((allowance, _)) => {
            let why = VerdictStep::AllowanceUsed { allowance, tariff: ix, band };
            conditions.fails(ConditionKind::Allowance, why);
        }
        None => conditions.fails(ConditionKind::Allowance, VerdictStep::Priced { tariff: ix, band }),
    }
    if let (Request::Call(call), true) = (request, tariff.acceptance) {
        match call.accepted {
            Some(false) => conditions.fails(ConditionKind::Acceptance, VerdictStep::Declined),
            asked => {
                let why = VerdictStep::Accepted { asked: asked.is_some() };
                conditions.holds(ConditionKind::Acceptance, why);
            }
        }
    }
}

/// The allowance that a usage would burn: the first with something left, else the first that the contract has at all.
fn allowance(entitlements: &Entitlements, tariff: &Tariff, left: &impl Fn(usize) -> Left) -> Option<(usize, Left)> {
    let mut used = None;
    for &allowance in &tariff.burns {
        let amount = left(allowance);
        if amount != Left::Quantity(0) {
            return Some((allowance, amount));
        }
        let granted = entitlements
            .grants
            .iter()
            .any(|grant| grant.allowance == allowance && matches!(grant.quantity, Stated::Value(_)));
        if granted && used.is_none() {
            used = Some((allowance, amount));
        }
    }
    used
}

fn band_at(tariff: &Tariff, at: Timestamp) -> Option<usize> {
    let open = |window: &crate::time::Coverage| window.is_open(at);
    tariff.bands.iter().position(|band| band.window.as_ref().is_none_or(open)).or(tariff.otherwise)
}

fn costs_nothing(tariff: &Tariff) -> bool {
    tariff
        .bands
        .iter()
        .all(|band| band.price.rate.is_zero() && band.price.first.as_ref().is_none_or(|first| first.price.is_zero()))
}
