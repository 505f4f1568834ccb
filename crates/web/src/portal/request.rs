//! The form of a new request, for contacts and for staff who write one down: its fields, and what was typed into them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use desk::contract::{self, Overview};
use desk::customer::{self, Contact};
use desk::id::{ContactId, ContractId, CustomerId, LicenceId, SystemId};
use desk::ticket::{About, NewTicket, OnRefusal, Preview};
use desk::{Actor, DeskError, View};
use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use serde::Deserialize;

use crate::show::verdict;
use crate::show::{either, plan_language};
use crate::text::Text;
use crate::view::{Choice, Control, Field, Verdict};

/// What was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) contact: String,
    pub(crate) contract: String,
    pub(crate) channel: String,
    pub(crate) severity: String,
    pub(crate) product: String,
    pub(crate) system: String,
    pub(crate) licence: String,
    pub(crate) version: String,
    pub(crate) customised: String,
    pub(crate) topic: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) accepted: String,
    /// The rest of the form, with `fact.NAME` for what the plan file asks for beside all this.
    #[serde(flatten)]
    pub(crate) rest: BTreeMap<String, String>,
}

/// Before the name of a fact in a form.
const FACT: &str = "fact.";

/// From what can be chosen.
pub(crate) struct Choices {
    /// Contracts in effect.
    pub(crate) contracts: Vec<Overview>,
    /// Contacts, where staff ask for one of them.
    pub(crate) contacts: Vec<Contact>,
}

/// The contracts in effect of the acting contact: those that name them, or else all of their customer.
pub(crate) fn overviews(view: &mut View<'_, '_>) -> Result<Vec<Overview>, DeskError> {
    let Actor::Contact { id, customer } = *view.actor else { return Err(DeskError::NotFound) };
    let now = view.now;
    let named = contract::in_force_for_contact(view, id, now)?;
    let found = if named.is_empty() { contract::in_force_for_customer(view, customer, now)? } else { named };
    found.into_iter().map(|id| contract::overview(view, id)).collect()
}

impl Choices {
    /// Those of the acting contact.
    pub(crate) fn own(view: &mut View<'_, '_>) -> Result<Choices, DeskError> {
        Ok(Choices { contracts: overviews(view)?, contacts: Vec::new() })
    }

    /// Those of a customer, for staff.
    pub(crate) fn of(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Choices, DeskError> {
        let now = view.now;
        let found = contract::in_force_for_customer(view, customer, now)?;
        let contracts = found.into_iter().map(|id| contract::overview(view, id)).collect::<Result<_, _>>()?;
        Ok(Choices { contracts, contacts: customer::contacts(view, customer)? })
    }
}

fn id<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<Option<T>, DeskError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| DeskError::field(field, "unknown", ""))
}

