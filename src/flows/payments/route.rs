//! Which gateway takes a payment: the rules as they stand, asked of the gateways as they stand (row D12).

use super::Till;
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethodKind;
use crate::domain::routing::{Asked, Decision, GatewayState, RoutingRule, Skip, decide};
use crate::flows::routing::{RulesError, open_rules};
use crate::gateway::{AmountRefused, Gateway};
use crate::store::{TenantTx, routing};
use std::time::Duration;

/// What a customer who enters a new method on a gateway's page is taken to pay with.
pub(super) const NEW_METHOD: SavedMethodKind = SavedMethodKind::Card;

/// Whether an amount can be paid online now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Open,
    /// Whoever would take it is left alone for a moment; the shortest time is given.
    Down {
        retry_in: Duration,
    },
    NotTaken,
}

impl Till {
    /// Which gateway takes this; `tried` refused this very payment.
    pub(super) async fn route(
        &self,
        tx: &mut TenantTx,
        asked: Asked,
        tried: &[(String, Skip)],
    ) -> Result<Decision, RulesError> {
        let rules = open_rules(&self.keys, routing::rules(tx).await?)?;
        Ok(self.decide(&rules, asked, tried))
    }

    /// As it would be decided now by these rules; for staff who try them.
    #[must_use]
    pub fn decide(
        &self,
        rules: &[RoutingRule],
        asked: Asked,
        tried: &[(String, Skip)],
    ) -> Decision {
        decide(rules, asked, &self.states(asked), tried)
    }

    /// Whether this amount can be paid with a new method now.
    pub async fn availability(
        &self,
        tx: &mut TenantTx,
        amount: Money,
    ) -> Result<Availability, RulesError> {
        let decision = self.route(tx, Asked { amount, kind: NEW_METHOD }, &[]).await?;
        Ok(if decision.chosen().is_some() {
            Availability::Open
        } else if decision.may_pass() {
            Availability::Down { retry_in: self.shortest_rest(&decision) }
        } else {
            Availability::NotTaken
        })
    }

    /// The configured gateways that are left alone, and for how long yet.
    pub fn resting(&self) -> impl Iterator<Item = (&str, Duration)> {
        let rests = |gateway: &std::sync::Arc<dyn Gateway>| gateway.rests_for();
        self.gateways.iter().filter_map(move |(id, one)| Some((id.as_str(), rests(one)?)))
    }

    pub(super) fn shortest_rest(&self, decision: &Decision) -> Duration {
        let candidates = &decision.candidates;
        let is_candidate = |name: &str| candidates.iter().any(|one| one.gateway == name);
        let rests = self.resting().filter(|(name, _)| is_candidate(name));
        rests.map(|(_, rest)| rest).min().unwrap_or_default()
    }

    fn states(&self, asked: Asked) -> Vec<GatewayState> {
        let states = self.gateways.iter().map(|(id, gateway)| GatewayState {
            gateway: id.as_str().to_owned(),
            unfit: unfit(gateway.as_ref(), asked),
            rests_for: gateway.rests_for(),
        });
        states.collect()
    }
}

fn unfit(gateway: &dyn Gateway, asked: Asked) -> Option<Skip> {
    let capabilities = gateway.capabilities();
    let kind = super::look_up::method_kind(asked.kind);
    match capabilities.accepts(asked.amount) {
        Err(AmountRefused::CurrencyNotTaken(_) | AmountRefused::OtherExponent(_)) => {
            Some(Skip::CurrencyNotTaken)
        }
        Err(_) => Some(Skip::AmountNotTaken),
        Ok(()) => (!capabilities.method_kinds.contains(&kind)).then_some(Skip::KindNotTaken),
    }
}
