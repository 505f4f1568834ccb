//! Corrections: the difference between what was billed for a month and what is right for it now.

use super::line::{Item, Key, time_quantity};
use crate::explain::{PriceStep, Step};
use crate::money::from_minor;
use crate::plan::catalogue::Catalogue;
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period};

/// The lines that turn what was billed into what is right. They name no usage: that stays on the line that billed it.
pub(super) fn corrections(catalogue: &Catalogue, billed: &[Item], right: &[Item]) -> Vec<InvoiceLine> {
    let mut lines = Vec::new();
    for old in billed {
        match right.iter().find(|new| new.key == old.key) {
            None => lines.push(reversal(old)),
            Some(new) if new.line.net_minor == old.line.net_minor => {}
            Some(new) => match old.key {
                Key::Time(tariff, _) => lines.push(difference(catalogue, tariff, old, new)),
                Key::Cycle(..) => lines.push(settled(catalogue, old, new)),
                _ => {
                    lines.push(reversal(old));
                    lines.push(rerated(new, old.line.net_minor));
                }
            },
        }
    }
    for new in right.iter().filter(|new| !billed.iter().any(|old| old.key == new.key)) {
        lines.push(rerated(new, 0));
    }
    lines
}

/// The kind of a correcting line: usage becomes a correction, fees and top-ups stay what they are.
fn kind(of: &InvoiceLine) -> LineKind {
    match of.kind {
        LineKind::Time { tariff } | LineKind::Call { tariff, .. } | LineKind::Correction { tariff } => {
            LineKind::Correction { tariff }
        }
        ref other => other.clone(),
    }
}

fn reversal(old: &Item) -> InvoiceLine {
    let line = &old.line;
    InvoiceLine {
        kind: kind(line),
        quantity: format!("-{}", line.quantity),
        net_minor: -line.net_minor,
        usage: Vec::new(),
        why: vec![Step::Price(PriceStep::Reversed { minor: line.net_minor })],
        ..line.clone()
    }
}

fn rerated(new: &Item, before_minor: i64) -> InvoiceLine {
    let line = &new.line;
    let mut why = line.why.clone();
    why.push(Step::Price(PriceStep::Rerated { before_minor, minor: line.net_minor }));
    InvoiceLine { kind: kind(line), usage: Vec::new(), why, ..line.clone() }
}

/// A cycle that has become another: one line with what is added or given back.
fn settled(catalogue: &Catalogue, old: &Item, new: &Item) -> InvoiceLine {
    let (before_minor, minor) = (old.line.net_minor, new.line.net_minor);
    let mut why = new.line.why.clone();
    why.push(Step::Price(PriceStep::Rerated { before_minor, minor }));
    InvoiceLine {
        quantity: "1".to_owned(),
        unit: ChargeUnit::Piece,
        unit_price: from_minor(minor - before_minor, catalogue.provider.currency),
        net_minor: minor - before_minor,
        why,
        ..new.line.clone()
    }
}

/// Summed time: one line with what is added or taken away. Together with the line before it is exactly the new one.
fn difference(catalogue: &Catalogue, tariff: usize, old: &Item, new: &Item) -> InvoiceLine {
    let price = &catalogue.tariffs[tariff].bands[0].price;
    let (unit, quantity) = time_quantity(new.seconds - old.seconds, price.per_s);
    let (before_minor, minor) = (old.line.net_minor, new.line.net_minor);
    InvoiceLine {
        kind: LineKind::Correction { tariff },
        quantity,
        unit,
        net_minor: minor - before_minor,
        service: Period {
            from: old.line.service.from.min(new.line.service.from),
            to: old.line.service.to.max(new.line.service.to),
        },
        usage: Vec::new(),
        why: vec![Step::Price(PriceStep::Rerated { before_minor, minor })],
        ..old.line.clone()
    }
}
