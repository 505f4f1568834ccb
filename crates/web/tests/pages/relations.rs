//! Staff work tickets together: hand over, merge and split, link, put aside, tick off, hear of each other.

use desk::{Actor, Role, team, ticket};

use crate::browser::{self, Web};

/// A team of somebody.
fn team(web: &Web, name: &str, member: &Actor) -> String {
    let new = team::NewTeam { name: name.to_owned(), members: [browser::staff_id(member)].into() };
    web.desk.act(&Actor::Operator, move |act| team::create(act, &new)).to_string()
}

/// The way back that the word about what was just done offers.
fn undo(page: &str) -> String {
    let id = page.split("/shop-levels/undo/many/").nth(1).unwrap().split('"').next().unwrap();
    format!("/undo/many/{id}")
}

#[test]
fn a_ticket_is_handed_over_and_the_team_finds_it() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let ((_, jana), (musa_id, musa)) = (web.staff("Jana Winter", Role::Agent), web.staff("Musa Okonkwo", Role::Agent));
    let path = format!("/tickets/{}", opened.number);
    assert!(!jana.get(&path).body.contains("fold-hand-over"), "there is no team to hand over to");
    let team = team(&web, "Technik", &musa_id);
    let over = |team: &str, note: &str| jana.post(&format!("{path}/hand-over"), &[("team", team), ("note", note)]);
    let empty = over(&team, "  ");
    assert!(empty.status == 422 && empty.body.contains("id=\"note-error\""), "{}", empty.body);
    let nowhere = over("x", "<script>alert(1)</script>");
    assert!(nowhere.status == 422 && nowhere.body.contains("id=\"team-error\""), "{}", nowhere.body);
    assert!(nowhere.body.contains("&#60;script&#62;") && !nowhere.body.contains("<script>alert"), "{}", nowhere.body);
    assert_eq!(over(&team, "Bitte heute noch.").status, 303);
    let queue = musa.get("/queue?view=teams").body;
    assert!(queue.contains("Lagerbestand falsch") && queue.contains("Technik"), "{queue}");
    assert!(!jana.get("/queue?view=teams").body.contains("Lagerbestand falsch"));
    let notices = musa.get("/notices").body;
    assert!(notices.contains("Jana Winter handed a ticket over to Technik"), "{notices}");
    assert!(notices.contains("class=\"unseen\""), "{notices}");
    assert!(notices.contains("hx-get=\"/shop-levels/notices/list\" hx-trigger=\"sse:notices\""), "{notices}");
    let alone = musa.get("/notices/list").body;
    assert!(alone.starts_with("<div id=\"notices\"") && alone.contains("handed a ticket over"), "{alone}");
    let page = musa.get(&path).body;
    for words in ["Bitte heute noch.", "Jana Winter handed the ticket over to Technik", "Full history"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!musa.get("/notices").body.contains("class=\"unseen\""), "who opened the ticket has seen it");
    let seen = web.contact(&mine).get(&format!("/portal{path}")).body;
    assert!(!seen.contains("Technik") && !seen.contains("Bitte heute noch."), "{seen}");
}

#[test]
fn two_tickets_are_merged_and_taken_apart_by_undo() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Kaffee", "level-3");
    let first = web.desk.opens(&mine.actor(), "Filter leer").number;
    let second = web.desk.opens(&mine.actor(), "Filter immer noch leer").number;
    let foreign = web.desk.opens(&other.actor(), "Fremdes Anliegen").number;
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    let merge = |into: &str| jana.post(&format!("/tickets/{second}/merge"), &[("into", into)]);
    for (into, words) in [
        (foreign.to_string(), "belongs to another customer"),
        (second.to_string(), "cannot be merged into itself"),
        ("99999".to_owned(), "There is no ticket #99999."),
        ("<b>".to_owned(), "id=\"into-error\""),
    ] {
        let refused = merge(&into);
        assert_eq!(refused.status, 422, "{into}");
        assert!(refused.body.contains(words), "{into}: {}", refused.body);
    }
    let merged = merge(&format!("#{first}"));
    assert!(merged.status == 303 && merged.location().ends_with(&format!("/tickets/{first}")), "{}", merged.location());
    let page = jana.get(&format!("/tickets/{first}")).body;
    for words in ["Es geht um: Filter immer noch leer", "undo/many/", &format!(">#{second}</span>")] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let contact = web.contact(&mine);
    for (browser, at) in [(&jana, "/tickets"), (&contact, "/portal/tickets")] {
        let gone = browser.get(&format!("{at}/{second}"));
        assert!(gone.status == 303 && gone.location().ends_with(&format!("{at}/{first}")), "{}", gone.location());
    }
    let listed = contact.get("/portal").body;
    assert!(listed.contains("Filter leer") && !listed.contains("Filter immer noch leer"), "{listed}");
    let theirs = contact.get(&format!("/portal/tickets/{first}")).body;
    assert!(theirs.contains("Es geht um: Filter immer noch leer"), "{theirs}");
    assert!(!theirs.contains("/split/") && !theirs.contains("merged"), "{theirs}");
    assert_eq!(jana.post(&undo(&page), &[]).status, 303);
    assert_eq!(jana.get(&format!("/tickets/{second}")).status, 200);
    assert!(!jana.get(&format!("/tickets/{first}")).body.contains("Es geht um: Filter immer noch leer"));
}

