//! The data folder: one SQLite file a desk (`NAME.sqlite`, with `NAME.jobs` to lock by whoever does its jobs), its search index
//! (`NAME.search`, which may be deleted while nothing runs), `mainstay.toml` for what differs from the defaults, and
//! `mainstay.key`, with which passwords are sealed that the desks must say to other servers.
//!
//! ```toml
//! authorities = "/etc/mainstay/authorities.pem"   # believed beside the public ones when mail is sent and fetched
//!
//! [smtp]                        # without it, mail goes into the folder outbox/DESK
//! host = "mail.provider.example"
//! port = 587
//! security = "starttls"         # none, starttls, tls
//! user = "support"
//! password-file = "/etc/mainstay/smtp"
//!
//! [lmtp]                        # where a mail server of this machine hands mail over, for every desk
//! listen = "127.0.0.1:2424"     # or unix:/run/mainstay/lmtp, which owner and group of the file may use
//!
//! [desk.acme]
//! hosts = ["support.acme.example"]       # reached by host name too, not only under /acme/
//! database = "postgres://…"              # instead of acme.sqlite
//! ```

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use database::{Database, Location, Options};
use desk::search::Index;
use desk::{Clock, Desk, job};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;

use crate::clock::MachineClock;
use crate::failure::{Failure, LATER, NO_DESK};
use crate::key::KeyFile;

