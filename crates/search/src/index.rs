//! The index on disk: documents in, hits out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::EnableScoring;
use tantivy::schema::Term;
use tantivy::{IndexReader, IndexWriter, Order, ReloadPolicy, Searcher};

use crate::error::SearchError;
use crate::fold::Stems;
use crate::form::Form;
use crate::query::{Query, Reach};
use crate::rank::{Ranking, Rung};
use crate::recent;
use crate::schema::{Fields, PLACES, VERSION, key};

/// What is put into the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is: "ticket".
    pub kind: &'static str,
    /// Its id in the database.
    pub id: i64,
    /// When it last changed, microseconds since 1970: of hits that are worth the same, the newer is first.
    pub when: i64,
    /// When it began.
    pub since: i64,
    /// Numbers by which lists can be ordered; what they mean is the caller's.
    pub places: [i64; PLACES],
    /// Subject or name: words here count most.
    pub subject: String,
    /// What everybody may find who may see the document, piece by piece.
    pub text: Vec<String>,
    /// What staff only may find.
    pub notes: Vec<String>,
    /// What filters and reach ask for: ("state", "open").
    pub marks: Vec<(&'static str, String)>,
}

/// Hits before the last page that can be asked for, and most hits of a page.
const DEEPEST: usize = 10_000;

/// Hits that are counted; beyond them it is enough to know that there are more.
pub const COUNTED: usize = 10_000;

/// A part of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Hits before it, at most 10,000: the index has to find them all. Beyond them nothing is found.
    pub offset: usize,
    /// Hits on it, at least 1.
    pub limit: usize,
}

/// A document found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its id in the database.
    pub id: i64,
    /// How much it is worth; only for comparing.
    pub worth: i64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// The best first.
    pub hits: Vec<Hit>,
    /// How many there are in all; of more than 10,000 there may be more than it says.
    pub total: usize,
}

/// An open index. Searching needs no more than this; one writer at a time changes it.
pub struct Index {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    stems: Arc<Stems>,
    folder: PathBuf,
}

impl Index {
    /// Opens the index in a folder, or makes an empty one there. What an earlier version left is removed.
    ///
    /// # Errors
    /// When the folder cannot be used or the index in it is damaged: remove the folder and make it again.
    pub fn open(folder: &Path) -> Result<Index, SearchError> {
        let fields = Fields::new();
        let own = folder.join(VERSION.to_string());
        fs::create_dir_all(&own)?;
        for other in fs::read_dir(folder)? {
            let other = other?.path();
            if other != own && other.is_dir() {
                fs::remove_dir_all(&other)?;
            }
        }
        let directory = tantivy::directory::MmapDirectory::open(&own).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::open_or_create(directory, fields.schema.clone())?;
        let stems = Arc::new(Stems::new());
        Form::register(index.tokenizers(), &stems);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { index, reader, fields, stems, folder: own })
    }

    /// How far the index has followed the database, as [`Writer::commit`] was told; nothing for a new index.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn position(&self) -> Result<Option<String>, SearchError> {
        Ok(self.index.load_metas()?.payload)
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(crate) fn stems(&self) -> &Stems {
        &self.stems
    }

    /// The one who changes the index. `memory` bytes, at least 15 MB, are filled before anything goes to disk.
    ///
    /// # Errors
    /// [`SearchError::Busy`] while there is another.
    pub fn writer(&self, memory: usize) -> Result<Writer<'_>, SearchError> {
        let writer = self.index.writer_with_num_threads(1, memory).map_err(|error| match SearchError::from(error) {
            SearchError::Busy(_) => SearchError::Busy(self.folder.display().to_string()),
            other => other,
        })?;
        Ok(Writer { index: self, writer })
    }

    /// Documents of a kind that match, the best first; of equals the newest.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, query: &Query, kind: &str, reach: &Reach, page: Page) -> Result<Hits, SearchError> {
        let found = self.search_near(query, kind, reach, page)?;
        let is_deep = page.offset > DEEPEST || page.limit > DEEPEST;
        if is_deep || found.total >= page.offset + page.limit || !Ranking::widens(query) {
            return Ok(found);
        }
        let searcher = self.reader.searcher();
        let ranking = Ranking { fields: &self.fields, stems: &self.stems, searcher: &searcher, reach, kind };
        ranked(&searcher, &ranking.far(query), page)
    }

    /// The same without compounds, parts and typing errors: what they cost grows with the words of all documents, however few
    /// of the kind there are.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search_near(&self, query: &Query, kind: &str, reach: &Reach, page: Page) -> Result<Hits, SearchError> {
        if page.offset > DEEPEST || page.limit > DEEPEST {
            return Ok(Hits { hits: Vec::new(), total: 0 });
        }
        let searcher = self.reader.searcher();
        let ranking = Ranking { fields: &self.fields, stems: &self.stems, searcher: &searcher, reach, kind };
        match ranking.ladder(query) {
            Some(rungs) => climb(&searcher, &rungs, page, COUNTED),
            None => ranked(&searcher, &ranking.near(query), page),
        }
    }
}

/// From the best worth down until the page is full and `counted` are counted.
fn climb(searcher: &Searcher, rungs: &[Rung], page: Page, counted: usize) -> Result<Hits, SearchError> {
    let enough = counted.max(page.offset + page.limit);
    let mut found = Hits { hits: Vec::new(), total: 0 };
    for rung in rungs {
        let room = page.limit - found.hits.len();
        if room == 0 && found.total >= counted {
            break;
        }
        let weight = rung.query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let count = recent::count(searcher, &*weight, enough - found.total)?;
        if room > 0 {
            let on = Page { offset: page.offset.saturating_sub(found.total), limit: room };
            // A full page of a common word is among what changed lately: nobody looks at all that have it.
            let is_common = count == enough - found.total;
            let lately = if is_common { recent::newest(searcher, &*weight, on)? } else { None };
            let ids = lately.map_or_else(|| by_time(searcher, &*rung.query, on), Ok)?;
            found.hits.extend(ids.into_iter().map(|id| Hit { id, worth: rung.worth as i64 }));
        }
        found.total += count;
    }
    Ok(found)
}

