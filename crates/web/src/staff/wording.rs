//! What mails say: the wording of each, in German and English, with what it comes to while it is written. For managers and
//! administrators.

use axum::http::StatusCode;
use axum::response::Response;
use desk::outbox::{self, Template, Wording};
use desk::{DeskError, View};
use engine::plan::catalogue::Language;
use serde::Deserialize;

use super::frame::frame;
use super::team::sets_up;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Pieces, Sheet, Table};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// Where the list is.
const PATH: &str = "/settings/wording";
const LANGUAGES: [Language; 2] = [Language::De, Language::En];

/// The mail in the path.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    word: String,
}

/// What is typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    de: String,
    en: String,
}

impl Typed {
    fn words(&self, language: Language) -> &str {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}

/// What a mail says in each language, or why it cannot.
type Previews = Vec<Result<String, Wrong>>;

/// The list of mails.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    let me = visit.me();
    let read = move |view: &mut View<'_, '_>| {
        let frame = frame(view, me)?;
        let wordings = Template::ALL.into_iter().map(|template| Ok((template, wordings(view, template)?)));
        Ok((frame, wordings.collect::<Result<Vec<_>, DeskError>>()?))
    };
    let (frame, wordings) = visit.0.read(read).await?;
    let shell = frame.shell(&visit, Area::Settings);
    let t = &shell.t;
    let row = |(template, wordings): &(Template, Vec<Wording>)| {
        let state =
            |wording: &Wording| Cell::text(t.get(if wording.is_own { "wording-own" } else { "wording-shipped" }));
        let link = Cell::Link(visit.0.url(&format!("{PATH}/{}", template.word())), t.get(title(*template)).to_string());
        std::iter::once(link).chain(wordings.iter().map(state)).collect()
    };
    let head = [t.get("wording-mail"), t.get("canned-text-de"), t.get("canned-text-en")];
    let title = t.get("wording-title").to_string();
    let table = Table {
        name: title.clone(),
        head: head.map(|words| words.to_string()).to_vec(),
        rows: wordings.iter().map(row).collect(),
        empty: String::new(),
    };
    let parts = vec![Part::Soft(t.get("wording-how").to_string()), Part::Table(table)];
    answer::page(&visit.0, &AgentPage { sheet: Sheet { title, parts }, shell })
}

/// The words of one.
pub(super) async fn page(visit: StaffVisit, Path(which): Path<Which>) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, find(&visit, &which.word)?, None).await
}

/// What it comes to as it stands.
pub(super) async fn preview(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    let typed = posted.of(&visit.0)?.clone();
    let template = find(&visit, &which.word)?;
    let previews = visit.0.read(move |view| Ok(previews(view, template, &typed))).await?;
    let shell = visit.0.shell(Area::Settings);
    let parts = preview_parts(&shell.t, previews);
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

/// Saves it.
pub(super) async fn save(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    let typed = posted.of(&visit.0)?.clone();
    let template = find(&visit, &which.word)?;
    let kept = typed.clone();
    let save = move |act: &mut desk::Action<'_, '_>| {
        LANGUAGES.iter().try_for_each(|language| outbox::reword(act, template, *language, kept.words(*language)))
    };
    match visit.0.try_act(save).await? {
        Ok(()) => Ok(answer::done(&visit.0, PATH, &visit.0.text().get("done").to_string())),
        Err(wrong) => show(&visit, template, Some((typed, wrong))).await,
    }
}

fn find(visit: &StaffVisit, word: &str) -> Result<Template, Refusal> {
    Template::find(word).ok_or_else(|| Refusal::nothing_here().within(&visit.0))
}

fn wordings(view: &mut View<'_, '_>, template: Template) -> Result<Vec<Wording>, DeskError> {
    LANGUAGES.iter().map(|language| outbox::wording(view, template, *language)).collect()
}

async fn show(visit: &StaffVisit, template: Template, sent: Option<(Typed, Wrong)>) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let typed = sent.as_ref().map(|(typed, _)| typed.clone());
    let read = move |view: &mut View<'_, '_>| {
        let typed = match &typed {
            Some(typed) => typed.clone(),
            None => {
                let mut words = wordings(view, template)?.into_iter().map(|wording| wording.words);
                Typed { de: words.next().unwrap_or_default(), en: words.next().unwrap_or_default() }
            }
        };
        let previews = previews(view, template, &typed);
        Ok((frame(view, me)?, typed, previews))
    };
    let (frame, typed, previews) = visit.0.read(read).await?;
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let field = |language: Language| {
        let (name, label) = names(language);
        let area = Control::Area { rows: 12 };
        Field::new(name, t.get(label), area).value(typed.words(language).to_owned()).optional()
    };
    let mut fields: Vec<Field> = LANGUAGES.into_iter().map(field).collect();
    let rest = sent.and_then(|(_, wrong)| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = vec![Part::Soft(t.get("wording-form-how").to_string())];
    let says = |name: &&str| (format!("{{{{ {name} }}}}"), Cell::text(t.get(meaning(name))));
    let variables = template.variables().iter().map(says).collect();
    parts.push(Part::Fold(t.get("wording-variables").to_string(), vec![Part::Facts(variables)]));
    parts.extend(rest.map(Part::Wrong));
    let url = visit.0.url(&format!("{PATH}/{}", template.word()));
    parts.push(Part::Form(Form {
        quote_url: Some(format!("{url}/preview")),
        action: url,
        hidden: Vec::new(),
        fields,
        quote: preview_parts(t, previews),
        submit: t.get("save").to_string(),
    }));
    let sheet = Sheet { title: t.get(title(template)).to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

/// A wrong wording is no failure of the page that shows it.
fn previews(view: &mut View<'_, '_>, template: Template, typed: &Typed) -> Previews {
    let one = |language: &Language| match outbox::preview(view, template, *language, typed.words(*language)) {
        Err(DeskError::Invalid(fields)) => Err(Wrong::Fields(fields)),
        Err(error) => Err(Wrong::Conflict { code: "not-written", detail: error.to_string() }),
        Ok(text) => Ok(text),
    };
    LANGUAGES.iter().map(one).collect()
}

fn preview_parts(t: &Text, previews: Previews) -> Vec<Part> {
    let fact = |(language, preview): (Language, Result<String, Wrong>)| {
        let text = preview.unwrap_or_else(|wrong| wrong.words(t));
        (t.get(names(language).1).to_string(), Cell::text(text))
    };
    let facts = LANGUAGES.into_iter().zip(previews).map(fact).collect();
    vec![Part::Heading(t.get("wording-preview").to_string()), Part::Facts(facts)]
}

/// The name of a language's field, and the text key of its label.
fn names(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::De => ("de", "canned-text-de"),
        Language::En => ("en", "canned-text-en"),
    }
}

/// The text key of what a variable says.
fn meaning(variable: &str) -> &'static str {
    match variable {
        "contact" => "wording-contact",
        "number" => "wording-number",
        "subject" => "wording-subject",
        "severity" => "wording-severity",
        "due" => "wording-due",
        "left" => "wording-left",
        "link" => "wording-link",
        "body" => "wording-body",
        "signature" => "wording-signature",
        "large_files" => "wording-large-files",
        "ask" => "wording-ask",
        "sentence" => "wording-sentence",
        "accept" => "wording-accept",
        _ => "wording-provider",
    }
}

fn title(template: Template) -> &'static str {
    match template {
        Template::Receipt => "wording-receipt",
        Template::Reply => "wording-reply",
        Template::Refusal => "wording-refusal",
        Template::Verdict => "wording-verdict",
    }
}
