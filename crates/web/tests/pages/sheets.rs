//! What holds for every page: it stands in both languages, is strict and compressed, and gives no other desk away.

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use desk::{Actor, Role, ticket};
use http_body_util::BodyExt as _;

use crate::browser::Web;

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
            "/contracts/1".to_owned(),
            "/contracts/1/work/new".to_owned(),
            "/outages".to_owned(),
            "/invoices?month=2026-10".to_owned(),
            "/plans".to_owned(),
        ];
        let portal = [
            "/portal",
            "/portal/contracts/1",
            "/portal/tickets/new",
            "/portal/emergency",
            "/portal/invoices",
            "/plans",
            "/",
        ];
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

#[test]
fn built_files_come_as_small_as_the_browser_takes_them() {
    let web = Web::of("shop-levels");
    let page = web.raw(Request::builder().uri("/shop-levels/sign-in").body(Body::empty()).unwrap()).body;
    let style = page.split('"').find(|part| part.starts_with("/assets/app-") && part.ends_with(".css")).unwrap();
    let comes = |takes: &str| {
        let request = Request::builder().uri(style).header("accept-encoding", takes);
        let file = web.raw(request.body(Body::empty()).unwrap());
        assert_eq!(file.headers["vary"], "accept-encoding", "{takes}");
        file.headers.get("content-encoding").map(|coding| coding.to_str().unwrap().to_owned())
    };
    for (takes, coding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("br;q=0.1, gzip", Some("br")),
        ("gzip, br;q=0", Some("gzip")),
        ("deflate", None),
        ("", None),
    ] {
        assert_eq!(comes(takes).as_deref(), coding, "{takes}");
    }
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

/// A page of a site as somebody sees it who reads a language.
fn page(web: &Web, site: &web::Site, path: &str, language: &str) -> (u16, HeaderMap, String) {
    let request = Request::builder().uri(path).header("accept-language", language).body(Body::empty()).unwrap();
    let answer = web.wait(tower::ServiceExt::oneshot(web::router(site.clone()), request)).unwrap();
    let (head, body) = answer.into_parts();
    let body = web.wait(body.collect()).unwrap().to_bytes();
    (head.status.as_u16(), head.headers, String::from_utf8(body.to_vec()).unwrap())
}

/// What a demo shows of a desk.
fn showcase(desk: &str) -> web::Showcase {
    let shown = web::ShownDesk {
        name: desk.to_owned(),
        staff: vec!["jana@shop.example (agent)".to_owned()],
        contacts: vec!["ada@customer.example".to_owned()],
    };
    web::Showcase { password: "demo demo".to_owned(), desks: vec![shown] }
}

#[test]
fn the_first_page_of_several_desks_names_none_of_them_unless_it_is_a_demo() {
    let desks = ["shop-levels", "agency-hours"].map(testkit::TestDesk::sqlite);
    let site = || web::Site::new(desks.each_ref().map(|desk| desk.desk.clone()), Default::default());
    let web = Web::of("module-licences");
    let first = |site: web::Site, language: &str| {
        let (status, _, body) = page(&web, &site, "/", language);
        assert_eq!(status, 200);
        body
    };
    let quiet = first(site(), "en");
    assert!(quiet.contains("use the address that your provider gave you"), "{quiet}");
    assert!(!quiet.contains("shop-levels") && !quiet.contains("agency-hours"), "{quiet}");
    assert!(first(site(), "de").contains("die Ihr Anbieter Ihnen genannt hat"));
    let demo = first(site().showing(showcase("shop-levels")), "en");
    for words in ["/shop-levels/portal/sign-in", "jana@shop.example (agent)", "ada@customer.example", "demo demo"] {
        assert!(demo.contains(words), "{words}: {demo}");
    }
    assert!(!demo.contains("agency-hours") && !demo.contains("Being made"), "{demo}");
}

#[test]
fn a_desk_that_is_being_made_asks_for_a_moment_and_is_there_then() {
    let web = Web::of("shop-levels");
    let site = web::Site::new([], Default::default()).showing(showcase("shop-levels"));
    let site = site.expecting(["shop-levels".to_owned(), "agency-hours".to_owned()]);
    let (status, _, door) = page(&web, &site, "/", "en");
    assert_eq!(status, 200);
    assert!(door.contains("Being made"), "{door}");
    let (status, headers, body) = page(&web, &site, "/shop-levels/plans", "en");
    assert_eq!(
        (status, &headers["refresh"], &headers["retry-after"]),
        (503, &"1".parse().unwrap(), &"1".parse().unwrap())
    );
    assert!(body.contains("Please try again in a moment."), "{body}");
    let (status, headers, body) = page(&web, &site, "/shop-levels/api/v1/tickets", "en");
    assert_eq!((status, &headers["content-type"]), (503, &"application/problem+json".parse().unwrap()));
    assert!(body.contains("urn:mainstay:problem:expected"), "{body}");
    assert_eq!(page(&web, &site, "/unheard-of/plans", "en").0, 404);
    // Whoever has the site already sees the desk that joins.
    let served = site.clone();
    site.open(web.desk.desk.clone());
    assert_eq!(page(&web, &served, "/shop-levels/plans", "en").0, 200);
    assert!(!page(&web, &served, "/", "en").2.contains("Being made"));
    assert_eq!(page(&web, &served, "/agency-hours/plans", "en").0, 503);
}
