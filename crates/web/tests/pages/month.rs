//! A month is looked at before it is issued, and read by the customer afterwards.

use desk::Role;

use crate::browser::Web;

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
