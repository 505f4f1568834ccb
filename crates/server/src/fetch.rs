//! Fetching mail by IMAP, for all mailboxes of a desk that do: one fetcher each, for as long as its settings stay as they are.
//!
//! A mail is stored, unique by its content in its mailbox, before it is marked or moved at the mail server, and only then is it noted
//! how far the folder has been fetched. Whatever ends in between, it is fetched again and found to be there. A folder
//! whose validity has changed is looked at from its beginning for the same reason.

use std::collections::BTreeMap;
use std::time::Duration;

use ::desk::id::MailboxId;
use ::desk::mailbox::{self, Afterwards, FetchFault, Fetching, Position, SignIn};
use ::desk::{Actor, Desk, DeskError, Subject, intake};
use mail::receive::imap::{Folder, ImapError, Trouble};
use rustls::RootCertStore;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::sign_in::Door;

/// After so many mails it is noted how far the folder has been fetched, and at the end of each look.
const NOTED_EVERY: usize = 50;

/// When what is done.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// How long a server may take for an answer.
    pub patience: Duration,
    /// How long to wait for the server to speak of mail before asking anew.
    pub renew: Duration,
    /// How often to ask a server that does not speak by itself.
    pub poll: Duration,
    /// How long to wait after the first failure; twice as long after each further one.
    pub first_wait: Duration,
    /// The longest wait after a failure.
    pub longest_wait: Duration,
    /// How often to look for changed settings that another process wrote.
    pub settings: Duration,
}

impl Default for Rhythm {
    fn default() -> Rhythm {
        Rhythm {
            patience: Duration::from_secs(120),
            renew: Duration::from_secs(24 * 60),
            poll: Duration::from_secs(60),
            first_wait: Duration::from_secs(5),
            longest_wait: Duration::from_secs(15 * 60),
            settings: Duration::from_secs(60),
        }
    }
}

impl Rhythm {
    /// How long to wait after so many failures in a row: up to a half less by chance, so that many do not come back at once.
    fn wait(&self, failures: u32, chance: u8) -> Duration {
        let doubled = self.first_wait.saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX));
        let whole = doubled.min(self.longest_wait);
        whole - whole / 512 * u32::from(chance)
    }
}

/// What did not work, as the mailbox keeps it.
pub struct Fault {
    pub fault: FetchFault,
    pub detail: String,
}

impl From<ImapError> for Fault {
    fn from(error: ImapError) -> Fault {
        let fault = match error.trouble {
            Trouble::Connection => FetchFault::Connection,
            Trouble::Encryption => FetchFault::Encryption,
            Trouble::SignIn => FetchFault::SignIn,
            Trouble::Folder => FetchFault::Folder,
            Trouble::Afterwards => FetchFault::Afterwards,
            Trouble::Answer => FetchFault::Answer,
        };
        Fault { fault, detail: error.words }
    }
}

/// Why a fetcher stopped: what did not work there, or here.
pub enum Stopped {
    There(Fault),
    Here(DeskError),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Stopped {
        Stopped::There(fault)
    }
}

impl From<ImapError> for Stopped {
    fn from(error: ImapError) -> Stopped {
        Fault::from(error).into()
    }
}

impl From<DeskError> for Stopped {
    fn from(error: DeskError) -> Stopped {
        Stopped::Here(error)
    }
}

