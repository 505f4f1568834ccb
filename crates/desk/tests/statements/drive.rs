//! Drives desks through a month, every list and every register, and notes the statements that ran.

use std::sync::OnceLock;

use database::Statements;
use desk::secret::Secret;
use desk::session::{self, PasswordHash};
use desk::staff::{Answer, AnswerKey, NewStaff};
use desk::{
    Actor, Role, billing, call, catalogue, contract, customer, doctor, intake, job, licence, mailbox, multiply, outbox,
    release, rota, saved_view, search, setting, staff, system, ticket, ticket_field, usage, work,
};
use engine::plan::catalogue::Language;
use jiff::civil::date;
use testkit::TestDesk;
use testkit::life::{Life, Sells};

use crate::relate::tickets_are_related;

pub fn recorded() -> &'static [String] {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let statements = Statements::default();
        for (sells, seed) in [(Sells::Levels, 7), (Sells::Hours, 11)] {
            let desk = TestDesk::noting(sells.catalogue(), &statements);
            let mut life = Life::begin(&desk, sells, seed);
            life.month();
            looks_around(&desk, &life);
            tickets_are_sorted(&desk, &life);
            people_search(&desk, &life);
            if sells == Sells::Levels {
                crate::writing::people_write(&desk);
            }
            people_come_and_go(&desk, &life);
            crate::outgoing::mails_are_worded(&desk);
            crate::outgoing::mails_are_signed(&desk);
            crate::outgoing::mails_come_back(&desk);
            // The index follows what has happened to contracts meanwhile.
            desk.indexes();
        }
        tickets_are_related(&TestDesk::noting("shop-levels", &statements));
        crate::erase::people_are_erased(&TestDesk::noting("shop-levels", &statements));
        let desk = TestDesk::noting("commerce-agreements", &statements);
        things_are_registered(&desk);
        facts_are_told(&desk);
        crate::outgoing::mails_wait_for_room(&desk, &desk.customer("Viele", "team").actor());
        crate::outgoing::mails_are_let_go(&desk, &desk.customer("Langsame", "team").actor());
        statements.all()
    })
}

/// Sells by a plan file that asks for facts and tickets.
fn facts_are_told(desk: &TestDesk) {
    desk.adopts(testkit::plans::FACTS);
    let customer = desk.customer("Fakten", "team");
    let contact = customer.contact;
    let open = move |act: &mut desk::Action<'_, '_>| {
        let new = ticket::NewTicket {
            contact: Some(contact),
            subject: "Frage".to_owned(),
            body: "Wie geht das?".to_owned(),
            on_refusal: ticket::OnRefusal::Keep,
            ..ticket::NewTicket::default()
        };
        ticket::open(act, &new)
    };
    let opened = desk.act(&Actor::Operator, open);
    let staff = desk.staff("Fatma", Role::Agent);
    desk.act(&staff, move |act| ticket::learn(act, opened.id, "hosting", "own", ticket::Since::Arrival));
    for _ in 0..2 {
        desk.act(&Actor::Operator, open);
    }
    crate::outgoing::prices_are_accepted(desk);
}

