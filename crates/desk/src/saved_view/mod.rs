//! Views: filters of the queue that were given a name, with the columns, the order and the groups in which they are shown.
//!
//! A view is a text in the language of the search, no more: whoever opens it sees what they would see if they typed it, and
//! `assignee:me` means whoever looks. A view is its maker's own, or shared: managers and administrators make and change shared
//! ones, everybody uses them.

mod store;

use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::actor::{Actor, Role};
use crate::error::DeskError;
use crate::field::text;
use crate::id::{StaffId, ViewId};
use crate::search::{Grouping, Sort};

/// Who makes shared views.
const SHARERS: [Role; 2] = [Role::Manager, Role::Administrator];
/// Longest name, in characters.
const NAME_MAX: usize = 60;
/// Longest filter, in characters; as long as a search.
const FILTER_MAX: usize = 400;
/// Most own views of a member of staff, and most shared ones.
const VIEWS_MAX: usize = 40;
/// Most columns.
const COLUMNS_MAX: usize = 14;

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Column {
    /// The ticket's number.
    Number,
    /// Its subject.
    Subject,
    /// Whose it is.
    Customer,
    /// Under which plan.
    Plan,
    /// How serious.
    Severity,
    /// When what is due.
    Due,
    /// Who works on it.
    Assignee,
    /// Its tags.
    Tags,
    /// What it is about.
    Product,
    /// How it arrived.
    Channel,
    /// Since when somebody waits.
    Waiting,
    /// When something last happened.
    Changed,
    /// Where it is.
    State,
    /// A field of the provider's own, by its key.
    Field(String),
}

/// Before the key of a field in the word of its column.
const FIELD: &str = "field.";

impl Column {
    /// The columns that every desk has, each with its word in addresses.
    pub const ALL: [(Column, &'static str); 13] = [
        (Column::Number, "number"),
        (Column::Subject, "subject"),
        (Column::Customer, "customer"),
        (Column::Plan, "plan"),
        (Column::Severity, "severity"),
        (Column::Due, "due"),
        (Column::Assignee, "assignee"),
        (Column::Tags, "tags"),
        (Column::Product, "product"),
        (Column::Channel, "channel"),
        (Column::Waiting, "waiting"),
        (Column::Changed, "changed"),
        (Column::State, "state"),
    ];

    /// The word.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Column::Field(key) => format!("{FIELD}{key}"),
            own => Self::ALL.iter().find(|(column, _)| column == own).map_or("", |(_, word)| word).to_owned(),
        }
    }

    /// The column of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Column> {
        if let Some(key) = word.strip_prefix(FIELD) {
            return (!key.is_empty()).then(|| Column::Field(key.to_owned()));
        }
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(column, _)| column.clone())
    }

    /// Columns of their words, separated by commas; what is no column is left out, and so is what comes twice.
    #[must_use]
    pub fn list(words: &str) -> Vec<Column> {
        let mut columns = Vec::new();
        for column in words.split(',').filter_map(|word| Column::find(word.trim())) {
            if !columns.contains(&column) && columns.len() < COLUMNS_MAX {
                columns.push(column);
            }
        }
        columns
    }

    /// The words of columns, separated by commas.
    #[must_use]
    pub fn words(columns: &[Column]) -> String {
        columns.iter().map(Column::word).collect::<Vec<_>>().join(",")
    }
}

/// Who uses a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Who made it.
    Own,
    /// Everybody.
    Shared,
}

/// What is shown, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The filter.
    pub filter: String,
    /// The columns in their order; none for rows as the queue has them.
    pub columns: Vec<Column>,
    /// The order.
    pub sort: Sort,
    /// The groups.
    pub group: Option<Grouping>,
}

/// A view to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSavedView {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shown: Shown,
    /// Who uses it.
    pub used_by: Use,
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Whose it is; nobody's is everybody's.
    pub staff: Option<StaffId>,
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shown: Shown,
    /// Its place among views.
    pub position: i64,
}

/// Where a view is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// Before the one before it.
    Front,
    /// Behind the one after it.
    Back,
}

/// The views that a member of staff has: shared ones first, then their own, each in their order.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<SavedView>, DeskError> {
    view.actor.require_staff()?;
    let mut views = store::list(view, None)?;
    if let Actor::Staff { id, .. } = *view.actor {
        views.extend(store::list(view, Some(id))?);
    }
    Ok(views)
}

