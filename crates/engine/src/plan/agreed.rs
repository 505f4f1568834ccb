//! What a contract has agreed for itself, where the plan leaves it to the contract or says something else for all
//! others: values by name (`fee.premium`, `target.first-response.urgent`).
//!
//! A name that means nothing here would be without effect, so it is refused with the names that there are. Each value
//! reads by the grammar of plan files.

use super::catalogue::remedy::CreditKind;
use super::catalogue::terms::Measure;
use super::catalogue::{Catalogue, Milestone, Offer, Span, Stated, Target};
use super::errors::nearest;
use super::grammar::{AmountText, CreditText, FeeText, Mistake, Quantity, TimePriceText, Within};
use super::resolve::agreed_grant;

/// What is wrong with an agreed value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreedFault {
    /// Nothing of the plan file has this name.
    #[error("`{name}` is not something to agree on{}; allowed: {allowed}", nearest.as_ref().map(|word| format!(", maybe `{word}`")).unwrap_or_default())]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are.
        allowed: String,
        /// The one that looks most like it.
        nearest: Option<String>,
    },
    /// The value cannot be read.
    #[error("{0}")]
    Unreadable(#[from] Mistake),
}

/// What may be agreed, with an example of its value.
const NAMES: [(&str, &str); 12] = [
    ("fee", "fee of the plan, \"950.00 EUR / month\""),
    ("fee.OFFER", "fee of an offer"),
    ("rate.TARIFF", "\"80.00 EUR / h\""),
    ("rate.TARIFF.BAND", "rate of a row"),
    ("case.TARIFF", "price of a ticket, \"120.00 EUR\""),
    ("item.ITEM", "\"50.00 EUR\""),
    ("allowance.ALLOWANCE", "\"10 h / month\""),
    ("production-systems", "\"12\""),
    ("contacts", "\"5\""),
    ("target.MILESTONE", "\"4 h\""),
    ("target.MILESTONE.SEVERITY", "\"2 h\""),
    ("remedy.REMEDY", "\"5 %\""),
];

/// Checks an agreed value of a contract under a catalogue.
///
/// # Errors
/// [`AgreedFault`] when the catalogue has nothing of that name, or when the value cannot be read.
pub fn check(catalogue: &Catalogue, name: &str, text: &str) -> Result<(), AgreedFault> {
    let (kind, id) = name.split_once('.').unwrap_or((name, ""));
    match kind {
        "fee" if id.is_empty() && name == "fee" => {
            text.parse::<FeeText>()?;
        }
        "fee" => {
            known(name, id, catalogue.offers.iter().map(|offer| offer.id.as_str()))?;
            text.parse::<FeeText>()?;
        }
        "rate" => rate(catalogue, name, id, text)?,
        "case" => {
            known(name, id, catalogue.tariffs.iter().map(|tariff| tariff.id.as_str()))?;
            text.parse::<AmountText>()?;
        }
        "item" => {
            known(name, id, catalogue.items.iter().map(|item| item.id.as_str()))?;
            text.parse::<AmountText>()?;
        }
        "allowance" => allowance(catalogue, name, id, text)?,
        "production-systems" | "contacts" if id.is_empty() && kind == name => {
            if text.trim().parse::<u32>().is_err() {
                return Err(mistake(text, "not a number", "a whole number such as \"12\""));
            }
        }
        "target" => target(catalogue, name, id, text)?,
        "remedy" => {
            known(name, id, catalogue.remedies.iter().map(|remedy| remedy.id.as_str()))?;
            credit(catalogue, id, text)?;
        }
        _ => {
            let names: Vec<String> = NAMES.iter().map(|(name, means)| format!("{name} ({means})")).collect();
            let kinds = NAMES.iter().map(|(name, _)| name.split('.').next().unwrap_or_default());
            let nearest = nearest(kind, kinds);
            return Err(AgreedFault::Unknown { name: name.to_owned(), allowed: names.join(", "), nearest });
        }
    }
    Ok(())
}

fn unknown<'n>(name: &str, allowed: String, known: impl Iterator<Item = &'n str>) -> AgreedFault {
    AgreedFault::Unknown { name: name.to_owned(), allowed, nearest: nearest(name, known) }
}

