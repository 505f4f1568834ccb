//! Managers connect a mailbox with a provider; nobody else's answer counts, and no page gives a secret away.

use desk::Role;
use desk::mailbox::{self, FetchFault, Fetching, SignIn};
use desk::{Actor, DeskError};
use testkit::mail_provider::{CLIENT, MailProvider, SECRET};

use crate::browser::{Answer, Browser, Web};

const MAILBOXES: &str = "/settings/mailboxes";

/// The page of a mailbox that signs in by consent of a provider.
fn set_up(web: &Web, chief: &Browser<'_>, provider: &MailProvider, secret: &str) -> String {
    assert_eq!(chief.post(MAILBOXES, &[("name", "sales"), ("address", "sales@provider.example")]).status, 303);
    let page = format!("{MAILBOXES}/{}", web.desk.read(&Actor::Operator, mailbox::list)[0].id);
    enter(chief, &page, provider, secret);
    page
}

fn enter(chief: &Browser<'_>, page: &str, provider: &MailProvider, secret: &str) {
    let (authorize, token) = (provider.address("authorize"), provider.address("token"));
    let typed = [
        ("host", "imap.provider.example"),
        ("user", "sales"),
        ("sign-in", "other"),
        ("client-id", CLIENT),
        ("client-secret", secret),
        ("authorize-url", &authorize),
        ("token-url", &token),
        ("scopes", "mail offline"),
    ];
    let saved = chief.post(&format!("{page}/fetch"), &typed);
    assert!(saved.status == 303 && saved.location().ends_with(page), "{} {}", saved.location(), saved.body);
}

