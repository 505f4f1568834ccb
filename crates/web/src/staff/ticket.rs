//! A ticket as staff see it, as a page and as the pieces of it that move.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use desk::contract::{self, Overview};
use desk::customer::{self, Contact as Person};
use desk::draft::{self, Shown, Then};
use desk::id::{CannedId, MessageId};
use desk::staff::{self, Staff};
use desk::ticket::{self, QueueRow, State};
use desk::usage::{self, Kind, Listed};
use desk::{DeskError, View, notice, system};
use engine::plan::catalogue::Stated;

use super::acceptance;
use super::aside::{self, Around, SentFold, around};
use super::composer::{Help, composer, help, prefilled, waiting};
use super::conflict::{self, Meanwhile};
use super::frame::{Frame, frame};
use super::tag::{Sorted, sorted};
use crate::answer;
use crate::asked::{Path, Query};
use crate::portal::Typed;
use crate::refusal::Refusal;
use crate::show::entry::Place;
use crate::show::row::{Catalogues, Rows, catalogues};
use crate::show::{self, Wrong, clock, entry, left, verdict};
use crate::text::Text;
use crate::view::aside::Presence;
use crate::view::message::Entry;
use crate::view::queue::QueuePreview;
use crate::view::ticket::{Clocks, Contact, Entries, Facts, OtherTicket, TicketHead, TicketPage, TicketSide};
use crate::view::{Area, Choice, Control, Field};
use crate::visit::{StaffVisit, Visit};

/// Tickets of the same customer that are looked through for open ones.
const OTHERS: i64 = 30;
/// Entries of a preview.
const PREVIEWED: usize = 3;

/// Number of a ticket in a path; anything else is a page that does not exist.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Number {
    number: String,
}

impl Number {
    /// The number.
    pub(crate) fn get(&self, visit: &Visit) -> Result<i64, Refusal> {
        self.number.parse().map_err(|_| Refusal::nothing_here().within(visit))
    }
}

pub(super) struct Found {
    pub(super) page: ticket::Page,
    usage: Vec<Listed>,
    overview: Option<Overview>,
    person: Option<Person>,
    system: Option<system::System>,
    others: Vec<QueueRow>,
    staff: Vec<Staff>,
    sorted: Sorted,
    drafts: Vec<Shown>,
    help: Help,
    around: Around,
    pub(super) here: Presence,
    pub(super) frame: Frame,
}

/// What was sent from one of the page's forms and not taken.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) typed: Sent,
    pub(super) wrong: Option<Wrong>,
    /// The newest message that the writer had before them, where others have written since.
    pub(super) seen: Option<MessageId>,
    /// What was chosen to happen with the sending.
    pub(super) then: Then,
    /// The canned reply that was chosen.
    pub(super) canned: Option<CannedId>,
}

/// From which form, with what was typed.
#[derive(Debug, Default)]
pub(super) enum Sent {
    /// From none.
    #[default]
    Nothing,
    /// A reply.
    Reply(String),
    /// A note.
    Note(String),
    /// Another subject.
    Subject(String),
    /// Another severity.
    Severity,
    /// Somebody to work on it.
    Assignment,
    /// Facts.
    Facts(Box<Typed>),
    /// Tags to be added.
    Tags(String),
    /// Values of fields, by their keys.
    Values(BTreeMap<String, String>),
    /// A form that opens beside the conversation.
    Fold(SentFold),
    /// A field that somebody else has changed meanwhile.
    Meanwhile(Meanwhile),
}

impl Sent {
    /// The form beside the conversation that it came from.
    pub(super) fn fold(&self) -> Option<&SentFold> {
        match self {
            Sent::Fold(sent) => Some(sent),
            _ => None,
        }
    }
}

pub(super) async fn find(visit: &StaffVisit, number: i64) -> Result<Found, Refusal> {
    let me = visit.me();
    visit.0.read(move |view| gather(view, me, number)).await
}

/// Where the conversation of a merged ticket goes on.
pub(super) async fn goes_on(visit: &StaffVisit, number: i64) -> Result<Option<i64>, Refusal> {
    let find = move |view: &mut View<'_, '_>| {
        let ticket = ticket::get_by_number(view, number)?;
        ticket::merged_into(view, &ticket)
    };
    visit.0.read(find).await
}

