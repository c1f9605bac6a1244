//! From a session to who pays.

use crate::auth::CustomerSession;
use crate::flows::payments::Payer;

pub fn of(customer: &CustomerSession) -> Payer {
    Payer {
        tenant: customer.tenant,
        actor: customer.actor(),
        email: customer.email.clone(),
        tenant_name: customer.tenant_name.clone(),
    }
}
