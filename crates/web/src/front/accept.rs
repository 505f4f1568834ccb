//! The price of a request, accepted or declined by whoever got the mail about it: the link in the mail is the proof, so that nobody
//! has to sign in.
//!
//! Opening the page changes nothing. A link that there is not, that has run out or that is somebody else's is a page that does not
//! exist. Staff see the page, but do not decide in the name of a contact: mails that went out are in their outbox.

use axum::http::StatusCode;
use axum::response::Response;
use desk::acceptance::{self, Asked, Decided, Decision, Shown, Stands};
use desk::session::Person;
use engine::run::outcome::Answer;
use serde::Deserialize;

use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Choose, Part, ReadingPage, Sheet};
use crate::show::{Wrong, either, plan_language, verdict};
use crate::text::Text;
use crate::view::Area;
use crate::visit::{Guards, Visit};

/// Most characters of the request that are shown.
const REQUEST_MAX: usize = 4000;

/// What the link says.
#[derive(Debug, Deserialize)]
pub(super) struct Link {
    secret: String,
}

/// What was chosen, and the price that stood above it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    decision: String,
    price: String,
}

/// The page.
pub(super) async fn page(visit: Visit, Path(link): Path<Link>) -> Result<Response, Refusal> {
    show(&visit, link.secret, StatusCode::OK, None).await
}

/// Decides.
pub(super) async fn decide(
    visit: Visit,
    guards: Guards,
    Path(link): Path<Link>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let typed = posted.of_any(&visit, &guards)?;
    if is_staff(&visit) {
        return Err(Refusal::forbidden().within(&visit));
    }
    let Some(decision) = Decision::find(&typed.decision) else {
        let wrong = Wrong::field("decision", "missing");
        return show(&visit, link.secret, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong)).await;
    };
    let secret = link.secret.clone();
    match visit.try_act(move |act| acceptance::answer(act, &secret, decision, &typed.price)).await? {
        Ok(()) => {
            let words = match decision {
                Decision::Accepted => visit.text().get("accept-thanks-accepted"),
                Decision::Declined => visit.text().get("accept-thanks-declined"),
            };
            Ok(answer::done(&visit, &path(&link.secret), &words.to_string()))
        }
        Err(wrong) => show(&visit, link.secret, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong)).await,
    }
}

fn path(secret: &str) -> String {
    format!("/accept/{secret}")
}

fn is_staff(visit: &Visit) -> bool {
    visit.session.as_ref().is_some_and(|(session, _)| matches!(session.person, Person::Staff { .. }))
}

async fn show(visit: &Visit, secret: String, status: StatusCode, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let action = visit.url(&path(&secret));
    let asked = visit.read(move |view| acceptance::asked(view, &secret)).await?;
    let shell = visit.shell(Area::Elsewhere);
    let t = &shell.t;
    let mut parts: Vec<Part> = wrong.map(|wrong| Part::Wrong(wrong_words(t, &wrong))).into_iter().collect();
    let title = match &asked.stands {
        Stands::Open(price) => {
            parts.extend(to_decide(visit, t, &asked, price, action));
            t.get("accept-title")
        }
        Stands::Settled(de, en) => {
            parts.extend([Part::Words(either(t, de, en).to_owned()), Part::Words(t.get("accept-nothing").to_string())]);
            parts.extend(request(t, &asked));
            t.get("accept-title-settled")
        }
        Stands::MayNot { de, en, others } => {
            parts.push(Part::Words(format!("{}.", either(t, de, en))));
            if !others.is_empty() {
                parts.push(Part::Words(t.get("accept-others").arg("names", others.join(", ")).to_string()));
            }
            parts.push(price_part(visit, t, &asked.told));
            parts.extend(request(t, &asked));
            t.get("accept-title")
        }
        Stands::Decided(decided) => {
            parts.push(Part::Words(done(t, decided)));
            parts.push(price_part(visit, t, &asked.told));
            parts.extend(request(t, &asked));
            match decided.decision {
                Decision::Accepted => t.get("accept-title-accepted"),
                Decision::Declined => t.get("accept-title-declined"),
            }
        }
    };
    let sheet = Sheet { title: title.to_string(), parts };
    answer::whole(visit, status, &ReadingPage { sheet, shell })
}

/// What moved while somebody looked is on the page itself.
fn wrong_words(t: &Text, wrong: &Wrong) -> String {
    if wrong.is_conflict("price-changed") { t.get("accept-moved").to_string() } else { wrong.words(t) }
}

fn to_decide(visit: &Visit, t: &Text, asked: &Asked, price: &Shown, action: String) -> Vec<Part> {
    let words = either(t, &price.de, &price.en).to_owned();
    let mut parts = vec![Part::Words(t.get("accept-asked").arg("name", asked.contact.as_str()).to_string())];
    if *price != asked.told {
        let told = either(t, &asked.told.de, &asked.told.en);
        parts.push(Part::Words(t.get("accept-changed").to_string()));
        parts.push(Part::Soft(t.get("accept-told").arg("words", told).to_string()));
    }
    parts.push(price_part(visit, t, price));
    parts.push(match is_staff(visit) {
        true => Part::Soft(t.get("accept-staff").to_string()),
        false => Part::Choose(Choose {
            action,
            hidden: vec![("price", words)],
            name: "decision",
            buttons: vec![
                (Decision::Accepted.word(), t.get("accept-yes").to_string()),
                (Decision::Declined.word(), t.get("accept-no").to_string()),
            ],
        }),
    });
    parts.extend(request(t, asked));
    parts
}

/// The verdict with its price and what it stands on.
fn price_part(visit: &Visit, t: &Text, price: &Shown) -> Part {
    let plan = visit.catalogue.as_ref().map(|known| known.provider.name.get(plan_language(t)));
    let mut shown = verdict::kept(t, Answer::Chargeable, &price.conditions, plan.unwrap_or_default());
    shown.sentence = Some(either(t, &price.de, &price.en).to_owned());
    Part::Verdict(shown)
}

fn done(t: &Text, decided: &Decided) -> String {
    let words = match decided.decision {
        Decision::Accepted => t.get("accept-done-accepted"),
        Decision::Declined => t.get("accept-done-declined"),
    };
    words.arg("name", decided.by.as_str()).arg("at", t.moment(decided.at)).to_string()
}

/// The request that it is about.
fn request(t: &Text, asked: &Asked) -> Vec<Part> {
    let mut facts = vec![
        (t.get("accept-request").to_string(), Cell::text(format!("#{} {}", asked.number, asked.subject))),
        (t.get("accept-opened").to_string(), Cell::Time(asked.opened_at)),
    ];
    if matches!(asked.stands, Stands::Open(_)) {
        facts.push((t.get("accept-until").to_string(), Cell::Time(asked.expires_at)));
    }
    let shown: String = asked.request.chars().take(REQUEST_MAX).collect();
    let shortened = shown.len() < asked.request.len();
    let mut words = vec![Part::Facts(vec![(t.get("accept-words").to_string(), Cell::Text(shown))])];
    if shortened {
        words.push(Part::Soft(t.get("accept-shortened").to_string()));
    }
    let mut parts = vec![Part::Facts(facts)];
    parts.push(Part::Fold(t.get("accept-words").to_string(), words));
    parts
}
