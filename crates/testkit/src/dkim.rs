//! A verifier of signatures that shares no code with what signs: dkimpy (Debian: python3-dkim). The tests of `mail`, on which this
//! crate stands, include this file.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Asks dkimpy whether a mail carries a valid signature, with one record in its DNS, at one name.
///
/// # Panics
/// Without python3-dkim.
#[must_use]
pub fn verified(raw: &[u8], at: &str, record: &str) -> bool {
    const ASK: &str = "import sys, dkim\n\
        at, record = sys.argv[1:3]\n\
        dns = lambda name, timeout=5: record.encode() if name.decode().rstrip('.') == at else None\n\
        print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=dns))";
    let mut asked = Command::new("/usr/bin/python3");
    let asked = asked.args(["-c", ASK, at, record]);
    let mut asked = asked.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python3 runs");
    asked.stdin.take().expect("its input").write_all(raw).expect("it reads");
    let said = asked.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    assert!(said == "True" || said == "False", "python3-dkim: {said:?}");
    said == "True"
}
