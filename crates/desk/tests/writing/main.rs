//! Writing: drafts that are kept, replies that wait and can be taken back, files, and what happens when two people write at once.
#![allow(clippy::unwrap_used, clippy::panic)]

mod canned;
mod sending;

use desk::draft::{self, Sending, Sent, Then};
use desk::id::{DraftId, TicketId};
use desk::ticket::{self, MessageKind};
use desk::{Actor, DeskError, Role};
use jiff::SignedDuration;
use testkit::{TestCustomer, TestDesk};

/// A desk with an agent, a customer and an open ticket.
struct Scene {
    desk: TestDesk,
    shop: TestCustomer,
    ada: Actor,
    ticket: TicketId,
}

impl Scene {
    fn on(desk: TestDesk) -> Scene {
        let shop = desk.customer("Nord", "level-3");
        let ada = desk.staff("Ada", Role::Agent);
        let ticket = desk.opens(&shop.actor(), "Import steht").id;
        desk.pass(SignedDuration::ZERO);
        let _ = desk.news();
        Scene { desk, shop, ada, ticket }
    }

    fn sqlite() -> Scene {
        Scene::on(TestDesk::sqlite("shop-levels"))
    }

    fn sending(&self, body: &str) -> Sending {
        let seen = self.page().messages.last().map(|message| message.id);
        Sending {
            kind: MessageKind::Message,
            body: body.to_owned(),
            form: String::new(),
            seen,
            then: Then::Keep,
            canned: None,
            at: None,
        }
    }

    fn page(&self) -> ticket::Page {
        let ticket = self.ticket;
        self.desk.read(&self.ada, move |view| {
            let ticket = ticket::get(view, ticket)?;
            ticket::page_of(view, ticket)
        })
    }

    fn try_send(&self, actor: &Actor, sending: Sending) -> Result<Sent, DeskError> {
        let ticket = self.ticket;
        self.desk.try_act(actor, move |act| draft::send(act, ticket, &sending))
    }

    fn send(&self, sending: Sending) -> Sent {
        self.try_send(&self.ada, sending).unwrap()
    }

    /// Sends what has to wait, and answers its id.
    fn waits(&self, sending: Sending) -> DraftId {
        match self.send(sending) {
            Sent::Waits(id, _) => id,
            other => panic!("{other:?}"),
        }
    }

    fn save(&self, body: &str) {
        let (ticket, body) = (self.ticket, body.to_owned());
        self.desk.act(&self.ada, move |act| draft::save(act, ticket, MessageKind::Message, &body, ""));
    }

    /// Texts of the public messages after the request.
    fn replies(&self) -> Vec<String> {
        let public = |message: &ticket::MessageView| message.kind == MessageKind::Message;
        self.page().messages.into_iter().filter(public).skip(1).map(|message| message.body).collect()
    }

    /// Texts of drafts and waiting replies, as somebody sees them.
    fn drafts(&self, actor: &Actor) -> Vec<String> {
        let ticket = self.ticket;
        let shown = self.desk.read(actor, move |view| draft::of_ticket(view, ticket));
        let word = |one: &draft::Shown| match (one.draft.held, one.draft.due_at) {
            (Some(held), _) => held.word(),
            (None, Some(_)) => "waits",
            (None, None) => "draft",
        };
        shown.iter().map(|one| format!("{}: {}", word(one), one.draft.body)).collect()
    }

    fn take_back(&self, actor: &Actor, id: DraftId) -> Result<(), DeskError> {
        let ticket = self.ticket;
        self.desk.try_act(actor, move |act| draft::take_back(act, ticket, id))
    }
}

fn code(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    match result {
        Err(DeskError::Conflict { code, .. }) => code.to_owned(),
        Err(DeskError::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].code),
        Err(other) => other.to_string(),
        Ok(done) => format!("{done:?}"),
    }
}
