//! Two versions of a catalogue, told as a customer would ask: what is better, what is worse, what is gone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

use engine::plan::catalogue::Language;
use engine::plan::compare::{Effect, Fate, compare, text};
use engine::plan::read;

fn shop() -> String {
    std::fs::read_to_string(format!("{}/../../plans/shop-levels.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn changed(changes: &[(&str, &str)], language: Language) -> String {
    let mut newer = shop().replace("version = \"2026-1\"", "version = \"2026-2\"");
    for (from, to) in changes {
        assert!(newer.contains(from), "{from}");
        newer = newer.replace(from, to);
    }
    let newer = read("new.toml", &newer).unwrap_or_else(|errors| panic!("{errors}"));
    text(&compare(&read("old.toml", &shop()).unwrap(), &newer, language))
}

#[test]
fn the_same_file_changes_nothing() {
    let said = changed(&[], Language::En);
    assert_eq!(said, "Demo Shops: from version 2026-1 to 2026-2\n\nNothing changes for customers.\n");
}

#[test]
fn better_worse_and_other() {
    let said = changed(
        &[
            ("\"39.00 EUR / month\"", "\"45.00 EUR / month\""),
            ("phone = \"30 min / month\"", "phone = \"45 min / month\""),
            ("within = \"4 h\"", "within = \"8 h\""),
            ("rights = [\"bug-fix-priority\"]\n", ""),
            ("\"Mo-Fr 09:00-18:00; PH off\"", "\"Mo-Fr 08:00-18:00; PH off\""),
        ],
        Language::En,
    );
    for line in [
        "  ▼ Price: €39.00 a month → €45.00 a month\n",
        "  ▲ Free minutes (expires at the end of the month): 30 minutes a month → 45 minutes a month\n",
        "  ▼ Priority for bug fixes: no longer: ✓ included\n",
        "  · Hours, Response hours: Mon–Fri 9:00–18:00, not on public holidays → Mon–Fri 8:00–18:00, not on public holidays\n",
        "▲ better for customers, ▼ worse\n",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    // Only level 3 has the slower target; what it counts in changes too.
    let level = said.split("Support level 3").nth(1).unwrap();
    assert!(level.contains("▼ First response: 4 hours, guaranteed; counted Mon–Fri 9:00–18:00"), "{said}");
}

#[test]
fn plans_come_and_go() {
    let removed = shop().split("[plan.level-3]").next().unwrap().to_owned();
    let package = shop().split("[package.enterprise]").nth(1).unwrap().to_owned();
    let without = format!("{removed}[package.enterprise]{package}");
    let (old, new) = (read("a.toml", &shop()).unwrap(), read("b.toml", &without).unwrap());
    let changes = compare(&old, &new, Language::De);
    assert_eq!(
        changes.plans.iter().map(|plan| (plan.id.as_str(), plan.fate)).collect::<Vec<_>>(),
        [("level-3", Fate::Gone)]
    );
    assert!(text(&changes).contains("Supportlevel 3 – nicht mehr im Angebot"));
    let back = compare(&new, &old, Language::De);
    assert_eq!(back.plans.last().map(|plan| plan.fate), Some(Fate::New));
    assert!(back.plans.iter().flat_map(|plan| &plan.changes).all(|change| change.effect != Effect::Worse));
}

#[test]
fn options_change_by_themselves() {
    let text = |price: &str, within: &str, more: &str| {
        format!(
            r#"
mainstay = 1
version = "1"
[provider]
name = "Test"
time-zone = "Europe/Berlin"
holidays = "none"
currency = "EUR"
languages = ["en"]
tax = "19 %"
prices = "net"
[window.all]
name = "Always"
hours = "24/7"
[allowance.cases]
name = "Cases"
unit = "tickets"
expires = "{more}"
[plan.a]
name = "A"
price = "free"
allowances = {{ cases = "2 tickets / month" }}
[option.fast]
name = "Fast"
price = "{price}"
targets = [{{ milestone = "first-response", within = "{within}", window = "all" }}]
"#
        )
    };
    let catalogue = |text: &str| read("a.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
    let old = catalogue(&text("50.00 EUR / month", "4 h", "end-of-period"));
    let new = catalogue(&text("60.00 EUR / month", "2 h", "never"));
    let changes = compare(&old, &new, Language::En);
    let said = engine::plan::compare::text(&changes);
    assert!(said.contains("\nFast\n  ▼ Price: €50.00 a month → €60.00 a month\n"), "{said}");
    assert!(
        said.contains("  ▲ First response: 4 hours; counted around the clock → 2 hours; counted around the clock\n"),
        "{said}"
    );
    // The plan itself changes in its allowance only: one line, with what moved.
    let plan =
        "\nA\n  · Cases: 2 tickets a month (expires at the end of the month) → 2 tickets a month (does not expire)\n\n";
    assert!(said.contains(plan), "{said}");
    let held = |kind, id: &str| vec![(kind, id.to_owned())];
    use engine::plan::catalogue::OfferKind::{Option, Plan};
    assert_eq!(changes.concerning(&held(Option, "fast")), ["Fast"]);
    assert_eq!(changes.concerning(&held(Plan, "a")), ["A"]);
    assert!(changes.concerning(&held(Plan, "b")).is_empty());
}
