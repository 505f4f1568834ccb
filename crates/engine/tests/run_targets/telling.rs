//! Who hears of a clock that runs on, and how a clock explains itself.

use engine::scenario::Scenarios;
use serde_json::{Value, json};

use crate::answers::{answer, short, story};
use crate::{MILESTONES, contract, plan};

#[test]
fn clocks_that_run_on_escalate() {
    let target = r#"{ milestone = "resolution", within = "8 h", window = "business", escalates = [{ at = "50 %", to = "team lead" }, { after = "2 days", to = "management" }] }"#;
    let s = &mut plan("", target);
    let escalations = |s: &mut Scenarios, events: &str, until: &str| -> Vec<String> {
        let outcome = story(s, &contract(), events, until);
        let list = outcome["tickets"]["t1"]["milestones"][0]["escalations"].as_array().unwrap().clone();
        list.iter()
            .map(|one| format!("{} {} {}", one["to"].as_str().unwrap(), short(&one["at"]), one["happened"]))
            .collect()
    };
    assert_eq!(
        escalations(s, "11-11 10:00 open", "11-11 13:59"),
        ["team lead 11-11 14:00 false", "management 11-13 10:00 false"]
    );
    assert_eq!(
        escalations(s, "11-11 10:00 open", "11-11 14:00"),
        ["team lead 11-11 14:00 true", "management 11-13 10:00 false"]
    );
    assert_eq!(
        escalations(s, "11-11 10:00 open; 11-11 12:00 resolve", "12-01 00:00"),
        ["team lead 11-11 14:00 false", "management 11-13 10:00 false"]
    );
    assert_eq!(
        escalations(s, "11-11 10:00 open; 11-11 12:00 pause; 11-11 13:00 resume", "11-11 15:00"),
        ["team lead 11-11 15:00 true", "management 11-13 11:00 false"]
    );
}

#[test]
fn clocks_explain_themselves_in_steps_and_as_a_picture() {
    let target = r#"{ milestone = "on-site", within = "4 h", window = "always", from = "diagnosis", starts-in = "business", cut-off = "15:00", ends-in = "business", escalates = [{ at = "50 %", to = "team <lead>" }] }"#;
    let s = &mut plan(MILESTONES, target);
    let events = [
        ("2026-11-11T09:00:00+01:00", json!({"do": "open"})),
        ("2026-11-11T15:30:00+01:00", json!({"do": "reach", "what": "diagnosis"})),
        ("2026-11-12T12:30:00+01:00", json!({"do": "resolve"})),
    ];
    let events: Vec<Value> = events
        .into_iter()
        .map(|(at, mut event)| {
            event["at"] = at.into();
            event["ticket"] = "t1".into();
            event
        })
        .collect();
    let mut explained = |language: &str| {
        let line = json!({"id": "s", "explain": true, "language": language, "contract": contract(), "events": events, "until": "2026-12-01T00:00:00+01:00"});
        answer(s, &line.to_string())["tickets"]["t1"]["milestones"][0].clone()
    };
    let (german, english) = (explained("de"), explained("en"));
    let steps = |clock: &Value| {
        clock["why"].as_array().unwrap().iter().map(|step| step.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        steps(&english),
        [
            "Begins with: Diagnosis Wed 11 Nov 2026, 15:30",
            "Target: 4 h, counted in “Always” (around the clock)",
            "Cut-off time 15:00 has passed; counts only from the opening of “Business hours”: Thu 12 Nov 2026, 09:00",
            "Thu 12 Nov 2026, 09:00 to 13:00: 4 h counted, 0 min left",
            "Due Thu 12 Nov 2026, 13:00",
            "Escalated Thu 12 Nov 2026, 11:00 to team <lead>",
            "Reached by: resolution",
            "Met Thu 12 Nov 2026, 12:30 after 3 h 30 min",
        ]
    );
    assert_eq!(steps(&german)[0], "Beginnt mit: Diagnosis Mi 11.11.2026, 15:30 Uhr");
    assert_eq!(
        steps(&german)[2],
        "Annahmeschluss 15:00 Uhr vorbei; zählt erst ab Öffnung von „Business hours“: Do 12.11.2026, 09:00 Uhr"
    );
    let line = english["line"].as_str().unwrap();
    assert!(line.starts_with("<svg") && line.ends_with("</svg>"), "{line}");
    // Before the gate nothing counts; after it everything does.
    assert_eq!(line.matches("class=\"closed\"").count(), 1, "{line}");
    assert_eq!(line.matches("<rect class=\"open\"").count(), 1, "{line}");
    // Whoever does not see it is told the same, and it takes the colour of the text around it.
    assert!(line.contains("<desc>Due Thu 12 Nov 2026, 13:00, Reached Thu 12 Nov 2026, 12:30</desc>"), "{line}");
    assert!(line.contains("fill=\"currentColor\"") && !line.contains('#'), "{line}");
    assert!(line.contains("Due Thu 12 Nov 2026, 13:00") && line.contains("Reached Thu 12 Nov 2026, 12:30"), "{line}");
    assert!(german["line"].as_str().unwrap().contains("Fällig Do 12.11.2026, 13:00 Uhr"));
}
