//! The agency, with packages of hours.

use super::{Cast, Customer, NONE, Topic};

pub(super) const AGENCY: Cast = Cast {
    desk: "agency-hours",
    plans: include_str!("../../../../../../plans/agency-hours.toml"),
    domain: "demo-agency.example",
    hue: "320",
    weekly: 8,
    calls: 0,
    work: true,
    issued: 2,
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
