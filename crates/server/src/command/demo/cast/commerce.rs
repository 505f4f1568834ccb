//! The vendor of commerce software, with agreements and options.

use super::{Cast, Customer, NONE, Topic};

pub(super) const COMMERCE: Cast = Cast {
    desk: "commerce-agreements",
    plans: include_str!("../../../../../../plans/commerce-agreements.toml"),
    domain: "demo-commerce.example",
    hue: "250",
    weekly: 9,
    calls: 4,
    work: false,
    issued: 2,
    customers: &[
        Customer {
            name: "Möbelhaus Nordlicht (Demo)",
            domain: "nordlicht.example",
            plan: "maintenance",
            agreed: &[("fee", "950.00 EUR / month")],
            contacts: &[("Jule Jansen", "jule"), ("Kai Krüger", "kai"), ("Lotte Lang", "lotte")],
            systems: &[("Shop Produktion", true), ("Shop Test", false), ("Shop Entwicklung", false)],
            ..NONE
        },
        Customer {
            name: "Teehandel Morgenrot (Demo)",
            domain: "morgenrot.example",
            plan: "maintenance-plus",
            agreed: &[("fee", "1650.00 EUR / month"), ("target.first-response", "4 h")],
            contacts: &[
                ("Mara Moser", "mara"),
                ("Nico Neumann", "nico"),
                ("Olga Ott", "olga"),
                ("Paul Pohl", "paul"),
                ("Quirin Quast", "quirin"),
            ],
            systems: &[("Plattform live", true), ("Plattform Abnahme", false)],
            ..NONE
        },
        Customer {
            name: "Harbour Books (Demo)",
            domain: "harbour-books.example",
            english: true,
            plan: "maintenance",
            options: &["extra-contact", "after-hours-emergency"],
            agreed: &[
                ("fee", "980.00 EUR / month"),
                ("fee.extra-contact", "60.00 EUR / month"),
                ("fee.after-hours-emergency", "420.00 EUR / month"),
            ],
            contacts: &[("Rhea Reed", "rhea"), ("Sam Stone", "sam"), ("Tess Turner", "tess"), ("Uma Underwood", "uma")],
            systems: &[("Store", true), ("Store staging", false)],
            ..NONE
        },
        Customer {
            name: "Schulungshaus Lernweg (Demo, Partner)",
            domain: "lernweg.example",
            plan: "partner",
            contacts: &[("Volker Vogt", "volker")],
            ..NONE
        },
    ],
    topics: COMMERCE_TOPICS,
};

const COMMERCE_TOPICS: &[Topic] = &[
    Topic {
        english: false,
        subject: "Bestellungen werden nicht an das Lager übergeben",
        body: "Seit heute Morgen bleiben Bestellungen im Status „bezahlt“ stehen.\n\nDer Übergabejob meldet keinen Fehler. Was können wir prüfen?",
        severity: "",
        answer: "Der Übergabejob war nach dem Update ohne Berechtigung auf dem Austauschordner. Nach dem Setzen der Rechte laufen die Bestellungen durch. Bitte prüfen Sie die zwölf offenen Bestellungen.",
    },
    Topic {
        english: false,
        subject: "Suche findet Artikel mit Umlaut nicht",
        body: "„Kühlschrank“ liefert keine Treffer, „Kuehlschrank“ schon.",
        severity: "",
        answer: "Der Suchindex wurde ohne die deutsche Zeichentabelle aufgebaut. Bitte bauen Sie ihn mit der Einstellung im Anhang neu auf.",
    },
    Topic {
        english: false,
        subject: "Frage zum Hotfix der letzten Woche",
        body: "Müssen wir vor dem Einspielen den Cache leeren?",
        severity: "",
        answer: "Nein, der Hotfix leert die betroffenen Bereiche selbst. Ein Neustart eines Knotens genügt.",
    },
    Topic {
        english: false,
        subject: "Steuersätze nach Import falsch",
        body: "Nach dem Import haben 40 Artikel den ermäßigten Satz, obwohl die Datei 19 % nennt.",
        severity: "",
        answer: "Die Spalte war in der Vorlage verschoben. Die korrigierte Vorlage liegt im Portal, ein erneuter Import berichtigt die Sätze.",
    },
    Topic {
        english: true,
        subject: "Checkout sporadically slow",
        body: "Every few minutes the checkout takes more than ten seconds. Monitoring attached in the portal.",
        severity: "",
        answer: "The pool of the payment connector was exhausted. With the new limit the peaks are gone on your staging system; please confirm for production.",
    },
    Topic {
        english: false,
        subject: "Benutzer können sich nicht abmelden",
        body: "Der Abmelden-Knopf lädt nur die Seite neu.",
        severity: "",
        answer: "Ursache ist eine fehlende Weiterleitung in der neuen Vorlage. Die geänderte Zeile steht unten.",
    },
    Topic {
        english: false,
        subject: "Exportdatei endet mitten in einer Zeile",
        body: "Der nächtliche Export ist seit zwei Tagen unvollständig.",
        severity: "",
        answer: "Der Datenträger des Exports war voll. Nach dem Aufräumen ist der Export vollständig; eine Warnung bei 80 % ist nun eingerichtet.",
    },
    Topic {
        english: false,
        subject: "Upgrade planen",
        body: "Wir möchten im Frühjahr auf die nächste Hauptversion. Welche Schritte empfehlen Sie?",
        severity: "",
        answer: "Die Prüfliste für das Upgrade liegt im Portal. Für den ermäßigten Preis wenden Sie sich bitte an die Supportverwaltung.",
    },
];
