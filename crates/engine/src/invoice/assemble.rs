//! One month's lines, added up.

use rust_decimal::Decimal;

use crate::money::{Currency, Rounding, TooLarge, from_minor, to_minor};
use crate::plan::catalogue::{Catalogue, Marking};
use crate::run::outcome::{InvoiceDraft, InvoiceLine, Period, TaxLine};

/// Adds up the lines of a period as the provider marks prices: without tax or with it.
///
/// # Errors
/// [`TooLarge`] when a sum does not fit.
pub fn assemble(catalogue: &Catalogue, period: Period, lines: Vec<InvoiceLine>) -> Result<InvoiceDraft, TooLarge> {
    let currency = catalogue.provider.currency;
    let gross = catalogue.provider.prices == Marking::Gross;
    if gross { with_tax(currency, period, lines) } else { without_tax(currency, period, lines) }
}

/// Prices are marked with tax: it is taken out of the gross of each rate, once. What a line has as its net so far is its
/// gross; its net becomes its share, so that lines and sums agree.
fn with_tax(currency: Currency, period: Period, mut lines: Vec<InvoiceLine>) -> Result<InvoiceDraft, TooLarge> {
    for line in &mut lines {
        line.net_minor = line.gross_minor.take().unwrap_or(line.net_minor);
    }
    let mut rates: Vec<Option<Decimal>> = Vec::new();
    for line in &lines {
        if !rates.contains(&line.tax_percent) {
            rates.push(line.tax_percent);
        }
    }
    let (mut net_minor, mut all_minor, mut tax): (i64, i64, Vec<TaxLine>) = (0, 0, Vec::new());
    for rate in rates {
        let percent = rate.unwrap_or_default();
        let mut of_rate = lines.iter().filter(|line| line.tax_percent == rate);
        let gross_minor = of_rate.try_fold(0_i64, |sum, line| sum.checked_add(line.net_minor)).ok_or(TooLarge)?;
        let gross = from_minor(gross_minor, currency);
        let exact = gross.checked_mul(percent).ok_or(TooLarge)? / (Decimal::ONE_HUNDRED + percent);
        let amount_minor = to_minor(exact, currency, Rounding::HalfUp)?;
        let net = gross_minor.checked_sub(amount_minor).ok_or(TooLarge)?;
        let (mut seen, mut given) = (Decimal::ZERO, 0_i64);
        for line in lines.iter_mut().filter(|line| line.tax_percent == rate) {
            let own_minor = line.net_minor;
            seen += from_minor(own_minor, currency);
            // Up to here the lines together have their share of the net.
            let share = seen.checked_mul(from_minor(net, currency)).ok_or(TooLarge)?;
            let so_far = if gross.is_zero() { seen } else { share / gross };
            let until_here = to_minor(so_far, currency, Rounding::HalfUp)?;
            line.gross_minor = Some(own_minor);
            line.net_minor = until_here.saturating_sub(given);
            given = until_here;
        }
        net_minor = net_minor.checked_add(net).ok_or(TooLarge)?;
        all_minor = all_minor.checked_add(gross_minor).ok_or(TooLarge)?;
        // What is not stated is no tax of nothing.
        tax.extend(rate.map(|percent| TaxLine { percent, net_minor: net, amount_minor }));
    }
    Ok(InvoiceDraft { period, lines, net_minor, tax, gross_minor: all_minor })
}

/// Net, tax once for each rate, gross.
fn without_tax(currency: Currency, period: Period, lines: Vec<InvoiceLine>) -> Result<InvoiceDraft, TooLarge> {
    let mut net_minor: i64 = 0;
    let mut rates: Vec<(Decimal, i64)> = Vec::new();
    for line in &lines {
        net_minor = net_minor.checked_add(line.net_minor).ok_or(TooLarge)?;
        let Some(percent) = line.tax_percent else { continue };
        match rates.iter_mut().find(|(known, _)| *known == percent) {
            Some((_, sum)) => *sum = sum.checked_add(line.net_minor).ok_or(TooLarge)?,
            None => rates.push((percent, line.net_minor)),
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
