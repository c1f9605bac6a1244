//! Promises about hosted pages and the methods that come of them.

use super::{Behaviour, Stand, customer, key, lookup, money, page, request, tags};
use crate::gateway::{
    ChargeRequest, ChargeState, GatewayError, Presence, SavedMethod, SessionPurpose, SessionState,
    SetupSupport, UnknownOutcome,
};

fn payment(stand: &dyn Stand) -> SessionPurpose {
    SessionPurpose::Payment { amount: money(stand, 100_00), saves_method: true }
}

pub async fn a_setup_page_saves_a_method(stand: &dyn Stand) {
    let gateway = stand.gateway();
    let customer = customer(stand).await;
    let request = page(&customer, SessionPurpose::Setup { currency: stand.currency() });
    if gateway.capabilities().setup == SetupSupport::WithPaymentOnly {
        let refused = gateway.open_session(&request).await.unwrap_err();
        assert!(matches!(refused, GatewayError::Invalid(_)), "{refused:?}");
        return;
    }
    let opened = gateway.open_session(&request).await.unwrap();
    let before = gateway.session(&opened.reference).await.unwrap();
    assert_eq!((before.state, before.method, before.charge), (SessionState::Open, None, None));

    stand.enter_card(&opened).await;
    let after = gateway.session(&opened.reference).await.unwrap();
    assert_eq!(after.state, SessionState::Complete);
    assert_eq!(after.tags, Some(request.tags));
    let method = after.method.unwrap();
    assert_eq!(method.customer.as_ref(), Some(&customer.reference));
    assert!(method.is_reusable && method.expires.is_some(), "{method:?}");
    let read = gateway.method(&customer, &method.reference).await.unwrap();
    assert_eq!(read, method);

    let charge = ChargeRequest {
        idempotency_key: key(),
        amount: money(stand, 25_00),
        customer,
        method: SavedMethod { reference: method.reference, kind: method.kind },
        presence: Presence::OffSession,
        description: "Invoice INV-8".to_owned(),
        tags: tags(),
    };
    assert_eq!(gateway.charge(&charge).await.unwrap().state, ChargeState::Succeeded);
}

pub async fn a_payment_page_pays_and_saves_the_method(stand: &dyn Stand) {
    let gateway = stand.gateway();
    let customer = customer(stand).await;
    let request = page(&customer, payment(stand));
    let opened = gateway.open_session(&request).await.unwrap();
    stand.enter_card(&opened).await;
    let result = gateway.session(&opened.reference).await.unwrap();
    assert_eq!(result.state, SessionState::Complete);
    assert_eq!(result.idempotency_key, Some(request.idempotency_key.clone()));
    let charge = result.charge.unwrap();
    assert_eq!((charge.state, charge.amount), (ChargeState::Succeeded, money(stand, 100_00)));
    assert_eq!(charge.tags, Some(request.tags));
    assert_eq!(charge.idempotency_key, Some(request.idempotency_key));
    assert!(result.method.unwrap().is_reusable);
}

pub async fn a_closed_page_takes_no_payment(stand: &dyn Stand) {
    let gateway = stand.gateway();
    let customer = customer(stand).await;
    let opened = gateway.open_session(&page(&customer, payment(stand))).await.unwrap();
    let expired = gateway.expire_session(&opened.reference).await;
    if !gateway.capabilities().can_expire_sessions {
        assert!(matches!(expired, Err(GatewayError::Invalid(_))));
        return;
    }
    expired.unwrap();
    gateway.expire_session(&opened.reference).await.unwrap();
    let result = gateway.session(&opened.reference).await.unwrap();
    assert_eq!(result.state, SessionState::Expired);

    let paid = gateway.open_session(&page(&customer, payment(stand))).await.unwrap();
    stand.enter_card(&paid).await;
    let too_late = gateway.expire_session(&paid.reference).await.unwrap_err();
    assert!(matches!(too_late, GatewayError::Refused(_)), "{too_late:?}");
}

pub async fn the_same_key_opens_one_page(stand: &dyn Stand) {
    let request = page(&customer(stand).await, payment(stand));
    let first = stand.gateway().open_session(&request).await.unwrap();
    let second = stand.gateway().open_session(&request).await;
    // The same page, or that the key is taken: never a second page on which could be paid, and never an
    // error from which one would conclude that there is no page.
    let taken = Err(GatewayError::Unknown(UnknownOutcome::KeyTaken));
    assert!(second == taken || second == Ok(first), "{second:?}");
}

pub async fn a_detached_method_cannot_be_charged(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Pays).await;
    let gateway = stand.gateway();
    gateway.detach_method(&request.method.reference).await.unwrap();
    let refused = gateway.charge(&request).await.unwrap_err();
    assert!(refused.is_definite(), "{refused:?}");
    let tried = gateway.find_charge(&lookup(&request)).await.unwrap();
    let is_paid = tried.is_some_and(|charge| charge.state == ChargeState::Succeeded);
    assert!(!is_paid);
    gateway.detach_method(&request.method.reference).await.unwrap();
}
