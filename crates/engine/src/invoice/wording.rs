//! What a line is for, in words.

use crate::explain::figure::period;
use crate::explain::wording::when;
use crate::plan::catalogue::{Catalogue, Language};
use crate::run::outcome::{InvoiceLine, LineKind};

/// The text of an invoice line, names taken from the catalogue that it was computed with.
#[must_use]
pub fn line_text(catalogue: &Catalogue, line: &InvoiceLine, language: Language) -> String {
    let service = period(line.service, language);
    match line.kind {
        LineKind::Fee { offer, part } => {
            let offer = &catalogue.offers[offer];
            let further = part.checked_sub(1).and_then(|ix| offer.fees.get(ix)).map(|further| &further.name);
            let name = further.unwrap_or(&offer.name).get(language);
            let reversed = if line.net_minor < 0 { correction(language) } else { "" };
            format!("{reversed}{name}, {service}")
        }
        LineKind::Time { tariff } => format!("{}, {service}", catalogue.tariffs[tariff].name.get(language)),
        LineKind::Call { tariff, at } => {
            let at = when(at, &catalogue.provider.zone, language);
            format!("{}, {at}", catalogue.tariffs[tariff].name.get(language))
        }
        LineKind::Item { item } => {
            let reversed = if line.net_minor < 0 { correction(language) } else { "" };
            format!("{reversed}{}, {service}", catalogue.items[item].name.get(language))
        }
        LineKind::TopUp { allowance } => {
            let name = catalogue.allowances[allowance].name.get(language);
            match language {
                Language::De => format!("Aufstockung „{name}“, {service}"),
                Language::En => format!("Top-up of “{name}”, {service}"),
            }
        }
        LineKind::Credit { remedy } => {
            let name = catalogue.remedies[remedy].name.get(language);
            let reversed = if line.net_minor > 0 { correction(language) } else { "" };
            format!("{reversed}{name}, {service}")
        }
        LineKind::Correction { tariff } => {
            format!("{}{}, {service}", correction(language), catalogue.tariffs[tariff].name.get(language))
        }
    }
}

fn correction(language: Language) -> &'static str {
    match language {
        Language::De => "Korrektur: ",
        Language::En => "Correction: ",
    }
}
