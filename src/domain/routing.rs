//! Which gateway takes a payment (row D12): given the rules, the amount, the kind of method and how the
//! gateways stand, the candidates in their order, each with the reason why it is passed over.
//!
//! The first rule whose conditions hold decides, and only its gateways come into question; without one,
//! every gateway that takes the amount does. Not here: how the rules are kept, and calling a gateway.

use super::currency::Currency;
use super::id::RuleId;
use super::money::Money;
use super::payment_method::SavedMethodKind;
use super::word::word_enum;
use std::time::Duration;

#[cfg(test)]
mod tests;

/// More than this is no list that a person keeps in mind.
pub const GATEWAYS_MAX: usize = 10;
/// The longest name of a rule.
pub const NAME_CHARACTERS_MAX: usize = 100;

/// A rule in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingRule {
    pub rule_id: RuleId,
    pub version: i32,
    /// Rules are asked in this order.
    pub position: i32,
    pub name: String,
    pub is_enabled: bool,
    pub terms: Terms,
}

/// When a rule applies, and to which gateways it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub conditions: Conditions,
    /// The preferred gateway, then the fallbacks in their order; never empty.
    pub gateways: Vec<String>,
}

/// All of them must hold; an empty one always does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    pub currencies: Vec<Currency>,
    pub amount: AmountRange,
    pub kinds: Vec<SavedMethodKind>,
}

/// Half open, in minor units of the rule's one currency: neighbouring rules leave no gap and no overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountRange {
    pub from_minor: Option<i64>,
    /// The first amount that is too large.
    pub below_minor: Option<i64>,
}

impl AmountRange {
    #[must_use]
    pub fn is_open(self) -> bool {
        self.from_minor.is_none() && self.below_minor.is_none()
    }

    #[must_use]
    pub fn contains(self, amount_minor: i64) -> bool {
        self.from_minor.is_none_or(|from| from <= amount_minor)
            && self.below_minor.is_none_or(|below| amount_minor < below)
    }
}

/// Why terms make no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsRefused {
    #[error("a rule leads to a gateway")]
    NoGateway,
    #[error("a rule names a gateway once, and at most {GATEWAYS_MAX} of them")]
    GatewaysRepeat,
    /// 100 is not the same amount in two currencies.
    #[error("limits of the amount need exactly one currency")]
    RangeNeedsOneCurrency,
    #[error("no amount is within the limits")]
    EmptyRange,
}

impl Terms {
    /// # Errors  see [`TermsRefused`].
    pub fn check(&self) -> Result<(), TermsRefused> {
        let amount = self.conditions.amount;
        let mut distinct = self.gateways.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if self.gateways.is_empty() {
            Err(TermsRefused::NoGateway)
        } else if distinct.len() != self.gateways.len() || distinct.len() > GATEWAYS_MAX {
            Err(TermsRefused::GatewaysRepeat)
        } else if !amount.is_open() && self.conditions.currencies.len() != 1 {
            Err(TermsRefused::RangeNeedsOneCurrency)
        } else if amount.below_minor.is_some_and(|below| below <= amount.from_minor.unwrap_or(0)) {
            Err(TermsRefused::EmptyRange)
        } else {
            Ok(())
        }
    }
}

