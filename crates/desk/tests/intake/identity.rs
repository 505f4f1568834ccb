//! From which address and by which name customers are written to.

use desk::mailbox::{self, NewMailbox};
use desk::outbox::{self, Shelf};
use desk::{Actor, Role};
use engine::plan::catalogue::Language;
use testkit::TestDesk;

use crate::{DESK, mail};

#[test]
fn who_wrote_to_a_mailbox_is_answered_from_it() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "identity")] {
        desk.adopts(testkit::plans::PROMISES);
        let chief = desk.staff("Chefin", Role::Manager);
        desk.customer("Nord", "full");
        let sales = desk.act(&chief, |act| {
            let new = NewMailbox {
                name: "sales".to_owned(),
                address: "verkauf@provider.example".to_owned(),
                sender_name: "Verkauf, Nord & Söhne".to_owned(),
                ..NewMailbox::default()
            };
            mailbox::create(act, &new)
        });
        let comes_to = |name: &'static str, raw: String| {
            desk.act(&Actor::Operator, move |act| desk::intake::accept(act, name, raw.as_bytes()));
            desk.jobs();
            desk.news().pop()
        };
        let from = |written: &::mail::Mail| {
            let from = written.from.clone().unwrap();
            (from.name.unwrap_or_default(), from.address.to_string())
        };

        // a contact's request and a stranger's are answered from where they were written to
        let receipt = comes_to("sales", mail("info@nord.example", "Angebot", "a1@nord.example", "", "Was kostet es?"));
        let receipt = receipt.unwrap();
        assert_eq!(from(&receipt), ("Verkauf, Nord & Söhne".to_owned(), "verkauf@provider.example".to_owned()));
        let token = desk.read(&chief, |view| desk::ticket::get_by_number(view, 1)).token;
        assert_eq!(receipt.reply_to[0].address.as_str(), format!("verkauf+{token}@provider.example"));
        assert!(receipt.message_id.as_deref().unwrap().ends_with("@id.provider.example"), "{receipt:?}");
        let stranger = comes_to("sales", mail("wer@fremd.example", "Hallo", "f1@fremd.example", "", "?")).unwrap();
        assert_eq!(from(&stranger).1, "verkauf@provider.example");

        // what was written there and comes back is known as ours
        let own = receipt.message_id.clone().unwrap();
        let bounce = format!(
            "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <b1@mx.example>\n\n\
             <info@nord.example>: unknown user\n\nMessage-ID: <{own}>\n"
        );
        comes_to("sales", bounce);
        let deliveries = desk.read(&chief, |view| outbox::list(view, Shelf::Failed, None, 9));
        assert_eq!(deliveries.len(), 1, "{deliveries:?}");

        // where the contact writes last counts; what staff write goes out from there
        let token_to = format!("To: support+{token}@shop-levels.example");
        let again = mail("info@nord.example", "Re: [#1] Angebot", "a2@nord.example", "", "Noch etwas.")
            .replace(&format!("To: {DESK}"), &token_to);
        comes_to("pipe", again);
        let ticket = desk.read(&chief, |view| desk::ticket::get_by_number(view, 1));
        let reply = |words: &str| {
            drop(desk.news());
            desk.replies(&chief, ticket.id, words);
            desk.jobs();
            from(&desk.news().remove(0))
        };
        assert_eq!(reply("Gern.").1, DESK);
        let to_sales = mail("info@nord.example", "Re: [#1] Angebot", "a3@nord.example", "", "Und?");
        comes_to("sales", to_sales);
        assert_eq!(reply("Sofort.").1, "verkauf@provider.example");

        // nobody reads a retired one: what is written then comes from the desk
        desk.act(&chief, move |act| mailbox::retire(act, sales, Some(act.now)));
        assert_eq!(reply("Bis bald."), (provider(&desk), DESK.to_owned()));
    }
}

/// The name beside the desk's own address.
fn provider(desk: &TestDesk) -> String {
    desk.read(&Actor::Operator, |view| {
        Ok(desk::catalogue::current(view)?.map(|(_, catalogue)| catalogue.provider.name.get(Language::De).to_owned()))
    })
    .unwrap()
}
