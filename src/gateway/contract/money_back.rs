//! Promises about refunds and disputes.

use super::{Behaviour, Stand, key, money, paid, tags};
use crate::domain::dispute::DisputeStatus;
use crate::gateway::{
    ChargeRef, DisputeFacts, Evidence, EvidenceFile, EvidenceFileKind, GatewayError, RefundLookup,
    RefundRequest, RefundState,
};

fn refund(stand: &dyn Stand, charge: &ChargeRef, amount_minor: i64) -> RefundRequest {
    RefundRequest {
        idempotency_key: key(),
        charge: charge.clone(),
        amount: money(stand, amount_minor),
        tags: tags(),
    }
}

pub async fn refunds_add_up_and_never_exceed_the_charge(stand: &dyn Stand) {
    let charge = paid(stand, Behaviour::Pays).await.reference;
    let gateway = stand.gateway();
    let part = gateway.refund(&refund(stand, &charge, 30_00)).await.unwrap();
    assert!(matches!(part.state, RefundState::Succeeded | RefundState::Pending));
    assert_eq!(part.charge, Some(charge.clone()));
    assert_eq!(gateway.lookup_refund(&part.reference).await.unwrap().amount, money(stand, 30_00));

    // 70.00 are left: one minor unit more is refused, and nothing moves.
    let too_much = gateway.refund(&refund(stand, &charge, 70_01)).await.unwrap_err();
    assert!(matches!(too_much, GatewayError::Refused(_)), "{too_much:?}");
    gateway.refund(&refund(stand, &charge, 70_00)).await.unwrap();
    let nothing_left = gateway.refund(&refund(stand, &charge, 1)).await.unwrap_err();
    assert!(matches!(nothing_left, GatewayError::Refused(_)), "{nothing_left:?}");

    let refunds = gateway.refunds_of(&charge).await.unwrap();
    let total_minor: i64 = refunds.iter().map(|refund| refund.amount.amount_minor).sum();
    assert_eq!((refunds.len(), total_minor), (2, 100_00));
}

pub async fn the_same_key_refunds_once(stand: &dyn Stand) {
    let charge = paid(stand, Behaviour::Pays).await.reference;
    let request = refund(stand, &charge, 40_00);
    let first = stand.gateway().refund(&request).await.unwrap();
    let second = stand.gateway().refund(&request).await.unwrap();
    assert_eq!(first.reference, second.reference);
    let lookup = |idempotency_key| RefundLookup { idempotency_key, charge: charge.clone() };
    let found = stand.gateway().find_refund(&lookup(request.idempotency_key)).await.unwrap();
    assert_eq!(found.map(|refund| refund.reference), Some(first.reference));
    assert_eq!(stand.gateway().find_refund(&lookup(key())).await, Ok(None));
}

async fn disputed(stand: &dyn Stand) -> DisputeFacts {
    let charge = paid(stand, Behaviour::PaysAndDisputes).await;
    let disputes = stand.gateway().disputes_of(&charge.reference).await.unwrap();
    let [dispute] = &disputes[..] else { panic!("one dispute: {disputes:?}") };
    assert_eq!(dispute.charge, Some(charge.reference));
    dispute.clone()
}

pub async fn a_dispute_is_read_with_its_reason_and_deadline(stand: &dyn Stand) {
    let dispute = disputed(stand).await;
    assert_eq!(dispute.status, Some(DisputeStatus::NeedsResponse));
    assert_eq!(dispute.amount, Some(money(stand, 100_00)));
    assert!(dispute.raw_reason.is_some() && dispute.respond_by.is_some(), "{dispute:?}");
    let read = stand.gateway().dispute(&dispute.reference).await.unwrap();
    assert_eq!(read.reference, dispute.reference);
    for movement in &read.movements {
        assert_eq!(movement.amount.checked_sub(movement.fee), Ok(movement.net));
    }
}

pub async fn evidence_is_submitted(stand: &dyn Stand) {
    let dispute = disputed(stand).await.reference;
    let evidence = Evidence {
        customer_name: "Ada Obi".to_owned(),
        customer_email: "ada@example.com".to_owned(),
        service_description: "Team plan".to_owned(),
        statement: "The service was used.".to_owned(),
        ..Evidence::default()
    };
    let gateway = stand.gateway();
    let mut evidence = evidence;
    if gateway.capabilities().needs_evidence_file {
        let refused = gateway.submit_evidence(&dispute, &evidence, &key()).await.unwrap_err();
        assert!(refused.is_definite(), "{refused:?}");
        let status = gateway.dispute(&dispute).await.unwrap().status;
        assert_eq!(status, Some(DisputeStatus::NeedsResponse));
        let file = EvidenceFile {
            file_name: "receipt.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"%PDF-1.7".to_vec(),
        };
        let file = gateway.upload_evidence(&dispute, &file).await.unwrap();
        evidence.files.push((EvidenceFileKind::Receipt, file));
    }
    gateway.submit_evidence(&dispute, &evidence, &key()).await.unwrap();
    let status = gateway.dispute(&dispute).await.unwrap().status;
    assert_eq!(status, Some(DisputeStatus::UnderReview));
}

pub async fn a_dispute_can_be_accepted(stand: &dyn Stand) {
    let dispute = disputed(stand).await.reference;
    let accepted = stand.gateway().accept_dispute(&dispute, &key()).await.unwrap();
    assert_eq!(accepted.status, Some(DisputeStatus::Lost));
}
