//! Who may ask what: rules of coverage, roles, proofs of identity, contacts, duties and rights that are said.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{answer, clocks, event, head, headed, only, story, verdicts, written};
use engine::coverage::sentence;
use engine::plan::catalogue::Language;
use engine::plan::read;
use engine::plan::show::{comparison, render};
use engine::scenario::Scenarios;
use serde_json::{Value, json};

const KEYS: &str = r#"covers = [{ when = { topic = "payroll" }, as = "refused", sentence = "Ask your accountant" }]
[window.business]
name = "Business hours"
hours = "Mo-Fr 09:00-17:00"

[severity.1]
name = "Down"

[severity.2]
name = "Question"

[fact.kind-of-host]
name = "Kind of host"
values = ["plain", "standby"]

[fact.cores]
name = "Cores"

[line.support]
name = "Support"

[role.admin]
name = "Administrator"

[role.viewer]
name = "Viewer"
may = ["read"]

[role.user]
name = "User"
may = ["ask"]

[duty.reachable]
name = "Be reachable"
sentence = "Somebody who knows the system can be reached"
when = { severity = "1" }

[right.manager]
name = "Account manager"

[right.remote]
name = "Remote login"

[plan.base]
name = "Base"
price = "free"
contacts = { number = 2, per = "system", verify = ["domain", "code"], changes-after = "5 business days", window = "business" }
lines = ["support"]
covers = [
  { when = { behind = ">= 2" }, as = "refused", name = "Old versions", sentence = "Please update first" },
  { when = { environment = "development", severity = "1" }, as = "best-effort", name = "Emergencies of test systems" },
  { when = { language = "not en" }, as = "chargeable", name = "Other languages" },
]
duties = ["reachable"]
targets = [{ milestone = "first-response", within = "4 h", window = "business" }]
rights = [
  { right = "manager", quantity = "2 / year", by = "Ms Example" },
  { right = "remote", when = { severity = "1" } },
]
scope = { production-systems = 2, count-systems = [{ when = { kind-of-host = "standby" }, as = 0 }, { when = { cores = "> 64" }, as = 2 }] }

[plan.plus]
name = "Plus"
price = "free"
extends = "base"
covers = [{ when = { language = "not en" }, as = "covered", name = "Other languages" }]

[option.tests]
name = "Test systems"
price = "free"
covers = [{ when = { environment = "development" }, as = "covered" }]
"#;

