//! Where a database lies.

use std::fmt;
use std::path::PathBuf;

use crate::error::DatabaseError;

/// Where a database lies. `Debug` and `Display` never show a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file; made if it does not exist, its folder must exist.
    Sqlite(PathBuf),
    /// A SQLite database in memory, shared by everyone in this process who opens the same name while it is open.
    SqliteMemory(String),
    /// A PostgreSQL database.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
        /// The schema that holds the tables; made if it does not exist. Without one, the user's own search path.
        schema: Option<String>,
    },
}

/// Which engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// SQLite, inside this process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl Location {
    /// Reads `postgres://…` (optionally with `schema=NAME` among its parameters), `memory:NAME`, or the path of a file.
    ///
    /// # Errors
    /// [`DatabaseError::Unsupported`] for an empty text or an unknown scheme.
    pub fn parse(text: &str) -> Result<Location, DatabaseError> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let (url, schema) = without_schema(text);
            return Ok(Location::Postgres { url, schema });
        }
        if let Some(name) = text.strip_prefix("memory:") {
            return Ok(Location::SqliteMemory(name.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(DatabaseError::Unsupported(
                "a database is postgres://user:password@host/name or the path of a SQLite file".to_owned(),
            ));
        }
        Ok(Location::Sqlite(PathBuf::from(path)))
    }

    /// Which engine this location needs.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Location::Sqlite(_) | Location::SqliteMemory(_) => Kind::Sqlite,
            Location::Postgres { .. } => Kind::Postgres,
        }
    }
}

/// The driver refuses parameters it does not know, so ours is taken out of the URL.
fn without_schema(url: &str) -> (String, Option<String>) {
    let Some((base, query)) = url.split_once('?') else {
        return (url.to_owned(), None);
    };
    let mut schema = None;
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| match pair.strip_prefix("schema=") {
            Some(name) => {
                schema = (!name.is_empty()).then(|| name.to_owned());
                false
            }
            None => true,
        })
        .collect();
    let url = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
    (url, schema)
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Sqlite(path) => write!(out, "{}", path.display()),
            Location::SqliteMemory(name) => write!(out, "memory:{name}"),
            Location::Postgres { url, schema } => {
                out.write_str(&without_secrets(url))?;
                match schema {
                    Some(schema) => write!(out, " (schema {schema})"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Location({self})")
    }
}

/// Leaves the user's name, host and database; a password may stand before the `@` or among the parameters, so all
/// parameters go.
fn without_secrets(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(base, _)| base);
    let Some((scheme, rest)) = url.split_once("://") else {
        return "postgres".to_owned();
    };
    match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split_once(':').map_or(user, |(name, _)| name);
            format!("{scheme}://{user}@{place}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let location =
            Location::parse("postgres://ada:s3:cr@t@db.example/desk?schema=acme&password=s3cr&connect_timeout=3")
                .unwrap();
        assert_eq!(format!("{location}"), "postgres://ada@db.example/desk (schema acme)");
        assert!(!format!("{location:?}").contains("s3"), "{location:?}");
        let Location::Postgres { url, schema } = location else { panic!("not PostgreSQL") };
        assert_eq!(url, "postgres://ada:s3:cr@t@db.example/desk?password=s3cr&connect_timeout=3");
        assert_eq!(schema.as_deref(), Some("acme"));
    }

    #[test]
    fn a_path_is_a_sqlite_file() {
        assert_eq!(Location::parse("/data/acme.sqlite").unwrap(), Location::Sqlite("/data/acme.sqlite".into()));
        assert_eq!(Location::parse("sqlite:desk.sqlite").unwrap(), Location::Sqlite("desk.sqlite".into()));
        assert_eq!(Location::parse("memory:a").unwrap(), Location::SqliteMemory("a".to_owned()));
        assert!(Location::parse("mysql://host/db").is_err());
        assert!(Location::parse(" ").is_err());
    }
}
