//! Rounds of a milestone that a file defines: what starts it, what reaches it, when it stands still.
//!
//! A round starts with one of the happenings that start it, if none is under way. Unless the milestone repeats there is
//! one round; a milestone that repeats and runs from the arrival begins again as soon as it was reached. A round that is
//! not reached ends when the ticket is resolved or closed, one that starts with the resolution ends when the ticket is
//! opened again. A reopening takes up what a resolution or a closing had ended.

use jiff::Timestamp;

use super::history::{Moment, TicketHistory};
use super::round::{Place, Reached, Round, running};
use crate::plan::catalogue::terms::{Course, Happening, Pauses};

/// The rounds of a course up to an instant, in order.
pub(super) fn rounds(course: &Course, history: &TicketHistory, until: Timestamp) -> Vec<Round> {
    let mut rounds = Vec::new();
    if course.from.contains(&Happening::Since) {
        rounds.push(Round::new((history.since(until), 0)));
    } else if course.from.contains(&Happening::Arrival) {
        rounds.push(Round::new((history.opened, 0)));
    }
    for (ix, &(at, moment)) in history.moments.iter().enumerate() {
        if at > until {
            break;
        }
        step(course, history, &mut rounds, (at, ix + 1), moment);
    }
    rounds
}

fn step(course: &Course, history: &TicketHistory, rounds: &mut Vec<Round>, place: Place, moment: Moment) {
    let at_arrival = course.from.iter().any(|from| matches!(from, Happening::Arrival | Happening::Since));
    let after_all = course.from.contains(&Happening::Resolve) || course.from.contains(&Happening::Close);
    let mut again = false;
    if let Some(round) = running(rounds) {
        stand(course, history, round, place, moment);
        let ends = match moment {
            Moment::Resolve | Moment::Close => !after_all,
            Moment::Reopen => after_all,
            _ => false,
        };
        if is_one(&course.until, history, moment) {
            round.stop(place, Reached::Yes);
            again = course.repeats && at_arrival && !matches!(moment, Moment::Resolve | Moment::Close);
        } else if ends {
            round.stop(place, Reached::No);
        }
    } else if moment == Moment::Reopen && !after_all {
        again = course.repeats && at_arrival;
        if !course.repeats
            && let Some(round) = rounds.last_mut()
            && round.end.is_some_and(|end| matches!(history.moment(end.place), Some(Moment::Resolve | Moment::Close)))
        {
            round.reopen(place.0);
        }
    }
    let starts = is_one(&course.from, history, moment) && (course.repeats || after_all || rounds.is_empty());
    if (again || starts) && running(rounds).is_none() {
        rounds.push(Round::new(place));
    }
}

/// Pauses and what ends them.
fn stand(course: &Course, history: &TicketHistory, round: &mut Round, place: Place, moment: Moment) {
    let reason = match moment {
        Moment::Pause => Some("waiting-customer"),
        Moment::Hold(word) => history.words.get(word).map(String::as_str),
        Moment::Message => return round.answer(place.0),
        Moment::Resume => return round.resume(place.0),
        _ => None,
    };
    match (reason, &course.pauses) {
        (None, _) | (_, Pauses::Never) => {}
        (Some(reason), Pauses::For(reasons)) if !reasons.iter().any(|known| known == reason) => round.resume(place.0),
        (Some(_), _) => round.pause(place.0, moment),
    }
}

fn is_one(happenings: &[Happening], history: &TicketHistory, moment: Moment) -> bool {
    happenings.iter().any(|happening| match (happening, moment) {
        (Happening::Reply, Moment::Reply)
        | (Happening::Call, Moment::Call)
        | (Happening::Receipt, Moment::Receipt)
        | (Happening::Message, Moment::Message)
        | (Happening::Resolve, Moment::Resolve)
        | (Happening::Close, Moment::Close) => true,
        (Happening::Word(word), Moment::Reach(reached)) => history.words.get(reached) == Some(word),
        _ => false,
    })
}

/// What a moment is called, for explanations.
pub(super) fn happening(history: &TicketHistory, place: Place) -> Option<Happening> {
    match history.moment(place) {
        None if place.0 < history.opened => Some(Happening::Since),
        None => Some(Happening::Arrival),
        Some(Moment::Reply) => Some(Happening::Reply),
        Some(Moment::Call) => Some(Happening::Call),
        Some(Moment::Receipt) => Some(Happening::Receipt),
        Some(Moment::Message) => Some(Happening::Message),
        Some(Moment::Resolve) => Some(Happening::Resolve),
        Some(Moment::Close) => Some(Happening::Close),
        Some(Moment::Reach(word)) => history.words.get(word).cloned().map(Happening::Word),
        Some(Moment::Pause | Moment::Hold(_) | Moment::Resume | Moment::Severity(_) | Moment::Reopen) => None,
    }
}
