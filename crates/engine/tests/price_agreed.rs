//! Prices and allowances that a plan leaves open: what the contract agrees of them, and what becomes of the rest.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod priced;

use answers::{balances, usage, verdicts};
use engine::plan::read;
use priced::{check, file, lines, outcome};
use serde_json::{Value, json};

/// A plan `care` with one tariff for work.
fn work(rest: &str, tariff: &str) -> String {
    format!(
        "{rest}\n[tariff.work]\nname = \"Work\"\n{tariff}\n[plan.care]\nname = \"Care\"\nprice = \"free\"\nchannels = [\"email\"]\nwork = \"work\"\n"
    )
}

/// What an hour of Tuesday costs, and what is told before it.
fn hour(file: &str, agreed: &Value) -> Value {
    let events = "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=3600";
    outcome(file, &json!({ "agreed": agreed }), "2026-11-01", events, "2026-12-01")
}

fn why(found: &Value) -> &str {
    let conditions = found["verdicts"][0]["conditions"].as_array().unwrap();
    conditions.iter().find(|condition| condition["condition"] == "allowance").unwrap()["why"].as_str().unwrap()
}

#[test]
fn a_rate_as_agreed_is_what_the_contract_says() {
    let file = work("", "price = \"as-agreed in started 15 min\"");
    let found = hour(&file, &json!({}));
    check(
        &lines(&found),
        "2026-11 unbilled: Work, Tue 10 Nov 2026, 11:00: priced as agreed, and the contract names no price; not billed",
    );
    assert_eq!(why(&found), "Work: as agreed, billed per started 15\u{a0}minutes");
    assert_eq!(found["verdicts"][0]["verdict"], "chargeable");
    let found = hour(&file, &json!({ "rate.work": "90.00 EUR / h" }));
    check(&lines(&found), "2026-11 Work, 10 Nov 2026: 1 hour × 90.00 = 90.00");
    assert_eq!(why(&found), "Work: €90.00 per hour, billed per started 15\u{a0}minutes");
    // The increments of the plan hold where the agreed rate names none.
    let events = "11-10 11:00 log duration_s=60";
    let agreed = |rate: &str| json!({ "agreed": { "rate.work": rate } });
    let charged = |rate: &str| usage(&outcome(&file, &agreed(rate), "2026-11-01", events, "2026-12-01"));
    assert_eq!(charged("90.00 EUR / h"), ["0:  = 22.50"]);
    assert_eq!(charged("90.00 EUR / h in started 5 min"), ["0:  = 7.50"]);
}

#[test]
fn a_rate_that_is_not_stated_is_not_billed() {
    let found = hour(&work("", "price = \"not-stated\""), &json!({}));
    check(&lines(&found), "2026-11 unbilled: Work, Tue 10 Nov 2026, 11:00: the plan states no price; not billed");
    assert_eq!(why(&found), "Work: not stated");
    assert_eq!(found["usage"][0]["amount"], "0.00");
}

const BANDS: &str = "otherwise = \"day\"\nholidays = \"as-weekdays\"\n[tariff.work.band.day]\nname = \"day\"\nhours = \"Mo-Fr 08:00-18:00\"\nprice = \"100.00 EUR / h\"\n[tariff.work.band.night]\nname = \"night\"\nhours = \"Mo-Fr 18:00-24:00\"\nprice = \"as-agreed\"";

#[test]
fn rows_are_agreed_one_by_one_or_all_together() {
    let two = "11-10 17:00 log duration_s=3600; 11-10 19:00 log duration_s=3600; 11-10 17:30 log duration_s=3600";
    let found = |agreed: Value| {
        let found = outcome(&work("", BANDS), &json!({ "agreed": agreed }), "2026-11-01", two, "2026-12-01");
        usage(&found)
    };
    // An hour of which half has no price is not billed in parts.
    assert_eq!(found(json!({})), ["0:  = 100.00", "1:  = 0.00", "2:  = 0.00"]);
    assert_eq!(found(json!({ "rate.work.night": "150.00 EUR / h" })), ["0:  = 100.00", "1:  = 150.00", "2:  = 125.00"]);
    assert_eq!(found(json!({ "rate.work": "80.00 EUR / h" })), ["0:  = 80.00", "1:  = 80.00", "2:  = 80.00"]);
    let both = json!({ "rate.work": "80.00 EUR / h", "rate.work.night": "150.00 EUR / h" });
    assert_eq!(found(both), ["0:  = 80.00", "1:  = 150.00", "2:  = 115.00"]);
}

