//! What is the same on both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use database::{Database, DatabaseError, Row, ToValue, Value};

use super::on_each;

fn run(database: &Database, sql: &'static str) -> Result<u64, DatabaseError> {
    database.write_blocking(move |tx| tx.execute(sql, &[]))
}

fn ask(database: &Database, sql: &'static str) -> Result<Vec<Row>, DatabaseError> {
    database.read_blocking(move |tx| tx.query(sql, &[]))
}

fn numbers(database: &Database, sql: &'static str) -> Vec<i64> {
    ask(database, sql).unwrap().iter().map(|row| row.get(0).unwrap()).collect()
}

fn texts(database: &Database, sql: &'static str) -> Vec<String> {
    ask(database, sql).unwrap().iter().map(|row| row.get(0).unwrap()).collect()
}

#[test]
fn values_come_back_as_they_went_in() {
    on_each(|database| {
        let picture = vec![0u8, 255, 1];
        let (kept, returned) = (picture.clone(), "Grüße; it's 'me'".to_owned());
        let returned = database
            .write_blocking(move |tx| {
                tx.query_one(
                    "insert into customer (id, name, mark, picture) values ($2, $1, $3, $4) returning name, id",
                    &[&returned, &i64::MIN, &None::<String>, &kept],
                )
            })
            .unwrap();
        assert_eq!(returned.text("name").unwrap(), "Grüße; it's 'me'");
        assert_eq!(returned.get::<i64>("id").unwrap(), i64::MIN);
        let row = ask(database, "select * from customer").unwrap().remove(0);
        assert_eq!(row.columns(), ["id", "name", "mark", "picture"]);
        assert_eq!(row.get::<Option<String>>(2).unwrap(), None);
        assert_eq!(row.get::<Vec<u8>>("picture").unwrap(), picture);
        assert_eq!(row.bytes(3).unwrap(), picture);
        assert_eq!(row.get::<Value>(0).unwrap(), Value::Int(i64::MIN));
        let wrong = row.get::<u32>("id").unwrap_err();
        assert_eq!(wrong.to_string(), format!("column id holds the number {}, which is no u32", i64::MIN));
        assert!(matches!(row.get::<i64>("nothing"), Err(DatabaseError::Column { .. })));
    });
}

#[test]
fn a_violated_rule_is_reported_by_its_name() {
    on_each(|database| {
        run(database, "insert into customer (id, name) values (1, 'acme')").unwrap();
        run(database, "insert into ticket (id, customer, number) values (1, 1, 1000)").unwrap();
        let error = |sql| run(database, sql).unwrap_err();
        assert!(error("insert into customer (id, name) values (1, 'b')").is_unique("customer_pkey"));
        assert!(error("insert into customer (id, name) values (2, 'acme')").is_unique("customer_name_once"));
        assert!(error("insert into ticket (id, customer, number) values (2, 1, 1000)").is_unique("ticket_number_once"));
        assert!(error("insert into counter (name, value) values ('it''s; one', 1)").is_unique("counter_pkey"));
        let check = error("insert into customer (id, name) values (3, '')");
        assert!(
            matches!(&check, DatabaseError::Check { constraint } if constraint == "customer_name_given"),
            "{check:?}"
        );
        let missing = error("insert into customer (id, name) values (3, null)");
        assert!(matches!(&missing, DatabaseError::NotNull { column } if column == "customer.name"), "{missing:?}");
        let stray = error("insert into ticket (id, customer, number) values (3, 77, 3)");
        assert!(matches!(stray, DatabaseError::ForeignKey { .. }), "{stray:?}");
        assert_eq!(numbers(database, "select id from ticket"), [1]);
    });
}

#[test]
fn text_sorts_by_its_bytes_and_like_minds_case() {
    on_each(|database| {
        for (id, name) in ["b", "Ä", "a", "B", "ä", "A", "_", "a b", "ab"].into_iter().enumerate() {
            database
                .write_blocking(move |tx| {
                    tx.execute("insert into customer (id, name) values ($1, $2)", &[&(id as i64), &name])
                })
                .unwrap();
        }
        assert_eq!(
            texts(database, "select name from customer order by name"),
            ["A", "B", "_", "a", "a b", "ab", "b", "Ä", "ä"]
        );
        assert_eq!(texts(database, "select name from customer where name > 'b' order by name"), ["Ä", "ä"]);
        assert_eq!(texts(database, "select name from customer where name like 'a%' order by name"), ["a", "a b", "ab"]);
        assert_eq!(texts(database, "select lower(name) from customer where id in (1, 3) order by id"), ["Ä", "b"]);
    });
}

