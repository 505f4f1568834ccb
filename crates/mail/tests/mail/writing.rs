//! Messages we write, read back.

use mail::{Address, Attachment, ComposeError, Limits, Outgoing, compose, parse};

use crate::{address, read_bytes};

pub fn outgoing() -> Outgoing {
    Outgoing {
        from: Address::named("Hilfe – Müller & Söhne", address("support@desk.example")),
        to: vec![Address::named("Berg, \"Bo\"", address("bo@acme.example"))],
        cc: vec![Address::bare(address("eve@acme.example"))],
        reply_to: Some(Address::bare(address("support+k7f3@desk.example"))),
        subject: "AW: [#1042] Prüfung des Druckers im ersten Stock, die leider sehr lange dauert und noch länger heißt"
            .to_owned(),
        text: "Grüße,\n\n.\nFrom hier an = anders\n--=_mixed_17iddeskexample\nEnde".to_owned(),
        html: None,
        message_id: "17@id.desk.example".to_owned(),
        in_reply_to: Some("m1@acme.example".to_owned()),
        references: vec!["x@y.example".to_owned(), "m1@acme.example".to_owned()],
        date: "2026-11-22T03:00:00Z".parse().expect("a time"),
        auto_submitted: false,
        desk: "acme-help".to_owned(),
        attachments: Vec::new(),
    }
}

fn file(name: &str, inline: bool) -> Attachment {
    Attachment {
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        content_id: inline.then(|| "pic@desk.example".to_owned()),
        bytes: (0..=255).collect(),
        inline,
    }
}

#[test]
fn what_is_written_is_read_back() {
    let written = outgoing();
    let raw = compose(&written).expect("can be written");
    let mail = read_bytes(&raw);
    assert_eq!(mail.from.as_ref(), Some(&written.from));
    assert_eq!(mail.to, written.to);
    assert_eq!(mail.cc, written.cc);
    assert_eq!(mail.reply_to.first(), written.reply_to.as_ref());
    assert_eq!(mail.subject, written.subject);
    assert_eq!(mail.text.trim_end(), written.text);
    assert_eq!(mail.message_id.as_ref(), Some(&written.message_id));
    assert_eq!(mail.in_reply_to.first(), written.in_reply_to.as_ref());
    assert_eq!(mail.references, written.references);
    assert_eq!(mail.date, Some(written.date));
    assert_eq!(mail.marks.desks, ["acme-help"]);
    assert_eq!(mail.marks.auto_submitted, None);
    assert_eq!(compose(&written).expect("can be written"), raw, "the same bytes each time");
    let text = String::from_utf8(raw).expect("ASCII");
    assert!(text.is_ascii());
    assert!(text.split("\r\n").all(|line| line.len() <= 100 && !line.contains(['\r', '\n'])), "{text}");
    for field in ["Date", "Message-ID", "From", "Subject", "MIME-Version", "X-Mainstay-Desk"] {
        let count = text
            .split("\r\n")
            .filter(|line| line.to_lowercase().starts_with(&format!("{}:", field.to_lowercase())))
            .count();
        assert_eq!(count, 1, "{field} in\n{text}");
    }
}

#[test]
fn addresses_beyond_ascii_are_read_back() {
    let mut written = outgoing();
    written.from = Address::named("Hilfe", address("hilfe@bücher.example"));
    written.to = vec![Address::named("Jörg", address("jörg@müller.example"))];
    let raw = compose(&written).expect("can be written");
    let text = String::from_utf8(raw.clone()).expect("UTF-8");
    assert!(text.contains("<hilfe@xn--bcher-kva.example>") && text.contains("<jörg@xn--mller-kva.example>"), "{text}");
    let mail = read_bytes(&raw);
    assert_eq!(mail.from.as_ref(), Some(&written.from));
    assert_eq!(mail.to, written.to);
}

#[test]
fn rich_text_pictures_and_files_are_read_back() {
    let mut written = outgoing();
    written.html = Some("<p>Grüße <img src=\"cid:pic@desk.example\"></p>".to_owned());
    written.attachments =
        vec![file("Bild.png", true), file("Prüfung „neu“ 2026.png", false), file("../../x.png", false)];
    let mail = read_bytes(&compose(&written).expect("can be written"));
    assert_eq!(mail.text.trim_end(), written.text);
    assert_eq!(mail.html.as_deref().map(str::trim_end), written.html.as_deref());
    let files: Vec<_> =
        mail.attachments.iter().map(|file| (file.name.as_str(), file.inline, file.content_id.as_deref())).collect();
    assert_eq!(
        files,
        [("Bild.png", true, Some("pic@desk.example")), ("Prüfung „neu“ 2026.png", false, None), ("x.png", false, None),]
    );
    assert!(
        mail.attachments
            .iter()
            .all(|file| file.bytes == (0..=255).collect::<Vec<u8>>() && file.media_type == "image/png")
    );
}

