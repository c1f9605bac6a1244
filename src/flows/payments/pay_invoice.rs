//! Paying invoices online, exactly once (rows B4, D5, D11).
//!
//! First transaction: the charge is stored under the form's key and reserves its part of each invoice.
//! Then the gateway is called: for a hosted page, or with a saved method. Last transaction: what it said.
//! A form that comes twice goes on with its own charge. Parts of one invoice may be on their way at the
//! same time as long as they fit; a form that asks for what is reserved closes open pages and takes
//! their place, or is led to the charge that is under way (docs/adr/0041).

use super::gateway_customer::GatewayCustomerError;
use super::look_up::{Found, LookUpError};
use super::route::NEW_METHOD;
use super::send_charge::proceed;
use super::settle_charge::{SettleChargeError, record, settle_charge};
use super::{Payer, Till};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay, ChargedInvoice, Seen};
use crate::domain::id::{ChargeId, InvoiceId, PaymentMethodId};
use crate::domain::invoice::{Invoice, InvoiceError, InvoiceStatus};
use crate::domain::money::{Money, MoneyError};
use crate::domain::routing::{Asked, Decision};
use crate::flows::routing::RulesError;
use crate::gateway::{GatewayError, NotSent, SessionRef};
use crate::store::charges::Reservation;
use crate::store::{StoreError, TenantTx, charges, invoices, payment_methods, routing};
use jiff::Timestamp;

/// Invoices that one payment may cover. The page shows them all at once.
pub const INVOICES_MAX: usize = 100;

/// Open pages that one form may close to make its way; who asks for more must have been overtaken.
pub(super) const PAGES_CLOSED_MAX: usize = 20;

/// What the customer asks for.
#[derive(Clone, Debug)]
pub struct PayOrder {
    /// Made when the form was rendered: one form makes one charge.
    pub idempotency_key: String,
    /// How much of which invoice, in the order in which the payment settles them. Each invoice once, all
    /// of one seller and in one currency.
    pub invoices: Vec<ChargedInvoice>,
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
    #[error("invoice {invoice} is {status:?}, not open")]
    NotOpen { invoice: InvoiceId, status: InvoiceStatus },
    #[error("an amount must be greater than zero")]
    NotPositive,
    #[error("only {due} is due on invoice {invoice}")]
    MoreThanDue { invoice: InvoiceId, due: Money },
    #[error("one payment covers 1 to {INVOICES_MAX} invoices, not {count}")]
    Count { count: usize },
    #[error("invoice {0} is named twice")]
    NamedTwice(InvoiceId),
    /// The money reaches one account: one seller's, in one currency.
    #[error("invoices of several sellers or currencies")]
    Mixed,
    /// Other payments of these are under way; without them the rest can be paid.
    #[error("{} of the invoices are being paid already", invoices.len())]
    Occupied { invoices: Vec<InvoiceId> },
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
/// # Errors  Nothing was charged in any of them.
pub async fn pay_invoice(
    till: &Till,
    payer: &Payer,
    order: &PayOrder,
) -> Result<Paying, PayInvoiceError> {
    let mut asked: Vec<ChargeId> = Vec::new();
    loop {
        let in_the_way = match begin(till, payer, order).await? {
            Begun::Charge(charge) => return proceed(till, payer, *charge).await,
            Begun::Occupied(in_the_way) => in_the_way,
        };
        let mut others = in_the_way.iter().map(|reservation| &reservation.charge);
        let next = others.find(|other| !asked.contains(&other.charge_id));
        let Some(other) = next.filter(|_| asked.len() < PAGES_CLOSED_MAX) else {
            return led_to(order, &in_the_way);
        };
        asked.push(other.charge_id);
        if make_way(till, other).await? == Way::JustPaid {
            return Ok(Paying { charge: other.charge_id, go_to: None });
        }
    }
}

/// Who pays one invoice sees the payment that is under way; who pays several leaves those out that are
/// being paid already.
fn led_to(order: &PayOrder, in_the_way: &[Reservation]) -> Result<Paying, PayInvoiceError> {
    if let ([_], [first, ..]) = (&order.invoices[..], in_the_way) {
        return Ok(Paying { charge: first.charge.charge_id, go_to: None });
    }
    let mut invoices: Vec<_> = in_the_way.iter().map(|other| other.invoice_id).collect();
    invoices.sort_unstable();
    invoices.dedup();
    Err(PayInvoiceError::Occupied { invoices })
}

enum Begun {
    Charge(Box<Charge>),
    /// These have reserved what was asked for.
    Occupied(Vec<Reservation>),
}

/// The first transaction: intent and key.
async fn begin(till: &Till, payer: &Payer, order: &PayOrder) -> Result<Begun, PayInvoiceError> {
    let now = till.clock.now();
    let amount = order.amount()?;
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    if let Some(charge) = charges::find_by_idempotency_key(&mut tx, &order.idempotency_key).await? {
        let is_same = charge.payment_method == order.with.method()
            && charges::invoices_of(&mut tx, charge.charge_id).await? == order.invoices;
        return if is_same {
            Ok(Begun::Charge(Box::new(charge)))
        } else {
            Err(PayInvoiceError::KeyReused)
        };
    }
    let in_the_way = in_the_way(&mut tx, &order.invoices).await?;
    if !in_the_way.is_empty() {
        return Ok(Begun::Occupied(in_the_way));
    }
    let asked = NewCharge {
        purpose: ChargePurpose::Payment,
        with: order.with,
        amount,
        invoices: &order.invoices,
        idempotency_key: &order.idempotency_key,
    };
    let charge = store_charge(till, &mut tx, now, payer, &asked).await?;
    tx.commit().await?;
    Ok(Begun::Charge(Box::new(charge)))
}

/// A charge that takes money, as it is asked for.
pub(super) struct NewCharge<'a> {
    pub purpose: ChargePurpose,
    pub with: PayWith,
    pub amount: Money,
    pub invoices: &'a [ChargedInvoice],
    pub idempotency_key: &'a str,
}

