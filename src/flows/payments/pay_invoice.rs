//! Paying an invoice online, exactly once (rows B4, D5).
//!
//! First transaction: the charge is stored under the form's key and reserves the invoice. Then the
//! gateway is called: for a hosted page, or with a saved method. Last transaction: what it said. A
//! form that comes twice goes on with its own charge; another form for the same invoice closes an open
//! page and takes its place, or is led to the charge that is under way.

use super::gateway_customer::{self, GatewayCustomerError};
use super::look_up::{self, Found, LookUpError, provider_key};
use super::settle_charge::{SettleChargeError, record, settle_charge};
use super::{Payer, Till};
use crate::domain::charge::{
    Charge, ChargePurpose, ChargeState, ChargeWay, ChargedInvoice, PAGE_OPEN, Seen,
};
use crate::domain::id::{ChargeId, InvoiceId, PaymentId, PaymentMethodId};
use crate::domain::invoice::{InvoiceError, InvoiceStatus};
use crate::domain::money::{Money, MoneyError};
use crate::gateway::{
    ChargeRequest, Gateway, GatewayError, HostedSession, MethodRef, Presence, SavedMethod,
    SessionPurpose, SessionRef, SessionRequest, Tags,
};
use crate::store::{StoreError, charges, invoices, payment_methods};
use std::sync::Arc;

