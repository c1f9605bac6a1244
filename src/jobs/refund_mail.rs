//! What a customer is told of a refund: that it is on its way, with the credit note that it pays out, or
//! that it failed.

use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of, page};
use super::{Work, wording};
use crate::domain::credit_note::CreditNote;
use crate::domain::id::RefundId;
use crate::domain::notice::NoticeFacts;
use crate::domain::party::Seller;
use crate::domain::refund::{Refund, RefundChannel};
use crate::i18n::{self, Locale};
use crate::mail::templates::{Brand, RefundNotice};
use crate::store::outbox::{self, Event, OutboxRow};
use crate::store::tenants::BillingProfile;
use crate::store::{StoreError, TenantTx, credit_notes, invoices, refunds};

pub(super) async fn letter(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Letter, DeliverOutboxError> {
    let found = refunds::find(tx, RefundId(row.document_id)).await?;
    let refund = found.ok_or(DeliverOutboxError::NoDocument { kind: row.document_kind })?;
    let note = match refund.credit_note {
        Some(note) => credit_notes::find(tx, note).await?,
        None => None,
    };
    let seller = seller(tx, &refund, note.as_ref()).await?;
    let brand = match &seller {
        Some(seller) => Brand::of_seller(seller, locale),
        None => Brand::of_operator(work.mailer.sender_name()),
    };
    let message = RefundNotice {
        has_failed: row.event == Event::RefundFailed,
        account: &profile.legal_name,
        amount: refund.amount,
        destination: &destination(tx, locale, &refund).await?,
        credit_note: note.as_ref().map(|note| note.number.as_str()),
        link: &page(work, row),
    };
    let kind = message.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let rendered = message.render(locale, &brand, &chosen.template);
    let attaches = note.is_some() && row.event == Event::RefundSent;
    let facts = NoticeFacts::default().with_amount(refund.amount);
    let letter = letter_of(seller.as_ref(), attaches, rendered, (kind, chosen.version));
    Ok(letter.noting(facts))
}

/// The seller of the credit note speaks, else the one of the first invoice that the payment settled; None:
/// the operator.
async fn seller(
    tx: &mut TenantTx,
    refund: &Refund,
    note: Option<&CreditNote>,
) -> Result<Option<Seller>, StoreError> {
    if let Some(note) = note {
        return Ok(Some(note.seller.clone()));
    }
    let Some(payment) = refund.payment else { return Ok(None) };
    let settled = outbox::payment_receipt(tx, payment).await?;
    let first = settled.and_then(|receipt| receipt.invoices.into_iter().next());
    match first {
        Some((invoice, ..)) => Ok(invoices::find(tx, invoice).await?.and_then(|i| i.seller)),
        None => Ok(None),
    }
}

/// What the customer knows the way by: their card's last digits, or that it comes by bank.
async fn destination(
    tx: &mut TenantTx,
    locale: Locale,
    refund: &Refund,
) -> Result<String, StoreError> {
    let by_bank = || i18n::text(locale, "refund-way-bank").into_owned();
    let payment = match refund.payment.filter(|_| refund.channel == RefundChannel::Gateway) {
        Some(payment) => refunds::returnable(tx, payment).await?,
        None => return Ok(by_bank()),
    };
    Ok(payment.map_or_else(by_bank, |payment| {
        let key = format!("payment-method-{}", payment.method.replace('_', "-"));
        let method = i18n::text(locale, &key);
        format!("{method} {}", payment.reference).trim().to_owned()
    }))
}
