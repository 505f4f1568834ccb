//! From what a contract holds to what it may do: plan, packages and options merged into one set of entitlements.
//!
//! Promises are inherited along `extends`; fees are not. Required offers are held too, and billed on their own.

use rust_decimal::Decimal;

use super::catalogue::access::Access;
use super::catalogue::frame::Frame;
use super::catalogue::{Catalogue, ChannelRight, Fee, Grant, OfferKind, Scope, Stated, Target, Text, Unit};
use super::grammar::Quantity;

/// What a contract has bought: ids as the plan file has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Selection {
    /// The plan.
    pub plan: String,
    /// Packages held.
    pub packages: Vec<String>,
    /// Options held; an option bought twice is listed twice.
    pub options: Vec<String>,
}

/// A selection that the catalogue does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// No offer of that kind has this id.
    #[error("{kind} `{id}` is not in the catalogue; known: {known}")]
    Unknown {
        /// "plan", "option" or "package".
        kind: &'static str,
        /// The id asked for.
        id: String,
        /// The ids there are.
        known: String,
    },
    /// It is on offer for other contracts only.
    #[error("`{offer}` is not on offer for this contract; it needs {when}")]
    NotForThis {
        /// The offer.
        offer: String,
        /// For which contracts it is.
        when: String,
    },
    /// The option cannot be added to this plan.
    #[error("option `{option}` cannot be added to plan `{plan}`; it goes with: {allowed}")]
    NotAvailable {
        /// The option.
        option: String,
        /// The plan.
        plan: String,
        /// Plans it goes with.
        allowed: String,
    },
}

/// A fee that the contract owes for one held offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFee {
    /// The offer (index).
    pub offer: usize,
    /// How many times it is held.
    pub count: u32,
    /// Its fee; [`Fee::Free`] when a held package or plan includes it.
    pub fee: Fee,
    /// The package or plan that includes it, if any.
    pub included_by: Option<usize>,
    /// Discount for a long term (months, percent).
    pub term_discount: Option<(u32, Decimal)>,
}

/// Everything that a selection entitles to.
#[derive(Debug, Clone)]
pub struct Entitlements {
    /// The plan (index of the offer).
    pub plan: usize,
    /// All held offers: plan, those it requires, packages, options bought or included; each once.
    pub held: Vec<usize>,
    /// Fees owed, in the order of the catalogue.
    pub fees: Vec<HeldFee>,
    /// Authorised contacts in total.
    pub contacts: Stated<u32>,
    /// Channels that may be used.
    pub channels: Vec<ChannelRight>,
    /// Lines that may be called.
    pub lines: Vec<usize>,
    /// Allowances granted.
    pub grants: Vec<Grant>,
    /// Targets held at once; the earliest due of a milestone wins, all are kept.
    pub targets: Vec<Target>,
    /// Rights with their notes.
    pub rights: Vec<(usize, Text)>,
    /// What is covered.
    pub scope: Scope,
    /// Who may ask what.
    pub access: Access,
    /// Remedies (indexes) that are given.
    pub remedies: Vec<usize>,
    /// How it serves as a whole.
    pub frame: Frame,
    /// Tariff of logged work.
    pub work: Option<usize>,
    /// Fixed length in months.
    pub term_months: Option<u32>,
    /// Rank in the queue, lower first.
    pub rank: u32,
}

/// What a contract has agreed of an allowance ("10 h / month"); none where that is no quantity of it.
#[must_use]
pub fn agreed_grant(catalogue: &Catalogue, allowance: usize, text: &str) -> Option<Grant> {
    let Quantity { amount, per, every } = text.parse().ok()?;
    let unit = catalogue.allowances.get(allowance)?.unit;
    let own = unit.own().and_then(|ix| catalogue.units.get(ix));
    let day_s = if let Unit::Days(day_s) = unit { Some(day_s) } else { None };
    let quantity = match amount {
        Stated::Value(amount) => {
            Stated::Value(amount.quantity(catalogue.measure(unit), day_s, |word| unit.is_named(word, own))?)
        }
        Stated::Unlimited => Stated::Unlimited,
        _ => return None,
    };
    let named = |id: &str, word: &str| id == word || id.strip_suffix('s') == Some(word);
    let per = match per {
        Some(word) => Some(catalogue.facts.iter().position(|fact| named(&fact.id, &word))?),
        None => None,
    };
    Some(Grant { allowance, quantity, every, per, most: None })
}

