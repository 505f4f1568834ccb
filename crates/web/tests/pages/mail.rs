//! Staff look at the mails that came in.

use desk::{Actor, Role, intake};

use crate::browser::Web;

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
