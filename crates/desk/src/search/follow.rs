//! How the index follows the desk: it reads the journal, and puts again whatever an entry is about.
//!
//! Entries of the last moments are read again, because on a database with several servers one may be committed after a
//! later one; putting a document twice is harmless. A new index is made from the newest ticket back to the first, in parts
//! that can be searched at once, and follows the journal meanwhile. Where it is stands in the index itself, written with
//! what it is about, so that a crash loses nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use search::{SearchError, Writer};

use super::document::{Kind, documents};
use super::{Index, store};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::ticket::LISTED;

/// Between two looks at the journal.
const LOOK: Duration = Duration::from_millis(250);
/// After an error.
const REST: Duration = Duration::from_secs(5);
/// Memory of the writer while it follows.
const MEMORY: usize = 15_000_000;
/// Memory of the writer while an index is made: with less, it comes in many small pieces that are joined again and again.
const MAKING_MEMORY: usize = 60_000_000;
/// Memory of the writer while a whole index is made again and nothing else is done.
const REBUILD_MEMORY: usize = 250_000_000;
/// How far back entries are read again: 10 seconds, in ids.
const OVERLAP: i64 = 10_000 << 20;
/// Entries read at once.
const ENTRIES: i64 = 2_000;
/// Documents between two commits while an index is made.
const MADE_AT_ONCE: usize = 20_000;
/// The same while a whole index is made again: nobody searches it yet, and each commit leaves pieces to be joined.
const REBUILT_AT_ONCE: usize = 100_000;

/// In the journal, what moves the due times of tickets.
const CONTRACT: &str = "contract";

/// Follows the desk until told to stop. Errors are logged, and it is tried again.
pub fn follow(desk: &Desk, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let followed = desk.index().and_then(|index| {
            while !stop.load(Ordering::Relaxed) {
                let mut follower = Follower::new(desk, &index)?;
                let making = follower.is_making();
                // Once it is made, another writer goes on, with less memory.
                while !stop.load(Ordering::Relaxed) && making == follower.is_making() {
                    if !follower.step()? {
                        desk.reading().rest(LOOK);
                    }
                }
                if !stop.load(Ordering::Relaxed) {
                    follower.writer.close()?;
                }
            }
            Ok(())
        });
        if let Err(error) = followed {
            tracing::error!(desk = desk.name(), %error, "the search index does not follow");
            std::thread::sleep(REST);
        }
    }
}

/// Makes the index of a desk again, from nothing.
///
/// # Errors
/// When another process writes to it, or the disk is full.
pub fn rebuild(desk: &Desk, index: &Arc<Index>) -> Result<u64, DeskError> {
    let writer = index.writer(REBUILD_MEMORY)?;
    writer.clear()?;
    let mut follower = Follower { desk, writer, place: None, made_at_once: REBUILT_AT_ONCE, seen: BTreeSet::new() };
    while follower.step()? {}
    follower.writer.close()?;
    Ok(index.len())
}

/// The one who keeps an index up to date.
pub struct Follower<'a> {
    desk: &'a Desk,
    writer: Writer<'a>,
    place: Option<Place>,
    made_at_once: usize,
    /// Entries within the overlap that have been followed.
    seen: BTreeSet<i64>,
}

/// How far an index is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// The newest entry that has been followed.
    entry: i64,
    /// While it is being made: what is being put, and the last id of it.
    making: Option<(Kind, i64)>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.entry)?;
        self.making.map_or(Ok(()), |(kind, id)| write!(f, " {} {id}", kind.word()))
    }
}

impl FromStr for Place {
    type Err = SearchError;

    fn from_str(text: &str) -> Result<Place, SearchError> {
        let broken = || SearchError::Broken(format!("its place is `{text}`"));
        let mut parts = text.split(' ');
        let number = |part: Option<&str>| part.and_then(|part| part.parse().ok()).ok_or_else(broken);
        let entry = number(parts.next())?;
        let making = match parts.next() {
            Some(kind) => Some((Kind::find(kind).ok_or_else(broken)?, number(parts.next())?)),
            None => None,
        };
        Ok(Place { entry, making })
    }
}

/// Whether an index is being made, or is still to be.
fn is_making(place: Option<&Place>) -> bool {
    place.is_none_or(|place| place.making.is_some())
}

