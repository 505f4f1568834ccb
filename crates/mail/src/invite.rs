//! Calendar events in a mail (iCalendar, RFC 5545 and 5546): invitations, their cancellation, answers to them; read for the few things
//! that a person wants to know of one.
//!
//! Times stay as they are written, with the name of their zone: whoever invites knows their zone by that name. The file itself stays
//! an attachment, for programs that read all of it. Not here: the days on which an event comes again, and putting it into anybody's
//! calendar.

use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarEntry, ICalendarMethod, ICalendarParameterName, ICalendarParameterValue,
    ICalendarParticipationStatus, ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use crate::decode;
use crate::parse::Mail;

/// Most bytes of a file that are read.
const MAX_BYTES: usize = 256 * 1024;
/// Longest text of an event, in characters.
const MAX_CHARS: usize = 250;

/// What a mail wants with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// It tells of one.
    Tells,
    /// It invites to one, or changes one.
    Invites,
    /// It calls one off.
    CallsOff,
    /// It says who comes.
    Answers(Option<Coming>),
    /// It proposes another time.
    Proposes,
}

/// Whether somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Perhaps.
    Perhaps,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What the mail wants with it.
    pub wish: Wish,
    /// Its title.
    pub title: String,
    /// When it begins, and ends where that is told.
    pub when: Option<(Moment, Option<Moment>)>,
    /// Name of the zone of these times, as it is written; empty where none is told.
    pub zone: String,
    /// Whether it comes again.
    pub repeats: bool,
    /// Where.
    pub place: String,
    /// Who invites.
    pub organizer: String,
}

/// A day, or a time of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// All of the day.
    Day(Date),
    /// A time.
    Time(DateTime),
}

/// The first event among the files of a mail.
#[must_use]
pub fn event(mail: &Mail) -> Option<Event> {
    let files = mail.attachments.iter().filter(|file| file.media_type == "text/calendar").take(3);
    files.filter(|file| file.bytes.len() <= MAX_BYTES).find_map(|file| read(&String::from_utf8_lossy(&file.bytes)))
}

fn read(text: &str) -> Option<Event> {
    let calendar = ICalendar::parse(text).ok()?;
    let event = calendar.components.iter().find(|component| component.component_type.is_event())?;
    let start = event.property(&ICalendarProperty::Dtstart);
    let from = start.and_then(moment);
    let organizer = event.property(&ICalendarProperty::Organizer);
    Some(Event {
        wish: wish(&calendar, event),
        title: words(event.property(&ICalendarProperty::Summary)),
        when: from.map(|from| (from, end(event, from))),
        zone: start.filter(|_| matches!(from, Some(Moment::Time(_)))).map(zone).unwrap_or_default(),
        repeats: event.is_recurrent(),
        place: words(event.property(&ICalendarProperty::Location)),
        organizer: organizer.map(person).unwrap_or_default(),
    })
}

fn wish(calendar: &ICalendar, event: &ICalendarComponent) -> Wish {
    let head = calendar.components.first().and_then(|head| head.property(&ICalendarProperty::Method));
    let method = head.and_then(|method| match method.values.first() {
        Some(ICalendarValue::Method(method)) => Some(method),
        _ => None,
    });
    let off = event.status() == Some(&ICalendarStatus::Cancelled);
    match method {
        Some(ICalendarMethod::Cancel) => Wish::CallsOff,
        Some(ICalendarMethod::Request | ICalendarMethod::Add) if off => Wish::CallsOff,
        Some(ICalendarMethod::Request | ICalendarMethod::Add) => Wish::Invites,
        Some(ICalendarMethod::Reply) => Wish::Answers(coming(event)),
        Some(ICalendarMethod::Counter) => Wish::Proposes,
        _ => Wish::Tells,
    }
}

fn coming(event: &ICalendarComponent) -> Option<Coming> {
    let attendee = event.property(&ICalendarProperty::Attendee)?;
    match attendee.parameter(&ICalendarParameterName::Partstat)? {
        ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Accepted) => Some(Coming::Yes),
        ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Declined) => Some(Coming::No),
        ICalendarParameterValue::Partstat(ICalendarParticipationStatus::Tentative) => Some(Coming::Perhaps),
        _ => None,
    }
}

fn words(entry: Option<&ICalendarEntry>) -> String {
    let text = entry.and_then(|entry| entry.values.first()).and_then(ICalendarValue::as_text);
    decode::one_line(text.unwrap_or_default(), MAX_CHARS)
}

/// Name and address.
fn person(entry: &ICalendarEntry) -> String {
    let address = entry.calendar_address().unwrap_or_default();
    let name = entry.parameter(&ICalendarParameterName::Cn).and_then(ICalendarParameterValue::as_text);
    let both = match name.filter(|name| !name.trim().is_empty() && *name != address) {
        Some(name) if address.is_empty() => name.to_owned(),
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    };
    decode::one_line(&both, MAX_CHARS)
}

fn partial(entry: &ICalendarEntry) -> Option<&PartialDateTime> {
    entry.values.first().and_then(ICalendarValue::as_partial_date_time)
}

fn moment(entry: &ICalendarEntry) -> Option<Moment> {
    let at = partial(entry)?;
    let small = |value: Option<u8>| value.and_then(|value| i8::try_from(value).ok());
    let date = Date::new(i16::try_from(at.year?).ok()?, small(at.month)?, small(at.day)?).ok()?;
    match at.hour {
        None => Some(Moment::Day(date)),
        Some(_) => {
            let (hour, minute, second) =
                (small(at.hour)?, small(at.minute).unwrap_or(0), small(at.second).unwrap_or(0));
            let time = jiff::civil::Time::new(hour, minute, second.min(59), 0).ok()?;
            Some(Moment::Time(date.to_datetime(time)))
        }
    }
}

fn zone(entry: &ICalendarEntry) -> String {
    match partial(entry) {
        Some(PartialDateTime { tz_hour: Some(0), tz_minute: Some(0) | None, .. }) => "UTC".to_owned(),
        _ => {
            let name = entry.parameter(&ICalendarParameterName::Tzid).and_then(ICalendarParameterValue::as_text);
            decode::one_line(name.unwrap_or_default(), MAX_CHARS)
        }
    }
}

/// When it ends. The end of whole days is the day after the last one; the last one is meant.
fn end(event: &ICalendarComponent, from: Moment) -> Option<Moment> {
    let told = event.property(&ICalendarProperty::Dtend).and_then(moment);
    let lasts = event.property(&ICalendarProperty::Duration).and_then(|entry| match entry.values.first() {
        Some(ICalendarValue::Duration(duration)) => Some(SignedDuration::from_secs(duration.as_seconds())),
        _ => None,
    });
    let end = match (told, from, lasts) {
        (Some(Moment::Day(day)), Moment::Day(_), _) => Moment::Day(day.yesterday().ok()?),
        (Some(end), ..) => end,
        (None, Moment::Time(from), Some(lasts)) => Moment::Time(from.checked_add(lasts).ok()?),
        (None, Moment::Day(from), Some(lasts)) => Moment::Day(from.checked_add(lasts).ok()?.yesterday().ok()?),
        (None, _, None) => return None,
    };
    (end != from).then_some(end)
}
