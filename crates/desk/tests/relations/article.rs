//! Drafts of articles, made from what was answered.

use desk::search::{self, Zone};
use desk::ticket;
use desk::{Actor, Role, article};

use crate::{conflict, on_both, unseen, wrong};

#[test]
fn a_draft_of_an_article_says_what_was_answered_and_names_nobody() {
    on_both("article", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let jana = desk.staff("Jana Winter", Role::Agent);
        let id = desk.opens(&shop.actor(), "Filter leer bei Nord").id;
        assert_eq!(conflict(desk.try_act(&jana, move |act| article::draft_from(act, id))), "no-answer");
        let answer = "Guten Tag Kontakt Nord,\n\nleeren Sie den Cache:\n\n    bin/clear\n\nFragen an jana@provider.example oder +493641000000. Norden bleibt.\n\nViele Grüße\nJana Winter\n> alt";
        desk.replies(&jana, id, answer);
        desk.replies(&shop.actor(), id, "Danke, Ihr Kontakt");
        desk.act(&jana, move |act| ticket::note(act, id, "Intern."));
        let draft = desk.act(&jana, move |act| article::draft_from(act, id));
        let made = desk.read(&jana, move |view| article::get(view, draft));
        assert_eq!(made.title, "Filter leer bei …");
        assert_eq!(made.body, "leeren Sie den Cache:\n\n    bin/clear\n\nFragen an … oder … Norden bleibt.");
        assert_eq!(wrong(desk.try_act(&jana, move |act| article::write(act, draft, "", "X"))), "title missing");
        desk.act(&jana, move |act| article::write(act, draft, "Cache leeren", "So: `bin/clear` <b>"));
        unseen(desk.desk.read_blocking(shop.actor(), move |view| article::get(view, draft)));
        unseen(desk.desk.read_blocking(shop.actor(), |view| article::list(view, None, 9)));
        unseen(desk.try_act(&shop.actor(), move |act| article::draft_from(act, id)));
        desk.indexes();
        let find = |actor: &Actor| {
            let asked = search::Asked { text: "Cache".to_owned(), page: 0, zone: Zone::UTC };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(search::find(&desk.desk, actor.clone(), asked)).unwrap()
        };
        assert_eq!((find(&jana).articles.len(), find(&shop.actor()).articles.len()), (1, 0));
        assert_eq!(desk.read(&jana, move |view| article::of_ticket(view, id)), [(draft, "Cache leeren".to_owned())]);
        desk.act(&jana, move |act| article::discard(act, draft));
        unseen(desk.try_act(&jana, move |act| article::discard(act, draft)));
        desk.indexes();
        assert_eq!(find(&jana).articles.len(), 0);
    });
}
