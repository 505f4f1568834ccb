//! Signing in and out, for staff and for contacts. Who somebody is decides where they go, not which form they used.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;
use desk::Actor;
use desk::session::{self, Credentials, Person, SignInError};
use serde::Deserialize;

use crate::answer::{self, add_cookie, cookie, safe_return};
use crate::asked::Query;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Form, Part, ReadingPage, Sheet};
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::{CONTACT_COOKIE, Guards, STAFF_COOKIE, Visit, refused};

/// The network address of a browser, for counting attempts.
#[derive(Debug, Clone)]
pub(crate) struct Origin(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        // A proxy on the same machine says for whom it asks; anyone else could say anything.
        let said = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        let last = said.and_then(|list| list.rsplit(',').next()).map(str::trim);
        let address = match (peer, last) {
            (Some(peer), Some(last)) if peer.is_loopback() && !last.is_empty() => last.to_owned(),
            (Some(peer), _) => peer.to_string(),
            (None, _) => String::new(),
        };
        Ok(Origin(address))
    }
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    #[serde(rename = "return")]
    back: String,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    email: String,
    password: String,
    #[serde(rename = "return")]
    back: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Staff,
    Portal,
}

impl Door {
    fn of(visit: &Visit) -> Door {
        if visit.within("/portal") { Door::Portal } else { Door::Staff }
    }

    fn path(self) -> &'static str {
        match self {
            Door::Staff => "/sign-in",
            Door::Portal => "/portal/sign-in",
        }
    }

    fn home(self) -> &'static str {
        match self {
            Door::Staff => "/queue",
            Door::Portal => "/portal",
        }
    }
}

/// The form for staff.
pub(super) async fn staff_form(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Refusal> {
    form(&visit, &wanted.back)
}

/// The form for contacts.
pub(super) async fn contact_form(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Refusal> {
    form(&visit, &wanted.back)
}

fn form(visit: &Visit, back: &str) -> Result<Response, Refusal> {
    let door = Door::of(visit);
    if visit.session.is_some() {
        return Ok(answer::go(visit, door.home()));
    }
    answer::page(visit, &page(visit, "", back, None))
}

fn page(visit: &Visit, email: &str, back: &str, error: Option<String>) -> ReadingPage {
    let shell = visit.shell(Area::Elsewhere);
    let t: &Text = &shell.t;
    let door = Door::of(visit);
    let mut first = Field::new("email", t.get("sign-in-email"), Control::Email).value(email).autocomplete("username");
    first.error = error;
    let second = Field::new("password", t.get("sign-in-password"), Control::Password).autocomplete("current-password");
    let title = if door == Door::Staff { t.get("sign-in-staff") } else { t.get("sign-in-portal") };
    let form = Form {
        action: visit.url(door.path()),
        hidden: vec![("return", back.to_owned())],
        fields: vec![first, second],
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("sign-in").to_string(),
    };
    let sheet = Sheet { title: title.to_string(), parts: vec![Part::Form(form)] };
    ReadingPage { shell, sheet }
}

/// Signs somebody in and sends them to where they wanted to go.
pub(super) async fn sign_in(
    visit: Visit,
    guards: Guards,
    Origin(origin): Origin,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    // The form may be older than the session that another tab has begun.
    let typed = posted.of_any(&visit, &guards)?;
    let credentials = Credentials { email: typed.email.clone(), password: typed.password, origin };
    let signed_in = match session::sign_in(&visit.desk, &credentials).await {
        Ok(signed_in) => signed_in,
        Err(SignInError::Desk(error)) => return Err(refused(&visit, error)),
        Err(SignInError::Wrong) => {
            let words = visit.text().get("sign-in-wrong").to_string();
            return answer::wrong(&visit, &page(&visit, &typed.email, &typed.back, Some(words)));
        }
        Err(SignInError::Blocked { until }) => {
            let t = visit.text();
            let words = t.get("sign-in-blocked").arg("at", t.clock(until)).to_string();
            return answer::wrong(&visit, &page(&visit, &typed.email, &typed.back, Some(words)));
        }
    };
    let (door, name) = match signed_in.session.person {
        Person::Staff { .. } => (Door::Staff, STAFF_COOKIE),
        Person::Contact { .. } => (Door::Portal, CONTACT_COOKIE),
    };
    // Back to where they came from, if that is on their side of the house.
    let back = safe_return(&visit, &typed.back).filter(|_| Door::of(&visit) == door);
    let mut response = answer::go_to(&back.map_or_else(|| visit.url(door.home()), str::to_owned));
    add_cookie(&mut response, &cookie(&visit, name, &signed_in.token, None));
    Ok(response)
}

/// Signs out whoever the form belongs to: staff and contacts may both be signed in from one browser.
pub(super) async fn sign_out(visit: Visit, guards: Guards, posted: Posted<Wanted>) -> Result<Response, Refusal> {
    let Some((session, token, name)) = guards.session_of(&posted) else {
        return Err(Refusal::forbidden().within(&visit));
    };
    let actor: Actor = session.person.actor();
    let token = token.to_owned();
    visit.desk.act(actor, move |act| session::sign_out(act, &token)).await.map_err(|error| refused(&visit, error))?;
    let door = if name == STAFF_COOKIE { Door::Staff } else { Door::Portal };
    let mut response = answer::done(&visit, door.path(), &visit.text().get("signed-out").to_string());
    add_cookie(&mut response, &cookie(&visit, name, "", Some(0)));
    Ok(response)
}