/// Hours after 17:00 cost half as much again, whatever the rate is.
const SHARES: &str = "price = \"as-agreed\"\nholidays = \"as-weekdays\"\n[tariff.work.band.evening]\nname = \"evening\"\nhours = \"Mo-Fr 17:00-20:00\"\npercent = \"150 %\"";

#[test]
fn rows_may_be_shares_of_the_rate() {
    let three = "11-10 16:00 log duration_s=10800";
    let found =
        |file: &str, agreed: Value| outcome(file, &json!({ "agreed": agreed }), "2026-11-01", three, "2026-12-01");
    // 16 to 17 plain, 17 to 19 with half more: 80 + 2 × 120.
    let agreed = found(&work("", SHARES), json!({ "rate.work": "80.00 EUR / h" }));
    assert_eq!(usage(&agreed), ["0:  = 320.00"]);
    assert_eq!(usage(&found(&work("", SHARES), json!({}))), ["0:  = 0.00"]);
    let listed = SHARES.replace("as-agreed", "100.00 EUR / h");
    assert_eq!(usage(&found(&work("", &listed), json!({}))), ["0:  = 400.00"]);
    let own = json!({ "rate.work": "80.00 EUR / h", "rate.work.evening": "100.00 EUR / h" });
    assert_eq!(usage(&found(&work("", SHARES), own)), ["0:  = 280.00"]);
}

#[test]
fn the_price_of_a_ticket_an_item_and_a_row_may_be_open() {
    let case = work("", "case = \"as-agreed\"");
    let opened = |agreed: Value| hour(&case, &agreed);
    check(
        &lines(&opened(json!({}))),
        "2026-11 unbilled: Work, Tue 10 Nov 2026, 10:00: priced as agreed, and the contract names no price; not billed
        2026-11 unbilled: Work, Tue 10 Nov 2026, 11:00: priced as agreed, and the contract names no price; not billed",
    );
    check(
        &lines(&opened(json!({ "case.work": "20.00 EUR" }))),
        "2026-11 Work, Tue 10 Nov 2026, 10:00: 1 piece × 20.00 = 20.00",
    );
    let item = work("[item.km]\nname = \"Travel\"\nprice = \"as-agreed\"", "price = \"free\"");
    let travelled = |agreed: Value| {
        let events = "11-10 10:00 open channel=email; 11-10 11:00 item item=km quantity=\"30\"";
        lines(&outcome(&item, &json!({ "agreed": agreed }), "2026-11-01", events, "2026-12-01"))
    };
    check(
        &travelled(json!({})),
        "2026-11 unbilled: Travel, Tue 10 Nov 2026, 11:00: priced as agreed, and the contract names no price; not billed",
    );
    check(&travelled(json!({ "item.km": "0.40 EUR / km" })), "2026-11 Travel, 10 Nov 2026: 30 piece × 0.40 = 12.00");
    // A price list with a row that is not published.
    let steps = "[fact.users]\nname = \"Users\"\n[plan.care]\nname = \"Care\"\nprice = { steps = [{ when = { users = \"<= 10\" }, price = \"99.00 EUR\" }, { price = \"as-agreed\" }], per = \"month\" }\nchannels = [\"email\"]";
    let fee = |facts: Value| lines(&outcome(steps, &facts, "2026-11-01", "", "2026-12-01"));
    check(&fee(json!({ "users": 8 })), "2026-11 Care, November 2026: 1 month × 99.00 = 99.00");
    check(
        &fee(json!({ "users": 12 })),
        "2026-11 unbilled: Care: priced as agreed, and the contract names no price; not billed",
    );
    check(
        &fee(json!({ "users": 12, "agreed": { "fee": "150.00 EUR / month", "fee.care": "150.00 EUR / month" } })),
        "2026-11 Care, November 2026: 1 month × 150.00 = 150.00",
    );
}

