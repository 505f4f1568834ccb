//! One PostgreSQL connection: where it leads, its statements, its parameters.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, Statement};

use crate::error::DatabaseError;
use crate::options::{Durability, Options};
use crate::postgresql::codec::{self, Found, Param};
use crate::postgresql::{error, tls};
use crate::row::Row;
use crate::value::ToValue;

/// How many prepared statements a connection keeps: more than the application has.
const STATEMENTS: usize = 512;

/// Where connections lead and how they are set up.
pub(crate) struct Place {
    config: Config,
    tls: tls::Tls,
    schema: Option<String>,
    durability: Durability,
    busy: Duration,
}

impl Place {
    pub(crate) fn parse(url: &str, schema: Option<&str>, options: &Options) -> Result<Self, DatabaseError> {
        let (url, tls) = tls::Tls::parse(url)?;
        let mut config: Config = url.parse().map_err(|error: postgres::Error| {
            let reason = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            DatabaseError::Unsupported(format!("the database's URL cannot be read: {error}{reason}"))
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(options.busy.max(Duration::from_secs(1)));
        }
        // A server that vanished without a word is noticed in half a minute, not in two hours.
        config.keepalives_idle(Duration::from_secs(30));
        config.tcp_user_timeout(Duration::from_secs(30));
        if config.get_application_name().is_none() {
            config.application_name("mainstay");
        }
        tls.settle(&mut config);
        Ok(Place { config, tls, schema: schema.map(str::to_owned), durability: options.durability, busy: options.busy })
    }

    pub(crate) fn connect(&self) -> Result<Session, DatabaseError> {
        let client = self.tls.connect(&self.config).map_err(|failure| error::unreachable(&failure))?;
        let mut session = Session { client, statements: HashMap::new(), trouble: None, lost: false };
        session.control(&format!(
            "set client_min_messages = warning; set lock_timeout = {}; set synchronous_commit = {};",
            self.busy.as_millis(),
            match self.durability {
                Durability::Full => "on",
                Durability::Relaxed => "off",
            }
        ))?;
        if let Some(schema) = &self.schema {
            session.control(&format!("set search_path = {}", quoted(schema)))?;
        }
        Ok(session)
    }

    /// The first connection makes the schema.
    pub(crate) fn connect_and_prepare(&self) -> Result<Session, DatabaseError> {
        let mut session = self.connect()?;
        let Some(schema) = &self.schema else {
            return Ok(session);
        };
        let mut known = false;
        session.rows("select 1 from pg_namespace where nspname = $1", &[schema], &mut |_| {
            known = true;
            true
        })?;
        if !known {
            match session.control(&format!("create schema if not exists {}", quoted(schema))) {
                // Two servers that start together may both try; either schema is the same.
                Ok(()) | Err(DatabaseError::Unique { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(session)
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Why a transaction has to be run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Another transaction was in the way.
    Conflict,
    /// The connection broke.
    Lost,
}

/// One connection.
pub(crate) struct Session {
    client: Client,
    statements: HashMap<String, Prepared>,
    trouble: Option<Trouble>,
    lost: bool,
}

#[derive(Clone)]
struct Prepared {
    statement: Statement,
    columns: Arc<[String]>,
}

impl Session {
    /// The server may say goodbye some time before the driver notices that the connection is closed.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    /// What went wrong since last asked, apart from mistakes in statements.
    pub(crate) fn take_trouble(&mut self) -> Option<Trouble> {
        self.trouble.take()
    }

    /// Statements without parameters or rows.
    pub(crate) fn control(&mut self, sql: &str) -> Result<(), DatabaseError> {
        let result = self.client.batch_execute(sql);
        result.map_err(|failure| self.noted(&failure))
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        let prepared = self.prepared(sql, params.len())?;
        let params: Vec<Param<'_>> = params.iter().map(|param| Param(param.to_value())).collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
        let result = self.client.execute(&prepared.statement, &params);
        result.map_err(|failure| self.noted(&failure))
    }

    pub(crate) fn rows(
        &mut self,
        sql: &str,
        params: &[&dyn ToValue],
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), DatabaseError> {
        let prepared = self.prepared(sql, params.len())?;
        let params: Vec<Param<'_>> = params.iter().map(|param| Param(param.to_value())).collect();
        let params = params.iter().map(|param| param as &(dyn ToSql + Sync));
        let result = (|| {
            let mut rows = self.client.query_raw(&prepared.statement, params)?;
            while let Some(found) = rows.next()? {
                let mut row = Row::new(Arc::clone(&prepared.columns));
                for position in 0..prepared.columns.len() {
                    row.push(found.try_get::<_, Found<'_>>(position)?.0);
                }
                if !take(row) {
                    break;
                }
            }
            Ok(())
        })();
        result.map_err(|failure: postgres::Error| self.noted(&failure))
    }

    pub(crate) fn prepare_check(&mut self, sql: &str) -> Result<(), DatabaseError> {
        let statement = self.client.prepare(sql).map_err(|failure| self.noted(&failure))?;
        let columns = statement.columns().iter().map(postgres::Column::type_);
        codec::known(statement.params().iter().chain(columns))
    }

    /// The plan that does without a full scan wherever it can, as an empty table would otherwise always be scanned.
    pub(crate) fn explain(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<String, DatabaseError> {
        self.control("set enable_seqscan = off")?;
        let mut plan = String::new();
        self.rows(&format!("explain (costs off) {sql}"), params, &mut |row| {
            if let Ok(line) = row.text(0usize) {
                plan.push_str(line);
                plan.push('\n');
            }
            true
        })?;
        Ok(plan)
    }

    fn prepared(&mut self, sql: &str, params: usize) -> Result<Prepared, DatabaseError> {
        let prepared = match self.statements.get(sql) {
            Some(prepared) => prepared.clone(),
            None => self.prepare(sql)?,
        };
        let wanted = prepared.statement.params().len();
        if wanted != params {
            return Err(DatabaseError::other(format!("the statement has {wanted} parameters but got {params}: {sql}")));
        }
        Ok(prepared)
    }

    fn prepare(&mut self, sql: &str) -> Result<Prepared, DatabaseError> {
        let statement = self.client.prepare(sql).map_err(|failure| match self.noted(&failure) {
            DatabaseError::Other { message } => DatabaseError::other(format!("{message} in: {sql}")),
            error => error,
        })?;
        let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let prepared = Prepared { statement, columns };
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// Translates an error and remembers what it means for the transaction.
    fn noted(&mut self, failure: &postgres::Error) -> DatabaseError {
        if self.client.is_closed() || error::is_lost(failure) {
            self.trouble = Some(Trouble::Lost);
            self.lost = true;
        } else if error::is_conflict(failure) {
            self.trouble = Some(Trouble::Conflict);
        } else if error::is_outdated(failure) {
            // The tables changed under a prepared statement: prepare anew and run again.
            self.statements.clear();
            self.trouble = Some(Trouble::Conflict);
        }
        error::translate(failure)
    }
}
