//! How a mailbox fetches, on its page: where from, what becomes of a mail there, and whether it works.
//!
//! Password and client secret are asked for and never shown: an empty field keeps the one that is known. Where a mailbox signs in by
//! consent, it is connected and disconnected here ([`super::consent`]).

use axum::response::Response;
use desk::id::MailboxId;
use desk::mailbox::{
    self, Afterwards, CLIENT_PURPOSE, Consent, FetchFault, Fetching, MailProvider, NewFetching, PURPOSE, Security,
    SignIn,
};
use desk::secret::Secret;
use serde::Deserialize;

use super::article::{Id, form};
use super::change::Nothing;
use super::mailbox::{Sent, done, show};
use super::team::sets_up;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Part};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Choice, Control, Field};
use crate::visit::{StaffVisit, refused};

/// What the form sent. The secrets leave it at once.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Typed {
    host: String,
    port: String,
    security: String,
    user: String,
    sign_in: String,
    password: String,
    client_id: String,
    client_secret: String,
    tenant: String,
    authorize_url: String,
    token_url: String,
    scopes: String,
    folder: String,
    afterwards: String,
    move_to: String,
}

/// Lets a mailbox fetch, or changes how.
pub(super) async fn change(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    sets_up(&visit)?;
    let id = MailboxId(id.get(&visit)?);
    let seal = |purpose, text: &str| match text {
        "" => Ok(None),
        text => visit.0.desk.seal(purpose, &Secret::new(text)).map(Some).map_err(|error| refused(&visit.0, error)),
    };
    let (password, client_secret) =
        (seal(PURPOSE, &typed.password)?, seal(CLIENT_PURPOSE, typed.client_secret.trim())?);
    let by_consent = !matches!(typed.sign_in.as_str(), "" | "password");
    let new = NewFetching {
        host: typed.host,
        port: typed.port,
        security: typed.security,
        user: typed.user,
        sign_in: typed.sign_in,
        password,
        client_id: typed.client_id,
        client_secret,
        tenant: typed.tenant,
        authorize_url: typed.authorize_url,
        token_url: typed.token_url,
        scopes: typed.scopes,
        folder: typed.folder,
        afterwards: typed.afterwards,
        move_to: typed.move_to,
    };
    let kept = new.clone();
    match visit.0.try_act(move |act| mailbox::fetch(act, id, &new)).await? {
        // What is left to do is on the mailbox's page.
        Ok(()) if by_consent => {
            let words = visit.0.text().get("done").to_string();
            Ok(answer::done(&visit.0, &format!("/settings/mailboxes/{id}"), &words))
        }
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(id), Some(Sent::Fetching(Box::new(kept), wrong))).await,
    }
}

/// Lets a mailbox fetch no more.
pub(super) async fn stop(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = MailboxId(id.get(&visit)?);
    match visit.0.try_act(move |act| mailbox::fetch_no_more(act, id)).await? {
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(id), Some(Sent::Fetching(Box::default(), wrong))).await,
    }
}

/// What stands of it on the mailbox's page. `url` is the page's own, `back` the one that providers send people back to.
pub(super) fn parts(
    t: &Text,
    url: &str,
    back: &str,
    known: Option<&Fetching>,
    sent: Option<(NewFetching, &Wrong)>,
) -> Vec<Part> {
    let mut parts = vec![Part::Heading(t.get("fetching-title").to_string())];
    match known {
        None => parts.push(Part::Soft(t.get("fetching-how").to_string())),
        Some(known) => {
            parts.extend(state(t, known));
            if let SignIn::Consent(consent) = &known.sign_in {
                parts.extend(connection(t, url, known, consent));
            }
        }
    }
    let (new, wrong) = match sent {
        Some((new, wrong)) => (new, Some(wrong)),
        None => (known.map(drawn).unwrap_or_default(), None),
    };
    let mut fields = fields(t, &new, back, known.map(|known| &known.sign_in));
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    parts.extend(rest.map(Part::Wrong));
    parts.push(form(format!("{url}/fetch"), fields, t.get("save").to_string()));
    if known.is_some() {
        parts.push(form(format!("{url}/fetch/stop"), Vec::new(), t.get("fetching-stop").to_string()));
    }
    parts
}

