//! The queue: what comes next, and why.

use desk::Role;
use desk::ticket;
use engine::plan::catalogue::Channel;
use jiff::SignedDuration;
use testkit::TestDesk;

use crate::{at, healthy, request, wrong_field};

#[test]
fn the_queue_is_ordered_by_what_must_be_done_next_and_says_why() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let (full, free) = (desk.customer("Nord", "full"), desk.customer("Sued", "free"));
    let open = |customer: &testkit::TestCustomer, subject: &str, severity: &str| {
        let mut new = request(subject);
        new.severity = Some(severity.to_owned());
        (new.channel, new.contact) = (Channel::Email, Some(customer.contact));
        desk.act(&agent, move |act| ticket::open(act, &new)).id
    };
    open(&free, "ohne Zusage, niedrig", "low");
    desk.pass(SignedDuration::from_mins(1));
    open(&free, "ohne Zusage, hoch", "high");
    open(&full, "niedrig", "low");
    desk.pass(SignedDuration::from_mins(1));
    open(&full, "hoch", "high");
    let answered = open(&full, "beantwortet", "low");
    desk.replies(&agent, answered, "Da.");
    let waiting = open(&full, "wartet", "low");
    desk.act(&agent, move |act| ticket::wait(act, waiting));
    let shelf = |shelf, after: Option<&str>, limit| {
        let after = after.map(str::to_owned);
        desk.read(&agent, move |view| ticket::queue(view, shelf, after.as_deref(), limit))
    };
    let subjects = |rows: &[ticket::QueueRow]| rows.iter().map(|row| row.subject.clone()).collect::<Vec<_>>();
    let all = shelf(ticket::Shelf::Next, None, 50);
    assert_eq!(subjects(&all), ["hoch", "ohne Zusage, hoch", "niedrig", "beantwortet", "ohne Zusage, niedrig"]);
    let next = all[0].next.as_ref().unwrap();
    assert_eq!(
        (next.milestone.as_str(), next.target.as_str(), next.state.as_str()),
        ("first-response", "1 h", "running")
    );
    assert_eq!(next.due, at("2026-11-02T10:02:00+01:00"));
    assert_eq!(
        (all[0].customer.as_str(), all[0].plan.is_empty(), all[0].severity.as_deref()),
        ("Nord", false, Some("high"))
    );
    assert_eq!(all[3].next.as_ref().unwrap().milestone, "resolution", "what is due next, not what was met");
    assert_eq!(all[1].next, None);
    // Page by page it is the same order.
    let mut paged = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let rows = shelf(ticket::Shelf::Next, after.as_deref(), 2);
        let Some(last) = rows.last() else { break };
        after = Some(last.after());
        paged.extend(subjects(&rows));
    }
    assert_eq!(paged, subjects(&all));
    assert_eq!(subjects(&shelf(ticket::Shelf::Waiting, None, 50)), ["wartet"]);
    let me = agent.staff().unwrap();
    assert_eq!(subjects(&shelf(ticket::Shelf::Mine(me), None, 50)), ["beantwortet"]);
    assert_eq!(subjects(&shelf(ticket::Shelf::Unassigned, None, 50)).len(), 4);
    assert_eq!(desk.read(&agent, move |view| ticket::counts(view, me)), [5, 1, 4, 1]);
    let broken =
        desk.desk.read_blocking(agent.clone(), |view| ticket::queue(view, ticket::Shelf::Next, Some("1_x"), 5));
    assert_eq!(wrong_field(broken), "after unknown");
    // What is due soon comes first, as soon as the plan warns of it, and what was missed, and the row says so.
    let lead = || {
        let rows = shelf(ticket::Shelf::Next, None, 50);
        rows.iter()
            .map(|row| format!("{} {}", row.subject, row.next.as_ref().map_or("", |next| &next.state)))
            .collect::<Vec<_>>()
    };
    desk.until(at("2026-11-02T12:00:00+01:00"));
    assert_eq!(lead()[..3], ["hoch breached", "ohne Zusage, hoch ", "niedrig running"]);
    desk.until(at("2026-11-02T12:45:00+01:00"));
    assert_eq!(lead()[..3], ["hoch breached", "niedrig warned", "ohne Zusage, hoch "]);
    desk.until(at("2026-11-02T15:00:00+01:00"));
    let rows = shelf(ticket::Shelf::Next, None, 50);
    assert_eq!(rows[0].next.as_ref().unwrap().state, "breached");
    assert_eq!(subjects(&rows)[..2], ["hoch", "niedrig"]);
    // Done ones: the newest change first.
    for row in &rows[..2] {
        let id = row.id;
        desk.pass(SignedDuration::from_mins(1));
        desk.act(&agent, move |act| ticket::resolve(act, id));
    }
    let resolved = shelf(ticket::Shelf::Resolved, None, 1);
    assert_eq!(subjects(&resolved), ["niedrig"]);
    assert_eq!(subjects(&shelf(ticket::Shelf::Resolved, Some(&resolved[0].after()), 5)), ["hoch"]);
    assert_eq!(shelf(ticket::Shelf::Closed, None, 5), []);
    healthy(&desk);
}
