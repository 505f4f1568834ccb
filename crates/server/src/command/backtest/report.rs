//! What a backtest says: the table on the terminal, CSV and JSON. All of them show the same figures.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use engine::backtest::{Attainment, Breach, Key, Replay, SHARES};
use engine::explain::{figure, quantity};
use engine::money::Currency;
use engine::plan::catalogue::Language;
use engine::run::event::Event;
use engine::run::outcome::LineKind;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Judged;
use super::log::Skipped;
use crate::failure::Failure;

/// A finished backtest.
pub struct Report {
    pub log: String,
    pub tickets: u64,
    pub skipped: Skipped,
    pub until: Timestamp,
    pub language: Language,
    pub plans: Vec<PlanResult>,
}

/// What one plan came to.
pub struct PlanResult {
    pub id: String,
    pub name: engine::plan::catalogue::Text,
    pub judged: Judged,
    pub currency: Currency,
    /// Net fees and net usage in minor units, by month.
    pub revenue: BTreeMap<Date, (i64, i64)>,
    pub burn: Vec<Burn>,
    /// Calls and work that the plan does not take.
    pub refused: usize,
    /// The first breaches in words: ticket, severity, milestone, target, due, steps.
    pub reasons: Vec<[String; 6]>,
}

/// What became of an allowance.
pub struct Burn {
    pub name: String,
    /// Its name, what was used and what granted, in words.
    pub text: String,
    pub granted: Option<i64>,
    pub used: i64,
    pub expired: i64,
}

impl PlanResult {
    /// Rates what was used, and words the first breaches.
    pub fn new(
        plan: &str,
        replay: &Replay,
        judged: Judged,
        first: Timestamp,
        until: Timestamp,
        uses: &[Event],
        language: Language,
    ) -> Result<PlanResult, Failure> {
        let catalogue = replay.catalogue();
        let billing = replay.money(uses, first, until);
        if let Some((month, _)) = billing.unbilled.first() {
            return Err(Failure::said(format!("{plan}: the sums of {} are too large to be invoiced", month.from)));
        }
        let mut revenue: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
        for draft in &billing.invoices {
            let month = revenue.entry(draft.period.from).or_default();
            for line in &draft.lines {
                let part = if matches!(line.kind, LineKind::Fee { .. }) { &mut month.0 } else { &mut month.1 };
                *part = part.saturating_add(line.net_minor);
            }
        }
        let mut burn: Vec<Option<Burn>> = catalogue.allowances.iter().map(|_| None).collect();
        for balance in &billing.balances {
            let allowance = &catalogue.allowances[balance.allowance];
            let sum = burn[balance.allowance].get_or_insert_with(|| Burn {
                name: allowance.name.get(language).to_owned(),
                text: String::new(),
                granted: Some(0),
                used: 0,
                expired: 0,
            });
            sum.granted = sum.granted.zip(balance.granted).map(|(sum, more)| sum.saturating_add(more));
            sum.used = sum.used.saturating_add(balance.used);
            sum.expired = sum.expired.saturating_add(balance.expired);
        }
        for (ix, sum) in burn.iter_mut().enumerate() {
            let Some(sum) = sum else { continue };
            let say = |parts| quantity(parts, catalogue.allowances[ix].unit, catalogue, language);
            let unlimited = if language == Language::De { "unbegrenzt" } else { "unlimited" };
            let granted = sum.granted.map_or_else(|| unlimited.to_owned(), say);
            sum.text = format!("{}: {} / {granted}", sum.name, say(sum.used));
        }
        let offer = catalogue.offers.iter().find(|offer| offer.id == plan);
        let reasons = judged.breaches.iter().map(|breach| words(breach, replay, language)).collect();
        Ok(PlanResult {
            id: plan.to_owned(),
            name: offer.map(|offer| offer.name.clone()).unwrap_or_default(),
            judged,
            currency: catalogue.provider.currency,
            revenue,
            burn: burn.into_iter().flatten().collect(),
            refused: billing.refused.len(),
            reasons,
        })
    }

    /// Net fees and net usage of all months.
    pub fn total(&self) -> (i64, i64) {
        let add = |sum: (i64, i64), month: &(i64, i64)| (sum.0.saturating_add(month.0), sum.1.saturating_add(month.1));
        self.revenue.values().fold((0, 0), add)
    }

    /// Counts by milestone and target.
    pub fn targets(&self) -> BTreeMap<(String, String), Attainment> {
        self.judged.tally.by(|key| (key.milestone.clone(), key.target.clone()))
    }

