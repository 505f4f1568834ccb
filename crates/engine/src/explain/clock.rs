//! How a due time came about: arrival, window, pieces of covered time, pauses, due.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::happening;
use super::wording::{clock, length, when};
use crate::plan::catalogue::terms::Happening;
use crate::plan::catalogue::{Catalogue, Commitment, Language};
use crate::plan::show::word::hours;

/// How a due time came about: arrival, window, pieces of covered time, pauses, due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockStep {
    /// The clock's start: the request arrived, or the customer wrote.
    Arrived {
        /// When.
        at: Timestamp,
    },
    /// The clock's start: something happened to the ticket.
    Begun {
        /// When.
        at: Timestamp,
        /// What.
        what: Happening,
    },
    /// Time counts later than from the start.
    StartsLater {
        /// From when.
        at: Timestamp,
        /// The window (index) that must be open.
        window: usize,
        /// The cut-off time that had passed.
        cut_off: Option<Time>,
    },
    /// The end was moved into its window.
    EndMoved {
        /// Where it would have been.
        due: Timestamp,
        /// The window (index) in which it must lie.
        window: usize,
    },
    /// Somebody hears of the ticket.
    Escalated {
        /// When.
        at: Timestamp,
        /// Who.
        to: String,
    },
    /// What reached the milestone.
    ReachedBy {
        /// What.
        what: Happening,
    },
    /// The plan gives the ticket another severity than was given.
    Classified {
        /// The severity (index) given, if one was.
        given: Option<usize>,
        /// The severity (index) that holds.
        severity: usize,
    },
    /// What is promised.
    Promised {
        /// Wording of the target.
        target: String,
        /// How firm it is.
        commitment: Commitment,
        /// Window (index) in which time counts.
        window: usize,
    },
    /// Severity, plan or target changed; the clock was recomputed from its start, or started again.
    Changed {
        /// When.
        at: Timestamp,
        /// Whether it started again at that moment.
        again: bool,
    },
    /// The window was closed at the start; time counts from here on.
    Opens {
        /// When.
        at: Timestamp,
    },
    /// A piece of covered time.
    Covered {
        /// Its start.
        from: Timestamp,
        /// Its end.
        to: Timestamp,
        /// Covered seconds in it.
        covered_s: i64,
        /// Seconds of the target that are left after it.
        left_s: i64,
    },
    /// Time that did not count.
    Paused {
        /// Its start.
        from: Timestamp,
        /// Its end; none: it lasts.
        to: Option<Timestamp>,
    },
    /// The time is used up.
    Due {
        /// When.
        at: Timestamp,
    },
    /// The window never opens for long enough, so there is no due time.
    Never,
    /// Reached.
    Met {
        /// When.
        at: Timestamp,
        /// Covered seconds used.
        elapsed_s: i64,
    },
    /// More covered time passed than was promised.
    Breached {
        /// Covered seconds used.
        elapsed_s: i64,
    },
    /// Ended without being reached.
    Ended {
        /// When.
        at: Timestamp,
    },
}

