//! A visit: which desk, who is signed in, in which language and theme, and the guard of forms.
//!
//! Staff and contacts have cookies of their own, so that both can be signed in from one browser. Whoever is not signed in is
//! sent to the sign-in page and comes back to where they wanted to go; JSON and fragments get a plain 401.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use desk::id::StaffId;
use desk::session::{self, Person, Session};
use desk::{Action, Actor, DeskError, View, catalogue, setting};
use engine::plan::catalogue::SharedCatalogue;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashMap;

use crate::answer;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::show::Wrong;
use crate::site::{OwnHost, Site};
use crate::text::{Language, Text};
use crate::view::{self, Area, Flash, Shell, Theme};

/// Cookie of staff.
pub(crate) const STAFF_COOKIE: &str = "mainstay-staff";
/// Cookie of contacts.
pub(crate) const CONTACT_COOKIE: &str = "mainstay-contact";
/// Cookie with the guard of forms for people who are not signed in.
pub(crate) const GUARD_COOKIE: &str = "mainstay-guard";
/// Cookie with the chosen language.
pub(crate) const LANGUAGE_COOKIE: &str = "mainstay-language";
/// Cookie with the chosen theme.
pub(crate) const THEME_COOKIE: &str = "mainstay-theme";

/// Cookie with the browser's zone, set by the page's script: "America/New_York".
pub(crate) const ZONE_COOKIE: &str = "mainstay-zone";

/// Cookie with a word about what was just done.
pub(crate) const FLASH_COOKIE: &str = "mainstay-flash";

/// Shortest guard that counts as one.
const GUARD_MIN: usize = 32;

/// A visit by anyone.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The desk.
    pub desk: desk::Desk,
    /// Where its pages begin: `/shop-levels`, or empty on its own host.
    pub base: String,
    /// Who is signed in, and with which secret.
    pub session: Option<(Session, String)>,
    /// The guard of forms.
    pub csrf: String,
    /// Whether the guard is new and goes into a cookie.
    pub new_guard: bool,
    /// The reader's language.
    pub language: Language,
    /// The chosen theme.
    pub theme: Theme,
    /// This page's path and query as the browser has it.
    pub here: String,
    /// The catalogue in use, if the desk has one.
    pub catalogue: Option<SharedCatalogue>,
    /// The provider's name in the reader's language.
    pub provider: String,
    /// The zone of promises.
    pub zone: TimeZone,
    /// The reader's zone, as the browser says; that of promises where it says nothing.
    pub reader_zone: TimeZone,
    /// Hue of the desk's accent.
    pub hue: u16,
    /// Whether cookies may only travel encrypted.
    pub secure: bool,
    /// A word about what was just done.
    pub flash: Option<Flash>,
    /// The time of this visit.
    pub now: Timestamp,
}

/// A visit by a member of staff.
#[derive(Debug, Clone)]
pub struct StaffVisit(pub Visit);

/// A visit by a contact.
#[derive(Debug, Clone)]
pub struct ContactVisit(pub Visit);

