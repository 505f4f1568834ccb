//! How contracts stand in JSON.

use desk::call::Price;
use desk::contract::Overview;
use desk::licence::Licence;
use desk::system::{Environment, System};
use engine::plan::catalogue::Stated;
use engine::run::outcome::Balance;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::wire::{Id, Time, Words};

/// A contract at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct ContractPage {
    id: Id,
    number: i64,
    /// Number of the customer.
    customer: i64,
    /// Version of the catalogue it was bought under.
    catalogue_version: String,
    plan: PlanName,
    /// Package ids held.
    packages: Vec<String>,
    /// Option ids held; one bought twice stands twice.
    options: Vec<String>,
    /// First day in effect.
    start: String,
    /// First day no longer in effect, if an end is known.
    until: Option<String>,
    /// Whether it is in effect now.
    in_force: bool,
    contacts: ContactList,
    /// Systems registered under it.
    systems: Vec<SystemView>,
    licences: Vec<LicenceView>,
    /// What is left of grants that can be used now.
    balances: Vec<BalanceView>,
    entitlements: EntitlementList,
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanName {
    id: String,
    name: Words,
}

/// Who is authorised.
#[derive(Debug, Serialize, ToSchema)]
struct ContactList {
    /// How many may be named: a number, `unlimited`, `as-agreed`, `best-effort`, or `not-stated`.
    limit: String,
    /// How many are.
    used: u32,
    /// Who, in the order in which they were named.
    named: Vec<NamedContactView>,
}

/// An authorised contact.
#[derive(Debug, Serialize, ToSchema)]
struct NamedContactView {
    id: Id,
    name: String,
    email: String,
}

/// A system.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct SystemView {
    id: Id,
    name: String,
    /// `production` or `development`.
    environment: &'static str,
    /// The production system that a development system belongs to.
    production: Option<Id>,
    product: Option<String>,
    version: Option<String>,
}

/// A licence.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct LicenceView {
    id: Id,
    key: String,
    product: String,
    /// `provider`, `partner`, `unknown`: where it was bought.
    source: &'static str,
    purchased_on: String,
    withdrawn_at: Option<Time>,
}

/// What is left of an allowance.
#[derive(Debug, Serialize, ToSchema)]
struct BalanceView {
    /// Allowance id.
    allowance: String,
    name: Words,
    /// What quantities count: `seconds` or `tickets`.
    unit: &'static str,
    /// `2026-11`, `2026-11/2026-12` for a pool; null for grants without a period.
    period: Option<String>,
    /// Null: unlimited.
    granted: Option<i64>,
    used: i64,
    expired: i64,
    left: i64,
    expires_at: Option<Time>,
}

/// What a contract entitles to.
#[derive(Debug, Serialize, ToSchema)]
struct EntitlementList {
    /// Channels with the window in which they are answered.
    channels: Vec<ChannelView>,
    /// Lines that may be called, at this minute.
    lines: Vec<LineView>,
    /// Promised times.
    targets: Vec<TargetView>,
    /// Further rights.
    rights: Vec<Words>,
}

/// A channel.
#[derive(Debug, Serialize, ToSchema)]
struct ChannelView {
    channel: &'static str,
    /// Window id; null: always.
    window: Option<String>,
}

/// A line at this minute.
#[derive(Debug, Serialize, ToSchema)]
struct LineView {
    line: String,
    name: Words,
    /// Whether it is answered now.
    open: bool,
    /// When that changes.
    open_until: Option<Time>,
    /// What a call that starts now costs, in the plan file's wording; null: nothing, or no price for these hours.
    price: Option<String>,
}

/// A promised time.
#[derive(Debug, Serialize, ToSchema)]
struct TargetView {
    milestone: String,
    /// Wording of the target.
    text: String,
    /// Severity ids; empty: all.
    severities: Vec<String>,
    /// Window id in which time counts.
    window: String,
}

/// What a call on a line costs if it starts now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PriceNow {
    line: String,
    name: Words,
    /// Name of the tariff; null: calls on this line cost nothing.
    tariff: Option<Words>,
    /// Name of the band that applies now.
    band: Option<Words>,
    /// The price in the plan file's wording.
    text: String,
    /// Whether the caller must accept it.
    needs_acceptance: bool,
    /// Until when a call would start at this price; null: always.
    until: Option<Time>,
    /// The price from then on.
    next: Option<String>,
    /// All rows of the tariff.
    rows: Vec<PriceRowView>,
    /// For when this was computed.
    computed_at: Time,
}

/// A band of a tariff.
#[derive(Debug, Serialize, ToSchema)]
struct PriceRowView {
    name: Words,
    /// The hours in which it applies; null: always.
    hours: Option<String>,
    text: String,
    /// Whether it applies now.
    now: bool,
}

impl ContractPage {
    /// Its number.
    pub(super) fn number(&self) -> i64 {
        self.number
    }

