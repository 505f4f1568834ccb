//! Agents see what became of the mails that go out, and mend what failed.

use desk::{Actor, Role, intake};

use crate::browser::Web;

/// One mail that came back, because nobody has its address.
fn came_back() -> Web {
    let web = Web::of("shop-levels");
    let tea = web.desk.customer("Teekontor", "level-3");
    web.desk.opens(&tea.actor(), "Kanne <b>leckt</b>");
    web.desk.jobs();
    let sent = web.desk.news().remove(0);
    let bounce = format!(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMessage-ID: <b@mx.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 <i>User unknown</i>\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{}>\n\n--b--\n",
        sent.message_id.unwrap()
    );
    web.desk.act(&Actor::Operator, move |act| intake::accept(act, "pipe", bounce.as_bytes()));
    web.desk.jobs();
    web
}

#[test]
fn what_came_back_is_shown_and_sent_again() {
    let web = came_back();
    let (_, jana) = web.staff("Jana", Role::Agent);
    let failed = jana.get("/outbox");
    for words in ["Failed (1)", "Waiting (0)", "info@teekontor.example", "5.1.1", "&#60;i&#62;User unknown"] {
        assert!(failed.body.contains(words), "{words}: {}", failed.body);
    }
    assert!(!failed.body.contains("<i>User") && !failed.body.contains("<b>leckt"));
    let path = failed.body.split("/shop-levels/outbox/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/outbox/{path}");
    let one = jana.get(&path);
    for words in ["taken by the next server", "came back", "nobody has this address", "#1", "Allow the address again"] {
        assert!(one.body.contains(words), "{words}: {}", one.body);
    }
    // To the same address nothing goes, and a typing mistake is told where it was made.
    let blocked = jana.post(&format!("{path}/retry"), &[("recipient", "info@teekontor.example")]);
    assert!(blocked.status == 422 && blocked.body.contains("Allow it again first"), "{}", blocked.body);
    let typed = jana.post(&format!("{path}/retry"), &[("recipient", "\"><script>x()</script>")]);
    assert!(typed.status == 422 && typed.body.contains("This is no mail address."), "{}", typed.body);
    assert!(!typed.body.contains("<script>x()") && typed.body.contains("&#60;script&#62;"), "{}", typed.body);
    assert_eq!(jana.post(&format!("{path}/unblock"), &[]).status, 303);
    assert_eq!(jana.post(&format!("{path}/retry"), &[("recipient", "info@teekontor.example")]).status, 303);
    let twice = jana.post(&format!("{path}/retry"), &[("recipient", "info@teekontor.example")]);
    assert!(twice.status == 422 && twice.body.contains("it goes out by itself"), "{}", twice.body);
    assert_eq!(web.desk.news().len(), 0);
    web.desk.jobs();
    let news = web.desk.news();
    assert!(news.is_empty(), "the same bytes again: {news:?}");
    let sent = jana.get("/outbox?shelf=sent");
    assert!(sent.body.contains("info@teekontor.example"), "{}", sent.body);
    let raw = jana.get(&format!("{path}/raw"));
    assert!(raw.status == 200 && raw.body.contains("Subject: "), "{}", raw.body);
    assert_eq!(raw.headers["content-type"], "message/rfc822");
    assert_eq!(jana.get("/outbox/7").status, 404);
    assert_eq!(jana.get("/outbox/x/raw").status, 404);
    assert_eq!(jana.get("/outbox?shelf=nothing&after=%22_x").status, 200);
}

#[test]
fn an_empty_outbox_says_so() {
    let web = Web::of("shop-levels");
    let (_, jana) = web.staff("Jana", Role::Agent);
    for shelf in ["", "?shelf=failed", "?shelf=sent"] {
        assert!(jana.get(&format!("/outbox{shelf}")).body.contains("Nothing here."));
    }
}

