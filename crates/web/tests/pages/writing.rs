//! People write: what is typed survives, replies wait and come back, files are what their content says.

use axum::body::Body;
use axum::http::Request;
use desk::id::TicketId;
use desk::{Actor, Role};
use jiff::SignedDuration;

use crate::browser::{Answer, Browser, Web};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A form with files, as a browser sends it.
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])], end: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, kind, bytes) in files {
        let head = format!("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
        body.extend(format!("{head}Content-Type: {kind}\r\n\r\n").into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(end.as_bytes());
    body
}

pub fn sends(web: &Web, who: &Browser<'_>, path: &str, body: Vec<u8>) -> Answer {
    let (parts, _) = who.request("POST", path, String::new()).into_parts();
    let mut request = Request::from_parts(parts, Body::from(body));
    let kind = "multipart/form-data; boundary=B".parse().unwrap();
    request.headers_mut().insert("content-type", kind);
    web.raw(request)
}

/// The value of a hidden field of the composer.
pub fn hidden(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name}: {page}"));
    at.split('"').next().unwrap().to_owned()
}

struct Scene {
    web: Web,
    jana: Actor,
    path: String,
    id: TicketId,
    shop: testkit::TestCustomer,
}

fn scene() -> Scene {
    let web = Web::of("shop-levels");
    let shop = web.desk.customer("Teekontor", "level-3");
    let opened = web.desk.opens(&shop.actor(), "Lagerbestand falsch");
    let jana = web.desk.staff("Jana", Role::Agent);
    Scene { web, jana, path: format!("/tickets/{}", opened.number), id: opened.id, shop }
}

#[test]
fn what_staff_write_is_markdown_and_runs_nothing() {
    let Scene { web, jana, path, shop, .. } = scene();
    let jana = web.signed_in(&jana);
    let body = "**Guten Tag**\n\n<script>alert(1)</script>\n\n[hier](javascript:alert(1)) [dort](https://evil.example/x)\n\n> Zitat\n\n![x](https://evil.example/p.png)";
    jana.post(&format!("{path}/messages"), &[("kind", "note"), ("body", body)]);
    let hostile = "<img src=x onerror=alert(1)> **nicht fett** \u{202e}umgedreht مرحبا";
    web.contact(&shop).post(&format!("/portal{path}/messages"), &[("body", hostile)]);
    let page = jana.get(&path).body;
    assert!(page.contains("<strong>Guten Tag</strong>") && page.contains("<blockquote>"), "{page}");
    assert!(page.contains("dort</a> <span class=\"link-to\">(evil.example)</span>"), "{page}");
    assert!(page.contains("**nicht fett**") && page.contains("dir=\"auto\""), "a customer's text stays as it is");
    for bad in ["<script>alert", "href=\"javascript", "evil.example/p.png", "<img src=x"] {
        assert!(!page.contains(bad), "{bad}: {page}");
    }
    // Ten thousand lines are folded, none is lost.
    let long: String = (0..10_000).map(|line| format!("Zeile {line}\n")).collect();
    web.contact(&shop).post(&format!("/portal{path}/messages"), &[("body", &long)]);
    let page = jana.get(&path).body;
    assert!(page.contains("<details class=\"long\"><summary>Show all</summary>") && page.contains("Zeile 9999"));
}

#[test]
fn a_reply_can_be_taken_back_for_ten_seconds() {
    let Scene { web, jana, path, shop, .. } = scene();
    let jana = web.signed_in(&jana);
    let page = jana.get(&path).body;
    let (form, seen) = (hidden(&page, "form"), hidden(&page, "seen"));
    let fields = [("kind", "reply"), ("body", "Zu schnell"), ("form", &form), ("seen", &seen)];
    assert_eq!(jana.post(&format!("{path}/messages"), &fields).status, 303);
    let again = jana.post(&format!("{path}/messages"), &fields);
    assert_eq!(again.status, 303);
    let page = jana.get(&path).body;
    assert_eq!(page.matches("entry-waiting").count(), 1, "{page}");
    assert!(page.contains("This has been sent already.") && page.contains("data-until=\""), "{page}");
    let undo = page.split("formaction=\"").find(|part| part.contains("/undo\"")).unwrap().split('"').next().unwrap();
    let undo = undo.strip_prefix("/shop-levels").unwrap();
    assert_eq!(jana.post_unguarded(undo, &[]).status, 403);
    let (_, musa) = web.staff("Musa", Role::Agent);
    assert!(!musa.get(&path).body.contains("/undo\""), "a colleague's is not mine to take back");
    assert_eq!(musa.post(undo, &[]).status, 403);
    assert_eq!(jana.post(undo, &[]).status, 303);
    let page = jana.get(&path).body;
    assert!(page.contains("Zu schnell</textarea>") && !page.contains("entry-waiting"), "{page}");
    web.desk.pass(SignedDuration::from_mins(1));
    assert!(!web.contact(&shop).get(&format!("/portal{path}")).body.contains("Zu schnell"));
    let late = jana.post(undo, &[]);
    assert!(late.status == 303 && jana.get(&path).body.contains("does not wait any more"), "said, not done");
}

#[test]
fn a_reply_is_planned_for_a_morning_of_the_desk() {
    let Scene { web, jana, path, id, .. } = scene();
    web.desk.replies(&jana, id, "Wir sehen nach.");
    let (actor, jana) = (jana.clone(), web.signed_in(&jana));
    let wrong =
        jana.post(&format!("{path}/messages"), &[("kind", "reply"), ("body", "x"), ("when", "at"), ("at", "bald")]);
    assert!(wrong.status == 422 && wrong.body.contains("\nx</textarea>"), "{}", wrong.body);
    let past = [("kind", "reply"), ("body", "x"), ("when", "at"), ("at", "2026-11-01T08:00")];
    assert!(jana.post(&format!("{path}/messages"), &past).body.contains("This time has passed."));
    let sent =
        jana.post(&format!("{path}/messages"), &[("kind", "reply"), ("body", "Guten Morgen"), ("when", "tomorrow")]);
    assert_eq!(sent.status, 303);
    let list = jana.get("/drafts").body;
    assert!(list.contains("Guten Morgen") && list.contains("Tue 3 Nov, 08:00"), "{list}");
    web.desk.until("2026-11-03T07:00:00Z".parse().unwrap());
    let page = web.signed_in(&actor).get(&path).body;
    assert!(
        page.contains("Guten Morgen") && page.contains("planned a reply") && !page.contains("entry-waiting"),
        "{page}"
    );
}

#[test]
fn a_colleague_who_was_faster_is_shown_before_anything_is_sent() {
    let Scene { web, jana, path, id, .. } = scene();
    let browser = web.signed_in(&jana);
    let seen = hidden(&browser.get(&path).body, "seen");
    let musa = web.desk.staff("Musa", Role::Agent);
    web.desk.replies(&musa, id, "Ist schon behoben.");
    let fields = [("kind", "reply"), ("body", "Wir sehen nach."), ("seen", seen.as_str())];
    let stopped = browser.post(&format!("{path}/messages"), &fields);
    assert_eq!(stopped.status, 409);
    assert!(stopped.body.contains("Somebody else has written meanwhile"), "{}", stopped.body);
    assert!(stopped.body.contains("Wir sehen nach.</textarea>"), "the text is kept");
    assert_eq!(stopped.body.matches("entry-new").count(), 1, "{}", stopped.body);
    let seen = hidden(&stopped.body, "seen");
    let fields = [("kind", "reply"), ("body", "Wir sehen nach."), ("seen", seen.as_str())];
    assert_eq!(browser.post(&format!("{path}/messages"), &fields).status, 303);
}

#[test]
fn a_text_survives_the_end_of_its_session() {
    let Scene { web, jana, path, .. } = scene();
    let browser = web.signed_in(&jana);
    let page = browser.get(&path).body;
    web.desk.tampers("delete from session", &[]);
    let fields =
        [("kind", "note"), ("body", "Das war <viel> Arbeit."), ("then", "resolve"), ("form", &hidden(&page, "form"))];
    let kept = browser.post(&format!("{path}/messages"), &fields);
    assert_eq!(kept.status, 401);
    assert!(kept.body.contains("Das war &#60;viel&#62; Arbeit.</textarea>"), "{}", kept.body);
    assert!(kept.body.contains("/sign-in?return=") && kept.body.contains("value=\"resolve\""), "{}", kept.body);
    // Signed in again, the form of then is shown with its text, and nothing is done before it is sent from here.
    let again = web.signed_in(&jana);
    let shown = again.post_unguarded(&format!("{path}/messages"), &fields);
    assert_eq!(shown.status, 422);
    assert!(
        shown.body.contains("You have signed in anew") && shown.body.contains("Arbeit.</textarea>"),
        "{}",
        shown.body
    );
    assert!(!web.desk.rows("select body from message").iter().any(|body| body.contains("Arbeit")));
    // A script is told in short, and keeps the text itself.
    assert_eq!(browser.post(&format!("{path}/draft"), &fields).status, 303);
}

#[test]
fn drafts_are_kept_and_come_back_on_any_device() {
    let Scene { web, jana, path, .. } = scene();
    let (office, phone) = (web.signed_in(&jana), web.signed_in(&jana));
    let kept = office.post(&format!("{path}/draft"), &[("kind", "reply"), ("body", "Guten T")]);
    assert_eq!((kept.status.as_u16(), kept.body.as_str()), (200, "Draft kept 09:00"));
    assert_eq!(office.post_unguarded(&format!("{path}/draft"), &[("body", "x")]).status, 403);
    let page = phone.get(&path).body;
    assert!(page.contains("Guten T</textarea>") && page.contains("Draft kept"), "{page}");
    assert!(phone.get("/drafts").body.contains("Guten T"));
    let (_, musa) = web.staff("Musa", Role::Agent);
    assert!(!musa.get(&path).body.contains("Guten T") && !musa.get("/drafts").body.contains("Guten T"));
    assert_eq!(phone.post(&format!("{path}/draft"), &[("kind", "reply"), ("body", "")]).body, "");
    assert!(!office.get(&path).body.contains("Guten T"));
}

#[test]
fn files_are_what_their_content_says_and_nothing_else() {
    let Scene { web, jana, path, shop, .. } = scene();
    let jana = web.signed_in(&jana);
    let csrf = hidden(&jana.get(&path).body, "csrf");
    let fields = [("csrf", csrf.as_str()), ("by", "script"), ("kind", "reply"), ("was", "reply")];
    let files: [(&str, &str, &[u8]); 3] = [
        ("../../Bild\u{202e}.png", "text/html", PNG),
        ("schlimm.png", "image/png", b"<script>alert(1)</script>"),
        ("seite.svg", "image/svg+xml", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>"),
    ];
    let answer = sends(&web, &jana, &format!("{path}/files"), multipart(&fields, &files, "--B--\r\n"));
    assert_eq!((answer.status.as_u16(), answer.body.matches("data-file=").count()), (200, 3), "{}", answer.body);
    assert_eq!(answer.body.matches("data-picture").count(), 1, "only what is a picture: {}", answer.body);
    let urls: Vec<String> = answer
        .body
        .split("data-url=\"/shop-levels")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect();
    let header = |answer: &Answer, name: &str| answer.headers[name].to_str().unwrap().to_owned();
    let picture = jana.get(&urls[0]);
    assert_eq!(header(&picture, "content-type"), "image/png");
    assert!(header(&picture, "content-disposition").starts_with("inline; filename=\"Bild.png\""));
    for url in &urls {
        let got = jana.get(url);
        assert_eq!(header(&got, "x-content-type-options"), "nosniff");
        assert!(header(&got, "content-security-policy").contains("sandbox"), "{url}");
    }
    for url in &urls[1..] {
        let got = jana.get(url);
        assert_eq!(header(&got, "content-type"), "application/octet-stream");
        assert!(header(&got, "content-disposition").starts_with("attachment; "), "{url}");
    }
    // Before it is sent a file is its writer's, after it the customer's too.
    let ada = web.contact(&shop);
    assert_eq!(ada.get(&format!("/portal{}", urls[0])).status, 404);
    let (_, musa) = web.staff("Musa", Role::Agent);
    assert_eq!(musa.get(&urls[0]).status, 404);
    let id = urls[0].rsplit('/').next().unwrap();
    let body = format!("Siehe ![Bild](file:{id})");
    jana.post(&format!("{path}/messages"), &[("kind", "reply"), ("body", &body)]);
    web.desk.pass(SignedDuration::from_secs(10));
    assert_eq!(ada.get(&format!("/portal{}", urls[0])).status, 200);
    let page = ada.get(&format!("/portal{path}")).body;
    assert!(page.contains(&format!("<img src=\"/shop-levels/portal{}\"", urls[0])), "{page}");
    let stranger = web.contact(&web.desk.customer("Kaffee", "level-3"));
    assert_eq!(stranger.get(&format!("/portal{}", urls[0])).status, 404);
    assert_eq!(web.browser().get(&urls[0]).status, 303);

    // A contact answers with a file too.
    let csrf = hidden(&ada.get(&format!("/portal{path}")).body, "csrf");
    let fields = [("csrf", csrf.as_str()), ("body", "Anbei.")];
    let own: [(&str, &str, &[u8]); 2] = [("log.txt", "text/plain", b"Zeile"), ("", "application/octet-stream", b"")];
    let answer = sends(&web, &ada, &format!("/portal{path}/messages"), multipart(&fields, &own, "--B--\r\n"));
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(jana.get(&path).body.contains("log.txt"));
}

#[test]
fn uploads_that_are_refused_or_broken_off_leave_nothing() {
    let Scene { web, jana, path, .. } = scene();
    let jana = web.signed_in(&jana);
    let csrf = hidden(&jana.get(&path).body, "csrf");
    let nothing = || assert_eq!(web.desk.rows("select count(*) from file"), ["0"]);
    let fields = [("csrf", csrf.as_str()), ("kind", "reply"), ("was", "reply"), ("body", "Mit Anhang")];
    let file: [(&str, &str, &[u8]); 1] = [("a.txt", "text/plain", b"halb")];
    // It breaks off within the file.
    let mut half = multipart(&fields, &file, "");
    half.truncate(half.len() - 4);
    let answer = sends(&web, &jana, &format!("{path}/messages"), half);
    assert!(answer.status == 400 && answer.body.contains("did not arrive as a whole"), "{}", answer.body);
    nothing();
    // It is larger than it may be: said at once, with the text.
    let big = vec![b'x'; desk::file::FILE_MAX + 1];
    let answer =
        sends(&web, &jana, &format!("{path}/messages"), multipart(&fields, &[("g.txt", "", &big)], "--B--\r\n"));
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("A file may have at most 25 MB") && answer.body.contains("Mit Anhang</textarea>"));
    nothing();
    // Nobody's guard, an empty one, too many.
    let unguarded = sends(&web, &jana, &format!("{path}/files"), multipart(&fields[1..], &file, "--B--\r\n"));
    assert_eq!(unguarded.status, 403);
    let empty = sends(&web, &jana, &format!("{path}/files"), multipart(&fields, &[("leer.txt", "", b"")], "--B--\r\n"));
    assert!(empty.status == 422 && empty.body.contains("leer.txt is empty."), "{}", empty.body);
    let many: Vec<(&str, &str, &[u8])> = (0..21).map(|_| ("a.txt", "text/plain", &b"a"[..])).collect();
    let answer = sends(&web, &jana, &format!("{path}/files"), multipart(&fields, &many, "--B--\r\n"));
    assert!(answer.status == 422 && answer.body.contains("no more than 20 files"), "{}", answer.body);
    nothing();
    // Without script the files come with the form, and the text stays.
    let answer = sends(&web, &jana, &format!("{path}/files"), multipart(&fields, &file, "--B--\r\n"));
    assert_eq!(answer.status, 303);
    let page = jana.get(&path).body;
    assert!(page.contains("a.txt") && page.contains("Mit Anhang</textarea>"), "{page}");
}

#[test]
fn canned_replies_are_set_up_and_filled_in() {
    let Scene { web, jana, path, id: id_of, .. } = scene();
    let (_, musa) = web.staff("Musa", Role::Manager);
    let jana = web.signed_in(&jana);
    assert!(jana.get("/settings").body.contains("/settings/replies"));
    assert!(jana.get("/settings/replies").body.contains("No canned replies yet."));
    let wrong =
        musa.post("/settings/replies", &[("name", "Neu"), ("whose", "all"), ("de", "Guten Tag\r\n{{ kunde }}")]);
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("Line 2: kunde is no variable") && wrong.body.contains("{{ kunde }}"),
        "{}",
        wrong.body
    );
    assert!(wrong.body.contains("customer, contact, first_name"), "{}", wrong.body);
    let text = "Guten Tag {{ contact }}, <b>zu {{ subject }}</b>";
    let good =
        [("name", "Neue \"Version\" <b>"), ("whose", "all"), ("de", text), ("assign", "nobody"), ("then", "wait")];
    let tags = [("tags_added", "Lager, <b>"), ("tags_removed", "neu")];
    let good: Vec<(&str, &str)> = good.into_iter().chain(tags).collect();
    assert_eq!(musa.post("/settings/replies", &good).status, 303);
    assert_eq!(jana.post("/settings/replies", &good).status, 403);
    let list = jana.get("/settings/replies").body;
    assert!(list.contains("Neue &#34;Version&#34; &#60;b&#62;") && list.contains("assign to nobody"), "{list}");
    let page = jana.get(&path).body;
    let url = page.split("data-canned=\"/shop-levels").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let preview = jana.get(&url);
    assert_eq!(preview.status, 200);
    let does = "add tags: &#60;b&#62;, lager, take tags away: neu";
    assert!(preview.body.contains(does), "{}", preview.body);
    let filled = "Guten Tag Kontakt Teekontor, &#60;b&#62;zu Lagerbestand falsch&#60;/b&#62;";
    assert!(preview.body.contains(filled) && preview.body.contains("data-then=\"wait\""), "{}", preview.body);
    // Without script the page comes with the text, and what happens with it.
    let id = url.rsplit('/').next().unwrap();
    let page = jana.get(&format!("{path}?canned={id}")).body;
    assert!(page.contains(filled) && page.contains(&format!("name=\"canned\" value=\"{id}\"")), "{page}");
    assert!(page.contains("<option value=\"wait\" selected>"), "{page}");
    jana.post(&format!("{path}/messages"), &[("kind", "reply"), ("body", "Hallo"), ("canned", id), ("then", "wait")]);
    web.desk.pass(SignedDuration::from_secs(10));
    assert!(jana.get(&path).body.contains("q=tag%3Alager"), "the macro has tagged");
    assert_eq!(web.desk.ticket(id_of).assignee, None, "the macro has acted: who answers would have it else");
    let (_, tom) = web.staff("Tom", Role::Agent);
    assert_eq!(tom.post(&format!("/settings/replies/{id}/retire"), &[]).status, 403);
    assert_eq!(musa.post(&format!("/settings/replies/{id}/retire"), &[]).status, 303);
    assert_eq!(jana.get(&url).status, 404);
}

