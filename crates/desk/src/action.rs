//! How a change is made, and how things are read.
//!
//! An action is a plain function that takes `&mut Action`: it runs inside one transaction with one `now`, writes its
//! journal entries and follow-up jobs in it, and is called by pages, API, mail intake, jobs, importers and the demo alike.
//! A read takes `&mut View`; an [`Action`] is a view too. The database may run an action again after a conflict, so it
//! changes nothing outside of the transaction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use database::{ToValue, Tx};
use jiff::Timestamp;

use crate::actor::{Actor, Scope};
use crate::desk::Shared;
use crate::error::DeskError;
use crate::id::{CatalogueId, JobId, StaffId, TicketId};
use crate::{catalogue, job, journal, notice};
use engine::plan::catalogue::SharedCatalogue;
use engine::run::book::Volume;

/// A read of the desk: one snapshot, one `now`, one actor.
pub struct View<'a, 'tx> {
    /// The transaction, for `store.rs` files.
    pub tx: &'a mut Tx<'tx>,
    /// The one time of this read or change.
    pub now: Timestamp,
    /// Who asks.
    pub actor: &'a Actor,
    pub(crate) shared: &'a Shared,
}

impl<'tx> View<'_, 'tx> {
    /// Reads as somebody else within the same snapshot: whoever a link was sent to.
    pub(crate) fn read_as<T>(
        &mut self,
        actor: &Actor,
        read: impl FnOnce(&mut View<'_, 'tx>) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        read(&mut View { tx: &mut *self.tx, now: self.now, actor, shared: self.shared })
    }

    /// What this actor's queries are limited to.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.actor.scope()
    }

    /// A catalogue version, read once and kept.
    ///
    /// # Errors
    /// [`DeskError::NotFound`], or internal when the stored file no longer reads.
    pub fn catalogue(&mut self, id: CatalogueId) -> Result<SharedCatalogue, DeskError> {
        Ok(Arc::clone(catalogue::load(self, id)?.catalogue()))
    }

    /// The same with what the engine has resolved from it so far.
    ///
    /// # Errors
    /// As [`View::catalogue`].
    pub fn volume(&mut self, id: CatalogueId) -> Result<Arc<Volume>, DeskError> {
        catalogue::load(self, id)
    }

    /// `now` as the database stores it: microseconds since 1970.
    #[must_use]
    pub fn now_us(&self) -> i64 {
        self.now.as_microsecond()
    }
}

/// A change under way.
pub struct Action<'a, 'tx> {
    view: View<'a, 'tx>,
    pub(crate) effects: Effects,
}

/// What other parts of the process are told once the change is on disk.
#[derive(Debug, Default, Clone)]
pub(crate) struct Effects {
    pub(crate) changes: Vec<Change>,
    pub(crate) wakes_jobs: bool,
    /// The last entry of the journal, with who acts where it is a member of staff.
    pub(crate) wrote: Option<(Option<StaffId>, i64)>,
}

/// A change that pages may want to show live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What changed.
    pub subject: Subject,
    /// Its id.
    pub id: i64,
}

/// What journal entries and live changes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A ticket.
    Ticket,
    /// A customer.
    Customer,
    /// A contact.
    Contact,
    /// A contract.
    Contract,
    /// A catalogue version.
    Catalogue,
    /// A member of staff.
    Staff,
    /// A usage record.
    Usage,
    /// An invoice.
    Invoice,
    /// A call-back.
    CallBack,
    /// A raw mail.
    Mail,
    /// A mailbox.
    Mailbox,
    /// An outgoing mail.
    Delivery,
    /// A setting.
    Setting,
    /// A system.
    System,
    /// A licence.
    Licence,
    /// A release.
    Release,
    /// A team.
    Team,
    /// The notices of a member of staff, by their id.
    Notice,
    /// A checklist.
    Checklist,
    /// A draft of an article.
    Article,
    /// A canned reply.
    CannedReply,
}

