//! Letters about money that is collected without the customer: finds what they name. Which words they have
//! is `mail::templates`'.

use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of};
use super::{Work, wording};
use crate::domain::autopay::Collection;
use crate::domain::id::{InvoiceId, PaymentMethodId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::notice::NoticeFacts;
use crate::domain::payment_method::{SavedMethod, SavedMethodKind};
use crate::flows::card_link;
use crate::flows::payments::autopay::plan;
use crate::i18n::Locale;
use crate::mail::templates::{AboutCollecting, AboutInvoice, Brand, MethodExpiring, method_label};
use crate::store::outbox::{Event, OutboxRow};
use crate::store::tenants::BillingProfile;
use crate::store::{StoreError, TenantTx, charges, invoices, payment_methods};
use jiff::Timestamp;

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
    now: Timestamp,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: row.document_kind };
    let found = invoices::find(tx, InvoiceId(row.document_id)).await?;
    let Some(invoice) = found else { return Err(missing) };
    let (Some(number), Some(seller)) = (&invoice.number, &invoice.seller) else {
        return Err(missing);
    };
    let due = invoice.due().unwrap_or(invoice.total);
    let planned = plan(&work.till, tx, &invoice).await?;
    let (label, update_card);
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
            let method = charged_method(tx, row).await?;
            update_card = card_link(work, tx, now, method.as_ref(), &seller.legal_name).await?;
            AboutCollecting::Failed { failure_code, update_card: &update_card }
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
    let facts = NoticeFacts {
        number: Some(number.clone()),
        on: Some(invoice.due_on),
        failure_code: (!failure_code.is_empty()).then(|| failure_code.to_owned()),
        ..NoticeFacts::default()
    };
    let letter = letter_of(Some(seller), false, rendered, (kind, chosen.version));
    Ok(Some(letter.noting(facts.with_amount(asked_for))))
}

/// The saved method that was charged, if it is still there.
async fn charged_method(
    tx: &mut TenantTx,
    row: &OutboxRow,
) -> Result<Option<SavedMethod>, StoreError> {
    let id = row.payload.get("charge_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
    let Some(id) = id else { return Ok(None) };
    let charge = charges::find(tx, id).await?;
    match charge.and_then(|charge| charge.payment_method) {
        Some(method) => payment_methods::find(tx, method).await,
        None => Ok(None),
    }
}

/// The address of a link to a new card in place of this one; for anything but a card, the page of methods.
pub(super) async fn card_link(
    work: &Work,
    tx: &mut TenantTx,
    now: Timestamp,
    method: Option<&SavedMethod>,
    seller_name: &str,
) -> Result<String, DeliverOutboxError> {
    match method.filter(|method| method.kind == SavedMethodKind::Card) {
        Some(card) => {
            let id = Some(card.payment_method_id);
            Ok(card_link::make(&work.till, tx, now, id, seller_name).await?)
        }
        None => Ok(format!("{}/settings/payment-methods", work.base_url)),
    }
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
    now: Timestamp,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let method = payment_methods::find(tx, PaymentMethodId(row.document_id)).await?;
    let Some(method) = method else { return Ok(None) };
    let Some(last_on) = method.expires_on else { return Ok(None) };
    if !row.occurrence.starts_with(&last_on.to_string()) {
        return Ok(None);
    }
    let seller_name = work.mailer.sender_name();
    let message = MethodExpiring {
        account: &profile.legal_name,
        method: &method_label(locale, &method),
        last_on,
        update_card: &card_link(work, tx, now, Some(&method), seller_name).await?,
        link: &format!("{}/settings/payment-methods", work.base_url),
    };
    let kind = MethodExpiring::KIND;
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_operator(work.mailer.sender_name());
    let rendered = message.render(locale, &brand, &chosen.template);
    let facts = NoticeFacts { last4: method.last4, on: Some(last_on), ..NoticeFacts::default() };
    Ok(Some(letter_of(None, false, rendered, (kind, chosen.version)).noting(facts)))
}
