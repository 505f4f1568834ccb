//! Samples of a ticket: a running one with two clocks, and one that was resolved.

use jiff::SignedDuration;

use super::clock::Clock;
use super::queue::severity;
use super::{Sample, at, sample, say, shell, text};
use crate::text::{Language, format::Unit};
use crate::view::aside::{Meanwhile, Presence};
use crate::view::message::{CallEntry, Entry, Event, FileLink, Message, Run, Side, Waiting, Words};
use crate::view::tag::{TagForm, ValueForm};
use crate::view::ticket::{
    CannedChoice, CannedPreview, Clocks, Composer, ComposerFiles, ComposerKind, Contact, Entries, Facts, OtherTicket,
    TicketHead, TicketPage, TicketSide,
};
use crate::view::verdict::{Answer, Condition, Kind};
use crate::view::{Area, Choice, Control, Field, LeftBar, Stage, Standing, Verdict, Why};

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let mut resolved = page(language);
    resolved.ticket.stage = Stage::Resolved;
    resolved.composer.kind = ComposerKind::Note;
    resolved.ticket.meanwhile = Some(Meanwhile {
        words: say(language, "Musa Okonkwo hat das inzwischen geändert.", "Musa Okonkwo has changed this meanwhile."),
        action: "/shop-levels/tickets/1051/severity".to_owned(),
        fields: vec![("severity".to_owned(), "1".to_owned())],
    });
    resolved.ticket.here.others = vec![("Lene Faber".to_owned(), false)];
    resolved.clocks.lines.truncate(1);
    resolved.entries.extend(more(language));
    let wrong = say(language, "Eine Datei darf höchstens 25 MB groß sein.", "A file may have at most 25 MB.");
    let url = "/shop-levels/tickets/1051".to_owned();
    let attached = ComposerFiles { t: text(language), url, files: files(), wrong: Some(wrong) };
    let canned = CannedPreview {
        t: text(language),
        id: "5".to_owned(),
        name: say(language, "Neue Version", "New version"),
        text: say(language, "Guten Tag Ada,\n\ndie neue Version ist da.", "Hello Ada,\n\nthe new version is here."),
        does: vec![say(language, "mir zuweisen", "assign to me")],
        cannot: vec![say(language, "Den Schweregrad gibt es im Plan nicht.", "The plan has no such severity.")],
        acts: true,
        then: "wait",
    };
    let entries = Entries { t: text(language), entries: entries(language) };
    vec![
        sample("ticket", &page(language)),
        sample("ticket-resolved", &resolved),
        sample("ticket-entries", &entries),
        sample("ticket-files", &attached),
        sample("ticket-canned", &canned),
    ]
}

fn page(language: Language) -> TicketPage {
    TicketPage {
        shell: shell(language, Area::Queue),
        ticket: head(language),
        clocks: clocks(language),
        entries: entries(language),
        composer: Composer {
            to: "Ada Brandt".to_owned(),
            body: Field::new("body", say(language, "Text", "Text"), Control::Area { rows: 4 }),
            kind: ComposerKind::Reply,
            form: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".to_owned(),
            seen: "4".to_owned(),
            kept: Some(say(language, "Entwurf gespeichert 10:11", "Draft kept 10:11")),
            other: String::new(),
            files: files(),
            canned: vec![CannedChoice { id: "5".to_owned(), name: say(language, "Neue Version", "New version") }],
            chosen: Some(("5".to_owned(), say(language, "mir zuweisen", "assign to me"))),
            then: "wait",
            signature: "Jana Winter\nDemo-Shop".to_owned(),
        },
        side: side(language),
        aside: super::aside::aside(language),
    }
}

fn files() -> Vec<FileLink> {
    let file = |id: &str, name: &str, size: &str, is_picture| FileLink {
        id: id.to_owned(),
        url: format!("/shop-levels/tickets/1051/files/{id}"),
        name: name.to_owned(),
        size: size.to_owned(),
        is_picture,
    };
    vec![file("71", "export-2026-11-20.csv", "212 kB", false), file("72", "Bestand.png", "48 kB", true)]
}

