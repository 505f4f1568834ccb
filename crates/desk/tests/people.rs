//! Staff, contacts and customers: signing in, tokens, limits, and what nobody else may see.
#![allow(clippy::panic, clippy::unwrap_used)]

use desk::contract::{self, Limit, NewContract};
use desk::customer::{self, NewContact, NewCustomer};
use desk::session::{self, Credentials, PasswordHash, SignInError, SignedIn};
use desk::staff::{self, Answer, AnswerKey};
use desk::{Actor, DeskError, Role, ticket};
use engine::plan::catalogue::{Language, Stated};
use jiff::SignedDuration;
use testkit::TestDesk;

const PASSWORD: &str = "ein langer Satz";

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}

fn try_sign_in(desk: &TestDesk, email: &str, password: &str, origin: &str) -> Result<SignedIn, SignInError> {
    let credentials = Credentials { email: email.to_owned(), password: password.to_owned(), origin: origin.to_owned() };
    block_on(session::sign_in(&desk.desk, &credentials))
}

fn resumed(desk: &TestDesk, token: &str) -> Option<session::Session> {
    block_on(session::resume(&desk.desk, token)).unwrap()
}

fn with_password(desk: &TestDesk, name: &str, role: Role) -> Actor {
    let actor = desk.staff(name, role);
    let hash = PasswordHash::make(&desk.desk, PASSWORD).unwrap();
    let id = actor.staff().unwrap();
    desk.act(&Actor::Operator, move |act| staff::set_password(act, id, &hash));
    actor
}

#[test]
fn signing_in_gives_a_session_that_ends() {
    a_session_ends(&TestDesk::sqlite("shop-levels"));
}

#[test]
fn signing_in_gives_a_session_on_postgresql() {
    a_session_ends(&TestDesk::postgres("shop-levels", "signing_in"));
}

fn a_session_ends(desk: &TestDesk) {
    let ada = with_password(desk, "Ada", Role::Agent);
    let signed_in = try_sign_in(desk, " ADA@provider.example", PASSWORD, "::1").unwrap();
    assert_eq!(signed_in.session.person.actor(), ada);
    assert_eq!(resumed(desk, &signed_in.token).unwrap().csrf, signed_in.session.csrf);
    assert!(resumed(desk, "another").is_none());

    // Noted requests keep it going; twelve hours without one end it.
    desk.pass(SignedDuration::from_hours(11));
    assert!(resumed(desk, &signed_in.token).is_some());
    desk.pass(SignedDuration::from_hours(11));
    assert!(resumed(desk, &signed_in.token).is_some());
    desk.pass(SignedDuration::from_hours(13));
    assert!(resumed(desk, &signed_in.token).is_none());

    let token = try_sign_in(desk, "ada@provider.example", PASSWORD, "::1").unwrap().token;
    let gone = token.clone();
    desk.act(&ada, move |act| session::sign_out(act, &gone));
    assert!(resumed(desk, &token).is_none());

    // Seven days end it in any case, and another password all at once.
    let first = try_sign_in(desk, "ada@provider.example", PASSWORD, "::1").unwrap().token;
    for _ in 0..15 {
        desk.pass(SignedDuration::from_hours(11));
        assert!(resumed(desk, &first).is_some());
    }
    desk.pass(SignedDuration::from_hours(4));
    assert!(resumed(desk, &first).is_none());
    let second = try_sign_in(desk, "ada@provider.example", PASSWORD, "::1").unwrap().token;
    let hash = PasswordHash::make(&desk.desk, "ein anderer Satz").unwrap();
    let id = ada.staff().unwrap();
    desk.act(&ada, move |act| staff::set_password(act, id, &hash));
    assert!(resumed(desk, &second).is_none());
}

