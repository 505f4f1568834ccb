//! The corpus: answers as mail programs write them, in six languages, made by a generator, each with what must be read of it.
//!
//! Every language meets every way of quoting and every way of packing a text. The words carry the letters that charsets lose.

use mail::{Kind, Mail, classify, fold_quotes};

use crate::{own, read_bytes};

/// What people of a language write, and their programs for them.
struct Language {
    new: &'static str,
    old: &'static str,
    /// "On … wrote:", with date and time.
    attribution: &'static str,
    /// Line above a quoted message.
    original: &'static str,
    /// From, sent, to, subject.
    fields: [&'static str; 4],
}

const LANGUAGES: [Language; 6] = [
    Language {
        new: "Ja, gern. Grüße aus Köln, Straße 5.",
        old: "Wäre das möglich?",
        attribution: "Am 12.11.2026 um 10:00 schrieb Bo Berg <bo@acme.example>:",
        original: "Ursprüngliche Nachricht",
        fields: ["Von:", "Gesendet:", "An:", "Betreff:"],
    },
    Language {
        new: "Yes, £5 and a naïve café.",
        old: "Would that do?",
        attribution: "On Thu, Nov 12, 2026 at 10:00 AM Bo Berg <bo@acme.example> wrote:",
        original: "Original Message",
        fields: ["From:", "Sent:", "To:", "Subject:"],
    },
    Language {
        new: "Oui, très volontiers. À bientôt, ça marche.",
        old: "Est-ce réglé ?",
        attribution: "Le jeu. 12 nov. 2026 à 10:00, Bo Berg <bo@acme.example> a écrit :",
        original: "Message d'origine",
        fields: ["De :", "Envoyé :", "À :", "Objet :"],
    },
    Language {
        new: "Sì, è già così. Perché no.",
        old: "È possibile?",
        attribution: "Il giorno gio 12 nov 2026 alle ore 10:00 Bo Berg <bo@acme.example> ha scritto:",
        original: "Messaggio originale",
        fields: ["Da:", "Inviato:", "A:", "Oggetto:"],
    },
    Language {
        new: "Sí, mañana. ¿Qué más? ¡Adiós!",
        old: "¿Funcionó?",
        attribution: "El jue, 12 nov 2026 a las 10:00, Bo Berg (<bo@acme.example>) escribió:",
        original: "Mensaje original",
        fields: ["De:", "Enviado el:", "Para:", "Asunto:"],
    },
    Language {
        new: "Ja, prima. Eén reünie, coöperatief.",
        old: "Is dat oké?",
        attribution: "Op do 12 nov. 2026 om 10:00 schreef Bo Berg <bo@acme.example>:",
        original: "Oorspronkelijk bericht",
        fields: ["Van:", "Verzonden:", "Aan:", "Onderwerp:"],
    },
];

const QUOTES: [&str; 6] = ["marked", "phone", "unmarked", "original", "block", "ruled"];

/// What stands below the new text.
fn quote(language: &Language, way: &str) -> String {
    let old = language.old;
    let [from, sent, to, subject] = language.fields;
    let block = format!(
        "{from} Bo Berg <bo@acme.example>\n{sent} 12.11.2026 10:00\n{to} Support\n{subject} Re: Test\n\n{old}\n"
    );
    match way {
        "marked" => format!("{}\n> {old}\n> Bo\n", language.attribution),
        // A phone leaves a blank line, and breaks the line before the address.
        "phone" => format!("{}\n\n> {old}\n", language.attribution.replace(" <bo", "\n<bo")),
        "unmarked" => format!("{}\n\n{old}\n", language.attribution),
        "original" => format!("-----{}-----\n{old}\n", language.original),
        "ruled" => format!("________________________________\n{block}"),
        _ => block,
    }
}

const PACKINGS: [&str; 7] = ["utf-8", "8bit", "latin-1", "base64", "utf-16", "alternative", "mixed"];

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|one| u8::try_from(u32::from(one)).expect("a letter of Latin-1")).collect()
}

fn escaped(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| if *byte == b'\n' { "\n".to_owned() } else { format!("={byte:02X}") })
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|line| line.concat())
        .collect::<Vec<_>>()
        .join("=\n")
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let at = |ix: usize| u32::from(three.get(ix).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        (0..4)
            .map(|ix| if ix <= three.len() { char::from(LETTERS[(bits >> (18 - 6 * ix)) as usize & 63]) } else { '=' })
            .collect::<String>()
    };
    let groups: Vec<String> = bytes.chunks(3).map(group).collect();
    groups.chunks(19).map(<[String]>::concat).collect::<Vec<_>>().join("\n")
}

/// Header fields of a part and its body.
fn packed(text: &str, way: &str) -> Vec<u8> {
    let part = |charset: &str, encoding: &str, body: &[u8]| {
        let head = format!("Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n");
        [head.as_bytes(), body].concat()
    };
    let multipart = |kind: &str, more: &str| {
        let first = part("utf-8", "quoted-printable", escaped(text.as_bytes()).as_bytes());
        let head = format!("Content-Type: multipart/{kind}; boundary=\"=_b\"\n\nMIME.\n--=_b\n");
        [head.as_bytes(), &first, format!("\n--=_b\n{more}\n--=_b--\n").as_bytes()].concat()
    };
    match way {
        "utf-8" => part("utf-8", "quoted-printable", escaped(text.as_bytes()).as_bytes()),
        "8bit" => part("\"UTF-8\"", "8bit", text.as_bytes()),
        "latin-1" => part("iso-8859-1", "quoted-printable", escaped(&latin(text)).as_bytes()),
        "base64" => part("windows-1252", "base64", base64(&latin(text)).as_bytes()),
        "utf-16" => {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            part("utf-16be", "base64", base64(&wide).as_bytes())
        }
        "alternative" => multipart("alternative", "Content-Type: text/html\n\n<p>rich</p>"),
        _ => multipart(
            "mixed",
            "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=",
        ),
    }
}

fn message(language: &Language, quoted: &str, packing: &str) -> (Mail, String) {
    let text = format!("{}\n\n{}", language.new, quote(language, quoted));
    let subject = base64(language.new.as_bytes()).replace('\n', "");
    let head = format!(
        "From: Ada Adler <ada@acme.example>\nTo: support@desk.example\nSubject: =?utf-8?B?{subject}?=\n\
         Message-ID: <{quoted}.{packing}@acme.example>\nMIME-Version: 1.0\n"
    );
    (read_bytes(&[head.as_bytes(), &packed(&text, packing)].concat()), text)
}

#[test]
fn every_answer_of_the_corpus_is_read_and_folded() {
    let mut count = 0;
    for language in &LANGUAGES {
        for quoted in QUOTES {
            for packing in PACKINGS {
                let (mail, text) = message(language, quoted, packing);
                let what = format!("{quoted}, {packing}: {:?}", mail.text);
                assert_eq!(mail.text.trim_end(), text.trim_end(), "{what}");
                assert_eq!(mail.subject, language.new, "{what}");
                assert_eq!(classify(&mail, &own()), Kind::Person, "{what}");
                let folded = fold_quotes(&mail.text);
                assert_eq!(folded.visible.trim_end(), language.new, "{what}");
                assert!(folded.quoted.contains(language.old), "{what}");
                let files: Vec<&str> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
                assert_eq!(files, if packing == "mixed" { vec!["a.pdf"] } else { vec![] }, "{what}");
                assert!(mail.cut.is_empty() && mail.html.is_some() == (packing == "alternative"), "{what}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 252);
}