impl ClockStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        match language {
            Language::De => self.german(catalogue),
            Language::En => self.english(catalogue),
        }
    }

    fn german(&self, catalogue: &Catalogue) -> String {
        let zone = &catalogue.provider.zone;
        let time = |at: Timestamp| when(at, zone, Language::De);
        match self {
            ClockStep::Arrived { at } => format!("Eingang {}", time(*at)),
            ClockStep::Begun { at, what } => {
                format!("Beginnt mit: {} {}", happening::text(what, catalogue, Language::De), time(*at))
            }
            ClockStep::StartsLater { at, window, cut_off } => {
                let window = catalogue.windows[*window].name.get(Language::De);
                let late = cut_off.map(|at| format!("Annahmeschluss {} Uhr vorbei; ", short(at))).unwrap_or_default();
                format!("{late}zählt erst ab Öffnung von „{window}“: {}", time(*at))
            }
            ClockStep::EndMoved { due, window } => {
                let window = catalogue.windows[*window].name.get(Language::De);
                format!("Ende {} liegt außerhalb von „{window}“ und wird verschoben", time(*due))
            }
            ClockStep::Classified { given, severity } => {
                let (given, severity) = classes(catalogue, *given, *severity, Language::De);
                format!("Schweregrad nach dem Plan: {severity} (angegeben: {given})")
            }
            ClockStep::Escalated { at, to } => format!("Eskaliert {} an {to}", time(*at)),
            ClockStep::ReachedBy { what } => {
                format!("Erreicht durch: {}", happening::text(what, catalogue, Language::De))
            }
            ClockStep::Promised { target, commitment, window } => {
                let firm = match commitment {
                    Commitment::Guaranteed => "Garantiert",
                    Commitment::Target => "Ziel",
                    Commitment::BestEffort => "Nach Möglichkeit",
                };
                let window = &catalogue.windows[*window];
                format!(
                    "{firm}: {target}, gezählt in „{}“ ({})",
                    window.name.get(Language::De),
                    hours(&window.hours, Language::De)
                )
            }
            ClockStep::Changed { at, again: false } => {
                format!("Zusage geändert {}, vom Eingang an neu berechnet", time(*at))
            }
            ClockStep::Changed { at, again: true } => {
                format!("Zusage geändert {}, beginnt neu", time(*at))
            }
            ClockStep::Opens { at } => format!("Zeit zählt ab {}", time(*at)),
            ClockStep::Covered { from, to, covered_s, left_s } => {
                let end = clock(zone.to_datetime(*to));
                let (covered, left) = (length(*covered_s), length(*left_s));
                format!("{} bis {end}: {covered} gezählt, {left} übrig", time(*from))
            }
            ClockStep::Paused { from, to: Some(to) } => {
                format!("Angehalten {} bis {}", time(*from), time(*to))
            }
            ClockStep::Paused { from, to: None } => format!("Angehalten seit {}", time(*from)),
            ClockStep::Due { at } => format!("Fällig {}", time(*at)),
            ClockStep::Never => "Das Zeitfenster öffnet nicht mehr lange genug, daher keine Fälligkeit".to_owned(),
            ClockStep::Met { at, elapsed_s } => {
                format!("Erreicht {} nach {}", time(*at), length(*elapsed_s))
            }
            ClockStep::Breached { elapsed_s } => {
                format!("Überschritten: {} gezählt", length(*elapsed_s))
            }
            ClockStep::Ended { at } => format!("Beendet {}", time(*at)),
        }
    }

    fn english(&self, catalogue: &Catalogue) -> String {
        let zone = &catalogue.provider.zone;
        let time = |at: Timestamp| when(at, zone, Language::En);
        match self {
            ClockStep::Arrived { at } => format!("Arrived {}", time(*at)),
            ClockStep::Begun { at, what } => {
                format!("Begins with: {} {}", happening::text(what, catalogue, Language::En), time(*at))
            }
            ClockStep::StartsLater { at, window, cut_off } => {
                let window = catalogue.windows[*window].name.get(Language::En);
                let late = cut_off.map(|at| format!("Cut-off time {} has passed; ", short(at))).unwrap_or_default();
                format!("{late}counts only from the opening of “{window}”: {}", time(*at))
            }
            ClockStep::EndMoved { due, window } => {
                let window = catalogue.windows[*window].name.get(Language::En);
                format!("The end {} lies outside “{window}” and is moved", time(*due))
            }
            ClockStep::Classified { given, severity } => {
                let (given, severity) = classes(catalogue, *given, *severity, Language::En);
                format!("Severity by the plan: {severity} (given: {given})")
            }
            ClockStep::Escalated { at, to } => format!("Escalated {} to {to}", time(*at)),
            ClockStep::ReachedBy { what } => {
                format!("Reached by: {}", happening::text(what, catalogue, Language::En))
            }
            ClockStep::Promised { target, commitment, window } => {
                let firm = match commitment {
                    Commitment::Guaranteed => "Guaranteed",
                    Commitment::Target => "Target",
                    Commitment::BestEffort => "Best effort",
                };
                let window = &catalogue.windows[*window];
                format!(
                    "{firm}: {target}, counted in “{}” ({})",
                    window.name.get(Language::En),
                    hours(&window.hours, Language::En)
                )
            }
            ClockStep::Changed { at, again: false } => {
                format!("Promise changed {}, recomputed from the arrival", time(*at))
            }
            ClockStep::Changed { at, again: true } => {
                format!("Promise changed {}, started again", time(*at))
            }
            ClockStep::Opens { at } => format!("Time counts from {}", time(*at)),
            ClockStep::Covered { from, to, covered_s, left_s } => {
                let end = clock(zone.to_datetime(*to));
                let (covered, left) = (length(*covered_s), length(*left_s));
                format!("{} to {end}: {covered} counted, {left} left", time(*from))
            }
            ClockStep::Paused { from, to: Some(to) } => {
                format!("Paused {} to {}", time(*from), time(*to))
            }
            ClockStep::Paused { from, to: None } => format!("Paused since {}", time(*from)),
            ClockStep::Due { at } => format!("Due {}", time(*at)),
            ClockStep::Never => "The window does not open for long enough, so there is no due time".to_owned(),
            ClockStep::Met { at, elapsed_s } => {
                format!("Met {} after {}", time(*at), length(*elapsed_s))
            }
            ClockStep::Breached { elapsed_s } => {
                format!("Breached: {} counted", length(*elapsed_s))
            }
            ClockStep::Ended { at } => format!("Ended {}", time(*at)),
        }
    }
}

/// A time of day.
fn short(at: Time) -> String {
    clock(Date::MAX.to_datetime(at))
}

/// The names of the severity given, and of the one that holds.
fn classes(catalogue: &Catalogue, given: Option<usize>, severity: usize, language: Language) -> (&str, &str) {
    let none = if language == Language::De { "keiner" } else { "none" };
    let name = |ix: usize| catalogue.severities.get(ix).map_or("", |severity| severity.name.get(language));
    (given.map_or(none, name), name(severity))
}
