//! Who follows a ticket or is mentioned hears of what others do.

use desk::Role;
use desk::notice::{self, Kind};
use desk::ticket;
use jiff::SignedDuration;

use crate::{news, on_both, unseen};

#[test]
fn followers_and_those_mentioned_hear_of_what_others_do() {
    on_both("notices", |desk| {
        let shop = desk.customer("Nord", "level-3");
        let [jana, musa, lene] =
            ["Jana Winter", "Musa Okonkwo", "Lene Faber"].map(|name| desk.staff(name, Role::Agent));
        let opened = desk.opens(&shop.actor(), "Filter leer");
        let (id, number) = (opened.id, opened.number);
        desk.act(&jana, move |act| notice::follow(act, id));
        desk.act(&jana, move |act| notice::follow(act, id));
        unseen(desk.try_act(&shop.actor(), move |act| notice::follow(act, id)));
        unseen(desk.desk.read_blocking(shop.actor(), move |view| notice::list(view, None, 9)));
        let minute = || desk.pass(SignedDuration::from_mins(1));
        desk.replies(&shop.actor(), id, "Geht immer noch nicht.");
        minute();
        desk.act(&musa, move |act| ticket::note(act, id, "@Lene Faber und @jana, bitte. @Musa bin ich selbst."));
        minute();
        desk.act(&jana, move |act| ticket::resolve(act, id));
        let who = |name: &str| name.to_owned();
        assert_eq!(
            news(desk, &jana),
            [(number, Kind::Replied, who("Kontakt Nord")), (number, Kind::Mentioned, who("Musa Okonkwo"))],
            "what happens at once is told once, and one's own not at all"
        );
        let lene_news = [(number, Kind::Mentioned, who("Musa Okonkwo")), (number, Kind::Moved, who("Jana Winter"))];
        assert_eq!(news(desk, &lene), lene_news, "who is mentioned follows");
        assert_eq!(news(desk, &musa), [(number, Kind::Moved, who("Jana Winter"))]);
        minute();
        let (musa_id, jana_id) = (musa.staff().unwrap(), jana.staff().unwrap());
        desk.act(&jana, move |act| ticket::assign(act, id, Some(musa_id)));
        desk.act(&jana, move |act| ticket::assign(act, id, Some(jana_id)));
        assert_eq!(news(desk, &musa), [(number, Kind::Assigned, who("Jana Winter"))]);
        assert_eq!(news(desk, &jana), []);
        minute();
        desk.act(&lene, move |act| notice::unfollow(act, id));
        desk.replies(&shop.actor(), id, "Doch nicht.");
        assert_eq!(desk.read(&lene, move |view| notice::unseen(view, musa_id)), 1);
        assert_eq!(news(desk, &lene), []);
        let followers = desk.read(&jana, move |view| notice::followers(view, id));
        assert_eq!(
            followers.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
            ["Jana Winter", "Musa Okonkwo"]
        );
        desk.act(&musa, move |act| notice::see(act, id));
        assert_eq!(desk.read(&musa, move |view| notice::unseen(view, musa_id)), 0);
    });
}
