//! Computed prices, surcharges, discounts and how fees are billed, in words.

use rust_decimal::Decimal;

use super::super::catalogue::condition::Test;
use super::super::catalogue::condition::When;
use super::super::catalogue::price::{BandRate, Change, FurtherFee, Modifier, Of, PriceBase, PriceRule};
use super::super::catalogue::{Beside, Catalogue, Fee, FreePer, Item, Language, OfferKind, Trigger};
use super::word::{money, months, percent, period, say};
use crate::explain::condition::{condition, fact_name};
use crate::money::Currency;

/// What names things: the catalogue, where there is one.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) catalogue: Option<&'a Catalogue>,
    pub(super) currency: Currency,
    pub(super) language: Language,
    /// Offers (indexes) that a plan's contracts hold, where the words are about one plan: what is not for it is left out.
    pub(super) held: Option<&'a [usize]>,
}

/// What becomes of a condition in a plan.
pub(super) enum Holds {
    Always,
    Never,
    If(When),
}

impl<'a> Words<'a> {
    pub(super) fn of(catalogue: &'a Catalogue, language: Language) -> Words<'a> {
        Words { catalogue: Some(catalogue), currency: catalogue.provider.currency, language, held: None }
    }

    /// The same words, about a plan.
    pub(super) fn within(self, held: &'a [usize]) -> Words<'a> {
        Words { held: Some(held), ..self }
    }

    /// What becomes of a condition: tests of the plan are settled, others remain.
    pub(super) fn holds(&self, when: &When) -> Holds {
        let (Some(held), Some(catalogue)) = (self.held, self.catalogue) else {
            return if when.is_always() { Holds::Always } else { Holds::If(when.clone()) };
        };
        if when.is_always() {
            return Holds::Always;
        }
        let plan = |offer: usize| catalogue.offers.get(offer).is_some_and(|offer| offer.kind == OfferKind::Plan);
        let settled = |test: &Test| match test {
            Test::Offer { offers, held: wanted } => {
                let one = offers.iter().any(|offer| held.contains(offer));
                (one || offers.iter().all(|offer| plan(*offer))).then_some(one == *wanted)
            }
            _ => None,
        };
        let possible = when.any.iter().filter(|tests| !tests.iter().any(|test| settled(test) == Some(false)));
        let open = |tests: &Vec<Test>| tests.iter().filter(|test| settled(test).is_none()).cloned().collect();
        let any: Vec<Vec<Test>> = possible.map(open).collect();
        match any.iter().any(Vec::is_empty) {
            _ if any.is_empty() => Holds::Never,
            true => Holds::Always,
            false => Holds::If(When { any }),
        }
    }

    /// Whether it may hold in the plan.
    pub(super) fn applies(&self, when: &When) -> bool {
        !matches!(self.holds(when), Holds::Never)
    }

    pub(super) fn say(&self, de: &str, en: &str) -> String {
        say(self.language, de, en)
    }

    fn money(&self, sum: Decimal) -> String {
        money(sum, self.currency, self.language)
    }

    pub(super) fn fact(&self, id: &str) -> String {
        self.catalogue.map_or_else(|| id.to_owned(), |catalogue| fact_name(catalogue, id, self.language))
    }

    pub(super) fn when(&self, when: &When) -> String {
        let words =
            |when: &When| self.catalogue.map(|catalogue| condition(when, catalogue, self.language)).unwrap_or_default();
        match self.holds(when) {
            Holds::If(rest) => words(&rest),
            Holds::Always | Holds::Never => String::new(),
        }
    }

    fn bases(&self, of: &[Of]) -> String {
        let name = |of: &Of| match of {
            Of::Fact(name) => self.fact(name),
            Of::Offer(offer) => {
                let name = self.catalogue.map(|catalogue| catalogue.offers[*offer].name.get(self.language));
                name.unwrap_or_default().to_owned()
            }
            Of::Fees => self.say("allen Gebühren", "all fees"),
            Of::Usage => self.say("dem Verbrauch des Monats", "the month's usage"),
            Of::Missed => self.say("den Gebühren der Lücke", "the fees of the lapse"),
        };
        of.iter().map(name).collect::<Vec<_>>().join(" + ")
    }

    /// A price in words, without its period.
    pub(super) fn rule(&self, rule: &PriceRule) -> String {
        let text = match &rule.base {
            PriceBase::Unsaid(unsaid) => crate::explain::figure::unsaid(*unsaid, self.language).to_owned(),
            PriceBase::Sum { amount, each: None } => self.money(*amount),
            PriceBase::Sum { amount, each: Some(each) } if each == "quantity" => self.each(*amount, None),
            PriceBase::Sum { amount, each: Some(each) } => {
                format!("{} {} {}", self.money(*amount), self.say("je", "per"), self.fact(each))
            }
            PriceBase::Share { percent: share, of } => {
                let times = (*share / Decimal::ONE_HUNDRED).normalize();
                if times > Decimal::ONE && times.is_integer() {
                    return self.limited(
                        rule,
                        format!("{} × {}", crate::explain::figure::number(times, self.language), self.bases(of)),
                    );
                }
                format!("{} {} {}", percent(*share, self.language), self.say("von", "of"), self.bases(of))
            }
            PriceBase::Bands { of, bands, marginal } => {
                let rows: Vec<String> = bands.iter().map(|band| self.row(band.up_to, band.rate)).collect();
                let parts = if *marginal { self.say(" (je Stufe)", " (each row its part)") } else { String::new() };
                format!("{}{parts}: {}", self.bases(of), rows.join("; "))
            }
            PriceBase::Lacking { amount, of } => {
                let (least, short) = (self.say("mindestens", "at least"), self.say("zusammen mit", "together with"));
                format!("{least} {} {short} {}", self.money(*amount), self.bases(of))
            }
            PriceBase::Steps(steps) => self.steps(steps),
        };
        self.limited(rule, text)
    }

    /// A price with its limits.
    fn limited(&self, rule: &PriceRule, mut text: String) -> String {
        let mut add = |de: &str, en: &str, limit: Option<Decimal>| {
            if let Some(limit) = limit {
                text.push_str(&format!(", {} {}", self.say(de, en), self.money(limit)));
            }
        };
        add("mindestens", "at least", rule.floor);
        add("höchstens", "at most", rule.ceiling);
        if let Some(by) = &rule.shared_by {
            text.push_str(&format!(", {} {}", self.say("geteilt durch", "shared by"), self.fact(by)));
        }
        text
    }

    /// What one of an item costs: "55.00 € per visit", "5.00 € each".
    fn each(&self, amount: Decimal, unit: Option<&str>) -> String {
        let Some(unit) = unit else { return format!("{} {}", self.money(amount), self.say("je Stück", "each")) };
        let own = self.catalogue.and_then(|catalogue| catalogue.units.iter().find(|own| own.id == unit));
        let name = match (own, unit) {
            (Some(own), _) => own.name.get(self.language).to_owned(),
            (None, "visit") => self.say("Besuch", "visit"),
            (None, "hour") => self.say("Stunde", "hour"),
            (None, "day") => self.say("Tag", "day"),
            (None, "report") => self.say("Bericht", "report"),
            (None, "installation") => self.say("Installation", "installation"),
            (None, other) => other.replace('-', " "),
        };
        format!("{} {} {name}", self.money(amount), self.say("je", "per"))
    }

    /// Rows by condition, those that are for other plans left out.
    fn steps(&self, steps: &[(When, PriceRule)]) -> String {
        let mut rows = Vec::new();
        for (when, rule) in steps {
            match self.holds(when) {
                Holds::Never => {}
                Holds::If(_) => rows.push(format!("{}: {}", self.when(when), self.rule(rule))),
                Holds::Always if rows.is_empty() => return self.rule(rule),
                Holds::Always => {
                    rows.push(format!("{}: {}", self.say("sonst", "otherwise"), self.rule(rule)));
                    break;
                }
            }
        }
        rows.join("\n")
    }

    fn row(&self, up_to: Option<Decimal>, rate: BandRate) -> String {
        let number = |value: Decimal| crate::explain::figure::number(value.normalize(), self.language);
        let end = match up_to {
            Some(up_to) => format!("{} {}", self.say("bis", "up to"), number(up_to)),
            None => self.say("darüber", "above"),
        };
        let price = match rate {
            BandRate::Percent(share) => percent(share, self.language),
            BandRate::Each(each) => format!("{} {}", self.money(each), self.say("je Einheit", "each")),
            BandRate::Flat(price) => self.money(price),
        };
        format!("{end} {price}")
    }

    /// A fee in words.
    pub(super) fn fee(&self, fee: &Fee) -> String {
        let Fee::Columns(columns) = fee else { return super::word::fee(fee, self.currency, self.language) };
        let column = |months: Option<u32>, text: String| match months {
            Some(months) if text.contains('\n') => format!("{}:\n{text}", period(months, self.language)),
            Some(months) => format!("{text} {}", period(months, self.language)),
            None => format!("{} {text}", self.say("einmalig", "once")),
        };
        let columns: Vec<String> = columns.iter().map(|one| column(one.months, self.rule(&one.rule))).collect();
        columns.join(&self.say(" oder ", " or "))
    }

    /// Surcharges and discounts in words, those for other plans left out.
    pub(super) fn modifiers(&self, modifiers: &[Modifier]) -> Vec<String> {
        let own = modifiers.iter().filter(|modifier| self.applies(&modifier.when));
        own.map(|modifier| self.modifier(modifier)).collect()
    }

    /// A surcharge or a discount in words.
    fn modifier(&self, modifier: &Modifier) -> String {
        let language = self.language;
        let sign = |value: Decimal| if value.is_sign_negative() { "−" } else { "+" };
        let size = match modifier.change {
            Change::Percent(value) => format!("{}{}", sign(value), percent(value.abs(), language)),
            Change::Add(value) => format!("{}{}", sign(value), self.money(value.abs())),
            Change::Factor(value) => format!("× {}", crate::explain::figure::number(value.normalize(), language)),
            Change::AtLeast(value) => format!("{} {}", self.say("mindestens", "at least"), self.money(value)),
            Change::AtLeastTime(seconds) => {
                format!("{} {}", self.say("mindestens", "at least"), crate::explain::figure::length(seconds, language))
            }
            Change::AtMost(value) => format!("{} {}", self.say("höchstens", "at most"), self.money(value)),
            Change::Unsaid(unsaid) => crate::explain::figure::unsaid(unsaid, language).to_owned(),
        };
        let mut why = vec![self.when(&modifier.when)];
        let mut length = |de: &str, en: &str, value: Option<u32>| {
            why.extend(value.map(|value| format!("{} {}", self.say(de, en), months(value, language))));
        };
        length("ab einer Laufzeit von", "from a term of", modifier.term_months);
        length("in den ersten", "in the first", modifier.first_months);
        length("nach", "after", modifier.after_months);
        why.retain(|why| !why.is_empty());
        let name = modifier.name.get(language);
        let mut text = if name.is_empty() { size } else { format!("{name} {size}") };
        if modifier.once {
            text.push_str(&self.say(" einmal je Anfrage", " once a ticket"));
        }
        if why.is_empty() { text } else { format!("{text} ({})", why.join(", ")) }
    }

    /// A fee beside the fee.
    pub(super) fn further(&self, further: &FurtherFee) -> String {
        let mut text = format!("{}: {}", further.name.get(self.language), self.fee(&further.fee));
        let when = self.when(&further.when);
        if !when.is_empty() {
            text.push_str(&format!(" ({when})"));
        }
        for more in self.modifiers(&further.terms.modifiers).into_iter().chain(self.terms(&further.terms)) {
            text.push_str(&format!("; {more}"));
        }
        text
    }

    /// What a tariff says beside the price of time.
    pub(super) fn beside(&self, beside: &Beside) -> Vec<String> {
        let mut lines = self.modifiers(&beside.modifiers);
        self.conditions(beside.free.as_ref(), beside.charge_if.as_ref(), &mut lines);
        for (when, tariff) in beside.instead.iter().filter(|(when, _)| self.applies(when)) {
            let name = self.catalogue.map(|catalogue| catalogue.tariffs[*tariff].name.get(self.language));
            lines.push(format!("{}: {} {}", self.when(when), self.say("Tarif", "tariff"), name.unwrap_or_default()));
        }
        lines.extend(
            beside
                .tax_percent
                .map(|tax| format!("{} {}", percent(tax, self.language), self.say("Umsatzsteuer", "VAT"))),
        );
        lines
    }

    fn conditions(&self, free: Option<&When>, charge_if: Option<&When>, lines: &mut Vec<String>) {
        let open = |when: &&When| matches!(self.holds(when), Holds::If(_));
        lines.extend(
            free.filter(open).map(|when| format!("{}: {}", self.say("kostenfrei", "free of charge"), self.when(when))),
        );
        let charged = self.say("berechnet nur bei", "charged only for");
        lines.extend(charge_if.filter(open).map(|when| format!("{charged}: {}", self.when(when))));
    }

    /// What an item costs.
    pub(super) fn item(&self, item: &Item) -> String {
        let price = self.rule(&item.price);
        let mut lines = vec![match (&item.unit, &item.price.base) {
            (Some(unit), PriceBase::Sum { amount, .. }) => {
                price.replacen(&self.each(*amount, None), &self.each(*amount, Some(unit)), 1)
            }
            _ => price,
        }];
        if let Some(free) = item.free_quantity {
            let number = crate::explain::figure::number(free.quantity.normalize(), self.language);
            let per = match free.per {
                FreePer::Event => String::new(),
                FreePer::Ticket => self.say(" je Anfrage", " a ticket"),
                FreePer::Month => self.say(" im Monat", " a month"),
                FreePer::Year => self.say(" im Jahr", " a year"),
            };
            lines.push(format!("{number} {}{per}", self.say("frei", "free")));
        }
        lines.extend(self.modifiers(&item.modifiers));
        self.conditions(item.free.as_ref(), item.charge_if.as_ref(), &mut lines);
        match item.on {
            Some(Trigger::Open) => lines.push(self.say("bei jeder Anfrage", "for each request")),
            Some(Trigger::Reopen) => lines.push(self.say("bei jedem Wiedereröffnen", "for each reopening")),
            None => {}
        }
        lines.extend(
            item.tax_percent.map(|tax| format!("{} {}", percent(tax, self.language), self.say("Umsatzsteuer", "VAT"))),
        );
        lines.join("; ")
    }
}
