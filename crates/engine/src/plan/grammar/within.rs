//! How long a target gives: a length of time, the end of a business day, the next opening, or a word for silence.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::duration::Duration;
use super::open_word;
use super::scan::{Mistake, Scan};
use crate::plan::catalogue::{Span, Stated};

const WITHIN: &str = "a duration such as \"8 h\", \"2 business days\" or \"end of next business day\", \"at once\", \"next opening\", or a word: as-agreed, as-chosen, best-effort, not-stated";

/// How long a target gives, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The length for computing.
    pub span: Stated<Span>,
    text: String,
}

impl FromStr for Within {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Within, Mistake> {
        if let Some(open) = open_word(text) {
            if open == Stated::Unlimited {
                return Err(Mistake {
                    message: "a target without an end is none".to_owned(),
                    allowed: WITHIN.to_owned(),
                    at: 0..text.len(),
                });
            }
            return Ok(Within { span: open, text: text.trim().to_owned() });
        }
        let mut scan = Scan::new(text, WITHIN);
        let span = match text.trim() {
            "NBD" | "next business day" => Some(Span::EndOfDay(1)),
            "next opening" => Some(Span::NextOpening),
            "at once" | "0" | "0 s" | "0 min" | "0 h" => Some(Span::Seconds(0)),
            "as-chosen" => Some(Span::AsChosen),
            _ if scan.word("end") => Some(end_of_day(&mut scan)?),
            _ => None,
        };
        match span {
            Some(span) => Ok(Within { span: Stated::Value(span), text: words(span) }),
            None => {
                let duration = Duration::read(&mut scan)?;
                scan.end()?;
                Ok(Within { span: Stated::Value(duration.span()), text: duration.to_string() })
            }
        }
    }
}

/// "of business day", "of next business day", "of 2 business days", after "end".
fn end_of_day(scan: &mut Scan<'_>) -> Result<Span, Mistake> {
    scan.need("of")?;
    let days = if scan.at_number() {
        let count = scan.decimal()?;
        count.to_u32().filter(|&days| count.is_integer() && (1..=36_600).contains(&days)).map_or_else(
            || Err(scan.whole(format!("{} is no number of business days", count.normalize()), WITHIN)),
            Ok,
        )?
    } else {
        u32::from(scan.word("next"))
    };
    scan.need("business")?;
    if !scan.word("day") && !scan.word("days") {
        return Err(scan.unexpected("`day`"));
    }
    scan.end()?;
    Ok(Span::EndOfDay(days))
}

fn words(span: Span) -> String {
    match span {
        Span::EndOfDay(0) => "end of business day".to_owned(),
        Span::EndOfDay(1) => "end of next business day".to_owned(),
        Span::EndOfDay(days) => format!("end of {} business days", Decimal::from(days)),
        Span::NextOpening => "next opening".to_owned(),
        Span::Seconds(_) => "at once".to_owned(),
        _ => "as-chosen".to_owned(),
    }
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_targets() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<Within>() {
                Ok(within) => {
                    assert_eq!(within.to_string().parse::<Within>(), Ok(within.clone()));
                    format!("{within} = {:?}", within.span)
                }
                Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
            };
            assert_eq!(found, expect, "{text}");
        };
        check("8h", "8 h = Value(Seconds(28800))");
        check("5 weeks", "5 weeks = Value(Weeks(5))");
        check("NBD", "end of next business day = Value(EndOfDay(1))");
        check("end of business day", "end of business day = Value(EndOfDay(0))");
        check("end of next business day", "end of next business day = Value(EndOfDay(1))");
        check("end of 2 business days", "end of 2 business days = Value(EndOfDay(2))");
        check("next opening", "next opening = Value(NextOpening)");
        check("at once", "at once = Value(Seconds(0))");
        check("0 h", "at once = Value(Seconds(0))");
        check("as-chosen", "as-chosen = Value(AsChosen)");
        check("as-agreed", "as-agreed = AsAgreed");
        check("unlimited", "a target without an end is none [unlimited]");
        check("end of 0 business days", "0 is no number of business days [end of 0 business days]");
        check("end of 1.5 business days", "1.5 is no number of business days [end of 1.5 business days]");
        check("end of week", "`business` is expected, not `week` [week]");
        check("end", "`of` is missing at the end [end]");
        check("4 hors", "`hors` is not a unit of time [hors]");
    }
}
