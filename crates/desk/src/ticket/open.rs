//! Opening a ticket: verdict first, then the ticket, its first message, its clocks and its receipt, in one transaction.

use std::collections::BTreeMap;

use engine::coverage;
use engine::plan::catalogue::{Catalogue, Channel, Language};
use engine::run::event::Open;
use engine::run::outcome::{Answer, Verdict};
use jiff::Timestamp;
use serde_json::json;

use super::page::ConditionView;
use super::price::Charge;
use super::told::told;
use super::verdict::{request, verdict};
use super::{
    About, AuthorKind, BODY_MAX, EventKind, Format, MessageKind, NewMessage, SUBJECT_MAX, State, Ticket, checked_text,
    clocks, message, spam, store,
};
use crate::acceptance;
use crate::action::{Action, Subject, View};
use crate::actor::Actor;
use crate::contract::{self, Terms};
use crate::customer::{self, Contact};
use crate::error::DeskError;
use crate::id::{ContactId, ContractId, MailId, MessageId, TicketId};
use crate::outbox::{self, Told};

/// A request as it arrives.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// How it arrived.
    pub channel: Channel,
    /// Who asks; taken from the actor when a contact acts.
    pub contact: Option<ContactId>,
    /// Under which contract; none: the contact's contract that takes it best.
    pub contract: Option<ContractId>,
    /// Subject.
    pub subject: String,
    /// First message.
    pub body: String,
    /// Severity id; none: the least urgent of the plan's list.
    pub severity: Option<String>,
    /// What it is about.
    pub about: About,
    /// What else it says, by name: facts that the plan file asks for.
    pub facts: BTreeMap<String, String>,
    /// Whether the price that the verdict shows was accepted.
    pub accepted: bool,
    /// The mail it came with.
    pub mail: Option<MailId>,
    /// What happens if the plan does not take it.
    pub on_refusal: OnRefusal,
}

impl Default for NewTicket {
    fn default() -> Self {
        NewTicket {
            channel: Channel::Portal,
            contact: None,
            contract: None,
            subject: String::new(),
            body: String::new(),
            severity: None,
            about: About::default(),
            facts: BTreeMap::new(),
            accepted: false,
            mail: None,
            on_refusal: OnRefusal::Reject,
        }
    }
}

/// What happens to a request that the plan does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRefusal {
    /// Nothing is opened; the caller gets the sentence (portal, API).
    Reject,
    /// It is opened without clocks: staff decided to look at it.
    Keep,
    /// It is kept closed, and the sentence is sent (mail).
    Answer,
    /// It is kept closed, and nobody is told (mail of an old file).
    Close,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// The message that it begins with.
    pub message: MessageId,
    /// The verdict.
    pub answer: Answer,
}

/// What would become of a request, before it is sent.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The contract it would come under.
    pub contract: Option<ContractId>,
    /// The verdict.
    pub answer: Answer,
    /// Every condition.
    pub conditions: Vec<ConditionView>,
    /// The sentence that a refused sender gets, or the price that is to be accepted, in German and English.
    pub sentence: (String, String),
    /// When the first response would be due, with the wording of the target.
    pub due: Option<(Timestamp, String)>,
}

impl Preview {
    /// Puts a name where an id stands in the words.
    fn name(&mut self, id: &str, name: &str) {
        let words = self.conditions.iter_mut().flat_map(|condition| [&mut condition.de, &mut condition.en]);
        for text in words.chain([&mut self.sentence.0, &mut self.sentence.1]) {
            *text = text.replace(id, name);
        }
    }
}

pub(super) struct Judged {
    /// The contract that takes it best, and the request as the engine was asked it.
    pub(super) under: Option<(Terms, Open)>,
    pub(super) preview: Preview,
    severity: Option<String>,
}

/// The verdict and the first due time that a request would get now. Writes nothing.
///
/// # Errors
/// Field errors for an unknown severity, product or system.
pub fn preview(view: &mut View<'_, '_>, new: &NewTicket) -> Result<Preview, DeskError> {
    told_by_staff(view.actor, new)?;
    let contact = asker(view, new)?;
    let now = view.now;
    let mut judged = judge(view, new, &contact, now, None)?;
    if let (Some((terms, request)), true) = (&judged.under, judged.preview.answer != Answer::Refused) {
        judged.preview.due = clocks::first_due(terms, request, judged.preview.answer, now);
    }
    Ok(judged.preview)
}

