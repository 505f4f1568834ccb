//! Bad input: broken, hostile and merely odd. What each comes to is stated beside it.

use crate::encode::base64;
use crate::{Case, Desk, Files, Read, Thread, crlf, plain};

/// The cases that are no mail come last.
pub(crate) fn cases(desk: &Desk) -> Vec<Case> {
    let mut all = authors(desk);
    all.extend(fields(desk));
    all.extend(bodies(desk));
    all.extend(limits(desk));
    all.extend(unreadable());
    all
}

fn case(name: &str, raw: &str, read: Read, outcome: &'static str) -> Case {
    Case { name: format!("bad, {name}"), raw: crlf(raw), read: Some(read), outcome }
}

/// Who is said to have written it.
fn authors(desk: &Desk) -> Vec<Case> {
    let (ada, to) = (desk.author.as_str(), &desk.address);
    let rows = [
        ("quotes and comments", format!("\"Adler, Ada (Chefin)\" (eins) <{ada}> (zwei)"), Some(ada), "opened"),
        ("an address as name", format!("\"eve@evil.example\" <{ada}>"), Some(ada), "opened"),
        (
            "a header field in the name",
            format!("=?utf-8?Q?Ada=0D=0ATo:_eve@evil.example?= <{ada}>"),
            Some(ada),
            "opened",
        ),
        ("two authors", format!("{ada}, eve@evil.example"), Some(ada), "opened"),
        ("two fields of authors", format!("{ada}\nFrom: eve@evil.example"), Some(ada), "opened"),
        ("blanks around", format!("   <{ada}>   "), Some(ada), "opened"),
        ("quoted local part", "\"e v e\"@evil.example".to_owned(), None, "ignored"),
        ("no address", "Ada".to_owned(), None, "ignored"),
        ("nothing", String::new(), None, "ignored"),
        ("IDN in UTF-8", "Jörg <jörg@müller.example>".to_owned(), Some("jörg@müller.example"), "stranger"),
        ("IDN in ASCII", "Jo <jo@xn--mller-kva.example>".to_owned(), Some("jo@müller.example"), "stranger"),
        ("a stranger", "eve@evil.example".to_owned(), Some("eve@evil.example"), "stranger"),
    ];
    let mut cases: Vec<Case> = rows
        .into_iter()
        .map(|(name, from, read, outcome)| {
            let raw = format!("From: {from}\nTo: {to}\nSubject: Test\nX-Case: {name}\n\nHallo\n");
            case(
                &format!("author, {name}"),
                &raw,
                Read { from: read.map(str::to_owned), ..plain(desk, "Hallo") },
                outcome,
            )
        })
        .collect();
    let subject = format!("AW: [#{}] Test", desk.number);
    let spoofed = format!("From: mallory@evil.example\nTo: {to}\nSubject: {subject}\n\nHallo\n");
    let read =
        Read { from: Some("mallory@evil.example".to_owned()), subject, thread: Thread::Number, ..plain(desk, "Hallo") };
    cases.push(case("a stranger with somebody's number", &spoofed, read, "stranger"));
    cases
}

