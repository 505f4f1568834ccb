//! What is wrong with a form, in words: at its fields where they can be named, above it otherwise.

use desk::{DeskError, FieldError};

use crate::refusal::{Misread, Refusal};
use crate::text::Text;
use crate::view::Field;
use crate::visit::{Visit, refused};

/// Why a form was not taken, as its page can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Fields are wrong.
    Fields(Vec<FieldError>),
    /// A rule or the state forbids it.
    Conflict {
        /// Key of the text.
        code: &'static str,
        /// What completes it.
        detail: String,
    },
}

impl Wrong {
    /// Keeps what a form can show apart from what it cannot.
    pub(crate) fn split<T>(visit: &Visit, result: Result<T, DeskError>) -> Result<Result<T, Wrong>, Refusal> {
        match result {
            Ok(value) => Ok(Ok(value)),
            Err(DeskError::Invalid(fields)) => Ok(Err(Wrong::Fields(fields))),
            Err(DeskError::Conflict { code, detail }) => Ok(Err(Wrong::Conflict { code, detail })),
            Err(error) => Err(refused(visit, error)),
        }
    }

    /// One wrong field that was found before asking the desk.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Wrong {
        Wrong::Fields(vec![FieldError { field: field.into(), code, detail: String::new() }])
    }

    /// The same with what completes its text.
    pub(crate) fn detailed(field: &'static str, code: &'static str, detail: String) -> Wrong {
        Wrong::Fields(vec![FieldError { field: field.into(), code, detail }])
    }

    /// A rule that forbids it, found before asking the desk.
    pub(crate) fn conflict(code: &'static str) -> Wrong {
        Wrong::Conflict { code, detail: String::new() }
    }

    /// Whether it is this rule that forbids it.
    pub(crate) fn is_conflict(&self, wanted: &str) -> bool {
        matches!(self, Wrong::Conflict { code, .. } if *code == wanted)
    }

    /// Puts what is wrong at the fields; answers what belongs to none of them.
    pub(crate) fn mark(&self, t: &Text, fields: &mut [&mut Field]) -> Option<String> {
        match self {
            Wrong::Conflict { code, detail } => Some(problem(t, code, detail)),
            Wrong::Fields(errors) => {
                let mut rest = Vec::new();
                for error in errors {
                    let words = field_words(t, error.code, &error.detail);
                    match fields.iter_mut().find(|field| field.name == error.field) {
                        Some(field) => field.error = Some(words),
                        None => rest.push(words),
                    }
                }
                (!rest.is_empty()).then(|| rest.join(" "))
            }
        }
    }

    /// All of it in one line.
    pub(crate) fn words(&self, t: &Text) -> String {
        self.mark(t, &mut []).unwrap_or_default()
    }
}

/// A parameter or a field by its name, and what is wrong with it: for where there is no form to show it at.
pub(crate) fn misread(t: &Text, misread: &Misread) -> String {
    let words = field_words(t, misread.code, &misread.detail);
    t.get("refusal-field").arg("field", misread.field.as_str()).arg("words", words).to_string()
}

