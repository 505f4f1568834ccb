//! Lists: all documents that match, in an order that the caller names, counted and grouped.
//!
//! Unlike a search, which asks what fits best, a list is exact: words count themselves and in their inflections, and the
//! order is that of numbers that the documents carry, with their ids at its end, so that it is the same on every machine.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::query::EnableScoring;
use tantivy::{DocId, DocSet as _, Score, SegmentOrdinal, SegmentReader, TERMINATED};

use crate::error::SearchError;
use crate::index::Index;
use crate::query::{Query, Reach};
use crate::rank::Ranking;
use crate::schema::{PLACES, place, prefix};

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// One of the document's places, the smallest first.
    Place(usize),
    /// When it last changed, the newest first.
    Changed,
    /// When it began, the newest first.
    Began,
}

/// Most keys of an order; ids come after them.
pub const KEYS: usize = 5;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing<'a> {
    /// By what, the first decides; at most [`KEYS`].
    pub order: &'a [Key],
    /// The name of the mark by whose values documents are grouped.
    pub by: Option<&'a str>,
    /// Documents before the first that is answered, at most 10,000. Of groups the first is always answered.
    pub offset: usize,
    /// Documents that are answered; of groups, of each.
    pub limit: usize,
}

/// Documents with the same mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The mark's value; empty for documents without the mark, and where nothing was grouped.
    pub value: String,
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub ids: Vec<i64>,
}

/// Documents before the last that can be asked for.
const DEEPEST: usize = 10_000;

type Place = ([i64; KEYS], i64);

impl Index {
    /// The documents of a kind that match, in order. Groups come in the order of their first documents; without grouping there
    /// is one.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn list(
        &self,
        query: &Query,
        kind: &str,
        reach: &Reach,
        wanted: Listing<'_>,
    ) -> Result<Vec<Group>, SearchError> {
        let searcher = self.searcher();
        let ranking = Ranking { fields: self.fields(), stems: self.stems(), searcher: &searcher, reach, kind };
        let offset = if wanted.by.is_some() { 0 } else { wanted.offset.min(DEEPEST) };
        let each = offset + wanted.limit.min(DEEPEST);
        let lists = Lists {
            order: wanted.order.iter().copied().take(KEYS).collect(),
            by: wanted.by.map(prefix),
            each: each.max(1),
        };
        let found = searcher.search(&ranking.near(query), &lists)?;
        let mut groups: Vec<(Vec<Place>, String, usize)> =
            found.into_iter().map(|(value, listed)| (listed.first.into_sorted_vec(), value, listed.total)).collect();
        // Two groups may have the same first document, where one has several marks.
        groups.sort();
        let down = is_down(&lists.order);
        let id = |place: &Place| if down { !place.1 } else { place.1 };
        let group = |(places, value, total): (Vec<Place>, String, usize)| Group {
            value,
            total,
            ids: places.iter().skip(offset).take(wanted.limit).map(id).collect(),
        };
        Ok(groups.into_iter().map(group).collect())
    }

    /// How many documents of a kind match, counted up to `most`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn count(&self, query: &Query, kind: &str, reach: &Reach, most: usize) -> Result<usize, SearchError> {
        let searcher = self.searcher();
        let ranking = Ranking { fields: self.fields(), stems: self.stems(), searcher: &searcher, reach, kind };
        let weight = ranking.near(query).weight(EnableScoring::disabled_from_searcher(&searcher))?;
        let mut count = 0;
        for segment in searcher.segment_readers() {
            let mut documents = weight.scorer(segment, 1.0)?;
            let alive = segment.alive_bitset();
            let mut document = documents.doc();
            while document != TERMINATED && count < most {
                count += usize::from(alive.is_none_or(|alive| alive.is_alive(document)));
                document = documents.advance();
            }
        }
        Ok(count)
    }
}

/// Whether ids count down: with the newest first, the newest of equals is first too.
fn is_down(order: &[Key]) -> bool {
    order.first().is_some_and(|key| !matches!(key, Key::Place(_)))
}

/// The first documents of a group, the last of them on top.
#[derive(Default)]
struct Listed {
    total: usize,
    first: BinaryHeap<Place>,
}

impl Listed {
    /// Whether a document whose first key is this cannot be among the first.
    fn is_beyond(&self, key: i64, each: usize) -> bool {
        self.first.len() >= each && self.first.peek().is_some_and(|last| key > last.0[0])
    }

    fn take(&mut self, place: Place, each: usize) {
        if self.first.len() < each {
            self.first.push(place);
        } else if let Some(mut last) = self.first.peek_mut().filter(|last| place < **last) {
            *last = place;
        }
    }
}

