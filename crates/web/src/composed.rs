//! What is sent from a composer: fields and files, as a browser sends them with or without files.
//!
//! Fields stand before files in our forms. A file is read only from whoever is signed in and sends the guard, and no further
//! than it may be long; what breaks off on the way was never there. What was typed is at hand even if nothing else is right, so
//! that no text is lost to a session that has ended or a file that is too large.

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use desk::file::{COUNT_MAX, FILE_MAX, MESSAGE_MAX, NewFile};

use crate::guard::same;
use crate::refusal::Refusal;
use crate::show::Wrong;
use crate::site::Site;
use crate::visit::{ContactVisit, StaffVisit, Visit};

/// Longest body with files: all that a message may carry, and some room for the text.
pub(crate) const BODY_MAX: usize = MESSAGE_MAX + 4 * 1024 * 1024;
/// Most bytes of all fields that are no files.
const FIELDS_MAX: usize = 2 * 1024 * 1024;

/// A visit by somebody who is signed in.
pub(crate) trait SignedIn: FromRequestParts<Site, Rejection = Refusal> + Send + Sync {
    /// The visit.
    fn visit(&self) -> &Visit;
}

impl SignedIn for StaffVisit {
    fn visit(&self) -> &Visit {
        &self.0
    }
}

impl SignedIn for ContactVisit {
    fn visit(&self) -> &Visit {
        &self.0
    }
}

/// What was sent from a composer.
#[derive(Debug)]
pub(crate) struct Composed<V> {
    /// Who sent it, or why nobody did.
    pub(crate) visit: Result<V, Refusal>,
    /// Whether it carries the guard of its sender.
    pub(crate) guarded: bool,
    /// Its files.
    pub(crate) files: Vec<NewFile>,
    /// What was wrong on the way.
    pub(crate) wrong: Option<Wrong>,
    fields: Vec<(String, String)>,
}

impl<V> Composed<V> {
    /// The value of a field; empty where there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl<V: SignedIn> FromRequest<Site> for Composed<V> {
    type Rejection = Refusal;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let visit = V::from_request_parts(&mut parts, site).await;
        let header = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let guarded = visit.as_ref().is_ok_and(|visit| same(header, &visit.visit().csrf));
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let multipart = kind.starts_with("multipart/");
        let mut composed = Composed { visit, guarded, files: Vec::new(), wrong: None, fields: Vec::new() };
        let request = Request::from_parts(parts, body);
        if multipart {
            composed.read_parts(request, site).await?;
        } else {
            let bytes = Bytes::from_request(request, site).await.unwrap_or_default();
            if bytes.len() <= FIELDS_MAX {
                composed.fields = form_urlencoded::parse(&bytes).into_owned().collect();
            } else {
                return Err(composed.refuse(Refusal::too_large()));
            }
            composed.check();
        }
        Ok(composed)
    }
}

impl<V: SignedIn> Composed<V> {
    fn refuse(&self, refusal: Refusal) -> Refusal {
        match &self.visit {
            Ok(visit) => refusal.within(visit.visit()),
            Err(_) => refusal,
        }
    }

    /// Whether the guard among the fields is the visit's.
    fn check(&mut self) {
        let sent = self.field("csrf");
        self.guarded |= self.visit.as_ref().is_ok_and(|visit| same(sent, &visit.visit().csrf));
    }

    async fn read_parts(&mut self, request: Request, site: &Site) -> Result<(), Refusal> {
        let Ok(mut parts) = Multipart::from_request(request, site).await else {
            return Err(self.refuse(Refusal::broken_off()));
        };
        let mut room = FIELDS_MAX;
        loop {
            let field = match parts.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(()),
                Err(error) => return self.broken(error.status()),
            };
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                match read(field, room).await {
                    Ok(Some(bytes)) => {
                        room -= bytes.len();
                        self.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
                        self.check();
                    }
                    Ok(None) => return Err(self.refuse(Refusal::too_large())),
                    Err(status) => return self.broken(status),
                }
                continue;
            };
            // A field for files that was left empty comes as a file without a name.
            if file.is_empty() && name == "file" {
                continue;
            }
            if !self.guarded || self.files.len() >= COUNT_MAX {
                self.wrong = self.guarded.then(|| Wrong::detailed("file", "too-many-files", COUNT_MAX.to_string()));
                return Ok(());
            }
            match read(field, FILE_MAX).await {
                Ok(Some(bytes)) => self.files.push(NewFile { name: file, bytes }),
                Ok(None) => {
                    let most = format!("{} MB", FILE_MAX / (1024 * 1024));
                    self.wrong = Some(Wrong::detailed("file", "file-too-large", most));
                    return Ok(());
                }
                Err(status) => return self.broken(status),
            }
        }
    }

    /// The body ended early or went on for too long.
    fn broken(&mut self, status: StatusCode) -> Result<(), Refusal> {
        if status == StatusCode::PAYLOAD_TOO_LARGE && self.guarded {
            let most = format!("{} MB", MESSAGE_MAX / (1024 * 1024));
            self.wrong = Some(Wrong::detailed("file", "files-too-large", most));
            return Ok(());
        }
        Err(self.refuse(Refusal::broken_off()))
    }
}

/// All of a field; none if it is longer than allowed, of which no more is read then.
async fn read(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| error.status())? {
        if bytes.len() + chunk.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}