/// A rich and very long message of a colleague that came meanwhile, and replies that wait.
fn more(language: Language) -> Vec<Entry> {
    let html = "<p><strong>212</strong> × <code>menge</code></p><blockquote><p>Bestand 0</p></blockquote><pre><code>sku;menge\n1;0\n</code></pre>";
    let waiting = |held: Option<String>, is_planned| {
        Entry::Waiting(Waiting {
            author: "Jana Winter".to_owned(),
            words: Words::plain(say(language, "Ist behoben.", "Is mended.")),
            files: files(),
            due: at("2026-11-24T08:00"),
            then: say(language, "danach: lösen", "then resolve"),
            is_planned,
            held,
            url: Some("/shop-levels/tickets/1051/drafts/9".to_owned()),
            csrf: "0".repeat(48),
        })
    };
    let held = say(
        language,
        "Nicht gesendet: Inzwischen hat jemand anders geschrieben.",
        "Not sent: somebody else has written meanwhile.",
    );
    vec![
        Entry::Message(Message {
            author: "Musa Okonkwo".to_owned(),
            side: Side::Staff,
            at: at("2026-11-23T10:09"),
            channel: String::new(),
            id: "99".to_owned(),
            words: Words { shown: Run::Html(html.to_owned()), rest: Some(Run::Plain("…".to_owned())) },
            quoted: None,
            is_unfolded: false,
            files: files(),
            left_out: Vec::new(),
            seal: None,
            origin: None,
            split_url: None,
            sent_url: None,
            is_new: true,
        }),
        waiting(None, false),
        waiting(None, true),
        waiting(Some(held), true),
    ]
}

fn head(language: Language) -> TicketHead {
    TicketHead {
        number: 1051,
        url: "/shop-levels/tickets/1051".to_owned(),
        subject: say(language, "Lagerbestand nach Import falsch", "Stock is wrong after import"),
        renamed: Field::new("subject", say(language, "Betreff ändern", "Change the subject"), Control::Line),
        stage: Stage::Open,
        severity_wrong: None,
        assignee_wrong: None,
        severity: Some(severity(language, 2)),
        severities: (1..=4).map(|level| severity(language, level)).collect(),
        assignee: Some(Choice::new("7", "Jana Winter")),
        staff: vec![Choice::new("7", "Jana Winter"), Choice::new("8", "Musa Okonkwo"), Choice::new("9", "Lene Faber")],
        opened: at("2026-11-20T15:50"),
        channel: say(language, "E-Mail", "E-mail"),
        team: Some(say(language, "Technik", "Technology")),
        snoozed: None,
        spam: false,
        meanwhile: None,
        here: Presence::default(),
    }
}

fn clocks(language: Language) -> Clocks {
    let resolution = Clock {
        language,
        title: ("Lösung", "Resolution"),
        target: "2 business days",
        from: "2026-11-20T15:50",
        due: "2026-11-24T17:50",
        standing: Standing::Due,
        left_min: 938,
        reached: None,
        paused: Some(("2026-11-20T16:30", "2026-11-20T18:00")),
    };
    let first = Clock {
        language,
        title: ("Erste Antwort", "First response"),
        target: "4 h",
        from: "2026-11-20T15:50",
        due: "2026-11-23T10:50",
        standing: Standing::Soon,
        left_min: 38,
        reached: None,
        paused: None,
    };
    Clocks {
        t: text(language),
        url: "/shop-levels/tickets/1051/clocks".to_owned(),
        lines: vec![first.line(), resolution.line()],
    }
}

