//! Samples of the pieces that pages share, in the states that the page samples do not show.

use askama::Template;

use super::{Sample, at, sample, say, shell, text};
use crate::text::{Language, format::Unit};
use crate::view::palette::{PaletteFound, PalettePerson, PaletteTicket};
use crate::view::verdict::Kind;
use crate::view::{Area, Choice, Control, Field, LeftBar, Money, Pager, Shell, Stage, Ticker, Verdict, Why};

#[derive(Template)]
#[template(
    source = r#"{% extends "partials/portal.html" %}{% block title %}Pieces{% endblock %}{% block content %}
{% let t = shell.t.clone() %}
<h1>Pieces</h1>
{% for verdict in verdicts %}{{ verdict.notice(t) }}{% endfor %}
{{ ticker.draw(t) }}
{% for bar in bars %}{{ bar.draw(t) }}{% endfor %}
<form class="form" method="post"><input type="hidden" name="csrf" value="{{ shell.csrf }}">
{% for field in fields %}{{ field.draw(t) }}{% endfor %}</form>
{{ pager.draw(t) }}
{% endblock %}"#,
    ext = "html"
)]
struct Pieces {
    shell: Shell,
    verdicts: Vec<Verdict>,
    ticker: Ticker,
    bars: Vec<LeftBar>,
    fields: Vec<Field>,
    pager: Pager,
}

pub(super) fn samples(language: Language) -> Vec<Sample> {
    let pieces = Pieces {
        shell: shell(language, Area::Home),
        verdicts: verdicts(language),
        ticker: ticker(language),
        bars: bars(language),
        fields: fields(language),
        pager: Pager { newer: Some("?before=9".to_owned()), older: Some("?after=1".to_owned()) },
    };
    vec![sample("pieces", &pieces), sample("palette-found", &palette(language))]
}

fn palette(language: Language) -> PaletteFound {
    let ticket = |number: i64, subject: String, customer: &str| PaletteTicket {
        number,
        url: format!("/shop-levels/tickets/{number}"),
        subject,
        customer: customer.to_owned(),
        stage: Stage::Open,
    };
    let long = say(language, "Bestellbestätigungsmails an Großhändler kommen doppelt an", "Order mails arrive twice");
    let person = |name: &str, customer: &str| PalettePerson {
        url: "/shop-levels/customers/7".to_owned(),
        name: name.to_owned(),
        customer: customer.to_owned(),
    };
    PaletteFound {
        t: text(language),
        tickets: vec![ticket(1042, long, "Teekontor Anker"), ticket(9, "مرحبا 𝄞".to_owned(), "")],
        people: vec![person("Teekontor Anker", ""), person("Anton Anker", "Teekontor Anker")],
    }
}

fn verdicts(language: Language) -> Vec<Verdict> {
    let kinds = [Kind::Covered, Kind::BestEffort, Kind::Chargeable, Kind::Refused];
    let verdict = |kind| {
        Verdict {
        kind,
        price: (kind == Kind::Chargeable).then(|| say(language, "30,00 € für die ersten 5 Min.", "€30.00 first 5 min")),
        sentence: (kind == Kind::Refused).then(|| {
            say(
                language,
                "Erweiterungen anderer Anbieter gehören nicht dazu. Bitte schalten Sie sie ab und versuchen Sie es noch einmal.",
                "Plug-ins of other vendors are not part of it. Please switch them off and try again.",
            )
        }),
        ..super::ticket::verdict(language)
    }
    };
    kinds.map(verdict).into()
}

fn ticker(language: Language) -> Ticker {
    Ticker {
        band: say(language, "abends", "evening"),
        price: say(
            language,
            "30,00 € für die ersten 5 Min., danach 5,00 € je Min.",
            "€30.00 for the first 5 min, then €5.00 a min",
        ),
        since: Some(at("2026-11-23T10:05")),
        so_far: Some(Money::euro(5_500)),
        next: Some((at("2026-11-23T10:15"), Money::euro(8_000))),
        change: Some((
            at("2026-11-23T22:00"),
            say(language, "nachts", "night"),
            say(language, "36,00 € für die ersten 5 Min.", "€36.00 for the first 5 min"),
        )),
        url: "/shop-levels/calls/price".to_owned(),
        why: Why::of([(say(language, "Jede angefangenen 5 Min.", "Each started 5 min"), "2 × 25,00 €")]),
    }
}

fn bars(language: Language) -> Vec<LeftBar> {
    let bar = |title: (&str, &str), unit, granted_s, used_s| LeftBar {
        title: say(language, title.0, title.1),
        unit,
        granted_s,
        used_s,
        reserved_s: 0,
        expires: None,
        why: Why::default(),
    };
    vec![
        super::ticket::phone_bar(language),
        bar(("Stundenpaket", "Hours package"), Unit::Hour, Some(72_000), 81_000),
        bar(("Telefon", "Phone"), Unit::Minute, Some(900), 900),
        bar(("Schulungen", "Trainings"), Unit::Hour, None, 5_400),
    ]
}

fn fields(language: Language) -> Vec<Field> {
    let t = text(language);
    let choices = vec![
        Choice::new("1", say(language, "Notfall", "Emergency")).hint(say(
            language,
            "Die Website ist nicht erreichbar.",
            "The website cannot be reached.",
        )),
        Choice::new("4", say(language, "Regulär", "Regular")),
    ];
    vec![
        Field::new("subject", say(language, "Betreff", "Subject"), Control::Line).error(say(
            language,
            "Bitte schreiben Sie einen Betreff.",
            "Please write a subject.",
        )),
        Field::new("phone", say(language, "Telefonnummer", "Telephone number"), Control::Line)
            .value("+49 3641 555 0142")
            .hint(say(language, "Mit Vorwahl.", "With area code."))
            .optional(),
        Field::new("severity", t.get("ticket-severity"), Control::Radio(choices)).value("4"),
        Field::new("accepted", say(language, "Ich stimme diesem Preis zu", "I accept this price"), Control::Tick),
    ]
}
