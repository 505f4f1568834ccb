//! From what was measured to what is owed: steps, periods in a row, claims, conditions, cumulation, caps.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use rust_decimal::Decimal;

use super::score::{Known, Score};
use super::{RemedyDue, RemedyState, day_of};
use crate::explain::{RemedyStep, Step as Why};
use crate::ledger::{month_of, period_of};
use crate::plan::Catalogue;
use crate::plan::catalogue::remedy::{Credit, CreditKind, Measure, Per, Remedy, Started, Step};
use crate::plan::grammar::CreditText;
use crate::run::event::{Claim, Contract, Event, What};
use crate::run::outcome::{Period, Refused};
use crate::run::timeline::Timeline;

/// Answers what is owed at one instant after the other.
pub(super) struct Settler<'a> {
    catalogue: &'a Catalogue,
    contract: &'a Contract,
    timeline: &'a Timeline,
    events: &'a [Event],
    last: Option<Known<'a>>,
}

impl<'a> Settler<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        contract: &'a Contract,
        timeline: &'a Timeline,
        events: &'a [Event],
    ) -> Settler<'a> {
        Settler { catalogue, contract, timeline, events, last: None }
    }

    /// What is owed at an instant, with what was known then.
    pub(super) fn by(&mut self, at: Timestamp) -> Vec<RemedyDue> {
        let told = |since: Timestamp| self.events.iter().any(|event| (since..at).contains(&event.known_at()));
        // Where nothing runs and nothing was heard, everything is as it was.
        let known = match self.last.take() {
            Some(last) if last.is_still() && !told(last.at) => Known { at, ..last },
            _ => Known::at(self.catalogue, self.contract, self.timeline, self.events, at),
        };
        let mut due: Vec<RemedyDue> = Vec::new();
        for remedy in 0..self.catalogue.remedies.len() {
            due.extend(self.owed(&known, remedy));
        }
        due.sort_by(|a, b| (a.owed, a.remedy, &a.ticket, a.clock).cmp(&(b.owed, b.remedy, &b.ticket, b.clock)));
        self.cumulate(&mut due);
        self.cap(&mut due);
        self.last = Some(known);
        due
    }

    fn owed(&self, known: &Known<'_>, remedy: usize) -> Vec<RemedyDue> {
        let rules = &self.catalogue.remedies[remedy];
        // What cannot be read is refused when the contract is.
        let agreed = self.contract.facts.agreed.get(&format!("remedy.{}", rules.id));
        let agreed = agreed.and_then(|text| text.parse::<CreditText>().ok()).map(|read| read.credit);
        let judged: Vec<(Score, Step, Credit)> = known
            .scores(remedy)
            .into_iter()
            .filter_map(|score| {
                let (step, credit) = judge(rules, &score, agreed)?;
                Some((score, step, credit))
            })
            .collect();
        let periods: Vec<Period> = judged.iter().map(|(score, ..)| score.period).collect();
        let enough = |score: &Score| in_a_row(rules, score.period, &periods) >= rules.after;
        let kept = judged.iter().filter(|(score, ..)| enough(score));
        kept.map(|(score, step, credit)| self.standing(known, rules, score, step, *credit)).collect()
    }

    /// Where a credit stands: given, to be claimed, lapsed, or not entitled.
    fn standing(&self, known: &Known<'_>, rules: &Remedy, score: &Score, step: &Step, credit: Credit) -> RemedyDue {
        let mut owed = score.determined;
        let mut state = RemedyState::Given;
        let mut why = vec![
            Why::Remedy(RemedyStep::Measured { remedy: score.remedy, measured: score.measured }),
            Why::Remedy(RemedyStep::Step { remedy: score.remedy, step: step.text.clone(), credit }),
        ];
        if score.weight != Decimal::ONE {
            why.push(Why::Remedy(RemedyStep::Weighted { weight: score.weight }));
        }
        if let Some(days) = rules.claim_days {
            let until = last_day(day_of(self.catalogue, score.determined), days);
            match self.claimed(known.at, rules, score, until) {
                Some(at) => {
                    owed = owed.max(at);
                    why.push(Why::Remedy(RemedyStep::Claimed { at }));
                }
                None if day_of(self.catalogue, known.at) > until => state = RemedyState::Lapsed(until),
                None => state = RemedyState::Claimable(until),
            }
            if state != RemedyState::Given {
                why.push(Why::Remedy(RemedyStep::Unclaimed { until, lapsed: matches!(state, RemedyState::Lapsed(_)) }));
            }
        }
        if state == RemedyState::Given && !known.holds(&rules.needs, owed) {
            state = RemedyState::NotEntitled;
            why.push(Why::Remedy(RemedyStep::NotEntitled { remedy: score.remedy }));
        }
        RemedyDue {
            remedy: score.remedy,
            period: score.period,
            ticket: score.ticket.clone(),
            clock: score.clock,
            measured: score.measured,
            credit,
            amount_minor: None,
            invoice: None,
            state,
            owed,
            why,
        }
    }

    /// When a credit was claimed, if it was in time.
    fn claimed(&self, by: Timestamp, rules: &Remedy, score: &Score, until: Date) -> Option<Timestamp> {
        let claims = self.events.iter().filter_map(|event| match &event.what {
            What::Claim(claim) if claim.remedy == rules.id && about(claim, score.period, score.ticket.as_deref()) => {
                let known = event.known_at();
                (known < by && day_of(self.catalogue, event.at) <= until).then_some(known)
            }
            _ => None,
        });
        claims.min()
    }

    /// Of those that do not add up only the largest of a month is given.
    fn cumulate(&self, due: &mut [RemedyDue]) {
        let apart = |due: &RemedyDue| !self.catalogue.remedies[due.remedy].cumulates && due.state == RemedyState::Given;
        for ix in 0..due.len() {
            let own = &due[ix];
            if !apart(own) {
                continue;
            }
            let month = |due: &RemedyDue| month_of(day_of(self.catalogue, due.owed));
            let rival = |(at, other): (usize, &RemedyDue)| {
                let same =
                    at != ix && apart(other) && other.credit.kind == own.credit.kind && month(other) == month(own);
                same && (other.credit.amount > own.credit.amount
                    || (other.credit.amount == own.credit.amount && at < ix))
            };
            if due.iter().enumerate().any(rival) {
                due[ix].state = RemedyState::NotCumulated;
                due[ix].why.push(Why::Remedy(RemedyStep::NotCumulated));
            }
        }
    }

    /// What is more than the cap of a period is not given.
    fn cap(&self, due: &mut [RemedyDue]) {
        let mut used: Vec<(usize, Period, Decimal)> = Vec::new();
        for due in due.iter_mut().filter(|due| due.state == RemedyState::Given) {
            let rules = &self.catalogue.remedies[due.remedy];
            let Some(cap) = rules.cap.filter(|cap| cap.kind == due.credit.kind) else { continue };
            let months = if let Per::Months(months) = rules.per { months } else { 1 };
            let period = period_of(due.period.from, months);
            let place = used.iter().position(|(remedy, known, _)| (*remedy, *known) == (due.remedy, period));
            let place = place.unwrap_or_else(|| {
                used.push((due.remedy, period, Decimal::ZERO));
                used.len() - 1
            });
            let (_, _, sum) = &mut used[place];
            let left = cap.amount - *sum;
            if due.credit.amount > left {
                due.why.push(Why::Remedy(RemedyStep::Capped { cap, left }));
                due.credit.amount = left;
                if left.is_zero() {
                    due.state = RemedyState::Capped;
                }
            }
            *sum += due.credit.amount;
        }
    }
}

