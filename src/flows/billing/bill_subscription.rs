//! One invoice of one subscription, in one transaction: what is due next, its lines with their tax, the
//! finalised invoice, what it covers, and how far the subscription is billed then (row E3).

use super::explain::explanation;
use crate::domain::country::Country;
use crate::domain::id::{InvoiceId, SubscriptionId};
use crate::domain::period::{Period, PeriodError};
use crate::domain::place_of_supply::{BuyerPlace, TaxTreatment, treatment};
use crate::domain::subscription::{DueError, DueInvoice, DueLine, UsageOf};
use crate::domain::subscription_status::SubscriptionStatus;
use crate::domain::tax_id::TaxId;
use crate::flows::invoices::draft_invoice::{
    DraftInvoiceError, DraftLine, DraftTerms, draft_invoice,
};
use crate::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use crate::store::sellers::SeriesKind;
use crate::store::subscriptions::{self, BillingReason, CoveredLine, Subscription};
use crate::store::tenants::BillingProfile;
use crate::store::{Actor, StoreError, TenantTx, sellers, tenants};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;

#[derive(Debug, thiserror::Error)]
pub enum BillSubscriptionError {
    #[error("no such subscription")]
    NotFound,
    #[error("the seller has no number series for invoices")]
    NoSeries,
    #[error("the due date lies beyond the calendar")]
    BeyondCalendar,
    #[error(transparent)]
    Due(#[from] DueError),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Draft(#[from] DraftInvoiceError),
    #[error(transparent)]
    Finalize(#[from] FinalizeInvoiceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BillSubscriptionError {
    /// What the database said, if the next try may well succeed without anybody having looked.
    /// # Errors  the error itself, when it is one that stays.
    pub fn into_passing(self) -> Result<StoreError, Self> {
        match self {
            Self::Store(error)
            | Self::Draft(DraftInvoiceError::Store(error))
            | Self::Finalize(FinalizeInvoiceError::Store(error))
                if error.is_retryable() =>
            {
                Ok(error)
            }
            other => Err(other),
        }
    }
}

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billed {
    /// Nothing is due by now, or somebody has parked it.
    NothingDue,
    /// Time went on without anything to charge.
    Passed,
    Invoiced(InvoiceId),
}

/// Bills the next instant of the subscription that is due by `now`. The caller commits.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn bill_subscription(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: SubscriptionId,
    usage: &dyn UsageOfSubscription,
) -> Result<Billed, BillSubscriptionError> {
    let subscription = subscriptions::find(tx, id).await?.ok_or(BillSubscriptionError::NotFound)?;
    let due_at = subscription.next_billing_at.filter(|at| *at <= now);
    let (Some(billed_at), None) = (due_at, &subscription.parked_reason) else {
        return Ok(Billed::NothingDue);
    };
    let counted = usage.of(tx, &subscription, billed_at).await?;
    let due = subscription.billed.invoice_due(subscription.billed_at, billed_at, &*counted)?;
    let invoice = if due.lines.is_empty() {
        None
    } else {
        Some(invoice(tx, now, actor, &subscription, &due).await?)
    };
    let next = subscription.billed.next_billing_at(Some(billed_at))?;
    let status = status_after(&subscription, next);
    subscriptions::save_billed(tx, id, billed_at, next, status).await?;
    Ok(invoice.map_or(Billed::Passed, Billed::Invoiced))
}

/// Where the quantities of meters come from.
#[async_trait::async_trait]
pub trait UsageOfSubscription: Send + Sync {
    /// Everything that the meters of the subscription counted since its last billing.
    async fn of(
        &self,
        tx: &mut TenantTx,
        subscription: &Subscription,
        until: Timestamp,
    ) -> Result<Box<dyn UsageOf + Send + Sync>, StoreError>;
}

/// No meter counts anything.
pub struct NoUsage;

#[async_trait::async_trait]
impl UsageOfSubscription for NoUsage {
    async fn of(
        &self,
        _: &mut TenantTx,
        _: &Subscription,
        _: Timestamp,
    ) -> Result<Box<dyn UsageOf + Send + Sync>, StoreError> {
        Ok(Box::new(()))
    }
}

fn status_after(subscription: &Subscription, next: Option<Timestamp>) -> SubscriptionStatus {
    match (subscription.status, next) {
        (_, None) => SubscriptionStatus::Canceled,
        (SubscriptionStatus::Trialing, Some(_)) => SubscriptionStatus::Active,
        (status, Some(_)) => status,
    }
}

async fn invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    subscription: &Subscription,
    due: &DueInvoice,
) -> Result<InvoiceId, BillSubscriptionError> {
    let profile = tenants::profile(tx).await?;
    let zone = TimeZone::get(&profile.time_zone).unwrap_or(TimeZone::UTC);
    // A document bears the day on which it is issued, also when its period is long over.
    let issued_on = now.to_zoned(zone.clone()).date();
    let terms = terms(tx, subscription, &profile, due, &zone, issued_on).await?;
    let seller = sellers::load(tx, subscription.seller_id, issued_on).await?;
    let country = seller.address.country.parse().ok();
    let tax = country.map(|country| tax_of(country, &profile, issued_on));
    let lines: Vec<DraftLine> =
        due.lines.iter().map(|line| draft_line(line, tax.as_ref(), &zone)).collect();
    let draft = draft_invoice(tx, now, terms, &lines).await?;
    let id = draft.invoice.invoice_id;
    cover(tx, subscription, due, id, tax.as_ref()).await?;
    let reason = BillingReason::Cycle;
    subscriptions::insert_invoice(tx, subscription.subscription_id, reason, due.billed_at, id)
        .await?;
    finalize_invoice(tx, now, actor, id).await?;
    Ok(id)
}