#[test]
fn sums_and_comparisons_are_whole_numbers() {
    on_each(|database| {
        run(database, "insert into customer (id, name) values (9000000000000000, 'a'), (-1, 'b'), (70000, 'c')")
            .unwrap();
        assert_eq!(numbers(database, "select sum(id) from customer"), [9_000_000_000_069_999]);
        assert_eq!(numbers(database, "select count(*) from customer"), [3]);
        assert_eq!(numbers(database, "select id = 70000 from customer order by id"), [0, 1, 0]);
        assert_eq!(numbers(database, "select -7 / 2"), [-3]);
        let above = database
            .read_blocking(|tx| {
                tx.query("select name from customer group by name having sum(id) > $1 order by name", &[&69_999])
            })
            .unwrap();
        assert_eq!(above.len(), 2);
    });
}

#[test]
fn rows_are_streamed_and_can_be_stopped() {
    on_each(|database| {
        let (count, last) = database
            .read_blocking(|tx| {
                let (mut count, mut last) = (0u32, 0i64);
                tx.query_each(
                    "with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < 100000) select i from n",
                    &[],
                    |row| {
                        count += 1;
                        last = row.get(0)?;
                        if count == 70_000 { Err(DatabaseError::NotFound) } else { Ok(()) }
                    },
                )
                .unwrap_err();
                // The transaction goes on after the reader has had enough.
                tx.query_one("select 1", &[])?;
                Ok::<_, DatabaseError>((count, last))
            })
            .unwrap();
        assert_eq!((count, last), (70_000, 70_000));
    });
}

#[test]
fn a_savepoint_undoes_only_what_is_in_it() {
    on_each(|database| {
        database
            .write_blocking(|tx| {
                tx.execute("insert into customer (id, name) values (1, 'a')", &[])?;
                let inner = tx.savepoint(|tx| {
                    tx.execute("insert into customer (id, name) values (2, 'b')", &[])?;
                    tx.savepoint(|tx| tx.execute("insert into customer (id, name) values (3, 'c')", &[]))?;
                    tx.execute("insert into customer (id, name) values (4, 'a')", &[])
                });
                assert!(inner.unwrap_err().is_unique("customer_name_once"));
                tx.savepoint(|tx| tx.execute("insert into customer (id, name) values (5, 'e')", &[]))
            })
            .unwrap();
        assert_eq!(numbers(database, "select id from customer order by id"), [1, 5]);
    });
}

#[test]
fn an_error_that_is_swallowed_still_spoils_the_transaction() {
    on_each(|database| {
        let result = database.write_blocking(|tx| {
            tx.execute("insert into customer (id, name) values (1, 'a')", &[])?;
            let _ = tx.execute("insert into customer (id, name) values (1, 'b')", &[]);
            Ok::<(), DatabaseError>(())
        });
        assert!(result.unwrap_err().to_string().contains("savepoint"));
        assert_eq!(numbers(database, "select id from customer"), [] as [i64; 0]);
        // Not finding a row is an answer, not a failure.
        let found = database.write_blocking(|tx| {
            assert!(matches!(tx.query_one("select 1 from ticket", &[]), Err(DatabaseError::NotFound)));
            tx.execute("insert into customer (id, name) values (1, 'a')", &[])
        });
        assert_eq!(found.unwrap(), 1);
    });
}

#[test]
fn a_panic_undoes_its_own_command_and_nothing_else() {
    on_each(|database| {
        let result: Result<(), DatabaseError> = database.write_blocking(|tx| {
            tx.execute("insert into customer (id, name) values (1, 'a')", &[])?;
            panic!("as planned");
        });
        assert!(matches!(result, Err(DatabaseError::Panicked(text)) if text == "as planned"));
        run(database, "insert into customer (id, name) values (2, 'b')").unwrap();
        assert_eq!(numbers(database, "select id from customer"), [2]);
    });
}

#[test]
fn a_read_cannot_write() {
    on_each(|database| {
        let result = database.read_blocking(|tx| tx.execute("insert into customer (id, name) values (1, 'a')", &[]));
        assert!(matches!(result, Err(DatabaseError::Unsupported(_))), "{result:?}");
        run(database, "insert into customer (id, name) values (1, 'a')").unwrap();
    });
}

