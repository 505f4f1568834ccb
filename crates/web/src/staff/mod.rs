//! What the provider's people see and do.

mod acceptance;
mod article;
mod aside;
mod call;
mod canned;
mod change;
mod checklist;
mod composer;
mod conflict;
mod consent;
mod contract;
mod conversation;
mod customer;
mod desk_setting;
mod draft;
mod erasure;
mod fetching;
mod field;
mod file;
mod frame;
mod invoice;
mod mail;
mod mail_look;
mod mail_upload;
mod mailbox;
mod notice;
mod on_call;
mod open;
mod outage;
mod outbox;
mod palette;
mod presence;
mod queue;
mod relate;
mod search;
mod sent;
mod setting;
mod signature;
mod signing;
mod tag;
mod team;
mod ticker;
mod ticket;
mod wording;
mod work;
mod write;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::composed::BODY_MAX;
use crate::live;
use crate::site::Site;

pub(crate) use file::{Ids, content};
pub(crate) use invoice::invoice_table;
pub(crate) use ticket::Number;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/{desk}/queue", get(queue::page))
        .route("/{desk}/queue/list", get(queue::list))
        .route("/{desk}/drafts", get(draft::list))
        .route("/{desk}/queue/act", post(queue::do_many))
        .route("/{desk}/queue/move", post(queue::bring))
        .route("/{desk}/queue/views", post(queue::save))
        .route("/{desk}/queue/views/{id}", post(queue::change))
        .route("/{desk}/queue/views/{id}/remove", post(queue::remove))
        .route("/{desk}/queue/views/{id}/{to}", post(queue::shift))
        .route("/{desk}/undo/many/{id}", post(queue::undo))
        .route("/{desk}/settings/replies", get(canned::list).post(canned::create))
        .route("/{desk}/settings/replies/new", get(canned::form))
        .route("/{desk}/settings/replies/{id}", get(canned::edit_form).post(canned::edit))
        .route("/{desk}/settings/replies/{id}/retire", post(canned::retire))
        .route("/{desk}/settings/signatures", get(signature::mine).post(signature::save_mine))
        .route("/{desk}/settings/signatures/desk", get(signature::desk).post(signature::save_desk))
        .route("/{desk}/settings/signatures/teams/{id}", get(signature::team).post(signature::save_team))
        .route("/{desk}/settings/signing", get(signing::page).post(signing::make))
        .route("/{desk}/settings/signing/{id}/start", post(signing::start))
        .route("/{desk}/settings/signing/{id}/remove", post(signing::remove))
        .route("/{desk}/settings/wording", get(wording::list))
        .route("/{desk}/settings/wording/{word}", get(wording::page).post(wording::save))
        .route("/{desk}/settings/wording/{word}/preview", post(wording::preview))
        .route("/{desk}/search", get(search::page))
        .route("/{desk}/search/results", get(search::list))
        .route("/{desk}/settings", get(setting::page))
        .route("/{desk}/palette", get(palette::found))
        .route("/{desk}/events", get(live::staff))
        .route("/{desk}/on-call", get(on_call::page))
        .route("/{desk}/on-call/list", get(on_call::list))
        .route("/{desk}/on-call/{id}/take", post(on_call::take))
        .route("/{desk}/on-call/{id}/done", post(on_call::done))
        .route("/{desk}/calls/ticker", get(ticker::fragment))
        .route("/{desk}/customers", get(customer::list))
        .route("/{desk}/customers/{number}", get(customer::page))
        .route("/{desk}/customers/{number}/contacts/{id}/erase", get(erasure::page).post(erasure::erase))
        .route("/{desk}/customers/{number}/calls/new", get(call::of_customer))
        .route("/{desk}/customers/{number}/calls/quote", post(call::quote_of_customer))
        .route("/{desk}/customers/{number}/calls", post(call::log_of_customer))
        .route("/{desk}/contracts/{number}", get(contract::page))
        .route("/{desk}/contracts/{number}/outages", post(contract::report))
        .route("/{desk}/contracts/{number}/outages/take-back", post(contract::take_back))
        .route("/{desk}/contracts/{number}/claims", post(contract::claim))
        .route("/{desk}/contracts/{number}/payment", post(contract::pay))
        .route("/{desk}/contracts/{number}/work/new", get(work::of_contract))
        .route("/{desk}/contracts/{number}/work/quote", post(work::quote_of_contract))
        .route("/{desk}/contracts/{number}/work", post(work::log_of_contract))
        .route("/{desk}/outages", get(outage::form).post(outage::report))
        .route("/{desk}/mails", get(mail::list))
        .route("/{desk}/mails/{id}", get(mail_look::one))
        .route("/{desk}/mails/{id}/raw", get(mail::raw))
        .route("/{desk}/mails/{id}/retry", post(mail_look::retry))
        .route("/{desk}/mails/{id}/dismiss", post(mail_look::dismiss))
        .route("/{desk}/mails/{id}/turn", post(mail_look::turn))
        .route("/{desk}/outbox", get(outbox::list))
        .route("/{desk}/outbox/{id}", get(outbox::one))
        .route("/{desk}/outbox/{id}/raw", get(outbox::raw))
        .route("/{desk}/outbox/{id}/retry", post(outbox::retry))
        .route("/{desk}/outbox/{id}/unblock", post(outbox::unblock))
        .route("/{desk}/settings/fields", get(field::page).post(field::define))
        .route("/{desk}/settings/fields/{id}", get(field::one).post(field::change))
        .route("/{desk}/settings/fields/{id}/retire", post(field::retire))
        .route("/{desk}/settings/fields/{id}/restore", post(field::restore))
        .route("/{desk}/invoices", get(invoice::month))
        .route("/{desk}/invoices/issue", post(invoice::issue))
        .route("/{desk}/invoices/preview/{number}", get(invoice::preview))
        .route("/{desk}/invoices/{number}", get(invoice::page))
        .route("/{desk}/invoices/{number}/print", get(invoice::print))
        .route("/{desk}/notices", get(notice::page))
        .route("/{desk}/notices/seen", post(notice::see_all))
        .route("/{desk}/notices/count", get(notice::count))
        .route("/{desk}/notices/list", get(notice::list))
        .route("/{desk}/articles", get(article::list))
        .route("/{desk}/articles/{id}", get(article::page).post(article::write))
        .route("/{desk}/articles/{id}/discard", post(article::discard))
        .route("/{desk}/settings/mailboxes", get(mailbox::list).post(mailbox::create))
        .route("/{desk}/settings/mailboxes/{id}", get(mailbox::page).post(mailbox::change))
        .route("/{desk}/settings/desk", get(desk_setting::page).post(desk_setting::change))
        .route("/{desk}/settings/mailboxes/consent", get(consent::answered))
        .route("/{desk}/settings/mailboxes/{id}/connect", post(consent::connect))
        .route("/{desk}/settings/mailboxes/{id}/disconnect", post(consent::disconnect))
        .route("/{desk}/settings/mailboxes/{id}/fetch", post(fetching::change))
        .route("/{desk}/settings/mailboxes/{id}/fetch/stop", post(fetching::stop))
        .route("/{desk}/settings/mailboxes/{id}/retire", post(mailbox::retire))
        .route("/{desk}/settings/mailboxes/{id}/restore", post(mailbox::restore))
        .route("/{desk}/settings/teams", get(team::list).post(team::create))
        .route("/{desk}/settings/teams/{id}", get(team::page).post(team::change))
        .route("/{desk}/settings/teams/{id}/dissolve", post(team::dissolve))
        .route("/{desk}/settings/checklists", get(checklist::list).post(checklist::create))
        .route("/{desk}/settings/checklists/{id}", get(checklist::page).post(checklist::change))
        .route("/{desk}/settings/checklists/{id}/remove", post(checklist::remove))
        .merge(tickets())
        .merge(related())
}