#[test]
fn signatures_are_ones_own_and_the_desks() {
    let Scene { web, jana, path, .. } = scene();
    let (_, musa) = web.staff("Musa", Role::Manager);
    let jana = web.signed_in(&jana);
    assert_eq!(jana.get("/settings/signatures/desk").status, 403);
    assert_eq!(jana.post("/settings/signatures/desk", &[("de", "x")]).status, 403);
    assert_eq!(musa.post("/settings/signatures/desk", &[("de", "{{ provider }}"), ("en", "")]).status, 303);
    let wrong = jana.post("/settings/signatures", &[("de", "{{ password }}"), ("en", "")]);
    assert!(wrong.status == 422 && wrong.body.contains("{{ password }}"), "{}", wrong.body);
    assert_eq!(jana.post("/settings/signatures", &[("de", "Ihre <Jana>"), ("en", "")]).status, 303);
    let page = jana.get(&path).body;
    assert!(page.contains("--\nIhre &#60;Jana&#62;\n"), "{page}");
}

#[test]
fn a_team_has_a_signature_of_its_own() {
    let Scene { web, jana, path, .. } = scene();
    let (_, musa) = web.staff("Musa", Role::Manager);
    let jana = web.signed_in(&jana);
    musa.post("/settings/teams", &[("name", "Technik <1>")]);
    let page = musa.get("/settings/signatures").body;
    let url = page.split("/settings/signatures/teams/").nth(1).unwrap().split('"').next().unwrap();
    let id = url.to_owned();
    let url = format!("/settings/signatures/teams/{id}");
    assert_eq!(jana.get(&url).status, 403);
    assert_eq!(jana.post(&url, &[("de", "x")]).status, 403);
    assert_eq!(musa.get("/settings/signatures/teams/12").status, 404);
    let wrong = musa.post(&url, &[("de", "{{ password }}"), ("en", "")]);
    assert!(wrong.status == 422 && wrong.body.contains("{{ password }}"), "{}", wrong.body);
    assert_eq!(musa.post(&url, &[("de", "Ihre Technik"), ("en", "")]).status, 303);
    assert!(musa.get(&url).body.contains("Ihre Technik</textarea>"));
    assert!(!jana.get(&path).body.contains("Ihre Technik"));
    let over = [("team", id.as_str()), ("note", "Bitte ansehen")];
    assert_eq!(jana.post(&format!("{path}/hand-over"), &over).status, 303);
    assert!(jana.get(&path).body.contains("--\nIhre Technik"));
}

