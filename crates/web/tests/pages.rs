//! People use the pages: sign in, work tickets, ask, call, pay.

#![allow(clippy::panic, clippy::unwrap_used)]

mod browser;

use axum::body::Body;
use axum::http::Request;
use browser::Web;
use desk::session::PasswordHash;
use desk::ticket::State;
use desk::{Actor, Role, intake, licence, setting, staff, ticket};
use engine::run::outcome::Answer;
use http_body_util::BodyExt as _;

#[test]
fn staff_sign_in_with_their_password_and_out_again() {
    let web = Web::of("shop-levels");
    let (jana, _) = web.staff("Jana", Role::Agent);
    let hash = PasswordHash::make(&web.desk.desk, "correct horse battery").unwrap();
    let id = browser::staff_id(&jana);
    web.desk.act(&Actor::Operator, move |act| staff::set_password(act, id, &hash));

    let visitor = web.browser();
    let turned_away = visitor.get("/queue?view=mine");
    assert_eq!(turned_away.status, 303);
    assert_eq!(turned_away.location(), "/shop-levels/sign-in?return=/shop-levels/queue%3Fview%3Dmine");
    let form = visitor.get("/sign-in");
    assert!(form.headers["set-cookie"].to_str().unwrap().contains("HttpOnly; SameSite=Lax"));

    let wrong = visitor.post("/sign-in", &[("email", "jana@provider.example"), ("password", "guess")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("jana@provider.example") && wrong.body.contains("do not fit"), "{}", wrong.body);

    let fields = [
        ("email", "Jana@provider.example"),
        ("password", "correct horse battery"),
        ("return", "/shop-levels/queue?view=mine"),
    ];
    let signed_in = visitor.post("/sign-in", &fields);
    assert_eq!((signed_in.status.as_u16(), signed_in.location()), (303, "/shop-levels/queue?view=mine"));
    let cookie = signed_in.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("Path=/shop-levels; HttpOnly; SameSite=Lax"), "{cookie}");
    assert_eq!(visitor.get("/queue").status, 200);

    let elsewhere =
        [("email", "jana@provider.example"), ("password", "correct horse battery"), ("return", "//evil.example/")];
    let second = web.browser();
    second.get("/sign-in");
    assert_eq!(second.post("/sign-in", &elsewhere).location(), "/shop-levels/queue");
}

#[test]
fn after_signing_out_the_session_is_over_everywhere() {
    let web = Web::of("shop-levels");
    let (_, jana) = web.staff("Jana", Role::Agent);
    assert_eq!(jana.get("/queue").status, 200);
    let stolen = jana.request("GET", "/queue", String::new());
    assert_eq!(jana.post("/sign-out", &[]).status, 303);
    assert_eq!(web.raw(stolen).status, 303);
    assert!(jana.get("/queue").location().contains("/sign-in"));
}

#[test]
fn too_many_attempts_are_blocked_and_say_until_when() {
    let web = Web::of("shop-levels");
    let visitor = web.browser();
    visitor.get("/sign-in");
    let attempt = || visitor.post("/sign-in", &[("email", "jana@provider.example"), ("password", "guess")]);
    let words: Vec<bool> = (0..6).map(|_| attempt().body.contains("Too many attempts")).collect();
    assert_eq!(words, [false, false, false, false, false, true]);
}

