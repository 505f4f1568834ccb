//! `mainstay serve`: all desks of a data folder, their pages, their API and their jobs.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use ::desk::Desk;
use ::desk::job::{self, Outside};
use clap::Args;
use web::{Showcase, Site};

use super::{DataFolder, wait};
use crate::failure::Failure;
use crate::home::Home;

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
        serve(&self.data.data, self.listen.listen, None)
    }
}

/// Serves until SIGTERM or Ctrl-C; requests under way are finished. A showcase stands on the server's own first page.
pub fn serve(folder: &Path, listen: SocketAddr, showcase: Option<Showcase>) -> Result<(), Failure> {
    let home = Home::open(folder)?;
    let names = home.desks()?;
    if names.is_empty() {
        return Err(Failure::said(format!(
            "{} holds no desk; make one with `mainstay desk add`, or start with `mainstay demo`",
            folder.display()
        )));
    }
    let mut desks = Vec::with_capacity(names.len());
    let mut doing = Vec::with_capacity(names.len());
    for name in &names {
        let desk = home.desk(name)?;
        doing.push(home.doing_jobs(&desk)?);
        desks.push((desk, Outside { transport: home.transport(name)? }));
    }
    let served = wait(listening(desks, home, listen, showcase))?;
    drop(doing);
    served
}

async fn listening(
    desks: Vec<(Desk, Outside)>,
    home: Home,
    listen: SocketAddr,
    showcase: Option<Showcase>,
) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::said(format!("cannot listen on {listen}: {error}")))?;
    let address = listener.local_addr()?;
    let mut site = Site::new(desks.iter().map(|(desk, _)| desk.clone()), home.hosts());
    if let Some(showcase) = showcase {
        site = site.showing(showcase);
    }
    for (desk, outside) in desks {
        tokio::spawn(job::run_forever(desk, outside));
    }
    tell(&site, address);
    web::serve(listener, site, stopped()).await?;
    Ok(())
}

/// Says where the desks are. Whoever started the server may not be listening any more; it serves all the same.
fn tell(site: &Site, address: SocketAddr) {
    let mut out = std::io::stdout().lock();
    let mut told = writeln!(out, "listening on http://{address}");
    for desk in site.desks() {
        told = told.and_then(|()| writeln!(out, "  http://{address}/{}/", desk.name()));
    }
    if let Err(error) = told.and_then(|()| out.flush()) {
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
