//! The site: every desk this server holds, found by path or by host name.
//!
//! A request for a host name that belongs to a desk is rewritten to that desk's path before anything is routed, so that there
//! is one set of routes. A desk that is not here is a plain 404, the same for every name; one that is expected (a demo's, still
//! being made) asks for a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::{FromRef, Request};
use axum::http::header::HOST;
use axum::http::uri::{PathAndQuery, Uri};
use desk::Desk;
use rustls::RootCertStore;

use crate::asset;
use crate::mail_provider::Asker;
use crate::presence::Presence;

/// The desks of this server.
#[derive(Clone, Debug)]
pub struct Site {
    desks: Arc<RwLock<BTreeMap<String, Desk>>>,
    expected: Arc<BTreeSet<String>>,
    hosts: Arc<BTreeMap<String, String>>,
    showcase: Option<Arc<Showcase>>,
    asker: Asker,
    pub(crate) presence: Presence,
}

/// Whoever asks providers of mail.
impl FromRef<Site> for Asker {
    fn from_ref(site: &Site) -> Asker {
        site.asker.clone()
    }
}

/// Why there is no desk of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDesk {
    /// Nobody knows it.
    Unknown,
    /// It is being made.
    Expected,
}

/// What the server's own first page shows of its desks, where that is no secret: in a demo.
#[derive(Clone, Debug)]
pub struct Showcase {
    /// Everyone's password.
    pub password: String,
    /// The desks.
    pub desks: Vec<ShownDesk>,
}

/// A desk that may be known.
#[derive(Clone, Debug)]
pub struct ShownDesk {
    /// Its name in addresses.
    pub name: String,
    /// Addresses with which staff sign in, each with their role.
    pub staff: Vec<String>,
    /// Addresses with which contacts sign in.
    pub contacts: Vec<String>,
}

/// Set on requests that came by a desk's own host name: its pages begin at `/`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnHost;

impl Site {
    /// A site of these desks, to which others may be opened; `hosts` maps host names to names of desks.
    #[must_use]
    pub fn new(desks: impl IntoIterator<Item = Desk>, hosts: BTreeMap<String, String>) -> Site {
        let (expected, presence) = (Arc::default(), Presence::default());
        let asker = Asker::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect());
        let site = Site { desks: Arc::default(), expected, hosts: Arc::new(hosts), showcase: None, asker, presence };
        desks.into_iter().for_each(|desk| site.open(desk));
        site
    }

    /// The same, with desks that somebody may ask for before they are opened.
    #[must_use]
    pub fn expecting(mut self, names: impl IntoIterator<Item = String>) -> Site {
        self.expected = Arc::new(names.into_iter().collect());
        self
    }

    /// The same, which believes these authorities when it asks providers of mail.
    #[must_use]
    pub fn believing(mut self, roots: RootCertStore) -> Site {
        self.asker = Asker::new(roots);
        self
    }

    /// Opens a desk, for every copy of the site.
    pub fn open(&self, desk: Desk) {
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.insert(desk.name().to_owned(), desk);
    }

    /// The same, with a first page that shows desks to everyone.
    #[must_use]
    pub fn showing(mut self, showcase: Showcase) -> Site {
        self.showcase = Some(Arc::new(showcase));
        self
    }

    /// What may be shown to everyone.
    pub(crate) fn showcase(&self) -> Option<&Showcase> {
        self.showcase.as_deref()
    }

    /// The desk of a name.
    pub fn find(&self, name: &str) -> Result<Desk, NoDesk> {
        let desks = self.desks.read().unwrap_or_else(PoisonError::into_inner);
        match desks.get(name) {
            Some(desk) => Ok(desk.clone()),
            None if self.expected.contains(name) => Err(NoDesk::Expected),
            None => Err(NoDesk::Unknown),
        }
    }

    /// The name of the only desk that is served, if it is the only one.
    pub(crate) fn only(&self) -> Option<String> {
        let desks = self.desks.read().unwrap_or_else(PoisonError::into_inner);
        let mut names = desks.keys().chain(self.expected.iter().filter(|name| !desks.contains_key(*name)));
        let first = names.next().cloned();
        first.filter(|_| names.next().is_none())
    }

    /// Rewrites a request that came by a desk's own host name.
    pub(crate) fn by_host(&self, mut request: Request) -> Request {
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
        let Some(name) = self.hosts.get(&host) else { return request };
        let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        if path.starts_with(asset::FOLDER) {
            return request;
        }
        if let Ok(uri) = format!("/{name}{path}").parse::<Uri>() {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(OwnHost);
        }
        request
    }
}
