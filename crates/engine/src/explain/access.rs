//! Why a rule of coverage, a role or a proof of identity lets a request pass or not.

use super::verdict::row;
use crate::plan::catalogue::access::{Cover, Proof};
use crate::plan::catalogue::{Catalogue, Language, Text};

/// Why a rule of coverage, a role or a proof of identity lets a request pass or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessStep {
    /// A rule of the plan is about this request.
    Rule {
        /// What becomes of it.
        cover: Cover,
        /// What the requests are.
        name: Text,
        /// The provider's sentence, maybe empty.
        sentence: Text,
    },
    /// The role may ask.
    RoleMay {
        /// The role (index).
        role: usize,
    },
    /// The role may not ask.
    RoleMayNot {
        /// The role (index).
        role: usize,
    },
    /// The role may not accept prices.
    RoleMayNotAccept {
        /// The role (index).
        role: usize,
    },
    /// The person has shown who they are.
    Proved {
        /// In which way.
        by: Proof,
    },
    /// The person has not shown who they are.
    NotProved {
        /// The ways there are.
        ways: Vec<Proof>,
    },
}

impl AccessStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        let say = |de: &str, en: &str| {
            if language == Language::De { de.to_owned() } else { en.to_owned() }
        };
        let name = |role: usize| catalogue.roles[role].name.get(language);
        match self {
            AccessStep::Rule { cover, name, sentence } => {
                let word = match cover {
                    Cover::Covered => say("abgedeckt", "covered"),
                    Cover::BestEffort => say("nach Möglichkeit, ohne Zusage", "best effort, not promised"),
                    Cover::Chargeable => say("wird berechnet", "charged"),
                    Cover::Refused => say("nicht abgedeckt", "not covered"),
                };
                let words = if name.get(language).is_empty() {
                    say(&format!("Nach den Regeln des Plans {word}"), &format!("By the rules of the plan {word}"))
                } else {
                    format!("{}: {word}", name.get(language))
                };
                match sentence.get(language).trim_end_matches('.') {
                    "" => words,
                    sentence => format!("{words}. {sentence}"),
                }
            }
            AccessStep::RoleMay { role } => {
                say(&format!("{} darf anfragen", name(*role)), &format!("{} may ask", name(*role)))
            }
            AccessStep::RoleMayNot { role } => say(
                &format!("{} darf nicht anfragen. Bitten Sie jemanden, der anfragen darf", name(*role)),
                &format!("{} may not ask. Ask somebody who may", name(*role)),
            ),
            AccessStep::RoleMayNotAccept { role } => say(
                &format!("{} darf keine Preise annehmen. Bitten Sie jemanden, der das darf", name(*role)),
                &format!("{} may not accept prices. Ask somebody who may", name(*role)),
            ),
            AccessStep::Proved { by } => {
                let way = way(*by, language);
                say(&format!("Ausgewiesen durch {way}"), &format!("Identified by {way}"))
            }
            AccessStep::NotProved { ways } => {
                let ways = row(ways.iter().map(|by| way(*by, language)));
                say(
                    &format!("Nicht ausgewiesen. Möglich ist es durch: {ways}"),
                    &format!("Not identified. It can be done by: {ways}"),
                )
            }
        }
    }
}

/// A proof as people call it.
#[must_use]
pub fn way(by: Proof, language: Language) -> &'static str {
    match (by, language) {
        (Proof::Domain, Language::De) => "eine Adresse des Unternehmens",
        (Proof::Domain, Language::En) => "an address of the company",
        (Proof::List, Language::De) => "die Liste der Ansprechpersonen",
        (Proof::List, Language::En) => "the list of contacts",
        (Proof::Code, Language::De) => "den Code des Vertrags",
        (Proof::Code, Language::En) => "the code of the contract",
    }
}
