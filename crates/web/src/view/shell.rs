//! What surrounds every page: the desk, the reader, where they are, and the guard of every form.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Person, filters};
use crate::asset::asset_url;
use crate::text::Text;

/// What surrounds a page. Every page has one.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The reader's language, the desk's zone, the page's instant.
    pub t: Text,
    /// Whose desk it is.
    pub desk: Desk,
    /// Who is signed in.
    pub who: Option<Person>,
    /// The token that every form sends as `csrf`.
    pub csrf: String,
    /// The chosen theme.
    pub theme: Theme,
    /// The name of the zone that times are shown in; the script tells the server where it is another.
    pub zone: String,
    /// This page's path and query, to come back to after a change of language or theme.
    pub here: String,
    /// A word about what was just done.
    pub flash: Option<Flash>,
    /// Where in the navigation this page is.
    pub area: Area,
    /// The address of the server-sent events for this page.
    pub live_url: Option<String>,
    /// How many tickets wait for staff, beside "Queue".
    pub queue_count: Option<u32>,
    /// How many notices the reader has not seen, beside "Notices".
    pub notice_count: Option<u32>,
    /// How many call-backs wait, beside "On-call".
    pub on_call_count: Option<u32>,
}

/// A desk as its pages name it.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The provider's name.
    pub name: String,
    /// Where its pages begin, without a slash at the end: `/shop-levels`, or empty on its own host.
    pub base: String,
    /// The hue of its accent in degrees; the nearest of 24 is shown.
    pub hue: u16,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value in the form, the cookie and `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the value of a form or a cookie.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// The places of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Staff: what to do next.
    Queue,
    /// Staff and contacts: search.
    Search,
    /// Staff: customers.
    Customers,
    /// Staff: call-backs.
    OnCall,
    /// Staff: mail that came in.
    Mails,
    /// Staff: what others did.
    Notices,
    /// Staff: what the desk is set up with.
    Settings,
    /// Staff, contacts and the public: plans.
    Plans,
    /// Staff: invoices.
    Invoices,
    /// Contacts: the portal's first page.
    Home,
    /// Contacts: a new ticket.
    NewTicket,
    /// Contacts: an emergency.
    Emergency,
    /// None of them.
    Elsewhere,
}

/// A word about what was just done.
#[derive(Clone, Debug)]
pub struct Flash {
    /// Whether it went well.
    pub tone: Tone,
    /// What to say.
    pub text: String,
    /// Where it can be undone, below `/undo/`.
    pub undo: Option<String>,
}

/// Whether something went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It did.
    Good,
    /// It did not.
    Bad,
}

impl Shell {
    /// The address of a built file.
    pub fn asset(&self, name: &str) -> String {
        asset_url(name)
    }

    /// The class of the nearest of the 24 hues.
    pub fn hue_class(&self) -> String {
        let nearest = (self.desk.hue % 360 + 7) / 15 * 15 % 360;
        format!("hue-{nearest}")
    }

    /// The rail at the left of staff's pages.
    pub fn rail(&self) -> impl HtmlSafe + '_ {
        Rail { shell: self }
    }

    /// The bar at the top of contacts' and public pages.
    pub fn top(&self) -> impl HtmlSafe + '_ {
        let contact = matches!(self.area, Area::Home | Area::NewTicket | Area::Search | Area::Emergency);
        Top { shell: self, contact: contact || (self.who.is_some() && self.area == Area::Plans) }
    }

    /// What floats over every page: toasts and the list of keys.
    pub fn floating(&self) -> impl HtmlSafe + '_ {
        Floating { shell: self }
    }

    fn current(&self, area: Area) -> &'static str {
        if self.area == area { "page" } else { "false" }
    }

    fn has_theme(&self, theme: Theme) -> &'static str {
        if self.theme == theme { "true" } else { "false" }
    }

    fn has_language(&self, tag: &str) -> &'static str {
        if self.t.language.tag() == tag { "true" } else { "false" }
    }

    /// The first letter of the desk's name, for its tile.
    fn monogram(&self) -> String {
        let first = self.desk.name.chars().take(1);
        first.flat_map(char::to_uppercase).collect()
    }
}

#[derive(Template)]
#[template(path = "partials/rail.html")]
struct Rail<'a> {
    shell: &'a Shell,
}

impl HtmlSafe for Rail<'_> {}

#[derive(Template)]
#[template(path = "partials/top.html")]
struct Top<'a> {
    shell: &'a Shell,
    contact: bool,
}

impl HtmlSafe for Top<'_> {}

#[derive(Template)]
#[template(path = "partials/floating.html")]
struct Floating<'a> {
    shell: &'a Shell,
}

impl HtmlSafe for Floating<'_> {}