/// Tags and fields, and lists by them.
fn tickets_are_sorted(desk: &TestDesk, life: &Life<'_>) {
    let (agent, admin, id) = (life.staff[0].clone(), life.staff[3].clone(), life.tickets[0].0);
    let field = desk.act(&admin, |act| {
        let (name, kind) = ("Filiale".to_owned(), ticket_field::Kind::Text);
        let new = ticket_field::NewTicketField {
            key: String::new(),
            name,
            kind,
            choices: Vec::new(),
            product: String::new(),
        };
        ticket_field::define(act, &new)
    });
    desk.act(&admin, move |act| ticket_field::change(act, field, "Laden", &[]));
    desk.act(&agent, move |act| {
        ticket::tag(act, id, &["kasse".to_owned(), "lager".to_owned()], &[])?;
        ticket::tag(act, id, &[], &["lager".to_owned()])?;
        ticket_field::fill(act, id, &[("filiale".to_owned(), "Jena".to_owned())].into())
    });
    desk.read(&agent, |view| Ok((ticket::known_tags(view)?, ticket_field::list(view)?)));
    let new = |name: &str| saved_view::NewSavedView {
        name: name.to_owned(),
        shown: saved_view::Shown { filter: "state:open".to_owned(), ..saved_view::Shown::default() },
        used_by: saved_view::Use::Own,
    };
    desk.act(&agent, move |act| {
        let (one, other) = (saved_view::save(act, &new("Eins"))?, saved_view::save(act, &new("Zwei"))?);
        saved_view::shift(act, other, saved_view::Towards::Front)?;
        saved_view::remove(act, one)
    });
    let number = desk.ticket(id).number;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let doing = ticket::Doing::Tag { add: vec!["neu".to_owned()], remove: Vec::new() };
    let done = runtime.block_on(ticket::many(&desk.desk, agent.clone(), &[number], doing)).unwrap();
    runtime.block_on(ticket::undo(&desk.desk, agent, done.undo.unwrap())).unwrap();
}

/// Staff and a contact search, with an index that was made from the beginning.
fn people_search(desk: &TestDesk, life: &Life<'_>) {
    desk.indexes();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for actor in [life.staff[0].clone(), life.customers[1].actor()] {
        for text in ["demo", "info", "kontakt", "state:open"] {
            let asked = search::Asked { text: text.to_owned(), page: 0, zone: search::Zone::UTC };
            runtime.block_on(search::find(&desk.desk, actor.clone(), asked)).unwrap();
        }
    }
}

/// Opens every list and page, as staff and as a contact.
fn looks_around(desk: &TestDesk, life: &Life<'_>) {
    let (shop, admin) = (life.customers[1], life.staff[3].clone());
    let me = life.staff[0].staff().unwrap();
    for shelf in [
        ticket::Shelf::Next,
        ticket::Shelf::Mine(me),
        ticket::Shelf::Unassigned,
        ticket::Shelf::Waiting,
        ticket::Shelf::Resolved,
        ticket::Shelf::Closed,
    ] {
        desk.read(&admin, move |view| ticket::queue(view, shelf, Some("1_1_1_1_1"), 5));
    }
    desk.read(&admin, move |view| ticket::counts(view, me));
    for actor in [admin.clone(), shop.actor()] {
        desk.read(&actor, move |view| {
            ticket::of_customer(view, shop.id, None, 5)?;
            ticket::of_contact(view, shop.contact, 5)?;
            let numbers: Vec<i64> = ticket::of_customer(view, shop.id, None, 3)?.iter().map(|row| row.number).collect();
            for number in numbers {
                let page = ticket::page(view, number)?;
                usage::of_ticket(view, page.ticket.id)?;
                for message in &page.messages {
                    intake::as_sent(view, number, message.id, &[]).ok();
                }
            }
            customer::page(view, shop.id)?;
            customer::former_contacts(view, shop.id).ok();
            customer::get_by_number(view, 1).ok();
            customer::list(view, "n", None, 5)?;
            contract::list(view, None, 5)?;
            contract::get_by_number(view, 1).ok();
            contract::overview(view, shop.contract)?;
            call::of_customer(view, shop.id, None, 5)?;
            usage::of_customer(view, shop.id, None, None, 5)?;
            usage::of_customer(view, shop.id, Some(usage::Kind::Work), None, 5)?;
            billing::of_customer(view, shop.id, None, 5)?;
            billing::get(view, 1).ok();
            licence::of_customer(view, shop.id)?;
            system::of_customer(view, shop.id)?;
            Ok(())
        });
    }
    let month: billing::Month = "2026-11".parse().unwrap();
    desk.read(&admin, move |view| {
        billing::list(view, None, None, 5)?;
        billing::list(view, Some(month), None, 5)?;
        billing::preview(view, month)?;
        intake::list(view, None, 5)?;
        job::failed(view)?;
        rota::list_open(view)?;
        staff::list(view)?;
        catalogue::current(view)?;
        Ok(())
    });
    mailboxes_come_and_go(desk);
    let mails = desk.read(&admin, |view| intake::list(view, None, 1));
    let id = mails[0].id;
    desk.read(&admin, move |view| {
        intake::raw(view, id)?;
        intake::ticket_of(view, id)?;
        intake::waiting(view, None, 1)?;
        intake::count_waiting(view)
    });
    let stranger = b"From: fremd@elsewhere.example\r\nSubject: Angebot\r\n\r\nGuten Tag\r\n";
    let accepted = desk.act(&Actor::Operator, |act| intake::accept(act, mailbox::OWN, stranger));
    let (intake::Accepted::New(id) | intake::Accepted::Known(id)) = accepted;
    desk.jobs();
    desk.act(&admin, move |act| intake::retry(act, id));
    desk.jobs();
    desk.act(&admin, move |act| intake::dismiss(act, id));
    doctor::examine(&desk.desk).unwrap();
    if let Some((ticket, _)) = life.tickets.first().copied() {
        let about = ticket::About { version: Some("4.2".to_owned()), ..ticket::About::default() };
        desk.act(&admin, move |act| ticket::restate(act, ticket, &about, &Default::default()));
        desk.read(&admin, move |view| outbox::of_ticket(view, ticket));
    }
    desk.act(&Actor::Operator, job::postpone_all);
    job::unlock_all(&desk.desk).unwrap();
}

