//! Time
