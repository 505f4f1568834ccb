//! Samples of the queue: a working morning, an empty one, and the preview.

use super::clock::Clock;
use super::{Sample, at, sample, say, shell, text};
use crate::text::Language;
use crate::view::queue::{Cell, QueueGroup, QueueList, QueuePage, QueuePreview, QueueRow, QueueTabs, QueueView};
use crate::view::queue_more::{Board, BoardColumn, Card, FilterBar, Layout, ManyBar, SaveForm};
use crate::view::{Area, Choice, Control, Field, Pager, Severity, Stage, Standing, Why};

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let mut empty = page(language);
    empty.list.groups.clear();
    empty.shell.queue_count = None;
    let mut grouped = page(language);
    grouped.list.columns = ["#", "Betreff", "Fällig", "Schweregrad", "Schlagworte", "Seit", "Stand", "Filiale"]
        .map(str::to_owned)
        .to_vec();
    let many: Vec<QueueGroup> =
        ["Teekontor Elbe", "\u{5d1}\u{5d3}\u{5d9}\u{5e7}\u{5d4} 🙂"].map(|name| group(language, Some(name))).to_vec();
    grouped.list.groups = many;
    grouped.list.filtered = true;
    grouped.bar.q = "state:open tag:import".to_owned();
    grouped.bar.unsaved = true;
    grouped.bar.wrong = Some(say(language, "Dieser Filter kennt: state: open.", "This filter knows: state: open."));
    let mut boarded = page(language);
    boarded.board = Some(board(language));
    boarded.bar.other = ("/shop-levels/queue".to_owned(), Layout::List);
    boarded.bar.save.own = Some("/shop-levels/queue/views/7".to_owned());
    vec![
        sample("queue", &page(language)),
        sample("queue-empty", &empty),
        sample("queue-grouped", &grouped),
        sample("queue-board", &boarded),
        sample("queue-preview", &preview(language)),
    ]
}

fn group(language: Language, name: Option<&str>) -> QueueGroup {
    let mut rows = rows(language);
    if name.is_some() {
        for row in &mut rows {
            let words = Cell::Text("Jena West".to_owned());
            let time = Cell::Time(row.since);
            row.cells = vec![
                Cell::Number,
                Cell::Subject,
                Cell::Due,
                Cell::Severity,
                Cell::Tags,
                time,
                Cell::Stage(Stage::Open),
                words,
            ];
        }
    }
    QueueGroup { name: name.map(str::to_owned), url: "/shop-levels/queue?q=x".to_owned(), total: rows.len(), rows }
}

fn board(language: Language) -> Board {
    let column = |stage, cards: Vec<Card>| BoardColumn {
        stage,
        total: cards.len(),
        url: "/shop-levels/queue?q=state:open".to_owned(),
        cards,
    };
    let card = |row: QueueRow| Card { row, moves: vec![("resolved", "check", say(language, "Lösen", "Resolve"))] };
    Board {
        t: text(language),
        csrf: "guard".to_owned(),
        url: "/shop-levels/queue/list?as=board".to_owned(),
        move_url: "/shop-levels/queue/move".to_owned(),
        back: "/shop-levels/queue?as=board".to_owned(),
        columns: vec![
            column(Stage::Open, rows(language).into_iter().map(card).collect()),
            column(Stage::Waiting, Vec::new()),
            column(Stage::Resolved, Vec::new()),
            column(Stage::Closed, Vec::new()),
        ],
    }
}

fn bar(language: Language) -> FilterBar {
    let state =
        vec![Choice::new("", say(language, "beliebig", "any")), Choice::new("open", say(language, "offen", "open"))];
    FilterBar {
        url: "/shop-levels/queue".to_owned(),
        q: String::new(),
        view: None,
        unsaved: false,
        wrong: None,
        fields: vec![Field::new("f-state", say(language, "Stand", "State"), Control::Select(state)).optional()],
        looks: vec![Field::new("o-sort", say(language, "Reihenfolge", "Order"), Control::Select(Vec::new()))],
        columns: vec![Field::new("c-1", say(language, "Spalte 1", "Column 1"), Control::Select(Vec::new())).optional()],
        open: true,
        save: SaveForm {
            url: "/shop-levels/queue/views".to_owned(),
            shown: vec![("q", "state:open".to_owned())],
            name: Field::new("name", say(language, "Name der Ansicht", "Name of the view"), Control::Line),
            shared: Some(Field::new("shared", say(language, "Für alle", "For everybody"), Control::Tick).optional()),
            own: None,
            wrong: None,
            open: true,
        },
        other: ("/shop-levels/queue?as=board".to_owned(), Layout::Board),
    }
}

fn page(language: Language) -> QueuePage {
    let view = |id: &str, de, en, count, current| QueueView {
        id: id.to_owned(),
        name: say(language, de, en),
        url: "/shop-levels/queue?view=next".to_owned(),
        count: Some(count),
        current,
    };
    QueuePage {
        shell: shell(language, Area::Queue),
        tabs: QueueTabs {
            t: text(language),
            oob: false,
            views: vec![
                view("next", "Als Nächstes", "Next", 9, true),
                view("mine", "Meine", "Mine", 3, false),
                view("unassigned", "Ohne Zuweisung", "Unassigned", 4, false),
                view("waiting", "Wartet auf Kunden", "Waiting for customer", 12, false),
                view("7", "Kasse und Import im ganzen Norden", "Till and import in the whole north", 21, false),
            ],
        },
        search_url: "/shop-levels/search".to_owned(),
        bar: bar(language),
        many: ManyBar {
            url: "/shop-levels/queue/act".to_owned(),
            back: "/shop-levels/queue".to_owned(),
            staff: vec![Choice::new("1", "J. Winter")],
            severities: vec![severity(language, 1), severity(language, 2)],
            tags: vec!["import".to_owned()],
        },
        list: QueueList {
            t: text(language),
            url: "/shop-levels/queue/rows?view=next".to_owned(),
            groups: vec![group(language, None)],
            columns: Vec::new(),
            filtered: false,
            pager: Pager { newer: None, older: Some("/shop-levels/queue?after=1029".to_owned()) },
        },
        board: None,
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
            cells: Vec::new(),
            tags: if self.level == 2 { vec!["import".to_owned(), "lager".to_owned()] } else { Vec::new() },
            severity: Some(severity(language, self.level)),
            standing: self.clock.map_or(Standing::Waiting, |clock| clock.2),
            line,
            reason: say(language, self.reason.0, self.reason.1),
            why: Why::of([(say(language, "Früheste Frist zuerst", "Earliest due time first"), String::new())]),
            since: at(self.since),
            assignee: self.assignee.map(str::to_owned),
            team: self.assignee.map(|_| "Technik".to_owned()),
            progress: self.assignee.map(|_| "3/5".to_owned()),
            snoozed: None,
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