/// Chooses the gateway and stores the charge, in the caller's transaction.
/// # Errors  `NoSuchMethod`, `NotTaken`, `Unavailable`.
pub(super) async fn store_charge(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    payer: &Payer,
    asked: &NewCharge<'_>,
) -> Result<Charge, PayInvoiceError> {
    let (with, amount) = (asked.with, asked.amount);
    let decision = match with {
        PayWith::HostedPage { .. } => Some(decide(till, tx, amount).await?),
        PayWith::Saved(_) => None,
    };
    let gateway = match with {
        PayWith::HostedPage { .. } => {
            decision.as_ref().and_then(Decision::chosen).map(str::to_owned)
        }
        PayWith::Saved(id) => {
            let method = payment_methods::find(tx, id).await?;
            let method = method.ok_or(PayInvoiceError::NoSuchMethod)?;
            till.charges(&method, amount).then_some(method.gateway)
        }
    };
    let charge = Charge {
        tenant_id: payer.tenant,
        charge_id: ChargeId::new(),
        gateway: gateway.ok_or(PayInvoiceError::NotTaken(amount))?,
        purpose: asked.purpose,
        way: with.way(),
        payment_method: with.method(),
        saves_method: with == PayWith::HostedPage { saves_method: true },
        amount,
        state: ChargeState::Created,
        provider_session_ref: None,
        provider_charge_ref: None,
        action_url: None,
        failure_code: None,
        created_at: now,
        sent_at: None,
        payment: None,
    };
    charges::insert(tx, &charge, asked.invoices, asked.idempotency_key, &payer.actor).await?;
    if let Some(decision) = &decision {
        routing::record(tx, charge.charge_id, decision, None, now).await?;
    }
    Ok(charge)
}

impl PayOrder {
    /// All of it.
    /// # Errors  `Count`, `NamedTwice`, `NotPositive`, `Mixed`.
    fn amount(&self) -> Result<Money, PayInvoiceError> {
        let count = self.invoices.len();
        let Some(first) = self.invoices.first().filter(|_| count <= INVOICES_MAX) else {
            return Err(PayInvoiceError::Count { count });
        };
        let mut sum = Money::zero(first.amount.currency);
        for (place, charged) in self.invoices.iter().enumerate() {
            if self.invoices[..place].iter().any(|known| known.invoice_id == charged.invoice_id) {
                return Err(PayInvoiceError::NamedTwice(charged.invoice_id));
            }
            if !charged.amount.is_positive() {
                return Err(PayInvoiceError::NotPositive);
            }
            if charged.amount.currency != sum.currency {
                return Err(PayInvoiceError::Mixed);
            }
            sum = sum.checked_add(charged.amount)?;
        }
        Ok(sum)
    }
}

