//! What a call or a piece of work comes to: verdict, price, burn, what is left before and after, every step.

use desk::customer::Contact;
use desk::usage::{Left, Quote};

use super::{entry, left, plan_language, verdict};
use crate::sheet::{Cell, Part, Table};
use crate::text::Text;

/// The quote as pieces of a form. `source` names the plan, `names` are the people of the customer.
pub(crate) fn parts(t: &Text, quote: &Quote, source: &str, names: &[Contact]) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(judged) = &quote.verdict {
        parts.push(Part::Verdict(verdict::judged(t, judged, &quote.catalogue, source, names)));
    }
    if let Some(refused) = &quote.refused {
        parts.push(Part::Wrong(refused.get(plan_language(t)).join(" ")));
        return parts;
    }
    let rating = quote.rating.as_ref();
    let price = rating.and_then(|rating| entry::price(&quote.catalogue, rating));
    let burned = rating.and_then(|rating| entry::burned(t, &quote.catalogue, rating));
    let counted = rating.map(|rating| t.duration(rating.counted_s));
    let nothing = || t.get("quote-nothing").to_string();
    let mut facts = vec![(t.get("quote-price").to_string(), price.map_or_else(|| Cell::Text(nothing()), Cell::Money))];
    facts.push((t.get("quote-burn").to_string(), Cell::Text(burned.unwrap_or_else(nothing))));
    facts.extend(counted.map(|words| (t.get("quote-counted").to_string(), Cell::Text(words))));
    parts.push(Part::Facts(facts));
    if !quote.left.is_empty() {
        parts.push(Part::Table(balances(t, quote)));
    }
    if let Some(rating) = rating {
        parts.push(Part::Why(entry::steps(t, rating)));
    }
    parts
}

fn balances(t: &Text, quote: &Quote) -> Table {
    let row = |one: &Left| {
        let name = quote.catalogue.allowances[one.allowance].name.get(plan_language(t));
        let period = one.period.map(|period| engine::explain::figure::period(period, plan_language(t)));
        let amount = |quantity| left::amount(t, &quote.catalogue, one.allowance, quantity);
        let limited = one.granted.is_some();
        let words = |quantity| if limited { amount(quantity) } else { t.get("left-unlimited").to_string() };
        vec![
            Cell::Text([Some(name.to_owned()), period].into_iter().flatten().collect::<Vec<_>>().join(", ")),
            Cell::Number(words(one.before)),
            Cell::Number(words(one.after)),
            one.expires.map_or_else(|| Cell::text(""), Cell::Time),
        ]
    };
    let head = [t.get("quote-allowance"), t.get("quote-before"), t.get("quote-after"), t.get("quote-expires")];
    Table {
        name: t.get("side-left").to_string(),
        head: head.map(String::from).to_vec(),
        rows: quote.left.iter().map(row).collect(),
        empty: String::new(),
    }
}
