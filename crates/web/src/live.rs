//! Live updates: a page learns that something on it changed, and fetches the piece that did.
//!
//! One stream per page. A change that comes while the last one is being told is told with the next, at most once a second, so
//! that a busy desk does not drown its readers. A stream ends with its session and with the server.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use desk::{Change, Subject, session, ticket};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::asked::Query;
use crate::refusal::Refusal;
use crate::visit::{ContactVisit, StaffVisit, Visit};

/// Between two events of a stream.
const PACE: Duration = Duration::from_secs(1);
/// How often a stream asks whether its session goes on.
const ASKED_EVERY: Duration = Duration::from_secs(60);

/// Whether the server is about to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stopping(pub(crate) watch::Receiver<bool>);

/// What a page wants to hear of: `queue`, or `ticket-1042`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    on: String,
}

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    Queue,
    OnCall,
    Ticket(i64),
}

impl Topic {
    fn concerns(self, change: Change) -> bool {
        match self {
            Topic::Queue => change.subject == Subject::Ticket,
            Topic::OnCall => change.subject == Subject::CallBack,
            Topic::Ticket(id) => change.subject == Subject::Ticket && change.id == id,
        }
    }

    /// Names of the events that a page of this topic listens to.
    fn events(self) -> &'static [&'static str] {
        match self {
            Topic::Queue => &["queue"],
            Topic::OnCall => &["on-call"],
            Topic::Ticket(_) => &["entries", "clocks"],
        }
    }
}

/// The stream of a page of staff.
pub(crate) async fn staff(
    visit: StaffVisit,
    stopping: Option<axum::Extension<Stopping>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    open(visit.0, stopping, &asked.on).await
}

/// The stream of a page of the portal.
pub(crate) async fn contact(
    visit: ContactVisit,
    stopping: Option<axum::Extension<Stopping>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    if !asked.on.starts_with("ticket-") {
        return Err(Refusal::nothing_here().within(&visit.0));
    }
    open(visit.0, stopping, &asked.on).await
}

async fn open(visit: Visit, stopping: Option<axum::Extension<Stopping>>, on: &str) -> Result<Response, Refusal> {
    let topic = match on {
        "queue" => Topic::Queue,
        "on-call" => Topic::OnCall,
        other => {
            let number = other.strip_prefix("ticket-").and_then(|number| number.parse().ok());
            let number: i64 = number.ok_or_else(|| Refusal::nothing_here().within(&visit))?;
            Topic::Ticket(visit.read(move |view| ticket::get_by_number(view, number)).await?.id.0)
        }
    };
    let state = Stream {
        changes: visit.desk.changes(),
        stopping: stopping.map(|axum::Extension(stopping)| stopping.0),
        asked: Instant::now(),
        told: None,
        waiting: Vec::new(),
        topic,
        visit,
    };
    let events = stream::unfold(state, |mut state| async move {
        let event = state.next().await?;
        Some((Ok::<Event, Infallible>(event), state))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

struct Stream {
    visit: Visit,
    topic: Topic,
    changes: Receiver<Change>,
    stopping: Option<watch::Receiver<bool>>,
    asked: Instant,
    told: Option<Instant>,
    waiting: Vec<&'static str>,
}

impl Stream {
    /// The next event, or none at the end.
    async fn next(&mut self) -> Option<Event> {
        if let Some(name) = self.waiting.pop() {
            return Some(Event::default().event(name).data(""));
        }
        loop {
            tokio::select! {
                () = stopped(&mut self.stopping) => return None,
                () = tokio::time::sleep_until(self.asked + ASKED_EVERY) => {
                    if !self.goes_on().await {
                        return None;
                    }
                }
                changed = self.changes.recv() => match changed {
                    Err(RecvError::Closed) => return None,
                    Ok(change) if !self.topic.concerns(change) => {}
                    // What was missed may have concerned this page.
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                },
            }
        }
        if !self.goes_on().await {
            return None;
        }
        if let Some(told) = self.told {
            tokio::time::sleep_until(told + PACE).await;
        }
        // What came meanwhile is told with this one.
        self.changes = self.visit.desk.changes();
        self.told = Some(Instant::now());
        self.waiting = self.topic.events().to_vec();
        let name = self.waiting.pop()?;
        Some(Event::default().event(name).data(""))
    }

    /// Whether the session has not ended.
    async fn goes_on(&mut self) -> bool {
        self.asked = Instant::now();
        let Some((_, token)) = self.visit.session.clone() else { return false };
        let found = self.visit.desk.read(self.visit.actor(), move |view| session::find(view, &token)).await;
        matches!(found, Ok(Some(_)))
    }
}

async fn stopped(stopping: &mut Option<watch::Receiver<bool>>) {
    match stopping {
        // An error means that the server is gone.
        Some(stopping) => drop(stopping.wait_for(|stop| *stop).await),
        None => std::future::pending().await,
    }
}