/// Locks the invoices and says what living charges hold of what is asked for; empty when it is free.
async fn in_the_way(
    tx: &mut TenantTx,
    asked: &[ChargedInvoice],
) -> Result<Vec<Reservation>, PayInvoiceError> {
    let mut by_id = asked.to_vec();
    by_id.sort_unstable_by_key(|charged| charged.invoice_id);
    let ids: Vec<_> = by_id.iter().map(|charged| charged.invoice_id).collect();
    let mut seller = None;
    let mut locked = Vec::with_capacity(by_id.len());
    for charged in by_id {
        let invoice = invoices::lock(tx, charged.invoice_id)
            .await?
            .filter(|invoice| invoice.status != InvoiceStatus::Draft)
            .ok_or(PayInvoiceError::NotFound)?;
        let is_one_sellers = *seller.get_or_insert(invoice.seller_id) == invoice.seller_id;
        if !is_one_sellers || invoice.currency != charged.amount.currency {
            return Err(PayInvoiceError::Mixed);
        }
        locked.push((charged, invoice));
    }
    let reservations = charges::reservations(tx, &ids).await?;
    let mut in_the_way = Vec::new();
    for (charged, invoice) in locked {
        let of_it = reservations.iter().filter(|other| other.invoice_id == charged.invoice_id);
        if !is_free(&charged, &invoice, of_it.clone())? {
            in_the_way.extend(of_it.cloned());
        }
    }
    Ok(in_the_way)
}

/// Whether so much of the invoice is due and not reserved.
/// # Errors  `NotOpen`, `MoreThanDue`.
fn is_free<'a>(
    charged: &ChargedInvoice,
    invoice: &Invoice,
    reservations: impl Iterator<Item = &'a Reservation>,
) -> Result<bool, PayInvoiceError> {
    if invoice.status != InvoiceStatus::Open {
        let (invoice, status) = (charged.invoice_id, invoice.status);
        return Err(PayInvoiceError::NotOpen { invoice, status });
    }
    let due = invoice.due()?;
    if charged.amount.amount_minor > due.amount_minor {
        return Err(PayInvoiceError::MoreThanDue { invoice: charged.invoice_id, due });
    }
    let mut left = due.checked_sub(charged.amount)?;
    for reservation in reservations {
        left = left.checked_sub(reservation.amount)?;
    }
    Ok(left.amount_minor >= 0)
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

    pub(super) fn method(self) -> Option<PaymentMethodId> {
        match self {
            Self::HostedPage { .. } => None,
            Self::Saved(id) => Some(id),
        }
    }
}

/// What came of asking another charge to make way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It has ended, or it is under way and keeps what it has reserved: that is seen under the lock.
    Asked,
    /// Somebody has just paid there: that payment counts and nothing new is begun.
    JustPaid,
}

/// Ends the other charge if it can be ended: an open page is closed at the gateway first.
pub(super) async fn make_way(till: &Till, other: &Charge) -> Result<Way, PayInvoiceError> {
    let page = other.provider_session_ref.as_ref();
    let is_open_page = other.way == ChargeWay::Hosted && other.state == ChargeState::RequiresAction;
    let charge = if let (true, Some(page), Some(gateway)) =
        (is_open_page, page, till.gateway(&other.gateway))
        && gateway.expire_session(&SessionRef(page.clone())).await.is_ok()
    {
        let closed = Found::only(Seen::Canceled);
        record(till, other.tenant_id, other.charge_id, closed).await?
    } else {
        match settle_charge(till, other.tenant_id, other.charge_id).await {
            Ok(charge) => charge,
            Err(SettleChargeError::LookUp(LookUpError::Gateway(_))) => return Ok(Way::Asked),
            Err(error) => return Err(error.into()),
        }
    };
    let is_paid = charge.state == ChargeState::Succeeded;
    Ok(if is_paid { Way::JustPaid } else { Way::Asked })
}
