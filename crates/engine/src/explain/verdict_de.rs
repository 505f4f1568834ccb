//! Verdict steps in German.

use super::VerdictStep;
use super::verdict::{price, row};
use super::wording::{day, quantity, when};
use crate::plan::catalogue::{Catalogue, Channel, Language};
use crate::plan::show::word::hours;

const DE: Language = Language::De;

pub(super) fn text(step: &VerdictStep, catalogue: &Catalogue) -> String {
    match step {
        VerdictStep::Refusal(refusal) => refusal.text(catalogue, DE),
        VerdictStep::Access(step) => step.text(catalogue, DE),
        VerdictStep::InEffect { start, end: None } => {
            format!("Der Vertrag gilt seit {}", day(*start, DE))
        }
        VerdictStep::InEffect { start, end: Some(end) } => {
            format!("Der Vertrag gilt ab {} und endet vor dem {}", day(*start, DE), day(*end, DE))
        }
        VerdictStep::Outlived { end, until } => format!(
            "Der Vertrag gilt seit {} nicht mehr; was davon übrig ist, kann bis vor {} genutzt werden",
            day(*end, DE),
            day(*until, DE)
        ),
        VerdictStep::ContactAuthorised { .. }
        | VerdictStep::ContactFree { .. }
        | VerdictStep::ContactUnknown { .. }
        | VerdictStep::ContactMissing { .. } => contact(step),
        VerdictStep::ChannelIncluded { .. }
        | VerdictStep::ChannelMissing { .. }
        | VerdictStep::LineIncluded { .. }
        | VerdictStep::LineMissing { .. } => way(step, catalogue),
        VerdictStep::AsDelivered => "Das Produkt ist wie ausgeliefert".to_owned(),
        VerdictStep::Customised => "Das Produkt wurde vom Kunden angepasst: Hilfe, soweit es möglich ist".to_owned(),
        VerdictStep::NotExcluded => "Das Thema ist nicht ausgeschlossen".to_owned(),
        VerdictStep::Excluded { exclusion } => {
            format!("Nicht abgedeckt: {}", catalogue.exclusions[*exclusion].name.get(DE))
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
        Channel::Email => "E-Mail",
        Channel::Phone => "Telefon",
        Channel::Portal => "Portal",
        Channel::Chat => "Chat",
        Channel::OnSite => "vor Ort",
    }
}

fn contact(step: &VerdictStep) -> String {
    match step {
        VerdictStep::ContactAuthorised { contact, place, of: Some(of) } => {
            format!("{contact} ist Ansprechpartner {place} von {of}")
        }
        VerdictStep::ContactAuthorised { contact, .. } => format!("{contact} ist Ansprechpartner"),
        VerdictStep::ContactFree { contact } => {
            format!("{contact} darf anfragen; der Plan begrenzt die Ansprechpartner nicht")
        }
        VerdictStep::ContactUnknown { contact, used, of } => {
            let used = of.map_or_else(|| used.to_string(), |of| format!("{used} von {of}"));
            format!(
                "Ansprechpartner: {used} vergeben; {contact} ist keiner davon. \
                 Bitten Sie einen von ihnen zu schreiben, oder lassen Sie einen Ansprechpartner ersetzen oder ergänzen"
            )
        }
        VerdictStep::ContactMissing { of } => format!(
            "Der Absender ist nicht bekannt; anfragen dürfen {of} Ansprechpartner. \
             Schreiben Sie von einer bekannten Adresse"
        ),
        _ => String::new(),
    }
}

fn way(step: &VerdictStep, catalogue: &Catalogue) -> String {
    match step {
        VerdictStep::ChannelIncluded { channel: used } => format!("Enthalten: {}", channel(*used)),
        VerdictStep::ChannelMissing { channel: used, allowed } => {
            let allowed = row(allowed.iter().map(|allowed| channel(*allowed)));
            format!("Nicht enthalten: {}. Nutzen Sie: {allowed}", channel(*used))
        }
        VerdictStep::LineIncluded { line } => {
            format!("Enthalten: {}", catalogue.lines[*line].name.get(DE))
        }
        VerdictStep::LineMissing { line, allowed } => {
            let line = catalogue.lines[*line].name.get(DE);
            if allowed.is_empty() {
                return format!("Nicht enthalten: {line}. Der Plan enthält keine Telefonnummer");
            }
            let allowed = row(allowed.iter().map(|&line| catalogue.lines[line].name.get(DE)));
            format!("Nicht enthalten: {line}. Rufen Sie an: {allowed}")
        }
        _ => String::new(),
    }
}

fn scope(step: &VerdictStep, catalogue: &Catalogue) -> String {
    match step {
        VerdictStep::ProductCovered { product } => {
            format!("Abgedeckt: {}", catalogue.products[*product].name.get(DE))
        }
        VerdictStep::ProductOutside { product, covered } => {
            let covered = row(covered.iter().map(|&covered| catalogue.products[covered].name.get(DE)));
            format!("{product} ist nicht abgedeckt; abgedeckt: {covered}")
        }
        VerdictStep::SystemCovered { system } => format!("Das System {system} ist abgedeckt"),
        VerdictStep::SystemUnknown { system } => {
            format!("Das System {system} ist nicht eingetragen. Lassen Sie es zuerst eintragen")
        }
        VerdictStep::SystemBeyond { system, of } => format!(
            "Der Plan deckt {of} solcher Systeme ab; {system} ist eines mehr. \
             Erweitern Sie den Vertrag oder ersetzen Sie ein System"
        ),
        VerdictStep::SystemApart { system } => format!(
            "Das System {system} gehört zu keinem abgedeckten Produktivsystem. Lassen Sie eintragen, wozu es gehört"
        ),
        VerdictStep::LicenceValid { licence } => {
            format!("Die Lizenz {licence} ist gültig und aus offizieller Quelle")
        }
        VerdictStep::LicenceUnknown { licence } => {
            format!("Die Lizenz {licence} ist nicht bekannt. Nennen Sie eine Lizenz dieses Vertrags")
        }
        VerdictStep::LicenceWithdrawn { licence } => {
            format!("Die Lizenz {licence} ist nicht mehr gültig. Erneuern Sie sie")
        }
        VerdictStep::LicenceUnofficial { licence } => format!(
            "Die Lizenz {licence} wurde nicht bei uns oder einem offiziellen Partner gekauft. \
             Erwerben Sie eine Lizenz aus offizieller Quelle"
        ),
        VerdictStep::LicenceOther { licence, product } => {
            format!("Die Lizenz {licence} gilt für {product}. Nennen Sie die Lizenz des Produkts, um das es geht")
        }
        VerdictStep::LicenceMissing => {
            "Eine gültige Lizenz aus offizieller Quelle ist nicht bekannt. Nennen Sie Ihre Lizenz".to_owned()
        }
        VerdictStep::VersionNewest { version } => format!("{version} ist die neueste Version"),
        VerdictStep::VersionOld { version, newest } => format!(
            "{version} ist nicht die neueste Version. Aktualisieren Sie auf {newest} und fragen Sie erneut, \
             wenn es dort auch auftritt"
        ),
        _ => String::new(),
    }
}

fn price_and_time(step: &VerdictStep, catalogue: &Catalogue) -> String {
    let window = |ix: &usize| {
        let window = &catalogue.windows[*ix];
        format!("{} ({})", window.name.get(DE), hours(&window.hours, DE))
    };
    let allowance = |ix: &usize| catalogue.allowances[*ix].name.get(DE);
    match step {
        VerdictStep::WindowOpen { window: ix } => format!("Jetzt geöffnet: {}", window(ix)),
        VerdictStep::WindowClosed { window: ix, opens: Some(opens) } => {
            let opens = when(*opens, &catalogue.provider.zone, DE);
            format!("Jetzt geschlossen: {}. Öffnet {opens}", window(ix))
        }
        VerdictStep::WindowClosed { window: ix, opens: None } => format!("Jetzt geschlossen: {}", window(ix)),
        VerdictStep::AllowanceLeft { allowance: ix, left } => {
            let left = quantity(*left, catalogue.allowances[*ix].unit, catalogue, DE);
            format!("{}: {left} übrig", allowance(ix))
        }
        VerdictStep::AllowanceUnlimited { allowance: ix } => {
            format!("{}: unbegrenzt", allowance(ix))
        }
        VerdictStep::AllowanceGone { allowance: ix } => {
            format!("{}: nichts mehr übrig. Die Kundschaft muss einer Berechnung zustimmen", allowance(ix))
        }
        VerdictStep::AllowanceStops { allowance: ix } => {
            format!("{}: nichts mehr übrig. Den nächsten Zeitraum abwarten oder nachkaufen", allowance(ix))
        }
        VerdictStep::AllowanceAhead { allowance: ix } => {
            format!("{}: nichts übrig; was der nächste Zeitraum bringt, darf schon genutzt werden", allowance(ix))
        }
        VerdictStep::PackBought { pack } => {
            let pack = &catalogue.packs[*pack];
            format!("{}: nichts übrig; „{}“ wird nachgekauft", allowance(&pack.allowance), pack.name.get(DE))
        }
        VerdictStep::FreeNow { tariff, .. } => {
            format!("{}: zu Beginn kostenfrei", catalogue.tariffs[*tariff].name.get(DE))
        }
        VerdictStep::Priced { used_up, tariff, band, beside } => {
            let price = price(catalogue, *tariff, *band, beside, DE);
            match used_up {
                Some(ix) => format!("{}: nichts übrig; Preis: {price}", allowance(ix)),
                None => format!("{}: {price}", catalogue.tariffs[*tariff].name.get(DE)),
            }
        }
        VerdictStep::Accepted { asked: true } => "Der Preis wurde angenommen".to_owned(),
        VerdictStep::Accepted { asked: false } => "Der Preis gilt nach Vertrag als angenommen".to_owned(),
        VerdictStep::Declined => {
            "Der Preis wurde abgelehnt. Nehmen Sie ihn an oder fragen Sie zu den üblichen Zeiten".to_owned()
        }
        _ => String::new(),
    }
}
