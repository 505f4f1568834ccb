//! What is found, in which order, and by whom.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use search::{Document, Index, Limit, Mark, Page, Query, Reach};
use tempfile::TempDir;

const FIRST: Page = Page { offset: 0, limit: 20 };

struct Desk {
    index: Index,
    _folder: TempDir,
}

impl Desk {
    /// Tickets with the ids 1, 2, … in the order given; later ones are newer.
    fn of(tickets: &[(&str, &str)]) -> Desk {
        let folder = TempDir::new().unwrap();
        let desk = Desk { index: Index::open(folder.path()).unwrap(), _folder: folder };
        let mut writer = desk.index.writer(15_000_000).unwrap();
        for (at, (subject, text)) in tickets.iter().enumerate() {
            writer.put(&ticket(at as i64 + 1, subject, text)).unwrap();
        }
        writer.commit("1").unwrap();
        writer.close().unwrap();
        desk
    }

    fn find(&self, text: &str) -> Vec<i64> {
        self.ids(&Query::parse(text, &[]).0, &Reach::All)
    }

    fn ids(&self, query: &Query, reach: &Reach) -> Vec<i64> {
        self.index.search(query, "ticket", reach, FIRST).unwrap().hits.iter().map(|hit| hit.id).collect()
    }
}

fn ticket(id: i64, subject: &str, text: &str) -> Document {
    Document {
        kind: "ticket",
        id,
        when: id * 10,
        since: id * 10,
        subject: subject.to_owned(),
        text: vec![text.to_owned()],
        ..Document::default()
    }
}

#[test]
fn german_and_english_inflections_are_found() {
    let desk = Desk::of(&[("Fehler", "Die Rechnungen wurden nicht gedruckt"), ("Error", "invoices are not printing")]);
    assert_eq!(desk.find("rechnung"), [1]);
    assert_eq!(desk.find("invoice"), [2]);
    assert_eq!(desk.find("print"), [2]);
    assert_eq!(desk.find("rechnung invoice"), Vec::<i64>::new());
}

#[test]
fn spelling_of_umlauts_and_sharp_s_does_not_matter() {
    let desk = Desk::of(&[("Größe falsch", "Straße und Müller"), ("Menü", "Cafe\u{301}")]);
    for typed in ["größe", "GROESSE", "grösse", "strasse", "STRASSE", "Straße", "mueller", "Müller"] {
        assert_eq!(desk.find(typed), [1], "{typed}");
    }
    assert_eq!(desk.find("menue café"), [2]);
}

#[test]
fn compounds_are_found_by_their_parts_and_parts_by_their_compounds() {
    let desk = Desk::of(&[
        ("Monatsrechnung", "fehlt"),
        ("Rechnungsnummer", "doppelt"),
        ("Der Treiber", "für den Drucker fehlt"),
        ("Lizenz", "abgelaufen"),
    ]);
    assert_eq!(desk.find("rechnung"), [2, 1]);
    assert_eq!(desk.find("rechnungen"), [2, 1]);
    assert_eq!(desk.find("druckertreiber"), [3]);
    assert_eq!(desk.find("nummer"), [2]);
}

#[test]
fn one_letter_may_be_wrong() {
    let desk = Desk::of(&[("Drucker druckt nicht", "x"), ("Lizenzschlüssel", "y")]);
    for typed in ["drcker", "ducker", "druckker", "durcker"] {
        assert_eq!(desk.find(typed), [1], "{typed}");
    }
    assert_eq!(desk.find("lizensschlüssel"), [2]);
    assert_eq!(desk.find("duker"), Vec::<i64>::new(), "two letters are too many");
    assert_eq!(desk.find("4711"), Vec::<i64>::new());
}

#[test]
fn what_is_nearer_comes_first() {
    let desk = Desk::of(&[
        ("Drucker", "im Betreff"),
        ("Anderes", "Drucker im Text"),
        ("Anderes", "Druckers im Text, gebeugt"),
        ("Netzwerkdrucker", "als Teil"),
        ("Anderes", "Ducker im Text, vertippt"),
        ("Anderes", "Drucker im Text, neuer"),
    ]);
    assert_eq!(desk.find("drucker"), [1, 6, 2, 3, 4, 5]);
}

#[test]
fn phrases_are_words_side_by_side() {
    let desk = Desk::of(&[
        ("a", "kein Papier mehr"),
        ("b", "Papier, aber kein Toner"),
        ("c", "Fehler ERR-4711"),
        ("d", "ERR 12 und 4711"),
    ]);
    assert_eq!(desk.find("\"kein Papier\""), [1]);
    assert_eq!(desk.find("kein papier"), [2, 1]);
    assert_eq!(desk.find("ERR-4711"), [3]);
    assert_eq!(desk.find("\"Papieren\""), Vec::<i64>::new(), "in quotes only the very word counts");
    assert_eq!(desk.find("papier -toner"), [1]);
}

#[test]
fn words_of_two_messages_are_no_phrase() {
    let folder = TempDir::new().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer(15_000_000).unwrap();
    let text = vec!["Es ist kein".to_owned(), "Papier ist da".to_owned()];
    writer.put(&Document { text, ..ticket(1, "a", "") }).unwrap();
    writer.commit("1").unwrap();
    let find = |text: &str| index.search(&Query::parse(text, &[]).0, "ticket", &Reach::All, FIRST).unwrap().total;
    assert_eq!((find("\"kein Papier\""), find("kein papier")), (0, 1));
}

