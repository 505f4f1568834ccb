//! Signing in at mail servers, with a password or by consent. Access tokens are asked for when needed, kept in memory alone, and renewed
//! before they end, or once when the mail server refuses one that should still count.
//!
//! What the provider gives in place of the refresh token is sealed and stored before the access token beside it is used; if the
//! database does not take it, it is kept in memory and stored before the provider is asked again. One limit stays: a process that ends
//! between the provider's answer and the commit has lost that answer, and with a provider that takes back the token before it (some do at
//! once, Microsoft and Google do not) the mailbox must be connected again.

use std::time::{Duration, Instant};

use ::desk::Desk;
use ::desk::mailbox::{self, CLIENT_PURPOSE, Consent, FetchFault, Fetching, PURPOSE, REFRESH_PURPOSE, SignIn};
use ::desk::secret::{Closed, Sealed, Secret};
use mail::receive::imap::{Account, Folder, ImapError, Proof, Trouble};
use rustls::RootCertStore;
use web::mail_provider::{Asker, Denied};

use crate::fetch::{Fault, Rhythm, Stopped};

/// So long before its end a token is no longer used.
const SPARE: Duration = Duration::from_secs(60);

/// The tokens of one mailbox.
struct Tokens {
    consent: Consent,
    refresh_token: Sealed,
    /// A refresh token that the database does not have yet.
    unstored: Option<Sealed>,
    access: Option<(Secret, Instant)>,
}

impl Tokens {
    /// Those of a consent, if it was given.
    fn of(consent: &Consent) -> Option<Tokens> {
        let given = consent.given.as_ref()?;
        let refresh_token = given.refresh_token.clone();
        Some(Tokens { consent: consent.clone(), refresh_token, unstored: None, access: None })
    }

    /// The access token that is at hand and counts for a while.
    fn held(&self) -> Option<Secret> {
        let (token, until) = self.access.as_ref()?;
        (Instant::now() < *until).then(|| token.clone())
    }

    /// Forgets the access token: a mail server has refused it.
    fn forget(&mut self) {
        self.access = None;
    }

    /// A new access token.
    async fn renew(&mut self, desk: &Desk, asker: &Asker, fetching: &Fetching) -> Result<Secret, Stopped> {
        self.store(desk, fetching).await?;
        let closed = |closed: Closed| Fault { fault: FetchFault::Key, detail: closed.to_string() };
        let refresh = desk.unseal(REFRESH_PURPOSE, &self.refresh_token).map_err(closed)?;
        let client = &self.consent.client;
        let secret = client.secret.as_ref().map(|secret| desk.unseal(CLIENT_PURPOSE, secret)).transpose();
        let given = asker.renew(client, secret.map_err(closed)?.as_ref(), &refresh).await.map_err(denied)?;
        if let Some(next) = &given.refresh {
            let sealed = desk.seal(REFRESH_PURPOSE, next)?;
            self.refresh_token = sealed.clone();
            self.unstored = Some(sealed);
        }
        let until = Instant::now() + given.lasts.saturating_sub(SPARE);
        self.access = Some((given.access.clone(), until));
        self.store(desk, fetching).await?;
        Ok(given.access)
    }

    /// Stores the refresh token that the database does not have yet.
    async fn store(&mut self, desk: &Desk, fetching: &Fetching) -> Result<(), Stopped> {
        let Some(sealed) = self.unstored.clone() else { return Ok(()) };
        let (id, revision) = (fetching.mailbox, fetching.revision);
        let store = move |act: &mut ::desk::Action<'_, '_>| mailbox::consent_renewed(act, id, revision, &sealed);
        desk.act(::desk::Actor::Job, store).await?;
        self.unstored = None;
        Ok(())
    }
}

/// Where a mailbox's folder is opened, with what is kept from one time to the next.
pub struct Door<'a> {
    /// The settings.
    pub fetching: &'a Fetching,
    roots: RootCertStore,
    asker: Asker,
    tokens: Option<Tokens>,
}

impl<'a> Door<'a> {
    /// The one of a mailbox, at servers whose certificates the roots vouch for.
    pub fn to(fetching: &'a Fetching, roots: RootCertStore) -> Door<'a> {
        Door { fetching, asker: Asker::new(roots.clone()), roots, tokens: None }
    }

    /// Signs in and opens the folder.
    pub async fn open(&mut self, desk: &Desk, rhythm: &Rhythm) -> Result<Folder, Stopped> {
        let fetching = self.fetching;
        let consent = match &fetching.sign_in {
            SignIn::Password(sealed) => {
                let password = desk
                    .unseal(PURPOSE, sealed)
                    .map_err(|closed| Fault { fault: FetchFault::Key, detail: closed.to_string() })?;
                return Ok(self.enter(Proof::Password(password.reveal().to_owned()), rhythm).await?);
            }
            SignIn::Consent(consent) => consent,
        };
        let mut tokens = match self.tokens.take().or_else(|| Tokens::of(consent)) {
            Some(tokens) => tokens,
            None => return Err(Fault { fault: FetchFault::Consent, detail: String::new() }.into()),
        };
        let opened = self.open_with(&mut tokens, desk, rhythm).await;
        self.tokens = Some(tokens);
        opened
    }

    /// With the token that is at hand; with a new one where there is none, or where the mail server refuses it.
    async fn open_with(&self, tokens: &mut Tokens, desk: &Desk, rhythm: &Rhythm) -> Result<Folder, Stopped> {
        if let Some(token) = tokens.held() {
            match self.enter(Proof::Token(token.reveal().to_owned()), rhythm).await {
                Err(error) if error.trouble == Trouble::SignIn => tokens.forget(),
                other => return Ok(other?),
            }
        }
        let token = tokens.renew(desk, &self.asker, self.fetching).await?;
        let opened = self.enter(Proof::Token(token.reveal().to_owned()), rhythm).await;
        if opened.as_ref().is_err_and(|error| error.trouble == Trouble::SignIn) {
            tokens.forget();
        }
        Ok(opened?)
    }

    async fn enter(&self, proof: Proof, rhythm: &Rhythm) -> Result<Folder, ImapError> {
        let origin = &self.fetching.origin;
        let account = Account {
            host: origin.host.clone(),
            port: origin.port,
            security: origin.security,
            user: origin.user.clone(),
            proof,
            folder: origin.folder.clone(),
        };
        Folder::open(&account, self.roots.clone(), rhythm.patience).await
    }
}

fn denied(denied: Denied) -> Stopped {
    let there = |fault, detail| Stopped::There(Fault { fault, detail });
    match denied {
        Denied::Ended(words) => there(FetchFault::Consent, words),
        Denied::Refused(words) | Denied::Unanswered(words) => there(FetchFault::MailProvider, words),
    }
}
