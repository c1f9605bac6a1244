//! Cards that end soon: their owners are told 30, 14 and 7 days ahead, once each (rows B5, H8).

use super::{GATEWAY, Till};
use crate::domain::document::DocumentKind;
use crate::domain::dunning::CARD_EXPIRY_NOTICE_DAYS;
use crate::store::outbox::Event;
use crate::store::{StoreError, TenantTx, outbox, payment_methods, tenants};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

/// Tells of what ends soon; returns how many warnings there were.
pub async fn warn_of_expiring_methods(till: &Till) -> Result<u32, StoreError> {
    let now = till.clock.now();
    let farthest = CARD_EXPIRY_NOTICE_DAYS.into_iter().max().unwrap_or(0);
    let today = now.to_zoned(TimeZone::UTC).date();
    // A day more at both ends: somewhere it is another day already.
    let from = today.saturating_sub(1.day());
    let to = today.saturating_add((farthest + 1).days());
    let mut warned = 0;
    for tenant in payment_methods::tenants_with_expiring(&till.db, from, to).await? {
        let mut tx = till.db.worker_tenant(tenant, &GATEWAY, now).await?;
        warned += warn(&mut tx, now).await?;
        tx.commit().await?;
    }
    Ok(warned)
}

async fn warn(tx: &mut TenantTx, now: Timestamp) -> Result<u32, StoreError> {
    let today = tenants::profile(tx).await?.civil_date(now);
    let mut warned = 0;
    for method in payment_methods::list(tx).await? {
        let (Some(days), Some(last)) = (method.expiry_warning(today), method.expires_on) else {
            continue;
        };
        // A card that is renewed ends again, and is told of again.
        let occurrence = format!("{last}-{days}");
        let document = (DocumentKind::PaymentMethod, method.payment_method_id.0);
        let event = Event::MethodExpiring;
        let is_new =
            outbox::push_occurrence(tx, now, event, document, &occurrence, json!({})).await?;
        warned += u32::from(is_new);
    }
    Ok(warned)
}
