//! Samples of the queue: a working morning, an empty one, and the preview.

use super::clock::Clock;
use super::{Sample, at, sample, say, shell, text};
use crate::text::Language;
use crate::view::queue::{QueueList, QueuePage, QueuePreview, QueueRow, QueueView};
use crate::view::{Area, Pager, Severity, Stage, Standing, Why};

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let mut empty = page(language);
    empty.list.rows.clear();
    empty.shell.queue_count = None;
    vec![sample("queue", &page(language)), sample("queue-empty", &empty), sample("queue-preview", &preview(language))]
}

fn page(language: Language) -> QueuePage {
    let view = |de, en, count, current| QueueView {
        name: say(language, de, en),
        url: "/shop-levels/queue?view=next".to_owned(),
        count: Some(count),
        current,
    };
    QueuePage {
        shell: shell(language, Area::Queue),
        views: vec![
            view("Als Nächstes", "Next", 9, true),
            view("Meine", "Mine", 3, false),
            view("Ohne Zuweisung", "Unassigned", 4, false),
            view("Wartet auf Kunden", "Waiting for customer", 12, false),
            view("Alle offenen", "All open", 21, false),
        ],
        search_url: "/shop-levels/search".to_owned(),
        list: QueueList {
            t: text(language),
            url: "/shop-levels/queue/rows?view=next".to_owned(),
            rows: rows(language),
            pager: Pager { newer: None, older: Some("/shop-levels/queue?after=1029".to_owned()) },
        },
    }
}

fn preview(language: Language) -> QueuePreview {
    QueuePreview {
        t: text(language),
        row: rows(language).remove(1),
        stage: Stage::Open,
        verdict: Some(super::ticket::verdict(language)),
        entries: super::ticket::entries(language),
    }
}

pub(super) fn severity(language: Language, level: u8) -> Severity {
    let (de, en) = match level {
        1 => ("Notfall", "Emergency"),
        2 => ("Teilausfall", "Partial outage"),
        3 => ("Hoch", "High"),
        _ => ("Regulär", "Regular"),
    };
    Severity { id: level.to_string(), name: say(language, de, en), level }
}

struct Row<'a> {
    number: i64,
    who: (&'a str, &'a str),
    subject: (&'a str, &'a str),
    words: (&'a str, &'a str),
    level: u8,
    reason: (&'a str, &'a str),
    since: &'a str,
    clock: Option<(&'a str, &'a str, Standing, i64)>,
    assignee: Option<&'a str>,
}

fn rows(language: Language) -> Vec<QueueRow> {
    ROWS.iter().map(|row| row.view(language)).collect()
}

impl Row<'_> {
    fn view(&self, language: Language) -> QueueRow {
        let line = self.clock.map(|(from, due, standing, left_min)| {
            let clock = Clock {
                language,
                title: ("Erste Antwort", "First response"),
                target: "4 h",
                from,
                due,
                standing,
                left_min,
                reached: None,
                paused: None,
            };
            clock.line()
        });
        QueueRow {
            number: self.number,
            url: format!("/shop-levels/tickets/{}", self.number),
            preview_url: format!("/shop-levels/tickets/{}/preview", self.number),
            subject: say(language, self.subject.0, self.subject.1),
            last_words: say(language, self.words.0, self.words.1),
            customer: self.who.0.to_owned(),
            plan: self.who.1.to_owned(),
            tags: if self.level == 2 { vec!["import".to_owned(), "lager".to_owned()] } else { Vec::new() },
            severity: Some(severity(language, self.level)),
            standing: self.clock.map_or(Standing::Waiting, |clock| clock.2),
            line,
            reason: say(language, self.reason.0, self.reason.1),
            why: Why::of([(say(language, "Früheste Frist zuerst", "Earliest due time first"), String::new())]),
            since: at(self.since),
            assignee: self.assignee.map(str::to_owned),
            waits: say(language, "wartet 3\u{a0}Tage", "waiting 3\u{a0}days"),
            customer_wrote_last: self.level < 3,
        }
    }
}