#[test]
fn drafts_are_a_tab_of_the_queue() {
    let Scene { web, jana, path, .. } = scene();
    let (_, musa) = web.staff("Musa", Role::Agent);
    let jana = web.signed_in(&jana);
    jana.post(&format!("{path}/draft"), &[("kind", "reply"), ("body", "Halb fertig")]);
    let tab = |page: &str| page.split("id=\"view-drafts\"").nth(1).unwrap().split("</a>").next().unwrap().to_owned();
    for page in ["/queue", "/queue/list", "/drafts"] {
        let own = tab(&jana.get(page).body);
        assert!(own.contains("href=\"/shop-levels/drafts\"") && own.contains(">1</span>"), "{page}: {own}");
        assert_eq!(own.contains("aria-current=\"page\""), page == "/drafts", "{page}");
        assert!(tab(&musa.get(page).body).contains(">0</span>"), "{page}: nobody sees what a colleague is writing");
    }
    let page = jana.get("/drafts").body;
    assert!(page.contains("Halb fertig") && page.contains("id=\"view-next\""), "{page}");
}

#[test]
fn a_page_of_a_ticket_that_was_merged_meanwhile_shows_what_others_wrote_where_it_goes_on() {
    let Scene { web, jana, path, id, shop } = scene();
    let musa = web.desk.staff("Musa", Role::Agent);
    let browser = web.signed_in(&jana);
    let seen = hidden(&browser.get(&path).body, "seen");
    let other = web.desk.opens(&shop.actor(), "Lagerbestand immer noch falsch");
    web.desk.act(&musa, move |act| desk::ticket::merge(act, id, other.id));
    web.desk.replies(&musa, other.id, "Das ist behoben.");
    let fields = [("kind", "reply"), ("body", "Wir sehen nach."), ("seen", seen.as_str())];
    let stopped = browser.post(&format!("{path}/messages"), &fields);
    assert_eq!(stopped.status, 409);
    let url = format!("/tickets/{}/messages\"", other.number);
    for words in ["Das ist behoben.", "Wir sehen nach.</textarea>", url.as_str()] {
        assert!(stopped.body.contains(words), "{words}: {}", stopped.body);
    }
    // Knowing of it, it goes there, and can be taken back from there while it waits.
    let seen = hidden(&stopped.body, "seen");
    let fields = [("kind", "reply"), ("body", "Wir sehen nach."), ("seen", seen.as_str())];
    assert_eq!(browser.post(&format!("{path}/messages"), &fields).status, 303);
    let page = browser.get(&format!("/tickets/{}", other.number)).body;
    let undo = page.split("/drafts/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(browser.post(&format!("/tickets/{}/drafts/{undo}", other.number), &[]).status, 303);
    let page = browser.get(&format!("/tickets/{}", other.number)).body;
    assert!(page.contains("Wir sehen nach.</textarea>"), "{page}");
}
