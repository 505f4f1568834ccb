//! Tags, fields, and lists by filter: kept, checked, and listed in the same order on both databases.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use desk::id::TicketId;
use desk::search::{self, Fresh, Grouping, ListAsked, Listed, Sort};
use desk::ticket;
use desk::ticket_field::{self, Kind, NewTicketField};
use desk::{Actor, DeskError, Role};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use testkit::{TestCustomer, TestDesk};

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

fn tag(desk: &TestDesk, actor: &Actor, id: TicketId, add: &[&str], remove: &[&str]) -> Result<(), DeskError> {
    let (add, remove) = (words(add), words(remove));
    desk.try_act(actor, move |act| ticket::tag(act, id, &add, &remove).map(|_| ()))
}

fn told(result: Result<(), DeskError>) -> String {
    match result {
        Err(DeskError::Invalid(fields)) => {
            fields.iter().map(|one| format!("{} {} {}", one.field, one.code, one.detail)).collect::<Vec<_>>().join("; ")
        }
        other => format!("{other:?}"),
    }
}

fn list(desk: &TestDesk, actor: &Actor, text: &str, sort: Sort, group: Option<Grouping>) -> Result<Listed, DeskError> {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let asked = ListAsked { text: text.to_owned(), zone, sort, group, page: 0, limit: 50, fresh: Fresh::Own };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(search::list(&desk.desk, actor.clone(), asked))
}

fn numbers(desk: &TestDesk, actor: &Actor, text: &str, sort: Sort) -> Vec<i64> {
    let listed = list(desk, actor, text, sort, None).unwrap();
    let numbers: Vec<i64> = listed.groups.iter().flat_map(|group| &group.rows).map(|row| row.number).collect();
    assert_eq!(listed.total, numbers.len(), "{text}");
    numbers
}

