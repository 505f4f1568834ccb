//! An emergency at night: the price at this minute, its acceptance, the call-back, the call.
#![allow(clippy::panic, clippy::unwrap_used)]

use desk::call::{self, AcceptedPrice, NewCall};
use desk::customer::{self, NewContact};
use desk::rota::{self, NewCallBack};
use desk::{Actor, DeskError, Role, usage};
use jiff::{SignedDuration, Timestamp};
use testkit::TestDesk;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_price_is_accepted_called_back_and_billed_as_shown() {
    an_emergency(&TestDesk::sqlite("shop-levels"));
}

#[test]
fn a_price_is_accepted_and_billed_on_postgresql() {
    an_emergency(&TestDesk::postgres("shop-levels", "a_price_is_accepted"));
}

fn an_emergency(desk: &TestDesk) {
    let technician = desk.staff("Tom", Role::Technician);
    let other = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "level-2");
    let contract = shop.contract;
    desk.until(at("2026-11-10T21:58:00+01:00"));
    let price = desk.read(&shop.actor(), move |view| call::price_now(view, contract, "emergency"));
    assert_eq!(price.text, "30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min");
    assert_eq!(price.until, Some(at("2026-11-10T22:00:00+01:00")));
    assert!(price.acceptance && price.next.as_deref().unwrap().starts_with("36.00 EUR"));

    let ask = |accepted: &str| NewCallBack {
        contract,
        contact: shop.contact,
        line: "emergency".to_owned(),
        phone: "+49 3641 000000".to_owned(),
        subject: "Der Shop ist nicht erreichbar".to_owned(),
        accepted: accepted.to_owned(),
    };
    // Two minutes later the price shown is no longer the price.
    desk.until(at("2026-11-10T22:00:00+01:00"));
    let old = ask(&price.text);
    let changed = desk.try_act(&shop.actor(), move |act| rota::request(act, &old)).unwrap_err();
    let DeskError::Conflict { code: "price-changed", detail } = changed else { panic!("{changed}") };
    assert_eq!(Some(&detail), price.next.as_ref());
    let new = ask(&detail);
    let id = desk.act(&shop.actor(), move |act| rota::request(act, &new));

    let list = desk.read(&technician, rota::list_open);
    assert_eq!((list.len(), list[0].accepted.text.as_str(), list[0].accepted.rows.len()), (1, detail.as_str(), 4));
    assert_eq!(list[0].accepted_at, at("2026-11-10T22:00:00+01:00"));
    desk.act(&technician, move |act| rota::take(act, id));
    desk.act(&technician, move |act| rota::take(act, id));
    let taken = desk.try_act(&other, move |act| rota::take(act, id)).unwrap_err();
    assert!(matches!(&taken, DeskError::Conflict { code: "taken", detail } if detail == "Tom"), "{taken}");

    desk.pass(SignedDuration::from_mins(6));
    let ticker =
        desk.read(&technician, move |view| call::ticker(view, contract, "emergency", at("2026-11-10T22:00:00+01:00")));
    assert_eq!((ticker.elapsed_s, ticker.net), (360, rust_decimal::Decimal::from(66)));
    assert_eq!(ticker.next_at, Some(at("2026-11-10T22:10:00+01:00")));
    let mut record = NewCall {
        contract,
        contact: Some(shop.contact),
        line: "emergency".to_owned(),
        started_at: at("2026-11-10T22:00:00+01:00"),
        duration_s: 360,
        ticket: None,
        note: "Neustart".to_owned(),
        accepted: None,
        unique_key: Some("phone-1".to_owned()),
    };
    let without = record.clone();
    let refused = desk.try_act(&technician, move |act| call::log(act, &without)).unwrap_err();
    let DeskError::Invalid(fields) = &refused else { panic!("{refused}") };
    assert_eq!(fields[0].field, "accepted");
    record.accepted = Some(AcceptedPrice { text: detail, at: at("2026-11-10T22:00:00+01:00") });
    let again = record.clone();
    let usage = desk.act(&technician, move |act| call::log(act, &record));
    assert_eq!(desk.act(&technician, move |act| call::log(act, &again)), usage, "the same key changes nothing");
    desk.act(&technician, move |act| rota::done(act, id, Some(usage)));
    assert!(desk.read(&technician, rota::list_open).is_empty());
    let listed = desk.read(&shop.actor(), move |view| usage::get(view, usage));
    assert_eq!(listed.rating.unwrap().amount_minor, 6600);
    assert_eq!(listed.note, "", "notes are for staff");
    assert_eq!(desk.read(&technician, move |view| call::of_customer(view, shop.id, None, 10)).len(), 1);
}

