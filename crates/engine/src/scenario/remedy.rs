//! Outages and claims in, remedies out.

use jiff::SignedDuration;
use rust_decimal::Decimal;

use super::event::named;
use super::field::{Fault, Fields};
use super::text::text;
use super::value;
use super::write::Writer;
use crate::explain::credit_words;
use crate::plan::catalogue::Language;
use crate::plan::catalogue::remedy::{CreditKind, Measure};
use crate::remedy::{RemedyDue, RemedyState};
use crate::run::event::{Claim, Downtime, What};

/// The longest outage: ten years.
const LONGEST_S: i64 = 3_660 * 86_400;

/// An outage: from the event's instant unless another one is given; how long, until when, or still lasting.
pub(super) fn downtime(fields: &Fields<'_, '_, '_>) -> Result<What, Fault> {
    let from = fields.instant("from")?;
    let start = from.map_or_else(|| fields.required_instant("at"), Ok)?;
    let to = match (fields.whole("duration_s", 0, LONGEST_S)?, fields.instant("to")?) {
        (Some(_), Some(_)) => {
            return Err(fields.wrong("to", "stands beside `duration_s`; only one of them can be meant"));
        }
        (Some(seconds), None) => start.checked_add(SignedDuration::from_secs(seconds)).ok(),
        (None, Some(to)) if to < start || to.duration_since(start).as_secs() > LONGEST_S => {
            return Err(fields.wrong("to", "lies before the beginning, or more than ten years after it"));
        }
        (None, to) => to,
    };
    let mut facts = named(fields)?;
    if let Some(cause) = fields.owned("cause")? {
        facts.insert("cause".to_owned(), cause);
    }
    Ok(What::Downtime(Downtime { id: fields.owned("id")?, from, to, what: fields.owned("what")?, facts }))
}

/// What is claimed: a remedy, for a period or a ticket.
pub(super) fn claim(fields: &Fields<'_, '_, '_>) -> Result<What, Fault> {
    let period = match fields.get("period") {
        Some(json) => Some(value::month(json, || fields.path("period"))?),
        None => None,
    };
    let ticket = fields.owned("ticket")?;
    if period.is_none() && ticket.is_none() {
        return Err(fields.wrong("period", "is missing, and so is `ticket`; one is needed"));
    }
    Ok(What::Claim(Claim { remedy: fields.required_text("remedy")?.to_owned(), period, ticket }))
}

impl Writer<'_, '_> {
    /// What is owed for a promise that was not kept.
    pub(super) fn remedy(&mut self, due: &RemedyDue) {
        let remedy = &self.catalogue.remedies[due.remedy];
        self.out.push_str("{\"remedy\":");
        text(self.out, &remedy.id);
        self.word("period", &due.period.id());
        if let Some(ticket) = &due.ticket {
            self.word("ticket", ticket);
        }
        let name = match remedy.measure {
            Measure::Breaches => "breaches",
            Measure::Delay => "late_s",
            Measure::Share | Measure::Availability => "percent",
        };
        self.word(name, &plain(due.measured));
        self.word("credit", &credit_words(self.catalogue, due.credit, Language::En));
        self.word("quantity", &plain(due.credit.amount));
        self.word("unit", unit(due.credit.kind));
        if let Some(minor) = due.amount_minor {
            self.money("amount", minor);
        }
        if let Some(invoice) = due.invoice {
            self.word("invoice", &invoice.id());
        }
        self.word("state", due.state.id());
        if let RemedyState::Claimable(until) | RemedyState::Lapsed(until) = due.state {
            self.date("until", until);
        }
        self.steps(&due.why);
        self.out.push('}');
    }
}

/// The unit of a credit.
fn unit(kind: CreditKind) -> &'static str {
    match kind {
        CreditKind::Percent => "percent",
        CreditKind::Money => "money",
        CreditKind::Days => "day",
        CreditKind::Time => "second",
        CreditKind::Work => "work",
        CreditKind::Termination => "termination",
        CreditKind::AsAgreed => "as-agreed",
        CreditKind::NotStated => "not-stated",
    }
}

/// A number without needless digits, at most six of them behind the point.
fn plain(value: Decimal) -> String {
    value.round_dp(6).normalize().to_string()
}
