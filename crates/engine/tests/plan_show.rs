//! The comparison says what the catalogues say, in both languages and in all forms.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

mod answers;

use answers::{head, written};
use engine::plan::catalogue::{Catalogue, Language};
use engine::plan::show::{Cell, Comparison, comparison, render};

const NAMES: [&str; 4] = ["shop-levels", "commerce-agreements", "module-licences", "agency-hours"];

fn shipped(name: &str) -> Catalogue {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    engine::plan::read(&path, &std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The cells of a row, plain spaces in place of those that do not break.
fn row(comparison: &Comparison, name: &str) -> Vec<String> {
    let rows = comparison.groups.iter().flat_map(|group| &group.rows);
    let found = rows.into_iter().find(|row| row.name == name);
    let found = found.unwrap_or_else(|| panic!("no row {name} in\n{}", render::text(comparison)));
    found.cells.iter().map(|cell| cell.words(comparison.language).replace('\u{a0}', " ")).collect()
}

#[test]
fn shop_levels() {
    let catalogue = shipped("shop-levels");
    let (de, en) = (comparison(&catalogue, Language::De), comparison(&catalogue, Language::En));
    let names: Vec<&str> = de.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Supportlevel 1", "Supportlevel 2", "Supportlevel 3"]);
    assert_eq!(row(&de, "Preis"), ["kostenlos", "39,00 € im Monat", "89,00 € im Monat"]);
    assert_eq!(row(&en, "Price"), ["free", "€39.00 a month", "€89.00 a month"]);
    assert_eq!(row(&de, "Setzt voraus (wird zusätzlich berechnet)"), ["–", "–", "Supportlevel 2"]);
    assert_eq!(row(&en, "Included at no charge in"), ["–", "Enterprise package", "–"]);
    assert_eq!(row(&de, "Telefonsupport")[0], "✓ Mo–Fr 9.30–12.30, 13.30–17.00 Uhr, nicht an Feiertagen");
    assert_eq!(row(&en, "Emergency line"), ["✓ around the clock"; 3]);
    let counted = "gezählt wird Mo–Fr 9–18 Uhr, nicht an Feiertagen";
    assert_eq!(
        row(&de, "Erste Reaktion"),
        [
            "nicht angegeben".to_owned(),
            format!("24 Stunden, garantiert; {counted}"),
            format!("4 Stunden, garantiert; {counted}")
        ]
    );
    assert_eq!(row(&de, "Freiminuten"), ["15 Minuten im Monat", "30 Minuten im Monat", "90 Minuten im Monat"]);
    assert_eq!(row(&en, "Starting credit"), ["60 minutes once at activation"; 3]);
    assert_eq!(
        row(&de, "Notfalltechniker, nachts")[0],
        "36,00 € für die ersten 5 Minuten, danach 6,00 € je Minute, berechnet je angefangene 5 Minuten"
    );
    assert_eq!(
        row(&en, "Emergency technician, evenings")[0],
        "€30.00 for the first 5 minutes, then €5.00 per minute, billed per started 5 minutes"
    );
    assert_eq!(row(&en, "Priority for feature requests"), ["–", "–", "✓ included"]);
    let rows: Vec<_> = de.groups.iter().flat_map(|group| &group.rows).collect();
    let differs = |name: &str| rows.iter().find(|row| row.name == name).unwrap().differs;
    assert!(differs("Freiminuten") && !differs("Startguthaben"));
}

#[test]
fn commerce_agreements() {
    let catalogue = shipped("commerce-agreements");
    let (de, en) = (comparison(&catalogue, Language::De), comparison(&catalogue, Language::En));
    assert_eq!(row(&de, "Ansprechpersonen"), ["3", "5", "nicht angegeben"]);
    assert_eq!(row(&en, "Response Time Plus"), ["can be added, price as agreed", "✓ included", "–"]);
    assert_eq!(row(&de, "Notfallnummer"), ["–", "✓ rund um die Uhr", "–"]);
    assert_eq!(row(&en, "Extended reports"), ["–", "✓ included", "–"]);
    assert_eq!(row(&de, "Technischer Rundbrief"), ["✓ vierteljährlich"; 3]);
    assert_eq!(row(&en, "Major upgrades"), ["✓ included", "✓ included", "–"]);
    assert_eq!(row(&en, "Production systems"), ["1", "1", "not stated"]);
    let response = row(&en, "First response");
    assert_eq!(response[0], "8 hours; counted Mon–Fri 9:00–18:00, not on public holidays");
    assert!(response[1].contains("8 hours") && response[1].contains("as agreed"), "{response:?}");
}

#[test]
fn module_licences() {
    let catalogue = shipped("module-licences");
    let (de, en) = (comparison(&catalogue, Language::De), comparison(&catalogue, Language::En));
    assert_eq!(row(&de, "Erste Reaktion"), ["nach Kräften, ohne Zusage", "nicht angegeben"]);
    assert_eq!(row(&de, "Telefon")[0], "–");
    assert_eq!(row(&en, "Term")[0], "1 year");
    assert_eq!(row(&en, "Price"), ["free", "as agreed"]);
    assert_eq!(row(&de, "Gültige Lizenz nötig"), ["ja", "ja"]);
    assert_eq!(row(&en, "Customised versions")[0], "best effort, not promised");
    let not_covered = en.sections.iter().find(|section| section.name == "Not covered").unwrap();
    assert_eq!(not_covered.entries.len(), 2);
}

#[test]
fn agency_hours() {
    let catalogue = shipped("agency-hours");
    let (de, en) = (comparison(&catalogue, Language::De), comparison(&catalogue, Language::En));
    assert_eq!(row(&de, "Preis")[1..], ["900,00 € im Monat", "1.700,00 € im Monat", "3.200,00 € im Monat"]);
    assert_eq!(row(&en, "Hours"), ["–", "10 hours a month", "20 hours a month", "40 hours a month"]);
    assert_eq!(row(&en, "Work on demand")[0], "€120.00 per hour, billed per started minute");
    assert_eq!(row(&de, "Arbeit über das Paket hinaus")[3], "110,00 € je Stunde, berechnet je angefangene Minute");
    assert_eq!(row(&en, "Discount on the fee")[1], "10% on a term of 1 year or more");
    let severities = de.sections.iter().find(|section| section.name == "Schweregrade").unwrap();
    assert_eq!(severities.entries.len(), 4);
    let rows: Vec<&str> = de.groups.iter().flat_map(|group| &group.rows).map(|row| row.name.as_str()).collect();
    assert!(!rows.contains(&"Erste Reaktion"), "no target is stated, so none is shown");
}

#[test]
fn every_form_holds_every_word() {
    for name in NAMES {
        let catalogue = shipped(name);
        for language in [Language::De, Language::En] {
            let shown = comparison(&catalogue, language);
            let width = shown.columns.len();
            assert!(shown.groups.iter().flat_map(|group| &group.rows).all(|row| row.cells.len() == width));
            let (text, markdown, html) = (render::text(&shown), render::markdown(&shown), render::html(&shown));
            for row in shown.groups.iter().flat_map(|group| &group.rows) {
                let first = row.name.split(' ').next().unwrap();
                assert!(text.contains(first) && markdown.contains(first) && html.contains(first), "{first}");
            }
            assert_eq!(html.matches("<tr").count(), html.matches("</tr>").count());
            assert_eq!(html.matches("<td").count(), html.matches("</td>").count());
            for offer in &catalogue.offers {
                assert!(text.contains(offer.name.get(language).split(' ').next().unwrap()), "{}", offer.id);
            }
        }
    }
}

#[test]
fn words_of_the_file_cannot_break_out() {
    let path = format!("{}/../../plans/shop-levels.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.replace("Supportlevel 2\", en", "<script>alert(1)</script> | *x*\", en");
    let catalogue = engine::plan::read("spoiled.toml", &text).unwrap();
    let shown = comparison(&catalogue, Language::De);
    let (markdown, html) = (render::markdown(&shown), render::html(&shown));
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
    assert!(!markdown.contains("<script") && markdown.contains(r"\| \*x\*"));
}

#[test]
fn cells_in_words() {
    let check = |cell: Cell, de: &str, en: &str| {
        assert_eq!((cell.words(Language::De).as_str(), cell.words(Language::En).as_str()), (de, en));
    };
    check(Cell::Included, "✓ enthalten", "✓ included");
    check(Cell::Noted("x".into()), "✓ x", "✓ x");
    check(Cell::NotIncluded, "–", "–");
    check(Cell::NotStated, "nicht angegeben", "not stated");
}

#[test]
fn clocks_say_all_that_they_promise() {
    let tables = r#"
[window.work]
name = { de = "Arbeitszeit", en = "Working hours" }
hours = "Mo-Fr 09:00-17:00"
time-zone = "UTC+02:00"
[window.maintenance]
name = { de = "Wartung", en = "Maintenance" }
hours = "Th[2] 21:00-23:00"
[milestone.on-site]
name = { de = "Vor Ort", en = "On site" }
[milestone.diagnosis]
name = { de = "Diagnose", en = "Diagnosis" }
until = "reply"
[severity.1]
name = { de = "Ausfall", en = "Outage" }
[severity.2]
name = { de = "Frage", en = "Question" }
[plan.gold]
name = "Gold"
price = "free"
severities = ["2"]
starts = { on = "payment", at-latest = "4 months" }
availability = [{ objective = "99.9 %", per = "quarter", window = "work", except = ["maintenance"], when = { cause = "not customer-site" }, longer-than = "5 min" }]
targets = [
  { milestone = "on-site", within = "NBD", window = "work", from = "diagnosis", starts-in = "work", cut-off = "15:00", quota = "95 %", escalates = [{ after = "2 days", to = "CTO" }] },
]
"#;
    let catalogue = written(&(head(r#""none""#, r#"["de", "en"]"#) + tables));
    let (de, en) = (comparison(&catalogue, Language::De), comparison(&catalogue, Language::En));
    assert_eq!(
        row(&en, "On site")[0],
        "by the end of the next business day; counted Mon–Fri 9:00–17:00 (UTC+02:00); begins with: Diagnosis; starts only in: Working hours; what arrives at 15:00 or later counts from the next day; for 95% of the requests a month; escalated after 2 days: CTO"
    );
    assert!(row(&de, "Vor Ort")[0].contains("beginnt mit: Diagnose; beginnt nur in: Arbeitszeit"));
    assert_eq!(
        row(&en, "Availability"),
        [
            "99.9% a quarter, Working hours, except Maintenance, outages of more than 5 minutes (cause: not customer site)"
        ]
    );
    assert_eq!(row(&de, "Schweregrade des Plans"), ["Frage"]);
    assert_eq!(row(&de, "Beginnt"), ["mit der Zahlung, Frist dafür: 4 Monate"]);
}

/// The entries of a section, plain spaces in place of those that do not break.
fn section(comparison: &Comparison, name: &str) -> Vec<String> {
    let found = comparison.sections.iter().find(|section| section.name == name);
    let found = found.unwrap_or_else(|| panic!("no section {name} in\n{}", render::text(comparison)));
    found.entries.iter().map(|(name, text)| format!("{name}: {text}").replace('\u{a0}', " ")).collect()
}

fn english(tables: &str) -> Comparison {
    comparison(&written(&(head(r#""house""#, r#"["en"]"#) + tables)), Language::En)
}

const METERS: &str = r#"
[holidays.house]
name = "House holiday"
days = ["Dec 24", { day = "Nov Th[4] -1 day", name = "Day before Thanksgiving" }, "easter +1 day"]
[fact.user]
name = "user"
[allowance.hours]
name = "Hours"
unit = "hours"
expires = "end-of-period"
counts = { kind = "not visit" }
counting = "each-ticket"
increment = "15 min"
minimum = "30 min"
cap = { quantity = "1 h", then = "ask" }
carry-over = { share = "50 %", cap = "5 h" }
borrow = { periods = 1 }
at-zero = "ask"
alerts = ["80 %"]
[allowance.cases]
name = "Cases"
unit = "tickets"
expires = "end-of-period"
deduct = "opening"
at-zero = "stop"
weights = [{ when = { channel = "phone" }, factor = "2" }]
[pack.ten]
name = "Ten hours"
price = "900.00 EUR"
allowance = "hours"
quantity = "10 h"
expires = "120 days"
[tariff.beyond]
name = "Work beyond"
price = "90.00 EUR / started hour"
burns = ["hours"]
[tariff.case]
name = "Further case"
case = { steps = [{ when = { plan = "small" }, price = "50.00 EUR" }, { price = "30.00 EUR" }] }
burns = ["cases"]
[tariff.only]
name = "From the account"
price = "free"
burns = ["cases"]
[item.visit]
name = "Visit"
price = "55.00 EUR"
unit = "visit"
[item.cable]
name = "Cable"
price = "5.00 EUR"
[plan.small]
name = "Small"
price = "10.00 EUR / month"
allowances = { cases = "5 tickets / user / year" }
work = "case"
[plan.large]
name = "Large"
price = "20.00 EUR / month"
allowances = { hours = "10 h / month" }
work = "beyond"
[plan.account]
name = "Account"
price = "free"
allowances = { cases = "3 tickets / year" }
work = "only"
"#;

#[test]
fn meters_are_shown_with_their_rules() {
    let shown = english(METERS);
    assert_eq!(
        section(&shown, "Allowances in detail"),
        [
            "Hours: Counts only: kind of work: not visit.\nTime counts added up for each ticket, per started 15 minutes, at least 30 minutes.\nAt most 1 hour a ticket; more only if you agree.\n50% of what is left goes on into the next period, together at most 5 h.\nThe next period may be used before it begins.\nOnce it is used up, you are asked before anything is charged.\nYou hear from us at 80%.",
            "Cases: Counts 2 times: channel: Phone.\nTaken when the request arrives.\nOnce it is used up, support stops until there is more of it; nothing is charged.",
        ]
    );
    assert_eq!(section(&shown, "To buy more"), ["Ten hours: €900.00; 10 h (Hours); expires after 120 days"]);
    assert_eq!(section(&shown, "Prices by the piece"), ["Visit: €55.00 per visit", "Cable: €5.00 each"]);
    assert_eq!(row(&shown, "Cases"), ["5 tickets per user a year", "–", "3 tickets a year"]);
    let detail = |name: &str| {
        let rows = shown.groups.iter().flat_map(|group| &group.rows);
        rows.into_iter().find(|row| row.name == name).unwrap().detail.clone()
    };
    assert_eq!(detail("Cases"), "expires at the end of the year");
    assert_eq!(detail("Hours"), "holds for its period, with carry-over");
    assert_eq!(detail("Work beyond"), "once the allowance is used up, if you agree");
}

#[test]
fn prices_are_those_of_the_plan_and_nothing_is_free_that_is_not() {
    let shown = english(METERS);
    // A price of a ticket has no price of time beside it, and of its rows that of the plan is shown.
    assert_eq!(row(&shown, "Further case"), ["€50.00 a ticket", "–", "–"]);
    assert_eq!(row(&shown, "From the account"), ["–", "–", "only from the allowance: Cases"]);
    assert!(!render::text(&shown).contains("free of charge"));
}

#[test]
fn holidays_of_the_file_are_named_with_their_days() {
    let hours = section(&english(METERS), "Hours");
    assert!(hours.contains(&"Public holidays: House holiday".to_owned()), "{hours:?}");
    let days = "House holiday: 24 Dec, Day before Thanksgiving (1 day before 4th Thu of Nov), Easter Monday";
    assert!(hours.contains(&days.to_owned()), "{hours:?}");
}

#[test]
fn what_options_contain_is_said_under_them() {
    let shown = english(
        r#"
[holidays.house]
name = "House holiday"
days = ["Dec 24"]
[window.all]
name = "Always"
hours = "24/7"
[right.manager]
name = "A manager of your own"
[plan.basic]
name = "Basic"
price = "free"
contacts = 2
[option.fast]
name = "Fast"
price = "50.00 EUR / month"
contacts = 3
channels = ["phone"]
rights = [{ right = "manager", quantity = "2 / year" }]
targets = [{ milestone = "first-response", within = "1 h", window = "all" }]
discounts = [{ percent = "10 %", from = "12 months" }]
"#,
    );
    assert_eq!(row(&shown, "Fast"), ["can be added, €50.00 a month"]);
    assert_eq!(
        section(&shown, "What the options contain"),
        [
            "Fast: Surcharges and discounts: −10% (from a term of 1 year)\nAuthorised contacts: +3\nPhone\nFirst response: 1 hour; counted around the clock\nA manager of your own: 2 times a year"
        ]
    );
}

#[test]
fn conditions_that_only_some_plans_know_stand_in_the_cells() {
    let shown = english(
        r#"
[holidays.house]
name = "House holiday"
days = ["Dec 24"]
[fact.cover]
name = "Cover"
values = ["all", "some"]
[fact.users]
name = "Users"
[window.all]
name = "Always"
hours = "24/7"
[window.week]
name = "Week"
hours = "Mo-Fr 00:00-24:00"
holidays = "none"
[severity.urgent]
name = "Urgent"
[plan.a]
name = "A"
price = "free"
severity-by = "provider"
targets = [{ milestone = "first-response", within = "1 h", window = "all", severities = ["urgent"] }]
[plan.b]
name = "B"
price = "free"
targets = [
  { milestone = "first-response", within = "2 h", window = "all", severities = ["urgent"], when = { cover = "all" } },
  { milestone = "first-response", within = "3 h", window = "all", severities = ["urgent"], when = { cover = "some", users = "5 to 300" } },
]
"#,
    );
    let group = shown.groups.iter().find(|group| group.name == "Response and resolution").unwrap();
    let words = |cell: &Cell| cell.words(Language::En).replace('\u{a0}', " ").replace("; counted around the clock", "");
    let rows: Vec<(&str, Vec<String>)> =
        group.rows.iter().map(|row| (row.detail.as_str(), row.cells.iter().map(words).collect())).collect();
    assert_eq!(rows[0].0, "Urgent");
    assert_eq!(rows[0].1, ["1 hour", "2 hours (Cover: all)\n3 hours (Cover: some, Users 5 to 300)"]);
    assert_eq!(group.rows[1].name, "The severity is set by");
    assert_eq!(rows[1].1, ["our team", "not stated"]);
    assert_eq!(rows.len(), 2);
}

#[test]
fn plans_that_group_severities_in_other_ways_stand_side_by_side() {
    let shown = english(
        r#"
[holidays.house]
name = "House holiday"
days = ["Dec 24"]
[window.all]
name = "Always"
hours = "24/7"
[severity.critical]
name = "Critical"
[severity.urgent]
name = "Urgent"
[severity.normal]
name = "Normal"
[plan.a]
name = "A"
price = "free"
targets = [
  { milestone = "first-response", within = "1 h", window = "all", severities = ["critical"] },
  { milestone = "first-response", within = "8 h", window = "all", severities = ["urgent", "normal"] },
]
[plan.b]
name = "B"
price = "free"
targets = [
  { milestone = "first-response", within = "2 h", window = "all", severities = ["critical", "urgent"] },
  { milestone = "first-response", within = "9 h", window = "all", severities = ["normal"] },
]
[plan.c]
name = "C"
price = "free"
severities = ["normal"]
targets = [{ milestone = "first-response", within = "3 days", window = "all" }]
"#,
    );
    let group = shown.groups.iter().find(|group| group.name == "Response and resolution").unwrap();
    let rows: Vec<(&str, Vec<String>)> = group
        .rows
        .iter()
        .map(|row| {
            (
                row.detail.as_str(),
                row.cells
                    .iter()
                    .map(|cell| {
                        cell.words(Language::En).replace('\u{a0}', " ").replace("; counted around the clock", "")
                    })
                    .collect(),
            )
        })
        .collect();
    let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    assert_eq!(rows[0], ("Critical", cells(["1 hour", "2 hours", "–"])));
    assert_eq!(rows[1], ("Urgent", cells(["8 hours", "2 hours", "–"])));
    assert_eq!(rows[2], ("Normal", cells(["8 hours", "9 hours", "3 days"])));
}

#[test]
fn values_of_facts_have_names_in_each_language() {
    let tables = r#"
[fact.cause]
values = { vendor = { de = "wir", en = "us" }, supplier = { de = "ein Zulieferer", en = "a supplier" } }
[fact.specialist]
name = { de = "Spezialist nötig", en = "Specialist needed" }
values = ["yes", "no"]
[tariff.work]
name = { de = "Arbeit", en = "Work" }
price = "60.00 EUR / started hour"
free = { cause = ["vendor", "supplier"] }
charge-if = { specialist = "yes" }
[plan.a]
name = "A"
price = "free"
work = "work"
"#;
    let catalogue = written(&(head(r#""none""#, r#"["de", "en"]"#) + tables));
    let (de, en) = (comparison(&catalogue, Language::De), comparison(&catalogue, Language::En));
    assert_eq!(
        row(&de, "Arbeit: außerdem"),
        ["kostenfrei: Ursache: wir oder ein Zulieferer\nberechnet nur bei: Spezialist nötig"]
    );
    assert_eq!(
        row(&en, "Work: besides"),
        ["free of charge: cause: us or a supplier\ncharged only for: Specialist needed"]
    );
}

#[test]
fn how_we_count_says_each_thing_once() {
    let band = |tariff: &str| {
        format!(
            r#"
[tariff.{tariff}]
name = "{tariff}"
counting = "each-cycle"
burns = ["first", "second"]
[tariff.{tariff}.band.day]
name = "by day"
hours = "Mo-Su 08:00-20:00"
price = "1.00 EUR / started minute"
[tariff.{tariff}.band.night]
name = "by night"
hours = "Mo-Su 00:00-08:00,20:00-24:00"
price = "2.00 EUR / started minute"
[plan.{tariff}]
name = "{tariff}"
price = "free"
allowances = {{ first = "10 min / month" }}
work = "{tariff}"
"#
        )
    };
    let allowance =
        |id: &str| format!("[allowance.{id}]\nname = \"{id}\"\nunit = \"minutes\"\nexpires = \"end-of-period\"\n");
    let head = "[holidays.house]\nname = \"House holiday\"\ndays = [\"Dec 24\"]\n";
    let text = [head.to_owned(), allowance("first"), allowance("second"), band("one"), band("two")].concat();
    let said = section(&english(&text), "How we count");
    let count = |start: &str| said.iter().filter(|entry| entry.starts_with(start)).count();
    assert_eq!(
        (count("Order: "), count("Price change during a call: "), count("Started units: ")),
        (1, 1, 1),
        "{said:?}"
    );
    assert!(said.contains(
        &"Started units: What is done on a ticket until it is reopened is added up, then rounded up.".to_owned()
    ));
}