#[test]
fn automatic_mail_says_so() {
    let mut written = outgoing();
    written.auto_submitted = true;
    let mail = read_bytes(&compose(&written).expect("can be written"));
    assert_eq!(mail.marks.auto_submitted.as_deref(), Some("auto-replied"));
    assert_eq!(mail.marks.response_suppress.as_deref(), Some("all"));
    written.in_reply_to = None;
    let mail = read_bytes(&compose(&written).expect("can be written"));
    assert_eq!(mail.marks.auto_submitted.as_deref(), Some("auto-generated"));
}

#[test]
fn references_are_trimmed_to_the_first_and_the_newest() {
    let mut written = outgoing();
    written.references = (0..10_000).map(|number| format!("{number}@acme.example")).collect();
    written.references.push("é@acme.example".to_owned());
    written.references.push(format!("{}@acme.example", "x".repeat(400)));
    let mail = read_bytes(&compose(&written).expect("can be written"));
    assert_eq!(mail.references.len(), 20);
    assert_eq!(mail.references[0], "0@acme.example");
    assert_eq!(mail.references[18], "9999@acme.example");
    assert_eq!(mail.references[19], "m1@acme.example");
}

#[test]
fn no_text_becomes_a_header_field() {
    let evil = "x\r\nBcc: victim@else.example";
    type Spoil = Box<dyn Fn(&mut Outgoing, &str)>;
    let table: Vec<(&str, Spoil)> = vec![
        ("subject", Box::new(|mail, evil| mail.subject = evil.to_owned())),
        ("from", Box::new(|mail, evil| mail.from.name = Some(evil.to_owned()))),
        ("to", Box::new(|mail, evil| mail.to[0].name = Some(evil.to_owned()))),
        ("cc", Box::new(|mail, evil| mail.cc[0].name = Some(evil.to_owned()))),
        ("reply_to", Box::new(|mail, evil| mail.reply_to = Some(Address::named(evil, address("a@b.example"))))),
        ("message_id", Box::new(|mail, evil| mail.message_id = format!("{evil}@x"))),
        ("in_reply_to", Box::new(|mail, evil| mail.in_reply_to = Some(evil.to_owned()))),
        ("references", Box::new(|mail, evil| mail.references.push(evil.to_owned()))),
        ("desk", Box::new(|mail, evil| mail.desk = evil.to_owned())),
        (
            "attachment name",
            Box::new(|mail, evil| mail.attachments = vec![Attachment { name: evil.to_owned(), ..file("", false) }]),
        ),
        (
            "attachment type",
            Box::new(|mail, evil| {
                mail.attachments = vec![Attachment { media_type: evil.to_owned(), ..file("", false) }]
            }),
        ),
        (
            "attachment content id",
            Box::new(|mail, evil| {
                mail.html = Some(String::new());
                mail.attachments = vec![Attachment { content_id: Some(evil.to_owned()), ..file("x", true) }];
            }),
        ),
    ];
    for (field, set) in &table {
        for evil in [evil, "x\ny", "x\ry", "x\0y", "x\u{85}y"] {
            let mut written = outgoing();
            set(&mut written, evil);
            assert_eq!(compose(&written), Err(ComposeError::ControlCharacter { field }), "{field} {evil:?}");
        }
    }
    for id in ["", "x", "@x", "x@", "a@b@c", "a b@c", "<a@b>", "a@b> <c@d"] {
        let mut written = outgoing();
        written.message_id = id.to_owned();
        assert_eq!(compose(&written), Err(ComposeError::BadId { field: "message_id" }), "{id}");
    }
    let mut nobody = outgoing();
    (nobody.to, nobody.cc) = (Vec::new(), Vec::new());
    assert_eq!(compose(&nobody), Err(ComposeError::NoRecipient));
    let mut text = outgoing();
    text.text = format!("{evil}\r\n\r\n.\r\nMAIL FROM:<x>\u{0}");
    let mail = read_bytes(&compose(&text).expect("a text may say anything"));
    assert!(mail.text.contains("Bcc: victim@else.example\n\n.\nMAIL FROM:<x>"));
    assert_eq!(mail.cc, text.cc);
}

#[test]
fn long_names_and_odd_characters_stay_within_lines() {
    let mut written = outgoing();
    written.subject = "😀 ".repeat(300).trim_end().to_owned();
    written.from.name = Some("ä".repeat(150));
    written.to = (0..200)
        .map(|number| Address::named(format!("Kollege ß {number}"), address(&format!("k{number}@acme.example"))))
        .collect();
    written.text = "ü".repeat(20_000);
    let raw = compose(&written).expect("can be written");
    assert!(raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
    let mail = parse(&raw, &Limits::default()).expect("can be read");
    assert_eq!(mail.subject, written.subject);
    assert_eq!(mail.from, Some(written.from));
    assert_eq!(mail.to, written.to);
    assert_eq!(mail.text.trim_end(), written.text);
}
