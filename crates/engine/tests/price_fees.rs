//! Fees that are computed: by counts, as shares, in bands and rows, with discounts, rises and further fees.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod priced;

use priced::{check, lines, nets, outcome, under};
use serde_json::{Value, json};

/// One month under a plan whose fee is `price`, with facts: its invoice.
fn month(price: &str, facts: &Value) -> Vec<String> {
    let names = ["user", "value", "spend", "elements", "extensions", "modems"];
    let declared: String = names.iter().map(|name| format!("[fact.{name}]\nname = \"{name}\"\n")).collect();
    let file = format!("{declared}[plan.care]\nname = \"Care\"\n{price}\n");
    nets(&outcome(&file, facts, "2026-11-01", "", "2026-12-01"))
}

fn one(price: &str, facts: &Value, expect: &str) {
    let expect = if expect.is_empty() { Vec::new() } else { vec![format!("2026-11 {expect}")] };
    assert_eq!(month(price, facts), expect, "{price} {facts}");
}

#[test]
fn a_price_for_each_of_something_counted() {
    one("price = \"5.00 EUR / user / month\"", &json!({ "user": 12 }), "60.00");
    one("price = \"74.90 EUR / elements / year\"", &json!({ "elements": 4 }), "24.97");
    one("price = { price = \"5.00 EUR / user / month\", floor = \"100.00 EUR\" }", &json!({ "user": 12 }), "100.00");
    let found = outcome(
        "[fact.user]\nname = \"Users\"\n[plan.care]\nname = \"Care\"\nprice = \"5.00 EUR / user / month\"",
        &json!({}),
        "2026-11-01",
        "",
        "2026-12-01",
    );
    check(&lines(&found), "2026-11 unbilled: “Users” is not known: the price cannot be computed");
}

#[test]
fn a_share_of_a_base_between_floor_and_ceiling() {
    let share = "price = { percent = \"30 %\", of = \"value\", per = \"month\", ceiling = \"50.00 EUR\" }";
    one(share, &json!({ "value": "120.00" }), "36.00");
    one(share, &json!({ "value": 400 }), "50.00");
    let yearly = "price = { percent = \"18 %\", of = \"value\", per = \"year\" }";
    one(yearly, &json!({ "value": 10000 }), "150.00");
    one(
        "price = { percent = \"3 %\", of = \"spend\", per = \"month\", floor = \"29.00 EUR\" }",
        &json!({ "spend": 100 }),
        "29.00",
    );
}

#[test]
fn marginal_bands_and_bands_by_size() {
    let bands = "price = { bands = [{ up-to = 10000, percent = \"10 %\" }, { up-to = \"80000 EUR\", percent = \"7 %\" }, { percent = \"5 %\" }], of = \"spend\", marginal = true, per = \"month\", floor = \"100.00 EUR\" }";
    one(bands, &json!({ "spend": 500 }), "100.00");
    one(bands, &json!({ "spend": 10000 }), "1000.00");
    one(bands, &json!({ "spend": 90000 }), "6400.00");
    let whole = "price = { bands = [{ up-to = 99, percent = \"33 %\" }, { percent = \"18 %\" }], of = \"value\", per = \"month\" }";
    one(whole, &json!({ "value": 90 }), "29.70");
    one(whole, &json!({ "value": 200 }), "36.00");
    let packs = "price = { bands = [{ up-to = 1, price = \"200.00 EUR\" }, { up-to = 3, price = \"540.00 EUR\" }, { each = \"160.00 EUR\" }], of = \"user\", per = \"month\" }";
    one(packs, &json!({ "user": 3 }), "540.00");
    one(packs, &json!({ "user": 5 }), "800.00");
}

#[test]
fn the_first_row_that_holds() {
    let rows = "price = { steps = [{ when = { modems = \"<= 500\", elements = \"<= 1\" }, price = \"149.00 EUR\" }, { when = { modems = \"<= 2000\" }, price = \"350.00 EUR\" }, { price = { price = \"1.00 EUR / modems\", floor = \"990.00 EUR\" } }], per = \"month\" }";
    one(rows, &json!({ "modems": 400, "elements": 1 }), "149.00");
    one(rows, &json!({ "modems": 400, "elements": 2 }), "350.00");
    one(rows, &json!({ "modems": 2500 }), "2500.00");
    one(
        "price = { steps = [{ when = { user = \"<= 5\" }, price = \"9.00 EUR / month\" }] }",
        &json!({ "user": 4 }),
        "9.00",
    );
}

