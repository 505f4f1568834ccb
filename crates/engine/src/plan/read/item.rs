//! `[item.…]`: what is charged by the piece.

use rust_decimal::Decimal;

use super::super::catalogue::price::PriceBase;
use super::super::catalogue::{FreePer, FreeQuantity, Item, Trigger};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::{condition, price};

/// Keys of `[item.…]`.
pub(in crate::plan) const KEYS: [&str; 12] = [
    "name",
    "price",
    "unit",
    "free-quantity",
    "minimum",
    "surcharges",
    "discounts",
    "free",
    "charge-if",
    "on",
    "sets",
    "tax",
];
/// Words of `on`.
pub(in crate::plan) const TRIGGERS: [(Trigger, &str); 2] = [(Trigger::Open, "open"), (Trigger::Reopen, "reopen")];

pub(super) fn read<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Item> {
    let name = super::name(fields);
    let unit = match fields.get("unit") {
        Some(field) => Some(reader.string(field)?),
        None => None,
    };
    let price = fields.need("price").and_then(|field| price::piece(reader, ids, field, unit.unwrap_or(&id)));
    let free_quantity = fields.maybe("free-quantity", |field| free_quantity(reader, field));
    let modifiers = price::tariff_modifiers(reader, ids, fields);
    let free = fields.maybe("free", |field| condition::when(reader, ids, Some(field)));
    let charge_if = fields.maybe("charge-if", |field| condition::when(reader, ids, Some(field)));
    let on = fields.maybe("on", |field| {
        reader.know_tickets();
        reader.choice(field, &TRIGGERS)
    });
    let sets = fields.get("sets").map_or(Some(Vec::new()), |field| sets(reader, ids, field));
    let tax_percent = price::tax(reader, fields);
    let mut price = price?;
    let mut unit = unit.map(str::to_owned);
    if let PriceBase::Sum { each, .. } = &mut price.base {
        if each.is_some() {
            unit.get_or_insert_with(|| id.clone());
        }
        // "25.00 EUR" is the price of one.
        each.get_or_insert_with(|| "quantity".to_owned());
    }
    Some(Item {
        id,
        name: name?,
        unit,
        price,
        free_quantity: free_quantity?,
        modifiers: modifiers?,
        free: free?,
        charge_if: charge_if?,
        on: on?,
        sets: sets?,
        tax_percent: tax_percent?,
    })
}

/// "20", "20 / ticket", "3 / month", "2 / year".
fn free_quantity<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<FreeQuantity> {
    let allowed = "a number such as \"20\", \"20 / ticket\", \"3 / month\" or \"2 / year\"";
    let text = reader.string(field.clone())?;
    let (number, per) = text.split_once('/').unwrap_or((text, ""));
    let per = match per.trim() {
        "" => Some(FreePer::Event),
        "ticket" => Some(FreePer::Ticket),
        "month" => Some(FreePer::Month),
        "year" => Some(FreePer::Year),
        _ => None,
    };
    let most = Decimal::from(1_000_000_000);
    let quantity = number.trim().parse::<Decimal>().ok().filter(|number| !number.is_sign_negative() && *number < most);
    let (Some(quantity), Some(per)) = (quantity, per) else {
        reader.wrong(
            field.span,
            format!("`{}` is not a free quantity", text.chars().take(40).collect::<String>()),
            allowed,
        );
        return None;
    };
    Some(FreeQuantity { quantity, per })
}

/// Facts of the ticket and the values that they get.
fn sets<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Vec<(String, String)>> {
    reader.know_condition();
    let table = Fields::any(reader, field, "what it sets")?;
    let entry = |entry: &Field<'a>| {
        condition::check_name(reader, ids, entry)?;
        Some((entry.key.to_owned(), reader.string(entry.clone())?.to_owned()))
    };
    table.entries().iter().map(entry).collect()
}
