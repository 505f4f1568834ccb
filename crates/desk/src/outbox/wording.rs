//! The wording of mails: what ships in German and English, and what the provider wrote instead.
//!
//! Both are written in the language of [`crate::template`]. A wording is checked when it is saved, with every combination of
//! variables that may say nothing, so that no mail goes out later without what it is about. What equals the shipped wording is
//! not kept: the desk goes on with what later versions ship.

use engine::plan::catalogue::Language;
use serde_json::json;

use super::{Template, rich, store};
use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field::language_word;
use crate::{setting, signature, staff, template};

/// Longest wording, in characters.
pub const WORDS_MAX: usize = 10_000;
/// Stands for the message while a wording is checked: no wording has it.
const MARK: &str = "\u{e001}";

impl Template {
    /// What may stand between double braces.
    #[must_use]
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Template::Receipt => {
                &["contact", "number", "subject", "severity", "due", "sentence", "accept", "left", "link", "provider"]
            }
            Template::Reply => {
                &["body", "contact", "number", "subject", "signature", "large_files", "link", "provider"]
            }
            Template::Refusal => &["sentence", "ask", "contact", "number", "subject", "link", "provider"],
            Template::Verdict => {
                &["sentence", "due", "accept", "left", "contact", "number", "subject", "link", "provider"]
            }
        }
    }

    /// The variable without which the mail says nothing.
    fn core(self) -> Option<&'static str> {
        match self {
            Template::Receipt => None,
            Template::Reply => Some("body"),
            Template::Refusal | Template::Verdict => Some("sentence"),
        }
    }

    fn shipped(self, language: Language) -> &'static str {
        let texts = match self {
            Template::Receipt => [
                include_str!("../../../../templates/mail/receipt.de.txt"),
                include_str!("../../../../templates/mail/receipt.en.txt"),
            ],
            Template::Reply => [
                include_str!("../../../../templates/mail/reply.de.txt"),
                include_str!("../../../../templates/mail/reply.en.txt"),
            ],
            Template::Refusal => [
                include_str!("../../../../templates/mail/refusal.de.txt"),
                include_str!("../../../../templates/mail/refusal.en.txt"),
            ],
            Template::Verdict => [
                include_str!("../../../../templates/mail/verdict.de.txt"),
                include_str!("../../../../templates/mail/verdict.en.txt"),
            ],
        };
        texts[usize::from(language == Language::En)]
    }
}

/// What a mail says in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The text with its variables.
    pub words: String,
    /// Whether the provider wrote it.
    pub is_own: bool,
}

/// The wording that holds, for staff.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn wording(view: &mut View<'_, '_>, template: Template, language: Language) -> Result<Wording, DeskError> {
    view.actor.require_staff()?;
    Ok(match store::find_wording(view, template, language_word(language))? {
        Some(words) => Wording { words, is_own: true },
        None => Wording { words: template.shipped(language).to_owned(), is_own: false },
    })
}

/// Sets the wording in a language; an empty one, or the shipped one, goes back to what ships.
///
/// # Errors
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator; a field error at the language for words that
/// are too long, do not read, ask for what there is not, or would leave out what the mail is about.
pub fn reword(act: &mut Action<'_, '_>, template: Template, language: Language, words: &str) -> Result<(), DeskError> {
    act.actor.require(&[Role::Manager, Role::Administrator])?;
    let words = tidied(words);
    check(template, language, &words)?;
    let word = language_word(language);
    if words.is_empty() || words == tidied(template.shipped(language)) {
        store::delete_wording(act, template, word)?;
    } else {
        store::upsert_wording(act, template, word, &words)?;
    }
    act.journal(Subject::Setting, 0, "wording", &json!({ "of": template.word(), "language": word }))
}

/// What a mail would say in these words, with values as they might be; empty words show what ships.
///
/// # Errors
/// As [`reword`], but any staff may look.
pub fn preview(
    view: &mut View<'_, '_>,
    template: Template,
    language: Language,
    words: &str,
) -> Result<String, DeskError> {
    let me = view.actor.staff()?;
    let words = match tidied(words) {
        words if words.is_empty() => template.shipped(language).to_owned(),
        words => words,
    };
    check(template, language, &words)?;
    let values = sample(view, me, language)?;
    template::fill(&words, template.variables(), &values)
}

