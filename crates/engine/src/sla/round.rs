//! The rounds of a milestone: from which moment to which one its clock runs, and in which pieces of real time.

use jiff::Timestamp;

use super::course;
use super::history::{Moment, TicketHistory};
use crate::plan::catalogue::Milestone;
use crate::plan::catalogue::terms::Course;

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
    /// Whether a pause waits for somebody else than the customer.
    held: bool,
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
    pub(super) fn new(start: Place) -> Round {
        Round { start, runs: vec![(start.0, None)], pauses: Vec::new(), held: false, end: None }
    }

    pub(super) fn pause(&mut self, at: Timestamp, moment: Moment) {
        self.held = matches!(moment, Moment::Hold(_));
        if let Some(run) = self.runs.last_mut().filter(|run| run.1.is_none()) {
            run.1 = Some(at);
            self.pauses.push((at, None));
        }
    }

    pub(super) fn resume(&mut self, at: Timestamp) {
        if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.1.is_none()) {
            pause.1 = Some(at);
            self.runs.push((at, None));
        }
    }

    /// The customer wrote: whoever waited for them goes on.
    pub(super) fn answer(&mut self, at: Timestamp) {
        if !self.held {
            self.resume(at);
        }
    }

    /// Ends the round. One that was paused is taken as running on from here, so that its due time can be said.
    pub(super) fn stop(&mut self, place: Place, reached: Reached) {
        self.resume(place.0);
        self.end = Some(End { place, reached });
    }

    /// Takes up a round that had ended; the time between does not count.
    pub(super) fn reopen(&mut self, at: Timestamp) {
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
            held: self.held,
            end: self.end.filter(|end| end.place.0 <= at),
        }
    }

    /// The same round, in which time only counts from an instant on.
    pub(super) fn counted_from(&self, at: Timestamp) -> Round {
        if at <= self.start.0 { self.clone() } else { self.from((at, self.start.1)) }
    }

    /// The same round, started anew at an instant.
    pub(super) fn from(&self, place: Place) -> Round {
        let clip = |stretches: &[(Timestamp, Option<Timestamp>)]| {
            let after = stretches.iter().filter(|stretch| stretch.1.is_none_or(|to| to > place.0));
            after.map(|&(from, to)| (from.max(place.0), to)).collect()
        };
        Round { start: place, runs: clip(&self.runs), pauses: clip(&self.pauses), held: self.held, end: self.end }
    }
}

/// The rounds of a milestone up to an instant, in order: by its own course, or by that of the language.
pub(super) fn rounds(
    milestone: Milestone,
    own: Option<&Course>,
    history: &TicketHistory,
    until: Timestamp,
) -> Vec<Round> {
    if let Some(own) = own {
        return course::rounds(own, history, until);
    }
    let mut rounds = match milestone {
        Milestone::NextResponse => Vec::new(),
        _ => vec![Round::new((history.opened, 0))],
    };
    for (ix, &(at, moment)) in history.moments.iter().enumerate() {
        if at > until {
            break;
        }
        let place = (at, ix + 1);
        if let Moment::Reach(word) = moment {
            if history.words.get(word).is_some_and(|word| Milestone::find(word) == Some(milestone)) {
                reach(&mut rounds, place, milestone);
            }
            continue;
        }
        match milestone {
            Milestone::FirstResponse => first_response(&mut rounds, place, moment),
            Milestone::NextResponse => next_response(&mut rounds, place, moment),
            Milestone::Update => update(&mut rounds, place, moment),
            Milestone::Resolution => resolution(&mut rounds, place, moment),
            // What a workaround reached, a reopening does not take back.
            Milestone::Workaround if moment == Moment::Reopen && by_word(&rounds, history) => {}
            Milestone::Workaround | Milestone::Own(_) => resolution(&mut rounds, place, moment),
        }
    }
    rounds
}

/// Somebody said that the milestone itself has been reached.
fn reach(rounds: &mut Vec<Round>, place: Place, milestone: Milestone) {
    if let Some(round) = running(rounds) {
        round.stop(place, Reached::Yes);
        if milestone == Milestone::Update {
            rounds.push(Round::new(place));
        }
    }
}

/// Whether the last round ended because somebody said so.
fn by_word(rounds: &[Round], history: &TicketHistory) -> bool {
    let end = rounds.last().and_then(|round| round.end);
    end.is_some_and(|end| matches!(history.moment(end.place), Some(Moment::Reach(_))))
}

/// The round that is under way.
pub(super) fn running(rounds: &mut [Round]) -> Option<&mut Round> {
    rounds.last_mut().filter(|round| round.end.is_none())
}

fn first_response(rounds: &mut [Round], place: Place, moment: Moment) {
    match moment {
        Moment::Reply | Moment::Call => {
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
        _ => {}
    }
}

fn next_response(rounds: &mut Vec<Round>, place: Place, moment: Moment) {
    match (moment, running(rounds)) {
        (Moment::Message, Some(round)) => round.answer(place.0),
        (Moment::Resume, Some(round)) => round.resume(place.0),
        (Moment::Message, None) => rounds.push(Round::new(place)),
        (Moment::Reply | Moment::Call, Some(round)) => round.stop(place, Reached::Yes),
        (Moment::Resolve | Moment::Close, Some(round)) => round.stop(place, Reached::No),
        (Moment::Pause | Moment::Hold(_), Some(round)) => round.pause(place.0, moment),
        _ => {}
    }
}

fn update(rounds: &mut Vec<Round>, place: Place, moment: Moment) {
    match (moment, running(rounds)) {
        (Moment::Reply | Moment::Call, Some(round)) => {
            round.stop(place, Reached::Yes);
            rounds.push(Round::new(place));
        }
        (Moment::Message, Some(round)) => round.answer(place.0),
        (Moment::Resume, Some(round)) => round.resume(place.0),
        (Moment::Pause | Moment::Hold(_), Some(round)) => round.pause(place.0, moment),
        (Moment::Resolve | Moment::Close, Some(round)) => round.stop(place, Reached::No),
        (Moment::Reopen, None) => rounds.push(Round::new(place)),
        _ => {}
    }
}

fn resolution(rounds: &mut [Round], place: Place, moment: Moment) {
    match (moment, running(rounds)) {
        (Moment::Message, Some(round)) => round.answer(place.0),
        (Moment::Resume, Some(round)) => round.resume(place.0),
        (Moment::Pause | Moment::Hold(_), Some(round)) => round.pause(place.0, moment),
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
