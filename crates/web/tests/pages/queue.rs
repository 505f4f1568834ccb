//! Agents filter the queue, save views, act on many tickets and take it back, and move cards of the board.

use desk::Role;
use desk::ticket::State;

use crate::browser::{Answer, Web};

const HOSTILE: &str = "<script>alert(1)</script>";

struct Desk {
    web: Web,
}

impl Desk {
    /// Three tickets of one customer, two of another.
    fn new() -> Desk {
        let web = Web::of("shop-levels");
        let (tea, coffee) = (web.desk.customer("Teekontor", "level-3"), web.desk.customer("Kaffee", "level-2"));
        for (customer, subject) in
            [(&tea, "Eins"), (&coffee, "Zwei"), (&tea, "Drei"), (&coffee, "Vier"), (&tea, "Fünf Drucker")]
        {
            web.desk.opens(&customer.actor(), subject);
        }
        web.desk.indexes();
        Desk { web }
    }

    fn state(&self, number: i64) -> State {
        self.web.desk.read(&desk::Actor::Operator, move |view| desk::ticket::get_by_number(view, number)).state
    }
}

/// The numbers of the tickets in a list or on a board, in order.
fn numbers(answer: &Answer) -> Vec<i64> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body.split("name=\"t").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

#[test]
fn a_filter_is_written_by_a_form_saved_as_a_view_and_is_a_link() {
    let desk = Desk::new();
    let (_, jana) = desk.web.staff("Jana", Role::Agent);
    let sent =
        jana.get("/queue?f=1&f-state=open&f-customer=Teekontor&f-words=-drucker&f-tag=&o-sort=opened&o-group=&c-1=");
    assert_eq!(sent.status, 303);
    assert_eq!(sent.location(), "/shop-levels/queue?q=state%3Aopen%20customer%3ATeekontor%20-drucker&sort=opened");
    let page = jana.get(sent.location().strip_prefix("/shop-levels").unwrap());
    assert_eq!(numbers(&page), [3, 1]);
    for words in ["<option value=\"open\" selected>", "value=\"-drucker\"", "value=\"Teekontor\"", "Save as view"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let view = [
        ("name", HOSTILE),
        ("q", "state:open customer:Teekontor"),
        ("sort", "waiting"),
        ("group", ""),
        ("columns", "number,subject,tags,waiting,state"),
    ];
    let saved = jana.post("/queue/views", &view);
    assert_eq!(saved.status, 303, "{}", saved.body);
    let path = saved.location().strip_prefix("/shop-levels").unwrap().to_owned();
    let page = jana.get(&path);
    assert_eq!(numbers(&page), [1, 3, 5]);
    assert!(
        page.body.contains("<th scope=\"col\">Waiting since</th>") && page.body.contains("Edit view"),
        "{}",
        page.body
    );
    assert!(!page.body.contains(HOSTILE) && page.body.contains("&#60;script&#62;alert(1)"), "{}", page.body);
    assert!(page.body.contains("<span class=\"num soft\">3</span>"), "its tickets are counted: {}", page.body);
    // It is Jana's own: for others there is no such page, and no tab.
    let (_, bob) = desk.web.staff("Bob", Role::Agent);
    assert_eq!(bob.get(&path).status, 404);
    // Without a name, and with one that is shared without leave, nothing is saved.
    let wrong = jana.post("/queue/views", &[("name", " "), ("q", "state:open")]);
    assert!(wrong.status == 422 && wrong.body.contains("id=\"name-error\""), "{}", wrong.body);
    assert_eq!(jana.post("/queue/views", &[("name", "Alle"), ("q", ""), ("shared", "yes")]).status, 403);
    let (_, musa) = desk.web.staff("Musa", Role::Manager);
    assert_eq!(musa.post("/queue/views", &[("name", "Für alle"), ("q", "tag:kasse"), ("shared", "yes")]).status, 303);
    assert!(bob.get("/queue").body.contains("Für alle"));
    let id = path.split('=').nth(1).unwrap();
    assert_eq!(jana.post(&format!("/queue/views/{id}/remove"), &[]).status, 303);
    assert_eq!(jana.get(&path).status, 404);
}

#[test]
fn groups_say_how_many_they_are_and_where_all_of_them_are() {
    let desk = Desk::new();
    let (_, jana) = desk.web.staff("Jana", Role::Agent);
    let page = jana.get("/queue?q=state:open&group=customer&sort=opened");
    assert_eq!(numbers(&page), [5, 3, 1, 4, 2]);
    assert!(
        page.body.contains("<span dir=\"auto\">Teekontor</span>") && page.body.contains("all 3 tickets"),
        "{}",
        page.body
    );
    let link =
        page.body.split("group-head").nth(2).unwrap().split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let all = jana.get(&link.replace("&#38;", "&").replace("/shop-levels", ""));
    assert_eq!(numbers(&all), [4, 2]);
    let wrong = jana.get("/queue?q=due:bald");
    assert!(wrong.status == 200 && wrong.body.contains("due: breached, soon, today, later, none"), "{}", wrong.body);
    for odd in [
        "/queue?q=%22",
        "/queue?q=tag:",
        "/queue?page=99999",
        "/queue?q=x&page=-1",
        "/queue?sort=no&group=no&columns=no,,no",
    ] {
        assert_eq!(jana.get(odd).status, 200, "{odd}");
    }
    assert_eq!(jana.get("/queue?view=99999").status, 404);
}

#[test]
fn many_are_acted_on_by_one_form_and_taken_back() {
    let desk = Desk::new();
    let (actor, jana) = desk.web.staff("Jana", Role::Agent);
    let me = crate::browser::staff_id(&actor).to_string();
    let back = ("back", "/shop-levels/queue?view=mine");
    let sent = jana.post("/queue/act", &[("t1", "1"), ("t2", "1"), ("t77", "1"), ("assign", &me), back]);
    assert_eq!((sent.status.as_u16(), sent.location()), (303, "/shop-levels/queue?view=mine"));
    let page = jana.get("/queue?view=mine");
    assert_eq!(numbers(&page), [1, 2]);
    for words in ["2 tickets are changed.", "Not #77: there is no such ticket.", "/shop-levels/undo/many/"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let undo = page.body.split("/shop-levels/undo/many/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (_, bob) = desk.web.staff("Bob", Role::Agent);
    assert_eq!(bob.post(&format!("/undo/many/{undo}"), &[]).status, 404);
    assert_eq!(jana.post(&format!("/undo/many/{undo}"), &[]).status, 303);
    let page = jana.get("/queue?view=mine");
    assert!(numbers(&page).is_empty() && page.body.contains("2 tickets are as they were."), "{}", page.body);
    jana.post(&format!("/undo/many/{undo}"), &[]);
    assert!(jana.get("/queue").body.contains("It was taken back already."));

    // Nothing picked, nothing said, nobody known, another place to go back to.
    for (fields, words) in [
        (vec![("state", "closed")], "No ticket is picked."),
        (vec![("t1", "1"), ("tag", "add"), ("tags", " ")], "Please fill this in."),
        (vec![("t1", "1"), ("assign", "x")], "This is not known here."),
        (vec![("t1", "1"), ("tag", "add"), ("tags", HOSTILE), ("back", "//evil.example/")], "One ticket is changed."),
    ] {
        let sent = jana.post("/queue/act", &fields);
        assert_eq!((sent.status.as_u16(), sent.location()), (303, "/shop-levels/queue"), "{words}");
        let page = jana.get("/queue").body;
        assert!(page.contains(words) && !page.contains(HOSTILE), "{words}: {page}");
    }
    let all: Vec<(String, &str)> = (1..=201).map(|at| (format!("t{at}"), "1")).collect();
    let mut fields: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    fields.push(("state", "closed"));
    jana.post("/queue/act", &fields);
    assert!(jana.get("/queue").body.contains("At most 200."));
    assert_eq!(desk.state(1), State::Open);
}

#[test]
fn many_are_merged_into_one_and_taken_apart() {
    let desk = Desk::new();
    let (_, jana) = desk.web.staff("Jana", Role::Agent);
    jana.post("/queue/act", &[("t5", "1"), ("t3", "1"), ("t2", "1"), ("merge", "1"), ("into", "")]);
    let page = jana.get("/queue").body;
    for words in ["Nothing is changed.", "Not #3, #5: #2 belongs to another customer"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Enter in the field presses the form's first button.
    jana.post("/queue/act", &[("t5", "1"), ("t3", "1"), ("tag", "add"), ("tags", ""), ("into", " #1 ")]);
    let page = jana.get("/queue").body;
    assert!(page.contains("2 tickets are changed.") && page.contains("/undo/many/"), "{page}");
    assert_eq!((desk.state(3), desk.state(5)), (State::Closed, State::Closed));
    let undo = page.split("/shop-levels/undo/many/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    jana.post(&format!("/undo/many/{undo}"), &[]);
    assert_eq!((desk.state(3), desk.state(5)), (State::Open, State::Open));
    for (into, words) in [
        ("77", "There is no ticket #77."),
        (HOSTILE, "There is no ticket"),
        ("1", "Pick another ticket besides"),
        ("", "Pick another ticket besides"),
    ] {
        jana.post("/queue/act", &[("t1", "1"), ("merge", "1"), ("into", into)]);
        let page = jana.get("/queue").body;
        assert!(page.contains(words) && !page.contains(HOSTILE), "{words}: {page}");
    }
}

#[test]
fn cards_of_the_board_move_and_say_why_they_stay() {
    let desk = Desk::new();
    let (_, jana) = desk.web.staff("Jana", Role::Agent);
    let board = jana.get("/queue?q=customer:Teekontor&as=board");
    for words in ["id=\"t1\"", "id=\"t3\"", "data-column=\"waiting\"", "data-move=\"resolved\""] {
        assert!(board.body.contains(words), "{words}: {}", board.body);
    }
    assert!(!board.body.contains("id=\"t2\""), "{}", board.body);
    let back = ("back", "/shop-levels/queue?as=board");
    let sent = jana.post("/queue/move", &[("number", "1"), ("to", "resolved"), back]);
    assert_eq!((sent.status.as_u16(), sent.location()), (303, "/shop-levels/queue?as=board#t1"));
    assert_eq!(desk.state(1), State::Resolved);
    let page = jana.get("/queue?as=board").body;
    assert!(page.contains("#1 is now: resolved.") && page.contains("/undo/many/"), "{page}");
    jana.post("/queue/move", &[("number", "1"), ("to", "waiting"), back]);
    assert_eq!(desk.state(1), State::Resolved);
    let page = jana.get("/queue?as=board").body;
    assert!(page.contains("Not #1: The ticket is not open any more."), "{page}");
    assert_eq!(jana.post("/queue/move", &[("number", "x"), ("to", "open")]).status, 404);
    desk.web.desk.indexes();
    let fragment = jana.get("/queue/list?as=board").body;
    assert!(fragment.contains("hx-swap-oob") && !fragment.contains("<html"), "{fragment}");
    let resolved = fragment.split("data-column=\"resolved\"").nth(1).unwrap().split("data-column").next().unwrap();
    assert!(resolved.contains("id=\"t1\""), "{fragment}");
}
