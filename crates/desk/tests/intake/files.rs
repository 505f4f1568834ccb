//! Files that came with a mail: they are the message's, and lie in the mail alone.

use desk::file::{self, RECEIVED_MAX};
use desk::ticket::{self, LeftOut, MessageView};
use desk::{Actor, DeskError, Role};
use testkit::TestDesk;

use crate::{DESK, became, mail, takes};

const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A mail with parts as given.
fn parts(from: &str, subject: &str, more: &str, body: &str, parts: &[String]) -> String {
    let parts: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
    format!(
        "From: {from}\nTo: {DESK}\nSubject: {subject}\nMessage-ID: <{}@x.example>\n{more}MIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{body}\n{parts}--b--\n",
        subject.len()
    )
}

fn file(kind: &str, name: &str, content: &str) -> String {
    format!("Content-Type: {kind}\nContent-Disposition: attachment; filename=\"{name}\"\n\n{content}")
}

fn picture() -> String {
    format!(
        "Content-Type: image/png; name=\"bild.png\"\nContent-ID: <p1@x.example>\nContent-Disposition: inline\n\
         Content-Transfer-Encoding: base64\n\n{PICTURE}"
    )
}

fn messages(desk: &TestDesk, actor: &Actor, number: i64) -> Vec<MessageView> {
    desk.read(actor, move |view| ticket::page(view, number)).messages
}

#[test]
fn what_a_mail_brings_is_the_messages_and_is_what_its_content_says() {
    let desk = TestDesk::promising();
    let shop = desk.customer("Nord", "full");
    let (agent, other) = (desk.staff("Ada", Role::Agent), desk.customer("Sued", "full"));
    let files = [
        file("application/pdf", "../../etc/passwd", "a,b;1,2"),
        file("image/png", "bild.png", "<script>alert(1)</script>"),
        picture(),
        file("text/plain", "leer.txt", ""),
    ];
    let raw = parts("info@nord.example", "Filter", "", "Siehe [cid:p1@x.example] oben.", &files);
    assert_eq!(takes(&desk, &raw), "opened 1");
    let found = messages(&desk, &agent, 1).remove(0);
    let told: Vec<_> = found
        .files
        .iter()
        .map(|one| (one.name.as_str(), one.media_type.as_str(), one.size, one.content_id.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("passwd", "text/plain", 7, None),
            ("bild.png", "text/plain", 25, None),
            ("bild.png", "image/png", 70, Some("p1@x.example")),
            ("leer.txt", "text/plain", 0, None),
        ]
    );
    assert_eq!(found.left_out, []);
    // The bytes lie in the mail alone.
    assert_eq!(desk.rows("select count(*) from file_part"), ["0"]);
    for reader in [agent.clone(), shop.actor()] {
        let id = found.files[0].id;
        let (_, bytes) = desk.read(&reader, move |view| file::get(view, 1, id));
        assert_eq!(String::from_utf8(bytes).unwrap(), "a,b;1,2");
        let id = found.files[2].id;
        let (_, bytes) = desk.read(&reader, move |view| file::get(view, 1, id));
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() == 70);
    }
    let id = found.files[0].id;
    let unseen = desk.desk.read_blocking(other.actor(), move |view| file::get(view, 1, id));
    assert!(matches!(unseen, Err(DeskError::NotFound)), "{unseen:?}");
    // Should files be numbered differently one day, the right one is found by its content, and never another.
    desk.tampers("update file set mail_part = mail_part + 1", &[]);
    let (_, bytes) = desk.read(&agent, move |view| file::get(view, 1, id));
    assert_eq!(bytes, b"a,b;1,2");
    desk.tampers("update file set sha256 = $1", &[database::Value::Bytes(b"x".to_vec())]);
    assert!(desk.desk.read_blocking(agent.clone(), move |view| file::get(view, 1, id)).is_err());
}

#[test]
fn answers_notes_and_split_messages_have_the_files_of_their_mails() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    let shop = desk.customer("Nord", "full");
    assert_eq!(takes(&desk, &mail("info@nord.example", "Filter", "a1@nord.example", "", "Seit heute.")), "opened 1");
    let log = [file("text/plain", "log.txt", "eins")];
    let threaded = "In-Reply-To: <a1@nord.example>\n";
    assert_eq!(takes(&desk, &parts("info@nord.example", "Log", threaded, "Anbei", &log)), "continued 1");
    let away = format!("{threaded}Auto-Submitted: auto-replied\n");
    let note = [file("text/plain", "vertretung.txt", "zwei")];
    assert_eq!(takes(&desk, &parts("info@nord.example", "Abwesend", &away, "Bis Montag", &note)), "noted 1");
    let found = messages(&desk, &agent, 1);
    let names: Vec<Vec<&str>> =
        found.iter().map(|one| one.files.iter().map(|file| file.name.as_str()).collect()).collect();
    assert_eq!(names, [vec![], vec!["log.txt"], vec!["vertretung.txt"]]);
    // What staff were told by a machine is staff's.
    let id = found[2].files[0].id;
    let unseen = desk.desk.read_blocking(shop.actor(), move |view| file::get(view, 1, id));
    assert!(matches!(unseen, Err(DeskError::NotFound)), "{unseen:?}");
    let message = found[1].id;
    let split = desk.act(&agent, move |act| ticket::split(act, message, "Log lesen")).number;
    let id = messages(&desk, &shop.actor(), split)[0].files[0].id;
    let (file, bytes) = desk.read(&shop.actor(), move |view| file::get(view, split, id));
    assert_eq!((file.name.as_str(), bytes.as_slice()), ("log.txt", b"eins".as_slice()));
    assert_eq!(messages(&desk, &agent, 1)[1].files.len(), 1);
}