async fn terms(
    tx: &mut TenantTx,
    subscription: &Subscription,
    profile: &BillingProfile,
    due: &DueInvoice,
    zone: &TimeZone,
    issued_on: Date,
) -> Result<DraftTerms, BillSubscriptionError> {
    let seller_id = subscription.seller_id;
    let open = sellers::open_series(tx, SeriesKind::Invoice, seller_id).await?;
    let series_id = *open.first().ok_or(BillSubscriptionError::NoSeries)?;
    let days = sellers::days_to_pay(tx, seller_id).await?.unwrap_or(0);
    let due_on =
        issued_on.checked_add(days.days()).map_err(|_| BillSubscriptionError::BeyondCalendar)?;
    Ok(DraftTerms {
        seller_id,
        series_id,
        currency: subscription.currency,
        issued_on,
        due_on,
        service: service_of(due, zone),
        purchase_order: String::new(),
        memo: String::new(),
        language: profile.language.clone(),
        replaces: None,
    })
}

/// First and last day of everything that is charged.
fn service_of(due: &DueInvoice, zone: &TimeZone) -> Option<(Date, Date)> {
    let days = due.lines.iter().map(|line| days_of(line.covered, zone));
    days.reduce(|one, two| (one.0.min(two.0), one.1.max(two.1)))
}

/// The first and the last civil day of a half-open period.
fn days_of(period: Period, zone: &TimeZone) -> (Date, Date) {
    let date = |at: Timestamp| zone.to_datetime(at).date();
    let last = period.last_second().unwrap_or(period.start());
    (date(period.start()), date(last.max(period.start())))
}

fn tax_of(seller: Country, profile: &BillingProfile, on: Date) -> TaxTreatment {
    let country: Option<Country> = profile.address.country.parse().ok();
    let is_business = country.is_some_and(|country| {
        let well_formed = |number: &str| {
            TaxId::parse(country.code(), number).is_ok()
                || TaxId::parse_eu_vat(number).is_ok_and(|id| id.jurisdiction == country.code())
        };
        profile.tax_ids.iter().any(|id| well_formed(&id.value))
    });
    let buyer = BuyerPlace { country, postcode: &profile.address.postal_code, is_business };
    treatment(seller, buyer, on)
}

fn draft_line(line: &DueLine, tax: Option<&TaxTreatment>, zone: &TimeZone) -> DraftLine {
    use crate::domain::tax_total::TaxCategory;
    // What is not plainly quantity × price is one unit at what it comes to.
    let (quantity, unit_price) = match line.unit_amount {
        Some(unit_amount) => (line.quantity, unit_amount),
        None => (Decimal::ONE, line.amount.to_major()),
    };
    DraftLine {
        description: line.description.clone(),
        sku: line.component.clone(),
        quantity,
        unit_price,
        tax_category: tax.map_or(TaxCategory::OutsideScope, |tax| tax.category),
        tax_rate_percent: tax.map_or(Decimal::ZERO, |tax| tax.rate_percent),
        service: Some(days_of(line.covered, zone)),
    }
}

async fn cover(
    tx: &mut TenantTx,
    subscription: &Subscription,
    due: &DueInvoice,
    invoice: InvoiceId,
    tax: Option<&TaxTreatment>,
) -> Result<(), StoreError> {
    let lines: Vec<CoveredLine> = (1..)
        .zip(&due.lines)
        .map(|(line_no, line)| {
            let version = &subscription.billed.phase_at(line.covered.start()).version;
            let explanation = tax.map(|tax| explanation(line, version, tax));
            CoveredLine {
                line_no,
                component: line.component.clone(),
                covered: line.covered,
                explanation: explanation.unwrap_or_default(),
            }
        })
        .collect();
    subscriptions::insert_coverage(tx, subscription.subscription_id, invoice, &lines).await
}
