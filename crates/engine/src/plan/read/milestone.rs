//! `[milestone.…]`: milestones that the file defines, or defines anew, and the same words at a target.

use super::super::catalogue::Milestone;
use super::super::catalogue::terms::{Course, Happening, MilestoneRule, Pauses};
use super::Cause;
use super::field::{Field, Fields};
use super::ids::{Ids, once};
use super::reader::Reader;

/// Keys of `[milestone.…]`.
pub(in crate::plan) const KEYS: [&str; 5] = ["name", "from", "until", "repeats", "pauses"];

/// How far milestones lead to others: further is a circle.
const FAR: usize = 8;

/// The milestones of a file, for targets that name them.
pub(super) struct Milestones {
    pub(super) rules: Vec<Option<MilestoneRule>>,
}

pub(super) fn read_all<'a>(reader: &Reader<'a>, ids: &Ids<'a>) -> Milestones {
    let rules = ids.milestones.read(reader, &KEYS, |reader, fields, id| {
        let name = super::name(fields);
        let known = Milestone::find(&id);
        let mut start = Course::of_language(known.unwrap_or(Milestone::Own(0)));
        start.until.push(Happening::Word(id.clone()));
        let course = course(reader, ids, fields, start, &id);
        Some(MilestoneRule { id, name: name?, course: course? })
    });
    Milestones { rules }
}

impl Milestones {
    /// The milestone that a target names.
    pub(super) fn find<'a>(&self, reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Milestone> {
        let span = field.span.clone();
        let id = reader.string(field)?;
        if let Some(known) = Milestone::find(id) {
            return Some(known);
        }
        let place = ids.milestones.items.iter().position(|(known, _)| known == id);
        if place.is_none() {
            let own = ids.milestones.items.iter().map(|(id, _)| id.as_str());
            let known: Vec<&str> = Milestone::ALL.iter().map(|(_, id)| *id).chain(own).collect();
            let message = format!("`milestone` cannot be `{}`", id.chars().take(64).collect::<String>());
            reader.unknown(span, id, message, &known, Cause::MaybeElsewhere);
        }
        place.and_then(|ix| u16::try_from(ix).ok()).map(Milestone::Own)
    }

    /// The course of a target: that of its milestone, changed by what the target says itself; none where both are the
    /// language's.
    pub(super) fn course<'a>(
        &self,
        reader: &Reader<'a>,
        ids: &Ids<'a>,
        fields: &Fields<'_, 'a>,
        milestone: Milestone,
    ) -> Option<Option<Course>> {
        let id = match milestone {
            Milestone::Own(ix) => ids.milestones.items.get(usize::from(ix)).map(|(id, _)| id.as_str()),
            known => Milestone::ALL.iter().find(|(milestone, _)| *milestone == known).map(|(_, id)| *id),
        }?;
        let place = ids.milestones.items.iter().position(|(known, _)| known == id);
        let rule = place.map(|ix| self.rules.get(ix).and_then(Option::as_ref));
        let said = ["from", "until", "pauses"].iter().any(|key| fields.get(key).is_some());
        let start = match rule {
            // What is wrong with the milestone is told there.
            Some(None) => return None,
            Some(Some(rule)) => rule.course.clone(),
            None if !said => return Some(None),
            None => {
                let mut course = Course::of_language(milestone);
                course.until.push(Happening::Word(id.to_owned()));
                course
            }
        };
        course(reader, ids, fields, start, id).map(Some)
    }
}

fn course<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, start: Course, id: &str) -> Option<Course> {
    let from = fields.get("from").map_or(Some(start.from), |field| happenings(reader, ids, field));
    let until = fields.get("until").map_or(Some(start.until), |field| {
        let mut until = happenings(reader, ids, field)?;
        until.push(Happening::Word(id.to_owned()));
        Some(until)
    });
    let repeats = match fields.get("repeats") {
        None => Some(start.repeats),
        field => reader.flag(field),
    };
    let pauses = fields.get("pauses").map_or(Some(start.pauses), |field| pauses(reader, field));
    Some(Course { from: from?, until: until?, repeats: repeats?, pauses: pauses? })
}

/// One word or several.
fn happenings<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Vec<Happening>> {
    let span = field.span.clone();
    let items =
        if field.is_list() { once(reader, field, |item| word(reader, item))? } else { vec![word(reader, field)?] };
    if items.is_empty() {
        reader.wrong(span, "nothing is in the list", "at least one word such as \"reply\" or a milestone");
        return None;
    }
    let mut all = Vec::new();
    for item in items {
        expand(reader, ids, &item, 0, &mut all);
    }
    Some(all)
}

fn word<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<String> {
    let span = field.span.clone();
    let word = reader.string(field)?;
    reader.check_id(word, &span).then(|| word.to_owned())
}

/// What a word stands for: something that happens, or whatever reaches the milestone of that name.
fn expand(reader: &Reader<'_>, ids: &Ids<'_>, word: &str, far: usize, all: &mut Vec<Happening>) {
    let mut add = |happening: Happening| {
        if !all.contains(&happening) {
            all.push(happening);
        }
    };
    if let Some((known, _)) = Happening::words().into_iter().find(|(_, known)| *known == word) {
        if known == Happening::Since {
            reader.know_condition();
        }
        return add(known);
    }
    add(Happening::Word(word.to_owned()));
    match (ids.milestones.items.iter().find(|(id, _)| id == word), Milestone::find(word)) {
        (Some((_, field)), known) => match said_until(field) {
            Some(words) if far < FAR => words.iter().for_each(|word| expand(reader, ids, word, far + 1, all)),
            _ => known.into_iter().flat_map(|known| Course::of_language(known).until).for_each(add),
        },
        (None, Some(known)) => Course::of_language(known).until.into_iter().for_each(add),
        (None, None) => {}
    }
}

/// The words that a milestone names under `until`; mistakes in them are told where it is read.
fn said_until(field: &Field<'_>) -> Option<Vec<String>> {
    let quiet = Reader::new("", 0);
    let until = Fields::any(&quiet, field.clone(), "")?.get("until")?;
    let items = if until.is_list() { quiet.list(until)? } else { vec![until] };
    Some(items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect())
}

/// `true`, `false`, or the reasons for which the clock stands still.
fn pauses<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Pauses> {
    match field.value.as_bool() {
        Some(true) => Some(Pauses::Always),
        Some(false) => Some(Pauses::Never),
        None if field.is_list() => once(reader, field, |item| word(reader, item)).map(Pauses::For),
        None => {
            reader.kind(&field, "true, false, or a list of reasons such as [\"waiting-customer\"]");
            None
        }
    }
}
