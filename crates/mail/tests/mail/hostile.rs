//! Messages built to break the reader, and random ones.

use mail::parse::Cut;
use mail::{Limits, Mail, Unreadable, classify, fold_quotes, hints, parse};
use proptest::prelude::*;

use crate::showing::{innocent, shown};
use crate::{own, read};

/// Runs everything on a message as intake does, and checks what every mail promises.
fn everything(raw: &[u8], limits: &Limits) -> Result<Mail, Unreadable> {
    let mail = parse(raw, limits)?;
    let _ = classify(&mail, &own());
    let hints = hints(&mail, &own());
    assert!(hints.references.len() <= 2 * limits.max_references);
    let folded = fold_quotes(&mail.text);
    assert_eq!(format!("{}{}", folded.visible, folded.quoted), mail.text);
    assert!(!mail.text.contains(['\0', '\r']) && !mail.subject.contains(['\0', '\r', '\n']));
    for file in &mail.attachments {
        assert!(
            !file.name.is_empty() && !file.name.contains(['/', '\\', '\0', '\n']) && !file.name.starts_with('.'),
            "{:?}",
            file.name
        );
        assert!(file.name.chars().count() <= 150);
    }
    if let Some(html) = &mail.html {
        assert!(!html.contains('\0'));
        innocent(&shown(html).html);
    }
    Ok(mail)
}

#[test]
fn fifteen_hundred_levels_stop_at_the_limit() {
    let mut raw = "From: a@b.example\n".to_owned();
    for level in 0..1500 {
        raw.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"));
    }
    raw.push_str("\ninnermost\n");
    let mail = everything(raw.as_bytes(), &Limits::default()).expect("can be read");
    assert_eq!(mail.cut, [Cut::Depth]);
    assert_eq!(mail.attachments.len(), 1);
    assert!(mail.attachments[0].bytes.ends_with(b"innermost\n"), "nothing is lost");
    let careless = Limits { max_depth: usize::MAX, ..Limits::default() };
    assert_eq!(everything(raw.as_bytes(), &careless).expect("can be read").cut, [Cut::Depth]);
}

#[test]
fn nested_messages_are_not_walked() {
    let raw =
        format!("From: a@b.example\n{}\nx", "Content-Type: message/rfc822\n\nFrom: a@b.example\n".repeat(100_000));
    let mail = everything(raw.as_bytes(), &Limits::default()).expect("can be read");
    assert_eq!(mail.attachments.len(), 1);
}

#[test]
fn ten_thousand_references_keep_the_newest() {
    let ids: String =
        (0..10_000).map(|number| format!("\n <{number}.long-enough-to-be-real@mail.acme.example>")).collect();
    let mail = read(&format!("From: a@b.example\nReferences:{ids}\n\nx"));
    assert_eq!(mail.cut, [Cut::References]);
    assert_eq!(mail.references.len(), 100);
    assert!(mail.references[99].starts_with("9999."));
}

#[test]
fn too_many_parts_and_fields_are_cut_and_kept() {
    let part = "--b\nContent-Type: a/b\n\nx\n";
    let raw = format!(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}--b\n\nlast words\n--b--\n",
        part.repeat(20_000)
    );
    let mail = everything(raw.as_bytes(), &Limits::default()).expect("can be read");
    assert_eq!(mail.cut, [Cut::Parts]);
    assert_eq!(mail.attachments.len(), 500);
    let rest = mail.attachments.last().expect("the rest");
    assert!(rest.bytes.ends_with(b"last words\n--b--\n"), "nothing is lost");
    let raw = format!("From: a@b.example\n{}Subject: late\n\nx", "X-Field: y\n".repeat(100_000));
    let mail = everything(raw.as_bytes(), &Limits::default()).expect("can be read");
    assert_eq!((mail.cut, mail.subject.as_str(), mail.text.as_str()), (vec![Cut::Headers], "", "x"));
    let raw = format!("From: a@b.example\nSubject: {}\n\nx", "long ".repeat(1_000_000));
    let mail = everything(raw.as_bytes(), &Limits::default()).expect("can be read");
    assert_eq!((mail.cut, mail.text.as_str()), (vec![Cut::Headers], "x"));
}

/// Each of these is quadratic or worse in a careless reader. A minute would not do there; the test runner's patience is the limit here.
#[test]
fn costly_shapes_stay_cheap() {
    let mega = 1_000_000;
    let body = "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n";
    for raw in [
        format!("From: {}\n\nx", "(".repeat(mega)),
        format!("From: {}\n\nx", "a@b.example,".repeat(mega / 12)),
        format!("Subject: {}\n\nx", "=?aa?q?=?".repeat(7_000)),
        format!("Subject: {}\n\nx", "=?utf-8?b?".repeat(6_500)),
        format!("From: {}\n\nx", "=?utf-8?q?\"<".repeat(5_000)),
        format!("Message-ID: {}\n\nx", "<".repeat(60_000)),
        format!("Content-Type: text/plain; {}\n\nx", (0..1_300).map(|n| format!("a*{n}=b; ")).collect::<String>()),
        format!("{body}{}", "Content-Type: multipart/mixed; boundary=c\n\n--b\n".repeat(20_000)),
        format!("{body}{}", "garbage\n".repeat(mega / 8)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}", "<".repeat(mega)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}", "<!--".repeat(mega / 4)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}>", "<a '\"".repeat(mega / 5)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}", "<blockquote>x".repeat(mega / 13)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}", "&".repeat(mega)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}", "<table>aa</table>".repeat(mega / 17)),
        format!("From: a@b.example\nContent-Type: text/html\n\n{}", "<style>".repeat(mega / 7)),
        format!("From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\n{}", "= ".repeat(mega / 2)),
        format!("From: a@b.example\n\n{}", "On 1 a:\n".repeat(mega / 8)),
        format!("From: a@b.example\n\n{}", "-- \n".repeat(mega / 4)),
        format!("From: a@b.example\n\n{}", "On ".repeat(mega / 3)),
    ] {
        everything(raw.as_bytes(), &Limits::default()).expect("can be read");
    }
}

