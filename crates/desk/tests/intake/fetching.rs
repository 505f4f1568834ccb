//! How a mailbox fetches: what may be entered, whom its password belongs to, and what a fetcher tells of itself.

use desk::id::MailboxId;
use desk::mailbox::{self, Afterwards, FetchFault, Fetching, NewFetching, NewMailbox, Position, SignIn};
use desk::secret::Secret;
use desk::{Actor, DeskError, Role};
use mail::Security;
use testkit::TestDesk;

fn sales(desk: &TestDesk) -> MailboxId {
    let (name, address) = ("sales".to_owned(), "sales@provider.example".to_owned());
    let new = NewMailbox { name, address, ..NewMailbox::default() };
    desk.act(&Actor::Operator, move |act| mailbox::create(act, &new))
}

/// From a host as a user, with a password or without.
fn from(desk: &TestDesk, host: &str, user: &str, password: &str) -> NewFetching {
    let sealed = desk.desk.seal(mailbox::PURPOSE, &Secret::new(password)).unwrap();
    NewFetching {
        host: host.to_owned(),
        user: user.to_owned(),
        password: (!password.is_empty()).then_some(sealed),
        ..NewFetching::default()
    }
}

fn known(desk: &TestDesk) -> Fetching {
    desk.read(&Actor::Job, mailbox::fetching).remove(0)
}

fn password(desk: &TestDesk) -> String {
    let SignIn::Password(sealed) = known(desk).sign_in else { panic!("{:?}", known(desk)) };
    desk.desk.unseal(mailbox::PURPOSE, &sealed).unwrap().reveal().to_owned()
}

/// The fields that are wrong, with their codes.
fn wrong(desk: &TestDesk, actor: &Actor, id: MailboxId, new: NewFetching) -> Vec<(String, &'static str)> {
    match desk.try_act(actor, move |act| mailbox::fetch(act, id, &new)) {
        Err(DeskError::Invalid(fields)) => fields.iter().map(|one| (one.field.to_string(), one.code)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_password_stays_with_the_server_it_was_entered_for() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "fetching")] {
        let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
        assert_eq!(
            wrong(&desk, &chief, id, from(&desk, "mail.provider.example", "sales", "")),
            [("password".to_owned(), "missing")]
        );
        let new = from(&desk, " Mail.Provider.example ", "sales", "geheim");
        desk.act(&chief, move |act| mailbox::fetch(act, id, &new));
        let first = known(&desk);
        assert_eq!((first.origin.host.as_str(), first.origin.port), ("mail.provider.example", 993));
        assert_eq!((first.origin.security, first.origin.folder.as_str()), (Security::Tls, "INBOX"));
        assert_eq!((first.origin.afterwards, first.position), (Afterwards::Seen, Position::default()));
        assert_eq!(password(&desk), "geheim");

        let kept = NewFetching {
            security: "starttls".to_owned(),
            folder: "Support".to_owned(),
            afterwards: "move".to_owned(),
            move_to: "Erledigt".to_owned(),
            ..from(&desk, "mail.provider.example", "sales", "")
        };
        desk.act(&chief, move |act| mailbox::fetch(act, id, &kept));
        let second = known(&desk);
        assert_eq!((second.origin.port, second.revision), (143, first.revision + 1));
        assert_eq!(second.origin.afterwards, Afterwards::Move("Erledigt".to_owned()));
        assert_eq!(password(&desk), "geheim", "nothing typed keeps it");

        for (host, user) in [("elsewhere.example", "sales"), ("mail.provider.example", "chef")] {
            let moved = from(&desk, host, user, "");
            assert_eq!(wrong(&desk, &chief, id, moved), [("password".to_owned(), "password-again")]);
        }
        let new = from(&desk, "elsewhere.example", "sales", "anders");
        desk.act(&chief, move |act| mailbox::fetch(act, id, &new));
        assert_eq!(password(&desk), "anders");
        let told = desk.rows("select body from journal where body like '%geheim%' or body like '%anders%'");
        assert!(told.is_empty(), "{told:?}");

        desk.act(&chief, move |act| mailbox::fetch_no_more(act, id));
        desk.act(&chief, move |act| mailbox::fetch_no_more(act, id));
        assert!(desk.read(&chief, mailbox::fetching).is_empty());
    }
}

