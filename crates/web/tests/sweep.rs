//! Every route, called as everyone who may not, and as those who may. A route that the list does not know fails the test.
//!
//! `MAINSTAY_WRITE_GOLDEN=1 cargo test -p web --test sweep` writes the list anew; look at what it changed.

#![allow(clippy::panic, clippy::unwrap_used)]

mod browser;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use browser::{Browser, Web};
use desk::rota::NewCallBack;
use desk::ticket_field::{self, Kind, NewTicketField};
use desk::{Actor, Role, billing, call, intake, rota, saved_view};

/// A route as the sources have it: method and path.
fn routes() -> Vec<(&'static str, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for room in ["front", "staff", "portal"] {
        let text = fs::read_to_string(source.join(room).join("mod.rs")).unwrap();
        for route in text.split(".route(\"").skip(1) {
            let (path, rest) = route.split_once('"').unwrap();
            let handlers = rest.lines().next().unwrap();
            for (method, call) in [("GET", "get("), ("POST", "post(")] {
                if handlers.contains(call) {
                    found.push((method, path.to_owned()));
                }
            }
        }
    }
    found.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    found
}

/// What stands for the parameters of a path: things of a customer.
struct Things {
    ticket: i64,
    customer: i64,
    invoice: i64,
    contract: i64,
    call_back: String,
    mail: String,
    field: String,
    view: String,
    undo: String,
}

impl Things {
    fn id(&self, path: &str) -> &str {
        match path {
            path if path.contains("/mails/") => &self.mail,
            path if path.contains("/fields/") => &self.field,
            path if path.contains("/queue/views/") => &self.view,
            path if path.contains("/undo/many/") => &self.undo,
            _ => &self.call_back,
        }
    }

    fn fill(&self, path: &str) -> String {
        let number = if path.contains("/tickets/") {
            self.ticket
        } else if path.contains("/customers/") {
            self.customer
        } else if path.contains("/contracts/") {
            self.contract
        } else {
            self.invoice
        };
        path.strip_prefix("/{desk}")
            .unwrap_or(path)
            .replace("{number}", &number.to_string())
            .replace("{id}", self.id(path))
            .replace("{file}", "app.css")
            .replace("{to}", "front")
            .replace("{secret}", "no-such-link")
    }
}

fn status(browser: &Browser<'_>, method: &str, path: &str) -> String {
    let answer = if method == "GET" { browser.get(path) } else { browser.post(path, &[]) };
    let to = answer.location();
    if to.contains("sign-in") && !path.contains("sign-") {
        "sign-in".to_owned()
    } else {
        answer.status.as_str().to_owned()
    }
}

