//! What the address of a list asks for: a shelf, a view, or a filter that may differ from the view it comes from.

use std::collections::BTreeMap;

use desk::DeskError;
use desk::id::{StaffId, ViewId};
use desk::saved_view::{Column, SavedView, Shown};
use desk::search::{Grouping, Sort, quoted};
use desk::ticket::Shelf;
use serde::Deserialize;

use crate::answer;

/// Columns that the form has room for.
pub(super) const COLUMNS: usize = 8;

/// What is asked for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(super) view: String,
    pub(super) after: Option<String>,
    pub(super) page: String,
    pub(super) q: Option<String>,
    pub(super) sort: Option<String>,
    pub(super) group: Option<String>,
    pub(super) columns: Option<String>,
    #[serde(rename = "as")]
    pub(super) layout: String,
    /// What the filter form sends: `f`, `f-state`, `c-1` and so on.
    #[serde(flatten)]
    pub(super) rest: BTreeMap<String, String>,
}

/// What is shown.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A shelf of the queue.
    Shelf {
        /// Which.
        shelf: Shelf,
        /// Its word in addresses.
        word: &'static str,
    },
    /// A filter.
    Filter {
        /// What it shows.
        shown: Shown,
        /// The view that it comes from.
        of: Option<SavedView>,
        /// Whether it differs from that view.
        differs: bool,
    },
}

const SHELVES: [&str; 8] = ["", "mine", "teams", "unassigned", "waiting", "snoozed", "resolved", "closed"];

impl Asked {
    /// What is shown. A view that is not there is a page that is not there.
    pub(super) fn what(&self, me: StaffId, views: &[SavedView]) -> Result<What, DeskError> {
        let is_filter = self.q.is_some() || self.sort.is_some() || self.group.is_some() || self.columns.is_some();
        let saved = self.view.parse::<ViewId>().ok();
        if !is_filter && saved.is_none() {
            let word = SHELVES.into_iter().find(|word| *word == self.view).unwrap_or_default();
            let shelf = match word {
                "mine" => Shelf::Mine(me),
                "teams" => Shelf::Teams(me),
                "snoozed" => Shelf::Snoozed,
                "unassigned" => Shelf::Unassigned,
                "waiting" => Shelf::Waiting,
                "resolved" => Shelf::Resolved,
                "closed" => Shelf::Closed,
                _ => Shelf::Next,
            };
            return Ok(What::Shelf { shelf, word });
        }
        let of = match saved {
            Some(id) => Some(views.iter().find(|view| view.id == id).cloned().ok_or(DeskError::NotFound)?),
            None => None,
        };
        let base = of.as_ref().map(|view| view.shown.clone()).unwrap_or_default();
        let text = self.q.as_ref().map(|q| q.split_whitespace().collect::<Vec<_>>().join(" "));
        let shown = Shown {
            filter: text.unwrap_or_else(|| base.filter.clone()),
            sort: self.sort.as_deref().map_or(base.sort, |word| Sort::find(word).unwrap_or_default()),
            group: self.group.as_deref().map_or(base.group, Grouping::find),
            columns: self.columns.as_deref().map_or_else(|| base.columns.clone(), Column::list),
        };
        let differs = of.as_ref().is_none_or(|view| view.shown != shown);
        Ok(What::Filter { shown, of, differs })
    }

    /// Which page of a filter, from 0.
    pub(super) fn page(&self) -> usize {
        self.page.parse().unwrap_or(0)
    }

    /// Where the list begins: a row of a shelf, or a page of a filter.
    pub(super) fn on(&self) -> Option<&str> {
        self.after.as_deref().or(Some(self.page.as_str()).filter(|page| !page.is_empty()))
    }

    /// The page before this one; of a shelf, the first.
    pub(super) fn before(&self) -> Option<String> {
        self.page().checked_sub(1).filter(|page| *page > 0).map(|page| page.to_string())
    }

    pub(super) fn is_board(&self) -> bool {
        self.layout == "board"
    }

    /// Whether a filter is asked for, and no shelf.
    fn is_filter(&self) -> bool {
        self.q.is_some()
            || self.sort.is_some()
            || self.group.is_some()
            || self.columns.is_some()
            || self.view.parse::<ViewId>().is_ok()
    }

