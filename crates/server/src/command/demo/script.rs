//! What happens on a demo desk in two months, as a list of moments in order. Made from the cast and the rhythm of real tickets,
//! the same for the same day.

use engine::plan::catalogue::Channel;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::cast::Cast;
use super::rhythm::Rhythm;

/// A moment of the history.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Scene,
}

/// What happens.
#[derive(Debug, Clone, Copy)]
pub enum Scene {
    /// A contact asks. The ticket is known by its place in the script.
    Open {
        /// The ticket's place.
        ticket: usize,
        /// The customer's place in the cast.
        customer: usize,
        /// The contact's place.
        contact: usize,
        /// The topic's place.
        topic: usize,
        /// How.
        channel: Channel,
    },
    /// Staff take and answer a ticket.
    Answer {
        /// The ticket's place.
        ticket: usize,
        /// The topic's place.
        topic: usize,
    },
    /// Staff ask back and wait.
    Wait {
        /// The ticket's place.
        ticket: usize,
    },
    /// The customer answers.
    Continue {
        /// The ticket's place.
        ticket: usize,
    },
    /// Staff resolve a ticket.
    Resolve {
        /// The ticket's place.
        ticket: usize,
    },
    /// A contact calls.
    Call {
        /// The customer's place.
        customer: usize,
        /// The contact's place.
        contact: usize,
        /// On the emergency line.
        emergency: bool,
        /// Seconds.
        duration_s: i64,
    },
    /// Staff log work on a ticket.
    Work {
        /// The ticket's place.
        ticket: usize,
        /// Seconds.
        duration_s: i64,
    },
    /// Two months of the second customer are pooled.
    Pool {
        /// First day of the first month.
        month: Date,
    },
    /// The month that ended is invoiced.
    Issue {
        /// Its first day.
        month: Date,
    },
}

/// First day of the history: the first of the month two months before.
pub fn start(now: Timestamp, zone: &TimeZone) -> Date {
    let first = now.to_zoned(zone.clone()).date().first_of_month();
    first.checked_sub(2.months()).unwrap_or(first)
}

fn instant(day: Date, second: i64, zone: &TimeZone) -> Option<Timestamp> {
    let midnight = day.to_zoned(zone.clone()).ok()?.timestamp();
    midnight.checked_add(SignedDuration::from_secs(second)).ok()
}

/// A small generator of numbers that repeats itself; nothing here must be hard to guess.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        high % limit.max(1)
    }

    fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = usize::try_from(to - from).unwrap_or(1);
        from + i64::try_from(self.below(span)).unwrap_or(0)
    }
}

/// The history of a desk until now.
pub fn script(cast: &Cast, rhythms: &[Rhythm], now: Timestamp, zone: &TimeZone) -> Vec<Moment> {
    let first = start(now, zone);
    let mut writer = Writer { cast, zone, dice: Dice(cast.desk.len() as u64 * 7919), moments: Vec::new(), tickets: 0 };
    let monday_offset = i64::from(first.weekday().to_monday_zero_offset());
    let mut monday = first.checked_sub(monday_offset.days()).unwrap_or(first);
    let mut place = cast.desk.len() * 31;
    while monday.to_zoned(zone.clone()).is_ok_and(|day| day.timestamp() < now) {
        for _ in 0..cast.weekly {
            place += 400 / cast.weekly + 7;
            writer.ticket(monday, &rhythms[place % rhythms.len()]);
        }
        monday = monday.checked_add(7.days()).unwrap_or(Date::MAX);
    }
    writer.months(first, now);
    let begin = instant(first, 8 * 3600, zone).unwrap_or(now);
    let mut moments = writer.moments;
    moments.retain(|moment| moment.at >= begin && moment.at < now);
    moments.sort_by_key(|moment| moment.at);
    moments
}

struct Writer<'a> {
    cast: &'a Cast,
    zone: &'a TimeZone,
    dice: Dice,
    moments: Vec<Moment>,
    tickets: usize,
}

impl Writer<'_> {
    fn push(&mut self, day: Date, second: i64, what: Scene) {
        if let Some(at) = instant(day, second, self.zone) {
            self.moments.push(Moment { at, what });
        }
    }

    fn ticket(&mut self, monday: Date, rhythm: &Rhythm) {
        let ticket = self.tickets;
        self.tickets += 1;
        let customer = self.dice.below(self.cast.customers.len());
        let contact = self.dice.below(self.cast.customers[customer].contacts.len());
        let english = self.cast.customers[customer].english;
        let topic = self.topic(english);
        let channel = if self.dice.below(3) == 0 { Channel::Portal } else { Channel::Email };
        let at = rhythm.arrival_s;
        self.push(monday, at, Scene::Open { ticket, customer, contact, topic, channel });
        self.push(monday, at + rhythm.answer_s, Scene::Answer { ticket, topic });
        if let Some((from, length)) = rhythm.wait_s.filter(|(from, _)| *from > rhythm.answer_s) {
            self.push(monday, at + from, Scene::Wait { ticket });
            self.push(monday, at + from + length, Scene::Continue { ticket });
        }
        self.push(monday, at + rhythm.resolve_s + 1, Scene::Resolve { ticket });
        if self.cast.work {
            let duration_s = self.dice.between(12, 190) * 60;
            self.push(monday, at + rhythm.answer_s + duration_s, Scene::Work { ticket, duration_s });
        }
        if self.cast.calls > 0 && ticket.is_multiple_of(self.cast.calls) {
            let emergency = ticket.is_multiple_of(self.cast.calls * 5);
            let duration_s = self.dice.between(150, 1200);
            // Support calls fall into the morning, emergencies into the evening.
            let second = if emergency { 21 * 3600 + 50 * 60 } else { 10 * 3600 } + self.dice.between(0, 3000);
            let day = at / 86_400 * 86_400;
            self.push(monday, day + second, Scene::Call { customer, contact, emergency, duration_s });
        }
    }

    fn topic(&mut self, english: bool) -> usize {
        let of_language: Vec<usize> =
            (0..self.cast.topics.len()).filter(|&place| self.cast.topics[place].english == english).collect();
        let choice = self.dice.below(of_language.len());
        of_language.get(choice).copied().unwrap_or(0)
    }

    fn months(&mut self, first: Date, now: Timestamp) {
        let mut month = first;
        if self.cast.work {
            self.push(first, 12 * 86_400, Scene::Pool { month });
        }
        for _ in 0..self.cast.issued {
            let Ok(next) = month.checked_add(1.month()) else { break };
            if instant(next, 7 * 3600, self.zone).is_none_or(|at| at >= now) {
                break;
            }
            self.push(next, 7 * 3600, Scene::Issue { month });
            month = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{cast::CASTS, rhythm::rhythms};
    use super::*;

    #[test]
    fn two_months_hold_tickets_calls_work_and_the_month_ends_of_the_cast() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        for cast in CASTS {
            let moments = script(cast, &rhythms(), now, &zone);
            let count = |fits: fn(&Scene) -> bool| moments.iter().filter(|moment| fits(&moment.what)).count();
            assert!(count(|scene| matches!(scene, Scene::Open { .. })) > 40, "{}", cast.desk);
            assert_eq!(count(|scene| matches!(scene, Scene::Issue { .. })), cast.issued, "{}", cast.desk);
            assert_eq!(count(|scene| matches!(scene, Scene::Call { .. })) > 0, cast.calls > 0, "{}", cast.desk);
            assert_eq!(count(|scene| matches!(scene, Scene::Work { .. })) > 0, cast.work, "{}", cast.desk);
            assert!(moments.windows(2).all(|pair| pair[0].at <= pair[1].at));
        }
    }
}
