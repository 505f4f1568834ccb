//! Signing in by consent: what may be entered, whose answer counts, and what becomes of a consent.

use desk::id::MailboxId;
use desk::mailbox::{self, Consent, FetchFault, Fetching, NewFetching, NewMailbox, REFRESH_PURPOSE, SignIn};
use desk::secret::{Sealed, Secret};
use desk::{Actor, DeskError, Role};
use testkit::TestDesk;

fn sealed(desk: &TestDesk, text: &str) -> Sealed {
    desk.desk.seal(REFRESH_PURPOSE, &Secret::new(text)).unwrap()
}

fn sales(desk: &TestDesk) -> MailboxId {
    let (name, address) = ("sales".to_owned(), "sales@provider.example".to_owned());
    let new = NewMailbox { name, address, ..NewMailbox::default() };
    desk.act(&Actor::Operator, move |act| mailbox::create(act, &new))
}

fn of_microsoft(desk: &TestDesk) -> NewFetching {
    NewFetching {
        host: "outlook.office365.com".to_owned(),
        user: "sales@provider.example".to_owned(),
        sign_in: "microsoft".to_owned(),
        client_id: "client".to_owned(),
        client_secret: Some(sealed(desk, "client-geheim")),
        ..NewFetching::default()
    }
}

fn of_other() -> NewFetching {
    NewFetching {
        host: "imap.id.example".to_owned(),
        user: "sales".to_owned(),
        sign_in: "other".to_owned(),
        client_id: "client".to_owned(),
        authorize_url: "https://id.example/authorize".to_owned(),
        token_url: "https://id.example/token".to_owned(),
        scopes: " mail  offline ".to_owned(),
        ..NewFetching::default()
    }
}

fn known(desk: &TestDesk) -> Fetching {
    desk.read(&Actor::Job, mailbox::fetching).remove(0)
}

fn consent(desk: &TestDesk) -> Consent {
    match known(desk).sign_in {
        SignIn::Consent(consent) => consent,
        SignIn::Password(_) => panic!("by password"),
    }
}

fn enter(desk: &TestDesk, actor: &Actor, id: MailboxId, new: NewFetching) {
    desk.act(actor, move |act| mailbox::fetch(act, id, &new));
}

/// Asks, is answered, and keeps what was given.
fn connect(desk: &TestDesk, actor: &Actor, id: MailboxId, token: &str) {
    let (token, verifier) = (sealed(desk, token), sealed(desk, "verifier"));
    desk.act(actor, move |act| {
        mailbox::ask_consent(act, id, "state", "session", &verifier)?;
        let answered = mailbox::consent_answered(act, "state", "session")?;
        mailbox::consent_given(act, &answered, &token)
    });
}

