//! winmail.dat: what Outlook packs a whole message into, built here byte by byte.

use mail::parse::Cut;
use mail::{Limits, Mail, parse};
use proptest::prelude::*;

use crate::{read, read_bytes};

/// An attribute: level, number, length, content, check sum.
fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let length = (data.len() as u32).to_le_bytes();
    [&[level], &id.to_le_bytes()[..], &length, data, &sum.to_le_bytes()].concat()
}

fn winmail(attributes: &[Vec<u8>]) -> Vec<u8> {
    [&0x223e_9f78_u32.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
}

fn code_page(page: u32) -> Vec<u8> {
    attribute(1, 0x0006_9007, &[page.to_le_bytes(), [0; 4]].concat())
}

fn property(kind: u16, id: u16, data: &[u8]) -> Vec<u8> {
    let mut out = [kind.to_le_bytes(), id.to_le_bytes()].concat();
    if kind != 3 {
        out.extend([1, 0, 0, 0]);
        out.extend((data.len() as u32).to_le_bytes());
    }
    out.extend(data);
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn properties(all: &[Vec<u8>]) -> Vec<u8> {
    [&(all.len() as u32).to_le_bytes()[..], &all.concat()].concat()
}

fn message(all: &[Vec<u8>]) -> Vec<u8> {
    attribute(1, 0x0006_9003, &properties(all))
}

/// A file as Outlook writes it: it begins, has an old short name, its content, and its properties.
fn file(title: &[u8], content: &[u8], all: &[Vec<u8>]) -> Vec<u8> {
    [
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, title),
        attribute(2, 0x0006_800f, content),
        attribute(2, 0x0006_9005, &properties(all)),
    ]
    .concat()
}

/// Packed in letters that refer to nothing before them.
fn packed(rich: &str) -> Vec<u8> {
    let mut out = [&[0; 8][..], b"LZFu", &[0; 4]].concat();
    for eight in rich.as_bytes().chunks(8) {
        out.push(0);
        out.extend(eight);
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let line = base64::engine::general_purpose::STANDARD.encode(bytes);
    line.as_bytes().chunks(76).map(|line| format!("{}\n", std::str::from_utf8(line).expect("ASCII"))).collect()
}

fn mail(text: &str, kind: &str, name: &str, content: &[u8]) -> String {
    format!(
        "From: bo@nord.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: {kind}; name=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n{}\n--b--\n",
        base64(content)
    )
}

fn files(mail: &Mail) -> Vec<(&str, &str, &[u8])> {
    mail.attachments.iter().map(|file| (file.name.as_str(), file.media_type.as_str(), file.bytes.as_slice())).collect()
}

#[test]
fn its_files_are_the_mails_under_their_long_names() {
    let inner = winmail(&[message(&[property(0x1f, 0x1000, &utf_16("Im Innern"))]), file(b"i.txt\0", b"innen", &[])]);
    // A named property, one with several values and a number stand between, as they do in the wild.
    let named =
        [&[3, 0, 1, 0x80][..], &[7; 16], &[1, 0, 0, 0], &6_u32.to_le_bytes(), &utf_16("ab"), &[0, 0], &[9, 0, 0, 0]]
            .concat();
    let several =
        [&0x101f_u16.to_le_bytes()[..], &[1, 0x66], &[2, 0, 0, 0], &[2, 0, 0, 0], b"a\0\0\0", &[4, 0, 0, 0], b"b\0c\0"]
            .concat();
    let content = winmail(&[
        code_page(1250),
        file(
            b"ZUSAMM~1.PDF\0",
            b"%PDF",
            &[
                named,
                several,
                property(3, 0x3705, &1_u32.to_le_bytes()),
                property(0x1f, 0x3707, &utf_16("Zusammenfassung für Grüße ☺.pdf")),
                property(0x1f, 0x370e, &utf_16("application/pdf")),
            ],
        ),
        file(b"\xb9\x9c.txt\0", b"Polnisch", &[]),
        file(b"bild.png\0", b"PNG", &[property(0x1e, 0x3712, b"<bild@x>\0"), property(0x1e, 0x370e, b"image/png\0")]),
        file(
            b"",
            b"",
            &[property(0x1f, 0x3707, &utf_16("../../b.txt")), property(0x102, 0x3701, b"aus der Eigenschaft")],
        ),
        file(b"Weiter\0", b"", &[property(0x0d, 0x3701, &[&[0; 16][..], &inner].concat())]),
        file(b"Tabelle\0", b"", &[property(0x0d, 0x3701, &[&[0; 16][..], b"OLE"].concat())]),
    ]);
    let expect: [(&str, &str, &[u8]); 7] = [
        ("Zusammenfassung für Grüße ☺.pdf", "application/pdf", b"%PDF"),
        ("ąś.txt", "application/octet-stream", b"Polnisch"),
        ("bild.png", "image/png", b"PNG"),
        ("b.txt", "application/octet-stream", b"aus der Eigenschaft"),
        ("Weiter.txt", "text/plain", b"Im Innern"),
        ("i.txt", "application/octet-stream", b"innen"),
        ("Tabelle", "application/octet-stream", b"OLE"),
    ];
    for (kind, name) in [
        ("application/ms-tnef", "winmail.dat"),
        ("application/ms-tnef", "x"),
        ("application/octet-stream", "WinMail.DAT"),
    ] {
        let found = read(&mail("Der Text", kind, name, &content));
        assert_eq!(files(&found), expect, "{kind} {name}");
        assert_eq!((found.text.as_str(), found.cut.as_slice()), ("Der Text", [].as_slice()));
        assert_eq!(found.attachments[2].content_id.as_deref(), Some("bild@x"));
    }
    // What merely bears the name stays what it is, and what has the signature under another name does, too.
    let found = read(&mail("Der Text", "application/ms-tnef", "winmail.dat", b"etwas anderes"));
    assert_eq!(files(&found), [("winmail.dat", "application/ms-tnef", b"etwas anderes".as_slice())]);
    let found = read(&mail("Der Text", "application/octet-stream", "daten.bin", &content));
    assert_eq!(found.attachments.len(), 1);
}

#[test]
fn its_text_is_the_messages_where_there_is_no_other() {
    let html = property(0x102, 0x1013, "<p>Grüße <b>fett</b></p>".as_bytes());
    let latin = property(0x102, 0x1013, b"<p>Gr\xfc\xdfe</p>");
    let rich = property(0x102, 0x1009, &packed("{\\rtf1\\ansi Sehr \\b geehrte\\b0\\par Gr\\'fc\\'dfe}"));
    let wrapped = property(
        0x102,
        0x1009,
        &packed("{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}x\\htmlrtf y\\htmlrtf0 {\\*\\htmltag72 </p>}}"),
    );
    let page = |page: u32| property(3, 0x3fde, &page.to_le_bytes());
    let plain = property(0x1f, 0x1000, &utf_16("Schlicht\r\nund gut"));
    let table: [(&str, Vec<u8>, &str, Option<&str>); 7] = [
        ("body attribute", attribute(1, 0x0002_800c, b"Gr\xfc\xdfe\0"), "Grüße", None),
        ("plain text", message(std::slice::from_ref(&plain)), "Schlicht\nund gut", None),
        ("HTML in UTF-8", message(&[html.clone(), page(65001)]), "Grüße **fett**", Some("<p>Grüße <b>fett</b></p>")),
        ("HTML in Latin-1", message(&[page(28591), latin]), "Grüße", Some("<p>Grüße</p>")),
        ("rich text", message(std::slice::from_ref(&rich)), "Sehr geehrte\nGrüße", None),
        ("HTML in rich text", message(&[wrapped]), "x", Some("<p>x</p>")),
        ("both forms", message(&[plain, html, rich]), "Schlicht\nund gut", Some("<p>Grüße <b>fett</b></p>")),
    ];
    for (what, attributes, text, html) in table {
        let content = winmail(&[code_page(1252), attributes]);
        let found = read(&mail("", "application/ms-tnef", "winmail.dat", &content));
        let plain = found.text.replace("**", "");
        assert_eq!(plain.trim(), text.replace("**", ""), "{what}");
        assert_eq!(found.html.as_deref(), html, "{what}");
        assert_eq!(files(&found), [], "{what}");
        // The text of the mail itself goes first.
        let found = read(&mail("Lesbar", "application/ms-tnef", "winmail.dat", &content));
        assert_eq!(found.text, "Lesbar", "{what}");
    }
    // A mail that is nothing but winmail.dat.
    let content = winmail(&[message(&[property(0x1f, 0x1000, &utf_16("Allein"))])]);
    let alone = format!(
        "From: bo@nord.example\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{}",
        base64(&content)
    );
    assert_eq!(read(&alone).text, "Allein");
}

#[test]
fn what_is_broken_is_read_as_far_as_it_goes_and_kept_whole() {
    let whole = winmail(&[file(b"a.txt\0", b"eins", &[]), file(b"b.txt\0", b"zwei", &[])]);
    let cut = &whole[..whole.len() - 20];
    let found = read(&mail("Text", "application/ms-tnef", "winmail.dat", cut));
    let names: Vec<&str> = found.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        (names.as_slice(), found.cut.as_slice()),
        (["a.txt", "b.txt", "winmail.dat"].as_slice(), [Cut::Packed].as_slice())
    );
    assert_eq!(found.attachments[2].bytes, cut);

    // More files than parts are read.
    let many: Vec<Vec<u8>> = (0..50).map(|_| file(b"x\0", b"x", &[])).collect();
    let raw = mail("Text", "application/ms-tnef", "winmail.dat", &winmail(&many));
    let found = parse(raw.as_bytes(), &Limits { max_parts: 10, ..Limits::default() }).unwrap();
    assert_eq!(found.cut, [Cut::Packed]);
    assert_eq!((found.attachments.len(), found.attachments[7].name.as_str()), (8, "winmail.dat"));

    // Messages inside messages inside messages.
    let mut deep = winmail(&[]);
    for _ in 0..40 {
        deep = winmail(&[file(b"m\0", b"", &[property(0x0d, 0x3701, &[&[0; 16][..], &deep].concat())])]);
    }
    let found = read(&mail("Text", "application/ms-tnef", "winmail.dat", &deep));
    assert_eq!((found.attachments.len(), found.cut.as_slice()), (4, [Cut::Packed].as_slice()));

    // A count of values that nobody has.
    let lies = [&[0xff; 4][..], &[0x02, 0x11, 1, 0x37, 0xff, 0xff, 0xff, 0xff]].concat();
    let found =
        read(&mail("Text", "application/ms-tnef", "winmail.dat", &winmail(&[attribute(2, 0x0006_9005, &lies)])));
    assert_eq!(found.cut, [Cut::Packed]);
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..60);
    let rich = prop::collection::vec(
        prop::sample::select(vec![
            "{",
            "}",
            "\\u-10179 ",
            "\\'e4",
            "\\'",
            "\\bin9",
            "\\*",
            "\\htmltag ",
            "\\fromhtml1 ",
            "\\htmlrtf ",
            "\\f1",
            "\\fonttbl",
            "x",
            "\\uc9",
            "\\par",
        ]),
        0..30,
    )
    .prop_map(|words| message(&[property(0x102, 0x1009, &packed(&words.concat()))]));
    prop_oneof![
        bytes(),
        bytes().prop_map(|data| attribute(2, 0x0006_9005, &data)),
        bytes().prop_map(|data| attribute(1, 0x0006_9003, &data)),
        bytes().prop_map(|data| message(&[property(0x102, 0x1009, &[&[0; 8][..], b"LZFu", &[0; 4], &data].concat())])),
        bytes().prop_map(|data| file(&data, &data, &[property(0x1f, 0x3707, &data), property(0x0d, 0x3701, &data)])),
        rich,
    ]
}

proptest! {
    #[test]
    fn whatever_it_holds_it_is_read_without_a_panic_and_alike_each_time(pieces in prop::collection::vec(piece(), 0..8)) {
        let raw = mail("", "application/ms-tnef", "winmail.dat", &winmail(&pieces)).into_bytes();
        let found = read_bytes(&raw);
        prop_assert_eq!(&found, &read_bytes(&raw));
        prop_assert!(!found.text.contains(['\0', '\r']));
        for file in &found.attachments {
            prop_assert!(!file.name.is_empty() && !file.name.contains(['/', '\\', '\0', '\n']));
        }
    }
}
