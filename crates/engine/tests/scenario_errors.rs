//! Lines that cannot be read: the error points at the field, says what is allowed, and leaves the next line alone.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{answer, shipped};
use proptest::prelude::*;
use serde_json::Value;

const GOOD: &str = r#"{"id":"n1","contract":{"plan":"level-2","start":"2026-11-01","facts":{"contacts":["c1"],"term_months":12}},"events":[{"at":"2026-11-10T18:10:00+01:00","do":"call","line":"emergency","duration_s":660,"caller":"c1"},{"at":"2026-11-11T10:00:00+01:00","do":"open","ticket":"t1","channel":"email","severity":"2"},{"at":"2026-11-12T09:00:00+01:00","do":"log","ticket":"t1","duration_s":5400,"kind":"task"},{"at":"2026-11-19T09:00:00+01:00","do":"fact","ticket":"t1","cause":"own-defect","recorded_at":"2026-12-03T09:00:00+01:00"},{"at":"2026-11-20T09:00:00+01:00","do":"agree","what":"pool","periods":["2026-11","2026-12"],"by":"support-manager"},{"at":"2026-11-21T09:00:00+01:00","do":"top-up","allowance":"phone","duration_s":600,"price":"49.00"}],"until":"2026-12-01T00:00:00+01:00"}"#;

#[test]
fn errors_point_at_the_field() {
    let mut scenarios = shipped();
    assert!(answer(&mut scenarios, GOOD).get("error").is_none());
    let mut check = |from: &str, to: &str, at: &str, message: &str| {
        assert!(GOOD.contains(from), "{from}");
        let outcome = answer(&mut scenarios, &GOOD.replacen(from, to, 1));
        assert_eq!(outcome["error"]["at"], at, "{outcome}");
        let found = outcome["error"]["message"].as_str().unwrap();
        assert!(found.contains(message), "{found} has no {message}");
        assert!(answer(&mut scenarios, GOOD).get("error").is_none(), "the next line stands");
    };
    check("660", "-1", "events[0].duration_s", "must be a whole number from 0 to 31622400");
    check("660", "31622401", "events[0].duration_s", "must be a whole number from 0 to 31622400");
    check("660", "1e3", "events[0].duration_s", "must be a whole number");
    check("660", "99999999999999999999", "events[0].duration_s", "must be a whole number from 0");
    check("660", "\"660\"", "events[0].duration_s", "must be a whole number, but is a text");
    check(",\"duration_s\":660", "", "events[0].duration_s", "is missing");
    check("\"do\":\"call\"", "\"do\":\"phone\"", "events[0].do", "`phone` is not one of: call, open, reply");
    check("\"line\":", "\"lines\":", "events[0].line", "is missing");
    check(
        "\"caller\":\"c1\"",
        "\"colour\":\"c1\"",
        "events[0].colour",
        "is not known here; known: at, do, recorded_at, line",
    );
    check("\"caller\":\"c1\"", "\"line\":\"c1\"", "events[0].line", "is given twice");
    check("2026-11-10T18:10:00+01:00", "2026-11-10T18:10:00", "events[0].at", "is not an instant with its offset");
    check("2026-11-10T18:10:00+01:00", "2026-02-30T18:10:00Z", "events[0].at", "is not an instant");
    check("2026-11-10T18:10:00+01:00", "-000044-11-10T18:10:00Z", "events[0].at", "in the years 1 to 9999");
    check("\"email\"", "\"fax\"", "events[1].channel", "`fax` is not one of: email, phone, portal, chat, on-site");
    check("\"own-defect\"", "[1]", "events[3].cause", "but is a list");
    check("[\"2026-11\",", "[\"2026-13\",", "events[4].periods[0]", "`2026-13` is not a month");
    check("\"what\":\"pool\"", "\"what\":\"peace\"", "events[4].what", "`peace` is not one of: pool");
    check("\"49.00\"", "\"-49.00\"", "events[5].price", "must be a decimal number");
    check("\"duration_s\":600", "\"duration_s\":600,\"quantity\":1", "events[5].quantity", "only one of them");
    check("\"start\":\"2026-11-01\"", "\"start\":\"01.11.2026\"", "contract.start", "is not a day");
    check("\"start\":\"2026-11-01\"", "\"start\":\"0000-11-01\"", "contract.start", "in the years 1 to 9999");
    check("\"start\":\"2026-11-01\"", "\"start\":\"1500-11-01\"", "until", "more than 200 years after the start");
    check(
        "\"plan\":\"level-2\"",
        "\"plan\":\"level-9\"",
        "contract.plan",
        "known: level-1, level-2, level-3, maintenance",
    );
    check(
        "\"plan\":\"level-2\"",
        "\"plan\":\"level-2\",\"catalogue\":\"x\"",
        "contract.catalogue",
        "loaded: shop-levels",
    );
    check(
        "\"plan\":\"level-2\"",
        "\"plan\":\"level-2\",\"options\":[\"x\"]",
        "contract.options",
        "option `x` is not in the catalogue",
    );
    check("\"plan\":\"level-2\"", "\"plan\":\"level-2\",\"options\":[7]", "contract.options[0]", "must be a text");
    check("[\"c1\"]", "[\"c1\",null]", "contract.facts.contacts[1]", "must be a text, but is null");
    check("\"term_months\":12", "\"term_months\":0", "contract.facts.term_months", "from 1 to 1200");
    check("\"term_months\":12", "\"agreed\":{\"fee\":\"much\"}", "contract.facts.agreed.fee", "");
    check("\"until\":", "\"untli\":", "until", "is missing");
    check("\"id\":\"n1\"", "\"id\":[]", "id", "is missing, or neither");
    check("{\"id\"", "[\"id\"", "column 6", "not a line of JSON");
    check("{\"id\"", "", "column 1", "not a line of JSON");
}

