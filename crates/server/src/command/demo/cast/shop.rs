//! The shop software as a service, with levels, free minutes and an emergency line.

use super::{Cast, Customer, NONE, Topic};

pub(super) const SHOP: Cast = Cast {
    desk: "shop-levels",
    plans: include_str!("../../../../../../plans/shop-levels.toml"),
    domain: "demo-shop.example",
    hue: "200",
    weekly: 12,
    calls: 2,
    work: false,
    issued: 1,
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
