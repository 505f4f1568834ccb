//! How invoices stand in JSON.

use desk::DeskError;
use desk::billing::{Invoice, Issued, Line, Listed, Preview, Row, Snapshot, Usage};
use engine::money::Currency;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::ticket::NumberedName;
use crate::api::wire::{self, Amount, BurnedQuantity, ChargedQuantity, Id, Page, Time, WordedSteps, Words};

/// An invoice in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct InvoiceRow {
    id: Id,
    number: i64,
    /// Number of the contract.
    contract: i64,
    customer: NumberedName,
    /// First day.
    from: String,
    /// Last day.
    to: String,
    net: Amount,
    tax: Amount,
    gross: Amount,
    issued_at: Time,
}

/// An issued invoice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvoicePage {
    id: Id,
    number: i64,
    issued_at: Time,
    #[serde(flatten)]
    content: InvoiceContent,
}

/// What an invoice says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvoiceContent {
    provider: Words,
    /// The provider as printed, in lines.
    issuer: Vec<String>,
    customer: BilledCustomer,
    /// Number of the contract.
    contract: i64,
    /// Name of the plan held at the end.
    plan: Words,
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// Zone of days and times.
    zone: String,
    lines: Vec<InvoiceLine>,
    net: Amount,
    tax: Vec<TaxView>,
    tax_total: Amount,
    gross: Amount,
}

/// Who is billed.
#[derive(Debug, Serialize, ToSchema)]
struct BilledCustomer {
    number: i64,
    name: String,
    address: String,
    vat_id: Option<String>,
    language: String,
}

/// A line of an invoice.
#[derive(Debug, Serialize, ToSchema)]
struct InvoiceLine {
    /// `fee`, `time`, `call`, `top-up`, `correction`.
    kind: String,
    text: Words,
    /// A decimal, or a share of a month (`21/30`).
    quantity: String,
    unit: String,
    /// Net price of one: a decimal.
    unit_price: String,
    /// Rounded once.
    net: Amount,
    tax_percent: String,
    /// First day of the service.
    from: String,
    /// Last day of the service.
    to: String,
    steps: WordedSteps,
    /// The usage that it bills.
    usage: Vec<BilledUsage>,
}

/// A usage on a line.
#[derive(Debug, Serialize, ToSchema)]
struct BilledUsage {
    /// Id of the record.
    id: String,
    /// `call` or `work`.
    kind: String,
    /// When it began, with the offset of the provider's zone.
    started_at: String,
    measured_s: i64,
    counted_s: i64,
    contact: Option<String>,
    /// Number of the ticket.
    ticket: Option<i64>,
    charged: Vec<ChargedQuantity>,
    burned: Vec<BurnedQuantity>,
    /// Rounded on its own.
    net: Amount,
    steps: WordedSteps,
}

/// Tax at one rate.
#[derive(Debug, Serialize, ToSchema)]
struct TaxView {
    percent: String,
    /// What it is taken of.
    net: Amount,
    tax: Amount,
}

/// What a month would come to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MonthPreview {
    /// `2026-11`
    month: String,
    /// Whether it has ended and can be issued.
    ended: bool,
    /// Contracts that owe something.
    invoices: Vec<PreviewRow>,
    /// Contracts whose month cannot be billed.
    failed: Vec<FailedContract>,
    net: Amount,
    tax: Amount,
    gross: Amount,
}

/// A contract's month in a preview.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewRow {
    /// The number under which it was issued, if it was.
    issued_number: Option<i64>,
    #[serde(flatten)]
    content: InvoiceContent,
}

/// A contract whose month cannot be billed.
#[derive(Debug, Serialize, ToSchema)]
struct FailedContract {
    /// Number of the contract.
    contract: i64,
    why: String,
}

/// What issuing a month has done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IssuedMonth {
    /// Numbers of the invoices that were issued now.
    numbers: Vec<i64>,
    /// How many had been issued before.
    issued_before: usize,
    /// How many contracts owe nothing.
    owing_nothing: usize,
    /// Contracts whose month cannot be billed.
    failed: Vec<FailedContract>,
}

impl InvoiceRow {
    /// A page of invoices, as many as were asked for.
    pub(in crate::api) fn page(listed: Vec<Listed>, limit: i64) -> Result<Page<InvoiceRow>, DeskError> {
        let next = wire::next(&listed, limit, |row| row.number.to_string());
        Ok(Page { items: listed.into_iter().map(InvoiceRow::new).collect::<Result<_, _>>()?, next })
    }

