//! Who calls: a program with a token, in the name of a member of staff of the desk in the path.
//!
//! The token is looked up with every request, so that one that was taken back stops at once. Session cookies do not count
//! here, which is why no guard against forged forms is needed.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use desk::staff::{self, Staff};
use desk::{Action, Actor, Desk, DeskError, View};

use super::problem::Problem;
use crate::site::Site;

/// A program, and in whose name it acts.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) desk: Desk,
    pub(super) staff: Staff,
}

impl Caller {
    /// As whom the program acts.
    pub(super) fn actor(&self) -> Actor {
        Actor::Staff { id: self.staff.id, role: self.staff.role }
    }

    /// Reads in the name of the token's owner.
    pub(super) async fn read<T, F>(&self, read: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut View<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        Ok(self.desk.read(self.actor(), read).await?)
    }

    /// Makes a change in the name of the token's owner.
    pub(super) async fn act<T, F>(&self, change: F) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        self.desk.act(self.actor(), change).await
    }
}

impl FromRequestParts<Site> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Caller, Problem> {
        let name = path_param(parts, site, "desk").await?;
        let desk = site.find(&name)?;
        let token = bearer(parts).ok_or_else(Problem::unauthorized)?;
        let found = desk.read(Actor::Operator, move |view| staff::find_by_token(view, &token)).await?;
        let staff = found.ok_or_else(Problem::unauthorized)?;
        Ok(Caller { desk, staff })
    }
}

fn bearer(parts: &Parts) -> Option<String> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

async fn path_param(parts: &mut Parts, site: &Site, name: &str) -> Result<String, Problem> {
    let params = RawPathParams::from_request_parts(parts, site).await.map_err(|_| Problem::not_found())?;
    let found = params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
    found.ok_or_else(Problem::not_found)
}

/// The `{number}` of the path: of a ticket, a customer, a contract, an invoice. Anything else is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbered(pub(super) i64);

impl FromRequestParts<Site> for Numbered {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Numbered, Problem> {
        digits(&path_param(parts, site, "number").await?).map(Numbered)
    }
}

/// The `{id}` of the path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identified(pub(super) i64);

impl FromRequestParts<Site> for Identified {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Identified, Problem> {
        digits(&path_param(parts, site, "id").await?).map(Identified)
    }
}

/// The `{line}` of the path, an id of the plan file.
#[derive(Debug, Clone)]
pub(super) struct OnLine(pub(super) String);

impl FromRequestParts<Site> for OnLine {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<OnLine, Problem> {
        path_param(parts, site, "line").await.map(OnLine)
    }
}

/// One form of a number, so that a thing has one address.
fn digits(text: &str) -> Result<i64, Problem> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) || (text.len() > 1 && text.starts_with('0')) {
        return Err(Problem::not_found());
    }
    text.parse().map_err(|_| Problem::not_found())
}
