//! Views are kept and shared, many tickets are acted on at once, and what was done is taken back.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::future::Future;

use desk::id::{UndoId, ViewId};
use desk::saved_view::{self, Column, NewSavedView, Shown, Towards, Use};
use desk::search::{Grouping, Sort};
use desk::ticket::{self, Doing, Done, State, Undone};
use desk::{Actor, DeskError, Role};
use jiff::SignedDuration;
use testkit::{TestCustomer, TestDesk};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn many(desk: &TestDesk, actor: &Actor, numbers: &[i64], doing: Doing) -> Result<Done, DeskError> {
    wait(ticket::many(&desk.desk, actor.clone(), numbers, doing))
}

fn undo(desk: &TestDesk, actor: &Actor, id: UndoId) -> Result<Undone, DeskError> {
    wait(ticket::undo(&desk.desk, actor.clone(), id))
}

fn told(error: &DeskError) -> String {
    error.to_string()
}

struct Cast {
    nord: TestCustomer,
    ada: Actor,
    bob: Actor,
}

fn lived(desk: &TestDesk, tickets: usize) -> Cast {
    let nord = desk.customer("Nord", "full");
    for at in 0..tickets {
        desk.opens(&nord.actor(), &format!("Nummer {at}"));
    }
    Cast { nord, ada: desk.staff("Ada", Role::Agent), bob: desk.staff("Bob", Role::Agent) }
}

fn get(desk: &TestDesk, number: i64) -> ticket::Ticket {
    desk.read(&Actor::Operator, move |view| ticket::get_by_number(view, number))
}

fn names(desk: &TestDesk, actor: &Actor) -> Vec<String> {
    desk.read(actor, saved_view::list).into_iter().map(|view| view.name).collect()
}

fn new(name: &str, used_by: Use) -> NewSavedView {
    let shown = Shown {
        filter: " state:open \n tag:\"a b\"  drucker ".to_owned(),
        columns: Column::list("number,subject,field.filiale,number,nothing"),
        sort: Sort::Waiting,
        group: Some(Grouping::Customer),
    };
    NewSavedView { name: name.to_owned(), shown, used_by }
}

fn save(desk: &TestDesk, actor: &Actor, name: &str, used_by: Use) -> Result<ViewId, DeskError> {
    let new = new(name, used_by);
    desk.try_act(actor, move |act| saved_view::save(act, &new))
}

#[test]
fn views_are_ones_own_or_everybodys() {
    for desk in [TestDesk::promising(), TestDesk::postgres("shop-levels", "views")] {
        let (ada, bob, chief) =
            (desk.staff("Ada", Role::Agent), desk.staff("Bob", Role::Agent), desk.staff("Musa", Role::Manager));
        let first = save(&desk, &ada, " Meine  Kasse ", Use::Own).unwrap();
        let second = save(&desk, &ada, "Zweite", Use::Own).unwrap();
        assert!(matches!(save(&desk, &ada, "Alle", Use::Shared), Err(DeskError::Forbidden)));
        let shared = save(&desk, &chief, "Alle", Use::Shared).unwrap();
        assert_eq!(names(&desk, &ada), ["Alle", "Meine Kasse", "Zweite"]);
        assert_eq!(names(&desk, &bob), ["Alle"]);
        let kept = desk.read(&ada, move |view| saved_view::get(view, first));
        assert_eq!(kept.shown.filter, "state:open tag:\"a b\" drucker");
        assert_eq!(Column::words(&kept.shown.columns), "number,subject,field.filiale");
        assert_eq!((kept.shown.sort, kept.shown.group), (Sort::Waiting, Some(Grouping::Customer)));
        // Others' views are not there; shared ones change for who may.
        let change = |actor: &Actor, id| {
            let new = new("Anders", Use::Own);
            desk.try_act(actor, move |act| saved_view::change(act, id, &new))
        };
        assert!(matches!(change(&bob, first), Err(DeskError::NotFound)));
        assert!(matches!(change(&ada, shared), Err(DeskError::Forbidden)));
        change(&chief, shared).unwrap();
        desk.act(&ada, move |act| saved_view::shift(act, second, Towards::Front));
        desk.act(&ada, move |act| saved_view::shift(act, second, Towards::Front));
        assert_eq!(names(&desk, &ada), ["Anders", "Zweite", "Meine Kasse"]);
        desk.act(&ada, move |act| saved_view::shift(act, second, Towards::Back));
        desk.act(&ada, move |act| saved_view::remove(act, first));
        assert_eq!(names(&desk, &ada), ["Anders", "Zweite"]);
        assert!(matches!(save(&desk, &ada, "  ", Use::Own), Err(DeskError::Invalid(_))));
        assert!(matches!(save(&desk, &ada, &"🙂".repeat(61), Use::Own), Err(DeskError::Invalid(_))));
        for at in 0..39 {
            save(&desk, &ada, &format!("Nummer {at}"), Use::Own).unwrap();
        }
        let full = save(&desk, &ada, "Noch eine", Use::Own).unwrap_err();
        assert!(matches!(full, DeskError::Conflict { code: "too-many", .. }), "{full}");
    }
}

