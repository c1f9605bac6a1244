//! Buying credit ahead, exactly once (row B9): a charge that names no invoice.
//!
//! It goes the way of every charge (`pay_invoice`): stored under the form's key, then asked for at the
//! gateway, then settled by whoever notices it first. Nothing is credited before the money is there; then a
//! grant of exactly what came, which never ends and may be paid out. A customer has one top-up at a time
//! that still wants something of them: a newer one closes its open page and takes its place.
//!
//! Credit is taxed nowhere here: what it can be used for may be taxed at any rate, so that tax is owed on
//! the invoices it pays (docs/adr/0069).

use super::pay_invoice::{
    NewCharge, PAGES_CLOSED_MAX, PayInvoiceError, PayWith, Paying, Way, make_way, store_charge,
};
use super::receive_payment::{Receipt, receive};
use super::record_offline_payment::{OfflinePayment, RecordPaymentError};
use super::send_charge::proceed;
use super::{Payer, Till};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState};
use crate::domain::credit_grant::{GrantKind, purchase_limits};
use crate::domain::currency::Currency;
use crate::domain::id::{ChargeId, PaymentId};
use crate::domain::ledger::Account;
use crate::domain::money::Money;
use crate::domain::payment::Payment;
use crate::store::{Actor, StoreError, TenantTx, charges, invoice_lists, payments, tenants};
use jiff::Timestamp;

/// What the customer asks for.
#[derive(Clone, Debug)]
pub struct CreditOrder {
    /// Made when the form was rendered: one form makes one charge.
    pub idempotency_key: String,
    pub amount: Money,
    pub with: PayWith,
}

#[derive(Debug, thiserror::Error)]
pub enum BuyCreditError {
    #[error("at least {least} is bought at once")]
    TooLittle { least: Money },
    #[error("at most {most} is bought at once")]
    TooMuch { most: Money },
    #[error("the customer is not invoiced in {0}, or nobody takes it")]
    OtherCurrency(Currency),
    #[error(transparent)]
    Pay(#[from] PayInvoiceError),
}

impl From<StoreError> for BuyCreditError {
    fn from(error: StoreError) -> Self {
        Self::Pay(error.into())
    }
}

/// The currencies in which the customer can buy credit: their own and those of their invoices, as far as
/// a gateway takes them.
pub async fn currencies(till: &Till, tx: &mut TenantTx) -> Result<Vec<Currency>, StoreError> {
    let mut offered = vec![tenants::profile(tx).await?.currency];
    for currency in invoice_lists::currencies(tx).await? {
        if !offered.contains(&currency) {
            offered.push(currency);
        }
    }
    offered.retain(|currency| till.takes(purchase_limits(*currency).0));
    Ok(offered)
}

/// Begins to buy, or goes on with what this form began.
/// # Errors  Nothing was charged in any of them.
pub async fn buy_credit(
    till: &Till,
    payer: &Payer,
    order: &CreditOrder,
) -> Result<Paying, BuyCreditError> {
    let mut asked: Vec<ChargeId> = Vec::new();
    loop {
        let in_the_way = match begin(till, payer, order).await? {
            Begun::Charge(charge) => return Ok(proceed(till, payer, *charge).await?),
            Begun::Occupied(in_the_way) => in_the_way,
        };
        let mut others = in_the_way.iter();
        let next = others.find(|other| !asked.contains(&other.charge_id));
        let Some(other) = next.filter(|_| asked.len() < PAGES_CLOSED_MAX) else {
            // It waits for the bank or for its gateway: its page says how it stands.
            let first = in_the_way.first().map(|other| other.charge_id);
            let charge = first.ok_or(PayInvoiceError::NotFound)?;
            return Ok(Paying { charge, go_to: None });
        };
        asked.push(other.charge_id);
        if make_way(till, other).await? == Way::JustPaid {
            return Ok(Paying { charge: other.charge_id, go_to: None });
        }
    }
}

enum Begun {
    Charge(Box<Charge>),
    /// These still want something of the customer.
    Occupied(Vec<Charge>),
}

/// The first transaction: intent and key.
async fn begin(till: &Till, payer: &Payer, order: &CreditOrder) -> Result<Begun, BuyCreditError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let key = &order.idempotency_key;
    if let Some(charge) = charges::find_by_idempotency_key(&mut tx, key).await? {
        let is_same = charge.purpose == ChargePurpose::TopUp
            && charge.payment_method == order.with.method()
            && charge.amount == order.amount;
        return if is_same {
            Ok(Begun::Charge(Box::new(charge)))
        } else {
            Err(PayInvoiceError::KeyReused.into())
        };
    }
    check(till, &mut tx, order.amount).await?;
    let mut open = charges::living_top_ups(&mut tx).await?;
    // What is on its way wants nothing more of the customer.
    open.retain(|other| other.state != ChargeState::Processing);
    if !open.is_empty() {
        return Ok(Begun::Occupied(open));
    }
    let asked = NewCharge {
        purpose: ChargePurpose::TopUp,
        with: order.with,
        amount: order.amount,
        invoices: &[],
        idempotency_key: key,
    };
    let charge = store_charge(till, &mut tx, now, payer, &asked).await?;
    tx.commit().await?;
    Ok(Begun::Charge(Box::new(charge)))
}

async fn check(till: &Till, tx: &mut TenantTx, amount: Money) -> Result<(), BuyCreditError> {
    if !currencies(till, tx).await?.contains(&amount.currency) {
        return Err(BuyCreditError::OtherCurrency(amount.currency));
    }
    let (least, most) = purchase_limits(amount.currency);
    if amount.amount_minor < least.amount_minor {
        return Err(BuyCreditError::TooLittle { least });
    }
    if amount.amount_minor > most.amount_minor {
        return Err(BuyCreditError::TooMuch { most });
    }
    Ok(())
}

/// Records money that came outside of any gateway to buy credit with, whatever else is due; the invoices
/// it names are not asked. The same key again returns the payment recorded before.
/// # Errors  `NotPositive`.
pub async fn record_bought_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    received: &OfflinePayment,
) -> Result<Payment, RecordPaymentError> {
    let key = &received.idempotency_key;
    if let Some(earlier) = payments::find_by_idempotency_key(tx, key).await? {
        return Ok(earlier);
    }
    if !received.amount.is_positive() {
        return Err(RecordPaymentError::NotPositive);
    }
    let receipt = Receipt {
        payment_id: PaymentId::new(),
        method: received.method,
        reference: &received.reference,
        amount: received.amount,
        received_on: received.received_on,
        account: Account::Bank,
        idempotency_key: key,
        credit_kind: GrantKind::Prepaid,
    };
    receive(tx, now, actor, &receipt, &[]).await
}
