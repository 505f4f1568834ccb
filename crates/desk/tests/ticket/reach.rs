//! Who may do what with a ticket, and for whom it is not there.

use desk::ticket::{self, State};
use desk::{Actor, DeskError, Role};
use testkit::TestDesk;

use crate::wrong_field;

#[test]
fn assigning_and_renaming_are_for_staff_and_leave_a_trace() {
    let desk = TestDesk::promising();
    let (ada, bo) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Agent));
    let shop = desk.customer("Nord", "full");
    let id = desk.opens(&shop.actor(), "Filter").id;
    let to = |staff: Option<desk::id::StaffId>| desk.try_act(&ada, move |act| ticket::assign(act, id, staff));
    let bo_id = bo.staff().unwrap();
    to(Some(bo_id)).unwrap();
    to(Some(bo_id)).unwrap();
    assert_eq!(desk.ticket(id).assignee, Some(bo_id));
    to(None).unwrap();
    assert_eq!(wrong_field(to(Some(desk::id::StaffId(1)))), "assignee unknown");
    desk.act(&Actor::Operator, move |act| desk::staff::deactivate(act, bo_id));
    assert_eq!(wrong_field(to(Some(bo_id))), "assignee unknown");
    desk.act(&ada, move |act| ticket::rename(act, id, "Filter finden\nnichts"));
    desk.act(&ada, move |act| ticket::rename(act, id, "Filter finden nichts"));
    assert_eq!(desk.ticket(id).subject, "Filter finden nichts");
    assert_eq!(desk.history(id), ["open", "assign", "assign", "rename"]);
}

#[test]
fn a_foreign_ticket_is_not_there() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let (shop, other) = (desk.customer("Nord", "full"), desk.customer("Sued", "full"));
    let id = desk.opens(&shop.actor(), "Filter").id;
    let stranger = Actor::Sender { address: "x@y.example".to_owned() };
    for actor in [other.actor(), stranger] {
        let gone = |what: &str, result: Result<(), DeskError>| {
            assert!(matches!(result, Err(DeskError::NotFound)), "{actor:?} {what}: {result:?}");
        };
        let read = |read: fn(&mut desk::View<'_, '_>, desk::id::TicketId) -> Result<(), DeskError>| {
            desk.desk.read_blocking(actor.clone(), move |view| read(view, id))
        };
        gone("get", read(|view, id| ticket::get(view, id).map(drop)));
        gone("page", read(|view, _| ticket::page(view, 1).map(drop)));
        gone("deliveries", read(|view, id| desk::outbox::of_ticket(view, id).map(drop)));
        let act = |change: fn(&mut desk::Action<'_, '_>, desk::id::TicketId) -> Result<(), DeskError>| {
            desk.try_act(&actor, move |act| change(act, id))
        };
        let reply = ticket::NewReply { body: "Ich auch".to_owned(), mail: None };
        gone("reply", desk.try_act(&actor, move |act| ticket::reply(act, id, &reply).map(drop)));
        gone("reopen", act(ticket::reopen));
        gone("note", act(|act, id| ticket::note(act, id, "x").map(drop)));
        gone("wait", act(ticket::wait));
        gone("resolve", act(ticket::resolve));
        gone("close", act(ticket::close));
        gone("assign", act(|act, id| ticket::assign(act, id, None)));
        gone("severity", act(|act, id| ticket::change_severity(act, id, "high")));
        gone("rename", act(|act, id| ticket::rename(act, id, "x")));
        gone("fact", act(|act, id| ticket::learn(act, id, "cause", "own-defect", ticket::Since::Now)));
        let (customer, contact) = (shop.id, shop.contact);
        let lists = desk.desk.read_blocking(actor.clone(), move |view| {
            Ok::<_, DeskError>((
                ticket::of_customer(view, customer, None, 10)?.len(),
                ticket::of_contact(view, contact, 10)?.len(),
            ))
        });
        assert_eq!(lists.unwrap(), (0, 0), "{actor:?}");
        gone(
            "queue",
            desk.desk.read_blocking(actor.clone(), |view| ticket::queue(view, ticket::Shelf::Next, None, 10).map(drop)),
        );
        gone("mails", desk.desk.read_blocking(actor.clone(), |view| desk::intake::list(view, None, 10).map(drop)));
    }
    // The contact themselves may answer and reopen, and nothing else.
    let contact = shop.actor();
    assert!(matches!(desk.try_act(&contact, move |act| ticket::close(act, id)), Err(DeskError::NotFound)));
    assert_eq!(desk.history(id), ["open"]);
    desk.act(&agent, move |act| ticket::close(act, id));
    desk.act(&contact, move |act| ticket::reopen(act, id));
    assert_eq!(desk.ticket(id).state, State::Open);
}
