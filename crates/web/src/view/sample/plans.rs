//! Samples of the comparison: three plans of which the reader has the second, and none at all.

use super::{Sample, sample, say, shell};
use crate::text::Language;
use crate::view::Area;
use crate::view::plans::{Column, Comparison, Group, PlanChoice, PlanSum, PlansPage, Row, Switch, Tone, Words};
use crate::view::{Choice, Control, Field, Money};

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |comparison, choice| PlansPage { shell: shell(language, Area::Plans), comparison, choice };
    vec![
        sample("plans", &page(Some(comparison(language)), Some(choice(language)))),
        sample("plans-none", &page(None, None)),
    ]
}

fn choice(language: Language) -> PlanChoice {
    let switch = |id: &str, name: (&str, &str), fee: (&str, &str), on| Switch {
        kind: "option",
        id: id.to_owned(),
        name: say(language, name.0, name.1),
        fee: say(language, fee.0, fee.1),
        summary: say(language, "Eine Ansprechperson mehr.", "One more contact."),
        on,
    };
    let extra = ("Weitere Ansprechperson", "Additional contact");
    let reports = ("Erweiterte Auswertungen", "Extended reports");
    let setup = ("Einrichtung", "Setup");
    let plans = ["Support-Level 1", "Support-Level 2"].map(|name| Choice::new(name, name));
    PlanChoice {
        plan: Field::new("plan", "Plan", Control::Select(plans.to_vec())).value("Support-Level 2"),
        switches: vec![
            switch("extra", extra, ("10,00 € im Monat", "€10.00 a month"), true),
            switch("reports", reports, ("nach Vereinbarung", "by agreement"), false),
        ],
        lang: Some("de".to_owned()),
        sum: PlanSum {
            lines: vec![
                ("Support-Level 2".to_owned(), Money::euro(3900)),
                (say(language, extra.0, extra.1), Money::euro(1000)),
            ],
            tax: vec![(say(language, "Steuer, 19 %", "Tax, 19 %"), Money::euro(931))],
            net_gross: Some((Money::euro(4900), Money::euro(5831))),
            once: vec![(say(language, setup.0, setup.1), Money::euro(9900))],
            included: vec![say(language, "Schulungen", "Trainings")],
            open: vec![say(language, reports.0, reports.1)],
            refused: vec![say(language, "Notfallhilfe gibt es hier nicht.", "Emergency help is not for this plan.")],
        },
    }
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
