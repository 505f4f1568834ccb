//! What is understood of ordinary and of broken messages.

use mail::{Limits, Unreadable, parse};

use crate::{address, read, read_bytes};

#[test]
fn a_plain_message_is_read_whole() {
    let mail = read(
        "Received: from mx.acme.example by desk.example; Sun, 22 Nov 2026 03:00:00 +0000\n\
         Return-Path: <bo@acme.example>\n\
         Delivered-To: support+k7f3@desk.example\n\
         X-Original-To: <support+k7f3@desk.example>\n\
         From: Bo Berg <Bo@ACME.example>\n\
         Sender: office@acme.example\n\
         Reply-To: bo.berg@acme.example, \"Berg, Bo\" <bo2@acme.example>\n\
         To: Support <support@desk.example>, hilfe@desk.example\n\
         Cc: team: ada@acme.example, Eve <eve@acme.example>;\n\
         Subject: Der Server\n steht\n\
         Date: Sun, 22 Nov 2026 03:00:00 +0100\n\
         Message-ID: <m1@acme.example>\n\
         In-Reply-To: <a@id.desk.example>\n\
         References: <x@y.example>\n <a@id.desk.example>\n\
         \n\
         Hallo,\n\
         er steht.\n",
    );
    assert_eq!(mail.message_id.as_deref(), Some("m1@acme.example"));
    assert_eq!(mail.in_reply_to, ["a@id.desk.example"]);
    assert_eq!(mail.references, ["x@y.example", "a@id.desk.example"]);
    let from = mail.from.expect("an author");
    assert_eq!(from.name.as_deref(), Some("Bo Berg"));
    assert_eq!(from.address.to_string(), "Bo@acme.example");
    assert_eq!(mail.sender.expect("a sender").address, address("office@acme.example"));
    assert_eq!(mail.reply_to.len(), 2);
    assert_eq!(mail.reply_to[1].name.as_deref(), Some("Berg, Bo"));
    assert_eq!(mail.to[0].name.as_deref(), Some("Support"));
    assert_eq!(mail.to[1].address, address("hilfe@desk.example"));
    let cc: Vec<_> = mail.cc.iter().map(|one| one.address.to_string()).collect();
    assert_eq!(cc, ["ada@acme.example", "eve@acme.example"]);
    assert_eq!(mail.delivered_to, ["support+k7f3@desk.example", "support+k7f3@desk.example"]);
    assert_eq!(mail.subject, "Der Server steht");
    assert_eq!(mail.date.expect("a date").to_string(), "2026-11-22T02:00:00Z");
    assert_eq!(mail.text, "Hallo,\ner steht.\n");
    assert_eq!(mail.html, None);
    assert!(mail.attachments.is_empty() && mail.cut.is_empty() && mail.report.is_none());
}

