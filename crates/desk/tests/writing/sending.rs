//! Drafts, replies that wait and can be taken back, files, and two who write at once.

use desk::draft::{self, Sending, Sent, Then};
use desk::file::{self, NewFile};
use desk::ticket::{self, Format, MessageKind, State};
use desk::{Actor, Role, staff};
use jiff::{SignedDuration, Timestamp};
use testkit::TestDesk;

use crate::{Scene, code};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

#[test]
fn a_reply_waits_ten_seconds_and_is_sent_once() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "writing_waits")] {
        let scene = Scene::on(desk);
        scene.save("Wir **sehen**");
        let sending = Sending { form: "a".repeat(32), then: Then::Wait, ..scene.sending("Wir **sehen** nach.") };
        scene.waits(sending.clone());
        assert_eq!(scene.drafts(&scene.ada), ["waits: Wir **sehen** nach."], "the draft is what waits");
        assert_eq!(scene.send(sending.clone()), Sent::Before, "the same form again");
        scene.desk.pass(SignedDuration::from_secs(9));
        assert!(scene.replies().is_empty() && scene.desk.news().is_empty());
        // What a page keeps as it is left comes after its form.
        let (ticket, form) = (scene.ticket, sending.form.clone());
        let kept =
            scene.desk.act(&scene.ada, move |act| draft::save(act, ticket, MessageKind::Message, "Wir sehen", &form));
        assert_eq!(kept, None);
        scene.desk.pass(SignedDuration::from_secs(1));
        assert_eq!(scene.replies(), ["Wir **sehen** nach."]);
        assert_eq!(scene.send(sending), Sent::Before, "and again once it was sent");
        scene.desk.pass(SignedDuration::from_mins(5));
        assert_eq!((scene.replies().len(), scene.desk.news().len()), (1, 1), "one message, one mail");
        assert!(scene.drafts(&scene.ada).is_empty());
        let page = scene.page();
        assert_eq!((page.ticket.state, page.ticket.assignee), (State::Waiting, scene.ada.staff().ok()));
        assert_eq!(page.messages[1].format, Format::Markdown);
        assert_eq!(page.messages[1].at, page.messages[0].at + SignedDuration::from_secs(10));
        assert!(page.history.iter().any(|entry| entry.action == "reply" && entry.actor_name == "Ada"), "as its author");
    }
}

#[test]
fn a_reply_is_taken_back_or_sent_now() {
    let scene = Scene::sqlite();
    let musa = scene.desk.staff("Musa", Role::Agent);
    let id = scene.waits(scene.sending("Zu schnell"));
    assert_eq!(code(scene.take_back(&musa, id)), "not allowed for this role", "a colleague's");
    scene.save("und noch etwas");
    scene.take_back(&scene.ada, id).unwrap();
    assert_eq!(scene.drafts(&scene.ada), ["draft: Zu schnell\n\nund noch etwas"], "nothing of both is lost");
    assert_eq!(scene.drafts(&musa), Vec::<String>::new(), "nobody sees what a colleague is writing");
    scene.desk.pass(SignedDuration::from_mins(1));
    assert!(scene.replies().is_empty());
    assert_eq!(code(scene.take_back(&scene.ada, id)), "draft-gone");

    let id = scene.waits(scene.sending("Jetzt richtig"));
    let ticket = scene.ticket;
    scene.desk.act(&scene.ada, move |act| draft::send_now(act, ticket, id));
    assert_eq!(scene.replies(), ["Jetzt richtig"]);
    scene.desk.pass(SignedDuration::from_mins(1));
    assert_eq!(scene.replies().len(), 1);
    let page = scene.page();
    assert!(page.history.iter().all(|entry| !entry.action.contains("plan")), "a moment is no plan");
}

