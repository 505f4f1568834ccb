//! A provider of mail for tests (OAuth 2), on a free port of this machine: people consent at once, codes and refresh tokens count
//! once, and a mail server may ask whether an access token counts.
//!
//! It knows one client, [`CLIENT`] with [`SECRET`], and takes no code without the verifier of its question (PKCE). Every
//! access token is for the user [`USER`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::json;

/// The client that it knows.
pub const CLIENT: &str = "mainstay-client";
/// The client's secret.
pub const SECRET: &str = "Birnbaum-8-geheim";
/// Whose mail the tokens are for.
pub const USER: &str = "sales";

type Fields = BTreeMap<String, String>;

/// What it knows.
struct Memory {
    given: u32,
    asked: u32,
    lasts: u64,
    codes: BTreeMap<String, Fields>,
    refresh: Option<String>,
    access: BTreeSet<String>,
    said: Vec<String>,
    trouble: Option<StatusCode>,
}

impl Memory {
    fn next(&mut self, kind: &str) -> String {
        self.given += 1;
        let token = format!("{kind}-Apfelbaum-{}", self.given);
        self.said.push(token.clone());
        token
    }
}

/// A running provider.
pub struct MailProvider {
    address: String,
    memory: Arc<Mutex<Memory>>,
}

impl MailProvider {
    /// Starts one, for as long as the process lasts.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start() -> MailProvider {
        let memory = Memory {
            given: 0,
            asked: 0,
            lasts: 3600,
            codes: BTreeMap::new(),
            refresh: None,
            access: BTreeSet::new(),
            said: Vec::new(),
            trouble: None,
        };
        let memory = Arc::new(Mutex::new(memory));
        let router = Router::new()
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/introspect", post(introspect))
            .with_state(Arc::clone(&memory));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a port that does not block");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a port");
                axum::serve(listener, router).await
            })
        });
        MailProvider { address, memory }
    }

    /// The address of one of its pages: `authorize`, `token`, `introspect`.
    #[must_use]
    pub fn address(&self, page: &str) -> String {
        format!("{}/{page}", self.address)
    }

    /// From now on access tokens are said to last so many seconds.
    pub fn lasts(&self, seconds: u64) {
        lock(&self.memory).lasts = seconds;
    }

    /// No access token that was given out counts any more.
    pub fn expire(&self) {
        lock(&self.memory).access.clear();
    }

    /// Takes the consent back, and with it every token.
    pub fn revoke(&self) {
        let mut memory = lock(&self.memory);
        memory.refresh = None;
        memory.access.clear();
    }

    /// Answers nothing but this from now on, or works again.
    pub fn trouble(&self, status: Option<u16>) {
        lock(&self.memory).trouble = status.map(|status| StatusCode::from_u16(status).expect("a status"));
    }

    /// How often it was asked for tokens.
    #[must_use]
    pub fn asked(&self) -> u32 {
        lock(&self.memory).asked
    }

    /// All codes and tokens that it has given out.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        lock(&self.memory).said.clone()
    }

    /// Where a browser is sent that consents to a question.
    ///
    /// # Panics
    /// If the question is not as it should be.
    #[must_use]
    pub fn consent(&self, question: &str) -> String {
        let query = question.strip_prefix(&self.address("authorize?")).expect("a question to this provider");
        let uri = format!("/authorize?{query}").parse().expect("an address");
        let Query(asked) = Query::<Fields>::try_from_uri(&uri).expect("a query");
        consented(&mut lock(&self.memory), asked)
    }
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

fn consented(memory: &mut Memory, asked: Fields) -> String {
    for (name, value) in [("response_type", "code"), ("client_id", CLIENT), ("code_challenge_method", "S256")] {
        assert_eq!(asked.get(name).map(String::as_str), Some(value), "{asked:?}");
    }
    let code = memory.next("code");
    let (back, state) = (&asked["redirect_uri"], &asked["state"]);
    let to = format!("{back}?code={code}&state={state}");
    memory.codes.insert(code, asked);
    to
}

async fn authorize(State(memory): State<Arc<Mutex<Memory>>>, Query(asked): Query<Fields>) -> Response {
    let to = consented(&mut lock(&memory), asked);
    (StatusCode::FOUND, [(LOCATION, to)]).into_response()
}

async fn token(State(memory): State<Arc<Mutex<Memory>>>, Form(asked): Form<Fields>) -> Response {
    let mut memory = lock(&memory);
    memory.asked += 1;
    if let Some(status) = memory.trouble {
        return status.into_response();
    }
    let says = |name: &str| asked.get(name).map(String::as_str);
    let refused = |error: &str| {
        let words = json!({ "error": error, "error_description": "<b>Nein</b>" });
        (StatusCode::BAD_REQUEST, Json(words)).into_response()
    };
    if (says("client_id"), says("client_secret")) != (Some(CLIENT), Some(SECRET)) {
        return refused("invalid_client");
    }
    let good = match says("grant_type") {
        Some("authorization_code") => {
            let question = says("code").and_then(|code| memory.codes.remove(code));
            let challenge =
                says("code_verifier").map(|verifier| URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())));
            question.is_some_and(|question| {
                question.get("code_challenge") == challenge.as_ref()
                    && question.get("redirect_uri").map(String::as_str) == says("redirect_uri")
            })
        }
        Some("refresh_token") => memory.refresh.is_some() && memory.refresh.as_deref() == says("refresh_token"),
        _ => false,
    };
    if !good {
        return refused("invalid_grant");
    }
    let (access, refresh, lasts) = (memory.next("access"), memory.next("refresh"), memory.lasts);
    memory.access.insert(access.clone());
    memory.refresh = Some(refresh.clone());
    let given =
        json!({ "access_token": access, "token_type": "Bearer", "expires_in": lasts, "refresh_token": refresh });
    Json(given).into_response()
}

async fn introspect(State(memory): State<Arc<Mutex<Memory>>>, Form(asked): Form<Fields>) -> Response {
    let known = asked.get("token").is_some_and(|token| lock(&memory).access.contains(token));
    let found = if known { json!({ "active": true, "username": USER }) } else { json!({ "active": false }) };
    Json(found).into_response()
}
