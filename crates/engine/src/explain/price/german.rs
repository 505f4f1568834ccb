//! The German wording of price steps.

use super::PriceStep;
use crate::explain::figure::{amount, counted, length, number, period, price};
use crate::explain::wording::{quantity, when};
use crate::plan::catalogue::price::Unsaid;
use crate::plan::catalogue::{Catalogue, Counting, Language};
use crate::tariff::{BandReason, RateError};

const DE: Language = Language::De;

pub(super) fn text(step: &PriceStep, catalogue: &Catalogue) -> String {
    usage(step, catalogue)
        .or_else(|| priced(step, catalogue))
        .or_else(|| line(step, catalogue))
        .or_else(|| booked(step, catalogue))
        .unwrap_or_else(|| refusal(step, catalogue))
}

/// Steps of one usage.
fn usage(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let tariff = |ix: usize| catalogue.tariffs[ix].name.get(DE);
    Some(match step {
        PriceStep::Measured { measured_s, counted_s, counting } => measured(*measured_s, *counted_s, *counting),
        PriceStep::Within { asked, applies } => {
            format!("Beginnt zu einer Zeit, in der statt „{}“ der Tarif „{}“ gilt", tariff(*asked), tariff(*applies))
        }
        PriceStep::Burned { allowance, period: of, quantity: taken, left } => {
            let name = catalogue.allowances[*allowance].name.get(DE);
            let unit = catalogue.allowances[*allowance].unit;
            let of = of.map(|of| format!(" ({})", period(of, DE))).unwrap_or_default();
            let left = left.map_or_else(
                || "unbegrenzt".to_owned(),
                |left| format!("danach übrig {}", quantity(left, unit, catalogue, DE)),
            );
            format!("Aus „{name}“{of}: {}, {left}", quantity(*taken, unit, catalogue, DE))
        }
        PriceStep::TicketTaken { allowance } => {
            format!("Die Anfrage ist aus „{}“ schon abgezogen", catalogue.allowances[*allowance].name.get(DE))
        }
        PriceStep::FreeCause { cause } => format!("Kostenfrei wegen „{cause}“"),
        _ => return None,
    })
}

/// Steps of a price.
fn priced(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let money = |value| price(value, catalogue.provider.currency, DE);
    let zone = &catalogue.provider.zone;
    let tariff = |ix: usize| catalogue.tariffs[ix].name.get(DE);
    let band = |ix: usize, band: usize| catalogue.tariffs[ix].bands[band].name.get(DE);
    Some(match step {
        PriceStep::Band { tariff, band: ix, at, reason } => {
            let (at, band) = (when(*at, zone, DE), band(*tariff, *ix));
            match reason {
                BandReason::Open => format!("Ab {at} gilt „{band}“"),
                BandReason::Otherwise => {
                    format!("Für {at} gibt es keine eigene Preiszeile: Es gilt „{band}“")
                }
                BandReason::GoesOn => format!("Ab {at} gilt „{band}“ weiter"),
            }
        }
        PriceStep::GoesOn { tariff: ix } => {
            format!("Reicht in Stunden, für die „{}“ keine Zeile hat: Die letzte Zeile gilt weiter", tariff(*ix))
        }
        PriceStep::Blocks { blocks, block_s, first, price: each, net } => {
            let sums = (money(*each), money(*net));
            blocks_text(*blocks, *block_s, first.as_ref().map(|first| (first.length_s, money(first.price))), &sums)
        }
        PriceStep::Time { seconds, per_s, price: each, net } => {
            let per = if *per_s == 60 { "Minute".to_owned() } else { per(*per_s) };
            format!("{} zu {} je {per}: {}", length(*seconds, DE), money(*each), money(*net))
        }
        PriceStep::Split { tariff, band: ix, seconds, net } => {
            format!("Anteil in „{}“: {} = {}", band(*tariff, *ix), length(*seconds, DE), money(*net))
        }
        PriceStep::Total { net } => format!("Zusammen {}", money(*net)),
        _ => return None,
    })
}

/// Started blocks: how many, how long, the length and price of a first block of its own, price of a block and the sum.
fn blocks_text(blocks: i64, block_s: i64, first: Option<(i64, String)>, (each, net): &(String, String)) -> String {
    let started = counted(blocks, ("angefangener Block", "angefangene Blöcke"));
    let of = length(block_s, DE);
    match first {
        None => format!("{started} zu je {of}: {blocks} × {each} = {net}"),
        Some((first_s, price)) if blocks == 1 => {
            format!("{started} zu {}: {price}", length(first_s, DE))
        }
        Some((first_s, price)) if first_s == block_s => {
            format!("{started} zu je {of}: {price} + {} × {each} = {net}", blocks - 1)
        }
        Some((first_s, price)) => {
            let first = length(first_s, DE);
            format!("{started}, der erste {first}, danach je {of}: {price} + {} × {each} = {net}", blocks - 1)
        }
    }
}

