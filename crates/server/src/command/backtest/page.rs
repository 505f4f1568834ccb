//! A backtest as one HTML page that needs nothing beside itself: no script, no address, charts as SVG.

use std::fmt::Write as _;

use engine::backtest::{Attainment, SHARES};
use engine::plan::catalogue::Language;
use jiff::civil::Date;

use super::report::{PlanResult, Report, amount, percent};

/// Colours of the plans, readable on light and on dark ground, in the order in which they were named.
const HUES: [&str; 6] = ["#3b6fd4", "#b4672b", "#2f8a62", "#8a4fb0", "#a83a55", "#57707a"];

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d2329;--soft:#5c6670;--line:#d9dee3;--ground:#fbfcfd;--sheet:#fff;--bad:#a8322d}\
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#9aa5b0;--line:#333b43;--ground:#14181c;--sheet:#1b2126;--bad:#e0827c}}\
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}\
main{max-width:64rem;margin:0 auto;padding:2rem 1rem 4rem}h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2.5rem 0 .75rem}\
p{margin:.25rem 0;color:var(--soft)}.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:1rem;overflow-x:auto}\
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}\
tr:last-child>*{border-bottom:0}th{font-weight:600}thead th{color:var(--soft);font-weight:500}td.n,th.n{text-align:right}td.bad{color:var(--bad)}\
svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font:11px system-ui,sans-serif}.axis{stroke:var(--line)}\
.key{display:flex;flex-wrap:wrap;gap:1rem;margin:.5rem 0 0;padding:0;list-style:none}.key span{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.4rem}\
@media print{body{background:#fff}.sheet{border:0;padding:0}}";

/// The page.
pub fn page(report: &Report) -> String {
    let say = |de: &'static str, en: &'static str| if report.language == Language::De { de } else { en };
    let lang = if report.language == Language::De { "de" } else { "en" };
    let title = say("Rückrechnung", "Backtest");
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body><main>\n<h1>{title}</h1>\n"
    );
    let _ = writeln!(
        out,
        "<p>{} · {} {} · {} {}</p>",
        escape(&report.log),
        report.tickets,
        say("Anfragen", "requests"),
        say("Stand", "as of"),
        report.until.strftime("%Y-%m-%d %H:%M UTC")
    );
    if report.skipped.rows > 0 {
        let _ = writeln!(out, "<p>{} {}</p>", report.skipped.rows, say("Zeilen übersprungen", "rows skipped"));
    }
    summary(&mut out, report);
    months(&mut out, report);
    shares(&mut out, report);
    severities(&mut out, report);
    money(&mut out, report);
    breaches(&mut out, report);
    out.push_str("</main></body>\n</html>\n");
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn say(report: &Report, de: &'static str, en: &'static str) -> &'static str {
    if report.language == Language::De { de } else { en }
}

fn heads(out: &mut String, report: &Report, first: &str) {
    let _ = write!(out, "<thead><tr><th>{first}</th>");
    for plan in &report.plans {
        let _ = write!(out, "<th class=\"n\">{}</th>", escape(plan.name.get(report.language)));
    }
    out.push_str("</tr></thead>\n");
}

fn row(out: &mut String, report: &Report, name: &str, cell: impl Fn(&PlanResult) -> String) {
    let _ = write!(out, "<tr><th>{}</th>", escape(name));
    for plan in &report.plans {
        let _ = write!(out, "<td class=\"n\">{}</td>", escape(&cell(plan)));
    }
    out.push_str("</tr>\n");
}

fn summary(out: &mut String, report: &Report) {
    let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"sheet\"><table>", say(report, "Zusagen", "Promises"));
    heads(out, report, "");
    for milestone in report.milestones() {
        let of = |plan: &PlanResult| plan.judged.tally.by(|key| key.milestone.clone()).remove(&milestone);
        row(out, report, &milestone, |plan| {
            let targets = plan.targets().into_keys().filter(|key| key.0 == milestone).map(|key| key.1);
            targets.collect::<Vec<_>>().join(", ")
        });
        let shown = |count: Option<Attainment>, show: &dyn Fn(&Attainment) -> String| {
            count.as_ref().map_or_else(|| "–".to_owned(), show)
        };
        row(out, report, say(report, "eingehalten", "met"), |plan| shown(of(plan), &percent));
        row(out, report, say(report, "verfehlt", "missed"), |plan| {
            shown(of(plan), &|count| count.breached.to_string())
        });
        row(out, report, say(report, "offen", "open"), |plan| shown(of(plan), &|count| count.open.to_string()));
    }
    out.push_str("</table></div>\n");
}

