//! The command line: what it says, and the exit code for the program that called.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use database::{Database, Location, Options};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;

use program::{mail, mainstay, make, open, run, said};

fn plan(name: &str) -> std::path::PathBuf {
    testkit::desk::root().join("plans").join(format!("{name}.toml"))
}

#[test]
fn a_wrong_plan_file_is_told_all_its_mistakes_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    let text = std::fs::read_to_string(plan("shop-levels")).unwrap();
    let text = text
        .replace("time-zone = \"Europe/Berlin\"", "time-zone = \"Europe/Berlim\"")
        .replace("window = \"phone\"\ntariff = \"support\"\n", "window = \"fone\"\ntariff = \"support\"\n")
        .replace("rank = 30", "rang = 30");
    std::fs::write(&file, &text).unwrap();
    let (code, told) = said(&run(mainstay().args(["plan", "check"]).arg(&file), b""));
    assert_eq!(code, Some(1), "{told}");
    for (wrong, near) in [("Europe/Berlim", "Europe/Berlin"), ("\"fone\"", "phone"), ("rang = 30", "rank")] {
        let line = text.lines().position(|line| line.contains(wrong)).unwrap() + 1;
        let place = told.lines().find(|told| told.contains(&format!("wrong.toml:{line}:")));
        assert!(place.is_some(), "line {line} for {wrong}:\n{told}");
        assert!(told.contains(near), "{near}:\n{told}");
    }
    let (code, told) =
        said(&run(mainstay().args(["plan", "check"]).arg(plan("shop-levels")).arg(plan("agency-hours")), b""));
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = said(&run(mainstay().args(["plan", "check", "/nowhere.toml"]), b""));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("/nowhere.toml"), "{told}");
}

#[test]
fn scenarios_are_answered_line_by_line() {
    let scenario = |input: &str| {
        let mut command = mainstay();
        command.args(["scenario", "--plans"]).arg(plan("shop-levels"));
        let output = run(&mut command, input.as_bytes());
        let lines: Vec<serde_json::Value> =
            String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (output.status.code(), lines)
    };
    let good = r#"{"id":"a","contract":{"plan":"level-2","start":"2026-11-01"},"events":[{"at":"2026-11-10T18:10:00+01:00","do":"call","line":"emergency","duration_s":660,"accepted":true}],"until":"2026-12-01T00:00:00+01:00"}"#;
    let (code, lines) = scenario(&format!("{good}\n"));
    assert_eq!((code, lines.len()), (Some(0), 1));
    assert_eq!(lines[0]["usage"][0]["amount"], "80.00");
    let bad = r#"{"id":"b","contract":{"plan":"level-9","start":"2026-11-01"},"events":[],"until":"2026-12-01T00:00:00+01:00"}"#;
    let (code, lines) = scenario(&format!("{good}\n{bad}\nno json\n{good}\n"));
    assert_eq!((code, lines.len()), (Some(2), 4), "the rest goes on, in order");
    assert_eq!(lines[1]["id"], "b");
    assert!(lines[1]["error"]["at"].is_string() && lines[2]["error"]["message"].is_string(), "{lines:?}");
    assert_eq!(lines[0], lines[3]);
}