#[test]
fn a_planned_reply_goes_out_at_its_time_or_is_held() {
    let scene = Scene::sqlite();
    let later = |hours| Some(scene.desk.desk.now() + SignedDuration::from_hours(hours));
    assert_eq!(code(scene.try_send(&scene.ada, Sending { at: later(-1), ..scene.sending("x") })), "at in-past");
    scene.desk.replies(&scene.ada, scene.ticket, "Wir melden uns.");
    scene.waits(Sending { at: later(24), ..scene.sending("Es ist behoben.") });
    scene.desk.pass(SignedDuration::from_hours(24));
    assert_eq!(scene.replies(), ["Wir melden uns.", "Es ist behoben."]);

    // The customer goes on: what was planned may not fit any more, and waits for somebody to look.
    let id = scene.waits(Sending { at: later(24), ..scene.sending("Noch etwas?") });
    scene.desk.pass(SignedDuration::from_hours(1));
    scene.desk.replies(&scene.shop.actor(), scene.ticket, "Es ist wieder da.");
    scene.desk.pass(SignedDuration::from_hours(23));
    assert_eq!(scene.drafts(&scene.ada), ["answered: Noch etwas?"]);
    let page = scene.page();
    let words: Vec<&str> = page.history.iter().map(|entry| entry.action.as_str()).collect();
    assert!(words.contains(&"plan-reply") && words.contains(&"hold-reply"), "{words:?}");
    let musa = scene.desk.staff("Musa", Role::Agent);
    assert_eq!(scene.desk.read(&musa, draft::list).len(), 1, "what is held is everybody's to see");
    scene.take_back(&musa, id).unwrap();
    assert_eq!(scene.drafts(&musa), ["draft: Noch etwas?"], "and to take over");
}

#[test]
fn a_promise_kept_by_pressing_send_is_not_missed_by_the_delay() {
    let scene = Scene::on(TestDesk::sqlite("shop-levels"));
    let due = scene.page().clocks.iter().find_map(|clock| clock.clock.due).unwrap();
    scene.desk.until(due - SignedDuration::from_secs(5));
    assert!(matches!(scene.send(scene.sending("Gerade noch.")), Sent::AtOnce(_)));
    scene.desk.pass(SignedDuration::from_mins(5));
    let first = scene.desk.clocks(scene.ticket).into_iter().find(|clock| clock.starts_with("first-response")).unwrap();
    assert!(first.contains(", met "), "{first}");

    // With an hour left there is time for a second thought.
    let scene = Scene::on(TestDesk::sqlite("shop-levels"));
    scene.desk.until(due - SignedDuration::from_hours(1));
    scene.waits(scene.sending("In Ruhe."));
    // Planned for after the due time, it goes out at once too.
    let scene = Scene::on(TestDesk::sqlite("shop-levels"));
    let at = Some(due + SignedDuration::from_hours(1));
    assert!(matches!(scene.send(Sending { at, ..scene.sending("Später.") }), Sent::AtOnce(_)));
}

#[test]
fn whoever_was_faster_is_read_first() {
    let scene = Scene::sqlite();
    let musa = scene.desk.staff("Musa", Role::Agent);
    let written = scene.sending("Von Ada");
    scene.desk.act(&musa, {
        let ticket = scene.ticket;
        move |act| ticket::note(act, ticket, "Ich sehe nach")
    });
    scene.waits(written.clone());
    scene.desk.pass(SignedDuration::from_secs(10));
    assert_eq!(scene.replies(), ["Von Ada"], "a note stops nobody");

    let written = scene.sending("Zweite von Ada");
    scene.desk.replies(&musa, scene.ticket, "Von Musa");
    assert_eq!(code(scene.try_send(&scene.ada, written.clone())), "answered-meanwhile");
    scene.waits(scene.sending("Zweite von Ada"));
    scene.desk.pass(SignedDuration::from_secs(10));
    assert_eq!(scene.replies().last().unwrap(), "Zweite von Ada", "knowing of it, it goes out");

    // Both press Send within the same seconds: the second one is held, and nobody gets two answers.
    let (one, two) = (scene.sending("Musa zuerst"), scene.sending("Ada gleich danach"));
    scene.try_send(&musa, one).unwrap();
    scene.desk.pass(SignedDuration::from_secs(3));
    scene.waits(two);
    scene.desk.pass(SignedDuration::from_secs(30));
    assert_eq!(scene.replies().last().unwrap(), "Musa zuerst");
    assert_eq!(scene.drafts(&musa), ["answered: Ada gleich danach"]);
    // A customer who writes in these seconds does not stop an answer.
    let third = scene.sending("Ada antwortet");
    scene.waits(third);
    scene.desk.replies(&scene.shop.actor(), scene.ticket, "Noch etwas");
    scene.desk.pass(SignedDuration::from_secs(10));
    assert_eq!(scene.replies().last().unwrap(), "Ada antwortet");
}

