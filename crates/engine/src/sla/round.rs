//! The rounds of a milestone: from which moment to which one its clock runs, and in which pieces of real time.

use jiff::Timestamp;

use super::history::{Moment, TicketHistory};
use crate::plan::catalogue::Milestone;

/// An instant and, for events of the same instant, which of them came first. A ticket's arrival is place 0, its
/// moments count from 1.
pub(super) type Place = (Timestamp, usize);

/// One round of a milestone.
#[derive(Debug, Clone)]
pub(super) struct Round {
    /// Where it starts.
    pub(super) start: Place,
    /// Stretches of real time in which the clock runs; the last one may be open.
    pub(super) runs: Vec<(Timestamp, Option<Timestamp>)>,
    /// Stretches in which it does not.
    pub(super) pauses: Vec<(Timestamp, Option<Timestamp>)>,
    /// How it ended, if it did.
    pub(super) end: Option<End>,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) place: Place,
    pub(super) reached: Reached,
}

/// Whether the milestone was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    Yes,
    No,
}

impl Round {
    fn new(start: Place) -> Round {
        Round { start, runs: vec![(start.0, None)], pauses: Vec::new(), end: None }
    }

    fn pause(&mut self, at: Timestamp) {
        if let Some(run) = self.runs.last_mut().filter(|run| run.1.is_none()) {
            run.1 = Some(at);
            self.pauses.push((at, None));
        }
    }

    fn resume(&mut self, at: Timestamp) {
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.1.is_none()) {
            pause.1 = Some(at);
            self.runs.push((at, None));
        }
    }

    /// Ends the round. One that was paused is taken as running on from here, so that its due time can be said.
    fn stop(&mut self, place: Place, reached: Reached) {
        self.resume(place.0);
        self.end = Some(End { place, reached });
    }

    /// Takes up a round that had ended; the time between does not count.
    fn reopen(&mut self, at: Timestamp) {
        if let Some(end) = self.end.take() {
            if let Some(run) = self.runs.last_mut() {
                run.1 = Some(end.place.0);
            }
            self.pauses.push((end.place.0, Some(at)));
            self.runs.push((at, None));
        }
    }

    /// The same round as it was known at an instant.
    pub(super) fn until(&self, at: Timestamp) -> Round {
        let clip = |stretches: &[(Timestamp, Option<Timestamp>)]| {
            let within = stretches.iter().filter(|stretch| stretch.0 <= at);
            within.map(|&(from, to)| (from, to.filter(|&to| to <= at))).collect()
        };
        Round {
            start: self.start,
            runs: clip(&self.runs),
            pauses: clip(&self.pauses),
            end: self.end.filter(|end| end.place.0 <= at),
        }
    }

    /// The same round, started anew at an instant.
    pub(super) fn from(&self, place: Place) -> Round {
        let clip = |stretches: &[(Timestamp, Option<Timestamp>)]| {
            let after = stretches.iter().filter(|stretch| stretch.1.is_none_or(|to| to > place.0));
            after.map(|&(from, to)| (from.max(place.0), to)).collect()
        };
        Round { start: place, runs: clip(&self.runs), pauses: clip(&self.pauses), end: self.end }
    }
}

/// The rounds of a milestone up to an instant, in order.
pub(super) fn rounds(milestone: Milestone, history: &TicketHistory, until: Timestamp) -> Vec<Round> {
    let mut rounds = match milestone {
        Milestone::NextResponse => Vec::new(),
        _ => vec![Round::new((history.opened, 0))],
    };
    for (ix, &(at, moment)) in history.moments.iter().enumerate() {
        if at > until {
            break;
        }
        let place = (at, ix + 1);
        match milestone {
            Milestone::FirstResponse => first_response(&mut rounds, place, moment),
            Milestone::NextResponse => next_response(&mut rounds, place, moment),
            Milestone::Update => update(&mut rounds, place, moment),
            Milestone::Workaround | Milestone::Resolution => resolution(&mut rounds, place, moment),
        }
    }
    rounds
}

/// The round that is under way.
fn running(rounds: &mut [Round]) -> Option<&mut Round> {
    rounds.last_mut().filter(|round| round.end.is_none())
}

fn first_response(rounds: &mut [Round], place: Place, moment: Moment) {
    match moment {
        Moment::Reply => {
            if let Some(round) = running(rounds) {
                round.stop(place, Reached::Yes);
            }
        }
        Moment::Resolve | Moment::Close => {
            if let Some(round) = running(rounds) {
                round.stop(place, Reached::No);
            }
        }
        Moment::Reopen => {
            if let Some(round) = rounds.last_mut()
                && round.end.is_some_and(|end| end.reached == Reached::No)
            {
                round.reopen(place.0);
            }
        }
        Moment::Message | Moment::Pause | Moment::Resume | Moment::Severity(_) => {}
    }
}

fn next_response(rounds: &mut Vec<Round>, place: Place, moment: Moment) {
    match (moment, running(rounds)) {
        (Moment::Message, Some(round)) | (Moment::Resume, Some(round)) => round.resume(place.0),
        (Moment::Message, None) => rounds.push(Round::new(place)),
        (Moment::Reply, Some(round)) => round.stop(place, Reached::Yes),
        (Moment::Resolve | Moment::Close, Some(round)) => round.stop(place, Reached::No),
        (Moment::Pause, Some(round)) => round.pause(place.0),
        _ => {}
    }
}

fn update(rounds: &mut Vec<Round>, place: Place, moment: Moment) {
    match (moment, running(rounds)) {
        (Moment::Reply, Some(round)) => {
            round.stop(place, Reached::Yes);
            rounds.push(Round::new(place));
        }
        (Moment::Message | Moment::Resume, Some(round)) => round.resume(place.0),
        (Moment::Pause, Some(round)) => round.pause(place.0),
        (Moment::Resolve | Moment::Close, Some(round)) => round.stop(place, Reached::No),
        (Moment::Reopen, None) => rounds.push(Round::new(place)),
        _ => {}
    }
}

fn resolution(rounds: &mut [Round], place: Place, moment: Moment) {
    match (moment, running(rounds)) {
        (Moment::Message | Moment::Resume, Some(round)) => round.resume(place.0),
        (Moment::Pause, Some(round)) => round.pause(place.0),
        (Moment::Resolve, Some(round)) => round.stop(place, Reached::Yes),
        (Moment::Close, Some(round)) => round.stop(place, Reached::No),
        (Moment::Reopen, None) => {
            if let Some(round) = rounds.last_mut() {
                round.reopen(place.0);
            }
        }
        _ => {}
    }
}
