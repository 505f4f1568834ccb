//! What starts a clock, what reaches it, and which rounds it has.

use crate::answers::{answer, clocks, refused, story};
use serde_json::json;

use crate::{MILESTONES, check, check_until, contract, plan};

#[test]
fn a_file_defines_milestones() {
    let s = &mut plan(MILESTONES, "{ milestone = \"on-site\", within = \"8 h\", window = \"business\" }");
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 11:00 reach what=on-site",
        "on-site 8 h, due 11-11 17:00, met 11-11 11:00, 7200 s",
    );
    // A remote fix makes the visit needless.
    check(s, "11-11 09:00 open; 11-11 10:00 resolve", "on-site 8 h, due 11-11 17:00, met 11-11 10:00, 3600 s");
    check(s, "11-11 09:00 open; 11-11 10:00 close", "on-site 8 h, due 11-11 17:00, ended 11-11 10:00, 3600 s");
    // A reopening takes up what the resolution had reached, but not what the visit had.
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 11:00 reopen; 11-11 12:00 reach milestone=on-site; 11-11 13:00 resolve; 11-11 14:00 reopen",
        "on-site 8 h, due 11-12 10:00, met 11-11 12:00, 7200 s",
    );
    let outcome = story(s, &contract(), "11-11 09:00 open; 11-11 10:00 reach what=lunch", "11-12 00:00");
    assert_eq!(refused(&outcome), ["1 Nothing in this plan waits for “lunch”"]);
}

#[test]
fn a_clock_may_begin_before_the_arrival() {
    let fault = "[milestone.fault]\nname = \"Fault\"\nfrom = \"since\"\nuntil = [\"resolve\"]\n";
    let s = &mut plan(fault, "{ milestone = \"fault\", within = \"8 h\", window = \"business\" }");
    // Told with the request: two hours had passed; without it, or with a time to come, the arrival counts.
    let told = "11-11 11:00 open facts={\"since\":\"2026-11-11T09:00:00+01:00\"}; 11-11 15:00 resolve";
    check(s, told, "fault 8 h, due 11-11 17:00, met 11-11 15:00, 21600 s");
    check(s, "11-11 11:00 open; 11-11 15:00 resolve", "fault 8 h, due 11-12 11:00, met 11-11 15:00, 14400 s");
    let later = told.replace("11T09:00", "12T09:00");
    check(s, &later, "fault 8 h, due 11-12 11:00, met 11-11 15:00, 14400 s");
    // Found out later it counts from then on, for the whole clock.
    let found = "11-11 11:00 open; 11-11 12:00 fact since=2026-11-10T09:00:00+01:00; 11-11 15:00 resolve";
    check(s, found, "fault 8 h, due 11-10 17:00, breached 11-11 15:00, 50400 s");
    let events = json!([{"at": "2026-11-11T11:00:00+01:00", "do": "open", "ticket": "t1", "facts": {"since": "2026-11-11T09:00:00+01:00"}}]);
    let line = json!({"id": "s", "explain": true, "contract": contract(), "events": events, "until": "2026-11-12T00:00:00+01:00"});
    let why = answer(s, &line.to_string())["tickets"]["t1"]["milestones"][0]["why"][0].clone();
    assert_eq!(why, "Begins with: stated beginning, otherwise arrival Wed 11 Nov 2026, 09:00");
}