#[test]
fn many_are_assigned_and_taken_back() {
    for desk in [TestDesk::promising(), {
        let desk = TestDesk::postgres("shop-levels", "many");
        desk.adopts(testkit::plans::PROMISES);
        desk
    }] {
        let cast = lived(&desk, 4);
        let (ada, bob) = (cast.ada.staff().unwrap(), cast.bob.staff().unwrap());
        let second = get(&desk, 2).id;
        desk.act(&cast.ada, move |act| ticket::assign(act, second, Some(ada)));
        let done = many(&desk, &cast.ada, &[1, 2, 3, 3, 99], Doing::Assign(Some(ada))).unwrap();
        assert_eq!((done.changed, done.unchanged), (2, 1));
        assert_eq!(
            done.failed.iter().map(|one| (one.number, told(&one.why))).collect::<Vec<_>>(),
            [(99, "not found".to_owned())]
        );
        // Somebody gives one of them to somebody else; that stays.
        let third = get(&desk, 3).id;
        desk.act(&cast.bob, move |act| ticket::assign(act, third, Some(bob)));
        let id = done.undo.unwrap();
        assert!(matches!(undo(&desk, &cast.bob, id), Err(DeskError::NotFound)), "only who did it takes it back");
        let undone = undo(&desk, &cast.ada, id).unwrap();
        assert_eq!((undone.back, undone.kept.len(), undone.kept[0].number), (1, 1, 3));
        assert!(told(&undone.kept[0].why).contains("changed-since"));
        assert_eq!([1, 2, 3].map(|number| get(&desk, number).assignee), [None, Some(ada), Some(bob)]);
        let again = undo(&desk, &cast.ada, id).unwrap_err();
        assert!(matches!(again, DeskError::Conflict { code: "undone", .. }), "{again}");
        // The history shows both.
        let history = desk.read(&cast.ada, |view| Ok(ticket::page(view, 1)?.history));
        assert_eq!(history.iter().filter(|entry| entry.action == "assign").count(), 2);
    }
}

#[test]
fn tags_severities_and_states_are_taken_back_as_they_were() {
    let desk = TestDesk::promising();
    let cast = lived(&desk, 3);
    let words = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let tags = |number: i64| {
        let id = get(&desk, number).id;
        desk.read(&cast.ada, move |view| ticket::tags(view, id))
    };
    many(&desk, &cast.ada, &[1], Doing::Tag { add: words(&["alt"]), remove: Vec::new() }).unwrap();
    let doing = Doing::Tag { add: words(&["Neu", "alt"]), remove: words(&["weg"]) };
    let done = many(&desk, &cast.ada, &[1, 2], doing).unwrap();
    assert_eq!((tags(1), tags(2)), (words(&["alt", "neu"]), words(&["alt", "neu"])));
    undo(&desk, &cast.ada, done.undo.unwrap()).unwrap();
    assert_eq!((tags(1), tags(2)), (words(&["alt"]), words(&[])));

    let before = [1, 2, 3].map(|number| get(&desk, number));
    let second = before[1].id;
    desk.act(&cast.ada, move |act| ticket::wait(act, second));
    desk.pass(SignedDuration::from_mins(5));
    let done = many(&desk, &cast.ada, &[1, 2, 3], Doing::State(State::Resolved)).unwrap();
    assert_eq!(done.changed, 3);
    // The customer writes to one of them, which opens it: that stays.
    let (third, contact) = (before[2].id, cast.nord.actor());
    desk.act(&contact, move |act| {
        ticket::reply(act, third, &ticket::NewReply { body: "Doch nicht.".to_owned(), mail: None })
    });
    let undone = undo(&desk, &cast.ada, done.undo.unwrap()).unwrap();
    assert_eq!((undone.back, undone.kept.len()), (2, 1));
    let after = [1, 2, 3].map(|number| get(&desk, number));
    assert_eq!(after.each_ref().map(|one| one.state), [State::Open, State::Waiting, State::Open]);
    assert_eq!(after[0].waiting_since, before[0].waiting_since, "who waited goes on waiting since then");
    assert!(after[0].resolved_at.is_none());

    let closed = many(&desk, &cast.ada, &[1], Doing::State(State::Closed)).unwrap();
    let refused = many(&desk, &cast.ada, &[1, 3], Doing::State(State::Waiting)).unwrap();
    assert_eq!((refused.changed, refused.failed.len(), refused.failed[0].number), (1, 1, 1));
    desk.pass(SignedDuration::from_mins(11));
    let late = undo(&desk, &cast.ada, closed.undo.unwrap()).unwrap_err();
    assert!(matches!(late, DeskError::Conflict { code: "too-late", .. }), "{late}");
}