/// Fetches for a desk's mailboxes until the process ends, from servers whose certificates the roots vouch for.
pub async fn run_forever(desk: Desk, roots: RootCertStore, rhythm: Rhythm) {
    let mut running: BTreeMap<(MailboxId, i64), JoinHandle<()>> = BTreeMap::new();
    loop {
        let mut changes = desk.changes();
        match wanted(&desk).await {
            Ok(wanted) => {
                running.retain(|key, fetcher| {
                    let stays = wanted.iter().any(|(_, one)| (one.mailbox, one.revision) == *key);
                    if !stays {
                        fetcher.abort();
                    }
                    stays
                });
                for (name, one) in wanted {
                    let key = (one.mailbox, one.revision);
                    let fetcher = || fetcher(desk.clone(), name, one, roots.clone(), rhythm);
                    running.entry(key).or_insert_with(|| tokio::spawn(fetcher()));
                }
            }
            Err(error) => tracing::warn!(desk = desk.name(), %error, "the settings of mailboxes cannot be read"),
        }
        let tick = sleep(rhythm.settings);
        tokio::pin!(tick);
        loop {
            tokio::select! {
                () = &mut tick => break,
                change = changes.recv() => match change {
                    Ok(change) if change.subject != Subject::Mailbox => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }
}

/// What is to be fetched, with the names of the mailboxes.
async fn wanted(desk: &Desk) -> Result<Vec<(String, Fetching)>, DeskError> {
    desk.read(Actor::Job, |view| {
        let open: BTreeMap<MailboxId, String> = mailbox::list(view)?
            .into_iter()
            .filter(|mailbox| mailbox.retired_at.is_none())
            .map(|mailbox| (mailbox.id, mailbox.name))
            .collect();
        let fetching = mailbox::fetching(view)?.into_iter().filter(can_sign_in);
        Ok(fetching.filter_map(|one| Some((open.get(&one.mailbox)?.clone(), one))).collect())
    })
    .await
}

/// Whether there is anything to sign in with: not where somebody has to connect the mailbox first.
fn can_sign_in(one: &Fetching) -> bool {
    match &one.sign_in {
        SignIn::Password(_) => true,
        SignIn::Consent(consent) => consent.given.is_some(),
    }
}

/// Fetches for one mailbox, again after each failure, until the provider takes its consent back.
async fn fetcher(desk: Desk, name: String, fetching: Fetching, roots: RootCertStore, rhythm: Rhythm) {
    let (id, revision) = (fetching.mailbox, fetching.revision);
    let mut position = fetching.position;
    let mut door = Door::to(&fetching, roots);
    let mut failures = 0;
    loop {
        let stopped = fetch(&desk, &name, &mut door, &rhythm, &mut position, &mut failures).await;
        failures += 1;
        let told = match stopped {
            Stopped::There(Fault { fault, detail }) => {
                tracing::warn!(desk = desk.name(), mailbox = name, ?fault, detail, "mail could not be fetched");
                let told = desk.act(Actor::Job, move |act| match fault {
                    FetchFault::Consent => mailbox::consent_ended(act, id, revision, &detail),
                    fault => mailbox::fetch_failed(act, id, revision, fault, &detail),
                });
                let told = told.await;
                // Nothing helps until somebody connects the mailbox, for which a new fetcher begins.
                if fault == FetchFault::Consent && told.is_ok() {
                    return;
                }
                told
            }
            Stopped::Here(error) => Err(error),
        };
        if let Err(error) = told {
            tracing::warn!(desk = desk.name(), mailbox = name, %error, "fetched mail could not be stored");
        }
        let [chance] = desk.random::<1>();
        sleep(rhythm.wait(failures, chance)).await;
    }
}

/// Fetches over one connection until something does not work.
async fn fetch(
    desk: &Desk,
    name: &str,
    door: &mut Door<'_>,
    rhythm: &Rhythm,
    position: &mut Position,
    failures: &mut u32,
) -> Stopped {
    let fetching = door.fetching;
    let mut folder = match door.open(desk, rhythm).await {
        Ok(folder) => folder,
        Err(stopped) => return stopped,
    };
    if position.uid_validity != Some(folder.validity()) {
        *position = Position { uid_validity: Some(folder.validity()), last_uid: 0 };
    }
    loop {
        if let Err(stopped) = look(desk, name, fetching, &mut folder, position).await {
            return stopped;
        }
        *failures = 0;
        folder = match folder.wait(rhythm.renew, rhythm.poll).await {
            Ok(folder) => folder,
            Err(error) => return error.into(),
        };
    }
}

/// Takes all that came since, and notes how far it is. A mail that can be neither marked nor moved keeps none of the others
/// waiting; from there on all are looked at again.
async fn look(
    desk: &Desk,
    name: &str,
    fetching: &Fetching,
    folder: &mut Folder,
    position: &mut Position,
) -> Result<(), Stopped> {
    loop {
        let lying = folder.lying(position.last_uid).await?;
        let mut refused = None;
        for (count, one) in lying.iter().enumerate() {
            let small = usize::try_from(one.size).is_ok_and(|size| size <= intake::RAW_MAX);
            if !small {
                tracing::warn!(
                    desk = desk.name(),
                    mailbox = name,
                    size = one.size,
                    "a mail is too large to be fetched"
                );
            } else if let Some(raw) = folder.raw(one.uid).await? {
                store(desk, name, raw).await?;
                let done = match &fetching.origin.afterwards {
                    Afterwards::Seen => folder.mark_seen(one.uid).await,
                    Afterwards::Move(to) => folder.move_to(one.uid, to).await,
                };
                match done {
                    Err(error) if error.trouble == Trouble::Afterwards => refused = refused.or(Some(error)),
                    done => done?,
                }
            }
            if refused.is_some() {
                continue;
            }
            position.last_uid = one.uid;
            if (count + 1) % NOTED_EVERY == 0 {
                note(desk, fetching, *position).await?;
            }
        }
        if let Some(error) = refused {
            return Err(error.into());
        }
        if lying.is_empty() {
            return Ok(note(desk, fetching, *position).await?);
        }
    }
}

/// Stores a mail. One of no bytes is none.
async fn store(desk: &Desk, name: &str, raw: Vec<u8>) -> Result<(), DeskError> {
    if raw.is_empty() || raw.len() > intake::RAW_MAX {
        return Ok(());
    }
    let name = name.to_owned();
    desk.act(Actor::Job, move |act| intake::accept(act, &name, &raw).map(|_| ())).await
}

async fn note(desk: &Desk, fetching: &Fetching, position: Position) -> Result<(), DeskError> {
    let (id, revision) = (fetching.mailbox, fetching.revision);
    desk.act(Actor::Job, move |act| mailbox::fetched(act, id, revision, position)).await
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Instant;

    use ::desk::mailbox::{NewFetching, NewMailbox, PURPOSE};
    use ::desk::secret::Secret;
    use testkit::TestDesk;
    use testkit::dovecot::{Dovecot, PASSWORD};
    use testkit::mail_provider::{CLIENT, MailProvider, SECRET};

    use super::*;

    fn settings(desk: &TestDesk, dovecot: &Dovecot, password: &str) -> NewFetching {
        NewFetching {
            host: "localhost".to_owned(),
            port: dovecot.port().to_string(),
            security: "none".to_owned(),
            user: "sales".to_owned(),
            password: Some(desk.desk.seal(PURPOSE, &Secret::new(password)).unwrap()),
            ..NewFetching::default()
        }
    }

    fn enter(desk: &TestDesk, dovecot: &Dovecot, id: MailboxId, password: &str) {
        let new = settings(desk, dovecot, password);
        desk.act(&Actor::Operator, move |act| mailbox::fetch(act, id, &new));
    }

    fn enter_moving(desk: &TestDesk, dovecot: &Dovecot, id: MailboxId, folder: &str) {
        let (move_to, afterwards) = (folder.to_owned(), "move".to_owned());
        let new = NewFetching { move_to, afterwards, ..settings(desk, dovecot, PASSWORD) };
        desk.act(&Actor::Operator, move |act| mailbox::fetch(act, id, &new));
    }

    fn until(desk: &TestDesk, good: impl Fn(&TestDesk) -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !good(desk) {
            assert!(Instant::now() < end, "{:?}", desk.read(&Actor::Job, mailbox::fetching));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn a_server_without_idle_is_asked_now_and_then_and_one_without_move_copies() {
        // With UIDPLUS what was copied goes; without it stays, marked, because to expunge would take what others have marked.
        for (capability, stays) in [("IMAP4rev1 UIDPLUS", 0), ("IMAP4rev1", 2)] {
            let (dovecot, desk) = (Dovecot::saying(capability), TestDesk::sqlite("shop-levels"));
            let mail = |number: u32| format!("From: info@nord.example\r\nSubject: {number}\r\n\r\ny\r\n");
            dovecot.put("sales", "INBOX", mail(1).as_bytes());
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let rhythm = Rhythm { poll: Duration::from_millis(50), ..Rhythm::default() };
            runtime.spawn(run_forever(desk.desk.clone(), RootCertStore::empty(), rhythm));
            let (name, address) = ("sales".to_owned(), "sales@provider.example".to_owned());
            let new = NewMailbox { name, address, ..NewMailbox::default() };
            let id = desk.act(&Actor::Operator, move |act| mailbox::create(act, &new));
            enter_moving(&desk, &dovecot, id, "Erledigt");
            until(&desk, |desk| desk.rows("select id from mail").len() == 1);
            dovecot.put("sales", "INBOX", mail(2).as_bytes());
            until(&desk, |desk| desk.rows("select id from mail").len() == 2);
            until(&desk, |_| dovecot.flags("sales", "Erledigt").len() == 2);
            until(&desk, |_| dovecot.flags("sales", "INBOX").len() == stays);
            let marked = dovecot.flags("sales", "INBOX");
            assert!(marked.iter().all(|one| one.contains("\\Deleted")), "{marked:?}");
            assert!(desk.read(&Actor::Job, mailbox::fetching)[0].failed.is_none());
        }
    }

    #[test]
    fn changed_settings_count_at_once() {
        let (dovecot, desk) = (Dovecot::start(), TestDesk::sqlite("shop-levels"));
        dovecot.put("sales", "INBOX", b"From: info@nord.example\r\nSubject: x\r\n\r\ny\r\n");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        // Whoever looks for changes only now and then would look too late.
        let rhythm = Rhythm { settings: Duration::from_secs(3600), ..Rhythm::default() };
        runtime.spawn(run_forever(desk.desk.clone(), RootCertStore::empty(), rhythm));
        let (name, address) = ("sales".to_owned(), "sales@provider.example".to_owned());
        let new = NewMailbox { name, address, ..NewMailbox::default() };
        let id = desk.act(&Actor::Operator, move |act| mailbox::create(act, &new));
        enter(&desk, &dovecot, id, "wrong");
        until(&desk, |desk| desk.read(&Actor::Job, mailbox::fetching)[0].failed.is_some());
        enter(&desk, &dovecot, id, PASSWORD);
        until(&desk, |desk| desk.rows("select mailbox from mail") == ["sales"]);
        until(&desk, |desk| desk.read(&Actor::Job, mailbox::fetching)[0].failed.is_none());
    }

    #[test]
    fn a_mail_provider_that_has_taken_its_consent_back_is_left_alone() {
        let (provider, desk) = (MailProvider::start(), TestDesk::sqlite("shop-levels"));
        let broken = TcpListener::bind("127.0.0.1:0").unwrap();
        let make = |name: &'static str, new: NewFetching| {
            let address = format!("{name}@provider.example");
            let mailbox = NewMailbox { name: name.to_owned(), address, ..NewMailbox::default() };
            desk.act(&Actor::Operator, move |act| {
                let id = mailbox::create(act, &mailbox)?;
                mailbox::fetch(act, id, &new)?;
                Ok(id)
            })
        };
        let sealed = |purpose, text: &str| desk.desk.seal(purpose, &Secret::new(text)).unwrap();
        let new = NewFetching {
            host: "localhost".to_owned(),
            security: "none".to_owned(),
            user: "sales".to_owned(),
            ..NewFetching::default()
        };
        let port = broken.local_addr().unwrap().port().to_string();
        make("other", NewFetching { port, password: Some(sealed(PURPOSE, "x")), ..new.clone() });
        let by_consent = NewFetching {
            sign_in: "other".to_owned(),
            client_id: CLIENT.to_owned(),
            client_secret: Some(sealed(mailbox::CLIENT_PURPOSE, SECRET)),
            authorize_url: provider.address("authorize"),
            token_url: provider.address("token"),
            ..new
        };
        let id = make("sales", by_consent);
        let (verifier, never_given) = (sealed(mailbox::VERIFIER_PURPOSE, "v"), sealed(mailbox::REFRESH_PURPOSE, "r"));
        desk.act(&Actor::Operator, move |act| {
            mailbox::ask_consent(act, id, "state", "session", &verifier)?;
            let answered = mailbox::consent_answered(act, "state", "session")?;
            mailbox::consent_given(act, &answered, &never_given)
        });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (first_wait, longest_wait) = (Duration::from_millis(1), Duration::from_millis(1));
        let rhythm = Rhythm { first_wait, longest_wait, settings: first_wait, ..Rhythm::default() };
        runtime.spawn(run_forever(desk.desk.clone(), RootCertStore::empty(), rhythm));
        let ended = |one: &Fetching| one.failed.as_ref().is_some_and(|failed| failed.fault == FetchFault::Consent);
        until(&desk, |desk| desk.read(&Actor::Job, mailbox::fetching).iter().any(ended));
        // The mailbox beside it is tried again and again meanwhile.
        (0..50).for_each(|_| drop(broken.accept().unwrap()));
        assert_eq!(provider.asked(), 1);
    }

    #[test]
    fn waits_grow_to_a_bound_and_differ_by_chance() {
        let rhythm = Rhythm::default();
        let seconds = |failures, chance| rhythm.wait(failures, chance).as_secs_f64();
        assert_eq!([1, 2, 3, 8, 9, 40, u32::MAX].map(|n| seconds(n, 0)), [5.0, 10.0, 20.0, 640.0, 900.0, 900.0, 900.0]);
        for failures in [1, 5, 40] {
            let (least, most) = (seconds(failures, u8::MAX), seconds(failures, 0));
            assert!(least < most && least >= most / 2.0, "{least} {most}");
        }
    }
}
