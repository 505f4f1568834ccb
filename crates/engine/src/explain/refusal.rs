//! Why an event was refused, and what would have been allowed.

use jiff::Timestamp;
use jiff::civil::Date;

use super::wording::{day, when};
use crate::plan::catalogue::{Catalogue, Language};
use crate::plan::resolve::SelectionError;
use crate::run::outcome::Period;

/// Why an event was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalStep {
    /// The contract is not in effect yet.
    NotYet {
        /// First day in effect.
        start: Date,
    },
    /// The contract is no longer in effect.
    Over {
        /// First day no longer in effect.
        end: Date,
    },
    /// The catalogue does not allow what the change asks for.
    Selection(SelectionError),
    /// A plan cannot be cancelled while another one needs it.
    Needed {
        /// The plan to be cancelled.
        plan: usize,
        /// The plan that needs it.
        by: usize,
    },
    /// What is to be cancelled is not held.
    NotHeld {
        /// Its id.
        id: String,
    },
    /// An end before the day of the cancellation.
    EndInPast {
        /// The end asked for.
        end: Date,
    },
    /// The contract ends earlier anyway.
    EndsEarlier {
        /// Its end.
        end: Date,
    },
    /// The software was activated before.
    ActivatedAlready {
        /// When.
        at: Timestamp,
    },
    /// The plan gives no such allowance.
    NoAllowance {
        /// The id.
        id: String,
    },
    /// The allowance cannot be pooled.
    NotPoolable {
        /// The allowance, if the plan gives one at all.
        allowance: Option<usize>,
    },
    /// A pool has another number of consecutive months.
    PoolLength {
        /// How many it must have.
        periods: u32,
    },
    /// A pool is agreed by somebody else.
    PoolRole {
        /// Who agreed.
        by: String,
        /// Who must.
        needed: String,
    },
    /// The first month of the pool is over.
    PoolLate {
        /// Its last day.
        last: Date,
    },
    /// The contract is not in effect in all months of the pool.
    PoolBeyond {
        /// First day in effect.
        start: Date,
        /// First day no longer in effect.
        end: Option<Date>,
    },
    /// A month of the pool is in another one.
    PoolTaken {
        /// The other pool.
        period: Period,
    },
    /// There is no such line.
    LineUnknown {
        /// The id.
        id: String,
    },
    /// The plan may not be changed to that one.
    ChangeNotAllowed {
        /// The plan held.
        from: usize,
        /// The plan asked for.
        to: usize,
    },
    /// The notice is not kept.
    NoticeNotKept {
        /// The first day no longer in effect that is possible.
        earliest: Date,
    },
    /// Nothing in the plan waits for this to be reached.
    ReachUnknown {
        /// The word.
        what: String,
    },
    /// There is no such severity.
    SeverityUnknown {
        /// The id.
        id: String,
    },
    /// There is no such ticket at that time.
    TicketUnknown {
        /// The id.
        ticket: String,
    },
    /// The ticket is there already.
    TicketTwice {
        /// The id.
        ticket: String,
    },
}

