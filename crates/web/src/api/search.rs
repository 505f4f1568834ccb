//! Search: tickets, customers and contacts by the words in them.

use axum::Json;
use desk::search::{self, Asked as Searched, Found, FoundContact, FoundCustomer, FoundTicket, Snippet, Zone};
use desk::{DeskError, View, catalogue};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Asked;
use super::caller::Caller;
use super::problem::Problem;
use super::ticket::TicketRow;
use super::wire::Id;
use crate::site::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(find))
}

/// What is searched for.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words, `"words side by side"`, `-word`, `begin*`, and filters: `state:open`, `severity:…`, `channel:…`, `product:…`,
    /// `customer:…`, `contact:…`, `assignee:me`, `plan:…`, `before:2026-10`, `after:2026-10-05`, `changed:2026-11`. Days begin
    /// in the provider's zone.
    q: String,
    /// The page of tickets, from 0 to 49; without it 0.
    page: Option<usize>,
}

/// What was found, the best first.
#[derive(Debug, Serialize, ToSchema)]
struct SearchFound {
    /// How many tickets there are in all, counted up to 10,000.
    total: usize,
    /// Up to 20 tickets.
    tickets: Vec<TicketHit>,
    /// The number of the page that follows.
    next: Option<usize>,
    /// Up to 5 customers, on the first page of a search without filters.
    customers: Vec<CustomerHit>,
    /// Up to 5 contacts, likewise.
    contacts: Vec<ContactHit>,
}

/// A ticket found.
#[derive(Debug, Serialize, ToSchema)]
struct TicketHit {
    ticket: TicketRow,
    /// The subject with the words asked for.
    subject: Vec<PieceView>,
    /// The part of a message or note with most of the words; null if only the subject has them.
    snippet: Option<Vec<PieceView>>,
}

/// A customer found.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerHit {
    id: Id,
    number: i64,
    name: Vec<PieceView>,
}

/// A contact found.
#[derive(Debug, Serialize, ToSchema)]
struct ContactHit {
    id: Id,
    name: Vec<PieceView>,
    /// Address and telephone.
    details: Vec<PieceView>,
    /// Number of the customer.
    customer: i64,
}

/// A piece of a text.
#[derive(Debug, Serialize, ToSchema)]
struct PieceView {
    text: String,
    /// Whether it is a word asked for.
    hit: bool,
}

fn pieces(snippet: Snippet) -> Vec<PieceView> {
    snippet.pieces.into_iter().map(|piece| PieceView { text: piece.text, hit: piece.hit }).collect()
}

impl From<FoundTicket> for TicketHit {
    fn from(found: FoundTicket) -> TicketHit {
        TicketHit { ticket: found.row.into(), subject: pieces(found.subject), snippet: found.snippet.map(pieces) }
    }
}

impl From<FoundCustomer> for CustomerHit {
    fn from(found: FoundCustomer) -> CustomerHit {
        CustomerHit { id: Id(found.id.0), number: found.number, name: pieces(found.name) }
    }
}

impl From<FoundContact> for ContactHit {
    fn from(found: FoundContact) -> ContactHit {
        ContactHit {
            id: Id(found.id.0),
            name: pieces(found.name),
            details: pieces(found.details),
            customer: found.customer_number,
        }
    }
}

/// Search
#[utoipa::path(get, path = "/search", tag = "tickets", params(SearchQuery),
    responses((status = 200, description = "What was found", body = SearchFound)))]
async fn find(caller: Caller, Asked(query): Asked<SearchQuery>) -> Result<Json<SearchFound>, Problem> {
    let page = query.page.unwrap_or(0);
    let asked = Searched { text: query.q, page, zone: caller.read(zone).await? };
    // Articles are drafts so far, which programs have no place for.
    let Found { tickets, total, more, customers, contacts, articles: _ } =
        search::find(&caller.desk, caller.actor(), asked).await?;
    Ok(Json(SearchFound {
        total: total.min(search::COUNTED),
        tickets: tickets.into_iter().map(TicketHit::from).collect(),
        next: more.then_some(page + 1),
        customers: customers.into_iter().map(CustomerHit::from).collect(),
        contacts: contacts.into_iter().map(ContactHit::from).collect(),
    }))
}

/// The provider's zone.
fn zone(view: &mut View<'_, '_>) -> Result<Zone, DeskError> {
    let current = catalogue::current(view)?;
    Ok(current.map_or(Zone::UTC, |(_, known)| known.provider.zone.clone()))
}
