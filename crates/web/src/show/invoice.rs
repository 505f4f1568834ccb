//! An invoice as it was frozen: its lines open to their usage, and each usage to its steps.

use desk::billing::{Line, NOT_STATED, Snapshot, Usage, Words};
use desk::usage::Steps;
use jiff::Timestamp;

use super::{either, plan_language};
use crate::sheet::{Cell, Part, Table};
use crate::text::{Text, format};
use crate::view::why::Step;
use crate::view::{Money, Why};

/// The number as people read it.
pub(crate) fn title(t: &Text, number: i64) -> String {
    t.get("invoice-title").arg("number", number.to_string()).to_string()
}

/// The whole invoice; `issued` is when, for one that is.
pub(crate) fn parts(t: &Text, snapshot: &Snapshot, issued: Option<Timestamp>) -> Vec<Part> {
    let mut head = vec![
        (t.get("invoice-issuer").to_string(), Cell::Text(issuer(t, snapshot))),
        (t.get("invoice-customer").to_string(), Cell::Text(customer(snapshot))),
        (t.get("invoice-contract").to_string(), Cell::Text(contract(t, snapshot))),
        (t.get("invoice-days").to_string(), Cell::Text(days(t, &snapshot.from, &snapshot.to))),
    ];
    head.extend(issued.map(|at| (t.get("invoice-issued").to_string(), Cell::Text(t.date(at)))));
    let mut parts = vec![
        Part::Facts(head),
        Part::Table(lines(t, snapshot)),
        Part::Table(sums(t, snapshot)),
        Part::Heading(t.get("invoice-how").to_string()),
    ];
    parts.extend(snapshot.lines.iter().map(|line| fold(t, snapshot, line)));
    parts
}

fn words<'a>(t: &Text, words: &'a Words) -> &'a str {
    either(t, &words.de, &words.en)
}

fn issuer(t: &Text, snapshot: &Snapshot) -> String {
    if snapshot.issuer.is_empty() {
        words(t, &snapshot.provider).to_owned()
    } else {
        snapshot.issuer.replace('|', "\n")
    }
}

fn customer(snapshot: &Snapshot) -> String {
    let party = &snapshot.customer;
    // an address that is ready for an envelope begins with the name
    let name = (!party.address.starts_with(&party.name)).then(|| party.name.clone());
    let mut lines: Vec<String> = name.into_iter().chain([party.address.clone()]).collect();
    lines.extend(party.vat_id.clone());
    lines.join("\n")
}

fn contract(t: &Text, snapshot: &Snapshot) -> String {
    let plan = words(t, &snapshot.plan);
    t.get("contract-title").arg("plan", plan).arg("number", snapshot.contract.to_string()).to_string()
}

/// Days from one to another.
pub(crate) fn days(t: &Text, from: &str, to: &str) -> String {
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |day| format::civil_date(t.language, day));
    if from == to { day(from) } else { format!("{} – {}", day(from), day(to)) }
}

fn money(snapshot: &Snapshot, amount_minor: i64) -> Money {
    Money { amount_minor, currency: snapshot.currency.clone() }
}

fn lines(t: &Text, snapshot: &Snapshot) -> Table {
    let rows = snapshot.lines.iter().map(|line| {
        vec![
            Cell::text(words(t, &line.text)),
            Cell::Text(days(t, &line.from, &line.to)),
            Cell::Number(quantity(t, line)),
            Cell::Number(format::price(t.language, &line.unit_price, &snapshot.currency)),
            Cell::Money(money(snapshot, line.net_minor)),
        ]
    });
    let head = [
        t.get("invoice-what"),
        t.get("invoice-days"),
        t.get("invoice-quantity"),
        t.get("invoice-unit-price"),
        t.get("invoice-net"),
    ];
    Table {
        name: t.get("invoice-lines").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: String::new(),
    }
}

fn sums(t: &Text, snapshot: &Snapshot) -> Table {
    let row = |name: String, amount_minor| vec![Cell::Text(name), Cell::Money(money(snapshot, amount_minor))];
    let mut rows = vec![row(t.get("invoice-net").to_string(), snapshot.net_minor)];
    for tax in &snapshot.tax {
        let percent = format::decimal(t.language, &tax.percent);
        rows.push(row(t.get("invoice-tax-of").arg("percent", percent).to_string(), tax.amount_minor));
    }
    if snapshot.lines.iter().any(|line| line.tax_percent == NOT_STATED) {
        rows.push(vec![
            Cell::Text(t.get("invoice-tax").to_string()),
            Cell::Text(t.get("invoice-tax-open").to_string()),
        ]);
    }
    rows.push(row(t.get("invoice-gross").to_string(), snapshot.gross_minor));
    Table {
        name: t.get("invoice-sums").to_string(),
        head: [t.get("invoice-sums"), t.get("invoice-amount")].map(String::from).to_vec(),
        rows,
        empty: String::new(),
    }
}

fn quantity(t: &Text, line: &Line) -> String {
    let quantity = format::decimal(t.language, &line.quantity);
    let unit = match line.unit.as_str() {
        "block" => t.get("unit-block"),
        "minute" => t.get("unit-minute"),
        "hour" => t.get("unit-hour"),
        "second" => t.get("unit-second"),
        "month" => t.get("unit-month"),
        "piece" => t.get("unit-piece"),
        other => return format!("{quantity} {other}"),
    };
    format!("{quantity} {unit}")
}

fn why(t: &Text, steps: &Steps) -> Part {
    let steps = steps.get(plan_language(t)).iter();
    Part::Why(Why { steps: steps.map(|text| Step { text: text.clone(), value: None }).collect(), ..Why::default() })
}

fn fold(t: &Text, snapshot: &Snapshot, line: &Line) -> Part {
    let summary = format!("{} · {}", words(t, &line.text), money(snapshot, line.net_minor).say(t));
    let mut parts = vec![why(t, &line.steps)];
    parts.extend(line.usage.iter().map(|used| usage(t, snapshot, used)));
    Part::Fold(summary, parts)
}

fn usage(t: &Text, snapshot: &Snapshot, used: &Usage) -> Part {
    let at = used.at.parse::<Timestamp>().map_or_else(|_| used.at.clone(), |at| t.moment(at));
    let who = used.contact.clone().unwrap_or_default();
    let ticket = used.ticket.map(|number| format!("#{number}")).unwrap_or_default();
    let amount = money(snapshot, used.amount_minor).say(t).to_string();
    let words = [at, t.duration(used.measured_s), who, ticket, amount];
    let words: Vec<String> = words.into_iter().filter(|one| !one.is_empty()).collect();
    Part::Fold(words.join(" · "), vec![why(t, &used.steps)])
}
