//! `covers`, `[role.…]`, `[duty.…]` and the rules about contacts, systems and rights: who may ask what.

use super::super::catalogue::access::{
    Access, ContactRules, ContactStep, Cover, Deed, Duty, Proof, RightTerms, Role, Rule, SystemCount,
};
use super::super::catalogue::condition::When;
use super::super::catalogue::{Span, Stated, Text};
use super::super::grammar::{Duration, Mistake};
use super::field::{Field, Fields};
use super::ids::{Ids, once};
use super::reader::Reader;
use super::{condition, promise};

/// Keys of a rule of coverage.
pub(in crate::plan) const RULE_KEYS: [&str; 4] = ["when", "as", "name", "sentence"];
/// Keys of `[duty.…]`.
pub(in crate::plan) const DUTY_KEYS: [&str; 3] = ["name", "sentence", "when"];
/// Keys of `[role.…]`.
pub(in crate::plan) const ROLE_KEYS: [&str; 2] = ["name", "may"];
/// Keys of `contacts` as a table.
pub(in crate::plan) const CONTACT_KEYS: [&str; 5] = ["number", "per", "verify", "changes-after", "window"];
/// Keys of a number of contacts.
pub(in crate::plan) const CONTACT_STEP_KEYS: [&str; 3] = ["when", "number", "per"];
/// Keys of an entry of `count-systems`.
pub(in crate::plan) const COUNT_KEYS: [&str; 2] = ["when", "as"];

/// What a name or sentence says, if it is there.
fn text<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, key: &str) -> Option<Text> {
    fields.get(key).map_or(Some(Text::default()), |field| reader.text(field))
}

/// `covers`: rules in the order in which they are asked.
pub(super) fn covers<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Option<Field<'a>>) -> Option<Vec<Rule>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let mut rules: Vec<Rule> = Vec::new();
    let mut good = true;
    for item in reader.list(field)? {
        let span = item.span.clone();
        let Some(rule) = rule(reader, ids, item) else {
            good = false;
            continue;
        };
        if rules.iter().any(|earlier| earlier.when.is_always() || earlier.when == rule.when) {
            let message = "an earlier rule holds for all that this one is about, so it is never asked";
            reader.wrong(span, message, "the special rule first, the general one last");
            good = false;
        }
        rules.push(rule);
    }
    good.then_some(rules)
}

fn rule<'a>(reader: &Reader<'a>, ids: &Ids<'a>, item: Field<'a>) -> Option<Rule> {
    let fields = Fields::open(reader, item, "a rule of coverage", &RULE_KEYS)?;
    let when = condition::when(reader, ids, fields.get("when"));
    let cover = fields.need("as").and_then(|field| reader.choice(field, &Cover::ALL));
    let name = text(reader, &fields, "name");
    let sentence = text(reader, &fields, "sentence");
    Some(Rule { when: when?, cover: cover?, name: name?, sentence: sentence? })
}

pub(super) fn duty<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Duty> {
    let name = super::name(fields);
    let sentence = text(reader, fields, "sentence");
    let when = condition::when(reader, ids, fields.get("when"));
    Some(Duty { id, name: name?, sentence: sentence?, when: when? })
}

pub(super) fn role<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Role> {
    let name = super::name(fields);
    let may = match fields.get("may") {
        Some(field) => Some(once(reader, field, |item| reader.choice(item, &Deed::ALL))?),
        None => None,
    };
    Some(Role { id, name: name?, may })
}

/// `contacts`: a number, or a table with rules.
pub(super) fn contacts<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    field: Option<Field<'a>>,
) -> Option<(Stated<u32>, Option<ContactRules>)> {
    let Some(field) = field else {
        return Some((Stated::NotStated, None));
    };
    if field.value.as_table().is_none() {
        return promise::count(reader, field).map(|number| (number, None));
    }
    let fields = Fields::open(reader, field, "the contacts", &CONTACT_KEYS)?;
    let steps = fields.get("number").filter(Field::is_list);
    let (number, steps) = match steps {
        // The number itself is what options add.
        Some(field) => (Some(Stated::Value(0)), contact_steps(reader, ids, field)),
        None => {
            let number = fields.get("number").map_or(Some(Stated::NotStated), |field| promise::count(reader, field));
            (number, Some(Vec::new()))
        }
    };
    let per = match fields.get("per") {
        Some(field) => Some(reader.string(field)?.to_owned()).filter(|per| per != "contract"),
        None => None,
    };
    let verify = fields
        .get("verify")
        .map_or(Some(Vec::new()), |field| once(reader, field, |item| reader.choice(item, &Proof::ALL)));
    let window = match fields.get("window") {
        Some(field) => Some(ids.windows.find(reader, field)?),
        None => None,
    };
    let delay = match fields.get("changes-after") {
        Some(field) => {
            let span = field.span.clone();
            let text = field.as_text().unwrap_or_default().trim().to_owned();
            let length = reader.parse::<Duration>(field)?.span();
            if window.is_none() && matches!(length, Span::BusinessDays(_)) {
                reader.wrong(span, "business days are counted in a window", "`window` beside it");
                return None;
            }
            Some((length, text))
        }
        None => None,
    };
    let (delay, delay_text) = delay.map_or((None, String::new()), |(length, text)| (Some((length, window)), text));
    Some((number?, Some(ContactRules { steps: steps?, per, verify: verify?, delay, delay_text })))
}