#[test]
fn a_message_is_split_off_and_tickets_are_linked() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let message = web.desk.replies(&mine.actor(), opened.id, "Und die Rechnung?").message;
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    let split = format!("/tickets/{}/split/{message}", opened.number);
    assert!(jana.get(&format!("/tickets/{}", opened.number)).body.contains(&split));
    assert!(jana.get(&split).body.contains("Und die Rechnung?"));
    assert_eq!(jana.get(&format!("/tickets/{}/split/7", opened.number)).status, 404);
    let empty = jana.post(&split, &[("subject", " ")]);
    assert!(empty.status == 422 && empty.body.contains("id=\"subject-error\""), "{}", empty.body);
    let done = jana.post(&split, &[("subject", "Rechnung fehlt")]);
    let own = done.location().rsplit('/').next().unwrap().to_owned();
    let page = jana.get(&format!("/tickets/{own}")).body;
    assert!(page.contains("split off") && page.contains("Filter leer"), "{page}");
    let late = "split the ticket off #1. It was asked on Mon 2 Nov, 09:00 and became known only now";
    assert!(page.contains(late), "{page}");

    let link =
        |kind: &str, other: &str| jana.post(&format!("/tickets/{own}/links"), &[("kind", kind), ("other", other)]);
    assert_eq!(link("enemy", "1").status, 422);
    assert_eq!(link("cause", "4711").status, 422);
    assert_eq!(link("cause", &opened.number.to_string()).status, 303);
    let page = jana.get(&format!("/tickets/{}", opened.number)).body;
    assert!(page.contains("cause of") && page.contains("Rechnung fehlt"), "{page}");
    let away = page.split("/links/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(jana.post(&format!("/tickets/{}/links/{away}", opened.number), &[]).status, 303);
    let theirs = web.contact(&mine).get(&format!("/portal/tickets/{own}")).body;
    assert!(!theirs.contains("cause") && !theirs.contains("Filter leer"), "contacts see no links: {theirs}");
}

#[test]
fn a_colleague_takes_part_by_hand_and_is_named_wherever_one_answers() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    web.desk.colleague(mine.contact, "malte@teekontor.example", "Malte Öl");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    let path = format!("/tickets/{}", opened.number);
    let add = |email: &str| jana.post(&format!("{path}/participants"), &[("email", email)]);
    let wrong = add("fremd@teekontor.example");
    assert!(wrong.status == 422 && wrong.body.contains("id=\"email-error\""), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"fremd@teekontor.example\""), "what was typed stays");
    assert_eq!(add("malte@teekontor.example").status, 303);
    let page = jana.get(&path).body;
    assert!(page.contains("to Kontakt Teekontor, Malte Öl"), "the composer says who gets it: {page}");
    assert!(page.contains("Malte Öl takes part (Jana Winter)"), "{page}");
    let theirs = web.contact(&mine).get(&format!("/portal{path}")).body;
    assert!(theirs.contains("Participants") && theirs.contains("Malte Öl"), "{theirs}");
    let away = page.split("/participants/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(jana.post(&format!("{path}/participants/{away}"), &[]).status, 303);
    assert!(!jana.get(&path).body.contains("to Kontakt Teekontor, Malte Öl"));
}

