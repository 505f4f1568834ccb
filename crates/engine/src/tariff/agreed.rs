//! Prices that a contract has agreed for itself: they take the place of the list's, and fill what it leaves open.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::plan::catalogue::price::{Change, Modifier, PriceBase, PriceRule};
use crate::plan::catalogue::{BASE, Band, Catalogue, Tariff, TimePrice};
use crate::plan::grammar::{AmountText, TimePriceText};
use crate::run::event::Contract;

/// The catalogue as a contract has it.
///
/// `rate.TARIFF` holds at any time: the tariff then has only that one; rows that are a share of its price stay, and rows
/// for which `rate.TARIFF.BAND` was agreed too. `case.TARIFF` is the price of a ticket, `item.ITEM` that of an item. What
/// was agreed has no surcharge or discount of which the plan does not say how much it is.
#[must_use]
pub fn agreed_prices<'c>(catalogue: &'c Catalogue, contract: &Contract) -> Cow<'c, Catalogue> {
    let mut own = Cow::Borrowed(catalogue);
    // A wrong fact is refused when the contract is read; here it says nothing. The whole comes before its rows.
    for (name, text) in &contract.facts.agreed {
        if let Some(id) = name.strip_prefix("rate.").filter(|id| !id.contains('.'))
            && let (Some(ix), Ok(rate)) = (tariff(catalogue, id), text.parse::<TimePriceText>())
        {
            let rows = format!("rate.{id}.");
            let named = |band: &Band| contract.facts.agreed.contains_key(&format!("{rows}{}", band.id));
            whole(&mut own.to_mut().tariffs[ix], &rate, catalogue, &named);
        }
    }
    for (name, text) in &contract.facts.agreed {
        let Some((kind, id)) = name.split_once('.') else { continue };
        match kind {
            "rate" => {
                let found = id.split_once('.').and_then(|(id, band)| Some((tariff(catalogue, id)?, band)));
                if let (Some((ix, band)), Ok(rate)) = (found, text.parse::<TimePriceText>()) {
                    let tariff = &mut own.to_mut().tariffs[ix];
                    if let Some(band) = tariff.bands.iter_mut().find(|known| known.id == band) {
                        band.price = with_increment(rate.price, &band.price);
                        band.share = None;
                    }
                    said(tariff);
                }
            }
            "case" => {
                if let (Some(ix), Ok(sum)) = (tariff(catalogue, id), text.parse::<AmountText>()) {
                    let tariff = &mut own.to_mut().tariffs[ix];
                    let base = PriceBase::Sum { amount: sum.amount, each: None };
                    tariff.beside.get_or_insert_default().case = Some(PriceRule::of(base));
                    said(tariff);
                }
            }
            "item" => {
                let item = catalogue.items.iter().position(|item| item.id == id);
                if let (Some(ix), Ok(sum)) = (item, text.parse::<AmountText>()) {
                    let item = &mut own.to_mut().items[ix];
                    let each = Some("quantity".to_owned());
                    item.price = PriceRule::of(PriceBase::Sum { amount: sum.amount, each });
                    item.modifiers.retain(is_said);
                }
            }
            _ => {}
        }
    }
    own
}

fn tariff(catalogue: &Catalogue, id: &str) -> Option<usize> {
    catalogue.tariffs.iter().position(|tariff| tariff.id == id)
}

/// A rate for the tariff as a whole.
fn whole(tariff: &mut Tariff, rate: &TimePriceText, catalogue: &Catalogue, named: &dyn Fn(&Band) -> bool) {
    let shares = tariff.bands.iter().any(|band| band.share.is_some());
    let rows = tariff.bands.iter().any(named);
    if !shares && !rows {
        let before = tariff.bands.first().map(|band| band.price.clone());
        let price = before.map_or_else(|| rate.price.clone(), |before| with_increment(rate.price.clone(), &before));
        tariff.bands = vec![Band::always(price)];
        tariff.otherwise = None;
    }
    for band in tariff.bands.iter_mut().filter(|band| shares || rows && !named(band)) {
        let share = band.share.unwrap_or(Decimal::ONE_HUNDRED);
        if band.share.is_some() || band.id == BASE || !shares {
            let price = with_increment(rate.price.clone(), &band.price);
            band.price = price.share(share, catalogue.provider.currency).unwrap_or(price);
        }
    }
    said(tariff);
}

/// A plan that leaves the price open may say increments; they hold where the agreed rate names none.
fn with_increment(rate: TimePrice, plan: &TimePrice) -> TimePrice {
    let open = plan.unsaid.is_some() && rate.increment_s == 1;
    let increment_s = if open { plan.increment_s } else { rate.increment_s };
    TimePrice { increment_s, ..rate }
}

fn said(tariff: &mut Tariff) {
    if let Some(beside) = &mut tariff.beside {
        beside.modifiers.retain(is_said);
    }
}

fn is_said(modifier: &Modifier) -> bool {
    !matches!(modifier.change, Change::Unsaid(_))
}
