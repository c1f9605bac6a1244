//! Subscriptions as staff see them: all customers' in a list, everything about one, a new one, and what
//! can be done with one (rows E3 E4 E5 E7 E8).

pub mod acts;
pub mod change;
mod change_view;
pub mod contract;
pub mod list;
pub mod new;
mod new_typed;
mod new_view;
pub mod page;
mod page_acts;
mod page_parts;
mod parked;

use crate::domain::id::{SubscriptionId, TenantId};
use crate::web::paths::admin_customer;
use serde::Deserialize;

/// The subscription in the address. That it is this customer's is seen when it is read.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SubscriptionPath {
    pub subscription: SubscriptionId,
}

/// The address of one subscription.
#[must_use]
pub fn path(tenant: TenantId, id: SubscriptionId) -> String {
    format!("{}/subscriptions/{id}", admin_customer(tenant))
}

/// An act on a subscription: `try-again`, `contract`, `group`, `coupons`, `end-coupon`, `change`,
/// `confirm`.
#[must_use]
pub fn act_path(tenant: TenantId, id: SubscriptionId, act: &str) -> String {
    format!("{}/{act}", path(tenant, id))
}

/// The form of a new subscription.
#[must_use]
pub fn new_path(tenant: TenantId) -> String {
    format!("{}/subscriptions/new", admin_customer(tenant))
}
