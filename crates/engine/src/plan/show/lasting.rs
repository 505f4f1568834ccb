//! How contracts last and end, and how fees are counted, billed and raised, in words.

use super::super::catalogue::lasting::{Lasting, Notice, NoticeTo};
use super::super::catalogue::price::{Adjust, Anchor, Counted, Cycle, FeeTerms, Refund, Rise};
use super::priced::Words;
use super::word::{every, months, percent};
use crate::explain::condition::condition;

impl Words<'_> {
    /// How a contract goes on and ends.
    pub(super) fn lasting(&self, lasting: &Lasting) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(renews) = lasting.renews_months {
            lines.push(format!("{} {}", self.say("verlängert sich um", "renews for"), months(renews, self.language)));
        }
        if let Some(notice) = lasting.notice {
            if notice.months > 0 || notice.days > 0 {
                lines.push(self.notice(notice));
            }
            let least = match notice.least {
                (0, 0) => None,
                (0, days) => Some(super::word::span(super::super::catalogue::Span::Days(days), self.language)),
                (count, _) => Some(months(count, self.language)),
            };
            lines.extend(least.map(|least| format!("{} {least}", self.say("mindestens", "for at least"))));
        }
        if let (Some(catalogue), Some(change_to)) = (self.catalogue, &lasting.change_to) {
            let names: Vec<&str> = change_to.iter().map(|&ix| catalogue.offers[ix].name.get(self.language)).collect();
            let within = lasting.renews_months.map(|_| self.say("in der Laufzeit ", "within the term "));
            let only = match names.is_empty() {
                true => self.say("kein Wechsel zu einem anderen Plan", "no change to another plan"),
                false => format!("{} {}", self.say("Wechsel nur zu", "change only to"), names.join(", ")),
            };
            lines.push(format!("{}{only}", within.unwrap_or_default()));
        }
        lines
    }

    fn notice(&self, notice: Notice) -> String {
        let length = match notice.months {
            0 => super::word::span(super::super::catalogue::Span::Days(notice.days), self.language),
            count => months(count, self.language),
        };
        let to = match notice.to {
            NoticeTo::Day => String::new(),
            NoticeTo::Month => self.say(" zum Monatsende", " to the end of a month"),
            NoticeTo::Quarter => self.say(" zum Quartalsende", " to the end of a quarter"),
            NoticeTo::Year => self.say(" zum Jahresende", " to the end of a year"),
            NoticeTo::Term => self.say(" zum Ende der Laufzeit", " to the end of the term"),
        };
        format!("{} {length}{to}", self.say("Kündigungsfrist", "notice of"))
    }

    /// For which contracts it is on offer.
    pub(super) fn available(&self, lasting: &Lasting) -> Vec<String> {
        lasting.available_if.iter().map(|when| self.when(when)).filter(|words| !words.is_empty()).collect()
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
        lines.extend((terms.billing != Cycle::default()).then(|| self.cycle(terms.billing)));
        match terms.refund {
            Refund::Unused => {}
            Refund::OnChange => lines.push(self.say(
                "bei einem Wechsel wird der Rest gutgeschrieben, am Ende nicht",
                "on a change the rest is credited, at the end it is not",
            )),
            Refund::Nothing => lines.push(self.say("keine Erstattung", "no refund")),
        }
        lines.extend(terms.adjust.as_ref().map(|adjust| self.adjust(adjust)));
        if let Some(tax) = terms.tax_percent {
            lines.push(format!("{} {}", percent(tax, self.language), self.say("Umsatzsteuer", "VAT")));
        }
        lines
    }

    fn cycle(&self, billing: Cycle) -> String {
        let every = match billing.chosen {
            true => self.say("nach gewähltem Zeitraum", "by the chosen period"),
            false => every(billing.months, self.language),
        };
        let time = match billing.advance {
            true => self.say("im Voraus", "in advance"),
            false => self.say("im Nachhinein", "in arrears"),
        };
        let from = match billing.anchor {
            Anchor::Calendar => self.say("nach dem Kalender", "by the calendar"),
            Anchor::Contract => self.say("ab Vertragsbeginn", "from the start of the contract"),
            Anchor::Own => self.say("ab Buchung", "from the day it is added"),
        };
        format!("{} {every} {time}, {from}", self.say("berechnet", "billed"))
    }

    fn adjust(&self, adjust: &Adjust) -> String {
        let by = match &adjust.by {
            Rise::Percent(rise) => format!("+{}", percent(*rise, self.language)),
            Rise::Index { fact, cap } => {
                let cap =
                    cap.map(|cap| format!(", {} {}", self.say("höchstens", "at most"), percent(cap, self.language)));
                format!("{} {}{}", self.say("nach", "by"), self.fact(fact), cap.unwrap_or_default())
            }
        };
        let every = every(adjust.every_months, self.language);
        let mut text = format!("{} {every}: {by}", self.say("angepasst", "adjusted"));
        if adjust.lock_months > 0 {
            let lock = months(adjust.lock_months, self.language);
            text.push_str(&format!(", {} {lock}", self.say("fest für", "fixed for")));
        }
        if let Some(catalogue) = self.catalogue.filter(|_| !adjust.when.is_always()) {
            let words = condition(&adjust.when, catalogue, self.language);
            text.push_str(&format!(", {} {words}", self.say("wenn:", "if:")));
        }
        text
    }
}
