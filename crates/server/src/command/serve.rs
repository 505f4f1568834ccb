//! `mainstay serve`: all desks of a data folder, their pages, their API and their jobs.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ::desk::job::{self, Outside};
use ::desk::search;
use clap::Args;
use tokio::task::JoinSet;
use web::{Showcase, Site};

use super::{DataFolder, runtime};
use crate::failure::Failure;
use crate::fetch::{self, Rhythm};
use crate::home::Home;
use crate::lmtp::{Bounds, Door, Reception};

/// How many missing desks are made at a time.
const AT_ONCE: usize = 2;

/// Serves all desks of a data folder.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    listen: Listen,
}

/// Where to listen.
#[derive(Args, Debug)]
pub struct Listen {
    /// Address and port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8600", env = "MAINSTAY_LISTEN")]
    pub listen: SocketAddr,
}

impl Serve {
    /// Runs it until the process is asked to end.
    pub fn run(self) -> Result<(), Failure> {
        serve(Home::open(&self.data.data)?, self.listen.listen, None)
    }
}

/// Desks that are not there yet, and how each is made while the others are served.
pub struct Missing {
    /// What the server's own first page shows.
    pub showcase: Showcase,
    /// Their names, in the order in which they are made.
    pub names: Vec<String>,
    /// Makes the desk of a name, complete or not at all.
    pub make: fn(&Home, &str) -> Result<(), Failure>,
}

/// Serves until SIGTERM or Ctrl-C; requests under way are finished. Missing desks are made meanwhile, each served as soon as it
/// is complete.
pub fn serve(home: Home, listen: SocketAddr, missing: Option<Missing>) -> Result<(), Failure> {
    let names = home.desks()?;
    if names.is_empty() && missing.is_none() {
        return Err(Failure::said(format!(
            "{} holds no desk; make one with `mainstay desk add`, or start with `mainstay demo`",
            home.folder().display()
        )));
    }
    let runtime = runtime()?;
    let served = runtime.block_on(listening(Arc::new(home), &names, listen, missing));
    // A desk that is being made is made anew by the next start.
    runtime.shutdown_background();
    served
}

async fn listening(
    home: Arc<Home>,
    names: &[String],
    listen: SocketAddr,
    missing: Option<Missing>,
) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::said(format!("cannot listen on {listen}: {error}")))?;
    let address = listener.local_addr()?;
    let mut site = Site::new([], home.hosts()).believing(mail::wire::roots(&home.authorities()?));
    if let Some(missing) = &missing {
        site = site.showing(missing.showcase.clone()).expecting(missing.names.iter().cloned());
    }
    let reception = Arc::new(Reception::new(Bounds::default()));
    let door = match home.lmtp() {
        Some(listen) => Some(Door::open(listen).await?),
        None => None,
    };
    let held = names.iter().map(|name| open(&home, &site, &reception, name)).collect::<Result<Vec<_>, Failure>>()?;
    let expected = missing.iter().flat_map(|missing| &missing.names);
    if let Some(door) = door {
        tell(format_args!("taking mail by LMTP on {}", door.said()));
        tokio::spawn(door.serve(Arc::clone(&reception)));
    }
    tell(format_args!("listening on http://{address}"));
    for name in names.iter().chain(expected) {
        tell(format_args!("  http://{address}/{name}/"));
    }
    let served = tokio::select! {
        served = web::serve(listener, site.clone(), stopped()) => Ok(served?),
        failure = make(home, site, reception, missing) => Err(failure),
    };
    drop(held);
    served
}

/// Opens a desk for its pages and for its jobs; what is answered is kept for as long as jobs are done.
fn open(home: &Home, site: &Site, reception: &Reception, name: &str) -> Result<Option<File>, Failure> {
    let desk = home.desk(name)?;
    let held = home.doing_jobs(&desk)?;
    tokio::spawn(job::run_forever(desk.clone(), Outside::new(home.transport(name)?)));
    desk.searched_by(home.index(name)?);
    let followed = desk.clone();
    // Ends with the process: what is not yet in the index is followed at the next start.
    std::thread::Builder::new()
        .name(format!("search {name}"))
        .spawn(move || search::follow(&followed, &AtomicBool::new(false)))?;
    tokio::spawn(fetch::run_forever(desk.clone(), mail::wire::roots(&home.authorities()?), Rhythm::default()));
    reception.open(desk.clone());
    site.open(desk);
    Ok(held)
}

/// Makes the missing desks, two at a time, and opens each. Ends only if that fails.
async fn make(home: Arc<Home>, site: Site, reception: Arc<Reception>, missing: Option<Missing>) -> Failure {
    let Some(Missing { names, make, .. }) = missing else { return std::future::pending().await };
    let mut names = names.into_iter();
    let mut making = JoinSet::new();
    let mut held = Vec::new();
    loop {
        for name in names.by_ref().take(AT_ONCE - making.len()) {
            let home = Arc::clone(&home);
            making.spawn_blocking(move || make(&home, &name).map(|()| name));
        }
        let Some(made) = making.join_next().await else { return std::future::pending().await };
        let made = made.unwrap_or_else(|_| Err(Failure::said("making a desk panicked")));
        let opened = made.and_then(|name| open(&home, &site, &reception, &name).map(|file| (name, file)));
        match opened {
            Ok((name, file)) => {
                held.push(file);
                tell(format_args!("{name} is ready"));
            }
            Err(failure) => return failure,
        }
    }
}

/// Says a line. Whoever started the server may not be listening any more; it serves all the same.
fn tell(line: std::fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
        tracing::warn!(%error, "nobody reads where the server listens");
    }
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
}