#[test]
fn what_cannot_be_done_is_said_of_each_ticket() {
    let desk = TestDesk::sqlite("agency-hours");
    let mine = desk.customer("Nord", "hours-10");
    let ada = desk.staff("Ada", Role::Agent);
    let opened = [desk.opens(&mine.actor(), "Eins"), desk.opens(&mine.actor(), "Zwei")];
    let numbers = opened.map(|one| one.number);
    let done = many(&desk, &ada, &numbers, Doing::Severity("1".to_owned())).unwrap();
    assert_eq!(done.changed, 2);
    undo(&desk, &ada, done.undo.unwrap()).unwrap();
    assert_ne!(get(&desk, numbers[0]).severity.as_deref(), Some("1"));
    let done = many(&desk, &ada, &numbers, Doing::Severity("nine".to_owned())).unwrap();
    assert_eq!((done.changed, done.failed.len()), (0, 2));
    assert!(done.undo.is_none() && told(&done.failed[0].why).contains("severity unknown 1, 2, 3, 4"));
    let none = many(&desk, &ada, &[], Doing::State(State::Open)).unwrap_err();
    assert!(told(&none).contains("tickets missing"));
    let all: Vec<i64> = (1..=201).collect();
    let full = many(&desk, &ada, &all, Doing::State(State::Open)).unwrap_err();
    assert!(told(&full).contains("tickets too-many 200"));
    assert!(matches!(many(&desk, &mine.actor(), &numbers, Doing::State(State::Closed)), Err(DeskError::NotFound)));
}

#[test]
fn many_become_one_and_several_again() {
    for desk in [TestDesk::promising(), {
        let desk = TestDesk::postgres("shop-levels", "merge");
        desk.adopts(testkit::plans::PROMISES);
        desk
    }] {
        let cast = lived(&desk, 4);
        let other = desk.customer("Süd", "full");
        let foreign = desk.opens(&other.actor(), "Fremd").number;
        let into = |number: i64| {
            get(&desk, number).merged_into.map(|id| desk.read(&cast.ada, move |view| ticket::get(view, id)).number)
        };
        let second = get(&desk, 2).id;
        desk.act(&cast.ada, move |act| ticket::wait(act, second));
        let before = [1, 2, 3].map(|number| get(&desk, number));

        // Without a number the oldest keeps them all; what is another customer's stays.
        let done = many(&desk, &cast.ada, &[3, 2, 1, foreign], Doing::Merge(None)).unwrap();
        assert_eq!((done.changed, done.unchanged, done.failed.len()), (2, 0, 1));
        assert!(done.failed[0].number == foreign && told(&done.failed[0].why).contains("merge-customers"));
        assert_eq!([1, 2, 3].map(into), [None, Some(1), Some(1)]);
        assert_eq!(many(&desk, &cast.ada, &[2, 3], Doing::Merge(Some(1))).unwrap().unchanged, 2);
        assert!(told(&many(&desk, &cast.ada, &[2], Doing::Merge(Some(4))).unwrap().failed[0].why).contains("merged"));

        // One of them is taken out by hand; the other comes back as it was.
        let third = before[2].id;
        desk.act(&cast.bob, move |act| ticket::unmerge(act, third));
        let undone = undo(&desk, &cast.ada, done.undo.unwrap()).unwrap();
        assert_eq!((undone.back, undone.kept.len(), undone.kept[0].number), (1, 1, 3));
        assert!(told(&undone.kept[0].why).contains("changed-since"));
        let after = [1, 2, 3].map(|number| get(&desk, number));
        assert_eq!(after.each_ref().map(|one| one.state), [State::Open, State::Waiting, State::Open]);
        assert_eq!(after.each_ref().map(|one| one.waiting_since), before.each_ref().map(|one| one.waiting_since));

        for (numbers, into, words) in [
            (vec![1], None, "into merge-one"),
            (vec![1], Some(1), "into merge-one"),
            (vec![1, 2], Some(99), "into no-ticket 99"),
        ] {
            let refused = many(&desk, &cast.ada, &numbers, Doing::Merge(into)).unwrap_err();
            assert!(told(&refused).contains(words), "{refused}");
        }
    }
}