/// What is wrong with a field and how to mend it.
fn field_words(t: &Text, code: &str, detail: &str) -> String {
    let words = match code {
        "missing" => t.get("field-missing"),
        "too-long" => t.get("field-too-long"),
        "unknown" if detail.is_empty() => t.get("field-unknown"),
        "unknown" => t.get("field-unknown-of"),
        "unknown-filter" => t.get("field-unknown-filter"),
        "taken" => t.get("field-taken"),
        "no-address" => t.get("field-no-address"),
        "no-number" => t.get("field-no-number"),
        "no-mail" => t.get("field-no-mail"),
        "no-mailbox-name" => t.get("field-no-mailbox-name"),
        "no-server-name" => t.get("field-no-server-name"),
        "no-url" => t.get("field-no-url"),
        "no-plus" => t.get("field-no-plus"),
        "no-host" => t.get("field-no-host"),
        "only-here" => t.get("field-only-here"),
        "password-again" => t.get("field-password-again"),
        "no-tenant" => t.get("field-no-tenant"),
        "no-provider-url" => t.get("field-no-provider-url"),
        "same-folder" => t.get("field-same-folder"),
        "control" => t.get("field-control"),
        "blocked" => t.get("field-blocked"),
        "nul" => t.get("field-nul"),
        "duplicate" => t.get("field-duplicate"),
        "out-of-range" => t.get("field-out-of-range"),
        "in-future" => t.get("field-in-future"),
        "before-start" => t.get("field-before-start"),
        "no-day" => t.get("field-no-day"),
        "no-decimal" => t.get("field-no-decimal"),
        "not-of-product" => t.get("field-not-of-product"),
        "no-moment" => t.get("field-no-moment"),
        "no-duration" => t.get("field-no-duration"),
        "no-call-back" => t.get("field-no-call-back"),
        "not-of-team" => t.get("field-not-of-team"),
        "too-many" => t.get("field-too-many"),
        "not-the-address" => t.get("field-not-the-address"),
        "no-colleague" => t.get("field-no-colleague"),
        "asked-it" => t.get("field-asked-it"),
        "no-ticket" => t.get("field-no-ticket"),
        "merge-one" => t.get("field-merge-one"),
        "passed" => t.get("field-passed"),
        "not-for-this" => t.get("field-not-for-this"),
        "text-syntax" => t.get("field-text-syntax"),
        "text-variable" => t.get("field-text-variable"),
        "text-needs" => t.get("field-text-needs"),
        "text-alone" => t.get("field-text-alone"),
        "in-past" => t.get("field-in-past"),
        "empty-file" => t.get("field-empty-file"),
        "file-too-large" => t.get("field-file-too-large"),
        "files-too-large" => t.get("field-files-too-large"),
        "too-many-files" => t.get("field-too-many-files"),
        _ => t.get("field-wrong"),
    };
    words.arg("detail", detail).to_string()
}

/// Why something cannot be done now.
pub(crate) fn problem(t: &Text, code: &str, detail: &str) -> String {
    let words = match code {
        "refused" => t.get("problem-refused"),
        "price-not-accepted" => t.get("problem-price-not-accepted"),
        "too-many-keys" => t.get("problem-too-many-keys"),
        "price-changed" => t.get("problem-price-changed"),
        "price-decided" => t.get("problem-price-decided"),
        "nothing-to-accept" => t.get("problem-nothing-to-accept"),
        "no-contract" => t.get("problem-no-contract"),
        "no-price" => t.get("problem-no-price"),
        "contract-not-in-force" => t.get("problem-contract-not-in-force"),
        "contact-limit" => t.get("problem-contact-limit"),
        "not-open" => t.get("problem-not-open"),
        "taken" => t.get("problem-taken"),
        "done" => t.get("problem-done"),
        "too-many" => t.get("problem-too-many"),
        "changed-since" => t.get("problem-changed-since"),
        "undone" => t.get("problem-undone"),
        "too-late" => t.get("problem-too-late"),
        "delivery-sent" => t.get("problem-delivery-sent"),
        "delivery-waits" => t.get("problem-delivery-waits"),
        "not-written" => t.get("problem-not-written"),
        "merge-same" => t.get("problem-merge-same"),
        "merge-customers" => t.get("problem-merge-customers"),
        "merge-cycle" => t.get("problem-merge-cycle"),
        "merged" => t.get("problem-merged"),
        "erased" => t.get("problem-erased"),
        "not-merged" => t.get("problem-not-merged"),
        "link-same" => t.get("problem-link-same"),
        "split-not-asked" => t.get("problem-split-not-asked"),
        "due-soon" => t.get("problem-due-soon"),
        "is-spam" => t.get("problem-is-spam"),
        "no-answer" => t.get("problem-no-answer"),
        "team-has-tickets" => t.get("problem-team-has-tickets"),
        "no-payment" => t.get("problem-no-payment"),
        "answered-meanwhile" => t.get("problem-answered-meanwhile"),
        "form-old" => t.get("problem-form-old"),
        "draft-gone" => t.get("problem-draft-gone"),
        "draft-waits" => t.get("problem-draft-waits"),
        "already-there" => t.get("problem-already-there"),
        _ => t.get("problem-other"),
    };
    words.arg("detail", detail).to_string()
}