/// The data folder and its settings.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    settings: Settings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    authorities: Option<PathBuf>,
    smtp: Option<Smtp>,
    lmtp: Option<Lmtp>,
    #[serde(default)]
    desk: BTreeMap<String, DeskSettings>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lmtp {
    listen: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Smtp {
    host: String,
    port: u16,
    #[serde(default)]
    security: SmtpSecurity,
    user: Option<String>,
    password_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum SmtpSecurity {
    None,
    #[default]
    StartTls,
    Tls,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskSettings {
    #[serde(default)]
    hosts: Vec<String>,
    database: Option<String>,
}

impl Home {
    /// The folder, made if it is missing, with its settings read.
    pub fn open(folder: &Path) -> Result<Home, Failure> {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::new(LATER, format!("{}: {error}", folder.display())))?;
        let file = folder.join("mainstay.toml");
        let settings = match std::fs::read_to_string(&file) {
            Ok(text) => {
                toml::from_str(&text).map_err(|error| Failure::said(format!("{}:\n{error}", file.display())))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Settings::default(),
            Err(error) => return Err(Failure::new(LATER, format!("{}: {error}", file.display()))),
        };
        Ok(Home { folder: folder.to_owned(), settings })
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The names of all desks, in order.
    pub fn desks(&self) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = self
            .settings
            .desk
            .iter()
            .filter(|(_, settings)| settings.database.is_some())
            .map(|(name, _)| name.clone())
            .collect();
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "sqlite")
                && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
            {
                names.push(name.to_owned());
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Where a desk's data lies. The name is checked: it becomes a path and a part of addresses.
    pub fn location(&self, name: &str) -> Result<Location, Failure> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > 60 || !name.chars().all(fits) || name.starts_with('-') {
            return Err(Failure::new(
                NO_DESK,
                format!("`{name}` cannot be a desk: a name is made of a-z, 0-9 and -, at most 60 characters"),
            ));
        }
        match self.settings.desk.get(name).and_then(|desk| desk.database.as_deref()) {
            Some(url) => Ok(Location::parse(url)?),
            None => Ok(Location::Sqlite(self.folder.join(format!("{name}.sqlite")))),
        }
    }

    /// The file of a desk that lies in this folder.
    pub fn file(&self, name: &str) -> Result<PathBuf, Failure> {
        match self.location(name)? {
            Location::Sqlite(path) => Ok(path),
            _ => Err(Failure::said(format!(
                "desk `{name}` lies in PostgreSQL; back it up and restore it with pg_dump and pg_restore"
            ))),
        }
    }

    /// Opens a desk that exists, on the machine's clock.
    pub fn desk(&self, name: &str) -> Result<Desk, Failure> {
        if let Location::Sqlite(path) = self.location(name)?
            && !path.is_file()
        {
            let known = self.desks()?.join(", ");
            return Err(Failure::new(
                NO_DESK,
                format!("there is no desk `{name}` in {}; known: {known}", self.folder.display()),
            ));
        }
        self.make(name, &Options::default(), Arc::new(MachineClock))
    }

    /// Opens a desk, making it if it is missing.
    pub fn make(&self, name: &str, options: &Options, clock: Arc<dyn Clock>) -> Result<Desk, Failure> {
        let database = Database::open(&self.location(name)?, options)?;
        let desk = Desk::open(name, database, clock, seed()?)?;
        desk.keyed_by(Arc::new(KeyFile::of(&self.folder)));
        Ok(desk)
    }

    /// Gets ready to do a desk's jobs: those that a killed process held are let go, as soon as no process is left that
    /// could hold one. Keep what is answered for as long as jobs are done.
    ///
    /// Processes of one machine tell each other by sharing a lock on a file, which ends with its process in whatever way.
    /// Servers of a desk in PostgreSQL may run on many machines; there a job is let go when its hold ends.
    pub fn doing_jobs(&self, desk: &Desk) -> Result<Option<File>, Failure> {
        let Location::Sqlite(path) = self.location(desk.name())? else { return Ok(None) };
        let file = File::options().create(true).append(true).open(path.with_extension("jobs"))?;
        match file.try_lock() {
            Ok(()) => {
                job::unlock_all(desk)?;
                file.unlock()?;
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        file.lock_shared()?;
        Ok(Some(file))
    }

    /// Where a desk's search index lies: beside its data, or in this folder for a desk that lies elsewhere.
    pub fn index_folder(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.search"))
    }

    /// Opens a desk's search index. It is a copy, so one that cannot be used is thrown away and made again.
    pub fn index(&self, name: &str) -> Result<Index, Failure> {
        let folder = self.index_folder(name);
        let opened = Index::open(&folder).or_else(|error| {
            tracing::warn!(desk = name, %error, "the search index is made again");
            std::fs::remove_dir_all(&folder)?;
            Index::open(&folder)
        });
        opened.map_err(|error| Failure::new(LATER, format!("{}: {error}", folder.display())))
    }

    /// Desks by the host names they are reached under.
    pub fn hosts(&self) -> BTreeMap<String, String> {
        let mut hosts = BTreeMap::new();
        for (name, settings) in &self.settings.desk {
            for host in &settings.hosts {
                hosts.insert(host.to_ascii_lowercase(), name.clone());
            }
        }
        hosts
    }

    /// Where mail is handed over by LMTP, if it is.
    pub fn lmtp(&self) -> Option<&str> {
        self.settings.lmtp.as_ref().map(|lmtp| lmtp.listen.as_str())
    }

    /// How a desk's mail leaves: by SMTP when configured, into a maildir folder otherwise.
    pub fn transport(&self, name: &str) -> Result<mail::Transport, Failure> {
        let Some(smtp) = &self.settings.smtp else {
            return Ok(mail::Transport::Maildir(self.folder.join("outbox").join(name)));
        };
        let password = match &smtp.password_file {
            None => None,
            Some(file) => Some(
                std::fs::read_to_string(file)
                    .map_err(|error| Failure::said(format!("{}: {error}", file.display())))?
                    .trim_end()
                    .to_owned(),
            ),
        };
        Ok(mail::Transport::Smtp(mail::SmtpSettings {
            host: smtp.host.clone(),
            port: smtp.port,
            security: match smtp.security {
                SmtpSecurity::None => mail::Security::None,
                SmtpSecurity::StartTls => mail::Security::StartTls,
                SmtpSecurity::Tls => mail::Security::Tls,
            },
            user: smtp.user.clone(),
            password,
            authorities: self.authorities()?,
        }))
    }

    /// Authorities whose certificates are believed beside the public ones, as mail servers of a company's own have them.
    pub fn authorities(&self) -> Result<Vec<CertificateDer<'static>>, Failure> {
        let Some(file) = &self.settings.authorities else { return Ok(Vec::new()) };
        let unreadable = |error: &dyn std::fmt::Display| Failure::said(format!("{}: {error}", file.display()));
        let read = CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))?;
        let read: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| unreadable(&error))?;
        if read.is_empty() {
            return Err(unreadable(&"no certificate in it (expected PEM: -----BEGIN CERTIFICATE-----)"));
        }
        Ok(read)
    }
}

/// A seed from the operating system.
pub fn seed() -> Result<[u8; 32], Failure> {
    let mut seed = [0_u8; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::said(format!("no randomness: {error}")))?;
    Ok(seed)
}
