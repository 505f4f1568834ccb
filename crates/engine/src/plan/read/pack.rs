//! `[pack.…]`: quantities of allowances for sale.

use super::super::catalogue::Allowance;
use super::super::catalogue::Fee;
use super::super::catalogue::meter::{OwnUnit, Pack};
use super::super::grammar::FeeText;
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::unit::Kinds;
use super::{Cause, allowance};

/// Keys of `[pack.…]`.
pub(in crate::plan) const KEYS: [&str; 5] = ["name", "price", "allowance", "quantity", "expires"];

pub(super) fn read_all<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    allowances: &[Option<Allowance>],
    units: &[Option<OwnUnit>],
) -> Vec<Option<Pack>> {
    let kinds = Kinds { allowances, units };
    ids.packs.read(reader, &KEYS, |reader, fields, id| read(reader, ids, &kinds, fields, id))
}

fn read<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    kinds: &Kinds<'_>,
    fields: &Fields<'_, 'a>,
    id: String,
) -> Option<Pack> {
    let name = super::name(fields);
    let price = fields.need("price").and_then(|field| price(reader, field));
    let allowance = fields.need("allowance").and_then(|field| ids.allowances.find(reader, field));
    let quantity = fields.need("quantity").and_then(|field| kinds.amount(reader, field, allowance?));
    let expiry = fields.maybe("expires", |field| allowance::expiry(reader, field));
    Some(Pack { id, name: name?, price: price?, allowance: allowance?, quantity: quantity?, expiry: expiry? })
}

/// "900.00 EUR once" or "as-agreed".
fn price<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Option<rust_decimal::Decimal>> {
    let span = field.span.clone();
    if let Some(text) = field.as_text()
        && !text.contains("once")
        && text.trim() != "as-agreed"
        && text.trim() != "free"
    {
        // A pack is bought, not subscribed to: "900.00 EUR" says all.
        let fee: Result<FeeText, _> = format!("{} once", text.trim()).parse();
        if let Ok(FeeText { fee: Fee::Once { price }, currency }) = fee {
            reader.check_currency(span, currency);
            return Some(Some(price));
        }
    }
    let FeeText { fee, currency } = reader.parse(field)?;
    reader.check_currency(span.clone(), currency);
    match fee {
        Fee::Once { price } => Some(Some(price)),
        Fee::Free => Some(Some(rust_decimal::Decimal::ZERO)),
        Fee::AsAgreed => Some(None),
        _ => {
            reader.wrong(span, "a pack is paid once", "\"900.00 EUR\", \"free\" or \"as-agreed\"");
            None
        }
    }
}

/// The pack that a field names.
pub(super) fn find<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>, allowance: &str) -> Option<usize> {
    let span = field.span.clone();
    let found = ids.packs.find(reader, field)?;
    let (id, pack) = ids.packs.items.get(found)?;
    let quiet = Reader::new("", 0);
    let of = Fields::any(&quiet, pack.clone(), "").and_then(|fields| fields.get("allowance"));
    if of.and_then(|of| of.as_text()).is_some_and(|of| of != allowance) {
        let message = format!("pack `{id}` is one of another allowance");
        reader.unknown(span, id, message, &[], Cause::Itself);
        return None;
    }
    Some(found)
}
