//! The targets of an offer: milestone, length, window, for which requests, and what else is said of the clock.

use std::sync::Arc;

use jiff::civil::Time;

use super::super::catalogue::terms::{Course, EscalationRule, EscalationTime, Judged, Measure, Shift, Terms};
use super::super::catalogue::{Channel, Commitment, Span, Stated, Target, Window};
use super::super::grammar::{Duration, Mistake, Within};
use super::builtin::ALWAYS;
use super::field::{Field, Fields};
use super::ids::{Ids, once};
use super::milestone::Milestones;
use super::reader::Reader;
use super::{condition, window};

/// Keys of a target.
pub(in crate::plan) const KEYS: [&str; 20] = [
    "milestone",
    "within",
    "window",
    "level",
    "severities",
    "channels",
    "when",
    "commitment",
    "warn",
    "starts-in",
    "cut-off",
    "ends-in",
    "shift",
    "from",
    "until",
    "pauses",
    "escalates",
    "quota",
    "average",
    "over",
];
/// Keys of an escalation.
pub(in crate::plan) const ESCALATION_KEYS: [&str; 3] = ["to", "at", "after"];
/// Words of `commitment`.
pub(in crate::plan) const COMMITMENTS: [(Commitment, &str); 3] =
    [(Commitment::Guaranteed, "guaranteed"), (Commitment::Target, "target"), (Commitment::BestEffort, "best-effort")];
/// Words of `shift`.
pub(in crate::plan) const SHIFTS: [(Shift, &str); 2] =
    [(Shift::NextOpening, "next-opening"), (Shift::SameTime, "same-time")];
/// Words of `over`, with their months.
pub(in crate::plan) const PERIODS: [(u32, &str); 3] = [(1, "month"), (3, "quarter"), (12, "year")];

/// Percent of a target after which people are warned, if the file says nothing.
const WARN_PERCENT: u32 = 75;

/// What targets refer to.
pub(super) struct Around<'s, 'a> {
    pub(super) ids: &'s Ids<'a>,
    pub(super) windows: &'s [Option<Window>],
    pub(super) milestones: &'s Milestones,
}

/// The targets of an offer.
pub(super) fn read_all<'a>(
    reader: &Reader<'a>,
    around: &Around<'_, 'a>,
    field: Option<Field<'a>>,
) -> Option<Vec<Target>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let mut targets: Vec<Target> = Vec::new();
    let mut good = true;
    for item in reader.list(field)? {
        let span = item.span.clone();
        let Some((target, milestone)) = read(reader, around, item) else {
            good = false;
            continue;
        };
        // Of targets that count in different windows the earliest due is what a customer can rely on.
        if targets.iter().any(|other| other.replaces(&target) && other.counting == target.counting) {
            let message = format!("a second target for `{milestone}` and the same requests");
            reader.wrong(span, message, "one target for each milestone, severity, channel, condition and window");
            good = false;
        }
        targets.push(target);
    }
    good.then_some(targets)
}

/// A target, and the id of its milestone.
fn read<'a>(reader: &Reader<'a>, around: &Around<'_, 'a>, item: Field<'a>) -> Option<(Target, &'a str)> {
    let ids = around.ids;
    let fields = Fields::open(reader, item, "a target", &KEYS)?;
    let milestone = fields.need("milestone").and_then(|field| around.milestones.find(reader, ids, field));
    let length = length(reader, around, &fields);
    let severities = ids.severities.find_all(reader, fields.get("severities"));
    let channels = fields
        .get("channels")
        .map_or(Some(Vec::new()), |field| once(reader, field, |item| reader.choice(item, &Channel::ALL)));
    let when = condition::when(reader, ids, fields.get("when"));
    let commitment =
        fields.get("commitment").map_or(Some(Commitment::default()), |field| reader.choice(field, &COMMITMENTS));
    let warn = fields
        .get("warn")
        .map_or(Some(WARN_PERCENT), |field| whole_percent(reader, field, "people are warned at a whole percentage"));
    let course = milestone.map(|milestone| around.milestones.course(reader, ids, &fields, milestone));
    let terms = terms(reader, around, &fields, course.flatten(), length.as_ref().map(|(within, _)| within.span));
    let (within, counting) = length?;
    if within.span == Stated::Value(Span::AsChosen) {
        reader.know_condition();
    }
    let target = Target {
        milestone: milestone?,
        within: within.span,
        text: within.to_string(),
        counting,
        severities: severities?,
        channels: channels?,
        when: when?,
        commitment: commitment?,
        warn_percent: warn?,
        terms: terms?,
    };
    Some((target, fields.get("milestone").and_then(|field| field.as_text()).unwrap_or_default()))
}