fn gather(view: &mut View<'_, '_>, me: desk::id::StaffId, number: i64) -> Result<Found, DeskError> {
    let page = ticket::page(view, number)?;
    let one = &page.ticket;
    let around = around(view, &page)?;
    let overview = one.contract.map(|id| contract::overview(view, id)).transpose()?;
    let others = match one.customer {
        Some(customer) => ticket::of_customer(view, customer, None, OTHERS)?,
        None => Vec::new(),
    };
    Ok(Found {
        usage: usage_of(view, &page, &around)?,
        person: one.contact.map(|id| customer::get_contact(view, id)).transpose()?,
        system: one.about.system.map(|id| system::get(view, id)).transpose()?,
        staff: staff::list(view)?,
        sorted: sorted(view, one.id)?,
        drafts: draft::of_ticket(view, one.id)?,
        help: help(view, one, me)?,
        frame: frame(view, me)?,
        overview,
        others,
        around,
        here: Presence::default(),
        page,
    })
}

/// The page.
pub(super) async fn page(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    if let Some(main) = goes_on(&visit, number).await? {
        return Ok(answer::go(&visit.0, &format!("/tickets/{main}")));
    }
    let seen = visit.0.try_act(move |act| {
        let id = ticket::get_by_number(act, number)?.id;
        if notice::any_unseen_of(act, id)? { notice::see(act, id) } else { Ok(()) }
    });
    // What cannot be marked now is marked the next time.
    let _ = seen.await;
    match asked.canned.parse::<CannedId>() {
        Ok(canned) => show(&visit, number, prefilled(&visit, number, canned).await?).await,
        Err(_) => show(&visit, number, Draft::default()).await,
    }
}

/// What the page is asked to begin with.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A canned reply whose text stands in the composer.
    canned: String,
}

/// The page with what was typed, and what was wrong with it.
pub(super) async fn show(visit: &StaffVisit, number: i64, draft: Draft) -> Result<Response, Refusal> {
    let status = match (&draft.wrong, draft.seen) {
        (_, Some(_)) => StatusCode::CONFLICT,
        (Some(_), None) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, None) => StatusCode::OK,
    };
    shown(visit, number, draft, status).await
}

/// The same with a status of its own.
pub(super) async fn shown(
    visit: &StaffVisit,
    number: i64,
    draft: Draft,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let found = find(visit, number).await?;
    let mut shell = found.frame.shell(visit, Area::Queue);
    shell.live_url = Some(visit.0.url(&format!("/events?on=ticket-{number}")));
    let t = shell.t.clone();
    let page = TicketPage {
        ticket: head(visit, &t, &found, &draft),
        clocks: lines(visit, &t, &found.page),
        entries: said(visit, &t, (&found.page, &found.usage, &found.drafts), draft.seen),
        composer: composer(visit, &t, &found.page, (&found.drafts, &found.help, &found.staff), &draft),
        side: side(visit, &t, &found, &draft),
        aside: aside::aside(visit, &t, &found.page, &found.around, &draft),
        shell,
    };
    answer::whole(&visit.0, status, &page)
}

/// The conversation alone, for live updates.
pub(super) async fn entries(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let (page, usage, drafts) = visit
        .0
        .read(move |view| {
            let page = ticket::page(view, number)?;
            let around = around(view, &page)?;
            let usage = usage_of(view, &page, &around)?;
            let drafts = draft::of_ticket(view, page.ticket.id)?;
            Ok((page, usage, drafts))
        })
        .await?;
    let t = visit.0.text();
    answer::fragment(&Entries { entries: said(&visit, &t, (&page, &usage, &drafts), None), t })
}

/// The conversation with the replies that wait; what others wrote since `seen` is marked.
fn said(
    visit: &StaffVisit,
    t: &Text,
    (page, usage, drafts): (&ticket::Page, &[Listed], &[Shown]),
    seen: Option<MessageId>,
) -> Vec<Entry> {
    let url = visit.0.url(&format!("/tickets/{}", page.ticket.number));
    let place = Place { url: &url, seen: seen.map(|seen| (seen, visit.me())), splits: Some(&url) };
    let mut entries = entry::all(t, page, usage, place);
    entries.extend(waiting(visit, t, page.ticket.number, drafts));
    entries
}

/// The clocks alone, for live updates.
pub(super) async fn clocks(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let page = visit.0.read(move |view| ticket::page(view, number)).await?;
    answer::fragment(&lines(&visit, &visit.0.text(), &page))
}

