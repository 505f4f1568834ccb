//! The pages in a real browser: each walk in `tests/browser/` drives Chromium through the real process on fresh demo desks.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// One browser at a time: each keeps several processors busy, and two of them on a small machine only wait for each other.
static BROWSER: Mutex<()> = Mutex::new(());

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the demo and walks through it.
fn walk(file: &str) {
    assert!(
        Path::new("/usr/bin/chromium").exists() || std::env::var_os("CHROMIUM").is_some(),
        "this test needs Chromium: on Debian `apt-get install chromium`, elsewhere name it in CHROMIUM"
    );
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let _server = Server(child);
    let mut lines = out.lines().map(|line| line.expect("the server says what it does"));
    let origin =
        lines.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned)).expect("the server listens");
    // The desks come one after the other; the walk needs all of them.
    assert_eq!(lines.filter(|line| line.ends_with(" is ready")).take(4).count(), 4);
    let token = Command::new(env!("CARGO_BIN_EXE_mainstay"))
        .args(["token", "--desk", "shop-levels", "--staff", "vera@demo-shop.example", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(file);
    let mut walk = Command::new("node");
    walk.arg(tests).arg(origin).env("MAINSTAY_TOKEN", String::from_utf8_lossy(&token.stdout).trim());
    if let Some(shots) = std::env::var_os("MAINSTAY_SCREENSHOTS") {
        walk.arg(shots);
    }
    let _alone = BROWSER.lock().unwrap_or_else(PoisonError::into_inner);
    let walked = walk.output().expect("Node.js is installed");
    assert!(
        walked.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&walked.stdout),
        String::from_utf8_lossy(&walked.stderr)
    );
}

#[test]
fn people_walk_the_pages_in_a_browser() {
    walk("walk.mjs");
}

#[test]
fn agents_work_by_keyboard_from_one_line() {
    walk("feel.mjs");
}

#[test]
fn people_write_by_keyboard() {
    walk("writing.mjs");
}

#[test]
fn agents_sort_the_queue_by_keyboard() {
    walk("queue.mjs");
}

#[test]
fn agents_work_tickets_together() {
    walk("relate.mjs");
}

#[test]
fn people_write_with_canned_replies_files_and_pictures() {
    walk("composing.mjs");
}

#[test]
fn everything_works_without_script() {
    walk("scriptless.mjs");
}

#[test]
fn cards_of_the_board_are_dragged() {
    walk("board.mjs");
}

#[test]
fn odd_and_long_content_breaks_no_page() {
    walk("odd.mjs");
}

#[test]
fn agents_search_by_keyboard() {
    walk("search.mjs");
}

#[test]
fn two_agents_see_what_the_other_changes() {
    walk("together.mjs");
}

#[test]
fn going_back_and_forth_keeps_place_and_focus() {
    walk("place.mjs");
}

#[test]
fn pages_print_and_rest() {
    walk("print.mjs");
}

#[test]
fn a_hostile_mail_shown_as_it_was_sent_does_nothing() {
    walk("sent.mjs");
}

#[test]
fn no_page_has_a_barrier() {
    walk("every.mjs");
}
