//! Mail of machines: bounces with a report and without, delays, receipts, absence notes, notices, lists, and our own come back.

use crate::{Case, Desk, Kind, Read, Thread, crlf, plain};

/// One mail: name, header fields, body, who wrote it.
struct Row {
    name: &'static str,
    fields: String,
    body: String,
    kind: Kind,
    thread: Thread,
    outcome: &'static str,
}

fn row(name: &'static str, fields: &str, body: &str, kind: Kind, outcome: &'static str) -> Row {
    let thread = if outcome == "noted" { Thread::Reference } else { Thread::None };
    Row { name, fields: fields.to_owned(), body: body.to_owned(), kind, thread, outcome }
}

/// What all of them come to. A bounce is tied by the message that it is about, which no field of the mail needs to name.
pub(crate) fn cases(desk: &Desk) -> Vec<Case> {
    let rows = [bounces(desk), absence(desk), lists(desk)].into_iter().flatten();
    let case = |row: Row| {
        let value = |name: &str| row.fields.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        let from = value("From: ").rsplit_once('<').map_or(value("From: "), |(_, rest)| rest.trim_end_matches('>'));
        let subject = value("Subject: ").to_owned();
        // A report's text is its first part.
        let text = match row.body.strip_prefix("\n--b\n\n") {
            Some(parts) => parts.split("\n--b").next().unwrap_or_default(),
            None => row.body.trim(),
        };
        let read = Read {
            from: Some(from.to_owned()).filter(|from| !from.is_empty()),
            subject,
            kind: row.kind,
            thread: row.thread,
            ..plain(desk, text)
        };
        let name = format!("machine, {}", row.name);
        let raw = crlf(&format!("{}\n{}", row.fields.trim_end(), row.body));
        Case { name, raw, read: Some(read), outcome: row.outcome }
    };
    rows.map(case).collect()
}

/// A report as RFC 3464 wants it.
fn report(desk: &Desk, action: &str, status: &str) -> (String, String) {
    let fields = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n".to_owned();
    let body = format!(
        "\n--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.acme.example\n\n\
         Final-Recipient: rfc822; eve@acme.example\nAction: {action}\nStatus: {status}\n\n--b\n\
         Content-Type: text/rfc822-headers; name=kopf.txt\n\nFrom: {}\nMessage-ID: <{}>\n\n--b--\n",
        desk.address, desk.sent
    );
    (fields, body)
}

fn bounces(desk: &Desk) -> Vec<Row> {
    let bounce = || Kind::Bounce { original: Some(desk.sent.clone()), recipient: Some("eve@acme.example".to_owned()) };
    let fields = |from: &str, subject: &str, more: &str| {
        format!("From: {from}\nTo: {}\nSubject: {subject}\nReturn-Path: <>\n{more}", desk.address)
    };
    let quoted = format!("Message-ID: <{}>", desk.sent);
    let mut rows = Vec::new();
    for (name, from, subject) in [
        ("Postfix", "MAILER-DAEMON@mx.acme.example", "Undelivered Mail Returned to Sender"),
        ("Exchange", "postmaster@acme.example", "Undeliverable: Test"),
        ("Exchange, German", "postmaster@acme.example", "Unzustellbar: Test"),
        ("Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)"),
        ("any subject", "x@mx.acme.example", "Tut uns leid"),
    ] {
        let (more, body) = report(desk, "failed", "5.1.1");
        rows.push(Row { thread: Thread::None, ..row(name, &fields(from, subject, &more), &body, bounce(), "noted") });
    }
    let wild = [
        (
            "exim",
            "Mail Delivery System <Mailer-Daemon@mx.acme.example>",
            "Mail delivery failed: returning message to sender",
            format!(
                "\nThis message was created automatically by mail delivery software.\n\n  eve@acme.example\n    host mx.acme.example: 550 unknown user\n\n------ This is a copy of the message, including all the headers. ------\n\n{quoted}\nSubject: Test\n"
            ),
        ),
        (
            "qmail",
            "MAILER-DAEMON@mx.acme.example",
            "failure notice",
            format!(
                "\nHi. This is the qmail-send program at mx.acme.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<eve@acme.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n{quoted}\n"
            ),
        ),
        (
            "Exchange without a report",
            "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.example",
            "Unzustellbar: Test",
            format!("\nFehler bei der Nachrichtenzustellung an folgende Empfaenger:\n\neve@acme.example\n\n{quoted}\n"),
        ),
        (
            "old Postfix",
            "MAILER-DAEMON@mx.acme.example",
            "Undelivered Mail Returned to Sender",
            format!(
                "\nI'm sorry to have to inform you that your message could not be delivered.\n\n<eve@acme.example>: unknown user\n\n> {quoted}\n"
            ),
        ),
        (
            "sendmail",
            "MAILER-DAEMON@mx.acme.example",
            "Returned mail: see transcript for details",
            format!(
                "\n   ----- The following addresses had permanent fatal errors -----\n<eve@acme.example>\n    (reason: 550 5.1.1 User unknown)\n\n{quoted}\n"
            ),
        ),
    ];
    for (name, from, subject, body) in wild {
        rows.push(Row { thread: Thread::None, ..row(name, &fields(from, subject, ""), &body, bounce(), "noted") });
    }
    let unknown = Kind::Bounce { original: None, recipient: Some("eve@acme.example".to_owned()) };
    let daemon = "MAILER-DAEMON@mx.acme.example";
    rows.push(row(
        "bounce of nothing we know",
        &fields(daemon, "failure notice", ""),
        "\n<eve@acme.example>:\n",
        unknown,
        "ignored",
    ));
    let (more, body) = report(desk, "delayed", "4.4.1");
    rows.push(row("late, reported", &fields(daemon, "Delayed", &more), &body, Kind::Delay, "ignored"));
    let warning = fields(daemon, "Warning: message 1abc delayed 24 hours", "");
    rows.push(row("late, exim", &warning, "\nStill trying.\n", Kind::Delay, "ignored"));
    let (more, body) = report(desk, "delivered", "2.0.0");
    rows.push(row("delivered", &fields(daemon, "Delivered", &more), &body, Kind::Receipt, "ignored"));
    let answering = format!("In-Reply-To: <{}>\n", desk.sent);
    let read = "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n";
    let body = "\n--b\n\nGelesen.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;ada@acme.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n";
    rows.push(row(
        "read",
        &fields("eve@acme.example", "Gelesen: Test", &format!("{answering}{read}")),
        body,
        Kind::Receipt,
        "noted",
    ));
    rows.push(row("read, no ticket", &fields("eve@acme.example", "Read: Test", read), body, Kind::Receipt, "ignored"));
    rows
}