/// Ids of a page of all that match, the newest first.
fn by_time(searcher: &Searcher, query: &dyn tantivy::query::Query, page: Page) -> Result<Vec<i64>, SearchError> {
    let top = TopDocs::with_limit(page.limit).and_offset(page.offset).order_by((newest("when"), newest("id")));
    Ok(searcher.search(query, &top)?.into_iter().filter_map(|((_, id), _)| id).collect())
}

/// All that match by their worth, of equals the newest first.
fn ranked(searcher: &Searcher, query: &dyn tantivy::query::Query, page: Page) -> Result<Hits, SearchError> {
    let order = (SortBySimilarityScore, newest("when"), newest("id"));
    let top = TopDocs::with_limit(page.limit.max(1)).and_offset(page.offset).order_by(order);
    let (top, total) = searcher.search(query, &(top, Count))?;
    // Worths are whole numbers.
    let hit = |((worth, _, id), _): ((f32, Option<i64>, Option<i64>), _)| Some(Hit { id: id?, worth: worth as i64 });
    Ok(Hits { hits: top.into_iter().filter_map(hit).collect(), total })
}

fn newest(field: &str) -> (SortByStaticFastValue<i64>, Order) {
    (SortByStaticFastValue::for_field(field), Order::Desc)
}

/// Changes the index. What is put and removed is found after [`Writer::commit`].
pub struct Writer<'a> {
    index: &'a Index,
    writer: IndexWriter,
}

impl Writer<'_> {
    /// Puts a document in place of the one of its kind and id.
    ///
    /// # Errors
    /// When the disk is full or the index is damaged.
    pub fn put(&self, document: &Document) -> Result<(), SearchError> {
        self.remove(document.kind, document.id);
        self.writer.add_document(self.index.fields.fill(document))?;
        Ok(())
    }

    /// Removes a document, if it is there.
    pub fn remove(&self, kind: &str, id: i64) {
        self.writer.delete_term(Term::from_field_text(self.index.fields.key, &key(kind, id)));
    }

    /// Removes every document.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn clear(&self) -> Result<(), SearchError> {
        self.writer.delete_all_documents()?;
        Ok(())
    }

    /// Writes to disk what was put and removed, with how far the database has been followed; found from now on.
    ///
    /// # Errors
    /// When the disk is full or the index is damaged.
    pub fn commit(&mut self, position: &str) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(position);
        commit.commit()?;
        self.index.reader.reload()?;
        Ok(())
    }

    /// Waits until pieces of the index that are being joined are joined, and gives the index free for another writer.
    ///
    /// # Errors
    /// When joining failed.
    pub fn close(self) -> Result<(), SearchError> {
        Ok(self.writer.wait_merging_threads()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Mark;

    fn document(id: i64, word: &dyn Fn(i64) -> &'static str) -> Document {
        Document {
            kind: "ticket",
            id,
            when: id % 7,
            subject: format!("{} {}", word(id), word(id + 3)),
            text: vec![format!("{} {}", word(id * 5 + 1), word(id * 3)), word(id / 4).to_owned()],
            notes: vec![word(id * 11 + 2).to_owned()],
            marks: vec![("state", if id % 3 == 0 { "open" } else { "closed" }.to_owned())],
            ..Document::default()
        }
    }

    /// Climbing down by worth finds the same, in the same order, as weighing all that match.
    #[test]
    fn a_word_is_found_alike_by_worth_and_all_at_once() {
        const WORDS: [&str; 7] = ["rechnung", "rechnungen", "drucker", "druckers", "invoice", "invoices", "test"];
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let mut writer = index.writer(15_000_000).unwrap();
        for id in 1..=300 {
            writer.put(&document(id, &|number| WORDS[usize::try_from(number * number % 7).unwrap()])).unwrap();
        }
        writer.commit("1").unwrap();
        let searcher = index.searcher();
        let open = Mark { name: "state".to_owned(), values: vec!["open".to_owned()], wanted: true };
        for text in ["rechnung", "druckers", "\"invoice\"", "rechn", "test -drucker", "test"] {
            for reach in [Reach::All, Reach::Only(open.clone())] {
                for filtered in [false, true] {
                    let mut query = Query::parse(text, &[]).0.typing(text);
                    if filtered {
                        query.only(Mark { wanted: false, ..open.clone() });
                    }
                    let (fields, stems) = (index.fields(), index.stems());
                    let ranking = Ranking { fields, stems, searcher: &searcher, reach: &reach, kind: "ticket" };
                    let rungs = ranking.ladder(&query).unwrap();
                    for (offset, limit) in [(0, 20), (20, 20), (13, 50), (100, 7), (0, 300)] {
                        let page = Page { offset, limit };
                        let expected = ranked(&searcher, &ranking.near(&query), page).unwrap();
                        let all = climb(&searcher, &rungs, page, COUNTED).unwrap();
                        assert_eq!(all, expected, "{text} {offset} {limit}");
                        // Where few are counted, every word is a common one: the same hits, and no more counted than asked.
                        for counted in [1, 10, 40] {
                            let some = climb(&searcher, &rungs, page, counted).unwrap();
                            assert_eq!(some.hits, expected.hits, "{text} {offset} {limit} {counted}");
                            assert!(some.total >= expected.total.min(counted.max(offset + limit)));
                            assert!(some.total <= expected.total);
                        }
                    }
                }
            }
        }
    }
}