    /// Counts by milestone, target and severity, where severities are known.
    pub fn severities(&self) -> BTreeMap<(String, String, String), Attainment> {
        let by = |key: &Key| (key.milestone.clone(), key.target.clone(), key.severity.clone().unwrap_or_default());
        let mut counts = self.judged.tally.by(by);
        counts.retain(|(_, _, severity), _| !severity.is_empty());
        counts
    }

    /// Counts by month.
    pub fn months(&self) -> BTreeMap<Date, Attainment> {
        self.judged.tally.by(|key| key.month)
    }
}

/// "98.5 %", "–".
pub fn percent(count: &Attainment) -> String {
    count.permille().map_or_else(|| "–".to_owned(), |permille| format!("{}.{} %", permille / 10, permille % 10))
}

/// An amount with its currency.
pub fn amount(minor: i64, currency: Currency, language: Language) -> String {
    figure::amount(minor, currency, language)
}

fn words(breach: &Breach, replay: &Replay, language: Language) -> [String; 6] {
    let catalogue = replay.catalogue();
    let clock = &breach.clock;
    let due = clock.due.map(|due| due.to_zoned(catalogue.provider.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string());
    let steps: Vec<String> = clock.why.iter().map(|step| step.text(catalogue, language)).collect();
    [
        breach.ticket.clone(),
        breach.severity.clone().unwrap_or_default(),
        clock.milestone.id(catalogue).to_owned(),
        clock.target.clone(),
        due.unwrap_or_default(),
        steps.join(" "),
    ]
}

impl Report {
    /// The table on the terminal: plans side by side.
    pub fn table(&self) -> String {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let say = |de: &str, en: &str| if self.language == Language::De { de.to_owned() } else { en.to_owned() };
        let mut head = vec![say("Zusage", "promise")];
        head.extend(self.plans.iter().map(|plan| plan.name.get(self.language).to_owned()));
        rows.push(head);
        let mut row = |name: String, cell: &dyn Fn(&PlanResult) -> String| {
            let mut row = vec![name];
            row.extend(self.plans.iter().map(cell));
            rows.push(row);
        };
        row(say("Anfragen", "requests"), &|_| self.tickets.to_string());
        for milestone in self.milestones() {
            let of = |plan: &PlanResult| plan.judged.tally.by(|key| key.milestone.clone()).remove(&milestone);
            let targets = |plan: &PlanResult| {
                let found: Vec<String> =
                    plan.targets().into_keys().filter(|key| key.0 == milestone).map(|key| key.1).collect();
                found.join(", ")
            };
            row(milestone.clone(), &targets);
            let none = || "–".to_owned();
            row(format!("  {}", say("eingehalten", "met")), &|plan| {
                of(plan).map_or_else(none, |count| percent(&count))
            });
            row(format!("  {}", say("verfehlt", "missed")), &|plan| {
                of(plan).map_or_else(none, |count| count.breached.to_string())
            });
            row(format!("  {}", say("offen", "open")), &|plan| {
                of(plan).map_or_else(none, |count| count.open.to_string())
            });
        }
        for ((milestone, target, severity), _) in
            self.plans.iter().flat_map(PlanResult::severities).collect::<BTreeMap<_, _>>()
        {
            let key = (milestone.clone(), target.clone(), severity.clone());
            let name = format!("{milestone} {target}, {} {severity}", say("Schweregrad", "severity"));
            row(name, &|plan| plan.severities().get(&key).map_or_else(|| "–".to_owned(), percent));
        }
        row(say("Entgelte, netto", "fees, net"), &|plan| amount(plan.total().0, plan.currency, self.language));
        row(say("Verbrauch, netto", "usage, net"), &|plan| amount(plan.total().1, plan.currency, self.language));
        let burns = |plan: &PlanResult| {
            let all: Vec<String> = plan.burn.iter().map(|burn| burn.text.clone()).collect();
            if all.is_empty() { "–".to_owned() } else { all.join("; ") }
        };
        row(say("verbraucht / gewährt", "used / granted"), &burns);
        aligned(&rows)
    }

    /// Every milestone that some plan promises.
    pub fn milestones(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for (key, _) in self.plans.iter().flat_map(|plan| plan.judged.tally.counts()) {
            if !all.contains(&key.milestone) {
                all.push(key.milestone.clone());
            }
        }
        all
    }

    /// Every month in which something arrived.
    pub fn all_months(&self) -> Vec<Date> {
        let mut all: Vec<Date> = self.plans.iter().flat_map(|plan| plan.months().into_keys()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// All counts, a line for each plan, milestone, target, severity and month.
    pub fn write_csv(&self, path: &Path) -> Result<(), Failure> {
        let broken = |error: csv::Error| Failure::said(format!("{}: {error}", path.display()));
        let mut writer = csv::Writer::from_path(path).map_err(broken)?;
        let head = ["plan", "milestone", "target", "severity", "month", "met", "breached", "open", "elapsed_s"];
        writer.write_record(head).map_err(broken)?;
        for plan in &self.plans {
            for (key, count) in plan.judged.tally.counts() {
                let month = key.month.strftime("%Y-%m").to_string();
                let severity = cell(key.severity.as_deref().unwrap_or_default());
                let numbers = [
                    count.met.to_string(),
                    count.breached.to_string(),
                    count.open.to_string(),
                    count.elapsed_s.to_string(),
                ];
                let texts = [plan.id.clone(), key.milestone.clone(), key.target.clone(), severity, month];
                writer.write_record(texts.iter().chain(&numbers)).map_err(broken)?;
            }
        }
        writer.flush().map_err(Failure::from)
    }

    /// The whole result.
    pub fn json(&self) -> String {
        let plans: Vec<Value> = self.plans.iter().map(|plan| self.plan_json(plan)).collect();
        let shares: Vec<i64> = SHARES.to_vec();
        let value = json!({
            "log": self.log,
            "tickets": self.tickets,
            "skipped": self.skipped.rows,
            "until": self.until.to_string(),
            "shares_percent": shares,
            "plans": plans,
        });
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text
    }

    fn plan_json(&self, plan: &PlanResult) -> Value {
        let attainment: Vec<Value> = plan
            .judged
            .tally
            .counts()
            .map(|(key, count)| {
                json!({
                    "milestone": key.milestone, "target": key.target, "severity": key.severity,
                    "month": key.month.strftime("%Y-%m").to_string(), "met": count.met, "breached": count.breached,
                    "open": count.open, "elapsed_s": count.elapsed_s, "shares": count.shares.to_vec(),
                })
            })
            .collect();
        let revenue: Vec<Value> = plan
            .revenue
            .iter()
            .map(|(month, (fees, usage))| json!({ "month": month.strftime("%Y-%m").to_string(), "fees_minor": fees, "usage_minor": usage }))
            .collect();
        let burn: Vec<Value> = plan
            .burn
            .iter()
            .map(|burn| json!({ "allowance": burn.name, "granted": burn.granted, "used": burn.used, "expired": burn.expired }))
            .collect();
        let answers: BTreeMap<&str, u64> =
            plan.judged.tally.answered().map(|(answer, count)| (answer.id(), count)).collect();
        let breaches: Vec<Value> = plan
            .reasons
            .iter()
            .map(|[ticket, severity, milestone, target, due, why]| json!({ "ticket": ticket, "severity": severity, "milestone": milestone, "target": target, "due": due, "why": why }))
            .collect();
        json!({
            "plan": plan.id,
            "name": plan.name.get(self.language),
            "currency": plan.currency.code(),
            "verdicts": answers,
            "attainment": attainment,
            "breached": plan.judged.breached,
            "first_breaches": breaches,
            "revenue": revenue,
            "burn": burn,
            "refused_usage": plan.refused,
        })
    }
}

/// A text from outside that a spreadsheet must not take for a formula.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Columns of a width.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for (ix, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if ix == 0 {
            let rule: usize = widths.iter().map(|width| width + 2).sum();
            out.push_str(&"─".repeat(rule.saturating_sub(2)));
            out.push('\n');
        }
    }
    out
}

/// All breaches with their reasons, written as they are found.
pub struct Breaches {
    writer: csv::Writer<std::fs::File>,
}

impl Breaches {
    pub fn create(path: &Path) -> Result<Breaches, Failure> {
        let broken = |error: csv::Error| Failure::said(format!("{}: {error}", path.display()));
        let mut writer = csv::Writer::from_path(path).map_err(broken)?;
        let head = ["plan", "ticket", "severity", "milestone", "target", "due", "why"];
        writer.write_record(head).map_err(broken)?;
        Ok(Breaches { writer })
    }

    pub fn write(
        &mut self,
        batch: &[(usize, Breach)],
        plans: &[(String, &Replay)],
        language: Language,
    ) -> Result<(), Failure> {
        for (ix, breach) in batch {
            let (plan, replay) = &plans[*ix];
            let texts = words(breach, replay, language).map(|text| cell(&text));
            let row = std::iter::once(plan.as_str()).chain(texts.iter().map(String::as_str));
            self.writer.write_record(row).map_err(|error| Failure::said(error.to_string()))?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(Failure::from)
    }
}
