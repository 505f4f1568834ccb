//! The stored form of a contract's events. The words and fields stay as they are once a desk has been used.

use std::collections::BTreeMap;

use engine::run::event::{Change, Claim, Downtime, Piece, What};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::error::DeskError;

/// A date as the database holds it.
pub(crate) fn day(text: &str) -> Result<Date, DeskError> {
    text.parse().map_err(|_| DeskError::broken(format!("date {text}")))
}

/// Word and body of an event that contracts have.
pub(super) fn stored(what: &What) -> Option<(&'static str, Value)> {
    Some(match what {
        What::Change(change) => {
            ("change", json!({ "plan": change.plan, "packages": change.packages, "options": change.options }))
        }
        What::Cancel { plan, end } => ("cancel", json!({ "plan": plan, "end": end.map(|day| day.to_string()) })),
        What::Activate => ("activate", json!({})),
        What::Pool { allowance, periods, by } => {
            let months: Vec<String> = periods.iter().map(ToString::to_string).collect();
            ("pool", json!({ "allowance": allowance, "periods": months, "by": by }))
        }
        What::TopUp { allowance, quantity, price } => (
            "top-up",
            json!({ "allowance": allowance, "quantity": quantity, "price": price.map(|price| price.to_string()) }),
        ),
        What::Buy { pack, count, price } => {
            ("buy", json!({ "pack": pack, "count": count, "price": price.map(|price| price.to_string()) }))
        }
        What::Fact { ticket: None, facts } => ("fact", json!(facts.iter().cloned().collect::<BTreeMap<_, _>>())),
        What::Item(Piece { item, quantity, ticket, .. }) => {
            ("item", json!({ "item": item, "quantity": quantity.to_string(), "ticket": ticket }))
        }
        What::Downtime(Downtime { id, from, to, what, facts }) => {
            let at = |at: &Option<Timestamp>| at.map(|at| at.to_string());
            ("outage", json!({ "id": id, "from": at(from), "to": at(to), "what": what, "facts": facts }))
        }
        What::Claim(Claim { remedy, period, ticket }) => {
            ("claim", json!({ "remedy": remedy, "period": period.map(|day| day.to_string()), "ticket": ticket }))
        }
        What::Pay => ("pay", json!({})),
        What::Count { base, quantity } => ("count", json!({ "base": base, "quantity": quantity.to_string() })),
        _ => return None,
    })
}

/// The event of a word and a body.
pub(super) fn read(kind: &str, body: &str) -> Result<What, DeskError> {
    let body: Map<String, Value> = serde_json::from_str(body)?;
    let broken = || DeskError::broken(format!("contract event {kind} {body:?}"));
    Ok(match kind {
        "change" => What::Change(Change {
            plan: text(&body, "plan"),
            packages: texts(&body, "packages"),
            options: texts(&body, "options"),
        }),
        "cancel" => {
            let end = text(&body, "end").map(|text| day(&text)).transpose()?;
            What::Cancel { plan: text(&body, "plan"), end }
        }
        "activate" => What::Activate,
        "pool" => {
            let periods = texts(&body, "periods").ok_or_else(broken)?;
            What::Pool {
                allowance: text(&body, "allowance"),
                periods: periods.iter().map(|text| day(text)).collect::<Result<_, _>>()?,
                by: text(&body, "by").ok_or_else(broken)?,
            }
        }
        "top-up" => What::TopUp {
            allowance: text(&body, "allowance").ok_or_else(broken)?,
            quantity: body.get("quantity").and_then(Value::as_i64).ok_or_else(broken)?,
            price: text(&body, "price").map(|text| text.parse()).transpose().map_err(|_| broken())?,
        },
        "buy" => What::Buy {
            pack: text(&body, "pack").ok_or_else(broken)?,
            count: body
                .get("count")
                .and_then(Value::as_u64)
                .and_then(|count| count.try_into().ok())
                .ok_or_else(broken)?,
            price: text(&body, "price").map(|text| text.parse()).transpose().map_err(|_| broken())?,
        },
        "fact" => {
            let named = body.iter().map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
            What::Fact { ticket: None, facts: named.collect::<Option<_>>().ok_or_else(broken)? }
        }
        "item" => What::Item(Piece {
            item: text(&body, "item").ok_or_else(broken)?,
            quantity: text(&body, "quantity").and_then(|text| text.parse().ok()).ok_or_else(broken)?,
            ticket: text(&body, "ticket"),
            facts: BTreeMap::new(),
        }),
        "outage" => What::Downtime(Downtime {
            id: text(&body, "id"),
            from: instant(&body, "from")?,
            to: instant(&body, "to")?,
            what: text(&body, "what"),
            facts: serde_json::from_value(body.get("facts").cloned().ok_or_else(broken)?)?,
        }),
        "claim" => What::Claim(Claim {
            remedy: text(&body, "remedy").ok_or_else(broken)?,
            period: text(&body, "period").map(|text| day(&text)).transpose()?,
            ticket: text(&body, "ticket"),
        }),
        "pay" => What::Pay,
        "count" => What::Count {
            base: text(&body, "base").ok_or_else(broken)?,
            quantity: text(&body, "quantity").and_then(|text| text.parse().ok()).ok_or_else(broken)?,
        },
        _ => return Err(broken()),
    })
}

fn text(body: &Map<String, Value>, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn instant(body: &Map<String, Value>, name: &str) -> Result<Option<Timestamp>, DeskError> {
    let read = |text: String| text.parse().map_err(|_| DeskError::broken(format!("time {text}")));
    text(body, name).map(read).transpose()
}

fn texts(body: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    let list = body.get(name)?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back() {
        let events = [
            What::Change(Change { plan: Some("level-3".to_owned()), packages: None, options: Some(vec![]) }),
            What::Cancel { plan: None, end: Some(jiff::civil::date(2026, 12, 1)) },
            What::Activate,
            What::Pool {
                allowance: Some("hours".to_owned()),
                periods: vec![jiff::civil::date(2026, 11, 1), jiff::civil::date(2026, 12, 1)],
                by: "support-manager".to_owned(),
            },
            What::TopUp { allowance: "phone".to_owned(), quantity: 600, price: Some("12.50".parse().unwrap()) },
            What::Fact { ticket: None, facts: vec![("region".to_owned(), "eu".to_owned())] },
            What::Buy { pack: "ten".to_owned(), count: 2, price: None },
            What::Item(Piece { item: "km".to_owned(), quantity: "12.5".parse().unwrap(), ..Piece::default() }),
            What::Downtime(Downtime {
                id: Some("shop 2026-11-10T00:00:00Z".to_owned()),
                from: Some("2026-11-10T00:00:00Z".parse().unwrap()),
                to: None,
                what: Some("shop".to_owned()),
                facts: BTreeMap::from([("cause".to_owned(), "maintenance".to_owned())]),
            }),
            What::Claim(Claim { remedy: "late".to_owned(), period: None, ticket: Some("7".to_owned()) }),
            What::Pay,
            What::Count { base: "devices".to_owned(), quantity: "12".parse().unwrap() },
        ];
        for event in events {
            let (kind, body) = stored(&event).unwrap();
            let back = read(kind, &body.to_string()).unwrap();
            assert_eq!(format!("{back:?}"), format!("{event:?}"));
        }
        assert!(read("party", "{}").is_err());
        assert!(read("pool", "{}").is_err());
    }
}
