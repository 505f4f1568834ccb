//! What people do with a ticket in a test, and what a test wants to know of it.

use ::desk::id::TicketId;
use ::desk::ticket::{self, NewReply, NewTicket, Opened, Posted, Ticket};
use ::desk::{Actor, Subject};
use jiff::Timestamp;

use crate::desk::TestDesk;

impl TestDesk {
    /// Opens a ticket as a contact through the portal, price accepted.
    pub fn opens(&self, actor: &Actor, subject: &str) -> Opened {
        let new = NewTicket {
            subject: subject.to_owned(),
            body: format!("Es geht um: {subject}"),
            accepted: true,
            ..NewTicket::default()
        };
        self.act(actor, move |act| ticket::open(act, &new))
    }

    /// Replies to a ticket.
    pub fn replies(&self, actor: &Actor, id: TicketId, body: &str) -> Posted {
        let reply = NewReply { body: body.to_owned(), mail: None };
        self.act(actor, move |act| ticket::reply(act, id, &reply))
    }

    /// A ticket as staff see it.
    #[must_use]
    pub fn ticket(&self, id: TicketId) -> Ticket {
        self.read(&Actor::Operator, move |view| ticket::get(view, id))
    }

    /// The clocks of a ticket as its page shows them, one a line: `first-response 4 h, due 11-02 13:00, met 11-02 10:00, 3600 s`.
    #[must_use]
    pub fn clocks(&self, id: TicketId) -> Vec<String> {
        let page = self.read(&Actor::Operator, move |view| {
            let ticket = ticket::get(view, id)?;
            ticket::page_of(view, ticket)
        });
        let Some(catalogue) = page.terms.as_ref().map(|terms| &terms.catalogue) else { return Vec::new() };
        let at = |at: Option<Timestamp>| {
            at.map_or("-".to_owned(), |at| {
                let at = at.to_zoned(catalogue.provider.zone.clone());
                let seconds = if at.second() == 0 { "%m-%d %H:%M" } else { "%m-%d %H:%M:%S" };
                at.strftime(seconds).to_string()
            })
        };
        page.clocks
            .iter()
            .map(|view| {
                let clock = &view.clock;
                let (milestone, state) = (clock.milestone.id(catalogue), clock.state.id());
                format!(
                    "{milestone} {}, due {}, {state} {}, {} s",
                    clock.target,
                    at(clock.due),
                    at(clock.at),
                    clock.elapsed_s
                )
            })
            .collect()
    }

    /// What the journal says about a ticket, in order.
    #[must_use]
    pub fn history(&self, id: TicketId) -> Vec<String> {
        let entries = self.read(&Actor::Operator, move |view| ::desk::journal::about(view, Subject::Ticket, id.0));
        entries.into_iter().map(|entry| entry.action).collect()
    }
}
