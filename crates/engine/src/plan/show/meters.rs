//! Sections about allowances: what counts, what is carried over, what happens at the end, and what can be bought.

use rust_decimal::Decimal;

use super::super::catalogue::meter::{AtZero, Borrow, Carry, Number, Pack, Periods, Rules, Tally};
use super::super::catalogue::{Allowance, Counting, Deduct, Expiry, Language};
use super::{Plans, Section, tariffs, word};
use crate::explain::condition::{condition, fact_name};
use crate::explain::figure::number;
use crate::explain::wording::quantity;

/// Quantities for sale.
pub(super) fn packs(plans: &Plans<'_>) -> Section {
    let entries =
        plans.catalogue.packs.iter().map(|pack| (pack.name.get(plans.language).to_owned(), sale(plans, pack)));
    Section { name: plans.say("Zum Nachkaufen", "To buy more").to_owned(), entries: entries.collect() }
}

fn sale(plans: &Plans<'_>, pack: &Pack) -> String {
    let (catalogue, language) = (plans.catalogue, plans.language);
    let price = match pack.price {
        None => plans.say("Preis nach Vereinbarung", "price as agreed").to_owned(),
        Some(price) if price.is_zero() => plans.say("kostenlos", "free").to_owned(),
        Some(price) => word::money(price, catalogue.provider.currency, language),
    };
    let Some(allowance) = catalogue.allowances.get(pack.allowance) else { return price };
    let amount = quantity(pack.quantity, allowance.unit, catalogue, language);
    let expiry = tariffs::expiry(plans, pack.expiry.unwrap_or(allowance.expiry));
    format!("{price}; {amount} ({}); {expiry}", allowance.name.get(language))
}

/// What plans say of their allowances beyond quantity and expiry.
pub(super) fn rules(plans: &Plans<'_>) -> Section {
    let known =
        plans.catalogue.allowances.iter().filter_map(|allowance| Some((allowance, allowance.rules.as_deref()?)));
    let entry = |(allowance, rules): (&Allowance, &Rules)| {
        let say = Say { plans, allowance, rules };
        let mut lines = say.counted();
        lines.extend(say.taken());
        lines.extend(say.periods());
        lines.extend(say.end());
        lines.extend(say.grows());
        (allowance.name.get(plans.language).to_owned(), lines.join("\n"))
    };
    let entries = known.map(entry).filter(|(_, text)| !text.is_empty()).collect();
    Section { name: plans.say("Guthaben im Einzelnen", "Allowances in detail").to_owned(), entries }
}

/// An allowance that is worded.
struct Say<'p, 'a> {
    plans: &'p Plans<'a>,
    allowance: &'p Allowance,
    rules: &'p Rules,
}

impl Say<'_, '_> {
    fn amount(&self, amount: i64) -> String {
        quantity(amount, self.allowance.unit, self.plans.catalogue, self.plans.language)
    }

    fn say(&self, de: &str, en: &str) -> String {
        word::say(self.plans.language, de, en)
    }

    fn when(&self, when: &super::super::catalogue::condition::When) -> String {
        condition(when, self.plans.catalogue, self.plans.language)
    }

    fn fact(&self, id: &str) -> String {
        fact_name(self.plans.catalogue, id, self.plans.language)
    }

    fn percent(&self, share: Decimal) -> String {
        word::percent(share, self.plans.language)
    }

    fn names(&self, offers: &[usize]) -> String {
        let names = offers.iter().filter_map(|ix| self.plans.catalogue.offers.get(*ix));
        names.map(|offer| offer.name.get(self.plans.language)).collect::<Vec<_>>().join(", ")
    }

