//! What tests share: actors who act, a clock that can be moved, real servers. A dev-dependency only.

pub mod postgres;
