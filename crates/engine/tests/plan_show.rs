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
availability = [{ objective = "99.9 %", per = "quarter", window = "work", except = ["maintenance"] }]
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
    assert_eq!(row(&en, "Availability"), ["99.9% a quarter, Working hours, except Maintenance"]);
    assert_eq!(row(&de, "Schweregrade des Plans"), ["Frage"]);
    assert_eq!(row(&de, "Beginnt"), ["mit der Zahlung, Frist dafür: 4 Monate"]);
}
