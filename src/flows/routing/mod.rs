//! Routing rules: how their terms are sealed, how staff change them, what they say of a payment (row D12).
//! The rule itself is `domain::routing`; which gateways there are, `flows::payments::Till` says.

pub mod change_rules;
mod terms;

use crate::domain::routing::RoutingRule;
use crate::seal::columns::ROUTING_TERMS;
use crate::seal::{KeyRing, Place, SealError};
use crate::store::StoreError;
use crate::store::routing::SealedRule;
use uuid::Uuid;

/// Why rules cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error("a rule of routing cannot be read: {0}")]
    Seal(#[from] SealError),
    /// Written by a later version of the product.
    #[error("the terms of a rule of routing do not read")]
    Terms,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The rules with their terms opened.
/// # Errors  none is left out: a payment must not go where a rule forbids, only because it could not be read.
pub fn open_rules(keys: &KeyRing, sealed: Vec<SealedRule>) -> Result<Vec<RoutingRule>, RulesError> {
    sealed.into_iter().map(|rule| open_rule(keys, rule)).collect()
}

/// One version of a rule with its terms opened.
pub fn open_rule(keys: &KeyRing, sealed: SealedRule) -> Result<RoutingRule, RulesError> {
    let row = row_of(&sealed.rule_id, sealed.version);
    let plain = keys.open(&place(&row), &sealed.terms_sealed)?;
    Ok(RoutingRule {
        rule_id: sealed.rule_id,
        version: sealed.version,
        position: sealed.position,
        name: sealed.name,
        is_enabled: sealed.is_enabled,
        terms: terms::read(&plain).ok_or(RulesError::Terms)?,
    })
}

fn place(row: &str) -> Place<'_> {
    Place { column: &ROUTING_TERMS, tenant: Uuid::nil(), row }
}

fn row_of(rule: &crate::domain::id::RuleId, version: i32) -> String {
    format!("{rule}:{version}")
}