#[test]
fn a_form_without_its_guard_or_from_another_site_changes_nothing() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let path = format!("/tickets/{}/resolve", opened.number);
    assert_eq!(jana.post_unguarded(&path, &[]).status, 403);
    assert_eq!(jana.post_unguarded(&path, &[("csrf", "0000000000000000000000000000000000000000000")]).status, 403);
    let mut foreign = jana.request("POST", &path, String::new());
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(web.raw(foreign).status, 403);
    let mut foreign = jana.request("POST", &path, String::new());
    foreign.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(web.raw(foreign).status, 403);
    assert_eq!(web.desk.ticket(opened.id).state, State::Open);
    assert_eq!(jana.post(&path, &[]).status, 303);
    assert_eq!(web.desk.ticket(opened.id).state, State::Resolved);
}

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

    let empty = jana.post(&format!("{ticket}/messages"), &[("kind", "note"), ("body", "  "), ("then", "wait")]);
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Please fill this in."), "{}", empty.body);
    assert_eq!(web.desk.ticket(opened.id).state, State::Open);

    let body = "Guten Tag,\nwir sehen <b>nach</b>.";
    assert_eq!(
        jana.post(&format!("{ticket}/messages"), &[("kind", "reply"), ("body", body), ("then", "wait")]).status,
        303
    );
    assert_eq!(web.desk.ticket(opened.id).state, State::Waiting);
    let page = jana.get(&ticket).body;
    assert!(page.contains("wir sehen &#60;b&#62;nach") && page.contains("The reply is sent."), "{page}");
    assert!(!jana.get(&ticket).body.contains("The reply is sent."));
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
fn a_contact_learns_the_verdict_before_sending_and_keeps_what_was_typed() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    assert_eq!(ada.get("/portal/tickets/new").status, 200);
    let verdict = ada.post("/portal/tickets/verdict", &[("subject", "Import")]);
    assert_eq!(verdict.status, 200);
    assert!(verdict.body.contains("notice-covered"), "{}", verdict.body);
    let wrong = ada.post("/portal/tickets", &[("subject", "Import läuft nicht"), ("body", "")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("Import läuft nicht") && wrong.body.contains("Please fill this in."), "{}", wrong.body);
    let sent = ada.post("/portal/tickets", &[("subject", "Import läuft nicht"), ("body", "Seit heute früh.")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = ada.get(sent.location().strip_prefix("/shop-levels").unwrap()).body;
    assert!(page.contains("Seit heute früh."), "{page}");
    assert!(ada.get("/portal").body.contains("Import läuft nicht"));
}

#[test]
fn a_contact_accepts_the_price_of_an_emergency_and_a_technician_takes_it() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    let page = ada.get("/portal/emergency");
    assert_eq!(page.status, 200);
    let hidden = |name: &str| {
        let at =
            page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{}", page.body));
        at.split('"').next().unwrap().to_owned()
    };
    let (contract, line, price) = (hidden("contract"), hidden("line"), hidden("price"));
    let with = |price: &str, accepted: &str| {
        let fields = [
            ("contract", contract.as_str()),
            ("line", line.as_str()),
            ("price", price),
            ("phone", "+49 3641 555"),
            ("subject", "Shop steht"),
            ("accepted", accepted),
        ];
        ada.post("/portal/emergency", &fields)
    };
    let unaccepted = with(&price, "");
    assert_eq!(unaccepted.status, 422);
    assert!(unaccepted.body.contains("+49 3641 555") && unaccepted.body.contains("Shop steht"));
    let moved = with("1.00 EUR / min", "yes");
    assert_eq!(moved.status, 422);
    assert!(moved.body.contains("The price has changed"), "{}", moved.body);
    assert_eq!(with(&price, "yes").status, 303);

    let (_, tom) = web.staff("Tom", Role::Technician);
    let list = tom.get("/on-call").body;
    assert!(list.contains("Shop steht") && list.contains("+49 3641 555"), "{list}");
    let path = list.split("/shop-levels/on-call/").find_map(|rest| rest.split_once("/take\"")).unwrap().0;
    assert_eq!(tom.post(&format!("/on-call/{path}/take"), &[]).status, 303);
    assert!(ada.get("/portal/emergency").body.contains("Tom calls"));
    assert_eq!(tom.post(&format!("/on-call/{path}/done"), &[]).status, 303);
    assert!(tom.get("/on-call").body.contains("Nobody waits"));
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
fn a_month_is_previewed_issued_once_and_read_by_the_customer() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let (_, chief) = web.staff("Musa", Role::Administrator);
    let (_, agent) = web.staff("Jana", Role::Agent);
    assert_eq!(agent.get("/invoices?month=2026-10").status, 403);
    let preview = chief.get("/invoices?month=2026-10");
    assert_eq!(preview.status, 200);
    assert!(preview.body.contains("Teekontor") && preview.body.contains("preview"), "{}", preview.body);
    let link = preview.body.split("href=\"/shop-levels/invoices/preview/").nth(1).unwrap().split('"').next().unwrap();
    let draft = format!("/invoices/preview/{link}");
    assert_eq!(agent.get(&draft).status, 403);
    let page = chief.get(&draft);
    assert!(page.status == 200 && page.body.contains("Nothing is stored"), "{}", page.body);
    assert_eq!(agent.post("/invoices/issue", &[("month", "2026-10")]).status, 403);
    assert_eq!(chief.post("/invoices/issue", &[("month", "2026-10")]).status, 303);
    assert!(chief.get("/invoices?month=2026-10").body.contains("Invoice 1"));
    assert_eq!(chief.get(&draft).location(), "/shop-levels/invoices/1");
    chief.post("/invoices/issue", &[("month", "2026-10")]);
    assert!(chief.get("/invoices?month=2026-10").body.contains("Nothing new to issue."));
    assert_eq!(chief.get("/invoices?month=October").status, 422);
    let ada = web.contact(&mine);
    assert!(ada.get("/portal/invoices").body.contains("Invoice 1"));
    assert_eq!(ada.get("/portal/invoices/1").status, 200);
}

#[test]
fn staff_see_what_became_of_each_mail_and_fetch_it_as_it_came() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let contact = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact));
    let mails = [
        format!("From: {}\r\nSubject: Bestand <b>falsch\r\n\r\nSeit heute.\r\n", contact.email),
        "From: fremd@elsewhere.example\r\nSubject: Angebot\r\n\r\nGuten Tag\r\n".to_owned(),
        "From: x@elsewhere.example\r\nAuto-Submitted: auto-replied\r\nSubject: Abwesend\r\n\r\nBis Montag\r\n"
            .to_owned(),
    ];
    for raw in mails.clone() {
        web.desk.act(&Actor::Operator, move |act| {
            let (intake::Accepted::New(id) | intake::Accepted::Known(id)) =
                intake::accept(act, "support", raw.as_bytes())?;
            intake::handle_now(act, id)
        });
    }
    let (_, jana) = web.staff("Jana", Role::Agent);
    let page = jana.get("/mails").body;
    for words in ["Bestand &#60;b&#62;falsch", "New ticket", "Unknown sender, answered", "Ignored: automatic reply"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.find("Abwesend") < page.find("Angebot"), "the newest is not first");
    let number = page.split("/shop-levels/tickets/").nth(1).unwrap().split('"').next().unwrap();
    assert!(jana.get(&format!("/tickets/{number}")).body.contains("Seit heute."));
    let path = page.split("/shop-levels/mails/").last().unwrap().split('"').next().unwrap();
    let raw = jana.get(&format!("/mails/{path}"));
    assert_eq!(raw.body, mails[0]);
    assert!(raw.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(
        (&raw.headers["content-type"], &raw.headers["x-content-type-options"]),
        (&"message/rfc822".parse().unwrap(), &"nosniff".parse().unwrap())
    );
    assert_eq!(web.contact(&mine).get("/mails").status, 303);
}

