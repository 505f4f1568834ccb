//! What an offer costs on a day: the fee that holds then, its facts, its surcharges and discounts.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::fee::agreed_fee;
use super::known::View;
use crate::explain::{PriceStep, Priceless, RuleStep, Step};
use crate::ledger::day_after;
use crate::plan::Entitlements;
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::price::{Change, Counted, FeeTerms, Of, PriceBase, PriceRule};
use crate::plan::catalogue::{Fee, FeeColumn};
use crate::plan::resolve::HeldFee;
use crate::price::{Modifying, PriceFault, adjusted, amount, full_months, modify};
use crate::run::outcome::Period;
use crate::run::situation::{Situation, Source};
use crate::run::timeline::{Timeline, midnight};

/// Shares of shares of fees; the reader refuses circles.
const DEEPEST: usize = 8;

/// A fee that a contract owes while it holds an offer.
#[derive(Clone, Copy)]
pub(super) struct Charge<'a> {
    pub(super) offer: usize,
    /// 0: the fee; from 1 on: the further fees.
    pub(super) part: usize,
    pub(super) count: u32,
    pub(super) fee: &'a Fee,
    pub(super) when: Option<&'a When>,
    pub(super) terms: &'a FeeTerms,
    term_discount: Option<(u32, Decimal)>,
}

/// A price and how it came about.
pub(super) struct Priced {
    /// Price before discounts.
    pub(super) price: Decimal,
    /// Months of the period; none: once.
    pub(super) months: Option<u32>,
    pub(super) why: Vec<Step>,
}

/// The charges of what is held, in the order of the offers.
pub(super) fn charges<'a>(view: &View<'a>, held: &'a Entitlements) -> Vec<Charge<'a>> {
    let mut all = Vec::with_capacity(held.fees.len());
    for fee in &held.fees {
        let offer = &view.catalogue.offers[fee.offer];
        let HeldFee { count, term_discount, .. } = *fee;
        all.push(Charge {
            offer: fee.offer,
            part: 0,
            count,
            fee: &fee.fee,
            when: None,
            terms: &offer.terms,
            term_discount,
        });
        if fee.included_by.is_none() {
            all.extend(offer.fees.iter().enumerate().map(|(ix, further)| Charge {
                offer: fee.offer,
                part: ix + 1,
                count,
                fee: &further.fee,
                when: Some(&further.when),
                terms: &further.terms,
                term_discount: None,
            }));
        }
    }
    all
}

/// A price that stands in the plan, and the months it is for; none where nothing is owed or it is computed.
fn listed(fee: &Fee) -> Option<(Decimal, Option<u32>)> {
    match fee {
        Fee::Recurring { price, months } => Some((*price, Some((*months).max(1)))),
        Fee::Once { price } => Some((*price, None)),
        Fee::Columns(_) | Fee::Free | Fee::AsAgreed | Fee::NotStated => None,
    }
}

impl Charge<'_> {
    /// Whether it is the same on all days on which it is held.
    pub(super) fn is_plain(&self) -> bool {
        let terms = self.terms;
        !matches!(self.fee, Fee::Columns(_))
            && terms.modifiers.is_empty()
            && terms.adjust.is_none()
            && self.when.is_none_or(When::is_always)
    }
}

/// What is asked about prices of a contract.
pub(super) struct Asked<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) timeline: &'a Timeline,
    /// The month's or the cycle's days.
    pub(super) period: Period,
    /// Net of the month's calls, work and items.
    pub(super) usage: Decimal,
}

