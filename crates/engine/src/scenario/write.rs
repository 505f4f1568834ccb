//! The outcome as JSON, written straight into a text.

mod meter;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::json::Json;
use super::text::{digits, number, padded, text, write_id};
use crate::explain::{Step, clock_line};
use crate::invoice::line_text;
use crate::money::{Currency, minor_digits};
use crate::plan::catalogue::{Catalogue, Commitment, Language};
use crate::run::attainment::{Attained, Attainment, percent};
use crate::run::outcome::{
    Balance, Clock, EventVerdict, InvoiceDraft, InvoiceLine, Outcome, Period, RatedItem, RatedUsage,
};
use crate::time::wall::offset;

/// Writes outcomes of one catalogue.
pub(super) struct Writer<'o, 'c> {
    pub(super) catalogue: &'c Catalogue,
    language: Language,
    pub(super) out: &'o mut String,
    /// Steps and time lines of clocks are written, as of this instant.
    explained: Option<Timestamp>,
}

impl<'o, 'c> Writer<'o, 'c> {
    pub(super) fn new(catalogue: &'c Catalogue, language: Language, out: &'o mut String) -> Self {
        Writer { catalogue, language, out, explained: None }
    }

    /// With the steps and the time line of each clock as they stand at an instant.
    pub(super) fn explaining(self, at: Option<Timestamp>) -> Self {
        Writer { explained: at, ..self }
    }

    pub(super) fn outcome(&mut self, id: Option<&Json<'_>>, outcome: &Outcome) {
        self.out.push_str("{\"id\":");
        write_id(self.out, id);
        self.list("verdicts", &outcome.verdicts, Self::verdict);
        self.out.push_str(",\"tickets\":{");
        for (ix, ticket) in outcome.tickets.iter().enumerate() {
            self.comma(ix);
            text(self.out, &ticket.ticket);
            self.out.push_str(":{\"milestones\":[");
            for (ix, clock) in ticket.milestones.iter().enumerate() {
                self.comma(ix);
                self.clock(clock);
            }
            self.out.push(']');
            if let Some(severity) = ticket.severity.and_then(|ix| self.catalogue.severities.get(ix)) {
                self.word("severity", &severity.id);
            }
            self.out.push('}');
        }
        self.out.push('}');
        if !outcome.attainments.is_empty() {
            self.list("attainments", &outcome.attainments, Self::attainment);
        }
        self.list("usage", &outcome.usage, Self::usage);
        if !outcome.items.is_empty() {
            self.list("items", &outcome.items, Self::item);
        }
        self.list("balances", &outcome.balances, Self::balance);
        self.list("invoices", &outcome.invoices, Self::invoice);
        self.list("refused", &outcome.refused, |writer, refused| {
            writer.out.push_str("{\"event\":");
            writer.index(refused.event);
            writer.step("why", &refused.why);
            writer.out.push('}');
        });
        if !outcome.remedies.is_empty() {
            self.list("remedies", &outcome.remedies, Self::remedy);
        }
        if !outcome.notices.is_empty() {
            self.list("notices", &outcome.notices, Self::notice);
        }
        if !outcome.unbilled.is_empty() {
            self.list("unbilled", &outcome.unbilled, |writer, (period, why)| {
                writer.out.push_str("{\"period\":");
                text(writer.out, &period.id());
                writer.step("why", why);
                writer.out.push('}');
            });
        }
        self.out.push('}');
    }

    fn attainment(&mut self, attainment: &Attainment) {
        let catalogue = self.catalogue;
        self.out.push('{');
        match &attainment.of {
            Attained::Quota { milestone, target, quota, met, missed } => {
                self.out.push_str("\"milestone\":");
                text(self.out, milestone.id(catalogue));
                self.word("target", target);
                self.word("quota", &decimal(*quota));
                self.whole("met", Some(*met));
                self.whole("missed", Some(*missed));
                self.word("share", &decimal(percent(*met, met.saturating_add(*missed))));
            }
            Attained::Average { milestone, target, promised_s, tickets, sum_s } => {
                self.out.push_str("\"milestone\":");
                text(self.out, milestone.id(catalogue));
                self.word("target", target);
                self.whole("tickets", Some(*tickets));
                self.whole("promised_s", Some(*promised_s));
                // Rounded up, so that a mean above the promise never looks kept.
                self.whole("average_s", Some(sum_s.saturating_add(tickets - 1) / (*tickets).max(1)));
            }
            Attained::Availability { id, objective, measured_s, down_s } => {
                self.out.push_str("\"availability\":");
                text(self.out, id);
                self.word("objective", &decimal(*objective));
                self.whole("measured_s", Some(*measured_s));
                self.whole("down_s", Some(*down_s));
                self.word("up", &decimal(percent(measured_s.saturating_sub(*down_s), *measured_s)));
            }
        }
        self.word("period", &attainment.period.id());
        self.out.push_str(if attainment.held { ",\"held\":true" } else { ",\"held\":false" });
        self.out.push_str(if attainment.over { ",\"final\":true}" } else { ",\"final\":false}" });
    }

