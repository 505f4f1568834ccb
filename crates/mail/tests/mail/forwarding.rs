//! Mails that somebody passes on.

use mail::forwarded;

use super::read;

fn mail(subject: &str, body: &str) -> mail::Mail {
    read(&format!("From: ada@desk.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}"))
}

/// What is found, as "name|address|subject|text".
fn found(subject: &str, body: &str) -> Option<String> {
    let found = forwarded(&mail(subject, body))?;
    let name = found.from.name.unwrap_or_default();
    Some(format!("{name}|{}|{}|{}", found.from.address, found.subject, found.text))
}

#[test]
fn the_author_is_found_as_mail_programs_write_it() {
    for (subject, body, expected) in [
        (
            "WG: Drucker",
            "Bitte ansehen.\n\nVon: Bo Berg <bo@acme.example>\nGesendet: Donnerstag, 12. November 2026 10:00\n\
             An: Ada Adler <ada@desk.example>\nBetreff: Drucker\n\nEr druckt nicht.\n\nBo\n",
            "Bo Berg|bo@acme.example|Drucker|Er druckt nicht.\n\nBo",
        ),
        (
            "Fwd: Printer",
            "---------- Forwarded message ---------\nFrom: Bo Berg <bo@acme.example>\nDate: Thu, Nov 12, 2026 at 10:00 AM\n\
             Subject: Printer\nTo: <ada@desk.example>\n\n\nIt does not print.\n",
            "Bo Berg|bo@acme.example|Printer|It does not print.",
        ),
        (
            "Printer",
            "Begin forwarded message:\n\n> From: Bo Berg <bo@acme.example>\n> Subject: Printer\n> Date: 12. November 2026\n\
             > To: ada@desk.example\n> \n> It does not print.\n> Bo\n",
            "Bo Berg|bo@acme.example|Printer|It does not print.\nBo",
        ),
        (
            "Fwd: Kasse",
            "-------- Weitergeleitete Nachricht --------\nBetreff: Kasse\nDatum: Thu, 12 Nov 2026\nVon: Berg, Bo <bo@acme.example>\n\
             An: ada@desk.example\n\nSie steht.\n",
            "Berg, Bo|bo@acme.example|Kasse|Sie steht.",
        ),
        (
            "FW: Till",
            "-----Original Message-----\nFrom: Bo [mailto:bo@acme.example]\nSent: Thursday\nTo: Ada\n\nIt hangs.\n",
            "Bo|bo@acme.example|Till|It hangs.",
        ),
        (
            "TR : Caisse",
            "De : bo@acme.example\nEnvoyé : jeudi\nÀ : Ada\nObjet : Caisse\n\nElle est bloquée.\n",
            "|bo@acme.example|Caisse|Elle est bloquée.",
        ),
        (
            "I: Cassa",
            "________________________________\nDa: Bo Berg <bo@acme.example>\nInviato: giovedì\nA: Ada\nOggetto: Cassa\n\nFerma.\n",
            "Bo Berg|bo@acme.example|Cassa|Ferma.",
        ),
    ] {
        assert_eq!(found(subject, body).as_deref(), Some(expected), "{subject}: {body}");
    }
}

#[test]
fn what_is_not_passed_on_is_not_taken_for_it() {
    let block = "Von: Bo Berg <bo@acme.example>\nGesendet: Donnerstag\nAn: Ada\nBetreff: Drucker\n\nAlt.\n";
    for (subject, body) in [
        ("Drucker", "Ich habe eine weitergeleitete Nachricht.\n"),
        ("AW: Drucker", &*format!("Ja.\n\n{block}")),
        ("WG: Drucker", "Von hier an wird es schlimm.\n"),
        ("WG: Drucker", "Von: niemand\nGesendet: nie\nAn: Ada\nBetreff: Drucker\n\nText\n"),
        ("Fwd: x", "---------- Forwarded message ---------\n"),
        ("Fwd: x", ""),
    ] {
        assert_eq!(found(subject, body), None, "{subject}: {body}");
    }
}

#[test]
fn an_attached_message_speaks_for_itself() {
    let mail = read(
        "From: ada@desk.example\nSubject: Fwd: Kasse\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nBitte.\n--b\nContent-Type: message/rfc822\n\n\
         From: Bo Berg <bo@acme.example>\nSubject: Kasse\nMessage-ID: <1@acme.example>\n\nSie steht.\n--b--\n",
    );
    let found = forwarded(&mail).expect("it is attached");
    assert_eq!((found.from.address.as_str(), &*found.subject), ("bo@acme.example", "Kasse"));
    assert_eq!((found.text.trim(), found.message_id.as_deref()), ("Sie steht.", Some("1@acme.example")));
}

proptest::proptest! {
    #[test]
    fn any_text_may_be_passed_on(subject in ".{0,40}", body in "(?s).{0,400}") {
        let _ = forwarded(&mail::Mail { subject, text: body, ..mail::Mail::default() });
    }
}