#[test]
fn errors_keep_the_id_where_it_can_be_read() {
    let mut scenarios = shipped();
    assert_eq!(answer(&mut scenarios, r#"{"id":"a\"b"}"#)["id"], "a\"b");
    assert_eq!(answer(&mut scenarios, r#"{"until":1,"id":7}"#)["id"], 7);
    assert_eq!(answer(&mut scenarios, "")["id"], Value::Null);
    assert_eq!(answer(&mut scenarios, "[]")["error"]["message"], "must be an object, but is a list");
}

/// Pieces that make a line strange.
const STRANGE: [&str; 24] = [
    "null",
    "-1",
    "1e308",
    "9223372036854775807",
    "\"\"",
    "[]",
    "{}",
    "true",
    "\"2026-11\"",
    "9999-12-31",
    "0001-01-01",
    "12-31",
    "02-29",
    "T24:00:00",
    "+23:59",
    "\"level-3\"",
    "\"change\"",
    "\"cancel\"",
    "\"call\"",
    "\"support\"",
    "\u{0}",
    "\\ud83d",
    "[[[[[[[[",
    "🦀",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Whatever is done to a line, the answer is one line of JSON and nobody panics.
    #[test]
    fn mutated_lines_are_answered(
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..12_usize, 0..STRANGE.len() + 2), 1..6),
    ) {
        let mut line: Vec<char> = GOOD.chars().collect();
        for (at, cut, piece) in edits {
            let at = at.index(line.len());
            let end = (at + cut).min(line.len());
            let piece = STRANGE.get(piece).copied().unwrap_or_default();
            line.splice(at..end, piece.chars());
        }
        let line: String = line.into_iter().collect();
        answer(&mut shipped_once(), &line);
    }

    /// Whole values are swapped for strange ones, so that the line stays JSON and reaches the engine.
    #[test]
    fn strange_values_are_answered(places in proptest::collection::vec((0..40_usize, 0..18_usize), 1..4)) {
        let mut line: Value = serde_json::from_str(GOOD).unwrap();
        for (place, strange) in places {
            let value = serde_json::from_str(STRANGE[strange]).unwrap_or_else(|_| Value::from(STRANGE[strange]));
            let mut left = place;
            replace(&mut line, &mut left, &value);
        }
        answer(&mut shipped_once(), &line.to_string());
    }
}

fn shipped_once() -> engine::scenario::Scenarios {
    use std::sync::{Arc, OnceLock};
    static SHOP: OnceLock<Arc<engine::plan::Catalogue>> = OnceLock::new();
    let shop = SHOP.get_or_init(|| Arc::new(answers::catalogue("shop-levels")));
    engine::scenario::Scenarios::new(vec![("shop-levels".to_owned(), Arc::clone(shop))])
}

/// Replaces the leaf of this number.
fn replace(value: &mut Value, left: &mut usize, by: &Value) -> bool {
    let children: Vec<&mut Value> = match value {
        Value::Array(list) => list.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        leaf => {
            if *left == 0 {
                *leaf = by.clone();
                return true;
            }
            *left -= 1;
            return false;
        }
    };
    children.into_iter().any(|child| replace(child, left, by))
}
