//! `mainstay plan check | show | compare | fmt | schema`: plan files, read as the desk reads them.

use std::path::{Path, PathBuf};

use ::desk::{Actor, Desk, contract};
use clap::{Args, Subcommand, ValueEnum};
use engine::plan::catalogue::Language;
use engine::plan::{compare, format, read_warned, schema, show};

use super::DataFolder;
use super::scenario::catalogues;
use crate::failure::Failure;
use crate::home::Home;

/// Plan file commands.
#[derive(Args, Debug)]
pub struct Plan {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Read plan files and tell every mistake, each with line and column and what is allowed
    Check {
        /// Plan files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print the comparison that a customer would read
    Show {
        /// Plan file
        file: PathBuf,
        /// Form of the table
        #[arg(long, value_enum, default_value_t = Form::Text)]
        form: Form,
        /// Language of the table
        #[arg(long, value_enum, default_value_t = Spoken::En)]
        lang: Spoken,
    },
    /// Put plan files into their usual form: order of keys, spaces, lines
    Fmt {
        /// Plan files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Change nothing, only tell whether a file is not in its usual form
        #[arg(long)]
        check: bool,
    },
    /// Tell what changes from one plan file to another, in words a customer understands
    Compare {
        /// The older plan file
        old: PathBuf,
        /// The newer plan file
        new: PathBuf,
        /// Language
        #[arg(long, value_enum, default_value_t = Spoken::En)]
        lang: Spoken,
        /// Also list the contracts of this desk that hold something that changes
        #[arg(long, value_name = "NAME")]
        desk: Option<String>,
        #[command(flatten)]
        data: DataFolder,
    },
    /// Print the JSON Schema of plan files, for editors
    Schema,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Form {
    /// Plain text
    Text,
    /// Markdown
    Markdown,
    /// An HTML table
    Html,
}

/// A language on the command line.
#[derive(ValueEnum, Debug, Clone, Copy)]
pub enum Spoken {
    /// German
    De,
    /// English
    En,
}

impl From<Spoken> for Language {
    fn from(spoken: Spoken) -> Language {
        match spoken {
            Spoken::De => Language::De,
            Spoken::En => Language::En,
        }
    }
}

impl Plan {
    /// Runs it.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Verb::Check { files } => {
                for (file, (_, catalogue)) in files.iter().zip(catalogues(&files)?) {
                    let name = catalogue.provider.name.get(Language::En);
                    let shown = file.display().to_string();
                    let (_, warnings) =
                        read_warned(&shown, &text(file)?).map_err(|errors| Failure::said(errors.to_string()))?;
                    print!("{warnings}");
                    let warned = match warnings.list().len() {
                        0 => String::new(),
                        1 => ", 1 warning".to_owned(),
                        several => format!(", {several} warnings"),
                    };
                    println!("{shown}: fine, {} offers of {name}{warned}", catalogue.offers.len());
                }
                Ok(())
            }
            Verb::Fmt { files, check } => format_files(&files, check),
            Verb::Show { file, form, lang } => {
                let read = catalogues(std::slice::from_ref(&file))?;
                for (_, catalogue) in read {
                    let comparison = show::comparison(&catalogue, lang.into());
                    print!(
                        "{}",
                        match form {
                            Form::Text => show::render::text(&comparison),
                            Form::Markdown => show::render::markdown(&comparison),
                            Form::Html => show::render::html(&comparison),
                        }
                    );
                }
                Ok(())
            }
            Verb::Compare { old, new, lang, desk, data } => {
                let read = catalogues(&[old, new])?;
                let [(_, old), (_, new)] = read.as_slice() else { return Ok(()) };
                let changes = compare::compare(old, new, lang.into());
                print!("{}", compare::text(&changes));
                match desk {
                    Some(name) => concerned(&Home::open(&data.data)?.desk(&name)?, &changes),
                    None => Ok(()),
                }
            }
            Verb::Schema => {
                println!("{:#}", schema::schema());
                Ok(())
            }
        }
    }
}

/// Lists the contracts of a desk that hold something that changes.
fn concerned(desk: &Desk, changes: &compare::Changes) -> Result<(), Failure> {
    let say = |de: &'static str, en: &'static str| if changes.language == Language::De { de } else { en };
    println!("\n{} {}:", say("Betroffene Verträge auf dem Desk", "Contracts concerned, of the desk"), desk.name());
    let (mut after, mut count, mut all) = (None, 0, 0);
    loop {
        let page = desk.read_blocking(Actor::Operator, move |view| contract::holdings(view, after, 200))?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for held in page.iter().filter(|held| !held.offers.is_empty()) {
            all += 1;
            let names = changes.concerning(&held.offers);
            if !names.is_empty() {
                count += 1;
                let (contract, since) = (say("Vertrag", "contract"), say("seit", "since"));
                let names = names.join(", ");
                let version = say("Version", "version");
                println!(
                    "  {contract} {}, {}: {names} ({since} {}, {version} {})",
                    held.number, held.customer, held.start, held.version
                );
            }
        }
    }
    match changes.language {
        Language::De => {
            println!("  {count} von {all} Verträgen in Kraft. Jeder behält seine Fassung, bis er geändert wird.")
        }
        Language::En => println!("  {count} of {all} contracts in force. Each keeps its version until it is changed."),
    }
    if !changes.general.is_empty() {
        println!(
            "  {}",
            say(
                "Was für alle Pläne gilt, betrifft alle Verträge.",
                "What holds for all plans concerns every contract."
            )
        );
    }
    Ok(())
}

fn text(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure::said(format!("{}: {error}", file.display())))
}

/// Formats files in place. All of them are read before any is written.
fn format_files(files: &[PathBuf], check: bool) -> Result<(), Failure> {
    let mut changed = Vec::new();
    for file in files {
        let before = text(file)?;
        let name = file.display().to_string();
        let after = format(&name, &before).map_err(|errors| Failure::said(errors.to_string()))?;
        if after != before {
            changed.push((file, name, after));
        }
    }
    if check && !changed.is_empty() {
        let names: Vec<&str> = changed.iter().map(|(_, name, _)| name.as_str()).collect();
        return Err(Failure::said(format!("not in the usual form: {}", names.join(", "))));
    }
    for (file, name, after) in changed {
        // The new text takes the old one's place at once, so that a file is never half written.
        let beside = file.with_extension("toml.new");
        let written = std::fs::write(&beside, after).and_then(|()| std::fs::rename(&beside, file));
        written.map_err(|error| Failure::said(format!("{name}: {error}")))?;
        println!("{name}: put into its usual form");
    }
    Ok(())
}