fn mailboxes_come_and_go(desk: &TestDesk) {
    let new = mailbox::NewMailbox {
        name: "sales".to_owned(),
        address: "sales@provider.example".to_owned(),
        ..mailbox::NewMailbox::default()
    };
    let checked = b"From: x@elsewhere.example\r\nSubject: Kasse\r\n\r\nGuten Tag\r\n";
    desk.act(&Actor::Operator, |act| intake::accept(act, "sales", checked));
    desk.jobs();
    desk.act(&Actor::Operator, move |act| {
        let id = mailbox::create(act, &new)?;
        mailbox::change(act, id, &new)?;
        mailbox::retire(act, id, Some(act.now))?;
        mailbox::find_recipient(act, &mail::MailAddress::parse(&new.address).unwrap())
    });
    let fetching = mailbox::NewFetching {
        host: "mail.provider.example".to_owned(),
        user: "sales".to_owned(),
        password: Some(desk.desk.seal(mailbox::PURPOSE, &Secret::new("geheim")).unwrap()),
        ..mailbox::NewFetching::default()
    };
    desk.act(&Actor::Job, move |act| {
        let id = mailbox::list(act)?[0].id;
        mailbox::fetch(act, id, &fetching)?;
        mailbox::fetch(act, id, &fetching)?;
        mailbox::fetched(act, id, 2, mailbox::Position::default())?;
        mailbox::fetch_failed(act, id, 2, mailbox::FetchFault::Folder, "no such folder")?;
        mailbox::fetch_no_more(act, id)
    });
    mailboxes_are_connected(desk);
}

/// Fetches by consent: asked for, given, renewed, ended, forgotten.
fn mailboxes_are_connected(desk: &TestDesk) {
    let sealed = desk.desk.seal(mailbox::REFRESH_PURPOSE, &Secret::new("geheim")).unwrap();
    let fetching = mailbox::NewFetching {
        host: "imap.gmail.com".to_owned(),
        user: "sales".to_owned(),
        sign_in: "google".to_owned(),
        client_id: "mainstay".to_owned(),
        client_secret: Some(sealed.clone()),
        ..mailbox::NewFetching::default()
    };
    desk.act(&Actor::Job, move |act| {
        let id = mailbox::list(act)?[0].id;
        mailbox::fetch(act, id, &fetching)?;
        mailbox::ask_consent(act, id, "state", "session", &sealed)?;
        let answered = mailbox::consent_answered(act, "state", "session")?;
        mailbox::consent_refused(act, &answered, mailbox::FetchFault::Consent, "access_denied")?;
        mailbox::consent_given(act, &answered, &sealed)?;
        mailbox::consent_renewed(act, id, 2, &sealed)?;
        mailbox::consent_ended(act, id, 2, "invalid_grant")?;
        mailbox::disconnect(act, id)?;
        mailbox::fetch_no_more(act, id)
    });
}