#[test]
fn wrong_attempts_are_answered_alike_and_block() {
    let desk = TestDesk::sqlite("shop-levels");
    with_password(&desk, "Ada", Role::Agent);
    let without = desk.customer("Nord", "level-1");
    for email in ["ada@provider.example", "nobody@provider.example", "info@nord.example"] {
        let wrong = try_sign_in(&desk, email, "falsch", "10.0.0.1").unwrap_err();
        assert!(matches!(wrong, SignInError::Wrong), "{email}: {wrong}");
    }
    let hash = PasswordHash::make(&desk.desk, PASSWORD).unwrap();
    desk.act(&Actor::Operator, move |act| customer::set_contact_password(act, without.contact, &hash));
    let signed_in = try_sign_in(&desk, "info@nord.example", PASSWORD, "10.0.0.1").unwrap();
    assert_eq!(signed_in.session.person.actor(), without.actor());

    for _ in 0..4 {
        assert!(matches!(try_sign_in(&desk, "ada@provider.example", "falsch", "10.0.0.2"), Err(SignInError::Wrong)));
    }
    // The fifth wrong one blocks, also for the right password and from elsewhere.
    let blocked = |desk: &TestDesk| match try_sign_in(desk, "ada@provider.example", PASSWORD, "10.0.0.3") {
        Err(SignInError::Blocked { until }) => until.duration_since(desk.desk.now()).as_secs(),
        other => panic!("{:?}", other.map(|signed_in| signed_in.session)),
    };
    assert_eq!(blocked(&desk), 30);
    desk.pass(SignedDuration::from_secs(30));
    assert!(matches!(try_sign_in(&desk, "ada@provider.example", "falsch", "10.0.0.3"), Err(SignInError::Wrong)));
    assert_eq!(blocked(&desk), 60, "it grows");
    desk.pass(SignedDuration::from_secs(60));
    assert!(try_sign_in(&desk, "ada@provider.example", PASSWORD, "10.0.0.3").is_ok());
    assert!(matches!(try_sign_in(&desk, "ada@provider.example", "falsch", "10.0.0.3"), Err(SignInError::Wrong)));
    assert!(try_sign_in(&desk, "ada@provider.example", PASSWORD, "10.0.0.3").is_ok(), "a success starts anew");

    // An origin that tries many addresses is blocked for all of them.
    for number in 0..30 {
        let email = format!("{number}@provider.example");
        assert!(matches!(try_sign_in(&desk, &email, "", "10.9.9.9"), Err(SignInError::Wrong)));
    }
    assert!(matches!(
        try_sign_in(&desk, "ada@provider.example", PASSWORD, "10.9.9.9"),
        Err(SignInError::Blocked { .. })
    ));
}

#[test]
fn tokens_act_for_their_person_until_they_are_taken_back() {
    let desk = TestDesk::sqlite("shop-levels");
    let (ada, bo) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let id = ada.staff().unwrap();
    let token = desk.act(&ada, move |act| staff::create_token(act, id, "import"));
    let secret = token.secret.clone();
    let owner = |desk: &TestDesk, secret: &str| {
        let secret = secret.to_owned();
        desk.read(&Actor::Operator, move |view| staff::find_by_token(view, &secret)).map(|staff| staff.id)
    };
    assert_eq!(owner(&desk, &secret), Some(id));
    assert_eq!(owner(&desk, "mst_x"), None);
    let number = token.id;
    let other = desk.staff("Cleo", Role::Agent);
    assert!(matches!(desk.try_act(&other, move |act| staff::revoke_token(act, id, number)), Err(DeskError::Forbidden)));
    desk.act(&bo, move |act| staff::revoke_token(act, id, number));
    assert_eq!(owner(&desk, &secret), None);

    let second = desk.act(&ada, move |act| staff::create_token(act, id, "import")).secret;
    desk.act(&bo, move |act| staff::deactivate(act, id));
    assert_eq!(owner(&desk, &second), None);
}

#[test]
fn the_same_key_gives_the_same_answer() {
    let desk = TestDesk::sqlite("shop-levels");
    let ada = desk.staff("Ada", Role::Agent);
    let key = AnswerKey { staff: ada.staff().unwrap(), key: "k1".to_owned(), request: [1; 32] };
    let answer = Answer { status: 201, body: "{}".to_owned() };
    let write = {
        let (key, answer) = (key.clone(), answer.clone());
        move |act: &mut desk::Action<'_, '_>| match staff::answered(act, &key)? {
            Some(known) => Ok((known, false)),
            None => staff::save_answer(act, &key, &answer).map(|()| (answer.clone(), true)),
        }
    };
    assert_eq!(desk.act(&ada, write.clone()), (answer.clone(), true));
    assert_eq!(desk.act(&ada, write), (answer, false));
    let other = AnswerKey { request: [2; 32], ..key };
    let refused = desk.desk.read_blocking(ada, move |view| staff::answered(view, &other));
    assert!(matches!(refused, Err(DeskError::Invalid(_))));
}

