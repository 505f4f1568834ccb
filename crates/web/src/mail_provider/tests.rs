//! A small server on this machine that answers whatever a test wants.

use desk::mailbox::MailProvider;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// The answer of a token server to a renewal, and what it was asked.
async fn renewed(answer: Vec<u8>) -> (Result<Tokens, Denied>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut request, mut piece) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&request).contains("refresh_token=") {
            let count = stream.read(&mut piece).await.unwrap();
            request.extend_from_slice(&piece[..count]);
        }
        let _ = stream.write_all(&answer).await;
        String::from_utf8(request).unwrap()
    });
    let provider = MailProvider::Other {
        authorize: "https://id.example/authorize".to_owned(),
        token: format!("http://localhost:{port}/token?v=2"),
        scopes: String::new(),
    };
    let client = Client { provider, id: "me".to_owned(), secret: None };
    let (secret, refresh) = (Secret::new("client-geheim"), Secret::new("altes"));
    let given = Asker::new(RootCertStore::empty()).renew(&client, Some(&secret), &refresh).await;
    (given, server.await.unwrap())
}

fn http(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

#[tokio::test]
async fn a_renewal_is_asked_for_and_given() {
    let body = r#"{"access_token":"neu","token_type":"Bearer","expires_in":3600,"refresh_token":"anderes"}"#;
    let (given, asked) = renewed(http("200 OK", body)).await;
    let given = given.unwrap();
    assert_eq!((given.access.reveal(), given.lasts), ("neu", Duration::from_secs(3600)));
    assert_eq!(given.refresh.unwrap().reveal(), "anderes");
    assert!(asked.starts_with("POST /token?v=2 HTTP/1.1\r\n"), "{asked}");
    for part in ["grant_type=refresh_token", "refresh_token=altes", "client_id=me", "client_secret=client-geheim"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    let same = r#"{"access_token":"neu","token_type":"bearer","expires_in":99999999999,"refresh_token":"altes"}"#;
    let given = renewed(http("200 OK", same)).await.0.unwrap();
    assert_eq!(
        (given.refresh, given.lasts),
        (None, LONGEST),
        "the same again is no other, and nothing counts for ever"
    );
}

#[tokio::test]
async fn what_is_no_token_is_told_apart_and_bounded() {
    let long = format!(r#"{{"error":"invalid_client","error_description":"{}"}}"#, "x".repeat(5000));
    let huge = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(100_000));
    let ended = r#"{"error":"invalid_grant","error_description":"AADSTS700082:\r\n expired"}"#;
    let moved = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".to_vec();
    let answer = |given: Result<Tokens, Denied>| given.err().unwrap();
    assert_eq!(
        answer(renewed(http("400 Bad Request", ended)).await.0),
        Denied::Ended("invalid_grant: AADSTS700082:   expired".to_owned())
    );
    match answer(renewed(http("401 Unauthorized", &long)).await.0) {
        Denied::Refused(words) => assert_eq!(words.chars().count(), WORDS_MAX),
        other => panic!("{other:?}"),
    }
    for (raw, words) in [
        (moved, "the provider sent us elsewhere (307 Temporary Redirect), where we do not go"),
        (http("503 Busy", ended), "the provider answered 503 Service Unavailable"),
        (http("200 OK", &huge), "the provider's answer is longer than 65536 bytes, or broke off"),
        (http("200 OK", r#"{"access_token":7,"token":"geheim"}"#), "the answer could not be understood"),
        (http("400 Bad Request", "<html>geheim"), "the answer could not be understood"),
    ] {
        assert_eq!(answer(renewed(raw).await.0), Denied::Unanswered(words.to_owned()));
    }
    match answer(renewed(b"nonsense\r\n\r\n".to_vec()).await.0) {
        Denied::Unanswered(_) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_is_told_a_secret_in_clear_beyond_this_machine() {
    for address in ["http://192.0.2.1/token", "http://id.example.invalid/token", "ftp://localhost/token"] {
        let provider = MailProvider::Other {
            authorize: "https://id.example/authorize".to_owned(),
            token: address.to_owned(),
            scopes: String::new(),
        };
        let client = Client { provider, id: "me".to_owned(), secret: None };
        let given = Asker::new(RootCertStore::empty()).renew(&client, None, &Secret::new("altes")).await;
        assert!(matches!(given, Err(Denied::Unanswered(_))), "{address}");
    }
}

#[test]
fn people_are_asked_for_what_is_needed_and_no_more() {
    let client = |provider| Client { provider, id: "me".to_owned(), secret: None };
    let asked = |provider| {
        let url = question(
            &client(provider),
            "https://desk.example/back",
            "zustand".to_owned(),
            &Secret::new("v".repeat(43)),
        )
        .unwrap();
        url.to_string()
    };
    let microsoft = asked(MailProvider::Microsoft { tenant: "acme.example".to_owned() });
    assert!(
        microsoft.starts_with("https://login.microsoftonline.com/acme.example/oauth2/v2.0/authorize?"),
        "{microsoft}"
    );
    for part in [
        "response_type=code",
        "client_id=me",
        "state=zustand",
        "code_challenge_method=S256",
        "redirect_uri=https%3A%2F%2Fdesk.example%2Fback",
        "scope=https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All+offline_access",
        "prompt=select_account",
    ] {
        assert!(microsoft.contains(part), "{part}: {microsoft}");
    }
    let google = asked(MailProvider::Google);
    assert!(
        google.contains("scope=https%3A%2F%2Fmail.google.com%2F")
            && google.contains("access_type=offline&prompt=consent")
    );
    assert!(!microsoft.contains("code_verifier") && !google.contains("code_verifier"));
}
