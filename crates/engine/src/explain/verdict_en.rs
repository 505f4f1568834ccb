//! Verdict steps in English.

use super::VerdictStep;
use super::verdict::{price, row};
use super::wording::{day, quantity, when};
use crate::plan::catalogue::{Catalogue, Channel, Language};
use crate::plan::show::word::hours;

const EN: Language = Language::En;

pub(super) fn text(step: &VerdictStep, catalogue: &Catalogue) -> String {
    match step {
        VerdictStep::Refusal(refusal) => refusal.text(catalogue, EN),
        VerdictStep::Access(step) => step.text(catalogue, EN),
        VerdictStep::InEffect { start, end: None } => {
            format!("The contract is in effect since {}", day(*start, EN))
        }
        VerdictStep::InEffect { start, end: Some(end) } => {
            format!("The contract is in effect from {} until before {}", day(*start, EN), day(*end, EN))
        }
        VerdictStep::Outlived { end, until } => format!(
            "The contract ended before {}; what is left of it may be used until before {}",
            day(*end, EN),
            day(*until, EN)
        ),
        VerdictStep::ContactAuthorised { .. }
        | VerdictStep::ContactFree { .. }
        | VerdictStep::ContactUnknown { .. }
        | VerdictStep::ContactMissing { .. } => contact(step),
        VerdictStep::ChannelIncluded { .. }
        | VerdictStep::ChannelMissing { .. }
        | VerdictStep::LineIncluded { .. }
        | VerdictStep::LineMissing { .. } => way(step, catalogue),
        VerdictStep::AsDelivered => "The product is as it was delivered".to_owned(),
        VerdictStep::Customised => "The product was changed by the customer: support as far as possible".to_owned(),
        VerdictStep::NotExcluded => "The subject is not excluded".to_owned(),
        VerdictStep::Excluded { exclusion } => {
            format!("Not covered: {}", catalogue.exclusions[*exclusion].name.get(EN))
        }
        VerdictStep::WindowOpen { .. }
        | VerdictStep::WindowClosed { .. }
        | VerdictStep::AllowanceLeft { .. }
        | VerdictStep::AllowanceUnlimited { .. }
        | VerdictStep::AllowanceGone { .. }
        | VerdictStep::AllowanceStops { .. }
        | VerdictStep::AllowanceAhead { .. }
        | VerdictStep::PackBought { .. }
        | VerdictStep::FreeNow { .. }
        | VerdictStep::Priced { .. }
        | VerdictStep::Accepted { .. }
        | VerdictStep::Declined => price_and_time(step, catalogue),
        _ => scope(step, catalogue),
    }
}

/// A channel as people call it.
pub(super) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "e-mail",
        Channel::Phone => "phone",
        Channel::Portal => "portal",
        Channel::Chat => "chat",
        Channel::OnSite => "on site",
    }
}

fn contact(step: &VerdictStep) -> String {
    match step {
        VerdictStep::ContactAuthorised { contact, place, of: Some(of) } => {
            format!("{contact} is authorised contact {place} of {of}")
        }
        VerdictStep::ContactAuthorised { contact, .. } => {
            format!("{contact} is an authorised contact")
        }
        VerdictStep::ContactFree { contact } => {
            format!("{contact} may ask; the plan does not limit the contacts")
        }
        VerdictStep::ContactUnknown { contact, used, of } => {
            let used = of.map_or_else(|| used.to_string(), |of| format!("{used} of {of}"));
            format!(
                "Authorised contacts: {used} used; {contact} is not one of them. \
                 Ask one of them to write, or have a contact replaced or added"
            )
        }
        VerdictStep::ContactMissing { of } => {
            format!("The sender is not identified; {of} authorised contacts may ask. Write from a known address")
        }
        _ => String::new(),
    }
}

fn way(step: &VerdictStep, catalogue: &Catalogue) -> String {
    match step {
        VerdictStep::ChannelIncluded { channel: used } => format!("Included: {}", channel(*used)),
        VerdictStep::ChannelMissing { channel: used, allowed } => {
            let allowed = row(allowed.iter().map(|allowed| channel(*allowed)));
            format!("Not included: {}. Use: {allowed}", channel(*used))
        }
        VerdictStep::LineIncluded { line } => {
            format!("Included: {}", catalogue.lines[*line].name.get(EN))
        }
        VerdictStep::LineMissing { line, allowed } => {
            let line = catalogue.lines[*line].name.get(EN);
            if allowed.is_empty() {
                return format!("Not included: {line}. The plan includes no phone line");
            }
            let allowed = row(allowed.iter().map(|&line| catalogue.lines[line].name.get(EN)));
            format!("Not included: {line}. Call: {allowed}")
        }
        _ => String::new(),
    }
}

