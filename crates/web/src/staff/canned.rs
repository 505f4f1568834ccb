//! Canned replies: the list, the form, and what one says and does on a ticket.

use axum::http::StatusCode;
use axum::response::Response;
use desk::canned::{self, Assign, Canned, Cannot, NewCanned};
use desk::draft::Then;
use desk::id::CannedId;
use desk::staff::{self, Staff};
use desk::{DeskError, View, ticket};
use serde::Deserialize;

use super::change::Nothing;
use super::frame::{Frame, frame};
use super::tag::several;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet, Table};
use crate::show::{self, Wrong};
use crate::text::Text;
use crate::view::ticket::CannedPreview;
use crate::view::{Area, Choice, Control, Field};
use crate::visit::{StaffVisit, Visit};

/// Where they are set up.
const PATH: &str = "/settings/replies";

/// What is typed into the form.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    whose: String,
    de: String,
    en: String,
    assign: String,
    severity: String,
    tags_added: String,
    tags_removed: String,
    then: String,
}

impl Typed {
    fn of(canned: &Canned) -> Typed {
        let is = &canned.is;
        Typed {
            name: is.name.clone(),
            whose: if is.personal { "mine" } else { "all" }.to_owned(),
            de: is.de.clone(),
            en: is.en.clone(),
            assign: is.assign.word(),
            severity: is.severity.clone(),
            tags_added: is.tags_added.join(", "),
            tags_removed: is.tags_removed.join(", "),
            then: is.then.word().to_owned(),
        }
    }

    fn canned(&self) -> Result<NewCanned, DeskError> {
        let lines = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        Ok(NewCanned {
            name: self.name.clone(),
            personal: self.whose != "all",
            de: lines(&self.de),
            en: lines(&self.en),
            assign: Assign::find(&self.assign).ok_or_else(|| DeskError::field("assign", "unknown", ""))?,
            severity: self.severity.clone(),
            tags_added: several(&self.tags_added),
            tags_removed: several(&self.tags_removed),
            then: Then::of(&self.then),
        })
    }
}

struct Found {
    frame: Frame,
    staff: Vec<Staff>,
    shares: bool,
}

fn gather(view: &mut View<'_, '_>, me: desk::id::StaffId) -> Result<Found, DeskError> {
    Ok(Found { frame: frame(view, me)?, staff: staff::list(view)?, shares: canned::may_share(view) })
}

/// The list.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    let me = visit.me();
    let (found, all) = visit.0.read(move |view| Ok((gather(view, me)?, canned::list(view)?))).await?;
    let shell = found.frame.shell(&visit, Area::Settings);
    let t = &shell.t;
    let head = [t.get("canned-name"), t.get("canned-whose"), t.get("canned-does"), t.get("canned-act")];
    let row = |one: &Canned| {
        let may = one.owner.is_some() || found.shares;
        let url = visit.0.url(&format!("{PATH}/{}", one.id));
        let name = if may { Cell::Link(url.clone(), one.is.name.clone()) } else { Cell::text(one.is.name.as_str()) };
        let whose = if one.is.personal { t.get("canned-mine") } else { t.get("canned-all") };
        let act = if may {
            Cell::Button(format!("{url}/retire"), t.get("canned-retire").to_string())
        } else {
            Cell::text("")
        };
        let does = does(&visit.0, t, &one.is, &found.staff).join(", ");
        vec![name, Cell::Text(whose.to_string()), Cell::Text(does), act]
    };
    let title = t.get("canned-title").to_string();
    let table = Table {
        name: title.clone(),
        head: head.map(String::from).to_vec(),
        rows: all.iter().map(row).collect(),
        empty: t.get("canned-none").to_string(),
    };
    let new = vec![(visit.0.url(&format!("{PATH}/new")), t.get("canned-new").to_string())];
    let sheet =
        Sheet { title, parts: vec![Part::Soft(t.get("canned-how").to_string()), Part::Links(new), Part::Table(table)] };
    answer::page(&visit.0, &AgentPage { sheet, shell })
}