/// Opens a ticket.
///
/// # Errors
/// Field errors; `conflict("refused")` with the sentence when the plan does not take it and the caller wants none then;
/// `conflict("price-not-accepted")` when a contact has not accepted the price of a chargeable request.
pub fn open(act: &mut Action<'_, '_>, new: &NewTicket) -> Result<Opened, DeskError> {
    let now = act.now;
    let (ticket, message, mut told, charge) = arrived(act, new, now)?;
    if ticket.state != State::Closed {
        if let Some(charge) = charge {
            acceptance::ask(act, (&ticket, new.accepted), charge, &mut told)?;
        }
        outbox::receipt(act, &ticket, &told)?;
    }
    Ok(Opened { id: ticket.id, number: ticket.number, message, answer: ticket.answer })
}

/// Opens a ticket that was asked at an earlier time, as part of another one, and whose promises count from then.
pub(super) fn open_as_of(act: &mut Action<'_, '_>, new: &NewTicket, at: Timestamp) -> Result<Opened, DeskError> {
    let (ticket, message, ..) = arrived(act, new, at)?;
    clocks::refresh(act, &ticket)?;
    Ok(Opened { id: ticket.id, number: ticket.number, message, answer: ticket.answer })
}

/// Opens a ticket without a mail to anyone.
pub(crate) fn open_quietly(act: &mut Action<'_, '_>, new: &NewTicket) -> Result<Opened, DeskError> {
    let now = act.now;
    let (ticket, message, ..) = arrived(act, &NewTicket { on_refusal: OnRefusal::Close, ..new.clone() }, now)?;
    Ok(Opened { id: ticket.id, number: ticket.number, message, answer: ticket.answer })
}

/// Opens a ticket as spam: closed, without a mail to anyone.
pub(crate) fn open_as_spam(act: &mut Action<'_, '_>, new: &NewTicket) -> Result<Opened, DeskError> {
    let now = act.now;
    let (ticket, message, ..) = arrived(act, &NewTicket { on_refusal: OnRefusal::Keep, ..new.clone() }, now)?;
    spam::mark_spam(act, ticket.id, spam::Later::Asks)?;
    Ok(Opened { id: ticket.id, number: ticket.number, message, answer: ticket.answer })
}

/// The ticket of a request that arrived at a time, with its first message and its clocks, and the answer to one that is refused; and
/// what a mail says of its verdict and, where it is charged, of its price.
fn arrived(
    act: &mut Action<'_, '_>,
    new: &NewTicket,
    now: Timestamp,
) -> Result<(Ticket, MessageId, Told, Option<Charge>), DeskError> {
    told_by_staff(act.actor, new)?;
    let subject = checked_text("subject", new.subject.replace(['\n', '\r'], " ").as_str(), SUBJECT_MAX)?;
    let body = checked_text("body", &new.body, BODY_MAX)?;
    let contact = asker(act, new)?;
    let judged = judge(act, new, &contact, now, None)?;
    let answer = judged.preview.answer;
    if answer == Answer::Refused && new.on_refusal == OnRefusal::Reject {
        return Err(DeskError::conflict("refused", judged.preview.sentence.1.clone()));
    }
    if answer == Answer::Chargeable && !new.accepted && matches!(act.actor, Actor::Contact { .. }) && new.mail.is_none()
    {
        return Err(DeskError::conflict("price-not-accepted", judged.preview.sentence.1.clone()));
    }
    let number = act.next_number("ticket")?;
    let state = match (answer, new.on_refusal) {
        (Answer::Refused, OnRefusal::Answer | OnRefusal::Close) => State::Closed,
        _ => State::Open,
    };
    let ticket = Ticket {
        id: TicketId(act.new_id()),
        number,
        token: act.new_token(),
        subject,
        state,
        verdict: serde_json::to_string(&judged.preview.conditions)?,
        closed_at: (state == State::Closed).then_some(now),
        ..draft(new, &judged, &contact, now)
    };
    store::insert(act, &ticket, None, &place(&judged, &ticket))?;
    let message = NewMessage {
        kind: MessageKind::Message,
        author_kind: AuthorKind::Contact,
        author: Some(contact.id.0),
        author_name: contact.name,
        body,
        format: Format::Plain,
        form: None,
        mail: new.mail.map(|id| id.0),
    };
    let message = message::store::insert_as_of(act, ticket.id, &message, now)?;
    act.journal(
        Subject::Ticket,
        ticket.id.0,
        "open",
        &json!({ "channel": ticket.channel.id(), "answer": answer.id(), "severity": ticket.severity }),
    )?;
    if let Some((terms, request)) = &judged.under {
        if !new.facts.is_empty() {
            let told = serde_json::to_string(&new.facts)?;
            store::insert_event(act, ticket.id, now, EventKind::Fact, &told)?;
        }
        clocks::start(act, &ticket, terms, request)?;
    }
    let charge = Charge::of(&judged);
    let told = match (answer, state) {
        // What staff took in spite of the verdict is told as taken, and nothing is said of what is simply covered.
        (Answer::Refused, State::Open) | (Answer::Covered, _) => Told::default(),
        _ => told(act, &judged.preview)?,
    };
    if state == State::Closed && new.on_refusal == OnRefusal::Answer {
        outbox::refusal(act, &ticket, &told)?;
    }
    Ok((ticket, message, told, charge))
}

