//! A message as it was sent: a page with a frame in it, and what stands in the frame.
//!
//! The frame is a sandbox. What is in it has passed the mail reader's list of elements, has no origin, runs nothing, sends no form
//! and loads nothing: its pictures stand in it as data, for a sandbox has no cookie with which it could ask for them.

use askama::Template;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::response::{IntoResponse as _, Response};
use desk::id::MessageId;
use desk::intake::{self, AsSent};
use desk::{DeskError, View};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::answer;
use crate::guard;
use crate::picture;
use crate::refusal::Refusal;
use crate::sheet::{Part, Sheet};
use crate::text::Text;
use crate::visit::{Visit, hex};

/// What the frame's page may do: show letters and the pictures in it, and open a link beside it.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// Ticket and message in a path.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    number: String,
    id: String,
}

impl Which {
    /// Number and id.
    pub(crate) fn get(&self, visit: &Visit) -> Result<(i64, MessageId), Refusal> {
        let read = self.number.parse().ok().zip(self.id.parse().ok());
        read.ok_or_else(|| Refusal::nothing_here().within(visit))
    }
}

/// Whether the pictures that lie elsewhere are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The word of the reader's own page: another site cannot make a reader ask.
    pictures: String,
}

impl Asked {
    fn wants_pictures(&self, visit: &Visit, id: MessageId) -> bool {
        guard::same(&self.pictures, &word(visit, id))
    }
}

/// The word by which a reader asks for the pictures of one message, as long as they are signed in.
fn word(visit: &Visit, id: MessageId) -> String {
    let digest = Sha256::digest(format!("pictures {} {id}", visit.csrf));
    hex(&digest[..16])
}

/// The message, if this reader may see it.
pub(crate) fn find(view: &mut View<'_, '_>, (number, id): (i64, MessageId)) -> Result<AsSent, DeskError> {
    intake::as_sent(view, number, id, &[])
}

/// What stands on the page around the frame. `tickets` is where the reader's tickets lie.
pub(crate) fn sheet(
    visit: &Visit,
    t: &Text,
    tickets: &str,
    (number, id): (i64, MessageId),
    asked: &Asked,
    sent: &AsSent,
) -> Sheet {
    let ticket = visit.url(&format!("{tickets}/{number}"));
    let title = t.get("sent-title").to_string();
    let mut parts = vec![
        Part::Links(vec![(format!("{ticket}#message-{id}"), format!("#{number}"))]),
        Part::Soft(t.get("sent-how").to_string()),
    ];
    let page = format!("{ticket}/messages/{id}/sent");
    let word = format!("?pictures={}", word(visit, id));
    let with_pictures = asked.wants_pictures(visit, id);
    if with_pictures {
        parts.push(Part::Soft(t.get("sent-loaded").to_string()));
    } else if !sent.remote.is_empty() {
        parts.push(Part::Soft(t.get("sent-remote").arg("count", sent.remote.len()).to_string()));
        parts.push(Part::Links(vec![(format!("{page}{word}"), t.get("sent-load").to_string())]));
    }
    if sent.too_large > 0 {
        parts.push(Part::Soft(t.get("sent-too-large").arg("count", sent.too_large).to_string()));
    }
    let word = if with_pictures { word.as_str() } else { "" };
    parts.push(Part::Frame(format!("{page}/frame{word}"), title.clone()));
    Sheet { title, parts }
}

/// The page, which may hold a frame of ours.
pub(crate) fn page(visit: &Visit, page: &impl Template) -> Result<Response, Refusal> {
    let mut response = answer::page(visit, page)?;
    let policy = HeaderValue::from_str(&format!("{}; frame-src 'self'", guard::POLICY));
    response.headers_mut().extend(policy.ok().map(|policy| (CONTENT_SECURITY_POLICY, policy)));
    Ok(response)
}

/// What stands in the frame.
#[derive(Template)]
#[template(
    source = r#"<!doctype html>
<html><head><meta charset="utf-8"><title>{{ title }}</title>
<style>:root{color-scheme:light;background:#fff;color:#111;font:16px/1.5 sans-serif}body{margin:12px;overflow-wrap:anywhere}img{max-width:100%}a{color:#0645ad}</style>
</head><body dir="auto">{{ html|safe }}</body></html>"#,
    ext = "html"
)]
struct Framed {
    title: String,
    html: String,
}

/// The frame's page. What is fetched for it is what the message names, for a reader who sees it and has asked.
pub(crate) async fn frame(visit: &Visit, which: (i64, MessageId), asked: &Asked) -> Result<Response, Refusal> {
    let mut sent = visit.read(move |view| find(view, which)).await?;
    if asked.wants_pictures(visit, which.1) && !sent.remote.is_empty() {
        let fetched = picture::fetch(&sent.remote).await;
        sent = visit.read(move |view| intake::as_sent(view, which.0, which.1, &fetched)).await?;
    }
    let framed = Framed { title: visit.text().get("sent-title").to_string(), html: sent.html };
    let headers: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((headers, answer::fragment(&framed)?).into_response())
}