impl Asked<'_> {
    /// What a charge comes to for one of its periods on a day; none where it is not owed then.
    pub(super) fn price(
        &self,
        charge: Charge<'_>,
        held: &Entitlements,
        on: Date,
    ) -> Result<Option<Priced>, PriceFault> {
        self.price_at(charge, held, on, 0)
    }

    fn price_at(
        &self,
        charge: Charge<'_>,
        held: &Entitlements,
        on: Date,
        depth: usize,
    ) -> Result<Option<Priced>, PriceFault> {
        if depth > DEEPEST {
            return Err(PriceFault::TooLarge);
        }
        let mut which: fn(Change) -> bool = |_| true;
        let agreed;
        let fee = match self.agreed(charge, held) {
            Some(found) => {
                agreed = found;
                // What was agreed holds without the changes that the plan leaves open.
                which = |change| !matches!(change, Change::Unsaid(_));
                &agreed
            }
            None => charge.fee,
        };
        // What is the same on all days asks nothing.
        if charge.is_plain() && !matches!(fee, Fee::Columns(_)) {
            let Some((price, months)) = listed(fee) else { return Ok(None) };
            let mut why = vec![Step::Price(PriceStep::Fee { offer: charge.offer, count: charge.count, price, months })];
            let price = self.for_term(charge, price, months, &mut why)?;
            return Ok(Some(Priced { price, months, why }));
        }
        let own = self.own_facts(on);
        let mut sources: Vec<Source<'_>> = own.iter().map(|(name, value)| Source::One(name, value)).collect();
        sources.push(Source::History(&self.timeline.facts, self.end_of(on)));
        let at = midnight(on, &self.view.catalogue.provider.zone);
        let situation = Situation { catalogue: self.view.catalogue, at, held: &held.held, sources: &sources };
        if charge.when.is_some_and(|when| !situation.holds(when)) {
            return Ok(None);
        }
        let mut steps = Vec::new();
        let (price, months) = match fee {
            Fee::Columns(columns) => {
                let column = self.column(columns);
                let Some(column) = column else { return Ok(None) };
                let mut bases = |of: &Of| self.base(of, charge, held, on, column.months, depth);
                (amount(&column.rule, &situation, &mut bases, &mut steps)?, column.months.map(|months| months.max(1)))
            }
            fee => match listed(fee) {
                Some(listed) => listed,
                None => return Ok(None),
            },
        };
        let mut why = vec![Step::Price(PriceStep::Fee { offer: charge.offer, count: charge.count, price, months })];
        why.extend(steps);
        let price = self.changed(charge, (situation, which), on, price, months, &mut why)?;
        Ok(Some(Priced { price, months, why }))
    }

    /// Rises, then the discount for the term, then surcharges and discounts.
    fn changed(
        &self,
        charge: Charge<'_>,
        (situation, which): (Situation<'_>, fn(Change) -> bool),
        on: Date,
        list: Decimal,
        months: Option<u32>,
        why: &mut Vec<Step>,
    ) -> Result<Decimal, PriceFault> {
        let mut price = list;
        if let Some(adjust) = &charge.terms.adjust {
            let index = |name: &str, day: Date| {
                let known = self.timeline.facts.at(name, self.end_of(day));
                known.and_then(|value| value.trim().parse().ok())
            };
            let holds = |day: Date| self.holds_on(&adjust.when, day);
            price = adjusted(adjust, self.timeline.start, on, (index, holds), price, why)?;
        }
        price = self.for_term(charge, price, months, why)?;
        if charge.terms.modifiers.is_empty() {
            return Ok(price);
        }
        let asked = Modifying {
            situation,
            term_months: self.timeline.term_months.unwrap_or(0),
            held_months: full_months(self.first_held(charge.offer), on),
            time: &|_| None,
            which,
            charged: &|_| false,
        };
        modify(&charge.terms.modifiers, &asked, price, why).map(|(price, _)| price)
    }

    /// Whether a condition holds on a day, with what was known and held then.
    fn holds_on(&self, when: &When, on: Date) -> bool {
        if when.is_always() {
            return true;
        }
        let own = self.own_facts(on);
        let mut sources: Vec<Source<'_>> = own.iter().map(|(name, value)| Source::One(name, value)).collect();
        sources.push(Source::History(&self.timeline.facts, self.end_of(on)));
        let at = midnight(on, &self.view.catalogue.provider.zone);
        let held = self.timeline.held_at(at);
        Situation { catalogue: self.view.catalogue, at, held, sources: &sources }.holds(when)
    }

    /// The price with the discount for the term that was agreed.
    fn for_term(
        &self,
        charge: Charge<'_>,
        list: Decimal,
        months: Option<u32>,
        why: &mut Vec<Step>,
    ) -> Result<Decimal, PriceFault> {
        let term = self.timeline.term_months.unwrap_or(0);
        let discount = charge.term_discount.filter(|(least, _)| months.is_some() && term >= *least);
        let Some((months, percent)) = discount else { return Ok(list) };
        let rest = list.checked_mul(Decimal::ONE_HUNDRED - percent).ok_or(PriceFault::TooLarge)?;
        let price = rest / Decimal::ONE_HUNDRED;
        why.push(Step::Price(PriceStep::Discount { percent, months, list, price }));
        Ok(price)
    }

    /// A fee that the contract has of its own: for what the plan leaves open, and where it names the offer.
    fn agreed(&self, charge: Charge<'_>, held: &Entitlements) -> Option<Fee> {
        let agreed = &self.view.contract.facts.agreed;
        if charge.part != 0 || agreed.is_empty() || *charge.fee == Fee::Free {
            return None;
        }
        let named = || agreed.contains_key(&format!("fee.{}", self.view.catalogue.offers[charge.offer].id));
        if *charge.fee != Fee::AsAgreed && !named() {
            return None;
        }
        // A wrong fact is refused when the contract is read; here it is a fee that is not stated.
        let found = agreed_fee(self.view.catalogue, self.view.contract, charge.offer, held.plan);
        found.ok().flatten()
    }

    /// The column of the contract's cycle, or the first.
    fn column<'c>(&self, columns: &'c [FeeColumn]) -> Option<&'c FeeColumn> {
        let chosen = self.chosen_cycle();
        let fits = columns.iter().find(|column| chosen.is_some() && column.months == chosen);
        fits.or_else(|| columns.first())
    }

    /// Months of the cycle that the contract chose: "month", "quarter", "year", "6 months" or a number.
    pub(super) fn chosen_cycle(&self) -> Option<u32> {
        let text = self.timeline.facts.at("cycle", Timestamp::MAX)?;
        let words = || crate::plan::grammar::period_word(text).ok().flatten();
        text.trim().parse().ok().or_else(words).filter(|months| (1..=120).contains(months))
    }

    fn base(
        &self,
        of: &Of,
        of_charge: Charge<'_>,
        held: &Entitlements,
        on: Date,
        months: Option<u32>,
        depth: usize,
    ) -> Result<Decimal, PriceFault> {
        let recurring = |charge: Charge<'_>| -> Result<Decimal, PriceFault> {
            let Some(priced) = self.price_at(charge, held, on, depth + 1)? else { return Ok(Decimal::ZERO) };
            let Some(period) = priced.months else { return Ok(Decimal::ZERO) };
            let sum = priced.price.checked_mul(Decimal::from(charge.count)).ok_or(PriceFault::TooLarge)?;
            Ok(sum / Decimal::from(period))
        };
        let all = charges(self.view, held);
        let monthly = match of {
            Of::Usage => return Ok(self.usage),
            Of::Fact(_) => return Ok(Decimal::ZERO),
            Of::Offer(offer) => {
                let of_offer = all.iter().filter(|charge| charge.offer == *offer && charge.part == 0);
                of_offer.map(|charge| recurring(*charge)).sum::<Result<Decimal, _>>()?
            }
            Of::Fees | Of::Missed => {
                let same = |charge: &&Charge<'_>| (charge.offer, charge.part) != (of_charge.offer, of_charge.part);
                let others = all.iter().filter(same).filter(|charge| !on_others(charge.fee));
                others.map(|charge| recurring(*charge)).sum::<Result<Decimal, _>>()?
            }
        };
        if *of == Of::Missed {
            return monthly.checked_mul(self.lapsed_months()).ok_or(PriceFault::TooLarge);
        }
        monthly.checked_mul(Decimal::from(months.unwrap_or(1))).ok_or(PriceFault::TooLarge)
    }

    /// The first day on which an offer was held.
    pub(super) fn first_held(&self, offer: usize) -> Date {
        let phase = self.timeline.phases.iter().find(|phase| phase.entitlements.held.contains(&offer));
        phase.map_or(self.timeline.start, |phase| phase.from.max(self.timeline.start))
    }

    /// The last instant of a day, at which what happened on it is known.
    fn end_of(&self, day: Date) -> Timestamp {
        let Some(next) = day_after(Period { from: day, to: day }) else { return Timestamp::MAX };
        let end = midnight(next, &self.view.catalogue.provider.zone);
        end.checked_sub(SignedDuration::from_micros(1)).unwrap_or(end)
    }

    fn lapsed(&self) -> Option<Date> {
        let told = self.timeline.facts.at("lapsed", self.end_of(self.timeline.start))?;
        told.trim().parse().ok().filter(|day| *day <= self.timeline.start)
    }

    /// Months between the end of an earlier contract and the start, a part of one by its days.
    fn lapsed_months(&self) -> Decimal {
        let (Some(from), to) = (self.lapsed(), self.timeline.start) else { return Decimal::ZERO };
        let whole = full_months(from, to);
        let rest = crate::price::later(from, whole);
        let days = rest.until(to).map_or(0, |span| span.get_days());
        Decimal::from(whole) + Decimal::from(days) / Decimal::from(rest.days_in_month())
    }

    /// What the language itself knows about a contract on a day, before the facts that were told.
    fn own_facts(&self, on: Date) -> Vec<(String, String)> {
        let start = self.timeline.start;
        let mut own = vec![
            ("date".to_owned(), on.to_string()),
            ("start".to_owned(), start.to_string()),
            ("months".to_owned(), full_months(start, on).to_string()),
            ("term".to_owned(), self.timeline.term_months.unwrap_or(0).to_string()),
        ];
        own.extend(self.chosen_cycle().map(|months| ("cycle".to_owned(), months.to_string())));
        if let Some(lapsed) = self.lapsed() {
            let days = lapsed.until(start).map_or(0, |span| span.get_days());
            own.push(("lapse".to_owned(), days.to_string()));
        }
        own
    }

    /// The facts of the period as one number each, where they are not taken day by day.
    pub(super) fn counted(&self, counted: Counted) -> Option<Timeline> {
        if counted == Counted::Daily {
            return None;
        }
        let (from, to) = (self.period.from.max(self.timeline.start), self.period.to);
        let mut timeline = self.timeline.clone();
        let begin = midnight(from, &self.view.catalogue.provider.zone);
        let mut names: Vec<&str> = self.timeline.facts.changes().map(|(_, name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            if let Some(value) = self.over(name, counted, from, to) {
                let kept: Vec<(Timestamp, String)> = timeline
                    .facts
                    .changes()
                    .filter(|(at, known, _)| *known == name && *at > self.end_of(to))
                    .map(|(at, _, value)| (at, value.to_owned()))
                    .collect();
                timeline.facts.forget(name, begin);
                timeline.facts.set(begin, name, value.normalize().to_string());
                kept.into_iter().for_each(|(at, value)| timeline.facts.set(at, name, value));
            }
        }
        Some(timeline)
    }

    /// One number for a fact over some days; none if it never was a number in them.
    fn over(&self, name: &str, counted: Counted, from: Date, to: Date) -> Option<Decimal> {
        let on = |day: Date| self.timeline.facts.at(name, self.end_of(day)).and_then(|value| value.trim().parse().ok());
        let changes = self.timeline.facts.changes().filter(|(_, known, _)| *known == name);
        let mut days: Vec<Date> = changes
            .map(|(at, ..)| crate::run::timeline::day(at, &self.view.catalogue.provider.zone))
            .filter(|day| *day > from && *day <= to)
            .collect();
        days.push(from);
        days.sort_unstable();
        days.dedup();
        let values = days.iter().enumerate().map(|(ix, &day)| {
            let end = days.get(ix + 1).and_then(|next| next.yesterday().ok()).unwrap_or(to);
            let length = i64::from(day.until(end).map_or(0, |span| span.get_days())) + 1;
            (on(day), length)
        });
        let values: Vec<(Option<Decimal>, i64)> = values.collect();
        match counted {
            Counted::Daily => None,
            Counted::First => values.first()?.0,
            Counted::Latest => values.last()?.0,
            // Within a day the highest counts, also if it did not last until its end.
            Counted::Peak => {
                let begin = midnight(from, &self.view.catalogue.provider.zone);
                let inside = self
                    .timeline
                    .facts
                    .changes()
                    .filter(|(at, known, _)| *known == name && *at >= begin && *at <= self.end_of(to));
                let inside = inside.filter_map(|(_, _, value)| value.trim().parse().ok());
                values.iter().filter_map(|(value, _)| *value).chain(inside).max()
            }
            Counted::Average => {
                let known = || values.iter().filter_map(|(value, days)| Some(((*value)?, *days)));
                let days: i64 = values.iter().map(|(_, days)| days).sum();
                known().next()?;
                let sum: Decimal = known().map(|(value, days)| value * Decimal::from(days)).sum();
                Some((sum / Decimal::from(days.max(1))).round_dp(6))
            }
        }
    }
}

