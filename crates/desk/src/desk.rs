//! The handle of one desk: its database, its clock, its source of ids, and the way in for changes and reads.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use database::{Database, Migration, Tx};
use engine::run::book::Volume;
use jiff::Timestamp;
use tokio::sync::{broadcast, watch};

use crate::action::{Action, Change, Effects, View};
use crate::actor::Actor;
use crate::error::DeskError;
use crate::id::{CatalogueId, Source};
use crate::search::{Index, Reading};
use crate::secret::KeyPlace;

/// Where the time comes from: the machine's clock in the server, a clock that people move in tests and in the demo.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The migrations of a desk's database.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "desk", sql: include_str!("../../../migrations/0001_desk.sql") },
    Migration { number: 2, name: "contact-lists", sql: include_str!("../../../migrations/0002_contact_lists.sql") },
    Migration { number: 3, name: "work-facts", sql: include_str!("../../../migrations/0003_work_facts.sql") },
    Migration { number: 4, name: "queue", sql: include_str!("../../../migrations/0004_queue.sql") },
    Migration { number: 5, name: "writing", sql: include_str!("../../../migrations/0005_writing.sql") },
    Migration { number: 6, name: "views", sql: include_str!("../../../migrations/0006_views.sql") },
    Migration { number: 7, name: "relations", sql: include_str!("../../../migrations/0007_relations.sql") },
    Migration { number: 8, name: "macro-tags", sql: include_str!("../../../migrations/0008_macro_tags.sql") },
    Migration { number: 9, name: "next", sql: include_str!("../../../migrations/0009_next.sql") },
    Migration { number: 10, name: "outbox", sql: include_str!("../../../migrations/0010_outbox.sql") },
    Migration { number: 11, name: "mailbox", sql: include_str!("../../../migrations/0011_mailbox.sql") },
    Migration { number: 12, name: "mail-waiting", sql: include_str!("../../../migrations/0012_mail_waiting.sql") },
    Migration { number: 13, name: "mail-files", sql: include_str!("../../../migrations/0013_mail_files.sql") },
    Migration { number: 14, name: "checked-by", sql: include_str!("../../../migrations/0014_checked_by.sql") },
    Migration { number: 15, name: "counts", sql: include_str!("../../../migrations/0015_counts.sql") },
    Migration { number: 16, name: "fetching", sql: include_str!("../../../migrations/0016_fetching.sql") },
    Migration { number: 17, name: "mail-wording", sql: include_str!("../../../migrations/0017_mail_wording.sql") },
    Migration { number: 18, name: "signing-key", sql: include_str!("../../../migrations/0018_signing_key.sql") },
    Migration { number: 19, name: "send-limit", sql: include_str!("../../../migrations/0019_send_limit.sql") },
    Migration { number: 20, name: "job-lanes", sql: include_str!("../../../migrations/0020_job_lanes.sql") },
    Migration { number: 21, name: "acceptance", sql: include_str!("../../../migrations/0021_acceptance.sql") },
    Migration { number: 22, name: "message-seal", sql: include_str!("../../../migrations/0022_message_seal.sql") },
    Migration { number: 23, name: "participant", sql: include_str!("../../../migrations/0023_participant.sql") },
    Migration { number: 24, name: "mail-piece", sql: include_str!("../../../migrations/0024_mail_piece.sql") },
    Migration { number: 25, name: "mail-arrival", sql: include_str!("../../../migrations/0025_mail_arrival.sql") },
    Migration { number: 26, name: "erasure", sql: include_str!("../../../migrations/0026_erasure.sql") },
    Migration {
        number: 27,
        name: "fetching-consent",
        sql: include_str!("../../../migrations/0027_fetching_consent.sql"),
    },
    Migration { number: 28, name: "mail-twin", sql: include_str!("../../../migrations/0028_mail_twin.sql") },
    Migration {
        number: 29,
        name: "price-asked-again",
        sql: include_str!("../../../migrations/0029_price_asked_again.sql"),
    },
];

/// One provider's support organisation. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    database: Database,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) name: String,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) source: Source,
    pub(crate) catalogues: RwLock<HashMap<CatalogueId, Arc<Volume>>>,
    changes: broadcast::Sender<Change>,
    jobs: watch::Sender<()>,
    index: OnceLock<Arc<Index>>,
    pub(crate) keys: OnceLock<Arc<dyn KeyPlace>>,
    reading: Reading,
}

