//! Mail from a mail server by LMTP, for all desks: which of them an address belongs to, and where connections come in.
//!
//! A mail is answered for when it is on disk, for each recipient by itself; connections that deliver at the same time share a
//! commit. Nobody is asked who they are: the address to listen on is the mail server's alone.

mod connection;

use std::collections::BTreeMap;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ::desk::{Actor, Desk, DeskError, intake, mailbox};
use mail::MailAddress;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;

use crate::failure::Failure;

/// Room for the lines that we write before a mail.
const HEAD_ROOM: usize = 64 * 1024;

/// How much is taken at a time.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of a mail.
    pub size: usize,
    /// Bytes of all mails under way.
    pub held: usize,
    /// Connections.
    pub connections: usize,
    /// How long one may say nothing.
    pub idle: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            size: intake::RAW_MAX - HEAD_ROOM,
            held: 96 * 1024 * 1024,
            connections: 200,
            idle: Duration::from_secs(300),
        }
    }
}

/// Takes mail for desks.
pub struct Reception {
    desks: RwLock<BTreeMap<String, Desk>>,
    bounds: Bounds,
    held: AtomicUsize,
}

/// Where mail for an address goes.
#[derive(Debug, Clone)]
struct Place {
    desk: Desk,
    mailbox: String,
}

/// Whose an address is.
enum Found {
    One(Place),
    Nobody,
    /// Two desks claim it: giving it to either could show one provider's mail to another.
    Several,
}

impl Reception {
    /// For no desk yet.
    pub fn new(bounds: Bounds) -> Reception {
        Reception { desks: RwLock::default(), bounds, held: AtomicUsize::new(0) }
    }

    /// Takes mail for one more.
    pub fn open(&self, desk: Desk) {
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        desks.insert(desk.name().to_owned(), desk);
    }

    async fn find(&self, address: &MailAddress) -> Result<Found, DeskError> {
        let desks: Vec<Desk> = self.desks.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        let mut found = Found::Nobody;
        for desk in desks {
            let asked = address.clone();
            let known = desk.read(Actor::Job, move |view| mailbox::find_recipient(view, &asked)).await?;
            found = match (known, found) {
                (None, found) => found,
                (Some(mailbox), Found::Nobody) => Found::One(Place { desk, mailbox }),
                (Some(_), _) => return Ok(Found::Several),
            };
        }
        Ok(found)
    }
}

/// Where to listen: `127.0.0.1:2424`, or `unix:/run/mainstay/lmtp`.
#[derive(Debug)]
pub enum Door {
    /// A port.
    Tcp(TcpListener),
    /// A socket in the file system.
    Unix(UnixListener, PathBuf),
}

impl Door {
    /// Opens it.
    pub async fn open(listen: &str) -> Result<Door, Failure> {
        let failed = |error: std::io::Error| Failure::said(format!("lmtp: cannot listen on {listen}: {error}"));
        if let Some(path) = listen.strip_prefix("unix:") {
            let path = PathBuf::from(path);
            let listener = bound(&path).map_err(failed)?;
            return Ok(Door::Unix(listener, path));
        }
        Ok(Door::Tcp(TcpListener::bind(listen).await.map_err(failed)?))
    }

    /// As people write it.
    pub fn said(&self) -> String {
        match self {
            Door::Tcp(listener) => listener.local_addr().map(|address| address.to_string()).unwrap_or_default(),
            Door::Unix(_, path) => format!("unix:{}", path.display()),
        }
    }

