//! What the gateway says of a charge, in our words. Only questions: nothing changes there or here.

use super::Till;
use super::gateway_customer;
use crate::domain::charge::{
    BANK_QUESTION_OPEN, Charge, ChargeState, ChargeWay, PAGE_OPEN, Seen, patience,
};
use crate::domain::payment::PaymentMethod;
use crate::domain::payment_method::{SavedMethodKind, last_day};
use crate::gateway::{
    self, ChargeLookup, ChargeRef, Fees, Gateway, GatewayError, IdempotencyKey, MethodDetails,
    MethodKind, SessionRef, SessionResult, SessionState,
};
use crate::store::payment_methods::NewMethod;
use crate::store::{StoreError, payment_methods};
use jiff::{SignedDuration, Timestamp};

#[derive(Debug, thiserror::Error)]
pub enum LookUpError {
    /// The gateway of this charge is not configured any more.
    #[error("no gateway {0:?} is configured")]
    NoGateway(String),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub seen: Seen,
    /// The gateway's name for the charge, once there is one.
    pub charge: Option<String>,
    pub method: Option<MethodDetails>,
    pub fees: Option<Fees>,
    /// The customer is answering their bank.
    pub is_being_answered: bool,
    /// What the card's network said to a refusal: its code, and its advice.
    pub network_codes: (Option<String>, Option<String>),
}

impl Found {
    pub(super) fn only(seen: Seen) -> Self {
        let network_codes = (None, None);
        let is_being_answered = false;
        Self { seen, charge: None, method: None, fees: None, is_being_answered, network_codes }
    }
}

/// Asks the gateway how the charge stands.
pub(super) async fn look_up(till: &Till, charge: &Charge) -> Result<Found, LookUpError> {
    let gateway = till
        .gateway(&charge.gateway)
        .ok_or_else(|| LookUpError::NoGateway(charge.gateway.clone()))?;
    let now = till.clock.now();
    match (charge.way, &charge.provider_session_ref) {
        (ChargeWay::Hosted, Some(session)) => {
            match gateway.session(&SessionRef(session.clone())).await {
                Ok(result) => {
                    let closes = gateway.capabilities().can_expire_sessions;
                    Ok(closed_in_time(of_session(result), charge, closes, now))
                }
                // Long after the page has closed it makes no difference why the gateway has forgotten it;
                // without an end it would keep its invoice from being paid for ever.
                Err(GatewayError::NotFound) if is_long_over(charge, now) => {
                    Ok(Found::only(Seen::Expired))
                }
                Err(error) => Err(error.into()),
            }
        }
        // Nobody was ever told the address of a page whose name we do not know.
        _ if charge.state == ChargeState::Created => {
            let limit = patience(charge.state, charge.way).look_up_after;
            let is_over = now.duration_since(charge.created_at) >= limit;
            Ok(Found::only(if is_over { Seen::NeverSent } else { Seen::Unclear }))
        }
        (ChargeWay::Hosted, None) => Ok(Found::only(Seen::Unclear)),
        (ChargeWay::Saved, _) => find_sent(till, charge, gateway.as_ref(), now).await,
    }
}

/// Not every gateway closes its pages: one that is still open when it should have closed no longer keeps
/// its invoice. Who pays on it all the same gets credit. Whoever is answering their bank has more time.
fn closed_in_time(found: Found, charge: &Charge, closes: bool, now: Timestamp) -> Found {
    let is_over = match closes || found.is_being_answered {
        true => is_long_over(charge, now),
        false => now.duration_since(charge.created_at) >= PAGE_OPEN,
    };
    let is_left_open = is_over && matches!(found.seen, Seen::OpenPage { .. });
    if is_left_open { Found { seen: Seen::Expired, ..found } } else { found }
}

/// Whether the charge's hosted page should have closed long ago.
fn is_long_over(charge: &Charge, now: Timestamp) -> bool {
    let limit = patience(ChargeState::RequiresAction, ChargeWay::Hosted).stuck_after;
    now.duration_since(charge.created_at) >= limit
}

/// A charge of a saved method by its key: made there or not, it is never sent again.
async fn find_sent(
    till: &Till,
    charge: &Charge,
    gateway: &dyn Gateway,
    now: Timestamp,
) -> Result<Found, LookUpError> {
    let mut tx = till.db.tenant_read(charge.tenant_id).await?;
    let known = payment_methods::gateway_customer(&mut tx, &charge.gateway).await?;
    drop(tx);
    // It could not have been sent without the customer.
    let Some(customer) = known.map(gateway_customer::read) else {
        return Ok(Found::only(Seen::Unclear));
    };
    let lookup = ChargeLookup {
        idempotency_key: provider_key(charge),
        charge: charge.provider_charge_ref.clone().map(ChargeRef),
        customer: customer.reference,
    };
    if let Some(found) = gateway.find_charge(&lookup).await? {
        let was_left = found.state == gateway::ChargeState::Unstarted
            && now.duration_since(charge.created_at) >= BANK_QUESTION_OPEN;
        let found = of_charge(found);
        // Nobody came to answer the bank, and the gateway has given up waiting.
        return Ok(if was_left { Found { seen: Seen::Canceled, ..found } } else { found });
    }
    let absence = gateway.capabilities().absence_is_final_after;
    let absence = SignedDuration::try_from(absence).unwrap_or(SignedDuration::MAX);
    let is_final = charge.sent_at.is_some_and(|sent_at| now.duration_since(sent_at) >= absence);
    Ok(Found::only(if is_final { Seen::NeverMade } else { Seen::Unclear }))
}