impl Desk {
    /// Opens a desk: brings its tables up to date and gets ready. `name` is the desk's path and mail name ("shop-levels").
    ///
    /// # Errors
    /// When the database cannot be brought up to date.
    pub fn open(name: &str, database: Database, clock: Arc<dyn Clock>, seed: [u8; 32]) -> Result<Desk, DeskError> {
        database.migrate(MIGRATIONS)?;
        let shared = Shared {
            name: name.to_owned(),
            clock,
            source: Source::new(seed),
            catalogues: RwLock::new(HashMap::new()),
            changes: broadcast::channel(1024).0,
            jobs: watch::channel(()).0,
            index: OnceLock::new(),
            keys: OnceLock::new(),
            reading: Reading::default(),
        };
        Ok(Desk { database, shared: Arc::new(shared) })
    }

    /// The desk's name in paths and mail addresses.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// The desk's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// The database, for backup, checks and benches.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Live changes from now on, each after its commit.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
    }

    /// Tells that jobs were written, each time after their commit.
    #[must_use]
    pub fn jobs_written(&self) -> watch::Receiver<()> {
        self.shared.jobs.subscribe()
    }

    /// Gives the desk its search index. The first one given stays.
    pub fn searched_by(&self, index: Index) {
        // A second one would be the same folder again.
        let _ = self.shared.index.set(Arc::new(index));
    }

    /// The search index.
    ///
    /// # Errors
    /// [`DeskError::Unavailable`] where the desk was opened without one.
    pub fn index(&self) -> Result<Arc<Index>, DeskError> {
        let index = self.shared.index.get().map(Arc::clone);
        index.ok_or_else(|| DeskError::Unavailable("this desk was opened without its search index".to_owned()))
    }

    /// How far the search index is, beside what people wrote.
    pub(crate) fn reading(&self) -> &Reading {
        &self.shared.reading
    }

    /// What its clones have in common.
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Random bytes from the desk's source, for password salts and nonces.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.shared.source.bytes()
    }

    /// Makes a change: `desk.act(actor, move |act| ticket::reply(act, id, &reply)).await`. Answers when it is on disk.
    ///
    /// # Errors
    /// What the action says; nothing is changed then.
    pub async fn act<T, F>(&self, actor: Actor, change: F) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let done = self.database.write(move |tx| changed(tx, &shared, &actor, &change)).await?;
        Ok(self.told(done))
    }

    /// [`Desk::act`] for threads without a runtime.
    ///
    /// # Errors
    /// What the action says; nothing is changed then.
    pub fn act_blocking<T, F>(&self, actor: Actor, change: F) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Fn(&mut Action<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let done = self.database.write_blocking(move |tx| changed(tx, &shared, &actor, &change))?;
        Ok(self.told(done))
    }

    /// Reads from one snapshot.
    ///
    /// # Errors
    /// What the read says.
    pub async fn read<T, F>(&self, actor: Actor, read: F) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Fn(&mut View<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        let shared = Arc::clone(&self.shared);
        self.database.read(move |tx| read(&mut view(tx, &shared, &actor))).await
    }

    /// [`Desk::read`] for threads without a runtime.
    ///
    /// # Errors
    /// What the read says.
    pub fn read_blocking<T, F>(&self, actor: Actor, read: F) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: Fn(&mut View<'_, '_>) -> Result<T, DeskError> + Send + Sync + 'static,
    {
        let shared = Arc::clone(&self.shared);
        self.database.read_blocking(move |tx| read(&mut view(tx, &shared, &actor)))
    }

    fn told<T>(&self, (value, effects): (T, Effects)) -> T {
        for change in effects.changes {
            // Nobody listening is fine.
            let _ = self.shared.changes.send(change);
        }
        if let Some((staff, entry)) = effects.wrote {
            self.shared.reading.wrote(staff, entry);
        }
        if effects.wakes_jobs {
            self.shared.jobs.send_replace(());
        }
        value
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("name", &self.shared.name).finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn kept_catalogue(&self, id: CatalogueId) -> Option<Arc<Volume>> {
        self.catalogues.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    pub(crate) fn keep_catalogue(&self, id: CatalogueId, catalogue: Arc<Volume>) {
        self.catalogues.write().unwrap_or_else(PoisonError::into_inner).insert(id, catalogue);
    }
}

fn view<'a, 'tx>(tx: &'a mut Tx<'tx>, shared: &'a Shared, actor: &'a Actor) -> View<'a, 'tx> {
    // What is stored holds microseconds; computing with more would differ from computing with what was stored.
    let clock = shared.clock.now();
    let now = Timestamp::from_microsecond(clock.as_microsecond()).unwrap_or(clock);
    View { tx, now, actor, shared }
}

fn changed<T>(
    tx: &mut Tx<'_>,
    shared: &Shared,
    actor: &Actor,
    change: &impl Fn(&mut Action<'_, '_>) -> Result<T, DeskError>,
) -> Result<(T, Effects), DeskError> {
    let mut act = Action::new(view(tx, shared, actor));
    let value = change(&mut act)?;
    Ok((value, act.effects))
}
