//! `mainstay plan check | show | compare | fmt | schema`: plan files, read as the desk reads them.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use engine::plan::catalogue::Language;
use engine::plan::{compare, format, read_warned, schema, show};

use super::scenario::catalogues;
use crate::failure::Failure;

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
            Verb::Compare { old, new, lang } => {
                let read = catalogues(&[old, new])?;
                if let [(_, old), (_, new)] = read.as_slice() {
                    print!("{}", compare::text(&compare::compare(old, new, lang.into())));
                }
                Ok(())
            }
            Verb::Schema => {
                println!("{:#}", schema::schema());
                Ok(())
            }
        }
    }
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
