//! Migrations run once, forward, and only the ones that the database knows.

use database::{Database, DatabaseError, Migration, Options};

use super::{TABLES, memory, postgres, sqlite};

const MORE: Migration = Migration {
    number: 2,
    name: "more",
    sql: "alter table customer add column text text; create table more (id bigint)",
};

#[test]
fn running_them_again_changes_nothing() {
    for place in [sqlite(), memory(), postgres()] {
        let database = place.open();
        database.write_blocking(|tx| tx.execute("insert into customer (id, name) values (1, 'a')", &[])).unwrap();
        database.migrate(&[TABLES, MORE]).unwrap();
        database.migrate(&[TABLES, MORE]).unwrap();
        let rows = database
            .read_blocking(|tx| tx.query("select c.text, m.number from customer c, migration m order by m.number", &[]))
            .unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get::<Option<String>>("text").unwrap(), None);
    }
}

#[test]
fn a_newer_or_another_database_is_refused() {
    for place in [sqlite(), postgres()] {
        let database = place.open();
        database.migrate(&[TABLES, MORE]).unwrap();
        let newer = database.migrate(&[TABLES]).unwrap_err();
        assert!(
            matches!(&newer, DatabaseError::Migration(text) if text.contains("newer") && text.contains("more")),
            "{newer}"
        );
        let edited = Migration { sql: "create table more (id bigint, name text)", ..MORE };
        let other = database.migrate(&[TABLES, edited]).unwrap_err();
        assert!(matches!(&other, DatabaseError::Migration(text) if text.contains("migration 2")), "{other}");
        let gap = database.migrate(&[TABLES, Migration { number: 3, ..MORE }]).unwrap_err();
        assert!(matches!(gap, DatabaseError::Migration(_)), "{gap}");
    }
}

#[test]
fn one_that_fails_leaves_nothing_behind() {
    for place in [sqlite(), postgres()] {
        let database = place.open();
        let broken = Migration {
            number: 2,
            name: "broken",
            sql: "create table half (id bigint); create table half (id bigint)",
        };
        let error = database.migrate(&[TABLES, broken]).unwrap_err();
        assert!(error.to_string().contains("migration 2 (broken) failed"), "{error}");
        assert!(database.prepare_check("select id from half").is_err());
        database.migrate(&[TABLES, MORE]).unwrap();
    }
}

#[test]
fn programs_that_start_together_take_turns() {
    for place in [sqlite(), postgres()] {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let database = Database::open(&place.location, &Options::default()).unwrap();
                    database.migrate(&[TABLES, MORE]).unwrap();
                });
            }
        });
    }
}
