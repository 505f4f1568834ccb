//! A message into a maildir folder: written aside, flushed, then moved in whole, so that a reader never sees half a message.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{SendError, Sent};

/// Longest file name made, in bytes.
const MAX_NAME: usize = 200;

pub(super) async fn store(folder: PathBuf, raw: Vec<u8>, unique: &str) -> Result<Sent, SendError> {
    let name = file_name(unique)?;
    let stored = tokio::task::spawn_blocking(move || store_now(&folder, &raw, &name));
    match stored.await {
        Ok(Ok(path)) => Ok(Sent { answer: format!("stored as {}", path.display()) }),
        Ok(Err(error)) => {
            Err(SendError { temporary: true, answer: format!("the maildir folder cannot be written: {error}") })
        }
        Err(_) => Err(SendError {
            temporary: true,
            answer: "the maildir folder was not written: the program is stopping".to_owned(),
        }),
    }
}

/// `unique` with everything a file system or a maildir gives a meaning to written as `=XX`. Different names stay different.
fn file_name(unique: &str) -> Result<String, SendError> {
    let mut name = String::with_capacity(unique.len());
    for (at, byte) in unique.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-_@+".contains(&byte) || (byte == b'.' && at > 0);
        if plain {
            name.push(byte as char);
        } else {
            name.push_str(&format!("={byte:02X}"));
        }
    }
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(SendError {
            temporary: false,
            answer: format!("the delivery's name must have 1 to {MAX_NAME} characters"),
        });
    }
    Ok(name)
}

fn store_now(folder: &Path, raw: &[u8], name: &str) -> io::Result<PathBuf> {
    for part in ["tmp", "new", "cur"] {
        fs::create_dir_all(folder.join(part))?;
    }
    let done = folder.join("new").join(name);
    if let Some(kept) = kept(folder, &done, name)? {
        return Ok(kept);
    }
    let aside = folder.join("tmp").join(name);
    let mut file = File::create(&aside)?;
    file.write_all(raw)?;
    file.sync_all()?;
    drop(file);
    match fs::rename(&aside, &done) {
        Ok(()) => {}
        // Another try under the same name moved the file that both wrote.
        Err(error) if error.kind() == io::ErrorKind::NotFound && done.exists() => {}
        Err(error) => return Err(error),
    }
    File::open(folder.join("new"))?.sync_all()?;
    Ok(done)
}

/// The file of an earlier try: in `new`, or in `cur` where a reader moved it and added its flags.
fn kept(folder: &Path, done: &Path, name: &str) -> io::Result<Option<PathBuf>> {
    if done.exists() {
        return Ok(Some(done.to_owned()));
    }
    for entry in fs::read_dir(folder.join("cur"))? {
        let entry = entry?;
        let found = entry.file_name();
        let found = found.to_string_lossy();
        if found.split(':').next() == Some(name) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}