#[test]
fn clocks_are_chained() {
    let after_diagnosis = "{ milestone = \"on-site\", within = \"4 h\", window = \"business\", from = \"diagnosis\" }";
    let s = &mut plan(MILESTONES, after_diagnosis);
    check(s, "11-11 09:00 open", "");
    check(
        s,
        "11-13 09:00 open; 11-13 15:00 reach what=diagnosis; 11-16 10:00 reach what=on-site",
        "on-site 4 h, due 11-16 11:00, met 11-16 10:00, 10800 s",
    );
    let from_response =
        "{ milestone = \"resolution\", within = \"4 h\", window = \"business\", from = \"first-response\" }";
    let s = &mut plan(MILESTONES, from_response);
    check(
        s,
        "11-11 09:00 open; 11-11 12:00 reply; 11-11 13:00 reply; 11-11 14:00 resolve; 11-11 15:00 reply",
        "resolution 4 h, due 11-11 16:00, met 11-11 14:00, 7200 s",
    );
    let outcome = story(s, &contract(), "11-11 09:00 open; 11-11 10:00 resolve", "11-12 00:00");
    assert_eq!(clocks(&outcome), [] as [&str; 0]);
    // A report is due after the resolution, and closing the ticket does not end it; a reopening does.
    let s = &mut plan(MILESTONES, "{ milestone = \"report\", within = \"48 h\", window = \"business\" }");
    check_until(
        s,
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 11:00 close",
        "11-11 12:00",
        "report 48 h, due 11-19 10:00, running -, 7200 s",
    );
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 resolve; 11-11 11:00 reopen; 11-11 12:00 resolve; 11-11 15:00 reach what=report",
        "report 48 h, due 11-19 10:00, ended 11-11 11:00, 3600 s
        report 48 h, due 11-19 12:00, met 11-11 15:00, 10800 s",
    );
}

#[test]
fn news_come_round_again_and_pause_for_the_reasons_given() {
    let s = &mut plan(MILESTONES, "{ milestone = \"news\", within = \"2 h\", window = \"always\" }");
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 11:00 reply; 11-11 11:30 resolve",
        "news 2 h, due 11-11 12:00, met 11-11 11:00, 3600 s
        news 2 h, due 11-11 13:00, ended 11-11 11:30, 1800 s",
    );
    // Waiting for the customer counts, waiting for the vendor does not, and the customer's message does not end that.
    check_until(
        s,
        "11-11 09:00 open; 11-11 10:00 reply; 11-11 10:30 pause; 11-11 11:00 pause why=waiting-vendor; 11-11 11:10 message; 11-11 12:00 resume",
        "11-11 12:00",
        "news 2 h, due 11-11 13:00, running -, 3600 s",
    );
}

#[test]
fn what_counts_as_a_response() {
    let target = "{ milestone = \"first-response\", within = \"2 h\", window = \"always\" }";
    let receipt = "[milestone.first-response]\nname = \"Response\"\nuntil = [\"receipt\", \"reply\", \"call\"]";
    check(
        &mut plan(receipt, target),
        "11-11 09:00 open; 11-11 09:01 reply by=automatic",
        "first-response 2 h, due 11-11 11:00, met 11-11 09:01, 60 s",
    );
    let qualified = "[milestone.first-response]\nname = \"Response\"\nuntil = \"qualified\"";
    let s = &mut plan(qualified, target);
    check(
        s,
        "11-11 09:00 open; 11-11 09:01 reply; 11-11 10:00 reply reaches=[\"qualified\"]",
        "first-response 2 h, due 11-11 11:00, met 11-11 10:00, 3600 s",
    );
    // A technician on site also counts: said at the target alone.
    let early =
        "{ milestone = \"first-response\", within = \"2 h\", window = \"always\", until = [\"reply\", \"on-site\"] }";
    let s = &mut plan("", early);
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reach what=on-site",
        "first-response 2 h, due 11-11 11:00, met 11-11 10:00, 3600 s",
    );
    check_until(
        s,
        "11-11 09:00 open; 11-11 10:00 call line=none duration_s=60 ticket=t1",
        "11-11 10:30",
        "first-response 2 h, due 11-11 11:00, warned -, 5400 s",
    );
}

#[test]
fn a_workaround_is_reached_before_the_fix() {
    let targets = "{ milestone = \"workaround\", within = \"4 h\", window = \"always\" }, { milestone = \"resolution\", within = \"1 month\", window = \"always\" }";
    let s = &mut plan("", targets);
    check(
        s,
        "11-11 09:00 open; 11-11 10:00 reply reaches=[\"workaround\"]; 11-12 09:00 resolve; 11-12 10:00 reopen; 11-12 11:00 resolve",
        "workaround 4 h, due 11-11 13:00, met 11-11 10:00, 3600 s
        resolution 1 month, due 12-11 10:00, met 11-12 11:00, 90000 s",
    );
}
