//! Computed prices, surcharges, discounts and how fees are billed, in words.

use rust_decimal::Decimal;

use super::super::catalogue::condition::When;
use super::super::catalogue::lasting::{Lasting, NoticeTo};
use super::super::catalogue::price::{
    Anchor, BandRate, Change, Counted, FeeTerms, FurtherFee, Modifier, Of, PriceBase, PriceRule, Refund, Rise,
};
use super::super::catalogue::{Beside, Catalogue, Fee, FreePer, Item, Language, Trigger};
use super::word::{money, months, percent, period, say};
use crate::explain::condition::condition;
use crate::money::Currency;

/// What names things: the catalogue, where there is one.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) catalogue: Option<&'a Catalogue>,
    pub(super) currency: Currency,
    pub(super) language: Language,
}

impl<'a> Words<'a> {
    pub(super) fn of(catalogue: &'a Catalogue, language: Language) -> Words<'a> {
        Words { catalogue: Some(catalogue), currency: catalogue.provider.currency, language }
    }

    fn say(&self, de: &str, en: &str) -> String {
        say(self.language, de, en)
    }

    fn money(&self, sum: Decimal) -> String {
        money(sum, self.currency, self.language)
    }

    fn fact(&self, id: &str) -> String {
        let declared = self.catalogue.and_then(|catalogue| catalogue.facts.iter().find(|fact| fact.id == id));
        let name = declared.map(|fact| fact.name.get(self.language)).filter(|name| !name.is_empty());
        name.unwrap_or(id).to_owned()
    }

    fn when(&self, when: &When) -> String {
        self.catalogue.map(|catalogue| condition(when, catalogue, self.language)).unwrap_or_default()
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
        let mut text = match &rule.base {
            PriceBase::Unsaid(unsaid) => crate::explain::figure::unsaid(*unsaid, self.language).to_owned(),
            PriceBase::Sum { amount, each: None } => self.money(*amount),
            PriceBase::Sum { amount, each: Some(each) } => {
                format!("{} {} {}", self.money(*amount), self.say("je", "per"), self.fact(each))
            }
            PriceBase::Share { percent: share, of } => {
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
            PriceBase::Steps(steps) => {
                let row = |(when, rule): &(_, PriceRule)| {
                    let when = self.when(when);
                    let when = if when.is_empty() { self.say("sonst", "otherwise") } else { when };
                    format!("{when}: {}", self.rule(rule))
                };
                steps.iter().map(row).collect::<Vec<_>>().join("\n")
            }
        };
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

    /// A surcharge or a discount in words.
    pub(super) fn modifier(&self, modifier: &Modifier) -> String {
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
        let modifiers = further.terms.modifiers.iter().map(|modifier| self.modifier(modifier));
        for more in modifiers.chain(self.terms(&further.terms)) {
            text.push_str(&format!("; {more}"));
        }
        text
    }

    /// What a tariff says beside the price of time.
    pub(super) fn beside(&self, beside: &Beside) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(
            beside.case.as_ref().map(|case| format!("{} {}", self.rule(case), self.say("je Anfrage", "a ticket"))),
        );
        lines.extend(beside.modifiers.iter().map(|modifier| self.modifier(modifier)));
        self.conditions(beside.free.as_ref(), beside.charge_if.as_ref(), &mut lines);
        for (when, tariff) in &beside.instead {
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
        lines.extend(free.map(|when| format!("{}: {}", self.say("kostenfrei", "free"), self.when(when))));
        let charged = self.say("berechnet nur, wenn", "charged only if");
        lines.extend(charge_if.map(|when| format!("{charged} {}", self.when(when))));
    }

    /// What an item costs.
    pub(super) fn item(&self, item: &Item) -> String {
        let mut lines = vec![self.rule(&item.price)];
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
        lines.extend(item.modifiers.iter().map(|modifier| self.modifier(modifier)));
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

    /// How a contract goes on and ends, and who may have it.
    pub(super) fn lasting(&self, lasting: &Lasting) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(renews) = lasting.renews_months {
            lines.push(format!("{} {}", self.say("verlängert sich um", "renews for"), months(renews, self.language)));
        }
        if let Some(notice) = lasting.notice {
            let length = if notice.months > 0 {
                months(notice.months, self.language)
            } else {
                format!("{} {}", notice.days, self.say("Tage", "days"))
            };
            let to = match notice.to {
                NoticeTo::Day => String::new(),
                NoticeTo::Month => self.say(" zum Monatsende", " to the end of a month"),
                NoticeTo::Quarter => self.say(" zum Quartalsende", " to the end of a quarter"),
                NoticeTo::Year => self.say(" zum Jahresende", " to the end of a year"),
                NoticeTo::Term => self.say(" zum Ende der Laufzeit", " to the end of the term"),
            };
            lines.push(format!("{} {length}{to}", self.say("Kündigungsfrist", "notice of")));
        }
        if let Some(catalogue) = self.catalogue.filter(|_| !lasting.change_to.is_empty()) {
            let names: Vec<&str> =
                lasting.change_to.iter().map(|&ix| catalogue.offers[ix].name.get(self.language)).collect();
            lines.push(format!("{} {}", self.say("Wechsel nur zu", "change only to"), names.join(", ")));
        }
        if let Some(when) = &lasting.available_if {
            lines.push(format!("{} {}", self.say("nur für", "only for"), self.when(when)));
        }
        lines
    }

    /// How a fee is counted, billed and raised; empty where nothing special is said.
    pub(super) fn terms(&self, terms: &FeeTerms) -> Vec<String> {
        let mut lines = Vec::new();
        match terms.counted {
            Counted::Daily => {}
            Counted::Peak => lines.push(self.say("gezählt wird der höchste Stand", "the highest count is taken")),
            Counted::Latest => lines.push(self.say("gezählt wird der Stand am Ende", "the count at the end is taken")),
            Counted::First => {
                lines.push(self.say("gezählt wird der Stand am Anfang", "the count at the beginning is taken"))
            }
            Counted::Average => lines.push(self.say("gezählt wird der Durchschnitt", "the average count is taken")),
        }
        let billing = terms.billing;
        if billing != super::super::catalogue::price::Cycle::default() {
            let every = months(billing.months, self.language);
            let every = if billing.chosen {
                self.say("nach gewähltem Zeitraum", "by the chosen period")
            } else {
                format!("{} {every}", self.say("alle", "every"))
            };
            let time = if billing.advance {
                self.say("im Voraus", "in advance")
            } else {
                self.say("im Nachhinein", "in arrears")
            };
            let from = match billing.anchor {
                Anchor::Calendar => self.say("nach dem Kalender", "by the calendar"),
                Anchor::Contract => self.say("ab Vertragsbeginn", "from the start of the contract"),
                Anchor::Own => self.say("ab Buchung", "from the day it is added"),
            };
            lines.push(format!("{} {every} {time}, {from}", self.say("berechnet", "billed")));
        }
        match terms.refund {
            Refund::Unused => {}
            Refund::OnChange => lines.push(self.say(
                "bei einem Wechsel wird der Rest gutgeschrieben, am Ende nicht",
                "on a change the rest is credited, at the end it is not",
            )),
            Refund::Nothing => lines.push(self.say("keine Erstattung", "no refund")),
        }
        if let Some(adjust) = &terms.adjust {
            let by = match &adjust.by {
                Rise::Percent(rise) => format!("+{}", percent(*rise, self.language)),
                Rise::Index { fact, cap } => {
                    let cap = cap
                        .map(|cap| format!(", {} {}", self.say("höchstens", "at most"), percent(cap, self.language)));
                    format!("{} {}{}", self.say("nach", "by"), self.fact(fact), cap.unwrap_or_default())
                }
            };
            let mut text = format!(
                "{} {} {}: {by}",
                self.say("Anpassung alle", "adjusted every"),
                months(adjust.every_months, self.language),
                ""
            )
            .replace(" :", ":");
            if adjust.lock_months > 0 {
                text.push_str(&format!(
                    ", {} {}",
                    self.say("fest für", "fixed for"),
                    months(adjust.lock_months, self.language)
                ));
            }
            lines.push(text);
        }
        if let Some(tax) = terms.tax_percent {
            lines.push(format!("{} {}", percent(tax, self.language), self.say("Umsatzsteuer", "VAT")));
        }
        lines
    }
}