#[test]
fn a_consent_stays_with_the_account_and_the_client_it_was_given_for() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "consent")] {
        let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
        let keeps = || NewFetching { client_secret: None, ..of_microsoft(&desk) };
        enter(&desk, &chief, id, of_microsoft(&desk));
        let client = consent(&desk).client;
        assert_eq!(
            client.provider.token(),
            "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
            "{client:?}"
        );
        assert_eq!(consent(&desk).given, None);
        let before = known(&desk).revision;
        connect(&desk, &chief, id, "erstes");
        assert_eq!((known(&desk).revision, known(&desk).failed), (before + 1, None), "fetchers begin anew");
        let given = consent(&desk).given;
        assert_eq!(given.as_ref().map(|given| given.at), Some(desk.desk.now()));

        enter(&desk, &chief, id, NewFetching { folder: "Support".to_owned(), ..keeps() });
        assert_eq!((consent(&desk).given, consent(&desk).client.secret), (given.clone(), client.secret));
        for other in [
            NewFetching { host: "imap.elsewhere.example".to_owned(), ..keeps() },
            NewFetching { user: "chef@provider.example".to_owned(), ..keeps() },
            NewFetching { client_id: "another".to_owned(), ..of_microsoft(&desk) },
            NewFetching { tenant: "provider.example".to_owned(), ..of_microsoft(&desk) },
        ] {
            enter(&desk, &chief, id, other);
            assert_eq!(consent(&desk).given, None);
            enter(&desk, &chief, id, of_microsoft(&desk));
            connect(&desk, &chief, id, "wieder");
        }
        desk.act(&chief, move |act| mailbox::disconnect(act, id));
        assert_eq!(consent(&desk).given, None);
        connect(&desk, &chief, id, "wieder");
        let password = NewFetching { sign_in: "password".to_owned(), password: None, ..of_microsoft(&desk) };
        let refused = desk.try_act(&chief, move |act| mailbox::fetch(act, id, &password));
        assert!(matches!(refused, Err(DeskError::Invalid(_))), "{refused:?}");
        let password = NewFetching { password: Some(sealed(&desk, "x")), ..NewFetching::default() };
        enter(&desk, &chief, id, NewFetching { host: "h.example".to_owned(), user: "u".to_owned(), ..password });
        assert!(
            desk.rows("select client_id from fetching_consent").is_empty(),
            "with a password nothing of it is left"
        );
        desk.act(&chief, move |act| mailbox::fetch_no_more(act, id));
        let told = desk.rows("select body from journal where body like '%geheim%' or body like '%erstes%'");
        assert!(told.is_empty(), "{told:?}");
    }
}

#[test]
fn an_answer_counts_once_in_time_and_from_the_session_that_asked() {
    let desk = TestDesk::sqlite("shop-levels");
    let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
    let agent = desk.staff("Jana", Role::Agent);
    enter(&desk, &chief, id, of_microsoft(&desk));
    let ask = |state: &'static str| {
        let verifier = sealed(&desk, "verifier");
        desk.act(&chief, move |act| mailbox::ask_consent(act, id, state, "session", &verifier));
    };
    let answered = |actor: &Actor, state: &'static str, session: &'static str| {
        desk.try_act(actor, move |act| mailbox::consent_answered(act, state, session))
    };
    ask("one");
    for (state, session) in [("two", "session"), ("one", "another"), ("", "session"), ("one session", "")] {
        assert!(matches!(answered(&chief, state, session), Err(DeskError::NotFound)), "{state} {session}");
    }
    assert!(matches!(answered(&agent, "one", "session"), Err(DeskError::Forbidden)));
    let first = answered(&chief, "one", "session").unwrap();
    assert_eq!((first.mailbox, first.revision), (id, known(&desk).revision));
    assert!(matches!(answered(&chief, "one", "session"), Err(DeskError::NotFound)), "once");
    ask("two");
    ask("three");
    assert!(matches!(answered(&chief, "two", "session"), Err(DeskError::NotFound)), "the later question counts");
    desk.clock.pass(jiff::SignedDuration::from_mins(10));
    assert!(matches!(answered(&chief, "three", "session"), Err(DeskError::NotFound)), "too late");
    ask("four");
    enter(&desk, &chief, id, of_microsoft(&desk));
    assert!(matches!(answered(&chief, "four", "session"), Err(DeskError::NotFound)), "other settings by now");
    let token = sealed(&desk, "zu spät");
    let late = desk.try_act(&chief, move |act| mailbox::consent_given(act, &first, &token));
    assert!(matches!(late, Err(DeskError::NotFound)), "{late:?}");
    let other = TestDesk::sqlite("shop-levels");
    let strange =
        other.try_act(&other.staff("Chefin", Role::Manager), |act| mailbox::consent_answered(act, "four", "session"));
    assert!(matches!(strange, Err(DeskError::NotFound)));
}

