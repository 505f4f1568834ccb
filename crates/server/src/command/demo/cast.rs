//! Who is in the demo: per desk the staff, the customers with their contracts, and what they ask. All addresses end in `.example`.

use ::desk::Role;

/// Password of everyone in the demo.
pub const PASSWORD: &str = "mainstay-demo";

/// One demo desk.
pub struct Cast {
    /// Name of the desk and of its plan file.
    pub desk: &'static str,
    /// The plan file.
    pub plans: &'static str,
    /// Domain of the provider's addresses.
    pub domain: &'static str,
    /// Hue of the accent.
    pub hue: &'static str,
    /// Its customers.
    pub customers: &'static [Customer],
    /// What they ask.
    pub topics: &'static [Topic],
    /// Tickets in a week.
    pub weekly: usize,
    /// How much is called: a support call every so many tickets, 0 for never.
    pub calls: usize,
    /// Whether work on tickets is logged.
    pub work: bool,
}

/// A member of staff, the same set on every desk.
pub struct Member {
    /// Name.
    pub name: &'static str,
    /// Part of the address before the `@`.
    pub local: &'static str,
    /// Role.
    pub role: Role,
}

/// A customer with its contract.
pub struct Customer {
    /// Name.
    pub name: &'static str,
    /// Domain of its addresses.
    pub domain: &'static str,
    /// Its language.
    pub english: bool,
    /// Plan.
    pub plan: &'static str,
    /// Packages.
    pub packages: &'static [&'static str],
    /// Options.
    pub options: &'static [&'static str],
    /// Agreed length in months, 0 for none.
    pub term_months: u32,
    /// Agreed values.
    pub agreed: &'static [(&'static str, &'static str)],
    /// Contacts: name and part of the address before the `@`. All but the last of four or more are authorised.
    pub contacts: &'static [(&'static str, &'static str)],
    /// Systems: name, production or development.
    pub systems: &'static [(&'static str, bool)],
    /// Licences: key and product.
    pub licences: &'static [(&'static str, &'static str)],
}

/// What somebody asks.
pub struct Topic {
    /// Written in English.
    pub english: bool,
    /// Subject.
    pub subject: &'static str,
    /// First message.
    pub body: &'static str,
    /// Severity id, empty for none.
    pub severity: &'static str,
    /// Answer of the provider.
    pub answer: &'static str,
}

/// Staff of every demo desk.
pub const STAFF: &[Member] = &[
    Member { name: "Alma Agent", local: "alma", role: Role::Agent },
    Member { name: "Bela Beispiel", local: "bela", role: Role::Agent },
    Member { name: "Nilo Nachtdienst", local: "nilo", role: Role::Technician },
    Member { name: "Mira Manager", local: "mira", role: Role::Manager },
    Member { name: "Vera Verwaltung", local: "vera", role: Role::Administrator },
];

const NONE: Customer = Customer {
    name: "",
    domain: "",
    english: false,
    plan: "",
    packages: &[],
    options: &[],
    term_months: 0,
    agreed: &[],
    contacts: &[],
    systems: &[],
    licences: &[],
};

/// The four demo desks.
pub const CASTS: &[Cast] = &[COMMERCE, MODULES, SHOP, AGENCY];

