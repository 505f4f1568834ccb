//! What a target says beside its length: where its clock starts and ends, what reaches it, who hears of it, and over
//! what it is judged. A target that says nothing of this has no terms, and costs nothing.

use jiff::civil::Time;
use rust_decimal::Decimal;

use super::{Catalogue, Language, Milestone, Span, Text};

/// What a target says beside its length.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// From where to where the clock runs, where it is not the way of a built-in milestone.
    pub course: Option<Course>,
    /// Window (index) that only gates the start.
    pub starts_in: Option<usize>,
    /// What arrives at this time of day or later counts from the next day's opening.
    pub cut_off: Option<Time>,
    /// Window (index) in which the end must lie, and how it is moved into it.
    pub ends_in: Option<(usize, Shift)>,
    /// Who hears of the ticket, and when.
    pub escalates: Vec<EscalationRule>,
    /// Over several tickets, instead of each.
    pub judged: Option<Judged>,
}

/// How an end that lies outside its window is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shift {
    /// To the next opening.
    #[default]
    NextOpening,
    /// To the same time of the first day on which the window is open then.
    SameTime,
}

/// From where to where the clock of a milestone runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// What starts it; [`Happening::Arrival`] is the request itself.
    pub from: Vec<Happening>,
    /// What reaches it.
    pub until: Vec<Happening>,
    /// Whether it begins again when it was reached.
    pub repeats: bool,
    /// When it stands still.
    pub pauses: Pauses,
}

impl Course {
    /// The course of a milestone of the language.
    #[must_use]
    pub fn of_language(milestone: Milestone) -> Course {
        let answer = vec![Happening::Reply, Happening::Call];
        let (from, until, repeats, pauses) = match milestone {
            Milestone::FirstResponse => (Happening::Arrival, answer, false, Pauses::Never),
            Milestone::NextResponse => (Happening::Message, answer, true, Pauses::Always),
            Milestone::Update => (Happening::Arrival, answer, true, Pauses::Always),
            Milestone::Workaround | Milestone::Resolution => {
                (Happening::Arrival, vec![Happening::Resolve], false, Pauses::Always)
            }
            Milestone::Own(_) => (Happening::Arrival, Vec::new(), false, Pauses::Never),
        };
        Course { from: vec![from], until, repeats, pauses }
    }
}

/// Something that happens to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The request arrives.
    Arrival,
    /// The time that the fact `since` tells, where it lies before the arrival; otherwise the arrival.
    Since,
    /// A person of the provider writes.
    Reply,
    /// A person of the provider calls.
    Call,
    /// An automatic receipt.
    Receipt,
    /// The customer writes.
    Message,
    /// The ticket is resolved.
    Resolve,
    /// The ticket is closed.
    Close,
    /// Somebody says that this has been reached ("on-site").
    Word(String),
}

impl Happening {
    /// The words of the language with what they mean.
    #[must_use]
    pub fn words() -> [(Happening, &'static str); 8] {
        [
            (Happening::Arrival, "arrival"),
            (Happening::Since, "since"),
            (Happening::Reply, "reply"),
            (Happening::Call, "call"),
            (Happening::Receipt, "receipt"),
            (Happening::Message, "message"),
            (Happening::Resolve, "resolve"),
            (Happening::Close, "close"),
        ]
    }
}

/// When a clock stands still.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Pauses {
    /// Never.
    #[default]
    Never,
    /// Whenever the ticket is paused.
    Always,
    /// When it is paused for one of these reasons.
    For(Vec<String>),
}

/// A milestone that the file defines, or one of the language that it defines anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRule {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// From where to where its clock runs.
    pub course: Course,
}

/// Who hears of a ticket whose clock runs on, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationRule {
    /// Who: a role or a level, in the provider's words.
    pub to: String,
    /// When.
    pub when: EscalationTime,
}

/// When somebody hears of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationTime {
    /// After this percentage of the promised time.
    Share(u32),
    /// After this time, counted as the target's is.
    After(Span),
}

/// How a promise over several tickets is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// What must hold.
    pub measure: Measure,
    /// For the tickets that arrived in how many calendar months: 1, 3 or 12.
    pub months: u32,
}

/// What must hold over several tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// At least this percentage of them is kept.
    Quota(Decimal),
    /// Their mean is not above the promised time.
    Average,
}

impl Catalogue {
    /// Every milestone that targets may name: those of the language, then those of the file.
    pub fn milestones(&self) -> impl Iterator<Item = Milestone> + '_ {
        let own = (0..u16::try_from(self.milestones.len()).unwrap_or(u16::MAX)).map(Milestone::Own);
        let own = own.filter(|milestone| Milestone::find(milestone.id(self)).is_none());
        Milestone::ALL.iter().map(|(milestone, _)| *milestone).chain(own)
    }

    /// The milestone of an id.
    #[must_use]
    pub fn find_milestone(&self, id: &str) -> Option<Milestone> {
        self.milestones().find(|milestone| milestone.id(self) == id)
    }

    /// Whether a milestone or target of the file is started or reached by a word.
    #[must_use]
    pub fn awaits(&self, word: &str) -> bool {
        let targets = self.offers.iter().flat_map(|offer| &offer.targets);
        let courses = targets.filter_map(|target| target.terms.as_ref()?.course.as_ref());
        let mut courses = courses.chain(self.milestones.iter().map(|rule| &rule.course));
        let is = |happening: &Happening| matches!(happening, Happening::Word(known) if known == word);
        courses.any(|course| course.from.iter().chain(&course.until).any(is))
    }

    /// What people say has been reached, because no message, call or resolution shows it: milestones that are promised, and
    /// the words that others wait for.
    #[must_use]
    pub fn sayable(&self) -> Vec<&str> {
        let targets = || self.offers.iter().flat_map(|offer| &offer.targets);
        let shown = |milestone: Milestone| !matches!(milestone, Milestone::Workaround | Milestone::Own(_));
        let promised = targets().map(|target| target.milestone).filter(|milestone| !shown(*milestone));
        let own = targets().filter_map(|target| target.terms.as_ref()?.course.as_ref());
        let courses = own.chain(self.milestones.iter().map(|rule| &rule.course));
        let words = courses.flat_map(|course| course.from.iter().chain(&course.until)).filter_map(|one| match one {
            Happening::Word(word) => Some(word.as_str()),
            _ => None,
        });
        let mut all: Vec<&str> = promised.map(|milestone| milestone.id(self)).chain(words).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What the file says of a milestone, if it says anything.
    #[must_use]
    pub fn milestone_rule(&self, milestone: Milestone) -> Option<&MilestoneRule> {
        match milestone {
            Milestone::Own(ix) => self.milestones.get(usize::from(ix)),
            known => self.milestones.iter().find(|rule| rule.id == known.id(self)),
        }
    }

    /// The name of a milestone, for people.
    #[must_use]
    pub fn milestone_name(&self, milestone: Milestone, language: Language) -> &str {
        let (de, en) = match milestone {
            _ if let Some(rule) = self.milestone_rule(milestone) => return rule.name.get(language),
            Milestone::FirstResponse => ("Erste Reaktion", "First response"),
            Milestone::NextResponse => ("Weitere Antworten", "Next response"),
            Milestone::Update => ("Zwischenstand", "Update"),
            Milestone::Workaround => ("Umgehungslösung", "Workaround"),
            Milestone::Resolution => ("Lösung", "Resolution"),
            Milestone::Own(_) => ("", ""),
        };
        if language == Language::De { de } else { en }
    }
}
