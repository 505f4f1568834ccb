//! Staff tag tickets and fill in the fields that their administrators have defined.

use desk::Role;

use crate::browser::Web;

const HOSTILE: &str = "<script>alert(1)</script>";

#[test]
fn tags_are_added_and_taken_away_beside_the_ticket() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let number = web.desk.opens(&mine.actor(), "Lagerbestand falsch").number;
    let (_, jana) = web.staff("Jana", Role::Agent);
    let ticket = format!("/tickets/{number}");
    let sent = jana.post(&format!("{ticket}/tags"), &[("add", "Import, kasse 2,🙂, \u{5d1}\u{5d3}")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    jana.post(&format!("{ticket}/tags"), &[("add", HOSTILE)]);
    let page = jana.get(&ticket).body;
    for words in
        ["value=\"import\"", "value=\"kasse 2\"", "🙂", "tag%3A%22kasse%202%22", "added the tag import, kasse 2"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(HOSTILE) && page.contains("&#60;script&#62;alert(1)"), "{page}");
    jana.post(&format!("{ticket}/tags"), &[("remove", "kasse 2")]);
    let page = jana.get(&ticket).body;
    assert!(page.contains("took away the tag kasse 2") && !page.contains("value=\"kasse 2\""), "{page}");
    let queue = jana.get("/queue").body;
    assert!(queue.contains("<span class=\"tag\">import</span>"), "{queue}");
    let many = (0..200).map(|at| format!("t{at}")).collect::<Vec<_>>().join(",");
    let wrong = jana.post(&format!("{ticket}/tags"), &[("add", &many)]);
    assert!(
        wrong.status == 422 && wrong.body.contains("id=\"add-error\"") && wrong.body.contains("At most 30"),
        "{}",
        wrong.body
    );
    assert!(wrong.body.contains("t199"), "what was typed is kept");
    let seen = web.contact(&mine).get(&format!("/portal{ticket}")).body;
    assert!(!seen.contains("import"), "customers see no tags: {seen}");
}

#[test]
fn fields_are_defined_once_and_filled_in_on_tickets() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let number = web.desk.opens(&mine.actor(), "Lagerbestand falsch").number;
    let ((_, jana), (_, musa)) = (web.staff("Jana", Role::Agent), web.staff("Musa", Role::Manager));
    assert_eq!(jana.get("/settings/fields").status, 403);
    assert!(musa.get("/settings").body.contains("/shop-levels/settings/fields"));
    let wrong = musa.post("/settings/fields", &[("name", HOSTILE), ("kind", "choice"), ("choices", "")]);
    assert!(wrong.status == 422 && wrong.body.contains("id=\"choices-error\""), "{}", wrong.body);
    assert!(!wrong.body.contains(HOSTILE));
    for (name, kind, choices) in [("Filiale", "choice", "Jena\nErfurt"), ("Termin", "day", ""), ("Menge", "number", "")]
    {
        let sent = musa.post("/settings/fields", &[("name", name), ("kind", kind), ("choices", choices)]);
        assert_eq!(sent.status, 303, "{}", sent.body);
    }
    let ticket = format!("/tickets/{number}");
    let fields = format!("{ticket}/fields");
    let wrong = jana.post(&fields, &[("field.filiale", "Berlin"), ("field.menge", "viel"), ("field.termin", "")]);
    assert_eq!(wrong.status, 422);
    for words in ["id=\"field.filiale-error\"", "Known: Jena, Erfurt", "id=\"field.menge-error\"", "value=\"viel\""] {
        assert!(wrong.body.contains(words), "{words}: {}", wrong.body);
    }
    let sent =
        jana.post(&fields, &[("field.filiale", "Jena"), ("field.menge", "2,50"), ("field.termin", "2026-11-23")]);
    assert_eq!(sent.status, 303);
    let page = jana.get(&ticket).body;
    for words in ["<option value=\"Jena\" selected>", "value=\"2.5\"", "filled in: Filiale – → Jena, Menge – → 2.5"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let list = musa.get("/settings/fields").body;
    let path = list.split("/settings/fields/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let changed = musa.post(&format!("/settings/fields/{path}"), &[("name", "Laden"), ("choices", "Gera")]);
    assert_eq!(changed.status, 303, "{}", changed.body);
    assert_eq!(musa.post(&format!("/settings/fields/{path}/retire"), &[]).status, 303);
    assert!(!jana.get(&ticket).body.contains("field.filiale"), "a retired field is not asked for");
    assert!(jana.get(&ticket).body.contains("Filiale – → Jena"), "what was filled in stands in the history");
    assert_eq!(musa.post(&format!("/settings/fields/{path}/restore"), &[]).status, 303);
    assert!(jana.get(&ticket).body.contains("Laden"));
}
