//! When fees are billed: by quarters and years, in arrears and in advance, with changes and ends in between.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod priced;

use priced::{check, lines, nets, outcome, under};
use serde_json::json;

fn care(more: &str) -> String {
    format!("[fact.user]\nname = \"Users\"\n[plan.care]\nname = \"Care\"\n{more}\n")
}

#[test]
fn quarters_in_arrears() {
    let file = care("price = \"30.00 EUR / month\"\nbilling = { every = \"quarter\" }");
    let found = outcome(&file, &json!({}), "2026-01-15", "", "2026-08-01");
    check(
        &lines(&found),
        "2026-04 Care, 15 Jan 2026 to 14 Apr 2026: 3 month × 30.00 = 90.00
         2026-07 Care, 15 Apr 2026 to 14 Jul 2026: 3 month × 30.00 = 90.00",
    );
    let calendar = care("price = \"30.00 EUR / month\"\nbilling = { every = \"quarter\", from = \"calendar\" }");
    // 17 of 31 days of January, and two months.
    check(&nets(&outcome(&calendar, &json!({}), "2026-01-15", "", "2026-08-01")), "2026-03 76.45\n2026-06 90.00");
    // An end within the cycle bills what there was, by the days of the month that was begun.
    let found = outcome(&file, &json!({}), "2026-01-15", "02-24 10:00 cancel", "2026-08-01");
    check(&lines(&found), "2026-02 Care, 15 Jan 2026 to 24 Feb 2026: 1 piece × 40.71 = 40.71");
}

#[test]
fn a_year_in_advance() {
    let file = care("price = \"400.00 EUR / year\"\nbilling = { every = \"year\", in = \"advance\" }");
    let found = outcome(&file, &json!({}), "2025-03-10", "", "2026-06-01");
    check(
        &lines(&found),
        "2025-03 Care, 10 Mar 2025 to 9 Mar 2026: 1 piece × 400.00 = 400.00
         2026-03 Care, 10 Mar 2026 to 9 Mar 2027: 1 piece × 400.00 = 400.00",
    );
}

#[test]
fn what_was_paid_in_advance_and_is_not_used_comes_back_or_does_not() {
    let file = |refund: &str| {
        care(&format!("price = \"365.00 EUR / year\"\nbilling = {{ every = \"year\", in = \"advance\"{refund} }}"))
    };
    let events = "2025-04-10 10:00 cancel end=2025-07-01";
    let net = |refund: &str| nets(&outcome(&file(refund), &json!({}), "2025-01-01", events, "2026-06-01"));
    check(&net(""), "2025-01 365.00\n2025-04 -184.00");
    check(&net(", refund = \"nothing\""), "2025-01 365.00");
    check(&net(", refund = \"on-change\""), "2025-01 365.00");
}

#[test]
fn a_change_of_plan_credits_the_rest_or_not() {
    let file = |refund: &str| {
        format!(
            "[plan.care]\nname = \"Care\"\nprice = \"365.00 EUR / year\"\nbilling = {{ every = \"year\", in = \"advance\"{refund} }}\n[plan.more]\nname = \"More\"\nprice = \"730.00 EUR / year\"\nbilling = {{ every = \"year\", in = \"advance\"{refund} }}"
        )
    };
    let found = outcome(&file(""), &json!({}), "2025-01-01", "2025-07-02 10:00 change plan=more", "2025-12-01");
    check(
        &lines(&found),
        "2025-01 Care, January 2025 to December 2025: 1 piece × 365.00 = 365.00
         2025-07 Correction: Care, 1 Jan 2025 to 1 Jul 2025: 1 piece × -183.00 = -183.00
         2025-07 More, 2 Jul 2025 to 31 Dec 2025: 1 piece × 366.00 = 366.00",
    );
    let kept = outcome(
        &file(", refund = \"nothing\""),
        &json!({}),
        "2025-01-01",
        "2025-07-02 10:00 change plan=more",
        "2025-12-01",
    );
    check(&nets(&kept), "2025-01 365.00\n2025-07 366.00");
    let credited = outcome(
        &file(", refund = \"on-change\""),
        &json!({}),
        "2025-01-01",
        "2025-07-02 10:00 change plan=more",
        "2025-12-01",
    );
    check(&nets(&credited), "2025-01 365.00\n2025-07 183.00");
}

