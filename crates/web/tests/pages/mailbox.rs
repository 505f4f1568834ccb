//! Mailboxes are set up on pages: their addresses, and how they fetch their mail.

use desk::{Actor, Role};

use crate::browser::Web;

#[test]
fn mailboxes_are_set_up_retired_and_opened_again() {
    let web = Web::of("shop-levels");
    let ((_, jana), (_, chief)) = (web.staff("Jana Winter", Role::Agent), web.staff("Chefin", Role::Manager));
    assert_eq!(jana.get("/settings/mailboxes").status, 403);
    let typed = [("name", "sales"), ("address", "sales@provider.example"), ("sender-name", "<b>Vertrieb</b>")];
    assert_eq!(jana.post("/settings/mailboxes", &typed).status, 403);
    assert_eq!(chief.post("/settings/mailboxes", &typed).status, 303);
    let again = chief.post("/settings/mailboxes", &typed);
    assert!(again.status == 422 && again.body.contains("id=\"name-error\""), "{}", again.body);
    let bad = chief.post("/settings/mailboxes", &[("name", "x"), ("address", "kein Ort")]);
    assert!(bad.status == 422 && bad.body.contains("id=\"address-error\""), "{}", bad.body);
    assert!(bad.body.contains("kein Ort"), "what was typed stays");
    let listed = chief.get("/settings/mailboxes").body;
    assert!(listed.contains("&#60;b&#62;Vertrieb") && listed.contains("takes mail"), "{listed}");
    let id = web.desk.read(&Actor::Operator, desk::mailbox::list)[0].id;
    let path = format!("/settings/mailboxes/{id}");
    assert!(!chief.get(&path).body.contains("name=\"name\""), "the short name stays");
    assert_eq!(chief.post(&path, &[("address", "verkauf@provider.example")]).status, 303);
    assert_eq!(chief.post(&format!("{path}/retire"), &[]).status, 303);
    let listed = chief.get("/settings/mailboxes").body;
    assert!(listed.contains("verkauf@provider.example") && listed.contains("retired"), "{listed}");
    assert_eq!(chief.post(&format!("{path}/restore"), &[]).status, 303);
    assert_eq!(chief.get("/settings/mailboxes/999").status, 404);
}

#[test]
fn how_a_mailbox_fetches_is_entered_and_its_password_never_shown() {
    let web = Web::of("shop-levels");
    let ((_, jana), (_, chief)) = (web.staff("Jana Winter", Role::Agent), web.staff("Chefin", Role::Manager));
    assert_eq!(
        chief.post("/settings/mailboxes", &[("name", "sales"), ("address", "sales@provider.example")]).status,
        303
    );
    let id = web.desk.read(&Actor::Operator, desk::mailbox::list)[0].id;
    let (path, fetch) = (format!("/settings/mailboxes/{id}"), format!("/settings/mailboxes/{id}/fetch"));
    let typed = [("host", "imap.provider.example"), ("user", "sales"), ("password", "Kirschbaum7")];
    assert_eq!(jana.post(&fetch, &typed).status, 403);

    // What a way of signing in asks for stands below a heading that names the way, and is not called optional.
    let form = chief.get(&path).body;
    let below = |heading: &str, name: &str| {
        let field = form.split_once(&format!("<label for=\"{name}\">")).unwrap();
        assert!(field.0.rsplit_once("<h3 class=\"way\">").unwrap().1.starts_with(heading), "{name}: {form}");
        field.1.split_once("</label>").unwrap().0.contains("(optional)")
    };
    assert!(!below("Only for signing in with a password", "password"));
    assert!(!below("Only for signing in through a mail provider", "client-id"));
    assert!(!below("Only for signing in through a mail provider", "client-secret"));
    assert!(below("Only for Microsoft 365", "tenant"));
    assert!(!below("Only for another mail provider", "authorize-url"));
    assert!(!below("Only for another mail provider", "token-url"));

    let bad = chief.post(&fetch, &[("host", "im ap"), ("password", "Kirschbaum7"), ("security", "none")]);
    assert_eq!(bad.status, 422);
    for field in ["host", "user", "security"] {
        assert!(bad.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", bad.body);
    }
    assert!(bad.body.contains("im ap") && !bad.body.contains("Kirschbaum7"), "{}", bad.body);

    assert_eq!(chief.post(&fetch, &typed).status, 303);
    let page = chief.get(&path).body;
    assert!(page.contains("imap.provider.example") && page.contains("not yet"), "{page}");
    assert!(!page.contains("Kirschbaum7"));
    assert!(chief.get("/settings/mailboxes").body.contains("not yet tried"));
    assert_eq!(chief.post(&fetch, &[("host", "imap.provider.example"), ("user", "sales")]).status, 303);
    let moved = chief.post(&fetch, &[("host", "elsewhere.example"), ("user", "sales")]);
    assert!(moved.status == 422 && moved.body.contains("password must be entered again"), "{}", moved.body);

    let revision = web.desk.read(&Actor::Job, desk::mailbox::fetching)[0].revision;
    web.desk.act(&Actor::Job, move |act| {
        let (fault, detail) = (desk::mailbox::FetchFault::SignIn, "NO <b>wrong</b>");
        desk::mailbox::fetch_failed(act, id, revision, fault, detail)
    });
    let page = chief.get(&path).body;
    assert!(page.contains("does not take user name and password") && page.contains("&#60;b&#62;wrong"), "{page}");
    assert!(chief.get("/settings/mailboxes").body.contains("cannot fetch"));
    assert_eq!(chief.post(&format!("{fetch}/stop"), &[]).status, 303);
    assert!(web.desk.read(&Actor::Job, desk::mailbox::fetching).is_empty());
    assert!(chief.get("/settings/mailboxes").body.contains("takes mail"));
}
