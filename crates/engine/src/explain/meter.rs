//! How allowances count, what they carry on and lend, and where they end: steps of a usage.

use rust_decimal::Decimal;

use super::figure::{length, number, period};
use super::wording::quantity;
use crate::plan::catalogue::{Catalogue, Counting, Language};
use crate::run::outcome::{NoticeKind, Period};

/// How an allowance took part in a usage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeterStep {
    /// It does not count this.
    NotCounted {
        /// The allowance.
        allowance: usize,
    },
    /// It counts in its own way.
    Counted {
        /// The allowance.
        allowance: usize,
        /// What this usage counts.
        counted_s: i64,
        /// What is summed before it is rounded.
        scope: Counting,
    },
    /// The tariff sums, has a minimum or free time.
    Tallied {
        /// What this usage counts.
        counted_s: i64,
        /// What is summed before it is rounded.
        scope: Counting,
    },
    /// It counts this more or less than once.
    Weighted {
        /// The allowance.
        allowance: usize,
        /// How many times.
        factor: Decimal,
    },
    /// Taken of a period that has not begun.
    Borrowed {
        /// The allowance.
        allowance: usize,
        /// The period.
        period: Option<Period>,
    },
    /// Taken of what was carried over.
    FromCarried {
        /// The allowance.
        allowance: usize,
    },
    /// It may not cover more of this ticket.
    Capped {
        /// The allowance.
        allowance: usize,
    },
    /// Nothing is left, and the customer did not agree to pay.
    Unasked {
        /// The allowance.
        allowance: usize,
    },
    /// Nothing is left, and the plan stops there.
    Stopped {
        /// The allowance.
        allowance: usize,
    },
    /// Something to be told.
    Notice {
        /// The allowance.
        allowance: usize,
        /// What.
        kind: NoticeKind,
    },
    /// A pack was bought because little was left.
    Refilled {
        /// The pack.
        pack: usize,
    },
}

impl MeterStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        match language {
            Language::De => german(self, catalogue),
            Language::En => english(self, catalogue),
        }
    }
}

fn german(step: &MeterStep, catalogue: &Catalogue) -> String {
    let name = |ix: &usize| catalogue.allowances[*ix].name.get(Language::De);
    let sum = |scope: &Counting| match scope {
        Counting::EachTicket => "zusammen mit allem zu dieser Anfrage",
        Counting::EachCycle => "zusammen mit allem seit dem Öffnen der Anfrage",
        Counting::EachDay => "zusammen mit allem an diesem Tag",
        Counting::MonthSum => "zusammen mit allem in diesem Monat",
        Counting::EachUsage | Counting::Second => "für sich",
    };
    match step {
        MeterStep::NotCounted { allowance } => format!("„{}“ gilt hierfür nicht", name(allowance)),
        MeterStep::Counted { allowance, counted_s, scope } => {
            format!("Für „{}“ zählen {}, {} gerechnet", name(allowance), length(*counted_s, Language::De), sum(scope))
        }
        MeterStep::Tallied { counted_s, scope } => {
            format!("Es zählen {}, {} gerechnet", length(*counted_s, Language::De), sum(scope))
        }
        MeterStep::Weighted { allowance, factor } => {
            format!("Zählt für „{}“ {}-fach", name(allowance), number(factor.normalize(), Language::De))
        }
        MeterStep::Borrowed { allowance, period: of } => {
            let of = of.map(|of| format!(" ({})", period(of, Language::De))).unwrap_or_default();
            format!("Vorgezogen aus „{}“{of}", name(allowance))
        }
        MeterStep::FromCarried { allowance } => format!("Aus dem Übertrag von „{}“", name(allowance)),
        MeterStep::Capped { allowance } => {
            format!("„{}“ deckt von dieser Anfrage nicht mehr ab", name(allowance))
        }
        MeterStep::Unasked { allowance } => {
            format!("„{}“ ist aufgebraucht, einer Berechnung wurde nicht zugestimmt: nicht berechnet", name(allowance))
        }
        MeterStep::Stopped { allowance } => {
            format!("„{}“ ist aufgebraucht, mehr leistet der Plan nicht: nicht berechnet", name(allowance))
        }
        MeterStep::Notice { allowance, kind } => notice_de(*kind, *allowance, catalogue),
        MeterStep::Refilled { pack } => {
            format!("Wenig übrig: „{}“ nachgekauft", catalogue.packs[*pack].name.get(Language::De))
        }
    }
}

