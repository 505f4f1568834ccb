//! What is done to a ticket from its own page is taken back by its inverse, unless somebody has changed it since.

use std::collections::BTreeMap;

use desk::id::{StaffId, TicketId, UndoId};
use desk::team::{self, NewTeam};
use desk::ticket::{self, Altering, Doing, Later, State, Until};
use desk::ticket_field::{self, Kind, NewTicketField};
use desk::{Actor, DeskError, Role, notice};
use testkit::TestDesk;

use crate::{conflict, on_both, wrong};

fn alter(desk: &TestDesk, actor: &Actor, id: TicketId, what: Altering) -> Option<UndoId> {
    desk.act(actor, move |act| ticket::alter(act, id, &what))
}

/// Takes it back; answers why not, if it was not.
fn undo(desk: &TestDesk, actor: &Actor, id: UndoId) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let undone = runtime.block_on(ticket::undo(&desk.desk, actor.clone(), id)).unwrap();
    match (undone.back, undone.kept.first()) {
        (1, None) => None,
        (0, Some(kept)) => Some(match &kept.why {
            DeskError::Conflict { code, .. } => (*code).to_owned(),
            other => other.to_string(),
        }),
        other => panic!("{other:?}"),
    }
}

/// All of a ticket that can be altered, in a line.
fn stands(desk: &TestDesk, actor: &Actor, id: TicketId) -> String {
    desk.read(actor, move |view| {
        let ticket = ticket::get(view, id)?;
        let values = ticket_field::values(view, &[id.0])?;
        let values: Vec<String> = values.into_iter().map(|filled| filled.value).collect();
        let tags = ticket::tags(view, id)?;
        let followers = notice::followers(view, id)?.len();
        let severity = ticket.severity.unwrap_or_default();
        let word = ticket.state.word();
        let (spam, aside) = (ticket.spam_at.is_some(), ticket.snoozed);
        Ok(format!(
            "{} {word} {severity} {:?} {:?} {tags:?} {values:?} {followers} {} {spam} {aside:?}",
            ticket.subject, ticket.assignee, ticket.team, ticket.waiting_since
        ))
    })
    // Whose later mails are spam.
    + &format!(" {:?}", desk.rows("select count(*) from spam_sender"))
}

/// Puts aside until noon of a day.
fn aside(day: i8) -> Altering {
    let noon = jiff::civil::date(2026, 11, day).at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    Altering::Snooze(Until::At(noon.unwrap().timestamp()))
}

struct Cast {
    ada: Actor,
    bob: Actor,
    me: StaffId,
    team: desk::id::TeamId,
    id: TicketId,
}

fn lived(desk: &TestDesk) -> Cast {
    let shop = desk.customer("Nord", "level-3");
    let (ada, bob, chief) =
        (desk.staff("Ada", Role::Agent), desk.staff("Bob", Role::Agent), desk.staff("Musa", Role::Manager));
    let me = ada.staff().unwrap();
    let new = NewTeam { name: "Technik".to_owned(), members: [me].into() };
    let team = desk.act(&chief, move |act| team::create(act, &new));
    for (name, kind) in [("Menge", Kind::Number), ("Ort", Kind::Text)] {
        let new = NewTicketField {
            key: String::new(),
            name: name.to_owned(),
            kind,
            choices: Vec::new(),
            product: String::new(),
        };
        desk.act(&chief, move |act| ticket_field::define(act, &new));
    }
    Cast { id: desk.opens(&shop.actor(), "Filter leer").id, ada, bob, me, team }
}

fn fields(values: &[(&str, &str)]) -> Altering {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Altering::Fields(values.collect::<BTreeMap<_, _>>())
}

fn every(cast: &Cast) -> Vec<Altering> {
    let tag = Doing::Tag { add: vec!["eilig".to_owned()], remove: Vec::new() };
    let over = Altering::HandOver { team: cast.team, assignee: Some(cast.me), note: "Bitte".to_owned() };
    let mut all = vec![
        Altering::Subject("Filter kaputt".to_owned()),
        Altering::Team(Some(cast.team)),
        over,
        fields(&[("menge", "2,50"), ("ort", "Jena")]),
        Altering::Follow,
        Altering::Doing(Doing::Assign(Some(cast.me))),
        Altering::Doing(Doing::Severity("1".to_owned())),
        Altering::Doing(tag),
        aside(20),
        Altering::Snooze(Until::Reply),
        Altering::Spam(Later::Asks),
        Altering::Spam(Later::Spam),
    ];
    all.extend([State::Waiting, State::Resolved, State::Closed].map(|to| Altering::Doing(Doing::State(to))));
    all
}

