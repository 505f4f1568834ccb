//! Mail of people: answers in six languages, every way of packing a text, the HTML of mail programs, threading, and what is passed on.

use crate::encode::{WAYS, file, multipart, part, word};
use crate::language::{LANGUAGES, Language, QUOTES, quote};
use crate::{Case, Desk, Files, Kind, Read, Thread, crlf, plain};

const PDF: &[u8] = b"%PDF-1.4 \x00\xff";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn head(desk: &Desk, name: &str, subject: &str) -> String {
    let id: String = name.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '.' }).collect();
    format!(
        "From: Ada Adler <{}>\r\nTo: {}\r\nSubject: {subject}\r\nMessage-ID: <{id}@acme.example>\r\nMIME-Version: 1.0\r\n",
        desk.author, desk.address
    )
}

fn message(desk: &Desk, name: &str, subject: &str, body: &[u8]) -> Vec<u8> {
    [head(desk, name, subject).as_bytes(), body].concat()
}

fn answer(desk: &Desk, name: String, language: &Language, body: &[u8], read: Read) -> Case {
    let raw = message(desk, &name, &word(language.new), body);
    let read = Read { subject: language.new.to_owned(), ..read };
    Case { name, raw, read: Some(read), outcome: "opened" }
}

/// Every language, way of quoting and way of writing, as plain text.
pub(crate) fn answers(desk: &Desk) -> Vec<Case> {
    let mut cases = Vec::new();
    for language in &LANGUAGES {
        for quoted in QUOTES {
            for (way, _, _) in WAYS {
                let text = format!("{}\n\n{}", language.new, quote(language, quoted));
                let read = Read {
                    text: text.trim_end().to_owned(),
                    visible: language.new.to_owned(),
                    old: language.old,
                    ..plain(desk, "")
                };
                let name = format!("answer, {}, {quoted}, {way}", language.id);
                cases.push(answer(desk, name, language, &part("plain", &text, way), read));
            }
        }
    }
    cases
}

const STRUCTURES: [&str; 8] =
    ["html", "alternative", "related", "mixed", "nested", "pieces", "html and file", "file first"];

/// A structure around a text and its second paragraph, and the files in it.
fn structured(structure: &str, language: &Language, way: &str) -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let text = format!("{}\n\n{}", language.new, language.old);
    let rich = format!("<html><body><p>{}</p>\r\n<p>{}</p></body></html>", language.new, language.old);
    let (text, rich) = (part("plain", &text, way), part("html", &rich, way));
    let pdf = file("application/pdf", "Content-Disposition: attachment; filename=\"a.pdf\"", PDF);
    let png = file("image/png; name=logo.png", "Content-ID: <logo@acme>\r\nContent-Disposition: inline", PNG);
    let named = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    match structure {
        "html" => (rich, vec![]),
        "alternative" => (multipart("alternative", "=_a", &[text, rich]), vec![]),
        "related" => (multipart("related", "=_r", &[rich, png]), vec![named("logo.png", PNG)]),
        "mixed" => (multipart("mixed", "=_m", &[text, pdf]), vec![named("a.pdf", PDF)]),
        "nested" => {
            let forms = multipart("alternative", "=_a", &[text, rich]);
            let related = multipart("related", "=_a_r", &[forms, png]);
            (multipart("mixed", "=_a_r_m", &[related, pdf]), vec![named("logo.png", PNG), named("a.pdf", PDF)])
        }
        "pieces" => {
            let pieces = [part("plain", language.new, way), part("plain", language.old, way)];
            (multipart("mixed", "=_m", &pieces), vec![])
        }
        "html and file" => (multipart("mixed", "=_m", &[rich, pdf]), vec![named("a.pdf", PDF)]),
        _ => (multipart("mixed", "=_m", &[pdf, text]), vec![named("a.pdf", PDF)]),
    }
}

/// Every structure and way of writing, in every language.
pub(crate) fn packed(desk: &Desk) -> Vec<Case> {
    let mut cases = Vec::new();
    for language in &LANGUAGES {
        for structure in STRUCTURES {
            for (way, _, _) in WAYS {
                let (body, files) = structured(structure, language, way);
                let text = format!("{}\n\n{}", language.new, language.old);
                let rich = !matches!(structure, "mixed" | "pieces" | "file first");
                let read = Read { files: Files::Are(files), rich, ..plain(desk, &text) };
                let name = format!("new, {}, {structure}, {way}", language.id);
                cases.push(answer(desk, name, language, &body, read));
            }
        }
    }
    cases
}

