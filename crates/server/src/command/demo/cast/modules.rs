//! The vendor of modules, with support bound to a licence.

use super::{Cast, Customer, NONE, Topic};

pub(super) const MODULES: Cast = Cast {
    desk: "module-licences",
    plans: include_str!("../../../../../../plans/module-licences.toml"),
    domain: "demo-module.example",
    hue: "150",
    weekly: 7,
    calls: 0,
    work: false,
    issued: 2,
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
