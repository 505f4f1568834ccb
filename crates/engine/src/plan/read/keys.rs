//! The keys and words that the reader knows, for the schema that editors use.

pub(in crate::plan) use super::condition::{ALL_OF, NOT_FACTS};
pub(in crate::plan) use super::frame::{CLASSES, SEVERITY_BY, STARTS_ON};
pub(in crate::plan) use super::item::TRIGGERS;
pub(in crate::plan) use super::lasting::NOTICE_TO;
pub(in crate::plan) use super::offer::{OPTION_KEYS as OPTION, PACKAGE_KEYS as PACKAGE, PLAN_KEYS as PLAN};
pub(in crate::plan) use super::price::{ANCHORS, COUNTED, REFUNDS, TIMES};
pub(in crate::plan) use super::provider::LANGUAGES;
pub(in crate::plan) use super::provider::MARKINGS;
pub(in crate::plan) use super::rules::{AT_ZERO, CAP_THEN, CARRY_OF, DEDUCT, PERIODS as GRANT_PERIODS};
pub(in crate::plan) use super::target::{COMMITMENTS, PERIODS, SHIFTS};
pub(in crate::plan) use super::tariff::{BORDER, COUNTING, HOLIDAYS};
pub(in crate::plan) use super::unit::{EACH, UNITS};
pub(in crate::plan) use super::{BURN_ORDER, ON_CHANGE};

/// Keys of the file's top level.
#[cfg(test)]
pub(in crate::plan) use super::FILE_KEYS as FILE;

/// Each table of the schema with the keys that the reader knows in it.
pub(in crate::plan) const ALL: &[(&str, &[&str])] = &[
    ("provider", &super::provider::KEYS),
    ("choices", &super::CHOICES_KEYS),
    ("fact", &super::condition::KEYS),
    ("named", &super::NAMED_KEYS),
    ("window", &super::window::KEYS),
    ("severity", &super::frame::SEVERITY_KEYS),
    ("class-rule", &super::frame::CLASSIFY_KEYS),
    ("product", &super::frame::PRODUCT_KEYS),
    ("life-phase", &super::frame::PHASE_KEYS),
    ("availability", &super::frame::AVAILABILITY_KEYS),
    ("starts", &super::frame::STARTS_KEYS),
    ("exclusion", &super::EXCLUSION_KEYS),
    ("line", &super::line::KEYS),
    ("allowance", &super::allowance::KEYS),
    ("unit", &super::unit::KEYS),
    ("pack", &super::pack::KEYS),
    ("grant", &super::grant::GRANT_KEYS),
    ("weighing", &super::rules::WEIGHT_KEYS),
    ("dish", &super::rules::DISH_KEYS),
    ("cap", &super::rules::CAP_KEYS),
    ("carry-over", &super::rules::CARRY_KEYS),
    ("borrow", &super::rules::BORROW_KEYS),
    ("lives-with", &super::rules::LIVES_KEYS),
    ("refill", &super::rules::REFILL_KEYS),
    ("earn", &super::rules::EARN_KEYS),
    ("tariff", &super::tariff::KEYS),
    ("band", &super::tariff::BAND_KEYS),
    ("target", &super::target::KEYS),
    ("escalation", &super::target::ESCALATION_KEYS),
    ("milestone", &super::milestone::KEYS),
    ("holidays", &super::holidays::KEYS),
    ("holiday", &super::holidays::DAY_KEYS),
    ("scope", &super::scope::KEYS),
    ("rule", &super::access::RULE_KEYS),
    ("duty", &super::access::DUTY_KEYS),
    ("role", &super::access::ROLE_KEYS),
    ("contacts", &super::access::CONTACT_KEYS),
    ("contact-step", &super::access::CONTACT_STEP_KEYS),
    ("remedy", &super::remedy::KEYS),
    ("remedy-step", &super::remedy::STEP_KEYS),
    ("weight", &super::remedy::WEIGHT_KEYS),
    ("system-count", &super::access::COUNT_KEYS),
    ("discount", &super::offer::DISCOUNT_KEYS),
    ("minimum", &super::price::LEAST_KEYS),
    ("notice", &super::lasting::NOTICE_KEYS),
    ("item", &super::item::KEYS),
    ("instead", &super::tariff::INSTEAD_KEYS),
    ("price", &super::price::KEYS),
    ("price-row", &super::price::BAND_KEYS),
    ("price-step", &super::price::STEP_KEYS),
    ("modifier", &super::price::MODIFIER_KEYS),
    ("further-fee", &super::price::FURTHER_KEYS),
    ("adjust", &super::price::ADJUST_KEYS),
    ("billing", &super::price::BILLING_KEYS),
    ("plan", &PLAN),
    ("option", &OPTION),
    ("package", &PACKAGE),
];
