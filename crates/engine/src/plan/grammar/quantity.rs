//! Quantities of an allowance: "15 min / month", "10 h / month", "60 min at activation", "5 tickets / month", "unlimited".

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::duration::{Duration, DurationUnit};
use super::open_word;
use super::scan::{Mistake, Scan};
use crate::plan::catalogue::{GrantTime, Stated};

const QUANTITY: &str = "a quantity such as \"15 min / month\", \"10 h / month\", \"60 min at activation\", \"5 tickets / month\", \"10 h at start\", \"unlimited\", \"as-agreed\", \"best-effort\" or \"not-stated\"";

/// What is counted, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    Time(Duration),
    Tickets(i64),
}

/// How much of an allowance is given, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    amount: Stated<Amount>,
    /// When it is given.
    pub every: GrantTime,
}

impl Quantity {
    /// Whether tickets are counted (`Some(true)`), time (`Some(false)`), or nothing definite.
    #[must_use]
    pub fn counts_tickets(&self) -> Option<bool> {
        match self.amount {
            Stated::Value(amount) => Some(matches!(amount, Amount::Tickets(_))),
            _ => None,
        }
    }

    /// Seconds or tickets.
    #[must_use]
    pub fn stated(&self) -> Stated<i64> {
        match self.amount {
            Stated::Value(Amount::Tickets(tickets)) => Stated::Value(tickets),
            Stated::Value(Amount::Time(duration)) => Stated::Value(duration.seconds().unwrap_or_default()),
            Stated::Unlimited => Stated::Unlimited,
            Stated::AsAgreed => Stated::AsAgreed,
            Stated::BestEffort => Stated::BestEffort,
            Stated::NotStated => Stated::NotStated,
        }
    }
}

impl FromStr for Quantity {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Quantity, Mistake> {
        if let Some(amount) = open_word(text) {
            return Ok(Quantity { amount, every: GrantTime::Month });
        }
        let mut scan = Scan::new(text, QUANTITY);
        let amount = amount(&mut scan)?;
        let every = if scan.has("/") {
            match DurationUnit::read(&mut scan)? {
                DurationUnit::Month => GrantTime::Month,
                _ => return Err(scan.whole("allowances are given by calendar month", QUANTITY)),
            }
        } else if scan.word("at") {
            match scan.any_word() {
                ("activation", _) => GrantTime::Activation,
                ("start", _) => GrantTime::Start,
                _ => {
                    return Err(scan.whole("an allowance is given at `activation` or at `start`", QUANTITY));
                }
            }
        } else {
            return Err(scan.unexpected("`/ month`, `at activation` or `at start`"));
        };
        scan.end()?;
        Ok(Quantity { amount: Stated::Value(amount), every })
    }
}

fn amount(scan: &mut Scan<'_>) -> Result<Amount, Mistake> {
    let count = scan.decimal()?;
    if scan.word("tickets") || scan.word("ticket") {
        if count.is_zero() || !count.is_integer() {
            return Err(scan.whole("tickets are counted in whole numbers from 1", QUANTITY));
        }
        return count
            .to_i64()
            .filter(|&tickets| tickets <= 1_000_000)
            .map(Amount::Tickets)
            .ok_or_else(|| scan.whole("more than a million tickets", "`unlimited`, or a smaller number"));
    }
    let unit = DurationUnit::read(scan)?;
    let duration = Duration::of(count, unit).map_err(|(message, allowed)| scan.whole(message, allowed))?;
    if duration.seconds().is_none() {
        return Err(scan.whole("allowances are counted in minutes, hours or tickets", QUANTITY));
    }
    Ok(Amount::Time(duration))
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.amount {
            Stated::Unlimited => return f.write_str("unlimited"),
            Stated::AsAgreed => return f.write_str("as-agreed"),
            Stated::BestEffort => return f.write_str("best-effort"),
            Stated::NotStated => return f.write_str("not-stated"),
            Stated::Value(Amount::Time(duration)) => {
                write!(f, "{} {}", duration.count, duration.unit.word(duration.count != Decimal::ONE))?;
            }
            Stated::Value(Amount::Tickets(1)) => f.write_str("1 ticket")?,
            Stated::Value(Amount::Tickets(tickets)) => write!(f, "{tickets} tickets")?,
        }
        f.write_str(match self.every {
            GrantTime::Month => " / month",
            GrantTime::Activation => " at activation",
            GrantTime::Start => " at start",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<Quantity>() {
                Ok(quantity) => {
                    assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity));
                    format!("{quantity} = {:?}", quantity.stated())
                }
                Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
            };
            assert_eq!(found, expect, "{text}");
        };
        check("15 min / month", "15 min / month = Value(900)");
        check("10 h/month", "10 h / month = Value(36000)");
        check("60 min at activation", "60 min at activation = Value(3600)");
        check("10 h at start", "10 h at start = Value(36000)");
        check("5 tickets / month", "5 tickets / month = Value(5)");
        check("1 ticket at start", "1 ticket at start = Value(1)");
        check("unlimited", "unlimited = Unlimited");
        check("not-stated", "not-stated = NotStated");
        check("as-agreed", "as-agreed = AsAgreed");
        check("best-effort", "best-effort = BestEffort");
        check("15 min", "`/ month`, `at activation` or `at start` is missing at the end [15 min]");
        check("15 min / week", "allowances are given by calendar month [15 min / week]");
        check("15 min / day", "allowances are given by calendar month [15 min / day]");
        check("2 days / month", "allowances are counted in minutes, hours or tickets [2 days / month]");
        check("0 min / month", "a duration of no length [0 min / month]");
        check("1.5 tickets / month", "tickets are counted in whole numbers from 1 [1.5 tickets / month]");
        check("15 min at noon", "an allowance is given at `activation` or at `start` [15 min at noon]");
        check("15,5 min / month", "`15,5` is written with a comma [15,5]");
    }
}
