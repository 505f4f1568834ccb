//! Drives what staff write: drafts, files, replies that wait, canned replies, signatures.

use desk::canned::{self, NewCanned};
use desk::draft::{self, Sending, Then};
use desk::file::{self, NewFile};
use desk::signature::{self, Owner};
use desk::team::{self, NewTeam};
use desk::ticket::{self, MessageKind};
use desk::{Action, DeskError, Role};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use testkit::TestDesk;

pub fn people_write(desk: &TestDesk) {
    let shop = desk.customer("Schreiber", "level-3");
    let ada = desk.staff("Frieda", Role::Agent);
    let opened = desk.opens(&shop.actor(), "Entwurf");
    let ticket = opened.id;
    let sending = move |body: &str, form: &str| Sending {
        kind: MessageKind::Message,
        body: body.to_owned(),
        form: form.to_owned(),
        seen: Some(desk::id::MessageId(1)),
        then: Then::Keep,
        canned: None,
        at: None,
    };
    let files = move |act: &mut Action<'_, '_>| -> Result<(), DeskError> {
        let new = NewFile { name: "a.txt".to_owned(), bytes: b"a".to_vec() };
        draft::add_file(act, ticket, MessageKind::Message, &new).map(drop)
    };
    desk.act(&ada, move |act| {
        draft::save(act, ticket, MessageKind::Message, "Guten", "formformform")?;
        files(act)
    });
    let number = opened.number;
    let shown = desk.read(&ada, move |view| {
        draft::list(view)?;
        draft::count(view)?;
        draft::of_ticket(view, ticket)
    });
    let id = shown[0].files[0].id;
    desk.read(&ada, move |view| file::get(view, number, id));
    desk.act(&ada, move |act| draft::remove_file(act, ticket, id));
    desk.act(&ada, move |act| {
        draft::send(act, ticket, &Sending { seen: None, ..sending("Eins", "formformone1") })?;
        draft::save(act, ticket, MessageKind::Message, "Zwei", "")?;
        files(act)
    });
    let waiting = desk.read(&ada, move |view| draft::of_ticket(view, ticket));
    let id = waiting.iter().find(|one| one.draft.due_at.is_some()).unwrap().draft.id;
    desk.act(&ada, move |act| draft::take_back(act, ticket, id));
    desk.act(&ada, move |act| {
        let seen = ticket::get(act, ticket).map(|_| None)?;
        draft::send(act, ticket, &Sending { seen, ..sending("Drei", "formformthree") })
    });
    desk.pass(SignedDuration::from_secs(30));
    let _ = desk.try_act(&ada, move |act| draft::send(act, ticket, &sending("Vier", "")));
    // What is being written on two tickets is one draft when they are merged, and one that waits moves as it is taken back.
    let other = desk.opens(&shop.actor(), "Nochmal").id;
    desk.act(&ada, move |act| {
        draft::save(act, other, MessageKind::Message, "Fünf", "")?;
        draft::save(act, ticket, MessageKind::Message, "Sechs", "")?;
        draft::save(act, other, MessageKind::Note, "Sieben", "")?;
        ticket::merge(act, other, ticket)?;
        ticket::unmerge(act, other)?;
        draft::send(act, other, &Sending { seen: None, ..sending("Acht", "formformacht") })?;
        ticket::merge(act, other, ticket)?;
        let waits = draft::of_ticket(act, ticket)?.into_iter().find(|one| one.draft.due_at.is_some());
        draft::take_back(act, ticket, waits.unwrap().draft.id)
    });
    mails_bring_files(desk);
    people_set_up_texts(desk);
}

fn mails_bring_files(desk: &TestDesk) {
    let agent = desk.staff("Hanne", Role::Agent);
    let opened = desk.opens(&desk.customer("Anhang", "level-3").actor(), "Log");
    let token = desk.ticket(opened.id).token;
    let part = "--b\nContent-Type: text/plain; name=a.txt\n\na\n".repeat(file::RECEIVED_MAX + 1);
    desk.receives(&format!("From: fremd@nirgends.example\nSubject: Lang\n\n{}\n", "lang ".repeat(20_000)));
    desk.receives(&format!(
        "From: info@anhang.example\nTo: support+{token}@shop-levels.example\nSubject: Log\n\
         Content-Type: multipart/mixed; boundary=b\n\n{part}--b--\n"
    ));
    let page = desk.read(&agent, move |view| ticket::page(view, opened.number));
    let message = page.messages.last().unwrap();
    let (message, id) = (message.id, message.files[0].id);
    desk.read(&agent, move |view| file::get(view, opened.number, id));
    desk.act(&agent, move |act| ticket::split(act, message, "Log lesen"));
}

fn people_set_up_texts(desk: &TestDesk) {
    let chief = desk.staff("Gesine", Role::Manager);
    desk.act(&chief, |act| {
        let new = NewCanned { name: "Gruß".to_owned(), de: "Guten Tag".to_owned(), ..NewCanned::default() };
        let id = canned::create(act, &new)?;
        canned::list(act)?;
        canned::retire(act, id)?;
        signature::set(act, Owner::Mine, Language::De, "Gesine")?;
        signature::get(act, Owner::Desk)
    });
    desk.act(&chief, |act| {
        let id = team::create(act, &NewTeam { name: "Signed".to_owned(), ..NewTeam::default() })?;
        team::dissolve(act, id)
    });
}
