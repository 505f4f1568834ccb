//! People sign in and out; nobody else acts in their name, and what they have open ends with their session.

use desk::session::PasswordHash;
use desk::ticket::State;
use desk::{Actor, Role, setting, staff};
use http_body_util::BodyExt as _;

use crate::browser::{self, Web};

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
fn cookies_travel_encrypted_only_where_the_desk_is_reached_so() {
    let web = Web::of("shop-levels");
    web.desk.act(&Actor::Operator, |act| setting::set(act, setting::PUBLIC_URL, "https://support.provider.example"));
    let cookie = web.browser().get("/sign-in").headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
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
fn the_page_of_notices_hears_of_a_new_one_and_fetches_its_list() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let number = web.desk.opens(&mine.actor(), "Lagerbestand falsch").number;
    let ((me, jana), (_, musa)) = (web.staff("Jana", Role::Agent), web.staff("Musa", Role::Agent));
    let page = jana.get("/notices").body;
    assert!(page.contains("sse-connect=\"/shop-levels/events?on=notices\""), "{page}");
    let mut stream = web.stream(jana.request("GET", "/events?on=notices", String::new()));
    let to = browser::staff_id(&me).to_string();
    assert_eq!(musa.post(&format!("/tickets/{number}/assign"), &[("staff", &to)]).status, 303);
    let frame = web.wait(stream.frame()).unwrap().unwrap().into_data().unwrap();
    assert!(String::from_utf8_lossy(&frame).contains("event: notices"), "{frame:?}");
    let list = jana.get("/notices/list").body;
    assert!(list.contains("Lagerbestand falsch") && list.contains("class=\"unseen\""), "{list}");
    assert!(!list.contains("<html"), "a piece of the page: {list}");
}
