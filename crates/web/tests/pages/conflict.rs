//! Two people at one field: the second one sees what the first has done before anything is changed, and may still have it
//! their way.

use desk::ticket_field::{self, Kind, NewTicketField};
use desk::{Actor, Role, team, ticket};

use crate::browser::{self, Answer, Browser, Web};

/// The value that a form of the page was drawn with.
fn drawn(browser: &Browser<'_>, path: &str, form: &str) -> String {
    let page = browser.get(path).body;
    let form = page.split(&format!("{path}/{form}\"")).nth(1).unwrap_or_else(|| panic!("{page}"));
    plain(form.split("name=\"was\" value=\"").nth(1).unwrap().split('"').next().unwrap())
}

/// The value of an attribute as a browser reads it.
fn plain(value: &str) -> String {
    [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .iter()
        .fold(value.to_owned(), |value, (written, sign)| value.replace(written, sign))
}

/// What a page asks for that says what somebody else did: the fields with which its button does it anyway.
fn anyway(late: &Answer, form: &str) -> Vec<(String, String)> {
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("Your change was not made yet."), "{}", late.body);
    let notice = late.body.split("class=\"meanwhile").nth(1).unwrap_or_else(|| panic!("{}", late.body));
    let body = notice.split("</form>").next().unwrap();
    assert!(body.contains(&format!("/{form}\"")), "{body}");
    let field = |part: &str| {
        let (name, rest) = part.split_once('"')?;
        let value = rest.split("value=\"").nth(1)?.split('"').next()?;
        Some((name.to_owned(), plain(value)))
    };
    let fields = body.split("<input type=\"hidden\" name=\"").skip(1).filter_map(field);
    fields.filter(|(name, _)| name != "csrf").collect()
}

fn again(browser: &Browser<'_>, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields)
}

#[test]
fn a_severity_that_somebody_else_has_changed_is_told_first() {
    let web = Web::of("agency-hours");
    let mine = web.desk.customer("Teekontor", "hours-10");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let ((_, jana), (_, musa)) = (web.staff("Jana Winter", Role::Agent), web.staff("Musa Okonkwo", Role::Agent));
    let path = format!("/tickets/{}", opened.number);
    let was = drawn(&musa, &path, "severity");
    let form = format!("{path}/severity");
    assert_eq!(jana.post(&form, &[("severity", "1"), ("was", &was)]).status, 303);
    let late = musa.post(&form, &[("severity", "3"), ("was", &was)]);
    assert_eq!(web.desk.ticket(opened.id).severity.as_deref(), Some("1"), "nothing is changed blindly");
    assert!(late.body.contains("Jana Winter changed the severity"), "{}", late.body);
    let fields = anyway(&late, "severity");
    assert_eq!(again(&musa, &form, &fields).status, 303);
    assert_eq!(web.desk.ticket(opened.id).severity.as_deref(), Some("3"));
    assert_eq!(again(&jana, &form, &fields).status, 303, "what both want is no conflict");
}

#[test]
fn a_ticket_that_somebody_else_has_handed_over_is_not_taken_from_them_unseen() {
    let web = Web::of("agency-hours");
    let mine = web.desk.customer("Teekontor", "hours-10");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let ((me, jana), (_, musa)) = (web.staff("Jana Winter", Role::Agent), web.staff("Musa Okonkwo", Role::Agent));
    let [one, two] = ["Technik", "Vertrieb"].map(|name| {
        let new = team::NewTeam { name: name.to_owned(), members: [browser::staff_id(&me)].into() };
        web.desk.act(&Actor::Operator, move |act| team::create(act, &new))
    });
    let path = format!("/tickets/{}", opened.number);
    let was = drawn(&musa, &path, "hand-over");
    let form = format!("{path}/hand-over");
    let over = |team: desk::id::TeamId, note: &str| {
        [("team", team.to_string()), ("note", note.to_owned()), ("was", was.clone())].map(|(a, b)| (a.to_owned(), b))
    };
    assert_eq!(again(&jana, &form, &over(one, "An die Technik")).status, 303);
    let late = again(&musa, &form, &over(two, "An den <b>Vertrieb</b>"));
    assert!(late.body.contains("Jana Winter handed the ticket over to Technik"), "{}", late.body);
    assert_eq!(web.desk.ticket(opened.id).team, Some(one));
    assert!(!late.body.contains("<b>Vertrieb"), "{}", late.body);
    let fields = anyway(&late, "hand-over");
    assert!(fields.iter().any(|(name, value)| name == "note" && value.contains("Vertrieb")), "the note is kept");
    assert_eq!(again(&musa, &form, &fields).status, 303);
    assert_eq!(web.desk.ticket(opened.id).team, Some(two));
}

