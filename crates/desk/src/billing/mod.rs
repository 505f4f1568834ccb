//! Billing: what a month comes to, and the invoices that make it binding.
//!
//! A preview is computed by the engine and writes nothing. Issuing takes a month that has ended and writes one invoice for
//! each contract that owes something, each in its own transaction with its number, so that numbers have no gaps and running it
//! again changes nothing. An issued invoice is a snapshot: everything needed to show it for ever, with each line's usage and
//! every step in both languages. No statement changes or deletes one; what turns out differently later is a correcting line
//! of a later invoice, made by the engine out of what was known when.

mod draft;
mod issue;
mod list;
mod month;
mod preview;
mod snapshot;
mod store;

pub(crate) use draft::draft;
pub use issue::{Issued, Outcome, issue, issue_one};
pub use list::{Invoice, Listed, get, list, of_customer};
pub use month::{Month, NotAMonth, last_ended};
pub use preview::{Preview, Row, preview, preview_one};
pub use snapshot::{Line, NOT_STATED, Party, Snapshot, Tax, Usage, Words};
pub(crate) use store::{issued_of, numbers};
