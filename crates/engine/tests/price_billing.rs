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
