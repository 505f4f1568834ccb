//! What a provider sorts its tickets by: tags, and fields of its own; as they stand beside a ticket.

use super::Field;

/// The tags of a ticket and the form that changes them: `tags` with `add` (separated by commas) or `remove`.
#[derive(Clone, Debug)]
pub struct TagForm {
    /// The tags, each with the address of the tickets that have it.
    pub tags: Vec<(String, String)>,
    /// Tags to choose from.
    pub known: Vec<String>,
    /// What is to be added, named `add`.
    pub add: Field,
}

/// The fields of a ticket and the form that fills them in: `fields` with `field.KEY`.
#[derive(Clone, Debug, Default)]
pub struct ValueForm {
    /// What is filled in: name and value.
    pub filled: Vec<(String, String)>,
    /// The fields of the form; none where the ticket's product has none.
    pub fields: Vec<Field>,
    /// Whether the form is open, because something in it is wrong.
    pub open: bool,
    /// What is wrong with the whole of it.
    pub rest: Option<String>,
    /// The values that it was drawn with.
    pub was: String,
}