fn english(step: &MeterStep, catalogue: &Catalogue) -> String {
    let name = |ix: &usize| catalogue.allowances[*ix].name.get(Language::En);
    let sum = |scope: &Counting| match scope {
        Counting::EachTicket => "together with all on this ticket",
        Counting::EachCycle => "together with all since the ticket was opened",
        Counting::EachDay => "together with all on this day",
        Counting::MonthSum => "together with all of this month",
        Counting::EachUsage | Counting::Second => "on its own",
    };
    match step {
        MeterStep::NotCounted { allowance } => format!("“{}” does not cover this", name(allowance)),
        MeterStep::Counted { allowance, counted_s, scope } => {
            format!("For “{}” it counts {}, {}", name(allowance), length(*counted_s, Language::En), sum(scope))
        }
        MeterStep::Tallied { counted_s, scope } => {
            format!("It counts {}, {}", length(*counted_s, Language::En), sum(scope))
        }
        MeterStep::Weighted { allowance, factor } => {
            format!("Counts {} times for “{}”", number(factor.normalize(), Language::En), name(allowance))
        }
        MeterStep::Borrowed { allowance, period: of } => {
            let of = of.map(|of| format!(" ({})", period(of, Language::En))).unwrap_or_default();
            format!("Brought forward from “{}”{of}", name(allowance))
        }
        MeterStep::FromCarried { allowance } => format!("From what was carried over of “{}”", name(allowance)),
        MeterStep::Capped { allowance } => format!("“{}” covers no more of this ticket", name(allowance)),
        MeterStep::Unasked { allowance } => {
            format!("“{}” is used up, and nobody agreed to pay: not charged", name(allowance))
        }
        MeterStep::Stopped { allowance } => {
            format!("“{}” is used up, and the plan stops there: not charged", name(allowance))
        }
        MeterStep::Notice { allowance, kind } => notice_en(*kind, *allowance, catalogue),
        MeterStep::Refilled { pack } => {
            format!("Little was left: “{}” was bought", catalogue.packs[*pack].name.get(Language::En))
        }
    }
}

fn notice_de(kind: NoticeKind, allowance: usize, catalogue: &Catalogue) -> String {
    let known = &catalogue.allowances[allowance];
    let name = known.name.get(Language::De);
    match kind {
        NoticeKind::Alert(percent) => format!("„{name}“ ist zu {percent} % verbraucht"),
        NoticeKind::FairUse => format!("„{name}“ wird über das übliche Maß genutzt"),
        NoticeKind::Ask => format!("„{name}“ ist aufgebraucht: vor der Berechnung muss die Kundschaft zustimmen"),
        NoticeKind::Stop => format!("„{name}“ ist aufgebraucht: die Arbeit ruht"),
        NoticeKind::TopUp => format!("Von „{name}“ ist wenig übrig: es muss nachgekauft werden"),
        NoticeKind::Bought => format!("Von „{name}“ war wenig übrig: es wurde nachgekauft"),
        NoticeKind::LeftOver(rest) => {
            let rest = quantity(rest, known.unit, catalogue, Language::De);
            format!("„{name}“: {rest} übrig. {}", said(allowance, catalogue, Language::De))
        }
    }
}

fn notice_en(kind: NoticeKind, allowance: usize, catalogue: &Catalogue) -> String {
    let known = &catalogue.allowances[allowance];
    let name = known.name.get(Language::En);
    match kind {
        NoticeKind::Alert(percent) => format!("{percent} % of “{name}” are used"),
        NoticeKind::FairUse => format!("“{name}” is used more than is fair"),
        NoticeKind::Ask => format!("“{name}” is used up: the customer must agree before anything is charged"),
        NoticeKind::Stop => format!("“{name}” is used up: work stops"),
        NoticeKind::TopUp => format!("Little is left of “{name}”: more must be bought"),
        NoticeKind::Bought => format!("Little was left of “{name}”: more was bought"),
        NoticeKind::LeftOver(rest) => {
            let rest = quantity(rest, known.unit, catalogue, Language::En);
            format!("“{name}”: {rest} left over. {}", said(allowance, catalogue, Language::En))
        }
    }
}

/// What the plan says of what is left over.
fn said(allowance: usize, catalogue: &Catalogue, language: Language) -> &str {
    let rules = catalogue.allowances[allowance].rules.as_deref();
    rules.and_then(|rules| rules.left_over.as_ref()).map(|text| text.get(language)).unwrap_or_default()
}
