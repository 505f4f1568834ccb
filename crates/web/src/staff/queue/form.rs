//! The form that writes a filter for those who do not know its language, filled with what the filter says.

use desk::saved_view::{Column, Shown, may_share};
use desk::search::{Grouping, Sort, said};
use engine::plan::catalogue::OfferKind;
use engine::run::outcome::Answer;

use super::Found;
use super::asked::{Asked, COLUMNS, What};
use super::saved::Sent;
use crate::show::{column, plan_language};
use crate::text::Text;
use crate::view::queue_more::{FilterBar, Layout, SaveForm};
use crate::view::{Choice, Control, Field};
use crate::visit::StaffVisit;

/// The filters that the form writes, each from a field of its own.
pub(super) const WRITTEN: [&str; 10] =
    ["state", "assignee", "due", "severity", "tag", "customer", "plan", "product", "channel", "answer"];

/// The filter in force and its form.
pub(super) fn bar(visit: &StaffVisit, t: &Text, asked: &Asked, found: &Found, sent: &Sent) -> FilterBar {
    let shown =
        found.what.shown().cloned().unwrap_or_else(|| Shown { filter: found.what.filter(), ..Shown::default() });
    let (layout, other) = if asked.is_board() { ("", Layout::List) } else { ("board", Layout::Board) };
    let of = match &found.what {
        What::Filter { of, .. } => of.as_ref().map(|view| view.id.to_string()),
        What::Shelf { .. } => None,
    };
    FilterBar {
        url: visit.0.url("/queue"),
        q: if found.what.shown().is_some() { shown.filter.clone() } else { String::new() },
        view: of,
        unsaved: matches!(&found.what, What::Filter { differs: true, .. }),
        wrong: found.wrong.as_ref().map(|wrong| wrong.words(t)),
        fields: fields(visit, t, found, &shown.filter),
        looks: looks(t, &shown),
        columns: columns(t, found, &shown),
        open: found.wrong.is_some(),
        save: save(visit, t, found, &shown, sent),
        other: (visit.0.url(&format!("/queue{}", asked.laid_out(layout))), other),
    }
}

/// What a filter says of each field of the form, and all that no field can say.
fn split(filter: &str) -> (Vec<(String, String)>, String) {
    let mut named: Vec<(String, String)> = Vec::new();
    let mut rest = Vec::new();
    for part in said(filter) {
        match part.filter {
            Some((name, value)) if part.wanted => {
                let fits = (WRITTEN.contains(&name.as_str()) || name == "field")
                    && !named.iter().any(|(known, _)| *known == name);
                if fits { named.push((name, value)) } else { rest.push(part.text) }
            }
            _ => rest.push(part.text),
        }
    }
    (named, rest.join(" "))
}

fn fields(visit: &StaffVisit, t: &Text, found: &Found, filter: &str) -> Vec<Field> {
    let (named, rest) = split(filter);
    let value = |name: &str| named.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let mut fields = vec![
        Field::new("f-words", t.get("filter-words"), Control::Line)
            .value(rest)
            .hint(t.get("filter-words-how").to_string())
            .optional(),
    ];
    for name in WRITTEN {
        let label = label(t, name);
        let choices = choices(visit, t, found, name);
        let field = if choices.is_empty() {
            Field::new(format!("f-{name}"), label, Control::Line)
        } else {
            select(t, format!("f-{name}"), label, choices, value(name))
        };
        fields.push(field.value(value(name)).optional());
    }
    let own: Vec<Choice> = found
        .fields
        .iter()
        .filter(|field| field.retired_at.is_none())
        .map(|field| Choice::new(&field.key, &field.name))
        .collect();
    if !own.is_empty() {
        let (key, filled) = value("field").split_once('=').unwrap_or((value("field"), ""));
        fields.push(select(t, "f-field".to_owned(), t.get("filter-field").to_string(), own, key).value(key).optional());
        fields.push(Field::new("f-value", t.get("filter-value"), Control::Line).value(filled).optional());
    }
    fields
}

fn label(t: &Text, name: &str) -> String {
    match name {
        "state" => t.get("column-state"),
        "assignee" => t.get("column-assignee"),
        "due" => t.get("column-due"),
        "severity" => t.get("column-severity"),
        "tag" => t.get("filter-tag"),
        "customer" => t.get("column-customer"),
        "plan" => t.get("column-plan"),
        "product" => t.get("column-product"),
        "channel" => t.get("column-channel"),
        _ => t.get("filter-answer"),
    }
    .to_string()
}

/// A list with nothing as its first choice. What was written and is not in it is added.
fn select(t: &Text, name: String, label: String, known: Vec<Choice>, value: &str) -> Field {
    let mut choices = vec![Choice::new("", t.get("filter-any").to_string())];
    choices.extend(known);
    if !choices.iter().any(|choice| choice.value == value) {
        choices.push(Choice::new(value, value));
    }
    Field::new(name, label, Control::Select(choices))
}

