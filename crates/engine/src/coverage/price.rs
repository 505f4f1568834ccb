//! Is something left of the allowance, and was the price accepted?

use jiff::Timestamp;

use super::verdict::{Conditions, Request, Standing};
use crate::explain::VerdictStep;
use crate::ledger::Left;
use crate::plan::catalogue::meter::AtZero;
use crate::plan::catalogue::{Catalogue, Deduct, Stated, Tariff};
use crate::plan::resolve::Entitlements;
use crate::run::event::Open;
use crate::run::outcome::ConditionKind;
use crate::run::situation::{Situation, Source};
use crate::tariff::effective;

pub(super) fn ask(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    left: &impl Fn(usize) -> Left,
    conditions: &mut Conditions,
) {
    let catalogue = standing.catalogue;
    if let Request::Open(open) = request
        && let Some((allowance, left)) = for_requests(standing, entitlements, at, open, left)
    {
        match left {
            Left::Unlimited => {
                conditions.holds(ConditionKind::Allowance, VerdictStep::AllowanceUnlimited { allowance });
            }
            Left::Quantity(left) if left > 0 => {
                conditions.holds(ConditionKind::Allowance, VerdictStep::AllowanceLeft { allowance, left });
            }
            Left::Quantity(_) => conditions.fails(ConditionKind::Allowance, gone(catalogue, allowance)),
        }
        return;
    }
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
            let why = match gone(catalogue, allowance) {
                stops @ VerdictStep::AllowanceStops { .. } => stops,
                _ => VerdictStep::AllowanceUsed { allowance, tariff: ix, band },
            };
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

/// The allowance that counts requests: the first with something left, else the first that the contract has at all.
fn for_requests(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    open: &Open,
    left: &impl Fn(usize) -> Left,
) -> Option<(usize, Left)> {
    let catalogue = standing.catalogue;
    let sources = [Source::Open(open), Source::History(&standing.timeline.facts, at)];
    let situation = Situation { catalogue, at, held: &entitlements.held, sources: &sources };
    let counts = |ix: &usize| {
        let known = &catalogue.allowances[*ix];
        known.deduct() != Deduct::Use
            && entitlements.grants.iter().any(|grant| grant.allowance == *ix)
            && known.rules.as_deref().is_none_or(|rules| situation.holds(&rules.counts))
    };
    let mut all = (0..catalogue.allowances.len()).filter(counts).map(|ix| (ix, left(ix)));
    let first = all.next()?;
    if first.1 != Left::Quantity(0) {
        return Some(first);
    }
    all.find(|(_, left)| *left != Left::Quantity(0)).or(Some(first))
}

/// Nothing is left of an allowance: what the plan says to that.
fn gone(catalogue: &Catalogue, allowance: usize) -> VerdictStep {
    let rules = catalogue.allowances[allowance].rules.as_deref();
    match rules.map(|rules| rules.at_zero).unwrap_or_default() {
        AtZero::Stop => VerdictStep::AllowanceStops { allowance },
        AtZero::Ask | AtZero::Charge => VerdictStep::AllowanceGone { allowance },
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