    /// This address's query, from a row or a page on.
    pub(super) fn query(&self, on: Option<&str>) -> String {
        let on_name = if self.is_filter() { "page" } else { "after" };
        query(&[
            ("view", Some(self.view.as_str()).filter(|view| !view.is_empty())),
            ("q", self.q.as_deref()),
            ("sort", self.sort.as_deref()),
            ("group", self.group.as_deref()),
            ("columns", self.columns.as_deref()),
            ("as", Some(self.layout.as_str()).filter(|layout| !layout.is_empty())),
            (on_name, on),
        ])
    }

    /// The same as a list, or as a board.
    pub(super) fn laid_out(&self, layout: &str) -> String {
        Asked { layout: layout.to_owned(), after: None, page: String::new(), ..self.clone() }.query(None)
    }

    /// The address of the filter that a sent form means; nothing if no form was sent.
    pub(super) fn written(&self) -> Option<String> {
        let rest = |name: &str| self.rest.get(name).map(|value| value.trim()).unwrap_or_default();
        if rest("f").is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        for name in super::form::WRITTEN {
            let value = rest(&format!("f-{name}"));
            if !value.is_empty() {
                parts.push(format!("{name}:{}", quoted(value)));
            }
        }
        let (key, value) = (rest("f-field"), rest("f-value"));
        match (key, value) {
            ("", _) => {}
            (key, "") => parts.push(format!("field:{key}")),
            (key, value) => parts.push(format!("field:{}", quoted(&format!("{key}={value}")))),
        }
        let words = rest("f-words");
        if !words.is_empty() {
            parts.push(words.to_owned());
        }
        let columns: Vec<&str> =
            (1..=COLUMNS).map(|at| rest(&format!("c-{at}"))).filter(|column| !column.is_empty()).collect();
        let asked = Asked {
            view: self.view.clone(),
            q: Some(parts.join(" ")),
            sort: Some(rest("o-sort").to_owned()).filter(|sort| !sort.is_empty()),
            group: Some(rest("o-group").to_owned()),
            columns: Some(columns.join(",")),
            layout: self.layout.clone(),
            ..Asked::default()
        };
        Some(asked.tidied().query(None))
    }

    /// Without what says nothing, as long as no view is changed by it.
    fn tidied(mut self) -> Self {
        if self.view.parse::<ViewId>().is_err() {
            self.view.clear();
            self.sort = self.sort.filter(|sort| sort != Sort::default().word());
            self.group = self.group.filter(|group| !group.is_empty());
            self.columns = self.columns.filter(|columns| !columns.is_empty());
        }
        self
    }
}

/// A query of what is there.
fn query(parts: &[(&str, Option<&str>)]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", answer::percent(value))))
        .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

impl What {
    /// What a filter shows; nothing for shelves.
    pub(super) fn shown(&self) -> Option<&Shown> {
        match self {
            What::Shelf { .. } => None,
            What::Filter { shown, .. } => Some(shown),
        }
    }

    /// The tab that is open: a shelf's word or a view's id.
    pub(super) fn current(&self) -> Option<String> {
        match self {
            What::Shelf { word, .. } => Some((*word).to_owned()),
            What::Filter { of, .. } => of.as_ref().map(|view| view.id.to_string()),
        }
    }

    /// The filter as text. A shelf's is what the same list would be asked by.
    pub(super) fn filter(&self) -> String {
        match self {
            What::Filter { shown, .. } => shown.filter.clone(),
            What::Shelf { word, .. } => match *word {
                "mine" => "assignee:me",
                "teams" => "team:mine",
                "unassigned" => "assignee:none",
                _ => "",
            }
            .to_owned(),
        }
    }

    /// The address of the same without groups, and of those only that a further filter takes.
    pub(super) fn narrowed(&self, more: &str) -> String {
        let shown = self.shown().cloned().unwrap_or_default();
        let filter = [self.filter(), more.to_owned()];
        let filter = filter.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        let columns = Column::words(&shown.columns);
        let sort = Some(shown.sort.word()).filter(|word| *word != Sort::default().word());
        let columns = Some(columns.as_str()).filter(|columns| !columns.is_empty());
        format!("/queue{}", query(&[("q", Some(filter.as_str())), ("sort", sort), ("columns", columns)]))
    }
}