const FIRST: (&str, &str) = ("Erste Antwort", "First response");
const NEXT: (&str, &str) = ("Nächste Antwort", "Next response");
const NONE: (&str, &str) = ("Ohne Frist, wartet", "No target, waiting");

static ROWS: &[Row<'_>] = &[
    Row {
        number: 1042,
        who: ("Möbelhaus Sander", "Support-Level 3"),
        subject: ("Zahlung mit Kreditkarte bricht ab", "Card payments are cancelled"),
        words: (
            "Seit heute früh kommt keine Bestellung mehr durch, die Kasse meldet Fehler 502.",
            "No order has come through since this morning, the checkout says error 502.",
        ),
        level: 1,
        reason: FIRST,
        since: "2026-11-20T14:40",
        clock: Some(("2026-11-20T14:40", "2026-11-23T09:40", Standing::Breached, -32)),
        assignee: Some("J. Winter"),
    },
    Row {
        number: 1051,
        who: ("Teekontor Elbe", "Support-Level 3"),
        subject: ("Lagerbestand nach Import falsch", "Stock is wrong after import"),
        words: (
            "Der nächtliche Import lief durch, aber 212 Artikel stehen auf null.",
            "The nightly import finished, but 212 articles stand at zero.",
        ),
        level: 2,
        reason: FIRST,
        since: "2026-11-20T15:50",
        clock: Some(("2026-11-20T15:50", "2026-11-23T10:50", Standing::Soon, 38)),
        assignee: None,
    },
    Row {
        number: 1049,
        who: ("Radwerk Jena", "Support-Level 2"),
        subject: ("Versandkosten für die Schweiz", "Shipping rates for Switzerland"),
        words: (
            "Vielen Dank, das hat geholfen. Eine Frage noch zu den Zöllen.",
            "Thank you, that helped. One more question about customs.",
        ),
        level: 3,
        reason: NEXT,
        since: "2026-11-20T16:05",
        clock: Some(("2026-11-20T16:05", "2026-11-23T15:05", Standing::Due, 293)),
        assignee: Some("J. Winter"),
    },
    Row {
        number: 1053,
        who: ("Buchhandlung am Markt", "Support-Level 2"),
        subject: ("Gutscheine lassen sich doppelt einlösen", "Vouchers can be used twice"),
        words: (
            "Wir haben drei Fälle seit Freitag, Beispiele im Anhang.",
            "We have three cases since Friday, examples attached.",
        ),
        level: 2,
        reason: FIRST,
        since: "2026-11-23T09:20",
        clock: Some(("2026-11-23T09:20", "2026-11-25T15:20", Standing::Due, 1388)),
        assignee: None,
    },
    Row {
        number: 1054,
        who: ("Kaffeerösterei Donaudampf", "Support-Level 3, Enterprise"),
        subject: (
            "Rechnungsdruck: Umsatzsteuer-Identifikationsnummer fehlt bei Lieferungen ins Ausland",
            "Invoice print: VAT number missing for deliveries abroad",
        ),
        words: (
            "Betrifft alle Rechnungen seit dem letzten Update.",
            "All invoices since the last update are affected.",
        ),
        level: 3,
        reason: FIRST,
        since: "2026-11-23T10:02",
        clock: Some(("2026-11-23T10:02", "2026-11-23T14:02", Standing::Due, 230)),
        assignee: Some("M. Okonkwo"),
    },
    Row {
        number: 1038,
        who: ("Gartenbau Liebig", "Support-Level 1"),
        subject: ("Eigene Schriftart im Shop", "Own typeface in the shop"),
        words: ("Gibt es dafür eine Anleitung?", "Is there a guide for that?"),
        level: 4,
        reason: NONE,
        since: "2026-11-20T11:15",
        clock: None,
        assignee: None,
    },
    Row {
        number: 1029,
        who: ("Spielwaren Petersen", "Support-Level 1"),
        subject: ("Newsletter-Anmeldung umbenennen", "Rename the newsletter form"),
        words: ("Das Feld soll künftig „Neuigkeiten“ heißen.", "The field should be called “News” from now on."),
        level: 4,
        reason: NONE,
        since: "2026-11-19T09:30",
        clock: None,
        assignee: Some("M. Okonkwo"),
    },
];
