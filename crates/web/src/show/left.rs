//! Allowances and what is left of them.

use engine::plan::Catalogue;
use engine::plan::catalogue::Unit;
use engine::run::outcome::Balance;

use super::plan_language;
use crate::text::{Text, format};
use crate::view::{LeftBar, Why};

/// The bars of a contract's balances.
pub(crate) fn bars(t: &Text, catalogue: &Catalogue, balances: &[Balance]) -> Vec<LeftBar> {
    balances.iter().map(|balance| bar(t, catalogue, balance)).collect()
}

fn bar(t: &Text, catalogue: &Catalogue, balance: &Balance) -> LeftBar {
    let allowance = &catalogue.allowances[balance.allowance];
    let name = allowance.name.get(plan_language(t));
    let months = balance.period.map(|period| engine::explain::figure::period(period, plan_language(t)));
    LeftBar {
        title: months.map_or_else(|| name.to_owned(), |months| format!("{name}, {months}")),
        unit: unit(allowance.unit),
        granted_s: balance.granted,
        used_s: balance.used,
        reserved_s: 0,
        expires: balance.expires.filter(|_| balance.left > 0).map(|at| (balance.left, at)),
        why: Why::default(),
    }
}

/// The unit in which an allowance is told.
pub(crate) fn unit(unit: Unit) -> format::Unit {
    match unit {
        Unit::Hours | Unit::Days(_) => format::Unit::Hour,
        _ => format::Unit::Minute,
    }
}

/// A quantity of an allowance in words.
pub(crate) fn amount(t: &Text, catalogue: &Catalogue, allowance: usize, quantity: i64) -> String {
    match catalogue.allowances[allowance].unit {
        Unit::Tickets => t.get("count-tickets").arg("n", quantity).to_string(),
        _ if !catalogue.counts_time(allowance) => {
            engine::explain::amount_of(catalogue, allowance, quantity, plan_language(t))
        }
        other => format::amount_of_time(t.language, quantity, unit(other)),
    }
}
