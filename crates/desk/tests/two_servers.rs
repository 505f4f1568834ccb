//! Two servers on one desk in PostgreSQL: no number twice, no job twice, and each sees what the other did.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use database::{Database, Location, Options};
use desk::job::{self, Outside};
use desk::ticket::{self, NewTicket};
use desk::{Actor, Desk, Role};
use jiff::SignedDuration;
use testkit::TestDesk;

/// How many tickets each server opens.
const EACH: usize = 40;

/// Another server of the same desk, as another process would open it.
fn beside(first: &TestDesk, test: &str) -> Desk {
    let place = Location::Postgres {
        url: testkit::postgres::server().to_owned(),
        schema: Some(testkit::postgres::schema(test)),
    };
    let database = Database::open(&place, &Options::default()).unwrap();
    Desk::open("shop-levels", database, Arc::clone(&first.clock) as Arc<dyn desk::Clock>, [7; 32]).unwrap()
}

fn opens(desk: &Desk, actor: &Actor, number: usize) {
    let subject = format!("Filter {number}");
    desk.act_blocking(actor.clone(), move |act| {
        let new = NewTicket { subject: subject.clone(), body: "Bitte prüfen.".to_owned(), ..NewTicket::default() };
        ticket::open(act, &new)
    })
    .unwrap();
}

fn does_jobs(desk: &Desk, outbox: &Path) -> usize {
    let outside = Outside::new(mail::Transport::Maildir(outbox.to_owned()));
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(job::run_due(desk, &outside))
        .unwrap()
}

#[test]
fn two_servers_share_a_desk() {
    let first = TestDesk::postgres("shop-levels", "two_servers");
    let second = beside(&first, "two_servers");
    let shop = first.customer("Nord", "level-2");
    let agent = first.staff("Ada", Role::Agent);
    first.jobs();
    let outbox = first.outbox();

    // Both open tickets at the same time.
    std::thread::scope(|scope| {
        for desk in [&first.desk, &second] {
            for half in 0..2 {
                let actor = shop.actor();
                scope.spawn(move || {
                    for number in 0..EACH / 2 {
                        opens(desk, &actor, half * EACH + number);
                    }
                });
            }
        }
    });
    let numbers: Vec<i64> =
        first.rows("select number from ticket order by number").iter().map(|row| row.parse().unwrap()).collect();
    assert_eq!(numbers, (1..=2 * EACH as i64).collect::<Vec<_>>(), "every number once, without gaps");

    // Both do the jobs at the same time.
    let waiting: usize = first.rows("select count(*) from job where kind = 'deliver'")[0].parse().unwrap();
    assert_eq!(waiting, 2 * EACH);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| does_jobs(&first.desk, &outbox));
        let other = scope.spawn(|| does_jobs(&second, &outbox));
        (one.join().unwrap(), other.join().unwrap())
    });
    assert_eq!(one + other, 2 * EACH, "each job was taken once");
    let sent = first.rows("select subject_id from journal where subject_kind = 'delivery' and action = 'sent'");
    assert_eq!((sent.len(), sent.iter().collect::<BTreeSet<_>>().len()), (2 * EACH, 2 * EACH));
    assert_eq!(first.rows("select attempts, count(*) from delivery group by attempts"), [format!("1|{}", 2 * EACH)]);
    assert_eq!(first.rows("select count(*) from job where kind = 'deliver'"), ["0"]);

    // What one does, the other sees and goes on from.
    let id = first.opens(&shop.actor(), "Suche").id;
    // Ids of two servers grow together from one millisecond to the next.
    first.pass(SignedDuration::from_secs(1));
    second.act_blocking(agent, move |act| ticket::resolve(act, id)).unwrap();
    assert_eq!(first.history(id), ["open", "resolve"]);
}