#[test]
fn each_change_is_taken_back_once_and_only_by_who_made_it() {
    on_both("undo_each", |desk| {
        let cast = lived(desk);
        // No action takes a severity away, so that the first one is not offered to be taken back.
        assert_eq!(alter(desk, &cast.ada, cast.id, Altering::Doing(Doing::Severity("3".to_owned()))), None);
        assert_eq!(desk.ticket(cast.id).severity.as_deref(), Some("3"));
        for what in every(&cast) {
            let before = stands(desk, &cast.ada, cast.id);
            let id = alter(desk, &cast.ada, cast.id, what.clone()).unwrap_or_else(|| panic!("{what:?}"));
            assert_ne!(stands(desk, &cast.ada, cast.id), before, "{what:?}");
            // The same again changes nothing, but that a note is written with each hand over.
            let again = alter(desk, &cast.ada, cast.id, what.clone());
            assert_eq!(again, None, "{what:?}");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let foreign = runtime.block_on(ticket::undo(&desk.desk, cast.bob.clone(), id));
            assert!(matches!(foreign, Err(DeskError::NotFound)), "{what:?}");
            assert_eq!(undo(desk, &cast.ada, id), None, "{what:?}");
            assert_eq!(stands(desk, &cast.ada, cast.id), before, "{what:?}");
            let twice = runtime.block_on(ticket::undo(&desk.desk, cast.ada.clone(), id));
            assert_eq!(conflict(twice), "undone");
        }
        // Closed, it is opened and closed again.
        alter(desk, &cast.ada, cast.id, Altering::Doing(Doing::State(State::Closed)));
        let opened = alter(desk, &cast.ada, cast.id, Altering::Doing(Doing::State(State::Open))).unwrap();
        assert_eq!(undo(desk, &cast.ada, opened), None);
        assert_eq!(desk.ticket(cast.id).state, State::Closed);
        // What cannot be done leaves nothing to take back.
        let (kept, id) = (desk.rows("select count(*) from undo"), cast.id);
        let nothing = desk.try_act(&cast.ada, move |act| ticket::alter(act, id, &fields(&[("menge", "viel")])));
        assert_eq!(wrong(nothing), "field.menge no-decimal");
        assert_eq!(desk.rows("select count(*) from undo"), kept);
    });
}

#[test]
fn what_was_put_aside_or_waited_or_was_remembered_before_is_so_again() {
    on_both("undo_again", |desk| {
        let cast = lived(desk);
        let made = |what: Altering| alter(desk, &cast.ada, cast.id, what);
        let stands = || stands(desk, &cast.ada, cast.id);
        // Put aside for longer than a colleague had: the colleague's time is back.
        alter(desk, &cast.bob, cast.id, aside(10));
        let before = stands();
        let longer = made(aside(12)).unwrap();
        assert_eq!(undo(desk, &cast.ada, longer), None);
        assert_eq!(stands(), before);
        assert_eq!(made(aside(10)), None, "it is so already, and nothing of the colleague's can be taken back");

        // Spam that waited for the customer and was put aside does so again.
        made(Altering::Doing(Doing::State(State::Waiting)));
        made(aside(10));
        let before = stands();
        let spam = made(Altering::Spam(Later::Spam)).unwrap();
        assert_ne!(stands(), before);
        assert_eq!(undo(desk, &cast.ada, spam), None);
        assert_eq!(stands(), before);

        // A sender remembered before is remembered still, and what was spam is not offered to be made none.
        alter(desk, &cast.bob, cast.id, Altering::Spam(Later::Asks));
        let before = stands();
        assert_eq!(made(Altering::Spam(Later::Asks)), None);
        let remembered = made(Altering::Spam(Later::Spam)).unwrap();
        assert_eq!(made(Altering::Spam(Later::Spam)), None);
        assert_eq!(undo(desk, &cast.ada, remembered), None);
        assert_eq!(stands(), before);

        // Whoever said since that it is no spam is not overruled.
        let id = cast.id;
        desk.act(&cast.bob, move |act| ticket::unmark_spam(act, id));
        let spam = made(Altering::Spam(Later::Asks)).unwrap();
        desk.act(&cast.bob, move |act| ticket::unmark_spam(act, id));
        assert_eq!(undo(desk, &cast.ada, spam).as_deref(), Some("changed-since"));
    });
}

#[test]
fn what_somebody_has_changed_since_stays() {
    on_both("undo_since", |desk| {
        let cast = lived(desk);
        let bob = cast.bob.staff().unwrap();
        alter(desk, &cast.ada, cast.id, Altering::Doing(Doing::Severity("3".to_owned())));
        let since = |what: &Altering| match what {
            Altering::Subject(_) => Some(Altering::Subject("Anders".to_owned())),
            Altering::HandOver { .. } => Some(Altering::Doing(Doing::Assign(Some(bob)))),
            Altering::Team(_) => Some(Altering::Team(None)),
            Altering::Fields(_) => Some(fields(&[("ort", "Erfurt")])),
            Altering::Doing(Doing::Assign(_)) => Some(Altering::Doing(Doing::Assign(None))),
            Altering::Doing(Doing::Severity(_)) => Some(Altering::Doing(Doing::Severity("2".to_owned()))),
            Altering::Doing(Doing::Tag { .. }) => {
                let remove = vec!["eilig".to_owned()];
                Some(Altering::Doing(Doing::Tag { add: Vec::new(), remove }))
            }
            Altering::Doing(Doing::State(_)) => Some(Altering::Doing(Doing::State(State::Open))),
            Altering::Snooze(_) => Some(aside(21)),
            // Nobody marks as spam what is spam; what somebody took for none is shown below.
            Altering::Spam(_) | Altering::Doing(Doing::Merge(_)) | Altering::Follow | Altering::Unfollow => None,
        };
        for what in every(&cast) {
            let Some(since) = since(&what) else { continue };
            let id = alter(desk, &cast.ada, cast.id, what.clone()).unwrap_or_else(|| panic!("{what:?}"));
            alter(desk, &cast.bob, cast.id, since).unwrap_or_else(|| panic!("{what:?}"));
            let now = stands(desk, &cast.ada, cast.id);
            assert_eq!(undo(desk, &cast.ada, id).as_deref(), Some("changed-since"), "{what:?}");
            assert_eq!(stands(desk, &cast.ada, cast.id), now, "{what:?}");
        }
        // A field that nobody has touched is not in the way of another.
        let id = alter(desk, &cast.ada, cast.id, fields(&[("menge", "7")])).unwrap();
        alter(desk, &cast.bob, cast.id, fields(&[("ort", "Gera")]));
        assert_eq!(undo(desk, &cast.ada, id), None);
    });
}