impl Entitlements {
    /// Resolves a selection.
    ///
    /// A plan's promises are its own, and for each kind that it does not state itself those of the plan it extends:
    /// targets by milestone (with the severities, channels and conditions they hold for), grants by allowance, rights by id, the rest as a whole.
    /// An option adds to them: contacts are added, other things joined.
    ///
    /// # Errors
    /// [`SelectionError`] when an id is unknown or an option does not go with the plan.
    pub fn resolve(catalogue: &Catalogue, selection: &Selection) -> Result<Entitlements, SelectionError> {
        let plan = offer(catalogue, OfferKind::Plan, "plan", &selection.plan)?;
        let mut held = Vec::new();
        hold(catalogue, plan, &mut held);
        for id in &selection.packages {
            let package = offer(catalogue, OfferKind::Package, "package", id)?;
            hold(catalogue, package, &mut held);
        }
        let mut options: Vec<(usize, u32)> = Vec::new();
        for id in &selection.options {
            let option = offer(catalogue, OfferKind::Option, "option", id)?;
            let allowed = &catalogue.offers[option].available_to;
            if !allowed.is_empty() && !allowed.contains(&plan) {
                let names: Vec<&str> = allowed.iter().map(|&ix| catalogue.offers[ix].id.as_str()).collect();
                return Err(SelectionError::NotAvailable {
                    option: id.clone(),
                    plan: selection.plan.clone(),
                    allowed: names.join(", "),
                });
            }
            match options.iter_mut().find(|(known, _)| *known == option) {
                Some((_, count)) => *count += 1,
                None => options.push((option, 1)),
            }
            hold(catalogue, option, &mut held);
        }
        hold_included(catalogue, &mut held);
        let fees = fees(catalogue, &held, &options);
        let mut result = promises(catalogue, plan, 0);
        for &ix in held.iter().filter(|&&ix| catalogue.offers[ix].kind != OfferKind::Plan) {
            let bought = options.iter().find(|(option, _)| *option == ix);
            add_option(catalogue, ix, bought.map_or(1, |(_, count)| *count), &mut result);
        }
        result.held = held;
        result.fees = fees;
        Ok(result)
    }
}

impl Entitlements {
    /// What an option or package entitles to by itself, whatever plan it is added to.
    #[must_use]
    pub fn alone(catalogue: &Catalogue, offer: usize) -> Entitlements {
        let own = &catalogue.offers[offer];
        let mut result = Entitlements {
            plan: offer,
            held: vec![offer],
            fees: Vec::new(),
            contacts: own.contacts,
            channels: Vec::new(),
            lines: Vec::new(),
            grants: Vec::new(),
            targets: Vec::new(),
            rights: Vec::new(),
            scope: Scope::default(),
            access: Access::default(),
            remedies: Vec::new(),
            frame: Frame::default(),
            work: None,
            term_months: own.term_months,
            rank: own.rank,
        };
        add_option(catalogue, offer, 1, &mut result);
        result.contacts = own.contacts;
        result
    }
}

fn offer(catalogue: &Catalogue, kind: OfferKind, word: &'static str, id: &str) -> Result<usize, SelectionError> {
    catalogue.find_offer(kind, id).ok_or_else(|| {
        let known: Vec<&str> =
            catalogue.offers.iter().filter(|offer| offer.kind == kind).map(|offer| offer.id.as_str()).collect();
        SelectionError::Unknown { kind: word, id: id.to_owned(), known: known.join(", ") }
    })
}

/// Adds an offer and all that it requires, each once.
fn hold(catalogue: &Catalogue, offer: usize, held: &mut Vec<usize>) {
    if held.contains(&offer) {
        return;
    }
    held.push(offer);
    for &required in &catalogue.offers[offer].requires {
        hold(catalogue, required, held);
    }
}

/// Adds the options that come with what is held; they are held with it, free of charge.
fn hold_included(catalogue: &Catalogue, held: &mut Vec<usize>) {
    let missing = |held: &[usize]| {
        (0..catalogue.offers.len()).find(|ix| {
            catalogue.offers[*ix].kind == OfferKind::Option
                && !held.contains(ix)
                && including(catalogue, *ix, held).is_some()
        })
    };
    while let Some(option) = missing(held) {
        hold(catalogue, option, held);
    }
}

/// The held offer, or one that a held plan extends, that includes `offer`.
fn including(catalogue: &Catalogue, offer: usize, held: &[usize]) -> Option<usize> {
    let includes = &catalogue.offers[offer].included_in;
    held.iter().find_map(|&ix| {
        let chain = std::iter::successors(Some(ix), |&at| catalogue.offers[at].extends);
        chain.take(catalogue.offers.len()).find(|at| includes.contains(at))
    })
}

