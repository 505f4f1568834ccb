//! What a call costs at this minute, and until when.

use engine::explain::RuleStep;
use engine::plan::Catalogue;
use engine::plan::catalogue::{Language, Text};
use engine::tariff::PriceNow;
use jiff::Timestamp;

use crate::action::View;
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::id::ContractId;

/// A price as it was shown or spoken, and accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedPrice {
    /// The text of the price, as [`Price::text`] has it.
    pub text: String,
    /// When it was accepted.
    pub at: Timestamp,
}

/// A price row: a band with its hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// Name of the band.
    pub name: Text,
    /// The hours in which it applies, canonical; none: always.
    pub hours: Option<String>,
    /// The price in the plan file's wording.
    pub text: String,
    /// Whether it applies now.
    pub now: bool,
}

/// What a call that starts now costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Id of the line.
    pub line: String,
    /// Name of the line.
    pub name: Text,
    /// Name of the tariff; none: calls on this line cost nothing.
    pub tariff: Option<Text>,
    /// Name of the band that applies now.
    pub band: Option<Text>,
    /// The price in the plan file's wording ("30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min"), with what
    /// comes beside the price of time.
    pub text: String,
    /// The price of a ticket, surcharges and discounts that the record will have beside the price of time.
    pub beside: Vec<RuleStep>,
    /// Whether the caller must accept it.
    pub acceptance: bool,
    /// Until when a call would start at this price; none: always.
    pub until: Option<Timestamp>,
    /// The price from then on.
    pub next: Option<String>,
    /// All rows of the tariff.
    pub rows: Vec<PriceRow>,
}

/// What a call on a line costs if it starts now, under a contract that the actor may see.
///
/// # Errors
/// A field error on `line` when the contract does not include it; a conflict `no-price` when the plan has none for these hours.
pub fn price_now(view: &mut View<'_, '_>, id: ContractId, line: &str) -> Result<Price, DeskError> {
    let terms = contract::terms(view, id)?;
    price_at(&terms, line, view.now)
}

/// The price of a call on a line that starts at an instant.
pub(crate) fn price_at(terms: &Terms, line: &str, at: Timestamp) -> Result<Price, DeskError> {
    let catalogue = &terms.catalogue;
    let index = line_of(terms, line, at)?;
    let this = &catalogue.lines[index];
    let now = engine::tariff::price_now(catalogue, index, at)
        .map_err(|error| DeskError::conflict("no-price", error.to_string()))?;
    let mut price = Price {
        line: this.id.clone(),
        name: this.name.clone(),
        tariff: None,
        band: None,
        text: String::new(),
        beside: Vec::new(),
        acceptance: false,
        until: None,
        next: None,
        rows: Vec::new(),
    };
    if let Some(now) = now {
        fill(&mut price, catalogue, &now);
        price.beside =
            engine::invoice::beside_now(catalogue, &terms.engine, &terms.timeline, &terms.events, (line, at));
        for step in &price.beside {
            price.text = format!("{} + {}", price.text, step.brief(catalogue, first_language(catalogue)));
        }
    }
    Ok(price)
}

fn fill(price: &mut Price, catalogue: &Catalogue, now: &PriceNow) {
    let tariff = &catalogue.tariffs[now.tariff];
    price.tariff = Some(tariff.name.clone());
    price.band = Some(tariff.bands[now.band].name.clone());
    price.text.clone_from(&now.price(catalogue).text);
    price.acceptance = tariff.acceptance;
    price.until = now.until;
    price.next = now.next_price(catalogue).map(|next| next.text.clone());
    price.rows = tariff
        .bands
        .iter()
        .enumerate()
        .map(|(ix, band)| PriceRow {
            name: band.name.clone(),
            hours: band.hours.clone(),
            text: band.price.text.clone(),
            now: ix == now.band,
        })
        .collect();
}

/// The line of an id, if the contract includes it at an instant.
pub(crate) fn line_of(terms: &Terms, line: &str, at: Timestamp) -> Result<usize, DeskError> {
    let timeline = &terms.timeline;
    let phase = timeline
        .serving(&terms.catalogue, at, terms.day(at))
        .ok_or_else(|| DeskError::conflict("contract-not-in-force", ""))?;
    let lines = &phase.entitlements.lines;
    let found = terms.catalogue.find_line(line).filter(|line| lines.contains(line));
    found.ok_or_else(|| {
        let known: Vec<&str> = lines.iter().map(|&line| terms.catalogue.lines[line].id.as_str()).collect();
        DeskError::field("line", "unknown", known.join(", "))
    })
}

/// A catalogue's first language, for texts that nobody in particular reads.
pub(crate) fn first_language(catalogue: &Catalogue) -> Language {
    catalogue.provider.languages.first().copied().unwrap_or_default()
}
