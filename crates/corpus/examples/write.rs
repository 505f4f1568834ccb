//! Writes the corpus into a folder, a file for each mail: what fuzzers begin with, and mails to try another program with.

use std::fs;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "mails".to_owned()));
    fs::create_dir_all(&folder)?;
    for case in corpus::mails(&corpus::Desk::default()) {
        let name: String = case.name.chars().map(|one| if one.is_alphanumeric() { one } else { '-' }).collect();
        fs::write(folder.join(format!("{name}.eml")), case.raw)?;
    }
    Ok(())
}
