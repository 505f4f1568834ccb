//! The coverage verdict with its conditions.

use desk::customer::Contact;
use desk::ticket::ConditionView;
use engine::run::outcome::{Answer, Verdict as Judged};

use super::{either, plan_language};
use crate::text::Text;
use crate::view::verdict::{self, Condition, Kind, Verdict};

/// A verdict from its conditions as they were worded. `source` names the plan.
pub(crate) fn kept(t: &Text, answer: Answer, conditions: &[ConditionView], source: &str) -> Verdict {
    let conditions = conditions
        .iter()
        .map(|condition| one(t, &condition.condition, condition.holds, either(t, &condition.de, &condition.en), source))
        .collect();
    Verdict { kind: kind(answer), price: None, sentence: None, conditions }
}

/// A verdict as the engine gives it now. It knows people by their ids only: `names` says who they are.
pub(crate) fn judged(
    t: &Text,
    verdict: &Judged,
    catalogue: &engine::plan::Catalogue,
    source: &str,
    names: &[Contact],
) -> Verdict {
    let named = |words: String| names.iter().fold(words, |words, one| words.replace(&one.id.to_string(), &one.name));
    let conditions = verdict
        .conditions
        .iter()
        .map(|condition| {
            let why = named(condition.why.text(catalogue, plan_language(t)));
            one(t, condition.kind.id(), condition.holds, &why, source)
        })
        .collect();
    let sentence = match verdict.answer {
        Answer::Refused | Answer::Chargeable => {
            Some(named(engine::coverage::sentence(verdict, catalogue, plan_language(t))))
                .filter(|words| !words.is_empty())
        }
        Answer::Covered | Answer::BestEffort => None,
    };
    Verdict { kind: kind(verdict.answer), price: None, sentence, conditions }
}

fn one(t: &Text, id: &str, holds: bool, why: &str, source: &str) -> Condition {
    Condition {
        text: name(t, id),
        answer: if holds { verdict::Answer::Yes } else { verdict::Answer::No },
        fact: why.to_owned(),
        source: source.to_owned(),
    }
}

pub(crate) fn kind(answer: Answer) -> Kind {
    match answer {
        Answer::Covered => Kind::Covered,
        Answer::BestEffort => Kind::BestEffort,
        Answer::Chargeable => Kind::Chargeable,
        Answer::Refused => Kind::Refused,
    }
}

fn name(t: &Text, id: &str) -> String {
    let words = match id {
        "contract" => t.get("condition-contract"),
        "contact" => t.get("condition-contact"),
        "channel" => t.get("condition-channel"),
        "product" => t.get("condition-product"),
        "system" => t.get("condition-system"),
        "licence" => t.get("condition-licence"),
        "version" => t.get("condition-version"),
        "customisation" => t.get("condition-customisation"),
        "exclusion" => t.get("condition-exclusion"),
        "window" => t.get("condition-window"),
        "allowance" => t.get("condition-allowance"),
        "acceptance" => t.get("condition-acceptance"),
        _ => return id.to_owned(),
    };
    words.to_string()
}
