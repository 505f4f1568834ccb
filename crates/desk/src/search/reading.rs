//! Reading one's own writes: whoever changed something sees it in the next list, as soon as the index has followed.
//!
//! This process remembers the last journal entry of each member of staff, and how far the index is. It waits for the one to
//! reach the other: a list without what its reader has just done looks like a failure, and a page that heard of a change and
//! asked too early would stay old. On a busy machine that may take a second. While the index is being made it takes minutes,
//! so then a list waits a moment only.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::actor::Actor;
use crate::id::StaffId;

/// How long a list waits for the index; so long only if the index does not follow at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits while the index is being made.
const MAKING_PATIENCE: Duration = Duration::from_millis(300);

/// Who wrote what last, and how far the index is.
pub(crate) struct Reading {
    wrote: Mutex<HashMap<StaffId, i64>>,
    newest: AtomicI64,
    making: AtomicBool,
    followed: watch::Sender<i64>,
    asked: Mutex<bool>,
    asking: Condvar,
}

impl Default for Reading {
    fn default() -> Self {
        let (wrote, asked) = (Mutex::default(), Mutex::default());
        let (newest, making, followed) = (AtomicI64::new(0), AtomicBool::new(true), watch::channel(0).0);
        Self { wrote, newest, making, followed, asked, asking: Condvar::new() }
    }
}

impl Reading {
    /// Somebody, maybe a member of staff, wrote this entry.
    pub(crate) fn wrote(&self, staff: Option<StaffId>, entry: i64) {
        self.newest.fetch_max(entry, Ordering::Relaxed);
        if let Some(staff) = staff {
            self.wrote.lock().unwrap_or_else(PoisonError::into_inner).insert(staff, entry);
        }
    }

    /// The index has followed up to this entry, and is still being made, or all there.
    pub(crate) fn followed(&self, entry: i64, making: bool) {
        self.making.store(making, Ordering::Relaxed);
        self.followed.send_replace(entry);
    }

    /// Waits until the index has what the actor wrote last.
    pub(crate) async fn own(&self, actor: &Actor) {
        let Actor::Staff { id, .. } = actor else { return };
        let wrote = self.wrote.lock().unwrap_or_else(PoisonError::into_inner).get(id).copied();
        let Some(entry) = wrote else { return };
        self.reaches(entry).await;
        // Waited for once: after that the list is what it is.
        let mut wrote = self.wrote.lock().unwrap_or_else(PoisonError::into_inner);
        if wrote.get(id) == Some(&entry) {
            wrote.remove(id);
        }
    }

    /// Waits until the index has all that was written in this process.
    pub(crate) async fn all(&self) {
        self.reaches(self.newest.load(Ordering::Relaxed)).await;
    }

    async fn reaches(&self, entry: i64) {
        if *self.followed.borrow() >= entry {
            return;
        }
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.asking.notify_all();
        let mut followed = self.followed.subscribe();
        let patience = if self.making.load(Ordering::Relaxed) { MAKING_PATIENCE } else { PATIENCE };
        // Too late is answered with what is there.
        let _ = tokio::time::timeout(patience, followed.wait_for(|at| *at >= entry)).await;
    }

    /// Lets the follower rest, until somebody waits for it.
    pub(crate) fn rest(&self, at_most: Duration) {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let rested = self.asking.wait_timeout_while(asked, at_most, |asked| !*asked);
        *rested.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}