fn absence(desk: &Desk) -> Vec<Row> {
    let fields =
        |subject: &str, more: &str| format!("From: {}\nTo: {}\nSubject: {subject}\n{more}", desk.author, desk.address);
    let mut rows = Vec::new();
    for (name, subject, more) in [
        ("absent, RFC 3834", "Bin weg", "Auto-Submitted: auto-replied\n"),
        ("absent, RFC 3834 with a comment", "Bin weg", "Auto-Submitted: auto-replied (vacation)\n"),
        (
            "absent, Exchange",
            "Automatische Antwort: Test",
            "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n",
        ),
        ("absent, X-Autoreply", "Test", "X-Autoreply: yes\n"),
        ("absent, Precedence", "Test", "Precedence: auto_reply\n"),
        ("absent, bulk", "Test", "Precedence: bulk\n"),
        ("absent, German subject", "Abwesenheitsnotiz: Test", ""),
        ("absent, German subject of Outlook", "Automatische Antwort: Test", ""),
        ("absent, English subject", "Out of Office: Test", ""),
        ("absent, English subject of Outlook", "Automatic reply: Test", ""),
        ("absent, answering", "AW: Abwesenheit vom 1.11. bis 8.11.", ""),
        ("absent, null path", "Test", "Return-Path: <>\n"),
    ] {
        rows.push(row(name, &fields(subject, more), "\nIch bin weg.\n", Kind::Automatic, "ignored"));
    }
    let answering = format!("Auto-Submitted: auto-replied\nIn-Reply-To: <{}>\n", desk.sent);
    rows.push(row("absent, on a ticket", &fields("Bin weg", &answering), "\nIch bin weg.\n", Kind::Automatic, "noted"));
    for (name, subject, more) in [
        ("a person about absence", "Abwesenheitsnotiz funktioniert nicht", ""),
        ("a person about replies", "Automatic reply does not work", ""),
        ("a person who says so", "Test", "Auto-Submitted: no\n"),
        ("a person's bounce", "Undelivered Mail Returned to Sender", ""),
    ] {
        rows.push(row(name, &fields(subject, more), "\nBitte um Hilfe.\n", Kind::Person, "opened"));
    }
    let notice = fields("Disk full", "Auto-Submitted: auto-generated\n");
    rows.push(row("a monitor", &notice, "\n/var is full.\n", Kind::Notice, "opened"));
    rows
}

fn lists(desk: &Desk) -> Vec<Row> {
    let fields = |from: &str, more: &str| format!("From: {from}\nTo: {}\nSubject: Test\n{more}", desk.address);
    vec![
        row("list", &fields("a@list.example", "List-Id: <x.list.example>\n"), "\nHallo\n", Kind::List, "ignored"),
        row("list by precedence", &fields("a@list.example", "Precedence: list\n"), "\nHallo\n", Kind::List, "ignored"),
        row(
            "newsletter",
            &fields("a@list.example", "List-Unsubscribe: <mailto:x@list.example>\nPrecedence: bulk\n"),
            "\nHallo\n",
            Kind::List,
            "ignored",
        ),
        row(
            "own mark",
            &fields(&desk.author, &format!("X-Mainstay-Desk: {}\n", desk.name)),
            "\nHallo\n",
            Kind::Loop,
            "ignored",
        ),
        row("own address", &fields(&desk.address, ""), "\nHallo\n", Kind::Loop, "ignored"),
        row("own address with a token", &fields(&desk.plus(), ""), "\nHallo\n", Kind::Loop, "ignored"),
        row(
            "own id",
            &fields(&desk.author, &format!("Message-ID: <{}>\n", desk.sent)),
            "\nHallo\n",
            Kind::Loop,
            "ignored",
        ),
        row(
            "mark of another desk",
            &fields(&desk.author, "X-Mainstay-Desk: elsewhere\n"),
            "\nHallo\n",
            Kind::Person,
            "opened",
        ),
    ]
}
