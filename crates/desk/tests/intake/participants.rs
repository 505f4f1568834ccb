//! Colleagues in To and Cc take part; strangers do not, whatever a header says.

use desk::customer;
use desk::id::TicketId;
use desk::setting;
use desk::{Actor, DeskError, Role, ticket};
use jiff::SignedDuration;
use testkit::TestDesk;

use crate::{mail, takes};

fn names(desk: &TestDesk, id: TicketId) -> Vec<String> {
    let all = desk.read(&Actor::Operator, move |view| ticket::participants(view, id));
    all.into_iter().map(|one| one.name).collect()
}

/// To whom each mail went that holds a word: recipient by envelope, and who stands in Cc.
fn went(desk: &TestDesk, word: &str) -> Vec<(String, Vec<String>)> {
    let news = desk.news().into_iter().filter(|mail| mail.text.contains(word));
    let mut all: Vec<_> = news
        .map(|mail| {
            let cc = mail.cc.iter().map(|one| one.address.to_string()).collect();
            (mail.to[0].address.to_string(), cc)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn colleagues_in_copy_get_what_staff_answer_and_strangers_do_not() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "participants")] {
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "level-3");
        desk.customer("Sued", "level-3");
        let bo = desk.colleague(shop.contact, "bo@nord.example", "Bo");
        desk.colleague(shop.contact, "cy@nord.example", "Cy");
        let cc = "Cc: \"B. O.\" <BO@nord.example>, info@sued.example, fremd@nord.example, info@nord.example";
        assert_eq!(
            takes(&desk, &mail("info@nord.example", "Filter", "a1@nord.example", cc, "Seit heute.")),
            "opened 1"
        );
        let id = desk.read(&Actor::Operator, |view| ticket::get_by_number(view, 1)).id;
        assert_eq!(names(&desk, id), ["Bo"], "neither another customer's contact nor an address of nobody's");
        assert_eq!(desk.news().len(), 1, "the receipt is for who asked");

        desk.replies(&agent, id, "Welche Version?");
        desk.jobs();
        let both = |to: &str, cc: &str| (to.to_owned(), vec![cc.to_owned()]);
        let expect = [both("bo@nord.example", "info@nord.example"), both("info@nord.example", "bo@nord.example")];
        assert_eq!(went(&desk, "Welche Version?"), expect);

        // Whoever of the customer answers takes part from then on, and brings in whom they name.
        let cc = "Cc: cy@nord.example\nReferences: <a1@nord.example>";
        assert_eq!(
            takes(&desk, &mail("bo@nord.example", "AW: Filter", "b1@nord.example", cc, "Version 3.")),
            "continued 1"
        );
        assert_eq!(names(&desk, id), ["Bo", "Cy"]);

        // Who was taken out by hand is not brought back by the next mail, but by hand.
        desk.act(&agent, move |act| ticket::remove_participant(act, id, bo));
        let cc = "Cc: bo@nord.example\nReferences: <a1@nord.example>";
        assert_eq!(
            takes(&desk, &mail("info@nord.example", "AW: Filter", "b2@nord.example", cc, "Und 4.")),
            "continued 1"
        );
        assert_eq!(names(&desk, id), ["Cy"]);
        desk.pass(SignedDuration::from_secs(1));
        desk.act(&agent, move |act| ticket::add_participant(act, id, " BO@nord.example"));
        assert_eq!(names(&desk, id), ["Cy", "Bo"]);
        desk.act(&Actor::Operator, move |act| customer::remove_contact(act, bo));
        assert_eq!(names(&desk, id), ["Cy"], "who has left takes part in nothing");
    }
}

#[test]
fn nobody_takes_part_by_a_mail_that_nobody_vouches_for_or_where_the_desk_wants_none() {
    let desk = TestDesk::sqlite("shop-levels");
    let shop = desk.customer("Nord", "level-3");
    desk.colleague(shop.contact, "bo@nord.example", "Bo");
    let id = desk.opens(&shop.actor(), "Filter").id;
    let token = desk.ticket(id).token;
    let cc = format!("Cc: bo@nord.example, support+{token}@shop-levels.example");
    // A stranger who has the token writes to the ticket, and names people.
    let stranger = mail("x@fremd.example", "Filter", "c1@fremd.example", &cc, "Hallo");
    assert_eq!(takes(&desk, &stranger), "continued 1");
    assert_eq!(names(&desk, id), Vec::<String>::new());
    desk.act(&Actor::Operator, |act| setting::set(act, setting::MAIL_PARTICIPANTS, "nobody"));
    assert_eq!(takes(&desk, &mail("info@nord.example", "Re", "c2@nord.example", &cc, "Hallo")), "continued 1");
    assert_eq!(names(&desk, id), Vec::<String>::new());
    desk.act(&Actor::Operator, |act| setting::set(act, setting::MAIL_PARTICIPANTS, "colleagues"));
    assert_eq!(takes(&desk, &mail("info@nord.example", "Re", "c3@nord.example", &cc, "Hallo")), "continued 1");
    assert_eq!(names(&desk, id), ["Bo"]);
}

#[test]
fn a_ticket_has_so_many_participants_at_most_and_says_why_one_cannot_be_added() {
    let desk = TestDesk::sqlite("shop-levels");
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "level-3");
    desk.customer("Sued", "level-3");
    let many: Vec<String> = (0..ticket::PARTICIPANTS_MAX + 3).map(|at| format!("p{at:02}@nord.example")).collect();
    for email in &many {
        desk.colleague(shop.contact, email, email);
    }
    let cc = format!("Cc: {}", many.join(", "));
    assert_eq!(takes(&desk, &mail("info@nord.example", "Filter", "d1@nord.example", &cc, "Hallo")), "opened 1");
    let id = desk.read(&Actor::Operator, |view| ticket::get_by_number(view, 1)).id;
    assert_eq!(names(&desk, id).len(), ticket::PARTICIPANTS_MAX);
    let refused = |actor: &Actor, email: &str| {
        let email = email.to_owned();
        match desk.try_act(actor, move |act| ticket::add_participant(act, id, &email)) {
            Err(DeskError::Invalid(fields)) => fields[0].code,
            Err(DeskError::NotFound) => "not-found",
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(&agent, &many[21]), "too-many");
    assert_eq!(refused(&agent, "info@nord.example"), "asked-it");
    assert_eq!(refused(&agent, "info@sued.example"), "no-colleague");
    assert_eq!(refused(&agent, "nobody"), "no-colleague");
    assert_eq!(refused(&shop.actor(), &many[0]), "not-found");
}

#[test]
fn participants_go_along_when_a_ticket_is_merged() {
    let desk = TestDesk::sqlite("shop-levels");
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "level-3");
    desk.colleague(shop.contact, "bo@nord.example", "Bo");
    let [a, b] = ["Filter", "Filter kaputt"].map(|subject| desk.opens(&shop.actor(), subject).id);
    desk.act(&agent, move |act| ticket::add_participant(act, a, "bo@nord.example"));
    desk.act(&agent, move |act| ticket::merge(act, a, b));
    assert_eq!(names(&desk, b), ["Bo"]);
    desk.replies(&agent, b, "Beides behoben.");
    desk.jobs();
    assert_eq!(went(&desk, "Beides behoben.").len(), 2);
}
