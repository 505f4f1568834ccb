//! Writing: drafts that are kept, replies that wait and can be taken back, files, and what happens when two people write at once.
#![allow(clippy::unwrap_used, clippy::panic)]

use desk::canned::{self, Assign, Cannot, NewCanned};
use desk::draft::{self, Sending, Sent, Then};
use desk::file::{self, NewFile};
use desk::id::{DraftId, TicketId};
use desk::signature::{self, Owner};
use desk::ticket::{self, Format, MessageKind, State};
use desk::{Actor, DeskError, Role, staff};
use engine::plan::catalogue::Language;
use jiff::{SignedDuration, Timestamp};
use testkit::{TestCustomer, TestDesk};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A desk with an agent, a customer and an open ticket.
struct Scene {
    desk: TestDesk,
    shop: TestCustomer,
    ada: Actor,
    ticket: TicketId,
}

impl Scene {
    fn on(desk: TestDesk) -> Scene {
        let shop = desk.customer("Nord", "level-3");
        let ada = desk.staff("Ada", Role::Agent);
        let ticket = desk.opens(&shop.actor(), "Import steht").id;
        desk.pass(SignedDuration::ZERO);
        let _ = desk.news();
        Scene { desk, shop, ada, ticket }
    }

    fn sqlite() -> Scene {
        Scene::on(TestDesk::sqlite("shop-levels"))
    }

    fn sending(&self, body: &str) -> Sending {
        let seen = self.page().messages.last().map(|message| message.id);
        Sending {
            kind: MessageKind::Message,
            body: body.to_owned(),
            form: String::new(),
            seen,
            then: Then::Keep,
            canned: None,
            at: None,
        }
    }

    fn page(&self) -> ticket::Page {
        let ticket = self.ticket;
        self.desk.read(&self.ada, move |view| {
            let ticket = ticket::get(view, ticket)?;
            ticket::page_of(view, ticket)
        })
    }

    fn try_send(&self, actor: &Actor, sending: Sending) -> Result<Sent, DeskError> {
        let ticket = self.ticket;
        self.desk.try_act(actor, move |act| draft::send(act, ticket, &sending))
    }

    fn send(&self, sending: Sending) -> Sent {
        self.try_send(&self.ada, sending).unwrap()
    }

    /// Sends what has to wait, and answers its id.
    fn waits(&self, sending: Sending) -> DraftId {
        match self.send(sending) {
            Sent::Waits(id, _) => id,
            other => panic!("{other:?}"),
        }
    }

    fn save(&self, body: &str) {
        let (ticket, body) = (self.ticket, body.to_owned());
        self.desk.act(&self.ada, move |act| draft::save(act, ticket, MessageKind::Message, &body, ""));
    }

    /// Texts of the public messages after the request.
    fn replies(&self) -> Vec<String> {
        let public = |message: &ticket::MessageView| message.kind == MessageKind::Message;
        self.page().messages.into_iter().filter(public).skip(1).map(|message| message.body).collect()
    }

    /// Texts of drafts and waiting replies, as somebody sees them.
    fn drafts(&self, actor: &Actor) -> Vec<String> {
        let ticket = self.ticket;
        let shown = self.desk.read(actor, move |view| draft::of_ticket(view, ticket));
        let word = |one: &draft::Shown| match (one.draft.held, one.draft.due_at) {
            (Some(held), _) => held.word(),
            (None, Some(_)) => "waits",
            (None, None) => "draft",
        };
        shown.iter().map(|one| format!("{}: {}", word(one), one.draft.body)).collect()
    }

    fn take_back(&self, actor: &Actor, id: DraftId) -> Result<(), DeskError> {
        let ticket = self.ticket;
        self.desk.try_act(actor, move |act| draft::take_back(act, ticket, id))
    }
}

fn code(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    match result {
        Err(DeskError::Conflict { code, .. }) => code.to_owned(),
        Err(DeskError::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].code),
        Err(other) => other.to_string(),
        Ok(done) => format!("{done:?}"),
    }
}

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

fn macro_of(name: &str, de: &str) -> NewCanned {
    NewCanned { name: name.to_owned(), de: de.to_owned(), ..NewCanned::default() }
}