/// Steps of an invoice line.
fn line(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let currency = catalogue.provider.currency;
    let money = |value| price(value, currency, DE);
    Some(match step {
        PriceStep::Fee { offer, count, price: each, months } => {
            let name = catalogue.offers[*offer].name.get(DE);
            let times = if *count == 1 { String::new() } else { format!("{count} × ") };
            let every = match months {
                None => "einmalig".to_owned(),
                Some(1) => "im Monat".to_owned(),
                Some(12) => "im Jahr, je Monat ein Zwölftel".to_owned(),
                Some(months) => format!("je {months} Monate, anteilig je Monat"),
            };
            format!("{times}„{name}“: {} {every}", money(*each))
        }
        PriceStep::Share { days, of } => format!("Anteilig {days} von {of} Tagen"),
        PriceStep::ForDays { period: of } => format!("Für {}", period(*of, DE)),
        PriceStep::Discount { percent, months, list, price } => format!(
            "{} % Nachlass ab {months} Monaten Laufzeit: {} statt {}",
            number(percent.normalize(), DE),
            money(*price),
            money(*list)
        ),
        PriceStep::Summed { usages, seconds } => {
            format!("{}, zusammen {}", counted(to_i64(*usages), ("Vorgang", "Vorgänge")), length(*seconds, DE))
        }
        PriceStep::TopUp { allowance, quantity: more } => {
            let allowance = &catalogue.allowances[*allowance];
            format!("„{}“ aufgestockt um {}", allowance.name.get(DE), quantity(*more, allowance.unit, catalogue, DE))
        }
        _ => return None,
    })
}

/// Steps that say why a line is where it is, and what was corrected.
fn booked(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let currency = catalogue.provider.currency;
    let money = |value| price(value, currency, DE);
    let minor = |value| amount(value, currency, DE);
    Some(match step {
        PriceStep::Late { service, known } => {
            let known = when(*known, &catalogue.provider.zone, DE);
            format!("Leistung aus {}, bekannt geworden {known}: mit der nächsten Rechnung", period(*service, DE))
        }
        PriceStep::Pooled { period: of } => {
            format!("{} sind zusammengelegt: Abgerechnet wird am Ende", period(*of, DE))
        }
        PriceStep::Rounded { exact, minor: rounded } => {
            format!("Genau {}, kaufmännisch gerundet {}", money(*exact), minor(*rounded))
        }
        PriceStep::Reversed { minor: billed } => {
            format!("Storno: Berechnet waren {}", minor(*billed))
        }
        PriceStep::Rerated { before_minor, minor: right } => {
            format!("Neu berechnet: {} statt {}", minor(*right), minor(*before_minor))
        }
        PriceStep::Tax { percent, net_minor, amount_minor } => format!(
            "{} % Umsatzsteuer auf {}: {}",
            number(percent.normalize(), DE),
            minor(*net_minor),
            minor(*amount_minor)
        ),
        _ => return None,
    })
}

/// Why something is not rated.
fn refusal(step: &PriceStep, catalogue: &Catalogue) -> String {
    match step {
        PriceStep::NotRated(error) => match error {
            RateError::Negative => "Eine Dauer unter null kann nicht berechnet werden".to_owned(),
            RateError::TooLong => "Mehr als 366 Tage am Stück können nicht berechnet werden".to_owned(),
            RateError::OutOfRange => "Das Ende liegt nach dem Jahr 9999".to_owned(),
            RateError::NoBand => "Für die Stunden, in denen es beginnt, nennt der Tarif keinen Preis".to_owned(),
            RateError::TooLarge => "Der Betrag ist größer, als berechnet werden kann".to_owned(),
        },
        PriceStep::NotInEffect { at } => {
            format!("Am {} ist der Vertrag nicht in Kraft", when(*at, &catalogue.provider.zone, DE))
        }
        PriceStep::LineNotIncluded { line } => {
            let name = catalogue.find_line(line).map_or(line.as_str(), |ix| catalogue.lines[ix].name.get(DE));
            format!("Die Leitung „{name}“ gehört nicht zum Plan")
        }
        PriceStep::NotAccepted => "Der Preis wurde nicht angenommen: nicht berechnet".to_owned(),
        PriceStep::UnknownAllowance { allowance } => {
            format!("Ein Kontingent „{allowance}“ gibt es nicht")
        }
        PriceStep::UnknownItem { item } => format!("Einen Posten „{item}“ gibt es nicht"),
        PriceStep::NotKnown { fact } => format!("„{fact}“ ist nicht bekannt: Der Preis kann nicht berechnet werden"),
        PriceStep::NoRow => "Keine Zeile der Preisliste trifft zu".to_owned(),
        PriceStep::Unpriced { of, at, unsaid } => {
            let at = at.map(|at| format!(", {}", when(at, &catalogue.provider.zone, DE))).unwrap_or_default();
            let name = of.name(catalogue, DE);
            match unsaid {
                Unsaid::AsAgreed => {
                    format!("{name}{at}: Preis nach Vereinbarung, der Vertrag nennt keinen; nicht berechnet")
                }
                Unsaid::NotStated => format!("{name}{at}: Der Plan nennt keinen Preis; nicht berechnet"),
            }
        }
        PriceStep::UnknownPack { pack } => format!("Ein Paket „{pack}“ gibt es nicht"),
        PriceStep::EmptyTopUp => "Aufgestockt wird um mehr als nichts und zu keinem Preis unter null".to_owned(),
        _ => "Der Betrag ist größer, als berechnet werden kann".to_owned(),
    }
}

fn measured(measured_s: i64, counted_s: i64, counting: Counting) -> String {
    let measured = length(measured_s, DE);
    match counting {
        Counting::EachUsage | Counting::EachTicket | Counting::EachCycle | Counting::EachDay
            if measured_s == counted_s =>
        {
            format!("Gemessen und gezählt: {measured}")
        }
        Counting::EachUsage | Counting::EachTicket | Counting::EachCycle | Counting::EachDay => {
            format!("Gemessen {measured}, in angefangenen Einheiten {}", length(counted_s, DE))
        }
        Counting::MonthSum => format!("Gemessen {measured}; aufgerundet wird die Summe des Monats"),
        Counting::Second => format!("Gemessen {measured}, sekundengenau gezählt"),
    }
}

fn per(per_s: i64) -> String {
    match per_s {
        3600 => "Stunde".to_owned(),
        1 => "Sekunde".to_owned(),
        other => length(other, DE),
    }
}

fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
