//! What an emergency call costs at this minute, until when, and the call-back at the accepted price.

use axum::http::StatusCode;
use axum::response::Response;
use desk::call::{self, Price};
use desk::contract::Overview;
use desk::customer;
use desk::id::ContractId;
use desk::rota::{self, CallBack, NewCallBack};
use desk::{Actor, DeskError, View};
use engine::plan::show::word;
use serde::Deserialize;

use super::{home, request};
use crate::answer::{self, percent};
use crate::asked::Query;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Form, Part, ReadingPage, Sheet, Table};
use crate::show::{Wrong, entry, plan_language};
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::{ContactVisit, Visit};

/// Which line, and what was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    contract: String,
    line: String,
    phone: String,
    subject: String,
    price: String,
    accepted: String,
}

struct Found {
    contracts: Vec<Overview>,
    chosen: Option<(Overview, String, Price)>,
    open: Vec<CallBack>,
    phone: String,
}

fn gather(view: &mut View<'_, '_>, typed: &Typed) -> Result<Found, DeskError> {
    let Actor::Contact { id, .. } = *view.actor else { return Err(DeskError::NotFound) };
    let contracts = request::overviews(view)?;
    let mut chosen = None;
    for (one, line) in on_call(&contracts) {
        let wanted = (typed.contract.is_empty() || typed.contract == one.id.to_string())
            && (typed.line.is_empty() || typed.line == line);
        if wanted && chosen.is_none() {
            let price = call::price_now(view, one.id, &line)?;
            chosen = Some((one.clone(), line, price));
        }
    }
    let phone = customer::get_contact(view, id)?.phone.unwrap_or_default();
    Ok(Found { open: rota::list_open(view)?, phone, chosen, contracts })
}

/// The lines on which call-backs can be asked for.
fn on_call(contracts: &[Overview]) -> impl Iterator<Item = (&Overview, String)> {
    contracts.iter().flat_map(|one| {
        let lines = one.lines.iter().map(|line| &one.catalogue.lines[line.line]);
        lines.filter(|line| line.on_call).map(move |line| (one, line.id.clone()))
    })
}

/// The page.
pub(super) async fn page(visit: ContactVisit, Query(typed): Query<Typed>) -> Result<Response, Refusal> {
    // Only the line can be asked for by address; what is typed comes by the form.
    let typed = Typed { contract: typed.contract, line: typed.line, ..Typed::default() };
    show(&visit.0, StatusCode::OK, &typed, None).await
}

/// Accepts the price and asks for the call-back.
pub(super) async fn accept(visit: ContactVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let typed = posted.of(&visit)?;
    if typed.accepted != "yes" {
        let wrong = Wrong::field("accepted", "missing");
        return show(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(wrong)).await;
    }
    let kept = typed.clone();
    let result = visit
        .try_act(move |act| {
            let Actor::Contact { id, .. } = *act.actor else { return Err(DeskError::NotFound) };
            let contract: ContractId = kept.contract.parse().map_err(|_| DeskError::NotFound)?;
            let new = NewCallBack {
                contract,
                contact: id,
                line: kept.line.clone(),
                phone: kept.phone.clone(),
                subject: kept.subject.clone(),
                accepted: kept.price.clone(),
            };
            rota::request(act, &new)
        })
        .await?;
    match result {
        Ok(_) => Ok(answer::done(&visit, "/portal/emergency", &visit.text().get("emergency-asked").to_string())),
        Err(wrong) => {
            // A new price must be accepted anew.
            let typed = Typed { accepted: String::new(), ..typed };
            show(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(wrong)).await
        }
    }
}

async fn show(visit: &Visit, status: StatusCode, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let asked = typed.clone();
    let found = visit.read(move |view| gather(view, &asked)).await?;
    let shell = visit.shell(Area::Emergency);
    let t = &shell.t;
    let mut parts = Vec::new();
    if !found.open.is_empty() {
        parts.push(Part::Heading(t.get("emergency-open").to_string()));
        parts.push(Part::Table(open_table(t, &found)));
    }
    match &found.chosen {
        None => parts.push(Part::Words(t.get("emergency-none").to_string())),
        Some((one, line, price)) => {
            parts.push(Part::Heading(entry::line(t, &one.catalogue, line)));
            parts.extend(price_parts(t, one, price));
            let (form, rest) = form(visit, t, &found, typed, wrong.as_ref());
            let moved =
                wrong.as_ref().filter(|wrong| wrong.is_conflict("price-changed")).and_then(|_| moved(t, one, price));
            parts.extend(moved.or(rest).map(Part::Wrong));
            parts.push(Part::Form(form));
        }
    }
    let others: Vec<(String, String)> = on_call(&found.contracts)
        .filter(|(one, line)| found.chosen.as_ref().is_none_or(|(chosen, on, _)| (chosen.id, on) != (one.id, line)))
        .map(|(one, line)| {
            let query = format!("/portal/emergency?contract={}&line={}", one.id, percent(&line));
            (visit.url(&query), entry::line(t, &one.catalogue, &line))
        })
        .collect();
    if !others.is_empty() {
        parts.push(Part::Links(others));
    }
    for one in &found.contracts {
        parts.push(Part::Heading(t.get("lines-title").to_string()));
        parts.push(Part::Table(home::lines(t, one)));
    }
    let sheet = Sheet { title: t.get("nav-emergency").to_string(), parts };
    answer::whole(visit, status, &ReadingPage { sheet, shell })
}

