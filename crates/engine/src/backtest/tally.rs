//! Adding up what became of targets: by milestone, target, severity and month.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::run::outcome::{Answer, ClockState, EventVerdict};

/// Upper ends of the shares of the promised time that are counted, in percent; the last group has no end.
pub const SHARES: [i64; 6] = [25, 50, 75, 100, 150, 200];

/// What a count is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Id of the milestone.
    pub milestone: String,
    /// The wording of the target ("24 h").
    pub target: String,
    /// Severity id.
    pub severity: Option<String>,
    /// First day of the month of arrival, in the provider's zone.
    pub month: Date,
}

/// How often a target was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attainment {
    /// Reached in time.
    pub met: u64,
    /// Not reached in time.
    pub breached: u64,
    /// Ended without being reached, or still running at the end.
    pub open: u64,
    /// Covered seconds used by those that were met or breached, summed.
    pub elapsed_s: i64,
    /// Met and breached ones by the share of the promised time that they used; see [`SHARES`].
    pub shares: [u64; SHARES.len() + 1],
}

impl Attainment {
    /// Those that were decided.
    #[must_use]
    pub fn decided(&self) -> u64 {
        self.met + self.breached
    }

    /// Met ones in tenths of a percent of the decided ones, rounded half up; none where nothing was decided.
    #[must_use]
    pub fn permille(&self) -> Option<u64> {
        let decided = self.decided();
        (self.met * 2000 + decided).checked_div(2 * decided)
    }

    fn join(&mut self, other: &Attainment) {
        self.met += other.met;
        self.breached += other.breached;
        self.open += other.open;
        self.elapsed_s = self.elapsed_s.saturating_add(other.elapsed_s);
        for (sum, more) in self.shares.iter_mut().zip(other.shares) {
            *sum += more;
        }
    }
}

/// What became of all tickets that were taken.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    counts: BTreeMap<Key, Attainment>,
    answers: BTreeMap<Answer, u64>,
}

impl Tally {
    /// Adds the verdicts on a ticket's requests.
    pub(super) fn answers(&mut self, verdicts: &[EventVerdict]) {
        for verdict in verdicts {
            *self.answers.entry(verdict.verdict.answer).or_default() += 1;
        }
    }

    /// Adds a clock.
    pub(super) fn add(&mut self, key: Key, state: ClockState, elapsed_s: i64, promised_s: Option<i64>) {
        let count = self.counts.entry(key).or_default();
        match state {
            ClockState::Met => count.met += 1,
            ClockState::Breached => count.breached += 1,
            ClockState::Running | ClockState::Warned | ClockState::Paused | ClockState::Ended => {
                count.open += 1;
                return;
            }
        }
        count.elapsed_s = count.elapsed_s.saturating_add(elapsed_s);
        if let Some(promised_s) = promised_s.filter(|promised| *promised > 0) {
            let used = i128::from(elapsed_s) * 100;
            let place = SHARES.iter().position(|share| used <= i128::from(*share) * i128::from(promised_s));
            count.shares[place.unwrap_or(SHARES.len())] += 1;
        }
    }

    /// Joins what was counted elsewhere.
    pub fn join(&mut self, other: Tally) {
        for (key, count) in other.counts {
            self.counts.entry(key).or_default().join(&count);
        }
        for (answer, count) in other.answers {
            *self.answers.entry(answer).or_default() += count;
        }
    }

    /// All counts, by milestone, target, severity and month.
    pub fn counts(&self) -> impl Iterator<Item = (&Key, &Attainment)> {
        self.counts.iter()
    }

    /// Counts summed by a part of their key.
    pub fn by<K: Ord>(&self, part: impl Fn(&Key) -> K) -> BTreeMap<K, Attainment> {
        let mut sums: BTreeMap<K, Attainment> = BTreeMap::new();
        for (key, count) in &self.counts {
            sums.entry(part(key)).or_default().join(count);
        }
        sums
    }

    /// How the requests were answered.
    pub fn answered(&self) -> impl Iterator<Item = (Answer, u64)> {
        self.answers.iter().map(|(answer, count)| (*answer, *count))
    }
}
