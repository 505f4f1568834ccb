//! How a computed price came about: counts, shares, rows, limits, surcharges and discounts, rises.

use rust_decimal::Decimal;

use super::condition::condition;
use super::figure::{number, price as money};
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::price::{BandRate, Change};
use crate::plan::catalogue::{Catalogue, Language, Text};

/// A step of a computed price. Prices are exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleStep {
    /// So many at so much each.
    Counted {
        /// The fact that counts.
        fact: String,
        /// How many.
        count: Decimal,
        /// Price of one.
        each: Decimal,
        /// The sum.
        price: Decimal,
    },
    /// A percentage of something.
    Share {
        /// Percent.
        percent: Decimal,
        /// Of how much.
        of: Decimal,
        /// The share.
        price: Decimal,
    },
    /// A row of a banded price.
    Band {
        /// How much lies in it.
        part: Decimal,
        /// Where it ends.
        up_to: Option<Decimal>,
        /// How it prices.
        rate: BandRate,
        /// What it comes to.
        price: Decimal,
    },
    /// What is lacking of an amount.
    Lacking {
        /// The amount to be reached.
        amount: Decimal,
        /// What was reached.
        reached: Decimal,
        /// The rest.
        price: Decimal,
    },
    /// Which row of a price list holds.
    Row {
        /// Its place.
        row: usize,
        /// Its condition.
        when: When,
    },
    /// Divided among several.
    Shared {
        /// The fact that counts them.
        fact: String,
        /// How many they are.
        by: Decimal,
        /// Before.
        before: Decimal,
        /// After.
        price: Decimal,
    },
    /// It is never less.
    Floor {
        /// Before.
        before: Decimal,
        /// After.
        price: Decimal,
    },
    /// It is never more.
    Ceiling {
        /// Before.
        before: Decimal,
        /// After.
        price: Decimal,
    },
    /// A surcharge, a discount, a least or a highest price.
    Modified {
        /// Its name, if it has one.
        name: Text,
        /// What it does.
        change: Change,
        /// For what it holds.
        when: When,
        /// Before.
        before: Decimal,
        /// After.
        price: Decimal,
    },
    /// It has risen.
    Adjusted {
        /// How many times.
        times: u32,
        /// Before.
        before: Decimal,
        /// After.
        price: Decimal,
    },
    /// A fact that the price needs is not known.
    Unknown {
        /// The fact.
        fact: String,
    },
    /// No row of the price list holds.
    NoRow,
    /// A ticket has its own price.
    Case {
        /// The price.
        price: Decimal,
    },
    /// Another usage has paid for the ticket already.
    CasePaid,
    /// Free because a condition holds.
    FreeWhen {
        /// The condition.
        when: When,
    },
    /// Not charged because a condition does not hold, or is not known to hold.
    NotCharged {
        /// The condition.
        when: When,
    },
    /// Another tariff takes the place of this one.
    Instead {
        /// The tariff.
        tariff: usize,
        /// For what.
        when: When,
    },
    /// A quantity that costs nothing.
    FreeQuantity {
        /// How many of them.
        free: Decimal,
        /// Of how many.
        of: Decimal,
    },
}

