//! Tickets put aside: until a time or a reply, or as spam.

use desk::Role;
use desk::notice::Kind;
use desk::ticket::{self, Later, Shelf, State, Until};
use jiff::SignedDuration;
use testkit::TestDesk;

use crate::{conflict, found, healthy, news, on_both, subjects, unseen, wrong};

#[test]
fn a_snoozed_ticket_comes_back_at_its_time_with_a_reply_or_before_its_promise_breaks() {
    on_both("snooze", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let jana = desk.staff("Jana Winter", Role::Agent);
        let me = jana.staff().unwrap();
        let id = desk.opens(&shop.actor(), "Filter leer").id;
        desk.act(&jana, move |act| ticket::assign(act, id, Some(me)));
        let snooze = |until: Until| desk.try_act(&jana, move |act| ticket::snooze(act, id, until));
        let hence = |minutes| Until::At(desk.desk.now() + SignedDuration::from_mins(minutes));
        assert_eq!(wrong(snooze(hence(-1))), "until passed");
        assert_eq!(wrong(snooze(hence(60 * 24 * 400))), "until out-of-range");
        unseen(desk.try_act(&shop.actor(), move |act| ticket::snooze(act, id, Until::Reply)));
        let shelves = || {
            let [next, mine, aside] = [Shelf::Next, Shelf::Mine(me), Shelf::Snoozed];
            [next, mine, aside].map(|shelf| subjects(desk, &jana, shelf).len())
        };
        snooze(hence(20)).unwrap();
        assert_eq!(shelves(), [0, 0, 1]);
        assert_eq!(desk.read(&jana, move |view| ticket::counts(view, me))[..2], [0, 0]);
        desk.pass(SignedDuration::from_mins(19));
        assert_eq!(shelves(), [0, 0, 1]);
        desk.pass(SignedDuration::from_mins(1));
        assert_eq!(shelves(), [1, 1, 0], "a job brings it back");
        assert_eq!(news(desk, &jana).iter().map(|one| one.1).collect::<Vec<_>>(), [Kind::Back]);

        snooze(Until::Reply).unwrap();
        desk.replies(&shop.actor(), id, "Noch etwas.");
        assert_eq!(shelves(), [1, 1, 0], "any reply of the customer brings it back");
        snooze(hence(30)).unwrap();
        desk.act(&jana, move |act| ticket::wake(act, id));
        assert_eq!(shelves(), [1, 1, 0]);
        assert_eq!(desk.rows("select count(*) from job where kind = 'snooze'"), ["0"]);

        // The promise runs on: before it is broken the ticket is back, and then it cannot be put aside.
        snooze(Until::Reply).unwrap();
        let clock = |desk: &TestDesk| desk.rows("select state from clock where position = 0").pop().unwrap();
        assert_eq!(clock(desk), "running");
        while clock(desk) == "running" {
            desk.pass(SignedDuration::from_mins(10));
        }
        assert_eq!(clock(desk), "warned", "it came back in time");
        assert_eq!(shelves(), [1, 1, 0], "a snooze hides no promise");
        assert_eq!(conflict(snooze(hence(30))), "due-soon");
        desk.act(&jana, move |act| ticket::resolve(act, id));
        assert_eq!(conflict(snooze(hence(30))), "not-open");
        healthy(desk);
    });
}

#[test]
fn spam_is_out_of_the_way_and_its_sender_only_where_it_was_said() {
    on_both("spam", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let jana = desk.staff("Jana Winter", Role::Agent);
        let mail = |number: i64, subject: &str| {
            desk.receives(&format!(
                "From: Kontakt Nord <info@nord.example>\nTo: support@shop-levels.example\nSubject: {subject}\nMessage-ID: <{number}@nord.example>\n\nGewinnen Sie.\n"
            ));
        };
        mail(1, "Gewinn");
        assert_eq!(desk.news().len(), 1, "the receipt");
        let id = desk.read(&jana, |view| ticket::get_by_number(view, 1)).id;
        unseen(desk.try_act(&shop.actor(), move |act| ticket::mark_spam(act, id, Later::Asks)));
        desk.act(&jana, move |act| ticket::mark_spam(act, id, Later::Asks));
        desk.act(&jana, move |act| ticket::mark_spam(act, id, Later::Asks));
        assert_eq!(desk.ticket(id).state, State::Closed);
        for shelf in [Shelf::Next, Shelf::Closed] {
            assert_eq!(subjects(desk, &jana, shelf), Vec::<String>::new());
        }
        desk.indexes();
        assert_eq!((found(desk, &jana, "Gewinn"), found(desk, &jana, "Gewinn is:spam")), (0, 1));
        assert_eq!(found(desk, &shop.actor(), "Gewinn"), 1, "its sender learns nothing of it");
        assert_eq!(desk.read(&shop.actor(), move |view| ticket::of_customer(view, shop.id, None, 9)).len(), 1);
        mail(2, "Frage");
        assert_eq!(desk.read(&jana, |view| ticket::get_by_number(view, 2)).state, State::Open, "nobody said otherwise");
        assert_eq!(conflict(desk.try_act(&jana, move |act| ticket::reopen(act, id))), "is-spam");
        desk.act(&jana, move |act| ticket::mark_spam(act, id, Later::Spam));
        let told = desk.news().len();
        mail(3, "Gewinn zwei");
        let third = desk.read(&jana, |view| ticket::get_by_number(view, 3));
        assert!(third.spam_at.is_some() && third.state == State::Closed, "{third:?}");
        assert_eq!((told, desk.news().len()), (1, 0), "no mail is sent for it");
        desk.replies(&shop.actor(), third.id, "Hallo?");
        assert_eq!(desk.ticket(third.id).state, State::Closed, "spam stays spam");
        desk.act(&jana, move |act| ticket::unmark_spam(act, third.id));
        assert_eq!(desk.ticket(third.id).state, State::Open);
        mail(4, "Doch wichtig");
        assert_eq!(desk.read(&jana, |view| ticket::get_by_number(view, 4)).state, State::Open);
        desk.replies(&shop.actor(), id, "Das war mein Ernst.");
        let first = desk.ticket(id);
        assert_eq!((first.state, first.spam_at), (State::Open, None), "somebody wants something after all");
        healthy(desk);
    });
}