/// The worst step that a score reaches, and what it gives: what was agreed where the plan leaves it to the contract.
fn judge(rules: &Remedy, score: &Score, agreed: Option<Credit>) -> Option<(Step, Credit)> {
    let rising = matches!(rules.measure, Measure::Breaches | Measure::Delay);
    let reached = |step: &&Step| {
        let order = score.measured.cmp(&step.threshold);
        (if rising { order.is_gt() } else { order.is_lt() }) || (step.inclusive && order.is_eq())
    };
    let reached = rules.steps.iter().filter(reached);
    let step =
        if rising { reached.max_by_key(|step| step.threshold)? } else { reached.min_by_key(|step| step.threshold)? };
    let given = agreed.filter(|_| step.credit.kind == CreditKind::AsAgreed).unwrap_or(step.credit);
    if given.kind.is_open() {
        return Some((step.clone(), given));
    }
    let mut amount = given.amount.checked_mul(score.weight)?;
    if let Some((unit, started)) = step.each {
        let beyond = (score.measured - step.threshold).abs();
        // The first breach of "from 1" is one itself.
        let beyond = if rules.measure == Measure::Breaches { beyond + unit } else { beyond };
        let units = beyond.checked_div(unit)?;
        let units = if started == Started::Counts { units.ceil() } else { units.floor() };
        amount = amount.checked_mul(units)?;
    }
    (!amount.is_zero()).then(|| (step.clone(), Credit { kind: given.kind, amount }))
}

/// In how many of the last periods, this one included, it was so bad.
fn in_a_row(rules: &Remedy, period: Period, periods: &[Period]) -> u32 {
    let Per::Months(months) = rules.per else { return u32::MAX };
    let mut count = 0;
    let mut at = period;
    for _ in 0..rules.of_last.max(1) {
        if periods.contains(&at) {
            count += 1;
        }
        let Ok(before) = at.from.yesterday() else { break };
        at = period_of(before, months);
    }
    count
}

fn last_day(from: Date, days: u32) -> Date {
    from.checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
}

/// Whether a claim is about a period or a ticket.
fn about(claim: &Claim, period: Period, ticket: Option<&str>) -> bool {
    match (&claim.ticket, claim.period) {
        (Some(claimed), _) => ticket == Some(claimed.as_str()),
        (None, Some(month)) => period.from <= month && month <= period.to,
        (None, None) => false,
    }
}

/// Claims that come to nothing, with the reason.
pub(crate) fn refusals(catalogue: &Catalogue, events: &[Event], due: &[RemedyDue], until: Timestamp) -> Vec<Refused> {
    let mut refused = Vec::new();
    for (event, claimed) in events.iter().enumerate().filter(|(_, event)| event.at <= until) {
        let What::Claim(claim) = &claimed.what else { continue };
        let Some(remedy) = catalogue.remedies.iter().position(|remedy| remedy.id == claim.remedy) else {
            let why = RemedyStep::ClaimUnknown { remedy: claim.remedy.clone() };
            refused.push(Refused { event, why: Why::Remedy(why) });
            continue;
        };
        let found = due.iter().find(|due| due.remedy == remedy && about(claim, due.period, due.ticket.as_deref()));
        let why = match found.map(|due| due.state) {
            None => RemedyStep::ClaimNothing { remedy },
            Some(RemedyState::Lapsed(until)) => RemedyStep::ClaimLate { until },
            Some(_) => continue,
        };
        refused.push(Refused { event, why: Why::Remedy(why) });
    }
    refused
}

/// What a credit is, for whoever sorts them.
#[must_use]
pub(super) fn is_money(kind: CreditKind) -> bool {
    matches!(kind, CreditKind::Percent | CreditKind::Money)
}