/// What one does beside its text, in words.
pub(super) fn does(visit: &Visit, t: &Text, is: &NewCanned, staff: &[Staff]) -> Vec<String> {
    let mut does = Vec::new();
    match is.assign {
        Assign::Keep => {}
        Assign::Me => does.push(t.get("canned-assign-me").to_string()),
        Assign::Nobody => does.push(t.get("canned-assign-nobody").to_string()),
        Assign::Staff(id) => {
            let name = staff.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
            does.push(t.get("canned-assign-to").arg("name", name).to_string());
        }
    }
    if !is.severity.is_empty() {
        let known = visit.catalogue.as_deref().and_then(|catalogue| show::severity(t, catalogue, &is.severity));
        let name = known.map_or_else(|| is.severity.clone(), |severity| severity.name);
        does.push(t.get("canned-sets-severity").arg("name", name).to_string());
    }
    if !is.tags_added.is_empty() {
        does.push(t.get("canned-adds-tags").arg("tags", is.tags_added.join(", ")).to_string());
    }
    if !is.tags_removed.is_empty() {
        does.push(t.get("canned-removes-tags").arg("tags", is.tags_removed.join(", ")).to_string());
    }
    match is.then {
        Then::Keep => {}
        Then::Wait => does.push(t.get("composer-then-wait").to_string()),
        Then::Resolve => does.push(t.get("composer-then-resolve").to_string()),
        Then::Close => does.push(t.get("composer-then-close").to_string()),
    }
    does
}

/// The form for a new one.
pub(super) async fn form(visit: StaffVisit) -> Result<Response, Refusal> {
    page(&visit, None, Typed::default(), None).await
}

/// The form of one.
pub(super) async fn edit_form(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let id = id.get(&visit.0)?;
    let known = visit.0.read(move |view| canned::get(view, id)).await?;
    page(&visit, Some(id), Typed::of(&known), None).await
}

/// Id of a canned reply in a path.
#[derive(Debug, Deserialize)]
pub(super) struct Id {
    id: String,
}

impl Id {
    fn get(&self, visit: &Visit) -> Result<CannedId, Refusal> {
        self.id.parse().map_err(|_| Refusal::nothing_here().within(visit))
    }
}

/// Makes one.
pub(super) async fn create(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    let result = visit.0.try_act(move |act| canned::create(act, &kept.canned()?).map(drop)).await?;
    saved(&visit, None, typed, result).await
}

/// Changes one.
pub(super) async fn edit(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let id = id.get(&visit.0)?;
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    let result = visit.0.try_act(move |act| canned::edit(act, id, &kept.canned()?)).await?;
    saved(&visit, Some(id), typed, result).await
}

async fn saved(
    visit: &StaffVisit,
    id: Option<CannedId>,
    typed: Typed,
    result: Result<(), Wrong>,
) -> Result<Response, Refusal> {
    match result {
        Ok(()) => Ok(answer::done(&visit.0, PATH, &visit.0.text().get("done").to_string())),
        Err(wrong) => page(visit, id, typed, Some(wrong)).await,
    }
}

/// Takes one out of use.
pub(super) async fn retire(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let id = id.get(&visit.0)?;
    posted.of(&visit.0)?;
    Ok(match visit.0.try_act(move |act| canned::retire(act, id)).await? {
        Ok(()) => answer::done(&visit.0, PATH, &visit.0.text().get("done").to_string()),
        Err(wrong) => answer::not_done(&visit.0, PATH, &wrong.words(&visit.0.text())),
    })
}