/// Signs in and out, makes tokens, leaves.
fn people_come_and_go(desk: &TestDesk, life: &Life<'_>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let hash = PasswordHash::make(&desk.desk, "ein langer Satz").unwrap();
    let (operator, shop) = (Actor::Operator, life.customers[2]);
    let new = NewStaff {
        email: "eva@provider.example".to_owned(),
        name: "Eva".to_owned(),
        role: Role::Agent,
        language: Language::De,
        password: Some(hash.clone()),
    };
    let eva = desk.act(&operator, move |act| staff::create(act, &new));
    let contact_hash = hash.clone();
    desk.act(&operator, move |act| customer::set_contact_password(act, shop.contact, &contact_hash));
    for email in ["eva@provider.example", "info@ost.example"] {
        let sign_in = |password: &str| {
            let credentials = session::Credentials {
                email: email.to_owned(),
                password: password.to_owned(),
                origin: "::1".to_owned(),
            };
            runtime.block_on(session::sign_in(&desk.desk, &credentials))
        };
        assert!(sign_in("falsch").is_err());
        let token = sign_in("ein langer Satz").unwrap().token;
        runtime.block_on(session::resume(&desk.desk, &token)).unwrap().unwrap();
        desk.pass(jiff::SignedDuration::from_hours(1));
        runtime.block_on(session::resume(&desk.desk, &token)).unwrap().unwrap();
        desk.act(&operator, move |act| session::sign_out(act, &token));
    }
    let actor = Actor::Staff { id: eva, role: Role::Agent };
    let token = desk.act(&actor, move |act| staff::create_token(act, eva, "Skript"));
    let secret = token.secret.clone();
    desk.read(&actor, move |view| staff::find_by_token(view, &secret));
    desk.read(&actor, move |view| staff::tokens(view, eva));
    desk.read(&operator, |view| staff::find_by_email(view, "eva@provider.example"));
    desk.act(&actor, move |act| staff::revoke_token(act, eva, token.id));
    let key = AnswerKey { staff: eva, key: "1".to_owned(), request: [1; 32] };
    let answer = Answer { status: 201, body: "{}".to_owned() };
    desk.act(&actor, move |act| {
        staff::save_answer(act, &key, &answer)?;
        staff::answered(act, &key)
    });
    desk.act(&operator, move |act| staff::set_password(act, eva, &hash));
    desk.act(&operator, move |act| staff::deactivate(act, eva));
    desk.act(&operator, |act| setting::set(act, setting::PUBLIC_URL, "https://support.example"));
    desk.act(&operator, move |act| contract::remove_contact(act, shop.contract, shop.contact));
    desk.act(&operator, move |act| customer::remove_contact(act, shop.contact));
    let west = life.customers[3];
    if desk.desk.name() == "shop-levels" {
        let price = desk.read(&west.actor(), move |view| call::price_now(view, west.contract, "emergency"));
        let new = rota::NewCallBack {
            contract: west.contract,
            contact: west.contact,
            line: "emergency".to_owned(),
            phone: "+49 3641 000000".to_owned(),
            subject: "Shop steht".to_owned(),
            accepted: price.text,
        };
        let id = desk.act(&west.actor(), move |act| rota::request(act, &new));
        let technician = life.staff[1].clone();
        desk.read(&technician, rota::list_open);
        desk.act(&technician, move |act| rota::take(act, id));
        desk.act(&technician, move |act| rota::done(act, id, None));
    }
    let key = work::NewWork {
        on: work::WorkOn::Ticket(life.tickets[0].0),
        facts: std::collections::BTreeMap::new(),
        staff: life.staff[0].staff().unwrap(),
        at: desk.desk.now() - jiff::SignedDuration::from_mins(1),
        duration_s: 60,
        kind: None,
        note: String::new(),
        unique_key: Some("einmal".to_owned()),
    };
    // Whether this contract takes it does not matter; the key is looked up first.
    let _ = desk.try_act(&life.staff[0], move |act| work::log(act, &key));
    // Another process that opens the same desk reads its catalogue anew.
    let clock = std::sync::Arc::clone(&desk.clock) as std::sync::Arc<dyn desk::Clock>;
    let again = desk::Desk::open(desk.desk.name(), desk.desk.database().clone(), clock, [9; 32]).unwrap();
    again.read_blocking(Actor::Operator, move |view| contract::overview(view, west.contract)).unwrap();
    // A delivery that cannot be made is tried until it is given up.
    desk.lets_jobs_fail();
    desk.opens(&west.actor(), "Noch eine");
    desk.tampers("update delivery set template = 'unknown' where sent_at is null", &[]);
    desk.pass(jiff::SignedDuration::from_hours(80));
    let agent = life.staff[0].clone();
    let id = life.tickets[0].0;
    desk.act(&agent, move |act| ticket::rename(act, id, "Anders"));
    let copy = multiply::Copy { last_number: 3, number: 1_000, span_ms: 3_600_000, closed: true };
    assert_eq!(desk.act(&Actor::Operator, move |act| multiply::multiply(act, copy)), 3);
}

