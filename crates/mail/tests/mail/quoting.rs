//! New text apart from quoted text.

use mail::fold_quotes;

/// Each case is a text in which `|` stands where it must be split; without one nothing may be folded.
#[test]
fn quotes_fold_and_doubt_does_not() {
    for case in [
        "Hallo,\nnur Text.\n",
        "",
        "> only a quote\n",
        "Antwort\n\n|> quoted\n> more\n",
        "Antwort\n\n|> quoted\n\n> more\n\n",
        "Ja.\n\n|Am 12.11.2026 um 10:00 schrieb Bo Berg:\n> Geht es?\n",
        "Ja.\n\n|Am 12.11.2026 um 10:00 schrieb Bo Berg <bo@acme.example>:\n\n> Geht es?\n> \n> Bo\n\n-- \nAda\n",
        "Ja.\n\n|Am Do., 12. Nov. 2026 um 10:00 Uhr schrieb Bo Berg\n<bo@acme.example>:\n\nGeht es?\nBo\n",
        "Ja.\n\n|Bo Berg schrieb am 12.11.2026 um 10:00:\n> Geht es?\n",
        "Yes.\n\n|On Thu, Nov 12, 2026 at 10:00 AM Bo Berg <bo@acme.example> wrote:\n\n> Does it?\n",
        "Yes.\n\n|On Thu, Nov 12, 2026 at 10:00 AM Bo Berg <\nbo@acme.example> wrote:\n\nDoes it?\n",
        "Ja.\n\n|-----Ursprüngliche Nachricht-----\nVon: Bo\nGesendet: gestern\nText\n",
        "Yes.\n|-----Original Message-----\nFrom: Bo\n\nText\n",
        "Ja.\n\n|Von: Bo Berg <bo@acme.example>\nGesendet: Donnerstag, 12. November 2026 10:00\nAn: Support\nCc: Eve\nBetreff: AW: Drucker\n\nGeht es?\n",
        "Ja.\n\n|________________________________\nVon: Bo Berg\nGesendet: Donnerstag\nAn: Support\nBetreff: Drucker\n\nGeht es?\n",
        "Yes.\n\n|*From:* Bo Berg\n*Sent:* Thursday\n*To:* Support\n*Subject:* Printer\n\nDoes it?\n",
        "Yes.\n\n|From: Bo\nDate: Thursday\nTo: Support\nSubject: Printer\n\nDoes it?\n",
        "Viele Grüße\n|-- \nAda Adler\nAcme\n",
        "Text\n|-- \nAda\n\nAm 12.11.2026 schrieb Bo:\n> alt\n",
        // Answers between or below quotes stay, with their quotes.
        "Am 12.11.2026 schrieb Bo:\n> Geht es?\n\nJa.\n",
        "Hallo\n\nAm 12.11.2026 um 10:00 schrieb Bo Berg <bo@acme.example>:\n> Eins?\nJa.\n> Zwei?\nNein.\n",
        "> Eins?\nJa.\n\n|> Zwei?\n",
        "> Eins?\nJa.\n|-- \nAda\n",
        // Who has no date or address is left to be read.
        "Danke.\n\nAm Montag schrieb Jana:\n|> Guten Tag\n> wie geht es\n",
        // Sentences that only look like an attribution.
        "Am Montag schrieb ich Ihnen:\nes geht nicht.\n",
        "Am 12.11. schrieb ich:\nes geht nicht.\n",
        "On 12 November I wrote:\nit is broken.\n",
        "Von: hier\nnach dort\n",
        "From: the menu\nchoose Print\n",
        "a -- b\n--\nText\n",
        "-----\nText\n",
    ] {
        let text = case.replace('|', "");
        let folded = fold_quotes(&text);
        let (visible, quoted) = case.split_once('|').unwrap_or((case, ""));
        assert_eq!((folded.visible, folded.quoted), (visible, quoted), "{case}");
        let crlf = text.replace('\n', "\r\n");
        let folded = fold_quotes(&crlf);
        assert_eq!(folded.visible.replace('\r', ""), visible, "{case} with CRLF");
    }
}

#[test]
fn a_long_conversation_folds_fast() {
    let mut text = "Neu.\n".to_owned();
    for number in 0..20_000 {
        text.push_str(&format!("Am 12.11.2026 schrieb {number}\n> alt {number}\nVon: x\n________\n"));
    }
    let folded = fold_quotes(&text);
    assert_eq!(folded.visible.len() + folded.quoted.len(), text.len());
}
