//! Promises about charging a saved method.

use super::{Behaviour, Stand, on_session, paid, request};
use crate::gateway::{Charge, ChargeRef, ChargeRequest, ChargeState, GatewayError, InvalidRequest};

pub async fn a_saved_method_is_charged(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Pays).await;
    let charge = stand.gateway().charge(&request).await.unwrap();
    assert_eq!(charge.state, ChargeState::Succeeded);
    assert_eq!(charge.amount, request.amount);
    assert_eq!(charge.tags, Some(request.tags));
    assert_eq!(charge.idempotency_key, Some(request.idempotency_key));
    assert_eq!(charge.customer, Some(request.customer.reference));
    let method = charge.method.as_ref().unwrap();
    assert!(method.last4.is_some() && method.is_reusable, "{method:?}");
    let read = stand.gateway().lookup_charge(&charge.reference).await.unwrap();
    assert_eq!((read.state, read.amount), (charge.state, charge.amount));
}

pub async fn each_decline_is_a_failed_charge_with_its_code(stand: &dyn Stand) {
    let declines =
        [Behaviour::Declines, Behaviour::HasNoFunds, Behaviour::HasExpired, Behaviour::WasStolen];
    for behaviour in declines {
        let request = request(stand, behaviour).await;
        let charge = stand.gateway().charge(&request).await.unwrap();
        assert_eq!(decline_code(&charge), stand.decline_code(behaviour), "{behaviour:?}");
        let read = stand.gateway().lookup_charge(&charge.reference).await.unwrap();
        assert_eq!(read.state, charge.state, "{behaviour:?}");
    }
}

/// The more precise of the codes.
fn decline_code(charge: &Charge) -> &str {
    let ChargeState::Failed { decline } = &charge.state else { panic!("{:?}", charge.state) };
    decline.decline_code.as_deref().unwrap_or(&decline.code)
}

pub async fn the_bank_may_ask_a_customer_who_is_there(stand: &dyn Stand) {
    let asked = async |request: &ChargeRequest| {
        let charge = stand.gateway().charge(request).await.unwrap();
        let ChargeState::RequiresAction { redirect_url: Some(url) } = charge.state else {
            panic!("{:?}", charge.state)
        };
        (charge.reference, url)
    };
    let read = async |charge| stand.gateway().lookup_charge(charge).await.unwrap().state;

    let accepted = on_session(request(stand, Behaviour::Asks).await);
    let (charge, url) = asked(&accepted).await;
    assert!(matches!(read(&charge).await, ChargeState::RequiresAction { .. }));
    stand.answer_bank(&url, true).await;
    assert_eq!(read(&charge).await, ChargeState::Succeeded);

    let refused = on_session(request(stand, Behaviour::Asks).await);
    let (charge, url) = asked(&refused).await;
    stand.answer_bank(&url, false).await;
    let state = read(&charge).await;
    assert!(matches!(state, ChargeState::Failed { .. }), "{state:?}");
}

pub async fn a_question_of_the_bank_can_be_withdrawn(stand: &dyn Stand) {
    let gateway = stand.gateway();
    let asking = on_session(request(stand, Behaviour::Asks).await);
    let charge = gateway.charge(&asking).await.unwrap().reference;
    if !gateway.capabilities().can_cancel_charges {
        let refused = gateway.cancel_charge(&charge).await;
        let unsupported =
            matches!(refused, Err(GatewayError::Invalid(InvalidRequest::Unsupported(_))));
        assert!(unsupported, "{refused:?}");
        return;
    }
    // Twice is once.
    for _ in 0..2 {
        assert_eq!(gateway.cancel_charge(&charge).await.unwrap().state, ChargeState::Canceled);
    }
    assert_eq!(gateway.lookup_charge(&charge).await.unwrap().state, ChargeState::Canceled);
}

pub async fn what_is_paid_is_not_canceled(stand: &dyn Stand) {
    let gateway = stand.gateway();
    if !gateway.capabilities().can_cancel_charges {
        return;
    }
    let paid = gateway.charge(&request(stand, Behaviour::Pays).await).await.unwrap().reference;
    assert_eq!(gateway.cancel_charge(&paid).await.unwrap().state, ChargeState::Succeeded);
    let gone = gateway.cancel_charge(&ChargeRef("pi_nobody".to_owned())).await;
    assert!(matches!(gone, Err(GatewayError::NotFound)), "{gone:?}");
}

pub async fn a_bank_that_asks_when_nobody_is_there_declines(stand: &dyn Stand) {
    let request = request(stand, Behaviour::Asks).await;
    let charge = stand.gateway().charge(&request).await.unwrap();
    if stand.gateway().capabilities().waits_for_absent_customers {
        // Nothing is charged until the customer has been sent there.
        let ChargeState::RequiresAction { redirect_url: Some(url) } = charge.state else {
            panic!("{:?}", charge.state)
        };
        stand.answer_bank(&url, true).await;
        let answered = stand.gateway().lookup_charge(&charge.reference).await.unwrap();
        assert_eq!(answered.state, ChargeState::Succeeded);
        return;
    }
    assert_eq!(decline_code(&charge), stand.decline_code(Behaviour::Asks));
}

pub async fn a_debit_is_on_its_way_until_it_settles(stand: &dyn Stand) {
    let request = request(stand, Behaviour::TakesDays).await;
    let charge = stand.gateway().charge(&request).await.unwrap();
    assert_eq!(charge.state, ChargeState::Processing);
    assert!(!charge.state.is_final());
    stand.end_debit(&charge.reference, true).await;
    let settled = stand.gateway().lookup_charge(&charge.reference).await.unwrap();
    assert_eq!(settled.state, ChargeState::Succeeded);
}

pub async fn a_debit_may_come_back(stand: &dyn Stand) {
    let request = request(stand, Behaviour::TakesDays).await;
    let charge = stand.gateway().charge(&request).await.unwrap();
    stand.end_debit(&charge.reference, false).await;
    let back = stand.gateway().lookup_charge(&charge.reference).await.unwrap();
    assert!(matches!(back.state, ChargeState::Failed { .. }), "{:?}", back.state);
}

pub async fn fees_are_what_the_provider_kept(stand: &dyn Stand) {
    let charge = paid(stand, Behaviour::Pays).await;
    let fees = stand.gateway().fees(&charge.reference).await.unwrap().unwrap();
    assert!(fees.fee.is_positive());
    assert_eq!(fees.gross.checked_sub(fees.fee), Ok(fees.net));
}
