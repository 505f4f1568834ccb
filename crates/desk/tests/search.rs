//! Search: what people find of what they may see, the same on both databases, and how the index follows.
#![allow(clippy::unwrap_used, clippy::panic)]

use desk::search::{self, Asked, Found, Index, Snippet};
use desk::ticket::{self, NewReply, NewTicket};
use desk::{Actor, DeskError, Role};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use testkit::{TestCustomer, TestDesk};

fn find(desk: &TestDesk, actor: &Actor, text: &str) -> Result<Found, DeskError> {
    page(desk, actor, text, 0)
}

fn page(desk: &TestDesk, actor: &Actor, text: &str, page: usize) -> Result<Found, DeskError> {
    let asked = Asked { text: text.to_owned(), page, zone: TimeZone::get("Europe/Berlin").unwrap() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(search::find(&desk.desk, actor.clone(), asked))
}

fn numbers(desk: &TestDesk, actor: &Actor, text: &str) -> Vec<i64> {
    find(desk, actor, text).unwrap().tickets.iter().map(|ticket| ticket.row.number).collect()
}

fn marked(snippet: &Snippet) -> String {
    snippet
        .pieces
        .iter()
        .map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() })
        .collect()
}

fn open(desk: &TestDesk, by: &TestCustomer, subject: &str, body: &str) -> i64 {
    let new = NewTicket { subject: subject.to_owned(), body: body.to_owned(), ..NewTicket::default() };
    let number = desk.act(&by.actor(), move |act| ticket::open(act, &new)).number;
    desk.pass(SignedDuration::from_mins(1));
    number
}

struct Cast {
    nord: TestCustomer,
    sued: TestCustomer,
    ada: Actor,
}

/// Three tickets of two customers, one with a note.
fn lived(desk: &TestDesk) -> Cast {
    let (nord, sued) = (desk.customer("Nord", "full"), desk.customer("Sued", "full"));
    let ada = desk.staff("Ada", Role::Agent);
    open(desk, &nord, "Drucker druckt nicht", "Seit heute Morgen kommen nur leere Seiten.");
    open(desk, &sued, "Monatsrechnung falsch", "Auf der Rechnung fehlt die Größe.");
    open(desk, &nord, "Frage zur Lizenz", "Der Schlüssel ist ERR-4711 zufolge abgelaufen.");
    let id = desk.read(&ada, |view| ticket::get_by_number(view, 1)).id;
    desk.act(&ada, move |act| ticket::note(act, id, "Vermutlich der Treiber, Kunde ist verärgert."));
    Cast { nord, sued, ada }
}

fn promising_on_postgres(test: &str) -> TestDesk {
    let desk = TestDesk::postgres("shop-levels", test);
    desk.adopts(testkit::plans::PROMISES);
    desk
}

#[test]
fn both_databases_find_the_same_in_the_same_order() {
    let desks = [TestDesk::promising(), promising_on_postgres("search_same")];
    let found = desks.each_ref().map(|desk| {
        let cast = lived(desk);
        desk.indexes();
        let staff = [
            "drucker",
            "DRUCKERS",
            "ducker",
            "rechnung",
            "rechnungen",
            "groesse",
            "err-4711",
            "\"leere Seiten\"",
            "treiber",
            "nord",
            "sued rechnung",
            "state:open",
            "customer:nord",
            "state:open -customer:nord",
            "before:2026-11-03",
            "after:2026-11-03",
            "assignee:none",
            "nichts davon",
            "1",
            "",
        ];
        let contact = ["drucker", "rechnung", "treiber", "verärgert", "state:open"];
        let all = |actor: &Actor, asked: &[&str]| {
            let lines = asked.iter().map(|text| {
                let found = find(desk, actor, text).unwrap();
                let tickets: Vec<String> = found
                    .tickets
                    .iter()
                    .map(|ticket| {
                        let snippet = ticket.snippet.as_ref().map(marked).unwrap_or_default();
                        format!("#{} {} | {snippet}", ticket.row.number, marked(&ticket.subject))
                    })
                    .collect();
                let people: Vec<String> = found.customers.iter().map(|customer| marked(&customer.name)).collect();
                format!("{text}: {} {tickets:?} {people:?}", found.total)
            });
            lines.collect::<Vec<_>>()
        };
        [all(&cast.ada, &staff), all(&cast.nord.actor(), &contact), all(&cast.sued.actor(), &contact)]
    });
    assert_eq!(found[0], found[1]);
    let [staff, nord, sued] = &found[0];
    assert_eq!(staff[0], "drucker: 1 [\"#1 [Drucker] [druckt] nicht | \"] []");
    assert_eq!(staff[3], "rechnung: 1 [\"#2 [Monatsrechnung] falsch | Auf der [Rechnung] fehlt die Größe.\"] []");
    assert_eq!(
        staff[8],
        "treiber: 1 [\"#1 Drucker druckt nicht | Vermutlich der [Treiber], Kunde ist verärgert.\"] []"
    );
    assert!(staff[9].starts_with("nord: 2 ") && staff[9].ends_with("[\"[Nord]\"]"), "{}", staff[9]);
    assert!(nord[0].starts_with("drucker: 1") && nord[1].starts_with("rechnung: 0"), "{nord:?}");
    assert!(nord[2].starts_with("treiber: 0") && nord[3].starts_with("verärgert: 0"), "notes are for staff: {nord:?}");
    assert!(sued[0].starts_with("drucker: 0") && sued[4].starts_with("state:open: 1"), "{sued:?}");
}

