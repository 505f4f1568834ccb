//! What is to be done on a ticket, and who ticked it off.

use desk::ticket::{self, Direction};
use desk::{DeskError, Role};

use crate::{history, on_both, unseen, wrong};

#[test]
fn a_checklist_says_who_ticked_what_when() {
    on_both("checklist", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let (jana, chief) = (desk.staff("Jana Winter", Role::Agent), desk.staff("Chefin", Role::Administrator));
        let opened = desk.opens(&shop.actor(), "Umzug");
        let id = opened.id;
        let denied = desk.try_act(&jana, |act| ticket::create_checklist(act, "Umzug", "Eins"));
        assert!(matches!(denied, Err(DeskError::Forbidden)), "{denied:?}");
        assert_eq!(wrong(desk.try_act(&chief, |act| ticket::create_checklist(act, "X", " \n "))), "items missing");
        let many = "Punkt\n".repeat(101);
        assert_eq!(wrong(desk.try_act(&chief, move |act| ticket::create_checklist(act, "X", &many))), "items too-many");
        let list = desk.act(&chief, |act| ticket::create_checklist(act, "Umzug", "Sichern\n\n Umziehen \nPrüfen"));
        desk.act(&jana, move |act| ticket::apply_checklist(act, id, list));
        desk.act(&jana, move |act| ticket::add_item(act, id, "Melden\nzwei"));
        assert_eq!(wrong(desk.try_act(&jana, move |act| ticket::add_item(act, id, ""))), "item missing");
        let items = || desk.read(&jana, move |view| ticket::items(view, id));
        let words = || items().into_iter().map(|item| item.words).collect::<Vec<_>>();
        assert_eq!(words(), ["Sichern", "Umziehen", "Prüfen", "Melden zwei"]);
        let [first, second] = [items()[0].id, items()[1].id];
        for _ in 0..2 {
            desk.act(&jana, move |act| ticket::tick(act, id, first));
        }
        assert_eq!(items()[0].ticked, Some(("Jana Winter".to_owned(), desk.desk.now())));
        let progress = || desk.read(&jana, move |view| ticket::row(view, opened.number)).items;
        assert_eq!(progress(), (1, 4));
        desk.act(&jana, move |act| ticket::move_item(act, id, second, Direction::Up));
        desk.act(&jana, move |act| ticket::move_item(act, id, second, Direction::Up));
        desk.act(&jana, move |act| ticket::rename_item(act, id, second, "Zuerst umziehen"));
        desk.act(&jana, move |act| ticket::untick(act, id, first));
        desk.act(&jana, move |act| ticket::remove_item(act, id, first));
        desk.act(&jana, move |act| ticket::remove_item(act, id, first));
        assert_eq!(words(), ["Zuerst umziehen", "Prüfen", "Melden zwei"]);
        assert_eq!(progress(), (0, 3));
        unseen(desk.try_act(&jana, move |act| ticket::tick(act, id, first)));
        unseen(desk.desk.read_blocking(shop.actor(), move |view| ticket::items(view, id)));
        unseen(desk.try_act(&shop.actor(), move |act| ticket::add_item(act, id, "X")));
        desk.act(&chief, move |act| ticket::remove_checklist(act, list));
        assert_eq!(words().len(), 3, "what stands on a ticket stays");
        let told = history(desk, &jana, opened.number);
        let expected =
            ["open", "checklist", "item-add", "item-tick", "item-move", "item-rename", "item-untick", "item-remove"];
        assert_eq!(told, expected, "the same again is no entry");
    });
}