fn fees(catalogue: &Catalogue, held: &[usize], options: &[(usize, u32)]) -> Vec<HeldFee> {
    let mut order = held.to_vec();
    order.sort_unstable();
    order
        .iter()
        .map(|&ix| {
            let offer = &catalogue.offers[ix];
            let included_by = including(catalogue, ix, held);
            let fee = if included_by.is_some() { Fee::Free } else { offer.fee.clone() };
            let count = options.iter().find(|(option, _)| *option == ix).map_or(1, |(_, count)| *count);
            HeldFee { offer: ix, count, fee, included_by, term_discount: offer.term_discount }
        })
        .collect()
}

/// The promises of a plan with what it inherits. The reader refuses circles, `depth` only bounds a broken caller.
fn promises(catalogue: &Catalogue, plan: usize, depth: usize) -> Entitlements {
    let own = &catalogue.offers[plan];
    let base = match own.extends {
        Some(base) if depth < catalogue.offers.len() => Some(promises(catalogue, base, depth + 1)),
        _ => None,
    };
    let Some(base) = base else {
        return Entitlements {
            plan,
            held: Vec::new(),
            fees: Vec::new(),
            contacts: own.contacts,
            channels: own.channels.clone(),
            lines: own.lines.clone(),
            grants: own.grants.clone(),
            targets: own.targets.clone(),
            rights: own.rights.clone(),
            scope: own.scope.clone().unwrap_or_default(),
            access: own.access.clone(),
            remedies: own.remedies.clone(),
            frame: own.frame.clone(),
            work: own.work,
            term_months: own.term_months,
            rank: own.rank,
        };
    };
    let mut grants = own.grants.clone();
    grants.extend(
        base.grants
            .into_iter()
            .filter(|old| !own.grants.iter().any(|new| new.allowance == old.allowance && new.every == old.every)),
    );
    let mut targets = own.targets.clone();
    targets.extend(base.targets.into_iter().filter(|old| !own.targets.iter().any(|new| new.replaces(old))));
    let mut rights = own.rights.clone();
    rights.extend(base.rights.into_iter().filter(|(old, _)| !own.rights.iter().any(|(new, _)| new == old)));
    let mut channels = own.channels.clone();
    channels.extend(base.channels.into_iter().filter(|old| !own.channels.iter().any(|new| new.channel == old.channel)));
    let mut lines = base.lines;
    lines.extend(own.lines.iter().copied().filter(|line| !lines.contains(line)).collect::<Vec<_>>());
    Entitlements {
        plan,
        held: Vec::new(),
        fees: Vec::new(),
        contacts: if own.contacts == Stated::NotStated { base.contacts } else { own.contacts },
        channels,
        lines,
        grants,
        targets,
        rights,
        scope: own.scope.clone().unwrap_or(base.scope),
        access: own.access.clone().extending(base.access),
        remedies: if own.remedies.is_empty() { base.remedies } else { own.remedies.clone() },
        frame: own.frame.clone().extending(base.frame),
        work: own.work.or(base.work),
        term_months: own.term_months.or(base.term_months),
        rank: own.rank,
    }
}

fn add_option(catalogue: &Catalogue, option: usize, count: u32, to: &mut Entitlements) {
    let offer = &catalogue.offers[option];
    if let (Stated::Value(have), Stated::Value(more)) = (to.contacts, offer.contacts) {
        to.contacts = Stated::Value(have.saturating_add(more.saturating_mul(count)));
    } else if offer.contacts == Stated::Unlimited {
        to.contacts = Stated::Unlimited;
    }
    for right in &offer.channels {
        match to.channels.iter_mut().find(|known| known.channel == right.channel) {
            Some(known) if right.window.is_none() => known.window = None,
            Some(_) => {}
            None => to.channels.push(*right),
        }
    }
    for &line in &offer.lines {
        if !to.lines.contains(&line) {
            to.lines.push(line);
        }
    }
    for _ in 0..count {
        to.grants.extend(offer.grants.iter().copied());
    }
    to.targets.extend(offer.targets.iter().cloned());
    for (right, note) in &offer.rights {
        match to.rights.iter_mut().find(|(known, _)| known == right) {
            Some((_, old)) => old.clone_from(note),
            None => to.rights.push((*right, note.clone())),
        }
    }
    for &remedy in &offer.remedies {
        if !to.remedies.contains(&remedy) {
            to.remedies.push(remedy);
        }
    }
    if offer.frame != Frame::default() {
        to.frame.add(&offer.frame);
    }
    if offer.access != Access::default() {
        to.access.add(&offer.access);
    }
    if to.work.is_none() {
        to.work = offer.work;
    }
    if offer.kind == OfferKind::Option && offer.rank < to.rank && offer.rank != 0 {
        to.rank = offer.rank;
    }
}
