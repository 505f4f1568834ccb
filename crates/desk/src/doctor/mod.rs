//! The doctor: computes every clock, rating, balance and invoice of a desk with the engine and reports what is stored otherwise.
//!
//! It goes contract by contract and needs little memory, however large the desk is. It changes nothing.

use std::collections::BTreeMap;

use engine::run::outcome::Balance;

use crate::action::View;
use crate::actor::Actor;
use crate::billing::{self, Month, Snapshot};
use crate::contract::{self, Terms};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::{ContractId, TicketId};
use crate::usage::{self, Computed, Rating, numbers_of};
use crate::{ticket, usage::store};

/// How many tickets and contracts are read at once.
const BATCH: i64 = 200;
/// How many differences a report keeps; all are counted.
const KEPT: usize = 1000;

/// A stored value that differs from what the engine computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about ("contract 7, invoice 12").
    pub subject: String,
    /// What is stored.
    pub stored: String,
    /// What was computed.
    pub computed: String,
}

/// What the doctor has looked at and found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Contracts looked at.
    pub contracts: u64,
    /// Ratings of usage compared.
    pub ratings: u64,
    /// Balances compared.
    pub balances: u64,
    /// Invoices compared.
    pub invoices: u64,
    /// How many differences there are.
    pub count: u64,
    /// The first of them.
    pub differences: Vec<Difference>,
}

impl Report {
    fn differs(&mut self, subject: impl Into<String>, stored: impl Into<String>, computed: impl Into<String>) {
        self.count += 1;
        if self.differences.len() < KEPT {
            let (subject, stored, computed) = (subject.into(), stored.into(), computed.into());
            self.differences.push(Difference { subject, stored, computed });
        }
    }

    fn add(&mut self, other: Report) {
        self.contracts += other.contracts;
        self.ratings += other.ratings;
        self.balances += other.balances;
        self.invoices += other.invoices;
        self.count += other.count;
        let room = KEPT.saturating_sub(self.differences.len());
        self.differences.extend(other.differences.into_iter().take(room));
    }
}

/// Examines a desk. For threads that may block.
///
/// # Errors
/// Whatever keeps it from looking; what differs is in the report.
pub fn examine(desk: &Desk) -> Result<Report, DeskError> {
    let mut report = Report::default();
    let mut after = TicketId(-1);
    loop {
        let (found, last) = desk.read_blocking(Actor::Operator, move |view| ticket::examine(view, after, BATCH))?;
        for found in found {
            report.differs(found.subject, found.stored, found.computed);
        }
        let Some(last) = last else { break };
        after = last;
    }
    let mut after = None;
    loop {
        let ids = desk.read_blocking(Actor::Operator, move |view| contract::list(view, after, BATCH))?;
        let Some(last) = ids.last().copied() else { break };
        for id in ids {
            report.add(desk.read_blocking(Actor::Operator, move |view| contract_report(view, id))?);
        }
        after = Some(last);
    }
    let (count, highest) = desk.read_blocking(Actor::Operator, billing::numbers)?;
    if count != highest {
        report.differs("invoice numbers", format!("{count} invoices"), format!("highest number {highest}"));
    }
    Ok(report)
}

fn contract_report(view: &mut View<'_, '_>, id: ContractId) -> Result<Report, DeskError> {
    let mut report = Report { contracts: 1, ..Report::default() };
    let terms = contract::terms(view, id)?;
    let now = view.now;
    let computed = usage::compute(view, &terms, &[], now)?;
    let stored = store::newest_ratings(view, id)?;
    balances(&mut report, &terms, &computed, &stored.iter().map(|one| &one.rating).collect::<Vec<_>>());
    let mut stored: BTreeMap<_, _> = stored.into_iter().map(|one| (one.usage, one.rating)).collect();
    for rated in &computed.outcome.usage {
        let Some(usage) = computed.record(rated.event) else { continue };
        report.ratings += 1;
        let rating = numbers_of(&terms.catalogue, rated);
        let subject = || format!("contract {}, usage {usage}", terms.number);
        match stored.remove(&usage) {
            Some(stored) if stored.comes_to(&rating) => {}
            Some(stored) => report.differs(subject(), numbers(&stored), numbers(&rating)),
            None => report.differs(subject(), "no rating", numbers(&rating)),
        }
    }
    for (usage, rating) in stored.into_iter().filter(|(_, rating)| rating.amount_minor != 0) {
        report.differs(format!("contract {}, usage {usage}", terms.number), numbers(&rating), "no rating");
    }
    invoices(view, &mut report, &terms)?;
    Ok(report)
}

