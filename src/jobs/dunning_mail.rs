//! Letters about what is overdue: finds what they list. Which words they have is `mail::templates`'.

use super::autopay_mail::card_link;
use super::deliver_outbox::{DeliverOutboxError, Letter, letter_of};
use super::{Work, wording};
use crate::domain::document::DocumentKind;
use crate::domain::id::DunningCampaignId;
use crate::domain::notice::NoticeFacts;
use crate::flows::dunning::DunningError;
use crate::flows::dunning::standing::standing;
use crate::i18n::Locale;
use crate::mail::templates::{Brand, DunningReminder, OverdueInvoice};
use crate::store::outbox::OutboxRow;
use crate::store::tenants::BillingProfile;
use crate::store::{StoreError, TenantTx, dunning, invoices};
use jiff::Timestamp;

/// About everything that is overdue in a currency now; None when nothing is any more.
pub(super) async fn reminder(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
    now: Timestamp,
) -> Result<Option<Letter>, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: DocumentKind::Invoice };
    let word = |name: &str| row.payload.get(name).and_then(|word| word.as_str());
    let id: Option<DunningCampaignId> = word("campaign_id").and_then(|id| id.parse().ok());
    let template = word("template").and_then(|template| template.parse().ok());
    let (Some(id), Some(template)) = (id, template) else { return Err(missing) };
    let campaign = dunning::find(tx, id).await?.ok_or(missing)?;
    let standing = standing(&work.till, tx, now, campaign).await.map_err(of_dunning)?;
    let asked = standing.in_question.iter().filter(|it| it.hold.is_none()).map(|it| &it.member);
    let listed: Vec<_> = asked
        .clone()
        .map(|it| OverdueInvoice { number: it.number.clone(), due_on: it.due_on, due: it.due })
        .collect();
    let Some(oldest) = asked.clone().next() else { return Ok(None) };
    let facts = NoticeFacts {
        number: Some(oldest.number.clone()),
        on: Some(oldest.due_on),
        ..NoticeFacts::default()
    };
    let oldest = invoices::find(tx, oldest.invoice_id).await?;
    let Some(seller) = oldest.and_then(|invoice| invoice.seller) else { return Ok(None) };
    let method = standing.method.as_ref();
    let message = DunningReminder {
        template,
        account: &profile.legal_name,
        invoices: &listed,
        total: standing.overdue,
        next: standing.terms.next_escalation(standing.counts_from, standing.today),
        update_card: &card_link(work, tx, now, method, &seller.legal_name).await?,
        link: &format!("{}/pay?currency={}", work.base_url, standing.overdue.currency.code()),
    };
    let kind = message.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(&seller, locale);
    let rendered = message.render(locale, &brand, &chosen.template);
    let letter = letter_of(Some(&seller), false, rendered, (kind, chosen.version));
    Ok(Some(letter.noting(facts.with_amount(standing.overdue))))
}

fn of_dunning(error: DunningError) -> DeliverOutboxError {
    match error {
        DunningError::Store(error) => error.into(),
        DunningError::Money(error) => error.into(),
        // Reading how a campaign stands fails in no other way.
        _ => DeliverOutboxError::Store(StoreError::NotFound),
    }
}