#[test]
fn what_is_added_within_a_year_ends_with_it() {
    let file = care("price = \"36.50 EUR / user / year\"\nbilling = { every = \"year\", in = \"advance\" }");
    let events = "2025-03-14 10:00 count base=user quantity=12; 2025-10-20 10:00 count base=user quantity=11";
    let found = outcome(&file, &json!({ "user": 10 }), "2025-01-01", events, "2026-02-01");
    // Two more for 293 days, one less for 73.
    check(&nets(&found), "2025-01 365.00\n2025-03 58.60\n2025-10 -7.30\n2026-01 401.50");
}

#[test]
fn two_columns_by_cycle() {
    let file = care("price = [\"10.00 EUR / month\", \"96.00 EUR / year\"]");
    let net = |facts| nets(&outcome(&file, &facts, "2025-01-01", "", "2026-01-01"));
    assert_eq!(net(json!({})).len(), 12);
    check(&net(json!({ "cycle": "year" })), "2025-12 96.00");
    check(&net(json!({ "cycle": 12 })), "2025-12 96.00");
    let advance = care(
        "price = [\"10.00 EUR / month\", \"96.00 EUR / year\"]\nbilling = { every = \"as-chosen\", in = \"advance\" }",
    );
    check(&nets(&outcome(&advance, &json!({ "cycle": "year" }), "2025-02-01", "", "2026-01-01")), "2025-02 96.00");
}

#[test]
fn an_option_has_a_cycle_of_its_own_or_ends_with_the_contract() {
    let file = |from: &str| {
        format!(
            "[plan.care]\nname = \"Care\"\nprice = \"free\"\n[option.seat]\nname = \"Seat\"\nprice = \"365.00 EUR / year\"\nbilling = {{ every = \"year\", in = \"advance\"{from} }}"
        )
    };
    let events = r#"2025-10-20 10:00 change options=["seat"]"#;
    let contract = json!({ "plan": "care", "start": "2025-01-01" });
    check(&nets(&under(&file(""), &contract, events, "2026-02-01")), "2025-10 73.00\n2026-01 365.00");
    check(&nets(&under(&file(", from = \"own\""), &contract, events, "2026-02-01")), "2025-10 365.00");
}

#[test]
fn the_peak_of_a_quarter() {
    let file = care("price = \"3.00 EUR / user / month\"\ncounted = \"peak\"\nbilling = { every = \"quarter\" }");
    let events = "2026-02-11 09:00 count base=user quantity=20; 2026-02-21 09:00 count base=user quantity=5";
    let found = outcome(&file, &json!({ "user": 10 }), "2026-01-01", events, "2026-07-01");
    check(&nets(&found), "2026-03 180.00\n2026-06 45.00");
}

#[test]
fn terms_renew_themselves_until_they_are_cancelled_in_time() {
    let file = care("price = \"10.00 EUR / month\"\nterm = \"6 months\"\nrenews = \"6 months\"\nnotice = \"1 month\"");
    let until = |events: &str| nets(&outcome(&file, &json!({}), "2026-01-01", events, "2027-07-01")).len();
    assert_eq!(until(""), 18);
    // In time for the end of June; a month late for it; never.
    assert_eq!(until("05-30 10:00 cancel"), 6);
    assert_eq!(until("06-10 10:00 cancel"), 12);
    let early = outcome(&file, &json!({}), "2026-01-01", "06-10 10:00 cancel end=2026-07-01", "2026-12-01");
    assert_eq!(answers::refused(&early), ["0 The notice is not kept; the contract ends on 1 Jan 2027 at the earliest"]);
    let quarter = care("price = \"10.00 EUR / month\"\nnotice = { of = \"6 weeks\", to = \"quarter\" }");
    let quarter = quarter.replace("6 weeks", "42 days");
    assert_eq!(nets(&outcome(&quarter, &json!({}), "2026-01-01", "02-17 10:00 cancel", "2027-01-01")).len(), 3);
    assert_eq!(nets(&outcome(&quarter, &json!({}), "2026-01-01", "02-18 10:00 cancel", "2027-01-01")).len(), 6);
}

#[test]
fn no_way_down_and_offers_for_some_contracts_only() {
    let file = "[fact.country]\nname = \"Country\"\n[plan.care]\nname = \"Care\"\nprice = \"10.00 EUR / month\"\nchange-to = [\"more\"]\n[plan.more]\nname = \"More\"\nprice = \"20.00 EUR / month\"\nchange-to = [\"most\"]\navailable-if = { country = \"DE\" }\n[plan.most]\nname = \"Most\"\nprice = \"30.00 EUR / month\"";
    let up = "11-10 10:00 change plan=more; 11-20 10:00 change plan=care";
    let found = outcome(file, &json!({ "country": "DE" }), "2026-11-01", up, "2026-12-01");
    assert_eq!(answers::refused(&found), ["1 More cannot be changed to Care"]);
    let found = outcome(file, &json!({ "country": "AT" }), "2026-11-01", up, "2026-12-01");
    assert!(answers::refused(&found)[0].starts_with("0 `more` is not on offer for this contract"), "{found}");
}