#[test]
fn nothing_is_lost_or_doubled_whatever_happens_meanwhile() {
    // The author leaves.
    let scene = Scene::sqlite();
    let musa = scene.desk.staff("Musa", Role::Agent);
    let id = scene.waits(scene.sending("Mein letztes Wort"));
    let me = scene.ada.staff().unwrap();
    scene.desk.act(&Actor::Operator, move |act| staff::deactivate(act, me));
    scene.desk.pass(SignedDuration::from_mins(1));
    assert!(scene.replies().is_empty());
    assert_eq!(scene.drafts(&musa), ["author: Mein letztes Wort"]);
    let ticket = scene.ticket;
    scene.desk.act(&musa, move |act| draft::send_now(act, ticket, id));
    assert_eq!(scene.page().messages.last().unwrap().author, "Musa");

    // The ticket is closed: the answer goes out, and what does not fit any more is left out.
    let scene = Scene::sqlite();
    scene.waits(Sending { then: Then::Wait, ..scene.sending("Noch ein Hinweis") });
    let ticket = scene.ticket;
    scene.desk.act(&scene.ada, move |act| ticket::close(act, ticket));
    scene.desk.pass(SignedDuration::from_secs(10));
    assert_eq!((scene.replies().len(), scene.page().ticket.state), (1, State::Closed));

    // The process ends and another one goes on: a job that was held by the first is let go.
    let scene = Scene::sqlite();
    scene.waits(scene.sending("Über einen Neustart"));
    scene.desk.tampers("update job set locked_until = due_at + 60000000 where kind = 'reply'", &[]);
    desk::job::unlock_all(&scene.desk.desk).unwrap();
    scene.desk.pass(SignedDuration::from_secs(10));
    // The job comes a second time, as after a crash between doing it and forgetting it.
    scene.desk.tampers(
        "insert into job (id, kind, body, unique_key, due_at, attempts) values (1, 'reply', '1', 'reply:1', 0, 0)",
        &[],
    );
    scene.desk.pass(SignedDuration::from_secs(10));
    assert_eq!(scene.replies(), ["Über einen Neustart"]);
}