#[test]
fn mails_are_worded_with_what_they_come_to_shown() {
    let web = Web::of("shop-levels");
    let ((_, jana), (_, chief)) = (web.staff("Jana Winter", Role::Agent), web.staff("Chefin", Role::Manager));
    assert_eq!(jana.get("/settings/wording").status, 403);
    assert_eq!(jana.get("/settings/wording/reply").status, 403);
    assert_eq!(chief.get("/settings/wording/nothing").status, 404);
    assert!(chief.get("/settings").body.contains("/shop-levels/settings/wording\""));
    let page = chief.get("/settings/wording/reply").body;
    assert!(page.contains("{{ body }}") && page.contains("Here stands what you write."), "{page}");

    let path = "/settings/wording/reply";
    let typed = [("de", "Moin <b>{{ contact }}</b>,\n\n{{ body }}"), ("en", "Hi {{ contact }}")];
    let shown = chief.post(&format!("{path}/preview"), &typed);
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("Moin &#60;b&#62;Chefin&#60;/b&#62;,\n\nHier steht"), "{}", shown.body);
    assert!(shown.body.contains("{{ body }} is missing"), "{}", shown.body);
    let bad = chief.post(path, &typed);
    assert!(bad.status == 422 && bad.body.contains("id=\"en-error\""), "{}", bad.body);
    assert!(bad.body.contains("Moin &#60;b&#62;{{ contact }}"), "what was typed stays");
    assert!(!chief.get("/settings/wording").body.contains("own text"), "all of it or nothing");

    assert_eq!(chief.post(path, &[typed[0], ("en", "")]).status, 303);
    let listed = chief.get("/settings/wording").body;
    assert_eq!(listed.matches("own text").count(), 1, "{listed}");
    assert_eq!(chief.post(path, &[("de", ""), ("en", "")]).status, 303);
    assert!(!chief.get("/settings/wording").body.contains("own text"));
}

#[test]
fn keys_that_sign_are_made_published_and_used() {
    let web = Web::of("shop-levels");
    let ((_, jana), (_, chief)) = (web.staff("Jana Winter", Role::Agent), web.staff("Chefin", Role::Manager));
    let path = "/settings/signing";
    assert_eq!(jana.get(path).status, 403);
    assert_eq!(jana.post(path, &[("domain", "shop-levels.example")]).status, 403);
    assert!(chief.get(path).body.contains("mails go out without a signature"));
    assert_eq!(chief.post(path, &[("domain", "other.example")]).status, 404);
    assert_eq!(chief.post(path, &[("domain", "shop-levels.example")]).status, 303);
    let key = web.desk.read(&Actor::Operator, desk::signing::list).remove(0).1.remove(0);
    let page = chief.get(path).body;
    for part in [key.record_name(), key.record().replace('+', "&#43;"), format!("{path}/{}/start", key.id)] {
        let plain = part.replace("&#43;", "+");
        assert!(page.contains(&part) || page.contains(&plain), "{part}: {page}");
    }
    assert!(page.contains("waits until its record stands in the DNS"), "{page}");
    assert_eq!(chief.post(&format!("{path}/{}/start", key.id), &[]).status, 303);
    let page = chief.get(path).body;
    assert!(page.contains("signs since") && !page.contains("/start\""), "{page}");
    assert_eq!(chief.post(&format!("{path}/{}/remove", key.id), &[]).status, 303);
    assert_eq!(chief.post(&format!("{path}/{}/remove", key.id), &[]).status, 404);
    for _ in 0..4 {
        assert_eq!(chief.post(path, &[("domain", "shop-levels.example")]).status, 303);
    }
    let fifth = chief.post(path, &[("domain", "shop-levels.example")]);
    assert!(fifth.status == 422 && fifth.body.contains("has 4 keys at most"), "{}", fifth.body);
}

#[test]
fn a_conversation_is_taken_along_as_a_mail() {
    let web = Web::of("shop-levels");
    let tea = web.desk.customer("Teekontor", "level-3");
    let id = web.desk.opens(&tea.actor(), "Kanne leckt").id;
    let (ada, jana) = web.staff("Jana", Role::Agent);
    web.desk.act(&ada, move |act| desk::ticket::note(act, id, "Nur intern"));
    let page = jana.get("/tickets/1");
    assert!(
        page.body.contains("/shop-levels/tickets/1/conversation\"") && page.body.contains("conversation?notes=along\"")
    );
    let taken = jana.get("/tickets/1/conversation");
    assert_eq!((taken.status.as_u16(), &taken.headers["content-type"]), (200, &"message/rfc822".parse().unwrap()));
    assert_eq!(taken.headers["content-disposition"], "attachment; filename=\"ticket-1.eml\"");
    assert!(taken.body.contains("Kanne leckt") && !taken.body.contains("Nur intern"), "{}", taken.body);
    assert!(jana.get("/tickets/1/conversation?notes=along").body.contains("Nur intern"));
    assert_eq!(jana.get("/tickets/2/conversation").status, 404);
}
