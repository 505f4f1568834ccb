//! Runs what tickets have to do with teams, with each other and with the people who follow them.

use std::collections::BTreeSet;

use desk::search::{self, Zone};
use desk::ticket::{self, Direction, Later, LinkKind, Shelf, Until};
use desk::{Actor, Role, article, customer, notice, team};
use jiff::SignedDuration;
use testkit::TestDesk;

/// Everything that relates tickets, once.
pub fn tickets_are_related(desk: &TestDesk) {
    let shop = desk.customer("Beziehung", "level-3");
    let (chief, jana) = (desk.staff("Chefin", Role::Manager), desk.staff("Jana", Role::Agent));
    let (me, other) = (jana.staff().unwrap(), chief.staff().unwrap());
    let [a, b] = ["Erste", "Zweite"].map(|subject| desk.opens(&shop.actor(), subject).id);
    let new = team::NewTeam { name: "Technik".to_owned(), members: BTreeSet::from([me, other]) };
    let again = new.clone();
    let team = desk.act(&chief, move |act| team::create(act, &new));
    desk.act(&chief, move |act| team::change(act, team, &again));
    desk.act(&jana, move |act| ticket::hand_over(act, a, team, Some(me), "Bitte übernehmen, @Chefin."));
    desk.act(&jana, move |act| ticket::put_with(act, b, Some(team)));
    for shelf in [Shelf::Teams(me), Shelf::Snoozed] {
        desk.read(&jana, move |view| ticket::queue(view, shelf, Some("1_1_1_1_1"), 5));
    }
    desk.read(&jana, move |view| ticket::counts_aside(view, me));
    desk.act(&jana, move |act| ticket::link(act, a, b, LinkKind::Cause));
    let links = desk.read(&jana, move |view| Ok(ticket::relations(view, a)?.links));
    desk.act(&jana, move |act| ticket::unlink(act, links[0].id));
    let mit = desk.colleague(shop.contact, "mit@beziehung.example", "Mit");
    desk.act(&jana, move |act| {
        ticket::add_participant(act, a, "mit@beziehung.example")?;
        ticket::remove_participant(act, a, mit)?;
        ticket::participants(act, a)?;
        customer::remove_contact(act, mit)
    });
    desk.act(&jana, move |act| ticket::merge(act, a, b));
    let number = desk.ticket(b).number;
    let page = desk.read(&jana, move |view| ticket::page(view, number));
    desk.act(&jana, move |act| ticket::unmerge(act, a));
    let message = page.messages[0].id;
    desk.act(&jana, move |act| ticket::split(act, message, "Abgetrennt"));
    desk.act(&jana, move |act| {
        notice::follow(act, a)?;
        notice::unfollow(act, a)?;
        notice::see(act, a)?;
        notice::see_all(act)
    });
    desk.read(&jana, move |view| {
        notice::list(view, None, 5)?;
        notice::unseen(view, me)?;
        notice::any_unseen_of(view, a)?;
        notice::followers(view, a)
    });
    let later = desk.desk.now() + SignedDuration::from_mins(1);
    desk.act(&jana, move |act| ticket::snooze(act, b, Until::At(later)));
    desk.pass(SignedDuration::from_mins(2));
    desk.act(&chief, |act| {
        let id = ticket::create_checklist(act, "Umzug", "Eins\nZwei")?;
        ticket::change_checklist(act, id, "Umzug", "Eins\nZwei\nDrei")
    });
    let lists = desk.read(&jana, ticket::checklists);
    let list = lists[0].id;
    desk.act(&jana, move |act| {
        ticket::apply_checklist(act, b, list)?;
        let items = ticket::items(act, b)?;
        ticket::tick(act, b, items[0].id)?;
        ticket::rename_item(act, b, items[0].id, "Zuerst")?;
        ticket::move_item(act, b, items[0].id, Direction::Down)?;
        ticket::remove_item(act, b, items[1].id)
    });
    desk.act(&chief, move |act| ticket::remove_checklist(act, list));
    desk.replies(&jana, a, "So geht das.");
    let draft = desk.act(&jana, move |act| article::draft_from(act, a));
    desk.act(&jana, move |act| article::write(act, draft, "So geht es", "Text"));
    desk.read(&jana, move |view| {
        article::list(view, None, 5)?;
        article::of_ticket(view, a)
    });
    desk.indexes();
    let asked = search::Asked { text: "Text".to_owned(), page: 0, zone: Zone::UTC };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = runtime.block_on(search::find(&desk.desk, jana.clone(), asked)).unwrap();
    assert_eq!(found.articles.len(), 1);
    desk.act(&jana, move |act| article::discard(act, draft));
    desk.act(&jana, move |act| {
        ticket::mark_spam(act, a, Later::Spam)?;
        ticket::unmark_spam(act, a)
    });
    desk.tampers("update ticket set contact_id = null where id = $1", &[database::Value::Int(b.0)]);
    desk.act(&jana, move |act| ticket::mark_spam(act, b, Later::Asks));
    desk.act(&Actor::Operator, move |act| ticket::put_with(act, a, None));
    let dissolved = desk.try_act(&chief, move |act| team::dissolve(act, team));
    assert!(dissolved.is_ok(), "{dissolved:?}");
}
