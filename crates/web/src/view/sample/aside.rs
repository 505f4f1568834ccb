//! Samples of what stands beside a ticket, and of notices.

use super::{Sample, at, sample, say, shell, text};
use crate::text::Language;
use crate::view::aside::{Aside, Fold, Here, Item, Link, Presence};
use crate::view::message::Event;
use crate::view::notice::{NoticeList, NoticePage, NoticeRow};
use crate::view::{Area, Choice, Control, Field, Pager, Stage};

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let t = text(language);
    let others = vec![("Musa Okonkwo".to_owned(), true), ("Lene Faber".to_owned(), false)];
    let presence = Presence { url: "/shop-levels/tickets/1051".to_owned(), others };
    vec![
        sample("notices", &notices(language, rows(language))),
        sample("notices-empty", &notices(language, Vec::new())),
        sample("ticket-presence", &Here { t: &t, presence: &presence }),
    ]
}

fn notices(language: Language, rows: Vec<NoticeRow>) -> NoticePage {
    let pager = Pager { newer: None, older: None };
    let shell = shell(language, Area::Notices);
    let list = NoticeList {
        t: shell.t.clone(),
        url: "/shop-levels/notices/list".to_owned(),
        seen_url: "/shop-levels/notices/seen".to_owned(),
        csrf: shell.csrf.clone(),
        rows,
        pager,
    };
    NoticePage { shell, list }
}

fn rows(language: Language) -> Vec<NoticeRow> {
    let row = |words: String, unseen| NoticeRow {
        words,
        number: 1051,
        url: "/shop-levels/tickets/1051".to_owned(),
        subject: say(language, "Lagerbestand nach Import falsch", "Stock is wrong after import"),
        at: at("2026-11-23T09:40"),
        unseen,
    };
    vec![
        row(say(language, "Musa Okonkwo hat Sie in einer Notiz erwähnt", "Musa Okonkwo mentioned you in a note"), true),
        row(say(language, "Ada Brandt hat geantwortet", "Ada Brandt replied"), false),
    ]
}

/// Beside a ticket that many have to do with.
pub(super) fn aside(language: Language) -> Aside {
    let url = "/shop-levels/tickets/1051".to_owned();
    let item = |words: String, ticked| Item { url: format!("{url}/items/1"), words, ticked };
    let link = |word: String, number: i64| Link {
        word,
        number,
        url: format!("/shop-levels/tickets/{number}"),
        subject: say(language, "Import bricht ab", "Import stops"),
        stage: Stage::Open,
        away: format!("{url}/links/{number}/remove"),
    };
    let note =
        Field::new("note", say(language, "Notiz für die Gruppe", "Note for the team"), Control::Area { rows: 3 });
    let hand_over = Fold {
        title: say(language, "An eine Gruppe übergeben", "Hand over to a team"),
        how: String::new(),
        action: "hand-over",
        hidden: vec![("was", String::new())],
        fields: vec![note.error(say(language, "Bitte ausfüllen.", "Please fill this in."))],
        submit: say(language, "Übergeben", "Hand over"),
        open: true,
        rest: None,
    };
    let ticked = Some(("Jana Winter".to_owned(), at("2026-11-23T09:12")));
    Aside {
        team: Some(say(language, "Technik", "Technology")),
        snoozed: Some(say(language, "bis Di. 24. Nov., 08:00", "until Tue 24 Nov, 08:00")),
        following: true,
        followers: vec!["Jana Winter".to_owned(), "Musa Okonkwo".to_owned()],
        participants: vec![(
            "Malte Ölßner".to_owned(),
            "malte@teekontor.example".to_owned(),
            format!("{url}/participants/1/remove"),
        )],
        items: vec![
            item(say(language, "Sicherung geprüft", "Backup checked"), ticked),
            item(say(language, "Import wiederholt", "Import repeated"), None),
        ],
        item: Some(Field::new("item", say(language, "Weiterer Punkt", "Another item"), Control::Line).optional()),
        lists: vec![Choice::new("1", say(language, "Umzug", "Relocation"))],
        links: vec![link(say(language, "verursacht durch", "caused by"), 1044)],
        merged: vec![link(say(language, "zusammengeführt", "merged"), 1052)],
        articles: vec![("/shop-levels/articles/1".to_owned(), say(language, "Import wiederholen", "Repeat an import"))],
        folds: vec![hand_over],
        history: vec![Event {
            at: at("2026-11-23T09:12"),
            text: say(language, "Jana Winter hat „Sicherung geprüft“ abgehakt", "Jana Winter ticked “Backup checked”"),
        }],
        url,
        ..Aside::default()
    }
}
