//! The `events` of a scenario: a word for what happened, and its fields.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::contract::{LICENCE, licence};
use super::field::{Fault, Fields, Path};
use super::json::Json;
use super::value;
use crate::plan::catalogue::Channel;
use crate::plan::grammar::Within;
use crate::run::event::{By, Call, Change, Event, Open, Piece, What, Work};
use crate::sla::SINCE;
use crate::tariff::LONGEST_S;

/// Tickets or seconds that can be bought at once: far above any contract.
const LARGEST: i64 = 1_000_000_000;

/// Every word with its fields, beside those that all events have.
const WORDS: &[(&str, &[&str])] = &[
    ("call", &["line", "duration_s", "caller", "ticket", "accepted", "role", "facts"]),
    (
        "open",
        &[
            "ticket",
            "channel",
            "severity",
            "contact",
            "product",
            "system",
            "version",
            "customised",
            "licence",
            "topic",
            "request",
            "role",
            "chosen",
            "facts",
        ],
    ),
    ("reply", &["ticket", "by", "reaches"]),
    ("reach", &["ticket", "what", "milestone"]),
    ("message", &["ticket"]),
    ("log", &["ticket", "duration_s", "kind", "facts"]),
    ("pause", &["ticket", "why"]),
    ("resume", &["ticket"]),
    ("severity", &["ticket", "severity"]),
    ("resolve", &["ticket"]),
    ("reopen", &["ticket"]),
    ("close", &["ticket"]),
    ("fact", &["ticket"]),
    ("agree", &["what", "periods", "by", "allowance"]),
    ("activate", &[]),
    ("pay", &[]),
    ("downtime", &["id", "from", "to", "duration_s", "what", "cause", "facts"]),
    ("change", &["plan", "packages", "options"]),
    ("cancel", &["plan", "end"]),
    ("top-up", &["allowance", "duration_s", "quantity", "price", "pack"]),
    ("contacts", &["contacts"]),
    ("item", &["item", "quantity", "ticket", "facts"]),
    ("claim", &["remedy", "period", "ticket"]),
    ("licence", &LICENCE),
    ("count", &["base", "quantity"]),
];