    /// What counts, and how much.
    fn counted(&self) -> Vec<String> {
        let (rules, language) = (self.rules, self.plans.language);
        let mut lines = Vec::new();
        let counts = self.when(&rules.counts);
        if !counts.is_empty() {
            lines.push(format!("{}: {counts}.", self.say("Zählt nur", "Counts only")));
        }
        if !rules.menu.is_empty() {
            let row = |dish: &super::super::catalogue::meter::Dish| {
                let when = self.when(&dish.when);
                let otherwise = || match dish.quantity {
                    Number::Fixed(_) => self.say("sonst", "otherwise"),
                    Number::Fact(_) => self.say("sobald bekannt", "once known"),
                };
                let when = if when.is_empty() { otherwise() } else { when };
                match &dish.quantity {
                    Number::Fixed(quantity) => format!("{when}: {}", self.amount(*quantity)),
                    Number::Fact(name) => format!("{when}: {}", self.fact(name)),
                }
            };
            let rows: Vec<String> = rules.menu.iter().map(row).collect();
            lines.push(format!("{} – {}.", self.say("Feste Mengen", "Fixed quantities"), rows.join("; ")));
        }
        for weight in &rules.weights {
            let when = self.when(&weight.when);
            let times = match &weight.factor {
                Number::Fixed(factor) => number(factor.normalize(), language),
                Number::Fact(name) => format!("({})", self.fact(name)),
            };
            lines.push(match (language, when.is_empty()) {
                (Language::De, true) => format!("Zählt sonst {times}-fach."),
                (Language::En, true) => format!("Otherwise counts {times} times."),
                (Language::De, false) => format!("Zählt {times}-fach: {when}."),
                (Language::En, false) => format!("Counts {times} times: {when}."),
            });
        }
        lines.extend(rules.tally.as_ref().and_then(|tally| tallied(tally, language)));
        lines
    }

    /// When and up to what it is taken.
    fn taken(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.rules.deduct {
            Deduct::Use => {}
            Deduct::Opening => {
                lines.push(self.say("Wird bei Eingang der Anfrage abgezogen.", "Taken when the request arrives."))
            }
            Deduct::Resolve => {
                lines.push(self.say("Wird bei der Lösung abgezogen.", "Taken when the request is resolved."))
            }
        }
        if let Some(cap) = self.rules.cap {
            let most = word::seconds(cap.seconds, self.plans.language);
            let then = match cap.then {
                AtZero::Charge => self.say("mehr wird berechnet", "more is charged"),
                AtZero::Ask if cap.lifted => {
                    self.say("mit Ihrer Zustimmung geht es daraus weiter", "if you agree it goes on from the same")
                }
                AtZero::Ask => self.say("mehr nur mit Ihrer Zustimmung", "more only if you agree"),
                AtZero::Stop => self.say("dann endet die Arbeit", "then the work stops"),
            };
            lines.push(format!(
                "{} {most} {}; {then}.",
                self.say("Höchstens", "At most"),
                self.say("je Anfrage", "a ticket")
            ));
        }
        lines
    }

    /// What goes from one period to another.
    fn periods(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.rules.periods {
            Periods::Usual => {}
            Periods::Calendar => lines.push(self.say("Zeiträume nach dem Kalender.", "Periods follow the calendar.")),
            Periods::Contract => {
                lines.push(self.say("Zeiträume ab Vertragsbeginn.", "Periods begin with the contract."))
            }
        }
        lines.extend(self.rules.carry.as_ref().map(|carry| self.carried(carry)));
        lines.extend(self.rules.borrow.as_ref().map(|borrow| self.borrowed(borrow)));
        if let Some(with) = &self.rules.lives_with {
            let names = self.names(&with.offers);
            lines.push(match (with.ends, self.plans.language) {
                (true, Language::De) => format!("Gilt, solange Sie {names} haben, und endet damit."),
                (true, Language::En) => format!("Lasts as long as you have {names}, and ends with it."),
                (false, Language::De) => format!("Verfällt nicht, solange Sie {names} haben."),
                (false, Language::En) => format!("Does not expire while you have {names}."),
            });
        }
        lines
    }

