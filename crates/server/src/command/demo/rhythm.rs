//! The rhythm of real tickets: when they arrive in a week, how long until somebody takes them, waits, resolves.
//!
//! From the event log of a real help desk (2010 to 2014, anonymised by its publishers, MIT licence); its times are read as
//! local times, as the desks here need them.

/// One ticket's rhythm, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// Second of the local week, from Monday 00:00.
    pub arrival_s: i64,
    /// From arrival to the first answer.
    pub answer_s: i64,
    /// From arrival to waiting for the customer, and how long; none: never waited.
    pub wait_s: Option<(i64, i64)>,
    /// From arrival to the resolution.
    pub resolve_s: i64,
}

/// All rhythms, in the order of arrival within the week.
pub fn rhythms() -> Vec<Rhythm> {
    include_str!("rhythm.csv").lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
}

fn read(line: &str) -> Option<Rhythm> {
    let mut numbers = line.split(',').map(|number| number.parse::<i64>().ok());
    let mut next = || numbers.next().flatten();
    let (arrival_s, answer_s, wait_from, wait_s, resolve_s) = (next()?, next()?, next()?, next()?, next()?);
    let wait_s = (wait_s > 0).then_some((wait_from, wait_s));
    Some(Rhythm { arrival_s, answer_s, wait_s, resolve_s })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_reads() {
        let lines = include_str!("rhythm.csv").lines().filter(|line| !line.starts_with('#')).count();
        let rhythms = super::rhythms();
        assert_eq!(rhythms.len(), lines);
        assert!(rhythms.iter().all(|rhythm| rhythm.answer_s > 0 && rhythm.resolve_s >= rhythm.answer_s));
    }
}
