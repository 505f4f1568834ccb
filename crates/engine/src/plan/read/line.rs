//! `[line.…]`: phone lines.

use super::super::catalogue::Line;
use super::field::Fields;
use super::ids::Ids;
use super::reader::Reader;

/// Keys of `[line.…]`.
pub(in crate::plan) const KEYS: [&str; 4] = ["name", "window", "tariff", "on-call"];

pub(super) fn read<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Line> {
    let name = super::name(fields);
    let window = fields.get("window").map(|field| ids.windows.find(reader, field));
    let tariff = fields.get("tariff").map(|field| ids.tariffs.find(reader, field));
    let on_call = reader.flag(fields.get("on-call"));
    Some(Line {
        id,
        name: name?,
        window: window.map_or(Some(None), |found| found.map(Some))?,
        tariff: tariff.map_or(Some(None), |found| found.map(Some))?,
        on_call: on_call?,
    })
}