/// Whether it works, in a word for lists.
pub(super) fn word(t: &Text, known: &Fetching) -> String {
    let words = match (&known.failed, known.succeeded_at) {
        _ if is_unconnected(known) => t.get("fetching-unconnected"),
        (Some(_), _) => t.get("fetching-fails"),
        (None, Some(_)) => t.get("fetching-works"),
        (None, None) => t.get("fetching-begins"),
    };
    words.to_string()
}

fn state(t: &Text, known: &Fetching) -> Vec<Part> {
    let last = known.succeeded_at.map_or_else(|| Cell::text(t.get("fetching-never").to_string()), Cell::Time);
    let mut facts = vec![(t.get("fetching-succeeded").to_string(), last)];
    let mut parts = Vec::new();
    if let Some(failed) = &known.failed {
        facts.push((t.get("fetching-failed").to_string(), Cell::Time(failed.at)));
        let consent = matches!(known.sign_in, SignIn::Consent(_));
        let words = match failed.fault {
            FetchFault::SignIn if consent => t.get("fetching-fault-sign-in-consent"),
            FetchFault::Key if consent => t.get("fetching-fault-key-consent"),
            FetchFault::Connection => t.get("fetching-fault-connection"),
            FetchFault::Encryption => t.get("fetching-fault-encryption"),
            FetchFault::SignIn => t.get("fetching-fault-sign-in"),
            FetchFault::Folder => t.get("fetching-fault-folder"),
            FetchFault::Afterwards => t.get("fetching-fault-afterwards"),
            FetchFault::Key => t.get("fetching-fault-key"),
            FetchFault::Consent => t.get("fetching-fault-consent"),
            FetchFault::MailProvider => t.get("fetching-fault-provider"),
            FetchFault::Answer => t.get("fetching-fault-answer"),
        };
        parts.push(Part::Wrong(words.to_string()));
        if !failed.detail.is_empty() {
            facts.push((t.get("fetching-detail").to_string(), Cell::text(failed.detail.as_str())));
        }
    }
    parts.push(Part::Facts(facts));
    parts
}

fn is_unconnected(known: &Fetching) -> bool {
    matches!(&known.sign_in, SignIn::Consent(consent) if consent.given.is_none())
}

/// Whether it is connected, with the buttons that change it.
fn connection(t: &Text, url: &str, known: &Fetching, consent: &Consent) -> Vec<Part> {
    let connect = |key: &'static str| form(format!("{url}/connect"), Vec::new(), t.get(key).to_string());
    match &consent.given {
        None => vec![Part::Words(t.get("consent-missing").to_string()), connect("consent-connect")],
        Some(given) => vec![
            Part::Facts(vec![
                (t.get("consent-connected-as").to_string(), Cell::text(known.origin.user.as_str())),
                (t.get("consent-connected-since").to_string(), Cell::Time(given.at)),
            ]),
            connect("consent-connect-again"),
            form(format!("{url}/disconnect"), Vec::new(), t.get("consent-disconnect").to_string()),
        ],
    }
}

fn drawn(known: &Fetching) -> NewFetching {
    let origin = &known.origin;
    let (afterwards, move_to) = match &origin.afterwards {
        Afterwards::Seen => ("seen", ""),
        Afterwards::Move(folder) => ("move", folder.as_str()),
    };
    let security = match origin.security {
        Security::Tls => "tls",
        Security::StartTls => "starttls",
        Security::None => "none",
    };
    let new = match &known.sign_in {
        SignIn::Password(_) => NewFetching { sign_in: "password".to_owned(), ..NewFetching::default() },
        SignIn::Consent(consent) => drawn_consent(consent),
    };
    NewFetching {
        host: origin.host.clone(),
        port: origin.port.to_string(),
        security: security.to_owned(),
        user: origin.user.clone(),
        folder: origin.folder.clone(),
        afterwards: afterwards.to_owned(),
        move_to: move_to.to_owned(),
        ..new
    }
}

fn drawn_consent(consent: &Consent) -> NewFetching {
    let client = &consent.client;
    let new = NewFetching {
        sign_in: client.provider.word().to_owned(),
        client_id: client.id.clone(),
        ..NewFetching::default()
    };
    match &client.provider {
        MailProvider::Microsoft { tenant } => NewFetching { tenant: tenant.clone(), ..new },
        MailProvider::Google => new,
        MailProvider::Other { authorize, token, scopes } => {
            NewFetching { authorize_url: authorize.clone(), token_url: token.clone(), scopes: scopes.clone(), ..new }
        }
    }
}

