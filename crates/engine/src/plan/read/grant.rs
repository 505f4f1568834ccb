//! What an offer gives of allowances: so much each period, once, or for each of what a fact counts.

use super::super::catalogue::{Grant, Stated};
use super::super::grammar::Quantity;
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::unit::Kinds;

/// Keys of a grant that is a table.
pub(in crate::plan) const GRANT_KEYS: [&str; 3] = ["quantity", "times", "most"];

/// The grants of an offer, by allowance.
pub(super) fn grants<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    kinds: &Kinds<'_>,
    field: Option<Field<'a>>,
) -> Option<Vec<Grant>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let table = Fields::any(reader, field, "the allowances")?;
    let mut grants = Vec::new();
    let mut good = true;
    for entry in table.entries() {
        let found = ids.allowances.items.iter().position(|(known, _)| known == entry.key);
        let Some(allowance) = found else {
            let known: Vec<&str> = ids.allowances.items.iter().map(|(id, _)| id.as_str()).collect();
            let message = format!("allowance `{}` is not defined", entry.key);
            reader.unknown(entry.key_span.clone(), entry.key, message, &known, super::Cause::MaybeElsewhere);
            good = false;
            continue;
        };
        let items = if entry.is_list() { reader.list(entry.clone())? } else { vec![entry.clone()] };
        for item in items {
            match grant(reader, ids, kinds, item, allowance) {
                Some(grant) => grants.push(grant),
                None => good = false,
            }
        }
    }
    good.then_some(grants)
}

/// "10 h / month", or a table with the fact that multiplies it and the most that it gives.
fn grant<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    kinds: &Kinds<'_>,
    item: Field<'a>,
    allowance: usize,
) -> Option<Grant> {
    if item.value.as_table().is_none() {
        return quantity(reader, ids, kinds, item, allowance);
    }
    let fields = Fields::open(reader, item, "what is given", &GRANT_KEYS)?;
    let times = fields.maybe("times", |field| {
        reader.know_condition();
        ids.facts.find(reader, field)
    });
    let most = fields.maybe("most", |field| kinds.amount(reader, field, allowance));
    let grant = quantity(reader, ids, kinds, fields.need("quantity")?, allowance)?;
    Some(Grant { per: times?.or(grant.per), most: most?, ..grant })
}

fn quantity<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    kinds: &Kinds<'_>,
    item: Field<'a>,
    allowance: usize,
) -> Option<Grant> {
    let span = item.span.clone();
    let Quantity { amount, per, every } = reader.parse(item)?;
    let quantity = match amount {
        Stated::Value(amount) => Stated::Value(kinds.kept(reader, &amount, span.clone(), allowance)?),
        Stated::Unlimited => Stated::Unlimited,
        Stated::AsAgreed => Stated::AsAgreed,
        Stated::BestEffort => Stated::BestEffort,
        Stated::NotStated => Stated::NotStated,
    };
    let per = match per {
        Some(word) => {
            reader.know_condition();
            let named = |id: &str| id == word || id.strip_suffix('s') == Some(&word);
            let found = ids.facts.items.iter().position(|(id, _)| named(id));
            if found.is_none() {
                let known: Vec<&str> = ids.facts.items.iter().map(|(id, _)| id.as_str()).collect();
                let message = format!("`{word}` is not a fact that counts something");
                reader.unknown(span, &word, message, &known, super::Cause::MaybeElsewhere);
            }
            Some(found?)
        }
        None => None,
    };
    Some(Grant { allowance, quantity, every, per, most: None })
}
