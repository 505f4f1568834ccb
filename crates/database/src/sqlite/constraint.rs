//! The names of unique constraints.
//!
//! SQLite reports the columns of a violated rule (`UNIQUE constraint failed: ticket.number`), PostgreSQL its name. The
//! names are read back from the tables: that of a unique index is its own, that of a constraint stands in the table's
//! text. Unnamed ones get the name that PostgreSQL would give them. Two unique rules on the same columns of one table
//! (possible with partial indexes only) cannot be told apart; the first in alphabetical order is named.

use std::collections::HashMap;

use crate::sql;

/// The unique rules of all tables by `table.column, table.column`.
#[derive(Default)]
pub(crate) struct Constraints {
    names: HashMap<String, String>,
}

impl Constraints {
    /// Reads what can be read; a rule that cannot is later named after its columns.
    pub(crate) fn read(connection: &rusqlite::Connection) -> Self {
        let mut constraints = Constraints::default();
        if let Err(error) = constraints.fill(connection) {
            tracing::warn!(%error, "the names of unique constraints could not be read");
        }
        constraints
    }

    fn fill(&mut self, connection: &rusqlite::Connection) -> Result<(), rusqlite::Error> {
        let mut indexes = connection.prepare(
            "select t.name, t.sql, i.name, i.origin, group_concat(c.name, ',' order by c.seqno)
             from sqlite_master t
             join pragma_index_list(t.name) i on i.\"unique\" = 1 and i.origin <> 'pk'
             join pragma_index_info(i.name) c
             where t.type = 'table'
             group by t.name, i.name order by t.name, i.name",
        )?;
        let mut rows = indexes.query([])?;
        while let Some(row) = rows.next()? {
            let (table, text, index): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (origin, columns): (String, Option<String>) = (row.get(3)?, row.get(4)?);
            // The columns of an index over expressions have no names; SQLite then reports the index itself.
            let Some(columns) = columns else { continue };
            let columns: Vec<&str> = columns.split(',').collect();
            let name = if origin == "c" {
                index
            } else {
                sql::unique_constraint_name(&text, &columns)
                    .unwrap_or_else(|| format!("{table}_{}_key", columns.join("_")))
            };
            let key = columns.iter().map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ");
            self.names.entry(key).or_insert(name);
        }
        Ok(())
    }

    /// The name behind SQLite's message.
    pub(crate) fn name(&self, message: &str, primary: bool) -> String {
        let what = message.strip_prefix("UNIQUE constraint failed: ").unwrap_or(message);
        if let Some(index) = what.strip_prefix("index '") {
            return index.trim_end_matches('\'').to_owned();
        }
        if primary {
            let table = what.split('.').next().unwrap_or(what);
            return format!("{table}_pkey");
        }
        self.names.get(what).cloned().unwrap_or_else(|| what.to_owned())
    }
}
