//! The on-call list: who asked to be called back, at which accepted price, and who does it.

use axum::response::Response;
use desk::id::CallBackId;
use desk::rota::{self, CallBack};
use desk::{Action, DeskError};

use super::change::Nothing;
use super::frame::frame;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Live, Part, Pieces, Sheet, Table};
use crate::show::entry;
use crate::text::Text;
use crate::view::Area;
use crate::visit::{StaffVisit, Visit};

/// Id of a call-back in a path.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Id {
    id: String,
}

/// The list.
pub(super) async fn page(visit: StaffVisit) -> Result<Response, Refusal> {
    let me = visit.me();
    let (frame, open) = visit.0.read(move |view| Ok((frame(view, me)?, rota::list_open(view)?))).await?;
    let mut shell = frame.shell(&visit, Area::OnCall);
    shell.live_url = Some(visit.0.url("/events?on=on-call"));
    let live = Live {
        url: visit.0.url("/on-call/list"),
        event: "on-call",
        parts: vec![Part::Table(table(&visit.0, &shell.t, &open))],
    };
    let sheet = Sheet { title: shell.t.get("nav-on-call").to_string(), parts: vec![Part::Live(live)] };
    answer::page(&visit.0, &AgentPage { shell, sheet })
}

/// The list alone, for live updates.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    let open = visit.0.read(rota::list_open).await?;
    let shell = visit.0.shell(Area::OnCall);
    let parts = vec![Part::Table(table(&visit.0, &shell.t, &open))];
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

fn table(visit: &Visit, t: &Text, open: &[CallBack]) -> Table {
    let catalogue = visit.catalogue.as_deref();
    let rows = open.iter().map(|one| {
        let act = |verb: &str| visit.url(&format!("/on-call/{}/{verb}", one.id));
        let line = catalogue.map_or_else(|| one.line.clone(), |catalogue| entry::line(t, catalogue, &one.line));
        let done = Cell::Button(act("done"), t.get("on-call-done").to_string());
        let doing = match &one.taken {
            Some((_, name, _)) => {
                let words = t.get("on-call-taken-by").arg("name", name.as_str()).to_string();
                Cell::Several(vec![Cell::Text(words), done])
            }
            None => Cell::Several(vec![Cell::Button(act("take"), t.get("on-call-take").to_string()), done]),
        };
        let log = visit.url(&format!("/customers/{}/calls/new?contract={}", one.customer.0, one.contract));
        vec![
            Cell::Time(one.requested_at),
            Cell::Link(visit.url(&format!("/customers/{}", one.customer.0)), one.customer.1.clone()),
            Cell::Text(format!("{}\n{}", one.contact_name, one.phone)),
            Cell::Text(one.subject.clone()),
            Cell::Text(format!("{line}\n{}", one.accepted.text)),
            doing,
            Cell::Link(log, t.get("ticket-log-call").to_string()),
        ]
    });
    let head = [
        t.get("on-call-since"),
        t.get("side-organisation"),
        t.get("side-contact"),
        t.get("request-subject"),
        t.get("on-call-accepted"),
        t.get("tickets-state"),
        t.get("ticket-log-call"),
    ];
    Table {
        name: t.get("nav-on-call").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: t.get("on-call-empty").to_string(),
    }
}

/// Takes a call-back.
pub(super) async fn take(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    change(&visit, &id, posted, rota::take).await
}

/// Ends a call-back.
pub(super) async fn done(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    change(&visit, &id, posted, |act, id| rota::done(act, id, None)).await
}

async fn change<F>(visit: &StaffVisit, id: &Id, posted: Posted<Nothing>, what: F) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>, CallBackId) -> Result<(), DeskError> + Send + Sync + 'static,
{
    posted.of(&visit.0)?;
    let id: CallBackId = id.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))?;
    let t = visit.0.text();
    match visit.0.try_act(move |act| what(act, id)).await? {
        Ok(()) => Ok(answer::done(&visit.0, "/on-call", &t.get("done").to_string())),
        Err(wrong) => Ok(answer::not_done(&visit.0, "/on-call", &wrong.words(&t))),
    }
}
