//! Staff change the rules: each change is a further version, and on the audit log by trigger.

use super::{RulesError, open_rules, place, row_of, terms};
use crate::domain::id::RuleId;
use crate::domain::routing::{NAME_CHARACTERS_MAX, RoutingRule, Terms, TermsRefused};
use crate::seal::KeyRing;
use crate::store::routing::{SealedRule, insert_rule, lock_rules};
use crate::store::{Actor, Db, OperatorTx, StoreError};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum ChangeRuleError {
    #[error("no such rule")]
    NotFound,
    #[error("a rule needs a name of at most {NAME_CHARACTERS_MAX} characters")]
    Name,
    #[error(transparent)]
    Terms(#[from] TermsRefused),
    /// Somebody else saved it meanwhile.
    #[error("the rule is version {version} by now")]
    Changed { version: i32 },
    #[error(transparent)]
    Rules(#[from] RulesError),
}

impl From<StoreError> for ChangeRuleError {
    fn from(error: StoreError) -> Self {
        Self::Rules(error.into())
    }
}

/// Which way a rule moves among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// What staff typed.
#[derive(Clone, Debug)]
pub struct RuleDraft {
    pub name: String,
    pub terms: Terms,
}

/// Who changes rules, and with what they are sealed.
pub struct RuleEditor<'a> {
    pub db: &'a Db,
    pub keys: &'a KeyRing,
    pub actor: Actor,
    pub now: Timestamp,
}

impl RuleEditor<'_> {
    /// Adds a rule behind all others under an id that its form chose: sent twice, it is one rule.
    pub async fn create(&self, rule_id: RuleId, draft: RuleDraft) -> Result<(), ChangeRuleError> {
        check(&draft)?;
        let (mut tx, rules) = self.begin().await?;
        if rules.iter().any(|rule| rule.rule_id == rule_id) {
            return Ok(());
        }
        let position = rules.iter().map(|rule| rule.position).max().unwrap_or(0) + 1;
        let RuleDraft { name, terms } = draft;
        let name = name.trim().to_owned();
        let rule = RoutingRule { rule_id, version: 1, position, name, is_enabled: true, terms };
        self.store(&mut tx, &rule).await?;
        Ok(tx.commit().await?)
    }

    /// Saves a rule anew.
    /// # Errors  `Changed` unless `version` is the one that the form was made from.
    pub async fn revise(
        &self,
        rule_id: RuleId,
        version: i32,
        draft: RuleDraft,
    ) -> Result<(), ChangeRuleError> {
        check(&draft)?;
        let (mut tx, rules) = self.begin().await?;
        let mut rule = find(rules, rule_id)?;
        if rule.version != version {
            return Err(ChangeRuleError::Changed { version: rule.version });
        }
        rule.version += 1;
        rule.name = draft.name.trim().to_owned();
        rule.terms = draft.terms;
        self.store(&mut tx, &rule).await?;
        Ok(tx.commit().await?)
    }

    /// Switches a rule on or off; what it is already, it stays.
    pub async fn set_enabled(&self, rule: RuleId, is_enabled: bool) -> Result<(), ChangeRuleError> {
        let (mut tx, rules) = self.begin().await?;
        let mut rule = find(rules, rule)?;
        if rule.is_enabled == is_enabled {
            return Ok(());
        }
        rule.is_enabled = is_enabled;
        rule.version += 1;
        self.store(&mut tx, &rule).await?;
        Ok(tx.commit().await?)
    }

    /// Changes places with the rule before or behind it; the first stays first, the last one last.
    pub async fn shift(&self, rule: RuleId, direction: Direction) -> Result<(), ChangeRuleError> {
        let (mut tx, mut rules) = self.begin().await?;
        let at = rules.iter().position(|one| one.rule_id == rule);
        let at = at.ok_or(ChangeRuleError::NotFound)?;
        let other = match direction {
            Direction::Up => at.checked_sub(1),
            Direction::Down => Some(at + 1).filter(|next| *next < rules.len()),
        };
        let Some(other) = other else { return Ok(()) };
        rules.swap(at, other);
        for (position, rule) in (1..).zip(&mut rules) {
            if rule.position != position {
                rule.position = position;
                rule.version += 1;
                self.store(&mut tx, rule).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn begin(&self) -> Result<(OperatorTx, Vec<RoutingRule>), ChangeRuleError> {
        let mut tx = self.db.operator(&self.actor, self.now).await?;
        let sealed = lock_rules(&mut tx).await?;
        let rules = open_rules(self.keys, sealed)?;
        Ok((tx, rules))
    }

    async fn store(&self, tx: &mut OperatorTx, rule: &RoutingRule) -> Result<(), RulesError> {
        let row = row_of(&rule.rule_id, rule.version);
        let plain = terms::write(&rule.terms);
        let terms_sealed = self.keys.seal(&place(&row), &plain)?;
        let sealed = SealedRule {
            rule_id: rule.rule_id,
            version: rule.version,
            position: rule.position,
            name: rule.name.clone(),
            is_enabled: rule.is_enabled,
            terms_sealed,
            created_at: self.now,
            created_by: self.actor.to_string(),
        };
        Ok(insert_rule(tx, &sealed).await?)
    }
}

fn check(draft: &RuleDraft) -> Result<(), ChangeRuleError> {
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(ChangeRuleError::Name);
    }
    Ok(draft.terms.check()?)
}

fn find(rules: Vec<RoutingRule>, id: RuleId) -> Result<RoutingRule, ChangeRuleError> {
    rules.into_iter().find(|rule| rule.rule_id == id).ok_or(ChangeRuleError::NotFound)
}
