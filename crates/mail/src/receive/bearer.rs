//! Signing in by IMAP with an access token: XOAUTH2 (Google, Microsoft 365), or OAUTHBEARER (RFC 7628) where a server offers only that.
//!
//! The token goes with the command where the server takes it so (SASL-IR), to spare a question. A server that refuses a
//! token first says why in a challenge and waits for an answer before it says no: it gets one, and what it said is told in place of its
//! no, which says less. Deliberately not here: where tokens come from, and when there is a new one.

use std::sync::{Arc, Mutex, PoisonError};

use async_imap::error::Error;
use async_imap::imap_proto::{Capability, Response};
use async_imap::{Authenticator, Client, Session};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt as _;

use super::imap::{Account, ImapError, Stream, Trouble};

/// Most answers that are read while waiting for what a server can.
const ANSWERS_MAX: usize = 50;

/// How the question of what a server can is marked, and its answer.
const ASKED: &str = "C0001";

/// How a token is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mechanism {
    XOAuth2,
    OAuthBearer,
}

impl Mechanism {
    fn name(self) -> &'static str {
        match self {
            Mechanism::XOAuth2 => "XOAUTH2",
            Mechanism::OAuthBearer => "OAUTHBEARER",
        }
    }

    /// What is said first.
    fn first(self, account: &Account, token: &str) -> String {
        let (user, host, port) = (&account.user, &account.host, account.port);
        match self {
            Mechanism::XOAuth2 => format!("user={user}\x01auth=Bearer {token}\x01\x01"),
            Mechanism::OAuthBearer => {
                // In a name, these two would end it.
                let user = user.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01")
            }
        }
    }

    /// What is said to a refusal, so that the server says no.
    fn to_refusal(self) -> &'static str {
        match self {
            Mechanism::XOAuth2 => "",
            Mechanism::OAuthBearer => "\x01",
        }
    }
}

/// What a server can, as far as it matters before signing in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Can {
    xoauth2: bool,
    bearer: bool,
    at_once: bool,
}

/// Answers what a server asks, and keeps why it refuses.
struct Answers {
    mechanism: Mechanism,
    /// Not yet said.
    first: Option<String>,
    refusal: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Authenticator for Answers {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        if let Some(first) = self.first.take() {
            return first;
        }
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(challenge.to_vec());
        self.mechanism.to_refusal().to_owned()
    }
}

/// Signs in.
pub(super) async fn sign_in(
    mut client: Client<Stream>,
    account: &Account,
    token: &str,
) -> Result<Session<Stream>, ImapError> {
    // Either would end its field, and begin another one.
    if [account.user.as_str(), token].iter().any(|text| text.chars().any(char::is_control)) {
        return Err(ImapError::new(Trouble::SignIn, "a user name or a token with control characters"));
    }
    let can = can(&mut client).await?;
    let mechanism = match (can.xoauth2, can.bearer) {
        (true, _) => Mechanism::XOAuth2,
        (false, true) => Mechanism::OAuthBearer,
        (false, false) => {
            let words = "the server offers neither XOAUTH2 nor OAUTHBEARER";
            return Err(ImapError::new(Trouble::SignIn, words));
        }
    };
    let first = mechanism.first(account, token);
    let (command, first) = if can.at_once {
        (format!("{} {}", mechanism.name(), STANDARD.encode(first)), None)
    } else {
        (mechanism.name().to_owned(), Some(first))
    };
    let refusal = Arc::new(Mutex::new(None));
    let answers = Answers { mechanism, first, refusal: Arc::clone(&refusal) };
    client.authenticate(command, answers).await.map_err(|(error, _)| {
        let said = refusal.lock().unwrap_or_else(PoisonError::into_inner).take();
        match said {
            Some(said) if !said.is_empty() => ImapError::new(Trouble::SignIn, &String::from_utf8_lossy(&said)),
            _ => ImapError::of(Trouble::SignIn, &error),
        }
    })
}

/// Asks what the server can.
async fn can(client: &mut Client<Stream>) -> Result<Can, ImapError> {
    let failed = |error: &Error| ImapError::of(Trouble::Answer, error);
    // The library has no way to ask before signing in, but reads what is answered.
    let asked = async {
        let stream = client.get_mut();
        stream.write_all(format!("{ASKED} CAPABILITY\r\n").as_bytes()).await?;
        stream.flush().await
    };
    asked.await.map_err(|error| failed(&error.into()))?;
    let mut can = Can::default();
    for _ in 0..ANSWERS_MAX {
        let answer = client.read_response().await.map_err(|error| failed(&error.into()))?;
        let answer = answer.ok_or_else(|| failed(&Error::ConnectionLost))?;
        match answer.parsed() {
            Response::Capabilities(list) => list.iter().for_each(|one| can.note(one)),
            Response::Done { tag, .. } if tag.0 == ASKED => return Ok(can),
            _ => {}
        }
    }
    Err(ImapError::new(Trouble::Answer, "the server does not say what it can"))
}

