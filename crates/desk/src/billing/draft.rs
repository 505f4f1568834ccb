//! A contract's month as the engine computes it, put into words.

use engine::invoice::line_text;
use engine::money::minor_digits;
use engine::plan::catalogue::{Catalogue, Language, Text};
use engine::run::event::{Event, What};
use engine::run::outcome::{InvoiceDraft, InvoiceLine, LineKind};
use jiff::Timestamp;

use super::month::Month;
use super::snapshot::{Line, NOT_STATED, Party, Snapshot, Tax, Usage, Words};
use crate::action::View;
use crate::contract::Terms;
use crate::customer::{self, Customer};
use crate::error::DeskError;
use crate::field;
use crate::id::UsageId;
use crate::setting;
use crate::usage::{self, Computed, rating_of, steps_of};

/// A month of a contract that has lines, with the records that each line bills.
pub(crate) struct Draft {
    pub(crate) snapshot: Snapshot,
    pub(crate) records: Vec<Vec<UsageId>>,
}

/// Computes a month of a contract with all that was known when it ended. None where nothing is owed.
pub(crate) fn draft(view: &mut View<'_, '_>, terms: &Terms, month: Month) -> Result<Option<Draft>, DeskError> {
    let end = month.end(&terms.catalogue.provider.zone);
    let computed = usage::compute(view, terms, &[], end)?;
    let period = month.period();
    if let Some((_, why)) = computed.outcome.unbilled.iter().find(|(unbilled, _)| *unbilled == period) {
        return Err(DeskError::conflict("unbilled", why.text(&terms.catalogue, Language::En)));
    }
    let Some(invoice) = computed.outcome.invoices.iter().find(|invoice| invoice.period == period) else {
        return Ok(None);
    };
    let customer = customer::get(view, terms.customer)?;
    let issuer = setting::get(view, setting::INVOICE_ISSUER)?;
    let mut lines = Vec::with_capacity(invoice.lines.len());
    let mut records = Vec::with_capacity(invoice.lines.len());
    for line in &invoice.lines {
        let (line, ids) = worded(view, terms, &computed, line)?;
        lines.push(line);
        records.push(ids);
    }
    Ok(Some(Draft { snapshot: snapshot(terms, &customer, issuer, invoice, lines, end)?, records }))
}

fn snapshot(
    terms: &Terms,
    customer: &Customer,
    issuer: String,
    invoice: &InvoiceDraft,
    lines: Vec<Line>,
    end: Timestamp,
) -> Result<Snapshot, DeskError> {
    let provider = &terms.catalogue.provider;
    let timeline = &terms.timeline;
    let phase = timeline.phases.iter().rev().find(|phase| phase.from_at < end).or(timeline.phases.first());
    let plan = phase.map(|phase| words(&terms.catalogue.offers[phase.entitlements.plan].name)).unwrap_or_default();
    let tax: Vec<Tax> = invoice
        .tax
        .iter()
        .map(|tax| Tax {
            percent: tax.percent.normalize().to_string(),
            net_minor: tax.net_minor,
            amount_minor: tax.amount_minor,
        })
        .collect();
    Ok(Snapshot {
        provider: words(&provider.name),
        issuer,
        customer: Party {
            number: customer.number,
            name: customer.name.clone(),
            address: customer.address.clone(),
            vat_id: customer.vat_id.clone(),
            language: field::language_word(customer.language).to_owned(),
        },
        contract: terms.number,
        plan,
        from: invoice.period.from.to_string(),
        to: invoice.period.to.to_string(),
        currency: provider.currency.code().to_owned(),
        digits: minor_digits(provider.currency),
        zone: provider.zone.iana_name().unwrap_or("UTC").to_owned(),
        lines,
        net_minor: invoice.net_minor,
        tax_minor: tax.iter().map(|tax| tax.amount_minor).sum(),
        tax,
        gross_minor: invoice.gross_minor,
    })
}

fn words(text: &Text) -> Words {
    Words { de: text.get(Language::De).to_owned(), en: text.get(Language::En).to_owned() }
}

fn kind(line: &InvoiceLine) -> &'static str {
    match line.kind {
        LineKind::Fee { .. } => "fee",
        LineKind::Time { .. } => "time",
        LineKind::Call { .. } => "call",
        LineKind::Item { .. } => "item",
        LineKind::TopUp { .. } => "top-up",
        LineKind::Credit { .. } => "credit",
        LineKind::Correction { .. } => "correction",
    }
}

fn worded(
    view: &mut View<'_, '_>,
    terms: &Terms,
    computed: &Computed,
    line: &InvoiceLine,
) -> Result<(Line, Vec<UsageId>), DeskError> {
    let catalogue = &terms.catalogue;
    let mut billed = Vec::with_capacity(line.usage.len());
    let mut ids = Vec::with_capacity(line.usage.len());
    for &index in &line.usage {
        let rated = computed.outcome.usage.get(index).ok_or_else(|| DeskError::broken("a line without its usage"))?;
        // A ticket that an allowance or a price counts has no record of its own.
        let record = computed.record(rated.event);
        let rating = rating_of(catalogue, rated);
        let (contact, ticket) = people(view, &computed.events[rated.event])?;
        ids.extend(record);
        let kind = match computed.events[rated.event].what {
            What::Call(_) => "call",
            What::Log(_) => "work",
            _ => "ticket",
        };
        billed.push(Usage {
            id: record.map(|id| id.to_string()).unwrap_or_default(),
            kind: kind.to_owned(),
            at: at(catalogue, rated.at),
            measured_s: rated.measured_s,
            counted_s: rating.counted_s,
            contact,
            ticket,
            charged: rating.charged,
            burned: rating.burned,
            amount_minor: rating.amount_minor,
            steps: rating.steps,
        });
    }
    let text = |language| line_text(catalogue, line, language);
    let line = Line {
        kind: kind(line).to_owned(),
        text: Words { de: text(Language::De), en: text(Language::En) },
        quantity: line.quantity.clone(),
        unit: line.unit.id().to_owned(),
        unit_price: line.unit_price.to_string(),
        net_minor: line.net_minor,
        tax_percent: line.tax_percent.map_or_else(|| NOT_STATED.to_owned(), |tax| tax.normalize().to_string()),
        from: line.service.from.to_string(),
        to: line.service.to.to_string(),
        steps: steps_of(catalogue, &line.why),
        usage: billed,
    };
    Ok((line, ids))
}

/// An instant with the offset of the provider's zone.
fn at(catalogue: &Catalogue, at: Timestamp) -> String {
    let zone = &catalogue.provider.zone;
    at.display_with_offset(zone.to_offset(at)).to_string()
}

/// Name of the caller and number of the ticket.
fn people(view: &mut View<'_, '_>, event: &Event) -> Result<(Option<String>, Option<i64>), DeskError> {
    let (caller, ticket) = match &event.what {
        What::Call(call) => (call.caller.as_deref(), call.ticket.as_deref()),
        What::Log(work) => (None, work.ticket.as_deref()),
        What::Open(open) => (open.contact.as_deref(), Some(open.ticket.as_str())),
        _ => (None, None),
    };
    let contact = match caller.and_then(|id| id.parse().ok()) {
        Some(id) => customer::find_contact(view, id)?.map(|contact| contact.name),
        None => None,
    };
    let ticket = match ticket.and_then(|id| id.parse().ok()) {
        Some(id) => Some(crate::ticket::get(view, id)?.number),
        None => None,
    };
    Ok((contact, ticket))
}
