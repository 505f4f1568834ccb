//! Tickets of teams: handed over with a note, listed for those who belong to the team.

use std::collections::BTreeSet;

use desk::notice::Kind;
use desk::ticket::{self, Shelf};
use desk::{DeskError, Role, team};

use crate::{conflict, found, history, news, on_both, subjects, unseen, wrong};

#[test]
fn a_ticket_is_handed_over_to_a_team_with_a_note() {
    on_both("hand-over", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let (jana, musa) = (desk.staff("Jana Winter", Role::Agent), desk.staff("Musa Okonkwo", Role::Agent));
        let chief = desk.staff("Chefin", Role::Manager);
        let (jana_id, musa_id) = (jana.staff().unwrap(), musa.staff().unwrap());
        let new = team::NewTeam { name: "Technik".to_owned(), members: BTreeSet::from([musa_id]) };
        let (denied, asked) = (new.clone(), new.clone());
        let denied = desk.try_act(&jana, move |act| team::create(act, &denied));
        assert!(matches!(denied, Err(DeskError::Forbidden)), "{denied:?}");
        unseen(desk.try_act(&shop.actor(), move |act| team::create(act, &asked)));
        let twice = team::NewTeam { name: " technik ".to_owned(), members: BTreeSet::new() };
        let technik = desk.act(&chief, move |act| team::create(act, &new));
        assert_eq!(wrong(desk.try_act(&chief, move |act| team::create(act, &twice))), "name taken");
        let nameless = team::NewTeam::default();
        assert_eq!(wrong(desk.try_act(&chief, move |act| team::create(act, &nameless))), "name missing");
        let unknown = team::NewTeam { name: "X".to_owned(), members: BTreeSet::from([desk::id::StaffId(7)]) };
        assert_eq!(wrong(desk.try_act(&chief, move |act| team::create(act, &unknown))), "members unknown");

        let opened = desk.opens(&shop.actor(), "Shop steht");
        let id = opened.id;
        let over = |to: Option<desk::id::StaffId>, words: &str| {
            let words = words.to_owned();
            desk.try_act(&jana, move |act| ticket::hand_over(act, id, technik, to, &words))
        };
        assert_eq!(wrong(over(None, " \n")), "note missing");
        assert_eq!(wrong(over(Some(jana_id), "Bitte")), "assignee not-of-team");
        let nowhere = desk::id::TeamId(7);
        assert_eq!(
            wrong(desk.try_act(&jana, move |act| ticket::hand_over(act, id, nowhere, None, "X"))),
            "team unknown"
        );
        assert_eq!(desk.ticket(id).team, None, "nothing half done");
        unseen(desk.try_act(&shop.actor(), move |act| ticket::hand_over(act, id, technik, None, "X")));

        over(None, "Der Kunde braucht es heute.").unwrap();
        assert_eq!(desk.ticket(id).team, Some(technik));
        assert_eq!(subjects(desk, &musa, Shelf::Teams(musa_id)), ["Shop steht"]);
        assert_eq!(subjects(desk, &jana, Shelf::Teams(jana_id)), Vec::<String>::new());
        assert_eq!(desk.read(&musa, move |view| ticket::counts_aside(view, musa_id)), [1, 0]);
        let row = desk.read(&musa, move |view| ticket::row(view, opened.number));
        assert_eq!((row.team.as_deref(), row.assignee), (Some("Technik"), None));
        assert_eq!(
            news(desk, &musa),
            [(opened.number, Kind::HandedOver, "Jana Winter".to_owned())],
            "once, note or not"
        );
        assert_eq!(news(desk, &jana), [], "nobody hears of what they did");
        assert_eq!(history(desk, &jana, opened.number), ["open", "hand-over", "note"]);
        assert_eq!(conflict(desk.try_act(&chief, move |act| team::dissolve(act, technik))), "team-has-tickets");
        desk.indexes();
        for (text, count) in [("team:technik", 1), ("team:none", 0), ("team:mine", 1)] {
            assert_eq!(found(desk, &musa, text), count, "{text}");
        }
        over(Some(musa_id), "Musa kennt es.").unwrap();
        assert_eq!(desk.ticket(id).assignee, Some(musa_id));
        let seen = desk.read(&shop.actor(), move |view| ticket::page(view, opened.number));
        assert_eq!((seen.messages.len(), seen.history.len()), (1, 0), "contacts see neither note nor history");
        desk.act(&jana, move |act| ticket::close(act, id));
        desk.act(&chief, move |act| team::dissolve(act, technik));
        assert_eq!(desk.read(&jana, team::list), []);
    });
}