fn numbers(rating: &Rating) -> String {
    format!("{} {} s, {} minor, burned {:?}", rating.tariff, rating.counted_s, rating.amount_minor, rating.burned)
}

/// What stored ratings burned must be what the ledger says was used.
fn balances(report: &mut Report, terms: &Terms, computed: &Computed, stored: &[&Rating]) {
    let mut burned: BTreeMap<(String, Option<String>), i64> = BTreeMap::new();
    for burn in stored.iter().flat_map(|rating| &rating.burned) {
        *burned.entry((burn.allowance.clone(), burn.period.clone())).or_default() += burn.quantity;
    }
    // Requests that an allowance counts have no usage record of their own.
    let requests = computed.outcome.usage.iter().filter(|rated| computed.record(rated.event).is_none());
    for burn in requests.flat_map(|rated| &rated.burned) {
        let allowance = terms.catalogue.allowances[burn.allowance].id.clone();
        *burned.entry((allowance, burn.period.map(|period| period.id()))).or_default() += burn.quantity;
    }
    let mut used: BTreeMap<(String, Option<String>), i64> = BTreeMap::new();
    for Balance { allowance, period, used: quantity, .. } in &computed.outcome.balances {
        let allowance = terms.catalogue.allowances[*allowance].id.clone();
        *used.entry((allowance, period.map(|period| period.id()))).or_default() += quantity;
    }
    for (key, &quantity) in &used {
        report.balances += 1;
        let stored = burned.remove(key).unwrap_or_default();
        if stored != quantity {
            let (allowance, period) = key;
            let subject = format!("contract {}, {allowance} {}", terms.number, period.as_deref().unwrap_or("-"));
            report.differs(subject, format!("{stored} burned"), format!("{quantity} used"));
        }
    }
    for ((allowance, period), stored) in burned {
        let subject = format!("contract {}, {allowance} {}", terms.number, period.as_deref().unwrap_or("-"));
        report.differs(subject, format!("{stored} burned"), "no such grant");
    }
}

fn invoices(view: &mut View<'_, '_>, report: &mut Report, terms: &Terms) -> Result<(), DeskError> {
    for (number, stored, lines_minor) in billing::issued_of(view, terms.id)? {
        report.invoices += 1;
        let subject = format!("contract {}, invoice {number}", terms.number);
        if lines_minor != stored.net_minor {
            report.differs(subject.clone(), format!("lines {lines_minor}"), format!("net {}", stored.net_minor));
        }
        let month: Month = stored
            .from
            .get(..7)
            .and_then(|month| month.parse().ok())
            .ok_or_else(|| DeskError::broken(format!("invoice {number} of {}", stored.from)))?;
        let computed = billing::draft(view, terms, month)?.map(|draft| draft.snapshot);
        let (stored, computed) = (sums(Some(&stored)), sums(computed.as_ref()));
        if stored != computed {
            report.differs(subject, stored, computed);
        }
    }
    Ok(())
}

/// The numbers of an invoice; names and addresses may have changed since.
fn sums(snapshot: Option<&Snapshot>) -> String {
    let Some(snapshot) = snapshot else { return "no invoice".to_owned() };
    let lines: Vec<String> = snapshot
        .lines
        .iter()
        .map(|line| {
            let usage: Vec<&str> = line.usage.iter().map(|usage| usage.id.as_str()).collect();
            format!("{} {} {} {} [{}]", line.kind, line.quantity, line.unit_price, line.net_minor, usage.join(" "))
        })
        .collect();
    format!(
        "net {} tax {} gross {}: {}",
        snapshot.net_minor,
        snapshot.tax_minor,
        snapshot.gross_minor,
        lines.join(", ")
    )
}
