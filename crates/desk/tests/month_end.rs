//! From a call or an hour of work to an issued invoice, and what becomes known afterwards.
#![allow(clippy::panic, clippy::unwrap_used)]

use desk::billing::{self, Month, Outcome};
use desk::call::{self, AcceptedPrice, NewCall};
use desk::contract::{self, Cancel};
use desk::id::{ContractId, UsageId};
use desk::work::{self, NewWork, WorkOn};
use desk::{Actor, DeskError, Role, doctor, ticket, usage};
use jiff::{SignedDuration, Timestamp};
use testkit::{TestCustomer, TestDesk};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn call(customer: &TestCustomer, line: &str, started_at: &str, duration_s: i64, accepted: bool) -> NewCall {
    let started_at = at(started_at);
    NewCall {
        contract: customer.contract,
        contact: Some(customer.contact),
        line: line.to_owned(),
        started_at,
        duration_s,
        ticket: None,
        note: String::new(),
        accepted: accepted.then(|| AcceptedPrice { text: "as shown".to_owned(), at: started_at }),
        unique_key: None,
    }
}

/// Moves to the end of a call and logs it.
fn calls(desk: &TestDesk, agent: &Actor, new: &NewCall) -> UsageId {
    desk.until(new.started_at + SignedDuration::from_secs(new.duration_s));
    let new = new.clone();
    desk.act(agent, move |act| call::log(act, &new))
}

fn issue(desk: &TestDesk, actor: &Actor, text: &str) -> Result<billing::Issued, DeskError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(billing::issue(&desk.desk, actor, month(text)))
}

