//! `mainstay backtest`: a log whose outcome was worked out by hand, in every order and every form.
#![allow(clippy::unwrap_used, clippy::panic)]

mod program;

use std::path::{Path, PathBuf};

use program::{mainstay, run, said};
use serde_json::{Value, json};

/// Wall clock of Berlin; the offsets are wrong on purpose. Level 2 answers within 24 h, level 3 within 4 h, Mo-Fr 9-18.
const LOG: &str = "\
nr;when;done;urgency;number;seconds
a;2026-11-11 10:00:00+00:00;Insert;high;;
a;2026-11-11 12:00:00+00:00;Take;;;
a;2026-11-12 18:10:00+00:00;Phone;;emergency;660
b;2026-11-11 10:00:00+00:00;Take;low;;
b;2026-11-11 11:00:00+00:00;Look at;;;
b;2026-11-11 16:00:00+00:00;Take;;;
b;2026-11-11 17:00:00+00:00;Done;;;
c;2026-11-12 10:00:00+00:00;Insert;high;;
d;2026-11-20 18:00:00+00:00;=Insert;low;;
";

const MAP: &str = r#"
case = "nr"
time = "when"
what = "done"
separator = ";"
offsets = "ignore"
time-zone = "Europe/Berlin"
rows = "ROWS"
[events]
Take = "reply"
Done = "resolve"
Phone = "call"
[columns]
severity = "urgency"
line = "number"
duration = "seconds"
[values.severity]
high = "1"
low = "4"
"#;

fn backtest(folder: &Path, rows: &str, log: &str) -> (Option<i32>, String, Option<Value>) {
    backtest_with(folder, MAP, rows, log)
}

fn backtest_with(folder: &Path, map: &str, rows: &str, log: &str) -> (Option<i32>, String, Option<Value>) {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (map, log) = (write("map.toml", &map.replace("ROWS", rows)), write("log.csv", log));
    let plans: PathBuf = testkit::desk::root().join("plans/shop-levels.toml");
    let out = folder.join("out.json");
    let mut command = mainstay();
    command.arg("backtest").arg("--plans").arg(plans).args(["--plan", "level-2", "--plan", "level-3"]);
    command.arg("--log").arg(log).arg("--map").arg(map).arg("--json").arg(&out);
    command.arg("--csv").arg(folder.join("out.csv")).arg("--breaches").arg(folder.join("breaches.csv"));
    command.arg("--html").arg(folder.join("out.html"));
    let (code, told) = said(&run(&mut command, b""));
    let json = std::fs::read_to_string(&out).ok().map(|text| serde_json::from_str(&text).unwrap());
    (code, told, json)
}

#[test]
fn what_the_contract_agrees_is_checked_by_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let with = |agreed: &str| {
        let map = format!("{MAP}[contract.agreed]\n{agreed}\n");
        backtest_with(folder.path(), &map, "by-case", LOG)
    };
    let (code, told, _) = with("\"target.first-respons\" = \"4 h\"");
    assert_ne!(code, Some(0));
    assert!(told.contains("[contract] agreed.\"target.first-respons\", under plan level-2:"), "{told}");
    assert!(told.contains("maybe `target.first-response`"), "{told}");
    let (code, told, _) = with("fee = \"much\"");
    assert_ne!(code, Some(0));
    assert!(told.contains("agreed.\"fee\", under plan level-2:"), "{told}");
    let (code, told, _) = with("fee = \"950.00 EUR / month\"");
    assert_eq!(code, Some(0), "{told}");
}

/// Met, breached and open ones of a plan.
fn sums(json: &Value, plan: usize) -> [u64; 3] {
    let counts = json["plans"][plan]["attainment"].as_array().unwrap();
    ["met", "breached", "open"].map(|name| counts.iter().map(|count| count[name].as_u64().unwrap()).sum())
}

#[test]
fn a_log_is_judged_under_plans_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let (code, told, json) = backtest(folder.path(), "by-case", LOG);
    assert_eq!(code, Some(0), "{told}");
    let json = json.unwrap();
    assert_eq!(json["tickets"], 4);
    // a after 2 h and b after 6 h of covered time, c never, d has just come.
    assert_eq!((sums(&json, 0), sums(&json, 1)), ([2, 1, 1], [1, 2, 1]));
    assert!(told.contains("66.7 %") && told.contains("33.3 %"), "{told}");
    // The first row of a ticket is its arrival even where it says that somebody took it.
    let level_3 = json["plans"][1]["attainment"].as_array().unwrap();
    let low: Vec<&Value> = level_3.iter().filter(|count| count["severity"] == "4").collect();
    assert_eq!((low.len(), &low[0]["breached"], &low[0]["elapsed_s"]), (1, &json!(1), &json!(6 * 3600)));
    // One call at ten past six: 30 EUR for five minutes, 5 EUR for each of the next two blocks of five at 5 EUR a minute.
    let months = |plan: usize| json["plans"][plan]["revenue"].clone();
    assert_eq!(months(0), json!([{"month": "2026-11", "fees_minor": 3900, "usage_minor": 8000}]));
    assert_eq!(months(1), json!([{"month": "2026-11", "fees_minor": 12800, "usage_minor": 8000}]));
    let breaches = std::fs::read_to_string(folder.path().join("breaches.csv")).unwrap();
    assert_eq!(breaches.lines().count(), 4, "{breaches}");
    assert!(breaches.contains("level-3,b,4,first-response,4 h,2026-11-11 14:00"), "{breaches}");
    let page = std::fs::read_to_string(folder.path().join("out.html")).unwrap();
    assert!(
        page.contains("<svg") && !page.contains("<script") && !page.contains("http"),
        "it needs nothing beside itself"
    );
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (_, _, by_case) = backtest(folder.path(), "by-case", LOG);
    let mut rows: Vec<&str> = LOG.lines().skip(1).collect();
    rows.sort_by_key(|row| row.split(';').nth(1));
    let sorted = format!("{}\n{}\n", LOG.lines().next().unwrap(), rows.join("\n"));
    let (code, told, by_time) = backtest(folder.path(), "by-time", &sorted);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(by_case, by_time);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (code, told, json) = backtest(folder.path(), "by-case", &format!("{LOG}e;yesterday;Insert;low;;\n"));
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("line 11") && told.contains("yesterday"), "{told}");
    assert_eq!(json.unwrap()["tickets"], 4);
    let (code, told, _) = backtest(folder.path(), "by-case", &LOG.replace("urgency", "importance"));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("no column `urgency`") && told.contains("importance"), "{told}");
    let (code, told, _) = backtest(folder.path(), "by-case", "nr;when;done;urgency;number;seconds\n");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("no row with a time"), "{told}");
}