#[test]
fn every_page_stands_in_both_languages_for_every_catalogue() {
    let plans = [
        ("shop-levels", "level-1"),
        ("commerce-agreements", "maintenance-plus"),
        ("agency-hours", "hours-10"),
        ("module-licences", "standard"),
    ];
    for (catalogue, plan) in plans {
        let web = Web::of(catalogue);
        let mine = web.desk.customer("Teekontor", plan);
        let (chief, _) = web.staff("Musa", Role::Administrator);
        let (id, contact) = (mine.id, mine.contact);
        let customer = web.desk.read(&Actor::Operator, move |view| desk::customer::get(view, id)).number;
        let opened = web.desk.act(&Actor::Operator, move |act| {
            ticket::open(
                act,
                &ticket::NewTicket {
                    contact: Some(contact),
                    subject: "Frage".to_owned(),
                    body: "Wie geht das?".to_owned(),
                    on_refusal: ticket::OnRefusal::Keep,
                    ..Default::default()
                },
            )
        });
        let ticket = format!("/tickets/{}", opened.number);
        let staff = [
            "/queue".to_owned(),
            ticket.clone(),
            format!("{ticket}/preview"),
            format!("{ticket}/calls/new"),
            format!("{ticket}/work/new"),
            "/customers".to_owned(),
            format!("/customers/{customer}"),
            format!("/customers/{customer}/calls/new"),
            format!("/tickets/new?customer={customer}"),
            "/on-call".to_owned(),
            "/mails".to_owned(),
            "/invoices?month=2026-10".to_owned(),
            "/plans".to_owned(),
        ];
        let portal = ["/portal", "/portal/tickets/new", "/portal/emergency", "/portal/invoices", "/plans", "/"];
        for language in ["de", "en"] {
            let chief = web.signed_in(&chief).reading(language);
            for path in &staff {
                let answer = chief.get(path);
                assert_eq!(answer.status, 200, "{catalogue} {language} {path}: {}", answer.body);
                assert!(!answer.body.contains("style="), "{path}");
            }
            let ada = web.contact(&mine).reading(language);
            for path in portal {
                let answer = ada.get(path);
                assert_eq!(answer.status, 200, "{catalogue} {language} {path}: {}", answer.body);
            }
        }
    }
}

