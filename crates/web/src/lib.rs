//! Everything HTTP: pages for agents, customers and the public, the JSON API, live updates, sessions.
//!
//! [`router`] serves the desks of a [`Site`]. `front` holds what everyone may see, `staff` what the provider's people see,
//! `portal` what contacts see; `show` turns what the desk says into views, and [`view`] are plain data with a template, so
//! that a page can be looked at without a desk. Deliberately not here: SQL, and any rule of the business.

mod answer;
mod api;
mod asked;
pub mod asset;
mod composed;
mod front;
mod guard;
mod live;
pub mod mail_provider;
mod outside;
mod picture;
mod portal;
mod presence;
mod refusal;
mod sent;
mod serve;
mod sheet;
mod show;
mod site;
mod staff;
pub mod text;
pub mod view;
mod visit;

pub use serve::{router, serve};
pub use site::{NoDesk, Showcase, ShownDesk, Site};