    fn carried(&self, carry: &Carry) -> String {
        let what = match (carry.share == Decimal::from(100), carry.of_granted) {
            (true, _) => self.say("Nicht Verbrauchtes", "What is left"),
            (false, false) => format!("{} {}", self.percent(carry.share), self.say("des Rests", "of what is left")),
            (false, true) => {
                format!("{} {}", self.say("Höchstens", "At most"), self.percent(carry.share))
                    + &self.say(" des Guthabens", " of the grant")
            }
        };
        let length = match carry.periods {
            None => self.say("für die Dauer des Vertrags", "for as long as the contract lasts"),
            Some(1) => self.say("in den nächsten Zeitraum", "into the next period"),
            Some(count) => self.say(&format!("für {count} weitere Zeiträume"), &format!("for {count} more periods")),
        };
        let mut text = format!("{what} {} {length}", self.say("geht über", "goes on"));
        if let Some(cap) = carry.cap {
            text.push_str(&format!(", {} {}", self.say("zusammen höchstens", "together at most"), self.amount(cap)));
        }
        for when in [&carry.when, &carry.told] {
            let words = self.when(when);
            if !words.is_empty() {
                text.push_str(&format!(", {} {words}", self.say("wenn:", "if:")));
            }
        }
        text + "."
    }

    fn borrowed(&self, borrow: &Borrow) -> String {
        let mut text = match borrow.periods {
            1 => self
                .say("Der nächste Zeitraum kann vorab genutzt werden", "The next period may be used before it begins"),
            count => self.say(
                &format!("Die nächsten {count} Zeiträume können vorab genutzt werden"),
                &format!("The next {count} periods may be used before they begin"),
            ),
        };
        if borrow.share != Decimal::from(100) {
            text.push_str(&format!(", {} {}", self.say("davon bis zu", "up to"), self.percent(borrow.share)));
        }
        if let Some(limit) = borrow.limit {
            text.push_str(&format!(", {} {}", self.say("höchstens", "at most"), self.amount(limit)));
        }
        let when = self.when(&borrow.when);
        if when.is_empty() { text + "." } else { format!("{text} ({when}).") }
    }

    /// What happens when little or nothing is left.
    fn end(&self) -> Vec<String> {
        let rules = self.rules;
        let mut lines = Vec::new();
        match rules.at_zero {
            AtZero::Charge => {}
            AtZero::Ask => lines.push(self.say(
                "Ist es aufgebraucht, fragen wir, bevor etwas berechnet wird.",
                "Once it is used up, you are asked before anything is charged.",
            )),
            AtZero::Stop => lines.push(self.say(
                "Ist es aufgebraucht, endet die Unterstützung, bis wieder Guthaben da ist; berechnet wird nichts.",
                "Once it is used up, support stops until there is more of it; nothing is charged.",
            )),
        }
        let ends = rules.ends_with.iter().filter_map(|ix| self.plans.catalogue.allowances.get(*ix));
        let ends: Vec<&str> = ends.map(|other| other.name.get(self.plans.language)).collect();
        if !ends.is_empty() {
            lines.push(format!("{} {}.", self.say("Endet zusammen mit:", "Ends together with:"), ends.join(", ")));
        }
        if let Some(fair) = rules.fair_use {
            let fair = self.amount(fair);
            lines.push(self.say(
                &format!("Angemessen ist eine Nutzung bis {fair} je Zeitraum."),
                &format!("Fair use is up to {fair} a period."),
            ));
        }
        if !rules.alerts.is_empty() {
            let alerts: Vec<String> = rules.alerts.iter().map(|share| self.percent(Decimal::from(*share))).collect();
            lines.push(format!("{} {}.", self.say("Sie hören von uns bei", "You hear from us at"), alerts.join(", ")));
        }
        if let Some(Expiry::Days(_) | Expiry::Months(_)) = rules.after_end {
            let span = match rules.after_end {
                Some(Expiry::Months(months)) => word::months(months, self.plans.language),
                Some(Expiry::Days(1)) => self.say("1 Tag", "1 day"),
                Some(Expiry::Days(days)) => self.say(&format!("{days} Tage"), &format!("{days} days")),
                _ => String::new(),
            };
            lines.push(self.say(
                &format!("Was bei Vertragsende da ist, kann danach noch {span} genutzt werden."),
                &format!("What is there when the contract ends may still be used for {span}."),
            ));
        }
        if let Some(text) = &rules.left_over {
            lines.push(format!(
                "{}: {}",
                self.say("Was übrig bleibt", "What is left over"),
                text.get(self.plans.language)
            ));
        }
        lines
    }