#[test]
fn a_macro_says_what_it_will_do_and_does_it_with_the_sending() {
    for desk in [TestDesk::sqlite("agency-hours"), TestDesk::postgres("agency-hours", "writing_macro")] {
        let shop = desk.customer("Nord", "hours-10");
        let (chief, ada) = (desk.staff("Musa", Role::Manager), desk.staff("Ada", Role::Agent));
        let ticket = desk.opens(&shop.actor(), "Import <steht>").id;
        let text = "Guten Tag {{ contact }},\n{% if due %}bis {{ due }}{% endif %} zu #{{ number }} {{ subject }}: {{ agent }}";
        let new =
            NewCanned { assign: Assign::Me, severity: "1".to_owned(), then: Then::Wait, ..macro_of("Notfall", text) };
        let kept = new.clone();
        let id = desk.act(&chief, move |act| canned::create(act, &kept));
        let filled = desk.read(&ada, move |view| canned::filled(view, ticket, id));
        assert!(filled.text.starts_with("Guten Tag Kontakt Nord,\n"), "{}", filled.text);
        assert!(filled.text.ends_with("#1 Import <steht>: Ada") && filled.cannot.is_empty(), "{filled:?}");
        let sending = Sending {
            kind: MessageKind::Message,
            body: filled.text,
            form: String::new(),
            seen: None,
            then: filled.canned.is.then,
            canned: Some(id),
            at: None,
        };
        desk.act(&ada, move |act| draft::send(act, ticket, &sending));
        assert_eq!(desk.ticket(ticket).assignee, None, "nothing before it goes out");
        desk.pass(SignedDuration::from_secs(10));
        let after = desk.ticket(ticket);
        assert_eq!((after.assignee, after.state), (ada.staff().ok(), State::Waiting));
        assert_eq!(after.severity.as_deref(), Some("1"));

        // What a plan has not is said before, and left out.
        let new = NewCanned { severity: "nine".to_owned(), name: "Neun".to_owned(), ..new };
        let odd = desk.act(&chief, move |act| canned::create(act, &new));
        desk.act(&ada, move |act| ticket::close(act, ticket));
        let filled = desk.read(&ada, move |view| canned::filled(view, ticket, odd));
        assert_eq!(filled.cannot, [Cannot::Severity, Cannot::Closed]);

        // Whose it is.
        let (mine, shared) = (NewCanned { personal: true, ..macro_of("Meins", "x") }, macro_of("Alle", "x"));
        assert_eq!(code(desk.try_act(&ada, move |act| canned::create(act, &shared))), "not allowed for this role");
        assert_eq!(code(desk.try_act(&ada, move |act| canned::retire(act, id))), "not allowed for this role");
        let own = desk.act(&ada, move |act| canned::create(act, &mine));
        assert_eq!(desk.read(&ada, canned::list).len(), 3);
        assert_eq!(desk.read(&chief, canned::list).len(), 2);
        let seen = desk.desk.read_blocking(chief.clone(), move |view| canned::get(view, own));
        assert_eq!(code(seen), "not found");
        let edited = NewCanned { personal: true, ..macro_of("Meins", "y") };
        desk.act(&ada, move |act| canned::edit(act, own, &edited));
        desk.act(&ada, move |act| canned::retire(act, own));
        assert_eq!(desk.read(&ada, canned::list).len(), 2);
    }
}

#[test]
fn a_canned_text_is_checked_when_it_is_saved() {
    let desk = TestDesk::sqlite("shop-levels");
    let chief = desk.staff("Musa", Role::Manager);
    let check = |de: &str, expect: &str| {
        let new = macro_of("Test", de);
        match desk.try_act(&chief, move |act| canned::create(act, &new)) {
            Err(DeskError::Invalid(fields)) => {
                assert_eq!(format!("{} {} {}", fields[0].field, fields[0].code, fields[0].detail), expect, "{de}");
            }
            other => panic!("{de}: {other:?}"),
        }
    };
    check("Guten Tag\n{{ kunde }}", "de text-variable 2: kunde");
    check("{{ customer", "de text-syntax 1");
    check("a\n{% for i in [1, 2] %}x{% endfor %}", "de text-syntax 2");
    check("{% macro x() %}{% endmacro %}", "de text-syntax 1");
    check("{{ range(1000000000) }}", "de text-variable 1: range");
    check("{{ customer|upper }}", "de text-syntax 1");
    check("{{ customer.name.first }}", "de text-variable 1: customer.name.first");
    check("  ", "de missing ");
    check(&"x".repeat(60_000), "de too-long 50000");
    let long = macro_of(&"n".repeat(81), "x");
    assert_eq!(code(desk.try_act(&chief, move |act| canned::create(act, &long))), "name too-long");
    desk.act(&chief, |act| canned::create(act, &macro_of("Gruß", "x")));
    assert_eq!(code(desk.try_act(&chief, |act| canned::create(act, &macro_of("GRUSS", "x").clone()).map(drop))), "()");
    assert_eq!(code(desk.try_act(&chief, |act| canned::create(act, &macro_of("gruß", "x")))), "name taken");
}

#[test]
fn a_mail_is_signed_in_the_language_of_its_reader() {
    let scene = Scene::sqlite();
    let chief = scene.desk.staff("Musa", Role::Manager);
    scene.desk.act(&chief, |act| signature::set(act, Owner::Desk, Language::De, "{{ provider }}\nJena"));
    scene
        .desk
        .act(&scene.ada, |act| signature::set(act, Owner::Mine, Language::De, "Mit besten Grüßen\n{{ agent }}\n"));
    scene.desk.act(&scene.ada, |act| signature::set(act, Owner::Mine, Language::En, "Kind regards"));
    let refused = scene.desk.try_act(&scene.ada, |act| signature::set(act, Owner::Desk, Language::De, "x"));
    assert_eq!(code(refused), "not allowed for this role");
    let wrong = scene.desk.try_act(&scene.ada, |act| signature::set(act, Owner::Mine, Language::De, "{{ password }}"));
    assert_eq!(code(wrong), "de text-variable");
    scene.waits(scene.sending("Ist behoben."));
    scene.desk.pass(SignedDuration::from_secs(10));
    let mail = scene.desk.news().pop().unwrap();
    let text = mail.text.replace("\r\n", "\n");
    assert!(text.contains("Ist behoben.\n\n--\nMit besten Grüßen\nAda\n"), "{text}");
    assert!(text.contains("\nJena\n"), "{text}");
}
