//! Fetching mail by IMAP (RFC 3501): one connection to one folder.
//!
//! Looking at a mail changes nothing at the server ([`Folder::raw`] peeks); marking and moving are steps of their own, so that
//! whoever fetches can store a mail before the server's copy is touched. Mails are named by their UID, which holds for as long as the
//! folder's validity does. What the server says meanwhile is heeded before waiting, so that no arrival is slept through.
//! Deliberately not here: which mails were taken before, and when a broken connection is tried again.

use std::fmt;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::{Capabilities, UnsolicitedResponse};
use async_imap::{Client, Session};
use futures_util::TryStreamExt as _;
use rustls::RootCertStore;
use tokio::time::timeout;

use super::bearer;
use super::folder_name::encoded;
use crate::decode::one_line;
use crate::send::Security;
use crate::wire::{self, Wire};

/// Longest answer kept, in characters.
const MAX_ANSWER: usize = 500;

/// Where a folder is, and who may read it.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Host name, as in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption of the connection.
    pub security: Security,
    /// User name.
    pub user: String,
    /// With what they sign in. Never shown by `Debug`.
    pub proof: Proof,
    /// The folder, as people read its name.
    pub folder: String,
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Account")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("user", &self.user)
            .field("proof", &self.proof)
            .field("folder", &self.folder)
            .finish()
    }
}

/// With what somebody signs in.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// A password.
    Password(String),
    /// An access token that a provider has given out (OAuth 2).
    Token(String),
}

impl fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Proof::Password(_) => "Password(hidden)",
            Proof::Token(_) => "Token(hidden)",
        })
    }
}

/// What did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The server cannot be reached, left, or said nothing for too long.
    Connection,
    /// No encryption, or not with this server's certificate.
    Encryption,
    /// User and password, or user and token, were refused.
    SignIn,
    /// The folder cannot be opened.
    Folder,
    /// A mail could not be marked or moved.
    Afterwards,
    /// Anything else that the server said.
    Answer,
}

/// Trouble with what was said about it, one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct ImapError {
    /// What did not work.
    pub trouble: Trouble,
    /// What the server or the system said.
    pub words: String,
}

impl ImapError {
    pub(super) fn new(trouble: Trouble, words: &str) -> ImapError {
        ImapError { trouble, words: one_line(words, MAX_ANSWER) }
    }

    /// What the library says; a refusal means `refused`.
    pub(super) fn of(refused: Trouble, error: &Error) -> ImapError {
        let trouble = match error {
            Error::No(_) | Error::Bad(_) | Error::Validate(_) => refused,
            Error::Io(_) | Error::ConnectionLost => Trouble::Connection,
            _ => Trouble::Answer,
        };
        ImapError::new(trouble, &said(error))
    }
}

/// The server's own words out of those that the library puts around them.
fn said(error: &Error) -> String {
    let (Error::No(text) | Error::Bad(text)) = error else { return error.to_string() };
    let own = text.split_once("info: Some(\"").and_then(|(_, rest)| rest.strip_suffix("\")"));
    own.unwrap_or(text).replace("\\\"", "\"")
}

/// A mail that lies in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lying {
    /// Its UID.
    pub uid: u32,
    /// Its size as the server says, in bytes.
    pub size: u32,
}

pub(super) type Stream = Box<dyn Wire>;

/// An open folder.
pub struct Folder {
    session: Session<Stream>,
    can: Capabilities,
    validity: u32,
    patience: Duration,
}

impl Folder {
    /// Connects, signs in and opens the folder. No single step may take longer than `patience`.
    ///
    /// # Errors
    /// What did not work.
    pub async fn open(account: &Account, roots: RootCertStore, patience: Duration) -> Result<Folder, ImapError> {
        let client = within(patience, connected(account, roots)).await?;
        let signed_in = async {
            match &account.proof {
                Proof::Password(password) => {
                    let login = client.login(&account.user, password).await;
                    login.map_err(|(error, _)| ImapError::of(Trouble::SignIn, &error))
                }
                Proof::Token(token) => bearer::sign_in(client, account, token).await,
            }
        };
        let mut session = within(patience, signed_in).await?;
        let can = within(patience, async {
            session.capabilities().await.map_err(|error| ImapError::of(Trouble::Answer, &error))
        });
        let can = can.await?;
        let opened = within(patience, async {
            let name = encoded(&account.folder);
            session.select(&name).await.map_err(|error| ImapError::of(Trouble::Folder, &error))
        });
        let validity = opened.await?.uid_validity;
        let validity = validity.ok_or_else(|| ImapError::new(Trouble::Folder, "the folder has no UIDVALIDITY"))?;
        Ok(Folder { session, can, validity, patience })
    }

    /// The folder's validity: with another one the UIDs mean other mails.
    #[must_use]
    pub fn validity(&self) -> u32 {
        self.validity
    }

