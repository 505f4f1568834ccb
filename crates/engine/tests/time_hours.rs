//! The hours notation: what is read, how it is written back, what is refused and where.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may fail too")]

use engine::time::Hours;
use proptest::prelude::*;

#[test]
fn canonical_text() {
    let check = |text: &str, canonical: &str| {
        let hours = Hours::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(hours.to_string(), canonical);
        assert_eq!(Hours::parse(canonical).unwrap(), hours, "{text} reads back");
    };
    check("24/7", "24/7");
    check("Mo-Fr 09:30-12:30,13:30-17:00; PH off", "Mo-Fr 09:30-12:30,13:30-17:00; PH off");
    check("  mo-fr 9:30-12:30, 13:30-17:00 ;PH closed; ", "Mo-Fr 09:30-12:30,13:30-17:00; PH off");
    check("Mo-Fr 22:00-08:00", "Mo-Fr 22:00-08:00");
    check("Mo-Fr 22:00-32:00", "Mo-Fr 22:00-08:00");
    check("Fr 10:00-36:00", "Fr 10:00-36:00");
    check("00:00-24:00", "24/7");
    check("08:00-18:00", "Mo-Su 08:00-18:00");
    check("Mo-Fr", "Mo-Fr 00:00-24:00");
    check("24/7; Dec 24,31 off", "24/7; Dec 24,Dec 31 off");
    check("24/7; 2026 Dec 24,31 off", "24/7; 2026 Dec 24,2026 Dec 31 off");
    check("24/7; Dec 24-26,31,Jan 1,2 off", "24/7; Dec 24-Dec 26,Dec 31,Jan 01,Jan 02 off");
    check("24/7; 2026-2028 Dec 24,31 off", "24/7; 2026-2028 Dec 24,Dec 31 off");
    check("24/7; 2026 Dec 24,2027 Dec 23,24 off", "24/7; 2026 Dec 24,2027 Dec 23,2027 Dec 24 off");
    check("Dec 24,31 10:00-12:00,13:00-14:00", "Dec 24,Dec 31 10:00-12:00,13:00-14:00");
    check("24/7; Dec 24-Jan 02 off", "24/7; Dec 24-Jan 02 off");
    check("2026 Dec 24-2027 Jan 02 10:00-12:00", "2026 Dec 24-2027 Jan 02 10:00-12:00");
    check("24/7; easter -2 days off; PH +1 day off", "24/7; easter -2 days off; PH +1 day off");
    check("Mo[1] 10:00-12:00; Fr[-1] off", "Mo[1] 10:00-12:00; Fr[-1] off");
    check("week 1-53/2 Mo 10:00-12:00", "week 01-53/2 Mo 10:00-12:00");
    check(
        "Apr-Sep Mo-Fr 08:00-20:00; Oct-Mar Mo-Fr 08:00-18:00",
        "Apr-Sep Mo-Fr 08:00-20:00; Oct-Mar Mo-Fr 08:00-18:00",
    );
    check("PH,Su 10:00-14:00", "PH,Su 10:00-14:00");
    check("Mo-Fr 08:00-12:00, We 14:00-16:00", "Mo-Fr 08:00-12:00, We 14:00-16:00");
    check("Mo-Fr 09:00-17:00 open \"hotline\"; Sa off \"rest\"", "Mo-Fr 09:00-17:00; Sa off");
    check("2026 Nov 01+ Mo 10:00-12:00", "2026 Nov 01-9999 Dec 31 Mo 10:00-12:00");
}

#[test]
fn refused_texts_point_at_the_fault() {
    // The fault is what stands between the brackets.
    let check = |marked: &str, words: &str| {
        let start = marked.find('⟦').unwrap();
        let end = marked.find('⟧').unwrap() - '⟦'.len_utf8();
        let text = marked.replace(['⟦', '⟧'], "");
        let error = Hours::parse(&text).expect_err(&text);
        assert!(error.message.contains(words), "{text}: {}", error.message);
        assert_eq!((error.start, error.end), (start, end), "{text}: {}", error.message);
    };
    check("⟦⟧", "no hours are given");
    check("⟦ ; ⟧", "no hours are given");
    check("⟦Di⟧ 10:00-12:00", "weekdays are Mo Tu");
    check("Mo-Fr ⟦9-17⟧", "times are written 09:00-17:00");
    check("Mo-Fr 10:00-12:00; Mo ⟦geschlossen⟧", "off");
    check("Mo-Fr 09:00⟦–⟧17:00", "plain -");
    check("Mo-Fr ⟦sunrise⟧-17:00", "by the sun");
    check("Mo-Fr 09:00-17:00; ⟦SH⟧ off", "school holidays");
    check("Mo-Fr 09:00-17:00 ⟦||⟧ off", "fallback");
    check("Mo-Fr 09:00-17:00 ⟦unknown⟧", "certain");
    check("Mo-Fr 09:00-17:00 ⟦\"by appointment\"⟧", "comment alone");
    check("Mo-Fr 09:00-17:00 ⟦\"no end⟧", "no end");
    check("Mo-Fr 09:00⟦+⟧", "open end");
    check("Mo-Fr 09:00-17:00⟦/⟧90", "points in time");
    check("⟦PH Mo⟧-Fr 10:00-12:00", "comma");
    check("Mo-⟦Fr PH⟧ 10:00-12:00", "comma");
    check("⟦Mo 10:00-10:00⟧", "same time");
    check("⟦24/7; Feb 30 off⟧", "no day of the calendar");
    check("⟦24/7; 2027 Feb 29 off⟧", "no day of the calendar");
    check("⟦2026 Nov-Feb 10:00-12:00⟧", "turn of a year");
    check("⟦24/7; 2026 Dec 24,Dec 31 off⟧", "the year with each date");
    check("⟦2028-2026 Mo 10:00-12:00⟧", "before it begins");
    check("⟦24/7; Dec 25-Su -7 days off⟧", "not by both");
    check("   Mo-Fr   10:00-12:00;   ⟦Foo⟧", "cannot be read");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _ = Hours::parse(&text);
    }

    #[test]
    fn no_text_of_the_notation_makes_it_panic_and_what_is_read_reads_back(
        parts in prop::collection::vec(prop::sample::select(vec![
            "Mo", "-", "Fr", " ", ",", ";", "; ", ", ", "PH", "SH", "off", "open", "10:00-12:00", "22:00-06:00", "Dec",
            "24", "31", "2026", "easter", "week", "1", "53", "/", "2", "[", "]", "+", "day", "days", "||", "\"", "24/7",
            "Feb", "29", "48:00", ":", "Su[-1]", " +1 day", "ph",
        ]), 0..14),
    ) {
        let text = parts.concat();
        match Hours::parse(&text) {
            Ok(hours) => {
                let canonical = hours.to_string();
                let again = Hours::parse(&canonical);
                prop_assert_eq!(again.map(|hours| hours.to_string()), Ok(canonical), "{}", text);
            }
            Err(error) => prop_assert!(error.start <= error.end && error.end <= text.len() && text.get(error.start..error.end).is_some()),
        }
    }
}
