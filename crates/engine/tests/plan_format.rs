//! Formatting keeps what a file says, comments included, and says doubtful wording out loud.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

mod answers;

use engine::plan::{format, read_warned};

const NAMES: [&str; 4] = ["shop-levels", "commerce-agreements", "module-licences", "agency-hours"];

fn shipped(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn shipped_files_are_in_their_usual_form_and_say_nothing_twice() {
    for name in NAMES {
        let text = shipped(name);
        let formatted = format(name, &text).unwrap();
        if std::env::var_os("MAINSTAY_WRITE_GOLDEN").is_some() {
            std::fs::write(format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR")), &formatted).unwrap();
        }
        assert!(formatted == text, "{name} is not in its usual form: mainstay plan fmt");
        let (_, warnings) = read_warned(name, &text).unwrap();
        assert!(warnings.list().is_empty(), "{warnings}");
    }
}

#[test]
fn a_file_is_put_into_its_usual_form() {
    let before = "# Head.\nversion='1'\r\nmainstay =1  # first\n\n\n\n[provider]\nname=\"A\"\n# Why so?\n   tax = \"19 %\"   \n  [plan.a]\n price=\"free\"\nname = \"A\"\n\
        targets=[{milestone=\"resolution\",within=\"1 h\",window=\"w\"},{ milestone = \"update\", within = \"1 h\", window = \"w\" }]\n\
        channels = [ \"email\",\n \"phone\", ]\nrights = [ # kept\n \"r\" ]\n\n# End.\n";
    let after = "# Head.\nversion = '1'\nmainstay = 1 # first\n\n[provider]\nname = \"A\"\n# Why so?\ntax = \"19 %\"\n\n[plan.a]\nname = \"A\"\n\
        price = \"free\"\nchannels = [\"email\", \"phone\"]\ntargets = [\n  { milestone = \"resolution\", within = \"1 h\", window = \"w\" },\n  \
        { milestone = \"update\", within = \"1 h\", window = \"w\" },\n]\nrights = [ # kept\n \"r\" ]\n\n# End.\n";
    // The first comment belongs to the key that it stands above, and goes where it goes.
    let after =
        after.replace("# Head.\nversion = '1'\nmainstay = 1 # first", "mainstay = 1 # first\n# Head.\nversion = '1'");
    let formatted = format("a.toml", before).unwrap();
    assert_eq!(formatted, after);
    assert_eq!(format("a.toml", &formatted).unwrap(), formatted);
}

#[test]
fn what_is_not_toml_stays_with_its_errors() {
    let errors = format("a.toml", "mainstay = \n").unwrap_err().to_string();
    assert!(errors.contains("a.toml:1:"), "{errors}");
    assert!(format("a.toml", &"[".repeat(5_000)).is_err());
}

/// The warnings of the shop's file with something replaced.
fn warned(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = shipped("shop-levels");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let (_, warnings) = read_warned("a.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    warnings.list().iter().map(|warning| format!("{}: {}", warning.line, warning.message)).collect()
}

#[test]
fn doubtful_wording_is_told() {
    let one = |changes: &[(&str, &str)], expect: &str| {
        let found = warned(changes);
        assert!(found.len() == 1 && found[0].contains(expect), "{expect}: {found:?}");
    };
    one(&[("\"0.50 EUR / started minute\"", "\"0.50 EUR / min\"")], "whether a started minute");
    one(&[("holidays = \"as-weekdays\"\n", "")], "says what a public holiday costs");
    one(&[("13:30-17:00; PH off", "13:30-17:00")], "window `phone` does not say what holds on public holidays");
    one(&[("\"Mo-Fr 17:00-22:00\"", "\"Mo-Fr 17:00-21:00\"")], "no row for Fri 21:00 to Fri 22:00");
    let idle = "[right.idle]\nname = \"Idle\"\n\n[allowance.phone]";
    one(&[("[allowance.phone]", idle)], "right `idle` is defined and nothing refers to it");
    assert!(warned(&[("\"0.50 EUR / started minute\"", "\"0.50 EUR / min\"\ncounting = \"second\"")]).is_empty());
}

#[test]
fn two_prices_for_one_hour_are_a_contradiction() {
    let text = shipped("shop-levels").replace("\"Mo-Fr 00:00-08:00,22:00-24:00\"", "\"Mo-Fr 00:00-08:30,22:00-24:00\"");
    let errors = read_warned("a.toml", &text).map(drop).unwrap_err().to_string();
    assert!(errors.contains("bands `day` and `night` give the same hours two prices"), "{errors}");
}

/// The warnings of a file with these tables, holidays of Thuringia.
fn doubts(tables: &str) -> Vec<String> {
    let text = answers::head(r#""DE-TH""#, r#"["en"]"#) + tables;
    let (_, warnings) = read_warned("a.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    warnings.list().iter().map(|warning| warning.message.clone()).collect()
}

#[test]
fn what_is_used_or_cannot_happen_is_not_doubted() {
    // A level names its window, a plan without a severity needs no target for it, an option may be about one alone.
    let levels = r#"
[window.9x5]
name = "Office hours"
hours = "Mo-Fr 09:00-18:00; PH off"
[severity.1]
name = "Outage"
[severity.2]
name = "Question"
[plan.basic]
name = "Basic"
price = "free"
severities = ["2"]
targets = [{ milestone = "first-response", level = "9x5x4", severities = ["2"] }]
[plan.full]
name = "Full"
price = "free"
targets = [{ milestone = "first-response", level = "24x7x4" }]
[option.fast]
name = "Fast"
price = "free"
targets = [{ milestone = "first-response", level = "24x5x1", severities = ["1"] }]
"#;
    assert_eq!(doubts(levels), [""; 0]);
    let missing = doubts(&levels.replace("severities = [\"2\"]\ntargets", "targets"));
    assert_eq!(missing, ["`basic` promises nothing for severity `1` by `first-response`, which others have"]);
}

const BANDS: &str = r#"
[window.office]
name = "Office hours"
hours = "Mo-Fr 08:00-18:00; PH off"
[tariff.ordinary]
name = "Ordinary"
price = "1.00 EUR / started minute"
[tariff.work]
name = "Work"
within = { window = "office", tariff = "ordinary" }
[tariff.work.band.night]
name = "Nights"
hours = "Mo-Fr 18:00-32:00; PH off"
price = "2.00 EUR / started minute"
[tariff.work.band.rest]
name = "Other days"
hours = "Sa-Su,PH 00:00-24:00"
price = "3.00 EUR / started minute"
[plan.a]
name = "A"
price = "free"
work = "work"
"#;

#[test]
fn bands_that_leave_no_hour_open_need_no_row_for_the_rest() {
    // Nights run until 8, also into a Saturday, where both rows say what they cost: so they end with the day.
    let whole = BANDS.replace("Mo-Fr 18:00-32:00; PH off", "Mo-Fr 00:00-08:00,18:00-24:00; PH off");
    assert_eq!(doubts(&whole), [""; 0]);
    let open = whole.replace("18:00-24:00", "18:00-22:00");
    let errors = read_warned("a.toml", &(answers::head(r#""DE-TH""#, r#"["en"]"#) + &open)).map(drop).unwrap_err();
    assert!(errors.to_string().contains("`otherwise`"), "{errors}");
    let stated = open.replace("[tariff.work]\n", "[tariff.work]\notherwise = \"night\"\n");
    let found = doubts(&stated);
    assert!(found.len() == 1 && found[0].contains("no row for"), "{found:?}");
}

#[test]
fn surcharges_that_forget_holidays_are_told() {
    let tables = |hours: &str| {
        format!(
            r#"
[window.evening]
name = "Evenings"
hours = "{hours}"
[tariff.work]
name = "Work"
price = "60.00 EUR / started hour"
surcharges = [{{ when = {{ during = "evening" }}, percent = "50 %" }}]
[plan.a]
name = "A"
price = "free"
work = "work"
"#
        )
    };
    let found = doubts(&tables("Mo-Fr 18:00-22:00; PH off"));
    assert_eq!(found, ["the surcharges of tariff `work` say nothing of public holidays; a holiday costs no surcharge"]);
    assert_eq!(doubts(&tables("Mo-Fr 18:00-22:00; PH 00:00-24:00")), [""; 0]);
    let meant =
        tables("Mo-Fr 18:00-22:00; PH off").replace("[tariff.work]\n", "[tariff.work]\nholidays = \"as-weekdays\"\n");
    assert_eq!(doubts(&meant), [""; 0]);
    let outside = tables("Mo-Fr 09:00-17:00; PH off").replace("during =", "outside =");
    assert_eq!(doubts(&outside), [""; 0], "a holiday is outside of office hours");
}

#[test]
fn promises_that_lie_across_each_other_are_warned_of() {
    let warned = |rest: &str| {
        let text = format!(
            "{}[severity.1]\nname = \"A\"\n[severity.2]\nname = \"B\"\n{rest}",
            answers::head("\"none\"", "[\"en\"]")
        );
        let (_, warnings) = read_warned("a.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
        warnings.list().iter().map(|warning| warning.message.clone()).collect::<Vec<_>>()
    };
    let target = |severities: &str, more: &str| {
        format!(
            "targets = [{{ milestone = \"first-response\", within = \"4 h\", window = \"24x7\", severities = [{severities}]{more} }}]"
        )
    };
    let plans = |own: &str| {
        let base = target("\"1\", \"2\"", "");
        format!(
            "[plan.a]\nname = \"A\"\nprice = \"free\"\n{base}\n[plan.b]\nname = \"B\"\nprice = \"free\"\nextends = \"a\"\n{own}"
        )
    };
    let crossed = warned(&plans(&target("\"2\"", "")));
    assert!(crossed.iter().any(|message| message.contains("both clocks run")), "{crossed:?}");
    let same = warned(&plans(&target("\"1\", \"2\"", "")));
    assert!(!same.iter().any(|message| message.contains("both clocks run")), "{same:?}");
    let remedy = |measure: &str, step: &str| {
        let plan = target("\"1\", \"2\"", ", quota = \"95 %\"");
        warned(&format!(
            "[remedy.r]\nname = \"R\"\nmeasure = \"{measure}\"\nsteps = [{{ {step}, credit = \"5.00 EUR\" }}]\n[plan.a]\nname = \"A\"\nprice = \"10.00 EUR / month\"\nremedies = [\"r\"]\n{plan}"
        ))
    };
    assert!(remedy("breaches", "from = 1").iter().any(|message| message.contains("follows single late tickets")));
    assert!(!remedy("share", "below = \"95 %\"").iter().any(|message| message.contains("follows single late tickets")));
}
