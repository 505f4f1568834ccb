//! A desk tells the engine what a plan file asks for: facts of contracts and requests, tickets that an allowance counts, packs,
//! pieces, and what has been reached.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use desk::billing::{self, Month};
use desk::contract::{self, NewContract};
use desk::id::{ContractId, TicketId};
use desk::ticket::{self, About, NewTicket, OnRefusal, Since};
use desk::{Actor, DeskError, Role};
use engine::plan::catalogue::Channel;
use engine::run::outcome::{Answer, ClockState};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use testkit::plans::FACTS;
use testkit::{TestCustomer, TestDesk};

fn facts(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A desk that sells by [`FACTS`], its administrator, and a customer with twelve users since 1 November 2026.
fn team() -> (TestDesk, Actor, TestCustomer) {
    let start: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
    team_of(TestDesk::selling(FACTS, start))
}

fn team_of(desk: TestDesk) -> (TestDesk, Actor, TestCustomer) {
    let chief = desk.staff("Mara", Role::Administrator);
    let (id, contact) = desk.customer_only("Teekontor");
    let contract = desk.act(&chief, move |act| {
        let new = NewContract {
            customer: id,
            catalogue: None,
            plan: "team".to_owned(),
            packages: Vec::new(),
            options: Vec::new(),
            start: date(2026, 11, 1),
            end: None,
            term_months: None,
            facts: facts(&[("user", "12")]),
            agreed: BTreeMap::new(),
        };
        let contract = contract::sign(act, &new)?;
        contract::name_contact(act, contract, contact)?;
        Ok(contract)
    });
    (desk, chief, TestCustomer { id, contact, contract })
}

fn asks(customer: TestCustomer, told: &[(&str, &str)]) -> NewTicket {
    NewTicket {
        channel: Channel::Portal,
        contact: Some(customer.contact),
        subject: "Frage".to_owned(),
        body: "Wie geht das?".to_owned(),
        facts: facts(told),
        accepted: true,
        on_refusal: OnRefusal::Keep,
        ..NewTicket::default()
    }
}

fn net(desk: &TestDesk, chief: &Actor, customer: TestCustomer, month: u8) -> i64 {
    let contract = customer.contract;
    let month = Month::of(date(2026, i8::try_from(month).unwrap(), 1));
    desk.read(chief, move |view| billing::preview_one(view, contract, month)).snapshot.net_minor
}

#[test]
fn tickets_packs_and_pieces_are_metered_and_invoiced() {
    let (desk, chief, customer) = team();
    let mut opened = Vec::new();
    for _ in 0..3 {
        let new = asks(customer, &[]);
        opened.push(desk.act(&chief, move |act| ticket::open(act, &new)));
        desk.pass(SignedDuration::from_hours(1));
    }
    let answers: Vec<Answer> = opened.iter().map(|ticket| ticket.answer).collect();
    assert_eq!(answers, [Answer::Covered, Answer::Covered, Answer::Chargeable], "two requests a month are included");
    let (contract, about) = (customer.contract, opened[2].id);
    desk.act(&chief, move |act| contract::charge(act, contract, "travel", 100.into(), Some(about)));
    desk.act(&chief, move |act| contract::buy(act, contract, "five", 1, None));
    let new = asks(customer, &[]);
    let fourth = desk.act(&chief, move |act| ticket::open(act, &new));
    assert_eq!(fourth.answer, Answer::Covered, "the pack holds it");
    let left = desk.read(&chief, move |view| contract::overview(view, contract)).balances;
    let left: Vec<i64> = left.iter().map(|balance| balance.left).collect();
    assert_eq!(left, [0, 4], "of the month and of the pack");
    desk.until("2026-12-01T08:00:00Z".parse().unwrap());
    // 12 users at 5.00, a ticket at 30.00, 100 km at 0.40, a pack at 50.00.
    assert_eq!(net(&desk, &chief, customer, 11), 18_000);
    desk.act(&chief, move |act| billing::issue_one(act, contract, Month::of(date(2026, 11, 1))).map(|_| ()));
    let report = desk::doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{report:?}");
}

#[test]
fn what_is_told_of_a_contract_changes_its_price_from_then_on() {
    let (desk, chief, customer) = team();
    let contract = customer.contract;
    desk.until("2026-12-01T08:00:00Z".parse().unwrap());
    desk.act(&chief, move |act| contract::tell(act, contract, &facts(&[("user", "20")])));
    let known = desk.read(&chief, move |view| contract::overview(view, contract)).facts;
    assert_eq!(known, facts(&[("user", "20")]));
    desk.until("2027-01-01T08:00:00Z".parse().unwrap());
    assert_eq!(net(&desk, &chief, customer, 11), 6_000);
    assert!(net(&desk, &chief, customer, 12) > 9_900, "twenty users for all but the first hours");
    let told =
        |list: &'static [(&str, &str)]| desk.try_act(&chief, move |act| contract::tell(act, contract, &facts(list)));
    for wrong in [&[("users", "1")], &[("hosting", "cave")], &[("cause", "own-defect")]] {
        assert!(matches!(told(wrong), Err(DeskError::Invalid(_))), "{wrong:?}");
    }
    let agent = desk.staff("Jana", Role::Agent);
    let agents = desk.try_act(&agent, move |act| contract::tell(act, contract, &facts(&[("user", "1")])));
    assert!(matches!(agents, Err(DeskError::Forbidden)));
}

#[test]
fn what_a_request_says_decides_and_only_staff_say_it() {
    let (desk, chief, customer) = team();
    let new = asks(customer, &[("hosting", "own")]);
    let own = desk.act(&chief, move |act| ticket::open(act, &new));
    assert_eq!(own.answer, Answer::BestEffort);
    let number = own.number;
    let clocks = |number| desk.read(&chief, move |view| ticket::page(view, number)).clocks;
    assert!(clocks(number).is_empty(), "taken without a promise");

    let new = asks(customer, &[]);
    let other = desk.act(&chief, move |act| ticket::open(act, &new));
    assert_eq!((other.answer, clocks(other.number).len()), (Answer::Covered, 2));
    let about = desk.ticket(other.id).about;
    let id = other.id;
    desk.act(&chief, move |act| ticket::restate(act, id, &about, &facts(&[("hosting", "own")])));
    assert_eq!(desk.ticket(id).answer, Answer::BestEffort, "judged again as of its arrival");
    assert!(clocks(other.number).is_empty());

    let mut new = asks(customer, &[("hosting", "cloud")]);
    new.contact = None;
    let by_contact = desk.try_act(&customer.actor(), move |act| ticket::open(act, &new));
    assert!(matches!(by_contact, Err(DeskError::Forbidden)), "a customer's word decides no price");
    let learn = |name: &'static str, value: &'static str| {
        desk.try_act(&chief, move |act| ticket::learn(act, id, name, value, Since::Arrival))
    };
    assert!(learn("hosting", "cloud").is_ok());
    assert!(matches!(learn("hosting", "cave"), Err(DeskError::Invalid(_))));
    assert!(matches!(learn("weather", "rain"), Err(DeskError::Invalid(_))));
}

#[test]
fn a_workaround_is_said_to_be_reached() {
    let (desk, chief, customer) = team();
    let new = asks(customer, &[]);
    let opened = desk.act(&chief, move |act| ticket::open(act, &new));
    desk.pass(SignedDuration::from_hours(2));
    let id = opened.id;
    let reach = |what: &'static str| desk.try_act(&chief, move |act| ticket::reach(act, id, what));
    assert!(matches!(reach("on-site"), Err(DeskError::Invalid(_))), "nothing waits for it");
    reach("workaround").unwrap();
    let clocks = desk.read(&chief, move |view| ticket::page(view, opened.number)).clocks;
    let states: Vec<ClockState> = clocks.iter().map(|view| view.clock.state).collect();
    assert!(states.contains(&ClockState::Met), "{states:?}");
    assert!(matches!(
        desk.try_act(&customer.actor(), move |act| ticket::reach(act, id, "workaround")),
        Err(DeskError::NotFound)
    ));
}

/// [`FACTS`], where plugins of others are refused.
fn refusing() -> String {
    let rule =
        "  { when = { topic = \"plugin\" }, as = \"refused\", name = { de = \"Plugins\", en = \"Plugins\" } },\n]\n";
    let (head, tail) = FACTS.rsplit_once("]\n").unwrap();
    format!("{head}{rule}{tail}")
}

/// Restates what a ticket is about, at an instant.
fn restate(desk: &TestDesk, chief: &Actor, at: &str, (id, topic): (TicketId, &'static str)) -> Answer {
    desk.until(at.parse().unwrap());
    let about = About { topic: Some(topic.to_owned()), ..desk.ticket(id).about };
    desk.act(chief, move |act| ticket::restate(act, id, &about, &BTreeMap::new()));
    desk.ticket(id).answer
}

/// The months from November 2026 on, issued in order as they end, with their net beside the fee.
fn issued(desk: &TestDesk, chief: &Actor, contract: ContractId, months: &[&str]) -> Vec<i64> {
    let months = months.iter().map(|text| {
        let month: Month = text.parse().unwrap();
        desk.act(chief, move |act| billing::issue_one(act, contract, month).map(|_| ()));
        desk.read(chief, move |view| billing::preview_one(view, contract, month)).snapshot.net_minor - 6_000
    });
    months.collect()
}

fn asks_three(desk: &TestDesk, chief: &Actor, customer: TestCustomer, topics: [&'static str; 3]) -> Vec<TicketId> {
    let tickets = topics.map(|topic| {
        let about = About { topic: Some(topic.to_owned()), ..About::default() };
        let new = NewTicket { about, ..asks(customer, &[]) };
        let opened = desk.act(chief, move |act| ticket::open(act, &new));
        desk.pass(SignedDuration::from_hours(1));
        opened.id
    });
    tickets.to_vec()
}

#[test]
fn a_request_restated_after_its_invoice_is_corrected_once() {
    restated_after_the_invoice(TestDesk::selling(&refusing(), "2026-11-02T08:00:00Z".parse().unwrap()));
}

#[test]
fn a_request_restated_after_its_invoice_is_corrected_on_postgresql() {
    let desk = TestDesk::postgres("shop-levels", "a_request_restated");
    desk.adopts(&refusing());
    restated_after_the_invoice(desk);
}

fn restated_after_the_invoice(desk: TestDesk) {
    let (desk, chief, customer) = team_of(desk);
    let contract = customer.contract;
    // Two are included, the third costs 30.00.
    let tickets = asks_three(&desk, &chief, customer, ["", "", ""]);
    desk.until("2026-12-01T08:00:00Z".parse().unwrap());
    assert_eq!(issued(&desk, &chief, contract, &["2026-11"]), [3_000]);
    // It was none that the plan takes, so that the third is one of two.
    let answer = restate(&desk, &chief, "2026-12-10T08:00:00Z", (tickets[1], "plugin"));
    assert_eq!(answer, Answer::Refused);
    desk.until("2027-01-01T08:00:00Z".parse().unwrap());
    assert_eq!(issued(&desk, &chief, contract, &["2026-12"]), [-3_000], "given back on the next invoice");
    // It was one after all, and another one was not: the same again, and nothing in February.
    let answer = restate(&desk, &chief, "2027-01-10T08:00:00Z", (tickets[1], "other"));
    assert_eq!(answer, Answer::Covered);
    desk.until("2027-02-01T08:00:00Z".parse().unwrap());
    assert_eq!(issued(&desk, &chief, contract, &["2027-01"]), [3_000], "charged again");
    desk.until("2027-03-01T08:00:00Z".parse().unwrap());
    assert_eq!(issued(&desk, &chief, contract, &["2027-02"]), [0], "and on no other");
    let report = desk::doctor::examine(&desk.desk).unwrap();
    assert_eq!((report.count, report.invoices), (0, 4), "{report:?}");
}

#[test]
fn a_request_refused_at_first_is_charged_once_it_is_found_to_be_one() {
    let (desk, chief, customer) = team_of(TestDesk::selling(&refusing(), "2026-11-02T08:00:00Z".parse().unwrap()));
    let contract = customer.contract;
    let tickets = asks_three(&desk, &chief, customer, ["plugin", "", ""]);
    assert_eq!(desk.ticket(tickets[0]).answer, Answer::Refused);
    desk.until("2026-12-01T08:00:00Z".parse().unwrap());
    assert_eq!(issued(&desk, &chief, contract, &["2026-11"]), [0], "two of two");
    let answer = restate(&desk, &chief, "2026-12-10T08:00:00Z", (tickets[0], "other"));
    assert_eq!(answer, Answer::Covered);
    desk.until("2027-02-01T08:00:00Z".parse().unwrap());
    assert_eq!(issued(&desk, &chief, contract, &["2026-12", "2027-01"]), [3_000, 0]);
    let report = desk::doctor::examine(&desk.desk).unwrap();
    assert_eq!(report.count, 0, "{report:?}");
}

#[test]
fn in_which_order_requests_are_restated_does_not_matter() {
    let orders = [[(0, "plugin"), (1, "plugin"), (0, "other")], [(1, "plugin"), (0, "plugin"), (0, "other")]];
    let found = orders.map(|order| {
        let (desk, chief, customer) = team_of(TestDesk::selling(&refusing(), "2026-11-02T08:00:00Z".parse().unwrap()));
        let tickets = asks_three(&desk, &chief, customer, ["", "", ""]);
        desk.until("2026-12-01T08:00:00Z".parse().unwrap());
        let mut nets = issued(&desk, &chief, customer.contract, &["2026-11"]);
        for (day, (which, topic)) in (10..).zip(order) {
            restate(&desk, &chief, &format!("2026-12-{day}T08:00:00Z"), (tickets[which], topic));
        }
        desk.until("2027-02-01T08:00:00Z".parse().unwrap());
        nets.extend(issued(&desk, &chief, customer.contract, &["2026-12", "2027-01"]));
        assert_eq!(desk::doctor::examine(&desk.desk).unwrap().count, 0);
        nets
    });
    assert_eq!(found, [[3_000, -3_000, 0], [3_000, -3_000, 0]]);
}