/// The share that was met, month by month, a line for each plan.
fn months(out: &mut String, report: &Report) {
    let months = report.all_months();
    if months.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"sheet\">", say(report, "Eingehalten nach Monat", "Met by month"));
    let (width, height, left, bottom) = (960, 240, 44, 22);
    let _ = write!(
        out,
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">",
        say(report, "Anteil eingehaltener Zusagen nach Monat", "Share of promises met by month")
    );
    let plot = height - bottom - 8;
    for step in 0..=4 {
        let y = 8 + plot * step / 4;
        let _ = write!(
            out,
            "<line class=\"axis\" x1=\"{left}\" x2=\"{width}\" y1=\"{y}\" y2=\"{y}\"/><text x=\"0\" y=\"{}\">{} %</text>",
            y + 4,
            100 - 25 * step
        );
    }
    let place = |ix: usize| {
        left + (width - left - 10) * i32::try_from(ix).unwrap_or(0)
            / i32::try_from(months.len().max(2) - 1).unwrap_or(1)
    };
    let every = months.len().div_ceil(12).max(1);
    for (ix, month) in months.iter().enumerate().step_by(every) {
        let _ = write!(out, "<text x=\"{}\" y=\"{}\">{}</text>", place(ix), height - 4, month.strftime("%Y-%m"));
    }
    for (plan, hue) in report.plans.iter().zip(HUES.iter().cycle()) {
        let counts = plan.months();
        let points: Vec<String> = months
            .iter()
            .enumerate()
            .filter_map(|(ix, month): (usize, &Date)| {
                let permille = i32::try_from(counts.get(month)?.permille()?).ok()?;
                Some(format!("{},{}", place(ix), 8 + plot * (1000 - permille) / 1000))
            })
            .collect();
        let _ = write!(
            out,
            "<polyline fill=\"none\" stroke=\"{hue}\" stroke-width=\"2\" points=\"{}\"/>",
            points.join(" ")
        );
    }
    out.push_str("</svg>\n");
    key(out, report);
    out.push_str("</div>\n");
}

fn key(out: &mut String, report: &Report) {
    out.push_str("<ul class=\"key\">");
    for (plan, hue) in report.plans.iter().zip(HUES.iter().cycle()) {
        let _ =
            write!(out, "<li><span style=\"background:{hue}\"></span>{}</li>", escape(plan.name.get(report.language)));
    }
    out.push_str("</ul>\n");
}