#[test]
fn hours_are_added_and_measured() {
    let hours = |args: &[&str]| said(&run(mainstay().arg("hours").arg(plan("shop-levels")).args(args), b""));
    let (code, told) = hours(&["guarantee", "--add", "8h", "--from", "2026-11-20T15:50"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("2026-11-23T14:50:00+01:00"), "{told}");
    let (code, told) = hours(&["guarantee", "--between", "2026-11-20T15:50", "2026-11-23T14:50", "--explain"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.lines().last().unwrap().starts_with("28800 s") && told.lines().count() == 3, "{told}");
    // Days are explained too, and both can be drawn.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("line.svg");
    let drawn = file.to_str().unwrap();
    let days = ["guarantee", "--add", "2 business days", "--from", "2026-11-20T15:50", "--explain", "--svg", drawn];
    let (code, told) = hours(&days);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.starts_with("2\u{a0}business days from Fri 2026-11-20T15:50:00+01:00, hours: Mon–Fri 9:00–18:00"),
        "{told}"
    );
    assert!(told.ends_with("Tue 2026-11-24T15:50:00+01:00\n") && told.lines().count() == 5, "{told}");
    let picture = std::fs::read_to_string(&file).unwrap();
    assert!(
        picture.starts_with("<svg") && picture.contains("<title>Response hours: 2 business days</title>"),
        "{picture}"
    );
    assert!(picture.contains("End Tue 24 Nov 2026, 15:50"), "{picture}");
    let (code, told) = hours(&["night", "--add", "8h", "--from", "2026-11-20T15:50"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("phone, guarantee"), "what there is: {told}");
}

#[test]
fn a_change_of_plans_is_told_with_the_contracts_that_it_concerns() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let text = std::fs::read_to_string(plan("shop-levels")).unwrap();
    let newer = folder.path().join("newer.toml");
    let compare = |text: &str, lang: &str| {
        std::fs::write(&newer, text).unwrap();
        let mut command = mainstay();
        command.args(["plan", "compare"]).arg(plan("shop-levels")).arg(&newer);
        command.args(["--lang", lang, "--desk", "shop", "--data"]).arg(folder.path());
        let (code, told) = said(&run(&mut command, b""));
        assert_eq!(code, Some(0), "{told}");
        told
    };
    let dearer = text.replace("\"39.00 EUR / month\"", "\"45.00 EUR / month\"");
    let told = compare(&dearer, "en");
    assert!(told.contains("▼ Price: €39.00 a month → €45.00 a month"), "{told}");
    assert!(told.contains("contract 1, ") && told.contains(": Support level 2 ("), "{told}");
    assert!(told.contains("1 of 1 contracts in force"), "{told}");
    // What the contract does not hold does not concern it.
    let told = compare(&text.replace("\"89.00 EUR / month\"", "\"95.00 EUR / month\""), "de");
    assert!(told.contains("0 von 1 Verträgen in Kraft"), "{told}");
}

fn deliver(folder: &Path, desk: &str) -> std::process::Command {
    let mut command = mainstay();
    command.args(["mail", "deliver", "--desk", desk, "--data"]).arg(folder);
    command
}

#[test]
fn a_mail_server_learns_what_became_of_its_mail() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let take = |desk: &str, raw: &[u8]| run(&mut deliver(folder.path(), desk), raw).status.code();
    assert_eq!(take("shop", &mail(1)), Some(0));
    assert_eq!(take("shop", &mail(1)), Some(0), "the same again is taken and changes nothing");
    assert_eq!(take("shop", b""), Some(65));
    assert_eq!(take("nobody", &mail(2)), Some(67));
    assert_eq!(take("../etc", &mail(2)), Some(67));
    assert_eq!(take("shop", b"\x00\xff no mail at all"), Some(0), "unreadable mail is kept too");
    assert_eq!(run(&mut deliver(Path::new("/proc/nowhere"), "shop"), &mail(2)).status.code(), Some(75));
    let held = |sql: &'static str| {
        let desk = open(folder.path());
        desk.database().read_blocking(move |tx| tx.query_one(sql, &[])?.get::<i64>(0)).unwrap()
    };
    assert_eq!((held("select count(*) from mail"), held("select count(*) from ticket")), (2, 1));
}

#[test]
fn a_full_disk_keeps_the_mail_with_the_mail_server() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    // The program may write no file beyond 8 blocks, and is told so by an error, as on a full disk.
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_mainstay")])
        .args(["mail", "deliver", "--desk", "shop", "--data"])
        .arg(folder.path());
    let mut large = mail(1);
    large.extend(std::iter::repeat_n(b'x', 300_000));
    let (code, told) = said(&run(&mut command, &large));
    assert_eq!(code, Some(75), "{told}");
    assert_eq!(run(&mut deliver(folder.path(), "shop"), &large).status.code(), Some(0), "later there is room");
    let desk = open(folder.path());
    let count = desk.database().read_blocking(|tx| tx.query_one("select count(*) from mail", &[])?.get::<i64>(0));
    assert_eq!(count.unwrap(), 1);
}

#[test]
fn a_backup_comes_back_and_a_damaged_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let data = || ["--desk", "shop", "--data", folder.path().to_str().unwrap()].map(str::to_owned);
    let copy = folder.path().join("copy.backup");
    assert_eq!(run(&mut deliver(folder.path(), "shop"), &mail(1)).status.code(), Some(0));
    let (code, told) = said(&run(mainstay().arg("backup").args(data()).arg(&copy), b""));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(run(&mut deliver(folder.path(), "shop"), &mail(2)).status.code(), Some(0));
    let tickets = || {
        let desk = open(folder.path());
        desk.database().read_blocking(|tx| tx.query_one("select count(*) from ticket", &[])?.get::<i64>(0)).unwrap()
    };
    assert_eq!(tickets(), 2);
    let damaged = folder.path().join("damaged.backup");
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0x5a);
    for wrong in [bytes, b"no database".to_vec(), Vec::new()] {
        std::fs::write(&damaged, &wrong).unwrap();
        let (code, told) = said(&run(mainstay().arg("restore").args(data()).arg(&damaged), b""));
        assert_eq!(code, Some(1), "{} bytes: {told}", wrong.len());
        assert!(told.contains("not a usable backup"), "{told}");
        assert_eq!(tickets(), 2, "what there is stays");
    }
    let (code, told) = said(&run(mainstay().arg("restore").args(data()).arg(&copy), b""));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(tickets(), 1);
    assert_eq!(said(&run(mainstay().arg("doctor").args(data()), b"")).0, Some(0));
    // What was there before is kept whole.
    let kept = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let from = folder.path().join(format!("shop.sqlite.before-restore{ending}"));
        if from.exists() {
            std::fs::copy(from, kept.path().join(format!("shop.sqlite{ending}"))).unwrap();
        }
    }
    let desk = open(kept.path());
    let count = desk.database().read_blocking(|tx| tx.query_one("select count(*) from ticket", &[])?.get::<i64>(0));
    assert_eq!(count.unwrap(), 2);
    // A desk that is damaged can be restored too.
    std::fs::write(folder.path().join("shop.sqlite"), b"damaged").unwrap();
    let (code, told) = said(&run(mainstay().arg("restore").args(data()).arg(&copy), b""));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(tickets(), 1);
}