fn scope(step: &VerdictStep, catalogue: &Catalogue) -> String {
    match step {
        VerdictStep::ProductCovered { product } => {
            format!("Covered: {}", catalogue.products[*product].name.get(EN))
        }
        VerdictStep::ProductOutside { product, covered } => {
            let covered = row(covered.iter().map(|&covered| catalogue.products[covered].name.get(EN)));
            format!("{product} is not covered; covered: {covered}")
        }
        VerdictStep::SystemCovered { system } => format!("System {system} is covered"),
        VerdictStep::SystemUnknown { system } => {
            format!("System {system} is not registered. Have it registered first")
        }
        VerdictStep::SystemBeyond { system, of } => {
            format!(
                "The plan covers {of} of these systems; {system} is one more. Extend the contract, or replace a system"
            )
        }
        VerdictStep::SystemApart { system } => {
            format!("System {system} belongs to no covered production system. Register what it belongs to")
        }
        VerdictStep::LicenceValid { licence } => {
            format!("Licence {licence} is valid and from an official channel")
        }
        VerdictStep::LicenceUnknown { licence } => {
            format!("Licence {licence} is not known. Name a licence of this contract")
        }
        VerdictStep::LicenceWithdrawn { licence } => {
            format!("Licence {licence} is no longer valid. Renew it")
        }
        VerdictStep::LicenceUnofficial { licence } => format!(
            "Licence {licence} was not bought from us or an official partner. Buy a licence from an official channel"
        ),
        VerdictStep::LicenceOther { licence, product } => {
            format!("Licence {licence} is one for {product}. Name the licence of the product you ask about")
        }
        VerdictStep::LicenceMissing => {
            "No valid licence from an official channel is known. Name your licence".to_owned()
        }
        VerdictStep::VersionNewest { version } => format!("{version} is the newest version"),
        VerdictStep::VersionOld { version, newest } => {
            format!("{version} is not the newest version. Update to {newest}, and ask again if it is still there")
        }
        _ => String::new(),
    }
}

fn price_and_time(step: &VerdictStep, catalogue: &Catalogue) -> String {
    let window = |ix: &usize| {
        let window = &catalogue.windows[*ix];
        format!("{} ({})", window.name.get(EN), hours(&window.hours, EN))
    };
    let allowance = |ix: &usize| catalogue.allowances[*ix].name.get(EN);
    match step {
        VerdictStep::WindowOpen { window: ix } => format!("Open now: {}", window(ix)),
        VerdictStep::WindowClosed { window: ix, opens: Some(opens) } => {
            let opens = when(*opens, &catalogue.provider.zone, EN);
            format!("Closed now: {}. Opens {opens}", window(ix))
        }
        VerdictStep::WindowClosed { window: ix, opens: None } => format!("Closed now: {}", window(ix)),
        VerdictStep::AllowanceLeft { allowance: ix, left } => {
            let left = quantity(*left, catalogue.allowances[*ix].unit, catalogue, EN);
            format!("{}: {left} left", allowance(ix))
        }
        VerdictStep::AllowanceUnlimited { allowance: ix } => {
            format!("{}: unlimited", allowance(ix))
        }
        VerdictStep::AllowanceGone { allowance: ix } => {
            format!("{}: nothing left. The customer must agree to pay for more", allowance(ix))
        }
        VerdictStep::AllowanceStops { allowance: ix } => {
            format!("{}: nothing left. Wait for the next period, or buy more", allowance(ix))
        }
        VerdictStep::AllowanceAhead { allowance: ix } => {
            format!("{}: nothing left; what comes with the next period may be used now", allowance(ix))
        }
        VerdictStep::PackBought { pack } => {
            let pack = &catalogue.packs[*pack];
            format!("{}: nothing left; “{}” will be bought", allowance(&pack.allowance), pack.name.get(EN))
        }
        VerdictStep::FreeNow { tariff, .. } => {
            format!("{}: free of charge to begin with", catalogue.tariffs[*tariff].name.get(EN))
        }
        VerdictStep::Priced { used_up, tariff, band, beside } => {
            let price = price(catalogue, *tariff, *band, beside, EN);
            match used_up {
                Some(ix) => format!("{}: nothing left; price: {price}", allowance(ix)),
                None => format!("{}: {price}", catalogue.tariffs[*tariff].name.get(EN)),
            }
        }
        VerdictStep::Accepted { asked: true } => "The price was accepted".to_owned(),
        VerdictStep::Accepted { asked: false } => "The price counts as accepted by contract".to_owned(),
        VerdictStep::Declined => "The price was declined. Accept it, or ask within the ordinary hours".to_owned(),
        _ => String::new(),
    }
}
