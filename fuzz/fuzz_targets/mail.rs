//! Looks for bytes that break the law `mail`.
#![no_main]

#[path = "../mails.rs"]
mod mails;

libfuzzer_sys::fuzz_target!(|raw: &[u8]| mails::mail(raw));
