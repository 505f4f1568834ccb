//! The minutes of one local day, as a set.
//!
//! The notation is exact to the minute, so a day is 1440 bits: rules overwrite, add and take away by whole words,
//! which is both the shortest and the fastest way to say "later rules override earlier ones".

/// Minutes of a day.
pub(super) const DAY_MIN: u16 = 1440;
const WORDS: usize = 23;

/// A set of minutes of one local day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Minutes([u64; WORDS]);

impl Minutes {
    pub(super) const NONE: Self = Self([0; WORDS]);

    /// The whole day.
    pub(super) fn all() -> Self {
        let mut minutes = Self::NONE;
        minutes.insert(0, DAY_MIN);
        minutes
    }

    /// Adds the minutes from `start` up to `end`, both at most 1440.
    pub(super) fn insert(&mut self, start: u16, end: u16) {
        for minute in start..end.min(DAY_MIN) {
            self.0[usize::from(minute / 64)] |= 1 << (minute % 64);
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    pub(super) fn remove(&mut self, other: &Self) {
        for (word, less) in self.0.iter_mut().zip(&other.0) {
            *word &= !less;
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::NONE;
    }

    /// Calls `take` with each longest run of minutes, in order, as start and end.
    pub(super) fn runs(&self, mut take: impl FnMut(u16, u16)) {
        let mut at = 0;
        while let Some(start) = self.next(at, 0) {
            let end = self.next(start, u64::MAX).unwrap_or(DAY_MIN).min(DAY_MIN);
            take(start, end);
            at = end;
        }
    }

    /// The first minute from `from` on that is in the set; with `flip` all ones, the first that is not.
    fn next(&self, from: u16, flip: u64) -> Option<u16> {
        let mut index = usize::from(from / 64);
        let mut mask = u64::MAX << (from % 64);
        while index < WORDS {
            let found = (self.0[index] ^ flip) & mask;
            if found != 0 {
                // At most 23 * 64 minutes, so the sum fits.
                return Some(index as u16 * 64 + found.trailing_zeros() as u16);
            }
            index += 1;
            mask = u64::MAX;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(spans: &[(u16, u16)]) -> Vec<(u16, u16)> {
        let mut minutes = Minutes::NONE;
        for &(start, end) in spans {
            minutes.insert(start, end);
        }
        let mut out = Vec::new();
        minutes.runs(|start, end| out.push((start, end)));
        out
    }

    #[test]
    fn runs_come_back_merged_and_in_order() {
        assert_eq!(runs(&[]), []);
        assert_eq!(runs(&[(0, 1440)]), [(0, 1440)]);
        assert_eq!(runs(&[(810, 1020), (570, 750)]), [(570, 750), (810, 1020)]);
        assert_eq!(runs(&[(60, 120), (120, 180), (150, 160)]), [(60, 180)]);
        assert_eq!(runs(&[(1439, 1440), (0, 1), (63, 65)]), [(0, 1), (63, 65), (1439, 1440)]);
    }
}
