//! Answers as particular programs write them, each written down by hand: the text below the new one is theirs to the letter.

use crate::{Case, Desk, Read, crlf, plain};

/// Program, and what it puts below "Ja, gern." and a blank line.
const QUOTED: [(&str, &str); 26] = [
    (
        "GMX",
        "Gesendet: Donnerstag, 12. November 2026 um 10:00 Uhr\nVon: \"Bo Berg\" <bo@acme.example>\nAn: support@desk.example\nBetreff: Test\n\nGeht es?\n",
    ),
    (
        "GMX with a copy",
        "Gesendet: Donnerstag, 12. November 2026 um 10:00 Uhr\nVon: \"Bo Berg\" <bo@acme.example>\nAn: support@desk.example\nCc: eve@acme.example\nBetreff: Test\nGeht es?\n",
    ),
    (
        "GMX app",
        "-- \nDiese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.\nAm 12.11.26, 10:00 schrieb Bo Berg <bo@acme.example>:\n> Geht es?\n",
    ),
    (
        "Zimbra, de",
        "----- Ursprüngliche Mail -----\nVon: \"Bo Berg\" <bo@acme.example>\nAn: \"support\" <support@desk.example>\nGesendet: Donnerstag, 12. November 2026 10:00:00\nBetreff: Test\n\nGeht es?\n",
    ),
    (
        "Zimbra, fr",
        "----- Mail original -----\nDe: \"Bo Berg\" <bo@acme.example>\nÀ: \"support\" <support@desk.example>\nEnvoyé: Jeudi 12 Novembre 2026 10:00:00\nObjet: Test\n\nÇa va?\n",
    ),
    ("Gmail on a phone, de", "Bo Berg <bo@acme.example> schrieb am Do., 12. Nov. 2026, 10:00:\n\n> Geht es?\n"),
    (
        "Gmail on a phone, wrapped",
        "Bo Berg mit einem sehr langen Namen <bo.berg@eine-lange-firma.example> schrieb\nam Do., 12. Nov. 2026, 10:00:\n\n> Geht es?\n",
    ),
    (
        "Gmail, wrapped before the verb",
        "On Thu, Nov 12, 2026 at 10:00 AM Bo Berg <bo.berg@a-long-company-name.example>\nwrote:\n\n> Does it?\n",
    ),
    (
        "Yahoo, de",
        "Am Donnerstag, 12. November 2026 um 10:00:00 MEZ hat Bo Berg <bo@acme.example> Folgendes geschrieben:\n\n\nGeht es?\n",
    ),
    (
        "Yahoo, en",
        "On Thursday, November 12, 2026 at 10:00:00 AM GMT+1, Bo Berg <bo@acme.example> wrote:\n\n\nDoes it?\n",
    ),
    ("Proton", "Am Donnerstag, 12. November 2026 um 10:00, Bo Berg <bo@acme.example> schrieb:\n\n> Geht es?\n"),
    (
        "Proton, older",
        "------- Original Message -------\nOn Thursday, November 12th, 2026 at 10:00, Bo Berg <bo@acme.example> wrote:\n\n> Does it?\n",
    ),
    ("Roundcube", "Am 2026-11-12 10:00, schrieb Bo Berg:\n> Geht es?\n"),
    ("Roundcube, en", "On 2026-11-12 10:00, Bo Berg wrote:\n> Does it?\n"),
    (
        "K-9",
        "-------- Ursprüngliche Nachricht --------\nVon: Bo Berg <bo@acme.example>\nGesendet: 12. November 2026 10:00:00 MEZ\nAn: support@desk.example\nBetreff: Test\n\nGeht es?\n",
    ),
    (
        "Samsung",
        "-------- Ursprüngliche Nachricht --------\nVon: Bo Berg <bo@acme.example>\nDatum: 12.11.26 10:00 (GMT+01:00)\nAn: support@desk.example\nBetreff: Test\n\nGeht es?\n",
    ),
    (
        "Notes",
        "Von:\t\"Bo Berg\" <bo@acme.example>\nAn:\tsupport@desk.example\nDatum:\t12.11.2026 10:00\nBetreff:\tTest\n\n\nGeht es?\n",
    ),
    (
        "Outlook on a Mac",
        "Von: Bo Berg <bo@acme.example>\nDatum: Donnerstag, 12. November 2026 um 10:00\nAn: Support <support@desk.example>\nBetreff: Test\n\nGeht es?\n",
    ),
    (
        "Outlook of old",
        "-----Ursprüngliche Nachricht-----\nVon: Bo Berg [mailto:bo@acme.example] \nGesendet: Donnerstag, 12. November 2026 10:00\nAn: Support\nBetreff: Test\n\nGeht es?\n",
    ),
    ("iPhone", "> Am 12.11.2026 um 10:00 schrieb Bo Berg <bo@acme.example>:\n> \n> \u{feff}Geht es?\n"),
    ("Thunderbird, it", "Il 12/11/2026 10:00, Bo Berg ha scritto:\n> Va bene?\n"),
    ("Thunderbird, es", "El 12/11/2026 a las 10:00, Bo Berg escribió:\n> ¿Va bien?\n"),
    ("Thunderbird, fr", "Le 12/11/2026 à 10:00, Bo Berg a écrit :\n> Ça va ?\n"),
    ("Thunderbird, nl", "Op 12-11-2026 om 10:00 schreef Bo Berg:\n> Gaat het?\n"),
    ("mutt", "On Thu, Nov 12, 2026 at 10:00:00AM +0100, Bo Berg wrote:\n> Does it?\n"),
    ("Gnus", "Bo Berg <bo@acme.example> writes:\n\n> Does it?\n"),
];

/// Answers of these programs, and a few texts that only look like answers.
pub(crate) fn cases(desk: &Desk) -> Vec<Case> {
    let quoted = QUOTED.map(|(program, below)| (program, "Ja, gern.", format!("\n\n{below}")));
    let whole = [
        ("somebody tells of a mail", "Bo Berg schrieb am Montag, dass es geht.\nStimmt das?"),
        ("somebody dates a list", "Gesendet: gestern\nVon: mir\nund nichts kam an."),
        ("somebody tells a time", "Gesendet: 10:00\nGelesen: 11:00\nBetreff: keiner"),
        ("an answer within", "> Geht es?\nJa.\n> Und das?\nNein."),
    ]
    .map(|(name, text)| (name, text, "\n".to_owned()));
    let case = |(name, new, below): (&str, &str, String)| {
        let text = format!("{new}{below}").replace('\u{feff}', "");
        let raw = format!(
            "From: {}\nTo: {}\nSubject: Test\nX-Case: {name}\nContent-Type: text/plain; charset=utf-8\n\n{new}{below}",
            desk.author, desk.address
        );
        let read = Read { visible: new.to_owned(), ..plain(desk, text.trim()) };
        Case { name: format!("found, {name}"), raw: crlf(&raw), read: Some(read), outcome: "opened" }
    };
    quoted.into_iter().chain(whole).map(case).collect()
}