async fn page(
    visit: &StaffVisit,
    id: Option<CannedId>,
    typed: Typed,
    wrong: Option<Wrong>,
) -> Result<Response, Refusal> {
    let me = visit.me();
    let found = visit.0.read(move |view| gather(view, me)).await?;
    let shell = found.frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut fields = fields(&visit.0, t, &found, &typed, id.is_none());
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let action = id.map_or_else(|| visit.0.url(PATH), |id| visit.0.url(&format!("{PATH}/{id}")));
    let mut parts = vec![Part::Soft(t.get("canned-variables").arg("all", canned::VARIABLES.join(", ")).to_string())];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action,
        hidden: Vec::new(),
        fields,
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("save").to_string(),
    }));
    let title = if id.is_some() { t.get("canned-edit") } else { t.get("canned-new") };
    let sheet = Sheet { title: title.to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

fn fields(visit: &Visit, t: &Text, found: &Found, typed: &Typed, is_new: bool) -> Vec<Field> {
    let mut fields = vec![Field::new("name", t.get("canned-name"), Control::Line).value(&typed.name)];
    if is_new && found.shares {
        let whose = vec![Choice::new("all", t.get("canned-all")), Choice::new("mine", t.get("canned-mine"))];
        let value = if typed.whose.is_empty() { "all" } else { typed.whose.as_str() };
        fields.push(Field::new("whose", t.get("canned-whose"), Control::Select(whose)).value(value));
    }
    let area = Control::Area { rows: 8 };
    fields.push(Field::new("de", t.get("canned-text-de"), area.clone()).value(&typed.de).optional());
    fields.push(Field::new("en", t.get("canned-text-en"), area).value(&typed.en).optional());
    let mut assign = vec![
        Choice::new("", t.get("canned-assign-keep")),
        Choice::new("me", t.get("canned-assign-me")),
        Choice::new("nobody", t.get("canned-assign-nobody")),
    ];
    let active = found.staff.iter().filter(|one| one.deactivated_at.is_none());
    assign.extend(active.map(|one| Choice::new(one.id.to_string(), &one.name)));
    fields.push(Field::new("assign", t.get("canned-assign"), Control::Select(assign)).value(&typed.assign).optional());
    let mut severities = vec![Choice::new("", t.get("canned-severity-keep"))];
    if let Some(catalogue) = visit.catalogue.as_deref() {
        severities.extend(show::severities(t, catalogue).into_iter().map(|one| Choice::new(one.id, one.name)));
    }
    let severity = Field::new("severity", t.get("ticket-severity"), Control::Select(severities));
    fields.push(severity.value(&typed.severity).optional());
    let tags = |name: &'static str, label, value: &str| Field::new(name, label, Control::Line).value(value).optional();
    fields.push(tags("tags_added", t.get("canned-tags-added"), &typed.tags_added));
    fields.push(tags("tags_removed", t.get("canned-tags-removed"), &typed.tags_removed));
    let then = vec![
        Choice::new("keep", t.get("composer-then-keep")),
        Choice::new("wait", t.get("composer-then-wait")),
        Choice::new("resolve", t.get("composer-then-resolve")),
        Choice::new("close", t.get("composer-then-close")),
    ];
    fields.push(Field::new("then", t.get("composer-then"), Control::Select(then)).value(&typed.then).optional());
    fields
}

/// Ticket and canned reply in a path.
#[derive(Debug, Deserialize)]
pub(super) struct Ids {
    number: String,
    id: String,
}

/// What one says and does on a ticket, before it is used.
pub(super) async fn preview(visit: StaffVisit, Path(ids): Path<Ids>) -> Result<Response, Refusal> {
    let nothing = || Refusal::nothing_here().within(&visit.0);
    let number: i64 = ids.number.parse().map_err(|_| nothing())?;
    let id: CannedId = ids.id.parse().map_err(|_| nothing())?;
    let (filled, staff) = visit
        .0
        .read(move |view| {
            let ticket = ticket::get_by_number(view, number)?.id;
            Ok((canned::filled(view, ticket, id)?, staff::list(view)?))
        })
        .await?;
    let t = visit.0.text();
    let cannot = filled.cannot.iter().map(|cannot| match cannot {
        Cannot::Severity => t.get("canned-cannot-severity").to_string(),
        Cannot::Assignee => t.get("canned-cannot-assignee").to_string(),
        Cannot::Tags => t.get("canned-cannot-tags").to_string(),
        Cannot::Closed => t.get("canned-cannot-closed").to_string(),
    });
    let is = &filled.canned.is;
    answer::fragment(&CannedPreview {
        id: id.to_string(),
        name: is.name.clone(),
        text: filled.text,
        does: does(&visit.0, &t, is, &staff),
        cannot: cannot.collect(),
        acts: is.acts(),
        then: is.then.word(),
        t,
    })
}