    /// The mails after a UID, in their order.
    ///
    /// # Errors
    /// What did not work.
    pub async fn lying(&mut self, after: u32) -> Result<Vec<Lying>, ImapError> {
        self.heard_of_more();
        let Some(first) = after.checked_add(1) else { return Ok(Vec::new()) };
        let Folder { session, patience, .. } = self;
        let read = within(*patience, async {
            let mut found = Vec::new();
            let fetched = session.uid_fetch(format!("{first}:*"), "(UID RFC822.SIZE)").await;
            let mut fetched = fetched.map_err(|error| ImapError::of(Trouble::Answer, &error))?;
            while let Some(one) = fetched.try_next().await.map_err(|error| ImapError::of(Trouble::Answer, &error))? {
                found.extend(one.uid.zip(one.size).map(|(uid, size)| Lying { uid, size }));
            }
            Ok(found)
        });
        let mut found: Vec<Lying> = read.await?;
        // `n:*` names the last mail also where it comes before n.
        found.retain(|one| one.uid > after);
        found.sort_by_key(|one| one.uid);
        found.dedup_by_key(|one| one.uid);
        Ok(found)
    }

    /// The raw bytes of a mail; none if it is gone.
    ///
    /// # Errors
    /// What did not work.
    pub async fn raw(&mut self, uid: u32) -> Result<Option<Vec<u8>>, ImapError> {
        let Folder { session, patience, .. } = self;
        let read = within(*patience, async {
            let mut raw = None;
            let fetched = session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await;
            let mut fetched = fetched.map_err(|error| ImapError::of(Trouble::Answer, &error))?;
            while let Some(one) = fetched.try_next().await.map_err(|error| ImapError::of(Trouble::Answer, &error))? {
                if one.uid == Some(uid) {
                    raw = one.body().map(<[u8]>::to_vec).or(raw);
                }
            }
            Ok(raw)
        });
        read.await
    }

    /// Marks a mail as seen.
    ///
    /// # Errors
    /// What did not work.
    pub async fn mark_seen(&mut self, uid: u32) -> Result<(), ImapError> {
        self.flag(uid, "\\Seen").await
    }

    /// Moves a mail to another folder, which is made if it is missing.
    ///
    /// # Errors
    /// What did not work.
    pub async fn move_to(&mut self, uid: u32, folder: &str) -> Result<(), ImapError> {
        let name = encoded(folder);
        match self.moved(uid, &name).await {
            Err(error) if error.trouble == Trouble::Afterwards => {
                let Folder { session, patience, .. } = self;
                let made = within(*patience, async {
                    session.create(&name).await.map_err(|error| ImapError::of(Trouble::Afterwards, &error))
                });
                // Why it could not be moved says more than why the folder could not be made.
                made.await.map_err(|_| error)?;
                self.moved(uid, &name).await
            }
            done => done,
        }
    }

    async fn moved(&mut self, uid: u32, name: &str) -> Result<(), ImapError> {
        let (moves, expunges) = (self.can.has_str("MOVE"), self.can.has_str("UIDPLUS"));
        let uids = uid.to_string();
        let Folder { session, patience, .. } = self;
        let refused = |error: Error| ImapError::of(Trouble::Afterwards, &error);
        if moves {
            return within(*patience, async { session.uid_mv(&uids, name).await.map_err(refused) }).await;
        }
        within(*patience, async { session.uid_copy(&uids, name).await.map_err(refused) }).await?;
        self.flag(uid, "\\Deleted").await?;
        if !expunges {
            // To expunge all would take away what others have marked; their programs hide this one as it is.
            return Ok(());
        }
        let Folder { session, patience, .. } = self;
        within(*patience, async {
            let gone = session.uid_expunge(&uids).await.map_err(refused)?;
            gone.try_for_each(|_| std::future::ready(Ok(()))).await.map_err(refused)
        })
        .await
    }

    async fn flag(&mut self, uid: u32, flag: &str) -> Result<(), ImapError> {
        let Folder { session, patience, .. } = self;
        within(*patience, async {
            let refused = |error: Error| ImapError::of(Trouble::Afterwards, &error);
            let stored =
                session.uid_store(uid.to_string(), format!("+FLAGS.SILENT ({flag})")).await.map_err(refused)?;
            stored.try_for_each(|_| std::future::ready(Ok(()))).await.map_err(refused)
        })
        .await
    }