const COMMERCE: Cast = Cast {
    desk: "commerce-agreements",
    plans: include_str!("../../../../../plans/commerce-agreements.toml"),
    domain: "demo-commerce.example",
    hue: "250",
    weekly: 9,
    calls: 4,
    work: false,
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

const MODULES: Cast = Cast {
    desk: "module-licences",
    plans: include_str!("../../../../../plans/module-licences.toml"),
    domain: "demo-module.example",
    hue: "150",
    weekly: 7,
    calls: 0,
    work: false,
    customers: &[
        Customer {
            name: "Blumen Sommer (Demo)",
            domain: "blumen-sommer.example",
            plan: "standard",
            contacts: &[("Wanda Weiß", "wanda")],
            licences: &[("DEMO-PAY-1001", "*")],
            ..NONE
        },
        Customer {
            name: "Radladen Kette (Demo)",
            domain: "radladen-kette.example",
            plan: "standard",
            contacts: &[("Xaver Xanten", "xaver"), ("Yara Yıldız", "yara")],
            licences: &[("DEMO-PAY-1002", "*")],
            ..NONE
        },
        Customer {
            name: "Nordic Lamps (Demo)",
            domain: "nordic-lamps.example",
            english: true,
            plan: "additional",
            agreed: &[("fee", "89.00 EUR / month")],
            contacts: &[("Zoe Zander", "zoe")],
            licences: &[("DEMO-PAY-1003", "*")],
            ..NONE
        },
    ],
    topics: &[
        Topic {
            english: false,
            subject: "Zahlung bleibt auf „ausstehend“",
            body: "Nach der Rückkehr vom Zahlungsanbieter bleibt die Bestellung ausstehend.",
            severity: "",
            answer: "Die Rückmeldung des Anbieters erreicht Ihren Shop nicht. Bitte tragen Sie die unten genannte Adresse dort ein.",
        },
        Topic {
            english: false,
            subject: "Modul nach Aktualisierung nicht sichtbar",
            body: "Seit der neuen Version fehlt der Menüpunkt.",
            severity: "",
            answer: "Bitte leeren Sie den Zwischenspeicher der Verwaltung und melden Sie sich neu an.",
        },
        Topic {
            english: true,
            subject: "Refund fails with an error",
            body: "Refunding a part of an order shows error 4021.",
            severity: "",
            answer: "Partial refunds need the permission REFUND for your key. With it the refund goes through.",
        },
        Topic {
            english: false,
            subject: "Testmodus abschalten",
            body: "Wo stelle ich auf Echtbetrieb um?",
            severity: "",
            answer: "Unter Einstellungen, Bereich Betrieb. Danach bitte eine Bestellung über einen kleinen Betrag prüfen.",
        },
        Topic {
            english: false,
            subject: "Zwei Logos auf der Zahlungsseite",
            body: "Unser Logo erscheint doppelt.",
            severity: "",
            answer: "Die Vorlage bindet es bereits ein; bitte entfernen Sie den Eintrag im Modul.",
        },
    ],
};

const SHOP: Cast = Cast {
    desk: "shop-levels",
    plans: include_str!("../../../../../plans/shop-levels.toml"),
    domain: "demo-shop.example",
    hue: "200",
    weekly: 12,
    calls: 2,
    work: false,
    customers: &[
        Customer {
            name: "Kaffeerösterei Anker (Demo)",
            domain: "anker.example",
            plan: "level-2",
            contacts: &[("Anton Ahrens", "anton"), ("Berta Bock", "berta")],
            ..NONE
        },
        Customer {
            name: "Spielwaren Purzel (Demo)",
            domain: "purzel.example",
            plan: "level-1",
            contacts: &[("Carla Conrad", "carla")],
            ..NONE
        },
        Customer {
            name: "Werkzeug Eisen (Demo)",
            domain: "eisen.example",
            plan: "level-3",
            contacts: &[("Dora Dietz", "dora"), ("Emil Engel", "emil")],
            ..NONE
        },
        Customer {
            name: "Weinkeller Rebe (Demo, Enterprise)",
            domain: "rebe.example",
            plan: "level-2",
            packages: &["enterprise"],
            contacts: &[("Frida Frost", "frida")],
            ..NONE
        },
        Customer {
            name: "Alpine Outdoor (Demo)",
            domain: "alpine-outdoor.example",
            english: true,
            plan: "level-2",
            contacts: &[("Gwen Grant", "gwen")],
            ..NONE
        },
    ],
    topics: &[
        Topic {
            english: false,
            subject: "Versandkosten werden doppelt berechnet",
            body: "Bei zwei Paketen erscheinen die Versandkosten zweimal.",
            severity: "",
            answer: "Die Regel „je Paket“ war zusätzlich aktiv. Sie ist abgeschaltet, die Kosten stimmen wieder.",
        },
        Topic {
            english: false,
            subject: "Lagerbestand nach Import falsch",
            body: "Nach dem Import stehen alle Varianten auf null.",
            severity: "",
            answer: "Der Import hat die Spalte für den Bestand der Varianten nicht gefunden. Die Zuordnung ist jetzt gespeichert.",
        },
        Topic {
            english: false,
            subject: "Neue Domain aufschalten",
            body: "Wir haben eine weitere Domain gekauft. Was müssen wir eintragen?",
            severity: "",
            answer: "Bitte setzen Sie die beiden Einträge unten. Das Zertifikat folgt von selbst innerhalb einer Stunde.",
        },
        Topic {
            english: false,
            subject: "Rechnung als PDF lässt sich nicht öffnen",
            body: "Die Datei ist leer, sagt ein Kunde.",
            severity: "",
            answer: "Die Vorlage enthielt ein Zeichen, das die Schrift nicht hat. Mit der neuen Vorlage ist die Datei in Ordnung.",
        },
        Topic {
            english: true,
            subject: "Discount code works only once",
            body: "Customers say the code is refused on the second order.",
            severity: "",
            answer: "The code was limited to one use per customer. The limit is lifted.",
        },
        Topic {
            english: false,
            subject: "Startseite lädt langsam",
            body: "Seit gestern braucht die Startseite über fünf Sekunden.",
            severity: "",
            answer: "Ein Bild mit 24 MB war eingebunden. Es wird jetzt verkleinert ausgeliefert.",
        },
        Topic {
            english: false,
            subject: "Wunsch: Sammelbestellung",
            body: "Können Kunden mehrere Lieferadressen in einer Bestellung angeben?",
            severity: "",
            answer: "Noch nicht. Der Wunsch ist aufgenommen, wir melden uns mit einem Termin.",
        },
    ],
};

const AGENCY: Cast = Cast {
    desk: "agency-hours",
    plans: include_str!("../../../../../plans/agency-hours.toml"),
    domain: "demo-agency.example",
    hue: "320",
    weekly: 8,
    calls: 0,
    work: true,
    customers: &[
        Customer {
            name: "Sternwarte Tickets (Demo)",
            domain: "sternwarte.example",
            plan: "hours-10",
            term_months: 12,
            contacts: &[("Hanna Haas", "hanna"), ("Ivo Ihle", "ivo")],
            ..NONE
        },
        Customer {
            name: "Hofladen Grün (Demo)",
            domain: "hofladen-gruen.example",
            plan: "hours-20",
            contacts: &[("Jonas Jung", "jonas")],
            ..NONE
        },
        Customer {
            name: "Uhren Takt (Demo)",
            domain: "uhren-takt.example",
            plan: "on-demand",
            contacts: &[("Klara Kern", "klara")],
            ..NONE
        },
        Customer {
            name: "Velo Works (Demo)",
            domain: "velo-works.example",
            english: true,
            plan: "hours-40",
            contacts: &[("Liam Lowe", "liam"), ("Maya Mills", "maya")],
            ..NONE
        },
    ],
    topics: &[
        Topic {
            english: false,
            subject: "Website nicht erreichbar",
            body: "Die Seite meldet einen Fehler 502, auch die Verwaltung.",
            severity: "1",
            answer: "Der Webserver lief in eine Speichergrenze. Er läuft wieder, die Grenze ist angehoben, wir beobachten.",
        },
        Topic {
            english: false,
            subject: "Bestellbestätigungen kommen nicht an",
            body: "Seit dem Vormittag bekommt niemand eine Bestätigung.",
            severity: "2",
            answer: "Der Versanddienst hatte die Adresse gesperrt. Sie ist freigegeben, die Bestätigungen werden nachgeholt.",
        },
        Topic {
            english: false,
            subject: "Filter zeigt keine Ergebnisse",
            body: "In der Kategorie „Neu“ liefert der Größenfilter nichts.",
            severity: "3",
            answer: "Die Attribute waren nicht im Index. Nach dem Neuaufbau stimmt der Filter.",
        },
        Topic {
            english: false,
            subject: "Banner für die Aktionswoche",
            body: "Bitte tauschen Sie das Banner auf der Startseite am Montag früh.",
            severity: "4",
            answer: "Das Banner ist eingeplant und auf der Testseite zu sehen.",
        },
        Topic {
            english: true,
            subject: "Review stars look broken",
            body: "On phones the stars of a review overlap the text.",
            severity: "4",
            answer: "Fixed on staging; please have a look before we publish it.",
        },
        Topic {
            english: false,
            subject: "Erweiterung für Gutscheine einrichten",
            body: "Wir haben die Erweiterung gekauft. Bitte einrichten und kurz zeigen.",
            severity: "4",
            answer: "Eingerichtet. Für die Einweisung schlagen wir Donnerstag um 10 Uhr vor.",
        },
    ],
};