/// The HTML of an answer as a program writes it.
fn rich_answer(language: &Language, program: &str) -> String {
    let (new, old) = (language.new, language.old);
    let said = language.attribution.replace('<', "&lt;").replace('>', "&gt;");
    let [from, sent, to, subject] = language.fields;
    match program {
        "Gmail" => format!(
            "<div dir=\"ltr\">{new}</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">{said}<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\"><div>{old}</div></blockquote></div>"
        ),
        "Apple" => format!(
            "<html><body style=\"overflow-wrap: break-word;\">{new}<br><div><br><blockquote type=\"cite\"><div>{said}</div><br class=\"Apple-interchange-newline\"><div><div>{old}</div></div></blockquote></div><br></body></html>"
        ),
        "Thunderbird" => format!(
            "<html><body><p>{new}</p><div class=\"moz-cite-prefix\">{said}<br></div><blockquote type=\"cite\" cite=\"mid:x@y\"><p>{old}</p></blockquote></body></html>"
        ),
        "Outlook" => format!(
            "<html><body><div class=\"WordSection1\"><p class=\"MsoNormal\">{new}<o:p></o:p></p><p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p class=\"MsoNormal\"><b>{from}</b> Bo Berg &lt;bo@acme.example&gt; <br><b>{sent}</b> 12.11.2026 10:00<br><b>{to}</b> Support<br><b>{subject}</b> Re: Test<o:p></o:p></p></div><p class=\"MsoNormal\">{old}</p></div></body></html>"
        ),
        _ => format!(
            "<html><body><div>{new}</div><div><br></div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font><b>{from}</b> Bo Berg &lt;bo@acme.example&gt;<br><b>{sent}</b> 12.11.2026 10:00<br><b>{to}</b> Support<br><b>{subject}</b> Re: Test</font><div>&nbsp;</div></div><div>{old}</div></body></html>"
        ),
    }
}

/// Answers that are HTML alone, by program and language. Their text depends on how HTML is written down, so only the new half is told.
pub(crate) fn programs(desk: &Desk) -> Vec<Case> {
    let mut cases = Vec::new();
    for language in &LANGUAGES {
        for program in ["Gmail", "Apple", "Thunderbird", "Outlook", "Outlook on the web"] {
            let body = part("html", &rich_answer(language, program), "utf-8");
            let read = Read { visible: language.new.to_owned(), old: language.old, rich: true, ..plain(desk, "") };
            cases.push(answer(desk, format!("{program}, {}", language.id), language, &body, read));
        }
    }
    cases
}

/// What ties an answer to its ticket, and what does not.
pub(crate) fn threads(desk: &Desk) -> Vec<Case> {
    let (plus, sent, number) = (desk.plus(), &desk.sent, desk.number);
    let rows: Vec<(&str, String, String, Thread)> = vec![
        ("token in To", "Test".into(), format!("To: {plus}"), Thread::Token),
        ("token in Cc", "Test".into(), format!("To: x@y.example\nCc: {plus}"), Thread::Token),
        ("token in capitals", "Test".into(), format!("To: {}", plus.to_uppercase()), Thread::Token),
        (
            "token where it was delivered",
            "Test".into(),
            format!("To: x@y.example\nDelivered-To: {plus}"),
            Thread::Token,
        ),
        ("token in the subject", plus.clone(), String::new(), Thread::None),
        ("answer to ours", "Test".into(), format!("In-Reply-To: <{sent}>"), Thread::Reference),
        (
            "refers to ours",
            "Test".into(),
            format!("References: <a@b.example>\n <{sent}>\n <c@d.example>"),
            Thread::Reference,
        ),
        ("answer to unknown", "Test".into(), "In-Reply-To: <never@seen.example>".into(), Thread::None),
        ("number", format!("AW: [#{number}] Test"), String::new(), Thread::Number),
        ("number of this desk", format!("Re: [{} #{number}] Test", desk.name), String::new(), Thread::Number),
        ("number of another tracker", format!("[BUG #{number}] Test"), String::new(), Thread::None),
        ("number beyond numbers", "[#99999999999999999999999] Test".into(), String::new(), Thread::None),
    ];
    let case = |(name, subject, fields, thread): (&str, String, String, Thread)| {
        let name = format!("thread, {name}");
        let fields = if fields.is_empty() { fields } else { format!("{}\r\n", fields.replace('\n', "\r\n")) };
        let raw = message(desk, &name, &subject, format!("{fields}\r\nHallo\r\n").as_bytes());
        let outcome = if thread == Thread::None { "opened" } else { "continued" };
        Case { name, raw, read: Some(Read { subject, thread, ..plain(desk, "Hallo") }), outcome }
    };
    rows.into_iter().map(case).collect()
}

/// Mail passed on by a contact: theirs to ask, with the author it is said to be from.
pub(crate) fn passed_on(desk: &Desk) -> Vec<Case> {
    let mut cases = Vec::new();
    for language in &LANGUAGES {
        let [from, sent, to, subject] = language.fields;
        let mark = format!("---------- {} ---------", language.forwarded);
        let below = format!(
            "{mark}\n{from} Eva Ohm <eva@else.example>\n{sent} 12.11.2026 10:00\n{subject} Test\n{to} Ada\n\n{}",
            language.old
        );
        let text = format!("{}\n\n{below}", language.new);
        let read = Read {
            text: text.clone(),
            visible: language.new.to_owned(),
            old: language.old,
            forwarded: Some("eva@else.example".to_owned()),
            ..plain(desk, "")
        };
        let name = format!("passed on below, {}", language.id);
        cases.push(answer(desk, name, language, &part("plain", &text, "utf-8"), read));
        let inner = crlf("From: eva@else.example\nSubject: Kasse\nMessage-ID: <e1@else.example>\n\nSie steht.");
        let attached = [b"Content-Type: message/rfc822\r\n\r\n".as_slice(), &inner].concat();
        let read = Read {
            files: Files::Are(vec![("Kasse.eml".to_owned(), inner)]),
            forwarded: Some("eva@else.example".to_owned()),
            kind: Kind::Person,
            ..plain(desk, language.new)
        };
        let body = multipart("mixed", "=_f", &[part("plain", language.new, "base64"), attached]);
        cases.push(answer(desk, format!("passed on as a file, {}", language.id), language, &body, read));
    }
    cases
}