    fn list<T>(&mut self, name: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.name(name);
        self.out.push('[');
        for (ix, item) in items.iter().enumerate() {
            self.comma(ix);
            write(self, item);
        }
        self.out.push(']');
    }

    fn comma(&mut self, ix: usize) {
        if ix > 0 {
            self.out.push(',');
        }
    }

    fn name(&mut self, name: &str) {
        self.out.push_str(",\"");
        self.out.push_str(name);
        self.out.push_str("\":");
    }

    fn index(&mut self, ix: usize) {
        number(self.out, i64::try_from(ix).unwrap_or(i64::MAX));
    }

    pub(super) fn word(&mut self, name: &str, value: &str) {
        self.name(name);
        text(self.out, value);
    }

    fn whole(&mut self, name: &str, value: Option<i64>) {
        self.name(name);
        match value {
            Some(value) => number(self.out, value),
            None => self.out.push_str("null"),
        }
    }

    fn step(&mut self, name: &str, step: &Step) {
        let why = step.text(self.catalogue, self.language);
        self.word(name, &why);
    }

    pub(super) fn steps(&mut self, steps: &[Step]) {
        self.list("why", steps, |writer, step| {
            let why = step.text(writer.catalogue, writer.language);
            text(writer.out, &why);
        });
    }

    pub(super) fn money(&mut self, name: &str, amount_minor: i64) {
        let scale = 10_u64.pow(minor_digits(self.catalogue.provider.currency));
        let minor = amount_minor.unsigned_abs();
        self.name(name);
        self.out.push_str(if amount_minor < 0 { "\"-" } else { "\"" });
        digits(self.out, minor / scale);
        if scale > 1 {
            self.out.push('.');
            let mut width = scale / 10;
            while width > minor % scale && width > 1 {
                self.out.push('0');
                width /= 10;
            }
            digits(self.out, minor % scale);
        }
        self.out.push('"');
    }

    fn period(&mut self, period: Option<Period>) {
        match period {
            Some(period) => self.word("period", &period.id()),
            None => self.out.push_str(",\"period\":null"),
        }
    }

    fn verdict(&mut self, verdict: &EventVerdict) {
        self.out.push_str("{\"event\":");
        self.index(verdict.event);
        self.word("verdict", verdict.verdict.answer.id());
        self.list("conditions", &verdict.verdict.conditions, |writer, condition| {
            writer.out.push_str("{\"condition\":\"");
            writer.out.push_str(condition.kind.id());
            writer.out.push_str(if condition.holds { "\",\"holds\":true" } else { "\",\"holds\":false" });
            writer.step("why", &condition.why);
            writer.out.push('}');
        });
        let (rights, duties) = (&verdict.verdict.rights, &verdict.verdict.duties);
        if !rights.is_empty() {
            self.list("rights", rights, |writer, &ix| text(writer.out, &writer.catalogue.rights[ix].id));
        }
        if !duties.is_empty() {
            self.list("duties", duties, |writer, &ix| text(writer.out, &writer.catalogue.duties[ix].id));
        }
        self.out.push('}');
    }

    fn clock(&mut self, clock: &Clock) {
        self.out.push_str("{\"milestone\":");
        text(self.out, clock.milestone.id(self.catalogue));
        self.word("target", &clock.target);
        self.instant("due", clock.due);
        self.word("state", clock.state.id());
        self.instant("at", clock.at);
        self.whole("elapsed_s", Some(clock.elapsed_s));
        match clock.commitment {
            Commitment::Guaranteed => self.word("commitment", "guaranteed"),
            Commitment::Target => {}
            Commitment::BestEffort => self.word("commitment", "best-effort"),
        }
        if let Some(at) = self.explained {
            self.steps(&clock.why);
            self.word("line", &clock_line(self.catalogue, clock, at, self.language));
        }
        if !clock.escalations.is_empty() {
            self.list("escalations", &clock.escalations, |writer, escalation| {
                writer.out.push_str("{\"to\":");
                text(writer.out, &escalation.to);
                writer.instant("at", escalation.at);
                writer.out.push_str(if escalation.happened { ",\"happened\":true}" } else { ",\"happened\":false}" });
            });
        }
        self.out.push('}');
    }