fn fields(t: &Text, new: &NewFetching, back: &str, known: Option<&SignIn>) -> Vec<Field> {
    let choice = |value: &str, key: &'static str| Choice::new(value, t.get(key).to_string());
    let security = vec![
        choice("tls", "fetching-security-tls"),
        choice("starttls", "fetching-security-starttls"),
        choice("none", "fetching-security-none"),
    ];
    let afterwards = vec![choice("seen", "fetching-seen"), choice("move", "fetching-move")];
    let mut fields = vec![
        Field::new("host", t.get("fetching-host"), Control::Line).value(new.host.clone()),
        Field::new("security", t.get("fetching-security"), Control::Select(security))
            .value(chosen(&new.security, "tls")),
        Field::new("port", t.get("fetching-port"), Control::Number)
            .hint(t.get("fetching-port-how"))
            .value(new.port.clone())
            .optional(),
        Field::new("user", t.get("fetching-user"), Control::Line).autocomplete("off").value(new.user.clone()),
    ];
    fields.extend(sign_in_fields(t, new, back, known));
    fields.extend([
        Field::new("folder", t.get("fetching-folder"), Control::Line)
            .hint(t.get("fetching-folder-how"))
            .value(chosen(&new.folder, "INBOX")),
        Field::new("afterwards", t.get("fetching-afterwards"), Control::Radio(afterwards))
            .value(chosen(&new.afterwards, "seen")),
        Field::new("move-to", t.get("fetching-move-to"), Control::Line).value(new.move_to.clone()).on_its_way(),
    ]);
    fields
}

fn chosen(value: &str, first: &str) -> String {
    if value.is_empty() { first.to_owned() } else { value.to_owned() }
}

/// With what it signs in, way by way. What does not belong to the choice is hidden by the page's style; where that is not
/// understood, headings say what belongs to which.
fn sign_in_fields(t: &Text, new: &NewFetching, back: &str, known: Option<&SignIn>) -> Vec<Field> {
    let choice = |value: &str, key: &'static str| Choice::new(value, t.get(key).to_string());
    let ways = vec![
        choice("password", "fetching-by-password"),
        choice("microsoft", "fetching-by-microsoft"),
        choice("google", "fetching-by-google"),
        choice("other", "fetching-by-other"),
    ];
    let way = |name: &'static str, label: &'static str| Field::new(name, t.get(label), Control::Way);
    let secret = |name: &'static str, label: &'static str| {
        Field::new(name, t.get(label), Control::Password).autocomplete("new-password").on_its_way()
    };
    let line = |name: &'static str, label: &'static str, value: &str| {
        Field::new(name, t.get(label), Control::Line).autocomplete("off").value(value).on_its_way()
    };
    let kept = |field: Field| field.hint(t.get("fetching-password-kept")).optional();
    let mut password = secret("password", "fetching-password");
    if matches!(known, Some(SignIn::Password(_))) {
        password = kept(password);
    }
    let mut client_secret = secret("client-secret", "consent-client-secret").hint(t.get("consent-client-secret-how"));
    if matches!(known, Some(SignIn::Consent(consent)) if consent.client.secret.is_some()) {
        client_secret = kept(client_secret);
    }
    vec![
        Field::new("sign-in", t.get("fetching-sign-in"), Control::Select(ways)).value(chosen(&new.sign_in, "password")),
        way("way-password", "fetching-way-password"),
        password,
        way("way-consent", "fetching-way-consent"),
        line("client-id", "consent-client-id", &new.client_id)
            .hint(t.get("consent-client-how").arg("back", back).to_string()),
        client_secret,
        way("way-microsoft", "fetching-way-microsoft"),
        line("tenant", "consent-tenant", &new.tenant).hint(t.get("consent-tenant-how")).optional(),
        way("way-other", "fetching-way-other"),
        line("authorize-url", "consent-authorize-url", &new.authorize_url),
        line("token-url", "consent-token-url", &new.token_url),
        line("scopes", "consent-scopes", &new.scopes).hint(t.get("consent-scopes-how")).optional(),
    ]
}