fn tickets() -> Router<Site> {
    Router::new()
        .route("/{desk}/tickets/new", get(open::form))
        .route("/{desk}/tickets/verdict", post(open::verdict))
        .route("/{desk}/tickets", post(open::open))
        .route("/{desk}/tickets/{number}", get(ticket::page))
        .route("/{desk}/tickets/{number}/calls/new", get(call::of_ticket))
        .route("/{desk}/tickets/{number}/calls/quote", post(call::quote_of_ticket))
        .route("/{desk}/tickets/{number}/calls", post(call::log_of_ticket))
        .route("/{desk}/tickets/{number}/work/new", get(work::of_ticket))
        .route("/{desk}/tickets/{number}/work/quote", post(work::quote_of_ticket))
        .route("/{desk}/tickets/{number}/work", post(work::log_of_ticket))
        .route("/{desk}/tickets/{number}/entries", get(ticket::entries))
        .route("/{desk}/tickets/{number}/clocks", get(ticket::clocks))
        .route("/{desk}/tickets/{number}/preview", get(ticket::preview))
        .route("/{desk}/tickets/{number}/draft", post(write::keep))
        .route("/{desk}/tickets/{number}/drafts/{id}/undo", post(write::undo))
        .route("/{desk}/tickets/{number}/drafts/{id}/send", post(write::send))
        .route("/{desk}/tickets/{number}/drafts/{id}/discard", post(write::discard))
        .route("/{desk}/tickets/{number}/conversation", get(conversation::take))
        .route("/{desk}/tickets/{number}/print", get(conversation::print))
        .route("/{desk}/tickets/{number}/files/{id}", get(file::get))
        .route("/{desk}/tickets/{number}/messages/{id}/sent", get(sent::page))
        .route("/{desk}/tickets/{number}/messages/{id}/sent/frame", get(sent::framed))
        .route("/{desk}/tickets/{number}/replies/{id}", get(canned::preview))
        .route("/{desk}/tickets/{number}/assign", post(change::assign))
        .route("/{desk}/tickets/{number}/severity", post(change::severity))
        .route("/{desk}/tickets/{number}/subject", post(change::subject))
        .route("/{desk}/tickets/{number}/wait", post(change::wait))
        .route("/{desk}/tickets/{number}/resolve", post(change::resolve))
        .route("/{desk}/tickets/{number}/close", post(change::close))
        .route("/{desk}/tickets/{number}/reopen", post(change::reopen))
        .route("/{desk}/tickets/{number}/facts", post(change::facts))
        .route("/{desk}/tickets/{number}/reached", post(change::reached))
        .route("/{desk}/tickets/{number}/tags", post(tag::tags))
        .route("/{desk}/tickets/{number}/fields", post(tag::fields))
}

