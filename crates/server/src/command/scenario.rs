//! `mainstay scenario`: one scenario a line in, one outcome a line out, in the same order, streaming.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use engine::plan::catalogue::SharedCatalogue;
use engine::scenario::Scenarios;

use crate::failure::{Failure, PARTLY};

/// A line longer than this is refused without being read into memory whole.
const LINE_MAX: usize = 16 * 1024 * 1024;

/// Runs scenarios: one a line in, one outcome a line out.
#[derive(Args, Debug)]
pub struct Scenario {
    /// Plan file; several may be given, a scenario names its plan or its catalogue (the file's stem)
    #[arg(long, value_name = "FILE", required = true)]
    plans: Vec<PathBuf>,
}

/// Reads plan files, all of them, and tells every mistake of every file.
pub fn catalogues(files: &[PathBuf]) -> Result<Vec<(String, SharedCatalogue)>, Failure> {
    let mut read = Vec::new();
    let mut wrong = Vec::new();
    for file in files {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Err(error) => wrong.push(format!("{name}: {error}")),
            Ok(text) => match engine::plan::read(&name, &text) {
                Ok(catalogue) => {
                    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                    read.push((stem, Arc::new(catalogue)));
                }
                Err(errors) => wrong.push(errors.to_string()),
            },
        }
    }
    if wrong.is_empty() { Ok(read) } else { Err(Failure::said(wrong.join("\n"))) }
}

impl Scenario {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        let mut scenarios = Scenarios::new(catalogues(&self.plans)?);
        let any_error = each_line(|line, out| scenarios.answer(line, out))?;
        if any_error { Err(Failure::new(PARTLY, "")) } else { Ok(()) }
    }
}

/// Answers standard input line by line on standard output. Empty lines are skipped; a line that is no text, or too long, is
/// answered by an error. Tells whether any line had an error.
pub fn each_line(mut answer: impl FnMut(&str, &mut String) -> bool) -> Result<bool, Failure> {
    let mut input = std::io::BufReader::with_capacity(1 << 16, std::io::stdin().lock());
    let mut output = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let (mut line, mut out, mut any_error) = (Vec::new(), String::new(), false);
    loop {
        line.clear();
        out.clear();
        let read = std::io::Read::take(&mut input, LINE_MAX as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if line.len() > LINE_MAX {
            while line.last() != Some(&b'\n') {
                line.clear();
                if std::io::Read::take(&mut input, LINE_MAX as u64).read_until(b'\n', &mut line)? == 0 {
                    break;
                }
            }
            out.push_str(r#"{"id":null,"error":{"at":"line","message":"longer than 16 MiB"}}"#);
            any_error = true;
        } else {
            match std::str::from_utf8(&line) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => any_error |= answer(text.trim(), &mut out),
                Err(error) => {
                    let at = error.valid_up_to() + 1;
                    out = format!(r#"{{"id":null,"error":{{"at":"column {at}","message":"not UTF-8"}}}}"#);
                    any_error = true;
                }
            }
        }
        out.push('\n');
        match output.write_all(out.as_bytes()) {
            // Whoever reads has had enough: `| head`.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(any_error),
            other => other?,
        }
        // Answer as soon as nothing more waits, so that a program can talk line by line.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(any_error)
}
