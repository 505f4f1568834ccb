//! What mails say: the wording that ships, and the provider's own.

use desk::customer::NewContact;
use desk::outbox::{self, Template};
use desk::{Actor, DeskError, Role};
use engine::plan::catalogue::Language;
use engine::run::outcome::Answer;
use testkit::TestDesk;

use crate::{mail, takes};

#[test]
fn the_provider_words_its_mails() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "wording")] {
        desk.adopts(testkit::plans::PROMISES);
        let chief = desk.staff("Chefin", Role::Manager);
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "full");
        let reword = |template, words: &'static str| {
            desk.try_act(&chief, move |act| outbox::reword(act, template, Language::De, words))
        };
        let shipped = |template| !desk.read(&agent, move |view| outbox::wording(view, template, Language::De)).is_own;

        let receipt = "Moin{% if contact %} {{ contact }}{% endif %}!\r\n\r\nNr. {{ number }}: {{ subject }}\r\n\
            {% if due %}Wir melden uns: {{ due }}\r\n{% endif %}\r\n{{ provider }}";
        reword(Template::Receipt, receipt).unwrap();
        reword(Template::Reply, "Moin {{ contact }},\n\n{{ body }}\n\nTschüss\n{{ signature }}").unwrap();
        let ticket = desk.opens(&shop.actor(), "Filter <b>");
        desk.jobs();
        let came = desk.news().remove(0);
        assert!(
            came.text.starts_with("Moin Kontakt Nord!\n\nNr. 1: Filter <b>\nWir melden uns: erste Antwort"),
            "{}",
            came.text
        );
        let html = came.html.unwrap();
        assert!(html.contains("Nr. 1: Filter &lt;b&gt;<br>") && !html.contains("<b>"), "{html}");
        desk.replies(&agent, ticket.id, "Bitte {{ number }} lesen.\n\n{% if x %}");
        desk.jobs();
        let came = desk.news().remove(0);
        assert!(
            came.text.starts_with("Moin Kontakt Nord,\n\nBitte {{ number }} lesen.\n\n{% if x %}\n\nTschüss\n"),
            "{}",
            came.text
        );
        assert!(came.html.unwrap().contains("<p>Bitte {{ number }} lesen.</p>"), "what people write is no template");

        // a condition on one name leaves nothing out, and no mark of ours takes the place of the message
        reword(Template::Reply, "{% if contact != \"Kontakt Nord\" %}\n{{ body }}\n{% endif %}").unwrap();
        desk.replies(&agent, ticket.id, "Noch da.");
        desk.jobs();
        let came = desk.news().remove(0);
        assert!(came.text.starts_with("Noch da.") && came.html.unwrap().contains("<p>Noch da.</p>"), "{}", came.text);
        assert!(reword(Template::Reply, "Moin\n\u{e001}\n\u{e000}").is_err());

        // empty, or as shipped, it is again what ships
        let words = desk.read(&agent, |view| outbox::wording(view, Template::Receipt, Language::En)).words;
        desk.act(&chief, move |act| outbox::reword(act, Template::Receipt, Language::En, &words.replace('\n', "\r\n")));
        assert!(!desk.read(&agent, |view| outbox::wording(view, Template::Receipt, Language::En)).is_own);
        assert!(!shipped(Template::Receipt));
        reword(Template::Receipt, " \r\n").unwrap();
        assert!(shipped(Template::Receipt) && !shipped(Template::Reply));
    }
}

