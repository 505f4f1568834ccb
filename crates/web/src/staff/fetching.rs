//! How a mailbox fetches, on its page: where from, what becomes of a mail there, and whether it works.
//!
//! The password is asked for and never shown: an empty field keeps the one that is known.

use axum::response::Response;
use desk::id::MailboxId;
use desk::mailbox::{self, Afterwards, FetchFault, Fetching, NewFetching, PURPOSE, Security};
use desk::secret::Secret;
use serde::Deserialize;

use super::article::{Id, form};
use super::change::Nothing;
use super::mailbox::{Sent, done, show};
use super::team::sets_up;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Part};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Choice, Control, Field};
use crate::visit::{StaffVisit, refused};

/// What the form sent. The password leaves it at once.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Typed {
    host: String,
    port: String,
    security: String,
    user: String,
    password: String,
    folder: String,
    afterwards: String,
    move_to: String,
}

/// Lets a mailbox fetch, or changes how.
pub(super) async fn change(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    sets_up(&visit)?;
    let id = MailboxId(id.get(&visit)?);
    let password = match typed.password.as_str() {
        "" => None,
        text => {
            let sealed = visit.0.desk.seal(PURPOSE, &Secret::new(text));
            Some(sealed.map_err(|error| refused(&visit.0, error))?)
        }
    };
    let new = NewFetching {
        host: typed.host,
        port: typed.port,
        security: typed.security,
        user: typed.user,
        password,
        folder: typed.folder,
        afterwards: typed.afterwards,
        move_to: typed.move_to,
    };
    let kept = new.clone();
    match visit.0.try_act(move |act| mailbox::fetch(act, id, &new)).await? {
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(id), Some(Sent::Fetching(kept, wrong))).await,
    }
}

/// Lets a mailbox fetch no more.
pub(super) async fn stop(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = MailboxId(id.get(&visit)?);
    match visit.0.try_act(move |act| mailbox::fetch_no_more(act, id)).await? {
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(id), Some(Sent::Fetching(NewFetching::default(), wrong))).await,
    }
}

/// What stands of it on the mailbox's page. `url` is the page's own.
pub(super) fn parts(t: &Text, url: &str, known: Option<&Fetching>, sent: Option<(NewFetching, &Wrong)>) -> Vec<Part> {
    let mut parts = vec![Part::Heading(t.get("fetching-title").to_string())];
    match known {
        None => parts.push(Part::Soft(t.get("fetching-how").to_string())),
        Some(known) => parts.extend(state(t, known)),
    }
    let (new, wrong) = match sent {
        Some((new, wrong)) => (new, Some(wrong)),
        None => (known.map(drawn).unwrap_or_default(), None),
    };
    let mut fields = fields(t, &new, known.is_some());
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
        let words = match failed.fault {
            FetchFault::Connection => t.get("fetching-fault-connection"),
            FetchFault::Encryption => t.get("fetching-fault-encryption"),
            FetchFault::SignIn => t.get("fetching-fault-sign-in"),
            FetchFault::Folder => t.get("fetching-fault-folder"),
            FetchFault::Afterwards => t.get("fetching-fault-afterwards"),
            FetchFault::Key => t.get("fetching-fault-key"),
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
    NewFetching {
        host: origin.host.clone(),
        port: origin.port.to_string(),
        security: security.to_owned(),
        user: origin.user.clone(),
        password: None,
        folder: origin.folder.clone(),
        afterwards: afterwards.to_owned(),
        move_to: move_to.to_owned(),
    }
}

fn fields(t: &Text, new: &NewFetching, keeps_password: bool) -> Vec<Field> {
    let choice = |value: &str, key: &'static str| Choice::new(value, t.get(key).to_string());
    let security = vec![
        choice("tls", "fetching-security-tls"),
        choice("starttls", "fetching-security-starttls"),
        choice("none", "fetching-security-none"),
    ];
    let afterwards = vec![choice("seen", "fetching-seen"), choice("move", "fetching-move")];
    let chosen = |value: &str, first: &str| if value.is_empty() { first.to_owned() } else { value.to_owned() };
    let password = Field::new("password", t.get("fetching-password"), Control::Password).autocomplete("new-password");
    let password = if keeps_password { password.hint(t.get("fetching-password-kept")).optional() } else { password };
    vec![
        Field::new("host", t.get("fetching-host"), Control::Line).value(new.host.clone()),
        Field::new("security", t.get("fetching-security"), Control::Select(security))
            .value(chosen(&new.security, "tls")),
        Field::new("port", t.get("fetching-port"), Control::Number)
            .hint(t.get("fetching-port-how"))
            .value(new.port.clone())
            .optional(),
        Field::new("user", t.get("fetching-user"), Control::Line).autocomplete("off").value(new.user.clone()),
        password,
        Field::new("folder", t.get("fetching-folder"), Control::Line)
            .hint(t.get("fetching-folder-how"))
            .value(chosen(&new.folder, "INBOX")),
        Field::new("afterwards", t.get("fetching-afterwards"), Control::Radio(afterwards))
            .value(chosen(&new.afterwards, "seen")),
        Field::new("move-to", t.get("fetching-move-to"), Control::Line).value(new.move_to.clone()).optional(),
    ]
}