#[test]
fn tags_are_kept_in_one_way_of_writing_and_stand_in_the_history() {
    let desk = TestDesk::promising();
    let customer = desk.customer("Nord", "full");
    let ada = desk.staff("Ada", Role::Agent);
    let id = desk.opens(&customer.actor(), "Drucker").id;
    tag(&desk, &ada, id, &[" Import ", "IMPORT", "Kasse  2", "🙂", "\u{202e}בדיקה"], &[]).unwrap();
    assert_eq!(desk.read(&ada, move |view| ticket::tags(view, id)), ["import", "kasse 2", "בדיקה", "🙂"]);
    // The same again, and what it has not, changes nothing.
    tag(&desk, &ada, id, &["import"], &["lager"]).unwrap();
    tag(&desk, &ada, id, &["lager"], &["Kasse 2"]).unwrap();
    assert_eq!(desk.read(&ada, move |view| ticket::tags(view, id)), ["import", "lager", "בדיקה", "🙂"]);
    assert_eq!(desk.read(&ada, ticket::known_tags), ["import", "lager", "בדיקה", "🙂"], "no ticket has the others");
    let history = desk.read(&ada, move |view| Ok(ticket::page(view, 1)?.history));
    let told_of: Vec<String> =
        history.iter().filter(|entry| entry.action == "tag").map(|entry| entry.body.to_string()).collect();
    assert_eq!(told_of.len(), 2, "{told_of:?}");
    assert_eq!(told_of[1], r#"{"added":["lager"],"removed":["kasse 2"]}"#);
    let row = desk.read(&ada, |view| ticket::row(view, 1));
    assert_eq!(row.tags, ["import", "lager", "בדיקה", "🙂"]);

    let many: Vec<String> = (0..200).map(|at| format!("tag {at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(told(tag(&desk, &ada, id, &many, &[])), "tags too-many 30");
    assert_eq!(told(tag(&desk, &ada, id, &["gut", &"x".repeat(41)], &[])), "tags too-long 40");
    assert_eq!(told(tag(&desk, &ada, id, &["None"], &[])), "tags taken ");
    assert_eq!(desk.read(&ada, move |view| ticket::tags(view, id)).len(), 4, "nothing is half done");
    assert!(matches!(tag(&desk, &customer.actor(), id, &["meins"], &[]), Err(DeskError::NotFound)));
}

fn define(desk: &TestDesk, actor: &Actor, new: NewTicketField) -> Result<desk::id::FieldId, DeskError> {
    desk.try_act(actor, move |act| ticket_field::define(act, &new))
}

fn field(name: &str, kind: Kind, choices: &[&str]) -> NewTicketField {
    NewTicketField { key: String::new(), name: name.to_owned(), kind, choices: words(choices), product: String::new() }
}

fn fill(desk: &TestDesk, actor: &Actor, id: TicketId, values: &[(&str, &str)]) -> Result<(), DeskError> {
    let values: BTreeMap<String, String> =
        values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    desk.try_act(actor, move |act| ticket_field::fill(act, id, &values))
}

fn values(desk: &TestDesk, actor: &Actor, id: TicketId) -> Vec<String> {
    desk.read(actor, move |view| ticket_field::values(view, &[id.0])).into_iter().map(|filled| filled.value).collect()
}

#[test]
fn fields_take_what_their_kind_takes_and_say_what_else_is_wrong() {
    let desk = TestDesk::sqlite("module-licences");
    let customer = desk.customer("Nord", "standard");
    let (ada, chief) = (desk.staff("Ada", Role::Agent), desk.staff("Musa", Role::Manager));
    assert!(matches!(define(&desk, &ada, field("Größe", Kind::Number, &[])), Err(DeskError::Forbidden)));
    for new in [
        field("Größe", Kind::Number, &[]),
        field("Kanal der Kasse", Kind::Choice, &["Funk", "Kabel", "Funk", ""]),
        field("Termin", Kind::Day, &[]),
        field("Vor Ort", Kind::YesNo, &[]),
        field("Bemerkung", Kind::Text, &[]),
        NewTicketField { product: "payment-module".to_owned(), ..field("Terminal", Kind::Text, &[]) },
    ] {
        define(&desk, &chief, new).unwrap();
    }
    let wrong = |new: NewTicketField| told(define(&desk, &chief, new).map(|_| ()));
    assert_eq!(wrong(field("", Kind::Text, &[])), "name missing ");
    assert_eq!(wrong(field("Groesse", Kind::Text, &[])), "key taken groesse");
    assert_eq!(wrong(field("Liste", Kind::Choice, &["", " "])), "choices missing ");
    assert_eq!(wrong(field("🙂", Kind::Text, &[])), "key missing ");
    assert!(
        wrong(NewTicketField { product: "teapot".to_owned(), ..field("Topf", Kind::Text, &[]) })
            .starts_with("product unknown ")
    );

    let id = desk.opens(&customer.actor(), "Drucker").id;
    fill(
        &desk,
        &ada,
        id,
        &[
            ("groesse", "12,50"),
            ("kanal-der-kasse", "Funk"),
            ("termin", "2026-11-23"),
            ("vor-ort", "yes"),
            ("bemerkung", "=1+1 <b>\u{202e}x\u{0}"),
        ],
    )
    .unwrap();
    assert_eq!(values(&desk, &ada, id), ["12.5", "Funk", "2026-11-23", "yes", "=1+1 <b>\u{202e}x"]);
    assert_eq!(
        told(fill(
            &desk,
            &ada,
            id,
            &[
                ("groesse", "viel"),
                ("kanal-der-kasse", "Post"),
                ("termin", "morgen"),
                ("vor-ort", "vielleicht"),
                ("bemerkung", &"x".repeat(501)),
                ("terminal", "7"),
                ("nichts", "1")
            ]
        )),
        "field.bemerkung too-long 500; field.groesse no-decimal ; field.kanal-der-kasse unknown Funk, Kabel; \
         field.nichts not-of-product ; field.termin no-day 2026-11-23; field.terminal not-of-product ; \
         field.vor-ort unknown yes, no"
    );
    assert_eq!(values(&desk, &ada, id).len(), 5, "nothing is half done");
    fill(&desk, &ada, id, &[("bemerkung", " "), ("vor-ort", "no")]).unwrap();
    assert_eq!(values(&desk, &ada, id), ["12.5", "Funk", "2026-11-23", "no"]);

    // A retired field is not asked for any more; what was filled in stays, and so does a choice that was taken off the list.
    let fields = desk.read(&chief, ticket_field::list);
    let of = |key: &str| fields.iter().find(|field| field.key == key).unwrap().id;
    let (termin, kanal) = (of("termin"), of("kanal-der-kasse"));
    desk.act(&chief, move |act| ticket_field::retire(act, termin));
    desk.act(&chief, move |act| ticket_field::change(act, kanal, "Kanal", &words(&["Kabel"])));
    assert_eq!(told(fill(&desk, &ada, id, &[("termin", "2026-11-24")])), "field.termin not-of-product ");
    fill(&desk, &ada, id, &[("kanal-der-kasse", "Funk")]).unwrap();
    assert_eq!(told(fill(&desk, &ada, id, &[("kanal-der-kasse", "Post")])), "field.kanal-der-kasse unknown Kabel");
    assert_eq!(values(&desk, &ada, id).len(), 4);
    desk.act(&chief, move |act| ticket_field::restore(act, termin));
    fill(&desk, &ada, id, &[("termin", "2026-11-24")]).unwrap();
}

struct Cast {
    nord: TestCustomer,
    ada: Actor,
}

/// Five tickets of two customers: due, tagged, filled in, assigned, waiting, resolved.
fn lived(desk: &TestDesk) -> Cast {
    let (nord, sued) = (desk.customer("Nord", "full"), desk.customer("Sued", "full"));
    let (ada, chief) = (desk.staff("Ada", Role::Agent), desk.staff("Musa", Role::Administrator));
    let me = ada.staff().unwrap();
    define(desk, &chief, field("Filiale", Kind::Text, &[])).unwrap();
    let mut ids = Vec::new();
    for (by, subject) in [(&nord, "Eins"), (&sued, "Zwei"), (&nord, "Drei"), (&sued, "Vier Drucker"), (&nord, "Fünf")]
    {
        ids.push(desk.opens(&by.actor(), subject).id);
        desk.pass(SignedDuration::from_mins(7));
    }
    tag(desk, &ada, ids[0], &["lager", "kasse"], &[]).unwrap();
    tag(desk, &ada, ids[3], &["kasse"], &[]).unwrap();
    fill(desk, &ada, ids[1], &[("filiale", "Jena West")]).unwrap();
    let (second, third, fifth) = (ids[1], ids[2], ids[4]);
    desk.act(&ada, move |act| ticket::assign(act, second, Some(me)));
    desk.pass(SignedDuration::from_mins(1));
    desk.act(&ada, move |act| ticket::wait(act, third));
    desk.act(&ada, move |act| ticket::resolve(act, fifth));
    desk.indexes();
    Cast { nord, ada }
}

#[test]
fn both_databases_list_the_same_in_the_same_order() {
    let postgres = TestDesk::postgres("shop-levels", "sorting_same");
    postgres.adopts(testkit::plans::PROMISES);
    let listed = [TestDesk::promising(), postgres].map(|desk| {
        let cast = lived(&desk);
        let texts = [
            "",
            "state:open",
            "-state:open",
            "tag:kasse",
            "-tag:kasse",
            "tag:kasse tag:lager",
            "tag:none",
            "field:filiale",
            "field:\"filiale=jena west\"",
            "due:none",
            "due:later",
            "-due:none",
            "due:today",
            "due:breached",
            "answer:covered",
            "customer:#1",
            "customer:nord tag:none",
            "assignee:me",
            "assignee:none state:open",
            "drucker",
            "druckers",
            "drucken",
            "changed:2026-11",
            "-changed:2026-11",
            "-changed:2026-10",
            "jena",
        ];
        let mut lines: Vec<String> = Vec::new();
        for text in texts {
            for (sort, word) in Sort::ALL {
                lines.push(format!("{text} by {word}: {:?}", numbers(&desk, &cast.ada, text, sort)));
            }
        }
        for (group, word) in Grouping::ALL {
            let found = list(&desk, &cast.ada, "", Sort::Opened, Some(group)).unwrap();
            let groups = found.groups.iter().map(|group| {
                // Ids differ between desks.
                let value = if group.value.parse::<i64>().is_ok() { "id" } else { &group.value };
                let rows: Vec<i64> = group.rows.iter().map(|row| row.number).collect();
                format!("{value} {} {rows:?}", group.total)
            });
            lines.push(format!("{word}: {}", groups.collect::<Vec<_>>().join(", ")));
        }
        lines
    });
    assert_eq!(listed[0], listed[1]);
    let has = |line: &str| assert!(listed[0].iter().any(|known| known == line), "{line}\n{}", listed[0].join("\n"));
    has("state:open by opened: [4, 2, 1]");
    has(" by opened: [5, 4, 3, 2, 1]");
    has("state:open by due: [1, 2, 4]");
    has(" by waiting: [1, 2, 3, 4, 5]");
    has("tag:kasse by opened: [4, 1]");
    has("-tag:kasse by opened: [5, 3, 2]");
    has("tag:kasse tag:lager by due: [1]");
    has("field:filiale by due: [2]");
    has("field:\"filiale=jena west\" by due: [2]");
    has("jena by due: [2]");
    has("customer:#1 by opened: [5, 3, 1]");
    has("assignee:me by due: [2]");
    has("druckers by due: [4]");
    has("-changed:2026-11 by due: []");
    has("-changed:2026-10 by opened: [5, 4, 3, 2, 1]");
    has("tag: none 3 [5, 3, 2], kasse 2 [4, 1], lager 1 [1]");
    has("state: resolved 1 [5], open 3 [4, 2, 1], waiting 1 [3]");
    has("customer: id 3 [5, 3, 1], id 2 [4, 2]");
    has("assignee: none 4 [5, 4, 3, 1], id 1 [2]");
}

#[test]
fn lists_are_for_staff_and_refuse_filters_that_mean_nothing() {
    let desk = TestDesk::promising();
    let cast = lived(&desk);
    assert!(matches!(list(&desk, &cast.nord.actor(), "", Sort::Due, None), Err(DeskError::NotFound)));
    let wrong = |text: &str| told(list(&desk, &cast.ada, text, Sort::Due, None).map(|_| ()));
    assert_eq!(wrong("due:bald"), "q unknown-filter due: breached, soon, today, later, none");
    assert_eq!(wrong("answer:maybe"), "q unknown-filter answer: covered, best-effort, chargeable, refused");
    assert_eq!(wrong("customer:#x"), "q unknown-filter customer: #12");
    // Contacts have neither filter nor find what only staff see.
    let found = |text: &str| {
        let asked = search::Asked { text: text.to_owned(), page: 0, zone: TimeZone::UTC };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(search::find(&desk.desk, cast.nord.actor(), asked)).unwrap().total
    };
    assert_eq!([found("tag:kasse"), found("kasse"), found("field:filiale"), found("eins")], [0, 0, 0, 1]);
}

#[test]
fn the_order_is_exact_where_much_is_equal_and_pages_go_on() {
    let desk = TestDesk::promising();
    let nord = desk.customer("Nord", "full");
    let ada = desk.staff("Ada", Role::Agent);
    for at in 0..30 {
        desk.opens(&nord.actor(), &format!("Nummer {at}"));
    }
    desk.indexes();
    // All arrived at the same instant: the id decides.
    for (sort, _) in Sort::ALL {
        let mut expected: Vec<i64> = (1..=30).collect();
        if matches!(sort, Sort::Opened | Sort::Changed) {
            expected.reverse();
        }
        assert_eq!(numbers(&desk, &ada, "state:open", sort), expected, "{sort:?}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let page = |page: usize| {
            let asked = ListAsked {
                text: String::new(),
                zone: TimeZone::UTC,
                sort,
                group: None,
                page,
                limit: 13,
                fresh: Fresh::All,
            };
            let listed = runtime.block_on(search::list(&desk.desk, ada.clone(), asked)).unwrap();
            let numbers: Vec<i64> = listed.groups.iter().flat_map(|one| &one.rows).map(|row| row.number).collect();
            (numbers, listed.more, listed.total)
        };
        let pages = [page(0), page(1), page(2)];
        assert_eq!(pages.iter().flat_map(|page| page.0.clone()).collect::<Vec<_>>(), expected);
        assert_eq!(pages.each_ref().map(|page| (page.1, page.2)), [(true, 30), (true, 30), (false, 30)]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let texts = words(&["state:open", "state:closed", "state:wrong"]);
    let counts = runtime.block_on(search::counts(&desk.desk, ada, texts, TimeZone::UTC)).unwrap();
    assert_eq!(counts, [Some(30), Some(0), None]);
}
