//! Agents work a ticket: they answer, assign, restate, and record calls.

use desk::ticket::State;
use desk::{Actor, Role, licence, ticket};
use engine::run::outcome::Answer;

use crate::browser::{self, Web};

#[test]
fn an_agent_works_a_ticket() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let (actor, jana) = web.staff("Jana", Role::Agent);
    let queue = jana.get("/queue");
    assert_eq!(queue.status, 200);
    for words in ["Lagerbestand falsch", "Teekontor", "Supportlevel 3", "First response", "waiting 0", "row-theirs"] {
        assert!(queue.body.contains(words), "{words}: {}", queue.body);
    }
    let ticket = format!("/tickets/{}", opened.number);
    let page = jana.get(&ticket);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Kontakt Teekontor"), "{}", page.body);
    // Under "why?" stands the time line that the command line draws too, with the same words for who does not see it.
    let line = page.body.split("<svg").find(|part| part.contains("class=\"time-line\"")).unwrap_or_default();
    assert!(line.contains("<title>First response: 4 h</title><desc>Due "), "{}", page.body);

    let empty = jana.post(&format!("{ticket}/messages"), &[("kind", "note"), ("body", "  "), ("then", "wait")]);
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Please fill this in."), "{}", empty.body);
    assert_eq!(web.desk.ticket(opened.id).state, State::Open);

    let body = "Guten Tag,\nwir sehen <b>nach</b>.";
    assert_eq!(
        jana.post(&format!("{ticket}/messages"), &[("kind", "reply"), ("body", body), ("then", "wait")]).status,
        303
    );
    let page = jana.get(&ticket).body;
    assert!(page.contains("goes out in") && page.contains("The reply is sent."), "{page}");
    assert!(!jana.get(&ticket).body.contains("The reply is sent."));
    assert_eq!(web.desk.ticket(opened.id).state, State::Open, "what happens afterwards happens with it");
    web.desk.pass(jiff::SignedDuration::from_secs(10));
    assert_eq!(web.desk.ticket(opened.id).state, State::Waiting);
    let page = jana.get(&ticket).body;
    assert!(page.contains("wir sehen &lt;b&gt;nach") && !page.contains("goes out in"), "{page}");
    assert!(!jana.get("/queue?view=waiting").body.contains("row-theirs"), "the last word is ours");

    let me = browser::staff_id(&actor).to_string();
    jana.post(&format!("{ticket}/assign"), &[("staff", &me)]);
    jana.post(&format!("{ticket}/subject"), &[("subject", "Bestand nach Import falsch")]);
    jana.post(&format!("{ticket}/messages"), &[("kind", "note"), ("body", "Nur für uns."), ("then", "keep")]);
    let page = jana.get(&ticket).body;
    for words in ["Bestand nach Import falsch", "Nur für uns.", "changed the subject"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let seen = web.contact(&mine).get(&format!("/portal{ticket}")).body;
    assert!(seen.contains("wir sehen") && !seen.contains("Nur für uns."), "{seen}");
}

#[test]
fn what_a_ticket_does_not_take_is_said_at_the_field_with_what_was_typed() {
    let web = Web::of("commerce-agreements");
    let mine = web.desk.customer("Teekontor", "maintenance-plus");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let ticket = format!("/tickets/{}", opened.number);
    let long = "x".repeat(300);
    for (form, fields, words) in [
        ("subject", vec![("subject", long.as_str())], vec![long.as_str(), "id=\"subject-error\"", "250"]),
        ("subject", vec![("subject", " ")], vec!["id=\"subject-error\"", "Please fill this in."]),
        ("assign", vec![("staff", "77")], vec!["role=\"alert\""]),
        ("messages", vec![("kind", "reply"), ("body", " ")], vec!["id=\"body-error\"", "Please fill this in."]),
        ("facts", vec![("product", "teapot")], vec!["id=\"product-error\"", "<details class=\"fold\" open>"]),
    ] {
        let answer = jana.post(&format!("{ticket}/{form}"), &fields);
        assert_eq!(answer.status, 422, "{form}");
        for word in words {
            assert!(answer.body.contains(word), "{form} {word}: {}", answer.body);
        }
    }
    assert_eq!(web.desk.ticket(opened.id).subject, "Lagerbestand falsch");

    let web = Web::of("agency-hours");
    let opened = web.desk.opens(&web.desk.customer("Teekontor", "hours-10").actor(), "Filter zeigt nichts");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let answer = jana.post(&format!("/tickets/{}/severity", opened.number), &[("severity", "nine")]);
    assert!(answer.status == 422 && answer.body.contains("role=\"alert\""), "{}", answer.body);
}

