//! Contracts under the shipped plans, with events written as lines of text, and what they owe as lines of text.

#![allow(dead_code, reason = "each test file uses what it needs")]

use std::sync::Arc;

use engine::invoice::{Billing, bill};
use engine::money::plain;
use engine::plan::catalogue::{Catalogue, Language};
use engine::plan::{Selection, read};
use engine::run::book::Volume;
use engine::run::event::{Call, Change, Contract, Event, What, Work};
use engine::run::outcome::{Balance, InvoiceDraft, InvoiceLine, RatedUsage};
use engine::run::timeline::Timeline;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A provider's catalogue, maybe with other answers to open questions.
pub struct World {
    pub catalogue: Arc<Catalogue>,
    volume: Volume,
}

/// A contract and what it owes.
pub struct Owed {
    pub catalogue: Arc<Catalogue>,
    pub timeline: Timeline,
    pub billing: Billing,
}

impl World {
    pub fn shipped(name: &str) -> World {
        World::changed(name, |_| {})
    }

    /// The shipped plan with some of its text replaced by other text.
    pub fn written(name: &str, changes: &[(&str, &str)]) -> World {
        let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let mut text = std::fs::read_to_string(&path).unwrap();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        World::of(read(&path, &text).unwrap_or_else(|errors| panic!("{errors}")))
    }

    /// The shipped catalogue with something else in it.
    pub fn changed(name: &str, change: impl FnOnce(&mut Catalogue)) -> World {
        let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        let mut catalogue = read(&path, &text).unwrap_or_else(|errors| panic!("{errors}"));
        change(&mut catalogue);
        World::of(catalogue)
    }

    fn of(catalogue: Catalogue) -> World {
        let catalogue = Arc::new(catalogue);
        World { volume: Volume::new("world", Arc::clone(&catalogue)), catalogue }
    }

    pub fn tariff(&self, id: &str) -> usize {
        self.catalogue.tariffs.iter().position(|tariff| tariff.id == id).unwrap()
    }

    pub fn bill(&self, contract: &Contract, events: &[Event], until: &str) -> Owed {
        let timeline = Timeline::build(&self.volume, contract, events).unwrap();
        let billing = bill(&self.catalogue, contract, &timeline, events, at(until));
        Owed { catalogue: Arc::clone(&self.catalogue), timeline, billing }
    }

    /// Bills a plan held from a day on.
    pub fn owed(&self, plan: &str, start: &str, events: &str, until: &str) -> Owed {
        self.bill(&contract(plan, start), &happened(events), until)
    }
}

/// A contract: "level-2" or "level-2 enterprise".
pub fn contract(plan: &str, start: &str) -> Contract {
    let mut words = plan.split(' ').map(str::to_owned);
    let selection = Selection { plan: words.next().unwrap(), packages: words.collect(), options: Vec::new() };
    Contract { selection, start: start.parse().unwrap(), ..Contract::default() }
}

/// An instant: in Berlin, or with its offset.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| {
        let local: DateTime = text.parse().or_else(|_| text.parse::<Date>().map(Into::into)).unwrap();
        TimeZone::get("Europe/Berlin").unwrap().to_timestamp(local).unwrap()
    })
}

/// Events, one a line: `2026-11-10T18:10 call emergency 660 ticket=t1 known=2026-12-03T10:00`.
pub fn happened(text: &str) -> Vec<Event> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(event).collect()
}

fn event(line: &str) -> Event {
    let mut words = line.split_whitespace();
    let when = at(words.next().unwrap());
    let verb = words.next().unwrap();
    let (named, plain): (Vec<&str>, Vec<&str>) = words.partition(|word| word.contains('='));
    let name = |wanted: &str| {
        named.iter().find_map(|word| word.split_once('=').filter(|(name, _)| *name == wanted)).map(|(_, value)| value)
    };
    let ticket = name("ticket").map(str::to_owned);
    let list = |words: &str| words.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let what = match verb {
        "call" => What::Call(Call {
            line: plain[0].to_owned(),
            duration_s: plain[1].parse().unwrap(),
            caller: Some("c1".to_owned()),
            ticket,
            accepted: name("accepted").map(|answer| answer == "yes"),
            ..Call::default()
        }),
        "log" => What::Log(Work {
            ticket,
            duration_s: plain[0].parse().unwrap(),
            kind: name("kind").map(str::to_owned),
            ..Work::default()
        }),
        "fact" => What::Fact {
            ticket,
            facts: name("cause").map(|cause| vec![("cause".to_owned(), cause.to_owned())]).unwrap(),
        },
        "activate" => What::Activate,
        "change" => What::Change(Change {
            plan: name("plan").map(str::to_owned),
            packages: name("packages").map(list),
            options: name("options").map(list),
        }),
        "cancel" => What::Cancel { plan: None, end: name("end").map(|end| end.parse().unwrap()) },
        "pool" => What::Pool {
            periods: plain[0].split(',').map(|month| format!("{month}-01").parse().unwrap()).collect(),
            by: "support-manager".to_owned(),
            allowance: None,
        },
        "top-up" => What::TopUp {
            allowance: plain[0].to_owned(),
            quantity: plain[1].parse().unwrap(),
            price: plain.get(2).map(|price| price.parse().unwrap()),
        },
        other => panic!("{other}"),
    };
    Event { at: when, known: name("known").map(at), what }
}

