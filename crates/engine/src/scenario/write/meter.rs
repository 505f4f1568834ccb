//! Quantities of allowances and notices about them, as JSON.

use super::{Writer, decimal, text};
use crate::plan::catalogue::{Measure, Unit};
use crate::run::outcome::{Balance, Notice, NoticeKind};

impl Writer<'_, '_> {
    /// What was taken of an allowance: `seconds` of time, `quantity` of what is counted; both of a unit with a length.
    pub(super) fn taken(&mut self, unit: Unit, quantity: i64) {
        match self.catalogue.measure(unit) {
            Measure::Time(_) => {
                self.whole("seconds", Some(quantity));
                if matches!(unit, Unit::Own(_) | Unit::Days(_)) {
                    self.units("quantity", unit, quantity);
                }
            }
            Measure::Count(..) => self.units("quantity", unit, quantity),
        }
    }

    /// The figures of a balance.
    pub(super) fn amounts(&mut self, unit: Unit, balance: &Balance) {
        let left = balance.granted.map(|_| balance.left);
        let values = [balance.granted, Some(balance.used), Some(balance.expired), left];
        let time = matches!(self.catalogue.measure(unit), Measure::Time(_));
        let own = matches!(unit, Unit::Own(_) | Unit::Days(_));
        if time {
            for (name, value) in ["granted_s", "used_s", "expired_s", "left_s"].into_iter().zip(values) {
                self.whole(name, value);
            }
        }
        if !time || own {
            for (name, value) in ["granted", "used", "expired", "left"].into_iter().zip(values) {
                match value {
                    Some(value) => self.units(name, unit, value),
                    None => self.whole(name, None),
                }
            }
        }
        for (name, name_s, value) in
            [("brought", "brought_s", balance.brought), ("carried", "carried_s", balance.carried)]
        {
            if value != 0 && time {
                self.whole(name_s, Some(value));
            }
            if value != 0 && (!time || own) {
                self.units(name, unit, value);
            }
        }
    }

    /// A number of units, with decimals where they are not whole.
    fn units(&mut self, name: &str, unit: Unit, quantity: i64) {
        self.name(name);
        let units = decimal(self.catalogue.in_units(unit, quantity));
        self.out.push_str(&units);
    }

    pub(super) fn notice(&mut self, notice: &Notice) {
        let allowance = &self.catalogue.allowances[notice.allowance];
        self.out.push_str("{\"notice\":");
        text(self.out, notice.kind.id());
        self.word("allowance", &allowance.id);
        if notice.period.is_some() {
            self.period(notice.period);
        }
        match notice.kind {
            NoticeKind::Alert(percent) => self.whole("percent", Some(i64::from(percent))),
            NoticeKind::LeftOver(rest) => self.taken(allowance.unit, rest),
            _ => {}
        }
        self.instant("at", Some(notice.at));
        if let Some(event) = notice.event {
            self.name("event");
            self.index(event);
        }
        self.step("why", &notice.why);
        self.out.push('}');
    }
}
