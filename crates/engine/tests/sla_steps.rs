//! The steps from a request's arrival to its due time, as people read them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use std::sync::Arc;

use engine::plan::Selection;
use engine::plan::catalogue::Language;
use engine::run::situation::FactHistory;
use engine::run::{Contract, Timeline, Volume};
use engine::sla::{Moment, SegmentKind, TicketHistory, clocks, promise_line};
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    answers::at(text).parse().unwrap()
}

fn history(opened: &str, moments: &[(&str, Moment)]) -> TicketHistory {
    TicketHistory {
        ticket: "1042".to_owned(),
        opened: at(opened),
        channel: None,
        severity: None,
        facts: FactHistory::default(),
        moments: moments.iter().map(|(when, moment)| (at(when), *moment)).collect(),
        ..TicketHistory::default()
    }
}

fn under(volume: &Volume, plan: &str) -> Timeline {
    let contract = Contract {
        selection: Selection { plan: plan.to_owned(), ..Selection::default() },
        start: jiff::civil::date(2026, 1, 1),
        ..Contract::default()
    };
    Timeline::build(volume, &contract, &[]).unwrap()
}

fn steps(volume: &Volume, plan: &str, history: &TicketHistory, until: &str, language: Language) -> Vec<String> {
    let ticket = clocks(volume.catalogue(), &under(volume, plan), history, at(until));
    ticket.milestones[0].why.iter().map(|step| step.text(volume.catalogue(), language)).collect()
}

#[test]
fn over_a_weekend() {
    let volume = Volume::new("shop-levels", Arc::new(answers::catalogue("shop-levels")));
    let history = history("11-13 16:30", &[("11-16 12:00", Moment::Reply)]);
    assert_eq!(
        steps(&volume, "level-3", &history, "11-20 00:00", Language::En),
        [
            "Arrived Fri 13 Nov 2026, 16:30",
            "Guaranteed: 4 h, counted in “Response hours” (Mon–Fri 9:00–18:00, not on public holidays)",
            "Fri 13 Nov 2026, 16:30 to 18:00: 1 h 30 min counted, 2 h 30 min left",
            "Mon 16 Nov 2026, 09:00 to 11:30: 2 h 30 min counted, 0 min left",
            "Due Mon 16 Nov 2026, 11:30",
            "Breached: 4 h 30 min counted",
        ]
    );
    assert_eq!(
        steps(&volume, "level-3", &history, "11-20 00:00", Language::De),
        [
            "Eingang Fr 13.11.2026, 16:30 Uhr",
            "Garantiert: 4 h, gezählt in „Reaktionszeiten“ (Mo–Fr 9–18 Uhr, nicht an Feiertagen)",
            "Fr 13.11.2026, 16:30 Uhr bis 18:00: 1 h 30 min gezählt, 2 h 30 min übrig",
            "Mo 16.11.2026, 09:00 Uhr bis 11:30: 2 h 30 min gezählt, 0 min übrig",
            "Fällig Mo 16.11.2026, 11:30 Uhr",
            "Überschritten: 4 h 30 min gezählt",
        ]
    );
}

const TABLES: &str = r#"
[window.day]
name = { en = "Day" }
hours = "Mo-Fr 09:00-17:00; PH off"
[plan.all]
name = { en = "All" }
summary = { en = "All" }
price = "free"
channels = ["email"]
targets = [{ milestone = "resolution", within = "8 h", window = "day" }]
"#;

fn resolution() -> String {
    answers::head(r#""DE-TH""#, r#"["en"]"#) + TABLES
}

#[test]
fn with_a_pause_and_its_line() {
    let volume = Volume::new("test", Arc::new(answers::written(&resolution())));
    let history = history("11-11 07:00", &[("11-11 11:00", Moment::Pause), ("11-12 10:00", Moment::Message)]);
    assert_eq!(
        steps(&volume, "all", &history, "11-12 11:00", Language::En),
        [
            "Arrived Wed 11 Nov 2026, 07:00",
            "Target: 8 h, counted in “Day” (Mon–Fri 9:00–17:00, not on public holidays)",
            "Time counts from Wed 11 Nov 2026, 09:00",
            "Wed 11 Nov 2026, 09:00 to 11:00: 2 h counted, 6 h left",
            "Paused Wed 11 Nov 2026, 11:00 to Thu 12 Nov 2026, 10:00",
            "Thu 12 Nov 2026, 10:00 to 16:00: 6 h counted, 0 min left",
            "Due Thu 12 Nov 2026, 16:00",
        ]
    );
    let ticket = clocks(volume.catalogue(), &under(&volume, "all"), &history, at("11-12 11:00"));
    let coverage = &volume.catalogue().windows[0].coverage;
    let line = promise_line(&ticket.milestones[0], coverage, at("11-11 07:00"), at("11-12 18:00"));
    let expect = [
        ("11-11 07:00", "11-11 09:00", SegmentKind::Closed),
        ("11-11 09:00", "11-11 11:00", SegmentKind::Open),
        ("11-11 11:00", "11-12 10:00", SegmentKind::Paused),
        ("11-12 10:00", "11-12 17:00", SegmentKind::Open),
        ("11-12 17:00", "11-12 18:00", SegmentKind::Closed),
    ];
    let found: Vec<_> = line.iter().map(|segment| (segment.from, segment.to, segment.kind)).collect();
    assert_eq!(found, expect.map(|(from, to, kind)| (at(from), at(to), kind)));
}

#[test]
fn a_century_of_promise_is_explained_in_few_steps() {
    let text = resolution().replace("8 h", "100000 h");
    let volume = Volume::new("test", Arc::new(answers::written(&text)));
    let steps = steps(&volume, "all", &history("11-11 07:00", &[]), "11-12 11:00", Language::En);
    assert!(steps.len() < 100, "{}", steps.len());
    assert!(steps[steps.len() - 2].ends_with(" 0 min left"), "{}", steps[steps.len() - 2]);
}