#[test]
fn what_a_request_turns_out_to_be_about_is_judged_again_and_kept_in_the_history() {
    let web = Web::of("module-licences");
    let mine = web.desk.customer("Teekontor", "standard");
    let (customer, contract, contact) = (mine.id, mine.contract, mine.contact);
    let (licence, opened) = web.desk.act(&Actor::Operator, move |act| {
        let licence = licence::create(
            act,
            &licence::NewLicence {
                customer,
                contract: Some(contract),
                key: "L-1".to_owned(),
                product: "payment-module".to_owned(),
                source: licence::Channel::Provider,
                purchased_on: "2026-10-01".parse().unwrap(),
            },
        )?;
        let request = ticket::NewTicket {
            contact: Some(contact),
            subject: "Frage".to_owned(),
            body: "Wie geht das?".to_owned(),
            on_refusal: ticket::OnRefusal::Keep,
            ..Default::default()
        };
        Ok((licence, ticket::open(act, &request)?))
    });
    assert_eq!(opened.answer, Answer::Covered);
    let (_, jana) = web.staff("Jana", Role::Agent);
    let path = format!("/tickets/{}", opened.number);
    let licence = licence.to_string();
    let facts = [("product", "payment-module"), ("licence", licence.as_str()), ("version", "4.2.0")];
    assert_eq!(jana.post(&format!("{path}/facts"), &facts).status, 303);
    let page = jana.get(&path).body;
    assert!(page.contains("changed what the request is about: Product – → payment-module, Licence – → L-1"), "{page}");
    assert!(page.contains("value=\"4.2.0\""), "{page}");
    let before = page.matches("changed what").count();
    jana.post(&format!("{path}/facts"), &facts);
    assert_eq!(jana.get(&path).body.matches("changed what").count(), before, "the same again changes nothing");
    let excluded = [("product", "payment-module"), ("licence", licence.as_str()), ("topic", "third-party-plugins")];
    jana.post(&format!("{path}/facts"), &excluded);
    assert_eq!(web.desk.ticket(opened.id).answer, Answer::Refused);
    jana.post(&format!("{path}/facts"), &facts);
    assert_eq!(web.desk.ticket(opened.id).answer, Answer::Covered, "judged as of its arrival, each time anew");
}

#[test]
fn a_call_is_quoted_while_it_is_typed_and_recorded_at_that_price() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    web.desk.pass(jiff::SignedDuration::from_hours(2));
    let (_, jana) = web.staff("Jana", Role::Agent);
    let form = format!("/tickets/{}/calls", opened.number);
    let page = jana.get(&format!("{form}/new"));
    assert_eq!(page.status, 200);
    let contact = mine.contact.to_string();
    let line = page.body.split("name=\"line\"").nth(1).unwrap().split("<option value=\"").nth(1).unwrap();
    let line = line.split('"').next().unwrap();
    let fields = |length| {
        [
            ("contact", contact.as_str()),
            ("line", line),
            ("started_at", "2026-11-02T10:00"),
            ("duration_s", length),
            ("key", "k"),
        ]
    };
    let quote = jana.post(&format!("{form}/quote"), &fields("7:30"));
    assert_eq!(quote.status, 200);
    assert!(quote.body.contains("8\u{a0}min"), "{}", quote.body);
    let wrong = jana.post(&form, &fields("soon"));
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"soon\"") && wrong.body.contains("minutes and seconds"), "{}", wrong.body);
    assert_eq!(jana.post(&form, &fields("7:30")).status, 303);
    // The same form sent twice logs one call.
    assert_eq!(jana.post(&form, &fields("7:30")).status, 303);
    let ticket = jana.get(&format!("/tickets/{}", opened.number)).body;
    assert_eq!(ticket.matches("entry-call").count(), 1, "{ticket}");
}