/// Header fields.
fn fields(desk: &Desk) -> Vec<Case> {
    let (ada, to) = (&desk.author, &desk.address);
    let head = format!("From: {ada}\nTo: {to}\n");
    let dated = |date: i64| Read { date: Some(date), ..plain(desk, "Hallo") };
    let titled = |subject: &str| Read { subject: subject.to_owned(), ..plain(desk, "Hallo") };
    let rows: Vec<(&str, String, Read)> = vec![
        ("1970", "Subject: Test\nDate: Thu, 1 Jan 1970 00:00:00 +0000".into(), dated(0)),
        ("2090", "Subject: Test\nDate: Sun, 1 Jan 2090 00:00:00 +0000".into(), dated(3_786_912_000)),
        (
            "a header field in the subject",
            "Subject: =?utf-8?Q?Hallo=0D=0ABcc:_eve@evil.example?=".into(),
            titled("Hallo Bcc: eve@evil.example"),
        ),
        ("no subject", "X-A: b".into(), titled("")),
        ("blank subject", "Subject:   ".into(), titled("")),
        ("emoji", "Subject: =?utf-8?Q?=F0=9F=94=A5?= Hilfe".into(), titled("🔥 Hilfe")),
        ("subject in UTF-8", "Subject: Grüße".into(), titled("Grüße")),
        ("endless subject", format!("Subject: {}", "x".repeat(2_000)), titled(&"x".repeat(998))),
        ("folded subject", "Subject: eins\n  zwei".into(), titled("eins zwei")),
        ("a line that is no field", "Dies ist kein Feld\nSubject: Test".into(), plain(desk, "Hallo")),
        ("a blank before the colon", "Subject : Test".into(), plain(desk, "Hallo")),
        ("capitals", "SUBJECT: Test".into(), plain(desk, "Hallo")),
        ("NUL in the subject", "Subject: Te\0st".into(), plain(desk, "Hallo")),
        ("an id without brackets", "Subject: Test\nMessage-ID: x y z".into(), plain(desk, "Hallo")),
        ("an id never closed", "Subject: Test\nReferences: <a@b <c@d>".into(), plain(desk, "Hallo")),
        ("no date at all", "Subject: Test\nDate: gestern".into(), plain(desk, "Hallo")),
        ("no such day", "Subject: Test\nDate: Mon, 31 Feb 2026 25:61:00 +9999".into(), plain(desk, "Hallo")),
    ];
    let mut cases: Vec<Case> = rows
        .into_iter()
        .map(|(name, more, read)| case(&format!("field, {name}"), &format!("{head}{more}\n\nHallo\n"), read, "opened"))
        .collect();
    let rest = format!("{head}Subject: Test");
    let mbox = format!("From ada Mon Nov  2 09:00:00 2026\n{rest}\n\nHallo\nX\n");
    cases.push(case("field, line of an mbox", &mbox, plain(desk, "Hallo\nX"), "opened"));
    let bare = format!("{rest}\nHallo ohne Leerzeile\nund noch eine\n");
    cases.push(case("field, no blank line", &bare, plain(desk, "Hallo ohne Leerzeile\nund noch eine"), "opened"));
    let marked = format!("\u{feff}{rest}\n\nHallo mit Marke\n");
    cases.push(case("field, byte order mark", &marked, plain(desk, "Hallo mit Marke"), "opened"));
    cases
}