#[test]
fn an_open_page_hears_of_changes_and_ends_with_its_session() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let mut stream = web.stream(jana.request("GET", "/events?on=queue", String::new()));
    web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let frame = web.wait(stream.frame()).unwrap().unwrap().into_data().unwrap();
    assert!(String::from_utf8_lossy(&frame).contains("event: queue"), "{frame:?}");
    jana.post("/sign-out", &[]);
    web.desk.opens(&mine.actor(), "Noch etwas");
    assert!(web.wait(stream.frame()).is_none());
}

#[test]
fn pages_are_strict_compressed_and_found_by_the_desks_own_host() {
    let web = Web::of("shop-levels");
    let request = |host: &str, path: &str| {
        let request = Request::builder().uri(path).header("host", host).header("accept-encoding", "gzip");
        web.raw(request.body(Body::empty()).unwrap())
    };
    let plans = request("127.0.0.1:8600", "/shop-levels/plans");
    assert_eq!(plans.status, 200);
    assert_eq!(plans.headers["content-encoding"], "gzip");
    assert!(plans.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    assert_eq!(plans.headers["x-content-type-options"], "nosniff");
    let own = request("support.provider.example", "/sign-in");
    assert_eq!(own.status, 200);
    assert!(own.headers["set-cookie"].to_str().unwrap().contains("Path=/;"));
    assert_eq!(request("support.provider.example", "/queue").location(), "/sign-in?return=/queue");
    assert_eq!(request("127.0.0.1:8600", "/unheard-of/plans").status, 404);
    assert_eq!(request("127.0.0.1:8600", "/").location(), "/shop-levels/");
}

#[test]
fn cookies_travel_encrypted_only_where_the_desk_is_reached_so() {
    let web = Web::of("shop-levels");
    web.desk.act(&Actor::Operator, |act| setting::set(act, setting::PUBLIC_URL, "https://support.provider.example"));
    let cookie = web.browser().get("/sign-in").headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[test]
fn a_plan_is_put_together_and_its_month_summed_up() {
    let web = Web::of("shop-levels");
    let visitor = web.browser();
    let sum = |query: &str| {
        let page = visitor.get(&format!("/plans?{query}"));
        assert_eq!(page.status, 200, "{query}: {}", page.body);
        page.body.split("id=\"plan-sum\"").nth(1).unwrap().split("</form>").next().unwrap().to_owned()
    };
    let level = sum("plan=level-3");
    for words in ["€39.00", "€89.00", "€128.00", "€152.32"] {
        assert!(level.contains(words), "{words}: {level}");
    }
    let packed = sum("plan=level-3&package=enterprise");
    assert!(packed.contains("€89.00") && !packed.contains("€128.00"), "{packed}");
    assert!(packed.contains("no charge: Support level 2") && packed.contains("Enterprise package"), "{packed}");
    assert!(visitor.get("/plans?plan=level-3&package=enterprise").body.contains("value=\"enterprise\" checked"));
    let german = sum("plan=level-2&lang=de");
    assert!(german.contains("39,00\u{a0}€") && german.contains("Im Monat, netto"), "{german}");
    for (query, field) in
        [("plan=gold", "plan"), ("option=gold", "option"), ("package=x", "package"), ("lang=fr", "lang")]
    {
        let wrong = visitor.get(&format!("/plans?{query}"));
        assert_eq!(wrong.status, 422, "{query}");
        assert!(wrong.body.contains(&format!("{field}: This is not known here.")), "{}", wrong.body);
    }
    // A contact begins with the plan they have.
    let mine = web.desk.customer("Teekontor", "level-3");
    assert!(web.contact(&mine).get("/plans").body.contains("€128.00"));
}

#[test]
fn the_first_page_of_several_desks_names_none_of_them_unless_it_is_a_demo() {
    let desks = ["shop-levels", "agency-hours"].map(testkit::TestDesk::sqlite);
    let site = || web::Site::new(desks.each_ref().map(|desk| desk.desk.clone()), Default::default());
    let web = Web::of("module-licences");
    let first = |site: web::Site, language: &str| {
        let request = Request::builder().uri("/").header("accept-language", language).body(Body::empty()).unwrap();
        let answer = web.wait(tower::ServiceExt::oneshot(web::router(site), request)).unwrap();
        assert_eq!(answer.status(), 200);
        String::from_utf8(web.wait(answer.into_body().collect()).unwrap().to_bytes().to_vec()).unwrap()
    };
    let quiet = first(site(), "en");
    assert!(quiet.contains("use the address that your provider gave you"), "{quiet}");
    assert!(!quiet.contains("shop-levels") && !quiet.contains("agency-hours"), "{quiet}");
    assert!(first(site(), "de").contains("die Ihr Anbieter Ihnen genannt hat"));
    let shown = web::ShownDesk {
        name: "shop-levels".to_owned(),
        staff: vec!["jana@shop.example (agent)".to_owned()],
        contacts: vec!["ada@customer.example".to_owned()],
    };
    let showcase = web::Showcase { password: "demo demo".to_owned(), desks: vec![shown] };
    let demo = first(site().showing(showcase), "en");
    for words in ["/shop-levels/portal/sign-in", "jana@shop.example (agent)", "ada@customer.example", "demo demo"] {
        assert!(demo.contains(words), "{words}: {demo}");
    }
    assert!(!demo.contains("agency-hours"), "{demo}");
}

/// The pages that are put together from pieces, each as its reader has it.
#[test]
fn every_sheet_stands_in_both_languages() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let (chief, _) = web.staff("Musa", Role::Administrator);
    let opened = web.desk.opens(&mine.actor(), "Lagerbestand falsch");
    let (ticket, contract) = (opened.number, mine.contract);
    let month: desk::billing::Month = "2026-10".parse().unwrap();
    web.desk.act(&chief, move |act| desk::billing::issue_one(act, contract, month));
    let (ticket_page, call) = (format!("/portal/tickets/{ticket}"), format!("/tickets/{ticket}/calls/new"));
    for (language, sign_in, missing, net) in
        [("de", "Anmelden", "Diese Seite gibt es nicht", "Netto"), ("en", "Sign in", "There is no such page", "Net")]
    {
        let nobody = web.browser().reading(language);
        let ada = web.contact(&mine).reading(language);
        let chief = web.signed_in(&chief).reading(language);
        let pages = [
            (&nobody, "/", 200, "Shop"),
            (&nobody, "/sign-in", 200, sign_in),
            (&nobody, "/portal/sign-in", 200, sign_in),
            (&ada, "/portal", 200, "Lagerbestand falsch"),
            (&ada, ticket_page.as_str(), 200, "Lagerbestand falsch"),
            (&ada, "/portal/tickets/new", 200, "name=\"subject\""),
            (&ada, "/portal/emergency", 200, "name=\"phone\""),
            (&ada, "/portal/invoices/1", 200, net),
            (&ada, "/portal/invoices/1/print", 200, net),
            (&chief, "/invoices/1", 200, net),
            (&chief, "/invoices/1/print", 200, net),
            (&chief, "/customers/1", 200, "Teekontor"),
            (&chief, call.as_str(), 200, "name=\"duration_s\""),
            (&chief, "/tickets/999999", 404, missing),
        ];
        for (reader, path, status, words) in pages {
            let page = reader.get(path);
            assert_eq!(page.status, status, "{language} {path}");
            assert!(page.body.contains(words), "{language} {path}: {words}: {}", page.body);
            assert!(page.body.contains(&format!("lang=\"{language}\"")), "{language} {path}");
            assert!(!page.body.contains("style="), "{language} {path}");
        }
    }
}
