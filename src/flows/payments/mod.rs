//! Money that arrives and where it goes.
//!
//! Through a gateway it goes in steps that survive anything: a charge is stored (`pay_invoice`), the
//! gateway is called while no transaction is open, and what came of it is stored (`settle_charge`).
//! Whoever notices the outcome first, the returning customer, a webhook or the recovery job, settles
//! it; the others find it settled. An unknown outcome is looked up, never charged again (row D5).

pub mod apply_credit;
pub mod autopay;
pub mod buy_credit;
pub mod cancel_charge;
pub mod collect_due;
pub mod expiring_methods;
mod fail_over;
mod gateway_customer;
mod look_up;
pub(in crate::flows) mod our_payment;
pub mod pay_invoice;
pub mod place_credit;
pub mod post_fees;
mod receive_payment;
pub mod record_offline_payment;
pub mod record_withholding_tax;
pub mod recover_charges;
pub mod reverse_allocation;
pub mod route;
pub mod saved_methods;
pub(in crate::flows) mod send_charge;
pub mod settle_charge;
mod tell_failure;
pub mod webhooks;

use crate::clock::Clock;
use crate::domain::currency::Currency;
use crate::domain::id::{ChargeId, TenantId};
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::gateway::{Gateway, GatewayId, Gateways, MethodKind};
use crate::seal::KeyRing;
use crate::store::{Actor, Db};
use std::sync::Arc;

/// Whom the audit log names for what gateways tell us.
pub(in crate::flows) const GATEWAY: Actor = Actor::System("gateway");

/// What paying through a gateway needs. Cheap to clone.
#[derive(Clone)]
pub struct Till {
    pub db: Db,
    pub clock: Clock,
    pub gateways: Gateways,
    /// The portal's address as customers know it, without a slash at its end.
    pub base_url: Arc<str>,
    /// Origins of the gateways' pages: a form may lead there.
    pub page_origins: Arc<[String]>,
    /// Opens the rules of routing.
    pub keys: KeyRing,
}

/// Somebody of a customer who pays.
#[derive(Clone, Debug)]
pub struct Payer {
    pub tenant: TenantId,
    pub actor: Actor,
    pub email: String,
    pub tenant_name: String,
}

impl Till {
    /// A till that takes nothing online.
    #[must_use]
    pub fn closed(db: Db, clock: Clock) -> Self {
        let (gateways, page_origins) = (Gateways::default(), Arc::from([]));
        let keys = KeyRing::of(Vec::new());
        Self { db, clock, gateways, base_url: Arc::from(""), page_origins, keys }
    }

    /// Whether anything can be paid online at all.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.gateways.iter().next().is_some()
    }

    /// Whether any gateway takes this amount. What the rules of routing say, and whether it answers now, is
    /// decided when it is paid: see [`Till::availability`].
    #[must_use]
    pub fn takes(&self, amount: Money) -> bool {
        self.gateways.iter().any(|(_, gateway)| gateway.capabilities().accepts(amount).is_ok())
    }

    /// Whether this method can be charged with this amount: its gateway is there and counts as we do.
    #[must_use]
    pub fn charges(&self, method: &SavedMethod, amount: Money) -> bool {
        let gateway = self.gateway(&method.gateway);
        method.kind.takes(amount.currency)
            && gateway.is_some_and(|gateway| gateway.capabilities().accepts(amount).is_ok())
    }

    /// The kinds of method that a gateway's page offers for this currency, in the deployment's order.
    #[must_use]
    fn kinds_for(&self, gateway: &dyn Gateway, currency: Currency) -> Vec<MethodKind> {
        let kinds = gateway.capabilities().method_kinds.iter();
        kinds
            .filter(|kind| look_up::saved_kind(kind).is_some_and(|k| k.takes(currency)))
            .cloned()
            .collect()
    }

    /// Whether something besides cards can be paid with in this currency.
    #[must_use]
    pub fn takes_debits(&self, currency: Currency) -> bool {
        self.gateways.iter().any(|(_, gateway)| {
            let kinds = self.kinds_for(gateway.as_ref(), currency);
            kinds.iter().any(|kind| *kind != MethodKind::Card)
        })
    }

    pub(in crate::flows) fn gateway(&self, id: &str) -> Option<&Arc<dyn Gateway>> {
        self.gateways.get(&GatewayId::from(id))
    }

    /// Where the gateway sends the customer back to.
    fn return_url(&self, charge: ChargeId) -> String {
        format!("{}/payments/{charge}/return", self.base_url)
    }
}