impl Visit {
    /// As whom this visit acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match &self.session {
            Some((session, _)) => session.person.actor(),
            None => Actor::Sender { address: String::new() },
        }
    }

    /// The words of this visit.
    #[must_use]
    pub fn text(&self) -> Text {
        Text { language: self.language, zone: self.reader_zone.clone(), promise: self.zone.clone(), now: self.now }
    }

    /// Whether this page lies below a path of the desk.
    pub(crate) fn within(&self, path: &str) -> bool {
        self.here.strip_prefix(self.base.as_str()).is_some_and(|rest| rest.starts_with(path))
    }

    /// What surrounds a page.
    #[must_use]
    pub fn shell(&self, area: Area) -> Shell {
        Shell {
            t: self.text(),
            desk: view::Desk { name: self.provider.clone(), base: self.base.clone(), hue: self.hue },
            who: self.session.as_ref().map(|(session, _)| view::Person::named(&session.name)),
            csrf: self.csrf.clone(),
            theme: self.theme,
            zone: self.reader_zone.iana_name().unwrap_or_default().to_owned(),
            here: self.here.clone(),
            flash: self.flash.clone(),
            area,
            live_url: None,
            queue_count: None,
            notice_count: None,
            on_call_count: None,
        }
    }

    /// Reads as whoever visits; a refusal is shown in their language.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: Fn(&mut View<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        self.desk.read(self.actor(), read).await.map_err(|error| refused(self, error))
    }

    /// Makes a change as whoever visits; what a form can show comes back to it.
    pub(crate) async fn try_act<T, F>(&self, change: F) -> Result<Result<T, Wrong>, Refusal>
    where
        T: Send + 'static,
        F: Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        Wrong::split(self, self.desk.act(self.actor(), change).await)
    }

    /// Reads as whoever visits; what a form can show comes back to it.
    pub(crate) async fn try_read<T, F>(&self, read: F) -> Result<Result<T, Wrong>, Refusal>
    where
        T: Send + 'static,
        F: Fn(&mut View<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        Wrong::split(self, self.desk.read(self.actor(), read).await)
    }

    /// An address within the desk.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn load(parts: &Parts, site: &Site, cookie: &'static str) -> Result<Visit, Refusal> {
        let name = path_desk(parts).ok_or_else(Refusal::nothing_here)?;
        let desk = site.find(name)?;
        let cookies = cookies(parts);
        let token = cookies.get(cookie).cloned();
        let own_host = parts.extensions.get::<OwnHost>().is_some();
        let base = if own_host { String::new() } else { format!("/{name}") };
        let (catalogue, hue, public_url) = desk
            .read(Actor::Operator, |view| {
                let catalogue = catalogue::current(view)?.map(|(_, catalogue)| catalogue);
                let hue = setting::get(view, setting::HUE)?;
                Ok((catalogue, hue, setting::get(view, setting::PUBLIC_URL)?))
            })
            .await?;
        let session = match token {
            None => None,
            Some(token) => session::resume(&desk, &token).await?.map(|session| (session, token)),
        };
        let wanted = cookies.get(LANGUAGE_COOKIE).and_then(|tag| Language::parse(tag));
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = wanted
            .or_else(|| session.as_ref().map(|(session, _)| spoken(session)))
            .or_else(|| accepted.and_then(Language::accepted))
            .unwrap_or(Language::En);
        let (csrf, new_guard) = match (&session, cookies.get(GUARD_COOKIE)) {
            (Some((session, _)), _) => (session.csrf.clone(), false),
            (None, Some(guard)) if guard.len() >= GUARD_MIN => (guard.clone(), false),
            (None, _) => (hex(&desk.random::<24>()), true),
        };
        let uri = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let here = if own_host { uri.strip_prefix(&format!("/{name}")).unwrap_or("/") } else { uri };
        let plan_language = match language {
            Language::De => engine::plan::catalogue::Language::De,
            Language::En => engine::plan::catalogue::Language::En,
        };
        let provider = catalogue.as_ref().map_or(name, |known| known.provider.name.get(plan_language));
        let zone = catalogue.as_ref().map_or(TimeZone::UTC, |known| known.provider.zone.clone());
        Ok(Visit {
            base,
            csrf,
            new_guard,
            language,
            theme: cookies.get(THEME_COOKIE).and_then(|theme| Theme::parse(theme)).unwrap_or_default(),
            here: here.to_owned(),
            provider: provider.to_owned(),
            reader_zone: cookies.get(ZONE_COOKIE).and_then(|name| zone_named(name)).unwrap_or_else(|| zone.clone()),
            zone,
            catalogue,
            hue: hue.parse().unwrap_or(250),
            secure: public_url.starts_with("https://"),
            flash: cookies.get(FLASH_COOKIE).and_then(|cookie| answer::flash(cookie)),
            now: desk.now(),
            session,
            desk,
        })
    }
}

impl StaffVisit {
    /// Who of the staff it is.
    pub(crate) fn me(&self) -> StaffId {
        match self.0.session.as_ref().map(|(session, _)| session.person) {
            Some(Person::Staff { id, .. }) => id,
            // Not reached: only a session of staff makes a StaffVisit. Nobody has this id.
            _ => StaffId(0),
        }
    }
}