#[test]
fn what_may_follow_is_asked_within_the_term_only() {
    let file = "[plan.care]\nname = \"Care\"\nprice = \"10.00 EUR / month\"\nterm = \"6 months\"\nrenews = \"6 months\"\nchange-to = []\n[plan.less]\nname = \"Less\"\nprice = \"5.00 EUR / month\"";
    let down = "06-30 10:00 change plan=less; 07-01 10:00 change plan=less";
    let found = outcome(file, &json!({}), "2026-01-01", down, "2026-08-01");
    assert_eq!(answers::refused(&found), ["0 Care cannot be changed to Less"]);
    assert_eq!(nets(&found)[5..], ["2026-06 10.00", "2026-07 5.00"]);
}

#[test]
fn a_contract_may_last_some_days_at_least() {
    let file = care("price = \"10.00 EUR / month\"\nnotice = { not-before = \"30 days\" }");
    let found = outcome(&file, &json!({}), "2026-11-01", "11-02 10:00 cancel end=2026-11-20", "2027-02-01");
    assert_eq!(answers::refused(&found), ["0 The notice is not kept; the contract ends on 1 Dec 2026 at the earliest"]);
    let months = |events: &str| nets(&outcome(&file, &json!({}), "2026-11-01", events, "2027-02-01"));
    assert_eq!(months("11-02 10:00 cancel"), ["2026-11 10.00"]);
    // After that on any day: 10 of 31 days.
    assert_eq!(months("12-10 10:00 cancel"), ["2026-11 10.00", "2026-12 3.23"]);
}

#[test]
fn service_is_refused_while_invoices_are_not_paid() {
    let file = "covers = [{ when = { payment = \"overdue\" }, as = \"refused\", sentence = \"Please pay first\" }]\n[fact.payment]\nname = \"Payment\"\n[plan.care]\nname = \"Care\"\nprice = \"free\"\nchannels = [\"email\"]";
    let events = "11-10 10:00 open channel=email; 11-12 10:00 open ticket=t2 channel=email; 11-20 10:00 open ticket=t3 channel=email";
    let mut all: Vec<serde_json::Value> = events.split(';').map(|one| answers::event(one.trim())).collect();
    for (day, state) in [("11-11 10:00", "overdue"), ("11-19 10:00", "paid")] {
        all.push(json!({ "at": answers::at(day), "do": "fact", "payment": state }));
    }
    let line = json!({ "id": 1, "contract": { "plan": "care", "start": "2026-11-01" }, "events": all, "until": answers::at("12-01 00:00") });
    let head = priced::file(file);
    let found = answers::answer(&mut answers::only(answers::written(&head)), &line.to_string());
    let words: Vec<&str> =
        found["verdicts"].as_array().unwrap().iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    assert_eq!(words, ["covered", "refused", "covered"]);
}

#[test]
fn prices_marked_with_tax() {
    let file = priced::file("[tariff.work]\nname = \"Work\"\nprice = \"35.00 EUR / started 30 min\"\nminimum = \"1 s\"\n[plan.care]\nname = \"Care\"\nprice = \"10.00 EUR / month\"\nwork = \"work\"").replace("prices = \"net\"", "prices = \"gross\"");
    let events = "11-10 10:00 log duration_s=1700; 11-11 10:00 log duration_s=1800; 11-12 10:00 log duration_s=100";
    let found = outcome(&file, &json!({}), "2026-11-01", events, "2026-12-01");
    let invoice = &found["invoices"][0];
    let sums = |name: &str| invoice[name].as_str().unwrap().to_owned();
    assert_eq!((sums("gross"), sums("net")), ("115.00".to_owned(), "96.64".to_owned()));
    let text = |name: &str| -> Vec<String> {
        invoice["lines"].as_array().unwrap().iter().map(|line| line[name].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(text("gross"), ["10.00", "35.00", "35.00", "35.00"]);
    assert_eq!(text("net"), ["8.40", "29.42", "29.41", "29.41"]);
}