fn healthy(desk: &TestDesk) -> doctor::Report {
    let report = doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{:#?}", report.differences);
    report
}

fn a_ticket(desk: &TestDesk, customer: &TestCustomer) -> desk::id::TicketId {
    let (actor, contract) = (customer.actor(), customer.contract);
    let new = ticket::NewTicket {
        subject: "Filter finden nichts".to_owned(),
        body: "Seit heute Morgen.".to_owned(),
        contract: Some(contract),
        accepted: true,
        ..ticket::NewTicket::default()
    };
    desk.act(&actor, move |act| ticket::open(act, &new)).id
}

#[test]
fn a_call_becomes_a_line_that_opens_to_its_steps() {
    a_call_is_billed(&TestDesk::sqlite("shop-levels"));
}

#[test]
fn a_call_becomes_a_line_on_postgresql() {
    a_call_is_billed(&TestDesk::postgres("shop-levels", "a_call_becomes_a_line"));
}

fn a_call_is_billed(desk: &TestDesk) {
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let shop = desk.customer("Nord", "level-2");
    let free = desk.customer("Sued", "level-1");
    let emergency = call(&shop, "emergency", "2026-11-10T18:10:00+01:00", 660, true);

    desk.until(emergency.started_at + SignedDuration::from_secs(660));
    let asked = emergency.clone();
    let quote = desk.read(&agent, move |view| call::quote(view, &asked));
    assert_eq!(quote.rating.as_ref().unwrap().amount_minor, 8000);
    let usage = calls(desk, &agent, &emergency);
    let listed = desk.read(&agent, move |view| usage::get(view, usage));
    assert_eq!(listed.rating, quote.rating, "the record is what was quoted");

    let early = issue(desk, &admin, "2026-11").unwrap_err();
    assert!(matches!(early, DeskError::Conflict { code: "month-not-ended", .. }), "{early}");
    desk.until(at("2026-12-01T00:30:00+01:00"));
    assert!(matches!(issue(desk, &agent, "2026-11"), Err(DeskError::Forbidden)));

    let preview = desk.read(&admin, |view| billing::preview(view, month("2026-11")));
    assert_eq!(preview.rows.len(), 1, "level 1 is free");
    assert_eq!((preview.net_minor, preview.tax_minor, preview.gross_minor), (11_900, 2261, 14_161));
    assert!(preview.ended);

    assert_eq!(issue(desk, &admin, "2026-10").unwrap().numbers, [1]);
    let issued = issue(desk, &admin, "2026-11").unwrap();
    assert_eq!((issued.numbers, issued.nothing), (vec![2], 1));
    let again = issue(desk, &admin, "2026-11").unwrap();
    assert_eq!((again.numbers.len(), again.before), (0, 1), "issuing again changes nothing");

    let invoice = desk.read(&shop.actor(), |view| billing::get(view, 2));
    assert_eq!(invoice.snapshot, preview.rows[0].snapshot, "what was previewed is what was issued");
    let line = invoice.snapshot.lines.iter().find(|line| line.kind == "call").unwrap();
    assert_eq!((line.net_minor, line.usage.len()), (8000, 1));
    assert_eq!(line.usage[0].id, usage.to_string());
    assert_eq!(line.usage[0].charged[0].band.as_deref(), Some("evening"));
    assert!(!line.usage[0].steps.de.is_empty() && !line.usage[0].steps.en.is_empty());
    let foreign = desk.desk.read_blocking(free.actor(), |view| billing::get(view, 2));
    assert!(matches!(foreign, Err(DeskError::NotFound)));
    assert_eq!(desk.read(&shop.actor(), move |view| billing::of_customer(view, shop.id, None, 10)).len(), 2);
    let report = healthy(desk);
    assert_eq!((report.invoices, report.ratings, report.contracts), (2, 1, 2));
}

#[test]
fn what_becomes_known_late_is_billed_once_and_leaves_what_is_issued() {
    let desk = TestDesk::sqlite("shop-levels");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let shop = desk.customer("Nord", "level-2");
    // 40 of 30 free minutes are used in time: 10 minutes at 0.50.
    calls(&desk, &agent, &call(&shop, "support", "2026-11-10T10:00:00+01:00", 2400, false));
    desk.until(at("2026-12-01T08:00:00+01:00"));
    issue(&desk, &admin, "2026-11").unwrap();
    let before = desk.read(&admin, |view| billing::get(view, 1));
    assert_eq!(before.snapshot.net_minor, 3900 + 500);
    // The record of a call of 27 November arrives in December.
    let late = call(&shop, "support", "2026-11-27T10:00:00+01:00", 300, false);
    desk.act(&agent, move |act| call::log(act, &late));
    desk.until(at("2027-01-01T08:00:00+01:00"));
    issue(&desk, &admin, "2026-12").unwrap();
    assert_eq!(desk.read(&admin, |view| billing::get(view, 1)), before, "an issued invoice does not change");
    let december = desk.read(&admin, |view| billing::get(view, 2)).snapshot;
    let late: Vec<_> = december.lines.iter().filter(|line| line.kind != "fee").collect();
    assert_eq!((december.net_minor, late.len(), late[0].net_minor), (3900 + 250, 1, 250));
    assert_eq!((late[0].from.as_str(), late[0].usage.len()), ("2026-11-27", 1));
    healthy(&desk);
}

#[test]
fn a_cause_learned_after_the_invoice_is_corrected_exactly_once() {
    let desk = TestDesk::sqlite("agency-hours");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    // The same catalogue, whose work is free where the agency caused the defect itself.
    let source = testkit::desk::plan_file("agency-hours")
        .replace("[tariff.on-demand-work]\n", "[tariff.on-demand-work]\nfree-causes = [\"own-defect\"]\n");
    desk.act(&Actor::Operator, move |act| desk::catalogue::adopt(act, "agency-hours.toml", &source));
    let shop = desk.customer("Nord", "on-demand");
    let staff = agent.staff().unwrap();
    let ticket = a_ticket(&desk, &shop);
    desk.pass(SignedDuration::from_hours(2));
    let work = |duration_s| NewWork {
        on: WorkOn::Ticket(ticket),
        facts: std::collections::BTreeMap::new(),
        staff,
        at: at("2026-11-02T08:30:00Z"),
        duration_s,
        kind: Some("task".to_owned()),
        note: String::new(),
        unique_key: None,
    };
    let first = work(5400);
    let usage = desk.act(&agent, move |act| work::log(act, &first));
    assert_eq!(desk.read(&agent, move |view| usage::get(view, usage)).rating.unwrap().amount_minor, 18_000);
    desk.until(at("2026-12-01T08:00:00+01:00"));
    issue(&desk, &admin, "2026-11").unwrap();
    desk.act(&agent, move |act| ticket::learn(act, ticket, "cause", "own-defect", ticket::Since::Now));
    let rating = desk.read(&agent, move |view| usage::get(view, usage)).rating.unwrap();
    assert_eq!(rating.amount_minor, 0, "it is rated again");
    desk.act(&agent, move |act| ticket::learn(act, ticket, "cause", "own-defect", ticket::Since::Now));
    for (now, text) in [("2027-01-01T08:00:00+01:00", "2026-12"), ("2027-02-01T08:00:00+01:00", "2027-01")] {
        desk.until(at(now));
        issue(&desk, &admin, text).unwrap();
    }
    let invoices = desk.read(&admin, |view| billing::list(view, None, None, 10));
    let nets: Vec<(i64, i64)> = invoices.iter().map(|invoice| (invoice.number, invoice.net_minor)).collect();
    assert_eq!(nets, [(2, -18_000), (1, 18_000)], "reversed on the next invoice and on no other");
    healthy(&desk);
}

#[test]
fn months_thrown_together_are_billed_at_the_end_of_the_last() {
    let desk = TestDesk::sqlite("agency-hours");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let manager = desk.staff("Cleo", Role::Manager);
    let shop = desk.customer("Nord", "hours-10");
    let contract = shop.contract;
    let months = [jiff::civil::date(2026, 11, 1), jiff::civil::date(2026, 12, 1)];
    let refused = desk.try_act(&admin, move |act| contract::agree_pool(act, contract, None, &months)).unwrap_err();
    assert!(matches!(refused, DeskError::Conflict { code: "plan-refuses", .. }), "{refused}");
    desk.act(&manager, move |act| contract::agree_pool(act, contract, Some("hours"), &months));
    let staff = agent.staff().unwrap();
    let ticket = a_ticket(&desk, &shop);
    // 24 of 20 pooled hours, all in November.
    for day in 3..=5 {
        desk.until(at(&format!("2026-11-{:02}T18:00:00Z", day)));
        let new = NewWork {
            on: WorkOn::Ticket(ticket),
            facts: std::collections::BTreeMap::new(),
            staff,
            at: at(&format!("2026-11-{:02}T08:00:00Z", day)),
            duration_s: 8 * 3600,
            kind: None,
            note: String::new(),
            unique_key: None,
        };
        desk.act(&agent, move |act| work::log(act, &new));
    }
    desk.until(at("2027-01-01T08:00:00+01:00"));
    issue(&desk, &admin, "2026-11").unwrap();
    issue(&desk, &admin, "2026-12").unwrap();
    let net = |number| desk.read(&admin, move |view| billing::get(view, number)).snapshot.net_minor;
    assert_eq!((net(1), net(2)), (90_000, 90_000 + 4 * 11_000));
    healthy(&desk);
}

#[test]
fn a_change_within_the_month_rates_again_and_a_level_that_is_needed_stays() {
    let desk = TestDesk::sqlite("shop-levels");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let shop = desk.customer("Nord", "level-1");
    let contract = shop.contract;
    // 20 of 15 free minutes: 5 minutes at 0.50.
    let usage = calls(&desk, &agent, &call(&shop, "support", "2026-11-10T10:00:00+01:00", 1200, false));
    let amount = |desk: &TestDesk| desk.read(&Actor::Operator, move |view| usage::get(view, usage)).rating.unwrap();
    assert_eq!(amount(&desk).amount_minor, 250);
    let up = |plan: &str| engine::run::event::Change { plan: Some(plan.to_owned()), ..Default::default() };
    let change = up("level-3");
    desk.act(&admin, move |act| contract::change(act, contract, &change));
    assert_eq!(amount(&desk).amount_minor, 0, "the highest level of the month counts");
    let cancel = Cancel { plan: Some("level-2".to_owned()), end: None };
    let refused = desk.try_act(&admin, move |act| contract::cancel(act, contract, &cancel)).unwrap_err();
    assert!(
        matches!(&refused, DeskError::Conflict { code: "plan-refuses", detail } if !detail.is_empty()),
        "{refused}"
    );
    let change = up("level-9");
    let refused = desk.try_act(&admin, move |act| contract::change(act, contract, &change)).unwrap_err();
    let DeskError::Invalid(fields) = refused else { panic!("{refused}") };
    assert_eq!((fields[0].field.as_ref(), fields[0].code), ("plan", "unknown"));
    assert!(fields[0].detail.contains("level-1, level-2, level-3"), "{}", fields[0].detail);
    desk.act(&admin, move |act| contract::cancel(act, contract, &Cancel::default()));
    let in_force = |day: &str| {
        let at = at(day);
        desk.read(&agent, move |view| contract::in_force_for_customer(view, shop.id, at))
    };
    assert_eq!(in_force("2026-11-10T23:00:00+01:00"), [contract]);
    assert_eq!(in_force("2026-11-11T00:00:00+01:00"), Vec::<ContractId>::new());
    healthy(&desk);
}

#[test]
fn one_contract_is_issued_in_one_transaction() {
    let desk = TestDesk::sqlite("shop-levels");
    let admin = desk.staff("Bo", Role::Administrator);
    let shop = desk.customer("Nord", "level-2");
    desk.until(at("2026-12-01T08:00:00+01:00"));
    // The number is lost with the transaction that took it, so none is missing.
    let failed: Result<(), DeskError> = desk.try_act(&admin, move |act| {
        billing::issue_one(act, shop.contract, month("2026-11"))?;
        Err(DeskError::Busy)
    });
    assert!(failed.is_err());
    let done = desk.act(&admin, move |act| billing::issue_one(act, shop.contract, month("2026-11")));
    assert!(matches!(done, Outcome::Issued(_, 1)), "{done:?}");
    healthy(&desk);
}

#[test]
fn the_doctor_finds_what_was_changed_behind_its_back() {
    let desk = TestDesk::sqlite("shop-levels");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let shop = desk.customer("Nord", "level-2");
    calls(&desk, &agent, &call(&shop, "support", "2026-11-10T10:00:00+01:00", 2400, false));
    desk.until(at("2026-12-01T08:00:00+01:00"));
    issue(&desk, &admin, "2026-11").unwrap();
    healthy(&desk);
    let database = desk.desk.database();
    for sql in [
        "update rated_usage set amount_minor = 1",
        "update rated_usage set burned = '[]'",
        "update invoice_line set net_minor = net_minor + 1 where position = 1",
    ] {
        let before = doctor::examine(&desk.desk).unwrap().count;
        database.write_blocking(move |tx| tx.execute(sql, &[]).map(drop)).unwrap();
        assert!(doctor::examine(&desk.desk).unwrap().count > before, "{sql}");
    }
}

#[test]
fn work_without_a_ticket_is_metered_under_its_contract() {
    let desk = TestDesk::sqlite("agency-hours");
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let shop = desk.customer("Nord", "on-demand");
    let staff = agent.staff().unwrap();
    desk.pass(SignedDuration::from_hours(2));
    let work = NewWork {
        on: WorkOn::Contract(shop.contract),
        facts: std::collections::BTreeMap::new(),
        staff,
        at: at("2026-11-02T08:00:00Z"),
        duration_s: 5400,
        kind: None,
        note: "Umzug vorbereitet".to_owned(),
        unique_key: None,
    };
    let by_contact = work.clone();
    let refused = desk.try_act(&shop.actor(), move |act| work::log(act, &by_contact)).unwrap_err();
    assert!(matches!(refused, DeskError::NotFound), "{refused}");
    let asked = work.clone();
    let quote = desk.read(&agent, move |view| work::quote(view, &asked));
    let usage = desk.act(&agent, move |act| work::log(act, &work));
    let listed = desk.read(&agent, move |view| usage::get(view, usage));
    assert_eq!((listed.rating.clone(), listed.ticket), (quote.rating, None), "recorded as quoted");
    assert_eq!(listed.rating.unwrap().amount_minor, 18_000);
    desk.until(at("2026-12-01T08:00:00+01:00"));
    issue(&desk, &admin, "2026-11").unwrap();
    let invoice = desk.read(&shop.actor(), |view| billing::get(view, 1));
    assert_eq!(invoice.snapshot.net_minor, 18_000);
    healthy(&desk);
}

#[test]
fn what_is_known_of_work_decides_its_price() {
    planned_work(&TestDesk::sqlite("agency-hours"));
}

#[test]
fn what_is_known_of_work_decides_its_price_on_postgresql() {
    planned_work(&TestDesk::postgres("agency-hours", "what_is_known_of_work"));
}

fn planned_work(desk: &TestDesk) {
    let (agent, admin) = (desk.staff("Ada", Role::Agent), desk.staff("Bo", Role::Administrator));
    let tariff = "[tariff.on-demand-work]\nsurcharges = [{ name = \"Haste\", when = { planned = \"no\" }, percent = \"50 %\" }]\n";
    let fact = "[fact.planned]\nname = \"Planned\"\nvalues = { yes = \"yes\", no = \"no\" }\n\n";
    let source = testkit::desk::plan_file("agency-hours");
    desk.adopts(&source.replace("[tariff.on-demand-work]\n", &format!("{fact}{tariff}")));
    let shop = desk.customer("Nord", "on-demand");
    let staff = agent.staff().unwrap();
    desk.pass(SignedDuration::from_hours(4));
    let work = |planned: &str| NewWork {
        on: WorkOn::Contract(shop.contract),
        facts: [("planned".to_owned(), planned.to_owned())].into(),
        staff,
        at: at("2026-11-02T08:00:00Z"),
        duration_s: 3600,
        kind: None,
        note: String::new(),
        unique_key: None,
    };
    let logs = |new: NewWork| {
        let usage = desk.act(&agent, move |act| work::log(act, &new));
        desk.read(&agent, move |view| usage::get(view, usage)).rating.unwrap().amount_minor
    };
    assert_eq!((logs(work("yes")), logs(work("no"))), (12_000, 18_000));
    let unknown = work("perhaps");
    let wrong = desk.try_act(&agent, move |act| work::log(act, &unknown)).unwrap_err();
    assert!(matches!(&wrong, DeskError::Invalid(fields) if fields[0].code == "unknown"), "{wrong}");
    desk.until(at("2026-12-01T08:00:00+01:00"));
    issue(desk, &admin, "2026-11").unwrap();
    assert_eq!(desk.read(&admin, |view| billing::get(view, 1)).snapshot.net_minor, 30_000);
    healthy(desk);
}