/// Presses the button: the question that the browser is sent on with.
fn asks(chief: &Browser<'_>, page: &str) -> String {
    let answer = chief.post(&format!("{page}/connect"), &[]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let to = answer.headers["refresh"].to_str().unwrap().strip_prefix("0; url=").unwrap().to_owned();
    assert!(answer.body.contains(&to.replace('&', "&#38;")), "{}", answer.body);
    to
}

/// The path below the desk that the provider sends back to.
fn back(web: &Web, provider: &MailProvider, question: &str) -> String {
    provider.consent(question).split_once(&web.base()).unwrap().1.to_owned()
}

fn fetching(web: &Web) -> Fetching {
    web.desk.read(&Actor::Job, mailbox::fetching).remove(0)
}

fn connected(web: &Web) -> bool {
    matches!(fetching(web).sign_in, SignIn::Consent(consent) if consent.given.is_some())
}

fn is_refused(answer: &Answer) {
    assert_eq!(answer.status, 404, "{}", answer.body);
}

#[test]
fn a_mailbox_is_connected_by_whoever_began_it_and_once() {
    let (web, provider) = (Web::of("shop-levels"), MailProvider::start());
    let ((_, jana), (musa, chief)) = (web.staff("Jana Winter", Role::Agent), web.staff("Chefin", Role::Manager));
    let (elsewhere, other) = (web.signed_in(&musa), web.staff("Ada", Role::Administrator).1);
    let page = set_up(&web, &chief, &provider, SECRET);
    let shown = chief.get(&page).body;
    assert!(shown.contains("http://127.0.0.1:8600/shop-levels/settings/mailboxes/consent"), "{shown}");
    assert!(chief.get(MAILBOXES).body.contains("not connected"));
    assert_eq!(jana.post(&format!("{page}/connect"), &[]).status, 403);
    assert_eq!(chief.post_unguarded(&format!("{page}/connect"), &[]).status, 403);
    is_refused(&chief.post(&format!("{MAILBOXES}/7/connect"), &[]));

    let question = asks(&chief, &page);
    for part in ["code_challenge_method=S256", "scope=mail+offline", "client_id=mainstay-client"] {
        assert!(question.contains(part), "{part}: {question}");
    }
    let path = back(&web, &provider, &question);
    assert_eq!(jana.get(&path).status, 403);
    assert_eq!(web.browser().get(&path).status, 303, "to the sign-in page");
    is_refused(&other.get(&path));
    is_refused(&elsewhere.get(&path));
    is_refused(&chief.get(&format!("{path}0")));
    is_refused(&chief.get(path.split_once('&').unwrap().0));
    is_refused(&chief.get(&format!("{MAILBOXES}/consent")));
    assert!(!connected(&web) && provider.asked() == 0, "nobody else's answer got as far as the provider");

    let answer = chief.get(&path);
    assert!(answer.status == 303 && answer.location().ends_with(&page), "{}", answer.location());
    assert!(connected(&web));
    is_refused(&chief.get(&path));
    let shown = chief.get(&page).body;
    assert!(shown.contains("Connected as") && shown.contains("Connect again"), "{shown}");
    for secret in provider.said().iter().map(String::as_str).chain([SECRET]) {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }

    // An earlier question does not count once another has been asked.
    let first = back(&web, &provider, &asks(&chief, &page));
    asks(&chief, &page);
    is_refused(&chief.get(&first));
    assert_eq!(jana.post(&format!("{page}/disconnect"), &[]).status, 403);
    assert_eq!(chief.post(&format!("{page}/disconnect"), &[]).status, 303);
    assert!(!connected(&web));
    // An answer to an earlier question, after the settings were entered anew.
    let late = back(&web, &provider, &asks(&chief, &page));
    enter(&chief, &page, &provider, SECRET);
    is_refused(&chief.get(&late));
    let nobody = web.desk.try_act(&Actor::Operator, |act| mailbox::consent_answered(act, "", ""));
    assert!(matches!(nobody, Err(DeskError::NotFound)), "{nobody:?}");
}

#[test]
fn what_the_provider_refuses_is_told_at_the_mailbox() {
    let (web, provider) = (Web::of("shop-levels"), MailProvider::start());
    let (_, chief) = web.staff("Chefin", Role::Manager);
    let page = set_up(&web, &chief, &provider, "falsch");
    let state = |question: &str| {
        let rest = question.split_once("state=").unwrap().1;
        rest.split('&').next().unwrap().to_owned()
    };
    let told = |path: String, fault: FetchFault, words: &str| {
        let answer = chief.get(&path);
        assert!(answer.status == 303 && answer.location().ends_with(&page), "{} {}", answer.location(), answer.body);
        assert_eq!(fetching(&web).failed.unwrap().fault, fault);
        let shown = chief.get(&page).body;
        assert!(shown.contains(words) && !connected(&web), "{words}: {shown}");
    };
    let declined = format!(
        "{MAILBOXES}/consent?error=access_denied&error_description=%3Cscript%3E&state={}",
        state(&asks(&chief, &page))
    );
    told(declined, FetchFault::Consent, "access_denied: &#60;script&#62;");
    let long = format!("{MAILBOXES}/consent?error={}&state={}", "x".repeat(5000), state(&asks(&chief, &page)));
    told(long, FetchFault::Consent, "xxx");
    assert!(fetching(&web).failed.unwrap().detail.len() <= 400);
    told(back(&web, &provider, &asks(&chief, &page)), FetchFault::MailProvider, "invalid_client: &#60;b&#62;Nein");
    enter(&chief, &page, &provider, SECRET);
    let nonsense = format!("{MAILBOXES}/consent?code=geraten&state={}", state(&asks(&chief, &page)));
    told(nonsense, FetchFault::Consent, "invalid_grant");
    provider.trouble(Some(500));
    told(
        back(&web, &provider, &asks(&chief, &page)),
        FetchFault::MailProvider,
        "the provider answered 500 Internal Server Error",
    );
    provider.trouble(None);
    assert_eq!(chief.get(&back(&web, &provider, &asks(&chief, &page))).status, 303);
    assert!(connected(&web) && fetching(&web).failed.is_none());

    let bad = chief.post(
        &format!("{page}/fetch"),
        &[
            ("host", "h.example"),
            ("user", "u"),
            ("sign-in", "other"),
            ("token-url", "http://id.example/"),
            ("tenant", ""),
        ],
    );
    assert_eq!(bad.status, 422);
    for field in ["client-id", "authorize-url", "token-url"] {
        assert!(bad.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", bad.body);
    }
}