#[test]
fn a_discount_of_which_the_size_is_open() {
    let file = work(
        "[fact.pays]\nname = \"Pays\"",
        "price = \"100.00 EUR / h\"\ndiscounts = [{ when = { pays = \"at-once\" }, percent = \"not-stated\" }]",
    );
    let found =
        |facts: Value| lines(&outcome(&file, &facts, "2026-11-01", "11-10 11:00 log duration_s=3600", "2026-12-01"));
    check(&found(json!({})), "2026-11 Work, Tue 10 Nov 2026, 11:00: 1 piece × 100.00 = 100.00");
    check(
        &found(json!({ "pays": "at-once" })),
        "2026-11 unbilled: Work, Tue 10 Nov 2026, 11:00: the plan states no price; not billed",
    );
    // What was agreed is the price.
    check(
        &found(json!({ "pays": "at-once", "agreed": { "rate.work": "90.00 EUR / h" } })),
        "2026-11 Work, 10 Nov 2026: 1 hour × 90.00 = 90.00",
    );
}

#[test]
fn what_becomes_known_late_may_leave_a_price_open() {
    let file = work(
        "[tariff.special]\nname = \"Special\"\nprice = \"as-agreed\"",
        "price = \"100.00 EUR / h\"\ninstead = [{ when = { class = \"special\" }, tariff = \"special\" }]",
    );
    let events = "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=3600; 12-03 10:00 fact class=special";
    let found = outcome(&file, &json!({}), "2026-11-01", events, "2027-01-01");
    check(
        &lines(&found),
        "2026-11 Work, 10 Nov 2026: 1 hour × 100.00 = 100.00
        2026-12 Correction: Work, 10 Nov 2026: -1 hour × 100.00 = -100.00
        2026-12 unbilled: Special, Tue 10 Nov 2026, 11:00: priced as agreed, and the contract names no price; not billed",
    );
}

#[test]
fn an_allowance_as_agreed_is_what_the_contract_says() {
    let hours = "[fact.users]\nname = \"Users\"\n[allowance.hours]\nname = \"Hours\"\nunit = \"hours\"\nexpires = \"end-of-period\"";
    let file =
        work(hours, "price = \"60.00 EUR / h\"\nburns = [\"hours\"]") + "allowances = { hours = \"as-agreed\" }\n";
    let found = |agreed: Value| {
        let facts = json!({ "users": 2, "agreed": agreed });
        outcome(
            &file,
            &facts,
            "2026-11-01",
            "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=10800",
            "2026-12-01",
        )
    };
    assert_eq!(usage(&found(json!({}))), ["1:  = 180.00"]);
    let ten = found(json!({ "allowance.hours": "10 h / month" }));
    assert_eq!(usage(&ten), ["1: hours 2026-11 10800 = 0.00"]);
    assert_eq!(verdicts(&ten), ["covered: contract channel allowance"]);
    assert_eq!(balances(&ten), ["hours 2026-11: 36000 granted, 10800 used, 25200 expired, 0 left"]);
    assert_eq!(usage(&found(json!({ "allowance.hours": "1 h / user / month" }))), ["1: hours 2026-11 7200 = 60.00"]);
}

#[test]
fn numbers_of_systems_and_contacts_may_be_agreed() {
    let file = "[plan.care]\nname = \"Care\"\nprice = \"free\"\nchannels = [\"email\"]\ncontacts = \"as-agreed\"\nscope = { production-systems = \"as-agreed\" }";
    let asked = |agreed: Value| {
        let systems = json!([{ "id": "a" }, { "id": "b" }]);
        let facts = json!({ "systems": systems, "contacts": ["x", "y"], "agreed": agreed });
        let events = "11-10 10:00 open ticket=a channel=email system=b contact=x; 11-10 11:00 open ticket=b channel=email system=a contact=y";
        verdicts(&outcome(file, &facts, "2026-11-01", events, "2026-12-01"))
    };
    let all = ["covered: contract contact channel system", "covered: contract contact channel system"];
    assert_eq!(asked(json!({})), all);
    let one = ["refused: contract contact channel !system", "refused: contract !contact channel system"];
    assert_eq!(asked(json!({ "production-systems": "1", "contacts": "1" })), one);
}

