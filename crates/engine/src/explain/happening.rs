//! What happens to a ticket, in words.

use crate::plan::catalogue::terms::Happening;
use crate::plan::catalogue::{Catalogue, Language};

/// What happened, in words; a milestone by its name, other words of the provider as they are.
pub(crate) fn text(what: &Happening, catalogue: &Catalogue, language: Language) -> String {
    let (de, en) = match what {
        Happening::Arrival => ("Eingang", "arrival"),
        Happening::Since => ("angegebener Beginn, sonst Eingang", "stated beginning, otherwise arrival"),
        Happening::Reply => ("Antwort", "reply"),
        Happening::Call => ("Anruf", "call"),
        Happening::Receipt => ("Eingangsbestätigung", "automatic receipt"),
        Happening::Message => ("Nachricht des Kunden", "message of the customer"),
        Happening::Resolve => ("Lösung", "resolution"),
        Happening::Close => ("Schließung", "closing"),
        Happening::Word(word) => match catalogue.find_milestone(word) {
            Some(milestone) => return catalogue.milestone_name(milestone, language).to_owned(),
            None => return super::condition::readable(word),
        },
    };
    if language == Language::De { de } else { en }.to_owned()
}
