//! Promises about charging once, whatever happens between us and the provider (row D5).

use super::{Behaviour, Fault, Stand, key, lookup, money, request};
use crate::gateway::{ChargeRequest, ChargeState, GatewayError, UnknownOutcome};

pub async fn the_same_key_charges_once(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Pays).await;
    let first = stand.gateway().charge(&request).await.unwrap();
    let second = stand.gateway().charge(&request).await.unwrap();
    assert_eq!((first.reference, first.state), (second.reference, second.state));
    assert_eq!(stand.charges_of(&request.customer).await, 1);

    let declined = super::request(stand, Behaviour::Declines).await;
    let first = stand.gateway().charge(&declined).await.unwrap();
    let second = stand.gateway().charge(&declined).await.unwrap();
    assert_eq!((first.reference, first.state), (second.reference, second.state));
}

pub async fn many_requests_with_one_key_make_one_charge(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Pays).await;
    let gateway = stand.gateway();
    let attempts = futures_util::future::join_all((0..16).map(|_| gateway.charge(&request))).await;
    for attempt in attempts {
        match attempt {
            Ok(charge) => assert_eq!(charge.state, ChargeState::Succeeded),
            // Another one was at work: that is not a refusal.
            Err(error) => assert_eq!(error, GatewayError::Unknown(UnknownOutcome::KeyTaken)),
        }
    }
    assert_eq!(stand.charges_of(&request.customer).await, 1);
}

pub async fn a_key_is_not_taken_for_another_amount(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Pays).await;
    stand.gateway().charge(&request).await.unwrap();
    let other = ChargeRequest { amount: money(stand, 200_00), ..request.clone() };
    let taken = GatewayError::Unknown(UnknownOutcome::KeyTaken);
    assert_eq!(stand.gateway().charge(&other).await, Err(taken));
    assert_eq!(stand.charges_of(&request.customer).await, 1);
}

pub async fn a_charge_lost_after_it_was_made_is_found(stand: &dyn Stand) {
    for fault in [Fault::ErrorAfter, Fault::HangAfter, Fault::ResetAfter] {
        let request = request(stand, Behaviour::Pays).await;
        stand.break_next_charge(fault).await;
        let lost = stand.gateway().charge(&request).await.unwrap_err();
        assert!(!lost.is_definite() && !lost.allows_failover(), "{fault:?}: {lost:?}");
        let found = stand.gateway().find_charge(&lookup(&request)).await.unwrap().unwrap();
        assert_eq!(found.state, ChargeState::Succeeded, "{fault:?}");
        assert_eq!((found.amount, found.tags), (request.amount, Some(request.tags)));
        assert_eq!(stand.charges_of(&request.customer).await, 1, "{fault:?}");
    }
}

pub async fn a_charge_lost_before_it_was_made_is_not_found(stand: &dyn Stand) {
    for fault in [Fault::ErrorBefore, Fault::ResetBefore] {
        let request = request(stand, Behaviour::Pays).await;
        stand.break_next_charge(fault).await;
        let lost = stand.gateway().charge(&request).await.unwrap_err();
        assert!(!lost.is_definite(), "{fault:?}: {lost:?}");
        assert_eq!(stand.gateway().find_charge(&lookup(&request)).await, Ok(None), "{fault:?}");
        assert_eq!(stand.charges_of(&request.customer).await, 0, "{fault:?}");
    }
}

pub async fn a_provider_at_its_limit_has_done_nothing(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Pays).await;
    stand.break_next_charge(Fault::RateLimit).await;
    let limited = stand.gateway().charge(&request).await.unwrap_err();
    assert!(matches!(limited, GatewayError::RateLimited { .. }), "{limited:?}");
    assert_eq!(stand.charges_of(&request.customer).await, 0);
    let again = ChargeRequest { idempotency_key: key(), ..request };
    assert_eq!(stand.gateway().charge(&again).await.unwrap().state, ChargeState::Succeeded);
}
