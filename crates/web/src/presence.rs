//! Who has a ticket open, and who is typing: kept in memory while their streams of events are open, and nowhere else.
//!
//! A stream that ends leaves, whatever ends it. Nothing here is told to contacts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::id::{StaffId, TicketId};
use tokio::sync::broadcast;
use tokio::time::Instant;

/// How long somebody types on after the last word of it.
const TYPING: Duration = Duration::from_secs(6);

/// A ticket of a desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Room {
    /// The desk's name.
    pub(crate) desk: String,
    /// The ticket.
    pub(crate) ticket: TicketId,
}

/// Who is where.
#[derive(Debug, Clone)]
pub(crate) struct Presence(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    rooms: Mutex<HashMap<Room, Vec<Seat>>>,
    told: broadcast::Sender<Room>,
    next: AtomicU64,
}

#[derive(Debug)]
struct Seat {
    stream: u64,
    staff: StaffId,
    name: String,
    typing_until: Option<Instant>,
}

/// Somebody's place while their stream is open.
#[derive(Debug)]
pub(crate) struct Seated {
    presence: Presence,
    room: Room,
    stream: u64,
}

impl Default for Presence {
    fn default() -> Self {
        let (rooms, next) = (Mutex::default(), AtomicU64::default());
        Presence(Arc::new(Kept { rooms, told: broadcast::channel(256).0, next }))
    }
}

impl Presence {
    /// Somebody opens a ticket.
    pub(crate) fn enter(&self, room: Room, staff: StaffId, name: &str) -> Seated {
        let stream = self.0.next.fetch_add(1, Ordering::Relaxed);
        let seat = Seat { stream, staff, name: name.to_owned(), typing_until: None };
        self.rooms().entry(room.clone()).or_default().push(seat);
        self.tell(&room);
        Seated { presence: self.clone(), room, stream }
    }

    /// Somebody types. It ends by itself, and others hear of both.
    pub(crate) fn types(&self, room: &Room, staff: StaffId) {
        let now = Instant::now();
        if let Some(seats) = self.rooms().get_mut(room) {
            for seat in seats.iter_mut().filter(|seat| seat.staff == staff) {
                seat.typing_until = Some(now + TYPING);
            }
        }
        // Told each time: a page that missed the last one hears of the next.
        self.tell(room);
        let (presence, room) = (self.clone(), room.clone());
        tokio::spawn(async move {
            tokio::time::sleep(TYPING).await;
            let now = Instant::now();
            let ended = presence.rooms().get(&room).is_some_and(|seats| seats.iter().any(|seat| !seat.typing(now)));
            if ended {
                presence.tell(&room);
            }
        });
    }

    /// Who else is there, by name, each with whether they type.
    pub(crate) fn others(&self, room: &Room, me: StaffId) -> Vec<(String, bool)> {
        let now = Instant::now();
        let mut others: Vec<(StaffId, String, bool)> = Vec::new();
        for seat in self.rooms().get(room).into_iter().flatten().filter(|seat| seat.staff != me) {
            match others.iter_mut().find(|(staff, ..)| *staff == seat.staff) {
                Some((.., typing)) => *typing |= seat.typing(now),
                None => others.push((seat.staff, seat.name.clone(), seat.typing(now))),
            }
        }
        others.sort_by(|one, other| one.1.cmp(&other.1));
        others.into_iter().map(|(_, name, typing)| (name, typing)).collect()
    }

    /// Tickets at which somebody came, went or typed, from now on.
    pub(crate) fn hear(&self) -> broadcast::Receiver<Room> {
        self.0.told.subscribe()
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<Room, Vec<Seat>>> {
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, room: &Room) {
        // Nobody listening is fine.
        let _ = self.0.told.send(room.clone());
    }
}

impl Seat {
    fn typing(&self, now: Instant) -> bool {
        self.typing_until.is_some_and(|until| now < until)
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        {
            let mut rooms = self.presence.rooms();
            if let Some(seats) = rooms.get_mut(&self.room) {
                seats.retain(|seat| seat.stream != self.stream);
                if seats.is_empty() {
                    rooms.remove(&self.room);
                }
            }
        }
        self.presence.tell(&self.room);
    }
}
