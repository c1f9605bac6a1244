//! Saved payment methods: adding one on the gateway's page, naming, choosing the default, removing
//! (row B5). No number of a card ever comes this way.

use super::pay_invoice::{PayInvoiceError, Paying};
use super::send_charge::proceed;
use super::webhooks::ReadWebhookError;
use super::{GATEWAY, Payer, Till, autopay, gateway_customer, look_up};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay};
use crate::domain::currency::Currency;
use crate::domain::id::{ChargeId, PaymentMethodId, TenantId};
use crate::domain::money::Money;
use crate::gateway::{GatewayError, MethodDetails, MethodRef, SetupSupport};
use crate::jobs::{self, Job};
use crate::store::{Actor, StoreError, TenantTx, charges, dunning, payment_methods};
use jiff::Timestamp;

/// The longest name a customer can give a method.
pub const NICKNAME_CHARACTERS_MAX: usize = 60;

#[derive(Debug, thiserror::Error)]
pub enum SavedMethodError {
    #[error("no such method")]
    NotFound,
    #[error("a name has at most {NICKNAME_CHARACTERS_MAX} characters")]
    NicknameTooLong,
    /// Autopay charges this method: somebody must say what it shall do.
    #[error("autopay charges this method")]
    AutopayNeedsIt,
    /// The gateway still has it; trying again can help.
    #[error("the gateway cannot be reached: {0}")]
    Unavailable(GatewayError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the gateway's page for a new method, or goes on with what this form began.
pub async fn add_method(
    till: &Till,
    payer: &Payer,
    currency: Currency,
    idempotency_key: &str,
) -> Result<Paying, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    if let Some(charge) = charges::find_by_idempotency_key(&mut tx, idempotency_key).await? {
        drop(tx);
        return if charge.purpose == ChargePurpose::Setup {
            proceed(till, payer, charge).await
        } else {
            Err(PayInvoiceError::KeyReused)
        };
    }
    let charge = setup_charge(till, payer.tenant, currency, now)?;
    charges::insert(&mut tx, &charge, &[], idempotency_key, &payer.actor).await?;
    tx.commit().await?;
    proceed(till, payer, charge).await
}

/// A charge of nothing, whose page saves a method.
/// # Errors  `NotTaken` when no gateway can save one alone.
pub(in crate::flows) fn setup_charge(
    till: &Till,
    tenant: TenantId,
    currency: Currency,
    now: Timestamp,
) -> Result<Charge, PayInvoiceError> {
    let nothing = Money::zero(currency);
    let saves_alone = till
        .gateways
        .iter()
        .find(|(_, gateway)| gateway.capabilities().setup == SetupSupport::NoCharge);
    let (gateway, _) = saves_alone.ok_or(PayInvoiceError::NotTaken(nothing))?;
    Ok(Charge {
        tenant_id: tenant,
        charge_id: ChargeId::new(),
        gateway: gateway.0.clone(),
        purpose: ChargePurpose::Setup,
        way: ChargeWay::Hosted,
        payment_method: None,
        saves_method: true,
        amount: nothing,
        state: ChargeState::Created,
        provider_session_ref: None,
        provider_charge_ref: None,
        action_url: None,
        failure_code: None,
        created_at: now,
        sent_at: None,
        payment: None,
    })
}

/// Makes the method the one that is offered first. What was refused before is tried with it.
pub async fn set_default(
    tx: &mut TenantTx,
    now: Timestamp,
    method: PaymentMethodId,
) -> Result<(), SavedMethodError> {
    let is_there = payment_methods::set_default(tx, method).await?;
    is_there.then_some(()).ok_or(SavedMethodError::NotFound)?;
    Ok(dun_again(tx, now).await?)
}

/// Another method may be charged now: what is overdue is tried with it at once.
async fn dun_again(tx: &mut TenantTx, now: Timestamp) -> Result<(), StoreError> {
    if dunning::open_campaigns(tx).await?.is_empty() {
        return Ok(());
    }
    jobs::enqueue(tx, now, &Job::DunCustomer { tenant_id: tx.tenant() }).await
}

/// Gives the method a name of the customer's own; empty takes it away.
pub async fn set_nickname(
    tx: &mut TenantTx,
    method: PaymentMethodId,
    nickname: &str,
) -> Result<(), SavedMethodError> {
    let nickname = nickname.trim();
    if nickname.chars().count() > NICKNAME_CHARACTERS_MAX {
        return Err(SavedMethodError::NicknameTooLong);
    }
    let is_there = payment_methods::set_nickname(tx, method, nickname).await?;
    is_there.then_some(()).ok_or(SavedMethodError::NotFound)
}

/// What becomes of autopay when the method it charges is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutopayThen {
    /// Nobody was asked: autopay must not be touched.
    Ask,
    /// This method is charged from now on.
    Charges(PaymentMethodId),
    Stops,
}

