//! `renews`, `notice`, `change-to`, `available-if`: how long contracts last, and who may have them.

use super::super::catalogue::OfferKind;
use super::super::catalogue::Span;
use super::super::catalogue::lasting::{Lasting, Notice, NoticeTo};
use super::super::grammar::Duration;
use super::condition;
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;

/// Keys of `notice` as a table.
pub(in crate::plan) const NOTICE_KEYS: [&str; 3] = ["of", "to", "not-before"];
/// Words of `to`.
pub(in crate::plan) const NOTICE_TO: [(NoticeTo, &str); 5] = [
    (NoticeTo::Day, "day"),
    (NoticeTo::Month, "month"),
    (NoticeTo::Quarter, "quarter"),
    (NoticeTo::Year, "year"),
    (NoticeTo::Term, "term"),
];

/// What an offer says about contracts that hold it.
pub(super) fn lasting<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>) -> Option<Lasting> {
    let renews = fields.maybe("renews", |field| reader.months(field));
    if let (Some(field), None, None) = (fields.get("renews"), fields.get("term"), fields.get("extends")) {
        reader.wrong(
            field.key_span,
            "nothing that could be renewed: there is no `term`",
            "`term = \"12 months\"` beside it",
        );
    }
    let notice = fields.maybe("notice", |field| notice(reader, field, fields.get("renews").is_some()));
    let change_to = fields.maybe("change-to", |field| ids.find_offers(reader, Some(field), &[OfferKind::Plan]));
    let available_if = fields.maybe("available-if", |field| condition::when(reader, ids, Some(field)));
    Some(Lasting { renews_months: renews?, notice: notice?, change_to: change_to?, available_if: available_if? })
}

/// "1 month", or how long and to when.
fn notice<'a>(reader: &Reader<'a>, field: Field<'a>, renews: bool) -> Option<Notice> {
    let by_itself = if renews { NoticeTo::Term } else { NoticeTo::Day };
    if field.is_text() {
        return length(reader, field, by_itself);
    }
    let fields = Fields::open(reader, field, "the notice", &NOTICE_KEYS)?;
    let to = fields.get("to").map_or(Some(by_itself), |field| reader.choice(field, &NOTICE_TO));
    let least = fields.maybe("not-before", |field| length(reader, field, by_itself));
    // A contract that lasts some time at least may need no notice.
    let none = Notice { months: 0, days: 0, to: by_itself, least: (0, 0) };
    let of = match (fields.get("of"), fields.get("not-before")) {
        (None, Some(_)) => Some(none),
        _ => fields.need("of").and_then(|field| length(reader, field, by_itself)),
    };
    let least = least?.map_or((0, 0), |least| (least.months, least.days));
    Some(Notice { to: to?, least, ..of? })
}

fn length<'a>(reader: &Reader<'a>, field: Field<'a>, to: NoticeTo) -> Option<Notice> {
    let span = field.span.clone();
    let duration: Duration = reader.parse(field)?;
    match duration.span() {
        Span::Months(months) => Some(Notice { months, days: 0, to, least: (0, 0) }),
        Span::Days(days) => Some(Notice { months: 0, days, to, least: (0, 0) }),
        _ => {
            reader.wrong(span, "notice is given in days, months or years", "\"30 days\" or \"3 months\"");
            None
        }
    }
}