    /// Waits until there may be more: until the server says so, at most `renew` (IDLE, RFC 2177); where it does not know how, for
    /// `poll`.
    ///
    /// # Errors
    /// What did not work; the folder is closed then.
    pub async fn wait(mut self, renew: Duration, poll: Duration) -> Result<Folder, ImapError> {
        if self.heard_of_more() {
            return Ok(self);
        }
        if !self.can.has_str("IDLE") {
            tokio::time::sleep(poll).await;
            let Folder { session, patience, .. } = &mut self;
            within(*patience, async { session.noop().await.map_err(|error| ImapError::of(Trouble::Answer, &error)) })
                .await?;
            return Ok(self);
        }
        let Folder { session, can, validity, patience } = self;
        let failed = |error: Error| ImapError::of(Trouble::Answer, &error);
        let heard = session.unsolicited_responses.clone();
        let mut idle = session.idle();
        within(patience, async { idle.init().await.map_err(failed) }).await?;
        // What came while the command was under way is not said again.
        if !std::iter::from_fn(|| heard.try_recv().ok()).any(|one| is_more(&one)) {
            let (waiting, _stop) = idle.wait_with_timeout(renew);
            // A server that says from time to time that it is still there would put the library's own end off for ever.
            match timeout(renew, waiting).await {
                Ok(Err(error)) => return Err(failed(error)),
                // Nobody interrupts it: the server has closed the connection.
                Ok(Ok(IdleResponse::ManualInterrupt)) => {
                    return Err(ImapError::new(Trouble::Connection, "the server closed the connection"));
                }
                Ok(Ok(_)) | Err(_) => {}
            }
        }
        let session = within(patience, async { idle.done().await.map_err(failed) }).await?;
        Ok(Folder { session, can, validity, patience })
    }

    /// Whether the server has spoken of more mails since it was last asked.
    fn heard_of_more(&mut self) -> bool {
        let heard = &self.session.unsolicited_responses;
        // All of them are taken out: the library keeps only so many.
        std::iter::from_fn(|| heard.try_recv().ok()).filter(is_more).count() > 0
    }
}

fn is_more(heard: &UnsolicitedResponse) -> bool {
    matches!(heard, UnsolicitedResponse::Exists(_) | UnsolicitedResponse::Recent(_))
}

async fn within<T>(patience: Duration, work: impl Future<Output = Result<T, ImapError>>) -> Result<T, ImapError> {
    let late = |_| Err(ImapError::new(Trouble::Connection, "the server did not answer in time"));
    timeout(patience, work).await.unwrap_or_else(late)
}

/// A connection, encrypted as wanted, past the server's greeting.
async fn connected(account: &Account, roots: RootCertStore) -> Result<Client<Stream>, ImapError> {
    let reached = wire::connect(&account.host, account.port).await;
    let stream = reached.map_err(|error| ImapError::new(Trouble::Connection, &error.to_string()))?;
    match account.security {
        Security::None => greeted(Box::new(stream)).await,
        Security::Tls => greeted(encrypted(account, roots, stream).await?).await,
        Security::StartTls => {
            let mut client = greeted(Box::new(stream)).await?;
            let begun = client.run_command_and_check_ok("STARTTLS", None).await;
            begun.map_err(|error| ImapError::of(Trouble::Encryption, &error))?;
            // What was said in clear beyond the answer is left behind with the client that read it.
            Ok(Client::new(encrypted(account, roots, client.into_inner()).await?))
        }
    }
}

async fn greeted(stream: Stream) -> Result<Client<Stream>, ImapError> {
    let mut client = Client::new(stream);
    match client.read_response().await {
        Ok(Some(_)) => Ok(client),
        Ok(None) => Err(ImapError::new(Trouble::Connection, "the server closed the connection")),
        Err(error) => Err(ImapError::new(Trouble::Connection, &error.to_string())),
    }
}

async fn encrypted(account: &Account, roots: RootCertStore, stream: impl Wire + 'static) -> Result<Stream, ImapError> {
    let encrypted = wire::encrypt(&account.host, roots, stream).await;
    Ok(Box::new(encrypted.map_err(|error| ImapError::new(Trouble::Encryption, &error.to_string()))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_are_the_servers_words() {
        for (text, told) in [
            (
                "code: None, info: Some(\"[AUTHENTICATIONFAILED] \\\"sales\\\" failed.\")",
                "[AUTHENTICATIONFAILED] \"sales\" failed.",
            ),
            ("code: None, info: None", "code: None, info: None"),
        ] {
            let error = ImapError::of(Trouble::SignIn, &Error::No(text.to_owned()));
            assert_eq!((error.trouble, error.words.as_str()), (Trouble::SignIn, told));
        }
        assert_eq!(ImapError::of(Trouble::SignIn, &Error::ConnectionLost).trouble, Trouble::Connection);
    }

    #[test]
    fn an_account_does_not_show_with_what_it_signs_in() {
        for proof in [Proof::Password("Kirschbaum7".to_owned()), Proof::Token("Kirschbaum7".to_owned())] {
            let account = Account {
                host: "mail.provider.example".to_owned(),
                port: 993,
                security: Security::Tls,
                user: "sales".to_owned(),
                proof,
                folder: "INBOX".to_owned(),
            };
            let shown = format!("{account:?}");
            assert!(shown.contains("(hidden)") && !shown.contains("Kirschbaum7"), "{shown}");
        }
    }
}