/// How much of the promised time was used, in bars side by side.
fn shares(out: &mut String, report: &Report) {
    let sums: Vec<Attainment> =
        report.plans.iter().map(|plan| plan.judged.tally.by(|_| ()).remove(&()).unwrap_or_default()).collect();
    let most = sums.iter().flat_map(|sum| sum.shares).max().unwrap_or(0);
    if most == 0 {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>{}</h2>\n<div class=\"sheet\">",
        say(report, "Genutzter Teil der zugesagten Zeit", "Share of the promised time used")
    );
    let (width, height, bottom) = (960, 220, 22);
    let _ = write!(
        out,
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">",
        say(report, "Anfragen nach genutztem Teil der zugesagten Zeit", "Requests by share of the promised time used")
    );
    let groups = i32::try_from(SHARES.len() + 1).unwrap_or(1);
    let bars = i32::try_from(sums.len().max(1)).unwrap_or(1);
    for ix in 0..=SHARES.len() {
        let x = width * i32::try_from(ix).unwrap_or(0) / groups;
        let label = match (ix.checked_sub(1).map(|before| SHARES[before]), SHARES.get(ix)) {
            (None, Some(to)) => format!("≤ {to} %"),
            (Some(from), Some(to)) => format!("{from}–{to} %"),
            (Some(from), None) => format!("> {from} %"),
            (None, None) => String::new(),
        };
        let _ = write!(out, "<text x=\"{}\" y=\"{}\">{label}</text>", x + 4, height - 4);
        for (place, (sum, hue)) in sums.iter().zip(HUES.iter().cycle()).enumerate() {
            let tall = i32::try_from(u64::from(180_u32) * sum.shares[ix] / most).unwrap_or(0);
            let bar = (width / groups - 16) / bars;
            let at = x + 4 + bar * i32::try_from(place).unwrap_or(0);
            let _ = write!(
                out,
                "<rect x=\"{at}\" y=\"{}\" width=\"{}\" height=\"{tall}\" fill=\"{hue}\"><title>{}</title></rect>",
                height - bottom - tall,
                (bar - 2).max(1),
                sum.shares[ix]
            );
        }
    }
    out.push_str("</svg>\n");
    key(out, report);
    out.push_str("</div>\n");
}

fn severities(out: &mut String, report: &Report) {
    let mut keys: Vec<(String, String)> = Vec::new();
    for (milestone, _, severity) in report.plans.iter().flat_map(|plan| plan.severities().into_keys()) {
        if !keys.contains(&(milestone.clone(), severity.clone())) {
            keys.push((milestone, severity));
        }
    }
    if keys.is_empty() {
        return;
    }
    keys.sort();
    let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"sheet\"><table>", say(report, "Nach Schweregrad", "By severity"));
    heads(out, report, "");
    for (milestone, severity) in keys {
        row(out, report, &format!("{milestone}, {severity}"), |plan| {
            let by = plan.judged.tally.by(|key| (key.milestone.clone(), key.severity.clone()));
            by.get(&(milestone.clone(), Some(severity.clone()))).map_or_else(|| "–".to_owned(), percent)
        });
    }
    out.push_str("</table></div>\n");
}

fn money(out: &mut String, report: &Report) {
    let _ = writeln!(
        out,
        "<h2>{}</h2>\n<div class=\"sheet\"><table>",
        say(report, "Erlös und Verbrauch, ein Vertrag", "Revenue and use, one contract")
    );
    heads(out, report, "");
    row(out, report, say(report, "Entgelte, netto", "fees, net"), |plan| {
        amount(plan.total().0, plan.currency, report.language)
    });
    row(out, report, say(report, "Verbrauch, netto", "usage, net"), |plan| {
        amount(plan.total().1, plan.currency, report.language)
    });
    row(out, report, say(report, "verbraucht / gewährt", "used / granted"), |plan| {
        let each = plan.burn.iter().map(|burn| burn.text.clone());
        each.collect::<Vec<_>>().join("; ")
    });
    out.push_str("</table></div>\n");
}

fn breaches(out: &mut String, report: &Report) {
    for plan in report.plans.iter().filter(|plan| !plan.reasons.is_empty()) {
        let _ = writeln!(
            out,
            "<h2>{}: {}</h2>",
            escape(plan.name.get(report.language)),
            say(report, "die ersten verfehlten Zusagen", "the first promises missed")
        );
        let _ = writeln!(
            out,
            "<p>{} / {}</p>\n<div class=\"sheet\"><table><thead><tr>",
            plan.reasons.len(),
            plan.judged.breached
        );
        let heads = if report.language == Language::De {
            ["Anfrage", "Schweregrad", "Zusage", "Frist", "fällig", "warum"]
        } else {
            ["request", "severity", "promise", "within", "due", "why"]
        };
        for head in heads {
            let _ = write!(out, "<th>{head}</th>");
        }
        out.push_str("</tr></thead>\n");
        for reason in &plan.reasons {
            out.push_str("<tr>");
            for text in reason {
                let _ = write!(out, "<td>{}</td>", escape(text));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table></div>\n");
    }
}