    /// Takes connections until the process ends.
    pub async fn serve(self, reception: Arc<Reception>) {
        let open = Arc::new(Semaphore::new(reception.bounds.connections));
        loop {
            let came = match &self {
                Door::Tcp(listener) => listener.accept().await.map(|(stream, _)| {
                    // Answers are short and waited for.
                    let _ = stream.set_nodelay(true);
                    meet(stream, &reception, &open);
                }),
                Door::Unix(listener, _) => listener.accept().await.map(|(stream, _)| meet(stream, &reception, &open)),
            };
            if let Err(error) = came {
                // No more files may be open just now, most likely; the mail server tries again.
                tracing::warn!(%error, "a connection by LMTP could not be taken");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// Binds a socket in place of one that nobody listens on any more; what is no socket stays. Its owner and group may use it.
fn bound(path: &Path) -> std::io::Result<UnixListener> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket());
    if is_socket && std::os::unix::net::UnixStream::connect(path).is_err() {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
    Ok(listener)
}

fn meet(
    mut stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    reception: &Arc<Reception>,
    open: &Arc<Semaphore>,
) {
    let reception = Arc::clone(reception);
    let permit = Arc::clone(open).try_acquire_owned();
    tokio::spawn(async move {
        let met = match permit {
            Ok(_permit) => connection::serve(stream, &reception).await,
            Err(_) => stream.write_all(b"421 4.3.2 too many connections\r\n").await,
        };
        if let Err(error) = met {
            tracing::debug!(%error, "a connection by LMTP broke");
        }
    });
}

#[cfg(test)]
mod tests {
    use ::desk::mailbox::NewMailbox;
    use testkit::TestDesk;
    use tokio::io::AsyncReadExt as _;

    use super::*;

    const BEGIN: &str = "LHLO x\r\nMAIL FROM:<>\r\n";

    /// Says everything at once, then nothing, and hears what is answered until the connection is closed.
    fn talk(desks: &[&TestDesk], bounds: Bounds, said: &str) -> String {
        let reception = Reception::new(Bounds { idle: Duration::from_millis(50), ..bounds });
        desks.iter().for_each(|desk| reception.open(desk.desk.clone()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (mut ours, theirs) = tokio::io::duplex(1 << 20);
            ours.write_all(said.as_bytes()).await.expect("it fits");
            let mut heard = String::new();
            let (served, read) = tokio::join!(connection::serve(theirs, &reception), ours.read_to_string(&mut heard));
            served.expect("nothing breaks in memory");
            read.expect("what is answered is text");
            heard
        })
    }

    #[test]
    fn whoever_says_nothing_is_left() {
        let desk = TestDesk::sqlite("shop-levels");
        let heard = talk(&[&desk], Bounds::default(), BEGIN);
        assert!(heard.ends_with("250 2.1.0 sender taken\r\n421 4.4.2 nothing was said for too long\r\n"), "{heard}");
        let heard =
            talk(&[&desk], Bounds::default(), &format!("{BEGIN}RCPT TO:<support@shop-levels.example>\r\nDATA\r\nx"));
        assert!(heard.ends_with("421 4.4.2 nothing was said for too long\r\n"), "{heard}");
        assert!(desk.rows("select id from mail").is_empty());
    }

    #[test]
    fn what_there_is_no_room_for_may_come_again() {
        let desk = TestDesk::sqlite("shop-levels");
        let said =
            format!("{BEGIN}RCPT TO:<support@shop-levels.example>\r\nDATA\r\n{}\r\n.\r\nQUIT\r\n", "x".repeat(5000));
        let heard = talk(&[&desk], Bounds { held: 1000, ..Bounds::default() }, &said);
        assert!(heard.contains("\r\n452 4.3.1 too much mail at once: try again\r\n221 "), "{heard}");
        assert!(desk.rows("select id from mail").is_empty());
        assert!(talk(&[&desk], Bounds::default(), &said).contains("\r\n250 2.0.0 kept\r\n221 "));
        assert_eq!(desk.rows("select mailbox from mail"), ["pipe"]);
    }

    #[test]
    fn an_address_that_two_desks_claim_is_given_to_neither() {
        let (one, other) = (TestDesk::sqlite("shop-levels"), TestDesk::sqlite("agency-hours"));
        let said =
            format!("{BEGIN}RCPT TO:<both@provider.example>\r\nRCPT TO:<support@agency-hours.example>\r\nQUIT\r\n");
        let claims = |desk: &TestDesk| {
            desk.act(&Actor::Operator, |act| {
                let address = "both@provider.example".to_owned();
                mailbox::create(act, &NewMailbox { name: "both".to_owned(), address, ..NewMailbox::default() })
            });
        };
        claims(&one);
        assert!(
            talk(&[&one, &other], Bounds::default(), &said)
                .contains("taken\r\n250 2.1.5 recipient taken\r\n250 2.1.5 ")
        );
        claims(&other);
        let heard = talk(&[&one, &other], Bounds::default(), &said);
        assert!(heard.contains("\r\n451 4.3.5 two desks claim this address\r\n250 2.1.5 "), "{heard}");
    }

    #[tokio::test]
    async fn a_file_that_is_no_socket_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("invoices");
        std::fs::write(&path, "kept").unwrap();
        assert!(bound(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "kept");
        let socket = folder.path().join("lmtp");
        drop(bound(&socket).unwrap());
        assert!(bound(&socket).is_ok(), "one that nobody listens on gives way");
    }
}