/// Bodies.
fn bodies(desk: &Desk) -> Vec<Case> {
    let head = format!("From: {}\nTo: {}\nSubject: Test\n", desk.author, desk.address);
    let file = |name: &str, bytes: &[u8], text: &str| Read {
        files: Files::Are(vec![(name.to_owned(), bytes.to_vec())]),
        ..plain(desk, text)
    };
    // A local file header that claims four gigabytes.
    let bomb = [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), &[0xff; 16], b"\x05\0\0\0a.txt", &[0; 64]].concat();
    let attached = |fields: &str, body: &str| {
        format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHallo\n--b\nContent-Type: application/octet-stream\n{fields}\n\n{body}\n--b--\n"
        )
    };
    let named = |name: &str| attached(&format!("Content-Disposition: attachment; {name}"), "x");
    let zip =
        attached("Content-Disposition: attachment; filename=b.zip\nContent-Transfer-Encoding: base64", &base64(&bomb));
    let parts = "\n--b\n\nHallo\n--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n";
    let rows: Vec<(&str, String, Read)> = vec![
        ("a zip that claims gigabytes", zip, file("b.zip", &bomb, "Hallo")),
        ("a path as name", named("filename=\"../../etc/passwd\""), file("passwd", b"x", "Hallo")),
        ("a path of Windows as name", named("filename=\"C:\\\\Users\\\\a.exe\""), file("a.exe", b"x", "Hallo")),
        (
            "a name that turns round",
            named("filename*=utf-8''rechnung%E2%80%AEfdp.exe"),
            file("rechnungfdp.exe", b"x", "Hallo"),
        ),
        ("NUL", "\nHal\0lo\n".into(), plain(desk, "Hallo")),
        ("escape codes", "\nHal\u{1b}[31mlo\n".into(), plain(desk, "Hal[31mlo")),
        (
            "no boundary told",
            format!("Content-Type: multipart/mixed\n{parts}--b--\n").replace("--b", "--grenze"),
            file("a.pdf", b"x", "Hallo"),
        ),
        (
            "never closed",
            format!("Content-Type: multipart/mixed; boundary=b\n{}", parts.trim_end()),
            file("a.pdf", b"x", "Hallo"),
        ),
        (
            "a boundary that never comes",
            "Content-Type: multipart/mixed; boundary=zz\n\nHallo hier\n".into(),
            plain(desk, "Hallo hier"),
        ),
        ("base64 without its end", "Content-Transfer-Encoding: base64\n\nSGFs\nbG8\n".into(), plain(desk, "Hallo")),
        (
            "no such escapes",
            "Content-Transfer-Encoding: quoted-printable\n\nHal=ZZlo =\nwelt\n".into(),
            plain(desk, "Hal=ZZlo welt"),
        ),
        ("no such encoding", "Content-Transfer-Encoding: x-rot13\n\nHallo dort\n".into(), plain(desk, "Hallo dort")),
        ("no such charset", "Content-Type: text/plain; charset=x-none\n\nGrüße\n".into(), plain(desk, "Grüße")),
        (
            "a script",
            "Content-Type: text/html\n\n<p>Hallo</p><script>alert(1)</script><style>a{}</style>\n".into(),
            Read { rich: true, ..plain(desk, "Hallo") },
        ),
        (
            "HTML never closed",
            "Content-Type: text/html\n\n<p>Hallo <b>Welt\n".into(),
            Read { rich: true, ..plain(desk, "Hallo Welt") },
        ),
        ("no text", "Content-Type: text/plain\n\n".into(), plain(desk, "")),
        ("no type", "Content-Type: ;;;\n\nHallo nun\n".into(), plain(desk, "Hallo nun")),
        ("only a picture", "Content-Type: image/png; name=a.png\n\nxy".into(), file("a.png", b"xy", "")),
    ];
    rows.into_iter()
        .map(|(name, body, read)| case(&format!("body, {name}"), &format!("{head}{body}"), read, "opened"))
        .collect()
}

/// What the limits cut off; all of it comes in all the same.
fn limits(desk: &Desk) -> Vec<Case> {
    let head = format!("From: {}\nTo: {}\nSubject: Test\n", desk.author, desk.address);
    let levels: String =
        (0..1_500).map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n")).collect();
    let ids: String = (0..10_000).map(|number| format!("\n <{number}.of-a-long-talk@mail.acme.example>")).collect();
    let parts = "--b\nContent-Type: a/b\n\nx\n".repeat(5_000);
    let cut = |what: &'static str, files: Files, text: &str| Read { cut: vec![what], files, ..plain(desk, text) };
    let none = || Files::Are(Vec::new());
    vec![
        case("1,500 levels", &format!("{head}{levels}\nHallo\n"), cut("depth", Files::Count(1), ""), "opened"),
        case(
            "10,000 references",
            &format!("{head}References:{ids}\n\nHallo\n"),
            cut("references", none(), "Hallo"),
            "opened",
        ),
        case(
            "5,000 parts",
            &format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"),
            cut("parts", Files::Count(500), ""),
            "opened",
        ),
        case(
            "10,000 fields",
            &format!("{head}{}\nHallo\n", "X-Field: y\n".repeat(10_000)),
            cut("headers", none(), "Hallo"),
            "opened",
        ),
        case(
            "a field of a megabyte",
            &format!("{head}To: {}\n\nHallo\n", "x".repeat(1 << 20)),
            cut("headers", none(), "Hallo"),
            "opened",
        ),
    ]
}

fn unreadable() -> Vec<Case> {
    let rows: [(&str, &[u8]); 6] = [
        ("blanks", b" \r\n\r\n\t"),
        ("one byte", b"x"),
        ("a text", b"Hallo,\r\nnur Text.\r\n"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"),
        ("NUL", b"\0\0\0\0"),
        ("fields of the web", b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n<p>"),
    ];
    let case = |(name, raw): (&str, &[u8])| Case {
        name: format!("no mail, {name}"),
        raw: raw.to_vec(),
        read: None,
        outcome: "unreadable",
    };
    rows.into_iter().map(case).collect()
}