/// A zone by its name in the tz database, slashes as they are or percent-encoded.
fn zone_named(name: &str) -> Option<TimeZone> {
    const LONGEST: usize = 64;
    let name = name.replace("%2F", "/");
    let plain =
        name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-/".contains(&byte));
    plain.then(|| TimeZone::get(&name).ok()).flatten()
}

fn spoken(session: &Session) -> Language {
    match session.language {
        engine::plan::catalogue::Language::De => Language::De,
        engine::plan::catalogue::Language::En => Language::En,
    }
}

/// The desk of an address: all that is a desk's lies below its name.
fn path_desk(parts: &Parts) -> Option<&str> {
    parts.uri.path().split('/').nth(1).filter(|name| !name.is_empty())
}

fn cookies(parts: &Parts) -> HashMap<String, String> {
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where a path within the desk belongs: contacts live under `portal`, everyone else is staff or public.
fn cookie_for(parts: &Parts) -> &'static str {
    let second = parts.uri.path().split('/').nth(2).unwrap_or_default();
    if second == "portal" { CONTACT_COOKIE } else { STAFF_COOKIE }
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        Visit::load(parts, site, cookie_for(parts)).await
    }
}

impl FromRequestParts<Site> for StaffVisit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        let visit = Visit::load(parts, site, STAFF_COOKIE).await?;
        match &visit.session {
            Some((session, _)) if matches!(session.person, Person::Staff { .. }) => Ok(StaffVisit(visit)),
            _ => Err(Refusal::sign_in(&visit, "/sign-in", parts)),
        }
    }
}

impl FromRequestParts<Site> for ContactVisit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        let visit = Visit::load(parts, site, CONTACT_COOKIE).await?;
        match &visit.session {
            Some((session, _)) if matches!(session.person, Person::Contact { .. }) => Ok(ContactVisit(visit)),
            _ => Err(Refusal::sign_in(&visit, "/portal/sign-in", parts)),
        }
    }
}

/// All guards that forms of this browser may carry: of staff, of a contact, of nobody in particular.
#[derive(Debug, Clone)]
pub(crate) struct Guards {
    sessions: Vec<(Session, String, &'static str)>,
    nobody: Option<String>,
}

impl Guards {
    /// The guards.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.sessions.iter().map(|(session, ..)| session.csrf.as_str()).chain(self.nobody.as_deref())
    }

    /// The session whose guard a form carries, its secret and the name of its cookie.
    pub(crate) fn session_of<T>(&self, posted: &Posted<T>) -> Option<(&Session, &str, &'static str)> {
        let found = self.sessions.iter().find(|(session, ..)| posted.carries(&session.csrf))?;
        Some((&found.0, &found.1, found.2))
    }
}

impl FromRequestParts<Site> for Guards {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        let name = path_desk(parts).ok_or_else(Refusal::nothing_here)?;
        let desk = site.find(name)?;
        let mut cookies = cookies(parts);
        let mut sessions = Vec::new();
        for name in [STAFF_COOKIE, CONTACT_COOKIE] {
            let Some(token) = cookies.remove(name) else { continue };
            if let Some(session) = session::resume(&desk, &token).await? {
                sessions.push((session, token, name));
            }
        }
        Ok(Guards { sessions, nobody: cookies.remove(GUARD_COOKIE).filter(|guard| guard.len() >= GUARD_MIN) })
    }
}

/// The plans page knows contacts too, to mark their own plan.
impl OptionalFromRequestParts<Site> for ContactVisit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Option<Self>, Refusal> {
        let visit = Visit::load(parts, site, CONTACT_COOKIE).await?;
        Ok(visit.session.is_some().then_some(ContactVisit(visit)))
    }
}

/// A desk's refusal within a visit: rendered in its language.
pub(crate) fn refused(visit: &Visit, error: DeskError) -> Refusal {
    Refusal::from(error).within(visit)
}