#[test]
fn what_a_plan_file_asks_for_is_told_by_staff_and_never_by_the_customer() {
    let web = Web::of("shop-levels");
    web.desk.adopts(testkit::plans::FACTS);
    let mine = web.desk.customer("Teekontor", "team");
    let (contact, customer) = (mine.contact, mine.id);
    let number = web.desk.read(&Actor::Operator, move |view| desk::customer::get(view, customer)).number;
    let (_, jana) = web.staff("Jana", Role::Agent);
    let form = jana.get(&format!("/tickets/new?customer={number}")).body;
    assert!(form.contains("name=\"fact.hosting\"") && form.contains("Hosting"), "{form}");
    let contact = contact.to_string();
    let asked = [("contact", contact.as_str()), ("channel", "email"), ("subject", "Frage"), ("body", "Wie geht das?")];
    let own: Vec<(&str, &str)> = asked.into_iter().chain([("fact.hosting", "own")]).collect();
    let sent = jana.post(&format!("/tickets?customer={number}"), &own);
    assert_eq!(sent.status, 303);
    let path = "/tickets/1";
    let page = jana.get(path).body;
    assert!(page.contains("<option value=\"own\" selected>"), "{page}");
    assert!(!page.contains("First response"), "taken without a promise");
    jana.post(&format!("{path}/facts"), &[("fact.hosting", "cloud")]);
    let page = jana.get(path).body;
    assert!(page.contains("<option value=\"cloud\" selected>") && page.contains("First response"), "{page}");
    assert_eq!(jana.post(&format!("{path}/reached"), &[("what", "workaround")]).status, 303);
    let history = jana.get(path).body;
    assert!(history.contains("reached: Workaround"), "{history}");

    let ada = web.contact(&mine);
    let form = ada.get("/portal/tickets/new").body;
    assert!(!form.contains("fact."), "{form}");
    let asked = [("subject", "Frage"), ("body", "Wie geht das?"), ("fact.hosting", "cloud")];
    assert_eq!(ada.post("/portal/tickets", &asked).status, 403, "a customer's word decides no price");
}

#[test]
fn what_was_just_done_can_be_undone_by_the_word_about_it() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    assert_eq!(ada.post("/portal/tickets", &[("subject", "Frage"), ("body", "Wie?")]).status, 303);
    let (_, agent) = web.staff("Bob", Role::Agent);
    let undo = |path: &str| {
        let told = agent.get(path).body;
        let undo = told.split("action=\"/shop-levels/undo/many/").nth(1).unwrap_or_else(|| panic!("{told}"));
        format!("/undo/many/{}", undo.split('"').next().unwrap())
    };
    for action in ["wait", "resolve", "close"] {
        assert_eq!(agent.post(&format!("/tickets/1/{action}"), &[]).location(), "/shop-levels/tickets/1");
        assert_eq!(agent.post(&undo("/tickets/1"), &[]).status, 303);
        let state = web.desk.read(&Actor::Operator, |view| ticket::get_by_number(view, 1)).state;
        assert_eq!(state, State::Open, "after {action}");
    }
    // Each change that has an inverse says so; somebody else's undo is not there.
    let (_, musa) = web.staff("Musa", Role::Agent);
    agent.post("/tickets/1/follow", &[]);
    for (form, sent) in
        [("subject", [("subject", "Andere Frage")]), ("tags", [("add", "eilig")]), ("unfollow", [("x", "")])]
    {
        assert_eq!(agent.post(&format!("/tickets/1/{form}"), &sent).status, 303, "{form}");
        let path = undo("/tickets/1");
        assert_eq!(musa.post(&path, &[]).status, 404, "{form}");
        assert_eq!(agent.post(&path, &[]).status, 303, "{form}");
    }
    let page = agent.get("/tickets/1").body;
    assert!(page.contains("One ticket is as it was.") && !page.contains("q=tag%3Aeilig"), "{page}");
    // What somebody has changed since stays, and that is said.
    agent.post("/tickets/1/subject", &[("subject", "Meine")]);
    let path = undo("/tickets/1");
    musa.post("/tickets/1/subject", &[("subject", "Deine")]);
    assert_eq!(agent.post(&path, &[]).status, 303);
    let page = agent.get("/tickets/1").body;
    assert!(page.contains("It was changed since") && page.contains("Deine"), "{page}");
}

#[test]
fn a_conversation_is_printed_whole_and_without_what_is_not_for_its_reader() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Nachbar", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let (ada, jana) = web.staff("Jana Winter", Role::Agent);
    let id = opened.id;
    web.desk.act(&ada, move |act| ticket::note(act, id, "Nur für uns."));
    web.desk.replies(&ada, id, "So geht das.");
    web.desk.replies(&mine.actor(), id, "Danke!\n\nAm 2.11.2026 schrieb Jana Winter:\n> So geht das.");
    let path = format!("/tickets/{}/print", opened.number);
    let page = jana.get(&path).body;
    for said in ["So geht das.", "Danke!", "<details class=\"quoted\" open>", "Kontakt Teekontor &#60;info@"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Nur für uns.") && !page.contains("<textarea"), "{page}");
    assert!(jana.get(&format!("{path}?notes=along")).body.contains("Nur für uns."));
    let theirs = web.contact(&mine).get(&format!("/portal{path}"));
    assert!(theirs.status == 200 && theirs.body.contains("So geht das."), "{}", theirs.body);
    let theirs = web.contact(&mine).get(&format!("/portal{path}?notes=along"));
    assert!(!theirs.body.contains("Nur für uns."), "{}", theirs.body);
    assert_eq!(web.contact(&other).get(&format!("/portal{path}")).status, 404);
}
