//! The OpenAPI document: public, and true.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::Program;

#[test]
fn the_document_tells_every_route_and_each_asks_for_a_token() {
    let program = Program::new("shop-levels");
    let answer = program.request("GET", "/openapi.json").token(None).send();
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.expect(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let paths = document["paths"].as_object().unwrap();
    let mut told = BTreeSet::new();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            let method: &'static str = match method.as_str() {
                "get" => "GET",
                "post" => "POST",
                _ => panic!("{method} {path}"),
            };
            told.insert(format!("{method} {path}"));
            let filled = path.replace("{number}", "1").replace("{id}", "1").replace("{line}", "support");
            program.request(method, &filled).token(None).send().refused(401, "unauthorized");
            let status = program.request(method, &filled).send().status;
            assert_ne!(status, 405, "{method} {path} is not served");
            for refusal in ["401", "403", "404", "422", "503"] {
                assert!(operation["responses"][refusal].is_object(), "{method} {path} {refusal}");
            }
            let has_key = operation["parameters"]
                .as_array()
                .is_some_and(|list| list.iter().any(|one| one["name"] == "Idempotency-Key"));
            assert_eq!(has_key, method == "POST", "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path} says what it does");
        }
    }
    let told = told.into_iter().collect::<Vec<_>>().join("\n");
    if std::env::var_os("MAINSTAY_WRITE_GOLDEN").is_some() {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api_suite/routes.txt");
        std::fs::write(golden, format!("{told}\n")).unwrap();
    }
    assert_eq!(told, include_str!("routes.txt").trim());
}

#[test]
fn every_reference_leads_somewhere() {
    let program = Program::new("shop-levels");
    let document = program.request("GET", "/openapi.json").token(None).send().expect(200);
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 30, "{references:?}");
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference}"));
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.insert(reference.clone());
            }
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