/// Systems, licences, releases.
fn things_are_registered(desk: &TestDesk) {
    let operator = Actor::Operator;
    // The same plans, asking for the newest version.
    let (scope, asking) =
        ("scope = { production-systems", "scope = { newest-version-needed = true, production-systems");
    desk.adopts(&testkit::desk::plan_file("commerce-agreements").replace(scope, asking));
    let shop = desk.customer("Nord", "maintenance");
    let new = system::NewSystem {
        customer: shop.id,
        contract: Some(shop.contract),
        name: "Shop".to_owned(),
        environment: system::Environment::Production,
        production: None,
        product: Some("commerce-platform".to_owned()),
        version: Some("7.1".to_owned()),
    };
    let production = desk.act(&operator, move |act| system::create(act, &new));
    let new = licence::NewLicence {
        customer: shop.id,
        contract: Some(shop.contract),
        key: "A-1".to_owned(),
        product: "commerce-platform".to_owned(),
        source: licence::Channel::ALL[0].0,
        purchased_on: date(2026, 10, 1),
    };
    let licence = desk.act(&operator, move |act| licence::create(act, &new));
    let new = release::Release {
        product: "commerce-platform".to_owned(),
        version: "7.2".to_owned(),
        published_on: date(2026, 10, 2),
        changes: String::new(),
    };
    desk.act(&operator, move |act| release::publish(act, &new));
    desk.read(&operator, |view| {
        release::of_product(view, "commerce-platform")?;
        licence::find_by_key(view, "A-1")
    });
    let new = ticket::NewTicket {
        subject: "Suche".to_owned(),
        body: "Findet nichts.".to_owned(),
        about: ticket::About {
            product: Some("commerce-platform".to_owned()),
            version: Some("7.2".to_owned()),
            system: Some(production),
            licence: Some(licence),
            ..ticket::About::default()
        },
        accepted: true,
        ..ticket::NewTicket::default()
    };
    desk.act(&shop.actor(), move |act| ticket::open(act, &new));
    desk.read(&shop.actor(), move |view| customer::page(view, shop.id));
    desk.read(&operator, move |view| system::get(view, production));
    desk.act(&operator, move |act| system::remove(act, production));
    desk.act(&operator, move |act| licence::withdraw(act, licence));
    desk.jobs();
}
