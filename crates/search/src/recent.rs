//! What changed last among very many documents that match alike, without looking at all of them.
//!
//! The documents of a word that every ticket has fill a page long before the oldest is reached. So they are looked for among
//! what changed lately first, and only if that is not enough, further back. The answer is exact: of the documents since a
//! moment, either enough match, and then older ones cannot be before them, or the span grows.

use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocSet as _, Searcher, SegmentReader, TERMINATED};

use crate::error::SearchError;
use crate::index::Page;

/// The first spans that are tried, as parts of the time from the oldest to the newest document.
const SPANS: [i64; 3] = [2_048, 128, 8];

/// How many documents match, counted up to a number.
pub(crate) fn count(searcher: &Searcher, weight: &dyn Weight, most: usize) -> Result<usize, SearchError> {
    let mut counted = 0;
    let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
    for reader in searcher.segment_readers() {
        let mut matching = weight.scorer(reader, 1.0)?;
        while counted < most {
            let filled = matching.fill_buffer(&mut block);
            counted += block[..filled].iter().filter(|document| !reader.is_deleted(**document)).count();
            if filled < block.len() {
                break;
            }
        }
    }
    Ok(counted.min(most))
}

/// The ids of a page of the documents that match, the newest first; none if they lie too far back to be found this way.
pub(crate) fn newest(searcher: &Searcher, weight: &dyn Weight, page: Page) -> Result<Option<Vec<i64>>, SearchError> {
    let Some((oldest, latest)) = span(searcher)? else { return Ok(None) };
    for part in SPANS {
        let since = latest.saturating_sub(latest.saturating_sub(oldest) / part);
        let mut found = Vec::new();
        for reader in searcher.segment_readers() {
            matching_since(reader, weight, since, &mut found)?;
        }
        if found.len() >= page.offset + page.limit {
            found.sort_unstable_by(|one, other| other.cmp(one));
            return Ok(Some(found[page.offset..][..page.limit].iter().map(|(_, id)| *id).collect()));
        }
    }
    Ok(None)
}

/// When the oldest and the newest document changed.
fn span(searcher: &Searcher) -> Result<Option<(i64, i64)>, SearchError> {
    let mut span: Option<(i64, i64)> = None;
    for reader in searcher.segment_readers() {
        let when = reader.fast_fields().i64("when")?;
        let (oldest, latest) = span.unwrap_or((i64::MAX, i64::MIN));
        span = Some((oldest.min(when.min_value()), latest.max(when.max_value())));
    }
    Ok(span)
}

/// Adds when each document since a moment changed, and its id, of those that match.
fn matching_since(
    reader: &SegmentReader,
    weight: &dyn Weight,
    since: i64,
    found: &mut Vec<(i64, i64)>,
) -> Result<(), SearchError> {
    let (when, id) = (reader.fast_fields().i64("when")?, reader.fast_fields().i64("id")?);
    let mut recent = Vec::new();
    when.get_docids_for_value_range(since..=i64::MAX, 0..reader.max_doc(), &mut recent);
    let mut matching = weight.scorer(reader, 1.0)?;
    for document in recent {
        if matching.doc() < document && matching.seek(document) == TERMINATED {
            break;
        }
        if matching.doc() == document && !reader.is_deleted(document) {
            found.push((when.first(document).unwrap_or_default(), id.first(document).unwrap_or_default()));
        }
    }
    Ok(())
}
