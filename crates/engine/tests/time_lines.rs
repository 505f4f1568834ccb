//! Lines of questions about hours, and what hostile lines get.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may fail too")]

use engine::time::{HoursReader, answer_line};
use proptest::prelude::*;

fn line(hours: &str, holidays: &str, rest: &str) -> String {
    format!(r#"{{"id":"a","hours":"{hours}","holidays":{holidays},"time_zone":"Europe/Berlin",{rest}}}"#)
}

#[test]
fn answers() {
    let check = |hours: &str, holidays: &str, rest: &str, answer: &str| {
        assert_eq!(answer_line(&line(hours, holidays, rest)), format!(r#"{{"id":"a",{answer}}}"#), "{hours} {rest}");
    };
    let split = "Mo-Fr 09:30-12:30,13:30-17:00";
    check(
        split,
        r#""DE-TH""#,
        r#""from":"2026-12-24T16:00:00+01:00","add_s":14400"#,
        r#""due":"2026-12-28T12:30:00+01:00""#,
    );
    check(split, "null", r#""from":"2026-12-24T16:00:00+01:00","add_s":14400"#, r#""due":"2026-12-25T12:30:00+01:00""#);
    check(
        split,
        r#""DE-TH""#,
        r#""from":"2026-12-24T15:00:00Z","to":"2026-12-28T12:30:00+01:00""#,
        r#""covered_s":14400"#,
    );
    check(
        split,
        r#""DE-TH""#,
        r#""from":"2026-12-28T12:30:00+01:00","to":"2026-12-24T15:00:00Z""#,
        r#""covered_s":-14400"#,
    );
    check(
        "Mo-Fr 09:00-17:00; PH 10:00-12:00",
        r#""DE-TH""#,
        r#""from":"2026-12-25T00:00:00+01:00","add_s":1"#,
        r#""due":"2026-12-25T10:00:01+01:00""#,
    );
    check(
        "24/7",
        "null",
        r#""from":"2026-03-28T12:00:00+01:00","add_s":86400"#,
        r#""due":"2026-03-29T13:00:00+02:00""#,
    );
    check(
        "24/7",
        "null",
        r#""from":"2026-03-28T12:00:00+01:00","add_s":0.000001"#,
        r#""due":"2026-03-28T12:00:00.000001+01:00""#,
    );
    check(
        "24/7",
        "null",
        r#""from":"2026-03-28T12:00:00+01:00","to":"2026-03-28T12:00:00.25+01:00""#,
        r#""covered_s":0.25"#,
    );
    check(
        "24/7",
        "null",
        r#""from":"2026-03-28T12:00:00+01:00","add_s":1,"to":null"#,
        r#""due":"2026-03-28T12:00:01+01:00""#,
    );
    check("24/7", "null", r#""from":"1850-03-28T12:00:00Z","add_s":1"#, r#""due":"1850-03-28T12:00:01Z""#);
    check(r"24\/7", "null", r#""from":"2026-03-28T12:00:00+01:00","add_s":1"#, r#""due":"2026-03-28T12:00:01+01:00""#);
}

#[test]
fn ids_come_back_as_they_were() {
    for id in ["1", "\"ä\\n\"", "12345678901234567890123", "1.10", "null", "[1,{\"a\":2}]"] {
        let line = format!(r#"{{"hours":"24/7","time_zone":"UTC","from":"2026-03-28T12:00:00Z","add_s":1,"id":{id}}}"#);
        assert_eq!(answer_line(&line), format!(r#"{{"id":{id},"due":"2026-03-28T12:00:01+00:00"}}"#));
    }
}

#[test]
fn faults_point_at_the_field() {
    let check = |line: &str, at: &str, words: &str| {
        let answer = answer_line(line);
        let value: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(value["error"]["at"], at, "{answer}");
        assert!(value["error"]["message"].as_str().unwrap().contains(words), "{answer}");
    };
    let good = r#""from":"2026-12-24T16:00:00+01:00","add_s":14400"#;
    check(&line("Mo-Fr 9-17", "null", good), "hours:6-10", "09:00-17:00");
    check(&line("off", "null", good), "hours", "does not open");
    check(&line("24/7", r#""DE-XX""#, good), "holidays", "nearest");
    check(&line("24/7", "5", good), "holidays", "text");
    check(&line("24/7", "null", good).replace("Europe/Berlin", "Europe/Jena"), "time_zone", "not known");
    check(&line("24/7", "null", r#""from":"2026-12-24T16:00:00","add_s":1"#), "from", "no time");
    check(&line("24/7", "null", r#""from":"2026-12-24T16:00:00Z""#), "add_s", "missing");
    check(
        &line("24/7", "null", r#""from":"2026-12-24T16:00:00Z","add_s":1,"to":"2026-12-24T16:00:00Z""#),
        "to",
        "either",
    );
    check(&line("24/7", "null", r#""from":"2026-12-24T16:00:00Z","to":"soon""#), "to", "no time");
    for (number, words) in [
        ("-1", "negative"),
        ("1e3", "write seconds"),
        ("\"1\"", "write seconds"),
        ("0.0000001", "write seconds"),
        ("99999999999999999999999", "longer"),
        ("9223372036854775807", "longer"),
        ("true", "write seconds"),
    ] {
        check(&line("24/7", "null", &format!(r#""from":"2026-12-24T16:00:00Z","add_s":{number}"#)), "add_s", words);
    }
    check(&line("24/7", "null", r#""from":"2026-12-24T16:00:00Z","add_s":400000000000"#), "hours", "years 1 to 9999");
    check(r#"{"id":7,"hours":"24/7"}"#, "from", "missing");
    check(r#"{"id":7,"hour":"24/7"}"#, "column 14", "unknown field");
    check("{", "column 1", "EOF");
    check("", "column 0", "EOF");
    check(&"[".repeat(200_000), "column 1", "too long");
    let answer = answer_line(r#"{"id":7,"hour":"24/7"}"#);
    assert!(answer.starts_with(r#"{"id":7,"error":"#), "{answer}");
    assert!(answer_line("nonsense").starts_with(r#"{"id":null,"error":"#));
}

#[test]
fn many_different_windows_do_not_disturb_each_other() {
    let mut reader = HoursReader::new();
    for round in 0..2 {
        for minute in 0..600 {
            let hours = format!("Mo-Su {:02}:{:02}-23:59", minute / 60, minute % 60);
            let line = line(&hours, "null", r#""from":"2026-11-10T00:00:00+01:00","add_s":60"#);
            assert_eq!(reader.answer(&line), answer_line(&line), "round {round}");
        }
    }
}

proptest! {
    #[test]
    fn garbage_gets_an_answer_in_one_line_of_json(text in "\\PC{0,80}") {
        let answer = answer_line(&text);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&answer).is_ok());
        prop_assert!(!answer.contains('\n'));
    }

    #[test]
    fn hostile_fields_get_an_answer(
        hours in prop::sample::select(vec!["24/7", "off", "Mo[5] 10:00-12:00", "Feb 29", "easter +366 days", "2026", "\\u0000", ""]),
        zone in prop::sample::select(vec!["Europe/Berlin", "UTC", "America/New_York", "", "../etc/passwd", "Pacific/Apia"]),
        from in prop::sample::select(vec![
            "9999-12-30T21:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", "-009999-01-02T01:59:59Z", "2026-02-30T00:00:00Z", "1582-10-10T00:00:00Z", "",
        ]),
        add in prop::sample::select(vec!["0", "1", "9223372036854", "9223372036855", "-0", "00", "1.", ".5", "[]", "1e400"]),
    ) {
        let line = format!(r#"{{"id":1,"hours":"{hours}","holidays":"DE","time_zone":"{zone}","from":"{from}","add_s":{add}}}"#);
        let answer = answer_line(&line);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&answer).is_ok(), "{}", answer);
    }
}