impl Conditions {
    /// Whether a payment of `amount` by a method of this kind meets all of them.
    #[must_use]
    pub fn hold(&self, amount: Money, kind: SavedMethodKind) -> bool {
        let takes = |of: &[Currency]| of.is_empty() || of.contains(&amount.currency);
        takes(&self.currencies)
            && self.amount.contains(amount.amount_minor)
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

word_enum! {
    /// Why a gateway is passed over.
    pub enum Skip: "reason to pass over a gateway" {
        NotConfigured = "not_configured",
        CurrencyNotTaken = "currency_not_taken",
        /// Outside its limits, or not a multiple of what it counts in.
        AmountNotTaken = "amount_not_taken",
        KindNotTaken = "kind_not_taken",
        /// It failed too often just before and is left alone for a moment.
        Resting = "resting",
        /// It was asked for this payment and could not be reached.
        NotReached = "not_reached",
        /// It was asked for this payment and said no.
        Refused = "refused",
        /// It was asked for this payment and wants fewer requests.
        RateLimited = "rate_limited",
    }
}

impl Skip {
    /// Whether the gateway was asked for this very payment, in vain.
    #[must_use]
    pub fn was_tried(self) -> bool {
        matches!(self, Self::NotReached | Self::Refused | Self::RateLimited)
    }

    /// Whether it may take the same payment a little later.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(self, Self::Resting | Self::NotReached | Self::RateLimited)
    }
}

/// How a configured gateway stands to a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayState {
    pub gateway: String,
    /// Why it cannot take the payment, whatever the rules say.
    pub unfit: Option<Skip>,
    /// For how long it is left alone yet.
    pub rests_for: Option<Duration>,
}

/// A gateway that came into question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub gateway: String,
    /// None: it can take the payment.
    pub skipped: Option<Skip>,
}

/// Which gateway takes a payment, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The rule that applied, in its version; None: no rule did.
    pub rule: Option<(RuleId, i32)>,
    pub kind: SavedMethodKind,
    /// In the order in which they were considered.
    pub candidates: Vec<Candidate>,
}

impl Decision {
    /// The first candidate that can take the payment.
    #[must_use]
    pub fn chosen(&self) -> Option<&str> {
        let fit = self.candidates.iter().find(|candidate| candidate.skipped.is_none());
        fit.map(|candidate| candidate.gateway.as_str())
    }

    /// The gateways that were asked for this payment in vain.
    #[must_use]
    pub fn tried(&self) -> Vec<(String, Skip)> {
        let tried = self.candidates.iter().filter_map(|candidate| {
            let skip = candidate.skipped.filter(|skip| skip.was_tried())?;
            Some((candidate.gateway.clone(), skip))
        });
        tried.collect()
    }

    /// Nobody takes it now, and somebody may a little later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        self.chosen().is_none()
            && self.candidates.iter().any(|one| one.skipped.is_some_and(Skip::may_pass))
    }
}

/// What is to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub amount: Money,
    pub kind: SavedMethodKind,
}

/// Decides. `rules` are the current ones, in any order; `gateways` the configured ones in the order that
/// holds where no rule does; `tried` those that refused this very payment.
#[must_use]
pub fn decide(
    rules: &[RoutingRule],
    asked: Asked,
    gateways: &[GatewayState],
    tried: &[(String, Skip)],
) -> Decision {
    let mut in_order: Vec<_> = rules.iter().filter(|rule| rule.is_enabled).collect();
    in_order.sort_by_key(|rule| (rule.position, rule.rule_id));
    let applies = |rule: &&&RoutingRule| rule.terms.conditions.hold(asked.amount, asked.kind);
    let rule = in_order.iter().find(applies);
    let names = match rule {
        Some(rule) => rule.terms.gateways.clone(),
        None => gateways.iter().map(|state| state.gateway.clone()).collect(),
    };
    let candidates = names.into_iter().map(|gateway| {
        let state = gateways.iter().find(|state| state.gateway == gateway);
        let skipped = passed_over(&gateway, state, tried);
        Candidate { gateway, skipped }
    });
    Decision {
        rule: rule.map(|rule| (rule.rule_id, rule.version)),
        kind: asked.kind,
        candidates: candidates.collect(),
    }
}

fn passed_over(
    gateway: &str,
    state: Option<&GatewayState>,
    tried: &[(String, Skip)],
) -> Option<Skip> {
    if let Some((_, skip)) = tried.iter().find(|(name, _)| name == gateway) {
        return Some(*skip);
    }
    let Some(state) = state else { return Some(Skip::NotConfigured) };
    state.unfit.or_else(|| state.rests_for.map(|_| Skip::Resting))
}