#[test]
fn facts_that_somebody_else_has_stated_are_told_first() {
    let web = Web::of("module-licences");
    let mine = web.desk.customer("Teekontor", "standard");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let ((_, jana), (_, musa)) = (web.staff("Jana Winter", Role::Agent), web.staff("Musa Okonkwo", Role::Agent));
    let path = format!("/tickets/{}", opened.number);
    let was = drawn(&musa, &path, "facts");
    let form = format!("{path}/facts");
    assert_eq!(jana.post(&form, &[("version", "4.2.0"), ("was", &was)]).status, 303);
    let late = musa.post(&form, &[("version", "5.0.0"), ("was", &was)]);
    assert!(late.body.contains("Jana Winter changed what the request is about"), "{}", late.body);
    let version = || web.desk.ticket(opened.id).about.version;
    assert_eq!(version().as_deref(), Some("4.2.0"));
    assert_eq!(again(&musa, &form, &anyway(&late, "facts")).status, 303);
    assert_eq!(version().as_deref(), Some("5.0.0"));
}

#[test]
fn fields_that_somebody_else_has_filled_in_are_told_first_each_for_itself() {
    let web = Web::of("agency-hours");
    let mine = web.desk.customer("Teekontor", "hours-10");
    let opened = web.desk.opens(&mine.actor(), "Filter leer");
    let ((_, jana), (_, musa)) = (web.staff("Jana Winter", Role::Agent), web.staff("Musa Okonkwo", Role::Agent));
    for name in ["Filiale", "Kasse"] {
        let (key, choices, product) = (String::new(), Vec::new(), String::new());
        let new = NewTicketField { key, name: name.to_owned(), kind: Kind::Text, choices, product };
        web.desk.act(&Actor::Operator, move |act| ticket_field::define(act, &new));
    }
    let path = format!("/tickets/{}", opened.number);
    let was = drawn(&musa, &path, "fields");
    let form = format!("{path}/fields");
    let fill = |browser: &Browser<'_>, branch: &str, till: &str| {
        browser.post(&form, &[("field.filiale", branch), ("field.kasse", till), ("was", &was)])
    };
    let values = || {
        let id = opened.id.0;
        let kept = web.desk.read(&Actor::Operator, move |view| ticket_field::values(view, &[id]));
        kept.into_iter().map(|filled| filled.value).collect::<Vec<_>>()
    };
    assert_eq!(fill(&jana, "Jena \"<b>\"", "").status, 303);
    // Another field is in nobody's way, and what was left as it was is not put back.
    assert_eq!(fill(&musa, "", "7").status, 303);
    assert_eq!(values(), ["Jena \"<b>\"", "7"]);
    // The same one is.
    let late = fill(&musa, "Erfurt", "");
    assert!(
        late.body.contains("Jana Winter filled in: Filiale"),
        "what is in the way, not what came last: {}",
        late.body
    );
    let fields = anyway(&late, "fields");
    assert!(fields.iter().all(|(name, _)| name != "field.kasse"), "{fields:?}");
    assert_eq!(values(), ["Jena \"<b>\"", "7"]);
    assert_eq!(again(&musa, &form, &fields).status, 303);
    assert_eq!(values(), ["Erfurt", "7"]);
    // What is no form of ours changes what it names, as a program's does.
    assert_eq!(musa.post(&form, &[("field.kasse", "8"), ("was", "{")]).status, 409);
    assert_eq!(musa.post(&form, &[("field.kasse", "8")]).status, 303);
    let state = web.desk.read(&Actor::Operator, move |view| ticket::get(view, opened.id)).state;
    assert_eq!((values(), state), (vec!["Erfurt".to_owned(), "8".to_owned()], ticket::State::Open));
}