#[test]
fn files_go_with_what_is_written() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "writing_files")] {
        let scene = Scene::on(desk);
        let ticket = scene.ticket;
        let add = |name: &str, bytes: &[u8], kind| {
            let new = NewFile { name: name.to_owned(), bytes: bytes.to_vec() };
            scene.desk.try_act(&scene.ada, move |act| draft::add_file(act, ticket, kind, &new))
        };
        let big = vec![7_u8; 3 * 1024 * 1024 + 17];
        let picture = add("../Bild.exe", PNG, MessageKind::Message).unwrap();
        let large = add("Protokoll.txt", &big, MessageKind::Message).unwrap();
        let secret = add("intern.png", PNG, MessageKind::Note).unwrap();
        assert_eq!(code(add("leer.txt", b"", MessageKind::Message)), "file empty-file");
        assert_eq!(code(add("x", &vec![0; file::FILE_MAX + 1], MessageKind::Message)), "file file-too-large");
        let get = |actor: &Actor, id| {
            let number = scene.page().ticket.number;
            scene.desk.desk.read_blocking(actor.clone(), move |view| file::get(view, number, id))
        };
        let (shop, musa) = (scene.shop.actor(), scene.desk.staff("Musa", Role::Agent));
        assert!(get(&scene.ada, picture).is_ok());
        assert!(get(&shop, picture).is_err() && get(&musa, picture).is_err(), "a draft is its author's");
        scene.waits(scene.sending(&format!("Siehe ![Bild](file:{picture})")));
        scene.desk.pass(SignedDuration::from_secs(10));
        scene.send(Sending { kind: MessageKind::Note, ..scene.sending("intern") });
        let (found, bytes) = get(&shop, picture).unwrap();
        assert_eq!((found.name.as_str(), found.media_type.as_str(), bytes.as_slice()), ("Bild.exe", "image/png", PNG));
        assert_eq!(get(&shop, large).unwrap().1, big);
        assert!(get(&shop, secret).is_err() && get(&musa, secret).is_ok(), "files of notes are staff's");
        assert!(get(&scene.desk.customer("Sued", "level-3").actor(), picture).is_err());
        let mail = scene.desk.news().pop().unwrap();
        let names: Vec<&str> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["Bild.exe", "Protokoll.txt"]);
        assert!(mail.text.contains("Siehe [Bild]"), "{:?}", mail.text);
        let html = mail.html.as_deref().unwrap();
        let shown = mail.attachments[0].content_id.as_deref().unwrap();
        assert!(shown.starts_with(&picture.to_string()) && mail.attachments[0].inline && !mail.attachments[1].inline);
        assert!(html.contains(&format!("<p>Siehe <img src=\"cid:{shown}\"")), "{html}");
        assert!(html.contains("<hr>\n<p>"), "the signature stands below a rule: {html}");

        // Files of a draft that nobody goes on with are removed after a while; the text stays.
        scene.save("angefangen");
        add("alt.txt", b"alt", MessageKind::Message).unwrap();
        scene.desk.pass(SignedDuration::from_hours(24 * 31));
        assert_eq!(scene.drafts(&scene.ada), ["draft: angefangen"]);
        assert_eq!(scene.desk.rows("select count(*) from file where message_id is null"), ["0"]);
        assert_eq!(scene.desk.rows("select count(*) from file_part"), ["6"], "one, four and one");
    }
}

#[test]
fn a_draft_is_kept_per_person_ticket_and_kind() {
    let scene = Scene::sqlite();
    scene.save("Guten T");
    scene.save("Guten Tag");
    assert_eq!(scene.drafts(&scene.ada), ["draft: Guten Tag"]);
    let ticket = scene.ticket;
    scene.desk.act(&scene.ada, move |act| draft::save(act, ticket, MessageKind::Note, "intern", ""));
    assert_eq!(scene.desk.read(&scene.ada, draft::count), 2);
    assert_eq!(scene.desk.read(&scene.ada, draft::list)[0].ticket.1, "Import steht");
    scene.save("  ");
    assert_eq!(scene.drafts(&scene.ada), ["draft: intern"], "an empty text is no draft");
    let mine = scene.desk.read(&scene.ada, draft::list)[0].draft.id;
    let musa = scene.desk.staff("Musa", Role::Agent);
    for who in [&musa, &scene.shop.actor()] {
        assert_eq!(code(scene.desk.try_act(who, move |act| draft::discard(act, ticket, mine))), "not found");
    }
    scene.desk.act(&scene.ada, move |act| draft::discard(act, ticket, mine));
    assert!(scene.drafts(&scene.ada).is_empty());
    let long = "x".repeat(ticket::BODY_MAX + 1);
    let wrong = scene.desk.try_act(&scene.ada, move |act| draft::save(act, ticket, MessageKind::Note, &long, ""));
    assert_eq!(code(wrong), "body too-long");
    let sent = scene.try_send(&scene.shop.actor(), scene.sending("als Kunde"));
    assert_eq!(code(sent), "not found");
    assert_eq!(scene.page().messages[0].at, "2026-11-02T08:00:00Z".parse::<Timestamp>().unwrap());
}

