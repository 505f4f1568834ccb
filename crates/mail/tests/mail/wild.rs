//! What mail programs of the wild do to charsets, words of header fields and wrapped lines, and what must be read all the same.

use std::time::{Duration, Instant};

use mail::fold_quotes;

use crate::{read, read_bytes};

#[test]
fn words_cut_within_a_character_are_put_together() {
    for (name, field, expect) in [
        ("UTF-8, base64", "=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße"),
        ("UTF-8, base64, folded", "=?UTF-8?B?R3LDvMM=?=\n =?utf-8?B?n2U=?=", "Grüße"),
        ("UTF-8, quoted", "=?utf-8?Q?Gr=C3?=\n\t=?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        ("one word of each kind", "=?utf-8?B?R3LD?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        ("Big5", "=?big5?B?p0Gm?= =?big5?B?bg==?=", "你好"),
        ("two charsets", "=?utf-8?Q?Gr=C3=BC?= =?iso-8859-1?Q?=DFe?=", "Grüße"),
        ("ISO-2022-JP, each word for itself", "=?iso-2022-jp?B?GyRCRnwbKEI=?= =?iso-2022-jp?B?GyRCS1wbKEI=?=", "日本"),
        ("a text between", "=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        ("blanks that are meant", "=?utf-8?Q?a_?= =?utf-8?Q?b?=", "a b"),
        ("no charset that one knows", "=?unknown-8bit?Q?Gr=FC=DFe?=", "Grüße"),
        ("DOS", "=?cp437?Q?Gr=81=E1e?=", "Grüße"),
        ("windows-1252 named Latin-1", "=?iso-8859-1?Q?5_=80?=", "5 €"),
        ("a language", "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("blanks within", "=?utf-8?Q?Gr=C3=BC=C3=9Fe aus Ulm?=", "Grüße aus Ulm"),
        ("no such encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("no charset", "=??Q?abc?=", "=??Q?abc?="),
    ] {
        let mail = read(&format!("From: bo@acme.example\nSubject: {field}\n\nx"));
        assert_eq!(mail.subject, expect, "{name}");
        let mail = read(&format!("From: {field} <bo@acme.example>\n\nx"));
        let from = mail.from.expect("an author");
        assert_eq!(from.address.to_string(), "bo@acme.example", "{name}");
        if expect.is_ascii() {
            continue;
        }
        assert_eq!(from.name.as_deref(), Some(expect), "{name}");
    }
}

#[test]
fn what_a_word_hides_stays_a_name() {
    for hidden in ["Eve =3Ceve=40evil.example=3E", "eve=40evil.example=2C", "a=0D=0AFrom: eve=40evil.example"] {
        let mail = read(&format!("From: =?utf-8?Q?{hidden}?= =?utf-8?Q?_x?= <bo@acme.example>\n\nx"));
        let from = mail.from.expect("an author");
        assert_eq!(from.address.to_string(), "bo@acme.example", "{hidden}");
        assert!(!from.name.expect("a name").contains(['\r', '\n']), "{hidden}");
    }
}

#[test]
fn file_names_in_pieces_are_put_together() {
    for (name, field, expect) in [
        ("a character cut in two", "filename*0*=utf-8''Pr%C3; filename*1*=%BCfung.pdf", "Prüfung.pdf"),
        ("out of order", "filename*1*=%BCfung; filename*2=.pdf; filename*0*=UTF-8'de'Pr%C3", "Prüfung.pdf"),
        (
            "a charset for all pieces",
            "filename*0*=iso-8859-1''Pr%FCf; filename*1*=ungs%FCbersicht.pdf",
            "Prüfungsübersicht.pdf",
        ),
        ("plain and percent-encoded", "filename*0=\"a b\"; filename*1*=%20c.pdf", "a b c.pdf"),
        (
            "ten pieces and more",
            "filename*0=a; filename*1=b; filename*2=c; filename*3=d; filename*4=e; filename*5=f; filename*6=g; filename*7=h; filename*8=i; filename*9=j; filename*10=.pdf",
            "abcdefghij.pdf",
        ),
        ("both forms", "filename=\"Pr?fung.pdf\"; filename*=utf-8''Pr%C3%BCfung.pdf", "Prüfung.pdf"),
        ("Shift JIS", "filename*=shift_jis''%93%FA%96%7B.pdf", "日本.pdf"),
        ("DOS", "filename*=cp437''Gr%81%E1e.pdf", "Grüße.pdf"),
        ("no charset", "filename*=''Pr%FCfung.pdf", "Prüfung.pdf"),
        ("a semicolon in quotes", "filename*0=\"a;b\"; filename*1=\".pdf\"", "a;b.pdf"),
        ("no escape", "filename*=utf-8''100%.pdf", "100%.pdf"),
        ("a number that is none is forgiven", "filename*x*=utf-8''a.pdf; filename=b.pdf", "a.pdf"),
        ("a path", "filename*0*=utf-8''..%2F..; filename*1*=%2Fpasswd", "passwd"),
    ] {
        let mail = read(&format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment;\n {field}\n\ny\n--b--\n"
        ));
        assert_eq!(mail.attachments[0].name, expect, "{name}");
    }
}

#[test]
fn a_flowing_text_is_read_in_its_paragraphs() {
    let flowed = |parameters: &str, text: &str| {
        read(&format!("From: bo@acme.example\nContent-Type: text/plain; charset=utf-8; {parameters}\n\n{text}")).text
    };
    let text = "Der Drucker steht seit \ngestern.\n\n>> alt \n>> und älter\n> dazu\n >nicht zitiert\n-- \nBo\n";
    let read = "Der Drucker steht seit gestern.\n\n>> alt und älter\n> dazu\n>nicht zitiert\n-- \nBo\n";
    assert_eq!(flowed("format=flowed", text), read);
    assert_eq!(flowed("Format=\"Flowed\"; DelSp=no", text), read);
    assert_eq!(flowed("format=fixed", text), text);
    assert_eq!(flowed("format=flowed; delsp=yes", "日本 \n語\nSilben \ntrennung\n"), "日本語\nSilbentrennung\n");
    let answer = flowed("format=flowed", "Ja, \ngern.\n\n-- \nBo \nBerg\n");
    assert_eq!(fold_quotes(&answer).visible, "Ja, gern.\n\n");
    assert_eq!(fold_quotes(&answer).quoted, "-- \nBo Berg\n");
    let quoting = flowed("format=flowed", "Ja.\n\nAm 12.11.2026 um 10:00 schrieb Bo:\n> lange \n> Zeile\n");
    assert_eq!(fold_quotes(&quoting).quoted, "Am 12.11.2026 um 10:00 schrieb Bo:\n> lange Zeile\n");
}

#[test]
fn bodies_of_seven_bits_and_of_dos_are_read() {
    for (charset, body, expect) in [
        ("utf-7", b"Gr+APwA3w-e +- mehr".as_slice(), "Grüße + mehr"),
        ("hz-gb-2312", b"~{Dc:C~}!", "你好!"),
        ("iso-2022-kr", b"\x1b$)C\x0e0!\x0f.", "가."),
        ("cp437", b"Gr\x81\xe1e", "Grüße"),
        ("\"windows-1252\"", b"\x84x\x93", "„x“"),
    ] {
        let mut raw = format!("From: bo@acme.example\nContent-Type: text/plain; charset={charset}\n\n").into_bytes();
        raw.extend_from_slice(body);
        assert_eq!(read_bytes(&raw).text, expect, "{charset}");
    }
}

/// The longest fields that are read, made of what is costly to look at twice: a quadratic reader takes most of a minute for one.
#[test]
fn hostile_words_and_pieces_cost_no_time() {
    let fields = [
        ("Subject", "=?".repeat(30_000)),
        ("Subject", "=?a?Q?".repeat(10_000)),
        ("Subject", "=?utf-8?Q?a?= ".repeat(4_500)),
        ("Subject", format!("=?utf-8?Q?a?={}", " ".repeat(60_000))),
        ("Subject", format!("=?utf-8?Q?{}", "a".repeat(60_000))),
        ("From", "=?utf-8?Q?a?= ".repeat(4_500)),
        ("Content-Type", (0..1_000).map(|one| format!("name*{one}=a;")).collect()),
        ("Content-Type", "name*0*=%".repeat(1_700)),
        ("Content-Type", format!("a/b; name*99999999999999999999=\"{}", "\\".repeat(10_000))),
    ];
    for (name, value) in fields {
        let start = Instant::now();
        let mail = read(&format!("To: a@b.example\n{name}: {value}\n\nx"));
        assert!(mail.subject.chars().count() <= 998);
        assert!(start.elapsed() < Duration::from_secs(10), "{name}: {}", &value[..20]);
    }
}
