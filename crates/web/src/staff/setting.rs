//! What the desk is set up with: the way to each of its pages.

use axum::response::Response;
use desk::Role;

use super::frame::frame;
use crate::answer;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet, Table};
use crate::view::Area;
use crate::visit::StaffVisit;

/// Who sees a line.
#[derive(Clone, Copy)]
enum Of {
    /// All staff.
    Staff,
    /// Managers and administrators.
    Managers,
    /// Administrators.
    Administrators,
}

/// A page: its path, the text keys of its name and of what it is for, and who sees it.
type Line = (&'static str, &'static str, &'static str, Of);

const PAGES: &[Line] = &[
    ("/articles", "articles-title", "settings-articles-how", Of::Staff),
    ("/settings/teams", "teams-title", "settings-teams-how", Of::Managers),
    ("/settings/checklists", "checklists-title", "settings-checklists-how", Of::Managers),
    ("/drafts", "drafts-title", "settings-drafts-how", Of::Staff),
    ("/settings/replies", "canned-title", "settings-canned-how", Of::Staff),
    ("/settings/signatures", "signature-title", "settings-signatures-how", Of::Staff),
    ("/settings/mailboxes", "mailboxes-title", "settings-mailboxes-how", Of::Managers),
    ("/settings/signing", "signing-title", "settings-signing-how", Of::Managers),
    ("/settings/wording", "wording-title", "settings-wording-how", Of::Managers),
    ("/mails", "nav-mails", "settings-mails-how", Of::Staff),
    ("/outbox", "nav-outbox", "settings-outbox-how", Of::Staff),
    ("/outages", "outage-for-all", "settings-outages-how", Of::Managers),
    ("/settings/fields", "fields-title", "fields-how", Of::Managers),
    ("/settings/desk", "desk-settings-title", "desk-settings-how", Of::Administrators),
];

/// The list of them.
pub(super) async fn page(visit: StaffVisit) -> Result<Response, Refusal> {
    let me = visit.me();
    let frame = visit.0.read(move |view| frame(view, me)).await?;
    let shell = frame.shell(&visit, Area::Settings);
    let t = &shell.t;
    let sees = |of: Of| match of {
        Of::Staff => true,
        Of::Managers => visit.0.actor().require(&[Role::Administrator, Role::Manager]).is_ok(),
        Of::Administrators => visit.0.actor().require(&[Role::Administrator]).is_ok(),
    };
    let line = |(path, name, how, _): &Line| {
        vec![Cell::Link(visit.0.url(path), t.get(name).to_string()), Cell::text(t.get(how).to_string())]
    };
    let table = Table {
        name: t.get("nav-settings").to_string(),
        head: vec![t.get("settings-page").to_string(), t.get("settings-what").to_string()],
        rows: PAGES.iter().filter(|(.., of)| sees(*of)).map(line).collect(),
        empty: String::new(),
    };
    let sheet = Sheet { title: t.get("nav-settings").to_string(), parts: vec![Part::Table(table)] };
    answer::page(&visit.0, &AgentPage { sheet, shell })
}
