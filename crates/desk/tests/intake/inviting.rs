//! Calendar events that come by mail: said in the message, and kept as a file.

use desk::Role;
use testkit::TestDesk;

use crate::{DESK, takes};

#[test]
fn what_an_invitation_says_stands_in_the_message() {
    let desk = TestDesk::promising();
    let agent = desk.staff("Ada", Role::Agent);
    desk.customer("Nord", "full");
    let mail = |number: usize, text: &str, method: &str, lines: &str| {
        format!(
            "From: info@nord.example\nTo: {DESK}\nSubject: Termin {number}\nMessage-ID: <e{number}@nord.example>\nMIME-Version: 1.0\n\
             Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{text}\n\
             --b\nContent-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\n\
             SUMMARY:Wartung <b>\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n--b--\n"
        )
    };
    let said = |number: i64| {
        let page = desk.read(&agent, move |view| desk::ticket::page(view, number));
        let message = page.messages.into_iter().next().expect("a message");
        let files: Vec<String> = message.files.into_iter().map(|file| file.name).collect();
        (message.body, files)
    };
    let when = "DTSTART;TZID=Europe/Berlin:20261124T100000\nDTEND;TZID=Europe/Berlin:20261124T113000\nLOCATION:Raum 3\n\
                ORGANIZER;CN=Bo:mailto:bo@nord.example";
    assert_eq!(takes(&desk, &mail(1, "Passt das?", "REQUEST", when)), "opened 1");
    let (body, files) = said(1);
    assert_eq!(
        body,
        "Passt das?\n\nEinladung / invitation: Wartung <b>\nWann / when: 2026-11-24 10:00–11:30 (Europe/Berlin)\n\
         Wo / where: Raum 3\nVon / by: Bo <bo@nord.example>"
    );
    assert!(files.len() == 1 && files[0].ends_with(".ics"), "{files:?}");
    let off = "STATUS:CANCELLED\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127\nRRULE:FREQ=DAILY";
    assert_eq!(takes(&desk, &mail(2, "", "CANCEL", off)), "opened 2");
    assert_eq!(
        said(2).0,
        "Abgesagter Termin / cancelled event: Wartung <b>\nWann / when: 2026-11-24 – 2026-11-26, wiederholt / repeated"
    );
    assert_eq!(takes(&desk, &mail(3, "", "REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example")), "opened 3");
    assert_eq!(said(3).0, "Absage / declined: Wartung <b>");
}