#[test]
fn the_index_follows_what_people_do() {
    let desk = TestDesk::promising();
    let cast = lived(&desk);
    desk.indexes();
    let agent = &cast.ada;
    assert_eq!(numbers(&desk, agent, "state:resolved"), Vec::<i64>::new());
    let id = desk.read(agent, |view| ticket::get_by_number(view, 1)).id;
    desk.act(agent, move |act| {
        ticket::reply(act, id, &NewReply { body: "Bitte die Trommel tauschen.".to_owned(), mail: None })
    });
    desk.act(agent, move |act| ticket::resolve(act, id));
    let changed = desk.act(&Actor::Operator, |act| {
        desk::customer::create(
            act,
            &desk::customer::NewCustomer {
                name: "Weststern".to_owned(),
                language: Language::De,
                address: "Beispielweg 2".to_owned(),
                vat_id: String::new(),
            },
        )
    });
    desk.indexes();
    assert_eq!(numbers(&desk, agent, "trommel"), [1]);
    assert_eq!(numbers(&desk, agent, "state:resolved drucker"), [1]);
    assert_eq!(find(&desk, agent, "weststern").unwrap().customers[0].id, changed);
}

#[test]
fn an_index_is_made_again_from_the_database() {
    let desk = TestDesk::promising();
    let cast = lived(&desk);
    desk.indexes();
    let index = desk.desk.index().unwrap();
    let before = index.len();
    assert_eq!(search::rebuild(&desk.desk, &index).unwrap(), before);
    assert_eq!(numbers(&desk, &cast.ada, "drucker"), [1]);
    // A desk without an index says so; it does not find nothing.
    let other = TestDesk::promising();
    let agent = other.staff("Ada", Role::Agent);
    assert!(matches!(find(&other, &agent, "drucker"), Err(DeskError::Unavailable(_))));
}

#[test]
fn a_new_index_can_be_searched_while_it_is_made() {
    let desk = TestDesk::promising();
    let cast = lived(&desk);
    let folder = tempfile::tempdir().unwrap();
    desk.desk.searched_by(Index::open(folder.path()).unwrap());
    let index = desk.desk.index().unwrap();
    let mut follower = search::Follower::new(&desk.desk, &index).unwrap();
    assert!(follower.step().unwrap());
    // What happens while it is made is found as soon as what was there before.
    open(&desk, &cast.sued, "Toner leer", "Bitte um Ersatz.");
    // Stopped between any two steps it goes on where it was.
    for _ in 0..6 {
        follower.step().unwrap();
        drop(follower);
        follower = search::Follower::new(&desk.desk, &index).unwrap();
    }
    assert_eq!(numbers(&desk, &cast.ada, "toner"), [4]);
    assert_eq!(numbers(&desk, &cast.ada, "drucker"), [1]);
}

#[test]
fn what_a_filter_does_not_know_is_told_with_what_it_knows() {
    let desk = TestDesk::promising();
    let cast = lived(&desk);
    desk.indexes();
    let told = |actor: &Actor, text: &str| match find(&desk, actor, text) {
        Err(DeskError::Invalid(fields)) => format!("{} {} {}", fields[0].field, fields[0].code, fields[0].detail),
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&cast.ada, "state:offen"), "q unknown-filter state: open, waiting, resolved, closed");
    assert_eq!(told(&cast.ada, "before:gestern"), "q unknown-filter before: 2026, 2026-10, 2026-10-05");
    assert_eq!(told(&cast.ada, "before:2026-13"), "q unknown-filter before: 2026, 2026-10, 2026-10-05");
    assert_eq!(told(&cast.ada, "assignee:bob"), "q unknown-filter assignee: me, none, Ada");
    // Contacts have no such filter: for them it is a word.
    assert_eq!(numbers(&desk, &cast.nord.actor(), "customer:nord"), Vec::<i64>::new());
    assert_eq!(numbers(&desk, &cast.ada, "customer:niemand"), Vec::<i64>::new());
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let desk = TestDesk::promising();
    let nord = desk.customer("Nord", "full");
    let ada = desk.staff("Ada", Role::Agent);
    for at in 0..45 {
        open(&desk, &nord, "Drucker", &format!("Nummer {at}"));
    }
    desk.indexes();
    let pages = [0, 1, 2, 3].map(|at| page(&desk, &ada, "drucker", at).unwrap());
    let all: Vec<i64> = pages.iter().flat_map(|page| page.tickets.iter().map(|ticket| ticket.row.number)).collect();
    assert_eq!(all, (1..=45).rev().collect::<Vec<_>>());
    assert_eq!(pages.each_ref().map(|page| page.more), [true, true, false, false]);
}

#[test]
fn senders_and_strangers_find_nothing() {
    let desk = TestDesk::promising();
    lived(&desk);
    desk.indexes();
    let sender = Actor::Sender { address: "info@nord.example".to_owned() };
    assert!(matches!(find(&desk, &sender, "drucker"), Err(DeskError::NotFound)));
}
