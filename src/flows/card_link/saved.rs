//! A card was saved on the page that a link opened: the link is used up, and the card takes the place of
//! the one that failed.

use crate::domain::charge::Charge;
use crate::domain::document::DocumentKind;
use crate::domain::notice::{NoticeEvent, NoticeFacts};
use crate::store::notices::{self, NewNotice};
use crate::store::{StoreError, TenantTx, card_links, payment_methods};
use jiff::Timestamp;

/// In the transaction that stores the card; nothing for a page that no link opened. The card becomes the
/// default where the one it replaces is it: what a customer chose meanwhile stays.
pub(in crate::flows) async fn card_was_saved(
    tx: &mut TenantTx,
    now: Timestamp,
    charge: &Charge,
    provider_ref: &str,
) -> Result<(), StoreError> {
    let Some(link) = card_links::of_charge(tx, charge.charge_id).await? else { return Ok(()) };
    card_links::use_up(tx, link.card_link_id, now).await?;
    let methods = payment_methods::list(tx).await?;
    let saved = methods
        .iter()
        .find(|method| method.gateway == charge.gateway && method.provider_ref == provider_ref);
    let Some(saved) = saved else { return Ok(()) };
    let old = methods.iter().find(|method| Some(method.payment_method_id) == link.method);
    if old.is_some_and(|old| old.is_default) && !saved.is_default {
        payment_methods::set_default(tx, saved.payment_method_id).await?;
    }
    let event = NoticeEvent::CardUpdated;
    let notice = NewNotice {
        event,
        severity: event.severity(),
        document: (DocumentKind::PaymentMethod, saved.payment_method_id.0),
        occurrence: link.card_link_id.to_string(),
        facts: NoticeFacts { last4: saved.last4.clone(), ..NoticeFacts::default() },
    };
    notices::post(tx, now, &notice).await.map(drop)
}