pub(super) fn read_all(list: &[Json<'_>], path: Path<'_>) -> Result<Vec<Event>, Fault> {
    // Events are large: a list that grows moves them all.
    let mut events = Vec::with_capacity(list.len());
    for (ix, json) in list.iter().enumerate() {
        events.push(read(json, Path::Index(&path, ix))?);
    }
    Ok(events)
}

fn read(json: &Json<'_>, path: Path<'_>) -> Result<Event, Fault> {
    let fields = Fields::new(json, path)?;
    let at = fields.required_instant("at")?;
    let known = fields.instant("recorded_at")?;
    let word = fields.required_text("do")?;
    let Some((_, own)) = WORDS.iter().find(|(known, _)| *known == word) else {
        let known: Vec<&str> = WORDS.iter().map(|(known, _)| *known).collect();
        let message = format!("`{}` is not one of: {}", value::short(word), known.join(", "));
        return Err(fields.wrong("do", &message));
    };
    let what = what(word, &fields)?;
    if word != "fact" {
        let known = || ["at", "do", "recorded_at"].iter().chain(own.iter()).copied().collect::<Vec<_>>();
        fields.finish(&[]).or_else(|_| fields.finish(&known()))?;
    }
    Ok(Event { at, known, what })
}

fn what(word: &str, fields: &Fields<'_, '_, '_>) -> Result<What, Fault> {
    Ok(match word {
        "call" => What::Call(call(fields)?),
        "open" => What::Open(open(fields)?),
        "reply" => {
            let reaches = fields.texts("reaches")?.unwrap_or_default();
            What::Reply { ticket: ticket(fields)?, by: by(fields)?, reaches }
        }
        "message" => What::Reply { ticket: ticket(fields)?, by: By::Customer, reaches: Vec::new() },
        "reach" => What::Reach { ticket: ticket(fields)?, what: reached(fields)? },
        "log" => What::Log(Work {
            ticket: fields.owned("ticket")?,
            duration_s: duration(fields)?,
            kind: fields.owned("kind")?,
            facts: named(fields)?,
        }),
        "pause" => {
            let why = fields.owned("why")?.unwrap_or_else(|| "waiting-customer".to_owned());
            What::Pause { ticket: ticket(fields)?, why }
        }
        "resume" => What::Resume { ticket: ticket(fields)? },
        "severity" => {
            What::Severity { ticket: ticket(fields)?, severity: fields.required_text("severity")?.to_owned() }
        }
        "resolve" => What::Resolve { ticket: ticket(fields)? },
        "reopen" => What::Reopen { ticket: ticket(fields)? },
        "close" => What::Close { ticket: ticket(fields)? },
        "fact" => What::Fact { ticket: fields.owned("ticket")?, facts: facts(fields)? },
        "agree" => pool(fields)?,
        "activate" => What::Activate,
        "pay" => What::Pay,
        "downtime" => super::remedy::downtime(fields)?,
        "change" => What::Change(Change {
            plan: fields.owned("plan")?,
            packages: fields.texts("packages")?,
            options: fields.texts("options")?,
        }),
        "cancel" => What::Cancel { plan: fields.owned("plan")?, end: fields.date("end")? },
        "top-up" => top_up(fields)?,
        "contacts" => {
            let contacts = fields.texts("contacts")?.ok_or_else(|| fields.wrong("contacts", "is missing"))?;
            What::Contacts { contacts }
        }
        "item" => What::Item(Piece {
            item: fields.required_text("item")?.to_owned(),
            quantity: fields.decimal("quantity")?.unwrap_or(Decimal::ONE),
            ticket: fields.owned("ticket")?,
            facts: named(fields)?,
        }),
        "claim" => super::remedy::claim(fields)?,
        "licence" => What::Licence(licence(fields)?),
        _ => What::Count {
            base: fields.required_text("base")?.to_owned(),
            quantity: value::decimal(fields.required("quantity")?, || fields.path("quantity"))?,
        },
    })
}

fn ticket(fields: &Fields<'_, '_, '_>) -> Result<String, Fault> {
    fields.required_text("ticket").map(str::to_owned)
}

fn duration(fields: &Fields<'_, '_, '_>) -> Result<i64, Fault> {
    value::whole(fields.required("duration_s")?, 0, LONGEST_S, || fields.path("duration_s"))
}

fn call(fields: &Fields<'_, '_, '_>) -> Result<Call, Fault> {
    Ok(Call {
        line: fields.required_text("line")?.to_owned(),
        duration_s: duration(fields)?,
        caller: fields.owned("caller")?,
        ticket: fields.owned("ticket")?,
        accepted: fields.truth("accepted")?,
        role: fields.owned("role")?,
        facts: named(fields)?,
        decided: None,
    })
}

fn open(fields: &Fields<'_, '_, '_>) -> Result<Open, Fault> {
    let channel = fields.text("channel")?.map(|id| {
        Channel::find(id).ok_or_else(|| {
            let known = Channel::ALL.map(|(_, known)| known).join(", ");
            fields.wrong("channel", &format!("`{}` is not one of: {known}", value::short(id)))
        })
    });
    Ok(Open {
        ticket: ticket(fields)?,
        channel: channel.transpose()?,
        severity: fields.owned("severity")?,
        contact: fields.owned("contact")?,
        product: fields.owned("product")?,
        system: fields.owned("system")?,
        version: fields.owned("version")?,
        customised: fields.truth("customised")?.unwrap_or(false),
        licence: fields.owned("licence")?,
        topic: fields.owned("topic")?,
        request: fields.owned("request")?,
        role: fields.owned("role")?,
        facts: chosen(fields, named(fields)?)?,
        decided: None,
        restated: Vec::new(),
    })
}

/// What the customer chose, by milestone or for all, stands among the facts.
fn chosen(fields: &Fields<'_, '_, '_>, mut facts: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Fault> {
    let mut choose = |name: String, json: &Json<'_>, path: Path<'_>| -> Result<(), Fault> {
        let text = value::text(json, || path)?;
        text.parse::<Within>().map_err(|mistake| path.fault(mistake.to_string()))?;
        facts.insert(name, text.to_owned());
        Ok(())
    };
    match fields.get("chosen") {
        None => {}
        Some(json @ Json::Text(_)) => choose("chosen".to_owned(), json, fields.path("chosen"))?,
        Some(json) => {
            let own = Fields::new(json, fields.path("chosen"))?;
            own.all().try_for_each(|(name, json)| choose(format!("chosen.{name}"), json, own.path(name)))?;
        }
    }
    Ok(facts)
}

/// A milestone, or another word of the plan; `milestone` and `what` say the same.
fn reached(fields: &Fields<'_, '_, '_>) -> Result<String, Fault> {
    match (fields.owned("what")?, fields.owned("milestone")?) {
        (Some(what), None) | (None, Some(what)) => Ok(what),
        (None, None) => Err(fields.wrong("what", "is missing, and so is `milestone`; one is needed")),
        (Some(_), Some(_)) => Err(fields.wrong("milestone", "stands beside `what`; only one of them can be meant")),
    }
}

fn by(fields: &Fields<'_, '_, '_>) -> Result<By, Fault> {
    match fields.text("by")? {
        None | Some("agent") => Ok(By::Agent),
        Some("customer") => Ok(By::Customer),
        Some("automatic") => Ok(By::Automatic),
        Some(other) => {
            let message = format!("`{}` is not one of: agent, customer, automatic", value::short(other));
            Err(fields.wrong("by", &message))
        }
    }
}

/// Every field beside those that say when and of what is a fact; numbers and truths are kept as texts.
fn facts(fields: &Fields<'_, '_, '_>) -> Result<Vec<(String, String)>, Fault> {
    let mut facts = Vec::new();
    for (name, json) in fields.all() {
        if matches!(name, "at" | "do" | "ticket" | "recorded_at") {
            continue;
        }
        facts.push((name.to_owned(), told(name, json, || fields.path(name))?));
    }
    Ok(facts)
}

/// The object `facts`, for conditions.
pub(super) fn named(fields: &Fields<'_, '_, '_>) -> Result<BTreeMap<String, String>, Fault> {
    let Some(json) = fields.get("facts") else {
        return Ok(BTreeMap::new());
    };
    let facts = Fields::new(json, fields.path("facts"))?;
    facts.all().map(|(name, json)| Ok((name.to_owned(), told(name, json, || facts.path(name))?))).collect()
}

/// The value of a fact; the beginning that a request tells is an instant.
fn told<'p>(name: &str, json: &Json<'_>, path: impl Fn() -> Path<'p>) -> Result<String, Fault> {
    if name == SINCE { value::instant(json, path).map(|at| at.to_string()) } else { value::fact(json, path) }
}

