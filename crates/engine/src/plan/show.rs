//! The comparison that a customer would read: one column a plan, one row a promise, in either language.
//!
//! [`comparison`] gives the data; pages lay it out themselves, [`render`] makes text, Markdown and HTML of it. Everything
//! that a catalogue says appears here, and so do the answers that stand where the published wording is open.
//! What is promised comes from the same [`Entitlements`] as everywhere else. Agreed values of a contract are not here.

mod access;
mod answers;
mod clock;
mod holidays;
mod hours;
mod lasting;
mod meters;
mod notes;
mod offers;
mod priced;
mod prices;
mod promises;
mod remedy;
pub mod render;
mod tariffs;
pub mod word;

use super::catalogue::{Catalogue, Language, OfferKind};
use super::resolve::{Entitlements, Selection};

/// A catalogue's plans side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Language of every text here.
    pub language: Language,
    /// Name of the provider.
    pub provider: String,
    /// Version of the catalogue.
    pub version: String,
    /// The plans, in the order of the file.
    pub columns: Vec<Column>,
    /// Rows by subject; a row has one cell for each column.
    pub groups: Vec<Group>,
    /// What holds for all plans: options, packages, severities, what is not covered, hours, how things are counted.
    pub sections: Vec<Section>,
}

/// A plan at the head of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Index of the offer in the catalogue.
    pub offer: usize,
    /// Id of the plan.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// One or two sentences.
    pub summary: String,
    /// What it costs.
    pub fee: String,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Heading.
    pub name: String,
    /// The rows, at least one.
    pub rows: Vec<Row>,
}

/// A promise and what each plan says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is promised.
    pub name: String,
    /// More about it, maybe empty.
    pub detail: String,
    /// A cell for each column.
    pub cells: Vec<Cell>,
    /// Whether the plans say different things.
    pub differs: bool,
}

/// What a plan says of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Included.
    Included,
    /// Included, and more is said of it.
    Noted(String),
    /// Not included.
    NotIncluded,
    /// The plan does not say.
    NotStated,
    /// Something else than yes or no; lines are separated by line feeds.
    Text(String),
}

/// A list of things with their explanations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub name: String,
    /// Name and explanation; the name may be empty.
    pub entries: Vec<(String, String)>,
}

/// The columns as they are compared: each plan with what it entitles to.
struct Plans<'a> {
    catalogue: &'a Catalogue,
    language: Language,
    plans: Vec<(usize, Entitlements)>,
    /// Whether they are options, which add to a plan.
    adds: bool,
}

/// Compares the plans of a catalogue.
#[must_use]
pub fn comparison(catalogue: &Catalogue, language: Language) -> Comparison {
    let plans = catalogue.offers.iter().enumerate().filter(|(_, offer)| offer.kind == OfferKind::Plan);
    let entitled = plans.filter_map(|(ix, offer)| {
        let selection = Selection { plan: offer.id.clone(), ..Selection::default() };
        Some((ix, Entitlements::resolve(catalogue, &selection).ok()?))
    });
    let plans = Plans { catalogue, language, plans: entitled.collect(), adds: false };
    let groups = [prices::fees(&plans), promises::reach(&plans), promises::targets(&plans), tariffs::time(&plans)];
    let groups = groups.into_iter().chain([
        promises::rights(&plans),
        promises::scope(&plans),
        access::covers(&plans),
        remedy::remedies(&plans),
        prices::options(&plans),
    ]);
    Comparison {
        language,
        provider: catalogue.provider.name.get(language).to_owned(),
        version: catalogue.version.clone(),
        columns: plans.columns(),
        groups: groups.filter(|group| !group.rows.is_empty()).collect(),
        sections: notes::sections(&plans),
    }
}

/// What an option or package contains by itself, as the groups of a plan say it; for comparing versions.
pub(super) fn alone(catalogue: &Catalogue, offer: usize, language: Language) -> Vec<Group> {
    let plans = Plans { catalogue, language, plans: Vec::new(), adds: true };
    offers::groups(&offers::alone(&plans, offer))
}

/// Whether a group is that of the options, as plans have them.
pub(super) fn is_options(group: &str) -> bool {
    [prices::OPTIONS.0, prices::OPTIONS.1].contains(&group)
}

/// Whether a section repeats what options and packages contain.
pub(super) fn is_of_offers(section: &str) -> bool {
    [offers::OPTIONS, offers::PACKAGES].iter().any(|(de, en)| [*de, *en].contains(&section))
}

impl<'a> Plans<'a> {
    fn columns(&self) -> Vec<Column> {
        let column = |(ix, _): &(usize, Entitlements)| {
            let offer = self.catalogue.offers.get(*ix)?;
            Some(Column {
                offer: *ix,
                id: offer.id.clone(),
                name: offer.name.get(self.language).to_owned(),
                summary: offer.summary.get(self.language).to_owned(),
                fee: priced::Words::of(self.catalogue, self.language).fee(&offer.fee),
            })
        };
        self.plans.iter().filter_map(column).collect()
    }

    /// The words in the language of the comparison.
    fn say(&self, de: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::De => de,
            Language::En => en,
        }
    }

    /// A row with what each plan says, unless no plan says anything.
    fn row(&self, name: impl Into<String>, cell: impl Fn(usize, &Entitlements) -> Cell) -> Option<Row> {
        let cells: Vec<Cell> = self.plans.iter().map(|(ix, held)| cell(*ix, held)).collect();
        let silent = cells.iter().all(|cell| matches!(cell, Cell::NotIncluded | Cell::NotStated));
        let differs = differ(&cells);
        (!silent).then(|| Row { name: name.into(), detail: String::new(), cells, differs })
    }
}

fn differ(cells: &[Cell]) -> bool {
    cells.windows(2).any(|pair| pair.first() != pair.last())
}

impl Row {
    /// Takes over the cells of a row for other plans.
    fn take(&mut self, other: Row) {
        for (own, cell) in self.cells.iter_mut().zip(other.cells) {
            if *own == Cell::NotIncluded {
                *own = cell;
            }
        }
        self.differs = differ(&self.cells);
    }

    fn with_detail(mut self, detail: impl Into<String>) -> Row {
        self.detail = detail.into();
        self
    }
}

impl Cell {
    /// The cell in words, with a sign for yes and no.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let say = |de: &str, en: &str| {
            if language == Language::De { de.to_owned() } else { en.to_owned() }
        };
        match self {
            Cell::Included => say("✓ enthalten", "✓ included"),
            Cell::Noted(note) => format!("✓ {note}"),
            Cell::NotIncluded => "–".to_owned(),
            Cell::NotStated => say("nicht angegeben", "not stated"),
            Cell::Text(text) => text.clone(),
        }
    }
}