    /// `customer` is its number.
    pub(in crate::api) fn new(overview: Overview, customer: i64) -> ContractPage {
        let entitlements = entitlements(&overview);
        let balances = balances(&overview);
        let plan = PlanName { id: overview.selection.plan.clone(), name: Words::from(&overview.plan_name) };
        let named = overview.contacts.into_iter().map(|contact| NamedContactView {
            id: Id(contact.contact.0),
            name: contact.name,
            email: contact.email,
        });
        ContractPage {
            id: Id(overview.id.0),
            number: overview.number,
            customer,
            catalogue_version: overview.catalogue.version.clone(),
            plan,
            packages: overview.selection.packages,
            options: overview.selection.options,
            start: overview.start.to_string(),
            until: overview.until.map(|day| day.to_string()),
            in_force: overview.in_force,
            contacts: ContactList {
                limit: stated(overview.limit.allowed),
                used: overview.limit.used,
                named: named.collect(),
            },
            systems: overview.systems.into_iter().map(SystemView::from).collect(),
            licences: overview.licences.into_iter().map(LicenceView::from).collect(),
            balances,
            entitlements,
        }
    }
}

fn stated(value: Stated<u32>) -> String {
    match value {
        Stated::Value(value) => value.to_string(),
        Stated::Unlimited => "unlimited".to_owned(),
        Stated::AsAgreed => "as-agreed".to_owned(),
        Stated::BestEffort => "best-effort".to_owned(),
        Stated::NotStated => "not-stated".to_owned(),
    }
}

fn balances(overview: &Overview) -> Vec<BalanceView> {
    let view = |balance: &Balance| {
        let allowance = &overview.catalogue.allowances[balance.allowance];
        BalanceView {
            allowance: allowance.id.clone(),
            name: Words::from(&allowance.name),
            unit: if overview.catalogue.counts_time(balance.allowance) { "seconds" } else { "tickets" },
            period: balance.period.map(|period| period.id()),
            granted: balance.granted,
            used: balance.used,
            expired: balance.expired,
            left: balance.left,
            expires_at: balance.expires.map(Time),
        }
    };
    overview.balances.iter().map(view).collect()
}

fn entitlements(overview: &Overview) -> EntitlementList {
    let catalogue = &overview.catalogue;
    let held = &overview.entitlements;
    let window = |index: usize| catalogue.windows[index].id.clone();
    let channels =
        held.channels.iter().map(|right| ChannelView { channel: right.channel.id(), window: right.window.map(window) });
    let lines = overview.lines.iter().map(|now| LineView {
        line: catalogue.lines[now.line].id.clone(),
        name: Words::from(&catalogue.lines[now.line].name),
        open: now.window.is_none_or(|window| window.open),
        open_until: now.window.and_then(|window| window.until).map(Time),
        price: now.price.as_ref().map(|price| price.price(catalogue).text.clone()),
    });
    let targets = held.targets.iter().map(|target| TargetView {
        milestone: target.milestone.id(catalogue).to_owned(),
        text: target.text.clone(),
        severities: target.severities.iter().map(|&index| catalogue.severities[index].id.clone()).collect(),
        window: window(target.counting),
    });
    let rights = held.rights.iter().map(|(right, _)| Words::from(&catalogue.rights[*right].name));
    EntitlementList {
        channels: channels.collect(),
        lines: lines.collect(),
        targets: targets.collect(),
        rights: rights.collect(),
    }
}

impl PriceNow {
    pub(super) fn new(price: Price, computed_at: Time) -> PriceNow {
        let rows = price.rows.iter().map(|row| PriceRowView {
            name: Words::from(&row.name),
            hours: row.hours.clone(),
            text: row.text.clone(),
            now: row.now,
        });
        PriceNow {
            rows: rows.collect(),
            name: Words::from(&price.name),
            tariff: price.tariff.as_ref().map(Words::from),
            band: price.band.as_ref().map(Words::from),
            line: price.line,
            text: price.text,
            needs_acceptance: price.acceptance,
            until: price.until.map(Time),
            next: price.next,
            computed_at,
        }
    }
}

impl From<System> for SystemView {
    fn from(system: System) -> SystemView {
        SystemView {
            id: Id(system.id.0),
            name: system.name,
            environment: match system.environment {
                Environment::Production => "production",
                Environment::Development => "development",
            },
            production: system.production.map(|id| Id(id.0)),
            product: system.product,
            version: system.version,
        }
    }
}

impl From<Licence> for LicenceView {
    fn from(licence: Licence) -> LicenceView {
        LicenceView {
            id: Id(licence.id.0),
            key: licence.key,
            product: licence.product,
            source: licence.source.word(),
            purchased_on: licence.purchased_on.to_string(),
            withdrawn_at: licence.withdrawn_at.map(Time),
        }
    }
}
