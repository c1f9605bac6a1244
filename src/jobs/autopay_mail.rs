//! Letters about money that is collected without the customer: finds what they name. Which words they have
//! is `mail::templates`'.

use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of};
use super::{Work, wording};
use crate::domain::autopay::Collection;
use crate::domain::id::{InvoiceId, PaymentMethodId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::flows::payments::autopay::plan;
use crate::i18n::Locale;
use crate::mail::templates::{AboutCollecting, AboutInvoice, Brand, MethodExpiring, method_label};
use crate::store::outbox::{Event, OutboxRow};
use crate::store::tenants::BillingProfile;
use crate::store::{StoreError, TenantTx, invoices, payment_methods};

/// How a new invoice will be collected, as its mail says it; None: the customer pays it.
pub(super) async fn collected_from(
    work: &Work,
    tx: &mut TenantTx,
    invoice: &Invoice,
    locale: Locale,
) -> Result<Option<String>, StoreError> {
    Ok(match plan(&work.till, tx, invoice).await? {
        Some(Collection::OnDueDate { method }) => Some(method_label(locale, &method)),
        _ => None,
    })
}

/// About an invoice; None when there is nothing to tell any more: it was paid meanwhile.
pub(super) async fn about_invoice(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: row.document_kind };
    let found = invoices::find(tx, InvoiceId(row.document_id)).await?;
    let Some(invoice) = found else { return Err(missing) };
    let (Some(number), Some(seller)) = (&invoice.number, &invoice.seller) else {
        return Err(missing);
    };
    let due = invoice.due().unwrap_or(invoice.total);
    let planned = plan(&work.till, tx, &invoice).await?;
    let label;
    let failure_code = row.payload.get("failure_code").and_then(|code| code.as_str());
    let failure_code = failure_code.unwrap_or_default();
    let about = match (row.event, planned) {
        (Event::AutopayUpcoming, Some(Collection::OnDueDate { method })) => {
            label = method_label(locale, &method);
            AboutCollecting::Upcoming { on: invoice.due_on, method: &label }
        }
        (Event::AutopayNotCollected, Some(Collection::AskFirst(why))) => {
            AboutCollecting::NotCollected { due_on: invoice.due_on, why }
        }
        (Event::AutopayFailed, _) if invoice.status == InvoiceStatus::Open => {
            AboutCollecting::Failed { failure_code }
        }
        (Event::PaymentFailed, _) => AboutCollecting::CameBack { failure_code },
        _ => return Ok(None),
    };
    let link = match about {
        AboutCollecting::Upcoming { .. } => {
            format!("{}/invoices/{}", work.base_url, invoice.invoice_id)
        }
        _ => format!("{}/invoices/{}/pay", work.base_url, invoice.invoice_id),
    };
    let asked_for = amount_asked_for(row).unwrap_or(due);
    let named =
        AboutInvoice { account: &profile.legal_name, number, amount: asked_for, link: &link };
    let kind = about.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(seller, locale);
    let rendered = about.render(&named, locale, &brand, &chosen.template);
    Ok(Some(letter_of(Some(seller), false, rendered, (kind, chosen.version))))
}

/// What a refused charge had asked for.
fn amount_asked_for(row: &OutboxRow) -> Option<Money> {
    let amount_minor = row.payload.get("amount_minor")?.as_i64()?;
    let currency = row.payload.get("currency")?.as_str()?.parse().ok()?;
    Some(Money { amount_minor, currency })
}

/// About a card that ends; None when it was removed meanwhile, or renewed.
pub(super) async fn method_expiring(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let method = payment_methods::find(tx, PaymentMethodId(row.document_id)).await?;
    let Some(method) = method else { return Ok(None) };
    let Some(last_on) = method.expires_on else { return Ok(None) };
    if !row.occurrence.starts_with(&last_on.to_string()) {
        return Ok(None);
    }
    let message = MethodExpiring {
        account: &profile.legal_name,
        method: &method_label(locale, &method),
        last_on,
        link: &format!("{}/settings/payment-methods", work.base_url),
    };
    let kind = MethodExpiring::KIND;
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_operator(work.mailer.sender_name());
    let rendered = message.render(locale, &brand, &chosen.template);
    Ok(Some(letter_of(None, false, rendered, (kind, chosen.version))))
}