#[test]
fn a_read_sees_one_state_and_the_next_sees_every_answered_write() {
    for place in [super::sqlite(), super::postgres()] {
        let database = place.open();
        let writer = database.clone();
        let counts = database
            .read_blocking(move |tx| {
                let before: i64 = tx.query_one("select count(*) from customer", &[])?.get(0)?;
                run(&writer, "insert into customer (id, name) values (1, 'a')")?;
                let after: i64 = tx.query_one("select count(*) from customer", &[])?.get(0)?;
                Ok::<_, DatabaseError>((before, after))
            })
            .unwrap();
        assert_eq!(counts, (0, 0));
        assert_eq!(numbers(&database, "select count(*) from customer"), [1]);
    }
}

#[test]
fn text_with_a_nul_is_refused() {
    on_each(|database| {
        let result =
            database.write_blocking(|tx| tx.execute("insert into customer (id, name) values (1, $1)", &[&"a\0b"]));
        assert!(matches!(result, Err(DatabaseError::Unsupported(_))), "{result:?}");
    });
}

#[test]
fn the_shared_subset_is_prepared_on_both() {
    on_each(|database| {
        for sql in [
            "select id from customer where (cast($1 as bigint) is null or id = $1) and name > $2 order by name, id limit $3",
            "insert into counter (name, value) values ($1, $2) on conflict (name) do update set value = counter.value + excluded.value returning value",
            "insert into customer (id, name) values ($1, $2) on conflict do nothing",
            "with open as (select * from ticket where text is not null) select customer, count(*), max(number) from open group by customer having count(*) > $1",
            "update ticket set text = coalesce($2, text) where id = $1",
            "select name from customer where mark is not null order by mark desc nulls last, id",
            "delete from ticket where id in (select id from ticket order by id limit $1) returning id",
            "select string_agg(name, ', ' order by name desc) from customer",
            "select id, row_number() over (partition by customer order by number) from ticket where (customer, id) > ($1, $2) order by customer, id limit $3",
            "select count(*) filter (where text is not distinct from $1) from ticket",
            "update ticket set text = c.name from customer c where c.id = ticket.customer and c.name like $1 escape '\\'",
            "select case when exists (select 1 from ticket where customer = $1) then 1 else 0 end",
        ] {
            database.prepare_check(sql).unwrap_or_else(|error| panic!("{error} in {sql}"));
        }
        for wrong in ["select nothing from customer", "select \"text\"", "select 1; select 2", "selec 1"] {
            assert!(database.prepare_check(wrong).is_err(), "{wrong}");
        }
        let few = database.read_blocking(|tx| tx.query("select id from customer where id = $1", &[]));
        assert!(few.unwrap_err().to_string().contains("1 parameters but got 0"));
        let params: &[&dyn ToValue] = &[&5];
        let plan = database.explain("select id from ticket where number = $1", params).unwrap();
        assert!(plan.contains("ticket_number_once"), "{plan}");
        database.check().unwrap();
    });
}

#[tokio::test]
async fn a_command_whose_caller_went_away_is_skipped() {
    for place in [super::sqlite(), super::memory(), super::postgres()] {
        let database = place.open_with(&database::Options { pool: 1, ..database::Options::default() });
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let (begin, mut begun) = tokio::sync::mpsc::unbounded_channel::<()>();
        let blocker = tokio::spawn({
            let database = database.clone();
            async move {
                database
                    .write(move |tx| {
                        begin.send(()).unwrap();
                        wait.lock().unwrap().recv().unwrap();
                        tx.execute("insert into customer (id, name) values (1, 'a')", &[])
                    })
                    .await
            }
        });
        // Only when the one thread is at work does the next command wait.
        begun.recv().await.unwrap();
        let ran = Arc::new(AtomicU32::new(0));
        let gone = tokio::spawn({
            let (database, ran) = (database.clone(), Arc::clone(&ran));
            async move {
                database
                    .write(move |tx| {
                        ran.fetch_add(1, Ordering::SeqCst);
                        tx.execute("insert into customer (id, name) values (2, 'b')", &[])
                    })
                    .await
            }
        });
        tokio::task::yield_now().await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        blocker.await.unwrap().unwrap();
        database.write(|tx| tx.execute("insert into customer (id, name) values (3, 'c')", &[])).await.unwrap();
        assert_eq!(ran.load(Ordering::SeqCst), 0);
        assert_eq!(numbers(&database, "select id from customer order by id"), [1, 3]);
    }
}
