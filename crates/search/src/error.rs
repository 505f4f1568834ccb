//! What can go wrong with an index.

/// Why an index did not answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Another process writes to this index.
    #[error("another process writes to the index in {0}")]
    Busy(String),
    /// The folder cannot be read or written, or what lies in it is no index of this version; make it again.
    #[error("the index cannot be used: {0}")]
    Broken(String),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::LockFailure(_, place) => Self::Busy(place.unwrap_or_default()),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}