/// What the customer asks for.
#[derive(Clone, Debug)]
pub struct PayOrder {
    /// Made when the form was rendered: one form makes one charge.
    pub idempotency_key: String,
    pub invoice: InvoiceId,
    pub amount: Money,
    pub with: PayWith,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayWith {
    /// A card that is entered on the gateway's page.
    HostedPage {
        saves_method: bool,
    },
    Saved(PaymentMethodId),
}

/// What the customer sees next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paying {
    pub charge: ChargeId,
    /// The gateway's page, or the bank's; None: the charge's own page says how it stands.
    pub go_to: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum PayInvoiceError {
    #[error("no such invoice")]
    NotFound,
    #[error("the invoice is {status:?}, not open")]
    NotOpen { status: InvoiceStatus },
    #[error("an amount must be greater than zero")]
    NotPositive,
    #[error("only {due} is due")]
    MoreThanDue { due: Money },
    #[error("the saved method is gone")]
    NoSuchMethod,
    #[error("no gateway takes {0}")]
    NotTaken(Money),
    #[error("this form was already submitted with other values")]
    KeyReused,
    /// Nothing was charged; trying again later can help.
    #[error("the gateway cannot be reached: {0}")]
    Unavailable(GatewayError),
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Settle(#[from] SettleChargeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for PayInvoiceError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

impl From<GatewayCustomerError> for PayInvoiceError {
    fn from(error: GatewayCustomerError) -> Self {
        match error {
            GatewayCustomerError::Gateway(error) => Self::Unavailable(error),
            GatewayCustomerError::Store(error) => Self::Store(error),
        }
    }
}

/// Begins to pay, or goes on with what this form began.
pub async fn pay_invoice(
    till: &Till,
    payer: &Payer,
    order: &PayOrder,
) -> Result<Paying, PayInvoiceError> {
    let other = match begin(till, payer, order).await? {
        Begun::Charge(charge) => return proceed(till, payer, charge).await,
        Begun::Occupied(other) => other,
    };
    if !make_way(till, &other).await? {
        return Ok(Paying { charge: other.charge_id, go_to: None });
    }
    match begin(till, payer, order).await? {
        Begun::Charge(charge) => proceed(till, payer, charge).await,
        // A third form was quicker.
        Begun::Occupied(other) => Ok(Paying { charge: other.charge_id, go_to: None }),
    }
}

enum Begun {
    Charge(Charge),
    /// This charge has reserved the invoice.
    Occupied(Charge),
}

/// The first transaction: intent and key.
async fn begin(till: &Till, payer: &Payer, order: &PayOrder) -> Result<Begun, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    if let Some(charge) = charges::find_by_idempotency_key(&mut tx, &order.idempotency_key).await? {
        let invoices = charges::invoices_of(&mut tx, charge.charge_id).await?;
        let is_same = charge.amount == order.amount
            && charge.payment_method == order.with.method()
            && invoices.iter().any(|charged| charged.invoice_id == order.invoice);
        return if is_same { Ok(Begun::Charge(charge)) } else { Err(PayInvoiceError::KeyReused) };
    }
    let invoice = invoices::lock(&mut tx, order.invoice)
        .await?
        .filter(|invoice| invoice.status != InvoiceStatus::Draft)
        .ok_or(PayInvoiceError::NotFound)?;
    if let Some(other) = charges::living_of_invoice(&mut tx, order.invoice).await? {
        return Ok(Begun::Occupied(other));
    }
    if invoice.status != InvoiceStatus::Open {
        return Err(PayInvoiceError::NotOpen { status: invoice.status });
    }
    if !order.amount.is_positive() {
        return Err(PayInvoiceError::NotPositive);
    }
    let due = invoice.due()?;
    if order.amount.min(due)? != order.amount {
        return Err(PayInvoiceError::MoreThanDue { due });
    }
    let gateway = match order.with {
        PayWith::HostedPage { .. } => till.gateway_for(order.amount).map(|id| id.0.clone()),
        PayWith::Saved(id) => {
            let method = payment_methods::find(&mut tx, id).await?;
            Some(method.ok_or(PayInvoiceError::NoSuchMethod)?.gateway)
        }
    };
    let charge = Charge {
        tenant_id: payer.tenant,
        charge_id: ChargeId::new(),
        gateway: gateway.ok_or(PayInvoiceError::NotTaken(order.amount))?,
        purpose: ChargePurpose::Payment,
        way: order.with.way(),
        payment_method: order.with.method(),
        saves_method: order.with == PayWith::HostedPage { saves_method: true },
        amount: order.amount,
        state: ChargeState::Created,
        provider_session_ref: None,
        provider_charge_ref: None,
        action_url: None,
        failure_code: None,
        created_at: now,
        sent_at: None,
        payment: None,
    };
    let charged = [ChargedInvoice { invoice_id: order.invoice, amount: order.amount }];
    charges::insert(&mut tx, &charge, &charged, &order.idempotency_key, &payer.actor).await?;
    tx.commit().await?;
    Ok(Begun::Charge(charge))
}

impl PayWith {
    fn way(self) -> ChargeWay {
        match self {
            Self::HostedPage { .. } => ChargeWay::Hosted,
            Self::Saved(_) => ChargeWay::Saved,
        }
    }

    fn method(self) -> Option<PaymentMethodId> {
        match self {
            Self::HostedPage { .. } => None,
            Self::Saved(id) => Some(id),
        }
    }
}

/// Whether the invoice is free for another charge. An open page is closed at the gateway first: if
/// somebody has just paid there, that payment counts and the new one is not begun.
async fn make_way(till: &Till, other: &Charge) -> Result<bool, PayInvoiceError> {
    let page = other.provider_session_ref.as_ref();
    let is_open_page = other.way == ChargeWay::Hosted && other.state == ChargeState::RequiresAction;
    if let (true, Some(page), Some(gateway)) = (is_open_page, page, till.gateway(&other.gateway))
        && gateway.expire_session(&SessionRef(page.clone())).await.is_ok()
    {
        let closed = Found::only(Seen::Canceled);
        let charge = record(till, other.tenant_id, other.charge_id, closed).await?;
        return Ok(charge.state == ChargeState::Canceled);
    }
    let charge = match settle_charge(till, other.tenant_id, other.charge_id).await {
        Ok(charge) => charge,
        Err(SettleChargeError::LookUp(LookUpError::Gateway(_))) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    Ok(!charge.state.is_living() && charge.state != ChargeState::Succeeded)
}

/// Goes on with a stored charge, from wherever it stands.
pub(super) async fn proceed(
    till: &Till,
    payer: &Payer,
    charge: Charge,
) -> Result<Paying, PayInvoiceError> {
    if charge.state != ChargeState::Created {
        let waits = charge.state == ChargeState::RequiresAction;
        let go_to = charge.action_url.filter(|_| waits);
        return Ok(Paying { charge: charge.charge_id, go_to });
    }
    let Some(gateway) = till.gateway(&charge.gateway).map(Arc::clone) else {
        return Err(PayInvoiceError::NotTaken(charge.amount));
    };
    match charge.way {
        ChargeWay::Hosted => open_page(till, payer, charge, gateway.as_ref()).await,
        ChargeWay::Saved => send(till, payer, charge, gateway.as_ref()).await,
    }
}

/// Opens the gateway's page. The same key opens the same page, so this may happen twice; and nobody can
/// pay on a page whose address was not stored, so that an error simply ends the charge.
async fn open_page(
    till: &Till,
    payer: &Payer,
    charge: Charge,
    gateway: &dyn Gateway,
) -> Result<Paying, PayInvoiceError> {
    let id = charge.charge_id;
    let opened = match gateway_customer::ensure(till, payer, &charge.gateway, gateway).await {
        Ok(customer) => {
            let request = page_request(till, &charge, customer).await?;
            gateway.open_session(&request).await
        }
        Err(GatewayCustomerError::Gateway(error)) => Err(error),
        Err(error) => return Err(error.into()),
    };
    match opened {
        Ok(page) => store_page(till, payer, id, page).await,
        // The same form, sent a moment ago, is being answered.
        Err(GatewayError::Unknown(crate::gateway::UnknownOutcome::KeyTaken)) => {
            Ok(Paying { charge: id, go_to: None })
        }
        Err(error) => {
            record(till, payer.tenant, id, Found::only(Seen::NeverMade)).await?;
            Err(PayInvoiceError::Unavailable(error))
        }
    }
}

async fn page_request(
    till: &Till,
    charge: &Charge,
    customer: crate::gateway::GatewayCustomer,
) -> Result<SessionRequest, PayInvoiceError> {
    let return_url = till.return_url(charge.charge_id);
    let purpose = match charge.purpose {
        ChargePurpose::Payment => {
            SessionPurpose::Payment { amount: charge.amount, saves_method: charge.saves_method }
        }
        ChargePurpose::Setup => SessionPurpose::Setup { currency: charge.amount.currency },
    };
    let (tags, description) = described(till, charge).await?;
    Ok(SessionRequest {
        idempotency_key: provider_key(charge),
        customer,
        purpose,
        kinds: Vec::new(),
        description,
        success_url: return_url.clone(),
        cancel_url: return_url,
        expires_at: Some(charge.created_at + PAGE_OPEN),
        tags,
    })
}

/// What the gateway keeps with the charge and shows to the customer: ids and the invoice's number.
async fn described(till: &Till, charge: &Charge) -> Result<(Tags, String), StoreError> {
    let mut tx = till.db.tenant_read(charge.tenant_id).await?;
    let charged = charges::invoices_of(&mut tx, charge.charge_id).await?;
    let first = match charged.first() {
        Some(charged) => invoices::find(&mut tx, charged.invoice_id).await?,
        None => None,
    };
    let tags = Tags {
        tenant_id: charge.tenant_id,
        payment_id: Some(PaymentId(charge.charge_id.0)),
        invoice_id: first.as_ref().map(|invoice| invoice.invoice_id),
    };
    Ok((tags, first.and_then(|invoice| invoice.number).unwrap_or_default()))
}

/// Remembers the page before anybody is sent there.
async fn store_page(
    till: &Till,
    payer: &Payer,
    id: ChargeId,
    page: HostedSession,
) -> Result<Paying, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let mut charge = charges::find(&mut tx, id).await?.ok_or(PayInvoiceError::NotFound)?;
    if charge.state == ChargeState::Created {
        charge.state = ChargeState::RequiresAction;
        charge.provider_session_ref = Some(page.reference.0);
        charge.action_url = Some(page.url);
        charge.sent_at = Some(now);
        charges::save(&mut tx, &charge, now).await?;
        tx.commit().await?;
    }
    let waits = charge.state == ChargeState::RequiresAction;
    Ok(Paying { charge: id, go_to: charge.action_url.filter(|_| waits) })
}

/// Charges a saved method. Only the one caller that takes the charge from `created` to `sent` asks the
/// gateway, ever; whatever happens to it then, the charge is looked up.
async fn send(
    till: &Till,
    payer: &Payer,
    charge: Charge,
    gateway: &dyn Gateway,
) -> Result<Paying, PayInvoiceError> {
    let id = charge.charge_id;
    let customer = gateway_customer::ensure(till, payer, &charge.gateway, gateway).await?;
    let now = till.clock.now();
    let (tags, description) = described(till, &charge).await?;
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let method = match charge.payment_method {
        Some(method) => payment_methods::find(&mut tx, method).await?,
        None => None,
    };
    let Some(method) = method else {
        drop(tx);
        record(till, payer.tenant, id, Found::only(Seen::NeverMade)).await?;
        return Err(PayInvoiceError::NoSuchMethod);
    };
    if !charges::claim_sending(&mut tx, id, now).await? {
        return Ok(Paying { charge: id, go_to: None });
    }
    tx.commit().await?;
    let request = ChargeRequest {
        idempotency_key: provider_key(&charge),
        amount: charge.amount,
        customer,
        method: SavedMethod {
            reference: MethodRef(method.provider_ref),
            kind: look_up::method_kind(method.kind),
        },
        presence: Presence::OnSession { return_url: till.return_url(id) },
        description,
        tags,
    };
    let found = match gateway.charge(&request).await {
        Ok(made) => look_up::of_charge(made),
        // Nobody knows: it stays `sent` until it is looked up.
        Err(error) if !error.is_definite() => return Ok(Paying { charge: id, go_to: None }),
        Err(GatewayError::Refused(refusal)) => {
            Found::only(Seen::Failed { failure_code: refusal.code })
        }
        Err(_) => Found::only(Seen::NeverMade),
    };
    let charge = record(till, payer.tenant, id, found).await?;
    let waits = charge.state == ChargeState::RequiresAction;
    Ok(Paying { charge: id, go_to: charge.action_url.filter(|_| waits) })
}