const SEED: &str = "From: Bo <bo@acme.example>\r\nTo: support+k7@desk.example\r\nSubject: =?utf-8?Q?Gr=C3=BC?= [#1042]\r\nDate: Sun, 22 Nov 2026 03:00:00 +0100\r\n\
Message-ID: <m@acme.example>\r\nReferences: <a@b> <c@d>\r\nReturn-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHallo =C3=BC\r\n\r\nAm 12.11.2026 um 10:00 schrieb Bo:\r\n> alt\r\n-- \r\nBo\r\n\
--c\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<p>Hi <img src=http://x.example/y><a href=\"x\">y</a>&auml;<blockquote>q</blockquote>\r\n--c--\r\n\
--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
--b\r\nContent-Type: application/pdf; name*0*=utf-8''%41; name*1=b.pdf\r\nContent-Disposition: attachment; filename=\"../x\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n\
--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\nMessage-ID: <o@id.desk.example>\r\n\r\nx\r\n--b--\r\n";

/// A change to the seed: cut out, put in, doubled, or a byte overwritten.
#[derive(Debug, Clone)]
enum Change {
    Remove(usize, usize),
    Insert(usize, Vec<u8>),
    Double(usize, usize),
    Set(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let place = 0..SEED.len();
    prop_oneof![
        (place.clone(), 1..40usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (place.clone(), "[\\x00-\\x7f\u{80}-\u{ff}]{1,8}").prop_map(|(at, text)| Change::Insert(at, text.into_bytes())),
        (
            place.clone(),
            prop_oneof![
                Just("=?utf-8?b?"),
                Just("\r\n"),
                Just("--b"),
                Just("\""),
                Just("(<"),
                Just("*0*="),
                Just("%"),
                Just("&#x"),
                Just("<!--"),
                Just("\r\n "),
                Just("=")
            ]
        )
            .prop_map(|(at, text)| Change::Insert(at, text.as_bytes().to_vec())),
        (place.clone(), 1..200usize).prop_map(|(at, length)| Change::Double(at, length)),
        (place, any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
    ]
}

fn apply(raw: &mut Vec<u8>, change: &Change) {
    let end = raw.len();
    match change {
        Change::Remove(at, length) => drop(raw.drain((*at).min(end)..(at + length).min(end))),
        Change::Insert(at, bytes) => drop(raw.splice((*at).min(end)..(*at).min(end), bytes.iter().copied())),
        Change::Double(at, length) => {
            let piece = raw[(*at).min(end)..(at + length).min(end)].to_vec();
            raw.splice((*at).min(end)..(*at).min(end), piece);
        }
        Change::Set(at, byte) => {
            if let Some(place) = raw.get_mut(*at) {
                *place = *byte;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_messages_never_break_the_reader(changes in proptest::collection::vec(change(), 1..12)) {
        let mut raw = SEED.as_bytes().to_vec();
        changes.iter().for_each(|change| apply(&mut raw, change));
        let _ = everything(&raw, &Limits::default());
        let tight = Limits { max_depth: 1, max_parts: 3, max_headers: 4, max_references: 1, max_bytes: 5_000 };
        let _ = everything(&raw, &tight);
    }

    #[test]
    fn random_bytes_never_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = everything(&bytes, &Limits::default());
        for start in ["From: ", "Subject: ", "Date: ", "Content-Type: ", "From: a@b.example\nContent-Type: text/html\n\n", "From: a@b.example\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"] {
            let mut raw = start.as_bytes().to_vec();
            raw.extend_from_slice(&bytes);
            let _ = everything(&raw, &Limits::default());
        }
    }

    #[test]
    fn folding_only_splits(text in "([ >A-Za-z0-9:.@<-]{0,30}\n|> x\n|-- \n|\n|Am 1.1. um 10:00 schrieb x:\n|Von: x\n|An: y\n|Betreff: z\n|ä\r\n){0,30}") {
        let folded = fold_quotes(&text);
        prop_assert_eq!(format!("{}{}", folded.visible, folded.quoted), text.clone());
        prop_assert!(!folded.visible.trim().is_empty() || folded.quoted.is_empty());
    }
}

#[test]
fn the_seed_itself_is_read_in_full() {
    let mail = everything(SEED.as_bytes(), &Limits::default()).expect("can be read");
    assert_eq!(mail.report.expect("a report").original_message_id.as_deref(), Some("o@id.desk.example"));
    assert_eq!(mail.attachments.len(), 3);
    assert!(mail.text.starts_with("Hallo ü\n"));
}
