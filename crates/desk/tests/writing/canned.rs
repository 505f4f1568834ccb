//! Canned replies that also act, checked before they are used, and signatures.

use desk::canned::{self, Assign, Cannot, NewCanned};
use desk::draft::{self, Sending, Then};
use desk::signature::{self, Owner};
use desk::team::{self, NewTeam};
use desk::ticket::{self, MessageKind, State, TAGS_MAX};
use desk::{DeskError, Role};
use engine::plan::catalogue::Language;
use jiff::SignedDuration;
use testkit::TestDesk;

use crate::{Scene, code};

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
fn a_macro_tags_and_says_before_where_it_cannot() {
    for desk in [TestDesk::sqlite("agency-hours"), TestDesk::postgres("agency-hours", "writing_macro_tags")] {
        let shop = desk.customer("Nord", "hours-10");
        let (chief, ada) = (desk.staff("Musa", Role::Manager), desk.staff("Ada", Role::Agent));
        let ticket = desk.opens(&shop.actor(), "Import").id;
        desk.act(&ada, move |act| ticket::tag(act, ticket, &["neu".to_owned()], &[]).map(drop));
        let tags = |all: &[&str]| all.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        let new = NewCanned {
            tags_added: tags(&[" Import ", "IMPORT", "warten"]),
            tags_removed: tags(&["Neu", "fehlt"]),
            ..macro_of("Sortieren", "Guten Tag")
        };
        let both = NewCanned { tags_removed: tags(&["Warten"]), ..new.clone() };
        assert_eq!(code(desk.try_act(&chief, move |act| canned::create(act, &both))), "tags_removed duplicate");
        let long = NewCanned { tags_removed: vec!["x".repeat(41)], ..new.clone() };
        assert_eq!(code(desk.try_act(&chief, move |act| canned::create(act, &long))), "tags_removed too-long");
        let many = NewCanned { tags_added: (0..=TAGS_MAX).map(|number| format!("t{number}")).collect(), ..new.clone() };
        assert_eq!(code(desk.try_act(&chief, move |act| canned::create(act, &many))), "tags_added too-many");
        let id = desk.act(&chief, move |act| canned::create(act, &new));
        let filled = desk.read(&ada, move |view| canned::filled(view, ticket, id));
        assert_eq!(filled.canned.is.tags_added, ["import", "warten"], "as tags are kept, each once");
        assert!(filled.canned.is.acts() && filled.cannot.is_empty());
        let sending = Sending {
            kind: MessageKind::Message,
            body: filled.text,
            form: String::new(),
            seen: None,
            then: Then::Keep,
            canned: Some(id),
            at: None,
        };
        let again = sending.clone();
        desk.act(&ada, move |act| draft::send(act, ticket, &sending));
        assert_eq!(desk.read(&ada, move |view| ticket::tags(view, ticket)), ["neu"], "nothing before it goes out");
        desk.pass(SignedDuration::from_secs(10));
        assert_eq!(desk.read(&ada, move |view| ticket::tags(view, ticket)), ["import", "warten"]);

        // A ticket that is full takes none of them, and that is said before.
        let full: Vec<String> = (0..TAGS_MAX).map(|number| format!("t{number}")).collect();
        let away = tags(&["import", "warten"]);
        desk.act(&ada, move |act| ticket::tag(act, ticket, &full, &away).map(drop));
        let filled = desk.read(&ada, move |view| canned::filled(view, ticket, id));
        assert_eq!(filled.cannot, [Cannot::Tags]);
        desk.act(&ada, move |act| draft::send(act, ticket, &again));
        desk.pass(SignedDuration::from_secs(10));
        assert_eq!(desk.read(&ada, move |view| ticket::tags(view, ticket)).len(), TAGS_MAX);
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
    assert!(text.contains("Ist behoben.\n\n-- \nMit besten Grüßen\nAda\n"), "{text}");
    assert!(text.contains("\nJena\n"), "{text}");
}

#[test]
fn a_reply_on_a_teams_ticket_is_signed_by_the_team() {
    let scene = Scene::sqlite();
    let chief = scene.desk.staff("Musa", Role::Manager);
    let new = NewTeam { name: "Technik".to_owned(), ..NewTeam::default() };
    let team = scene.desk.act(&chief, move |act| team::create(act, &new));
    scene.desk.act(&chief, |act| signature::set(act, Owner::Desk, Language::De, "Teehandel\nJena"));
    let refused = scene.desk.try_act(&scene.ada, move |act| signature::set(act, Owner::Team(team), Language::De, "x"));
    assert_eq!(code(refused), "not allowed for this role");
    let nowhere = desk::id::TeamId(7);
    let refused = scene.desk.try_act(&chief, move |act| signature::set(act, Owner::Team(nowhere), Language::De, "x"));
    assert_eq!(code(refused), "not found");
    let (ada, ticket) = (scene.ada.staff().unwrap(), scene.ticket);
    let below = |language| {
        let read = move |view: &mut desk::View<'_, '_>| {
            let team = ticket::get(view, ticket)?.team;
            signature::below(view, ada, team, language)
        };
        scene.desk.read(&scene.ada, read)
    };
    scene.desk.act(&chief, move |act| signature::set(act, Owner::Team(team), Language::De, "Technik\n{{ agent }}"));
    scene.desk.act(&chief, |act| signature::set(act, Owner::Desk, Language::En, "Tea Trade"));
    assert_eq!(below(Language::De), "Teehandel\nJena", "it lies with no team");
    scene.desk.act(&scene.ada, move |act| ticket::put_with(act, ticket, Some(team)));
    assert_eq!(below(Language::De), "Technik\nAda");
    assert_eq!(below(Language::En), "Tea Trade", "the team has none in this language");
    scene.waits(scene.sending("Ist behoben."));
    scene.desk.pass(SignedDuration::from_secs(10));
    let text = scene.desk.news().pop().unwrap().text.replace("\r\n", "\n");
    assert!(text.contains("Ist behoben.\n\n-- \nTechnik\nAda\n") && !text.contains("Teehandel\nJena"), "{text}");
    // With the team its signature goes.
    scene.desk.act(&scene.ada, move |act| ticket::put_with(act, ticket, None));
    scene.desk.act(&chief, move |act| team::dissolve(act, team));
    let gone = scene.desk.read(&scene.ada, move |view| signature::below(view, ada, Some(team), Language::De));
    assert_eq!(gone, "Teehandel\nJena");
}
