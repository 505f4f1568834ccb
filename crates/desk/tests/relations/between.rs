//! Tickets and each other: merged and parted again, split, linked.

use desk::customer::{self, NewContact};
use desk::notice;
use desk::ticket::{self, LinkKind, NewReply, NewTicket, OnRefusal, State};
use desk::{Actor, Role};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use testkit::TestDesk;

use crate::{conflict, healthy, history, on_both, unseen, wrong};

#[test]
fn two_tickets_become_one_and_two_again() {
    on_both("merge", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let foreign = desk.customer("Sued", "level-3");
        let jana = desk.staff("Jana Winter", Role::Agent);
        let [first, second, third] = ["Filter leer", "Filter geht nicht", "Noch einmal"].map(|subject| {
            desk.pass(SignedDuration::from_mins(1));
            desk.opens(&shop.actor(), subject)
        });
        let other = desk.opens(&foreign.actor(), "Fremd");
        desk.jobs();
        let merge = |from: ticket::Opened, into: ticket::Opened| {
            desk.try_act(&jana, move |act| ticket::merge(act, from.id, into.id))
        };
        assert_eq!(conflict(merge(first, other)), "merge-customers", "one would read the other's words");
        assert_eq!(conflict(merge(first, first)), "merge-same");
        unseen(desk.try_act(&shop.actor(), move |act| ticket::merge(act, second.id, first.id)));
        desk.act(&jana, move |act| ticket::wait(act, second.id));
        let before = desk.clocks(first.id);
        merge(second, first).unwrap();
        merge(second, first).unwrap();
        assert_eq!(conflict(merge(first, second)), "merge-cycle");
        assert_eq!(conflict(merge(second, third)), "merged");
        assert_eq!((desk.ticket(second.id).state, desk.ticket(first.id).state), (State::Closed, State::Open));
        assert!(desk.clocks(second.id).iter().all(|clock| !clock.contains("running")), "{:?}", desk.clocks(second.id));
        assert_eq!(desk.clocks(first.id), before, "what it was merged into keeps its own clocks");
        assert_eq!(conflict(desk.try_act(&jana, move |act| ticket::reopen(act, second.id))), "merged");

        // What comes for the merged one goes to the other: by its token, by its number, from the portal.
        desk.act(&jana, move |act| ticket::resolve(act, first.id));
        let token = desk.ticket(second.id).token;
        desk.pass(SignedDuration::from_mins(5));
        desk.receives(&format!(
            "From: Kontakt Nord <info@nord.example>\nTo: support+{token}@shop-levels.example\nSubject: Re: Filter\nMessage-ID: <1@nord.example>\n\nPer Mail.\n"
        ));
        desk.replies(&shop.actor(), second.id, "Aus dem Portal.");
        assert_eq!(desk.ticket(first.id).state, State::Open, "a reply there opens it again");
        let page = desk.read(&shop.actor(), move |view| ticket::page(view, first.number));
        let told: Vec<(&str, Option<i64>)> =
            page.messages.iter().map(|message| (message.body.as_str(), message.origin)).collect();
        let (one, two) = ("Es geht um: Filter leer", "Es geht um: Filter geht nicht");
        let expected = [(one, None), (two, Some(second.number)), ("Per Mail.", None), ("Aus dem Portal.", None)];
        assert_eq!(told, expected, "both, in order of time, with their origin");
        let listed = desk.read(&shop.actor(), move |view| ticket::of_customer(view, shop.id, None, 9));
        assert_eq!(listed.iter().map(|row| row.number).collect::<Vec<_>>(), [third.number, first.number], "once");
        let gone = desk.ticket(second.id);
        let into = desk.read(&shop.actor(), move |view| ticket::merged_into(view, &gone));
        assert_eq!(into, Some(first.number), "its page leads there");

        // One that others were merged into is merged itself, and all of it shows.
        merge(first, third).unwrap();
        let page = desk.read(&jana, move |view| ticket::page(view, third.number));
        assert_eq!(page.messages.len(), 5);
        desk.act(&jana, move |act| ticket::unmerge(act, first.id));
        desk.act(&jana, move |act| ticket::unmerge(act, second.id));
        assert_eq!(conflict(desk.try_act(&jana, move |act| ticket::unmerge(act, second.id))), "not-merged");
        assert_eq!(desk.ticket(second.id).state, State::Waiting, "where it stood before");
        let page = desk.read(&jana, move |view| ticket::page(view, first.number));
        assert_eq!(page.messages.len(), 3, "what was written there stays there");
        assert_eq!(history(desk, &jana, second.number), ["open", "wait", "merge", "unmerge"]);
        for action in ["merge-in", "unmerge-out"] {
            assert!(history(desk, &jana, first.number).iter().any(|known| known == action), "{action}");
        }
        healthy(desk);
    });
}