impl RefusalStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        match language {
            Language::De => self.german(catalogue),
            Language::En => self.english(catalogue),
        }
    }

    fn german(&self, catalogue: &Catalogue) -> String {
        let date = |date: &Date| day(*date, Language::De);
        let offer = |ix: &usize| catalogue.offers[*ix].name.get(Language::De);
        match self {
            RefusalStep::NotYet { start } => format!("Der Vertrag beginnt erst am {}", date(start)),
            RefusalStep::Over { end } => format!("Der Vertrag gilt seit {} nicht mehr", date(end)),
            RefusalStep::Selection(error) => selection_german(error),
            RefusalStep::Needed { plan, by } => {
                let (plan, by) = (offer(plan), offer(by));
                format!("{plan} kann nicht gekündigt werden, solange {by} läuft; kündigen Sie zuerst {by}")
            }
            RefusalStep::NotHeld { id } => format!("{id} gehört nicht zu diesem Vertrag"),
            RefusalStep::EndInPast { end } => {
                format!("Das Ende {} liegt in der Vergangenheit", date(end))
            }
            RefusalStep::EndsEarlier { end } => {
                format!("Der Vertrag endet bereits am {}", date(end))
            }
            RefusalStep::ActivatedAlready { at } => {
                format!("Bereits aktiviert {}", when(*at, &catalogue.provider.zone, Language::De))
            }
            RefusalStep::NoAllowance { id } => format!("Der Plan enthält kein Guthaben {id}"),
            RefusalStep::NotPoolable { allowance: Some(ix) } => {
                let name = catalogue.allowances[*ix].name.get(Language::De);
                format!("Der Plan erlaubt nicht, „{name}“ mehrerer Monate zusammenzulegen")
            }
            RefusalStep::NotPoolable { allowance: None } => {
                "Der Plan enthält nichts, was zusammengelegt werden kann".to_owned()
            }
            RefusalStep::PoolLength { periods } => {
                format!("Zusammengelegt werden genau {periods} aufeinanderfolgende Monate")
            }
            RefusalStep::PoolRole { by, needed } => {
                format!("Zusammenlegen vereinbart die Rolle {needed}, nicht {by}")
            }
            RefusalStep::PoolLate { last } => {
                format!("Der erste Monat endete am {}; zu vereinbaren war es davor", date(last))
            }
            RefusalStep::PoolBeyond { .. } => "Der Vertrag gilt nicht in allen diesen Monaten".to_owned(),
            RefusalStep::PoolTaken { period } => {
                format!("Ein Monat gehört schon zu den zusammengelegten Monaten {}", period.id())
            }
            RefusalStep::LineUnknown { id } => format!("Eine Telefonnummer {id} gibt es nicht; {}", lines(catalogue)),
            RefusalStep::ChangeNotAllowed { from, to } => {
                format!("Von {} kann nicht zu {} gewechselt werden", offer(from), offer(to))
            }
            RefusalStep::NoticeNotKept { earliest } => {
                format!("Die Kündigungsfrist ist nicht gewahrt; frühestens endet der Vertrag zum {}", date(earliest))
            }
            RefusalStep::ReachUnknown { what } => format!("Auf „{what}“ wartet in diesem Plan nichts"),
            RefusalStep::SeverityUnknown { id } => {
                format!("Einen Schweregrad {id} gibt es nicht; {}", severities(catalogue))
            }
            RefusalStep::TicketUnknown { ticket } => {
                format!("Das Ticket {ticket} war zu dieser Zeit nicht eröffnet")
            }
            RefusalStep::TicketTwice { ticket } => {
                format!("Das Ticket {ticket} ist bereits eröffnet")
            }
        }
    }

    fn english(&self, catalogue: &Catalogue) -> String {
        let date = |date: &Date| day(*date, Language::En);
        let offer = |ix: &usize| catalogue.offers[*ix].name.get(Language::En);
        match self {
            RefusalStep::NotYet { start } => format!("The contract starts on {}", date(start)),
            RefusalStep::Over { end } => {
                format!("The contract is no longer in effect since {}", date(end))
            }
            RefusalStep::Selection(error) => error.to_string(),
            RefusalStep::Needed { plan, by } => {
                let (plan, by) = (offer(plan), offer(by));
                format!("{plan} cannot be cancelled while {by} runs; cancel {by} first")
            }
            RefusalStep::NotHeld { id } => format!("{id} is not part of this contract"),
            RefusalStep::EndInPast { end } => format!("The end {} lies in the past", date(end)),
            RefusalStep::EndsEarlier { end } => {
                format!("The contract ends on {} already", date(end))
            }
            RefusalStep::ActivatedAlready { at } => {
                format!("Already activated {}", when(*at, &catalogue.provider.zone, Language::En))
            }
            RefusalStep::NoAllowance { id } => format!("The plan gives no allowance {id}"),
            RefusalStep::NotPoolable { allowance: Some(ix) } => {
                let name = catalogue.allowances[*ix].name.get(Language::En);
                format!("The plan does not allow “{name}” of several months to be pooled")
            }
            RefusalStep::NotPoolable { allowance: None } => "The plan gives nothing that can be pooled".to_owned(),
            RefusalStep::PoolLength { periods } => {
                format!("A pool is exactly {periods} consecutive months")
            }
            RefusalStep::PoolRole { by, needed } => {
                format!("A pool is agreed by the {needed}, not by {by}")
            }
            RefusalStep::PoolLate { last } => {
                format!("The first month ended on {}; a pool is agreed before that", date(last))
            }
            RefusalStep::PoolBeyond { .. } => "The contract is not in effect in all of these months".to_owned(),
            RefusalStep::PoolTaken { period } => {
                format!("A month is in the pool {} already", period.id())
            }
            RefusalStep::LineUnknown { id } => {
                format!("There is no line {id}; {}", lines(catalogue))
            }
            RefusalStep::ChangeNotAllowed { from, to } => {
                format!("{} cannot be changed to {}", offer(from), offer(to))
            }
            RefusalStep::NoticeNotKept { earliest } => {
                format!("The notice is not kept; the contract ends on {} at the earliest", date(earliest))
            }
            RefusalStep::ReachUnknown { what } => format!("Nothing in this plan waits for “{what}”"),
            RefusalStep::SeverityUnknown { id } => {
                format!("There is no severity {id}; {}", severities(catalogue))
            }
            RefusalStep::TicketUnknown { ticket } => {
                format!("Ticket {ticket} was not open at that time")
            }
            RefusalStep::TicketTwice { ticket } => format!("Ticket {ticket} is open already"),
        }
    }
}

fn selection_german(error: &SelectionError) -> String {
    match error {
        SelectionError::Unknown { id, known, .. } => {
            format!("{id} ist nicht im Katalog; bekannt: {known}")
        }
        SelectionError::NotForThis { offer, when } => {
            format!("{offer} gibt es für diesen Vertrag nicht; Voraussetzung ist {when}")
        }
        SelectionError::NotAvailable { option, plan, allowed } => {
            format!("Die Option {option} gibt es nicht zum Plan {plan}; es gibt sie zu: {allowed}")
        }
    }
}

/// Ids are the same in every language, and so is this list of them.
fn lines(catalogue: &Catalogue) -> String {
    catalogue.lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn severities(catalogue: &Catalogue) -> String {
    catalogue.severities.iter().map(|severity| severity.id.as_str()).collect::<Vec<_>>().join(", ")
}
