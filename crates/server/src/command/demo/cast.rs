//! Who is in the demo: per desk the staff, the customers with their contracts, and what they ask. All addresses end in `.example`.

mod agency;
mod commerce;
mod modules;
mod shop;

use ::desk::Role;

/// Password of everyone in the demo.
pub const PASSWORD: &str = "mainstay-demo";

/// One demo desk.
pub struct Cast {
    /// Name of the desk and of its plan file.
    pub desk: &'static str,
    /// The plan file.
    pub plans: &'static str,
    /// Domain of the provider's addresses.
    pub domain: &'static str,
    /// Hue of the accent.
    pub hue: &'static str,
    /// Its customers.
    pub customers: &'static [Customer],
    /// What they ask.
    pub topics: &'static [Topic],
    /// Tickets in a week.
    pub weekly: usize,
    /// How much is called: a support call every so many tickets, 0 for never.
    pub calls: usize,
    /// Whether work on tickets is logged.
    pub work: bool,
    /// How many of the two ended months are invoiced; what is left is there for who wants to try a month end.
    pub issued: usize,
}

/// A member of staff, the same set on every desk.
pub struct Member {
    /// Name.
    pub name: &'static str,
    /// Part of the address before the `@`.
    pub local: &'static str,
    /// Role.
    pub role: Role,
}

/// A customer with its contract.
pub struct Customer {
    /// Name.
    pub name: &'static str,
    /// Domain of its addresses.
    pub domain: &'static str,
    /// Its language.
    pub english: bool,
    /// Plan.
    pub plan: &'static str,
    /// Packages.
    pub packages: &'static [&'static str],
    /// Options.
    pub options: &'static [&'static str],
    /// Agreed length in months, 0 for none.
    pub term_months: u32,
    /// Agreed values.
    pub agreed: &'static [(&'static str, &'static str)],
    /// Contacts: name and part of the address before the `@`. All but the last of four or more are authorised.
    pub contacts: &'static [(&'static str, &'static str)],
    /// Systems: name, production or development.
    pub systems: &'static [(&'static str, bool)],
    /// Licences: key and product.
    pub licences: &'static [(&'static str, &'static str)],
}

/// What somebody asks.
pub struct Topic {
    /// Written in English.
    pub english: bool,
    /// Subject.
    pub subject: &'static str,
    /// First message.
    pub body: &'static str,
    /// Severity id, empty for none.
    pub severity: &'static str,
    /// Answer of the provider.
    pub answer: &'static str,
}

/// Staff of every demo desk.
pub const STAFF: &[Member] = &[
    Member { name: "Alma Agent", local: "alma", role: Role::Agent },
    Member { name: "Bela Beispiel", local: "bela", role: Role::Agent },
    Member { name: "Nilo Nachtdienst", local: "nilo", role: Role::Technician },
    Member { name: "Mira Manager", local: "mira", role: Role::Manager },
    Member { name: "Vera Verwaltung", local: "vera", role: Role::Administrator },
];

const NONE: Customer = Customer {
    name: "",
    domain: "",
    english: false,
    plan: "",
    packages: &[],
    options: &[],
    term_months: 0,
    agreed: &[],
    contacts: &[],
    systems: &[],
    licences: &[],
};

/// The four demo desks.
pub const CASTS: &[Cast] = &[commerce::COMMERCE, modules::MODULES, shop::SHOP, agency::AGENCY];
