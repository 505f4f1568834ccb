//! Settings of a desk: a registry of names with defaults and meanings; only what differs from its default is stored.

mod store;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field;

/// Longest value, in characters.
const VALUE_MAX: usize = 1_000;

/// Highest limit of mails a minute.
const PER_MINUTE_MAX: u32 = 100_000;

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
/// Whose record of sender checks counts for what comes to the desk's own address.
pub const MAIL_CHECKED_BY: Setting = Setting {
    name: "mail.checked-by",
    default: "",
    meaning: "Mail server whose Authentication-Results count; empty: senders are believed",
};
/// How many mails go out at most.
pub const MAIL_PER_MINUTE: Setting = Setting {
    name: "mail.per-minute",
    default: "",
    meaning: "Mails handed to the mail server a minute at most, the others wait; empty: no limit",
};
/// Forwarders whose seals (ARC) count where senders are checked.
pub const MAIL_SEALERS: Setting = Setting {
    name: "mail.sealers",
    default: "",
    meaning: "Domains of forwarders that are believed when they say who wrote (ARC), separated by commas; empty: none",
};
/// Who takes part in a ticket because of a mail.
pub const MAIL_PARTICIPANTS: Setting = Setting {
    name: "mail.participants",
    default: COLLEAGUES,
    meaning: "Who in To and Cc of a contact's mail gets what staff answer: colleagues (contacts of the same customer) or nobody",
};
/// The value of [`MAIL_PARTICIPANTS`] by which contacts of the same customer take part.
pub const COLLEAGUES: &str = "colleagues";
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
pub const ALL: [Setting; 9] = [
    MAIL_ADDRESS,
    MAIL_NAME,
    MAIL_CHECKED_BY,
    MAIL_SEALERS,
    MAIL_PARTICIPANTS,
    MAIL_PER_MINUTE,
    PUBLIC_URL,
    HUE,
    INVOICE_ISSUER,
];

/// The value that holds.
///
/// # Errors
/// Whatever the database says.
pub fn get(view: &mut View<'_, '_>, setting: Setting) -> Result<String, DeskError> {
    Ok(store::find(view, setting.name)?.unwrap_or_else(|| setting.default.to_owned()))
}

/// Sets a value; one that holds already is left alone.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators and operators; a field error, at the setting's name, for a value that
/// cannot be.
pub fn set(act: &mut Action<'_, '_>, setting: Setting, value: &str) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator])?;
    let value = checked(setting, value)?;
    if get(act, setting)? == value {
        return Ok(());
    }
    store::upsert(act, setting.name, &value)?;
    act.journal(Subject::Setting, 0, "set", &serde_json::json!({ "setting": setting.name }))
}

/// The names in a list of them.
pub fn listed(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', ' ', ';']).filter(|one| !one.is_empty())
}

/// A value as it is stored.
fn checked(setting: Setting, value: &str) -> Result<String, DeskError> {
    let name = setting.name;
    let value = field::optional_text(name, value, VALUE_MAX)?.unwrap_or_default();
    match name {
        "mail.address" if !value.is_empty() => {
            let address = field::email(name, &value)?;
            // A plus is where our tokens begin.
            if address.contains('+') { Err(DeskError::field(name, "no-plus", "")) } else { Ok(address) }
        }
        "mail.checked-by" => field::server_name(name, &value),
        "mail.sealers" => {
            let all = listed(&value).map(|one| field::server_name(name, one)).collect::<Result<Vec<_>, _>>()?;
            Ok(all.join(", "))
        }
        "mail.participants" => match value.as_str() {
            COLLEAGUES | "nobody" => Ok(value),
            _ => Err(DeskError::field(name, "unknown", format!("{COLLEAGUES}, nobody"))),
        },
        "public-url" => {
            let value = value.trim_end_matches('/');
            let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")).unwrap_or_default();
            let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '"' | '<' | '>');
            if rest.is_empty() || !rest.chars().all(fits) {
                return Err(DeskError::field(name, "no-url", ""));
            }
            Ok(value.to_owned())
        }
        "mail.per-minute" if !value.is_empty() => match value.parse::<u32>() {
            Ok(most) if (1..=PER_MINUTE_MAX).contains(&most) => Ok(most.to_string()),
            _ => Err(DeskError::field(name, "out-of-range", format!("1–{PER_MINUTE_MAX}"))),
        },
        "look.hue" => match value.parse::<u16>() {
            Ok(hue) if hue < 360 => Ok(hue.to_string()),
            _ => Err(DeskError::field(name, "out-of-range", "0–359")),
        },
        _ => Ok(value.replace(['\r', '\n'], " ")),
    }
}
