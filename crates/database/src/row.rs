//! One row of an answer.
//!
//! All text and bytes of a row lie in one buffer, so a row costs two allocations however many columns it has.

use std::sync::Arc;

use crate::error::DatabaseError;
use crate::value::{FromValue, ValueRef};

#[derive(Debug, Clone, Copy)]
enum Cell {
    Null,
    Int(i64),
    Text { start: usize, end: usize },
    Bytes { start: usize, end: usize },
}

/// One row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[String]>,
    cells: Vec<Cell>,
    buffer: Vec<u8>,
}

/// A column by its position from 0 (`usize`) or by its name (`&str`).
pub trait Column {
    /// The column's position, if the row has it.
    fn position(&self, columns: &[String]) -> Option<usize>;
    /// How an error names the column.
    fn label(&self) -> String;
}

impl<C: Column> Column for &C {
    fn position(&self, columns: &[String]) -> Option<usize> {
        (**self).position(columns)
    }

    fn label(&self) -> String {
        (**self).label()
    }
}

impl Column for usize {
    fn position(&self, columns: &[String]) -> Option<usize> {
        (*self < columns.len()).then_some(*self)
    }

    fn label(&self) -> String {
        self.to_string()
    }
}

impl Column for &str {
    fn position(&self, columns: &[String]) -> Option<usize> {
        columns.iter().position(|name| name == self)
    }

    fn label(&self) -> String {
        (*self).to_owned()
    }
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>) -> Self {
        let cells = Vec::with_capacity(columns.len());
        Row { columns, cells, buffer: Vec::new() }
    }

    pub(crate) fn push(&mut self, value: ValueRef<'_>) {
        let cell = match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Int(number) => Cell::Int(number),
            ValueRef::Text(text) => {
                let (start, end) = self.append(text.as_bytes());
                Cell::Text { start, end }
            }
            ValueRef::Bytes(bytes) => {
                let (start, end) = self.append(bytes);
                Cell::Bytes { start, end }
            }
        };
        self.cells.push(cell);
    }

    fn append(&mut self, bytes: &[u8]) -> (usize, usize) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        (start, self.buffer.len())
    }

    /// The column's value: `row.get::<i64>(0)?`, `row.get::<Option<String>>("note")?`.
    ///
    /// # Errors
    /// [`DatabaseError::Column`] if there is no such column or it holds something else.
    pub fn get<T: FromValue>(&self, column: impl Column) -> Result<T, DatabaseError> {
        let value = self.value(&column)?;
        T::from_value(value).ok_or_else(|| mismatch::<T>(self.name(&column), value))
    }

    /// The column's text without copying it.
    ///
    /// # Errors
    /// [`DatabaseError::Column`] if there is no such column or it holds no text.
    pub fn text(&self, column: impl Column) -> Result<&str, DatabaseError> {
        match self.value(&column)? {
            ValueRef::Text(text) => Ok(text),
            other => Err(mismatch::<&str>(self.name(&column), other)),
        }
    }

    /// The column's bytes without copying them.
    ///
    /// # Errors
    /// [`DatabaseError::Column`] if there is no such column or it holds no bytes.
    pub fn bytes(&self, column: impl Column) -> Result<&[u8], DatabaseError> {
        match self.value(&column)? {
            ValueRef::Bytes(bytes) => Ok(bytes),
            other => Err(mismatch::<&[u8]>(self.name(&column), other)),
        }
    }

    /// The column's bytes in place of the row: what is large is not copied once more.
    ///
    /// # Errors
    /// As [`Row::bytes`].
    pub fn into_bytes(mut self, column: impl Column) -> Result<Vec<u8>, DatabaseError> {
        self.bytes(&column)?;
        let position = column.position(&self.columns);
        if let Some(Cell::Bytes { start, end }) = position.map(|position| self.cells[position]) {
            self.buffer.truncate(end);
            self.buffer.drain(..start);
        }
        Ok(self.buffer)
    }

    /// The names of the columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    fn value(&self, column: &impl Column) -> Result<ValueRef<'_>, DatabaseError> {
        let position = column.position(&self.columns).ok_or_else(|| DatabaseError::Column {
            column: column.label(),
            wanted: "column of this row",
            found: "nothing".to_owned(),
        })?;
        Ok(match self.cells[position] {
            Cell::Null => ValueRef::Null,
            Cell::Int(number) => ValueRef::Int(number),
            Cell::Text { start, end } => {
                ValueRef::Text(std::str::from_utf8(&self.buffer[start..end]).expect("it was copied from a str"))
            }
            Cell::Bytes { start, end } => ValueRef::Bytes(&self.buffer[start..end]),
        })
    }

    fn name(&self, column: &impl Column) -> String {
        column.position(&self.columns).map_or_else(|| column.label(), |position| self.columns[position].clone())
    }
}

fn mismatch<T>(column: String, value: ValueRef<'_>) -> DatabaseError {
    let found = match value {
        ValueRef::Int(number) => format!("the number {number}"),
        other => other.kind().to_owned(),
    };
    DatabaseError::Column { column, wanted: std::any::type_name::<T>(), found }
}