#[test]
fn what_is_written_to_a_merged_ticket_by_staff_goes_where_it_goes_on() {
    let desk = TestDesk::sqlite("shop-levels");
    let shop = desk.customer("Nord", "level-3");
    let jana = desk.staff("Jana Winter", Role::Agent);
    let [a, b] = ["Eins", "Zwei"].map(|subject| desk.opens(&shop.actor(), subject).id);
    desk.act(&jana, move |act| notice::follow(act, a));
    desk.act(&jana, move |act| ticket::merge(act, a, b));
    let reply = NewReply { body: "Zu beiden.".to_owned(), mail: None };
    let posted = desk.act(&jana, move |act| ticket::reply(act, a, &reply));
    assert_eq!(posted.ticket, b);
    let followers = desk.read(&jana, move |view| notice::followers(view, b));
    assert_eq!(followers.len(), 1, "who followed the one follows the other");

    // Whoever asked in one of them hears of the answer, once.
    let colleague = desk.act(&Actor::Operator, move |act| {
        customer::create_contact(
            act,
            &NewContact {
                customer: shop.id,
                email: "zwei@nord.example".to_owned(),
                name: "Zweite Person".to_owned(),
                phone: String::new(),
                language: Language::De,
                password: None,
            },
        )
    });
    let new = NewTicket {
        contact: Some(colleague),
        subject: "Drei".to_owned(),
        body: "Auch ich.".to_owned(),
        on_refusal: OnRefusal::Keep,
        ..NewTicket::default()
    };
    let c = desk.act(&jana, move |act| ticket::open(act, &new)).id;
    desk.act(&jana, move |act| ticket::merge(act, c, b));
    desk.jobs();
    let _ = desk.news();
    desk.replies(&jana, b, "An alle.");
    desk.jobs();
    let to = desk.news().iter().map(|mail| mail.to[0].address.to_string()).collect::<Vec<_>>();
    assert_eq!(to, ["info@nord.example", "zwei@nord.example"]);
}

#[test]
fn a_message_becomes_a_ticket_of_its_own_whose_promise_counts_from_its_arrival() {
    on_both("split", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let jana = desk.staff("Jana Winter", Role::Agent);
        let opened = desk.opens(&shop.actor(), "Filter leer");
        let asked = desk.replies(&shop.actor(), opened.id, "Und die Rechnung fehlt auch.");
        let answer = desk.replies(&jana, opened.id, "Wir sehen nach.");
        let note = desk.act(&jana, move |act| ticket::note(act, opened.id, "Nur wir."));
        let arrived = desk.desk.now();
        desk.pass(SignedDuration::from_mins(30));
        for message in [answer.message, note.message] {
            let split = desk.try_act(&jana, move |act| ticket::split(act, message, "X"));
            assert_eq!(conflict(split), "split-not-asked");
        }
        let message = asked.message;
        assert_eq!(wrong(desk.try_act(&jana, move |act| ticket::split(act, message, " "))), "subject missing");
        unseen(desk.try_act(&shop.actor(), move |act| ticket::split(act, message, "X")));
        unseen(desk.try_act(&jana, move |act| ticket::split(act, desk::id::MessageId(1), "X")));
        assert_eq!(desk.rows("select count(*) from ticket"), ["1"]);

        let own = desk.act(&jana, move |act| ticket::split(act, message, "Rechnung fehlt"));
        let split = desk.ticket(own.id);
        assert_eq!(
            (split.opened_at, split.contact, split.contract),
            (arrived, Some(shop.contact), Some(shop.contract))
        );
        assert!(desk.clocks(own.id)[0].contains("running"), "{:?}", desk.clocks(own.id));
        let (old, new) = (desk.clocks(opened.id), desk.clocks(own.id));
        let due = |clocks: &[String]| {
            let first = clocks.iter().find(|clock| clock.starts_with("first-response")).unwrap();
            first.split(", ").nth(1).unwrap().to_owned()
        };
        assert_eq!(due(&old), due(&new), "both were asked at the same time");
        let links = desk.read(&jana, move |view| Ok(ticket::relations(view, own.id)?.links));
        assert_eq!((links[0].kind, links[0].towards, links[0].other.number), (LinkKind::Split, true, opened.number));
        assert!(history(desk, &jana, opened.number).contains(&"split".to_owned()));
        assert_eq!(history(desk, &jana, own.number), ["open", "split-off"]);
        healthy(desk);
    });
}

#[test]
fn links_show_on_both_sides_and_to_staff_only() {
    on_both("links", |desk| {
        let (shop, other) = (desk.customer("Nord", "level-3"), desk.customer("Sued", "level-3"));
        let jana = desk.staff("Jana Winter", Role::Agent);
        let a = desk.opens(&shop.actor(), "Filter leer");
        let b = desk.opens(&other.actor(), "Datenbank voll");
        for _ in 0..2 {
            desk.act(&jana, move |act| ticket::link(act, a.id, b.id, LinkKind::Cause));
            desk.act(&jana, move |act| ticket::link(act, b.id, a.id, LinkKind::Related));
            desk.act(&jana, move |act| ticket::link(act, a.id, b.id, LinkKind::Related));
        }
        assert_eq!(
            conflict(desk.try_act(&jana, move |act| ticket::link(act, a.id, a.id, LinkKind::Related))),
            "link-same"
        );
        let shown = |id| {
            let links = desk.read(&jana, move |view| Ok(ticket::relations(view, id)?.links));
            links.iter().map(|link| (link.kind, link.towards, link.other.number)).collect::<Vec<_>>()
        };
        assert_eq!(shown(a.id), [(LinkKind::Cause, true, b.number), (LinkKind::Related, true, b.number)]);
        assert_eq!(shown(b.id), [(LinkKind::Cause, false, a.number), (LinkKind::Related, false, a.number)]);
        unseen(desk.desk.read_blocking(shop.actor(), move |view| ticket::relations(view, a.id)));
        unseen(desk.try_act(&shop.actor(), move |act| ticket::link(act, a.id, b.id, LinkKind::Cause)));
        let links = desk.read(&jana, move |view| Ok(ticket::relations(view, a.id)?.links));
        for link in links {
            desk.act(&jana, move |act| ticket::unlink(act, link.id));
            desk.act(&jana, move |act| ticket::unlink(act, link.id));
        }
        assert_eq!((shown(a.id), shown(b.id)), (Vec::new(), Vec::new()));
    });
}
