//! What exactly would be agreed to: the page, its schedule and its hash. Made the same way when it is
//! shown and when it is accepted, so that a difference shows.

use super::{InstallmentError, local_day, no_other, open_terms};
use crate::documents::model::PaperDocument;
use crate::documents::paper::{AgreementFacts, installment_agreement};
use crate::domain::id::{InstallmentPlanId, InvoiceId, PaymentMethodId};
use crate::domain::installment::{InstallmentPlan, PlanRules, PlanTerms, Schedule};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::flows::documents::logos::picture;
use crate::flows::payments::Till;
use crate::i18n::Locale;
use crate::mail::templates::method_label;
use crate::seal::KeyRing;
use crate::store::installments::{self, rules};
use crate::store::{TenantTx, charges, invoices, payment_methods};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};

/// A plan as its customer sees it before they agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub schedule: Schedule,
    pub total: Money,
    pub down_payment_due_on: Date,
    pub page: PaperDocument,
    /// Of the page.
    pub sha256: [u8; 32],
}

/// Whether a plan of this invoice can be begun at all, and by which rules; the invoice and what is due.
/// # Errors  `NotOpen`, `Disputed`, `UnderWay`, `Running`, `Waiting`, `Terms(NotOffered)`.
pub async fn eligible(
    tx: &mut TenantTx,
    id: InvoiceId,
) -> Result<(Invoice, Money, PlanRules), InstallmentError> {
    let (invoice, due) = payable(tx, id).await?;
    no_other(tx, id, None).await?;
    let mut rules = rules::in_force(tx, invoice.seller_id).await?;
    rules.offers(due).map_err(|refused| InstallmentError::Terms(refused.into()))?;
    // After one plan has failed, staff decide about another.
    rules.is_self_service &= !installments::has_failed_before(tx, id).await?;
    Ok((invoice, due, rules))
}

/// The open invoice of which nothing is on its way, and what is due on it.
pub(super) async fn payable(
    tx: &mut TenantTx,
    id: InvoiceId,
) -> Result<(Invoice, Money), InstallmentError> {
    let invoice = invoices::find(tx, id).await?;
    let invoice = invoice.filter(|invoice| invoice.status != InvoiceStatus::Draft);
    let invoice = invoice.ok_or(InstallmentError::NotFound)?;
    if invoice.status != InvoiceStatus::Open {
        return Err(InstallmentError::NotOpen);
    }
    if invoice.disputed {
        return Err(InstallmentError::Disputed);
    }
    if !charges::reservations(tx, &[id]).await?.is_empty() {
        return Err(InstallmentError::UnderWay);
    }
    let due = invoice.due()?;
    Ok((invoice, due))
}

/// The saved method that could be charged with parts of `amount`.
/// # Errors  `NoSuchMethod`.
pub async fn payable_method(
    tx: &mut TenantTx,
    till: &Till,
    amount: Money,
    method: Option<PaymentMethodId>,
) -> Result<Option<SavedMethod>, InstallmentError> {
    let Some(id) = method else { return Ok(None) };
    let found = payment_methods::find(tx, id).await?;
    let found = found.filter(|method| till.charges(method, amount));
    found.map(Some).ok_or(InstallmentError::NoSuchMethod)
}

/// The agreement about `invoice` as it reads now.
pub async fn show_agreement(
    tx: &mut TenantTx,
    now: Timestamp,
    invoice: &Invoice,
    (terms, rules): (&PlanTerms, &PlanRules),
    method: Option<&SavedMethod>,
    replaces: Option<InstallmentPlanId>,
    locale: Locale,
) -> Result<Shown, InstallmentError> {
    let (_, today) = local_day(tx, now).await?;
    let total = invoice.due()?;
    let schedule = terms.schedule(total, today)?;
    let down_payment_due_on =
        today.saturating_add(i64::from(rules.down_payment_days).max(1).days());
    let (Some(number), Some(seller), Some(buyer)) =
        (&invoice.number, &invoice.seller, &invoice.buyer)
    else {
        return Err(InstallmentError::NotFound);
    };
    let label = method.map(|method| method_label(locale, method));
    let facts = AgreementFacts {
        seller,
        buyer,
        invoice_number: number,
        issued_on: invoice.issued_on,
        invoice_total: invoice.total,
        schedule: &schedule,
        agreed_on: today,
        down_payment_due_on,
        grace_days: rules.grace_days,
        method: label.as_deref(),
        replaces: replaces.is_some(),
    };
    let mut page = installment_agreement(locale, &facts)?;
    // The words and figures are what is agreed to, not the picture beside them.
    let text = serde_json::to_vec(&page).map_err(|_| InstallmentError::Unreadable)?;
    let sha256 = Sha256::digest(text).into();
    if let Some(logo) = &seller.logo {
        page.brand.logo = picture(tx, logo).await?;
    }
    Ok(Shown { schedule, total, down_payment_due_on, page, sha256 })
}

/// The agreement that an offer leads to, as it reads now.
pub async fn show_offer(
    tx: &mut TenantTx,
    now: Timestamp,
    till: &Till,
    plan: &InstallmentPlan,
    method: Option<PaymentMethodId>,
    locale: Locale,
) -> Result<Shown, InstallmentError> {
    let (invoice, due) = payable(tx, plan.invoice_id).await?;
    let method = payable_method(tx, till, due, method).await?;
    let terms = terms_of(tx, &till.keys, plan).await?;
    let rules = &plan.rules;
    let with = (&terms, rules);
    show_agreement(tx, now, &invoice, with, method.as_ref(), plan.replaces, locale).await
}

pub(super) async fn terms_of(
    tx: &mut TenantTx,
    keys: &KeyRing,
    plan: &InstallmentPlan,
) -> Result<PlanTerms, InstallmentError> {
    open_terms(tx, keys, plan.plan_id).await
}