#[test]
fn a_support_call_burns_minutes_as_the_quote_says() {
    let desk = TestDesk::sqlite("shop-levels");
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "level-2");
    let stranger = desk.customer("Sued", "level-2");
    desk.until(at("2026-11-10T10:07:00+01:00"));
    let new = NewCall {
        contract: shop.contract,
        contact: Some(shop.contact),
        line: "support".to_owned(),
        started_at: at("2026-11-10T10:00:00+01:00"),
        duration_s: 401,
        ticket: None,
        note: String::new(),
        accepted: None,
        unique_key: None,
    };
    let asked = new.clone();
    let quote = desk.read(&agent, move |view| call::quote(view, &asked));
    let left: Vec<(i64, i64)> = quote.left.iter().map(|left| (left.before, left.after)).collect();
    assert_eq!(left, [(1800, 1800 - 420)]);
    assert_eq!(quote.verdict.as_ref().unwrap().answer.id(), "covered");
    let logged = new.clone();
    let usage = desk.act(&agent, move |act| call::log(act, &logged));
    let rating = desk.read(&agent, move |view| usage::get(view, usage)).rating.unwrap();
    assert_eq!(
        (rating.amount_minor, rating.burned[0].quantity, rating.burned[0].period.as_deref()),
        (0, 420, Some("2026-11"))
    );

    let wrong = |change: &dyn Fn(&mut NewCall)| {
        let mut new = new.clone();
        change(&mut new);
        match desk.try_act(&agent, move |act| call::log(act, &new)) {
            Err(DeskError::Invalid(fields)) => format!("{} {}", fields[0].field, fields[0].code),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(wrong(&|new| new.duration_s = 0), "duration_s out-of-range");
    assert_eq!(wrong(&|new| new.duration_s = 3600), "started_at in-future");
    assert_eq!(wrong(&|new| new.line = "fax".to_owned()), "line unknown");
    assert_eq!(wrong(&|new| new.contact = Some(stranger.contact)), "contact unknown");
}

#[test]
fn a_refused_caller_is_named_and_not_numbered() {
    let desk = TestDesk::sqlite("commerce-agreements");
    let agent = desk.staff("Tom", Role::Technician);
    let shop = desk.customer("Nord", "maintenance-plus");
    let (customer, contract) = (shop.id, shop.contract);
    let stranger = desk.act(&Actor::Operator, move |act| {
        let new = NewContact {
            customer,
            email: "jo@nord.example".to_owned(),
            name: "Jo Falk".to_owned(),
            phone: String::new(),
            language: engine::plan::catalogue::Language::De,
            password: None,
        };
        customer::create_contact(act, &new)
    });
    desk.pass(SignedDuration::from_hours(1));
    let call = NewCall {
        contract,
        contact: Some(stranger),
        line: "emergency".to_owned(),
        started_at: desk.desk.now() - SignedDuration::from_mins(30),
        duration_s: 60,
        ticket: None,
        note: String::new(),
        accepted: None,
        unique_key: None,
    };
    let refused = desk.try_act(&agent, move |act| call::log(act, &call)).unwrap_err();
    let DeskError::Conflict { code: "refused", detail } = refused else { panic!("{refused}") };
    assert!(detail.contains("Jo Falk") && !detail.contains(&stranger.to_string()), "{detail}");
}

#[test]
fn a_running_call_shows_at_each_moment_what_its_record_would_have() {
    let desk = TestDesk::sqlite("shop-levels");
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "level-2");
    let contract = shop.contract;
    let call = |line: &str, started_at: Timestamp, duration_s| NewCall {
        contract,
        contact: Some(shop.contact),
        line: line.to_owned(),
        started_at,
        duration_s,
        ticket: None,
        note: String::new(),
        accepted: None,
        unique_key: None,
    };
    // 25 of 30 free minutes are used.
    let first = call("support", at("2026-11-09T10:00:00+01:00"), 1500);
    desk.until(at("2026-11-09T10:25:00+01:00"));
    desk.act(&agent, move |act| call::log(act, &first));
    for (line, started_at) in
        [("support", at("2026-11-10T10:00:00+01:00")), ("emergency", at("2026-11-10T21:50:00+01:00"))]
    {
        desk.until(started_at);
        let mut shown = Vec::new();
        for _ in 0..10 {
            desk.pass(SignedDuration::from_secs(97));
            let ticker = desk.read(&agent, move |view| call::ticker(view, contract, line, started_at));
            let now = call(line, started_at, ticker.elapsed_s);
            let quote = desk.read(&agent, move |view| call::quote(view, &now));
            let record = rust_decimal::Decimal::new(quote.rating.unwrap().amount_minor, 2);
            assert_eq!(ticker.net, record, "{line} after {} s", ticker.elapsed_s);
            shown.push(ticker.net.normalize().to_string());
        }
        let expected = match line {
            "support" => ["0", "0", "0", "1", "2", "2.5", "3.5", "4", "5", "6"],
            _ => ["30", "30", "30", "55", "55", "55", "85", "85", "85", "115"],
        };
        assert_eq!(shown, expected, "{line}");
    }
}