impl RuleStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        let say = |de: &str, en: &str| if language == Language::De { de.to_owned() } else { en.to_owned() };
        let sum = |value: &Decimal| money(value.round_dp(6), catalogue.provider.currency, language);
        let plain = |value: &Decimal| number(value.normalize(), language);
        match self {
            RuleStep::Counted { fact, count, each, price } => {
                format!("{} {} × {} = {}", plain(count), fact_name(catalogue, fact, language), sum(each), sum(price))
            }
            RuleStep::Share { percent, of, price } => {
                let times = *percent / Decimal::ONE_HUNDRED;
                if times > Decimal::ONE && times.is_integer() {
                    return format!("{} × {} = {}", plain(&times), sum(of), sum(price));
                }
                format!("{} % {} {} = {}", plain(percent), say("von", "of"), sum(of), sum(price))
            }
            RuleStep::Band { part, up_to, rate, price } => {
                let end = up_to.map_or_else(
                    || say("letzte Stufe", "last row"),
                    |up_to| format!("{} {}", say("Stufe bis", "row up to"), plain(&up_to)),
                );
                let how = match rate {
                    BandRate::Percent(percent) => format!("{} % {} {}", plain(percent), say("von", "of"), plain(part)),
                    BandRate::Each(each) => format!("{} × {}", plain(part), sum(each)),
                    BandRate::Flat(_) => say("Festpreis", "flat price"),
                };
                format!("{end}: {how} = {}", sum(price))
            }
            RuleStep::Lacking { amount, reached, price } => format!(
                "{} {}, {} {}: {} {}",
                say("Mindestens", "At least"),
                sum(amount),
                say("erreicht sind", "reached are"),
                sum(reached),
                say("es fehlen", "lacking are"),
                sum(price)
            ),
            RuleStep::Row { row, when } => {
                let why = condition(when, catalogue, language);
                let why = if why.is_empty() { say("gilt sonst", "holds otherwise") } else { why };
                format!("{} {}: {why}", say("Preiszeile", "Price row"), row + 1)
            }
            RuleStep::Shared { fact, by, before, price } => {
                let name = fact_name(catalogue, fact, language);
                format!("{} ÷ {} {name} = {}", sum(before), plain(by), sum(price))
            }
            RuleStep::Floor { before, price } => {
                format!(
                    "{} {} {} {}",
                    say("Mindestens", "At least"),
                    sum(price),
                    say("statt", "instead of"),
                    sum(before)
                )
            }
            RuleStep::Ceiling { before, price } => {
                format!("{} {} {} {}", say("Höchstens", "At most"), sum(price), say("statt", "instead of"), sum(before))
            }
            RuleStep::Modified { name, change, when, before, price } => {
                let what = modified(name, *change, language, &sum);
                let why = condition(when, catalogue, language);
                let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
                format!("{what}{why}: {} {} {}", sum(price), say("statt", "instead of"), sum(before))
            }
            RuleStep::Adjusted { times, before, price } => {
                let often = match (language, times) {
                    (Language::De, 1) => "Preisanpassung".to_owned(),
                    (Language::De, times) => format!("{times} Preisanpassungen"),
                    (Language::En, 1) => "Price adjustment".to_owned(),
                    (Language::En, times) => format!("{times} price adjustments"),
                };
                format!("{often}: {} {} {}", sum(price), say("statt", "instead of"), sum(before))
            }
            _ => self.text_of_usage(catalogue, language),
        }
    }

    /// A price of a ticket, a surcharge or a discount in few words, whatever it came to.
    #[must_use]
    pub fn brief(&self, catalogue: &Catalogue, language: Language) -> String {
        let sum = |value: &Decimal| money(value.round_dp(6), catalogue.provider.currency, language);
        match self {
            RuleStep::Case { price } => match language {
                Language::De => format!("{} je Anfrage", sum(price)),
                Language::En => format!("{} a ticket", sum(price)),
            },
            RuleStep::Modified { name, change, .. } => modified(name, *change, language, &sum),
            other => other.text(catalogue, language),
        }
    }

    /// Steps of calls, work and items, and why something has no price.
    fn text_of_usage(&self, catalogue: &Catalogue, language: Language) -> String {
        let say = |de: &str, en: &str| if language == Language::De { de.to_owned() } else { en.to_owned() };
        let sum = |value: &Decimal| money(value.round_dp(6), catalogue.provider.currency, language);
        let plain = |value: &Decimal| number(value.normalize(), language);
        match self {
            RuleStep::Unknown { fact } => {
                let name = fact_name(catalogue, fact, language);
                match language {
                    Language::De => format!("„{name}“ ist nicht bekannt: Der Preis kann nicht berechnet werden"),
                    Language::En => format!("“{name}” is not known: the price cannot be computed"),
                }
            }
            RuleStep::Case { price } => format!("{}: {}", say("Preis der Anfrage", "Price of the ticket"), sum(price)),
            RuleStep::CasePaid => {
                say("Der Preis der Anfrage ist schon berechnet", "The price of the ticket has been charged already")
            }
            RuleStep::FreeWhen { when } => {
                format!("{}: {}", say("Kostenfrei", "Free of charge"), condition(when, catalogue, language))
            }
            RuleStep::NotCharged { when } => format!(
                "{}: {}",
                say("Berechnet wird nur unter der Bedingung", "Charged only if"),
                condition(when, catalogue, language)
            ),
            RuleStep::Instead { tariff, when } => format!(
                "{}: {} ({})",
                say("Es gilt der Tarif", "The tariff is"),
                catalogue.tariffs[*tariff].name.get(language),
                condition(when, catalogue, language)
            ),
            RuleStep::FreeQuantity { free, of } => {
                format!("{} {} {} {}", plain(free), say("von", "of"), plain(of), say("sind frei", "are free"))
            }
            _ => say("Keine Zeile der Preisliste trifft zu", "No row of the price list holds"),
        }
    }
}

/// The name of a fact: as the file declares it, or its id.
fn fact_name<'c>(catalogue: &'c Catalogue, fact: &'c str, language: Language) -> &'c str {
    let declared = catalogue.facts.iter().find(|known| known.id == fact);
    declared.map(|known| known.name.get(language)).filter(|name| !name.is_empty()).unwrap_or(fact)
}

/// What a surcharge or a discount is called, and how much it is.
fn modified(name: &Text, change: Change, language: Language, sum: &dyn Fn(&Decimal) -> String) -> String {
    let say = |de: &str, en: &str| if language == Language::De { de.to_owned() } else { en.to_owned() };
    let percent = |value: Decimal| format!("{} %", number(value.abs().normalize(), language));
    let (word, size) = match change {
        Change::Percent(value) if value.is_sign_negative() => (say("Nachlass", "Discount"), percent(value)),
        Change::Percent(value) => (say("Zuschlag", "Surcharge"), percent(value)),
        Change::Add(value) if value.is_sign_negative() => (say("Nachlass", "Discount"), sum(&value.abs())),
        Change::Add(value) => (say("Zuschlag", "Surcharge"), sum(&value)),
        Change::Factor(value) => (say("Faktor", "Factor"), number(value.normalize(), language)),
        Change::AtLeast(value) => (say("Mindestpreis", "Least price"), sum(&value)),
        Change::AtLeastTime(seconds) => (say("Mindestzeit", "Least time"), super::figure::length(seconds, language)),
        Change::AtMost(value) => (say("Höchstpreis", "Highest price"), sum(&value)),
        Change::Unsaid(unsaid) => (say("Änderung", "Change"), super::figure::unsaid(unsaid, language).to_owned()),
    };
    let name = name.get(language);
    if name.is_empty() { format!("{word} {size}") } else { format!("{name}, {size}") }
}