/// The key the gateway knows the charge by. Ours alone: a form's key could be another tenant's guess.
pub(super) fn provider_key(charge: &Charge) -> IdempotencyKey {
    IdempotencyKey(charge.charge_id.to_string())
}

fn of_session(session: SessionResult) -> Found {
    let (state, method) = (session.state, session.method);
    let Some(charge) = session.charge else {
        let seen = match (state, &method) {
            (SessionState::Open, _) => Seen::OpenPage { failure_code: None },
            (SessionState::Complete, Some(_)) => Seen::SavedMethod,
            (SessionState::Expired, _) => Seen::Expired,
            (SessionState::Complete, None) | (SessionState::Unknown { .. }, _) => Seen::Unclear,
        };
        return Found { method, ..Found::only(seen) };
    };
    let mut found = of_charge(charge);
    found.method = found.method.or(method);
    found.seen = match (state, found.seen) {
        // Money and money on its way count, whatever the page says.
        (_, seen @ (Seen::Paid { .. } | Seen::Processing)) => seen,
        // As long as the page is open, a refused card is not the end.
        (SessionState::Open, Seen::Failed { failure_code }) => {
            Seen::OpenPage { failure_code: Some(failure_code) }
        }
        (SessionState::Open, _) => Seen::OpenPage { failure_code: None },
        (SessionState::Expired, _) => Seen::Expired,
        (SessionState::Complete, seen) => seen,
        (SessionState::Unknown { .. }, _) => Seen::Unclear,
    };
    found
}

pub(super) fn of_charge(charge: gateway::Charge) -> Found {
    let network_codes = match &charge.state {
        gateway::ChargeState::Failed { decline } => {
            (decline.network_code.clone(), decline.network_advice_code.clone())
        }
        _ => (None, None),
    };
    let seen = match charge.state {
        gateway::ChargeState::Succeeded => Seen::Paid { amount: charge.amount },
        gateway::ChargeState::Processing => Seen::Processing,
        gateway::ChargeState::RequiresAction { redirect_url } => {
            Seen::Question { url: redirect_url }
        }
        gateway::ChargeState::Failed { decline } => {
            let code = decline.decline_code.unwrap_or(decline.code);
            let failure_code = if code.is_empty() { "card_declined".to_owned() } else { code };
            Seen::Failed { failure_code }
        }
        // What went back entirely before we heard of it never was a payment to us.
        gateway::ChargeState::Canceled | gateway::ChargeState::Reversed => Seen::Canceled,
        gateway::ChargeState::RequiresCapture
        | gateway::ChargeState::Unstarted
        | gateway::ChargeState::Unknown { .. } => Seen::Unclear,
    };
    let reference = Some(charge.reference.0);
    let is_being_answered = matches!(seen, Seen::Question { .. });
    let (method, fees) = (charge.method, charge.fees);
    Found { seen, charge: reference, method, fees, is_being_answered, network_codes }
}

/// How the payment is called that was made with such a method.
pub(super) fn payment_method(method: Option<&MethodDetails>) -> PaymentMethod {
    match method.map(|method| &method.kind) {
        Some(MethodKind::Card) | None => PaymentMethod::Card,
        Some(
            MethodKind::SepaDebit
            | MethodKind::BacsDebit
            | MethodKind::AchDebit
            | MethodKind::NigerianDirectDebit,
        ) => PaymentMethod::DirectDebit,
        Some(MethodKind::BankTransfer) => PaymentMethod::BankTransfer,
        Some(MethodKind::Other(_)) => PaymentMethod::Other,
    }
}

/// The method as we keep it; None when it cannot be charged again.
pub(super) fn new_method(gateway: &str, method: &MethodDetails) -> Option<NewMethod> {
    method.is_reusable.then(|| NewMethod {
        gateway: gateway.to_owned(),
        provider_ref: method.reference.0.clone(),
        kind: saved_kind(&method.kind).unwrap_or(SavedMethodKind::Other),
        brand: method.brand.clone(),
        last4: method.last4.clone().filter(|last4| last4.len() == 4),
        expires_on: method.expires.and_then(|month| last_day(month.year, month.month)),
        fingerprint: method.fingerprint.clone(),
    })
}

/// How we call a kind of the gateways'; None for those that we have no rules for.
pub(super) fn saved_kind(kind: &MethodKind) -> Option<SavedMethodKind> {
    match kind {
        MethodKind::Card => Some(SavedMethodKind::Card),
        MethodKind::SepaDebit => Some(SavedMethodKind::SepaDebit),
        MethodKind::BacsDebit => Some(SavedMethodKind::BacsDebit),
        MethodKind::AchDebit => Some(SavedMethodKind::AchDebit),
        MethodKind::NigerianDirectDebit | MethodKind::BankTransfer | MethodKind::Other(_) => None,
    }
}

/// How the gateway is told which of our methods to charge.
pub(super) fn method_kind(kind: SavedMethodKind) -> MethodKind {
    match kind {
        SavedMethodKind::Card => MethodKind::Card,
        SavedMethodKind::SepaDebit => MethodKind::SepaDebit,
        SavedMethodKind::BacsDebit => MethodKind::BacsDebit,
        SavedMethodKind::AchDebit => MethodKind::AchDebit,
        SavedMethodKind::Other => MethodKind::Other(kind.word().to_owned()),
    }
}
