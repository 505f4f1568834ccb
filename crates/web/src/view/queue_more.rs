//! What stands around the queue's list: the filter as a form, views to be saved, the bar that acts on many, and the board.

use askama::Template;

use super::filters;
use super::queue::QueueRow;
use super::{Choice, Field, Stage};
use crate::text::Text;

/// The filter in force, as a form that writes it, with what can be done with it.
#[derive(Clone, Debug)]
pub struct FilterBar {
    /// Where the form goes: `/shop-levels/queue`.
    pub url: String,
    /// The filter as text; empty on shelves.
    pub q: String,
    /// The view that it comes from, if it is one.
    pub view: Option<String>,
    /// Whether something is filtered that no view is, so that it can be saved.
    pub unsaved: bool,
    /// What is wrong with it.
    pub wrong: Option<String>,
    /// Fields that write the filter.
    pub fields: Vec<Field>,
    /// Order and groups.
    pub looks: Vec<Field>,
    /// The columns, one list each.
    pub columns: Vec<Field>,
    /// Whether the form is open.
    pub open: bool,
    /// What can be saved.
    pub save: SaveForm,
    /// The other way to look at it: as a board, or as a list.
    pub other: (String, Layout),
}

/// How tickets are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Row below row.
    List,
    /// A column for each state.
    Board,
}

/// A view to be saved, or to be changed.
#[derive(Clone, Debug)]
pub struct SaveForm {
    /// Where a new view goes.
    pub url: String,
    /// What it shows: `q`, `sort`, `group` and `columns`.
    pub shown: Vec<(&'static str, String)>,
    /// Its name.
    pub name: Field,
    /// Whether everybody is to use it; nothing for who may not share.
    pub shared: Option<Field>,
    /// The view that can be changed and removed: where its forms go.
    pub own: Option<String>,
    /// What is wrong with the whole of it.
    pub wrong: Option<String>,
    /// Whether the form is open, because something in it is wrong.
    pub open: bool,
}

/// The bar that acts on the tickets that were picked.
#[derive(Clone, Debug)]
pub struct ManyBar {
    /// Where the form goes.
    pub url: String,
    /// The page to come back to.
    pub back: String,
    /// Staff to choose from.
    pub staff: Vec<Choice>,
    /// Severities to choose from.
    pub severities: Vec<super::Severity>,
    /// Tags to choose from.
    pub tags: Vec<String>,
}

/// The board; also the fragment that live updates fetch from `url`.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/queue_board.html")]
pub struct Board {
    /// The reader.
    pub t: Text,
    /// The guard of forms.
    pub csrf: String,
    /// Where this fragment comes from.
    pub url: String,
    /// Where moves go.
    pub move_url: String,
    /// The page to come back to.
    pub back: String,
    /// The columns.
    pub columns: Vec<BoardColumn>,
}

impl askama::filters::HtmlSafe for Board {}

/// A column of the board.
#[derive(Clone, Debug)]
pub struct BoardColumn {
    /// The state.
    pub stage: Stage,
    /// How many tickets there are.
    pub total: usize,
    /// All of them, as a list.
    pub url: String,
    /// The first of them.
    pub cards: Vec<Card>,
}

/// A ticket on the board.
#[derive(Clone, Debug)]
pub struct Card {
    /// The ticket.
    pub row: QueueRow,
    /// Where it can go: the state's word, its icon, and the word on the button.
    pub moves: Vec<(&'static str, &'static str, String)>,
}

impl BoardColumn {
    /// The state's word in addresses.
    fn word(&self) -> &'static str {
        match self.stage {
            Stage::Open => "open",
            Stage::Waiting => "waiting",
            Stage::Resolved => "resolved",
            Stage::Closed => "closed",
        }
    }
}

impl FilterBar {
    /// Whether the board is shown.
    pub(super) fn is_board(&self) -> bool {
        self.other.1 == Layout::List
    }
}