/// That the price is another one now, in the words in which it stands below.
fn moved(t: &Text, one: &Overview, price: &Price) -> Option<String> {
    let line = one.lines.iter().find(|line| one.catalogue.lines[line.line].id == price.line)?;
    let (language, currency) = (plan_language(t), one.catalogue.provider.currency);
    let now = word::time_price(line.price?.price(&one.catalogue), currency, language);
    let beside = price.beside.iter().map(|step| step.brief(&one.catalogue, language));
    let words: Vec<String> = std::iter::once(now).chain(beside).collect();
    Some(t.get("problem-price-changed").arg("detail", words.join(" + ")).to_string())
}

/// The price now, until when, what follows, and all bands.
fn price_parts(t: &Text, one: &Overview, price: &Price) -> Vec<Part> {
    let language = plan_language(t);
    let currency = one.catalogue.provider.currency;
    let line = one.lines.iter().find(|line| one.catalogue.lines[line.line].id == price.line);
    let now = line.and_then(|line| line.price);
    let words = |price: &engine::plan::catalogue::TimePrice| word::time_price(price, currency, language);
    let Some(now) = now else { return vec![Part::Words(t.get("price-none").to_string())] };
    let mut facts = vec![(t.get("emergency-now").to_string(), Cell::Text(words(now.price(&one.catalogue))))];
    for step in &price.beside {
        facts.push((t.get("emergency-besides").to_string(), Cell::Text(step.brief(&one.catalogue, language))));
    }
    if let Some(until) = now.until {
        facts.push((t.get("emergency-until").to_string(), Cell::Time(until)));
    }
    if let Some(next) = now.next_price(&one.catalogue) {
        facts.push((t.get("emergency-then").to_string(), Cell::Text(words(next))));
    }
    let tariff = &one.catalogue.tariffs[now.tariff];
    let rows = tariff.bands.iter().enumerate().map(|(index, band)| {
        let mark = if index == now.band { t.get("emergency-this").to_string() } else { String::new() };
        let hours = band.hours.as_deref().map(|hours| word::hours(hours, language)).unwrap_or_default();
        vec![Cell::text(band.name.get(language)), Cell::Text(hours), Cell::Text(words(&band.price)), Cell::Text(mark)]
    });
    let head = [t.get("emergency-band"), t.get("lines-hours"), t.get("lines-price"), t.get("emergency-applies")];
    let table = Table {
        name: tariff.name.get(language).to_owned(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: String::new(),
    };
    vec![Part::Facts(facts), Part::Table(table)]
}

fn form(visit: &Visit, t: &Text, found: &Found, typed: &Typed, wrong: Option<&Wrong>) -> (Form, Option<String>) {
    let (contract, line, price) = match &found.chosen {
        Some((one, line, price)) => (one.id.to_string(), line.clone(), price.text.clone()),
        None => Default::default(),
    };
    let first = typed.phone.is_empty() && wrong.is_none();
    let phone = if first { &found.phone } else { &typed.phone };
    let mut phone = Field::new("phone", t.get("emergency-phone"), Control::Line).value(phone).autocomplete("tel");
    let mut subject = Field::new("subject", t.get("request-subject"), Control::Line).value(&typed.subject);
    let mut accepted = Field::new("accepted", t.get("request-accept"), Control::Tick).value(&typed.accepted);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut [&mut phone, &mut subject, &mut accepted]));
    let form = Form {
        action: visit.url("/portal/emergency"),
        hidden: vec![("contract", contract), ("line", line), ("price", price)],
        fields: vec![phone, subject, accepted],
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("emergency-ask").to_string(),
    };
    (form, rest)
}

fn open_table(t: &Text, found: &Found) -> Table {
    let rows = found.open.iter().map(|one| {
        let taken = match &one.taken {
            Some((_, name, _)) => t.get("on-call-taken-by").arg("name", name.as_str()).to_string(),
            None => t.get("on-call-nobody").to_string(),
        };
        vec![
            Cell::Time(one.requested_at),
            Cell::text(one.subject.as_str()),
            Cell::text(one.phone.as_str()),
            Cell::Text(taken),
        ]
    });
    let head = [t.get("on-call-since"), t.get("request-subject"), t.get("emergency-phone"), t.get("tickets-state")];
    Table {
        name: t.get("emergency-open").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: String::new(),
    }
}