struct Lists {
    order: Vec<Key>,
    by: Option<String>,
    each: usize,
}

impl Collector for Lists {
    type Fruit = HashMap<String, Listed>;
    type Child = SegmentLists;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentLists> {
        let fast = segment.fast_fields();
        let column = |name: &str| fast.column_first_or_default::<i64>(name);
        let keys = self.order.iter().map(|key| match key {
            Key::Place(at) => column(&place(*at.min(&(PLACES - 1)))).map(|column| (column, false)),
            Key::Changed => column("when").map(|column| (column, true)),
            Key::Began => column("since").map(|column| (column, true)),
        });
        let marks = match &self.by {
            None => None,
            Some(prefix) => fast.str("marks")?.map(|marks| Marks::of(marks, prefix)).transpose()?,
        };
        Ok(SegmentLists {
            down: is_down(&self.order),
            keys: keys.collect::<tantivy::Result<_>>()?,
            ids: column("id")?,
            marks,
            each: self.each,
            found: HashMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        let mut merged: Self::Fruit = HashMap::new();
        for (value, listed) in fruits.into_iter().flatten() {
            let into = merged.entry(value).or_default();
            into.total += listed.total;
            for place in listed.first {
                into.take(place, self.each);
            }
        }
        Ok(merged)
    }
}

/// The marks of one name.
struct Marks {
    marks: StrColumn,
    ordinals: std::ops::Range<u64>,
    prefix: usize,
}

impl Marks {
    fn of(marks: StrColumn, prefix: &str) -> tantivy::Result<Marks> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        // What follows the colon in the order of bytes.
        let after = format!("{};", &prefix[..prefix.len() - 1]);
        let bounds = marks.dictionary().term_bounds_to_ord(Included(prefix), Excluded(after.as_str()))?;
        let ordinals = match bounds {
            (Included(from) | Excluded(from), Excluded(to)) => from..to,
            (Included(from) | Excluded(from), Included(to)) => from..to + 1,
            (Included(from) | Excluded(from), Unbounded) => from..u64::MAX,
            (Unbounded, _) => 0..u64::MAX,
        };
        Ok(Marks { marks, ordinals, prefix: prefix.len() })
    }

    fn value(&self, ordinal: u64) -> String {
        let mut mark = String::new();
        match self.marks.ord_to_str(ordinal, &mut mark) {
            Ok(true) => mark.get(self.prefix..).unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }
}

struct SegmentLists {
    keys: Vec<(Arc<dyn ColumnValues<i64>>, bool)>,
    down: bool,
    ids: Arc<dyn ColumnValues<i64>>,
    marks: Option<Marks>,
    each: usize,
    /// By the ordinal of the mark; without one, or without grouping, under the largest number.
    found: HashMap<u64, Listed>,
}

impl SegmentLists {
    fn key(&self, at: usize, document: DocId) -> i64 {
        // Turned round by `!`, which loses not even the smallest number.
        self.keys.get(at).map_or(0, |(column, down)| {
            let value = column.get_val(document);
            if *down { !value } else { value }
        })
    }

    fn place(&self, document: DocId) -> Place {
        let id = self.ids.get_val(document);
        (std::array::from_fn(|at| self.key(at, document)), if self.down { !id } else { id })
    }

    fn list(&mut self, under: u64, document: DocId) {
        let first = self.key(0, document);
        let listed = self.found.entry(under).or_default();
        listed.total += 1;
        if !listed.is_beyond(first, self.each) {
            let place = self.place(document);
            self.found.entry(under).or_default().take(place, self.each);
        }
    }
}

impl SegmentCollector for SegmentLists {
    type Fruit = HashMap<String, Listed>;

    fn collect(&mut self, document: DocId, _: Score) {
        let own = |marks: &Marks| -> Vec<u64> {
            let all = marks.marks.ords().values_for_doc(document);
            all.filter(|ordinal| marks.ordinals.contains(ordinal)).collect()
        };
        let marked = self.marks.as_ref().map(own).unwrap_or_default();
        for under in &marked {
            self.list(*under, document);
        }
        if marked.is_empty() {
            self.list(u64::MAX, document);
        }
    }

    fn harvest(self) -> Self::Fruit {
        let Self { found, marks, .. } = self;
        let name = |ordinal: u64| match &marks {
            Some(marks) if ordinal != u64::MAX => marks.value(ordinal),
            _ => String::new(),
        };
        found.into_iter().map(|(ordinal, listed)| (name(ordinal), listed)).collect()
    }
}