#[test]
fn a_second_demo_finds_what_the_first_made() {
    let folder = tempfile::tempdir().unwrap();
    let demo = || said(&run(mainstay().args(["demo", "--no-serve", "--data"]).arg(folder.path()), b""));
    let files = || {
        let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "sqlite"))
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let (code, told) = demo();
    assert_eq!(code, Some(0), "{told}");
    let before = files();
    let names: Vec<&str> = before.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["agency-hours.sqlite", "commerce-agreements.sqlite", "module-licences.sqlite", "shop-levels.sqlite"]
    );
    let (code, again) = demo();
    assert_eq!(code, Some(0), "{again}");
    assert!(files() == before, "a second start changes nothing");
    assert_eq!(told, again);
    let (code, told) = said(&run(mainstay().args(["doctor", "--data"]).arg(folder.path()), b""));
    assert_eq!(code, Some(0), "{told}");
    for name in names {
        let file = Location::Sqlite(folder.path().join(name));
        let database = Database::open(&file, &Options::default()).unwrap();
        let newest: i64 =
            database.read_blocking(|tx| tx.query_one("select max(opened_at) from ticket", &[])?.get(0)).unwrap();
        let age = Timestamp::now().duration_since(Timestamp::from_microsecond(newest).unwrap());
        assert!(age < SignedDuration::from_hours(8 * 24), "{name}: the history ends {age:#} ago");
    }
}

#[test]
fn jobs_that_a_killed_process_held_are_done_once_no_process_is_left() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    assert_eq!(run(&mut deliver(folder.path(), "shop"), &mail(1)).status.code(), Some(0));
    let hold = Timestamp::now().as_microsecond() + 300_000_000;
    let held = open(folder.path())
        .database()
        .write_blocking(move |tx| tx.execute("update job set locked_until = $1 where kind = 'deliver'", &[&hold]));
    assert_eq!(held.map_err(|error: database::DatabaseError| error).unwrap(), 1);
    let jobs = || said(&mainstay().args(["jobs", "--data"]).arg(folder.path()).output().unwrap());
    // Whoever does jobs of this desk shares this lock; while somebody does, what is held may be theirs.
    let server = std::fs::File::options().create(true).append(true).open(folder.path().join("shop.jobs")).unwrap();
    server.lock_shared().unwrap();
    assert_eq!(jobs(), (Some(0), "shop: 0 jobs\n".to_owned()));
    drop(server);
    assert_eq!(jobs(), (Some(0), "shop: 1 jobs\n".to_owned()), "the receipt");
}

#[test]
fn a_file_of_mails_is_taken_in_once_however_often_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let file = folder.path().join("old.mbox");
    let mut mbox = Vec::new();
    for number in 0..200 {
        mbox.extend_from_slice(b"From info@nord.example Mon Nov  2 09:00:00 2026\r\n");
        mbox.extend_from_slice(&mail(number));
        mbox.extend_from_slice(b"\r\n");
    }
    let import = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let mut command = mainstay();
        command.args(["mail", "import", "--desk", "shop", "--data"]).arg(folder.path()).arg(&file);
        said(&run(&mut command, b""))
    };
    // Interrupted in the middle: half of the file.
    let end = String::from_utf8_lossy(&mbox).find("Subject: Mail 100\r\n").unwrap();
    let begins = mbox[..end].windows(5).rposition(|bytes| bytes == b"From ").unwrap();
    assert_eq!(import(&mbox[..begins]), (Some(0), "100 new, 0 known, 0 too large\n".to_owned()));
    assert_eq!(import(&mbox), (Some(0), "100 new, 100 known, 0 too large\n".to_owned()));
    // A mail that came by the pipe meanwhile is the same mail.
    assert_eq!(import(&mail(7)), (Some(0), "0 new, 1 known, 0 too large\n".to_owned()));
    let rows =
        open(folder.path()).read_blocking(desk::Actor::Operator, |view| desk::intake::list(view, None, 1000)).unwrap();
    assert_eq!(rows.len(), 200);
    // Whoever wrote them years ago gets no receipt now, unless that is asked for.
    let written = || {
        assert_eq!(said(&mainstay().args(["jobs", "--data"]).arg(folder.path()).output().unwrap()).0, Some(0));
        std::fs::read_dir(folder.path().join("outbox/shop/new")).map_or(0, Iterator::count)
    };
    let before = written();
    assert!(before <= 1, "only the mail of the pipe may be answered: {before}");
    std::fs::write(&file, mail(777)).unwrap();
    let mut command = mainstay();
    command.args(["mail", "import", "--answer", "--desk", "shop", "--data"]).arg(folder.path()).arg(&file);
    assert_eq!(said(&run(&mut command, b"")).0, Some(0));
    assert_eq!(written(), before + 1);
}