#[test]
fn a_reply_that_waits_goes_where_its_ticket_was_merged_into_with_its_files() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "writing_merged")] {
        let scene = Scene::on(desk);
        let from = scene.ticket;
        let other = scene.desk.opens(&scene.shop.actor(), "Import steht immer noch");
        let new = NewFile { name: "Bild.png".to_owned(), bytes: PNG.to_vec() };
        let picture = scene.desk.act(&scene.ada, move |act| draft::add_file(act, from, MessageKind::Message, &new));
        scene.waits(Sending { then: Then::Resolve, ..scene.sending("Ist behoben.") });
        scene.desk.act(&scene.ada, move |act| ticket::merge(act, from, other.id));
        scene.desk.pass(SignedDuration::from_secs(10));

        let shop = scene.shop.actor();
        let page = scene.desk.read(&shop, move |view| ticket::page(view, other.number));
        let bodies = page.messages.iter().filter(|one| one.body == "Ist behoben.").count();
        assert_eq!((bodies, page.ticket.state), (1, State::Resolved));
        let files = page.messages.iter().flat_map(|one| &one.files).map(|file| file.name.as_str()).collect::<Vec<_>>();
        assert_eq!(files, ["Bild.png"]);
        let (_, bytes) = scene.desk.read(&shop, move |view| file::get(view, other.number, picture));
        assert_eq!(bytes, PNG);
        assert_eq!(scene.desk.rows("select count(*) from draft"), ["0"]);
    }
}

#[test]
fn a_reply_that_waits_looks_at_the_ticket_where_it_will_arrive() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "writing_arrives")] {
        let scene = Scene::on(desk);
        let musa = scene.desk.staff("Musa", Role::Agent);
        let from = scene.ticket;
        let other = scene.desk.opens(&scene.shop.actor(), "Import steht immer noch");
        let id = scene.waits(scene.sending("Ist behoben."));
        let page = scene.page().messages.last().map(|message| message.id);
        scene.desk.act(&musa, move |act| ticket::merge(act, from, other.id));
        // It waits there for all to see, and can be taken back from there.
        let waiting = scene.desk.read(&musa, move |view| draft::of_ticket(view, other.id));
        assert_eq!(waiting.len(), 1);
        scene.desk.replies(&musa, other.id, "Wir sehen nach.");
        scene.desk.pass(SignedDuration::from_secs(10));
        let there = |desk: &TestDesk| {
            let page = desk.read(&musa, move |view| ticket::page(view, other.number));
            page.messages.into_iter().map(|message| message.body).collect::<Vec<_>>()
        };
        assert!(!there(&scene.desk).contains(&"Ist behoben.".to_owned()), "somebody else has answered there");
        let held = scene.desk.read(&musa, move |view| draft::of_ticket(view, other.id));
        assert_eq!(held[0].draft.held, Some(draft::Held::Answered));
        // A page that was drawn before the merge says so too.
        let late = Sending { seen: page, ..scene.sending("Noch einmal.") };
        assert_eq!(code(scene.try_send(&scene.ada, late)), "answered-meanwhile");
        // Taken back it is a draft where the conversation goes on.
        scene.desk.act(&scene.ada, move |act| draft::take_back(act, other.id, id));
        let drafts = scene.desk.read(&scene.ada, move |view| draft::of_ticket(view, other.id));
        assert_eq!((drafts[0].draft.ticket, drafts[0].draft.body.as_str()), (other.id, "Ist behoben."));
        assert!(scene.drafts(&scene.ada).is_empty());
    }
}

#[test]
fn a_reply_that_waits_is_its_own_tickets_again_when_the_two_are_parted() {
    let scene = Scene::sqlite();
    let from = scene.ticket;
    let other = scene.desk.opens(&scene.shop.actor(), "Etwas anderes").id;
    scene.desk.act(&scene.ada, move |act| draft::save(act, other, MessageKind::Message, "schon", "").map(drop));
    scene.waits(scene.sending("Ist behoben."));
    scene.save("und weiter");
    scene.desk.act(&scene.ada, move |act| ticket::merge(act, from, other));
    let bodies = scene.desk.read(&scene.ada, move |view| draft::of_ticket(view, other));
    let bodies: Vec<String> = bodies.into_iter().map(|one| one.draft.body).collect();
    assert_eq!(bodies, ["schon\n\nund weiter", "Ist behoben."], "what is being written goes on in the other");
    scene.desk.act(&scene.ada, move |act| ticket::unmerge(act, from));
    scene.desk.pass(SignedDuration::from_secs(10));
    assert_eq!(scene.replies(), ["Ist behoben."], "a merge by mistake sends nothing to the wrong place");
}
