//! `[line.…]`: phone lines.

use super::super::catalogue::Line;
use super::field::Fields;
use super::ids::Ids;
use super::reader::Reader;

/// Keys of `[line.…]`.
pub(in crate::plan) const KEYS: [&str; 4] = ["name", "window", "tariff", "on-call"];

pub(super) fn read<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Line> {
    let name = super::name(fields);
    let window = fields.maybe("window", |field| ids.windows.find(reader, field));
    let tariff = fields.maybe("tariff", |field| ids.tariffs.find(reader, field));
    let on_call = reader.flag(fields.get("on-call"));
    Some(Line { id, name: name?, window: window?, tariff: tariff?, on_call: on_call? })
}