fn plan() -> String {
    headed(&head(r#""none""#, r#"["de", "en"]"#), KEYS)
}

fn contract(plan: &str, options: &[&str]) -> Value {
    json!({"plan": plan, "options": options, "start": "2026-01-01", "facts": {
        "domains": "acme.example", "code": "4711", "newest": {"shop": "12.1"},
        "systems": [
            {"id": "s1"},
            {"id": "s2", "facts": {"kind-of-host": "standby"}},
            {"id": "t1", "environment": "development"},
            {"id": "s3", "facts": {"cores": 128}},
            {"id": "s4"},
        ],
    }})
}

/// The verdict of a request, without the conditions that are asked of everybody.
fn check(scenarios: &mut Scenarios, contract: &Value, asked: &str, expect: &str) {
    let contact = if asked.contains("contact=") { "" } else { " contact=bo@acme.example" };
    let language =
        if asked.contains("language") || asked.contains("facts") { "" } else { " facts={\"language\":\"en\"}" };
    let outcome = story(scenarios, contract, &format!("11-10 10:00 {asked}{contact}{language}"), "11-10 10:00");
    let words: Vec<String> = verdicts(&outcome).concat().split(' ').map(str::to_owned).collect();
    let told = ["verification", "role", "coverage", "system"];
    let kept = words.iter().enumerate().filter(|(ix, word)| *ix == 0 || told.contains(&word.trim_start_matches('!')));
    let found: Vec<&str> = kept.map(|(_, word)| word.as_str()).collect();
    assert_eq!(found.join(" "), expect, "{asked}");
}

#[test]
fn the_first_rule_that_fits_decides() {
    let s = &mut only(written(&plan()));
    let (base, plus, tests) = (contract("base", &[]), contract("plus", &[]), contract("base", &["tests"]));
    check(s, &base, "open", "covered: verification");
    check(s, &base, "open version=11.9", "covered: verification");
    let old = story(s, &base, "11-10 10:00 open version=10.0 contact=bo@acme.example", "11-10 10:00");
    assert_eq!(old["verdicts"][0]["verdict"], "refused");
    check(s, &base, "open facts={\"language\":\"de\"}", "chargeable: verification !coverage");
    check(s, &plus, "open facts={\"language\":\"de\"}", "covered: verification coverage");
    check(s, &base, "open system=t1 severity=2", "covered: verification system");
    check(s, &base, "open system=t1 severity=1", "best-effort: verification system !coverage");
    // An option's rules come before the plan's, the catalogue's after it.
    check(s, &tests, "open system=t1 severity=1", "covered: verification system coverage");
    check(s, &base, "open topic=payroll", "refused: verification !coverage");
}

#[test]
fn without_a_promise_there_is_no_clock() {
    let s = &mut only(written(&plan()));
    let tail = "contact=a@acme.example facts={\"language\":\"en\"}";
    let asked = format!("11-10 10:00 open system=t1 severity=1 {tail}");
    let outcome = story(s, &contract("base", &[]), &asked, "11-10 12:00");
    assert!(clocks(&outcome).is_empty());
    let outcome = story(s, &contract("base", &["tests"]), &asked, "11-10 12:00");
    assert_eq!(clocks(&outcome), ["first-response 4 h, due 11-10 14:00, running -, 7200 s"]);
}

#[test]
fn roles_may_what_they_may() {
    let s = &mut only(written(&plan()));
    let base = contract("base", &[]);
    check(s, &base, "open role=admin", "covered: verification role");
    check(s, &base, "open role=viewer", "refused: verification !role");
    check(s, &base, "open role=user", "covered: verification role");
    // What the catalogue does not know has no limits from here.
    check(s, &base, "open role=guest", "covered: verification");
    let call = "11-10 10:00 call line=support duration_s=60 caller=x@acme.example role=user accepted=";
    let declined = story(s, &base, &format!("{call}true"), "11-10 11:00");
    assert_eq!(declined["verdicts"][0]["verdict"], "refused");
}

#[test]
fn people_show_who_they_are() {
    let s = &mut only(written(&plan()));
    let base = contract("base", &[]);
    check(s, &base, "open contact=bo@other.example", "refused: !verification");
    check(s, &base, "open contact=bo@ACME.example", "covered: verification");
    let code = "open contact=bo facts={\"language\":\"en\",\"code\":\"4711\"}";
    check(s, &base, code, "covered: verification");
    check(s, &base, &code.replace("4711", "4712"), "refused: !verification");
}

#[test]
fn contacts_count_per_system_and_change_after_a_delay() {
    let s = &mut only(written(&plan()));
    let mut contract = contract("base", &[]);
    let names: Vec<String> = (0..9).map(|ix| format!("c{ix}@acme.example")).collect();
    contract["facts"]["contacts"] = json!(names);
    let ask = |s: &mut Scenarios, contract: &Value, day: &str, who: &str| {
        let events = vec![
            json!({"at": answers::at("11-02 12:00"), "do": "contacts", "contacts": ["new@acme.example"]}),
            event(&format!("{day} open contact={who} facts={{\"language\":\"en\"}}")),
        ];
        let line = json!({"id": 1, "contract": contract, "events": events, "until": answers::at("11-30 00:00")});
        answer(s, &line.to_string())["verdicts"][0]["verdict"].as_str().unwrap().to_owned()
    };
    // Two contacts for each of four production systems.
    assert_eq!(ask(s, &contract, "11-02 13:00", "c7@acme.example"), "covered");
    assert_eq!(ask(s, &contract, "11-02 13:00", "c8@acme.example"), "refused");
    // The change of Monday noon holds five business days later.
    assert_eq!(ask(s, &contract, "11-09 11:59", "new@acme.example"), "refused");
    assert_eq!(ask(s, &contract, "11-09 12:00", "new@acme.example"), "covered");
    assert_eq!(ask(s, &contract, "11-09 12:00", "c7@acme.example"), "refused");
}

#[test]
fn systems_count_as_the_plan_says() {
    let s = &mut only(written(&plan()));
    let base = contract("base", &[]);
    check(s, &base, "open system=s1", "covered: verification system");
    check(s, &base, "open system=s2", "covered: verification system");
    // It counts as two, and one of two is taken.
    check(s, &base, "open system=s3", "refused: verification !system");
    check(s, &base, "open system=s4", "refused: verification !system");
}

#[test]
fn a_verdict_says_what_is_due_from_either_side() {
    let s = &mut only(written(&plan()));
    let tail = "contact=a@acme.example facts={\"language\":\"en\"}";
    let verdict = |s: &mut Scenarios, severity: &str| {
        let asked = format!("11-10 10:00 open severity={severity} {tail}");
        story(s, &contract("base", &[]), &asked, "11-10 12:00")["verdicts"][0].clone()
    };
    let urgent = verdict(s, "1");
    assert_eq!((&urgent["rights"], &urgent["duties"]), (&json!(["remote"]), &json!(["reachable"])));
    let other = verdict(s, "2");
    assert!(other.get("rights").is_none() && other.get("duties").is_none());
}

#[test]
fn the_comparison_says_it() {
    let catalogue = written(&plan());
    let text = render::markdown(&comparison(&catalogue, Language::En)).replace('\u{a0}', " ");
    for words in [
        "Old versions",
        "charged",
        "Account manager",
        "2 times a year, Ms Example",
        "severity: Down",
        "takes effect after 5 business days",
        "an address of the company or the code of the contract",
        "Be reachable",
        "may do everything",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let german = render::markdown(&comparison(&catalogue, Language::De)).replace('\u{a0}', " ");
    assert!(german.contains("gilt nach 5 Werktagen") || german.contains("gilt nach 5 Werktage"), "{german}");
}

#[test]
fn the_sentence_is_the_plan_s_own() {
    let mut s = only(written(&plan()));
    let asked = "11-10 10:00 open topic=payroll contact=a@acme.example facts={\"language\":\"en\"}";
    let outcome = story(&mut s, &contract("base", &[]), asked, "11-10 10:00");
    let conditions = outcome["verdicts"][0]["conditions"].as_array().unwrap();
    let why = conditions.iter().find(|condition| condition["condition"] == "coverage").unwrap();
    assert_eq!(why["why"], "By the rules of the plan not covered. Ask your accountant");
    // The function that words it takes verdicts of the engine; here it is enough that it is there for the desk.
    let _: fn(&engine::run::outcome::Verdict, &engine::plan::Catalogue, Language) -> String = sentence;
}

#[test]
fn rules_that_contradict_are_mistakes() {
    let wrong = |from: &str, to: &str, expect: &str| {
        let text = plan().replace(from, to);
        assert_ne!(text, plan(), "{from}");
        let errors = read("test.toml", &text).map(drop).unwrap_err().to_string();
        assert!(errors.contains(expect), "{errors}");
    };
    wrong("{ when = { behind = \">= 2\" }, as", "{ as", "so it is never asked");
    wrong("as = \"chargeable\"", "as = \"chargable\"", "did you mean `chargeable`");
    wrong("may = [\"ask\"]", "may = [\"aks\"]", "did you mean `ask`");
    wrong("duties = [\"reachable\"]", "duties = [\"reach\"]", "duty `reach` is not defined");
    wrong(", window = \"business\" }\nlines", " }\nlines", "business days are counted in a window");
    wrong("\"2 / year\"", "\"2 / fortnight\"", "how often is not one of");
    wrong("\"2 / year\"", "\"many / year\"", "does not begin with a number above 0");
}

#[test]
fn contacts_grow_with_the_contract() {
    let text = r#"
[fact.seats]
name = "Seats"
[plan.p]
name = "P"
price = "free"
contacts = { number = [{ when = { seats = "<= 250" }, number = 1 }, { number = 2, per = "1000 seats" }] }
[option.more]
name = "More"
price = "free"
contacts = 1
"#;
    let s = &mut only(written(&headed(&head(r#""none""#, r#"["en"]"#), text)));
    let mut authorised = |seats: u32, options: &[&str]| {
        let own = json!({"plan": "p", "options": options, "start": "2026-01-01", "facts": {"seats": seats}});
        let asked: Vec<String> = (0..9).map(|ix| format!("11-10 10:0{ix} open ticket=t{ix} contact=c{ix}")).collect();
        let outcome = story(s, &own, &asked.join("; "), "11-11 10:00");
        verdicts(&outcome).iter().filter(|verdict| verdict.starts_with("covered")).count()
    };
    assert_eq!(
        [authorised(250, &[]), authorised(251, &[]), authorised(1000, &[]), authorised(1001, &[])],
        [1, 2, 2, 4]
    );
    assert_eq!(authorised(2500, &["more"]), 7);
}

#[test]
fn releases_are_counted_by_what_the_contract_knows() {
    let text = r#"
[product.app]
name = "App"
[plan.p]
name = "P"
price = "free"
covers = [{ when = { releases-behind = ">= 2" }, as = "refused", sentence = "Please update" }]
targets = [{ milestone = "first-response", within = "1 h", window = "24x7", when = { releases-behind = "0" } }]
"#;
    let s = &mut only(written(&headed(&head(r#""none""#, r#"["en"]"#), text)));
    let facts = json!({"released.app.5.1": "2025-01-01", "released.app.5.2": "2026-01-01", "released.app.5.10": "2026-11-10", "released.other.9": "2026-01-01"});
    let own = json!({"plan": "p", "start": "2026-01-01", "facts": facts});
    let mut asked = |at: &str, version: &str| {
        let outcome = story(s, &own, &format!("{at} open product=app version={version}"), at);
        (verdicts(&outcome)[0].split(':').next().unwrap().to_owned(), clocks(&outcome).len())
    };
    // Until 5.10 is out, 5.2 is the newest one.
    assert_eq!(asked("11-09 10:00", "5.2"), ("covered".to_owned(), 1));
    assert_eq!(asked("11-09 10:00", "5.1"), ("covered".to_owned(), 0));
    assert_eq!(asked("11-10 10:00", "5.1"), ("refused".to_owned(), 0));
    assert_eq!(asked("11-10 10:00", "5.10"), ("covered".to_owned(), 1));
}
