//! How a plan serves as a whole, and how requests come by their severity.

use super::super::catalogue::frame::{Availability, Frame, SetBy, Starts, StartsOn};
use super::super::catalogue::{ClassRule, Eligibility, LifePhase, Product, Severity};
use super::super::grammar::Duration;
use super::condition;
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::target::PERIODS;

/// Keys of `[severity.…]`.
pub(in crate::plan) const SEVERITY_KEYS: [&str; 4] = ["name", "examples", "when", "otherwise"];
/// Keys of `[[classify]]`.
pub(in crate::plan) const CLASSIFY_KEYS: [&str; 3] = ["when", "severity", "default"];
/// Keys of `[product.…]`.
pub(in crate::plan) const PRODUCT_KEYS: [&str; 2] = ["name", "phases"];
/// Keys of a phase.
pub(in crate::plan) const PHASE_KEYS: [&str; 2] = ["id", "until"];
/// Keys of an availability.
pub(in crate::plan) const AVAILABILITY_KEYS: [&str; 7] =
    ["id", "objective", "per", "window", "except", "when", "longer-than"];
/// Keys of `starts`.
pub(in crate::plan) const STARTS_KEYS: [&str; 2] = ["on", "at-latest"];
/// Words of `classify` among the choices.
pub(in crate::plan) const CLASSES: [(bool, &str); 2] = [(false, "first"), (true, "highest")];
/// Words of `severity-by`.
pub(in crate::plan) const SEVERITY_BY: [(SetBy, &str); 2] =
    [(SetBy::Customer, "customer"), (SetBy::Provider, "provider")];
/// Words of `on` in `starts`.
pub(in crate::plan) const STARTS_ON: [(StartsOn, &str); 3] =
    [(StartsOn::Payment, "payment"), (StartsOn::Activation, "activation"), (StartsOn::FirstUse, "first-use")];

/// A severity; one that not all requests may have names another for them, without it the next less urgent one.
pub(super) fn severity<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    fields: &Fields<'_, 'a>,
    id: String,
) -> Option<Severity> {
    let name = super::name(fields);
    let examples = fields
        .get("examples")
        .map_or(Some(Vec::new()), |field| reader.list(field)?.into_iter().map(|item| reader.text(item)).collect());
    let otherwise = fields.get("otherwise").map(|field| ids.severities.find(reader, field));
    let eligible = match fields.get("when") {
        None => Some(None),
        Some(field) => {
            let span = field.key_span.clone();
            let when = condition::when(reader, ids, Some(field));
            let own = ids.severities.items.iter().position(|(known, _)| *known == id);
            let next = own.map(|own| own + 1).filter(|next| *next < ids.severities.items.len());
            let otherwise = otherwise.unwrap_or(next);
            if otherwise.is_none() {
                reader.wrong(
                    span,
                    "no severity is left for the requests that may not have this one",
                    "`otherwise = \"SEVERITY\"`",
                );
            }
            when.zip(otherwise).map(|(when, otherwise)| Some(Eligibility { when, otherwise }))
        }
    };
    Some(Severity { id, name: name?, examples: examples?, eligible: eligible? })
}

/// The rules that give requests a severity.
pub(super) fn classes<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Option<Field<'a>>) -> Option<Vec<ClassRule>> {
    let Some(field) = field else { return Some(Vec::new()) };
    let rules = reader.list(field)?.into_iter().map(|item| {
        let fields = Fields::open(reader, item, "a rule", &CLASSIFY_KEYS)?;
        let when = condition::when(reader, ids, fields.get("when"));
        let severity = fields.need("severity").and_then(|field| ids.severities.find(reader, field));
        let default = reader.flag(fields.get("default"));
        reader.know_condition();
        Some(ClassRule { when: when?, severity: severity?, default: default? })
    });
    rules.collect::<Vec<_>>().into_iter().collect()
}

/// A product with the phases of its versions' lives.
pub(super) fn product<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Product> {
    let name = super::name(fields);
    let phases = fields.get("phases").map_or(Some(Vec::new()), |field| {
        let phases = reader.list(field)?.into_iter().map(|item| phase(reader, item));
        phases.collect::<Vec<_>>().into_iter().collect()
    });
    Some(Product { id, name: name?, phases: phases? })
}

fn phase<'a>(reader: &Reader<'a>, item: Field<'a>) -> Option<LifePhase> {
    let fields = Fields::open(reader, item, "a phase", &PHASE_KEYS)?;
    let id = fields.need("id").and_then(|field| {
        let span = field.span.clone();
        let id = reader.string(field)?;
        reader.check_id(id, &span).then(|| id.to_owned())
    });
    let months = fields.maybe("until", |field| reader.months(field));
    Some(LifePhase { id: id?, months: months? })
}

/// What an offer says of its service as a whole.
pub(super) fn read<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>) -> Option<Frame> {
    let severities = ids.severities.find_all(reader, fields.get("severities"));
    let availability = fields.get("availability").map_or(Some(Vec::new()), |field| {
        let all = reader.list(field)?.into_iter().map(|item| availability(reader, ids, item));
        all.collect::<Vec<_>>().into_iter().collect()
    });
    let starts = fields.maybe("starts", |field| {
        let fields = Fields::open(reader, field, "`starts`", &STARTS_KEYS)?;
        let on = fields.need("on").and_then(|field| reader.choice(field, &STARTS_ON));
        let at_latest_months = fields.maybe("at-latest", |field| reader.months(field));
        Some(Starts { on: on?, at_latest_months: at_latest_months? })
    });
    let mut severities = severities?;
    severities.sort_unstable();
    let severity_by = fields.maybe("severity-by", |field| reader.choice(field, &SEVERITY_BY));
    Some(Frame { severities, availability: availability?, starts: starts?, severity_by: severity_by? })
}

fn availability<'a>(reader: &Reader<'a>, ids: &Ids<'a>, item: Field<'a>) -> Option<Availability> {
    let fields = Fields::open(reader, item, "an availability", &AVAILABILITY_KEYS)?;
    let id = fields.get("id").map_or(Some("availability".to_owned()), |field| {
        let span = field.span.clone();
        let id = reader.string(field)?;
        reader.check_id(id, &span).then(|| id.to_owned())
    });
    let objective = fields.need("objective").and_then(|field| reader.percent(field));
    let months = fields.get("per").map_or(Some(1), |field| reader.choice(field, &PERIODS));
    let window = fields.maybe("window", |field| ids.windows.find(reader, field));
    let except = ids.windows.find_all(reader, fields.get("except"));
    let when = condition::when(reader, ids, fields.get("when"));
    let longer_than_s = fields.get("longer-than").map_or(Some(0), |field| {
        let span = field.span.clone();
        let seconds = reader.parse::<Duration>(field)?.seconds();
        if seconds.is_none() {
            reader.wrong(span, "an outage is counted in hours, minutes or seconds", "\"5 min\"");
        }
        seconds
    });
    Some(Availability {
        id: id?,
        objective: objective?,
        months: months?,
        window: window?,
        except: except?,
        when: when?,
        longer_than_s: longer_than_s?,
    })
}
