//! Which rule of the plan is about a request, may the role ask, and has the person shown who they are?
//!
//! What a registered system says (its environment, its facts) is known of a request that names it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::verdict::{Conditions, Request, Standing};
use crate::explain::{AccessStep, VerdictStep};
use crate::plan::Catalogue;
use crate::plan::catalogue::access::{Cover, Deed, Proof, Rule};
use crate::plan::catalogue::condition::version;
use crate::plan::resolve::Entitlements;
use crate::run::event::{Environment, Open, System};
use crate::run::outcome::ConditionKind;
use crate::run::situation::{FactHistory, Situation, Source};
use crate::run::timeline::day;
use crate::sla::severity;

/// Asks with everything that is known about the request at an instant.
pub(crate) fn situated<T>(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    ask: impl FnOnce(&Situation<'_>) -> T,
) -> T {
    let (own, behind, releases);
    let mut sources = Vec::with_capacity(5);
    match request {
        Request::Open(open) => {
            sources.push(Source::Open(open));
            if let Some(system) = registered(standing, open) {
                sources.push(Source::One("environment", environment(system)));
                sources.push(Source::Named(&system.facts));
            }
            own = versions_behind(standing, open);
            if let Some(own) = own {
                behind = own.to_string();
                sources.push(Source::One("behind", &behind));
            }
            if let Some(count) = releases_behind(standing.catalogue, &standing.timeline.facts, open, at) {
                releases = count.to_string();
                sources.push(Source::One("releases-behind", &releases));
            }
        }
        Request::Call(call) => sources.push(Source::Call(call)),
    }
    sources.push(Source::History(&standing.timeline.facts, at));
    let known = Situation { catalogue: standing.catalogue, at, held: &entitlements.held, sources: &sources };
    let Request::Open(open) = request else { return ask(&known) };
    // Where the plan classifies requests, its severity is the one that counts.
    let phase = standing.timeline.serving(standing.catalogue, at, day(at, &standing.catalogue.provider.zone));
    let Some(class) = severity(phase, false, open.severity.as_deref(), &known) else { return ask(&known) };
    let class = class.map_or("", |ix| standing.catalogue.severities[ix].id.as_str());
    let sources: Vec<Source<'_>> =
        [Source::One("severity", class)].into_iter().chain(sources.iter().copied()).collect();
    ask(&Situation { sources: &sources, ..known })
}

fn registered<'a>(standing: &Standing<'a>, open: &Open) -> Option<&'a System> {
    let id = open.system.as_deref()?;
    standing.facts.systems.as_ref()?.iter().find(|system| system.id == id)
}

pub(crate) fn environment(system: &System) -> &'static str {
    match system.environment {
        Environment::Production => "production",
        Environment::Development => "development",
    }
}

/// The newest version of what a request is about; a contract with one product need not name it.
pub(super) fn newest<'a>(standing: &Standing<'a>, open: &Open) -> Option<&'a String> {
    let newest = &standing.facts.newest;
    match &open.product {
        Some(product) => newest.get(product),
        None if newest.len() == 1 => newest.values().next(),
        None => None,
    }
}

/// How many main versions the version in use is behind the newest one.
fn versions_behind(standing: &Standing<'_>, open: &Open) -> Option<u64> {
    let newest = newest(standing, open);
    let main = |version: &str| {
        let digits = version.trim().trim_start_matches(['v', 'V']);
        digits.split('.').next()?.parse::<u64>().ok()
    };
    Some(main(newest?)?.saturating_sub(main(open.version.as_deref()?)?))
}

/// How many releases that were out at an instant are newer than the version in use: those whose day of release the
/// contract knows (fact `released.PRODUCT.VERSION`).
pub(crate) fn releases_behind(catalogue: &Catalogue, facts: &FactHistory, open: &Open, at: Timestamp) -> Option<usize> {
    let own = version(open.version.as_deref()?)?;
    let today = day(at, &catalogue.provider.zone);
    let mut newer: Vec<&str> = Vec::new();
    let mut any = false;
    for (known, name, released) in facts.changes().filter(|(known, ..)| *known <= at) {
        let Some((product, release)) = name.strip_prefix("released.").and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        let asked = open.product.as_deref().is_none_or(|asked| asked == product);
        let current = || facts.at(name, at) == Some(released) && known <= at;
        let out = released.trim().parse::<Date>().is_ok_and(|released| released <= today);
        if !asked || !out || !current() {
            continue;
        }
        any = true;
        if version(release).is_some_and(|release| release > own) && !newer.contains(&name) {
            newer.push(name);
        }
    }
    any.then_some(newer.len())
}

/// The first rule that is about a request: the plan's own, then those of all plans.
fn rule<'a>(standing: &Standing<'a>, entitlements: &'a Entitlements, situation: &Situation<'_>) -> Option<&'a Rule> {
    let rules = entitlements.access.covers.iter().chain(&standing.catalogue.covers);
    rules.into_iter().find(|rule| situation.holds(&rule.when))
}

