//! Void and reissue: the wrong invoice is voided, a draft with the same lines takes its place and
//! names it (row C1). The draft is corrected and finalised as any other.

use super::draft_invoice::{DraftInvoiceError, DraftLine, DraftTerms, draft_invoice_as};
use super::void_invoice::{VoidInvoiceError, void_invoice};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{InvoiceWithLines, days_from};
use crate::store::{Actor, StoreError, TenantTx, invoices, sellers, subscriptions};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

#[derive(Debug, thiserror::Error)]
pub enum ReissueInvoiceError {
    #[error("the seller has no number series for invoices")]
    NoSeries,
    /// It charges for a change that holds only if it is paid: without it there is nothing to charge for.
    #[error("the invoice is of a change that waits for it, or never took effect")]
    OfAnOpenChange,
    #[error(transparent)]
    Void(#[from] VoidInvoiceError),
    #[error(transparent)]
    Draft(#[from] DraftInvoiceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Voids the invoice `of` and returns the draft that replaces it, dated `today` with the same number of
/// days to pay. `draft` is the id it gets. An invoice is replaced once: doing it again returns what
/// replaced it the first time.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reissue_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    of: InvoiceId,
    draft: InvoiceId,
    reason: &str,
) -> Result<InvoiceWithLines, ReissueInvoiceError> {
    if let Some((replacement, _)) = invoices::replacement(tx, of).await?
        && let Some(earlier) = invoices::find_with_lines(tx, replacement).await?
    {
        return Ok(earlier);
    }
    if subscriptions::charges_open_change(tx, of).await? {
        return Err(ReissueInvoiceError::OfAnOpenChange);
    }
    let original = invoices::find_with_lines(tx, of).await?.ok_or(VoidInvoiceError::NotFound)?;
    let void = void_invoice(tx, now, today, actor, of, reason).await?;
    // The series of the original may be an import's, which allocates no numbers here.
    let series = sellers::issuing_series(tx, sellers::SeriesKind::Invoice).await?;
    let (.., series_id) = series
        .into_iter()
        .filter(|(seller, ..)| *seller == void.seller_id)
        .max_by_key(|(.., series)| *series == void.series_id)
        .ok_or(ReissueInvoiceError::NoSeries)?;
    let days_to_pay = Span::new().days(days_from(void.issued_on, void.due_on));
    let issued_on = today.max(void.issued_on);
    let terms = DraftTerms {
        seller_id: void.seller_id,
        series_id,
        currency: void.currency,
        issued_on,
        due_on: issued_on.saturating_add(days_to_pay),
        service: void.service,
        purchase_order: void.purchase_order,
        memo: void.memo,
        language: void.language,
        replaces: Some(of),
    };
    let lines: Vec<_> = original.lines.iter().map(DraftLine::of).collect();
    Ok(draft_invoice_as(tx, now, draft, terms, &lines).await?)
}
