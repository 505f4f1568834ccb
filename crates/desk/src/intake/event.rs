//! What a message says of a calendar event that its mail brings: in German and English, as notes of machines' mails are, because
//! whoever reads it may be staff or customer. The file is with the message.

use mail::{Coming, Event, Moment, Wish};

/// The lines below the text of the mail.
pub(super) fn words(event: &Event) -> String {
    let head = match event.wish {
        Wish::Tells => "Termin / event",
        Wish::Invites => "Einladung / invitation",
        Wish::CallsOff => "Abgesagter Termin / cancelled event",
        Wish::Answers(Some(Coming::Yes)) => "Zusage / accepted",
        Wish::Answers(Some(Coming::No)) => "Absage / declined",
        Wish::Answers(Some(Coming::Perhaps)) => "Zusage unter Vorbehalt / tentatively accepted",
        Wish::Answers(None) => "Antwort auf eine Einladung / answer to an invitation",
        Wish::Proposes => "Vorschlag für eine andere Zeit / another time proposed",
    };
    let mut lines = vec![format!("{head}: {}", if event.title.is_empty() { "–" } else { &event.title })];
    let mut line = |name: &str, words: String| {
        if !words.is_empty() {
            lines.push(format!("{name}: {words}"));
        }
    };
    line("Wann / when", when(event));
    line("Wo / where", event.place.clone());
    line("Von / by", event.organizer.clone());
    lines.join("\n")
}

fn when(event: &Event) -> String {
    let Some((from, to)) = event.when else { return String::new() };
    let day = |date: jiff::civil::Date| date.strftime("%Y-%m-%d").to_string();
    let clock = |time: jiff::civil::DateTime| time.strftime("%H:%M").to_string();
    let one = |moment: Moment| match moment {
        Moment::Day(date) => day(date),
        Moment::Time(time) => format!("{} {}", day(time.date()), clock(time)),
    };
    let mut words = match (from, to) {
        (Moment::Time(from), Some(Moment::Time(to))) if from.date() == to.date() => {
            format!("{}–{}", one(Moment::Time(from)), clock(to))
        }
        (from, Some(to)) => format!("{} – {}", one(from), one(to)),
        (from, None) => one(from),
    };
    if !event.zone.is_empty() {
        words.push_str(&format!(" ({})", event.zone));
    }
    if event.repeats {
        words.push_str(", wiederholt / repeated");
    }
    words
}