/// Removes the method at the gateway, then here. A crash between the two leaves it in the list; removing
/// it again is harmless there. Autopay never goes on with a method that nobody chose: it is turned off in
/// the transaction that removes the last one, or that finds the choice gone.
/// # Errors  `AutopayNeedsIt` when autopay charges it and `then` is `Ask`: nothing changed.
pub async fn remove_method(
    till: &Till,
    payer: &Payer,
    id: PaymentMethodId,
    then: AutopayThen,
) -> Result<(), SavedMethodError> {
    let mut tx = till.db.tenant_read(payer.tenant).await?;
    let method = payment_methods::find(&mut tx, id).await?.ok_or(SavedMethodError::NotFound)?;
    let is_on = autopay::cover(&mut tx).await?.is_some();
    if is_on && method.is_default && then == AutopayThen::Ask {
        return Err(SavedMethodError::AutopayNeedsIt);
    }
    if let AutopayThen::Charges(next) = then
        && (next == id || payment_methods::find(&mut tx, next).await?.is_none())
    {
        return Err(SavedMethodError::NotFound);
    }
    drop(tx);
    // A gateway that is not configured any more cannot be asked, and will not charge it either.
    if let Some(gateway) = till.gateway(&method.gateway) {
        let reference = MethodRef(method.provider_ref);
        gateway.detach_method(&reference).await.map_err(SavedMethodError::Unavailable)?;
    }
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    take_away(&mut tx, now, (&payer.actor, &payer.email), id, then).await?;
    Ok(tx.commit().await?)
}

async fn take_away(
    tx: &mut TenantTx,
    now: Timestamp,
    (actor, email): (&Actor, &str),
    id: PaymentMethodId,
    then: AutopayThen,
) -> Result<(), StoreError> {
    let was_default = payment_methods::find(tx, id).await?.is_some_and(|method| method.is_default);
    payment_methods::remove(tx, id, now).await?;
    if !was_default {
        return Ok(());
    }
    let goes_on = match then {
        AutopayThen::Charges(next) => payment_methods::set_default(tx, next).await?,
        AutopayThen::Ask | AutopayThen::Stops => false,
    };
    if goes_on { Ok(()) } else { autopay::turn_off_without_method(tx, now, actor, email).await }
}

/// Keeps a method that was saved at the gateway. The same card or account kept before makes way; the
/// gateway is told to forget that one.
pub(super) async fn keep_method(
    tx: &mut TenantTx,
    now: Timestamp,
    gateway: &str,
    method: &MethodDetails,
) -> Result<(), StoreError> {
    let Some(method) = look_up::new_method(gateway, method) else { return Ok(()) };
    for replaced in payment_methods::insert(tx, &method, &GATEWAY, now).await? {
        let job = Job::ForgetMethod { gateway: gateway.to_owned(), provider_ref: replaced };
        jobs::enqueue(tx, now, &job).await?;
    }
    dun_again(tx, now).await
}

/// Lets the gateway forget a method that has been replaced here.
pub async fn forget_method(
    till: &Till,
    gateway: &str,
    provider_ref: &str,
) -> Result<(), SavedMethodError> {
    // One that is not configured any more will not charge it either.
    let Some(gateway) = till.gateway(gateway) else { return Ok(()) };
    let reference = MethodRef(provider_ref.to_owned());
    gateway.detach_method(&reference).await.map_err(SavedMethodError::Unavailable)
}

/// Reads a method again that the gateway says has changed: a card that its network has renewed, or a method
/// that was removed there. False: it is none of ours.
pub(super) async fn refresh_method(
    till: &Till,
    gateway_id: &str,
    provider_ref: &str,
) -> Result<bool, ReadWebhookError> {
    let tenants = payment_methods::tenants_of(&till.db, gateway_id, provider_ref).await?;
    let Some(gateway) = till.gateway(gateway_id) else { return Ok(false) };
    let mut is_ours = false;
    for tenant in tenants {
        let mut tx = till.db.tenant_read(tenant).await?;
        let known = payment_methods::gateway_customer(&mut tx, gateway_id).await?;
        drop(tx);
        let Some(customer) = known.map(gateway_customer::read) else { continue };
        let details = gateway.method(&customer, &MethodRef(provider_ref.to_owned())).await?;
        let now = till.clock.now();
        let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
        is_ours |= take_over(&mut tx, now, gateway_id, &details).await?;
        tx.commit().await?;
    }
    Ok(is_ours)
}

async fn take_over(
    tx: &mut TenantTx,
    now: Timestamp,
    gateway: &str,
    details: &MethodDetails,
) -> Result<bool, StoreError> {
    if let Some(method) = look_up::new_method(gateway, details) {
        return payment_methods::update(tx, &method).await;
    }
    // Removed there, it can never be charged again.
    let methods = payment_methods::list(tx).await?;
    let gone = methods
        .into_iter()
        .find(|method| method.gateway == gateway && method.provider_ref == details.reference.0);
    let Some(gone) = gone else { return Ok(false) };
    let nobody = (&GATEWAY, "");
    take_away(tx, now, nobody, gone.payment_method_id, AutopayThen::Ask).await?;
    Ok(true)
}
