//! Everything HTTP: pages for agents, customers and the public. Views are plain data plus a
//! template; they know nothing of the domain, so a page can be looked at without a desk.

pub mod asset;
pub mod text;
pub mod view;
