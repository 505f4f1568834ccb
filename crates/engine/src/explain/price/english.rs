//! The English wording of price steps.

use super::PriceStep;
use crate::explain::figure::{amount, counted, length, number, period, price};
use crate::explain::wording::{quantity, when};
use crate::plan::catalogue::price::Unsaid;
use crate::plan::catalogue::{Catalogue, Counting, Language};
use crate::tariff::BandReason;

const EN: Language = Language::En;

pub(super) fn text(step: &PriceStep, catalogue: &Catalogue) -> String {
    usage(step, catalogue)
        .or_else(|| priced(step, catalogue))
        .or_else(|| line(step, catalogue))
        .or_else(|| booked(step, catalogue))
        .unwrap_or_else(|| refusal(step, catalogue))
}

/// Steps of one usage.
fn usage(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let tariff = |ix: usize| catalogue.tariffs[ix].name.get(EN);
    Some(match step {
        PriceStep::Measured { measured_s, counted_s, counting } => measured(*measured_s, *counted_s, *counting),
        PriceStep::Within { asked, applies } => {
            format!("Starts at a time when “{}” applies in place of “{}”", tariff(*applies), tariff(*asked))
        }
        PriceStep::Burned { allowance, period: of, quantity: taken, left } => {
            let name = catalogue.allowances[*allowance].name.get(EN);
            let unit = catalogue.allowances[*allowance].unit;
            let of = of.map(|of| format!(" ({})", period(of, EN))).unwrap_or_default();
            let left = left
                .map_or_else(|| "unlimited".to_owned(), |left| format!("{} left", quantity(left, unit, catalogue, EN)));
            format!("From “{name}”{of}: {}, {left}", quantity(*taken, unit, catalogue, EN))
        }
        PriceStep::TicketTaken { allowance } => {
            format!("The ticket has already been taken from “{}”", catalogue.allowances[*allowance].name.get(EN))
        }
        PriceStep::FreeCause { cause } => format!("Free of charge because of “{cause}”"),
        _ => return None,
    })
}

/// Steps of a price.
fn priced(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let money = |value| price(value, catalogue.provider.currency, EN);
    let zone = &catalogue.provider.zone;
    let tariff = |ix: usize| catalogue.tariffs[ix].name.get(EN);
    let band = |ix: usize, band: usize| catalogue.tariffs[ix].bands[band].name.get(EN);
    Some(match step {
        PriceStep::Band { tariff, band: ix, at, reason } => {
            let (at, band) = (when(*at, zone, EN), band(*tariff, *ix));
            match reason {
                BandReason::Open => format!("From {at} on “{band}” applies"),
                BandReason::Otherwise => {
                    format!("There is no price row for {at}: “{band}” applies")
                }
                BandReason::GoesOn => format!("From {at} on “{band}” goes on"),
            }
        }
        PriceStep::GoesOn { tariff: ix } => {
            format!("Runs into hours for which “{}” has no row: the last row goes on", tariff(*ix))
        }
        PriceStep::Blocks { blocks, block_s, first, price: each, net } => {
            let sums = (money(*each), money(*net));
            blocks_text(*blocks, *block_s, first.as_ref().map(|first| (first.length_s, money(first.price))), &sums)
        }
        PriceStep::Time { seconds, per_s, price: each, net } => {
            let per = match per_s {
                3600 => "hour".to_owned(),
                60 => "minute".to_owned(),
                1 => "second".to_owned(),
                other => length(*other, EN),
            };
            format!("{} at {} per {per}: {}", length(*seconds, EN), money(*each), money(*net))
        }
        PriceStep::Split { tariff, band: ix, seconds, net } => {
            format!("Share in “{}”: {} = {}", band(*tariff, *ix), length(*seconds, EN), money(*net))
        }
        PriceStep::Total { net } => format!("Together {}", money(*net)),
        _ => return None,
    })
}

/// Started blocks: how many, how long, the length and price of a first block of its own, price of a block and the sum.
fn blocks_text(blocks: i64, block_s: i64, first: Option<(i64, String)>, (each, net): &(String, String)) -> String {
    let started = counted(blocks, ("started block", "started blocks"));
    let of = length(block_s, EN);
    match first {
        None => format!("{started} of {of}: {blocks} × {each} = {net}"),
        Some((first_s, price)) if blocks == 1 => {
            format!("{started} of {}: {price}", length(first_s, EN))
        }
        Some((first_s, price)) if first_s == block_s => {
            format!("{started} of {of}: {price} + {} × {each} = {net}", blocks - 1)
        }
        Some((first_s, price)) => {
            let first = length(first_s, EN);
            format!("{started}, the first of {first}, then of {of}: {price} + {} × {each} = {net}", blocks - 1)
        }
    }
}