#[test]
fn umlauts_arrive_in_every_encoding() {
    let table: &[(&str, &[u8])] = &[
        ("latin-1, 8 bit", b"Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe aus K\xf6ln\n"),
        ("windows-1252, 8 bit", b"Content-Type: text/plain; charset=\"windows-1252\"\n\nGr\xfc\xdfe aus K\xf6ln\n"),
        ("UTF-8, 8 bit", b"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\nGr\xc3\xbc\xc3\x9fe aus K\xc3\xb6ln\n"),
        ("UTF-8 with byte order mark", b"Content-Type: text/plain; charset=UTF-8\n\n\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe aus K\xc3\xb6ln\n"),
        ("no charset, UTF-8", b"X: y\n\nGr\xc3\xbc\xc3\x9fe aus K\xc3\xb6ln\n"),
        ("no charset, latin-1", b"X: y\n\nGr\xfc\xdfe aus K\xf6ln\n"),
        ("wrong charset", b"Content-Type: text/plain; charset=utf-8\n\nGr\xfc\xdfe aus K\xf6ln\n"),
        ("unknown charset", b"Content-Type: text/plain; charset=x-none\n\nGr\xfc\xdfe aus K\xf6ln\n"),
        ("quoted-printable", b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\nGr=C3=BC=C3=9Fe=\n aus K=C3=B6ln\n"),
        ("quoted-printable, latin-1", b"Content-Type: text/plain; charset=latin1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=dfe aus K=F6ln\n"),
        ("base64", b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZSBhdXMgS8O2bG4K\n"),
        ("base64, broken lines", b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64\n\nR3LDvM\n OfZSBhd\n\nXMgS8O2bG4K!\n"),
        ("UTF-16", b"Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\nRwByAPwA3wBlACAAYQB1AHMAIABLAPYAbABuAAoA\n"),
    ];
    for (name, rest) in table {
        let mut raw = b"From: bo@acme.example\n".to_vec();
        raw.extend_from_slice(rest);
        assert_eq!(read_bytes(&raw).text, "Grüße aus Köln\n", "{name}");
    }
}

#[test]
fn subjects_and_names_are_decoded() {
    let table: &[(&[u8], &str)] = &[
        (b"Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"Subject: =?iso-8859-1?q?Gr=FC=DFe?= und mehr", "Grüße und mehr"),
        (b"Subject: =?UTF-8?B?R3LDvMOfZQ==?=\n =?UTF-8?B?IHVuZCBtZWhy?=", "Grüße und mehr"),
        (b"Subject: Gr\xfc\xdfe", "Grüße"),
        (b"Subject: Gr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Subject: a\0b\x1b[31mc", "ab[31mc"),
        (b"Subject: =?utf-8?Q?a=0D=0ABcc:_x@y.example?=", "a Bcc: x@y.example"),
        (b"Subject: a\xe2\x80\xaeb", "ab"),
        (b"Subject: =?utf-8?Q?broken", "=?utf-8?Q?broken"),
        (b"Subject:", ""),
        (b"subject : spaced", "spaced"),
        (b"X: y", ""),
    ];
    for (field, expect) in table {
        let mut raw = b"From: bo@acme.example\n".to_vec();
        raw.extend_from_slice(field);
        raw.extend_from_slice(b"\n\nx\n");
        assert_eq!(read_bytes(&raw).subject, *expect, "{:?}", String::from_utf8_lossy(field));
    }
    let long = read(&format!("From: a@b.example\nSubject: {}\n\nx", "wort ".repeat(2000)));
    assert_eq!(long.subject.chars().count(), 998);
    let named = read("From: =?iso-8859-1?Q?J=F6rg_M=FCller?= <joerg@acme.example>\n\nx");
    assert_eq!(named.from.expect("an author").name.as_deref(), Some("Jörg Müller"));
}

#[test]
fn odd_authors_are_read_or_left_out() {
    for (field, expect) in [
        ("From: bo@acme.example (Bo Berg)", Some("bo@acme.example")),
        ("From: <bo@acme.example>", Some("bo@acme.example")),
        ("From: \"a@b.example\" <bo@acme.example>", Some("bo@acme.example")),
        ("From: Bo <bo(comment)@acme.example>", Some("bo@acme.example")),
        ("From: bo@acme.example, ada@acme.example", Some("bo@acme.example")),
        ("From: broken <>, ada@acme.example", Some("ada@acme.example")),
        ("From: bo@müller.example", Some("bo@müller.example")),
        ("From: \"b o\"@acme.example", None),
        ("From: nobody", None),
        ("From: a@b@c.example", None),
        ("From:", None),
        ("X-From: bo@acme.example", None),
    ] {
        let mail = read(&format!("{field}\nSubject: x\n\nx"));
        let from = mail.from.map(|from| from.address.to_string());
        assert_eq!(from.as_deref(), expect, "{field}");
    }
}

#[test]
fn dates_are_read_or_left_out() {
    for (date, expect) in [
        ("Sun, 22 Nov 2026 04:00:00 +0100", Some("2026-11-22T03:00:00Z")),
        ("22 Nov 2026 04:00 +0000", Some("2026-11-22T04:00:00Z")),
        ("Sun, 22 Nov 2026 04:00:60 GMT", Some("2026-11-22T04:00:59Z")),
        ("Thu, 01 Jan 1970 00:00:00 +0000", Some("1970-01-01T00:00:00Z")),
        ("Sun, 01 Jan 2090 00:00:00 +0000", Some("2090-01-01T00:00:00Z")),
        ("Sun, 31 Feb 2026 04:00:00 +0100", None),
        ("Sun, 22 Nov 2026 99:99:99 +9999", None),
        ("yesterday", None),
        ("", None),
    ] {
        let mail = read(&format!("From: a@b.example\nDate: {date}\n\nx"));
        let read = mail.date.map(|date| date.to_string());
        assert_eq!(read.as_deref(), expect, "{date}");
    }
}

#[test]
fn the_plain_form_is_read_and_the_rich_form_kept() {
    let mail = read(
        "From: bo@acme.example\nContent-Type: multipart/mixed; boundary=m\n\npreamble\n\
         --m\nContent-Type: multipart/alternative; boundary=\"a b\"\n\n\
         --a b\n\nplain form\n\
         --a b\nContent-Type: multipart/related; boundary=r\n\n\
         --r\nContent-Type: text/html\n\n<p>rich <img src=\"cid:pic@x\"></p>\n\
         --r\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\niVBORw==\n--r--\n\
         --a b--\n\
         --m\nContent-Type: application/pdf; name=\"=?utf-8?Q?Pr=C3=BCfung.pdf?=\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBERg==\n\
         --m\nContent-Type: text/plain\n\nlist footer\n\
         --m--\nepilogue\n",
    );
    assert_eq!(mail.text, "plain form\n\nlist footer");
    let html = mail.html.expect("a rich form");
    assert!(html.contains("<p>rich") && html.contains("list footer"), "{html}");
    let files: Vec<_> = mail
        .attachments
        .iter()
        .map(|file| {
            (
                file.name.as_str(),
                file.media_type.as_str(),
                file.content_id.as_deref(),
                file.inline,
                file.bytes.as_slice(),
            )
        })
        .collect();
    assert_eq!(
        files,
        [
            ("attachment-1.png", "image/png", Some("pic@x"), true, b"\x89PNG".as_slice()),
            ("Prüfung.pdf", "application/pdf", None, false, b"%PDF"),
        ]
    );
}

#[test]
fn html_alone_becomes_text() {
    let mail = read(
        "From: bo@acme.example\nContent-Type: text/html; charset=utf-8\n\n\
         <html><head><title>no</title><style>p{}</style></head><body><p>Hallo&nbsp;Ada,</p>\
         <div>der <b>Drucker</b><br>druckt&auml;glich nicht &lt;mehr&gt;.</div>\
         <ul><li>eins</li><li>zwei</li></ul><script>alert(1)</script>\
         <table><tr><td>a</td><td>b</td></tr></table>\
         <blockquote>alt<blockquote>uralt</blockquote></blockquote>Ende</body></html>\n",
    );
    assert_eq!(
        mail.text,
        "Hallo Ada,\n\nder Drucker\ndrucktäglich nicht <mehr>.\n- eins\n- zwei\na b\n> alt\n> > uralt\nEnde"
    );
    assert!(mail.html.is_some());
}

#[test]
fn pictures_of_html_alone_are_named_where_they_stand() {
    for (html, text) in [
        ("<p>vor <img width=1 src=\"cid:p1@x\" alt=a> nach</p>", "vor [cid:p1@x] nach"),
        ("<img src=cid:p1><img src='cid:p2'>", "[cid:p1][cid:p2]"),
        ("a<img src=\"https://x.example/y.png\">b", "ab"),
        ("a<img src=\"cid:\">b", "ab"),
        ("a<img src=\"cid:x]<b>[\">b", "a[cid:x]b"),
    ] {
        let mail = read(&format!("From: bo@acme.example\nContent-Type: text/html\n\n{html}"));
        assert_eq!(mail.text, text, "{html}");
    }
}

#[test]
fn broken_messages_are_read_as_far_as_they_go() {
    for (name, raw, text, files) in [
        ("mbox line", "From bo Sun Nov 22\nFrom: a@b.example\n\nx\n", "x\n", 0),
        ("blank lines first", "\n\nFrom: a@b.example\n\nx\n", "x\n", 0),
        ("a line that is no field", "From: a@b.example\nGarbage here\nTo: c@d.example\n\nx\n", "x\n", 0),
        ("no blank line before the text", "From: a@b.example\nHello there\nBye\n", "Hello there\nBye\n", 0),
        ("header only", "From: a@b.example\n", "", 0),
        ("no boundary declared", "From: a@b.example\nContent-Type: multipart/mixed\n\n--xyz1\n\nx\n--xyz1--\n", "x", 0),
        (
            "another boundary",
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=no\n\n--xyz1\n\nx\n--xyz1\nContent-Type: a/b\n\ny\n--xyz1--\n",
            "x",
            1,
        ),
        (
            "no part at all",
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=no\n\njust text\n",
            "just text\n",
            0,
        ),
        (
            "never closed",
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: a/b\n\ny",
            "x",
            1,
        ),
        (
            "empty parts",
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\n\nx\n--b--\n",
            "x",
            0,
        ),
        ("unknown encoding", "From: a@b.example\nContent-Transfer-Encoding: x-uu\n\nx\n", "x\n", 0),
        ("broken content type", "From: a@b.example\nContent-Type: ;;;=\n\nx\n", "x\n", 0),
    ] {
        let mail = read(raw);
        assert_eq!((mail.text.as_str(), mail.attachments.len()), (text, files), "{name}");
        assert_eq!(mail.from.expect("an author").address, address("a@b.example"), "{name}");
    }
    let nul = read_bytes(b"From: a\0@b.example\nMessage-ID: <a\0b@c>\nContent-Type: text/html\n\nx\0y<p>\0</p>\n");
    assert_eq!(nul.text, "xy");
    assert_eq!(nul.message_id.as_deref(), Some("ab@c"));
    assert!(!format!("{nul:?}").contains("\\0"));
}

#[test]
fn what_is_no_mail_is_refused() {
    let limits = Limits { max_bytes: 100, ..Limits::default() };
    for (raw, expect) in [
        (b"".to_vec(), Unreadable::Empty),
        (b"\r\n \n".to_vec(), Unreadable::Empty),
        (b"Hello there\n".to_vec(), Unreadable::NotMail),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), Unreadable::NotMail),
        (vec![b'x'; 101], Unreadable::TooLarge { bytes: 101, limit: 100 }),
    ] {
        assert_eq!(parse(&raw, &limits), Err(expect));
    }
}

#[test]
fn message_ids_are_found_or_missing() {
    for (field, expect) in [
        ("Message-ID: <a@b.example>", Some("a@b.example")),
        ("Message-Id:a@b.example", Some("a@b.example")),
        ("MESSAGE-ID: <a@\n b.example> (comment)", Some("a@b.example")),
        ("Message-ID: <<a@b.example>>", Some("a@b.example")),
        ("Message-ID: <>", None),
        ("X: y", None),
    ] {
        let mail = read(&format!("From: a@b.example\n{field}\n\nx"));
        assert_eq!(mail.message_id.as_deref(), expect, "{field}");
    }
}

#[test]
fn file_names_lose_their_paths() {
    for (field, expect) in [
        ("filename=\"../../etc/passwd\"", "passwd"),
        ("filename*=utf-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("filename*0=\"../../et\"; filename*1=\"c/passwd\"", "passwd"),
        ("filename*0*=utf-8''Pr%C3%BC; filename*1*=fung.pdf", "Prüfung.pdf"),
        ("filename*=iso-8859-1''Pr%FCfung.pdf", "Prüfung.pdf"),
        ("filename=\"C:\\\\Windows\\\\x.dll\"", "x.dll"),
        ("filename=\"=?utf-8?B?Li4vLi4vZXRjL3Bhc3N3ZA==?=\"", "passwd"),
        ("filename=\"a%00b.txt\"", "a%00b.txt"),
        ("filename=\"..\"", "attachment-1.pdf"),
        ("filename=\"\"", "attachment-1.pdf"),
    ] {
        let mail = read(&format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; {field}\n\ny\n--b--\n"
        ));
        assert_eq!(mail.attachments[0].name, expect, "{field}");
    }
}

#[test]
fn a_forwarded_message_is_a_file_named_by_its_subject() {
    let mail = read(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\nFrom: c@d.example\nSubject: Re: Drucker/Papier\nContent-Type: multipart/mixed; boundary=b\n\ninner\n--b--\n",
    );
    assert_eq!(mail.text, "see below");
    assert_eq!(mail.attachments[0].name, "Re_ Drucker-Papier.eml");
    assert!(mail.attachments[0].bytes.starts_with(b"From: c@d.example"));
}