#[test]
fn a_ticket_is_put_aside_by_words_for_a_time_and_comes_back_by_undo() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    let path = format!("/tickets/{}", opened.number);
    let snooze = |until: &str, at: &str| jana.post(&format!("{path}/snooze"), &[("until", until), ("at", at)]);
    for (until, at, words) in [
        ("never", "", "id=\"until-error\""),
        ("own", "soon", "id=\"at-error\""),
        ("own", "2020-01-01T10:00", "This time has passed."),
    ] {
        let refused = snooze(until, at);
        assert!(refused.status == 422 && refused.body.contains(words), "{until} {at}: {}", refused.body);
    }
    // It is Monday, 09:00 in Berlin.
    for (until, at, words) in [
        ("hour", "", "10:00"),
        ("afternoon", "", "14:00"),
        ("tomorrow", "", "3 Nov"),
        ("monday", "", "9 Nov"),
        ("own", "2026-11-05T17:30", "17:30"),
        ("reply", "", "until the customer writes"),
    ] {
        assert_eq!(snooze(until, at).status, 303, "{until}");
        let aside = jana.get("/queue?view=snoozed").body;
        assert!(aside.contains("Lagerbestand falsch") && aside.contains(words), "{until} {words}: {aside}");
        assert!(!jana.get("/queue").body.contains("Lagerbestand falsch"));
        assert_eq!(jana.post(&undo(&aside), &[]).status, 303);
        assert!(jana.get("/queue").body.contains("Lagerbestand falsch"));
    }
    let theirs = web.contact(&mine).get(&format!("/portal{path}")).body;
    assert!(!theirs.to_lowercase().contains("snooze"), "{theirs}");
}

#[test]
fn spam_is_marked_and_taken_back() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Gewinnspiel");
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    let path = format!("/tickets/{}", opened.number);
    assert_eq!(jana.post(&format!("{path}/spam"), &[]).location(), format!("{}/queue", web.base()));
    let done = jana.get("/queue?view=closed").body;
    assert!(!done.contains("Gewinnspiel</b>"));
    assert!(jana.get(&path).body.contains("Not spam"));
    let theirs = web.contact(&mine).get(&format!("/portal{path}")).body;
    assert!(theirs.contains("Gewinnspiel") && !theirs.contains("pam"), "{theirs}");
    assert_eq!(jana.post(&undo(&done), &[]).status, 303);
    assert!(jana.get("/queue").body.contains("Gewinnspiel"));
}

#[test]
fn a_checklist_is_worked_through_and_shows_its_progress() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Umzug");
    let ((_, jana), (_, chief)) = (web.staff("Jana Winter", Role::Agent), web.staff("Chefin", Role::Administrator));
    assert_eq!(jana.get("/settings/checklists").status, 403);
    assert_eq!(jana.post("/settings/teams", &[("name", "X")]).status, 403);
    let empty = chief.post("/settings/checklists", &[("name", ""), ("items", "Eins")]);
    assert!(empty.status == 422 && empty.body.contains("id=\"name-error\""), "{}", empty.body);
    chief.post("/settings/checklists", &[("name", "Umzug"), ("items", "Sichern\n<b>Prüfen</b>")]);
    let listed = chief.get("/settings/checklists").body;
    assert!(listed.contains("&#60;b&#62;Prüfen"), "{listed}");
    let id = web.desk.read(&Actor::Operator, ticket::checklists)[0].id.to_string();
    let path = format!("/tickets/{}", opened.number);
    assert_eq!(jana.post(&format!("{path}/checklist"), &[("checklist", &id)]).status, 303);
    assert_eq!(jana.post(&format!("{path}/items"), &[("item", "Melden")]).status, 303);
    let long = "x".repeat(300);
    let refused = jana.post(&format!("{path}/items"), &[("item", &long)]);
    assert!(refused.status == 422 && refused.body.contains("id=\"item-error\""), "{}", refused.body);
    let ticket = opened.id;
    let items = web.desk.read(&Actor::Operator, move |view| ticket::items(view, ticket));
    let first = format!("{path}/items/{}", items[0].id);
    assert_eq!(jana.post(&first, &[("do", "tick"), ("words", "")]).status, 303);
    assert!(jana.get("/queue").body.contains("1/3"), "the row says how far it is");
    let page = jana.get(&path).body;
    assert!(page.contains("aria-checked=\"true\"") && page.contains("Jana Winter ticked “Sichern”"), "{page}");
    jana.post(&first, &[("do", "rename"), ("words", "Alles sichern")]);
    jana.post(&first, &[("do", "down")]);
    jana.post(&first, &[("do", "remove")]);
    assert_eq!(jana.post(&first, &[("do", "tick")]).status, 404);
    let theirs = web.contact(&mine).get(&format!("/portal{path}")).body;
    assert!(!theirs.contains("Melden"), "{theirs}");
    let teams = chief.post("/settings/teams", &[("name", "Technik")]);
    assert_eq!(teams.status, 303);
    let taken = chief.post("/settings/teams", &[("name", "technik")]);
    assert!(taken.status == 422 && taken.body.contains("id=\"name-error\""), "{}", taken.body);
}

