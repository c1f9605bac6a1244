//! Promises about webhooks: believed if the provider signed them, and leading to an object to read again.

use super::{Behaviour, Stand, paid};
use crate::gateway::{EventObject, WebhookError};

pub async fn a_webhook_is_believed_and_leads_to_its_object(stand: &dyn Stand) {
    let charge = paid(stand, Behaviour::Pays).await;
    let gateway = stand.gateway();
    let mut leads_to_the_charge = false;
    for (headers, body) in stand.webhooks().await {
        let hint = gateway.verify_webhook(&headers, &body, super::now()).unwrap();
        assert!(!hint.dedupe_key.is_empty());
        leads_to_the_charge |= hint.object == EventObject::Charge(charge.reference.clone());

        let mut forged = body.clone();
        forged.push(b' ');
        let refused = gateway.verify_webhook(&headers, &forged, super::now());
        assert!(matches!(refused, Err(WebhookError::Signature(_))), "{refused:?}");
    }
    assert!(leads_to_the_charge);
}