/// `number` of contacts by the size of the contract.
fn contact_steps<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Vec<ContactStep>> {
    let read = |item: Field<'a>| {
        let fields = Fields::open(reader, item, "a number of contacts", &CONTACT_STEP_KEYS)?;
        let when = condition::when(reader, ids, fields.get("when"));
        let number = fields.need("number").and_then(|field| reader.number(field, 0, 1_000_000));
        let per = fields.maybe("per", |field| {
            let span = field.span.clone();
            let text = reader.string(field)?.trim();
            let (count, fact) = text.split_once(' ').unwrap_or(("1", text));
            let count = count.parse::<u32>().ok().filter(|count| *count > 0);
            if count.is_none() {
                let message = format!("`{text}` is not so many of something");
                reader.wrong(span.clone(), message, "\"1000 subscriptions\", or a fact");
            }
            condition::known_fact(reader, ids, fact.trim(), span)?;
            Some((count?, fact.trim().to_owned()))
        });
        Some(ContactStep { when: when?, number: number?, per: per? })
    };
    let steps: Vec<Option<ContactStep>> = reader.list(field)?.into_iter().map(read).collect();
    steps.into_iter().collect()
}

/// `count-systems`: as how many a registered system counts.
pub(super) fn counts<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Option<Field<'a>>) -> Option<Vec<SystemCount>> {
    let Some(field) = field else {
        return Some(Vec::new());
    };
    let read = |item: Field<'a>| {
        let fields = Fields::open(reader, item, "a rule of counting", &COUNT_KEYS)?;
        let when = condition::when(reader, ids, fields.get("when"));
        let counts = fields.need("as").and_then(|field| reader.number(field, 0, 1_000));
        Some(SystemCount { when: when?, counts: counts? })
    };
    let counts: Vec<Option<SystemCount>> = reader.list(field)?.into_iter().map(read).collect();
    counts.into_iter().collect()
}

/// What stands beside a right: how much, by whom, in which cases.
pub(super) fn right_terms<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>) -> Option<RightTerms> {
    let quantity = fields.get("quantity").map(|field| reader.parse_with(field, quantity));
    let by = text(reader, fields, "by");
    let when = fields.get("when").map_or(Some(When::default()), |field| condition::when(reader, ids, Some(field)));
    let quantity = match quantity {
        Some(found) => Some(found?),
        None => None,
    };
    Some(RightTerms { quantity, by: by?, when: when? })
}

/// "2 / year", "3 h / month", "1 once", "unlimited".
fn quantity(text: &str) -> Result<String, Mistake> {
    let allowed = "a quantity such as \"2 / year\", \"4 h / month\", \"1 once\", \"unlimited\" or \"as-agreed\"";
    let wrong =
        |message: &str| Err(Mistake { message: message.to_owned(), allowed: allowed.to_owned(), at: 0..text.len() });
    let trimmed = text.trim();
    if ["unlimited", "as-agreed", "not-stated", "best-effort", "on-request"].contains(&trimmed) {
        return Ok(trimmed.to_owned());
    }
    let (amount, every) = match (trimmed.split_once('/'), trimmed.strip_suffix(" once")) {
        (Some((amount, every)), _) => (amount.trim(), every.trim()),
        (None, Some(amount)) => (amount.trim(), "once"),
        _ => return wrong("how often is missing"),
    };
    if !["once", "week", "month", "quarter", "year", "ticket"].contains(&every) {
        return wrong("how often is not one of week, month, quarter, year, ticket, once");
    }
    let number = amount.split_whitespace().next().unwrap_or_default();
    if number.parse::<rust_decimal::Decimal>().map_or(true, |number| number <= rust_decimal::Decimal::ZERO) {
        return wrong("does not begin with a number above 0");
    }
    Ok(if every == "once" { format!("{amount} once") } else { format!("{amount} / {every}") })
}

/// What an offer says about who may ask what, beside its number of contacts.
pub(super) fn read<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    fields: &Fields<'_, 'a>,
    contacts: Option<ContactRules>,
    rights: Vec<(usize, RightTerms)>,
) -> Option<Access> {
    let rules = covers(reader, ids, fields.get("covers"));
    let duties = ids.duties.find_all(reader, fields.get("duties"));
    let scope = fields.get("scope").and_then(|field| Fields::any(&Reader::new("", 0), field, "")?.get("count-systems"));
    let counts = counts(reader, ids, scope);
    Some(Access { covers: rules?, duties: duties?, contacts, counts: counts?, rights })
}
