//! Tax that a customer withheld and paid to their state in our name (row L3): it settles the invoices it is
//! for like a payment, but nothing arrived. What we have instead is a claim against our own tax, proven by
//! a certificate; so it is never more than is due, and never becomes credit.

use super::receive_payment::{Receipt, receive};
use super::record_offline_payment::{OfflinePayment, RecordPaymentError, due_invoices};
use crate::domain::credit_grant::GrantKind;
use crate::domain::id::{InvoiceId, PaymentId};
use crate::domain::ledger::Account;
use crate::domain::money::{Money, MoneyError};
use crate::domain::payment::{Payment, PaymentMethod, WithholdingCertificate};
use crate::domain::tax::tax_on_top;
use crate::store::{Actor, StoreError, TenantTx, invoices, payments, withholding};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Characters of a certificate's number that are kept.
pub const CERTIFICATE_MAX: usize = 60;

/// Withheld tax as staff type it.
#[derive(Clone, Debug, PartialEq)]
pub struct WithheldTax {
    pub amount: Money,
    /// The certificate (Nigeria: the credit note of the tax authority) that proves it.
    pub certificate_number: String,
    /// 5 means 5 %.
    pub rate_percent: Decimal,
    pub certified_on: Date,
    /// The invoices it was withheld from, in order; at least one.
    pub invoices: Vec<InvoiceId>,
    /// Made when the form was rendered: two submits of one form record it once.
    pub idempotency_key: String,
}

#[derive(Debug, thiserror::Error)]
pub enum WithholdingTaxError {
    #[error("a certificate has a number of at most {CERTIFICATE_MAX} characters")]
    NoCertificate,
    #[error("a rate is more than 0 % and less than 100 %")]
    NotARate,
    #[error("it must be said from which invoices the tax was withheld")]
    NoInvoice,
    #[error("only {due} is due on these invoices")]
    MoreThanDue { due: Money },
    #[error("at this rate at most {at_most} can have been withheld")]
    MoreThanTheRate { at_most: Money },
    #[error(transparent)]
    Record(#[from] RecordPaymentError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for WithholdingTaxError {
    fn from(error: MoneyError) -> Self {
        Self::Record(error.into())
    }
}

/// Records it and returns it as the payment it counts as. The same key again returns what was recorded
/// before, or `KeyReused` when it was something else.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record_withholding_tax(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    withheld: &WithheldTax,
) -> Result<Payment, WithholdingTaxError> {
    let certificate = withheld.certificate_number.trim();
    if let Some(earlier) = payments::find_by_idempotency_key(tx, &withheld.idempotency_key).await? {
        let said = (earlier.method, earlier.amount, earlier.received_on, &*earlier.reference);
        let is_same = said
            == (PaymentMethod::WithholdingTax, withheld.amount, withheld.certified_on, certificate);
        return if is_same { Ok(earlier) } else { Err(RecordPaymentError::KeyReused.into()) };
    }
    check(withheld, certificate, today)?;
    let settled = OfflinePayment {
        method: PaymentMethod::WithholdingTax,
        reference: certificate.to_owned(),
        amount: withheld.amount,
        received_on: withheld.certified_on,
        invoices: withheld.invoices.clone(),
        idempotency_key: withheld.idempotency_key.clone(),
    };
    let due = due_invoices(tx, &settled).await?;
    check_amount(tx, withheld, &due).await?;
    let receipt = Receipt {
        payment_id: PaymentId::new(),
        method: settled.method,
        reference: certificate,
        amount: settled.amount,
        received_on: settled.received_on,
        account: Account::WithholdingTaxReceivable,
        idempotency_key: &settled.idempotency_key,
        credit_kind: GrantKind::Payment,
    };
    let payment = receive(tx, now, actor, &receipt, &due).await?;
    let certificate = WithholdingCertificate {
        number: certificate.to_owned(),
        rate_percent: withheld.rate_percent,
    };
    withholding::insert(tx, payment.payment_id, &certificate).await?;
    Ok(payment)
}

fn check(
    withheld: &WithheldTax,
    certificate: &str,
    today: Date,
) -> Result<(), WithholdingTaxError> {
    if certificate.is_empty() || certificate.chars().count() > CERTIFICATE_MAX {
        return Err(WithholdingTaxError::NoCertificate);
    }
    if withheld.rate_percent <= Decimal::ZERO || withheld.rate_percent >= Decimal::ONE_HUNDRED {
        return Err(WithholdingTaxError::NotARate);
    }
    if withheld.invoices.is_empty() {
        return Err(WithholdingTaxError::NoInvoice);
    }
    if !withheld.amount.is_positive() {
        return Err(RecordPaymentError::NotPositive.into());
    }
    if withheld.certified_on > today {
        let received_on = withheld.certified_on;
        return Err(RecordPaymentError::InTheFuture { received_on }.into());
    }
    Ok(())
}

/// Neither more than is due, nor more than the rate makes of the invoices' totals. Where the law takes the
/// tax from the net amount it is less; a customer may also withhold from each part that they pay.
async fn check_amount(
    tx: &mut TenantTx,
    withheld: &WithheldTax,
    due: &[(InvoiceId, Money)],
) -> Result<(), WithholdingTaxError> {
    let currency = withheld.amount.currency;
    let all_due = Money::sum(currency, due.iter().map(|(_, due)| *due))?;
    if withheld.amount.compare(all_due)?.is_gt() {
        return Err(WithholdingTaxError::MoreThanDue { due: all_due });
    }
    let mut totals = Money::zero(currency);
    for &(id, _) in due {
        let invoice = invoices::find(tx, id).await?;
        let invoice = invoice.ok_or(RecordPaymentError::NoSuchInvoice(id))?;
        totals = totals.checked_add(invoice.total)?;
    }
    let at_most = tax_on_top(totals, withheld.rate_percent)?;
    if withheld.amount.compare(at_most)?.is_gt() {
        return Err(WithholdingTaxError::MoreThanTheRate { at_most });
    }
    Ok(())
}