/// Whether an id is among those of a noun; the names that are allowed carry the word before the id.
fn known<'n>(name: &str, id: &str, ids: impl Iterator<Item = &'n str>) -> Result<(), AgreedFault> {
    let kind = name.split('.').next().unwrap_or_default();
    let all: Vec<String> = ids.map(|id| format!("{kind}.{id}")).collect();
    if all.iter().any(|known| known.split_once('.').is_some_and(|(_, known)| known == id)) {
        return Ok(());
    }
    let allowed = if all.is_empty() { "nothing: none is defined".to_owned() } else { all.join(", ") };
    Err(unknown(name, allowed, all.iter().map(String::as_str)))
}

/// What is wrong with a value as a whole.
fn mistake(text: &str, message: &str, allowed: &str) -> AgreedFault {
    Mistake { message: message.to_owned(), allowed: allowed.to_owned(), at: 0..text.len() }.into()
}

/// `rate.TARIFF` or `rate.TARIFF.BAND`.
fn rate(catalogue: &Catalogue, name: &str, id: &str, text: &str) -> Result<(), AgreedFault> {
    let (tariff, band) = id.split_once('.').map_or((id, None), |(id, band)| (id, Some(band)));
    known(&format!("rate.{tariff}"), tariff, catalogue.tariffs.iter().map(|tariff| tariff.id.as_str()))?;
    let bands = catalogue.tariffs.iter().filter(|known| known.id == tariff).flat_map(|known| &known.bands);
    if let Some(band) = band
        && !bands.clone().any(|known| known.id == band)
    {
        let all: Vec<String> = bands.map(|known| format!("rate.{tariff}.{}", known.id)).collect();
        return Err(unknown(name, all.join(", "), all.iter().map(String::as_str)));
    }
    text.parse::<TimePriceText>()?;
    Ok(())
}

/// `allowance.ALLOWANCE`, in what the allowance counts.
fn allowance(catalogue: &Catalogue, name: &str, id: &str, text: &str) -> Result<(), AgreedFault> {
    known(name, id, catalogue.allowances.iter().map(|allowance| allowance.id.as_str()))?;
    text.parse::<Quantity>()?;
    let found = catalogue.allowances.iter().position(|allowance| allowance.id == id);
    if found.and_then(|allowance| agreed_grant(catalogue, allowance, text)).is_none() {
        return Err(mistake(text, "another unit than the allowance counts in", "so much of it in a period"));
    }
    Ok(())
}

/// `target.MILESTONE` or `target.MILESTONE.SEVERITY`.
fn target(catalogue: &Catalogue, name: &str, id: &str, text: &str) -> Result<(), AgreedFault> {
    let (milestone, severity) = id.split_once('.').map_or((id, None), |(id, severity)| (id, Some(severity)));
    let ids: Vec<Milestone> = catalogue.milestones().collect();
    known(&format!("target.{milestone}"), milestone, ids.iter().map(|milestone| milestone.id(catalogue)))?;
    if let Some(severity) = severity
        && !catalogue.severities.iter().any(|known| known.id == severity)
    {
        let all: Vec<String> =
            catalogue.severities.iter().map(|known| format!("target.{milestone}.{}", known.id)).collect();
        return Err(unknown(name, all.join(", "), all.iter().map(String::as_str)));
    }
    let within: Within = text.parse()?;
    let about = |target: &&Target| {
        target.within == Stated::AsAgreed && Some(target.milestone) == catalogue.find_milestone(milestone)
    };
    let mean = |target: &Target| {
        target.terms.as_ref().and_then(|terms| terms.judged).is_some_and(|judged| judged.measure == Measure::Average)
    };
    let mut asked = catalogue.offers.iter().flat_map(|offer: &Offer| &offer.targets).filter(about);
    if !matches!(within.span, Stated::Value(Span::Seconds(1..))) && asked.any(mean) {
        return Err(mistake(text, "an average is taken of hours", "hours or minutes, such as \"4 h\""));
    }
    Ok(())
}

/// The credit of a remedy whose steps leave it to the contract.
fn credit(catalogue: &Catalogue, id: &str, text: &str) -> Result<(), AgreedFault> {
    let kind = text.parse::<CreditText>()?.credit.kind;
    let remedy = catalogue.remedies.iter().find(|remedy| remedy.id == id);
    match kind {
        CreditKind::Time if remedy.is_none_or(|remedy| remedy.allowance.is_none()) => Err(mistake(
            text,
            "time is given to an allowance, and the remedy names none",
            "a percentage, a sum or days",
        )),
        CreditKind::Percent | CreditKind::Money | CreditKind::Days | CreditKind::Time => Ok(()),
        _ => Err(mistake(text, "what is agreed is how much is given", "a percentage, a sum, days or time")),
    }
}
