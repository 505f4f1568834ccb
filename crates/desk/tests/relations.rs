//! How tickets stand to teams, to each other and to those who follow them: on both databases, with what is refused and what
//! contacts must not see.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use desk::customer::{self, NewContact};
use desk::notice::{self, Kind};
use desk::search::{self, Zone};
use desk::ticket::{self, Direction, Later, LinkKind, NewReply, NewTicket, OnRefusal, Shelf, State, Until};
use desk::{Actor, DeskError, Role, article, doctor, team};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use testkit::TestDesk;

fn on_both(name: &str, test: impl Fn(&TestDesk)) {
    test(&TestDesk::sqlite("shop-levels"));
    test(&TestDesk::postgres("shop-levels", name));
}

fn healthy(desk: &TestDesk) {
    let report = doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{:#?}", report.differences);
}

fn conflict(result: Result<impl std::fmt::Debug, DeskError>) -> &'static str {
    match result {
        Err(DeskError::Conflict { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

fn wrong(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    match result {
        Err(DeskError::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].code),
        other => panic!("{other:?}"),
    }
}

fn unseen(result: Result<impl std::fmt::Debug, DeskError>) {
    assert!(matches!(result, Err(DeskError::NotFound)), "{result:?}");
}

fn subjects(desk: &TestDesk, actor: &Actor, shelf: Shelf) -> Vec<String> {
    let rows = desk.read(actor, move |view| ticket::queue(view, shelf, None, 50));
    rows.into_iter().map(|row| row.subject).collect()
}

/// Notices that somebody has not seen, oldest first: number of the ticket, kind, author.
fn news(desk: &TestDesk, actor: &Actor) -> Vec<(i64, Kind, String)> {
    let mut all = desk.read(actor, |view| notice::list(view, None, 50));
    all.reverse();
    let fresh = all.into_iter().filter(|one| one.seen_at.is_none());
    let fresh = fresh.map(|one| (one.number, one.kind, one.author)).collect();
    desk.act(actor, notice::see_all);
    fresh
}

fn history(desk: &TestDesk, actor: &Actor, number: i64) -> Vec<String> {
    let page = desk.read(actor, move |view| ticket::page(view, number));
    page.history.into_iter().map(|entry| entry.action).collect()
}

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

fn found(desk: &TestDesk, actor: &Actor, text: &str) -> usize {
    let asked = search::Asked { text: text.to_owned(), page: 0, zone: Zone::UTC };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(search::find(&desk.desk, actor.clone(), asked)).unwrap().total
}

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

#[test]
fn followers_and_those_mentioned_hear_of_what_others_do() {
    on_both("notices", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let [jana, musa, lene] =
            ["Jana Winter", "Musa Okonkwo", "Lene Faber"].map(|name| desk.staff(name, Role::Agent));
        let opened = desk.opens(&shop.actor(), "Filter leer");
        let (id, number) = (opened.id, opened.number);
        desk.act(&jana, move |act| notice::follow(act, id));
        desk.act(&jana, move |act| notice::follow(act, id));
        unseen(desk.try_act(&shop.actor(), move |act| notice::follow(act, id)));
        unseen(desk.desk.read_blocking(shop.actor(), move |view| notice::list(view, None, 9)));
        let minute = || desk.pass(SignedDuration::from_mins(1));
        desk.replies(&shop.actor(), id, "Geht immer noch nicht.");
        minute();
        desk.act(&musa, move |act| ticket::note(act, id, "@Lene Faber und @jana, bitte. @Musa bin ich selbst."));
        minute();
        desk.act(&jana, move |act| ticket::resolve(act, id));
        let who = |name: &str| name.to_owned();
        assert_eq!(
            news(desk, &jana),
            [(number, Kind::Replied, who("Kontakt Nord")), (number, Kind::Mentioned, who("Musa Okonkwo"))],
            "what happens at once is told once, and one's own not at all"
        );
        let lene_news = [(number, Kind::Mentioned, who("Musa Okonkwo")), (number, Kind::Moved, who("Jana Winter"))];
        assert_eq!(news(desk, &lene), lene_news, "who is mentioned follows");
        assert_eq!(news(desk, &musa), [(number, Kind::Moved, who("Jana Winter"))]);
        minute();
        let (musa_id, jana_id) = (musa.staff().unwrap(), jana.staff().unwrap());
        desk.act(&jana, move |act| ticket::assign(act, id, Some(musa_id)));
        desk.act(&jana, move |act| ticket::assign(act, id, Some(jana_id)));
        assert_eq!(news(desk, &musa), [(number, Kind::Assigned, who("Jana Winter"))]);
        assert_eq!(news(desk, &jana), []);
        minute();
        desk.act(&lene, move |act| notice::unfollow(act, id));
        desk.replies(&shop.actor(), id, "Doch nicht.");
        assert_eq!(desk.read(&lene, move |view| notice::unseen(view, musa_id)), 1);
        assert_eq!(news(desk, &lene), []);
        let followers = desk.read(&jana, move |view| notice::followers(view, id));
        assert_eq!(
            followers.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
            ["Jana Winter", "Musa Okonkwo"]
        );
        desk.act(&musa, move |act| notice::see(act, id));
        assert_eq!(desk.read(&musa, move |view| notice::unseen(view, musa_id)), 0);
    });
}

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

#[test]
fn a_checklist_says_who_ticked_what_when() {
    on_both("checklist", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let (jana, chief) = (desk.staff("Jana Winter", Role::Agent), desk.staff("Chefin", Role::Administrator));
        let opened = desk.opens(&shop.actor(), "Umzug");
        let id = opened.id;
        let denied = desk.try_act(&jana, |act| ticket::create_checklist(act, "Umzug", "Eins"));
        assert!(matches!(denied, Err(DeskError::Forbidden)), "{denied:?}");
        assert_eq!(wrong(desk.try_act(&chief, |act| ticket::create_checklist(act, "X", " \n "))), "items missing");
        let many = "Punkt\n".repeat(101);
        assert_eq!(wrong(desk.try_act(&chief, move |act| ticket::create_checklist(act, "X", &many))), "items too-many");
        let list = desk.act(&chief, |act| ticket::create_checklist(act, "Umzug", "Sichern\n\n Umziehen \nPrüfen"));
        desk.act(&jana, move |act| ticket::apply_checklist(act, id, list));
        desk.act(&jana, move |act| ticket::add_item(act, id, "Melden\nzwei"));
        assert_eq!(wrong(desk.try_act(&jana, move |act| ticket::add_item(act, id, ""))), "item missing");
        let items = || desk.read(&jana, move |view| ticket::items(view, id));
        let words = || items().into_iter().map(|item| item.words).collect::<Vec<_>>();
        assert_eq!(words(), ["Sichern", "Umziehen", "Prüfen", "Melden zwei"]);
        let [first, second] = [items()[0].id, items()[1].id];
        for _ in 0..2 {
            desk.act(&jana, move |act| ticket::tick(act, id, first));
        }
        assert_eq!(items()[0].ticked, Some(("Jana Winter".to_owned(), desk.desk.now())));
        let progress = || desk.read(&jana, move |view| ticket::row(view, opened.number)).items;
        assert_eq!(progress(), (1, 4));
        desk.act(&jana, move |act| ticket::move_item(act, id, second, Direction::Up));
        desk.act(&jana, move |act| ticket::move_item(act, id, second, Direction::Up));
        desk.act(&jana, move |act| ticket::rename_item(act, id, second, "Zuerst umziehen"));
        desk.act(&jana, move |act| ticket::untick(act, id, first));
        desk.act(&jana, move |act| ticket::remove_item(act, id, first));
        desk.act(&jana, move |act| ticket::remove_item(act, id, first));
        assert_eq!(words(), ["Zuerst umziehen", "Prüfen", "Melden zwei"]);
        assert_eq!(progress(), (0, 3));
        unseen(desk.try_act(&jana, move |act| ticket::tick(act, id, first)));
        unseen(desk.desk.read_blocking(shop.actor(), move |view| ticket::items(view, id)));
        unseen(desk.try_act(&shop.actor(), move |act| ticket::add_item(act, id, "X")));
        desk.act(&chief, move |act| ticket::remove_checklist(act, list));
        assert_eq!(words().len(), 3, "what stands on a ticket stays");
        let told = history(desk, &jana, opened.number);
        let expected =
            ["open", "checklist", "item-add", "item-tick", "item-move", "item-rename", "item-untick", "item-remove"];
        assert_eq!(told, expected, "the same again is no entry");
    });
}

#[test]
fn a_draft_of_an_article_says_what_was_answered_and_names_nobody() {
    on_both("article", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let jana = desk.staff("Jana Winter", Role::Agent);
        let id = desk.opens(&shop.actor(), "Filter leer bei Nord").id;
        assert_eq!(conflict(desk.try_act(&jana, move |act| article::draft_from(act, id))), "no-answer");
        let answer = "Guten Tag Kontakt Nord,\n\nleeren Sie den Cache:\n\n    bin/clear\n\nFragen an jana@provider.example oder +493641000000. Norden bleibt.\n\nViele Grüße\nJana Winter\n> alt";
        desk.replies(&jana, id, answer);
        desk.replies(&shop.actor(), id, "Danke, Ihr Kontakt");
        desk.act(&jana, move |act| ticket::note(act, id, "Intern."));
        let draft = desk.act(&jana, move |act| article::draft_from(act, id));
        let made = desk.read(&jana, move |view| article::get(view, draft));
        assert_eq!(made.title, "Filter leer bei …");
        assert_eq!(made.body, "leeren Sie den Cache:\n\n    bin/clear\n\nFragen an … oder … Norden bleibt.");
        assert_eq!(wrong(desk.try_act(&jana, move |act| article::write(act, draft, "", "X"))), "title missing");
        desk.act(&jana, move |act| article::write(act, draft, "Cache leeren", "So: `bin/clear` <b>"));
        unseen(desk.desk.read_blocking(shop.actor(), move |view| article::get(view, draft)));
        unseen(desk.desk.read_blocking(shop.actor(), |view| article::list(view, None, 9)));
        unseen(desk.try_act(&shop.actor(), move |act| article::draft_from(act, id)));
        desk.indexes();
        let find = |actor: &Actor| {
            let asked = search::Asked { text: "Cache".to_owned(), page: 0, zone: Zone::UTC };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(search::find(&desk.desk, actor.clone(), asked)).unwrap()
        };
        assert_eq!((find(&jana).articles.len(), find(&shop.actor()).articles.len()), (1, 0));
        assert_eq!(desk.read(&jana, move |view| article::of_ticket(view, id)), [(draft, "Cache leeren".to_owned())]);
        desk.act(&jana, move |act| article::discard(act, draft));
        unseen(desk.try_act(&jana, move |act| article::discard(act, draft)));
        desk.indexes();
        assert_eq!(find(&jana).articles.len(), 0);
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
