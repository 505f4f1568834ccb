//! The schema that editors use accepts the shipped catalogues and refuses what the reader refuses by its shape.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

use engine::plan::{read, schema::schema};
use jsonschema::Validator;
use serde_json::Value;

const NAMES: [&str; 4] = ["shop-levels", "commerce-agreements", "module-licences", "agency-hours"];

fn shipped(name: &str) -> String {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn as_json(text: &str) -> Value {
    toml::from_str(text).unwrap()
}

#[test]
fn the_schema_is_one() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
}

#[test]
fn the_shipped_catalogues_conform() {
    let validator = validator();
    for name in NAMES {
        let file = as_json(&shipped(name));
        let errors: Vec<String> =
            validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn wrong_shapes_are_refused_by_both() {
    let validator = validator();
    let check = |from: &str, to: &str| {
        let source = shipped("shop-levels");
        assert!(source.contains(from), "{from}");
        let spoiled = source.replacen(from, to, 1);
        assert!(read("spoiled.toml", &spoiled).is_err(), "the reader accepts {to}");
        assert!(!validator.is_valid(&as_json(&spoiled)), "the schema accepts {to}");
    };
    check("mainstay = 1", "mainstay = 2");
    check("tax = \"19 %\"", "tax = \"19\"");
    check("prices = \"net\"", "prices = \"grosz\"");
    check("price = \"39.00 EUR / month\"", "price = \"39,00 EUR / month\"");
    check("price = \"39.00 EUR / month\"", "cost = \"39.00 EUR / month\"");
    check("within = \"24 h\"", "within = \"24 hors\"");
    check("unit = \"minutes\"", "unit = \"Hours\"");
    check("phone = \"15 min / month\"", "phone = \"15 min / week\"");
    check("on-call = true", "on-call = \"yes\"");
    check("[plan.level-1]", "[plan.Level-1]");
    check("commitment = \"guaranteed\"", "commitment = \"sure\"");
    check("price = \"0.50 EUR / started minute\"", "price = \"0.50 EUR per minute\"");
    check("expires = \"never\"", "expires = \"sometime\"");
}

#[test]
fn every_example_of_the_schema_is_understood() {
    let schema = schema();
    let examples = |name: &str| -> Vec<String> {
        let list = schema.pointer(&format!("/$defs/{name}/examples")).and_then(Value::as_array).unwrap();
        list.iter().map(|example| example.as_str().unwrap().to_owned()).collect()
    };
    use engine::plan::grammar::{AmountText, Duration, FeeText, Quantity, TimePriceText, any_percent, percent};
    for text in examples("duration") {
        text.parse::<Duration>().unwrap();
    }
    for text in examples("fee-text") {
        text.parse::<FeeText>().unwrap();
    }
    for text in examples("amount").into_iter().chain(examples("sum")) {
        text.parse::<AmountText>().unwrap();
    }
    for text in examples("percent-any") {
        any_percent(&text).unwrap();
    }
    for text in examples("time-price") {
        text.parse::<TimePriceText>().unwrap();
    }
    for text in examples("quantity") {
        text.parse::<Quantity>().unwrap();
    }
    for text in examples("percent") {
        percent(&text).unwrap();
    }
    for text in examples("hours") {
        engine::time::Hours::parse(&text).unwrap();
    }
}