    /// An instant with the offset of the provider's zone.
    fn instant(&mut self, name: &str, at: Option<Timestamp>) {
        self.name(name);
        let Some(at) = at else {
            self.out.push_str("null");
            return;
        };
        let offset = offset(at, &self.catalogue.provider.zone);
        // Offsets with seconds, as they were before there were zones, cannot be written.
        let offset = if offset.seconds() % 60 == 0 { offset } else { jiff::tz::Offset::UTC };
        let local = offset.to_datetime(at);
        self.out.push('"');
        self.day(local.date());
        self.out.push('T');
        for (ix, part) in [local.hour(), local.minute(), local.second()].into_iter().enumerate() {
            if ix > 0 {
                self.out.push(':');
            }
            padded(self.out, part.into(), 2);
        }
        let micros = local.subsec_nanosecond() / 1000;
        if micros != 0 {
            self.out.push('.');
            padded(self.out, micros.into(), 6);
        }
        self.out.push(if offset.seconds() < 0 { '-' } else { '+' });
        let minutes = i64::from(offset.seconds().unsigned_abs() / 60);
        padded(self.out, minutes / 60, 2);
        self.out.push(':');
        padded(self.out, minutes % 60, 2);
        self.out.push('"');
    }

    fn day(&mut self, day: Date) {
        padded(self.out, day.year().into(), 4);
        self.out.push('-');
        padded(self.out, day.month().into(), 2);
        self.out.push('-');
        padded(self.out, day.day().into(), 2);
    }

    pub(super) fn date(&mut self, name: &str, day: Date) {
        self.name(name);
        self.out.push('"');
        self.day(day);
        self.out.push('"');
    }

    fn usage(&mut self, usage: &RatedUsage) {
        let tariff = usage.tariff.map(|tariff| &self.catalogue.tariffs[tariff]);
        self.out.push_str("{\"event\":");
        self.index(usage.event);
        match tariff {
            Some(tariff) => self.word("tariff", &tariff.id),
            None => self.out.push_str(",\"tariff\":null"),
        }
        self.whole("measured_s", Some(usage.measured_s));
        self.whole("counted_s", Some(usage.counted_s));
        self.list("charged", &usage.charged, |writer, charge| {
            writer.out.push_str("{\"unit\":");
            text(writer.out, charge.unit.id());
            writer.word("quantity", &decimal(charge.quantity));
            if let Some(band) = tariff.and_then(|tariff| tariff.bands.get(charge.band)) {
                writer.word("band", &band.id);
            }
            writer.out.push('}');
        });
        self.list("burned", &usage.burned, |writer, burn| {
            let allowance = &writer.catalogue.allowances[burn.allowance];
            writer.out.push_str("{\"allowance\":");
            text(writer.out, &allowance.id);
            writer.period(burn.period);
            writer.taken(allowance.unit, burn.quantity);
            writer.out.push('}');
        });
        self.money("amount", usage.amount_minor);
        self.word("currency", self.catalogue.provider.currency.code());
        self.steps(&usage.why);
        self.out.push('}');
    }

    fn item(&mut self, rated: &RatedItem) {
        self.out.push_str("{\"event\":");
        self.index(rated.event);
        self.word("item", &self.catalogue.items[rated.item].id);
        self.word("quantity", &decimal(rated.quantity));
        if !rated.free.is_zero() {
            self.word("free", &decimal(rated.free));
        }
        self.money("amount", rated.amount_minor);
        self.word("currency", self.catalogue.provider.currency.code());
        self.steps(&rated.why);
        self.out.push('}');
    }

    fn balance(&mut self, balance: &Balance) {
        let allowance = &self.catalogue.allowances[balance.allowance];
        self.out.push_str("{\"allowance\":");
        text(self.out, &allowance.id);
        self.period(balance.period);
        self.amounts(allowance.unit, balance);
        self.out.push('}');
    }

    fn invoice(&mut self, invoice: &InvoiceDraft) {
        let currency = self.catalogue.provider.currency;
        self.out.push_str("{\"from\":\"");
        self.day(invoice.period.from);
        self.out.push('"');
        self.date("to", invoice.period.to);
        self.list("lines", &invoice.lines, |writer, line| writer.line(line, currency));
        self.money("net", invoice.net_minor);
        self.list("tax", &invoice.tax, |writer, tax| {
            writer.out.push_str("{\"rate\":");
            text(writer.out, &decimal(tax.percent));
            writer.money("net", tax.net_minor);
            writer.money("amount", tax.amount_minor);
            writer.out.push('}');
        });
        self.money("gross", invoice.gross_minor);
        self.out.push('}');
    }

    fn line(&mut self, line: &InvoiceLine, currency: Currency) {
        self.out.push_str("{\"text\":");
        text(self.out, &line_text(self.catalogue, line, self.language));
        self.word("quantity", &line.quantity);
        self.word("unit", line.unit.id());
        self.word("unit_price", &price(line.unit_price, currency));
        self.money("net", line.net_minor);
        if let Some(gross) = line.gross_minor {
            self.money("gross", gross);
        }
        self.word("tax_rate", &line.tax_percent.map_or_else(|| "not-stated".to_owned(), decimal));
        self.out.push('}');
    }
}

/// A number without needless digits.
fn decimal(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A price with at least the currency's digits.
fn price(value: Decimal, currency: Currency) -> String {
    let mut value = value.normalize();
    if value.scale() < minor_digits(currency) {
        value.rescale(minor_digits(currency));
    }
    value.to_string()
}