#[test]
fn the_second_of_two_sees_what_the_first_has_done() {
    let web = Web::of("agency-hours");
    let mine = web.desk.customer("Teekontor", "hours-10");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let (jana_id, jana) = web.staff("Jana Winter", Role::Agent);
    let (_, musa) = web.staff("Musa Okonkwo", Role::Agent);
    let path = format!("/tickets/{}", opened.number);
    let before = web.desk.ticket(opened.id);
    jana.post(&format!("{path}/subject"), &[("subject", "Filter ganz leer"), ("was", &before.subject)]);
    let late = musa.post(&format!("{path}/subject"), &[("subject", "Filter kaputt"), ("was", &before.subject)]);
    assert_eq!(late.status, 409);
    for words in ["Jana Winter changed the subject from", "Your change was not made yet.", "value=\"Filter kaputt\""] {
        assert!(late.body.contains(words), "{words}: {}", late.body);
    }
    assert_eq!(web.desk.ticket(opened.id).subject, "Filter ganz leer");
    let anyway = [("subject", "Filter kaputt"), ("was", "Filter ganz leer")];
    assert_eq!(musa.post(&format!("{path}/subject"), &anyway).status, 303);
    assert_eq!(web.desk.ticket(opened.id).subject, "Filter kaputt");

    let me = browser::staff_id(&jana_id).to_string();
    assert_eq!(jana.post(&format!("{path}/assign"), &[("staff", &me), ("was", "")]).status, 303);
    let late = musa.post(&format!("{path}/assign"), &[("staff", ""), ("was", "7")]);
    assert!(late.status == 409 && late.body.contains("Jana Winter gave the ticket to Jana Winter"), "{}", late.body);
    let same = musa.post(&format!("{path}/assign"), &[("staff", &me), ("was", "")]);
    assert_eq!(same.status, 303, "what both want is no conflict");
    let form = musa.get(&path).body;
    assert!(form.contains(&format!("name=\"was\" value=\"{me}\"")), "forms carry what they were drawn with: {form}");
}

#[test]
fn a_draft_of_an_article_is_made_and_written() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Cache leeren");
    let (actor, jana) = web.staff("Jana Winter", Role::Agent);
    let path = format!("/tickets/{}/article", opened.number);
    let refused = jana.post(&path, &[]);
    assert_eq!(refused.location(), format!("{}/tickets/{}", web.base(), opened.number));
    assert!(jana.get(&format!("/tickets/{}", opened.number)).body.contains("have not answered this ticket yet"));
    web.desk.replies(&actor, opened.id, "Leeren Sie den Cache.\n\nViele Grüße\nJana Winter");
    let made = jana.post(&path, &[]);
    let article = made.location().strip_prefix(&web.base()).unwrap().to_owned();
    let page = jana.get(&article).body;
    assert!(page.contains("Leeren Sie den Cache.") && !page.contains("Viele Grüße"), "{page}");
    assert_eq!(jana.post(&article, &[("title", ""), ("body", "x")]).status, 422);
    assert_eq!(jana.post(&article, &[("title", "So leert man <i>ihn</i>"), ("body", "x")]).status, 303);
    assert!(jana.get("/articles").body.contains("&#60;i&#62;ihn"));
    web.desk.indexes();
    assert!(jana.get("/search?q=leert").body.contains(&article), "{}", jana.get("/search?q=leert").body);
    assert_eq!(jana.post(&format!("{article}/discard"), &[]).status, 303);
    assert_eq!(jana.get(&article).status, 404);
}

#[test]
fn who_else_is_at_a_ticket_is_shown_while_their_stream_is_open() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let ((_, jana), (_, musa)) = (web.staff("Jana Winter", Role::Agent), web.staff("Musa Okonkwo", Role::Agent));
    let path = format!("/tickets/{}", opened.number);
    let here = || jana.get(&format!("{path}/presence")).body;
    assert!(!here().contains("Musa"));
    let stream = web.stream(musa.request("GET", &format!("/events?on=ticket-{}", opened.number), String::new()));
    assert!(here().contains("Musa Okonkwo has this ticket open too"), "{}", here());
    assert!(!musa.get(&format!("{path}/presence")).body.contains("Musa"), "nobody is told of themselves");
    assert_eq!(musa.post(&format!("{path}/typing"), &[]).status, 204);
    assert!(here().contains("Musa Okonkwo is typing"), "{}", here());
    drop(stream);
    assert!(!here().contains("Musa"), "who closes the page is gone");
    let contact = web.contact(&mine);
    assert!(!contact.get(&format!("/portal{path}")).body.contains("presence"));
}