#[test]
fn who_may_not_see_does_not_find() {
    let folder = TempDir::new().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer(15_000_000).unwrap();
    for (id, customer) in [(1, "17"), (2, "18")] {
        let notes = vec!["geheimer Vermerk".to_owned()];
        writer
            .put(&Document { notes, marks: vec![("customer", customer.to_owned())], ..ticket(id, "Drucker", "") })
            .unwrap();
    }
    writer.commit("1").unwrap();
    let customer = Reach::Only(Mark { name: "customer".to_owned(), values: vec!["17".to_owned()], wanted: true });
    let find = |text: &str, reach: &Reach| {
        let found = index.search(&Query::parse(text, &[]).0, "ticket", reach, FIRST).unwrap();
        found.hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(find("drucker", &Reach::All), [2, 1]);
    assert_eq!(find("vermerk", &Reach::All), [2, 1]);
    assert_eq!(find("drucker", &customer), [1]);
    for typed in ["vermerk", "geheimer", "verm*", "vermrk", "\"geheimer vermerk\""] {
        assert_eq!(find(typed, &customer), Vec::<i64>::new(), "{typed}");
    }
}

#[test]
fn filters_and_times_decide() {
    let folder = TempDir::new().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let mut writer = index.writer(15_000_000).unwrap();
    for (id, state) in [(1, "open"), (2, "closed"), (3, "open"), (4, "waiting")] {
        writer.put(&Document { marks: vec![("state", state.to_owned())], ..ticket(id, "Drucker", "") }).unwrap();
    }
    writer.commit("1").unwrap();
    let find = |text: &str, marks: &[(&[&str], bool)], limits: &[Limit]| {
        let mut query = Query::parse(text, &[]).0;
        for (values, wanted) in marks {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            query.only(Mark { name: "state".to_owned(), values, wanted: *wanted });
        }
        limits.iter().for_each(|limit| query.within(*limit));
        let found = index.search(&query, "ticket", &Reach::All, FIRST).unwrap();
        found.hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(find("drucker", &[(&["open"], true)], &[]), [3, 1]);
    assert_eq!(find("", &[(&["open", "waiting"], true)], &[]), [4, 3, 1]);
    assert_eq!(find("", &[(&["open"], false)], &[]), [4, 2]);
    assert_eq!(find("", &[], &[Limit::Since(20, 40)]), [3, 2]);
    assert_eq!(find("drucker", &[], &[Limit::When(i64::MIN, 20)]), [1]);
}

#[test]
fn pages_follow_one_another_without_a_gap() {
    let subjects: Vec<String> =
        (0..30).map(|at| ["Drucker", "Druckers", "Netzwerkdrucker"][at % 3].to_owned()).collect();
    let tickets: Vec<(&str, &str)> = subjects.iter().map(|subject| (subject.as_str(), "")).collect();
    let desk = Desk::of(&tickets);
    let query = Query::parse("drucker", &[]).0;
    let page = |offset, limit| {
        let found = desk.index.search(&query, "ticket", &Reach::All, Page { offset, limit }).unwrap();
        found.hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    let all = page(0, 100);
    assert_eq!(all.len(), 30);
    let by_sevens: Vec<i64> = (0..5).flat_map(|at| page(at * 7, 7)).collect();
    assert_eq!(by_sevens, all);
    assert_eq!((page(10_001, 7), page(usize::MAX, 7), page(0, usize::MAX)), (vec![], vec![], vec![]));
}

/// What happened to an index before does not change what it answers.
#[test]
fn history_of_the_index_does_not_matter() {
    let texts =
        ["Drucker druckt nicht", "Rechnung fehlt", "Monatsrechnung falsch", "Druckertreiber alt", "Papier leer"];
    let plain: Vec<(&str, &str)> = texts.iter().map(|text| (*text, "Drucker und Rechnung")).collect();
    let fresh = Desk::of(&plain);
    let old = Desk::of(&[("Rechnung Drucker", "Rechnung"); 5]);
    let mut writer = old.index.writer(15_000_000).unwrap();
    for (at, (subject, text)) in plain.iter().enumerate().rev() {
        writer.put(&ticket(at as i64 + 1, subject, text)).unwrap();
        writer.put(&ticket(at as i64 + 1, subject, text)).unwrap();
        writer.commit("2").unwrap();
    }
    for typed in ["drucker", "rechnung", "rechnungen drucker", "ducker", "druckertreiber", "papier", ""] {
        assert_eq!(fresh.find(typed), old.find(typed), "{typed}");
    }
}

#[test]
fn an_index_remembers_how_far_it_is() {
    let folder = TempDir::new().unwrap();
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(index.position().unwrap(), None);
    let mut writer = index.writer(15_000_000).unwrap();
    assert!(index.writer(15_000_000).is_err(), "one writer at a time");
    writer.put(&ticket(1, "Drucker", "")).unwrap();
    assert_eq!(index.len(), 0, "found after the commit only");
    writer.commit("4711").unwrap();
    writer.remove("ticket", 1);
    writer.put(&ticket(2, "Toner", "")).unwrap();
    drop(writer);
    drop(index);
    let index = Index::open(folder.path()).unwrap();
    assert_eq!((index.position().unwrap().as_deref(), index.len()), (Some("4711"), 1));
}

#[test]
fn a_damaged_index_says_so() {
    let folder = TempDir::new().unwrap();
    drop(Index::open(folder.path()).unwrap());
    let own = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    std::fs::write(own.join("meta.json"), "{").unwrap();
    let error = Index::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("cannot be used"), "{error}");
}
