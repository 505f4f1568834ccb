//! One month's lines, added up.

use rust_decimal::Decimal;

use crate::money::{Currency, Rounding, TooLarge, from_minor, to_minor};
use crate::run::outcome::{InvoiceDraft, InvoiceLine, Period, TaxLine};

/// Adds up the lines of a period: net, tax once for each rate, gross.
///
/// # Errors
/// [`TooLarge`] when a sum does not fit.
pub fn assemble(currency: Currency, period: Period, lines: Vec<InvoiceLine>) -> Result<InvoiceDraft, TooLarge> {
    let mut net_minor: i64 = 0;
    let mut rates: Vec<(Decimal, i64)> = Vec::new();
    for line in &lines {
        net_minor = net_minor.checked_add(line.net_minor).ok_or(TooLarge)?;
        match rates.iter_mut().find(|(percent, _)| *percent == line.tax_percent) {
            Some((_, sum)) => *sum = sum.checked_add(line.net_minor).ok_or(TooLarge)?,
            None => rates.push((line.tax_percent, line.net_minor)),
        }
    }
    let mut gross_minor = net_minor;
    let mut tax = Vec::with_capacity(rates.len());
    for (percent, net_minor) in rates {
        let exact = from_minor(net_minor, currency).checked_mul(percent).ok_or(TooLarge)? / Decimal::ONE_HUNDRED;
        let amount_minor = to_minor(exact, currency, Rounding::HalfUp)?;
        gross_minor = gross_minor.checked_add(amount_minor).ok_or(TooLarge)?;
        tax.push(TaxLine { percent, net_minor, amount_minor });
    }
    Ok(InvoiceDraft { period, lines, net_minor, tax, gross_minor })
}
