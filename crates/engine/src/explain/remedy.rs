//! How a credit for a promise that was not kept came about.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::figure::{length, number, price};
use super::wording::{day, when};
use crate::plan::catalogue::remedy::{Credit, CreditKind, Measure};
use crate::plan::catalogue::{Catalogue, Language};

/// How a credit for a promise that was not kept came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemedyStep {
    /// What was measured.
    Measured {
        /// The remedy (index).
        remedy: usize,
        /// Breaches, seconds or percent.
        measured: Decimal,
    },
    /// The step that it reaches.
    Step {
        /// The remedy (index).
        remedy: usize,
        /// The wording of its threshold.
        step: String,
        /// What it gives.
        credit: Credit,
    },
    /// The ticket counts more or less than others.
    Weighted {
        /// How much.
        weight: Decimal,
    },
    /// It was claimed.
    Claimed {
        /// When.
        at: Timestamp,
    },
    /// It was not claimed.
    Unclaimed {
        /// The last day for it.
        until: Date,
        /// Whether that is past.
        lapsed: bool,
    },
    /// What must hold of the contract does not.
    NotEntitled {
        /// The remedy (index).
        remedy: usize,
    },
    /// Another credit of the month is as large or larger.
    NotCumulated,
    /// The cap leaves less.
    Capped {
        /// The cap.
        cap: Credit,
        /// What it leaves.
        left: Decimal,
    },
    /// It is too small to be given.
    TooSmall,
    /// It is on the invoice.
    Credited,
    /// A claim names a remedy that there is not.
    ClaimUnknown {
        /// What it names.
        remedy: String,
    },
    /// There is nothing to be claimed.
    ClaimNothing {
        /// The remedy (index).
        remedy: usize,
    },
    /// A claim comes too late.
    ClaimLate {
        /// The last day for it.
        until: Date,
    },
}

impl RemedyStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        let say = |de: String, en: String| if language == Language::De { de } else { en };
        let plain = |de: &str, en: &str| say(de.to_owned(), en.to_owned());
        let name = |remedy: usize| catalogue.remedies[remedy].name.get(language);
        match self {
            RemedyStep::Measured { remedy, measured } => {
                let shown = measured_words(catalogue.remedies[*remedy].measure, *measured, language);
                say(format!("{}: gemessen {shown}", name(*remedy)), format!("{}: measured {shown}", name(*remedy)))
            }
            RemedyStep::Step { step, credit, .. } => {
                let credit = credit_words(catalogue, *credit, language);
                let step = threshold_words(step, language);
                say(format!("Stufe „{step}“: {credit}"), format!("Step “{step}”: {credit}"))
            }
            RemedyStep::Weighted { weight } => {
                let weight = number(weight.normalize(), language);
                say(format!("Zählt {weight}-fach"), format!("Counts {weight} times"))
            }
            RemedyStep::Claimed { at } => {
                let at = when(*at, &catalogue.provider.zone, language);
                say(format!("Geltend gemacht {at}"), format!("Claimed {at}"))
            }
            RemedyStep::Unclaimed { until, lapsed } => {
                let until = day(*until, language);
                match lapsed {
                    false => say(format!("Geltend zu machen bis {until}"), format!("To be claimed by {until}")),
                    true => say(format!("Nicht geltend gemacht bis {until}"), format!("Not claimed by {until}")),
                }
            }
            RemedyStep::NotEntitled { remedy } => {
                let needs = super::condition::condition(&catalogue.remedies[*remedy].needs, catalogue, language);
                say(format!("Nicht erfüllt: {needs}"), format!("Does not hold: {needs}"))
            }
            RemedyStep::NotCumulated => plain(
                "Ein anderer Ausgleich dieses Monats ist mindestens so hoch; sie werden nicht addiert",
                "Another credit of this month is as large or larger; they do not add up",
            ),
            RemedyStep::Capped { cap, left } => {
                let (cap, left) = (*cap, Credit { kind: cap.kind, amount: *left });
                let (cap, left) = (credit_words(catalogue, cap, language), credit_words(catalogue, left, language));
                say(format!("Höchstens {cap}; davon übrig: {left}"), format!("At most {cap}; left of it: {left}"))
            }
            RemedyStep::TooSmall => plain("Zu klein, um gegeben zu werden", "Too small to be credited"),
            RemedyStep::Credited => plain("Abgezogen auf der nächsten Rechnung", "Credited on the next invoice"),
            RemedyStep::ClaimUnknown { remedy } => {
                say(format!("„{remedy}“ gibt es in diesem Plan nicht"), format!("“{remedy}” is not in this plan"))
            }
            RemedyStep::ClaimNothing { remedy } => say(
                format!("{}: dafür ist nichts geschuldet", name(*remedy)),
                format!("{}: nothing is owed for it", name(*remedy)),
            ),
            RemedyStep::ClaimLate { until } => {
                let until = day(*until, language);
                say(format!("Zu spät: möglich war es bis {until}"), format!("Too late: it was possible until {until}"))
            }
        }
    }
}