fn whole_percent<'a>(reader: &Reader<'a>, field: Field<'a>, message: &str) -> Option<u32> {
    let span = field.span.clone();
    let percent = reader.percent(field)?;
    let whole = u32::try_from(percent).ok().filter(|whole| percent.is_integer() && *whole > 0);
    if whole.is_none() {
        reader.wrong(span, message, "between 1 % and 100 %");
    }
    whole
}

/// `within` and `window`, or both in one as `level = "8x5x4"`.
fn length<'a>(reader: &Reader<'a>, around: &Around<'_, 'a>, fields: &Fields<'_, 'a>) -> Option<(Within, usize)> {
    let Some(level) = fields.get("level") else {
        let within = fields.need("within").and_then(|field| reader.parse::<Within>(field));
        let by_itself = within.as_ref().is_some_and(|within| asks_no_window(within.span));
        let always = || around.ids.windows.items.iter().position(|(id, _)| id == ALWAYS).filter(|_| by_itself);
        let counting = match fields.get("window") {
            Some(field) => counting(reader, around, field),
            None => always().or_else(|| {
                fields.missing("window");
                None
            }),
        };
        return Some((within?, counting?));
    };
    if let Some(second) = fields.get("within").or_else(|| fields.get("window")) {
        let message = format!("`{}` beside `level`, which says both", second.key);
        reader.wrong(second.key_span, message, "`level`, or `within` and `window`");
        return None;
    }
    let allowed = "a window and the hours in it, such as \"8x5x4\", \"24x7x2\" or \"9x5xNBD\"";
    let parts = reader.parse_with(level.clone(), |text| {
        let parts = text.trim().rsplit_once('x').filter(|(window, _)| window.contains('x'));
        let parts = parts.and_then(|(window, time)| {
            let within = if time == "NBD" { time.to_owned() } else { format!("{} h", time.parse::<u16>().ok()?) };
            Some((window.to_owned(), within.parse::<Within>().ok()?))
        });
        parts.ok_or_else(|| Mistake {
            message: "not a level".to_owned(),
            allowed: allowed.to_owned(),
            at: 0..text.len(),
        })
    });
    let (window, within) = parts?;
    let ix = around.ids.windows.named(reader, &window, level.span.clone())?;
    Some((within, opening(reader, around, ix, level.span)?))
}

/// Whether a length goes by the calendar alone, or is none.
fn asks_no_window(span: Stated<Span>) -> bool {
    let calendar = matches!(span, Stated::Value(Span::Days(_) | Span::Weeks(_) | Span::Months(_)));
    calendar || matches!(span, Stated::BestEffort | Stated::NotStated)
}

/// The window of a target: it must open some time.
fn counting<'a>(reader: &Reader<'a>, around: &Around<'_, 'a>, field: Field<'a>) -> Option<usize> {
    let span = field.span.clone();
    let ix = around.ids.windows.find(reader, field)?;
    opening(reader, around, ix, span)
}

fn opening<'a>(reader: &Reader<'a>, around: &Around<'_, 'a>, ix: usize, span: super::Place) -> Option<usize> {
    if let Some(Some(found)) = around.windows.get(ix)
        && !window::opens(&found.coverage)
    {
        let message = format!("window `{}` never opens, so no time of the target ever passes", found.id);
        reader.wrong(span, message, "a window with hours");
        return None;
    }
    Some(ix)
}