impl Can {
    fn note(&mut self, capability: &Capability<'_>) {
        match capability {
            Capability::Auth(name) if name.eq_ignore_ascii_case("XOAUTH2") => self.xoauth2 = true,
            Capability::Auth(name) if name.eq_ignore_ascii_case("OAUTHBEARER") => self.bearer = true,
            Capability::Atom(name) if name.eq_ignore_ascii_case("SASL-IR") => self.at_once = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::RootCertStore;
    use tokio::io::{AsyncBufReadExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::super::imap::{Folder, Proof};
    use super::*;
    use crate::send::Security;

    /// A server that can so much, asks for the token unless it came with the command, and refuses it. Answers what it was told.
    async fn refuse(can: &'static str, challenge: &'static str) -> (Vec<String>, ImapError) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            let mut told = Vec::new();
            write.write_all(b"* OK ready\r\n").await.unwrap();
            lines.next_line().await.unwrap();
            write.write_all(format!("* CAPABILITY IMAP4rev1 {can}\r\nC0001 OK done\r\n").as_bytes()).await.unwrap();
            let Some(command) = lines.next_line().await.unwrap() else { return told };
            told.extend(command.strip_prefix("A0001 ").map(str::to_owned));
            if command.split(' ').count() == 3 {
                write.write_all(b"+ \r\n").await.unwrap();
                told.extend(lines.next_line().await.unwrap());
            }
            write.write_all(format!("+ {}\r\n", STANDARD.encode(challenge)).as_bytes()).await.unwrap();
            told.extend(lines.next_line().await.unwrap());
            write.write_all(b"A0001 NO [AUTHENTICATIONFAILED] Failed.\r\n").await.unwrap();
            told
        });
        let account = Account {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            user: "sales@shop.example".to_owned(),
            proof: Proof::Token("Kirschbaum7".to_owned()),
            folder: "INBOX".to_owned(),
        };
        let error = Folder::open(&account, RootCertStore::empty(), Duration::from_secs(20)).await.err().unwrap();
        (server.await.unwrap(), error)
    }

    #[tokio::test]
    async fn a_token_is_said_as_the_server_wants_it_and_its_refusal_told() {
        let challenge = "{\"status\":\"400\",\"schemes\":\"bearer\"}";
        let xoauth2 = STANDARD.encode("user=sales@shop.example\x01auth=Bearer Kirschbaum7\x01\x01");
        for (can, told) in [
            ("SASL-IR AUTH=OAUTHBEARER AUTH=XOAUTH2", vec![format!("AUTHENTICATE XOAUTH2 {xoauth2}"), String::new()]),
            ("AUTH=XOAUTH2", vec!["AUTHENTICATE XOAUTH2".to_owned(), xoauth2.clone(), String::new()]),
        ] {
            let (said, error) = refuse(can, challenge).await;
            assert_eq!(said, told, "{can}");
            assert_eq!((error.trouble, error.words.as_str()), (Trouble::SignIn, challenge));
        }
        let (said, error) = refuse("AUTH=PLAIN auth=oauthbearer", challenge).await;
        assert_eq!((said[0].as_str(), said[2].as_str()), ("AUTHENTICATE OAUTHBEARER", "AQ=="));
        let first = String::from_utf8(STANDARD.decode(&said[1]).unwrap()).unwrap();
        assert!(first.starts_with("n,a=sales@shop.example,\x01host=127.0.0.1\x01port="), "{first:?}");
        assert!(first.ends_with("\x01auth=Bearer Kirschbaum7\x01\x01"), "{first:?}");
        assert_eq!(error.words, challenge);
    }

    #[tokio::test]
    async fn a_server_that_takes_no_tokens_gets_none() {
        let (said, error) = refuse("AUTH=PLAIN", "").await;
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(error.words, "the server offers neither XOAUTH2 nor OAUTHBEARER");
    }

    #[tokio::test]
    async fn a_refusal_without_reason_is_told_in_the_servers_no() {
        let (_, error) = refuse("AUTH=XOAUTH2", "").await;
        assert_eq!(error.words, "[AUTHENTICATIONFAILED] Failed.");
    }
}
