//! Servers that tests start: a shell script that keeps one, says "ready" when it answers, and ends it when its input closes.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A port of this machine that nobody uses.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("it listens").port()
}

/// Waits until a server takes connections.
///
/// # Panics
/// If it does not within half a minute, with what it noted.
pub(crate) fn answers(port: u16, what: &str, log: impl Fn() -> String) {
    let until = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(Instant::now() < until, "{what} does not answer:\n{}", log());
    }
}

/// Starts a keeper and waits until its server is ready.
///
/// # Panics
/// If it does not start, with what it said.
pub(crate) fn start(script: &str, arguments: &[&OsStr], what: &str) -> Child {
    let mut keeper = Command::new("sh")
        .args(["-c", script, "sh"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Interrupting the tests from the keyboard must not interrupt the keeper.
        .process_group(0)
        .spawn()
        .expect("sh can be started");
    let mut output = BufReader::new(keeper.stdout.take().expect("its output is piped"));
    let mut line = String::new();
    let read = output.read_line(&mut line);
    if read.is_err() || line.trim() != "ready" {
        // What it said is all there is to say if reading on fails.
        let _ = output.read_to_string(&mut line);
    }
    assert!(line.trim() == "ready", "{what} did not start: {line}");
    keeper
}