/// What else is said of the clock; none where nothing is.
fn terms<'a>(
    reader: &Reader<'a>,
    around: &Around<'_, 'a>,
    fields: &Fields<'_, 'a>,
    course: Option<Option<Course>>,
    span: Option<Stated<Span>>,
) -> Option<Option<Arc<Terms>>> {
    let window = |key| fields.maybe(key, |field| counting(reader, around, field));
    let (starts_in, ends_in) = (window("starts-in"), window("ends-in"));
    let cut_off = fields.maybe("cut-off", |field| time_of_day(reader, field));
    let shift = fields.get("shift").map_or(Some(Shift::default()), |field| {
        if fields.get("ends-in").is_none() {
            reader.wrong(field.key_span.clone(), "`shift` without `ends-in` moves nothing", "`ends-in = \"WINDOW\"`");
        }
        reader.choice(field, &SHIFTS)
    });
    let escalates = fields.get("escalates").map_or(Some(Vec::new()), |field| {
        let items = reader.list(field)?;
        items.into_iter().map(|item| escalation(reader, item)).collect::<Vec<_>>().into_iter().collect()
    });
    let judged = judged(reader, fields, span);
    let terms = Terms {
        course: course?,
        starts_in: starts_in?,
        cut_off: cut_off?,
        ends_in: ends_in?.map(|window| (window, shift.unwrap_or_default())),
        escalates: escalates?,
        judged: judged?,
    };
    shift?;
    Some((terms != Terms::default()).then(|| Arc::new(terms)))
}

/// "15:00".
fn time_of_day<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Time> {
    reader.parse_with(field, |text| {
        let digits = |part: &str| if part.len() == 2 { part.parse::<u8>().ok() } else { None };
        let parts = text.trim().split_once(':').and_then(|(hour, minute)| Some((digits(hour)?, digits(minute)?)));
        let time =
            parts.and_then(|(hour, minute)| Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok());
        time.ok_or_else(|| Mistake {
            message: format!("`{}` is no time of day", text.chars().take(40).collect::<String>()),
            allowed: "hours and minutes such as \"15:00\"".to_owned(),
            at: 0..text.len(),
        })
    })
}

/// `{ at = "50 %", to = "team-lead" }` or `{ after = "48 h", to = "management" }`.
fn escalation<'a>(reader: &Reader<'a>, item: Field<'a>) -> Option<EscalationRule> {
    let fields = Fields::open(reader, item, "an escalation", &ESCALATION_KEYS)?;
    let to = fields.need("to").and_then(|field| reader.string(field).map(str::to_owned));
    let when = match (fields.get("at"), fields.get("after")) {
        (Some(_), Some(after)) => {
            reader.wrong(after.key_span, "`after` beside `at`", "one of the two");
            None
        }
        (Some(at), None) => {
            whole_percent(reader, at, "escalations happen at a whole percentage").map(EscalationTime::Share)
        }
        (None, Some(after)) => reader.parse::<Duration>(after).map(|after| EscalationTime::After(after.span())),
        (None, None) => {
            fields.missing("at");
            None
        }
    };
    Some(EscalationRule { to: to?, when: when? })
}

/// `quota` or `average`, and over which period.
fn judged<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, span: Option<Stated<Span>>) -> Option<Option<Judged>> {
    let months = fields.get("over").map_or(Some(1), |field| reader.choice(field, &PERIODS));
    let quota = fields.maybe("quota", |field| reader.percent(field));
    let average = reader.flag(fields.get("average"));
    let measure = match (quota?, average?) {
        (None, false) => {
            if let Some(over) = fields.get("over") {
                let message = "`over` without `quota` or `average` judges nothing";
                reader.wrong(over.key_span, message, "`quota = \"95 %\"` or `average = true`");
                return None;
            }
            return Some(None);
        }
        (Some(share), false) => Measure::Quota(share),
        (None, true) if !matches!(span, None | Some(Stated::Value(Span::Seconds(1..)) | Stated::AsAgreed)) => {
            reader.wrong(
                fields.span.clone(),
                "an average is taken of hours",
                "`within` in hours or minutes, or \"as-agreed\"",
            );
            return None;
        }
        (None, true) => Measure::Average,
        (Some(_), true) => {
            reader.wrong(fields.span.clone(), "`average` beside `quota`", "one of the two");
            return None;
        }
    };
    Some(Some(Judged { measure, months: months? }))
}