/// The words of a mail with what its variables say, once with each of these messages. A condition on a value that nobody thought of
/// may still leave out what the mail is about: then it says what ships.
pub(super) fn fill(
    view: &mut View<'_, '_>,
    (template, language): (Template, Language),
    values: &[(&'static str, String)],
    bodies: [&str; 2],
) -> Result<[String; 2], DeskError> {
    let own = store::find_wording(view, template, language_word(language))?;
    let [first, second] = bodies.map(|body| {
        let mut values = values.to_vec();
        values.push(("body", body.to_owned()));
        let about = values.iter().find(|(name, _)| Some(*name) == template.core()).map_or("", |(_, value)| value);
        let says = |words: &str| template::fill(words, template.variables(), &values);
        match own.as_deref().map(says).transpose()? {
            Some(text) if text.contains(about) => Ok(text),
            _ => says(template.shipped(language)),
        }
    });
    Ok([first?, second?])
}

/// Without the marks that stand for a message while a mail is put together or checked.
fn tidied(words: &str) -> String {
    let words = words.replace("\r\n", "\n").replace(['\0', '\r'], "").replace(rich::BODY, "").replace(MARK, "");
    words.trim_end().to_owned()
}

fn check(template: Template, language: Language, words: &str) -> Result<(), DeskError> {
    let field = language_word(language);
    if words.chars().count() > WORDS_MAX {
        return Err(DeskError::field(field, "too-long", WORDS_MAX.to_string()));
    }
    let variables = template.variables();
    template::check(field, words, variables)?;
    match template.core() {
        Some(core) if !words.is_empty() => says(template, core, field, words),
        _ => Ok(()),
    }
}

/// Whatever else says something or nothing, the mail has what it is about, on a line of its own: there it is set as it was written.
fn says(template: Template, core: &'static str, field: &'static str, words: &str) -> Result<(), DeskError> {
    let others: Vec<&str> = template.variables().iter().copied().filter(|name| *name != core).collect();
    for filled in 0..1_u32 << others.len() {
        let value = |(ix, name): (usize, &&'static str)| {
            let value = if filled & (1 << ix) == 0 { "" } else { "x" };
            (*name, value.to_owned())
        };
        let mut values: Vec<(&str, String)> = others.iter().enumerate().map(value).collect();
        values.push((core, MARK.to_owned()));
        let text = template::fill(words, template.variables(), &values)?;
        let (lines, places) = (text.lines().filter(|line| *line == MARK).count(), text.matches(MARK).count());
        if lines == 0 || lines != places {
            let code = if places == 0 { "text-needs" } else { "text-alone" };
            return Err(DeskError::field(field, code, format!("{{{{ {core} }}}}")));
        }
    }
    Ok(())
}

/// Values as they might be, with the real name of the provider and the signature of whoever looks.
fn sample(
    view: &mut View<'_, '_>,
    me: crate::id::StaffId,
    language: Language,
) -> Result<Vec<(&'static str, String)>, DeskError> {
    let german = language == Language::De;
    let say = |de: &str, en: &str| if german { de.to_owned() } else { en.to_owned() };
    let url = setting::get(view, setting::PUBLIC_URL)?;
    let link = format!("{url}/{}/portal/tickets/1042", view.shared.name);
    let accept = format!("{url}/{}/accept/…", view.shared.name);
    Ok(vec![
        ("contact", staff::name(view, me)?),
        ("number", "1042".to_owned()),
        ("subject", say("Der Import bricht ab", "The import breaks off")),
        ("severity", say("hoch", "high")),
        (
            "due",
            say(
                "erste Antwort innerhalb von 4 h Servicezeit, bis Montag, 02.11.2026, 13:00 Uhr (Europe/Berlin)",
                "first response within 4 h of covered time, by Monday 02 Nov 2026, 13:00 (Europe/Berlin)",
            ),
        ),
        ("left", say("Stunden: 6 von 10", "Hours: 6 of 10")),
        ("link", link),
        ("accept", accept),
        (
            "body",
            say(
                "Hier steht, was Sie schreiben.\n\nMit allem, was dazugehört.",
                "Here stands what you write.\n\nAll of it.",
            ),
        ),
        (
            "sentence",
            say(
                "Hier steht, was aus der Anfrage wird und warum, und was zu tun ist.",
                "Here stands what becomes of the request and why, and what to do.",
            ),
        ),
        ("ask", say("Vorname Nachname, Vorname Nachname", "First Last, First Last")),
        ("large_files", say("Protokoll.zip", "log.zip")),
        ("signature", signature::below(view, me, None, language)?),
        ("provider", super::compose::provider(view, language)?),
    ])
}