/// What was spent on a ticket and on those that were merged into it.
fn usage_of(view: &mut View<'_, '_>, page: &ticket::Page, around: &Around) -> Result<Vec<Listed>, DeskError> {
    let mut usage = usage::of_ticket(view, page.ticket.id)?;
    for merged in around.merged() {
        usage.extend(usage::of_ticket(view, merged)?);
    }
    Ok(usage)
}

/// What the queue shows beside its list.
pub(super) async fn preview(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let (page, usage, row, catalogues) = visit.0.read(move |view| row_of(view, number)).await?;
    let t = visit.0.text();
    let rows = Rows {
        t: &t,
        tickets: visit.0.url("/tickets"),
        catalogues: &catalogues,
        current: visit.0.catalogue.as_deref(),
    };
    let url = visit.0.url(&format!("/tickets/{number}"));
    let entries: Vec<Entry> = entry::all(&t, &page, &usage, Place { url: &url, seen: None, splits: None });
    let skipped = entries.len().saturating_sub(PREVIEWED);
    let preview = QueuePreview {
        row: rows.show(&row),
        stage: Rows::stage(&row),
        verdict: Some(verdict::kept(&t, page.ticket.answer, &page.conditions, &plan(&t, &page))),
        entries: entries.into_iter().skip(skipped).collect(),
        t: t.clone(),
    };
    answer::fragment(&preview)
}

type Previewed = (ticket::Page, Vec<Listed>, QueueRow, Catalogues);

fn row_of(view: &mut View<'_, '_>, number: i64) -> Result<Previewed, DeskError> {
    let row = ticket::row(view, number)?;
    let page = ticket::page(view, number)?;
    let usage = usage::of_ticket(view, page.ticket.id)?;
    let catalogues = catalogues(view, std::slice::from_ref(&row))?;
    Ok((page, usage, row, catalogues))
}

fn plan(t: &Text, page: &ticket::Page) -> String {
    page.terms.as_ref().map(|terms| terms.plan_name.get(show::plan_language(t)).to_owned()).unwrap_or_default()
}

pub(super) fn head(visit: &StaffVisit, t: &Text, found: &Found, draft: &Draft) -> TicketHead {
    let ticket = &found.page.ticket;
    let mut renamed = Field::new("subject", t.get("ticket-edit-subject"), Control::Line).value(&ticket.subject);
    if let Sent::Subject(typed) = &draft.typed {
        renamed.value.clone_from(typed);
        mark(t, draft, &mut renamed);
    }
    let url = visit.0.url(&format!("/tickets/{}", ticket.number));
    let wrong = |here: bool| draft.wrong.as_ref().filter(|_| here).map(|wrong| wrong.words(t));
    let catalogue = found.page.terms.as_ref().map(|terms| terms.catalogue.as_ref());
    let staff = found.staff.iter().filter(|person| person.deactivated_at.is_none());
    TicketHead {
        number: ticket.number,
        subject: ticket.subject.clone(),
        renamed,
        stage: show::stage(ticket.state),
        severity: catalogue
            .zip(ticket.severity.as_deref())
            .and_then(|(catalogue, id)| show::severity(t, catalogue, id)),
        severity_wrong: wrong(matches!(draft.typed, Sent::Severity)),
        severities: catalogue.map(|catalogue| show::severities(t, catalogue)).unwrap_or_default(),
        assignee: ticket
            .assignee
            .map(|id| Choice::new(id.to_string(), found.page.assignee.clone().unwrap_or_default())),
        assignee_wrong: wrong(matches!(draft.typed, Sent::Assignment)),
        staff: staff.map(|person| Choice::new(person.id.to_string(), &person.name)).collect(),
        opened: ticket.opened_at,
        channel: show::channel(t, ticket.channel),
        team: aside::team_name(&found.page, &found.around),
        snoozed: ticket.snoozed.map(|until| show::row::snoozed(t, until)),
        spam: ticket.spam_at.is_some(),
        meanwhile: match &draft.typed {
            Sent::Meanwhile(meanwhile) => Some(conflict::notice(t, &found.page, &found.sorted, &url, meanwhile)),
            _ => None,
        },
        here: found.here.clone(),
        url,
    }
}

