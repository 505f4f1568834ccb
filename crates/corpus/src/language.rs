//! What people of six languages write, and their programs for them. The words carry the letters that charsets lose.

/// One of the languages.
pub(crate) struct Language {
    pub(crate) id: &'static str,
    pub(crate) new: &'static str,
    pub(crate) old: &'static str,
    /// "On … wrote:", with date and time.
    pub(crate) attribution: &'static str,
    /// Line above a quoted message.
    pub(crate) original: &'static str,
    /// Line above a message that is passed on, as Gmail writes it.
    pub(crate) forwarded: &'static str,
    /// From, sent, to, subject.
    pub(crate) fields: [&'static str; 4],
}

pub(crate) const LANGUAGES: [Language; 6] = [
    Language {
        id: "de",
        new: "Ja, gern. Grüße aus Köln, Straße 5.",
        old: "Wäre das möglich?",
        attribution: "Am 12.11.2026 um 10:00 schrieb Bo Berg <bo@acme.example>:",
        original: "Ursprüngliche Nachricht",
        forwarded: "Weitergeleitete Nachricht",
        fields: ["Von:", "Gesendet:", "An:", "Betreff:"],
    },
    Language {
        id: "en",
        new: "Yes, £5 and a naïve café.",
        old: "Would that do?",
        attribution: "On Thu, Nov 12, 2026 at 10:00 AM Bo Berg <bo@acme.example> wrote:",
        original: "Original Message",
        forwarded: "Forwarded message",
        fields: ["From:", "Sent:", "To:", "Subject:"],
    },
    Language {
        id: "fr",
        new: "Oui, très volontiers. À bientôt, ça marche.",
        old: "Est-ce réglé ?",
        attribution: "Le jeu. 12 nov. 2026 à 10:00, Bo Berg <bo@acme.example> a écrit :",
        original: "Message d'origine",
        forwarded: "Message transféré",
        fields: ["De :", "Envoyé :", "À :", "Objet :"],
    },
    Language {
        id: "it",
        new: "Sì, è già così. Perché no.",
        old: "È possibile?",
        attribution: "Il giorno gio 12 nov 2026 alle ore 10:00 Bo Berg <bo@acme.example> ha scritto:",
        original: "Messaggio originale",
        forwarded: "Messaggio inoltrato",
        fields: ["Da:", "Inviato:", "A:", "Oggetto:"],
    },
    Language {
        id: "es",
        new: "Sí, mañana. ¿Qué más? ¡Adiós!",
        old: "¿Funcionó?",
        attribution: "El jue, 12 nov 2026 a las 10:00, Bo Berg (<bo@acme.example>) escribió:",
        original: "Mensaje original",
        forwarded: "Mensaje reenviado",
        fields: ["De:", "Enviado el:", "Para:", "Asunto:"],
    },
    Language {
        id: "nl",
        new: "Ja, prima. Eén reünie, coöperatief.",
        old: "Is dat oké?",
        attribution: "Op do 12 nov. 2026 om 10:00 schreef Bo Berg <bo@acme.example>:",
        original: "Oorspronkelijk bericht",
        forwarded: "Doorgestuurd bericht",
        fields: ["Van:", "Verzonden:", "Aan:", "Onderwerp:"],
    },
];

/// Ways that programs quote in plain text.
pub(crate) const QUOTES: [&str; 6] = ["marked", "phone", "unmarked", "original", "block", "ruled"];

/// What stands below the new text.
pub(crate) fn quote(language: &Language, way: &str) -> String {
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