/// Steps of an invoice line.
fn line(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let currency = catalogue.provider.currency;
    let money = |value| price(value, currency, EN);
    Some(match step {
        PriceStep::Fee { offer, count, price: each, months } => {
            let name = catalogue.offers[*offer].name.get(EN);
            let times = if *count == 1 { String::new() } else { format!("{count} × ") };
            let every = match months {
                None => "once".to_owned(),
                Some(1) => "a month".to_owned(),
                Some(12) => "a year, one twelfth each month".to_owned(),
                Some(months) => format!("for {months} months, a share each month"),
            };
            format!("{times}“{name}”: {} {every}", money(*each))
        }
        PriceStep::Share { days, of } => format!("For {days} of {of} days"),
        PriceStep::ForDays { period: of } => format!("For {}", period(*of, EN)),
        PriceStep::Discount { percent, months, list, price } => format!(
            "{} % discount from a term of {months} months on: {} instead of {}",
            number(percent.normalize(), EN),
            money(*price),
            money(*list)
        ),
        PriceStep::Summed { usages, seconds } => {
            let usages = i64::try_from(*usages).unwrap_or(i64::MAX);
            format!("{}, together {}", counted(usages, ("usage", "usages")), length(*seconds, EN))
        }
        PriceStep::TopUp { allowance, quantity: more } => {
            let allowance = &catalogue.allowances[*allowance];
            format!("“{}” topped up by {}", allowance.name.get(EN), quantity(*more, allowance.unit, catalogue, EN))
        }
        _ => return None,
    })
}

/// Steps that say why a line is where it is, and what was corrected.
fn booked(step: &PriceStep, catalogue: &Catalogue) -> Option<String> {
    let currency = catalogue.provider.currency;
    let money = |value| price(value, currency, EN);
    let minor = |value| amount(value, currency, EN);
    Some(match step {
        PriceStep::Late { service, known } => {
            let known = when(*known, &catalogue.provider.zone, EN);
            format!("Service of {}, became known {known}: on the next invoice", period(*service, EN))
        }
        PriceStep::Pooled { period: of } => {
            format!("{} are used as one: billed at the end", period(*of, EN))
        }
        PriceStep::Rounded { exact, minor: rounded } => {
            format!("Exactly {}, rounded half up to {}", money(*exact), minor(*rounded))
        }
        PriceStep::Reversed { minor: billed } => {
            format!("Reversal: {} had been billed", minor(*billed))
        }
        PriceStep::Rerated { before_minor, minor: right } => {
            format!("Rated again: {} instead of {}", minor(*right), minor(*before_minor))
        }
        PriceStep::Tax { percent, net_minor, amount_minor } => {
            format!("{} % VAT on {}: {}", number(percent.normalize(), EN), minor(*net_minor), minor(*amount_minor))
        }
        _ => return None,
    })
}

/// Why something is not rated.
fn refusal(step: &PriceStep, catalogue: &Catalogue) -> String {
    match step {
        PriceStep::NotRated(error) => format!("This cannot be rated: {error}"),
        PriceStep::NotInEffect { at } => {
            format!("The contract is not in effect on {}", when(*at, &catalogue.provider.zone, EN))
        }
        PriceStep::LineNotIncluded { line } => {
            let name = catalogue.find_line(line).map_or(line.as_str(), |ix| catalogue.lines[ix].name.get(EN));
            format!("The line “{name}” is not part of the plan")
        }
        PriceStep::NotAccepted => "The price was not accepted: not charged".to_owned(),
        PriceStep::UnknownAllowance { allowance } => format!("There is no allowance “{allowance}”"),
        PriceStep::UnknownItem { item } => format!("There is no item “{item}”"),
        PriceStep::NotKnown { fact } => format!("“{fact}” is not known: the price cannot be computed"),
        PriceStep::NoRow => "No row of the price list holds".to_owned(),
        PriceStep::Unpriced { of, at, unsaid } => {
            let at = at.map(|at| format!(", {}", when(at, &catalogue.provider.zone, EN))).unwrap_or_default();
            let name = of.name(catalogue, EN);
            match unsaid {
                Unsaid::AsAgreed => {
                    format!("{name}{at}: priced as agreed, and the contract names no price; not billed")
                }
                Unsaid::NotStated => format!("{name}{at}: the plan states no price; not billed"),
            }
        }
        PriceStep::UnknownPack { pack } => format!("There is no pack “{pack}”"),
        PriceStep::EmptyTopUp => "A top-up adds more than nothing, at a price not below zero".to_owned(),
        _ => "The amount is larger than can be invoiced".to_owned(),
    }
}

fn measured(measured_s: i64, counted_s: i64, counting: Counting) -> String {
    let measured = length(measured_s, EN);
    match counting {
        Counting::EachUsage | Counting::EachTicket | Counting::EachCycle | Counting::EachDay
            if measured_s == counted_s =>
        {
            format!("Measured and counted: {measured}")
        }
        Counting::EachUsage | Counting::EachTicket | Counting::EachCycle | Counting::EachDay => {
            format!("Measured {measured}, in started units {}", length(counted_s, EN))
        }
        Counting::MonthSum => format!("Measured {measured}; the month's sum is rounded up"),
        Counting::Second => format!("Measured {measured}, counted by the second"),
    }
}