impl Subject {
    /// The word in the journal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Subject::Ticket => "ticket",
            Subject::Customer => "customer",
            Subject::Contact => "contact",
            Subject::Contract => "contract",
            Subject::Catalogue => "catalogue",
            Subject::Staff => "staff",
            Subject::Usage => "usage",
            Subject::Invoice => "invoice",
            Subject::CallBack => "call-back",
            Subject::Mail => "mail",
            Subject::Mailbox => "mailbox",
            Subject::Delivery => "delivery",
            Subject::Setting => "setting",
            Subject::System => "system",
            Subject::Licence => "licence",
            Subject::Release => "release",
            Subject::Team => "team",
            Subject::Notice => "notice",
            Subject::Checklist => "checklist",
            Subject::Article => "article",
            Subject::CannedReply => "canned-reply",
        }
    }
}

impl<'a, 'tx> Action<'a, 'tx> {
    pub(crate) fn new(view: View<'a, 'tx>) -> Self {
        Action { view, effects: Effects::default() }
    }

    /// A new id at this action's time.
    pub fn new_id(&mut self) -> i64 {
        self.view.shared.source.id(self.view.now)
    }

    /// A secret of 32 random bytes as URL-safe text.
    pub fn new_secret(&mut self) -> String {
        self.view.shared.source.secret()
    }

    /// A short random token for mail addresses.
    pub fn new_token(&mut self) -> String {
        self.view.shared.source.token()
    }

    /// The next number of a series ("ticket", "invoice"), taken with this transaction and so without gaps.
    ///
    /// # Errors
    /// Whatever the database says.
    pub fn next_number(&mut self, series: &'static str) -> Result<i64, DeskError> {
        let sql = "insert into counter (name, value) values ($1, 1) \
                   on conflict (name) do update set value = counter.value + 1 returning value";
        Ok(self.view.tx.query_one(sql, &[&series as &dyn ToValue])?.get(0)?)
    }

    /// Writes who did what to what, and tells open pages after the commit. `body` holds what is needed to word it later.
    ///
    /// # Errors
    /// Whatever the database says.
    pub fn journal(
        &mut self,
        subject: Subject,
        id: i64,
        action: &'static str,
        body: &serde_json::Value,
    ) -> Result<(), DeskError> {
        self.effects.changes.push(Change { subject, id });
        let entry = journal::write(self, subject, id, action, body)?;
        let staff = match *self.view.actor {
            Actor::Staff { id, .. } => Some(id),
            _ => None,
        };
        self.effects.wrote = Some((staff, entry));
        match subject {
            Subject::Ticket => notice::of_entry(self, TicketId(id), action),
            _ => Ok(()),
        }
    }

    /// Tells open pages after the commit of what is no entry of the journal: a notice, a reply that is about to go out.
    pub(crate) fn tells(&mut self, subject: Subject, id: i64) {
        self.effects.changes.push(Change { subject, id });
    }

    /// Acts as somebody else within the same transaction: a job that carries out what a person has decided.
    pub(crate) fn act_as<T>(
        &mut self,
        actor: &Actor,
        change: impl FnOnce(&mut Action<'_, 'tx>) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        let view = View { tx: &mut *self.view.tx, now: self.view.now, actor, shared: self.view.shared };
        let mut act = Action { view, effects: std::mem::take(&mut self.effects) };
        let result = change(&mut act);
        self.effects = act.effects;
        result
    }

    /// Writes a job that is due now or later.
    ///
    /// # Errors
    /// Whatever the database says.
    pub fn job(&mut self, job: job::NewJob) -> Result<JobId, DeskError> {
        self.effects.wakes_jobs = true;
        job::push(self, job)
    }
}

impl<'a, 'tx> Deref for Action<'a, 'tx> {
    type Target = View<'a, 'tx>;
    fn deref(&self) -> &Self::Target {
        &self.view
    }
}

impl DerefMut for Action<'_, '_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.view
    }
}