#[test]
fn a_consent_that_is_taken_back_is_forgotten_and_said() {
    let desk = TestDesk::sqlite("shop-levels");
    let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
    enter(&desk, &chief, id, of_microsoft(&desk));
    connect(&desk, &chief, id, "erstes");
    let revision = known(&desk).revision;
    let next = sealed(&desk, "zweites");
    desk.act(&Actor::Job, {
        let next = next.clone();
        move |act| mailbox::consent_renewed(act, id, revision, &next)
    });
    assert_eq!(consent(&desk).given.map(|given| given.refresh_token), Some(next.clone()));
    assert_eq!(known(&desk).revision, revision, "the fetcher that renewed it goes on");
    let late = sealed(&desk, "spät");
    desk.act(&Actor::Job, move |act| {
        mailbox::consent_renewed(act, id, revision - 1, &late)?;
        mailbox::consent_ended(act, id, revision - 1, "invalid_grant")
    });
    assert_eq!(consent(&desk).given.map(|given| given.refresh_token), Some(next), "an old fetcher has no say");
    desk.act(&Actor::Job, move |act| mailbox::consent_ended(act, id, revision, "invalid_grant:\r\nrevoked"));
    let failed = known(&desk).failed.unwrap();
    assert_eq!((failed.fault, failed.detail.as_str()), (FetchFault::Consent, "invalid_grant:  revoked"));
    assert_eq!(consent(&desk).given, None);
    connect(&desk, &chief, id, "neu");
    assert_eq!(known(&desk).failed, None);
}

#[test]
fn what_cannot_be_asked_is_refused_at_its_fields() {
    let desk = TestDesk::sqlite("shop-levels");
    let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
    let wrong = |new: NewFetching| match desk.try_act(&chief, move |act| mailbox::fetch(act, id, &new)) {
        Err(DeskError::Invalid(fields)) => {
            fields.iter().map(|one| format!("{} {}", one.field, one.code)).collect::<Vec<_>>().join(", ")
        }
        other => panic!("{other:?}"),
    };
    let microsoft = || of_microsoft(&desk);
    assert_eq!(wrong(NewFetching { client_secret: None, ..microsoft() }), "client-secret missing");
    assert_eq!(wrong(NewFetching { client_id: " ".to_owned(), ..microsoft() }), "client-id missing");
    assert_eq!(wrong(NewFetching { client_id: "x".repeat(251), ..microsoft() }), "client-id too-long");
    assert_eq!(wrong(NewFetching { tenant: "a/../b?c".to_owned(), ..microsoft() }), "tenant no-tenant");
    assert_eq!(wrong(NewFetching { sign_in: "yahoo".to_owned(), ..microsoft() }), "sign-in unknown");
    for address in ["http://id.example/token", "javascript:alert(1)", "https://a:b@id.example/", "//id.example"] {
        let new = NewFetching { authorize_url: address.to_owned(), token_url: address.to_owned(), ..of_other() };
        assert_eq!(wrong(new), "authorize-url no-provider-url, token-url no-provider-url", "{address}");
    }
    let nothing = NewFetching { sign_in: "other".to_owned(), ..NewFetching::default() };
    assert_eq!(
        wrong(nothing),
        "host missing, user missing, client-id missing, authorize-url missing, token-url missing"
    );
    enter(&desk, &chief, id, of_other());
    let client = consent(&desk).client;
    assert_eq!((client.provider.scopes(), client.secret), ("mail offline", None), "some clients have no secret");
    enter(&desk, &chief, id, NewFetching { client_secret: Some(sealed(&desk, "geheim")), ..of_other() });
    let elsewhere = NewFetching { token_url: "https://evil.example/token".to_owned(), ..of_other() };
    enter(&desk, &chief, id, elsewhere);
    assert_eq!(consent(&desk).client.secret, None, "nobody has it sent elsewhere");
    let agent = desk.staff("Jana", Role::Agent);
    let verifier = sealed(&desk, "verifier");
    assert!(matches!(
        desk.try_act(&agent, move |act| mailbox::ask_consent(act, id, "state", "session", &verifier)),
        Err(DeskError::Forbidden)
    ));
    assert!(matches!(desk.try_act(&agent, move |act| mailbox::disconnect(act, id)), Err(DeskError::Forbidden)));
}
