//! What holds of all bytes that are handed over as a mail: they are read without a panic, the same way each time, into no more
//! than was given, and nothing leaves the reader that could break out of a line, a file name or a page.
//!
//! The fuzzer looks for bytes that break it (`bin/fuzz`); the mail crate's test `mutating.rs` holds it against the corpus, as it is
//! and changed. A law panics where it is broken.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs, reason = "a target and a test use it")]

use mail::{
    Limits, Mail, MailAddress, OwnAddresses, Pictures, as_sent, classify, fold_quotes, forwarded, hints, parse,
};

/// How many bytes of text may come of one byte: lines of one sign, quoted ten deep, in a charset of one byte a letter.
const GROWS_MAX: usize = 64;

/// The law, with the limits of a server and with tight ones.
pub fn mail(raw: &[u8]) {
    read(raw, &Limits::default());
    read(raw, &Limits { max_depth: 1, max_parts: 3, max_headers: 4, max_references: 1, max_bytes: 5_000 });
}

fn read(raw: &[u8], limits: &Limits) {
    let first = parse(raw, limits);
    assert_eq!(first, parse(raw, limits), "the second reading differs");
    let Ok(mail) = first else { return };
    let own = OwnAddresses {
        addresses: vec![MailAddress::parse("support@desk.example").unwrap()],
        message_id_domains: vec!["id.desk.example".to_owned()],
        desk: "acme-help".to_owned(),
    };
    assert_eq!(classify(&mail, &own), classify(&mail, &own));
    let ties = hints(&mail, &own);
    assert_eq!(ties, hints(&mail, &own));
    assert!(ties.references.len() <= 2 * limits.max_references);
    let folded = fold_quotes(&mail.text);
    assert_eq!([folded.visible, folded.quoted].concat(), mail.text, "a fold loses words");
    assert_eq!(forwarded(&mail), forwarded(&mail));
    bounded(raw, &mail, limits);
    clean(&mail);
}

fn bounded(raw: &[u8], mail: &Mail, limits: &Limits) {
    let most = GROWS_MAX * raw.len() + 1_000;
    assert!(mail.text.len() <= most, "{} bytes of text of {}", mail.text.len(), raw.len());
    assert!(mail.html.as_ref().is_none_or(|html| html.len() <= most));
    let files: usize = mail.attachments.iter().map(|file| file.bytes.len()).sum();
    assert!(files <= raw.len(), "{files} bytes of files of {}", raw.len());
    assert!(mail.attachments.len() <= limits.max_parts + 1 && mail.references.len() <= limits.max_references);
    assert!(mail.subject.chars().count() <= 998);
}

fn clean(mail: &Mail) {
    let control = |text: &str| text.chars().any(|one| one.is_control() && one != '\n' && one != '\t');
    assert!(!control(&mail.text) && !mail.subject.chars().any(char::is_control), "{:?} {:?}", mail.subject, mail.text);
    for file in &mail.attachments {
        let name = &file.name;
        assert!(!name.is_empty() && name.chars().count() <= 150, "{name:?}");
        assert!(
            !name.starts_with('.') && !name.contains(['/', '\\']) && !name.chars().any(char::is_control),
            "{name:?}"
        );
    }
    let Some(html) = &mail.html else { return };
    let pictures = Pictures { within: &|_| None, remote: &|_| None };
    let shown = as_sent(html, &pictures).html;
    assert_eq!(shown, as_sent(html, &pictures).html);
    let lower = shown.to_ascii_lowercase();
    for bad in ["<script", "<style", "<iframe", "<object", "<form", "<meta", "<base", "<link", "href=\"javascript"] {
        assert!(!lower.contains(bad), "{bad} in {shown}");
    }
}
