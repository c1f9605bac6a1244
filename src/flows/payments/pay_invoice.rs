//! Paying an invoice online, exactly once (rows B4, D5).
//!
//! First transaction: the charge is stored under the form's key and reserves the invoice. Then the
//! gateway is called: for a hosted page, or with a saved method. Last transaction: what it said. A
//! form that comes twice goes on with its own charge; another form for the same invoice closes an open
//! page and takes its place, or is led to the charge that is under way.

use super::gateway_customer::GatewayCustomerError;
use super::look_up::{Found, LookUpError};
use super::route::NEW_METHOD;
use super::send_charge::proceed;
use super::settle_charge::{SettleChargeError, record, settle_charge};
use super::{Payer, Till};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay, ChargedInvoice, Seen};
use crate::domain::id::{ChargeId, InvoiceId, PaymentMethodId};
use crate::domain::invoice::{InvoiceError, InvoiceStatus};
use crate::domain::money::{Money, MoneyError};
use crate::domain::routing::{Asked, Decision};
use crate::flows::routing::RulesError;
use crate::gateway::{GatewayError, NotSent, SessionRef};
use crate::store::{StoreError, TenantTx, charges, invoices, payment_methods, routing};

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
    /// The rules of routing cannot be read: nobody is charged against them.
    #[error(transparent)]
    Routing(#[from] RulesError),
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
    let decision = match order.with {
        PayWith::HostedPage { .. } => Some(decide(till, &mut tx, order.amount).await?),
        PayWith::Saved(_) => None,
    };
    let gateway = match order.with {
        PayWith::HostedPage { .. } => {
            decision.as_ref().and_then(Decision::chosen).map(str::to_owned)
        }
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
    if let Some(decision) = &decision {
        routing::record(&mut tx, charge.charge_id, decision, None, now).await?;
    }
    tx.commit().await?;
    Ok(Begun::Charge(charge))
}

/// Which gateway's page the customer is sent to.
/// # Errors  `Unavailable` while whoever would take it is left alone, `NotTaken` when nobody would.
async fn decide(
    till: &Till,
    tx: &mut TenantTx,
    amount: Money,
) -> Result<Decision, PayInvoiceError> {
    let decision = till.route(tx, Asked { amount, kind: NEW_METHOD }, &[]).await?;
    if decision.chosen().is_some() {
        Ok(decision)
    } else if decision.may_pass() {
        let resting = NotSent::Resting(till.shortest_rest(&decision));
        Err(PayInvoiceError::Unavailable(GatewayError::NotSent(resting)))
    } else {
        Err(PayInvoiceError::NotTaken(amount))
    }
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
