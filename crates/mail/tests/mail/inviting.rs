//! Calendar events: as calendars write them, and broken ones.

use jiff::civil::{date, datetime};
use mail::{Coming, Event, Moment, Wish, event};
use proptest::prelude::*;

use crate::{read, read_bytes};

/// A mail with an event of these lines, as an alternative beside its text.
fn with(method: &str, lines: &str) -> Option<Event> {
    let mail = format!(
        "From: Bo <bo@acme.example>\nSubject: Termin\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\nText\n\
         --b\nContent-Type: text/calendar; charset=utf-8; method={method}\n\n\
         BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x\nMETHOD:{method}\nBEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n\
         --b--\n"
    );
    event(&read(&mail))
}

#[test]
fn an_invitation_says_what_when_where_and_by_whom() {
    let found = with(
        "REQUEST",
        "SUMMARY:Wartung\\, zweiter Teil\\; bitte komm\n en\nDTSTART;TZID=Europe/Berlin:20261124T100000\n\
         DTEND;TZID=Europe/Berlin:20261124T113000\nLOCATION:Raum 3\\nim Hof\n\
         ORGANIZER;CN=\"Berg, Bo\":mailto:bo@acme.example\nRRULE:FREQ=WEEKLY;COUNT=1000000000\n\
         ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:support@desk.example",
    );
    assert_eq!(
        found,
        Some(Event {
            wish: Wish::Invites,
            title: "Wartung, zweiter Teil; bitte kommen".to_owned(),
            when: Some((
                Moment::Time(datetime(2026, 11, 24, 10, 0, 0, 0)),
                Some(Moment::Time(datetime(2026, 11, 24, 11, 30, 0, 0)))
            )),
            zone: "Europe/Berlin".to_owned(),
            repeats: true,
            place: "Raum 3 im Hof".to_owned(),
            organizer: "Berg, Bo <bo@acme.example>".to_owned(),
        })
    );
}

#[test]
fn times_are_read_as_they_are_written() {
    let time = |hour, minute| Moment::Time(datetime(2026, 11, 24, hour, minute, 0, 0));
    let day = |day| Moment::Day(date(2026, 11, day));
    for (lines, when, zone) in [
        ("DTSTART:20261124T100000Z", Some((time(10, 0), None)), "UTC"),
        ("DTSTART:20261124T100000", Some((time(10, 0), None)), ""),
        (
            "DTSTART;TZID=W. Europe Standard Time:20261124T100000\nDURATION:PT45M",
            Some((time(10, 0), Some(time(10, 45)))),
            "W. Europe Standard Time",
        ),
        ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261125", Some((day(24), None)), ""),
        ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127", Some((day(24), Some(day(26)))), ""),
        ("DTSTART;VALUE=DATE:20261124\nDURATION:P2D", Some((day(24), Some(day(25)))), ""),
        ("DTSTART:20261324T100000Z", None, ""),
        ("DTSTART:gestern", None, ""),
        ("LOCATION:da", None, ""),
    ] {
        let found = with("PUBLISH", lines).unwrap_or_else(|| panic!("{lines}: no event"));
        assert_eq!((found.when, found.zone.as_str()), (when, zone), "{lines}");
        assert_eq!(found.wish, Wish::Tells);
    }
}

#[test]
fn a_mail_may_call_off_answer_and_propose() {
    for (method, lines, wish) in [
        ("CANCEL", "STATUS:CANCELLED", Wish::CallsOff),
        ("CANCEL", "SUMMARY:x", Wish::CallsOff),
        ("REQUEST", "STATUS:CANCELLED", Wish::CallsOff),
        ("REPLY", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example", Wish::Answers(Some(Coming::Yes))),
        ("REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example", Wish::Answers(Some(Coming::No))),
        ("REPLY", "ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@b.example", Wish::Answers(Some(Coming::Perhaps))),
        ("REPLY", "SUMMARY:x", Wish::Answers(None)),
        ("COUNTER", "SUMMARY:x", Wish::Proposes),
        ("", "SUMMARY:x", Wish::Tells),
    ] {
        assert_eq!(with(method, lines).map(|event| event.wish), Some(wish), "{method} {lines}");
    }
    let none = "From: a@b.example\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VJOURNAL\nEND:VJOURNAL\nEND:VCALENDAR\n";
    assert_eq!(event(&read(none)), None);
    assert_eq!(event(&read("From: a@b.example\nContent-Type: text/calendar\n\nHallo\n")), None);
}

#[test]
fn hostile_events_are_bounded() {
    let found =
        with("REQUEST", &format!("SUMMARY:{}\nORGANIZER;CN=\"{}\":mailto:x", "lang ".repeat(900), "n".repeat(9000)));
    let found = found.expect("an event");
    assert!(found.title.chars().count() <= 250 && found.organizer.chars().count() <= 250, "{found:?}");
    let deep = format!("{}SUMMARY:tief\n", "BEGIN:VEVENT\n".repeat(10_000));
    assert!(with("REQUEST", &deep).is_some());
    let large = format!("SUMMARY:x\nDESCRIPTION:{}", "x".repeat(300_000));
    assert_eq!(with("REQUEST", &large), None, "it stays a file");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_event_is_read_or_left_out(lines in "(([A-Z]{2,9}|DTSTART|DTEND|DURATION|RRULE|BEGIN|END|ORGANIZER)(;[A-Z]{2,5}=[^\r\n]{0,9})?:[^\r\n]{0,20}\n){0,12}", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let first = with("REQUEST", &lines);
        prop_assert_eq!(first, with("REQUEST", &lines));
        let mut raw = b"From: a@b.example\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n".to_vec();
        raw.extend(bytes);
        let _ = event(&read_bytes(&raw));
    }
}