#[test]
fn a_contract_names_no_more_contacts_than_it_has_bought() {
    let desk = TestDesk::sqlite("commerce-agreements");
    let admin = desk.staff("Bo", Role::Administrator);
    let shop = desk.customer("Nord", "maintenance");
    let contract = shop.contract;
    let add = |desk: &TestDesk, name: &str| {
        let new = NewContact {
            customer: shop.id,
            email: format!("{name}@nord.example"),
            name: name.to_owned(),
            phone: String::new(),
            language: Language::De,
            password: None,
        };
        desk.act(&admin, move |act| customer::create_contact(act, &new))
    };
    let limit = |desk: &TestDesk| desk.read(&admin, move |view| contract::limit(view, contract));
    let Limit { allowed: Stated::Value(allowed), used: 1 } = limit(&desk) else { panic!("{:?}", limit(&desk)) };
    for number in 1..allowed {
        let contact = add(&desk, &format!("c{number}"));
        desk.act(&admin, move |act| contract::name_contact(act, contract, contact));
    }
    let one_more = add(&desk, "more");
    let refused = desk.try_act(&admin, move |act| contract::name_contact(act, contract, one_more)).unwrap_err();
    let full = format!("{allowed}/{allowed}");
    assert!(matches!(&refused, DeskError::Conflict { code: "contact-limit", detail } if *detail == full), "{refused}");
    // An option makes room, and so does a contact who leaves.
    let change = engine::run::event::Change { options: Some(vec!["extra-contact".to_owned()]), ..Default::default() };
    desk.act(&admin, move |act| contract::change(act, contract, &change));
    desk.act(&admin, move |act| contract::name_contact(act, contract, one_more));
    desk.act(&admin, move |act| customer::remove_contact(act, one_more));
    assert_eq!(limit(&desk).used, allowed);
    // The address is free again, and the name stays where it was.
    assert_ne!(add(&desk, "more"), one_more);
    let gone = desk.read(&admin, move |view| customer::get_contact(view, one_more));
    assert!(gone.removed_at.is_some());
}

#[test]
fn lists_go_on_where_they_ended_and_foreign_customers_do_not_exist() {
    lists_and_scopes(&TestDesk::sqlite("shop-levels"));
}

#[test]
fn lists_go_on_where_they_ended_on_postgresql() {
    lists_and_scopes(&TestDesk::postgres("shop-levels", "lists_go_on"));
}

fn lists_and_scopes(desk: &TestDesk) {
    let agent = desk.staff("Ada", Role::Agent);
    let names = ["nordwind", "Nordlicht", "Südkurve", "NORDSEE"];
    let customers: Vec<_> = names
        .iter()
        .map(|name| {
            let new = NewCustomer {
                name: (*name).to_owned(),
                language: Language::De,
                address: String::new(),
                vat_id: String::new(),
            };
            desk.act(&Actor::Operator, move |act| customer::create(act, &new))
        })
        .collect();
    let mut seen = Vec::new();
    let mut place = None;
    loop {
        let after = place.clone();
        let page = desk.read(&agent, move |view| customer::list(view, "nord", after.as_ref(), 2));
        let Some(last) = page.last() else { break };
        place = Some(customer::Place { name: last.name.clone(), id: last.id });
        seen.extend(page.into_iter().map(|customer| customer.name));
    }
    assert_eq!(seen, ["Nordlicht", "NORDSEE", "nordwind"]);

    let one = desk.customer("Eins", "level-2");
    let two = desk.customer("Zwei", "level-2");
    let foreign = |error: Result<(), DeskError>| assert!(matches!(error, Err(DeskError::NotFound)), "{error:?}");
    foreign(desk.desk.read_blocking(one.actor(), move |view| customer::page(view, two.id).map(drop)));
    foreign(desk.desk.read_blocking(one.actor(), move |view| contract::overview(view, two.contract).map(drop)));
    foreign(desk.desk.read_blocking(one.actor(), move |view| customer::get(view, customers[0]).map(drop)));
    foreign(desk.try_act(&one.actor(), move |act| contract::activate(act, one.contract)));
    let page = desk.read(&one.actor(), move |view| customer::page(view, one.id));
    assert_eq!((page.contracts.len(), page.contacts.len()), (1, 1));
    let overview = &page.contracts[0];
    assert!(overview.in_force);
    assert_eq!(overview.balances.iter().map(|balance| balance.left).collect::<Vec<_>>(), [1800]);
    let open = overview.lines[0].window.unwrap();
    assert!(!open.open, "09:00 is half an hour before the phones open");
    assert_eq!(open.until.unwrap().to_string(), "2026-11-02T08:30:00Z");
}

