//! A ticket as the customer sees it: the conversation without notes, what was promised, and where to answer.

use axum::http::StatusCode;
use axum::response::Response;
use desk::View;
use desk::conversation::Notes;
use desk::ticket::{self, NewReply, Page};

use crate::answer;
use crate::asked::Path;
use crate::composed::Composed;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Conversation, Form, Part, ReadingPage, Sheet};
use crate::show::entry::Place;
use crate::show::{self, Wrong, clock, entry, verdict};
use crate::staff::{Ids, Number, content};
use crate::text::Text;
use crate::view::message::Entry;
use crate::view::ticket::{Clocks, Entries};
use crate::view::{Area, Control, Field};
use crate::visit::{ContactVisit, Visit};

/// The page.
pub(super) async fn page(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let find = move |view: &mut View<'_, '_>| {
        let ticket = ticket::get_by_number(view, number)?;
        ticket::merged_into(view, &ticket)
    };
    match visit.0.read(find).await? {
        Some(main) => Ok(answer::go(&visit.0, &format!("/portal/tickets/{main}"))),
        None => show(&visit.0, number, "", None).await,
    }
}

/// The conversation alone, for live updates.
pub(super) async fn entries(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let page = find(&visit.0, number.get(&visit.0)?).await?;
    let t = visit.0.text();
    answer::fragment(&Entries { entries: said(&visit.0, &t, &page), t })
}

/// The clocks alone, for live updates.
pub(super) async fn clocks(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let page = find(&visit.0, number.get(&visit.0)?).await?;
    answer::fragment(&lines(&visit.0, &visit.0.text(), &page))
}

/// The conversation as a page that prints.
pub(super) async fn print(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let page = find(&visit.0, number).await?;
    let shell = visit.0.shell(Area::Home);
    let url = visit.0.url(&format!("/portal/tickets/{number}"));
    let links = vec![(url.clone(), shell.t.get("print-back").to_string())];
    let sheet = show::print::sheet(&shell, &page, &url, Notes::Stay, links);
    answer::whole(&visit.0, StatusCode::OK, &ReadingPage { shell, sheet })
}

/// A file of a message.
pub(super) async fn file(visit: ContactVisit, Path(ids): Path<Ids>) -> Result<Response, Refusal> {
    let (number, id) = ids.get(&visit.0)?;
    let (file, bytes) = visit.0.read(move |view| desk::file::get(view, number, id)).await?;
    Ok(content(&file, bytes))
}

/// Answers, with files.
pub(super) async fn write(
    Path(number): Path<Number>,
    mut composed: Composed<ContactVisit>,
) -> Result<Response, Refusal> {
    let body = composed.field("body").to_owned();
    let visit = match composed.visit {
        Ok(ref visit) => visit.0.clone(),
        Err(refusal) => return Err(refusal),
    };
    let number = number.get(&visit)?;
    if !composed.guarded {
        return Err(Refusal::forbidden().within(&visit));
    }
    if let Some(wrong) = composed.wrong.take() {
        return show(&visit, number, &body, Some(wrong)).await;
    }
    let (reply, files) = (NewReply { body: body.clone(), mail: None }, std::mem::take(&mut composed.files));
    let result = visit
        .try_act(move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            ticket::reply_with_files(act, id, &reply, &files)
        })
        .await?;
    match result {
        Ok(_) => {
            let words = visit.text().get("portal-reply-sent").to_string();
            Ok(answer::done(&visit, &format!("/portal/tickets/{number}"), &words))
        }
        Err(wrong) => show(&visit, number, &body, Some(wrong)).await,
    }
}

async fn find(visit: &Visit, number: i64) -> Result<Page, Refusal> {
    visit.read(move |view| ticket::page(view, number)).await
}

/// The conversation.
fn said(visit: &Visit, t: &Text, page: &Page) -> Vec<Entry> {
    let url = visit.url(&format!("/portal/tickets/{}", page.ticket.number));
    entry::all(t, page, &[], Place { url: &url, seen: None, splits: None })
}

fn lines(visit: &Visit, t: &Text, page: &Page) -> Clocks {
    let lines = match &page.terms {
        Some(terms) => page.clocks.iter().map(|one| clock::full(t, one, &terms.catalogue)).collect(),
        None => Vec::new(),
    };
    Clocks { url: visit.url(&format!("/portal/tickets/{}/clocks", page.ticket.number)), lines, t: t.clone() }
}

async fn show(visit: &Visit, number: i64, body: &str, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = find(visit, number).await?;
    let mut shell = visit.shell(Area::Home);
    shell.live_url = Some(visit.url(&format!("/portal/events?on=ticket-{number}")));
    let t = shell.t.clone();
    let mut field = Field::new("body", t.get("portal-reply"), Control::Area { rows: 6 }).value(body);
    let mut files = Field::new("file", t.get("composer-files"), Control::Files).optional();
    let rest = wrong.and_then(|wrong| wrong.mark(&t, &mut [&mut field, &mut files]));
    field.error = field.error.or(rest);
    let ticket = &page.ticket;
    let plan = page.terms.as_ref().map(|terms| terms.plan_name.get(show::plan_language(&t))).unwrap_or_default();
    let parts = vec![
        Part::Facts(facts(&t, &page)),
        Part::Verdict(verdict::kept(&t, ticket.answer, &page.conditions, plan)),
        Part::Clocks(lines(visit, &t, &page)),
        Part::Conversation(Conversation {
            url: Some(visit.url(&format!("/portal/tickets/{number}/entries"))),
            entries: said(visit, &t, &page),
        }),
        Part::Links(vec![(visit.url(&format!("/portal/tickets/{number}/print")), t.get("print-offer").to_string())]),
        Part::Form(Form {
            action: visit.url(&format!("/portal/tickets/{number}/messages")),
            hidden: Vec::new(),
            fields: vec![field, files],
            quote_url: None,
            quote: Vec::new(),
            submit: t.get("composer-send").to_string(),
        }),
    ];
    let sheet = Sheet { title: format!("#{number} {}", ticket.subject), parts };
    answer::whole(visit, status, &ReadingPage { shell, sheet })
}

fn facts(t: &Text, page: &Page) -> Vec<(String, Cell)> {
    let ticket = &page.ticket;
    let severity = page
        .terms
        .as_ref()
        .zip(ticket.severity.as_deref())
        .and_then(|(terms, id)| show::severity(t, &terms.catalogue, id));
    let mut facts = vec![
        (t.get("tickets-state").to_string(), Cell::text(t.get(show::stage(ticket.state).customer_key()).to_string())),
        (t.get("tickets-opened").to_string(), Cell::Time(ticket.opened_at)),
    ];
    if !page.participants.is_empty() {
        let names: Vec<&str> = page.participants.iter().map(|one| one.name.as_str()).collect();
        facts.push((t.get("portal-participants").to_string(), Cell::text(names.join(", "))));
    }
    if let Some(acceptance) = &page.acceptance {
        facts.push((t.get("acceptance-title").to_string(), Cell::text(show::acceptance::words(t, acceptance))));
    }
    if let Some(severity) = severity {
        facts.push((t.get("ticket-severity").to_string(), Cell::Text(severity.name)));
    }
    if let Some(name) = &page.assignee {
        facts.push((t.get("tickets-assignee").to_string(), Cell::text(name.as_str())));
    }
    facts
}