fn pool(fields: &Fields<'_, '_, '_>) -> Result<What, Fault> {
    match fields.required_text("what")? {
        "pool" => {}
        other => {
            return Err(fields.wrong("what", &format!("`{}` is not one of: pool", value::short(other))));
        }
    }
    let list = fields.list("periods")?.ok_or_else(|| fields.wrong("periods", "is missing"))?;
    let path = fields.path("periods");
    let periods = list.iter().enumerate().map(|(ix, json)| value::month(json, || Path::Index(&path, ix)));
    Ok(What::Pool {
        allowance: fields.owned("allowance")?,
        periods: periods.collect::<Result<_, _>>()?,
        by: fields.required_text("by")?.to_owned(),
    })
}

fn top_up(fields: &Fields<'_, '_, '_>) -> Result<What, Fault> {
    if let Some(pack) = fields.owned("pack")? {
        for field in ["allowance", "duration_s"] {
            if fields.get(field).is_some() {
                return Err(fields.wrong(field, "stands beside `pack`, which says it"));
            }
        }
        let count = fields.whole("quantity", 1, 1_000)?.and_then(|count| u32::try_from(count).ok()).unwrap_or(1);
        return Ok(What::Buy { pack, count, price: fields.decimal("price")? });
    }
    let quantity = match (fields.whole("duration_s", 1, LARGEST)?, fields.whole("quantity", 1, LARGEST)?) {
        (Some(quantity), None) | (None, Some(quantity)) => quantity,
        (None, None) => {
            return Err(fields.wrong("duration_s", "is missing, and so is `quantity`; one is needed"));
        }
        (Some(_), Some(_)) => {
            return Err(fields.wrong("quantity", "stands beside `duration_s`; only one of them can be meant"));
        }
    };
    let allowance = fields.required_text("allowance")?.to_owned();
    Ok(What::TopUp { allowance, quantity, price: fields.decimal("price")? })
}
