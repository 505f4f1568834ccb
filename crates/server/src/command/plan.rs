//! `mainstay plan check | show | schema`: plan files, read as the desk reads them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use engine::plan::catalogue::Language;
use engine::plan::{schema, show};

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
                    println!("{}: fine, {} offers of {name}", file.display(), catalogue.offers.len());
                }
                Ok(())
            }
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
            Verb::Schema => {
                println!("{:#}", schema::schema());
                Ok(())
            }
        }
    }
}
