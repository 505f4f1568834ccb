//! A first look.
use database::*;
#[test]
fn smoke() {
    let dir = tempfile::tempdir().unwrap();
    for loc in [Location::Sqlite(dir.path().join("a.sqlite")), Location::SqliteMemory("x".into())] {
        let db = Database::open(&loc, &Options::default()).unwrap();
        db.migrate(&[Migration { number: 1, name: "one", sql: "create table a (id bigint primary key, t text not null, b bytes, constraint a_t unique (t)); create unique index a_tb on a (b, t);" }]).unwrap();
        db.migrate(&[Migration { number: 1, name: "one", sql: "create table a (id bigint primary key, t text not null, b bytes, constraint a_t unique (t)); create unique index a_tb on a (b, t);" }]).unwrap();
        let n = db.write_blocking(|tx| tx.execute("insert into a (id, t, b) values ($2, $1, $3)", &[&"x", &1, &b"123".to_vec()])).unwrap();
        assert_eq!(n, 1);
        let e = db.write_blocking(|tx| tx.execute("insert into a (id, t, b) values ($2, $1, $3)", &[&"x", &2, &b"124".to_vec()])).unwrap_err();
        assert!(e.is_unique("a_t"), "{e:?}");
        let e = db.write_blocking(|tx| tx.execute("insert into a (id, t, b) values ($2, $1, $3)", &[&"y", &1, &b"123".to_vec()])).unwrap_err();
        assert!(e.is_unique("a_pkey"), "{e:?}");
        let row = db.read_blocking(|tx| tx.query_one("select * from a", &[])).unwrap();
        assert_eq!(row.get::<i64>(0).unwrap(), 1);
        assert_eq!(row.get::<String>("t").unwrap(), "x");
        assert!(db.read_blocking(|tx| tx.execute("delete from a", &[])).is_err());
        db.check().unwrap();
        println!("{}", db.explain("select * from a where t = $1", &[&"x"]).unwrap());
        db.prepare_check("select 1").unwrap();
        db.backup_to(&dir.path().join(format!("{:?}.bak", db.kind()).replace("Sqlite", &loc.to_string().replace('/', "_")))).unwrap();
    }
}