#[test]
fn what_cannot_be_fetched_from_is_refused_at_its_fields() {
    let desk = TestDesk::sqlite("shop-levels");
    let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
    let fine = || from(&desk, "mail.provider.example", "sales", "geheim");
    let set = |field: &str, text: &str| {
        let (mut new, text) = (fine(), text.to_owned());
        match field {
            "host" => new.host = text,
            "port" => new.port = text,
            "security" => new.security = text,
            "user" => new.user = text,
            "folder" => new.folder = text,
            "afterwards" => new.afterwards = text,
            _ => (new.afterwards, new.move_to) = ("move".to_owned(), text),
        }
        new
    };
    let long = "x".repeat(251);
    for (field, text, code) in [
        ("host", "", "missing"),
        ("host", "mail provider", "no-host"),
        ("host", "https://mail.provider.example", "no-host"),
        ("host", "-x.example", "no-host"),
        ("host", "mail..example", "no-host"),
        ("port", "0", "out-of-range"),
        ("port", "65536", "out-of-range"),
        ("port", "imap", "out-of-range"),
        ("security", "none", "only-here"),
        ("security", "ssl", "unknown"),
        ("user", " ", "missing"),
        ("user", "a\r\nb", "control"),
        ("user", &long, "too-long"),
        ("folder", &long, "too-long"),
        ("folder", "a\0b", "control"),
        ("afterwards", "delete", "unknown"),
        ("move-to", "", "missing"),
        ("move-to", "INBOX", "same-folder"),
    ] {
        assert_eq!(wrong(&desk, &chief, id, set(field, text)), [(field.to_owned(), code)], "{field} {text:?}");
    }
    let all = NewFetching { security: "none".to_owned(), port: "x".to_owned(), ..NewFetching::default() };
    let fields: Vec<String> = wrong(&desk, &chief, id, all).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["host", "user", "security", "port", "password"], "all are told at once");
    for host in ["localhost", "127.0.0.1", "127.8.0.1", "::1"] {
        let new = NewFetching { security: "none".to_owned(), ..from(&desk, host, "sales", "geheim") };
        desk.act(&chief, move |act| mailbox::fetch(act, id, &new));
    }
    let agent = desk.staff("Jana", Role::Agent);
    let new = fine();
    assert!(matches!(desk.try_act(&agent, move |act| mailbox::fetch(act, id, &new)), Err(DeskError::Forbidden)));
    assert!(matches!(desk.try_act(&agent, move |act| mailbox::fetch_no_more(act, id)), Err(DeskError::Forbidden)));
    let new = fine();
    let nobody = desk.try_act(&chief, move |act| mailbox::fetch(act, MailboxId(7), &new));
    assert!(matches!(nobody, Err(DeskError::NotFound)));
}

#[test]
fn what_a_fetcher_tells_counts_for_the_settings_it_began_with() {
    let desk = TestDesk::sqlite("shop-levels");
    let (id, chief) = (sales(&desk), desk.staff("Chefin", Role::Manager));
    let new = from(&desk, "mail.provider.example", "sales", "geheim");
    let again = new.clone();
    desk.act(&chief, move |act| mailbox::fetch(act, id, &new));
    let (old, at) = (known(&desk).revision, Position { uid_validity: Some(u32::MAX), last_uid: 41 });
    desk.act(&Actor::Job, move |act| mailbox::fetch_failed(act, id, old, FetchFault::SignIn, "NO\r\nwrong password"));
    let failed = known(&desk).failed.unwrap();
    assert_eq!((failed.fault, failed.detail.as_str()), (FetchFault::SignIn, "NO  wrong password"));
    desk.act(&Actor::Job, move |act| mailbox::fetched(act, id, old, at));
    assert_eq!((known(&desk).position, known(&desk).failed), (at, None));
    assert_eq!(known(&desk).succeeded_at, Some(desk.desk.now()));

    // The same settings again keep how far it is; another folder begins anew, and the old fetcher has no more say.
    let elsewhere = NewFetching { folder: "Support".to_owned(), ..again.clone() };
    desk.act(&chief, move |act| mailbox::fetch(act, id, &again));
    assert_eq!(known(&desk).position, at);
    desk.act(&chief, move |act| mailbox::fetch(act, id, &elsewhere));
    desk.act(&Actor::Job, move |act| mailbox::fetched(act, id, old, at));
    assert_eq!(known(&desk).position, Position::default());
    let staff = desk.try_act(&chief, move |act| mailbox::fetched(act, id, old + 2, at));
    assert!(matches!(staff, Err(DeskError::Forbidden)));
}