fn measured_words(measure: Measure, measured: Decimal, language: Language) -> String {
    use rust_decimal::prelude::ToPrimitive as _;
    match measure {
        Measure::Delay => length(measured.to_i64().unwrap_or(0), language),
        Measure::Breaches => {
            let count = number(measured.normalize(), language);
            let one = measured == Decimal::ONE;
            match (language, one) {
                (Language::De, true) => format!("{count} Verletzung"),
                (Language::De, false) => format!("{count} Verletzungen"),
                (Language::En, true) => format!("{count} breach"),
                (Language::En, false) => format!("{count} breaches"),
            }
        }
        Measure::Share | Measure::Availability => {
            let shown = number(measured.round_dp(3).normalize(), language);
            if language == Language::De { format!("{shown} %") } else { format!("{shown}%") }
        }
    }
}

/// The threshold of a step in words: "from 3", "below 99.9 %".
#[must_use]
pub fn threshold_words(text: &str, language: Language) -> String {
    let signs =
        [("≥", "ab", "from"), (">", "mehr als", "more than"), ("<", "unter", "below"), ("≤", "höchstens", "at most")];
    let found = signs.into_iter().find_map(|(sign, de, en)| Some((text.strip_prefix(sign)?, de, en)));
    found.map_or_else(
        || text.to_owned(),
        |(rest, de, en)| format!("{}{rest}", if language == Language::De { de } else { en }),
    )
}

/// A credit in words.
#[must_use]
pub fn credit_words(catalogue: &Catalogue, credit: Credit, language: Language) -> String {
    use rust_decimal::prelude::ToPrimitive as _;
    let say = |de: &str, en: &str| if language == Language::De { de.to_owned() } else { en.to_owned() };
    let amount = credit.amount.normalize();
    match credit.kind {
        CreditKind::Percent => {
            let shown = number(amount.round_dp(4).normalize(), language);
            say(&format!("{shown} % der Gebühr"), &format!("{shown}% of the fee"))
        }
        CreditKind::Money => price(credit.amount, catalogue.provider.currency, language),
        CreditKind::Days => {
            let one = amount == Decimal::ONE;
            let (de, en) = if one { ("Tag", "day") } else { ("Tage", "days") };
            let shown = number(amount, language);
            say(&format!("{shown} {de}"), &format!("{shown} {en}"))
        }
        CreditKind::Time => length(amount.to_i64().unwrap_or(0), language),
        CreditKind::Work => say("die Arbeit ist kostenlos", "the work is free of charge"),
        CreditKind::AsAgreed => say("nach Vereinbarung", "as agreed"),
        CreditKind::NotStated => say("in einer Höhe, die nicht angegeben ist", "how much is not stated"),
        CreditKind::Termination => say("Recht zur Kündigung", "the right to end the contract"),
    }
}
