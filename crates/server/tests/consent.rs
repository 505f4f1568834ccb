//! Mail fetched by consent (OAuth 2): connected through the pages of the real server, from a real Dovecot that asks a provider of mail
//! on this machine.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::intake;
use desk::mailbox::{self, FetchFault, Fetching, NewMailbox, SignIn};
use desk::secret::KeyPlace as _;
use desk::session::{self, Person};
use desk::staff::NewStaff;
use desk::{Actor, Desk, Role};
use engine::plan::catalogue::Language;
use program::{Server, browse, mail, make};
use testkit::TestKey;
use testkit::dovecot::Dovecot;
use testkit::mail_provider::{CLIENT, MailProvider, SECRET, USER};

/// A desk with a mailbox, a provider and a mail server that believes it, and somebody who sets the mailbox up.
struct Home {
    provider: MailProvider,
    dovecot: Dovecot,
    folder: tempfile::TempDir,
    desk: Desk,
    token: String,
    csrf: String,
    page: String,
}

impl Home {
    fn make(mechanisms: &str) -> Home {
        let provider = MailProvider::start();
        let dovecot = Dovecot::believing(&provider, mechanisms);
        let folder = tempfile::tempdir().unwrap();
        make(folder.path());
        let (desk, key) = (program::open(folder.path()), TestKey::default());
        std::fs::write(folder.path().join("mainstay.key"), key.find_or_make().unwrap()).unwrap();
        desk.keyed_by(Arc::new(key));
        let (name, address) = ("sales".to_owned(), "sales@shop.example".to_owned());
        let new = NewMailbox { name, address, ..NewMailbox::default() };
        let chief = NewStaff {
            email: "chefin@shop.example".to_owned(),
            name: "Chefin".to_owned(),
            role: Role::Manager,
            language: Language::En,
            password: None,
        };
        let (mailbox, signed_in) = desk
            .act_blocking(Actor::Operator, move |act| {
                let mailbox = mailbox::create(act, &new)?;
                let id = desk::staff::create(act, &chief)?;
                Ok((mailbox, session::start(act, Person::Staff { id, role: Role::Manager })?))
            })
            .unwrap();
        let page = format!("/settings/mailboxes/{mailbox}");
        let (token, csrf) = (signed_in.token, signed_in.session.csrf);
        Home { provider, dovecot, folder, desk, token, csrf, page }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn posts(&self, server: &Server, path: &str, fields: &str) -> (u16, String, String) {
        let form = format!("csrf={}&{fields}", self.csrf);
        browse(&server.address(), &self.token, &format!("{}/{path}", self.page), Some(&form))
    }

    fn sees(&self, server: &Server) -> String {
        browse(&server.address(), &self.token, &self.page, None).2
    }

    /// Enters how the mailbox signs in.
    fn enter(&self, server: &Server) {
        let fields = format!(
            "host=localhost&port={}&security=none&user={USER}&sign-in=other&client-id={CLIENT}&client-secret={SECRET}\
             &authorize-url={}&token-url={}&scopes=mail+offline",
            self.dovecot.port(),
            self.provider.address("authorize"),
            self.provider.address("token")
        );
        assert_eq!(self.posts(server, "fetch", &fields).0, 303);
    }

    /// Presses the button, consents at the provider, and comes back.
    fn connect(&self, server: &Server) {
        let (status, head, _) = self.posts(server, "connect", "");
        assert_eq!(status, 200, "{head}");
        let question = head.split("refresh: 0; url=").nth(1).unwrap().lines().next().unwrap();
        let back = self.provider.consent(question);
        let path = back.split_once("/shop").unwrap().1;
        let (status, head, _) = browse(&server.address(), &self.token, path, None);
        assert_eq!(status, 303, "{head}");
        assert!(head.contains(&format!("location: /shop{}\r\n", self.page)), "{head}");
        assert!(matches!(self.fetching().sign_in, SignIn::Consent(consent) if consent.given.is_some()));
        let (again, ..) = browse(&server.address(), &self.token, path, None);
        assert_eq!(again, 404, "an answer counts once");
    }

    fn fetching(&self) -> Fetching {
        self.desk.read_blocking(Actor::Job, mailbox::fetching).unwrap().remove(0)
    }

    fn until<T: std::fmt::Debug>(&self, mut look: impl FnMut() -> T, good: impl Fn(&T) -> bool) -> T {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let seen = look();
            if good(&seen) {
                return seen;
            }
            assert!(Instant::now() < end, "{seen:?}\n{}", self.dovecot.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until so many mails have come.
    fn has(&self, count: usize) {
        let all = || self.desk.read_blocking(Actor::Operator, |view| intake::list(view, None, 1000)).unwrap().len();
        self.until(all, |seen| *seen == count);
    }

    fn fails_with(&self, fault: FetchFault) -> String {
        let failed = || self.fetching().failed;
        self.until(failed, |seen| seen.as_ref().is_some_and(|seen| seen.fault == fault)).unwrap().detail
    }

    /// Ends the connection, and puts a mail there that needs another one.
    fn comes_anew(&self, number: usize) {
        self.dovecot.kick(USER);
        self.dovecot.put(USER, "INBOX", &mail(number));
    }
}

/// All files of a folder, as they are.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found
}

#[test]
fn a_connected_mailbox_fetches_and_renews_its_token_by_itself() {
    let home = Home::make("xoauth2 oauthbearer");
    let log = home.path().join("noted.log");
    let saying = || Server::saying(home.path(), File::options().create(true).append(true).open(&log).unwrap().into());
    let server = saying();
    home.dovecot.put(USER, "INBOX", &mail(1));
    home.enter(&server);
    assert!(home.sees(&server).contains("Not connected yet"), "{}", home.sees(&server));
    assert_eq!(home.provider.asked(), 0, "nobody is asked before there is a consent");
    home.connect(&server);
    home.has(1);
    assert!(home.sees(&server).contains("Connected since"));
    assert_eq!(home.provider.asked(), 2, "once for the code, once for a token");

    // Another connection with the same token.
    home.comes_anew(2);
    home.has(2);
    assert_eq!(home.provider.asked(), 2);
    // One that the mail server refuses, though it was to last.
    home.provider.lasts(1);
    home.provider.expire();
    home.comes_anew(3);
    home.has(3);
    assert_eq!(home.provider.asked(), 3);
    // One whose time is over is not even said.
    home.provider.lasts(3600);
    home.comes_anew(4);
    home.has(4);
    assert_eq!(home.provider.asked(), 4);
    // What the provider gave in place of the first one was kept.
    drop(server);
    let server = saying();
    home.dovecot.put(USER, "INBOX", &mail(5));
    home.has(5);
    assert_eq!(home.provider.asked(), 5);

    let page = home.sees(&server);
    drop(server);
    let mut seen = files(home.path());
    seen.push((PathBuf::from("the page"), page.into_bytes()));
    assert!(seen.iter().any(|(path, _)| path.ends_with("shop.sqlite")) && log.exists());
    let secrets: Vec<String> = home.provider.said().into_iter().chain([SECRET.to_owned()]).collect();
    assert_eq!(secrets.len(), 1 + 2 * 5 + 1);
    for (path, bytes) in seen {
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}

#[test]
fn a_consent_that_was_taken_back_is_said_and_nobody_asks_again() {
    let home = Home::make("xoauth2");
    let server = Server::start(home.path());
    home.enter(&server);
    home.connect(&server);
    home.until(|| home.fetching(), |one| one.succeeded_at.is_some());
    // A provider in trouble is asked again by itself.
    home.provider.trouble(Some(503));
    home.provider.expire();
    home.comes_anew(1);
    let detail = home.fails_with(FetchFault::MailProvider);
    assert_eq!(detail, "the provider answered 503 Service Unavailable");
    home.provider.trouble(None);
    home.has(1);
    assert_eq!(home.until(|| home.fetching(), |one| one.failed.is_none()).failed, None);

    home.provider.revoke();
    home.comes_anew(2);
    assert_eq!(home.fails_with(FetchFault::Consent), "invalid_grant: <b>Nein</b>");
    let page = home.sees(&server);
    assert!(page.contains("Please connect the mailbox again") && page.contains("&#60;b&#62;Nein"), "{page}");
    let asked = home.provider.asked();
    // A server that begins anew has nothing to ask with either.
    drop(server);
    let server = Server::start(home.path());
    assert!(home.sees(&server).contains("Not connected yet"));
    home.connect(&server);
    home.has(2);
    assert_eq!(home.provider.asked(), asked + 2, "nobody asked in between");
}

#[test]
fn who_is_disconnected_fetches_no_more() {
    let home = Home::make("oauthbearer");
    let server = Server::start(home.path());
    home.enter(&server);
    home.connect(&server);
    home.until(|| home.fetching(), |one| one.succeeded_at.is_some());
    assert_eq!(home.posts(&server, "disconnect", "").0, 303);
    // The connection ends with the fetcher: what is put there after that stays.
    home.until(|| home.dovecot.log(), |log| log.contains("Disconnected"));
    let asked = home.provider.asked();
    home.dovecot.put(USER, "INBOX", &mail(1));
    assert!(home.sees(&server).contains("Not connected yet"));
    home.has(0);
    home.connect(&server);
    home.has(1);
    assert!(home.dovecot.log().contains("method=OAUTHBEARER"), "{}", home.dovecot.log());
    assert_eq!(home.provider.asked(), asked + 2);
}