impl<'a> Follower<'a> {
    /// Takes the index for writing.
    ///
    /// # Errors
    /// When another process writes to it.
    pub fn new(desk: &'a Desk, index: &'a Index) -> Result<Follower<'a>, DeskError> {
        let place: Option<Place> = index.position()?.map(|place| place.parse()).transpose()?;
        let memory = if is_making(place.as_ref()) { MAKING_MEMORY } else { MEMORY };
        let writer = index.writer(memory)?;
        Ok(Follower { desk, writer, place, made_at_once: MADE_AT_ONCE, seen: BTreeSet::new() })
    }

    fn is_making(&self) -> bool {
        is_making(self.place.as_ref())
    }

    /// Puts what has changed, or the next part of an index that is being made. False if there was nothing to do.
    ///
    /// # Errors
    /// Whatever the database or the index says; nothing is lost by trying again.
    pub fn step(&mut self) -> Result<bool, DeskError> {
        let Some(mut place) = self.place.clone() else {
            // From here on the journal is followed; all that is older is put below.
            let entry = self.desk.read_blocking(Actor::Job, store::newest)?;
            self.reached(Place { entry, making: Some((Kind::ALL[0], i64::MAX)) })?;
            return Ok(true);
        };
        let changed = self.changed(&mut place)?;
        let made = self.make(&mut place)?;
        if changed || made {
            self.reached(place)?;
        }
        Ok(changed || made)
    }

    fn reached(&mut self, place: Place) -> Result<(), DeskError> {
        self.writer.commit(&place.to_string())?;
        let overlap = place.entry.saturating_sub(OVERLAP);
        self.seen = self.seen.split_off(&overlap);
        self.desk.reading().followed(place.entry, place.making.is_some());
        self.place = Some(place);
        Ok(())
    }

    /// Puts what entries of the journal are about.
    fn changed(&mut self, place: &mut Place) -> Result<bool, DeskError> {
        let from = place.entry.saturating_sub(OVERLAP);
        let mut after = from;
        let mut about: BTreeMap<Kind, BTreeSet<i64>> = BTreeMap::new();
        let mut contracts = BTreeSet::new();
        loop {
            let entries = self.desk.read_blocking(Actor::Job, move |view| store::after(view, after, ENTRIES))?;
            let Some((last, ..)) = entries.last() else { break };
            after = *last;
            place.entry = place.entry.max(after);
            let full = entries.len() as i64 == ENTRIES;
            for (entry, kind, id) in entries {
                if !self.seen.insert(entry) {
                    continue;
                }
                if let Some(kind) = Kind::find(&kind) {
                    about.entry(kind).or_default().insert(id);
                } else if kind == CONTRACT {
                    contracts.insert(id);
                }
            }
            if !full || about.values().map(BTreeSet::len).sum::<usize>() >= MADE_AT_ONCE {
                break;
            }
        }
        let contracts: Vec<i64> = contracts.into_iter().collect();
        for some in contracts.chunks(LISTED) {
            let some = some.to_vec();
            let tickets = self.desk.read_blocking(Actor::Job, move |view| store::unresolved_of(view, &some))?;
            about.entry(Kind::Ticket).or_default().extend(tickets);
        }
        for (kind, ids) in &about {
            let ids: Vec<i64> = ids.iter().copied().collect();
            for ids in ids.chunks(LISTED) {
                self.put(*kind, ids)?;
            }
        }
        Ok(!about.is_empty())
    }

    /// Puts the next part of an index that is being made.
    fn make(&mut self, place: &mut Place) -> Result<bool, DeskError> {
        let Some((kind, mut before)) = place.making else { return Ok(false) };
        let mut put = 0;
        while put < self.made_at_once {
            let ids = self.desk.read_blocking(Actor::Job, move |view| store::below(view, kind, before, LISTED))?;
            let Some(last) = ids.last() else {
                let next = Kind::ALL.into_iter().find(|next| *next > kind);
                place.making = next.map(|next| (next, i64::MAX));
                return Ok(true);
            };
            before = *last;
            self.put(kind, &ids)?;
            put += ids.len();
        }
        place.making = Some((kind, before));
        Ok(true)
    }

    fn put(&self, kind: Kind, ids: &[i64]) -> Result<(), DeskError> {
        let asked = ids.to_vec();
        let found = self.desk.read_blocking(Actor::Job, move |view| documents(view, kind, &asked))?;
        let there: BTreeSet<i64> = found.iter().map(|document| document.id).collect();
        for gone in ids.iter().filter(|id| !there.contains(id)) {
            self.writer.remove(kind.word(), *gone);
        }
        for document in &found {
            self.writer.put(document)?;
        }
        Ok(())
    }
}
