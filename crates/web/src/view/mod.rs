//! What every page shows, as plain data, and the template that shows it.
//!
//! A view holds words and numbers that are ready to be read: nothing here computes a due time, a
//! price or a verdict, and nothing here knows the domain or the database. Pages are structs with a
//! [`Shell`]; pieces that several pages share (promise line, left bar, verdict, why, price ticker)
//! are structs with a method that draws them; a fragment for htmx is the same piece without its page.
//!
//! Words that come from a plan arrive in the reader's language; all other words are in `texts/`.

pub mod acceptance;
pub mod aside;
pub mod field;
pub(crate) mod filters;
pub mod left_bar;
pub mod mark;
pub mod message;
pub mod money;
pub mod notice;
pub mod pager;
pub mod palette;
pub mod plans;
pub mod promise_line;
pub mod queue;
pub mod queue_more;
#[cfg(any(test, feature = "samples"))]
pub mod sample;
pub mod search;
pub mod shell;
pub mod tag;
pub mod ticker;
pub mod ticket;
pub mod verdict;
pub mod why;

pub use field::{Choice, Control, Field};
pub use left_bar::LeftBar;
pub use mark::{Person, Severity, Stage, Standing};
pub use money::Money;
pub use pager::Pager;
pub use promise_line::PromiseLine;
pub use shell::{Area, Desk, Flash, Shell, Theme};
pub use ticker::Ticker;
pub use verdict::Verdict;
pub use why::Why;
