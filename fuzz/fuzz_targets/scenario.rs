//! Looks for a text that breaks the law `scenario`.
#![no_main]

#[path = "../laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::scenario(text));