/// A view that the actor may use.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: ViewId) -> Result<SavedView, DeskError> {
    list(view)?.into_iter().find(|known| known.id == id).ok_or(DeskError::NotFound)
}

/// Whether an actor may make and change shared views.
#[must_use]
pub fn may_share(actor: &Actor) -> bool {
    actor.require(&SHARERS).is_ok()
}

fn owner(act: &Action<'_, '_>, used_by: Use) -> Result<Option<StaffId>, DeskError> {
    match used_by {
        Use::Shared => act.actor.require(&SHARERS).map(|()| None),
        Use::Own => act.actor.staff().map(Some),
    }
}

/// A view of one's own, or a shared one that one may change.
fn changeable(act: &mut Action<'_, '_>, id: ViewId) -> Result<SavedView, DeskError> {
    let known = get(act, id)?;
    if known.staff.is_none() {
        act.actor.require(&SHARERS)?;
    }
    Ok(known)
}

fn checked(new: &NewSavedView) -> Result<(String, Shown), DeskError> {
    let name = text("name", &new.name.split_whitespace().collect::<Vec<_>>().join(" "), NAME_MAX)?;
    let filter = new.shown.filter.split_whitespace().collect::<Vec<_>>().join(" ").replace('\0', "");
    if filter.chars().count() > FILTER_MAX {
        return Err(DeskError::field("q", "too-long", FILTER_MAX.to_string()));
    }
    if new.shown.columns.len() > COLUMNS_MAX {
        return Err(DeskError::field("columns", "too-many", COLUMNS_MAX.to_string()));
    }
    Ok((name, Shown { filter, ..new.shown.clone() }))
}

/// Saves a view, behind those that there are.
///
/// # Errors
/// [`DeskError::Forbidden`] for a shared one by staff who are neither manager nor administrator; field errors on `name`, `q` and
/// `columns`; a conflict when there are too many.
pub fn save(act: &mut Action<'_, '_>, new: &NewSavedView) -> Result<ViewId, DeskError> {
    let staff = owner(act, new.used_by)?;
    let (name, shown) = checked(new)?;
    let known = store::list(act, staff)?;
    if known.len() >= VIEWS_MAX {
        return Err(DeskError::conflict("too-many", VIEWS_MAX.to_string()));
    }
    let position = known.last().map_or(1, |last| last.position + 1);
    let id = ViewId(act.new_id());
    let view = SavedView { id, staff, name, shown, position };
    store::insert(act, &view)?;
    act.journal(Subject::Setting, id.0, "view-save", &json!({ "name": view.name }))?;
    Ok(id)
}

/// Changes a view's name and what it shows. Whose it is stays.
///
/// # Errors
/// As [`save`]; [`DeskError::NotFound`].
pub fn change(act: &mut Action<'_, '_>, id: ViewId, new: &NewSavedView) -> Result<(), DeskError> {
    let known = changeable(act, id)?;
    let (name, shown) = checked(new)?;
    let view = SavedView { name, shown, ..known };
    store::update(act, &view)?;
    act.journal(Subject::Setting, id.0, "view-change", &json!({ "name": view.name }))
}

/// Removes a view. Tickets stay where they are.
///
/// # Errors
/// [`DeskError::NotFound`]; [`DeskError::Forbidden`].
pub fn remove(act: &mut Action<'_, '_>, id: ViewId) -> Result<(), DeskError> {
    let known = changeable(act, id)?;
    store::delete(act, id)?;
    act.journal(Subject::Setting, id.0, "view-remove", &json!({ "name": known.name }))
}

/// Moves a view by one place among those of the same owner; at the end it stays.
///
/// # Errors
/// As [`remove`].
pub fn shift(act: &mut Action<'_, '_>, id: ViewId, to: Towards) -> Result<(), DeskError> {
    let known = changeable(act, id)?;
    let mut all = store::list(act, known.staff)?;
    let Some(at) = all.iter().position(|view| view.id == id) else { return Ok(()) };
    let other = match to {
        Towards::Front => at.checked_sub(1),
        Towards::Back => Some(at + 1).filter(|next| *next < all.len()),
    };
    let Some(other) = other else { return Ok(()) };
    all.swap(at, other);
    for (position, view) in (1..).zip(&mut all) {
        if view.position != position {
            view.position = position;
            store::update(act, view)?;
        }
    }
    Ok(())
}
