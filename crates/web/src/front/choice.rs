//! A plan put together from options and packages, and what each month comes to: by the function that makes the invoices.
//!
//! What does not go with the chosen plan is said and left out of the sum; what the plan file does not know is refused.

use std::sync::Arc;

use desk::DeskError;
use engine::invoice::{NoOffer, Offered, offered};
use engine::plan::Selection;
use engine::plan::catalogue::{Catalogue, OfferKind, SharedCatalogue};
use engine::plan::resolve::SelectionError;
use engine::plan::show::word;
use engine::run::book::Volume;
use engine::run::outcome::{InvoiceDraft, LineKind};

use crate::show::plan_language;
use crate::text::Text;
use crate::view::plans::{PlanChoice, PlanSum, Switch};
use crate::view::{Choice, Control, Field, Money};

/// The form as it was asked for, with its sum. None for a catalogue without plans.
pub(super) fn choice(
    t: &Text,
    catalogue: &SharedCatalogue,
    asked: &[(String, String)],
    own: &[String],
) -> Result<Option<PlanChoice>, DeskError> {
    let all = |name: &str| -> Vec<String> {
        let values = asked.iter().filter(|(asked, value)| asked == name && !value.is_empty());
        values.map(|(_, value)| value.clone()).collect()
    };
    let mut plans = catalogue.offers.iter().filter(|offer| offer.kind == OfferKind::Plan);
    let Some(first) = plans.next() else { return Ok(None) };
    let plan = all("plan").pop().or_else(|| own.first().cloned()).unwrap_or_else(|| first.id.clone());
    let wanted = Selection { plan, packages: all("package"), options: all("option") };
    let (selection, refused) = fitting(t, catalogue, &wanted);
    let volume = Volume::new("plans", Arc::clone(catalogue));
    let today = t.now.to_zoned(t.promise.clone()).date();
    let found = offered(&volume, &selection, today).map_err(no_offer)?;
    let sum = PlanSum { refused, ..sum_of(t, catalogue, &found) };
    Ok(Some(PlanChoice {
        plan: plan_field(t, catalogue, &selection),
        switches: switches(t, catalogue, &wanted),
        lang: None,
        sum,
    }))
}

/// What goes together, and in words what does not.
fn fitting(t: &Text, catalogue: &Catalogue, wanted: &Selection) -> (Selection, Vec<String>) {
    let language = plan_language(t);
    let mut refused = Vec::new();
    let plan = catalogue.find_offer(OfferKind::Plan, &wanted.plan);
    let fits = |id: &String| {
        let option = catalogue.find_offer(OfferKind::Option, id).map(|index| &catalogue.offers[index]);
        let (Some(option), Some(plan)) = (option, plan) else { return true };
        let fits = option.available_to.is_empty() || option.available_to.contains(&plan);
        if !fits {
            let plan = catalogue.offers[plan].name.get(language);
            let words = t.get("plans-not-with").arg("option", option.name.get(language)).arg("plan", plan);
            refused.push(words.to_string());
        }
        fits
    };
    let mut selection = wanted.clone();
    selection.options.retain(fits);
    (selection, refused)
}

fn no_offer(error: NoOffer) -> DeskError {
    match error {
        NoOffer::Selection(SelectionError::Unknown { kind, known, .. }) => DeskError::field(kind, "unknown", known),
        NoOffer::Selection(SelectionError::NotForThis { when, .. }) => DeskError::field("plan", "not-for-this", when),
        // Not reached: what does not go with the plan was left out.
        NoOffer::Selection(SelectionError::NotAvailable { allowed, .. }) => {
            DeskError::field("option", "unknown", allowed)
        }
        NoOffer::TooLarge(error) => DeskError::field("option", "out-of-range", error.to_string()),
    }
}

fn plan_field(t: &Text, catalogue: &Catalogue, selection: &Selection) -> Field {
    let language = plan_language(t);
    let plans = catalogue.offers.iter().filter(|offer| offer.kind == OfferKind::Plan);
    let choices = plans.map(|offer| Choice::new(offer.id.as_str(), offer.name.get(language)));
    Field::new("plan", t.get("plans-plan"), Control::Select(choices.collect())).value(selection.plan.as_str())
}

fn switches(t: &Text, catalogue: &Catalogue, wanted: &Selection) -> Vec<Switch> {
    let language = plan_language(t);
    let switch = |offer: &engine::plan::catalogue::Offer| {
        let (kind, chosen) = match offer.kind {
            OfferKind::Plan => return None,
            OfferKind::Option => ("option", &wanted.options),
            OfferKind::Package => ("package", &wanted.packages),
        };
        Some(Switch {
            kind,
            id: offer.id.clone(),
            name: offer.name.get(language).to_owned(),
            fee: word::fee(&offer.fee, catalogue.provider.currency, language),
            summary: offer.summary.get(language).to_owned(),
            on: chosen.contains(&offer.id),
        })
    };
    catalogue.offers.iter().filter_map(switch).collect()
}

fn sum_of(t: &Text, catalogue: &Catalogue, found: &Offered) -> PlanSum {
    let language = plan_language(t);
    let currency = catalogue.provider.currency.code();
    let money = |amount_minor| Money { amount_minor, currency: currency.to_owned() };
    let name = |offer: usize| catalogue.offers[offer].name.get(language).to_owned();
    let lines = |draft: &InvoiceDraft| -> Vec<(String, Money)> {
        let fees = draft.lines.iter().filter_map(|line| match line.kind {
            LineKind::Fee { offer, .. } => Some((name(offer), money(line.net_minor))),
            _ => None,
        });
        fees.collect()
    };
    let tax = found.monthly.tax.iter().map(|tax| {
        let percent = word::percent(tax.percent, language);
        (t.get("plans-tax").arg("percent", percent).to_string(), money(tax.amount_minor))
    });
    let included = found.held.fees.iter().filter(|fee| fee.included_by.is_some()).map(|fee| name(fee.offer));
    PlanSum {
        lines: lines(&found.monthly),
        tax: tax.collect(),
        net_gross: Some((money(found.monthly.net_minor), money(found.monthly.gross_minor))),
        once: lines(&found.once),
        included: included.collect(),
        open: found.open.iter().map(|&offer| name(offer)).collect(),
        refused: Vec::new(),
    }
}