fn said(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A choice that may stay open.
fn optional(t: &Text, name: impl Into<Cow<'static, str>>, label: String, value: &str, list: Vec<Choice>) -> Field {
    let nothing = Choice::new("", t.get("request-nothing-said"));
    let list = std::iter::once(nothing).chain(list).collect();
    Field::new(name, label, Control::Select(list)).value(value).optional()
}

impl Typed {
    /// What a request is about and says beside it, as its fields hold it.
    /// What was told of the request, as a form sends it again.
    pub(crate) fn told(&self) -> Vec<(String, String)> {
        let own = [
            ("product", &self.product),
            ("system", &self.system),
            ("licence", &self.licence),
            ("version", &self.version),
            ("customised", &self.customised),
            ("topic", &self.topic),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
        let facts = self.rest.iter().filter(|(name, _)| name.starts_with(FACT));
        own.chain(facts.map(|(name, value)| (name.clone(), value.clone()))).collect()
    }

    pub(crate) fn of(about: &About, facts: &BTreeMap<String, String>) -> Typed {
        Typed {
            product: about.product.clone().unwrap_or_default(),
            system: about.system.map(|id| id.to_string()).unwrap_or_default(),
            licence: about.licence.map(|id| id.to_string()).unwrap_or_default(),
            version: about.version.clone().unwrap_or_default(),
            customised: if about.customised { "yes" } else { "" }.to_owned(),
            topic: about.topic.clone().unwrap_or_default(),
            rest: facts.iter().map(|(name, value)| (format!("{FACT}{name}"), value.clone())).collect(),
            ..Typed::default()
        }
    }

    /// What the request says beside what it is about.
    pub(crate) fn facts(&self) -> BTreeMap<String, String> {
        let named = self.rest.iter().filter_map(|(name, value)| Some((name.strip_prefix(FACT)?, said(value)?)));
        named.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The fields of facts that the plan file asks for, for staff: what a customer says of them decides no price.
    pub(crate) fn fact_fields(&self, t: &Text, contract: &Overview) -> Vec<Field> {
        let (language, catalogue) = (plan_language(t), &contract.catalogue);
        let value = |id: &str| self.rest.get(&format!("{FACT}{id}")).map_or("", String::as_str);
        let mut fields = Vec::new();
        // Facts that follow from clocks are told by nobody, and what the contract says is not the request's.
        let told = |id: &str| contract.facts.contains_key(id);
        for fact in catalogue.facts.iter().filter(|fact| fact.measured.is_none() && !told(&fact.id)) {
            let (name, label) = (format!("{FACT}{}", fact.id), fact.name.get(language).to_owned());
            fields.push(if fact.values.is_empty() {
                Field::new(name, label, Control::Line).value(value(&fact.id)).optional()
            } else {
                let list = fact.values.iter().map(|(id, name)| Choice::new(id, name.get(language)));
                optional(t, name, label, value(&fact.id), list.collect())
            });
        }
        let causes = catalogue.conditional || catalogue.tariffs.iter().any(|tariff| !tariff.free_causes.is_empty());
        let own = [("cause", causes, "fact-cause"), ("class", catalogue.conditional, "fact-class")];
        for (id, _, label) in own.into_iter().filter(|(_, asked, _)| *asked) {
            fields.push(Field::new(format!("{FACT}{id}"), t.get(label), Control::Line).value(value(id)).optional());
        }
        fields
    }

    /// What the request is about.
    pub(crate) fn about(&self) -> Result<About, DeskError> {
        Ok(About {
            product: said(&self.product),
            system: id::<SystemId>("system", &self.system)?,
            licence: id::<LicenceId>("licence", &self.licence)?,
            version: said(&self.version),
            customised: self.customised == "yes",
            topic: said(&self.topic),
        })
    }

    /// The request.
    pub(crate) fn request(&self, on_refusal: OnRefusal) -> Result<NewTicket, DeskError> {
        let channel = if self.channel.is_empty() { Some(Channel::Portal) } else { Channel::find(&self.channel) };
        Ok(NewTicket {
            channel: channel.ok_or_else(|| DeskError::field("channel", "unknown", ""))?,
            contact: id::<ContactId>("contact", &self.contact)?,
            contract: id::<ContractId>("contract", &self.contract)?,
            subject: self.subject.clone(),
            body: self.body.clone(),
            severity: said(&self.severity),
            about: self.about()?,
            facts: self.facts(),
            accepted: self.accepted == "yes",
            mail: None,
            on_refusal,
        })
    }

    /// The fields, as far as there is something to choose.
    pub(crate) fn fields(&self, t: &Text, choices: &Choices) -> Vec<Field> {
        let mut fields = Vec::new();
        if !choices.contacts.is_empty() {
            let people = choices.contacts.iter().map(|one| Choice::new(one.id.to_string(), &one.name)).collect();
            fields.push(Field::new("contact", t.get("request-contact"), Control::Select(people)).value(&self.contact));
            let ways =
                Channel::ALL.into_iter().map(|(way, id)| Choice::new(id, crate::show::channel(t, way))).collect();
            let way = if self.channel.is_empty() { Channel::Phone.id() } else { &self.channel };
            fields.push(Field::new("channel", t.get("request-channel"), Control::Select(ways)).value(way));
        }
        fields.extend(self.scope_fields(t, choices));
        if let (Some(first), false) = (choices.contracts.first(), choices.contacts.is_empty()) {
            fields.extend(self.fact_fields(t, first));
        }
        fields.push(Field::new("subject", t.get("request-subject"), Control::Line).value(&self.subject));
        fields.push(Field::new("body", t.get("request-body"), Control::Area { rows: 8 }).value(&self.body));
        fields
    }

    fn scope_fields(&self, t: &Text, choices: &Choices) -> Vec<Field> {
        let language = plan_language(t);
        let Some(first) = choices.contracts.first() else { return Vec::new() };
        let catalogue = &first.catalogue;
        let mut fields = Vec::new();
        if choices.contracts.len() > 1 {
            let list = choices.contracts.iter().map(|one| {
                Choice::new(one.id.to_string(), format!("{} ({})", one.plan_name.get(language), one.number))
            });
            fields.push(optional(t, "contract", t.get("request-contract").to_string(), &self.contract, list.collect()));
        }
        if !catalogue.severities.is_empty() {
            let list = catalogue.severities.iter().map(|one| {
                let examples: Vec<&str> = one.examples.iter().map(|text| text.get(language)).collect();
                let choice = Choice::new(&one.id, one.name.get(language));
                if examples.is_empty() { choice } else { choice.hint(examples.join("; ")) }
            });
            let usual = catalogue.severities.last().map(|one| one.id.as_str()).unwrap_or_default();
            let value = if self.severity.is_empty() { usual } else { &self.severity };
            let label = t.get("ticket-severity");
            fields.push(Field::new("severity", label, Control::Radio(list.collect())).value(value));
        }
        fields.extend(self.about_fields(t, &choices.contracts));
        fields
    }

    /// The fields of what a request is about, as far as these contracts ask for it.
    pub(crate) fn about_fields(&self, t: &Text, contracts: &[Overview]) -> Vec<Field> {
        let language = plan_language(t);
        let Some(first) = contracts.first() else { return Vec::new() };
        let catalogue = &first.catalogue;
        let mut fields = Vec::new();
        if !catalogue.products.is_empty() {
            let list = catalogue.products.iter().map(|one| Choice::new(&one.id, one.name.get(language)));
            fields.push(optional(t, "product", t.get("request-product").to_string(), &self.product, list.collect()));
        }
        let systems: Vec<Choice> = contracts
            .iter()
            .flat_map(|one| &one.systems)
            .map(|one| Choice::new(one.id.to_string(), &one.name))
            .collect();
        if !systems.is_empty() {
            fields.push(optional(t, "system", t.get("request-system").to_string(), &self.system, systems));
        }
        let licences: Vec<Choice> = contracts
            .iter()
            .flat_map(|one| &one.licences)
            .map(|one| Choice::new(one.id.to_string(), &one.key))
            .collect();
        if !licences.is_empty() {
            fields.push(optional(t, "licence", t.get("request-licence").to_string(), &self.licence, licences));
        }
        if first.entitlements.scope.newest_version || first.entitlements.scope.customised_best_effort {
            let version = t.get("request-version");
            fields.push(Field::new("version", version, Control::Line).value(&self.version).optional());
            let customised = t.get("request-customised");
            fields.push(Field::new("customised", customised, Control::Tick).value(&self.customised).optional());
        }
        if !catalogue.exclusions.is_empty() {
            let list = catalogue.exclusions.iter().map(|one| Choice::new(&one.id, one.name.get(language)));
            fields.push(optional(t, "topic", t.get("request-topic").to_string(), &self.topic, list.collect()));
        }
        fields
    }

    /// The tick by which a price is accepted.
    pub(crate) fn acceptance(&self, t: &Text) -> Field {
        Field::new("accepted", t.get("request-accept"), Control::Tick).value(&self.accepted)
    }
}

/// What would become of the request, with its price or its reason, and by when there would be a first answer.
pub(crate) fn shown(t: &Text, preview: &Preview, plan: &str) -> Verdict {
    let mut shown = verdict::kept(t, preview.answer, &preview.conditions, plan);
    let sentence = either(t, &preview.sentence.0, &preview.sentence.1).to_owned();
    let due = preview
        .due
        .as_ref()
        .map(|(at, target)| t.get("request-due").arg("target", target.as_str()).arg("at", t.moment(*at)).to_string());
    let words: Vec<String> = match preview.answer {
        Answer::Covered | Answer::BestEffort => due.into_iter().collect(),
        Answer::Chargeable => [Some(sentence), due].into_iter().flatten().collect(),
        Answer::Refused => vec![sentence],
    };
    shown.sentence = Some(words.join(" ")).filter(|words| !words.is_empty());
    shown
}