    /// How there comes to be more of it.
    fn grows(&self) -> Vec<String> {
        let rules = self.rules;
        let mut lines = Vec::new();
        if let Some(revive) = rules.revive {
            let span = revive.months.map(|months| word::months(months, self.plans.language));
            let span = span.map(|span| self.say(&format!(", bis {span} danach"), &format!(", up to {span} later")));
            let text = self.say("Ein Nachkauf bringt Verfallenes zurück", "Buying more brings back what has expired");
            lines.push(format!("{text}{}.", span.unwrap_or_default()));
        }
        if let Some(refill) = rules.refill
            && let Some(pack) = self.plans.catalogue.packs.get(refill.pack)
        {
            let (below, pack) = (self.amount(refill.below), pack.name.get(self.plans.language));
            lines.push(match (refill.at_once, self.plans.language) {
                (true, Language::De) => format!("Unter {below} wird {pack} nachgekauft und berechnet."),
                (true, Language::En) => format!("Below {below}, {pack} is bought and charged."),
                (false, Language::De) => format!("Unter {below} bitten wir um den Kauf von {pack}."),
                (false, Language::En) => format!("Below {below} you are asked to buy {pack}."),
            });
        }
        if let Some(earn) = &rules.earn {
            let of = fact_name(self.plans.catalogue, &earn.of, self.plans.language);
            let (more, per) = (self.amount(earn.quantity), number(earn.per.normalize(), self.plans.language));
            lines.push(self.say(&format!("{more} für je {per} {of}."), &format!("{more} for each {per} of {of}.")));
        }
        lines
    }
}

/// How time is counted: what is summed, rounded up, left out. Nothing where each second of each use counts.
pub(super) fn tallied(tally: &Tally, language: Language) -> Option<String> {
    let say = |de: &str, en: &str| word::say(language, de, en);
    let mut parts = Vec::new();
    let scope = match tally.scope {
        Counting::EachUsage => None,
        Counting::EachTicket => Some(say("je Anfrage zusammengezählt", "added up for each ticket")),
        Counting::EachCycle => Some(say(
            "je Anfrage bis zum Wiedereröffnen zusammengezählt",
            "added up for each ticket until it is reopened",
        )),
        Counting::EachDay => Some(say("je Tag zusammengezählt", "added up for each day")),
        Counting::MonthSum => Some(say("im Monat zusammengezählt", "added up over the month")),
        Counting::Second => Some(say("auf die Sekunde", "to the second")),
    };
    parts.extend(scope);
    let length = |seconds: i64| word::seconds(seconds, language);
    if tally.free_first_s > 0 {
        parts.push(format!(
            "{} {} {}",
            say("die ersten", "the first"),
            length(tally.free_first_s),
            say("sind frei", "are free")
        ));
    }
    if tally.free_below_s > 0 {
        parts.push(format!(
            "{} {}",
            say("frei, wenn es kürzer ist als", "free if shorter than"),
            length(tally.free_below_s)
        ));
    }
    if tally.increment_s > 1 {
        parts.push(format!("{} {}", say("je", "per"), word::started(tally.increment_s, language)));
    }
    if tally.minimum_s > 0 {
        parts.push(format!("{} {}", say("mindestens", "at least"), length(tally.minimum_s)));
    }
    (!parts.is_empty()).then(|| format!("{} {}.", say("Zeit zählt", "Time counts"), parts.join(", ")))
}