/// What can be chosen; nothing where something is typed.
fn choices(visit: &StaffVisit, t: &Text, found: &Found, name: &str) -> Vec<Choice> {
    let worded = |all: &[(&str, String)]| all.iter().map(|(value, words)| Choice::new(*value, words)).collect();
    let word = |key: &str| t.get(key).to_string();
    let none = |mut choices: Vec<Choice>| {
        choices.push(Choice::new("none", word("filter-none")));
        choices
    };
    let catalogue = visit.0.catalogue.as_deref();
    let language = plan_language(t);
    match name {
        "state" => worded(&[
            ("open", word("stage-open")),
            ("waiting", word("stage-waiting")),
            ("resolved", word("stage-resolved")),
            ("closed", word("stage-closed")),
        ]),
        "assignee" => {
            let mut choices = vec![Choice::new("me", word("filter-me")), Choice::new("none", word("unassigned"))];
            let here = found.staff.iter().filter(|person| person.deactivated_at.is_none());
            choices.extend(here.map(|person| Choice::new(&person.name, &person.name)));
            choices
        }
        "due" => worded(&[
            ("breached", word("standing-breached")),
            ("soon", word("standing-soon")),
            ("today", word("filter-today")),
            ("later", word("standing-due")),
            ("none", word("filter-nothing-due")),
        ]),
        "severity" => {
            let known = catalogue.map(|known| crate::show::severities(t, known)).unwrap_or_default();
            none(known.into_iter().map(|severity| Choice::new(severity.id, severity.name)).collect())
        }
        "tag" => none(found.tags.iter().map(|tag| Choice::new(tag, tag)).collect()),
        "plan" => {
            let offers = catalogue.map(|known| known.offers.as_slice()).unwrap_or_default();
            let first = catalogue.and_then(|known| known.provider.languages.first().copied()).unwrap_or_default();
            // Tickets keep the plan's name in the provider's first language.
            let plan =
                |name: &engine::plan::catalogue::Text| Choice::new(name.get(first).to_lowercase(), name.get(language));
            none(offers.iter().filter(|offer| offer.kind == OfferKind::Plan).map(|offer| plan(&offer.name)).collect())
        }
        "product" => {
            let products = catalogue.map(|known| known.products.as_slice()).unwrap_or_default();
            if products.is_empty() {
                return Vec::new();
            }
            none(products.iter().map(|one| Choice::new(&one.id, one.name.get(language))).collect())
        }
        "channel" => worded(&[
            ("email", word("channel-email")),
            ("portal", word("channel-portal")),
            ("phone", word("channel-phone")),
        ]),
        "answer" => [Answer::Covered, Answer::BestEffort, Answer::Chargeable, Answer::Refused]
            .map(|answer| Choice::new(answer.id(), column::answer_name(t, answer)))
            .to_vec(),
        _ => Vec::new(),
    }
}

fn looks(t: &Text, shown: &Shown) -> Vec<Field> {
    let sorts = Sort::ALL.map(|(sort, word)| {
        let name = match sort {
            Sort::Next => t.get("sort-next"),
            Sort::Due => t.get("sort-due"),
            Sort::Severity => t.get("sort-severity"),
            Sort::Rank => t.get("sort-rank"),
            Sort::Waiting => t.get("sort-waiting"),
            Sort::Opened => t.get("sort-opened"),
            Sort::Changed => t.get("sort-changed"),
        };
        Choice::new(word, name.to_string())
    });
    let mut groups = vec![Choice::new("", t.get("group-none").to_string())];
    groups.extend(Grouping::ALL.map(|(group, word)| Choice::new(word, column::grouping_name(t, group))));
    vec![
        Field::new("o-sort", t.get("filter-sort"), Control::Select(sorts.to_vec())).value(shown.sort.word()),
        Field::new("o-group", t.get("filter-group"), Control::Select(groups))
            .value(shown.group.map_or("", Grouping::word))
            .optional(),
    ]
}

fn columns(t: &Text, found: &Found, shown: &Shown) -> Vec<Field> {
    let mut known: Vec<Choice> =
        Column::ALL.iter().map(|(one, word)| Choice::new(*word, column::name(t, one, &found.fields))).collect();
    let own = found.fields.iter().filter(|field| field.retired_at.is_none());
    known.extend(own.map(|field| Choice::new(Column::Field(field.key.clone()).word(), &field.name)));
    (1..=COLUMNS)
        .map(|at| {
            let value = shown.columns.get(at - 1).map(Column::word).unwrap_or_default();
            let label = t.get("filter-column").arg("n", at).to_string();
            let mut choices = vec![Choice::new("", "–")];
            choices.extend(known.iter().cloned());
            if !choices.iter().any(|choice| choice.value == value) {
                choices.push(Choice::new(value.clone(), value.clone()));
            }
            Field::new(format!("c-{at}"), label, Control::Select(choices)).value(value).optional()
        })
        .collect()
}

fn save(visit: &StaffVisit, t: &Text, found: &Found, shown: &Shown, sent: &Sent) -> SaveForm {
    let shares = may_share(&visit.0.actor());
    let own = match &found.what {
        What::Filter { of: Some(view), .. } if view.staff.is_some() || shares => Some(view),
        _ => None,
    };
    let name = sent.name.clone().or_else(|| own.map(|view| view.name.clone())).unwrap_or_default();
    let mut field = Field::new("name", t.get("view-name"), Control::Line).value(name);
    let rest = sent.wrong.as_ref().and_then(|wrong| wrong.mark(t, &mut [&mut field]));
    SaveForm {
        url: visit.0.url("/queue/views"),
        shown: vec![
            ("q", shown.filter.clone()),
            ("sort", shown.sort.word().to_owned()),
            ("group", shown.group.map_or("", Grouping::word).to_owned()),
            ("columns", Column::words(&shown.columns)),
        ],
        name: field,
        shared: shares.then(|| Field::new("shared", t.get("view-shared"), Control::Tick).optional()),
        own: own.map(|view| visit.0.url(&format!("/queue/views/{}", view.id))),
        wrong: rest,
        open: sent.wrong.is_some(),
    }
}
