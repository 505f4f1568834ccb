//! Columns and groups of a list: their names, and what stands in them.

use desk::saved_view::Column;
use desk::search::{Grouping, ListedGroup, quoted};
use desk::ticket::{self, State};
use desk::ticket_field::{Filled, TicketField};
use engine::run::outcome::Answer;

use super::entry::value_words;
use super::row::Rows;
use super::{channel, severity, stage};
use crate::text::Text;
use crate::view::queue::{Cell, QueueRow};

/// Values of fields of the tickets that are shown.
pub(crate) type Values = Vec<Filled>;

/// Whether any column is a field.
pub(crate) fn asks_for_fields(columns: &[Column]) -> bool {
    columns.iter().any(|column| matches!(column, Column::Field(_)))
}

/// The columns with one that leads to the ticket.
pub(crate) fn leading(columns: &[Column]) -> Vec<Column> {
    let leads = columns.iter().any(|column| matches!(column, Column::Number | Column::Subject));
    let first = (!columns.is_empty() && !leads).then_some(Column::Number);
    first.into_iter().chain(columns.iter().cloned()).collect()
}

/// The name of a column.
pub(crate) fn name(t: &Text, column: &Column, fields: &[TicketField]) -> String {
    match column {
        Column::Number => t.get("column-number"),
        Column::Subject => t.get("column-subject"),
        Column::Customer => t.get("column-customer"),
        Column::Plan => t.get("column-plan"),
        Column::Severity => t.get("column-severity"),
        Column::Due => t.get("column-due"),
        Column::Assignee => t.get("column-assignee"),
        Column::Tags => t.get("side-tags"),
        Column::Product => t.get("column-product"),
        Column::Channel => t.get("column-channel"),
        Column::Waiting => t.get("column-waiting"),
        Column::Changed => t.get("column-changed"),
        Column::State => t.get("column-state"),
        Column::Field(key) => {
            let known = fields.iter().find(|field| field.key == *key);
            return known.map_or_else(|| key.clone(), |field| field.name.clone());
        }
    }
    .to_string()
}

/// What stands in the columns of a row.
pub(crate) fn cells(
    t: &Text,
    row: &ticket::QueueRow,
    shown: &QueueRow,
    columns: &[Column],
    fields: &[TicketField],
    values: &Values,
) -> Vec<Cell> {
    let cell = |column: &Column| match column {
        // One link a row.
        Column::Number if columns.contains(&Column::Subject) => Cell::Text(format!("#{}", row.number)),
        Column::Number => Cell::Number,
        Column::Subject => Cell::Subject,
        Column::Customer => Cell::Text(shown.customer.clone()),
        Column::Plan => Cell::Text(row.plan.clone()),
        Column::Severity => Cell::Severity,
        Column::Due => Cell::Due,
        Column::Assignee => Cell::Text(row.assignee.clone().unwrap_or_else(|| t.get("unassigned").to_string())),
        Column::Tags => Cell::Tags,
        Column::Product => Cell::Text(row.product.clone().unwrap_or_default()),
        Column::Channel => Cell::Text(channel(t, row.channel)),
        Column::Waiting => Cell::Time(row.waiting_since),
        Column::Changed => Cell::Time(row.updated_at),
        Column::State => Cell::Stage(stage(row.state)),
        Column::Field(key) => {
            Cell::Text(fields.iter().find(|field| field.key == *key).map_or_else(String::new, |field| {
                let filled = values.iter().find(|filled| filled.field == field.id && filled.ticket == row.id);
                filled.map_or_else(String::new, |filled| value_words(t, field.kind, &filled.value))
            }))
        }
    };
    columns.iter().map(cell).collect()
}

/// The name of a grouping.
pub(crate) fn grouping_name(t: &Text, by: Grouping) -> String {
    match by {
        Grouping::State => t.get("column-state"),
        Grouping::Severity => t.get("column-severity"),
        Grouping::Plan => t.get("column-plan"),
        Grouping::Customer => t.get("column-customer"),
        Grouping::Product => t.get("column-product"),
        Grouping::Assignee => t.get("column-assignee"),
        Grouping::Tag => t.get("filter-tag"),
    }
    .to_string()
}

/// The name of a group, from what its first ticket says.
pub(crate) fn group_name(t: &Text, by: Grouping, group: &ListedGroup, rows: &Rows<'_>) -> String {
    let none = || t.get("filter-none").to_string();
    let first = group.rows.first();
    let value = group.value.as_str();
    if matches!(value, "" | "none") {
        return if by == Grouping::Assignee { t.get("unassigned").to_string() } else { none() };
    }
    match by {
        Grouping::State => match State::find(value) {
            Some(State::Open) => t.get("stage-open").to_string(),
            Some(State::Waiting) => t.get("stage-waiting").to_string(),
            Some(State::Resolved) => t.get("stage-resolved").to_string(),
            Some(State::Closed) => t.get("stage-closed").to_string(),
            None => value.to_owned(),
        },
        Grouping::Severity => {
            let known = first.and_then(|row| severity(t, rows.catalogue(row)?, row.severity.as_deref()?));
            known.map_or_else(|| value.to_owned(), |severity| severity.name)
        }
        Grouping::Customer => first.map_or_else(none, |row| row.customer.clone()),
        Grouping::Assignee => first.and_then(|row| row.assignee.clone()).unwrap_or_else(none),
        Grouping::Plan | Grouping::Product | Grouping::Tag => value.to_owned(),
    }
}

/// The filter that takes the tickets of a group.
pub(crate) fn group_filter(by: Grouping, value: &str, first: Option<&ticket::QueueRow>) -> String {
    let value = match by {
        _ if matches!(value, "" | "none") => "none".to_owned(),
        Grouping::Customer => match first.and_then(|row| row.customer_number) {
            Some(number) => format!("#{number}"),
            None => "none".to_owned(),
        },
        Grouping::Assignee => quoted(first.and_then(|row| row.assignee.as_deref()).unwrap_or("none")),
        _ => quoted(value),
    };
    format!("{}:{value}", by.word())
}

/// The word of an answer.
pub(crate) fn answer_name(t: &Text, answer: Answer) -> String {
    match answer {
        Answer::Covered => t.get("verdict-covered"),
        Answer::BestEffort => t.get("verdict-best-effort"),
        Answer::Chargeable => t.get("verdict-chargeable"),
        Answer::Refused => t.get("verdict-refused"),
    }
    .to_string()
}