#[test]
fn surcharges_and_discounts_follow_each_other() {
    let fee = "price = \"100.00 EUR / month\"\n";
    let both = format!(
        "{fee}surcharges = [{{ percent = \"50 %\", when = {{ user = \">= 2\" }} }}, {{ percent = \"25 %\" }}]\ndiscounts = [{{ percent = \"10 %\", name = \"Schools\", when = {{ value = \"1\" }} }}]"
    );
    one(&both, &json!({ "user": 2 }), "175.00");
    one(&both, &json!({ "user": 2, "value": 1 }), "157.50");
    one(&both, &json!({}), "125.00");
    let groups = format!(
        "{fee}discounts = [{{ percent = \"35 %\", group = \"volume\", when = {{ user = \">= 50\" }} }}, {{ percent = \"15 %\", group = \"volume\", when = {{ user = \">= 10\" }} }}]"
    );
    one(&groups, &json!({ "user": 60 }), "65.00");
    one(&groups, &json!({ "user": 10 }), "85.00");
    one(&groups, &json!({ "user": 9 }), "100.00");
    let term = format!(
        "{fee}discounts = [{{ from = \"12 months\", percent = \"10 %\" }}, {{ from = \"24 months\", percent = \"20 %\" }}]"
    );
    one(&term, &json!({ "term_months": 24 }), "80.00");
    one(&term, &json!({ "term_months": 12 }), "90.00");
    one(&term, &json!({}), "100.00");
    one(&format!("{fee}surcharges = [{{ factor = \"2\" }}, {{ amount = \"5.00 EUR\" }}]"), &json!({}), "205.00");
}

#[test]
fn a_first_period_is_free() {
    let file = "[plan.care]\nname = \"Care\"\nprice = \"30.00 EUR / month\"\ndiscounts = [{ for = \"3 months\", percent = \"100 %\" }]";
    let found = outcome(file, &json!({}), "2026-08-16", "", "2027-01-01");
    // Free until 15 November; from the 16th on 15 of 30 days.
    check(&nets(&found), "2026-11 15.00\n2026-12 30.00");
}

#[test]
fn prices_rise_by_themselves_and_may_be_locked() {
    let file = "[plan.care]\nname = \"Care\"\nprice = \"100.00 EUR / month\"\nadjust = { percent = \"5 %\", every = \"year\" }";
    let found = outcome(file, &json!({}), "2024-11-01", "", "2027-01-01");
    let all = nets(&found);
    assert_eq!((all[0].as_str(), all[11].as_str()), ("2024-11 100.00", "2025-10 100.00"));
    assert_eq!((all[12].as_str(), all[24].as_str()), ("2025-11 105.00", "2026-11 110.25"));
    let locked = file.replace("every = \"year\"", "every = \"year\", lock = \"2 years\"");
    let all = nets(&outcome(&locked, &json!({}), "2024-11-01", "", "2027-01-01"));
    assert_eq!((all[12].as_str(), all[24].as_str()), ("2025-11 100.00", "2026-11 105.00"));
    let index = "[fact.cpi]\nname = \"CPI\"\n[plan.care]\nname = \"Care\"\nprice = \"100.00 EUR / month\"\nadjust = { index = \"cpi\", cap = \"3 %\" }";
    let events = "2025-10-15 09:00 count base=cpi quantity=102; 2026-10-15 09:00 count base=cpi quantity=112.2";
    let all = nets(&outcome(index, &json!({ "cpi": 100 }), "2024-11-01", events, "2027-01-01"));
    assert_eq!((all[12].as_str(), all[24].as_str()), ("2025-11 102.00", "2026-11 105.06"));
}

