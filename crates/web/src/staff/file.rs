//! Files of a ticket: adding them to a draft while it is written, and getting them.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use desk::draft;
use desk::file::{self, File};
use desk::id::FileId;
use desk::ticket::{self, MessageKind};
use serde::Deserialize;

use super::composer::kind_of;
use super::write::{back, kept};
use crate::answer::{self, percent};
use crate::asked::{Path, Query};
use crate::composed::Composed;
use crate::refusal::Refusal;
use crate::show::{Wrong, words};
use crate::view::ticket::ComposerFiles;
use crate::visit::{StaffVisit, Visit};

/// Ticket and file in a path.
#[derive(Debug, Deserialize)]
pub(crate) struct Ids {
    number: String,
    id: String,
}

impl Ids {
    /// Number and id.
    pub(crate) fn get(&self, visit: &Visit) -> Result<(i64, FileId), Refusal> {
        let number = self.number.parse().ok();
        let id = self.id.parse().ok();
        number.zip(id).ok_or_else(|| Refusal::nothing_here().within(visit))
    }
}

/// Adds files to the draft; what was typed stays in it. Answers the files of the draft to a script, the page to a browser.
pub(super) async fn add(
    Path(number): Path<super::ticket::Number>,
    composed: Composed<StaffVisit>,
) -> Result<Response, Refusal> {
    let (visit, composed) = kept(composed)?;
    let number = number.get(&visit.0)?;
    let kind = kind_of(&composed.kind);
    let (files, typed) = (composed.files.clone(), composed.clone());
    let result = match composed.wrong.clone() {
        Some(wrong) => Err(wrong),
        None if files.is_empty() => Err(Wrong::field("file", "missing")),
        None => {
            let change = move |act: &mut desk::Action<'_, '_>| {
                let id = ticket::get_by_number(act, number)?.id;
                if !typed.was.is_empty() {
                    draft::turn(act, id, kind_of(&typed.was), kind)?;
                }
                if !typed.is_script {
                    draft::save(act, id, kind, &typed.body, &typed.form)?;
                }
                files.iter().try_for_each(|new| draft::add_file(act, id, kind, new).map(drop))
            };
            visit.0.try_act(change).await?
        }
    };
    answered(&visit, number, kind, composed, result).await
}

/// Takes a file off the draft.
pub(super) async fn remove(Path(ids): Path<Ids>, composed: Composed<StaffVisit>) -> Result<Response, Refusal> {
    let (visit, composed) = kept(composed)?;
    let (number, file) = ids.get(&visit.0)?;
    let kind = kind_of(&composed.kind);
    let typed = composed.clone();
    let change = move |act: &mut desk::Action<'_, '_>| {
        let id = ticket::get_by_number(act, number)?.id;
        if !typed.is_script {
            draft::save(act, id, kind, &typed.body, &typed.form)?;
        }
        draft::remove_file(act, id, file)
    };
    let result = visit.0.try_act(change).await?;
    answered(&visit, number, kind, composed, result).await
}

/// The kind whose files are asked for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
}

/// The files of the draft of a kind.
pub(super) async fn list(
    visit: StaffVisit,
    Path(number): Path<super::ticket::Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    fragment(&visit, number, kind_of(&asked.kind), None).await
}

async fn answered(
    visit: &StaffVisit,
    number: i64,
    kind: MessageKind,
    composed: super::write::Typed,
    result: Result<(), Wrong>,
) -> Result<Response, Refusal> {
    if !composed.is_script {
        return back(visit, number, composed, result).await;
    }
    fragment(visit, number, kind, result.err()).await
}

async fn fragment(
    visit: &StaffVisit,
    number: i64,
    kind: MessageKind,
    wrong: Option<Wrong>,
) -> Result<Response, Refusal> {
    let found = visit
        .0
        .read(move |view| {
            let id = ticket::get_by_number(view, number)?.id;
            let drafts = draft::of_ticket(view, id)?;
            Ok(drafts.into_iter().find(|shown| shown.draft.kind == kind && shown.draft.due_at.is_none()))
        })
        .await?;
    let t = visit.0.text();
    let url = visit.0.url(&format!("/tickets/{number}"));
    let files = found.map(|shown| words::files(&t, &shown.files, &url)).unwrap_or_default();
    answer::fragment(&ComposerFiles { wrong: wrong.map(|wrong| wrong.words(&t)), files, url, t })
}

/// A file.
pub(super) async fn get(visit: StaffVisit, Path(ids): Path<Ids>) -> Result<Response, Refusal> {
    let (number, id) = ids.get(&visit.0)?;
    let (file, bytes) = visit.0.read(move |view| file::get(view, number, id)).await?;
    Ok(content(&file, bytes))
}

/// The bytes of a file. A picture that is one is shown; everything else is handed over to be kept, and nothing of it may run
/// where the desk's pages live.
pub(crate) fn content(file: &File, bytes: Vec<u8>) -> Response {
    let picture = file::is_picture(&file.media_type);
    let kind = if picture { file.media_type.as_str() } else { "application/octet-stream" };
    let plain: String =
        file.name.chars().map(|one| if one.is_ascii() && !matches!(one, '"' | '\\') { one } else { '_' }).collect();
    let way = if picture { "inline" } else { "attachment" };
    let name = percent(&file.name).replace('/', "%2F");
    let disposition = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{name}");
    let value =
        |text: &str, other: &'static str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(other));
    let headers = [
        (CONTENT_TYPE, value(kind, "application/octet-stream")),
        (CONTENT_DISPOSITION, value(&disposition, "attachment")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, bytes).into_response()
}
