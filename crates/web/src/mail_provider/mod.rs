//! Asking a provider of mail for tokens (OAuth 2, RFC 6749 with PKCE, RFC 7636): what people are asked there, and what is given for
//! their answer.
//!
//! A provider is asked encrypted, with a certificate for its name, or on this machine; where it sends us elsewhere we do not go, because
//! what we say is secret. Its answer is bounded in size and time. Of what it answers, only error and description are told, never
//! a body that we did not understand: it could hold a token. Deliberately not here: what is kept of an answer, and for how long.

mod ask;

use std::sync::Arc;
use std::time::Duration;

use desk::mailbox::Client;
use desk::secret::Secret;
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse as _,
    TokenUrl,
};
use rustls::RootCertStore;
use url::Url;

use ask::Unanswered;

/// How long a token counts of which nobody says how long.
const UNSAID: Duration = Duration::from_secs(10 * 60);
/// The longest that a token is believed to count.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// Longest words of a provider that are told, in characters.
const WORDS_MAX: usize = 400;

/// What a provider gives out.
#[derive(Debug)]
pub struct Tokens {
    /// With what the mail server is told who we are.
    pub access: Secret,
    /// How long that counts.
    pub lasts: Duration,
    /// With what to ask for the next one; none where the one that was used goes on.
    pub refresh: Option<Secret>,
}

/// Why a provider gives nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The consent has ended, or was used before.
    #[error("{0}")]
    Ended(String),
    /// It does not take us as we are known to it, or refuses for another reason.
    #[error("{0}")]
    Refused(String),
    /// It could not be asked, or gave no answer that could be understood.
    #[error("{0}")]
    Unanswered(String),
}

/// Whoever asks providers, believing these authorities.
#[derive(Debug, Clone)]
pub struct Asker {
    roots: Arc<RootCertStore>,
}

type Known = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// The address at which people are asked for their consent; they come back to `back` with `state`.
///
/// # Errors
/// When an address is none.
pub(crate) fn question(client: &Client, back: &str, state: String, verifier: &Secret) -> Result<Url, Denied> {
    let known = known(client, None)?.set_redirect_uri(redirect(back)?);
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.reveal().to_owned()));
    let mut asked = known.authorize_url(move || CsrfToken::new(state)).set_pkce_challenge(challenge);
    for scope in client.provider.scopes().split_whitespace() {
        asked = asked.add_scope(Scope::new(scope.to_owned()));
    }
    for (name, value) in client.provider.asks_with() {
        asked = asked.add_extra_param(*name, *value);
    }
    Ok(asked.url().0)
}

impl Asker {
    /// One that believes these authorities.
    #[must_use]
    pub fn new(roots: RootCertStore) -> Asker {
        Asker { roots: Arc::new(roots) }
    }

    /// What is given for the code that people came back with.
    ///
    /// # Errors
    /// Why there is nothing.
    pub(crate) async fn exchange(
        &self,
        client: &Client,
        secret: Option<&Secret>,
        code: &str,
        verifier: &Secret,
        back: &str,
    ) -> Result<Tokens, Denied> {
        let known = known(client, secret)?.set_redirect_uri(redirect(back)?);
        let asked = known
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()));
        let answer = asked.request_async(&|request| ask::post(Arc::clone(&self.roots), request)).await;
        answer.map(|given| tokens(&given)).map_err(denied)
    }

    /// The next access token.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn renew(&self, client: &Client, secret: Option<&Secret>, refresh: &Secret) -> Result<Tokens, Denied> {
        let (known, token) = (known(client, secret)?, RefreshToken::new(refresh.reveal().to_owned()));
        let asked = known.exchange_refresh_token(&token);
        let answer = asked.request_async(&|request| ask::post(Arc::clone(&self.roots), request)).await;
        let tokens = answer.map(|given| tokens(&given)).map_err(denied)?;
        // The same again is no other.
        let refresh = tokens.refresh.filter(|next| next != refresh);
        Ok(Tokens { refresh, ..tokens })
    }
}

/// The client as the library has it. The secret goes into the body, where both large providers expect it.
fn known(client: &Client, secret: Option<&Secret>) -> Result<Known, Denied> {
    let none = |error: url::ParseError| Denied::Unanswered(format!("an address that is none: {error}"));
    let known = BasicClient::new(ClientId::new(client.id.clone()))
        .set_auth_uri(AuthUrl::new(client.provider.authorize()).map_err(none)?)
        .set_token_uri(TokenUrl::new(client.provider.token()).map_err(none)?)
        .set_auth_type(AuthType::RequestBody);
    Ok(match secret {
        Some(secret) => known.set_client_secret(ClientSecret::new(secret.reveal().to_owned())),
        None => known,
    })
}

fn redirect(back: &str) -> Result<RedirectUrl, Denied> {
    RedirectUrl::new(back.to_owned()).map_err(|error| Denied::Unanswered(format!("{back} is no address: {error}")))
}

fn tokens(given: &BasicTokenResponse) -> Tokens {
    Tokens {
        access: Secret::new(given.access_token().secret()),
        lasts: given.expires_in().unwrap_or(UNSAID).min(LONGEST),
        refresh: given.refresh_token().map(|token| Secret::new(token.secret())),
    }
}

fn denied(error: RequestTokenError<Unanswered, BasicErrorResponse>) -> Denied {
    match error {
        RequestTokenError::ServerResponse(said) => {
            let words = told(said.error().as_ref(), said.error_description().map(String::as_str));
            match said.error() {
                BasicErrorResponseType::InvalidGrant => Denied::Ended(words),
                _ => Denied::Refused(words),
            }
        }
        RequestTokenError::Request(error) => Denied::Unanswered(shortened(&error.to_string())),
        // What was answered could hold a token: it is not told.
        RequestTokenError::Parse(..) => Denied::Unanswered("the answer could not be understood".to_owned()),
        RequestTokenError::Other(words) => Denied::Unanswered(shortened(&words)),
    }
}

/// An error with its description, as a provider says them.
pub(crate) fn told(error: &str, description: Option<&str>) -> String {
    match description.map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => shortened(&format!("{error}: {words}")),
        None => shortened(error),
    }
}

fn shortened(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests;