fn lines(visit: &StaffVisit, t: &Text, page: &ticket::Page) -> Clocks {
    let lines = match &page.terms {
        Some(terms) => page.clocks.iter().map(|one| clock::full(t, one, &terms.catalogue)).collect(),
        None => Vec::new(),
    };
    Clocks { url: visit.0.url(&format!("/tickets/{}/clocks", page.ticket.number)), lines, t: t.clone() }
}

/// Says at the field what is wrong, whatever it is.
fn mark(t: &Text, draft: &Draft, field: &mut Field) {
    if let Some(rest) = draft.wrong.as_ref().and_then(|wrong| wrong.mark(t, &mut [&mut *field])) {
        field.error = Some(rest);
    }
}

fn side(visit: &StaffVisit, t: &Text, found: &Found, draft: &Draft) -> TicketSide {
    let page = &found.page;
    let plan = plan(t, page);
    let bars = found.overview.as_ref().map(|one| left::bars(t, &one.catalogue, &one.balances)).unwrap_or_default();
    let (number, customer) = page.customer.clone().unwrap_or_default();
    let others = found
        .others
        .iter()
        .filter(|row| row.number != page.ticket.number && matches!(row.state, State::Open | State::Waiting));
    TicketSide {
        verdict: verdict::kept(t, page.ticket.answer, &page.conditions, &plan),
        acceptance: page.acceptance.as_ref().map(|one| acceptance::beside(visit, t, one, page.ticket.number)),
        tags: found.sorted.tag_form(&visit.0, t, draft),
        values: found.sorted.value_form(t, &page.ticket, draft),
        bars,
        customer,
        customer_url: visit.0.url(&format!("/customers/{number}")),
        plan,
        contact: contact(t, found),
        system: found.system.as_ref().map(|system| match &system.version {
            Some(version) => format!("{} {version}", system.name),
            None => system.name.clone(),
        }),
        others: others
            .map(|row| OtherTicket {
                number: row.number,
                url: visit.0.url(&format!("/tickets/{}", row.number)),
                subject: row.subject.clone(),
                stage: show::stage(row.state),
            })
            .collect(),
        facts: facts(t, found, draft),
        reachable: reachable(t, found),
        spent_s: found.usage.iter().filter(|used| used.kind == Kind::Work).map(|used| used.measured_s).sum(),
    }
}

/// What the request is about, as far as the plan asks for it.
fn facts(t: &Text, found: &Found, draft: &Draft) -> Facts {
    let Some(overview) = &found.overview else { return Facts::default() };
    let known = Typed::of(&found.page.ticket.about, &found.page.facts);
    let (typed, here) = match &draft.typed {
        Sent::Facts(typed) => (typed.as_ref(), true),
        _ => (&known, false),
    };
    let mut fields = typed.about_fields(t, std::slice::from_ref(overview));
    fields.extend(typed.fact_fields(t, overview));
    let wrong = draft.wrong.as_ref().filter(|_| here);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    Facts { open: here, fields, rest, was: conflict::facts(&found.page) }
}

/// What can be said to have been reached, because no message shows it.
fn reachable(t: &Text, found: &Found) -> Vec<Choice> {
    let Some(overview) = &found.overview else { return Vec::new() };
    let catalogue = &overview.catalogue;
    let name = |word: &str| match catalogue.find_milestone(word) {
        Some(milestone) => clock::milestone(t, milestone, catalogue),
        None => word.to_owned(),
    };
    catalogue.sayable().into_iter().map(|word| Choice::new(word, name(word))).collect()
}

fn contact(t: &Text, found: &Found) -> Contact {
    let (name, mail) = found.page.contact.clone().unwrap_or_default();
    Contact {
        phone: found.person.as_ref().and_then(|person| person.phone.clone()),
        standing: found.overview.as_ref().map(|one| standing(t, one, found)).unwrap_or_default(),
        name,
        mail,
    }
}

/// Whether the contact is one of those that the contract names, and how many it may name.
fn standing(t: &Text, overview: &Overview, found: &Found) -> String {
    let position = overview.contacts.iter().position(|named| Some(named.contact) == found.page.ticket.contact);
    match (position, overview.limit.allowed) {
        (None, _) => t.get("contact-not-named").to_string(),
        (Some(index), Stated::Value(allowed)) => {
            t.get("contact-named-of").arg("n", index + 1).arg("allowed", allowed).to_string()
        }
        (Some(_), _) => t.get("contact-named").to_string(),
    }
}