/// Whether a fee is a share of others or of usage; such fees are no base of `fees`.
fn on_others(fee: &Fee) -> bool {
    let Fee::Columns(columns) = fee else { return false };
    columns.iter().any(|column| rule_on_others(&column.rule))
}

fn rule_on_others(rule: &PriceRule) -> bool {
    match &rule.base {
        PriceBase::Sum { .. } | PriceBase::Unsaid(_) => false,
        PriceBase::Share { of, .. } | PriceBase::Bands { of, .. } | PriceBase::Lacking { of, .. } => {
            of.iter().any(|of| matches!(of, Of::Fees | Of::Usage | Of::Missed))
        }
        PriceBase::Steps(steps) => steps.iter().any(|(_, rule)| rule_on_others(rule)),
    }
}

/// Why the fee of an offer cannot be billed.
pub(super) fn fault_step(fault: &PriceFault, offer: usize) -> Step {
    match fault {
        PriceFault::TooLarge => Step::Price(PriceStep::TooLarge),
        PriceFault::Unknown(fact) => Step::Rule(RuleStep::Unknown { fact: fact.clone() }),
        PriceFault::NoRow => Step::Rule(RuleStep::NoRow),
        PriceFault::Unsaid(unsaid) => {
            Step::Price(PriceStep::Unpriced { of: Priceless::Offer(offer), at: None, unsaid: *unsaid })
        }
    }
}