#[test]
fn tax_may_not_be_stated() {
    let text = file(&work(
        "[item.km]\nname = \"Travel\"\nprice = \"0.50 EUR / km\"\ntax = \"7 %\"",
        "price = \"100.00 EUR / h\"",
    ));
    let text = text.replace("tax = \"19 %\"", "tax = \"not-stated\"");
    let events =
        "11-10 10:00 open channel=email; 11-10 11:00 log duration_s=3600; 11-10 12:00 item item=km quantity=\"100\"";
    let found = |prices: &str| {
        let text = text.replace("prices = \"net\"", &format!("prices = \"{prices}\""));
        outcome(&text, &json!({}), "2026-11-01", events, "2026-12-01")["invoices"][0].clone()
    };
    let invoice = found("net");
    assert_eq!((&invoice["net"], &invoice["gross"]), (&json!("150.00"), &json!("153.50")));
    assert_eq!(invoice["tax"], json!([{ "rate": "7", "net": "50.00", "amount": "3.50" }]));
    assert_eq!(invoice["lines"][0]["tax_rate"], "not-stated");
    assert_eq!(found("not-stated"), invoice);
    // Of prices that contain a tax of unknown height nothing can be taken out.
    let invoice = found("gross");
    assert_eq!((&invoice["net"], &invoice["gross"]), (&json!("146.73"), &json!("150.00")));
    let catalogue = answers::written(&text.replace("prices = \"net\"", "prices = \"not-stated\""));
    let shown = engine::plan::show::comparison(&catalogue, engine::plan::catalogue::Language::En);
    let notes: Vec<&str> =
        shown.sections.iter().flat_map(|section| &section.entries).map(|(_, text)| text.as_str()).collect();
    assert!(notes.contains(&"Nothing is stated about VAT; none is computed."), "{notes:?}");
}

#[test]
fn a_fee_is_so_many_times_a_rate() {
    let file = "[fact.hourly-rate]\nname = \"Hourly rate\"\n[plan.care]\nname = \"Care\"\nprice = { times = 200, of = \"hourly-rate\", per = \"month\" }\ndiscounts = [{ percent = \"15 %\" }]\nchannels = [\"email\"]";
    let found = outcome(file, &json!({ "hourly-rate": "40" }), "2026-11-01", "", "2026-12-01");
    check(&lines(&found), "2026-11 Care, November 2026: 1 month × 6800.00 = 6800.00");
}

#[test]
fn an_hour_may_be_a_piece() {
    let item = |price: &str, unit: &str| {
        work(&format!("[item.travel]\nname = \"Travel\"\nprice = \"{price}\"\n{unit}"), "price = \"free\"")
    };
    let events = "11-10 10:00 open channel=email; 11-10 11:00 item item=travel quantity=\"1.5\"";
    let found = |text: &str| lines(&outcome(text, &json!({}), "2026-11-01", events, "2026-12-01"));
    let line = "2026-11 Travel, 10 Nov 2026: 1.5 piece × 55.00 = 82.50";
    check(&found(&item("55.00 EUR / hour", "unit = \"hour\"")), line);
    check(&found(&item("55.00 EUR", "unit = \"hour\"")), line);
    let errors = read("test.toml", &file(&item("55.00 EUR / hour", ""))).unwrap_err().to_string();
    assert!(errors.contains("\"55.00 EUR\" with unit = \"hour\" beside it"), "{errors}");
}

#[test]
fn mistakes_point_at_their_place() {
    let wrong = |tariff: &str, expect: &str| {
        let errors = read("test.toml", &file(&work("", tariff))).unwrap_err().to_string();
        assert!(errors.contains(expect), "{errors}");
    };
    wrong("price = \"to be agreed\"", "`to` is not a number without a sign");
    wrong(
        "[tariff.work.band.evening]\nname = \"evening\"\nhours = \"Mo-Fr 17:00-20:00\"\npercent = \"150 %\"",
        "a share of a price that the tariff does not have",
    );
    wrong(
        "price = \"60.00 EUR / h\"\n[tariff.work.band.evening]\nname = \"evening\"\nhours = \"Mo-Fr 17:00-20:00\"\nprice = \"90.00 EUR / h\"",
        "bands beside one price for all hours",
    );
}
