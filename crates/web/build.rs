//! Prepares what the pages need: installs the front-end packages when they are missing or the
//! lock file changed, bundles styles and scripts into `OUT_DIR`, and lists the Fluent texts.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let root = root.canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in [
        "assets/build.mjs",
        "assets/css",
        "assets/src",
        "assets/mark.svg",
        "assets/package-lock.json",
        "templates/pages",
        "templates/partials",
        "crates/web/src",
        "texts",
    ] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    install(&root.join("assets"))?;
    let views = root.join("crates/web/src");
    run(Command::new("node")
        .arg(root.join("assets/build.mjs"))
        .arg(out.join("assets"))
        .arg(root.join("templates"))
        .arg(views))?;
    list_texts(&root.join("texts"), &out)?;
    Ok(())
}

/// Installs the packages of the lock file, unless exactly these are there. Two builds with target
/// folders of their own may come here at once, so the folder is held by a lock meanwhile.
fn install(assets: &Path) -> Result<(), Box<dyn Error>> {
    let hold = File::create(env::temp_dir().join("mainstay-assets.lock"))?;
    hold.lock()?;
    let wanted = fs::read(assets.join("package-lock.json"))?;
    let stamp = assets.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(assets))?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Writes `texts.rs`: one table a language of all its Fluent files.
fn list_texts(texts: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut source = String::from("&[\n");
    for language in ["de", "en"] {
        let mut files: Vec<PathBuf> = fs::read_dir(texts.join(language))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "ftl"));
        files.sort();
        for file in files {
            writeln!(source, "    (\"{language}\", include_str!({file:?})),")?;
        }
    }
    source.push_str("]\n");
    fs::write(out.join("texts.rs"), source)?;
    Ok(())
}

fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let status = command.status().map_err(|error| format!("{:?} cannot be started: {error}", command.get_program()))?;
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    Ok(())
}