#[test]
fn a_mail_without_what_it_is_about_cannot_be_worded() {
    let desk = TestDesk::promising();
    let chief = desk.staff("Chefin", Role::Manager);
    let agent = desk.staff("Ada", Role::Agent);
    for (template, words, code, detail) in [
        (Template::Reply, "Moin {{ contact }}", "text-needs", "{{ body }}"),
        (Template::Reply, "{% if contact %}\n{{ body }}\n{% endif %}", "text-needs", "{{ body }}"),
        (Template::Reply, "{% if link %}\n{{ body }}\n{% else %}\nMoin\n{% endif %}", "text-needs", "{{ body }}"),
        (Template::Reply, "Wir meinen: {{ body }}", "text-alone", "{{ body }}"),
        (Template::Reply, "{% if contact %}Moin {% endif %}{{ body }}", "text-alone", "{{ body }}"),
        (Template::Reply, "{{ body }}\n> {{ body }}", "text-alone", "{{ body }}"),
        (Template::Refusal, "Nein.", "text-needs", "{{ sentence }}"),
        (Template::Receipt, "{{ body }}", "text-variable", "1: body"),
        (Template::Receipt, "a\n{{ due | upper }}", "text-syntax", "2"),
        (Template::Receipt, "{% for a in subject %}x{% endfor %}", "text-syntax", "1"),
        (Template::Receipt, "a\n\n{% if due %}", "text-syntax", "3"),
        (Template::Receipt, &"x".repeat(outbox::WORDS_MAX + 1), "too-long", "10000"),
    ] {
        let long = words.to_owned();
        let refused = desk.try_act(&chief, move |act| outbox::reword(act, template, Language::En, &long)).unwrap_err();
        let DeskError::Invalid(fields) = &refused else { panic!("{words}: {refused:?}") };
        assert_eq!(
            (fields[0].field.as_ref(), fields[0].code, fields[0].detail.as_str()),
            ("en", code, detail),
            "{words}"
        );
        let long = words.to_owned();
        let shown = desk.try_act(&agent, move |act| outbox::preview(act, template, Language::En, &long));
        assert_eq!(shown.unwrap_err().to_string(), refused.to_string(), "the preview says the same");
    }
    let denied = desk.try_act(&agent, |act| outbox::reword(act, Template::Receipt, Language::De, "Moin"));
    assert!(matches!(denied, Err(DeskError::Forbidden)));
    // every text that ships could be saved, and is shown with all that it may say
    for template in Template::ALL {
        for language in [Language::De, Language::En] {
            let words = desk.read(&chief, move |view| outbox::wording(view, template, language)).words;
            desk.act(&chief, move |act| outbox::reword(act, template, language, &format!("{words}\n.")));
            let shown = desk.read(&agent, move |view| outbox::preview(view, template, language, ""));
            assert!(shown.len() > 60 && !shown.contains("{{"), "{shown}");
        }
    }
}

#[test]
fn a_mail_says_what_becomes_of_a_request_and_whom_to_ask() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    assert_eq!(takes(&desk, &mail("info@nord.example", "Filter", "v1@nord.example", "", "Seit heute.")), "opened 1");
    let receipt = desk.news().remove(0).text;
    assert!(receipt.contains("den Schweregrad Niedrig."), "{receipt}");
    assert!(
        !receipt.contains("abgedeckt") && !receipt.contains("\n\n\n"),
        "a covered request has no more to say: {receipt}"
    );

    // a colleague of the contact, whom the contract does not name
    desk.act(&Actor::Operator, move |act| {
        let new = NewContact {
            customer: shop.id,
            email: "neu@nord.example".to_owned(),
            name: "Neu".to_owned(),
            phone: String::new(),
            language: Language::En,
            password: None,
        };
        desk::customer::create_contact(act, &new)
    });
    assert_eq!(takes(&desk, &mail("neu@nord.example", "Filter", "v2@nord.example", "", "Seit heute.")), "refused 2");
    let refusal = desk.news().remove(0).text;
    assert!(refusal.contains("Neu is not one of them"), "{refusal}");
    assert!(refusal.contains("These may ask: Kontakt Nord."), "{refusal}");
    assert!(!refusal.contains("info@"), "addresses are not given away: {refusal}");

    // two requests a month are included, the third is charged
    let desk = TestDesk::sqlite("shop-levels");
    desk.adopts(testkit::plans::FACTS);
    desk.customer("Nord", "team");
    let receipts: Vec<String> = (0..3)
        .map(|ix| {
            let id = format!("w{ix}@nord.example");
            takes(&desk, &mail("info@nord.example", "Filter", &id, "", "Seit heute."));
            desk.news().remove(0).text
        })
        .collect();
    assert!(!receipts[1].contains("berechnet"), "{}", receipts[1]);
    assert!(receipts[2].contains("Wir kümmern uns um Ihre Anfrage; sie wird berechnet."), "{}", receipts[2]);
    let preview = desk.read(&Actor::Operator, |view| desk::ticket::page(view, 3));
    assert_eq!(preview.ticket.answer, Answer::Chargeable);
}