/// What decides promises and prices is told by staff: a customer's word for it is in the message.
fn told_by_staff(actor: &Actor, new: &NewTicket) -> Result<(), DeskError> {
    match actor {
        Actor::Contact { .. } | Actor::Sender { .. } if !new.facts.is_empty() => Err(DeskError::Forbidden),
        _ => Ok(()),
    }
}

/// Who asks: the acting contact, or the one that staff, mail or API name, who must be reachable for the actor.
fn asker(view: &mut View<'_, '_>, new: &NewTicket) -> Result<Contact, DeskError> {
    match *view.actor {
        Actor::Contact { id, .. } => customer::get_contact(view, id),
        Actor::Sender { .. } => Err(DeskError::NotFound),
        Actor::Staff { .. } | Actor::Job | Actor::Operator => match new.contact {
            None => Err(DeskError::field("contact", "missing", "")),
            Some(id) => customer::find_contact(view, id)?.ok_or_else(|| DeskError::field("contact", "unknown", "")),
        },
    }
}

/// Asks the engine under each contract that comes into question and takes the best answer. A request that is judged `again` is
/// a ticket already, which does not stand in its own way.
pub(super) fn judge(
    view: &mut View<'_, '_>,
    new: &NewTicket,
    contact: &Contact,
    at: Timestamp,
    again: Option<TicketId>,
) -> Result<Judged, DeskError> {
    let candidates = match new.contract {
        Some(contract) => vec![contract],
        None => {
            let named = contract::in_force_for_contact(view, contact.id, at)?;
            if named.is_empty() { contract::in_force_for_customer(view, contact.customer, at)? } else { named }
        }
    };
    let mut best: Option<Judged> = None;
    for id in candidates {
        let terms = match contract::terms(view, id) {
            Ok(terms) if terms.customer == contact.customer => terms,
            Ok(_) | Err(DeskError::NotFound) => return Err(DeskError::field("contract", "unknown", "")),
            Err(error) => return Err(error),
        };
        let judged = judge_under(view, new, contact, terms, at, again)?;
        if best.as_ref().is_none_or(|known| judged.preview.answer < known.preview.answer) {
            best = Some(judged);
        }
    }
    Ok(best.unwrap_or_else(without_contract))
}

fn judge_under(
    view: &mut View<'_, '_>,
    new: &NewTicket,
    contact: &Contact,
    terms: Terms,
    at: Timestamp,
    again: Option<TicketId>,
) -> Result<Judged, DeskError> {
    let severity = severity(&terms.catalogue, new.severity.as_deref())?;
    if let Some(product) = new.about.product.as_deref()
        && terms.catalogue.find_product(product).is_none()
    {
        let known: Vec<&str> = terms.catalogue.products.iter().map(|product| product.id.as_str()).collect();
        return Err(DeskError::field("product", "unknown", known.join(", ")));
    }
    let mut request = request(view, new, contact.id, severity.clone(), &terms)?;
    if let Some(ticket) = again {
        request.ticket = ticket.to_string();
    }
    let verdict = verdict(view, &terms, &request, at)?;
    let mut preview = preview_of(&terms, &verdict);
    // The engine knows people by their ids only.
    preview.name(&contact.id.to_string(), &contact.name);
    Ok(Judged { under: Some((terms, request)), preview, severity })
}

