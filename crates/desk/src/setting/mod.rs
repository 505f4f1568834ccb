//! Settings of a desk: a registry of names with defaults and meanings; only what differs from its default is stored.

mod store;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;

/// A setting that a desk knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What holds without an entry.
    pub default: &'static str,
    /// What it means, for the handbook.
    pub meaning: &'static str,
}

/// Address from which the desk writes and at which it is written to.
pub const MAIL_ADDRESS: Setting =
    Setting { name: "mail.address", default: "", meaning: "Support address; empty: support@DESK.example" };
/// Name beside the address.
pub const MAIL_NAME: Setting =
    Setting { name: "mail.name", default: "", meaning: "Name beside the support address; empty: the provider's name" };
/// Where the portal is reached from outside, for links in mails.
pub const PUBLIC_URL: Setting = Setting {
    name: "public-url",
    default: "http://127.0.0.1:8600",
    meaning: "Address of the server as customers reach it",
};
/// Hue of the desk's accent.
pub const HUE: Setting =
    Setting { name: "look.hue", default: "250", meaning: "Hue of the desk's accent colour, 0 to 359" };
/// Who issues invoices, as printed.
pub const INVOICE_ISSUER: Setting = Setting {
    name: "invoice.issuer",
    default: "",
    meaning: "Name, address and tax number of the provider as printed on invoices, lines separated by |",
};

/// All settings.
pub const ALL: [Setting; 5] = [MAIL_ADDRESS, MAIL_NAME, PUBLIC_URL, HUE, INVOICE_ISSUER];

/// The value that holds.
///
/// # Errors
/// Whatever the database says.
pub fn get(view: &mut View<'_, '_>, setting: Setting) -> Result<String, DeskError> {
    Ok(store::find(view, setting.name)?.unwrap_or_else(|| setting.default.to_owned()))
}

/// Sets a value.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators and operators.
pub fn set(act: &mut Action<'_, '_>, setting: Setting, value: &str) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator])?;
    store::upsert(act, setting.name, value)?;
    act.journal(Subject::Setting, 0, "set", &serde_json::json!({ "setting": setting.name }))
}