pub(super) fn verdict(language: Language) -> Verdict {
    let condition = |de: &str, en: &str, answer, fact: (&str, &str), source: &str| Condition {
        text: say(language, de, en),
        answer,
        fact: say(language, fact.0, fact.1),
        source: source.to_owned(),
    };
    Verdict {
        kind: Kind::Covered,
        price: None,
        sentence: None,
        conditions: vec![
            condition(
                "Vertrag läuft",
                "Contract active",
                Answer::Yes,
                ("bis 31. Dezember 2026", "until 31 December 2026"),
                "V-2024-017",
            ),
            condition(
                "Kontakt berechtigt",
                "Contact authorised",
                Answer::Yes,
                ("Ada Brandt, 2 von 3", "Ada Brandt, 2 of 3"),
                "Support-Level 3, contacts",
            ),
            condition(
                "Kanal enthalten",
                "Channel included",
                Answer::Yes,
                ("E-Mail", "E-mail"),
                "Support-Level 3, channels",
            ),
            condition("Lizenz gültig", "Licence valid", Answer::NotAsked, ("", ""), "shop-levels.toml"),
        ],
    }
}

pub(super) fn entries(language: Language) -> Vec<Entry> {
    let mail = say(language, "E-Mail", "E-mail");
    let message = |author: &str, side, at_local, body: String, quoted: Option<&str>| Message {
        author: author.to_owned(),
        side,
        at: at(at_local),
        channel: mail.clone(),
        id: at_local.replace(|one: char| !one.is_ascii_digit(), ""),
        words: Words::plain(body),
        quoted: quoted.map(str::to_owned),
        is_unfolded: false,
        files: Vec::new(),
        left_out: quoted
            .map(|_| say(language, "Mehr als 100 Anhänge", "More than 100 attachments"))
            .into_iter()
            .collect(),
        seal: quoted.map(|_| ("pen-line", say(language, "Signiert (S/MIME)", "Signed (S/MIME)"))),
        is_new: false,
        origin: quoted.map(|_| 1052),
        split_url: (side == Side::Customer).then(|| "/shop-levels/tickets/1051/split/1".to_owned()),
        sent_url: (side == Side::Customer).then(|| "/shop-levels/tickets/1051/messages/1/sent".to_owned()),
    };
    let question = say(
        language,
        "Guten Tag,\n\nder nächtliche Import lief heute ohne Fehlermeldung durch, aber 212 Artikel stehen danach auf null. Im Shop sind sie damit ausverkauft.\n\nDie Datei hänge ich an. Bitte sehen Sie nach, ob sich seit dem Update etwas am Format geändert hat.\n\nFreundliche Grüße\nAda Brandt",
        "Hello,\n\nthe nightly import finished without an error today, but 212 articles stand at zero since. In the shop they are sold out.\n\nThe file is attached. Please check whether the format has changed with the update.\n\nKind regards\nAda Brandt",
    );
    let note = say(
        language,
        "Spalte „bestand“ heißt seit 4.12 „menge“. Betrifft vermutlich alle mit eigenem Export, ich frage die Entwicklung.",
        "The column “stock” is called “quantity” since 4.12. Probably affects everyone with an export of their own, asking development.",
    );
    let answer = say(
        language,
        "Guten Tag Frau Brandt,\n\nwir haben die Ursache gefunden: die Spalte heißt seit Version 4.12 „menge“. Wir stellen die alte Bezeichnung heute wieder her und lesen Ihre Datei danach neu ein.",
        "Hello Ms Brandt,\n\nwe have found the cause: the column is called “quantity” since version 4.12. We will accept the old name again today and then read your file once more.",
    );
    vec![
        Entry::Message(message("Ada Brandt", Side::Customer, "2026-11-20T15:50", question, None)),
        Entry::Event(Event {
            at: at("2026-11-20T15:58"),
            text: say(
                language,
                "Musa Okonkwo hat den Schweregrad von Hoch auf Teilausfall geändert",
                "Musa Okonkwo changed the severity from High to Partial outage",
            ),
        }),
        Entry::Note(message("Musa Okonkwo", Side::Staff, "2026-11-20T16:20", note, None)),
        Entry::Call(CallEntry {
            caller: "Ada Brandt".to_owned(),
            agent: "Jana Winter".to_owned(),
            at: at("2026-11-20T16:30"),
            duration_s: SignedDuration::from_secs(390).as_secs(),
            line: say(language, "Supporttelefon", "Support line"),
            price: None,
            burned: Some(say(language, "7 Min. aus Telefon", "7 min from phone")),
            notes: say(
                language,
                "Schickt die Datei von gestern zum Vergleich.",
                "Will send yesterday's file to compare.",
            ),
            why: Why::of([
                (say(language, "Jede angefangene Minute", "Each started minute"), say(language, "7 Min.", "7 min")),
                (
                    say(language, "Aus dem Guthaben November", "From the November allowance"),
                    say(language, "23 Min. bleiben", "23 min left"),
                ),
            ]),
        }),
        Entry::Message(message(
            "Jana Winter",
            Side::Staff,
            "2026-11-23T10:05",
            answer,
            Some("Am 20. Nov. schrieb Ada Brandt: der nächtliche Import lief heute …"),
        )),
    ]
}

