//! The sentence to send to the sender: what becomes of the request, why, and what to do.

use super::verdict::reason;
use crate::explain::{AccessStep, Step, VerdictStep};
use crate::plan::catalogue::{Catalogue, Language};
use crate::run::outcome::{Answer, Condition, Verdict};

/// A verdict in one or two sentences for whoever asked.
#[must_use]
pub fn sentence(verdict: &Verdict, catalogue: &Catalogue, language: Language) -> String {
    match verdict.answer {
        Answer::Covered => match language {
            Language::De => "Ihre Anfrage ist durch Ihren Vertrag abgedeckt.".to_owned(),
            Language::En => "Your request is covered by your contract.".to_owned(),
        },
        Answer::BestEffort => {
            let opening = match language {
                Language::De => "Wir kümmern uns nach Möglichkeit um Ihre Anfrage, ohne Zusage einer Zeit.",
                Language::En => "We will look after your request as far as possible, without a promised time.",
            };
            joined(opening, reason(verdict), catalogue, language)
        }
        Answer::Chargeable => {
            let opening = match language {
                Language::De => "Wir kümmern uns um Ihre Anfrage; sie wird berechnet.",
                Language::En => "We will look after your request; it is charged.",
            };
            joined(opening, reason(verdict), catalogue, language)
        }
        Answer::Refused => {
            let reason = reason(verdict);
            if let Some(own) = reason.and_then(|reason| own_sentence(reason, catalogue, language)) {
                return own;
            }
            let opening = match language {
                Language::De => "Wir können Ihre Anfrage so nicht annehmen.",
                Language::En => "We cannot take your request as it is.",
            };
            joined(opening, reason, catalogue, language)
        }
    }
}

/// The sentence that the provider wrote for an exclusion, or for a rule that refuses.
fn own_sentence(reason: &Condition, catalogue: &Catalogue, language: Language) -> Option<String> {
    let own = match &reason.why {
        Step::Verdict(VerdictStep::Excluded { exclusion }) => catalogue.exclusions[*exclusion].sentence.get(language),
        Step::Verdict(VerdictStep::Access(AccessStep::Rule { sentence, .. })) => sentence.get(language),
        _ => "",
    };
    (!own.is_empty()).then(|| own.to_owned())
}

fn joined(opening: &str, reason: Option<&Condition>, catalogue: &Catalogue, language: Language) -> String {
    match reason.map(|reason| reason.why.text(catalogue, language)).filter(|reason| !reason.is_empty()) {
        Some(reason) => format!("{opening} {reason}."),
        None => opening.to_owned(),
    }
}
