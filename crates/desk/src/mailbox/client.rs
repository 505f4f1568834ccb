//! As whom we are known to a provider of mail (OAuth 2): which provider, and the client that somebody has registered there for us.
//!
//! The addresses of the large providers are known. Others are asked encrypted, or on this machine: what is sent there are secrets. The
//! client's secret is sealed and belongs to the client and the provider that it was entered for.

use url::{Host, Url};

use super::NewFetching;
use super::fetch::is_here;
use crate::error::FieldError;
use crate::secret::Sealed;

/// What the client's secret is sealed for.
pub const CLIENT_PURPOSE: &str = "client secret of a mailbox";
/// Longest name of a client or a tenant, in characters.
const NAME_MAX: usize = 250;
/// Longest address, and longest list of what is asked for, in characters.
const TEXT_MAX: usize = 1000;
/// The tenant where none is named: accounts of any organisation.
const ANY_ORGANISATION: &str = "organizations";

/// A provider of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailProvider {
    /// Microsoft 365.
    Microsoft {
        /// The organisation's id or domain, or which kinds of accounts.
        tenant: String,
    },
    /// Google.
    Google,
    /// Another one.
    Other {
        /// Where people give their consent.
        authorize: String,
        /// Where tokens are given out.
        token: String,
        /// What is asked for, separated by spaces.
        scopes: String,
    },
}

impl MailProvider {
    /// Its word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            MailProvider::Microsoft { .. } => "microsoft",
            MailProvider::Google => "google",
            MailProvider::Other { .. } => "other",
        }
    }

    /// Where people give their consent.
    #[must_use]
    pub fn authorize(&self) -> String {
        match self {
            MailProvider::Microsoft { tenant } => {
                format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize")
            }
            MailProvider::Google => "https://accounts.google.com/o/oauth2/v2/auth".to_owned(),
            MailProvider::Other { authorize, .. } => authorize.clone(),
        }
    }

    /// Where tokens are given out.
    #[must_use]
    pub fn token(&self) -> String {
        match self {
            MailProvider::Microsoft { tenant } => {
                format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token")
            }
            MailProvider::Google => "https://oauth2.googleapis.com/token".to_owned(),
            MailProvider::Other { token, .. } => token.clone(),
        }
    }

    /// What is asked for, separated by spaces.
    #[must_use]
    pub fn scopes(&self) -> &str {
        match self {
            MailProvider::Microsoft { .. } => "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            MailProvider::Google => "https://mail.google.com/",
            MailProvider::Other { scopes, .. } => scopes,
        }
    }

    /// What its question carries beside what every question does.
    #[must_use]
    pub fn asks_with(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            // Whoever connects has an account of their own, and means another one.
            MailProvider::Microsoft { .. } => &[("prompt", "select_account")],
            // Without these, what is given ends after an hour.
            MailProvider::Google => &[("access_type", "offline"), ("prompt", "consent")],
            MailProvider::Other { .. } => &[],
        }
    }
}

/// As whom we are known to a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The provider.
    pub provider: MailProvider,
    /// The name that it has given us.
    pub id: String,
    /// The secret that it has given us; some give none.
    pub secret: Option<Sealed>,
}

/// The client as it was typed, beside the one that is known; what is wrong is said.
pub(super) fn checked(new: &NewFetching, known: Option<&Client>, wrong: &mut Vec<FieldError>) -> Client {
    let mut says = |field: &'static str, code: &'static str, detail: &str| {
        wrong.push(FieldError { field: field.into(), code, detail: detail.to_owned() });
    };
    let id = new.client_id.trim().to_owned();
    if id.is_empty() {
        says("client-id", "missing", "");
    } else if let Some((code, detail)) = unfit(&id, NAME_MAX) {
        says("client-id", code, &detail);
    }
    let provider = match new.sign_in.as_str() {
        "microsoft" => {
            let tenant = match new.tenant.trim() {
                "" => ANY_ORGANISATION,
                tenant => tenant,
            };
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            if tenant.len() > NAME_MAX || !tenant.chars().all(fits) || tenant.starts_with('.') {
                says("tenant", "no-tenant", "");
            }
            MailProvider::Microsoft { tenant: tenant.to_owned() }
        }
        "google" => MailProvider::Google,
        _ => {
            let [authorize, token] = [&new.authorize_url, &new.token_url].map(|text| text.trim().to_owned());
            for (field, address) in [("authorize-url", &authorize), ("token-url", &token)] {
                if address.is_empty() {
                    says(field, "missing", "");
                } else if let Some((code, detail)) = unfit(address, TEXT_MAX) {
                    says(field, code, &detail);
                } else if !is_askable(address) {
                    says(field, "no-provider-url", "");
                }
            }
            let scopes = new.scopes.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some((code, detail)) = unfit(&scopes, TEXT_MAX) {
                says("scopes", code, &detail);
            }
            MailProvider::Other { authorize, token, scopes }
        }
    };
    // What is asked for may change; whom the secret is told may not.
    let known = known.filter(|known| known.id == id && known.provider.token() == provider.token());
    let secret = new.client_secret.clone().or_else(|| known.and_then(|known| known.secret.clone()));
    if secret.is_none() && !matches!(provider, MailProvider::Other { .. }) {
        says("client-secret", "missing", "");
    }
    Client { provider, id, secret }
}

fn unfit(text: &str, most: usize) -> Option<(&'static str, String)> {
    if text.chars().count() > most {
        Some(("too-long", most.to_string()))
    } else if text.chars().any(char::is_control) {
        Some(("control", String::new()))
    } else {
        None
    }
}

/// Whether secrets may be said to an address: an encrypted one, or one on this machine.
fn is_askable(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let here = match url.host() {
        Some(Host::Domain(name)) => is_here(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    plain && (url.scheme() == "https" || (url.scheme() == "http" && here))
}

#[cfg(test)]
mod tests {
    use super::is_askable;

    #[test]
    fn secrets_are_said_encrypted_or_on_this_machine() {
        for address in
            ["https://id.example/token", "https://id.example:8443/t?x=1", "http://localhost:1/t", "http://[::1]/t"]
        {
            assert!(is_askable(address), "{address}");
        }
        for address in [
            "http://id.example/token",
            "https://me:x@id.example/",
            "https://id.example/#x",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "id.example/token",
            "http://127.0.0.1.example/",
        ] {
            assert!(!is_askable(address), "{address}");
        }
    }
}