#[test]
fn prices_rise_only_where_a_condition_holds_on_the_day() {
    let file = "[fact.payment]\nname = \"Payment\"\nvalues = [\"monthly\", \"yearly\"]\n[plan.care]\nname = \"Care\"\nprice = \"100.00 EUR / month\"\nadjust = { percent = \"5 %\", every = \"year\", when = { payment = \"monthly\" } }";
    let nets = |facts, events| nets(&outcome(file, &facts, "2024-11-01", events, "2027-01-01"));
    let at = |all: &[String]| [11, 12, 24].map(|ix| all[ix].clone());
    assert_eq!(at(&nets(json!({"payment": "yearly"}), "")), ["2025-10 100.00", "2025-11 100.00", "2026-11 100.00"]);
    assert_eq!(at(&nets(json!({"payment": "monthly"}), "")), ["2025-10 100.00", "2025-11 105.00", "2026-11 110.25"]);
    // Paid by the year until June 2026: the rise of November 2025 does not come, also not later; that of 2026 does.
    let changed = nets(json!({"payment": "yearly"}), "2026-06-10 09:00 fact ticket=null payment=monthly");
    assert_eq!(at(&changed), ["2025-10 100.00", "2025-11 100.00", "2026-11 105.00"]);
    // And what has risen stays so.
    let changed = nets(json!({"payment": "monthly"}), "2026-06-10 09:00 fact ticket=null payment=yearly");
    assert_eq!(at(&changed), ["2025-10 100.00", "2025-11 105.00", "2026-11 105.00"]);
}

#[test]
fn a_price_list_has_dates_and_old_contracts_may_keep_theirs() {
    let by_date = "[plan.care]\nname = \"Care\"\nprice = { steps = [{ when = { date = \">= 2026-11-16\" }, price = \"60.00 EUR\" }, { price = \"30.00 EUR\" }], per = \"month\" }";
    check(
        &nets(&outcome(by_date, &json!({}), "2026-10-01", "", "2027-01-01")),
        "2026-10 30.00\n2026-11 45.00\n2026-12 60.00",
    );
    let by_start = by_date.replace("date =", "start =");
    check(&nets(&outcome(&by_start, &json!({}), "2026-11-01", "", "2027-01-01")), "2026-11 30.00\n2026-12 30.00");
    check(&nets(&outcome(&by_start, &json!({}), "2026-12-01", "", "2027-01-01")), "2026-12 60.00");
}

#[test]
fn counts_by_day_peak_average_and_end() {
    let file = |counted: &str| {
        format!(
            "[fact.user]\nname = \"Users\"\n[plan.care]\nname = \"Care\"\nprice = \"3.00 EUR / user / month\"\n{counted}"
        )
    };
    let events = "11-11 09:00 count base=user quantity=20; 11-21 09:00 count base=user quantity=5";
    let found =
        |counted: &str| nets(&outcome(&file(counted), &json!({ "user": 10 }), "2026-11-01", events, "2026-12-01"));
    // 10 days of 10, 10 days of 20, 10 days of 5.
    check(&found(""), "2026-11 35.00");
    check(&found("counted = \"peak\""), "2026-11 60.00");
    check(&found("counted = \"latest\""), "2026-11 15.00");
    check(&found("counted = \"first\""), "2026-11 30.00");
    check(&found("counted = \"average\""), "2026-11 35.00");
}

#[test]
fn a_count_that_becomes_known_late_is_corrected_once() {
    let file = "[fact.user]\nname = \"Users\"\n[plan.care]\nname = \"Care\"\nprice = \"3.00 EUR / user / month\"";
    let events = "11-11 09:00 count base=user quantity=20 recorded_at=2026-12-05T09:00:00+01:00";
    let found = outcome(file, &json!({ "user": 10 }), "2026-11-01", events, "2027-02-01");
    check(&nets(&found), "2026-11 30.00\n2026-12 80.00\n2027-01 60.00");
}