#[test]
fn every_route_answers_everyone_as_listed() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Kaffee", "level-3");
    let (_, agent) = web.staff("Jana", Role::Agent);
    let (chief, administrator) = web.staff("Musa", Role::Administrator);
    let things = things(&web, &mine, &chief);
    let nobody = web.browser();
    nobody.get("/sign-in");
    let visitors = [nobody, web.contact(&other), web.contact(&mine), agent, administrator];

    let mut list = String::from(
        "# method path: nobody, another customer, the customer, agent, administrator, customer or agent without guard\n",
    );
    for (method, route) in routes() {
        // The site's own first page and its files are not below a desk.
        if !route.starts_with("/{desk}") {
            continue;
        }
        let path = things.fill(&route);
        let unguarded = match method {
            "POST" => {
                let insider = if path.starts_with("/portal") { &visitors[2] } else { &visitors[3] };
                insider.post_unguarded(&path, &[]).status.as_str().to_owned()
            }
            _ => "-".to_owned(),
        };
        // Signing out is tried with visitors of its own, so that the others stay signed in.
        let mut statuses: Vec<String> = if route.ends_with("/sign-out") {
            let away =
                [web.browser(), web.contact(&other), web.contact(&mine), web.signed_in(&chief), web.signed_in(&chief)];
            away.iter().map(|visitor| visitor.post(&path, &[]).status.as_str().to_owned()).collect()
        } else {
            visitors.iter().map(|visitor| status(visitor, method, &path)).collect()
        };
        statuses.push(unguarded);
        writeln!(list, "{method} {route}: {}", statuses.join(", ")).unwrap();
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sweep.txt");
    if std::env::var_os("MAINSTAY_WRITE_GOLDEN").is_some() {
        fs::write(&golden, &list).unwrap();
    }
    let known = fs::read_to_string(&golden).unwrap_or_default();
    for (line, expected) in list.lines().zip(known.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(list, known, "a route is missing in {}", golden.display());
}

fn things(web: &Web, mine: &testkit::TestCustomer, chief: &Actor) -> Things {
    let ticket = web.desk.opens(&mine.actor(), "Lagerbestand falsch").number;
    let (contract, contact) = (mine.contract, mine.contact);
    let line = line_with_call_backs(web);
    let call_back = web.desk.act(&mine.actor(), move |act| {
        let price = call::price_now(act, contract, &line)?;
        rota::request(
            act,
            &NewCallBack {
                contract,
                contact,
                line: line.clone(),
                phone: "+49 3641 000000".to_owned(),
                subject: "Shop steht".to_owned(),
                accepted: price.text,
            },
        )
    });
    let month: billing::Month = "2026-10".parse().unwrap();
    web.desk.act(chief, move |act| billing::issue_one(act, contract, month));
    let field = web.desk.act(chief, |act| {
        let (key, name, product) = (String::new(), "Filiale".to_owned(), String::new());
        ticket_field::define(act, &NewTicketField { key, name, kind: Kind::Text, choices: Vec::new(), product })
    });
    let view = web.desk.act(chief, |act| {
        let (name, shown) = ("Alle".to_owned(), saved_view::Shown::default());
        saved_view::save(act, &saved_view::NewSavedView { name, shown, used_by: saved_view::Use::Shared })
    });
    let doing = desk::ticket::Doing::State(desk::ticket::State::Waiting);
    let undo = web.wait(desk::ticket::many(&web.desk.desk, chief.clone(), &[ticket], doing)).unwrap().undo.unwrap();
    let id = mine.id;
    let invoice = web.desk.read(chief, move |view| billing::of_customer(view, id, None, 1))[0].number;
    let customer = web.desk.read(chief, move |view| desk::customer::get(view, id)).number;
    let mail = match web
        .desk
        .act(&Actor::Operator, |act| intake::accept(act, "support", b"From: a@b.example\r\n\r\nHallo\r\n"))
    {
        intake::Accepted::New(id) | intake::Accepted::Known(id) => id.to_string(),
    };
    let number = web.desk.read(&Actor::Operator, move |view| Ok(desk::contract::terms(view, contract)?.number));
    Things {
        ticket,
        customer,
        invoice,
        contract: number,
        call_back: call_back.to_string(),
        mail,
        field: field.to_string(),
        view: view.to_string(),
        undo: undo.to_string(),
    }
}

fn line_with_call_backs(web: &Web) -> String {
    let (_, catalogue) = web.desk.read(&Actor::Operator, desk::catalogue::get_current);
    catalogue.lines.iter().find(|line| line.on_call).unwrap().id.clone()
}

#[test]
fn what_one_may_not_see_is_as_if_it_were_not_there() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let other = web.desk.customer("Kaffee", "level-3");
    let (chief, _) = web.staff("Musa", Role::Administrator);
    let things = things(&web, &mine, &chief);
    let stranger = web.contact(&other);
    let plain = |path: &str, number: &str| {
        let answer = stranger.get(path);
        assert_eq!(answer.status, 404, "{path}");
        answer.body.replace(number, "N")
    };
    for folder in ["tickets", "invoices"] {
        let number = if folder == "tickets" { things.ticket } else { things.invoice }.to_string();
        let foreign = plain(&format!("/portal/{folder}/{number}"), &format!("/portal/{folder}/{number}"));
        let missing = plain(&format!("/portal/{folder}/987654321"), &format!("/portal/{folder}/987654321"));
        let nonsense = plain(&format!("/portal/{folder}/nothing"), &format!("/portal/{folder}/nothing"));
        assert_eq!(foreign, missing);
        assert_eq!(foreign, nonsense);
    }
    let reply = stranger.post(&format!("/portal/tickets/{}/messages", things.ticket), &[("body", "Hallo")]);
    assert_eq!(reply.status, 404);
    assert_eq!(stranger.get(&format!("/portal/events?on=ticket-{}", things.ticket)).status, 404);
    assert_eq!(stranger.get("/portal/events?on=queue").status, 404);
}

#[test]
fn what_cannot_be_read_is_answered_with_a_page_that_names_it() {
    let web = Web::of("shop-levels");
    let mine = web.desk.customer("Teekontor", "level-3");
    let ada = web.contact(&mine);
    let (_, chief) = web.staff("Musa", Role::Administrator);
    let named = |answer: &browser::Answer, field: &str, how: &str| {
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/html"));
        let words = format!("{field}: {how}");
        assert!(answer.body.contains(&words) && answer.body.contains("class=\"top\""), "{words}: {}", answer.body);
    };
    named(&ada.get("/portal/invoices?before=abc"), "before", "Please give a whole number");
    named(&ada.get("/portal/invoices?before=1&before=2"), "before", "This stands there twice");
    named(&ada.get("/portal/emergency?line=%00"), "line", "This holds a character");
    named(&chief.get("/customers?after=abc"), "after", "This is not known here.");
    named(&chief.get("/invoices?month=October"), "month", "This is not known here. Known: 2026-11");
    named(&chief.post("/invoices/issue", &[("month", "a"), ("month", "b")]), "month", "This stands there twice");
    named(&ada.post("/portal/tickets", &[("subject", "a"), ("subject", "b")]), "subject", "This stands there twice");
    let german = web.contact(&mine).reading("de").get("/portal/invoices?before=abc");
    assert!(german.body.contains("before: Bitte geben Sie eine ganze Zahl an"), "{}", german.body);

    // What is no number at all is not there, as a number that nobody has.
    for path in
        ["/tickets/xyz", "/tickets/%ff", "/customers/-1/", "/customers/x", "/invoices/99999999999999999999", "/x"]
    {
        let answer = chief.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("There is no such page") && answer.body.contains("class=\"top\""), "{path}");
    }
    // A page that only takes forms, one that takes none, a form without end.
    for answer in [chief.get("/tickets/1/resolve"), chief.post("/queue", &[])] {
        assert_eq!(answer.status, 405);
        assert!(answer.body.contains("This page is not for that"), "{}", answer.body);
    }
    let endless = "x".repeat(3 * 1024 * 1024);
    let answer = ada.post("/portal/tickets", &[("subject", &endless)]);
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("A form takes no more than 2 MB"), "{}", answer.body);
}
