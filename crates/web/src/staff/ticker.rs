//! The price of a call while it runs: the band now, the price so far, the next step, the band change ahead.

use axum::response::Response;
use desk::call;
use desk::id::ContractId;
use desk::{DeskError, View};
use engine::money::{Rounding, to_minor};
use engine::plan::Catalogue;
use engine::plan::show::word;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::answer::{self, percent};
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::sheet::{Part, Pieces};
use crate::show::{entry, plan_language};
use crate::text::Text;
use crate::view::{Area, Money, Ticker, Why};
use crate::visit::{StaffVisit, Visit};

/// Which call.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    contract: String,
    line: String,
    since: String,
}

/// The ticker alone, asked for again at each step.
pub(super) async fn fragment(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let missing = || Refusal::nothing_here().within(&visit);
    let contract: ContractId = asked.contract.parse().map_err(|_| missing())?;
    let since: Timestamp = asked.since.parse().map_err(|_| missing())?;
    let (line, t) = (asked.line, visit.text());
    let url = visit.url("/calls/ticker");
    let ticker = visit.read(move |view| ticker(view, &t, &url, contract, &line, since)).await?;
    let shell = visit.shell(Area::Queue);
    answer::fragment(&Pieces { shell: &shell, parts: &[Part::Ticker(Box::new(ticker))] })
}

/// What a running call has come to, if its line is known by now and it has begun.
pub(super) async fn part(visit: &Visit, contract: ContractId, line: &str, since: Timestamp) -> Option<Part> {
    if since > visit.now {
        return None;
    }
    let (line, t, url) = (line.to_owned(), visit.text(), visit.url("/calls/ticker"));
    let found = visit.try_read(move |view| ticker(view, &t, &url, contract, &line, since)).await;
    found.ok()?.ok().map(|ticker| Part::Ticker(Box::new(ticker)))
}

fn ticker(
    view: &mut View<'_, '_>,
    t: &Text,
    url: &str,
    id: ContractId,
    line: &str,
    since: Timestamp,
) -> Result<Ticker, DeskError> {
    let running = call::ticker(view, id, line, since)?;
    let catalogue = running.catalogue.as_ref();
    let language = plan_language(t);
    let index = catalogue.find_line(line).ok_or(DeskError::NotFound)?;
    let started = engine::tariff::price_now(catalogue, index, since).unwrap_or_default();
    let words = |price| word::time_price(price, catalogue.provider.currency, language);
    let change = started.and_then(|now| {
        let (tariff, band) = now.next?;
        let band = catalogue.tariffs[tariff].bands[band].name.get(language).to_owned();
        // A band that changed since the call began is not ahead any more.
        let until = now.until.filter(|until| *until > view.now)?;
        Some((until, band, now.next_price(catalogue).map(words).unwrap_or_default()))
    });
    let query = format!("contract={id}&line={}&since={}", percent(line), percent(&since.to_string()));
    Ok(Ticker {
        band: running
            .price
            .band
            .as_ref()
            .map_or_else(|| entry::line(t, catalogue, line), |band| band.get(language).to_owned()),
        price: started.map_or_else(
            || t.get("price-none").to_string(),
            |now| {
                let beside = running.price.beside.iter().map(|step| step.brief(catalogue, language));
                std::iter::once(words(now.price(catalogue))).chain(beside).collect::<Vec<_>>().join(" + ")
            },
        ),
        since: Some(since),
        so_far: started.and_then(|_| money(catalogue, running.net)),
        next: running.next_at.zip(running.next_net.and_then(|net| money(catalogue, net))),
        change,
        url: format!("{url}?{query}"),
        why: Why::default(),
    })
}

/// An exact net price as it is shown; the record rounds it in the same way.
fn money(catalogue: &Catalogue, net: Decimal) -> Option<Money> {
    let minor = to_minor(net, catalogue.provider.currency, Rounding::default()).ok()?;
    Some(entry::money(catalogue, minor))
}
