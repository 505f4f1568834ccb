//! Contacts leave and are erased on pages, and what had to do with them says so.

use desk::{Actor, Role};

use crate::browser::Web;

#[test]
fn who_left_is_named_apart_until_they_are_erased() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let bo = web.desk.colleague(mine.contact, "bo@teekontor.example", "Bo Früher");
    let (_, chief) = web.staff("Ada", Role::Administrator);
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    assert!(!chief.get("/customers/1").body.contains("Former contacts"), "nobody has left");
    web.desk.act(&Actor::Operator, move |act| desk::customer::remove_contact(act, bo));
    let path = format!("/customers/1/contacts/{bo}/erase");
    let page = chief.get("/customers/1").body;
    let former = page.split_once("<summary>Former contacts</summary>").unwrap().1.split_once("</details>").unwrap().0;
    assert!(
        former.contains("Bo Früher") && former.contains(&path) && !former.contains("Kontakt Teekontor"),
        "{former}"
    );
    assert_eq!(page.matches("Bo Früher").count(), 1, "once");
    let hers = jana.get("/customers/1").body;
    assert!(hers.contains("Bo Früher") && !hers.contains("/erase"), "agents are not offered it");
    assert_eq!(chief.get(&path).status, 200);
    assert_eq!(chief.post(&path, &[("email", "bo@teekontor.example")]).status, 303);
    assert!(!chief.get("/customers/1").body.contains("Former contacts"));
}

#[test]
fn a_person_is_erased_by_their_address_once_it_is_clear_what_goes() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Nachbar", "level-3");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let (_, chief) = web.staff("Ada", Role::Administrator);
    let (_, jana) = web.staff("Jana Winter", Role::Agent);
    let path = format!("/customers/1/contacts/{}/erase", mine.contact);
    assert!(chief.get("/customers/1").body.contains(&path));
    assert!(!jana.get("/customers/1").body.contains("/erase"), "agents are not offered it");
    assert_eq!(jana.get(&path).status, 403);
    assert_eq!(jana.post(&path, &[("email", "info@teekontor.example")]).status, 403);
    let page = chief.get(&path).body;
    for said in ["Erase Kontakt Teekontor", "info@teekontor.example", "One ticket is still open", "invoices"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(chief.get(&format!("/customers/2/contacts/{}/erase", mine.contact)).status, 404);
    assert_eq!(chief.get(&format!("/customers/1/contacts/{}/erase", other.contact)).status, 404);
    let wrong = chief.post(&path, &[("email", "info@nachbar.example")]);
    assert!(wrong.status == 422 && wrong.body.contains("id=\"email-error\""), "{}", wrong.body);
    // What waits to be sent to them is held, and says why.
    let later = [("kind", "reply"), ("body", "Bald."), ("form", "ffeeddccbbaa99887766554433221100")];
    assert_eq!(jana.post(&format!("/tickets/{}/messages", opened.number), &later).status, 303);
    assert_eq!(chief.post(&path, &[("email", "Info@Teekontor.example")]).status, 303);
    assert!(jana.get("/drafts").body.contains("Not sent: the person it was for has been erased."));
    for (language, why) in [
        ("en", "Not sent: the person it was for has been erased."),
        ("de", "Nicht gesendet: Die Person, für die sie war, wurde gelöscht."),
    ] {
        let page =
            web.staff(language, Role::Agent).1.reading(language).get(&format!("/tickets/{}", opened.number)).body;
        assert!(page.contains(why) && page.contains("Bald."), "{page}");
    }
    let ticket = jana.get(&format!("/tickets/{}", opened.number)).body;
    assert!(ticket.contains("erased 1") && ticket.contains("nobody gets this by mail"), "{ticket}");
    assert!(!ticket.contains("Filter leer") && !ticket.contains("Kontakt Teekontor"), "{ticket}");
    assert_eq!(chief.get(&path).status, 409);
    let again = chief.post(&path, &[("email", "info@teekontor.example")]);
    assert_eq!(again.status, 409, "{}", again.body);
    assert!(!chief.get("/customers/1").body.contains("Kontakt Teekontor"));
    // An answer can still be written; it goes to nobody.
    let reply = [("kind", "reply"), ("body", "Erledigt."), ("form", "00112233445566778899aabbccddeeff")];
    assert_eq!(jana.post(&format!("/tickets/{}/messages", opened.number), &reply).status, 303);
}