#[test]
fn what_there_is_too_much_of_is_said_and_stays_in_the_mail() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "full");
    let many: Vec<String> = (0..=RECEIVED_MAX).map(|ix| file("text/plain", &format!("{ix}.txt"), "x")).collect();
    let long = "Zeile\n".repeat(ticket::BODY_MAX);
    let id = desk.receives(&parts("info@nord.example", "Viel", "", &long, &many));
    assert_eq!(became(&desk, id).reading.outcome, "opened");
    let found = messages(&desk, &agent, 1).remove(0);
    assert_eq!((found.files.len(), found.left_out), (RECEIVED_MAX, vec![LeftOut::Text, LeftOut::Files]));

    let deep: String =
        (0..1500).map(|ix| format!("Content-Type: multipart/mixed; boundary=d{ix}\n\n--d{ix}\n")).collect();
    let raw = format!("From: info@nord.example\nTo: {DESK}\nSubject: Tief\n{deep}\nText");
    assert_eq!(takes(&desk, &raw), "opened 2");
    let found = messages(&desk, &agent, 2).remove(0);
    assert_eq!((found.files.len(), found.left_out), (1, vec![LeftOut::Depth]));
}

/// What Outlook packs into winmail.dat: a text, and a file whose short name is not its name.
const WINMAIL: &[&[u8]] = &[
    b"\x78\x9f\x3e\x22\x01\x00",
    b"\x01\x0c\x80\x02\x00\x0a\x00\x00\x00Gr\xfc\xdfe, Bo\0\x00\x00",
    b"\x02\x02\x90\x06\x00\x02\x00\x00\x00\x00\x00\x00\x00",
    b"\x02\x10\x80\x01\x00\x06\x00\x00\x00A~1.T\0\x00\x00",
    b"\x02\x0f\x80\x06\x00\x04\x00\x00\x00eins\x00\x00",
    b"\x02\x05\x90\x06\x00\x1c\x00\x00\x00",
    b"\x01\x00\x00\x00\x1f\x00\x07\x37\x01\x00\x00\x00\x0c\x00\x00\x00A\0.\0t\0x\0t\0\0\0\x00\x00",
];

#[test]
fn what_outlook_packs_into_one_file_is_read_from_it() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "full");
    let send = |subject: &str, packed: &[u8]| {
        let mut raw = format!(
            "From: info@nord.example\nTo: {DESK}\nSubject: {subject}\nMessage-ID: <{subject}@nord.example>\n\
             Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: quoted-printable\n\n"
        );
        packed.iter().for_each(|byte| raw.push_str(&format!("={byte:02X}")));
        takes(&desk, &raw)
    };
    let whole = WINMAIL.concat();
    assert_eq!(send("Filter", &whole), "opened 1");
    let found = messages(&desk, &agent, 1).remove(0);
    assert_eq!((found.body.as_str(), found.left_out.as_slice()), ("Grüße, Bo", [].as_slice()));
    let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["A.txt"]);
    let id = found.files[0].id;
    assert_eq!(desk.read(&agent, move |view| file::get(view, 1, id)).1, b"eins");
    // Cut within the name: the old one is there, and the whole is a file beside it.
    assert_eq!(send("Kaputt", &whole[..whole.len() - 10]), "opened 2");
    let found = messages(&desk, &agent, 2).remove(0);
    let names: Vec<&str> = found.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!((names.as_slice(), found.left_out), (["A~1.T", "winmail.dat"].as_slice(), vec![LeftOut::Packed]));
}

#[test]
fn a_mail_of_any_size_is_kept_as_it_came() {
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "pieces")] {
        desk.customer("Nord", "level-3");
        let head = mail("info@nord.example", "Größe", "size@nord.example", "", "");
        // Around what fits into a row, and into the first piece beside it; and many pieces.
        let row = 3 * 1024;
        for size in [row - 1, row, row + 1, row + 512 * 1024, row + 512 * 1024 + 1, 3_000_000] {
            let mut raw = head.replace("size@", &format!("{size}@"));
            let lines = raw.lines().count();
            raw.extend((raw.len() + lines..size).map(|at| char::from(b"abcdefghijklmnopqrstuvw"[at % 23])));
            let id = desk.receives(&raw);
            let kept = desk.read(&Actor::Operator, move |view| desk::intake::raw(view, id));
            assert_eq!(kept.len(), size);
            assert!(kept == raw.replace('\n', "\r\n").as_bytes(), "{size}");
            assert_eq!(desk.receives(&raw), id, "the same again is known");
        }
    }
}