impl Owed {
    /// A usage: "phone 2026-11 900 + 7 minute = 3.50".
    pub fn usage_text(&self, usage: &RatedUsage) -> String {
        let mut parts: Vec<String> = usage
            .burned
            .iter()
            .map(|burn| {
                let period = burn.period.map(|period| format!(" {}", period.id())).unwrap_or_default();
                format!("{}{period} {}", self.catalogue.allowances[burn.allowance].id, burn.quantity)
            })
            .collect();
        parts.extend(usage.charged.iter().map(|charge| {
            let tariff = &self.catalogue.tariffs[usage.tariff.unwrap()];
            let band =
                if tariff.bands.len() > 1 { format!(" {}", tariff.bands[charge.band].id) } else { String::new() };
            format!("{} {}{band}", charge.quantity, charge.unit.id())
        }));
        format!("{} = {}", parts.join(" + "), self.plain(usage.amount_minor))
    }

    pub fn usage(&self) -> Vec<String> {
        self.billing.usage.iter().map(|usage| self.usage_text(usage)).collect()
    }

    pub fn plain(&self, minor: i64) -> String {
        plain(minor, self.catalogue.provider.currency)
    }

    /// A balance: "phone 2026-11 granted 900 used 60 expired 840 left 0".
    pub fn balances(&self) -> Vec<String> {
        let text = |balance: &Balance| {
            let period = balance.period.map_or_else(|| "-".to_owned(), |period| period.id());
            let granted = balance.granted.map_or_else(|| "unlimited".to_owned(), |granted| granted.to_string());
            format!(
                "{} {period} granted {granted} used {} expired {} left {}",
                self.catalogue.allowances[balance.allowance].id, balance.used, balance.expired, balance.left
            )
        };
        self.billing.balances.iter().map(text).collect()
    }

    /// An invoice: "2026-11 net 42.50 tax 8.08 gross 50.58" and a line "…: 7 minute × 0.50 = 3.50" for each of its lines.
    pub fn invoices(&self) -> Vec<String> {
        self.billing.invoices.iter().flat_map(|draft| self.invoice_text(draft)).collect()
    }

    fn invoice_text(&self, draft: &InvoiceDraft) -> Vec<String> {
        let tax: Vec<String> = draft.tax.iter().map(|tax| self.plain(tax.amount_minor)).collect();
        let head = format!(
            "{} net {} tax {} gross {}",
            draft.period.id(),
            self.plain(draft.net_minor),
            tax.join(" + "),
            self.plain(draft.gross_minor)
        );
        std::iter::once(head).chain(draft.lines.iter().map(|line| self.line_text(line))).collect()
    }

    fn line_text(&self, line: &InvoiceLine) -> String {
        format!(
            "  {}: {} {} × {} = {}",
            engine::invoice::line_text(&self.catalogue, line, Language::En),
            line.quantity,
            line.unit.id(),
            line.unit_price,
            self.plain(line.net_minor)
        )
    }

    pub fn refused(&self) -> Vec<usize> {
        let earlier = self.timeline.refused.iter().map(|refused| refused.event);
        let mut all: Vec<usize> = earlier.chain(self.billing.refused.iter().map(|refused| refused.event)).collect();
        all.sort_unstable();
        all
    }
}

/// Compares lines of text, however they are indented.
pub fn check(found: &[String], expect: &str) {
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let found: Vec<&str> = found.iter().map(|line| line.trim()).collect();
    assert_eq!(found, expect, "\nfound:\n{}\n", found.join("\n"));
}