fn preview_of(terms: &Terms, verdict: &Verdict) -> Preview {
    let catalogue = &terms.catalogue;
    let conditions = verdict
        .conditions
        .iter()
        .map(|condition| ConditionView {
            condition: condition.kind.id().to_owned(),
            holds: condition.holds,
            de: condition.why.text(catalogue, Language::De),
            en: condition.why.text(catalogue, Language::En),
        })
        .collect();
    let sentence = |language| coverage::sentence(verdict, catalogue, language);
    Preview {
        contract: Some(terms.id),
        answer: verdict.answer,
        conditions,
        sentence: (sentence(Language::De), sentence(Language::En)),
        due: None,
    }
}

fn without_contract() -> Judged {
    let de = "Für Sie liegt kein laufender Supportvertrag vor. Bitte wenden Sie sich an die Supportverwaltung.";
    let en = "There is no support contract in effect for you. Please write to support administration.";
    let condition = ConditionView { condition: "contract".into(), holds: false, de: de.into(), en: en.into() };
    let preview = Preview {
        contract: None,
        answer: Answer::Refused,
        conditions: vec![condition],
        sentence: (de.into(), en.into()),
        due: None,
    };
    Judged { under: None, preview, severity: None }
}

/// The severity asked for, or the least urgent one; none where the provider does not classify, or does it by rules.
pub(super) fn severity(catalogue: &Catalogue, asked: Option<&str>) -> Result<Option<String>, DeskError> {
    let known = &catalogue.severities;
    match asked.filter(|id| !id.is_empty()) {
        None if !catalogue.classes.is_empty() => Ok(None),
        None => Ok(known.last().map(|severity| severity.id.clone())),
        Some(id) if known.is_empty() || known.iter().any(|severity| severity.id == id) => Ok(Some(id.to_owned())),
        Some(_) => {
            let ids: Vec<&str> = known.iter().map(|severity| severity.id.as_str()).collect();
            Err(DeskError::field("severity", "unknown", ids.join(", ")))
        }
    }
}

fn place(judged: &Judged, ticket: &Ticket) -> store::Place {
    match &judged.under {
        None => store::Place { severity_rank: 99, plan_rank: 99, plan_name: String::new() },
        Some((terms, _)) => store::Place {
            severity_rank: severity_rank(&terms.catalogue, ticket.severity.as_deref()),
            plan_rank: i64::from(terms.rank),
            plan_name: terms
                .plan_name
                .get(terms.catalogue.provider.languages.first().copied().unwrap_or_default())
                .to_owned(),
        },
    }
}

/// Position of the severity in the plan's list, most urgent 0; 99 where there is none.
pub(super) fn severity_rank(catalogue: &Catalogue, severity: Option<&str>) -> i64 {
    severity.and_then(|id| catalogue.find_severity(id)).and_then(|index| i64::try_from(index).ok()).unwrap_or(99)
}

/// The ticket as it would be, without what only an open one has: its clocks can be computed before it exists.
fn draft(new: &NewTicket, judged: &Judged, contact: &Contact, now: Timestamp) -> Ticket {
    Ticket {
        id: TicketId(0),
        number: 0,
        token: String::new(),
        subject: String::new(),
        state: State::Open,
        severity: judged.severity.clone(),
        channel: new.channel,
        customer: Some(contact.customer),
        contract: judged.preview.contract,
        contact: Some(contact.id),
        about: new.about.clone(),
        answer: judged.preview.answer,
        verdict: String::new(),
        assignee: None,
        opened_at: now,
        updated_at: now,
        waiting_since: now,
        resolved_at: None,
        closed_at: None,
        team: None,
        merged_into: None,
        snoozed: None,
        spam_at: None,
    }
}