#[test]
fn what_the_catalogue_does_not_know_is_said_at_its_field() {
    let desk = TestDesk::sqlite("shop-levels");
    let admin = desk.staff("Bo", Role::Administrator);
    let shop = desk.customer("Nord", "level-1");
    let sign = |change: fn(&mut NewContract)| {
        let mut new = NewContract {
            customer: shop.id,
            catalogue: None,
            plan: "level-2".to_owned(),
            packages: Vec::new(),
            options: Vec::new(),
            start: jiff::civil::date(2026, 11, 1),
            end: None,
            term_months: None,
            facts: std::collections::BTreeMap::new(),
            agreed: std::collections::BTreeMap::new(),
        };
        change(&mut new);
        match desk.try_act(&admin, move |act| contract::sign(act, &new)) {
            Err(DeskError::Invalid(fields)) => format!("{} {} {}", fields[0].field, fields[0].code, fields[0].detail),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(sign(|new| new.plan = "gold".to_owned()), "plan unknown level-1, level-2, level-3");
    assert_eq!(sign(|new| new.packages = vec!["pro".to_owned()]), "packages unknown enterprise");
    assert_eq!(sign(|new| new.options = vec!["x".to_owned()]), "options unknown ");
    assert_eq!(sign(|new| new.end = Some(new.start)), "end before-start 2026-11-01");
    assert_eq!(sign(|new| new.agreed = [("fee".to_owned(), "much".to_owned())].into()), "agreed unreadable fee: much");
}

#[test]
fn a_change_of_the_contacts_counts_when_the_plan_says() {
    contacts_change(&TestDesk::selling(testkit::plans::UPTIME, "2026-10-01T00:00:00Z".parse().unwrap()));
}

#[test]
fn a_change_of_the_contacts_counts_on_postgresql() {
    contacts_change(&TestDesk::postgres("shop-levels", "a_change_of_the_contacts"));
}

fn contacts_change(desk: &TestDesk) {
    let by_size = "contacts = { number = [{ when = { seats = \"<= 10\" }, number = 1 }, { number = 2 }], \
                   changes-after = \"5 business days\", window = \"office\" }";
    let plans = testkit::plans::UPTIME.replacen("contacts = 2", by_size, 1);
    desk.adopts(&plans.replace("[product.shop]", "[fact.seats]\nname = \"Seats\"\n\n[product.shop]"));
    let chief = desk.staff("Mara", Role::Administrator);
    let (id, ada) = desk.customer_only("Nord");
    let others = ["Bo", "Cem"].map(|name| {
        let new = NewContact {
            customer: id,
            email: format!("{}@nord.example", name.to_lowercase()),
            name: name.to_owned(),
            phone: String::new(),
            language: Language::De,
            password: None,
        };
        desk.act(&chief, move |act| customer::create_contact(act, &new))
    });
    let contract = desk.act(&chief, move |act| {
        let new = NewContract {
            customer: id,
            catalogue: None,
            plan: "hosting".to_owned(),
            packages: Vec::new(),
            options: Vec::new(),
            start: jiff::civil::date(2026, 11, 1),
            end: None,
            term_months: None,
            facts: [("seats".to_owned(), "25".to_owned())].into(),
            agreed: std::collections::BTreeMap::new(),
        };
        let contract = contract::sign(act, &new)?;
        contract::name_contact(act, contract, ada)?;
        Ok(contract)
    });
    let [bo, cem] = others;
    let asks = |at: &str, contact| {
        desk.until(at.parse().unwrap());
        let new = ticket::NewTicket {
            contact: Some(contact),
            contract: Some(contract),
            subject: "Frage".to_owned(),
            body: "Wie geht das?".to_owned(),
            on_refusal: ticket::OnRefusal::Keep,
            ..ticket::NewTicket::default()
        };
        desk.act(&chief, move |act| ticket::open(act, &new)).answer.id()
    };
    assert_eq!(asks("2026-11-03T09:00:00Z", ada), "covered", "the first list counts from the start");
    desk.until("2026-11-10T09:00:00Z".parse().unwrap());
    desk.act(&chief, move |act| contract::name_contact(act, contract, bo));
    let third = desk.try_act(&chief, move |act| contract::name_contact(act, contract, cem)).unwrap_err();
    assert!(matches!(&third, DeskError::Conflict { code: "contact-limit", detail } if detail == "2/2"), "{third}");
    assert_eq!(asks("2026-11-12T09:00:00Z", bo), "refused", "told on Tuesday, counts five business days later");
    assert_eq!(asks("2026-11-18T09:00:00Z", bo), "covered");
    desk.act(&chief, move |act| contract::remove_contact(act, contract, ada));
    assert_eq!(asks("2026-11-19T09:00:00Z", ada), "covered", "off the list in five business days");
    assert_eq!(asks("2026-11-26T09:00:00Z", ada), "refused");
    let report = desk::doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{report:?}");
}
