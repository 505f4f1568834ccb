//! A condition in words: "severity 1 and outside Support hours, or cause own-defect".

use crate::plan::catalogue::condition::{Bound, Is, Side, Test, When};
use crate::plan::catalogue::{Catalogue, Language};

/// The condition in words; empty where it always holds.
pub(crate) fn condition(when: &When, catalogue: &Catalogue, language: Language) -> String {
    let (and, or) = if language == Language::De { (" und ", ", oder ") } else { (" and ", ", or ") };
    let all = |tests: &Vec<Test>| {
        let tests: Vec<String> = tests.iter().map(|one| test(one, catalogue, language)).collect();
        tests.join(and)
    };
    let any: Vec<String> = when.any.iter().map(all).collect();
    any.join(or)
}

fn test(test: &Test, catalogue: &Catalogue, language: Language) -> String {
    let say = |de: &'static str, en: &'static str| if language == Language::De { de } else { en };
    match test {
        Test::Fact { name, is } => {
            let fact = catalogue.facts.iter().find(|fact| fact.id == *name);
            let shown = fact.map(|fact| fact.name.get(language)).filter(|name| !name.is_empty()).unwrap_or(name);
            let value = |id: &String| {
                let severity = catalogue.severities.iter().find(|one| one.id == *id).filter(|_| name == "severity");
                let declared = fact.and_then(|fact| fact.values.iter().find(|(known, _)| known == id));
                let worded = severity.map(|one| &one.name).or(declared.map(|(_, name)| name));
                worded.map(|text| text.get(language)).filter(|text| !text.is_empty()).unwrap_or(id).to_owned()
            };
            let list = |values: &[String]| values.iter().map(value).collect::<Vec<_>>().join(say(" oder ", " or "));
            match is {
                Is::OneOf(values) => format!("{shown}: {}", list(values)),
                Is::NoneOf(values) => format!("{shown}: {} {}", say("nicht", "not"), list(values)),
                Is::Beside(side, bound) => {
                    let sign = Side::ALL.iter().find(|(one, _)| one == side).map_or("", |(_, sign)| sign);
                    format!("{shown} {sign} {}", bound_text(bound, language))
                }
            }
        }
        Test::Window { window, open } => {
            let name = catalogue.windows[*window].name.get(language);
            format!("{} {name}", if *open { say("innerhalb", "within") } else { say("außerhalb", "outside") })
        }
        Test::Offer { offer, held } => {
            let name = catalogue.offers[*offer].name.get(language);
            format!("{} {name}", if *held { say("mit", "with") } else { say("ohne", "without") })
        }
    }
}

fn bound_text(bound: &Bound, language: Language) -> String {
    match bound {
        Bound::Number(number) => super::figure::number(number.normalize(), language),
        Bound::Version(numbers) => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join("."),
        Bound::Day(day) => super::wording::day(*day, language),
    }
}