/// The rule of coverage, if one is about the request.
pub(super) fn ask_rule(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    conditions: &mut Conditions,
) {
    if entitlements.access.covers.is_empty() && standing.catalogue.covers.is_empty() {
        return;
    }
    situated(standing, entitlements, at, request, |situation| {
        let Some(rule) = rule(standing, entitlements, situation) else { return };
        let why = AccessStep::Rule { cover: rule.cover, name: rule.name.clone(), sentence: rule.sentence.clone() };
        let why = VerdictStep::Access(why);
        match rule.cover {
            Cover::Covered => conditions.holds(ConditionKind::Coverage, why),
            _ => conditions.fails(ConditionKind::Coverage, why),
        }
    });
}

/// The role of the person, where the catalogue knows it.
pub(super) fn ask_role(standing: &Standing<'_>, request: Request<'_>, conditions: &mut Conditions) {
    let roles = &standing.catalogue.roles;
    let (asked, accepts) = match request {
        _ if roles.is_empty() => return,
        Request::Open(open) => (open.role.as_deref(), false),
        Request::Call(call) => (call.role.as_deref(), call.accepted == Some(true)),
    };
    let Some(role) = asked.and_then(|asked| roles.iter().position(|role| role.id == asked)) else { return };
    if !may(standing.catalogue, role, Deed::Ask) {
        conditions.fails(ConditionKind::Role, VerdictStep::Access(AccessStep::RoleMayNot { role }));
    } else if accepts && !may(standing.catalogue, role, Deed::Accept) {
        conditions.fails(ConditionKind::Role, VerdictStep::Access(AccessStep::RoleMayNotAccept { role }));
    } else {
        conditions.holds(ConditionKind::Role, VerdictStep::Access(AccessStep::RoleMay { role }));
    }
}

fn may(catalogue: &Catalogue, role: usize, deed: Deed) -> bool {
    catalogue.roles[role].may.as_ref().is_none_or(|may| may.contains(&deed))
}

/// Why somebody of this role may not accept the price of a request; none where they may, and for a role that the catalogue does
/// not know.
#[must_use]
pub fn may_not_accept(catalogue: &Catalogue, role: Option<&str>) -> Option<AccessStep> {
    let asked = role?;
    let role = catalogue.roles.iter().position(|role| role.id == asked)?;
    (!may(catalogue, role, Deed::Accept)).then_some(AccessStep::RoleMayNotAccept { role })
}

/// Whether the person has shown who they are, where the plan wants it.
pub(super) fn ask_proof(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    conditions: &mut Conditions,
) {
    let Some(rules) = entitlements.access.contacts.as_ref().filter(|rules| !rules.verify.is_empty()) else {
        return;
    };
    let (person, facts) = match request {
        Request::Open(open) => (open.contact.as_deref(), &open.facts),
        Request::Call(call) => (call.caller.as_deref(), &call.facts),
    };
    let known = |name: &str| standing.timeline.facts.at(name, at);
    let shown = |proof: &Proof| match proof {
        Proof::Domain => {
            let domain = person.and_then(|person| person.rsplit_once('@')).map(|(_, domain)| domain);
            let domains = known("domains").unwrap_or_default();
            domain.is_some_and(|domain| {
                domains.split([',', ' ', ';']).any(|known| !known.is_empty() && known.eq_ignore_ascii_case(domain))
            })
        }
        Proof::List => standing
            .timeline
            .contacts_at(standing.facts, at)
            .is_some_and(|list| person.is_some_and(|person| list.iter().any(|known| known == person))),
        Proof::Code => facts.get("code").is_some_and(|code| known("code") == Some(code.as_str())),
    };
    match rules.verify.iter().copied().find(shown) {
        Some(by) => conditions.holds(ConditionKind::Proof, VerdictStep::Access(AccessStep::Proved { by })),
        None => {
            let why = AccessStep::NotProved { ways: rules.verify.clone() };
            conditions.fails(ConditionKind::Proof, VerdictStep::Access(why));
        }
    }
}

/// Rights that are given in this case, and duties that it brings.
pub(super) fn said(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
) -> (Vec<usize>, Vec<usize>) {
    let access = &entitlements.access;
    if access.duties.is_empty() && access.rights.iter().all(|(_, terms)| terms.when.is_always()) {
        return (Vec::new(), Vec::new());
    }
    situated(standing, entitlements, at, request, |situation| {
        let given = access.rights.iter().filter(|(_, terms)| !terms.when.is_always() && situation.holds(&terms.when));
        let duties = access.duties.iter().copied();
        (
            given.map(|(right, _)| *right).collect(),
            duties.filter(|&duty| situation.holds(&standing.catalogue.duties[duty].when)).collect(),
        )
    })
}

/// As how many a registered system counts; none where no rule is about it.
pub(super) fn weight(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    system: &System,
) -> Option<u32> {
    let sources = [
        Source::One("system", &system.id),
        Source::One("environment", environment(system)),
        Source::Named(&system.facts),
        Source::History(&standing.timeline.facts, at),
    ];
    let situation = Situation { catalogue: standing.catalogue, at, held: &entitlements.held, sources: &sources };
    let counts = entitlements.access.counts.iter().find(|rule| situation.holds(&rule.when));
    counts.map(|rule| rule.counts)
}