    fn new(listed: Listed) -> Result<InvoiceRow, DeskError> {
        let amount = |minor| Amount::of_code(minor, &listed.currency);
        let (net, tax, gross) = (amount(listed.net_minor)?, amount(listed.tax_minor)?, amount(listed.gross_minor)?);
        let (number, name) = listed.customer_name;
        Ok(InvoiceRow {
            id: Id(listed.id.0),
            number: listed.number,
            contract: listed.contract_number,
            customer: NumberedName { number, name },
            from: listed.from,
            to: listed.to,
            net,
            tax,
            gross,
            issued_at: Time(listed.issued_at),
        })
    }
}

impl InvoicePage {
    pub(super) fn new(invoice: Invoice) -> Result<InvoicePage, DeskError> {
        let Invoice { listed, snapshot } = invoice;
        Ok(InvoicePage {
            id: Id(listed.id.0),
            number: listed.number,
            issued_at: Time(listed.issued_at),
            content: InvoiceContent::new(snapshot)?,
        })
    }
}

impl InvoiceContent {
    fn new(snapshot: Snapshot) -> Result<InvoiceContent, DeskError> {
        let code = &snapshot.currency;
        let currency = Currency::from_code(code).ok_or_else(|| DeskError::broken(format!("currency {code}")))?;
        let party = snapshot.customer;
        let tax = snapshot.tax.into_iter().map(|tax| TaxView {
            percent: tax.percent,
            net: Amount::new(tax.net_minor, currency),
            tax: Amount::new(tax.amount_minor, currency),
        });
        Ok(InvoiceContent {
            provider: snapshot.provider.into(),
            issuer: snapshot.issuer.split('|').map(|line| line.trim().to_owned()).collect(),
            customer: BilledCustomer {
                number: party.number,
                name: party.name,
                address: party.address,
                vat_id: party.vat_id,
                language: party.language,
            },
            contract: snapshot.contract,
            plan: snapshot.plan.into(),
            from: snapshot.from,
            to: snapshot.to,
            zone: snapshot.zone,
            lines: snapshot.lines.into_iter().map(|line| InvoiceLine::new(line, currency)).collect(),
            net: Amount::new(snapshot.net_minor, currency),
            tax: tax.collect(),
            tax_total: Amount::new(snapshot.tax_minor, currency),
            gross: Amount::new(snapshot.gross_minor, currency),
        })
    }
}

impl InvoiceLine {
    fn new(line: Line, currency: Currency) -> InvoiceLine {
        InvoiceLine {
            kind: line.kind,
            text: line.text.into(),
            quantity: line.quantity,
            unit: line.unit,
            unit_price: line.unit_price,
            net: Amount::new(line.net_minor, currency),
            tax_percent: line.tax_percent,
            from: line.from,
            to: line.to,
            steps: line.steps.into(),
            usage: line.usage.into_iter().map(|usage| BilledUsage::new(usage, currency)).collect(),
        }
    }
}

impl BilledUsage {
    fn new(usage: Usage, currency: Currency) -> BilledUsage {
        BilledUsage {
            id: usage.id,
            kind: usage.kind,
            started_at: usage.at,
            measured_s: usage.measured_s,
            counted_s: usage.counted_s,
            contact: usage.contact,
            ticket: usage.ticket,
            charged: usage.charged.into_iter().map(ChargedQuantity::from).collect(),
            burned: usage.burned.into_iter().map(BurnedQuantity::from).collect(),
            net: Amount::new(usage.amount_minor, currency),
            steps: usage.steps.into(),
        }
    }
}

impl MonthPreview {
    /// The sums are in the currency of the desk's catalogue.
    pub(super) fn new(preview: Preview, currency: Currency) -> Result<MonthPreview, DeskError> {
        let row = |row: Row| -> Result<PreviewRow, DeskError> {
            Ok(PreviewRow { issued_number: row.issued, content: InvoiceContent::new(row.snapshot)? })
        };
        Ok(MonthPreview {
            month: preview.month.to_string(),
            ended: preview.ended,
            invoices: preview.rows.into_iter().map(row).collect::<Result<Vec<_>, _>>()?,
            failed: failed(preview.failed),
            net: Amount::new(preview.net_minor, currency),
            tax: Amount::new(preview.tax_minor, currency),
            gross: Amount::new(preview.gross_minor, currency),
        })
    }
}

impl From<Issued> for IssuedMonth {
    fn from(issued: Issued) -> IssuedMonth {
        IssuedMonth {
            numbers: issued.numbers,
            issued_before: issued.before,
            owing_nothing: issued.nothing,
            failed: failed(issued.failed),
        }
    }
}

fn failed(failed: Vec<(i64, String)>) -> Vec<FailedContract> {
    failed.into_iter().map(|(contract, why)| FailedContract { contract, why }).collect()
}