#[test]
fn fees_beside_the_fee() {
    let file = "[fact.paper]\nname = \"Paper\"\n[plan.care]\nname = \"Care\"\nprice = \"40.00 EUR / month\"\nfees = [{ name = \"Set-up\", price = \"150.00 EUR once\" }, { name = \"Paper invoice\", price = \"5.00 EUR / month\", when = { paper = \"true\" } }]";
    let found = outcome(file, &json!({ "paper": true }), "2026-11-01", "", "2027-01-01");
    check(
        &lines(&found),
        "2026-11 Care, November 2026: 1 month × 40.00 = 40.00
         2026-11 Set-up, 1 Nov 2026: 1 piece × 150.00 = 150.00
         2026-11 Paper invoice, November 2026: 1 month × 5.00 = 5.00
         2026-12 Care, December 2026: 1 month × 40.00 = 40.00
         2026-12 Paper invoice, December 2026: 1 month × 5.00 = 5.00",
    );
    check(&nets(&outcome(file, &json!({}), "2026-11-01", "", "2026-12-01")), "2026-11 190.00");
}

#[test]
fn coming_back_after_a_lapse_costs_a_penalty_or_the_time_between() {
    let penalty = "[fact.list]\nname = \"List price\"\n[plan.care]\nname = \"Care\"\nprice = { percent = \"10 %\", of = \"list\", per = \"year\" }\nfees = [{ name = \"Reinstatement\", when = { lapse = \">= 1\" }, price = { steps = [{ when = { lapse = \"> 60\" }, price = { percent = \"10 %\", of = \"list\", floor = \"100.00 EUR\" } }, { when = { lapse = \"> 30\" }, price = { percent = \"5 %\", of = \"list\" } }, { price = { percent = \"2 %\", of = \"list\" } }], per = \"once\" } }]";
    let net = |lapsed: &str| {
        nets(&outcome(penalty, &json!({ "list": 12000, "lapsed": lapsed }), "2026-11-01", "", "2026-12-01"))
    };
    check(&net("2026-10-20"), "2026-11 340.00");
    check(&net("2026-09-20"), "2026-11 700.00");
    check(&net("2026-06-01"), "2026-11 1300.00");
    let back = "[plan.care]\nname = \"Care\"\nprice = \"20.00 EUR / month\"\nfees = [{ name = \"Back payment\", price = { percent = \"100 %\", of = \"missed\", per = \"once\" }, when = { lapse = \">= 1\" } }]";
    check(&nets(&outcome(back, &json!({ "lapsed": "2026-08-01" }), "2026-11-01", "", "2026-12-01")), "2026-11 80.00");
}

#[test]
fn a_share_of_other_fees_and_a_least_spend() {
    let file = "[plan.care]\nname = \"Care\"\nprice = \"200.00 EUR / month\"\n[option.fast]\nname = \"Fast\"\nprice = { percent = \"25 %\", of = \"care\", per = \"month\" }\n[option.all]\nname = \"All\"\nprice = { percent = \"10 %\", of = \"fees\", per = \"month\" }\n[option.least]\nname = \"Least\"\nprice = { least = \"300.00 EUR\", of = [\"care\", \"fast\"], per = \"month\" }";
    let contract = |options: Value| json!({ "plan": "care", "options": options, "start": "2026-11-01" });
    let net = |options: Value| nets(&under(file, &contract(options), "", "2026-12-01"));
    check(&net(json!(["fast"])), "2026-11 250.00");
    check(&net(json!(["fast", "all"])), "2026-11 275.00");
    check(&net(json!(["fast", "least"])), "2026-11 300.00");
}

#[test]
fn an_agreed_fee_beats_the_list() {
    let file = "[plan.care]\nname = \"Care\"\nprice = \"200.00 EUR / month\"";
    let facts = json!({ "agreed": { "fee.care": "150.00 EUR / month" } });
    check(&nets(&outcome(file, &facts, "2026-11-01", "", "2026-12-01")), "2026-11 150.00");
}

#[test]
fn costs_that_several_share_get_smaller_when_more_join() {
    let file = "[fact.buyers]\nname = \"Buyers\"\n[plan.care]\nname = \"Care\"\nprice = { price = \"3000.00 EUR\", shared-by = \"buyers\", per = \"once\" }";
    check(&nets(&outcome(file, &json!({ "buyers": 4 }), "2026-11-01", "", "2026-12-01")), "2026-11 750.00");
}
