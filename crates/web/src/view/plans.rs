//! The provider's plans side by side: one column a plan, one row a promise.
//!
//! Rows in which the plans differ stand in the table, the reader's own plans are marked; what every
//! plan says alike stands once below it. With a single plan nothing differs and the table holds all.
//! Below it a plan is put together from options and packages, and the page says what each month comes to.

use askama::Template;

use super::{Field, Money, Shell, filters};

/// The comparison as a page, for anyone.
#[derive(Template)]
#[template(path = "pages/plans.html")]
pub struct PlansPage {
    /// What surrounds it.
    pub shell: Shell,
    /// The plans; nothing before there is a plan file.
    pub comparison: Option<Comparison>,
    /// What is put together from it.
    pub choice: Option<PlanChoice>,
}

/// A plan put together, and what it comes to.
#[derive(Clone, Debug)]
pub struct PlanChoice {
    /// The plans, as a field.
    pub plan: Field,
    /// Options and packages.
    pub switches: Vec<Switch>,
    /// The language, if the address says it.
    pub lang: Option<String>,
    /// What it comes to.
    pub sum: PlanSum,
}

/// An option or a package.
#[derive(Clone, Debug)]
pub struct Switch {
    /// `option` or `package`.
    pub kind: &'static str,
    /// Its id in the plan file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its price in words.
    pub fee: String,
    /// What it is, in a sentence; maybe empty.
    pub summary: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// What a choice comes to in a month in which nothing is used.
#[derive(Clone, Debug, Default)]
pub struct PlanSum {
    /// What is billed each month.
    pub lines: Vec<(String, Money)>,
    /// Tax by its words.
    pub tax: Vec<(String, Money)>,
    /// All of it without tax and with it.
    pub net_gross: Option<(Money, Money)>,
    /// What is billed once.
    pub once: Vec<(String, Money)>,
    /// Names of what comes with it at no charge.
    pub included: Vec<String>,
    /// Names of what has its price by agreement, or not stated.
    pub open: Vec<String>,
    /// What was chosen and does not go with the plan, in words.
    pub refused: Vec<String>,
}

/// Plans and what they promise, in the reader's language.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The plans.
    pub columns: Vec<Column>,
    /// What is promised, by kind.
    pub groups: Vec<Group>,
    /// What holds for all of them: heading, then names with explanations.
    pub sections: Vec<(String, Vec<(String, String)>)>,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its price in words.
    pub fee: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Whether the reader has it.
    pub own: bool,
}

/// Promises of a kind.
#[derive(Clone, Debug)]
pub struct Group {
    /// The kind: "Response".
    pub name: String,
    /// The promises.
    pub rows: Vec<Row>,
}

/// A promise.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is promised.
    pub name: String,
    /// More about it, maybe empty.
    pub detail: String,
    /// What each plan says of it; lines are kept.
    pub cells: Vec<Words>,
    /// Whether the plans say different things.
    pub differs: bool,
}

/// What a plan says of a promise.
#[derive(Clone, Debug)]
pub struct Words {
    /// The words.
    pub words: String,
    /// How they are to be read.
    pub tone: Tone,
}

/// How a plan's words are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is included.
    Included,
    /// It is not, or nothing is said.
    Absent,
    /// Neither yes nor no.
    Plain,
}

impl Tone {
    fn name(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Absent => "absent",
            Self::Plain => "plain",
        }
    }
}

impl Comparison {
    /// Rows for the table: those that differ, or all of a single plan.
    fn shown<'a>(&self, group: &'a Group) -> Vec<&'a Row> {
        let single = self.columns.len() < 2;
        group.rows.iter().filter(|row| single || row.differs).collect()
    }

    /// Rows that every plan says alike, with their words.
    fn alike<'a>(&self, group: &'a Group) -> Vec<(&'a Row, &'a Words)> {
        let several = self.columns.len() > 1;
        let rows = group.rows.iter().filter(|row| several && !row.differs);
        rows.filter_map(|row| row.cells.first().map(|words| (row, words))).collect()
    }

    fn has_alike(&self) -> bool {
        self.groups.iter().any(|group| !self.alike(group).is_empty())
    }

    /// The plan in whose column a cell stands.
    fn column(&self, index: &usize) -> Option<&Column> {
        self.columns.get(*index)
    }
}
