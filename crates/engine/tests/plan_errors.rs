//! A wrong plan file: every mistake at once, each at its line and column with what is allowed, and never a panic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

use engine::plan::{PlanErrors, read};
use proptest::prelude::*;

const NAMES: [&str; 4] = ["shop-levels", "commerce-agreements", "module-licences", "agency-hours"];

fn shipped(name: &str) -> String {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// A small file that is right, for spoiling.
const GOOD: &str = r#"mainstay = 1
version = "1"

[provider]
name = "Demo"
time-zone = "Europe/Berlin"
holidays = "DE-TH"
currency = "EUR"
languages = ["de", "en"]
tax = "19 %"
prices = "net"

[window.office]
name = "Office"
hours = "Mo-Fr 09:00-18:00; PH off"

[allowance.phone]
name = "Minutes"
unit = "minutes"
expires = "end-of-period"

[tariff.support]
name = "Support"
price = "0.50 EUR / started minute"
burns = ["phone"]

[line.support]
name = "Support"
window = "office"
tariff = "support"

[right.updates]
name = "Updates"

[plan.small]
name = "Small"
price = "39.00 EUR / month"
channels = ["email", { channel = "phone", window = "office" }]
lines = ["support"]
allowances = { phone = "15 min / month" }
targets = [{ milestone = "first-response", within = "8 h", window = "office" }]
rights = ["updates"]
"#;

fn errors(text: &str) -> PlanErrors {
    read("plan.toml", text).err().unwrap_or_else(|| panic!("the file is read without a mistake:\n{text}"))
}

/// Each mistake as "line:column message (nearest)".
fn short(text: &str) -> Vec<String> {
    let errors = errors(text);
    let short = |error: &engine::plan::PlanError| {
        let nearest = error.nearest.as_ref().map(|name| format!(" ({name}?)")).unwrap_or_default();
        format!("{}:{} {}{nearest}", error.line, error.column, error.message)
    };
    errors.errors().iter().map(short).collect()
}

#[test]
fn the_small_file_is_right() {
    read("plan.toml", GOOD).unwrap_or_else(|errors| panic!("{errors}"));
}

#[test]
fn each_mistake_is_told_at_its_place() {
    let check = |from: &str, to: &str, expect: &[&str]| {
        assert!(GOOD.contains(from), "{from}");
        assert_eq!(short(&GOOD.replacen(from, to, 1)), expect, "{from} → {to}");
    };
    // The file and its provider.
    check("mainstay = 1", "", &["1:1 `mainstay` is missing in the file"]);
    check("mainstay = 1", "mainstay = 2", &["1:12 version 2 of the plan language is not known"]);
    check("mainstay = 1", "mainstay = \"1\"", &["1:12 `mainstay` is a text"]);
    check(
        "mainstay = 1\nversion = \"1\"",
        "version = \"1\"\nmainstay = 1",
        &["1:1 `version` comes before the version of the language"],
    );
    check("Europe/Berlin", "Europe/Berln", &["6:13 time zone `Europe/Berln` is not known (Europe/Berlin?)"]);
    check("DE-TH", "DE-TX", &["7:12 holidays of `DE-TX` are not known (DE-TH?)"]);
    check("\"EUR\"", "\"Euro\"", &["8:12 `Euro` is not a currency code"]);
    check("\"en\"]", "\"fr\"]", &["9:20 not known: `fr`"]);
    check("\"19 %\"", "\"190 %\"", &["10:8 more than 100 %"]);
    check("\"net\"", "\"nett\"", &["11:10 `prices` cannot be `nett` (net?)"]);
    check("\nname = \"Demo\"", "\nname = { de = \"Demo\" }", &["5:1 the wording in `en` is missing"]);
    check("\nname = \"Demo\"", "\nname = { de = \"Demo\", en = \"\" }", &["5:28 the text is empty"]);
    check(
        "[provider]",
        "[povider]",
        &["1:1 `provider` is missing in the file", "4:2 unknown key `povider` in the file (provider?)"],
    );
    // Hours, prices, quantities: the place is inside the text.
    check(
        "Mo-Fr 09:00-18:00; PH off",
        "Mo-Fr 09:00-18:00; sunrise off",
        &["15:29 times by the sun depend on the place and cannot be promised; write a time"],
    );
    check("0.50 EUR", "0,50 EUR", &["24:10 `0,50` is written with a comma"]);
    check("0.50 EUR", "0.50 CHF", &["24:9 the price is in CHF, the provider's currency is EUR"]);
    check("39.00 EUR / month", "39.00 EUR / week", &["37:10 a fee is due for whole months"]);
    check("15 min / month", "15 min / mont", &["40:34 `mont` is not a period"]);
    check("15 min / month", "5 tickets / month", &["40:24 another unit than the allowance counts in"]);
    check("\"8 h\"", "\"0 days\"", &["41:54 a duration of no length"]);
    check("\"8 h\"", "8", &["41:53 `within` is a whole number"]);
    // Names.
    check(
        "window = \"office\" }]\nrights",
        "window = \"ofice\" }]\nrights",
        &["41:69 window `ofice` is not defined (office?)"],
    );
    check("burns = [\"phone\"]", "burns = [\"phon\"]", &["25:10 allowance `phon` is not defined (phone?)"]);
    check("{ phone =", "{ phones =", &["40:16 allowance `phones` is not defined (phone?)"]);
    check(
        "milestone = \"first-response\"",
        "milestone = \"first-reply\"",
        &["41:26 `milestone` cannot be `first-reply`"],
    );
    check(
        "window = \"office\" }]\nrights",
        "windw = \"office\" }]\nrights",
        &["41:12 `window` is missing in a target", "41:60 unknown key `windw` in a target (window?)"],
    );
    check("[\"updates\"]", "[\"updates\", \"updates\"]", &["42:22 stands twice in the list"]);
    check("rights = [", "rigths = [", &["42:1 unknown key `rigths` in plan `small` (rights?)"]);
    check("[plan.small]", "[plan.Small]", &["35:7 `Small` is not an id"]);
    check("[plan.small]", "[option.small]", &["1:1 `plan` is missing in the file"]);
}

#[test]
fn many_mistakes_are_told_at_once_and_in_order() {
    let spoiled = GOOD
        .replace("currency = \"EUR\"", "currency = \"EUR\"\ncolour = 3")
        .replace("unit = \"minutes\"", "unit = \"minuts\"")
        .replace("price = \"39.00 EUR / month\"", "price = \"39,00 € / month\"\ncontacts = -1")
        .replace("within = \"8 h\"", "within = \"8 hors\"");
    let shown = errors(&spoiled).to_string();
    let expect = r#"error: unknown key `colour` in the provider
 --> plan.toml:9:1
  |
9 | colour = 3
  | ^^^^^^
  = allowed: name, time-zone, holidays, closed-days, working-days, currency, languages, tax, prices

error: `unit` cannot be `minuts`
  --> plan.toml:20:8
   |
20 | unit = "minuts"
   |        ^^^^^^^^
   = did you mean `minutes`?
   = allowed: minutes, hours, days, tickets, incidents, visits, calls

error: `39,00` is written with a comma
  --> plan.toml:38:10
   |
38 | price = "39,00 € / month"
   |          ^^^^^
   = allowed: write `39.00`: decimals follow a point, thousands are not separated

error: `contacts` is out of range
  --> plan.toml:39:12
   |
39 | contacts = -1
   |            ^^
   = allowed: a whole number from 0 to 1000000

error: `hors` is not a unit of time
  --> plan.toml:43:56
   |
43 | targets = [{ milestone = "first-response", within = "8 hors", window = "office" }]
   |                                                        ^^^^
   = allowed: a duration such as "8 h", "2 business days" or "end of next business day", "at once", "next opening", or a word: as-agreed, as-chosen, best-effort, not-stated

plan.toml: 5 errors"#;
    assert_eq!(shown, expect, "\n{shown}");
}

#[test]
fn errors_of_syntax_stand_beside_those_of_meaning() {
    let spoiled = GOOD.replace("name = \"Office\"", "name = \"Office").replace("39.00 EUR / month", "39.00 EUR / week");
    let found = short(&spoiled);
    assert!(found.len() == 2 && found[0].starts_with("14:"), "{found:?}");
    assert_eq!(found[1], "37:10 a fee is due for whole months");
    let twice = format!("{GOOD}\n[plan.small]\nname = \"Again\"\nprice = \"free\"\n");
    assert_eq!(short(&twice)[0], "44:7 duplicate key");
}

#[test]
fn circles_and_windows_that_never_open() {
    let plan = |id: &str, more: &str| format!("[plan.{id}]\nname = \"{id}\"\nprice = \"free\"\n{more}\n");
    let circle =
        format!("{GOOD}\n{}{}", plan("a", "extends = \"b\""), plan("b", "extends = \"a\"\nrequires = [\"b\"]"));
    assert_eq!(
        short(&circle),
        ["44:7 `extends` goes in a circle: a → b → a", "48:7 `requires` goes in a circle: b → b"]
    );

    let window = "[window.never]\nname = \"Never\"\nexcept = [\"office\", \"office\"]\n[window.ring]\nname = \"Ring\"\nunion = [\"ring\", \"office\"]\n";
    let target = "targets = [{ milestone = \"resolution\", within = \"4 h\", window = \"never\" }]";
    let never = format!("{GOOD}\n{window}{}", plan("a", target));
    assert_eq!(
        short(&never),
        [
            "47:9 window `ring` is made of itself",
            "53:65 window `never` never opens, so no time of the target ever passes"
        ]
    );
}

#[test]
fn limits_hold() {
    let large = format!("{GOOD}#{}", "x".repeat(read::MAX_BYTES));
    assert_eq!(short(&large), ["1:1 the file is larger than a plan file can be"]);
    let deep = format!("{GOOD}x = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(short(&deep)[0].ends_with("nested too deeply"));
    let dotted = format!("{GOOD}{}x = 1", "a.".repeat(100_000));
    assert!(short(&dotted)[0].ends_with("nested too deeply"));
    let many: String = (0..20_000).map(|ix| format!("k{ix} = 1\n")).collect();
    assert!(errors(&many).errors().len() <= 501);
    for text in ["", "\u{feff}", "\0", "=", "[", "\"", "mainstay", "[[plan]]\n[plan.a]\n"] {
        assert!(read("plan.toml", text).is_err());
    }
}

/// Whatever is wrong, it can be shown, and every place lies inside the file.
fn survives(text: &str) {
    if let Err(errors) = read("plan.toml", text) {
        assert!(!errors.errors().is_empty());
        for error in errors.errors() {
            assert!(error.line >= 1 && error.column >= 1 && !error.message.is_empty());
            assert!(text.get(error.span.clone()).is_some() || text.len() > read::MAX_BYTES);
        }
        assert!(errors.to_string().ends_with(if errors.errors().len() == 1 { "error" } else { "errors" }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spoiled_files_are_never_a_panic(
        file in 0_usize..4,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, "[\\PC\\n]{0,6}"), 1..6),
    ) {
        let mut text: Vec<char> = shipped(NAMES[file]).chars().collect();
        for (at, length, insert) in cuts {
            let at = at.index(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, insert.chars());
        }
        survives(&text.into_iter().collect::<String>());
    }

    #[test]
    fn swapped_values_are_never_a_panic(
        file in 0_usize..4,
        line in any::<prop::sample::Index>(),
        value in prop::sample::select(vec![
            "1", "-1", "999999999999999999999999", "1.5", "nan", "true", "2026-12-24", "\"\"", "\"x\"", "[]", "[[]]", "{}",
            "[{}]", "{ a = 1 }", "[1, \"a\", {}]", "\"999999999999 h\"", "\"Mo-Su\"", "\"4294967295 months\"", "\"unlimited\"",
            "{ de = 1, en = [] }", "\"24/7\"", "\"18446744073709551616 EUR / month\"", "\"0.0000001 EUR / s\"",
        ]),
    ) {
        let source = shipped(NAMES[file]);
        let lines: Vec<&str> = source.lines().collect();
        let keyed: Vec<usize> = (0..lines.len()).filter(|ix| lines[*ix].contains(" = ")).collect();
        let at = keyed[line.index(keyed.len())];
        let key = lines[at].split(" = ").next().unwrap();
        let spoiled = format!("{key} = {value}");
        let text: Vec<&str> = lines.iter().enumerate().map(|(ix, line)| if ix == at { spoiled.as_str() } else { *line }).collect();
        survives(&text.join("\n"));
    }

    #[test]
    fn any_text_is_never_a_panic(text in "\\PC{0,400}") {
        survives(&text);
    }
}
