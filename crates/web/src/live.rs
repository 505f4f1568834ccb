//! Live updates: a page learns that something on it changed, and fetches the piece that did.
//!
//! One stream per page. A change that comes while the last one is being told is told with the next, at most once a second, so
//! that a busy desk does not drown its readers. A stream ends with its session and with the server.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use desk::id::{StaffId, TicketId};
use desk::{Change, Subject, session, ticket};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::asked::Query;
use crate::presence::{Room, Seated};
use crate::refusal::Refusal;
use crate::site::Site;
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
    /// Nothing but what the reader is told.
    Notices,
}

impl Topic {
    fn concerns(self, change: Change) -> bool {
        match self {
            Topic::Queue => change.subject == Subject::Ticket,
            Topic::OnCall => change.subject == Subject::CallBack,
            Topic::Ticket(id) => change.subject == Subject::Ticket && change.id == id,
            Topic::Notices => false,
        }
    }

    /// Names of the events that a page of this topic listens to.
    fn events(self) -> &'static [&'static str] {
        match self {
            Topic::Queue => &["queue"],
            Topic::OnCall => &["on-call"],
            Topic::Ticket(_) => &["entries", "clocks", "head"],
            Topic::Notices => &[],
        }
    }
}

/// The stream of a page of staff.
pub(crate) async fn staff(
    visit: StaffVisit,
    State(site): State<Site>,
    stopping: Option<axum::Extension<Stopping>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let topic = topic(&visit.0, &asked.on).await?;
    let me = visit.me();
    let presence = match topic {
        Topic::Ticket(id) => {
            let room = Room { desk: visit.0.desk.name().to_owned(), ticket: TicketId(id) };
            let name = visit.0.session.as_ref().map(|(session, _)| session.name.clone()).unwrap_or_default();
            let heard = site.presence.hear();
            Some((heard, site.presence.enter(room.clone(), me, &name), room))
        }
        _ => None,
    };
    Ok(open(visit.0, stopping, topic, Some(me), presence))
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
    let topic = topic(&visit.0, &asked.on).await?;
    Ok(open(visit.0, stopping, topic, None, None))
}

async fn topic(visit: &Visit, on: &str) -> Result<Topic, Refusal> {
    Ok(match on {
        "queue" => Topic::Queue,
        "on-call" => Topic::OnCall,
        "notices" => Topic::Notices,
        other => {
            let number = other.strip_prefix("ticket-").and_then(|number| number.parse().ok());
            let number: i64 = number.ok_or_else(|| Refusal::nothing_here().within(visit))?;
            Topic::Ticket(visit.read(move |view| ticket::get_by_number(view, number)).await?.id.0)
        }
    })
}

/// Where others are heard of, the reader's own place, and whose.
type Present = (Receiver<Room>, Seated, Room);

fn open(
    visit: Visit,
    stopping: Option<axum::Extension<Stopping>>,
    topic: Topic,
    me: Option<StaffId>,
    present: Option<Present>,
) -> Response {
    let state = Stream {
        changes: visit.desk.changes(),
        stopping: stopping.map(|axum::Extension(stopping)| stopping.0),
        asked: Instant::now(),
        told: None,
        waiting: Vec::new(),
        topic,
        me,
        present,
        visit,
    };
    let events = stream::unfold(state, |mut state| async move {
        let event = state.next().await?;
        Some((Ok::<Event, Infallible>(event), state))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

struct Stream {
    visit: Visit,
    topic: Topic,
    changes: Receiver<Change>,
    stopping: Option<watch::Receiver<bool>>,
    asked: Instant,
    told: Option<Instant>,
    waiting: Vec<&'static str>,
    me: Option<StaffId>,
    present: Option<Present>,
}

impl Stream {
    /// The next event, or none at the end.
    async fn next(&mut self) -> Option<Event> {
        // A browser does not tell of an event without data.
        if let Some(name) = self.waiting.pop() {
            return Some(Event::default().event(name).data(name));
        }
        let names = loop {
            tokio::select! {
                () = stopped(&mut self.stopping) => return None,
                () = tokio::time::sleep_until(self.asked + ASKED_EVERY) => {
                    if !self.goes_on().await {
                        return None;
                    }
                }
                () = others(&mut self.present) => break vec!["presence"],
                changed = self.changes.recv() => match changed {
                    Err(RecvError::Closed) => return None,
                    Ok(change) if self.is_told(change) => break vec!["notices"],
                    Ok(change) if !self.topic.concerns(change) => {}
                    Ok(_) => break self.topic.events().to_vec(),
                    // What was missed may have concerned this page.
                    Err(RecvError::Lagged(_)) => break self.all(),
                },
            }
        };
        if !self.goes_on().await {
            return None;
        }
        if let Some(told) = self.told {
            tokio::time::sleep_until(told + PACE).await;
        }
        // What came meanwhile is told with this one.
        self.told = Some(Instant::now());
        self.waiting = names;
        self.catch_up();
        let name = self.waiting.pop()?;
        Some(Event::default().event(name).data(name))
    }

    /// Whether a change is a notice to the reader.
    fn is_told(&self, change: Change) -> bool {
        change.subject == Subject::Notice && self.me.is_some_and(|me| me.0 == change.id)
    }

    /// All that a page of this topic may listen to.
    fn all(&self) -> Vec<&'static str> {
        let notices = self.me.map(|_| "notices");
        self.topic.events().iter().copied().chain(notices).collect()
    }

    /// Takes what came while this one was held back.
    fn catch_up(&mut self) {
        loop {
            let more = match self.changes.try_recv() {
                Ok(change) if self.is_told(change) => vec!["notices"],
                Ok(change) if self.topic.concerns(change) => self.topic.events().to_vec(),
                Ok(_) => continue,
                Err(TryRecvError::Lagged(_)) => self.all(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            };
            for name in more {
                if !self.waiting.contains(&name) {
                    self.waiting.push(name);
                }
            }
        }
    }

    /// Whether the session has not ended.
    async fn goes_on(&mut self) -> bool {
        self.asked = Instant::now();
        let Some((_, token)) = self.visit.session.clone() else { return false };
        let found = self.visit.desk.read(self.visit.actor(), move |view| session::find(view, &token)).await;
        matches!(found, Ok(Some(_)))
    }
}

/// Waits until somebody else came, went or typed.
async fn others(present: &mut Option<Present>) {
    let Some((heard, _, room)) = present else { return std::future::pending().await };
    loop {
        match heard.recv().await {
            Ok(of) if of != *room => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

async fn stopped(stopping: &mut Option<watch::Receiver<bool>>) {
    match stopping {
        // An error means that the server is gone.
        Some(stopping) => drop(stopping.wait_for(|stop| *stop).await),
        None => std::future::pending().await,
    }
}