pub(super) fn phone_bar(language: Language) -> LeftBar {
    LeftBar {
        title: say(language, "Telefonminuten", "Phone minutes"),
        unit: Unit::Minute,
        granted_s: Some(1800),
        used_s: 420,
        reserved_s: 180,
        expires: Some((1200, at("2026-11-30T23:59"))),
        why: Why::of([
            (say(language, "Guthaben November", "Grant for November"), say(language, "30 Min.", "30 min")),
            (say(language, "Anruf am 20. Nov.", "Call on 20 Nov"), say(language, "−7 Min.", "−7 min")),
        ]),
    }
}

fn side(language: Language) -> TicketSide {
    TicketSide {
        verdict: verdict(language),
        acceptance: None,
        tags: TagForm {
            tags: [
                "import",
                "kasse 2",
                "\u{5d1}\u{5d3}\u{5d9}\u{5e7}\u{5d4}",
                "sehr-langes-schlagwort-ohne-jede-luecke",
            ]
            .map(|tag| (tag.to_owned(), format!("/shop-levels/queue?q=tag:{tag}")))
            .to_vec(),
            known: vec!["lager".to_owned()],
            add: Field::new("add", say(language, "Schlagwort hinzufügen", "Add a tag"), Control::Line).optional(),
        },
        values: ValueForm {
            filled: vec![(say(language, "Kassennummer", "Till number"), "12".to_owned())],
            fields: vec![Field::new("field.till", say(language, "Kassennummer", "Till number"), Control::Line)],
            ..ValueForm::default()
        },
        bars: vec![
            phone_bar(language),
            LeftBar {
                title: say(language, "Startguthaben", "Activation credit"),
                unit: Unit::Minute,
                granted_s: Some(3600),
                used_s: 600,
                reserved_s: 0,
                expires: None,
                why: Why::default(),
            },
        ],
        customer: "Teekontor Elbe".to_owned(),
        customer_url: "/shop-levels/customers/12".to_owned(),
        plan: "Support-Level 3".to_owned(),
        contact: Contact {
            name: "Ada Brandt".to_owned(),
            mail: "ada.brandt@teekontor.example".to_owned(),
            phone: Some("+49 3641 555 0142".to_owned()),
            standing: say(language, "berechtigt, 2 von 3", "authorised, 2 of 3"),
        },
        system: Some("Shop 4.12, teekontor.example".to_owned()),
        others: vec![OtherTicket {
            number: 1031,
            url: "/shop-levels/tickets/1031".to_owned(),
            subject: say(language, "Zweite Kasse anschließen", "Connect a second till"),
            stage: Stage::Waiting,
        }],
        facts: Facts {
            fields: vec![Field::new("version", say(language, "Eingesetzte Version", "Version in use"), Control::Line)],
            ..Facts::default()
        },
        reachable: vec![Choice::new("workaround", say(language, "Umgehungslösung", "Workaround"))],
        spent_s: 4_500,
    }
}