/// What takes files, and so takes longer.
pub(crate) fn uploads() -> Router<Site> {
    Router::new()
        .route("/{desk}/mails/upload", get(mail_upload::page).post(mail_upload::upload))
        .route("/{desk}/tickets/{number}/messages", post(write::write))
        .route("/{desk}/tickets/{number}/files", get(file::list).post(file::add))
        .route("/{desk}/tickets/{number}/files/{id}/remove", post(file::remove))
        .layer(DefaultBodyLimit::max(BODY_MAX))
}

/// What is done with a ticket beside answering it.
fn related() -> Router<Site> {
    Router::new()
        .route("/{desk}/tickets/{number}/acceptance", get(acceptance::alone))
        .route("/{desk}/tickets/{number}/head", get(presence::head_alone))
        .route("/{desk}/tickets/{number}/presence", get(presence::presence))
        .route("/{desk}/tickets/{number}/typing", post(presence::typing))
        .route("/{desk}/tickets/{number}/hand-over", post(relate::hand_over))
        .route("/{desk}/tickets/{number}/snooze", post(relate::snooze))
        .route("/{desk}/tickets/{number}/wake", post(relate::wake))
        .route("/{desk}/tickets/{number}/merge", post(relate::merge))
        .route("/{desk}/tickets/{number}/unmerge", post(relate::unmerge))
        .route("/{desk}/tickets/{number}/split/{id}", get(relate::split_form).post(relate::split))
        .route("/{desk}/tickets/{number}/links", post(relate::link))
        .route("/{desk}/tickets/{number}/links/{id}/remove", post(relate::unlink))
        .route("/{desk}/tickets/{number}/participants", post(relate::add_participant))
        .route("/{desk}/tickets/{number}/participants/{id}/remove", post(relate::remove_participant))
        .route("/{desk}/tickets/{number}/follow", post(relate::follow))
        .route("/{desk}/tickets/{number}/unfollow", post(relate::unfollow))
        .route("/{desk}/tickets/{number}/spam", post(relate::spam))
        .route("/{desk}/tickets/{number}/no-spam", post(relate::no_spam))
        .route("/{desk}/tickets/{number}/article", post(relate::article))
        .route("/{desk}/tickets/{number}/items", post(checklist::add))
        .route("/{desk}/tickets/{number}/items/{id}", post(checklist::item))
        .route("/{desk}/tickets/{number}/checklist", post(checklist::put))
}
