//! Samples of the comparison: three plans of which the reader has the second, and none at all.

use super::{Sample, sample, say, shell};
use crate::text::Language;
use crate::view::Area;
use crate::view::plans::{Column, Comparison, Group, PlansPage, Row, Tone, Words};

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |comparison| PlansPage { shell: shell(language, Area::Plans), comparison };
    vec![sample("plans", &page(Some(comparison(language)))), sample("plans-none", &page(None))]
}

fn comparison(language: Language) -> Comparison {
    let column = |name: &str, fee: (&str, &str), summary: (&str, &str), own| Column {
        name: name.to_owned(),
        fee: say(language, fee.0, fee.1),
        summary: say(language, summary.0, summary.1),
        own,
    };
    let words = |tone, de: &str, en: &str| Words { words: say(language, de, en), tone };
    let yes = || words(Tone::Included, "✓ enthalten", "✓ included");
    let no = || words(Tone::Absent, "–", "–");
    let row = |name: (&str, &str), cells: Vec<Words>, differs| Row {
        name: say(language, name.0, name.1),
        detail: String::new(),
        cells,
        differs,
    };
    let response = vec![
        words(Tone::Absent, "nicht angegeben", "not stated"),
        words(Tone::Plain, "24 Stunden, garantiert", "24 hours, guaranteed"),
        words(Tone::Plain, "4 Stunden, garantiert", "4 hours, guaranteed"),
    ];
    Comparison {
        columns: vec![
            column(
                "Support-Level 1",
                ("kostenlos", "free of charge"),
                ("Hilfe per E-Mail und freie Minuten.", "Help by e-mail and free minutes."),
                false,
            ),
            column(
                "Support-Level 2",
                ("39,00 € im Monat", "€39.00 a month"),
                ("Eine garantierte Reaktion.", "A guaranteed response."),
                true,
            ),
            column(
                "Support-Level 3",
                ("89,00 € im Monat", "€89.00 a month"),
                ("Eine Person, die Ihren Shop kennt.", "A person who knows your shop."),
                false,
            ),
        ],
        groups: vec![
            Group {
                name: say(language, "Reaktion und Lösung", "Response and resolution"),
                rows: vec![row(("Erste Antwort", "First response"), response, true)],
            },
            Group {
                name: say(language, "Leistungen", "Services"),
                rows: vec![
                    row(("Vorrang bei Fehlerbehebungen", "Priority for fixes"), vec![no(), yes(), yes()], true),
                    row(("Datensicherungen", "Backups"), vec![yes(), yes(), yes()], false),
                ],
            },
        ],
        sections: vec![(
            say(language, "So rechnen wir", "How we reckon"),
            vec![(say(language, "Preise", "Prices"), say(language, "Alle Preise sind netto.", "All prices are net."))],
        )],
    }
}
