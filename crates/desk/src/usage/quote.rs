//! What a call or a piece of work would come to: the contract is computed with it and without it.

use engine::explain::{Step, VerdictStep};
use engine::plan::catalogue::SharedCatalogue;
use engine::run::event::{Call, Event, What};
use engine::run::outcome::{Answer, Balance, Period, Verdict};
use jiff::{SignedDuration, Timestamp};

use super::compute::compute;
use super::rating::{Rating, rating_of};
use crate::action::View;
use crate::contract::Terms;
use crate::customer;
use crate::error::DeskError;

/// What is left of a grant, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Allowance (index).
    pub allowance: usize,
    /// Its period, if it has one.
    pub period: Option<Period>,
    /// Granted; none: unlimited.
    pub granted: Option<i64>,
    /// Left before.
    pub before: i64,
    /// Left after.
    pub after: i64,
    /// When what is left expires.
    pub expires: Option<Timestamp>,
}

/// What a call or a piece of work would come to. Indexes are those of `catalogue`.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The catalogue of the contract.
    pub catalogue: SharedCatalogue,
    /// May this person call this line now, and at what price; none for work.
    pub verdict: Option<Verdict>,
    /// What it comes to; none: it costs and burns nothing.
    pub rating: Option<Rating>,
    /// Why it cannot be rated at all, if so: the text in German and English.
    pub refused: Option<super::Steps>,
    /// Whether the caller must have accepted the price.
    pub acceptance: bool,
    /// Grants that can be used at that time.
    pub left: Vec<Left>,
}

impl Quote {
    /// Whether it can be recorded.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused.is_some() || self.verdict.as_ref().is_some_and(|verdict| verdict.answer == Answer::Refused)
    }
}

/// Computes the contract with one more event.
pub(crate) fn quote(view: &mut View<'_, '_>, terms: &Terms, event: &Event) -> Result<Quote, DeskError> {
    let ends = event.at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(event.at);
    let until = view.now.max(ends);
    let before = compute(view, terms, &[], until)?;
    let after = compute(view, terms, std::slice::from_ref(event), until)?;
    let index = after.events.len() - 1;
    let catalogue = &terms.catalogue;
    let rated = after.outcome.usage.iter().find(|rated| rated.event == index);
    let verdict = after.outcome.verdicts.iter().find(|verdict| verdict.event == index);
    let mut verdict = verdict.map(|verdict| verdict.verdict.clone());
    // A call that may not be made is told by its verdict.
    let may = verdict.as_ref().is_none_or(|verdict| verdict.answer != Answer::Refused);
    let refused = after.outcome.refused.iter().find(|refused| refused.event == index && may);
    if let (Some(verdict), What::Call(Call { caller: Some(caller), .. })) = (&mut verdict, &event.what) {
        name_caller(view, verdict, caller)?;
    }
    Ok(Quote {
        verdict,
        rating: rated.map(|rated| rating_of(catalogue, rated)),
        refused: refused.map(|refused| super::steps_of(catalogue, std::slice::from_ref(&refused.why))),
        acceptance: rated.and_then(|rated| rated.tariff).is_some_and(|tariff| catalogue.tariffs[tariff].acceptance),
        left: left(terms, event.at, &before.outcome.balances, &after.outcome.balances),
        catalogue: catalogue.clone(),
    })
}

/// Puts the name of who calls where the engine has their id.
fn name_caller(view: &mut View<'_, '_>, verdict: &mut Verdict, caller: &str) -> Result<(), DeskError> {
    let known = caller.parse().ok().map(|id| customer::find_contact(view, id)).transpose()?.flatten();
    let Some(known) = known else { return Ok(()) };
    for condition in &mut verdict.conditions {
        if let Step::Verdict(
            VerdictStep::ContactAuthorised { contact, .. }
            | VerdictStep::ContactFree { contact }
            | VerdictStep::ContactUnknown { contact, .. },
        ) = &mut condition.why
        {
            contact.clone_from(&known.name);
        }
    }
    Ok(())
}

fn left(terms: &Terms, at: Timestamp, before: &[Balance], after: &[Balance]) -> Vec<Left> {
    let day = terms.day(at);
    let usable = |balance: &&Balance| balance.period.is_none_or(|period| period.from <= day && day <= period.to);
    after
        .iter()
        .filter(usable)
        .map(|after| {
            let same = |balance: &&Balance| balance.allowance == after.allowance && balance.period == after.period;
            let before = before.iter().find(same);
            Left {
                allowance: after.allowance,
                period: after.period,
                granted: after.granted,
                before: before.map_or(after.left, |before| before.left),
                after: after.left,
                expires: after.expires,
            }
        })
        .collect()
}
